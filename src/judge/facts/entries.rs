//! How facts about what stands between the two are answered: asks, promises, agreements, talks, plans, good news, the role.

use super::answers::{amount, count, days, spoken_day, words};
use super::{Answer, Given};
use crate::domain::account::Account;
use crate::domain::account::promises::Lateness;
use crate::domain::act::{Act, ActKind, MarkKind, Side};
use crate::domain::calendar::{days_before, days_between};
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::finding::Evidence;

/// No evidence is longer than this; nobody reads on.
const MOST_EVIDENCE: usize = 30;

// What one side gave.

pub(super) fn since_gave(account: &Account, side: Side, given: &Given) -> Answer {
    Answer::Amount(last_given(account, side, given).map(|act| days_between(act.on, account.today)))
}

pub(super) fn gave_before(account: &Account, side: Side, given: &Given) -> Answer {
    let end = days_before(account.today, i64::from(days(given)));
    let start = days_before(end, i64::from(days(given)));
    let n = account
        .acts
        .iter()
        .filter(|act| act.by == side && act.may_count() && act.on > start && act.on <= end && given.fits(act))
        .count();
    amount(u32::try_from(n).ok())
}

pub(super) fn letters_with(account: &Account, side: Side, given: &Given) -> Answer {
    let all = account.n_wrote(side, days(given));
    if all < 5 {
        return amount(None);
    }
    let letters: std::collections::BTreeSet<_> = account
        .given(side, given.kind, days(given))
        .filter(|act| given.fits(act))
        .filter_map(|act| act.shown_by)
        .collect();
    amount(u32::try_from(letters.len()).ok().map(|n| (n * 100 / all).min(100)))
}

pub(super) fn last_gift(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    last_given(account, side, given).map(|act| Evidence::Act(act.id)).into_iter().collect()
}

fn last_given<'a>(account: &'a Account, side: Side, given: &Given) -> Option<&'a Act> {
    account
        .acts
        .iter()
        .filter(|act| act.by == side && act.may_count() && act.on <= account.today && given.fits(act))
        .max_by_key(|act| (act.on, act.id))
}

pub(super) fn ideas_unanswered(account: &Account, side: Side, given: &Given) -> Answer {
    many(&open_ideas(account, side, days(given)))
}

pub(super) fn oldest_idea(account: &Account, side: Side, _: &Given) -> Answer {
    let oldest = open_ideas(account, side, 0).into_iter().next();
    Answer::Text(oldest.map(|act| format!("“{}” of {}", act.words, spoken_day(act.on))))
}

pub(super) fn ideas(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    open_ideas(account, side, days(given)).into_iter().take(MOST_EVIDENCE).map(|act| Evidence::Act(act.id)).collect()
}

/// Ideas of one side in a letter that the other has not answered, at least so many days old, the oldest first.
fn open_ideas(account: &Account, side: Side, older_than_days: u32) -> Vec<&Act> {
    let oldest = days_before(account.today, i64::from(older_than_days));
    let mut ideas: Vec<&Act> = account
        .given(side, Some(ActKind::Idea), 90)
        .filter(|act| act.on <= oldest && act.answered_on.is_none() && act.shown_by.is_some())
        .collect();
    ideas.sort_by_key(|act| (act.on, act.id));
    ideas
}

// Asks.

pub(super) fn asked(account: &Account, side: Side, given: &Given) -> Answer {
    let asks = account.asked(side, given.kind).filter(|ask| account.is_within(ask.on, days(given)));
    number(asks.count())
}

pub(super) fn asks(account: &Account, side: Side, given: &Given) -> Answer {
    let Some(state) = given.word.as_deref().and_then(EntryState::from_word) else { return amount(None) };
    number(account.asks_settled(side, state, days(given)).count())
}

pub(super) fn open_asks(account: &Account, side: Side, given: &Given) -> Answer {
    many(&account.open_asks(side, given.kind, days(given)))
}

pub(super) fn oldest_ask(account: &Account, side: Side, _: &Given) -> Answer {
    text(account.open_asks(side, None, 0).first().copied())
}

pub(super) fn oldest_ask_for(account: &Account, side: Side, _: &Given) -> Answer {
    let oldest = account.open_asks(side, None, 0).into_iter().next();
    amount(oldest.map(|ask| account.calendar.working_days(ask.on, account.today)))
}

pub(super) fn open_ask_lines(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    lines(account.open_asks(side, given.kind, days(given)), |ask| format!("asked on {}", spoken_day(ask.on)))
}

pub(super) fn settled_lines(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    let Some(state) = given.word.as_deref().and_then(EntryState::from_word) else { return Vec::new() };
    lines(account.asks_settled(side, state, days(given)).collect(), |ask| {
        format!("asked on {}, {}", spoken_day(ask.on), ask.state)
    })
}

// Promises. One that was only found in a letter, and that the user has not said yes to, is asked about in the receipt and the week; a rule
// that took it for known would speak of most sentences with `I'll` and a day in them.

fn told(promises: Vec<&Entry>) -> Vec<&Entry> {
    promises.into_iter().filter(|promise| promise.is_open()).collect()
}

pub(super) fn open_promises(account: &Account, side: Side, _: &Given) -> Answer {
    many(&told(account.open_promises(side)))
}

pub(super) fn due_promises(account: &Account, side: Side, _: &Given) -> Answer {
    many(&told(account.due_promises(side)))
}

pub(super) fn next_promise(account: &Account, side: Side, _: &Given) -> Answer {
    text(told(account.open_promises(side)).first().copied())
}

pub(super) fn late_without_notice(account: &Account, side: Side, given: &Given) -> Answer {
    many(&account.late(side, Lateness::WithoutNotice, days(given)))
}

pub(super) fn late_with_notice(account: &Account, side: Side, given: &Given) -> Answer {
    many(&account.late(side, Lateness::WithNotice, days(given)))
}

pub(super) fn kept(account: &Account, side: Side, given: &Given) -> Answer {
    many(&account.kept(side, days(given)))
}

pub(super) fn kept_in_a_row(account: &Account, side: Side, _: &Given) -> Answer {
    count(account.kept_in_a_row(side))
}

pub(super) fn promise_lines(account: &Account, side: Side, _: &Given) -> Vec<Evidence> {
    lines(told(account.open_promises(side)), due)
}

pub(super) fn due_promise_lines(account: &Account, side: Side, _: &Given) -> Vec<Evidence> {
    lines(told(account.due_promises(side)), due)
}

pub(super) fn silent_lines(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    lines(account.late(side, Lateness::WithoutNotice, days(given)), due)
}

pub(super) fn told_lines(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    lines(account.late(side, Lateness::WithNotice, days(given)), due)
}

pub(super) fn kept_lines(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    lines(account.kept(side, days(given)), due)
}

fn due(promise: &Entry) -> String {
    promise.until.map_or_else(|| format!("said on {}", spoken_day(promise.on)), |on| format!("due {}", spoken_day(on)))
}

// What was noticed.

pub(super) fn noticed(account: &Account, side: Side, given: &Given) -> Answer {
    let Some(kind) = given.word.as_deref().and_then(MarkKind::from_word) else { return amount(None) };
    count(account.n_marks(side, kind, days(given)))
}

pub(super) fn starts_with_request(account: &Account, side: Side, given: &Given) -> Answer {
    amount(account.starts_with_request(side, days(given)))
}

pub(super) fn unasked(account: &Account, side: Side, given: &Given) -> Answer {
    amount(account.unasked(side, days(given)))
}

pub(super) fn wrote_before(account: &Account, side: Side, given: &Given) -> Answer {
    let (end, width) = (days_before(account.today, i64::from(days(given))), i64::from(days(given)));
    let within = account.days.iter().filter(|day| day.on <= end && day.on > days_before(end, width));
    count(within.map(|day| day.side(side).letters).sum())
}

// Good news.

pub(super) fn wins(account: &Account, side: Side, given: &Given) -> Answer {
    number(account.wins(Some(side), days(given)).count())
}

pub(super) fn all_wins(account: &Account, _: Side, given: &Given) -> Answer {
    number(account.wins(None, days(given)).count())
}

pub(super) fn win_lines(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    lines(account.wins(Some(side), days(given)).collect(), of_day)
}

pub(super) fn all_win_lines(account: &Account, _: Side, given: &Given) -> Vec<Evidence> {
    lines(account.wins(None, days(given)).collect(), of_day)
}

pub(super) fn unshared_wins(account: &Account, _: Side, _: &Given) -> Answer {
    many(&account.unshared_wins())
}

pub(super) fn unshared_for(account: &Account, _: Side, _: &Given) -> Answer {
    let first = account.unshared_wins().into_iter().next();
    amount(first.map(|win| account.calendar.working_days(win.on, account.today)))
}

pub(super) fn next_win(account: &Account, _: Side, _: &Given) -> Answer {
    text(account.unshared_wins().first().copied())
}

pub(super) fn unshared_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.unshared_wins(), of_day)
}

// Agreements.

pub(super) fn agreed(account: &Account, _: Side, given: &Given) -> Answer {
    Answer::YesNo(agreement(account, given).is_some())
}

pub(super) fn since_agreed(account: &Account, _: Side, given: &Given) -> Answer {
    Answer::Amount(agreement(account, given).map(|entry| days_between(entry.on, account.today)))
}

pub(super) fn agreement_lines(account: &Account, _: Side, given: &Given) -> Vec<Evidence> {
    lines(agreement(account, given).into_iter().collect(), of_day)
}

fn agreement<'a>(account: &'a Account, given: &Given) -> Option<&'a Entry> {
    account.agreement(given.word.as_deref()?)
}

pub(super) fn shares(account: &Account, _: Side, _: &Given) -> Answer {
    many(&account.shares())
}

pub(super) fn share_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.shares(), of_day)
}

pub(super) fn reviews_due(account: &Account, _: Side, _: &Given) -> Answer {
    many(&account.reviews_due())
}

pub(super) fn next_review(account: &Account, _: Side, _: &Given) -> Answer {
    text(account.reviews_due().first().copied())
}

pub(super) fn review_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.reviews_due(), of_day)
}

pub(super) fn unsettled_shares(account: &Account, _: Side, _: &Given) -> Answer {
    many(&account.unsettled_shares())
}

pub(super) fn unsettled_for(account: &Account, _: Side, _: &Given) -> Answer {
    let first = account.unsettled_shares().into_iter().find_map(|share| share.until);
    Answer::Amount(first.map(|closed| days_between(closed, account.today)))
}

pub(super) fn next_unsettled(account: &Account, _: Side, _: &Given) -> Answer {
    text(account.unsettled_shares().first().copied())
}

pub(super) fn unsettled_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.unsettled_shares(), |share| {
        share.until.map_or_else(String::new, |on| format!("to be settled from {}", spoken_day(on)))
    })
}

pub(super) fn starts_in(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(account.starts_in())
}

pub(super) fn start_lacks(account: &Account, _: Side, _: &Given) -> Answer {
    number(account.start_lacks().len())
}

pub(super) fn start_lacks_words(account: &Account, _: Side, _: &Given) -> Answer {
    let lacks = account.start_lacks();
    Answer::Text((!lacks.is_empty()).then(|| lacks.join("; ")))
}

pub(super) fn unwritten_for(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(account.unwritten_since().map(|on| days_between(on, account.today)))
}

pub(super) fn unwritten_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    words(account.unwritten_since().map(|on| format!("talked of on {}, and nothing written since", spoken_day(on))))
}

// Talks and steps.

pub(super) fn is_planned(account: &Account, _: Side, given: &Given) -> Answer {
    Answer::YesNo(account.planned(given.word.as_deref()).is_some())
}

pub(super) fn planned_in(account: &Account, _: Side, given: &Given) -> Answer {
    Answer::Amount(account.planned(given.word.as_deref()).map(|(_, on)| days_between(account.today, on)))
}

pub(super) fn planned_lines(account: &Account, _: Side, given: &Given) -> Vec<Evidence> {
    let planned = account.planned(given.word.as_deref());
    words(planned.map(|(talk, on)| format!("{} planned for {}", talk.topic, spoken_day(on))))
}

pub(super) fn untold_talks(account: &Account, _: Side, _: &Given) -> Answer {
    many(&account.untold_talks())
}

pub(super) fn next_untold(account: &Account, _: Side, _: &Given) -> Answer {
    let first = account.untold_talks().into_iter().next();
    Answer::Text(first.and_then(|talk| Some(format!("{} on {}", talk.topic, spoken_day(talk.until?)))))
}

pub(super) fn untold_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.untold_talks(), |talk| {
        talk.until.map_or_else(String::new, |on| format!("planned for {}", spoken_day(on)))
    })
}

pub(super) fn step_in(account: &Account, _: Side, _: &Given) -> Answer {
    let next = account.open_steps().into_iter().filter_map(|step| step.until).find(|due| *due > account.today);
    Answer::Amount(next.map(|due| days_between(account.today, due)))
}

pub(super) fn step_for(account: &Account, _: Side, _: &Given) -> Answer {
    let first = account.due_steps().into_iter().find_map(|step| step.until);
    Answer::Amount(first.map(|due| days_between(due, account.today)))
}

// The role.

pub(super) fn rating(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(account.figure(EntryKind::Rating))
}

pub(super) fn rating_before(account: &Account, _: Side, _: &Given) -> Answer {
    let before = account.open(EntryKind::Rating).rev().nth(1).and_then(|entry| entry.figure.as_ref());
    Answer::Amount(before.map(|figure| figure.whole()))
}

pub(super) fn level(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(account.level())
}

pub(super) fn since_level(account: &Account, _: Side, _: &Given) -> Answer {
    since(account, EntryKind::Level)
}

pub(super) fn level_lacks(account: &Account, _: Side, _: &Given) -> Answer {
    number(account.level_lacks().len())
}

pub(super) fn level_lacks_words(account: &Account, _: Side, _: &Given) -> Answer {
    let lacks = account.level_lacks();
    Answer::Text((!lacks.is_empty()).then(|| lacks.join(", ")))
}

pub(super) fn goals(account: &Account, _: Side, _: &Given) -> Answer {
    number(account.open(EntryKind::Goal).count())
}

pub(super) fn since_goal(account: &Account, _: Side, _: &Given) -> Answer {
    since(account, EntryKind::Goal)
}

pub(super) fn goal_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.open(EntryKind::Goal).collect(), of_day)
}

pub(super) fn owns(account: &Account, side: Side, _: &Given) -> Answer {
    many(&account.owned(side))
}

pub(super) fn owns_without_guide(account: &Account, side: Side, _: &Given) -> Answer {
    many(&account.without_guide(side))
}

pub(super) fn since_owned(account: &Account, side: Side, _: &Given) -> Answer {
    let last = account.owned(side).into_iter().map(|process| process.on).max();
    Answer::Amount(last.map(|on| days_between(on, account.today)))
}

pub(super) fn owned_lines(account: &Account, side: Side, _: &Given) -> Vec<Evidence> {
    lines(account.owned(side), of_day)
}

pub(super) fn guide_lines(account: &Account, side: Side, _: &Given) -> Vec<Evidence> {
    lines(account.without_guide(side), |_| "no guide yet".to_owned())
}

pub(super) fn renews_in(account: &Account, _: Side, _: &Given) -> Answer {
    let next = account.open(EntryKind::Renewal).filter_map(|entry| entry.until).filter(|on| *on >= account.today).min();
    Answer::Amount(next.map(|on| days_between(account.today, on)))
}

pub(super) fn income(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(account.figure(EntryKind::Income))
}

pub(super) fn hours_saved(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(Some(account.hours_saved()))
}

pub(super) fn since_saving(account: &Account, _: Side, _: &Given) -> Answer {
    since(account, EntryKind::Saving)
}

pub(super) fn saving_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.open(EntryKind::Saving).collect(), of_day)
}

// What is to be said, and to be remembered.

pub(super) fn open_issues(account: &Account, _: Side, _: &Given) -> Answer {
    number(account.open(EntryKind::Issue).count())
}

pub(super) fn issue_for(account: &Account, _: Side, _: &Given) -> Answer {
    let oldest = account.open(EntryKind::Issue).map(|issue| issue.on).min();
    amount(oldest.map(|on| account.calendar.working_days(on, account.today)))
}

pub(super) fn oldest_issue(account: &Account, _: Side, _: &Given) -> Answer {
    text(account.open(EntryKind::Issue).min_by_key(|issue| (issue.on, issue.id)))
}

pub(super) fn issue_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.open(EntryKind::Issue).collect(), of_day)
}

pub(super) fn note(account: &Account, _: Side, _: &Given) -> Answer {
    text(account.latest(EntryKind::Note))
}

pub(super) fn since_note(account: &Account, _: Side, _: &Given) -> Answer {
    since(account, EntryKind::Note)
}

pub(super) fn note_lines(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    lines(account.latest(EntryKind::Note).into_iter().collect(), of_day)
}

// What the rules found before.

pub(super) fn has_flag(account: &Account, _: Side, given: &Given) -> Answer {
    Answer::YesNo(given.word.as_deref().and_then(|rule| account.flag(rule)).is_some_and(|flag| flag.since.is_some()))
}

pub(super) fn flag_age(account: &Account, _: Side, given: &Given) -> Answer {
    let since = given.word.as_deref().and_then(|rule| account.flag(rule)).and_then(|flag| flag.since);
    Answer::Amount(since.map(|on| days_between(on, account.today)))
}

pub(super) fn since_nudge(account: &Account, _: Side, given: &Given) -> Answer {
    let told = given.word.as_deref().and_then(|rule| account.flag(rule)).and_then(|flag| flag.told_on);
    Answer::Amount(told.map(|on| days_between(on, account.today)))
}

pub(super) fn since_intent(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(account.intent_on.map(|on| days_between(on, account.today)))
}

pub(super) fn month(account: &Account, _: Side, _: &Given) -> Answer {
    let months = |since: jiff::civil::Date| since.until((jiff::Unit::Month, account.today)).ok();
    Answer::Amount(account.begun().and_then(months).map(|span| i64::from(span.get_months()) + 1))
}

fn since(account: &Account, kind: EntryKind) -> Answer {
    Answer::Amount(account.latest(kind).map(|entry| days_between(entry.on, account.today)))
}

fn number(n: usize) -> Answer {
    count(u32::try_from(n).unwrap_or(u32::MAX))
}

pub(super) fn many<T>(entries: &[T]) -> Answer {
    number(entries.len())
}

pub(super) fn text(entry: Option<&Entry>) -> Answer {
    Answer::Text(entry.map(|entry| entry.about().to_owned()))
}

fn of_day(entry: &Entry) -> String {
    format!("of {}", spoken_day(entry.on))
}

pub(super) fn lines(entries: Vec<&Entry>, tail: impl Fn(&Entry) -> String) -> Vec<Evidence> {
    let line = |entry: &Entry| {
        let tail = tail(entry);
        Evidence::Words(if tail.is_empty() { entry.about().to_owned() } else { format!("{}, {tail}", entry.about()) })
    };
    entries.into_iter().take(MOST_EVIDENCE).map(line).collect()
}
