//! What judging costs: reading the rules, one relationship, and ten thousand relationships with twenty rules, beside plain Rust
//! that compares the same facts. Ratios matter; the machine does not.

use std::hint::black_box;

use bothways::domain::account::Account;
use bothways::domain::act::Side;
use bothways::domain::relationship::Intent;
use bothways::judge::live::live;
use bothways::judge::probe::invented;
use bothways::judge::rules::{RuleFile, Rules, compile};
use bothways::judge::shipped::shipped;
use bothways::judge::verdict::verdicts;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

criterion_group!(benches, loading, judging, a_days_pass);
criterion_main!(benches);

/// Twenty rules, all switched on: the shipped ones, and some again under other names.
fn twenty() -> Rules {
    let mut files: Vec<RuleFile> = shipped();
    for file in &mut files {
        file.text = file.text.replace("\n    off\n", "\n");
    }
    for n in files.len()..20 {
        let text = files[n % 7].text.replacen("rule \"", &format!("rule \"again-{n}-"), 1);
        files.push(RuleFile { name: format!("rules/again-{n}.rhai"), text, shipped: false });
    }
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
    let accounts = invented();
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

/// Ten thousand relationships, twenty rules, and the findings brought up to the day.
fn a_days_pass(criterion: &mut Criterion) {
    let rules = twenty();
    let accounts: Vec<Account> = invented().into_iter().cycle().take(10_000).collect();
    let mut group = criterion.benchmark_group("a day's pass");
    group.sample_size(10).throughput(Throughput::Elements(10_000));
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
