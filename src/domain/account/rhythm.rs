//! Each side's own rhythm: its usual pause, how long it takes to answer, and whether that has changed. In working days of both, so that
//! a weekend, a holiday and a journey that was announced are held against nobody.

use jiff::civil::Date;

use super::{Account, Answered, Day, percentile};
use crate::domain::act::Side;
use crate::domain::calendar::{days_before, days_between};

/// How many days of writing it takes before somebody's rhythm is known.
const MIN_WRITING_DAYS: usize = 6;
/// Of fewer pauses than these, one in ten says too little; the longest is the usual one then.
const MANY_PAUSES: usize = 20;
/// How many replies it takes before a reply time is known.
const MIN_REPLIES: usize = 5;
/// What comes after a longer pause answers nothing.
const LONGEST_REPLY_DAYS: u32 = 30;

/// A holiday further ahead than this is nobody's business yet.
const HOLIDAY_AHEAD: i64 = 60;

impl Account {
    /// Working days since one side's last letter, seen or shown by an answer to it.
    #[must_use]
    pub fn silence(&self, by: Side) -> Option<u32> {
        let last = self.last_wrote(by).max(self.last_unseen(by))?;
        Some(self.calendar.working_days(last, self.today))
    }

    /// The pause that nine of ten of their pauses keep below, in working days, over the last year; of few pauses, the longest. `None`
    /// below six days of writing.
    #[must_use]
    pub fn usual_gap(&self, by: Side) -> Option<u32> {
        let written: Vec<Date> = self.window(365).filter(|day| day.side(by).letters > 0).map(|day| day.on).collect();
        if written.len() < MIN_WRITING_DAYS {
            return None;
        }
        let pairs = written.iter().zip(written.iter().skip(1));
        let mut gaps: Vec<u32> = pairs.map(|(a, b)| self.calendar.working_days(*a, *b)).collect();
        let percent = if gaps.len() < MANY_PAUSES { 100 } else { 90 };
        percentile(&mut gaps, percent)
    }

    /// The median time one side takes to answer, in hours of working days, over the window that ended `before` days ago. `None`
    /// below five answers.
    #[must_use]
    pub fn reply_hours(&self, by: Side, days: u32, before: u32) -> Option<u32> {
        let mut hours: Vec<u32> = self.replies(by, days, before).into_iter().map(|(_, hours)| hours).collect();
        if hours.len() < MIN_REPLIES { None } else { percentile(&mut hours, 50) }
    }

    /// One side's answers over the window that ended `before` days ago, one for each day: that day, and the time it took in hours of
    /// working days.
    pub(super) fn replies(&self, by: Side, days: u32, before: u32) -> Vec<(Date, u32)> {
        let end = days_before(self.today, i64::from(before));
        let start = days_before(end, i64::from(days));
        let first = self.days.partition_point(|day| day.on <= start);
        let timed = |day: &Day| {
            let answered = day.side(by).answered?;
            let hours = answered.minutes / 60 - 24 * self.days_off(answered.asked_on, day.on);
            Some((day.on, u32::try_from(hours).unwrap_or(0)))
        };
        let days = self.days.iter().skip(first).take_while(|day| day.on <= end);
        days.filter_map(timed).filter(|(_, hours)| *hours <= LONGEST_REPLY_DAYS * 24).collect()
    }

    /// The next day off that the other side's calendar names, today or within two months. A weekend is none.
    #[must_use]
    pub fn next_holiday(&self) -> Option<Date> {
        let theirs = &self.relationship.calendar;
        let ahead = self.today..=days_before(self.today, -HOLIDAY_AHEAD);
        theirs.holidays.range(ahead).find(|day| !theirs.weekend.contains(&day.weekday())).copied()
    }

    /// Days after one and up to another on which not both work.
    fn days_off(&self, from: Date, to: Date) -> i64 {
        (days_between(from, to) - i64::from(self.calendar.working_days(from, to))).max(0)
    }
}

/// Times the answers of days whose letters belong to one talk. The store does so talk by talk; this is for what is made by hand.
pub fn time_answers(days: &mut [Day]) {
    for by in [Side::You, Side::They] {
        let mut waiting = None;
        for day in &mut *days {
            let (mine, theirs) = (*day.side(by), *day.side(by.other()));
            let on = day.on;
            let asked =
                waiting.or_else(|| theirs.first_at.filter(|asked| Some(*asked) < mine.first_at).map(|at| (at, on)));
            if let Some(at) = mine.first_at {
                day.side_mut(by).answered =
                    asked.map(|(asked, asked_on)| Answered { asked_on, minutes: at.duration_since(asked).as_mins() });
                waiting = theirs.last_at.filter(|last| Some(*last) > mine.last_at).map(|last| (last, on));
            } else if waiting.is_none() {
                waiting = theirs.first_at.map(|at| (at, on));
            }
        }
    }
}
