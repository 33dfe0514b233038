//! Row numbers that cannot be mixed up.

use std::fmt;

macro_rules! ids {
    ($($(#[$meaning:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meaning])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// One incoming mail as it was fetched.
    MessageId,
    /// One letter, filed: an entry of an account.
    InteractionId,
    RelationshipId,
    ActId,
    /// An entry of an account beside its acts: an ask, a promise, a step …
    EntryId,
    FindingId,
    /// A text for the other side, offered with a nudge.
    DraftId,
    /// One outgoing mail.
    OutboxId,
    /// A question to the user that waits for her answer.
    QuestionId,
    /// A change of the user's rules that waits for her yes.
    RuleChangeId,
}
