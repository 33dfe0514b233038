//! The story files: who wrote what to whom, when, and how it came to the tracking mailbox.
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

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use super::program::Program;

const FILES: [&str; 8] = [
    include_str!("story/acme.txt"),
    include_str!("story/alder.txt"),
    include_str!("story/harbor.txt"),
    include_str!("story/juniper.txt"),
    include_str!("story/kestrel.txt"),
    include_str!("story/lee.txt"),
    include_str!("story/rowan.txt"),
    include_str!("story/slowtools.txt"),
];

/// Somebody who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Writer {
    pub name: String,
    pub address: String,
    pub zone: TimeZone,
    /// The mail program she writes with, unless a letter says otherwise.
    pub program: Program,
    pub signature: Vec<String>,
}

impl Writer {
    pub(super) fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }

    pub(super) fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// The way a letter took to the tracking mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Route {
    /// Forwarded inside a mail of the user's.
    Forward,
    Attached,
    /// Attached together with the other letters of the file that say so.
    Bundle,
    Bcc,
    Cc,
    /// It never reached the mailbox; answers quote it or refer to it.
    Unseen,
}

/// One handing over of one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handover {
    pub route: Route,
    pub program: Program,
    /// Sent to `desk+key@` instead of `desk@`.
    pub plus: bool,
    /// Written without what it answers below.
    pub bare: bool,
    /// The user's covering words.
    pub note: String,
}

#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub by: Writer,
    pub to: Writer,
    pub at: Zoned,
    pub subject: String,
    /// A paragraph or list entry a line.
    pub text: String,
    /// The letter it answers: its place in the story.
    pub parent: Option<usize>,
    /// The program it was written with.
    pub program: Program,
    pub handovers: Vec<Handover>,
    /// Without brackets.
    pub message_id: String,
}

/// The correspondence with one client.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    /// The short name: `acme`.
    pub key: String,
    pub letters: Vec<Letter>,
    /// When the letters of route [`Route::Bundle`] were handed over.
    pub bundled_at: Option<Zoned>,
}

/// All stories, dated before `today`. A file that cannot be read is a bug; a test holds that none is.
pub(super) fn stories(today: Date) -> Vec<Story> {
    let read = FILES.iter().filter_map(|file| match Reading::new(today).story(file) {
        Ok(story) => Some(story),
        Err(why) => {
            debug_assert!(false, "{why}");
            None
        }
    });
    read.collect()
}

/// The zone of that name; UTC on a machine without a zone database, where the demo is still worth seeing.
pub(super) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

pub(super) fn nadia() -> Writer {
    Writer {
        name: super::NAME.to_owned(),
        address: super::YOU.to_owned(),
        zone: zone(super::ZONE),
        program: Program::Gmail,
        signature: vec!["Nadia Reyes".to_owned(), "Virtual assistance for small studios".to_owned()],
    }
}

/// So many days before `today`, as local time somewhere.
pub(super) fn moment(day: Date, time: Time, zone: &TimeZone) -> Result<Zoned, String> {
    let second = i8::try_from((i32::from(day.day_of_year()) * 7 + i32::from(time.minute())) % 60).unwrap_or(0);
    let time = Time::new(time.hour(), time.minute(), second, 0).map_err(|e| e.to_string())?;
    day.to_datetime(time).to_zoned(zone.clone()).map_err(|e| e.to_string())
}

/// A day `ago` days before `today`: the weekday asked for, on or before it; else off the weekend and before today.
pub(super) fn day_before(today: Date, ago: i32, weekday: Option<Weekday>) -> Date {
    let day = today.saturating_sub(ago.days());
    match weekday {
        Some(weekday) => {
            let back =
                (i32::from(day.weekday().to_monday_zero_offset()) + 7 - i32::from(weekday.to_monday_zero_offset())) % 7;
            day.saturating_sub(back.days())
        }
        None => off_weekend(day, today),
    }
}

/// Saturday counts as the Friday before it, Sunday as the Monday after it where that is before `end`.
fn off_weekend(day: Date, end: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_sub(1.day()),
        Weekday::Sunday if day.saturating_add(1.day()) < end => day.saturating_add(1.day()),
        Weekday::Sunday => day.saturating_sub(2.days()),
        Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday => day,
    }
}

/// A story file while it is read.
struct Reading {
    today: Date,
    writers: BTreeMap<String, Writer>,
    /// The last letter of each thread.
    threads: BTreeMap<String, usize>,
    story: Story,
}

impl Reading {
    fn new(today: Date) -> Self {
        let nadia = nadia();
        let writers = BTreeMap::from([(nadia.first_name().to_owned(), nadia)]);
        Self { today, writers, threads: BTreeMap::new(), story: Story::default() }
    }

    fn story(mut self, file: &str) -> Result<Story, String> {
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

fn weekday_named(name: &str) -> Result<Weekday, String> {
    let all = Weekday::Monday.cycle_forward().take(7);
    all.into_iter().find(|day| weekday_name(*day) == name).ok_or_else(|| format!("no weekday: `{name}`"))
}

pub(super) const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// Fills in `{day 3}`, `{date 3}` and `{month 3}`.
pub(super) fn dated(text: &str, on: Date) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((slot, after)) = after.split_once('}') else { break };
        let (what, days) = slot.split_once(' ').unwrap_or((slot, "0"));
        let day = off_weekend(on.saturating_add(days.parse::<i32>().unwrap_or(0).days()), Date::MAX);
        filled.push_str(before);
        match what {
            "day" => filled.push_str(weekday_name(day.weekday())),
            "month" => filled.push_str(&day.strftime("%B").to_string()),
            _ => filled.push_str(&day.strftime("%-d %B").to_string()),
        }
        rest = after;
    }
    filled + rest
}
