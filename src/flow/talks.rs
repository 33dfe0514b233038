//! Mails about talks, and what a calendar answers about one: see [`Turn`] for when each mail is due.

use jiff::Timestamp;
use jiff::civil::Time;

use super::account::account;
use super::house::{House, Tools};
use super::obey;
use super::outgoing::{self, Outgoing};
use crate::compose::talk::{TalkPage, talk};
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::fault::Faults;
use crate::domain::letter::{CalendarAnswer, Coming, Reading};
use crate::domain::talk::{Turn, turn};
use crate::store::{Change, Db, ItemRow, Result};

/// Letters that a page before a talk may show.
const LAST_LETTERS: u32 = 5;

/// Writes the page about each talk whose turn has come, once.
pub(super) fn say(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<usize> {
    let tools = &house.tools;
    let you = &tools.home.config().you;
    let here = now.to_zoned(you.zone.clone());
    let (today, hour) = (here.date(), here.time());
    let from = Time::new(you.nudge_hour.clamp(0, 23), 0, 0, 0).unwrap_or(Time::midnight());
    Ok(house.store.write(|db| {
        if outgoing::is_paused(db, today)? {
            return Ok(0);
        }
        let mut n = 0;
        for talk in db.talks_around(today)? {
            let Some(turn) = turn(&talk, &you.calendar, today, hour, from) else { continue };
            let key = format!("talk:{turn}:{}:{}", talk.id, talk.until.unwrap_or(talk.on));
            if !db.has_mail(&key)? {
                n += usize::from(write(db, tools, &talk, turn, &key, now, faults)?);
            }
        }
        Ok(n)
    })?)
}

fn write(
    db: &Db<'_>,
    tools: &Tools,
    about: &Entry,
    turn: Turn,
    key: &str,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<bool> {
    let Some(relationship) = about.relationship.map(|id| db.relationship(id)).transpose()?.flatten() else {
        return Ok(false);
    };
    let today = tools.today(now);
    if relationship.quiet_until.is_some_and(|until| today < until) {
        return Ok(false);
    }
    let letters = db.last_interactions(relationship.id, LAST_LETTERS)?;
    let account = account(db, tools, relationship, today)?;
    let page = TalkPage { turn, talk: about, account: &account, letters: &letters };
    let outgoing = Outgoing::new(tools);
    let status = outgoing::status(db)?;
    match talk(&page, &tools.user, &outgoing.replies(tools), &status, &tools.templates) {
        Ok(mail) => {
            let items = [ItemRow { n: 1, entry: Some(about.id), ..ItemRow::default() }];
            Ok(outgoing.enqueue(db, tools, &mail, key, &items, outgoing::NUDGE_LIFE, now, faults)?.is_some())
        }
        Err(fault) => {
            faults.push(fault);
            Ok(false)
        }
    }
}

/// Whether a mail with these items asks how one talk went.
pub(super) fn is_asked_about(db: &Db<'_>, items: &[ItemRow], today: jiff::civil::Date) -> Result<bool> {
    let [item] = items else { return Ok(false) };
    let entry = item.entry.map(|id| db.entry(id)).transpose()?.flatten();
    Ok(entry.is_some_and(|talk| {
        talk.kind == EntryKind::Meeting
            && talk.state != EntryState::Proposed
            && talk.until.is_some_and(|on| on <= today)
    }))
}

/// The other side's calendar answers an invitation. Known by its id, which only they have, and by whom it was for. Each answer is
/// told once; who does not come is not waited for.
pub(super) fn note_answer(
    db: &Db<'_>,
    tools: &Tools,
    reading: &Reading,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<()> {
    let Some(CalendarAnswer { uid, who, coming, proposes }) = &reading.envelope.calendar_answer else { return Ok(()) };
    let Some((id, invited)) = db.talk_in_calendar(uid)? else { return Ok(()) };
    let Some(talk) = db.entry(id)?.filter(|talk| talk.state == EntryState::Planned && *who == invited) else {
        return Ok(());
    };
    let Some(relationship) = talk.relationship.map(|id| db.relationship(id)).transpose()?.flatten() else {
        return Ok(());
    };
    let today = tools.today(now);
    let (key, name) = (&relationship.key, relationship.called());
    // Another time, as the user's clock shows it.
    let proposed = |unknown: &str, form: &str| {
        let zone = &tools.home.config().you.zone;
        proposes.map_or_else(|| unknown.to_owned(), |at| at.to_zoned(zone.clone()).strftime(form).to_string())
    };
    let (state, said) = match coming {
        Coming::Yes => (EntryState::Planned, format!("{name} accepts")),
        Coming::Perhaps => (EntryState::Planned, format!("{name} may come, and has not decided yet")),
        Coming::No => (EntryState::No, format!("{name} cannot come")),
        Coming::OtherTime => (
            EntryState::Planned,
            format!(
                "{name} asks for another time{}",
                proposed("; the mail itself says which", ", %A, %-d %B at %H:%M")
            ),
        ),
    };
    db.apply(&Change::settle(id, state, today, Some(coming.word())), now)?;
    let on = talk.until.map(|on| on.strftime(" on %A, %-d %B").to_string()).unwrap_or_default();
    let at = talk.at.map(|at| at.strftime(" at %H:%M").to_string()).unwrap_or_default();
    let next = match coming {
        Coming::Yes => "I write to you the evening before.".to_owned(),
        Coming::Perhaps => format!("To put it on another day: moved {key} fri 11:00"),
        Coming::No | Coming::OtherTime => {
            let another = format!("propose another day: moved {key} fri 11:00");
            let moved = proposed(&another, &format!("take it: moved {key} %F %H:%M"));
            format!("To {moved}. To let it go: called off {key}")
        }
    };
    let told = format!("{said}: {} with {}{on}{at}. {next}", talk.topic, relationship.name);
    obey::tell(
        db,
        tools,
        told,
        &format!(
            "calendar:{id}:{}:{}{at}{}",
            coming.word(),
            talk.until.unwrap_or(talk.on),
            proposed("", " to %F %H:%M")
        ),
        now,
        faults,
    )
}
