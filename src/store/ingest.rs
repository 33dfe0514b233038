//! What arrives: the listing cursor, the queue of bodies, and the bytes of every mail.

use jiff::Timestamp;
use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

use super::{Db, Result, codec};
use crate::domain::id::MessageId;
use crate::domain::interaction::Outcome;
use crate::domain::letter::{Route, Signature};

/// A mailbox as listing knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailboxRow {
    pub id: i64,
    pub uidvalidity: u32,
    /// The lowest UID that was never listed.
    pub list_next_uid: u32,
    /// Mail below it was there before us and is left alone.
    pub first_uid: u32,
    pub swept_at: Timestamp,
}

/// One mail that a server listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    pub uid: u32,
    /// Octets (RFC822.SIZE).
    pub size: u64,
    pub received_at: Option<Timestamp>,
}

/// A listed mail whose body was not fetched yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub uid: u32,
    pub size: u64,
    pub received_at: Option<Timestamp>,
    pub attempts: u32,
}

/// What became of bytes handed to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    New(MessageId),
    /// The very same bytes were here before.
    Known(MessageId),
}

/// A mail that waits to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    pub id: MessageId,
    pub sha256: Vec<u8>,
    pub place: String,
    pub received_at: Timestamp,
    pub attempts: u32,
    pub bytes: Vec<u8>,
    /// What its signatures proved, where they were checked.
    pub signature: Option<Signature>,
}

/// The memory that mails read together may take.
pub const BATCH_BYTES: usize = 32 * 1024 * 1024;

/// After so many tries a mail that cannot be fetched or read is set apart and told about.
const MAX_ATTEMPTS: u32 = 3;

impl Db<'_> {
    pub fn mailbox(&self, account: &str, name: &str) -> Result<Option<MailboxRow>> {
        let row = self
            .0
            .prepare_cached(
                "SELECT id, uidvalidity, list_next_uid, first_uid, swept_at FROM mailbox WHERE account = ?1 AND name = ?2",
            )?
            .query_row([account, name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get::<_, i64>(4)?)))
            .optional()?;
        row.map(|(id, uidvalidity, list_next_uid, first_uid, swept_at)| {
            Ok(MailboxRow { id, uidvalidity, list_next_uid, first_uid, swept_at: codec::at(swept_at)? })
        })
        .transpose()
    }

    /// Begins listing a mailbox at a UID: the first time, or after its UIDVALIDITY changed.
    pub fn begin_mailbox(
        &self,
        account: &str,
        name: &str,
        uidvalidity: u32,
        next_uid: u32,
        first_uid: u32,
    ) -> Result<()> {
        self.0.execute(
            "INSERT INTO mailbox (account, name, uidvalidity, list_next_uid, first_uid) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (account, name) DO UPDATE SET uidvalidity = excluded.uidvalidity,
                 list_next_uid = excluded.list_next_uid, first_uid = excluded.first_uid",
            (account, name, uidvalidity, next_uid, first_uid),
        )?;
        // What was listed under the old numbers cannot be fetched any more; the sweep lists it anew.
        self.0.execute(
            "UPDATE imap_item SET state = 'gone', last_error = 'the mailbox was renumbered'
             WHERE state = 'listed' AND uidvalidity <> ?3
               AND mailbox_id = (SELECT id FROM mailbox WHERE account = ?1 AND name = ?2)",
            (account, name, uidvalidity),
        )?;
        Ok(())
    }

    /// Queues listed mails and moves the cursor, in this one transaction. Mails listed before stay as they are.
    pub fn list(&self, mailbox: &MailboxRow, listings: &[Listing], next_uid: u32) -> Result<usize> {
        let mut queued = 0;
        for listing in listings {
            queued += self
                .0
                .prepare_cached(
                    "INSERT OR IGNORE INTO imap_item (mailbox_id, uidvalidity, uid, state, size, received_at)
                     VALUES (?1, ?2, ?3, 'listed', ?4, ?5)",
                )?
                .execute((
                    mailbox.id,
                    mailbox.uidvalidity,
                    listing.uid,
                    i64::try_from(listing.size).unwrap_or(i64::MAX),
                    listing.received_at.map(Timestamp::as_millisecond),
                ))?;
        }
        self.0
            .prepare_cached("UPDATE mailbox SET list_next_uid = max(list_next_uid, ?2) WHERE id = ?1")?
            .execute((mailbox.id, next_uid))?;
        Ok(queued)
    }

    pub fn swept(&self, mailbox: &MailboxRow, at: Timestamp) -> Result<()> {
        self.0.execute("UPDATE mailbox SET swept_at = ?2 WHERE id = ?1", (mailbox.id, at.as_millisecond()))?;
        Ok(())
    }

    /// Which of these UIDs were never listed under the mailbox's present numbering.
    pub fn unlisted(&self, mailbox: &MailboxRow, uids: &[u32]) -> Result<Vec<u32>> {
        let mut known =
            self.0.prepare_cached("SELECT 1 FROM imap_item WHERE mailbox_id = ?1 AND uidvalidity = ?2 AND uid = ?3")?;
        let mut unlisted = Vec::new();
        for uid in uids {
            if !known.exists((mailbox.id, mailbox.uidvalidity, uid))? {
                unlisted.push(*uid);
            }
        }
        Ok(unlisted)
    }

    /// Bodies to fetch, those tried least first.
    pub fn waiting(&self, mailbox: &MailboxRow, now: Timestamp, limit: u32) -> Result<Vec<Waiting>> {
        let mut statement = self.0.prepare_cached(
            "SELECT uid, size, received_at, attempts FROM imap_item
             WHERE state = 'listed' AND mailbox_id = ?1 AND uidvalidity = ?2 AND next_try_at <= ?3 ORDER BY attempts, uid LIMIT ?4",
        )?;
        let mut rows = statement.query((mailbox.id, mailbox.uidvalidity, now.as_millisecond(), limit))?;
        let mut waiting = Vec::new();
        while let Some(row) = rows.next()? {
            waiting.push(Waiting {
                uid: row.get(0)?,
                size: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
                received_at: codec::maybe_at(row.get(2)?)?,
                attempts: row.get(3)?,
            });
        }
        Ok(waiting)
    }

    /// Keeps a fetched body and marks its item, in this one transaction.
    pub fn keep_body(
        &self,
        mailbox: &MailboxRow,
        uid: u32,
        place: &str,
        received_at: Timestamp,
        bytes: &[u8],
    ) -> Result<Stored> {
        let stored = self.keep(place, received_at, bytes)?;
        let (Stored::New(id) | Stored::Known(id)) = stored;
        self.settle_item(mailbox, uid, "stored", "", Some(id))?;
        Ok(stored)
    }

    /// Keeps the headers of a mail that is too large to fetch, so that it can be shown and asked about.
    pub fn keep_too_big(
        &self,
        mailbox: &MailboxRow,
        uid: u32,
        place: &str,
        received_at: Timestamp,
        headers: &[u8],
    ) -> Result<Stored> {
        let stored = self.keep(place, received_at, headers)?;
        let (Stored::New(id) | Stored::Known(id)) = stored;
        self.settle_item(mailbox, uid, "too_big", "larger than bothways fetches", Some(id))?;
        Ok(stored)
    }

    /// A listed mail that is no longer on the server.
    pub fn body_gone(&self, mailbox: &MailboxRow, uid: u32) -> Result<()> {
        self.settle_item(mailbox, uid, "gone", "no longer in the mailbox", None)
    }

    /// Counts a try that failed and says when to try again; after so many it is set apart. `true` when it was the last one.
    pub fn body_failed(
        &self,
        mailbox: &MailboxRow,
        uid: u32,
        why: &str,
        next_try_at: Timestamp,
        tries: u32,
    ) -> Result<bool> {
        let attempts: u32 = self.0.query_row(
            "UPDATE imap_item SET attempts = attempts + 1, last_error = ?4, next_try_at = ?5
             WHERE mailbox_id = ?1 AND uidvalidity = ?2 AND uid = ?3 RETURNING attempts",
            (mailbox.id, mailbox.uidvalidity, uid, why, next_try_at.as_millisecond()),
            |row| row.get(0),
        )?;
        if attempts >= tries {
            self.settle_item(mailbox, uid, "quarantined", why, None)?;
        }
        Ok(attempts >= tries)
    }

    /// When the newest mail was received.
    pub fn last_received(&self) -> Result<Option<Timestamp>> {
        codec::maybe_at(self.0.prepare_cached("SELECT max(received_at) FROM message")?.query_row([], |row| row.get(0))?)
    }

    fn settle_item(
        &self,
        mailbox: &MailboxRow,
        uid: u32,
        state: &str,
        why: &str,
        message: Option<MessageId>,
    ) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE imap_item SET state = ?4, last_error = ?5, message_id = ?6
                 WHERE mailbox_id = ?1 AND uidvalidity = ?2 AND uid = ?3",
            )?
            .execute((mailbox.id, mailbox.uidvalidity, uid, state, why, message.map(|id| id.0)))?;
        Ok(())
    }

    /// Keeps the bytes of one mail. The same bytes are kept once.
    pub fn keep(&self, place: &str, received_at: Timestamp, bytes: &[u8]) -> Result<Stored> {
        let sha256 = Sha256::digest(bytes);
        let known: Option<i64> = self
            .0
            .prepare_cached("SELECT id FROM message WHERE sha256 = ?1")?
            .query_row([sha256.as_slice()], |row| row.get(0))
            .optional()?;
        if let Some(id) = known {
            return Ok(Stored::Known(MessageId(id)));
        }
        let id = self
            .0
            .prepare_cached(
                "INSERT INTO message (sha256, place, received_at, size, state) VALUES (?1, ?2, ?3, ?4, 'stored')",
            )?
            .insert((
                sha256.as_slice(),
                place,
                received_at.as_millisecond(),
                i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            ))?;
        self.0.prepare_cached("INSERT INTO raw (message_id, bytes) VALUES (?1, ?2)")?.execute((id, bytes))?;
        Ok(Stored::New(MessageId(id)))
    }

    /// Mails after one that wait to be read, the oldest first: so many at most, and no more than [`BATCH_BYTES`] of them together.
    pub fn unread(&self, after: MessageId, limit: usize) -> Result<Vec<MessageRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT m.id, m.sha256, m.place, m.received_at, m.attempts, r.bytes, m.signature FROM message m JOIN raw r ON r.message_id = m.id
             WHERE m.state = 'stored' AND m.id > ?1 ORDER BY m.id",
        )?;
        let mut rows = statement.query([after.0])?;
        let (mut messages, mut n_bytes) = (Vec::new(), 0);
        while n_bytes < BATCH_BYTES
            && messages.len() < limit
            && let Some(row) = rows.next()?
        {
            let message = message_of(row)?;
            n_bytes += message.bytes.len();
            messages.push(message);
        }
        Ok(messages)
    }

    /// Keeps what the signatures of a mail proved.
    pub fn keep_signature(&self, id: MessageId, signature: &Signature) -> Result<()> {
        let kept = match signature {
            Signature::Of(domains) => format!("{SIGNED}{}", domains.join(" ")),
            Signature::Nothing(why) => why.clone(),
        };
        self.0.execute("UPDATE message SET signature = ?2 WHERE id = ?1", (id.0, kept))?;
        Ok(())
    }

    /// Whether a mail still waits to be read. Another process may have read it since it was looked up.
    pub fn is_unread(&self, id: MessageId) -> Result<bool> {
        Ok(self.0.prepare_cached("SELECT 1 FROM message WHERE id = ?1 AND state = 'stored'")?.exists([id.0])?)
    }

    /// One mail as it came, while its bytes are kept.
    pub fn message(&self, id: MessageId) -> Result<Option<MessageRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT m.id, m.sha256, m.place, m.received_at, m.attempts, r.bytes, m.signature
             FROM message m JOIN raw r ON r.message_id = m.id WHERE m.id = ?1",
        )?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(message_of).transpose()
    }

    /// Writes down what became of a mail.
    pub fn settle(
        &self,
        id: MessageId,
        route: Option<Route>,
        rfc_id: Option<&str>,
        outcome: Outcome,
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE message SET state = 'done', route = ?2, rfc_id = ?3, outcome = ?4, reason = ?5, done_at = ?6 WHERE id = ?1",
            )?
            .execute((id.0, route.map_or("", Route::word), rfc_id, outcome.word(), reason, now.as_millisecond()))?;
        Ok(())
    }

    /// Counts a reading that broke off. `true` when the mail is now set apart.
    pub fn reading_failed(&self, id: MessageId, why: &str) -> Result<bool> {
        let attempts: u32 = self.0.query_row(
            "UPDATE message SET attempts = attempts + 1, reason = ?2 WHERE id = ?1 RETURNING attempts",
            (id.0, why),
            |row| row.get(0),
        )?;
        if attempts >= MAX_ATTEMPTS {
            self.0.execute("UPDATE message SET state = 'quarantined', outcome = 'refused' WHERE id = ?1", [id.0])?;
        }
        Ok(attempts >= MAX_ATTEMPTS)
    }

    /// Lets a mail be read again, because the user said whose it is.
    pub fn read_again(&self, id: MessageId) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE message SET state = 'stored' WHERE id = ?1 AND EXISTS (SELECT 1 FROM raw WHERE message_id = ?1)",
            )?
            .execute([id.0])?;
        Ok(())
    }

    /// How many mails ended in each outcome, and how many wait.
    pub fn outcomes(&self) -> Result<Vec<(String, u32)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT CASE WHEN state = 'done' THEN outcome WHEN state = 'stored' THEN 'waiting' ELSE state END AS what, count(*)
             FROM message GROUP BY what ORDER BY what",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many mails were set aside.
    pub fn n_set_aside(&self) -> Result<u32> {
        Ok(self
            .0
            .prepare_cached("SELECT count(*) FROM message WHERE outcome = 'set aside'")?
            .query_row([], |row| row.get(0))?)
    }
}

/// How it is kept that a mail is signed: `of desk.example post.example`. Anything else is why it is not.
const SIGNED: &str = "of ";

fn signature_of(kept: &str) -> Signature {
    match kept.strip_prefix(SIGNED) {
        Some(domains) => Signature::Of(domains.split(' ').map(str::to_owned).collect()),
        None => Signature::Nothing(kept.to_owned()),
    }
}

fn message_of(row: &rusqlite::Row<'_>) -> Result<MessageRow> {
    Ok(MessageRow {
        id: MessageId(row.get(0)?),
        sha256: row.get(1)?,
        place: row.get(2)?,
        received_at: codec::at(row.get(3)?)?,
        attempts: row.get(4)?,
        bytes: row.get(5)?,
        signature: row.get::<_, Option<String>>(6)?.map(|kept| signature_of(&kept)),
    })
}
