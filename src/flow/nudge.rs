//! Judge and compose: accounts to findings, and the few findings worth a word today to one nudge with its drafts.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

use super::account::account;
use super::house::{House, Tools};
use super::offers::{self, Offer};
use super::outgoing::{self, Outgoing};
use super::resting::{self, Fared};
use super::week;
use crate::compose::draft::{DraftText, draft};
use crate::compose::nudge::{self, Already, EvidenceLine, NudgeItem};
use crate::compose::pace::{Hours, Said, pace};
use crate::domain::account::Account;
use crate::domain::fault::{Fault, Faults};
use crate::domain::finding::{Evidence, Finding, Verdict};
use crate::domain::id::RelationshipId;
use crate::domain::interaction::Interaction;
use crate::domain::mail::DraftState;
use crate::judge::live::live;
use crate::judge::verdict::verdicts;
use crate::store::{Db, ItemRow, Result};

/// Judges the accounts that changed; all of them on the first pass of a day, and where the rules are others than in the last.
pub fn judge(
    house: &mut House,
    touched: &BTreeSet<RelationshipId>,
    now: Timestamp,
    faults: &mut Faults,
) -> anyhow::Result<usize> {
    let resting = house.store.read(|db| resting::resting(db, &house.tools.rules))?;
    house.tools.rules.rest(&resting);
    let tools = &house.tools;
    let today = tools.today(now);
    let pass = format!("{today} {:x}", tools.rules.print());
    Ok(house.store.write(|db| {
        let on_all = db.get(JUDGED_ON)?.is_none_or(|last| last != pass);
        let due = if on_all {
            db.relationships()?
        } else {
            touched.iter().filter_map(|id| db.relationship(*id).transpose()).collect::<Result<_>>()?
        };
        let n = due.len();
        let mut fared = Fared { on_all, ..Fared::default() };
        for relationship in due {
            let account = Rc::new(account(db, tools, relationship, today)?);
            judge_one(db, tools, &account, &mut fared, faults)?;
        }
        resting::note(db, &tools.rules, &fared, faults)?;
        // What the clock kept from an answer is asked again by the next pass.
        if fared.out_of_time.is_empty() {
            db.set(JUDGED_ON, &pass)?;
        }
        Ok(n)
    })?)
}

/// The last day on which every account was judged, and by which rules.
const JUDGED_ON: &str = "judged_on";

/// Judges one account, keeps what lives on of its findings, and notes the rules that do not work on it.
pub(super) fn judge_one(
    db: &Db<'_>,
    tools: &Tools,
    account: &Rc<Account>,
    fared: &mut Fared,
    faults: &mut Faults,
) -> Result<()> {
    let verdicts = verdicts(account, &tools.rules);
    for (rule, verdict) in &verdicts {
        if *verdict == Verdict::OutOfTime {
            tracing::debug!(rule, "stopped by the clock");
            fared.out_of_time.insert(rule.clone());
        }
        if let Verdict::Broken { what } = verdict {
            // Once for a rule, however many accounts it does not work on.
            let fault = Fault::new(format!("the rule {rule}"), what.clone());
            if !faults.contains(&fault) {
                faults.push(fault);
            }
            fared.broke.insert(rule.clone());
        }
    }
    let before = db.findings_of(account.relationship.id)?;
    let after = live(before.clone(), &verdicts, account, &tools.rules);
    for finding in after {
        if !before.contains(&finding) {
            db.keep_finding(&finding)?;
        }
    }
    Ok(())
}

/// Writes today's nudge, if there is anything to say, and puts it into the outbox with the texts it offers.
pub(super) fn say(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<usize> {
    let tools = &house.tools;
    let today = tools.today(now);
    Ok(house.store.write(|db| {
        if outgoing::is_paused(db, today)? {
            return Ok(0);
        }
        let findings = db.open_findings()?;
        if findings.is_empty() {
            return Ok(0);
        }
        let accounts = accounts_of(db, tools, &findings, today)?;
        let said = said(db, tools, now)?;
        let chosen: Vec<Finding> = pace(&findings, &accounts, &said, &hours(tools), now).into_iter().cloned().collect();
        if chosen.is_empty() {
            return Ok(0);
        }
        write_nudge(db, tools, &chosen, &accounts, today, now, faults)
    })?)
}

fn accounts_of(db: &Db<'_>, tools: &Tools, findings: &[Finding], today: Date) -> Result<Vec<Account>> {
    let ids: BTreeSet<RelationshipId> = findings.iter().map(|finding| finding.relationship).collect();
    let mut accounts = Vec::new();
    for id in ids {
        if let Some(relationship) = db.relationship(id)? {
            accounts.push(account(db, tools, relationship, today)?);
        }
    }
    Ok(accounts)
}

pub(super) fn said(db: &Db<'_>, tools: &Tools, now: Timestamp) -> Result<Said> {
    let week_ago = now.checked_sub(SignedDuration::from_hours(8 * 24)).unwrap_or(Timestamp::MIN);
    let nudges = db.nudges_since(week_ago)?;
    let told = nudges.into_iter().flat_map(|(at, about)| {
        let on = tools.today(at);
        about.into_iter().map(move |about| (on, about))
    });
    let is_back = week::away(db)?.is_some();
    Ok(Said { told: told.collect(), week_on: week::last(db)?, is_back })
}

pub(super) fn hours(tools: &Tools) -> Hours {
    let you = &tools.home.config().you;
    Hours {
        zone: you.zone.clone(),
        calendar: you.calendar.clone(),
        from: Time::new(you.nudge_hour.clamp(0, 23), 0, 0, 0).unwrap_or(Time::midnight()),
        week: you.week_on,
    }
}

/// What one finding needs to be said.
struct Piece<'a> {
    finding: &'a Finding,
    account: &'a Account,
    evidence: Vec<EvidenceLine>,
    draft: Option<DraftText>,
    /// Why there is no text, where another has done or does its work.
    already: Option<Already>,
}

impl Piece<'_> {
    fn offer<'t>(&'t self, text: &'t DraftText) -> Offer<'t> {
        Offer {
            relationship: self.finding.relationship,
            template: self.finding.offer.as_deref().unwrap_or_default(),
            finding: Some(self.finding.id),
            text,
            talk: None,
        }
    }
}

fn write_nudge(
    db: &Db<'_>,
    tools: &Tools,
    chosen: &[Finding],
    accounts: &[Account],
    today: Date,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<usize> {
    let accounts: BTreeMap<RelationshipId, &Account> = accounts.iter().map(|a| (a.relationship.id, a)).collect();
    let mut pieces = Vec::new();
    for finding in chosen {
        let Some(account) = accounts.get(&finding.relationship) else { continue };
        // The same rule speaks once a day about one relationship, whatever happens around this line.
        if db.has_fired(&finding.rule, finding.relationship, today)? {
            continue;
        }
        let mut draft = draft_for(tools, finding, account, faults);
        let already = draft.as_ref().map(|text| already(db, tools, &pieces, finding, text, now)).transpose()?.flatten();
        if already.is_some() {
            draft = None;
        }
        let evidence = nudge::evidence(finding, account, &letters(db, finding)?, &tools.user.zone);
        pieces.push(Piece { finding, account, evidence, draft, already });
    }
    if pieces.is_empty() {
        return Ok(0);
    }
    let items: Vec<NudgeItem<'_>> = (1..)
        .zip(&pieces)
        .map(|(number, piece)| NudgeItem {
            number,
            finding: piece.finding,
            account: piece.account,
            evidence: &piece.evidence,
            // A text to nobody (no address known) cannot be approved.
            draft: piece.draft.as_ref().filter(|draft| draft.to.is_some()),
            already: piece.already,
        })
        .collect();
    let status = outgoing::status(db)?;
    let outgoing = Outgoing::new(tools);
    let mail = match nudge::nudge(&items, &tools.user, &outgoing.replies(tools), &status, &tools.templates) {
        Ok(mail) => mail,
        Err(fault) => {
            faults.push(fault);
            return Ok(0);
        }
    };
    // Only what the mail shows is offered, and only once there is a mail that shows it.
    let mut rows = Vec::new();
    for (n, piece) in (1..).zip(&pieces) {
        let draft = match &piece.draft {
            Some(text) => offers::offer(db, piece.offer(text), now)?,
            None => None,
        };
        rows.push(ItemRow { n, finding: Some(piece.finding.id), draft, ..ItemRow::default() });
    }
    let key = format!("nudge:{today}");
    let Some(id) = outgoing.enqueue(db, tools, &mail, &key, &rows, outgoing::NUDGE_LIFE, now, faults)? else {
        for draft in rows.iter().filter_map(|row| row.draft) {
            db.move_draft(draft, DraftState::Offered, DraftState::Dropped)?;
        }
        return Ok(0);
    };
    for piece in &pieces {
        let mut told = piece.finding.clone();
        told.told(today);
        db.keep_finding(&told)?;
        db.fire(&told.rule, told.relationship, today, id)?;
    }
    Ok(1)
}

fn letters(db: &Db<'_>, finding: &Finding) -> Result<Vec<Interaction>> {
    let mut letters = Vec::new();
    for evidence in &finding.evidence {
        if let Evidence::Letter(id) = evidence {
            letters.extend(db.interaction(*id)?);
        }
    }
    Ok(letters)
}

fn draft_for(tools: &Tools, finding: &Finding, account: &Account, faults: &mut Faults) -> Option<DraftText> {
    let template = finding.offer.as_deref()?;
    match draft(template, account, &tools.user, Some(finding), &tools.templates) {
        Ok(draft) => Some(draft),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

/// One text of a kind to one person at a time: what another finding of the same mail offers, or what went lately, is not offered again.
fn already(
    db: &Db<'_>,
    tools: &Tools,
    before: &[Piece<'_>],
    finding: &Finding,
    text: &DraftText,
    now: Timestamp,
) -> Result<Option<Already>> {
    let is_same = |piece: &Piece<'_>| {
        piece.finding.relationship == finding.relationship
            && piece.finding.offer == finding.offer
            && piece.draft.as_ref().is_some_and(|draft| draft.to.is_some())
    };
    if let Some((number, _)) = (1..).zip(before).find(|(_, piece)| is_same(piece)) {
        return Ok(Some(Already::Under(number)));
    }
    Ok(offers::went(db, tools, text, now)?.map(Already::Went))
}
