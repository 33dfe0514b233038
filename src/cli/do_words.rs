//! `bothways do "…"`: commands in the terminal, in the same words as by mail.

use std::path::Path;

use jiff::civil::Date;

use super::{Ended, instant, say};
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
                say::data(&format!("{}: {:?}", command.verb, command.args))?;
            }
            misheard(&heard.not_understood);
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
            say::line(&format!("Filed {}.", say::counted(taken.n_letters, "letter")));
        }
    }
    say::faults(&faults);
    let well = faults.is_empty() && heard.not_understood.is_empty() && said.done.iter().all(|done| done.worked);
    Ok(if well { Ended::Done } else { Ended::WithFaults })
}

fn misheard(not_understood: &[crate::domain::command::Misheard]) {
    for misheard in not_understood {
        say::line(&format!("I did not understand `{}`: {}", misheard.said, misheard.why));
        if let Some(nearest) = &misheard.nearest {
            say::line(&format!("  did you mean: {nearest}"));
        }
    }
}
