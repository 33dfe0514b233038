//! Greetings: `Hi Ines,`.

use crate::domain::address::Person;

use super::card::{closes, is_named};

/// The longest greeting, in words.
const LONGEST: usize = 5;

/// Whether words are a greeting and no more: `Hi Ines,`.
pub(in crate::read) fn is_greeting(own: &str) -> bool {
    let own = own.trim();
    let is_short = own.split_whitespace().count() <= LONGEST && !own.contains('\n');
    is_short && own.ends_with([',', '，']) && !closes(own)
}

/// Whether a line greets somebody by name who is none of the readers: `Hi Bo,`, `Dear Mr Ray:`.
pub(in crate::read) fn greets_another(line: &str, readers: &[&Person]) -> bool {
    line.ends_with([',', '，', '!', ':'])
        && line.split_whitespace().count() <= LONGEST
        && line.split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase))
        && !closes(line)
        && !readers.iter().any(|reader| is_named(line.trim_end_matches([':', '!']), Some(reader)))
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
            "Hi Bo, can we talk about all of it on Friday,",
        ] {
            assert!(!greets_another(line, &[&ines]), "{line}");
        }
    }
}
