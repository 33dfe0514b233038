//! Where a relationship stands today, and why. Derived from the account alone; first reason that holds wins.

use crate::domain::account::{Account, Standing};
use crate::domain::act::Side;
use crate::domain::relationship::Intent;

/// Fewer letters than this tell nothing.
const MIN_LETTERS: u32 = 8;
const MIN_DAYS: i64 = 21;
/// Below this share of the mail, silence may be our own blindness.
const MIN_COVERAGE: u32 = 60;
const WINDOW: u32 = 90;

pub(super) fn standing(account: &Account) -> (Standing, Vec<String>) {
    let one = |standing, reason: String| (standing, vec![reason]);
    if account.n_letters < MIN_LETTERS {
        return one(
            Standing::TooEarly,
            format!("I know {} of your letters so far; I need {MIN_LETTERS}", account.n_letters),
        );
    }
    if account.days_together().is_none_or(|days| days < MIN_DAYS) {
        return one(Standing::TooEarly, "you have worked together for less than three weeks".into());
    }
    match account.coverage.percent() {
        Some(seen) if seen >= MIN_COVERAGE => {}
        Some(_) if account.coverage.one_sided => {
            return one(
                Standing::TooEarly,
                "only one side's letters reach me, so I cannot tell what comes back".into(),
            );
        }
        Some(seen) => {
            return one(Standing::TooEarly, format!("I see about {seen} % of your recent letters, too few to judge"));
        }
        None => return one(Standing::Cooling, "no letter from either of you in two months".into()),
    }
    if account.relationship.intent == Intent::Transactional {
        return one(Standing::Transactional, "that is what you said it should be".into());
    }
    let gave = account.n_given(Side::You, None, WINDOW);
    let got = account.n_given(Side::They, None, WINDOW);
    let ledger = format!("in {WINDOW} days you gave {} and got {}", times(gave), times(got));
    if let Some((standing, reason)) = quiet(account) {
        return (standing, vec![reason, ledger]);
    }
    let standing = match (gave, got) {
        (2.., 0) => Standing::OneSided,
        (2.., 2..) if account.balance(WINDOW).is_some_and(|balance| (25..=75).contains(&balance)) => {
            Standing::Partnership
        }
        (0 | 1, 0) => Standing::Transactional,
        _ => Standing::Growing,
    };
    one(standing, ledger)
}

fn times(n: u32) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}

fn quiet(account: &Account) -> Option<(Standing, String)> {
    let silence = account.silence(Side::They)?;
    let usual = account.usual_gap(Side::They)?;
    let (_, waiting) = account.owes(Side::They)?;
    let reason =
        format!("{silence} working days without a word, where {usual} are usual, and {waiting} of your letters wait");
    match (silence > usual.saturating_mul(4).max(20), silence > usual.saturating_mul(2).max(8)) {
        (true, _) if waiting >= 2 => Some((Standing::AtRisk, reason)),
        (_, true) if waiting >= 2 => Some((Standing::Cooling, reason)),
        _ => None,
    }
}
