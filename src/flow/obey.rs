//! The user's words: from a mail, proven to be hers, or from the terminal. Each order gets exactly one answer.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::handshake;
use super::hearing::{self, Hearing, hear};
use super::house::{House, Tools};
use super::mailed;
use super::orders::{self, Done, Order, Said};
use super::outgoing::{self, Outgoing};
use super::pending;
use super::rule_change::{self, Thread};
use super::take_in::Taken;
use crate::compose::answer::{self, Answer};
use crate::converse;
use crate::domain::command::{Heard, Misheard, Proof};
use crate::domain::fault::Faults;
use crate::domain::interaction::Outcome;
use crate::domain::letter::Reading;
use crate::store::{Db, ItemRow, MessageRow, OutboxRow, Result};

/// An older mail may be a copy that somebody delivers again.
const OLDEST: SignedDuration = SignedDuration::from_hours(72);

/// Hears and carries out a mail that the user wrote to the tracking address, in the transaction that settles it.
pub(super) fn mail(
    db: &Db<'_>,
    tools: &Tools,
    reading: &Reading,
    row: &MessageRow,
    now: Timestamp,
    taken: &mut Taken,
    faults: &mut Faults,
) -> Result<(Outcome, String)> {
    let Some(letter) = reading.letters.first() else {
        return Ok((Outcome::Asked, "there is nothing in it that I can read".to_owned()));
    };
    let Hearing { answered, items, words, heard } =
        hearing::hearing(db, tools, reading, letter, tools.today(row.received_at), now)?;
    let is_live = answered.as_ref().is_some_and(|(_, live)| *live);
    let heard = mailed::with_file(heard, &row.bytes);
    if heard.commands.is_empty() && heard.not_understood.is_empty() && answered.is_none() {
        return Ok((Outcome::SetAside, "a note without words for me".to_owned()));
    }
    let age = row.received_at.duration_since(reading.envelope.sent_at.unwrap_or(row.received_at));
    let is_old = age > OLDEST || (!tools.is_trying_out() && now.duration_since(row.received_at) > OLDEST);
    let proof = if tools.is_trying_out() {
        Proof::Proven("past mail".to_owned())
    } else {
        converse::proof(reading, &handshake::trust(db, tools)?)
    };
    if let Some((ours, true)) = &answered
        && !matches!(proof, Proof::Refused(_))
        && handshake::is_about(db, ours.id)?
        && let Some(reason) = handshake::heard(db, tools, reading, &heard, now, faults)?
    {
        return Ok((Outcome::Command, reason));
    }
    match (&proof, is_live) {
        (Proof::Refused(why), _) => return Ok((Outcome::Refused, format!("it says that it is from you, but {why}"))),
        // Nothing proves it, and it answers nothing that only the user has seen: only an answer to her own address, once a day.
        (Proof::Unknown(why), false) => {
            confirm_first(db, tools, reading, &heard, why, now, faults)?;
            return Ok((Outcome::Refused, format!("I cannot tell that it is from you: {why}")));
        }
        (Proof::Proven(_), _) | (Proof::Unknown(_), true) => {}
    }
    if is_old {
        too_old(db, tools, reading, &heard, now, faults)?;
        return Ok((Outcome::SetAside, "a command that is older than three days; please write it again".to_owned()));
    }
    let may_send = match (&proof, is_live) {
        (Proof::Proven(_), true) => Ok(()),
        (Proof::Proven(_), false) if tools.is_trying_out() => Ok(()),
        (Proof::Proven(_), false) => {
            Err("I send a text only in answer to the mail that showed it to you. Please reply `send` to that mail; nothing has gone.".to_owned())
        }
        (Proof::Unknown(why) | Proof::Refused(why), _) => Err(format!(
            "Nothing has gone: I could not prove that this mail is yours ({why}). For now, `bothways do \"send\"` in the terminal sends it. To make replies work for good, answer `hi` to the mail in which I ask you for it, and `yes` to the next; where there is none, `bothways doctor` says what is missing."
        )),
    };
    let heard = mailed::without_unproven_file(heard, &proof);
    let source = source(reading, &words, row);
    let thread = Thread {
        subject: reading.envelope.subject.clone(),
        in_reply_to: reading.envelope.message_id.clone(),
        references: thread(reading),
    };
    let order = Order {
        source: &source,
        is_proven: matches!(proof, Proof::Proven(_)),
        items: &items,
        may_send,
        thread: Some(&thread),
        today: tools.today(now),
        now,
    };
    // What was proven settles the whole mail; what was not, only what it really did.
    if db.done_as(&source, 0)?.is_some() || db.has_mail(&answer_key(&source))? || order.was_done(db, &heard.commands)? {
        return Ok((Outcome::SetAside, "a second copy of a command that was carried out".to_owned()));
    }
    let said = orders::carry_out(db, tools, &heard.commands, &order, faults)?;
    taken.touched.extend(&said.touched);
    answer(db, tools, reading, &said, &heard.not_understood, &order, faults)?;
    Ok((Outcome::Command, reason(&heard)))
}

/// What makes a mail one order, however often and by whichever way it is delivered: who wrote which words at which second. Each
/// delivery has its own trace headers, and so its own bytes. Where the mail gives no date only the bytes can tell.
fn source(reading: &Reading, words: &str, row: &MessageRow) -> String {
    let author = reading.letters.first().and_then(|letter| letter.author());
    match (author, reading.envelope.sent_at) {
        (Some(author), Some(at)) => {
            let mut hash = Sha256::new();
            for part in [author.as_str(), &at.to_string(), words] {
                hash.update(part.len().to_le_bytes());
                hash.update(part);
            }
            hex(&hash.finalize())
        }
        (None, _) | (_, None) => hex(&row.sha256),
    }
}

fn answer_key(order: &str) -> String {
    format!("answer:{order}")
}

/// Tells the user that a mail to her alone was seen by somebody else. Once for each of ours.
pub(super) fn tell_passed_on(
    db: &Db<'_>,
    tools: &Tools,
    ours: &OutboxRow,
    who: &str,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<()> {
    let answer = Answer {
        subject: Some(ours.subject.clone()),
        done: vec![format!(
            "{who} answered my mail “{}”, which I wrote to you alone, so it seems to have been passed on. To be safe I do nothing on a reply to it any more. Write `pending` to me, and answer that mail instead.",
            ours.subject
        ).into()],
        ..Answer::default()
    };
    queue_answer(db, tools, &answer, &format!("passed-on:{}", ours.id), &[], now, faults)
}

/// Tells the user something that nobody asked for. Once for each key.
pub(super) fn tell(
    db: &Db<'_>,
    tools: &Tools,
    told: String,
    key: &str,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<()> {
    queue_answer(db, tools, &Answer { done: vec![told.into()], ..Answer::default() }, key, &[], now, faults)
}

/// Tells the user that her words came too late to be carried out. Once a day: it may be a whole mailbox of old ones.
fn too_old(
    db: &Db<'_>,
    tools: &Tools,
    reading: &Reading,
    heard: &Heard,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<()> {
    if heard.commands.is_empty() {
        return Ok(());
    }
    let asked: Vec<&str> = heard.commands.iter().map(|command| command.said.as_str()).collect();
    let answer = Answer {
        subject: reading.envelope.subject.clone(),
        in_reply_to: reading.envelope.message_id.clone(),
        references: thread(reading),
        done: vec![format!(
            "You asked me for: {}\n\nI did nothing: the mail was more than three days old when I read it. If you still want it, please write it again.",
            asked.join(" · ")
        ).into()],
        ..Answer::default()
    };
    queue_answer(db, tools, &answer, &format!("old:{}", tools.today(now)), &[], now, faults)
}

fn thread(reading: &Reading) -> Vec<String> {
    reading.envelope.references.iter().chain(&reading.envelope.message_id).cloned().collect()
}

fn reason(heard: &Heard) -> String {
    let verbs: Vec<&str> = heard.commands.iter().map(|command| command.verb.word()).collect();
    if verbs.is_empty() {
        "written to me by you, and not understood".to_owned()
    } else {
        format!("you asked for: {}", verbs.join(", "))
    }
}

/// Writes the one answer to an order. Its numbers are those of the list it shows; else those of the mail that was answered, so
/// that the talk can go on under it. Never those of something the user has not been shown.
fn answer(
    db: &Db<'_>,
    tools: &Tools,
    reading: &Reading,
    said: &Said,
    not_understood: &[Misheard],
    order: &Order<'_>,
    faults: &mut Faults,
) -> Result<()> {
    if said.done.is_empty() && not_understood.is_empty() && !said.asked.is_empty() {
        return Ok(());
    }
    let answer = Answer {
        subject: reading.envelope.subject.clone(),
        in_reply_to: reading.envelope.message_id.clone(),
        references: thread(reading),
        came: said.came(),
        done: said.numbered(),
        not_understood: not_understood.to_vec(),
        pending: Vec::new(),
        next: Vec::new(),
    };
    let items = if said.shown.is_empty() { order.items } else { &said.shown };
    queue_answer(db, tools, &answer, &answer_key(&order.key()), items, order.now, faults)
}

pub(super) fn queue_answer(
    db: &Db<'_>,
    tools: &Tools,
    answer: &Answer,
    key: &str,
    items: &[ItemRow],
    now: Timestamp,
    faults: &mut Faults,
) -> Result<()> {
    let outgoing = Outgoing::new(tools);
    let status = outgoing::status(db)?;
    match answer::answer(answer, &tools.user, &outgoing.replies(tools), &status, &tools.templates) {
        Ok(mail) => {
            outgoing.enqueue(db, tools, &mail, key, items, outgoing::NUDGE_LIFE, now, faults)?;
        }
        Err(fault) => faults.push(fault),
    }
    Ok(())
}

/// Tells the user, at her own address, that a mail in her name asked for something; a reply to that mail is proof enough for
/// everything but sending. Once a day, so that a forger cannot use it to flood her.
fn confirm_first(
    db: &Db<'_>,
    tools: &Tools,
    reading: &Reading,
    heard: &Heard,
    why: &str,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<()> {
    if heard.commands.is_empty() {
        return Ok(());
    }
    let asked: Vec<&str> = heard.commands.iter().map(|command| command.said.as_str()).collect();
    let answer = Answer {
        subject: reading.envelope.subject.clone(),
        done: vec![format!(
            "A mail in your name asked me for: {}\n\nI did nothing, because nothing proves that it is from you ({why}). If it is, reply to this mail with the same words. `bothways doctor` says how I can know your mail at once.",
            asked.join(" · ")
        ).into()],
        ..Answer::default()
    };
    queue_answer(db, tools, &answer, &format!("confirm:{}", tools.today(now)), &[], now, faults)
}

/// Carries out words from the terminal. Whoever types there has the home in hand: that is proof.
pub fn words(house: &mut House, words: &str, now: Timestamp, faults: &mut Faults) -> anyhow::Result<(Heard, Said)> {
    let tools = &house.tools;
    let (heard, mut said) = house.store.write(|db| {
        let (heard, items) = hear_typed(db, tools, words, now)?;
        let source = format!("terminal:{}", outgoing::token());
        let order = Order {
            source: &source,
            is_proven: true,
            items: &items,
            may_send: Ok(()),
            thread: None,
            today: tools.today(now),
            now,
        };
        let said = orders::carry_out(db, tools, &heard.commands, &order, faults)?;
        Ok((heard, said))
    })?;
    for id in said.asked.clone() {
        said.done.push(match rule_change::answer_here(house, id, now)? {
            Ok(answer) => Done { answer, worked: true, ..Done::default() },
            Err(answer) => Done { answer, ..Done::default() },
        });
    }
    Ok((heard, said))
}

/// What words would be heard as, and nothing else.
pub fn hear_only(house: &House, words: &str, now: Timestamp) -> anyhow::Result<Heard> {
    let tools = &house.tools;
    Ok(house.store.read(|db| Ok(hear_typed(db, tools, words, now)?.0))?)
}

/// Words from the terminal, with what they may be about: by number what was shown there, by name or alone all that waits.
fn hear_typed(db: &Db<'_>, tools: &Tools, words: &str, now: Timestamp) -> Result<(Heard, Vec<ItemRow>)> {
    let today = tools.today(now);
    // With nothing to be about, only a number that was typed is one.
    let has_number = hear(db, tools, words, &[], None, today)?.commands.iter().any(|command| command.item.is_some());
    let items = if has_number {
        pending::shown(db)?
    } else {
        pending::pending(db, today)?.into_iter().map(|pending| pending.row).collect()
    };
    Ok((hear(db, tools, words, &items, None, today)?, items))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
