//! Quotes that are marked by their author's initials, as The Bat! does it: `DR> Could you send it?`, and `DR>> ` a level deeper; or by
//! his name (`Dana> `, Supercite of Emacs). People write such lines too (`SQL> select`), so they are quotes only in a body where an
//! attribution stands right above one.

use crate::read::attribution;
use crate::read::lines::Line;

/// Counts initials as quote marks, where they are.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    if !are_introduced(lines) {
        return;
    }
    for line in lines {
        if let Some((marks, text)) = initials(line.text) {
            line.quote += marks;
            line.text = text;
        }
    }
}

fn are_introduced(lines: &[Line<'_>]) -> bool {
    let mut above: Option<usize> = None;
    for (n, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
        if let Some(above) = above
            && initials(line.text).is_some()
            && lines.get(above).is_some_and(|line| attribution::may_end(line.text))
            && attribution::ending(lines, above, 0).is_some_and(|found| !found.needs_quote)
        {
            return true;
        }
        above = Some(n);
    }
    false
}

/// How many marks stand behind the initials that a line begins with, and what stands behind those.
fn initials(text: &str) -> Option<(usize, &str)> {
    let text = text.strip_prefix(' ').unwrap_or(text);
    let rest = text.trim_start_matches(char::is_alphabetic);
    let name = text.get(..text.len() - rest.len())?;
    let letters = name.chars().count();
    let words = rest.trim_start_matches('>');
    let marks = rest.len() - words.len();
    let is_name = name.starts_with(char::is_uppercase)
        && (letters <= 3 && name.chars().all(char::is_uppercase)
            || letters <= 20 && name.chars().skip(1).all(char::is_lowercase));
    (is_name && marks > 0).then(|| (marks, words.strip_prefix(' ').unwrap_or(words)))
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
