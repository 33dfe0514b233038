//! The arithmetic of an account, by example.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::*;
use crate::domain::act::ActState;
use crate::domain::id::{ActId, RelationshipId};
use crate::domain::relationship::{Intent, Seat};

/// An account of nothing yet, for tests of every room.
pub(crate) fn blank(today: Date) -> Account {
    let relationship = Relationship {
        id: RelationshipId(1),
        also: Vec::new(),
        key: "acme".into(),
        name: "Acme Studio".into(),
        person: Some("Dana".into()),
        seat: Seat::Va,
        intent: Intent::Partnership,
        since: None,
        zone: None,
        calendar: Calendar::default(),
        quiet_until: None,
        address: crate::domain::address::Address::parse("dana@acme.example"),
    };
    Account::blank(relationship, today)
}

/// Puts a letter on a day and an hour (UTC).
pub(crate) fn wrote(account: &mut Account, by: Side, on: Date, hour: i8) {
    let at = on.at(hour, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
    let index = account.days.partition_point(|day| day.on < on);
    if account.days.get(index).is_none_or(|day| day.on != on) {
        account.days.insert(index, Day { on, you: DaySide::default(), they: DaySide::default() });
    }
    let day = &mut account.days[index];
    let side = day.side_mut(by);
    side.letters += 1;
    side.expecting += 1;
    side.first_at = Some(side.first_at.map_or(at, |first| first.min(at)));
    side.last_at = Some(side.last_at.map_or(at, |last| last.max(at)));
    side.expecting_at = side.last_at;
    account.n_letters += 1;
    time_answers(&mut account.days);
}

/// Puts an act on a day.
pub(crate) fn act(account: &mut Account, by: Side, kind: ActKind, on: Date, state: ActState) {
    let id = ActId(i64::try_from(account.acts.len()).unwrap() + 1);
    let relationship = account.relationship.id;
    account.acts.push(Act {
        id,
        relationship,
        kind,
        by,
        on,
        state,
        invited: None,
        shown_by: None,
        words: "…".into(),
        form: String::new(),
        figure: None,
        answered_on: None,
    });
    account.acts.sort_by_key(|act| act.on);
}

const TODAY: Date = date(2026, 11, 20);

#[test]
fn a_window_ends_today_and_holds_so_many_days() {
    let mut account = blank(TODAY);
    act(&mut account, Side::They, ActKind::Referral, date(2026, 8, 23), ActState::Proposed);
    act(&mut account, Side::They, ActKind::Referral, date(2026, 8, 22), ActState::Proposed);
    assert_eq!(account.n_given(Side::They, None, 90), 1);
    assert_eq!(account.n_given(Side::They, None, 91), 2);
    assert_eq!(account.n_given(Side::You, None, 90), 0);
}

#[test]
fn money_and_uninvited_advice_are_no_giving() {
    let mut account = blank(TODAY);
    act(&mut account, Side::They, ActKind::Payment, TODAY, ActState::Confirmed);
    act(&mut account, Side::They, ActKind::Idea, TODAY, ActState::Proposed);
    account.acts[1].invited = Some(false);
    assert_eq!(account.n_given(Side::They, None, 90), 0);
    assert_eq!(account.balance(90), None);
}

#[test]
fn a_rhythm_needs_six_days_of_writing() {
    let mut account = blank(TODAY);
    for day in [2, 3, 4, 5, 6] {
        wrote(&mut account, Side::They, date(2026, 11, day), 9);
    }
    assert_eq!(account.usual_gap(Side::They), None);
    wrote(&mut account, Side::They, date(2026, 11, 13), 9);
    assert_eq!(account.usual_gap(Side::They), Some(5));
    assert_eq!(account.silence(Side::They), Some(5));
    assert_eq!(account.silence(Side::You), None);
}

#[test]
fn an_answer_is_timed_from_the_first_letter_it_answers() {
    let mut account = blank(TODAY);
    for day in [2, 4, 9, 11, 16] {
        wrote(&mut account, Side::You, date(2026, 11, day), 9);
        wrote(&mut account, Side::You, date(2026, 11, day), 11);
        wrote(&mut account, Side::They, date(2026, 11, day + 1), 9);
    }
    assert_eq!(account.reply_hours(Side::They, 90, 0), Some(24));
    assert_eq!(account.reply_hours(Side::You, 90, 0), None, "you started each time");
    assert_eq!(account.owes(Side::They), None);
    assert_eq!(account.owes(Side::You), Some((date(2026, 11, 17), 1)));
}

#[test]
fn a_thank_you_answers_what_came_before_it() {
    let mut account = blank(TODAY);
    act(&mut account, Side::They, ActKind::Referral, date(2026, 11, 2), ActState::Confirmed);
    act(&mut account, Side::They, ActKind::Help, date(2026, 11, 9), ActState::Confirmed);
    assert_eq!(account.unthanked(Side::They, 60).len(), 2);
    act(&mut account, Side::You, ActKind::Thanks, date(2026, 11, 3), ActState::Proposed);
    assert_eq!(account.unthanked(Side::They, 60).len(), 1);
}

#[test]
fn seeing_one_side_only_is_not_seeing() {
    assert_eq!(Coverage::default().percent(), None);
    assert_eq!(Coverage { known: 6, missing: 2, one_sided: false, unheard: 0 }.percent(), Some(75));
    assert_eq!(Coverage { known: 6, missing: 0, one_sided: true, unheard: 0 }.percent(), Some(50));
}

#[test]
fn a_side_known_from_quotes_alone_leaves_letters_unseen() {
    let mut account = blank(TODAY);
    for back in 0..20 {
        let on = days_before(TODAY, 40 - back * 2);
        wrote(&mut account, Side::You, on, 9);
        wrote(&mut account, Side::They, on, 8);
    }
    assert_eq!(account.coverage_of_today().percent(), Some(100));
    for day in &mut account.days {
        day.they.quoted = day.they.letters;
    }
    assert_eq!(account.coverage_of_today().percent(), Some(80), "one unseen for two that are");
    assert_eq!(account.owes(Side::They), None, "one letter may have been answered unseen");
}

#[test]
fn who_talks_often_is_not_asked_for_written_thanks() {
    let mut account = blank(TODAY);
    act(&mut account, Side::They, ActKind::Help, date(2026, 11, 9), ActState::Confirmed);
    assert_eq!(account.still_to_thank(Side::They, 60).len(), 1);
    account.talks = vec![date(2026, 11, 2)];
    assert_eq!(account.still_to_thank(Side::They, 60).len(), 1, "a talk before it is no thank-you");
    account.talks.push(date(2026, 11, 10));
    assert_eq!(account.still_to_thank(Side::They, 60).len(), 0, "it may have been said there");
    account.talks = vec![date(2026, 10, 5), date(2026, 10, 19), date(2026, 11, 2)];
    assert_eq!(account.still_to_thank(Side::They, 60).len(), 0, "they talk every two weeks");
    assert_eq!(account.unthanked(Side::They, 60).len(), 1);
}

#[test]
fn answers_that_take_far_longer_are_slower_though_as_many_come() {
    let account = |slow_weeks: i64, hour: i8| {
        let mut account = blank(TODAY);
        for week in (0..30).rev() {
            let monday = days_before(TODAY, 4 + week * 7);
            wrote(&mut account, Side::You, monday, 9);
            let (on, at) = if week < slow_weeks { (days_before(monday, -2), hour) } else { (monday, 13) };
            wrote(&mut account, Side::They, on, at);
        }
        account
    };
    assert_eq!(account(0, 12).slowed(Side::They), None);
    assert_eq!(account(5, 12).slowed(Side::They), Some((51, 4)));
    assert_eq!(account(7, 12).slowed(Side::They), Some((51, 4)), "who has been slow for weeks is not usually slow");
    assert_eq!(account(2, 12).slowed(Side::They), None, "two slow answers are nothing");
}

#[test]
fn answers_are_slower_though_some_come_as_fast_as_ever() {
    let mut account = blank(TODAY);
    for week in (0..30).rev() {
        let monday = days_before(TODAY, 4 + week * 7);
        let (asked, waits) = if week < 6 { (vec![0], week % 2 == 1) } else { (vec![0, 2, 4], false) };
        for day in asked.into_iter().map(|after| days_before(monday, -after)) {
            wrote(&mut account, Side::You, day, 9);
            let (on, at) = if waits { (days_before(day, -3), 12) } else { (day, 13) };
            wrote(&mut account, Side::They, on, at);
        }
    }
    assert_eq!(account.slowed(Side::They), Some((39, 4)), "between four hours and three days");
}
