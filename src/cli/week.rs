//! `bothways week`: what the Monday mail says, in the terminal. What waits for a yes or no stands in `bothways pending`, with its numbers.

use jiff::civil::Date;

use super::json::insight;
use super::{Ended, instant, say};
use crate::compose::week_lines::lines;
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
        say::json(&insight::week(&week))?;
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
