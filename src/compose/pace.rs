//! What to say today. The one place that knows what was already said, and the reason why an inbox stays quiet.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday, time};
use jiff::tz::TimeZone;

use crate::domain::account::Account;
use crate::domain::calendar::{Calendar, days_before};
use crate::domain::finding::{Finding, FindingState, Level};
use crate::domain::id::RelationshipId;

/// Nudges already sent, as far back as a week. Older ones change nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// One entry for each finding told: the day, in the user's zone, and about whom.
    pub told: Vec<(Date, RelationshipId)>,
    /// The day of the last page for the week.
    pub week_on: Option<Date>,
    /// Whether the mailbox can be looked into again after days in which it could not, and nothing was said since.
    pub is_back: bool,
}

/// When the user wants to hear from us.
#[derive(Clone, Debug)]
pub struct Hours {
    pub zone: TimeZone,
    /// Her own days off.
    pub calendar: Calendar,
    /// Nothing before this hour of her day.
    pub from: Time,
    /// The day on which the page for the week comes; `None` where she wants none.
    pub week: Option<Weekday>,
}

/// Nothing after this hour of her day, unless she asked for a later one: what a machine finds when it wakes at night can wait.
const LATEST: Time = time(21, 0, 0, 0);

impl Hours {
    /// Whether it is a day and an hour at which she wants mail.
    #[must_use]
    pub fn are_now(&self, now: Timestamp) -> bool {
        let here = now.to_zoned(self.zone.clone());
        let is_too_late = self.from < LATEST && here.time() >= LATEST;
        self.calendar.is_working(here.date()) && here.time() >= self.from && !is_too_late
    }

    /// The last day up to `today` on which the page for the week was due: her weekday, or the first working day after it.
    fn last_due(&self, today: Date) -> Option<Date> {
        let weekday = self.week?;
        (0..DAYS_LOOKED_BACK)
            .map(|back| days_before(today, back))
            .filter(|day| day.weekday() == weekday)
            .filter_map(|day| (0..7).map(|after| days_before(day, -after)).find(|day| self.calendar.is_working(*day)))
            .find(|due| *due <= today)
    }
}

/// A weekday of hers may begin a week without a single working day; then the week before it counts.
const DAYS_LOOKED_BACK: i64 = 14;

/// Whether the page for the week is due: once a week, on her weekday or the next day on which she works. What was missed, because
/// the machine slept or the mailbox was away, comes once, on the first day on which it can, and stands for all that was missed.
/// After days of absence it comes out of turn, in the place of the nudge, so that an absence ends with one page and not with a
/// burst. `known_since` is the first day of the home: a page about a week before it would be empty.
#[must_use]
pub fn is_week_due(said: &Said, known_since: Date, hours: &Hours, now: Timestamp) -> bool {
    let today = now.to_zoned(hours.zone.clone()).date();
    if was_told(said, today) || !hours.are_now(now) || hours.week.is_none() {
        return false;
    }
    let is_its_day =
        hours.last_due(today).is_some_and(|due| due > known_since && said.week_on.is_none_or(|last| last < due));
    is_its_day || said.is_back
}

/// At most so many findings in a nudge.
pub const MOST_IN_A_MAIL: usize = 3;
/// At most so many findings about one relationship in seven days.
pub const MOST_A_WEEK: usize = 2;

/// The findings to say now, louder levels first, at most three; none on a day off, before her hour, or when a nudge went out
/// today. Findings `for the week` wait for the weekly page. What is left out is not lost: it stays open for another day.
#[must_use]
pub fn pace<'a>(
    findings: &'a [Finding],
    accounts: &[Account],
    said: &Said,
    hours: &Hours,
    now: Timestamp,
) -> Vec<&'a Finding> {
    let today = now.to_zoned(hours.zone.clone()).date();
    if was_told(said, today) || !hours.are_now(now) {
        return Vec::new();
    }
    let accounts: BTreeMap<RelationshipId, &Account> =
        accounts.iter().map(|account| (account.relationship.id, account)).collect();
    let mut ready: Vec<&Finding> = findings
        .iter()
        .filter(|finding| is_ready(finding, accounts.get(&finding.relationship).copied(), today))
        .collect();
    ready.sort_by_key(|finding| (loudness(finding.level), finding.since, finding.id));

    let mut chosen: Vec<&Finding> = Vec::new();
    for finding in ready {
        let about = finding.relationship;
        let this_week = said.told.iter().filter(|(on, who)| *who == about && *on > days_before(today, 7)).count();
        let now = chosen.iter().filter(|other| other.relationship == about).count();
        if chosen.len() < MOST_IN_A_MAIL && this_week + now < MOST_A_WEEK {
            chosen.push(finding);
        }
    }
    chosen
}

/// A nudge beside the page for the week would be the second mail of a morning.
fn was_told(said: &Said, today: Date) -> bool {
    said.told.iter().any(|(on, _)| *on == today) || said.week_on == Some(today)
}

/// A finding whose account is not among those given is not said: nothing could be shown for it.
fn is_ready(finding: &Finding, account: Option<&Account>, today: Date) -> bool {
    let is_open = finding.state == FindingState::Open && finding.level != Level::Note;
    let is_snoozed = finding.snoozed_until.is_some_and(|until| today < until);
    let may_be_said =
        account.is_some_and(|account| account.relationship.quiet_until.is_none_or(|until| today >= until));
    is_open && !is_snoozed && may_be_said
}

/// Louder is smaller.
const fn loudness(level: Level) -> u8 {
    match level {
        Level::Soon => 0,
        Level::Worth => 1,
        Level::Good => 2,
        Level::Note => 3,
    }
}
