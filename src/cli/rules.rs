//! `bothways rules …`: which there are, what they may ask, whether they are sound, what they would have said, and how to change them.

mod ask;
mod backtest;
mod change;
mod diff;
mod facts;
mod lint;
mod list;
mod new;

use std::path::PathBuf;

use jiff::civil::Date;

use super::{Ended, root};
use crate::flow::{House, rulebook};
use crate::home::{self, Home};
use crate::judge::rules::RuleFile;
use crate::judge::shipped::shipped;

#[derive(Debug, clap::Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Every rule: whether it is on, how often it spoke, what can be changed in it
    List {
        /// As JSON, for other programs
        #[arg(long)]
        json: bool,
    },
    /// What a rule can ask about a relationship
    Facts(facts::FactsArgs),
    /// What is wrong or doubtful in the rules, with line and suggestion
    Lint {
        /// As JSON, for other programs
        #[arg(long)]
        json: bool,
    },
    /// Run the cases beside the rules, and show which conditions they never put to the test
    Test {
        /// Only of this rule
        id: Option<String>,
    },
    /// What the rules would have written over your own past, day by day as it was known then
    Backtest(backtest::BacktestArgs),
    /// Begin a rule of your own, with cases beside it; it is off until you switch it on
    New(new::NewArgs),
    /// Change a rule in your editor: on a copy, which is checked and tried on your past before you are asked
    Edit(change::ChangeArgs),
    /// What a rule that you are changing would have written, beside what it did; and whether to use it
    Try(change::ChangeArgs),
    /// Switch a rule on
    On(change::ChangeArgs),
    /// Switch a rule off
    Off { id: String },
    /// What you changed in a rule, and what a newer bothways changed in it
    Diff(diff::DiffArgs),
}

pub(super) fn run(args: &RulesArgs, place: Option<PathBuf>) -> anyhow::Result<Ended> {
    match args.what.as_ref().unwrap_or(&What::List { json: false }) {
        What::List { json } => list::run(opened(place)?.as_ref(), *json),
        What::Facts(args) => facts::run(args),
        What::Lint { json } => lint::lint(&files(place)?, *json),
        What::Test { id } => lint::test(&files(place)?, id.as_deref()),
        What::Backtest(args) => backtest::run(args, &House::look(Home::open(root(place)?)?)?),
        What::New(args) => new::run(args, &Home::open(root(place)?)?),
        What::Edit(args) => change::edit(args, House::beside(Home::open(root(place)?)?)?),
        What::Try(args) => change::try_out(args, House::beside(Home::open(root(place)?)?)?),
        What::On(args) => change::on(args, House::beside(Home::open(root(place)?)?)?),
        What::Off { id } => change::off(id, &House::look(Home::open(root(place)?)?)?),
        What::Diff(args) => diff::run(args, &House::look(Home::open(root(place)?)?)?),
    }
}

/// The rule files and cases: the shipped ones, and the home's where there is one.
struct Files {
    rules: Vec<RuleFile>,
    cases: Vec<RuleFile>,
    drafts: Vec<RuleFile>,
}

fn files(place: Option<PathBuf>) -> anyhow::Result<Files> {
    let Some(house) = opened(place)? else {
        return Ok(Files { rules: shipped(), cases: Vec::new(), drafts: Vec::new() });
    };
    let home = &house.tools.home;
    let mut faults = Vec::new();
    let drafts = home.draft_rule_files(&mut faults).into_iter().map(rulebook::own).collect();
    let files = Files { rules: rulebook::files(home, &mut faults), cases: rulebook::cases(home, &mut faults), drafts };
    super::say::faults(&faults);
    Ok(files)
}

/// The house, where there is a home; one that was named must be there.
fn opened(place: Option<PathBuf>) -> anyhow::Result<Option<House>> {
    let is_named = place.is_some();
    let root = root(place)?;
    let is_home = is_named || root.join(home::CONFIG_FILE).is_file();
    if is_home { Ok(Some(House::look(Home::open(root)?)?)) } else { Ok(None) }
}

/// `3 Jul`, with the year where it is not that of the other day.
fn day(day: Date, today: Date) -> String {
    day.strftime(if day.year() == today.year() { "%-d %b" } else { "%-d %b %Y" }).to_string()
}

/// `once`, `twice`, `4 times`.
fn times(n: usize) -> String {
    match n {
        0 => "not once".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}
