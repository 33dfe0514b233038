//! What letters say about the silence around them: talks, and days on which somebody is away.

use jiff::ToSpan;
use jiff::civil::Date;

use super::accounts::REACH;
use super::{Db, Result, codec};
use crate::domain::act::Side;
use crate::domain::calendar::days_before;
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
    pub(super) fn talks(&self, id: RelationshipId, today: Date) -> Result<Vec<Date>> {
        let mut statement = self.0.prepare_cached(
            "SELECT DISTINCT day FROM talk WHERE relationship_id = ?1 AND day > ?2 AND day <= ?3 ORDER BY day",
        )?;
        let mut rows = statement.query((id.0, days_before(today, REACH).to_string(), today.to_string()))?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            days.push(codec::day(&row.get::<_, String>(0)?)?);
        }
        Ok(days)
    }

    /// Days on which one of the two had said by `today` to be away.
    pub(super) fn away(&self, id: RelationshipId, today: Date) -> Result<Vec<Date>> {
        let mut statement = self.0.prepare_cached(
            "SELECT first, last FROM away WHERE relationship_id = ?1 AND last > ?2 AND said_on <= ?3 ORDER BY first",
        )?;
        let mut rows = statement.query((id.0, days_before(today, REACH).to_string(), today.to_string()))?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            let (first, last) = (codec::day(&row.get::<_, String>(0)?)?, codec::day(&row.get::<_, String>(1)?)?);
            days.extend(first.series(1.day()).take_while(|day| *day <= last));
        }
        Ok(days)
    }
}
