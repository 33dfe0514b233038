//! What every outgoing mail shares: its token, its way back, its place in the outbox.

use jiff::{SignedDuration, Timestamp};
use rand::RngExt;

use super::house::Tools;
use crate::compose::freeze::freeze;
use crate::compose::user::{Replies, Status};
use crate::domain::fault::{Fault, Faults};
use crate::domain::id::{DraftId, OutboxId};
use crate::domain::mail::{Draft, Mail, MailKind};
use crate::store::{Db, Enqueued, Fresh, ItemRow, Result};

/// Set while the user wants no nudges.
pub const PAUSED: &str = "paused";
/// The latest instant the clock has shown, to know when it goes back.
pub const CLOCK_LATEST: &str = "clock_latest";
/// When the mailbox was last looked into.
pub const LOOKED_AT: &str = "looked_at";

/// A nudge older than this is worse than none.
pub const NUDGE_LIFE: SignedDuration = SignedDuration::from_hours(48);
/// A text to the other side waits a day for its server, then the user is asked.
pub const DRAFT_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// A mail about to be queued, with its secret.
#[derive(Debug)]
pub struct Outgoing {
    token: String,
}

impl Outgoing {
    #[must_use]
    pub fn new(_tools: &Tools) -> Self {
        Self { token: token() }
    }

    /// How an answer to it finds its way back: to the tracking address; the id of the mail itself is the token.
    #[must_use]
    pub fn replies(&self, tools: &Tools) -> Replies {
        let to = tools.tracking().first().unwrap_or(&tools.sender.account).clone();
        Replies { to, mark: self.token.get(..4).map(str::to_owned) }
    }

    /// Freezes the mail and puts it into the outbox. `None` where it was there already, or could not be made; the faults say
    /// which.
    #[expect(
        clippy::too_many_arguments,
        reason = "one mail: what it is, what hangs on it, how long it is worth sending"
    )]
    pub fn enqueue(
        &self,
        db: &Db<'_>,
        tools: &Tools,
        mail: &Mail,
        dedup_key: &str,
        items: &[ItemRow],
        life: SignedDuration,
        now: Timestamp,
        faults: &mut Faults,
    ) -> Result<Option<OutboxId>> {
        self.enqueue_at(db, tools, mail, dedup_key, items, None, now, life, now, faults)
    }

    #[expect(clippy::too_many_arguments, reason = "as above, with the hour and the draft that an approved text adds")]
    pub fn enqueue_at(
        &self,
        db: &Db<'_>,
        tools: &Tools,
        mail: &Mail,
        dedup_key: &str,
        items: &[ItemRow],
        draft: Option<DraftId>,
        not_before: Timestamp,
        life: SignedDuration,
        now: Timestamp,
        faults: &mut Faults,
    ) -> Result<Option<OutboxId>> {
        let frozen = match freeze(mail, &tools.sender, &self.token, now) {
            Ok(frozen) => frozen,
            Err(fault) => {
                faults.push(fault);
                return Ok(None);
            }
        };
        let fresh = Fresh {
            frozen: &frozen,
            dedup_key,
            plain: &mail.text,
            not_before,
            expires_at: not_before.checked_add(life).unwrap_or(Timestamp::MAX),
            draft,
            token: (mail.kind != MailKind::Draft).then_some(self.token.as_str()),
            items,
        };
        match db.enqueue(&fresh, &tools.guard)? {
            Enqueued::New(id) => Ok(Some(id)),
            Enqueued::Already(_) => Ok(None),
            Enqueued::Refused => {
                faults.push(Fault::new(
                    format!("a {} to {}", mail.kind, mail.to),
                    "was not queued: that address is neither yours nor that of a text you approved",
                ));
                Ok(None)
            }
        }
    }
}

/// The mail that an approved text is.
#[must_use]
pub fn of_draft(draft: &Draft) -> Mail {
    Mail {
        kind: MailKind::Draft,
        to: draft.to.clone(),
        subject: draft.subject.clone(),
        text: draft.body.clone(),
        html: None,
        pictures: Vec::new(),
        calendar: draft.calendar.clone(),
        reply_to: None,
        in_reply_to: draft.in_reply_to.clone(),
        references: draft.references.clone(),
    }
}

/// Whether the user wants no nudges now. A pause with a day ends by itself.
pub fn is_paused(db: &Db<'_>, today: jiff::civil::Date) -> Result<bool> {
    let until = db.get(PAUSED)?;
    Ok(until.is_some_and(|until| {
        until.parse::<jiff::civil::Date>().is_ok_and(|until| today < until) || until == UNTIL_RESUME
    }))
}

/// The value of a pause without an end.
pub const UNTIL_RESUME: &str = "until resume";

/// 128 random bits in lower-case letters and digits, without those that look alike.
#[must_use]
pub fn token() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bits: u128 = rand::rng().random();
    let mut token = String::with_capacity(26);
    for _ in 0..26 {
        let letter = usize::try_from(bits & 31).unwrap_or(0);
        token.push(LETTERS.get(letter).copied().map_or('a', char::from));
        bits >>= 5;
    }
    token
}

/// The heartbeat line of every mail.
pub fn status(db: &Db<'_>) -> Result<Status> {
    let looked_at = db.get(LOOKED_AT)?.and_then(|at| at.parse().ok());
    Ok(Status { looked_at, n_letters: db.n_letters()?, n_set_aside: db.n_set_aside()? })
}
