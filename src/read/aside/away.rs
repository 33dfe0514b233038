//! Days on which the writer of a letter is away.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::{Phrases, number, words};
use crate::domain::day::{WEEKDAYS, month};

/// Nobody announces more than this, in days; and nothing that lies so far ahead.
const LONGEST: i32 = 62;
const FURTHEST: i32 = 150;

/// The first and the last day on which the writer says that he is away. `written` is the day of the letter.
pub(in crate::read) fn away(text: &str, written: Date) -> Option<(Date, Date)> {
    if !AWAY.may_occur(text) {
        return None;
    }
    let sentences: Vec<&str> = text.split_inclusive(['.', '!', '?', '\n', ';']).collect();
    let merged = joined(&sentences);
    merged.iter().find_map(|sentence| away_in(sentence, written))
}

/// `the 3rd. Back on` is cut in two by its full stop only where the second part cannot stand alone.
fn joined(sentences: &[&str]) -> Vec<String> {
    let mut merged: Vec<String> = Vec::new();
    for sentence in sentences {
        let follows = sentence.trim_start().to_lowercase();
        match merged.last_mut() {
            Some(last) if ["back on", "back in", "returning on"].iter().any(|word| follows.starts_with(word)) => {
                last.push(' ');
                last.push_str(sentence);
            }
            _ => merged.push((*sentence).to_owned()),
        }
    }
    merged
}

static AWAY: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "on holiday",
        "on holidays",
        "on vacation",
        "on leave",
        "on annual leave",
        "on parental leave",
        "on maternity leave",
        "on a trip",
        "out of office",
        "out of the office",
        "away",
        "off work",
        "off on",
        "off from",
        "off until",
        "off next",
        "offline",
        "closed",
        "not in the office",
        "travelling",
        "traveling",
        "unavailable",
        "not available",
        "back on",
        "be back",
        "back in the office",
        "return on",
    ])
});
/// With these it is over, or may never be.
static UNREAL: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&["if i", "was", "were"]));
const FIRST_PERSON: [&str; 16] = [
    "i", "i'm", "i'll", "im", "we", "we're", "we'll", "my", "our", "office", "studio", "shop", "myself", "i’m", "i’ll",
    "we’re",
];

fn away_in(sentence: &str, written: Date) -> Option<(Date, Date)> {
    if !AWAY.may_occur(sentence) || sentence.trim_end().ends_with('?') {
        return None;
    }
    let words = words(sentence);
    let line = words.join(" ");
    let trigger = AWAY.first(&line)?;
    let before = line.get(..trigger).unwrap_or_default();
    // Somebody else's journey is no news about the writer.
    let by_writer = before.trim().is_empty() || before.split(' ').any(|word| FIRST_PERSON.contains(&word));
    if !by_writer || UNREAL.first(&line).is_some() {
        return None;
    }
    let (first, last) = span(&words, written)?;
    let days = (last - first).get_days();
    let ahead = (first - written).get_days();
    ((0..=LONGEST).contains(&days) && (-LONGEST..=FURTHEST).contains(&ahead) && last >= written)
        .then_some((first, last))
}

/// What a date in the sentence is to the journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    From,
    Until,
    Back,
    On,
}

fn span(words: &[String], written: Date) -> Option<(Date, Date)> {
    let (mut from, mut until, mut length) = (None, None, None);
    let mut role = Role::On;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        match word.as_str() {
            "from" | "between" | "starting" | "beginning" | "since" | "as" => role = Role::From,
            "until" | "till" | "til" | "through" | "thru" | "to" | "and" | "-" | "–" => {
                role = if from.is_some() || word.starts_with(['u', 't']) { Role::Until } else { role }
            }
            "back" | "return" | "returning" | "again" => role = Role::Back,
            "week" if at > 0 && words.get(at - 1).is_some_and(|word| word == "next") => {
                let monday = next(written, Weekday::Monday);
                return Some((monday, monday.saturating_add(6.days())));
            }
            _ => {}
        }
        if let Some((date, used)) = date_at(words, at, from.unwrap_or(written)) {
            at += used;
            match role {
                Role::From => from = Some(date),
                Role::Until => until = Some(date),
                Role::Back => until = date.yesterday().ok(),
                Role::On if from.is_none() && until.is_none() => from = Some(date),
                Role::On => {}
            }
            continue;
        }
        length = length.or_else(|| length_at(words, at));
        at += 1;
    }
    let until = until.or_else(|| length.map(|days: i32| from.unwrap_or(written).saturating_add((days - 1).days())));
    match (from, until) {
        (Some(from), Some(until)) => Some((from, until)),
        (None, Some(until)) => Some((written, until)),
        // A single day: `I'm off on Friday`.
        (Some(from), None) => (role == Role::On).then_some((from, from)),
        (None, None) => None,
    }
}

/// The date that begins at a word, on or after `after`, and how many words it takes.
fn date_at(words: &[String], at: usize, after: Date) -> Option<(Date, usize)> {
    let word = |n: usize| words.get(at + n).map(String::as_str);
    let first = word(0)?;
    if let Ok(date) = first.parse::<Date>() {
        return Some((date, 1));
    }
    let year = |n: usize| word(n).and_then(|word| word.parse::<i16>().ok()).filter(|year| (2000..2100).contains(year));
    let whole = |month: i8, day: i8, used: usize| match year(used) {
        Some(year) => Date::new(year, month, day).ok().map(|date| (date, used + 1)),
        None => near(month, day, after).map(|date| (date, used)),
    };
    match (first, number(first)) {
        ("tomorrow", _) => Some((after.tomorrow().ok()?, 1)),
        ("today", _) => Some((after, 1)),
        (_, Some(day)) => {
            let of = usize::from(word(1) == Some("of"));
            if let Some(month) = word(1 + of).and_then(month) {
                return whole(month, day, 2 + of);
            }
            // `3-16 August`: the first borrows the month of the second.
            if matches!(word(1), Some("-" | "–" | "to" | "until" | "till" | "and"))
                && word(2).and_then(number).is_some()
                && let Some(month) = word(3).and_then(month)
            {
                return near(month, day, after).map(|date| (date, 1));
            }
            let ordinal = first.ends_with(['t', 'd', 'h']);
            ordinal.then(|| next_day(day, after)).flatten().map(|date| (date, 1))
        }
        _ => {
            if let Some(month) = month(first) {
                let day = word(1).and_then(number)?;
                return whole(month, day, 2);
            }
            // `sat` and `sun` are words of their own.
            let (_, weekday) = WEEKDAYS.iter().find(|(name, _)| *name == first)?;
            Some((next(after, *weekday), 1))
        }
    }
}

/// `two weeks`, `10 days`, `a week`.
fn length_at(words: &[String], at: usize) -> Option<i32> {
    let n = match words.get(at)?.as_str() {
        "a" | "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        n => n.parse().ok().filter(|n| (1..60).contains(n))?,
    };
    match words.get(at + 1)?.as_str() {
        "week" | "weeks" => Some(n * 7),
        "days" => Some(n),
        "fortnight" => Some(14),
        _ => None,
    }
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

fn next(after: Date, weekday: Weekday) -> Date {
    let ahead = after.series(1.day()).skip(1).take(7);
    ahead.into_iter().find(|date| date.weekday() == weekday).unwrap_or(after)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Written on a Wednesday.
    #[track_caller]
    fn check(text: &str, expected: Option<(Date, Date)>) {
        assert_eq!(away(text, date(2026, 7, 29)), expected, "{text}");
    }

    #[test]
    fn journeys_as_people_announce_them() {
        let span = |from: (i8, i8), until: (i8, i8)| Some((date(2026, from.1, from.0), date(2026, until.1, until.0)));
        check("Hi Robin,\n\nI'm away from 3 August until 16 August. Anything urgent, ask Lee.", span((3, 8), (16, 8)));
        check("I'm on holiday from August 3rd to August 16th, back at my desk after that.", span((3, 8), (16, 8)));
        check("Just so you know, we are closed between 3 and 16 August.", span((3, 8), (16, 8)));
        check("I'll be on leave 3-16 August.", span((3, 8), (16, 8)));
        check("I am out of the office until 14 August 2026 and will answer when I am back.", span((29, 7), (14, 8)));
        check("I'm away until the 13th.", span((29, 7), (13, 8)));
        check("We are travelling from tomorrow on; I'm back on 17 August.", span((29, 7), (16, 8)));
        check("I'm off on leave from 3 August, back on 17 August.", span((3, 8), (16, 8)));
        check("I'm off next week, so no rush.", span((3, 8), (9, 8)));
        check("I will be on vacation for two weeks from 3 August.", span((3, 8), (16, 8)));
        check("I'm away on Friday.", span((31, 7), (31, 7)));
        check("On holiday. Back on Monday.", span((29, 7), (2, 8)));
        check("I'll be offline from 2026-08-03 to 2026-08-16.", span((3, 8), (16, 8)));
        check("I'm away from the 3rd to the 16th of August.", span((3, 8), (16, 8)));
    }

    #[test]
    fn what_is_no_journey_of_the_writers() {
        check("Lee is on holiday until 14 August.", None);
        check("Are you away until 14 August?", None);
        check("I was away until Monday.", None);
        check("The sale starts on 3 August and ends on 16 August.", None);
        check("Please throw away the drafts from 3 August.", None);
        check("I'll send it by Friday.", None);
        check("We moved away from the old system.", None);
        check("Could you send it back on Friday?", None);
    }
}
