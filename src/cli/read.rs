//! `bothways read`: what was understood of a mail, level by level; for bug reports, and as JSON for other programs.

use std::io::{BufRead, Write};
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Ended, json as shapes, say};
use crate::capture;
use crate::converse::{self, Ground, Known};
use crate::domain::address::Address;
use crate::domain::command::Heard;
use crate::domain::interaction::Outcome;
use crate::domain::letter::{Desk, Reading};
use crate::domain::relationship::Book;
use crate::flow::{self, House};
use crate::home::{self, Home};
use crate::read::{self, notice::Signals};
use crate::record::{self, Record};

#[derive(Debug, clap::Args)]
pub(super) struct ReadArgs {
    /// Mail files, folders of .eml, Maildirs, mboxes, or `-` for standard input
    #[arg(value_name = "MAIL")]
    paths: Vec<PathBuf>,
    /// One JSON object a mail
    #[arg(long)]
    json: bool,
    /// Read many from standard input: one {"id":…,"raw":…} a line; the id is echoed
    #[arg(long, conflicts_with = "paths")]
    jsonl: bool,
    /// An address of yours, where there is no home
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    you: Vec<Address>,
    /// The tracking address, where there is no home
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    tracking: Vec<Address>,
}

fn address(text: &str) -> Result<Address, String> {
    Address::parse(text).ok_or_else(|| format!("`{text}` is not a mail address"))
}

/// Whose mail it is: the home's, or what the options say.
struct Whose {
    desk: Desk,
    book: Book,
    /// Without a home everybody counts as known: the question is what was read, not whose it is.
    everybody: bool,
    shipped: Signals,
    /// The home, whose mails a reply may answer and whose names it may say.
    house: Option<House>,
}

impl Whose {
    /// The patterns by which acts are noticed: the home's own, or the shipped ones.
    fn signals(&self) -> &Signals {
        self.house.as_ref().map_or(&self.shipped, |house| &house.tools.signals)
    }
}

pub(super) fn run(args: &ReadArgs, place: Option<PathBuf>) -> anyhow::Result<Ended> {
    let whose = whose(args, place)?;
    if args.jsonl {
        return many(&whose);
    }
    let paths = if args.paths.is_empty() { vec![PathBuf::from("-")] } else { args.paths.clone() };
    let mut ended = Ended::Done;
    for path in &paths {
        for found in capture::found(path)? {
            match found {
                Ok(found) => {
                    let (reading, record) = understand(&found.bytes, found.received_at, &whose);
                    if args.json {
                        let mut value = value(&reading, &record, &whose)?;
                        front(&mut value, "path", found.place.into());
                        say::data(&value.to_string())?;
                    } else {
                        say::data(&super::page::text(&found.place, &reading, &record))?;
                    }
                }
                Err(error) => {
                    say::line(&format!("! {error}"));
                    ended = Ended::WithFaults;
                }
            }
        }
    }
    if !args.json && paths.len() == 1 {
        say::line("Is a level wrong? This page and the source of the mail, names changed, make a whole bug report.");
    }
    Ok(ended)
}

fn whose(args: &ReadArgs, place: Option<PathBuf>) -> anyhow::Result<Whose> {
    let root = place.or_else(home::usual_place);
    let has_home = args.you.is_empty() && root.as_ref().is_some_and(|root| root.join(home::CONFIG_FILE).is_file());
    if has_home && let Some(root) = root {
        let house = House::look(Home::open(root)?)?;
        let config = house.tools.home.config();
        let book = house.store.read(|db| db.book(&config.you.addresses, &config.tracking))?;
        let desk = house.tools.desk(None);
        return Ok(Whose { desk, book, everybody: false, shipped: Signals::shipped(), house: Some(house) });
    }
    let book = Book { you: args.you.clone(), tracking: args.tracking.clone(), ..Book::default() };
    let desk = Desk { you: args.you.clone(), tracking: args.tracking.clone(), zone: TimeZone::UTC, received_at: None };
    Ok(Whose { desk, book, everybody: true, shipped: Signals::shipped(), house: None })
}

fn understand(bytes: &[u8], received_at: Option<Timestamp>, whose: &Whose) -> (Reading, Record) {
    let desk = Desk { received_at, ..whose.desk.clone() };
    let reading = read::message(bytes, &desk, whose.signals());
    let book = if whose.everybody { everybody(&reading, &whose.book) } else { whose.book.clone() };
    let record = record::record(&reading, &book, &desk);
    (reading, record)
}

/// An address book in which everybody that a mail names is known.
fn everybody(reading: &Reading, book: &Book) -> Book {
    let mut book = book.clone();
    let envelope = reading.envelope.from.iter().chain(&reading.envelope.to).chain(&reading.envelope.cc);
    let letters = reading.letters.iter().flat_map(|letter| letter.from.iter().chain(&letter.to).chain(&letter.cc));
    let others: Vec<Address> = envelope
        .chain(letters)
        .filter_map(|person| person.address.clone())
        .filter(|address| !book.is_you(address) && !book.is_tracking(address))
        .collect();
    for address in others {
        book.contacts.insert(address, crate::domain::id::RelationshipId(1));
    }
    book
}

/// The contract of DESIGN.md section 4.
fn value(reading: &Reading, record: &Record, whose: &Whose) -> anyhow::Result<Value> {
    let heard = if record.outcome == Outcome::Command { heard(reading, whose)? } else { Heard::default() };
    let heard = converse::heard_json(&heard);
    let questions: Vec<Value> = record
        .unknown
        .iter()
        .map(|unknown| json!({ "whose": unknown.about, "name": unknown.name, "subject": unknown.subject }))
        .collect();
    Ok(json!({
        "outcome": record.outcome.word(),
        "reason": record.reason,
        "route": reading.route.word(),
        "letters": reading.letters.iter().map(shapes::letter).collect::<Vec<_>>(),
        "commands": heard["commands"],
        "not_understood": heard["not_understood"],
        "questions": questions,
        "automatic": reading.automatic.as_ref().map(|automatic| automatic.kind.word()),
        "doubts": reading.doubts,
    }))
}

fn heard(reading: &Reading, whose: &Whose) -> anyhow::Result<Heard> {
    let Some(letter) = reading.letters.first() else { return Ok(Heard::default()) };
    let at = letter.sent_at.map(|sent_at| sent_at.at).or(whose.desk.received_at).unwrap_or_else(Timestamp::now);
    if let Some(house) = &whose.house {
        return Ok(flow::heard(house, reading, at)?.unwrap_or_default());
    }
    let today = at.to_zoned(whose.desk.zone.clone()).date();
    let you: Vec<String> = letter.from.iter().filter_map(|person| person.name.clone()).collect();
    let new = converse::new_words(letter, flow::forgotten(reading, &whose.desk));
    let known = offered(&letter.body);
    Ok(new.hold_back_sends(converse::hear(&new.text, &Ground { you: &you, known: &known, ..Ground::on(today) })))
}

/// The names that a question of ours offers, where it is quoted below its answer: `acme   files it with Acme Studio`.
fn offered(body: &str) -> Vec<Known> {
    let lines = body.lines().map(|line| line.trim_start_matches(['>', ' ', '*', '\t']));
    lines
        .filter_map(|line| line.split_once(" files it with "))
        .filter_map(|(key, name)| {
            let key = key.split_whitespace().next()?.to_lowercase();
            Some(Known { key, name: name.trim().to_owned(), person: None })
        })
        .collect()
}

fn front(value: &mut Value, key: &str, what: Value) {
    if let Some(object) = value.as_object_mut() {
        object.insert(key.to_owned(), what);
    }
}

fn many(whose: &Whose) -> anyhow::Result<Ended> {
    #[derive(serde::Deserialize)]
    struct Line {
        id: Value,
        raw: String,
    }
    let mut ended = Ended::Done;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, line) in (1..).zip(std::io::stdin().lock().lines()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = match serde_json::from_str(&line) {
            Ok(line) => line,
            Err(error) => {
                say::line(&format!("! line {number} is not {{\"id\":…,\"raw\":…}}: {error}"));
                ended = Ended::WithFaults;
                continue;
            }
        };
        let (reading, record) = understand(line.raw.as_bytes(), None, whose);
        let mut value = value(&reading, &record, whose)?;
        front(&mut value, "id", line.id);
        writeln!(out, "{value}")?;
    }
    out.flush()?;
    Ok(ended)
}
