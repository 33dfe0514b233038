//! What looks like a header without being one for sure: one in labels that nobody knows, a ticket, a draft that is not sent yet.

use crate::read::dates;
use crate::read::lines;
use crate::read::words::{Langs, Role, Separator};

use super::separator::{is_dash, separator};
use super::{Label, first_colon, label};

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

/// Whether below other words stand a subject and somebody's address, or one of these and a line that greets somebody: what heads a letter
/// which is not sent yet. A sentence above says what to do with it; a letterhead or a greeting does not.
pub(in crate::read) fn heads_draft(own: &str, greets: impl Fn(&str) -> bool) -> bool {
    let mut above: Option<Label<'_>> = None;
    let full: Vec<&str> = lines::split(own).map(str::trim).filter(|line| !line.is_empty()).collect();
    let announces = |n: usize| full.get(n).is_some_and(|line| line.ends_with([':', '.', '!', '?', '：', '。']));
    full.iter().enumerate().skip(1).any(|(n, line)| {
        let label = label(line, Langs::default())
            .filter(|label| matches!(label.role, Role::Subject | Role::To))
            .filter(|_| above.is_some() || announces(n - 1));
        let heads = match (&above, &label) {
            (Some(above), Some(label)) => {
                above.role != label.role && (above.value.contains('@') || label.value.contains('@'))
            }
            (Some(_), None) => greets(line),
            (None, _) => false,
        };
        above = label;
        heads
    })
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
