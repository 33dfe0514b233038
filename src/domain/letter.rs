//! A letter: one message as read. Who, to whom, when, what new words, how it reached us. Not a MIME tree.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use super::act::{NoticedAct, NoticedEntry, NoticedMark, words};
use super::address::{Address, Person};

/// What the reader needs to know about whose desk a mail landed on.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The user's own addresses.
    pub you: Vec<Address>,
    /// The tracking mailbox's addresses, without `+tag`.
    pub tracking: Vec<Address>,
    /// The user's zone, for dates that name none.
    pub zone: TimeZone,
    /// When the mailbox received the mail (INTERNALDATE), where known. No letter in it can be later.
    pub received_at: Option<Timestamp>,
}

impl Desk {
    #[must_use]
    pub fn is_you(&self, address: &Address) -> bool {
        self.you.contains(address) || self.you.contains(&address.untagged())
    }

    #[must_use]
    pub fn is_tracking(&self, address: &Address) -> bool {
        self.tracking.contains(&address.untagged())
    }
}

words! {
    /// How a letter came to be seen, best evidence first.
    Seen {
        /// The message itself reached the mailbox: in To, CC or BCC, redirected, or by automatic forwarding.
        Captured = "captured",
        /// Attached whole (`message/rfc822`).
        Attached = "attached",
        /// Copied into the body by a mail program's "forward".
        Forwarded = "forwarded",
        /// Harvested from the history under a reply.
        Quoted = "quoted",
        /// Nobody showed us; the user said so.
        Told = "told",
    }
}

words! {
    /// The way an incoming mail took to the mailbox.
    Route {
        /// The user forwarded it inside a mail of hers.
        ForwardInline = "forward-inline",
        /// The user attached it.
        ForwardAttached = "forward-attached",
        /// Redirected, "resent", "bounced" (`Resent-*`, RFC 5322 section 3.6.6).
        Resent = "resent",
        /// A provider's automatic forwarding.
        AutoForward = "auto-forward",
        /// The tracking address stands in To, beside others.
        To = "to",
        /// The tracking address stands in Cc.
        Cc = "cc",
        /// The tracking address stands nowhere in the headers.
        Bcc = "bcc",
        /// Written to bothways alone: a note or a command.
        Note = "note",
        /// A reply to a mail of ours.
        Reply = "reply",
    }
}

/// An instant with what is known about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentAt {
    pub at: Timestamp,
    /// The offset the mail named; `None` where the zone was assumed.
    pub offset: Option<Offset>,
    /// `false` where order of day and month, the zone or the year had to be assumed.
    pub certain: bool,
}

/// One message as read, with the words that are new in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// 0 is the outermost part that a person wrote; each level inward is one more.
    pub depth: u16,
    pub seen: Seen,
    pub from: Option<Person>,
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    pub subject: Option<String>,
    /// The talk that it belongs to: its subject in lower case, without what programs put before one; where it has none, that of the
    /// letter around it.
    pub thread: String,
    /// Its subject says that it answers one (`Re:`, `AW:`).
    pub answers: bool,
    /// The date as the mail words it.
    pub date_text: Option<String>,
    pub sent_at: Option<SentAt>,
    /// The whole body of this letter as found.
    pub body: String,
    /// Its new words: quotes, deeper levels and signature cut.
    pub text: String,
    pub signature: Option<String>,
    /// `Message-ID` without angle brackets, where this level has one.
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    /// ISO 639-1, where it can be told.
    pub lang: Option<&'static str>,
    /// A newsletter, bounce or vacation reply, whose words say nothing about a relationship.
    pub automatic: Option<Automatic>,
    pub acts: Vec<NoticedAct>,
    pub marks: Vec<NoticedMark>,
    /// The first and the last day on which its writer says to be away.
    pub away: Option<(Date, Date)>,
    /// It tells of a talk that the two had, which no letter shows.
    pub mentions_talk: bool,
    /// That an answer will come, or that something is agreed.
    pub entries: Vec<NoticedEntry>,
    /// What the witnesses disagreed about, in plain words (the HTML and the text part name different authors).
    pub doubts: Vec<String>,
    /// Why some of its words may be somebody else's, in plain words. Who wrote it and when is sure; nothing is noticed in it.
    pub unsure_words: Option<String>,
    /// By what this level was found, and why it ends where it does, in plain words; for people who check a reading.
    pub why: String,
}

impl Letter {
    /// All that is unclear about it, in plain words, each once.
    pub fn unclear(&self) -> impl Iterator<Item = &String> {
        self.doubts.iter().chain(self.unsure_words.iter().filter(|words| !self.doubts.contains(words)))
    }

    /// A letter with nothing in it yet, for readers and tests to fill.
    #[must_use]
    pub fn blank(depth: u16, seen: Seen) -> Self {
        Self {
            depth,
            seen,
            from: None,
            to: Vec::new(),
            cc: Vec::new(),
            subject: None,
            thread: String::new(),
            answers: false,
            date_text: None,
            sent_at: None,
            body: String::new(),
            text: String::new(),
            signature: None,
            message_id: None,
            in_reply_to: Vec::new(),
            references: Vec::new(),
            lang: None,
            automatic: None,
            acts: Vec::new(),
            marks: Vec::new(),
            away: None,
            mentions_talk: false,
            entries: Vec::new(),
            doubts: Vec::new(),
            unsure_words: None,
            why: String::new(),
        }
    }

    /// The author's address, where the letter names one.
    #[must_use]
    pub fn author(&self) -> Option<&Address> {
        self.from.as_ref().and_then(|person| person.address.as_ref())
    }
}

words! {
    /// Mail that no person wrote to a person.
    AutomaticKind {
        OutOfOffice = "out-of-office",
        Bounce = "bounce",
        /// A delivery or read receipt.
        Receipt = "receipt",
        List = "list",
        Newsletter = "newsletter",
        Calendar = "calendar",
        /// Something else that says it was sent by a machine.
        Notice = "notice",
        /// A mail of our own coming back.
        Own = "own",
    }
}

/// Why a mail counts as automatic, in words that a person understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Automatic {
    pub kind: AutomaticKind,
    pub reason: String,
}

/// What the outer headers say; the evidence for "who may command" and "whose is it".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    pub from: Vec<Person>,
    /// How many `From` header fields there are. Anything but one proves nothing (RFC 5322 section 3.6).
    pub n_from: usize,
    pub sender: Option<Address>,
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    pub subject: Option<String>,
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub sent_at: Option<Timestamp>,
    /// Every address of ours that the mail was delivered to, with its `+tag`: To, Cc, `Delivered-To`, `X-Original-To` ….
    pub delivered_to: Vec<Address>,
    /// The values of `Authentication-Results` above the first `Received` of another host, topmost first (RFC 8601 section 4).
    pub authentication_results: Vec<String>,
    /// What a signature of the mail proved, where one was checked. The bytes alone do not tell: the keys are somewhere else.
    pub signature: Option<Signature>,
    /// The host that says, in the topmost `Received`, that it took the mail over from another: the mailbox's own provider.
    pub taken_by: Option<String>,
    /// Ids of mails of ours that the mail says it is about: a bounce's `Original-Message-ID` or third part.
    pub about: Vec<String>,
    /// Whom a delivery report says that it could not reach.
    pub refusals: Vec<Refusal>,
    /// What somebody's calendar answers to an invitation.
    pub calendar_answer: Option<CalendarAnswer>,
}

words! {
    /// Whether somebody comes.
    Coming { Yes = "yes", Perhaps = "perhaps", No = "no", OtherTime = "another time" }
}

/// An answer to an invitation (RFC 5546 section 3.2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarAnswer {
    /// The id of the talk in calendars, as the invitation gave it.
    pub uid: String,
    pub who: Address,
    pub coming: Coming,
    /// The instant that is asked for instead, where it says one that can be told by the zone's name.
    pub proposes: Option<Timestamp>,
}

/// What the signatures of a mail proved when it came (DKIM, RFC 6376).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// These domains signed it.
    Of(Vec<String>),
    /// Nothing: why, as in `I cannot tell that it is from you: it carries no signature`.
    Nothing(String),
}

/// One recipient of a mail whom it did not reach, as a delivery report tells it (RFC 3464 section 2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub recipient: Address,
    /// `5.1.1` (RFC 3463); `None` where the report names none.
    pub status: Option<String>,
    /// What the other server said.
    pub words: Option<String>,
}

impl Refusal {
    /// Whether the address itself is at fault, for good: only `5.1.x` says so. A full mailbox or a filter is no reason to give an
    /// address up.
    #[must_use]
    pub fn is_wrong_address(&self) -> bool {
        self.status.as_deref().is_some_and(|status| status.starts_with("5.1."))
    }
}

/// Everything that one incoming mail was read to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub route: Route,
    pub envelope: Envelope,
    /// Outermost first. Never empty, save where the mail was refused by a limit.
    pub letters: Vec<Letter>,
    pub automatic: Option<Automatic>,
    /// The `acme` of `track+acme@`.
    pub tag: Option<String>,
    /// Set when a limit (size, depth, parts) kept us from reading the mail: which one, in plain words.
    pub refused: Option<String>,
    /// What was not understood, in plain words. A reading with doubts about authors is asked about, never filed.
    pub doubts: Vec<String>,
}

impl Reading {
    /// The address of a person of this mail: their own, or the one that stands elsewhere in it beside the same name and nowhere beside
    /// another. Many programs quote `Dana Whitlock wrote:` and no more.
    #[must_use]
    pub fn address_of<'a>(&'a self, person: &'a Person) -> Option<&'a Address> {
        let is_name = |other: &&Person| match (&person.name, &other.name) {
            (Some(name), Some(other)) => folded(name) == folded(other),
            _ => false,
        };
        person.address.as_ref().or_else(|| {
            let mut named = self.people().filter(is_name).filter_map(|other| other.address.as_ref());
            let address = named.next()?;
            named.all(|other| other == address).then_some(address)
        })
    }

    /// Everybody who is named in it, as often as they are.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        let envelope = self.envelope.from.iter().chain(&self.envelope.to).chain(&self.envelope.cc);
        envelope.chain(self.letters.iter().flat_map(|letter| letter.from.iter().chain(&letter.to).chain(&letter.cc)))
    }
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
