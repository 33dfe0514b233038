//! What looks like a header without being one for sure: one in labels that nobody knows, a ticket, a draft that is not sent yet.

use std::cell::LazyCell;

use crate::domain::address::{Address, Person};
use crate::read::dates;
use crate::read::lines;
use crate::read::people;
use crate::read::signature::greeting::{greets, greets_another};
use crate::read::words::{Langs, Role, Separator, plain, words};

use super::separator::{is_dash, separator};
use super::{Label, first_colon, label};

/// So many lines above the head of a letter may tell of it.
const NEAR: usize = 4;

/// Transports fold rows that are longer.
const LONG: usize = 60;

/// Whether words hold what may be a header that is not known for one, for want of addresses or in labels that nobody knows, or a separator.
/// `is_note`: what may be commands needs less to be doubted than a letter, in which orders and journeys have such rows.
pub(in crate::read) fn may_head(own: &str, is_note: bool) -> bool {
    let drawn = |line: &str| {
        line.starts_with("--")
            && separator(line).is_some_and(|(kind, _)| matches!(kind, Separator::Forwarded | Separator::Original))
    };
    let mut rows = Rows::default();
    lines::split(own).any(|line| {
        rows.take(line);
        rows.may_head() || is_note && rows.names_sender() || drawn(line)
    })
}

/// What stands in labelled rows that follow each other, whatever their order, blank lines and other labels between them.
#[derive(Default)]
struct Rows<'a> {
    /// The row to which the next line may belong.
    last: &'a str,
    is_below_a_line: bool,
    /// The labels whose values are what they should be, each once.
    known: Vec<Role>,
    n_addresses: usize,
    has_moment: bool,
}

impl<'a> Rows<'a> {
    fn take(&mut self, line: &'a str) {
        let text = line.trim();
        if text.is_empty() {
            self.last = "";
            return;
        }
        let known = label(line, Langs::default());
        let value = known.as_ref().map(|label| label.value).or_else(|| labelled(line));
        if let Some(value) = value {
            self.n_addresses += usize::from(value.contains('@') && value.ends_with('>'));
            let is_date = known.as_ref().is_some_and(|label| label.role == Role::Date);
            self.has_moment |= (is_date || self.is_below_a_line) && is_moment(value);
        } else if !self.goes_on(line) {
            *self = Self { is_below_a_line: text.len() >= 20 && text.chars().all(is_dash), ..Self::default() };
            return;
        }
        if let Some(Label { role, value, langs }) = known
            && !self.known.contains(&role)
            && match role {
                Role::From | Role::To => names_somebody(value),
                Role::Date => dates::find(value, langs).is_some() || dates::names_hour(value),
                Role::Subject => true,
                Role::Cc | Role::Other => false,
            }
        {
            self.known.push(role);
        }
        self.last = text;
    }

    /// Whether a line without a label belongs to the row right above it.
    fn goes_on(&self, line: &str) -> bool {
        !self.last.is_empty()
            && (line.starts_with(char::is_whitespace) || self.last.ends_with([',', ';']) || self.last.len() > LONG)
    }

    /// Whether all rows of a header are there; or those of an author, an hour and recipients in this order, since Outlook leaves out what it
    /// does not know. Of labels that nobody knows two addresses and an hour tell, below a drawn line: minutes have such rows too, and no
    /// line.
    fn may_head(&self) -> bool {
        const ALL: [Role; 4] = [Role::From, Role::Date, Role::To, Role::Subject];
        ALL.iter().all(|role| self.known.contains(role))
            || self.has_moment && self.known.starts_with(&[Role::From, Role::Date, Role::To])
            || self.is_below_a_line && self.n_addresses >= 2 && self.has_moment
    }

    /// Whether the rows name who wrote and when.
    fn names_sender(&self) -> bool {
        [Role::From, Role::Date].iter().all(|role| self.known.contains(role))
    }
}

/// Whether the value of an author may be one: a meeting goes on from an hour, a week from a day.
fn names_somebody(value: &str) -> bool {
    value.starts_with(|c: char| !c.is_ascii_digit())
        && !words().is_weekday(&plain(value))
        && dates::find(value, Langs::default()).is_none()
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
    is_label.then(|| value.trim())
}

#[cfg(test)]
mod tests {
    use super::may_head;

    #[test]
    fn rows_of_a_header_are_told_from_other_rows() {
        let holds = |rows: &str, is_note| may_head(&format!("Please see this.\n\n{rows}\n\nstop"), is_note);
        for header in [
            "From: Dana Reed\nSent: November 3, 2026\nTo: Ines Vale\nCc: Bo Ray\nSubject: The plan",
            "From: Dana Reed\nDate: November 3, 2026\nTo: Ines Vale, Carla Lind,\n   Bo Ray\nSubject: The plan",
            "From: Dana Reed\nDate: November 3, 2026\nTo: Ines Vale, Carla Lind,\nBo Ray\nSubject: The plan",
            "From: Dana Reed\nTo: Ines Vale\nDate: November 3, 2026\nAttachments: plan.pdf\nSubject: The plan",
            "From: Dana Reed\n\nDate: November 3, 2026\n\nTo: Ines Vale\n\nSubject: The plan",
            "Betreff: Der Plan\nVon: Dana Reed\nWichtigkeit: Hoch\nDatum: 3. November 2026\nAn: Ines Vale",
            "From: Dana Reed\nSent: Tuesday, November 3, 2026 10:04 AM\nTo: Ines",
            "____________________\nNork: Dana Reed <dana@acme.example>\nData: 2026-11-03 10:04\nNori: Ines <ines@desk.example>",
        ] {
            assert!(holds(header, false) && holds(header, true), "{header}");
        }
        for rows in [
            "From: Dana Reed\nDate: November 3, 2026",
            "From: Dana Reed\nSent: Tuesday 10:04",
            "Folder: Inbox\nFrom: Dana Reed\nProject: Lamps\nDate: November 3, 2026\nSubject: The plan",
            "Date: 3 November 2026 10:00\nFrom: Berlin\nTo: Rome",
        ] {
            assert!(!holds(rows, false) && holds(rows, true), "{rows}");
        }
        for list in [
            "From: Monday\nTo: Friday\nSubject: the hall is closed\nDate: November 3, 2026",
            "Subject: Board meeting\nDate: November 3, 2026\nFrom: 10:00\nTo: 11:00",
            "From: Dana Reed\nSubject: The plan\nThis is what she said.\nDate: November 3, 2026",
            "From: Dana Reed\nSubject: The plan\nDate: soon",
            "Present: Dana Reed <dana@acme.example>\nDate: 2026-11-03 10:04\nLate: Ines <ines@desk.example>",
        ] {
            assert!(!holds(list, false) && !holds(list, true), "{list}");
        }
    }
}
