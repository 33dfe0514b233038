//! Rules as a user meets them: what they say, when they keep quiet, and that nothing breaks.

mod attacks;
mod lives;
mod mistakes;
mod reading_the_page;
mod records;
mod speaking;
mod trials;

use super::docs::{grammar, tables};
use super::rules::{RuleFile, RuleSummary, Rules, compile};
use super::shipped::shipped;
use crate::domain::fault::Fault;

fn shipped_rules() -> Rules {
    let mut faults = Vec::new();
    let rules = compile(&shipped(), &[], &mut faults);
    assert!(faults.is_empty(), "{}", spoken(&faults));
    rules
}

fn spoken(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}

fn own(text: &str) -> RuleFile {
    RuleFile { name: "rules/mine.rhai".into(), text: text.into(), shipped: false }
}

/// One rule of the user's alone; it must be without mistakes.
fn only(text: &str) -> Rules {
    let mut faults = Vec::new();
    let rules = compile(&[own(text)], &[], &mut faults);
    assert!(faults.is_empty(), "{}", spoken(&faults));
    rules
}

/// A rule with these conditions.
fn rule(conditions: &str) -> String {
    format!("rule \"mine\" {{\n    title \"Mine\"\n{conditions}\n    nudge `said`\n}}\n")
}

#[test]
fn the_tables_in_the_readme_are_those_of_the_engine() {
    let page = include_str!("../../rules/README.md");
    let tables = tables();
    assert!(
        page.replace("\r\n", "\n").ends_with(&tables),
        "the end of rules/README.md, from `### Words of a rule` on, is out of date; write there what this prints:\n\
         cargo run -- rules facts --markdown\n\n{tables}"
    );
}

#[test]
fn the_grammar_for_editors_is_that_of_the_engine() {
    let file = include_str!("../../rules/editor/bothways.tmLanguage.json");
    assert!(
        file.replace("\r\n", "\n") == grammar(),
        "rules/editor/bothways.tmLanguage.json is out of date; make it anew:\n\
         cargo run -- rules facts --grammar > rules/editor/bothways.tmLanguage.json"
    );
}

#[test]
fn few_rules_are_on_in_either_chair_and_the_rest_wait_to_be_switched_on() {
    let rules = shipped_rules();
    let on = |seat: &str| -> Vec<String> {
        let is_on = |rule: &&RuleSummary| rule.on && rule.seat.is_none_or(|of| of.word() == seat);
        rules.list().iter().filter(is_on).map(|rule| rule.id.clone()).collect()
    };
    insta::assert_snapshot!(format!("assistant: {}\nowner: {}", on("va").join(", "), on("owner").join(", ")));
}
