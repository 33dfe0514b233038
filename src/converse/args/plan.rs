//! Goals, and the plan of the first year.

use super::{Parsed, Why, note_and_day, who};
use crate::converse::Ground;
use crate::converse::tokens::{Rest, tokens};
use crate::converse::when::{Look, When, number, when};
use crate::domain::command::Args;

/// `goal maria "fewer refunds"`, `goal maria skill "reporting"`.
pub(super) fn goal(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    rest.eat(&["for"]);
    let mut args = Args { who: Some(who(rest, ground)?), ..Args::default() };
    if rest.eat(&["skill"]) {
        args.kind = Some("skill".to_owned());
    }
    note_and_day(rest, ground, Look::Ahead, &mut args);
    if args.note.is_none() { Err("what is the goal?".to_owned()) } else { Ok(Parsed { args, ..Parsed::default() }) }
}

/// `plan maria month3`, `plan acme done vision`, `plan acme skip bonus "too early"`, `plan acme vision 2026-12-01`.
pub(super) fn plan(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    rest.eat(&["for"]);
    let mut args = Args { who: Some(who(rest, ground)?), ..Args::default() };
    if rest.is_empty() {
        return Ok(Parsed { args, ..Parsed::default() });
    }
    for (outcome, words) in [("done", ["done", "did"]), ("skip", ["skip", "skipped"]), ("move", ["move", "moved"])] {
        if rest.eat(&words) {
            args.kind = Some(outcome.to_owned());
        }
    }
    if args.kind.is_none()
        && let Some(month) = plan_month(rest)
    {
        args.value = Some(month);
        return Ok(Parsed { args, ..Parsed::default() });
    }
    if args.kind.as_deref() == Some("skip")
        && let [_, reason] = rest.tokens()
        && reason.quoted
    {
        args.note = rest.next().map(|token| token.text.clone());
        args.text = rest.quoted();
    }
    note_and_day(rest, ground, Look::Ahead, &mut args);
    // `plan acme vision done`
    for (outcome, end) in [("done", " done"), ("skip", " skipped"), ("skip", " skip")] {
        if args.kind.is_none()
            && let Some(step) = args.note.as_deref().and_then(|note| note.strip_suffix(end))
        {
            args.note = Some(step.to_owned());
            args.kind = Some(outcome.to_owned());
        }
    }
    if args.note.is_none() && args.date.is_some() && args.kind.is_none() {
        return Err("which step? For example plan acme vision 2026-12-01".to_owned());
    }
    // `plan acme vision dec 1`: free words whose end is a day.
    if args.date.is_none()
        && args.kind.as_deref() != Some("done")
        && let Some(note) = args.note.clone()
    {
        (args.note, args.date) = step_and_day(&note, ground);
    }
    Ok(Parsed { args, ..Parsed::default() })
}

/// A step's words without the day they end in.
fn step_and_day(note: &str, ground: &Ground<'_>) -> (Option<String>, Option<jiff::civil::Date>) {
    let words = tokens(note);
    for at in 1..words.len() {
        if let Some(end) = words.get(at..)
            && let Some((When::On(date, _), n)) = when(end, ground.today, Look::Ahead)
            && n == end.len()
        {
            return (Rest::new(note, &words).without_last(n).free(), Some(date));
        }
    }
    (Some(note.to_owned()), None)
}

/// `month3`, `month 3`, `m3`.
fn plan_month(rest: &mut Rest<'_>) -> Option<String> {
    let first = rest.peek()?.low.clone();
    let digits = first.strip_prefix("month").or_else(|| first.strip_prefix('m'))?;
    let (n, taken) = if digits.is_empty() { (number(&rest.tokens().get(1)?.low)?, 2) } else { (number(digits)?, 1) };
    if rest.tokens().len() != taken || !(1..=12).contains(&n) {
        return None;
    }
    rest.skip(taken);
    Some(format!("month{n}"))
}
