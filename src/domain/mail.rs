//! What bothways sends: mails to the user, and texts that she approved for one other person.

use jiff::Timestamp;

use super::act::words;
use super::address::Address;
use super::id::{DraftId, EntryId, FindingId, OutboxId, RelationshipId};

words! {
    /// Why a mail goes out. All but `Draft` go to the user alone.
    MailKind {
        Nudge = "nudge",
        /// Everything at a glance, on Mondays.
        Week = "week",
        Receipt = "receipt",
        /// The answer to a command.
        Answer = "answer",
        /// About one talk: before it, how it went, and looking back.
        Talk = "talk",
        /// Fetching fails, a rule is broken.
        Trouble = "trouble",
        /// A text to the other side that the user approved, byte for byte.
        Draft = "draft",
    }
}

impl MailKind {
    /// Whether a second copy may go out when nobody can know if the first did. A nudge may; a client must not get two.
    #[must_use]
    pub const fn may_repeat(self) -> bool {
        !matches!(self, Self::Draft)
    }
}

words! {
    /// The fate of an outgoing mail.
    OutboxState {
        Queued = "queued",
        /// A worker has it, under a lease; nothing of the body has left.
        Claimed = "claimed",
        /// On disk before the first byte of the body. A crash after this leaves the fate unknown.
        HandingOver = "handing_over",
        Sent = "sent",
        RetryWait = "retry_wait",
        Failed = "failed",
        /// It may or may not have gone. Never sent again without asking, if it is for the other side.
        Uncertain = "uncertain",
        Cancelled = "cancelled",
        Expired = "expired",
        /// The other server sent it back.
        Bounced = "bounced",
    }
}

/// A mail before it is frozen: text and HTML that say the same thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub kind: MailKind,
    pub to: Address,
    pub subject: String,
    pub text: String,
    /// `None` for texts to the other side: they go as plain text, as a person would write them.
    pub html: Option<String>,
    /// What the HTML shows by `cid:`.
    pub pictures: Vec<Picture>,
    /// What a text to the other side brings for their calendar.
    pub calendar: Option<CalendarFile>,
    /// Where answers find us, with this mail's token behind a plus where the provider keeps one. `None`: the account itself.
    pub reply_to: Option<Address>,
    /// The id this mail answers, without brackets; the whole chain in `references`.
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
}

/// A picture that travels inside a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its Content-ID without brackets (RFC 2392): `months-light@bothways`.
    pub id: String,
    pub png: Vec<u8>,
}

words! {
    /// What a calendar is asked to do with a file (RFC 5546 section 1.4).
    Method {
        /// To take a talk up, or its new hour, and to ask whether they come.
        Request = "REQUEST",
        /// To take it out again.
        Cancel = "CANCEL",
    }
}

/// A file for the other side's calendar, as it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFile {
    pub method: Method,
    /// What makes it the same talk, however often its hour changes (RFC 5545 section 3.8.4.7).
    pub uid: String,
    pub text: String,
}

/// Who a mail is from and how answers find their way back. One for every home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The user's name, for texts to the other side.
    pub name: String,
    /// The account that sends: the tracking address.
    pub account: Address,
    /// The user's own address, to which the other side's answers belong. Texts to them come from it where the account may send
    /// for its domain, and otherwise name it in `Reply-To`.
    pub own: Address,
}

/// A mail frozen for the outbox: these bytes, this Date, this Message-ID, however often it is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    pub kind: MailKind,
    pub to: Address,
    /// The envelope sender, to which refusals come back.
    pub envelope_from: Address,
    /// Without angle brackets.
    pub message_id: String,
    pub subject: String,
    pub bytes: Vec<u8>,
    pub frozen_at: Timestamp,
}

words! {
    DraftState {
        /// Shown to the user; waits for her word.
        Offered = "offered",
        /// Approved, and in the outbox.
        Taken = "taken",
        /// The other side answered before it was sent.
        Withdrawn = "withdrawn",
        Dropped = "dropped",
    }
}

/// A text for the other person, offered with a nudge. What the user approves is these bytes and no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub id: DraftId,
    pub relationship: RelationshipId,
    pub finding: Option<FindingId>,
    /// The template it was made from: `check-in`.
    pub template: String,
    pub to: Address,
    pub subject: String,
    pub body: String,
    pub state: DraftState,
    pub offered_at: Timestamp,
    /// The outgoing mail, once approved.
    pub outbox: Option<OutboxId>,
    /// The letter of theirs that it answers, for the thread.
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    /// The talk that it invites to, moves or calls off.
    pub talk: Option<EntryId>,
    pub calendar: Option<CalendarFile>,
}

/// Everybody a mail may go to: the promise *never a stranger*, as one function that stands before the outbox and again before
/// SMTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The user's own addresses.
    pub you: Vec<Address>,
}

impl Guard {
    /// Whether a mail of this kind may go to this address. `approved` is the address of the text that the user approved, when
    /// the mail is that text.
    #[must_use]
    pub fn permits(&self, kind: MailKind, to: &Address, approved: Option<&Address>) -> bool {
        match kind {
            MailKind::Draft => approved == Some(to),
            MailKind::Nudge
            | MailKind::Week
            | MailKind::Receipt
            | MailKind::Answer
            | MailKind::Talk
            | MailKind::Trouble => self.you.contains(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_goes_to_the_user_or_to_whom_an_approved_text_is_for() {
        let address = |text: &str| Address::parse(text).unwrap();
        let (nadia, dana, kim) =
            (address("nadia@desk.example"), address("dana@acme.example"), address("kim@x.example"));
        let guard = Guard { you: vec![nadia.clone()] };
        for kind in MailKind::ALL {
            let to_user = *kind != MailKind::Draft;
            assert_eq!(guard.permits(*kind, &nadia, None), to_user, "{kind}");
            assert!(!guard.permits(*kind, &dana, None), "{kind}");
            assert_eq!(guard.permits(*kind, &dana, Some(&dana)), !to_user, "{kind}");
            assert!(!guard.permits(*kind, &kim, Some(&dana)), "{kind}");
        }
    }
}
