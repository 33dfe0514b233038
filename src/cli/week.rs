//! `bothways week`: what the Monday mail says, in the terminal. What waits for a yes or no stands in `bothways pending`, with its numbers.

use jiff::civil::Date;
use serde_json::json;

use super::{Ended, instant, say};
use crate::compose::week_lines::{carries, lines, owed};
use crate::domain::account::Standing;
use crate::domain::week::{Owed, Week};
use crate::flow::{self, House};

#[derive(Debug, clap::Args)]
pub(super) struct WeekArgs {
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
    /// As of the end of that day
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    as_of: Option<Date>,
}

pub(super) fn run(args: &WeekArgs, house: &House) -> anyhow::Result<Ended> {
    let today = house.tools.today(instant(&house.tools.user.zone, args.as_of)?);
    let week = house.store.read(|db| flow::week::week(db, &house.tools, today))?;
    if args.json {
        say::json(&as_json(&week))?;
        return Ok(Ended::Done);
    }
    if week.balances.is_empty() {
        say::line("I know nobody yet. Start with: bothways do 'add acme \"Acme Studio\" dana@acme.example'");
        return Ok(Ended::Done);
    }
    for line in lines(&week) {
        say::data(&line)?;
    }
    Ok(Ended::Done)
}

fn as_json(week: &Week) -> serde_json::Value {
    let owed = |all: &[Owed]| {
        all.iter()
            .map(|one| json!({ "name": one.name, "what": owed(one), "since": one.since.to_string() }))
            .collect::<Vec<_>>()
    };
    let balances = week.balances.iter().map(|row| {
        let standing: Standing = row.standing;
        json!({ "name": row.name, "gave": row.gave, "got": row.got, "said": carries(row.carries), "standing": standing.word(), "quiet_days": row.quiet_days })
    });
    json!({
        "today": week.today.to_string(),
        "you_owe": owed(&week.you_owe),
        "they_owe": owed(&week.they_owe),
        "balances": balances.collect::<Vec<_>>(),
        "to_confirm": week.to_confirm.len(),
        "suggestion": week.suggestion.as_ref().map(|one| one.why.clone()),
    })
}
