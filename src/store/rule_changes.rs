//! Changes of the user's rules that wait for her yes, and what became of each.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};

use super::{Db, Error, Result};
use crate::domain::id::RuleChangeId;

/// What has become of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleChangeState {
    /// Asked for, and not tried on the past yet.
    New,
    /// The user has seen what it would mean.
    Shown,
    /// She said yes.
    Taken,
    /// She said no.
    Declined,
    /// She asked for another change of the same.
    Replaced,
    /// It could not be used, or she took back that she asked.
    Withdrawn,
}

impl RuleChangeState {
    const ALL: [Self; 6] = [Self::New, Self::Shown, Self::Taken, Self::Declined, Self::Replaced, Self::Withdrawn];

    /// As it is kept.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Shown => "shown",
            Self::Taken => "taken",
            Self::Declined => "declined",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleChangeRow {
    pub id: RuleChangeId,
    /// In a line: `quiet: slower_than_usual = 3 in place of 2`.
    pub about: String,
    /// What exactly, for the flow to read.
    pub wanted: String,
    pub by_mail: bool,
    pub state: RuleChangeState,
    pub asked_at: Timestamp,
}

impl Db<'_> {
    /// Keeps a change that was asked for. An earlier one of the same target that still waits is replaced by it.
    pub fn ask_rule_change(
        &self,
        target: &str,
        about: &str,
        wanted: &str,
        by_mail: bool,
        now: Timestamp,
    ) -> Result<RuleChangeId> {
        self.0
            .prepare_cached(
                "UPDATE rule_change SET state = 'replaced' WHERE target = ?1 AND state IN ('new', 'shown')",
            )?
            .execute([target])?;
        let id = self
            .0
            .prepare_cached(
                "INSERT INTO rule_change (target, about, wanted, by_mail, state, asked_at) VALUES (?1, ?2, ?3, ?4, 'new', ?5)",
            )?
            .insert((target, about, wanted, by_mail, now.as_millisecond()))?;
        Ok(RuleChangeId(id))
    }

    pub fn rule_change(&self, id: RuleChangeId) -> Result<Option<RuleChangeRow>> {
        let mut statement = self.0.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
        statement.query_row([id.0], |row| Ok(read(row))).optional()?.transpose()
    }

    /// The changes in one state, in the order in which they were asked for.
    pub fn rule_changes(&self, state: RuleChangeState) -> Result<Vec<RuleChangeRow>> {
        let mut statement = self.0.prepare_cached(&format!("{SELECT} WHERE state = ?1 ORDER BY id"))?;
        let rows = statement.query_map([state.word()], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Moves a change on from the state in which it was found, with what it is by now. Whether it still was in that state.
    pub fn move_rule_change(&self, row: &RuleChangeRow, to: RuleChangeState, wanted: &str) -> Result<bool> {
        let n = self
            .0
            .prepare_cached("UPDATE rule_change SET state = ?3, wanted = ?4 WHERE id = ?1 AND state = ?2")?
            .execute((row.id.0, row.state.word(), to.word(), wanted))?;
        Ok(n == 1)
    }
}

const SELECT: &str = "SELECT id, about, wanted, by_mail, state, asked_at FROM rule_change";

fn read(row: &Row<'_>) -> Result<RuleChangeRow> {
    let word: String = row.get(4)?;
    let state = RuleChangeState::ALL.into_iter().find(|state| state.word() == word);
    let asked_at = row.get(5)?;
    Ok(RuleChangeRow {
        id: RuleChangeId(row.get(0)?),
        about: row.get(1)?,
        wanted: row.get(2)?,
        by_mail: row.get(3)?,
        state: state.ok_or(Error::Unknown { what: "the state of a change of rules", value: word })?,
        asked_at: super::codec::at(asked_at)?,
    })
}
