//! The cases beside the shipped rules, and what a failing one says.

use super::{own, rule};
use crate::judge::rules::RuleFile;
use crate::judge::shipped::{shipped, shipped_cases};
use crate::judge::trial::{TestReport, test};

fn cases(text: &str) -> RuleFile {
    RuleFile { name: "rules/mine.cases".into(), text: text.into(), shipped: false }
}

fn ran(text: &str) -> TestReport {
    test(&[own(&rule("    when they.gave(90.days) >= 3\n    when you.gave(90.days) == 0"))], &[cases(text)])
}

#[test]
fn every_shipped_rule_passes_its_cases_and_every_condition_is_put_to_the_test() {
    let report = test(&shipped(), &shipped_cases());
    assert!(report.faults.is_empty(), "{}", super::spoken(&report.faults));
    for case in &report.cases {
        assert!(case.differs.is_empty(), "{} {}: {}\n{:?}", case.place, case.rule, case.name, case.differs);
    }
    let untried = report.conditions.iter().filter(|seen| !seen.yes || !seen.no || seen.edge == Some(false));
    let untried: Vec<String> = untried.map(|seen| format!("{}: {}", seen.rule, seen.condition)).collect();
    assert_eq!(untried, [""; 0], "never seen to hold, never seen to fail, or never at their edge");
}

#[test]
fn only_what_a_case_names_is_compared_and_the_number_that_differs_is_told() {
    let report = ran("case mine \"x\"\n  they gave help 1, 2\n  expect fires because they.gave(90 days) = 3\n");
    assert_eq!(
        report.cases[0].differs,
        ["expected fires, got quiet (they.gave(90 days) = 2 >= 3)", "expected they.gave(90 days) = 3, got 2"]
    );
    assert_eq!(report.cases[0].place, "rules/mine.cases:1");
    assert!(!report.passed());
    let report = ran("case mine \"x\"\n  they gave help 1, 2, 3\n  you gave help 500\n  expect fires\n");
    assert!(report.passed(), "{report:?}");
    assert_eq!(
        report.conditions.iter().map(|seen| (seen.yes, seen.no, seen.edge)).collect::<Vec<_>>(),
        [(true, false, Some(true)), (true, false, Some(true))]
    );
}

#[test]
fn a_case_that_cannot_fail_or_names_no_rule_is_an_error() {
    for (text, what) in [
        ("case mine \"x\"\n  they gave help 1\n", "this case expects nothing, so it cannot fail"),
        ("case mnie \"x\"\n  expect quiet\n", "there is no rule called `mnie`"),
        ("case mine \"x\"\n  they gvae help 1\n  expect quiet\n", "`gvae` is not something a side does in a case"),
        ("case mine \"x\"\n  they gave hlep 1\n  expect quiet\n", "there is no kind of giving called \"hlep\""),
        ("case mine \"x\"\n  expect fire\n", "a rule cannot be `fire`"),
        ("case mine x\n  expect quiet\n", "this case has no name"),
        ("  expect quiet\n", "a file of cases begins with a `case`"),
        ("case mine \"x\"\n  started soon\n  expect quiet\n", "`soon` is not a number of days"),
        ("case mine \"x\"\n  startd 5\n  expect quiet\n", "`startd` is not one of the words of a case"),
        ("case mine \"x\"\n  expect quiet\n", "the rule \"mine\" fires in none of its cases"),
        ("", "the rule \"mine\" has no case"),
    ] {
        let report = ran(text);
        assert!(
            report.faults.iter().any(|fault| fault.what.contains(what)),
            "{text}: {}",
            super::spoken(&report.faults)
        );
        assert!(!report.passed());
    }
}

#[test]
fn the_lines_of_the_invented_relationships_make_sense() {
    let mut mistakes = Vec::new();
    let told = crate::judge::cases::read(include_str!("../invented.cases"), &mut mistakes);
    assert!(mistakes.is_empty() && told.len() == 10, "{mistakes:?}");
}
