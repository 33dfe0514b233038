//! One line to its commands.

use super::args::{self, Parsed, numbers};
use super::clean;
use super::courtesies::{BEFORE, GREETINGS, without_after};
use super::names::known_name;
use super::sending::{self, Sending};
use super::several::several;
use super::table::{self, Begun};
use super::tokens::{Rest, tokens};
use super::when::{Look, when};
use super::{Ground, Known, kinds};
use crate::domain::command::{Args, Command, Misheard, Verb};
use crate::domain::day::month;

/// What became of a line.
pub(super) type Line = Result<Vec<Command>, Misheard>;

/// A line longer than this, in bytes, is no command, and would take long to try in every way.
const LONGEST: usize = 2_000;

/// Reads one line, which `said` shows as it was written.
pub(super) fn line(said: &str, ground: &Ground<'_>) -> Line {
    let bare = clean::bare(said);
    if bare.len() > LONGEST {
        return Err(Misheard { said: said.to_owned(), why: PROSE.to_owned(), nearest: None });
    }
    // A lone question mark is a call for help, and has no letters to be a word.
    let bare = if !bare.is_empty() && bare.chars().all(|c| c == '?') { "help".to_owned() } else { bare };
    let words = tokens(&bare);
    let sending = sending::read(&bare, &words, ground);
    if let Sending::Exact { items, who } = sending {
        return Ok(sends(said, &items, who));
    }
    let heard = one(&bare, said, ground).or_else(|why| several(&bare, said, ground).ok_or(why));
    heard.map_err(|failure| match sending {
        // Among several, `send` alone would only be asked about again.
        Sending::Unsure(why) => {
            Misheard { said: said.to_owned(), why, nearest: (ground.n_items < 2).then(|| "send".to_owned()) }
        }
        _ => failure.misheard(said, &bare, ground),
    })
}

pub(super) fn sends(said: &str, items: &[u32], who: Option<String>) -> Vec<Command> {
    let mut command = Command::new(Verb::Send, said);
    command.args.who = who;
    if items.is_empty() {
        return vec![command];
    }
    items.iter().map(|item| Command { item: Some(*item), ..command.clone() }).collect()
}

/// Why a line was not understood, and the verb it began with if it did.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    why: Option<String>,
    verb: Option<Verb>,
}

impl Failure {
    const UNKNOWN: Self = Self { why: None, verb: None };

    /// The first failure says most: of the verb said with the most words.
    fn or(self, why: String, begun: Begun) -> Self {
        if self.verb.is_some() { self } else { Self { why: Some(why), verb: Some(begun.entry.verb) } }
    }

    fn misheard(self, said: &str, bare: &str, ground: &Ground<'_>) -> Misheard {
        let words = tokens(bare);
        let nearly_send = words.len() <= 3 && words.iter().any(|token| sending::is_nearly_send(&token.low));
        let nearest =
            if nearly_send { Some("send".to_owned()) } else { self.verb.and_then(|verb| example(verb, ground)) };
        let why = match self.why {
            Some(why) => why,
            None if nearly_send => "that is nearly `send`, and I send only on the word itself".to_owned(),
            None if bare.contains('?') => "I can't answer that; `help` lists what I understand".to_owned(),
            None if is_prose(bare) => PROSE.to_owned(),
            None => "I don't know that word; `help` lists what I understand".to_owned(),
        };
        let nearest = nearest
            .or_else(|| nearest_name(&words.iter().map(|token| token.low.as_str()).collect::<Vec<_>>(), ground.known));
        Misheard { said: said.to_owned(), why, nearest }
    }
}

pub(super) const PROSE: &str = "I found no command in it. If these are your own words for the other side, put `send:` before them; if it is for me to remember, `note:`";

/// Words that go on like talk: two sentences, or many words.
pub(super) fn is_prose(text: &str) -> bool {
    let sentences =
        text.split_inclusive(['.', '!', '?', '\n']).filter(|part| part.split_whitespace().count() >= 2).count();
    sentences >= 2 || text.split_whitespace().count() >= 10
}

/// An example that names somebody the user works with.
fn example(verb: Verb, ground: &Ground<'_>) -> Option<String> {
    let line = table::row(verb)?.examples.first()?;
    let who = ground.known.first().map_or("acme", |known| known.key.as_str());
    Some(line.split(' ').map(|word| if word == "acme" { who } else { word }).collect::<Vec<_>>().join(" "))
}

/// The known name that a word is a slip of.
fn nearest_name(words: &[&str], known: &[Known]) -> Option<String> {
    let [word] = words else { return None };
    let mut near = known.iter().filter(|known| super::slips::is_slip(word, &known.key));
    near.next().filter(|_| near.next().is_none()).map(|known| known.key.clone())
}

/// A line as one command, with and without its courtesies. What is told in free words may end in a courtesy, so the whole line
/// is tried first.
pub(super) fn one(bare: &str, said: &str, ground: &Ground<'_>) -> Result<Vec<Command>, Failure> {
    let words = tokens(bare);
    let whole = Rest::new(bare, &words);
    let mut tries = vec![(whole, true)];
    tries.extend(without_after(whole).into_iter().map(|rest| (rest, true)));
    let mut lead = whole;
    let mut bare_name = true;
    while lead.tokens().len() > 1 {
        // `yes, and …` says two things; `yes snooze` says one.
        if lead.begins("yes").is_some() && lead.peek().is_some_and(|token| token.tail.contains(',')) {
            break;
        }
        // After a greeting a name is whom the words are for, not an answer.
        bare_name &= !GREETINGS.iter().any(|word| lead.begins(word).is_some());
        if !lead.eat(BEFORE) {
            break;
        }
        tries.push((lead, bare_name));
        tries.extend(without_after(lead).into_iter().map(|rest| (rest, bare_name)));
    }
    let mut failure = Failure::UNKNOWN;
    for (rest, bare_name) in tries {
        match command(rest, bare_name, said, ground) {
            Ok(commands) => return Ok(commands),
            Err(other) if failure.verb.is_none() => failure = other,
            Err(_) => {}
        }
    }
    Err(failure)
}

/// `[which] verb …`, `name verb …`, a name alone, a rule and its setting.
fn command(mut rest: Rest<'_>, bare_name: bool, said: &str, ground: &Ground<'_>) -> Result<Vec<Command>, Failure> {
    let mut items = if counts_something(&rest) { Vec::new() } else { numbers(&mut rest) };
    let mut ahead = rest;
    if items.is_empty() && ground.n_items > 0 && ahead.eat(args::ALL) && table::begun(&rest).is_empty() {
        items = (1..=ground.n_items).filter_map(|n| u32::try_from(n).ok()).collect();
        rest = ahead;
    }
    rest.eat(&["-", ":"]);
    let mut failure = match begun(rest, &items, None, said, ground) {
        Ok(commands) => return Ok(commands),
        Err(failure) => failure,
    };
    if let Some((who, n)) = known_name(rest.tokens(), ground.known) {
        let mut after = rest;
        after.skip(n);
        // `Dana. How are you?` is a letter to Dana.
        if after.after_sentence() && !after.is_empty() {
            return Err(failure);
        }
        after.eat(&["-", ":", "is"]);
        if after.is_empty() && bare_name {
            let mut command = Command::new(Verb::Whose, said);
            command.args.who = Some(who);
            return for_items(command, &items, ground);
        }
        match begun(after, &items, Some(&who), said, ground) {
            Ok(commands) => return Ok(commands),
            Err(other) if failure.verb.is_none() => failure = other,
            Err(_) => {}
        }
    }
    if let Some((who, after)) = unknown_name(rest, ground)
        && let Ok(commands) = begun(after, &items, Some(&who), said, ground)
    {
        return Ok(commands);
    }
    if let Some(command) = unspoken(rest, &items, bare_name, said, ground) {
        return for_items(command, &items, ground);
    }
    if let Some(token) = rest.peek().filter(|token| ground.rules.contains(&token.low)) {
        let mut command = Command::new(Verb::Rule, said);
        command.args.rule = Some(token.low.clone());
        rest.skip(1);
        command.args.value = rest.free();
        return Ok(vec![command]);
    }
    Err(failure)
}

/// `Tom snooze 3 weeks` where nobody is known yet: a name is any word before a verb that people are the object of.
fn unknown_name<'r>(rest: Rest<'r>, ground: &Ground<'_>) -> Option<(String, Rest<'r>)> {
    if !ground.known.is_empty() {
        return None;
    }
    let mut after = rest;
    let token = after.next().filter(|token| !token.quoted && token.low.chars().all(char::is_alphabetic))?;
    if BEFORE.contains(&token.low.as_str()) {
        return None;
    }
    let verbs = ["snooze", "quiet", "partnership", "transactional", "undecided", "ending", "skip", "never"];
    after.peek().filter(|next| verbs.contains(&next.low.as_str())).map(|_| (token.text.clone(), after))
}

/// Answers that leave their verb out: `2 weeks`, `1 referral`, `it's beta`, `coffee with dana yesterday`.
fn unspoken(rest: Rest<'_>, items: &[u32], bare_name: bool, said: &str, ground: &Ground<'_>) -> Option<Command> {
    let command = |verb, args| Command { args, ..Command::new(verb, said) };
    let mut args = Args::default();
    let mut ahead = rest;
    // A month alone may be somebody's name.
    let is_time = rest.tokens().len() > 1 || rest.peek().is_some_and(|token| month(&token.low).is_none());
    if ground.n_items > 0 && is_time && args::how_long(&mut ahead, ground, &mut args) && ahead.is_empty() {
        return Some(command(Verb::Snooze, args));
    }
    let mut ahead = rest;
    if bare_name
        && ahead.eat(&[
            "it's for",
            "it's from",
            "it's",
            "it is",
            "its",
            "this is",
            "that's",
            "that is",
            "she's",
            "he's",
            "from",
            "for",
        ])
    {
        while ahead.eat(&["from", "for"]) {}
        let (who, n) = known_name(ahead.tokens(), ground.known)?;
        ahead.skip(n);
        return ahead.is_empty().then(|| command(Verb::Whose, Args { who: Some(who), ..Args::default() }));
    }
    let mut ahead = rest;
    if !items.is_empty() {
        while ahead.eat(&["is", "was", "it's", "it was", "a", "an"]) {}
        let (kind, n, _) = kinds::act(|word| ahead.begins(word))?;
        ahead.skip(n);
        return ahead
            .is_empty()
            .then(|| command(Verb::Yes, Args { kind: Some(kind.word().to_owned()), ..Args::default() }));
    }
    let (_, n) = kinds::talk(|word| ahead.begins(word))?;
    ahead.skip(n);
    let mut whole = rest;
    let begun = Begun { entry: table::row(Verb::Met)?, said: "met", n: 0 };
    let met = ahead.eat(&["with"]).then(|| args::parse(begun, &mut whole, ground).ok())??;
    whole.is_empty().then(|| command(Verb::Met, met.args))
}

/// `2 weeks` begins no item 2; `2. week` does.
fn counts_something(rest: &Rest<'_>) -> bool {
    if rest.peek().is_some_and(|token| token.tail.contains(['.', ')', ':'])) {
        return false;
    }
    let today = jiff::civil::date(2000, 1, 1);
    when(rest.tokens(), today, Look::Ahead).is_some()
}

/// Tries every verb that the words may begin with; a slip of one only where none is exact.
fn begun(
    rest: Rest<'_>,
    items: &[u32],
    who: Option<&str>,
    said: &str,
    ground: &Ground<'_>,
) -> Result<Vec<Command>, Failure> {
    let exact = table::begun(&rest);
    let n_exact = exact.first().map_or(0, |begun| begun.n);
    let mut failure = Failure::UNKNOWN;
    for begun in exact {
        match after_verb(begun, rest, items, who, said, ground) {
            Ok(commands) => return Ok(commands),
            Err(why) => failure = failure.or(why, begun),
        }
    }
    // A slip is forgiven where all that was written makes sense of one verb, and of no other: `not ture` begins with a whole `not`.
    let mut meant: Option<(Verb, Vec<Command>)> = None;
    for begun in table::slipped(&rest).into_iter().filter(|begun| begun.n > n_exact) {
        match after_verb(begun, rest, items, who, said, ground) {
            Ok(commands) if meant.as_ref().is_none_or(|(verb, _)| *verb == begun.entry.verb) => {
                meant = meant.or(Some((begun.entry.verb, commands)));
            }
            Ok(_) => return Err(Failure::UNKNOWN),
            Err(why) => failure = failure.or(why, begun),
        }
    }
    meant.map(|(_, commands)| commands).ok_or(failure)
}

fn after_verb(
    begun: Begun,
    mut rest: Rest<'_>,
    items: &[u32],
    who: Option<&str>,
    said: &str,
    ground: &Ground<'_>,
) -> Result<Vec<Command>, String> {
    let verb = begun.entry.verb;
    rest.skip(begun.n);
    let they_promised = who.is_some() && begun.said == "promised";
    if they_promised {
        // `acme promised me …`: who was promised it is the user.
        rest.eat(&["me", "us"]);
        if rest.begins("nothing").is_some() {
            return Err("if nothing was promised, there is nothing to keep".to_owned());
        }
    }
    // Where a name stood first, the verb must not take the next word for one.
    let Parsed { items: later, mut args } = match who {
        Some(who) if needs_name(begun) => args::parse_about(begun, &mut rest, who, ground)?,
        // `acme is on holiday` says nothing of the user's own days.
        Some(who) if verb == Verb::Pause => {
            return Err(format!("if these are their days off: holiday {who} 24 dec to 2 jan"));
        }
        _ => args::parse(begun, &mut rest, ground)?,
    };
    if they_promised {
        args.value.get_or_insert_with(|| "they".to_owned());
    }
    if !rest.is_empty() {
        return Err(format!("I understand `{}`, but not “{}” after it", begun.said, rest.said()));
    }
    if let Some(who) = who {
        if args.who.as_deref().is_some_and(|other| other != who) {
            return Err(format!("is it about {who} or about {}?", args.who.unwrap_or_default()));
        }
        args.who = Some(who.to_owned());
    }
    if !items.is_empty() && !later.is_empty() && items != later.as_slice() {
        return Err("two different numbers; which one is it?".to_owned());
    }
    let items = if items.is_empty() { later } else { items.to_vec() };
    let command = Command { verb, item: None, args, said: said.to_owned() };
    for_items(command, &items, ground).map_err(|failure| failure.why.unwrap_or_default())
}

/// Verbs that begin with a name and so may have it before them: `acme quiet 3w`. Of others only some words may: `acme promised …`.
fn needs_name(begun: Begun) -> bool {
    matches!(begun.said, "promised" | "said" | "says")
        || matches!(
            begun.entry.verb,
            Verb::Intent
                | Verb::Rate
                | Verb::Level
                | Verb::Zone
                | Verb::Quiet
                | Verb::Never
                | Verb::Thank
                | Verb::Met
                | Verb::Book
        )
}

/// Which verbs speak of an item, and whether they must know which.
fn item_need(command: &Command, ground: &Ground<'_>) -> Option<bool> {
    match command.verb {
        Verb::Yes | Verb::No => Some(!ground.question),
        Verb::Send
        | Verb::SendOwn
        | Verb::Snooze
        | Verb::Skip
        | Verb::Done
        | Verb::Sent
        | Verb::Drop
        | Verb::NotTrue
        | Verb::WrongClient
        | Verb::Reword
        | Verb::Never
        | Verb::Thank
        | Verb::Whose
        | Verb::Intent
        | Verb::Quiet => Some(true),
        Verb::Show | Verb::Why | Verb::Log => Some(false),
        Verb::Mute => (command.args.rule.is_none() && command.args.who.is_none()).then_some(true),
        Verb::Forget => command.args.who.is_none().then_some(true),
        Verb::Ask
        | Verb::Got
        | Verb::Gave
        | Verb::Promise
        | Verb::Agreed
        | Verb::Met
        | Verb::Book
        | Verb::Won
        | Verb::Rate
        | Verb::Level
        | Verb::Plan
        | Verb::Unmute
        | Verb::Add
        | Verb::Rename
        | Verb::Merge
        | Verb::Zone
        | Verb::Holiday
        | Verb::Note
        | Verb::Goal
        | Verb::Status
        | Verb::Today
        | Verb::Week
        | Verb::Pending
        | Verb::Rules
        | Verb::Rule
        | Verb::Pause
        | Verb::Resume
        | Verb::Stop
        | Verb::Undo
        | Verb::Help => None,
    }
}

/// Gives the command its item: the number said, or the only one there is. A number before a verb that speaks of no item is one
/// that the mail program put there to make a list.
fn for_items(command: Command, items: &[u32], ground: &Ground<'_>) -> Result<Vec<Command>, Failure> {
    let fail = |why: String| Failure { why: Some(why), verb: Some(command.verb) };
    let Some(must) = item_need(&command, ground) else {
        return Ok(vec![command]);
    };
    if let Some(beyond) =
        items.iter().find(|item| ground.n_items > 0 && usize::try_from(**item).is_ok_and(|item| item > ground.n_items))
    {
        return Err(fail(format!("there is no {beyond} here, only 1 to {}", ground.n_items)));
    }
    if !items.is_empty() {
        return Ok(items.iter().map(|item| Command { item: Some(*item), ..command.clone() }).collect());
    }
    let is_named = match command.verb {
        Verb::Whose => false,
        // A page without a name is about all.
        Verb::Show if command.args.value.is_some() => true,
        Verb::WrongClient => command.args.note.is_some() || command.args.text.is_some(),
        _ => command.args.who.is_some(),
    };
    if command.verb == Verb::Reword && !is_named {
        let item = ground.text_meant("shorter").map_err(fail)?;
        return Ok(vec![Command { item, ..command }]);
    }
    match ground.n_items {
        1 if !is_named => Ok(vec![Command { item: Some(1), ..command }]),
        0 | 1 => Ok(vec![command]),
        n if must && !is_named => {
            Err(fail(format!("there are {n} items; which one? For example `1 {}`", command.verb)))
        }
        _ => Ok(vec![command]),
    }
}
