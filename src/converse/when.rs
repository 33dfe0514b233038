//! Days and lengths of time in words, counted from a given day. A date that can be read two ways (`5/1`) is not read at all.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::slips;
use super::tokens::Token;
use crate::domain::calendar::{days_before, days_between};
use crate::domain::command::Days;
use crate::domain::day::{month, weekday};

/// Which way a day without a year, or a bare weekday, is meant: `snooze until fri` lies ahead, `met acme fri` lies behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Ahead,
    Back,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum When {
    For(Days),
    /// A day, and the clock time if one was said, as `10:00`.
    On(Date, Option<String>),
}

/// The day or the length that the words begin with, and how many words it took.
pub(super) fn when(tokens: &[Token], today: Date, look: Look) -> Option<(When, usize)> {
    let lows: Vec<&str> =
        tokens.iter().take(10).take_while(|token| !token.quoted).map(|token| token.low.as_str()).collect();
    let led = lead(&lows);
    let (before, lows) = lows.split_at_checked(led)?;
    let another = before.last() == Some(&"another");
    if let Some((date, n)) = ago(lows, today).or_else(|| day(lows, today, look, led > 0)) {
        let is_after = look == Look::Ahead && before.contains(&"after");
        let date = if is_after { after(lows, date)? } else { date };
        let (clock, n_clock) = lows.get(n..).and_then(clock).map_or((None, 0), |(clock, n)| (Some(clock), n));
        return Some((When::On(date, clock), led + n + n_clock));
    }
    // `another month` is one more.
    if another && let Some(one) = lows.first().and_then(|low| unit(low)) {
        return Some((When::For(spoken(1, one, today)?), led + 1));
    }
    let (days, n) = length(lows, today)?;
    Some((When::For(days), led + n))
}

/// The day after what is named: after a month or a week when that is over, else the next day.
fn after(lows: &[&str], date: Date) -> Option<Date> {
    let is_month = lows.first().is_some_and(|low| month(low).is_some()) && date.day() == 1;
    match lows {
        ["next", "month", ..] => date.last_of_month().tomorrow().ok(),
        ["next", "week", ..] => Some(days_before(date, -7)),
        ["weekend", ..] => Some(days_before(date, -2)),
        [_, day, ..] if is_month && ordinal(day, true).is_some() => date.tomorrow().ok(),
        _ if is_month => date.last_of_month().tomorrow().ok(),
        _ => date.tomorrow().ok(),
    }
}

/// The first day ahead that a sentence names. Only after a word that leads to a day, or where the word is a day itself: any other
/// number or month is likely to be about something else.
pub(super) fn day_in(sentence: &str, written_on: Date) -> Option<Date> {
    const LEADS: &[&str] = &["by", "on", "before", "until", "till", "within", "in", "end"];
    const DAYS: &[&str] = &["today", "tonight", "tomorrow", "tmrw", "next", "this", "eow", "eom"];
    let tokens = super::tokens::tokens(sentence);
    (0..tokens.len()).find_map(|at| {
        let rest = tokens.get(at..)?;
        let low = rest.first()?.low.as_str();
        if !LEADS.contains(&low) && !DAYS.contains(&low) && weekday(low).is_none() {
            return None;
        }
        if let Some(end) = whole_span(rest, written_on) {
            return Some(end);
        }
        // `within` leads to a length, and to nothing else.
        let rest = if low == "within" { rest.get(1..)? } else { rest };
        match when(rest, written_on, Look::Ahead)?.0 {
            When::On(day, _) => Some(day),
            When::For(days) => matches!(low, "in" | "within").then(|| days_before(written_on, -i64::from(days.days))),
        }
    })
}

/// The end of `this week`, `next month`, `the end of the day`, with or without a little word before.
fn whole_span(tokens: &[Token], today: Date) -> Option<Date> {
    let lows: Vec<&str> = tokens.iter().take(6).map(|token| token.low.as_str()).collect();
    let led = lows.iter().take_while(|low| matches!(**low, "by" | "in" | "on" | "within" | "before" | "the")).count();
    let monday = days_before(today, i64::from(today.weekday().to_monday_zero_offset()));
    match lows.get(led..)? {
        ["this", "week", ..] => Some(in_week(monday, Weekday::Friday).max(today)),
        ["next", "week", ..] => Some(in_week(days_before(monday, -7), Weekday::Friday)),
        ["this", "month", ..] => Some(today.last_of_month()),
        ["next", "month", ..] => Some(today.last_of_month().tomorrow().ok()?.last_of_month()),
        ["end", "of", "day" | "today" | "business", ..] | ["end", "of", "the", "day", ..] | ["eod" | "cob", ..] => {
            Some(today)
        }
        _ => None,
    }
}

/// Little words before a day: `until`, `for another`.
fn lead(lows: &[&str]) -> usize {
    const LITTLE: &[&str] = &[
        "until", "till", "til", "to", "by", "on", "from", "for", "in", "before", "another", "about", "around", "at",
        "least", "starting", "since", "after", "the", "end",
    ];
    let n = lows.iter().take_while(|low| LITTLE.contains(low)).count();
    // `the end of the month` and `the 5th` are days whose first word is not little.
    match lows.get(n.saturating_sub(1)) {
        Some(&"end") if n > 0 => n - 1,
        _ => n,
    }
}

const UNITS: &[(&str, Unit)] = &[
    ("d", Unit::Day),
    ("day", Unit::Day),
    ("days", Unit::Day),
    ("w", Unit::Week),
    ("wk", Unit::Week),
    ("wks", Unit::Week),
    ("week", Unit::Week),
    ("weeks", Unit::Week),
    ("fortnight", Unit::Fortnight),
    ("fortnights", Unit::Fortnight),
    ("m", Unit::Month),
    ("mo", Unit::Month),
    ("mos", Unit::Month),
    ("mth", Unit::Month),
    ("month", Unit::Month),
    ("months", Unit::Month),
    ("quarter", Unit::Quarter),
    ("y", Unit::Year),
    ("yr", Unit::Year),
    ("yrs", Unit::Year),
    ("year", Unit::Year),
    ("years", Unit::Year),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
}

/// A unit, also with a slip in it: after a number, `weks` is nothing else.
fn unit(low: &str) -> Option<Unit> {
    let is_it = |(word, _): &&(&str, Unit)| *word == low;
    let is_slip = |(word, _): &&(&str, Unit)| slips::is_slip(low, word);
    UNITS.iter().find(is_it).or_else(|| UNITS.iter().find(is_slip)).map(|(_, unit)| *unit)
}

/// A small number in digits or in words.
pub(super) fn number(low: &str) -> Option<u32> {
    const WORDS: &[&str] =
        &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if !low.is_empty() && low.bytes().all(|byte| byte.is_ascii_digit()) {
        return low.parse().ok();
    }
    WORDS.iter().position(|word| *word == low).and_then(|at| u32::try_from(at + 1).ok())
}

/// `2w`, `two weeks`, `a couple of weeks`, `a fortnight`.
fn length(lows: &[&str], today: Date) -> Option<(Days, usize)> {
    if let [glued, ..] = lows {
        let digits = glued.bytes().take_while(u8::is_ascii_digit).count();
        if let (Some(n), Some(unit)) = (glued.get(..digits).and_then(number), glued.get(digits..).and_then(unit)) {
            return Some((spoken(n, unit, today)?, 1));
        }
    }
    let (n, mut at) = match lows {
        ["a" | "an", "couple", "of", ..] => (2, 3),
        ["a", "couple", ..] | ["couple", "of", ..] => (2, 2),
        ["couple", ..] => (2, 1),
        ["a", "few", ..] => (3, 2),
        ["few" | "several", ..] => (3, 1),
        ["a" | "an", ..] => (1, 1),
        [word, ..] => {
            number(word).map(|n| (n, 1)).or_else(|| (unit(word) == Some(Unit::Fortnight)).then_some((1, 0)))?
        }
        [] => return None,
    };
    if lows.get(at) == Some(&"more") {
        at += 1;
    }
    let unit = unit(lows.get(at)?).filter(|_| lows.get(at).is_some_and(|low| low.len() > 1 || at == 1))?;
    let n_more = match lows.get(at + 1..).unwrap_or_default() {
        ["from", "now", ..] | ["or", "so" | "two", ..] => 2,
        ["time" | "more", ..] => 1,
        _ => 0,
    };
    Some((spoken(n, unit, today)?, at + 1 + n_more))
}

fn spoken(n: u32, unit: Unit, today: Date) -> Option<Days> {
    let (word, days) = match unit {
        Unit::Day => ("day", n),
        Unit::Week => ("week", n.checked_mul(7)?),
        Unit::Fortnight => return spoken(n.checked_mul(2)?, Unit::Week, today),
        Unit::Month => ("month", months_ahead(today, n)?),
        Unit::Quarter => return spoken(n.checked_mul(3)?, Unit::Month, today),
        Unit::Year => ("year", months_ahead(today, n.checked_mul(12)?)?),
    };
    // Ten years is longer than anyone means, and keeps every sum inside the calendar.
    (1..=3_660).contains(&days).then(|| Days { said: format!("{n} {word}{}", if n == 1 { "" } else { "s" }), days })
}

fn months_ahead(today: Date, months: u32) -> Option<u32> {
    let end = today.checked_add(i32::try_from(months).ok().filter(|months| *months <= 120)?.months()).ok()?;
    u32::try_from(days_between(today, end)).ok()
}

/// `3 days ago`, `a week ago`.
fn ago(lows: &[&str], today: Date) -> Option<(Date, usize)> {
    let (days, n) = length(lows, today)?;
    (lows.get(n) == Some(&"ago")).then(|| (days_before(today, i64::from(days.days)), n + 1))
}

/// `led`: whether a little word stood before it, without which a bare month is too likely to be something else.
fn day(lows: &[&str], today: Date, look: Look, led: bool) -> Option<(Date, usize)> {
    let plus = |n: i64| Some(days_before(today, -n));
    let monday = days_before(today, i64::from(today.weekday().to_monday_zero_offset()));
    let (date, n) = match lows {
        ["day", "after", "tomorrow", ..] => (plus(2), 3),
        ["day", "before", "yesterday", ..] => (plus(-2), 3),
        ["today" | "tonight" | "now", ..] => (plus(0), 1),
        ["this", "morning" | "afternoon" | "evening", ..] => (plus(0), 2),
        ["tomorrow" | "tmrw" | "tmr" | "tomorow" | "tommorow" | "tommorrow" | "2moro", ..] => (plus(1), 1),
        ["yesterday" | "yday" | "yesteday", ..] => (plus(-1), 1),
        ["next", "week", ..] => (Some(days_before(monday, -7)), 2),
        ["last", "week", ..] => (Some(days_before(monday, 7)), 2),
        ["next", "month", ..] => (today.last_of_month().tomorrow().ok(), 2),
        ["next", "quarter", ..] => (next_quarter(today), 2),
        ["next" | "new", "year", ..] => (today.last_of_year().tomorrow().ok(), 2),
        ["weekend", ..] => (Some(in_week(monday, Weekday::Saturday)), 1),
        ["last", "month", ..] => (today.first_of_month().yesterday().ok().map(Date::first_of_month), 2),
        ["next", word, ..] => (weekday(word).map(|day| in_week(days_before(monday, -7), day)), 2),
        ["last", word, ..] => (weekday(word).map(|day| near(today, day, Look::Back)), 2),
        ["this", word, ..] => (weekday(word).map(|day| near(today, day, look)), 2),
        ["eow", ..] => (Some(in_week(monday, Weekday::Friday)), 1),
        ["eom", ..] => (Some(today.last_of_month()), 1),
        ["mid", rest @ ..] | ["middle", "of", rest @ ..] => return in_month(rest, 15, lows.len() - rest.len(), today),
        ["start" | "beginning", "of", rest @ ..]
        | ["early", "in", rest @ ..]
        | ["early", rest @ ..]
        | ["first", "week", "of", rest @ ..] => {
            return in_month(rest, 1, lows.len() - rest.len(), today);
        }
        ["end", "of", rest @ ..] => return end_of(rest, today, monday).map(|(date, n)| (date, n + 2)),
        [word, "next", "week", ..] => (weekday(word).map(|day| in_week(days_before(monday, -7), day)), 3),
        _ => (None, 0),
    };
    if let Some(date) = date {
        return Some((date, n));
    }
    if let [word, ..] = lows
        && let Some(day) = weekday(word)
    {
        return Some((near(today, day, look), 1));
    }
    calendar_day(lows, today, look, led)
}

/// A day of a month that is named without one: `mid January`, `early in March`.
fn in_month(rest: &[&str], day: i8, n_before: usize, today: Date) -> Option<(Date, usize)> {
    let (date, n) = match rest {
        ["next", "month", ..] => (today.last_of_month().tomorrow().ok()?.with().day(day).build().ok()?, 2),
        [word, ..] => (whole(today, month(word)?, day, None, Look::Ahead)?, 1),
        [] => return None,
    };
    Some((date, n_before + n))
}

fn next_quarter(today: Date) -> Option<Date> {
    let months = 3 - i32::from(today.month() - 1) % 3;
    today.first_of_month().checked_add(months.months()).ok()
}

fn end_of(rest: &[&str], today: Date, monday: Date) -> Option<(Date, usize)> {
    let skipped = usize::from(matches!(rest.first(), Some(&("the" | "this"))));
    match rest.get(skipped..)? {
        ["week", ..] => Some((in_week(monday, Weekday::Friday), skipped + 1)),
        ["month", ..] => Some((today.last_of_month(), skipped + 1)),
        ["year", ..] => Some((today.last_of_year(), skipped + 1)),
        ["next", "week", ..] => Some((in_week(days_before(monday, -7), Weekday::Friday), skipped + 2)),
        ["next", "month", ..] => Some((today.last_of_month().tomorrow().ok()?.last_of_month(), skipped + 2)),
        [word, ..] => {
            let month = month(word)?;
            let first = whole(today, month, 1, None, Look::Ahead)?;
            let first = if today.month() == month { today.first_of_month() } else { first };
            Some((first.last_of_month(), skipped + 1))
        }
        [] => None,
    }
}

/// The day of that name in the week that begins on this Monday.
fn in_week(monday: Date, day: Weekday) -> Date {
    days_before(monday, -i64::from(day.to_monday_zero_offset()))
}

/// The next day of that name after today, or the last one up to today.
fn near(today: Date, day: Weekday, look: Look) -> Date {
    let ahead = i64::from(day.to_monday_zero_offset()) - i64::from(today.weekday().to_monday_zero_offset());
    match look {
        Look::Ahead if ahead > 0 => days_before(today, -ahead),
        Look::Ahead => days_before(today, -(ahead + 7)),
        Look::Back if ahead <= 0 => days_before(today, -ahead),
        Look::Back => days_before(today, 7 - ahead),
    }
}

/// `5`, `5th`: a day of the month.
fn ordinal(low: &str, bare: bool) -> Option<i8> {
    let digits = low.bytes().take_while(u8::is_ascii_digit).count();
    let fits = match low.get(digits..)? {
        "" => bare,
        "st" | "nd" | "rd" | "th" => true,
        _ => false,
    };
    low.get(..digits)?.parse().ok().filter(|day| fits && (1..=31).contains(day))
}

fn year(low: &str) -> Option<i16> {
    low.parse().ok().filter(|year| low.len() == 4 && (1900..=2200).contains(year))
}

/// `5 Jan`, `January 5th 2027`, `the 5th`, `2026-12-08`, `8.12.2026`.
fn calendar_day(lows: &[&str], today: Date, look: Look, led: bool) -> Option<(Date, usize)> {
    let first = *lows.first()?;
    if let Some(date) = digits(first, today, look) {
        return Some((date, 1));
    }
    let day_then_month = |day: i8, at: usize| {
        let month = month(lows.get(at)?)?;
        let said = lows.get(at + 1).and_then(|low| year(low));
        Some((whole(today, month, day, said, look)?, at + 1 + usize::from(said.is_some())))
    };
    if let Some(day) = ordinal(first, true) {
        let at = if lows.get(1) == Some(&"of") { 2 } else { 1 };
        if let Some(found) = day_then_month(day, at) {
            return Some(found);
        }
    }
    if let Some(month) = month(first) {
        if let Some(day) = lows.get(1).and_then(|low| ordinal(low, true)) {
            let said = lows.get(2).and_then(|low| year(low));
            return Some((whole(today, month, day, said, look)?, 2 + usize::from(said.is_some())));
        }
        let said = lows.get(1).and_then(|low| year(low));
        if led || said.is_some() || first.len() > 4 {
            return Some((whole(today, month, 1, said, look)?, 1 + usize::from(said.is_some())));
        }
    }
    // `the 5th`, with no month: the nearest one on the side that is meant.
    let day = ordinal(first, false)?;
    let mut first_of = today.first_of_month();
    for _ in 0..4 {
        let there = Date::new(first_of.year(), first_of.month(), day).ok();
        if let Some(date) = there.filter(|date| if look == Look::Ahead { *date > today } else { *date <= today }) {
            return Some((date, 1));
        }
        first_of = match look {
            Look::Ahead => first_of.last_of_month().tomorrow().ok()?,
            Look::Back => first_of.yesterday().ok()?.first_of_month(),
        };
    }
    None
}

/// Dates in digits alone. With dots the day stands first (8.12.2026), as everywhere that dots are used; with slashes it is read
/// only where one of the two numbers cannot be a month.
fn digits(low: &str, today: Date, look: Look) -> Option<Date> {
    let numbers = |mark: char| -> Option<Vec<i16>> { low.split(mark).map(|part| part.parse().ok()).collect() };
    let small = |n: i16| i8::try_from(n).ok();
    if low.contains('-') {
        let [year, month, day] = *numbers('-')?.as_slice() else { return None };
        return Date::new(year, small(month)?, small(day)?).ok().filter(|date| (1900..=2200).contains(&date.year()));
    }
    if low.contains('.') {
        return match *numbers('.')?.as_slice() {
            [day, month] => whole(today, small(month)?, small(day)?, None, look),
            [day, month, year] => whole(today, small(month)?, small(day)?, Some(century(year)?), look),
            _ => None,
        };
    }
    let (a, b, year) = match *numbers('/')?.as_slice() {
        [year, month, day] if year >= 1900 => return Date::new(year, small(month)?, small(day)?).ok(),
        [a, b] => (small(a)?, small(b)?, None),
        [a, b, year] => (small(a)?, small(b)?, Some(century(year)?)),
        _ => return None,
    };
    match (a > 12, b > 12) {
        (true, false) => whole(today, b, a, year, look),
        (false, true) => whole(today, a, b, year, look),
        (false, false) if a == b => whole(today, a, b, year, look),
        _ => None,
    }
}

fn century(year: i16) -> Option<i16> {
    match year {
        0..=99 => Some(year + 2000),
        1900..=2200 => Some(year),
        _ => None,
    }
}

/// The day with a year: the one said, or the nearest on the side that is meant.
fn whole(today: Date, month: i8, day: i8, year: Option<i16>, look: Look) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let step = if look == Look::Ahead { 1 } else { -1 };
    // Four years, for the 29th of February.
    (0..=4).find_map(|n| {
        let date = Date::new(today.year().checked_add(n * step)?, month, day).ok()?;
        (if look == Look::Ahead { date >= today } else { date <= today }).then_some(date)
    })
}

/// `10:00`, `10am`, `at 10.30`, `noon`.
fn clock(lows: &[&str]) -> Option<(String, usize)> {
    let led = usize::from(matches!(lows.first(), Some(&("at" | "@"))));
    let low = lows.get(led)?;
    if *low == "noon" {
        return Some(("12:00".to_owned(), led + 1));
    }
    let digits = low.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(low.len());
    let (time, mut half) = (low.get(..digits)?, low.get(digits..)?);
    let mut n = led + 1;
    if half.is_empty()
        && let Some(next @ (&"am" | &"pm")) = lows.get(n)
    {
        half = next;
        n += 1;
    }
    let (hour, minute) = time.split_once([':', '.']).unwrap_or((time, ""));
    let is_bare = minute.is_empty() && half.is_empty();
    let hour: u8 = hour.parse().ok()?;
    let minute: u8 = if minute.is_empty() { 0 } else { minute.parse().ok().filter(|_| minute.len() == 2)? };
    let hour = match half {
        "" | "h" => hour,
        "am" if (1..=12).contains(&hour) => hour % 12,
        "pm" if (1..=12).contains(&hour) => hour % 12 + 12,
        _ => return None,
    };
    // A bare number is an hour only after `at`.
    ((!is_bare || led > 0) && hour < 24 && minute < 60).then(|| (format!("{hour:02}:{minute:02}"), n))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::tokens::tokens;
    use super::*;

    /// A Sunday.
    const TODAY: Date = date(2026, 11, 22);

    fn check(words: &str, look: Look, expected: &str) {
        let tokens = tokens(words);
        let found = match when(&tokens, TODAY, look) {
            Some((when, n)) if n == tokens.len() => match when {
                When::For(days) => format!("{} = {}", days.said, days.days),
                When::On(date, None) => date.to_string(),
                When::On(date, Some(clock)) => format!("{date} {clock}"),
            },
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{words:?}");
    }

    #[test]
    fn lengths_are_said_in_many_ways() {
        for (words, expected) in [
            ("2w", "2 weeks = 14"),
            ("2 weeks", "2 weeks = 14"),
            ("for two weeks", "2 weeks = 14"),
            ("for another 10 days", "10 days = 10"),
            ("a couple of weeks", "2 weeks = 14"),
            ("a fortnight", "2 weeks = 14"),
            ("fortnight", "2 weeks = 14"),
            ("a week", "1 week = 7"),
            ("10d", "10 days = 10"),
            ("1 month", "1 month = 30"),
            ("3 months", "3 months = 92"),
            ("2 more weeks", "2 weeks = 14"),
            ("1y", "1 year = 365"),
            ("another month", "1 month = 30"),
            ("a month from now", "1 month = 30"),
            ("a week or so", "1 week = 7"),
        ] {
            check(words, Look::Ahead, expected);
        }
    }

    #[test]
    fn days_ahead() {
        for (words, expected) in [
            ("fri", "2026-11-27"),
            ("until Friday", "2026-11-27"),
            ("sunday", "2026-11-29"),
            ("next tuesday", "2026-11-24"),
            ("next week", "2026-11-23"),
            ("next month", "2026-12-01"),
            ("tomorrow 10:00", "2026-11-23 10:00"),
            ("tomorrow at 10", "2026-11-23 10:00"),
            ("thu 3pm", "2026-11-26 15:00"),
            ("thu at 3:30 pm", "2026-11-26 15:30"),
            ("until 5 Jan", "2027-01-05"),
            ("5 January 2028", "2028-01-05"),
            ("Jan 5th", "2027-01-05"),
            ("5th of January", "2027-01-05"),
            ("until the 5th", "2026-12-05"),
            ("until January", "2027-01-01"),
            ("in may", "2027-05-01"),
            ("2026-12-08", "2026-12-08"),
            ("8.12.2026", "2026-12-08"),
            ("8.12.", "2026-12-08"),
            ("25/12", "2026-12-25"),
            ("12/25/2026", "2026-12-25"),
            ("day after tomorrow", "2026-11-24"),
            ("until the end of the month", "2026-11-30"),
            ("end of january", "2027-01-31"),
            ("29 feb", "2028-02-29"),
            ("after the 10th", "2026-12-11"),
            ("after the weekend", "2026-11-23"),
            ("after next week", "2026-11-30"),
            ("after next month", "2027-01-01"),
            ("after January", "2027-02-01"),
            ("after January 1", "2027-01-02"),
            ("in the new year", "2027-01-01"),
            ("next quarter", "2027-01-01"),
            ("mid January", "2027-01-15"),
            ("the middle of March", "2027-03-15"),
            ("early in January", "2027-01-01"),
            ("the first week of December", "2026-12-01"),
        ] {
            check(words, Look::Ahead, expected);
        }
    }

    #[test]
    fn days_behind() {
        for (words, expected) in [
            ("fri", "2026-11-20"),
            ("sunday", "2026-11-22"),
            ("last tuesday", "2026-11-17"),
            ("yesterday", "2026-11-21"),
            ("on 5 Jan", "2026-01-05"),
            ("3 days ago", "2026-11-19"),
            ("a week ago", "2026-11-15"),
            ("the 3rd", "2026-11-03"),
            ("the 30th", "2026-10-30"),
        ] {
            check(words, Look::Back, expected);
        }
    }

    #[test]
    fn a_sentence_names_the_day_it_looks_ahead_to() {
        for (sentence, expected) in [
            ("I'll send the figures by Friday.", "2026-11-27"),
            ("You'll have it tomorrow, promise!", "2026-11-23"),
            ("I will get back to you next week.", "2026-11-27"),
            ("We can deliver this in two weeks.", "2026-12-06"),
            ("I'll send version 2.5 on the 5th.", "2026-12-05"),
            ("I'll have it done by the end of the month.", "2026-11-30"),
            ("It will be there by end of day.", "2026-11-22"),
            ("I'll finish page 3/4 within 3 days", "2026-11-25"),
            ("I will send it soon.", "None"),
            ("I promise to march on in style.", "None"),
            ("In my view I may do it.", "None"),
            ("I'll do it from now on.", "None"),
        ] {
            let found = day_in(sentence, TODAY).map_or_else(|| "None".to_owned(), |day| day.to_string());
            assert_eq!(found, expected, "{sentence:?}");
        }
    }

    #[test]
    fn what_can_be_read_two_ways_is_not_read() {
        for words in
            ["5/1", "may", "31 feb", "0 weeks", "99999999999 days", "soon", "5", "2026-13-01", "32 Jan", "3/4/2026", ""]
        {
            check(words, Look::Ahead, "None");
        }
    }
}
