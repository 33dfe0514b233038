//! What looks like a header without being one for sure: one in labels that nobody knows, a ticket, a draft that is not sent yet.

use std::cell::LazyCell;

use crate::domain::address::{Address, Person};
use crate::read::dates;
use crate::read::lines;
use crate::read::people;
use crate::read::signature::greeting::{greets, greets_another};
use crate::read::words::{Langs, Role, Separator};

use super::separator::{is_dash, separator};
use super::{Label, first_colon, label};

/// So many lines above the head of a letter may tell of it.
const NEAR: usize = 4;

/// Whether words hold a header whose labels are not known: below a drawn line two lines with a label and somebody's address in
/// brackets, and one with a label and a day with its hour; or a separator. Minutes have such lines too, and none drawn above.
pub(in crate::read) fn may_head(own: &str) -> bool {
    let drawn = |line: &str| {
        line.starts_with("--")
            && separator(line).is_some_and(|(kind, _)| matches!(kind, Separator::Forwarded | Separator::Original))
    };
    let lines: Vec<&str> = lines::split(own).collect();
    if lines.iter().any(|line| drawn(line)) || names_sender(&lines) || has_all_labels(&lines) {
        return true;
    }
    if memchr::memmem::find_iter(own.as_bytes(), "@").take(2).count() < 2 {
        return false;
    }
    let is_line = |line: &str| line.trim().len() >= 20 && line.trim().chars().all(is_dash);
    lines.windows(6).any(|rows| {
        let Some((_, rows)) = rows.split_first().filter(|(rule, _)| is_line(rule)) else { return false };
        let values = || rows.iter().filter_map(|row| labelled(row));
        let names_one = |value: &&str| value.contains('@') && value.trim_end().ends_with('>');
        values().filter(names_one).count() >= 2 && values().any(is_moment)
    })
}

/// Whether an author, a whole date and recipients stand one below the other, without the subject and the addresses that would make them
/// a header: Outlook leaves out what it does not know. A journey with so exact a date is asked about, too.
fn names_sender(lines: &[&str]) -> bool {
    lines.windows(3).any(|rows| {
        let is = |row: &str, role: Role| label(row, Langs::default()).is_some_and(|label| label.role == role);
        let [from, sent, to] = rows else { return false };
        is(from, Role::From)
            && is(to, Role::To)
            && label(sent, Langs::default()).is_some_and(|label| label.role == Role::Date && is_moment(label.value))
    })
}

/// Whether an author, recipients, a date and a subject stand one below the other, in whatever order. Without an address and an hour they are of
/// a ticket, or of a header by a program that leaves both out.
fn has_all_labels(lines: &[&str]) -> bool {
    const ALL: [Role; 4] = [Role::From, Role::To, Role::Date, Role::Subject];
    lines.windows(ALL.len()).any(|rows| {
        let labels: Vec<Label<'_>> = rows.iter().map_while(|row| label(row, Langs::default())).collect();
        let is_dated = |label: &Label<'_>| dates::find(label.value, label.langs).is_some();
        ALL.iter()
            .all(|role| labels.iter().any(|label| label.role == *role && (*role != Role::Date || is_dated(label))))
    })
}

/// Whether a letter holds the head of another, to somebody else, which is not sent yet: a subject beside the address of one who is no reader,
/// or one of these labels above a line that greets such a one, where the letter greets its reader first or says what to do with the other.
pub(in crate::read) fn heads_draft(own: &str, readers: &[&Person]) -> bool {
    let full: Vec<&str> = lines::split(own).map(str::trim).filter(|line| !line.is_empty()).collect();
    let is_greeted = LazyCell::new(|| full.first().is_some_and(|line| greets(line, readers)));
    let mut above: Option<Label<'_>> = None;
    let mut words: &[&str] = &[];
    full.iter().enumerate().any(|(n, line)| {
        let label = label(line, Langs::default()).filter(|label| matches!(label.role, Role::Subject | Role::To));
        if above.is_none() {
            words = full.get(..n).unwrap_or_default();
        }
        let heads = match (&above, &label) {
            (Some(above), Some(label)) => {
                above.role != label.role && [above, label].iter().any(|label| goes_to_another(label, readers))
            }
            (Some(_), None) => greets_another(line, readers) && (*is_greeted || announce(words, line)),
            (None, _) => false,
        };
        above = label;
        heads
    })
}

/// Whether a label holds addresses, and none of them is a reader's.
fn goes_to_another(label: &Label<'_>, readers: &[&Person]) -> bool {
    let is_reader = |address: &Address| readers.iter().any(|reader| reader.address.as_ref() == Some(address));
    let mut addresses = people::addresses(label.value).peekable();
    label.role == Role::To && addresses.peek().is_some() && !addresses.any(|address| is_reader(&address))
}

/// Whether words say that a letter to whom a line greets comes below: the last of them end a sentence, or name him in one. A letterhead and
/// its date have no small word, whatever mark is behind them: `Kiel Rd.`, `Zagreb, 3. studenoga 2026.`.
fn announce(words: &[&str], greeting: &str) -> bool {
    let ends = |line: &str| line.ends_with([':', '.', '!', '?', '：', '。']);
    let greeted = greeting.split_once(' ').map_or("", |(_, name)| name);
    let names = |line: &str| capitals(greeted).any(|name| capitals(line).any(|word| word == name));
    words.iter().rev().take(NEAR).enumerate().any(|(n, line)| match n_small(line) {
        0 => ends(line) && names(line),
        1 => ends(line) && (n == 0 || names(line)),
        _ => n == 0 && ends(line) || names(line),
    })
}

/// The words with a capital, without the marks around them.
fn capitals(text: &str) -> impl Iterator<Item = &str> {
    let bare = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|word| word.starts_with(char::is_uppercase))
}

/// How many words without a capital stand beside a date.
fn n_small(line: &str) -> usize {
    let n = |text: Option<&str>| {
        let words = text.unwrap_or_default().split_whitespace();
        words.filter(|word| word.starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase())).count()
    };
    let date = dates::find(line, Langs::default()).map_or(0..0, |date| date.range);
    n(line.get(..date.start)) + n(line.get(date.end..))
}

/// Whether a value is a day with its hour, in a language of the table or another: then a year tells it.
fn is_moment(value: &str) -> bool {
    let has_year = || value.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4 && part.starts_with("20"));
    dates::names_hour(value) && (has_year() || dates::find(value, Langs::default()).is_some())
}

/// What stands behind a label of at most three words, whatever they are.
fn labelled(line: &str) -> Option<&str> {
    let (head, value) = line.split_at_checked(first_colon(line)?)?;
    let is_label = head.split_whitespace().count() <= 3 && head.starts_with(char::is_uppercase);
    is_label.then_some(value)
}
