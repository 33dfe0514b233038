//! The week in plain lines: for the terminal, and for whoever asks for it by mail.

use jiff::civil::Date;

use super::week::portfolio;
use crate::domain::act::{ActState, Side};
use crate::domain::week::{Balance, Carries, Owed, Owing, Week};

/// The week, a line at a time; parts have a title and are set in.
#[must_use]
pub fn lines(week: &Week) -> Vec<String> {
    let mut lines = vec![format!("The week of {}", spoken(week.today))];
    let mut part = |title: &str, of: Vec<String>| {
        if !of.is_empty() {
            lines.push(format!("\n{title}"));
            lines.extend(of.into_iter().map(|line| format!("  {line}")));
        }
    };
    part("Waiting for you", week.you_owe.iter().map(owed).collect());
    part("You are waiting for", week.they_owe.iter().map(owed).collect());
    part("Who carries what, in six months", balances(week.balances.iter()));
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
    part("What you want of each", portfolio(&week.portfolio).into_iter().collect());
    let suggestion = week.suggestion.as_ref().map(|one| one.why.clone());
    part("One thing you could do", suggestion.into_iter().collect());
    if !week.to_confirm.is_empty() {
        let n = week.to_confirm.len();
        let things = if n == 1 { "thing" } else { "things" };
        part("For you to answer", vec![format!("{n} {things} found in letters; “pending” shows the newest")]);
    }
    lines
}

/// Who carries what, a row each.
pub(super) fn balances<'a>(rows: impl Iterator<Item = &'a Balance> + Clone) -> Vec<String> {
    let wide = rows.clone().map(|row| row.name.chars().count()).max().unwrap_or(0);
    rows.map(|row| {
        let counted = format!("gave {}, got {}", row.gave, row.got);
        let quiet = row.quiet_days.map(|days| format!(", quiet for {days} days")).unwrap_or_default();
        format!("{:wide$}  {counted:<16}  {}{quiet}", row.name, carries(row.carries))
    })
    .collect()
}

/// What somebody owes: `Acme Studio: an answer to a letter of 3 November`.
#[must_use]
pub fn owed(owed: &Owed) -> String {
    let since = spoken(owed.since);
    let what = match &owed.what {
        Owing::Answer { letters: 1 } => format!("an answer to a letter of {since}"),
        Owing::Answer { letters } => format!("an answer to {letters} letters, the first of {since}"),
        Owing::Thanks { words, .. } if words.is_empty() => format!("a thank-you for what they gave on {since}"),
        Owing::Thanks { words, .. } => format!("a thank-you for “{words}” of {since}"),
        Owing::Ask(words) => format!("{words}, asked on {since}"),
        Owing::Promise(words) => format!("“{words}”, promised for {since}"),
        Owing::Step(words) => format!("{words}, planned for {since}"),
    };
    format!("{}: {what}", owed.name)
}

/// Who carries a relationship, in words.
#[must_use]
pub const fn carries(carries: Carries) -> &'static str {
    match carries {
        Carries::You => "you carry it",
        Carries::TwoSided => "two-sided",
        Carries::They => "they carry it",
        Carries::NotAsked => "work for money, as you want it",
        Carries::TooEarly => "too early to say",
    }
}

fn spoken(day: Date) -> String {
    day.strftime("%-d %B").to_string()
}
