//! `rules test`: runs the cases, compares only what each names, and shows which conditions they never put to the test.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::cases::{self, Case, Expects, Outcome};
use super::engine::large_stack;
use super::mistake::Mistake;
use super::rules::{RuleFile, Rules, compile};
use super::run::{Step, Trace};
use super::verdict::of_rule_traced;
use crate::domain::fault::Fault;
use crate::domain::finding::{Because, Verdict};

/// What came of the cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestReport {
    pub cases: Vec<CaseResult>,
    pub conditions: Vec<ConditionSeen>,
    /// Files that cannot be read, cases that name no rule or cannot fail, rules without a case.
    pub faults: Vec<Fault>,
}

/// One case and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    pub rule: String,
    pub name: String,
    /// `rules/one-sided.cases:3`.
    pub place: String,
    /// What differs, a line each; nothing where all is as expected.
    pub differs: Vec<String>,
}

/// One condition of a rule, and what the cases put it through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionSeen {
    pub rule: String,
    pub condition: String,
    pub yes: bool,
    pub no: bool,
    /// Within one of its threshold; `None` where it has no number.
    pub edge: Option<bool>,
}

impl ConditionSeen {
    /// What no case has shown of it yet, if anything.
    #[must_use]
    pub fn missing(&self) -> Option<&'static str> {
        match (self.yes, self.no, self.edge) {
            (false, _, _) => Some("no case in which it holds"),
            (true, false, _) => Some("no case in which it does not hold"),
            (true, true, Some(false)) => Some("no case at its edge"),
            (true, true, Some(true) | None) => None,
        }
    }
}

impl TestReport {
    /// Whether every case went as expected and nothing was amiss.
    pub fn passed(&self) -> bool {
        self.faults.is_empty() && self.cases.iter().all(|case| case.differs.is_empty())
    }
}

/// Runs cases against rules, those that are switched off included.
pub fn test(rules: &[RuleFile], cases: &[RuleFile]) -> TestReport {
    let mut report = TestReport::default();
    let compiled = compile(rules, &[], &mut report.faults);
    match large_stack(|| run_all(&compiled, cases)) {
        Some(ran) => {
            report.cases = ran.cases;
            report.conditions = ran.conditions;
            report.faults.extend(ran.faults);
        }
        None => report.faults.push(Fault::new("rules", "the cases could not be run")),
    }
    report
}

#[derive(Clone, Copy, Default)]
struct Seen {
    yes: bool,
    no: bool,
    edge: Option<bool>,
}

fn run_all(rules: &Rules, files: &[RuleFile]) -> TestReport {
    let mut report = TestReport::default();
    let mut seen: BTreeMap<&str, Vec<Seen>> =
        rules.blocks.iter().map(|block| (block.id.as_str(), vec![Seen::default(); block.conditions.len()])).collect();
    let mut fired: BTreeMap<&str, bool> = BTreeMap::new();
    for file in files {
        let mut mistakes = Vec::new();
        for case in cases::read(&file.text, &mut mistakes) {
            let Some(block) = rules.blocks.iter().find(|block| block.id == case.rule) else {
                let known = rules.blocks.iter().map(|block| block.id.as_str());
                mistakes.push(
                    Mistake::new(format!("there is no rule called `{}`", case.rule))
                        .nearest(&case.rule, known)
                        .at(case.line, 6),
                );
                continue;
            };
            if case.expects.is_empty() {
                mistakes.push(
                    Mistake::new("this case expects nothing, so it cannot fail")
                        .hint("add a line: expect fires")
                        .at(case.line, 1),
                );
                continue;
            }
            let account = Rc::new(case.account.clone());
            let mut judged = of_rule_traced(block, &account, rules);
            if judged.0 == Verdict::OutOfTime {
                judged = of_rule_traced(block, &account, rules);
            }
            let (verdict, trace) = judged;
            let fires = fired.entry(block.id.as_str()).or_default();
            *fires |= matches!(verdict, Verdict::Speaks { .. });
            if let Some(seen) = seen.get_mut(block.id.as_str()) {
                note(seen, &trace);
            }
            report.cases.push(CaseResult {
                differs: differences(&case, &verdict, &trace.because()),
                place: format!("{}:{}", file.name, case.line),
                rule: case.rule,
                name: case.name,
            });
        }
        report.faults.extend(mistakes.iter().map(|mistake| mistake.fault(&file.name, &file.text)));
    }
    // The user's cases need not try the shipped rules: those have their own.
    let with_shipped = files.iter().any(|file| file.shipped);
    for (block, summary) in rules.blocks.iter().zip(rules.list()) {
        if summary.shipped && !with_shipped && !fired.contains_key(block.id.as_str()) {
            continue;
        }
        let place = format!("{}:{}", summary.file, summary.line);
        match fired.get(block.id.as_str()) {
            None => report.faults.push(Fault::new(place, format!("the rule \"{}\" has no case", block.id))),
            Some(false) => {
                report.faults.push(Fault::new(place, format!("the rule \"{}\" fires in none of its cases", block.id)));
            }
            Some(true) => (),
        }
        for (condition, seen) in block.conditions.iter().zip(seen.remove(block.id.as_str()).unwrap_or_default()) {
            report.conditions.push(ConditionSeen {
                rule: block.id.clone(),
                condition: condition.clone(),
                yes: seen.yes,
                no: seen.no,
                edge: seen.edge,
            });
        }
    }
    report
}

/// Notes what one case put the conditions through.
fn note(seen: &mut [Seen], trace: &Trace) {
    for (condition, holds) in seen.iter_mut().zip(&trace.answered) {
        condition.yes |= *holds;
        condition.no |= !*holds;
    }
    for (step, of) in trace.steps.iter().zip(&trace.step_of) {
        let (Step::Amounts { left, right, .. }, Some(condition)) = (step, seen.get_mut(*of)) else { continue };
        let near = match (left.value, right.value) {
            (Some(left), Some(right)) => left.abs_diff(right) <= 1,
            _ => false,
        };
        condition.edge = Some(condition.edge.unwrap_or(false) || near);
    }
}

fn differences(case: &Case, verdict: &Verdict, because: &[Because]) -> Vec<String> {
    let (outcome, say, detail) = match verdict {
        Verdict::Speaks { say, .. } => (Some(Outcome::Fires), Some(say), String::new()),
        Verdict::Quiet => (Some(Outcome::Quiet), None, stopped_at(because)),
        Verdict::NotEnough { missing } => (Some(Outcome::NotEnoughData), None, format!(" ({missing})")),
        Verdict::NotForThis { why } => (Some(Outcome::NotForThis), None, format!(" ({why})")),
        Verdict::Broken { what } => (None, None, format!("broken: {what}")),
        Verdict::OutOfTime => (None, None, "no answer: it took too long".to_owned()),
    };
    let mut differs = Vec::new();
    for expects in &case.expects {
        match expects {
            Expects::Outcome(wanted) if Some(*wanted) == outcome => (),
            Expects::Outcome(wanted) => {
                let got = outcome.map(Outcome::word).unwrap_or_default();
                differs.push(format!("expected {}, got {got}{detail}", wanted.word()));
            }
            Expects::Because { fact, value } => match because.iter().find(|line| line.fact == *fact) {
                Some(line) if line.value == *value => (),
                Some(line) => differs.push(format!("expected {fact} = {value}, got {}", line.value)),
                None => differs.push(format!("expected {fact} = {value}, but it was not looked at{detail}")),
            },
            Expects::Says(words) => match say {
                Some(say) if say.contains(words.as_str()) => (),
                Some(say) => differs.push(format!("expected it to say \"{words}\", got \"{say}\"")),
                None => differs.push(format!("expected it to say \"{words}\", but it said nothing{detail}")),
            },
        }
    }
    differs
}

fn stopped_at(because: &[Because]) -> String {
    because
        .iter()
        .rev()
        .find(|line| !line.holds)
        .map(|line| format!(" ({} = {} {})", line.fact, line.value, line.test))
        .unwrap_or_default()
}
