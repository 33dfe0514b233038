//! A rule that breaks on an account is left out there. One that does so pass after pass rests, says so once, and wakes when its file
//! or its settings change. One that the clock stops is tried again and again: the machine may have been busy.

use std::collections::BTreeSet;

use crate::domain::fault::{Fault, Faults};
use crate::judge::rules::{RuleSummary, Rules};
use crate::store::{Db, Result};

/// In so many passes, with none between in which all went well, a rule may break before it rests.
const PATIENCE: u32 = 3;
/// So many passes in a row may be too short for a rule before the user is told.
const LONG_PATIENCE: u32 = 10;

/// How the rules fared in one pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Fared {
    /// Those that do not work on some account.
    pub(super) broke: BTreeSet<String>,
    /// Those that the clock stopped.
    pub(super) out_of_time: BTreeSet<String>,
    /// Whether every account was judged: only then is a rule that did not break one that works.
    pub(super) on_all: bool,
}

/// The rules that rest.
pub fn resting(db: &Db<'_>, rules: &Rules) -> Result<BTreeSet<String>> {
    let mut resting = BTreeSet::new();
    for rule in rules.list() {
        if n(db, rule, BROKE)? >= PATIENCE {
            resting.insert(rule.id.clone());
        }
    }
    Ok(resting)
}

/// Counts the passes in which rules broke; those that have done so too often rest from now on, and it is said.
pub(super) fn note(db: &Db<'_>, rules: &Rules, fared: &Fared, faults: &mut Faults) -> Result<()> {
    for rule in rules.list() {
        if fared.out_of_time.contains(&rule.id) {
            if count(db, rule, SLOW)? == LONG_PATIENCE {
                let what = format!(
                    "the rule {} takes so long that I stopped it in {LONG_PATIENCE} passes in a row; what it found stays as it is, and I go on trying",
                    rule.id
                );
                faults.push(Fault::new(format!("{}:{}", rule.file, rule.line), what).hint("a shorter rule would help"));
            }
        } else if fared.on_all && !fared.broke.contains(&rule.id) && n(db, rule, BROKE)? < PATIENCE {
            db.unset(&key(rule, SLOW))?;
            db.unset(&key(rule, BROKE))?;
        }
        if fared.broke.contains(&rule.id) && count(db, rule, BROKE)? == PATIENCE {
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

const BROKE: &str = "broke";
const SLOW: &str = "slow";

/// Counts one pass more, and says which it is.
fn count(db: &Db<'_>, rule: &RuleSummary, what: &str) -> Result<u32> {
    let n = n(db, rule, what)? + 1;
    db.set(&key(rule, what), &format!("{n} {}", rule.print))?;
    Ok(n)
}

/// How many passes were counted, as the rule's file is now.
fn n(db: &Db<'_>, rule: &RuleSummary, what: &str) -> Result<u32> {
    let kept = db.get(&key(rule, what))?;
    let n = kept.as_deref().and_then(|kept| kept.split_once(' ')).filter(|(_, print)| *print == rule.print.to_string());
    Ok(n.and_then(|(n, _)| n.parse().ok()).unwrap_or(0))
}

fn key(rule: &RuleSummary, what: &str) -> String {
    format!("{what}:{}", rule.id)
}
