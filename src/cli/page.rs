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
    let date = match (&letter.sent_at, &letter.date_text) {
        (Some(sent_at), text) => format!(
            "{}{}{}",
            sent_at.at,
            if sent_at.certain { "" } else { " (assumed)" },
            text.as_ref().map_or_else(String::new, |text| format!(", from “{text}”"))
        ),
        (None, Some(text)) => format!("not understood: “{text}”"),
        (None, None) => "none".to_owned(),
    };
    add(page, "date", &date);
    if let Some(automatic) = &letter.automatic {
        add(page, "automatic", &automatic.reason);
    }
    for doubt in &letter.doubts {
        add(page, "unclear", doubt);
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
