//! The answer to a command mail: what was done, line by line, what was not understood, and what still waits.

use serde::Serialize;

use super::choice::{Choice, Choices};
use super::draft::DraftText;
use super::nudge::{TextFields, heartbeat, text_fields, to_user};
use super::templates::Templates;
use super::user::{Replies, Status, User, Word};
use super::{clean, words};
use crate::domain::command::Misheard;
use crate::domain::fault::Fault;
use crate::domain::mail::{Mail, MailKind};

/// What became of what was asked, in one word over the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Came {
    /// Nobody asked; it is news.
    #[default]
    Unasked,
    /// Something is not as it was.
    Changed,
    /// It was shown, and nothing changed.
    Shown,
    /// Nothing: what was asked could not be done, or was not understood.
    Nothing,
}

impl Came {
    const fn title(self) -> &'static str {
        match self {
            Self::Unasked => "For you to know",
            Self::Changed => "Done",
            Self::Shown => "Here you are",
            Self::Nothing => "Nothing was changed",
        }
    }
}

/// What one answer tells.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The subject of the mail that is answered; `None` for one that had none.
    pub subject: Option<String>,
    /// Its id and chain, so that the answer stands under it.
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    pub came: Came,
    /// What was done, one thing each.
    pub done: Vec<Told>,
    pub not_understood: Vec<Misheard>,
    /// What still waits for her word.
    pub pending: Vec<String>,
    /// Words to go on with: `undo`, or `1` and `2` for a choice.
    pub next: Vec<Word>,
}

/// One thing that was done: a sentence, or lines that belong together (`why`, `status`); and a text for the other side, where it
/// brings one, which is shown as it would go.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub said: String,
    pub text: Option<DraftText>,
    /// What is said behind the text.
    pub after: String,
}

impl From<String> for Told {
    fn from(said: String) -> Self {
        Self { said, ..Self::default() }
    }
}

/// Writes the one answer to a command mail.
pub fn answer(
    answer: &Answer,
    user: &User,
    replies: &Replies,
    status: &Status,
    templates: &Templates,
) -> Result<Mail, Fault> {
    let subject = subject(answer);
    let choices = Choices::new(replies, &subject);
    let fields = AnswerFields {
        title: answer.came.title(),
        preheader: words::preheader(&preheader(answer)),
        done: answer.done.iter().map(DoneFields::of).collect(),
        not_understood: answer.not_understood.iter().map(|misheard| misheard_fields(misheard, &choices)).collect(),
        pending: answer.pending.iter().map(|pending| clean::short(pending, 240)).collect(),
        choices: answer
            .next
            .iter()
            .map(|word| choices.choice(&word.say, clean::short(&word.label, 30), clean::line(&word.means)))
            .collect(),
        heartbeat: heartbeat(status, &user.zone),
        help: choices.choice("help", "Help", "everything I understand"),
        heading: subject.clone(),
    };
    let written = templates.mail("answer", &fields)?;
    Ok(Mail {
        in_reply_to: answer.in_reply_to.clone(),
        references: answer.references.clone(),
        ..to_user(MailKind::Answer, user, replies, written)
    })
}

#[derive(Debug, Serialize)]
struct AnswerFields {
    heading: String,
    title: &'static str,
    preheader: String,
    done: Vec<DoneFields>,
    not_understood: Vec<MisheardFields>,
    pending: Vec<String>,
    choices: Vec<Choice>,
    heartbeat: String,
    help: Choice,
}

/// Something done: the first line, what belongs to it in the order it was said, and a text with what is said behind it.
#[derive(Debug, Serialize)]
struct DoneFields {
    line: String,
    more: Vec<PartFields>,
    text: Option<TextFields>,
    after: Vec<PartFields>,
}

/// Lines that stand together.
#[derive(Debug, Serialize)]
struct PartFields {
    lines: Vec<String>,
    /// Whether they are lines of a file, or set in columns, and keep their blanks.
    code: bool,
    /// Whether an empty line stands before them.
    gap: bool,
}

impl DoneFields {
    fn of(done: &Told) -> Self {
        let (line, more) = done.said.split_once('\n').unwrap_or((&done.said, ""));
        Self {
            line: clean::short(line, LONGEST),
            more: parts(more),
            text: done.text.as_ref().map(text_fields),
            after: parts(&done.after),
        }
    }
}

/// A line of an answer is cut after so many characters.
const LONGEST: usize = 400;

fn parts(words: &str) -> Vec<PartFields> {
    let mut parts: Vec<PartFields> = Vec::new();
    let mut gap = false;
    for line in words.lines() {
        if line.trim().is_empty() {
            gap = true;
            continue;
        }
        // A point of a list belongs to the text around it.
        let code = line.starts_with(' ') && !line.trim_start().starts_with("- ");
        let cleaned = if code { clean::code(line) } else { clean::short(line, LONGEST) };
        match parts.last_mut().filter(|part| part.code == code && !gap) {
            Some(part) => part.lines.push(cleaned),
            None => parts.push(PartFields { lines: vec![cleaned], code, gap }),
        }
        gap = false;
    }
    parts
}

#[derive(Debug, Serialize)]
struct MisheardFields {
    said: String,
    why: String,
    nearest: Option<Choice>,
}

fn misheard_fields(misheard: &Misheard, choices: &Choices<'_>) -> MisheardFields {
    MisheardFields {
        said: clean::short(&misheard.said, 120),
        why: clean::short(&misheard.why, 240),
        nearest: misheard
            .nearest
            .as_ref()
            .map(|nearest| choices.choice(nearest, clean::line(nearest), "may be what you meant")),
    }
}

/// `Re:` what was answered, so that mail programs keep the two together.
fn subject(answer: &Answer) -> String {
    match answer.subject.as_deref().map(clean::header).filter(|subject| !subject.is_empty()) {
        Some(subject) if subject.to_lowercase().starts_with("re:") => subject,
        Some(subject) => format!("Re: {subject}"),
        None if answer.not_understood.is_empty() => "Done as you asked".to_owned(),
        None => "One thing I did not understand".to_owned(),
    }
}

fn preheader(answer: &Answer) -> String {
    let first =
        answer.done.first().map(|done| &done.said).or(answer.pending.first()).map(|done| clean::short(done, 110));
    first.unwrap_or_else(|| "Nothing was changed. Here is what I did not understand.".to_owned())
}
