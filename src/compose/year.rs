//! A year on one page, and the good news of a quarter, in plain lines: for the terminal, and for whoever asks by mail. Lists of what was
//! done, with their days, and what has changed between then and now; no sum says how good anybody is.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{then_and_now, words};
use crate::domain::account::Account;
use crate::domain::act::{Act, Side};
use crate::domain::calendar::{days_before, spoken};
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::relationship::Intent;

/// The days of a year, and of the quarter that good news is told of.
pub const YEAR: u32 = 365;
const QUARTER: u32 = 90;
/// Acts told one by one; the others are counted.
const MOST_ACTS: usize = 6;

/// The year of one relationship.
#[must_use]
pub fn year(account: &Account) -> Vec<String> {
    let relationship = &account.relationship;
    let (called, today) = (relationship.called(), account.today);
    let first = first_day(account);
    let mut lines = vec![format!("{}: {} to {}", relationship.name, spoken(first), spoken(today))];
    let because = account.standing_because.first().map_or_else(String::new, |because| words::sentence(because));
    lines.push(format!("Today: {}. {because}", account.standing).trim_end().to_owned());
    let mut part = |title: &str, of: Vec<String>| {
        if !of.is_empty() {
            lines.push(format!("\n{title}"));
            lines.extend(of.into_iter().map(|line| format!("  - {line}")));
        }
    };
    part("Then and now (a quarter a year ago, and the last one; by what reached me)", then_and_now::lines(account));
    part("From you, beyond the work", given(account, Side::You));
    part(&format!("From {called}, beyond the work"), given(account, Side::They));
    part("Good news", account.wins(None, YEAR).map(|win| win_line(win, called)).collect());
    part("How the role has grown", grown(account));
    part("Agreed, and in force", account.open(EntryKind::Agreement).map(agreement).collect());
    part("Talks", talks(account));
    part("Promises and asks", promises(account, called));
    lines.push(String::new());
    lines.push(format!("Calls and chats do not reach me, and {}.", words::coverage(&account.coverage)));
    lines
}

/// The first day that the page about a year looks at.
#[must_use]
pub fn first_day(account: &Account) -> Date {
    let first = days_before(account.today, i64::from(YEAR) - 1);
    account.since.filter(|since| *since > first).unwrap_or(first)
}

/// Every relationship's year in a line or two, and how to see the whole of one.
#[must_use]
pub fn years(accounts: &[Account]) -> Vec<String> {
    let line = |account: &Account| {
        let count = |by| match account.given(by, None, YEAR).count() {
            0 => "none".to_owned(),
            n => words::number(n),
        };
        let since = account.since.map(|since| format!(", since {}", since.strftime("%B %Y"))).unwrap_or_default();
        let wins = account.wins(None, YEAR).count();
        let news = if wins == 0 {
            String::new()
        } else {
            format!(", {}", words::count(wins, "piece of good news", "pieces of good news"))
        };
        format!(
            "  - {} ({}){since}: {} from you and {} from {} beyond the work{news}.",
            account.relationship.name,
            account.relationship.key,
            count(Side::You),
            count(Side::They),
            account.relationship.called()
        )
    };
    let Some(first) = accounts.first() else { return Vec::new() };
    let mut lines = vec![format!("The year until {}", spoken(first.today))];
    lines.extend(accounts.iter().map(line));
    lines.push(format!("\nTo see the whole year of one of them, name them: year {}", first.relationship.key));
    lines
}

/// The good news of three months about one relationship.
#[derive(Debug)]
pub struct Good<'a> {
    /// What they gave, thanks and praise included.
    pub acts: Vec<&'a Act>,
    pub wins: Vec<&'a Entry>,
    /// Promises of yours that you kept.
    pub kept: Vec<&'a Entry>,
}

/// What [`quarter`] tells of a relationship.
#[must_use]
pub fn good(account: &Account) -> Good<'_> {
    let is_theirs = |act: &&Act| act.by == Side::They && act.may_count() && account.is_within(act.on, QUARTER);
    Good {
        acts: account.acts.iter().filter(is_theirs).collect(),
        wins: account.wins(None, QUARTER).collect(),
        kept: account.kept(Side::You, QUARTER),
    }
}

/// The good news of the last three months: thanks, introductions, wins, what went well. Nothing else stands here.
#[must_use]
pub fn quarter(accounts: &[Account]) -> Vec<String> {
    let mut lines = Vec::new();
    for account in accounts {
        let called = account.relationship.called();
        let Good { acts, wins, kept } = good(account);
        let mut good: Vec<(Date, String)> = acts.into_iter().map(|act| (act.on, act_line(act))).collect();
        good.extend(wins.into_iter().map(|win| (win.on, win_line(win, called))));
        good.extend(kept.into_iter().map(|promise| {
            let on = promise.settled_on.unwrap_or(promise.day());
            (on, format!("{}  kept by you: {}", spoken(on), promise.about()))
        }));
        good.sort();
        if !good.is_empty() {
            lines.push(format!("\n{}", account.relationship.name));
            lines.extend(good.into_iter().map(|(_, line)| format!("  - {line}")));
        }
    }
    let today = accounts.first().map(|account| account.today);
    let title = today.map(|today| format!("The good news of three months, until {}", spoken(today)));
    if lines.is_empty() {
        lines.push("Nothing on file yet. What letters cannot show is one line: got acme thanks \"a card\"".to_owned());
    }
    title.into_iter().chain(lines).collect()
}

/// What the user wants of whom, since when, and how it is: one question on one page.
#[must_use]
pub fn intents(accounts: &[Account]) -> Vec<String> {
    let mut lines = vec!["What you want of each, and what it is today".to_owned()];
    for intent in Intent::ALL {
        let of: Vec<&Account> = accounts.iter().filter(|account| account.relationship.intent == *intent).collect();
        if of.is_empty() {
            continue;
        }
        lines.push(format!("\n{}", words::capital(intent.word())));
        for account in of {
            let said = account.intent_on.map(|on| format!(", said on {}", spoken(on))).unwrap_or_default();
            let because = account.standing_because.first().map_or_else(String::new, |because| words::sentence(because));
            let line = format!("  - {}{said}: {} today. {because}", account.relationship.name, account.standing);
            lines.push(line.trim_end().to_owned());
        }
    }
    let example = accounts.first().map_or("acme", |account| account.relationship.key.as_str());
    lines.push(format!(
        "\nEach is fine if you chose it. To change one: intent {example} partnership · transactional · ending"
    ));
    lines
}

/// How often each kind, and the newest of them one by one; what the user confirmed first.
fn given(account: &Account, by: Side) -> Vec<String> {
    let acts: Vec<&Act> = account.given(by, None, YEAR).collect();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for act in &acts {
        *kinds.entry(act.called()).or_default() += 1;
    }
    let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let counted: Vec<String> = kinds.into_iter().map(|(kind, n)| format!("{kind}: {n}")).collect();
    if counted.is_empty() {
        return vec!["nothing that I could see".to_owned()];
    }
    let mut lines = vec![counted.join(", ")];
    let mut told: Vec<&&Act> = acts.iter().filter(|act| !act.words.is_empty()).collect();
    told.sort_by_key(|act| (std::cmp::Reverse(act.surely_counts()), std::cmp::Reverse(act.on)));
    told.truncate(MOST_ACTS);
    told.sort_by_key(|act| act.on);
    lines.extend(told.into_iter().map(|act| act_line(act)));
    lines
}

fn act_line(act: &Act) -> String {
    let perhaps = if act.surely_counts() { "" } else { " (perhaps)" };
    // `gave maria bonus retention` has said it all.
    let said = if act.words == act.form { "" } else { act.words.as_str() };
    format!("{}  {}{perhaps}  {}", spoken(act.on), act.called(), words::quoted(said)).trim_end().to_owned()
}

fn win_line(win: &Entry, called: &str) -> String {
    let thanks_to = if win.by == Some(Side::They) { format!(", thanks to {called}") } else { String::new() };
    format!("{}  {}{thanks_to}", spoken(win.on), win.about())
}

fn grown(account: &Account) -> Vec<String> {
    let mut lines = Vec::new();
    let levels = account.entries_of(EntryKind::Level).filter(|level| account.is_within(level.on, YEAR));
    lines.extend(levels.filter_map(|level| Some(format!("{}  level {}", spoken(level.on), level.figure.as_ref()?))));
    let guides: Vec<String> = account.open(EntryKind::Guide).map(|guide| guide.words.to_lowercase()).collect();
    lines.extend(account.open(EntryKind::Process).map(|process| {
        let written = if guides.contains(&process.words.to_lowercase()) { ", and wrote the guide to it" } else { "" };
        let who = if process.by == Some(Side::You) { "you look" } else { "they look" };
        format!("{}  {who} after “{}”{written}", spoken(process.on), process.words)
    }));
    for saving in account.open(EntryKind::Saving).filter(|saving| account.is_within(saving.on, YEAR)) {
        if let Some(figure) = &saving.figure {
            lines.push(format!("{}  {figure} a week saved  {}", spoken(saving.on), saving.words).trim_end().to_owned());
        }
    }
    let saved = account.hours_saved();
    if saved > 0 {
        lines.push(format!("Together {saved} hours a week saved, about {} a year", saved * 46));
    }
    lines
}

fn agreement(entry: &Entry) -> String {
    let topic = if entry.topic.is_empty() { String::new() } else { format!("{}: ", entry.topic) };
    format!("{}  {topic}{}", spoken(entry.on), entry.words).trim_end_matches([':', ' ']).to_owned()
}

fn talks(account: &Account) -> Vec<String> {
    let mut kinds: BTreeMap<&str, (usize, Date)> = BTreeMap::new();
    for talk in account.held(None).filter(|talk| account.is_within(talk.on, YEAR)) {
        let (n, last) = kinds.entry(talk.topic.as_str()).or_insert((0, talk.on));
        *n += 1;
        *last = (*last).max(talk.on);
    }
    let of = |kind: &str| if kind.is_empty() { "talk".to_owned() } else { kind.replace('-', " ") };
    kinds.into_iter().map(|(kind, (n, last))| format!("{}: {n}, the last on {}", of(kind), spoken(last))).collect()
}

fn promises(account: &Account, called: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (by, whose) in [(Side::You, "yours"), (Side::They, called)] {
        let kept = account.kept(by, YEAR).len();
        if kept > 0 {
            lines.push(format!("kept by their day, {whose}: {kept}"));
        }
    }
    for (state, became) in [(EntryState::Yes, "yes"), (EntryState::No, "no"), (EntryState::Later, "later")] {
        let n = account.asks_settled(Side::You, state, YEAR).count();
        if n > 0 {
            lines.push(format!("you asked, and the answer was {became}: {n}"));
        }
    }
    let open = account.open_asks(Side::You, None, 0).len();
    if open > 0 {
        lines.push(format!("you asked, still open: {open}"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::tests::{act, blank, wrote};
    use crate::domain::act::{ActKind, ActState};

    const TODAY: Date = jiff::civil::date(2026, 11, 20);

    /// A letter from you every tenth day from one day on until today, so many days ago each.
    fn writing(from: i64, until: i64) -> Account {
        let mut account = blank(TODAY);
        for ago in (until..=from).rev().step_by(10) {
            wrote(&mut account, Side::You, days_before(TODAY, ago), 9);
        }
        account.first_on = account.days.first().map(|day| day.on);
        account.since = account.first_on;
        account
    }

    #[test]
    fn what_cannot_be_compared_is_said_under_its_heading() {
        let told = year(&writing(272, 0)).join("\n");
        let heading = "Then and now (a quarter a year ago, and the last one; by what reached me)";
        let why = "The first letter I know is of 21 February 2026: too late to compare with a year ago.";
        assert!(told.contains(&format!("{heading}\n  - {why}\n")), "{told}");
    }

    #[test]
    fn what_nobody_has_confirmed_is_told_with_its_doubt() {
        let mut account = blank(TODAY);
        act(&mut account, Side::They, ActKind::Thanks, days_before(TODAY, 3), ActState::Proposed);
        act(&mut account, Side::They, ActKind::Thanks, days_before(TODAY, 2), ActState::Confirmed);
        let good = quarter(&[account]).join("\n");
        assert!(good.contains("17 November 2026  thanks (perhaps)"), "{good}");
        assert!(good.contains("18 November 2026  thanks  "), "{good}");
    }

    #[test]
    fn the_years_of_all_say_how_to_see_one() {
        let told = years(&[writing(60, 0)]).join("\n");
        assert!(told.contains("Acme Studio (acme), since September 2026: none from you and none from Dana"), "{told}");
        assert!(
            told.ends_with("beyond the work.\n\nTo see the whole year of one of them, name them: year acme"),
            "{told}"
        );
    }
}
