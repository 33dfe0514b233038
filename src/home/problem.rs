//! What is wrong in a file that a person wrote: the line, a caret under it, plain words, and the nearest thing that would do.

use std::fmt;
use std::ops::Range;

/// One thing to correct in `bothways.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The line as it stands in the file, with any password left out.
    pub source: String,
    /// How many characters the caret covers, at least 1.
    pub width: usize,
    /// What is wrong, in plain words, lower case, no full stop.
    pub what: String,
    pub hint: Option<String>,
}

impl Problem {
    pub(super) fn new(text: &str, span: &Range<usize>, what: impl Into<String>, hint: Option<String>) -> Self {
        let start = floor(text, span.start);
        let end = floor(text, span.end).max(start);
        let (before, after) = text.split_at(start);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end = after.find('\n').map_or(text.len(), |at| start + at);
        let line = text.get(line_start..line_end).unwrap_or("").trim_end_matches('\r');
        let marked = text.get(start..end.min(line_end)).unwrap_or("").trim_end();
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").chars().count() + 1,
            source: without_password(line),
            width: marked.chars().count().max(1),
            what: what.into(),
            hint,
        }
    }
}

/// The nearest place at or before `at` where the text may be cut.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// A line that sets a password must not reach a terminal, a log or a bug report.
fn without_password(line: &str) -> String {
    match line.split_once('=') {
        Some((key, _)) if key.trim().trim_matches(['"', '\'']) == "password" => format!("{key}= …"),
        Some(_) | None if line.contains("password =") || line.contains("password=") => "…".to_owned(),
        Some(_) | None => line.to_owned(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        // Tabs are kept, so that the caret stands under its word however wide the terminal draws them.
        let pad: String =
            self.source.chars().take(self.column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let room = self.source.chars().count().saturating_sub(self.column - 1).max(1);
        let carets = "^".repeat(self.width.min(room));
        writeln!(f, "line {}, column {}: {}", self.line, self.column, self.what)?;
        writeln!(f, "  {number} | {}", self.source)?;
        write!(f, "  {margin} | {pad}{carets}")?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// `one`, `two` or `three`, for a sentence.
pub(super) fn any_of<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_word() {
        let text = "[you]\n\tnäme = \"Ann\"\n";
        let at = text.find("näme").unwrap();
        let problem = Problem::new(text, &(at..at + "näme".len()), "`näme` is not a setting", None);
        assert_eq!((problem.line, problem.column, problem.width), (2, 2, 4));
        assert_eq!(
            problem.to_string(),
            "line 2, column 2: `näme` is not a setting\n  2 | \tnäme = \"Ann\"\n    | \t^^^^"
        );
    }

    #[test]
    fn a_span_past_the_end_or_inside_a_character_is_no_bug() {
        for span in [900..901, 3..3, 2..900] {
            let problem = Problem::new("aä", &span, "odd", None);
            assert_eq!(problem.line, 1);
            assert!(!problem.to_string().is_empty());
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        for line in ["password = \"hunter2\"", "  \"password\"='hunter2'", "imap = { password = \"hunter2\" }"] {
            let shown = Problem::new(line, &(0..3), "odd", None).to_string();
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        assert!(Problem::new("password_file = \"x\"", &(0..3), "odd", None).source.contains('x'));
    }
}
