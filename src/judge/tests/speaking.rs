//! Each shipped rule speaks, and keeps quiet.

use std::rc::Rc;

use super::{only, own, rule, shipped_rules, spoken};
use crate::domain::account::Account;
use crate::domain::act::{ActKind, ActState, Side};
use crate::domain::finding::{Evidence, Verdict};
use crate::domain::relationship::{Intent, Seat};
use crate::judge::check::lint;
use crate::judge::probe::{Invented, invented};
use crate::judge::rules::{RuleFile, Rules, compile};
use crate::judge::shipped::shipped;
use crate::judge::verdict::{of_rule_traced, verdicts};

fn named(name: &str) -> Account {
    invented().into_iter().find(|account| account.relationship.name == name).unwrap()
}

fn of(rules: &Rules, account: &Account, id: &str) -> Verdict {
    verdicts(&Rc::new(account.clone()), rules).into_iter().find(|(rule, _)| rule == id).unwrap().1
}

#[test]
fn one_sided_says_what_it_compared_and_shows_the_acts() {
    let Verdict::Speaks { say, because, evidence } = of(&shipped_rules(), &named("All Mine"), "one-sided") else {
        panic!("it keeps quiet")
    };
    assert_eq!(
        say,
        "In 90 days you did 7 things for All Mine beyond the work; thanks and files aside, I saw no favours come back."
    );
    let lines: Vec<String> =
        because.iter().map(|line| format!("{} = {} {} {}", line.fact, line.value, line.test, line.holds)).collect();
    assert_eq!(
        lines,
        [
            "we.intent = partnership == partnership true",
            "we.days_together = 250 days >= 75 days true",
            "we.coverage = 100 percent >= 60 percent true",
            "you.gave(90 days) = 7 >= 3 true",
            "they.gave(90 days) x 3 = 0 < you.gave(90 days) = 7 true",
            "you.carries = yes  true",
            "they.gave(60 days) = 0 == 0 true",
        ]
    );
    assert_eq!(evidence.len(), 7);
    assert!(evidence.iter().all(|entry| matches!(entry, Evidence::Act(_))));
}

#[test]
fn every_rule_that_is_on_speaks_in_the_chairs_it_serves() {
    let rules = shipped_rules();
    let mut silent = Vec::new();
    for rule in rules.list().iter().filter(|rule| rule.on) {
        for seat in Seat::ALL.iter().filter(|seat| rule.seat.is_none_or(|of| of == **seat)) {
            let speaks = invented().into_iter().any(|mut account| {
                account.relationship.seat = *seat;
                matches!(of(&rules, &account, &rule.id), Verdict::Speaks { .. })
            });
            if !speaks {
                silent.push(format!("{} as {seat}", rule.id));
            }
        }
    }
    assert_eq!(silent, [""; 0]);
}

#[test]
fn a_declared_trade_silences_the_partnership_rules() {
    let mut account = named("All Mine");
    account.relationship.intent = Intent::Transactional;
    let Verdict::NotForThis { why } = of(&shipped_rules(), &account, "one-sided") else { panic!("it judged") };
    assert_eq!(why, "you said that this is transactional");
}

#[test]
fn a_rule_for_the_other_chair_is_not_asked() {
    let rules = only(&rule("    seat \"owner\"\n    when we.letters >= 0"));
    assert!(matches!(of(&rules, &named("All Mine"), "mine"), Verdict::NotForThis { .. }));
    assert!(matches!(of(&rules, &named("All Theirs"), "mine"), Verdict::Speaks { .. }));
}

#[test]
fn what_is_unknown_is_no_answer_whichever_way_it_is_asked() {
    for condition in [
        "they.usual_gap > 3.working_days",
        "!(they.usual_gap > 3.working_days)",
        "they.usual_gap > 3.working_days || true",
    ] {
        let rules = only(&rule(&format!("    when {condition}")));
        let Verdict::NotEnough { missing, .. } = of(&rules, &named("Nothing Yet"), "mine") else {
            panic!("{condition}")
        };
        assert_eq!(missing, "they.usual_gap: fewer than 6 days of writing");
    }
    let rules = only(&rule("    when they.usual_gap.or_else(9.working_days) > 3.working_days"));
    assert!(matches!(of(&rules, &named("Nothing Yet"), "mine"), Verdict::Speaks { .. }));
}

#[test]
fn a_sentence_with_an_unknown_in_it_is_not_said() {
    let rules = only("rule \"mine\" { title \"Mine\" when we.letters >= 0 nudge `it takes ${they.usual_gap}` }");
    assert!(matches!(of(&rules, &named("Nothing Yet"), "mine"), Verdict::NotEnough { .. }));
}

#[test]
fn who_claims_absence_must_have_seen_enough() {
    let nothing_back = only(&rule("    when they.gave(90.days) == 0"));
    let turned = only(&rule("    when !(they.gave(90.days) > 0)"));
    let hardly_seen = Invented { account: named("All Mine") }.coverage(10, 40).account;
    let young = Invented { account: named("All Mine") }.since(12).account;
    let few =
        Invented::new("Few").since(100).letters(Side::They, &[40, 20, 3]).letters(Side::You, &[39, 19, 2]).account;
    for rules in [&nothing_back, &turned] {
        assert!(matches!(of(rules, &named("All Mine"), "mine"), Verdict::Speaks { .. }));
        for account in [&hardly_seen, &young, &few] {
            let verdict = of(rules, account, "mine");
            assert!(matches!(verdict, Verdict::NotEnough { .. }), "{}: {verdict:?}", account.relationship.name);
        }
    }
    let own_bar = only(&rule("    when we.coverage >= 10.percent\n    when they.gave(90.days) == 0"));
    assert!(matches!(of(&own_bar, &hardly_seen, "mine"), Verdict::Speaks { .. }));
    let good_news = only(&rule("    when you.gave(90.days) >= 1"));
    assert!(matches!(of(&good_news, &hardly_seen, "mine"), Verdict::Speaks { .. }));
}

#[test]
fn a_sum_claims_what_any_of_its_parts_claims() {
    let hardly_seen = Invented { account: named("All Mine") }.coverage(5, 95).account;
    let says = |condition: &str| {
        let rules = only(&rule(&format!("    when {condition}")));
        assert!(matches!(of(&rules, &named("All Mine"), "mine"), Verdict::Speaks { .. }), "{condition}");
        of(&rules, &hardly_seen, "mine")
    };
    for nothing_back in [
        "you.gave(90.days) - they.gave(90.days) >= 3",
        "!(you.gave(90.days) - they.gave(90.days) < 3)",
        "3 <= you.gave(90.days) - they.gave(90.days)",
        "we.letters * 0 + they.gave(90.days) == 0",
        "they.gave(90.days) * -1 >= 0",
        "we.letters - (we.letters - they.gave(90.days)) == 0",
        "they.since_gave(\"idea\").or_else(400.days) > 300.days",
    ] {
        let verdict = says(nothing_back);
        assert!(matches!(verdict, Verdict::NotEnough { .. }), "{nothing_back}: {verdict:?}");
    }
    for there in ["you.gave(90.days) + you.gave(30.days) >= 3", "we.letters - you.gave(90.days) * 2 < we.letters"] {
        let verdict = says(there);
        assert!(matches!(verdict, Verdict::Speaks { .. }), "{there}: {verdict:?}");
    }
}

#[test]
fn a_plain_yes_or_no_is_a_reason_too() {
    let rules = only(&rule("    when !we.have_met(\"coffee\")"));
    let Verdict::Speaks { because, .. } = of(&rules, &named("All Mine"), "mine") else { panic!() };
    assert_eq!(
        (because[0].fact.as_str(), because[0].value.as_str(), because[0].holds),
        ("we.have_met(coffee)", "no", true)
    );
    let (verdict, trace) = of_rule_traced(&rules.blocks[0], &Rc::new(named("Long Friends")), &rules);
    let because = trace.because();
    assert_eq!((verdict, because[0].value.as_str(), because[0].holds), (Verdict::Quiet, "yes", false));
}

#[test]
fn a_condition_may_be_worked_out_with_a_helper_function() {
    let text = format!(
        "fn much(person) {{ person.gave(90.days) >= 5 }}\n{}",
        rule("    when much(you)\n    when {{ let n = they.gave(90.days); n < 1 }}")
            .replace("{{", "{")
            .replace("}}", "}")
    );
    let Verdict::Speaks { because, .. } = of(&only(&text), &named("All Mine"), "mine") else { panic!() };
    assert_eq!(because.len(), 2);
}

#[test]
fn giving_can_be_asked_for_by_kind_in_either_order() {
    let rules = only(&rule(
        "    when you.gave(\"help\", 90.days) == 5\n    when you.gave(90.days, \"help\") == 5\n    when you.gave(90.days, \"top of mind\") == 0",
    ));
    let Verdict::Speaks { because, .. } = of(&rules, &named("All Mine"), "mine") else { panic!() };
    assert_eq!(because[0].fact, "you.gave(help, 90 days)");
}

#[test]
fn hours_and_days_compare_and_working_days_only_with_themselves() {
    let account = Invented { account: named("Even Trade") }.account;
    let rules = only(&rule(
        "    when you.reply_time(365.days) < 7.days\n    when they.reply_time(365.days) >= 24.hours\n    when 1.weeks == 7.days\n    when 1 < they.gave(90.days)",
    ));
    let Verdict::Speaks { because, .. } = of(&rules, &account, "mine") else {
        panic!("{:?}", of(&rules, &account, "mine"))
    };
    assert_eq!(because.last().unwrap().test, "> 1", "the fact stands on the left");
}

#[test]
fn a_users_rule_takes_the_place_of_the_shipped_one() {
    let mut files = shipped();
    files.push(own("rule \"one-sided\" { title \"My own\" when they.gave(30.days) == 0 nudge `mine` }"));
    let mut faults = Vec::new();
    let rules = compile(&files, &[], &mut faults);
    assert!(faults.is_empty(), "{}", spoken(&faults));
    assert_eq!(rules.list().len(), shipped().len());
    assert_eq!(rules.find("one-sided").unwrap().title, "My own");
    assert_eq!(rules.good_files().len(), 1);
}

#[test]
fn a_broken_file_goes_on_with_its_last_good_version_and_says_so_once() {
    let good = own("rule \"one-sided\" { title \"My own\" when they.gave(30.days) == 0 nudge `mine` }");
    let mut files = shipped();
    files
        .push(own("rule \"one-sided\" {\n    title \"My own\"\n    when they.gvae(30.days) == 0\n    nudge `mine`\n}"));
    let mut faults = Vec::new();
    let rules = compile(&files, std::slice::from_ref(&good), &mut faults);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].place, "rules/mine.rhai:3");
    assert_eq!(rules.find("one-sided").unwrap().title, "My own");
    assert_eq!(rules.good_files(), [good]);
    let rules = compile(&files, &[], &mut Vec::new());
    assert_eq!(rules.find("one-sided").unwrap().title, "You give, little comes back");
    assert_eq!(rules.list().len(), shipped().len(), "the other rules are untouched");
}

#[test]
fn tuning_changes_a_setting_without_a_copy() {
    let tuned = |text: &str| {
        let mut files = shipped();
        files.push(RuleFile { name: "rules/tuning.rhai".into(), text: text.into(), shipped: false });
        let mut faults = Vec::new();
        (compile(&files, &[], &mut faults), faults)
    };
    let (rules, faults) = tuned("tune \"one-sided\" { window = 60.days  least_given = 50 }\ntune \"quiet\" { off }\n");
    assert!(faults.is_empty(), "{}", spoken(&faults));
    assert!(matches!(of(&rules, &named("All Mine"), "one-sided"), Verdict::Quiet));
    assert_eq!(
        rules.find("one-sided").unwrap().settings,
        [
            ("far_more", "10"),
            ("half_a_year", "180.days"),
            ("known_for", "75.days"),
            ("least_given", "50"),
            ("nothing_for", "60.days"),
            ("one_in", "3"),
            ("window", "60.days")
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert!(!rules.find("quiet").unwrap().on);
    assert!(verdicts(&Rc::new(named("All Mine")), &rules).iter().all(|(rule, _)| rule != "quiet"));
    for (text, what) in [
        ("tune \"one-sidde\" { off }", "there is no rule called \"one-sidde\""),
        ("tune \"one-sided\" { windw = 60.days }", "the rule \"one-sided\" has no setting called `windw`"),
        ("tune \"one-sided\" { window = 60 }", "the setting `window` was `90 days`; it cannot be the number 60"),
        (
            "tune \"one-sided\" { window = 60.working_days }",
            "the setting `window` was `90 days`; it cannot be `60 working days`",
        ),
        ("tune \"one-sided\" { window = 500.days }", "with these settings the rule \"one-sided\" does not work"),
        ("tune \"one-sided\" { window = 2.5.months }", "`2.5.months` has a part of a number before its unit"),
    ] {
        let (rules, faults) = tuned(text);
        assert_eq!(faults.len(), 1, "{text}");
        assert!(faults[0].what.contains(what), "{}", faults[0]);
        let settings = &rules.find("one-sided").unwrap().settings;
        assert!(settings.contains(&("window".to_owned(), "90.days".to_owned())), "{text}");
    }
    for text in ["tune \"quiet\" { slower_than_usual = 2.5 }", "tune \"one-sided\" { window = 960.hours }"] {
        let (_, faults) = tuned(text);
        assert!(faults.is_empty(), "numbers are numbers, and hours make days: {}", spoken(&faults));
    }
}

#[test]
fn a_file_that_no_longer_fits_the_others_goes_on_as_it_was() {
    let file = |name: &str, text: &str| RuleFile { name: name.into(), text: text.into(), shipped: false };
    let with = |own: &[RuleFile], last_good: &[RuleFile]| {
        let mut faults = Vec::new();
        let rules = compile(&[shipped(), own.to_vec()].concat(), last_good, &mut faults);
        (rules, faults)
    };
    let setting = |rules: &Rules, name: &str| {
        let settings = rules.find("one-sided").unwrap().settings.clone();
        settings.into_iter().find(|(known, _)| known == name).unwrap().1
    };
    let good = file("rules/tuning.rhai", "tune \"one-sided\" { window = 60.days }\n");
    let slip =
        file("rules/tuning.rhai", "tune \"one-sided\" { least_given = 9 }\ntune \"quiet\" { windw = 60.days }\n");
    let (rules, faults) = with(std::slice::from_ref(&slip), std::slice::from_ref(&good));
    assert_eq!(faults.len(), 1, "{}", spoken(&faults));
    assert!(faults[0].to_string().contains("last good version goes on"), "{}", faults[0]);
    let (window, least) = (setting(&rules, "window"), setting(&rules, "least_given"));
    assert_eq!((window.as_str(), least.as_str()), ("60.days", "3"), "whole, or not at all");
    assert_eq!(rules.good_files(), [good]);

    // Nothing to go back to: what fits of it counts, and it is not kept as good.
    let (rules, faults) = with(std::slice::from_ref(&slip), &[]);
    assert!(faults[0].to_string().contains("the rest of the file is used without it"), "{}", faults[0]);
    assert_eq!((setting(&rules, "least_given").as_str(), rules.good_files()), ("9", [].as_slice()));

    // A second rule of the same name.
    let before = file("rules/second.rhai", &rule("    when we.letters > 3").replace("mine", "other"));
    let taken = file("rules/second.rhai", &rule("    when we.letters > 3"));
    let own = [file("rules/first.rhai", &rule("    when we.letters > 5")), taken];
    let (rules, faults) = with(&own, std::slice::from_ref(&before));
    assert!(faults[0].what.contains("there are two rules called \"mine\""), "{}", faults[0]);
    assert!(rules.find("other").is_some() && rules.find("mine").unwrap().file == "rules/first.rhai");
}

#[test]
fn a_file_is_checked_together_with_those_beside_it() {
    let tuning = own("tune \"quiet\" { slower_than_usual = 2.5 }\n");
    assert_eq!(spoken(&lint(&[tuning], &shipped())), "");
    let slip = own("tune \"quite\" { off }\n");
    let faults = lint(&[slip], &shipped());
    assert!(spoken(&faults).contains("did you mean `quiet`?"), "{}", spoken(&faults));
}

#[test]
fn doubt_speaks_for_the_other_side() {
    let mut account = named("All Mine");
    let mut act = account.acts[0].clone();
    act.by = Side::They;
    act.kind = ActKind::Thanks;
    act.state = ActState::Proposed;
    act.on = account.today;
    account.acts.push(act);
    let said = |account: &Account| matches!(of(&shipped_rules(), account, "one-sided"), Verdict::Speaks { .. });
    assert!(said(&account), "courtesy comes with any work");
    for back in [1, 2] {
        let mut perhaps = account.acts.last().unwrap().clone();
        perhaps.kind = ActKind::Referral;
        perhaps.on = crate::domain::calendar::days_before(account.today, back);
        account.acts.push(perhaps);
    }
    assert!(!said(&account), "what may be a favour counts as one");
}
