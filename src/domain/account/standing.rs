//! Where a relationship stands today, and why. Derived from the account and the day alone, so that any past day can be asked too.
//!
//! Three questions, in this order: is enough known to say anything; has the other side become quieter than is usual for it; and
//! what does each side give. The last moves only when it has held for a while, so that one letter does not turn a friendship
//! into a trade and back.

use jiff::civil::Date;

use super::{Account, Standing, percentile};
use crate::domain::act::{MarkKind, Side};
use crate::domain::calendar::{days_before, days_between};
use crate::domain::relationship::Intent;

/// Fewer letters than this tell nothing.
const MIN_LETTERS: u32 = 8;
const MIN_DAYS: i64 = 21;
/// Below this share of the mail, silence may be our own blindness.
const MIN_COVERAGE: u32 = 60;

impl Account {
    /// Works out the coverage and the standing of the account's day. Done last, when everything else stands in it.
    pub fn settle(&mut self) {
        self.coverage = self.coverage_of_today();
        (self.standing, self.standing_because) = self.standing_of_today();
    }

    fn standing_of_today(&self) -> (Standing, Vec<String>) {
        if let Some(reason) = self.too_early() {
            return (Standing::TooEarly, vec![reason]);
        }
        if self.relationship.intent == Intent::Transactional {
            return (Standing::Transactional, vec!["that is what you said it should be".to_owned()]);
        }
        let (standing, given) = self.lasting();
        match self.quieter() {
            Some((quieter, reason)) => (quieter, vec![reason, given.spoken(self)]),
            None => (standing, vec![given.spoken(self)]),
        }
    }

    fn too_early(&self) -> Option<String> {
        if self.n_letters < MIN_LETTERS {
            return Some(format!("I know {} of your letters so far; I need {MIN_LETTERS}", self.n_letters));
        }
        if self.days_together().is_none_or(|days| days < MIN_DAYS) {
            return Some("you have worked together for less than three weeks".to_owned());
        }
        match self.coverage.percent() {
            Some(seen) if seen >= MIN_COVERAGE => None,
            Some(_) if self.coverage.one_sided => {
                Some("only one side's letters reach me, so I cannot tell what comes back".to_owned())
            }
            Some(_) if self.coverage.unheard > self.coverage.missing => {
                Some("much of it happens in talks that I cannot hear".to_owned())
            }
            Some(seen) => Some(format!("I see about {seen} % of your recent letters, too few to judge")),
            None => None,
        }
    }
}

// Quieter than usual.

/// On so many days of the last so many they must have spoken of an end.
const PARTINGS: usize = 2;
const PARTING_DAYS: u32 = 60;
/// Pauses of fewer working days than this are nobody's business.
const LEAST_PAUSE: u32 = 7;
/// A pause is long when it is so many times the usual one, and very long when it is twice that and this many working days.
const LONG: u32 = 2;
const LEAST_LONG_PAUSE: u32 = 20;
/// One letter that waits may need no answer.
const WAITING: u32 = 2;
/// The answers called recent: those of so many days, and at least so many, however long ago up to the last.
const LATELY: u32 = 14;
const RECENT: usize = 6;
const LEAST_RECENT: usize = 4;
const STALE: u32 = 60;
/// What came before, with which they are compared; and answers within a day are never slow.
const BEFORE: u32 = 240;
const LEAST_BEFORE: usize = 12;
const LEAST_SLOW_HOURS: u32 = 24;
/// Answers are slow where so many percent of them are; and fewer letters come where no more than so many percent of the usual do,
/// in these last days.
const MOSTLY: usize = 70;
const FEWER: u32 = 70;
const FEWER_DAYS: u32 = 28;

impl Account {
    /// Whether the other side has become quieter than is usual for it.
    fn quieter(&self) -> Option<(Standing, String)> {
        if self.coverage.percent().is_none() {
            return Some((Standing::Cooling, "no letter from either of you in two months".to_owned()));
        }
        self.parting().or_else(|| self.pausing()).or_else(|| self.slower())
    }

    /// They speak of ending it. Once may be a figure of speech.
    fn parting(&self) -> Option<(Standing, String)> {
        let ends = self.marks.iter().filter(|mark| mark.by == Side::They && mark.kind == MarkKind::EndingHint);
        let n = ends.filter(|mark| self.is_within(mark.on, PARTING_DAYS)).count();
        let they = self.relationship.called();
        (n >= PARTINGS).then(|| {
            (Standing::AtRisk, format!("{they} spoke of ending or changing this on {n} days of the last two months"))
        })
    }

    /// Letters wait for far longer than usual.
    fn pausing(&self) -> Option<(Standing, String)> {
        let silence = self.silence(Side::They)?;
        let usual = self.usual_gap(Side::They)?;
        let (_, waiting) = self.owes(Side::They)?;
        let long = usual.saturating_mul(LONG);
        if waiting < WAITING || silence <= long.max(LEAST_PAUSE) {
            return None;
        }
        let standing = if silence > (long * 2).max(LEAST_LONG_PAUSE) { Standing::AtRisk } else { Standing::Cooling };
        Some((
            standing,
            format!(
                "{silence} working days without a word, where {usual} are usual, and {waiting} of your letters wait"
            ),
        ))
    }

    /// Answers take twice as long as they did, nearly all of them.
    fn slower(&self) -> Option<(Standing, String)> {
        let (now, before) = self.slowed(Side::They)?;
        Some((
            Standing::Cooling,
            format!("answers take {} now, where {} was usual", spoken_hours(now), spoken_hours(before)),
        ))
    }

    /// How long one side usually takes to answer lately, and took before, in hours of working days; only where that has clearly grown,
    /// and fewer letters come as well: either alone is a busy season. A letter that waits already for longer than was usual counts as answered now.
    #[must_use]
    pub fn slowed(&self, by: Side) -> Option<(u32, u32)> {
        let answers = self.replies(by, BEFORE, 0);
        let of_late = answers.iter().rev().take_while(|(on, _)| self.is_within(*on, LATELY)).count();
        let recent =
            answers.iter().rev().take(of_late.max(RECENT)).take_while(|(on, _)| self.is_within(*on, STALE)).count();
        let (before, now) = answers.split_at(answers.len() - recent);
        let hours = |answers: &[(Date, u32)]| -> Vec<u32> { answers.iter().map(|(_, hours)| *hours).collect() };
        let (mut before, mut now) = (hours(before), hours(now));
        if before.len() < LEAST_BEFORE {
            return None;
        }
        let usual = percentile(&mut before, 50)?;
        if let Some((since, _)) = self.owes(by) {
            let waited = self.calendar.working_days(since, self.today).saturating_mul(24);
            if waited > usual && self.is_within(since, STALE) {
                now.push(waited);
            }
        }
        let slow = percentile(&mut before, 75)?.max(LEAST_SLOW_HOURS);
        let n_slow = now.iter().filter(|hours| **hours > slow).count();
        let lately = percentile(&mut now, 50)?;
        let clearly =
            now.len() >= LEAST_RECENT && n_slow * 100 >= now.len() * MOSTLY && lately >= usual.saturating_mul(2);
        (clearly && self.writes_less(by)).then_some((lately, usual))
    }
}

impl Account {
    /// Whether one side writes less than it did in the months before.
    fn writes_less(&self, by: Side) -> bool {
        const MONTHS: u32 = 5;
        let lately = self.n_wrote(by, FEWER_DAYS);
        let usual = (self.n_wrote(by, FEWER_DAYS * MONTHS) - lately) / (MONTHS - 1);
        usual >= 2 && lately * 100 <= usual * FEWER
    }
}

fn spoken_hours(hours: u32) -> String {
    match (hours, hours.div_ceil(24)) {
        (0..=1, _) => "an hour".to_owned(),
        (2..=35, _) => format!("{hours} hours"),
        (_, days) => format!("{days} working days"),
    }
}

// What each side gives.

/// Over so many days it is counted; over twice as many where little happens at all.
const WINDOW: u32 = 90;
const LITTLE: u32 = 6;
/// Before so many days nobody can say that nothing comes back.
const LEAST_KNOWN: i64 = 75;
/// From so many acts of one side on, none of the other's is a pattern; and one of theirs is no more than one in so many.
const PATTERN: u32 = 3;
const ONE_IN: u32 = 5;
/// A relationship has been one of giving before where it was seen for so long.
const SETTLED_DAYS: i64 = 150;
/// What is given has grown where it is more than twice as much, and so many acts more.
const GROWN_BY: u32 = 5;
/// It is looked at every week; what three looks in a row agree on, holds.
const LOOK_EVERY: i64 = 7;
const LOOKS: i64 = 9;
const AGREEING: usize = 3;

/// What each side gave beyond the work in the days before one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Given {
    days: u32,
    you: u32,
    they: u32,
}

impl Given {
    const fn is_lopsided(self) -> bool {
        let (more, less) = if self.you > self.they { (self.you, self.they) } else { (self.they, self.you) };
        more >= PATTERN && less * ONE_IN < more
    }

    const fn all(self) -> u32 {
        self.you + self.they
    }

    fn is_mutual(self) -> bool {
        self.you.min(self.they) >= 1 && self.all() >= PATTERN && !self.is_lopsided()
    }

    fn spoken(self, account: &Account) -> String {
        let they = account.relationship.called();
        let Self { days, you, they: theirs } = self;
        match (you, theirs) {
            (0, 0) => format!("in {days} days I saw nothing beyond the work, from either side"),
            (_, 0) => {
                format!("in {days} days you gave {} beyond the work; from {they} I saw nothing come back", times(you))
            }
            (0, _) => format!("in {days} days {they} gave {} beyond the work; from you I saw nothing", times(theirs)),
            _ => format!("in {days} days you gave {} beyond the work, and {they} {}", times(you), times(theirs)),
        }
    }
}

fn times(n: u32) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}

impl Account {
    /// The newest standing that held for three weekly looks in a row, and what today's look saw.
    fn lasting(&self) -> (Standing, Given) {
        let today = self.look(self.today);
        let mut row: Vec<Standing> = Vec::with_capacity(AGREEING);
        for look in 0..LOOKS {
            let day = days_before(self.today, look * LOOK_EVERY);
            // Before there was enough to see, nothing could hold.
            if look > 0 && self.since.is_some_and(|since| days_between(since, day) < MIN_DAYS) {
                break;
            }
            let standing = if look == 0 { today.0 } else { self.look(day).0 };
            if row.first().is_some_and(|last| *last != standing) {
                row.clear();
            }
            row.push(standing);
            if row.len() == AGREEING {
                return (standing, today.1);
            }
        }
        today
    }

    /// What the giving of both sides looked like on one day.
    fn look(&self, day: Date) -> (Standing, Given) {
        let near = self.gave_before(day, 0, WINDOW);
        let known_for = self.since.map_or(0, |since| days_between(since, day));
        let wide = self.gave_before(day, 0, WINDOW * 2);
        // Where little happens, three months are too short to see it by.
        let given =
            if near.all() < LITTLE && !near.is_lopsided() && known_for > i64::from(WINDOW) { wide } else { near };
        let before = self.gave_before(day, WINDOW, WINDOW);
        let is_settled = known_for >= SETTLED_DAYS && given == near;
        let standing = if given.is_lopsided() && known_for >= LEAST_KNOWN {
            Standing::OneSided
        } else if given.all() < PATTERN {
            Standing::Transactional
        } else if !given.is_mutual() || (is_settled && (!before.is_mutual() || has_grown(before, near))) {
            Standing::Growing
        } else {
            Standing::Partnership
        };
        (standing, given)
    }

    fn gave_before(&self, day: Date, skip: u32, days: u32) -> Given {
        let end = days_before(day, i64::from(skip));
        let start = days_before(end, i64::from(days));
        let first = self.acts.partition_point(|act| act.on <= start);
        let mut given = Given { days, you: 0, they: 0 };
        for act in self.acts.iter().skip(first).take_while(|act| act.on <= end).filter(|act| act.goes_beyond()) {
            match act.by {
                Side::You => given.you += 1,
                Side::They => given.they += 1,
            }
        }
        given
    }
}

const fn has_grown(before: Given, now: Given) -> bool {
    now.all() > before.all() * 2 && now.all() >= before.all() + GROWN_BY
}
