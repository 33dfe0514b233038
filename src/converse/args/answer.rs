//! Answers to what a mail of ours said.

use super::{Parsed, Why, how_long, known_who, which, who};
use crate::converse::sending::is_about_sending;
use crate::converse::tokens::Rest;
use crate::converse::when::{Look, When, when};
use crate::converse::{Ground, kinds};
use crate::domain::act::ActKind;
use crate::domain::address::Address;
use crate::domain::command::Days;

/// Numbers, names and little words, in any order.
pub(super) fn about_an_item(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = Parsed::default();
    loop {
        if which(rest, ground, &mut parsed) || rest.eat(&["for now", "myself", "already", "me", "so"]) {
            continue;
        }
        match when(rest.tokens(), ground.today, Look::Back) {
            Some((When::On(date, _), n)) if parsed.args.date.is_none() => {
                parsed.args.date = Some(date);
                rest.skip(n);
            }
            _ => return parsed,
        }
    }
}

/// `yes`, `yes 1`, `yes, a referral`.
pub(super) fn yes_or_no(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = Parsed::default();
    loop {
        if rest.eat(&[
            "that was",
            "this was",
            "just",
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
            parsed.args.note = remark(rest);
            return parsed;
        }
    }
}

/// `yes, she introduced me to Lee`: words that explain an answer, set off from it. What takes the answer back is left, and makes
/// it not understood.
fn remark(rest: &mut Rest<'_>) -> Option<String> {
    const DOUBTS: &[&str] = &[
        "but", "if", "though", "although", "except", "only", "maybe", "perhaps", "unless", "not", "don't", "no", "yes",
        "wait", "however", "later", "and", "then", "or",
    ];
    let set_off = rest.after_pause() || rest.eat(&["-", "–", "—", "because", "since", "as"]);
    let words = rest.tokens();
    let is_doubtful =
        |low: &str| DOUBTS.contains(&low) || is_about_sending(low) || low.bytes().all(|byte| byte.is_ascii_digit());
    let is_clear = words.len() >= 3
        && words.len() <= 15
        && !words.iter().any(|token| is_doubtful(&token.low) || token.tail.contains(['?', ';']));
    if set_off && is_clear && crate::converse::table::begun(rest).is_empty() { rest.free() } else { None }
}

/// `not true`, `not true: she phoned on Monday`.
pub(super) fn not_true(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = about_an_item(rest, ground);
    if rest.after_colon() || rest.eat(&["-", "–", "—", "because"]) {
        parsed.args.note = rest.free();
    }
    parsed
}

/// How long `later` is, where nobody says.
const USUAL_SNOOZE: u32 = 14;

/// `snooze 2w`, `snooze 1 until 5 jan`, `later`, `remind me on friday`.
pub(super) fn snooze(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed::default();
    loop {
        if rest.eat(&["for now"]) {
            continue;
        }
        // A length comes before a number, or `2 weeks` would be item 2.
        if how_long(rest, ground, &mut parsed.args) || which(rest, ground, &mut parsed) {
            continue;
        }
        if rest.eat(&[
            "for now",
            "please",
            "again",
            "back",
            "me",
            "about this",
            "about it",
            "ask me again",
            "ask me",
            "remind me",
        ]) {
            continue;
        }
        // `snooze zed 2w`: a name that nobody has.
        let mut ahead = *rest;
        if said == "snooze"
            && parsed.args.who.is_none()
            && ahead.next().is_some_and(|token| {
                !NOBODY.contains(&token.low.as_str()) && token.text.chars().all(|c| c.is_alphanumeric() || c == '-')
            })
            && when(ahead.tokens(), ground.today, Look::Ahead).is_some()
        {
            parsed.args.who = rest.next().map(|token| token.text.clone());
            continue;
        }
        break;
    }
    // Where nobody is known, the one word that is left may be anybody's name.
    if said == "snooze" && ground.known.is_empty() {
        one_name(rest, &mut parsed);
    }
    if parsed.args.duration.is_none() && parsed.args.until.is_none() {
        // `in` and `until` mean a snooze only where a time follows.
        if !rest.is_empty()
            || matches!(
                said,
                "in" | "until"
                    | "till"
                    | "not until"
                    | "not before"
                    | "give it"
                    | "push to"
                    | "push it to"
                    | "let's do"
                    | "let's say"
                    | "revisit"
                    | "let's revisit"
                    | "wait"
                    | "leave it"
                    | "leave this"
                    | "let it be"
                    | "let it rest"
                    | "give me"
                    | "maybe"
                    | "perhaps"
            )
        {
            return Err("until when? For example `snooze 2 weeks` or `snooze until 5 jan`".to_owned());
        }
        parsed.args.duration = Some(Days { said: "2 weeks".to_owned(), days: USUAL_SNOOZE });
    }
    Ok(parsed)
}

/// `never`, `stop asking about dana`.
pub(super) fn never(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    let mut parsed = about_an_item(rest, ground);
    rest.eat(&["again", "ever"]);
    one_name(rest, &mut parsed);
    parsed
}

/// Pages of `show` that have a word of their own.
const PAGES: &[(&str, &str)] = &[
    ("year", "year"),
    ("the year", "year"),
    ("year view", "year"),
    ("quarter", "quarter"),
    ("the quarter", "quarter"),
    ("cost", "cost"),
    ("cost of parting", "cost"),
    ("intents", "intents"),
    ("portfolio", "intents"),
];

/// `show acme`, `year acme`, `why 2`, `why acme`, `why one-sided`.
pub(super) fn look(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Parsed {
    rest.eat(&[
        "the details",
        "details",
        "more",
        "everything",
        "the whole thing",
        "all of it",
        "the account",
        "account",
    ]);
    let page = PAGES.iter().find(|(word, _)| *word == said).map(|(_, page)| (*page).to_owned());
    if page.is_some() {
        rest.eat(&["with", "of", "for", "from"]);
    }
    let mut parsed = about_an_item(rest, ground);
    parsed.args.value = page;
    rest.eat(&["the details", "details", "in full"]);
    if let Some(token) = rest.peek().filter(|token| ground.rules.contains(&token.low)) {
        parsed.args.rule = Some(token.low.clone());
        rest.skip(1);
        which(rest, ground, &mut parsed);
    }
    one_name(rest, &mut parsed);
    parsed
}

/// Words that are no names, wherever a name may stand.
const NOBODY: &[&str] = &[
    "one",
    "not",
    "so",
    "after",
    "before",
    "about",
    "pls",
    "plz",
    "mail",
    "mails",
    "email",
    "emails",
    "nudges",
    "anything",
    "nothing",
    "something",
    "everything",
    "me",
    "you",
    "us",
    "now",
    "then",
    "here",
    "there",
    "her",
    "him",
    "them",
    "they",
    "ever",
    "again",
    "why",
    "how",
    "what",
    "please",
    "thanks",
];

/// One word that is left and stands for somebody nobody knows.
fn one_name(rest: &mut Rest<'_>, parsed: &mut Parsed) {
    if parsed.args.who.is_none()
        && parsed.items.is_empty()
        && parsed.args.rule.is_none()
        && let [token] = rest.tokens()
        && token.text.chars().any(char::is_alphanumeric)
        && !NOBODY.contains(&token.low.as_str())
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

/// `wrong client`, `wrong client beta`, `belongs to beta`, `wrong beta`; with a few words of the letter's subject in quotes, or with
/// the address whose letters all belong there.
pub(super) fn wrong_client(said: &str, rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed::default();
    if said == "not" {
        // `not acme`, `not acme but beta`.
        known_who(rest, ground).ok_or_else(|| "not what?".to_owned())?;
        while rest.eat(&["but", "it's", "it is", "that's", "-", "from"]) {}
        parsed.args.who = known_who(rest, ground);
        return Ok(parsed);
    }
    while rest.eat(&["it's", "it is", "that's", "this is", "should be", "belongs to", "its", "from", "to", "-"]) {}
    loop {
        if which(rest, ground, &mut parsed) {
            continue;
        }
        if let Some(subject) = rest.quoted() {
            parsed.args.note = Some(subject);
        } else if let Some(address) = rest.peek().and_then(|token| Address::parse(&token.text)) {
            parsed.args.text = Some(address.to_string());
            rest.skip(1);
        } else {
            break;
        }
    }
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
    if matches!(said, "change" | "mention") {
        let what = rest.free().ok_or_else(|| format!("{said} what?"))?;
        parsed.args.hint = Some(format!("{said} {what}"));
        return Ok(parsed);
    }
    let mut hints: Vec<&str> = match said {
        "too long" => vec!["shorter"],
        "too short" => vec!["longer"],
        "less formal" | "too formal" | "too stiff" | "more friendly" | "more personal" => vec!["warmer"],
        "more formal" => vec!["formal"],
        _ => HINTS.iter().filter(|(word, _)| *word == said).map(|(_, hint)| *hint).collect(),
    };
    if free && hints.is_empty() {
        parsed.args.hint = rest.free();
        return Ok(parsed);
    }
    if matches!(said, "draft" | "write") {
        template(rest, ground, &mut parsed);
        if said == "write" && (parsed.args.who.is_none() || parsed.args.kind.is_none()) {
            return Err("what shall I write, and to whom? For example draft acme check-in".to_owned());
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
    } else if hints.is_empty() && matches!(said, "a bit" | "a little" | "a little bit" | "slightly" | "much" | "even") {
        return Err("what shall the text be? shorter, longer, warmer or plainer".to_owned());
    } else if said == "make it" && hints.is_empty() {
        return Err("make it what? shorter, longer, warmer or plainer, or `reword:` and your own words".to_owned());
    }
    Ok(parsed)
}

/// `acme check-in`, `check-in for acme`, `a thank you to dana`.
fn template(rest: &mut Rest<'_>, ground: &Ground<'_>, parsed: &mut Parsed) {
    rest.eat(&["a", "an", "the"]);
    parsed.args.who = known_who(rest, ground);
    let is_hint = |low: &str| HINTS.iter().any(|(word, _)| *word == low) || matches!(low, "for" | "to" | "and");
    let mut words = Vec::new();
    while let Some(token) = rest.peek().filter(|token| {
        words.len() < 4 && !is_hint(&token.low) && token.low.chars().all(|c| c.is_alphabetic() || c == '-')
    }) {
        words.push(token.low.clone());
        rest.skip(1);
    }
    // `draft zed check-in`: two words, and nobody of that name.
    if parsed.args.who.is_none() && words.len() == 2 && rest.is_empty() {
        parsed.args.who = Some(words.remove(0));
    }
    parsed.args.kind = (!words.is_empty()).then(|| words.join("-"));
    let mut ahead = *rest;
    if parsed.args.who.is_none()
        && ahead.eat(&["for", "to"])
        && let Ok(who) = who(&mut ahead, ground)
        && who.chars().all(|c| !c.is_ascii_digit())
    {
        parsed.args.who = Some(who);
        *rest = ahead;
    }
}

/// `thank harbor`, `thank harbor for the intro`, `1 thank`.
pub(super) fn thank(rest: &mut Rest<'_>, ground: &Ground<'_>) -> Result<Parsed, Why> {
    let mut parsed = Parsed::default();
    while which(rest, ground, &mut parsed) || rest.eat(&["for me", "her", "him"]) {}
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
