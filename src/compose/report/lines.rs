//! The report in plain lines, for the terminal: what went each way, who carries what, where each stands, and of whom too little is seen.

use super::super::week_lines::balances;
use super::{carried, heading, period, seen, unseen, with};
use crate::domain::report::Report;

/// The report, a line at a time; parts have a title and are set in.
#[must_use]
pub fn lines(report: &Report<'_>) -> Vec<String> {
    let mut lines = vec![
        format!("Six months, {}: {}", period(report), with(report)),
        format!("{}. {}", heading(report), carried(report)),
    ];
    let mut part = |title: &str, of: Vec<String>| {
        if !of.is_empty() {
            lines.push(format!("\n{title}"));
            lines.extend(of.into_iter().map(|line| format!("  {line}")));
        }
    };
    part("Who carries what", balances(report.parts.iter().map(|part| &part.balance)));
    let wide = report.parts.iter().map(|part| part.balance.name.chars().count()).max().unwrap_or(0);
    let standing = report.parts.iter().map(|part| {
        let because = part.account.standing_because.join("; ");
        format!("{:wide$}  {:<13}  {because}", part.balance.name, part.account.standing.word()).trim_end().to_owned()
    });
    part("Where each stands", standing.collect());
    part("What it rests on", seen(report));
    part(
        "Of whom I see too little to weigh",
        report.parts.iter().filter(|part| !part.account.coverage.is_enough()).map(unseen).collect(),
    );
    lines
}
