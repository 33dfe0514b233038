//! What the user tells for the account: acts, asks, promises, talks, plans.

use super::{Parsed, Why, known_who, note_and_day, who};
use crate::converse::names::known_name;
use crate::converse::table::Begun;
use crate::converse::tokens::{Rest, Token, tokens};
use crate::converse::when::{Look, When, number, when};
use crate::converse::{Ground, kinds};
use crate::domain::act::ActKind;
use crate::domain::command::Args;
use crate::domain::entry::{Figure, TOPICS};

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

fn act_kind(rest: &mut Rest<'_>, ground: &Ground<'_>, note: &mut Option<String>) -> Option<String> {
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
    // Where nobody is known, the one word that is left may be anybody's name.
    if ground.known.is_empty()
        && let [token] = rest.tokens()
        && !matches!(said, "who is" | "who's" | "who are" | "when did")
    {
        args.who = Some(token.text.clone());
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
        while rest.eat(&["me", "us", "by phone", "on the phone", "elsewhere", "back"]) {}
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
