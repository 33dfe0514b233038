//! Who is who: relationships, their addresses, their days off.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row};

use super::{Db, Result, codec};
use crate::domain::address::Address;
use crate::domain::calendar::Calendar;
use crate::domain::id::RelationshipId;
use crate::domain::relationship::{Book, Intent, Relationship, Seat};

const COLUMNS: &str = "r.id, r.key, r.name, r.person, r.seat, r.intent, r.since, r.zone, r.quiet_until,
    (SELECT address FROM contact c WHERE c.relationship_id = r.id ORDER BY ordinal LIMIT 1)";

impl Db<'_> {
    /// Every relationship, by name. What was merged into another is no relationship of its own.
    pub fn relationships(&self) -> Result<Vec<Relationship>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM relationship r WHERE r.merged_into IS NULL ORDER BY r.name, r.id"
        ))?;
        let mut rows = statement.query([])?;
        let mut relationships = Vec::new();
        while let Some(row) = rows.next()? {
            relationships.push(self.relationship_of(row)?);
        }
        Ok(relationships)
    }

    pub fn relationship(&self, id: RelationshipId) -> Result<Option<Relationship>> {
        let mut statement = self.0.prepare_cached(&format!("SELECT {COLUMNS} FROM relationship r WHERE r.id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(|row| self.relationship_of(row)).transpose()
    }

    fn relationship_of(&self, row: &Row<'_>) -> Result<Relationship> {
        let id = RelationshipId(row.get(0)?);
        let holidays = self
            .0
            .prepare_cached("SELECT day FROM holiday WHERE relationship_id = ?1")?
            .query_map([id.0], |row| row.get::<_, String>(0))?
            .map(|day| codec::day(&day?))
            .collect::<Result<_>>()?;
        let also = self
            .0
            .prepare_cached("SELECT key, name FROM relationship WHERE merged_into = ?1 ORDER BY id")?
            .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Relationship {
            id,
            key: row.get(1)?,
            also,
            name: row.get(2)?,
            person: row.get(3)?,
            seat: codec::word("a seat", &row.get::<_, String>(4)?, Seat::from_word)?,
            intent: codec::word("an intent", &row.get::<_, String>(5)?, Intent::from_word)?,
            since: codec::maybe_day(row.get(6)?)?,
            zone: codec::zone(row.get(7)?)?,
            calendar: Calendar { holidays, ..Calendar::default() },
            quiet_until: codec::maybe_day(row.get(8)?)?,
            address: row.get::<_, Option<String>>(9)?.map(|address| codec::address(&address)).transpose()?,
        })
    }

    /// The address book, beside the user's own addresses.
    pub fn book(&self, you: &[Address], tracking: &[Address]) -> Result<Book> {
        let mut contacts = BTreeMap::new();
        let mut statement = self.0.prepare_cached("SELECT address, relationship_id FROM contact")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            contacts.insert(codec::address(&row.get::<_, String>(0)?)?, RelationshipId(row.get(1)?));
        }
        let mut keys = BTreeMap::new();
        let mut zones = BTreeMap::new();
        let mut statement = self.0.prepare_cached(
            "SELECT key, coalesce(merged_into, id), zone FROM relationship ORDER BY merged_into IS NOT NULL",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = RelationshipId(row.get(1)?);
            keys.insert(row.get(0)?, id);
            if let Some(zone) = codec::zone(row.get(2)?)? {
                zones.entry(id).or_insert(zone);
            }
        }
        let mut statement = self.0.prepare_cached("SELECT entry FROM ignored")?;
        let ignored = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(Book { contacts, keys, zones, you: you.to_vec(), tracking: tracking.to_vec(), ignored, ..Book::default() })
    }

    pub fn contacts(&self, id: RelationshipId) -> Result<Vec<Address>> {
        let mut statement =
            self.0.prepare_cached("SELECT address FROM contact WHERE relationship_id = ?1 ORDER BY ordinal")?;
        statement.query_map([id.0], |row| row.get::<_, String>(0))?.map(|address| codec::address(&address?)).collect()
    }

    pub fn contact_owner(&self, address: &Address) -> Result<Option<RelationshipId>> {
        Ok(self
            .0
            .prepare_cached("SELECT relationship_id FROM contact WHERE address = ?1")?
            .query_row([address.as_str()], |row| row.get(0).map(RelationshipId))
            .optional()?)
    }

    /// Keeps what the other side is called, where nobody has said so yet. A firm's name is no person's.
    pub fn learn_person(&self, id: RelationshipId, first_name: &str) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE relationship SET person = ?2 WHERE id = ?1 AND person IS NULL AND instr(lower(name), lower(?2)) <> 1",
            )?
            .execute((id.0, first_name))?;
        Ok(())
    }

    pub fn holidays(&self, id: RelationshipId) -> Result<Vec<(Date, String)>> {
        let mut statement =
            self.0.prepare_cached("SELECT day, name FROM holiday WHERE relationship_id = ?1 ORDER BY day")?;
        let rows = statement.query_map([id.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (day, name) = row?;
            Ok((codec::day(&day)?, name))
        })
        .collect()
    }
}
