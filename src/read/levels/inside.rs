//! Answers that somebody wrote between the words of the letter below his own, where nothing but a colour or his initials tells them
//! from it: Outlook quotes without marks. Whose words are whose is then no knowledge, and the cover words say so, or the initials.

use std::ops::Range;

use crate::domain::address::Person;
use crate::read::words::{stands_alone, words};

use super::Level;

/// Why the words of a letter and of the one below it may be mixed, as a doubt in plain words.
pub(in crate::read) fn answered(cover: &Level, quoted: &Level, writer: Option<&Person>) -> Option<String> {
    let is_mixed = quoted.open && (is_announced(&cover.own) || has_initials(&quoted.own, writer?));
    is_mixed
        .then(|| "there may be answers between the words of the letter below; nothing marks which are whose".to_owned())
}

/// `See my answers in red`, `I answered all of it. Comments inline.`, `mine are in blue below`.
fn is_announced(cover: &str) -> bool {
    // Most letters say nothing of the kind in any of their sentences.
    if !words().inside.is_match(&cover.to_lowercase()) {
        return false;
    }
    let mut named_before = false;
    sentences(cover).any(|sentence| {
        let said = sentence.to_lowercase();
        let stands = |found: &aho_corasick::Match| stands_alone(&said, &found.range());
        // `Please print them in red`, `the shop is further down` speak of something else.
        let names_answers = words().answers.find_iter(said.as_str()).any(|found| begins_word(&said, found.start()));
        let named = names_answers || named_before;
        named_before = names_answers;
        let is_below = || words().below.find_iter(said.as_str()).any(|found| stands(&found));
        let is_colour = |phrase: Range<usize>| said.get(phrase).is_some_and(|phrase| !words().below.is_match(phrase));
        let mut inside = words().inside.find_iter(said.as_str()).filter(stands);
        if named { inside.next().is_some() } else { inside.any(|found| is_colour(found.range())) && is_below() }
    })
}

/// The sentences of a text; lines go on in the next one, and a small letter in what `s. u.` or `e.g. in blue` began.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ends = |at: usize, c: char| {
            let after = rest.get(at + c.len_utf8()..).unwrap_or_default();
            let next = after.trim_start();
            match c {
                '。' | '！' | '？' => true,
                '.' | '!' | '?' | '…' => next.len() < after.len() && !next.starts_with(char::is_lowercase),
                '\n' => after.starts_with('\n'),
                _ => false,
            }
        };
        let end = rest.char_indices().find(|(at, c)| ends(*at, *c)).map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence)
    })
}

/// Whether a word begins at a place; Chinese and Korean set no blanks between words.
fn begins_word(text: &str, at: usize) -> bool {
    let is_asian = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let (before, after) = text.split_at(at);
    after.starts_with(is_asian) || !before.ends_with(char::is_alphanumeric)
}

/// Whether some lines begin with the initials or the first name of the one who answers: `[ML] On Friday.`, `Mara: on Friday.`
fn has_initials(quoted: &str, writer: &Person) -> bool {
    let Some(name) = writer.name.as_deref() else { return false };
    let initials: String = name.split_whitespace().filter_map(|part| part.chars().next()).collect();
    let first = name.split_whitespace().next().unwrap_or_default();
    let marks = |line: &str| {
        let line = line.trim_start();
        let bracketed = line.strip_prefix(['[', '<', '(']);
        let line = bracketed.unwrap_or(line);
        let rest = |mark: &str| (mark.chars().count() > 1).then(|| line.strip_prefix(mark)).flatten();
        let closes = |rest: &str| {
            rest.starts_with([']', '>', ')', ':'])
                && rest.trim_start_matches([']', '>', ')', ':']).starts_with([' ', ':'])
        };
        rest(&initials).or_else(|| rest(first)).is_some_and(closes)
    };
    // One such line may be of a list of who does what; a question above it tells that it answers.
    let full: Vec<&str> = quoted.lines().filter(|line| !line.trim().is_empty()).collect();
    let answers =
        full.windows(2).any(|pair| matches!(pair, [above, line] if above.trim_end().ends_with('?') && marks(line)));
    let marked = full.iter().filter(|line| marks(line)).count();
    (marked > 1 || answers) && marked < full.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cover_words_and_initials_say_that_answers_stand_inside() {
        let mara = Person::new(Some("Mara Lind"), None);
        let quoted = |own: &str| Level { own: own.to_owned(), open: true, ..Level::default() };
        let questions = quoted("Who has the keys?\nPer.\nAnd the crates?\nOn Friday.");
        for cover in [
            "Hi, see my answers in red.",
            "Comments inline.",
            "Antworten unten in blau",
            "Mes réponses en rouge",
            "svar nedan",
            "I wrote mine in red below.",
            "See below in blue.",
            "I have added mine\nin green, further down below.",
            "I answered each of them. Please see below.",
            "Hallo Dana, anbei die Antworten, s. u.",
        ] {
            assert!(answered(&quoted(cover), &questions, Some(&mara)).is_some(), "{cover}");
        }
        for cover in [
            "Fine with me.",
            "Please print them in red.",
            "The inlined skates are here.",
            "We are in the red barn, come by.",
            "FYI, see below. Any thoughts?",
            "The address is below, see below.",
            "Wir kommen um vier, siehe unten.",
        ] {
            assert!(answered(&quoted(cover), &questions, Some(&mara)).is_none(), "{cover}");
        }
        let chat = "The boats are late, and we spent the week in the shed with the nets. ".repeat(20);
        for cover in [format!("Hi, my answers are in red below.\n\n{chat}"), format!("{chat}Comments inline!")] {
            assert!(answered(&quoted(&cover), &questions, Some(&mara)).is_some(), "{cover}");
        }
        let apart = format!("Thank you for your answer. {chat}The menu is further down, see below.");
        assert!(answered(&quoted(&apart), &questions, Some(&mara)).is_none());
        let marked = quoted("Who has the keys?\n[ML] Per.\nAnd the crates?\n[ML] On Friday.");
        assert!(answered(&quoted("Hi"), &marked, Some(&mara)).is_some());
        let marked = quoted("Who has the keys?\nMara: Per.\nAnd the crates?");
        assert!(answered(&quoted("Hi"), &marked, Some(&mara)).is_some());
        let addressed = quoted("Mara, who has the keys?\nAnd the crates?");
        assert!(answered(&quoted("Hi"), &addressed, Some(&mara)).is_none());
    }
}
