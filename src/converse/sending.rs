//! The one word that cannot be taken back. `send` is heard only where the whole line is it; anything near it is asked about.

use super::Ground;
use super::args::numbers;
use super::names::known_name;
use super::slips;
use super::tokens::{Rest, Token};

/// What a line says about sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    /// Nothing.
    Silent,
    /// To send: these items, or the text for this person, or the only text there is.
    Exact { items: Vec<u32>, who: Option<String> },
    /// Something, but not clearly enough: why not, in plain words.
    Unsure(String),
}

const PHRASES: &[&str] = &[
    "yes send it",
    "yes send",
    "ok send it",
    "ok send",
    "okay send it",
    "okay send",
    "send it",
    "send",
    "approve it",
    "approve",
    "approved",
];
const BEFORE: &[&str] =
    &["please", "pls", "hi bothways", "hello bothways", "hi there", "hello there", "hi", "hello", "hey"];
const AFTER: &[&[&str]] = &[
    &["thanks", "a", "lot"],
    &["thank", "you"],
    &["many", "thanks"],
    &["thanks"],
    &["please"],
    &["pls"],
    &["plz"],
    &["thx"],
    &["ty"],
    &["cheers"],
    &["👍"],
    &["✅"],
    &["🙏"],
];

pub(super) fn read(line: &str, tokens: &[Token], ground: &Ground<'_>) -> Sending {
    if !tokens.iter().any(|token| is_about_sending(&token.low)) {
        return Sending::Silent;
    }
    match exact(line, tokens, ground) {
        Some((items, who)) => checked(items, who, ground),
        None => Sending::Unsure(hesitation(line, tokens)),
    }
}

pub(super) fn is_about_sending(low: &str) -> bool {
    matches!(
        low,
        "send" | "sends" | "sending" | "send-it" | "approve" | "approved" | "approves" | "approving" | "approval"
    )
}

/// Whether a word may have been meant as `send`. It never is `send`; it only earns the question.
pub(super) fn is_nearly_send(low: &str) -> bool {
    is_about_sending(low) || ["send", "approve", "approved"].iter().any(|word| slips::is_slip(low, word))
}

/// The whole line and nothing else: `[which] send [which]`, with courtesies around it.
fn exact(line: &str, tokens: &[Token], ground: &Ground<'_>) -> Option<(Vec<u32>, Option<String>)> {
    // A question mark, dots that trail off, or a quoted word is a hesitation.
    let is_sure = |token: &Token| {
        !token.quoted
            && (token.tail.chars().all(|c| matches!(c, '!' | ',' | ')')) || token.tail == "." || token.tail == ":")
    };
    if !tokens.iter().all(is_sure) {
        return None;
    }
    let mut rest = Rest::new(line, tokens);
    while rest.eat(BEFORE) {}
    while let Some(ending) = AFTER.iter().find(|ending| ends_with(&rest, ending)) {
        rest = rest.without_last(ending.len());
    }
    let before = which(&mut rest, ground);
    if before.is_some() {
        rest.eat(&["-", "–"]);
    }
    if !rest.eat(PHRASES) || rest.after_colon() {
        return None;
    }
    let after = which(&mut rest, ground);
    if !rest.is_empty() {
        return None;
    }
    match (before, after) {
        (found, None) | (None, found) => Some(found.unwrap_or_default()),
        (Some(_), Some(_)) => None,
    }
}

fn ends_with(rest: &Rest<'_>, ending: &[&str]) -> bool {
    let tokens = rest.tokens();
    // Something must be left before it.
    tokens.len() > ending.len()
        && tokens.iter().rev().zip(ending.iter().rev()).all(|(token, word)| !token.quoted && token.low == *word)
}

fn which(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Option<(Vec<u32>, Option<String>)> {
    let items = numbers(rest);
    if !items.is_empty() {
        return Some((items, None));
    }
    let (who, n) = known_name(rest.tokens(), ground.known)?;
    rest.skip(n);
    Some((Vec::new(), Some(who)))
}

fn checked(mut items: Vec<u32>, who: Option<String>, ground: &Ground<'_>) -> Sending {
    items.sort_unstable();
    items.dedup();
    if let Some(beyond) =
        items.iter().find(|item| ground.n_items > 0 && usize::try_from(**item).is_ok_and(|item| item > ground.n_items))
    {
        return Sending::Unsure(format!("there is no {beyond} here, only 1 to {}", ground.n_items));
    }
    if items.is_empty() && who.is_none() {
        match ground.text_meant("send") {
            Ok(only) => items.extend(only),
            Err(why) => return Sending::Unsure(why),
        }
    }
    Sending::Exact { items, who }
}

/// Why a line about sending did not send, for the person who wrote it.
fn hesitation(line: &str, tokens: &[Token]) -> String {
    const NO: &[&str] = &["don't", "dont", "not", "never", "no", "stop", "cancel", "wait", "hold"];
    const MAYBE: &[&str] = &[
        "maybe", "perhaps", "unsure", "possibly", "might", "should", "could", "shall", "if", "when", "after", "before",
        "unless", "once",
    ];
    const ALL: &[&str] = &["all", "both", "everything", "them"];
    let any = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.low.as_str()));
    let what = if any(NO) {
        "that sounds like a no. Nothing goes; `drop` throws the text away, `undo` stops one that you approved"
    } else if line.contains('?') {
        "that is a question, so nothing goes"
    } else if any(MAYBE) || line.contains('…') || line.contains("...") {
        "you seem not to be sure yet, so nothing goes"
    } else if any(ALL) {
        "each text goes on its own word, for example `1 send`"
    } else {
        "there is more in the line than the word itself, so nothing goes"
    };
    format!("{what}. To send it, write `send` and nothing else on the line")
}
