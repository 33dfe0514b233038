//! The receipt: what became of the mail that was handed over, in one mail, and what needs an answer.

use jiff::civil::Date;
use serde::Serialize;

use super::choice::{Choice, Choices};
use super::nudge::{heartbeat, to_user};
use super::templates::Templates;
use super::user::{Replies, Status, User, Word};
use super::{clean, words};
use crate::domain::account::Coverage;
use crate::domain::act::{ActKind, Side};
use crate::domain::address::Person;
use crate::domain::entry::{Entry, EntryKind};
use crate::domain::fault::Fault;
use crate::domain::mail::{Mail, MailKind};
use crate::domain::relationship::key_for;

/// What one receipt tells.
#[derive(Clone, Debug, Default)]
pub struct Receipt {
    pub filed: Vec<Filed>,
    pub questions: Vec<Question>,
    pub set_aside: Vec<SetAside>,
    /// Things the user should know once: `Dana can see the tracking address in CC; BCC hides it`.
    pub notices: Vec<String>,
}

/// What was filed to one relationship.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The relationship's name.
    pub relationship: String,
    /// The person, else the name again.
    pub their_name: String,
    pub n_from_you: u32,
    pub n_from_them: u32,
    /// How many of them were harvested from the history under a reply.
    pub n_quoted: u32,
    pub oldest: Option<Date>,
    pub coverage: Coverage,
}

/// Something only the user can answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// How answers name it.
    pub number: u32,
    /// What it is about: `“Fwd: quick thought” of 3 November`.
    pub about: String,
    /// The question in a sentence.
    pub asks: String,
    /// The words that answer it, with what each does.
    pub answers: Vec<Word>,
}

impl Question {
    /// Whose is this? `seen` are the people in the mail, each with the relationship they belong to, if one is known; `names` are
    /// the short names and names of relationships to choose from.
    #[must_use]
    pub fn whose(
        number: u32,
        subject: Option<&str>,
        seen: &[(Person, Option<String>)],
        names: &[(String, String)],
    ) -> Self {
        let newcomer =
            seen.iter().find(|(_, whose)| whose.is_none()).and_then(|(person, _)| person.name.as_deref()).map(newcomer);
        let seen: Vec<String> = seen
            .iter()
            .map(|(person, whose)| {
                let known = whose.as_ref().map_or_else(|| "nobody I know".to_owned(), |whose| clean::line(whose));
                format!("{} ({known})", clean::short(person.called(), 60))
            })
            .collect();
        let asks = if seen.is_empty() {
            "I could not tell who wrote it. Whose is it?".to_owned()
        } else {
            format!("I see {}. Whose is it?", words::list(&seen, "and"))
        };
        let word = |(key, name): &(String, String)| {
            let name = clean::short(name, 30);
            Word::new(key, name.clone(), format!("files it with {name}"))
        };
        let mut answers: Vec<Word> = names.iter().take(MOST_NAMES).map(word).collect();
        answers.extend(newcomer);
        answers.push(Word::new("skip", "Skip", "leaves it out"));
        Self { number, about: about(subject), asks, answers }
    }

    /// Was this an act of giving? `who` is the person, `quote` what they wrote.
    #[must_use]
    pub fn act(number: u32, who: &str, kind: ActKind, on: Date, today: Date, quote: &str) -> Self {
        let about = format!("{}, {}: “{}”", clean::line(who), words::day(on, today), clean::short(quote, 140));
        let yes = format!("notes it as {}", words::as_what(kind));
        let answers = vec![Word::new("yes", "Yes", yes), Word::new("no", "No", "leaves it out")];
        Self { number, about, asks: format!("Shall I note that as {}?", words::as_what(kind)), answers }
    }

    /// Is it so? A promise or an agreement that a letter seems to hold; `who` is the relationship.
    #[must_use]
    pub fn entry(number: u32, who: &str, entry: &Entry, today: Date) -> Self {
        let who = clean::line(who);
        let about = format!("{who}, {}: “{}”", words::day(entry.on, today), clean::short(entry.about(), 140));
        let by_when = entry.until.map_or_else(String::new, |until| format!(" for {}", words::day(until, today)));
        let what = match (entry.kind, entry.by) {
            (EntryKind::Agreement, _) | (_, None) => entry.kind.spoken(),
            (_, Some(Side::You)) => format!("a promise of yours{by_when}"),
            (_, Some(Side::They)) => format!("a promise of theirs{by_when}"),
        };
        let answers =
            vec![Word::new("yes", "Yes", format!("notes it as {what}")), Word::new("no", "No", "leaves it out")];
        Self { number, about, asks: format!("Shall I note that as {what}?"), answers }
    }
}

/// The answer that opens an account for somebody not known so far.
fn newcomer(name: &str) -> Word {
    let name = clean::short(name, 30);
    let first = name.split_whitespace().next().unwrap_or("somebody").to_owned();
    Word::new(format!("new {}", key_for(&first)), format!("New: {first}"), format!("opens an account for {name}"))
}

/// More buttons than this are no help; the others can be written.
const MOST_NAMES: usize = 6;

fn about(subject: Option<&str>) -> String {
    match subject.map(|subject| clean::short(subject, 80)).filter(|subject| !subject.is_empty()) {
        Some(subject) => format!("“{subject}”"),
        None => "One mail".to_owned(),
    }
}

/// A mail that says nothing about a relationship.
#[derive(Clone, Debug)]
pub struct SetAside {
    pub subject: Option<String>,
    /// Why, in plain words: `a newsletter`.
    pub reason: String,
}

/// How many set-aside mails are named; the rest are counted.
const MOST_NAMED: usize = 8;

/// Writes the receipt for one pass, in which something came.
pub fn receipt(
    receipt: &Receipt,
    user: &User,
    replies: &Replies,
    status: &Status,
    today: Date,
    templates: &Templates,
) -> Result<Mail, Fault> {
    if receipt.filed.is_empty()
        && receipt.questions.is_empty()
        && receipt.set_aside.is_empty()
        && receipt.notices.is_empty()
    {
        return Err(Fault::new("receipt", "there is nothing to say"));
    }
    let subject = subject(receipt);
    let choices = Choices::new(replies, &subject);
    let is_numbered = receipt.questions.len() > 1;
    let n_more = receipt.set_aside.len().saturating_sub(MOST_NAMED);
    let fields = ReceiptFields {
        preheader: words::preheader(&preheader(receipt)),
        filed: receipt.filed.iter().map(|filed| filed_fields(filed, today)).collect(),
        questions: receipt.questions.iter().map(|question| question_fields(question, is_numbered, &choices)).collect(),
        reserve: sees_little(receipt).then_some(RESERVE),
        set_aside: receipt.set_aside.iter().take(MOST_NAMED).map(set_aside_line).collect(),
        more_set_aside: (n_more > 0).then(|| format!("and {n_more} more")),
        notices: receipt.notices.iter().map(|notice| clean::short(notice, 240)).collect(),
        heartbeat: heartbeat(status, &user.zone),
        help: choices.choice("help", "Help", "everything I understand"),
        heading: subject.clone(),
    };
    let written = templates.mail("receipt", &fields)?;
    Ok(to_user(MailKind::Receipt, user, replies, written))
}

#[derive(Debug, Serialize)]
struct ReceiptFields {
    heading: String,
    preheader: String,
    filed: Vec<FiledFields>,
    questions: Vec<QuestionFields>,
    /// Said where we see too little of somebody to have an opinion.
    reserve: Option<&'static str>,
    set_aside: Vec<String>,
    more_set_aside: Option<String>,
    notices: Vec<String>,
    heartbeat: String,
    help: Choice,
}

#[derive(Debug, Serialize)]
struct FiledFields {
    relationship: String,
    n: u32,
    /// `3 from Dana, 1 from you, the oldest of 2 September`.
    of_whom: String,
    /// `I see about half of this correspondence`; said only where there is a gap.
    coverage: Option<String>,
}

#[derive(Debug, Serialize)]
struct QuestionFields {
    number: Option<u32>,
    about: String,
    asks: String,
    choices: Vec<Choice>,
}

/// Rules keep quiet below this (PRODUCT.md section 5.2).
const ENOUGH_COVERAGE: u32 = 60;
const RESERVE: &str = "Where I see less than about two thirds, I keep my opinions to myself.";

fn is_partly_seen(coverage: &Coverage) -> bool {
    coverage.one_sided || coverage.percent().is_none_or(|percent| percent < 85)
}

fn sees_little(receipt: &Receipt) -> bool {
    receipt.filed.iter().any(|filed| filed.coverage.percent().is_none_or(|percent| percent < ENOUGH_COVERAGE))
}

fn filed_fields(filed: &Filed, today: Date) -> FiledFields {
    let n = filed.n_from_you + filed.n_from_them;
    let mut parts = Vec::new();
    if filed.n_from_them > 0 {
        parts.push(format!("{} from {}", filed.n_from_them, clean::line(&filed.their_name)));
    }
    if filed.n_from_you > 0 {
        parts.push(format!("{} from you", filed.n_from_you));
    }
    if filed.n_quoted > 0 {
        parts.push(format!("{} found quoted under a reply", filed.n_quoted));
    }
    if let Some(oldest) = filed.oldest {
        let oldest = words::day(oldest, today);
        parts.push(if n == 1 { format!("of {oldest}") } else { format!("the oldest of {oldest}") });
    }
    FiledFields {
        relationship: clean::line(&filed.relationship),
        n,
        of_whom: parts.join(", "),
        coverage: is_partly_seen(&filed.coverage).then(|| words::capital(&words::coverage(&filed.coverage))),
    }
}

fn question_fields(question: &Question, is_numbered: bool, choices: &Choices<'_>) -> QuestionFields {
    let say = |word: &str| if is_numbered { format!("{} {word}", question.number) } else { word.to_owned() };
    let answers = question.answers.iter();
    QuestionFields {
        number: is_numbered.then_some(question.number),
        about: clean::short(&question.about, 240),
        asks: clean::short(&question.asks, 240),
        choices: answers
            .map(|word| choices.choice(say(&word.say), clean::short(&word.label, 30), clean::line(&word.means)))
            .collect(),
    }
}

fn set_aside_line(set_aside: &SetAside) -> String {
    let reason = clean::short(&set_aside.reason, 120);
    match set_aside.subject.as_deref().map(|subject| clean::short(subject, 80)).filter(|subject| !subject.is_empty()) {
        Some(subject) => format!("“{subject}”: {reason}"),
        None => words::capital(&reason),
    }
}

/// `Filed 9 of 10, one question`.
fn subject(receipt: &Receipt) -> String {
    let filed: u32 = receipt.filed.iter().map(|filed| filed.n_from_you + filed.n_from_them).sum();
    let letters = if filed == 1 { "letter" } else { "letters" };
    let mut parts = Vec::new();
    if filed > 0 {
        parts.push(format!("filed {filed} {letters}"));
    }
    if !receipt.questions.is_empty() {
        parts.push(words::count(receipt.questions.len(), "question for you", "questions for you"));
    }
    if !receipt.set_aside.is_empty() && parts.len() < 2 {
        let mails = words::count(receipt.set_aside.len(), "mail", "mails");
        parts.push(format!("{mails} set aside{}", if parts.is_empty() { ", nothing to do" } else { "" }));
    }
    if parts.is_empty() { "Nothing new to file".to_owned() } else { words::capital(&parts.join(", ")) }
}

fn preheader(receipt: &Receipt) -> String {
    match (receipt.questions.first(), receipt.filed.first()) {
        (Some(question), _) => clean::short(&format!("{} {}", question.about, question.asks), 110),
        (None, Some(_)) => {
            let names: Vec<String> = receipt.filed.iter().map(|filed| clean::line(&filed.relationship)).collect();
            clean::short(&format!("With {}. Nothing for you to do.", words::list(&names, "and")), 110)
        }
        (None, None) => "Nothing of it belongs to a relationship. Nothing for you to do.".to_owned(),
    }
}
