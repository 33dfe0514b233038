//! Accounts and standings, by example.

use jiff::civil::{Date, date};

use super::*;
use crate::domain::account::tests::{act, blank, wrote};
use crate::domain::account::{DaySide, MarkDay, Standing};
use crate::domain::act::{ActKind, ActState, MarkKind, Side};
use crate::domain::calendar::days_before;
use crate::domain::relationship::Intent;

const TODAY: Date = date(2026, 11, 20);

/// A year of letters, one each way every week, the last of them so many days ago.
fn weekly(last: i64, they_answer: bool) -> Account {
    let mut account = blank(TODAY);
    for week in 0..30 {
        let on = days_before(TODAY, last + week * 7);
        wrote(&mut account, Side::You, on, 9);
        if they_answer {
            wrote(&mut account, Side::They, on, 15);
        }
    }
    account
}

fn settled(account: Account, n_missing: u32) -> Account {
    let pages = Pages {
        n_letters: account.n_letters,
        first_on: account.days.first().map(|day| day.on),
        relationship: account.relationship,
        days: account.days,
        acts: account.acts,
        entries: account.entries,
        marks: account.marks,
        flags: account.flags,
        intent_on: account.intent_on,
        talks: Vec::new(),
        away: Vec::new(),
        unseen: if n_missing > 0 { vec![(days_before(TODAY, 9), n_missing)] } else { Vec::new() },
    };
    super::account(pages, &Calendar::default(), TODAY)
}

#[test]
fn lopsided_capture_is_never_called_one_sided() {
    let mut account = weekly(1, false);
    for days in [5, 20, 40] {
        act(&mut account, Side::You, ActKind::Help, days_before(TODAY, days), ActState::Confirmed);
    }
    let account = settled(account, 0);
    assert_eq!(account.coverage.percent(), Some(50));
    assert_eq!(account.standing, Standing::TooEarly);
}

#[test]
fn letters_that_others_refer_to_and_never_came_lower_the_coverage() {
    let account = settled(weekly(1, true), 30);
    assert!(account.coverage.percent().unwrap() < 60);
    assert_eq!(account.standing, Standing::TooEarly);
}

#[test]
fn giving_without_getting_is_one_sided_and_both_is_a_partnership() {
    let mut account = weekly(1, true);
    for days in [20, 40, 50, 60, 70, 110, 140] {
        act(&mut account, Side::You, ActKind::Help, days_before(TODAY, days), ActState::Confirmed);
    }
    for days in [3, 9, 30] {
        act(&mut account, Side::They, ActKind::Thanks, days_before(TODAY, days), ActState::Proposed);
    }
    assert_eq!(settled(account.clone(), 0).standing, Standing::OneSided, "courtesy comes with any work");
    // Doubt speaks for the other side: what is only proposed counts where it makes them look better.
    act(&mut account, Side::They, ActKind::Referral, days_before(TODAY, 30), ActState::Proposed);
    act(&mut account, Side::They, ActKind::Care, days_before(TODAY, 25), ActState::Proposed);
    assert_eq!(settled(account.clone(), 0).standing, Standing::Growing, "they had not given before");
    act(&mut account, Side::They, ActKind::Referral, days_before(TODAY, 120), ActState::Proposed);
    assert_eq!(settled(account, 0).standing, Standing::Partnership);
}

/// Both gave every two weeks, and one of them has stopped so many days ago.
fn stopped(days: i64) -> Account {
    let mut account = weekly(1, true);
    for on in (5..300).step_by(14) {
        act(&mut account, Side::You, ActKind::Help, days_before(TODAY, on), ActState::Confirmed);
        if on > days {
            act(&mut account, Side::They, ActKind::Care, days_before(TODAY, on), ActState::Proposed);
        }
    }
    account
}

#[test]
fn a_lull_is_held_against_what_was_usual() {
    assert!(!settled(stopped(60), 0).carries(Side::You), "that is chance");
    assert!(settled(stopped(100), 0).carries(Side::You), "and that hardly");
    assert!(!settled(stopped(100), 0).carries(Side::They));
    let mut silent = stopped(100);
    for day in silent.days.iter_mut().filter(|day| day.on > days_before(TODAY, 100)) {
        day.they = DaySide::default();
    }
    assert!(!settled(silent, 0).carries(Side::You), "who writes nothing cannot be seen to give");
}

#[test]
fn what_was_given_before_it_began_is_no_trouble() {
    let mut account = stopped(100);
    account.relationship.since = Some(days_before(TODAY, 80));
    settled(account.clone(), 0);
    account.acts.retain(|act| act.by == Side::You || act.on < days_before(TODAY, 290));
    assert!(settled(account, 0).carries(Side::You));
}

#[test]
fn a_standing_moves_only_when_it_has_held() {
    let mut account = weekly(1, true);
    for days in [20, 30, 40, 60, 80] {
        act(&mut account, Side::You, ActKind::Help, days_before(TODAY, days), ActState::Confirmed);
    }
    act(&mut account, Side::They, ActKind::Referral, days_before(TODAY, 2), ActState::Confirmed);
    let account = settled(account, 0);
    assert_eq!(account.standing, Standing::OneSided, "one act two days ago is no turn yet");
    assert!(account.standing_because[0].contains("Dana once"), "{:?}", account.standing_because);
}

#[test]
fn letters_that_are_answered_and_were_never_handed_over_are_no_silence() {
    let mut account = weekly(18, true);
    for days in [14, 9, 4] {
        wrote(&mut account, Side::You, days_before(TODAY, days), 9);
    }
    assert_eq!(settled(account.clone(), 0).standing, Standing::Cooling);
    // Her letter of four days ago answers one that we never saw: they write, and we do not hear it.
    account.unseen = vec![(days_before(TODAY, 4), 1)];
    account.settle();
    assert_ne!(account.standing, Standing::Cooling);
    assert_eq!(account.silence(Side::They), Some(4));
}

#[test]
fn a_transaction_by_choice_is_called_that() {
    let mut account = weekly(1, true);
    account.relationship.intent = Intent::Transactional;
    assert_eq!(settled(account, 0).standing, Standing::Transactional);
}

#[test]
fn silence_is_measured_by_their_own_rhythm() {
    let silent = |last: i64, open: &[i64]| {
        let mut account = weekly(last, true);
        for days in open {
            wrote(&mut account, Side::You, days_before(TODAY, *days), 9);
        }
        settled(account, 0)
    };
    let account = silent(18, &[14, 11, 7]);
    assert_eq!(account.standing, Standing::Cooling, "{:?}", account.standing_because);
    assert_ne!(silent(18, &[14, 7]).standing, Standing::Cooling, "a letter or two may need no answer");
    assert_eq!(silent(21, &[14, 7]).standing, Standing::Cooling, "two do, for three weeks");
}

#[test]
fn who_grows_quiet_after_complaints_is_at_risk() {
    let quiet_after = |by: Side, said: &[(MarkKind, i64)]| {
        let mut account = weekly(18, true);
        for days in [14, 11, 7] {
            wrote(&mut account, Side::You, days_before(TODAY, days), 9);
        }
        let day = |&(kind, days)| MarkDay { on: days_before(TODAY, days), by, kind, n: 1 };
        account.marks = said.iter().map(day).collect();
        settled(account, 0)
    };
    let quiet = |said: &[(MarkKind, i64)]| quiet_after(Side::They, said);
    let complaints = [(MarkKind::PaymentLate, 50), (MarkKind::PricePushback, 40), (MarkKind::Rude, 30)];
    let account = quiet(&complaints);
    assert_eq!(account.standing, Standing::AtRisk, "{:?}", account.standing_because);
    assert!(account.standing_because[1].contains("on 3 days"), "{:?}", account.standing_because);
    assert_eq!(quiet(&complaints[..2]).standing, Standing::Cooling, "two are a bad week");
    assert_eq!(quiet(&[(MarkKind::EndingHint, 30)]).standing, Standing::AtRisk);
    assert_eq!(quiet(&[(MarkKind::EndingHint, 80)]).standing, Standing::Cooling, "long ago");
    let reminders = [50, 40, 30].map(|days| (MarkKind::PaymentLate, days));
    assert_eq!(quiet_after(Side::You, &reminders).standing, Standing::AtRisk, "who is paid late says so");
    assert_eq!(
        quiet_after(Side::You, &complaints).standing,
        Standing::Cooling,
        "what you complain of is another matter"
    );
}

#[test]
fn a_new_relationship_is_not_judged() {
    let mut account = blank(TODAY);
    for days in 0..9 {
        wrote(&mut account, Side::They, days_before(TODAY, days), 9);
    }
    assert_eq!(settled(account, 0).standing, Standing::TooEarly);
}
