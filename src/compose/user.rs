//! Whom the mails are written to, and what every one of them carries beside its matter.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::address::Address;

/// The user, as mails speak to her and as texts to the other side are signed.
#[derive(Clone, Debug)]
pub struct User {
    /// `Nadia Reyes`: how the world knows her.
    pub name: String,
    /// `Nadia`: how texts are signed.
    pub first_name: String,
    /// Where nudges go.
    pub address: Address,
    /// The zone in which days and hours are told to her.
    pub zone: TimeZone,
}

/// How an answer to one mail finds its way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replies {
    /// The tracking address, with this mail's token behind a plus where the provider keeps one.
    pub to: Address,
    /// A short mark for the subject of a reply that starts from a button: `k7f3`. It only says which mail is meant; it proves
    /// nothing.
    pub mark: Option<String>,
}

/// The heartbeat: a mail that says it is never mistaken for silence that means health.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// When the mailbox was last looked into.
    pub looked_at: Option<Timestamp>,
    pub n_letters: u32,
    pub n_set_aside: u32,
}

/// A word to answer with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What to write: `acme`, `undo`.
    pub say: String,
    /// What stands on its button: `Acme Studio`.
    pub label: String,
    /// What it does: `files it with Acme Studio`.
    pub means: String,
}

impl Word {
    #[must_use]
    pub fn new(say: impl Into<String>, label: impl Into<String>, means: impl Into<String>) -> Self {
        Self { say: say.into(), label: label.into(), means: means.into() }
    }
}
