//! An interaction: one recorded exchange, when it happened and which way. Immutable once filed.

use jiff::Timestamp;

use super::act::{Side, words};
use super::id::{InteractionId, RelationshipId};
use super::letter::{Letter, Seen};

words! {
    /// What became of an incoming mail. Every one ends in exactly one of these, with a reason.
    Outcome {
        /// Its letters are in an account.
        Filed = "filed",
        /// Somebody in it is not known, or something was not understood: the user is asked.
        Asked = "asked",
        /// The user's own words to bothways.
        Command = "command",
        /// Automatic mail, or a letter already known.
        SetAside = "set aside",
        /// Not read: over a limit, or from somebody who may not command.
        Refused = "refused",
    }
}

/// A letter that belongs to a relationship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    pub relationship: RelationshipId,
    pub by: Side,
    pub happened_at: Timestamp,
    /// Whether the instant is what the letter says, or the best guess from the mail around it.
    pub certain: bool,
    /// Whether it landed outside the receiver's hours, by the clock where they are.
    pub after_hours: bool,
    pub letter: Letter,
    pub print: Print,
    /// The id of the message that a quoted letter is a copy of, told by its place in the thread.
    pub stands_for: Option<String>,
}

/// By what the same words are known again, by whichever route they come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    pub message_id: Option<String>,
    /// SHA-256 (first 16 bytes) of the author's address and the words, with white space, marks and case folded away.
    pub words: [u8; 16],
    /// SHA-256 (first 8 bytes) of the addresses of its links, where it shows any: one route shows them, another does not, and
    /// this week's report may differ from last week's in nothing else.
    pub links: Option<i64>,
    /// Too few words to be told from another letter by them (`ok`, `thanks`): only the date can.
    pub is_short: bool,
}

/// A filed letter as the account keeps it: no body, only what is counted and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interaction {
    pub id: InteractionId,
    pub relationship: RelationshipId,
    pub by: Side,
    pub happened_at: Timestamp,
    pub certain: bool,
    pub seen: Seen,
    pub subject: Option<String>,
    /// The new words.
    pub text: String,
    pub message_id: Option<String>,
}

/// A filed letter that may be the same as a new one: its print or its id is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    pub id: InteractionId,
    pub relationship: RelationshipId,
    /// Where it was filed first, if the user moved it since.
    pub filed_as: Option<RelationshipId>,
    pub by: Side,
    pub happened_at: Timestamp,
    pub certain: bool,
    pub seen: Seen,
    pub message_id: Option<String>,
    /// Whether author and words are the same, or only the id is.
    pub same_words: bool,
    pub links: Option<i64>,
}
