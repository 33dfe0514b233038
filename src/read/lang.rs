//! The language of a letter: by script where that decides, else by its common words.

use super::words::{lower_into, words};

/// ISO 639-1 of a text, where it can be told.
pub(super) fn lang(text: &str) -> Option<&'static str> {
    let text = (0..=text.len().min(2000)).rev().find_map(|n| text.get(..n))?;
    by_script(text).or_else(|| by_words(text))
}

fn by_script(text: &str) -> Option<&'static str> {
    if text.is_ascii() {
        return None;
    }
    let (mut kana, mut han, mut hangul, mut hebrew, mut arabic, mut greek, mut letters) = (0, 0, 0, 0, 0, 0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
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

fn by_words(text: &str) -> Option<&'static str> {
    let table = words();
    let mut counts = vec![0_usize; table.codes.len()];
    let (mut known, mut lower) = (0, String::new());
    for word in text.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|word| !word.is_empty()).take(150) {
        lower_into(word, &mut lower);
        let langs = table.common(&lower);
        known += usize::from(!langs.is_empty());
        for at in langs.places() {
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
    }
    let (best, most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let runner_up = counts.iter().enumerate().filter(|(at, _)| *at != best).map(|(_, count)| *count).max().unwrap_or(0);
    (known >= 2 && *most >= 2 && *most > runner_up).then(|| table.codes.get(best).copied()).flatten()
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
