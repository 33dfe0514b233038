//! Accounts to the week: what is owed each way, what waits for a yes or no, who carries what, and one thing to do.
//!
//! It claims no more than a rule may: what the others owe is said only where enough of their letters reach us, and what is only
//! proposed counts for whoever would have given it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::balance::{balances, months};
use crate::domain::account::{Account, Standing};
use crate::domain::act::{Act, ActKind, ActState, Side};
use crate::domain::calendar::{days_before, days_between};
use crate::domain::entry::Entry;
use crate::domain::finding::{Finding, FindingState, Level};
use crate::domain::id::RelationshipId;
use crate::domain::relationship::Intent;
use crate::domain::week::{Balance, Carries, Moment, Note, Owed, Owing, Suggestion, Week};

/// A letter may wait for so many working days before it is called unanswered; longer where the person usually takes longer.
const PATIENCE: u32 = 3;
/// A gift of so many days is long enough ago to be thanked for, and one of more than so many too long.
const THANKS_DAYS: (i64, u32) = (2, 60);
/// An ask of mine is named once it is so many days old.
const ASK_DAYS: u32 = 7;

/// The text that asks for one.
const PARTNERSHIP_TEXT: &str = "partnership-conversation";

/// In so many days from the first page on, it reminds of a first partnership conversation, where there are letters to prepare it from.
const FIRST_TALK_DAYS: i64 = 21;
const FIRST_TALK_LETTERS: u32 = 8;
/// How the user names it.
const PARTNERSHIP_TALK: &str = "partnership-talk";

/// A text that an earlier page suggested, about whom and which. It should not come again so soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    pub relationship: RelationshipId,
    pub offer: String,
    /// Whether the user dropped it.
    pub dropped: bool,
}

/// The week on `today`, for somebody whose first page came, or could have come, on `first_on`.
#[must_use]
pub fn week(accounts: &[Account], findings: &[Finding], suggested: &[Suggested], first_on: Date, today: Date) -> Week {
    let mut you_owe: Vec<Owed> = accounts.iter().flat_map(you_owe).collect();
    let mut they_owe: Vec<Owed> = accounts.iter().flat_map(they_owe).collect();
    for owed in [&mut you_owe, &mut they_owe] {
        owed.sort_by_key(|owed| (owed.since, owed.name.clone()));
    }
    let mut to_confirm =
        moments(accounts, |act| act.by == Side::They && act.state == ActState::Proposed && act.kind.is_giving());
    to_confirm.sort_by_key(|moment| std::cmp::Reverse((moment.act.on, moment.act.id)));
    let mut happened = moments(accounts, |act| act.may_count() && act.on > days_before(today, 7) && act.on <= today);
    happened.sort_by_key(|moment| (moment.act.on, moment.act.id));
    Week {
        today,
        you_owe,
        they_owe,
        to_confirm,
        balances: balances(accounts, today),
        happened,
        let_go: accounts.iter().flat_map(let_go).collect(),
        portfolio: if is_first_of_quarter(today) { portfolio(accounts) } else { Vec::new() },
        notes: notes(accounts, findings),
        suggestion: first_talk(accounts, suggested, first_on, today).or_else(|| suggestion(accounts, suggested)),
        example: accounts.first().map(|account| account.relationship.key.clone()),
        months: months(accounts, today),
    }
}

fn moments(accounts: &[Account], is_meant: impl Fn(&Act) -> bool) -> Vec<Moment> {
    let of = |account: &Account| {
        let relationship = &account.relationship;
        let (name, their_name) = (relationship.name.clone(), relationship.called().to_owned());
        let acts = account.acts.iter().filter(|act| is_meant(act)).cloned();
        acts.map(|act| Moment { name: name.clone(), their_name: their_name.clone(), act }).collect::<Vec<_>>()
    };
    accounts.iter().flat_map(of).collect()
}

/// What was asked about until a day of the last seven, and had no answer.
fn let_go(account: &Account) -> impl Iterator<Item = (String, Entry)> {
    let is_new =
        |entry: &&Entry| entry.asked_until().is_some_and(|last| (1..=7).contains(&days_between(last, account.today)));
    account.entries.iter().filter(is_new).map(|entry| (account.relationship.name.clone(), entry.clone()))
}

/// Whether the page of a day is the first of its quarter: one comes in every seven days at most.
fn is_first_of_quarter(today: Date) -> bool {
    today.month() % 3 == 1 && today.day() <= 7
}

/// How many relationships the user wants to be what, without what she wants of none.
fn portfolio(accounts: &[Account]) -> Vec<(Intent, usize)> {
    let n = |intent: Intent| accounts.iter().filter(|account| account.relationship.intent == intent).count();
    Intent::ALL.iter().map(|intent| (*intent, n(*intent))).filter(|(_, n)| *n > 0).collect()
}

/// Whether the user wants something of it that a page could help with.
fn is_kept(account: &Account) -> bool {
    let relationship = &account.relationship;
    relationship.intent != Intent::Ending && relationship.quiet_until.is_none_or(|until| account.today >= until)
}

fn owed(account: &Account, what: Owing, since: Date) -> Owed {
    Owed { relationship: account.relationship.id, name: account.relationship.name.clone(), what, since }
}

/// Letters that one side has left unanswered for longer than usual.
fn unanswered(account: &Account, by: Side) -> Option<Owed> {
    let (since, letters) = account.owes(by)?;
    let waited = account.calendar.working_days(since, account.today);
    let usual = account.reply_hours(by, 180, 0).map_or(0, |hours| hours.div_ceil(24) * 2);
    (waited >= PATIENCE.max(usual)).then(|| owed(account, Owing::Answer { letters }, since))
}

fn you_owe(account: &Account) -> Vec<Owed> {
    if !is_kept(account) {
        return Vec::new();
    }
    let mut all = Vec::new();
    if account.coverage.is_enough() {
        all.extend(unanswered(account, Side::You));
    }
    all.extend(promised(account, Side::You));
    all.extend(
        account.due_steps().into_iter().map(|step| owed(account, Owing::Step(step.about().to_owned()), step.day())),
    );
    all.extend(
        unthanked(account).map(|act| owed(account, Owing::Thanks { kind: act.kind, words: act.words.clone() }, act.on)),
    );
    all
}

/// What one side promised, once its day has come.
fn promised(account: &Account, by: Side) -> impl Iterator<Item = Owed> {
    account
        .due_promises(by)
        .into_iter()
        .map(|promise| owed(account, Owing::Promise(promise.about().to_owned()), promise.day()))
}

/// The last thing of theirs that nobody thanked for.
fn unthanked(account: &Account) -> Option<&Act> {
    let old_enough = days_before(account.today, THANKS_DAYS.0);
    account.still_to_thank(Side::They, THANKS_DAYS.1).into_iter().rfind(|act| act.on <= old_enough)
}

fn they_owe(account: &Account) -> Vec<Owed> {
    if !is_kept(account) {
        return Vec::new();
    }
    let mut all = Vec::new();
    if account.coverage.is_enough() {
        all.extend(unanswered(account, Side::They));
        all.extend(promised(account, Side::They));
    }
    all.extend(
        account
            .open_asks(Side::You, None, ASK_DAYS)
            .into_iter()
            .map(|ask| owed(account, Owing::Ask(ask.about().to_owned()), ask.on)),
    );
    all
}

fn notes(accounts: &[Account], findings: &[Finding]) -> Vec<Note> {
    let about = |finding: &Finding| accounts.iter().find(|account| account.relationship.id == finding.relationship);
    let open = |finding: &&Finding| finding.state == FindingState::Open && finding.level == Level::Note;
    findings
        .iter()
        .filter(open)
        .filter_map(|finding| {
            let account = about(finding).filter(|account| is_kept(account))?;
            Some(Note { name: account.relationship.name.clone(), finding: finding.clone() })
        })
        .collect()
}

/// Of the first three pages, until one is planned or the text dropped: a partnership conversation with whoever has been there longest.
/// Both source documents end in it, and somebody who has held one knows what all the rest is for.
fn first_talk(accounts: &[Account], suggested: &[Suggested], first_on: Date, today: Date) -> Option<Suggestion> {
    let is_unwanted = suggested.iter().any(|one| one.offer == PARTNERSHIP_TEXT && one.dropped);
    let is_early = (0..FIRST_TALK_DAYS).contains(&days_between(first_on, today));
    let has_talked = |account: &Account| {
        account.held(Some(PARTNERSHIP_TALK)).next().is_some() || account.planned(Some(PARTNERSHIP_TALK)).is_some()
    };
    if !is_early || is_unwanted || accounts.iter().any(has_talked) {
        return None;
    }
    let is_asked = |account: &&Account| {
        let relationship = &account.relationship;
        // Where it stands badly, another word comes first.
        let is_well = !matches!(account.standing, Standing::Cooling | Standing::AtRisk);
        relationship.intent == Intent::Partnership && relationship.address.is_some() && is_kept(account) && is_well
    };
    let known = accounts.iter().filter(is_asked).filter(|account| account.n_letters >= FIRST_TALK_LETTERS);
    let account = known.min_by_key(|account| (account.since, account.relationship.id))?;
    let name = account.relationship.called();
    let why = format!(
        "One conversation about how you work together does more than any number. {name} is the partner you have known longest: could you two have it this week?"
    );
    let (_, suggestion) = suggest(account, today, PARTNERSHIP_TEXT, why);
    Some(suggestion)
}

/// The first that fits, over all relationships: thanks that are owed, then who has gone quiet, then who gets little back, then who
/// gives more than she gets, then whom nobody has talked to for long.
fn suggestion(accounts: &[Account], suggested: &[Suggested]) -> Option<Suggestion> {
    let recent: BTreeSet<(RelationshipId, &str)> =
        suggested.iter().map(|one| (one.relationship, one.offer.as_str())).collect();
    // A text to nobody can't be sent, and the first thing to do there is another.
    let fit: Vec<&Account> =
        accounts.iter().filter(|account| is_kept(account) && account.relationship.address.is_some()).collect();
    REASONS.iter().find_map(|reason| {
        let mut found: Vec<(Date, Suggestion)> = fit.iter().filter_map(|account| reason(account)).collect();
        found.retain(|(_, one)| !recent.contains(&(one.relationship, one.offer.as_str())));
        found.sort_by_key(|(since, one)| (*since, one.relationship));
        found.into_iter().next().map(|(_, one)| one)
    })
}

type Reason = fn(&Account) -> Option<(Date, Suggestion)>;

const REASONS: [Reason; 5] = [thanks_owed, gone_quiet, little_back, much_given, long_not_talked];

fn suggest(account: &Account, since: Date, offer: &str, why: String) -> (Date, Suggestion) {
    (since, Suggestion { relationship: account.relationship.id, why, offer: offer.to_owned() })
}

fn thanks_owed(account: &Account) -> Option<(Date, Suggestion)> {
    let act = unthanked(account)?;
    let name = account.relationship.called();
    let why = format!("{name} did something for you on {}, and I saw no thank-you.", spoken(act.on));
    Some(suggest(account, act.on, "thank-you", why))
}

fn gone_quiet(account: &Account) -> Option<(Date, Suggestion)> {
    let is_partner = account.relationship.intent != Intent::Transactional;
    let is_quiet = matches!(account.standing, Standing::Cooling | Standing::AtRisk);
    let last = account.last_wrote(Side::They).filter(|_| is_quiet && is_partner)?;
    let name = account.relationship.called();
    Some(suggest(account, last, "check-in", format!("{name}'s last letter that I saw came on {}.", spoken(last))))
}

fn little_back(account: &Account) -> Option<(Date, Suggestion)> {
    let is_asked = account.relationship.intent == Intent::Partnership && account.standing == Standing::OneSided;
    let since = account.acts.iter().find(|act| act.by == Side::You && act.may_count()).filter(|_| is_asked)?.on;
    let name = account.relationship.called();
    let why = format!(
        "You give, and I see little come back. A talk with {name} about how you work together may help both of you."
    );
    Some(suggest(account, since, PARTNERSHIP_TEXT, why))
}

fn much_given(account: &Account) -> Option<(Date, Suggestion)> {
    let (gave, got) = (account.n_given(Side::You, None, 180), account.n_given(Side::They, None, 180));
    let surely = |act: &&Act| act.by == Side::They && act.surely_counts() && act.kind != ActKind::Thanks;
    let last = account.acts.iter().rfind(surely)?.on;
    let name = account.relationship.called();
    let is_given = Balance::by_numbers(gave, got) == Carries::They;
    let why = format!("{name} has given more than you did in the last months.");
    is_given.then(|| suggest(account, last, "thank-you", why))
}

fn long_not_talked(account: &Account) -> Option<(Date, Suggestion)> {
    let is_asked = account.relationship.intent == Intent::Partnership;
    let is_well = matches!(account.standing, Standing::Partnership | Standing::Growing);
    let since = account.since.filter(|since| is_asked && is_well && days_between(*since, account.today) > 60)?;
    let is_long = account.since_meeting(None).is_none_or(|days| days > 90);
    let name = account.relationship.called();
    let why = format!(
        "I know of no talk with {name} in the last three months. Half an hour away from the task list does both of you good."
    );
    is_long.then(|| suggest(account, since, PARTNERSHIP_TEXT, why))
}

fn spoken(day: Date) -> String {
    day.strftime("%-d %B").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::account::tests::{blank, wrote};
    use crate::domain::address::Address;

    const TODAY: Date = date(2026, 11, 23);
    const LONG_AGO: Date = date(2025, 1, 6);

    fn account(id: i64, name: &str) -> Account {
        let mut account = blank(TODAY);
        account.relationship.id = RelationshipId(id);
        name.clone_into(&mut account.relationship.name);
        account.relationship.intent = Intent::Partnership;
        account.relationship.address = Address::parse("dana@acme.example");
        account.coverage = crate::domain::account::Coverage { known: 20, missing: 0, one_sided: false, unheard: 0 };
        account.standing = Standing::Growing;
        account
    }

    fn act(account: &mut Account, by: Side, kind: ActKind, on: Date) {
        crate::domain::account::tests::act(account, by, kind, on, ActState::Confirmed);
    }

    fn on_page(account: Account) -> Week {
        week(&[account], &[], &[], LONG_AGO, TODAY)
    }

    #[test]
    fn months_count_what_went_each_way_in_all_relationships_together() {
        let (mut acme, mut beta) = (account(1, "Acme"), account(2, "Beta"));
        act(&mut acme, Side::You, ActKind::Help, date(2026, 11, 2));
        act(&mut acme, Side::They, ActKind::Referral, date(2026, 6, 1));
        act(&mut acme, Side::They, ActKind::Payment, date(2026, 11, 3));
        act(&mut beta, Side::You, ActKind::Help, date(2026, 10, 31));
        act(&mut beta, Side::You, ActKind::Help, date(2026, 5, 31));
        crate::domain::account::tests::act(
            &mut beta,
            Side::They,
            ActKind::Thanks,
            date(2026, 11, 3),
            ActState::Proposed,
        );
        let week = week(&[acme, beta], &[], &[], LONG_AGO, TODAY);
        let counted: Vec<(i8, u32, u32)> =
            week.months.iter().map(|month| (month.first.month(), month.gave, month.got)).collect();
        assert_eq!(counted, [(6, 0, 1), (7, 0, 0), (8, 0, 0), (9, 0, 0), (10, 1, 0), (11, 1, 0)]);
        let sums = |of: fn(&Balance) -> u32| week.balances.iter().map(of).sum::<u32>();
        assert_eq!((sums(|row| row.gave), sums(|row| row.got)), (2, 1));
    }

    #[test]
    fn an_answer_is_owed_after_three_working_days_where_we_see_enough() {
        for (by, blind, friday, expected) in [
            (Side::They, false, date(2026, 11, 13), (1, 0)),
            (Side::They, false, date(2026, 11, 20), (0, 0)),
            (Side::You, false, date(2026, 11, 13), (0, 1)),
            (Side::You, true, date(2026, 11, 13), (0, 0)),
            (Side::They, true, date(2026, 11, 13), (0, 0)),
        ] {
            let mut account = account(1, "Acme");
            if blind {
                account.coverage.missing = 60;
            }
            wrote(&mut account, by, friday, 9);
            let week = on_page(account);
            assert_eq!((week.you_owe.len(), week.they_owe.len()), expected, "{by:?} {blind} {friday}");
        }
    }

    #[test]
    fn what_is_ending_or_quiet_is_not_on_the_lists() {
        let mut ending = account(1, "Acme");
        ending.relationship.intent = Intent::Ending;
        let mut quiet = account(2, "Beta");
        quiet.relationship.quiet_until = Some(date(2026, 12, 1));
        for account in [&mut ending, &mut quiet] {
            wrote(account, Side::They, date(2026, 11, 2), 9);
            act(account, Side::They, ActKind::Referral, date(2026, 11, 2));
        }
        let week = week(&[ending, quiet], &[], &[], LONG_AGO, TODAY);
        assert_eq!((week.you_owe, week.they_owe, week.suggestion), (vec![], vec![], None));
        assert_eq!(week.balances.len(), 2);
    }

    #[test]
    fn the_oldest_thank_you_is_suggested_and_not_twice_in_a_row() {
        let (mut acme, mut beta) = (account(1, "Acme"), account(2, "Beta"));
        act(&mut acme, Side::They, ActKind::Referral, date(2026, 11, 10));
        act(&mut beta, Side::They, ActKind::Help, date(2026, 11, 2));
        let accounts = [acme, beta];
        let first = week(&accounts, &[], &[], LONG_AGO, TODAY).suggestion.unwrap();
        assert_eq!((first.relationship, first.offer.as_str()), (RelationshipId(2), "thank-you"));
        let last = Suggested { relationship: first.relationship, offer: first.offer, dropped: false };
        let again = week(&accounts, &[], &[last], LONG_AGO, TODAY).suggestion.unwrap();
        assert_eq!(again.relationship, RelationshipId(1));
    }

    #[test]
    fn a_chosen_trade_has_no_balance_to_speak_of() {
        let mut account = account(1, "Acme");
        account.relationship.intent = Intent::Transactional;
        for day in 1..9 {
            act(&mut account, Side::You, ActKind::Help, date(2026, 11, day));
        }
        let week = on_page(account);
        assert_eq!(week.balances[0].carries, Carries::NotAsked);
        assert_eq!(week.suggestion, None);
    }

    #[test]
    fn the_first_three_pages_remind_of_a_first_conversation_until_it_is_planned() {
        let known = |id, name, since| Account { n_letters: 8, since: Some(since), ..account(id, name) };
        let (mut acme, beta) = (known(1, "Acme", date(2026, 5, 1)), known(2, "Beta", date(2026, 2, 1)));
        act(&mut acme, Side::They, ActKind::Referral, date(2026, 11, 10));
        let last_page = |dropped| {
            let offer = PARTNERSHIP_TEXT.to_owned();
            Suggested { relationship: RelationshipId(2), offer, dropped }
        };
        let suggested = |acme: &Account, beta: &Account, first_on| {
            let last = last_page(false);
            let page = week(&[acme.clone(), beta.clone()], &[], &[last], first_on, TODAY);
            page.suggestion.map(|one| (one.relationship.0, one.offer))
        };
        let talk = Some((2, "partnership-conversation".to_owned()));
        assert_eq!(suggested(&acme, &beta, TODAY), talk);
        assert_eq!(suggested(&acme, &beta, date(2026, 11, 3)), talk, "the third page");
        let thanks = Some((1, "thank-you".to_owned()));
        assert_eq!(suggested(&acme, &beta, date(2026, 11, 2)), thanks, "three weeks later");
        let page = week(&[acme.clone(), beta.clone()], &[], &[last_page(true)], TODAY, TODAY);
        assert_eq!(page.suggestion.map(|one| (one.relationship.0, one.offer)), thanks, "its text was dropped");
        let planned = Entry {
            topic: PARTNERSHIP_TALK.to_owned(),
            until: Some(date(2026, 11, 26)),
            ..Entry::new(crate::domain::entry::EntryKind::Meeting, TODAY)
        };
        acme.entries.push(planned);
        assert_eq!(suggested(&acme, &beta, TODAY), thanks, "planned, with whomever");
        let new = Account { n_letters: 7, ..known(2, "Beta", TODAY) };
        assert_eq!(suggested(&new, &new, TODAY), None, "nothing to prepare it from");
    }

    #[test]
    fn the_first_page_of_a_quarter_asks_what_each_should_be() {
        let mut trade = account(3, "Gamma");
        trade.relationship.intent = Intent::Transactional;
        let accounts = [account(1, "Acme"), account(2, "Beta"), trade];
        let on = |today| week(&accounts, &[], &[], LONG_AGO, today).portfolio;
        assert_eq!(on(date(2027, 1, 4)), [(Intent::Partnership, 2), (Intent::Transactional, 1)]);
        assert_eq!(on(date(2027, 1, 11)), []);
        assert_eq!(on(date(2027, 2, 1)), []);
    }

    proptest! {
        #[test]
        fn the_page_does_not_depend_on_the_order_of_accounts(
            acts in prop::collection::vec((0..4_i64, any::<bool>(), 0..200_i64), 0..30), turn in 0..4_usize,
        ) {
            let mut accounts: Vec<Account> = (0..4).map(|id| account(id, &format!("R{id}"))).collect();
            for (id, mine, back) in acts {
                let by = if mine { Side::You } else { Side::They };
                let at = usize::try_from(id).unwrap();
                act(&mut accounts[at], by, ActKind::Help, days_before(TODAY, back));
            }
            let before = week(&accounts, &[], &[], LONG_AGO, TODAY);
            accounts.rotate_left(turn);
            let after = week(&accounts, &[], &[], LONG_AGO, TODAY);
            prop_assert_eq!(&before.balances, &after.balances);
            prop_assert_eq!(&before.months, &after.months);
            prop_assert_eq!(before.suggestion, after.suggestion);
            let sum = |gave: bool| before.months.iter().map(|month| if gave { month.gave } else { month.got }).sum::<u32>();
            prop_assert_eq!(sum(true), before.balances.iter().map(|row| row.gave).sum::<u32>());
            prop_assert_eq!(sum(false), before.balances.iter().map(|row| row.got).sum::<u32>());
        }
    }
}
