//! A header in a language that the table lacks, told by the places of its lines.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Block, Fields, first_colon};
use crate::read::dates::{self, Hints};
use crate::read::lines::Line;
use crate::read::words::{Langs, Role, plain, words};

/// The header at line `at` where the HTML says that one stands. Outlook writes the author first, then the date, the recipients, and the
/// subject last, in every language. People draw boxes with lists in them (`Guest: …`, `Arrival: …`), so its people must have addresses,
/// and its date a year and an hour that is not after `not_after`, when the mail was sent.
pub(in crate::read) fn by_place(lines: &[Line<'_>], at: usize, not_after: Option<Timestamp>) -> Option<Block> {
    let first = lines.get(at)?;
    let (quote, frame) = (first.quote, first.frame);
    let rows: Vec<(&str, &str)> = lines
        .iter()
        .skip(at)
        .take_while(|line| line.quote == quote && !line.is_blank())
        .take(6)
        .map_while(|line| line.text.split_at_checked(first_colon(line.text)?))
        .map(|(label, value)| (label, value.trim_start_matches([':', '：', '*', ' ', '\u{a0}'])))
        .collect();
    let (from, date, to, cc, subject) = match rows.as_slice() {
        [from, date, to, subject] => (from, date, to, None, subject),
        [from, date, to, cc, subject] => (from, date, to, Some(cc), subject),
        _ => return None,
    };
    // A label that the table knows is one of a language whose headers it knows too; but `Cc` is the same in most.
    let is_known = |(label, _): &(&str, &str)| !meanings(label).is_empty();
    let is_other_copy =
        |row: &(&str, &str)| is_known(row) && !meanings(row.0).iter().any(|(role, _)| *role == Role::Cc);
    if [from, date, to, subject].into_iter().any(is_known)
        || cc.is_some_and(is_other_copy)
        || !from.1.contains('@')
        || !to.1.contains('@')
        || subject.1.contains('@')
        || !is_sent(date.1, not_after)
    {
        return None;
    }
    let said = |(_, value): &(&str, &str)| Some((*value).to_owned());
    let fields = Fields {
        from: said(from),
        to: said(to),
        cc: cc.and_then(said),
        subject: said(subject),
        date: said(date),
        langs: Langs::default(),
    };
    Some(Block { fields, end: at + rows.len(), quote, frame })
}

fn meanings(label: &str) -> &'static [(Role, Langs)] {
    words().label(&plain(label.trim_matches(['*', '_', ' ', '\u{a0}'])))
}

/// Whether a value can say when a mail was sent: with a year and an hour, and not later than the mail around it. The name of its month
/// need not be known.
fn is_sent(date: &str, not_after: Option<Timestamp>) -> bool {
    let has_year = date.split(|c: char| !c.is_numeric()).any(|part| part.chars().count() == 4);
    let hints = Hints { langs: Langs::default(), zone: &TimeZone::UTC, not_after, day_first: None };
    let sent = dates::find(date, Langs::default()).and_then(|found| dates::resolve(&found.parts, hints));
    // No clock is further from Greenwich than fourteen hours.
    let is_later =
        sent.zip(not_after).is_some_and(|(sent, bound)| sent.at.duration_since(bound) > SignedDuration::from_hours(14));
    has_year && dates::names_hour(date) && !date.contains('@') && !is_later
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::lines;

    #[test]
    fn a_header_is_told_by_its_places_and_a_list_is_none() {
        let not_after = "2026-11-16T09:00:00Z".parse().ok();
        let is_header = |text: &str| by_place(&lines::of_text(text), 0, not_after).is_some();
        let from = "Nork: Dana Reed <dana@acme.example>\n";
        for rest in [
            "Bidalia: 3 azaroa 2026 14:05\nNori: Ines <ines@desk.example>\nGaia: Menu",
            "Bidalia: 03/11/2026 14:05\nNori: ines@desk.example\nCc: Bo\nGaia: Menu",
        ] {
            assert!(is_header(&format!("{from}{rest}\n\nHello")), "{rest}");
        }
        for rest in [
            "Arrival: 3 Dec 2026\nRoom: double\nWish: quiet side",
            "Arrival: 3 Nov 2026 14:00\nRoom: double\nWish: quiet side",
            "Arrival: 3 Dec 2026 14:00\nHost: dana@acme.example\nWish: quiet side",
            "Arrival: 3 Nov 2026\nHost: dana@acme.example\nWish: quiet side",
            "Arrival: 3 Nov, 14:00\nHost: dana@acme.example\nWish: quiet side",
            "Sent: 3 Nov 2026 14:00\nHost: dana@acme.example\nWish: quiet side",
        ] {
            assert!(!is_header(&format!("Guest: anna@client.example\n{rest}\n\nHello")), "{rest}");
        }
    }
}
