//! Which mails have their signatures checked, and when: once, as they come, and only where something hangs on it. Each check asks the
//! DNS, so a mail that asks for nothing, or that is proven another way, is left alone.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::house::{House, Mode, Tools};
use super::{handshake, hearing, take_in};
use crate::capture::signature::signature;
use crate::domain::command::Proof;
use crate::domain::interaction::Outcome;
use crate::domain::letter::{Reading, Signature};
use crate::domain::relationship::Book;
use crate::store::{Db, MessageRow, Result};
use crate::{converse, record};

/// Notes on each reading what the signatures of its mail proved; where that is not known and matters, checks and keeps it.
pub(super) fn check(
    house: &mut House,
    rows: &[MessageRow],
    readings: &mut [std::result::Result<Reading, String>],
    now: Timestamp,
) -> anyhow::Result<()> {
    for (row, reading) in rows.iter().zip(readings.iter_mut()) {
        if let Ok(reading) = reading {
            reading.envelope.signature.clone_from(&row.signature);
        }
    }
    if house.tools.mode == Mode::Replay {
        return Ok(());
    }
    let tools = &house.tools;
    let due: Vec<usize> = house.store.read(|db| {
        let book = take_in::book_of(db, tools)?;
        let mut due = Vec::new();
        for (at, (row, reading)) in rows.iter().zip(readings.iter()).enumerate() {
            if let Ok(reading) = reading
                && row.signature.is_none()
                && is_due(db, tools, &book, row, reading, now)?
            {
                due.push(at);
            }
        }
        Ok(due)
    })?;
    if due.is_empty() {
        return Ok(());
    }
    let mails: Vec<&MessageRow> = due.iter().filter_map(|at| rows.get(*at)).collect();
    let found = look_up(tools, &mails);
    house.store.write(|db| mails.iter().zip(&found).try_for_each(|(row, found)| db.keep_signature(row.id, found)))?;
    for (at, found) in due.into_iter().zip(found) {
        if let Some(Ok(reading)) = readings.get_mut(at) {
            reading.envelope.signature = Some(found);
        }
    }
    Ok(())
}

/// Whether something hangs on the signature of a mail: it would be a command of the user's, and nothing else says that it is hers.
fn is_due(
    db: &Db<'_>,
    tools: &Tools,
    book: &Book,
    row: &MessageRow,
    reading: &Reading,
    now: Timestamp,
) -> Result<bool> {
    let trust = handshake::trust(db, tools)?;
    let may_learn = handshake::may_learn_signatures(db, tools)?;
    if !(trust.signatures || may_learn) || !matches!(converse::proof(reading, &trust), Proof::Unknown(_)) {
        return Ok(false);
    }
    let Some(letter) = reading.letters.first() else { return Ok(false) };
    if record::record(reading, book, &tools.desk(Some(row.received_at))).outcome != Outcome::Command {
        return Ok(false);
    }
    let heard = hearing::hearing(db, tools, reading, letter, tools.today(row.received_at), now)?;
    let is_about_it = match &heard.answered {
        Some((ours, true)) => may_learn && handshake::is_about(db, ours.id)?,
        Some((_, false)) | None => false,
    };
    Ok(is_about_it || (trust.signatures && !heard.heard.commands.is_empty()))
}

/// A pass asks the DNS no longer than this, or a heap of forged mails in her name would keep it from everything else. What it did not
/// come to counts as unproven, which is safe: she is asked.
const LONGEST: Duration = Duration::from_mins(1);

/// Asks the DNS. On a thread of its own, because whoever walks a pass may be waiting for something else already.
fn look_up(tools: &Tools, mails: &[&MessageRow]) -> Vec<Signature> {
    let broke_off = |why: &str| vec![Signature::Nothing(why.to_owned()); mails.len()];
    std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let mut found = Vec::with_capacity(mails.len());
            let began = Instant::now();
            for mail in mails {
                if began.elapsed() > LONGEST {
                    found.push(Signature::Nothing("there was no time to check its signature".to_owned()));
                    continue;
                }
                found.push(runtime.block_on(signature(&mail.bytes, mail.received_at, &tools.keys)));
            }
            std::io::Result::Ok(found)
        });
        match looking.join() {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => broke_off(&format!("its signature could not be checked ({error})")),
            Err(_) => broke_off("checking its signature broke off"),
        }
    })
}
