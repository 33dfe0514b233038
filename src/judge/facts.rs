//! The one table of facts. What scripts can ask, the check of a file before it runs, "did you mean", `rules facts` and the table
//! in `rules/README.md` all come from here, so they cannot disagree.

mod answers;

use crate::domain::account::{Account, Standing};
use crate::domain::act::{ActKind, Side};
use crate::domain::finding::Evidence;
use crate::domain::relationship::{Intent, Seat};

use super::amount::Unit;

/// One thing a rule can ask about a relationship.
pub struct Fact {
    pub name: &'static str,
    pub of: Of,
    pub takes: Takes,
    pub gives: Gives,
    pub meaning: &'static str,
    /// When the answer is "not enough data"; empty where it is always known.
    pub unknown: &'static str,
    pub example: &'static str,
    /// Which answers claim that something did *not* happen, and so need enough of the mail to have been seen.
    pub absence: Absence,
    answer: fn(&Account, Side, &Given) -> Answer,
    evidence: fn(&Account, Side, &Given) -> Vec<Evidence>,
}

impl Fact {
    pub fn answer(&self, account: &Account, side: Side, given: &Given) -> Answer {
        (self.answer)(account, side, given)
    }

    /// What in the account the answer rests on.
    pub fn evidence(&self, account: &Account, side: Side, given: &Given) -> Vec<Evidence> {
        (self.evidence)(account, side, given)
    }

    /// How it is called, with what it takes: `gave(window)`.
    pub fn call(&self) -> String {
        match self.takes {
            Takes::Nothing => self.name.to_owned(),
            Takes::Window => format!("{}(window)", self.name),
            Takes::WindowAndKind => format!("{}(window), {0}(\"kind\", window)", self.name),
            Takes::MeetingKind => format!("{}(), {0}(\"kind\")", self.name),
        }
    }
}

/// Whose fact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Of `you` and of `they` alike.
    Person,
    /// Of what concerns both.
    We,
}

impl Of {
    pub const fn subjects(self) -> &'static str {
        match self {
            Self::Person => "you, they",
            Self::We => "we",
        }
    }
}

/// What stands in its parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    /// A length of time that ends today.
    Window,
    /// The same, and if wanted a kind of giving, in either order.
    WindowAndKind,
    /// If wanted, the kind of a meeting.
    MeetingKind,
}

/// What kind of answer it gives.
#[derive(Clone, Copy, Debug)]
pub enum Gives {
    Amount(Unit),
    YesNo,
    /// One of a few words.
    Word(fn() -> Vec<&'static str>),
    Text,
}

impl Gives {
    pub fn spoken(self) -> String {
        match self {
            Self::Amount(Unit::Count) => "number".to_owned(),
            Self::Amount(unit) => unit.word().to_owned(),
            Self::YesNo => "yes or no".to_owned(),
            Self::Word(words) => format!("one of: {}", words().join(", ")),
            Self::Text => "text".to_owned(),
        }
    }
}

/// Which end of an answer claims that something is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// None: it speaks of what is there.
    Never,
    /// Few: "they gave nothing".
    Low,
    /// Much: "they have been silent for long".
    High,
    /// Either.
    Both,
}

/// What a rule put into the parentheses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub days: Option<u32>,
    pub kind: Option<ActKind>,
    pub meeting: Option<String>,
}

/// What a fact answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `None`: not enough data.
    Amount(Option<i64>),
    YesNo(bool),
    Word(&'static str),
    Text(Option<String>),
}

/// The fact of that name.
pub fn find(of: Of, name: &str) -> Option<&'static Fact> {
    FACTS.iter().find(|fact| fact.of == of && fact.name == name)
}

/// The names of the facts of one subject.
pub fn names(of: Of) -> impl Iterator<Item = &'static str> {
    FACTS.iter().filter(move |fact| fact.of == of).map(|fact| fact.name)
}

/// What the words of a fact about one relationship can be.
fn intents() -> Vec<&'static str> {
    Intent::ALL.iter().map(|intent| intent.word()).collect()
}

fn standings() -> Vec<&'static str> {
    Standing::ALL.iter().map(|standing| standing.word()).collect()
}

fn seats() -> Vec<&'static str> {
    Seat::ALL.iter().map(|seat| seat.word()).collect()
}

macro_rules! facts {
    ($($name:ident of $of:ident ($takes:ident) -> $gives:expr, $absence:ident:
        $meaning:literal, unknown $unknown:literal, $example:literal, $answer:path, $evidence:path;)*) => {
        &[$(Fact {
            name: stringify!($name),
            of: Of::$of,
            takes: Takes::$takes,
            gives: $gives,
            meaning: $meaning,
            unknown: $unknown,
            example: $example,
            absence: Absence::$absence,
            answer: $answer,
            evidence: $evidence,
        }),*]
    };
}

const COUNT: Gives = Gives::Amount(Unit::Count);
const PERCENT: Gives = Gives::Amount(Unit::Percent);
const DAYS: Gives = Gives::Amount(Unit::Days);
const WORKING_DAYS: Gives = Gives::Amount(Unit::WorkingDays);
const HOURS: Gives = Gives::Amount(Unit::Hours);

/// Every fact. Names are a promise to people who write rules: add, never rename.
pub static FACTS: &[Fact] = facts! {
    name of Person (Nothing) -> Gives::Text, Never:
        "what to call them in a sentence", unknown "", "`${they.name} wrote`",
        answers::name, answers::nothing;
    person of Person (Nothing) -> Gives::Text, Never:
        "the person's first name, else the same as `name`", unknown "", "`Thank ${they.person}`",
        answers::person, answers::nothing;
    gave of Person (WindowAndKind) -> COUNT, Low:
        "acts of giving beyond the work, proposed or confirmed; payment and uninvited advice left out", unknown "",
        "they.gave(90.days) == 0", answers::gave, answers::acts;
    surely_gave of Person (WindowAndKind) -> COUNT, Low:
        "the same, but only what you confirmed", unknown "", "you.surely_gave(\"help\", 60.days) >= 3",
        answers::surely_gave, answers::sure_acts;
    kinds_gave of Person (Window) -> COUNT, Low:
        "how many different kinds of giving", unknown "", "they.kinds_gave(180.days) >= 3",
        answers::kinds_gave, answers::acts;
    unthanked of Person (Window) -> COUNT, Never:
        "confirmed acts of theirs that the other side has not thanked for", unknown "",
        "they.unthanked(30.days) >= 1", answers::unthanked, answers::unthanked_acts;
    first_unthanked of Person (Window) -> Gives::Text, Never:
        "the oldest of those, in words: `a referral on 3 November`", unknown "all is thanked for",
        "`${they.first_unthanked(30.days)}`", answers::first_unthanked, answers::unthanked_acts;
    wrote of Person (Window) -> COUNT, Low:
        "letters written", unknown "", "they.wrote(30.days) >= 5", answers::wrote, answers::nothing;
    silence of Person (Nothing) -> WORKING_DAYS, High:
        "working days since the last letter", unknown "no letter seen yet", "they.silence > 10.working_days",
        answers::silence, answers::last_letter;
    usual_gap of Person (Nothing) -> WORKING_DAYS, Never:
        "the pause that 9 of 10 of their pauses keep below, over a year", unknown "fewer than 6 days of writing",
        "they.silence > they.usual_gap.times(2)", answers::usual_gap, answers::nothing;
    reply_time of Person (Window) -> HOURS, High:
        "the middle time to answer a letter", unknown "fewer than 5 answers", "they.reply_time(30.days) > 48.hours",
        answers::reply_time, answers::nothing;
    reply_time_before of Person (Window) -> HOURS, Never:
        "the same in the window before that one, for a trend", unknown "fewer than 5 answers",
        "they.reply_time(30.days) > they.reply_time_before(30.days).times(2)",
        answers::reply_time_before, answers::nothing;
    owes of Person (Nothing) -> COUNT, High:
        "letters of the other side not answered yet", unknown "", "they.owes >= 2", answers::owes, answers::first_owed;
    owes_for of Person (Nothing) -> WORKING_DAYS, High:
        "working days since the first of those letters", unknown "nothing is owed", "you.owes_for > 2.working_days",
        answers::owes_for, answers::first_owed;
    wrote_last of Person (Nothing) -> Gives::YesNo, High:
        "whether the last letter is theirs", unknown "", "you.wrote_last", answers::wrote_last, answers::last_letter;
    only_requests of Person (Window) -> PERCENT, High:
        "the share of their letters that ask for work and bring nothing else", unknown "fewer than 5 letters",
        "they.only_requests(90.days) >= 90.percent", answers::only_requests, answers::nothing;
    after_hours of Person (Window) -> PERCENT, Never:
        "the share of their letters that reach the other side outside its hours", unknown "fewer than 5 letters",
        "they.after_hours(30.days) > 30.percent", answers::after_hours, answers::nothing;

    intent of We (Nothing) -> Gives::Word(intents), Never:
        "what you said you want it to be", unknown "", "we.intent == \"partnership\"", answers::intent, answers::nothing;
    standing of We (Nothing) -> Gives::Word(standings), Never:
        "what it is today, worked out from the account", unknown "", "we.standing == \"cooling\"",
        answers::standing, answers::nothing;
    seat of We (Nothing) -> Gives::Word(seats), Never:
        "the chair you sit in", unknown "", "we.seat == \"va\"", answers::seat, answers::nothing;
    coverage of We (Nothing) -> PERCENT, Never:
        "how much of the mail of the last 60 days I have seen", unknown "no letter in 60 days",
        "we.coverage >= 60.percent", answers::coverage, answers::nothing;
    letters of We (Nothing) -> COUNT, Never:
        "letters ever filed", unknown "", "we.letters >= 8", answers::letters, answers::nothing;
    days_together of We (Nothing) -> DAYS, Never:
        "days since you began to work together", unknown "no start and no letter known", "we.days_together >= 21.days",
        answers::days_together, answers::nothing;
    months of We (Nothing) -> COUNT, Never:
        "whole months since then", unknown "no start and no letter known", "we.months >= 3",
        answers::months, answers::nothing;
    balance of We (Window) -> PERCENT, Both:
        "the share of all giving that came from them; 50 percent is even", unknown "neither side gave",
        "we.balance(90.days) < 20.percent", answers::balance, answers::all_acts;
    open_asks of We (Window) -> COUNT, Never:
        "things you asked them for that are still open and at least that old", unknown "", "we.open_asks(21.days) >= 1",
        answers::open_asks, answers::asks;
    oldest_ask of We (Nothing) -> Gives::Text, Never:
        "the oldest open one, in words", unknown "nothing is open", "`${we.oldest_ask}`",
        answers::oldest_ask, answers::first_ask;
    oldest_ask_age of We (Nothing) -> DAYS, Never:
        "days since you asked for it", unknown "nothing is open", "we.oldest_ask_age >= 21.days",
        answers::oldest_ask_age, answers::first_ask;
    due_steps of We (Nothing) -> COUNT, Never:
        "steps of the plan that are due today or were before", unknown "", "we.due_steps >= 1",
        answers::due_steps, answers::steps;
    next_step of We (Nothing) -> Gives::Text, Never:
        "the first of those steps, in words", unknown "no step is due", "`${we.next_step}`",
        answers::next_step, answers::steps;
    since_meeting of We (MeetingKind) -> DAYS, Never:
        "days since the last meeting, of any kind or of one", unknown "none was held",
        "we.since_meeting(\"coffee\") > 30.days", answers::since_meeting, answers::last_meeting;
    have_met of We (MeetingKind) -> Gives::YesNo, Never:
        "whether a meeting was ever held, of any kind or of one", unknown "", "!we.have_met(\"review\")",
        answers::have_met, answers::last_meeting;
};
