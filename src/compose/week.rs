//! The week as a mail: what went each way, what waits for an answer, what is owed, who carries what, one thing to do. The page in
//! the terminal is the text part of the same mail.

use jiff::civil::Date;
use serde::Serialize;

use super::choice::{Choice, Choices};
use super::draft::DraftText;
use super::nudge::{TextFields, heartbeat, text_fields, to_user};
use super::picture::{self, Bar, Shown};
use super::templates::Templates;
use super::user::{Replies, Status, User};
use super::week_lines::carries;
use super::{clean, words};
use crate::domain::act::{Act, ActState, Side};
use crate::domain::entry::Entry;
use crate::domain::fault::Fault;
use crate::domain::mail::{Mail, MailKind, Picture};
use crate::domain::relationship::Intent;
use crate::domain::week::{Balance, Carries, Moment, Month, Owed, Owing, Suggestion, Week};

/// More acts than this are not asked about at once.
pub const MOST_ASKED: usize = 5;
/// More relationships than this are counted, not shown.
const MOST_ROWS: usize = 12;
/// More lines than this in a list are counted, not shown.
const MOST_LINES: usize = 8;

/// What the page says beside the week itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// The text of the week's suggestion, and what its relationship and its person are called.
    pub suggested: Option<(&'a DraftText, &'a str, &'a str)>,
    /// From when to when the mailbox could not be looked into, where the page comes after such a time.
    pub away: Option<(Date, Date)>,
    /// `Comes on Mondays.`
    pub comes: &'a str,
}

/// Writes the page. The acts it asks about have the numbers 1, 2 …, the suggestion the next one.
pub fn week(
    week: &Week,
    beside: Beside<'_>,
    user: &User,
    replies: &Replies,
    status: &Status,
    templates: &Templates,
) -> Result<Mail, Fault> {
    let finding = finding(&week.months, week.today);
    let subject = subject(week, &finding.title);
    let choices = Choices::new(replies, &subject);
    let asked: Vec<AskedFields> = (1..)
        .zip(week.to_confirm.iter().take(MOST_ASKED))
        .map(|(n, act)| asked_fields(n, act, week.today, &choices))
        .collect();
    let next = u32::try_from(asked.len()).unwrap_or(0) + 1;
    let suggestion = week.suggestion.as_ref().zip(beside.suggested);
    let mut pictures = Vec::new();
    let has_months = week.months.iter().any(|month| month.gave + month.got > 0);
    let fields = WeekFields {
        preheader: words::preheader(&preheader(week, &finding)),
        today: week.today.strftime("%A %-d %B").to_string(),
        away: beside.away.map(|(from, to)| away(from, to, week.today)),
        chart: if has_months { chart(&week.months, &mut pictures) } else { None },
        months: if has_months { week.months.iter().map(MonthFields::of).collect() } else { Vec::new() },
        counts: COUNTS,
        asked,
        more_asked: more(week.to_confirm.len(), MOST_ASKED, "more to confirm; reply “pending” to see all of them"),
        suggestion: suggestion
            .map(|(one, (text, name, person))| suggestion_fields(next, one, text, (name, person), &choices)),
        you_owe: owed_fields(&week.you_owe, week.today),
        they_owe: owed_fields(&week.they_owe, week.today),
        balances: week.balances.iter().take(MOST_ROWS).map(balance_fields).collect(),
        more_balances: more(week.balances.len(), MOST_ROWS, "more; reply “status” to see all of them"),
        portfolio: portfolio(&week.portfolio),
        happened: happened(week),
        notes: week.notes.iter().take(MOST_LINES).map(NoteFields::of).collect(),
        tell_me: format!("got {} help \"a hand with the launch\"", week.example.as_deref().unwrap_or("acme")),
        comes: beside.comes.to_owned(),
        heartbeat: heartbeat(status, &user.zone),
        help: choices.choice("help", "Help", "everything I understand"),
        summary: finding.summary,
        finding: finding.title,
        heading: subject.clone(),
    };
    let written = templates.mail("week", &fields)?;
    Ok(Mail { pictures, ..to_user(MailKind::Week, user, replies, written) })
}

const COUNTS: &str = "A referral, an introduction, help: what goes beyond the work counts as one, confirmed or not. Thanks and files count once you said yes to them.";

#[derive(Debug, Serialize)]
struct WeekFields {
    heading: String,
    preheader: String,
    today: String,
    finding: String,
    summary: String,
    away: Option<String>,
    months: Vec<MonthFields>,
    counts: &'static str,
    chart: Option<Shown>,
    asked: Vec<AskedFields>,
    more_asked: Option<String>,
    suggestion: Option<SuggestionFields>,
    you_owe: Vec<OwedFields>,
    they_owe: Vec<OwedFields>,
    balances: Vec<BalanceFields>,
    more_balances: Option<String>,
    portfolio: Option<String>,
    happened: Vec<String>,
    notes: Vec<NoteFields>,
    tell_me: String,
    comes: String,
    heartbeat: String,
    help: Choice,
}

#[derive(Debug, Serialize)]
pub(super) struct MonthFields {
    label: String,
    gave: u32,
    got: u32,
}

impl MonthFields {
    pub(super) fn of(month: &Month) -> Self {
        let Bar { label, gave, got } = bar(month);
        Self { label, gave, got }
    }
}

#[derive(Debug, Serialize)]
struct AskedFields {
    number: u32,
    name: String,
    on: String,
    quote: String,
    asks: String,
    choices: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct SuggestionFields {
    number: u32,
    name: String,
    their_name: String,
    why: String,
    draft: TextFields,
    choices: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct OwedFields {
    name: String,
    what: String,
}

#[derive(Debug, Serialize)]
pub(super) struct BalanceFields {
    name: String,
    gave: u32,
    got: u32,
    said: &'static str,
    note: Option<String>,
    /// `you`, `they`, `even` or `none`, for the colour.
    side: &'static str,
    /// -100 to 100: how far the bar goes, to the left below nought.
    percent: i32,
    left: String,
    right: String,
}

#[derive(Debug, Serialize)]
struct NoteFields {
    name: String,
    title: String,
    say: String,
}

impl NoteFields {
    fn of(note: &crate::domain::week::Note) -> Self {
        Self {
            name: clean::short(&note.name, 60),
            title: clean::short(&note.finding.title, 80).trim_end_matches('.').to_owned(),
            say: clean::short(&note.finding.say, 200),
        }
    }
}

/// What the months say, as a headline and in a sentence.
pub(super) struct Headline {
    pub title: String,
    pub summary: String,
}

/// In the first days of a month there is nothing to say of it, so the one before is told.
const DAYS_OF_A_MONTH: i8 = 7;

pub(super) fn finding(months: &[Month], today: Date) -> Headline {
    let told = if today.day() <= DAYS_OF_A_MONTH { months.iter().rev().nth(1) } else { months.last() };
    let (month, gave, got) = told.map_or((today, 0, 0), |month| (month.first, month.gave, month.got));
    let name = month.strftime("%B").to_string();
    let so_far = if month == today.first_of_month() { " so far" } else { "" };
    let title = match (gave, got) {
        (0, 0) => format!("A quiet {name}"),
        (gave, got) if got > gave => "More came back than went out".to_owned(),
        (gave, got) if gave > got => "More went out than came back".to_owned(),
        _ => "As much came back as went out".to_owned(),
    };
    let summary = if gave + got == 0 {
        format!("In {name}{so_far} I saw nothing beyond the work, in either direction.")
    } else {
        format!(
            "In {name}{so_far} you gave {} and {} came back.{}",
            times(gave),
            back(got),
            last_alike(months, month, gave, got)
        )
    };
    Headline { title, summary }
}

fn times(n: u32) -> String {
    match n {
        0 => "nothing".to_owned(),
        1 => "once".to_owned(),
        n => format!("{} times", words::number(usize::try_from(n).unwrap_or(usize::MAX))),
    }
}

fn back(n: u32) -> String {
    if n == 0 { "nothing".to_owned() } else { words::number(usize::try_from(n).unwrap_or(usize::MAX)) }
}

/// `The last month in which more came back was June.`
fn last_alike(months: &[Month], told: Date, gave: u32, got: u32) -> String {
    if got <= gave {
        return String::new();
    }
    let before = months.iter().filter(|month| month.first < told).rev().find(|month| month.got > month.gave);
    before.map_or_else(String::new, |month| {
        format!(" The last month in which more came back was {}.", month.first.strftime("%B"))
    })
}

/// `A new quarter. Today you want 3 partnerships and 1 trade; 2 are undecided …`
pub(super) fn portfolio(wanted: &[(Intent, usize)]) -> Option<String> {
    let said = |(intent, n): &(Intent, usize)| {
        let n = *n;
        match intent {
            Intent::Partnership => words::count(n, "partnership", "partnerships"),
            Intent::Transactional => words::count(n, "trade of work for money", "trades of work for money"),
            Intent::Undecided => format!("{} undecided", words::number(n)),
            Intent::Ending => words::count(n, "to bring to a good end", "to bring to a good end"),
        }
    };
    let said: Vec<String> = wanted.iter().map(said).collect();
    (!said.is_empty()).then(|| {
        format!(
            "A new quarter. What you want today: {}. Is each still so? Reply “intents” to see them all.",
            words::list(&said, "and")
        )
    })
}

fn n_to_answer(week: &Week) -> usize {
    week.to_confirm.len().min(MOST_ASKED) + usize::from(week.suggestion.is_some())
}

fn subject(week: &Week, title: &str) -> String {
    match n_to_answer(week) {
        0 => format!("Your week: {}", words::small(title, &[])),
        n => format!("{title}; {}", words::count(n, "thing to answer", "things to answer")),
    }
}

fn preheader(week: &Week, finding: &Headline) -> String {
    let waiting = match week.you_owe.as_slice() {
        [] => String::new(),
        [one] => format!(" {} waits for you.", clean::short(&one.name, 40)),
        many => format!(" {} wait for you.", words::capital(&words::count(many.len(), "thing", "things"))),
    };
    clean::short(&format!("{}{waiting}", finding.summary), 110)
}

fn away(from: Date, to: Date, today: Date) -> String {
    format!(
        "From {} to {} I could not look into the mailbox. What came in that time is in here; nothing else of it comes by itself.",
        words::day(from, today),
        words::day(to, today)
    )
}

pub(super) fn bar(month: &Month) -> Bar {
    Bar { label: month.first.strftime("%b").to_string(), gave: month.gave, got: month.got }
}

fn chart(months: &[Month], pictures: &mut Vec<Picture>) -> Option<Shown> {
    let bars: Vec<Bar> = months.iter().map(bar).collect();
    let told: Vec<String> =
        months.iter().map(|month| format!("{} {} and {}", month.first.strftime("%B"), month.gave, month.got)).collect();
    let alt = format!("Bars by month, what you gave and what you got: {}.", told.join(", "));
    picture::shown("months", alt, |paper| picture::months(&bars, paper), pictures)
}

fn more(n: usize, shown: usize, words: &str) -> Option<String> {
    (n > shown).then(|| format!("and {} {words}", n - shown))
}

fn asked_fields(number: u32, moment: &Moment, today: Date, choices: &Choices<'_>) -> AskedFields {
    let act = &moment.act;
    let what = words::as_what(act.kind);
    AskedFields {
        number,
        name: clean::short(&moment.name, 60),
        on: words::day(act.on, today),
        quote: clean::short(&act.words, 160),
        asks: format!("May I note that as {what} from {}?", clean::short(&moment.their_name, 40)),
        choices: vec![
            choices.choice(format!("{number} yes"), "Yes", "notes it"),
            choices.choice(format!("{number} no"), "No", "leaves it out"),
        ],
    }
}

fn suggestion_fields(
    number: u32,
    suggestion: &Suggestion,
    text: &DraftText,
    (name, person): (&str, &str),
    choices: &Choices<'_>,
) -> SuggestionFields {
    SuggestionFields {
        number,
        name: clean::short(name, 60),
        their_name: clean::short(person, 60),
        why: clean::short(&suggestion.why, 240),
        draft: text_fields(text),
        choices: vec![
            choices.choice(format!("{number} send"), "Send it", "sends the text as it stands"),
            choices.choice(format!("{number} drop"), "Drop it", "puts it away"),
        ],
    }
}

fn owed_fields(owed: &[Owed], today: Date) -> Vec<OwedFields> {
    let line = |one: &Owed| OwedFields { name: clean::short(&one.name, 60), what: owing(one, today) };
    let mut lines: Vec<OwedFields> = owed.iter().take(MOST_LINES).map(line).collect();
    if let Some(more) = more(owed.len(), MOST_LINES, "more") {
        lines.push(OwedFields { name: "Others".to_owned(), what: more });
    }
    lines
}

fn owing(owed: &Owed, today: Date) -> String {
    let since = words::day(owed.since, today);
    match &owed.what {
        Owing::Answer { letters: 1 } => format!("an answer to the letter of {since}"),
        Owing::Answer { letters } => {
            let n = words::number(usize::try_from(*letters).unwrap_or(usize::MAX));
            format!("an answer to {n} letters, the first of {since}")
        }
        Owing::Thanks { kind, words: said } => {
            let said = clean::short(said, 80);
            let said = if said.is_empty() { String::new() } else { format!(" (“{said}”)") };
            format!("a thank-you for {} of {since}{said}", words::as_what(*kind))
        }
        Owing::Ask(what) => format!("{}, asked for on {since}", clean::short(what, 100)),
        Owing::Promise(what) => format!("{}, promised for {since}", clean::short(what, 100)),
        Owing::Step(title) => format!("{}, due {since}", clean::short(title, 100)),
    }
}

pub(super) fn balance_fields(balance: &Balance) -> BalanceFields {
    let percent = Balance::tilt(balance.gave, balance.got);
    let side = match balance.carries {
        Carries::You => "you",
        Carries::They => "they",
        Carries::TwoSided => "even",
        Carries::NotAsked | Carries::TooEarly => "none",
    };
    let percent = if side == "none" { 0 } else { percent };
    let bars = usize::try_from(percent.unsigned_abs().div_ceil(20)).unwrap_or(0).min(5);
    BalanceFields {
        name: clean::short(&balance.name, 60),
        gave: balance.gave,
        got: balance.got,
        said: carries(balance.carries),
        note: balance.quiet_days.map(|days| format!("quiet for {days} days")),
        side,
        percent,
        left: format!("{:>5}", if percent < 0 { "#".repeat(bars) } else { String::new() }),
        right: format!("{:<5}", if percent > 0 { "#".repeat(bars) } else { String::new() }),
    }
}

fn happened(week: &Week) -> Vec<String> {
    let mut lines: Vec<String> =
        week.happened.iter().rev().take(MOST_LINES).rev().map(|moment| moment_line(moment, week.today)).collect();
    lines.extend(more(week.happened.len(), MOST_LINES, "earlier in the week"));
    lines.extend(week.let_go.iter().take(MOST_LINES).map(|(name, entry)| let_go_line(name, entry, week.today)));
    lines
}

/// `Acme Studio: “I'll send it by Friday” of 20 November had no yes or no from you, so I let it go.`
fn let_go_line(name: &str, entry: &Entry, today: Date) -> String {
    let (name, said) = (clean::short(name, 60), clean::short(entry.about(), 100));
    format!("{name}: “{said}” of {} had no yes or no from you, so I let it go", words::day(entry.on, today))
}

/// `Acme Studio, 20 November: help from you, “…”`.
fn moment_line(moment: &Moment, today: Date) -> String {
    let Act { kind, by, on, state, .. } = &moment.act;
    let from = match by {
        Side::You => "you".to_owned(),
        Side::They => clean::short(&moment.their_name, 40),
    };
    let perhaps = if *state == ActState::Proposed { ", perhaps" } else { "" };
    let said = clean::short(&moment.act.words, 100);
    let said = match (said.is_empty(), moment.act.shown_by) {
        (true, _) => String::new(),
        (false, Some(_)) => format!(": “{said}”"),
        (false, None) => format!(": {said}"),
    };
    let name = clean::short(&moment.name, 60);
    format!("{name}, {}, {} from {from}{perhaps}{said}", words::day(*on, today), words::as_what(*kind))
}
