//! How the role has grown: its level and what came with it, what one side owns, and what stands written about it.

use super::super::entry::{Entry, EntryKind};
use super::Account;
use crate::domain::act::{ActKind, Side};
use crate::domain::calendar::days_before;

/// What each new level brings, with the topics of agreements that say so, and the words by which an agreement on the level names it.
pub const TERMS: [(&str, &[&str], &[&str]); 3] = [
    ("responsibility", &["responsibility", "scope"], &["responsib", "scope", "own", "tasks", "area"]),
    ("autonomy", &["autonomy", "authority"], &["autonom", "authority", "decide", "decision", "limit"]),
    ("pay", &["rate", "price", "bonus", "share"], &["pay", "rate", "price", "salary", "bonus", "hour"]),
];

/// What is good to say before the first day, with the topics of agreements that say so.
const START: [(&str, &[&str]); 5] = [
    ("what each of you gives", &["expectations"]),
    ("how the role can grow", &["pathway"]),
    ("how often you talk", &["rhythm"]),
    ("what you both look at to see how it goes", &["measures"]),
    ("hours and limits", &["boundary", "hours"]),
];
const GOALS_SHARED: &str = "where the business is going";

/// Terms that were agreed so many days before a level count for it.
const BEFORE_DAYS: i64 = 30;

impl Account {
    /// The level of the role, 1 to 4.
    #[must_use]
    pub fn level(&self) -> Option<i64> {
        self.figure(EntryKind::Level)
    }

    /// The newest figure of a kind, without its hundredths.
    #[must_use]
    pub fn figure(&self, kind: EntryKind) -> Option<i64> {
        self.latest(kind).and_then(|entry| entry.figure.as_ref()).map(|figure| figure.whole())
    }

    /// What the last raise of the level brought no agreement on: of responsibility, autonomy and pay. Nothing for the first level.
    #[must_use]
    pub fn level_lacks(&self) -> Vec<&'static str> {
        let Some(level) = self.latest(EntryKind::Level) else { return Vec::new() };
        if level.figure.as_ref().is_none_or(|figure| figure.whole() < 2) {
            return Vec::new();
        }
        let from = days_before(level.on, BEFORE_DAYS);
        let agreed: Vec<&Entry> = self.open(EntryKind::Agreement).filter(|entry| entry.on >= from).collect();
        let is_settled = |topics: &[&str], words: &[&str]| {
            agreed.iter().any(|entry| {
                topics.contains(&entry.topic.as_str()) || (entry.topic == "level" && names(&entry.words, words))
            }) || names(&level.words, words)
        };
        TERMS.iter().filter(|(_, topics, words)| !is_settled(topics, words)).map(|(term, ..)| *term).collect()
    }

    /// What is good to say before the first day, and of which I know nothing yet.
    #[must_use]
    pub fn start_lacks(&self) -> Vec<&'static str> {
        let is_agreed = |topics: &[&str]| {
            let has_rhythm = || topics.contains(&"rhythm") && self.latest(EntryKind::Rhythm).is_some();
            topics.iter().any(|topic| self.agreement(topic).is_some()) || has_rhythm()
        };
        let owner = self.relationship.seat.owner();
        let is_shared = self.acts.iter().any(|act| act.by == owner && act.kind == ActKind::Vision && act.may_count())
            || self.latest(EntryKind::Goal).is_some();
        let goals = (!is_shared).then_some(GOALS_SHARED);
        let rest = START.iter().filter(|(_, topics)| !is_agreed(topics)).map(|(what, _)| *what);
        goals.into_iter().chain(rest).collect()
    }

    /// Processes that one side owns.
    #[must_use]
    pub fn owned(&self, by: Side) -> Vec<&Entry> {
        self.open(EntryKind::Process).filter(|process| process.by == Some(by)).collect()
    }

    /// Those of them that no guide is written for.
    #[must_use]
    pub fn without_guide(&self, by: Side) -> Vec<&Entry> {
        let guides: Vec<String> = self.open(EntryKind::Guide).map(|guide| guide.words.to_lowercase()).collect();
        let mut owned = self.owned(by);
        owned.retain(|process| !guides.contains(&process.words.to_lowercase()));
        owned
    }

    /// Hours a week saved in all, as the user told them.
    #[must_use]
    pub fn hours_saved(&self) -> i64 {
        self.open(EntryKind::Saving).filter_map(|saving| saving.figure.as_ref()).map(|f| f.hundredths).sum::<i64>()
            / 100
    }
}

fn names(said: &str, words: &[&str]) -> bool {
    let said = said.to_lowercase();
    said.split(|c: char| !c.is_alphanumeric()).any(|one| words.iter().any(|word| one.starts_with(word)))
}
