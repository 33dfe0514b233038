//! Acts of giving, the entries of the ledger; and marks, what is noticed in a letter and is not giving.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Match};
use jiff::civil::Date;

use super::entry::{EntryKind, Figure};
use super::id::{ActId, InteractionId, RelationshipId};

/// The two sides of a relationship. `You` is the user of bothways, in either seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    You,
    They,
}

impl Side {
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::You => Self::They,
            Self::They => Self::You,
        }
    }

    /// The direction of an act done by this side, as the user sees it: what you do you `gave`, what they do you `got`.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::You => "gave",
            Self::They => "got",
        }
    }

    #[must_use]
    pub fn from_direction(direction: &str) -> Option<Self> {
        match direction {
            "gave" => Some(Self::You),
            "got" => Some(Self::They),
            _ => None,
        }
    }
}

/// Gives an enum of unit variants its one word in files, commands, rules and JSON.
macro_rules! words {
    ($(#[$meaning:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meaning])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word for it in files, commands, rules and JSON.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The variant that this exact word names.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// The kinds of giving, the same for both sides.
    ActKind {
        /// A new person sent or named as work; an introduction counts.
        Referral = "referral",
        /// Logins, documents, contacts, tools.
        Access = "access",
        /// A question about how the other's work or life goes.
        Care = "care",
        /// A suggestion. Counts as giving only when it was invited.
        Idea = "idea",
        TopOfMind = "top_of_mind",
        Help = "help",
        Thanks = "thanks",
        /// Praise, a testimonial, public recognition.
        Credit = "credit",
        Celebration = "celebration",
        /// Goals and plans shared.
        Vision = "vision",
        /// Asking the other's view.
        Input = "input",
        Feedback = "feedback",
        /// A course, a tool, an event for the other's growth.
        Development = "development",
        /// A bonus of quality, efficiency, growth or retention; a raise; a share of revenue.
        Bonus = "bonus",
        /// Of the other's time and boundaries.
        Respect = "respect",
        /// Unasked news.
        Update = "update",
        /// Ownership; something done before being asked.
        Initiative = "initiative",
        /// Kept, and left out of every balance.
        Payment = "payment",
    }
}

impl ActKind {
    /// Whether it counts in a balance. Money paid for work is the trade itself, not giving (seed 1).
    #[must_use]
    pub const fn is_giving(self) -> bool {
        !matches!(self, Self::Payment)
    }

    /// Whether every working day brings it, in a mere trade as much as in a partnership: thanks, praise, files, corrections, news.
    #[must_use]
    pub const fn is_everyday(self) -> bool {
        match self {
            Self::Access
            | Self::Thanks
            | Self::Credit
            | Self::Input
            | Self::Feedback
            | Self::Respect
            | Self::Update => true,
            Self::Referral
            | Self::Care
            | Self::Idea
            | Self::TopOfMind
            | Self::Help
            | Self::Celebration
            | Self::Vision
            | Self::Development
            | Self::Bonus
            | Self::Initiative
            | Self::Payment => false,
        }
    }

    /// The kind in a sentence for the user: `top of mind`.
    #[must_use]
    pub fn spoken(self) -> String {
        self.word().replace('_', " ")
    }
}

words! {
    /// Noticed in a letter, and not giving.
    MarkKind {
        Request = "request",
        Urgent = "urgent",
        /// By the local clock of the receiver.
        AfterHours = "after_hours",
        ScopeGrowth = "scope_growth",
        PaymentLate = "payment_late",
        PricePushback = "price_pushback",
        Promise = "promise",
        Late = "late",
        NoUpdate = "no_update",
        FeedbackResisted = "feedback_resisted",
        EndingHint = "ending_hint",
        Rude = "rude",
        /// Why something is asked for, or matters.
        Reason = "reason",
        /// Leave asked to do something.
        Permission = "permission",
        /// What does not open, load or let somebody in.
        ToolTrouble = "tool_trouble",
        /// One thing of many, named: a page, a day, a sentence.
        Example = "example",
    }
}

impl MarkKind {
    /// Whether it tells how work is given and taken up. Every other letter has some of it; it is counted, and says nothing alone.
    #[must_use]
    pub const fn is_manner(self) -> bool {
        matches!(self, Self::Reason | Self::Permission | Self::ToolTrouble | Self::Example)
    }
}

words! {
    /// Whether the user has said that an act is one.
    ActState {
        Proposed = "proposed",
        Confirmed = "confirmed",
        Rejected = "rejected",
    }
}

/// An act as noticed in the words of one letter. Who did it follows from who wrote; see [`Act`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticedAct {
    pub kind: ActKind,
    pub by: Side,
    /// The words that showed it, as they stand in the letter.
    pub quote: String,
    /// The phrase of a signals file that found it: what the user rejects is remembered for that phrase.
    pub phrase: String,
}

/// What the user said no to: acts that a phrase found in the letters of one relationship. It finds none there any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwanted {
    pub relationship: RelationshipId,
    pub kind: ActKind,
    pub by: Side,
    pub phrase: String,
    /// The day of the letter that was said no to last.
    pub on: Date,
}

/// A mark as noticed in the words of one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticedMark {
    pub kind: MarkKind,
    pub quote: String,
}

/// Words of a letter that stand between the two sides from then on, and are neither an act nor a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticedEntry {
    pub kind: EntryKind,
    pub quote: String,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub id: ActId,
    pub relationship: RelationshipId,
    pub kind: ActKind,
    pub by: Side,
    /// The day it happened, in the user's zone.
    pub on: Date,
    pub state: ActState,
    /// Only for [`ActKind::Idea`]: whether it had been asked for. `None` where nobody knows.
    pub invited: Option<bool>,
    /// The letter that shows it; `None` when the user told us.
    pub shown_by: Option<InteractionId>,
    /// The quoted words, or the user's note.
    pub words: String,
    /// A narrower word for its kind, one of [`FORMS`]; empty where nobody said.
    pub form: String,
    /// What it was worth, where the user said.
    pub figure: Option<Figure>,
    /// Of an idea: the first day on which the other side answered the letter it stands in.
    pub answered_on: Option<Date>,
}

/// Narrower words for kinds of giving, which rules can ask for as for a kind. A promise: add, never rename.
pub const FORMS: [(&str, ActKind); 21] = [
    ("introduction", ActKind::Referral),
    ("opening", ActKind::Idea),
    ("improvement", ActKind::Idea),
    ("tool_advice", ActKind::Idea),
    ("testimonial", ActKind::Credit),
    ("gift", ActKind::Celebration),
    ("customer_view", ActKind::Feedback),
    ("course", ActKind::Development),
    ("tool", ActKind::Development),
    ("event", ActKind::Development),
    ("quality", ActKind::Bonus),
    ("efficiency", ActKind::Bonus),
    ("growth", ActKind::Bonus),
    ("retention", ActKind::Bonus),
    ("raise", ActKind::Bonus),
    ("share", ActKind::Bonus),
    ("ownership", ActKind::Initiative),
    ("anticipated", ActKind::Initiative),
    ("trained", ActKind::Initiative),
    ("rush", ActKind::Help),
    ("early_payment", ActKind::Help),
];

/// What makes an everyday act count beyond the work.
static BEYOND: LazyLock<Beyond> = LazyLock::new(Beyond::shipped);

#[derive(Default)]
struct Beyond {
    /// Words of a key to something, rather than of a file.
    keys: Telling,
    /// Of praise that others hear.
    in_public: Telling,
    /// Of a question for more than a look at a draft.
    in_earnest: Telling,
}

impl Beyond {
    fn shipped() -> Self {
        // By name and language. A test reads it.
        let lists: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(include_str!("act/beyond.toml")).unwrap_or_default();
        let telling = |name: &str| Telling::of(lists.get(name).into_iter().flat_map(|lists| lists.values().flatten()));
        Self { keys: telling("keys"), in_public: telling("in_public"), in_earnest: telling("in_earnest") }
    }
}

/// Words that tell more of an act than its kind. Looked for in every act of every judgement.
#[derive(Default)]
struct Telling {
    any: Option<AhoCorasick>,
    /// Of each, whether a longer word may begin with it.
    begins: Vec<bool>,
}

impl Telling {
    fn of<'a>(words: impl Iterator<Item = &'a String>) -> Self {
        let (stems, begins): (Vec<&str>, Vec<bool>) =
            words.map(|word| word.strip_suffix('*').map_or((word.as_str(), false), |stem| (stem, true))).unzip();
        let any = AhoCorasick::builder().ascii_case_insensitive(true).build(stems);
        Self { any: any.ok(), begins }
    }

    fn stands_in(&self, words: &str) -> bool {
        let may_begin = |found: &Match| self.begins.get(found.pattern().as_usize()).is_some_and(|begins| *begins);
        let is_word = |found: Match| {
            !words.get(..found.start()).is_some_and(|before| before.ends_with(char::is_alphanumeric))
                && (may_begin(&found)
                    || !words.get(found.end()..).is_some_and(|after| after.starts_with(char::is_alphanumeric)))
        };
        self.any.as_ref().is_some_and(|any| any.find_overlapping_iter(words).any(is_word))
    }
}

/// Whether words speak of a key to something: a login, a permission.
#[must_use]
pub fn names_a_key(words: &str) -> bool {
    BEYOND.keys.stands_in(words)
}

impl Act {
    /// What to call it: its narrower word where it has one.
    #[must_use]
    pub fn called(&self) -> String {
        match (self.form.as_str(), self.kind) {
            ("", kind) => kind.spoken(),
            ("quality" | "efficiency" | "growth" | "retention", _) => format!("{} bonus", self.form),
            (form, _) => form.replace('_', " "),
        }
    }

    /// Whether it counts as giving where doubt speaks for the giver: confirmed or only proposed, not payment, not advice that
    /// nobody invited.
    #[must_use]
    pub fn may_count(&self) -> bool {
        self.state != ActState::Rejected
            && self.kind.is_giving()
            && (self.kind != ActKind::Idea || self.invited != Some(false))
    }

    /// Whether it counts in a sum of what was given beyond the work. What every working day brings is found in the letters of any
    /// client who pays and says thank you; it counts once the user has said that it was more, or where its words say so: a
    /// login rather than a file, a review in public rather than praise, a question for what one would do oneself rather than for a look.
    #[must_use]
    pub fn goes_beyond(&self) -> bool {
        self.may_count()
            && (self.state == ActState::Confirmed
                || !self.kind.is_everyday()
                || (self.kind == ActKind::Access && names_a_key(&self.words))
                || (self.kind == ActKind::Credit && BEYOND.in_public.stands_in(&self.words))
                || (self.kind == ActKind::Input && BEYOND.in_earnest.stands_in(&self.words)))
    }

    /// Whether it counts where a claim is built on it: the user has said so.
    #[must_use]
    pub fn surely_counts(&self) -> bool {
        self.may_count() && self.state == ActState::Confirmed
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_makes_an_act_count_beyond_the_work_is_read() {
        let beyond = Beyond::shipped();
        for telling in [&beyond.keys, &beyond.in_public, &beyond.in_earnest] {
            assert!(telling.any.is_some() && telling.begins.len() > 30);
        }
    }

    #[test]
    fn what_is_everyday_counts_where_its_words_say_more() {
        let act = |kind, words: &str| Act {
            id: ActId(1),
            relationship: RelationshipId(1),
            kind,
            by: Side::They,
            on: date(2026, 11, 3),
            state: ActState::Proposed,
            invited: None,
            shown_by: None,
            words: words.to_owned(),
            form: String::new(),
            figure: None,
            answered_on: None,
        };
        for (kind, more, everyday) in [
            (ActKind::Access, "Made you a Login for the shop.", "The photos are in the folder."),
            (ActKind::Credit, "I told the board whose idea it was.", "Great work!"),
            (ActKind::Input, "What would you do with a second truck?", "What do you think of the draft?"),
            (ActKind::Access, "Ich habe dir die Zugangsdaten geschickt.", "Die Fotos liegen im Ordner."),
            (ActKind::Access, "You have access now.", "The accountant's file is in the accessories."),
            (ActKind::Credit, "J'ai cité votre nom devant tous.", "Beau travail !"),
            (ActKind::Input, "¿Qué harías en mi lugar?", "¿Qué te parece el borrador?"),
        ] {
            assert!(act(kind, more).goes_beyond(), "{more}");
            assert!(!act(kind, everyday).goes_beyond(), "{everyday}");
            assert!(Act { state: ActState::Confirmed, ..act(kind, everyday) }.goes_beyond(), "{everyday}");
        }
    }
}
