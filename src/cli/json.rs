//! The shapes of `--json`: what is kept, and what commands say of it ([`insight`]). A promise to other programs: add, never rename.

pub(super) mod insight;

use jiff::tz::Offset;
use serde_json::{Value, json};

use crate::domain::account::{Account, Coverage};
use crate::domain::act::{Act, NoticedAct, NoticedMark, Side};
use crate::domain::address::Person;
use crate::domain::entry::{Entry, EntryKind, Figure};
use crate::domain::finding::{Because, Finding};
use crate::domain::interaction::Interaction;
use crate::domain::letter::{Letter, SentAt};
use crate::domain::plan;
use crate::flow::{self, Tools};
use crate::store::Db;

pub(super) fn person(person: &Person) -> Value {
    json!({ "name": person.name, "address": person.address.as_ref().map(crate::domain::address::Address::as_str) })
}

/// A letter as `read --json` prints it. How work is given stands apart from the marks: it is in every other letter.
pub(super) fn letter(letter: &Letter) -> Value {
    let marks = |manner: bool| {
        let marks = letter.marks.iter().filter(|mark| mark.kind.is_manner() == manner);
        marks.map(noticed_mark).collect::<Vec<_>>()
    };
    json!({
        "depth": letter.depth,
        "seen": letter.seen.word(),
        "from": letter.from.as_ref().map(person),
        "to": letter.to.iter().map(person).collect::<Vec<_>>(),
        "cc": letter.cc.iter().map(person).collect::<Vec<_>>(),
        "subject": letter.subject,
        "date_text": letter.date_text,
        "sent_at": letter.sent_at.map(sent_at),
        "sent_at_certain": letter.sent_at.is_some_and(|sent_at| sent_at.certain),
        "body": letter.body,
        "text": letter.text,
        "signature": letter.signature,
        "message_id": letter.message_id,
        "lang": letter.lang,
        "doubts": letter.unclear().collect::<Vec<_>>(),
        "acts": letter.acts.iter().map(noticed_act).collect::<Vec<_>>(),
        "marks": marks(false),
        "manner": marks(true),
    })
}

/// RFC 3339, in the offset the mail named; in UTC where it named none.
fn sent_at(sent_at: SentAt) -> String {
    let offset = sent_at.offset.unwrap_or(Offset::UTC);
    sent_at.at.to_zoned(offset.to_time_zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn noticed_act(act: &NoticedAct) -> Value {
    json!({ "kind": act.kind.word(), "direction": act.by.direction(), "quote": act.quote })
}

fn noticed_mark(mark: &NoticedMark) -> Value {
    json!({ "kind": mark.kind.word(), "quote": mark.quote })
}

pub(super) fn interaction(interaction: &Interaction) -> Value {
    json!({
        "id": interaction.id.0,
        "by": side(interaction.by),
        "happened_at": interaction.happened_at.to_string(),
        "certain": interaction.certain,
        "seen": interaction.seen.word(),
        "subject": interaction.subject,
        "text": interaction.text,
        "message_id": interaction.message_id,
    })
}

const fn side(side: Side) -> &'static str {
    match side {
        Side::You => "you",
        Side::They => "they",
    }
}

/// Anything that was asked, promised, agreed, planned, told.
pub(super) fn entry(entry: &Entry) -> Value {
    json!({
        "id": entry.id.0,
        "kind": entry.kind.word(),
        "by": entry.by.map(side),
        "topic": entry.topic,
        "words": entry.words,
        "on": entry.on.to_string(),
        "until": entry.until.map(|day| day.to_string()),
        "at": entry.at.map(|at| at.strftime("%H:%M").to_string()),
        "figure": entry.figure.as_ref().map(figure),
        "state": entry.state.word(),
        "settled_on": entry.settled_on.map(|day| day.to_string()),
        "because": entry.because,
        "letter": entry.shown_by.map(|id| id.0),
    })
}

/// Both as text, exact to the hundredth: `"12.50"`, `"EUR"`.
pub(super) fn figure(figure: &Figure) -> Value {
    let plain = Figure { unit: String::new(), ..figure.clone() };
    json!({ "value": plain.to_string(), "unit": figure.unit })
}

pub(super) fn act(act: &Act) -> Value {
    json!({
        "id": act.id.0,
        "kind": act.kind.word(),
        "direction": act.by.direction(),
        "on": act.on.to_string(),
        "state": act.state.word(),
        "invited": act.invited,
        "letter": act.shown_by.map(|id| id.0),
        "words": act.words,
        "form": Some(act.form.as_str()).filter(|form| !form.is_empty()),
        "figure": act.figure.as_ref().map(figure),
    })
}

/// A relationship in a row: `relationships --json`.
pub(super) fn row(account: &Account) -> Value {
    json!({
        "name": account.relationship.name,
        "key": account.relationship.key,
        "intent": account.relationship.intent.word(),
        "standing": account.standing.word(),
        "because": account.standing_because,
        "coverage": account.coverage.percent(),
        "interactions": account.n_letters,
        "acts": account.acts.len(),
    })
}

/// All of an account: `show NAME --json`.
pub(super) fn account(account: &Account) -> Value {
    let more = json!({
        "as_of": account.today.to_string(),
        "seat": account.relationship.seat.word(),
        "person": account.relationship.person,
        "zone": account.relationship.zone.as_ref().and_then(|zone| zone.iana_name().map(str::to_owned)),
        "since": account.since.map(|day| day.to_string()),
        "quiet_until": account.relationship.quiet_until.map(|day| day.to_string()),
        "seen": coverage(&account.coverage),
        "last_wrote": {
            "you": account.last_wrote(Side::You).map(|day| day.to_string()),
            "they": account.last_wrote(Side::They).map(|day| day.to_string()),
        },
        "silence_working_days": { "you": account.silence(Side::You), "they": account.silence(Side::They) },
        "gave": account.acts.iter().filter(|a| a.by == Side::You).map(act).collect::<Vec<_>>(),
        "got": account.acts.iter().filter(|a| a.by == Side::They).map(act).collect::<Vec<_>>(),
        "asks": account.entries_of(EntryKind::Ask).map(|ask| json!({
            "id": ask.id.0, "what": ask.words, "kind": ask.asks_for().map(crate::domain::act::ActKind::word),
            "by": ask.by.map(side), "asked_on": ask.on.to_string(), "state": ask.state.word(),
        })).collect::<Vec<_>>(),
        "steps": account.entries_of(EntryKind::Step).map(|step| json!({
            "id": step.id.0, "title": step.words, "due_on": step.until.map(|day| day.to_string()), "state": step.state.word(),
            "ticked": plan::ticked(account, step).map(|(on, words)| json!({ "on": on.to_string(), "words": words })),
        })).collect::<Vec<_>>(),
        "meetings": account.entries_of(EntryKind::Meeting).map(|meeting| json!({
            "id": meeting.id.0, "kind": meeting.topic, "on": meeting.day().to_string(), "note": meeting.words,
            "state": meeting.state.word(),
        })).collect::<Vec<_>>(),
        "entries": account.entries.iter().map(entry).collect::<Vec<_>>(),
    });
    with(row(account), more)
}

/// How much of the mail of the last 60 days was seen.
pub(super) fn coverage(coverage: &Coverage) -> Value {
    json!({
        "percent": coverage.percent(),
        "known": coverage.known,
        "missing": coverage.missing,
        "unheard": coverage.unheard,
        "one_sided": coverage.one_sided,
        "enough": coverage.is_enough(),
    })
}

/// One object of two.
pub(super) fn with(mut value: Value, more: Value) -> Value {
    if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
        value.extend(more);
    }
    value
}

fn because(because: &Because) -> Value {
    json!({ "fact": because.fact, "value": because.value, "test": because.test, "holds": because.holds })
}

/// A finding: `findings --json`.
pub(super) fn finding(db: &Db<'_>, tools: &Tools, finding: &Finding) -> crate::store::Result<Value> {
    let relationship = db.relationship(finding.relationship)?;
    let mut evidence = Vec::new();
    for one in &finding.evidence {
        evidence.extend(flow::evidence_line(db, tools, one)?);
    }
    Ok(json!({
        "id": finding.id.0,
        "relationship": relationship.as_ref().map(|relationship| relationship.name.as_str()),
        "key": relationship.as_ref().map(|relationship| relationship.key.as_str()),
        "rule": finding.rule,
        "state": finding.state.word(),
        "level": finding.level.word(),
        "title": finding.title,
        "say": finding.say,
        "wrong_if": finding.wrong_if,
        "since": finding.since.to_string(),
        "first_told_on": finding.first_told_on.map(|day| day.to_string()),
        "last_told_on": finding.last_told_on.map(|day| day.to_string()),
        "n_told": finding.n_told,
        "because": finding.because.iter().map(because).collect::<Vec<_>>(),
        "evidence": evidence,
    }))
}
