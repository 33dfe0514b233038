//! Where a relationship stands today, and why. Derived from the account and the day alone, so that any past day can be asked too.
//!
//! Three questions, in this order: is enough known to say anything; has the other side become quieter than is usual for it; and
//! what does each side give. The last moves only when it has held for a while, so that one letter does not turn a friendship
//! into a trade and back.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Account, MarkDay, Standing, percentile};
use crate::domain::act::{MarkKind, Side};
use crate::domain::relationship::Intent;

/// Fewer letters than this tell nothing.
const MIN_LETTERS: u32 = 8;
pub(super) const MIN_DAYS: i64 = 21;

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
        let (standing, given) = self.giving();
        match self.quieter() {
            Some((quieter, reasons)) => (quieter, reasons.into_iter().chain([given.spoken(self)]).collect()),
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
            Some(_) if self.coverage.is_enough() => None,
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

/// On so many days of the last so many they must have spoken of an end: once may be a figure of speech.
const PARTINGS: usize = 2;
const PARTING_DAYS: u32 = 60;
/// Complaints on so many of those days, where they have grown quiet too.
const COMPLAINING: usize = 3;
const COMPLAINTS: [MarkKind; 5] =
    [MarkKind::PaymentLate, MarkKind::PricePushback, MarkKind::NoUpdate, MarkKind::FeedbackResisted, MarkKind::Rude];
/// Pauses of fewer working days than this are nobody's business.
const LEAST_PAUSE: u32 = 7;
/// A pause is long when it is so many times the usual one, and very long when it is twice that and this many working days.
const LONG: u32 = 2;
const LEAST_LONG_PAUSE: u32 = 20;
/// A letter or two that wait may need no answer. Three do, or two for so many working days.
const WAITING: u32 = 3;
const FEWER_WAITING: u32 = 2;
const FEWER_WAIT_FOR: u32 = 15;
/// The answers called recent: those of so many days, and at least so many, however long ago up to the last.
const LATELY: u32 = 42;
const RECENT: usize = 5;
const LEAST_RECENT: usize = 3;
const STALE: u32 = 60;
/// What came before, with which they are compared; and answers within a day are never slow.
const BEFORE: u32 = 240;
const LEAST_BEFORE: usize = 12;
const LEAST_SLOW_HOURS: u32 = 24;
/// Answers that take less than so many fifths of the time before are not slow, however surely they are slower.
const LONGER_FIFTHS: u32 = 8;
/// Answers of the days in between are compared with nothing, where enough older ones are known: who has been slow for six weeks is not
/// usually slow.
const BETWEEN: u32 = 45;
/// How far both must lie from what chance would do, in standard deviations: slower answers, fewer letters in the last days, both
/// together. Fewer letters alone are a quiet season, and somewhat slower answers alone a busy one.
const SLOWER: f64 = 1.5;
const FEWER: f64 = 0.8;
const BOTH: f64 = 3.6;
/// So clearly slower, and twice as slow, that it needs no second sign.
const MUCH_SLOWER: f64 = 3.0;
const FEWER_DAYS: u32 = 42;
const FEWER_BEFORE: u32 = 3;
/// Letters come in bunches: their number varies more than that of single things does.
const BUNCHES: f64 = 2.5;

impl Account {
    /// Whether the other side has become quieter than is usual for it, or speaks of an end.
    fn quieter(&self) -> Option<(Standing, Vec<String>)> {
        let is_usual =
            |usual: u32| self.silence(Side::They).is_some_and(|silence| silence <= usual.saturating_mul(LONG));
        if self.coverage.percent().is_none() && !self.usual_gap(Side::They).is_some_and(is_usual) {
            return Some((Standing::Cooling, vec!["no letter from either of you in two months".to_owned()]));
        }
        let partings = |by: Side| self.days_on_which(|mark| mark.by == by && mark.kind == MarkKind::EndingHint);
        if partings(Side::They) >= PARTINGS {
            return Some((Standing::AtRisk, vec![self.parting(Side::They, partings(Side::They))]));
        }
        let (standing, reason) = self.pausing().or_else(|| self.slower())?;
        // Who grows quiet and has complained is not only busy.
        let complaints = self.days_on_which(|mark| {
            // Of a late payment whoever waits for it writes, too.
            COMPLAINTS.contains(&mark.kind) && (mark.by == Side::They || mark.kind == MarkKind::PaymentLate)
        });
        // Of an end they spoke, or the user: who does so beside a silence is past asking how they are.
        let parted = [Side::They, Side::You].into_iter().find(|by| partings(*by) > 0);
        let said = if let Some(by) = parted {
            self.parting(by, partings(by))
        } else if complaints >= COMPLAINING {
            format!("money or a complaint came up on {complaints} days of the last two months")
        } else {
            return Some((standing, vec![reason]));
        };
        Some((Standing::AtRisk, vec![reason, said]))
    }

    /// On how many of the last days something was said.
    fn days_on_which(&self, is_said: impl Fn(&MarkDay) -> bool) -> usize {
        let said = self.marks.iter().filter(|mark| is_said(mark) && self.is_within(mark.on, PARTING_DAYS));
        said.map(|mark| mark.on).collect::<BTreeSet<_>>().len()
    }

    fn parting(&self, by: Side, days: usize) -> String {
        let who = if by == Side::You { "you" } else { self.relationship.called() };
        match days {
            1 => format!("{who} spoke of ending or changing this in the last two months"),
            _ => format!("{who} spoke of ending or changing this on {days} days of the last two months"),
        }
    }

    /// Letters wait for far longer than usual.
    fn pausing(&self) -> Option<(Standing, String)> {
        let silence = self.silence(Side::They)?;
        let usual = self.usual_gap(Side::They)?;
        let (_, waiting) = self.owes(Side::They)?;
        let long = usual.saturating_mul(LONG);
        let waits = waiting >= WAITING || (waiting >= FEWER_WAITING && silence >= FEWER_WAIT_FOR);
        if !waits || silence <= long.max(LEAST_PAUSE) {
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

    /// Answers take longer than they did, and fewer letters come.
    fn slower(&self) -> Option<(Standing, String)> {
        let (now, before) = self.slowed(Side::They)?;
        Some((
            Standing::Cooling,
            format!("answers take {} now, where {} was usual", spoken_hours(now), spoken_hours(before)),
        ))
    }

    /// How long one side usually takes to answer lately, and took before, in hours of working days; only where that has clearly grown:
    /// very clearly, or with fewer letters as well. A letter that waits already for longer than was usual counts as answered now.
    #[must_use]
    pub fn slowed(&self, by: Side) -> Option<(u32, u32)> {
        // Who is known from quotes alone is seen by what was answered, and not by what came late or never.
        if self.is_quoted(by) {
            return None;
        }
        let answers = self.replies(by, BEFORE, 0);
        let of_late = answers.iter().rev().take_while(|(on, _)| self.is_within(*on, LATELY)).count();
        let recent =
            answers.iter().rev().take(of_late.max(RECENT)).take_while(|(on, _)| self.is_within(*on, STALE)).count();
        let (before, now) = answers.split_at(answers.len() - recent);
        let long_ago = before.partition_point(|(on, _)| !self.is_within(*on, BETWEEN));
        let before = if long_ago >= LEAST_BEFORE { before.get(..long_ago).unwrap_or(before) } else { before };
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
        let (slower, fewer) = (above(&now, &before), self.fewer(by));
        let with_fewer = slower >= SLOWER && fewer >= FEWER && slower + fewer >= BOTH;
        if now.len() < LEAST_RECENT || !(with_fewer || slower >= MUCH_SLOWER) {
            return None;
        }
        let (lately, usual) = (typical(&now)?, typical(&before)?);
        let is_long = lately >= LEAST_SLOW_HOURS && lately * 5 >= usual * LONGER_FIFTHS;
        (is_long && (with_fewer || lately >= usual * 2)).then_some((lately, usual))
    }

    /// By how much one side writes less than in the months before, in standard deviations.
    fn fewer(&self, by: Side) -> f64 {
        let lately = self.n_wrote(by, FEWER_DAYS);
        let before = self.n_wrote(by, FEWER_DAYS * (FEWER_BEFORE + 1)) - lately;
        let usual = f64::from(before) / f64::from(FEWER_BEFORE);
        if usual < 1.0 { 0.0 } else { (usual - f64::from(lately)) / (BUNCHES * usual).sqrt() }
    }
}

/// How far some values lie above others, in standard deviations: the rank sum of Mann and Whitney. Those below come in order.
fn above(values: &[u32], others: &[u32]) -> f64 {
    let n = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let beats = |value: &u32| {
        let (less, upto) = (others.partition_point(|it| it < value), others.partition_point(|it| it <= value));
        f64::midpoint(n(less), n(upto))
    };
    let (some, many) = (n(values.len()), n(others.len()));
    let sum: f64 = values.iter().map(beats).sum();
    (sum - some * many / 2.0) / (some * many * (some + many + 1.0) / 12.0).sqrt()
}

/// The typical one of some values, as Hodges and Lehmann estimate it, which belongs to that test: the middle of the means of all pairs.
/// Where half of the answers come as fast as ever and the others after days, the middle of the answers themselves is one of the fast.
fn typical(values: &[u32]) -> Option<u32> {
    let pairs =
        values.iter().enumerate().flat_map(|(at, a)| values.iter().skip(at).map(move |b| u32::midpoint(*a, *b)));
    percentile(&mut pairs.collect::<Vec<u32>>(), 50)
}

fn spoken_hours(hours: u32) -> String {
    match (hours, hours.div_ceil(24)) {
        (0..=1, _) => "an hour".to_owned(),
        (2..=35, _) => format!("{hours} hours"),
        (_, days) => format!("{days} working days"),
    }
}
