//! Mistakes that people make who have never programmed, and what they are told. The snapshot beside is meant to be read.

use std::fmt::Write;

use super::{own, rule, spoken};
use crate::judge::check::lint;
use crate::judge::shipped::shipped;

/// What went wrong, and the file as it was written.
fn mistakes() -> Vec<(&'static str, String)> {
    let when = |condition: &str| rule(&format!("    when they.silence >= 3.working_days\n    when {condition}"));
    let with = |line: &str| rule(&format!("    {line}\n    when they.gave(90.days) == 0"));
    let text = |text: &str| text.to_owned();
    vec![
        ("a misspelt fact", when("they.gvae(30.days) == 0")),
        ("a misspelt fact without parentheses", when("they.silense > 3.working_days")),
        ("a misspelt fact of we", when("we.months_togehter >= 3")),
        ("a fact of the other subject", when("they.coverage > 60.percent")),
        (
            "a fact in the sentence",
            text(
                "rule \"mine\" {\n    title \"Mine\"\n    when they.gave(9.days) == 0\n    nudge `Hello ${they.nmae}`\n}\n",
            ),
        ),
        ("a fact without its subject", when("silence > 3.working_days")),
        ("a fact without its window", when("they.gave == 0")),
        ("a fact with empty parentheses", when("they.gave() == 0")),
        ("parentheses too many", when("they.silence(3.days) > 3.working_days")),
        ("too much in the parentheses", when("they.wrote(3.days, 4.days) > 3")),
        ("a subject that is not one", when("client.silence > 3.working_days")),
        ("a misspelt subject", when("thay.silence > 3.working_days")),
        ("a misspelt word", with("offr \"check-in\"")),
        ("a word in capitals", with("Level \"soon\"")),
        ("a condition that begins with if", with("if they.gave(30.days) == 0")),
        ("a misspelt kind", when("they.gave(\"refferal\", 90.days) == 0")),
        ("a kind without quotes", when("they.gave(referral, 90.days) == 0")),
        ("a misspelt setting", rule("    setting window = 90.days\n    when they.gave(my.windoww) == 0")),
        ("a setting without my", rule("    setting window = 90.days\n    when they.gave(window) == 0")),
        ("a setting that is never read", rule("    setting window = 90.days\n    when they.gave(30.days) == 0")),
        (
            "two settings of one name",
            rule("    setting w = 90.days\n    setting w = 80.days\n    when they.gave(my.w) == 0"),
        ),
        ("a length of time in quotes", rule("    setting window = \"90 days\"\n    when they.gave(my.window) == 0")),
        ("a number in quotes", rule("    setting least = \"2\"\n    when they.gave(30.days) >= my.least")),
        ("a quoted number compared", when("they.gave(30.days) == \"3\"")),
        ("a quoted length compared", when("they.silence > \"10 days\"")),
        ("a number for a time", when("they.gave(90) == 0")),
        ("a bare number beside a length", when("they.silence > 10")),
        ("a bare number beside a share", when("we.coverage >= 60")),
        ("days for working days", when("they.silence > 10.days")),
        ("working days for a window", when("they.gave(10.working_days) == 0")),
        ("a length beside a count", when("they.gave(30.days) > 3.days")),
        ("a misspelt unit", when("they.gave(90.dayz) == 0")),
        ("a unit after a setting that has none", rule("    setting n = 3\n    when they.silence > my.n.dayss")),
        ("a window of no length", when("they.gave(0.days) == 0")),
        ("a decimal comma", when("they.silence > they.usual_gap.times(2,5)")),
        (
            "a decimal comma in a setting",
            rule("    setting n = 2,5\n    when they.silence > they.usual_gap.times(my.n)"),
        ),
        ("a decimal comma in a tune block", text("tune \"quiet\" { slower_than_usual = 2,5 }")),
        ("a misspelt setting in a tune block", text("tune \"quiet\" { slower_then_usual = 3 }")),
        ("one equals sign", when("they.gave(30.days) = 0")),
        ("and", when("they.gave(30.days) == 0 and you.gave(30.days) > 2")),
        ("or", when("they.gave(30.days) == 0 or you.gave(30.days) > 2")),
        ("not", when("not we.have_met(\"coffee\")")),
        ("is", when("we.intent is \"partnership\"")),
        ("signs from a book", when("they.gave(30.days) ≥ 2")),
        ("signs turned round", when("they.gave(30.days) => 2")),
        ("three equals signs", when("they.gave(30.days) === 2")),
        ("a misspelt intent", when("we.intent == \"partner\"")),
        ("a word that has no more or less", when("we.standing > \"growing\"")),
        (
            "a missing brace at the end",
            text("rule \"mine\" {\n    title \"Mine\"\n    when they.gave(30.days) == 0\n    nudge `said`\n"),
        ),
        (
            "a missing brace between two rules",
            text(
                "rule \"mine\" {\n    title \"Mine\"\n    when they.gave(30.days) == 0\n    nudge `said`\n\nrule \"yours\" {\n    title \"Yours\"\n    when they.gave(30.days) == 0\n    nudge `said`\n}\n",
            ),
        ),
        ("a missing parenthesis", when("they.gave(30.days == 0")),
        ("a bracket that closes nothing", format!("{}}}\n", when("they.gave(30.days) == 0"))),
        ("a missing quote", rule("    wrong_if \"they phoned\n    when they.gave(30.days) == 0")),
        (
            "a missing back quote",
            text("rule \"mine\" {\n    title \"Mine\"\n    when they.gave(30.days) == 0\n    nudge `said\n}\n"),
        ),
        ("a missing semicolon", when("{ let n = they.gave(30.days)\n      n > 2 }")),
        ("nothing answered", when("if they.gave(30.days) == 0 { true }")),
        ("no comparison", when("they.gave(30.days)")),
        (
            "a rule without quotes",
            text("rule mine {\n    title \"Mine\"\n    when they.gave(30.days) == 0\n    nudge `said`\n}\n"),
        ),
        (
            "a misspelt rule",
            text("rlue \"mine\" {\n    title \"Mine\"\n    when they.gave(30.days) == 0\n    nudge `said`\n}\n"),
        ),
        (
            "a name with a space",
            text("rule \"my own\" {\n    title \"Mine\"\n    when they.gave(30.days) == 0\n    nudge `said`\n}\n"),
        ),
        ("two rules of one name", format!("{0}\n{0}", when("they.gave(30.days) == 0"))),
        ("no title", text("rule \"mine\" {\n    when they.gave(30.days) == 0\n    nudge `said`\n}\n")),
        ("no condition", text("rule \"mine\" {\n    title \"Mine\"\n    nudge `said`\n}\n")),
        ("no sentence", text("rule \"mine\" {\n    title \"Mine\"\n    when they.gave(30.days) == 0\n}\n")),
        ("two titles", with("title \"Again\"")),
        ("a misspelt seat", with("seat \"ownr\"")),
        ("a misspelt level", with("level \"warning\"")),
        ("a level without quotes", with("level soon")),
        ("how long as a number", with("lasts 14")),
        ("how long in quotes", with("lasts \"14 days\"")),
        ("again as a number", with("again 45, 90")),
        ("an unknown function", when("feels_bad(they)")),
        (
            "a misspelt function",
            text(
                "fn much(person) { person.gave(9.days) > 2 }\nrule \"mine\" {\n    title \"Mine\"\n    when mcuh(they)\n    nudge `said`\n}\n",
            ),
        ),
        (
            "a function that looks outside",
            text(
                "fn much() { they.gave(9.days) > 2 }\nrule \"mine\" {\n    title \"Mine\"\n    when much()\n    nudge `said`\n}\n",
            ),
        ),
        ("endless work", when("{ let n = 0; for i in 0..100000000 { n += 1; } n > 3 }")),
        ("a loop", when("{ while true { } true }")),
        (
            "a function that calls itself",
            text("fn f(n) { f(n + 1) }\nrule \"mine\" {\n    title \"Mine\"\n    when f(1)\n    nudge `said`\n}\n"),
        ),
        ("a sum without an answer", when("{ let n = 0; 5 / n > 2 }")),
        ("printing", when("{ print(\"hello\"); true }")),
        ("something outside a rule", format!("let window = 90.days;\n{}", when("they.gave(30.days) == 0"))),
        ("true in capitals", when("we.have_met() == True")),
        (
            "a sentence that is a number",
            text("rule \"mine\" {\n    title \"Mine\"\n    when they.gave(30.days) == 0\n    nudge 5\n}\n"),
        ),
        ("a rule that can never speak", when("they.gave(30.days) > 500")),
        ("a rule that always speaks", rule("    when we.letters >= 0")),
        ("a newer language", format!("api 7\n{}", when("they.gave(30.days) == 0"))),
        ("far too large a file", format!("{}// {}", when("they.gave(30.days) == 0"), "x".repeat(70_000))),
    ]
}

#[test]
fn every_mistake_is_told_in_plain_words_at_its_place() {
    let mut page = String::new();
    for (what, text) in mistakes() {
        let faults = lint(&[own(&text)], &shipped());
        assert!(!faults.is_empty(), "{what} is not noticed");
        writeln!(page, "== {what}\n{}\n", spoken(&faults)).unwrap();
    }
    insta::assert_snapshot!(page);
}

#[test]
fn what_a_word_processor_does_to_a_rule_is_no_mistake() {
    let text = "rule “mine” {\n\u{a0}\u{a0}title “Mine”\n  when they.gave(“help”, 30.days) == 0;\n  nudge `“Hm”`\n}\n";
    assert_eq!(spoken(&lint(&[own(text)], &[])), "");
}
