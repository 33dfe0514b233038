//! The rules of a home: which files are in force, what a changed file would make of them, and what of it is kept for the day on
//! which a file breaks.

use std::rc::Rc;

use jiff::civil::Date;

use super::account::accounts;
use super::house::Tools;
use crate::domain::fault::{Fault, Faults};
use crate::domain::finding::{Finding, FindingState, Verdict};
use crate::domain::id::FindingId;
use crate::home::{self, Home};
use crate::judge::check;
use crate::judge::live::live;
use crate::judge::rules::{RuleFile, Rules, compile};
use crate::judge::shipped::shipped;
use crate::judge::trial;
use crate::judge::verdict::verdicts;
use crate::store::{Db, Result};

/// The shipped rules and the user's, as they stand on the disk.
pub fn files(home: &Home, faults: &mut Faults) -> Vec<RuleFile> {
    let mut files = shipped();
    files.extend(home.rule_files(faults).into_iter().map(own));
    files
}

/// The user's cases.
pub fn cases(home: &Home, faults: &mut Faults) -> Vec<RuleFile> {
    home.case_files(faults).into_iter().map(own).collect()
}

/// What stands in one of the user's files.
pub fn text(home: &Home, name: &str) -> Option<String> {
    home.rule_files(&mut Faults::new()).into_iter().find(|(known, _)| known == name).map(|(_, text)| text)
}

/// A file of the user's.
#[must_use]
pub fn own((name, text): (String, String)) -> RuleFile {
    RuleFile { name, text, shipped: false }
}

/// A place in a file that is still being tried out, as the user finds it: `rules/draft/quiet.rhai:3`.
#[must_use]
pub fn in_draft(place: &str) -> String {
    place.replacen("rules/", "rules/draft/", 1)
}

/// The files beside which one of the user's will stand.
#[must_use]
pub fn without(files: &[RuleFile], name: &str) -> Vec<RuleFile> {
    files.iter().filter(|file| file.shipped || file.name != name).cloned().collect()
}

/// The files as they would be with one of the user's changed, or added.
#[must_use]
pub fn with(mut files: Vec<RuleFile>, changed: RuleFile) -> Vec<RuleFile> {
    match files.iter_mut().find(|file| !file.shipped && file.name == changed.name) {
        Some(file) => *file = changed,
        None => files.push(changed),
    }
    files
}

/// A changed file among the others, before it is in force.
#[derive(Debug)]
pub struct Tried {
    /// The rules as they are on the disk.
    pub before: Rules,
    /// And as they would be.
    pub rules: Rules,
    /// What it breaks, in itself or elsewhere. With any of these it cannot be used.
    pub mistakes: Faults,
    /// What works and is likely not what was meant.
    pub doubts: Faults,
}

/// Looks at a changed file together with all the others, its own cases included.
pub fn tried(home: &Home, changed: &RuleFile) -> Tried {
    let mut faults = Faults::new();
    let now = files(home, &mut faults);
    // The others as they are in force; of this one only the text that is asked about.
    let last_good: Vec<RuleFile> =
        last_good(home, &mut faults).into_iter().filter(|file| file.name != changed.name).collect();
    let mut known = Faults::new();
    let before = compile(&now, &last_good, &mut known);
    let beside = without(&now, &changed.name);
    let mut mistakes = Faults::new();
    let rules = compile(&with(now, changed.clone()), &last_good, &mut mistakes);
    mistakes.retain(|fault| fault.is_in(&changed.name) || !known.contains(fault));
    mistakes.extend(broken_cases(changed, &cases(home, &mut faults)));
    let doubts = if mistakes.is_empty() { check::lint(std::slice::from_ref(changed), &beside) } else { Faults::new() };
    Tried { before, rules, mistakes, doubts }
}

/// The rules in force. A file that does not compile, can never be right, or breaks its own cases goes on with its last good version,
/// and none of the other rules is touched.
pub fn open(home: &Home, faults: &mut Faults) -> Rules {
    let last_good = last_good(home, faults);
    let cases = cases(home, faults);
    let files = files(home, faults);
    let mut in_force = Vec::new();
    // What is there and cannot be read was not taken away: it goes on as it was.
    let hidden = hidden(home, &files, &last_good);
    for name in &hidden {
        let good = last_good.iter().find(|good| good.name == *name);
        if let Some(fault) = faults.iter_mut().find(|fault| fault.place == *name) {
            fault.hint = Some(match good {
                Some(_) => "make it readable again; until then its last good version goes on".to_owned(),
                None => "make it readable again; until then the rules in it are not used".to_owned(),
            });
        }
        in_force.extend(good.cloned());
    }
    let mut has_gap = hidden.iter().any(|name| !in_force.iter().any(|file| file.name == *name));
    for file in files {
        let Some(fault) = broken_cases(&file, &cases).into_iter().next() else {
            in_force.push(file);
            continue;
        };
        let good = last_good.iter().find(|good| good.name == file.name);
        faults.push(fault.hint(match good {
            Some(good) if good.text == file.text => "the rule goes on as it is; mend the case, or the rule",
            Some(_) => "mend the rule, or the case; until then the rule's last good version goes on",
            None => "mend the rule, or the case; until then the rules in this file are not used",
        }));
        has_gap |= good.is_none();
        in_force.extend(good.cloned());
    }
    let mut rules = compile(&in_force, &last_good, faults);
    if has_gap {
        rules.note_gap();
    }
    rules
}

/// The user's files that are there, or must be thought to be, and could not be read.
fn hidden(home: &Home, read: &[RuleFile], last_good: &[RuleFile]) -> Vec<String> {
    let is_read = |name: &String| read.iter().any(|file| !file.shipped && file.name == *name);
    let names = home.rule_names().unwrap_or_else(|| last_good.iter().map(|file| file.name.clone()).collect());
    names.into_iter().filter(|name| !is_read(name)).collect()
}

/// The rules as they were when last they all worked: what a change on the disk is compared with.
pub fn as_last_good(home: &Home, faults: &mut Faults) -> Vec<RuleFile> {
    let mut files = shipped();
    let names = home.rule_names();
    // A file that was taken away since is no rule of hers any more.
    let is_there = |file: &RuleFile| names.as_ref().is_none_or(|names| names.contains(&file.name));
    files.extend(last_good(home, faults).into_iter().filter(is_there));
    files
}

fn last_good(home: &Home, faults: &mut Faults) -> Vec<RuleFile> {
    home.last_good_rule_files(faults).into_iter().map(own).collect()
}

/// The cases that a file of rules breaks, of those in the file of cases beside it. What else may be wrong with a case is for
/// `rules test` to say: it need not stop the rule.
fn broken_cases(file: &RuleFile, cases: &[RuleFile]) -> Faults {
    let beside = file.name.strip_suffix(".rhai").map(|name| format!("{name}.cases"));
    let beside = cases.iter().find(|cases| Some(&cases.name) == beside.as_ref());
    let Some(beside) = beside.filter(|_| !file.shipped) else { return Faults::new() };
    let report = trial::test(std::slice::from_ref(file), std::slice::from_ref(beside));
    let failed = report.cases.into_iter().filter(|case| !case.differs.is_empty());
    failed
        .map(|case| {
            let differs = case.differs.join("; ");
            let what = format!("{} does not do what its case “{}” says: {differs}", case.rule, case.name);
            Fault::new(case.place, what)
        })
        .collect()
}

/// Keeps what works, so that a later slip of the pen silences nothing, not even after a restart.
pub fn keep_good(home: &Home, rules: &Rules) -> std::result::Result<(), home::Error> {
    let good: Vec<(String, String)> =
        rules.good_files().iter().map(|file| (file.name.clone(), file.text.clone())).collect();
    home.keep_last_good(&good)
}

/// Puts a changed file into force, and keeps which shipped version it came from. A watch takes it up by itself.
pub fn take(home: &Home, changed: &RuleFile) -> std::result::Result<(), home::Error> {
    let is_first = !home.rule_files(&mut Faults::new()).iter().any(|(name, _)| *name == changed.name);
    if is_first && let Some(base) = shipped().iter().find(|file| file.name == changed.name) {
        home.keep_base(&base.name, &base.text)?;
    }
    home.write_rule(&changed.name, &changed.text)?;
    // It was checked: a slip made next must not cost it, even where no watch has seen it yet.
    home.keep_last_good(&[(changed.name.clone(), changed.text.clone())])?;
    // A draft that is still in work is another text, and the user's.
    let drafts = home.draft_rule_files(&mut Faults::new());
    let is_taken = drafts.iter().any(|(name, text)| *name == changed.name && *text == changed.text);
    if is_taken { home.remove_draft(&changed.name) } else { Ok(()) }
}

/// What rules that are new, or were changed, would say today for the first time: about whom, and the finding as it would begin.
pub fn true_today(db: &Db<'_>, tools: &Tools, new: &Rules, today: Date) -> Result<Vec<(String, Finding)>> {
    let is_news = |id: &str| {
        let rule = new.find(id).filter(|rule| rule.on);
        rule.is_some() && rule != tools.rules.find(id)
    };
    let mut found = Vec::new();
    for account in accounts(db, tools, today)?.into_iter().map(Rc::new) {
        let before = db.findings_of(account.relationship.id)?;
        let is_known = |id: &str| before.iter().any(|finding| finding.rule == id && finding.is_live());
        let speaking: Vec<(String, Verdict)> = verdicts(&account, new)
            .into_iter()
            .filter(|(id, verdict)| matches!(verdict, Verdict::Speaks { .. }) && is_news(id) && !is_known(id))
            .collect();
        let begun = live(Vec::new(), &speaking, &account, new);
        found.extend(begun.into_iter().map(|finding| (account.relationship.name.clone(), finding)));
    }
    Ok(found)
}

/// Keeps findings as let go: they are true, and the user wants to hear only of what becomes true from now on.
pub fn let_go<'f>(db: &Db<'_>, findings: impl IntoIterator<Item = &'f Finding>) -> Result<Vec<FindingId>> {
    let let_go = |finding: &Finding| Finding { state: FindingState::LetGo, ..finding.clone() };
    findings.into_iter().map(|finding| db.keep_finding(&let_go(finding))).collect()
}
