//! The pages of an account: rows of some days and of the 400 before, never the letters themselves.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row};

use super::entries::ANSWERED_ON;
use super::{Db, Result, codec};
use crate::domain::account::history::{History, REACH};
use crate::domain::account::{Answered, Day, DaySide, Flag, MarkDay, Pages};
use crate::domain::act::{Act, ActKind, ActState, MarkKind, Unwanted};
use crate::domain::calendar::days_before;
use crate::domain::entry::Figure;
use crate::domain::id::{ActId, InteractionId, RelationshipId};
use crate::domain::relationship::Relationship;

const ACT_COLUMNS: &str =
    "id, relationship_id, kind, side, day, state, invited, interaction_id, words, form, hundredths, unit,";

/// The days that are read about: the first and the last of them.
pub(super) type Over = (Date, Date);

/// The day after which the rows are read, and the last they are read of.
pub(super) fn reach((from, to): Over) -> (String, String) {
    (days_before(from, REACH).to_string(), to.to_string())
}

impl Db<'_> {
    /// What is known about a relationship at the end of a day.
    pub fn pages(&self, relationship: Relationship, today: Date) -> Result<Pages> {
        Ok(self.history(relationship, today, today)?.on(today))
    }

    /// What was known about a relationship on each of some days.
    pub fn history(&self, relationship: Relationship, from: Date, to: Date) -> Result<History> {
        let (id, over) = (relationship.id, (from, to));
        let (n_letters, first_on) = self.tally(id, to)?;
        Ok(History {
            n_letters,
            first_on,
            days: self.days(id, over)?,
            acts: self.acts(id, over)?,
            entries: self.entries(id, over)?,
            marks: self.marks(id, over)?,
            found: self.found(id, to)?,
            intent_on: self.intent_on(id)?,
            unseen: self.unseen(id, over)?,
            talks: self.talks(id, over)?,
            away: self.away(id, over)?,
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

    fn days(&self, id: RelationshipId, over: Over) -> Result<Vec<Day>> {
        let mut statement = self.0.prepare_cached(
            "SELECT day, you_letters, you_only_requests, you_after_hours, you_first_at, you_last_at,
                 you_starts, you_starts_asking, you_unasked, you_quoted, you_waited, you_asked_on, you_expecting,
                 you_expecting_at,
                 they_letters, they_only_requests, they_after_hours, they_first_at, they_last_at,
                 they_starts, they_starts_asking, they_unasked, they_quoted, they_waited, they_asked_on, they_expecting,
                 they_expecting_at
             FROM day WHERE relationship_id = ?1 AND day > ?2 AND day <= ?3 ORDER BY day",
        )?;
        let mut rows = statement.query(of(id, over))?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            days.push(Day {
                on: codec::day(&row.get::<_, String>(0)?)?,
                you: day_side(row, 1)?,
                they: day_side(row, 14)?,
            });
        }
        Ok(days)
    }

    /// The acts within reach, in order, rejected ones left out.
    fn acts(&self, id: RelationshipId, over: Over) -> Result<Vec<Act>> {
        let mut statement = self.0.prepare_cached(&format!("SELECT {ACT_COLUMNS} CASE kind WHEN 'idea' THEN {ANSWERED_ON} END FROM act WHERE relationship_id = ?1 AND day > ?2 AND day <= ?3 AND state <> 'rejected' ORDER BY day, id"))?;
        let mut rows = statement.query(of(id, over))?;
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
        let mut statement = self.0.prepare_cached(&format!("SELECT {ACT_COLUMNS} CASE kind WHEN 'idea' THEN {ANSWERED_ON} END FROM act WHERE state = 'proposed' AND side = 'they' AND relationship_id IN (SELECT id FROM relationship WHERE merged_into IS NULL) ORDER BY day DESC, id DESC LIMIT ?1"))?;
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

    fn marks(&self, id: RelationshipId, over: Over) -> Result<Vec<MarkDay>> {
        let mut statement = self.0.prepare_cached(
            "SELECT day, side, kind, n FROM marked WHERE relationship_id = ?1 AND day > ?2 AND day <= ?3 ORDER BY day",
        )?;
        let mut rows = statement.query(of(id, over))?;
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

    /// What the rules have found up to a day: for each finding, since when it holds, where it does, and when it was last told.
    fn found(&self, id: RelationshipId, to: Date) -> Result<Vec<Flag>> {
        let mut statement = self.0.prepare_cached(
            "SELECT rule, CASE WHEN state IN ('open', 'told', 'snoozed', 'let go') THEN since END, last_told_on
             FROM finding WHERE relationship_id = ?1 AND since <= ?2 ORDER BY rule, id",
        )?;
        let mut rows = statement.query((id.0, to.to_string()))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Flag {
                rule: row.get(0)?,
                since: codec::maybe_day(row.get(1)?)?,
                told_on: codec::maybe_day(row.get(2)?)?,
            });
        }
        Ok(found)
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
    fn unseen(&self, id: RelationshipId, over: Over) -> Result<Vec<(Date, u32)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT day, count(*) FROM mention WHERE relationship_id = ?1 AND known = 0 AND day > ?2 AND day <= ?3
             GROUP BY day ORDER BY day",
        )?;
        let mut rows = statement.query(of(id, over))?;
        let mut unseen = Vec::new();
        while let Some(row) = rows.next()? {
            unseen.push((codec::day(&row.get::<_, String>(0)?)?, row.get(1)?));
        }
        Ok(unseen)
    }
}

/// What a statement about one relationship within reach is asked with.
pub(super) fn of(id: RelationshipId, over: Over) -> (i64, String, String) {
    let (after, to) = reach(over);
    (id.0, after, to)
}

fn day_side(row: &Row<'_>, at: usize) -> Result<DaySide> {
    let waited: Option<i64> = row.get(at + 9)?;
    let asked_on = codec::maybe_day(row.get(at + 10)?)?;
    Ok(DaySide {
        letters: row.get(at)?,
        only_requests: row.get(at + 1)?,
        after_hours: row.get(at + 2)?,
        first_at: codec::maybe_at(row.get(at + 3)?)?,
        last_at: codec::maybe_at(row.get(at + 4)?)?,
        starts: row.get(at + 5)?,
        starts_asking: row.get(at + 6)?,
        unasked: row.get(at + 7)?,
        quoted: row.get(at + 8)?,
        answered: waited.zip(asked_on).map(|(minutes, asked_on)| Answered { asked_on, minutes }),
        expecting: row.get(at + 11)?,
        expecting_at: codec::maybe_at(row.get(at + 12)?)?,
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
