//! Who gives, and whether one side carries it alone.
//!
//! Acts of giving are few, and what letters show of them is fewer still: in three months of an even partnership it happens by chance
//! that nothing of one side is seen. So one side carries it only where [`View::clear`] says that chance would hardly do so; and a
//! judgement once reached is left only for good reasons: it is looked at week by week, and moves when two weeks agree.

use jiff::civil::{Date, Weekday};

use super::both::DaysOfBoth;
use super::history::REACH;
use super::lull::View;
use super::{Account, Standing};
use crate::domain::act::Side;
use crate::domain::calendar::{days_before, days_between};

/// So many days are looked at; twice as many where little happens.
const WINDOW: u32 = 90;
/// One side carries it where chance would do so once in ten times, and still does where it would once in four. In hindsight it did where
/// chance would do so once in a hundred times. (Logarithms, as of [`View::clear`].)
const CLEARLY: f64 = std::f64::consts::LN_10;
const STILL: f64 = 2.0 * std::f64::consts::LN_2;
const SURELY: f64 = 2.0 * std::f64::consts::LN_10;
/// Before so many days nobody can say that nothing comes back.
const LEAST_KNOWN: i64 = 75;
/// Fewer acts than these are no pattern.
const PATTERN: u32 = 3;
/// Where fewer acts than these are seen, three months are too short to see a standing by.
const LITTLE: u32 = 6;
/// A relationship has been one of giving before where it was seen for so long.
const SETTLED_DAYS: i64 = 150;
/// What is given has grown where it is more by so many standard deviations of the difference, squared.
const GROWN: u32 = 6;
/// It is looked at every week, on the same day for whoever asks; what was not seen any more for two weeks has passed.
const LOOK_ON: Weekday = Weekday::Monday;
const LOOKS: i64 = 30;
const HOLDS_DAYS: i64 = 14;

const SIDES: [Side; 2] = [Side::You, Side::They];

/// What each side gave beyond the work in so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Given {
    days: u32,
    you: u32,
    they: u32,
}

impl Given {
    const fn all(self) -> u32 {
        self.you + self.they
    }

    /// What one side gave, and the other.
    pub(super) const fn by(self, side: Side) -> (u32, u32) {
        match side {
            Side::You => (self.you, self.they),
            Side::They => (self.they, self.you),
        }
    }

    const fn is_mutual(self) -> bool {
        self.you >= 1 && self.they >= 1 && self.all() >= PATTERN
    }

    pub(super) fn spoken(self, account: &Account) -> String {
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

/// The days of all giving beyond the work.
pub(super) struct Gifts {
    days: DaysOfBoth,
    /// The sides that are known from quotes alone, today: what is asked once must not be counted anew for each look.
    quoted: Vec<Side>,
}

impl Gifts {
    pub(super) fn is_quoted(&self, side: Side) -> bool {
        self.quoted.contains(&side)
    }

    /// The days up to one on which one side gave.
    pub(super) fn upto(&self, by: Side, day: i64) -> &[i64] {
        self.days.upto(by, day)
    }

    /// The day of the first gift of all.
    fn first(&self) -> Option<i64> {
        SIDES.into_iter().filter_map(|by| self.days.by(by).first()).min().copied()
    }

    /// What was given in the `days` that ended `skip` days before one.
    pub(super) fn before(&self, day: i64, skip: u32, days: u32) -> Given {
        let end = day - i64::from(skip);
        let start = end - i64::from(days);
        let n = |by: Side| u32::try_from(self.days.between(by, start, end)).unwrap_or(u32::MAX);
        Given { days, you: n(Side::You), they: n(Side::They) }
    }
}

/// What one look saw.
#[derive(Clone, Copy, Debug)]
struct Look {
    standing: Standing,
    carries: Option<Side>,
    given: Given,
}

impl Account {
    /// The standing by what each side gives, left only once it has not been seen for two weeks; and what was given, as it is seen today.
    pub(super) fn giving(&self) -> (Standing, Given) {
        let looks = self.looks();
        let Some(((_, first), (_, last))) = looks.first().zip(looks.last()) else {
            return (Standing::TooEarly, Given { days: WINDOW, you: 0, they: 0 });
        };
        let mut held = first.standing;
        let mut seen_on = None;
        for (day, look) in &looks {
            if look.standing == held {
                seen_on = Some(*day);
            } else if seen_on.is_none_or(|seen| days_between(seen, *day) >= HOLDS_DAYS) {
                (held, seen_on) = (look.standing, Some(*day));
            }
        }
        (held, last.given)
    }

    /// Whether one side carries it: it gives beyond the work, and clearly less comes back.
    #[must_use]
    pub fn carries(&self, by: Side) -> bool {
        self.looks().last().is_some_and(|(_, look)| look.carries == Some(by))
    }

    /// The looks of the last months, one a week, and today's.
    fn looks(&self) -> Vec<(Date, Look)> {
        let gave = |by| self.acts.iter().filter(move |act| act.by == by && act.goes_beyond()).map(|act| act.on);
        let quoted = SIDES.into_iter().filter(|side| self.is_quoted(*side)).collect();
        let gifts = Gifts { days: DaysOfBoth::of(self, gave), quoted };
        let wrote = |by| self.days.iter().filter(move |day| day.side(by).letters > 0).map(|day| day.on);
        let written = DaysOfBoth::of(self, wrote);
        let since_look_day = i64::from(self.today.weekday().since(LOOK_ON));
        let weekly = (0..LOOKS).rev().map(|week| days_before(self.today, since_look_day + week * 7));
        let mut looks: Vec<(Date, Look)> = Vec::new();
        // Before there was enough to see, nothing could hold.
        let could_see = |day: &Date| {
            *day == self.today || self.since.is_none_or(|since| days_between(since, *day) >= super::standing::MIN_DAYS)
        };
        for day in weekly.chain([self.today]).filter(could_see) {
            let before = looks.last().map(|(_, look)| *look);
            looks.push((day, self.look(&gifts, &written, day, before)));
        }
        looks
    }

    /// What the giving of both sides looked like on one day, after what it looked like before.
    fn look(&self, gifts: &Gifts, written: &DaysOfBoth, day: Date, before: Option<Look>) -> Look {
        let known_for = self.since.map_or(0, |since| days_between(since, day));
        let day = days_between(self.today, day);
        // What is told from before it began counts, and so do its days.
        let since = gifts.first().map_or(day - known_for, |first| (day - known_for).min(first)).max(-REACH);
        let view = View { gifts, written, since, day };
        let carries = (known_for >= LEAST_KNOWN).then(|| carried(&view, before)).flatten();
        let near = gifts.before(day, 0, WINDOW);
        let is_wide = near.all() < LITTLE && known_for > i64::from(WINDOW);
        let given = if is_wide { gifts.before(day, 0, WINDOW * 2) } else { near };
        let standing = if carries.is_some() {
            Standing::OneSided
        } else if given.all() < PATTERN {
            Standing::Transactional
        } else if given.is_mutual() {
            let past = gifts.before(day, WINDOW, WINDOW);
            let then = View { day: day - i64::from(WINDOW), ..view };
            let was_carried = || SIDES.into_iter().any(|by| then.clear(by) >= Some(SURELY));
            let is_new = past.all() < PATTERN || has_grown(past, near) || was_carried();
            let is_settled = known_for >= SETTLED_DAYS && !is_wide;
            if is_settled && is_new { Standing::Growing } else { Standing::Partnership }
        } else {
            // A few things from one side are no pattern yet, and no end of one.
            match before.map(|look| look.standing) {
                Some(standing @ (Standing::Partnership | Standing::Growing)) => standing,
                _ if known_for < SETTLED_DAYS => Standing::Growing,
                _ => Standing::Transactional,
            }
        };
        Look { standing, carries, given }
    }
}

/// The side that carries it on one day: it goes on giving, and by no chance does so little come back. Once seen, it takes less to be seen.
fn carried(view: &View<'_>, before: Option<Look>) -> Option<Side> {
    let was = before.and_then(|look| look.carries);
    let carries = |side: Side| {
        let goes_on = view.gifts.before(view.day, 0, WINDOW).by(side).0 >= 1;
        let clear = view.clear(side.other()).filter(|_| goes_on)?;
        (clear >= if was == Some(side) { STILL } else { CLEARLY }).then_some((side, clear))
    };
    SIDES.into_iter().filter_map(carries).max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(side, _)| side)
}

const fn has_grown(before: Given, now: Given) -> bool {
    let more = now.all().saturating_sub(before.all());
    more * more > GROWN * (now.all() + before.all())
}
