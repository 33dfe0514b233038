//! Greetings: `Hi Ines,`.

use crate::domain::address::Person;
use crate::read::words::{plain, words};

use super::card::{closes, is_named};

/// The longest greeting, in words.
const LONGEST: usize = 5;

/// Whether words are a greeting and no more: `Hi Ines,`.
pub(in crate::read) fn is_greeting(own: &str) -> bool {
    let own = own.trim();
    let is_short = own.split_whitespace().count() <= LONGEST && !own.contains('\n');
    is_short && own.ends_with([',', '，']) && !closes(own)
}

/// Whether a line greets a reader by name: `Hi Ines,`.
pub(in crate::read) fn greets(line: &str, readers: &[&Person]) -> bool {
    is_salutation(line) && names_reader(line, readers)
}

/// Whether a line greets somebody by name who is none of the readers: `Hi Bo,`, `Dear Mr Ray:`.
pub(in crate::read) fn greets_another(line: &str, readers: &[&Person]) -> bool {
    is_salutation(line)
        && line.split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase))
        && !closes(line)
        && !names_reader(line, readers)
}

/// Whether a line has the form of a greeting. Of those with a colon most are labels, as `Your Message:`.
fn is_salutation(line: &str) -> bool {
    let greets = |word: &str| words().greetings.contains(plain(word).as_str());
    let is_marked =
        line.ends_with([',', '，', '!']) || line.ends_with(':') && line.split(' ').next().is_some_and(greets);
    is_marked && line.split_whitespace().count() <= LONGEST
}

fn names_reader(line: &str, readers: &[&Person]) -> bool {
    readers.iter().any(|reader| is_named(line.trim_end_matches([':', '!']), Some(reader)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    #[test]
    fn a_greeting_to_somebody_who_is_no_reader_is_told() {
        let ines = Person::new(Some("Ines Vale"), Address::parse("ines@desk.example"));
        for greeting in ["Hi Bo,", "Dear Mr Ray:", "Hello Bo Ray!", "Sehr geehrter Herr Ray,"] {
            assert!(greets_another(greeting, &[&ines]), "{greeting}");
        }
        for line in [
            "Hi Ines,",
            "Dear Ms Vale:",
            "Hello,",
            "Hello all,",
            "Best regards,",
            "The lamps for Bo",
            "Your Message:",
            "Hi Bo, can we talk about all of it on Friday,",
        ] {
            assert!(!greets_another(line, &[&ines]), "{line}");
        }
    }
}
