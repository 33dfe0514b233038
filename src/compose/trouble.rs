//! Trouble: the mail that says a part does not work, and the one that says it works again. Once each; never a stream of them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::choice::{Choice, Choices};
use super::nudge::{heartbeat, to_user};
use super::templates::Templates;
use super::user::{Replies, Status, User};
use super::{clean, words};
use crate::domain::fault::Fault;
use crate::domain::mail::{Mail, MailKind};

/// What went wrong, or is right again.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// The mailbox could not be read for hours: since when, what the server said, what to do.
    Fetching { since: Timestamp, what: String, hint: Option<String> },
    /// It can be read again.
    Back { since: Timestamp, until: Timestamp, n_caught_up: u32 },
    /// Rules, templates or letters that did not work. The rest goes on.
    Faults(Vec<Fault>),
}

/// How many faults one mail names.
const MOST_FAULTS: usize = 10;

/// Writes the mail about it.
pub fn trouble(
    trouble: &Trouble,
    user: &User,
    replies: &Replies,
    status: &Status,
    templates: &Templates,
) -> Result<Mail, Fault> {
    let subject = subject(trouble);
    let choices = Choices::new(replies, &subject);
    let faults = faults(trouble);
    let n_more = faults.len().saturating_sub(MOST_FAULTS);
    let fields = TroubleFields {
        preheader: words::preheader(&opening(trouble, &user.zone)),
        opening: opening(trouble, &user.zone),
        faults: faults.iter().take(MOST_FAULTS).map(fault_fields).collect(),
        more: (n_more > 0).then(|| format!("and {n_more} more; bothways doctor lists them all")),
        closing: closing(trouble).to_owned(),
        heartbeat: heartbeat(status, &user.zone),
        help: choices.choice("help", "Help", "everything I understand"),
        heading: subject.clone(),
    };
    let written = templates.mail("trouble", &fields)?;
    Ok(to_user(MailKind::Trouble, user, replies, written))
}

#[derive(Debug, Serialize)]
struct TroubleFields {
    heading: String,
    preheader: String,
    opening: String,
    faults: Vec<FaultFields>,
    more: Option<String>,
    closing: String,
    heartbeat: String,
    help: Choice,
}

#[derive(Debug, Serialize)]
struct FaultFields {
    place: String,
    what: String,
    /// Lines of a file, which keep their blanks.
    code: Vec<String>,
    hint: Option<String>,
}

fn fault_fields(fault: &Fault) -> FaultFields {
    FaultFields {
        place: place(&fault.place),
        what: words::quoted(&words::capital(&clean::short(fault.what.lines().next().unwrap_or_default(), 400))),
        code: fault.what.lines().skip(1).map(clean::code).collect(),
        hint: fault.hint.as_ref().map(|hint| words::quoted(&words::capital(&clean::short(hint, 400)))),
    }
}

/// A place as a heading. The name of a file stays as it is written.
fn place(place: &str) -> String {
    let place = clean::short(place, 160);
    let is_file = place.split(' ').next().is_some_and(|first| first.contains(['/', '\\']));
    if is_file { place } else { words::capital(&place) }
}

fn faults(trouble: &Trouble) -> Vec<Fault> {
    match trouble {
        Trouble::Fetching { what, hint, .. } => {
            vec![Fault { place: "the tracking mailbox".to_owned(), what: what.clone(), hint: hint.clone() }]
        }
        Trouble::Back { .. } => Vec::new(),
        Trouble::Faults(faults) => faults.clone(),
    }
}

fn subject(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Fetching { .. } => "I cannot read the tracking mailbox".to_owned(),
        Trouble::Back { .. } => "The tracking mailbox can be read again".to_owned(),
        Trouble::Faults(faults) => match faults.as_slice() {
            [fault] => format!("A small repair is needed: {}", clean::short(&fault.place, 40)),
            many => words::capital(&words::count(many.len(), "small repair is needed", "small repairs are needed")),
        },
    }
}

fn opening(trouble: &Trouble, zone: &TimeZone) -> String {
    let hour = |at: &Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M on %-d %B").to_string();
    match trouble {
        Trouble::Fetching { since, .. } => {
            format!("Since {} I have not been able to look into the tracking mailbox.", hour(since))
        }
        Trouble::Back { since, until, n_caught_up } => {
            let letters = if *n_caught_up == 1 { "letter that waited is" } else { "letters that waited are" };
            format!(
                "I could not look into the tracking mailbox from {} to {}. It works again, and {n_caught_up} {letters} read.",
                hour(since),
                hour(until)
            )
        }
        Trouble::Faults(faults) if faults.len() == 1 => "One part did not work. Everything else went on.".to_owned(),
        Trouble::Faults(faults) => {
            format!(
                "{} did not work. Everything else went on.",
                words::capital(&words::count(faults.len(), "part", "parts"))
            )
        }
    }
}

const fn closing(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Fetching { .. } => {
            "I keep trying, and I write once more when it works. No mail is lost: it waits in the mailbox."
        }
        Trouble::Back { .. } => "There is nothing for you to do.",
        Trouble::Faults(_) => "I say this once. “bothways doctor” in the terminal shows what still needs a hand.",
    }
}
