//! Commands: what the user asks for, in a reply, in a new mail, or in the terminal.

use jiff::civil::Date;

use super::act::words;

words! {
    /// The verbs of the one grammar, by their canonical words.
    Verb {
        Send = "send", SendOwn = "sendown", Snooze = "snooze", Skip = "skip", Never = "never", Show = "show",
        Reword = "reword", Log = "log", Thank = "thank", Yes = "yes", No = "no", Done = "done", Sent = "sent",
        Drop = "drop", Why = "why", NotTrue = "not true", WrongClient = "wrong client", Whose = "whose", Ask = "ask",
        Got = "got", Gave = "gave", Promise = "promise", Agreed = "agreed", Met = "met", Book = "book", Won = "won",
        Intent = "intent", Rate = "rate", Level = "level", Plan = "plan", Quiet = "quiet", Mute = "mute",
        Unmute = "unmute", Add = "add", Rename = "rename", Merge = "merge", Zone = "zone", Holiday = "holiday",
        Note = "note", Goal = "goal", Status = "status", Today = "today", Week = "week", Pending = "pending",
        Rules = "rules", Rule = "rule", Pause = "pause", Resume = "resume", Stop = "stop", Undo = "undo",
        Forget = "forget", Help = "help",
    }
}

/// The parts of a command by name, as `--json` prints them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args {
    /// A relationship as the user called it, not yet looked up.
    pub who: Option<String>,
    /// A kind of act or meeting, an intent, an outcome of an ask: the canonical word.
    pub kind: Option<String>,
    /// The narrower word for a kind of giving, one of [`FORMS`](super::act::FORMS). Beside the canonical parts: no JSON has it.
    pub form: Option<&'static str>,
    /// Free words about it, without their quotes.
    pub note: Option<String>,
    pub date: Option<Date>,
    /// A length of time in days.
    pub duration: Option<Days>,
    pub until: Option<Date>,
    /// What a reworded text should be: `shorter`, `warmer`, or the user's own words. Of `book`: `moved` or `off`, where a talk that
    /// was planned is not held as planned.
    pub hint: Option<String>,
    /// The user's own text for `sendown`; addresses for `add`; a whole file that came with the mail for `rule`.
    pub text: Option<String>,
    /// A number, zone, name or setting to set.
    pub value: Option<String>,
    pub rule: Option<String>,
    pub question: Option<String>,
}

/// A length of time as the user said it, and in days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    /// As it is said back: `2 weeks`.
    pub said: String,
    pub days: u32,
}

/// One thing that the user asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub verb: Verb,
    /// The number of the item in the mail that is answered.
    pub item: Option<u32>,
    pub args: Args,
    /// The line as she wrote it.
    pub said: String,
}

impl Command {
    #[must_use]
    pub fn new(verb: Verb, said: &str) -> Self {
        Self { verb, item: None, args: Args::default(), said: said.to_owned() }
    }
}

/// A line that was not understood, with the nearest thing that would have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misheard {
    pub said: String,
    pub why: String,
    /// A whole line the user could write instead.
    pub nearest: Option<String>,
}

/// What a text asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    pub commands: Vec<Command>,
    pub not_understood: Vec<Misheard>,
}

/// Whether words are the user's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Proven: by what, in plain words.
    Proven(String),
    /// Nothing proves it and nothing disproves it.
    Unknown(String),
    /// It is not the user, or cannot be.
    Refused(String),
}
