//! What the user wants remembered: good news, notes, and the lines that `note` knows beside plain words.

use super::{Parsed, Why, known_who, note_and_day, who};
use crate::converse::Ground;
use crate::converse::tokens::{Rest, Token};
use crate::converse::when::{Look, When, when};
use crate::domain::command::Args;
use crate::domain::entry::Figure;

/// `won acme "launch day"`, `won "Q3" because maria`.
pub(super) fn won(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut args = Args { who: known_who(rest, ground), ..Args::default() };
    if args.who.is_none() && rest.tokens().len() > 1 && rest.tokens().get(1).is_some_and(|token| token.quoted) {
        args.who = Some(who(rest, ground)?);
    }
    args.note = rest.quoted();
    let behind = rest.eat(&["because of", "because", "thanks to"]);
    if behind || rest.eat(&["with"]) {
        args.who = Some(who(rest, ground)?);
        args.kind = behind.then(|| "because".to_owned());
    }
    note_and_day(rest, ground, Look::Back, &mut args);
    if args.note.is_none() {
        return Err("what is the good news? For example won acme \"launch day\"".to_owned());
    }
    Ok(Parsed { args, ..Parsed::default() })
}

/// `note acme "marathon in May"`, `remember that dana likes tea`.
pub(super) fn note(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    if let Some((_, kind, example)) = TOLD.iter().find(|(word, ..)| *word == said) {
        return told(kind, example, rest, ground);
    }
    let mut args = Args::default();
    if !rest.after_colon() {
        rest.eat(&["about", "for", "on", "that", "to"]);
        args.who = known_who(rest, ground);
        if args.who.is_none()
            && let [_, next, ..] = rest.tokens()
            && (next.quoted || rest.peek().is_some_and(|token| token.tail.contains(':')))
        {
            args.who = Some(who(rest, ground)?);
        }
    }
    args.note = rest.free();
    if args.note.is_none() {
        Err("what shall I remember?".to_owned())
    } else {
        Ok(Parsed { args, ..Parsed::default() })
    }
}

/// What can be noted beside plain words: the verb's word, the kind of entry, and how a line of it goes.
const TOLD: &[(&str, &str, &str)] = &[
    ("renews", "renewal", "renews acme 2027-03-01"),
    ("owns", "process", "owns acme \"inbox\""),
    ("guide", "guide", "guide acme \"inbox\""),
    ("saved", "saving", "saved acme 3h/week \"the form\""),
    ("income", "income", "income acme 60%"),
    ("cost", "cost", "cost acme 400 \"interviews\""),
    ("issue", "issue", "issue acme \"late briefs\""),
    ("rhythm", "rhythm", "rhythm acme \"weekly, on Tuesdays\""),
    ("invite", "invite", "invite acme \"my pricing page\""),
];

/// The line behind one of those words: whom it is about, a figure or a day where the kind has one, and the words.
fn told(kind: &str, example: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut args = Args { who: Some(who(rest, ground)?), kind: Some(kind.to_owned()), ..Args::default() };
    if kind == "cost" {
        (args.value, args.note) = cost(rest);
        return if args.value.is_some() {
            Ok(Parsed { args, ..Parsed::default() })
        } else {
            Err(format!("how much? For example: {example}"))
        };
    }
    if matches!(kind, "saving" | "income") {
        args.value =
            rest.peek().filter(|token| !token.quoted && Figure::read(&token.text).is_some()).map(|t| t.text.clone());
        if args.value.is_none() {
            return Err(format!("how much? For example: {example}"));
        }
        rest.skip(1);
        rest.eat(&["eur", "usd", "gbp", "hours a week", "hours", "h", "percent", "by", "for"]);
    }
    if kind == "renewal" {
        rest.eat(&["on", "in", "until", "for"]);
        args.date = match when(rest.tokens(), ground.today, Look::Ahead) {
            Some((When::On(date, _), n)) => {
                rest.skip(n);
                Some(date)
            }
            Some((When::For(days), n)) => {
                rest.skip(n);
                Some(crate::domain::calendar::days_before(ground.today, -i64::from(days.days)))
            }
            None => return Err(format!("when? For example: {example}")),
        };
    }
    if kind == "issue" && rest.eat(&["done", "settled", "raised", "said", "is settled"]) {
        args.value = Some("done".to_owned());
    }
    args.note = rest.free();
    if args.note.is_none() && args.value.is_none() && args.date.is_none() {
        return Err(format!("what is it? For example: {example}"));
    }
    Ok(Parsed { args, ..Parsed::default() })
}

/// `800 eur "hiring"`, `hiring 800`, `40% "lower output"`, `3 months "settling in"`: how much, and what for.
fn cost(rest: &mut Rest<'_>) -> (Option<String>, Option<String>) {
    const UNITS: &[&str] = &["eur", "usd", "gbp", "php", "percent", "%", "months", "month", "weeks", "week"];
    let all = rest.tokens();
    let is_figure = |token: &Token| !token.quoted && Figure::read(&token.text).is_some();
    let Some(at) = all.iter().position(is_figure) else { return (None, None) };
    let unit = all.get(at + 1).filter(|token| !token.quoted && UNITS.contains(&token.low.as_str()));
    let n = 1 + usize::from(unit.is_some());
    let amount: Vec<&str> = all.iter().skip(at).take(n).map(|token| token.text.as_str()).collect();
    let before = rest.without_last(all.len() - at).free();
    rest.skip(at + n);
    rest.eat(&["for", "by", "a month", "-"]);
    (Some(amount.join(" ")), before.or_else(|| rest.free()))
}
