//! What stands between the two sides: asks and what came of them, promises, agreements.

use super::act::act_kind;
use super::{Parsed, Why, known_who, note_and_day, who};
use crate::converse::Ground;
use crate::converse::table::Begun;
use crate::converse::tokens::Rest;
use crate::converse::when::{Look, When, when};
use crate::domain::command::Args;
use crate::domain::entry::TOPICS;

/// `ask acme access "analytics login"`, `ask acme yes`, `who is quiet`.
pub(super) fn ask(begun: Begun, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut args = Args::default();
    if !matches!(begun.said, "ask" | "asked" | "i asked" | "said" | "says") {
        return question(begun.said, rest, ground);
    }
    rest.eat(&["from", "for"]);
    args.who = Some(who(rest, ground)?);
    rest.eat(&["said", "-", "told me"]);
    if let Some((When::On(date, _), n)) = when(rest.tokens(), ground.today, Look::Back) {
        args.date = Some(date);
        rest.skip(n);
    }
    if let Some(outcome) = outcome(rest) {
        args.kind = Some(outcome.to_owned());
        note_and_day(rest, ground, Look::Back, &mut args);
        return Ok(Parsed { args, ..Parsed::default() });
    }
    if matches!(begun.said, "said" | "says") {
        return Err("what became of it: yes, no or later?".to_owned());
    }
    rest.eat(&["for a", "for an", "for the", "for", "about", "a", "an"]);
    let mut begun = None;
    args.kind = act_kind(rest, ground, &mut begun);
    rest.eat(&["to the", "to"]);
    note_and_day(rest, ground, Look::Back, &mut args);
    if let Some(begun) = begun {
        args.note = Some(args.note.map_or(begun.clone(), |note| format!("{begun} {note}")));
    }
    if args.kind.is_none() && args.note.is_none() {
        return Err(
            "what did you ask for? For example access \"analytics login\"; or what became of it: yes, no or later"
                .to_owned(),
        );
    }
    Ok(Parsed { args, ..Parsed::default() })
}

/// What became of an ask, where nothing but a note in quotes follows.
fn outcome(rest: &mut Rest<'_>) -> Option<&'static str> {
    const OUTCOMES: &[(&str, &[&str])] = &[
        ("yes", &["yes", "agreed", "accepted", "granted", "will", "y"]),
        ("no", &["no", "declined", "refused", "denied", "won't", "n"]),
        ("later", &["later", "not now", "not yet", "maybe later", "maybe"]),
        ("lapsed", &["lapsed", "let go", "drop", "dropped", "forget it", "never mind"]),
    ];
    let mut ahead = *rest;
    let (outcome, _) = OUTCOMES.iter().find(|(_, words)| ahead.eat(words))?;
    let ends = ahead.is_empty() || ahead.after_colon() || ahead.peek().is_some_and(|token| token.quoted);
    ends.then(|| {
        *rest = ahead;
        *outcome
    })
}

/// `who is quiet`, `how is dana`, `what did I give`: answered from the account.
fn question(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let n = rest.tokens().len();
    let goes_on = rest.tokens().iter().take(n.saturating_sub(1)).any(|token| token.tail.contains(['.', '!', '?']));
    if n > 6
        || goes_on
        || (rest.is_empty()
            && !said.starts_with("what did")
            && !said.starts_with("what have")
            && !said.starts_with("what do"))
    {
        return Err("ask me in a few words, for example `who is quiet` or `how is acme`".to_owned());
    }
    let mut args = Args::default();
    let mut ahead = *rest;
    while !ahead.is_empty() && args.who.is_none() {
        args.who = known_who(&mut ahead, ground);
        ahead.skip(1);
    }
    // Where nobody is known, a word with a capital, or the one word that is left, may be anybody's name.
    if ground.known.is_empty() && !matches!(said, "who is" | "who's" | "who are" | "when did") {
        let words = rest.tokens();
        let named = words.iter().find(|token| token.text.starts_with(char::is_uppercase) && token.low != "i");
        args.who = named.or(words.first().filter(|_| words.len() == 1)).map(|token| token.text.clone());
    }
    args.question = Some(rest.whole().trim_end_matches(['?', '!', '.', ' ']).to_owned());
    rest.skip(usize::MAX);
    Ok(Parsed { args, ..Parsed::default() })
}

/// `promise acme them "send brief" fri`.
pub(super) fn promise(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut args = Args { who: Some(who(rest, ground)?), ..Args::default() };
    let side = match said {
        "they promised" => Some("they"),
        "i promised" => Some("you"),
        _ => None,
    };
    let side = side.or_else(|| {
        if rest.eat(&["them", "they", "theirs", "her", "him", "she", "he"]) {
            Some("they")
        } else if rest.eat(&["me", "i", "mine", "us", "we", "you"]) {
            Some("you")
        } else {
            None
        }
    });
    if let Some(what) = promise_outcome(said, rest) {
        args.kind = Some(what.to_owned());
        args.note = rest.quoted();
        note_and_day(rest, ground, if what == "moved" { Look::Ahead } else { Look::Back }, &mut args);
        args.text = rest.quoted();
        args.value = side.map(str::to_owned);
        return Ok(Parsed { args, ..Parsed::default() });
    }
    rest.eat(&["to", "will"]);
    note_and_day(rest, ground, Look::Ahead, &mut args);
    // A clock time of a promise is kept with its words; the value says whose promise it is.
    args.value = side.map(str::to_owned);
    if args.note.is_none() {
        return Err("what was promised? For example promise acme them \"send brief\" fri".to_owned());
    }
    Ok(Parsed { args, ..Parsed::default() })
}

/// What became of a promise: `kept`, `late "phoned me"`, `moved "send brief" tue`, `dropped`.
fn promise_outcome(said: &str, rest: &mut Rest<'_>) -> Option<&'static str> {
    const OUTCOMES: &[(&str, &[&str])] = &[
        ("kept", &["kept", "keeps", "done", "came", "delivered"]),
        ("late", &["late", "is late", "will be late", "told late", "late with notice"]),
        ("missed", &["missed", "late without a word", "late without notice", "broken"]),
        ("moved", &["moved to", "moved", "move to", "move", "now"]),
        ("dropped", &["dropped", "drop", "let go", "off", "cancelled", "canceled"]),
    ];
    if said == "kept" {
        return Some("kept");
    }
    let mut ahead = *rest;
    // The longest words first: `late without notice` is no `late`.
    let mut words: Vec<(&str, &str)> =
        OUTCOMES.iter().flat_map(|(outcome, words)| words.iter().map(move |word| (*word, *outcome))).collect();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let (_, outcome) = words.into_iter().find(|(word, _)| ahead.eat(&[word]))?;
    let ends = ahead.is_empty()
        || ahead.after_colon()
        || ahead.peek().is_some_and(|token| token.quoted)
        || (outcome == "moved" && ahead.peek().is_some());
    ends.then(|| {
        *rest = ahead;
        outcome
    })
}

/// Words people use for a topic of an agreement, and the one each stands for; see [`TOPICS`] for the topics themselves.
const TOPIC_WORDS: &[(&str, &[&str])] = &[
    ("boundary", &["boundaries", "limit", "limits"]),
    ("share", &["revenue-share", "revenue"]),
    ("profit-share", &["profit", "profitshare"]),
    ("authority", &["permission", "permissions"]),
    ("pathway", &["path", "growth"]),
    ("measures", &["measure", "metrics", "kpi", "kpis"]),
    ("tools", &["tool", "software"]),
    ("expectations", &["expectation"]),
    ("rhythm", &["check-in", "checkin", "cadence"]),
    ("confidentiality", &["nda", "privacy"]),
    ("deadline", &["deadlines"]),
];

fn topic(low: &str) -> Option<&'static str> {
    TOPICS
        .iter()
        .copied()
        .find(|topic| *topic == low)
        .or_else(|| TOPIC_WORDS.iter().find(|(_, words)| words.contains(&low)).map(|(topic, _)| *topic))
}

/// `agreed acme boundary "no calls after 18:00"`.
pub(super) fn agreed(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    rest.eat(&["with"]);
    let mut args = Args { who: Some(who(rest, ground)?), ..Args::default() };
    if let Some(token) = rest.peek().filter(|token| !token.quoted) {
        let mut ahead = *rest;
        ahead.skip(1);
        let stands_alone = ahead.is_empty() || ahead.after_colon() || ahead.peek().is_some_and(|next| next.quoted);
        let topic = topic(&token.low);
        if stands_alone || topic.is_some() {
            args.kind = Some(topic.map_or_else(|| token.low.clone(), str::to_owned));
            *rest = ahead;
        }
    }
    note_and_day(rest, ground, Look::Ahead, &mut args);
    if args.note.is_none() && args.kind.is_none() {
        return Err("what was agreed? For example agreed acme boundary \"no calls after 18:00\"".to_owned());
    }
    Ok(Parsed { args, ..Parsed::default() })
}
