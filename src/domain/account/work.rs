//! How work is given and taken up: leave that is asked again and again, feedback without an example, advice that nobody asked for, and
//! events that somebody could be brought to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::super::act::{Act, ActKind, ActState, MarkKind, Side};
use super::super::calendar::days_before;
use super::super::entry::{Entry, EntryKind, EntryState, PERMISSION};
use super::Account;

/// Feedback older than this says nothing about how it is given today.
const FEEDBACK_DAYS: u32 = 120;
/// Who asked for a view may hear it for so long; who invited one by name, for longer.
const ASKED_DAYS: i64 = 30;
const INVITED_DAYS: i64 = 90;
/// Words of advice that is meant for the reader's own doing, rather than for what both are at.
const ABOUT_YOU: [&str; 4] = ["you", "your", "yours", "yourself"];
/// What people go to, to learn.
const EVENTS: [&str; 14] = [
    "webinar",
    "conference",
    "workshop",
    "summit",
    "meetup",
    "masterclass",
    "seminar",
    "bootcamp",
    "congress",
    "training",
    "course",
    "lecture",
    "fair",
    "expo",
];

impl Account {
    /// The kind of thing that one side asked leave for most often, in a word, and those askings, without what was refused; the oldest
    /// first.
    #[must_use]
    pub fn same_permission(&self, by: Side, days: u32) -> Option<(String, Vec<&Entry>)> {
        let mut asked: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
        let asks = self.entries_of(EntryKind::Ask).filter(|ask| {
            ask.by == Some(by) && ask.topic == PERMISSION && ask.state != EntryState::No && self.is_within(ask.on, days)
        });
        for ask in asks {
            if let Some(what) = asks_to(&ask.words) {
                asked.entry(what).or_default().push(ask);
            }
        }
        // Of several that are asked for as often, the first by name: it must be the same tomorrow.
        asked.into_iter().rev().max_by_key(|(_, asks)| asks.len())
    }

    /// Days on which one side gave feedback by letter, since the last on which an example stood beside it.
    #[must_use]
    pub fn plain_feedback(&self, by: Side) -> u32 {
        let given = self.given(by, Some(ActKind::Feedback), FEEDBACK_DAYS).filter(|act| act.shown_by.is_some());
        let days: BTreeSet<Date> = given.map(|act| act.on).collect();
        let has_example =
            |on: Date| self.marks.iter().any(|mark| mark.on == on && mark.by == by && mark.kind == MarkKind::Example);
        super::count(days.iter().rev().take_while(|on| !has_example(**on)))
    }

    /// Advice of one side on the other's own doing, that the other had not asked for as far as can be seen, and has not called welcome.
    #[must_use]
    pub fn uninvited(&self, by: Side, days: u32) -> Vec<&Act> {
        let is_advice = |act: &&Act| {
            act.kind == ActKind::Idea && act.by == by && self.is_within(act.on, days) && act.state == ActState::Proposed
        };
        self.acts.iter().filter(is_advice).filter(|act| self.is_uninvited(act)).collect()
    }

    fn is_uninvited(&self, idea: &Act) -> bool {
        let reader = idea.by.other();
        let is_before = |on: Date, days: i64| on <= idea.on && on > days_before(idea.on, days);
        let has_asked = || {
            self.acts.iter().any(|act| act.by == reader && act.kind == ActKind::Input && is_before(act.on, ASKED_DAYS))
        };
        let has_invited = || self.asked(reader, Some(ActKind::Idea)).any(|ask| is_before(ask.on, INVITED_DAYS));
        let is_meant_for_reader = || tokens(&idea.words).any(|word| ABOUT_YOU.contains(&word.as_str()));
        match idea.invited {
            Some(invited) => !invited,
            None => is_meant_for_reader() && !has_asked() && !has_invited(),
        }
    }

    /// Notes that name something to go to and learn from, since which nothing of the kind was offered; the oldest first.
    #[must_use]
    pub fn unshared_events(&self) -> Vec<&Entry> {
        let offered = self.given(Side::You, Some(ActKind::Development), 400).map(|act| act.on).max();
        let names_event =
            |note: &Entry| tokens(&note.words).any(|word| EVENTS.iter().any(|event| is_one(&word, event)));
        self.open(EntryKind::Note)
            .filter(|note| {
                note.on <= self.today && offered.is_none_or(|offered| offered < note.on) && names_event(note)
            })
            .collect()
    }
}

/// `webinar`, or several of them.
fn is_one(word: &str, of: &str) -> bool {
    word.strip_prefix(of).is_some_and(|rest| matches!(rest, "" | "s" | "es"))
}

/// What leave is asked for, in a word: `refund` of `May I refund Mrs Hall?`. `None` where the words do not say.
fn asks_to(words: &str) -> Option<String> {
    const BEFORE: [&str; 21] = [
        "may i",
        "can i",
        "could i",
        "should i",
        "shall i",
        "may we",
        "can we",
        "could we",
        "should we",
        "shall we",
        "if i",
        "if we",
        "me to",
        "us to",
        "ok to",
        "okay to",
        "fine to",
        "right to",
        "allowed to",
        "free to",
        "permission to",
    ];
    const BETWEEN: [&str; 9] = ["just", "also", "already", "please", "go", "ahead", "and", "now", "then"];
    let words: Vec<String> = tokens(words).collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    let at = pairs.map(|(a, b)| format!("{a} {b}")).position(|pair| BEFORE.contains(&pair.as_str()))?;
    words.into_iter().skip(at + 2).find(|word| !BETWEEN.contains(&word.as_str()))
}

fn tokens(words: &str) -> impl Iterator<Item = String> {
    let words = words.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leave_is_asked_for_is_one_word() {
        for (words, what) in [
            ("May I refund Mrs Hall?", Some("refund")),
            ("Should I go ahead and book the room?", Some("book")),
            ("Is it okay if I just order new labels?", Some("order")),
            ("Would you like me to answer him?", Some("answer")),
            ("Hello, are we allowed to offer a discount?", Some("offer")),
            ("Is that fine with you?", None),
            ("May I?", None),
        ] {
            assert_eq!(asks_to(words).as_deref(), what, "{words}");
        }
    }

    #[test]
    fn an_event_is_known_by_its_name() {
        assert!(is_one("webinars", "webinar") && is_one("expo", "expo"));
        assert!(!is_one("fairly", "fair"));
    }
}
