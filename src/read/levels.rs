//! The levels of a body: the outer words, and inside them each letter that was forwarded or quoted, however often. Levels
//! are found from the outside in, with a list of work instead of recursion, so that no mail can exhaust the stack.

use crate::domain::address::Person;
use crate::domain::letter::Seen;

use super::attribution;
use super::block::{self, Fields, is_rule};
use super::lines::{self, Line};
use super::people;
use super::words::{Prefix, Separator, words};

/// Deeper levels than this are left unread, and the reading says so.
const DEEPEST: u16 = 50;
/// No more letters than this are taken from one body.
const MOST: usize = 200;

/// What is known about the mail around a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    pub(super) subject: &'a str,
    /// Nobody but bothways gets it: then an unmarked block of history is there because it was forwarded.
    pub(super) for_us_alone: bool,
}

/// One level of a body as found, before it becomes a letter.
#[derive(Debug, Default)]
pub(super) struct Level {
    pub(super) depth: u16,
    pub(super) seen: Option<Seen>,
    pub(super) from: Option<Person>,
    pub(super) behalf: Option<Person>,
    pub(super) to: Vec<Person>,
    pub(super) cc: Vec<Person>,
    pub(super) subject: Option<String>,
    pub(super) date_text: Option<String>,
    pub(super) langs: super::words::Langs,
    pub(super) body: String,
    /// What is left of the body without the levels inside it.
    pub(super) own: String,
    /// Lines that the HTML calls a signature.
    pub(super) signature: String,
    /// By what it was found, and why it ends where it does.
    pub(super) why: String,
}

/// All levels of a body, outermost first, and whether some were left unread.
pub(super) fn levels(lines: Vec<Line<'_>>, around: Around<'_>) -> (Vec<Level>, bool) {
    let size: usize = lines.iter().map(|line| line.text.len() + 1).sum();
    // Every level holds its whole body; a mail must not grow with the square of its depth.
    let mut budget = size.saturating_mul(8).max(2 << 20);
    let (mut out, mut cut) = (Vec::new(), false);
    let mut work = vec![Task { lines, quote: 0, frame: 0, depth: 0, head: None, subject: around.subject.to_owned() }];
    while let Some(task) = work.pop() {
        let (level, mut inner) = task.read(around);
        budget = budget.saturating_sub(level.body.len());
        out.push(level);
        if out.len() + inner.len() >= MOST || budget == 0 || inner.iter().any(|task| task.depth > DEEPEST) {
            cut |= !inner.is_empty();
            continue;
        }
        inner.reverse();
        work.append(&mut inner);
    }
    (out, cut)
}

/// How a level announced itself.
struct Head {
    fields: Fields,
    person: Option<Person>,
    seen: Seen,
    why: String,
}

/// A stretch of lines that is one level with all that is inside it.
struct Task<'a> {
    lines: Vec<Line<'a>>,
    quote: usize,
    frame: usize,
    depth: u16,
    head: Option<Head>,
    subject: String,
}

/// Where an inner letter begins.
struct Opening {
    /// The first line of what announces it.
    start: usize,
    /// Its first own line.
    content: usize,
    fields: Fields,
    person: Option<Person>,
    how: How,
    /// Where the header stands.
    quote: usize,
    frame: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Separator(Separator),
    Block,
    Attribution,
}

impl<'a> Task<'a> {
    fn read(self, around: Around<'_>) -> (Level, Vec<Task<'a>>) {
        let (mut own, mut signature, mut inner) = (Vec::new(), Vec::new(), Vec::new());
        // The quote that an attribution opened; later quotes on this level go on with it.
        let mut history: Option<usize> = None;
        let (mut at, mut floor) = (0, 0);
        while let Some(line) = self.lines.get(at) {
            if line.is_blank() {
                // Where a quote was taken out, one blank line is enough.
                if floor == at && own.last().is_none_or(Line::is_blank) {
                    floor = at + 1;
                } else {
                    own.push(*line);
                }
                at += 1;
                continue;
            }
            if let Some(opening) = self.opening(at, floor, around) {
                // The lines of an attribution were taken for own words until its last one was met.
                own.truncate(own.len().saturating_sub(at - opening.start));
                drop_rules(&mut own);
                let end = self.extent(&opening);
                let task = self.inner(&opening, end, around, own.iter().any(|line| !line.is_blank()));
                if opening.how == How::Attribution {
                    history = Some(inner.len());
                }
                inner.push(task);
                at = end.max(opening.content).max(at + 1);
                floor = at;
                continue;
            }
            if is_end(line) && !inner.is_empty() {
                at += 1;
                floor = at;
                continue;
            }
            if line.quote > self.quote {
                let end = self.quoted_run(at, false);
                // A forward may follow a quoted line after no more than a blank.
                let end = (at + 1..end).find(|n| self.forward_begins(*n, around)).unwrap_or(end);
                self.bare_quote(at, end, history, &mut own, &mut inner);
                at = end.max(at + 1);
                floor = at;
                continue;
            }
            let kept = if line.signs { &mut signature } else { &mut own };
            kept.push(*line);
            at += 1;
        }
        if self.head.is_some() && own.last().is_some_and(is_rule) {
            drop_rules(&mut own);
        }
        let fields = self.head.as_ref().map(|head| &head.fields);
        let (named, behalf) = fields.and_then(|fields| fields.from.as_deref()).map(people::author).unwrap_or_default();
        let level = Level {
            depth: self.depth,
            seen: self.head.as_ref().map(|head| head.seen),
            from: self.head.as_ref().and_then(|head| head.person.clone()).or(named),
            behalf,
            to: fields.and_then(|fields| fields.to.as_deref()).map(people::people).unwrap_or_default(),
            cc: fields.and_then(|fields| fields.cc.as_deref()).map(people::people).unwrap_or_default(),
            subject: fields.and_then(|fields| fields.subject.clone()).filter(|subject| !subject.is_empty()),
            date_text: fields.and_then(|fields| fields.date.clone()).filter(|date| !date.is_empty()),
            langs: fields.map(|fields| fields.langs).unwrap_or_default(),
            body: lines::join(&self.lines, self.quote),
            own: lines::join(&own, self.quote),
            signature: lines::join(&signature, self.quote),
            why: self.head.as_ref().map(|head| head.why.clone()).unwrap_or_default(),
        };
        (level, inner)
    }

    /// A quote that nobody introduced: history without its author, or a line somebody began with `>`.
    fn bare_quote(
        &self,
        at: usize,
        end: usize,
        history: Option<usize>,
        own: &mut Vec<Line<'a>>,
        inner: &mut Vec<Task<'a>>,
    ) {
        let Some(run) = self.lines.get(at..end) else { return };
        if let Some(task) = history.and_then(|n| inner.get_mut(n)) {
            task.lines.push(Line::default());
            task.lines.extend_from_slice(run);
            return;
        }
        let full = run.iter().filter(|line| !line.is_blank()).count();
        if full < 2 {
            own.extend_from_slice(run);
            return;
        }
        let quote = run.iter().filter(|line| !line.is_blank()).map(|line| line.quote).min().unwrap_or(self.quote + 1);
        inner.push(Task {
            lines: run.to_vec(),
            quote,
            frame: self.frame,
            depth: self.depth + 1,
            head: None,
            subject: self.subject.clone(),
        });
    }

    /// The inner letter that begins with line `at`, if one does.
    fn opening(&self, at: usize, floor: usize, around: Around<'_>) -> Option<Opening> {
        let line = self.lines.get(at)?;
        if let Some((kind, rest)) = block::separator(line.text).filter(|(kind, _)| *kind != Separator::End)
            && let Some(opening) = self.after_separator(at, kind, rest)
        {
            return Some(opening);
        }
        if line.opens || block::may_begin(line.text, super::words::Langs::default()) {
            let announced = line.opens || at.checked_sub(1).and_then(|n| self.lines.get(n)).is_some_and(is_rule);
            if let Some(found) = block::at(&self.lines, at, announced, around.subject) {
                let (quote, frame) = (found.quote, found.frame);
                return Some(Opening {
                    start: at,
                    content: self.after_text_mark(found.end),
                    fields: found.fields,
                    person: None,
                    how: How::Block,
                    quote,
                    frame,
                });
            }
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
        // People write `Anna wrote:` themselves; programs put the whole quote below it.
        if found.needs_quote {
            // `She wrote:` above a forward is somebody's own words.
            let first = self.lines.iter().enumerate().skip(found.end).find(|(_, line)| !line.is_blank());
            if first.is_some_and(|(n, line)| {
                block::separator(line.text).is_some() || block::at(&self.lines, n, true, around.subject).is_some()
            }) {
                return None;
            }
            let run = self.lines.get(found.end..self.quoted_run(found.end, false)).unwrap_or_default();
            if run.iter().filter(|line| !line.is_blank()).count() < 2 {
                return None;
            }
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

    /// Whether an attribution that begins at line `start`, and could end at line `at`, ends at the next one with a colon.
    fn goes_on(&self, at: usize, start: usize) -> bool {
        let next = self.lines.get(at + 1).filter(|next| next.text.trim_end().ends_with([':', '：', '︰']));
        next.is_some()
            && attribution::ending(&self.lines, at + 1, start)
                .is_some_and(|whole| whole.start == start && !whole.needs_quote)
    }

    /// Whether a separator with its header, or a header, stands at line `at` inside a quote.
    fn forward_begins(&self, at: usize, around: Around<'_>) -> bool {
        let Some(line) = self.lines.get(at).filter(|line| line.quote == self.quote + 1) else { return false };
        let likely = block::separator(line.text).is_some_and(|(kind, _)| kind != Separator::End);
        likely && self.opening(at, at, around).is_some_and(|opening| opening.fields.from.is_some())
    }

    /// What a separator at line `at` announces: a header block on its own line or below, or nothing but a body.
    fn after_separator(&self, at: usize, kind: Separator, rest: &str) -> Option<Opening> {
        let line = self.lines.get(at)?;
        let opening = |content, fields, quote, frame| Opening {
            start: at,
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
        let next =
            self.lines.iter().enumerate().skip(at + 1).take(6).find(|(_, line)| !line.is_blank() && !is_rule(line));
        if let Some((n, first)) = next {
            if let Some(mut found) = block::at(&self.lines, n, true, &self.subject) {
                let content = self.after_repeated(found.end, kind);
                if found.fields.date.is_none() && !rest.is_empty() {
                    found.fields.date = Some(rest.to_owned());
                }
                return Some(opening(content, found.fields, found.quote, found.frame.max(line.frame)));
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
        }
        // `-----Original Message-----` and nothing more: everything below is not new, but nobody says whose it is.
        rest.is_empty().then(|| opening(at + 1, Fields::default(), line.quote, line.frame))
    }

    /// Where the body begins: Zoho repeats the separator below the header, SquirrelMail draws a line there.
    fn after_repeated(&self, end: usize, kind: Separator) -> usize {
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
                    .is_none_or(|line| !block::may_begin(line.text, super::words::Langs::default())));
        if repeated || (n == end && is_rule(line) && line.text.trim().len() > 20) { n + 1 } else { end }
    }

    /// Behind the `===8<===Original message text===` that The Bat! draws between header and body.
    fn after_text_mark(&self, end: usize) -> usize {
        let next = self.lines.iter().enumerate().skip(end).take(3).find(|(_, line)| !line.is_blank());
        next.filter(|(_, line)| line.text.contains("8<=") && block::separator(line.text).is_some())
            .map_or(end, |(n, _)| n + 1)
    }

    /// The line that says where a forwarded letter ends, if its program writes one.
    fn end_line(&self, opening: &Opening) -> Option<usize> {
        if opening.how != How::Separator(Separator::Forwarded) {
            return None;
        }
        let mut open = 1_usize;
        for (n, line) in self.lines.iter().enumerate().skip(opening.content) {
            match block::separator(line.text).map(|(kind, _)| kind) {
                Some(Separator::End) => open -= 1,
                Some(Separator::Forwarded) => open += 1,
                Some(Separator::Original) | None => {}
            }
            if open == 0 {
                return Some(n);
            }
        }
        None
    }

    /// Where the letter that `opening` begins ends: by its container or quote, or where its program says so.
    fn extent(&self, opening: &Opening) -> usize {
        let end = self.form_ends(opening);
        self.end_line(opening).map_or(end, |said| said.min(end))
    }

    /// Where the container or the quote of a letter ends.
    fn form_ends(&self, opening: &Opening) -> usize {
        let first = self.lines.iter().skip(opening.content).find(|line| !line.is_blank());
        if opening.frame > self.frame {
            return self.run(opening.content, |line| line.frame > self.frame);
        }
        let Some(first) = first else { return self.lines.len() };
        if opening.quote > self.quote {
            return self.quoted_run(opening.content, true);
        }
        if first.quote > self.quote {
            if opening.how == How::Attribution {
                return self.quoted_run(opening.content, false);
            }
            // A header outside its quoted body announces all of it. Where only the first lines begin with `>`, the writer
            // put it there (`> 100 guests`).
            let end = self.quoted_run(opening.content, true);
            let below = self.lines.get(end..).unwrap_or_default();
            let all = below.iter().all(Line::is_blank);
            return if all || self.is_note(opening.content, end) { end } else { self.lines.len() };
        }
        if first.frame > self.frame {
            return self.run(opening.content, |line| line.frame > self.frame);
        }
        self.lines.len()
    }

    /// Whether what stands below the quoted body from `at` to `end` was written by who forwards it (Proton, Missive): set off
    /// by a blank line, with no more quotes in it. Answers between quotes are the letter's own.
    fn is_note(&self, at: usize, end: usize) -> bool {
        let full = self.lines.get(at..end).unwrap_or_default().iter().filter(|line| !line.is_blank()).count();
        let below = self.lines.get(end..).unwrap_or_default();
        full >= 2 && below.first().is_some_and(Line::is_blank) && below.iter().all(|line| line.quote <= self.quote)
    }

    /// The end of the lines from `at` on that a test holds for, blank lines between them included.
    fn run(&self, at: usize, inside: impl Fn(&Line<'_>) -> bool) -> usize {
        let mut end = at;
        for (n, line) in self.lines.iter().enumerate().skip(at) {
            if line.is_blank() && !inside(line) {
                continue;
            }
            if !inside(line) {
                break;
            }
            end = n + 1;
        }
        end
    }

    /// The end of a quoted run. `lazy`: lines that lost their mark between two that have one still belong to it (a transport
    /// or an editor broke long lines).
    fn quoted_run(&self, at: usize, lazy: bool) -> usize {
        let mut end = at;
        let mut n = at;
        while let Some(line) = self.lines.get(n) {
            if line.quote > self.quote {
                end = n + 1;
            } else if !line.is_blank() {
                let stuck = n
                    .checked_sub(1)
                    .and_then(|n| self.lines.get(n))
                    .is_some_and(|before| !before.is_blank() && before.quote > self.quote);
                let back = (n + 1..n + 4)
                    .find(|n| self.lines.get(*n).is_some_and(|line| line.quote > self.quote || line.is_blank()));
                let goes_on = back.is_some_and(|n| self.lines.get(n).is_some_and(|line| line.quote > self.quote));
                if !(lazy && stuck && goes_on) {
                    break;
                }
                n = back.unwrap_or(n + 1);
                continue;
            }
            n += 1;
        }
        end
    }

    /// The task of reading the letter that `opening` begins.
    fn inner(&self, opening: &Opening, end: usize, around: Around<'_>, has_words: bool) -> Task<'a> {
        let mut content = self.lines.get(opening.content..end).unwrap_or_default().to_vec();
        let first = content.iter().find(|line| !line.is_blank()).copied().unwrap_or_default();
        let quote = if opening.quote > self.quote {
            opening.quote.min(first.quote.max(self.quote + 1))
        } else if first.quote > self.quote && content.iter().all(|line| line.is_blank() || line.quote > self.quote) {
            self.quote + 1
        } else {
            self.quote
        };
        let frame = if opening.frame > self.frame {
            opening.frame.min(first.frame.max(self.frame + 1))
        } else if first.frame > self.frame && end < self.lines.len() {
            self.frame + 1
        } else {
            self.frame
        };
        dedent(&mut content);
        let quoted = first.quote > self.quote || first.frame > self.frame;
        let (seen, since) = self.seen(opening, around, quoted, has_words);
        let why = format!("{}; {}; {since}", self.found_by(opening), self.ended_by(opening, end));
        let fields = opening.fields.clone();
        let subject = fields.subject.clone().unwrap_or_else(|| self.subject.clone());
        Task {
            lines: content,
            quote,
            frame,
            depth: self.depth + 1,
            head: Some(Head { fields, person: opening.person.clone(), seen, why }),
            subject,
        }
    }

    /// Whether an inner letter was forwarded or is history under a reply, and what says so.
    fn seen(&self, opening: &Opening, around: Around<'_>, quoted: bool, has_words: bool) -> (Seen, &'static str) {
        let prefix = words().prefix(&self.subject);
        match opening.how {
            How::Separator(Separator::Forwarded) => (Seen::Forwarded, "that line says it was forwarded"),
            How::Separator(Separator::Original | Separator::End) | How::Block => match prefix {
                Some(Prefix::Forward) => (Seen::Forwarded, "the subject around it says it was forwarded"),
                Some(Prefix::Reply) => (Seen::Quoted, "the subject around it says it was answered"),
                None if self.depth == 0 && around.for_us_alone => {
                    (Seen::Forwarded, "the mail went to bothways alone, so it was forwarded")
                }
                None => (Seen::Quoted, "nothing says it was forwarded"),
            },
            How::Attribution
                if prefix == Some(Prefix::Forward) && opening.fields.date.is_some() && (!quoted || !has_words) =>
            {
                (Seen::Forwarded, "the subject around it says it was forwarded")
            }
            How::Attribution => (Seen::Quoted, "programs write such a line over what is answered"),
        }
    }

    /// What announced a letter, for people.
    fn found_by(&self, opening: &Opening) -> String {
        let line = self.lines.get(opening.start).map(|line| line.text.trim()).unwrap_or_default();
        let shown: String = line.chars().take(60).collect();
        let more = if shown.len() < line.len() { "…" } else { "" };
        let what = match opening.how {
            How::Block if self.lines.get(opening.start).is_some_and(|line| line.opens) => {
                "a header where the HTML says that a letter begins"
            }
            How::Block => "a header",
            How::Separator(_) => "the line",
            How::Attribution => "who wrote and when",
        };
        format!("found by {what}, “{shown}{more}”")
    }

    /// Why a letter ends where it does, for people.
    fn ended_by(&self, opening: &Opening, end: usize) -> &'static str {
        let rest = self.lines.get(end..).unwrap_or_default();
        match rest.iter().find(|line| !line.is_blank()) {
            None => "nothing stands below it",
            Some(line) if is_end(line) => "a line below says that it ends",
            Some(_) if opening.frame > self.frame => "it ends with its container in the HTML",
            Some(_) => "it ends with its quote",
        }
    }
}

/// `----- End forwarded message -----`
fn is_end(line: &Line<'_>) -> bool {
    block::separator(line.text).is_some_and(|(kind, _)| kind == Separator::End)
}

/// Own words do not end with the line that divides them from what follows.
fn drop_rules(own: &mut Vec<Line<'_>>) {
    while own.last().is_some_and(|line| line.is_blank() || is_rule(line)) {
        own.pop();
    }
}

/// Outlook for Mac indents a quoted body by four blanks; without them it is the letter as it was.
fn dedent(lines: &mut [Line<'_>]) {
    let full = || lines.iter().filter(|line| !line.is_blank());
    if full().next().is_none() || !full().all(|line| line.text.starts_with("    ")) {
        return;
    }
    for line in lines {
        line.text = line.text.strip_prefix("    ").unwrap_or(line.text.trim_start());
    }
}

/// Who wrote a level, for comparing two witnesses.
pub(super) fn authors(levels: &[Level]) -> Vec<Option<&Person>> {
    levels.iter().filter(|level| level.seen.is_some()).map(|level| level.from.as_ref()).collect()
}
