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
const LESS: &[&str] =
    &["less", "output", "meantime", "lower", "missed", "missing", "gap", "lost", "lose", "losing", "loss"];
const MONTHLY: &[&str] = &["pay", "fee", "salary", "income", "rate", "retainer"];

/// One of the user's figures.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Told<'a> {
    figure: &'a Figure,
    cost: &'a Entry,
    place: Place,
}

/// Where a figure stands on the sheet. It has one place, so that none is summed up twice, and none is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A sum in the row of this number.
    Row(usize),
    /// A sum in a line of its own.
    Own,
    /// What is paid in a month: it is reckoned with, and is no sum of its own.
    Monthly,
    /// How much less, in percent.
    Share,
    /// For how many months or weeks.
    Span,
    /// Percent of something else.
    Beside,
}

/// The sheet: what the user told, summed up, and what is still to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What is in the sum.
    pub costs: Vec<Cost>,
    /// The sums, one for each unit.
    pub together: Vec<Figure>,
    /// Figures that are in no sum, as they are shown.
    pub noted: Vec<String>,
    /// What nobody told yet: its name, and the lines that would tell it.
    pub missing: Vec<(&'static str, String)>,
}

/// One line of the sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// `training and settling in again`, or the user's own words.
    pub what: String,
    pub figure: Figure,
    /// What the user said to it, or how it was reckoned; may be empty.
    pub said: String,
}

/// Sums up the user's figures.
#[must_use]
pub fn sheet(account: &Account) -> Sheet {
    let figures = figures(account);
    let mut costs = Vec::new();
    let mut aside: Vec<&Told<'_>> =
        figures.iter().filter(|told| !matches!(told.place, Place::Row(_) | Place::Own)).collect();
    let mut missing = Vec::new();
    for (n, row) in rows(account).iter().enumerate() {
        let before = costs.len();
        let told = figures.iter().filter(|told| told.place == Place::Row(n));
        costs.extend(told.map(|told| Cost {
            what: row.name.to_owned(),
            figure: told.figure.clone(),
            said: told.cost.words.clone(),
        }));
        if costs.len() > before {
            continue;
        }
        match in_between(&figures).filter(|_| row.words == LESS) {
            Some((figure, said, of)) => {
                costs.push(Cost { what: row.name.to_owned(), figure, said });
                aside.retain(|told| !of.contains(told));
            }
            None => missing.push(row),
        }
    }
    let own = figures.iter().filter(|told| told.place == Place::Own);
    costs.extend(own.map(|told| Cost {
        what: told.cost.about().to_owned(),
        figure: told.figure.clone(),
        said: String::new(),
    }));
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for cost in &costs {
        let sum = sums.entry(cost.figure.unit.clone()).or_default();
        *sum = sum.saturating_add(cost.figure.hundredths);
    }
    let key = &account.relationship.key;
    Sheet {
        costs,
        together: sums.into_iter().map(|(unit, hundredths)| Figure { hundredths, unit }).collect(),
        noted: aside.into_iter().map(Told::shown).collect(),
        missing: missing
            .into_iter()
            .map(|row| {
                let more = if row.words == LESS { monthly(&figures, key) } else { String::new() };
                (row.name, format!("cost {key} {}{more}", row.example))
            })
            .collect(),
    }
}

/// The sheet, a line at a time.
#[must_use]
pub fn parting(account: &Account) -> Vec<String> {
    let Sheet { costs, together, noted, missing } = sheet(account);
    let mut lines = vec![format!("What parting from {} would cost, from your own figures", account.relationship.name)];
    lines.extend(costs.iter().map(|Cost { what, figure, said }| {
        let said = if said.is_empty() { String::new() } else { format!(" ({said})") };
        format!("  - {what}: {figure}{said}")
    }));
    lines.extend(together.iter().map(|sum| format!("  - Together: {sum}")));
    if !noted.is_empty() {
        lines.push(format!("  - Noted, and not in the sum: {}", noted.join(", ")));
    }
    lines.extend(known(account));
    if !missing.is_empty() {
        lines.push("\nNot told yet. A guess of yours is good enough:".to_owned());
        lines.extend(missing.iter().map(|(name, example)| format!("  - {name}: {example}")));
    }
    lines.push("\nA figure is changed by telling it again. None of this is a reason to stay, or to go.".to_owned());
    lines
}

fn rows(account: &Account) -> &'static [Row] {
    if account.relationship.seat == Seat::Owner { &OWNER } else { &VA }
}

/// The user's figures, the newest of those with the same words. Without words, `3 months` says nothing of `800 EUR`.
fn figures(account: &Account) -> Vec<Told<'_>> {
    let mut figures: Vec<Told<'_>> = Vec::new();
    for cost in account.open(EntryKind::Cost).rev() {
        let Some(figure) = &cost.figure else { continue };
        let told = Told { figure, cost, place: place(figure, &cost.words, rows(account)) };
        let is_newer = |known: &Told<'_>| {
            known.cost.words.eq_ignore_ascii_case(&cost.words) && (!cost.words.is_empty() || known.place == told.place)
        };
        if !figures.iter().any(is_newer) {
            figures.push(told);
        }
    }
    figures.reverse();
    figures
}

/// A sum belongs to the row whose word comes first in what she said: `training the new hire` is training. Only what no row has a word
/// for may be what is paid in a month: `recruiter fee` is not.
fn place(figure: &Figure, said: &str, rows: &[Row]) -> Place {
    let row = || words(said).find_map(|one| rows.iter().position(|row| begins(&one, row.words)));
    let is_of = |of: &[&str]| words(said).any(|one| begins(&one, of));
    match figure.unit.as_str() {
        "percent" if is_of(LESS) => Place::Share,
        "percent" => Place::Beside,
        unit if unit.starts_with("month") || unit.starts_with("week") => Place::Span,
        _ => match row() {
            Some(n) => Place::Row(n),
            None if is_of(MONTHLY) => Place::Monthly,
            None => Place::Own,
        },
    }
}

fn words(said: &str) -> impl Iterator<Item = String> {
    said.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase)
}

fn begins(one: &str, words: &[&str]) -> bool {
    words.iter().any(|word| one.starts_with(word))
}

impl Told<'_> {
    /// `800 EUR (hiring)`.
    fn shown(&self) -> String {
        let each = if self.place == Place::Monthly { " a month" } else { "" };
        let said = if self.cost.words.is_empty() { String::new() } else { format!(" ({})", self.cost.words) };
        format!("{}{each}{said}", self.figure)
    }
}

/// So much of the monthly sum, for so many months or weeks; and the figures that it is reckoned from.
fn in_between<'a>(figures: &[Told<'a>]) -> Option<(Figure, String, [Told<'a>; 3])> {
    let of = |place: Place| figures.iter().find(|told| told.place == place).copied();
    let (monthly, share, span) = (of(Place::Monthly)?, of(Place::Share)?, of(Place::Span)?);
    let product = monthly.figure.hundredths.checked_mul(share.figure.hundredths)?;
    let product = product.checked_mul(span.figure.hundredths)? / (100 * 100 * 100);
    // Fifty-two weeks are twelve months.
    let is_weeks = span.figure.unit.starts_with("week");
    let hundredths = if is_weeks { product.checked_mul(12)? / 52 } else { product };
    let said = format!("{} of {} a month, for {}", share.figure, monthly.figure, span.figure);
    Some((Figure { hundredths, unit: monthly.figure.unit.clone() }, said, [monthly, share, span]))
}

/// What is still to be told before that can be reckoned.
fn monthly(figures: &[Told<'_>], key: &str) -> String {
    let has = |place: Place| figures.iter().any(|told| told.place == place);
    let asks = [
        (!has(Place::Monthly)).then(|| format!(" · cost {key} 900 \"pay a month\"")),
        (!has(Place::Span)).then(|| format!(" · cost {key} 3 months \"until it runs again\"")),
    ];
    asks.into_iter().flatten().collect()
}

/// What the account itself knows of it.
fn known(account: &Account) -> Vec<String> {
    let mut lines = Vec::new();
    let called = account.relationship.called();
    if let Some(months) = account.since.map(|since| months_between(since, account.today)).filter(|months| *months > 0) {
        lines.push(format!("  - You have worked together for {months} months."));
        if let Some((level, after)) = last_level(account) {
            lines.push(format!("  - Level {level} came after {after} of them; somebody new begins at the first."));
        }
    }
    if account.relationship.seat == Seat::Owner {
        let heads: Vec<String> =
            account.without_guide(Side::They).iter().map(|process| format!("“{}”", process.words)).collect();
        if !heads.is_empty() {
            lines.push(format!("  - Only {called} knows how it goes, and no guide is written: {}", heads.join(", ")));
        }
        let saved = account.hours_saved();
        if saved > 0 {
            lines.push(format!("  - {saved} hours a week are saved by what was set up together."));
        }
    } else if let Some(income) = account.latest(EntryKind::Income).and_then(|income| income.figure.as_ref()) {
        lines.push(format!("  - {called} is {income} of your income."));
    }
    let referrals = account.n_given(Side::They, Some(crate::domain::act::ActKind::Referral), 365);
    if account.relationship.seat == Seat::Va && referrals > 0 {
        lines.push(format!("  - Introductions from {called} in a year: {referrals}."));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::tests::blank;

    /// The sheet after these figures were told, in this order.
    fn sheet(seat: Seat, told: &[(&str, &str)]) -> String {
        let mut account = blank(jiff::civil::date(2026, 11, 20));
        account.relationship.seat = seat;
        account.entries = told
            .iter()
            .map(|(figure, words)| Entry {
                figure: Figure::read(figure),
                words: (*words).to_owned(),
                ..Entry::new(EntryKind::Cost, account.today)
            })
            .collect();
        parting(&account).join("\n")
    }

    #[test]
    fn a_figure_stands_in_one_place_and_is_summed_up_once() {
        for (seat, told, line, together) in [
            (
                Seat::Owner,
                &[("1200", "training the new hire")][..],
                "training and settling in again: 1200 (training the new hire)",
                "Together: 1200",
            ),
            (
                Seat::Owner,
                &[("500", "recruiter fee"), ("40%", "less done"), ("3 months", "until then")],
                "finding somebody, and interviews: 500 (recruiter fee)",
                "Together: 500",
            ),
            (Seat::Va, &[("2000", "lost income")], "income missed in between: 2000 (lost income)", "Together: 2000"),
            (Seat::Va, &[("70", "a lawyer"), ("30", "")], "a lawyer: 70", "Together: 100"),
            (
                Seat::Va,
                &[("1500", "fee"), ("100%", "less income"), ("2 months", "")],
                "income missed in between: 3000 (100 % of 1500 a month, for 2 months)",
                "Together: 3000",
            ),
            (
                Seat::Owner,
                &[("1300 EUR", "pay"), ("40%", "less done"), ("6 weeks", "until it runs again")],
                "less done in the meantime: 720 EUR (40 % of 1300 EUR a month, for 6 weeks)",
                "Together: 720 EUR",
            ),
        ] {
            let sheet = sheet(seat, told);
            let (above, _) = sheet.split_once("\n\n").unwrap();
            assert!(above.contains(line), "{line}:\n{sheet}");
            assert_eq!(above.matches(line).count(), 1, "{sheet}");
            assert!(above.contains(together), "{together}:\n{sheet}");
            assert!(above.matches(told[0].1).count() <= 1, "{sheet}");
        }
    }

    #[test]
    fn what_is_not_summed_up_is_shown_all_the_same() {
        let told = [("900 EUR", "pay"), ("40%", "less done"), ("15%", "fewer orders")];
        let sheet = sheet(Seat::Owner, &told);
        let aside = "Noted, and not in the sum: 900 EUR a month (pay), 40 % (less done), 15 % (fewer orders)";
        assert!(sheet.contains(aside) && !sheet.contains("Together"), "{sheet}");
        assert!(
            sheet.contains("less done in the meantime: cost acme 40% \"less done\" · cost acme 3 months"),
            "{sheet}"
        );
    }

    #[test]
    fn a_figure_told_again_takes_the_place_of_the_first_and_sums_too_large_stay_a_number() {
        let sheet_of = |told: &[(&str, &str)]| sheet(Seat::Owner, told);
        assert!(sheet_of(&[("500", "Hiring"), ("800", "hiring")]).contains("Together: 800"));
        assert!(sheet_of(&[("500", ""), ("3 months", "")]).contains("Together: 500"));
        let most = "90000000000000000";
        assert!(sheet_of(&[(most, "hiring"), (most, "training")]).contains("Together: 92233720368547758.07"));
    }
}
