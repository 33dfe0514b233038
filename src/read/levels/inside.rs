//! Answers that somebody wrote between the words of the letter below his own, where nothing but a colour or his initials tells them
//! from it: Outlook quotes without marks. Whose words are whose is then no knowledge, and the cover words say so, or the initials.

use crate::domain::address::Person;
use crate::read::words::{for_phrases, stands_alone, words};

use super::Level;

/// A longer letter says `see below` of something else.
const LONGEST_COVER: usize = 500;

/// Why the words of a letter and of the one below it may be mixed, as a doubt in plain words.
pub(in crate::read) fn answered(cover: &Level, quoted: &Level, writer: Option<&Person>) -> Option<String> {
    let is_mixed = quoted.open && (is_announced(&cover.own) || has_initials(&quoted.own, writer?));
    is_mixed
        .then(|| "there may be answers between the words of the letter below; nothing marks which are whose".to_owned())
}

/// `See my answers in red`, `comments inline`.
fn is_announced(cover: &str) -> bool {
    if cover.len() > LONGEST_COVER {
        return false;
    }
    let said = for_phrases(cover);
    // `Please print them in red`, `the shop is further down` speak of something else.
    let lower = cover.to_lowercase();
    let names_answers = words().answers.find_iter(lower.as_str()).any(|found| begins_word(&lower, found.start()));
    // `See below in blue`
    let is_marked_below = lower.contains("below in ") || lower.contains("below, in ");
    if !names_answers && !is_marked_below {
        return false;
    }
    words().inside.find_iter(said.as_ref()).any(|found| stands_alone(&said, &found.range()))
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
        ] {
            assert!(answered(&quoted(cover), &questions, Some(&mara)).is_some(), "{cover}");
        }
        for cover in [
            "Fine with me.",
            "Please print them in red.",
            "The inlined skates are here.",
            "We are in the red barn, come by.",
        ] {
            assert!(answered(&quoted(cover), &questions, Some(&mara)).is_none(), "{cover}");
        }
        let marked = quoted("Who has the keys?\n[ML] Per.\nAnd the crates?\n[ML] On Friday.");
        assert!(answered(&quoted("Hi"), &marked, Some(&mara)).is_some());
        let marked = quoted("Who has the keys?\nMara: Per.\nAnd the crates?");
        assert!(answered(&quoted("Hi"), &marked, Some(&mara)).is_some());
        let addressed = quoted("Mara, who has the keys?\nAnd the crates?");
        assert!(answered(&quoted("Hi"), &addressed, Some(&mara)).is_none());
    }
}
