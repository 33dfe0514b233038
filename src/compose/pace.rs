//! What to say today. The one place that knows what was already said, and the reason why an inbox stays quiet.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
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
}

/// When the user wants to hear from us.
#[derive(Clone, Debug)]
pub struct Hours {
    pub zone: TimeZone,
    /// Her own days off.
    pub calendar: Calendar,
    /// Nothing before this hour of her day.
    pub from: Time,
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
    let here = now.to_zoned(hours.zone.clone());
    let today = here.date();
    let told_today = said.told.iter().any(|(on, _)| *on == today);
    if told_today || !hours.calendar.is_working(today) || here.time() < hours.from {
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
