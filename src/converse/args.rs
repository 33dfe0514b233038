//! What follows each verb. Every reader here takes words off the rest of the line; what none of them takes was not understood.

mod account;
mod act;
mod answer;
mod asked;
mod plan;
mod talk;
mod told;

use super::Ground;
use super::names::known_name;
use super::table::Begun;
use super::tokens::{Rest, Token};
use super::when::{Look, When, number, when};
use crate::domain::command::{Args, Verb};

/// What a line says beside its verb.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    /// Numbers of items of the answered mail.
    pub items: Vec<u32>,
    pub args: Args,
}

/// What is missing or too much, in plain words.
pub(super) type Why = String;

/// Reads what follows the verb. Whatever is left in `rest` afterwards was not understood.
pub(super) fn parse(begun: Begun, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    match begun.entry.verb {
        Verb::Yes | Verb::No => Ok(answer::yes_or_no(rest, ground)),
        Verb::Snooze => answer::snooze(begun.said, rest, ground),
        Verb::Skip => match answer::about_an_item(rest, ground) {
            Parsed { args: Args { date: Some(_), .. }, .. } => {
                Err("to put it off, name a day: `snooze until 5 jan`".to_owned())
            }
            parsed => Ok(parsed),
        },
        Verb::Done | Verb::Sent | Verb::Drop | Verb::Send | Verb::SendOwn | Verb::Status => {
            Ok(answer::about_an_item(rest, ground))
        }
        Verb::NotTrue => Ok(answer::not_true(rest, ground)),
        Verb::Never => Ok(answer::never(rest, ground)),
        Verb::Show | Verb::Why => Ok(answer::look(begun.said, rest, ground)),
        Verb::Undo => Ok(answer::undo(rest)),
        Verb::WrongClient => answer::wrong_client(begun.said, rest, ground),
        Verb::Whose => answer::whose(begun.said, rest, ground),
        Verb::Reword => answer::reword(begun.said, rest, ground),
        Verb::Thank => answer::thank(rest, ground),
        Verb::Got | Verb::Gave => act::act(rest, ground),
        Verb::Ask => asked::ask(begun, rest, ground),
        Verb::Promise => asked::promise(begun.said, rest, ground),
        Verb::Agreed => asked::agreed(rest, ground),
        Verb::Met => talk::met(rest, ground),
        Verb::Log => talk::log(begun.said, rest, ground),
        Verb::Won => told::won(rest, ground),
        Verb::Note => told::note(begun.said, rest, ground),
        Verb::Goal => plan::goal(rest, ground),
        Verb::Book => talk::book(begun.said, rest, ground),
        Verb::Plan => plan::plan(rest, ground),
        Verb::Add => account::add(rest, ground),
        Verb::Intent => account::intent(begun.said, rest, ground),
        Verb::Rate => account::figure(rest, ground, 5),
        Verb::Level => account::figure(rest, ground, 4),
        Verb::Zone => account::zone(rest, ground),
        Verb::Holiday => account::holiday(rest, ground),
        Verb::Quiet => account::quiet(rest, ground),
        Verb::Rename => account::rename(rest, ground),
        Verb::Merge => account::merge(rest, ground),
        Verb::Forget => account::forget(rest, ground),
        Verb::Mute | Verb::Unmute => Ok(account::mute(rest, ground)),
        Verb::Rule => account::rule(rest),
        Verb::Pause => Ok(account::pause(rest, ground)),
        Verb::Help => Ok(account::help(rest)),
        Verb::Today | Verb::Week | Verb::Pending | Verb::Rules | Verb::Resume | Verb::Stop => Ok(Parsed::default()),
    }
}

/// The same where the name stood before the verb: it is read as if it stood after it.
pub(super) fn parse_about(begun: Begun, rest: &mut Rest<'_>, who: &str, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let name = super::tokens::tokens(&format!("\"{who}\""));
    let words: Vec<Token> = name.into_iter().chain(rest.tokens().iter().cloned()).collect();
    let mut whole = rest.over(&words);
    let parsed = parse(begun, &mut whole, ground)?;
    let n_left = whole.tokens().len();
    rest.skip(rest.tokens().len().saturating_sub(n_left));
    Ok(parsed)
}

/// `1`, `#1`, `item 1`, `1 and 3`, `1, 2 & 4`, `1,3`. Nothing where the number counts something: `2 weeks`.
pub(super) fn numbers(rest: &mut Rest<'_>) -> Vec<u32> {
    let mut ahead = *rest;
    ahead.eat(&["item", "number", "no", "nr", "point", "#"]);
    let mut found = Vec::new();
    let mut taken = *rest;
    while let Some(token) = ahead.next().filter(|token| !token.quoted) {
        let several: Option<Vec<u32>> = token.low.split([',', '&', '+']).map(item).collect();
        let Some(several) = several else { break };
        found.extend(several);
        taken = ahead;
        if !ahead.eat(&["and", "&", "+", "plus"]) && !token.tail.contains(',') {
            break;
        }
    }
    if !found.is_empty() {
        *rest = taken;
    }
    found
}

fn item(low: &str) -> Option<u32> {
    low.bytes().all(|byte| byte.is_ascii_digit()).then(|| number(low)).flatten().filter(|n| (1..=99).contains(n))
}

/// Every item of the mail.
pub(super) const ALL: &[&str] = &["all of them", "all of these", "all", "both", "everything"];

/// `it`, `1 and 3`, `Dana`, `all`: what a verb is about, as often as it is said.
pub(super) fn which(rest: &mut Rest<'_>, ground: &Ground<'_>, parsed: &mut Parsed) -> bool {
    if rest.eat(&[
        "this one",
        "that one",
        "the draft",
        "the text",
        "the note",
        "the letter",
        "the mail",
        "the email",
        "this draft",
        "this text",
        "this note",
        "this letter",
        "this mail",
        "this email",
        "my draft",
        "your draft",
        "it",
        "this",
        "that",
        "them",
    ]) {
        return true;
    }
    let mut ahead = *rest;
    ahead.eat(&["about", "for", "on", "from", "with", "client", "to", "of"]);
    if ground.n_items > 0 && ahead.eat(ALL) {
        *rest = ahead;
        parsed.items.extend((1..=ground.n_items).filter_map(|n| u32::try_from(n).ok()));
        return true;
    }
    let found = numbers(&mut ahead);
    if !found.is_empty() {
        parsed.items.extend(found);
        *rest = ahead;
        return true;
    }
    if parsed.args.who.is_none()
        && let Some((who, n)) = known_name(ahead.tokens(), ground.known)
    {
        parsed.args.who = Some(who);
        ahead.skip(n);
        *rest = ahead;
        return true;
    }
    false
}

/// The name that a verb cannot do without: a known one of any length, else the next word.
pub(super) fn who(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<String, Why> {
    if let Some((who, n)) = known_name(rest.tokens(), ground.known) {
        rest.skip(n);
        return Ok(who);
    }
    match rest.peek() {
        Some(token) if token.text.chars().any(char::is_alphanumeric) && token.text.chars().count() <= 60 => {
            rest.skip(1);
            Ok(token.text.strip_suffix("'s").unwrap_or(&token.text).to_owned())
        }
        _ => Err("the name is missing: who is it about?".to_owned()),
    }
}

/// Takes a known name, and nothing else.
pub(super) fn known_who(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Option<String> {
    let (who, n) = known_name(rest.tokens(), ground.known)?;
    rest.skip(n);
    Some(who)
}

/// Takes a length of time or a day into `duration` or `until`.
pub(super) fn how_long(rest: &mut Rest<'_>, ground: &Ground<'_>, args: &mut Args) -> bool {
    if args.duration.is_some() || args.until.is_some() {
        return false;
    }
    match when(rest.tokens(), ground.today, Look::Ahead) {
        Some((When::For(days), n)) => {
            args.duration = Some(days);
            rest.skip(n);
        }
        Some((When::On(date, _), n)) => {
            args.until = Some(date);
            rest.skip(n);
        }
        None => return false,
    }
    true
}

/// Takes the note and the day that end a line: a note in quotes and a day in either order, or free words, the day last.
pub(super) fn note_and_day(rest: &mut Rest<'_>, ground: &Ground<'_>, look: Look, args: &mut Args) {
    while !rest.is_empty() {
        if args.note.is_none()
            && let Some(note) = rest.quoted()
        {
            args.note = Some(note).filter(|note| !note.is_empty());
            continue;
        }
        if args.date.is_none()
            && !rest.after_colon()
            && let Some((When::On(date, clock), n)) = when(rest.tokens(), ground.today, look)
        {
            let mut after = *rest;
            after.skip(n);
            if after.is_empty()
                || after.after_pause()
                || after.peek().is_some_and(|token| token.quoted || token.low == "-")
            {
                args.date = Some(date);
                args.value = args.value.take().or(clock);
                *rest = after;
                rest.eat(&["-"]);
                continue;
            }
        }
        if args.note.is_some() {
            return;
        }
        let n = last_day(rest, ground, look, args);
        args.note = rest.without_last(n).free();
        rest.skip(usize::MAX);
    }
}

/// A day at the very end of free words; only such days as are seldom part of what is told (`their move in March` is no day).
fn last_day(rest: &Rest<'_>, ground: &Ground<'_>, look: Look, args: &mut Args) -> usize {
    let tokens = rest.tokens();
    if args.date.is_some() {
        return 0;
    }
    for n in (1..=tokens.len().saturating_sub(1).min(3)).rev() {
        let Some(end) = tokens.get(tokens.len() - n..) else { continue };
        let Some(first) = end.first() else { continue };
        let is_plain = matches!(first.low.as_str(), "today" | "yesterday" | "tomorrow" | "last" | "on" | "by" | "next")
            || first.low.starts_with("20") && first.low.contains('-')
            || look == Look::Ahead && crate::domain::day::weekday(&first.low).is_some();
        if is_plain
            && let Some((When::On(date, clock), taken)) = when(end, ground.today, look)
            && taken == n
        {
            args.date = Some(date);
            args.value = args.value.take().or(clock);
            return n;
        }
    }
    0
}
