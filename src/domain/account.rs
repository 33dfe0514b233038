//! The account of a relationship on one day, and the facts that rules ask of it.
//!
//! An account holds at most a row a day, whatever the mail volume, so that every fact here costs the same for a hundred letters
//! and for a hundred thousand. Building one is `relate`'s work; this file is the arithmetic on it.

mod both;
mod coverage;
mod entries;
mod giving;
pub mod growth;
pub mod history;
mod lull;
pub mod promises;
mod rhythm;
mod standing;
mod work;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::act::{Act, ActKind, MarkKind, Side, words};
use super::calendar::{Calendar, days_before, days_between};
use super::entry::{Entry, EntryKind};
use super::relationship::Relationship;

pub use coverage::Coverage;
pub use rhythm::time_answers;

/// What one side wrote on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaySide {
    pub letters: u32,
    /// Letters that ask for work and bring nothing else.
    pub only_requests: u32,
    /// Letters that landed outside the receiver's hours (before 7, after 20, or on a day off there).
    pub after_hours: u32,
    /// Letters that an answer is expected to: they begin a talk, ask for something or put a question.
    pub expecting: u32,
    /// When the last of them was written.
    pub expecting_at: Option<Timestamp>,
    /// Letters that begin a talk; and those of them that begin it with a request.
    pub starts: u32,
    pub starts_asking: u32,
    /// Letters that bring something nobody had asked for.
    pub unasked: u32,
    /// Letters known only from the history under an answer to them.
    pub quoted: u32,
    pub first_at: Option<Timestamp>,
    pub last_at: Option<Timestamp>,
    /// Of the letters that answer one of the other side in the same talk, the one for which the other waited longest.
    pub answered: Option<Answered>,
}

/// How long somebody waited for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The day of the first letter that waited.
    pub asked_on: Date,
    /// All minutes from that letter to the answer, nights and days off among them.
    pub minutes: i64,
}

/// One day on which somebody wrote, in the user's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub on: Date,
    pub you: DaySide,
    pub they: DaySide,
}

impl Day {
    pub const fn side_mut(&mut self, side: Side) -> &mut DaySide {
        match side {
            Side::You => &mut self.you,
            Side::They => &mut self.they,
        }
    }

    #[must_use]
    pub const fn side(&self, side: Side) -> &DaySide {
        match side {
            Side::You => &self.you,
            Side::They => &self.they,
        }
    }
}

/// How many marks of one kind one side's letters of one day hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkDay {
    pub on: Date,
    pub by: Side,
    pub kind: MarkKind,
    pub n: u32,
}

/// What a rule has found about a relationship so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub rule: String,
    /// Since when it holds; `None` where it does not any more.
    pub since: Option<Date>,
    pub told_on: Option<Date>,
}

words! {
    /// What a relationship is today. Derived, with reasons.
    Standing {
        TooEarly = "too early",
        Partnership = "partnership",
        Growing = "growing",
        OneSided = "one-sided",
        Transactional = "transactional",
        Cooling = "cooling",
        AtRisk = "at risk",
    }
}

/// What was known about one relationship at the end of a day, from which `relate` makes its account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    pub relationship: Relationship,
    pub n_letters: u32,
    pub first_on: Option<Date>,
    /// The days of the last 400, in order.
    pub days: Vec<Day>,
    /// The acts of the last 400 days, in order, without the rejected ones.
    pub acts: Vec<Act>,
    /// What was asked, promised, agreed, planned …; see [`entry`](super::entry). Without the rejected ones, in order.
    pub entries: Vec<Entry>,
    /// The marks of the last 400 days, a row a day, side and kind, in order.
    pub marks: Vec<MarkDay>,
    /// What the rules have found so far.
    pub flags: Vec<Flag>,
    /// The day on which the user last said what it should be.
    pub intent_on: Option<Date>,
    /// Letters that others refer to and that never reached us: the days of those that refer to them, and how many, in order.
    pub unseen: Vec<(Date, u32)>,
    /// Days on which a letter mentions a talk that no letter shows.
    pub talks: Vec<Date>,
    /// Days on which one of the two said to be away.
    pub away: Vec<Date>,
}

/// The account of one relationship, as it was known at the end of `today`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub relationship: Relationship,
    pub today: Date,
    /// Every letter ever filed.
    pub n_letters: u32,
    /// The day of the first letter filed, or the declared start, whichever is earlier.
    pub since: Option<Date>,
    /// The day of the first letter filed: nothing is known of the days before it, however long the two have worked together.
    pub first_on: Option<Date>,
    /// The days of the last 400 on which somebody wrote, in order.
    pub days: Vec<Day>,
    /// The acts of the last 400 days, in order of their day. Rejected ones are left out.
    pub acts: Vec<Act>,
    /// What was asked, promised, agreed, planned …, in order. Rejected ones are left out.
    pub entries: Vec<Entry>,
    /// The marks of the last 400 days, a row a day, side and kind, in order.
    pub marks: Vec<MarkDay>,
    /// What the rules have found so far.
    pub flags: Vec<Flag>,
    /// The day on which the user last said what it should be.
    pub intent_on: Option<Date>,
    /// Letters that others refer to and that never reached us: the days of those that refer to them, and how many, in order.
    pub unseen: Vec<(Date, u32)>,
    /// Days on which a letter mentions a talk that no letter shows.
    pub talks: Vec<Date>,
    pub coverage: Coverage,
    /// Days that count as working for both sides.
    pub calendar: Calendar,
    pub standing: Standing,
    /// Why the standing is what it is, a sentence each.
    pub standing_because: Vec<String>,
}

/// Of a side that is known from quotes alone, fewer letters than these may have been answered unseen.
const UNQUOTED: u32 = 4;
/// Who talks on so many days of so many does not write down every thank-you.
const TALKS: usize = 3;
const TALKING: u32 = 60;
/// For so many days an answer is waited for that was announced without a day.
const HOLD_DAYS: i64 = 10;

impl Account {
    /// An account on which nothing stands yet.
    #[must_use]
    pub fn blank(relationship: Relationship, today: Date) -> Self {
        Self {
            relationship,
            today,
            n_letters: 0,
            since: None,
            first_on: None,
            days: Vec::new(),
            acts: Vec::new(),
            entries: Vec::new(),
            marks: Vec::new(),
            flags: Vec::new(),
            intent_on: None,
            unseen: Vec::new(),
            talks: Vec::new(),
            coverage: Coverage::default(),
            calendar: Calendar::default(),
            standing: Standing::TooEarly,
            standing_because: Vec::new(),
        }
    }

    /// Whether a day lies in the window that ends today and is so many days long.
    #[must_use]
    pub fn is_within(&self, on: Date, days: u32) -> bool {
        on <= self.today && on > days_before(self.today, i64::from(days))
    }

    /// What one side gave in the last `days`, with doubt speaking for the giver: all of one kind; or, where no kind is asked for, what
    /// [goes beyond the work](Act::goes_beyond).
    pub fn given(&self, by: Side, kind: Option<ActKind>, days: u32) -> impl Iterator<Item = &Act> {
        self.latest_of(&self.acts, days, |act| act.on).iter().filter(move |act| {
            let counts = || match kind {
                Some(kind) => act.kind == kind && act.may_count(),
                None => act.goes_beyond(),
            };
            act.by == by && counts()
        })
    }

    #[must_use]
    pub fn n_given(&self, by: Side, kind: Option<ActKind>, days: u32) -> u32 {
        count(self.given(by, kind, days))
    }

    /// As [`Account::n_given`], of what the user confirmed.
    #[must_use]
    pub fn n_surely_given(&self, by: Side, kind: Option<ActKind>, days: u32) -> u32 {
        count(self.given(by, kind, days).filter(|act| act.surely_counts()))
    }

    /// How many different kinds of giving.
    #[must_use]
    pub fn n_kinds_given(&self, by: Side, days: u32) -> u32 {
        let kinds: BTreeSet<ActKind> = self.given(by, None, days).map(|act| act.kind).collect();
        count(kinds.iter())
    }

    /// The share of all giving that came from them, 0 to 100; 50 is even. `None` where neither side gave.
    #[must_use]
    pub fn balance(&self, days: u32) -> Option<u32> {
        let got = self.n_given(Side::They, None, days);
        let all = got + self.n_given(Side::You, None, days);
        (all > 0).then(|| got * 100 / all)
    }

    #[must_use]
    pub fn n_wrote(&self, by: Side, days: u32) -> u32 {
        self.window(days).map(|day| day.side(by).letters).sum()
    }

    /// The share of their letters that only ask for work, 0 to 100. `None` below five letters.
    #[must_use]
    pub fn only_requests(&self, by: Side, days: u32) -> Option<u32> {
        self.share(by, days, |side| side.only_requests)
    }

    /// The share of one side's letters that landed outside the other's hours, 0 to 100. `None` below five letters.
    #[must_use]
    pub fn after_hours(&self, by: Side, days: u32) -> Option<u32> {
        self.share(by, days, |side| side.after_hours)
    }

    /// The share of the talks one side began that began with a request, 0 to 100. `None` below five.
    #[must_use]
    pub fn starts_with_request(&self, by: Side, days: u32) -> Option<u32> {
        let starts: u32 = self.window(days).map(|day| day.side(by).starts).sum();
        let asking: u32 = self.window(days).map(|day| day.side(by).starts_asking).sum();
        (starts >= 5).then(|| asking * 100 / starts)
    }

    /// The share of one side's letters that nobody had asked for, 0 to 100. `None` below five letters.
    #[must_use]
    pub fn unasked(&self, by: Side, days: u32) -> Option<u32> {
        self.share(by, days, |side| side.unasked)
    }

    /// Marks of one kind in one side's letters.
    #[must_use]
    pub fn n_marks(&self, by: Side, kind: MarkKind, days: u32) -> u32 {
        let marks = self.latest_of(&self.marks, days, |mark| mark.on).iter();
        marks.filter(|mark| mark.by == by && mark.kind == kind).map(|mark| mark.n).sum()
    }

    /// What a rule has found so far.
    #[must_use]
    pub fn flag(&self, rule: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.rule == rule)
    }

    /// The last word of one side, where it only says that an answer will come, and the day it names has not passed.
    #[must_use]
    pub fn holding(&self, by: Side) -> Option<&Entry> {
        let hold = self.entries_of(EntryKind::Hold).filter(|hold| hold.by == Some(by)).max_by_key(|hold| hold.on)?;
        let is_last = self.last_wrote(by).is_none_or(|last| last <= hold.on);
        let until = hold.until.unwrap_or_else(|| days_before(hold.on, -HOLD_DAYS));
        (is_last && hold.on <= self.today && until >= self.today).then_some(hold)
    }

    #[must_use]
    pub fn last_wrote(&self, by: Side) -> Option<Date> {
        self.days.iter().rev().find(|day| day.on <= self.today && day.side(by).letters > 0).map(|day| day.on)
    }

    /// Letters of the other side that an answer is expected to and that one side has not answered, and the day of the first of them.
    #[must_use]
    pub fn owes(&self, by: Side) -> Option<(Date, u32)> {
        // A letter that only says that an answer will come is none.
        let holds =
            |on: Date| count(self.entries_of(EntryKind::Hold).filter(|hold| hold.by == Some(by) && hold.on == on));
        let answers = |day: &&Day| day.side(by).letters > holds(day.on);
        let seen = self.days.iter().rev().filter(answers).find_map(|day| day.side(by).last_at);
        // A letter of theirs that never reached us may have answered all that went before it.
        let unseen = self.last_unseen(by);
        let before = self.days.iter().rev().find(|day| Some(day.on) <= unseen);
        let answered = seen.max(before.and_then(|day| day.side(by.other()).last_at));
        let mut first = None;
        let mut n = 0;
        for day in &self.days {
            let theirs = day.side(by.other());
            let after = |at: Option<Timestamp>| at.is_some_and(|at| answered.is_none_or(|answered| at > answered));
            if after(theirs.expecting_at) {
                n += if after(theirs.first_at) { theirs.expecting } else { 1 };
                first = first.or(Some(day.on));
            }
        }
        let may_be_unseen = self.is_quoted(by) && n < UNQUOTED;
        first.filter(|_| !may_be_unseen).map(|on| (on, n))
    }

    /// Confirmed acts of one side that the other has not thanked for, the oldest first. A thank-you on or after the day answers
    /// every act before it.
    #[must_use]
    pub fn unthanked(&self, giver: Side, days: u32) -> Vec<&Act> {
        let thanked = self.given(giver.other(), Some(ActKind::Thanks), days).map(|act| act.on).max();
        self.given(giver, None, days)
            .filter(|act| act.surely_counts() && act.kind != ActKind::Thanks && thanked.is_none_or(|on| on < act.on))
            .collect()
    }

    /// Those of them that were not thanked for in a talk either, as far as can be known: none was held or mentioned since, and the two
    /// do not talk so often that it goes without saying.
    #[must_use]
    pub fn still_to_thank(&self, giver: Side, days: u32) -> Vec<&Act> {
        let talks = self.talk_days();
        let last = talks.last().copied();
        if talks.iter().filter(|on| self.is_within(**on, TALKING)).count() >= TALKS {
            return Vec::new();
        }
        self.unthanked(giver, days).into_iter().filter(|act| last.is_none_or(|last| last < act.on)).collect()
    }

    /// Days on which the two talked, held or only mentioned.
    fn talk_days(&self) -> BTreeSet<Date> {
        let held = self.held(None).map(|talk| talk.on);
        self.talks.iter().copied().chain(held).filter(|on| *on <= self.today).collect()
    }

    /// Days since the two began to work together. `None` before that.
    #[must_use]
    pub fn days_together(&self) -> Option<i64> {
        self.begun().map(|since| days_between(since, self.today))
    }

    /// The day on which the two began, where it has come.
    #[must_use]
    pub fn begun(&self) -> Option<Date> {
        self.since.filter(|since| *since <= self.today)
    }

    /// Days until the two begin, where the user named a day to come. Letters may have gone back and forth before it.
    #[must_use]
    pub fn starts_in(&self) -> Option<i64> {
        self.relationship.since.filter(|since| *since > self.today).map(|since| days_between(self.today, since))
    }

    fn window(&self, days: u32) -> impl Iterator<Item = &Day> {
        self.latest_of(&self.days, days, |day| day.on).iter()
    }

    /// The rows of a window, of rows that are in the order of their days.
    fn latest_of<'r, T>(&self, rows: &'r [T], days: u32, on: impl Fn(&T) -> Date) -> &'r [T] {
        history::between(rows, days_before(self.today, i64::from(days)), self.today, on)
    }

    fn share(&self, by: Side, days: u32, of: impl Fn(&DaySide) -> u32) -> Option<u32> {
        let all = self.n_wrote(by, days);
        (all >= 5).then(|| self.window(days).map(|day| of(day.side(by))).sum::<u32>() * 100 / all)
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}

/// The value that so many percent of the values do not exceed (nearest rank). It puts them in order.
fn percentile(values: &mut [u32], percent: usize) -> Option<u32> {
    values.sort_unstable();
    let rank = (values.len() * percent).div_ceil(100).max(1);
    values.get(rank - 1).copied()
}

#[cfg(test)]
pub(crate) mod tests;
