//! What people write around a command to be kind: greetings, please, thanks.

use std::iter::successors;

use super::tokens::Rest;

/// Words that greet.
pub(super) const GREETINGS: &[&str] = &["hi", "hello", "hey", "thanks", "thank you"];

/// Words before a command that ask for it nicely, or take up a thread.
pub(super) const BEFORE: &[&str] = &[
    "please",
    "pls",
    "ok",
    "okay",
    "alright",
    "right",
    "and",
    "also",
    "then",
    "so",
    "well",
    "hi bothways",
    "hello bothways",
    "hi there",
    "hi",
    "hello",
    "hey",
    "could you please",
    "can you please",
    "would you please",
    "could you",
    "can you",
    "would you",
    "will you",
    "you can",
    "i'd like to",
    "i would like to",
    "i want to",
    "i'd like you to",
    "let's",
    "lets",
    "just",
    "go ahead and",
    "kindly",
    "actually",
    "for now",
    "thanks",
    "thank you",
    "yes",
    "no",
    "hmm",
    "oh",
    "sorry",
    "oops",
    "i think",
    "i guess",
];

/// Words behind a command that change nothing.
const AFTER: &[&[&str]] = &[
    &["thanks", "a", "lot"],
    &["thanks", "so", "much"],
    &["thank", "you"],
    &["many", "thanks"],
    &["if", "you", "can"],
    &["if", "possible"],
    &["for", "me"],
    &["thanks"],
    &["please"],
    &["pls"],
    &["plz"],
    &["thx"],
    &["ty"],
    &["cheers"],
    &["then"],
    &["now"],
    &["ok"],
    &["okay"],
    &["instead"],
    &["too"],
    &["sorry"],
    &["👍"],
    &["✅"],
    &["🙏"],
    &["🙂"],
    &["😊"],
    &[":)"],
];

/// So many courtesies at the end of a line are taken off one by one.
const ONE_BY_ONE: usize = 3;

/// A line without the courtesies at its end: first without the last, and at the end without any. `not now please` is not `not`.
pub(super) fn without_after(rest: Rest<'_>) -> Vec<Rest<'_>> {
    let mut shorter: Vec<Rest<'_>> = successors(without_last(rest), |rest| without_last(*rest)).collect();
    if let Some(last) = shorter.get(ONE_BY_ONE..).and_then(|more| more.last()).copied() {
        shorter.truncate(ONE_BY_ONE);
        shorter.push(last);
    }
    shorter
}

fn without_last(rest: Rest<'_>) -> Option<Rest<'_>> {
    let tokens = rest.tokens();
    let ends = |ending: &[&str]| {
        tokens.len() > ending.len()
            && tokens.iter().rev().zip(ending.iter().rev()).all(|(token, word)| !token.quoted && token.low == *word)
    };
    AFTER.iter().find(|ending| ends(ending)).map(|ending| rest.without_last(ending.len()))
}
