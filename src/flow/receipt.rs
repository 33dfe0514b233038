//! Mails to the user that are no nudges: what was filed and what needs an answer, what became of an approved text, what does
//! not work.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::account::account;
use super::house::House;
use super::outgoing::{self, Outgoing};
use crate::compose::answer::{self, Answer, Told};
use crate::compose::draft::DraftText;
use crate::compose::receipt::{self, Filed, Question, Receipt, SetAside};
use crate::compose::trouble::{self, Trouble};
use crate::domain::address::Person;
use crate::domain::fault::{Fault, Faults};
use crate::domain::id::RelationshipId;
use crate::domain::mail::OutboxState;
use crate::domain::relationship::Relationship;
use crate::store::{BREAKER_KEY, FiledSince, ItemRow};

/// The number of the last mail that a receipt told about.
const RECEIPT_UPTO: &str = "receipt_upto";
const RECEIPT_AT: &str = "receipt_at";
const N_RECEIPTS: &str = "n_receipts";

/// The first receipts show a new user that handing over works. After them a receipt comes only with a question.
const FIRST_RECEIPTS: u32 = 3;
/// Ten forwards in a row are one receipt.
const BETWEEN_RECEIPTS: SignedDuration = SignedDuration::from_mins(55);
/// More questions than this in one mail are not answered; the others wait for another day.
const MOST_QUESTIONS: usize = 10;
/// Nor is every promise that a letter seems to hold asked about; the others wait in `pending`.
const MOST_PROPOSED: usize = 3;
const BETWEEN_MANY_QUESTIONS: SignedDuration = SignedDuration::from_hours(24);

/// Tells what was filed since the last receipt, and asks what is not known.
pub(super) fn acknowledge(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<usize> {
    let tools = &house.tools;
    let today = tools.today(now);
    Ok(house.store.write(|db| {
        let upto: i64 = db.get(RECEIPT_UPTO)?.and_then(|n| n.parse().ok()).unwrap_or(0);
        let last_at: Option<Timestamp> = db.get(RECEIPT_AT)?.and_then(|at| at.parse().ok());
        let n_receipts: u32 = db.get(N_RECEIPTS)?.and_then(|n| n.parse().ok()).unwrap_or(0);
        let mut questions = db.questions(&["open"])?;
        let is_wanted = !questions.is_empty() || n_receipts < FIRST_RECEIPTS;
        let between = if questions.len() > MOST_QUESTIONS { BETWEEN_MANY_QUESTIONS } else { BETWEEN_RECEIPTS };
        if !is_wanted || last_at.is_some_and(|at| now.duration_since(at) < between) {
            return Ok(0);
        }
        questions.truncate(MOST_QUESTIONS);
        // Only now: it looks at everything since the last receipt, which may be months ago.
        let news = db.filed_since(upto)?;
        if questions.is_empty() && news.filed.is_empty() {
            return Ok(0);
        }
        let relationships = db.relationships()?;
        let names: Vec<(String, String)> = relationships.iter().map(|r| (r.key.clone(), r.name.clone())).collect();
        let mut filed = Vec::new();
        for (id, counts) in by_relationship(&news.filed) {
            let Some(relationship) = relationships.iter().find(|relationship| relationship.id == id) else { continue };
            let account = account(db, tools, relationship.clone(), today)?;
            filed.push(Filed {
                relationship: relationship.name.clone(),
                their_name: relationship.called().to_owned(),
                n_from_you: counts.from_you,
                n_from_them: counts.from_them,
                n_quoted: counts.quoted,
                oldest: counts.oldest,
                coverage: account.coverage,
            });
        }
        // They ride along: no receipt is written for their sake.
        let proposed = db.proposed_since(upto, today, MOST_PROPOSED.min(MOST_QUESTIONS - questions.len()))?;
        let mut asked: Vec<Question> = (1..)
            .zip(&questions)
            .map(|(number, question)| {
                let person = Person::new(question.name.as_deref(), question.address());
                let seen = if person.is_unknown() { Vec::new() } else { vec![(person, None)] };
                Question::whose(number, Some(&question.subject), &seen, &names)
            })
            .collect();
        let mut items: Vec<ItemRow> =
            (1..).zip(&questions).map(|(n, q)| ItemRow { n, question: Some(q.id), ..ItemRow::default() }).collect();
        for (n, entry) in (1..).skip(questions.len()).zip(&proposed) {
            let whose = |r: &&Relationship| Some(r.id) == entry.relationship;
            let who = relationships.iter().find(whose).map_or("", |relationship| relationship.name.as_str());
            asked.push(Question::entry(n, who, entry, today));
            items.push(ItemRow { n, entry: Some(entry.id), ..ItemRow::default() });
        }
        let set_aside = news
            .set_aside
            .iter()
            .map(|(subject, reason)| SetAside { subject: subject.clone(), reason: reason.clone() })
            .collect();
        let receipt = Receipt { filed, questions: asked, set_aside, notices: Vec::new() };
        let outgoing = Outgoing::new(tools);
        let status = outgoing::status(db)?;
        let mail =
            match receipt::receipt(&receipt, &tools.user, &outgoing.replies(tools), &status, today, &tools.templates) {
                Ok(mail) => mail,
                Err(fault) => {
                    faults.push(fault);
                    return Ok(0);
                }
            };
        let key = format!("receipt:{}:{}", news.upto, questions.last().map_or(0, |question| question.id.0));
        if outgoing.enqueue(db, tools, &mail, &key, &items, outgoing::NUDGE_LIFE, now, faults)?.is_none() {
            return Ok(0);
        }
        for question in &questions {
            db.set_question(question.id, "told")?;
        }
        db.set(RECEIPT_UPTO, &news.upto.to_string())?;
        db.set(RECEIPT_AT, &now.to_string())?;
        db.set(N_RECEIPTS, &(n_receipts + 1).to_string())?;
        Ok(1)
    })?)
}

fn by_relationship(filed: &[FiledSince]) -> BTreeMap<RelationshipId, FiledSince> {
    filed.iter().map(|filed| (filed.relationship, *filed)).collect()
}

/// Tells what became of texts to the other side: gone, refused, or nobody knows.
pub(super) fn tell_fates(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<usize> {
    let tools = &house.tools;
    Ok(house.store.write(|db| {
        let mut n = 0;
        for row in db.untold_fates()? {
            let mut done: Told = fate_in_words(row.state, &row.subject, row.to.as_str(), &row.last_text).into();
            // No Sent folder of hers has it.
            if row.state == OutboxState::Sent {
                done.said.push_str(" For your files, these were the words:");
                let (to, subject) = (Some(row.to.clone()), row.subject.clone());
                done.text = Some(DraftText { to, subject, body: row.plain.clone() });
            }
            let answer = Answer { subject: Some(row.subject.clone()), done: vec![done], ..Answer::default() };
            let outgoing = Outgoing::new(tools);
            let status = outgoing::status(db)?;
            match answer::answer(&answer, &tools.user, &outgoing.replies(tools), &status, &tools.templates) {
                Ok(mail) => {
                    let key = format!("fate:{}:{}", row.id, row.state);
                    let items = [ItemRow { n: 1, draft: row.draft, ..ItemRow::default() }];
                    n += usize::from(
                        outgoing.enqueue(db, tools, &mail, &key, &items, outgoing::NUDGE_LIFE, now, faults)?.is_some(),
                    );
                }
                Err(fault) => faults.push(fault),
            }
            db.told_fate(row.id)?;
        }
        Ok(n)
    })?)
}

fn fate_in_words(state: OutboxState, subject: &str, to: &str, why: &str) -> String {
    match state {
        OutboxState::Sent => format!("“{subject}” has gone to {to}."),
        OutboxState::Uncertain => format!(
            "“{subject}” to {to} may or may not have gone: the connection broke at the very end. I will not send it again by \
             myself. If {to} did not get it, please send it from your own mail program."
        ),
        OutboxState::Bounced => format!("“{subject}” came back from {to}: {why}."),
        OutboxState::Expired => {
            format!("“{subject}” could not be handed over to {to} for a day, so I stopped trying. Last word: {why}")
        }
        OutboxState::Cancelled => format!(
            "“{subject}” has not gone to {to}: {why}, after it was offered to you. If you still want to say it, please answer them \
             from your own mail program."
        ),
        OutboxState::Failed
        | OutboxState::Queued
        | OutboxState::Claimed
        | OutboxState::HandingOver
        | OutboxState::RetryWait => format!("“{subject}” was refused for {to}: {why}"),
    }
}

/// Tells once what does not work: broken rules and templates, mails that could not be read.
pub(super) fn tell_faults(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<usize> {
    let tools = &house.tools;
    let all: Vec<Fault> = tools.faults.iter().chain(faults.iter()).cloned().collect();
    if all.is_empty() {
        return Ok(0);
    }
    Ok(house.store.write(|db| {
        let mut new = Vec::new();
        // Somebody who is at a rule saves it many times, and one mail about it is enough.
        let told_at = db.get(RULES_TOLD_AT)?.and_then(|at| at.parse::<Timestamp>().ok());
        let is_at_it = told_at.is_some_and(|at| now.duration_since(at) < BETWEEN_RULES);
        for fault in all {
            let key = key_of(&fault);
            let is_of_rules = fault.place.starts_with(RULES);
            if db.get(&key)?.is_some() || (is_of_rules && is_at_it) {
                continue;
            }
            db.set(&key, &now.to_string())?;
            if is_of_rules {
                db.set(RULES_TOLD_AT, &now.to_string())?;
            }
            new.push(fault);
        }
        if new.is_empty() {
            return Ok(0);
        }
        let key = format!("faults:{now}");
        send_trouble(db, tools, &Trouble::Faults(new), &key, now)
    })?)
}

/// When the user was last told of a broken file of rules.
const RULES_TOLD_AT: &str = "rules_told_at";
const BETWEEN_RULES: SignedDuration = SignedDuration::from_mins(10);
/// How the places of the user's rules begin.
const RULES: &str = "rules/";

fn key_of(fault: &Fault) -> String {
    format!("fault:{}:{}", fault.place, fault.what)
}

/// Forgets that faults of rules were told which are mended now: the same slip may be made again.
pub(super) fn mended(db: &crate::store::Db<'_>, faults: &[Fault]) -> crate::store::Result<()> {
    let still: Vec<String> = faults.iter().map(key_of).collect();
    for key in db.keys(&format!("fault:{RULES}"))?.iter().filter(|key| !still.contains(key)) {
        db.unset(key)?;
    }
    Ok(())
}

/// Tells once a day that so much went out that the rest is held back. Nothing to tell where nothing is held back.
pub(super) fn tell_breaker(house: &mut House, now: Timestamp) -> anyhow::Result<usize> {
    let tools = &house.tools;
    let breaker = tools.breaker();
    Ok(house.store.write(|db| {
        let n_waiting = db.n_due(now)?;
        if n_waiting == 0 || !db.is_breaker_open(now, breaker)? {
            return Ok(0);
        }
        let what = format!(
            "{} mails have gone out within an hour, which is more than I should ever write, so I hold back the other {n_waiting} until the hour is over",
            breaker.an_hour
        );
        let fault = Fault::new("sending", what)
            .hint("`bothways outbox` shows what went; `sends_an_hour` under [limits] in bothways.toml is the limit");
        send_trouble(db, tools, &Trouble::Faults(vec![fault]), &format!("{BREAKER_KEY}{}", tools.today(now)), now)
    })?)
}

/// Puts a trouble mail into the outbox. A trouble mail that does not compose has nobody left to tell but the log.
pub(super) fn send_trouble(
    db: &crate::store::Db<'_>,
    tools: &super::house::Tools,
    trouble: &Trouble,
    key: &str,
    now: Timestamp,
) -> crate::store::Result<usize> {
    let outgoing = Outgoing::new(tools);
    let status = outgoing::status(db)?;
    let mut unsaid = Vec::new();
    let queued = match trouble::trouble(trouble, &tools.user, &outgoing.replies(tools), &status, &tools.templates) {
        Ok(mail) => outgoing.enqueue(db, tools, &mail, key, &[], outgoing::NUDGE_LIFE, now, &mut unsaid)?,
        Err(fault) => {
            unsaid.push(fault);
            None
        }
    };
    for fault in unsaid {
        tracing::error!(place = fault.place, "{}", fault.what);
    }
    Ok(usize::from(queued.is_some()))
}
