//! `bothways signals …`: the phrases listened for, what one would have found in the user's own past, and whether the files are sound.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::PathBuf;

use anyhow::Context;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Ended, root, say};
use crate::domain::act::{Side, Unwanted};
use crate::domain::fault::Fault;
use crate::domain::id::RelationshipId;
use crate::domain::interaction::Interaction;
use crate::domain::number::counted;
use crate::flow::House;
use crate::home::{self, Home};
use crate::read::notice::{Hit, Kind, Listed, Signals, hits};

/// So many of the newest findings are quoted unless more are asked for.
const QUOTED: usize = 8;
/// The name under which a phrase from the command line is tried.
const ARGUMENT: &str = "your phrase";

#[derive(Debug, clap::Args)]
pub(super) struct SignalsArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Every signal: its kind, where it stands, how many phrases it has; and what you said no to
    List {
        /// As JSON, for other programs
        #[arg(long)]
        json: bool,
    },
    /// What a phrase, or a file of them, would have found in the letters you have
    Try(TryArgs),
    /// What is noticed in a sentence, and by which phrase; without one, in each line of standard input
    Hear {
        sentence: Option<String>,
        /// As JSON, one object a line
        #[arg(long)]
        json: bool,
    },
    /// What is wrong in your phrase files, with line and suggestion
    Lint {
        /// As JSON, for other programs
        #[arg(long)]
        json: bool,
    },
    /// Run the examples beside your signals: what must be noticed, and what must not
    Test {
        /// As JSON, for other programs
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
struct TryArgs {
    /// A phrase as a signals file writes it: "told {somebody} about you"
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    phrase: Option<String>,
    /// A signals file instead; it need not lie in your home
    #[arg(long)]
    file: Option<PathBuf>,
    /// The language whose word lists the phrase may use
    #[arg(long, default_value = "en")]
    lang: String,
    /// Quote all that was found, not only the newest
    #[arg(long)]
    all: bool,
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &SignalsArgs, place: Option<PathBuf>) -> anyhow::Result<Ended> {
    match args.what.as_ref().unwrap_or(&What::List { json: false }) {
        What::List { json } => list(opened(place)?.as_ref(), *json),
        What::Try(args) => try_out(args, &House::look(Home::open(root(place)?)?)?),
        What::Hear { sentence, json } => hear(sentence.as_deref(), *json, &own_files(place)?),
        What::Lint { json } => lint(&own_files(place)?, *json),
        What::Test { json } => test(&own_files(place)?, *json),
    }
}

/// The house, where there is a home. A place that somebody names must be one.
fn opened(place: Option<PathBuf>) -> anyhow::Result<Option<House>> {
    let is_named = place.is_some();
    let root = root(place)?;
    let has_home = is_named || root.join(home::CONFIG_FILE).is_file();
    if has_home { Ok(Some(House::look(Home::open(root)?)?)) } else { Ok(None) }
}

/// The user's phrase files; none where there is no home.
fn own_files(place: Option<PathBuf>) -> anyhow::Result<Vec<(String, String)>> {
    let Some(house) = opened(place)? else { return Ok(Vec::new()) };
    let mut faults = Vec::new();
    let files = house.tools.home.signal_files(&mut faults);
    say::faults(&faults);
    Ok(files)
}

fn list(house: Option<&House>, json: bool) -> anyhow::Result<Ended> {
    let shipped = Signals::shipped();
    let signals = house.map_or(&shipped, |house| &house.tools.signals);
    let unwanted = house.map_or(Ok(Vec::new()), |house| house.store.read(|db| db.unwanted()))?;
    let names = names(house)?;
    if json {
        let rows: Vec<Value> = signals.list().map(|signal| row(&signal)).collect();
        let no: Vec<Value> = unwanted.iter().map(|no| unwanted_row(no, &names)).collect();
        say::json(&json!({ "signals": rows, "not_proposed": no }))?;
        return Ok(Ended::Done);
    }
    let width = signals.list().map(|signal| signal.id.chars().count()).max().unwrap_or(0);
    for signal in signals.list() {
        let whose = if is_shipped(&signal) { String::new() } else { format!("  yours: {}", signal.file) };
        let phrases = counted(signal.phrases.len(), "phrase");
        say::data(&format!("{:<width$}  {:<17}  {}  {phrases}{whose}", signal.id, signal.kind.word(), signal.lang))?;
    }
    if !unwanted.is_empty() {
        say::data(
            "\nYou said no to these, so they are not proposed there any more (`bothways do undo` takes a no back):",
        )?;
    }
    for no in &unwanted {
        let name = names.get(&no.relationship).map_or("somebody", String::as_str);
        say::data(&format!("  {} {} · {name} · {} · {}", no.by.direction(), no.kind.spoken(), no.on, no.phrase))?;
    }
    say::line("\n`bothways signals try \"a phrase\"` shows what it would have found in your letters.");
    Ok(Ended::Done)
}

fn row(signal: &Listed<'_>) -> Value {
    json!({
        "id": signal.id, "kind": signal.kind.word(), "lang": signal.lang, "file": signal.file,
        "shipped": is_shipped(signal), "phrases": signal.phrases,
    })
}

fn unwanted_row(no: &Unwanted, names: &BTreeMap<RelationshipId, String>) -> Value {
    json!({
        "kind": no.kind.word(), "direction": no.by.direction(), "relationship": names.get(&no.relationship),
        "phrase": no.phrase, "on": no.on.to_string(),
    })
}

fn is_shipped(signal: &Listed<'_>) -> bool {
    Signals::files().iter().any(|(name, _)| *name == signal.file)
}

fn names(house: Option<&House>) -> anyhow::Result<BTreeMap<RelationshipId, String>> {
    let relationships = house.map_or(Ok(Vec::new()), |house| house.store.read(|db| db.relationships()))?;
    Ok(relationships.into_iter().map(|relationship| (relationship.id, relationship.name)).collect())
}

/// One finding in the user's past.
struct Found {
    letter: Interaction,
    phrase: String,
    quote: String,
}

fn try_out(args: &TryArgs, house: &House) -> anyhow::Result<Ended> {
    let (name, text) = tried(args)?;
    let mut faults = Vec::new();
    let (signals, wrong) = Signals::alone(&house.tools.home.signal_files(&mut faults), (&name, &text));
    let faults: Vec<Fault> = wrong.into_iter().filter(|fault| args.file.is_some() || !is_frame(fault)).collect();
    say::faults(&faults);
    let (mut n_letters, mut found) = (0_usize, Vec::new());
    house.store.read(|db| {
        db.each_interaction(|letter| {
            n_letters += 1;
            for Hit { phrase, quote, .. } in hits(&letter.text, &signals) {
                found.push(Found { letter: letter.clone(), phrase: phrase.to_owned(), quote });
            }
        })
    })?;
    found.sort_by_key(|found| std::cmp::Reverse((found.letter.happened_at, found.letter.id)));
    let names = names(Some(house))?;
    let zone = &house.tools.home.config().you.zone;
    let most = if args.all { found.len() } else { QUOTED };
    let quoted = found.iter().take(most);
    if args.json {
        let rows: Vec<Value> = quoted.map(|found| found_row(found, &names)).collect();
        say::json(
            &json!({ "letters": n_letters, "found": found.len(), "quoted": rows, "faults": fault_rows(&faults) }),
        )?;
        return Ok(Ended::Done.but(&faults));
    }
    let of = counted(n_letters, "letter");
    match found.len() {
        0 => say::data(&format!("Not once in {of}."))?,
        n => say::data(&format!("{} in {of}{}", counted(n, "place"), by_side(&found)))?,
    }
    for found in quoted {
        say::data(&format!("  {}  {}: “{}”", day(found, zone), who(found, &names), found.quote))?;
    }
    if found.len() > most {
        say::line(&format!("The newest {most} are quoted; --all quotes them all."));
    }
    Ok(Ended::Done.but(&faults))
}

/// The file to try, by name; a phrase from the command line is put into one.
fn tried(args: &TryArgs) -> anyhow::Result<(String, String)> {
    if let Some(path) = &args.file {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        return Ok((path.display().to_string(), text));
    }
    let phrase = toml::Value::String(args.phrase.clone().unwrap_or_default());
    let lang = toml::Value::String(args.lang.clone());
    // The kind does not matter here, only where the words are found.
    let text = format!("lang = {lang}\n[[signal]]\nid = \"tried\"\nkind = \"update\"\nphrases = [{phrase}]\n");
    Ok((ARGUMENT.to_owned(), text))
}

/// Whether a fault is about the file made around the phrase, and not the phrase.
fn is_frame(fault: &Fault) -> bool {
    fault.what.starts_with("this must")
}

fn by_side(found: &[Found]) -> String {
    let yours = found.iter().filter(|found| found.letter.by == Side::You).count();
    format!(": {yours} in what you wrote, {} in what they wrote", found.len() - yours)
}

fn day(found: &Found, zone: &TimeZone) -> String {
    found.letter.happened_at.to_zoned(zone.clone()).date().to_string()
}

fn who(found: &Found, names: &BTreeMap<RelationshipId, String>) -> String {
    let name = names.get(&found.letter.relationship).map_or("somebody", String::as_str);
    match found.letter.by {
        Side::You => format!("you to {name}"),
        Side::They => name.to_owned(),
    }
}

fn found_row(found: &Found, names: &BTreeMap<RelationshipId, String>) -> Value {
    json!({
        "interaction": found.letter.id.0, "relationship": names.get(&found.letter.relationship),
        "by": match found.letter.by { Side::You => "you", Side::They => "they" },
        "happened_at": found.letter.happened_at.to_string(), "phrase": found.phrase, "quote": found.quote,
    })
}

fn hear(sentence: Option<&str>, json: bool, own: &[(String, String)]) -> anyhow::Result<Ended> {
    let (signals, faults) = Signals::compile(own);
    say::faults(&faults);
    match sentence {
        Some(sentence) => heard(sentence, json, &signals)?,
        None => {
            for line in std::io::stdin().lock().lines() {
                heard(&line?, json, &signals)?;
            }
        }
    }
    Ok(Ended::Done.but(&faults))
}

fn heard(sentence: &str, json: bool, signals: &Signals) -> anyhow::Result<()> {
    let hits = hits(sentence, signals);
    if json {
        let row = |hit: &Hit<'_>| json!({ "kind": hit.kind.word(), "signal": hit.signal, "phrase": hit.phrase, "quote": hit.quote });
        let (between, noticed): (Vec<_>, Vec<_>) = hits.iter().partition(|hit| matches!(hit.kind, Kind::Entry(_)));
        let rows = |hits: Vec<&Hit<'_>>| hits.into_iter().map(row).collect::<Vec<_>>();
        return say::data(
            &json!({ "words": sentence, "noticed": rows(noticed), "between": rows(between) }).to_string(),
        );
    }
    if hits.is_empty() {
        say::data("nothing")?;
    }
    for hit in hits {
        say::data(&format!("{} · {} · {}", hit.kind.word(), hit.signal, hit.phrase))?;
    }
    Ok(())
}

fn lint(own: &[(String, String)], json: bool) -> anyhow::Result<Ended> {
    let (signals, faults) = Signals::compile(own);
    if json {
        say::json(&fault_rows(&faults))?;
    } else {
        say::faults(&faults);
        if faults.is_empty() {
            let in_all = counted(signals.list().count(), "signal");
            say::line(&format!("{} of yours, {in_all} in all, nothing to say.", counted(own.len(), "file")));
        }
    }
    Ok(Ended::Done.but(&faults))
}

fn test(own: &[(String, String)], json: bool) -> anyhow::Result<Ended> {
    let tested = Signals::test(own);
    if json {
        say::json(&json!({ "examples": tested.examples, "faults": fault_rows(&tested.faults) }))?;
    } else {
        say::faults(&tested.faults);
        say::line(&format!("{}, {} to look at", counted(tested.examples, "example"), tested.faults.len()));
    }
    Ok(Ended::Done.but(&tested.faults))
}

fn fault_rows(faults: &[Fault]) -> Value {
    let row = |fault: &Fault| json!({ "place": fault.place, "what": fault.what, "hint": fault.hint });
    faults.iter().map(row).collect::<Vec<_>>().into()
}
