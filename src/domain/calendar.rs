//! Working days: the days on which silence means something.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Days off of one person, or of two together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub weekend: Vec<Weekday>,
    pub holidays: BTreeSet<Date>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { weekend: vec![Weekday::Saturday, Weekday::Sunday], holidays: BTreeSet::new() }
    }
}

impl Calendar {
    #[must_use]
    pub fn is_working(&self, day: Date) -> bool {
        !self.weekend.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    /// A calendar on which a day works only if it works for both.
    #[must_use]
    pub fn both(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for day in &other.weekend {
            if !both.weekend.contains(day) {
                both.weekend.push(*day);
            }
        }
        both.holidays.extend(&other.holidays);
        both
    }

    /// Working days after `from` up to and including `to`. Nothing where `to` is not later.
    #[must_use]
    pub fn working_days(&self, from: Date, to: Date) -> u32 {
        if to <= from {
            return 0;
        }
        // Whole weeks by arithmetic, so that a silence of years costs no more than one of days.
        let days = u32::try_from(days_between(from, to)).unwrap_or(0);
        let works = |weekday: Weekday| u32::from(!self.weekend.contains(&weekday));
        let first = from.weekday();
        let next = |n: u32| (1..=n).map(|step| works(first.wrapping_add(step))).sum::<u32>();
        let working = days / 7 * next(7) + next(days % 7);
        let holidays = self
            .holidays
            .range((std::ops::Bound::Excluded(from), std::ops::Bound::Included(to)))
            .filter(|day| !self.weekend.contains(&day.weekday()))
            .count();
        working.saturating_sub(u32::try_from(holidays).unwrap_or(u32::MAX))
    }
}

/// Calendar days from one date to another; negative when `to` is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// The date so many days earlier, kept inside the years that a date can have.
#[must_use]
pub fn days_before(day: Date, days: i64) -> Date {
    day.checked_sub(days.days()).unwrap_or(Date::MIN)
}

/// A day as a person writes it: `9 December 2026`.
#[must_use]
pub fn spoken(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_has_five_working_days_wherever_it_starts() {
        let calendar = Calendar::default();
        for start in 1..=14 {
            assert_eq!(calendar.working_days(date(2026, 11, start), date(2026, 11, start + 7)), 5);
        }
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let mut calendar = Calendar::default();
        // Friday to Monday.
        assert_eq!(calendar.working_days(date(2026, 11, 20), date(2026, 11, 23)), 1);
        calendar.holidays.insert(date(2026, 11, 23));
        assert_eq!(calendar.working_days(date(2026, 11, 20), date(2026, 11, 23)), 0);
        assert_eq!(calendar.working_days(date(2026, 11, 23), date(2026, 11, 20)), 0);
    }

    #[test]
    fn arithmetic_and_counting_agree() {
        let mut calendar = Calendar { weekend: vec![Weekday::Friday, Weekday::Saturday], ..Calendar::default() };
        calendar.holidays.extend([date(2026, 1, 1), date(2026, 3, 20), date(2026, 7, 4)]);
        let from = date(2025, 12, 30);
        let mut day = from;
        let mut counted = 0;
        for _ in 0..400 {
            day = day.tomorrow().unwrap();
            counted += u32::from(calendar.is_working(day));
            assert_eq!(calendar.working_days(from, day), counted, "{day}");
        }
    }
}
