//! What the user sets: who there is, what it should be, and how we behave.

use super::{Parsed, Why, how_long, known_who, which, who};
use crate::converse::names::known_name;
use crate::converse::tokens::Rest;
use crate::converse::when::{Look, When, number, when};
use crate::converse::{Ground, slips};
use crate::domain::address::Address;
use crate::domain::command::Args;
use crate::domain::relationship::{Intent, key_for};

fn done(args: Args) -> Parsed {
    Parsed { args, ..Parsed::default() }
}

/// `add acme "Acme Studio" dana@acme.example`: the short name, the name, the addresses.
pub(super) fn add(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut args = Args::default();
    rest.eat(&["client", "va"]);
    let (mut names, mut addresses, mut quoted) = (Vec::new(), Vec::new(), None);
    while let Some(token) = rest.peek() {
        // Mail programs write an address twice: `dana@acme.example<mailto:dana@acme.example>`.
        let bare = token.text.split(['<', '[']).next().unwrap_or_default();
        if let Some(address) = Address::parse(bare.strip_prefix("mailto:").unwrap_or(bare)) {
            if !addresses.contains(&address.to_string()) {
                addresses.push(address.to_string());
            }
        } else if token.quoted {
            quoted = Some(token.text.clone());
        } else if matches!(token.low.as_str(), "--starts" | "starts" | "since" | "from") {
            let mut ahead = *rest;
            ahead.skip(1);
            let Some((When::On(date, _), n)) = when(ahead.tokens(), ground.today, Look::Back) else { break };
            args.date = Some(date);
            ahead.skip(n);
            *rest = ahead;
            continue;
        } else if token.text.contains('@') {
            return Err(format!("`{}` is no mail address that I could use", token.text));
        } else if !matches!(token.low.as_str(), "and" | "at" | "-" | "with" | "address" | "to") {
            names.push(token.text.clone());
        }
        rest.skip(1);
    }
    let name = names.join(" ");
    // `add acme Acme Studio …` has a short name first; `add Acme Studio …` is all name.
    let short = names.first().filter(|first| names.len() == 1 || first.chars().all(|c| !c.is_uppercase()));
    (args.who, args.value) = match (short, quoted) {
        (Some(short), Some(quoted)) => (Some(short.clone()), Some(quoted)),
        (Some(short), None) => {
            let rest = names.get(1..).unwrap_or_default().join(" ");
            (Some(short.clone()), Some(rest).filter(|rest| !rest.is_empty()))
        }
        (None, Some(quoted)) if names.is_empty() => (Some(key_for(&quoted)), Some(quoted)),
        (None, Some(quoted)) => (Some(key_for(&name)), Some(quoted)),
        (None, None) if names.is_empty() => (None, None),
        (None, None) => (Some(key_for(&name)), Some(name)),
    };
    args.text = (!addresses.is_empty()).then(|| addresses.join(" "));
    if args.who.is_none() {
        return Err("a short name is missing, for example add acme \"Acme Studio\" dana@acme.example".to_owned());
    }
    Ok(done(args))
}

/// `intent acme partnership`; `transactional` alone answers a mail about one of them.
pub(super) fn intent(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed::default();
    if let Some(intent) = Intent::from_word(said) {
        parsed.args.kind = Some(intent.word().to_owned());
        rest.eat(&["is fine", "is ok", "is right", "it is", "then"]);
        while which(rest, ground, &mut parsed) {}
        return Ok(parsed);
    }
    rest.eat(&["for", "of"]);
    parsed.items = super::numbers(rest);
    if let Some(found) = intent_word(rest) {
        // `intent partnership acme`
        parsed.args.kind = Some(found.word().to_owned());
        rest.eat(&["for", "with"]);
        if !rest.is_empty() {
            parsed.args.who = Some(who(rest, ground)?);
        }
        return Ok(parsed);
    }
    if parsed.items.is_empty() {
        parsed.args.who = Some(who(rest, ground)?);
    }
    rest.eat(&["is", "to", "=", "as", "->", "a", "should be"]);
    let Some(found) = intent_word(rest) else {
        return Err("what should it be: partnership, transactional, undecided or ending?".to_owned());
    };
    parsed.args.kind = Some(found.word().to_owned());
    Ok(parsed)
}

fn intent_word(rest: &mut Rest<'_>) -> Option<Intent> {
    let low = rest.peek()?.low.clone();
    let meant = match low.as_str() {
        "partner" | "partners" => Some(Intent::Partnership),
        "transaction" | "transactions" | "vendor" => Some(Intent::Transactional),
        "unsure" | "undecided" | "unclear" => Some(Intent::Undecided),
        "end" | "ended" | "over" => Some(Intent::Ending),
        _ => Intent::from_word(&low)
            .or_else(|| Intent::ALL.iter().copied().find(|intent| slips::is_slip(&low, intent.word()))),
    }?;
    rest.skip(1);
    Some(meant)
}

/// `rate acme 4`, `level maria 2`: a whole number from 1.
pub(super) fn figure(rest: &mut Rest<'_>, ground: &Ground<'_>, most: u32) -> Result<Parsed, Why> {
    let mut args = Args { who: Some(who(rest, ground)?), ..Args::default() };
    rest.eat(&["to", "is", "=", "at", "level"]);
    let figure = rest.peek().and_then(|token| number(token.low.split('/').next().unwrap_or_default()));
    let Some(figure) = figure.filter(|figure| (1..=most).contains(figure)) else {
        return Err(format!("a number from 1 to {most} is missing"));
    };
    rest.skip(1);
    rest.eat(&["out of 5", "of 5", "stars"]);
    args.value = Some(figure.to_string());
    args.note = rest.quoted();
    Ok(done(args))
}

/// `zone acme Asia/Manila`, `zone acme manila`.
pub(super) fn zone(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let who = who(rest, ground)?;
    rest.eat(&["is", "to", "=", "in"]);
    let said = rest.free().ok_or_else(|| "the zone is missing, for example Asia/Manila".to_owned())?;
    let value =
        zone_name(&said).ok_or_else(|| format!("`{said}` is no time zone that I know; write it like Asia/Manila"))?;
    Ok(done(Args { who: Some(who), value: Some(value), ..Args::default() }))
}

/// The zone's own name in the IANA time zone database, from that name or its city.
fn zone_name(said: &str) -> Option<String> {
    let said = said.trim().trim_end_matches('.').replace(' ', "_");
    if said.eq_ignore_ascii_case("utc") || said.eq_ignore_ascii_case("gmt") {
        return Some("UTC".to_owned());
    }
    let database = jiff::tz::db();
    if said.contains('/')
        && let Ok(zone) = database.get(&said)
    {
        return Some(zone.iana_name().unwrap_or(&said).to_owned());
    }
    let mut cities = database.available().map(|name| name.as_str().to_owned()).filter(|name| {
        name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&said)) && name.contains('/')
    });
    cities.next().filter(|_| !said.is_empty())
}

/// `holiday acme 2026-12-08 "Immaculate Conception"`, `holiday me 24 dec to 2 jan`.
pub(super) fn holiday(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut args = Args::default();
    rest.eat(&["for"]);
    let own = rest.eat(&["me", "my", "mine", "us", "i'm off", "i am off"]);
    if !own && when(rest.tokens(), ground.today, Look::Ahead).is_none() {
        args.who = Some(who(rest, ground)?);
    }
    rest.eat(&["on", "-", "from"]);
    let Some((When::On(date, _), n)) = when(rest.tokens(), ground.today, Look::Ahead) else {
        return Err("the day is missing, for example 2026-12-08 or 8 dec".to_owned());
    };
    args.date = Some(date);
    rest.skip(n);
    if rest.eat(&["to", "until", "till", "through", "-", "–"]) {
        let Some((When::On(until, _), n)) = when(rest.tokens(), date, Look::Ahead) else {
            return Err("until which day?".to_owned());
        };
        args.until = Some(until).filter(|until| *until >= date);
        if args.until.is_none() {
            return Err("the last day lies before the first".to_owned());
        }
        rest.skip(n);
    }
    args.note = rest.free();
    Ok(done(args))
}

/// `quiet acme 3w`, `quiet acme until 5 jan`.
pub(super) fn quiet(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed::default();
    rest.eat(&["about", "on", "for"]);
    while how_long(rest, ground, &mut parsed.args) || which(rest, ground, &mut parsed) {}
    if parsed.args.who.is_none() && parsed.items.is_empty() {
        parsed.args.who = Some(who(rest, ground)?);
        how_long(rest, ground, &mut parsed.args);
    }
    Ok(parsed)
}

/// `rename acme "Acme Studio Ltd"`.
pub(super) fn rename(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let who = who(rest, ground)?;
    rest.eat(&["to", "as", "->", "="]);
    let value = rest.free().ok_or_else(|| "the new name is missing".to_owned())?;
    Ok(done(Args { who: Some(who), value: Some(value), ..Args::default() }))
}

/// `merge acme acme-studio`: the second goes into the first.
pub(super) fn merge(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let first = who(rest, ground)?;
    rest.eat(&["and", "with", "into", "to", "&", "+"]);
    let second = who(rest, ground).map_err(|_| "merge it with whom?".to_owned())?;
    Ok(done(Args { who: Some(first), value: Some(second), ..Args::default() }))
}

/// `forget this`, `forget acme`. Exact: what it does cannot be taken back.
pub(super) fn forget(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed { items: super::numbers(rest), ..Parsed::default() };
    if rest.eat(&["this one", "this letter", "this mail", "this email", "this"]) || !parsed.items.is_empty() {
        return Ok(parsed);
    }
    parsed.args.who = Some(who(rest, ground).map_err(|_| "forget what? `forget this`, or a name".to_owned())?);
    Ok(parsed)
}

/// `mute quiet-client`, `mute quiet-client acme`, `unmute`.
pub(super) fn mute(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = Parsed::default();
    rest.eat(&["the rule", "rule", "the"]);
    parsed.items = super::numbers(rest);
    rest.eat(&["this one", "this", "it", "that"]);
    if known_name(rest.tokens(), ground.known).is_none()
        && let Some(token) = rest.next()
    {
        parsed.args.rule = Some(token.low.clone());
    }
    rest.eat(&["for", "about", "with", "on"]);
    how_long(rest, ground, &mut parsed.args);
    parsed.args.who = known_who(rest, ground);
    rest.eat(&["for"]);
    how_long(rest, ground, &mut parsed.args);
    parsed
}

/// `rule quiet-client slower 3`.
pub(super) fn rule(rest: &mut Rest<'_>) -> Result<Parsed, Why> {
    let rule = rest.next().map(|token| token.low.clone()).ok_or_else(|| "which rule? `rules` lists them".to_owned())?;
    Ok(done(Args { rule: Some(rule), value: rest.free(), ..Args::default() }))
}

/// `pause 2w`, `pause until 5 jan`, `pause`.
pub(super) fn pause(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut args = Args::default();
    rest.eat(&["everything", "all", "it", "nudges"]);
    how_long(rest, ground, &mut args);
    done(args)
}

/// `help`, `help snooze`.
pub(super) fn help(rest: &mut Rest<'_>) -> Parsed {
    rest.eat(&["with", "on", "about", "for"]);
    let value = if rest.tokens().len() <= 3 { rest.free() } else { None };
    done(Args { value: value.map(|topic| topic.trim_end_matches(['?', '!', '.']).to_owned()), ..Args::default() })
}

#[cfg(test)]
mod tests {
    use super::zone_name;

    #[test]
    fn a_zone_is_known_by_its_name_or_its_city() {
        assert_eq!(zone_name("asia/manila").as_deref(), Some("Asia/Manila"));
        assert_eq!(zone_name("Manila").as_deref(), Some("Asia/Manila"));
        assert_eq!(zone_name("new york").as_deref(), Some("America/New_York"));
        assert_eq!(zone_name("utc").as_deref(), Some("UTC"));
        assert_eq!(zone_name("Atlantis"), None);
        assert_eq!(zone_name("note_and_day"), None);
    }
}
