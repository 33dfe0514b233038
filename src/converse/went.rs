//! The answer to "how did it go?": one word, another day, or notes in whatever words.

use super::clean::{self, Kind};
use super::{Ground, whole};
use crate::domain::command::{Command, Heard, Verb};

const GOOD: &[&str] = &[
    "good",
    "great",
    "well",
    "fine",
    "very good",
    "very well",
    "really well",
    "it went well",
    "it went very well",
    "it went great",
    "went well",
    "went great",
    "it was good",
    "it was great",
    "all good",
    "good talk",
    "held",
    "it was held",
    "we talked",
    "we met",
    "yes",
    "done",
    "👍",
];

const OFF: &[&str] = &[
    "did not happen",
    "didn't happen",
    "didnt happen",
    "it did not happen",
    "it didn't happen",
    "it didnt happen",
    "did not take place",
    "it did not take place",
    "not held",
    "no",
    "no it didn't",
    "no it did not",
    "we did not talk",
    "we didn't talk",
    "fell through",
    "it fell through",
    "called off",
    "it was called off",
    "cancelled",
    "canceled",
    "it was cancelled",
    "it was canceled",
];

/// Hears an answer to a mail that asks about one talk. What is no command at all is what was said there.
pub(super) fn hear(words: &str, ground: &Ground<'_>) -> Heard {
    let lines: Vec<&str> = own_lines(words, ground);
    if let [line] = lines.as_slice() {
        let said = clean::letters(line);
        if GOOD.contains(&said.as_str()) {
            return one(Command::new(Verb::Met, line));
        }
        if OFF.contains(&said.as_str()) {
            let mut command = Command::new(Verb::Book, line);
            command.args.hint = Some("off".to_owned());
            return one(command);
        }
    }
    let heard = whole::hear(words, ground);
    let is_question = lines.last().is_some_and(|line| line.trim_end().ends_with('?'));
    // `dont send` is no note; `I send Friday notes from now on` is.
    let is_short = words.split_whitespace().count() <= 6;
    let nearly_sends = |line: &Option<String>| is_short && line.as_deref().is_some_and(|line| line.ends_with("send"));
    let is_notes = heard.commands.is_empty()
        && !heard.not_understood.is_empty()
        && !is_question
        && !heard.not_understood.iter().any(|misheard| nearly_sends(&misheard.nearest));
    if !is_notes {
        return heard;
    }
    let note = lines.join(" ");
    let mut command = Command::new(Verb::Met, &note);
    command.args.note = Some(note.trim_start_matches("notes:").trim_start_matches("Notes:").trim().to_owned());
    one(command)
}

fn one(command: Command) -> Heard {
    Heard { commands: vec![command], not_understood: Vec::new() }
}

/// The lines that say something, without greeting, courtesy, quote and signature.
fn own_lines<'w>(words: &'w str, ground: &Ground<'_>) -> Vec<&'w str> {
    let mut lines = Vec::new();
    for line in words.lines().map(str::trim) {
        match clean::kind(line) {
            Kind::End if clean::plain(line).starts_with('-') || !lines.is_empty() => break,
            Kind::SignOff if !lines.is_empty() => break,
            Kind::End | Kind::SignOff | Kind::Empty | Kind::Quoted | Kind::Courtesy => {}
            Kind::Words if whole::is_own_name(line, ground) => {}
            Kind::Words => lines.push(line),
        }
    }
    lines
}
