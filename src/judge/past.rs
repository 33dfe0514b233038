//! Since when something holds. An account remembers more than a year, so a rule can be asked about the days before: what has been
//! true for weeks need not wait for weeks after the first import, or after a holiday of the program.

use std::rc::Rc;

use jiff::civil::Date;

use super::block::Block;
use super::rules::{Lasts, Rules};
use super::verdict::of_rule;
use crate::domain::account::{Account, Flag};
use crate::domain::calendar::{Calendar, days_before, days_between};
use crate::domain::finding::Verdict;

/// How far back it is worth asking.
const FURTHEST: i64 = 120;

/// The first day of those on which a rule has held without a break, as far back as it needs to have lasted.
pub fn held_since(block: &Block, account: &Account, rules: &Rules) -> Date {
    let mut since = account.today;
    for back in 1..=FURTHEST {
        if lasted(block.lasts, since, account.today, &account.calendar) {
            break;
        }
        let day = days_before(account.today, back);
        let then = Rc::new(as_of(account, day));
        if !matches!(of_rule(block, &then, rules), Verdict::Speaks { .. }) {
            break;
        }
        since = day;
    }
    since
}

/// Whether that many days have passed.
pub fn lasted(lasts: Lasts, since: Date, today: Date, calendar: &Calendar) -> bool {
    if lasts.working {
        return calendar.working_days(since, today) >= lasts.days;
    }
    days_between(since, today) >= i64::from(lasts.days)
}

/// The account at the end of an earlier day, as far as it can be told from today's: what came later is left out.
pub fn as_of(account: &Account, day: Date) -> Account {
    let later: u32 = account.days.iter().filter(|row| row.on > day).map(|row| row.you.letters + row.they.letters).sum();
    let mut then = Account {
        n_letters: account.n_letters.saturating_sub(later),
        since: account.since,
        first_on: account.first_on,
        days: account.days.iter().filter(|row| row.on <= day).copied().collect(),
        acts: account.acts.iter().filter(|act| act.on <= day).cloned().collect(),
        entries: account.entries.iter().filter_map(|entry| entry.as_of(day)).collect(),
        marks: account.marks.iter().filter(|mark| mark.on <= day).copied().collect(),
        flags: account.flags.iter().filter_map(|flag| flag_as_of(flag, day)).collect(),
        intent_on: account.intent_on.filter(|on| *on <= day),
        coverage: account.coverage,
        calendar: account.calendar.clone(),
        standing: account.standing,
        standing_because: account.standing_because.clone(),
        talks: account.talks.iter().copied().filter(|on| *on <= day).collect(),
        unseen: account.unseen.iter().copied().filter(|(on, _)| *on <= day).collect(),
        ..Account::blank(account.relationship.clone(), day)
    };
    // One made by hand, for a case or a test, has no reasons; it keeps what it was given.
    if !account.standing_because.is_empty() {
        then.settle();
    }
    then
}

fn flag_as_of(flag: &Flag, day: Date) -> Option<Flag> {
    let by_then = |on: Option<Date>| on.filter(|on| *on <= day);
    let then = Flag { rule: flag.rule.clone(), since: by_then(flag.since), told_on: by_then(flag.told_on) };
    (then.since.is_some() || then.told_on.is_some()).then_some(then)
}
