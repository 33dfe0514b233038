//! The days on which each side did something, counted from the account's day, so that looking back is arithmetic on numbers.

use jiff::civil::Date;

use super::Account;
use crate::domain::act::Side;
use crate::domain::calendar::days_between;

/// The days of both sides, each in order.
pub(super) struct DaysOfBoth {
    you: Vec<i64>,
    they: Vec<i64>,
}

impl DaysOfBoth {
    /// The days that are named for each side, up to the account's.
    pub(super) fn of<I: Iterator<Item = Date>>(account: &Account, on: impl Fn(Side) -> I) -> Self {
        let today = account.today;
        let days = |by| on(by).filter(|on| *on <= today).map(|on| days_between(today, on)).collect();
        Self { you: days(Side::You), they: days(Side::They) }
    }

    pub(super) fn by(&self, side: Side) -> &[i64] {
        match side {
            Side::You => &self.you,
            Side::They => &self.they,
        }
    }

    /// Those of one side up to a day.
    pub(super) fn upto(&self, by: Side, day: i64) -> &[i64] {
        let days = self.by(by);
        days.get(..days.partition_point(|on| *on <= day)).unwrap_or(days)
    }

    /// How many of one side lie after one day and up to another; none where that is the earlier.
    pub(super) fn between(&self, by: Side, after: i64, upto: i64) -> usize {
        self.upto(by, upto).len().saturating_sub(self.upto(by, after).len())
    }
}
