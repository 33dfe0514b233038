//! A scene as it is written: who they are, dated lines, and what must come of it. The form is explained in `tests/scenes/README.md`.

use bothways::domain::account::Standing;
use jiff::civil::{Date, Time, Weekday};
use jiff::{ToSpan, civil::DateTime};

use super::post::ZONE;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    You,
    They,
    /// A machine that answers for them.
    Machine,
}

/// A letter of the story. Times are the writer's own.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub at: DateTime,
    pub by: By,
    pub answers: Answers,
    pub words: String,
}

/// Which letter of the other side one answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    /// It begins a thread.
    None,
    Last,
    /// The one of its own round of a pattern, whatever was written since.
    Of(DateTime),
}

#[derive(Clone, Debug)]
pub(super) struct They {
    pub name: String,
    pub address: String,
    pub key: String,
    pub firm: String,
    pub zone: String,
}

/// Which letters reach the tracking address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HandsOver {
    Everything,
    OnlyYours,
    /// Their words stand below yours.
    OnlyYoursQuoted,
}

#[derive(Clone, Debug)]
pub(super) enum Expected {
    Stands(Vec<String>),
    Says {
        rules: Vec<String>,
        all: bool,
        by: Option<Date>,
    },
    /// About these rules; about all of them where none is named.
    KeepsStill(Vec<String>),
}

#[derive(Clone, Debug)]
pub(super) struct Story {
    pub title: String,
    pub seat: String,
    pub they: They,
    pub hands_over: HandsOver,
    /// Rules that ship off and are switched on here.
    pub rules: Vec<String>,
    pub letters: Vec<Letter>,
    /// What the user tells in the terminal.
    pub orders: Vec<(Date, String)>,
    pub ends_on: Date,
    pub expected: Vec<Expected>,
}

/// A pattern that repeats: every so many days, these letters one after the other.
struct Every {
    days: i64,
    from: Date,
    to: Date,
    letters: Vec<Repeated>,
}

struct Repeated {
    by: By,
    answers: bool,
    after: i64,
    words: Vec<String>,
}

impl Story {
    pub(super) fn begins(&self) -> Date {
        let letters = self.letters.iter().map(|letter| letter.at.date());
        letters.chain(self.orders.iter().map(|(on, _)| *on)).min().unwrap_or(self.ends_on)
    }

    /// Reads a scene. `Err` names the line and what is wrong there.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut story = Self {
            title: text.lines().next().unwrap_or_default().to_owned(),
            seat: "va".to_owned(),
            they: They {
                name: String::new(),
                address: String::new(),
                key: String::new(),
                firm: String::new(),
                zone: String::new(),
            },
            hands_over: HandsOver::Everything,
            rules: Vec::new(),
            letters: Vec::new(),
            orders: Vec::new(),
            ends_on: Date::MIN,
            expected: Vec::new(),
        };
        let mut every: Option<Every> = None;
        // The lines of one thing: what goes on below a line is set in.
        let mut lines = text.lines().enumerate().skip_while(|(_, line)| !line.trim().is_empty()).peekable();
        while let Some((n, line)) = lines.next() {
            let mut line = line.to_owned();
            // What goes on below a line is set in deeper than it; what stands below `every` and `on` has lines of its own.
            let deeper = match line.as_str() {
                line if line.starts_with(' ') => "      ",
                line if line.starts_with("every ") || line.starts_with("on ") => "\0",
                _ => "  ",
            };
            while let Some((_, more)) = lines.next_if(|(_, next)| next.starts_with(deeper)) {
                line = format!("{line} {}", more.trim());
            }
            story.line(&line, &mut every).map_err(|why| format!("line {}: {why}", n + 1))?;
        }
        story.repeat(every);
        story.letters.sort_by_key(|letter| letter.at);
        if story.expected.is_empty() {
            return Err("it expects nothing, so it cannot fail".to_owned());
        }
        if story.they.address.is_empty() || story.letters.is_empty() {
            return Err("who are they, and what do they write?".to_owned());
        }
        Ok(story)
    }

    fn line(&mut self, line: &str, every: &mut Option<Every>) -> Result<(), String> {
        let said = line.trim();
        if said.is_empty() {
            return Ok(());
        }
        if self.ends_on != Date::MIN {
            return self.expect(said);
        }
        if let (true, Some(every)) = (line.starts_with(' '), every.as_mut()) {
            every.letters.push(repeated(said)?);
            return Ok(());
        }
        self.repeat(every.take());
        if let Some(rest) = said.strip_prefix("every ") {
            *every = Some(pattern(rest)?);
        } else if let Some(on) = said.strip_prefix("on ") {
            self.ends_on = day(on)?;
        } else if said.starts_with(|c: char| c.is_ascii_digit()) {
            self.dated(said)?;
        } else {
            self.setting(said)?;
        }
        Ok(())
    }

    fn setting(&mut self, said: &str) -> Result<(), String> {
        let (name, value) = said.split_once(": ").ok_or_else(|| format!("I cannot read `{said}`"))?;
        match name {
            "seat" => value.clone_into(&mut self.seat),
            "rules" => self.rules = list(value),
            "hands over" => {
                self.hands_over = match value {
                    "everything" => HandsOver::Everything,
                    "only yours" => HandsOver::OnlyYours,
                    "only yours, with what they answer quoted" => HandsOver::OnlyYoursQuoted,
                    other => return Err(format!("nobody hands over `{other}`")),
                }
            }
            "they" => {
                let parts: Vec<&str> = value.split(", ").collect();
                let [who, key, firm, zone] = parts.as_slice() else {
                    return Err("they are: Name <address>, short name, firm, zone".to_owned());
                };
                let (name, address) = who.trim_end_matches('>').split_once(" <").ok_or("no address")?;
                let own = str::to_owned;
                self.they =
                    They { name: own(name), address: own(address), key: own(key), firm: own(firm), zone: own(zone) };
            }
            other => return Err(format!("there is no setting `{other}`")),
        }
        Ok(())
    }

    fn dated(&mut self, said: &str) -> Result<(), String> {
        let (when, words) = said.split_once(": ").ok_or("a dated line goes: 2026-03-02 they: words")?;
        let mut parts = when.splitn(2, ' ');
        let on = day(parts.next().unwrap_or_default())?;
        let mut who = parts.next().unwrap_or_default();
        let mut clock = None;
        if let Some((first, rest)) = who.split_once(' ')
            && let Ok(time) = first.parse::<Time>()
        {
            (clock, who) = (Some(time), rest);
        }
        if who == "say" {
            self.orders.push((on, words.to_owned()));
            return Ok(());
        }
        let (by, answers) = writer(who)?;
        let at = on.to_datetime(clock.unwrap_or_else(|| usual_hour(by)));
        let answers = if answers { Answers::Last } else { Answers::None };
        self.letters.push(Letter { at, by, answers, words: words.to_owned() });
        Ok(())
    }

    /// In which somebody's times are told.
    pub(super) fn zone(&self, by: By) -> &str {
        if by == By::You { ZONE } else { &self.they.zone }
    }

    fn repeat(&mut self, every: Option<Every>) {
        let Some(every) = every else { return };
        let days = every.from.series(every.days.days()).take_while(|on| *on <= every.to);
        for (round, on) in days.enumerate() {
            let mut asked: Option<(By, DateTime)> = None;
            for letter in &every.letters {
                let (by, before) = asked.unwrap_or((letter.by, on.to_datetime(usual_hour(By::They))));
                let later = before.in_tz(self.zone(by)).unwrap() + letter.after.hours();
                let at = at_desk(later.in_tz(self.zone(letter.by)).unwrap().datetime());
                let words = letter.words[round % letter.words.len()].clone();
                let answers = match asked.filter(|(by, _)| *by != letter.by) {
                    _ if !letter.answers => Answers::None,
                    Some((_, asked_at)) => Answers::Of(asked_at),
                    None => Answers::Last,
                };
                self.letters.push(Letter { at, by: letter.by, answers, words });
                asked = Some((letter.by, at));
            }
        }
    }

    fn expect(&mut self, said: &str) -> Result<(), String> {
        if said == "keeps still about everything" {
            self.expected.push(Expected::KeepsStill(Vec::new()));
            return Ok(());
        }
        let (what, value) = said.split_once(": ").ok_or_else(|| format!("I cannot expect `{said}`"))?;
        self.expected.push(match what {
            "stands" => {
                let any: Vec<String> = value.split(" or ").map(str::to_owned).collect();
                for standing in &any {
                    Standing::from_word(standing).ok_or_else(|| format!("there is no standing `{standing}`"))?;
                }
                Expected::Stands(any)
            }
            "says" | "says one of" => {
                let (rules, by) = match value.split_once(" by ") {
                    Some((rules, by)) => (rules, Some(day(by)?)),
                    None => (value, None),
                };
                Expected::Says { rules: known(rules)?, all: what == "says", by }
            }
            "keeps still about" => Expected::KeepsStill(known(value)?),
            other => return Err(format!("I cannot expect `{other}`")),
        });
        Ok(())
    }
}

fn known(rules: &str) -> Result<Vec<String>, String> {
    let rules = list(rules);
    for rule in &rules {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("rules/{rule}.rhai"));
        if !file.exists() {
            return Err(format!("there is no rule `{rule}`"));
        }
    }
    Ok(rules)
}

fn list(value: &str) -> Vec<String> {
    value.split(", ").map(str::to_owned).collect()
}

fn day(said: &str) -> Result<Date, String> {
    said.trim().parse().map_err(|_| format!("`{said}` is no day"))
}

/// `5 days, 2026-01-05 to 2026-06-26`
fn pattern(said: &str) -> Result<Every, String> {
    let how = "a pattern goes: every 5 days, 2026-01-05 to 2026-06-26";
    let (days, span) = said.split_once(" days, ").ok_or(how)?;
    let (from, to) = span.split_once(" to ").ok_or(how)?;
    let days = days.parse().map_err(|_| how)?;
    Ok(Every { days, from: day(from)?, to: day(to)?, letters: Vec::new() })
}

/// `they: one way | another`, `you answer, 3 hours later: …`
fn repeated(said: &str) -> Result<Repeated, String> {
    let (who, words) = said.split_once(": ").ok_or("a letter of a pattern goes: they: words | other words")?;
    let (who, after) = match who.split_once(", ") {
        Some((who, after)) => {
            let hours = after.strip_suffix(" hours later").and_then(|n| n.parse().ok());
            (who, hours.ok_or_else(|| format!("when is `{after}`? Write: 3 hours later"))?)
        }
        None => (who, 0),
    };
    let (by, answers) = writer(who)?;
    Ok(Repeated { by, answers, after, words: words.split(" | ").map(|words| words.trim().to_owned()).collect() })
}

fn writer(who: &str) -> Result<(By, bool), String> {
    match who {
        "they" => Ok((By::They, false)),
        "you" => Ok((By::You, false)),
        "they answer" => Ok((By::They, true)),
        "you answer" => Ok((By::You, true)),
        "their machine" => Ok((By::Machine, true)),
        other => Err(format!("who is `{other}`? they, you, they answer, you answer, their machine, or say")),
    }
}

const fn usual_hour(by: By) -> Time {
    match by {
        By::They | By::Machine => Time::constant(9, 10, 0, 0),
        By::You => Time::constant(14, 20, 0, 0),
    }
}

/// The first hour of work from here on.
fn at_desk(at: DateTime) -> DateTime {
    let morning = |on: Date| on.at(8, 40, 0, 0);
    let mut at = if at.hour() >= 18 {
        morning(at.date() + 1.day())
    } else if at.hour() < 8 {
        morning(at.date())
    } else {
        at
    };
    while matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) {
        at = morning(at.date() + 1.day());
    }
    at
}
