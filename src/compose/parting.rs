//! What parting would cost, from the user's own figures: a sheet of what somebody new, or a new client, takes. It holds what she told and
//! what the account knows, says what is missing, and gives no advice.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::account::Account;
use crate::domain::act::Side;
use crate::domain::calendar::days_between;
use crate::domain::entry::{Entry, EntryKind, Figure};
use crate::domain::relationship::Seat;

/// A row of the sheet.
struct Row {
    name: &'static str,
    /// Words by which a figure of the user's belongs to it.
    words: &'static [&'static str],
    /// How its line goes on, behind `cost acme`.
    example: &'static str,
}

const fn row(name: &'static str, words: &'static [&'static str], example: &'static str) -> Row {
    Row { name, words, example }
}

/// What it takes an owner to find another VA.
const OWNER: [Row; 5] = [
    row("finding somebody, and interviews", &["hir", "interview", "advert", "recruit", "find"], "800 \"hiring\""),
    row("training and settling in again", &["train", "onboard", "settl", "induct"], "1200 \"training\""),
    row("less done in the meantime", LESS, "40% \"less done\""),
    row("what only they know", &["know", "guide", "document"], "300 \"writing guides\""),
    row("customers who know only them", &["customer", "relationship", "people"], "200 \"customers\""),
];
/// What it takes a VA to find another client.
const VA: [Row; 4] = [
    row("finding another client", &["find", "pitch", "market", "advert", "search"], "300 \"finding another\""),
    row("learning a new business", &["learn", "train", "onboard", "settl"], "400 \"learning\""),
    row("income missed in between", LESS, "100% \"less income\""),
    row("introductions that came from there", &["referral", "introduc", "lead"], "500 \"referrals\""),
];
/// A share of the monthly sum, for so many months: or a sum.
const LESS: &[&str] = &["less", "output", "meantime", "lower", "missed", "gap"];
const MONTHLY: &[&str] = &["pay", "fee", "salary", "income", "rate", "retainer"];
const MONTHS: &[&str] = &["month"];

/// The sheet, a line at a time.
#[must_use]
pub fn parting(account: &Account) -> Vec<String> {
    let relationship = &account.relationship;
    let figures = figures(account);
    let rows: &[Row] = if relationship.seat == Seat::Owner { &OWNER } else { &VA };
    let mut lines = vec![format!("What parting from {} would cost, from your own figures", relationship.name)];
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    let mut missing = Vec::new();
    for row in rows {
        let told: Vec<&&Entry> = figures.iter().filter(|cost| is_of(cost, row.words) && is_money(cost)).collect();
        let mut amounts: Vec<(Figure, String)> =
            told.iter().filter_map(|cost| Some((cost.figure.clone()?, cost.words.clone()))).collect();
        if amounts.is_empty() && row.words == LESS {
            amounts.extend(in_between(&figures));
        }
        if amounts.is_empty() {
            missing.push(row);
        }
        for (figure, said) in amounts {
            lines.push(format!("  {}: {figure} ({said})", row.name));
            *sums.entry(figure.unit).or_default() += figure.hundredths;
        }
    }
    let is_known =
        |cost: &&&Entry| rows.iter().any(|row| is_of(cost, row.words)) || is_of(cost, MONTHLY) || !is_money(cost);
    for cost in figures.iter().filter(|cost| !is_known(cost)) {
        if let Some(figure) = &cost.figure {
            lines.push(format!("  {}: {figure}", cost.about()));
            *sums.entry(figure.unit.clone()).or_default() += figure.hundredths;
        }
    }
    for (unit, hundredths) in sums {
        lines.push(format!("  Together: {}", Figure { hundredths, unit }));
    }
    lines.extend(known(account));
    if !missing.is_empty() {
        lines.push("\nNot told yet. A guess of yours is good enough:".to_owned());
        lines.extend(missing.iter().map(|row| {
            let more = if row.words == LESS { monthly(&figures, &relationship.key) } else { String::new() };
            format!("  {}: cost {} {}{more}", row.name, relationship.key, row.example)
        }));
    }
    lines.push("\nA figure is changed by telling it again. None of this is a reason to stay, or to go.".to_owned());
    lines
}

/// The user's figures, the newest of those with the same words.
fn figures(account: &Account) -> Vec<&Entry> {
    let mut figures: Vec<&Entry> = Vec::new();
    for cost in account.open(EntryKind::Cost).rev() {
        if !figures.iter().any(|known| known.words.eq_ignore_ascii_case(&cost.words)) {
            figures.push(cost);
        }
    }
    figures.reverse();
    figures
}

fn is_of(cost: &Entry, words: &[&str]) -> bool {
    let said = cost.words.to_lowercase();
    said.split(|c: char| !c.is_alphanumeric()).any(|one| words.iter().any(|word| one.starts_with(word)))
}

fn unit(cost: &Entry) -> &str {
    cost.figure.as_ref().map_or("", |figure| figure.unit.as_str())
}

fn is_money(cost: &Entry) -> bool {
    let unit = unit(cost);
    unit != "percent" && !MONTHS.iter().chain(&["week"]).any(|word| unit.starts_with(word))
}

/// So much of the monthly sum, for so many months.
fn in_between(figures: &[&Entry]) -> Option<(Figure, String)> {
    let monthly = figures.iter().find(|cost| is_of(cost, MONTHLY) && is_money(cost))?.figure.as_ref()?;
    let share = figures.iter().find(|cost| is_of(cost, LESS) && unit(cost) == "percent")?.figure.as_ref()?;
    let months = figures.iter().find(|cost| unit(cost).starts_with("month"))?.figure.as_ref()?;
    let sum = monthly.hundredths.checked_mul(share.hundredths)?.checked_mul(months.hundredths)? / (100 * 100 * 100);
    let figure = Figure { hundredths: sum, unit: monthly.unit.clone() };
    Some((figure, format!("{share} of {monthly} a month, for {months}")))
}

/// What is still to be told before that can be reckoned.
fn monthly(figures: &[&Entry], key: &str) -> String {
    let has_monthly = figures.iter().any(|cost| is_of(cost, MONTHLY) && is_money(cost));
    let has_months = figures.iter().any(|cost| unit(cost).starts_with("month"));
    let asks = [
        (!has_monthly).then(|| format!(" · cost {key} 900 \"pay a month\"")),
        (!has_months).then(|| format!(" · cost {key} 3 months \"until it runs again\"")),
    ];
    asks.into_iter().flatten().collect()
}

/// What the account itself knows of it.
fn known(account: &Account) -> Vec<String> {
    let mut lines = Vec::new();
    let called = account.relationship.called();
    if let Some(months) = account.since.map(|since| months_between(since, account.today)).filter(|months| *months > 0) {
        lines.push(format!("  You have worked together for {months} months."));
        if let Some((level, after)) = last_level(account) {
            lines.push(format!("  Level {level} came after {after} of them; somebody new begins at the first."));
        }
    }
    if account.relationship.seat == Seat::Owner {
        let heads: Vec<String> =
            account.without_guide(Side::They).iter().map(|process| format!("“{}”", process.words)).collect();
        if !heads.is_empty() {
            lines.push(format!("  Only {called} knows how it goes, and no guide is written: {}", heads.join(", ")));
        }
        let saved = account.hours_saved();
        if saved > 0 {
            lines.push(format!("  {saved} hours a week are saved by what was set up together."));
        }
    } else if let Some(income) = account.latest(EntryKind::Income).and_then(|income| income.figure.as_ref()) {
        lines.push(format!("  {called} is {income} of your income."));
    }
    let referrals = account.n_given(Side::They, Some(crate::domain::act::ActKind::Referral), 365);
    if account.relationship.seat == Seat::Va && referrals > 0 {
        lines.push(format!("  Introductions from {called} in a year: {referrals}."));
    }
    if !lines.is_empty() {
        lines.insert(0, "\nWhat the account knows".to_owned());
    }
    lines
}

/// The level of today, where it is not the first, and after how many months it came.
fn last_level(account: &Account) -> Option<(i64, i64)> {
    let level = account.latest(EntryKind::Level)?;
    let figure = level.figure.as_ref().map(Figure::whole).filter(|level| *level > 1)?;
    Some((figure, months_between(account.since?, level.on)))
}

fn months_between(from: Date, to: Date) -> i64 {
    days_between(from, to) / 30
}
