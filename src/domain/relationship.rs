//! A relationship: the account kept with the other side. Its story runs through every room: `record` files letters to it,
//! `relate` keeps its account, `judge` forms an opinion, `compose` says it.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::act::{Side, words};
use super::address::Address;
use super::calendar::Calendar;
use super::id::RelationshipId;

words! {
    /// The chair the user sits in.
    Seat {
        /// The user is a virtual assistant; the other side is a client.
        Va = "va",
        /// The user is a business owner; the other side is a virtual assistant.
        Owner = "owner",
    }
}

impl Seat {
    /// The side that owns the business.
    #[must_use]
    pub const fn owner(self) -> Side {
        match self {
            Self::Va => Side::They,
            Self::Owner => Side::You,
        }
    }

    /// What the other side is to somebody in this seat.
    #[must_use]
    pub const fn other_is(self) -> &'static str {
        match self {
            Self::Va => "client",
            Self::Owner => "VA",
        }
    }
}

words! {
    /// What the user wants the relationship to be. Declared, never derived.
    Intent {
        Partnership = "partnership",
        Transactional = "transactional",
        Undecided = "undecided",
        Ending = "ending",
    }
}

/// The account kept with one other side: a client, or a VA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relationship {
    pub id: RelationshipId,
    /// The short name in commands: lower case, no spaces (`acme`).
    pub key: String,
    /// Short names and names of what was merged into it; they still mean it.
    pub also: Vec<(String, String)>,
    /// What to call it in a sentence: `Acme Studio`.
    pub name: String,
    /// The person's first name for a greeting, where it is known.
    pub person: Option<String>,
    pub seat: Seat,
    pub intent: Intent,
    /// The first day of working together: declared, else the day of the first known letter.
    pub since: Option<Date>,
    /// Their time zone; the user's own where nobody said.
    pub zone: Option<TimeZone>,
    /// Days on which they do not work.
    pub calendar: Calendar,
    /// Nothing is said about it before this day (`snooze`, `quiet`).
    pub quiet_until: Option<Date>,
    /// Where a text to them goes; also the first of their contacts.
    pub address: Option<Address>,
}

impl Relationship {
    /// What to call the person in a sentence or a greeting: the first name, else the relationship's name.
    #[must_use]
    pub fn called(&self) -> &str {
        self.person.as_deref().unwrap_or(&self.name)
    }

    /// Whether a short name is its own, or that of something merged into it.
    #[must_use]
    pub fn is_called(&self, key: &str) -> bool {
        self.key == key || self.also.iter().any(|(also, _)| also == key)
    }
}

/// Who belongs to which relationship, and which addresses are the user's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    pub contacts: BTreeMap<Address, RelationshipId>,
    /// Short names, for `track+acme@`.
    pub keys: BTreeMap<String, RelationshipId>,
    /// Where they are, for those whose zone is known.
    pub zones: BTreeMap<RelationshipId, TimeZone>,
    /// The weekdays on which they do not work, for those of whom that is known.
    pub weekends: BTreeMap<RelationshipId, Vec<Weekday>>,
    /// Those on which the user does not.
    pub your_weekend: Vec<Weekday>,
    /// The user's own addresses; the first is where nudges go.
    pub you: Vec<Address>,
    /// Addresses of the tracking mailbox, without `+tag`.
    pub tracking: Vec<Address>,
    /// Addresses and domains (`@news.example`) that the user said to leave alone.
    pub ignored: Vec<String>,
}

impl Book {
    #[must_use]
    pub fn is_you(&self, address: &Address) -> bool {
        self.you.contains(address) || self.you.contains(&address.untagged())
    }

    #[must_use]
    pub fn is_tracking(&self, address: &Address) -> bool {
        self.tracking.contains(&address.untagged())
    }

    #[must_use]
    pub fn whose(&self, address: &Address) -> Option<RelationshipId> {
        self.contacts.get(address).or_else(|| self.contacts.get(&address.untagged())).copied()
    }

    #[must_use]
    pub fn is_ignored(&self, address: &Address) -> bool {
        self.ignored.iter().any(|entry| match entry.strip_prefix('@') {
            Some(domain) => address.domain() == domain,
            None => address.as_str() == entry,
        })
    }
}

/// Makes a short name for commands out of a name: lower case letters and digits, words joined by `-`.
#[must_use]
pub fn key_for(name: &str) -> String {
    let mut key = String::new();
    for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push('-');
        }
        key.push_str(&word.to_lowercase());
    }
    if key.is_empty() { "someone".to_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_typed_without_a_shift_key() {
        assert_eq!(key_for("Acme Studio"), "acme-studio");
        assert_eq!(key_for("  Ünal & Söhne "), "ünal-söhne");
        assert_eq!(key_for("…"), "someone");
    }
}
