//! The grammar against many lines.

use jiff::civil::{Date, date};
use serde_json::Value;

use super::{Ground, Known, hear, heard_json};
use crate::domain::command::Verb;

mod product;
mod properties;
mod replies;
mod sending;
mod spine;

/// A Sunday.
const TODAY: Date = date(2026, 11, 22);

fn known() -> Vec<Known> {
    let one = |key: &str, name: &str, person: Option<&str>| Known {
        key: key.to_owned(),
        name: name.to_owned(),
        person: person.map(str::to_owned),
    };
    vec![
        one("acme", "Acme Studio", Some("Dana")),
        one("harbor", "Harbor & Co", Some("Tomas")),
        one("beta", "Beta Coaching", Some("Ruth")),
        one("maria", "Maria Santos", Some("Maria")),
        one("priya", "Priya Raman", None),
    ]
}

/// What was heard, on one line: `snooze#1 until=2027-01-05 | ! not understood`.
fn heard(words: &str, n_items: usize) -> String {
    let (known, rules, you) =
        (known(), vec!["quiet-client".to_owned(), "one-sided".to_owned()], vec!["Nadia Ruiz".to_owned()]);
    let texts: Vec<u32> = (1..).take(n_items).collect();
    let ground = Ground { known: &known, rules: &rules, you: &you, n_items, texts: &texts, ..Ground::on(TODAY) };
    let json = heard_json(&hear(words, &ground));
    let mut said: Vec<String> = json["commands"].as_array().unwrap().iter().map(command).collect();
    said.extend(json["not_understood"].as_array().unwrap().iter().map(|line| format!("! {}", line.as_str().unwrap())));
    said.join(" | ")
}

fn command(command: &Value) -> String {
    let mut said = command["verb"].as_str().unwrap().to_owned();
    if let Some(item) = command["item"].as_u64() {
        said = format!("{said}#{item}");
    }
    for (name, value) in command["args"].as_object().unwrap() {
        said = format!("{said} {name}={}", value.as_str().unwrap());
    }
    said
}

/// Checks rows of `words => heard`, and shows all that differ at once.
fn check(n_items: usize, rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(words, expected)| {
            let heard = heard(words, n_items);
            (heard != *expected).then(|| format!("{words:?}\n   heard {heard}\nexpected {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn every_example_of_the_help_is_heard_as_its_verb() {
    for entry in super::table::TABLE {
        for example in entry.examples {
            let known = known();
            let heard = hear(example, &Ground { known: &known, ..Ground::on(TODAY) });
            let verbs: Vec<Verb> = heard.commands.iter().map(|command| command.verb).collect();
            assert_eq!(verbs, [entry.verb], "{example}: {heard:?}");
        }
    }
}
