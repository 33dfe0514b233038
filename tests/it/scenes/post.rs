//! The letters of a scene as raw mail at the tracking address: theirs with it in Cc, yours as blind copies.

use bothways::flow::Delivered;
use jiff::{ToSpan, Zoned};

use super::story::{Answers, By, HandsOver, Letter, Story};

pub(super) const YOU: &str = "Nadia Reyes";
pub(super) const YOUR_ADDRESS: &str = "nadia@reyes-desk.example";
pub(super) const TRACKING: &str = "track@reyes-desk.example";
pub(super) const ZONE: &str = "Europe/Berlin";

pub(super) fn mails(story: &Story) -> Vec<Delivered> {
    let mut mails = Vec::new();
    for (index, letter) in story.letters.iter().enumerate() {
        if letter.by == By::They && story.hands_over != HandsOver::Everything {
            continue;
        }
        let raw = match letter.by {
            By::Machine => machine(story, letter, index),
            By::You | By::They => whole(story, letter, index),
        };
        mails.push(Delivered {
            place: format!("{index:04}"),
            at: moment(story, letter).timestamp() + 2.minutes(),
            bytes: raw.replace('\n', "\r\n").into_bytes(),
        });
    }
    mails
}

fn moment(story: &Story, letter: &Letter) -> Zoned {
    letter.at.in_tz(story.zone(letter.by)).unwrap()
}

fn date(at: &Zoned) -> String {
    jiff::fmt::rfc2822::to_string(at).unwrap()
}

fn id(story: &Story, index: usize) -> String {
    let letter = &story.letters[index];
    let domain =
        if letter.by == By::You { "reyes-desk.example" } else { story.they.address.split('@').nth(1).unwrap() };
    format!("{index}.{}@{domain}", letter.at.strftime("%Y%m%d%H%M"))
}

/// The letter of the other side that one answers, and those before it in the thread.
fn answered(story: &Story, index: usize) -> Option<usize> {
    let letter = &story.letters[index];
    let mut before = story.letters[..index].iter();
    let is_theirs = |other: &Letter| other.by != letter.by && other.by != By::Machine;
    match letter.answers {
        Answers::None => None,
        Answers::Last => before.rposition(is_theirs),
        Answers::Of(at) => before.rposition(|other| is_theirs(other) && other.at == at),
    }
}

fn subject(story: &Story, index: usize) -> String {
    match answered(story, index) {
        Some(parent) => format!("Re: {}", subject(story, parent).trim_start_matches("Re: ")),
        None => story.letters[index].words.split_whitespace().take(5).collect::<Vec<_>>().join(" "),
    }
}

fn whole(story: &Story, letter: &Letter, index: usize) -> String {
    let (you, they) = (format!("{YOU} <{YOUR_ADDRESS}>"), format!("{} <{}>", story.they.name, story.they.address));
    let (from, to, more) = match letter.by {
        By::You => (&you, &they, format!("Delivered-To: {TRACKING}\n")),
        By::They | By::Machine => (&they, &you, format!("Cc: {TRACKING}\n")),
    };
    let parent = answered(story, index);
    let thread = parent.map_or_else(String::new, |parent| {
        let id = id(story, parent);
        format!("In-Reply-To: <{id}>\nReferences: <{id}>\n")
    });
    let first = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
    let (reader, writer) = match letter.by {
        By::You => (first(&story.they.name), first(YOU)),
        By::They | By::Machine => (first(YOU), first(&story.they.name)),
    };
    let mut body = format!("Hi {reader},\n\n{}\n\n{writer}\n", letter.words);
    if let Some(quoted) =
        parent.map(|parent| &story.letters[parent]).filter(|_| story.hands_over == HandsOver::OnlyYoursQuoted)
    {
        let at = moment(story, quoted).with_time_zone(moment(story, letter).time_zone().clone());
        let at = at.strftime("%a, %b %-d, %Y at %-I:%M %p");
        body = format!(
            "{body}\nOn {at} {} <{}> wrote:\n\n> Hi {},\n>\n> {}\n>\n> {}\n",
            story.they.name,
            story.they.address,
            first(YOU),
            quoted.words,
            first(&story.they.name)
        );
    }
    format!(
        "{more}From: {from}\nTo: {to}\nDate: {}\nMessage-ID: <{}>\n{thread}Subject: {}\nMIME-Version: 1.0\nContent-Type: text/plain; \
         charset=utf-8\n\n{body}",
        date(&moment(story, letter)),
        id(story, index),
        subject(story, index),
    )
}

fn machine(story: &Story, letter: &Letter, index: usize) -> String {
    format!(
        "Return-Path: <>\nFrom: {} <{}>\nTo: {YOU} <{YOUR_ADDRESS}>\nCc: {TRACKING}\nDate: {}\nMessage-ID: <{}>\nSubject: Automatic \
         reply\nAuto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\n\n{}\n",
        story.they.name,
        story.they.address,
        date(&moment(story, letter)),
        id(story, index),
        letter.words
    )
}
