//! Erasing: `forget` leaves nothing of a person behind, and says what it erased.

use super::{Db, Result};
use crate::domain::id::RelationshipId;

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    pub letters: usize,
    pub mails: usize,
    pub sent: usize,
}

impl Db<'_> {
    /// Erases a relationship: its letters, acts and findings, the bytes of every mail that showed them, and the words of every
    /// mail of ours and command that named it. [`super::Store::compact`] afterwards, so that the file holds nothing of it either.
    pub fn forget(&self, id: RelationshipId) -> Result<Erased> {
        let names = self.names_of(id)?;
        self.0.execute_batch("CREATE TEMP TABLE IF NOT EXISTS doomed (message_id INTEGER PRIMARY KEY)")?;
        self.0.execute("DELETE FROM doomed", [])?;
        self.0.execute(
            "INSERT OR IGNORE INTO doomed SELECT s.message_id FROM sighting s JOIN interaction i ON i.id = s.interaction_id
             WHERE i.relationship_id = ?1",
            [id.0],
        )?;
        // Mails that were asked about, or set aside, and name one of their addresses.
        for name in &names {
            if name.contains('@') {
                self.0.execute(
                    "INSERT OR IGNORE INTO doomed SELECT message_id FROM raw WHERE instr(lower(CAST(bytes AS TEXT)), ?1) > 0",
                    [name],
                )?;
            }
        }
        // A mail that also shows somebody else's letters loses its bytes, and keeps its place.
        self.0.execute("DELETE FROM raw WHERE message_id IN (SELECT message_id FROM doomed)", [])?;
        let letters =
            self.0.query_row("SELECT count(*) FROM interaction WHERE relationship_id = ?1", [id.0], |row| {
                row.get::<_, u32>(0)
            })?;
        let mut sent = self.0.execute(
            "UPDATE outbox SET mime = x'', plain = '', subject = '', last_text = '',
                 state = CASE WHEN state IN ('queued', 'retry_wait', 'claimed') THEN 'cancelled' ELSE state END
             WHERE id IN (SELECT i.outbox_id FROM item i JOIN finding f ON f.id = i.finding_id WHERE f.relationship_id = ?1)
                OR draft_id IN (SELECT id FROM draft WHERE relationship_id = ?1)",
            [id.0],
        )?;
        for name in &names {
            sent += self.0.execute(
                "UPDATE outbox SET mime = x'', plain = '', subject = '', last_text = '' WHERE plain <> '' AND
                 (instr(lower(plain), ?1) > 0 OR instr(lower(subject), ?1) > 0)",
                [name],
            )?;
            self.0.execute(
                "UPDATE command SET said = '', answer = '', undo = '[]' WHERE instr(lower(said), ?1) > 0 OR instr(lower(answer), ?1) > 0",
                [name],
            )?;
            self.0.execute(
                "DELETE FROM question WHERE instr(lower(address), ?1) > 0 OR instr(lower(coalesce(name, '')), ?1) > 0",
                [name],
            )?;
            self.0.execute("UPDATE outbox SET rcpt = '' WHERE rcpt = ?1", [name])?;
        }
        self.0.execute(
            "UPDATE send_attempt SET text = '' WHERE outbox_id IN (SELECT id FROM outbox WHERE plain = '')",
            [],
        )?;
        self.0.execute("DELETE FROM relationship WHERE id = ?1", [id.0])?;
        let mails = self.0.execute(
            "DELETE FROM message WHERE id IN (SELECT message_id FROM doomed)
                AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.message_id = message.id)",
            [],
        )?;
        self.0.execute("DELETE FROM doomed", [])?;
        Ok(Erased { letters: usize::try_from(letters).unwrap_or(0), mails, sent })
    }

    /// What a relationship is called, in lower case: its name, its key, its person and its addresses.
    fn names_of(&self, id: RelationshipId) -> Result<Vec<String>> {
        let mut names: Vec<String> = self.contacts(id)?.into_iter().map(|address| address.to_string()).collect();
        if let Some(relationship) = self.relationship(id)? {
            names.push(relationship.name.to_lowercase());
            names.push(relationship.key.clone());
        }
        names.retain(|name| !name.is_empty());
        Ok(names)
    }
}
