//! Holds the house in order: who may know whom, where the world may be touched, and what no file may contain.
//!
//! A new arrow between rooms is a decision: it changes the tables here, `ARCHITECTURE.md`, and says why in its commit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use regex::Regex;

const STEPS: [&str; 6] = ["read", "record", "relate", "judge", "converse", "compose"];
const EDGES: [&str; 4] = ["capture", "deliver", "store", "home"];
const ROOMS: [&str; 13] = [
    "domain", "read", "record", "relate", "judge", "converse", "compose", "capture", "deliver", "store", "home",
    "flow", "cli",
];

/// Crates that belong to a room, because what they do is that room's work.
const CRATES: [(&str, &[&str]); 19] = [
    ("rusqlite", &["store"]),
    ("rusqlite_migration", &["store"]),
    // The nouns are not bound to a form in which they are written down.
    ("serde", &["cli", "compose", "flow", "read", "store"]),
    ("rhai", &["judge"]),
    ("stacker", &["judge"]),
    ("minijinja", &["compose"]),
    // The pictures in mails.
    ("resvg", &["compose"]),
    // The calendar file of an invitation.
    ("icalendar", &["compose"]),
    ("png", &["compose"]),
    // `compose` shows the outbox as it will arrive, so it reads back the frozen bytes.
    ("mail_parser", &["read", "compose"]),
    ("async_imap", &["capture"]),
    // The one thing that asks the DNS.
    ("mail_auth", &["capture"]),
    ("lettre", &["compose", "deliver"]),
    ("tokio_rustls", &["capture", "deliver"]),
    ("directories", &["home"]),
    ("clap", &["cli"]),
    ("inquire", &["cli"]),
    ("indicatif", &["cli"]),
    ("tokio", &["capture", "deliver", "flow", "cli"]),
];

/// The clock: steps get the time as an argument, so that a day can be replayed.
const CLOCK: [&str; 4] = ["Timestamp::now", "Zoned::now", "SystemTime::now", "UtcDateTime::now"];

/// Tests that watch another process, which tells nothing by itself: they look again until it is so, or kill it at some moment.
const WATCHES_A_PROCESS: [&str; 3] = ["tests/it/harness/", "tests/it/conversation.rs", "tests/it/killed.rs"];

/// The world: steps are values in, values out.
const WORLD: [&str; 5] = ["std::fs", "std::net", "std::env", "std::process", "File::open"];

/// What no file may contain; each is put together here, so that this file does not contain it.
fn forbidden() -> Vec<(String, &'static str)> {
    let word = |parts: [&str; 2]| parts.concat();
    vec![
        (word(["todo", "!("]), "unfinished work is an issue, not a macro"),
        (word(["unimplemented", "!("]), "unfinished work is an issue, not a macro"),
        (word(["#[ign", "ore"]), "a test that is not run shows nothing"),
        (word(["#[should", "_panic"]), "a test says which error it expects"),
        (word(["thread::sl", "eep"]), "time is an argument; waiting has a condition"),
    ]
}

/// One source file: its path from the top of the repository, with `/`.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn room(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        inside.split_once('/').map(|(room, _)| room)
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/") || self.path.starts_with("tests/")
    }

    /// The lines of code with their numbers: without comments, and without the tests at the end unless they are asked for.
    fn code(&self, with_tests: bool) -> Vec<(usize, &str)> {
        let end = if with_tests {
            None
        } else {
            self.text.find("#[cfg(test)]\nmod ").or(self.text.find("#[cfg(test)]\npub(crate) mod "))
        };
        let text = if self.is_test() && !with_tests {
            ""
        } else {
            self.text.get(..end.unwrap_or(self.text.len())).unwrap_or("")
        };
        text.lines()
            .enumerate()
            .map(|(n, line)| (n + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .collect()
    }
}

fn is_step(room: &str) -> bool {
    STEPS.contains(&room)
}

/// Whether code in `room` may name `other`.
fn may_know(room: &str, other: &str) -> bool {
    match room {
        _ if room == other || other == "domain" => true,
        "cli" => true,
        "flow" => other != "cli",
        _ => false,
    }
}

/// What finds a room, or a crate, in a line. Made once: compiling an expression costs far more than using it.
struct Eyes {
    path: Regex,
    list: Regex,
    word: Regex,
    crates: Vec<(Regex, &'static str, &'static [&'static str])>,
    forbidden: Vec<(String, &'static str)>,
}

impl Eyes {
    fn open() -> Self {
        let regex = |pattern: &str| Regex::new(pattern).unwrap();
        let crates = CRATES
            .iter()
            .map(|(name, owners)| (regex(&format!(r"(?:^|[^\w:]){name}(?:::|;|\s+as\b)")), *name, *owners))
            .collect();
        Self {
            path: regex(r"\b(crate|bothways|super(?:::super)*)::(\w+)(::|;| as|$)"),
            list: regex(r"\b(?:crate|bothways)::\{([^}]*)"),
            word: regex(r"(?:^|[,{])\s*(\w+)"),
            crates,
            forbidden: forbidden(),
        }
    }

    /// The rooms that a line names from the crate's root, be it in a list or one by one.
    fn rooms_named(&self, line: &str) -> BTreeSet<String> {
        if !line.contains("::") {
            return BTreeSet::new();
        }
        // `super::read` may well be a function of the room itself; `super::read::` is a module.
        let paths = self.path.captures_iter(line).filter(|found| !found[1].starts_with("super") || &found[3] == "::");
        let mut named: BTreeSet<String> = paths.map(|found| found[2].to_owned()).collect();
        for found in self.list.captures_iter(line) {
            named.extend(self.word.captures_iter(&found[1]).map(|found| found[1].to_owned()));
        }
        named.retain(|name| ROOMS.contains(&name.as_str()));
        named
    }
}

/// Everything that is out of order in one file, each with its line.
fn untidy(source: &Source, eyes: &Eyes) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |line: usize, what: String| found.push(format!("{}:{line}: {what}", source.path));
    if !source.text.starts_with("//! ") && !source.text.starts_with("#![doc = include_str!(") {
        note(1, "a file begins with `//!` and a sentence on what it is for".to_owned());
    }
    for (n, line) in source.text.lines().enumerate() {
        let may_wait = WATCHES_A_PROCESS.iter().any(|path| source.path.starts_with(path)) && line.contains("thread::");
        for (word, why) in eyes.forbidden.iter().filter(|(word, _)| line.contains(word) && !may_wait) {
            note(n + 1, format!("`{word}`: {why}"));
        }
    }
    let Some(room) = source.room() else { return found };
    if !ROOMS.contains(&room) {
        note(1, format!("`{room}` is not a room; say in `tidy.rs` what it may know"));
    }
    for (n, line) in source.code(true) {
        for other in eyes.rooms_named(line).iter().filter(|other| !may_know(room, other)) {
            note(n, format!("`{room}` must not know `{other}`"));
        }
    }
    for (n, line) in source.code(false) {
        for (_, name, owners) in
            eyes.crates.iter().filter(|(_, _, owners)| !owners.contains(&room)).filter(|(eye, _, _)| eye.is_match(line))
        {
            note(n, format!("`{name}` belongs to {owners:?}, not to `{room}`"));
        }
        if is_step(room) || room == "domain" {
            for word in CLOCK.iter().chain(&WORLD).filter(|word| line.contains(**word)) {
                note(n, format!("`{word}` in `{room}`: steps get the time and the world as arguments"));
            }
        }
    }
    found
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"].map(|folder| top.join(folder)).iter().filter(|folder| folder.is_dir()) {
        rust_files(folder, &mut files);
    }
    files
        .into_iter()
        .map(|path| Source {
            text: std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n"),
            path: path.strip_prefix(top).unwrap().to_string_lossy().replace('\\', "/"),
        })
        .collect()
}

#[test]
fn the_house_is_in_order() {
    let sources = sources();
    assert!(sources.len() > 30, "the walk through the files found {} only", sources.len());
    let eyes = Eyes::open();
    let found: Vec<String> = sources.iter().flat_map(|source| untidy(source, &eyes)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_room_is_declared_and_every_declared_room_is_known_here() {
    let lib = sources().into_iter().find(|source| source.path == "src/lib.rs").unwrap();
    let declared: BTreeSet<&str> =
        lib.text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(declared, ROOMS.into_iter().collect());
    assert!(STEPS.iter().chain(&EDGES).all(|room| declared.contains(room)));
}

/// The house broken on purpose, once for each thing that is held.
#[test]
fn each_kind_of_disorder_is_seen() {
    let eyes = Eyes::open();
    let check = |path: &str, line: &str, expected: &str| {
        let source = Source { path: path.to_owned(), text: format!("//! A file.\n{line}\n") };
        let found = untidy(&source, &eyes);
        assert!(found.iter().any(|one| one.contains(expected)), "{path}: {line}\nwanted: {expected}\ngot: {found:?}");
    };
    let quiet = |path: &str, line: &str| {
        let source = Source { path: path.to_owned(), text: format!("//! A file.\n{line}\n") };
        assert_eq!(untidy(&source, &eyes), Vec::<String>::new(), "{path}: {line}");
    };
    check("src/relate/mod.rs", "use crate::compose::page;", "src/relate/mod.rs:2: `relate` must not know `compose`");
    check("src/relate/mod.rs", "use crate::{domain::act, judge};", "`relate` must not know `judge`");
    check("src/relate/a.rs", "let x = super::super::store::open();", "`relate` must not know `store`");
    check("src/store/mod.rs", "use crate::home;", "`store` must not know `home`");
    check("src/domain/act.rs", "use crate::read::letter;", "`domain` must not know `read`");
    check("src/flow/pass.rs", "crate::cli::say(1);", "`flow` must not know `cli`");
    check("src/flow/pass.rs", "let db = rusqlite::Connection::open(p);", "`rusqlite` belongs to");
    check("src/cli/do.rs", "use rhai::Engine;", "`rhai` belongs to");
    check("src/deliver/mod.rs", "use mail_parser::MessageParser;", "`mail_parser` belongs to");
    check("src/judge/facts.rs", "let now = Timestamp::now();", "`Timestamp::now` in `judge`");
    check("src/compose/page.rs", "let text = std::fs::read(path)?;", "`std::fs` in `compose`");
    check("src/attic/mod.rs", "", "`attic` is not a room");
    check("tests/it/wire.rs", &["#[ign", "ore]"].concat(), "a test that is not run");
    check("src/read/mod.rs", &["tod", "o!()"].concat(), "unfinished work");
    let bare = Source { path: "src/main.rs".into(), text: "fn main() {}\n".into() };
    assert!(untidy(&bare, &eyes).iter().any(|one| one.contains("begins with `//!`")));

    quiet("src/flow/pass.rs", "use crate::{compose, judge, relate, store};");
    quiet("src/judge/mod.rs", "use crate::domain::account::Account;");
    quiet("src/judge/mod.rs", "/// Unlike `crate::compose::page`, and rusqlite::Connection, this knows nothing.");
    quiet("src/deliver/mod.rs", "#[cfg(test)]\nmod tests {\n    use mail_parser::MessageParser;\n}");
    quiet("src/cli/why.rs", "let now = Timestamp::now();");
}
