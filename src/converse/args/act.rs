//! What one side gave: `got`, `gave`, with its kind, its worth and its day.

use super::{Parsed, Why, note_and_day, who};
use crate::converse::names::known_name;
use crate::converse::tokens::{Rest, tokens};
use crate::converse::when::Look;
use crate::converse::{Ground, kinds};
use crate::domain::act::ActKind;
use crate::domain::command::Args;
use crate::domain::entry::Figure;

/// `got acme referral "intro to Lee"`, `gave help to acme: Sunday fix`, `got acme intro to Lee`.
pub(super) fn act(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut args = Args::default();
    rest.eat(&["a", "an", "some"]);
    let kind_first = known_name(rest.tokens(), ground.known).is_none()
        && kinds::act(|word| rest.begins(word)).is_some_and(|(_, n, _)| {
            let mut ahead = *rest;
            ahead.skip(n);
            ahead.eat(&["from", "to", "for", "with"]) || known_name(ahead.tokens(), ground.known).is_some()
        });
    if kind_first {
        args.form = kinds::form(|word| rest.begins(word));
        args.kind = act_kind(rest, ground, &mut args.note);
        rest.eat(&["from", "to", "for", "with"]);
        args.who = Some(who(rest, ground)?);
    } else {
        rest.eat(&["from", "to", "for"]);
        args.who = Some(who(rest, ground)?);
        rest.eat(&["a", "an", "some", "-"]);
        args.form = kinds::form(|word| rest.begins(word));
        args.kind = act_kind(rest, ground, &mut args.note);
    }
    if args.kind.as_deref() == Some(ActKind::Bonus.word()) {
        args.value = bonus(rest);
    }
    let begun = args.note.take();
    note_and_day(rest, ground, Look::Back, &mut args);
    // `gave maria course "Xero" 120`
    if args.value.is_none() {
        args.value = worth(rest);
    }
    // `intro to Lee`: the word that named the kind belongs to what is told.
    if let Some(begun) = begun {
        args.note = Some(args.note.map_or(begun.clone(), |note| format!("{begun} {note}")));
    }
    if args.kind.is_none() {
        args.kind = args.note.as_deref().and_then(kind_in);
    }
    if args.kind.is_none() {
        let words = ActKind::ALL.iter().map(|kind| kind.spoken()).collect::<Vec<_>>().join(", ");
        return Err(format!("what kind of giving was it? One of: {words}"));
    }
    Ok(Parsed { args, ..Parsed::default() })
}

pub(super) fn act_kind(rest: &mut Rest<'_>, ground: &Ground<'_>, note: &mut Option<String>) -> Option<String> {
    let _ = ground;
    if let Some((kind, n, is_own)) = kinds::act(|word| rest.begins(word)) {
        let mut ahead = *rest;
        ahead.skip(n);
        let goes_on =
            ["to", "with", "for", "about", "of", "on", "at", "by"].iter().any(|word| ahead.begins(word).is_some());
        if !is_own && goes_on && !ahead.after_colon() {
            *note = rest.without_last(ahead.tokens().len()).free();
        }
        *rest = ahead;
        return Some(kind.word().to_owned());
    }
    let kind = rest.peek().filter(|token| !token.quoted).and_then(|token| kinds::slip_of_act(&token.low))?;
    rest.skip(1);
    Some(kind.word().to_owned())
}

/// The kind that a note speaks of, where it speaks of one only.
fn kind_in(note: &str) -> Option<String> {
    let words = tokens(note);
    let mut found: Vec<ActKind> = (0..words.len())
        .filter_map(|at| {
            let rest = Rest::new(note, words.get(at..)?);
            kinds::act(|word| rest.begins(word)).map(|(kind, _, _)| kind)
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [kind] => Some(kind.word().to_owned()),
        _ => None,
    }
}

/// What it was worth, where that ends the line: `120`, `€120`, `120 eur`.
fn worth(rest: &mut Rest<'_>) -> Option<String> {
    let said: Vec<&str> = rest.tokens().iter().map(|token| token.text.as_str()).collect();
    let is_unit =
        |unit: &str| matches!(unit.to_lowercase().as_str(), "eur" | "usd" | "gbp" | "php" | "euros" | "dollars");
    let is_figure = match said.as_slice() {
        [amount] => amount.chars().any(|c| c.is_ascii_digit()) && !amount.contains(['-', '%', ':']),
        [amount, unit] => amount.starts_with(|c: char| c.is_ascii_digit()) && is_unit(unit),
        _ => false,
    };
    (is_figure && Figure::read(&said.join(" ")).is_some()).then(|| rest.free()).flatten()
}

/// `quality 100`: what a bonus was for, and how much.
fn bonus(rest: &mut Rest<'_>) -> Option<String> {
    let mut said = Vec::new();
    while let Some(token) = rest.peek().filter(|token| !token.quoted) {
        let is_amount = token.text.chars().any(|c| c.is_ascii_digit()) && !token.text.contains('-');
        let is_type = matches!(
            token.low.as_str(),
            "quality" | "efficiency" | "growth" | "retention" | "raise" | "eur" | "usd" | "gbp" | "php"
        );
        if !is_amount && !is_type {
            break;
        }
        said.push(token.text.clone());
        rest.skip(1);
    }
    (!said.is_empty()).then(|| said.join(" "))
}
