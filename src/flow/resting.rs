//! A rule that breaks on an account is left out there. One that does so pass after pass rests, says so once, and wakes when its file
//! or its settings change.

use std::collections::BTreeSet;

use crate::domain::fault::{Fault, Faults};
use crate::judge::rules::{RuleSummary, Rules};
use crate::store::{Db, Result};

/// In so many passes a rule may break before it rests.
const PATIENCE: u32 = 3;

/// The rules that rest.
pub fn resting(db: &Db<'_>, rules: &Rules) -> Result<BTreeSet<String>> {
    let mut resting = BTreeSet::new();
    for rule in rules.list() {
        if n_broke(db, rule)? >= PATIENCE {
            resting.insert(rule.id.clone());
        }
    }
    Ok(resting)
}

/// Counts a pass in which these rules broke; those that have done so too often rest from now on, and it is said.
pub(super) fn note(db: &Db<'_>, rules: &Rules, broke: &BTreeSet<String>, faults: &mut Faults) -> Result<()> {
    for rule in broke.iter().filter_map(|id| rules.find(id)) {
        let n = n_broke(db, rule)? + 1;
        db.set(&key(rule), &format!("{n} {}", rule.print))?;
        if n == PATIENCE {
            let what = format!("the rule {} has not worked {PATIENCE} times now, so it rests", rule.id);
            let hint = format!(
                "`bothways rules lint` and `bothways rules test {}` help to mend it; a changed file wakes it",
                rule.id
            );
            faults.push(Fault::new(format!("{}:{}", rule.file, rule.line), what).hint(hint));
        }
    }
    Ok(())
}

/// In how many passes a rule has broken, as its file is now.
fn n_broke(db: &Db<'_>, rule: &RuleSummary) -> Result<u32> {
    let kept = db.get(&key(rule))?;
    let n = kept.as_deref().and_then(|kept| kept.split_once(' ')).filter(|(_, print)| *print == rule.print.to_string());
    Ok(n.and_then(|(n, _)| n.parse().ok()).unwrap_or(0))
}

fn key(rule: &RuleSummary) -> String {
    format!("broke:{}", rule.id)
}
