//! The week: made from what the store holds, and written once a week with the texts and questions on it.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::account::{account, accounts};
use super::house::{House, Tools};
use super::nudge;
use super::offers::{self, Offer};
use super::outgoing::{self, LOOKED_AT, Outgoing};
use crate::compose;
use crate::compose::draft::{DraftText, draft};
use crate::compose::pace::is_week_due;
use crate::compose::week::{Beside, MOST_ASKED};
use crate::domain::fault::Faults;
use crate::domain::id::{DraftId, RelationshipId};
use crate::domain::mail::{DraftState, Mail};
use crate::domain::week::{Suggestion, Week};
use crate::relate;
use crate::store::{Db, ItemRow, Result};

/// The day of the last page.
const WEEK_ON: &str = "week_on";
/// The first day of this home, as far as pages are concerned.
const WEEK_FROM: &str = "week_from";
/// What was suggested on the last pages, newest first: `2026-11-23 4 thank-you`, a line each.
const SUGGESTED: &str = "week_suggested";
/// Since when and until when the mailbox could not be looked into; set when it can again.
const AWAY: &str = "away";
/// After so many days without a look, what comes back comes as one page.
const LONG_AWAY: SignedDuration = SignedDuration::from_hours(3 * 24);
/// The same suggestion comes again after so many pages at the soonest.
const MOST_SUGGESTED: usize = 6;

/// The week on a day, across all relationships.
pub fn week(db: &Db<'_>, tools: &Tools, today: Date) -> Result<Week> {
    let suggested = suggested(db)?.into_iter().filter(|(on, ..)| *on < today).map(|(_, relationship, offer)| {
        let dropped = db.newest_state(relationship, &offer)? == Some(DraftState::Dropped);
        Ok(relate::week::Suggested { relationship, offer, dropped })
    });
    let suggested: Vec<_> = suggested.collect::<Result<_>>()?;
    let first_on = db.get(WEEK_FROM)?.and_then(|day| day.parse().ok()).unwrap_or(today);
    Ok(relate::week::week(&accounts(db, tools, today)?, &db.open_findings()?, &suggested, first_on, today))
}

/// The page as a mail, with the text of its suggestion where it can be written.
pub fn page_of(
    db: &Db<'_>,
    tools: &Tools,
    week: &Week,
    outgoing: &Outgoing,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<Page> {
    let suggested = suggested_text(db, tools, week, now, faults)?;
    let away = away(db)?;
    let comes = comes(tools);
    let beside = Beside {
        suggested: suggested.as_ref().map(|(text, name, person)| (text, name.as_str(), person.as_str())),
        away,
        comes: &comes,
    };
    let status = outgoing::status(db)?;
    let mail = compose::week::week(week, beside, &tools.user, &outgoing.replies(tools), &status, &tools.templates);
    Ok(Page { mail, text: suggested.map(|(text, ..)| text) })
}

/// A page, written.
#[derive(Debug)]
pub struct Page {
    pub mail: std::result::Result<Mail, crate::domain::fault::Fault>,
    /// The text that it suggests.
    text: Option<DraftText>,
}

/// Writes the page where it is due and somebody is known, and puts it into the outbox with the text it suggests.
pub(super) fn say(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<usize> {
    let tools = &house.tools;
    let today = tools.today(now);
    Ok(house.store.write(|db| {
        let Some(from) = known_since(db, today)? else { return Ok(0) };
        let said = nudge::said(db, tools, now)?;
        if outgoing::is_paused(db, today)? || !is_week_due(&said, from, &nudge::hours(tools), now) {
            return Ok(0);
        }
        if db.n_letters()? == 0 {
            return Ok(0);
        }
        write(db, tools, today, now, faults)
    })?)
}

/// The first day on which somebody was known, noted on that day.
fn known_since(db: &Db<'_>, today: Date) -> Result<Option<Date>> {
    if let Some(day) = db.get(WEEK_FROM)?.and_then(|day| day.parse().ok()) {
        return Ok(Some(day));
    }
    if db.relationships()?.is_empty() {
        return Ok(None);
    }
    db.set(WEEK_FROM, &today.to_string())?;
    Ok(Some(today))
}

fn write(db: &Db<'_>, tools: &Tools, today: Date, now: Timestamp, faults: &mut Faults) -> Result<usize> {
    let mut week = week(db, tools, today)?;
    let outgoing = Outgoing::new(tools);
    let mut page = page_of(db, tools, &week, &outgoing, now, faults)?;
    if page.text.is_none() && week.suggestion.take().is_some() {
        // Without its text there is nothing to suggest.
        page = page_of(db, tools, &week, &outgoing, now, faults)?;
    }
    let mail = match page.mail {
        Ok(mail) => mail,
        Err(fault) => {
            faults.push(fault);
            return Ok(0);
        }
    };
    let mut rows: Vec<ItemRow> = (1..)
        .zip(week.to_confirm.iter().take(MOST_ASKED))
        .map(|(n, moment)| ItemRow { n, act: Some(moment.act.id), ..ItemRow::default() })
        .collect();
    if let (Some(suggestion), Some(text)) = (&week.suggestion, &page.text) {
        let n = u32::try_from(rows.len()).unwrap_or(u32::MAX).saturating_add(1);
        rows.push(ItemRow { n, draft: offer(db, suggestion, text, now)?, ..ItemRow::default() });
    }
    let key = format!("week:{today}");
    if outgoing.enqueue(db, tools, &mail, &key, &rows, outgoing::NUDGE_LIFE, now, faults)?.is_none() {
        for draft in rows.iter().filter_map(|row| row.draft) {
            db.move_draft(draft, DraftState::Offered, DraftState::Dropped)?;
        }
        return Ok(0);
    }
    for note in &week.notes {
        let mut told = note.finding.clone();
        told.told(today);
        db.keep_finding(&told)?;
    }
    if let Some(suggestion) = &week.suggestion {
        remember(db, today, suggestion)?;
    }
    db.set(WEEK_ON, &today.to_string())?;
    db.unset(AWAY)?;
    Ok(1)
}

/// The text of the suggestion, with what its relationship and its person are called.
fn suggested_text(
    db: &Db<'_>,
    tools: &Tools,
    week: &Week,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<Option<(DraftText, String, String)>> {
    let Some(suggestion) = &week.suggestion else { return Ok(None) };
    let Some(relationship) = db.relationship(suggestion.relationship)? else { return Ok(None) };
    let (name, person) = (relationship.name.clone(), relationship.called().to_owned());
    let account = account(db, tools, relationship, week.today)?;
    Ok(match draft(&suggestion.offer, &account, &tools.user, None, &tools.templates) {
        Ok(text) if text.to.is_none() || offers::went(db, tools, &text, now)?.is_some() => None,
        Ok(text) => Some((text, name, person)),
        Err(fault) => {
            faults.push(fault);
            None
        }
    })
}

fn offer(db: &Db<'_>, suggestion: &Suggestion, text: &DraftText, now: Timestamp) -> Result<Option<DraftId>> {
    let (relationship, template) = (suggestion.relationship, suggestion.offer.as_str());
    offers::offer(db, Offer { relationship, template, finding: None, text, talk: None }, now)
}

fn suggested(db: &Db<'_>) -> Result<Vec<(Date, RelationshipId, String)>> {
    let lines = db.get(SUGGESTED)?.unwrap_or_default();
    let parsed = |line: &str| {
        let mut words = line.split(' ');
        Some((words.next()?.parse().ok()?, RelationshipId(words.next()?.parse().ok()?), words.next()?.to_owned()))
    };
    Ok(lines.lines().filter_map(parsed).collect())
}

fn remember(db: &Db<'_>, today: Date, suggestion: &Suggestion) -> Result<()> {
    let mut lines = vec![format!("{today} {} {}", suggestion.relationship, suggestion.offer)];
    lines.extend(db.get(SUGGESTED)?.unwrap_or_default().lines().take(MOST_SUGGESTED - 1).map(str::to_owned));
    db.set(SUGGESTED, &lines.join("\n"))
}

/// The day of the last page.
pub(super) fn last(db: &Db<'_>) -> Result<Option<Date>> {
    Ok(db.get(WEEK_ON)?.and_then(|day| day.parse().ok()))
}

/// Since when and until when the mailbox could not be looked into, where nothing was said since.
pub(super) fn away(db: &Db<'_>) -> Result<Option<(Date, Date)>> {
    let kept = db.get(AWAY)?.unwrap_or_default();
    Ok(kept.split_once(' ').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?))))
}

/// Notes that the mailbox is looked into again after days without, to be called before the look itself is noted.
pub(super) fn note_absence(db: &Db<'_>, zone: &TimeZone, now: Timestamp) -> Result<()> {
    let Some(last) = db.get(LOOKED_AT)?.and_then(|at| at.parse::<Timestamp>().ok()) else { return Ok(()) };
    if now.duration_since(last) < LONG_AWAY {
        return Ok(());
    }
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    db.set(AWAY, &format!("{} {}", day(last), day(now)))
}

/// `This page comes on Mondays …`
fn comes(tools: &Tools) -> String {
    let names: BTreeMap<i8, &str> = [
        (Weekday::Monday, "Mondays"),
        (Weekday::Tuesday, "Tuesdays"),
        (Weekday::Wednesday, "Wednesdays"),
        (Weekday::Thursday, "Thursdays"),
        (Weekday::Friday, "Fridays"),
        (Weekday::Saturday, "Saturdays"),
        (Weekday::Sunday, "Sundays"),
    ]
    .map(|(day, name)| (day.to_monday_zero_offset(), name))
    .into();
    let day = tools.home.config().you.week_on.and_then(|day| names.get(&day.to_monday_zero_offset()).copied());
    day.map_or_else(
        || "This page comes when you ask for it.".to_owned(),
        |day| format!("This page comes on {day}; week_on in bothways.toml is its day."),
    )
}
