//! Erasing: `forget` leaves nothing of a person behind, and says what it erased.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension;

use super::{Change, Db, Result};
use crate::domain::id::RelationshipId;

/// Stands for a recipient who was forgotten (RFC 2606 keeps `.invalid` from ever being anybody's).
const NOBODY: &str = "forgotten@forgotten.invalid";

/// Takes the words out of a mail of ours. What has none must not be sent any more, and nothing is left to tell of it.
const BLANK: &str = "UPDATE outbox SET mime = x'', plain = '', subject = '', last_text = '', told_fate = 1,
    state = CASE WHEN state IN ('queued', 'retry_wait', 'claimed', 'uncertain') THEN 'cancelled' ELSE state END WHERE id = ?1";

/// What was erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    pub letters: usize,
    pub mails: usize,
    pub sent: usize,
    /// The Message-IDs of the mails of ours whose words were erased: copies of them may lie in an outbox folder.
    pub message_ids: Vec<String>,
}

impl Erased {
    /// What was erased with something else before it. The ids are all that were ever erased.
    fn and(self, before: &Self) -> Self {
        Self {
            letters: self.letters + before.letters,
            mails: self.mails + before.mails,
            sent: self.sent + before.sent,
            ..self
        }
    }
}

impl Db<'_> {
    /// Erases a relationship: its letters, acts and findings, the bytes of every mail that showed them, and the words of every
    /// mail of ours and command that named it. [`super::Store::compact`] afterwards, so that the file holds nothing of it either.
    pub fn forget(&self, id: RelationshipId) -> Result<Erased> {
        let mut erased = Erased::default();
        // What was merged into it kept its names, and the second copies of letters to both.
        for merged in self.ids("SELECT id FROM relationship WHERE merged_into = ?1", id.0)? {
            erased = self.forget(RelationshipId(merged))?.and(&erased);
        }
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
        // What was written to me alone is carried out, and its words may name anybody in any encoding.
        self.0.execute(
            "DELETE FROM raw WHERE message_id IN
                 (SELECT id FROM message WHERE route IN ('note', 'reply') AND state = 'done' AND outcome <> 'filed')",
            [],
        )?;
        let letters =
            self.0.query_row("SELECT count(*) FROM interaction WHERE relationship_id = ?1", [id.0], |row| {
                row.get::<_, u32>(0)
            })?;
        let mut blank = self.ids(
            "SELECT id FROM outbox WHERE id IN
                 (SELECT i.outbox_id FROM item i JOIN finding f ON f.id = i.finding_id WHERE f.relationship_id = ?1
                  UNION SELECT i.outbox_id FROM item i JOIN act a ON a.id = i.act_id WHERE a.relationship_id = ?1
                  UNION SELECT i.outbox_id FROM item i JOIN entry e ON e.id = i.entry_id WHERE e.relationship_id = ?1)
                 OR draft_id IN (SELECT id FROM draft WHERE relationship_id = ?1)",
            id.0,
        )?;
        blank.extend(self.mails_naming(&names)?);
        for mail in &blank {
            self.0.execute(BLANK, [mail])?;
            self.0.execute("UPDATE send_attempt SET text = '' WHERE outbox_id = ?1", [mail])?;
        }
        self.erase_commands_about(id)?;
        self.erase_names(&names)?;
        self.0.execute("DELETE FROM relationship WHERE id = ?1", [id.0])?;
        let mails = self.0.execute(
            "DELETE FROM message WHERE id IN (SELECT message_id FROM doomed)
                AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.message_id = message.id)",
            [],
        )?;
        self.0.execute("DELETE FROM doomed", [])?;
        let mut statement = self.0.prepare("SELECT rfc_id FROM outbox WHERE plain = ''")?;
        let message_ids = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let letters = usize::try_from(letters).unwrap_or(0);
        Ok(Erased { letters, mails, sent: blank.len(), message_ids }.and(&erased))
    }

    fn ids(&self, sql: &str, parameter: i64) -> Result<BTreeSet<i64>> {
        let mut statement = self.0.prepare(sql)?;
        Ok(statement.query_map([parameter], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// Mails of ours that name one of these. A text to somebody else that was approved and is on its way is left to go: it is that
    /// other person's, and a mail without its words must never be sent.
    fn mails_naming(&self, names: &[String]) -> Result<Vec<i64>> {
        let mut statement = self.0.prepare(
            "SELECT id, plain, subject FROM outbox WHERE plain <> ''
                 AND (kind <> 'draft' OR state NOT IN ('queued', 'retry_wait', 'claimed', 'handing_over'))",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            if is_named(&row.get::<_, String>(1)?, names) || is_named(&row.get::<_, String>(2)?, names) {
                found.push(row.get(0)?);
            }
        }
        Ok(found)
    }

    /// Takes the words out of every command that changed something of the relationship: they may call its people by a first name.
    /// Of what only looked, those go that name such a person; there is nothing in them to take back.
    fn erase_commands_about(&self, id: RelationshipId) -> Result<()> {
        let person = self.relationship(id)?.and_then(|relationship| relationship.person);
        let mut statement = self.0.prepare("SELECT id, said || ' ' || answer, undo FROM command WHERE said <> ''")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let undo: String = row.get(2)?;
            let changes: Vec<Change> = super::codec::json("changes", &undo)?;
            let said: String = row.get(1)?;
            let is_named = || person.as_deref().is_some_and(|person| is_word(&said, person));
            let is_about = if changes.is_empty() { is_named() } else { self.is_about(&changes, id)? };
            if is_about {
                self.0.execute(
                    "UPDATE command SET said = '', answer = '', undo = '[]' WHERE id = ?1",
                    [row.get::<_, i64>(0)?],
                )?;
            }
        }
        Ok(())
    }

    fn is_about(&self, changes: &[Change], id: RelationshipId) -> Result<bool> {
        for change in changes {
            if self.about(change)? == Some(id.0) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The relationship of which a change changes something.
    fn about(&self, change: &Change) -> Result<Option<i64>> {
        let of = |table: &str, row: i64| {
            let sql = format!("SELECT relationship_id FROM {table} WHERE id = ?1");
            Ok(self.0.prepare_cached(&sql)?.query_row([row], |row| row.get(0)).optional()?.flatten())
        };
        match change {
            Change::RemoveRelationship { id }
            | Change::Rename { id, .. }
            | Change::SetPerson { id, .. }
            | Change::SetIntent { id, .. }
            | Change::SetZone { id, .. }
            | Change::SetSince { id, .. }
            | Change::SetQuiet { id, .. }
            | Change::AddContact { id, .. }
            | Change::AddHoliday { id, .. }
            | Change::RemoveHoliday { id, .. }
            | Change::AddAct { id, .. } => Ok(Some(*id)),
            Change::RemoveAct { act } | Change::SetAct { act, .. } => of("act", *act),
            Change::RemoveEntry { entry }
            | Change::SetEntry { entry, .. }
            | Change::MoveEntry { entry, .. }
            | Change::WordEntry { entry, .. }
            | Change::ClockEntry { entry, .. } => of("entry", *entry),
            Change::MoveLetter { letter, .. } => of("interaction", *letter),
            Change::Merge { into, .. } => Ok(Some(*into)),
            Change::Separate { id } => Ok(self.merged_into(RelationshipId(*id))?.map(|id| id.0)),
            Change::Answer { finding, .. } => of("finding", *finding),
            Change::MoveDraft { draft, .. } => of("draft", *draft),
            Change::RemoveContact { address } | Change::MoveContact { address, .. } => {
                Ok(crate::domain::address::Address::parse(address)
                    .map(|it| self.contact_owner(&it))
                    .transpose()?
                    .flatten()
                    .map(|id| id.0))
            }
            Change::Cancel { outbox } => Ok(self
                .0
                .prepare_cached(
                    "SELECT d.relationship_id FROM outbox o JOIN draft d ON d.id = o.draft_id WHERE o.id = ?1",
                )?
                .query_row([outbox], |row| row.get(0))
                .optional()?),
            Change::AddRelationship { .. }
            | Change::AddEntry(_)
            | Change::Unsuppress { .. }
            | Change::Suppress { .. }
            | Change::Ignore { .. }
            | Change::Unignore { .. }
            | Change::SetQuestion { .. }
            | Change::Set { .. }
            | Change::RuleFile { .. }
            | Change::RuleChange { .. } => Ok(None),
        }
    }

    /// Takes the names out of what is kept beside letters and mails: commands, questions, reasons, faults, recipients.
    fn erase_names(&self, names: &[String]) -> Result<()> {
        for (look, erase) in [
            (
                "SELECT id, said || ' ' || answer FROM command",
                "UPDATE command SET said = '', answer = '', undo = '[]' WHERE id = ?1",
            ),
            (
                "SELECT id, address || ' ' || coalesce(name, '') || ' ' || subject FROM question",
                "DELETE FROM question WHERE id = ?1",
            ),
            ("SELECT id, about || ' ' || wanted FROM rule_change", "DELETE FROM rule_change WHERE id = ?1"),
            ("SELECT id, reason FROM message WHERE reason <> ''", "UPDATE message SET reason = '' WHERE id = ?1"),
        ] {
            let mut statement = self.0.prepare(look)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if is_named(&row.get::<_, String>(1)?, names) {
                    self.0.execute(erase, [row.get::<_, i64>(0)?])?;
                }
            }
        }
        let mut statement = self.0.prepare("SELECT k, k || ' ' || v FROM kv WHERE k LIKE 'fault:%'")?;
        let kept: Vec<(String, String)> =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        for (key, _) in kept.iter().filter(|(_, said)| is_named(said, names)) {
            self.unset(key)?;
        }
        for name in names {
            self.0.execute("UPDATE outbox SET rcpt = ?2 WHERE rcpt = ?1", [name.as_str(), NOBODY])?;
            if name.contains('@') {
                self.0.execute(
                    "UPDATE outbox SET dedup_key = 'forgotten:' || id WHERE instr(lower(dedup_key), ?1) > 0",
                    [name],
                )?;
            }
            self.0.execute("DELETE FROM suppression WHERE address = ?1", [name])?;
        }
        Ok(())
    }

    /// What a relationship is called, in lower case: its name, its key and its addresses. Not its person: a Will or a May is in
    /// every other sentence.
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

/// Whether a text names one of these, as a word of its own: `al` is not named by `also`. Names are in lower case.
fn is_named(text: &str, names: &[String]) -> bool {
    let text = text.to_lowercase();
    names.iter().any(|name| is_word(&text, name))
}

fn is_word(text: &str, name: &str) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(name).any(|(at, found)| {
        let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + found.len()..).unwrap_or(""));
        is_edge(before.chars().next_back()) && is_edge(after.chars().next())
    })
}
