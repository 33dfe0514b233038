//! Who gives, and whether one side carries it alone.
//!
//! Acts of giving are few, and what letters show of them is fewer still: in three months of an even partnership it happens by chance
//! that nothing of one side is seen. So what is seen is weighed. Each act of one side speaks for its carrying the other a little;
//! each act of the other speaks against it three times as much. Where little happens, half a year or a whole one is looked at; what
//! came back before and does not any more counts too. And a judgement once reached is left only for good reasons: it is looked at
//! week by week, and moves when two weeks agree.

use jiff::civil::{Date, Weekday};

use super::{Account, Standing};
use crate::domain::act::Side;
use crate::domain::calendar::{days_before, days_between};

/// So many days are looked at; more where little happens.
const WINDOW: u32 = 90;
const WIDER: [u32; 2] = [180, 360];
/// One act of theirs outweighs so many of yours.
const OUTWEIGHS: i64 = 3;
/// From so much more on one side carries it, and down to so much it still does.
const CLEARLY: i64 = 5;
const STILL: i64 = 3;
/// Of a side that is seen only in quotes, a third is not seen: each act weighs more, and more is asked for.
const QUOTED_OUTWEIGHS: i64 = 4;
const QUOTED_MORE: i64 = 2;
/// Fewer acts than these are no pattern: in the window; in a wider one.
const PATTERN: u32 = 3;
const WIDER_PATTERN: u32 = 5;
/// So many acts and nothing at all back, in so many days and more, are clear.
const NOTHING_BACK: u32 = 4;
const NOTHING_FOR: i64 = 100;
/// What is missed of what came before counts up to so much, where so many days before are known.
const MISSED: i64 = 2;
const KNOWN_BEFORE: u32 = 60;
/// Who gave more than so often in so many days has taken it up again, whatever the year was like.
const LATELY: u32 = 60;
const TAKEN_UP: u32 = 1;
/// Before so many days nobody can say that nothing comes back.
const LEAST_KNOWN: i64 = 75;
/// Where fewer acts than these are seen, three months are too short to see a standing by.
const LITTLE: u32 = 6;
/// A relationship has been one of giving before where it was seen for so long.
const SETTLED_DAYS: i64 = 150;
/// What is given has grown where it is twice as much and so many acts more.
const GROWN_BY: u32 = 5;
/// It is looked at every week, on the same day for whoever asks; what was not seen any more for two weeks has passed.
const LOOK_ON: Weekday = Weekday::Monday;
const LOOKS: i64 = 30;
const HOLDS_DAYS: i64 = 14;

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
    const fn by(self, side: Side) -> (u32, u32) {
        match side {
            Side::You => (self.you, self.they),
            Side::They => (self.they, self.you),
        }
    }

    const fn is_mutual(self) -> bool {
        self.you >= 1 && self.they >= 1 && self.all() >= PATTERN
    }

    /// How much more one side gave than the other, as it is weighed.
    fn weight(self, side: Side, outweighs: i64) -> i64 {
        let (gave, got) = self.by(side);
        i64::from(gave) - outweighs * i64::from(got)
    }

    fn is_lopsided(self) -> bool {
        [Side::You, Side::They].into_iter().any(|side| self.weight(side, OUTWEIGHS) >= CLEARLY)
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

/// The days of all giving beyond the work, in order. They are counted from today, so that looking back is arithmetic on numbers.
struct Gifts {
    you: Vec<i64>,
    they: Vec<i64>,
    /// The sides that are known from quotes alone, today: what is asked once must not be counted anew for each look.
    quoted: Vec<Side>,
}

impl Gifts {
    fn is_quoted(&self, side: Side) -> bool {
        self.quoted.contains(&side)
    }

    /// What was given in the `days` that ended `skip` days before one.
    fn before(&self, day: i64, skip: u32, days: u32) -> Given {
        let end = day - i64::from(skip);
        let start = end - i64::from(days);
        let n = |gifts: &[i64]| {
            let upto = |day: i64| gifts.partition_point(|on| *on <= day);
            u32::try_from(upto(end) - upto(start)).unwrap_or(u32::MAX)
        };
        Given { days, you: n(&self.you), they: n(&self.they) }
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
        let on = |by: Side| {
            let acts = self.acts.iter().filter(|act| act.by == by && act.on <= self.today && act.goes_beyond());
            acts.map(|act| days_between(self.today, act.on)).collect()
        };
        let quoted = [Side::You, Side::They].into_iter().filter(|side| self.is_quoted(*side)).collect();
        let gifts = Gifts { you: on(Side::You), they: on(Side::They), quoted };
        let since_look_day = i64::from(self.today.weekday().since(LOOK_ON));
        let weekly = (0..LOOKS).rev().map(|week| days_before(self.today, since_look_day + week * 7));
        let mut looks: Vec<(Date, Look)> = Vec::new();
        // Before there was enough to see, nothing could hold.
        let could_see = |day: &Date| {
            *day == self.today || self.since.is_none_or(|since| days_between(since, *day) >= super::standing::MIN_DAYS)
        };
        for day in weekly.chain([self.today]).filter(could_see) {
            let before = looks.last().map(|(_, look)| *look);
            looks.push((day, self.look(&gifts, day, before)));
        }
        looks
    }

    /// What the giving of both sides looked like on one day, after what it looked like before.
    fn look(&self, gifts: &Gifts, day: Date, before: Option<Look>) -> Look {
        let known_for = self.since.map_or(0, |since| days_between(since, day));
        let day = days_between(self.today, day);
        let carries = (known_for >= LEAST_KNOWN).then(|| carried(gifts, day, known_for, before)).flatten();
        let near = gifts.before(day, 0, WINDOW);
        let is_wide = near.all() < LITTLE && !near.is_lopsided() && known_for > i64::from(WINDOW);
        let given = if is_wide { gifts.before(day, 0, WINDOW * 2) } else { near };
        let standing = if carries.is_some() {
            Standing::OneSided
        } else if given.all() < PATTERN {
            Standing::Transactional
        } else if given.is_mutual() {
            let past = gifts.before(day, WINDOW, WINDOW);
            let is_new = past.all() < PATTERN || past.is_lopsided() || has_grown(past, near);
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

/// The side that carries it on one day.
fn carried(gifts: &Gifts, day: i64, known_for: i64, before: Option<Look>) -> Option<Side> {
    let weight = |side: Side| weighed(gifts, day, known_for, side);
    let bar = |side: Side, bar: i64| if gifts.is_quoted(side.other()) { bar + QUOTED_MORE } else { bar };
    let still = before.and_then(|look| look.carries).filter(|side| weight(*side) >= bar(*side, STILL));
    still.or_else(|| [Side::You, Side::They].into_iter().find(|side| weight(*side) >= bar(*side, CLEARLY)))
}

/// How clearly one side carries it on one day: the most that any of the windows shows.
fn weighed(gifts: &Gifts, day: i64, known_for: i64, side: Side) -> i64 {
    let outweighs = if gifts.is_quoted(side.other()) { QUOTED_OUTWEIGHS } else { OUTWEIGHS };
    let near = gifts.before(day, 0, WINDOW);
    let (gave, got) = near.by(side);
    let mut most = i64::MIN;
    if gave >= PATTERN {
        most = near.weight(side, outweighs) + missed(gifts, day, known_for, side.other());
    }
    let (_, lately) = gifts.before(day, 0, LATELY).by(side);
    let goes_on = gave >= 1 && lately <= TAKEN_UP && got * 3 <= gave + 2;
    for days in WIDER.into_iter().filter(|_| goes_on) {
        let wide = gifts.before(day, 0, days);
        let (gave, got) = wide.by(side);
        if gave >= WIDER_PATTERN {
            most = most.max(wide.weight(side, outweighs));
        }
        if gave >= NOTHING_BACK && got == 0 && known_for >= NOTHING_FOR {
            most = most.max(CLEARLY);
        }
    }
    most
}

/// How much less one side gave than before, as far as it is known.
fn missed(gifts: &Gifts, day: i64, known_for: i64, by: Side) -> i64 {
    let reach = u32::try_from(known_for - i64::from(WINDOW)).unwrap_or(0).min(WINDOW * 2);
    if reach < KNOWN_BEFORE {
        return 0;
    }
    let (before, _) = gifts.before(day, WINDOW, reach).by(by);
    let (now, _) = gifts.before(day, 0, WINDOW).by(by);
    (i64::from(before * WINDOW / reach) - 2 * i64::from(now)).clamp(0, MISSED)
}

const fn has_grown(before: Given, now: Given) -> bool {
    now.all() >= before.all() * 2 + GROWN_BY
}
