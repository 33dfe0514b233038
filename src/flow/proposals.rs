//! What a letter seems to ask, promise, put off and agree, as entries of its account: proposed, until the user says that it is so.
//!
//! A day is counted from the letter's own, and only where that is certain.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::converse;
use crate::domain::act::{ActKind, MarkKind, names_a_key};
use crate::domain::calendar::days_between;
use crate::domain::entry::{Entry, EntryKind, EntryState, PERMISSION};
use crate::domain::interaction::Filing;
use crate::domain::letter::Letter;

/// A letter that asks for more is one list of things, not a dozen asks.
const MOST_OF_A_KIND: usize = 5;
/// A reply of more words says more than that an answer will come.
const LONGEST_HOLD: usize = 40;
/// A day further off than this was read wrong, or is no promise to remind anybody of.
const FARTHEST: i64 = 190;

/// What a letter seems to say, in the order of its kinds.
pub(super) fn proposals(filing: &Filing, zone: &TimeZone) -> Vec<Entry> {
    let letter = &filing.letter;
    let on = filing.happened_at.to_zoned(zone.clone()).date();
    let is_short = letter.text.split_whitespace().count() <= LONGEST_HOLD;
    let leave: Vec<&String> = quotes(letter, MarkKind::Permission).collect();
    let asks_leave = |quote: &str| leave.iter().any(|asked| *asked == quote);
    let entry = |kind: EntryKind, quote: &str| Entry {
        relationship: Some(filing.relationship),
        by: (kind != EntryKind::Agreement).then_some(filing.by),
        // Who asks for a key cannot go on without it; other asks are told by their words alone.
        topic: match kind {
            EntryKind::Ask if names_a_key(quote) => ActKind::Access.word(),
            EntryKind::Ask if asks_leave(quote) => PERMISSION,
            _ => "",
        }
        .to_owned(),
        words: quote.to_owned(),
        until: if matches!(kind, EntryKind::Promise | EntryKind::Hold) { due(filing, quote, on) } else { None },
        state: EntryState::Proposed,
        ..Entry::new(kind, on)
    };
    let between = letter.entries.iter().filter(|noticed| noticed.kind != EntryKind::Hold || is_short);
    let between: Vec<Entry> = between.map(|noticed| entry(noticed.kind, &noticed.quote)).collect();
    // To say that an answer will come is no second promise.
    let is_hold = |quote: &str| between.iter().any(|held| held.kind == EntryKind::Hold && held.words == quote);
    let proposed = |quotes: &mut dyn Iterator<Item = &String>, kind: EntryKind| -> Vec<Entry> {
        quotes.filter(|quote| !is_hold(quote)).take(MOST_OF_A_KIND).map(|quote| entry(kind, quote)).collect()
    };
    let mut requests = quotes(letter, MarkKind::Request).filter(|quote| !asks_leave(quote));
    let mut entries = proposed(&mut requests, EntryKind::Ask);
    entries.extend(proposed(&mut leave.iter().copied(), EntryKind::Ask));
    entries.extend(proposed(&mut quotes(letter, MarkKind::Promise), EntryKind::Promise));
    entries.extend(between);
    entries
}

/// The sentences in which a mark was noticed.
fn quotes(letter: &Letter, mark: MarkKind) -> impl Iterator<Item = &String> {
    letter.marks.iter().filter(move |noticed| noticed.kind == mark).map(|noticed| &noticed.quote)
}

/// The day that the words look ahead to.
fn due(filing: &Filing, words: &str, on: Date) -> Option<Date> {
    let day = converse::day_in(words, on).filter(|_| filing.certain)?;
    (0..=FARTHEST).contains(&days_between(on, day)).then_some(day)
}
