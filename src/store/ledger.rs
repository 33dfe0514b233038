//! The account's facts as letters bring them: interactions, what was noticed in them, which days they fell on.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Db, Result, codec};
use crate::domain::act::{ActKind, ActState, MarkKind, Side};
use crate::domain::address::Address;
use crate::domain::id::{InteractionId, MessageId, RelationshipId};
use crate::domain::interaction::{Alike, Filing, Interaction, Print};
use crate::domain::letter::{Letter, Seen};

impl Db<'_> {
    /// Filed letters that may be the same as one with this print.
    pub fn alike(&self, print: &Print) -> Result<Vec<Alike>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, relationship_id, side, happened_at, certain, seen, rfc_id, words = ?1, links,
                 (SELECT coalesce(merged_into, id) FROM relationship WHERE id = filed_as)
             FROM interaction WHERE words = ?1
             UNION SELECT id, relationship_id, side, happened_at, certain, seen, rfc_id, words = ?1, links,
                 (SELECT coalesce(merged_into, id) FROM relationship WHERE id = filed_as)
             FROM interaction WHERE rfc_id = ?2 ORDER BY id",
        )?;
        let mut rows = statement.query((print.words.as_slice(), print.message_id.as_deref()))?;
        let mut alike = Vec::new();
        while let Some(row) = rows.next()? {
            alike.push(Alike {
                id: InteractionId(row.get(0)?),
                relationship: RelationshipId(row.get(1)?),
                by: codec::read_side(&row.get::<_, String>(2)?)?,
                happened_at: codec::at(row.get(3)?)?,
                certain: row.get(4)?,
                seen: codec::word("a way of seeing", &row.get::<_, String>(5)?, Seen::from_word)?,
                message_id: row.get(6)?,
                same_words: row.get(7)?,
                links: row.get(8)?,
                filed_as: row.get::<_, Option<i64>>(9)?.map(RelationshipId),
            });
        }
        Ok(alike)
    }

    /// Files a letter that is known to be new.
    pub fn file(&self, filing: &Filing, message: Option<MessageId>, zone: &TimeZone) -> Result<InteractionId> {
        let day = filing.happened_at.to_zoned(zone.clone()).date();
        let letter = &filing.letter;
        let id = self
            .0
            .prepare_cached(
                "INSERT INTO interaction (relationship_id, message_id, side, happened_at, day, certain, seen, subject, text,
                     rfc_id, words, only_request, after_hours, author, starts, unasked, links, thread,
                     expecting)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
            )?
            .insert(rusqlite::params![
                filing.relationship.0,
                message.map(|id| id.0),
                codec::side(filing.by),
                filing.happened_at.as_millisecond(),
                day.to_string(),
                filing.certain,
                letter.seen.word(),
                letter.subject,
                letter.text,
                filing.print.message_id,
                filing.print.words.as_slice(),
                is_only_request(letter),
                filing.after_hours,
                letter.author().map(Address::as_str),
                starts(letter),
                is_unasked(letter),
                filing.print.links,
                letter.thread,
                is_expecting(letter),
            ])?;
        let id = InteractionId(id);
        self.notice(id, filing, day)?;
        self.refer(id, filing, day)?;
        if letter.mentions_talk {
            self.keep_talk(filing.relationship, day, id)?;
        }
        if let Some(days) = letter.away {
            self.keep_away(filing.relationship, filing.by, day, days, Some(id))?;
        }
        if let Some(message) = message {
            self.sight(id, message, letter.seen)?;
        }
        self.0
            .prepare_cached(
                "INSERT INTO tally (relationship_id, letters, first_day) VALUES (?1, 1, ?2)
                 ON CONFLICT (relationship_id) DO UPDATE SET letters = letters + 1, first_day = min(first_day, excluded.first_day)",
            )?
            .execute((filing.relationship.0, day.to_string()))?;
        let mut days = BTreeSet::from([day]);
        if let Some(place) = self.place(id.0)? {
            days.extend(self.answers_around(&place)?);
        }
        self.refresh_days(filing.relationship, &days)?;
        Ok(id)
    }

    /// Replaces weaker evidence of a letter by better: the message itself instead of a quote of it.
    pub fn improve(
        &self,
        id: InteractionId,
        filing: &Filing,
        message: Option<MessageId>,
        zone: &TimeZone,
    ) -> Result<()> {
        let day = filing.happened_at.to_zoned(zone.clone()).date();
        let letter = &filing.letter;
        let before: String = self.0.query_row("SELECT day FROM interaction WHERE id = ?1", [id.0], |row| row.get(0))?;
        let place_before = self.place(id.0)?;
        self.0
            .prepare_cached(
                "UPDATE interaction SET message_id = coalesce(?2, message_id), happened_at = ?3, day = ?4, certain = ?5, seen = ?6,
                     subject = coalesce(?7, subject), text = ?8, rfc_id = coalesce(?9, rfc_id), words = ?10, after_hours = ?11,
                     only_request = ?12, author = coalesce(?13, author), starts = ?14, unasked = ?15, links = coalesce(?16, links),
                     thread = coalesce(nullif(?17, ''), thread), expecting = ?18
                 WHERE id = ?1",
            )?
            .execute(rusqlite::params![
                id.0,
                message.map(|id| id.0),
                filing.happened_at.as_millisecond(),
                day.to_string(),
                filing.certain,
                letter.seen.word(),
                letter.subject,
                letter.text,
                filing.print.message_id,
                filing.print.words.as_slice(),
                filing.after_hours,
                is_only_request(letter),
                letter.author().map(Address::as_str),
                starts(letter),
                is_unasked(letter),
                filing.print.links,
                letter.thread,
                is_expecting(letter),
            ])?;
        self.0.prepare_cached("UPDATE act SET day = ?2 WHERE interaction_id = ?1")?.execute((id.0, day.to_string()))?;
        self.0
            .prepare_cached("UPDATE mark SET day = ?2 WHERE interaction_id = ?1")?
            .execute((id.0, day.to_string()))?;
        // What hid in a quote of it may show only now.
        if !self.is_noticed(id)? {
            self.notice(id, filing, day)?;
        }
        self.refer(id, filing, day)?;
        let mut days = BTreeSet::from([codec::day(&before)?, day]);
        for place in place_before.into_iter().chain(self.place(id.0)?) {
            days.extend(self.answers_around(&place)?);
        }
        self.refresh_days(filing.relationship, &days)?;
        self.0
            .prepare_cached(
                "UPDATE tally SET first_day = (SELECT min(day) FROM day WHERE relationship_id = ?1) WHERE relationship_id = ?1",
            )?
            .execute([filing.relationship.0])?;
        if let Some(message) = message {
            self.sight(id, message, letter.seen)?;
        }
        Ok(())
    }

    /// Notes that a mail showed a letter which is known already; and what its references say.
    pub fn seen_again(
        &self,
        id: InteractionId,
        filing: &Filing,
        message: Option<MessageId>,
        zone: &TimeZone,
    ) -> Result<()> {
        self.refer(id, filing, filing.happened_at.to_zoned(zone.clone()).date())?;
        message.map_or(Ok(()), |message| self.sight(id, message, filing.letter.seen))
    }

    fn sight(&self, id: InteractionId, message: MessageId, seen: Seen) -> Result<()> {
        self.0
            .prepare_cached("INSERT OR IGNORE INTO sighting (interaction_id, message_id, seen) VALUES (?1, ?2, ?3)")?
            .execute((id.0, message.0, seen.word()))?;
        Ok(())
    }

    fn is_noticed(&self, id: InteractionId) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM act WHERE interaction_id = ?1) OR EXISTS (SELECT 1 FROM mark WHERE interaction_id = ?1)",
            )?
            .query_row([id.0], |row| row.get(0))?)
    }

    fn notice(&self, id: InteractionId, filing: &Filing, day: Date) -> Result<()> {
        for act in &filing.letter.acts {
            self.0
                .prepare_cached(
                    // What the user said no to is not proposed again: that phrase, in this relationship.
                    "INSERT INTO act (relationship_id, kind, side, day, state, interaction_id, words, phrase)
                     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
                     WHERE NOT EXISTS (SELECT 1 FROM act WHERE relationship_id = ?1 AND kind = ?2 AND side = ?3
                         AND phrase = ?8 AND phrase <> '' AND state = 'rejected')",
                )?
                .execute((
                    filing.relationship.0,
                    act.kind.word(),
                    codec::side(act.by),
                    day.to_string(),
                    ActState::Proposed.word(),
                    id.0,
                    &act.quote,
                    &act.phrase,
                ))?;
        }
        for mark in &filing.letter.marks {
            self.0
                .prepare_cached(
                    "INSERT INTO mark (relationship_id, kind, side, day, interaction_id, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute((
                    filing.relationship.0,
                    mark.kind.word(),
                    codec::side(filing.by),
                    day.to_string(),
                    id.0,
                    &mark.quote,
                ))?;
        }
        Ok(())
    }

    /// Remembers which letters this one answers, by whose hand and when first; whatever order the letters come in.
    fn answers(&self, filing: &Filing, rfc_id: &str, day: Date) -> Result<()> {
        let column = if filing.by == Side::You { "you_on" } else { "they_on" };
        self.0
            .prepare_cached(&format!(
                "UPDATE mention SET {column} = min(coalesce({column}, ?3), ?3) WHERE relationship_id = ?1 AND rfc_id = ?2"
            ))?
            .execute((filing.relationship.0, rfc_id, day.to_string()))?;
        Ok(())
    }

    /// Remembers which letters this one refers to, and that this one itself is known now.
    fn refer(&self, id: InteractionId, filing: &Filing, day: Date) -> Result<()> {
        let letter = &filing.letter;
        for rfc_id in letter.references.iter().chain(&letter.in_reply_to) {
            self.0
                .prepare_cached(
                    "INSERT INTO mention (relationship_id, rfc_id, day, known, by)
                     VALUES (?1, ?2, ?3, EXISTS (SELECT 1 FROM interaction WHERE rfc_id = ?2)
                         OR EXISTS (SELECT 1 FROM outbox WHERE rfc_id = ?2), ?4)
                     ON CONFLICT (relationship_id, rfc_id) DO UPDATE SET by = NULL WHERE by <> excluded.by",
                )?
                .execute((filing.relationship.0, rfc_id, day.to_string(), id.0))?;
        }
        // Who answers a later letter of a thread has read the earlier ones.
        for rfc_id in letter.references.iter().chain(&letter.in_reply_to) {
            self.answers(filing, rfc_id, day)?;
        }
        for rfc_id in filing.print.message_id.iter().chain(&filing.stands_for) {
            self.0
                .prepare_cached(
                    "INSERT INTO mention (relationship_id, rfc_id, day, known) VALUES (?1, ?2, ?3, 1)
                     ON CONFLICT (relationship_id, rfc_id) DO UPDATE SET known = 1",
                )?
                .execute((filing.relationship.0, rfc_id, day.to_string()))?;
        }
        Ok(())
    }

    pub(super) fn refresh_days(&self, relationship: RelationshipId, days: &BTreeSet<Date>) -> Result<()> {
        days.iter().try_for_each(|day| self.refresh_day(relationship, *day))
    }

    /// Computes one day's row anew from its letters. Looks at that day alone.
    fn refresh_day(&self, relationship: RelationshipId, day: Date) -> Result<()> {
        let day = day.to_string();
        self.0
            .prepare_cached("DELETE FROM day WHERE relationship_id = ?1 AND day = ?2")?
            .execute((relationship.0, &day))?;
        self.0
            .prepare_cached(
                "INSERT INTO day (relationship_id, day, you_letters, you_only_requests, you_after_hours, you_first_at, you_last_at,
                     they_letters, they_only_requests, they_after_hours, they_first_at, they_last_at,
                     you_starts, you_starts_asking, you_unasked, they_starts, they_starts_asking, they_unasked,
                     you_quoted, they_quoted, you_waited, you_asked_on, they_waited, they_asked_on,
                     you_expecting, they_expecting, you_expecting_at, they_expecting_at)
                 SELECT ?1, ?2,
                     count(*) FILTER (WHERE side = 'you'), coalesce(sum(only_request) FILTER (WHERE side = 'you'), 0),
                     coalesce(sum(after_hours) FILTER (WHERE side = 'you'), 0),
                     min(happened_at) FILTER (WHERE side = 'you'), max(happened_at) FILTER (WHERE side = 'you'),
                     count(*) FILTER (WHERE side = 'they'), coalesce(sum(only_request) FILTER (WHERE side = 'they'), 0),
                     coalesce(sum(after_hours) FILTER (WHERE side = 'they'), 0),
                     min(happened_at) FILTER (WHERE side = 'they'), max(happened_at) FILTER (WHERE side = 'they'),
                     coalesce(sum(starts) FILTER (WHERE side = 'you'), 0),
                     coalesce(sum(starts AND only_request) FILTER (WHERE side = 'you'), 0),
                     coalesce(sum(unasked) FILTER (WHERE side = 'you'), 0),
                     coalesce(sum(starts) FILTER (WHERE side = 'they'), 0),
                     coalesce(sum(starts AND only_request) FILTER (WHERE side = 'they'), 0),
                     coalesce(sum(unasked) FILTER (WHERE side = 'they'), 0),
                     count(*) FILTER (WHERE side = 'you' AND seen = 'quoted'),
                     count(*) FILTER (WHERE side = 'they' AND seen = 'quoted'),
                     you.waited, you.asked_on, they.waited, they.asked_on,
                     coalesce(sum(expecting) FILTER (WHERE side = 'you'), 0),
                     coalesce(sum(expecting) FILTER (WHERE side = 'they'), 0),
                     max(happened_at) FILTER (WHERE side = 'you' AND expecting),
                     max(happened_at) FILTER (WHERE side = 'they' AND expecting)
                 FROM interaction
                     LEFT JOIN (SELECT (happened_at - asked_at) / 60000 AS waited, asked_on FROM interaction
                         WHERE relationship_id = ?1 AND day = ?2 AND side = 'you' AND asked_at IS NOT NULL
                         ORDER BY 1 DESC LIMIT 1) you
                     LEFT JOIN (SELECT (happened_at - asked_at) / 60000 AS waited, asked_on FROM interaction
                         WHERE relationship_id = ?1 AND day = ?2 AND side = 'they' AND asked_at IS NOT NULL
                         ORDER BY 1 DESC LIMIT 1) they
                 WHERE relationship_id = ?1 AND day = ?2 HAVING count(*) > 0",
            )?
            .execute((relationship.0, &day))?;
        self.0
            .prepare_cached("DELETE FROM marked WHERE relationship_id = ?1 AND day = ?2")?
            .execute((relationship.0, &day))?;
        self.0
            .prepare_cached(
                "INSERT INTO marked (relationship_id, day, side, kind, n)
                 SELECT ?1, ?2, side, kind, count(*) FROM mark WHERE relationship_id = ?1 AND day = ?2 GROUP BY side, kind",
            )?
            .execute((relationship.0, &day))?;
        Ok(())
    }

    pub fn interaction(&self, id: InteractionId) -> Result<Option<Interaction>> {
        Ok(self.interactions_where("id = ?1 AND ?2 > 0", id.0, 1)?.pop())
    }

    /// Calls back for every letter, relationship by relationship, the oldest first.
    pub fn each_interaction(&self, mut each: impl FnMut(Interaction)) -> Result<()> {
        let mut statement = self.0.prepare("SELECT id FROM interaction ORDER BY relationship_id, happened_at, id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(interaction) = self.interaction(InteractionId(row.get(0)?))? {
                each(interaction);
            }
        }
        Ok(())
    }

    /// The last letters of a relationship, the newest first.
    pub fn last_interactions(&self, relationship: RelationshipId, limit: u32) -> Result<Vec<Interaction>> {
        self.interactions_where(
            "relationship_id = ?1 ORDER BY day DESC, happened_at DESC LIMIT ?2",
            relationship.0,
            limit,
        )
    }

    fn interactions_where(&self, condition: &str, first: i64, second: u32) -> Result<Vec<Interaction>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT id, relationship_id, side, happened_at, certain, seen, subject, text, rfc_id FROM interaction WHERE {condition}"
        ))?;
        let mut rows = statement.query((first, second))?;
        let mut interactions = Vec::new();
        while let Some(row) = rows.next()? {
            interactions.push(Interaction {
                id: InteractionId(row.get(0)?),
                relationship: RelationshipId(row.get(1)?),
                by: codec::read_side(&row.get::<_, String>(2)?)?,
                happened_at: codec::at(row.get(3)?)?,
                certain: row.get(4)?,
                seen: codec::word("a way of seeing", &row.get::<_, String>(5)?, Seen::from_word)?,
                subject: row.get(6)?,
                text: row.get(7)?,
                message_id: row.get(8)?,
            });
        }
        Ok(interactions)
    }

    /// The ids of a thread's last letter of theirs, for `In-Reply-To`: the newest captured letter of the other side.
    pub fn last_of_theirs(&self, relationship: RelationshipId) -> Result<Option<(String, Option<String>)>> {
        use rusqlite::OptionalExtension;
        Ok(self
            .0
            .prepare_cached(
                "SELECT rfc_id, subject FROM interaction
                 WHERE relationship_id = ?1 AND side = 'they' AND rfc_id IS NOT NULL ORDER BY day DESC, happened_at DESC LIMIT 1",
            )?
            .query_row([relationship.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }

    /// Whether the other side wrote after an instant.
    pub fn they_wrote_since(&self, relationship: RelationshipId, since: Timestamp) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT 1 FROM interaction WHERE relationship_id = ?1 AND side = 'they' AND day >= ?2 AND happened_at > ?3 LIMIT 1",
            )?
            .exists((
                relationship.0,
                // A day of slack: days are the user's own, the instant is not.
                since.to_zoned(TimeZone::UTC).date().yesterday().unwrap_or(Date::MIN).to_string(),
                since.as_millisecond(),
            ))?)
    }
}

/// Whether a letter asks for work and brings nothing else.
fn is_only_request(letter: &Letter) -> bool {
    letter.acts.is_empty() && letter.marks.iter().any(|mark| mark.kind == MarkKind::Request)
}

/// Whether an answer is expected to a letter: it begins a talk, asks for something or puts a question. What only answers may be the
/// last word.
fn is_expecting(letter: &Letter) -> bool {
    starts(letter)
        || letter.marks.iter().any(|mark| mark.kind == MarkKind::Request)
        || letter.text.split_whitespace().any(is_end_of_a_question)
}

/// A web address may hold the mark, and asks nothing.
fn is_end_of_a_question(word: &str) -> bool {
    let is_address = word.contains("://") || word.contains("www.");
    !is_address && word.contains(['?', '？', '؟'])
}

/// Whether a letter begins a talk: it answers nothing, as far as it says, and was not quoted under another.
fn starts(letter: &Letter) -> bool {
    letter.seen != Seen::Quoted && letter.in_reply_to.is_empty() && letter.references.is_empty() && !letter.answers
}

/// Whether a letter brings something that nobody had asked for: news, an idea, something done unasked, or a talk begun without a
/// request.
fn is_unasked(letter: &Letter) -> bool {
    let brings = |kind| {
        matches!(kind, ActKind::Update | ActKind::Initiative | ActKind::Idea | ActKind::Vision | ActKind::TopOfMind)
    };
    letter.acts.iter().any(|act| brings(act.kind))
        || (starts(letter) && !letter.marks.iter().any(|mark| mark.kind == MarkKind::Request))
}

/// What was filed to one relationship since a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiledSince {
    pub relationship: RelationshipId,
    pub from_you: u32,
    pub from_them: u32,
    /// Harvested from the history under a reply.
    pub quoted: u32,
    pub oldest: Option<Date>,
}

/// What a receipt has to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    pub filed: Vec<FiledSince>,
    /// Subject, where known, and reason of each mail that was set aside.
    pub set_aside: Vec<(Option<String>, String)>,
    /// The number of the last mail that these are about.
    pub upto: i64,
}

impl Db<'_> {
    /// How many letters are known in all.
    pub fn n_letters(&self) -> Result<u32> {
        Ok(self.0.prepare_cached("SELECT coalesce(sum(letters), 0) FROM tally")?.query_row([], |row| row.get(0))?)
    }

    /// What was filed and set aside by mails after one. The plus keeps SQLite from walking every letter in the order of the groups.
    pub fn filed_since(&self, after: i64) -> Result<News> {
        let mut statement = self.0.prepare_cached(
            "SELECT relationship_id, count(*) FILTER (WHERE side = 'you'), count(*) FILTER (WHERE side = 'they'),
                 count(*) FILTER (WHERE seen = 'quoted'), min(day)
             FROM interaction WHERE message_id > ?1 GROUP BY +relationship_id",
        )?;
        let mut rows = statement.query([after])?;
        let mut filed = Vec::new();
        while let Some(row) = rows.next()? {
            filed.push(FiledSince {
                relationship: RelationshipId(row.get(0)?),
                from_you: row.get(1)?,
                from_them: row.get(2)?,
                quoted: row.get(3)?,
                oldest: codec::maybe_day(row.get(4)?)?,
            });
        }
        let mut statement = self.0.prepare_cached(
            "SELECT reason FROM message WHERE id > ?1 AND state = 'done' AND outcome = 'set aside' ORDER BY id",
        )?;
        let set_aside =
            statement.query_map([after], |row| Ok((None, row.get(0)?)))?.collect::<rusqlite::Result<_>>()?;
        let upto = self
            .0
            .prepare_cached("SELECT coalesce(max(id), 0) FROM message WHERE state = 'done'")?
            .query_row([], |row| row.get(0))?;
        Ok(News { filed, set_aside, upto })
    }
}
