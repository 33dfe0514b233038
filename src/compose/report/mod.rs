//! The report as a page: who carries what, month by month, everybody on one sheet, and each relationship with its two lanes and the acts
//! behind every number. One file that fetches nothing and runs nothing; its charts are drawings in the page, its look is a template.

mod charts;
pub mod lines;
mod parts;

use serde::Serialize;

use super::templates::Templates;
use super::user::User;
use super::week::{BalanceFields, MonthFields, balance_fields, finding};
use super::{clean, picture, words};
use crate::domain::act::ActState;
use crate::domain::calendar::spoken;
use crate::domain::fault::Fault;
use crate::domain::number::written;
use crate::domain::relationship::Seat;
use crate::domain::report::{Part, Report};
use crate::domain::week::Carries;
use charts::{Chart, everybody, months};
use parts::PartFields;

/// Writes the page.
pub fn page(report: &Report<'_>, user: &User, templates: &Templates) -> Result<String, Fault> {
    templates.page("report.html", report.parts.len(), &fields(report, user))
}

#[derive(Debug, Serialize)]
struct Fields {
    title: String,
    heading: String,
    summary: String,
    name: String,
    period: String,
    as_of: String,
    seen: Vec<String>,
    unseen: Vec<String>,
    rows: Vec<RowFields>,
    months: Option<MonthsFields>,
    everybody: Option<EverybodyFields>,
    parts: Vec<PartFields>,
}

/// Who carries one relationship, and where it stands.
#[derive(Debug, Serialize)]
struct RowFields {
    #[serde(flatten)]
    balance: BalanceFields,
    anchor: String,
    beam: String,
    standing: &'static str,
    because: Option<String>,
}

#[derive(Debug, Serialize)]
struct MonthsFields {
    title: String,
    summary: String,
    rows: Vec<MonthFields>,
    chart: Chart,
}

#[derive(Debug, Serialize)]
struct EverybodyFields {
    title: String,
    chart: Chart,
    unnamed: Option<String>,
}

fn fields(report: &Report<'_>, user: &User) -> Fields {
    let has_acts = report.parts.iter().any(|part| !part.acts.is_empty());
    let (everybody, unnamed) = everybody(report);
    Fields {
        title: format!("{}: {}", words::capital(&with(report)), period(report)),
        heading: heading(report),
        summary: carried(report),
        name: clean::short(&user.name, 60),
        period: period(report),
        as_of: spoken(report.today),
        seen: seen(report),
        unseen: report.parts.iter().filter(|part| !part.account.coverage.is_enough()).map(unseen).collect(),
        rows: (1..).zip(&report.parts).map(|(n, part)| row(n, part)).collect(),
        months: has_acts.then(|| {
            let finding = finding(&report.months, report.today);
            let rows = report.months.iter().map(MonthFields::of).collect();
            MonthsFields { title: finding.title, summary: finding.summary, rows, chart: months(report) }
        }),
        // One dot says no more than its row.
        everybody: (has_acts && report.parts.len() > 1).then(|| EverybodyFields {
            title: leaning(report),
            chart: everybody,
            unnamed,
        }),
        parts: (1..).zip(&report.parts).map(|(n, part)| parts::fields(anchor(n), part, report)).collect(),
    }
}

fn row(n: usize, part: &Part<'_>) -> RowFields {
    let because = part.account.standing_because.iter().map(|reason| clean::line(reason)).collect::<Vec<_>>().join("; ");
    RowFields {
        balance: balance_fields(&part.balance),
        anchor: anchor(n),
        beam: picture::beam(&part.balance),
        standing: part.account.standing.word(),
        because: (!because.is_empty()).then(|| words::sentence(&because)),
    }
}

fn anchor(n: usize) -> String {
    format!("part-{n}")
}

/// `1 June to 27 November 2026`.
fn period(report: &Report<'_>) -> String {
    let (from, to) = (report.from, report.today);
    let from = if from.year() == to.year() { from.strftime("%-d %B").to_string() } else { spoken(from) };
    format!("{from} to {}", spoken(to))
}

/// `you and your clients`.
fn with(report: &Report<'_>) -> String {
    let is_all = |seat: Seat| report.parts.iter().all(|part| part.account.relationship.seat == seat);
    let others = match (is_all(Seat::Va), is_all(Seat::Owner)) {
        (true, false) => format!("your {}s", Seat::Va.other_is()),
        (false, true) => format!("your {}s", Seat::Owner.other_is()),
        _ => "the people you work with".to_owned(),
    };
    format!("you and {others}")
}

/// What went each way, in all months and relationships together.
fn heading(report: &Report<'_>) -> String {
    let sum = |of: fn(&crate::domain::week::Month) -> u32| report.months.iter().map(of).sum::<u32>();
    let (gave, got) = (sum(|month| month.gave), sum(|month| month.got));
    let times = |n: u32| match n {
        1 => "once".to_owned(),
        n => words::count(usize::try_from(n).unwrap_or(usize::MAX), "time", "times"),
    };
    match (gave, got) {
        (0, 0) => "Nothing beyond the work, as far as I saw".to_owned(),
        (gave, 0) => format!("You gave {}, and I saw nothing come back", times(gave)),
        (0, got) => format!("They gave {}, and you nothing that I saw", times(got)),
        (gave, got) => format!("You gave {}, they gave {}", times(gave), times(got)),
    }
}

/// How many of the relationships are carried by whom: `Of nine relationships you carry two; five are two-sided; of two
/// it is too early to say.`
fn carried(report: &Report<'_>) -> String {
    let n = |carries: Carries| report.parts.iter().filter(|part| part.balance.carries == carries).count();
    let all = match report.parts.as_slice() {
        [] => return "I know nobody yet.".to_owned(),
        [one] => {
            let name = clean::short(&one.balance.name, 60);
            return format!("{name}: {}.", super::week_lines::carries(one.balance.carries));
        }
        several => several.len(),
    };
    let told = |carries: Carries, words: fn(&str, bool) -> String| {
        let n = n(carries);
        (n > 0).then(|| words(&words::number(n), n == 1))
    };
    let told = [
        told(Carries::You, |n, _| format!("you carry {n}")),
        told(Carries::They, |n, is_one| format!("{n} {} carried by the other side", are(is_one))),
        told(Carries::TwoSided, |n, is_one| format!("{n} {} two-sided", are(is_one))),
        told(Carries::NotAsked, |n, is_one| format!("{n} {} work for money, as you want it", are(is_one))),
        told(Carries::TooEarly, |n, _| format!("of {n} it is too early to say")),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    format!("Of {} relationships {}.", words::number(all), told.join("; "))
}

const fn are(is_one: bool) -> &'static str {
    if is_one { "is" } else { "are" }
}

/// What the sheet with everybody on it shows, as its title.
fn leaning(report: &Report<'_>) -> String {
    let n = |carries: Carries| report.parts.iter().filter(|part| part.balance.carries == carries).count();
    let of = |n: usize| format!("{} of {}", words::capital(&words::number(n)), words::number(report.parts.len()));
    match (n(Carries::You), n(Carries::They), n(Carries::TwoSided)) {
        (1, ..) => format!("{} leans on you", of(1)),
        (you @ 2.., ..) => format!("{} lean on you", of(you)),
        (0, 1, _) => format!("{} leans on them", of(1)),
        (0, they @ 2.., _) => format!("{} lean on them", of(they)),
        (0, 0, 1..) => "What there is goes both ways".to_owned(),
        (0, 0, 0) => "Everybody at a glance".to_owned(),
    }
}

/// What all of it rests on.
fn seen(report: &Report<'_>) -> Vec<String> {
    let n_letters: u32 = report.parts.iter().map(|part| part.account.n_letters).sum();
    let acts = || report.parts.iter().flat_map(|part| &part.acts);
    let n_perhaps = acts().filter(|act| act.state == ActState::Proposed).count();
    let letters = if n_letters == 1 { "one letter".to_owned() } else { format!("{} letters", written(n_letters)) };
    let mut lines = vec![format!(
        "This rests on {letters} that reached me, and on what you told me. Calls, chats, and letters that were not handed over are not in it."
    )];
    lines.push(
        "A referral, an introduction, help: what goes beyond the work counts as one. Thanks, praise and files count once you have said \
         yes to them, and payment is no gift."
            .to_owned(),
    );
    if n_perhaps > 0 {
        let all = acts().count();
        let are = if n_perhaps == 1 { "was" } else { "were" };
        lines.push(format!(
            "{} of the {} things counted {are} found in letters, and you have not said yes or no yet: they say “perhaps”.",
            words::capital(&words::number(n_perhaps)),
            written(all)
        ));
    }
    lines
}

/// Of whom too little is seen, with how much that is.
fn unseen(part: &Part<'_>) -> String {
    format!("{}: {}.", clean::short(&part.balance.name, 60), words::coverage(&part.account.coverage))
}
