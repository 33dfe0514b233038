//! Rules times one account: what each rule says about it today; where it speaks, with the numbers it compared.

use std::rc::Rc;

use super::block::{Block, evaluate};
use super::engine::large_stack;
use super::rules::Rules;
use super::run::{Bench, Mode, Step, Trace};
use crate::domain::account::Account;
use crate::domain::finding::Verdict;
use crate::domain::relationship::Intent;

/// Below these nothing is said about what did *not* happen. A rule that asks for the number itself sets its own bar.
const LEAST_LETTERS: u32 = 8;
const LEAST_DAYS: i64 = 21;
const LEAST_COVERAGE: u32 = 60;

/// What every rule that is switched on says about an account, in order of the rules' ids.
pub fn verdicts(account: &Rc<Account>, rules: &Rules) -> Vec<(String, Verdict)> {
    let judge_all = || rules.judged().map(|block| (block.id.clone(), of_rule(block, account, rules))).collect();
    let broken = |block: &Block| Verdict::Broken { what: format!("the rule \"{}\" could not be run", block.id) };
    large_stack(judge_all).unwrap_or_else(|| rules.judged().map(|block| (block.id.clone(), broken(block))).collect())
}

/// What one rule says. The caller minds the stack.
pub(super) fn of_rule(block: &Block, account: &Rc<Account>, rules: &Rules) -> Verdict {
    of_rule_traced(block, account, rules).0
}

pub(super) fn of_rule_traced(block: &Block, account: &Rc<Account>, rules: &Rules) -> (Verdict, Trace) {
    if let Some(seat) = block.seat
        && seat != account.relationship.seat
    {
        return (Verdict::NotForThis { why: format!("it is for the other chair ({seat})") }, Trace::default());
    }
    if account.is_muted(&block.id) {
        return (Verdict::NotForThis { why: "you asked me to keep this rule still here".to_owned() }, Trace::default());
    }
    let bench = Bench { account: Some(Rc::clone(account)), settings: block.settings.clone(), mode: Mode::Judge };
    let (outcome, mut trace) = evaluate(&rules.engine, &block.script, bench);
    let verdict = match (outcome, trace.missing.take(), trace.said.take()) {
        (Err(_), ..) if trace.out_of_time => Verdict::OutOfTime,
        (_, Some(missing), _) => Verdict::NotEnough { missing },
        (Err(mistake), None, _) => {
            let line = mistake.at.map(|(line, _)| format!(" (line {line})")).unwrap_or_default();
            Verdict::Broken { what: format!("{}{line}", mistake.what) }
        }
        (Ok(()), None, Some(say)) => match too_little_seen(account, &trace) {
            Some(missing) => Verdict::NotEnough { missing },
            None => Verdict::Speaks { say, because: trace.because(), evidence: trace.evidence(account) },
        },
        (Ok(()), None, None) => match silenced_by_intent(account, &trace) {
            Some(why) => Verdict::NotForThis { why },
            None => Verdict::Quiet,
        },
    };
    (verdict, trace)
}

/// The ground rules: who claims that something is missing must have seen enough to know.
fn too_little_seen(account: &Account, trace: &Trace) -> Option<String> {
    if !trace.claims_absence() {
        return None;
    }
    if !trace.asked("letters") && account.n_letters < LEAST_LETTERS {
        return Some(format!("only {} letters seen; it takes {LEAST_LETTERS}", account.n_letters));
    }
    let young = account.days_together().is_none_or(|days| days < LEAST_DAYS);
    if !trace.asked("days_together") && !trace.asked("months") && young {
        return Some(format!("you have worked together for less than {LEAST_DAYS} days"));
    }
    let coverage = account.coverage.percent();
    if !trace.asked("coverage") && coverage.is_none_or(|percent| percent < LEAST_COVERAGE) {
        let seen = coverage.map_or_else(|| "none".to_owned(), |percent| format!("{percent} percent"));
        return Some(format!("{seen} of the recent mail seen; it takes {LEAST_COVERAGE} percent"));
    }
    None
}

/// A rule that stopped at the intent is not for this relationship, by the user's own word.
fn silenced_by_intent(account: &Account, trace: &Trace) -> Option<String> {
    let Some(Step::Words { fact, holds: false, .. }) = trace.steps.last() else { return None };
    let of_intent = trace.seen.get(*fact).is_some_and(|seen| seen.fact.name == "intent");
    of_intent.then(|| match account.relationship.intent {
        Intent::Undecided => "you have not said yet what you want this to be".to_owned(),
        intent => format!(
            "you said that this is {}",
            if intent == Intent::Partnership { "a partnership" } else { intent.word() }
        ),
    })
}
