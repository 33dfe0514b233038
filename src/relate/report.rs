//! Accounts to the report: half a year of every relationship, with the acts behind each number.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::balance::{balances, from, months};
use crate::domain::account::Account;
use crate::domain::act::{Act, Side};
use crate::domain::report::{Kind, Part, Report};
use crate::domain::week::Balance;

/// The report of these accounts as of `today`.
#[must_use]
pub fn report(accounts: &[Account], today: Date) -> Report<'_> {
    let from = from(today);
    let part = |balance: Balance| {
        let account = accounts.iter().find(|account| account.relationship.id == balance.relationship)?;
        Some(part(account, balance, from))
    };
    Report {
        from,
        today,
        months: months(accounts, today),
        parts: balances(accounts, today).into_iter().filter_map(part).collect(),
    }
}

fn part(account: &Account, balance: Balance, from: Date) -> Part<'_> {
    let seen = account.acts.iter().filter(|act| act.may_count() && act.on >= from && act.on <= account.today);
    let (mut acts, uncounted): (Vec<&Act>, Vec<&Act>) = seen.partition(|act| act.goes_beyond());
    let (kinds, uncounted) = (kinds(&acts), kinds(&uncounted));
    acts.sort_by_key(|act| Reverse((act.on, act.id)));
    Part { account, balance, kinds, acts, uncounted }
}

/// The most frequent first.
fn kinds(acts: &[&Act]) -> Vec<Kind> {
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for act in acts {
        let (you, they) = counts.entry(act.called()).or_default();
        match act.by {
            Side::You => *you += 1,
            Side::They => *they += 1,
        }
    }
    let mut kinds: Vec<Kind> = counts.into_iter().map(|(called, (you, they))| Kind { called, you, they }).collect();
    kinds.sort_by_key(|kind| Reverse(kind.you + kind.they));
    kinds
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::account::Standing;
    use crate::domain::account::tests::{act, blank};
    use crate::domain::act::{ActKind, ActState};
    use crate::domain::id::RelationshipId;

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn every_number_of_the_report_has_its_acts() {
        let (mut acme, mut beta) = (blank(TODAY), blank(TODAY));
        beta.relationship.id = RelationshipId(2);
        (acme.standing, beta.standing) = (Standing::Growing, Standing::Growing);
        for (to_acme, by, kind, on, state) in [
            (true, Side::They, ActKind::Help, date(2026, 11, 2), ActState::Proposed),
            (true, Side::They, ActKind::Help, date(2026, 6, 1), ActState::Confirmed),
            (true, Side::They, ActKind::Referral, date(2026, 9, 1), ActState::Proposed),
            (true, Side::They, ActKind::Thanks, date(2026, 9, 1), ActState::Proposed),
            (true, Side::They, ActKind::Help, date(2026, 5, 31), ActState::Confirmed),
            (true, Side::You, ActKind::Help, date(2026, 11, 24), ActState::Confirmed),
            (false, Side::You, ActKind::Idea, date(2026, 7, 5), ActState::Confirmed),
            (false, Side::You, ActKind::Payment, date(2026, 7, 5), ActState::Confirmed),
            (false, Side::You, ActKind::Help, date(2026, 7, 6), ActState::Confirmed),
            (false, Side::You, ActKind::Help, date(2026, 7, 7), ActState::Confirmed),
        ] {
            act(if to_acme { &mut acme } else { &mut beta }, by, kind, on, state);
        }
        let accounts = [acme, beta];
        let report = report(&accounts, TODAY);
        assert_eq!((report.from, report.months.len()), (date(2026, 6, 1), 6));
        // Beta is carried by the user, so it comes first.
        let told: Vec<(i64, u32, u32)> = report
            .parts
            .iter()
            .map(|part| (part.balance.relationship.0, part.balance.gave, part.balance.got))
            .collect();
        assert_eq!(told, [(2, 3, 0), (1, 0, 3)]);
        for part in &report.parts {
            let n = |by: Side| u32::try_from(part.acts.iter().filter(|act| act.by == by).count()).unwrap();
            assert_eq!((n(Side::You), n(Side::They)), (part.balance.gave, part.balance.got));
            let of = |side: fn(&Kind) -> u32| part.kinds.iter().map(side).sum::<u32>();
            assert_eq!((of(|kind| kind.you), of(|kind| kind.they)), (part.balance.gave, part.balance.got));
            assert!(part.acts.is_sorted_by(|one, next| one.on >= next.on));
        }
        let kind = |called: &str, you, they| Kind { called: called.to_owned(), you, they };
        assert_eq!(report.parts[1].kinds, [kind("help", 0, 2), kind("referral", 0, 1)]);
        assert_eq!(report.parts[1].uncounted, [kind("thanks", 0, 1)]);
        let months: u32 = report.months.iter().map(|month| month.gave + month.got).sum();
        assert_eq!(months, 6);
    }
}
