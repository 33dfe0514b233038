//! What a letter says about the silence around it: days on which its writer is away, and talks that no letter shows. Without these, a
//! journey that was announced would look like neglect, and a friendship by telephone like a trade.
//!
//! What is not understood is not there: a journey that is missed costs a careful nudge, one that is invented would hide a real
//! silence.

use super::phrases::Phrases;

mod away;
mod talk;

pub(super) use away::away;
pub(super) use talk::mentions_talk;

/// Lower case, without the signs around; a dash between two is a word, and a number keeps the full stop that makes it an ordinal.
fn words(sentence: &str) -> Vec<String> {
    let spaced = sentence.to_lowercase().replace(['–', '—'], " – ").replace('’', "'");
    let mut words = Vec::new();
    for word in spaced.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-' && c != '–');
        let is_date = bare.parse::<jiff::civil::Date>().is_ok();
        match bare.split_once('-') {
            Some((a, b)) if !is_date && number(a).is_some() => {
                words.extend([a.to_owned(), "-".to_owned(), b.to_owned()]);
            }
            _ if bare.bytes().all(|b| b.is_ascii_digit()) && word.ends_with(&format!("{bare}.")) => {
                words.push(format!("{bare}."));
            }
            _ if !bare.is_empty() => words.push(bare.to_owned()),
            _ => {}
        }
    }
    words
}

/// `3`, `3rd`, `3.`: a day of the month.
fn number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let ending = word.get(digits.len()..)?;
    let day: i8 = digits.parse().ok()?;
    ((1..=31).contains(&day) && ["", ".", "st", "nd", "rd", "th"].contains(&ending)).then_some(day)
}
