//! What rules would have said over the past: the account of each day is judged as it stood then, and what would have opened is told
//! at once. For "would have written 3 times since August", and for old settings against new.

use std::rc::Rc;

use jiff::civil::Date;

use super::live::live;
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

/// One relationship lived through again under some rules.
#[derive(Debug)]
pub struct Backtest<'r> {
    rules: &'r Rules,
    findings: Vec<Finding>,
    told: Vec<Told>,
}

impl<'r> Backtest<'r> {
    #[must_use]
    pub fn under(rules: &'r Rules) -> Self {
        Self { rules, findings: Vec::new(), told: Vec::new() }
    }

    /// The next day, by the account at its end. Days come in order; one on which nobody works is skipped, as it is in life.
    pub fn day(&mut self, account: &Rc<Account>) {
        if !account.calendar.is_working(account.today) {
            return;
        }
        let findings = std::mem::take(&mut self.findings);
        self.findings = live(findings, &verdicts(account, self.rules), account, self.rules);
        number(&mut self.findings);
        for finding in self.findings.iter_mut().filter(|finding| finding.state == FindingState::Open) {
            finding.told(account.today);
            self.told.push(Told { rule: finding.rule.clone(), on: account.today, say: finding.say.clone() });
        }
    }

    /// What would have been said, in order.
    #[must_use]
    pub fn told(self) -> Vec<Told> {
        self.told
    }
}

/// New findings get ids in the order they came, as the store would give them.
fn number(findings: &mut [Finding]) {
    let mut last = findings.iter().map(|finding| finding.id.0).max().unwrap_or(0);
    for finding in findings.iter_mut().filter(|finding| finding.id == FindingId(0)) {
        last += 1;
        finding.id = FindingId(last);
    }
}
