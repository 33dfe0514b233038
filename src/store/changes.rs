//! What the user's words change. Every change gives back the change that undoes it, so that `undo` needs no second logic.

use jiff::Timestamp;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::{Answered, Db, EntryRow, Result};
use crate::domain::address::Address;
use crate::domain::id::{ActId, DraftId, FindingId, OutboxId, RelationshipId};
use crate::domain::mail::DraftState;

/// One change of facts, by the user's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    AddRelationship {
        key: String,
        name: String,
        person: Option<String>,
        seat: String,
        intent: String,
        on: String,
    },
    /// Only for taking back an `AddRelationship` that nothing hangs on yet.
    RemoveRelationship {
        id: i64,
    },
    Rename {
        id: i64,
        name: String,
    },
    SetPerson {
        id: i64,
        person: Option<String>,
    },
    SetIntent {
        id: i64,
        intent: String,
        /// The day on which it was said.
        #[serde(default)]
        on: Option<String>,
    },
    SetZone {
        id: i64,
        zone: Option<String>,
    },
    SetSince {
        id: i64,
        since: Option<String>,
    },
    SetQuiet {
        id: i64,
        until: Option<String>,
    },
    AddContact {
        id: i64,
        address: String,
    },
    RemoveContact {
        address: String,
    },
    /// Files an address to another relationship. `ordinal` is its place among the others there; the last where none is said.
    MoveContact {
        address: String,
        to: i64,
        ordinal: Option<i64>,
    },
    /// Files a letter to another relationship, with all that hangs on it.
    MoveLetter {
        letter: i64,
        to: i64,
    },
    /// Makes a relationship part of another.
    Merge {
        id: i64,
        into: i64,
    },
    /// Takes it out again, as it was.
    Separate {
        id: i64,
    },
    /// Lets an address be written to again.
    Unsuppress {
        address: String,
    },
    /// Closes it, as it was closed before.
    Suppress {
        address: String,
        why: String,
        at: i64,
    },
    AddHoliday {
        id: i64,
        day: String,
        name: String,
    },
    RemoveHoliday {
        id: i64,
        day: String,
    },
    AddAct {
        id: i64,
        kind: String,
        side: String,
        day: String,
        state: String,
        invited: Option<bool>,
        words: String,
        #[serde(default)]
        form: String,
        /// A figure in hundredths, and its unit.
        #[serde(default)]
        figure: Option<(i64, String)>,
    },
    RemoveAct {
        act: i64,
    },
    SetAct {
        act: i64,
        state: String,
    },
    /// Adds what the user told. One shape for all kinds; see [`crate::domain::entry`].
    AddEntry(Box<EntryRow>),
    /// Only for taking back an `AddEntry`: what a letter shows is settled, not removed.
    RemoveEntry {
        entry: i64,
    },
    SetEntry {
        entry: i64,
        state: String,
        on: Option<String>,
        /// `None` leaves what stands there.
        because: Option<String>,
    },
    MoveEntry {
        entry: i64,
        until: Option<String>,
    },
    /// Gives a talk another hour.
    ClockEntry {
        entry: i64,
        at: Option<String>,
    },
    /// Gives an entry other words.
    WordEntry {
        entry: i64,
        words: String,
    },
    Ignore {
        entry: String,
    },
    Unignore {
        entry: String,
    },
    SetQuestion {
        question: i64,
        state: String,
    },
    Answer {
        finding: i64,
        answered: Answered,
    },
    MoveDraft {
        draft: i64,
        from: String,
        to: String,
    },
    /// Takes a queued mail back. It cannot be undone: approving again makes a new one.
    Cancel {
        outbox: i64,
    },
    Set {
        key: String,
        value: Option<String>,
    },
    /// A file of the user's rules as it was before; nothing where there was none. Files are not kept here: whoever takes the change
    /// back writes it.
    RuleFile {
        name: String,
        text: Option<String>,
        /// What was put in its place: where something else stands there by now, it is the user's.
        #[serde(default)]
        put: Option<String>,
    },
    RuleChange {
        id: i64,
        state: String,
    },
}

/// What applying a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The change that takes it back; `None` where there was nothing to change.
    pub undo: Option<Change>,
    /// The number of the new row, for changes that add one.
    pub id: Option<i64>,
}

/// A command as it was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    pub id: i64,
    pub said: String,
    pub answer: String,
    pub undo: Vec<Change>,
}

impl Db<'_> {
    /// Applies one change.
    pub fn apply(&self, change: &Change, now: Timestamp) -> Result<Applied> {
        let added = |id: i64, undo: Change| Ok(Applied { undo: Some(undo), id: Some(id) });
        let changed = |undo: Option<Change>| Ok(Applied { undo, id: None });
        match change {
            Change::AddRelationship { key, name, person, seat, intent, on } => {
                let id = self.insert(
                    "INSERT INTO relationship (key, name, person, seat, intent, added_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    (key, name, person, seat, intent, on),
                )?;
                added(id, Change::RemoveRelationship { id })
            }
            Change::RemoveRelationship { id } => {
                let n: u32 =
                    self.0.query_row("SELECT count(*) FROM interaction WHERE relationship_id = ?1", [id], |row| {
                        row.get(0)
                    })?;
                if n > 0 {
                    return changed(None);
                }
                self.0.execute("DELETE FROM relationship WHERE id = ?1", [id])?;
                changed(None)
            }
            Change::Rename { id, name } => {
                let undo = self.swap("relationship", "name", *id, name)?;
                changed(undo.map(|name| Change::Rename { id: *id, name }))
            }
            Change::SetPerson { id, person } => {
                let undo: Option<Option<String>> = self.swap_maybe("relationship", "person", *id, person.as_deref())?;
                changed(undo.map(|person| Change::SetPerson { id: *id, person }))
            }
            Change::SetIntent { id, intent, on } => {
                let said_on: Option<Option<String>> =
                    self.swap_maybe("relationship", "intent_on", *id, on.as_deref())?;
                let was: Option<String> = self.swap("relationship", "intent", *id, intent)?;
                let is_new = said_on.is_some() || was.is_some();
                changed(is_new.then(|| Change::SetIntent {
                    id: *id,
                    intent: was.unwrap_or_else(|| intent.clone()),
                    on: said_on.unwrap_or_else(|| on.clone()),
                }))
            }
            Change::SetZone { id, zone } => {
                let undo = self.swap_maybe("relationship", "zone", *id, zone.as_deref())?;
                changed(undo.map(|zone| Change::SetZone { id: *id, zone }))
            }
            Change::SetSince { id, since } => {
                let undo = self.swap_maybe("relationship", "since", *id, since.as_deref())?;
                changed(undo.map(|since| Change::SetSince { id: *id, since }))
            }
            Change::SetQuiet { id, until } => {
                let undo = self.swap_maybe("relationship", "quiet_until", *id, until.as_deref())?;
                changed(undo.map(|until| Change::SetQuiet { id: *id, until }))
            }
            Change::AddContact { id, address } => {
                let n = self.0.execute(
                    "INSERT OR IGNORE INTO contact (address, relationship_id, ordinal)
                     VALUES (?1, ?2, (SELECT count(*) FROM contact WHERE relationship_id = ?2))",
                    (address, id),
                )?;
                changed((n == 1).then(|| Change::RemoveContact { address: address.clone() }))
            }
            Change::Unsuppress { address } => {
                let was: Option<(String, i64)> = self
                    .0
                    .query_row("DELETE FROM suppression WHERE address = ?1 RETURNING why, at", [address], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })
                    .optional()?;
                changed(was.map(|(why, at)| Change::Suppress { address: address.clone(), why, at }))
            }
            Change::Suppress { address, why, at } => {
                self.0.execute(
                    "INSERT OR IGNORE INTO suppression (address, why, at) VALUES (?1, ?2, ?3)",
                    (address, why, at),
                )?;
                changed(Some(Change::Unsuppress { address: address.clone() }))
            }
            Change::RemoveContact { address } => {
                let id: Option<i64> = self
                    .0
                    .query_row("DELETE FROM contact WHERE address = ?1 RETURNING relationship_id", [address], |row| {
                        row.get(0)
                    })
                    .optional()?;
                changed(id.map(|id| Change::AddContact { id, address: address.clone() }))
            }
            Change::MoveContact { address, to, ordinal } => changed(self.move_contact(address, *to, *ordinal)?),
            Change::MoveLetter { letter, to } => changed(self.move_letter(*letter, *to)?),
            Change::Merge { id, into } => changed(self.merge(*id, *into)?),
            Change::Separate { id } => changed(self.separate(*id)?),
            Change::AddHoliday { id, day, name } => {
                let n = self.0.execute(
                    "INSERT OR IGNORE INTO holiday (relationship_id, day, name) VALUES (?1, ?2, ?3)",
                    (id, day, name),
                )?;
                changed((n == 1).then(|| Change::RemoveHoliday { id: *id, day: day.clone() }))
            }
            Change::RemoveHoliday { id, day } => {
                let name: Option<String> = self
                    .0
                    .query_row(
                        "DELETE FROM holiday WHERE relationship_id = ?1 AND day = ?2 RETURNING name",
                        (id, day),
                        |row| row.get(0),
                    )
                    .optional()?;
                changed(name.map(|name| Change::AddHoliday { id: *id, day: day.clone(), name }))
            }
            Change::AddAct { id, kind, side, day, state, invited, words, form, figure } => {
                let act = self.insert(
                    "INSERT INTO act (relationship_id, kind, side, day, state, invited, words, form, hundredths, unit)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    rusqlite::params![
                        id,
                        kind,
                        side,
                        day,
                        state,
                        invited,
                        words,
                        form,
                        figure.as_ref().map(|(hundredths, _)| *hundredths),
                        figure.as_ref().map_or("", |(_, unit)| unit),
                    ],
                )?;
                added(act, Change::RemoveAct { act })
            }
            Change::RemoveAct { act } => {
                self.0.execute("DELETE FROM act WHERE id = ?1 AND interaction_id IS NULL", [act])?;
                changed(None)
            }
            Change::SetAct { act, state } => {
                let undo = self.swap("act", "state", *act, state)?;
                changed(undo.map(|state| Change::SetAct { act: *act, state }))
            }
            Change::AddEntry(row) => {
                let entry = self.add_entry(row)?;
                added(entry, Change::RemoveEntry { entry })
            }
            Change::RemoveEntry { entry } => {
                self.0.execute("DELETE FROM entry WHERE id = ?1 AND interaction_id IS NULL", [entry])?;
                changed(None)
            }
            Change::SetEntry { entry, state, on, because } => {
                changed(self.set_entry(*entry, state, on.as_deref(), because.as_deref())?)
            }
            Change::MoveEntry { entry, until } => {
                let undo = self.swap_maybe("entry", "until", *entry, until.as_deref())?;
                changed(undo.map(|until| Change::MoveEntry { entry: *entry, until }))
            }
            Change::ClockEntry { entry, at } => {
                let undo = self.swap_maybe("entry", "at", *entry, at.as_deref())?;
                changed(undo.map(|at| Change::ClockEntry { entry: *entry, at }))
            }
            Change::WordEntry { entry, words } => {
                let undo = self.swap("entry", "words", *entry, words)?;
                changed(undo.map(|words| Change::WordEntry { entry: *entry, words }))
            }
            Change::Ignore { entry } => {
                let n = self.0.execute("INSERT OR IGNORE INTO ignored (entry) VALUES (?1)", [entry])?;
                changed((n == 1).then(|| Change::Unignore { entry: entry.clone() }))
            }
            Change::Unignore { entry } => {
                let n = self.0.execute("DELETE FROM ignored WHERE entry = ?1", [entry])?;
                changed((n == 1).then(|| Change::Ignore { entry: entry.clone() }))
            }
            Change::SetQuestion { question, state } => {
                let undo = self.swap("question", "state", *question, state)?;
                changed(undo.map(|state| Change::SetQuestion { question: *question, state }))
            }
            Change::Answer { finding, answered } => {
                let undo = self.answer_finding(FindingId(*finding), *answered)?;
                changed(undo.map(|answered| Change::Answer { finding: *finding, answered }))
            }
            Change::MoveDraft { draft, from, to } => {
                let states = DraftState::from_word(from).zip(DraftState::from_word(to));
                let moved = states.map_or(Ok(false), |(from, to)| self.move_draft(DraftId(*draft), from, to))?;
                changed(moved.then(|| Change::MoveDraft { draft: *draft, from: to.clone(), to: from.clone() }))
            }
            Change::Cancel { outbox } => {
                self.cancel(OutboxId(*outbox), "taken back", now)?;
                changed(None)
            }
            Change::Set { key, value } => {
                let before = self.get(key)?;
                match value {
                    Some(value) => self.set(key, value)?,
                    None => self.unset(key)?,
                }
                changed(Some(Change::Set { key: key.clone(), value: before }))
            }
            Change::RuleFile { .. } => changed(None),
            Change::RuleChange { id, state } => {
                let undo = self.swap("rule_change", "state", *id, state)?;
                changed(undo.map(|state| Change::RuleChange { id: *id, state }))
            }
        }
    }

    fn insert(&self, sql: &str, values: impl rusqlite::Params) -> Result<i64> {
        Ok(self.0.prepare_cached(sql)?.insert(values)?)
    }

    /// Sets a column and gives back what stood there; `None` where it was the same already, or there is no such row.
    fn swap(&self, table: &str, column: &str, id: i64, value: &str) -> Result<Option<String>> {
        let before: Option<String> = self
            .0
            .prepare_cached(&format!("SELECT {column} FROM {table} WHERE id = ?1"))?
            .query_row([id], |row| row.get(0))
            .optional()?;
        self.0.prepare_cached(&format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1"))?.execute((id, value))?;
        Ok(before.filter(|before| before != value))
    }

    /// As [`Db::swap`], for a column that may be empty.
    #[expect(clippy::option_option, reason = "no change, a change from nothing, a change from something: three cases")]
    fn swap_maybe(&self, table: &str, column: &str, id: i64, value: Option<&str>) -> Result<Option<Option<String>>> {
        let before: Option<Option<String>> = self
            .0
            .prepare_cached(&format!("SELECT {column} FROM {table} WHERE id = ?1"))?
            .query_row([id], |row| row.get(0))
            .optional()?;
        self.0.prepare_cached(&format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1"))?.execute((id, value))?;
        Ok(before.filter(|before| before.as_deref() != value))
    }

    /// As which verb a command was carried out before, if it was. The key is the mail it came in and its place there.
    pub fn done_as(&self, source: &str, ordinal: u32) -> Result<Option<String>> {
        Ok(self
            .0
            .prepare_cached("SELECT verb FROM command WHERE source = ?1 AND ordinal = ?2")?
            .query_row((source, ordinal), |row| row.get(0))
            .optional()?)
    }

    /// Keeps what a command did, in the transaction of what it did.
    pub fn remember(
        &self,
        source: &str,
        ordinal: u32,
        verb: &str,
        remembered: &Remembered,
        now: Timestamp,
    ) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO command (source, ordinal, verb, said, answer, undo, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((
                source,
                ordinal,
                verb,
                &remembered.said,
                &remembered.answer,
                super::codec::to_json(&remembered.undo),
                now.as_millisecond(),
            ))?;
        Ok(())
    }

    /// The last command that can be taken back.
    pub fn last_done(&self) -> Result<Option<Remembered>> {
        let row = self
            .0
            .query_row(
                "SELECT id, said, answer, undo FROM command WHERE undone = 0 AND undo <> '[]' ORDER BY id DESC LIMIT 1",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?)),
            )
            .optional()?;
        row.map(|(id, said, answer, undo)| {
            Ok(Remembered { id, said, answer, undo: super::codec::json("changes", &undo)? })
        })
        .transpose()
    }

    pub fn undone(&self, command: i64) -> Result<()> {
        self.0.execute("UPDATE command SET undone = 1 WHERE id = ?1", [command])?;
        Ok(())
    }
}

/// Short ways to say the commonest changes.
impl Change {
    /// Puts an offered text away.
    #[must_use]
    pub fn put_away(draft: DraftId) -> Self {
        Self::MoveDraft {
            draft: draft.0,
            from: DraftState::Offered.word().to_owned(),
            to: DraftState::Dropped.word().to_owned(),
        }
    }

    #[must_use]
    pub fn contact(id: RelationshipId, address: &Address) -> Self {
        Self::AddContact { id: id.0, address: address.to_string() }
    }

    #[must_use]
    pub fn act_state(act: ActId, state: crate::domain::act::ActState) -> Self {
        Self::SetAct { act: act.0, state: state.word().to_owned() }
    }
}
