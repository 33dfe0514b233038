//! The help text, from the table that the grammar is made of.

use super::slips;
use super::table::{Entry, TABLE, Topic};

/// How wide the examples stand.
const COLUMN: usize = 32;
/// How long a line of a mail may be.
const WIDTH: usize = 76;

pub(super) fn help(topic: Option<&str>) -> String {
    match topic.map(|topic| topic.trim().to_lowercase()).filter(|topic| !topic.is_empty()) {
        None => page(),
        Some(topic) => one(&topic).unwrap_or_else(|| format!("I have no page on “{topic}”.\n\n{}", page())),
    }
}

fn page() -> String {
    let mut text = String::from(
        "Write one line for each thing you want, above the quoted part. Spelling is\n\
         forgiven, save for `send`. In a mail with several items, begin with the\n\
         number: `2 snooze 1w`.\n",
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

/// The example, and what it does beside it; below it where it is too long for that.
fn push(text: &mut String, example: &str, does: &str) {
    let mut does = wrapped(does, WIDTH - COLUMN - 2).into_iter();
    let mut left = example;
    if example.chars().count() >= COLUMN {
        text.push_str(&line(example));
        left = "";
    }
    for beside in does.by_ref() {
        text.push_str(&line(&format!("{left:<COLUMN$}{beside}")));
        left = "";
    }
}

/// Words in lines of at most so many characters.
fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(last) if last.chars().count() + word.chars().count() < width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
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
    let entry = by(&|word| word == topic).or_else(|| by(&|word| slips::is_slip(topic, word)))?;
    Some(about(entry))
}

fn about(entry: &Entry) -> String {
    let mut text = wrapped(&format!("{}: {}.", entry.verb, entry.does), WIDTH).join("\n");
    text.push_str("\n\n");
    for example in entry.examples {
        text.push_str(&line(example));
    }
    let others: Vec<&str> = entry.words.iter().skip(1).take(12).copied().collect();
    if !others.is_empty() {
        let others = format!("Also: {}.", others.join(", "));
        text.extend(["\n", &wrapped(&others, WIDTH).join("\n"), "\n"]);
    }
    text
}

const SEND: &str = "\
send: the text that I offered goes to the other person, as it stands.

  send
  1 send
  send 1 and 3
  send: Hi Dana, and the rest of your own words

It must be the only thing on its line, and the rest of your reply must be
clear to me; otherwise I ask. It leaves ten minutes later, and `undo` stops it
until then. `approve` and `yes, send` mean the same. A bare `yes` never sends.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_fits_a_mail_and_names_every_verb() {
        let page = page();
        for entry in TABLE {
            assert!(page.contains(entry.examples[0]), "{}", entry.verb);
            let about = help(Some(entry.words[0]));
            assert!(about.replace('\n', " ").contains(entry.does), "{about}");
            assert!(about.lines().all(|line| line.chars().count() <= WIDTH + 2), "{about}");
        }
        assert!(page.lines().all(|line| line.chars().count() <= WIDTH), "{page}");
        assert!(SEND.lines().all(|line| line.chars().count() <= WIDTH + 2));
    }

    #[test]
    fn a_word_is_found_by_any_of_its_names() {
        assert!(help(Some("Later")).starts_with("snooze:"));
        assert!(help(Some("snoze")).starts_with("snooze:"));
        assert!(help(Some("approve")).starts_with("send:"));
        assert!(help(Some("xyzzy")).starts_with("I have no page on"));
    }
}
