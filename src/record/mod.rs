//! Letters and the address book to interactions: whose, which way, seen before?
//!
//! A letter is filed only where its author is known for sure. Everything else becomes a question to the user; a wrong entry in
//! somebody's account costs more than a question.

mod print;
mod whose;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::act::Side;
use crate::domain::id::{InteractionId, RelationshipId};
use crate::domain::interaction::{Alike, Filing, Outcome, Print};
use crate::domain::letter::{Desk, Letter, Reading, Route, Seen};
use crate::domain::relationship::Book;

/// What one incoming mail means for the accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub outcome: Outcome,
    /// Why, in words that a person understands.
    pub reason: String,
    pub filings: Vec<Filing>,
    /// People to ask the user about.
    pub unknown: Vec<Unknown>,
}

/// Somebody whose relationship is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The address; the name where no address is known; else a sentence saying what is unclear.
    pub about: String,
    pub name: Option<String>,
    pub subject: String,
}

/// Decides what becomes of a mail. Pure: whether a letter was seen before is [`same`]'s question, with the store's answer in hand.
#[must_use]
pub fn record(reading: &Reading, book: &Book, desk: &Desk) -> Record {
    let end = |outcome, reason: String| Record { outcome, reason, filings: Vec::new(), unknown: Vec::new() };
    if let Some(limit) = &reading.refused {
        return end(Outcome::Refused, limit.clone());
    }
    if let Some(automatic) = &reading.automatic {
        return end(Outcome::SetAside, automatic.reason.clone());
    }
    let Some(outer) = reading.letters.first() else {
        return end(Outcome::Asked, "there is nothing in it that I can read".into());
    };
    let by_you = outer.author().is_some_and(|author| book.is_you(author));
    if by_you && matches!(reading.route, Route::Note | Route::Reply) {
        // Where nobody can tell whose words they are, none of them is a command.
        if let Some(why) = outer.unsure_words.as_ref().filter(|why| reading.doubts.contains(*why)) {
            let subject = reading.envelope.subject.clone().unwrap_or_default();
            let unknown = vec![Unknown { about: why.clone(), name: None, subject }];
            return Record { unknown, ..end(Outcome::Asked, format!("whose is it? {why}")) };
        }
        return end(Outcome::Command, "written to me by you".into());
    }
    if let Some(author) = outer.author()
        && book.is_ignored(author)
    {
        return end(Outcome::SetAside, format!("you asked me to leave {author} alone"));
    }
    if !by_you && is_stranger_to_me_alone(reading, book, outer) {
        return end(Outcome::Refused, "written to me alone by somebody who is not in your address book".into());
    }
    file(reading, book, desk)
}

/// Mail to the tracking address alone, from nobody we know: spam, or somebody trying a command.
fn is_stranger_to_me_alone(reading: &Reading, book: &Book, outer: &Letter) -> bool {
    let known = outer.author().is_some_and(|author| book.whose(author).is_some());
    let others = reading.envelope.to.iter().chain(&reading.envelope.cc).filter_map(|person| person.address.as_ref());
    let to_others = others.clone().any(|address| !book.is_tracking(address));
    let to_me = others.into_iter().any(|address| book.is_tracking(address));
    let handed_over = matches!(reading.route, Route::Resent | Route::AutoForward);
    !known && !handed_over && to_me && !to_others
}

fn file(reading: &Reading, book: &Book, desk: &Desk) -> Record {
    let people = whose::People::of(reading, book);
    let mut filings = Vec::new();
    let mut unknown: Vec<Unknown> = Vec::new();
    let first_inner = is_handed_over_inside(reading.route);
    let principal =
        reading.letters.iter().filter(|letter| letter.seen != Seen::Quoted && (!first_inner || letter.depth > 0));
    let principal_depth = principal.map(|letter| letter.depth).min().unwrap_or(0);
    for (index, letter) in reading.letters.iter().enumerate() {
        if letter.automatic.is_some() || (first_inner && letter.depth == 0) || people.is_ours(letter) {
            continue;
        }
        let is_principal = letter.seen != Seen::Quoted && letter.depth == principal_depth;
        let sure = letter.doubts.is_empty() && (reading.doubts.is_empty() || !is_principal);
        let whose = if sure { people.whose(letter, reading.tag.as_deref()) } else { Vec::new() };
        if whose.is_empty() {
            if is_principal {
                unknown.push(ask_about(letter, &reading.doubts, &people));
            }
            continue;
        }
        let (happened_at, certain) = when(reading, index, (&people, book), desk);
        let author = people.author(letter);
        for (relationship, by) in whose {
            filings.push(Filing {
                relationship,
                by,
                happened_at,
                certain,
                // An hour that had to be guessed is held against nobody.
                after_hours: certain && is_after_hours(happened_at, reader(relationship, by, book, desk)),
                print: Print::of(author.as_ref(), letter),
                stands_for: stands_for(reading, index),
                letter: letter.clone(),
            });
        }
    }
    unknown.dedup_by(|a, b| a.about == b.about);
    let (outcome, reason) = match (filings.is_empty(), unknown.first()) {
        (_, Some(person)) if is_doubt(reading, &person.about) => {
            (Outcome::Asked, format!("whose is it? {}", person.about))
        }
        (_, Some(person)) => (Outcome::Asked, format!("whose is it? I do not know {}", person.about)),
        (false, None) => (Outcome::Filed, filed_reason(reading.route).to_owned()),
        (true, None) => {
            (Outcome::SetAside, "nothing in it is from you or from anybody in your address book".to_owned())
        }
    };
    Record { outcome, reason, filings, unknown }
}

/// Whether a question is about what is unclear, and not about somebody.
fn is_doubt(reading: &Reading, about: &str) -> bool {
    let letters = reading.letters.iter().flat_map(|letter| &letter.doubts);
    reading.doubts.iter().chain(letters).any(|doubt| doubt == about)
}

/// Whether the letter that matters lies inside the mail that arrived.
const fn is_handed_over_inside(route: Route) -> bool {
    matches!(route, Route::ForwardInline | Route::ForwardAttached)
}

const fn filed_reason(route: Route) -> &'static str {
    match route {
        Route::ForwardInline => "forwarded inline by you",
        Route::ForwardAttached => "forwarded by you as an attachment",
        Route::Resent => "redirected by you",
        Route::AutoForward => "forwarded by your mail provider",
        Route::To | Route::Cc => "my address stands in it",
        Route::Bcc => "sent to me in BCC",
        Route::Note | Route::Reply => "written to me",
    }
}

/// When a letter was written: what it says; else just before the letter that quotes it; else when the mail arrived.
fn when(
    reading: &Reading,
    index: usize,
    (people, book): (&whose::People<'_>, &Book),
    desk: &Desk,
) -> (Timestamp, bool) {
    let latest = desk.received_at;
    let said = reading.letters.get(index).and_then(|letter| letter.sent_at);
    if let Some(said) = said {
        let at = match clock_of_copier(reading, index, people, book) {
            Some(clock) if said.offset.is_none() && desk.zone != TimeZone::UTC => said
                .at
                .to_zoned(desk.zone.clone())
                .datetime()
                .to_zoned(clock)
                .map_or(said.at, |there| there.timestamp()),
            _ => said.at,
        };
        // A clock that runs ahead must not put a letter into the future.
        return match latest {
            Some(latest) if at > latest.saturating_add(SignedDuration::from_hours(1)).unwrap_or(latest) => {
                (latest, false)
            }
            _ => (at, said.certain),
        };
    }
    let around = reading.letters.iter().take(index).rev().find_map(|letter| letter.sent_at).map(|sent| sent.at);
    (around.or(reading.envelope.sent_at).or(latest).unwrap_or(Timestamp::UNIX_EPOCH), false)
}

/// The clock in which the date of a quoted letter is written where it names no zone: that of whoever quoted it. Known where
/// that was the other side, by the zone of the relationship, or else by the zone of their own Date header.
fn clock_of_copier(reading: &Reading, index: usize, people: &whose::People<'_>, book: &Book) -> Option<TimeZone> {
    let letter = reading.letters.get(index)?;
    let copier = reading.letters.iter().take(index).rfind(|above| above.depth < letter.depth)?;
    let author = people.author(copier).filter(|author| !people.is_ours_address(author))?;
    let known = book.whose(&author).and_then(|relationship| book.zones.get(&relationship)).cloned();
    known.or_else(|| copier.sent_at.filter(|sent| sent.certain)?.offset.map(TimeZone::fixed))
}

/// The clock and the weekend of whoever received a letter. Where theirs are not known, the user's own stand in.
fn reader<'d>(whose: RelationshipId, by: Side, book: &'d Book, desk: &'d Desk) -> (&'d TimeZone, &'d [Weekday]) {
    match by {
        Side::You => {
            (book.zones.get(&whose).unwrap_or(&desk.zone), book.weekends.get(&whose).unwrap_or(&book.your_weekend))
        }
        Side::They => (&desk.zone, &book.your_weekend),
    }
}

/// Before seven, after eight in the evening, or on a day of the weekend, by the clock of the receiver.
fn is_after_hours(at: Timestamp, (zone, weekend): (&TimeZone, &[Weekday])) -> bool {
    let local = at.to_zoned(zone.clone());
    weekend.contains(&local.weekday()) || !(7..20).contains(&local.hour())
}

/// Which message a quoted letter is a copy of: the n-th level of history is the n-th last reference of the reply above it.
fn stands_for(reading: &Reading, index: usize) -> Option<String> {
    let letter = reading.letters.get(index)?;
    if letter.seen != Seen::Quoted || letter.message_id.is_some() {
        return letter.message_id.clone();
    }
    let top = reading.letters.iter().take(index).rposition(|above| above.seen != Seen::Quoted)?;
    let above = reading.letters.get(top)?;
    let level = index.checked_sub(top + 1)?;
    match above.references.len().checked_sub(level + 1) {
        Some(at) => above.references.get(at).cloned(),
        None if level == 0 => above.in_reply_to.first().cloned(),
        None => None,
    }
}

fn ask_about(letter: &Letter, doubts: &[String], people: &whose::People<'_>) -> Unknown {
    let subject = letter.subject.clone().unwrap_or_default();
    let doubt = letter.doubts.first().or(doubts.first());
    let author = people.author(letter);
    let person = if author.as_ref().is_some_and(|author| people.is_you(author)) {
        letter
            .to
            .iter()
            .chain(&letter.cc)
            .find(|person| person.address.as_ref().is_some_and(|a| !people.is_ours_address(a)))
    } else {
        letter.from.as_ref()
    };
    let name = person.and_then(|person| person.name.clone());
    let about = match (person.and_then(|person| person.address.as_ref()), doubt) {
        (Some(address), None) => address.to_string(),
        (_, Some(doubt)) => doubt.clone(),
        (None, None) => name.clone().unwrap_or_else(|| "a letter without an author".to_owned()),
    };
    Unknown { about, name, subject }
}

/// Whether a letter was filed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Same {
    New,
    /// Known, from evidence as good or better.
    Again(InteractionId),
    /// Known, from weaker evidence: this copy should take its place.
    Better(InteractionId),
}

impl Same {
    /// Whether it is this letter.
    #[must_use]
    pub fn is(self, id: InteractionId) -> bool {
        match self {
            Self::New => false,
            Self::Again(known) | Self::Better(known) => known == id,
        }
    }
}

/// Tells whether a letter is one of those that the store found alike. The same Message-ID alone never decides: with other words
/// it is another letter (somebody could hide a letter behind a known id).
#[must_use]
pub fn same(filing: &Filing, alike: &[Alike]) -> Same {
    let found = alike.iter().filter(|known| {
        (known.relationship == filing.relationship || known.filed_as == Some(filing.relationship))
            && known.by == filing.by
            && known.same_words
            && !matches!((filing.print.links, known.links), (Some(one), Some(other)) if one != other)
            && is_same_time(filing, known)
    });
    match found.min_by_key(|known| known.happened_at.duration_since(filing.happened_at).abs()) {
        None => Same::New,
        Some(known) if filing.letter.seen < known.seen => Same::Better(known.id),
        Some(known) => Same::Again(known.id),
    }
}

fn is_same_time(filing: &Filing, known: &Alike) -> bool {
    let apart = known.happened_at.duration_since(filing.happened_at).abs();
    let certain = filing.certain && known.certain;
    let ids_differ = matches!((&filing.print.message_id, &known.message_id), (Some(a), Some(b)) if a != b);
    let ids_agree = filing.print.message_id.is_some() && filing.print.message_id == known.message_id;
    let within = match (filing.print.is_short, certain) {
        _ if ids_agree => SignedDuration::from_hours(24 * 31),
        _ if ids_differ => SignedDuration::from_mins(2),
        // A quote names minutes, sometimes in a zone of its own.
        (true, true) => SignedDuration::from_mins(10),
        (true, false) => SignedDuration::from_hours(24),
        (false, true) => SignedDuration::from_hours(14),
        (false, false) => SignedDuration::from_hours(24 * 31),
    };
    apart <= within
}

#[cfg(test)]
mod tests;
