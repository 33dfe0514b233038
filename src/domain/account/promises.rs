//! Promises of either side and their days: which stand, which were kept, which were late, and whether a word came before.
//!
//! A day that passed in silence is a fact; that something was late is a judgement. It is made only where a day passed and the one
//! who promised wrote nothing around it: whoever wrote may have delivered, or may have given notice, in words that say so to a
//! person and not to a program.

use jiff::civil::Date;

use super::super::act::Side;
use super::super::calendar::days_before;
use super::super::entry::{Entry, EntryKind, EntryState};
use super::Account;

/// A letter of so many days before the day may be the notice, or the thing itself.
const NOTICE_DAYS: i64 = 3;

/// How a promise was late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lateness {
    /// A word came before its day.
    WithNotice,
    /// Its day passed in silence.
    WithoutNotice,
}

impl Account {
    /// What one side promised and has not settled, the earliest day first. What was only found in letters counts for the user's own:
    /// a reminder too many is no accusation. Once its day has come, a letter she wrote since may be the thing itself.
    #[must_use]
    pub fn open_promises(&self, by: Side) -> Vec<&Entry> {
        let mut promises: Vec<&Entry> =
            self.promises(by).filter(|promise| stands(promise) && !self.may_be_done(promise)).collect();
        promises.sort_by_key(|promise| (promise.until.is_none(), promise.until, promise.id));
        promises
    }

    /// Those whose day is today or has passed.
    #[must_use]
    pub fn due_promises(&self, by: Side) -> Vec<&Entry> {
        let mut promises = self.open_promises(by);
        promises.retain(|promise| promise.until.is_some_and(|due| due <= self.today));
        promises
    }

    /// Promises of one side that were late in one way, by the day they were due, in a window; in order of that day.
    #[must_use]
    pub fn late(&self, by: Side, how: Lateness, days: u32) -> Vec<&Entry> {
        let mut late: Vec<&Entry> = self
            .promises(by)
            .filter(|promise| promise.until.is_some_and(|due| self.is_within(due, days)))
            .filter(|promise| self.lateness(promise) == Some(how))
            .collect();
        late.sort_by_key(|promise| (promise.until, promise.id));
        late
    }

    /// Promises of one side that were kept by their day, in a window.
    #[must_use]
    pub fn kept(&self, by: Side, days: u32) -> Vec<&Entry> {
        self.promises(by)
            .filter(|promise| promise.state == EntryState::Kept && self.lateness(promise).is_none())
            .filter(|promise| self.is_within(promise.until.or(promise.settled_on).unwrap_or(promise.on), days))
            .collect()
    }

    /// How many of one side's promises were kept in a row, counted back from the newest that is settled.
    #[must_use]
    pub fn kept_in_a_row(&self, by: Side) -> u32 {
        let mut settled: Vec<&Entry> = self
            .promises(by)
            .filter(|promise| promise.state == EntryState::Kept || self.lateness(promise).is_some())
            .collect();
        settled.sort_by_key(|promise| (promise.until.or(promise.settled_on), promise.id));
        let n =
            settled.iter().rev().take_while(|promise| self.lateness(promise) != Some(Lateness::WithoutNotice)).count();
        u32::try_from(n).unwrap_or(u32::MAX)
    }

    /// How a promise was late, as far as it was; `None` where it was in time, where it cannot be told, or where it has no day.
    #[must_use]
    pub fn lateness(&self, promise: &Entry) -> Option<Lateness> {
        let due = promise.until?;
        let after = |on: Option<Date>| on.is_some_and(|on| on > due);
        let by_letters =
            || if self.wrote_around(promise, due) { Lateness::WithNotice } else { Lateness::WithoutNotice };
        match promise.state {
            EntryState::Late => Some(Lateness::WithoutNotice),
            EntryState::Kept | EntryState::Moved if after(promise.settled_on) => Some(by_letters()),
            EntryState::ToldLate | EntryState::Moved => Some(Lateness::WithNotice),
            // Nobody has said anything. Whoever wrote around the day may have delivered.
            _ if stands(promise) && !self.may_be_done(promise) && self.calendar.working_days(due, self.today) >= 1 => {
                (!self.wrote_around(promise, due)).then_some(Lateness::WithoutNotice)
            }
            _ => None,
        }
    }

    fn promises(&self, by: Side) -> impl Iterator<Item = &Entry> {
        self.entries_of(EntryKind::Promise).filter(move |promise| promise.by == Some(by) && promise.on <= self.today)
    }

    /// Whether something that was only found in a letter may be done by now.
    fn may_be_done(&self, promise: &Entry) -> bool {
        let has_come = promise.until.is_none_or(|due| due <= self.today);
        promise.state == EntryState::Proposed
            && has_come
            && promise.by.is_some_and(|by| self.wrote_after(by, promise.on))
    }

    /// Whether one side wrote on a later day.
    pub(super) fn wrote_after(&self, by: Side, on: Date) -> bool {
        self.last_wrote(by).is_some_and(|last| last > on)
    }

    /// Whether the one who promised wrote in the days up to its day, after promising.
    fn wrote_around(&self, promise: &Entry, due: Date) -> bool {
        let Some(by) = promise.by else { return false };
        let from = days_before(due, NOTICE_DAYS).max(promise.on);
        self.days.iter().any(|day| day.on > from && day.on <= due && day.side(by).letters > 0)
    }
}

fn stands(promise: &Entry) -> bool {
    promise.is_open() || (promise.state == EntryState::Proposed && promise.by == Some(Side::You))
}
