//! Bytes to letters: MIME, charsets, HTML, forwards unwrapped, quotes harvested, signatures cut. Never fails.
//!
//! The table of what mail programs write in which language is `languages.toml`. Levels are found in `levels`, from the
//! outside in, in the same way for text and HTML. What cannot be decided becomes a doubt, never a guess.

pub mod notice;

mod armour;
mod aside;
mod attribution;
mod automatic;
mod banners;
mod block;
mod calendar;
mod charset;
mod dates;
mod envelope;
mod flowed;
mod hash;
mod html;
mod lang;
mod letters;
mod levels;
mod limits;
mod lines;
mod mime;
mod people;
mod phrases;
mod refusals;
mod signature;
mod stop;
mod via;
mod words;

use std::borrow::Cow;

use jiff::Timestamp;

use crate::domain::act::Side;
use crate::domain::address::Address;
use crate::domain::letter::{AutomaticKind, Desk, Envelope, Letter, Reading, Route, Seen};

use mime::Mail;

/// Mails attached to mails attached to mails; deeper ones stay attachments.
const DEEPEST_ATTACHED: u16 = 20;
/// No more letters than this are taken from one mail.
const MOST_LETTERS: usize = 300;

/// A file with none of these is some other file. RFC 5322 wants From and Date; careless programs leave out either.
const MARKS_OF_A_MAIL: [&str; 9] =
    ["from", "date", "to", "cc", "bcc", "subject", "message-id", "received", "content-type"];

/// Reads one incoming mail, acts and marks included. Never fails: what could not be read is in the answer, in plain words.
#[must_use]
pub fn message(raw: &[u8], desk: &Desk, signals: &notice::Signals) -> Reading {
    let mut reading = unnoticed(raw, desk);
    let author = |letter: &Letter| reading.address_of(letter.from.as_ref()?).cloned();
    let authors: Vec<Option<Address>> = reading.letters.iter().map(author).collect();
    for (letter, author) in reading.letters.iter_mut().zip(authors) {
        notice_in(letter, author.as_ref(), desk, signals);
    }
    reading
}

/// Reads one incoming mail without looking for acts and marks in it.
#[must_use]
pub fn unnoticed(raw: &[u8], desk: &Desk) -> Reading {
    let raw = &*with_line_feeds(raw);
    if let Some(reason) = limits::refusal(raw) {
        return refused(reason);
    }
    let Some(mail) = Mail::parse(raw).filter(|mail| MARKS_OF_A_MAIL.iter().any(|name| mail.has(name))) else {
        return refused("it is not a mail: there is no header".to_owned());
    };
    outer(&mail, desk)
}

/// The words of the HTML of a mail, line by line, as somebody sees them who reads it. Empty where it has none.
#[must_use]
pub fn page_words(raw: &[u8]) -> String {
    let page = Mail::parse(raw).and_then(|mail| mail.bodies().html).map(|html| html::page(&html)).unwrap_or_default();
    page.lines().iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
}

/// Whether somebody asks, in these words and nothing else, to be written to no more: `unsubscribe`, `please stop`.
#[must_use]
pub fn asks_to_stop(text: &str) -> bool {
    stop::asks_to_stop(text)
}

/// Files attached to a mail whose names end like this, with their texts; not those of mails inside it. The names are safe: small letters,
/// digits, `-` and `_`.
#[must_use]
pub fn attached_files(raw: &[u8], ending: &str) -> Vec<(String, String)> {
    if limits::refusal(raw).is_some() {
        return Vec::new();
    }
    Mail::parse(raw).map_or_else(Vec::new, |mail| mail.files(ending))
}

/// The mail without a byte order mark, and with line feeds where an old Macintosh wrote none.
fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let mut first = raw.iter().take(4096);
    if first.clone().any(|byte| *byte == b'\n') || !first.any(|byte| *byte == b'\r') {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(raw.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect())
}

/// Acts and marks, in the new words of a letter that a known side wrote, and nobody else.
fn notice_in(letter: &mut Letter, author: Option<&Address>, desk: &Desk, signals: &notice::Signals) {
    if letter.unsure_words.is_some() {
        return;
    }
    let written = letter.sent_at.map(|sent| sent.at).or(desk.received_at);
    if let Some(written) = written {
        let is_person = letter.automatic.as_ref().is_none_or(|it| it.kind == AutomaticKind::OutOfOffice);
        letter.away = if is_person {
            aside::away(&letter.text, letter.lang, written.to_zoned(desk.zone.clone()).date())
        } else {
            None
        };
    }
    letter.mentions_talk = letter.automatic.is_none() && aside::mentions_talk(&letter.text);
    let Some(author) = author.filter(|_| letter.automatic.is_none()) else { return };
    if desk.is_tracking(author) && !desk.is_you(author) {
        return;
    }
    let side = if desk.is_you(author) { Side::You } else { Side::They };
    (letter.acts, letter.marks, letter.entries) = notice::notice(&letter.text, side, signals);
}

fn refused(reason: String) -> Reading {
    Reading {
        route: Route::Note,
        envelope: Envelope::default(),
        letters: Vec::new(),
        automatic: None,
        tag: None,
        refused: Some(reason),
        doubts: Vec::new(),
    }
}

/// The outer mail with all levels of its body, and the mails attached to it.
fn outer(mail: &Mail<'_>, desk: &Desk) -> Reading {
    let envelope = envelope::envelope(mail, desk);
    let bound = desk.received_at.or(envelope.sent_at);
    let around = letters::Place { depth: 0, for_us_alone: envelope::for_us_alone(&envelope, desk), not_after: bound };
    let mut doubts = Vec::new();
    let mut letters = letters::of(mail, around, desk, &mut doubts);
    let automatic = automatic::automatic(mail, desk, &letters, around.for_us_alone);
    let mut inside =
        envelope::Inside { forwarded: letters.iter().any(|letter| letter.seen == Seen::Forwarded), attached: false };
    if automatic.is_none() {
        let attached = attached(mail, bound, desk, &mut doubts);
        inside.attached = !attached.is_empty();
        letters.extend(attached);
    }
    if let Some(first) = letters.first_mut() {
        first.automatic.clone_from(&automatic);
    }
    let calendar_answer = automatic
        .as_ref()
        .filter(|automatic| automatic.kind == AutomaticKind::Calendar)
        .and_then(|_| calendar::answered(&automatic::calendar_file(mail)?));
    let envelope = Envelope { calendar_answer, ..envelope };
    let route = envelope::route(mail, &envelope, desk, inside);
    Reading { route, tag: envelope::tag(&envelope), envelope, letters, automatic, refused: None, doubts }
}

/// Mails attached to a mail, and to those, each with the levels of its own body.
fn attached(mail: &Mail<'_>, not_after: Option<Timestamp>, desk: &Desk, doubts: &mut Vec<String>) -> Vec<Letter> {
    let mut found = Vec::new();
    let mut work: Vec<(u16, Vec<u8>)> = mail.attached().into_iter().rev().map(|bytes| (1, bytes)).collect();
    while let Some((depth, bytes)) = work.pop() {
        if let Some(reason) = limits::refusal(&bytes) {
            doubts.push(format!("an attached mail was not read: {reason}"));
            continue;
        }
        // A file may be called a mail and be none.
        let Some(inner) =
            Mail::parse(&bytes).filter(|inner| inner.has("from") || inner.has("date") || inner.has("subject"))
        else {
            continue;
        };
        if depth > DEEPEST_ATTACHED || found.len() >= MOST_LETTERS {
            doubts.push("not all mails attached in each other were read".to_owned());
            break;
        }
        let place = letters::Place { depth, for_us_alone: false, not_after };
        // What is unclear about one mail is not about those beside it.
        let mut unclear = Vec::new();
        let mut letters = letters::of(&inner, place, desk, &mut unclear);
        let automatic = automatic::automatic(&inner, desk, &letters, place.for_us_alone);
        if let Some(first) = letters.first_mut() {
            first.doubts.append(&mut unclear);
            first.seen = Seen::Attached;
            "attached as a whole mail, with a header of its own".clone_into(&mut first.why);
            first.automatic = automatic;
        }
        found.append(&mut letters);
        work.extend(inner.attached().into_iter().rev().map(|bytes| (depth + 1, bytes)));
    }
    found
}
