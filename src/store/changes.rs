//! What the user's words change. Every change gives back the change that undoes it, so that `undo` needs no second logic.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::{Answered, Db, Result};
use crate::domain::address::Address;
use crate::domain::id::{ActId, AskId, DraftId, FindingId, MeetingId, OutboxId, RelationshipId, StepId};
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
    },
    RemoveAct {
        act: i64,
    },
    SetAct {
        act: i64,
        state: String,
    },
    AddAsk {
        id: i64,
        what: String,
        kind: Option<String>,
        on: String,
    },
    RemoveAsk {
        ask: i64,
    },
    SetAsk {
        ask: i64,
        state: String,
        on: Option<String>,
    },
    AddStep {
        id: i64,
        title: String,
        due: String,
    },
    RemoveStep {
        step: i64,
    },
    SetStep {
        step: i64,
        state: String,
        on: Option<String>,
    },
    MoveStep {
        step: i64,
        due: String,
    },
    AddMeeting {
        id: i64,
        kind: String,
        day: String,
        note: String,
    },
    RemoveMeeting {
        meeting: i64,
    },
    AddNote {
        id: i64,
        day: String,
        words: String,
    },
    RemoveNote {
        note: i64,
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
                let undo: Option<Option<String>> = self.swap_maybe("person", *id, person.as_deref())?;
                changed(undo.map(|person| Change::SetPerson { id: *id, person }))
            }
            Change::SetIntent { id, intent } => {
                let undo = self.swap("relationship", "intent", *id, intent)?;
                changed(undo.map(|intent| Change::SetIntent { id: *id, intent }))
            }
            Change::SetZone { id, zone } => {
                let undo = self.swap_maybe("zone", *id, zone.as_deref())?;
                changed(undo.map(|zone| Change::SetZone { id: *id, zone }))
            }
            Change::SetSince { id, since } => {
                let undo = self.swap_maybe("since", *id, since.as_deref())?;
                changed(undo.map(|since| Change::SetSince { id: *id, since }))
            }
            Change::SetQuiet { id, until } => {
                let undo = self.swap_maybe("quiet_until", *id, until.as_deref())?;
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
            Change::RemoveContact { address } => {
                let id: Option<i64> = self
                    .0
                    .query_row("DELETE FROM contact WHERE address = ?1 RETURNING relationship_id", [address], |row| {
                        row.get(0)
                    })
                    .optional()?;
                changed(id.map(|id| Change::AddContact { id, address: address.clone() }))
            }
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
            Change::AddAct { id, kind, side, day, state, invited, words } => {
                let act = self.insert(
                    "INSERT INTO act (relationship_id, kind, side, day, state, invited, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    (id, kind, side, day, state, invited, words),
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
            Change::AddAsk { id, what, kind, on } => {
                let ask = self.insert(
                    "INSERT INTO ask (relationship_id, what, kind, asked_on, state) VALUES (?1, ?2, ?3, ?4, 'open')",
                    (id, what, kind, on),
                )?;
                added(ask, Change::RemoveAsk { ask })
            }
            Change::RemoveAsk { ask } => {
                self.0.execute("DELETE FROM ask WHERE id = ?1", [ask])?;
                changed(None)
            }
            Change::SetAsk { ask, state, on } => {
                let undo = self.swap("ask", "state", *ask, state)?;
                self.0.execute("UPDATE ask SET settled_on = ?2 WHERE id = ?1", (ask, on))?;
                changed(undo.map(|state| Change::SetAsk { ask: *ask, state, on: None }))
            }
            Change::AddStep { id, title, due } => {
                let step = self.insert(
                    "INSERT INTO step (relationship_id, title, due_on, state) VALUES (?1, ?2, ?3, 'due')",
                    (id, title, due),
                )?;
                added(step, Change::RemoveStep { step })
            }
            Change::RemoveStep { step } => {
                self.0.execute("DELETE FROM step WHERE id = ?1", [step])?;
                changed(None)
            }
            Change::SetStep { step, state, on } => {
                let undo = self.swap("step", "state", *step, state)?;
                self.0.execute("UPDATE step SET settled_on = ?2 WHERE id = ?1", (step, on))?;
                changed(undo.map(|state| Change::SetStep { step: *step, state, on: None }))
            }
            Change::MoveStep { step, due } => {
                let undo = self.swap("step", "due_on", *step, due)?;
                changed(undo.map(|due| Change::MoveStep { step: *step, due }))
            }
            Change::AddMeeting { id, kind, day, note } => {
                let meeting = self.insert(
                    "INSERT INTO meeting (relationship_id, kind, day, note) VALUES (?1, ?2, ?3, ?4)",
                    (id, kind, day, note),
                )?;
                added(meeting, Change::RemoveMeeting { meeting })
            }
            Change::RemoveMeeting { meeting } => {
                self.0.execute("DELETE FROM meeting WHERE id = ?1", [meeting])?;
                changed(None)
            }
            Change::AddNote { id, day, words } => {
                let note = self
                    .insert("INSERT INTO note (relationship_id, day, words) VALUES (?1, ?2, ?3)", (id, day, words))?;
                added(note, Change::RemoveNote { note })
            }
            Change::RemoveNote { note } => {
                self.0.execute("DELETE FROM note WHERE id = ?1", [note])?;
                changed(None)
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

    /// As [`Db::swap`], for a column of a relationship that may be empty.
    #[expect(clippy::option_option, reason = "no change, a change from nothing, a change from something: three cases")]
    fn swap_maybe(&self, column: &str, id: i64, value: Option<&str>) -> Result<Option<Option<String>>> {
        let before: Option<Option<String>> = self
            .0
            .prepare_cached(&format!("SELECT {column} FROM relationship WHERE id = ?1"))?
            .query_row([id], |row| row.get(0))
            .optional()?;
        self.0.prepare_cached(&format!("UPDATE relationship SET {column} = ?2 WHERE id = ?1"))?.execute((id, value))?;
        Ok(before.filter(|before| before.as_deref() != value))
    }

    /// Whether a command was carried out before. The key is the mail it came in and its place there.
    pub fn was_done(&self, source: &str, ordinal: u32) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached("SELECT 1 FROM command WHERE source = ?1 AND ordinal = ?2")?
            .exists((source, ordinal))?)
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
    #[must_use]
    pub fn contact(id: RelationshipId, address: &Address) -> Self {
        Self::AddContact { id: id.0, address: address.to_string() }
    }

    #[must_use]
    pub fn act_state(act: ActId, state: crate::domain::act::ActState) -> Self {
        Self::SetAct { act: act.0, state: state.word().to_owned() }
    }

    #[must_use]
    pub fn ask_state(ask: AskId, state: crate::domain::account::AskState, on: Date) -> Self {
        Self::SetAsk { ask: ask.0, state: state.word().to_owned(), on: Some(on.to_string()) }
    }

    #[must_use]
    pub fn step_state(step: StepId, state: crate::domain::account::StepState, on: Date) -> Self {
        Self::SetStep { step: step.0, state: state.word().to_owned(), on: Some(on.to_string()) }
    }

    #[must_use]
    pub fn meeting_gone(meeting: MeetingId) -> Self {
        Self::RemoveMeeting { meeting: meeting.0 }
    }
}
