//! What an account costs by how many letters stand in it: its facts and twenty rules over them, with a thousand letters and with a hundred
//! thousand; and counting all of its days anew, a letter, with five, twenty and a hundred thousand. Ratios matter; the machine does not.
#![allow(clippy::expect_used, reason = "a benchmark that cannot go on should stop")]

use std::hint::black_box;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use bothways::domain::account::Account;
use bothways::flow::{self, House, Mode};
use bothways::home::Home;
use bothways::judge::rules::{Rules, compile};
use bothways::judge::shipped::shipped;
use bothways::judge::verdict::verdicts;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

criterion_group!(benches, facts, anew);
criterion_main!(benches);

/// A run of the tests asks only whether it works.
const SIZES: [usize; 4] = if cfg!(debug_assertions) { [50, 100, 150, 200] } else { [1_000, 5_000, 20_000, 100_000] };
const TODAY: Date = date(2026, 11, 20);
/// The days over which the letters are spread, whatever their number: all that an account looks at.
const DAYS: i64 = 400;
/// A favour stands in so many of them.
const FAVOURS: usize = 40;

/// The facts of one relationship: out of the store, into an account, and through twenty rules. Each number is that of few letters or of
/// many; both homes are made before, and the other one is looked at after each look, without being timed: what else the machine does,
/// and what lies near in its memory, must not look like a difference between the two.
fn facts(criterion: &mut Criterion) {
    let rules = twenty();
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let [few, many] = [(&folders[0], SIZES[0]), (&folders[1], SIZES[3])].map(|(at, n)| (n, home_with(at.path(), n)));
    let mut group = criterion.benchmark_group("facts of one relationship");
    group.throughput(Throughput::Elements(1));
    for ((n, house), (_, other)) in [(&few, &many), (&many, &few)] {
        group.bench_function(format!("its account, of {n} letters"), |bench| {
            bench.iter_custom(|times| beside(times, || account(house), || account(other)));
        });
    }
    for ((n, house), (_, other)) in [(&few, &many), (&many, &few)] {
        let (account, other) = (Rc::new(account(house)), Rc::new(account(other)));
        group.bench_function(format!("twenty rules over it, of {n} letters"), |bench| {
            bench.iter_custom(|times| beside(times, || verdicts(&account, &rules), || verdicts(&other, &rules)));
        });
    }
}

/// How long something takes so many times, with something like it done between.
fn beside<T>(times: u64, timed: impl Fn() -> T, between: impl Fn() -> T) -> Duration {
    let once = |_| {
        black_box(between());
        let began = Instant::now();
        black_box(timed());
        began.elapsed()
    };
    (0..times).map(once).sum()
}

/// Two accounts become one, and two again: every day of the letters is counted anew, twice.
fn anew(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("counted anew, a letter");
    group.sample_size(10);
    for n in &SIZES[1..] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut house = home_with(folder.path(), *n);
        group.throughput(Throughput::Elements(u64::try_from(*n).unwrap_or(u64::MAX)));
        group.bench_function(format!("{n} letters"), |bench| {
            bench.iter_custom(|times| (0..times).map(|_| merged_and_parted(&mut house)).sum());
        });
    }
}

fn merged_and_parted(house: &mut House) -> Duration {
    let began = Instant::now();
    for line in ["merge beta acme", "undo"] {
        flow::obey(house, line, now(), &mut Vec::new()).expect("a command");
    }
    began.elapsed()
}

fn account(house: &House) -> Account {
    let accounts = house.store.read(|db| {
        let acme = db.relationships()?.into_iter().find(|one| one.key == "acme").expect("a relationship");
        flow::account(db, &house.tools, acme, TODAY)
    });
    accounts.expect("an account")
}

fn twenty() -> Rules {
    let mut files = shipped();
    for file in &mut files {
        file.text = file.text.replace("\n    off\n", "\n");
    }
    files.truncate(20);
    compile(&files, &[], &mut Vec::new())
}

fn now() -> Timestamp {
    TODAY.at(20, 0, 0, 0).to_zoned(TimeZone::UTC).expect("an instant").timestamp()
}

/// A home with so many letters of one relationship, from both sides, evenly over the days.
fn home_with(root: &Path, n: usize) -> House {
    let config = "[you]\nname = \"Nadia\"\naddresses = [\"nadia@desk.example\"]\nseat = \"va\"\nzone = \"UTC\"\n[tracking]\naddress = \"track@desk.example\"\n";
    std::fs::write(root.join("bothways.toml"), config).expect("a home");
    let mut house = House::open(Home::open(root).expect("a home"), Mode::Replay, now()).expect("a house");
    for add in ["add acme \"Acme\" dana@acme.example", "add beta \"Beta\" lee@beta.example"] {
        flow::obey(&mut house, add, now(), &mut Vec::new()).expect("a relationship");
    }
    let apart = SignedDuration::from_hours(24 * (DAYS - 1)) / i32::try_from(n).unwrap_or(i32::MAX);
    let first = now() - SignedDuration::from_hours(24 * (DAYS - 1));
    let mails = (0..n).map(|at| (at, first + apart * i32::try_from(at).unwrap_or(i32::MAX))).collect::<Vec<_>>();
    for some in mails.chunks(1_000) {
        let kept = house.store.write(|db| {
            for (at, sent_at) in some {
                db.keep(&at.to_string(), *sent_at, letter(*at, n, *sent_at).as_bytes())?;
            }
            Ok(())
        });
        kept.expect("mails");
    }
    let taken = flow::file(&mut house, now(), &mut Vec::new()).expect("letters");
    assert_eq!(taken.n_filed, n);
    house
}

/// As many favours in many letters as in few, of either side in turn: a relationship is not kinder for writing more.
fn letter(at: usize, n: usize, sent_at: Timestamp) -> String {
    let (dana, nadia) = ("dana@acme.example", "nadia@desk.example");
    let (from, to) = if at.is_multiple_of(2) { (dana, nadia) } else { (nadia, dana) };
    let favour =
        if at.is_multiple_of((n / FAVOURS) | 1) { " I told my friend Lee that he should call you." } else { "" };
    let date = jiff::fmt::rfc2822::to_string(&sent_at.to_zoned(TimeZone::UTC)).unwrap_or_default();
    format!(
        "From: {from}\r\nTo: {to}, track@desk.example\r\nDate: {date}\r\nMessage-ID: <{at}@bench.example>\r\nSubject: number {at}\r\n\r\n\
         Hello, this is letter number {at}; the photos of it lie in the folder.{favour}\r\n"
    )
}
