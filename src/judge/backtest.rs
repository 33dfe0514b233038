//! What rules would have said over the past: each day is judged as the account stood then, and what would have opened is told at
//! once. For "would have written 3 times since August", and for old settings against new.

use jiff::civil::Date;

use super::live::live;
use super::past::as_of;
use super::rules::Rules;
use super::verdict::verdicts;
use crate::domain::account::Account;
use crate::domain::finding::{Finding, FindingState};
use crate::domain::id::FindingId;

/// One thing that would have been said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub rule: String,
    pub on: Date,
    pub say: String,
}

/// What the rules would have said about one relationship from one day to another, in order. Days on which nobody works are skipped,
/// as they are in life; an account reaches back 400 days, and so does this.
pub fn backtest(account: &Account, rules: &Rules, from: Date, to: Date) -> Vec<Told> {
    let mut told = Vec::new();
    let mut findings: Vec<Finding> = Vec::new();
    let mut day = from;
    while day <= to.min(account.today) {
        if account.calendar.is_working(day) {
            let then = as_of(account, day);
            findings = live(findings, &verdicts(&then, rules), &then, rules);
            number(&mut findings);
            for finding in findings.iter_mut().filter(|finding| finding.state == FindingState::Open) {
                finding.told(day);
                told.push(Told { rule: finding.rule.clone(), on: day, say: finding.say.clone() });
            }
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    told
}

/// New findings get ids in the order they came, as the store would give them.
fn number(findings: &mut [Finding]) {
    let mut last = findings.iter().map(|finding| finding.id.0).max().unwrap_or(0);
    for finding in findings.iter_mut().filter(|finding| finding.id == FindingId(0)) {
        last += 1;
        finding.id = FindingId(last);
    }
}
