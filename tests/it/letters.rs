//! Every oddity of mail that reading was taught, a file each in `tests/letters`, with what it is read to be beside it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bothways::domain::address::{Address, Person};
use bothways::domain::letter::{Desk, Letter, Reading};
use bothways::read::{self, notice};
use jiff::tz::TimeZone;
use proptest::prelude::*;

#[test]
fn every_letter_is_read_as_its_snapshot_says() {
    let letters = letters();
    assert!(letters.len() >= 120, "only {} letters", letters.len());
    for path in letters {
        let raw = std::fs::read(&path).unwrap();
        let with_lf = account(&read(&raw));
        let with_crlf = account(&read(&crlf(&raw)));
        assert_eq!(with_lf, with_crlf, "{}: LF and CRLF are read differently", path.display());
        let mut settings = insta::Settings::new();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), with_lf));
    }
}

proptest! {
    #[test]
    fn a_mangled_letter_is_read_all_the_same(which in any::<prop::sample::Index>(), damages in prop::collection::vec(damage(), 1..12)) {
        let letters = letters();
        let mut bytes = std::fs::read(which.get(&letters)).unwrap();
        for (place, kind, byte) in damages {
            let at = place.index(bytes.len() + 1).min(bytes.len());
            match kind {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, byte),
                2 => drop(bytes.splice(at..at, b"\n> On 3 Nov 2026 10:00, Dana <dana@acme.example> wrote:\n".iter().copied())),
                3 => drop(bytes.splice(at..at, b"\nFrom: ".iter().copied())),
                4 => bytes.truncate(bytes.len() - bytes.len() / 8),
                _ => bytes.iter_mut().skip(at).take(3).for_each(|other| *other = byte),
            }
        }
        let reading = read(&bytes);
        prop_assert!(reading.refused.is_some() || !reading.letters.is_empty());
    }
}

#[test]
fn of_more_quotes_than_are_read_the_first_ones_are() {
    let mut mail = String::from("From: ines@desk.example\nTo: track@bothways.example\n\nSee below.\n\n");
    for n in 0..250 {
        let quote =
            format_args!("On 3 Nov 2026 at 10:00, Dana <d{n}@acme.example> wrote:\n> One more.\n> Thing {n}.\n");
        writeln!(mail, "{quote}").unwrap();
    }
    let reading = read(mail.as_bytes());
    let authors: Vec<&str> =
        reading.letters.iter().skip(1).filter_map(|letter| letter.author()).map(Address::as_str).collect();
    assert_eq!(
        (authors.len(), authors.first(), authors.last()),
        (199, Some(&"d0@acme.example"), Some(&"d198@acme.example"))
    );
    assert!(reading.doubts.iter().any(|doubt| doubt.contains("too many")), "{:?}", reading.doubts);
}

#[test]
fn nothing_is_noticed_in_words_that_may_be_somebody_elses() {
    let mail = |above: &str| {
        format!(
            "From: dana@acme.example\nTo: ines@desk.example\nDelivered-To: track@bothways.example\nSubject: Re: Proofs\n\
             Date: Mon, 16 Nov 2026 09:00:00 +0000\n\n{above}On 3 Nov 2026, at 14:05, Ines Vale <ines@desk.example> \
             wrote:\n\nThank you so much for introducing me to Lee, that was really kind of you!\n"
        )
    };
    let unsure = read(mail("").as_bytes());
    assert!(unsure.letters[0].unsure_words.is_some() && unsure.letters[0].acts.is_empty(), "{unsure:?}");
    let sure = read(mail("Gladly.\n\n").as_bytes());
    assert!(sure.letters[0].unsure_words.is_none() && !sure.letters[1].acts.is_empty(), "{sure:?}");
}

/// Where, how, and with which byte a letter is damaged.
fn damage() -> impl Strategy<Value = (prop::sample::Index, u8, u8)> {
    (any::<prop::sample::Index>(), 0..6_u8, any::<u8>())
}

fn letters() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut letters: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "eml")).collect();
    letters.sort();
    letters
}

fn crlf(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 20);
    for byte in raw {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

/// Compiled once: it costs more than reading all letters.
static SIGNALS: LazyLock<notice::Signals> = LazyLock::new(notice::Signals::default);

fn read(raw: &[u8]) -> Reading {
    let address = |text| Address::parse(text).unwrap();
    let desk = Desk {
        you: vec![address("ines@desk.example")],
        tracking: vec![address("track@bothways.example")],
        zone: TimeZone::fixed(jiff::tz::offset(1)),
        received_at: "2026-11-16T09:00:10Z".parse().ok(),
    };
    read::message(raw, &desk, &SIGNALS)
}

/// What was understood, as a person would want to check it. Acts have their own tests.
fn account(reading: &Reading) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            writeln!(out, "{name}: {value}").unwrap();
        }
    };
    line("route", reading.route.word().to_owned());
    line("tag", reading.tag.clone().unwrap_or_default());
    line("refused", reading.refused.clone().unwrap_or_default());
    line("about", reading.envelope.about.join(", "));
    line("doubt", reading.doubts.join("; "));
    for letter in &reading.letters {
        out.push_str(&one(letter));
    }
    out
}

fn one(letter: &Letter) -> String {
    let mut out = format!("\n--- {} {}\n", letter.depth, letter.seen);
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            writeln!(out, "{name}: {value}").unwrap();
        }
    };
    line("from", letter.from.as_ref().map(person).unwrap_or_default());
    line("to", people(&letter.to));
    line("cc", people(&letter.cc));
    line("subject", letter.subject.clone().unwrap_or_default());
    let sent = letter.sent_at.map(|sent| format!("{}{}", sent.at, if sent.certain { "" } else { " perhaps" }));
    line(
        "date",
        format!("{} = {}", letter.date_text.as_deref().unwrap_or("none"), sent.as_deref().unwrap_or("unknown")),
    );
    line("lang", letter.lang.unwrap_or_default().to_owned());
    line("automatic", letter.automatic.as_ref().map(|it| format!("{}, {}", it.kind, it.reason)).unwrap_or_default());
    line("doubt", letter.doubts.join("; "));
    line("unsure words", letter.unsure_words.clone().unwrap_or_default());
    writeln!(out, "{}", indented(&letter.text)).unwrap();
    if let Some(signature) = &letter.signature {
        writeln!(out, "signature:\n{}", indented(signature)).unwrap();
    }
    out
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  | {line}")).collect::<Vec<_>>().join("\n")
}

fn people(people: &[Person]) -> String {
    people.iter().map(person).collect::<Vec<_>>().join("; ")
}

fn person(person: &Person) -> String {
    let address = person.address.as_ref().map_or("?", Address::as_str);
    format!("{} <{address}>", person.name.as_deref().unwrap_or("?"))
}
