//! How facts about the giving and taking up of work are answered: leave asked, feedback, advice, events, and how often a mark was
//! noticed before.

use super::answers::{count, days, spoken_day};
use super::entries::{lines, many, text};
use super::{Answer, Given};
use crate::domain::account::Account;
use crate::domain::act::{MarkKind, Side};
use crate::domain::calendar::{days_before, days_between};
use crate::domain::finding::Evidence;

pub(super) fn noticed_before(account: &Account, side: Side, given: &Given) -> Answer {
    let Some(kind) = given.word.as_deref().and_then(MarkKind::from_word) else { return Answer::Amount(None) };
    let end = days_before(account.today, i64::from(days(given)));
    let start = days_before(end, i64::from(days(given)));
    let marks = account.marks.iter().filter(|mark| mark.by == side && mark.kind == kind);
    count(marks.filter(|mark| mark.on > start && mark.on <= end).map(|mark| mark.n).sum())
}

pub(super) fn same_permission(account: &Account, side: Side, given: &Given) -> Answer {
    many(&account.same_permission(side, days(given)).map(|(_, asks)| asks).unwrap_or_default())
}

pub(super) fn permission_to(account: &Account, side: Side, given: &Given) -> Answer {
    Answer::Text(account.same_permission(side, days(given)).map(|(what, _)| what))
}

pub(super) fn permission_lines(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    let asks = account.same_permission(side, days(given)).map(|(_, asks)| asks);
    lines(asks.unwrap_or_default(), |ask| format!("asked on {}", spoken_day(ask.on)))
}

pub(super) fn plain_feedback(account: &Account, side: Side, _: &Given) -> Answer {
    count(account.plain_feedback(side))
}

pub(super) fn uninvited_advice(account: &Account, side: Side, given: &Given) -> Answer {
    many(&account.uninvited(side, days(given)))
}

pub(super) fn advice_acts(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    account.uninvited(side, days(given)).into_iter().map(|act| Evidence::Act(act.id)).collect()
}

pub(super) fn event_for(account: &Account, _: Side, _: &Given) -> Answer {
    let first = account.unshared_events().into_iter().next();
    Answer::Amount(first.map(|note| days_between(note.on, account.today)))
}

pub(super) fn next_event(account: &Account, _: Side, _: &Given) -> Answer {
    text(account.unshared_events().first().copied())
}

pub(super) fn event_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.unshared_events(), |note| format!("noted on {}", spoken_day(note.on)))
}
