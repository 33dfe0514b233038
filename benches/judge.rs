//! What judging costs: reading the rules, one relationship, ten thousand relationships with twenty rules, and a year of the past;
//! beside plain Rust that compares the same facts. Ratios matter; the machine does not.
#![allow(clippy::expect_used, reason = "a benchmark that cannot go on should stop")]

use std::hint::black_box;
use std::rc::Rc;

use bothways::domain::account::Account;
use bothways::domain::act::Side;
use bothways::domain::relationship::Intent;
use bothways::flow::{self, House, Mode, backtest};
use bothways::home::Home;
use bothways::judge::live::live;
use bothways::judge::probe::invented;
use bothways::judge::rules::{RuleFile, Rules, compile};
use bothways::judge::shipped::shipped;
use bothways::judge::verdict::verdicts;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};

criterion_group!(benches, loading, judging, a_days_pass, a_year_of_the_past);
criterion_main!(benches);

/// Twenty rules, all switched on: the shipped ones, and some again under other names.
fn twenty() -> Rules {
    let mut files: Vec<RuleFile> = shipped();
    for file in &mut files {
        file.text = file.text.replace("\n    off\n", "\n");
    }
    files.truncate(20);
    let mut faults = Vec::new();
    let rules = compile(&files, &[], &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    rules
}

fn loading(criterion: &mut Criterion) {
    let files = shipped();
    let mut group = criterion.benchmark_group("rules");
    group.throughput(Throughput::Elements(files.len() as u64));
    group.bench_function("read, check and try the shipped", |bench| {
        bench.iter(|| compile(black_box(&files), &[], &mut Vec::new()));
    });
}

fn judging(criterion: &mut Criterion) {
    let rules = twenty();
    let accounts: Vec<Rc<Account>> = invented().into_iter().map(Rc::new).collect();
    let mut group = criterion.benchmark_group("judge");
    group.throughput(Throughput::Elements((accounts.len() * rules.list().len()) as u64));
    group.bench_function("every invented relationship, twenty rules", |bench| {
        bench.iter(|| {
            for account in &accounts {
                black_box(verdicts(account, &rules));
            }
        });
    });
    group.bench_function("the same question twenty times in plain Rust", |bench| {
        bench.iter(|| {
            for account in &accounts {
                for _ in 0..20 {
                    black_box(one_sided(black_box(account)));
                }
            }
        });
    });
}

/// What the rule `one-sided` asks.
fn one_sided(account: &Account) -> bool {
    account.relationship.intent == Intent::Partnership
        && account.coverage.percent().is_some_and(|percent| percent >= 60)
        && account.n_given(Side::You, None, 90) >= 2
        && account.n_given(Side::They, None, 90) == 0
}

/// A run of the tests asks only whether it works.
const N_RELATIONSHIPS: usize = if cfg!(debug_assertions) { 100 } else { 10_000 };

/// Ten thousand relationships, twenty rules, and the findings brought up to the day.
fn a_days_pass(criterion: &mut Criterion) {
    let rules = twenty();
    let accounts: Vec<Rc<Account>> = invented().into_iter().cycle().take(N_RELATIONSHIPS).map(Rc::new).collect();
    let mut group = criterion.benchmark_group("a day's pass");
    group.sample_size(10).throughput(Throughput::Elements(N_RELATIONSHIPS as u64));
    group.bench_function("10,000 relationships, twenty rules", |bench| {
        bench.iter_batched(
            || (),
            |()| {
                for account in &accounts {
                    black_box(verdicts(account, &rules));
                }
            },
            BatchSize::PerIteration,
        );
    });
    let account = &accounts[4];
    let said = verdicts(account, &rules);
    let before = live(Vec::new(), &said, account, &rules);
    group.throughput(Throughput::Elements(1));
    group.bench_function("one relationship's findings, a day on", |bench| {
        bench.iter_batched(|| before.clone(), |before| live(before, &said, account, &rules), BatchSize::SmallInput);
    });
}

/// So many relationships are lived through; a hundred of them cost ten times as much.
const RELATIONSHIPS: usize = 10;
const FROM: Date = date(2025, 9, 18);
const TO: Date = date(2026, 9, 17);

/// A year of the past under twenty rules, from a store on the disk, and what building its accounts alone costs.
fn a_year_of_the_past(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let house = a_years_home(folder.path());
    let rules = twenty();
    let days = house.store.read(|db| backtest::n_days(db, FROM, TO)).expect("a count");
    let mut group = criterion.benchmark_group("a year of the past");
    group.sample_size(10).throughput(Throughput::Elements(days * rules.list().len() as u64));
    group.bench_function("ten relationships, twenty rules", |bench| {
        bench.iter(|| {
            let sets = [&rules];
            house.store.read(|db| backtest::backtest(db, &house.tools, &sets, FROM, TO, || {})).expect("a past")
        });
    });
    group.bench_function("their accounts, and the same question twenty times in plain Rust", |bench| {
        bench.iter(|| {
            let mut day = FROM;
            let mut n = 0_u32;
            while day <= TO {
                let accounts = house.store.read(|db| flow::accounts(db, &house.tools, day)).expect("accounts");
                for account in &accounts {
                    for _ in 0..20 {
                        n += u32::from(one_sided(black_box(account)));
                    }
                }
                day = day.tomorrow().expect("a day");
            }
            n
        });
    });
}

/// A home in which each relationship wrote a letter a week, and was answered two days later.
fn a_years_home(root: &std::path::Path) -> House {
    let config = "[you]\nname = \"Nadia\"\naddresses = [\"nadia@desk.example\"]\nseat = \"va\"\nzone = \"UTC\"\n[tracking]\naddress = \"track@desk.example\"\n";
    std::fs::write(root.join("bothways.toml"), config).expect("a home");
    let now: Timestamp = "2026-09-17T20:00:00Z".parse().expect("an instant");
    let mut house = House::open(Home::open(root).expect("a home"), Mode::Replay, now).expect("a house");
    for n in 0..RELATIONSHIPS {
        let add = format!("add client{n} \"Client {n}\" dana@client{n}.example");
        flow::obey(&mut house, &add, now, &mut Vec::new()).expect("a relationship");
    }
    let first: Timestamp = "2025-07-01T09:00:00Z".parse().expect("an instant");
    house
        .store
        .write(|db| {
            for n in 0..RELATIONSHIPS {
                for week in 0..62_i64 {
                    let they = first + SignedDuration::from_hours(week * 168 + i64::try_from(n).unwrap_or(0));
                    let you = they + SignedDuration::from_hours(50);
                    let (dana, nadia) = (format!("dana@client{n}.example"), "nadia@desk.example".to_owned());
                    for (from, to, at) in [(&dana, &nadia, they), (&nadia, &dana, you)] {
                        let words = format!("Hello, this is number {week} of {from}. Thank you for the photos of week {week}; could you send me the next ones?");
                        let raw = format!(
                            "From: {from}\r\nTo: {to}, track@desk.example\r\nDate: {}\r\nMessage-ID: <{week}.{from}>\r\nSubject: week {week}\r\n\r\n{words}\r\n",
                            jiff::fmt::rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default()
                        );
                        db.keep(&format!("{n} {week} {from}"), at, raw.as_bytes())?;
                    }
                }
            }
            Ok(())
        })
        .expect("mails");
    flow::file(&mut house, now, &mut Vec::new()).expect("letters");
    house
}
