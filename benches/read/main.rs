//! How fast mail is read: ordinary letters beside bare mail-parser in the same run, and the worst shapes at four sizes, whose
//! times must grow no faster than their sizes. `cargo bench --bench read [-- ordinary | worst | NAME OF A SHAPE]`
//!
//! Every figure is the best of several rounds, in which the contestants take turns: on a busy machine the ratios still hold.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::format_collect,
    reason = "a benchmark that cannot go on should stop, talks to a person, and makes its letters once"
)]

mod ordinary;
mod worst;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use bothways::domain::address::Address;
use bothways::domain::letter::Desk;
use bothways::read::{self, notice};
use jiff::tz::TimeZone;

fn main() {
    // `cargo bench` says `--bench`; a run of the tests asks what tests there are, and there are none.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_default();
    let signals = notice::Signals::default();
    if wanted.is_empty() || wanted == "ordinary" {
        letters(&signals);
    }
    if wanted != "ordinary" {
        growth(&signals, if wanted == "worst" { "" } else { &wanted });
    }
}

fn desk() -> Desk {
    Desk {
        you: vec![Address::parse("ines@desk.example").unwrap()],
        tracking: vec![Address::parse("track@bothways.example").unwrap()],
        zone: TimeZone::UTC,
        received_at: None,
    }
}

fn letters(signals: &notice::Signals) {
    let ordinary = ordinary::letters(20);
    let raw: Vec<&[u8]> = ordinary.iter().map(|letter| letter.raw.as_slice()).collect();
    compare("ordinary letters", &raw, signals);
    for kind in ordinary.iter().take(12).map(|letter| letter.kind) {
        let some: Vec<&[u8]> =
            ordinary.iter().filter(|letter| letter.kind == kind).map(|letter| letter.raw.as_slice()).collect();
        compare(kind, &some, signals);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let odd: Vec<Vec<u8>> = files
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    compare("tests/letters", &odd.iter().map(Vec::as_slice).collect::<Vec<_>>(), signals);
}

/// Bare mail-parser, reading, and reading with noticing, by turns.
fn compare(what: &str, letters: &[&[u8]], signals: &notice::Signals) {
    let desk = desk();
    let parser = mail_parser::MessageParser::default();
    let bare = || letters.iter().filter(|raw| black_box(parser.parse(**raw)).is_some()).count();
    let alone = || letters.iter().map(|raw| black_box(read::unnoticed(raw, &desk)).letters.len()).sum();
    let whole = || letters.iter().map(|raw| black_box(read::message(raw, &desk, signals)).letters.len()).sum();
    let best = by_turns([&bare, &alone, &whole]);
    let bytes: usize = letters.iter().map(|raw| raw.len()).sum();
    println!("{what}: {} of {} bytes on average", letters.len(), bytes / letters.len());
    for (name, took) in ["bare mail-parser", "read", "read and notice"].into_iter().zip(best) {
        let each = took.as_secs_f64() / number(letters.len());
        println!(
            "  {name:18}{:9.0} letters/s {:7.1} MB/s {:6.1} × mail-parser",
            1.0 / each,
            number(bytes) / took.as_secs_f64() / 1e6,
            took.as_secs_f64() / best[0].as_secs_f64()
        );
    }
}

fn by_turns<const N: usize>(contestants: [&dyn Fn() -> usize; N]) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    for _ in 0..12 {
        for (known, run) in best.iter_mut().zip(contestants) {
            *known = (*known).min(timed(run));
        }
    }
    best
}

fn timed(run: impl Fn() -> usize) -> Duration {
    let began = Instant::now();
    black_box(run());
    began.elapsed()
}

#[expect(clippy::cast_precision_loss, reason = "counts of letters and bytes")]
fn number(count: usize) -> f64 {
    count as f64
}

/// Each shape at four sizes, each twice the one before: microseconds, and how much longer the last took than the one before.
fn growth(signals: &notice::Signals, wanted: &str) {
    const SMALLEST: usize = 250_000;
    let desk = desk();
    println!("\n{:40}{:>12}{:>12}{:>12}{:>12}   ns/byte   ratios", "worst", "n", "2 n", "4 n", "8 n = 2 MB");
    for shape in worst::shapes().iter().filter(|shape| shape.name.contains(wanted)) {
        let sizes = [SMALLEST, SMALLEST * 2, SMALLEST * 4, SMALLEST * 8].map(|n| (shape.make)(n));
        let took = sizes.each_ref().map(|raw| {
            let run = || read::message(raw, &desk, signals).letters.len();
            (0..3).map(|_| timed(run)).min().unwrap_or_default()
        });
        let ratio = |n: usize| took[n].as_secs_f64() / took[n - 1].as_secs_f64();
        let per_byte = took[3].as_secs_f64() * 1e9 / number(sizes[3].len());
        print!("{:40}", shape.name);
        for time in took {
            print!("{:9} µs", time.as_micros());
        }
        println!("  {per_byte:8.1}   {:.1} {:.1} {:.1}", ratio(1), ratio(2), ratio(3));
    }
}
