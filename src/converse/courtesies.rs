//! What people write around a command to be kind: greetings, please, thanks.

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
    &["👍"],
    &["✅"],
    &["🙏"],
    &["🙂"],
    &["😊"],
    &[":)"],
];

/// A line without the courtesies at its end.
pub(super) fn without_after(mut rest: Rest<'_>) -> Rest<'_> {
    let ends = |rest: &Rest<'_>, ending: &[&str]| {
        let tokens = rest.tokens();
        tokens.len() > ending.len()
            && tokens.iter().rev().zip(ending.iter().rev()).all(|(token, word)| !token.quoted && token.low == *word)
    };
    while let Some(ending) = AFTER.iter().find(|ending| ends(&rest, ending)) {
        rest = rest.without_last(ending.len());
    }
    rest
}
