//! Answers to what a mail of ours said.

use super::{Parsed, Why, how_long, known_who, which, who};
use crate::converse::tokens::Rest;
use crate::converse::when::{Look, When, when};
use crate::converse::{Ground, kinds};
use crate::domain::act::ActKind;
use crate::domain::command::Days;

/// Numbers, names and little words, in any order.
pub(super) fn about_an_item(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = Parsed::default();
    while which(rest, ground, &mut parsed) || rest.eat(&["for now", "myself", "already", "today"]) {}
    parsed
}

/// `yes`, `yes 1`, `yes, a referral`.
pub(super) fn yes_or_no(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = Parsed::default();
    loop {
        if rest.eat(&[
            "it was",
            "it is",
            "they did",
            "she did",
            "he did",
            "i did",
            "that's right",
            "that's correct",
            "that is right",
            "that is correct",
            "that's true",
            "correct",
            "right",
            "it wasn't",
            "it isn't",
            "they didn't",
            "she didn't",
            "he didn't",
            "not really",
            "a",
            "an",
            "please",
            "exactly",
            "indeed",
            "of course",
            "absolutely",
            "definitely",
        ]) {
            continue;
        }
        if parsed.args.kind.is_none()
            && let Some((kind, n, _)) = kinds::act(|word| rest.begins(word))
            && kind != ActKind::Thanks
        {
            parsed.args.kind = Some(kind.word().to_owned());
            rest.skip(n);
            continue;
        }
        if !which(rest, ground, &mut parsed) {
            return parsed;
        }
    }
}

/// How long `later` is, where nobody says.
const USUAL_SNOOZE: u32 = 14;

/// `snooze 2w`, `snooze 1 until 5 jan`, `later`, `remind me on friday`.
pub(super) fn snooze(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = Parsed::default();
    loop {
        // A length comes before a number, or `2 weeks` would be item 2.
        if how_long(rest, ground, &mut parsed.args) || which(rest, ground, &mut parsed) {
            continue;
        }
        if rest.eat(&["for now", "again", "back", "me", "about this", "about it"]) {
            continue;
        }
        // `snooze zed 2w`: a name that nobody has.
        let mut ahead = *rest;
        if parsed.args.who.is_none()
            && ahead.next().is_some_and(|token| token.text.chars().all(|c| c.is_alphanumeric() || c == '-'))
            && when(ahead.tokens(), ground.today, Look::Ahead).is_some()
        {
            parsed.args.who = rest.next().map(|token| token.text.clone());
            continue;
        }
        break;
    }
    if parsed.args.duration.is_none() && parsed.args.until.is_none() {
        parsed.args.duration = Some(Days { said: "2 weeks".to_owned(), days: USUAL_SNOOZE });
    }
    parsed
}

/// `never`, `stop asking about dana`.
pub(super) fn never(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = about_an_item(rest, ground);
    rest.eat(&["again", "ever"]);
    one_name(rest, &mut parsed);
    parsed
}

/// `show acme`, `why 2`, `why acme`, `why one-sided`.
pub(super) fn look(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = about_an_item(rest, ground);
    if let Some(token) = rest.peek().filter(|token| ground.rules.contains(&token.low)) {
        parsed.args.rule = Some(token.low.clone());
        rest.skip(1);
        which(rest, ground, &mut parsed);
    }
    one_name(rest, &mut parsed);
    parsed
}

/// One word that is left and stands for somebody nobody knows.
fn one_name(rest: &mut Rest<'_>, parsed: &mut Parsed) {
    if parsed.args.who.is_none()
        && parsed.items.is_empty()
        && parsed.args.rule.is_none()
        && let [token] = rest.tokens()
        && token.text.chars().any(char::is_alphanumeric)
    {
        parsed.args.who = Some(token.text.clone());
        rest.skip(1);
    }
}

pub(super) fn undo(rest: &mut Rest<'_>) -> Parsed {
    let mut parsed = Parsed::default();
    rest.eat(&["the last one", "the last", "last", "that", "it", "this", "everything"]);
    rest.eat(&["that", "it", "please"]);
    parsed.items = super::numbers(rest);
    parsed
}

/// `wrong client`, `wrong client beta`, `belongs to beta`, `wrong beta`.
pub(super) fn wrong_client(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed::default();
    while rest.eat(&["it's", "it is", "that's", "this is", "should be", "belongs to", "its", "from", "to", "-"]) {}
    while which(rest, ground, &mut parsed) {}
    if said != "wrong" {
        one_name(rest, &mut parsed);
    }
    // These words mean something only with a name after them.
    if parsed.args.who.is_none() && !said.starts_with("wrong ") && said != "not theirs" {
        return Err("whose is it, then? Name them".to_owned());
    }
    Ok(parsed)
}

/// `new lee`: somebody I do not know yet. `whose 1 acme`.
pub(super) fn whose(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed { items: super::numbers(rest), ..Parsed::default() };
    rest.eat(&["client", "va", "one", "name", "contact", "it's", "it is"]);
    if said == "new" {
        parsed.args.value = Some("new".to_owned());
    }
    if rest.tokens().len() > 4 {
        return Err("a name is at most four words".to_owned());
    }
    parsed.args.who = known_who(rest, ground).or_else(|| rest.free());
    if parsed.args.who.is_none() { Err("the name is missing".to_owned()) } else { Ok(parsed) }
}

/// What a text can be made, with what we call it.
const HINTS: &[(&str, &str)] = &[
    ("shorter", "shorter"),
    ("short", "shorter"),
    ("briefer", "shorter"),
    ("longer", "longer"),
    ("warmer", "warmer"),
    ("warm", "warmer"),
    ("friendlier", "warmer"),
    ("kinder", "warmer"),
    ("softer", "softer"),
    ("plainer", "plainer"),
    ("plain", "plainer"),
    ("simpler", "plainer"),
    ("clearer", "plainer"),
    ("lighter", "lighter"),
    ("firmer", "firmer"),
    ("formal", "formal"),
    ("casual", "casual"),
];

/// `shorter`, `again warmer`, `reword: mention the launch`, `draft acme check-in`, `too long`.
pub(super) fn reword(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed::default();
    let free = rest.after_colon();
    let mut hints: Vec<&str> = match said {
        "too long" => vec!["shorter"],
        "too short" => vec!["longer"],
        "less formal" | "too formal" | "too stiff" => vec!["warmer"],
        "more formal" => vec!["formal"],
        _ => HINTS.iter().filter(|(word, _)| *word == said).map(|(_, hint)| *hint).collect(),
    };
    if free && hints.is_empty() {
        parsed.args.hint = rest.free();
        return Ok(parsed);
    }
    if said == "draft" {
        parsed.args.who = known_who(rest, ground);
        if parsed.args.who.is_none() && rest.tokens().len() > 1 && super::numbers(&mut rest.clone()).is_empty() {
            parsed.args.who = Some(who(rest, ground)?);
        }
        let is_template = |low: &str| low.contains('-') || !HINTS.iter().any(|(word, _)| *word == low);
        if let Some(token) = rest.peek().filter(|token| is_template(&token.low))
            && super::numbers(&mut rest.clone()).is_empty()
        {
            parsed.args.kind = Some(token.low.clone());
            rest.skip(1);
        }
    } else if said == "talk" {
        parsed.args.kind = Some("partnership-talk".to_owned());
    }
    loop {
        if let Some((word, hint)) = HINTS.iter().find(|(word, _)| rest.begins(word).is_some()) {
            hints.push(hint);
            rest.eat(&[word]);
        } else if !(rest.eat(&[
            "and", "a bit", "a little", "but", "much", "more", "bit", "draft", "version", "one", "text", "with", "less",
        ]) || which(rest, ground, &mut parsed))
        {
            break;
        }
    }
    if !hints.is_empty() {
        hints.dedup();
        parsed.args.hint = Some(hints.join(" and "));
    }
    if rest.after_colon() || (hints.is_empty() && matches!(said, "reword" | "rewrite" | "rephrase")) {
        parsed.args.hint = rest.free().or(parsed.args.hint);
    } else if said == "make it" && hints.is_empty() {
        return Err("make it what? shorter, longer, warmer or plainer, or `reword:` and your own words".to_owned());
    }
    Ok(parsed)
}

/// `thank harbor`, `thank harbor for the intro`, `1 thank`.
pub(super) fn thank(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed::default();
    while which(rest, ground, &mut parsed) {}
    if parsed.args.who.is_none() && parsed.items.is_empty() && !rest.is_empty() && rest.begins("for").is_none() {
        if matches!(rest.peek().map(|token| token.low.as_str()), Some("you" | "god")) {
            return Err("thank whom?".to_owned());
        }
        parsed.args.who = Some(who(rest, ground)?);
    }
    if rest.eat(&["for"]) || rest.after_colon() || rest.peek().is_some_and(|token| token.quoted) {
        parsed.args.note = rest.free();
    }
    if let Some((When::On(date, _), n)) = when(rest.tokens(), ground.today, Look::Back) {
        parsed.args.date = Some(date);
        rest.skip(n);
    }
    Ok(parsed)
}
