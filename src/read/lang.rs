//! The language of a letter: by script where that decides, else by its common words.

use super::words::{lower_into, words};

/// ISO 639-1 of a text, where it can be told.
pub(super) fn lang(text: &str) -> Option<&'static str> {
    let text = (0..=text.len().min(2000)).rev().find_map(|n| text.get(..n))?;
    by_script(text).or_else(|| by_words(text))
}

fn by_script(text: &str) -> Option<&'static str> {
    // Letters of these scripts begin with a byte that no Latin one and no mark (U+2000 to U+2FFF) begins with.
    let is_of_one = |byte: &u8| *byte >= 0xcd && *byte != 0xe2;
    // Counted to the end: many bytes at once are faster than a few that may be enough.
    if text.as_bytes().iter().filter(|byte| is_of_one(byte)).count() == 0 {
        return None;
    }
    let (mut kana, mut han, mut hangul, mut hebrew, mut arabic, mut greek, mut letters) = (0, 0, 0, 0, 0, 0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        if c < '\u{370}' {
            continue;
        }
        match c {
            '\u{3040}'..='\u{30ff}' => kana += 1,
            '\u{4e00}'..='\u{9fff}' => han += 1,
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            '\u{590}'..='\u{5ff}' => hebrew += 1,
            '\u{600}'..='\u{6ff}' => arabic += 1,
            '\u{370}'..='\u{3ff}' => greek += 1,
            _ => {}
        }
    }
    let most = |count: usize| count * 3 > letters;
    if letters == 0 {
        return None;
    }
    if kana > 0 && most(kana + han) {
        return Some("ja");
    }
    [(han, "zh"), (hangul, "ko"), (hebrew, "he"), (arabic, "ar"), (greek, "el")]
        .into_iter()
        .find(|(count, _)| most(*count))
        .map(|(_, code)| code)
}

/// Words after which it is asked whether the language is clear, and after which no more are looked at.
const ENOUGH: usize = 10;
const MOST: usize = 150;

fn by_words(text: &str) -> Option<&'static str> {
    let table = words();
    let mut counts = vec![0_usize; table.codes.len()];
    let mut lower = String::new();
    let words = text.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|word| !word.is_empty());
    for (n, word) in words.take(MOST).enumerate() {
        let is_lower = word.bytes().all(|byte| byte.is_ascii_lowercase());
        let word = if is_lower {
            word
        } else {
            lower_into(word, &mut lower);
            &lower
        };
        for at in table.common(word).places() {
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
        if n % ENOUGH == ENOUGH - 1 {
            let (_, most, runner_up) = leader(&counts);
            if most >= runner_up + 6 {
                break;
            }
        }
    }
    let (best, most, runner_up) = leader(&counts);
    (most >= 2 && most > runner_up).then(|| table.codes.get(best).copied()).flatten()
}

/// The place of the highest count, that count, and the second highest.
fn leader(counts: &[usize]) -> (usize, usize, usize) {
    counts.iter().enumerate().fold((0, 0, 0), |(best, most, runner_up), (at, count)| {
        if *count > most { (at, *count, most) } else { (best, most, runner_up.max(*count)) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told() {
        assert_eq!(lang("Could you please send the contract before Friday? Thanks for your help."), Some("en"));
        assert_eq!(lang("資料を送ります。よろしくお願いします。"), Some("ja"));
        assert_eq!(lang("ok"), None);
        assert_eq!(lang(""), None);
    }
}
