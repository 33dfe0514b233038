//! The week: all relationships on one page, as they stand on one day. One value, from which the Monday mail and the page in the
//! terminal are written, so that both say the same. `relate` makes it.

use jiff::civil::Date;

use super::account::Standing;
use super::act::{Act, ActKind, words};
use super::entry::Entry;
use super::finding::Finding;
use super::id::RelationshipId;
use super::relationship::Intent;

/// What is worth knowing on a Monday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    pub today: Date,
    /// The last six calendar months, the running one last: what went each way in all relationships together.
    pub months: Vec<Month>,
    /// What the user owes, the longest first.
    pub you_owe: Vec<Owed>,
    /// What the others owe, the longest first. Only where enough of their letters reach us to say so.
    pub they_owe: Vec<Owed>,
    /// Acts of the others, found in letters, that wait for the user's yes or no; the newest first.
    pub to_confirm: Vec<Moment>,
    /// A row for each relationship, from those that the user carries to those that the others carry; the unclear ones last.
    pub balances: Vec<Balance>,
    /// What was given in the last seven days, in order.
    pub happened: Vec<Moment>,
    /// What letters seemed to promise or agree, and that nobody answered: let go in the last seven days. With the name of the
    /// relationship.
    pub let_go: Vec<(String, Entry)>,
    /// On the first page of a quarter: how many relationships the user wants to be what.
    pub portfolio: Vec<(Intent, usize)>,
    /// Findings that are not worth a mail of their own.
    pub notes: Vec<Note>,
    /// The one thing to do that is likely to do most good.
    pub suggestion: Option<Suggestion>,
    /// The short name of somebody, to show how a line is written.
    pub example: Option<String>,
}

impl Week {
    /// A page on which nothing stands.
    #[must_use]
    pub const fn empty(today: Date) -> Self {
        Self {
            today,
            months: Vec::new(),
            you_owe: Vec::new(),
            they_owe: Vec::new(),
            to_confirm: Vec::new(),
            balances: Vec::new(),
            happened: Vec::new(),
            let_go: Vec::new(),
            portfolio: Vec::new(),
            notes: Vec::new(),
            suggestion: None,
            example: None,
        }
    }
}

/// A calendar month, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    pub first: Date,
    pub gave: u32,
    pub got: u32,
}

/// Something that one side waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    pub relationship: RelationshipId,
    /// What the relationship is called.
    pub name: String,
    pub what: Owing,
    /// The day from which it has been open, or on which it was or is due.
    pub since: Date,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owing {
    /// An answer to so many letters.
    Answer { letters: u32 },
    /// A thank-you for something that the user confirmed.
    Thanks { kind: ActKind, words: String },
    /// An answer to something asked for, in the user's words.
    Ask(String),
    /// Something promised, whose day has come.
    Promise(String),
    /// A step of a plan, due.
    Step(String),
}

/// An act, with the name of the relationship it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub name: String,
    /// The person, else the relationship again.
    pub their_name: String,
    pub act: Act,
}

/// What went each way in one relationship, over the months of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    pub relationship: RelationshipId,
    pub name: String,
    pub gave: u32,
    pub got: u32,
    pub carries: Carries,
    pub standing: Standing,
    /// Days since the other side's last letter, where that is longer than usual.
    pub quiet_days: Option<i64>,
}

words! {
    /// Who carries a relationship.
    Carries {
        You = "you",
        TwoSided = "two-sided",
        They = "they",
        /// The user wants it to be work for money, or to end: then there is nothing to balance.
        NotAsked = "not asked",
        /// Fewer than three things, or too little of the mail seen.
        TooEarly = "too early",
    }
}

/// Below so many things there is no balance to speak of.
const LEAST_THINGS: u32 = 3;

impl Balance {
    /// From -100, where only the user gives, to 100, where only the others do. Two are added to what there is, so that one thing
    /// against none does not shout.
    #[must_use]
    pub fn tilt(gave: u32, got: u32) -> i32 {
        let (gave, got) = (i64::from(gave.min(1_000_000)), i64::from(got.min(1_000_000)));
        i32::try_from((got - gave) * 100 / (got + gave + 2)).unwrap_or(0)
    }

    /// Who carries it, by the numbers alone.
    #[must_use]
    pub fn by_numbers(gave: u32, got: u32) -> Carries {
        match Self::tilt(gave, got) {
            _ if gave.saturating_add(got) < LEAST_THINGS => Carries::TooEarly,
            ..-20 => Carries::You,
            -20..=20 => Carries::TwoSided,
            21.. => Carries::They,
        }
    }
}

/// A finding for the page, with the name of its relationship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub name: String,
    pub finding: Finding,
}

/// One thing to do, with the text that would do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub relationship: RelationshipId,
    /// Why, in a sentence or two for the user.
    pub why: String,
    /// The template of the text: `thank-you`.
    pub offer: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_is_two_sided_until_it_clearly_is_not() {
        for (gave, got, expected) in [
            (0, 0, Carries::TooEarly),
            (1, 1, Carries::TooEarly),
            (2, 0, Carries::TooEarly),
            (3, 0, Carries::You),
            (0, 3, Carries::They),
            (4, 3, Carries::TwoSided),
            (3, 4, Carries::TwoSided),
            (5, 5, Carries::TwoSided),
            (9, 2, Carries::You),
            (1, 5, Carries::They),
            (u32::MAX, u32::MAX, Carries::TwoSided),
            (u32::MAX, 0, Carries::You),
        ] {
            assert_eq!(Balance::by_numbers(gave, got), expected, "{gave}:{got}");
        }
    }

    #[test]
    fn who_gives_and_who_gets_mirror_each_other() {
        for gave in 0..30 {
            for got in 0..30 {
                assert_eq!(Balance::tilt(gave, got), -Balance::tilt(got, gave));
                assert!((-100..=100).contains(&Balance::tilt(gave, got)));
            }
        }
    }
}
