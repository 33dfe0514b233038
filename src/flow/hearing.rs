//! What a mail of the user's asks for: which mail of ours it answers, which of its words are new, and what they say.
//!
//! Hearing changes nothing; whether the mail is hers, and what is done about it, is for `obey`.

use jiff::Timestamp;
use jiff::civil::Date;

use super::account::known;
use super::house::{House, Tools};
use super::talks;
use crate::converse::{self, Answers, Ground};
use crate::domain::command::Heard;
use crate::domain::letter::{Desk, Letter, Reading};
use crate::read;
use crate::store::{Db, ItemRow, OutboxRow, Result};

/// A mail as heard.
pub(super) struct Hearing {
    /// The mail of ours that it answers, and whether its token still lives.
    pub(super) answered: Option<(OutboxRow, bool)>,
    /// What stands under the numbers of that mail.
    pub(super) items: Vec<ItemRow>,
    /// Its new words.
    pub(super) words: String,
    pub(super) heard: Heard,
}

/// Hears the outermost letter of a mail that the user wrote to us.
pub(super) fn hearing(
    db: &Db<'_>,
    tools: &Tools,
    reading: &Reading,
    letter: &Letter,
    today: Date,
    now: Timestamp,
) -> Result<Hearing> {
    let answered = answered(db, reading, now)?;
    let ours = answered.as_ref().map(|(ours, _)| everything(db, ours)).transpose()?;
    let new = converse::new_words(
        letter,
        ours.as_deref().map_or_else(|| forgotten(reading, &tools.desk(None)), Answers::Ours),
    );
    let items = answered.as_ref().map(|(ours, _)| db.items(ours.id)).transpose()?.unwrap_or_default();
    let signed = letter.from.as_ref().and_then(|person| person.name.clone());
    let heard = hear(db, tools, &new.text, &items, signed, today)?;
    Ok(Hearing { answered, items, heard: new.hold_back_sends(heard), words: new.text })
}

/// Whether a mail that answers none we know quotes one of ours all the same: its words are not kept any more.
pub fn forgotten(reading: &Reading, desk: &Desk) -> Answers<'static> {
    let quoted = reading.letters.get(1).and_then(|letter| letter.from.as_ref()?.address.as_ref());
    if quoted.is_some_and(|author| desk.is_tracking(author)) { Answers::Forgotten } else { Answers::Else }
}

/// What a mail asks for, for showing it. `None` where there is nothing in it to hear.
pub fn heard(house: &House, reading: &Reading, at: Timestamp) -> anyhow::Result<Option<Heard>> {
    let tools = &house.tools;
    let Some(letter) = reading.letters.first() else { return Ok(None) };
    Ok(Some(house.store.read(|db| Ok(hearing(db, tools, reading, letter, tools.today(at), at)?.heard))?))
}

/// Everything that a mail of ours says, in text, subject and HTML: what a reply to it may quote.
fn everything(db: &Db<'_>, ours: &OutboxRow) -> Result<String> {
    let page = read::page_words(&db.outbox_bytes(ours.id)?);
    Ok([ours.plain.as_str(), &ours.subject, &page].join("\n"))
}

/// Words against what they may be about: the relationships, the rules, and the numbers of the mail they answer.
/// `signed` is the name the user writes under.
pub(super) fn hear(
    db: &Db<'_>,
    tools: &Tools,
    words: &str,
    items: &[ItemRow],
    signed: Option<String>,
    today: Date,
) -> Result<Heard> {
    let relationships = db.relationships()?;
    let known = known(&relationships);
    let rules: Vec<String> = tools.rules.list().iter().map(|rule| rule.id.clone()).collect();
    let you: Vec<String> = [tools.user.name.clone(), tools.user.first_name.clone()].into_iter().chain(signed).collect();
    let texts: Vec<u32> = items.iter().filter(|item| item.draft.is_some()).map(|item| item.n).collect();
    let ground = Ground {
        today,
        known: &known,
        rules: &rules,
        you: &you,
        n_items: items.len(),
        texts: &texts,
        question: items.iter().any(|item| item.question.is_some() || item.act.is_some() || item.rule_change.is_some()),
        talk: talks::is_asked_about(db, items, today)?,
    };
    Ok(converse::hear(words, &ground))
}

/// The mail of ours that a reply answers, and whether its token still lives: by the id in its headers, then by a plus-address.
fn answered(db: &Db<'_>, reading: &Reading, now: Timestamp) -> Result<Option<(OutboxRow, bool)>> {
    let envelope = &reading.envelope;
    for id in envelope.in_reply_to.iter().chain(envelope.references.iter().rev()) {
        if let Some(ours) = db.outbox_by_rfc_id(id)? {
            let token = id.split('@').next().unwrap_or("");
            let is_live = db.live_token(token, now)? == Some(ours.id);
            return Ok(Some((ours, is_live)));
        }
    }
    for tag in envelope.delivered_to.iter().filter_map(|address| address.tag()) {
        let token = tag.rsplit('.').next().unwrap_or(tag);
        if let Some(id) = db.live_token(token, now)?
            && let Some(ours) = db.outbox_row(id)?
        {
            return Ok(Some((ours, true)));
        }
    }
    Ok(None)
}
