//! How fast mail is read: ordinary letters beside bare mail-parser in the same run, and the worst shapes at two sizes, whose
//! times must grow no faster than their sizes.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]

use std::hint::black_box;
use std::path::Path;

use bothways::domain::address::Address;
use bothways::domain::letter::Desk;
use bothways::read::{self, notice};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::tz::TimeZone;

criterion_group!(benches, ordinary, worst);
criterion_main!(benches);

fn desk() -> Desk {
    Desk {
        you: vec![Address::parse("ines@desk.example").unwrap()],
        tracking: vec![Address::parse("track@bothways.example").unwrap()],
        zone: TimeZone::UTC,
        received_at: None,
    }
}

/// The letters of `tests/letters`: mails of 40 programs in many languages.
fn ordinary(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/letters");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let letters: Vec<Vec<u8>> = files
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    let (desk, signals) = (desk(), notice::Signals::default());
    let mut group = criterion.benchmark_group("letters");
    group.throughput(Throughput::Elements(letters.len() as u64));
    group.bench_function("read", |bencher| {
        bencher.iter(|| letters.iter().map(|raw| read::message(raw, &desk, &signals).letters.len()).sum::<usize>());
    });
    group.bench_function("bare mail-parser", |bencher| {
        let parser = mail_parser::MessageParser::default();
        bencher.iter(|| letters.iter().filter(|raw| black_box(parser.parse(raw.as_slice())).is_some()).count());
    });
    group.finish();
}

fn worst(criterion: &mut Criterion) {
    const HEADER: &str = "From: a <ines@desk.example>\nTo: track@bothways.example\nSubject: Fwd: x\n";
    type Shape = (&'static str, &'static str, fn(usize) -> String);
    let shapes: [Shape; 9] = [
        ("labels", "plain", |n| "Subject: x y\n".repeat(n)),
        ("authors", "plain", |n| "From: a <a@b.example>\n".repeat(n)),
        ("attributions", "plain", |n| {
            "On Wed, Nov 11, 2026 at 9:31 AM Dana <d@x.example> wrote:\n> hi\n\nyes\n".repeat(n / 4)
        }),
        ("separators", "plain", |n| {
            "---------- Forwarded message ---------\nFrom: a <a@b.example>\n\nx\n".repeat(n / 4)
        }),
        ("one line", "plain", |n| "x".repeat(n * 100)),
        ("one quote", "plain", |n| format!("{} x\n", ">".repeat(n))),
        ("at signs", "plain", |n| format!("From: {}\nTo: {}\n", "@".repeat(n * 2), "<".repeat(n))),
        ("blockquotes", "html", |n| "<blockquote type=cite>x".repeat(n)),
        ("crossed tags", "html", |n| "<b><p>x</b>".repeat(n)),
    ];
    let (desk, signals) = (desk(), notice::Signals::default());
    let mut group = criterion.benchmark_group("worst");
    group.sample_size(10);
    for (name, kind, shape) in shapes {
        for n in [50_000_usize, 100_000] {
            let raw = format!("{HEADER}Content-Type: text/{kind}; charset=utf-8\n\n{}", shape(n));
            group.throughput(Throughput::Bytes(raw.len() as u64));
            group.bench_with_input(BenchmarkId::new(name, n), &raw, |bencher, raw| {
                bencher.iter(|| read::message(raw.as_bytes(), &desk, &signals).letters.len());
            });
        }
    }
    group.finish();
}
