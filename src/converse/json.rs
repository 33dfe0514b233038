//! What was heard, as other programs read it. The names are a promise: add, never rename.

use serde_json::{Map, Value, json};

use crate::domain::command::{Args, Command, Heard};

pub(super) fn heard(heard: &Heard) -> Value {
    let commands: Vec<Value> = heard.commands.iter().map(command).collect();
    let not_understood: Vec<&str> = heard.not_understood.iter().map(|misheard| misheard.said.as_str()).collect();
    json!({ "commands": commands, "not_understood": not_understood })
}

fn command(command: &Command) -> Value {
    json!({ "verb": command.verb.word(), "item": command.item, "args": args(&command.args) })
}

/// Only what the user said is there; a length of time is given as it is said back, `2 weeks`.
fn args(args: &Args) -> Value {
    let said = [
        ("who", args.who.clone()),
        ("kind", args.kind.clone()),
        ("note", args.note.clone()),
        ("date", args.date.map(|date| date.to_string())),
        ("duration", args.duration.as_ref().map(|days| days.said.clone())),
        ("until", args.until.map(|date| date.to_string())),
        ("hint", args.hint.clone()),
        ("text", args.text.clone()),
        ("value", args.value.clone()),
        ("rule", args.rule.clone()),
        ("question", args.question.clone()),
    ];
    let said: Map<String, Value> =
        said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?)))).collect();
    Value::Object(said)
}
