//! The life of a finding, day by day.

use std::rc::Rc;

use jiff::civil::{Date, date};

use super::{only, rule};
use crate::domain::account::Account;
use crate::domain::act::{ActKind, ActState, Side};
use crate::domain::calendar::days_before;
use crate::domain::finding::{Finding, FindingState};
use crate::domain::id::FindingId;
use crate::judge::backtest::{self, Backtest};
use crate::judge::live::live;
use crate::judge::past::as_of;
use crate::judge::probe::{Invented, TODAY};
use crate::judge::rules::Rules;
use crate::judge::verdict::verdicts;

/// A life of days under some rules: acts come, days pass.
struct Life {
    account: Account,
    rules: Rules,
    findings: Vec<Finding>,
}

impl Life {
    fn of(conditions: &str) -> Self {
        Self { account: Invented::new("Acme").since(200).account, rules: only(&rule(conditions)), findings: Vec::new() }
    }

    fn on(&mut self, today: Date) -> &mut Self {
        self.account.today = today;
        let verdicts = verdicts(&Rc::new(self.account.clone()), &self.rules);
        self.findings = live(std::mem::take(&mut self.findings), &verdicts, &self.account, &self.rules);
        for (number, finding) in self.findings.iter_mut().enumerate() {
            if finding.id == FindingId(0) {
                finding.id = FindingId(i64::try_from(number).unwrap() + 1);
            }
        }
        self
    }

    fn gives(&mut self, on: Date) -> &mut Self {
        let back = i64::from(on.until(TODAY).unwrap().get_days());
        let account = self.account.clone();
        self.account = Invented { account: Account { today: TODAY, ..account } }
            .acts(Side::They, ActKind::Help, ActState::Confirmed, &[back])
            .account;
        self
    }

    fn state(&self) -> Option<FindingState> {
        self.findings.last().map(|finding| finding.state)
    }

    fn tell(&mut self) {
        let today = self.account.today;
        let finding = self.findings.last_mut().unwrap();
        assert_eq!(finding.state, Open);
        finding.told(today);
    }
}

use FindingState::{Disputed, Eased, Forming, LetGo, Open, Snoozed, Told};

/// A Monday.
const DAY: Date = date(2026, 3, 2);

fn day(after: i64) -> Date {
    days_before(DAY, -after)
}

#[test]
fn a_finding_forms_until_it_has_lasted_by_working_days() {
    let mut life = Life::of("    lasts 3.working_days\n    when they.unthanked(60.days) >= 1");
    // Given on a Thursday: Friday, Monday and Tuesday are the three.
    life.gives(day(3)).on(day(3));
    assert_eq!(life.state(), Some(Forming));
    assert_eq!(life.on(day(6)).state(), Some(Forming), "a weekend does not count");
    assert_eq!(life.on(day(8)).state(), Some(Open));
}

#[test]
fn what_has_held_for_long_need_not_wait_after_the_first_import() {
    let mut life = Life::of("    lasts 14.days\n    when they.unthanked(60.days) >= 1");
    life.gives(day(0)).on(day(20));
    assert_eq!(life.state(), Some(Open));
    assert_eq!(life.findings[0].since, day(6));
    let mut life = Life::of("    lasts 14.days\n    when they.unthanked(60.days) >= 1");
    life.gives(day(0)).on(day(10));
    assert_eq!((life.state(), life.findings[0].since), (Some(Forming), day(0)));
}

#[test]
fn repeats_slow_down_and_then_it_is_let_go() {
    let mut life = Life::of("    again 10.days, 20.days\n    when they.unthanked(300.days) >= 1");
    life.gives(day(0));
    let mut told = Vec::new();
    for after in 0..200 {
        if life.on(day(after)).state() == Some(Open) {
            life.tell();
            told.push(after);
        }
    }
    assert_eq!(told, [0, 10, 30]);
    assert_eq!(life.state(), Some(LetGo));
    assert_eq!(life.findings.len(), 1);
    assert_eq!(life.findings[0].n_told, 3);
}

#[test]
fn what_no_longer_holds_eases() {
    let mut life = Life::of("    when they.unthanked(10.days) >= 1");
    life.gives(day(0)).on(day(0)).tell();
    assert_eq!(life.on(day(9)).state(), Some(LetGo), "it may be told once and no more");
    assert_eq!(life.on(day(10)).state(), Some(Eased));
}

#[test]
fn what_goes_to_and_fro_is_not_told_each_time() {
    let mut life = Life::of("    again 30.days\n    when they.gave(5.days) >= 1");
    let mut told = Vec::new();
    for after in 0..40 {
        if after % 10 == 0 {
            life.gives(day(after));
        }
        if life.on(day(after)).state() == Some(Open) {
            life.tell();
            told.push(after);
        }
    }
    assert_eq!(told, [0, 30]);
    let eased: Vec<_> = life.findings.iter().filter(|finding| finding.n_told == 0).collect();
    assert!(eased.len() <= 1, "findings that were never told do not pile up");
}

#[test]
fn each_new_thing_is_told_where_the_rule_says_so() {
    let mut life = Life::of("    again \"new\"\n    lasts 2.days\n    when they.unthanked(60.days) >= 1");
    life.gives(day(0)).on(day(2)).tell();
    assert_eq!(life.on(day(5)).state(), Some(LetGo));
    life.gives(day(6)).on(day(6));
    assert_eq!(life.state(), Some(Forming), "the new one must last as well");
    assert_eq!(life.on(day(8)).state(), Some(Open));
    assert_eq!((life.findings[0].state, life.findings.len()), (Eased, 2));
}

#[test]
fn snoozing_waits_for_its_day() {
    let mut life = Life::of("    when they.unthanked(100.days) >= 1");
    life.gives(day(0)).on(day(0)).tell();
    life.findings[0].snooze(day(14));
    assert_eq!(life.on(day(13)).state(), Some(Snoozed));
    assert_eq!(life.on(day(14)).state(), Some(Open));
}

#[test]
fn what_the_user_called_untrue_is_not_said_for_90_days() {
    let mut life = Life::of("    when they.unthanked(50.days) >= 1");
    life.gives(day(0)).on(day(0)).tell();
    life.findings[0].dispute();
    assert_eq!(life.on(day(30)).state(), Some(Disputed));
    // It stops holding and holds again: still disputed.
    assert_eq!(life.on(day(60)).state(), Some(Disputed));
    life.gives(day(70)).on(day(70));
    assert_eq!(life.state(), Some(Disputed));
    assert_eq!(life.on(day(90)).state(), Some(Open));
}

#[test]
fn nothing_opens_while_the_user_wants_quiet() {
    let mut life = Life::of("    when they.unthanked(50.days) >= 1");
    life.account.relationship.quiet_until = Some(day(5));
    life.gives(day(0));
    assert_eq!(life.on(day(4)).state(), Some(Forming));
    assert_eq!(life.on(day(5)).state(), Some(Open));
}

#[test]
fn one_rule_mutes_another() {
    let loud = "rule \"loud\" { title \"Loud\" mutes \"mine\" when they.unthanked(10.days) >= 1 nudge `loud` }\n";
    let mut life = Life::of("    when they.gave(100.days) >= 1");
    life.rules = only(&format!("{loud}{}", rule("    when they.gave(100.days) >= 1")));
    life.gives(day(0)).on(day(0));
    let states =
        |life: &Life| life.findings.iter().map(|finding| (finding.rule.clone(), finding.state)).collect::<Vec<_>>();
    assert_eq!(states(&life), [("loud".to_owned(), Open), ("mine".to_owned(), Forming)]);
    life.on(day(12));
    assert_eq!(states(&life), [("loud".to_owned(), Eased), ("mine".to_owned(), Open)]);
}

#[test]
fn a_rule_that_is_gone_leaves_no_live_finding() {
    let mut life = Life::of("    when they.unthanked(50.days) >= 1");
    life.gives(day(0)).on(day(0));
    life.rules = only(&rule("    off\n    when they.unthanked(50.days) >= 1"));
    assert_eq!(life.on(day(1)).state(), Some(Eased));
}

#[test]
fn what_was_told_stays_as_it_was_told() {
    let mut life = Life::of("    again 30.days\n    when they.unthanked(50.days) >= 1");
    life.gives(day(0)).on(day(0)).tell();
    life.gives(day(3)).on(day(3));
    assert_eq!((life.state(), life.findings[0].evidence.len()), (Some(Told), 1));
    life.on(day(30));
    assert_eq!((life.state(), life.findings[0].evidence.len()), (Some(Open), 2));
}

#[test]
fn findings_of_others_are_handed_back_as_they_are() {
    let mut life = Life::of("    when they.unthanked(50.days) >= 1");
    life.gives(day(0)).on(day(0));
    life.findings[0].relationship = crate::domain::id::RelationshipId(9);
    let before = life.findings.clone();
    life.on(day(1));
    assert_eq!(life.findings[0], before[0]);
    assert_eq!(life.findings.len(), 2);
}

#[test]
fn a_backtest_says_what_daily_life_would_have_said() {
    let conditions = "    lasts 3.working_days\n    again 10.days, 20.days\n    when they.unthanked(40.days) >= 1";
    let mut life = Life::of(conditions);
    life.gives(day(3)).gives(day(70));
    let mut told = Vec::new();
    for after in 0..100 {
        let working = life.account.calendar.is_working(day(after));
        if working && life.on(day(after)).state() == Some(Open) {
            life.tell();
            told.push(day(after));
        }
    }
    let account = Account { today: day(99), ..life.account };
    let said = |rules| -> Vec<backtest::Told> {
        let mut backtest = Backtest::under(rules);
        (0..100).for_each(|after| backtest.day(&Rc::new(as_of(&account, day(after)))));
        backtest.told()
    };
    assert_eq!(said(&life.rules).iter().map(|told| told.on).collect::<Vec<_>>(), told);
    assert_eq!(told, [day(8), day(18), day(38), day(73), day(84)]);
    let stricter = only(&rule("    when they.unthanked(40.days) >= 2"));
    assert_eq!(said(&stricter), []);
}
