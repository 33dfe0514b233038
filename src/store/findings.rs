//! What rules concluded, and when it was said.

use jiff::civil::Date;
use rusqlite::Row;
use serde::{Deserialize, Serialize};

use super::{Db, Result, codec};
use crate::domain::finding::{Because, Evidence, Finding, FindingState, Level};
use crate::domain::id::{ActId, FindingId, InteractionId, OutboxId, RelationshipId};

/// How an answer to a finding changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answered {
    Snoozed { until: Date },
    Disputed,
    LetGo,
    Open,
    Told,
}

#[derive(Serialize, Deserialize)]
struct BecauseRow {
    fact: String,
    value: String,
    test: String,
    holds: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum EvidenceRow {
    Act(i64),
    Letter(i64),
    Words(String),
}

const COLUMNS: &str =
    "id, rule, relationship_id, state, level, title, say, wrong_if, offer, because, evidence, since, held_on,
    first_told_on, last_told_on, n_told, snoozed_until";

impl Db<'_> {
    pub fn findings(&self) -> Result<Vec<Finding>> {
        self.findings_where("id > ?1 ORDER BY id", 0)
    }

    /// Findings that are ready to be said.
    pub fn open_findings(&self) -> Result<Vec<Finding>> {
        self.findings_where("state = 'open' AND id > ?1 ORDER BY id", 0)
    }

    pub fn findings_of(&self, relationship: RelationshipId) -> Result<Vec<Finding>> {
        self.findings_where("relationship_id = ?1 ORDER BY id", relationship.0)
    }

    pub fn finding(&self, id: FindingId) -> Result<Option<Finding>> {
        Ok(self.findings_where("id = ?1", id.0)?.pop())
    }

    fn findings_where(&self, condition: &str, parameter: i64) -> Result<Vec<Finding>> {
        let mut statement = self.0.prepare_cached(&format!("SELECT {COLUMNS} FROM finding WHERE {condition}"))?;
        let mut rows = statement.query([parameter])?;
        let mut findings = Vec::new();
        while let Some(row) = rows.next()? {
            findings.push(finding_of(row)?);
        }
        Ok(findings)
    }

    /// Keeps a finding as it lives on. A new one, with the id 0, gets its own.
    pub fn keep_finding(&self, finding: &Finding) -> Result<FindingId> {
        let because: Vec<BecauseRow> = finding
            .because
            .iter()
            .map(|b| BecauseRow { fact: b.fact.clone(), value: b.value.clone(), test: b.test.clone(), holds: b.holds })
            .collect();
        let evidence: Vec<EvidenceRow> = finding
            .evidence
            .iter()
            .map(|evidence| match evidence {
                Evidence::Act(id) => EvidenceRow::Act(id.0),
                Evidence::Letter(id) => EvidenceRow::Letter(id.0),
                Evidence::Words(words) => EvidenceRow::Words(words.clone()),
            })
            .collect();
        let id = (finding.id.0 > 0).then_some(finding.id.0);
        let id: i64 = self
            .0
            .prepare_cached(
                "INSERT INTO finding (id, rule, relationship_id, state, level, title, say, wrong_if, offer, because, evidence, since,
                     held_on, first_told_on, last_told_on, n_told, snoozed_until)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, level = excluded.level,
                     title = excluded.title, say = excluded.say, wrong_if = excluded.wrong_if, offer = excluded.offer,
                     because = excluded.because, evidence = excluded.evidence, since = excluded.since, held_on = excluded.held_on,
                     first_told_on = excluded.first_told_on, last_told_on = excluded.last_told_on, n_told = excluded.n_told,
                     snoozed_until = excluded.snoozed_until
                 RETURNING id",
            )?
            .query_row(
                rusqlite::params![
                    id,
                    finding.rule,
                    finding.relationship.0,
                    finding.state.word(),
                    finding.level.word(),
                    finding.title,
                    finding.say,
                    finding.wrong_if,
                    finding.offer,
                    codec::to_json(&because),
                    codec::to_json(&evidence),
                    finding.since.to_string(),
                    finding.held_on.to_string(),
                    finding.first_told_on.map(|day| day.to_string()),
                    finding.last_told_on.map(|day| day.to_string()),
                    finding.n_told,
                    finding.snoozed_until.map(|day| day.to_string()),
                ],
                |row| row.get(0),
            )?;
        Ok(FindingId(id))
    }

    /// Whether a rule spoke about a relationship on a day, or about one that is part of it now.
    pub fn has_fired(&self, rule: &str, relationship: RelationshipId, day: Date) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT 1 FROM firing WHERE rule = ?1 AND day = ?3 AND (relationship_id = ?2
                     OR relationship_id IN (SELECT id FROM relationship WHERE merged_into = ?2))",
            )?
            .exists((rule, relationship.0, day.to_string()))?)
    }

    /// How often each rule has spoken since a day, that day included.
    pub fn spoken_since(&self, day: Date) -> Result<std::collections::BTreeMap<String, u32>> {
        let mut statement = self.0.prepare_cached("SELECT rule, count(*) FROM firing WHERE day >= ?1 GROUP BY rule")?;
        let rows = statement.query_map([day.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Takes the one occasion on which a rule may speak about a relationship on a day, for the mail in which it does.
    pub fn fire(&self, rule: &str, relationship: RelationshipId, day: Date, outbox: OutboxId) -> Result<()> {
        self.0.execute(
            "INSERT INTO firing (rule, relationship_id, day, outbox_id) VALUES (?1, ?2, ?3, ?4)",
            (rule, relationship.0, day.to_string(), outbox.0),
        )?;
        Ok(())
    }

    /// Applies the user's answer to a finding; gives back what undoes it.
    pub(super) fn answer_finding(&self, id: FindingId, answered: Answered) -> Result<Option<Answered>> {
        let Some(before) = self.finding(id)? else { return Ok(None) };
        let undo = match before.state {
            FindingState::Snoozed => Answered::Snoozed { until: before.snoozed_until.unwrap_or(before.held_on) },
            FindingState::Disputed => Answered::Disputed,
            FindingState::LetGo => Answered::LetGo,
            FindingState::Told => Answered::Told,
            FindingState::Forming | FindingState::Open | FindingState::Eased => Answered::Open,
        };
        let (state, until) = match answered {
            Answered::Snoozed { until } => (FindingState::Snoozed, Some(until.to_string())),
            Answered::Disputed => (FindingState::Disputed, None),
            Answered::LetGo => (FindingState::LetGo, None),
            Answered::Open => (FindingState::Open, None),
            Answered::Told => (FindingState::Told, None),
        };
        self.0
            .execute("UPDATE finding SET state = ?2, snoozed_until = ?3 WHERE id = ?1", (id.0, state.word(), until))?;
        Ok(Some(undo))
    }
}

fn finding_of(row: &Row<'_>) -> Result<Finding> {
    let because: Vec<BecauseRow> = codec::json("a because", &row.get::<_, String>(9)?)?;
    let evidence: Vec<EvidenceRow> = codec::json("evidence", &row.get::<_, String>(10)?)?;
    Ok(Finding {
        id: FindingId(row.get(0)?),
        rule: row.get(1)?,
        relationship: RelationshipId(row.get(2)?),
        state: codec::word("the state of a finding", &row.get::<_, String>(3)?, FindingState::from_word)?,
        level: codec::word("a level", &row.get::<_, String>(4)?, Level::from_word)?,
        title: row.get(5)?,
        say: row.get(6)?,
        wrong_if: row.get(7)?,
        offer: row.get(8)?,
        because: because
            .into_iter()
            .map(|b| Because { fact: b.fact, value: b.value, test: b.test, holds: b.holds })
            .collect(),
        evidence: evidence
            .into_iter()
            .map(|evidence| match evidence {
                EvidenceRow::Act(id) => Evidence::Act(ActId(id)),
                EvidenceRow::Letter(id) => Evidence::Letter(InteractionId(id)),
                EvidenceRow::Words(words) => Evidence::Words(words),
            })
            .collect(),
        since: codec::day(&row.get::<_, String>(11)?)?,
        held_on: codec::day(&row.get::<_, String>(12)?)?,
        first_told_on: codec::maybe_day(row.get(13)?)?,
        last_told_on: codec::maybe_day(row.get(14)?)?,
        n_told: row.get(15)?,
        snoozed_until: codec::maybe_day(row.get(16)?)?,
    })
}
