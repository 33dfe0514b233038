//! The pages of an account: rows of at most 400 days, never the letters themselves.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row};

use super::entries::ANSWERED_ON;
use super::{Db, Result, codec};
use crate::domain::account::{Day, DaySide, Flag, MarkDay, Pages};
use crate::domain::act::{Act, ActKind, ActState, MarkKind, Unwanted};
use crate::domain::calendar::days_before;
use crate::domain::entry::Figure;
use crate::domain::id::{ActId, InteractionId, RelationshipId};
use crate::domain::relationship::Relationship;

const ACT_COLUMNS: &str =
    "id, relationship_id, kind, side, day, state, invited, interaction_id, words, form, hundredths, unit,";

/// How far back an account looks, in days.
pub(super) const REACH: i64 = 400;

impl Db<'_> {
    /// What is known about a relationship at the end of a day.
    pub fn pages(&self, relationship: Relationship, today: Date) -> Result<Pages> {
        let id = relationship.id;
        let (n_letters, first_on) = self.tally(id, today)?;
        Ok(Pages {
            n_letters,
            first_on,
            days: self.days(id, today)?,
            acts: self.acts(id, today)?,
            entries: self.entries(id, today)?,
            marks: self.marks(id, today)?,
            flags: self.flags(id, today)?,
            intent_on: self.intent_on(id)?,
            unseen: self.unseen(id, today)?,
            talks: self.talks(id, today)?,
            away: self.away(id, today)?,
            relationship,
        })
    }

    /// How many letters there were by a day, and the first day of all. What came later, where the day is a past one, is few rows.
    fn tally(&self, id: RelationshipId, today: Date) -> Result<(u32, Option<Date>)> {
        let row = self
            .0
            .prepare_cached(
                "SELECT letters - (SELECT coalesce(sum(you_letters + they_letters), 0) FROM day
                     WHERE relationship_id = ?1 AND day > ?2), first_day FROM tally WHERE relationship_id = ?1",
            )?
            .query_row((id.0, today.to_string()), |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))
            .optional()?;
        row.map_or(Ok((0, None)), |(letters, first)| Ok((letters, Some(codec::day(&first)?))))
    }

    fn days(&self, id: RelationshipId, today: Date) -> Result<Vec<Day>> {
        let mut statement = self.0.prepare_cached(
            "SELECT day, you_letters, you_only_requests, you_after_hours, you_first_at, you_last_at,
                 you_starts, you_starts_asking, you_unasked,
                 they_letters, they_only_requests, they_after_hours, they_first_at, they_last_at,
                 they_starts, they_starts_asking, they_unasked
             FROM day WHERE relationship_id = ?1 AND day > ?2 AND day <= ?3 ORDER BY day",
        )?;
        let mut rows = statement.query((id.0, days_before(today, REACH).to_string(), today.to_string()))?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            days.push(Day {
                on: codec::day(&row.get::<_, String>(0)?)?,
                you: day_side(row, 1)?,
                they: day_side(row, 9)?,
            });
        }
        Ok(days)
    }

    /// The acts of the last 400 days, in order, rejected ones left out.
    pub fn acts(&self, id: RelationshipId, today: Date) -> Result<Vec<Act>> {
        let mut statement = self.0.prepare_cached(&format!("SELECT {ACT_COLUMNS} CASE kind WHEN 'idea' THEN {ANSWERED_ON} END FROM act WHERE relationship_id = ?1 AND day > ?2 AND day <= ?3 AND state <> 'rejected' ORDER BY day, id"))?;
        let mut rows = statement.query((id.0, days_before(today, REACH).to_string(), today.to_string()))?;
        let mut acts = Vec::new();
        while let Some(row) = rows.next()? {
            acts.push(act_of(row)?);
        }
        Ok(acts)
    }

    pub fn act(&self, id: ActId) -> Result<Option<Act>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {ACT_COLUMNS} CASE kind WHEN 'idea' THEN {ANSWERED_ON} END FROM act WHERE id = ?1"
        ))?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(act_of).transpose()
    }

    /// Acts that wait for the user's yes or no, the newest first.
    pub fn proposed_acts(&self, limit: usize) -> Result<Vec<Act>> {
        let mut statement = self.0.prepare_cached(&format!("SELECT {ACT_COLUMNS} CASE kind WHEN 'idea' THEN {ANSWERED_ON} END FROM act WHERE state = 'proposed' AND side = 'they' ORDER BY day DESC, id DESC LIMIT ?1"))?;
        let mut rows = statement.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut acts = Vec::new();
        while let Some(row) = rows.next()? {
            acts.push(act_of(row)?);
        }
        Ok(acts)
    }

    /// What the user said no to, and so is not proposed again.
    pub fn unwanted(&self) -> Result<Vec<Unwanted>> {
        let mut statement = self.0.prepare_cached(
            "SELECT relationship_id, kind, side, phrase, max(day) FROM act WHERE state = 'rejected' AND phrase <> ''
             GROUP BY relationship_id, kind, side, phrase ORDER BY relationship_id, kind, side, phrase",
        )?;
        let mut rows = statement.query([])?;
        let mut unwanted = Vec::new();
        while let Some(row) = rows.next()? {
            unwanted.push(Unwanted {
                relationship: RelationshipId(row.get(0)?),
                kind: codec::word("a kind of act", &row.get::<_, String>(1)?, ActKind::from_word)?,
                by: codec::read_side(&row.get::<_, String>(2)?)?,
                phrase: row.get(3)?,
                on: codec::day(&row.get::<_, String>(4)?)?,
            });
        }
        Ok(unwanted)
    }

    fn marks(&self, id: RelationshipId, today: Date) -> Result<Vec<MarkDay>> {
        let mut statement = self.0.prepare_cached(
            "SELECT day, side, kind, n FROM marked WHERE relationship_id = ?1 AND day > ?2 AND day <= ?3 ORDER BY day",
        )?;
        let mut rows = statement.query((id.0, days_before(today, REACH).to_string(), today.to_string()))?;
        let mut marks = Vec::new();
        while let Some(row) = rows.next()? {
            marks.push(MarkDay {
                on: codec::day(&row.get::<_, String>(0)?)?,
                by: codec::read_side(&row.get::<_, String>(1)?)?,
                kind: codec::word("a kind of mark", &row.get::<_, String>(2)?, MarkKind::from_word)?,
                n: row.get(3)?,
            });
        }
        Ok(marks)
    }

    /// What the rules have found by a day: for each, since when it holds, where it does, and when it was last told.
    fn flags(&self, id: RelationshipId, today: Date) -> Result<Vec<Flag>> {
        let mut statement = self.0.prepare_cached(
            "SELECT rule, max(CASE WHEN state IN ('open', 'told', 'snoozed', 'let go') AND since <= ?2 THEN since END),
                 max(CASE WHEN last_told_on <= ?2 THEN last_told_on END)
             FROM finding WHERE relationship_id = ?1 GROUP BY rule ORDER BY rule",
        )?;
        let mut rows = statement.query((id.0, today.to_string()))?;
        let mut flags = Vec::new();
        while let Some(row) = rows.next()? {
            flags.push(Flag {
                rule: row.get(0)?,
                since: codec::maybe_day(row.get(1)?)?,
                told_on: codec::maybe_day(row.get(2)?)?,
            });
        }
        Ok(flags)
    }

    fn intent_on(&self, id: RelationshipId) -> Result<Option<Date>> {
        let on: Option<Option<String>> = self
            .0
            .prepare_cached("SELECT coalesce(intent_on, added_on) FROM relationship WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        codec::maybe_day(on.flatten())
    }

    /// Letters that others refer to and that never reached us, by the days of those that refer to them.
    fn unseen(&self, id: RelationshipId, today: Date) -> Result<Vec<(Date, u32)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT day, count(*) FROM mention WHERE relationship_id = ?1 AND known = 0 AND day > ?2 AND day <= ?3
             GROUP BY day ORDER BY day",
        )?;
        let mut rows = statement.query((id.0, days_before(today, REACH).to_string(), today.to_string()))?;
        let mut unseen = Vec::new();
        while let Some(row) = rows.next()? {
            unseen.push((codec::day(&row.get::<_, String>(0)?)?, row.get(1)?));
        }
        Ok(unseen)
    }
}

fn day_side(row: &Row<'_>, at: usize) -> Result<DaySide> {
    Ok(DaySide {
        letters: row.get(at)?,
        only_requests: row.get(at + 1)?,
        after_hours: row.get(at + 2)?,
        first_at: codec::maybe_at(row.get(at + 3)?)?,
        last_at: codec::maybe_at(row.get(at + 4)?)?,
        starts: row.get(at + 5)?,
        starts_asking: row.get(at + 6)?,
        unasked: row.get(at + 7)?,
    })
}

fn act_of(row: &Row<'_>) -> Result<Act> {
    Ok(Act {
        id: ActId(row.get(0)?),
        relationship: RelationshipId(row.get(1)?),
        kind: codec::word("a kind of act", &row.get::<_, String>(2)?, ActKind::from_word)?,
        by: codec::read_side(&row.get::<_, String>(3)?)?,
        on: codec::day(&row.get::<_, String>(4)?)?,
        state: codec::word("the state of an act", &row.get::<_, String>(5)?, ActState::from_word)?,
        invited: row.get(6)?,
        shown_by: row.get::<_, Option<i64>>(7)?.map(InteractionId),
        words: row.get(8)?,
        form: row.get(9)?,
        figure: row.get::<_, Option<i64>>(10)?.zip(row.get(11)?).map(|(hundredths, unit)| Figure { hundredths, unit }),
        answered_on: codec::maybe_day(row.get(12)?)?,
    })
}
