//! `bothways rules facts`: the one table of facts, as the engine knows them.

use super::super::{Ended, say};
use crate::judge::docs::{self, FactSummary};

#[derive(Debug, clap::Args)]
pub(super) struct FactsArgs {
    /// Only facts with this word in them
    word: Option<String>,
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
    /// All the tables of the language, as they stand in rules/README.md
    #[arg(long, conflicts_with_all = ["json", "grammar"])]
    markdown: bool,
    /// The grammar file for editors that read `TextMate` grammars
    #[arg(long, conflicts_with = "json")]
    grammar: bool,
}

pub(super) fn run(args: &FactsArgs) -> anyhow::Result<Ended> {
    if args.markdown {
        say::data(docs::tables().trim_end())?;
        return Ok(Ended::Done);
    }
    if args.grammar {
        say::data(docs::grammar().trim_end())?;
        return Ok(Ended::Done);
    }
    let word = args.word.as_deref().unwrap_or("").to_lowercase();
    let fits = |fact: &FactSummary| {
        [fact.call.as_str(), fact.meaning, fact.example].iter().any(|text| text.to_lowercase().contains(&word))
    };
    let facts: Vec<FactSummary> = docs::facts().into_iter().filter(fits).collect();
    if args.json {
        let row = |fact: &FactSummary| {
            serde_json::json!({
                "of": fact.subjects, "fact": fact.call, "answers": fact.gives, "meaning": fact.meaning,
                "unknown_when": fact.unknown, "example": fact.example,
            })
        };
        say::json(&facts.iter().map(row).collect::<Vec<_>>().into())?;
        return Ok(Ended::Done);
    }
    if facts.is_empty() {
        anyhow::bail!("no fact has `{word}` in it; `bothways rules facts` lists them all");
    }
    let mut of = "";
    for (n, fact) in facts.iter().enumerate() {
        if fact.subjects != of {
            of = fact.subjects;
            let heading = if of == "we" { "we (both of you)" } else { "you, they (either side)" };
            say::data(&format!("{}{heading}", if n == 0 { "" } else { "\n" }))?;
        }
        say::data(&format!("  {}  -> {}", fact.call, fact.gives))?;
        say::data(&format!("      {}", fact.meaning))?;
        if !fact.unknown.is_empty() {
            say::data(&format!("      not known when: {}", fact.unknown))?;
        }
        say::data(&format!("      {}", fact.example))?;
    }
    Ok(Ended::Done)
}
