//! Faults: parts that did not work, kept as values so that the rest goes on.

use std::fmt;

/// One thing that did not work: a letter, a rule, a template. Never an exit; a pass collects them and tells the user once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// What it concerns, as the user knows it: `rules/one-sided.rhai:12`, `letter of 3 Nov from dana@acme.example`.
    pub place: String,
    /// What happened, in plain words, lower case, no full stop.
    pub what: String,
    /// What to do next, if the user can do anything.
    pub hint: Option<String>,
}

impl Fault {
    #[must_use]
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), hint: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Whether it is about that file, or a line of it.
    #[must_use]
    pub fn is_in(&self, file: &str) -> bool {
        self.place.strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

/// The faults of one pass, in the order they were met.
pub type Faults = Vec<Fault>;
