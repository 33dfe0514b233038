//! The plan of a first year: the steps of its months, as the two source documents name them, and what in an account ticks each.
//!
//! A step is done when the user says so, or when the account shows it. It is never done because its day has passed.

use jiff::ToSpan;
use jiff::civil::Date;

use super::account::Account;
use super::act::ActKind;
use super::calendar::days_before;
use super::entry::{Entry, EntryKind, EntryState, SHARES};
use super::relationship::Seat;

/// A step of the plan.
#[derive(Clone, Copy, Debug)]
pub struct PlanStep {
    /// At the end of which month it is due.
    pub month: i32,
    /// How the user names it: `plan maria done vision`.
    pub key: &'static str,
    /// What it says to an owner.
    pub owner: &'static str,
    /// And to a VA; `None` where it is not hers to do.
    pub va: Option<&'static str>,
    ticks: Ticks,
}

/// What in the account shows that a step was done.
#[derive(Clone, Copy, Debug)]
enum Ticks {
    /// An act of the owner's, whichever seat the user sits in.
    OwnerGave(ActKind),
    Held(&'static str),
    Agreed(&'static [&'static str]),
    Told(&'static [EntryKind]),
    /// A goal to learn something.
    SkillGoal,
}

const fn step(month: i32, key: &'static str, owner: &'static str, va: Option<&'static str>, ticks: Ticks) -> PlanStep {
    PlanStep { month, key, owner, va, ticks }
}

/// The plan. Keys are a promise: add, never rename.
pub const PLAN: &[PlanStep] = &[
    step(
        1,
        "vision",
        "share your vision and goals",
        Some("ask where they want the business to go"),
        Ticks::OwnerGave(ActKind::Vision),
    ),
    step(
        1,
        "pathway",
        "describe a path on which the role can grow",
        Some("ask how the role can grow"),
        Ticks::Agreed(&["pathway"]),
    ),
    step(
        1,
        "rhythm",
        "agree on how often you talk",
        Some("propose how often you talk"),
        Ticks::Told(&[EntryKind::Rhythm]),
    ),
    step(
        1,
        "measures",
        "agree on what you both look at to see how it goes",
        Some("propose what you both look at to see how it goes"),
        Ticks::Agreed(&["measures"]),
    ),
    step(
        3,
        "review",
        "hold a three-month review with detailed feedback",
        Some("ask for a three-month review"),
        Ticks::Held("review"),
    ),
    step(
        3,
        "interests",
        "talk about where they want to grow",
        Some("say where you want to grow"),
        Ticks::Told(&[EntryKind::Goal]),
    ),
    step(
        3,
        "ownership",
        "hand over an area to own",
        Some("offer to own an area"),
        Ticks::Told(&[EntryKind::Process, EntryKind::Level]),
    ),
    step(3, "bonus", "consider a first bonus", None, Ticks::OwnerGave(ActKind::Bonus)),
    step(
        6,
        "strategy",
        "bring them into planning the next half year",
        Some("suggest a strategy talk"),
        Ticks::Held("strategy"),
    ),
    step(
        6,
        "role",
        "widen the role",
        Some("show what you could take on"),
        Ticks::Told(&[EntryKind::Process, EntryKind::Level]),
    ),
    step(
        6,
        "share",
        "consider a share of revenue, in writing",
        Some("put what was said about money in writing"),
        Ticks::Agreed(&SHARES),
    ),
    step(
        6,
        "development",
        "plan what they learn next, and what you spend on it",
        Some("say what you want to learn next"),
        Ticks::SkillGoal,
    ),
    step(
        12,
        "year-review",
        "hold a full review of the year",
        Some("ask for a review of the year"),
        Ticks::Held("review-12"),
    ),
    step(
        12,
        "role-talk",
        "talk about how far the role has come",
        Some("show how far your role has come"),
        Ticks::Told(&[EntryKind::Level]),
    ),
    step(
        12,
        "commitment",
        "talk about the years ahead",
        Some("talk about the years ahead"),
        Ticks::Told(&[EntryKind::Renewal]),
    ),
    step(12, "equity", "consider a lasting share, with advice", None, Ticks::Agreed(&SHARES)),
];

impl PlanStep {
    /// What it says in a seat; `None` where it is not for it.
    #[must_use]
    pub const fn title(&self, seat: Seat) -> Option<&'static str> {
        match seat {
            Seat::Owner => Some(self.owner),
            Seat::Va => self.va,
        }
    }

    /// When it is due, of a relationship that began on a day.
    #[must_use]
    pub fn due(&self, since: Date) -> Date {
        since.checked_add(self.month.months()).unwrap_or(since)
    }

    /// When it is due where its month was over before anybody planned it: a month from now.
    #[must_use]
    pub fn due_late(today: Date) -> Date {
        today.checked_add(1.month()).unwrap_or(today)
    }
}

/// The steps of a month that are for a seat.
pub fn of_month(month: i32, seat: Seat) -> impl Iterator<Item = (&'static PlanStep, &'static str)> {
    PLAN.iter().filter(move |step| step.month == month).filter_map(move |step| Some((step, step.title(seat)?)))
}

/// The months that have steps.
#[must_use]
pub fn months() -> Vec<i32> {
    let mut months: Vec<i32> = PLAN.iter().map(|step| step.month).collect();
    months.dedup();
    months
}

/// What shows that a step was done, and when: since the step before it was due, so that the same talk does not tick two reviews.
#[must_use]
pub fn ticked(account: &Account, step: &Entry) -> Option<(Date, String)> {
    let planned = PLAN.iter().find(|planned| planned.key == step.topic)?;
    let before = PLAN.iter().filter(|other| other.month < planned.month).map(|other| other.month).max().unwrap_or(0);
    let from = step.until.map_or(step.on, |due| days_before(due, i64::from(planned.month - before) * 31));
    let in_time = |on: Date| on >= from && on <= account.today;
    let of =
        |entry: &Entry| in_time(entry.on) && entry.state != EntryState::Proposed && entry.state != EntryState::Lapsed;
    let told = |found: Option<&Entry>| found.map(|entry| (entry.on, entry.about().to_owned()));
    match planned.ticks {
        Ticks::OwnerGave(kind) => {
            let owner = account.relationship.seat.owner();
            let gave = account.acts.iter().find(|act| act.by == owner && act.kind == kind && in_time(act.on));
            gave.map(|act| (act.on, act.words.clone()))
        }
        Ticks::Held(kind) => told(account.held(Some(kind)).find(|talk| in_time(talk.on))),
        Ticks::Agreed(topics) => told(
            account.entries_of(EntryKind::Agreement).find(|entry| topics.contains(&entry.topic.as_str()) && of(entry)),
        ),
        Ticks::Told(kinds) => told(account.entries.iter().find(|entry| kinds.contains(&entry.kind) && of(entry))),
        Ticks::SkillGoal => told(account.entries_of(EntryKind::Goal).find(|goal| goal.topic == "skill" && of(goal))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_every_month_has_something_for_both_seats() {
        let mut keys: Vec<&str> = PLAN.iter().map(|step| step.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), PLAN.len());
        assert_eq!(months(), [1, 3, 6, 12]);
        for month in months() {
            for seat in Seat::ALL {
                assert!(of_month(month, *seat).count() >= 3, "{month} {seat}");
            }
        }
    }
}
