//! Out-of-office answers, told by their headers, by the titles that programs give them, and by their words.

use crate::domain::address::Person;
use crate::domain::letter::{Automatic, AutomaticKind, Desk, Letter};
use crate::read::mime::Mail;
use crate::read::words::{Prefix, for_phrases, words};

use super::{greeting, greets, is_by_you, others};

/// Why a mail is an out-of-office answer.
pub(super) fn of_mail(mail: &Mail<'_>, desk: &Desk, subject: &str, words_of_it: &str) -> Option<Automatic> {
    let replied = mail.headers().any(|(name, value)| match name {
        "auto-submitted" => value.to_ascii_lowercase().starts_with("auto-replied"),
        "x-autoreply" | "x-autorespond" | "x-autoreply-from" | "x-mail-autoreply" => true,
        "precedence" => ["auto_reply", "auto-reply"].iter().any(|word| value.to_ascii_lowercase().contains(word)),
        _ => false,
    });
    if replied {
        return Some(Automatic { kind: AutomaticKind::OutOfOffice, reason: "it is an automatic answer".to_owned() });
    }
    let oof = mail.has("x-auto-response-suppress");
    let answers = !mail.ids("in-reply-to").is_empty();
    let is_programs = title_of_away(subject, answers || oof)?;
    let readers = || mail.to().iter().chain(mail.cc());
    let is_persons = || {
        is_by_you(mail, desk) && others(mail, desk).next().is_some()
            || is_personal(readers(), words_of_it)
            // Any other title may be a person's own subject (`Absence: first week of December`); no program adds somebody in copy.
            || !answers && !is_programs && (readers().count() > 1 || speaks_to(readers(), words_of_it))
    };
    // Whoever answers by hand has no title of a program above words of an absence, whatever he asks in them.
    let is_sure = oof || answers && is_programs && says_away(words_of_it);
    let is_likely = || answers && is_programs || says_away(words_of_it);
    (is_sure || is_likely() && !is_persons()).then(by_subject_and_words)
}

/// Why a letter without its header is one, titled so.
pub(super) fn of_letter(letter: &Letter, subject: &str) -> Option<Automatic> {
    let is_programs = title_of_away(subject, true)?;
    let (words_of_it, readers) = (letter.text.as_str(), || letter.to.iter().chain(&letter.cc));
    let is_programs = is_programs && !is_personal(readers(), words_of_it);
    (is_programs || (says_away(words_of_it) && !speaks_to(readers(), words_of_it))).then(by_subject_and_words)
}

fn by_subject_and_words() -> Automatic {
    let reason = "its subject and words are those of an out-of-office answer".to_owned();
    Automatic { kind: AutomaticKind::OutOfOffice, reason }
}

/// A question of fewer words may stand in any absence note: `Is it urgent? Call Bo.`
const WORDS_OF_A_QUESTION: usize = 6;

/// Whether words are meant for their reader alone, and not for whoever writes next: they greet him by name, or ask something.
fn speaks_to<'a>(readers: impl Iterator<Item = &'a Person>, words_of_it: &str) -> bool {
    greets(readers, greeting(words_of_it).0) || asks(words_of_it)
}

/// Whether words are a person's, whatever program their title is of: they greet their reader by name, and ask something.
fn is_personal<'a>(readers: impl Iterator<Item = &'a Person>, words_of_it: &str) -> bool {
    greets(readers, greeting(words_of_it).0) && asks(words_of_it)
}

fn asks(words_of_it: &str) -> bool {
    let is_question =
        |said: &str| said.ends_with(['?', '？', '؟']) && said.split_whitespace().nth(WORDS_OF_A_QUESTION - 1).is_some();
    words_of_it.split_inclusive(['.', '!', '?', '？', '؟']).any(is_question)
}

/// Whether a phrase of absence notes stands in words.
fn says_away(words_of_it: &str) -> bool {
    words().away_body.is_match(for_phrases(words_of_it).as_ref())
}

/// Whether a subject is one that programs give to out-of-office answers, and whether it needs no more words to be sure: a phrase that
/// goes on to the subject of the mail that is answered, `Automatic reply: Proofs`. With one word and no mail that it answers (`Away`),
/// or with more of a sentence (`Automatic reply wording`), it is a person's own; so is what answers such a mail.
fn title_of_away(subject: &str, answers: bool) -> Option<bool> {
    if words().prefix(subject) == Some(Prefix::Reply) {
        return None;
    }
    let titles = || words().away_subject.iter();
    let titled = titles()
        .filter_map(|title| Some((title, subject.strip_prefix(title.as_str())?.trim_start())))
        .find_map(|(title, rest)| match rest.chars().next() {
            // Where words are not parted by blanks, the title is a phrase all the same.
            None => (answers || title.contains(|c| matches!(c, ' ' | '-' | '\u{3000}'..='\u{d7af}'))).then_some(false),
            Some(':' | '：') => Some(is_phrase(title)),
            Some('-' | '–' | '(' | '[') => Some(false),
            Some(_) => words().prefix(rest).map(|_| is_phrase(title)),
        });
    // Notes: `Dana Reed is out of the office.`
    let closing = || titles().filter_map(|title| title.strip_prefix('*'));
    let said = subject.trim_end_matches('.');
    titled.or_else(|| (answers && closing().any(|closing| said.ends_with(closing))).then_some(false))
}

/// Whether a title is of several words, or one that says as much (`Autosvar`, `Automaatvastus`, and not `Auto`: a car); four characters
/// where words are not parted by blanks (`自動応答`).
fn is_phrase(title: &str) -> bool {
    title.contains([' ', '-'])
        || title.strip_prefix("auto").is_some_and(|rest| !rest.is_empty())
        || title.chars().filter(|c| matches!(c, '\u{3000}'..='\u{d7af}')).count() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    #[test]
    fn programs_title_out_of_office_answers_and_people_name_their_subjects() {
        for (subject, answers) in [
            ("automatic reply: proofs", false),
            ("out of office re: proofs", false),
            ("fuera de la oficina", false),
            ("autoodpowiedź: proofs", false),
            ("afwezig: proofs", false),
            ("away", true),
            ("不在", false),
            ("dana reed is out of the office.", true),
        ] {
            assert!(title_of_away(subject, answers).is_some(), "{subject}");
        }
        assert_eq!(title_of_away("re: dana reed is out of the office.", true), None);
        for subject in ["out of office next week?", "automatic reply wording", "away", "absence", "ferie", "plan"] {
            assert_eq!(title_of_away(subject, false), None, "{subject}");
        }
    }

    #[test]
    fn words_are_meant_for_a_reader_whom_they_greet_or_ask() {
        let ines = [Person::new(Some("Ines Vale"), Address::parse("ines.vale@desk.example"))];
        for words in [
            "Hi Ines,\n\nI am away.",
            "Ines! I am away.",
            "Liebe Frau Vale\nIch bin weg.",
            "I am away. Could you take the calls until Monday?",
        ] {
            assert!(speaks_to(ines.iter(), words), "{words}");
        }
        for words in [
            "Hello,\nI am away. Is it urgent? Call Bo.",
            "I am away until Ines is back from her holiday.",
            "Thank you.\nInes Vale answers your mail.",
            "",
        ] {
            assert!(!speaks_to(ines.iter(), words), "{words}");
        }
    }

    #[test]
    fn a_title_of_several_words_is_a_programs() {
        for (subject, is_programs) in [
            ("automatic reply: proofs", true),
            ("out of office re: proofs", true),
            ("自動応答: proofs", true),
            ("absence: first week of december", false),
            ("away: next week", false),
            ("afwezig: volgende week", false),
            ("外出: 下周", false),
        ] {
            assert_eq!(title_of_away(subject, true), Some(is_programs), "{subject}");
        }
    }
}
