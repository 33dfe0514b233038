//! The moment that a line ends with, as pages and chats show it: `11/3 10:04 AM`, `Yesterday at 10:04`, of today the hour alone.

use crate::read::words::{plain, words};

use super::tokens::{Kind, Token, number_at, sign_at, tokens};
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
}

/// The moment that a text ends with.
pub(in crate::read) fn moment(text: &str) -> Option<Moment> {
    let all = tokens(text);
    let known = all.iter().rev().take_while(|token| is_part(token.kind)).count();
    let words_before = all.len() - known;
    // In `Call at 10:04` the small word is of the sentence.
    let leads = |token: &Token<'_>| match token.kind {
        Kind::Sign(_) => true,
        Kind::Word(word) => words_before > 0 && words().is_filler(&plain(word)),
        Kind::Number(..) => false,
    };
    let parts: Vec<Token<'_>> = all.into_iter().skip(words_before).skip_while(leads).collect();
    let hour = (0..parts.len()).find(|n| is_hour(&parts, *n))?;
    let (minute, _) = number_at(&parts, hour + 2)?;
    let has_seconds = sign_at(&parts, hour + 3) == Some(':') && number_at(&parts, hour + 4).is_some();
    let n_numbers = parts.iter().filter(|part| matches!(part.kind, Kind::Number(..))).count();
    Some(Moment {
        start: parts.first()?.start,
        is_hour_alone: n_numbers == 2 + usize::from(has_seconds),
        by_clock: has_seconds || minute % ROUND > 0,
    })
}

fn is_hour(parts: &[Token<'_>], at: usize) -> bool {
    number_at(parts, at).is_some_and(|(hour, digits)| hour < 24 && digits <= 2)
        && matches!(sign_at(parts, at + 1), Some(':' | '：'))
        && number_at(parts, at + 2).is_some_and(|(minute, digits)| minute < 60 && digits == 2)
}

fn is_part(kind: Kind<'_>) -> bool {
    match kind {
        Kind::Number(_, digits) => digits <= 4,
        Kind::Sign(c) => {
            matches!(
                c,
                ',' | '.' | ':' | '：' | '/' | '-' | '–' | '+' | '(' | ')' | '\'' | '·' | '•' | '|' | '،' | '，'
            )
        }
        Kind::Word(word) => {
            let lower = plain(word);
            let known = words();
            known.is_month(&lower)
                || known.is_weekday(&lower)
                || known.is_filler(&lower)
                || known.half(&lower).is_some()
                || known.near_days.contains(lower.as_str())
                // `p.m.`, and the signs of a date in Chinese.
                || matches!(lower.as_str(), "a" | "p" | "m" | "年" | "月" | "日" | "년" | "월" | "일")
                || !word.contains(char::is_lowercase) && zone(&lower).is_some()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_moment_is_told_from_the_words_before_it() {
        for (text, before, is_hour_alone, by_clock) in [
            ("10:04 AM", "", true, true),
            ("Dana Reed 10:00\u{202f}AM", "Dana Reed ", true, false),
            ("Dana Reed  11/3/2026 10:04 AM", "Dana Reed  ", false, true),
            ("Dana Reed · 3 Nov 2026, 10:00:12", "Dana Reed · ", false, true),
            ("Yesterday at 10:04 p.m.", "", true, true),
            ("Di., 3. Nov., 10:00", "", false, false),
            ("2026年11月3日 10:04", "", false, true),
            ("Call at 10:04", "Call at ", true, true),
        ] {
            let found = moment(text).unwrap_or_else(|| panic!("no moment in {text:?}"));
            assert_eq!((&text[..found.start], found.is_hour_alone, found.by_clock), (before, is_hour_alone, by_clock));
        }
        for text in ["", "3 Nov 2026", "at 10:04 she called", "Acme 2:1", "10:04 (30 minutes)"] {
            assert_eq!(moment(text), None, "{text:?}");
        }
    }
}
