//! How people of one language say that they are away: the table `tongues.toml`, and the dates of that language.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use super::super::{Phrases, number};
use crate::read::words::{Langs, words};

/// What a date in a sentence is to the journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    From,
    Until,
    /// Parted from a first date by no more than an `and`.
    And,
    Back,
    On,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    away: Vec<String>,
    writer: String,
    unreal: Vec<String>,
    for_months: Vec<String>,
    from: String,
    until: String,
    and: String,
    back: String,
    #[serde(default)]
    back_after: String,
    of: String,
    the: String,
    numbers: String,
    week: String,
    days: String,
    fortnight: String,
    next_week: Vec<String>,
    week_after: Vec<String>,
    this_week: Vec<String>,
    tomorrow: String,
    today: String,
}

type Set = HashSet<String>;

pub(super) struct Tongue {
    pub(super) code: &'static str,
    lang: Langs,
    pub(super) away: Phrases,
    pub(super) unreal: Phrases,
    pub(super) for_months: Phrases,
    pub(super) next_week: Phrases,
    pub(super) week_after: Phrases,
    pub(super) this_week: Phrases,
    pub(super) writer: Set,
    roles: HashMap<String, Role>,
    and: Set,
    back_after: Set,
    of: Set,
    the: Set,
    numbers: HashMap<String, i32>,
    week: Set,
    days: Set,
    fortnight: String,
    tomorrow: String,
    today: String,
}

/// The table.
pub(super) struct Tongues {
    pub(super) all: Vec<Tongue>,
    /// What speaks of being away in any of them.
    away: Phrases,
}

pub(super) static TONGUES: LazyLock<Tongues> = LazyLock::new(|| {
    let rows: BTreeMap<String, Row> = toml::from_str(include_str!("tongues.toml")).unwrap_or_else(|error| {
        debug_assert!(false, "tongues.toml: {error}");
        BTreeMap::new()
    });
    let away: Vec<String> = rows.values().flat_map(|row| row.away.clone()).collect();
    Tongues { away: Phrases::of(&away), all: rows.into_iter().map(|(code, row)| Tongue::of(code, &row)).collect() }
});

impl Tongues {
    /// Whether a text, as it was written, could speak of being away.
    pub(super) fn may_be_away(&self, text: &str) -> bool {
        self.away.may_occur(text)
    }
}

fn set(list: &str) -> Set {
    list.split_whitespace().map(str::to_owned).collect()
}

impl Tongue {
    fn of(code: String, row: &Row) -> Self {
        let mut roles = HashMap::new();
        for (list, role) in [(&row.from, Role::From), (&row.until, Role::Until), (&row.back, Role::Back)] {
            roles.extend(list.split_whitespace().map(|word| (word.to_owned(), role)));
        }
        let numbers = (1..).zip(row.numbers.split(','));
        Self {
            lang: words().lang(&code),
            code: String::leak(code),
            away: Phrases::of(&row.away),
            unreal: Phrases::of(&row.unreal),
            for_months: Phrases::of(&row.for_months),
            next_week: Phrases::of(&row.next_week),
            week_after: Phrases::of(&row.week_after),
            this_week: Phrases::of(&row.this_week),
            writer: set(&row.writer),
            roles,
            and: set(&row.and),
            back_after: set(&row.back_after),
            of: set(&row.of),
            the: set(&row.the),
            numbers: numbers
                .flat_map(|(n, names)| names.split_whitespace().map(move |name| (name.to_owned(), n)))
                .collect(),
            week: set(&row.week),
            days: set(&row.days),
            fortnight: row.fortnight.clone(),
            tomorrow: row.tomorrow.clone(),
            today: row.today.clone(),
        }
    }

    /// What a word says about the next date; `begun` is whether a first day was named already.
    pub(super) fn role(&self, word: &str, begun: bool) -> Option<Role> {
        if begun && self.and.contains(word) { Some(Role::And) } else { self.roles.get(word).copied() }
    }

    /// Whether these words, which follow a date, say that it is the day of coming back.
    pub(super) fn is_back(&self, after: &[String]) -> bool {
        const NEAR: usize = 3;
        after.iter().take(NEAR).any(|word| self.back_after.contains(word))
    }

    /// The date that begins at a word, on or after `after`, and how many words it takes.
    pub(super) fn date_at(&self, words: &[String], at: usize, after: Date) -> Option<(Date, usize)> {
        let word = |n: usize| words.get(at + n).map(String::as_str);
        let first = word(0)?;
        if let Ok(date) = first.parse::<Date>() {
            return Some((date, 1));
        }
        let year =
            |n: usize| word(n).and_then(|word| word.parse::<i16>().ok()).filter(|year| (2000..2100).contains(year));
        let whole = |month: i8, day: i8, used: usize| match year(used) {
            Some(year) => Date::new(year, month, day).ok().map(|date| (date, used + 1)),
            None => near(month, day, after).map(|date| (date, used)),
        };
        if first == self.tomorrow {
            return Some((after.tomorrow().ok()?, 1));
        }
        if first == self.today {
            return Some((after, 1));
        }
        if let Some(day) = number(first) {
            let of = usize::from(word(1).is_some_and(|word| self.of.contains(word)));
            if let Some(month) = word(1 + of).and_then(|word| self.month(word)) {
                return whole(month, day, 2 + of);
            }
            // `3-16 August`: the first borrows the month of the second.
            let parts = |word: &str| self.and.contains(word) || self.roles.get(word) == Some(&Role::Until);
            if word(1).is_some_and(parts) {
                let the = usize::from(word(2).is_some_and(|word| self.the.contains(word)));
                let of = usize::from(word(3 + the).is_some_and(|word| self.of.contains(word)));
                if let (Some(_), Some(month)) =
                    (word(2 + the).and_then(number), word(3 + the + of).and_then(|word| self.month(word)))
                {
                    return near(month, day, after).map(|date| (date, 1));
                }
            }
            let is_ordinal = first.ends_with(['t', 'd', 'h', '.']);
            return is_ordinal.then(|| next_day(day, after)).flatten().map(|date| (date, 1));
        }
        if let Some((day, month)) = numeric(first) {
            return near(month, day, after).map(|date| (date, 1));
        }
        if let Some(month) = self.month(first).filter(|_| self.code == "en") {
            let day = word(1).and_then(number)?;
            return whole(month, day, 2);
        }
        Some((next(after, weekday(first)?), 1))
    }

    /// `two weeks`, `10 days`, `a week`, in days.
    pub(super) fn length_at(&self, words: &[String], at: usize) -> Option<i32> {
        let n = words.get(at)?;
        let n = self.numbers.get(n).copied().or_else(|| n.parse().ok().filter(|n| (1..60).contains(n)))?;
        match words.get(at + 1)? {
            unit if self.week.contains(unit) => Some(n * 7),
            unit if self.days.contains(unit) => Some(n),
            unit if !self.fortnight.is_empty() && *unit == self.fortnight => Some(14),
            _ => None,
        }
    }

    fn month(&self, word: &str) -> Option<i8> {
        let name = word.trim_end_matches('.');
        words().month_in(name, self.lang).and_then(|month| i8::try_from(month).ok())
    }
}

/// `16.08` and `16.8.2026`, the day first; where either could be the day, it is none.
fn numeric(word: &str) -> Option<(i8, i8)> {
    let mut parts = word.trim_end_matches('.').split('.');
    let (day, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, month))
}

/// The weekday of its whole name: `sat`, `sun` and `do` are words of their own.
fn weekday(word: &str) -> Option<Weekday> {
    const SHORT: usize = 4;
    let bits = if word.chars().count() > SHORT { words().weekdays(word) } else { 0 };
    if !bits.is_power_of_two() {
        return None;
    }
    Weekday::from_monday_zero_offset(i8::try_from(bits.trailing_zeros()).ok()?).ok()
}

/// The date of that day and month which lies nearest after a day, or a little before.
fn near(month: i8, day: i8, after: Date) -> Option<Date> {
    let years = (after.year() - 1)..=(after.year() + 1);
    let dates = years.filter_map(|year| Date::new(year, month, day).ok());
    dates.min_by_key(|date| {
        let days = (*date - after).get_days();
        if days >= -60 { days.abs() } else { 1000 }
    })
}

/// The next day with that number.
fn next_day(day: i8, after: Date) -> Option<Date> {
    after.series(1.day()).take(62).find(|date| date.day() == day)
}

pub(super) fn next(after: Date, weekday: Weekday) -> Date {
    let ahead = after.series(1.day()).skip(1).take(7);
    ahead.into_iter().find(|date| date.weekday() == weekday).unwrap_or(after)
}
