//! The language as tables, for `rules/README.md` and `bothways rules facts`. A test holds the page to what this prints.

use super::cases::records::{DEEDS, LINES};
use super::facts::{FACTS, Of};
use super::language::WORDS;
use super::subjects::{AMOUNT_WORDS, UNITS};
use crate::domain::act::{ActKind, FORMS, MarkKind};
use crate::domain::entry::{EntryState, TOPICS};

/// A fact as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactSummary {
    /// `you, they` or `we`.
    pub subjects: &'static str,
    /// `gave(window), gave("kind", window)`.
    pub call: String,
    /// What kind of answer: `number`, `working_days`, `yes or no`.
    pub gives: String,
    pub meaning: &'static str,
    /// When the answer is "not enough data"; empty where it is always known.
    pub unknown: &'static str,
    pub example: &'static str,
}

/// Every fact a rule can ask for.
pub fn facts() -> Vec<FactSummary> {
    let summary = |fact: &super::facts::Fact| FactSummary {
        subjects: fact.of.subjects(),
        call: fact.call(),
        gives: fact.gives.spoken(),
        meaning: fact.meaning,
        unknown: fact.unknown,
        example: fact.example,
    };
    FACTS.iter().map(summary).collect()
}

/// The tables of words, facts, units and kinds, as Markdown.
pub fn tables() -> String {
    let mut page = String::new();
    let mut line = |text: String| {
        page.push_str(&text);
        page.push('\n');
    };
    line("### Words of a rule\n".into());
    line("| word | meaning | example |\n| --- | --- | --- |".into());
    for word in &WORDS {
        line(format!("| `{}` | {} | {} |", word.word, word.meaning, code(word.example)));
    }
    for (of, title) in [(Of::Person, "Facts of `you` and `they`"), (Of::We, "Facts of `we`")] {
        line(format!("\n### {title}\n"));
        line("| fact | answers | meaning | not known when | example |\n| --- | --- | --- | --- | --- |".into());
        for fact in FACTS.iter().filter(|fact| fact.of == of) {
            let cells = [
                code(&fact.call()),
                fact.gives.spoken(),
                fact.meaning.to_owned(),
                fact.unknown.to_owned(),
                code(fact.example),
            ];
            line(format!("| {} |", cells.join(" | ")));
        }
    }
    line("\n### Units\n".into());
    let many = UNITS.iter().filter(|(unit, ..)| unit.ends_with('s') || *unit == "percent");
    let units: Vec<String> = many.map(|(unit, ..)| format!("`.{unit}`")).collect();
    line(format!("After a number: {}; one `.day` as well. A month is 30 days, a year 365.", units.join(", ")));
    line("After a fact: `.times(2)`, `.or_else(10.days)` for when it is not known, `.of(\"thing\", \"things\")` in a sentence.".into());
    line("\n### Kinds of giving\n".into());
    let kinds: Vec<String> = ActKind::ALL.iter().map(|kind| format!("`{kind}`")).collect();
    line(format!("{}. Payment is kept, and counts in no balance.", kinds.join(", ")));
    line("\nA narrower word can stand in place of a kind:\n".into());
    for kind in ActKind::ALL {
        let forms: Vec<String> =
            FORMS.iter().filter(|(_, of)| of == kind).map(|(form, _)| format!("`{form}`")).collect();
        if !forms.is_empty() {
            line(format!("- `{kind}`: {}", forms.join(", ")));
        }
    }
    line("\n### Topics, outcomes and marks\n".into());
    let list = |words: Vec<&str>| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    line(format!("- Topics of agreements: {}.", list(TOPICS.to_vec())));
    line(format!("- Outcomes of asks: {}.", list(EntryState::OF_ASKS.iter().map(|state| state.word()).collect())));
    line(format!("- Marks: {}.", list(MarkKind::ALL.iter().map(|kind| kind.word()).collect())));
    line("\n### Lines of a case\n".into());
    line("Beside what a side `gave`, `wrote` or `only asked`, a `step`, a talk you `met` for, and what is `started`, `intent`, `seat`,".into());
    line("`standing`, `coverage`, `letters` and `name`, a case can say what else stands in the account. Behind an ask or a promise can stand".into());
    line("what became of it and when, or `perhaps` where it was only found in a letter; a day yet to come has a minus.\n".into());
    line("```case".into());
    for (_, example) in LINES.iter().chain(&DEEDS) {
        line((*example).to_owned());
    }
    line("```".into());
    page
}

/// A `TextMate` grammar of the language, for editors: the same words as everywhere.
#[must_use]
pub fn grammar() -> String {
    let choice = |words: Vec<&str>| words.join("|");
    let words = choice(WORDS.iter().map(|word| word.word).collect());
    let facts = choice(FACTS.iter().map(|fact| fact.name).collect());
    let units = choice(UNITS.iter().map(|(unit, ..)| *unit).chain(AMOUNT_WORDS).collect());
    let pattern = |name: &str, matches: String| serde_json::json!({ "name": name, "match": matches });
    let grammar = serde_json::json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "bothways rule",
        "scopeName": "source.bothways",
        "fileTypes": ["rhai"],
        "patterns": [
            pattern("comment.line.double-slash", "//.*$".to_owned()),
            {
                "name": "meta.head", "match": r#"^\s*(rule|tune)\s+("[^"]*")"#,
                "captures": { "1": { "name": "keyword.declaration" }, "2": { "name": "entity.name.function" } },
            },
            { "name": "string.quoted.double", "begin": "\"", "end": "\"" },
            {
                "name": "string.template", "begin": "`", "end": "`",
                "patterns": [{ "name": "meta.embedded", "begin": r"\$\{", "end": r"\}", "patterns": [{ "include": "$self" }] }],
            },
            {
                "match": r"^\s*(setting)\s+(\w+)\s*(=)",
                "captures": {
                    "1": { "name": "keyword.control" }, "2": { "name": "variable.other" }, "3": { "name": "keyword.operator" },
                },
            },
            pattern("keyword.control", format!(r"^\s*(?:{words})\b")),
            pattern("variable.language", r"\b(?:you|they|we|my)\b".to_owned()),
            pattern("constant.numeric", r"\b\d+(?:\.\d+)?\b".to_owned()),
            pattern("support.constant.unit", format!(r"\.(?:{units})\b")),
            pattern("support.function.fact", format!(r"\.(?:{facts})\b")),
            pattern("keyword.operator", "==|!=|>=|<=|&&|\\|\\||[<>!=]".to_owned()),
            pattern("keyword.other", r"\b(?:fn|if|else|let|on|off|true|false|api)\b".to_owned()),
        ],
    });
    // Printing a value that was just made cannot fail.
    serde_json::to_string_pretty(&grammar).unwrap_or_default() + "\n"
}

/// Code in a table: a bar would end the cell, and back quotes need a longer fence.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
