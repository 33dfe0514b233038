//! What importing costs: reading, noticing, deduplicating and committing a mailbox, beside the bare floor of mail-parser plus
//! SQLite inserts, in one run. Ratios matter; the machine does not.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use bothways::flow::{self, House, Mode};
use bothways::home::Home;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::{Timestamp, ToSpan as _};

const N: usize = 2_000;

/// A user's BCCs and forwards with thirty clients, a few hundred words each, half of them with history beneath.
fn letter(n: usize) -> String {
    let client = n % 30;
    let day = jiff::civil::date(2026, 1, 1).checked_add(i64::try_from(n / 6).unwrap().days()).unwrap();
    let at = format!("{} {:02}:{:02}:00 +0000", day.strftime("%a, %-d %b %Y"), 8 + n % 6, n % 60);
    let mut words = String::new();
    for line in 0..12 {
        let _ = writeln!(
            words,
            "Line {line} of letter {n}: the order is on its way, the photos are in the folder, and I moved the call."
        );
    }
    let head = format!("Date: {at}\nMessage-ID: <{n}@desk.test>\nContent-Type: text/plain; charset=utf-8\n");
    if n.is_multiple_of(3) {
        return format!(
            "From: Nadia <you@desk.test>\nTo: track@desk.test\nSubject: Fwd: order {n}\n{head}\n---------- Forwarded message ---------\n\
             From: Client {client} <c{client}@client.test>\nDate: {}\nSubject: order {n}\nTo: Nadia <you@desk.test>\n\nHi Nadia,\n\n{words}\n\
             Thank you so much for the help with number {n}!\n\nClient {client}\n",
            day.strftime("%a, %b %-d, %Y at 8:00 AM")
        );
    }
    let mut history = String::new();
    if n.is_multiple_of(2) {
        let _ = write!(
            history,
            "\nOn {} Client {client} <c{client}@client.test> wrote:\n\n",
            day.strftime("%a, %b %-d, %Y at 7:30 AM")
        );
        for line in 0..10 {
            let _ = writeln!(history, "> Question {line} about order {n}, please, when you have a moment for it.");
        }
    }
    format!(
        "From: Nadia <you@desk.test>\nTo: Client {client} <c{client}@client.test>\nSubject: order {n}\nDelivered-To: track@desk.test\n\
         {head}\nHello,\n\n{words}\nNadia\n{history}"
    )
}

fn mailbox(folder: &Path) -> Vec<Vec<u8>> {
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    (0..N)
        .map(|n| {
            let raw = letter(n).into_bytes();
            fs::write(folder.join("new").join(format!("{n:06}")), &raw).unwrap();
            raw
        })
        .collect()
}

fn house(folder: &Path) -> House {
    let config = "[you]\nname = \"Nadia\"\naddresses = [\"you@desk.test\"]\nseat = \"va\"\nzone = \"UTC\"\n[tracking]\naddress = \"track@desk.test\"\n";
    fs::write(folder.join("bothways.toml"), config).unwrap();
    let now = Timestamp::now();
    let mut house = House::open(Home::open(folder).unwrap(), Mode::Real, now).unwrap();
    for client in 0..30 {
        let words = format!("add c{client} \"Client number {client}\" c{client}@client.test");
        flow::obey(&mut house, &words, now, &mut Vec::new()).unwrap();
    }
    house
}

fn import(c: &mut Criterion) {
    let mail = tempfile::tempdir().unwrap();
    let raw = mailbox(mail.path());
    let mut group = c.benchmark_group("import");
    group.throughput(Throughput::Elements(N as u64)).sample_size(10);
    group.bench_function("floor: mail-parser and inserts", |b| {
        b.iter_batched(
            || tempfile::tempdir().unwrap(),
            |folder| floor(folder.path(), mail.path()),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("bothways", |b| {
        b.iter_batched(
            || {
                let folder = tempfile::tempdir().unwrap();
                let house = house(folder.path());
                (folder, house)
            },
            |(folder, mut house)| {
                let mut faults = Vec::new();
                flow::keep(&mut house, mail.path(), Timestamp::now(), &mut faults, || {}).unwrap();
                let taken = flow::file(&mut house, Timestamp::now(), &mut faults).unwrap();
                assert_eq!(taken.n_filed, N);
                (folder, house)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
    black_box(raw);
}

/// What nobody can be faster than: find the files, parse them, keep bytes and four columns with an index, commit.
fn floor(folder: &Path, mail: &Path) {
    let mut db = rusqlite::Connection::open(folder.join("floor.db")).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE message (id INTEGER PRIMARY KEY, rfc_id TEXT, sender TEXT, subject TEXT, text TEXT);
         CREATE INDEX message_rfc_id ON message (rfc_id);",
    )
    .unwrap();
    let mut files: Vec<_> = fs::read_dir(mail.join("new")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for batch in files.chunks(256) {
        let transaction = db.transaction().unwrap();
        for path in batch {
            let raw = fs::read(path).unwrap();
            let message = mail_parser::MessageParser::default().parse(&raw).unwrap();
            let sender =
                message.from().and_then(|from| from.first()).and_then(|from| from.address()).unwrap_or_default();
            transaction
                .prepare_cached("INSERT INTO message (rfc_id, sender, subject, text) VALUES (?1, ?2, ?3, ?4)")
                .unwrap()
                .execute((message.message_id(), sender, message.subject(), message.body_text(0)))
                .unwrap();
        }
        transaction.commit().unwrap();
    }
}

criterion_group!(benches, import);
criterion_main!(benches);
