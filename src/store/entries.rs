//! The entries of an account: what was asked, promised, agreed, planned, told.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use super::accounts::Over;
use super::{Change, Db, Result, codec};
use crate::domain::account::history::{MOST_ENTRIES, MOST_PROPOSED, PROPOSED_REACH, REACH};
use crate::domain::calendar::days_before;
use crate::domain::entry::{ASKED_FOR_DAYS, Entry, EntryKind, EntryState, Figure};
use crate::domain::id::{EntryId, InteractionId, RelationshipId};

const COLUMNS: &str =
    "e.id, e.relationship_id, e.kind, e.side, e.topic, e.words, e.day, e.until, e.hundredths, e.unit, e.state,
    e.settled_on, e.because, e.interaction_id, e.at";

/// When the other side first answered the letter that an entry or an act stands in: on the day of its first letter that refers to
/// it; or that came later and names no letter at all, as one that was forwarded or quoted does; or where the letter itself has no
/// name, of its next letter whichever.
pub(super) const ANSWERED_ON: &str = "(SELECT CASE WHEN i.rfc_id IS NOT NULL
        THEN (SELECT min(answer.day) FROM (
            SELECT CASE i.side WHEN 'you' THEN m.they_on ELSE m.you_on END AS day
            FROM mention m WHERE m.relationship_id = i.relationship_id AND m.rfc_id = i.rfc_id
            UNION ALL SELECT * FROM (
                SELECT a.day FROM interaction a WHERE a.relationship_id = i.relationship_id AND a.side <> i.side AND a.rfc_id IS NULL
                    AND a.happened_at >= i.happened_at ORDER BY a.happened_at LIMIT 1)) answer)
        ELSE (SELECT min(d.day) FROM day d WHERE d.relationship_id = i.relationship_id AND d.day >= i.day
              AND CASE i.side WHEN 'you' THEN d.they_last_at ELSE d.you_last_at END >= i.happened_at) END
    FROM interaction i WHERE i.id = interaction_id)";

/// An entry as a change keeps it: what the user told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRow {
    relationship: Option<i64>,
    kind: String,
    by: Option<String>,
    topic: String,
    words: String,
    on: String,
    until: Option<String>,
    hundredths: Option<i64>,
    unit: String,
    state: String,
    settled_on: Option<String>,
    because: String,
    letter: Option<i64>,
    #[serde(default)]
    at: Option<String>,
}

impl From<&Entry> for EntryRow {
    fn from(entry: &Entry) -> Self {
        Self {
            relationship: entry.relationship.map(|id| id.0),
            kind: entry.kind.word().to_owned(),
            by: entry.by.map(|side| codec::side(side).to_owned()),
            topic: entry.topic.clone(),
            words: entry.words.clone(),
            on: entry.on.to_string(),
            until: entry.until.map(|day| day.to_string()),
            hundredths: entry.figure.as_ref().map(|figure| figure.hundredths),
            unit: entry.figure.as_ref().map(|figure| figure.unit.clone()).unwrap_or_default(),
            state: entry.state.word().to_owned(),
            settled_on: entry.settled_on.map(|day| day.to_string()),
            because: entry.because.clone(),
            letter: entry.shown_by.map(|id| id.0),
            at: entry.at.map(|at| at.to_string()),
        }
    }
}

impl Change {
    /// Adds an entry that the user told.
    #[must_use]
    pub fn add(entry: &Entry) -> Self {
        Self::AddEntry(Box::new(entry.into()))
    }

    /// What became of an entry, since when, and what the user said about it.
    #[must_use]
    pub fn settle(entry: EntryId, state: EntryState, on: Date, because: Option<&str>) -> Self {
        let on = (!state.is_open() && state != EntryState::Proposed).then(|| on.to_string());
        Self::SetEntry { entry: entry.0, state: state.word().to_owned(), on, because: because.map(str::to_owned) }
    }
}

/// What the user is asked about.
const ASKED_ABOUT: &str = "(e.kind = 'agreement' OR (e.kind = 'promise' AND e.until IS NOT NULL))
    AND e.relationship_id IN (SELECT id FROM relationship WHERE merged_into IS NULL)";

impl Db<'_> {
    /// What stood between the two sides on some days: what stood open however old, what was settled within the reach of an account,
    /// in order. Rejected ones are left out. There are no more than an account of the first day looks at, and those of later days.
    pub(super) fn entries(&self, id: RelationshipId, (from, to): Over) -> Result<Vec<Entry>> {
        let mut entries = self.entries_where(
            "(e.relationship_id = ?1 OR e.relationship_id IS NULL) AND e.day <= ?3
                 AND e.state <> 'proposed' AND e.state <> 'rejected' AND (e.day > ?4 OR e.state IN ('open', 'due', 'planned'))
             ORDER BY e.day DESC, e.id DESC LIMIT ?5 + (SELECT count(*) FROM entry l
                 WHERE (l.relationship_id = ?1 OR l.relationship_id IS NULL) AND l.day > ?2 AND l.day <= ?3)",
            (id.0, from.to_string(), to.to_string(), days_before(from, REACH).to_string(), MOST_ENTRIES),
        )?;
        entries.extend(self.entries_where(
            // Two lists, so that each walks an index of its own and no older words.
            "e.id IN (SELECT id FROM entry WHERE relationship_id = ?1 AND state = 'proposed' AND day > ?4
                     UNION SELECT id FROM entry WHERE relationship_id = ?1 AND state = 'proposed' AND until > ?4
                         AND kind IN ('promise', 'step'))
                 AND e.day <= ?3
             ORDER BY e.day DESC, e.id DESC LIMIT ?5 + (SELECT count(*) FROM entry l
                 WHERE l.relationship_id = ?1 AND l.day > ?2 AND l.day <= ?3)",
            (id.0, from.to_string(), to.to_string(), days_before(from, PROPOSED_REACH).to_string(), MOST_PROPOSED),
        )?);
        entries.sort_by_key(|entry| (entry.on, entry.id));
        Ok(entries)
    }

    /// One entry as it stands now.
    pub fn entry(&self, id: EntryId) -> Result<Option<Entry>> {
        Ok(self.entries_where("e.id = ?1", [id.0])?.pop())
    }

    /// Entries that wait for the user's yes or no, the newest first: promises with a day, and agreements. What was asked, and
    /// promised for no day, counts quietly; what nobody answered for long is let go.
    pub fn proposed_entries(&self, today: Date, limit: usize) -> Result<Vec<Entry>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.entries_where(
            &format!(
                "e.state = 'proposed' AND {ASKED_ABOUT} AND coalesce(e.until, e.day) >= ?1 ORDER BY e.day DESC, e.id DESC LIMIT ?2"
            ),
            (days_before(today, ASKED_FOR_DAYS).to_string(), limit),
        )
    }

    /// Those of them that mails after one brought, whose day has not passed; the first days first.
    pub fn proposed_since(&self, after: i64, today: Date, limit: usize) -> Result<Vec<Entry>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.entries_where(
            &format!(
                "e.state = 'proposed' AND {ASKED_ABOUT} AND coalesce(e.until, e.day) >= ?2
                     AND e.interaction_id IN (SELECT id FROM interaction WHERE message_id > ?1)
                 ORDER BY e.until IS NULL, e.until, e.id LIMIT ?3"
            ),
            (after, today.to_string(), limit),
        )
    }

    /// Keeps what a letter that was just filed seems to ask, promise or agree.
    pub fn propose(&self, letter: InteractionId, entries: &[Entry]) -> Result<()> {
        for entry in entries {
            self.add_entry(&EntryRow::from(&Entry { shown_by: Some(letter), ..entry.clone() }))?;
        }
        Ok(())
    }

    /// Gives what a letter seemed to say the days that better evidence of the letter gives it. What the user has answered stays.
    pub fn redate(&self, letter: InteractionId, entries: &[Entry]) -> Result<()> {
        for entry in entries {
            self.0
                .prepare_cached(
                    "UPDATE entry SET day = ?4, until = ?5
                     WHERE interaction_id = ?1 AND kind = ?2 AND words = ?3 AND state = 'proposed'",
                )?
                .execute((
                    letter.0,
                    entry.kind.word(),
                    &entry.words,
                    entry.on.to_string(),
                    entry.until.map(|on| on.to_string()),
                ))?;
        }
        Ok(())
    }

    /// Talks of about this time: planned lately or soon, and held within the days that are looked back on.
    pub fn talks_around(&self, today: Date) -> Result<Vec<Entry>> {
        self.entries_where(
            "e.kind = 'meeting' AND ((e.state = 'planned' AND e.until >= ?1 AND e.until <= ?2)
                 OR (e.state = 'held' AND e.day >= ?3 AND e.day <= ?4)) ORDER BY e.id",
            (
                days_before(today, 7).to_string(),
                days_before(today, -15).to_string(),
                days_before(today, 105).to_string(),
                days_before(today, 30).to_string(),
            ),
        )
    }

    /// Rules that are to keep still, wherever.
    pub fn mutes(&self) -> Result<Vec<Entry>> {
        self.entries_where("e.kind = 'mute' AND e.state = 'open' ORDER BY e.id", [])
    }

    fn entries_where(&self, condition: &str, parameters: impl rusqlite::Params) -> Result<Vec<Entry>> {
        let mut statement =
            self.0.prepare_cached(&format!("SELECT {COLUMNS}, {ANSWERED_ON} FROM entry e WHERE {condition}"))?;
        let mut rows = statement.query(parameters)?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(entry_of(row)?);
        }
        Ok(entries)
    }

    pub(super) fn add_entry(&self, row: &EntryRow) -> Result<i64> {
        Ok(self
            .0
            .prepare_cached(
                "INSERT INTO entry (relationship_id, kind, side, topic, words, day, until, hundredths, unit, state, settled_on,
                     because, interaction_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .insert(rusqlite::params![
                row.relationship,
                row.kind,
                row.by,
                row.topic,
                row.words,
                row.on,
                row.until,
                row.hundredths,
                row.unit,
                row.state,
                row.settled_on,
                row.because,
                row.letter,
                row.at,
            ])?)
    }

    /// Settles an entry, and gives back the change that takes it back; `None` where there is no such entry.
    pub(super) fn set_entry(
        &self,
        entry: i64,
        state: &str,
        on: Option<&str>,
        because: Option<&str>,
    ) -> Result<Option<Change>> {
        let before = self
            .0
            .prepare_cached("SELECT state, settled_on, because FROM entry WHERE id = ?1")?
            .query_row([entry], |row| {
                Ok(Change::SetEntry { entry, state: row.get(0)?, on: row.get(1)?, because: Some(row.get(2)?) })
            })
            .optional()?;
        self.0
            .prepare_cached(
                "UPDATE entry SET state = ?2, settled_on = ?3, because = coalesce(?4, because) WHERE id = ?1",
            )?
            .execute((entry, state, on, because))?;
        Ok(before)
    }
}

fn entry_of(row: &Row<'_>) -> Result<Entry> {
    let hundredths: Option<i64> = row.get(8)?;
    let unit: String = row.get(9)?;
    Ok(Entry {
        id: EntryId(row.get(0)?),
        relationship: row.get::<_, Option<i64>>(1)?.map(RelationshipId),
        kind: codec::word("a kind of entry", &row.get::<_, String>(2)?, EntryKind::from_word)?,
        by: row.get::<_, Option<String>>(3)?.map(|side| codec::read_side(&side)).transpose()?,
        topic: row.get(4)?,
        words: row.get(5)?,
        on: codec::day(&row.get::<_, String>(6)?)?,
        until: codec::maybe_day(row.get(7)?)?,
        at: row.get::<_, Option<String>>(14)?.map(|at| codec::clock(&at)).transpose()?,
        figure: hundredths.map(|hundredths| Figure { hundredths, unit }),
        state: codec::word("the state of an entry", &row.get::<_, String>(10)?, EntryState::from_word)?,
        settled_on: codec::maybe_day(row.get(11)?)?,
        because: row.get(12)?,
        shown_by: row.get::<_, Option<i64>>(13)?.map(InteractionId),
        answered_on: codec::maybe_day(row.get(15)?)?,
    })
}
