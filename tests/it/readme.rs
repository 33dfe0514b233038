//! The README is true: its commands exist, its rule and its configuration work, and its nudge is one that was really written.

use std::path::Path;
use std::process::Command;

use bothways::home::Home;
use bothways::judge::check;
use bothways::judge::rules::RuleFile;
use bothways::judge::shipped::shipped;
use mail_parser::MessageParser;

const README: &str = include_str!("../../README.md");

/// The texts of the fenced blocks of one kind.
fn blocks(kind: &str) -> Vec<&'static str> {
    let fence = format!("```{kind}\n");
    let blocks: Vec<&str> = README.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    assert!(!blocks.is_empty(), "no `{kind}` block in the README");
    blocks
}

fn bothways(words: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bothways"));
    command.args(words).env_remove("BOTHWAYS_HOME").env("NO_COLOR", "1").output().unwrap()
}

/// Splits a line as a shell does, as far as the README needs it.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (quote, c) {
            (None, ' ') => words.push(std::mem::take(&mut word)),
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (_, _) => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_line_exists() {
    let inline = README.split('`').skip(1).step_by(2).filter(|span| span.starts_with("bothways "));
    let blocks = blocks("sh");
    let lines = blocks
        .iter()
        .flat_map(|block| block.lines())
        .filter_map(|line| line.strip_prefix("bothways ").or_else(|| line.strip_prefix("cargo run --release -- ")));
    let all: Vec<&str> = lines.chain(inline.filter_map(|line| line.strip_prefix("bothways "))).collect();
    assert!(all.len() > 20, "{all:?}");
    for line in all {
        // With `--help` at the end every option before it is checked, and nothing is done.
        let words: Vec<String> =
            words(&line.replace(" DAY", " 2026-11-20")).into_iter().chain(["--help".to_owned()]).collect();
        let done = bothways(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(done.status.success(), "bothways {line}\n{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn every_word_for_a_reply_is_understood() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let home = home.to_str().unwrap();
    let made = bothways(&[
        "init",
        "--home",
        home,
        "--yes",
        "--seat",
        "va",
        "--name",
        "Ann",
        "--you",
        "ann@desk.example",
        "--zone",
        "UTC",
    ]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let table = README.split("| you write | it does |").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut n = 0;
    for row in table.lines().filter(|row| row.starts_with("| `")) {
        let first = row.trim_start_matches("| ").split(" | ").next().unwrap();
        for line in first.split('`').skip(1).step_by(2) {
            let done = bothways(&["do", "--dry-run", "--json", "--home", home, line]);
            let heard: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
            assert_eq!(heard["not_understood"].as_array().map(Vec::len), Some(0), "{line}: {heard}");
            assert_eq!(heard["commands"].as_array().map(Vec::len), Some(1), "{line}: {heard}");
            n += 1;
        }
    }
    assert!(n > 25, "{n}");
}

#[test]
fn the_rule_is_a_shipped_one_and_sound() {
    for rule in blocks("rhai") {
        assert!(shipped().iter().any(|file| file.text.replace("\r\n", "\n").contains(rule)), "not shipped:\n{rule}");
        let file = RuleFile { name: "README.md".into(), text: rule.into(), shipped: false };
        assert_eq!(check::lint(&[file], &[]), Vec::new());
    }
}

#[test]
fn the_configuration_works() {
    for config in blocks("toml") {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("bothways.toml"), config).unwrap();
        let home = Home::open(folder.path()).unwrap_or_else(|error| panic!("{error}"));
        assert!(home.config().imap.is_some() && home.config().smtp.is_some());
    }
}

/// Every line of the nudge stands in one mail that the demo wrote, in the same order. How many things were counted may differ:
/// that changes with every phrase that reading learns.
#[test]
fn the_nudge_was_really_written() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("demo");
    let done = bothways(&["demo", "--as-of", "2026-11-22", "--home", home.to_str().unwrap()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let texts = texts(&home.join("outbox"));
    for nudge in blocks("text") {
        assert!(
            texts.iter().any(|text| {
                let (text, nudge) = (text.replace(char::is_numeric, "#"), nudge.replace(char::is_numeric, "#"));
                let mut lines = text.lines().map(str::trim_end);
                nudge.lines().filter(|line| !line.is_empty()).all(|line| lines.any(|written| written == line))
            }),
            "no mail of the demo reads:\n{nudge}\n\nThey read:\n{}",
            texts.join("\n=====\n")
        );
    }
}

fn texts(outbox: &Path) -> Vec<String> {
    let mails = std::fs::read_dir(outbox).unwrap().map(|entry| entry.unwrap().path());
    mails
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .map(|path| {
            let bytes = std::fs::read(path).unwrap();
            MessageParser::default().parse(&bytes).unwrap().body_text(0).unwrap().into_owned()
        })
        .collect()
}

#[test]
fn every_file_it_points_to_is_there() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let links = README.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let mut n = 0;
    for link in links.filter(|link| !link.starts_with('#') && !link.contains("://")) {
        assert!(top.join(link).exists(), "{link}");
        n += 1;
    }
    assert!(n >= 5, "{n}");
}
