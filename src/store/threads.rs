//! Which letter answers which: within one talk, told by its subject, the first letter of one side after letters of the other.
//!
//! Whatever order letters come in, a letter that comes or goes changes what at most two letters of each side answer: the next ones
//! of its talk. Those are looked at again, and nothing else.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rusqlite::OptionalExtension;

use super::{Db, Result, codec};
use crate::domain::act::Side;
use crate::domain::id::RelationshipId;

/// A subject that comes again after so long begins another talk.
const LONGEST_WAIT_MS: i64 = 31 * 24 * 60 * 60 * 1000;
/// The letter itself, and the next one.
const LOOKED_AT: u32 = 2;

/// A place in a talk at which a letter came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) relationship: RelationshipId,
    pub(super) thread: String,
    pub(super) at: i64,
}

impl Db<'_> {
    /// Where a letter stands now.
    pub(super) fn place(&self, letter: i64) -> Result<Option<Place>> {
        Ok(self
            .0
            .prepare_cached("SELECT relationship_id, thread, happened_at FROM interaction WHERE id = ?1")?
            .query_row([letter], |row| {
                Ok(Place { relationship: RelationshipId(row.get(0)?), thread: row.get(1)?, at: row.get(2)? })
            })
            .optional()?)
    }

    /// Works out anew what the letters at and after a place answer. The days of those for which that changed.
    pub(super) fn answers_around(&self, place: &Place) -> Result<BTreeSet<Date>> {
        let mut changed = BTreeSet::new();
        for side in [Side::You, Side::They] {
            let mut statement = self.0.prepare_cached(
                "SELECT id, day FROM interaction WHERE relationship_id = ?1 AND thread = ?2 AND side = ?3 AND happened_at >= ?4
                 ORDER BY happened_at, id LIMIT ?5",
            )?;
            let rows = statement
                .query_map((place.relationship.0, &place.thread, codec::side(side), place.at, LOOKED_AT), |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
                })?;
            for (letter, day) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
                if self.answers_what(letter)? {
                    changed.insert(codec::day(&day)?);
                }
            }
        }
        Ok(changed)
    }

    /// Works out anew what one letter answers: the first letter of the other side since its own side last wrote, or since the other
    /// began a talk under this subject anew. `true` where that changed. A letter that begins a talk answers none.
    fn answers_what(&self, letter: i64) -> Result<bool> {
        let n = self
            .0
            .prepare_cached(
                "UPDATE interaction SET (asked_at, asked_on) = (a.happened_at, a.day)
                 FROM (SELECT 1) LEFT JOIN interaction a ON a.id = (
                     SELECT o.id FROM interaction me JOIN interaction o
                         ON o.relationship_id = me.relationship_id AND o.thread = me.thread
                         AND o.side = CASE me.side WHEN 'you' THEN 'they' ELSE 'you' END
                     WHERE me.id = ?1 AND NOT me.starts
                         AND o.happened_at < me.happened_at AND o.happened_at >= me.happened_at - ?2
                         AND o.happened_at > coalesce((SELECT max(b.happened_at) FROM interaction b
                             WHERE b.relationship_id = me.relationship_id AND b.thread = me.thread AND b.side = me.side
                                 AND b.happened_at < me.happened_at), 0)
                         AND o.happened_at >= coalesce((SELECT b.happened_at FROM interaction b
                             WHERE b.relationship_id = me.relationship_id AND b.thread = me.thread AND b.side = o.side AND b.starts
                                 AND b.happened_at < me.happened_at AND b.happened_at >= me.happened_at - ?2
                             ORDER BY b.happened_at DESC LIMIT 1), 0)
                     ORDER BY o.happened_at LIMIT 1)
                 WHERE interaction.id = ?1 AND interaction.asked_at IS NOT a.happened_at",
            )?
            .execute((letter, LONGEST_WAIT_MS))?;
        Ok(n > 0)
    }
}
