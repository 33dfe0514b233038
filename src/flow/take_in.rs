//! Capture, read, record: raw mail in, filed letters out; each mail in one transaction with everything that follows from it.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use jiff::Timestamp;
use tracing::warn;

use super::house::{House, Mode, Tools};
use super::proposals::proposals;
use super::{obey, refused, signatures, talks};
use crate::domain::act::Side;
use crate::domain::fault::{Fault, Faults};
use crate::domain::id::{MessageId, RelationshipId};
use crate::domain::interaction::{Filing, Outcome};
use crate::domain::letter::{Reading, Seen};
use crate::domain::mail::DraftState;
use crate::domain::relationship::Book;
use crate::store::{Db, MessageRow, Stored};
use crate::{capture, read, record};

/// What became of the mails of one pass.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    pub n_mails: usize,
    pub n_filed: usize,
    pub n_letters: usize,
    /// Letters that were known already, from another route.
    pub n_again: usize,
    pub n_asked: usize,
    pub n_set_aside: usize,
    pub n_refused: usize,
    pub n_commands: usize,
    /// Mails that could not be read at all: where they lie, and why.
    pub unreadable: Faults,
    pub touched: BTreeSet<RelationshipId>,
}

impl Taken {
    /// Adds what another batch did.
    pub fn add(&mut self, other: Self) {
        self.n_mails += other.n_mails;
        self.n_filed += other.n_filed;
        self.n_letters += other.n_letters;
        self.n_again += other.n_again;
        self.n_asked += other.n_asked;
        self.n_set_aside += other.n_set_aside;
        self.n_refused += other.n_refused;
        self.n_commands += other.n_commands;
        self.unreadable.extend(other.unreadable);
        self.touched.extend(other.touched);
    }
}

/// Keeps the mails found at a place, unread yet. Returns how many were new and how many known; what could not be read from the
/// disk becomes a fault.
pub fn keep(
    house: &mut House,
    path: &Path,
    now: Timestamp,
    faults: &mut Faults,
    mut on_each: impl FnMut(),
) -> anyhow::Result<(usize, usize)> {
    let (mut new, mut known) = (0, 0);
    let mut found = capture::found(path)?.peekable();
    while found.peek().is_some() {
        let batch: Vec<_> = found.by_ref().take(BATCH).collect();
        house.store.write(|db| {
            for mail in batch {
                on_each();
                match mail {
                    Ok(mail) => {
                        if let Some(size) = mail.too_big {
                            faults.push(too_big(&mail.place, size));
                        }
                        match db.keep(&mail.place, mail.received_at.unwrap_or(now).min(now), &mail.bytes)? {
                            Stored::New(_) => new += 1,
                            Stored::Known(_) => known += 1,
                        }
                    }
                    Err(error) => faults.push(Fault::new(path.display().to_string(), error.to_string())),
                }
            }
            Ok(())
        })?;
    }
    Ok((new, known))
}

/// What the user is told of a mail whose words were left out.
pub(super) fn too_big(place: &str, size: u64) -> Fault {
    let most = capture::TOO_BIG >> 20;
    Fault::new(
        place.to_owned(),
        format!("{} MB large; from {most} MB on, only who wrote to whom and when is kept", size >> 20),
    )
    .hint("if its words matter, save the mail without its attachments and import that")
}

/// How many mails are read and committed together.
const BATCH: usize = 256;

/// Reads every mail that waits, and files it.
pub fn read_new(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<Taken> {
    let mut taken = Taken::default();
    let first = MessageId(0);
    let mut rows = house.store.read(|db| db.unread(first, BATCH))?;
    let mut readings = read_all(&rows, &house.tools);
    while let Some(last) = rows.last().map(|row| row.id) {
        let next = house.store.read(|db| db.unread(last, BATCH))?;
        signatures::check(house, &rows, &mut readings, now)?;
        let (store, tools) = (&mut house.store, &house.tools);
        // The next mails are read while these are filed.
        let (settled, next_readings) = std::thread::scope(|scope| {
            let reading = scope.spawn(|| read_all(&next, tools));
            let settled = store.write(|db| settle_all(db, tools, &rows, readings, now, faults));
            (settled, reading.join())
        });
        taken.add(settled?);
        rows = next;
        readings =
            next_readings.map_err(|_| anyhow::anyhow!("reading broke off; nothing is lost, please report it"))?;
        // A command may have asked for mails from before to be read again.
        if rows.is_empty() {
            rows = house.store.read(|db| db.unread(first, BATCH))?;
            readings = read_all(&rows, &house.tools);
        }
    }
    Ok(taken)
}

/// Reads mails side by side, on stacks that nested mails cannot exhaust. `Err` where reading one broke off.
pub(super) fn read_all(rows: &[MessageRow], tools: &Tools) -> Vec<Result<Reading, String>> {
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let share = rows.len().div_ceil(n_threads).max(1);
    let read_share =
        |rows: &[MessageRow]| -> Vec<Result<Reading, String>> { rows.iter().map(|row| read_one(row, tools)).collect() };
    let mut readings = Vec::with_capacity(rows.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = rows
            .chunks(share)
            .map(|rows| {
                let spawned = std::thread::Builder::new()
                    .stack_size(8 * 1024 * 1024)
                    .spawn_scoped(scope, move || read_share(rows));
                (rows, spawned)
            })
            .collect();
        for (rows, spawned) in threads {
            let read = match spawned {
                Ok(thread) => thread.join().ok(),
                // No thread to be had: slower, not worse.
                Err(_) => Some(read_share(rows)),
            };
            match read {
                Some(read) => readings.extend(read),
                None => readings.extend(rows.iter().map(|_| Err("reading it broke off".to_owned()))),
            }
        }
    });
    readings
}

fn read_one(row: &MessageRow, tools: &Tools) -> Result<Reading, String> {
    // `read` never panics, by its tests. Should it, one mail is set apart and the rest goes on.
    catch_unwind(AssertUnwindSafe(|| read::message(&row.bytes, &tools.desk(Some(row.received_at)), &tools.signals)))
        .map_err(|_| "reading it broke off".to_owned())
}

pub(super) fn settle_all(
    db: &Db<'_>,
    tools: &Tools,
    rows: &[MessageRow],
    readings: Vec<Result<Reading, String>>,
    now: Timestamp,
    faults: &mut Faults,
) -> crate::store::Result<Taken> {
    let mut taken = Taken { n_mails: rows.len(), ..Taken::default() };
    let mut book = book_of(db, tools)?;
    for (row, reading) in rows.iter().zip(readings) {
        // A command in a second process may have read it in the meantime.
        if !db.is_unread(row.id)? {
            continue;
        }
        let settled = match &reading {
            Ok(reading) => settle_alone(db, tools, &book, row, reading, now, faults)?,
            Err(why) => Err(why.clone()),
        };
        match settled {
            Ok((one, outcome)) => {
                taken.add(one);
                if outcome == Outcome::Command {
                    // A command may have added somebody.
                    book = book_of(db, tools)?;
                }
            }
            Err(why) => {
                warn!(message = %row.id, "{why}");
                if db.reading_failed(row.id, &why)? {
                    faults
                        .push(Fault::new(format!("the mail {}", row.place), why).hint("it is kept; please report it"));
                }
            }
        }
    }
    Ok(taken)
}

/// Who is whose, and when they work.
pub(super) fn book_of(db: &Db<'_>, tools: &Tools) -> crate::store::Result<Book> {
    let config = tools.home.config();
    let mut book = db.book(&config.you.addresses, tools.tracking())?;
    book.your_weekend.clone_from(&config.you.calendar.weekend);
    for relationship in db.relationships()? {
        book.weekends.insert(relationship.id, config.calendar_of(&relationship).weekend);
    }
    Ok(book)
}

/// Settles one mail so that nothing in it can keep the others from being settled: what fails, or breaks off, is taken back. The
/// inner error says why; the outer one is the disk's, and ends the pass.
fn settle_alone(
    db: &Db<'_>,
    tools: &Tools,
    book: &Book,
    row: &MessageRow,
    reading: &Reading,
    now: Timestamp,
    faults: &mut Faults,
) -> crate::store::Result<Result<(Taken, Outcome), String>> {
    let mut taken = Taken::default();
    let tried = db.attempt(|| {
        let settled = catch_unwind(AssertUnwindSafe(|| settle(db, tools, book, row, reading, now, &mut taken, faults)));
        settled.unwrap_or_else(|_| Err(crate::store::Error::Broke("filing it broke off")))
    });
    match tried {
        Ok(outcome) => Ok(Ok((taken, outcome))),
        Err(error) if error.is_transient() => Err(error),
        Err(error) => Ok(Err(format!("{:#}", anyhow::Error::new(error)))),
    }
}

/// Everything that follows from one mail, in the transaction that marks it as done.
#[expect(clippy::too_many_arguments, reason = "one transaction: what it reads, what it changes, what it counts")]
fn settle(
    db: &Db<'_>,
    tools: &Tools,
    book: &Book,
    row: &MessageRow,
    reading: &Reading,
    now: Timestamp,
    taken: &mut Taken,
    faults: &mut Faults,
) -> crate::store::Result<Outcome> {
    let desk = tools.desk(Some(row.received_at));
    let mut record = record::record(reading, book, &desk);
    if is_own(db, reading)? {
        (record.outcome, record.reason) = (Outcome::SetAside, "a mail of mine that came back".to_owned());
        record.filings.clear();
        record.unknown.clear();
    }
    for filing in &record.filings {
        file(db, tools, filing, row, now, taken)?;
        refused::note_stop(db, tools, filing, now, faults)?;
    }
    for unknown in &record.unknown {
        db.ask_whose(&unknown.about, unknown.name.as_deref(), &unknown.subject, row.id, tools.today(row.received_at))?;
    }
    note_away(db, tools, book, reading, row)?;
    refused::note_bounce(db, reading, now)?;
    talks::note_answer(db, tools, reading, now, faults)?;
    note_arrived(db, reading, now)?;
    revoke_shared(db, tools, book, reading, now, faults)?;
    if record.outcome == Outcome::Command {
        (record.outcome, record.reason) = obey::mail(db, tools, reading, row, now, taken, faults)?;
    }
    match record.outcome {
        Outcome::Filed => taken.n_filed += 1,
        Outcome::Asked => taken.n_asked += 1,
        Outcome::Command => taken.n_commands += 1,
        Outcome::SetAside => taken.n_set_aside += 1,
        Outcome::Refused => taken.n_refused += 1,
    }
    if let Some(why) = &reading.refused {
        taken.unreadable.push(Fault::new(row.place.clone(), why.clone()));
    }
    let rfc_id = reading.envelope.message_id.as_deref();
    db.settle(row.id, Some(reading.route), rfc_id, record.outcome, &record.reason, now)?;
    Ok(record.outcome)
}

fn file(
    db: &Db<'_>,
    tools: &Tools,
    filing: &Filing,
    row: &MessageRow,
    now: Timestamp,
    taken: &mut Taken,
) -> crate::store::Result<()> {
    let zone = &tools.user.zone;
    if let Some(name) = first_name(filing) {
        db.learn_person(filing.relationship, &name)?;
    }
    let alike = db.alike(&filing.print)?;
    let same = record::same(filing, &alike);
    // The user may have moved it since it was filed.
    let moved = alike.iter().find(|known| same.is(known.id) && known.relationship != filing.relationship);
    let moved = moved.map(|known| Filing { relationship: known.relationship, ..filing.clone() });
    let filing = moved.as_ref().unwrap_or(filing);
    match same {
        record::Same::New => {
            let id = db.file(filing, Some(row.id), zone)?;
            db.propose(id, &proposals(filing, zone))?;
            taken.n_letters += 1;
            taken.touched.insert(filing.relationship);
            withdraw_answered(db, filing, now)?;
        }
        record::Same::Again(id) => {
            db.seen_again(id, filing, Some(row.id), zone)?;
            taken.n_again += 1;
        }
        record::Same::Better(id) => {
            db.improve(id, filing, Some(row.id), zone)?;
            db.redate(id, &proposals(filing, zone))?;
            taken.n_again += 1;
            taken.touched.insert(filing.relationship);
            withdraw_answered(db, filing, now)?;
        }
    }
    Ok(())
}

/// The first name of the other side, where a letter of theirs gives a whole name. A single word may be a firm's.
fn first_name(filing: &Filing) -> Option<String> {
    let name = filing.letter.from.as_ref().filter(|_| filing.by == Side::They)?.name.as_ref()?;
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_word = |word: &&str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    match words.as_slice() {
        [first, _] | [first, _, _] if words.iter().all(is_word) && first.chars().count() > 1 => {
            Some((*first).to_owned())
        }
        _ => None,
    }
}

/// Their answer came before a text had gone: the text is no longer what one would say. A quote proves it as well as the letter
/// itself, where it says for certain when it was written.
fn withdraw_answered(db: &Db<'_>, filing: &Filing, now: Timestamp) -> crate::store::Result<()> {
    if filing.by == Side::You || (filing.letter.seen == Seen::Quoted && !filing.certain) {
        return Ok(());
    }
    for draft in db.offered_drafts(filing.relationship)? {
        if filing.happened_at > draft.offered_at {
            db.move_draft(draft.id, DraftState::Offered, DraftState::Withdrawn)?;
        }
    }
    db.withdraw_approved(filing.relationship, filing.happened_at, now)?;
    Ok(())
}

/// A mail of ours coming back is known by its id, never by its sender: the mailbox may be sender and receiver at once.
fn is_own(db: &Db<'_>, reading: &Reading) -> crate::store::Result<bool> {
    match &reading.envelope.message_id {
        Some(id) => Ok(db.outbox_by_rfc_id(id)?.is_some()),
        None => Ok(false),
    }
}

/// A machine answers for somebody we know that he is away until a day: until then nobody is kept waiting.
fn note_away(db: &Db<'_>, tools: &Tools, book: &Book, reading: &Reading, row: &MessageRow) -> crate::store::Result<()> {
    let Some(letter) = reading.letters.first().filter(|letter| letter.automatic.is_some()) else { return Ok(()) };
    let whose = letter.author().and_then(|author| book.whose(author));
    if let (Some(whose), Some(days)) = (whose, letter.away) {
        db.keep_away(whose, Side::They, tools.today(row.received_at), days, None)?;
    }
    Ok(())
}

/// A mail that names a mail of ours whose fate was unknown settles it: only who received ours knows its id.
fn note_arrived(db: &Db<'_>, reading: &Reading, now: Timestamp) -> crate::store::Result<()> {
    let envelope = &reading.envelope;
    for id in envelope.message_id.iter().chain(&envelope.in_reply_to).chain(&envelope.references) {
        db.arrived(id, now)?;
    }
    Ok(())
}

/// Somebody else answers a mail that went to the user alone: it was passed on, and its token with it. The user is told, because
/// her own replies to it prove nothing any more.
fn revoke_shared(
    db: &Db<'_>,
    tools: &Tools,
    book: &Book,
    reading: &Reading,
    now: Timestamp,
    faults: &mut Faults,
) -> crate::store::Result<()> {
    let author = reading.letters.first().and_then(|letter| letter.author());
    if author.is_some_and(|author| book.is_you(author)) {
        return Ok(());
    }
    for id in reading.envelope.in_reply_to.iter().chain(&reading.envelope.references) {
        let Some(ours) = db.outbox_by_rfc_id(id)? else { continue };
        if db.revoke_tokens(ours.id, now)? && reading.automatic.is_none() {
            let who = author.map_or_else(|| "Somebody".to_owned(), ToString::to_string);
            obey::tell_passed_on(db, tools, &ours, &who, now, faults)?;
        }
    }
    Ok(())
}

impl Tools {
    /// Whether the user's own mails count without proof: only where past mail is tried out.
    #[must_use]
    pub fn is_trying_out(&self) -> bool {
        self.mode == Mode::Replay
    }
}
