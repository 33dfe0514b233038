//! An entry: what stands in an account beside letters and acts. Asks, promises, agreements, talks, steps, wins and all the rest
//! that the user tells, or that a letter shows, are entries of one shape: what kind, whose, about what, in which words, since when,
//! until when, how much, and what became of it.
//!
//! One shape, so that each of them can be proposed, confirmed, moved, settled, taken back, shown, exported and erased by the same
//! few lines. What a kind makes of the shape is said in one place, [`EntryKind`].

use jiff::civil::{Date, Time};

use super::act::{ActKind, Side, words};
use super::calendar::days_before;
use super::id::{EntryId, InteractionId, RelationshipId};

words! {
    /// What an entry is. `by` is whose it is, `topic` a narrower word, `until` the day it looks ahead to, `figure` how much.
    EntryKind {
        /// Something one side asked the other for. `by` asked; `topic` is the kind of giving, or [`PERMISSION`].
        Ask = "ask",
        /// Something one side said it would do. `by` promised; `until` is when it is due.
        Promise = "promise",
        /// What both agreed. `topic` is one of [`TOPICS`] or the user's own word; `until` is when to look at it again.
        Agreement = "agreement",
        /// A talk. `topic` is its kind (coffee, video, review …); `until` the day it is planned for.
        Meeting = "meeting",
        /// A step of a plan. `topic` is its key in [`super::plan`]; `until` is when it is due.
        Step = "step",
        /// Good news. `by` is who is behind it, where that is one side; done once it was shared with the other side.
        Win = "win",
        /// What both work towards. `topic` is `skill` where it is one to learn; `until` a day to look at it.
        Goal = "goal",
        /// How far the role has grown: `figure` 1 to 4.
        Level = "level",
        /// The user's own feeling about it: `figure` 1 to 5.
        Rating = "rating",
        /// When the arrangement ends or is renewed: `until`.
        Renewal = "renewal",
        /// A process that one side owns.
        Process = "process",
        /// A written guide to a process.
        Guide = "guide",
        /// Hours saved, by an idea or a change: `figure` in hours a week.
        Saving = "saving",
        /// The share of the user's income that comes from it: `figure` in percent.
        Income = "income",
        /// A figure of the user's own for the cost of a parting; `topic` says which.
        Cost = "cost",
        /// Something that bothers the user and is yet to be said; done once it was.
        Issue = "issue",
        /// How often to be in touch, as agreed.
        Rhythm = "rhythm",
        /// A reply that only says that an answer will come: `until` that day the other side still waits.
        Hold = "hold",
        /// A rule that is to keep still. `topic` is its id.
        Mute = "mute",
        /// Something to remember.
        Note = "note",
    }
}

impl EntryKind {
    /// The state in which it begins.
    #[must_use]
    pub const fn begins(self) -> EntryState {
        match self {
            Self::Step => EntryState::Due,
            Self::Meeting => EntryState::Planned,
            _ => EntryState::Open,
        }
    }

    /// The kind in a sentence: `an agreement`.
    #[must_use]
    pub fn spoken(self) -> String {
        let word = self.word();
        format!("{} {word}", if word.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" })
    }
}

words! {
    /// What became of an entry.
    EntryState {
        /// Found in a letter; the user has not said that it is so.
        Proposed = "proposed",
        /// It stands.
        Open = "open",
        /// Of a step: it stands.
        Due = "due",
        /// Of a talk: it stands.
        Planned = "planned",
        /// Of an ask.
        Yes = "yes",
        No = "no",
        Later = "later",
        /// No answer in time; let go.
        Lapsed = "lapsed",
        /// Of a promise.
        Kept = "kept",
        ToldLate = "late with notice",
        Late = "late without notice",
        /// Of a promise: a new day was agreed, which has its own entry.
        Moved = "moved",
        /// Of a talk.
        Held = "held",
        Done = "done",
        Skipped = "skipped",
        /// The user said that it is not so.
        Rejected = "rejected",
    }
}

impl EntryState {
    /// Whether it stands, and nothing came of it yet.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Due | Self::Planned)
    }

    /// What becomes of an ask.
    pub const OF_ASKS: [Self; 5] = [Self::Open, Self::Yes, Self::No, Self::Later, Self::Lapsed];
}

/// The topics of agreements that rules can ask about.
pub const TOPICS: [&str; 24] = [
    "scope",
    "bonus",
    "share",
    "commission",
    "percentage",
    "profit-share",
    "equity",
    "boundary",
    "authority",
    "autonomy",
    "responsibility",
    "expectations",
    "pathway",
    "measures",
    "tools",
    "level",
    "rhythm",
    "rate",
    "hours",
    "price",
    "deadline",
    "payment",
    "access",
    "confidentiality",
];

/// Topics that are about a share of money earned; these belong in writing.
pub const SHARES: [&str; 5] = ["share", "commission", "percentage", "profit-share", "equity"];

/// The topic of an ask for leave to do something.
pub const PERMISSION: &str = "permission";

/// The share that ends with its project: the day to look at it again is the day the project closes.
pub const OF_A_PROJECT: &str = "profit-share";

/// A number the user told, with its unit as she wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// In hundredths: `1250` is 12.50.
    pub hundredths: i64,
    /// `EUR`, `h`, `percent`; empty for a plain number.
    pub unit: String,
}

impl Figure {
    #[must_use]
    pub fn plain(whole: i64) -> Self {
        Self { hundredths: whole.saturating_mul(100), unit: String::new() }
    }

    /// The number without its hundredths.
    #[must_use]
    pub const fn whole(&self) -> i64 {
        self.hundredths / 100
    }

    /// Reads `100`, `12.50`, `€100`, `100eur`, `3h`, `60%`, with the unit behind it or before.
    #[must_use]
    pub fn read(said: &str) -> Option<Self> {
        let said = said.trim();
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let start = said.find(|c: char| c.is_ascii_digit())?;
        let (before, rest) = said.split_at(start);
        let end = rest.find(|c: char| !is_number(c)).unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let unit = [before.trim(), after.trim()].into_iter().find(|unit| !unit.is_empty()).unwrap_or_default();
        Some(Self { hundredths: hundredths(number)?, unit: unit_word(unit) })
    }
}

/// `1,250.5`, `1.250,50` and `100` in hundredths: the last mark with one or two digits behind it is the decimal one.
fn hundredths(number: &str) -> Option<i64> {
    let number = number.trim_end_matches(['.', ',']);
    let (whole, part) = match number.rfind(['.', ',']) {
        Some(at) if number.len() - at - 1 <= 2 => (number.get(..at)?, number.get(at + 1..)?),
        _ => (number, ""),
    };
    let whole: i64 = whole.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()?;
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(part)
}

fn unit_word(unit: &str) -> String {
    match unit {
        "€" => "EUR".to_owned(),
        "$" => "USD".to_owned(),
        "£" => "GBP".to_owned(),
        "₱" => "PHP".to_owned(),
        "%" | "percent" => "percent".to_owned(),
        "h" | "hour" | "hours" | "h/week" | "hours a week" | "h a week" => "h".to_owned(),
        _ if unit.chars().count() == 3 && unit.chars().all(char::is_alphabetic) => unit.to_uppercase(),
        _ => unit.to_owned(),
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = self.hundredths.unsigned_abs() % 100;
        match part {
            0 => write!(f, "{}", self.whole())?,
            part => write!(f, "{}.{part:02}", self.whole())?,
        }
        match self.unit.as_str() {
            "" => Ok(()),
            "percent" => f.write_str(" %"),
            unit => write!(f, " {unit}"),
        }
    }
}

/// What a letter seemed to promise or agree is asked about until so many days after its day. After that it is let go.
pub const ASKED_FOR_DAYS: i64 = 21;

/// One entry of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    /// `None` where it is about every relationship: a rule muted for all.
    pub relationship: Option<RelationshipId>,
    pub kind: EntryKind,
    /// Whose it is; `None` where it is both's.
    pub by: Option<Side>,
    /// A narrower word for it; empty where there is none.
    pub topic: String,
    /// The quoted words, or the user's own.
    pub words: String,
    /// The day it was said, in the user's zone; of a talk that was held, the day it was held.
    pub on: Date,
    pub until: Option<Date>,
    /// The hour of that day, in the user's zone.
    pub at: Option<Time>,
    pub figure: Option<Figure>,
    pub state: EntryState,
    /// The day on which something came of it.
    pub settled_on: Option<Date>,
    /// What the user said about how it was settled: why it was skipped, how she heard that it is late.
    pub because: String,
    /// The letter that shows it; `None` when the user told us.
    pub shown_by: Option<InteractionId>,
    /// The first day on which the other side answered that letter, as far as its answers say which letter they answer.
    pub answered_on: Option<Date>,
}

impl Entry {
    /// An entry that stands since a day, for the user or a test to fill.
    #[must_use]
    pub fn new(kind: EntryKind, on: Date) -> Self {
        Self {
            id: EntryId(0),
            relationship: None,
            kind,
            by: None,
            topic: String::new(),
            words: String::new(),
            on,
            until: None,
            at: None,
            figure: None,
            state: kind.begins(),
            settled_on: None,
            because: String::new(),
            shown_by: None,
            answered_on: None,
        }
    }

    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.state.is_open()
    }

    /// The entry as it stood at the end of an earlier day; `None` where nobody had spoken of it yet.
    #[must_use]
    pub fn as_of(&self, day: Date) -> Option<Self> {
        if self.on > day {
            return None;
        }
        let mut then = self.clone();
        if then.settled_on.is_some_and(|on| on > day) {
            (then.state, then.settled_on) = (self.kind.begins(), None);
        }
        then.answered_on = then.answered_on.filter(|on| *on <= day);
        Some(then)
    }

    /// The last day on which the user is asked whether it is so: of what was only found in a letter, promises for a day and
    /// agreements. The rest counts quietly.
    #[must_use]
    pub fn asked_until(&self) -> Option<Date> {
        let is_asked = match self.kind {
            EntryKind::Promise => self.until.is_some(),
            kind => kind == EntryKind::Agreement,
        };
        let last = days_before(self.until.unwrap_or(self.on), -ASKED_FOR_DAYS);
        (is_asked && self.state == EntryState::Proposed).then_some(last)
    }

    /// What it is about, in words: what was told, else its topic, else its kind.
    #[must_use]
    pub fn about(&self) -> &str {
        [self.words.as_str(), self.topic.as_str()].into_iter().find(|said| !said.is_empty()).unwrap_or(self.kind.word())
    }

    /// The kind of giving that an ask is about.
    #[must_use]
    pub fn asks_for(&self) -> Option<ActKind> {
        ActKind::from_word(&self.topic)
    }

    /// The day that counts for it: when it is due or planned for, else when it was said.
    #[must_use]
    pub fn day(&self) -> Date {
        match self.kind {
            EntryKind::Step | EntryKind::Promise => self.until.unwrap_or(self.on),
            EntryKind::Meeting if self.state == EntryState::Planned => self.until.unwrap_or(self.on),
            _ => self.on,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &str, expected: Option<&str>) {
        assert_eq!(Figure::read(said).map(|figure| figure.to_string()).as_deref(), expected, "{said}");
    }

    #[test]
    fn a_figure_is_read_as_people_write_it() {
        check("100", Some("100"));
        check("12.5", Some("12.50"));
        check("1,250.50", Some("1250.50"));
        check("1.250,50 eur", Some("1250.50 EUR"));
        check("1,250", Some("1250"));
        check("€80", Some("80 EUR"));
        check("3h/week", Some("3 h"));
        check("60%", Some("60 %"));
        check("quality", None);
        check("99999999999999999999", None);
    }
}
