//! Letters copied from the page of a mail program, or from a chat, into a note to bothways. Pages set no labels and draw no lines: who
//! wrote and when stands above the words, each on a line of its own.

use crate::domain::address::Person;
use crate::read::attribution;
use crate::read::block::{self, Fields};
use crate::read::dates;
use crate::read::people;
use crate::read::words::{Langs, Prefix, is_invisible, words};

use super::begin::{How, Opening};
use super::{Around, Task};

/// So many lines may stand below the author: the date, recipients, and blank ones between them.
const LONGEST: usize = 6;

impl Task<'_> {
    /// The letter whose author and date stand at line `at` of a note to bothways, as its page shows them.
    pub(super) fn pasted(&self, at: usize, around: Around<'_>) -> Option<Opening> {
        let line = self.lines.get(at).filter(|line| line.quote == self.quote)?;
        let is_note = self.depth == 0 && around.for_us_alone && !around.answers;
        if !is_note || words().prefix(&self.subject) == Some(Prefix::Reply) {
            return None;
        }
        let (fields, person, content) = self.copied(at)?;
        if person.address.as_ref().is_some_and(|author| around.desk.is_tracking(author)) {
            return None;
        }
        let (quote, frame) = (line.quote, line.frame);
        Some(Opening { start: at, content, fields, person: Some(person), how: How::Pasted, quote, frame })
    }

    /// `Dana Reed <dana@acme.example>`, and below it `Tue, Nov 3, 10:04 AM (7 days ago)` and `to me`: who, when, and the line where the
    /// words begin. Without how long ago that was or to whom it went, it may head somebody's own note of a call.
    fn copied(&self, at: usize) -> Option<(Fields, Person, usize)> {
        let who = self.lines.get(at)?.text.trim();
        if !names_author(who) {
            return None;
        }
        let person = people::author(who).0.filter(|person| person.address.is_some())?;
        let mut fields = Fields::default();
        let mut content = at + 1;
        let mut is_shown = false;
        for (n, line) in self.lines.iter().enumerate().skip(at + 1).take(LONGEST).filter(|(_, line)| !line.is_blank()) {
            let text = line.text.trim();
            if let Some(to) = block::recipients(text).filter(|_| fields.to.is_none()) {
                fields.to = Some(to.to_owned());
                is_shown = true;
            } else if let Some(date) = moment(text).filter(|_| fields.date.is_none()) {
                fields.date = Some(date.to_owned());
                is_shown |= tells_how_long_ago(text);
            } else {
                break;
            }
            content = n + 1;
        }
        // `to me` names nobody.
        fields.to = fields.to.filter(|to| to.contains('@') || to.contains(char::is_uppercase));
        (is_shown && fields.date.is_some()).then_some((fields, person, content))
    }

    /// Where the next letter of the same page begins.
    pub(super) fn next_pasted(&self, content: usize) -> usize {
        (content..self.lines.len()).find(|n| self.copied(*n).is_some()).unwrap_or(self.lines.len())
    }
}

/// Whether the words of a note look like somebody's letter or chat, copied without all that tells who wrote which of them.
pub(in crate::read) fn may_be_pasted(own: &str) -> bool {
    let full: Vec<&str> = own.lines().map(trimmed).filter(|line| !line.is_empty()).collect();
    let dated = full.iter().enumerate().filter(|(_, line)| dates::names_hour(line));
    let mut said = 0_usize;
    for (n, line) in dated {
        let above = n.checked_sub(1).and_then(|n| full.get(n)).copied();
        let next = full.get(n + 1).copied();
        let is_headed = above.is_some_and(names_author)
            || next.is_some_and(|next| block::recipients(next).is_some())
            || above.is_some() && tells_how_long_ago(line);
        if is_headed && moment(line).is_some() || is_stamped(line) {
            return true;
        }
        said += usize::from(is_said(line));
    }
    said > 1
}

fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// `Dana Reed <dana@acme.example>`, with nothing before it: no label, no list.
fn names_author(line: &str) -> bool {
    line.len() < 200
        && line.strip_suffix('>').and_then(|line| line.split_once('<')).is_some_and(|(name, address)| {
            attribution::is_name(name.trim().trim_matches('"'))
                && !name.contains([':', ';', '@'])
                && address.contains('@')
        })
}

/// `Tue, Nov 3, 10:04 AM (7 days ago)`.
fn tells_how_long_ago(line: &str) -> bool {
    bracketed(line)
        .is_some_and(|(_, ago)| ago.contains(|c: char| c.is_ascii_digit()) && ago.contains(char::is_alphabetic))
}

/// What stands before the bracket that a line ends with, and in it.
fn bracketed(line: &str) -> Option<(&str, &str)> {
    line.strip_suffix(')')?.rsplit_once('(')
}

/// The date with its hour that fills a line, without how long ago that was.
fn moment(line: &str) -> Option<&str> {
    let date = bracketed(line).map_or(line, |(date, _)| date).trim();
    let fills = || dates::find(date, Langs::default()).is_some_and(|found| found.range == (0..date.len()));
    (dates::names_hour(date) && fills()).then_some(date)
}

/// `[03/11/2026, 10:04:12] Dana Reed: …` (WhatsApp), `Dana Reed, [03.11.2026 10:04]` (Telegram).
fn is_stamped(line: &str) -> bool {
    let before = line.strip_prefix('[').and_then(|line| line.split_once(']'));
    let behind = || line.trim_end_matches(':').strip_suffix(']').and_then(|line| line.split_once(", ["));
    before.is_some_and(|(date, rest)| moment(date).is_some() && is_named(rest))
        || behind().is_some_and(|(_, date)| moment(date).is_some())
}

/// `03/11/2026, 10:04 - Dana Reed: …`: one such line may be of somebody's own log.
fn is_said(line: &str) -> bool {
    line.split_once(" - ").is_some_and(|(date, rest)| moment(date).is_some() && is_named(rest))
}

fn is_named(said: &str) -> bool {
    trimmed(said)
        .split_once(':')
        .is_some_and(|(name, _)| name.starts_with(char::is_uppercase) && name.split_whitespace().count() <= 4)
}

#[cfg(test)]
mod tests {
    use super::may_be_pasted;

    #[test]
    fn what_is_copied_from_a_page_or_a_chat_is_told_from_a_note() {
        for pasted in [
            "Dana Reed\nTue, Nov 3, 10:04 AM (7 days ago)\nto me\n\nstop",
            "Dana Reed\n3 Nov 2026, 10:04\nto me\n\nstop",
            "Dana Reed\nDi., 3. Nov. 2026, 10:04\nan mich\n\nHallo Ines",
            "[03/11/2026, 10:04:12] Dana Reed: I will introduce you to Carla.",
            "\u{200e}[03.11.26, 10:04:12] Dana Reed: Thanks!",
            "03/11/2026, 10:04 - Dana Reed: I will.\n03/11/2026, 10:05 - Ines: Thank you!",
            "Dana Reed, [03.11.2026 10:04]\nI will introduce you to Carla.",
        ] {
            assert!(may_be_pasted(pasted), "{pasted}");
        }
        for note in [
            "call with Dana\nTue, Nov 3, 10:04 AM\nshe sent the plan",
            "3 Nov 2026 10:04 - called Dana: she agrees",
            "Dana comes on Tuesday, Nov 3, 10:04 (if she can)",
            "remind me of the plan on 3 Nov at 10:04",
            "Call with Dana Reed <dana@acme.example>\n3 Nov 2026, 10:00\nshe was late",
            "[3 Nov 2026, 10:04] called Dana: she agrees",
            "Board call\n3 Nov 2026, 10:00 (CET)\nagenda to follow",
            "Dana\n3 Nov 2026, 10:00\nto discuss the plan",
            "done",
        ] {
            assert!(!may_be_pasted(note), "{note}");
        }
    }
}
