//! Talk: errors with their causes and a hint, faults, progress. All of it to stderr; stdout is for data.

use std::io::Write;

use crate::domain::fault::Fault;
use crate::{capture, home, store};

/// Says one line to the person at the terminal.
pub(super) fn line(text: &str) {
    // If stderr is gone there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints data.
pub(super) fn data(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

pub(super) fn json(value: &serde_json::Value) -> anyhow::Result<()> {
    data(&serde_json::to_string_pretty(value)?)
}

/// An error with its causes, and what to do next where somebody knows.
pub(super) fn error(error: &anyhow::Error) {
    line(&format!("error: {error}"));
    for cause in error.chain().skip(1) {
        line(&format!("  caused by: {cause}"));
    }
    if let Some(hint) = error.chain().find_map(hint) {
        line(&format!("hint: {hint}"));
    }
}

fn hint(cause: &(dyn std::error::Error + 'static)) -> Option<String> {
    cause
        .downcast_ref::<store::Error>()
        .and_then(store::Error::hint)
        .or_else(|| cause.downcast_ref::<home::Error>().and_then(home::Error::hint))
        .or_else(|| cause.downcast_ref::<capture::Error>().and_then(capture::Error::hint))
}

pub(super) fn faults(faults: &[Fault]) {
    for fault in faults {
        line(&format!("! {fault}"));
    }
}
