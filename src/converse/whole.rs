//! A whole reply: which of its lines to read, where it stops, and what holds a `send` back.

use std::collections::HashSet;

use super::clean::{self, Kind};
use super::line::{PROSE, is_prose, line};
use super::sending::is_about_sending;
use super::{Ground, names};
use crate::domain::command::{Command, Heard, Misheard, Verb};

/// How many lines with words are read. A command further down is more likely part of something pasted.
const MOST_LINES: usize = 12;

pub(super) fn hear(words: &str, ground: &Ground<'_>) -> Heard {
    let lines = without_list_marks(joined(words), ground);
    let mut heard = Heard::default();
    let mut n_read = 0;
    let mut signed_off = false;
    let mut after_sign_off = Vec::new();
    let mut beyond = None;
    for (at, said) in lines.iter().enumerate() {
        let said = said.trim();
        match clean::kind(said) {
            Kind::End if clean::plain(said).starts_with('-') || n_read > 0 => break,
            Kind::End | Kind::Empty | Kind::Quoted | Kind::Courtesy => continue,
            Kind::SignOff => {
                signed_off = n_read > 0;
                continue;
            }
            Kind::Words if is_own_name(said, ground) => {
                signed_off = n_read > 0;
                continue;
            }
            Kind::Words => {}
        }
        if signed_off {
            after_sign_off.push(said);
            continue;
        }
        if n_read == MOST_LINES {
            beyond = Some(said);
            break;
        }
        n_read += 1;
        if let Some((prefix, first)) = own_words(said) {
            own_text(prefix, first, lines.get(at + 1..).unwrap_or_default(), ground, &mut heard);
            break;
        }
        match line(said, ground) {
            Ok(commands) if goes_on_from(&lines, at) && commands.iter().any(|command| command.verb == Verb::Send) => {
                let why =
                    "it may be the end of the line above, so nothing goes yet. To send it, answer with that one line"
                        .to_owned();
                heard.not_understood.push(Misheard { said: said.to_owned(), why, nearest: Some("send".to_owned()) });
            }
            Ok(commands) => heard.commands.extend(commands),
            Err(misheard) => heard.not_understood.push(misheard),
        }
    }
    without_overtaken(&mut heard.commands);
    let doubt = after_sign_off.iter().any(|said| is_second_thought(said)) || beyond.is_some();
    hold(&mut heard, doubt, ground);
    if let Some(said) = beyond.filter(|_| !heard.commands.is_empty()) {
        let why = format!(
            "I read {MOST_LINES} lines of an answer, so this one and those below it were left alone. Say them again in another"
        );
        heard.not_understood.push(Misheard { said: said.to_owned(), why, nearest: None });
    }
    as_prose(&mut heard, words);
    heard
}

/// `Not now. Ask again in February.` puts one thing off twice; the last day said is the one that is meant.
fn without_overtaken(commands: &mut Vec<Command>) {
    let about = |one: &Command| (one.verb == Verb::Snooze).then(|| (one.item, one.args.who.clone()));
    let mut last = HashSet::new();
    let kept: Vec<bool> = commands.iter().rev().map(|one| about(one).is_none_or(|about| last.insert(about))).collect();
    let mut kept = kept.into_iter().rev();
    commands.retain(|_| kept.next().unwrap_or(true));
}

/// A list that the mail program numbered, `1.`, `2.`, `3.`, with more numbers than there are items: they count the lines.
fn without_list_marks(lines: Vec<String>, ground: &Ground<'_>) -> Vec<String> {
    let spoken = || lines.iter().filter(|line| clean::kind(line) == Kind::Words);
    let is_numbered = (1..).zip(spoken()).all(|(n, line)| list_mark(line).is_some_and(|(found, _)| found == n));
    let n_lines = spoken().count();
    if !is_numbered || n_lines < 2 || ground.n_items >= n_lines || ground.n_items == 0 {
        return lines;
    }
    lines.iter().map(|line| list_mark(line).map_or_else(|| line.clone(), |(_, rest)| rest.to_owned())).collect()
}

/// `2. snooze`, `2) snooze`: the number and what follows.
fn list_mark(line: &str) -> Option<(usize, &str)> {
    let (number, rest) = line.trim().split_once(['.', ')'])?;
    number.parse().ok().map(|number| (number, rest.trim()))
}

/// Lines, with a phrase in quotes that a mail program broke put together again.
fn joined(words: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut n_open = 0;
    for line in words.lines() {
        if n_open > 0
            && !line.trim().is_empty()
            && let Some(last) = lines.last_mut()
        {
            last.push(' ');
            last.push_str(line.trim());
            n_open = if is_open(last) { n_open - 1 } else { 0 };
            continue;
        }
        // A broken line is nearly as long as lines get; a short one is only missing its quote.
        n_open = if is_open(line) && line.chars().count() > 50 { 3 } else { 0 };
        lines.push(line.to_owned());
    }
    lines
}

/// Whether a mail program may have broken this line off the one above: `note acme: she would rather we did not` and below it
/// `send`.
fn goes_on_from(lines: &[String], at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|above| lines.get(above)).map(|line| clean::plain(line)).unwrap_or_default();
    clean::kind(&above) == Kind::Words && above.chars().count() >= 45 && !above.ends_with(['.', '!', '?', '"', ')'])
}

fn is_open(line: &str) -> bool {
    clean::plain(line).matches('"').count() % 2 == 1
}

pub(super) fn is_own_name(said: &str, ground: &Ground<'_>) -> bool {
    let said = clean::letters(said);
    !said.is_empty()
        && ground.you.iter().any(|you| {
            let you = clean::letters(you);
            said == you || you.split(' ').next() == Some(said.as_str())
        })
        && names::named(&said, ground.known).is_empty()
}

/// `send: Hi Dana, …`, `send this: …`, `1 send: …`: the number, and what follows on the line.
fn own_words(said: &str) -> Option<(Option<u32>, String)> {
    let plain = clean::plain(said);
    let plain = plain.trim_start_matches(['-', '*', '•', ' ']);
    let (head, _) = plain.split_once(':')?;
    let words = clean::letters(head);
    let mut words: Vec<&str> = words.split(' ').collect();
    let number = |word: &&str| word.parse::<u32>().ok().filter(|n| (1..=99).contains(n));
    let mut item = words.first().and_then(number);
    if item.is_some() {
        words.remove(0);
    } else if let Some(last) = words.last().and_then(number) {
        item = Some(last);
        words.pop();
    }
    // The text itself is taken from what was written, not from its plain form.
    let text = said.split_once([':', '\u{ff1a}']).map(|(_, text)| text.trim().to_owned())?;
    matches!(words.as_slice(), ["send"] | ["send", "this"] | ["send", "this", "instead"]).then_some((item, text))
}

/// The rest of the reply is the user's own text; only what is surely not part of it is left out.
fn own_text(item: Option<u32>, first: String, below: &[String], ground: &Ground<'_>, heard: &mut Heard) {
    let mut text = first;
    for line in below {
        if matches!(clean::kind(line), Kind::End | Kind::Quoted) {
            break;
        }
        text.push('\n');
        text.push_str(line.trim_end());
    }
    let text = text.trim().to_owned();
    let said = item.map_or_else(|| "send:".to_owned(), |item| format!("{item} send:"));
    let misheard = |why: String| Misheard { said: said.clone(), why, nearest: None };
    // `send: no`, `send: 5 january` and the like are more likely to be something else than a whole letter.
    if text.split_whitespace().count() < 4 {
        heard
            .not_understood
            .push(misheard("write your whole text after `send:`, on the same line or below it".to_owned()));
        return;
    }
    let item = match (item, ground.n_items) {
        (Some(item), n) if n > 0 && usize::try_from(item).is_ok_and(|item| item > n) => {
            heard.not_understood.push(misheard(format!("there is no {item} here, only 1 to {n}")));
            return;
        }
        // Whoever writes words of her own may mean them for anybody here, also where one text alone is offered.
        (None, n) if n > 1 => {
            heard.not_understood.push(misheard(format!("there are {n} items; for which one? For example `1 send:`")));
            return;
        }
        (None, 1) => Some(1),
        (item, _) => item,
    };
    let mut command = Command::new(Verb::SendOwn, &said);
    command.item = item;
    command.args.text = Some(text);
    heard.commands.push(command);
}

/// Words after the greeting that take something back.
fn is_second_thought(said: &str) -> bool {
    let words = clean::letters(said);
    let mut all = words.split(' ');
    let first = all.clone().next().unwrap_or_default();
    matches!(
        first,
        "wait"
            | "actually"
            | "don't"
            | "dont"
            | "no"
            | "not"
            | "hold"
            | "stop"
            | "ps"
            | "p"
            | "but"
            | "hmm"
            | "maybe"
            | "undo"
            | "cancel"
            | "sorry"
            | "unless"
            | "scratch"
    ) || all.any(is_about_sending)
}

/// Verbs that say of an item the opposite of `send`, or leave in doubt what is wanted.
fn goes_against_send(command: &Command) -> bool {
    match command.verb {
        Verb::Snooze
        | Verb::Skip
        | Verb::Never
        | Verb::Reword
        | Verb::No
        | Verb::Sent
        | Verb::Drop
        | Verb::Why
        | Verb::NotTrue
        | Verb::WrongClient
        | Verb::Undo
        | Verb::Stop
        | Verb::Forget
        | Verb::SendOwn
        | Verb::Whose => true,
        // Being quiet about somebody, or away, goes well with a text that has gone. Without a name or a time it may mean the text.
        Verb::Quiet | Verb::Show | Verb::Mute => command.args.who.is_none() && command.args.rule.is_none(),
        Verb::Pause => command.args.duration.is_none() && command.args.until.is_none(),
        // `note that the date is wrong` may be about the text; `note acme: likes tea` is not.
        Verb::Note | Verb::Log => command.args.who.is_none(),
        Verb::Ask => command.args.question.is_some(),
        // The text may be the invitation to it.
        Verb::Book => command.args.hint.is_some(),
        Verb::Send
        | Verb::Thank
        | Verb::Yes
        | Verb::Done
        | Verb::Got
        | Verb::Gave
        | Verb::Promise
        | Verb::Agreed
        | Verb::Met
        | Verb::Won
        | Verb::Intent
        | Verb::Rate
        | Verb::Level
        | Verb::Plan
        | Verb::Unmute
        | Verb::Add
        | Verb::Rename
        | Verb::Merge
        | Verb::Zone
        | Verb::Holiday
        | Verb::Goal
        | Verb::Status
        | Verb::Today
        | Verb::Week
        | Verb::Pending
        | Verb::Rules
        | Verb::Rule
        | Verb::Resume
        | Verb::Help => false,
    }
}

/// Takes every `send` back that the rest of the reply throws doubt on.
fn hold(heard: &mut Heard, doubt: bool, ground: &Ground<'_>) {
    let mut held = Vec::new();
    for send in heard.commands.iter().filter(|command| matches!(command.verb, Verb::Send)) {
        let unclear = heard.not_understood.iter().find(|misheard| may_concern(misheard, send, ground));
        let against = heard.commands.iter().find(|other| goes_against_send(other) && may_be_same(other, send));
        let why = if let Some(misheard) = unclear {
            format!("I did not understand “{}” in the same reply, so nothing goes yet", short(&misheard.said))
        } else if let Some(other) = against {
            format!("the same reply also says “{}”, so nothing goes yet", short(&other.said))
        } else if doubt {
            "there is more in the reply that may take it back, so nothing goes yet".to_owned()
        } else {
            continue;
        };
        held.push((send.clone(), why));
    }
    heard.commands.retain(|command| !held.iter().any(|(send, _)| send == command));
    for (send, why) in held {
        let nearest =
            send.item.filter(|_| ground.n_items > 1).map_or_else(|| "send".to_owned(), |item| format!("{item} send"));
        let why = format!("{why}. To send it, answer with that one line");
        if !heard.not_understood.iter().any(|other| other.said == send.said && other.why == why) {
            heard.not_understood.push(Misheard { said: send.said, why, nearest: Some(nearest) });
        }
    }
}

/// A line that was not understood speaks of every text, save where it begins with the number of another.
fn may_concern(misheard: &Misheard, send: &Command, ground: &Ground<'_>) -> bool {
    let digits: String = clean::bare(&misheard.said).chars().take_while(char::is_ascii_digit).collect();
    match (digits.parse::<u32>().ok(), send.item) {
        (Some(number), Some(item)) if ground.n_items > 1 => number == item,
        _ => true,
    }
}

fn may_be_same(other: &Command, send: &Command) -> bool {
    match (other.item, send.item) {
        (Some(one), Some(two)) => one == two,
        _ => match (&other.args.who, &send.args.who) {
            (Some(one), Some(two)) => one.eq_ignore_ascii_case(two),
            _ => true,
        },
    }
}

fn short(said: &str) -> String {
    let mut short: String = said.chars().take(60).collect();
    if short.len() < said.len() {
        short.push('…');
    }
    short
}

/// A letter in several lines of which nothing was understood is one thing not understood, not many.
fn as_prose(heard: &mut Heard, words: &str) {
    let lines: Vec<&str> = heard.not_understood.iter().map(|misheard| misheard.said.as_str()).collect();
    if !heard.commands.is_empty() || lines.len() < 2 || !is_prose(&lines.join("\n")) {
        return;
    }
    // A line that nearly sent keeps its own answer.
    if heard
        .not_understood
        .iter()
        .any(|misheard| misheard.nearest.as_deref().is_some_and(|line| line.ends_with("send")))
    {
        return;
    }
    debug_assert!(!words.is_empty());
    heard.not_understood = vec![Misheard { said: lines.join("\n"), why: PROSE.to_owned(), nearest: None }];
}
