//! How each fact is answered from the account, and which entries of the account it rests on.

use jiff::civil::Date;

use super::{Answer, Given};
use crate::domain::account::Account;
use crate::domain::act::{Act, Side};
use crate::domain::calendar::days_between;
use crate::domain::entry::Entry;
use crate::domain::finding::Evidence;

/// No evidence is longer than this; nobody reads on.
const MOST_EVIDENCE: usize = 30;

pub(super) fn name(account: &Account, side: Side, _: &Given) -> Answer {
    Answer::Text(Some(match side {
        Side::You => "you".to_owned(),
        Side::They => account.relationship.name.clone(),
    }))
}

pub(super) fn person(account: &Account, side: Side, _: &Given) -> Answer {
    Answer::Text(Some(match side {
        Side::You => "you".to_owned(),
        Side::They => account.relationship.called().to_owned(),
    }))
}

pub(super) fn gave(account: &Account, side: Side, given: &Given) -> Answer {
    let gave = account.given(side, given.kind, days(given)).filter(|act| given.fits(act));
    count(u32::try_from(gave.count()).unwrap_or(u32::MAX))
}

pub(super) fn surely_gave(account: &Account, side: Side, given: &Given) -> Answer {
    let gave = account.given(side, given.kind, days(given)).filter(|act| act.surely_counts() && given.fits(act));
    count(u32::try_from(gave.count()).unwrap_or(u32::MAX))
}

pub(super) fn kinds_gave(account: &Account, side: Side, given: &Given) -> Answer {
    count(account.n_kinds_given(side, days(given)))
}

pub(super) fn unthanked(account: &Account, side: Side, given: &Given) -> Answer {
    count(u32::try_from(account.still_to_thank(side, days(given)).len()).unwrap_or(u32::MAX))
}

pub(super) fn first_unthanked(account: &Account, side: Side, given: &Given) -> Answer {
    let first = account.still_to_thank(side, days(given)).into_iter().next();
    Answer::Text(first.map(|act| format!("{} on {}", a_kind(&act.kind.spoken()), spoken_day(act.on))))
}

pub(super) fn wrote(account: &Account, side: Side, given: &Given) -> Answer {
    count(account.n_wrote(side, days(given)))
}

pub(super) fn silence(account: &Account, side: Side, _: &Given) -> Answer {
    amount(account.silence(side))
}

pub(super) fn usual_gap(account: &Account, side: Side, _: &Given) -> Answer {
    amount(account.usual_gap(side))
}

pub(super) fn reply_time(account: &Account, side: Side, given: &Given) -> Answer {
    amount(account.reply_hours(side, days(given), 0))
}

pub(super) fn reply_time_before(account: &Account, side: Side, given: &Given) -> Answer {
    amount(account.reply_hours(side, days(given), days(given)))
}

pub(super) fn slow_reply(account: &Account, side: Side, _: &Given) -> Answer {
    amount(account.slowed(side).map(|(now, _)| now))
}

pub(super) fn usual_reply(account: &Account, side: Side, _: &Given) -> Answer {
    amount(account.slowed(side).map(|(_, before)| before))
}

pub(super) fn owes(account: &Account, side: Side, _: &Given) -> Answer {
    count(account.owes(side).map_or(0, |(_, letters)| letters))
}

pub(super) fn owes_for(account: &Account, side: Side, _: &Given) -> Answer {
    amount(account.owes(side).map(|(since, _)| account.calendar.working_days(since, account.today)))
}

pub(super) fn will_answer(account: &Account, side: Side, _: &Given) -> Answer {
    Answer::YesNo(account.holding(side).is_some())
}

pub(super) fn holds(account: &Account, side: Side, _: &Given) -> Vec<Evidence> {
    words(account.holding(side).map(|hold| format!("“{}”, said on {}", hold.words, spoken_day(hold.on))))
}

pub(super) fn wrote_last(account: &Account, side: Side, _: &Given) -> Answer {
    let last = |side| account.days.iter().rev().find_map(|day| day.side(side).last_at);
    Answer::YesNo(last(side).is_some_and(|mine| last(side.other()).is_none_or(|theirs| theirs < mine)))
}

pub(super) fn carries(account: &Account, side: Side, _: &Given) -> Answer {
    Answer::YesNo(account.carries(side))
}

pub(super) fn only_requests(account: &Account, side: Side, given: &Given) -> Answer {
    amount(account.only_requests(side, days(given)))
}

pub(super) fn after_hours(account: &Account, side: Side, given: &Given) -> Answer {
    amount(account.after_hours(side, days(given)))
}

pub(super) fn intent(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Word(account.relationship.intent.word())
}

pub(super) fn standing(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Word(account.standing.word())
}

pub(super) fn seat(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Word(account.relationship.seat.word())
}

pub(super) fn coverage(account: &Account, _: Side, _: &Given) -> Answer {
    amount(account.coverage.percent())
}

pub(super) fn letters(account: &Account, _: Side, _: &Given) -> Answer {
    count(account.n_letters)
}

pub(super) fn days_together(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(account.days_together())
}

pub(super) fn months(account: &Account, _: Side, _: &Given) -> Answer {
    let months = |since: Date| since.until((jiff::Unit::Month, account.today)).map(|span| i64::from(span.get_months()));
    Answer::Amount(account.begun().and_then(|since| months(since).ok()))
}

pub(super) fn balance(account: &Account, _: Side, given: &Given) -> Answer {
    amount(account.balance(days(given)))
}

pub(super) fn open_asks(account: &Account, _: Side, given: &Given) -> Answer {
    count(u32::try_from(account.open_asks(Side::You, None, days(given)).len()).unwrap_or(u32::MAX))
}

pub(super) fn oldest_ask(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Text(oldest(account).map(|ask| ask.about().to_owned()))
}

pub(super) fn oldest_ask_age(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(oldest(account).map(|ask| days_between(ask.on, account.today)))
}

pub(super) fn due_steps(account: &Account, _: Side, _: &Given) -> Answer {
    count(u32::try_from(account.due_steps().len()).unwrap_or(u32::MAX))
}

pub(super) fn next_step(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Text(account.due_steps().first().map(|step| step.about().to_owned()))
}

pub(super) fn since_meeting(account: &Account, _: Side, given: &Given) -> Answer {
    Answer::Amount(account.since_meeting(given.word.as_deref()))
}

pub(super) fn have_met(account: &Account, _: Side, given: &Given) -> Answer {
    Answer::YesNo(account.since_meeting(given.word.as_deref()).is_some())
}

// What it rests on.

pub(super) fn nothing(_: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    Vec::new()
}

pub(super) fn acts(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    entries(account.given(side, given.kind, days(given)).filter(|act| given.fits(act)))
}

pub(super) fn sure_acts(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    entries(account.given(side, given.kind, days(given)).filter(|act| act.surely_counts() && given.fits(act)))
}

pub(super) fn all_acts(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    [acts(account, side, given), acts(account, side.other(), given)].concat()
}

pub(super) fn unthanked_acts(account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
    entries(account.still_to_thank(side, days(given)).into_iter())
}

pub(super) fn last_letter(account: &Account, side: Side, _: &Given) -> Vec<Evidence> {
    words(
        account
            .last_wrote(side)
            .map(|on| format!("the last letter from {} is of {}", whose(account, side), spoken_day(on))),
    )
}

pub(super) fn first_owed(account: &Account, side: Side, _: &Given) -> Vec<Evidence> {
    let waiting = |since: Date| {
        format!("a letter from {} of {} waits for an answer", whose(account, side.other()), spoken_day(since))
    };
    words(account.owes(side).map(|(since, _)| waiting(since)))
}

pub(super) fn asks(account: &Account, _: Side, given: &Given) -> Vec<Evidence> {
    account.open_asks(Side::You, None, days(given)).into_iter().take(MOST_EVIDENCE).map(asked).collect()
}

pub(super) fn first_ask(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    oldest(account).map(asked).into_iter().collect()
}

pub(super) fn steps(account: &Account, _: Side, _: &Given) -> Vec<Evidence> {
    account
        .due_steps()
        .into_iter()
        .take(MOST_EVIDENCE)
        .map(|step| Evidence::Words(format!("{}, due {}", step.about(), spoken_day(step.day()))))
        .collect()
}

pub(super) fn last_meeting(account: &Account, _: Side, given: &Given) -> Vec<Evidence> {
    let last = account.held(given.word.as_deref()).max_by_key(|talk| talk.on);
    words(last.map(|talk| format!("the last {} was on {}", talk.topic, spoken_day(talk.on))))
}

pub(super) fn days(given: &Given) -> u32 {
    given.days.unwrap_or(0)
}

pub(super) fn count(n: u32) -> Answer {
    Answer::Amount(Some(i64::from(n)))
}

pub(super) fn amount(n: Option<u32>) -> Answer {
    Answer::Amount(n.map(i64::from))
}

fn entries<'a>(acts: impl Iterator<Item = &'a Act>) -> Vec<Evidence> {
    acts.take(MOST_EVIDENCE).map(|act| Evidence::Act(act.id)).collect()
}

pub(super) fn words(words: Option<String>) -> Vec<Evidence> {
    words.map(Evidence::Words).into_iter().collect()
}

fn oldest(account: &Account) -> Option<&Entry> {
    account.open_asks(Side::You, None, 0).into_iter().next()
}

fn asked(ask: &Entry) -> Evidence {
    Evidence::Words(format!("{}, asked on {}", ask.about(), spoken_day(ask.on)))
}

fn whose(account: &Account, side: Side) -> &str {
    match side {
        Side::You => "you",
        Side::They => account.relationship.called(),
    }
}

fn a_kind(kind: &str) -> String {
    match kind {
        "access" | "help" | "credit" | "feedback" | "development" | "input" | "respect" | "thanks" | "care" => {
            kind.to_owned()
        }
        "top of mind" => "keeping you in mind".to_owned(),
        "idea" | "update" | "initiative" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

pub(super) fn holiday_in(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Amount(account.next_holiday().map(|on| days_between(account.today, on)))
}

pub(super) fn next_holiday(account: &Account, _: Side, _: &Given) -> Answer {
    Answer::Text(account.next_holiday().map(spoken_day))
}

pub(super) fn spoken_day(on: Date) -> String {
    on.strftime("%-d %B").to_string()
}
