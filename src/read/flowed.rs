//! `format=flowed` (RFC 3676): lines that a program broke and marked with a blank at their end become one again.

/// The text with its soft line breaks taken out. `delsp`: the blank at the break goes too (section 4.2 there).
pub(super) fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The quote depth of the line that goes on, while one does.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let rest = line.get(depth..).unwrap_or("");
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let is_delimiter = rest == "-- ";
        if open == Some(depth) && !is_delimiter {
            if delsp && out.ends_with(' ') {
                out.pop();
            }
        } else {
            if !out.is_empty() || open.is_some() {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                out.push(' ');
            }
        }
        out.push_str(rest);
        // The line over a forward stands alone, whatever blank a program left behind it.
        let is_rule = ["-----", "_____", "====="].iter().any(|rule| rest.trim_end().ends_with(rule));
        open = (rest.ends_with(' ') && !is_delimiter && !is_rule).then_some(depth);
        if out.is_empty() {
            // A first line without words must still count as one.
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_breaks_are_undone() {
        assert_eq!(unflow("a \nb\nc", false), "a b\nc");
        assert_eq!(unflow("> a \n> b\n>> c", false), "> a b\n>> c");
        assert_eq!(unflow("> a \nb", false), "> a \nb");
        assert_eq!(unflow(" > a", false), "> a");
        assert_eq!(unflow("a\n-- \nb", false), "a\n-- \nb");
        assert_eq!(unflow("日 \n本", true), "日本");
        assert_eq!(unflow("---- Forwarded message ----- \nFrom: a", false), "---- Forwarded message ----- \nFrom: a");
    }
}
