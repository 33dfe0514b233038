//! `bothways rules list`.

use jiff::Timestamp;

use super::super::{Ended, say};
use crate::domain::calendar::days_before;
use crate::domain::relationship::Seat;
use crate::flow::House;
use crate::judge::rules::{RuleSummary, compile};
use crate::judge::shipped::shipped;

/// Over so many days it is told how often a rule spoke.
const LATELY: i64 = 90;

pub(super) fn run(house: Option<&House>, json: bool) -> anyhow::Result<Ended> {
    let mut faults = Vec::new();
    let rules = match house {
        Some(house) => house.tools.rules.list().to_vec(),
        None => compile(&shipped(), &[], &mut faults).list().to_vec(),
    };
    let spoke = match house {
        Some(house) => {
            let since = days_before(house.tools.today(Timestamp::now()), LATELY);
            house.store.read(|db| db.spoken_since(since))?
        }
        None => std::collections::BTreeMap::new(),
    };
    let n_spoke = |rule: &RuleSummary| spoke.get(&rule.id).copied().unwrap_or(0);
    if let Some(house) = house {
        faults.extend(house.tools.faults.iter().cloned());
        say::faults(&house.tools.faults);
    }
    if json {
        say::json(&rules.iter().map(|rule| row(rule, n_spoke(rule))).collect::<Vec<_>>().into())?;
        return Ok(Ended::Done.but(&faults));
    }
    let width = rules.iter().map(|rule| rule.id.chars().count()).max().unwrap_or(0);
    let titles = rules.iter().map(|rule| rule.title.chars().count()).max().unwrap_or(0);
    for on in [true, false] {
        for rule in rules.iter().filter(|rule| rule.on == on) {
            let spoke = match (house.is_some(), on, n_spoke(rule)) {
                (false, ..) | (_, false, 0) => String::new(),
                (true, _, n) => format!("spoke {n}× in {LATELY} days"),
            };
            let whose = if rule.shipped { String::new() } else { format!("  yours: {}", rule.file) };
            let line = format!(
                "{:<4} {:<width$}  {:<titles$}  {spoke}{whose}",
                if on { "on" } else { "off" },
                rule.id,
                rule.title
            );
            say::data(line.trim_end())?;
        }
    }
    say::line(
        "\n`bothways rules edit ID` changes one, `on ID` and `off ID` switch it, `facts` lists what a rule can ask.",
    );
    Ok(Ended::Done.but(&faults))
}

fn row(rule: &RuleSummary, n_spoke: u32) -> serde_json::Value {
    let settings: serde_json::Map<String, serde_json::Value> =
        rule.settings.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    serde_json::json!({
        "id": rule.id, "title": rule.title, "on": rule.on, "file": rule.file, "line": rule.line,
        "shipped": rule.shipped, "seat": rule.seat.map(Seat::word), "level": rule.level.word(), "offer": rule.offer,
        "settings": settings, "when": rule.conditions, "spoke_in_90_days": n_spoke,
    })
}
