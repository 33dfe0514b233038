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
    "access-wait",
    "all-task",
    "anniversary",
    "ask-after-them",
    "ask-for-feedback",
    "ask-lapsed",
    "ask-next",
    "ask-perspective",
    "ask-their-view",
    "authority-ask",
    "backstage",
    "balance-shift",
    "bonus-consider",
    "boundary-crossed",
    "brainstorm-due",
    "care-gap",
    "coffee-due",
    "course-follow-up",
    "credit-gap",
    "customer-view",
    "dates-kept",
    "day-one",
    "development-gap",
    "early-friction",
    "efficiency-bonus",
    "event-share",
    "expectations-missing",
    "feedback-due",
    "feedback-thin",
    "goals-silence",
    "goals-unknown",
    "good-quarter",
    "growth-bonus",
    "growth-gap",
    "guide-to-offer",
    "holiday-ahead",
    "honest-label",
    "how-feedback-lands",
    "i-give-little",
    "idea-again",
    "idea-unanswered",
    "inputs-late",
    "intent-review",
    "invite-celebration",
    "invite-idea",
    "issue-sitting",
    "late-payments",
    "late-quiet",
    "leans-heavily",
    "level-incomplete",
    "level-ready",
    "level-terms-missing",
    "odd-hours",
    "offer-referral",
    "old-pattern",
    "one-sided",
    "only-in-one-head",
    "only-when-asked",
    "only-when-needed",
    "over-giving",
    "oversight-late",
    "pathway-ask",
    "pathway-missing",
    "plan-step",
    "project-closed",
    "project-share",
    "quiet",
    "referral-moment",
    "remember",
    "renewal-ahead",
    "review-due",
    "scope-grows",
    "share-figures",
    "share-review",
    "share-win",
    "skill-check",
    "slower-replies",
    "standards-slip",
    "strategy-due",
    "talk-due",
    "testimonial-moment",
    "thanks-owed",
    "they-are-blocked",
    "token",
    "too-dependent",
    "tool-friction",
    "underused",
    "uninvited-advice",
    "unsaid-thanks",
    "unthanked",
    "video-due",
    "vision-stale",
    "why-missing",
    "why-unknown",
    "widen-authority",
    "write-it-down",
    "your-promise",
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
