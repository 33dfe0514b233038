//! What is wrong in a phrase file, for the person who wrote it: the line, a caret under the spot, and the nearest word that would do.

use std::ops::Range;

use crate::domain::fault::Fault;
use crate::domain::near::nearest;

/// A fault at a place of a file, with the line as it stands there.
pub(super) fn at(name: &str, text: &str, span: &Range<usize>, what: &str) -> Fault {
    let start = text.floor_char_boundary(span.start);
    let (before, after) = text.split_at(start);
    let number = before.matches('\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = after.find('\n').map_or(text.len(), |at| start + at);
    let line = text.get(line_start..line_end).unwrap_or_default().trim_end();
    let column = before.get(line_start..).unwrap_or_default().chars().count();
    let end = text.floor_char_boundary(span.end).min(line_end).max(start);
    let width = text.get(start..end).unwrap_or_default().chars().count().max(1);
    Fault::new(format!("{name}:{number}"), format!("{what}{}", excerpt(number, line, column, width)))
}

/// The line with its number, and carets under the place. A very long line is shown from a little before it.
fn excerpt(number: usize, line: &str, column: usize, width: usize) -> String {
    const SHOWN: usize = 100;
    let skip = if column + width.min(SHOWN) > SHOWN { column.saturating_sub(8) } else { 0 };
    let shown: String = line.chars().skip(skip).take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let margin = " ".repeat(number.to_string().len());
    let before = " ".repeat(column - skip);
    let carets = "^".repeat(width.min(SHOWN.saturating_sub(column - skip)).max(1));
    format!("\n {margin} |\n {number} | {}\n {margin} | {before}{carets}", shown.trim_end())
}

/// A file that is no TOML, or has a field that does not exist.
pub(super) fn unreadable(name: &str, text: &str, error: &toml::de::Error) -> Fault {
    const SHAPE: &str =
        "phrases go between straight double quotes, lists between [ and ]; `rules/signals/README.md` shows each field";
    let what = error.message().lines().next().unwrap_or("cannot be read");
    let fault = match error.span() {
        Some(span) => at(name, text, &span, what),
        None => Fault::new(name, what),
    };
    // toml says: unknown field `phrase`, expected one of `id`, `kind`, …
    let mut quoted = what.split('`').skip(1).step_by(2);
    let near = match quoted.next() {
        Some(said) if what.starts_with("unknown field") => nearest(said, quoted),
        Some(_) | None => None,
    };
    fault.hint(near.map_or_else(|| SHAPE.to_owned(), |near| format!("did you mean `{near}`?")))
}

/// A hint for a word that is none of these.
pub(super) fn meant(said: &str, known: &[&str], are: &str) -> String {
    match nearest(said, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{are} {}", known.join(", ")),
    }
}
