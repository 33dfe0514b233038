//! Dates, counts and doubts in words that a person would use.

use jiff::civil::Date;

use crate::domain::account::Coverage;
use crate::domain::act::ActKind;
use crate::domain::calendar::days_between;
use crate::domain::finding::Because;

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

/// Numbers up to twelve as words.
pub(super) fn number(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// `a, b and c`.
pub(super) fn list(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
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

/// The clauses of a rule's `wrong_if`, as the rest of a sentence that begins `it may also be `: `that …, or that …`.
pub(super) fn maybes(wrong_if: &str) -> Option<String> {
    let clauses: Vec<String> = wrong_if
        .split(';')
        .map(clean_clause)
        .filter(|clause| !clause.is_empty())
        .map(|clause| format!("that {clause}"))
        .collect();
    (!clauses.is_empty()).then(|| list(&clauses, "or"))
}

fn clean_clause(clause: &str) -> String {
    super::clean::line(clause).trim_end_matches(['.', ',']).to_owned()
}

/// One comparison of a rule as a line: `they gave (90 days): 0 (exactly 0)`.
pub(super) fn because(because: &Because) -> String {
    let fact = because.fact.strip_prefix("we.").unwrap_or(&because.fact).replace('_', " ");
    let fact = fact.replacen("you.", "you ", 1).replacen("they.", "they ", 1).replacen('(', " (", 1);
    // `is 0` beside a 0 says nothing new.
    let is_plain = because.holds && because.test.trim_start().starts_with("==");
    let test = if is_plain { String::new() } else { test(&because.test) };
    let words = if test.is_empty() {
        format!("{fact}: {}", because.value)
    } else {
        format!("{fact}: {} ({test})", because.value)
    };
    super::clean::short(&words, 160)
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
            return format!("{words} {}", than.trim().replace('_', " "));
        }
    }
    test.trim().to_owned()
}

/// What an act is to the one who receives it, after `thank you for`.
pub(super) const fn for_what(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Referral => "the introduction",
        ActKind::Access => "the access you gave me",
        ActKind::Care => "asking how things are going here",
        ActKind::Idea => "your idea",
        ActKind::TopOfMind => "thinking of me",
        ActKind::Help => "your help",
        ActKind::Thanks | ActKind::Credit => "your kind words",
        ActKind::Celebration => "celebrating with me",
        ActKind::Vision => "sharing your plans",
        ActKind::Input => "asking for my view",
        ActKind::Feedback => "your feedback",
        ActKind::Development => "helping me learn",
        ActKind::Bonus => "the extra you added",
        ActKind::Respect => "minding my hours",
        ActKind::Update => "keeping me in the picture",
        ActKind::Initiative => "taking that on before I asked",
        ActKind::Payment => "settling the invoice",
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
