//! What went each way: month by month, and in each relationship over the same months. The week and the report say the same, because
//! both ask here.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::account::{Account, Standing};
use crate::domain::act::Side;
use crate::domain::calendar::days_between;
use crate::domain::relationship::Intent;
use crate::domain::week::{Balance, Carries, Month};

/// So many months are looked back on, the running one included.
const MONTHS: i32 = 6;

/// The last months, and what was given in them beyond the work, in all relationships together.
#[must_use]
pub fn months(accounts: &[Account], today: Date) -> Vec<Month> {
    let mut months = empty(today);
    let acts = accounts.iter().flat_map(|account| &account.acts).filter(|act| act.goes_beyond() && act.on <= today);
    for act in acts {
        let of_act = act.on.first_of_month();
        if let Some(month) = months.iter_mut().rev().find(|month| month.first == of_act) {
            match act.by {
                Side::You => month.gave += 1,
                Side::They => month.got += 1,
            }
        }
    }
    months
}

fn empty(today: Date) -> Vec<Month> {
    let first = today.first_of_month();
    (0..MONTHS)
        .rev()
        .filter_map(|back| first.checked_sub(back.months()).ok())
        .map(|first| Month { first, gave: 0, got: 0 })
        .collect()
}

/// The first day of those months.
#[must_use]
pub fn from(today: Date) -> Date {
    empty(today).first().map_or(today, |month| month.first)
}

/// A row for each relationship, from those that the user carries to those that the others carry; the unclear ones last.
#[must_use]
pub fn balances(accounts: &[Account], today: Date) -> Vec<Balance> {
    let from = from(today);
    let mut balances: Vec<Balance> = accounts.iter().map(|account| balance(account, from)).collect();
    let unclear = |balance: &Balance| matches!(balance.carries, Carries::TooEarly | Carries::NotAsked);
    balances.sort_by_key(|balance| {
        (unclear(balance), Balance::tilt(balance.gave, balance.got), balance.name.clone(), balance.relationship)
    });
    balances
}

fn balance(account: &Account, from: Date) -> Balance {
    let n = |by: Side| {
        let acts = account.acts.iter().filter(|act| act.by == by && act.goes_beyond());
        u32::try_from(acts.filter(|act| act.on >= from && act.on <= account.today).count()).unwrap_or(u32::MAX)
    };
    let (gave, got) = (n(Side::You), n(Side::They));
    let carries = match account.relationship.intent {
        Intent::Transactional | Intent::Ending => Carries::NotAsked,
        Intent::Partnership | Intent::Undecided if account.standing == Standing::TooEarly => Carries::TooEarly,
        Intent::Partnership | Intent::Undecided => Balance::by_numbers(gave, got),
    };
    // Somebody who speaks of an end is at risk, and may have written yesterday.
    let is_long = || account.silence(Side::They) > account.usual_gap(Side::They);
    let is_quiet = matches!(account.standing, Standing::Cooling | Standing::AtRisk) && is_long();
    let quiet_days = account.last_wrote(Side::They).filter(|_| is_quiet).map(|last| days_between(last, account.today));
    Balance {
        relationship: account.relationship.id,
        name: account.relationship.name.clone(),
        gave,
        got,
        carries,
        standing: account.standing,
        quiet_days,
    }
}
