//! The drawings of the report, each with its title and with a sentence that says the same.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::lanes::Lanes;
use super::super::picture::{self, Spot};
use super::super::week::bar;
use super::super::{clean, words};
use crate::domain::account::Account;
use crate::domain::report::{Part, Report};
use crate::domain::week::Carries;

/// A drawing as a part of the page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Chart {
    /// SVG, made here from cleaned and escaped words: what the template prints with `| safe`.
    svg: String,
    alt: String,
}

impl Chart {
    fn new(title: &str, alt: String, drawing: impl FnOnce(&picture::Paper) -> picture::Drawing) -> Self {
        Self { svg: picture::in_page(title, &alt, drawing), alt }
    }
}

/// What went each way, month by month.
pub(super) fn months(report: &Report<'_>) -> Chart {
    let bars: Vec<picture::Bar> = report.months.iter().map(bar).collect();
    let told: Vec<String> = report
        .months
        .iter()
        .map(|month| format!("{} {} and {}", month.first.strftime("%B"), month.gave, month.got))
        .collect();
    let alt = format!("What you gave and what you got: {}.", told.join(", "));
    Chart::new("Month by month", alt, |paper| picture::months(&bars, paper))
}

/// The two lanes of one relationship; `None` where there is too little for a picture.
pub(super) fn lanes(lanes: &Lanes, account: &Account) -> Chart {
    let title = format!("You and {}", clean::short(account.relationship.called(), 40));
    let (alt, drawing) = lanes.on_page(account);
    Chart::new(&title, alt, drawing)
}

/// Nobody reads more names than these below a picture.
const MOST_UNNAMED: usize = 6;
/// Where several relationships share a dot, more names than fit into this are counted.
const LONGEST_LABEL: usize = 20;

/// Everybody on one sheet, and whose names had no room on it.
pub(super) fn everybody(report: &Report<'_>) -> (Chart, Option<String>) {
    let mut at: BTreeMap<(u32, u32), Vec<&Part<'_>>> = BTreeMap::new();
    for part in &report.parts {
        at.entry((part.balance.gave, part.balance.got)).or_default().push(part);
    }
    let spots: Vec<Spot> = at.iter().map(|((gave, got), parts)| spot(*gave, *got, parts)).collect();
    let names = |carries: Carries| {
        let names: Vec<String> = report
            .parts
            .iter()
            .filter(|part| part.balance.carries == carries)
            .map(|part| clean::short(&part.balance.name, 40))
            .collect();
        (!names.is_empty()).then(|| words::list(&names, "and"))
    };
    let told = [
        ("You carry", Carries::You),
        ("Two-sided", Carries::TwoSided),
        ("They carry", Carries::They),
        ("Not weighed, as you want it", Carries::NotAsked),
        ("Too early to say", Carries::TooEarly),
    ]
    .map(|(what, carries)| names(carries).map(|names| format!("{what}: {names}.")));
    let alt = format!(
        "To the right what you gave, upwards what you got, a dot for each relationship. {}",
        told.into_iter().flatten().collect::<Vec<_>>().join(" ")
    );
    let mut without_room = Vec::new();
    let chart = Chart::new("Everybody at a glance", alt, |paper| {
        let (drawing, unnamed) = picture::quadrant(&spots, paper);
        without_room = unnamed;
        drawing
    });
    let unnamed: Vec<String> = without_room
        .into_iter()
        .filter_map(|at| spots.get(at))
        .map(|spot| format!("{} ({} · {})", spot.label, spot.gave, spot.got))
        .collect();
    let unnamed = match unnamed.len() {
        0 => None,
        n @ ..=MOST_UNNAMED => {
            Some(format!("No room for {}: {}.", if n == 1 { "a name" } else { "some names" }, unnamed.join(", ")))
        }
        n => Some(format!(
            "For the names of {n} dots there was no room; all are in the table above, by the same numbers."
        )),
    };
    (chart, unnamed)
}

fn spot(gave: u32, got: u32, parts: &[&Part<'_>]) -> Spot {
    // What is weighed is what the sheet is about.
    let is_weighed = |part: &&&Part<'_>| !matches!(part.balance.carries, Carries::NotAsked | Carries::TooEarly);
    let carries =
        parts.iter().find(is_weighed).or(parts.first()).map_or(Carries::TooEarly, |part| part.balance.carries);
    let names: Vec<String> =
        parts.iter().map(|part| clean::short(part.account.relationship.name.as_str(), LONGEST_LABEL)).collect();
    let label = match names.as_slice() {
        [one] => one.clone(),
        [one, other] if one.chars().count() + other.chars().count() <= LONGEST_LABEL => format!("{one}, {other}"),
        [] => String::new(),
        [one, more @ ..] => format!("{one} +{}", more.len()),
    };
    Spot { gave, got, carries, label }
}
