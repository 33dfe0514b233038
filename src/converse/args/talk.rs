//! Talks: held, planned, moved, called off, and logged after a call.

use super::{Parsed, Why, known_who, note_and_day, who};
use crate::converse::names::known_name;
use crate::converse::tokens::Rest;
use crate::converse::when::{Look, when};
use crate::converse::{Ground, kinds};
use crate::domain::command::Args;

/// `met acme coffee "their move in March"`, `had coffee with dana yesterday`.
pub(super) fn met(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    talk_with(rest, ground, Look::Back)
}

/// `book acme partnership-talk thu 10:00`.
pub(super) fn book(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    match said {
        "moved" | "move" | "reschedule" | "rescheduled" => return changed_talk("moved", rest, ground),
        "called off" | "call off" => return changed_talk("off", rest, ground),
        _ => {}
    }
    let parsed = talk_with(rest, ground, Look::Ahead)?;
    if parsed.args.kind.is_none() && parsed.args.date.is_none() {
        return Err("what talk, and on which day? For example book acme partnership-talk thu 10:00".to_owned());
    }
    Ok(parsed)
}

/// `moved acme fri 11:00`, `called off the talk with Dana: she is ill`. In answer to a mail about a talk the name may be left out.
fn changed_talk(what: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut args = Args { hint: Some(what.to_owned()), ..Args::default() };
    rest.eat(&["the", "our", "my"]);
    loop {
        rest.eat(&["with"]);
        if args.who.is_none() {
            args.who = known_who(rest, ground);
            if args.who.is_some() {
                continue;
            }
        }
        let Some((kind, n)) = kinds::talk(|word| rest.begins(word)).filter(|_| args.kind.is_none()) else { break };
        args.kind = Some(kind.to_owned());
        rest.skip(n);
    }
    if args.who.is_none() && ground.n_items == 0 {
        args.who = Some(who(rest, ground)?);
    }
    rest.eat(&["to", "until", "till", "because"]);
    note_and_day(rest, ground, Look::Ahead, &mut args);
    if what == "moved" && args.date.is_none() {
        return Err("to which day? For example moved acme fri 11:00".to_owned());
    }
    Ok(Parsed { args, ..Parsed::default() })
}

fn talk_with(rest: &mut Rest<'_>, ground: &Ground<'_>, look: Look) -> Result<Parsed, Why> {
    let mut args = Args::default();
    rest.eat(&["a", "an", "with"]);
    if known_name(rest.tokens(), ground.known).is_none()
        && let Some((kind, n)) = kinds::talk(|word| rest.begins(word))
    {
        args.kind = Some(kind.to_owned());
        rest.skip(n);
        rest.eat(&["with"]);
    }
    args.who = Some(who(rest, ground)?);
    rest.eat(&["for a", "for an", "for", "over", "at", "on a"]);
    let mut ahead = *rest;
    if ahead.eat(&["on", "by", "via"]) && kinds::talk(|word| ahead.begins(word)).is_some() {
        *rest = ahead;
    }
    if args.kind.is_none() {
        args.kind = talk(rest, ground, look);
    }
    note_and_day(rest, ground, look, &mut args);
    Ok(Parsed { args, ..Parsed::default() })
}

fn talk(rest: &mut Rest<'_>, ground: &Ground<'_>, look: Look) -> Option<String> {
    if let Some((kind, n)) = kinds::talk(|word| rest.begins(word)) {
        rest.skip(n);
        return Some(kind.to_owned());
    }
    // A kind of talk that we have no word for, before a note or a day.
    let token = rest.peek().filter(|token| !token.quoted && when(rest.tokens(), ground.today, look).is_none())?;
    let mut ahead = *rest;
    ahead.skip(1);
    let ends = ahead.is_empty()
        || ahead.after_colon()
        || ahead.peek().is_some_and(|next| next.quoted)
        || when(ahead.tokens(), ground.today, look).is_some();
    ends.then(|| {
        *rest = ahead;
        token.low.clone()
    })
}

/// `log call with Priya yesterday: she'll name two coaches`, `log referral from Dana: Marlowe`, `told late`.
pub(super) fn log(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut args = Args::default();
    rest.eat(&["a", "an"]);
    if !matches!(said, "log" | "logged") {
        // `she told me that she moves. I will write in January.` is talk, and no order.
        let n = rest.tokens().len();
        if rest.tokens().iter().take(n.saturating_sub(1)).any(|token| token.tail.contains(['.', '!', '?'])) {
            return Err("if it is for me to keep, begin with `log call with` or `note`".to_owned());
        }
        args.kind = Some("call".to_owned());
        while rest.eat(&["me", "us", "her", "him", "them", "by phone", "on the phone", "elsewhere", "back"]) {}
    } else if let Some((kind, n)) = kinds::log(|word| rest.begins(word)) {
        args.kind = Some(kind.to_owned());
        rest.skip(n);
    }
    // A letter or a favour has a direction; a call has none.
    args.value = if rest.eat(&["from", "by"]) {
        Some("got".to_owned())
    } else if rest.eat(&["to"]) {
        Some("gave".to_owned())
    } else {
        rest.eat(&["with", "about", "for"]);
        None
    };
    let direction = args.value.clone();
    args.who = if rest.after_colon() { known_who(rest, ground) } else { log_who(rest, ground) };
    if args.kind.is_none()
        && let Some((kind, n)) = kinds::log(|word| rest.begins(word))
    {
        args.kind = Some(kind.to_owned());
        rest.skip(n);
    }
    // `told maria late "phoned me"`: a word about a day that will not be kept.
    if said == "told" && args.who.is_some() && rest.eat(&["late", "it is late", "they are late", "it will be late"]) {
        args.kind = Some("late".to_owned());
        args.text = rest.free();
        return Ok(Parsed { args, ..Parsed::default() });
    }
    note_and_day(rest, ground, Look::Back, &mut args);
    args.value = direction;
    if args.kind.is_none() && args.note.is_none() {
        return Err("what shall I log? For example log call with acme yesterday: she'll name two coaches".to_owned());
    }
    args.kind.get_or_insert_with(|| "note".to_owned());
    Ok(Parsed { args, ..Parsed::default() })
}

/// A known name; or up to three words that end in a colon, before a day or at the end.
fn log_who(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Option<String> {
    if let Some(who) = known_who(rest, ground) {
        return Some(who);
    }
    let mut ahead = *rest;
    let mut said = Vec::new();
    for _ in 0..3 {
        if when(ahead.tokens(), ground.today, Look::Back).is_some() {
            break;
        }
        let Some(token) = ahead.next().filter(|token| !token.quoted) else { break };
        said.push(token.text.clone());
        if ahead.after_colon() || ahead.is_empty() {
            break;
        }
    }
    let ends = ahead.after_colon()
        || ahead.is_empty()
        || ahead.peek().is_some_and(|token| token.quoted)
        || when(ahead.tokens(), ground.today, Look::Back).is_some();
    (ends && !said.is_empty()).then(|| {
        *rest = ahead;
        said.join(" ")
    })
}
