//! What is said today, and what waits.

use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use jiff::tz::TimeZone;

use super::super::pace::{Hours, Said, pace};
use super::super::samples::{bare_finding, poor};
use crate::domain::account::Account;
use crate::domain::calendar::Calendar;
use crate::domain::finding::{Finding, FindingState, Level};
use crate::domain::id::{FindingId, RelationshipId};
use crate::domain::relationship::Seat;

/// A Friday.
const TODAY: Date = date(2026, 11, 20);

fn hours() -> Hours {
    Hours { zone: TimeZone::get("Europe/Vienna").unwrap(), calendar: Calendar::default(), from: time(8, 30, 0, 0) }
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
    Said { told: days.iter().map(|(day, about)| (date(2026, 11, *day), RelationshipId(*about))).collect() }
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
