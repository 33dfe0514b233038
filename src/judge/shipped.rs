//! The rules that come with the program, from the repository's `rules/`, where they can be read and copied.

use super::rules::RuleFile;

macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        const FILES: &[(&str, &str, &str)] = &[$((
            concat!("rules/", $id, ".rhai"),
            include_str!(concat!("../../rules/", $id, ".rhai")),
            include_str!(concat!("../../rules/", $id, ".cases")),
        )),*];
    };
}

shipped![
    "all-task",
    "ask-after-them",
    "ask-for-feedback",
    "ask-lapsed",
    "ask-their-view",
    "backstage",
    "bonus-consider",
    "care-gap",
    "coffee-due",
    "credit-gap",
    "development-gap",
    "feedback-due",
    "goals-silence",
    "goals-unknown",
    "good-quarter",
    "growth-gap",
    "i-give-little",
    "intent-review",
    "invite-idea",
    "odd-hours",
    "offer-referral",
    "one-sided",
    "over-giving",
    "plan-step",
    "quiet",
    "slower-replies",
    "strategy-due",
    "talk-due",
    "thanks-owed",
    "unsaid-thanks",
    "unthanked",
    "video-due",
    "vision-stale",
    "your-reply",
];

/// Every shipped rule file.
pub fn shipped() -> Vec<RuleFile> {
    let file = |name: &str, text: &str| RuleFile { name: name.to_owned(), text: text.to_owned(), shipped: true };
    FILES.iter().map(|(name, text, _)| file(name, text)).collect()
}

/// The cases that belong to them.
pub fn shipped_cases() -> Vec<RuleFile> {
    let name = |rule: &str| rule.replace(".rhai", ".cases");
    FILES
        .iter()
        .map(|(rule, _, cases)| RuleFile { name: name(rule), text: (*cases).to_owned(), shipped: true })
        .collect()
}
