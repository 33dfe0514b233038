//! Questions at the terminal that are answered with yes or no. Silence is no.

use std::io::{BufRead, Write};

/// Asks, and reads one line.
pub(super) fn yes(question: &str) -> anyhow::Result<bool> {
    Ok(matches!(answer(&format!("{question} (yes/no) "))?.to_lowercase().as_str(), "yes" | "y"))
}

/// Asks, and gives the line as it was written; nothing where nobody answers.
pub(super) fn answer(question: &str) -> anyhow::Result<String> {
    let mut talk = std::io::stderr();
    write!(talk, "{question}")?;
    talk.flush()?;
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        writeln!(talk)?;
    }
    Ok(line.trim().to_owned())
}
