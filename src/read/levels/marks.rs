//! Quote marks that are words of a page, where a program made it of a text part. People begin lines of their own with `>` too
//! (`> Settings`), so they count only from the first that an attribution stands right above, or that marks a header or a separator.

use crate::read::attribution;
use crate::read::block;
use crate::read::lines::Line;
use crate::read::words::{Separator, plain, words};

/// Counts the bars of a quote (`| Hello`) from the first on that stands right below an attribution, or before a separator with its header.
/// A table draws them behind its cells too.
fn count_bars(lines: &mut [Line<'_>]) {
    let is_barred = |line: &&Line<'_>| line.text == "|" || line.text.starts_with("| ");
    let is_of_table = |line: &Line<'_>| line.text.get(1..).is_some_and(|rest| rest.contains('|'));
    let Some(first) = lines.iter().position(|line| is_barred(&line)) else { return };
    let rest = lines.get(first..).unwrap_or_default();
    let mut barred = rest.iter().filter(is_barred);
    if barred.clone().any(is_of_table) || barred.nth(1).is_none() {
        return;
    }
    let counted: Vec<Line<'_>> =
        rest.iter().map(|line| if is_barred(&line) { line.without_bar() } else { *line }).collect();
    let introduced = || first.checked_sub(1).is_some_and(|above| is_attribution(lines, above));
    let announces = || {
        counted.first().is_some_and(|line| block::separator(line.text).is_some())
            && block::at(&counted, 1, true, "").is_some()
    };
    if introduced() || announces() {
        for (line, counted) in lines.iter_mut().skip(first).zip(counted) {
            *line = counted;
        }
    }
}

/// Counts quote marks that are words, where they are quote marks.
pub(super) fn count(lines: &mut [Line<'_>]) {
    count_bars(lines);
    let counted: Vec<Line<'_>> = lines.iter().map(|line| line.with_marks()).collect();
    let Some(first) = first_introduced(lines, &counted) else { return };
    for (line, counted) in lines.iter_mut().zip(counted).skip(first) {
        *line = counted;
    }
}

/// Whether the marks of a quote that nobody introduced are words: the prompt of Python (`>>> import this`), which no letter begins
/// with, and `> 100 guests`, where they say "more than".
pub(super) fn are_words(run: &[Line<'_>], quote: usize) -> bool {
    let mut full = run.iter().filter(|line| !line.is_blank()).peekable();
    let is_more_than = |line: &&Line<'_>| {
        let number = line.text.trim_start_matches(['$', '€', '£', '~', ' ']);
        let behind = number.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
        line.quote == quote + 1
            && number.starts_with(|c: char| c.is_ascii_digit())
            && !number.get(..number.len() - behind.len()).is_some_and(|number| number.ends_with('.'))
            && behind.starts_with([' ', '%', '€', '$', '£'])
    };
    full.peek().is_some() && (full.clone().all(|line| line.quote == quote + 3) || full.all(|line| is_more_than(&line)))
}

/// Whether a line stands for lines that somebody took out of a quote: `[...]`, `[snip]`, `<snip>`.
pub(super) fn is_left_out(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    let inner = [("[", "]"), ("<", ">"), ("(", ")")]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))
        .filter(|inner| inner.len() < 20);
    let is_dotted = |inner: &str| inner.starts_with(['.', '…']) && inner.trim_matches(['.', '…']).is_empty();
    inner.is_some_and(|inner| is_dotted(inner) || words().left_out.contains(&plain(inner)))
}

fn first_introduced(lines: &[Line<'_>], counted: &[Line<'_>]) -> Option<usize> {
    let mut above: Option<usize> = None;
    for (n, (line, counted_line)) in lines.iter().zip(counted).enumerate().filter(|(_, (line, _))| !line.is_blank()) {
        // What its container marks as a quote has no need of them.
        let contained = above.and_then(|above| lines.get(above)).is_some_and(|above| line.frame > above.frame);
        let is_marked = counted_line.quote > line.quote;
        let introduced = || !contained && above.is_some_and(|above| is_attribution(lines, above));
        if is_marked && (introduced() || opens(counted, n)) {
            return Some(n);
        }
        above = Some(n);
    }
    None
}

fn is_attribution(lines: &[Line<'_>], at: usize) -> bool {
    lines.get(at).is_some_and(|line| attribution::may_end(line.text)) && attribution::ending(lines, at, 0).is_some()
}

fn opens(counted: &[Line<'_>], at: usize) -> bool {
    counted.get(at).is_some_and(|line| {
        block::may_open(line.text)
            && (block::separator(line.text).is_some_and(|(kind, _)| kind != Separator::End)
                || block::at(counted, at, false, "").is_some()
                || is_attribution(counted, at))
    })
}

#[cfg(test)]
mod tests {
    use crate::read::html;

    fn quotes(page: &str) -> Vec<usize> {
        let page = html::page(page);
        let mut lines = page.lines();
        super::count(&mut lines);
        lines.iter().map(|line| line.quote).collect()
    }

    #[test]
    fn bars_count_where_a_letter_is_announced() {
        let quotes = |text: &str| {
            let mut lines = crate::read::lines::of_text(text);
            super::count(&mut lines);
            lines.iter().map(|line| line.quote).collect::<Vec<usize>>()
        };
        let who = "On Tue, 3 Nov 2026 at 10:04, Dana Reed <dana@acme.example> wrote:";
        assert_eq!(quotes(&format!("{who}\n| Hello,\n|\n| a\n\nYes.\n| b\nNo.")), [0, 1, 1, 1, 0, 0, 1, 0]);
        let header = "| -----Original Message-----\n| From: Dana <dana@acme.example>\n| Subject: Plan\n|\n| a";
        assert_eq!(quotes(header), [1, 1, 1, 1, 1]);
        assert_eq!(quotes(&format!("{who}\n| day | hour |\n| Mon | 10 |")), [0, 0, 0]);
        assert_eq!(quotes(&format!("{who}\n\n| Mon 10\n| Tue 11\n\nDana")), [0, 0, 0, 0, 0, 0]);
        assert_eq!(quotes("See:\n| Mon 10\n| Tue 11"), [0, 0, 0]);
    }

    #[test]
    fn marks_count_where_a_letter_is_announced() {
        let who = "On Tue, 3 Nov 2026 at 10:04, Dana Reed &lt;dana@acme.example&gt; wrote:";
        assert_eq!(quotes(&format!("Sent.<br>{who}<br>&gt; Hello<br>&gt; &gt; Hi<br>It is.")), [0, 0, 1, 2, 0]);
        assert_eq!(quotes(&format!("<div>Sent.</div><div>&gt; {who}</div><div>&gt; &gt; Hello</div>")), [0, 1, 2]);
        assert_eq!(quotes("Sent.<br>&gt; Message du 03/11/26 14:05<br>&gt; De : dana@acme.example"), [0, 1, 1]);
        assert_eq!(quotes("<pre>Sent.\n&gt; Hello\n&gt; Hi</pre>"), [0, 1, 1]);
        assert_eq!(quotes("<div>Click:</div><div>&gt; Settings</div><div>&gt; Users</div>"), [0, 0, 0]);
        assert_eq!(quotes("Click:<br>&gt; Settings<br>&gt; Users: all"), [0, 0, 0]);
    }
}
