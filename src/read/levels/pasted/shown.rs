//! Who and when, as one line of a page or of a chat shows them.

use crate::read::attribution;
use crate::read::dates;
use crate::read::words::{is_invisible, plain, words};

/// No line that shows who and when is longer.
const LONGEST: usize = 200;

/// A moment, with what stands beside it on its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    /// The name or author before or behind it; often there is none.
    pub(super) who: &'a str,
    pub(super) when: &'a str,
    /// What somebody says on the same line, behind the name.
    pub(super) said: &'a str,
    /// It stands in brackets before the name of who says something, or behind a name and a comma, as chats put it.
    pub(super) is_framed: bool,
    pub(super) moment: dates::Moment,
    /// The page says how long ago that was.
    pub(super) is_past: bool,
}

impl<'a> Shown<'a> {
    /// `Tue, Nov 3, 10:04 AM (7 days ago)`, `Dana Reed  11/3/2026 10:04 AM`, `[03/11/2026, 10:04:12] Dana Reed: …` (WhatsApp),
    /// `Dana Reed, [03.11.2026 10:04]` (Telegram).
    pub(super) fn read(line: &'a str) -> Option<Self> {
        if !holds_hour(line) {
            return None;
        }
        if let Some((date, rest)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
            let (who, said) = rest.split_once(':').unwrap_or((rest, ""));
            let who = trimmed(trimmed(who).trim_start_matches('~'));
            let shown = Self::ending(date).filter(|shown| shown.who.is_empty())?;
            return Some(Self { who, said: trimmed(said), is_framed: !said.is_empty(), ..shown });
        }
        if line.len() > LONGEST {
            return None;
        }
        let line = line.trim_end_matches(':');
        if let Some((who, date)) = line.strip_suffix(']').and_then(|line| line.rsplit_once('[')) {
            let shown = Self::ending(date).filter(|shown| shown.who.is_empty())?;
            return Some(Self { who: without_marks(who), is_framed: who.trim_end().ends_with(','), ..shown });
        }
        let ago = line.strip_suffix(')').and_then(|line| line.rsplit_once('(')).filter(|(_, ago)| is_ago(ago));
        Some(Self { is_past: ago.is_some(), ..Self::ending(ago.map_or(line, |(date, _)| date))? })
    }

    fn ending(text: &'a str) -> Option<Self> {
        let text = trimmed(text);
        let moment = dates::moment(text)?;
        let (who, when) = text.split_at_checked(moment.start)?;
        Some(Self { who: without_marks(who), when, moment, said: "", is_framed: false, is_past: false })
    }
}

/// Whether an hour may stand in a text. Most texts hold none.
pub(super) fn holds_hour(text: &str) -> bool {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr3_iter(b':', b'.', b'h', text.as_bytes())
        .any(|at| at > 0 && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2) && !is_digit(at + 3))
}

/// `7 days ago`, `vor 2 Stunden`, `7日前`.
fn is_ago(text: &str) -> bool {
    let says_so = |word: &str| {
        let last = word.char_indices().next_back().and_then(|(at, _)| word.get(at..)).unwrap_or_default();
        words().ago.contains(word) || words().ago.contains(last)
    };
    text.contains(char::is_numeric) && plain(text).split(|c: char| !c.is_alphabetic()).any(says_so)
}

/// A name, without what a page draws between it and the moment.
fn without_marks(who: &str) -> &str {
    who.trim_end_matches(|c: char| {
        c.is_whitespace() || is_invisible(c) || matches!(c, ',' | '-' | '–' | '—' | '·' | '•' | '|')
    })
}

pub(super) fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// `Dana Reed <dana@acme.example>`, with nothing before it: no label, no list.
pub(super) fn names_author(line: &str) -> bool {
    line.len() < LONGEST
        && line.strip_suffix('>').and_then(|line| line.split_once('<')).is_some_and(|(name, address)| {
            attribution::is_name(name.trim().trim_matches('"'))
                && !name.contains([':', ';', '@'])
                && address.contains('@')
        })
}

/// `Dana Reed`, and nothing that only words for it say.
pub(super) fn is_called(who: &str) -> bool {
    attribution::is_name(who) && !who.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | ';' | '@' | '?' | '!'))
}

/// How a chat names who speaks: `Dana from Acme`, `+49 171 2345678`.
pub(super) fn is_speaker(who: &str) -> bool {
    who.starts_with(|c: char| c == '+' || c.is_alphabetic() && !c.is_lowercase()) && who.split_whitespace().count() <= 4
}
