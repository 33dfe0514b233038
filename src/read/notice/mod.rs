//! What the new words of a letter contain: acts of giving, and marks. Patterns are data in `rules/signals/*.toml`.

use crate::domain::act::{NoticedAct, NoticedMark, Side};

/// The compiled phrase files.
#[derive(Debug, Default)]
pub struct Signals {}

/// What one side's new words give and ask.
#[must_use]
pub fn notice(_words: &str, _by: Side, _signals: &Signals) -> (Vec<NoticedAct>, Vec<NoticedMark>) {
    (Vec::new(), Vec::new())
}

impl Signals {
    /// The phrase files that are compiled in.
    #[must_use]
    pub fn shipped() -> Self {
        Self {}
    }

    /// The shipped files and the user's.
    #[must_use]
    pub fn compile(_files: &[(String, String)]) -> (Self, Vec<crate::domain::fault::Fault>) {
        (Self {}, Vec::new())
    }
}
