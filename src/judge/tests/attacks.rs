//! What a script might do to the program that runs it, by malice or by accident. Each must be stopped soon, and must not touch the
//! other rules.

use std::rc::Rc;

use super::{own, rule};
use crate::domain::finding::Verdict;
use crate::judge::probe::{TODAY, invented};
use crate::judge::rules::{RuleFile, compile};
use crate::judge::verdict::verdicts;
use crate::judge::{run, work};

fn attacks() -> Vec<(&'static str, String)> {
    let when = |condition: &str| rule(&format!("    when {condition}"));
    let block = |body: &str| rule(&format!("    when {{ {body} true }}"));
    let beside = |helper: &str, condition: &str| format!("{helper}\n{}", rule(&format!("    when {condition}")));
    let nested =
        |open: &str, inner: &str, close: &str, n: usize| format!("{}{inner}{}", open.repeat(n), close.repeat(n));
    vec![
        ("a long range", block("for i in 0..9000000000000 { }")),
        ("ranges in ranges", block("for i in 0..1000000 { for j in 0..1000000 { } }")),
        ("a range to the end of numbers", block("for i in 0..9223372036854775807 { }")),
        ("recursion", beside("fn f(n) { f(n + 1) }", "f(1)")),
        ("recursion in depths", beside(&format!("fn f(n) {{ {} }}", nested("[", "f(n + 1)", "]", 24)), "f(1)")),
        (
            "recursion in deep calls",
            beside(&format!("fn f(n) {{ {} }}", nested("if n > 0 { f(", "n", ") } else { 1 }", 12)), "f(1)"),
        ),
        ("recursion by two", beside("fn f(n) { g(n) } fn g(n) { f(n) }", "f(1)")),
        ("recursion that branches", beside("fn f(n) { if n == 0 { 1 } else { f(n - 1) + f(n - 1) } }", "f(15) > 0")),
        (
            "a sum that doubles",
            beside("fn d(a) { let b = a + a; let c = b + b; c + c }", "d(d(d(d(d(d(d(d(you.gave(90.days))))))))) >= 0"),
        ),
        ("a string that doubles", block("let s = \"xxxxxxxx\"; for i in 0..60 { s += s; }")),
        ("a string built by interpolation", block("let s = \"xxxxxxxx\"; for i in 0..60 { s = `${s}${s}`; }")),
        ("a list that doubles", block("let a = [1]; for i in 0..60 { a += a; }")),
        ("a list of lists", block("let a = [1]; for i in 0..60 { a = [a, a]; }")),
        ("a map that doubles", block("let m = #{}; for i in 0..60 { m = #{ a: m, b: m }; }")),
        ("a string padded", block("let s = \"x\"; s.pad(1000000000, \"y\");")),
        (
            "a string that is replaced to grow",
            block("let s = \"aaaaaaaaaa\"; for i in 0..60 { s.replace(\"a\", \"aaaaaaaaaa\"); }"),
        ),
        (
            "a string that is split",
            block("let s = \"a\"; s.pad(9000, \"b\"); for i in 0..9000 { let p = s.split(\"\"); }"),
        ),
        ("a huge literal", rule(&format!("    when \"{}\" == \"\"", "x".repeat(50_000)))),
        ("a huge file", format!("{}{}", "// x\n".repeat(700_000), rule("    when true"))),
        ("a file of many statements", format!("{}{}", "let a = 1;\n".repeat(5_000), rule("    when true"))),
        ("many functions", format!("{}{}", numbered("fn f# { }\n").replace(" {", "() {"), rule("    when true"))),
        ("many variables", block(&numbered("let v# = 1; "))),
        ("deep parentheses", when(&nested("(", "1", ")", 5_000))),
        ("deep lists", when(&nested("[", "1", "]", 5_000))),
        ("deep maps", when(&nested("#{a:", "1", "}", 5_000))),
        ("deep blocks", when(&nested("{", "true", "}", 5_000))),
        ("deep ifs", when(&nested("if true {", "true", "} else { false }", 2_000))),
        (
            "many else-ifs",
            when(&format!("if false {{ true }} {} else {{ true }}", "else if false { true } ".repeat(1_000))),
        ),
        ("deep calls", when(&nested("we.have_met(", "1", ")", 2_000))),
        ("deep sentences", rule(&format!("    when {}", nested("`${", "1", "}`", 2_000)))),
        ("a tower of exclamation marks", when(&format!("{}true", "!".repeat(20_000)))),
        ("a tower of minus signs", when(&format!("{}1 > 0", "- ".repeat(10_000)))),
        ("a long chain of points", when(&format!("they{}", ".name".repeat(5_000)))),
        ("a long sum", when(&format!("{}1 > 0", "1 + ".repeat(8_000)))),
        ("a long chain of and", when(&format!("{}true", "false && ".repeat(5_000)))),
        ("a sum at the limit of its depth", block(&format!("let n = {};", nested("(", "1", ")", 10)))),
        ("while", block("while true { }")),
        ("loop", block("loop { }")),
        ("do", block("do { } while true;")),
        ("eval", block("eval(\"1\");")),
        ("eval by name", block("let f = Fn(\"eval\"); f.call(\"1\");")),
        ("a call by name", block("let f = Fn(\"sleep\"); f.call(60);")),
        ("import by an absolute path", format!("import \"/etc/passwd\" as p;\n{}", rule("    when true"))),
        ("import by a way up", block("import \"../../secret\" as p;")),
        ("export", format!("let x = 1; export x;\n{}", rule("    when true"))),
        ("printing", block("print(\"x\");")),
        ("debugging", block("debug(\"x\");")),
        ("sleeping", block("sleep(60);")),
        ("leaving", block("exit(1);")),
        ("the clock", block("let t = timestamp();")),
        ("a block of bytes", block("let b = blob(1400000000);")),
        ("parsing", block("let m = parse_json(\"{}\");")),
        ("callbacks that hide their work", block("let a = [1, 2, 3]; a.for_each(|x| { for i in 0..1000000 { } });")),
        ("a sort that contradicts itself", block("let a = [3, 1, 2]; a.sort(|x, y| 1);")),
        ("a map over a list", block("let a = [1]; a.map(|x| { for i in 0..1000000 { } });")),
        ("a closure that calls itself", block("let f = |g| g.call(g); f.call(f);")),
        ("catching the limit", block("try { for i in 0..100000000 { } } catch { }")),
        ("throwing", block("throw 1;")),
        ("a number too large", block("let n = 9223372036854775807; n += 1;")),
        ("a power too large", block("let n = 10 ** 1000;")),
        ("a shift too far", block("let n = 1 << 9223372036854775807; let m = 1 >> -9223372036854775807; n / 0;")),
        ("the smallest number negated", block("let n = -9223372036854775807 - 1; let m = n / -1;")),
        ("an index out of range", block("let a = [1]; a[-9223372036854775807 - 1];")),
        ("a text sliced out of range", block("let s = \"é\"; let t = s.sub_string(1, 9223372036854775807); s[99];")),
        ("an amount too large", when("9223372036854775807.months > they.silence.times(9223372036854775807)")),
        ("a window too large", when("they.gave(9223372036854775807.days) == 0")),
        ("a rule inside a rule", block("rule \"inner\" { title \"x\" when true nudge `x` }")),
        (
            "a rule inside a function",
            beside("fn f() { rule \"inner\" { title \"x\" when f() nudge `x` } }", "f() == ()"),
        ),
        ("endless work in a setting", rule("    setting x = { for i in 0..100000000 { } 1 }\n    when my.x == 1")),
        (
            "endless work in the sentence",
            "rule \"mine\" { title \"x\" when true nudge `${for i in 0..100000000 { }}` }".into(),
        ),
        ("endless work for some only", when("if we.letters > 5 { for i in 0..100000000 { } true } else { true }")),
        ("letters of no alphabet", when("\u{0}\u{1}\u{202e} == 1")),
        ("half a comment", format!("{}/* /* /* ", rule("    when true"))),
        ("nothing but braces", "{".repeat(60_000)),
        ("nothing but quotes", "\"`".repeat(30_000)),
        ("rule without end", "rule \"x\" { when ".repeat(3_000)),
    ]
}

/// A line five hundred times, with a number in place of `#`.
fn numbered(line: &str) -> String {
    let mut text = String::new();
    for n in 0..500 {
        text.push_str(&line.replace('#', &n.to_string()));
    }
    text
}

/// How much work an evaluation may be at most, whatever is in the file: this test is held to counts, never to a clock, so that it says
/// the same on a slow machine and in every build.
#[test]
fn every_attack_is_stopped_by_counting_and_the_other_rules_go_on() {
    let good = RuleFile {
        name: "rules/good.rhai".into(),
        text: rule("    when we.letters >= 0").replace("mine", "good"),
        shipped: true,
    };
    let account = Rc::new(invented().remove(4));
    assert_eq!(account.today, TODAY);
    let attacks = attacks();
    assert!(attacks.len() >= 39, "{}", attacks.len());
    for (what, text) in attacks {
        work::take();
        let mut faults = Vec::new();
        let rules = compile(&[good.clone(), own(&text)], &[], &mut faults);
        let verdicts = verdicts(&account, &rules);
        let work = work::take();
        assert!(work.evaluations <= MOST_EVALUATIONS, "{what}: {} evaluations", work.evaluations);
        assert!(work.steps <= work.evaluations * run::MOST_STEPS, "{what}: {} steps", work.steps);
        assert!(work.largest <= run::MOST_STEPS, "{what}: {} steps in one evaluation", work.largest);
        let good = verdicts.iter().find(|(rule, _)| rule == "good");
        assert!(matches!(good, Some((_, Verdict::Speaks { .. }))), "{what} touched another rule");
        let mine = verdicts.iter().find(|(rule, _)| rule == "mine").map(|(_, verdict)| verdict);
        let harmless = ["a sum at the limit of its depth", "a sum that doubles", "half a comment"].contains(&what);
        assert_eq!(faults.is_empty(), harmless, "{what}: {mine:?}");
        assert!(faults.len() <= 1, "{what}: one fault a file");
        assert!(harmless || !matches!(mine, Some(Verdict::Speaks { .. })), "{what} spoke");
    }
}

/// Each file is read once, tried on the invented relationships, and judged once.
const MOST_EVALUATIONS: u64 = 60;

#[test]
fn a_rule_can_neither_send_nor_approve_nor_name_an_address() {
    // There is nothing to call, nothing to write to, and no address among the facts.
    for call in [
        "send(they)",
        "they.send()",
        "approve(1)",
        "we.approve()",
        "mail(\"x@y.example\")",
        "they.address",
        "they.email",
        "they.to",
        "we.relationship",
        "they.contacts",
        "outbox()",
        "draft(\"check-in\")",
    ] {
        let mut faults = Vec::new();
        compile(&[own(&rule(&format!("    when {call} == 1")))], &[], &mut faults);
        assert_eq!(faults.len(), 1, "{call} is known");
    }
    for assigned in ["they.name = \"Eve\";", "we.intent = \"ending\";", "my.window = 3;"] {
        let mut faults = Vec::new();
        compile(&[own(&rule(&format!("    when {{ {assigned} true }}")))], &[], &mut faults);
        assert_eq!(faults.len(), 1, "{assigned} is allowed");
    }
    assert!(
        crate::judge::facts::FACTS.iter().all(|fact| !fact.name.contains("address") && !fact.name.contains("mail"))
    );
    // What it offers is the name of a template, and a name has no room for an address.
    let mut faults = Vec::new();
    compile(&[own(&rule("    offer \"eve@elsewhere.example\"\n    when we.letters >= 3"))], &[], &mut faults);
    assert_eq!(faults.len(), 1);
}
