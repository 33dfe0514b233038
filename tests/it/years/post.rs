//! Letters as raw mail at the tracking mailbox: blind copies, copies, inline forwards as four mail programs write them, forwards as
//! attachment; with what they answer quoted below, or without.

use bothways::domain::act::Side;
use jiff::{Timestamp, ToSpan, Zoned};

use super::chance::Chance;
use super::lives::{Letter, Life, Person, TRACKING};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    Gmail,
    Outlook,
    Apple,
    Thunderbird,
}

pub(super) const PROGRAMS: [Program; 4] = [Program::Gmail, Program::Outlook, Program::Apple, Program::Thunderbird];

/// How much of a correspondence is handed over, in a thousand letters, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Capture {
    pub yours: u32,
    pub theirs: u32,
    /// Whether people leave what they answer below their answer.
    pub quotes: bool,
}

/// Every mail that reached the tracking mailbox, with the moment it did.
pub(super) fn handed_over(life: &Life, chance: &mut Chance) -> Vec<(Timestamp, Vec<u8>)> {
    let mut mails = Vec::new();
    for (index, letter) in life.letters.iter().enumerate() {
        let capture = life.capture_on(letter.at.date());
        let share = if letter.by == Side::You { capture.yours } else { capture.theirs };
        if !chance.hits(share) && !letter.says_away {
            continue;
        }
        let soon = |minutes: i64| letter.at.timestamp() + minutes.minutes();
        match (letter.by, chance.below(10)) {
            (Side::You | Side::They, 0) => mails.push((soon(1), whole(life, index, true))),
            (Side::You, _) => mails.push((soon(1), whole(life, index, false))),
            (Side::They, 1) => mails.push(attached(life, index, chance.between(20, 900))),
            (Side::They, _) => mails.push(forwarded(life, index, chance.between(5, 1200))),
        }
    }
    mails.into_iter().map(|(at, raw)| (at, raw.replace('\n', "\r\n").into_bytes())).collect()
}

/// An answer of a machine to the last letter of the user's, straight to the mailbox by redirection.
pub(super) fn out_of_office(from: &Person, to: &Person, at: &Zoned, words: &str) -> (Timestamp, Vec<u8>) {
    let raw = format!(
        "Return-Path: <>\nDelivered-To: {TRACKING}\nMIME-Version: 1.0\nMessage-ID: <ooo{}@{}>\nDate: {}\nSubject: Automatic reply: away\nFrom: {}\nTo: {}\nCc: {TRACKING}\nAuto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\nContent-Type: text/plain; charset=utf-8\n\n{words}\n",
        at.timestamp().as_second(),
        from.domain(),
        date(at),
        mailbox(from),
        mailbox(to),
    );
    (at.timestamp() + 1.minute(), raw.replace('\n', "\r\n").into_bytes())
}

/// What the user writes to the tracking address herself.
pub(super) fn note(you: &Person, at: &Zoned, words: &str) -> (Timestamp, Vec<u8>) {
    let id = format!("note{}@{}", at.timestamp().as_second(), you.domain());
    let raw = format!("{}\n{words}\n", headers(you, TRACKING, "note", at, &id, None));
    (at.timestamp() + 1.minute(), raw.replace('\n', "\r\n").into_bytes())
}

/// The letter as it was sent.
fn whole(life: &Life, index: usize, copied: bool) -> String {
    let letter = &life.letters[index];
    let (by, to) = (life.person(letter.by), life.person(letter.by.other()));
    let cc = if copied { Some(TRACKING) } else { None };
    let mut raw = headers(by, &mailbox(to), &letter.subject, &letter.at, &letter.id, cc);
    let before = life.thread_before(index);
    if let Some(parent) = before.last() {
        raw.insert_str(0, &format!("In-Reply-To: <{parent}>\nReferences: <{}>\n", before.join("> <")));
    }
    format!("{raw}\n{}", body(life, index, 0))
}

/// The words, and below them what they answer, as the writer's program quotes it.
fn body(life: &Life, index: usize, level: usize) -> String {
    let letter = &life.letters[index];
    let mut body = letter.text.clone();
    let quotes = life.capture_on(letter.at.date()).quotes;
    let Some(parent) = letter.parent.filter(|_| quotes && level < 3) else { return body + "\n" };
    let quoted = &life.letters[parent];
    let (by, reader) = (life.person(quoted.by), life.person(letter.by));
    let inner = body_of_quote(life, parent, level);
    let at = quoted.at.with_time_zone(reader.zone.clone());
    let above = match reader.program {
        Program::Gmail => {
            format!("On {} {} <{}> wrote:", at.strftime("%a, %b %-d, %Y at %-I:%M\u{202f}%p"), by.name, by.address)
        }
        Program::Apple => format!("On {}, {} <{}> wrote:", at.strftime("%-d %b %Y, at %H:%M"), by.name, by.address),
        Program::Thunderbird => format!("On {}, {} wrote:", at.strftime("%d/%m/%Y %H:%M"), by.name),
        Program::Outlook => {
            return format!(
                "{body}\n\n________________________________\nFrom: {} <{}>\nSent: {}\nTo: {} <{}>\nSubject: {}\n\n{inner}",
                by.name,
                by.address,
                at.strftime("%A, %B %-d, %Y %-I:%M %p"),
                reader.name,
                reader.address,
                quoted.subject
            );
        }
    };
    body = format!("{body}\n\n{above}\n\n");
    for line in inner.trim_end().lines() {
        body.push_str(if line.is_empty() { ">" } else { "> " });
        body.push_str(line);
        body.push('\n');
    }
    body
}

fn body_of_quote(life: &Life, index: usize, level: usize) -> String {
    body(life, index, level + 1)
}

fn forwarded(life: &Life, index: usize, minutes: i64) -> (Timestamp, String) {
    let letter = &life.letters[index];
    let (by, you) = (life.person(letter.by), life.person(Side::You));
    let at = letter.at.with_time_zone(you.zone.clone()) + minutes.minutes();
    let inner = body(life, index, 0);
    let sent = letter.at.with_time_zone(you.zone.clone());
    let subject = &letter.subject;
    let (from, to) = (format!("{} <{}>", by.name, by.address), format!("{} <{}>", you.name, you.address));
    let text = match you.program {
        Program::Gmail => format!(
            "---------- Forwarded message ---------\nFrom: {from}\nDate: {}\nSubject: {subject}\nTo: {to}\n\n\n{inner}",
            sent.strftime("%a, %b %-d, %Y at %-I:%M\u{202f}%p")
        ),
        Program::Outlook => format!(
            "\n________________________________\nFrom: {from}\nSent: {}\nTo: {to}\nSubject: {subject}\n\n{inner}",
            sent.strftime("%A, %B %-d, %Y %-I:%M %p")
        ),
        Program::Apple => {
            let block = format!(
                "Begin forwarded message:\n\nFrom: {from}\nSubject: {subject}\nDate: {}\nTo: {to}\n\n{inner}",
                sent.strftime("%-d %B %Y at %H:%M:%S %Z")
            );
            let lines: Vec<String> = block.trim_end().lines().map(|line| format!("> {line}")).collect();
            format!("\n{}\n", lines.join("\n"))
        }
        Program::Thunderbird => format!(
            "\n\n-------- Forwarded Message --------\nSubject: \t{subject}\nDate: \t{}\nFrom: \t{from}\nTo: \t{to}\n\n\n\n{inner}",
            date(&letter.at)
        ),
    };
    let prefix = if you.program == Program::Outlook { "FW" } else { "Fwd" };
    let id = format!("fwd-{}", letter.id);
    let headers = headers(you, TRACKING, &format!("{prefix}: {subject}"), &at, &id, None);
    (at.timestamp() + 1.minute(), format!("{headers}\n{text}"))
}

fn attached(life: &Life, index: usize, minutes: i64) -> (Timestamp, String) {
    let letter = &life.letters[index];
    let you = life.person(Side::You);
    let at = letter.at.with_time_zone(you.zone.clone()) + minutes.minutes();
    let id = format!("att-{}", letter.id);
    let raw = headers(you, TRACKING, &format!("Fwd: {}", letter.subject), &at, &id, None)
        .replace("Content-Type: text/plain; charset=utf-8\n", "Content-Type: multipart/mixed; boundary=\"part\"\n");
    let inner = whole(life, index, false);
    let raw = format!(
        "{raw}\n--part\nContent-Type: text/plain; charset=utf-8\n\nFor the file.\n--part\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n{inner}\n--part--\n"
    );
    (at.timestamp() + 1.minute(), raw)
}

fn headers(by: &Person, to: &str, subject: &str, at: &Zoned, id: &str, cc: Option<&str>) -> String {
    let cc = cc.map(|cc| format!("Cc: {cc}\n")).unwrap_or_default();
    format!(
        "Return-Path: <{}>\nMIME-Version: 1.0\nMessage-ID: <{id}>\nDate: {}\nSubject: {subject}\nFrom: {}\nTo: {to}\n{cc}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
        by.address,
        date(at),
        mailbox(by),
    )
}

fn mailbox(person: &Person) -> String {
    format!("{} <{}>", person.name, person.address)
}

fn date(at: &Zoned) -> String {
    at.strftime("%a, %-d %b %Y %H:%M:%S %z").to_string()
}

/// A letter of a thread is known by an id in the shape of its writer's program.
pub(super) fn message_id(by: &Person, at: &Zoned, n: usize) -> String {
    let seed = format!("{:x}{n:x}", at.timestamp().as_second());
    match by.program {
        Program::Gmail => format!("CAF{seed}x@mail.{}", by.domain()),
        Program::Outlook => format!("LO2P{}@LO2P123.{}", seed.to_uppercase(), by.domain()),
        Program::Apple | Program::Thunderbird => format!("{seed}-1f2e-4a3b@{}", by.domain()),
    }
}

/// Only what [`Letter`] needs of the post.
impl Letter {
    pub(super) fn is_answer(&self) -> bool {
        self.parent.is_some()
    }
}
