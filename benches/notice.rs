//! How many sentences a second are noticed in: the shipped phrases over ordinary business prose, most of which says nothing.

use std::hint::black_box;

use bothways::domain::act::Side;
use bothways::read::notice::{Signals, notice};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const SENTENCES: [&str; 10] = [
    "The numbers for the second quarter are only in the annual report, and they are not out yet.",
    "Could you please book the small meeting room for the whole of Thursday morning?",
    "Our marketing people will be writing to these customers at the end of the month.",
    "I told my sister about you, she runs a bakery and is looking for someone to run her calendar.",
    "As a business issue, many owners keep the older plant because it pays for the newer one.",
    "Thank you very much for your help with the move, it went better than I had expected.",
    "Your October invoice has not been paid yet, accounts want a purchase order number first.",
    "We looked at the first three pages and found that the table on the left has two wrong totals.",
    "The conference will examine the rules of the larger and more competitive regional markets.",
    "I have a copy of it in my folder, and there is a second one in the cupboard by the door.",
];

fn sentences(criterion: &mut Criterion) {
    let signals = Signals::shipped();
    let mut group = criterion.benchmark_group("notice");
    group.throughput(Throughput::Elements(SENTENCES.len() as u64));
    group.bench_function("ten sentences", |bench| {
        bench.iter(|| {
            for sentence in SENTENCES {
                black_box(notice(black_box(sentence), Side::They, &signals));
            }
        });
    });
    // Linear: the same words as one letter, and as one without any full stop.
    for (name, letter) in [
        ("one letter", SENTENCES.join(" ").repeat(50)),
        ("no full stop", SENTENCES.join(" ").replace(['.', '?'], "").repeat(50)),
    ] {
        group.throughput(Throughput::Elements(SENTENCES.len() as u64 * 50));
        group.bench_function(name, |bench| bench.iter(|| black_box(notice(black_box(&letter), Side::They, &signals))));
    }
    group.finish();
    criterion
        .bench_function("notice/compile the shipped phrases", |bench| bench.iter(|| black_box(Signals::shipped())));
}

criterion_group!(benches, sentences);
criterion_main!(benches);
