//! Texts for the other side: offered, and then taken, put away or withdrawn. What an approval is bound to is fixed when one is offered.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use sha2::{Digest, Sha256};

use super::{Db, Result, codec};
use crate::domain::address::Address;
use crate::domain::id::{DraftId, EntryId, FindingId, OutboxId, RelationshipId};
use crate::domain::mail::{CalendarFile, Draft, DraftState, Method};

impl Db<'_> {
    /// Offers a text. What an approval will be bound to is fixed here.
    pub fn offer(&self, draft: &Draft) -> Result<DraftId> {
        let id = self
            .0
            .prepare_cached(
                "INSERT INTO draft (relationship_id, finding_id, template, rcpt, subject, body, sha256, state, offered_at, in_reply_to,
                     refs, entry_id, calendar, calendar_method, calendar_uid)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .insert(rusqlite::params![
                draft.relationship.0,
                draft.finding.map(|id| id.0),
                draft.template,
                draft.to.as_str(),
                draft.subject,
                draft.body,
                draft_sha256(draft),
                draft.state.word(),
                draft.offered_at.as_millisecond(),
                draft.in_reply_to,
                codec::to_json(&draft.references),
                draft.talk.map(|id| id.0),
                draft.calendar.as_ref().map(|file| &file.text),
                draft.calendar.as_ref().map(|file| file.method.word()),
                draft.calendar.as_ref().map(|file| &file.uid),
            ])?;
        Ok(DraftId(id))
    }

    /// What is known of a talk in calendars: its id there, once one was made; and how many files the user has approved.
    pub fn in_calendars(&self, talk: EntryId) -> Result<(Option<String>, u32)> {
        Ok(self
            .0
            .prepare_cached("SELECT max(calendar_uid), count(*) FILTER (WHERE state = 'taken') FROM draft WHERE entry_id = ?1 AND calendar_uid IS NOT NULL")?
            .query_row([talk.0], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// The talk that a calendar knows by this id, and whom it was sent to.
    pub fn talk_in_calendar(&self, uid: &str) -> Result<Option<(EntryId, Address)>> {
        let found: Option<(i64, String)> = self
            .0
            .prepare_cached(
                "SELECT entry_id, rcpt FROM draft WHERE calendar_uid = ?1 AND state = 'taken' AND entry_id IS NOT NULL
                 ORDER BY id DESC LIMIT 1",
            )?
            .query_row([uid], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        found.map(|(talk, to)| Ok((EntryId(talk), codec::address(&to)?))).transpose()
    }

    /// Texts about a talk that wait for the user's word.
    pub fn offered_for_talk(&self, talk: EntryId) -> Result<Vec<Draft>> {
        self.drafts_where("d.entry_id = ?1 AND d.state = 'offered'", talk.0)
    }

    pub fn draft(&self, id: DraftId) -> Result<Option<Draft>> {
        Ok(self.drafts_where("d.id = ?1", id.0)?.pop())
    }

    /// Texts that wait for the user's word, of one relationship.
    pub fn offered_drafts(&self, relationship: RelationshipId) -> Result<Vec<Draft>> {
        self.drafts_where("d.relationship_id = ?1 AND d.state = 'offered'", relationship.0)
    }

    /// Every text that waits for the user's word.
    pub fn all_offered_drafts(&self) -> Result<Vec<Draft>> {
        self.drafts_where("d.id > ?1 AND d.state = 'offered' ORDER BY d.id", 0)
    }

    /// What became of the newest text of a kind in one relationship.
    pub fn newest_state(&self, relationship: RelationshipId, template: &str) -> Result<Option<DraftState>> {
        let state: Option<String> = self
            .0
            .prepare_cached(
                "SELECT state FROM draft WHERE relationship_id = ?1 AND template = ?2 ORDER BY id DESC LIMIT 1",
            )?
            .query_row((relationship.0, template), |row| row.get(0))
            .optional()?;
        state.map(|state| codec::word("the state of a draft", &state, DraftState::from_word)).transpose()
    }

    pub(super) fn drafts_where(&self, condition: &str, parameter: i64) -> Result<Vec<Draft>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT d.id, d.relationship_id, d.finding_id, d.template, d.rcpt, d.subject, d.body, d.state, d.offered_at,
                 d.in_reply_to, d.refs, (SELECT max(o.id) FROM outbox o WHERE o.draft_id = d.id), d.entry_id,
                 d.calendar, d.calendar_method, d.calendar_uid
             FROM draft d WHERE {condition}"
        ))?;
        let mut rows = statement.query([parameter])?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            drafts.push(Draft {
                id: DraftId(row.get(0)?),
                relationship: RelationshipId(row.get(1)?),
                finding: row.get::<_, Option<i64>>(2)?.map(FindingId),
                template: row.get(3)?,
                to: codec::address(&row.get::<_, String>(4)?)?,
                subject: row.get(5)?,
                body: row.get(6)?,
                state: codec::word("the state of a draft", &row.get::<_, String>(7)?, DraftState::from_word)?,
                offered_at: codec::at(row.get(8)?)?,
                in_reply_to: row.get(9)?,
                references: codec::json("references", &row.get::<_, String>(10)?)?,
                outbox: row.get::<_, Option<i64>>(11)?.map(OutboxId),
                talk: row.get::<_, Option<i64>>(12)?.map(EntryId),
                calendar: calendar_of(row)?,
            });
        }
        Ok(drafts)
    }

    /// When these words went to an address, or are to go: the last time since then.
    pub fn went_since(&self, to: &Address, subject: &str, body: &str, since: Timestamp) -> Result<Option<Timestamp>> {
        codec::maybe_at(
            self.0
                .prepare_cached(
                    "SELECT max(coalesce(o.settled_at, o.not_before)) FROM draft d JOIN outbox o ON o.draft_id = d.id
                     WHERE d.rcpt = ?1 AND d.subject = ?2 AND d.body = ?3 AND d.state = 'taken'
                       AND o.queued_at > ?4 AND o.state NOT IN ('cancelled', 'expired', 'failed', 'bounced')",
                )?
                .query_row((to.as_str(), subject, body, since.as_millisecond()), |row| row.get(0))?,
        )
    }

    /// Moves a draft from one state to another. `false` when it is not in that state any more.
    pub fn move_draft(&self, id: DraftId, from: DraftState, to: DraftState) -> Result<bool> {
        Ok(self
            .0
            .execute("UPDATE draft SET state = ?3 WHERE id = ?1 AND state = ?2", (id.0, from.word(), to.word()))?
            == 1)
    }
}

fn calendar_of(row: &Row<'_>) -> Result<Option<CalendarFile>> {
    let (text, method, uid): (Option<String>, Option<String>, Option<String>) =
        (row.get(13)?, row.get(14)?, row.get(15)?);
    let (Some(text), Some(method), Some(uid)) = (text, method, uid) else { return Ok(None) };
    let method = codec::word("what a calendar file is for", &method, Method::from_word)?;
    Ok(Some(CalendarFile { method, uid, text }))
}

/// What an approval is bound to: recipient, subject, body, and the calendar file where there is one; each by its length so that no
/// two texts share a hash.
pub(super) fn draft_sha256(draft: &Draft) -> Vec<u8> {
    let mut hash = Sha256::new();
    let calendar = draft.calendar.as_ref().map(|file| file.text.as_str());
    for part in [draft.to.as_str(), &draft.subject, &draft.body].into_iter().chain(calendar) {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::mail::{Frozen, Guard, MailKind};
    use crate::store::{Enqueued, Fresh, Store};

    fn draft() -> Draft {
        Draft {
            id: DraftId(0),
            relationship: RelationshipId(1),
            finding: None,
            template: "talk-invitation".to_owned(),
            to: Address::parse("dana@acme.example").unwrap(),
            subject: "Half an hour?".to_owned(),
            body: "Hi Dana".to_owned(),
            state: DraftState::Offered,
            offered_at: Timestamp::UNIX_EPOCH,
            outbox: None,
            in_reply_to: None,
            references: Vec::new(),
            talk: None,
            calendar: None,
        }
    }

    #[test]
    fn an_approval_is_bound_to_each_part_that_the_other_side_would_get() {
        let file = |text: &str| {
            Some(CalendarFile { method: Method::Request, uid: "k7@desk.example".to_owned(), text: text.to_owned() })
        };
        let all = [
            draft(),
            Draft { to: Address::parse("kim@acme.example").unwrap(), ..draft() },
            Draft { subject: "An hour?".to_owned(), ..draft() },
            Draft { body: "Hello Dana".to_owned(), ..draft() },
            Draft { calendar: file("ten"), ..draft() },
            Draft { calendar: file("eleven"), ..draft() },
        ];
        let hashes: std::collections::HashSet<Vec<u8>> = all.iter().map(draft_sha256).collect();
        assert_eq!(hashes.len(), all.len());
    }

    #[test]
    fn the_outbox_itself_takes_no_mail_to_a_stranger() {
        let mut store = Store::in_memory().unwrap();
        let you = Address::parse("nadia@desk.example").unwrap();
        let at = Timestamp::UNIX_EPOCH;
        let frozen = Frozen {
            kind: MailKind::Nudge,
            to: draft().to,
            envelope_from: you.clone(),
            message_id: "1@desk.example".to_owned(),
            subject: String::new(),
            bytes: Vec::new(),
            frozen_at: at,
        };
        let fresh = Fresh {
            frozen: &frozen,
            dedup_key: "nudge:1",
            plain: "",
            not_before: at,
            expires_at: at,
            draft: None,
            token: None,
            items: &[],
        };
        let took = store.write(|db| db.enqueue(&fresh, &Guard { you: vec![you] })).unwrap();
        assert!(matches!(took, Enqueued::Refused), "{took:?}");
    }
}
