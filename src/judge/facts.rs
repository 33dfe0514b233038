//! The one table of facts. What scripts can ask, the check of a file before it runs, "did you mean", `rules facts` and the table
//! in `rules/README.md` all come from here, so they cannot disagree.

mod answers;
mod entries;
mod work;

use crate::domain::account::{Account, Standing};
use crate::domain::act::{Act, ActKind, FORMS, MarkKind, Side};
use crate::domain::entry::{EntryState, TOPICS};
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
            Takes::Kind | Takes::Meeting => format!("{}(), {0}(\"kind\")", self.name),
            Takes::Topic => format!("{}(\"topic\")", self.name),
            Takes::Rule => format!("{}(\"rule\")", self.name),
            Takes::WindowAndOutcome => format!("{}(\"outcome\", window)", self.name),
            Takes::WindowAndMark => format!("{}(\"mark\", window)", self.name),
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
    /// If wanted, a kind of giving.
    Kind,
    /// If wanted, the kind of a meeting.
    Meeting,
    /// The topic of an agreement.
    Topic,
    /// The id of a rule.
    Rule,
    /// What became of an ask, and a length of time.
    WindowAndOutcome,
    /// The kind of a mark, and a length of time.
    WindowAndMark,
}

impl Takes {
    /// Whether it cannot do without a length of time.
    pub const fn needs_window(self) -> bool {
        matches!(self, Self::Window | Self::WindowAndKind | Self::WindowAndOutcome | Self::WindowAndMark)
    }

    /// Whether it cannot do without its word.
    pub const fn needs_word(self) -> bool {
        matches!(self, Self::Topic | Self::Rule | Self::WindowAndOutcome | Self::WindowAndMark)
    }

    /// What its word may be: what to call it, and the words; none where any word will do. `None` where it takes no word.
    pub fn words(self) -> Option<(&'static str, Vec<&'static str>)> {
        match self {
            Self::Nothing | Self::Window => None,
            Self::WindowAndKind | Self::Kind => Some(("kind of giving", kinds())),
            Self::Meeting => Some(("kind of meeting", Vec::new())),
            Self::Topic => Some(("topic of an agreement", TOPICS.to_vec())),
            Self::Rule => Some(("rule", Vec::new())),
            Self::WindowAndOutcome => {
                Some(("outcome of an ask", EntryState::OF_ASKS.iter().map(|state| state.word()).collect()))
            }
            Self::WindowAndMark => Some(("kind of mark", MarkKind::ALL.iter().map(|kind| kind.word()).collect())),
        }
    }
}

/// The kinds of giving, and the narrower words for them.
fn kinds() -> Vec<&'static str> {
    ActKind::ALL.iter().map(|kind| kind.word()).chain(FORMS.iter().map(|(form, _)| *form)).collect()
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

impl Absence {
    /// That of two amounts that are put together: what either claims, the sum can claim.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, it) | (it, Self::Never) => it,
            (it, same) if it == same => it,
            _ => Self::Both,
        }
    }

    /// That of an amount that is taken away: the less there is of it, the more is left.
    pub const fn turned(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
            Self::Never | Self::Both => self,
        }
    }
}

/// What a rule put into the parentheses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub days: Option<u32>,
    pub kind: Option<ActKind>,
    /// A narrower word for the kind: `course`.
    pub form: Option<&'static str>,
    /// A meeting's kind, a topic, an outcome, a mark, a rule.
    pub word: Option<String>,
}

impl Given {
    /// Whether an act is of the kind and the form that were asked for; where none was, whether it goes beyond the work.
    pub fn fits(&self, act: &Act) -> bool {
        if self.kind.is_none() && self.form.is_none() {
            return act.goes_beyond();
        }
        self.kind.is_none_or(|kind| act.kind == kind) && self.form.is_none_or(|form| act.form == form)
    }
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
        "acts of giving, proposed or confirmed, without payment and uninvited advice; where no kind is named, thanks, praise, files and corrections count once you confirmed them", unknown "",
        "they.gave(90.days) == 0", answers::gave, answers::acts;
    surely_gave of Person (WindowAndKind) -> COUNT, Low:
        "the same, but only what you confirmed", unknown "", "you.surely_gave(\"help\", 60.days) >= 3",
        answers::surely_gave, answers::sure_acts;
    kinds_gave of Person (Window) -> COUNT, Low:
        "how many different kinds of giving", unknown "", "they.kinds_gave(180.days) >= 3",
        answers::kinds_gave, answers::acts;
    unthanked of Person (Window) -> COUNT, Never:
        "confirmed acts of theirs that the other side has not thanked for, in a letter or, as far as can be known, in a talk since", unknown "",
        "they.unthanked(30.days) >= 1", answers::unthanked, answers::unthanked_acts;
    first_unthanked of Person (Window) -> Gives::Text, Never:
        "the oldest of those, in words: `a referral on 3 November`", unknown "all is thanked for",
        "`${they.first_unthanked(30.days)}`", answers::first_unthanked, answers::unthanked_acts;
    gave_before of Person (WindowAndKind) -> COUNT, Never:
        "acts of giving in the window before that one, for a trend", unknown "",
        "they.gave(90.days) < they.gave_before(90.days)", entries::gave_before, answers::nothing;
    carries of Person (Nothing) -> Gives::YesNo, High:
        "whether they carry it: they give beyond the work, and less comes back than before, for longer than chance explains; or nothing ever did",
        unknown "", "you.carries", answers::carries, answers::nothing;
    since_gave of Person (Kind) -> DAYS, High:
        "days since they last gave, of any kind or of one", unknown "none seen in 400 days",
        "you.since_gave(\"feedback\") > 14.days", entries::since_gave, entries::last_gift;
    letters_with of Person (WindowAndKind) -> PERCENT, Low:
        "the share of their letters in which something was given, of any kind or of one", unknown "fewer than 5 letters",
        "you.letters_with(\"input\", 30.days) < 5.percent", entries::letters_with, answers::acts;
    ideas_unanswered of Person (Window) -> COUNT, High:
        "ideas of theirs, at least that old, in letters that the other side has not answered", unknown "",
        "they.ideas_unanswered(7.days) >= 1", entries::ideas_unanswered, entries::ideas;
    oldest_idea of Person (Nothing) -> Gives::Text, Never:
        "the oldest of those, in words", unknown "none waits", "`${they.oldest_idea}`",
        entries::oldest_idea, entries::ideas;
    wrote of Person (Window) -> COUNT, Low:
        "letters written", unknown "", "they.wrote(30.days) >= 5", answers::wrote, answers::nothing;
    wrote_before of Person (Window) -> COUNT, Never:
        "letters written in the window before that one, for a trend", unknown "",
        "they.wrote(60.days) < they.wrote_before(60.days).times(0.5)", entries::wrote_before, answers::nothing;
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
    slow_reply of Person (Nothing) -> HOURS, High:
        "the typical time of their last answers, where they took clearly longer than before: very clearly, or with fewer letters as well",
        unknown "answers take no longer than before, or too few are known", "they.slow_reply >= 48.hours",
        answers::slow_reply, answers::nothing;
    usual_reply of Person (Nothing) -> HOURS, Never:
        "the typical time of the answers before those", unknown "the same as for slow_reply",
        "`${they.usual_reply}`", answers::usual_reply, answers::nothing;
    owes of Person (Nothing) -> COUNT, High:
        "letters of the other side that begin a talk, ask or put a question, and are not answered yet", unknown "", "they.owes >= 2", answers::owes, answers::first_owed;
    owes_for of Person (Nothing) -> WORKING_DAYS, High:
        "working days since the first of those letters", unknown "nothing is owed", "you.owes_for > 2.working_days",
        answers::owes_for, answers::first_owed;
    wrote_last of Person (Nothing) -> Gives::YesNo, High:
        "whether the last letter is theirs", unknown "", "you.wrote_last", answers::wrote_last, answers::last_letter;
    only_requests of Person (Window) -> PERCENT, High:
        "the share of their letters that ask for work and bring nothing else", unknown "fewer than 5 letters",
        "they.only_requests(90.days) >= 90.percent", answers::only_requests, answers::nothing;
    starts_with_request of Person (Window) -> PERCENT, High:
        "the share of the talks they began that began with a request", unknown "fewer than 5 begun",
        "they.starts_with_request(90.days) >= 90.percent", entries::starts_with_request, answers::nothing;
    unasked of Person (Window) -> PERCENT, Low:
        "the share of their letters that nobody had asked for: news, an idea, something done, a talk begun without a request",
        unknown "fewer than 5 letters", "they.unasked(45.days) < 10.percent", entries::unasked, answers::nothing;
    noticed of Person (WindowAndMark) -> COUNT, Never:
        "marks noticed in their letters, of one kind", unknown "", "they.noticed(\"payment_late\", 90.days) >= 2",
        entries::noticed, answers::nothing;
    noticed_before of Person (WindowAndMark) -> COUNT, Never:
        "the same in the window before that one, for a trend", unknown "",
        "you.noticed(\"no_update\", 60.days) >= you.noticed_before(\"no_update\", 60.days)", work::noticed_before, answers::nothing;
    will_answer of Person (Nothing) -> Gives::YesNo, Never:
        "whether their last word was that an answer will come, and its day has not passed", unknown "",
        "!they.will_answer", answers::will_answer, answers::holds;
    asked of Person (WindowAndKind) -> COUNT, Low:
        "times they asked the other side for something, of any kind or of one", unknown "",
        "you.asked(\"referral\", 120.days) == 0", entries::asked, answers::nothing;
    asks of Person (WindowAndOutcome) -> COUNT, Never:
        "things they asked for that came to an outcome: open, yes, no, later or lapsed", unknown "",
        "you.asks(\"no\", 180.days) >= 2", entries::asks, entries::settled_lines;
    open_asks of Person (WindowAndKind) -> COUNT, High:
        "things they asked for, at least that old, still open and with no answer seen", unknown "",
        "they.open_asks(\"access\", 2.days) >= 1", entries::open_asks, entries::open_ask_lines;
    oldest_ask of Person (Nothing) -> Gives::Text, Never:
        "the oldest of those, in words", unknown "nothing is open", "`${they.oldest_ask}`",
        entries::oldest_ask, entries::open_ask_lines;
    oldest_ask_for of Person (Nothing) -> WORKING_DAYS, High:
        "working days since it was asked for", unknown "nothing is open", "they.oldest_ask_for > 2.working_days",
        entries::oldest_ask_for, entries::open_ask_lines;
    same_permission of Person (Window) -> COUNT, Never:
        "times they asked leave for one kind of thing, and were not refused; of the kind that they asked for most often", unknown "",
        "they.same_permission(30.days) >= 5", work::same_permission, work::permission_lines;
    permission_to of Person (Window) -> Gives::Text, Never:
        "what that kind is, in a word: `refund`", unknown "no leave was asked for", "`${they.permission_to(30.days)}`",
        work::permission_to, work::permission_lines;
    plain_feedback of Person (Nothing) -> COUNT, Never:
        "days on which they gave feedback by letter, since the last on which an example stood beside it", unknown "",
        "you.plain_feedback >= 3", work::plain_feedback, answers::nothing;
    uninvited_advice of Person (Window) -> COUNT, Never:
        "advice of theirs on the other side's own doing, that it had not asked for, as far as can be seen, and has not said yes to",
        unknown "", "they.uninvited_advice(60.days) >= 2", work::uninvited_advice, work::advice_acts;
    open_promises of Person (Nothing) -> COUNT, Never:
        "promises of theirs that nobody has settled", unknown "", "you.open_promises >= 1",
        entries::open_promises, entries::promise_lines;
    due_promises of Person (Nothing) -> COUNT, Never:
        "those whose day is today or has passed", unknown "", "you.due_promises >= 1",
        entries::due_promises, entries::due_promise_lines;
    next_promise of Person (Nothing) -> Gives::Text, Never:
        "the promise whose day comes first, in words", unknown "none is open", "`${you.next_promise}`",
        entries::next_promise, entries::promise_lines;
    late_without_notice of Person (Window) -> COUNT, High:
        "promises whose day passed with no word of theirs around it", unknown "",
        "they.late_without_notice(30.days) >= 2", entries::late_without_notice, entries::silent_lines;
    late_with_notice of Person (Window) -> COUNT, Never:
        "promises that were late or moved, with a word before", unknown "", "they.late_with_notice(30.days) >= 3",
        entries::late_with_notice, entries::told_lines;
    kept of Person (Window) -> COUNT, Never:
        "promises kept by their day", unknown "", "they.kept(90.days) >= 3", entries::kept, entries::kept_lines;
    kept_in_a_row of Person (Nothing) -> COUNT, Never:
        "promises kept, or late with a word before, since the last that was late without", unknown "",
        "they.kept_in_a_row >= 10", entries::kept_in_a_row, answers::nothing;
    wins of Person (Window) -> COUNT, Never:
        "good news that they are behind", unknown "", "they.wins(90.days) >= 2", entries::wins, entries::win_lines;
    owns of Person (Nothing) -> COUNT, Never:
        "processes that are theirs, as you told", unknown "", "they.owns >= 2", entries::owns, entries::owned_lines;
    owns_without_guide of Person (Nothing) -> COUNT, Never:
        "those of them that no guide is written for", unknown "", "they.owns_without_guide >= 2",
        entries::owns_without_guide, entries::guide_lines;
    since_owned of Person (Nothing) -> DAYS, Never:
        "days since they last took over a process", unknown "they own none", "they.since_owned > 120.days",
        entries::since_owned, entries::owned_lines;
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
    since_meeting of We (Meeting) -> DAYS, Never:
        "days since the last meeting, of any kind or of one", unknown "none was held",
        "we.since_meeting(\"coffee\") > 30.days", answers::since_meeting, answers::last_meeting;
    have_met of We (Meeting) -> Gives::YesNo, Never:
        "whether a meeting was ever held, of any kind or of one", unknown "", "!we.have_met(\"review\")",
        answers::have_met, answers::last_meeting;
    is_planned of We (Meeting) -> Gives::YesNo, Never:
        "whether a meeting is planned for today or later, of any kind or of one", unknown "",
        "!we.is_planned(\"strategy\")", entries::is_planned, entries::planned_lines;
    planned_in of We (Meeting) -> DAYS, Never:
        "days until the next of those", unknown "none is planned", "we.planned_in(\"partnership-talk\") <= 2.days",
        entries::planned_in, entries::planned_lines;
    untold_talks of We (Nothing) -> COUNT, Never:
        "planned meetings whose day has passed, and of which you have told nothing", unknown "",
        "we.untold_talks >= 1", entries::untold_talks, entries::untold_lines;
    next_untold of We (Nothing) -> Gives::Text, Never:
        "the first of those, in words", unknown "there is none", "`${we.next_untold}`",
        entries::next_untold, entries::untold_lines;
    step_in of We (Nothing) -> DAYS, Never:
        "days until the next step of the plan", unknown "none is ahead", "we.step_in <= 7.days",
        entries::step_in, answers::nothing;
    step_for of We (Nothing) -> DAYS, Never:
        "days since the first step that is due was due", unknown "no step is due", "we.step_for >= 14.days",
        entries::step_for, answers::steps;
    month of We (Nothing) -> COUNT, Never:
        "the month of working together you are in; the first is 1", unknown "no start and no letter known",
        "we.month >= 4", entries::month, answers::nothing;
    starts_in of We (Nothing) -> DAYS, Never:
        "days until you begin to work together", unknown "it has begun, or you named no day", "we.starts_in <= 14.days",
        entries::starts_in, answers::nothing;
    start_lacks of We (Nothing) -> COUNT, Never:
        "what is good to say before the first day (goals, what each gives, the path, rhythm, measures, hours and limits), and that you told me nothing of",
        unknown "", "we.start_lacks >= 1", entries::start_lacks, answers::nothing;
    start_lacks_words of We (Nothing) -> Gives::Text, Never:
        "those, in words", unknown "nothing is lacking", "`${we.start_lacks_words}`",
        entries::start_lacks_words, answers::nothing;
    since_intent of We (Nothing) -> DAYS, Never:
        "days since you last said what you want it to be, or since you added it", unknown "you have not said",
        "we.since_intent >= 90.days", entries::since_intent, answers::nothing;
    agreed of We (Topic) -> Gives::YesNo, Never:
        "whether you told me of an agreement on a topic", unknown "", "!we.agreed(\"pathway\")",
        entries::agreed, entries::agreement_lines;
    since_agreed of We (Topic) -> DAYS, Never:
        "days since that agreement", unknown "there is none", "we.since_agreed(\"rate\") > 365.days",
        entries::since_agreed, entries::agreement_lines;
    shares of We (Nothing) -> COUNT, Never:
        "agreements on a share of money earned, of whatever kind", unknown "", "we.shares >= 1",
        entries::shares, entries::share_lines;
    reviews_due of We (Nothing) -> COUNT, Never:
        "agreements that you wanted to look at again by today", unknown "", "we.reviews_due >= 1",
        entries::reviews_due, entries::review_lines;
    next_review of We (Nothing) -> Gives::Text, Never:
        "the first of those, in words", unknown "none is due", "`${we.next_review}`",
        entries::next_review, entries::review_lines;
    unsettled_shares of We (Nothing) -> COUNT, Never:
        "shares in a project whose day has come, and of which nothing was given since, that you told", unknown "",
        "we.unsettled_shares >= 1", entries::unsettled_shares, entries::unsettled_lines;
    unsettled_for of We (Nothing) -> DAYS, Never:
        "days since the first of those days", unknown "nothing is unsettled", "we.unsettled_for >= 14.days",
        entries::unsettled_for, entries::unsettled_lines;
    next_unsettled of We (Nothing) -> Gives::Text, Never:
        "the first of those, in words", unknown "nothing is unsettled", "`${we.next_unsettled}`",
        entries::next_unsettled, entries::unsettled_lines;
    unwritten_for of We (Nothing) -> DAYS, Never:
        "days since something was agreed in a letter, or money beyond the fee was talked of, with no agreement told since",
        unknown "nothing is unwritten", "we.unwritten_for >= 7.days", entries::unwritten_for, entries::unwritten_lines;
    all_wins of We (Window) -> COUNT, Never:
        "good news of the two of you", unknown "", "we.all_wins(90.days) >= 1",
        entries::all_wins, entries::all_win_lines;
    unshared_wins of We (Nothing) -> COUNT, Never:
        "good news that you have not told them, as far as I can see", unknown "", "we.unshared_wins >= 1",
        entries::unshared_wins, entries::unshared_lines;
    unshared_for of We (Nothing) -> WORKING_DAYS, Never:
        "working days since the oldest of those", unknown "all is shared", "we.unshared_for >= 3.working_days",
        entries::unshared_for, entries::unshared_lines;
    next_win of We (Nothing) -> Gives::Text, Never:
        "the oldest of those, in words", unknown "all is shared", "`${we.next_win}`",
        entries::next_win, entries::unshared_lines;
    rating of We (Nothing) -> COUNT, Never:
        "your own rating, 1 to 5", unknown "you have not rated it", "we.rating <= 2", entries::rating, answers::nothing;
    rating_before of We (Nothing) -> COUNT, Never:
        "the rating before that one", unknown "you rated it fewer than twice", "we.rating < we.rating_before",
        entries::rating_before, answers::nothing;
    level of We (Nothing) -> COUNT, Never:
        "how far the role has grown, 1 to 4", unknown "you have not said", "we.level == 1",
        entries::level, answers::nothing;
    since_level of We (Nothing) -> DAYS, Never:
        "days since you told that level", unknown "you have not said", "we.since_level >= 14.days",
        entries::since_level, answers::nothing;
    level_lacks of We (Nothing) -> COUNT, Never:
        "how many of responsibility, autonomy and pay the last raise of the level brought no agreement on", unknown "",
        "we.level_lacks >= 1", entries::level_lacks, answers::nothing;
    level_lacks_words of We (Nothing) -> Gives::Text, Never:
        "those, in words", unknown "nothing is lacking", "`${we.level_lacks_words}`",
        entries::level_lacks_words, answers::nothing;
    goals of We (Nothing) -> COUNT, Never:
        "goals that you told, and that are open", unknown "", "we.goals == 0", entries::goals, entries::goal_lines;
    since_goal of We (Nothing) -> DAYS, Never:
        "days since the newest of those", unknown "there is none", "we.since_goal >= 60.days",
        entries::since_goal, entries::goal_lines;
    holiday_in of We (Nothing) -> DAYS, Never:
        "days until the next holiday of theirs, by their country or as you told", unknown "none is known in the next two months",
        "we.holiday_in <= 10.days", answers::holiday_in, answers::nothing;
    next_holiday of We (Nothing) -> Gives::Text, Never:
        "the day of that, in words", unknown "the same as for holiday_in", "`${we.next_holiday}`",
        answers::next_holiday, answers::nothing;
    renews_in of We (Nothing) -> DAYS, Never:
        "days until it ends or is renewed", unknown "you have not said", "we.renews_in <= 30.days",
        entries::renews_in, answers::nothing;
    income of We (Nothing) -> PERCENT, Never:
        "the share of your income that comes from it, as you told", unknown "you have not said",
        "we.income > 60.percent", entries::income, answers::nothing;
    hours_saved of We (Nothing) -> HOURS, Never:
        "hours a week saved by what was changed, as you told", unknown "", "we.hours_saved >= 2.hours",
        entries::hours_saved, entries::saving_lines;
    since_saving of We (Nothing) -> DAYS, Never:
        "days since the newest of those savings", unknown "there is none", "we.since_saving <= 60.days",
        entries::since_saving, entries::saving_lines;
    open_issues of We (Nothing) -> COUNT, Never:
        "things that you wanted to raise and have not", unknown "", "we.open_issues >= 1",
        entries::open_issues, entries::issue_lines;
    issue_for of We (Nothing) -> WORKING_DAYS, Never:
        "working days since the oldest of those", unknown "there is none", "we.issue_for >= 5.working_days",
        entries::issue_for, entries::issue_lines;
    oldest_issue of We (Nothing) -> Gives::Text, Never:
        "the oldest of those, in words", unknown "there is none", "`${we.oldest_issue}`",
        entries::oldest_issue, entries::issue_lines;
    note of We (Nothing) -> Gives::Text, Never:
        "the last thing you wanted to remember, in words", unknown "there is none", "`${we.note}`",
        entries::note, entries::note_lines;
    since_note of We (Nothing) -> DAYS, Never:
        "days since that", unknown "there is none", "we.since_note >= 14.days", entries::since_note, entries::note_lines;
    event_for of We (Nothing) -> DAYS, Never:
        "days since you noted something to go to and learn from (a webinar, a workshop), with nothing of the kind offered since",
        unknown "there is none", "we.event_for >= 3.days", work::event_for, work::event_lines;
    next_event of We (Nothing) -> Gives::Text, Never:
        "that note, in words", unknown "there is none", "`${we.next_event}`", work::next_event, work::event_lines;
    has_flag of We (Rule) -> Gives::YesNo, Never:
        "whether a rule has found something here that still holds", unknown "", "we.has_flag(\"quiet\")",
        entries::has_flag, answers::nothing;
    flag_age of We (Rule) -> DAYS, Never:
        "days since that began to hold", unknown "it does not hold", "we.flag_age(\"one-sided\") >= 60.days",
        entries::flag_age, answers::nothing;
    since_nudge of We (Rule) -> DAYS, Never:
        "days since I last told you what a rule found here", unknown "I have not told you",
        "we.since_nudge(\"one-sided\") > 180.days", entries::since_nudge, answers::nothing;
};
