//! `bothways week`: what the Monday mail says, in the terminal. What waits for a yes or no stands in `bothways pending`, with its numbers.

use jiff::civil::Date;
use serde_json::json;

use super::{Ended, instant, say};
use crate::domain::account::Standing;
use crate::domain::act::{ActState, Side};
use crate::domain::week::{Carries, Owed, Owing, Week};
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

fn lines(week: &Week) -> Vec<String> {
    let mut lines = vec![format!("The week of {}", spoken(week.today))];
    let mut part = |title: &str, of: Vec<String>| {
        if !of.is_empty() {
            lines.push(format!("\n{title}"));
            lines.extend(of.into_iter().map(|line| format!("  {line}")));
        }
    };
    part("Waiting for you", week.you_owe.iter().map(owed).collect());
    part("You are waiting for", week.they_owe.iter().map(owed).collect());
    let wide = week.balances.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let rows = week.balances.iter().map(|row| {
        let counted = format!("gave {}, got {}", row.gave, row.got);
        let quiet = row.quiet_days.map(|days| format!(", quiet for {days} days")).unwrap_or_default();
        format!("{:wide$}  {counted:<16}  {}{quiet}", row.name, carries(row.carries))
    });
    part("Who carries what, in six months", rows.collect());
    let mut happened: Vec<String> = week
        .happened
        .iter()
        .map(|moment| {
            let from = if moment.act.by == Side::You { "you" } else { &moment.their_name };
            let about = if moment.act.words.is_empty() { String::new() } else { format!(": {}", moment.act.words) };
            let perhaps = if moment.act.state == ActState::Proposed { ", perhaps" } else { "" };
            format!(
                "{}, {}: {} from {from}{perhaps}{about}",
                moment.name,
                spoken(moment.act.on),
                moment.act.kind.spoken()
            )
        })
        .collect();
    happened.extend(week.let_go.iter().map(|(name, entry)| {
        format!("{name}: “{}” of {} had no yes or no from you, so I let it go", entry.about(), spoken(entry.on))
    }));
    happened
        .extend(week.notes.iter().map(|note| format!("{}: {}. {}", note.name, note.finding.title, note.finding.say)));
    part("What happened", happened);
    let suggestion = week.suggestion.as_ref().map(|one| one.why.clone());
    part("One thing you could do", suggestion.into_iter().collect());
    if !week.to_confirm.is_empty() {
        let n = say::counted(week.to_confirm.len(), "thing");
        part("For you to answer", vec![format!("{n} found in letters: bothways pending")]);
    }
    lines
}

fn owed(owed: &Owed) -> String {
    let since = spoken(owed.since);
    let what = match &owed.what {
        Owing::Answer { letters: 1 } => format!("an answer to a letter of {since}"),
        Owing::Answer { letters } => format!("an answer to {letters} letters, the first of {since}"),
        Owing::Thanks { words, .. } => format!("a thank-you for “{words}” of {since}"),
        Owing::Ask(words) => format!("{words}, asked on {since}"),
        Owing::Promise(words) => format!("“{words}”, promised for {since}"),
        Owing::Step(words) => format!("{words}, planned for {since}"),
    };
    format!("{}: {what}", owed.name)
}

const fn carries(carries: Carries) -> &'static str {
    match carries {
        Carries::You => "you carry it",
        Carries::TwoSided => "two-sided",
        Carries::They => "they carry it",
        Carries::NotAsked => "work for money, as you want it",
        Carries::TooEarly => "too early to say",
    }
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

fn spoken(day: Date) -> String {
    day.strftime("%-d %B").to_string()
}
