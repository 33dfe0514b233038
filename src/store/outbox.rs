//! What goes out: mails frozen before any network is touched, and their fate.
//!
//! ```text
//! queued → claimed → handing_over → sent → bounced
//!    ^        |            |
//!    |        +-> failed   +-> uncertain (no answer after the last byte, or a crash in between)
//!    +-- retry_wait <------+
//! ```
//! The mark `handing_over` is on disk before the first byte of the body. What is found there after a crash may or may not have
//! gone: a nudge is tried once more, a text to the other side never is without asking.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row};
use sha2::{Digest, Sha256};

use super::drafts::draft_sha256;
use super::{Db, ItemRow, Result, codec};
use crate::domain::address::Address;
use crate::domain::id::{DraftId, OutboxId, RelationshipId};
use crate::domain::mail::{DraftState, Frozen, Guard, MailKind, OutboxState};

/// A frozen mail on its way into the outbox, with all that hangs on it.
#[derive(Debug)]
pub struct Fresh<'a> {
    pub frozen: &'a Frozen,
    /// The occasion. The same occasion never makes a second mail.
    pub dedup_key: &'a str,
    /// The text part, to subtract from a reply.
    pub plain: &'a str,
    pub not_before: Timestamp,
    pub expires_at: Timestamp,
    /// The draft this mail is, for a text to the other side.
    pub draft: Option<DraftId>,
    /// The secret that proves a reply answers this mail; only its hash is kept.
    pub token: Option<&'a str>,
    /// What stands under the numbers 1, 2, 3 … in it.
    pub items: &'a [ItemRow],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    New(OutboxId),
    /// This occasion has its mail already.
    Already(OutboxId),
    /// The guard does not let a mail of this kind go to this address. Nothing was queued.
    Refused,
}

/// A mail that a worker may hand over now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub id: OutboxId,
    pub frozen: Frozen,
    /// This try included.
    pub attempts: u32,
    /// The address that the user approved, for a text to the other side.
    pub approved: Option<Address>,
    pub expires_at: Timestamp,
}

/// An outgoing mail as `outbox` shows it and as replies find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    pub id: OutboxId,
    pub kind: MailKind,
    pub to: Address,
    pub subject: String,
    pub message_id: String,
    pub plain: String,
    pub state: OutboxState,
    pub queued_at: Timestamp,
    pub not_before: Timestamp,
    pub next_try_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    pub attempts: u32,
    pub last_code: Option<u16>,
    pub last_text: String,
    pub draft: Option<DraftId>,
    pub dedup_key: String,
}

const COLUMNS: &str =
    "id, kind, rcpt, subject, rfc_id, plain, state, queued_at, not_before, next_try_at, settled_at, attempts,
    last_code, last_text, draft_id, dedup_key";

/// A worker that has not answered for so long has lost its claim.
const LEASE: SignedDuration = SignedDuration::from_mins(15);
/// A nudge can be answered for thirty days.
const TOKEN_LIFE_MS: i64 = 30 * 24 * HOUR_MS;
const HOUR_MS: i64 = 3_600_000;

/// How the occasion of a mail begins that says the breaker is open. It alone passes the open breaker.
pub const BREAKER_KEY: &str = "breaker:";

/// More than so many mails an hour is not us any more: then nothing goes until the hour is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breaker {
    pub an_hour: u32,
    /// Texts to one other person.
    pub to_one_an_hour: u32,
}

impl Db<'_> {
    /// Puts a mail into the outbox, in the transaction of the change that caused it.
    pub fn enqueue(&self, fresh: &Fresh<'_>, guard: &Guard) -> Result<Enqueued> {
        let frozen = fresh.frozen;
        let draft = fresh.draft.map(|id| self.draft(id)).transpose()?.flatten();
        let approved = draft.as_ref().filter(|draft| draft.state == DraftState::Taken).map(|draft| &draft.to);
        if !guard.permits(frozen.kind, &frozen.to, approved) {
            return Ok(Enqueued::Refused);
        }
        let known: Option<i64> = self
            .0
            .prepare_cached("SELECT id FROM outbox WHERE dedup_key = ?1")?
            .query_row([fresh.dedup_key], |row| row.get(0))
            .optional()?;
        if let Some(id) = known {
            return Ok(Enqueued::Already(OutboxId(id)));
        }
        let id = self
            .0
            .prepare_cached(
                "INSERT INTO outbox (dedup_key, kind, rcpt, envelope_from, rfc_id, subject, mime, mime_sha256, plain, state,
                     queued_at, not_before, expires_at, next_try_at, draft_id, approved_sha256)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'queued', ?10, ?11, ?12, ?11, ?13, ?14)",
            )?
            .insert(rusqlite::params![
                fresh.dedup_key,
                frozen.kind.word(),
                frozen.to.as_str(),
                frozen.envelope_from.as_str(),
                frozen.message_id,
                frozen.subject,
                frozen.bytes,
                Sha256::digest(&frozen.bytes).as_slice(),
                fresh.plain,
                frozen.frozen_at.as_millisecond(),
                fresh.not_before.as_millisecond(),
                fresh.expires_at.as_millisecond(),
                fresh.draft.map(|id| id.0),
                draft.as_ref().map(draft_sha256),
            ])?;
        if let Some(token) = fresh.token {
            self.0.execute(
                "INSERT INTO token (hash, outbox_id, expires_at) VALUES (?1, ?2, ?3)",
                (token_sha256(token), id, fresh.frozen.frozen_at.as_millisecond() + TOKEN_LIFE_MS),
            )?;
        }
        self.keep_items(OutboxId(id), fresh.items)?;
        Ok(Enqueued::New(OutboxId(id)))
    }

    /// After a start: what a process that died had in hand. We hold the home's lock, so nobody else has it.
    pub fn recover(&self, now: Timestamp) -> Result<usize> {
        let again =
            self.0.execute("UPDATE outbox SET state = 'queued', lease_until = 0 WHERE state = 'claimed'", [])?;
        let unsure = self.0.execute(
            "UPDATE outbox SET state = 'uncertain', settled_at = ?1, last_text = 'bothways was stopped while handing it over'
             WHERE state = 'handing_over'",
            [now.as_millisecond()],
        )?;
        Ok(again + unsure)
    }

    /// A nudge whose fate is unknown is tried once more after a quarter of an hour, as the same bytes. Texts to the other side
    /// are not.
    pub fn requeue_uncertain(&self, now: Timestamp) -> Result<usize> {
        let before = now.as_millisecond() - i64::try_from(LEASE.as_millis()).unwrap_or(0);
        Ok(self.0.execute(
            "UPDATE outbox SET state = 'queued', next_try_at = ?1, attempts = attempts + 100, settled_at = NULL
             WHERE state = 'uncertain' AND kind <> 'draft' AND attempts < 100 AND settled_at <= ?2 AND expires_at > ?1",
            (now.as_millisecond(), before),
        )?)
    }

    /// Takes the next mail that may go now, if any. Counts the try, and keeps the claim, before anything is sent.
    ///
    /// While the breaker is open, only the mail that says so may go.
    pub fn claim(&self, now: Timestamp, breaker: Breaker) -> Result<Option<Claimed>> {
        let at = now.as_millisecond();
        self.0.execute(
            "UPDATE outbox SET state = 'expired', settled_at = ?1, last_text = 'too old to be worth sending'
             WHERE state IN ('queued', 'retry_wait') AND expires_at <= ?1",
            [at],
        )?;
        let only = if self.is_breaker_open(now, breaker)? { BREAKER_KEY } else { "" };
        while let Some((claimed, frozen_sha256)) = self.next_due_mail(at, breaker, only)? {
            // What the user approved, and what the guard looked at, are the bytes of then. Others never go.
            if Sha256::digest(&claimed.frozen.bytes).as_slice() != frozen_sha256 {
                self.0.execute(
                    "UPDATE outbox SET state = 'failed', settled_at = ?2, last_text = 'its bytes are not those that were frozen'
                     WHERE id = ?1",
                    (claimed.id.0, at),
                )?;
                continue;
            }
            self.0.execute(
                "UPDATE outbox SET state = 'claimed', attempts = attempts + 1, lease_until = ?2 WHERE id = ?1",
                (claimed.id.0, at + i64::try_from(LEASE.as_millis()).unwrap_or(0)),
            )?;
            self.0.execute(
                "INSERT INTO send_attempt (outbox_id, n, started_at, phase) VALUES (?1, ?2, ?3, 'connect')",
                (claimed.id.0, claimed.attempts, at),
            )?;
            return Ok(Some(claimed));
        }
        Ok(None)
    }

    /// The mail whose turn it is, with the hash of its bytes as they were frozen. `only` is how its occasion begins.
    fn next_due_mail(&self, at: i64, breaker: Breaker, only: &str) -> Result<Option<(Claimed, Vec<u8>)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT o.id, o.kind, o.rcpt, o.envelope_from, o.rfc_id, o.subject, o.mime, o.queued_at, o.attempts, o.expires_at,
                 d.rcpt, o.mime_sha256
             FROM outbox o LEFT JOIN draft d ON d.id = o.draft_id
             WHERE (o.state IN ('queued', 'retry_wait') OR (o.state = 'claimed' AND o.lease_until < ?1))
               AND o.next_try_at <= ?1 AND o.not_before <= ?1 AND substr(o.dedup_key, 1, length(?4)) = ?4
               AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.address = o.rcpt)
               AND (o.kind <> 'draft' OR (d.sha256 = o.approved_sha256 AND d.state = 'taken'))
               AND (o.kind <> 'draft'
                    OR (SELECT count(*) FROM outbox r WHERE r.rcpt = o.rcpt AND r.state IN ('sent', 'uncertain', 'bounced')
                            AND r.settled_at > ?2) < ?3)
             ORDER BY o.next_try_at, o.id LIMIT 1",
        )?;
        let mut rows = statement.query((at, at - HOUR_MS, breaker.to_one_an_hour, only))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let claimed = Claimed {
            id: OutboxId(row.get(0)?),
            frozen: Frozen {
                kind: codec::word("a kind of mail", &row.get::<_, String>(1)?, MailKind::from_word)?,
                to: codec::address(&row.get::<_, String>(2)?)?,
                envelope_from: codec::address(&row.get::<_, String>(3)?)?,
                message_id: row.get(4)?,
                subject: row.get(5)?,
                bytes: row.get(6)?,
                frozen_at: codec::at(row.get(7)?)?,
            },
            attempts: row.get::<_, u32>(8)? + 1,
            approved: row.get::<_, Option<String>>(10)?.map(|address| codec::address(&address)).transpose()?,
            expires_at: codec::at(row.get(9)?)?,
        };
        Ok(Some((claimed, row.get(11)?)))
    }

    /// Whether so much went out in the last hour that something must be wrong. What came back or may have gone did leave.
    pub fn is_breaker_open(&self, now: Timestamp, breaker: Breaker) -> Result<bool> {
        let left: u32 = self
            .0
            .prepare_cached(
                "SELECT count(*) FROM outbox WHERE state IN ('sent', 'uncertain', 'bounced') AND settled_at > ?1",
            )?
            .query_row([now.as_millisecond() - HOUR_MS], |row| row.get(0))?;
        Ok(left >= breaker.an_hour)
    }

    /// How many mails would go now if nothing held them back.
    pub fn n_due(&self, now: Timestamp) -> Result<u32> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT count(*) FROM outbox WHERE state IN ('queued', 'retry_wait') AND next_try_at <= ?1
                     AND not_before <= ?1 AND expires_at > ?1",
            )?
            .query_row([now.as_millisecond()], |row| row.get(0))?)
    }

    /// How many mails have not gone yet.
    pub fn n_waiting_to_go(&self) -> Result<u32> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT count(*) FROM outbox WHERE state IN ('queued', 'claimed', 'handing_over', 'retry_wait')",
            )?
            .query_row([], |row| row.get(0))?)
    }

    /// When the next mail may go.
    pub fn next_due(&self) -> Result<Option<Timestamp>> {
        codec::maybe_at(
            self.0
                .prepare_cached(
                    "SELECT min(max(next_try_at, not_before)) FROM outbox WHERE state IN ('queued', 'retry_wait')",
                )?
                .query_row([], |row| row.get(0))?,
        )
    }

    /// Notes how far a try has come. Informs; only [`Db::handing_over`] decides.
    pub fn phase(&self, id: OutboxId, n: u32, phase: &str) -> Result<()> {
        self.0
            .prepare_cached("UPDATE send_attempt SET phase = ?3 WHERE outbox_id = ?1 AND n = ?2")?
            .execute((id.0, n, phase))?;
        Ok(())
    }

    /// The mark before the first byte of the body. `false` when the mail may not go any more: it was taken back in the meantime.
    pub fn handing_over(&self, id: OutboxId, n: u32) -> Result<bool> {
        // A worker that was slow beyond its lease has lost the mail to a later try.
        let marked = self.0.execute(
            "UPDATE outbox SET state = 'handing_over' WHERE id = ?1 AND state = 'claimed' AND attempts = ?2",
            (id.0, n),
        )?;
        self.phase(id, n, "data")?;
        Ok(marked == 1)
    }

    /// Writes down the fate of a try.
    pub fn fate(
        &self,
        claimed: &Claimed,
        state: OutboxState,
        code: Option<u16>,
        text: &str,
        next_try_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let settled = match state {
            OutboxState::Queued | OutboxState::Claimed | OutboxState::HandingOver | OutboxState::RetryWait => None,
            OutboxState::Sent
            | OutboxState::Failed
            | OutboxState::Uncertain
            | OutboxState::Cancelled
            | OutboxState::Expired
            | OutboxState::Bounced => Some(now.as_millisecond()),
        };
        self.0.execute(
            "UPDATE outbox SET state = ?2, last_code = ?3, last_text = ?4, next_try_at = ?5, settled_at = ?6, lease_until = 0 WHERE id = ?1",
            (claimed.id.0, state.word(), code, text, next_try_at.as_millisecond(), settled),
        )?;
        self.0.execute(
            "UPDATE send_attempt SET code = ?3, text = ?4, finished_at = ?5 WHERE outbox_id = ?1 AND n = ?2",
            (claimed.id.0, claimed.attempts, code, text, now.as_millisecond()),
        )?;
        Ok(())
    }

    /// The other server sent a mail of ours back.
    pub fn bounced(&self, id: OutboxId, why: &str, now: Timestamp) -> Result<bool> {
        Ok(self.0.execute(
            "UPDATE outbox SET state = 'bounced', last_text = ?2, settled_at = ?3, told_fate = 0
             WHERE id = ?1 AND state IN ('sent', 'uncertain')",
            (id.0, why, now.as_millisecond()),
        )? == 1)
    }

    /// Nothing goes to this address any more, whatever is approved. Gives back whether that is new.
    pub fn suppress(&self, address: &Address, why: &str, now: Timestamp) -> Result<bool> {
        Ok(self.0.execute(
            "INSERT OR IGNORE INTO suppression (address, why, at) VALUES (?1, ?2, ?3)",
            (address.as_str(), why, now.as_millisecond()),
        )? == 1)
    }

    /// Why nothing goes to an address, where that is so.
    pub fn suppressed(&self, address: &Address) -> Result<Option<String>> {
        let mut statement = self.0.prepare_cached("SELECT why FROM suppression WHERE address = ?1")?;
        Ok(statement.query_row([address.as_str()], |row| row.get(0)).optional()?)
    }

    /// Somebody holds this mail of ours: its fate is known after all.
    pub fn arrived(&self, rfc_id: &str, now: Timestamp) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached(
                "UPDATE outbox SET state = 'sent', settled_at = ?2, told_fate = 0 WHERE rfc_id = ?1 AND state = 'uncertain'",
            )?
            .execute((rfc_id, now.as_millisecond()))?
            == 1)
    }

    /// Holds back approved texts that their answer overtook, and lets the user be told. Gives back how many.
    pub fn withdraw_approved(
        &self,
        relationship: RelationshipId,
        wrote_at: Timestamp,
        now: Timestamp,
    ) -> Result<usize> {
        let overtaken = "SELECT o.id FROM outbox o JOIN draft d ON d.id = o.draft_id
             WHERE d.relationship_id = ?1 AND d.state = 'taken' AND d.finding_id IS NOT NULL AND d.offered_at < ?2
               AND o.state IN ('queued', 'retry_wait')";
        let mut statement = self.0.prepare_cached(overtaken)?;
        let ids: Vec<i64> = statement
            .query_map((relationship.0, wrote_at.as_millisecond()), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for id in &ids {
            self.0.execute(
                "UPDATE draft SET state = 'withdrawn' WHERE id = (SELECT draft_id FROM outbox WHERE id = ?1)",
                [id],
            )?;
            self.0.execute(
                "UPDATE outbox SET state = 'cancelled', last_text = 'they wrote first', settled_at = ?2, told_fate = 0 WHERE id = ?1",
                (id, now.as_millisecond()),
            )?;
        }
        Ok(ids.len())
    }

    /// Takes a queued mail back. `false` when it has gone already, or may have.
    pub fn cancel(&self, id: OutboxId, why: &str, now: Timestamp) -> Result<bool> {
        Ok(self.0.execute(
            "UPDATE outbox SET state = 'cancelled', last_text = ?2, settled_at = ?3, told_fate = 1
             WHERE id = ?1 AND state IN ('queued', 'retry_wait')",
            (id.0, why, now.as_millisecond()),
        )? == 1)
    }

    pub fn outbox_row(&self, id: OutboxId) -> Result<Option<OutboxRow>> {
        Ok(self.outbox_rows(&format!("SELECT {COLUMNS} FROM outbox WHERE id = ?1"), [id.0])?.pop())
    }

    /// The mail of ours with this Message-ID.
    pub fn outbox_by_rfc_id(&self, rfc_id: &str) -> Result<Option<OutboxRow>> {
        Ok(self.outbox_rows(&format!("SELECT {COLUMNS} FROM outbox WHERE rfc_id = ?1"), [rfc_id])?.pop())
    }

    /// The newest mails, newest first.
    pub fn outbox(&self, limit: u32) -> Result<Vec<OutboxRow>> {
        self.outbox_rows(&format!("SELECT {COLUMNS} FROM outbox ORDER BY id DESC LIMIT ?1"), [limit])
    }

    /// Texts to the other side whose fate the user has not been told.
    pub fn untold_fates(&self) -> Result<Vec<OutboxRow>> {
        self.outbox_rows(
            &format!(
                "SELECT {COLUMNS} FROM outbox WHERE kind = 'draft' AND told_fate = 0
                 AND state IN ('sent', 'failed', 'uncertain', 'expired', 'bounced', 'cancelled') AND id > ?1 ORDER BY id"
            ),
            [0],
        )
    }

    /// Texts to the other side that have gone since an instant, and of which no copy was kept.
    pub fn sent_without_copy(&self, since: Timestamp) -> Result<Vec<OutboxRow>> {
        self.outbox_rows(
            &format!(
                "SELECT {COLUMNS} FROM outbox WHERE kind = 'draft' AND state = 'sent' AND settled_at > ?1 AND plain <> ''
                 AND NOT EXISTS (SELECT 1 FROM kv WHERE k = 'sent_copy:' || outbox.id) ORDER BY id"
            ),
            [since.as_millisecond()],
        )
    }

    pub fn told_fate(&self, id: OutboxId) -> Result<()> {
        self.0.execute("UPDATE outbox SET told_fate = 1 WHERE id = ?1", [id.0])?;
        Ok(())
    }

    /// How many mails of one kind were queued since an instant, and about which relationship a nudge item was.
    pub fn nudges_since(&self, since: Timestamp) -> Result<Vec<(Timestamp, Vec<RelationshipId>)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT o.id, o.queued_at, f.relationship_id FROM outbox o
             LEFT JOIN item i ON i.outbox_id = o.id LEFT JOIN finding f ON f.id = i.finding_id
             WHERE o.kind = 'nudge' AND o.queued_at >= ?1 AND o.state <> 'cancelled' ORDER BY o.id, i.n",
        )?;
        let mut rows = statement.query([since.as_millisecond()])?;
        let mut nudges: Vec<(i64, Timestamp, Vec<_>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if nudges.last().is_none_or(|(last, _, _)| *last != id) {
                nudges.push((id, codec::at(row.get(1)?)?, Vec::new()));
            }
            if let (Some(about), Some((_, _, abouts))) = (row.get::<_, Option<i64>>(2)?, nudges.last_mut()) {
                abouts.push(RelationshipId(about));
            }
        }
        Ok(nudges.into_iter().map(|(_, at, about)| (at, about)).collect())
    }

    /// The bytes of an outgoing mail as they were frozen.
    pub fn outbox_bytes(&self, id: OutboxId) -> Result<Vec<u8>> {
        Ok(self.0.query_row("SELECT mime FROM outbox WHERE id = ?1", [id.0], |row| row.get(0))?)
    }

    fn outbox_rows(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<Vec<OutboxRow>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(outbox_row_of(row)?);
        }
        Ok(found)
    }

    /// The mail of ours that a token proves a reply to answer, while it lives.
    pub fn live_token(&self, token: &str, now: Timestamp) -> Result<Option<OutboxId>> {
        Ok(self
            .0
            .prepare_cached("SELECT outbox_id FROM token WHERE hash = ?1 AND revoked_at IS NULL AND expires_at > ?2")?
            .query_row((token_sha256(token), now.as_millisecond()), |row| row.get(0).map(OutboxId))
            .optional()?)
    }

    /// Ends the tokens of a mail: somebody else has seen them. `false` where none was alive.
    pub fn revoke_tokens(&self, id: OutboxId, now: Timestamp) -> Result<bool> {
        Ok(self.0.execute(
            "UPDATE token SET revoked_at = ?2 WHERE outbox_id = ?1 AND revoked_at IS NULL AND expires_at > ?2",
            (id.0, now.as_millisecond()),
        )? > 0)
    }

    /// Whether this occasion has its mail already.
    pub fn has_mail(&self, dedup_key: &str) -> Result<bool> {
        Ok(self.0.prepare_cached("SELECT 1 FROM outbox WHERE dedup_key = ?1")?.exists([dedup_key])?)
    }
}

fn token_sha256(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

fn outbox_row_of(row: &Row<'_>) -> Result<OutboxRow> {
    Ok(OutboxRow {
        id: OutboxId(row.get(0)?),
        kind: codec::word("a kind of mail", &row.get::<_, String>(1)?, MailKind::from_word)?,
        to: codec::address(&row.get::<_, String>(2)?)?,
        subject: row.get(3)?,
        message_id: row.get(4)?,
        plain: row.get(5)?,
        state: codec::word("the state of a mail", &row.get::<_, String>(6)?, OutboxState::from_word)?,
        queued_at: codec::at(row.get(7)?)?,
        not_before: codec::at(row.get(8)?)?,
        next_try_at: codec::at(row.get(9)?)?,
        settled_at: codec::maybe_at(row.get(10)?)?,
        attempts: row.get::<_, u32>(11)? % 100,
        last_code: row.get(12)?,
        last_text: row.get(13)?,
        draft: row.get::<_, Option<i64>>(14)?.map(DraftId),
        dedup_key: row.get(15)?,
    })
}
