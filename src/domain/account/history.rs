//! What is kept about one relationship over a time, and the pages of each day of it as they were known then.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Day, Flag, MarkDay, Pages};
use crate::domain::act::Act;
use crate::domain::calendar::days_before;
use crate::domain::entry::{Entry, EntryState};
use crate::domain::relationship::Relationship;

/// How far back an account looks, in days.
pub const REACH: i64 = 400;

/// More entries than these are not looked at; the newest are.
pub const MOST_ENTRIES: u32 = 1000;

/// What letters only seem to say is looked at for so many days, after the day it names if it names one, and the newest of it: older
/// words, that nobody took up, say nothing about today.
pub const PROPOSED_REACH: i64 = 60;
pub const MOST_PROPOSED: u32 = 60;

/// The rows about one relationship from [`REACH`] days before a first day to a last one; each list in the order of its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    pub relationship: Relationship,
    /// Every letter filed up to the last day.
    pub n_letters: u32,
    pub first_on: Option<Date>,
    pub days: Vec<Day>,
    /// Without the rejected ones.
    pub acts: Vec<Act>,
    /// As they stand now, without the rejected ones; an older one is among them while it is open.
    pub entries: Vec<Entry>,
    pub marks: Vec<MarkDay>,
    /// What the rules have found, a row a finding, by the name of the rule.
    pub found: Vec<Flag>,
    pub intent_on: Option<Date>,
    pub unseen: Vec<(Date, u32)>,
    pub talks: Vec<Date>,
    /// In the order of their first days.
    pub away: Vec<Away>,
}

/// Somebody said on a day to be away from one day to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    pub said_on: Date,
    pub first: Date,
    pub last: Date,
}

impl History {
    /// The pages of one of its days.
    #[must_use]
    pub fn on(&self, today: Date) -> Pages {
        let first = days_before(today, REACH);
        let later: u32 = between(&self.days, today, Date::MAX, |day| day.on)
            .iter()
            .map(|day| day.you.letters + day.they.letters)
            .sum();
        Pages {
            relationship: self.relationship.clone(),
            n_letters: self.n_letters.saturating_sub(later),
            first_on: self.first_on,
            days: between(&self.days, first, today, |day| day.on).to_vec(),
            acts: between(&self.acts, first, today, |act| act.on).to_vec(),
            entries: self.entries_on(today),
            marks: between(&self.marks, first, today, |mark| mark.on).to_vec(),
            flags: self.flags_on(today),
            intent_on: self.intent_on,
            unseen: between(&self.unseen, first, today, |(on, _)| *on).to_vec(),
            talks: between(&self.talks, first, today, |on| *on).to_vec(),
            away: self
                .away
                .iter()
                .filter(|away| away.said_on <= today && away.last > first)
                .flat_map(|away| away.first.series(1.day()).take_while(|day| *day <= away.last))
                .collect(),
        }
    }

    /// What stood between the two sides: what stood open however old, what was settled within the reach of an account.
    fn entries_on(&self, today: Date) -> Vec<Entry> {
        let (first, first_proposed) = (days_before(today, REACH), days_before(today, PROPOSED_REACH));
        let (mut told, mut proposed) = (MOST_ENTRIES, MOST_PROPOSED);
        let mut counts = |entry: &&Entry| {
            let left = match entry.state {
                EntryState::Proposed if entry.on.max(entry.day()) > first_proposed => &mut proposed,
                state if state != EntryState::Proposed && (entry.on > first || state.is_open()) => &mut told,
                _ => return false,
            };
            let counts = *left > 0;
            *left = left.saturating_sub(1);
            counts
        };
        let mut entries: Vec<Entry> = self
            .entries
            .iter()
            .rev()
            .skip_while(|entry| entry.on > today)
            .filter(|entry| counts(entry))
            .filter_map(|entry| entry.as_of(today))
            .collect();
        entries.reverse();
        entries
    }

    /// For each rule that has found something that holds or was told: since when it holds, where it does, and when it was last told.
    fn flags_on(&self, today: Date) -> Vec<Flag> {
        let by_then = |on: Option<Date>| on.filter(|on| *on <= today);
        let mut flags: Vec<Flag> = Vec::new();
        for found in &self.found {
            let (since, told_on) = (by_then(found.since), by_then(found.told_on));
            match flags.last_mut() {
                _ if since.is_none() && told_on.is_none() => (),
                Some(flag) if flag.rule == found.rule => {
                    (flag.since, flag.told_on) = (flag.since.max(since), flag.told_on.max(told_on));
                }
                _ => flags.push(Flag { rule: found.rule.clone(), since, told_on }),
            }
        }
        flags
    }
}

/// The rows after one day and up to another, of rows that are in the order of their days.
pub(super) fn between<T>(rows: &[T], after: Date, up_to: Date, on: impl Fn(&T) -> Date) -> &[T] {
    let (start, end) = (rows.partition_point(|row| on(row) <= after), rows.partition_point(|row| on(row) <= up_to));
    rows.get(start..end).unwrap_or_default()
}
