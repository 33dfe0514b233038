//! The thread that a help desk copies below the place for an answer: the name of who wrote, when, and the words, one entry below the
//! other. No mark tells entries from words, so a letter with entries of several people is nobody's for sure.

use crate::read::attribution;
use crate::read::dates;
use crate::read::lines::Line;
use crate::read::words::is_invisible;

/// What is said of it.
pub(super) const THREAD: &str = "it holds what several people wrote, and nothing sure says who wrote which words";

/// Whether the names of several people stand above a date with its hour.
pub(super) fn is_of_several(own: &[Line<'_>]) -> bool {
    let trimmed = |line: &Line<'_>| line.text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c)).to_owned();
    let full: Vec<String> = own.iter().map(trimmed).filter(|line| !line.is_empty()).collect();
    let mut named = full.windows(2).filter_map(|pair| {
        let [who, when] = pair else { return None };
        (is_moment(when) && attribution::is_name(who)).then_some(who)
    });
    named.next().is_some_and(|first| named.any(|other| other != first))
}

/// Whether a date with its hour fills a line.
fn is_moment(line: &str) -> bool {
    dates::moment(line).is_some_and(|moment| moment.start == 0 && !moment.is_hour_alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::lines::of_text;

    #[test]
    fn entries_of_several_people_are_a_thread() {
        let dana = "Dana Reed (Acme Support)\n\nNov 3, 2026, 10:04 GMT+1\n\nthe list is there.\n";
        let ines = "Ines Vale\n2. Nov. 2026, 09:00 MEZ\nthank you\n";
        assert!(is_of_several(&of_text(&format!("{dana}\n-----\n{ines}"))));
        for one in [dana.to_owned(), format!("{dana}{dana}"), format!("{dana}Ines, on 2 Nov 2026 at 09:00\nthank you")]
        {
            assert!(!is_of_several(&of_text(&one)), "{one}");
        }
    }
}
