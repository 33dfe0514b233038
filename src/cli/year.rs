//! `bothways year`, `bothways quarter` and `bothways cost`: the pages that the same words bring by mail.

use anyhow::bail;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::json::insight;
use super::{Ended, instant, say};
use crate::compose::{parting, year};
use crate::domain::account::Account;
use crate::flow::{self, House};

#[derive(Debug, clap::Args)]
pub(super) struct PageArgs {
    /// The relationship: its short name, name, or person; without one, all of them
    name: Option<String>,
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
    /// As of the end of that day
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    as_of: Option<Date>,
}

/// Which page is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    Year,
    Quarter,
    Cost,
}

pub(super) fn run(page: Page, args: &PageArgs, house: &House) -> anyhow::Result<Ended> {
    let today = house.tools.today(instant(&house.tools.user.zone, args.as_of)?);
    let accounts = accounts(args.name.as_deref(), today, house)?;
    if args.json {
        return as_json(page, &accounts, today);
    }
    if accounts.is_empty() {
        say::line("I know nobody yet. Start with: bothways do 'add acme \"Acme Studio\" dana@acme.example'");
        return Ok(Ended::Done);
    }
    let lines = match (page, accounts.as_slice()) {
        (Page::Year, [one]) => year::year(one),
        (Page::Year, several) => year::years(several),
        (Page::Quarter, all) => year::quarter(all),
        (Page::Cost, [one]) => parting::parting(one),
        (Page::Cost, _) => bail!(WHOM),
    };
    for line in lines {
        say::data(&line)?;
    }
    Ok(Ended::Done)
}

const WHOM: &str = "parting from whom? For example: bothways cost acme";

fn as_json(page: Page, accounts: &[Account], today: Date) -> anyhow::Result<Ended> {
    let relationships: Vec<Value> = match (page, accounts) {
        (Page::Year, all) => all.iter().map(insight::year).collect(),
        (Page::Quarter, all) => all.iter().map(insight::quarter).collect(),
        (Page::Cost, [one]) => vec![insight::cost(one, &parting::sheet(one))],
        (Page::Cost, _) => bail!(WHOM),
    };
    say::json(&json!({ "today": today.to_string(), "relationships": relationships }))?;
    Ok(Ended::Done)
}

fn accounts(name: Option<&str>, today: Date, house: &House) -> anyhow::Result<Vec<Account>> {
    let Some(name) = name else { return Ok(house.store.read(|db| flow::accounts(db, &house.tools, today))?) };
    let relationship = match flow::find(name, &house.store.read(|db| db.relationships())?) {
        Ok(relationship) => relationship.clone(),
        Err(why) => bail!("{why}"),
    };
    Ok(vec![house.store.read(|db| flow::account(db, &house.tools, relationship, today))?])
}
