//! The English names of weekdays and months, as people write them in lower case.

use jiff::civil::Weekday;

/// The whole names of the weekdays, from Monday on.
pub const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The weekday of `monday`, `mondays`, `mon`; also `tues`, `weds`, `thur` and `thurs`.
#[must_use]
pub fn weekday(word: &str) -> Option<Weekday> {
    let word = match word {
        "weds" => "wed",
        word if word.len() > 5 => word.strip_suffix('s').unwrap_or(word),
        word => word,
    };
    let is_short = word.len() == 3 || matches!(word, "tues" | "thur" | "thurs");
    let named = |name: &str| name == word || is_short && name.starts_with(word);
    WEEKDAYS.iter().find(|(name, _)| named(name)).map(|(_, day)| *day)
}

/// The number of the month of `january`, `jan`; also `sept`.
#[must_use]
pub fn month(word: &str) -> Option<i8> {
    let is_short = word.len() == 3 || word == "sept";
    let at = MONTHS.iter().position(|name| *name == word || is_short && name.starts_with(word))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_whole_and_short() {
        for (words, day) in [
            ("mon monday mondays", Weekday::Monday),
            ("tue tues tuesday tuesdays", Weekday::Tuesday),
            ("wed weds wednesday", Weekday::Wednesday),
            ("thu thur thurs thursday", Weekday::Thursday),
            ("sun sunday sundays", Weekday::Sunday),
        ] {
            for word in words.split(' ') {
                assert_eq!(weekday(word), Some(day), "{word}");
            }
        }
        for (word, number) in [("jan", 1), ("january", 1), ("sept", 9), ("sep", 9), ("dec", 12), ("may", 5)] {
            assert_eq!(month(word), Some(number), "{word}");
        }
    }

    #[test]
    fn no_other_word_is_a_name() {
        for word in ["", "m", "mo", "mond", "weds.", "fries", "sunda", "suns", "janu", "mays", "marc"] {
            assert_eq!((weekday(word), month(word)), (None, None), "{word}");
        }
    }
}
