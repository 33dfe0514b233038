//! What a letter says about the silence around it: days on which its writer is away, and talks that no letter shows. Without these, a
//! journey that was announced would look like neglect, and a friendship by telephone like a trade.
//!
//! English for now. What is not understood is not there: a journey that is missed costs a careful nudge, one that is invented
//! would hide a real silence.

use jiff::civil::Date;

use super::phrases::Phrases;

mod away;
mod talk;

pub(super) use away::away;
pub(super) use talk::mentions_talk;

/// Lower case, without the signs around; a dash between two is a word.
fn words(sentence: &str) -> Vec<String> {
    let spaced = sentence.to_lowercase().replace(['–', '—'], " – ");
    let mut words = Vec::new();
    for word in spaced.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-' && c != '–');
        let is_date = word.parse::<Date>().is_ok();
        match word.split_once('-') {
            Some((a, b)) if !is_date && number(a).is_some() => {
                words.extend([a.to_owned(), "-".to_owned(), b.to_owned()]);
            }
            _ if !word.is_empty() => words.push(word.to_owned()),
            _ => {}
        }
    }
    words
}

/// `3`, `3rd`: a day of the month.
fn number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(digits.len()..)?;
    let day: i8 = digits.parse().ok()?;
    ((1..=31).contains(&day) && ["", "st", "nd", "rd", "th"].contains(&ending)).then_some(day)
}
