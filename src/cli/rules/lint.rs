//! `bothways rules lint` and `bothways rules test`: whether the rules are sound, and whether their cases hold.

use super::super::{Ended, say};
use super::Files;
use crate::domain::fault::Fault;
use crate::domain::near::nearest;
use crate::flow::rulebook;
use crate::judge::check;
use crate::judge::rules::{RuleFile, compile};
use crate::judge::shipped::{shipped, shipped_cases};
use crate::judge::trial::{self, ConditionSeen, TestReport};

pub(super) fn lint(files: &Files, json: bool) -> anyhow::Result<Ended> {
    let mut faults = check::lint(&files.rules, &[]);
    for draft in &files.drafts {
        let beside = rulebook::without(&files.rules, &draft.name);
        let shown = RuleFile { name: rulebook::in_draft(&draft.name), ..draft.clone() };
        faults.extend(check::lint(&[shown], &beside));
    }
    if json {
        let row = |fault: &Fault| serde_json::json!({ "place": fault.place, "what": fault.what, "hint": fault.hint });
        say::json(&faults.iter().map(row).collect::<Vec<_>>().into())?;
    } else {
        say::faults(&faults);
        if faults.is_empty() {
            say::line(&format!("{} files, nothing to say.", files.rules.len() + files.drafts.len()));
        }
    }
    Ok(Ended::Done.but(&faults))
}

/// Runs the user's cases on the rules in force; and the shipped ones on the shipped rules, as they were before anybody tuned them.
pub(super) fn test(files: &Files, id: Option<&str>) -> anyhow::Result<Ended> {
    let mut reports = vec![trial::test(&shipped(), &shipped_cases())];
    if files.rules.iter().chain(&files.cases).any(|file| !file.shipped) {
        reports.push(trial::test(&files.rules, &files.cases));
    }
    if let Some(id) = id {
        let known = |report: &TestReport| report.conditions.iter().any(|seen| seen.rule == id);
        if !reports.iter().any(known) {
            return Err(no_such_rule(id, files, &reports));
        }
        // Hers takes the place of the shipped one.
        let last = reports.iter().rposition(known).unwrap_or(0);
        reports = vec![only(reports.swap_remove(last), id)];
    }
    let mut faults = Vec::new();
    let (mut n_passed, mut n_failed) = (0, 0);
    for report in &reports {
        print(report)?;
        let failed = report.cases.iter().filter(|case| !case.differs.is_empty()).count();
        n_failed += failed;
        n_passed += report.cases.len() - failed;
        faults.extend(report.faults.iter().cloned());
    }
    say::faults(&faults);
    say::line(&format!("{n_passed} passed, {n_failed} failed"));
    Ok(if reports.iter().all(TestReport::passed) { Ended::Done } else { Ended::WithFaults })
}

/// Why there is no rule of that id to try. It may stand in a file in which something is wrong; then nothing in that file is used.
fn no_such_rule(id: &str, files: &Files, reports: &[TestReport]) -> anyhow::Error {
    let mut faults = Vec::new();
    let _ = compile(&files.rules, &[], &mut faults);
    say::faults(&faults);
    let usable = if faults.is_empty() { "" } else { " among those that can be used" };
    let known = reports.iter().flat_map(|report| &report.conditions).map(|seen| seen.rule.as_str());
    let near = nearest(id, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    anyhow::anyhow!("there is no rule `{id}`{usable}{near} (`bothways rules list` lists them)")
}

fn only(report: TestReport, id: &str) -> TestReport {
    TestReport {
        cases: report.cases.into_iter().filter(|case| case.rule == id).collect(),
        conditions: report.conditions.into_iter().filter(|seen| seen.rule == id).collect(),
        faults: report.faults,
    }
}

fn print(report: &TestReport) -> anyhow::Result<()> {
    for case in &report.cases {
        let went = if case.differs.is_empty() { "ok  " } else { "FAIL" };
        say::data(&format!("{went}  {}: {}   ({})", case.rule, case.name, case.place))?;
        for differs in &case.differs {
            say::data(&format!("      {differs}"))?;
        }
    }
    if report.conditions.is_empty() {
        return Ok(());
    }
    say::data("\nconditions the cases put to the test (seen yes, seen no, within one of the threshold)")?;
    for seen in &report.conditions {
        say::data(&format!("  {}", condition(seen)))?;
    }
    say::data("")
}

fn condition(seen: &ConditionSeen) -> String {
    let word = |seen: bool, word: &'static str| if seen { word } else { "-" };
    let edge = seen.edge.map_or("", |edge| word(edge, "edge"));
    let missing = seen.missing().map_or_else(String::new, |missing| format!("   <- {missing}"));
    format!(
        "{:<3} {:<2} {edge:<4}  {}: {}{missing}",
        word(seen.yes, "yes"),
        word(seen.no, "no"),
        seen.rule,
        seen.condition
    )
}
