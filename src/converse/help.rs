//! The help text, from the table that the grammar is made of.

use super::near;
use super::table::{Entry, TABLE, Topic};

/// How wide the examples stand.
const COLUMN: usize = 34;

pub(super) fn help(topic: Option<&str>) -> String {
    match topic.map(|topic| topic.trim().to_lowercase()).filter(|topic| !topic.is_empty()) {
        None => page(),
        Some(topic) => one(&topic).unwrap_or_else(|| format!("I have no page on “{topic}”.\n\n{}", page())),
    }
}

fn page() -> String {
    let mut text = String::from(
        "Write one line for each thing you want, above the quoted part. Spelling is forgiven, save for `send`.\n\
         In a mail with several items, begin with the number: `2 snooze 1w`.\n",
    );
    for topic in Topic::ALL {
        text.extend(["\n", topic.title(), "\n\n"]);
        if topic == Topic::Text {
            push(&mut text, "send", "it goes out as it stands, ten minutes later; `undo` until then");
            push(&mut text, "send: Hi Dana, …", "your own words go instead: all that follows is the text");
        }
        for entry in TABLE.iter().filter(|entry| entry.topic == topic) {
            push(&mut text, entry.examples.first().copied().unwrap_or_default(), entry.does);
        }
    }
    text.push_str("\n`help` and a word, such as `help snooze`, says more about it.\n");
    text
}

fn push(text: &mut String, example: &str, does: &str) {
    if example.chars().count() < COLUMN {
        text.push_str(&line(&format!("{example:<COLUMN$}{does}")));
    } else {
        text.push_str(&line(example));
        text.push_str(&line(&format!("{:COLUMN$}{does}", "")));
    }
}

fn line(words: &str) -> String {
    format!("  {words}\n")
}

fn one(topic: &str) -> Option<String> {
    if matches!(topic, "send" | "approve" | "approved" | "send:" | "send this") {
        return Some(SEND.to_owned());
    }
    let by = |fits: &dyn Fn(&str) -> bool| {
        TABLE.iter().find(|entry| entry.verb.word() == topic || entry.words.iter().any(|word| fits(word)))
    };
    let entry = by(&|word| word == topic).or_else(|| by(&|word| near::is_slip(topic, word)))?;
    Some(about(entry))
}

fn about(entry: &Entry) -> String {
    let mut text = format!("{}: {}.\n\n", entry.verb, entry.does);
    for example in entry.examples {
        text.push_str(&line(example));
    }
    let others: Vec<&str> = entry.words.iter().skip(1).take(12).copied().collect();
    if !others.is_empty() {
        text.extend(["\nAlso: ", &others.join(", "), ".\n"]);
    }
    text
}

const SEND: &str = "\
send: the text that I offered goes to the other person, as it stands.

  send
  1 send
  send 1 and 3
  send: Hi Dana, and the rest of your own words

It must be the only thing on its line, and the rest of your reply must be clear to me; otherwise I ask. It leaves ten
minutes later, and `undo` stops it until then. `approve` and `yes, send` mean the same. A bare `yes` never sends.
";
