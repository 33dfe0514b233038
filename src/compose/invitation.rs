//! The file for the other side's calendar that goes with an invitation to a talk (RFC 5545).
//!
//! It asks (`METHOD:REQUEST`) and does not merely tell (`PUBLISH`): only a request makes Gmail, Outlook, Apple Mail and Thunderbird
//! show the hour with yes and no beside it, and answer; only a request, and later a `CANCEL`, of the same `UID` with a higher
//! `SEQUENCE` moves what already stands in a calendar (RFC 5546 section 3.2). The hour is given in UTC: that is exact for a single
//! talk and is shown in the reader's own zone everywhere, while a zone by name needs its rules sent along, which programs read
//! differently. The words of the mail stand in it as well, because Outlook shows those of the calendar entry in their place.

use std::fmt::Write as _;

use icalendar::{Calendar, Component, Event, EventStatus, Property};
use jiff::{SignedDuration, Timestamp};

use super::clean;
use super::freeze::sends_as_own;
use crate::domain::address::Person;
use crate::domain::fault::Fault;
use crate::domain::mail::{CalendarFile, Method, Sender};

/// How long a talk is, as every invitation says.
pub const HALF_AN_HOUR: SignedDuration = SignedDuration::from_mins(30);

/// A talk as a calendar sees it.
#[derive(Clone, Debug)]
pub struct Talk<'a> {
    pub method: Method,
    /// The same for as long as it is the same talk; random, so that nobody else's has it.
    pub uid: &'a str,
    /// How often the other side was told of it before.
    pub sequence: u32,
    pub starts_at: Timestamp,
    /// The subject and the words of the mail that it goes with.
    pub subject: &'a str,
    pub words: &'a str,
    pub with: &'a Person,
}

/// Makes the file. A text to somebody without an address has none.
pub fn invitation(talk: &Talk<'_>, sender: &Sender, now: Timestamp) -> Result<Option<CalendarFile>, Fault> {
    let Some(to) = &talk.with.address else { return Ok(None) };
    let ends_at = talk.starts_at.checked_add(HALF_AN_HOUR).unwrap_or(talk.starts_at);
    let mut event = Event::with_uid(talk.uid);
    event
        .add_property("DTSTAMP", utc(now))
        .add_property("DTSTART", utc(talk.starts_at))
        .add_property("DTEND", utc(ends_at))
        .sequence(talk.sequence)
        .summary(&clean::header(talk.subject))
        .description(&clean::text(talk.words))
        .append_property(organizer(sender))
        .append_multi_property(attendee(talk, to.as_str()))
        .status(match talk.method {
            Method::Request => EventStatus::Confirmed,
            Method::Cancel => EventStatus::Cancelled,
        });
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        // Every file names the program that made it; ours is the library's, as in many others.
        .append_property(Property::new("PRODID", "-//icalendar-rs//EN"))
        .append_property(Property::new("METHOD", talk.method.word()))
        .push(event.done());
    let mut text = String::new();
    write!(text, "{calendar}")
        .map_err(|error| Fault::new("the calendar file", format!("cannot be written: {error}")))?;
    Ok(Some(CalendarFile { method: talk.method, uid: talk.uid.to_owned(), text }))
}

/// The user invites. Where the mail comes from another address than hers, the file says that it was sent on her behalf
/// (RFC 5545 section 3.2.18): answers go to her all the same.
fn organizer(sender: &Sender) -> Property {
    let mut organizer = Property::new("ORGANIZER", format!("mailto:{}", sender.own));
    if let Some(name) = parameter(&sender.name) {
        organizer.add_parameter("CN", &name);
    }
    if !sends_as_own(sender) {
        organizer.add_parameter("SENT-BY", &format!("\"mailto:{}\"", sender.account));
    }
    organizer.done()
}

fn attendee(talk: &Talk<'_>, to: &str) -> Property {
    let mut attendee = Property::new("ATTENDEE", format!("mailto:{to}"));
    if let Some(name) = talk.with.name.as_deref().and_then(parameter) {
        attendee.add_parameter("CN", &name);
    }
    attendee.add_parameter("ROLE", "REQ-PARTICIPANT");
    if talk.method == Method::Request {
        attendee.add_parameter("PARTSTAT", "NEEDS-ACTION").add_parameter("RSVP", "TRUE");
    }
    attendee.done()
}

/// A name as the value of a parameter, which can hold no quotation mark at all (RFC 5545 section 3.1).
fn parameter(name: &str) -> Option<String> {
    let name = clean::line(&name.replace('"', "'"));
    (!name.is_empty()).then(|| format!("\"{name}\""))
}

/// `20261203T100000Z` (RFC 5545 section 3.3.5, form 2).
fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    fn file(method: Method, account: &str, words: &str) -> String {
        let address = |text: &str| Address::parse(text).unwrap();
        let sender = Sender {
            name: "Nadia \"Nad\" Reyes; VA".to_owned(),
            account: address(account),
            own: address("nadia@desk.example"),
        };
        let with = Person::new(Some("Okafor, Dana"), Some(address("dana@acme.example")));
        let talk = Talk {
            method,
            uid: "k7f3q2@desk.example",
            sequence: 2,
            starts_at: "2026-12-03T10:00:00Z".parse().unwrap(),
            subject: "Half an hour, on Thursday?",
            words,
            with: &with,
        };
        let file = invitation(&talk, &sender, "2026-11-23T08:30:00Z".parse().unwrap()).unwrap().unwrap();
        assert!(file.text.lines().all(|line| line.len() <= 75), "{}", file.text);
        assert_eq!(file.text.matches('\n').count(), file.text.matches("\r\n").count());
        file.text.replace("\r\n ", "").replace("\r\n", "\n")
    }

    #[test]
    fn a_request_says_who_when_and_that_an_answer_is_welcome() {
        let said = file(Method::Request, "nadia@desk.example", "Hi Dana,\n\nwould Thursday suit you; or Friday?\n");
        for line in [
            "METHOD:REQUEST",
            "UID:k7f3q2@desk.example",
            "SEQUENCE:2",
            "DTSTAMP:20261123T083000Z",
            "DTSTART:20261203T100000Z",
            "DTEND:20261203T103000Z",
            "STATUS:CONFIRMED",
            "SUMMARY:Half an hour\\, on Thursday?",
            "DESCRIPTION:Hi Dana\\,\\n\\nwould Thursday suit you\\; or Friday?\\n",
            "ORGANIZER;CN=\"Nadia 'Nad' Reyes; VA\":mailto:nadia@desk.example",
        ] {
            assert!(said.lines().any(|found| found == line), "{line}\n{said}");
        }
        let attendee = said.lines().find(|line| line.starts_with("ATTENDEE")).unwrap();
        assert!(attendee.ends_with(":mailto:dana@acme.example"), "{attendee}");
        for part in ["CN=\"Okafor, Dana\"", "RSVP=TRUE", "PARTSTAT=NEEDS-ACTION", "ROLE=REQ-PARTICIPANT"] {
            assert!(attendee.contains(part), "{attendee}");
        }
        assert!(!said.to_lowercase().contains("bothways"), "{said}");
    }

    #[test]
    fn a_cancellation_asks_for_nothing_and_an_account_says_whom_it_writes_for() {
        let said = file(Method::Cancel, "track@other.example", "Sorry.");
        assert!(said.contains("METHOD:CANCEL\n") && said.contains("STATUS:CANCELLED\n"), "{said}");
        assert!(!said.contains("RSVP"), "{said}");
        assert!(said.contains("SENT-BY=\"mailto:track@other.example\""), "{said}");
    }

    #[test]
    fn long_and_foreign_words_are_folded_and_not_torn() {
        let words = "Größe über alles, sagte sie, und dann noch einmal: Ærøskøbing 日本語のテキスト 🙂 ".repeat(6);
        let said = file(Method::Request, "nadia@desk.example", &words);
        assert!(said.contains("日本語のテキスト 🙂"), "{said}");
    }
}
