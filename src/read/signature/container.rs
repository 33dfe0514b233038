//! What somebody typed into the container of his signature: Outlook for mobiles may begin a reply there, and a card goes on below it.

use crate::domain::address::Person;
use crate::read::lines::{self, trim_blank_lines};
use crate::read::words::{plain, words};

use super::card::{closes, is_contact, is_name, is_named, speaks_on};
use super::greeting::is_greeting;
use super::program::{begs_pardon, names_program};
use super::{ends_sentence, has_pictures, has_words, is_myself, speaks, split};

/// The line below a greeting and a blank one.
const FIRST_OF_CARD: usize = 2;

/// Words that somebody wrote into the container of his signature, where nothing stands above it: Outlook for mobiles may begin a
/// reply there. `None` where it is a signature.
pub(in crate::read) fn words_within(
    container: &str,
    author: Option<&Person>,
    readers: &[Person],
) -> Option<(String, Option<String>)> {
    let (text, signature) = split(container, author);
    let lines: Vec<&str> = lines::split(&text).collect();
    let is_card = || names_signer(&lines, author) && !begins_letter(&lines, author, readers);
    // Above what a program or a card says, a word or two are an answer.
    let is_remark = || signature.is_some() && is_remark(&lines, author) || greets_and_says(&lines, author, readers);
    let is_typed = speaks(&lines) && !is_card() || is_remark();
    is_typed.then_some((text, signature))
}

/// Whether lines begin with the name of a person or a firm, as a card does.
fn names_signer(lines: &[&str], author: Option<&Person>) -> bool {
    lines.first().is_some_and(|line| (is_named(line, author) || is_name(line)) && !speaks(&[line]))
}

/// Whether lines begin like a letter: with the name of a reader, or with a greeting above more than a name and a title.
fn begins_letter(lines: &[&str], author: Option<&Person>, readers: &[Person]) -> bool {
    let Some((first, below)) = lines.split_first().filter(|(first, _)| !is_named(first, author)) else { return false };
    let goes_on = || below.iter().find(|line| !line.trim().is_empty()).is_some_and(|line| !is_name(line));
    // `Dear Ms Vale`, and not the firm `Vale Boats`.
    let last = first.split_whitespace().next_back().unwrap_or_default();
    readers.iter().any(|reader| is_named(last, Some(reader))) || is_greeting(first) && goes_on()
}

/// Whether below a greeting by a reader's name stands what no card holds: `Hi Ines,`, `yes please`.
fn greets_and_says(lines: &[&str], author: Option<&Person>, readers: &[Person]) -> bool {
    let Some((first, below)) = lines.split_first().filter(|(first, _)| is_greeting(first)) else { return false };
    let signs = |line: &str| is_of_a_card(line) || is_named(line, author) || closes(line) || names_program(line);
    !is_named(first, author)
        && readers.iter().any(|reader| is_named(first, Some(reader)))
        && below.iter().any(|line| has_words(&[line]) && !signs(line))
}

/// Whether lines are a few words of an answer, and no name, title or closing: `Yes please`, `Ok, Friday.`
fn is_remark(lines: &[&str], author: Option<&Person>) -> bool {
    let Some(first) = lines.first().filter(|line| has_words(&[line]) || has_pictures(&[line])) else { return false };
    let paragraph = || lines.iter().skip(1).take_while(|line| !line.trim().is_empty());
    let is_alone = paragraph().next().is_none();
    // `Yes, but later`, `Yes, Friday`; a firm's town has a capital.
    let goes_on = |(_, rest): (&str, &str)| {
        rest.trim_start().starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase())
            || rest.split_whitespace().any(|word| words().is_weekday(&plain(word)))
    };
    let says = is_alone && ends_sentence(first) || first.split_once([',', '，', '、']).is_some_and(goes_on);
    let names = is_named(first, author) || is_name(first) && !says;
    // `Director of Sales`, and the firm below.
    let is_title = || paragraph().any(|line| is_name(line) && !is_named(line, author) && !ends_sentence(line));
    !names && !closes(first) && !begs_pardon(first) && !is_title() && !lines.iter().any(|line| is_contact(line))
}

/// Where only a greeting stands outside of the container of a signature: the words that somebody wrote into it, above his card or
/// below, where he asks or speaks of himself.
pub(in crate::read) fn words_around(
    greeting: &str,
    container: &str,
    author: Option<&Person>,
    readers: &[Person],
) -> Option<(String, Option<String>)> {
    let within = words_within(container, author, readers).or_else(|| words_above_a_card(container, author));
    if let Some((words, signature)) = within {
        return Some((format!("{greeting}\n\n{words}"), signature));
    }
    let (text, signature) = split(&format!("{greeting}\n\n{container}"), author);
    let lines: Vec<&str> = lines::split(&text).collect();
    let begins = |n: &usize| n.checked_sub(1).and_then(|n| lines.get(n)).is_some_and(|line| line.trim().is_empty());
    let says = |n: &usize| {
        let paragraph = lines.iter().skip(*n).take_while(|line| !line.trim().is_empty()).copied();
        let paragraph: Vec<&str> = paragraph.collect();
        speaks(&paragraph) && is_personal(&paragraph)
    };
    let start = (FIRST_OF_CARD + 1..lines.len()).filter(begins).find(says)?;
    let card = lines.get(FIRST_OF_CARD..start)?.join("\n");
    let parts = [Some(trim_blank_lines(&card).to_owned()), signature];
    let signature = parts.into_iter().flatten().collect::<Vec<String>>().join("\n\n");
    Some((format!("{greeting}\n\n{}", lines.get(start..)?.join("\n")), Some(signature)))
}

/// Words and signature of a container where somebody asks or speaks of himself above his name, a closing or what a program says. Words
/// below those may be of a card: `I do not work on Fridays.`
fn words_above_a_card(container: &str, author: Option<&Person>) -> Option<(String, Option<String>)> {
    let lines: Vec<&str> = lines::split(container).collect();
    let signs = |line: &&str| is_named(line, author) || closes(line) || names_program(line);
    let above = lines.get(..lines.iter().position(signs)?)?;
    let first = above.iter().find(|line| !line.trim().is_empty())?;
    // What begins with a mark is drawn, or quoted.
    let is_typed =
        first.trim_start().starts_with(char::is_alphanumeric) && !above.iter().any(|line| is_of_a_card(line));
    let says = |line: &str| (speaks(&[line]) || speaks_on(line)) && is_personal(&[line]);
    (is_typed && above.iter().any(|line| says(line))).then(|| split(container, author))
}

/// Whether a line is of a card, and no sentence: a firm, an address, what a phone says of its keys.
fn is_of_a_card(line: &str) -> bool {
    is_name(line) && !ends_sentence(line) || is_contact(line) || begs_pardon(line)
}

/// Whether somebody asks in these lines, or speaks of himself.
fn is_personal(lines: &[&str]) -> bool {
    let mut said = lines.iter().flat_map(|line| line.split_whitespace());
    said.any(|word| word.ends_with(['?', '？', '؟']) || is_myself(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    #[test]
    fn words_in_the_container_of_a_signature_are_found() {
        let within = |container: &str| words_within(container, None, &[]).map(|(text, _)| text);
        let words = "Yes, I can do that on Friday.";
        for words in [words, "Yes please", "Ok, Friday.", "Done.", "Agreed!", "Yes, Friday", "Ja, gerne", "👍"] {
            assert_eq!(within(&format!("{words}\n\nGet Outlook for iOS")).as_deref(), Some(words));
        }
        for signature in [
            "Get Outlook for iOS",
            "Dana Reed\nHead of sales\n\nGet Outlook for iOS",
            "Best regards,\nDana\n\nSent from Outlook for iOS",
            "Acme Inc.\nwe build boats\n\nSent from Outlook for iOS",
            "Acme\n\nSent from Outlook for iOS",
            "Director of Sales\nAcme\n\nSent from Outlook for iOS",
            "Dana Reed\nAcme\nWe build what you need for your house.",
            "Dana Reed\n+44 20 7946 0000",
            "pause",
        ] {
            assert_eq!(within(signature), None, "{signature}");
        }
    }

    #[test]
    fn a_letter_in_the_container_of_a_signature_may_begin_with_a_greeting() {
        let dana = Person::new(Some("Dana Reed"), Address::parse("dana@acme.example"));
        let ines = [Person::new(Some("Ines Vale"), Address::parse("ines@desk.example"))];
        let within = |container: &str| words_within(container, Some(&dana), &ines).map(|(text, _)| text);
        for greeting in ["Hi Ines,", "Ines", "Dear Ms Vale", "Hi All,", "Liebe Ines"] {
            let words = format!("{greeting}\n\nI recommended you to Carla and her team.");
            assert_eq!(within(&format!("{words}\n\nGet Outlook for iOS")), Some(words));
        }
        let short = "Hi Ines,\nyes please, and my number is +49 431 123456\nDana";
        assert_eq!(within("Hi Ines,\nyes please").as_deref(), Some("Hi Ines,\nyes please"));
        assert_eq!(within(&format!("{short}\n\nGet Outlook for iOS")).as_deref(), Some(short));
        for card in ["Ines,", "Hi Ines,\nDana Reed", "Hi Ines,\nBest regards,\nDana Reed\nAcme\n+49 431 123456"] {
            assert_eq!(within(card), None, "{card}");
        }
        for card in ["Dana Reed,", "Dana", "Acme", "Mara Lind,\nSales", "Acme Boats\nHarbour Works", "Vale Boats"] {
            assert_eq!(within(&format!("{card}\n\nWe build what you need for your house.")), None, "{card}");
        }
    }

    #[test]
    fn words_stand_in_the_container_of_a_signature_above_the_card() {
        let dana = Person::new(Some("Dana Reed"), Address::parse("dana@acme.example"));
        let above = |container: &str| words_above_a_card(container, Some(&dana)).map(|(text, _)| text);
        let words = "I recommended you to Carla and her team.";
        for (container, text) in [
            (format!("{words}\nDana\n\nGet Outlook for iOS"), format!("{words}\nDana")),
            (format!("{words}\n\nSent from my iPhone"), words.to_owned()),
            (
                "Could you call her on Friday?\n\nDana Reed\n+49 431 123456".to_owned(),
                "Could you call her on Friday?".to_owned(),
            ),
            (
                "I told Carla, and she will call you\nBest,\nDana".to_owned(),
                "I told Carla, and she will call you\nBest,\nDana".to_owned(),
            ),
        ] {
            assert_eq!(above(&container), Some(text));
        }
        for container in [
            "Dana Reed\nAcme\nI do not work on Fridays.",
            "I do not work on Fridays, so please be patient.",
            "“I have no special talent, I am only curious.”\nDana Reed",
            "Acme Boats\nDo you know our new shop?\nDana Reed",
            "I am on the road, please excuse typos.\nSent from my iPhone",
            "We build what you need for your house.\nDana Reed",
            "Get Outlook for iOS",
        ] {
            assert_eq!(above(container), None, "{container}");
        }
    }

    #[test]
    fn words_below_a_card_are_found_where_only_a_greeting_stands_outside() {
        let dana = Person::new(Some("Dana Reed"), Address::parse("dana@acme.example"));
        let words = "Yes, Friday works for me.\nCould you call Bo before?";
        for card in ["Dana Reed\nAcme", "Dana Reed\n\nAcme\n+44 20 7946 0000"] {
            let found = words_around("Hi Ines,", &format!("{card}\n\n{words}"), Some(&dana), &[]);
            assert_eq!(found, Some((format!("Hi Ines,\n\n{words}"), Some(card.to_owned()))), "{card}");
            for slogan in ["We build what you need for your house.", "Please consider the environment before printing."]
            {
                let container = format!("{card}\n\n{slogan}");
                assert_eq!(words_around("Hi Ines,", &container, Some(&dana), &[]), None, "{container}");
            }
        }
        assert!(is_greeting("Hi Ines,\n") && !is_greeting("Hi Ines,\nyes!"));
        assert!(!is_greeting("Perfect!") && !is_greeting("Thanks,") && !is_greeting("Best regards,"));
    }
}
