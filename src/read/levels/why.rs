//! What says that an inner letter is one, for people: every level can be asked why it stands where it does.

use std::fmt;

use crate::domain::letter::Seen;
use crate::read::words::{Prefix, Separator, words};

use super::begin::{How, Opening};
use super::{Around, Task, is_end};

/// The reasons for one level.
#[derive(Clone, Debug)]
pub(in crate::read) struct Why {
    /// By what it was found.
    pub(super) found: String,
    /// Why it ends where it does.
    pub(super) ends: &'static str,
    /// What says that it was forwarded, or quoted.
    pub(super) since: &'static str,
}

impl Why {
    /// Of a quote without a header.
    pub(super) fn of_subject() -> Self {
        Self {
            found: "found by its quote".to_owned(),
            ends: "it ends with its quote",
            since: "the subject around it says it was forwarded",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}; {}", self.found, self.ends, self.since)
    }
}

impl Task<'_> {
    /// Whether an inner letter was forwarded or is history under a reply, and what says so.
    pub(super) fn seen(
        &self,
        opening: &Opening,
        around: Around<'_>,
        quoted: bool,
        has_words: bool,
        is_all: bool,
    ) -> (Seen, &'static str) {
        let prefix = words().prefix(&self.subject);
        match opening.how {
            How::Separator(Separator::Forwarded) => (Seen::Forwarded, "that line says it was forwarded"),
            How::Separator(Separator::Above) => (Seen::Quoted, "that line says that an answer stands above it"),
            How::Separator(Separator::Original | Separator::End) | How::Block => match prefix {
                Some(Prefix::Forward) => (Seen::Forwarded, "the subject around it says it was forwarded"),
                Some(Prefix::Reply) => (Seen::Quoted, "the subject around it says it was answered"),
                None if self.depth == 0 && around.for_us_alone => {
                    (Seen::Forwarded, "the mail went to bothways alone, so it was forwarded")
                }
                None => (Seen::Quoted, "nothing says it was forwarded"),
            },
            How::Attribution
                if prefix == Some(Prefix::Forward) && opening.fields.date.is_some() && (!quoted || !has_words) =>
            {
                (Seen::Forwarded, "the subject around it says it was forwarded")
            }
            How::Attribution if prefix.is_none() && self.is_pasted(opening, around) => {
                (Seen::Forwarded, "the mail went to bothways alone and answers nothing, so it was forwarded")
            }
            How::Attribution if !has_words && is_all && self.is_handed_over(opening, around) => {
                (Seen::Forwarded, "the mail went to bothways alone and says nothing itself, so it was forwarded")
            }
            How::Pasted => (Seen::Forwarded, "it was copied into a note to bothways"),
            How::Attribution => (Seen::Quoted, "programs write such a line over what is answered"),
        }
    }

    /// Whether an answer to somebody's letter was sent to us instead of him.
    fn is_handed_over(&self, opening: &Opening, around: Around<'_>) -> bool {
        let author = opening.person.as_ref();
        let address = author.and_then(|author| author.address.as_ref());
        self.depth == 0
            && around.for_us_alone
            && author.is_some()
            && address.is_none_or(|author| !around.desk.is_tracking(author) && !around.desk.is_you(author))
    }

    /// Whether somebody put a letter of somebody else into a note to us, with an address and a date over it.
    fn is_pasted(&self, opening: &Opening, around: Around<'_>) -> bool {
        let author = opening.person.as_ref().and_then(|person| person.address.as_ref());
        self.depth == 0
            && around.for_us_alone
            && !around.answers
            && opening.fields.date.is_some()
            && author.is_some_and(|author| !around.desk.is_tracking(author) && !around.desk.is_you(author))
    }

    /// What announced a letter, for people.
    pub(super) fn found_by(&self, opening: &Opening) -> String {
        let line = self.lines.get(opening.start).map(|line| line.text.trim()).unwrap_or_default();
        let shown: String = line.chars().take(60).collect();
        let more = if shown.len() < line.len() { "…" } else { "" };
        let what = match opening.how {
            How::Block if self.lines.get(opening.start).is_some_and(|line| line.opens) => {
                "a header where the HTML says that a letter begins"
            }
            How::Block => "a header",
            How::Separator(_) => "the line",
            How::Attribution | How::Pasted => "who wrote and when",
        };
        format!("found by {what}, “{shown}{more}”")
    }

    /// Why a letter ends where it does, for people.
    pub(super) fn ended_by(&self, opening: &Opening, end: usize) -> &'static str {
        let rest = self.lines.get(end..).unwrap_or_default();
        match rest.iter().find(|line| !line.is_blank()) {
            None => "nothing stands below it",
            Some(line) if is_end(line) => "a line below says that it ends",
            Some(_) if opening.how == How::Pasted => "the next letter begins below it",
            Some(_) if opening.frame > self.frame => "it ends with its container in the HTML",
            Some(_) => "it ends with its quote",
        }
    }
}
