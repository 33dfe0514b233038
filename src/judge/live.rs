//! The life of a finding: it forms, is said, is said again more and more seldom, and is let go or eases. What makes a rule bearable
//! to live with is here, and none of it is in the rules themselves.

use jiff::civil::Date;

use super::block::Block;
use super::engine::large_stack;
use super::past::{held_since, lasted};
use super::rules::Rules;
use crate::domain::account::Account;
use crate::domain::calendar::days_between;
use crate::domain::finding::{Because, Evidence, Finding, FindingState, Verdict};
use crate::domain::id::FindingId;

/// After "not true" a rule keeps quiet about a relationship for so many days.
const DISPUTED_DAYS: i64 = 90;
/// For a rule without `again`: how long after a telling the same thing may not be told as if it were new.
const USUAL_GAP: u32 = 30;

/// Brings the findings about one relationship up to its account's day. New ones have the id 0; those of other relationships are
/// handed back as they are. Telling, snoozing and disputing are done by others, on the findings.
pub fn live(before: Vec<Finding>, verdicts: &[(String, Verdict)], account: &Account, rules: &Rules) -> Vec<Finding> {
    // Since when a rule holds is asked of the rule, which may need a larger stack.
    let kept = before.clone();
    large_stack(|| brought_up(before, verdicts, account, rules)).unwrap_or(kept)
}

fn brought_up(
    mut findings: Vec<Finding>,
    verdicts: &[(String, Verdict)],
    account: &Account,
    rules: &Rules,
) -> Vec<Finding> {
    for (rule, verdict) in verdicts {
        let Some(block) = rules.blocks.iter().find(|block| block.id == *rule) else { continue };
        let at = current(&findings, block, account);
        match verdict {
            Verdict::Speaks { say, because, evidence } => {
                let says = Says { say, because, evidence };
                holds(&mut findings, at, block, &says, account, rules);
            }
            Verdict::Quiet | Verdict::NotForThis { .. } => {
                if let Some(finding) = at.and_then(|at| findings.get_mut(at)) {
                    ease(finding, account.today);
                }
            }
            Verdict::NotEnough { .. } => forget_unsaid(&mut findings, at),
            Verdict::Broken { .. } | Verdict::OutOfTime => (),
        }
    }
    for finding in findings.iter_mut().filter(|finding| finding.relationship == account.relationship.id) {
        let judged = verdicts.iter().any(|(rule, _)| *rule == finding.rule);
        match finding.state {
            _ if judged => (),
            // Nobody knows whether it holds: it waits, and what the user said about it stands.
            FindingState::Open if rules.cannot_say(&finding.rule) => hold_back(finding),
            _ if rules.cannot_say(&finding.rule) => (),
            // She switched the rule off, or took it away.
            _ => ease(finding, account.today),
        }
    }
    hush(&mut findings, account, rules);
    findings
}

/// What a rule says today.
struct Says<'a> {
    say: &'a str,
    because: &'a [Because],
    evidence: &'a [Evidence],
}

/// The finding that a rule's verdict of today belongs to.
fn current(findings: &[Finding], block: &Block, account: &Account) -> Option<usize> {
    let of_rule = |finding: &Finding| finding.rule == block.id && finding.relationship == account.relationship.id;
    let mut places = findings.iter().enumerate().filter(|(_, finding)| of_rule(finding) && finding.is_live());
    let mut last = places.next()?;
    for place in places {
        if (place.1.since, place.1.id) >= (last.1.since, last.1.id) {
            last = place;
        }
    }
    Some(last.0)
}

fn holds(
    findings: &mut Vec<Finding>,
    at: Option<usize>,
    block: &Block,
    says: &Says<'_>,
    account: &Account,
    rules: &Rules,
) {
    let today = account.today;
    let Some(finding) = at.and_then(|at| findings.get_mut(at)) else {
        let since = held_since(block, account, rules);
        begin(findings, block, says, since, account);
        return;
    };
    finding.held_on = today;
    let something_new = block.again_new && says.evidence.iter().any(|entry| !finding.evidence.contains(entry));
    match finding.state {
        FindingState::Forming | FindingState::Open => {
            refresh(finding, block, says);
            let since = finding.since;
            let may_open =
                lasted(block.lasts, since, today, &account.calendar) && rested(findings, block, says, account);
            if let Some(finding) = at.and_then(|at| findings.get_mut(at)) {
                finding.state = if may_open { FindingState::Open } else { FindingState::Forming };
            }
        }
        FindingState::Told | FindingState::LetGo | FindingState::Disputed if something_new => {
            finding.state = FindingState::Eased;
            begin(findings, block, says, today, account);
        }
        FindingState::Told => {
            let gap = usize::try_from(finding.n_told)
                .unwrap_or(usize::MAX)
                .checked_sub(1)
                .and_then(|told| block.again.get(told));
            match (gap, finding.last_told_on) {
                (None, _) => finding.state = FindingState::LetGo,
                (Some(gap), Some(told)) if days_between(told, today) < i64::from(*gap) => (),
                (Some(_), _) => reopen(finding, block, says),
            }
        }
        FindingState::Snoozed => {
            if finding.snoozed_until.is_none_or(|until| until <= today) {
                reopen(finding, block, says);
            }
        }
        FindingState::Disputed => {
            let since = finding.last_told_on.unwrap_or(finding.since);
            if days_between(since, today) >= DISPUTED_DAYS {
                reopen(finding, block, says);
            }
        }
        FindingState::LetGo | FindingState::Eased => (),
    }
}

/// Begins a finding; one that formed and eased without a word is taken up again.
fn begin(findings: &mut Vec<Finding>, block: &Block, says: &Says<'_>, since: Date, account: &Account) {
    let of_rule = |finding: &Finding| finding.rule == block.id && finding.relationship == account.relationship.id;
    let unsaid = findings.iter().position(|old| of_rule(old) && old.state == FindingState::Eased && old.n_told == 0);
    let ready = lasted(block.lasts, since, account.today, &account.calendar) && rested(findings, block, says, account);
    let mut finding = Finding {
        id: unsaid.and_then(|at| findings.get(at)).map_or(FindingId(0), |old| old.id),
        rule: block.id.clone(),
        relationship: account.relationship.id,
        state: if ready { FindingState::Open } else { FindingState::Forming },
        level: block.level,
        title: String::new(),
        say: String::new(),
        wrong_if: None,
        offer: None,
        because: Vec::new(),
        evidence: Vec::new(),
        since,
        held_on: account.today,
        first_told_on: None,
        last_told_on: None,
        n_told: 0,
        snoozed_until: None,
    };
    refresh(&mut finding, block, says);
    match unsaid.and_then(|at| findings.get_mut(at)) {
        Some(old) => *old = finding,
        None => findings.push(finding),
    }
}

/// Whether enough time has passed since the same thing was last told and eased: what goes to and fro at the edge of a condition
/// must not be told each time.
fn rested(findings: &[Finding], block: &Block, says: &Says<'_>, account: &Account) -> bool {
    let before = findings
        .iter()
        .filter(|old| {
            old.rule == block.id && old.relationship == account.relationship.id && old.state == FindingState::Eased
        })
        .max_by_key(|old| old.last_told_on);
    let Some((old, told)) = before.and_then(|old| Some((old, old.last_told_on?))) else { return true };
    if block.again_new && says.evidence.iter().any(|entry| !old.evidence.contains(entry)) {
        return true;
    }
    let gap = block.again.first().copied().unwrap_or(USUAL_GAP);
    days_between(told, account.today) >= i64::from(gap)
}

/// What the user was told stays as it was told; only what is yet to be said follows the day.
fn refresh(finding: &mut Finding, block: &Block, says: &Says<'_>) {
    finding.level = block.level;
    finding.title.clone_from(&block.title);
    finding.wrong_if.clone_from(&block.wrong_if);
    finding.offer.clone_from(&block.offer);
    says.say.clone_into(&mut finding.say);
    finding.because = says.because.to_vec();
    finding.evidence = says.evidence.to_vec();
}

fn reopen(finding: &mut Finding, block: &Block, says: &Says<'_>) {
    refresh(finding, block, says);
    finding.state = FindingState::Open;
}

/// It no longer holds. A dispute is remembered for as long as it counts.
fn ease(finding: &mut Finding, today: Date) {
    let disputed = finding.state == FindingState::Disputed
        && days_between(finding.last_told_on.unwrap_or(finding.since), today) < DISPUTED_DAYS;
    if !disputed {
        finding.state = FindingState::Eased;
    }
}

/// It is not known any more whether it holds: what was not said yet is not said.
fn forget_unsaid(findings: &mut [Finding], at: Option<usize>) {
    let Some(finding) = at.and_then(|at| findings.get_mut(at)) else { return };
    if matches!(finding.state, FindingState::Forming | FindingState::Open) {
        finding.state = FindingState::Eased;
    }
}

/// Holds back what another rule mutes, and everything while the user wants to hear nothing about the relationship.
fn hush(findings: &mut [Finding], account: &Account, rules: &Rules) {
    let quiet = account.relationship.quiet_until.is_some_and(|until| until > account.today);
    let mut muted: Vec<&str> = Vec::new();
    for block in rules.blocks.iter().filter(|block| !block.mutes.is_empty()) {
        let speaks = findings.iter().any(|finding| {
            finding.rule == block.id
                && finding.relationship == account.relationship.id
                && matches!(finding.state, FindingState::Open | FindingState::Told)
        });
        if speaks && !muted.contains(&block.id.as_str()) {
            muted.extend(block.mutes.iter().map(String::as_str));
        }
    }
    for finding in findings.iter_mut().filter(|finding| finding.relationship == account.relationship.id) {
        if finding.state == FindingState::Open && (quiet || muted.contains(&finding.rule.as_str())) {
            hold_back(finding);
        }
    }
}

/// Not to be said today.
fn hold_back(finding: &mut Finding) {
    finding.state = if finding.n_told == 0 { FindingState::Forming } else { FindingState::Told };
}
