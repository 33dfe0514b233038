//! Where an inner letter begins: at a separator, a header or an attribution.

use crate::domain::address::Person;
use crate::read::attribution::{self, Attribution};
use crate::read::block::{self, Fields, is_rule};
use crate::read::dates;
use crate::read::lines::Line;
use crate::read::words::{Langs, Separator};

use super::{Around, Task};

/// Where an inner letter begins.
pub(super) struct Opening {
    /// The first line of what announces it.
    pub(super) start: usize,
    /// Its first own line.
    pub(super) content: usize,
    pub(super) fields: Fields,
    pub(super) person: Option<Person>,
    pub(super) how: How,
    /// Where the header stands.
    pub(super) quote: usize,
    pub(super) frame: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Separator(Separator),
    Block,
    Attribution,
    /// Who and when, as the page of a mail program shows them.
    Pasted,
}

impl Opening {
    /// Whether it tells anything of the letter that it announces.
    fn says_who(&self) -> bool {
        self.person.is_some() || !self.fields.is_empty()
    }
}

impl Task<'_> {
    /// The inner letter that begins with line `at`, if one does.
    pub(super) fn opening(&self, at: usize, floor: usize, around: Around<'_>) -> Option<Opening> {
        let line = self.lines.get(at)?;
        if !line.opens && !block::may_open(line.text) {
            return None;
        }
        if let Some((kind, rest)) = block::separator(line.text).filter(|(kind, _)| *kind != Separator::End)
            && let Some(opening) = self.after_separator(at, kind, rest)
            && (opening.says_who() || kind == Separator::Above || self.may_quote(around))
        {
            return Some(opening);
        }
        if line.opens || block::may_begin(line.text, Langs::default()) {
            // People draw lines, too: below one the header has to say what no list of theirs does.
            let drawn = || at.checked_sub(1).and_then(|n| self.lines.get(n)).is_some_and(is_rule);
            let found = block::at(&self.lines, at, line.opens || drawn(), around.subject)
                .filter(|found| line.opens || found.fields.tell_a_letter())
                .or_else(|| line.opens.then(|| block::by_place(&self.lines, at, around.not_after))?);
            if let Some(found) = found {
                let (quote, frame) = (found.quote, found.frame);
                let opening = Opening {
                    start: self.drawn_above(at, floor),
                    content: self.after_text_mark(found.end),
                    fields: found.fields,
                    person: None,
                    how: How::Block,
                    quote,
                    frame,
                };
                return Some(self.signed_below(opening));
            }
        }
        // Postbox begins each quote so.
        if line.quote > self.quote
            && at.checked_sub(1).and_then(|n| self.lines.get(n)).is_none_or(|above| above.quote <= self.quote)
            && let Some(fields) = self.who_and_when(at)
        {
            let (quote, frame) = (line.quote, line.frame);
            return Some(Opening { start: at, content: at + 2, fields, person: None, how: How::Block, quote, frame });
        }
        if let Some(opening) = self.pasted(at, around) {
            return Some(opening);
        }
        if !attribution::may_end(line.text) {
            return None;
        }
        let found = attribution::ending(&self.lines, at, floor)?;
        // Where its last word stands on the next line, that line ends it.
        if !line.text.trim_end().ends_with([':', '：', '︰']) && self.goes_on(at, found.start) {
            return None;
        }
        let next = self.lines.iter().skip(found.end).find(|line| !line.is_blank());
        if next.is_none() && found.date.is_none() {
            return None;
        }
        // `See what Dana <dana@acme.example> wrote:` above a forward is somebody's own words.
        if found.needs_quote || found.date.is_none() {
            let mut below = self.lines.iter().enumerate().skip(found.end);
            let first = below.find(|(_, line)| !line.is_blank() && !is_rule(line));
            if first.is_some_and(|(n, first)| {
                // In a quote of its own, `From: Monday` is somebody's list; a whole header is none.
                let is_bare = first.quote <= line.quote;
                block::separator(first.text).is_some() || block::at(&self.lines, n, is_bare, around.subject).is_some()
            }) {
                // Notes draws the line through it: `-----Dana Reed/ACME wrote: -----`.
                let is_drawn = line.text.starts_with("--") && line.text.ends_with("--");
                return if is_drawn { self.after_separator(at, Separator::Original, "") } else { None };
            }
        }
        // Without a date, and on top of words that nothing marks, it may be a sentence of the writer.
        let stands_apart = || self.lines.get(found.end).is_none_or(Line::is_blank);
        let is_drawn = line.text.trim_end().ends_with("--");
        let needs_quote = found.needs_quote || (found.date.is_none() && !is_drawn && !stands_apart());
        if needs_quote && !self.has_quote_below(&found) {
            return None;
        }
        Some(Opening {
            start: found.start,
            content: found.end,
            fields: Fields { date: found.date, langs: found.langs, ..Fields::default() },
            person: found.person,
            how: How::Attribution,
            quote: line.quote,
            frame: line.frame,
        })
    }

    /// Where a header at line `at` begins with what is drawn above it in words that are not known: `-------- Esialgne kiri --------`.
    fn drawn_above(&self, at: usize, floor: usize) -> usize {
        let above = (floor..at).rev().take(2).find(|n| self.lines.get(*n).is_some_and(|line| !line.is_blank()));
        let is_drawn = |text: &str| {
            let text = text.trim();
            (text.len() < 100 && text.starts_with("---") && text.ends_with("---")) && text.contains(char::is_alphabetic)
        };
        above.filter(|n| self.lines.get(*n).is_some_and(|line| is_drawn(line.text))).unwrap_or(at)
    }

    /// Whether a quote stands below a line that people write too (`Anna wrote:`). One line of it is enough where the line above says
    /// more than a name, or where the mail ends with it; people put no more than that into their own words.
    fn has_quote_below(&self, found: &Attribution) -> bool {
        let outer = self.lines.get(found.start).map_or(self.frame, |line| line.frame);
        let end = self.quoted_run(found.end, false).max(self.run(found.end, |line| line.frame > outer));
        let run = self.lines.get(found.end..end).unwrap_or_default();
        let says_more = found.date.is_some() || found.person.as_ref().is_some_and(|person| person.address.is_some());
        match run.iter().filter(|line| !line.is_blank()).count() {
            0 => false,
            1 => says_more || self.lines.get(end..).unwrap_or_default().iter().all(Line::is_blank),
            _ => true,
        }
    }

    /// An author with an address on line `at` and nothing but a date on the next, as old versions of Notes write.
    fn who_and_when(&self, at: usize) -> Option<Fields> {
        let (who, when) = (self.lines.get(at)?.text.trim(), self.lines.get(at + 1)?.text.trim());
        let dated = dates::find(when, Langs::default()).is_some_and(|found| found.range == (0..when.len()));
        (who.ends_with('>') && who.contains('@') && dated).then(|| Fields {
            from: Some(who.to_owned()),
            date: Some(when.to_owned()),
            ..Fields::default()
        })
    }

    /// With who wrote and when from an attribution right below a header that names only the recipients, as Yandex writes it.
    fn signed_below(&self, opening: Opening) -> Opening {
        if opening.fields.from.is_some() {
            return opening;
        }
        let ends = (opening.content..opening.content + 3)
            .filter(|n| self.lines.get(*n).is_some_and(|line| attribution::may_end(line.text)));
        let found = ends.filter_map(|end| attribution::ending(&self.lines, end, opening.content));
        match found.into_iter().find(|found| found.start == opening.content && !found.needs_quote) {
            Some(found) => Opening {
                content: found.end,
                fields: Fields {
                    date: opening.fields.date.or(found.date),
                    subject: opening.fields.subject.map(|subject| subject.trim_end_matches(';').to_owned()),
                    ..opening.fields
                },
                person: found.person,
                ..opening
            },
            None => opening,
        }
    }

    /// Whether an attribution that begins at line `start`, and could end at line `at`, ends at the next one: with a colon, or with
    /// the line that is drawn through it.
    pub(super) fn goes_on(&self, at: usize, start: usize) -> bool {
        let is_drawn = self.lines.get(start).is_some_and(|line| line.text.starts_with("--"));
        let ends = |text: &str| text.ends_with([':', '：', '︰']) || is_drawn && text.ends_with("--");
        let next = self.lines.get(at + 1).filter(|next| ends(next.text.trim_end()));
        next.is_some()
            && attribution::ending(&self.lines, at + 1, start)
                .is_some_and(|whole| whole.start == start && !whole.needs_quote)
    }

    /// Whether a separator with its header, or a header, stands at line `at` inside a quote.
    pub(super) fn forward_begins(&self, at: usize, around: Around<'_>) -> bool {
        let Some(line) = self.lines.get(at).filter(|line| line.quote == self.quote + 1) else { return false };
        let likely = block::separator(line.text).is_some_and(|(kind, _)| kind != Separator::End);
        likely && self.opening(at, at, around).is_some_and(|opening| opening.fields.from.is_some())
    }

    /// What a separator at line `at` announces: a header block on its own line or below, or nothing but a body.
    pub(super) fn after_separator(&self, at: usize, kind: Separator, rest: &str) -> Option<Opening> {
        let line = self.lines.get(at)?;
        let start = at;
        let opening = |content, fields, quote, frame| Opening {
            start,
            content,
            fields,
            person: None,
            how: How::Separator(kind),
            quote,
            frame,
        };
        if let Some(fields) = block::glued(rest) {
            return Some(opening(at + 1, fields, line.quote, line.frame));
        }
        // `----- Forwarded message from Dana Reed` may be broken before `<dana@acme.example> -----`.
        let open = rest.is_empty() && !line.text.ends_with(['-', '_', '=', ':']);
        let below =
            self.lines.get(at + 1).is_some_and(|line| open && line.text.ends_with("--") && line.text.contains('@'));
        let at = at + usize::from(below);
        let next =
            self.lines.iter().enumerate().skip(at + 1).take(6).find(|(_, line)| !line.is_blank() && !is_rule(line));
        if let Some((n, first)) = next {
            if let Some(mut found) = block::at(&self.lines, n, true, &self.subject) {
                let content = self.after_repeated(found.end, kind);
                if found.fields.date.is_none() && !rest.is_empty() {
                    found.fields.date = Some(rest.to_owned());
                }
                // A table may hold the header, and nothing of the body below it.
                let body = self.lines.iter().skip(content).find(|line| !line.is_blank());
                let is_beside = body.is_some_and(|body| body.frame <= line.frame);
                let frame = if is_beside { line.frame } else { found.frame.max(line.frame) };
                return Some(opening(content, found.fields, found.quote, frame));
            }
            // Yandex and Proton write an attribution below the separator instead.
            let found = (n..n + 3).filter(|n| self.lines.get(*n).is_some_and(|line| attribution::may_end(line.text)));
            if let Some(found) = found
                .filter_map(|end| attribution::ending(&self.lines, end, n))
                .find(|found| found.start == n && !found.needs_quote)
            {
                let fields = Fields { date: found.date, langs: found.langs, ..Fields::default() };
                let person = found.person;
                return Some(Opening {
                    person,
                    ..opening(found.end, fields, first.quote, first.frame.max(line.frame))
                });
            }
            if let Some(fields) = block::glued(first.text) {
                return Some(opening(n + 1, fields, first.quote, first.frame));
            }
            if let Some(fields) = self.who_and_when(n) {
                return Some(opening(n + 2, fields, first.quote, first.frame));
            }
        }
        // `-----Original Message-----` and nothing more: everything below is not new, but nobody says whose it is.
        rest.is_empty().then(|| opening(at + 1, Fields::default(), line.quote, line.frame))
    }

    /// Where the body begins: Zoho repeats the separator below the header, SquirrelMail draws a line there.
    pub(super) fn after_repeated(&self, end: usize, kind: Separator) -> usize {
        let next = self.lines.iter().enumerate().skip(end).take(3).find(|(_, line)| !line.is_blank());
        let Some((n, line)) = next else { return end };
        // Right below the header it belongs to it; a forward inside has at least a blank line above.
        let marks_text = self.after_text_mark(end);
        if marks_text > end {
            return marks_text;
        }
        let repeated = block::separator(line.text) == Some((kind, ""))
            && (n == end
                || self
                    .lines
                    .iter()
                    .skip(n + 1)
                    .find(|line| !line.is_blank())
                    .is_none_or(|line| !block::may_begin(line.text, Langs::default())));
        if repeated || (n == end && is_rule(line) && line.text.trim().len() > 20) { n + 1 } else { end }
    }

    /// Behind the `===8<===Original message text===` that The Bat! draws between header and body.
    pub(super) fn after_text_mark(&self, end: usize) -> usize {
        let next = self.lines.iter().enumerate().skip(end).take(3).find(|(_, line)| !line.is_blank());
        next.filter(|(_, line)| line.text.contains("8<=") && block::separator(line.text).is_some())
            .map_or(end, |(n, _)| n + 1)
    }
}
