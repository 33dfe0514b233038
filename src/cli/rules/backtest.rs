//! `bothways rules backtest`: what the rules would have written over the user's own past; old beside new where a file changed.

use std::path::{Path, PathBuf};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;

use super::super::{Ended, say};
use super::{day, times};
use crate::domain::calendar::days_before;
use crate::domain::fault::Faults;
use crate::domain::number::counted;
use crate::flow::backtest::{self as past, Tested};
use crate::flow::{House, rulebook};
use crate::judge::backtest::Told;
use crate::judge::rules::{RuleFile, Rules, compile};

/// As far back as is looked where nobody says.
const HALF_A_YEAR: i64 = 180;

#[derive(Debug, clap::Args)]
pub(super) struct BacktestArgs {
    /// The first day [default: 180 days ago]
    #[arg(long, value_name = "DAY", value_parser = crate::cli::day::day)]
    since: Option<Date>,
    /// A changed or new file of rules, to be set beside the rules in force; or one of those, to see what it changes
    #[arg(long, value_name = "FILE")]
    rule: Option<PathBuf>,
    /// As of the end of that day
    #[arg(long, value_name = "DAY", value_parser = crate::cli::day::day)]
    as_of: Option<Date>,
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &BacktestArgs, house: &House) -> anyhow::Result<Ended> {
    let mut faults = house.tools.faults.clone();
    let to = house.tools.today(crate::cli::instant(&house.tools.user.zone, args.as_of)?);
    let from = args.since.unwrap_or_else(|| days_before(to, HALF_A_YEAR));
    anyhow::ensure!(from <= to, "--since {from} has not come yet");
    let home = &house.tools.home;
    let changed = args.rule.as_deref().map(read).transpose()?;
    let (old, new) = if let Some(changed) = changed {
        let files = rulebook::files(home, &mut faults);
        // A file that is in force already is told by what it changes.
        let without = || compile(&rulebook::without(&files, &changed.name), &[], &mut Faults::new());
        let old = files.contains(&changed).then(without);
        (old, Some(compile(&rulebook::with(files, changed), &[], &mut faults)))
    } else {
        // A file may have been changed on the disk that no watch has taken up yet; a rule that is off changes nothing.
        let good = rulebook::as_last_good(home, &mut faults);
        let is_known = good.iter().any(|file| !file.shipped);
        let good = is_known.then(|| compile(&good, &[], &mut Faults::new()));
        let on = |rules: &Rules| rules.list().iter().filter(|rule| rule.on).cloned().collect::<Vec<_>>();
        (good.filter(|good| on(good) != on(&house.tools.rules)), None)
    };
    say::faults(&faults);
    let (old, new) = match (&old, &new) {
        (Some(old), Some(new)) => (old, Some(new)),
        (None, Some(new)) => (&house.tools.rules, Some(new)),
        (Some(old), None) => (old, Some(&house.tools.rules)),
        (None, None) => (&house.tools.rules, None),
    };
    let sets: Vec<&Rules> = std::iter::once(old).chain(new).collect();
    let tested = tested(house, &sets, from, to)?;
    if args.json {
        say::json(&as_json(&tested))?;
        return Ok(Ended::Done.but(&faults));
    }
    match new {
        None => alone(&tested, old, from, to)?,
        Some(new) => compared(&tested, &[old, new], from, to)?,
    }
    Ok(Ended::Done.but(&faults))
}

fn read(path: &Path) -> anyhow::Result<RuleFile> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(rulebook::own((format!("rules/{name}"), text)))
}

/// Lives through the past, with a bar for those who watch.
pub(super) fn tested(house: &House, sets: &[&Rules], from: Date, to: Date) -> anyhow::Result<Vec<Tested>> {
    Ok(house.store.read(|db| {
        let bar = ProgressBar::new(past::n_days(db, from, to)?);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent}%  {per_sec} days judged, {eta} left") {
            bar.set_style(style);
        }
        let tested = past::backtest(db, &house.tools, sets, from, to, || bar.inc(1));
        bar.finish_and_clear();
        tested
    })?)
}

fn as_json(tested: &[Tested]) -> serde_json::Value {
    let mut rows = Vec::new();
    for one in tested {
        for (told, which) in one.told.iter().zip(["old", "new"]) {
            rows.extend(told.iter().map(|told| {
                serde_json::json!({
                    "relationship": one.relationship.key, "rule": told.rule, "on": told.on.to_string(), "say": told.say,
                    "rules": if one.told.len() == 1 { "in force" } else { which },
                })
            }));
        }
    }
    rows.into()
}

/// One set of rules: what each would have written, about whom, and when.
fn alone(tested: &[Tested], rules: &Rules, from: Date, to: Date) -> anyhow::Result<()> {
    say::data(&format!("{}\n", span(tested, from, to)))?;
    let mut quiet = Vec::new();
    let mut n = 0;
    for rule in rules.list().iter().filter(|rule| rule.on) {
        let mut lines: Vec<(Date, &str, &str)> = Vec::new();
        for one in tested {
            let told = one.told.iter().flatten().filter(|told| told.rule == rule.id);
            lines.extend(told.map(|told| (told.on, one.relationship.name.as_str(), told.say.as_str())));
        }
        if lines.is_empty() {
            quiet.push(rule.id.as_str());
            continue;
        }
        lines.sort();
        n += lines.len();
        say::data(&format!("{}  {}: {}", rule.id, rule.title, times(lines.len())))?;
        for (on, who, what) in lines {
            say::data(&format!("  {:>6}  {who}: {what}", day(on, to)))?;
        }
    }
    if !quiet.is_empty() {
        say::data(&format!("\nNot once: {}", quiet.join(", ")))?;
    }
    say::line(&format!(
        "\nThey would have spoken {}. A mail holds at most three such findings, and there is at most one a day. Nothing was sent.",
        times(n)
    ));
    Ok(())
}

/// Two sets of rules, for every rule about which they differ.
pub(super) fn compared(tested: &[Tested], sets: &[&Rules; 2], from: Date, to: Date) -> anyhow::Result<()> {
    say::data(&format!("{}\nOld against new:", span(tested, from, to)))?;
    let mut ids: Vec<&str> = sets.iter().flat_map(|rules| rules.list()).map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut differ = false;
    for id in ids {
        let of = |told: &[Told]| -> Vec<Told> { told.iter().filter(|told| told.rule == id).cloned().collect() };
        let rows: Vec<(&str, Vec<Vec<Told>>)> = tested
            .iter()
            .map(|one| (one.relationship.name.as_str(), one.told.iter().map(|told| of(told)).collect()))
            .collect();
        let changed = sets.iter().map(|rules| rules.find(id)).collect::<Vec<_>>();
        if rows.iter().any(|(_, told)| told.first() != told.last()) || changed.first() != changed.last() {
            differ = true;
            table(id, &rows, to)?;
        }
    }
    if !differ {
        say::data("\nNo difference: they would have written the same, on the same days.")?;
    }
    Ok(())
}

fn table(id: &str, rows: &[(&str, Vec<Vec<Told>>)], to: Date) -> anyhow::Result<()> {
    let days = |told: Option<&Vec<Told>>| {
        let days: Vec<String> = told.into_iter().flatten().map(|told| day(told.on, to)).collect();
        if days.is_empty() { "-".to_owned() } else { days.join(", ") }
    };
    let mut lines = vec![(id.to_owned(), "old".to_owned(), "new".to_owned())];
    let said = rows.iter().filter(|(_, told)| told.iter().any(|told| !told.is_empty()));
    lines.extend(said.map(|(who, told)| (format!("  {who}"), days(told.first()), days(told.last()))));
    let sum = |at: usize| times(rows.iter().filter_map(|(_, told)| told.get(at)).map(Vec::len).sum());
    lines.push(("  in all".to_owned(), sum(0), sum(1)));
    let width = |of: fn(&(String, String, String)) -> &String| {
        lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0)
    };
    let (first, second) = (width(|line| &line.0), width(|line| &line.1));
    say::data("")?;
    for (who, old, new) in &lines {
        say::data(&format!("{who:<first$}   {old:<second$}   {new}"))?;
    }
    Ok(())
}

/// `31 May to 27 Nov, 5 relationships, each day as it was known then.`
fn span(tested: &[Tested], from: Date, to: Date) -> String {
    let who = counted(tested.len(), "relationship");
    format!("{} to {}, {who}, each day as it was known then.", day(from, to), day(to, to))
}

/// The days that are looked at where nobody says which.
pub(super) fn usual_days(house: &House) -> (Date, Date) {
    let to = house.tools.today(Timestamp::now());
    (days_before(to, HALF_A_YEAR), to)
}
