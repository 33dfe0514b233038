//! A quarter a year ago beside the last one, wherever enough of both has been seen to compare them: what never reached us is no nought.

use jiff::civil::Date;

use crate::domain::account::{Account, Day};
use crate::domain::act::{Act, Side};
use crate::domain::calendar::{days_before, days_between, spoken};
use crate::domain::entry::{EntryKind, Figure};

const YEAR: u32 = 365;
const QUARTER: u32 = 90;
/// The quarter a year ago ended so many days ago.
const THEN: u32 = YEAR - QUARTER;
/// From so many letters of one side on, none of the other's means that they did not reach us.
const LOPSIDED_FROM: u32 = 3;

/// What one side did in a quarter, as far as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Did {
    pub letters: u32,
    /// Beyond the work.
    pub gave: u32,
    /// How long an answer usually took, in hours of working days.
    pub reply_hours: Option<u32>,
}

/// One quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarter {
    pub you: Did,
    pub they: Did,
}

/// The quarter a year ago, and the last one; or a sentence on why they cannot be compared.
pub fn then_and_now(account: &Account) -> Result<(Quarter, Quarter), String> {
    let Some(first) = account.first_on.filter(|first| *first <= account.today) else {
        return Err("I know no letter yet, so there is nothing to compare.".to_owned());
    };
    if days_between(first, account.today) < i64::from(YEAR) {
        return Err(format!("The first letter I know is of {}: too late to compare with a year ago.", spoken(first)));
    }
    let (then, now) = (quarter(account, THEN), quarter(account, 0));
    if then.you.letters + then.they.letters == 0 {
        return Err("No letter of that quarter reached me, so I cannot compare.".to_owned());
    }
    if then.you.letters.min(then.they.letters) == 0 && then.you.letters.max(then.they.letters) >= LOPSIDED_FROM {
        return Err("Only one side's letters of that quarter reached me, so I cannot compare.".to_owned());
    }
    if !account.coverage.is_enough() {
        return Err("I saw too little of the last months to compare.".to_owned());
    }
    Ok((then, now))
}

/// The same in lines. A level is told, and needs no letter.
pub(super) fn lines(account: &Account) -> Vec<String> {
    let mut lines = match then_and_now(account) {
        Ok((then, now)) => compared(account, then, now),
        Err(why) => vec![why],
    };
    let (then, now) = levels(account);
    lines.extend(row("level", then.map(ToString::to_string), now.map(ToString::to_string)));
    lines
}

/// The level at the end of the quarter a year ago, and the one of today.
#[must_use]
pub fn levels(account: &Account) -> (Option<&Figure>, Option<&Figure>) {
    let level = |on: Date| account.entries_of(EntryKind::Level).rfind(|level| level.on <= on)?.figure.as_ref();
    (level(days_before(account.today, i64::from(THEN))), level(account.today))
}

fn compared(account: &Account, then: Quarter, now: Quarter) -> Vec<String> {
    let called = account.relationship.called();
    let seen = |n: u32| Some(if n == 0 { "none seen".to_owned() } else { n.to_string() });
    let reply = |did: Did| did.reply_hours.map(hours);
    [
        row("letters from you", seen(then.you.letters), seen(now.you.letters)),
        row(&format!("letters from {called}"), seen(then.they.letters), seen(now.they.letters)),
        row("from you, beyond the work", seen(then.you.gave), seen(now.you.gave)),
        row(&format!("from {called}, beyond the work"), seen(then.they.gave), seen(now.they.gave)),
        row("your answers usually took", reply(then.you), reply(now.you)),
        row(&format!("{called}'s answers usually took"), reply(then.they), reply(now.they)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn row(what: &str, then: Option<String>, now: Option<String>) -> Option<String> {
    then.zip(now).map(|(then, now)| format!("{what}: {then} → {now}"))
}

/// The quarter that ended so many days ago.
fn quarter(account: &Account, before: u32) -> Quarter {
    Quarter { you: did(account, Side::You, before), they: did(account, Side::They, before) }
}

fn did(account: &Account, by: Side, before: u32) -> Did {
    let end = days_before(account.today, i64::from(before));
    let is_within = |on: Date| on <= end && days_between(on, end) < i64::from(QUARTER);
    let letters = |day: &Day| if is_within(day.on) { day.side(by).letters } else { 0 };
    let gave = |act: &&Act| act.by == by && act.goes_beyond() && is_within(act.on);
    Did {
        letters: account.days.iter().map(letters).sum(),
        gave: u32::try_from(account.acts.iter().filter(gave).count()).unwrap_or(u32::MAX),
        reply_hours: account.reply_hours(by, QUARTER, before),
    }
}

fn hours(hours: u32) -> String {
    match hours {
        0 | 1 => "an hour".to_owned(),
        hours if hours < 36 => format!("{hours} hours"),
        hours => format!("{} days", (hours + 12) / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Coverage;
    use crate::domain::account::tests::{blank, wrote};

    const TODAY: Date = jiff::civil::date(2026, 11, 20);

    /// A letter from each of these sides every tenth day from one day on until another, so many days ago each.
    fn writing(sides: &[Side], from: i64, until: i64) -> Account {
        let mut account = blank(TODAY);
        for ago in (until..=from).rev().step_by(10) {
            for side in sides {
                wrote(&mut account, *side, days_before(TODAY, ago), 9);
            }
        }
        account.first_on = account.days.first().map(|day| day.on);
        account.since = account.first_on;
        account.coverage = Coverage { known: 12, missing: 0, one_sided: false, unheard: 0 };
        account
    }

    const BOTH: &[Side] = &[Side::You, Side::They];

    #[test]
    fn a_quarter_is_compared_only_where_enough_of_both_is_known() {
        let little = Coverage { known: 4, missing: 9, one_sided: false, unheard: 0 };
        for (account, why) in [
            (
                writing(BOTH, 272, 0),
                "The first letter I know is of 21 February 2026: too late to compare with a year ago.",
            ),
            (
                Account { since: Some(jiff::civil::date(2023, 5, 1)), ..writing(BOTH, 60, 0) },
                "The first letter I know is of 21 September 2026: too late to compare with a year ago.",
            ),
            (
                Account { first_on: Some(jiff::civil::date(2024, 5, 1)), ..writing(BOTH, 60, 0) },
                "No letter of that quarter reached me, so I cannot compare.",
            ),
            (writing(&[Side::You], 390, 0), "Only one side's letters of that quarter reached me, so I cannot compare."),
            (Account { coverage: little, ..writing(BOTH, 390, 0) }, "I saw too little of the last months to compare."),
            (
                Account { coverage: Coverage::default(), ..writing(BOTH, 390, 0) },
                "I saw too little of the last months to compare.",
            ),
            (writing(BOTH, -1, 0), "I know no letter yet, so there is nothing to compare."),
        ] {
            assert_eq!(then_and_now(&account), Err(why.to_owned()));
            assert_eq!(lines(&account), [why]);
        }
        let compared = lines(&writing(BOTH, 390, 0)).join("\n");
        for part in
            ["letters from you: 9 → 9", "letters from Dana: 9 → 9", "from you, beyond the work: none seen → none seen"]
        {
            assert!(compared.contains(part), "{part}:\n{compared}");
        }
    }
}
