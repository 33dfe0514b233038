//! Texts for the other side, offered: one of a kind to one person at a time, whichever findings, pages and orders ask for it.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::house::Tools;
use crate::compose::draft::DraftText;
use crate::domain::address::Address;
use crate::domain::id::{DraftId, EntryId, FindingId, RelationshipId};
use crate::domain::mail::{CalendarFile, Draft, DraftState};
use crate::store::{Db, Result};

/// The same words to the same person again: not before so long, whatever suggests them.
const NOT_AGAIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A text about to be offered.
#[derive(Clone, Debug)]
pub(super) struct Offer<'a> {
    pub(super) relationship: RelationshipId,
    pub(super) template: &'a str,
    pub(super) finding: Option<FindingId>,
    pub(super) text: &'a DraftText,
    /// The talk it is about, with the file for their calendar.
    pub(super) talk: Option<(EntryId, Option<CalendarFile>)>,
}

/// Offers a text in the thread of their last letter. `None` for a text to nobody, which could not be sent.
pub(super) fn offer(db: &Db<'_>, offer: Offer<'_>, now: Timestamp) -> Result<Option<DraftId>> {
    let Some(to) = &offer.text.to else { return Ok(None) };
    for old in replaced(db, &offer)? {
        db.move_draft(old.id, DraftState::Offered, DraftState::Dropped)?;
    }
    let in_reply_to = db.last_of_theirs(offer.relationship)?.map(|(id, _)| id);
    let (talk, calendar) = offer.talk.map_or((None, None), |(talk, calendar)| (Some(talk), calendar));
    db.offer(&Draft {
        id: DraftId(0),
        relationship: offer.relationship,
        finding: offer.finding,
        template: offer.template.to_owned(),
        to: to.clone(),
        subject: offer.text.subject.clone(),
        body: offer.text.body.clone(),
        state: DraftState::Offered,
        offered_at: now,
        outbox: None,
        references: in_reply_to.iter().cloned().collect(),
        in_reply_to,
        talk,
        calendar,
    })
    .map(Some)
}

/// The texts whose place it takes: what waits for the same finding would go by the same word, and what waits by the same template would
/// reach the same person twice.
pub(super) fn replaced(db: &Db<'_>, offer: &Offer<'_>) -> Result<Vec<Draft>> {
    let talk = offer.talk.as_ref().map(|(talk, _)| *talk);
    let mut waiting = db.offered_drafts(offer.relationship)?;
    waiting.retain(|old| {
        let is_of_finding = offer.finding.is_some() && old.finding == offer.finding;
        let is_alike = old.template == offer.template && Some(&old.to) == offer.text.to.as_ref() && old.talk == talk;
        is_of_finding || is_alike
    });
    Ok(waiting)
}

/// The day on which these very words went to the same person, or are to go, where that is not long ago.
pub(super) fn went(db: &Db<'_>, tools: &Tools, text: &DraftText, now: Timestamp) -> Result<Option<Date>> {
    let Some(to): Option<&Address> = text.to.as_ref() else { return Ok(None) };
    let since = now.checked_sub(NOT_AGAIN).unwrap_or(Timestamp::MIN);
    Ok(db.went_since(to, &text.subject, &text.body, since)?.map(|at| tools.today(at)))
}
