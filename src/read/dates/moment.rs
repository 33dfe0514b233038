//! The moment that a line ends with, as pages and chats show it: `11/3 10:04 AM`, `Yesterday at 10:04`, of today the hour alone.

use crate::read::words::{plain, words};

use super::tokens::{Kind, Token, number_at, sign_at, tokens, word_at};
use super::zone;

/// People meet at five past ten, and write no seconds.
const ROUND: u32 = 5;

/// A moment at the end of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct Moment {
    pub(in crate::read) start: usize,
    pub(in crate::read) is_hour_alone: bool,
    /// It is as exact as clocks are, and people are not.
    pub(in crate::read) by_clock: bool,
    /// `Yesterday` stands in the place of the date.
    pub(in crate::read) is_near: bool,
}

/// The moment that a text ends with.
pub(in crate::read) fn moment(text: &str) -> Option<Moment> {
    let all = tokens(text);
    let known = (0..all.len()).rev().take_while(|n| is_part(&all, *n)).count();
    let words_before = all.len() - known;
    // In `Call at 10:04` the small word is of the sentence.
    let leads = |at: usize| match all.get(at).map(|token| token.kind) {
        Some(Kind::Sign(_)) => true,
        Some(Kind::Word(word)) => words_before > 0 && words().is_filler(&plain(word)) && !is_near(&all, at),
        _ => false,
    };
    let first = (words_before..all.len()).find(|n| !leads(*n))?;
    let parts = all.get(first..)?;
    let hour = (0..parts.len()).find(|n| is_hour(parts, *n))?;
    let (minute, _) = number_at(parts, hour + 2)?;
    let has_seconds = sign_at(parts, hour + 3) == Some(':') && number_at(parts, hour + 4).is_some();
    let n_numbers = parts.iter().filter(|part| matches!(part.kind, Kind::Number(..))).count();
    Some(Moment {
        start: parts.first()?.start,
        is_hour_alone: n_numbers == 2 + usize::from(has_seconds),
        by_clock: has_seconds || minute % ROUND > 0,
        is_near: (0..parts.len()).any(|n| is_near(parts, n)),
    })
}

/// `10:04`, `10h04`, and `10.04` behind a day.
fn is_hour(parts: &[Token<'_>], at: usize) -> bool {
    let parted = || match parts.get(at + 1).map(|token| token.kind) {
        Some(Kind::Sign(':' | '：')) => true,
        Some(Kind::Sign('.')) => sign_at(parts, at + 3) != Some('.') && has_day(parts.get(..at).unwrap_or_default()),
        Some(Kind::Word(word)) => plain(word) == "h",
        _ => false,
    };
    number_at(parts, at).is_some_and(|(hour, digits)| hour < 24 && digits <= 2)
        && number_at(parts, at + 2).is_some_and(|(minute, digits)| minute < 60 && digits == 2)
        && parted()
}

fn has_day(parts: &[Token<'_>]) -> bool {
    let says_so = |at: usize| {
        word_at(parts, at).map(plain).is_some_and(|word| words().is_month(&word) || words().is_weekday(&word))
            || is_near(parts, at)
    };
    parts.iter().filter(|part| matches!(part.kind, Kind::Number(..))).count() > 1 || (0..parts.len()).any(says_so)
}

/// Whether a word means today or yesterday, alone or with the one beside it.
fn is_near(all: &[Token<'_>], at: usize) -> bool {
    let known = &words().near_days;
    let Some(word) = word_at(all, at).map(plain) else { return false };
    let beside = |at: Option<usize>| at.and_then(|at| word_at(all, at)).map(plain);
    known.contains(word.as_str())
        || beside(at.checked_sub(1)).is_some_and(|before| known.contains(format!("{before} {word}").as_str()))
        || beside(Some(at + 1)).is_some_and(|after| known.contains(format!("{word} {after}").as_str()))
}

fn is_part(all: &[Token<'_>], at: usize) -> bool {
    let Some(token) = all.get(at) else { return false };
    match token.kind {
        Kind::Number(_, digits) => digits <= 4,
        Kind::Sign(c) => {
            matches!(
                c,
                ',' | '.'
                    | ':'
                    | '：'
                    | '/'
                    | '-'
                    | '–'
                    | '+'
                    | '('
                    | ')'
                    | '\''
                    | '׳'
                    | '״'
                    | '·'
                    | '•'
                    | '|'
                    | '،'
                    | '，'
            )
        }
        Kind::Word(word) => {
            let lower = plain(word);
            let known = words();
            known.is_month(&lower)
                || known.is_weekday(&lower)
                || known.is_filler(&lower)
                || known.half(&lower).is_some()
                // `p.m.`, and the signs of a date in Chinese.
                || matches!(lower.as_str(), "a" | "p" | "m" | "年" | "月" | "日" | "년" | "월" | "일")
                || !word.contains(char::is_lowercase) && zone(&lower).is_some()
                || is_near(all, at)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_moment_is_told_from_the_words_before_it() {
        for (text, before, is_hour_alone, by_clock, is_near) in [
            ("10:04 AM", "", true, true, false),
            ("Dana Reed 10:00\u{202f}AM", "Dana Reed ", true, false, false),
            ("Dana Reed  11/3/2026 10:04 AM", "Dana Reed  ", false, true, false),
            ("Dana Reed · 3 Nov 2026, 10:00:12", "Dana Reed · ", false, true, false),
            ("Yesterday at 10:04 p.m.", "", true, true, true),
            ("Di., 3. Nov., 10:00", "", false, false, false),
            ("2026年11月3日 10:04", "", false, true, false),
            ("Call at 10:04", "Call at ", true, true, false),
            ("Dana Reed  I dag kl. 10:00", "Dana Reed  ", true, false, true),
            ("Dana Reed  昨天 10:04", "Dana Reed  ", true, true, true),
            ("Dana Reed  어제 오전 10:04", "Dana Reed  ", true, true, true),
            ("ti 3. marrask. 2026 klo 10.04", "", false, true, false),
            ("Dana Reed  3.11.2026 10.04", "Dana Reed  ", false, true, false),
            ("Dana Reed, ieri 10.04", "Dana Reed, ", true, true, true),
            ("mar. 3 nov. 10h04", "", false, true, false),
            ("Τρί 3 Νοε, 10:05 π.μ.", "", false, false, false),
            ("יום ג׳, 3 בנוב׳, 10:05", "", false, false, false),
        ] {
            let found = moment(text).unwrap_or_else(|| panic!("no moment in {text:?}"));
            assert_eq!(
                (&text[..found.start], found.is_hour_alone, found.by_clock, found.is_near),
                (before, is_hour_alone, by_clock, is_near)
            );
        }
        for text in [
            "",
            "3 Nov 2026",
            "at 10:04 she called",
            "Acme 2:1",
            "10:04 (30 minutes)",
            "Invoice 10.04",
            "3.11.2026",
            "Tue 3.11.",
        ] {
            assert_eq!(moment(text), None, "{text:?}");
        }
    }
}
