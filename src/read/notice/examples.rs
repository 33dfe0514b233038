//! Whether the examples beside a signal hold: what must be noticed is, and what must not is not.

use super::by_sentence;
use super::files::{Kind, Signals, Source, Written};
use crate::domain::fault::Fault;

/// The examples of a file that do not hold, each at its line.
pub(super) fn broken(source: &Source<'_>, signals: &Signals) -> Vec<Fault> {
    let mut faults = Vec::new();
    for written in source.file.signals.iter().filter(|written| is_in_force(written, signals)) {
        for example in &written.matches {
            if !says(example.as_ref(), written, signals) {
                let hint = "no phrase of this signal matches it, or one of its `unless` does, or the sentence is passed over as \
                            saying nothing";
                faults.push(source.fault(example, "this must be noticed, and is not", hint));
            }
        }
        for example in &written.not {
            if says(example.as_ref(), written, signals) {
                let hint = "make a phrase narrower, or write into `unless` what tells the two apart";
                faults.push(source.fault(example, "this must not be noticed, and is", hint));
            }
        }
    }
    faults
}

/// Not one that is switched off, replaced by a later file, or has no kind.
fn is_in_force(written: &Written, signals: &Signals) -> bool {
    !written.off && signals.all.iter().any(|signal| signal.id == *written.id.as_ref())
}

/// Whether the words are noticed as the kind of this signal, by whichever signal.
fn says(words: &str, written: &Written, signals: &Signals) -> bool {
    written.kind.as_ref().is_some_and(|kind| kinds(words, signals).contains(&kind.as_ref().as_str()))
}

/// What is noticed in the words; for words that say nothing, that they do.
pub(super) fn kinds(words: &str, signals: &Signals) -> Vec<&'static str> {
    let mut found: Vec<Kind> = by_sentence(words, signals).into_iter().flatten().map(|hit| hit.kind).collect();
    if found.iter().any(|kind| matches!(kind, Kind::Nothing | Kind::NothingAtAll)) {
        found.retain(|kind| matches!(kind, Kind::Nothing | Kind::NothingAtAll));
    }
    found.into_iter().map(Kind::word).collect()
}
