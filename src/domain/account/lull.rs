//! Whether it may be chance that so little comes back.
//!
//! Favours are few. Who does one in two weeks is not seen to do any for two months now and then, and among many such lulls the longest is
//! long by chance. So a lull is held against what was usual before: against that side's own favours, and, while few of those are known,
//! against what the other side gives. The clearer it must be, the more lulls there have been that it could have been instead. It is
//! counted in days on which that side writes at its usual pace: who hardly writes cannot be seen to give.

use super::both::DaysOfBoth;
use super::giving::Gifts;
use crate::domain::act::Side;

/// A lull shorter than this is nobody's business.
const LEAST_LULL: u32 = 60;
/// So many favours may have come back in it; who gave more than so often in so many days has taken it up again.
const WITHIN: usize = 2;
const LATELY: u32 = 60;
const TAKEN_UP: u32 = 1;
/// A lull in which something came back must be so much clearer: there are more of them to find one among.
const FOR_SOME: f64 = 1.0;
/// Fewer favours of the other side than these are no pattern; and so many times as many as came back must be seen.
const PATTERN: u32 = 3;
const AGAINST_EACH: u32 = 3;
/// What the other side gives counts as so many favours of one's own before, of which so large a share is seen.
const AS_BEFORE: f64 = 6.0;
const SEEN: f64 = 0.7;
/// A side that is known from quotes alone is seen less: only what was answered.
const SEEN_QUOTED: f64 = 0.5;
/// The other side's pace is that of so many days, or of the lull where that is longer.
const PACE: u32 = 90;
/// Of fewer days before it nobody can tell how often somebody writes.
const LEAST_BEFORE: i64 = 30;
/// Where nothing was ever seen to come back there is no lull, but a beginning: so many favours of the other side are clear then; in so many
/// days one fewer; of a side known from quotes alone so many more.
const NEVER_BACK: u32 = 5;
const NEVER_BACK_DAYS: u32 = 100;
const QUOTED_MORE: u32 = 2;

/// What is looked at: the gifts and the letters of both, since when they are known, and the day of the look.
pub(super) struct View<'a> {
    pub gifts: &'a Gifts,
    pub written: &'a DaysOfBoth,
    pub since: i64,
    pub day: i64,
}

impl View<'_> {
    /// How little it looks like chance that so little of one side comes back: the logarithm of "one in so many". `None` where there is
    /// no lull, or the other side does not give either.
    pub(super) fn clear(&self, by: Side) -> Option<f64> {
        if self.gave(by, LATELY) > TAKEN_UP {
            return None;
        }
        let own = self.gifts.upto(by, self.day);
        (0..=WITHIN).filter_map(|within| self.lull(by, own, within)).max_by(f64::total_cmp)
    }

    /// The same of the lull in which the last so many came back.
    fn lull(&self, by: Side, own: &[i64], within: usize) -> Option<f64> {
        let before = own.get(..own.len().checked_sub(within)?)?;
        let begin = before.last().copied().unwrap_or(self.since);
        let days = u32::try_from(self.day - begin).ok()?;
        let against = self.gave(by.other(), days);
        if days < LEAST_LULL || against < PATTERN || against < AGAINST_EACH * u32::try_from(within).ok()? {
            return None;
        }
        if own.is_empty() {
            let more = if self.gifts.is_quoted(by) { QUOTED_MORE } else { 0 };
            let is_clear = against + u32::from(days >= NEVER_BACK_DAYS) >= NEVER_BACK + more;
            return is_clear.then_some(f64::INFINITY);
        }
        // How often somebody gives is known the better, the more was seen: the chance that so few come is that of a Poisson process
        // whose rate is spread like a gamma distribution.
        let known = u32::try_from(self.day - self.since).ok()?.max(days);
        let pace = days.max(PACE).min(known);
        let seen = if self.gifts.is_quoted(by) { SEEN_QUOTED } else { SEEN };
        let like_theirs = seen * (f64::from(self.gave(by.other(), pace)) + 0.5) / f64::from(pace);
        let (n, over) = (count(before.len()) + AS_BEFORE, f64::from(known - days) + AS_BEFORE / like_theirs);
        let rarely = over / (over + self.paced(by, begin));
        let mut term = rarely.powf(n);
        let mut chance = term;
        for came in 1..=within {
            term *= (n + count(came) - 1.0) / count(came) * (1.0 - rarely);
            chance += term;
        }
        let lulls = count(before.len()) + 1.0;
        Some(-(chance * lulls).ln() - if within > 0 { FOR_SOME } else { 0.0 })
    }

    fn gave(&self, by: Side, days: u32) -> u32 {
        self.gifts.before(self.day, 0, days).by(by).0
    }

    /// The days since one, at the pace at which a side wrote before it: half of them where it writes half as often now.
    fn paced(&self, by: Side, begin: i64) -> f64 {
        let (days, before) = (self.day - begin, begin - self.since);
        let wrote = |after: i64, upto: i64| count(self.written.between(by, after, upto));
        let (now, usual) = (wrote(begin, self.day), wrote(self.since - 1, begin));
        let days = count(usize::try_from(days).unwrap_or(0));
        if before < LEAST_BEFORE || usual < 1.0 {
            return days;
        }
        days.min(now * count(usize::try_from(before).unwrap_or(0)) / usual)
    }
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
