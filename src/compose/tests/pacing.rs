//! What is said today, and what waits.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday, date, time};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::super::pace::{Hours, MOST_A_WEEK, MOST_IN_A_MAIL, Said, is_week_due, pace};
use super::super::samples::{bare_finding, poor};
use crate::domain::account::Account;
use crate::domain::calendar::{Calendar, days_before};
use crate::domain::finding::{Finding, FindingState, Level};
use crate::domain::id::{FindingId, RelationshipId};
use crate::domain::relationship::Seat;

/// A Friday.
const TODAY: Date = date(2026, 11, 20);

fn hours() -> Hours {
    Hours {
        zone: TimeZone::get("Europe/Vienna").unwrap(),
        calendar: Calendar::default(),
        from: time(8, 30, 0, 0),
        week: Some(Weekday::Monday),
    }
}

/// Nine in the morning in Vienna.
fn morning(on: Date) -> Timestamp {
    on.at(8, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

fn finding(id: i64, about: i64, level: Level) -> Finding {
    Finding { id: FindingId(id), relationship: RelationshipId(about), level, ..bare_finding() }
}

fn account(id: i64) -> Account {
    let mut account = poor(Seat::Va);
    account.relationship.id = RelationshipId(id);
    account
}

fn accounts() -> Vec<Account> {
    (1..=9).map(account).collect()
}

fn said(days: &[(i8, i64)]) -> Said {
    Said {
        told: days.iter().map(|(day, about)| (date(2026, 11, *day), RelationshipId(*about))).collect(),
        ..Said::default()
    }
}

/// The ids of what is said.
fn chosen(findings: &[Finding], said: &Said, hours: &Hours, now: Timestamp) -> Vec<i64> {
    pace(findings, &accounts(), said, hours, now).iter().map(|finding| finding.id.0).collect()
}

#[test]
fn the_loudest_three_come_first() {
    let findings = [
        finding(1, 1, Level::Good),
        finding(2, 2, Level::Worth),
        finding(3, 3, Level::Soon),
        finding(4, 4, Level::Worth),
        finding(5, 5, Level::Soon),
    ];
    assert_eq!(chosen(&findings, &Said::default(), &hours(), morning(TODAY)), [3, 5, 2]);
}

#[test]
fn only_what_is_open_is_said() {
    let findings: Vec<Finding> = FindingState::ALL
        .iter()
        .zip(1..)
        .map(|(state, id)| Finding { state: *state, ..finding(id, id, Level::Worth) })
        .collect();
    let open = FindingState::ALL.iter().position(|state| *state == FindingState::Open).unwrap();
    assert_eq!(chosen(&findings, &Said::default(), &hours(), morning(TODAY)), [i64::try_from(open).unwrap() + 1]);
}

#[test]
fn what_is_for_the_week_waits_for_the_week() {
    assert_eq!(chosen(&[finding(1, 1, Level::Note)], &Said::default(), &hours(), morning(TODAY)), [0; 0]);
}

#[test]
fn one_mail_a_day_is_enough() {
    let findings = [finding(1, 1, Level::Soon)];
    assert_eq!(chosen(&findings, &said(&[(20, 2)]), &hours(), morning(TODAY)), [0; 0]);
    assert_eq!(chosen(&findings, &said(&[(19, 2)]), &hours(), morning(TODAY)), [1]);
}

#[test]
fn the_day_is_the_users_own() {
    // It is the 20th in Vienna, and still the 19th in UTC.
    let late = "2026-11-19T23:30:00Z".parse().unwrap();
    let hours = Hours { from: time(0, 0, 0, 0), ..hours() };
    assert_eq!(chosen(&[finding(1, 1, Level::Soon)], &said(&[(20, 2)]), &hours, late), [0; 0]);
    assert_eq!(chosen(&[finding(1, 1, Level::Soon)], &said(&[(19, 2)]), &hours, late), [1]);
}

#[test]
fn two_a_week_about_one_relationship_are_enough() {
    let findings = [
        finding(1, 1, Level::Soon),
        finding(2, 1, Level::Soon),
        finding(3, 1, Level::Soon),
        finding(4, 2, Level::Good),
    ];
    assert_eq!(chosen(&findings, &Said::default(), &hours(), morning(TODAY)), [1, 2, 4]);
    assert_eq!(chosen(&findings, &said(&[(14, 1)]), &hours(), morning(TODAY)), [1, 4]);
    assert_eq!(chosen(&findings, &said(&[(14, 1), (18, 1)]), &hours(), morning(TODAY)), [4]);
    // A week and a day ago does not count any more.
    assert_eq!(chosen(&findings, &said(&[(13, 1), (12, 1)]), &hours(), morning(TODAY)), [1, 2, 4]);
}

#[test]
fn days_off_and_early_hours_stay_quiet() {
    let findings = [finding(1, 1, Level::Soon)];
    assert_eq!(chosen(&findings, &Said::default(), &hours(), morning(date(2026, 11, 21))), [0; 0]);
    let mut holiday = hours();
    holiday.calendar.holidays.insert(TODAY);
    assert_eq!(chosen(&findings, &Said::default(), &holiday, morning(TODAY)), [0; 0]);
    let early = "2026-11-20T07:29:59Z".parse().unwrap();
    assert_eq!(chosen(&findings, &Said::default(), &hours(), early), [0; 0]);
    let hour = "2026-11-20T07:30:00Z".parse().unwrap();
    assert_eq!(chosen(&findings, &Said::default(), &hours(), hour), [1]);
}

#[test]
fn a_quiet_relationship_and_an_unknown_one_are_not_spoken_of() {
    let mut quiet = account(1);
    quiet.relationship.quiet_until = Some(date(2026, 11, 21));
    let findings = [finding(1, 1, Level::Soon), finding(2, 77, Level::Soon)];
    let said = pace(&findings, &[quiet.clone()], &Said::default(), &hours(), morning(TODAY));
    assert_eq!(said, Vec::<&Finding>::new());
    quiet.relationship.quiet_until = Some(TODAY);
    assert_eq!(pace(&findings, &[quiet], &Said::default(), &hours(), morning(TODAY)).len(), 1);
}

#[test]
fn the_choice_does_not_depend_on_the_order_of_findings() {
    let mut findings: Vec<Finding> =
        (1..=9).map(|id| finding(id, id % 4 + 1, Level::ALL[usize::try_from(id).unwrap() % 4])).collect();
    let forwards = chosen(&findings, &Said::default(), &hours(), morning(TODAY));
    findings.reverse();
    assert_eq!(chosen(&findings, &Said::default(), &hours(), morning(TODAY)), forwards);
    assert_eq!(forwards.len(), 3);
}

#[test]
fn nothing_arrives_late_in_the_evening_unless_she_asked_for_it() {
    let findings = [finding(1, 1, Level::Soon)];
    let late = "2026-11-20T20:00:00Z".parse().unwrap();
    assert_eq!(chosen(&findings, &Said::default(), &hours(), late), [0; 0]);
    let owl = Hours { from: time(21, 0, 0, 0), ..hours() };
    assert_eq!(chosen(&findings, &Said::default(), &owl, late), [1]);
}

/// Monday the 23rd.
const MONDAY: Date = date(2026, 11, 23);
const LONG_AGO: Date = date(2026, 1, 1);

#[test]
fn the_week_comes_on_its_day_once_and_in_the_place_of_a_nudge() {
    let after = |week_on| Said { week_on, ..Said::default() };
    let due = |said: &Said, hours: &Hours, on: Date| is_week_due(said, LONG_AGO, hours, morning(on));
    assert!(due(&after(Some(date(2026, 11, 16))), &hours(), MONDAY));
    assert!(!due(&after(Some(date(2026, 11, 16))), &hours(), TODAY));
    assert!(!due(&after(Some(MONDAY)), &hours(), MONDAY));
    assert_eq!(chosen(&[finding(1, 1, Level::Soon)], &after(Some(MONDAY)), &hours(), morning(MONDAY)), [0; 0]);
    // Missed on Monday, it comes on the first day on which it can.
    assert!(due(&after(Some(date(2026, 11, 16))), &hours(), date(2026, 11, 26)));
    // Two weeks missed are one page.
    assert!(due(&after(Some(date(2026, 11, 2))), &hours(), TODAY));
    assert!(!due(&after(Some(TODAY)), &hours(), TODAY));
    let never = Hours { week: None, ..hours() };
    assert!(!due(&after(None), &never, MONDAY));
}

#[test]
fn a_holiday_moves_the_week_to_the_next_working_day() {
    let mut hours = hours();
    hours.calendar.holidays.insert(MONDAY);
    let said = Said { week_on: Some(date(2026, 11, 16)), ..Said::default() };
    assert!(!is_week_due(&said, LONG_AGO, &hours, morning(MONDAY)));
    assert!(is_week_due(&said, LONG_AGO, &hours, morning(date(2026, 11, 24))));
}

#[test]
fn the_first_page_is_about_a_week_that_was_seen() {
    let first = |known_since, on| is_week_due(&Said::default(), known_since, &hours(), morning(on));
    assert!(!first(MONDAY, MONDAY));
    assert!(!first(date(2026, 11, 25), date(2026, 11, 27)));
    assert!(first(TODAY, MONDAY));
}

#[test]
fn an_absence_ends_with_one_page() {
    let back = Said { week_on: Some(date(2026, 11, 16)), is_back: true, ..Said::default() };
    assert!(is_week_due(&back, LONG_AGO, &hours(), morning(TODAY)));
    assert!(!is_week_due(&Said { week_on: Some(TODAY), ..back }, LONG_AGO, &hours(), morning(TODAY)));
}

/// What happened on one day of a simulated life.
#[derive(Clone, Debug)]
struct Lived {
    /// New findings: about whom, how loud.
    found: Vec<(i64, usize)>,
    /// The hours at which the machine looked; none where it slept.
    looks: Vec<i8>,
    is_holiday: bool,
}

fn lived() -> impl Strategy<Value = Lived> {
    let found = prop::collection::vec((1..6_i64, 0..Level::ALL.len()), 0..4);
    let looks = prop_oneof![3 => prop::collection::vec(0..24_i8, 1..5), 1 => Just(Vec::new())];
    (found, looks, prop::bool::weighted(0.1)).prop_map(|(found, mut looks, is_holiday)| {
        looks.sort_unstable();
        Lived { found, looks, is_holiday }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Eight random weeks: findings come as they like, the machine sleeps when it likes, holidays fall where they like.
    #[test]
    fn whatever_happens_the_pace_holds(life in prop::collection::vec(lived(), 56)) {
        let mut hours = hours();
        let start = date(2026, 3, 2);
        let day = |n: usize| days_before(start, -i64::try_from(n).unwrap());
        hours.calendar.holidays = life.iter().enumerate().filter(|(_, lived)| lived.is_holiday).map(|(n, _)| day(n)).collect();
        let accounts = accounts();
        let (mut findings, mut said) = (Vec::new(), Said::default());
        let mut mails: Vec<(Date, usize)> = Vec::new();
        let mut pages: Vec<Date> = Vec::new();
        let mut last_look = start;
        for (n, lived) in life.iter().enumerate() {
            let today = day(n);
            for (about, loud) in &lived.found {
                let id = i64::try_from(findings.len()).unwrap() + 1;
                findings.push(finding(id, *about, Level::ALL[*loud]));
            }
            for hour in &lived.looks {
                said.is_back |= last_look <= days_before(today, 3);
                last_look = today;
                let now = today.at(*hour, 40, 0, 0).to_zoned(hours.zone.clone()).unwrap().timestamp();
                let allowed = hours.calendar.is_working(today) && (8..21).contains(hour);
                if is_week_due(&said, days_before(start, 1), &hours, now) {
                    prop_assert!(allowed, "{today} {hour}");
                    prop_assert!(!mails.iter().any(|(on, _)| *on == today) && !pages.contains(&today));
                    pages.push(today);
                    said.week_on = Some(today);
                    said.is_back = false;
                }
                let chosen: Vec<Finding> = pace(&findings, &accounts, &said, &hours, now).into_iter().cloned().collect();
                if !chosen.is_empty() {
                    prop_assert!(allowed, "{today} {hour}");
                    prop_assert!(chosen.len() <= MOST_IN_A_MAIL);
                    prop_assert!(!mails.iter().any(|(on, _)| *on == today) && !pages.contains(&today));
                    mails.push((today, chosen.len()));
                }
                for one in chosen {
                    said.told.push((today, one.relationship));
                    findings.iter_mut().filter(|finding| finding.id == one.id).for_each(|finding| finding.told(today));
                }
            }
        }
        for (on, about) in &said.told {
            let week = said.told.iter().filter(|(day, who)| who == about && *day <= *on && *day > days_before(*on, 7)).count();
            prop_assert!(week <= MOST_A_WEEK, "{week} about {about} in the week to {on}");
        }
        // A page for every week in which there was a moment for it, and no more than its absences add.
        let could: std::collections::BTreeSet<i64> = life
            .iter()
            .enumerate()
            .filter(|(n, lived)| hours.calendar.is_working(day(*n)) && lived.looks.iter().any(|hour| (9..21).contains(hour)))
            .map(|(n, _)| i64::try_from(n / 7).unwrap())
            .collect();
        prop_assert!(pages.len() >= could.len(), "{pages:?}");
        prop_assert!(pages.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
