//! Letters that change their account, and two accounts that become one. What hangs on a letter goes with it: what was noticed in it,
//! asked, promised, said about a silence. Either can be taken back, row by row.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension;

use super::threads::Place;
use super::{Change, Db, Result, codec};
use crate::domain::address::Address;
use crate::domain::id::{InteractionId, RelationshipId};
use crate::domain::mail::Draft;

/// What hangs on a letter.
const BY_LETTER: [&str; 5] = ["act", "mark", "entry", "away", "talk"];
/// What hangs on a relationship alone: a row may stand in no letter.
const BY_ITSELF: [(&str, &str); 5] = [
    ("act", "interaction_id IS NULL"),
    ("entry", "interaction_id IS NULL"),
    ("away", "interaction_id IS NULL"),
    ("finding", "1"),
    ("draft", "1"),
];
/// Copies of one letter, filed to two accounts, are apart by no more than their clocks.
const SAME_LETTER_MS: i64 = 10 * 60 * 1000;

impl Db<'_> {
    /// The newest letters outside of one relationship; of those whose subject holds some words, or of all.
    pub fn letters_outside(&self, of: RelationshipId, subject: &str, limit: u32) -> Result<Vec<InteractionId>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id FROM interaction WHERE relationship_id <> ?1 AND instr(lower(coalesce(subject, '')), lower(?2)) > 0
             ORDER BY happened_at DESC, id DESC LIMIT ?3",
        )?;
        let rows = statement.query_map((of.0, subject, limit), |row| row.get(0).map(InteractionId))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The letters of one relationship that came from an address, the oldest first.
    pub fn letters_by(&self, author: &Address, of: RelationshipId) -> Result<Vec<InteractionId>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id FROM interaction WHERE relationship_id = ?2 AND author = ?1 AND side = 'they' ORDER BY happened_at, id",
        )?;
        let rows = statement.query_map((author.as_str(), of.0), |row| row.get(0).map(InteractionId))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The letter of this id, as it was filed.
    pub fn letter_of_id(&self, rfc_id: &str) -> Result<Option<InteractionId>> {
        let mut statement =
            self.0.prepare_cached("SELECT id FROM interaction WHERE rfc_id = ?1 ORDER BY id LIMIT 1")?;
        Ok(statement.query_row([rfc_id], |row| row.get(0).map(InteractionId)).optional()?)
    }

    /// Who wrote a letter, where its author's address was seen.
    pub fn author(&self, letter: InteractionId) -> Result<Option<Address>> {
        let author: Option<String> = self
            .0
            .prepare_cached("SELECT author FROM interaction WHERE id = ?1")?
            .query_row([letter.0], |row| row.get(0))
            .optional()?
            .flatten();
        author.as_deref().map(codec::address).transpose()
    }

    /// What a relationship is part of, where it was merged.
    pub fn merged_into(&self, id: RelationshipId) -> Result<Option<RelationshipId>> {
        Ok(self
            .0
            .prepare_cached("SELECT merged_into FROM relationship WHERE id = ?1")?
            .query_row([id.0], |row| row.get::<_, Option<i64>>(0))
            .optional()?
            .flatten()
            .map(RelationshipId))
    }

    /// Whether a relationship has a letter already: one that was written to both sides.
    pub fn has_letter(&self, letter: InteractionId, of: RelationshipId) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT 1 FROM interaction i JOIN interaction other ON other.words = i.words AND other.side = i.side
                     AND abs(other.happened_at - i.happened_at) <= ?3
                 WHERE i.id = ?1 AND other.relationship_id = ?2 AND other.id <> i.id",
            )?
            .exists((letter.0, of.0, SAME_LETTER_MS))?)
    }

    /// Texts that the user approved and that have not left yet.
    pub fn approved_drafts(&self, relationship: RelationshipId) -> Result<Vec<Draft>> {
        self.drafts_where(
            "d.relationship_id = ?1 AND d.state = 'taken'
             AND EXISTS (SELECT 1 FROM outbox o WHERE o.draft_id = d.id AND o.state IN ('queued', 'retry_wait'))",
            relationship.0,
        )
    }

    /// Moves a letter, with all that hangs on it, and counts both accounts anew. Nothing where it is there already.
    pub(super) fn move_letter(&self, letter: i64, to: i64) -> Result<Option<Change>> {
        let found: Option<(i64, String)> = self
            .0
            .prepare_cached("SELECT relationship_id, day FROM interaction WHERE id = ?1")?
            .query_row([letter], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((from, day)) = found.filter(|(from, _)| *from != to) else { return Ok(None) };
        let place_before = self.place(letter)?;
        self.0
            .prepare_cached(
                "UPDATE interaction SET relationship_id = ?2, filed_as = coalesce(filed_as, relationship_id) WHERE id = ?1",
            )?
            .execute((letter, to))?;
        for table in BY_LETTER {
            self.0
                .prepare_cached(&format!(
                    "UPDATE {table} SET relationship_id = ?2 WHERE interaction_id = ?1 AND relationship_id = ?3"
                ))?
                .execute((letter, to, from))?;
        }
        self.copy_mentions(from, to, "rfc_id = (SELECT rfc_id FROM interaction WHERE id = ?3)", letter)?;
        // What it shows to be missing is missing there. Where that is known there already, the first to show it keeps it.
        self.0
            .prepare_cached(
                "UPDATE OR IGNORE mention SET relationship_id = ?2 WHERE by = ?1 AND known = 0 AND relationship_id = ?3",
            )?
            .execute((letter, to, from))?;
        let day = codec::day(&day)?;
        for place in place_before.into_iter().chain(self.place(letter)?) {
            let mut days = self.answers_around(&place)?;
            days.insert(day);
            self.refresh_days(place.relationship, &days)?;
            self.count_letters(place.relationship)?;
        }
        Ok(Some(Change::MoveLetter { letter, to: from }))
    }

    pub(super) fn move_contact(&self, address: &str, to: i64, ordinal: Option<i64>) -> Result<Option<Change>> {
        let found: Option<(i64, i64)> = self
            .0
            .prepare_cached("SELECT relationship_id, ordinal FROM contact WHERE address = ?1")?
            .query_row([address], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((from, was)) = found.filter(|(from, _)| *from != to) else { return Ok(None) };
        self.0
            .prepare_cached(
                "UPDATE contact SET relationship_id = ?2,
                     ordinal = coalesce(?3, (SELECT coalesce(max(ordinal), -1) + 1 FROM contact WHERE relationship_id = ?2))
                 WHERE address = ?1",
            )?
            .execute((address, to, ordinal))?;
        self.also_known_in(from, to, 0)?;
        Ok(Some(Change::MoveContact { address: address.to_owned(), to: from, ordinal: Some(was) }))
    }

    /// Letters of one account may come again as another's, by the address they were written to: a copy is known by this. What the
    /// other side wrote is known by its author's address alone.
    fn also_known_in(&self, kept_in: i64, other: i64, after: i64) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE interaction SET filed_as = ?2 WHERE relationship_id = ?1 AND filed_as IS NULL AND id > ?3
                     AND (side = 'you' OR author IN (SELECT address FROM contact WHERE relationship_id = ?2))",
            )?
            .execute((kept_in, other, after))?;
        Ok(())
    }

    /// Makes one relationship part of another. It stays, empty and hidden, with the list of what it brought.
    pub(super) fn merge(&self, id: i64, into: i64) -> Result<Option<Change>> {
        let is_free = |id: i64| -> Result<bool> {
            let mut statement =
                self.0.prepare_cached("SELECT 1 FROM relationship WHERE id = ?1 AND merged_into IS NULL")?;
            Ok(statement.exists([id])?)
        };
        if id == into || !is_free(id)? || !is_free(into)? {
            return Ok(None);
        }
        let note = |place: &str, rows: &str| -> Result<()> {
            let sql = format!("INSERT INTO merged (relationship_id, place, what, was) SELECT ?1, '{place}', {rows}");
            // Every list needs both.
            self.0.prepare_cached(&sql)?.execute((id, into))?;
            Ok(())
        };
        // The last letter of before: what comes later is filed to both under the kept one's name.
        note("letters before", "coalesce(max(id), 0), NULL FROM interaction WHERE ?1 > 0 AND ?2 > 0")?;
        // What was merged into it before comes along.
        note("relationship", "id, NULL FROM relationship WHERE merged_into = ?1 AND ?2 > 0")?;
        self.0.execute("UPDATE relationship SET merged_into = ?2 WHERE id = ?1 OR merged_into = ?1", (id, into))?;
        // A letter to both is one letter now: its second copy stays behind.
        note(
            "interaction",
            &format!(
                "i.id, NULL FROM interaction i WHERE i.relationship_id = ?1 AND NOT EXISTS
                     (SELECT 1 FROM interaction o WHERE o.relationship_id = ?2 AND o.words = i.words AND o.side = i.side
                      AND abs(o.happened_at - i.happened_at) <= {SAME_LETTER_MS})"
            ),
        )?;
        for (table, which) in BY_ITSELF {
            note(table, &format!("id, NULL FROM {table} WHERE relationship_id = ?1 AND ?2 > 0 AND {which}"))?;
        }
        // A rule says a thing about one of them: where both have it, the kept one's word stands.
        note(
            "live finding",
            "id, state FROM finding WHERE relationship_id = ?1 AND state IN ('forming', 'open', 'told', 'snoozed')
                 AND rule IN (SELECT rule FROM finding WHERE relationship_id = ?2 AND state <> 'eased')",
        )?;
        note("contact", "address, ordinal FROM contact WHERE relationship_id = ?1 AND ?2 > 0")?;
        note(
            "holiday",
            "day, NULL FROM holiday WHERE relationship_id = ?1
                 AND day NOT IN (SELECT day FROM holiday WHERE relationship_id = ?2)",
        )?;
        note(
            "mention",
            "m.rfc_id, json_array(k.day, k.you_on, k.they_on) FROM mention m
                 LEFT JOIN mention k ON k.relationship_id = ?2 AND k.rfc_id = m.rfc_id WHERE m.relationship_id = ?1",
        )?;
        self.0.execute(
            "UPDATE finding SET state = 'eased'
             WHERE id IN (SELECT what FROM merged WHERE relationship_id = ?1 AND place = 'live finding')",
            [id],
        )?;
        self.0.execute(
            "UPDATE contact SET relationship_id = ?2,
                 ordinal = ordinal + (SELECT coalesce(max(ordinal), -1) + 1 FROM contact WHERE relationship_id = ?2)
             WHERE relationship_id = ?1",
            (id, into),
        )?;
        self.0.execute(
            "INSERT INTO holiday (relationship_id, day, name) SELECT ?2, day, name FROM holiday WHERE relationship_id = ?1
                 AND day IN (SELECT what FROM merged WHERE relationship_id = ?1 AND place = 'holiday')",
            (id, into),
        )?;
        self.copy_mentions(id, into, "?3 = 0", 0)?;
        self.carry(id, id, into)?;
        Ok(Some(Change::Separate { id }))
    }

    /// Takes a merge back. Letters that came since stay with the kept one; what they say of a letter of the other's goes along.
    pub(super) fn separate(&self, id: i64) -> Result<Option<Change>> {
        let Some(RelationshipId(into)) = self.merged_into(RelationshipId(id))? else { return Ok(None) };
        self.carry(id, into, id)?;
        self.0.execute(
            "UPDATE finding SET state = m.was FROM merged m
             WHERE m.relationship_id = ?1 AND m.place = 'live finding' AND m.what = finding.id AND finding.state = 'eased'",
            [id],
        )?;
        self.0.execute(
            "UPDATE contact SET relationship_id = ?1, ordinal = m.was FROM merged m
             WHERE m.relationship_id = ?1 AND m.place = 'contact' AND m.what = contact.address AND contact.relationship_id = ?2",
            (id, into),
        )?;
        self.0.execute(
            "DELETE FROM holiday WHERE relationship_id = ?2
                 AND day IN (SELECT what FROM merged WHERE relationship_id = ?1 AND place = 'holiday')",
            (id, into),
        )?;
        self.0.execute(
            "UPDATE mention SET day = json_extract(m.was, '$[0]'), you_on = json_extract(m.was, '$[1]'),
                 they_on = json_extract(m.was, '$[2]')
             FROM merged m WHERE m.relationship_id = ?1 AND m.place = 'mention' AND m.what = mention.rfc_id
                 AND mention.relationship_id = ?2 AND json_extract(m.was, '$[0]') IS NOT NULL",
            (id, into),
        )?;
        self.copy_mentions(
            into,
            id,
            "rfc_id IN (SELECT what FROM merged
                 WHERE relationship_id = ?3 AND place = 'mention' AND json_extract(was, '$[0]') IS NULL)",
            id,
        )?;
        self.0.execute(
            "DELETE FROM mention WHERE relationship_id = ?2 AND rfc_id IN (SELECT what FROM merged
                 WHERE relationship_id = ?1 AND place = 'mention' AND json_extract(was, '$[0]') IS NULL)",
            (id, into),
        )?;
        self.0.execute(
            "UPDATE relationship SET merged_into = ?1
             WHERE id IN (SELECT what FROM merged WHERE relationship_id = ?1 AND place = 'relationship')",
            [id],
        )?;
        self.0.execute("UPDATE relationship SET merged_into = NULL WHERE id = ?1", [id])?;
        let before: i64 = self.0.query_row(
            "SELECT coalesce(max(CAST(what AS INTEGER)), 0) FROM merged WHERE relationship_id = ?1 AND place = 'letters before'",
            [id],
            |row| row.get(0),
        )?;
        self.also_known_in(into, id, before)?;
        self.0.execute("DELETE FROM merged WHERE relationship_id = ?1", [id])?;
        Ok(Some(Change::Merge { id, into }))
    }

    /// Takes what a merge has listed from one account to the other, and counts both anew.
    fn carry(&self, listed: i64, from: i64, to: i64) -> Result<()> {
        let rows = |place: &str| {
            format!(
                "(SELECT CAST(what AS INTEGER) FROM merged WHERE relationship_id = ?1 AND place = '{place}') AND relationship_id = ?2"
            )
        };
        let sql = format!("SELECT id, day FROM interaction WHERE id IN {}", rows("interaction"));
        let moved: Vec<(i64, String)> = self
            .0
            .prepare(&sql)?
            .query_map((listed, from), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut days = BTreeSet::new();
        let mut places = Vec::new();
        for (letter, day) in &moved {
            days.insert(codec::day(day)?);
            places.extend(self.place(*letter)?);
        }
        for table in BY_LETTER {
            let sql =
                format!("UPDATE {table} SET relationship_id = ?3 WHERE interaction_id IN {}", rows("interaction"));
            self.0.execute(&sql, (listed, from, to))?;
        }
        for (table, _) in BY_ITSELF.into_iter().chain([("interaction", "")]) {
            let sql = format!("UPDATE {table} SET relationship_id = ?3 WHERE id IN {}", rows(table));
            self.0.execute(&sql, (listed, from, to))?;
        }
        for relationship in [from, to].map(RelationshipId) {
            let mut days = days.clone();
            for place in &places {
                days.extend(self.answers_around(&Place { relationship, ..place.clone() })?);
            }
            self.refresh_days(relationship, &days)?;
            self.count_letters(relationship)?;
        }
        Ok(())
    }

    /// Lets one account know what another knows of who referred to which letters, and when.
    fn copy_mentions(&self, from: i64, to: i64, which: &str, parameter: i64) -> Result<()> {
        self.0
            .prepare_cached(&format!(
                "INSERT INTO mention (relationship_id, rfc_id, day, known, you_on, they_on, by)
                 SELECT ?2, rfc_id, day, known, you_on, they_on, by FROM mention WHERE relationship_id = ?1 AND {which}
                 ON CONFLICT (relationship_id, rfc_id) DO UPDATE SET known = max(known, excluded.known),
                     day = min(day, excluded.day),
                     you_on = coalesce(min(you_on, excluded.you_on), you_on, excluded.you_on),
                     they_on = coalesce(min(they_on, excluded.they_on), they_on, excluded.they_on)"
            ))?
            .execute((from, to, parameter))?;
        Ok(())
    }

    /// Counts the letters of an account anew, from its days.
    fn count_letters(&self, relationship: RelationshipId) -> Result<()> {
        self.0.prepare_cached("DELETE FROM tally WHERE relationship_id = ?1")?.execute([relationship.0])?;
        self.0
            .prepare_cached(
                "INSERT INTO tally (relationship_id, letters, first_day)
                 SELECT ?1, sum(you_letters + they_letters), min(day) FROM day WHERE relationship_id = ?1 HAVING count(*) > 0",
            )?
            .execute([relationship.0])?;
        Ok(())
    }
}

#[cfg(test)]
impl Db<'_> {
    /// What stands in the tables that a move or a merge may change, but for what only says that something was moved.
    pub(crate) fn accounts_as_rows(&self) -> Result<Vec<String>> {
        let mut rows = Vec::new();
        for (table, columns) in [
            ("relationship", "id, key, name, person, intent, since, zone, quiet_until, merged_into"),
            ("contact", "address, relationship_id, ordinal"),
            ("holiday", "relationship_id, day, name"),
            ("interaction", "id, relationship_id, day, side, asked_at"),
            ("mention", "relationship_id, rfc_id, day, known, you_on, they_on, by"),
            (
                "day",
                "relationship_id, day, you_letters, they_letters, you_last_at, they_last_at, you_waited, they_waited",
            ),
            ("tally", "relationship_id, letters, first_day"),
            ("act", "id, relationship_id, kind, day, state"),
            ("mark", "id, relationship_id, kind, day"),
            ("marked", "relationship_id, day, side, kind, n"),
            ("entry", "id, relationship_id, kind, day, state"),
            ("away", "id, relationship_id, first, last"),
            ("talk", "relationship_id, day, interaction_id"),
            ("finding", "id, relationship_id, rule, state"),
            ("draft", "id, relationship_id, rcpt, state"),
            ("merged", "relationship_id, place, what"),
        ] {
            let sql = format!("SELECT json_array({columns}) AS row FROM {table} ORDER BY row");
            let mut statement = self.0.prepare(&sql)?;
            for row in statement.query_map([], |row| row.get::<_, String>(0))? {
                rows.push(format!("{table} {}", row?));
            }
        }
        Ok(rows)
    }
}
