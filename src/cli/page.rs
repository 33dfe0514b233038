//! What was understood of a mail, for a person: level by level, with the reason for each decision.

use std::fmt::Write;

use crate::domain::address::Person;
use crate::domain::letter::{Letter, Reading};
use crate::record::Record;

/// The whole reading as text.
pub(super) fn text(place: &str, reading: &Reading, record: &Record) -> String {
    let mut page = format!("{place}\n  {}: {}\n  it came: {}", record.outcome, record.reason, reading.route);
    if let Some(tag) = &reading.tag {
        add(&mut page, "its address says", tag);
    }
    for doubt in &reading.doubts {
        add(&mut page, "unclear", doubt);
    }
    for unknown in &record.unknown {
        add(&mut page, "whose is", &unknown.about);
    }
    for letter in &reading.letters {
        one(&mut page, letter);
    }
    page.push('\n');
    page
}

fn one(page: &mut String, letter: &Letter) {
    let _ = write!(page, "\n\n  level {}, {}", letter.depth, letter.seen);
    if !letter.why.is_empty() {
        add(page, "why", &letter.why);
    }
    add(page, "from", &letter.from.as_ref().map_or_else(|| "nobody I could tell".to_owned(), person));
    if !letter.to.is_empty() {
        add(page, "to", &people(&letter.to));
    }
    if !letter.cc.is_empty() {
        add(page, "cc", &people(&letter.cc));
    }
    if let Some(subject) = &letter.subject {
        add(page, "subject", subject);
    }
    let date = date(letter);
    add(page, "date", &date);
    if let Some(automatic) = &letter.automatic {
        add(page, "automatic", &automatic.reason);
    }
    for doubt in letter.unclear() {
        add(page, "unclear", doubt);
    }
    if let Some(lang) = letter.lang {
        add(page, "language", lang);
    }
    if letter.text.trim().is_empty() {
        add(page, "new words", "none");
    }
    for line in letter.text.lines() {
        let _ = write!(page, "\n    | {line}");
    }
    if let Some(signature) = &letter.signature {
        add(page, "signature", &signature.lines().collect::<Vec<_>>().join(" / "));
    }
    for act in &letter.acts {
        add(page, &format!("{} {}", act.by.direction(), act.kind.spoken()), &format!("“{}”", act.quote));
    }
    for mark in &letter.marks {
        add(page, mark.kind.word(), &format!("“{}”", mark.quote));
    }
}

/// The instant, the words it was read from, and what had to be assumed.
fn date(letter: &Letter) -> String {
    let Some(text) = &letter.date_text else { return "none".to_owned() };
    let Some(sent_at) = &letter.sent_at else { return format!("not understood: “{text}”") };
    let assumed = match (sent_at.certain, sent_at.offset) {
        (true, _) => "",
        (false, None) => "; it names no zone, so this is by your clock",
        (false, Some(_)) => "; day and month, or the zone, can be read in two ways",
    };
    format!("{}, from “{text}”{assumed}", sent_at.at)
}

fn add(page: &mut String, what: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = write!(page, "\n    {what}: {value}");
}

fn people(people: &[Person]) -> String {
    people.iter().map(person).collect::<Vec<_>>().join(", ")
}

fn person(person: &Person) -> String {
    match (&person.name, &person.address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        _ => person.called().to_owned(),
    }
}
