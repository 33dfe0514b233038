//! The pages of a relationship to its account. Order-free and rebuildable: the same facts give the same account, whenever and in
//! whatever order they came.

pub mod balance;
pub mod report;
pub mod week;

use jiff::civil::Date;

use crate::domain::account::{Account, Pages};
use crate::domain::calendar::Calendar;

/// The account of a relationship at the end of a day. `yours` is when the user works.
#[must_use]
pub fn account(pages: Pages, yours: &Calendar, today: Date) -> Account {
    let mut calendar = pages.relationship.calendar.both(yours);
    calendar.holidays.extend(&pages.away);
    let since = match (pages.relationship.since, pages.first_on) {
        (Some(said), Some(seen)) => Some(said.min(seen)),
        (said, seen) => said.or(seen),
    };
    let mut account = Account {
        n_letters: pages.n_letters,
        since,
        first_on: pages.first_on,
        days: pages.days,
        acts: pages.acts,
        entries: pages.entries,
        marks: pages.marks,
        flags: pages.flags,
        intent_on: pages.intent_on,
        unseen: pages.unseen,
        talks: pages.talks,
        calendar,
        ..Account::blank(pages.relationship, today)
    };
    account.settle();
    account
}

#[cfg(test)]
mod tests;
