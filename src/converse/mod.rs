//! A reply's new words to commands, proven to be the user's. One grammar for a reply, a fresh mail and the terminal.
//!
//! Reading goes in three steps that know nothing of each other: which words are new ([`new_words`]), whose they are ([`proof`])
//! and what they ask for ([`hear`]). Nothing here acts, and nothing here looks a name up: a name that fits nobody is handed on as
//! the user wrote it.

mod args;
mod authres;
mod clean;
mod courtesies;
mod fresh;
mod help;
mod json;
mod kinds;
mod line;
mod names;
mod sending;
mod several;
mod slips;
mod table;
mod tokens;
mod trust;
mod went;
mod when;
mod whole;

#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::domain::address::Address;
use crate::domain::command::{Command, Heard, Misheard, Proof, Verb};
use crate::domain::letter::{Letter, Reading};

/// A relationship that the user may name in a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The short name: `acme`.
    pub key: String,
    /// The name in a sentence: `Acme Studio`.
    pub name: String,
    /// The person's first name, where it is known: `Dana`.
    pub person: Option<String>,
}

/// What words are heard against: the day they are said on, who could be meant, and what the answered mail holds.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    pub today: Date,
    pub known: &'a [Known],
    /// Ids of the rules, so that `quiet-client slower 3` can be told from a name.
    pub rules: &'a [String],
    /// What the user calls herself; a line with nothing else is her signature.
    pub you: &'a [String],
    /// How many numbered items the answered mail holds; 0 for a fresh mail and the terminal.
    pub n_items: usize,
    /// The numbers among them under which a text for the other side stands.
    pub texts: &'a [u32],
    /// Whether a question that `yes` or `no` can answer is open beside the items.
    pub question: bool,
    /// Whether the answered mail asks how one talk went: then free words are what was said there.
    pub talk: bool,
}

impl Ground<'_> {
    /// A fresh mail or the terminal, where nobody is known yet.
    #[must_use]
    pub const fn on(today: Date) -> Self {
        Self { today, known: &[], rules: &[], you: &[], n_items: 0, texts: &[], question: false, talk: false }
    }

    /// The number of the text that a word about one means where it says none: the only one there is. `None` where nothing is
    /// numbered.
    ///
    /// # Errors
    /// Why it cannot be told which one, for the person who wrote `word`.
    fn text_meant(&self, word: &str) -> Result<Option<u32>, String> {
        match (self.n_items, self.texts) {
            (0, _) => Ok(None),
            (1, _) => Ok(Some(1)),
            (_, [only]) => Ok(Some(*only)),
            (_, []) => Err("none of what stands here is a text that could go; `pending` shows what waits".to_owned()),
            (_, [first, ..]) => {
                let numbers: Vec<String> = self.texts.iter().map(u32::to_string).collect();
                Err(format!(
                    "there are {} texts here, under {}; which one do you mean? For example `{first} {word}`",
                    numbers.len(),
                    numbers.join(", ")
                ))
            }
        }
    }
}

/// What the user's words ask for, line by line. Never fails: what makes no sense is in `not_understood`, with the nearest
/// line that would have.
#[must_use]
pub fn hear(words: &str, ground: &Ground) -> Heard {
    if ground.talk { went::hear(words, ground) } else { whole::hear(words, ground) }
}

/// The relationships that a name may mean: none, one, or several to choose from. A short name wins over a name, a name over
/// the first word of one.
#[must_use]
pub fn named<'k>(said: &str, known: &'k [Known]) -> Vec<&'k Known> {
    names::named(said, known)
}

/// The first day ahead that a sentence names, counted from the day it was written on: `by Friday`, `in two weeks`. A week or a
/// month is named for its end. What can be read two ways is not read.
#[must_use]
pub fn day_in(sentence: &str, written_on: Date) -> Option<Date> {
    when::day_in(sentence, written_on)
}

/// The words of a reply that the user wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWords {
    pub text: String,
    /// `false` when the two ways of finding the new words come to different answers; then no `send` in them may be acted on.
    pub agreed: bool,
}

impl NewWords {
    /// What was heard in them. Where they may be words of ours that came back, a `send` among them is asked about.
    #[must_use]
    pub fn hold_back_sends(&self, mut heard: Heard) -> Heard {
        if !self.agreed {
            let is_send = |command: &Command| matches!(command.verb, Verb::Send | Verb::SendOwn);
            let (sends, commands) = heard.commands.into_iter().partition(is_send);
            heard.commands = commands;
            heard.not_understood.extend(sends.into_iter().map(|send: Command| Misheard {
                said: send.said,
                why: "I cannot tell which words of your reply are new, so nothing goes. Please write it in a reply of its own, above the \
                      quoted part or without it"
                    .to_owned(),
                nearest: Some("send".to_owned()),
            }));
        }
        heard
    }
}

/// What a reply answers, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers<'a> {
    /// A mail of ours with these words.
    Ours(&'a str),
    /// A mail of ours that is not at hand.
    Forgotten,
    /// Somebody else's mail, or nothing.
    Else,
}

/// The new words of a reply, found by taking away the words of the mail of ours that it answers, and checked against what the
/// reader found. Without that mail the reader alone is believed; where even the reader cannot tell whose words they are, none are new.
#[must_use]
pub fn new_words(reply: &Letter, answers: Answers<'_>) -> NewWords {
    fresh::new_words(reply, answers)
}

/// Whose word counts, and how a mail proves that it is theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// The user's own addresses.
    pub you: Vec<Address>,
    /// The name under which the user's own mail system writes `Authentication-Results` (RFC 8601 section 2.5). Learnt once, at
    /// setup; without it nothing is ever proven.
    pub authserv_id: Option<String>,
    /// Whether a signature counts that was checked here, where her mail system says nothing.
    pub signatures: bool,
    /// Whether a signature of a subdomain, or of the domain above, counts as the domain's own (DMARC calls it relaxed).
    pub subdomains: bool,
}

/// Whether a mail is the user's: one author, one of her addresses, written by a person, and vouched for by her own mail system.
#[must_use]
pub fn proof(reading: &Reading, trust: &Trust) -> Proof {
    trust::proof(reading, trust)
}

/// The domain whose signature, checked here, speaks for the one author of a mail of the user's. Whether it counts is another question.
#[must_use]
pub fn signed_by(reading: &Reading, trust: &Trust) -> Option<String> {
    trust::signed_by(reading, trust)
}

/// The mail system that checked where a mail came from, by the name it calls itself. Whether its word counts is another question.
#[must_use]
pub fn voucher(reading: &Reading) -> Option<String> {
    trust::voucher(reading)
}

/// The help text: the whole grammar, or what one verb, or one word for it, does.
#[must_use]
pub fn help(topic: Option<&str>) -> String {
    help::help(topic)
}

/// What was heard as `do --dry-run --json` prints it.
#[must_use]
pub fn heard_json(heard: &Heard) -> serde_json::Value {
    json::heard(heard)
}
