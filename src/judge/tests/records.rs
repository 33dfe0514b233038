//! What stands between the two, stated in the lines of a case and asked for by a rule.

use super::own;
use crate::judge::rules::RuleFile;
use crate::judge::trial::test;

/// Checks that a rule with one condition does on a case what is expected: `fires`, `quiet` or `not-enough-data`.
fn check(lines: &str, condition: &str, expected: &str) {
    let rule = format!("rule \"mine\" {{\n    title \"Mine\"\n    when {condition}\n    nudge `${{they.name}}`\n}}");
    // Enough was seen to say that something is missing.
    let case = format!("case mine \"x\"\n  letters 40\n  coverage 90\n  {lines}\n  expect {expected}\n");
    let cases = RuleFile { name: "rules/mine.cases".into(), text: case, shipped: false };
    let report = test(&[own(&rule)], &[cases]);
    let is_mistake = |fault: &&crate::domain::fault::Fault| !fault.what.contains("fires in none of its cases");
    assert_eq!(report.faults.iter().filter(is_mistake).count(), 0, "{lines}: {:?}", report.faults);
    let differs = report.cases.first().map(|case| &case.differs);
    assert!(differs.is_some_and(Vec::is_empty), "{lines} / {condition}: {differs:?}");
}

#[test]
fn what_was_given_is_asked_for_by_kind_form_and_window() {
    check("you gave course 30", "you.gave(\"course\", 60.days) == 1", "fires");
    check("you gave tool 30", "you.gave(\"course\", 60.days) == 0", "fires");
    check("you gave tool 30", "you.gave(\"development\", 60.days) == 1", "fires");
    check("you gave feedback 20", "you.since_gave(\"feedback\") == 20.days", "fires");
    check("you gave help 20", "you.since_gave(\"feedback\") > 1.days", "not-enough-data");
    check("they gave help 100, 95\n  they gave help 10", "they.gave(90.days) < they.gave_before(90.days)", "fires");
    check("they perhaps gave idea 10", "they.ideas_unanswered(7.days) == 1", "fires");
    check("they perhaps gave idea 5", "they.ideas_unanswered(7.days) == 0", "fires");
}

#[test]
fn an_ask_is_open_until_it_is_answered_settled_or_given() {
    check("you asked access \"a login\" 30", "you.open_asks(\"access\", 21.days) == 1", "fires");
    check("you asked access \"a login\" 30 answered 2", "you.open_asks(1.days) == 0", "fires");
    check("you asked access \"a login\" 30\n  they perhaps gave access 3", "you.open_asks(1.days) == 0", "fires");
    check("you asked referral \"a name\" 90 no 60", "you.asks(\"no\", 180.days) == 1", "fires");
    check("you asked referral \"a name\" 90 no 60", "you.asked(\"referral\", 120.days) == 1", "fires");
    check("you asked \"a login\" 30 perhaps", "you.open_asks(1.days) == 0", "fires");
    let found = "they asked access \"a login\" 5 perhaps\n  they wrote 5\n  you wrote";
    check(&format!("{found} 6"), "they.oldest_ask_for >= 2.working_days", "fires");
    check(&format!("{found} 6, 2"), "they.open_asks(1.days) == 0", "fires");
}

#[test]
fn a_promise_is_late_without_notice_only_where_nothing_was_written_around_its_day() {
    let quiet = "they promised \"the brief\" 30 due 12\n  they wrote 30, 2\n  you wrote 31, 3";
    check(quiet, "they.late_without_notice(30.days) == 1", "fires");
    check(quiet, "they.due_promises == 1", "fires");
    let wrote = "they promised \"the brief\" 30 due 12\n  they wrote 30, 13, 2\n  you wrote 31, 3";
    check(wrote, "they.late_without_notice(30.days) == 0", "fires");
    let told = "they promised \"the brief\" 30 due 12 late with notice 11";
    check(told, "they.late_without_notice(30.days) == 0", "fires");
    check(told, "they.late_with_notice(30.days) == 1", "fires");
    check(
        "they promised \"the brief\" 30 due 12 late without notice 11",
        "they.late_without_notice(30.days) == 1",
        "fires",
    );
    check("they promised \"the brief\" 30 due 12 kept 13", "they.kept(30.days) == 1", "fires");
    check("they promised \"the brief\" 30 due 12 kept 13", "they.kept_in_a_row == 1", "fires");
    check(
        "they promised \"the brief\" 30 due 12 perhaps\n  they wrote 30, 2",
        "they.late_without_notice(30.days) == 0",
        "fires",
    );
    // Nobody has said yes to what was only found in a letter.
    let told = "you promised \"the list\" 30 due 2\n  they wrote 31\n  you wrote 30";
    check(told, "you.due_promises == 1", "fires");
    check(&told.replace("due 2", "due 2 perhaps"), "you.due_promises == 0", "fires");
}

#[test]
fn the_role_and_what_was_agreed_are_facts() {
    check("level 2 30\n  agreed scope \"owns the inbox\" 25", "we.level_lacks == 2", "fires");
    check("level 2 30\n  agreed level \"rate, scope, authority\" 25", "we.level_lacks == 0", "fires");
    check("level 1 30", "we.level == 1 && we.level_lacks == 0", "fires");
    check("agreed pathway \"to projects\" 40", "we.agreed(\"pathway\")", "fires");
    check("agreed pathway \"to projects\" 40", "!we.agreed(\"boundary\")", "fires");
    check("agreed rate \"20 an hour\" 40 review 2", "we.reviews_due == 1", "fires");
    check("agreed commission \"5 %\" 40", "we.shares == 1", "fires");
    check("talked of \"a bonus\" 9", "we.unwritten_for >= 7.days", "fires");
    check(
        "talked of \"a bonus\" 9\n  agreed bonus \"100 a quarter\" 3",
        "we.unwritten_for >= 7.days",
        "not-enough-data",
    );
    check(
        "they owns \"inbox\" 90\n  they owns \"refunds\" 90\n  guide \"inbox\" 30",
        "they.owns_without_guide == 1",
        "fires",
    );
    check("rated 4 60\n  rated 2 5", "we.rating < we.rating_before", "fires");
    check("income 70 10", "we.income > 60.percent", "fires");
    check("renews -20", "we.renews_in <= 30.days", "fires");
    check("saved 3 20", "we.hours_saved == 3.hours", "fires");
    check("goal \"fewer refunds\" 30\n  skill \"reporting\" 20", "we.goals == 2 && we.since_goal == 20.days", "fires");
    check("decided 90", "we.since_intent >= 90.days", "fires");
}

#[test]
fn talks_news_and_what_is_yet_to_be_said_are_facts() {
    check("planned review -3", "we.is_planned(\"review\") && we.planned_in() == 3.days", "fires");
    check("planned review 2", "we.untold_talks == 1", "fires");
    check("won \"launch day\" 10", "we.unshared_for >= 3.working_days", "fires");
    check("won \"launch day\" 10\n  you perhaps gave celebration 8", "we.unshared_wins == 0", "fires");
    check("they won \"Q3\" 10", "they.wins(90.days) == 1 && we.all_wins(90.days) == 1", "fires");
    check("issue \"late briefs\" 12", "we.issue_for >= 5.working_days", "fires");
    check("note \"marathon\" 15", "we.since_note == 15.days", "fires");
    check("flag quiet 70, 10", "we.has_flag(\"quiet\") && we.flag_age(\"quiet\") == 70.days", "fires");
    check("flag quiet 70, 10", "we.since_nudge(\"quiet\") == 10.days", "fires");
    check("they marked payment_late 40, 30", "they.noticed(\"payment_late\", 90.days) == 2", "fires");
}

#[test]
fn how_talks_begin_and_what_came_unasked_are_shares_of_letters() {
    let orders = "they only asked 40, 35, 30, 25, 20, 15\n  you wrote 39, 34, 29";
    check(orders, "they.starts_with_request(90.days) == 100.percent", "fires");
    check(orders, "they.unasked(45.days) == 0.percent", "fires");
    check(
        "they began 40, 35, 30, 25\n  they only asked 20",
        "they.starts_with_request(90.days) == 20.percent",
        "fires",
    );
    check("they began 40, 35", "they.starts_with_request(90.days) > 1.percent", "not-enough-data");
    check("they brought 40, 35\n  they wrote 30, 25", "they.unasked(90.days) > 1.percent", "not-enough-data");
    check("they brought 40, 35\n  they wrote 30, 25, 20", "they.unasked(90.days) == 40.percent", "fires");
}

#[test]
fn a_reply_that_only_says_that_an_answer_will_come_answers_nothing_yet() {
    let held = "you wrote 9\n  they wrote 20, 7\n  they hold 7 until -4";
    check(held, "they.will_answer", "fires");
    check(held, "they.owes == 1", "fires");
    check("you wrote 9\n  they wrote 20, 7\n  they hold 7 until 3", "!they.will_answer && they.owes == 1", "fires");
    check("you wrote 9\n  they wrote 20, 7", "they.owes == 0", "fires");
}

#[test]
fn a_word_that_no_fact_knows_is_told_with_the_nearest() {
    for (condition, near) in [
        ("we.agreed(\"bondary\")", "did you mean \"boundary\"?"),
        ("you.asks(\"nope\", 9.days) > 1", "it is one of"),
        ("they.noticed(\"payment_lat\", 9.days) > 1", "payment_late"),
        ("we.agreed()", "takes"),
        ("we.agreed", "needs parentheses"),
    ] {
        let rule =
            format!("rule \"mine\" {{\n    title \"Mine\"\n    when {condition}\n    nudge `${{they.name}}`\n}}");
        let mut faults = Vec::new();
        crate::judge::rules::compile(&[own(&rule)], &[], &mut faults);
        let said = super::spoken(&faults);
        assert!(
            said.contains(near) || condition == "we.agreed()" && said.contains("needs a word"),
            "{condition}: {said}"
        );
    }
}
