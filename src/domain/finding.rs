//! A finding: what a rule concluded about a relationship, with its because and its evidence.

use jiff::civil::Date;

use super::act::words;
use super::id::{ActId, FindingId, InteractionId, RelationshipId};

words! {
    /// How loud a rule speaks.
    Level {
        /// Good news.
        Good = "good news",
        /// For the weekly page.
        Note = "for the week",
        Worth = "worth a look",
        /// Said first.
        Soon = "soon",
    }
}

words! {
    /// The life of a finding.
    FindingState {
        /// True, but not yet for as long as the rule asks.
        Forming = "forming",
        /// Ready to be said.
        Open = "open",
        Told = "told",
        /// No longer true.
        Eased = "eased",
        Snoozed = "snoozed",
        /// The user said it is not true.
        Disputed = "disputed",
        /// Said as often as the rule allows; it will not come back by itself.
        LetGo = "let go",
    }
}

/// One comparison that a rule made, as it is shown: `they.gave(90 days) = 0`, `== 0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The fact with its arguments, as the rule says it.
    pub fact: String,
    /// Its value with its unit: `41 days`, `5`, `yes`.
    pub value: String,
    /// The other side of the comparison with its sign: `> 10 days`; empty for a plain yes or no.
    pub test: String,
    pub holds: bool,
}

/// What in the account a conclusion rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    Act(ActId),
    Letter(InteractionId),
    /// Anything else, in words: an ask, a plan step.
    Words(String),
}

/// What one rule says about one relationship on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Speaks {
        /// The sentence of the rule's `nudge`.
        say: String,
        because: Vec<Because>,
        evidence: Vec<Evidence>,
    },
    Quiet,
    /// A fact it needs is not known: which one, and why.
    NotEnough {
        missing: String,
    },
    /// The rule does not work for this relationship; the fault says why.
    Broken {
        what: String,
    },
    /// The clock ended it before it had come to an answer. The machine may have been busy: it says nothing about the rule.
    OutOfTime,
    /// The rule is not for this seat, or the relationship's intent or the user's word silences it.
    NotForThis {
        why: String,
    },
}

/// A finding as it lives on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub id: FindingId,
    pub rule: String,
    pub relationship: RelationshipId,
    pub state: FindingState,
    pub level: Level,
    pub title: String,
    pub say: String,
    /// When the rule is wrong, from its `wrong_if`.
    pub wrong_if: Option<String>,
    /// The template that the rule offers for the other side.
    pub offer: Option<String>,
    pub because: Vec<Because>,
    pub evidence: Vec<Evidence>,
    /// The first day on which it held.
    pub since: Date,
    /// The last day on which it held.
    pub held_on: Date,
    pub first_told_on: Option<Date>,
    pub last_told_on: Option<Date>,
    pub n_told: u32,
    pub snoozed_until: Option<Date>,
}

impl Finding {
    /// It was said to the user, as it stands.
    pub fn told(&mut self, on: Date) {
        self.state = FindingState::Told;
        self.first_told_on = self.first_told_on.or(Some(on));
        self.last_told_on = Some(on);
        self.n_told += 1;
    }

    /// The user wants to hear of it again on that day, if it still holds then.
    pub fn snooze(&mut self, until: Date) {
        self.state = FindingState::Snoozed;
        self.snoozed_until = Some(until);
    }

    /// The user said that it is not true.
    pub fn dispute(&mut self) {
        self.state = FindingState::Disputed;
    }

    /// The comparisons that are worth a line: not the half of an *or* that did not hold where another of the same fact did.
    pub fn reasons(&self) -> impl Iterator<Item = &Because> {
        let told_better = |one: &Because| self.because.iter().any(|other| other.holds && other.fact == one.fact);
        self.because.iter().filter(move |because| because.holds || !told_better(because))
    }

    /// Whether it is still about something, said or not.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.state != FindingState::Eased
    }
}
