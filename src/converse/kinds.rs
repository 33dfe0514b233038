//! The words people use for kinds of giving, talks and outcomes, and the one word each stands for. A table, to be added to.

use crate::domain::act::ActKind;

/// Every word for a kind of act, with its kind. Canonical words are not repeated here. Words that name the two seeds' ideas but
/// have no kind of their own go to the nearest one: a process owned is initiative, a gift is celebration.
const ACTS: &[(ActKind, &[&str])] = &[
    (
        ActKind::Referral,
        &[
            "referrals",
            "intro",
            "intros",
            "introduction",
            "introductions",
            "introduced",
            "refer",
            "referred",
            "recommended",
            "recommendation",
            "lead",
            "leads",
        ],
    ),
    (
        ActKind::Access,
        &[
            "login",
            "logins",
            "log-in",
            "password",
            "account",
            "document",
            "documents",
            "folder",
            "folders",
            "contacts",
            "tools",
            "resources",
            "guide",
            "credentials",
            "permission",
        ],
    ),
    (ActKind::Care, &["caring", "kindness", "concern", "checked in", "interest"]),
    (
        ActKind::Idea,
        &["ideas", "suggestion", "suggestions", "suggested", "advice", "tip", "tips", "opening", "tool-advice"],
    ),
    (
        ActKind::TopOfMind,
        &[
            "top-of-mind",
            "top of mind",
            "topofmind",
            "thought of me",
            "thought of them",
            "thought",
            "mention",
            "mentioned",
            "article",
        ],
    ),
    (
        ActKind::Help,
        &[
            "favour", "favor", "favours", "favors", "helped", "hand", "support", "patience", "rush", "hour", "hours",
            "overtime", "extra",
        ],
    ),
    (ActKind::Thanks, &["thank-you", "thank you", "thank", "thanked", "gratitude", "appreciation"]),
    (
        ActKind::Credit,
        &[
            "review",
            "reviews",
            "testimonial",
            "testimonials",
            "praise",
            "recognition",
            "shout-out",
            "shoutout",
            "compliment",
            "kudos",
            "endorsement",
        ],
    ),
    (
        ActKind::Celebration,
        &["celebrate", "celebrated", "party", "gift", "gifts", "token", "congratulations", "congrats"],
    ),
    (ActKind::Vision, &["goals", "plans", "plan", "roadmap", "strategy"]),
    (ActKind::Input, &["view", "opinion", "opinions", "asked my view", "asked for my view", "question", "perspective"]),
    (ActKind::Feedback, &["critique", "notes", "customer-view", "comments"]),
    (
        ActKind::Development,
        &[
            "course",
            "courses",
            "training",
            "tool",
            "event",
            "webinar",
            "conference",
            "book",
            "coaching",
            "mentoring",
            "certificate",
            "workshop",
        ],
    ),
    (
        ActKind::Bonus,
        &[
            "bonuses",
            "raise",
            "commission",
            "revenue-share",
            "revenue share",
            "profit-share",
            "profit share",
            "tip-money",
        ],
    ),
    (ActKind::Respect, &["boundaries", "respected", "time"]),
    (ActKind::Update, &["updates", "news", "behind-the-scenes", "backstage"]),
    (ActKind::Initiative, &["ownership", "owned", "anticipated", "proactive", "trained", "took over"]),
    (ActKind::Payment, &["paid", "pay", "invoice", "money"]),
];

/// What a word for a kind says beyond it: its form. Words that only name the kind are not here.
const FORM_WORDS: &[(&str, &[&str])] = &[
    ("introduction", &["intro", "intros", "introduction", "introductions", "introduced"]),
    ("opening", &["opening"]),
    ("tool_advice", &["tool-advice"]),
    ("testimonial", &["testimonial", "testimonials"]),
    ("gift", &["gift", "gifts", "token"]),
    ("customer_view", &["customer-view"]),
    ("course", &["course", "courses", "training", "certificate", "workshop"]),
    ("tool", &["tool"]),
    ("event", &["event", "webinar", "conference"]),
    ("raise", &["raise"]),
    ("share", &["commission", "revenue-share", "revenue share", "profit-share", "profit share"]),
    ("ownership", &["ownership", "owned", "took over"]),
    ("anticipated", &["anticipated", "proactive"]),
    ("trained", &["trained"]),
    ("rush", &["rush"]),
];

/// The form that a line goes on with.
pub(super) fn form(begins: impl Fn(&str) -> Option<usize>) -> Option<&'static str> {
    FORM_WORDS.iter().find(|(_, words)| words.iter().any(|word| begins(word).is_some())).map(|(form, _)| *form)
}

/// Kinds of talks, with the words for them.
const TALKS: &[(&str, &[&str])] = &[
    ("coffee", &["tea", "lunch", "dinner", "drinks", "virtual-coffee", "virtual coffee"]),
    ("video", &["zoom", "video-call", "video call", "videocall", "facetime"]),
    ("call", &["phone", "phone call", "phonecall", "rang"]),
    ("strategy", &["strategy-session", "strategy session", "strategy talk", "strategy call"]),
    ("brainstorm", &["brainstorming", "workshop"]),
    ("review-12", &["yearly-review", "yearly review", "year review", "annual review"]),
    ("review", &["check-in", "checkin", "catch-up", "catchup", "catch up"]),
    (
        "partnership-talk",
        &[
            "partnership talk",
            "partnership-conversation",
            "partnership conversation",
            "partnership",
            "talk",
            "conversation",
        ],
    ),
    ("celebration", &["party"]),
    ("meeting", &["meetup", "meet-up", "visit"]),
];

/// What can be logged, beside the kinds of act.
const LOGS: &[(&str, &[&str])] = &[
    ("call", &["phone", "phone call", "phonecall", "calls", "video", "zoom"]),
    ("meeting", &["coffee", "lunch", "visit", "meetup", "talk"]),
    ("note", &["message", "text", "whatsapp", "chat", "letter"]),
];

/// The kind that a line goes on with, longest words first, and how many words it took.
fn find<K: Copy>(
    rows: &[(K, &[&str])],
    canonical: impl Fn(K) -> String,
    begins: impl Fn(&str) -> Option<usize>,
) -> Option<(K, usize, bool)> {
    let mut best: Option<(K, usize, bool)> = None;
    for (kind, words) in rows {
        let own = canonical(*kind);
        let spoken = own.replace('_', " ");
        let canonical = [own.as_str(), spoken.as_str()];
        for (word, is_own) in canonical.iter().map(|word| (*word, true)).chain(words.iter().map(|word| (*word, false)))
        {
            if let Some(n) = begins(word)
                && best.is_none_or(|(_, longest, _)| n > longest)
            {
                best = Some((*kind, n, is_own));
            }
        }
    }
    best
}

/// A kind of act, and whether it was named by its own word.
pub(super) fn act(begins: impl Fn(&str) -> Option<usize>) -> Option<(ActKind, usize, bool)> {
    find(ACTS, |kind| kind.word().to_owned(), begins)
}

pub(super) fn talk(begins: impl Fn(&str) -> Option<usize>) -> Option<(&'static str, usize)> {
    find(TALKS, str::to_owned, begins).map(|(kind, n, _)| (kind, n))
}

pub(super) fn log(begins: impl Fn(&str) -> Option<usize>) -> Option<(&'static str, usize)> {
    find(LOGS, str::to_owned, &begins)
        .map(|(kind, n, _)| (kind, n))
        .or_else(|| act(begins).map(|(kind, n, _)| (kind.word(), n)))
}

/// The kind of act that a word is a slip of, if it is one of exactly one kind.
pub(super) fn slip_of_act(low: &str) -> Option<ActKind> {
    let near = |word: &&str| !word.contains(' ') && super::slips::is_slip(low, word);
    let mut kinds = ACTS.iter().filter(|(kind, words)| near(&kind.word()) || words.iter().any(&near));
    let first = kinds.next()?;
    kinds.next().is_none().then_some(first.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_and_no_word_has_two_kinds() {
        for kind in ActKind::ALL {
            assert!(ACTS.iter().any(|(row, _)| row == kind), "{kind}");
        }
        let mut all: Vec<&str> = ACTS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        all.extend(ActKind::ALL.iter().map(|kind| kind.word()));
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n, "a word stands twice");
    }

    #[test]
    fn every_form_is_one_of_the_kind_that_its_word_names() {
        for (form, words) in FORM_WORDS {
            let (_, kind) = crate::domain::act::FORMS.iter().find(|(known, _)| known == form).unwrap();
            for word in *words {
                assert_eq!(act(|said| (said == *word).then_some(1)).map(|(kind, ..)| kind), Some(*kind), "{word}");
            }
        }
    }

    #[test]
    fn a_slip_names_a_kind_only_when_it_can_be_no_other() {
        assert_eq!(slip_of_act("referal"), Some(ActKind::Referral));
        assert_eq!(slip_of_act("zzz"), None);
    }
}
