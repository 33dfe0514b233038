//! Dates, counts and doubts in words that a person would use.

use jiff::civil::Date;

use crate::domain::account::Coverage;
use crate::domain::act::ActKind;
use crate::domain::calendar::days_between;
use crate::domain::finding::Because;
use crate::domain::number::written;

/// `14 October`, with the year where it is not clear from today.
pub(super) fn day(on: Date, today: Date) -> String {
    let near = days_between(on, today).abs() < 300;
    on.strftime(if near { "%-d %B" } else { "%-d %B %Y" }).to_string()
}

/// `14 Oct`, for columns; with the year where it is not clear from today.
pub(super) fn short_day(on: Date, today: Date) -> String {
    let near = days_between(on, today).abs() < 300;
    on.strftime(if near { "%-d %b" } else { "%-d %b %y" }).to_string()
}

/// `one thing`, `two things`, `14 things`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// Numbers up to twelve as words, larger ones with a mark between thousands.
pub(super) fn number(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| written(n), |word| (*word).to_owned())
}

/// `a, b and c`.
pub(super) fn list(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// What a phone shows beside the subject: 40 to 110 characters, because it fills what is left with the next words it finds.
pub(super) fn preheader(words: &str) -> String {
    let words = super::clean::short(&quoted(words), 110);
    if words.chars().count() >= 40 {
        return words;
    }
    let end = if words.ends_with(['.', '?', '!', '”', '…']) || words.is_empty() { "" } else { "." };
    super::clean::short(format!("{words}{end} Everything else stands in the mail itself.").trim_start(), 110)
}

/// Names of things in quotation marks instead of the backticks that a terminal shows.
pub(super) fn quoted(words: &str) -> String {
    let parts: Vec<&str> = words.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return words.to_owned();
    }
    let mut out = String::with_capacity(words.len());
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            out.push(if n % 2 == 1 { '“' } else { '”' });
        }
        out.push_str(part);
    }
    out
}

/// The first letter large, the rest as it is.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A sentence of words that may lack its first large letter and its full stop.
pub(super) fn sentence(words: &str) -> String {
    let end = if words.ends_with(['.', '?', '!', '”', '…']) || words.is_empty() { "" } else { "." };
    format!("{}{end}", capital(words))
}

/// The first letter small, unless the first word is a name of some kind (`Acme`, `I`, `VA`).
pub(super) fn small(words: &str, names: &[&str]) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    let plain = first == "A" || first.chars().count() > 1 && first.chars().skip(1).all(|c| !c.is_uppercase());
    let is_name = names.iter().any(|name| name.split_whitespace().any(|part| first.starts_with(part)));
    let mut chars = words.chars();
    match chars.next() {
        Some(letter) if plain && !is_name => letter.to_lowercase().chain(chars).collect(),
        _ => words.to_owned(),
    }
}

/// How much of the correspondence reaches us, as the rest of a sentence that begins `calls and chats do not reach me, and `.
pub(super) fn coverage(coverage: &Coverage) -> String {
    let share = match coverage.percent() {
        None => return "I cannot tell how much of this correspondence does".to_owned(),
        Some(97..) => "all of this correspondence, as far as I can tell",
        Some(85..) => "nearly all of this correspondence",
        Some(70..) => "roughly three quarters of this correspondence",
        Some(60..) => "about two thirds of this correspondence",
        Some(45..) => "about half of this correspondence",
        Some(30..) => "about a third of this correspondence",
        Some(_) => "only a small part of this correspondence",
    };
    if coverage.one_sided { format!("I see {share}, one side of it only") } else { format!("I see {share}") }
}

/// A rule's `wrong_if`, as the rest of a sentence that begins `I am wrong if `.
pub(super) fn wrong_if(wrong_if: &str) -> Option<String> {
    let words = quoted(&super::clean::short(wrong_if, 240));
    let words = words.trim_end_matches('.');
    (!words.is_empty()).then(|| words.to_owned())
}

/// One comparison of a rule as a line, true as it stands: `they gave (90 days): 0`, `their silence: 41 days (more than 6 days)`,
/// `they owe: 2 (not at least 3)`.
#[must_use]
pub fn because(because: &Because) -> String {
    // `== 0` beside a 0 says nothing new, and neither does a `!= 0` that did not hold.
    let is_plain =
        because.test.is_empty() || because.test.trim_start().starts_with(if because.holds { "==" } else { "!=" });
    let held = if because.holds { "" } else { "not " };
    let test = if is_plain { String::new() } else { format!(" ({held}{})", test(&because.test)) };
    super::clean::short(&format!("{}: {}{test}", facts(&because.fact), because.value), 160)
}

/// Facts that are something done, and how that is said of somebody; the others are something had.
const DONE: &[(&str, &str)] = &[
    ("gave", "gave"),
    ("gave_before", "gave, the time before"),
    ("surely_gave", "surely gave"),
    ("carries", "carry more"),
    ("wrote", "wrote"),
    ("wrote_before", "wrote, the time before"),
    ("wrote_last", "wrote last"),
    ("owes", "owe"),
    ("owes_for", "owe an answer for"),
    ("asked", "asked for something"),
    ("will_answer", "said that an answer will come"),
];

/// The facts of a rule in words: `they.gave(90 days)` as `they gave (90 days)`, `they.usual_gap` as `their usual gap`.
fn facts(rule: &str) -> String {
    let mut out = Vec::new();
    for word in rule.replace('(', " (").split(' ') {
        let (side, fact) = match word.split_once('.') {
            Some(("you", fact)) => (("you", "your"), fact),
            Some(("they", fact)) => (("they", "their"), fact),
            Some(("we", fact)) => (("", ""), fact),
            _ => {
                out.push(word.to_owned());
                continue;
            }
        };
        if fact == "unthanked" {
            out.push("not yet thanked for".to_owned());
            continue;
        }
        let done = DONE.iter().find(|(known, _)| *known == fact);
        out.push(match done {
            Some((_, said)) => format!("{} {said}", side.0),
            None => format!("{} {}", side.1, fact.replace('_', " ")).trim().to_owned(),
        });
    }
    out.join(" ")
}

fn test(test: &str) -> String {
    for (sign, words) in [
        (">=", "at least"),
        ("<=", "at most"),
        ("==", "exactly"),
        ("!=", "not"),
        (">", "more than"),
        ("<", "less than"),
    ] {
        if let Some(than) = test.trim().strip_prefix(sign) {
            return format!("{words} {}", facts(than.trim()));
        }
    }
    test.trim().to_owned()
}

/// What an act is to the one who receives it: a thing with a name, after `thank you for` and before `on 2 July helped`.
pub(super) const fn for_what(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Referral => "your recommendation",
        ActKind::Access => "the access you gave me",
        ActKind::Care => "your interest in how things are going here",
        ActKind::Idea => "your idea",
        ActKind::TopOfMind => "the thought you sent my way",
        ActKind::Help => "your help",
        ActKind::Thanks | ActKind::Credit => "your kind words",
        ActKind::Celebration => "the celebration",
        ActKind::Vision => "the plans you shared",
        ActKind::Input => "your trust in my view",
        ActKind::Feedback => "your feedback",
        ActKind::Development => "your help with learning",
        ActKind::Bonus => "the extra you added",
        ActKind::Respect => "your respect for my hours",
        ActKind::Update => "the update you sent",
        ActKind::Initiative => "the initiative you took",
        ActKind::Payment => "the payment",
    }
}

/// The kind of an act after `note that as`: `a referral`.
pub(super) const fn as_what(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Referral => "a referral",
        ActKind::Access => "access given",
        ActKind::Care => "care",
        ActKind::Idea => "an idea",
        ActKind::TopOfMind => "a sign of being kept in mind",
        ActKind::Help => "help",
        ActKind::Thanks => "thanks",
        ActKind::Credit => "praise",
        ActKind::Celebration => "a celebration",
        ActKind::Vision => "plans shared",
        ActKind::Input => "asking for a view",
        ActKind::Feedback => "feedback",
        ActKind::Development => "help to learn",
        ActKind::Bonus => "a bonus",
        ActKind::Respect => "respect for hours",
        ActKind::Update => "unasked news",
        ActKind::Initiative => "initiative",
        ActKind::Payment => "a payment",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(fact: &str, value: &str, test: &str, holds: bool) -> String {
        because(&Because { fact: fact.into(), value: value.into(), test: test.into(), holds })
    }

    fn said(fact: &str, value: &str, test: &str) -> String {
        told(fact, value, test, true)
    }

    #[test]
    fn what_did_not_hold_is_told_as_it_is() {
        assert_eq!(told("they.owes", "2", ">= 3", false), "they owe: 2 (not at least 3)");
        assert_eq!(told("they.gave(90 days)", "4", "== 0", false), "they gave (90 days): 4 (not exactly 0)");
        assert_eq!(told("we.intent", "ending", "!= ending", false), "intent: ending");
        assert_eq!(told("you.carries", "no", "", false), "you carry more: no");
    }

    #[test]
    fn a_comparison_reads_as_a_line() {
        assert_eq!(said("they.gave(90 days)", "0", "== 0"), "they gave (90 days): 0");
        assert_eq!(said("you.gave(90 days)", "5", ">= 2"), "you gave (90 days): 5 (at least 2)");
        assert_eq!(
            said("they.silence", "41 days", "> they.usual_gap x 2 = 6 days"),
            "their silence: 41 days (more than their usual gap x 2 = 6 days)"
        );
        assert_eq!(said("they.unthanked(30 days)", "1", ">= 1"), "not yet thanked for (30 days): 1 (at least 1)");
        assert_eq!(said("they.owes", "2", ">= 2"), "they owe: 2 (at least 2)");
        assert_eq!(said("we.intent", "undecided", "!= ending"), "intent: undecided (not ending)");
        assert_eq!(said("you.wrote_last", "yes", ""), "you wrote last: yes");
        assert_eq!(said("you.carries", "yes", ""), "you carry more: yes");
        assert_eq!(
            said("they.owes_for", "4 working days", "> 2 working days"),
            "they owe an answer for: 4 working days (more than 2 working days)"
        );
    }

    #[test]
    fn a_title_begins_small_unless_it_begins_with_a_name() {
        assert_eq!(small("You give, little comes back", &["Acme"]), "you give, little comes back");
        assert_eq!(small("A thank-you is owed", &["Acme"]), "a thank-you is owed");
        assert_eq!(small("Acme has gone quiet", &["Acme Studio"]), "Acme has gone quiet");
        assert_eq!(small("VAs are people", &[]), "VAs are people");
        assert_eq!(small("I was wrong", &[]), "I was wrong");
    }

    #[test]
    fn backticks_become_quotation_marks_in_pairs() {
        assert_eq!(quoted("it is done already; say `done`"), "it is done already; say “done”");
        assert_eq!(quoted("a lone ` stays"), "a lone ` stays");
    }

    #[test]
    fn coverage_is_told_in_words_that_are_true() {
        let told = |known, missing, one_sided| coverage(&Coverage { known, missing, one_sided, unheard: 0 });
        assert_eq!(told(0, 0, false), "I cannot tell how much of this correspondence does");
        assert_eq!(told(60, 40, false), "I see about two thirds of this correspondence");
        assert_eq!(told(9, 91, false), "I see only a small part of this correspondence");
        assert!(told(100, 0, true).ends_with("one side of it only"));
    }
}
