//! Invented reports: a dozen relationships of every kind, one alone, and nobody at all.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::{TODAY, act, day, rich, samples};
use crate::compose::report::lines::lines;
use crate::compose::report::page;
use crate::compose::templates::Templates;
use crate::domain::account::{Account, Coverage, Standing};
use crate::domain::act::{Act, ActKind, ActState, Side};
use crate::domain::calendar::days_before;
use crate::domain::fault::Fault;
use crate::domain::id::RelationshipId;
use crate::domain::relationship::{Intent, Seat};
use crate::domain::report::{Kind, Part, Report};
use crate::domain::week::{Balance, Carries, Month};

/// Each of them as lines and as a page.
pub(in crate::compose) fn reports(templates: &Templates) -> Vec<Result<(Vec<String>, String), Fault>> {
    [dozen(), dozen().into_iter().take(1).collect(), Vec::new()]
        .iter()
        .filter_map(|accounts| written(accounts, templates))
        .collect()
}

/// The report of some accounts as lines and as a page.
pub(in crate::compose) fn written(
    accounts: &[Account],
    templates: &Templates,
) -> Option<Result<(Vec<String>, String), Fault>> {
    let report = report(accounts);
    let user = samples()?.user;
    Some(page(&report, &user, templates).map(|page| (lines(&report), page)))
}

/// How often each side gave, and what is special about it.
const DOZEN: [(&str, &str, u32, u32, Standing); 12] = [
    ("Acme Studio", "Dana", 9, 2, Standing::OneSided),
    ("Brightline Studio", "Omar", 7, 2, Standing::Cooling),
    ("Tomas Lindqvist", "Tomas", 4, 3, Standing::Growing),
    ("Harbor & Co", "Ruth", 5, 5, Standing::Partnership),
    ("Priya Raman", "Priya", 3, 4, Standing::Partnership),
    ("Kestrel Coaching", "Ines", 1, 5, Standing::Growing),
    ("Slowtools", "Petra", 2, 0, Standing::Transactional),
    ("Juniper", "Juno", 1, 0, Standing::TooEarly),
    ("Duarte & Daughters", "Elena", 8, 7, Standing::Partnership),
    ("Northlight Books", "Mo", 7, 6, Standing::Partnership),
    ("Fable Bakery", "Lena", 2, 6, Standing::Growing),
    ("Pine Street Physio", "Sam", 1, 1, Standing::TooEarly),
];

/// Accounts of a dozen clients.
pub(in crate::compose) fn dozen() -> Vec<Account> {
    (1..)
        .zip(DOZEN)
        .map(|(id, (name, person, gave, got, standing))| account(id, name, person, (gave, got), standing))
        .collect()
}

/// An account in which each side gave so often, spread over the months.
pub(in crate::compose) fn account(
    id: i64,
    name: &str,
    person: &str,
    (gave, got): (u32, u32),
    standing: Standing,
) -> Account {
    let mut account = rich(Seat::Va);
    account.relationship.id = RelationshipId(id);
    name.clone_into(&mut account.relationship.name);
    account.relationship.person = Some(person.to_owned());
    account.standing = standing;
    account.relationship.intent =
        if standing == Standing::Transactional { Intent::Transactional } else { Intent::Partnership };
    account.standing_because = vec![match standing {
        Standing::TooEarly => "I know 5 of your letters so far; I need 8".to_owned(),
        Standing::Transactional => "that is what you said it should be".to_owned(),
        Standing::Cooling => "41 working days without a word, where 6 are usual, and 2 of your letters wait".to_owned(),
        _ => format!("in 180 days you gave {} beyond the work, and {person} {}", times(gave), times(got)),
    }];
    if standing == Standing::TooEarly {
        account.coverage = Coverage { known: 5, missing: 9, one_sided: false, unheard: 0 };
        account.n_letters = 5;
    }
    let last_quiet = if standing == Standing::Cooling { 60 } else { 3 };
    account.acts = [(Side::You, gave, YOURS), (Side::They, got, THEIRS)]
        .into_iter()
        .flat_map(|(by, n, kinds)| {
            kinds.iter().cycle().skip(usize::try_from(id).unwrap_or(0)).zip(0..n).map(move |((kind, words), at)| {
                let on = days_before(TODAY, last_quiet + i64::from(at) * (160 - last_quiet) / i64::from(n) + id % 7);
                let act = act(id * 1000 + i64::from(at), by, *kind, on, words);
                Act { state: if at % 4 == 3 { ActState::Proposed } else { ActState::Confirmed }, ..act }
            })
        })
        .collect();
    account.acts.sort_by_key(|act| act.on);
    let first = if standing == Standing::Cooling { 41 } else { 4 };
    account.days =
        (0..22).rev().map(|week| day(days_before(TODAY, first + week * 7), 1, u32::from(week % 3 != 1))).collect();
    account
}

fn times(n: u32) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}

const YOURS: &[(ActKind, &str)] = &[
    (ActKind::Help, "caught the double booking before it went out"),
    (ActKind::Initiative, "a Sunday hour on the newsletter, as it was stuck"),
    (ActKind::Referral, "I told Ruth about your Saturday classes, and she will write to you this week"),
    (ActKind::Idea, "two ideas for the booking form, since you asked"),
    (ActKind::Help, "moved the launch mail out of the holiday"),
];
const THEIRS: &[(ActKind, &str)] = &[
    (ActKind::Referral, "told my friend Lee he should call you"),
    (ActKind::Care, "how did the move go? Take the week if you need it"),
    (ActKind::Development, "the course on Xero is on us"),
    (ActKind::Vision, "what I have in mind for next year, before anybody else hears it"),
];

/// The report of accounts whose acts all count.
pub(in crate::compose) fn report(accounts: &[Account]) -> Report<'_> {
    let mut parts: Vec<Part<'_>> = accounts.iter().map(part).collect();
    let is_unclear = |part: &Part<'_>| matches!(part.balance.carries, Carries::TooEarly | Carries::NotAsked);
    parts.sort_by_key(|part| (is_unclear(part), Balance::tilt(part.balance.gave, part.balance.got)));
    let month = |month: i8| {
        let first = date(2026, month, 1);
        let n = |by: Side| {
            let acts = accounts.iter().flat_map(|account| &account.acts);
            count(acts.filter(|act| act.by == by && act.on.first_of_month() == first))
        };
        Month { first, gave: n(Side::You), got: n(Side::They) }
    };
    Report { from: date(2026, 6, 1), today: TODAY, months: (6..=11).map(month).collect(), parts }
}

fn part(account: &Account) -> Part<'_> {
    let n = |by: Side| count(account.acts.iter().filter(|act| act.by == by));
    let (gave, got) = (n(Side::You), n(Side::They));
    let carries = match account.standing {
        Standing::TooEarly => Carries::TooEarly,
        Standing::Transactional => Carries::NotAsked,
        _ => Balance::by_numbers(gave, got),
    };
    let balance = Balance {
        relationship: account.relationship.id,
        name: account.relationship.name.clone(),
        gave,
        got,
        carries,
        standing: account.standing,
        quiet_days: (account.standing == Standing::Cooling).then_some(41),
    };
    let kinds: BTreeSet<String> = account.acts.iter().map(Act::called).collect();
    let kind = |called: String| {
        let of = |by: Side| count(account.acts.iter().filter(|act| act.by == by && act.called() == called));
        Kind { you: of(Side::You), they: of(Side::They), called }
    };
    Part {
        account,
        balance,
        kinds: kinds.into_iter().map(kind).collect(),
        acts: account.acts.iter().rev().collect(),
        uncounted: vec![Kind { called: "thanks".to_owned(), you: 0, they: 4 }],
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}
