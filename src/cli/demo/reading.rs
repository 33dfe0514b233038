//! Reads a story file.
//!
//! A file begins with `word: value` lines about the client and goes on with letters in the order they were written:
//!
//! ```text
//! ## 90d Sunday 16:20 Nadia > bcc gmail + apple "for the file" | Re: Newsletter
//! ```
//! is 90 days ago (the Sunday on or before), 16:20 on the writer's clock, from Nadia, by blind copy and then forwarded again, an
//! answer to the last letter of the thread `Newsletter`. A day without a weekday is moved off the weekend. In the words,
//! `{day 3}`, `{date 3}` and `{month 3}` are a working day three days after the letter: `Thursday`, `3 September`, `September`.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use super::days::{dated, day_before, moment, weekday_named};
use super::program::Program;
use super::story::{Handover, Letter, Route, Story, Writer, nadia, zone};

/// A story file while it is read.
pub(super) struct Reading {
    today: Date,
    writers: BTreeMap<String, Writer>,
    /// The last letter of each thread.
    threads: BTreeMap<String, usize>,
    story: Story,
}

impl Reading {
    pub(super) fn new(today: Date) -> Self {
        let nadia = nadia();
        let writers = BTreeMap::from([(nadia.first_name().to_owned(), nadia)]);
        Self { today, writers, threads: BTreeMap::new(), story: Story::default() }
    }

    pub(super) fn story(mut self, file: &str) -> Result<Story, String> {
        let mut parts = file.split("\n## ");
        for line in parts.next().unwrap_or_default().lines().filter(|line| !line.trim().is_empty()) {
            self.about(line)?;
        }
        for part in parts {
            let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
            self.letter(heading, text.trim()).map_err(|why| format!("`{}`, `{heading}`: {why}", self.story.key))?;
        }
        Ok(self.story)
    }

    fn about(&mut self, line: &str) -> Result<(), String> {
        let (word, value) = line.split_once(": ").ok_or_else(|| format!("no `word: value`: `{line}`"))?;
        match word {
            "key" => value.clone_into(&mut self.story.key),
            "with" => self.introduce(value)?,
            "bundled" => self.story.bundled_at = Some(self.when(value, &zone(super::ZONE))?.0),
            _ => return Err(format!("unknown word `{word}`")),
        }
        Ok(())
    }

    /// `Dana Whitlock <dana@acme.example>, outlook, Europe/London, Dana / Acme Studio`.
    fn introduce(&mut self, value: &str) -> Result<(), String> {
        let mut parts = value.splitn(4, ", ");
        let mut part = || parts.next().ok_or_else(|| format!("too little about `{value}`"));
        let (name, address) = part()?.trim_end_matches('>').split_once(" <").ok_or("no address")?;
        let program = Program::named(part()?)?;
        let zone = zone(part()?);
        let signature = part()?.split(" / ").filter(|line| *line != "-").map(str::to_owned).collect();
        let writer = Writer { name: name.to_owned(), address: address.to_owned(), zone, program, signature };
        self.writers.insert(writer.first_name().to_owned(), writer);
        Ok(())
    }

    fn letter(&mut self, heading: &str, text: &str) -> Result<(), String> {
        let (left, subject) = heading.split_once(" | ").ok_or("no ` | `")?;
        let (left, routes) = left.split_once(" > ").ok_or("no ` > `")?;
        let (when, who) = left.rsplit_once(' ').ok_or("no writer")?;
        let by = self.writers.get(who).ok_or("unknown writer")?.clone();
        let nadia = nadia();
        let is_hers = by.address == nadia.address;
        let thread = subject.strip_prefix("Re: ").unwrap_or(subject);
        let parent = if thread == subject { None } else { self.threads.get(thread).copied() };
        if parent.is_none() && thread != subject {
            return Err("an answer to nothing".to_owned());
        }
        let handovers = routes.split(" + ").map(handover).collect::<Result<Vec<_>, _>>()?;
        let hers = || handovers.first().map_or(nadia.program, |handover| handover.program);
        let program = if is_hers { hers() } else { by.program };
        let to = if is_hers { self.client(parent)? } else { nadia.clone() };
        let at = self.after_the_last(self.when(when, &by.zone)?.0);
        let message_id = program.message_id(&by, &at);
        let text = dated(text, at.date());
        self.threads.insert(thread.to_owned(), self.story.letters.len());
        let subject = subject.to_owned();
        self.story.letters.push(Letter { by, to, at, subject, text, parent, program, handovers, message_id });
        Ok(())
    }

    /// Whom a letter of the user's goes to: whoever she answers, else the first client of the file.
    fn client(&self, parent: Option<usize>) -> Result<Writer, String> {
        let answered = parent.and_then(|parent| self.story.letters.get(parent)).map(|letter| &letter.by);
        let others = self.story.letters.iter().map(|letter| &letter.by).chain(self.writers.values());
        let mut candidates = answered.into_iter().chain(others);
        candidates.find(|writer| writer.address != super::YOU).cloned().ok_or_else(|| "no client".to_owned())
    }

    /// `203d 09:14` or `203d Sunday 09:14`, in a zone.
    fn when(&self, text: &str, zone: &TimeZone) -> Result<(Zoned, Date), String> {
        let words: Vec<&str> = text.split(' ').collect();
        let (ago, weekday, time) = match words.as_slice() {
            [ago, time] => (ago, None, time),
            [ago, weekday, time] => (ago, Some(weekday_named(weekday)?), time),
            _ => return Err(format!("no time: `{text}`")),
        };
        let ago: i32 = ago.trim_end_matches('d').parse().map_err(|_| format!("no day: `{text}`"))?;
        let time: Time = time.parse().map_err(|_| format!("no hour: `{text}`"))?;
        let day = day_before(self.today, ago, weekday);
        Ok((moment(day, time, zone)?, day))
    }

    /// Moving days off the weekend must not turn an answer round with its question.
    fn after_the_last(&self, at: Zoned) -> Zoned {
        match self.story.letters.last() {
            Some(last) if last.at >= at => last.at.saturating_add(47.minutes()).with_time_zone(at.time_zone().clone()),
            _ => at,
        }
    }
}

/// `bcc outlook bare`, `gmail plus "for the file"`, `attached`, `unseen`.
fn handover(text: &str) -> Result<Handover, String> {
    let (words, note) = match text.split_once(" \"") {
        Some((words, note)) => (words, note.trim_end_matches('"')),
        None => (text, ""),
    };
    let mut handover =
        Handover { route: Route::Forward, program: Program::Gmail, plus: false, bare: false, note: note.to_owned() };
    for word in words.split(' ') {
        match word {
            "attached" => handover.route = Route::Attached,
            "bundle" => handover.route = Route::Bundle,
            "bcc" => handover.route = Route::Bcc,
            "cc" => handover.route = Route::Cc,
            "unseen" => handover.route = Route::Unseen,
            "plus" => handover.plus = true,
            "bare" => handover.bare = true,
            program => handover.program = Program::named(program)?,
        }
    }
    Ok(handover)
}
