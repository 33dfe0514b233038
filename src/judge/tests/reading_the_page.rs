//! The examples of `rules/README.md`, run.

use super::{own, spoken};
use crate::judge::check::lint;
use crate::judge::rules::{RuleFile, compile};
use crate::judge::shipped::shipped;
use crate::judge::trial::test;

/// The fenced blocks of one language.
fn blocks(language: &str) -> Vec<String> {
    let page = include_str!("../../../rules/README.md");
    let open = format!("```{language}\n");
    page.split(&open).skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn every_rule_on_the_page_works_beside_the_shipped_ones() {
    let rules = blocks("rhai");
    assert!(rules.len() >= 4);
    for text in rules {
        let mut files = shipped();
        files.push(own(&text));
        let mut faults = Vec::new();
        compile(&files, &[], &mut faults);
        faults.extend(lint(&[own(&text)], &shipped()));
        assert!(faults.is_empty(), "{text}\n{}", spoken(&faults));
    }
}

#[test]
fn every_case_on_the_page_passes() {
    for text in blocks("text") {
        let cases = RuleFile { name: "rules/mine.cases".into(), text, shipped: false };
        let report = test(&shipped(), &[cases]);
        assert!(!report.cases.is_empty());
        assert!(report.cases.iter().all(|case| case.differs.is_empty()), "{report:?}");
    }
}

#[test]
fn every_shipped_rule_is_without_doubtful_places() {
    assert_eq!(spoken(&lint(&shipped(), &[])), "");
}
