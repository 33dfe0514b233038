//! `bothways rules list|lint|test`.

use std::path::PathBuf;

use super::{Ended, root, say};
use crate::home::{self, Home};
use crate::judge::rules::{RuleFile, compile};
use crate::judge::shipped::{shipped, shipped_cases};
use crate::judge::{check, trial};

#[derive(Debug, clap::Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Every rule, whether it is on, and where it stands
    List {
        /// As JSON, for other programs
        #[arg(long)]
        json: bool,
    },
    /// What is wrong or doubtful in the rules, with line and suggestion
    Lint,
    /// Run the cases beside the rules
    Test,
}

/// The shipped files, and the home's where there is one.
struct Files {
    rules: Vec<RuleFile>,
    cases: Vec<RuleFile>,
    last_good: Vec<RuleFile>,
}

fn files(place: Option<PathBuf>) -> anyhow::Result<Files> {
    let mut files = Files { rules: shipped(), cases: shipped_cases(), last_good: Vec::new() };
    let root = root(place)?;
    if root.join(home::CONFIG_FILE).is_file() {
        let home = Home::open(root)?;
        let mut faults = Vec::new();
        let own = |(name, text)| RuleFile { name, text, shipped: false };
        files.rules.extend(home.rule_files(&mut faults).into_iter().map(own));
        files.cases.extend(home.case_files(&mut faults).into_iter().map(own));
        files.last_good.extend(home.last_good_rule_files(&mut faults).into_iter().map(own));
        say::faults(&faults);
    }
    Ok(files)
}

pub(super) fn run(args: &RulesArgs, place: Option<PathBuf>) -> anyhow::Result<Ended> {
    let files = files(place)?;
    match args.what {
        What::List { json } => list(&files, json),
        What::Lint => {
            let faults = check::lint(&files.rules);
            say::faults(&faults);
            if faults.is_empty() {
                say::line(&format!("{} files, nothing to say.", files.rules.len()));
            }
            Ok(if faults.is_empty() { Ended::Done } else { Ended::WithFaults })
        }
        What::Test => test(&files),
    }
}

fn list(files: &Files, json: bool) -> anyhow::Result<Ended> {
    let mut faults = Vec::new();
    let rules = compile(&files.rules, &files.last_good, &mut faults);
    say::faults(&faults);
    if json {
        let rows: Vec<_> = rules
            .list()
            .iter()
            .map(|rule| {
                serde_json::json!({
                    "id": rule.id, "title": rule.title, "on": rule.on, "file": rule.file,
                    "seat": rule.seat.map(crate::domain::relationship::Seat::word), "offer": rule.offer,
                })
            })
            .collect();
        say::json(&rows.into())?;
    } else {
        for rule in rules.list() {
            say::data(&format!(
                "{:<4} {:<20} {}  ({})",
                if rule.on { "on" } else { "off" },
                rule.id,
                rule.title,
                rule.file
            ))?;
        }
    }
    Ok(if faults.is_empty() { Ended::Done } else { Ended::WithFaults })
}

fn test(files: &Files) -> anyhow::Result<Ended> {
    let report = trial::test(&files.rules, &files.cases);
    for case in &report.cases {
        let went = if case.differs.is_empty() { "ok  " } else { "FAIL" };
        say::data(&format!("{went}  {}: {}   ({})", case.rule, case.name, case.place))?;
        for differs in &case.differs {
            say::data(&format!("      {differs}"))?;
        }
    }
    say::data("\nconditions the cases put to the test (seen yes, seen no, within one of the threshold)")?;
    for seen in &report.conditions {
        let word = |seen: bool, word: &'static str| if seen { word } else { "-" };
        let edge = seen.edge.map_or("", |edge| word(edge, "edge"));
        say::data(&format!(
            "  {:<3} {:<2} {edge:<4}  {}: {}",
            word(seen.yes, "yes"),
            word(seen.no, "no"),
            seen.rule,
            seen.condition
        ))?;
    }
    say::faults(&report.faults);
    let n_failed = report.cases.iter().filter(|case| !case.differs.is_empty()).count();
    say::line(&format!("{} passed, {n_failed} failed", report.cases.len() - n_failed));
    Ok(if report.passed() { Ended::Done } else { Ended::WithFaults })
}
