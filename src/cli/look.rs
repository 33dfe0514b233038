//! Commands that look: status, show, findings, relationships, why, pending.

use anyhow::bail;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::json as shapes;
use super::{Ended, instant, say};
use crate::domain::account::Account;
use crate::domain::calendar::spoken;
use crate::domain::finding::{Finding, FindingState};
use crate::domain::id::FindingId;
use crate::flow::{self, House};
use crate::home::config::Clients;

#[derive(Debug, clap::Args)]
pub(super) struct StatusArgs {
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
    /// As of the end of that day
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    as_of: Option<Date>,
}

pub(super) type RelationshipsArgs = StatusArgs;
pub(super) type FindingsArgs = StatusArgs;

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// The relationship: its short name, name, or person
    name: String,
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
    /// As of the end of that day
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    as_of: Option<Date>,
}

#[derive(Debug, clap::Args)]
pub(super) struct WhyArgs {
    /// The number of a finding (see `findings`), or a relationship
    what: String,
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct PendingArgs {
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
}

fn accounts(house: &House, as_of: Option<Date>) -> anyhow::Result<Vec<Account>> {
    let today = house.tools.today(instant(&house.tools.user.zone, as_of)?);
    Ok(house.store.read(|db| flow::accounts(db, &house.tools, today))?)
}

pub(super) fn status(args: &StatusArgs, house: &House) -> anyhow::Result<Ended> {
    let accounts = accounts(house, args.as_of)?;
    let today = house.tools.today(instant(&house.tools.user.zone, args.as_of)?);
    let (outcomes, looked_at, waits) = house.store.read(|db| {
        Ok((db.outcomes()?, db.get(flow::outgoing::LOOKED_AT)?, flow::pending::pending(db, today)?.len()))
    })?;
    let is_held = house.tools.home.config().outgoing.clients == Clients::Hold;
    if args.json {
        let outcomes: serde_json::Map<String, Value> =
            outcomes.iter().map(|(word, n)| (word.clone(), json!(n))).collect();
        say::json(&json!({
            "home": house.tools.home.root().display().to_string(),
            "looked_at": looked_at,
            "mails": outcomes,
            "pending": waits,
            "texts_held_back": is_held,
            "relationships": accounts.iter().map(shapes::row).collect::<Vec<_>>(),
        }))?;
        return Ok(Ended::Done);
    }
    table(&accounts)?;
    let mails: Vec<String> = outcomes.iter().map(|(word, n)| format!("{n} {word}")).collect();
    say::data("")?;
    say::data(&format!("Mails: {}", if mails.is_empty() { "none yet".to_owned() } else { mails.join(", ") }))?;
    let looked = looked_at.and_then(|at| at.parse::<jiff::Timestamp>().ok()).map_or("never".to_owned(), |at| {
        at.to_zoned(house.tools.user.zone.clone()).strftime("%-d %B %Y, %H:%M").to_string()
    });
    say::data(&format!("Last looked into the mailbox: {looked}"))?;
    if is_held {
        say::data(
            "Texts to others are held back, whatever you answer: `clients = \"hold\"` in bothways.toml, under [outgoing]. \
             When you are ready, make it \"after approval\".",
        )?;
    }
    if waits > 0 {
        say::data(&format!(
            "{} for your word: `bothways pending`",
            if waits == 1 { "1 thing waits".to_owned() } else { format!("{waits} things wait") }
        ))?;
    }
    Ok(Ended::Done)
}

pub(super) fn relationships(args: &RelationshipsArgs, house: &House) -> anyhow::Result<Ended> {
    let accounts = accounts(house, args.as_of)?;
    if args.json {
        say::json(&accounts.iter().map(shapes::row).collect::<Vec<_>>().into())?;
    } else {
        table(&accounts)?;
    }
    Ok(Ended::Done)
}

fn table(accounts: &[Account]) -> anyhow::Result<()> {
    if accounts.is_empty() {
        return say::data("I know nobody yet. Start with: bothways do 'add acme \"Acme Studio\" dana@acme.example'");
    }
    let width = accounts.iter().map(|account| account.relationship.name.chars().count()).max().unwrap_or(0);
    for account in accounts {
        let name = &account.relationship.name;
        let pad = " ".repeat(width - name.chars().count());
        let because = account.standing_because.first().map_or("", String::as_str);
        say::data(&format!("{name}{pad}  {:<13}  {because}", account.standing.word()))?;
    }
    Ok(())
}

pub(super) fn show(args: &ShowArgs, house: &House) -> anyhow::Result<Ended> {
    let today = house.tools.today(instant(&house.tools.user.zone, args.as_of)?);
    let relationships = house.store.read(|db| db.relationships())?;
    let relationship = match flow::find(&args.name, &relationships) {
        Ok(relationship) => relationship.clone(),
        Err(why) => bail!("{why}"),
    };
    let account = house.store.read(|db| flow::account(db, &house.tools, relationship, today))?;
    if args.json {
        say::json(&shapes::account(&account))?;
    } else {
        say::data(&flow::summary(&account))?;
    }
    Ok(Ended::Done)
}

/// Findings that were ever ready to be said; those still forming are not told.
pub(super) fn findings(args: &FindingsArgs, house: &House) -> anyhow::Result<Ended> {
    let as_of = house.tools.today(instant(&house.tools.user.zone, args.as_of)?);
    let findings: Vec<_> = house
        .store
        .read(|db| db.findings())?
        .into_iter()
        .filter(|finding| finding.since <= as_of && (finding.state != FindingState::Forming || args.json))
        .collect();
    if args.json {
        let rows: Vec<Value> = house
            .store
            .read(|db| findings.iter().map(|finding| shapes::finding(db, &house.tools, finding)).collect())?;
        say::json(&rows.into())?;
        return Ok(Ended::Done);
    }
    if findings.is_empty() {
        say::line("Nothing found so far.");
    }
    for finding in &findings {
        let name = house.store.read(|db| db.relationship(finding.relationship))?.map_or_else(String::new, |r| r.name);
        say::data(&format!(
            "{:>3}  {name}: {} ({}, since {})\n     {}",
            finding.id.0,
            finding.title,
            finding.state,
            spoken(finding.since),
            finding.say
        ))?;
    }
    Ok(Ended::Done)
}

pub(super) fn why(args: &WhyArgs, house: &House) -> anyhow::Result<Ended> {
    let found: Vec<Finding> = if let Ok(id) = args.what.parse::<i64>() {
        let found = house.store.read(|db| db.finding(FindingId(id)))?;
        let Some(found) = found else { bail!("there is no finding `{id}`; `bothways findings` lists them") };
        vec![found]
    } else {
        let relationships = house.store.read(|db| db.relationships())?;
        let relationship = match flow::find(&args.what, &relationships) {
            Ok(relationship) => relationship.clone(),
            Err(why) => bail!("{why}"),
        };
        let found = house.store.read(|db| db.findings_of(relationship.id))?;
        if found.is_empty() && !args.json {
            let today = house.tools.today(instant(&house.tools.user.zone, None)?);
            let account = house.store.read(|db| flow::account(db, &house.tools, relationship, today))?;
            say::data(&format!(
                "No rule has found anything to say about {}. How it stands:\n{}",
                account.relationship.name,
                flow::summary(&account)
            ))?;
            return Ok(Ended::Done);
        }
        found
    };
    if args.json {
        let rows: Vec<Value> =
            house.store.read(|db| found.iter().map(|finding| shapes::finding(db, &house.tools, finding)).collect())?;
        say::json(&rows.into())?;
        return Ok(Ended::Done);
    }
    let texts: Vec<String> =
        house.store.read(|db| found.iter().map(|finding| flow::why(db, &house.tools, finding)).collect())?;
    say::data(&texts.join("\n\n"))?;
    Ok(Ended::Done)
}

pub(super) fn pending(args: &PendingArgs, house: &mut House) -> anyhow::Result<Ended> {
    let today = house.tools.today(instant(&house.tools.user.zone, None)?);
    let pending = flow::pending::show(&mut house.store, today, usize::MAX)?;
    if args.json {
        let rows: Vec<Value> = pending.iter().map(shapes::insight::pending).collect();
        say::json(&rows.into())?;
        return Ok(Ended::Done);
    }
    if pending.is_empty() {
        say::line("Nothing waits for your word.");
    }
    for item in pending {
        say::data(&format!("{:>3}  {}", item.row.n, item.about))?;
    }
    Ok(Ended::Done)
}
