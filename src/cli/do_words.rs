//! `bothways do "…"`: commands in the terminal, in the same words as by mail.

use std::path::Path;

use jiff::civil::Date;

use super::{Ended, instant, say};
use crate::domain::command::{Command, Heard};
use crate::domain::number::counted;
use crate::flow::{self, House};
use crate::home::Home;

#[derive(Debug, clap::Args)]
pub(super) struct DoArgs {
    /// What you want, in the words of a reply; several lines are several commands
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Say what was understood and change nothing
    #[arg(long)]
    dry_run: bool,
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
    /// As if it were the end of that day
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    as_of: Option<Date>,
}

pub(super) fn run(args: &DoArgs, root: &Path) -> anyhow::Result<Ended> {
    let words = args.words.join(" ");
    if args.dry_run {
        let house = House::look(Home::open(root)?)?;
        let now = instant(&house.tools.user.zone, args.as_of)?;
        let heard = flow::hear_only(&house, &words, now)?;
        if args.json {
            say::json(&crate::converse::heard_json(&heard))?;
        } else {
            for command in &heard.commands {
                say::data(&understood(command))?;
            }
            misheard(&heard.not_understood);
        }
        if heard.commands.is_empty() && heard.not_understood.is_empty() {
            nothing_heard();
            return Ok(Ended::WrongUsage);
        }
        return Ok(if heard.not_understood.is_empty() { Ended::Done } else { Ended::WithFaults });
    }
    let mut house = House::beside(Home::open(root)?)?;
    say::faults(&house.tools.faults);
    let now = instant(&house.tools.user.zone, args.as_of)?;
    let mut faults = Vec::new();
    let (heard, said) = flow::obey(&mut house, &words, now, &mut faults)?;
    // A command may have named somebody I asked about: file that mail now. What was approved goes at the next `run`.
    let taken = flow::file(&mut house, now, &mut faults)?;
    let touched = said.touched.union(&taken.touched).copied().collect();
    flow::rejudge(&mut house, &touched, now, &mut faults)?;
    if args.json {
        let done: Vec<_> =
            said.done.iter().map(|done| serde_json::json!({ "answer": done.answer, "worked": done.worked })).collect();
        let misheard: Vec<&str> = heard.not_understood.iter().map(|misheard| misheard.said.as_str()).collect();
        say::json(&serde_json::json!({ "done": done, "not_understood": misheard }))?;
    } else {
        for done in &said.done {
            say::data(&done.answer)?;
        }
        misheard(&heard.not_understood);
        if taken.n_letters > 0 {
            say::line(&format!("Filed {}.", counted(taken.n_letters, "letter")));
        }
    }
    say::faults(&faults);
    if said.done.is_empty() && heard.not_understood.is_empty() {
        nothing_heard();
        return Ok(Ended::WrongUsage);
    }
    let well = heard.not_understood.is_empty() && said.done.iter().all(|done| done.worked);
    Ok(if well { Ended::Done.but(&faults).but(&house.tools.faults) } else { Ended::WithFaults })
}

/// `got · who: acme · kind: referral`, with the names that `--json` uses.
fn understood(command: &Command) -> String {
    let mut line = command.verb.to_string();
    if let Some(item) = command.item {
        line = format!("{item} {line}");
    }
    let shown = crate::converse::heard_json(&Heard { commands: vec![command.clone()], not_understood: Vec::new() });
    if let Some(args) = shown.pointer("/commands/0/args").and_then(serde_json::Value::as_object) {
        for (name, value) in args.iter().filter(|(_, value)| !value.is_null()) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            line.extend([" · ", name, ": ", &value]);
        }
    }
    line
}

fn nothing_heard() {
    say::line("I found nothing to do in that. `bothways do help` lists what I understand.");
}

fn misheard(not_understood: &[crate::domain::command::Misheard]) {
    for misheard in not_understood {
        say::line(&format!("I did not understand `{}`: {}", misheard.said, misheard.why));
        if let Some(nearest) = misheard.nearest.as_ref().filter(|nearest| **nearest != misheard.said) {
            say::line(&format!("  did you mean: {nearest}"));
        }
    }
}
