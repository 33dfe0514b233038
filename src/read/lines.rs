//! The lines of a body, with what its form says about each: how deep it is quoted, and in which container of the HTML it
//! stands. Text and HTML become the same lines, so that levels are found in one way.

use std::ops::Range;

use memchr::memchr_iter;

use super::words::{for_phrases, is_invisible, words};

/// One line of a body.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line<'a> {
    /// As found, with its quote marks.
    raw: &'a str,
    /// What stands behind the quote marks, without white space at its end.
    pub(super) text: &'a str,
    /// How many quote marks, or how many `blockquote`s that cite.
    pub(super) quote: usize,
    /// How many containers (`gmail_quote`, a plain `blockquote`) enclose it.
    pub(super) frame: usize,
    /// The HTML says that another letter begins here (`#divRplyFwdMsg`, Outlook's border).
    pub(super) opens: bool,
    /// The HTML says that this is a signature.
    pub(super) signs: bool,
    /// Quote marks are part of `raw` and not implied by the HTML.
    marked: bool,
}

impl<'a> Line<'a> {
    /// A line of a page. A `>` at its beginning is a word, until [`Line::with_marks`] counts it.
    pub(super) fn html(raw: &'a str, quote: usize, frame: usize, opens: bool, signs: bool) -> Self {
        Self { raw, text: raw.trim_end(), quote, frame, opens, signs, marked: false }
    }

    /// A line of a page that was made of a text part: quote marks are words in it, and count.
    pub(super) fn with_marks(self) -> Self {
        let (marks, text) = if self.marked { (0, self.text) } else { unquote(self.text) };
        Self { quote: self.quote + marks, text, ..self }
    }

    /// The line where the bar at its beginning is a quote mark.
    pub(super) fn without_bar(&self) -> Self {
        let text = self.text.strip_prefix('|').map_or(self.text, |text| text.strip_prefix(' ').unwrap_or(text));
        Self { quote: self.quote + 1, text, ..*self }
    }

    fn plain(raw: &'a str) -> Self {
        let (quote, text) = unquote(raw);
        Self { raw, text: text.trim_end(), quote, marked: true, ..Self::default() }
    }

    /// Whether an address is still open at its end: `Dana Reed < dana@acme.example`, where a program broke the line before `> wrote:`.
    fn leaves_open(&self) -> bool {
        let open = self.text.rfind('<').and_then(|at| self.text.get(at..));
        self.quote == 0 && open.is_some_and(|open| open.contains('@') && !open.contains('>'))
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(|c| c.is_whitespace() || is_invisible(c))
    }

    /// The line as it looks to somebody who is `quote` levels deep.
    pub(super) fn seen_from(&self, quote: usize, out: &mut String) {
        if self.quote <= quote {
            out.push_str(self.text);
        } else if self.marked {
            out.push_str(strip_marks(self.raw, quote).trim_end());
        } else {
            // More marks than a reader can tell apart would only make a deep mail grow with the square of its depth.
            for _ in quote..self.quote.min(quote + 20) {
                out.push_str("> ");
            }
            out.push_str(self.text);
        }
    }
}

/// The lines of a text part.
pub(super) fn of_text(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for raw in split(text) {
        let mut raw = raw.strip_suffix('\r').unwrap_or(raw);
        if let Some(at) = body_begins(raw) {
            lines.push(Line::plain(raw.get(..at).unwrap_or_default()));
            raw = raw.get(at..).unwrap_or_default().trim_start();
        }
        let line = Line::plain(raw);
        let closes = line.quote == 1 && raw.ends_with(':') && lines.last().is_some_and(Line::leaves_open);
        lines.push(if closes { Line { raw, text: raw, marked: true, ..Line::default() } } else { line });
    }
    while lines.last().is_some_and(|line| line.quote == 0 && line.is_blank()) {
        lines.pop();
    }
    lines
}

/// What stands between the line feeds of a text.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    ends.scan(0, |start, end| {
        let line = text.get(*start..end);
        *start = end + 1;
        line
    })
}

/// Where the body begins that Yahoo for Android puts on the line of who wrote: `On …, 3 Nov 2026, Dana<dana@acme.example> wrote:   Hello`.
/// A quoted line is never divided: its second half would lose its mark.
fn body_begins(raw: &str) -> Option<usize> {
    let bytes = raw.as_bytes().get(..raw.len().min(400))?;
    let at = memchr_iter(b':', bytes)
        .map(|at| at + 1)
        .find(|at| bytes.get(*at..).is_some_and(|rest| rest.starts_with(b"   ")))?;
    let (who, verb) = raw.get(..at)?.rsplit_once('>').filter(|(who, _)| who.contains('<') && who.contains('@'))?;
    let said = for_phrases(verb.trim_start().trim_end_matches(':'));
    let is_verb = words().wrote.find(said.as_ref()).is_some_and(|found| found.range() == (0..said.len()));
    let is_dated = who.contains(|c: char| c.is_ascii_digit());
    let goes_on = raw.get(at..).is_some_and(|body| !body.trim().is_empty());
    (is_verb && is_dated && goes_on && after_mark(raw).is_none()).then_some(at)
}

/// How many quote marks a line begins with, and what stands behind them.
fn unquote(raw: &str) -> (usize, &str) {
    let (mut rest, mut quote) = (raw, 0);
    while let Some(after) = after_mark(rest) {
        quote += 1;
        rest = after;
    }
    if quote == 0 {
        return (0, raw);
    }
    // Programs for mbox files write `>From` where a line began with `From`, and GroupWise who wrote: `>>> Dana 11/03/26 2:05 PM >>>`.
    if (quote == 1 && raw.starts_with(">From ")) || (quote == 3 && rest.trim_end().ends_with(" >>>")) {
        return (0, raw);
    }
    (quote, rest.strip_prefix(' ').unwrap_or(rest))
}

/// What stands behind a quote mark, if the line begins with one. Programs for Hebrew and Arabic put direction marks before it.
fn after_mark(line: &str) -> Option<&str> {
    let inner = line.trim_start_matches(|c: char| matches!(c, ' ' | '\u{a0}') || is_invisible(c));
    let after = inner.strip_prefix('>')?;
    // Four blanks before a mark are an indented body, not a quote; between marks one or two are usual.
    let blanks = line.get(..line.len() - inner.len()).unwrap_or_default().chars().filter(|c| c.is_whitespace()).count();
    (blanks < 4).then_some(after)
}

/// A raw line without its first `n` quote marks.
fn strip_marks(raw: &str, n: usize) -> &str {
    let mut rest = raw;
    for _ in 0..n {
        let Some(after) = after_mark(rest) else { break };
        rest = after;
    }
    if n == 0 { raw } else { rest.strip_prefix(' ').unwrap_or(rest) }
}

/// Lines put together again as somebody `quote` levels deep sees them, without blank lines around.
pub(super) fn join(lines: &[Line<'_>], quote: usize) -> String {
    let size = lines.iter().map(|line| line.text.len() + 1).sum();
    let mut out = String::with_capacity(size);
    for line in lines {
        line.seen_from(quote, &mut out);
        out.push('\n');
    }
    let kept = without_blank_lines(&out);
    out.truncate(kept.end);
    out.drain(..kept.start);
    out
}

/// Without blank lines at both ends; blanks before the first words stay, since they may be meant.
pub(super) fn trim_blank_lines(text: &str) -> &str {
    text.get(without_blank_lines(text)).unwrap_or("")
}

fn without_blank_lines(text: &str) -> Range<usize> {
    let hollow = |c: char| c.is_whitespace() || is_invisible(c);
    let end = text.trim_end_matches(hollow).len();
    let text = text.get(..end).unwrap_or("");
    let first = text.find(|c: char| !hollow(c)).unwrap_or(end);
    let line = text.get(..first).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let start = text.get(line..).map_or(line, |rest| end - rest.trim_start_matches(is_invisible).len());
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quote_marks_are_counted() {
        for (raw, quote, text) in [
            ("> a", 1, "a"),
            (">> a", 2, "a"),
            ("> > a", 2, "a"),
            (" > a", 1, "a"),
            (">", 1, ""),
            ("a > b", 0, "a > b"),
            (">From here", 0, ">From here"),
            (">     code", 1, "    code"),
            ("    > code", 0, "    > code"),
            ("\u{202b}> \u{202b}> שלום", 2, "שלום"),
        ] {
            let line = Line::plain(raw);
            assert_eq!((line.quote, line.text), (quote, text), "{raw:?}");
        }
    }

    #[test]
    fn a_level_keeps_the_marks_of_deeper_ones() {
        let lines = of_text("> a\n> > b\n>");
        assert_eq!(join(&lines, 1), "a\n> b");
    }
}
