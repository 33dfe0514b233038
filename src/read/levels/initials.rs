//! Quotes that are marked by their author's initials, as The Bat! does it: `DR> Could you send it?`, and `DR>> ` a level deeper; or by
//! his name (`Dana> `, Supercite of Emacs). People write such lines too (`SQL> select`), so they are quotes only in a body where an
//! attribution stands right above one.

use crate::read::attribution;
use crate::read::lines::Line;

/// Counts initials as quote marks, where they are.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    let Some(by) = introduced(lines).and_then(|n| lines.get(n)).map(|line| line.text) else { return };
    for line in lines {
        if let Some((marks, text)) = initials(line.text, by) {
            line.quote += marks;
            line.text = text;
        }
    }
}

/// The attribution that stands right above the first of them.
fn introduced(lines: &[Line<'_>]) -> Option<usize> {
    let mut above: Option<usize> = None;
    for (n, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
        if let Some(at) = above
            && let Some(by) = lines.get(at).map(|line| line.text)
            && initials(line.text, by).is_some()
            && attribution::may_end(by)
            && attribution::ending(lines, at, 0).is_some_and(|found| !found.needs_quote)
        {
            return above;
        }
        above = Some(n);
    }
    None
}

/// How many marks stand behind the initials that a line begins with, or the name that its attribution tells, and what stands behind
/// those.
fn initials<'a>(text: &'a str, by: &str) -> Option<(usize, &'a str)> {
    let text = text.strip_prefix(' ').unwrap_or(text);
    let rest = text.trim_start_matches(char::is_alphabetic);
    let words = rest.trim_start_matches('>');
    let marks = rest.len() - words.len();
    if marks == 0 {
        return None;
    }
    let name = text.get(..text.len() - rest.len())?;
    let letters = name.chars().count();
    let is_name = name.starts_with(char::is_uppercase)
        && (letters <= 3 && name.chars().all(char::is_uppercase)
            || letters <= 20 && by.split(|c: char| !c.is_alphabetic()).any(|part| part == name));
    is_name.then(|| (marks, words.strip_prefix(' ').unwrap_or(words)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::lines;

    fn quotes(text: &str) -> Vec<usize> {
        let mut lines = lines::of_text(text);
        mark(&mut lines);
        lines.iter().filter(|line| !line.is_blank()).map(|line| line.quote).collect()
    }

    #[test]
    fn initials_are_marks_below_an_attribution() {
        let text = "Tuesday, November 3, 2026, 2:05:00 PM, you wrote:\n\nDR> Is it ready?\nIV>> The menu.\n\nIt is.";
        assert_eq!(quotes(text), [0, 1, 2, 0]);
        let text = "Dana Reed <dana@acme.example> writes:\n\nDana> Is it ready?\nDana>> The menu.\n\nIt is.";
        assert_eq!(quotes(text), [0, 1, 2, 0]);
        assert_eq!(quotes("On the console type:\n\nSQL> select 1;\nSQL> exit"), [0, 0, 0]);
    }
}
