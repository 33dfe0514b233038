//! What letters say about the silence around them: talks, and days on which somebody is away.

use jiff::civil::Date;

use super::accounts::{Over, of};
use super::{Db, Result, codec};
use crate::domain::account::history::Away;
use crate::domain::act::Side;
use crate::domain::id::{InteractionId, RelationshipId};

impl Db<'_> {
    /// Keeps that one side said on a day to be away, by a letter or by a machine's answer.
    pub fn keep_away(
        &self,
        relationship: RelationshipId,
        by: Side,
        said_on: Date,
        (first, last): (Date, Date),
        shown_by: Option<InteractionId>,
    ) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT OR IGNORE INTO away (relationship_id, side, first, last, said_on, interaction_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                relationship.0,
                codec::side(by),
                first.to_string(),
                last.to_string(),
                said_on.to_string(),
                shown_by.map(|id| id.0),
            ))?;
        Ok(())
    }

    pub(super) fn keep_talk(&self, relationship: RelationshipId, day: Date, shown_by: InteractionId) -> Result<()> {
        self.0
            .prepare_cached("INSERT OR IGNORE INTO talk (relationship_id, day, interaction_id) VALUES (?1, ?2, ?3)")?
            .execute((relationship.0, day.to_string(), shown_by.0))?;
        Ok(())
    }

    /// Days on which letters mention a talk.
    pub(super) fn talks(&self, id: RelationshipId, over: Over) -> Result<Vec<Date>> {
        let mut statement = self.0.prepare_cached(
            "SELECT DISTINCT day FROM talk WHERE relationship_id = ?1 AND day > ?2 AND day <= ?3 ORDER BY day",
        )?;
        let mut rows = statement.query(of(id, over))?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            days.push(codec::day(&row.get::<_, String>(0)?)?);
        }
        Ok(days)
    }

    /// The days on which one of the two said to be away, each with the day it was said on.
    pub(super) fn away(&self, id: RelationshipId, over: Over) -> Result<Vec<Away>> {
        let mut statement = self.0.prepare_cached(
            "SELECT said_on, first, last FROM away WHERE relationship_id = ?1 AND last > ?2 AND said_on <= ?3 ORDER BY first",
        )?;
        let mut rows = statement.query(of(id, over))?;
        let mut away = Vec::new();
        while let Some(row) = rows.next()? {
            let day = |at| -> Result<Date> { codec::day(&row.get::<_, String>(at)?) };
            away.push(Away { said_on: day(0)?, first: day(1)?, last: day(2)? });
        }
        Ok(away)
    }
}
