//! The levels of a body: the outer words, and inside them each letter that was forwarded or quoted, however often. Levels
//! are found from the outside in, with a list of work instead of recursion, so that no mail can exhaust the stack.

use jiff::Timestamp;

use crate::domain::address::Person;
use crate::domain::letter::{Desk, Seen};

use super::block::{self, Fields, is_rule};
use super::lines::{self, Line};
use super::people;
use super::words::{Prefix, Separator, words};

mod begin;
mod end;
mod initials;
pub(super) mod inside;
mod marks;
pub(super) mod note;
pub(super) mod pasted;
mod thread;
mod why;

use begin::{How, Opening};
use why::Why;

/// Deeper levels than this are left unread, and the reading says so.
const DEEPEST: u16 = 50;
/// No more letters than this are taken from one body.
const MOST: usize = 200;

/// What is said of words below a letter that ends where its own author could have said so.
const SPLICED: &str = "the words below the forwarded letter may be its own; nothing sure says where it ends";

/// What is known about the mail around a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    pub(super) subject: &'a str,
    /// Its header names a letter that it answers.
    pub(super) answers: bool,
    /// Nobody but bothways gets it: then an unmarked block of history is there because it was forwarded.
    pub(super) for_us_alone: bool,
    pub(super) desk: &'a Desk,
    /// No letter in it can be later.
    pub(super) not_after: Option<Timestamp>,
    pub(super) wanted: Wanted,
}

/// What is asked of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Letters,
    /// Who wrote each level, and no more: what costs less than to read it.
    Names,
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
    /// Its header has a subject, of no words.
    pub(super) untitled: bool,
    pub(super) date_text: Option<String>,
    pub(super) langs: super::words::Langs,
    pub(super) body: String,
    /// What is left of the body without the levels inside it.
    pub(super) own: String,
    /// How much of that, in bytes at its end, stands below a letter that was taken out.
    pub(super) below: usize,
    /// Lines that the HTML calls a signature.
    pub(super) signature: String,
    /// Nothing but the end of the mail ends it: no quote, no container, no line.
    pub(super) open: bool,
    /// By what it was found, and why it ends where it does; nothing of the outermost.
    pub(super) why: Option<Why>,
    /// Its words may be those of a letter inside it, which is then without words; nothing marks where that ends.
    pub(super) mixed: bool,
    /// Why some of its words may be another's: they stand below a letter that ends where its own author could have said so, or are of
    /// a thread.
    pub(super) spliced: Option<&'static str>,
}

/// Takes a quote that nobody introduced for the letter which the subject says was sent on. Who wrote it is then asked.
pub(super) fn take_as_sent_on(found: &mut [Level]) {
    if let [_, quote @ Level { seen: None, .. }] = found {
        quote.seen = Some(Seen::Forwarded);
        quote.why = Some(Why::of_subject());
    }
}

/// All levels of a body, outermost first, and whether some were left unread.
pub(super) fn levels(mut lines: Vec<Line<'_>>, around: Around<'_>) -> (Vec<Level>, bool) {
    let size: usize = lines.iter().map(|line| line.text.len() + 1).sum();
    // Every level holds its whole body; a mail must not grow with the square of its depth.
    let mut budget = size.saturating_mul(8).max(2 << 20);
    let (mut out, mut cut) = (Vec::new(), false);
    marks::count(&mut lines);
    initials::mark(&mut lines);
    let subject = around.subject.to_owned();
    let mut work = vec![Task { lines, quote: 0, frame: 0, depth: 0, open: true, head: None, subject }];
    while let Some(task) = work.pop() {
        budget = budget.saturating_sub(task.lines.iter().map(|line| line.text.len() + 1).sum());
        let (level, mut inner) = task.read(around);
        out.push(level);
        let too_deep = budget == 0 || inner.iter().any(|task| task.depth > DEEPEST);
        let room = if too_deep { 0 } else { MOST.saturating_sub(out.len() + work.len()) };
        cut |= inner.len() > room;
        inner.truncate(room);
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
    why: Option<Why>,
}

/// A stretch of lines that is one level with all that is inside it.
struct Task<'a> {
    lines: Vec<Line<'a>>,
    quote: usize,
    frame: usize,
    depth: u16,
    /// See [`Level::open`].
    open: bool,
    head: Option<Head>,
    subject: String,
}

impl<'a> Task<'a> {
    fn read(self, around: Around<'_>) -> (Level, Vec<Task<'a>>) {
        let mut own = Vec::with_capacity(self.lines.len());
        let (mut signature, mut inner) = (Vec::new(), Vec::new());
        // The quote that an attribution opened; later quotes on this level go on with it.
        let mut history: Option<usize> = None;
        let (mut at, mut floor, mut mixed, mut parted) = (0, 0, false, 0);
        let (mut spliced, mut below_the_place) = (false, false);
        while let Some(line) = self.lines.get(at) {
            if line.is_blank() {
                // Where a quote was taken out, one blank line is enough.
                if floor == at && own.last().is_none_or(Line::is_blank) {
                    floor = at + 1;
                } else if line.quote > self.quote {
                    // A quote mark without words is left of a quote that somebody deleted.
                    own.push(Line::default());
                } else {
                    let kept = if line.signs { &mut signature } else { &mut own };
                    kept.push(*line);
                }
                at += 1;
                continue;
            }
            if let Some(opening) = self.opening(at, floor, around) {
                // Nobody has answered a mail that begins with the place for it.
                if opening.how == How::Separator(Separator::Above) && own.iter().all(Line::is_blank) {
                    below_the_place = true;
                    at += 1;
                    floor = at;
                    continue;
                }
                // The lines of an attribution were taken for own words until its last one was met.
                own.truncate(own.len().saturating_sub(at - opening.start));
                drop_rules(&mut own);
                let has_words = own.iter().any(|line| !line.is_blank());
                let unmarked = !has_words && !mixed && self.is_unmarked_answer(&opening, around);
                mixed |= unmarked;
                let end = if unmarked { opening.content } else { self.extent(&opening) };
                spliced |= self.may_be_its_own(&opening, end);
                let task = self.inner(&opening, end, around, has_words);
                if opening.how == How::Attribution {
                    history = Some(inner.len());
                }
                inner.push(task);
                parted = own.len();
                at = end.max(opening.content).max(at + 1);
                floor = at;
                continue;
            }
            if !inner.is_empty() && is_end(line) {
                at += 1;
                floor = at;
                continue;
            }
            if line.quote > self.quote {
                let end = self.quoted_run(at, false);
                // A forward may follow a quoted line after no more than a blank.
                let end = (at + 1..end).find(|n| self.forward_begins(*n, around)).unwrap_or(end);
                self.bare_quote(around, at, end, history, &mut own, &mut inner);
                at = end.max(at + 1);
                floor = at;
                continue;
            }
            if history.is_some() && marks::is_left_out(line) && self.is_beside_quote(at) {
                at += 1;
                floor = at;
                continue;
            }
            let kept = if line.signs { &mut signature } else { &mut own };
            kept.push(*line);
            at += 1;
        }
        if self.head.is_some() {
            if own.last().is_some_and(is_rule) {
                drop_rules(&mut own);
            }
            // Notes draws one below its header, some blank lines apart.
            let hollow = own.iter().take_while(|line| line.is_blank() || is_rule(line)).count();
            if !opens_a_box(&own, hollow) {
                own.drain(..hollow);
                parted = parted.saturating_sub(hollow);
            }
        }
        let fields = self.head.as_ref().map(|head| &head.fields);
        let (named, behalf) = fields.and_then(|fields| fields.from.as_deref()).map(people::author).unwrap_or_default();
        let level = Level {
            depth: self.depth,
            seen: self.head.as_ref().map(|head| head.seen),
            from: self.head.as_ref().and_then(|head| head.person.clone()).or(named),
            behalf,
            ..Level::default()
        };
        if around.wanted == Wanted::Names {
            return (level, inner);
        }
        let is_spliced = spliced && own.iter().skip(parted).any(|line| !line.is_blank());
        let is_thread = || below_the_place && thread::is_of_several(&own);
        let level = Level {
            to: fields.and_then(|fields| fields.to.as_deref()).map(people::recipients).unwrap_or_default(),
            cc: fields.and_then(|fields| fields.cc.as_deref()).map(people::recipients).unwrap_or_default(),
            subject: fields.and_then(|fields| fields.subject.clone()).filter(|subject| !subject.is_empty()),
            untitled: fields.and_then(|fields| fields.subject.as_deref()).is_some_and(str::is_empty),
            date_text: fields.and_then(|fields| fields.date.clone()).filter(|date| !date.is_empty()),
            langs: fields.map(|fields| fields.langs).unwrap_or_default(),
            body: lines::join(&self.lines, self.quote),
            own: lines::join(&own, self.quote),
            below: own.get(parted..).filter(|_| parted > 0).map_or(0, |below| lines::join(below, self.quote).len()),
            signature: lines::join(&signature, self.quote),
            open: self.open,
            why: self.head.and_then(|head| head.why),
            mixed,
            spliced: is_spliced.then_some(SPLICED).or_else(|| is_thread().then_some(thread::THREAD)),
            ..level
        };
        (level, inner)
    }

    /// Whether the words below an attribution may be the answer, written below it, as well as the letter it tells of: a reply says
    /// something, this one has no words above, and nothing marks a quote.
    fn is_unmarked_answer(&self, opening: &Opening, around: Around<'_>) -> bool {
        let below = self.lines.get(opening.content..).unwrap_or_default();
        // What stands below a mail of ours is told apart by its words, which are known.
        let is_ours = opening.person.as_ref().and_then(|person| person.address.as_ref());
        self.depth == 0
            && !is_ours.is_some_and(|author| around.desk.is_tracking(author))
            && opening.how == How::Attribution
            && (opening.quote, opening.frame) == (self.quote, self.frame)
            && words().prefix(&self.subject) == Some(Prefix::Reply)
            && below.iter().any(|line| !line.is_blank())
            && below.iter().all(|line| line.quote <= self.quote && line.frame <= self.frame)
    }

    /// Whether a quote ends right above line `at`, or is the next below.
    fn is_beside_quote(&self, at: usize) -> bool {
        let is_quoted = |line: Option<&Line<'_>>| line.is_some_and(|line| line.quote > self.quote);
        is_quoted(at.checked_sub(1).and_then(|n| self.lines.get(n)))
            || is_quoted(self.lines.iter().skip(at + 1).find(|line| !line.is_blank()))
    }

    /// Whether there is a letter that this one may quote: it answers or forwards one, as its subject or header says.
    fn may_quote(&self, around: Around<'_>) -> bool {
        self.depth == 0 && (around.answers || around.for_us_alone)
            || self.subject.is_empty()
            || words().prefix(&self.subject).is_some()
    }

    /// A quote that nobody introduced: history without its author, or lines somebody began with `>`.
    fn bare_quote(
        &self,
        around: Around<'_>,
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
        if full < 2 || marks::are_words(run, self.quote) || !self.may_quote(around) {
            own.extend_from_slice(run);
            return;
        }
        // A line that lost its mark is of no quote by itself.
        let marked = run.iter().filter(|line| !line.is_blank() && line.quote > self.quote);
        let quote = marked.map(|line| line.quote).min().unwrap_or(self.quote + 1);
        inner.push(Task {
            lines: run.to_vec(),
            quote,
            frame: self.frame,
            depth: self.depth + 1,
            open: false,
            head: None,
            subject: self.subject.clone(),
        });
    }

    /// The task of reading the letter that `opening` begins.
    fn inner(&self, opening: &Opening, end: usize, around: Around<'_>, has_words: bool) -> Task<'a> {
        let mut content = self.lines.get(opening.content..end).unwrap_or_default().to_vec();
        let first = content.iter().find(|line| !line.is_blank()).copied().unwrap_or_default();
        let is_quoted = |(n, line): (usize, &Line<'_>)| {
            line.is_blank() || line.quote > self.quote || self.is_tail(opening.content + n)
        };
        let quote = if opening.quote > self.quote {
            opening.quote.min(first.quote.max(self.quote + 1))
        } else if first.quote > self.quote && content.iter().enumerate().all(is_quoted) {
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
        let is_all = self.lines.get(end..).unwrap_or_default().iter().all(Line::is_blank);
        let (seen, since) = self.seen(opening, around, quoted, has_words, is_all);
        let why = (around.wanted == Wanted::Letters).then(|| Why {
            found: self.found_by(opening),
            ends: self.ended_by(opening, end),
            since,
        });
        let fields = opening.fields.clone();
        let subject = fields.subject.clone().unwrap_or_else(|| self.subject.clone());
        Task {
            lines: content,
            quote,
            frame,
            depth: self.depth + 1,
            open: self.open && end == self.lines.len() && (quote, frame) == (self.quote, self.frame),
            head: Some(Head { fields, person: opening.person.clone(), seen, why }),
            subject,
        }
    }
}

/// `----- End forwarded message -----`
fn is_end(line: &Line<'_>) -> bool {
    block::separator(line.text).is_some_and(|(kind, _)| kind == Separator::End)
}

/// Whether the last of `hollow` lines without words is a drawn one that comes again: somebody framed a heading.
fn opens_a_box(own: &[Line<'_>], hollow: usize) -> bool {
    let Some(rule) = hollow.checked_sub(1).and_then(|n| own.get(n)).filter(|line| is_rule(line)) else { return false };
    own.iter().skip(hollow).take(4).any(|line| line.text.trim() == rule.text.trim())
}

/// Own words do not end with the line that divides them from what follows.
fn drop_rules(own: &mut Vec<Line<'_>>) {
    let is_short = |line: &Line<'_>| matches!(line.text.trim(), "---" | "----" | "___" | "***");
    while own.last().is_some_and(|line| line.is_blank() || is_rule(line) || is_short(line)) {
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
