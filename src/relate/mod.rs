//! The pages of a relationship to its account. Order-free and rebuildable: the same facts give the same account, whenever and in
//! whatever order they came.

mod standing;
pub mod week;

use jiff::civil::Date;

use crate::domain::account::{Account, Coverage, Pages, Standing};
use crate::domain::act::Side;
use crate::domain::calendar::Calendar;

/// How far back it counts whether a side was seen at all, in days.
const SEEN_DAYS: u32 = 180;
/// From so many letters of one side on, none of the other's means that they do not reach us.
const LOPSIDED_FROM: u32 = 3;

/// The account of a relationship at the end of a day. `yours` is when the user works.
#[must_use]
pub fn account(pages: Pages, yours: &Calendar, today: Date) -> Account {
    let calendar = pages.relationship.calendar.both(yours);
    let since = match (pages.relationship.since, pages.first_on) {
        (Some(said), Some(seen)) => Some(said.min(seen)),
        (said, seen) => said.or(seen),
    };
    let mut account = Account {
        today,
        n_letters: pages.n_letters,
        since,
        days: pages.days,
        acts: pages.acts,
        entries: pages.entries,
        marks: pages.marks,
        flags: pages.flags,
        intent_on: pages.intent_on,
        coverage: Coverage::default(),
        calendar,
        standing: Standing::TooEarly,
        standing_because: Vec::new(),
        relationship: pages.relationship,
    };
    account.coverage = coverage(&account, pages.n_missing);
    (account.standing, account.standing_because) = standing::standing(&account);
    account
}

fn coverage(account: &Account, missing: u32) -> Coverage {
    let known = account.n_wrote(Side::You, 60) + account.n_wrote(Side::They, 60);
    let (yours, theirs) = (account.n_wrote(Side::You, SEEN_DAYS), account.n_wrote(Side::They, SEEN_DAYS));
    let one_sided = yours.min(theirs) == 0 && yours.max(theirs) >= LOPSIDED_FROM;
    Coverage { known, missing, one_sided }
}

#[cfg(test)]
mod tests;
