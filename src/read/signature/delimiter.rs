//! The lines that divide words from a signature, and the footers of lists.

use crate::domain::address::Person;
use crate::read::words::is_invisible;

use super::card::{closes, is_contact, is_name, is_named, last_full};
use super::program::names_program;
use super::{has_pictures, has_words, is_short, speaks};

/// The longest signature behind a delimiter, in lines.
const LONGEST: usize = 25;

/// The longest footer of a list behind a short line, in lines.
const LONGEST_FOOTER: usize = 5;

/// `-- ` (RFC 3676 section 4.3) and what programs and people make of it; the first that has only a signature's worth of lines
/// behind it.
pub(super) fn delimiter(lines: &[&str], author: Option<&Person>) -> Option<usize> {
    let first = lines.len().saturating_sub(LONGEST);
    let mut found = None;
    for (n, line) in lines.iter().enumerate().skip(first).rev() {
        let Some(delimiter) = Delimiter::of(line) else { continue };
        let behind = lines.get(n + 1..).unwrap_or_default();
        if behind.iter().all(|line| line.trim().is_empty()) {
            continue;
        }
        let above = lines.get(..n).unwrap_or_default();
        let signs = match delimiter {
            Delimiter::Standard => true,
            // What is announced, or says what something is, belongs to the words.
            _ if announces(above) || is_list(behind) => false,
            // What leaves no word is no division of words from a signature.
            // Below a picture a long dash says whose it is.
            Delimiter::Short => {
                let is_all = || last_full(above).is_none() && behind.first().is_some_and(|line| is_named(line, author));
                let divides = has_words(above) || (line.starts_with("--") && has_pictures(above) && is_short(behind));
                !speaks(behind) && (divides && says_whose(behind, author) || is_all())
            }
            Delimiter::Drawn => {
                // The second of two such lines closes a box.
                let closes = above.iter().any(|other| other.trim() == line.trim());
                !closes && is_card(above, behind, author) && !speaks(behind)
            }
        };
        if signs {
            found = Some(n);
        }
    }
    found
}

/// A line that may divide words from a signature, the surest first.
enum Delimiter {
    /// `-- `: nobody writes the blank by hand.
    Standard,
    /// `--`: people divide their own words with it too.
    Short,
    /// `-----`: and tables, and headings.
    Drawn,
}

impl Delimiter {
    fn of(line: &str) -> Option<Self> {
        match line.trim_end_matches(is_invisible) {
            "-- " => return Some(Self::Standard),
            "--" | "—" | "– " | "--\u{a0}" => return Some(Self::Short),
            _ => {}
        }
        let line = line.trim();
        let drawn = (3..40).contains(&line.chars().count())
            && line.chars().all(|c| matches!(c, '-' | '_' | '—' | '=' | '━' | '─'));
        drawn.then_some(Self::Drawn)
    }
}

/// Whether the last line above says that something follows: `Login for the shop:`.
fn announces(above: &[&str]) -> bool {
    last_full(above).and_then(|n| above.get(n)).is_some_and(|line| line.trim_end().ends_with([':', '：']))
}

/// Whether what stands behind a short line says who signs: a few words, or among more a name first, or how to reach somebody.
fn says_whose(behind: &[&str], author: Option<&Person>) -> bool {
    let mut full = behind.iter().filter(|line| !line.trim().is_empty() && Delimiter::of(line).is_none());
    let first = full.next();
    full.next().is_none()
        || first.is_some_and(|line| is_name(line) || is_named(line, author) || names_program(line) || closes(line))
        || behind.iter().any(|line| is_contact(line))
}

/// Whether lines say what something is (`Keys: Lisa`), and not how to reach somebody.
fn is_list(lines: &[&str]) -> bool {
    let first = lines.iter().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| line.contains(": ") && !is_contact(line) && !names_program(line))
}

/// Whether what stands behind a drawn line is one short block below words, and no part of a table or a heading.
fn is_card(above: &[&str], behind: &[&str], author: Option<&Person>) -> bool {
    let full = behind.iter().filter(|line| !line.trim().is_empty()).count();
    let in_table = above.last().is_some_and(|line| !line.trim().is_empty()) && full > 3;
    // The line below a heading has a blank one after it.
    let underlines = above.last().is_some_and(|line| !line.trim().is_empty())
        && behind.first().is_none_or(|line| line.trim().is_empty());
    // Sentences and further lines belong to a text in parts, unless it says how to reach somebody.
    let in_parts = |line: &&str| {
        line.trim_end().ends_with(['.', '!', '?', '。']) && line.contains(' ') || Delimiter::of(line).is_some()
    };
    let reaches = behind.iter().any(|line| is_contact(line) || names_program(line));
    let first = behind.iter().find(|line| !line.trim().is_empty());
    let signed = first
        .is_some_and(|line| is_named(line, author) || is_contact(line) || (is_name(line) && (reaches || full == 1)));
    full <= 10
        && !in_table
        && (signed || first.is_some_and(|line| names_program(line)))
        && (!behind.iter().any(in_parts) || reaches)
        && !underlines
        && behind.iter().all(|line| line.chars().count() < 75)
        && above.iter().any(|line| !line.trim().is_empty() && Delimiter::of(line).is_none())
}

/// The footers of mailing lists: a line of underscores with addresses below; a short line where little else follows.
pub(super) fn footer(lines: &[&str]) -> Option<usize> {
    let first = lines.len().saturating_sub(LONGEST);
    lines.iter().enumerate().skip(first).find_map(|(n, line)| {
        let line = line.trim();
        let behind = lines.get(n + 1..).unwrap_or_default();
        let rule = line.chars().all(|c| c == '_' || c == '-')
            && (line.len() >= 30 || line.len() >= 2 && behind.len() <= LONGEST_FOOTER);
        let lists = |line: &&str| ["mailman", "listinfo", "unsubscribe"].iter().any(|mark| line.contains(mark));
        (rule && behind.iter().any(lists)).then_some(n)
    })
}
