//! The page about one talk, for the user alone: what to know before it, the question how it went, and the look back after one month
//! and three.
//!
//! Everything on it is from the account, with its day and its source; what is not known is not said.

use jiff::Zoned;
use jiff::civil::Date;
use serde::Serialize;

use super::choice::{Choice, Choices};
use super::nudge::{LineFields, SideFields, act_line, heartbeat, to_user};
use super::templates::Templates;
use super::user::{Replies, Status, User};
use super::{clean, words};
use crate::domain::account::Account;
use crate::domain::act::{Act, Side};
use crate::domain::calendar::{days_before, days_between};
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::fault::Fault;
use crate::domain::interaction::Interaction;
use crate::domain::mail::{Mail, MailKind};
use crate::domain::talk::Turn;

/// What a page is made from.
#[derive(Clone, Copy, Debug)]
pub struct TalkPage<'a> {
    pub turn: Turn,
    pub talk: &'a Entry,
    pub account: &'a Account,
    /// The last letters, the newest first.
    pub letters: &'a [Interaction],
}

/// A page holds no more than these of anything.
const MOST: usize = 5;
/// Without a talk before it, a page looks back so far.
const REACH: i64 = 180;
/// Below this coverage nothing is concluded from what came.
const ENOUGH: u32 = 60;

/// Writes the page.
pub fn talk(
    page: &TalkPage<'_>,
    user: &User,
    replies: &Replies,
    status: &Status,
    templates: &Templates,
) -> Result<Mail, Fault> {
    let subject = subject(page);
    let choices = Choices::new(replies, &subject);
    let say = say(page);
    let is_before = page.turn == Turn::Before;
    let looks_back = page.turn.days() > 0;
    let fields = TalkFields {
        preheader: words::preheader(&say),
        kicker: kicker(page, user),
        title: title(page),
        say,
        sides: if page.turn == Turn::After { Vec::new() } else { sides(page) },
        rows: if looks_back { rows(page) } else { Vec::new() },
        before: format!("{} days before", page.turn.days()),
        after: format!("{} days after", page.turn.days()),
        parts: if page.turn == Turn::After { Vec::new() } else { parts(page, user) },
        questions: if is_before { questions(page) } else { Vec::new() },
        reserve: reserve(page),
        choices: answers(page, &choices),
        heartbeat: heartbeat(status, &user.zone),
        help: choices.choice("help", "Help", "everything I understand"),
        heading: subject.clone(),
    };
    let written = templates.mail("talk", &fields)?;
    Ok(to_user(MailKind::Talk, user, replies, written))
}

#[derive(Debug, Serialize)]
struct TalkFields {
    heading: String,
    preheader: String,
    kicker: String,
    title: String,
    say: String,
    sides: Vec<SideFields>,
    rows: Vec<RowFields>,
    before: String,
    after: String,
    parts: Vec<PartFields>,
    questions: Vec<QuestionFields>,
    reserve: Option<String>,
    choices: Vec<Choice>,
    heartbeat: String,
    help: Choice,
}

/// Lines under a heading.
#[derive(Debug, Serialize)]
struct PartFields {
    heading: String,
    lines: Vec<LineFields>,
}

/// One thing, before the talk and after it.
#[derive(Debug, Serialize)]
struct RowFields {
    what: String,
    before: usize,
    after: usize,
}

/// A question to choose, and what it rests on.
#[derive(Debug, Serialize)]
struct QuestionFields {
    ask: String,
    because: String,
}

fn name(page: &TalkPage<'_>) -> String {
    clean::short(page.account.relationship.called(), 30)
}

/// `partnership talk`: the kind as one says it.
fn kind(page: &TalkPage<'_>) -> String {
    clean::line(&page.talk.topic.replace('-', " "))
}

/// The day of the talk: planned, or held.
fn day(page: &TalkPage<'_>) -> Date {
    page.talk.until.filter(|_| page.talk.state != EntryState::Held).unwrap_or(page.talk.on)
}

fn subject(page: &TalkPage<'_>) -> String {
    let name = name(page);
    match page.turn {
        Turn::Before => {
            let at = page.talk.at.map(|at| at.strftime(" at %H:%M").to_string()).unwrap_or_default();
            format!("{}{at}: before you talk with {name}", when(day(page), page.account.today))
        }
        Turn::After => format!("How did it go with {name}?"),
        Turn::Month => format!("A month since your talk with {name}"),
        Turn::Quarter => format!("Three months since your talk with {name}"),
    }
}

/// `Today`, `Tomorrow`, `Monday`.
fn when(on: Date, today: Date) -> String {
    match days_between(today, on) {
        0 => "Today".to_owned(),
        1 => "Tomorrow".to_owned(),
        _ => on.strftime("%A").to_string(),
    }
}

fn title(page: &TalkPage<'_>) -> String {
    let name = name(page);
    match page.turn {
        Turn::Before => format!("Before you talk with {name}"),
        Turn::After => format!("How did it go with {name}?"),
        Turn::Month => format!("A month after your talk with {name}"),
        Turn::Quarter => format!("Three months after your talk with {name}"),
    }
}

/// `Acme Studio · Thursday, 3 December at 10:00 (18:00 in Manila)`.
fn kicker(page: &TalkPage<'_>, user: &User) -> String {
    let relationship = &page.account.relationship;
    let on = day(page);
    let here = page.talk.at.and_then(|at| on.to_datetime(at).to_zoned(user.zone.clone()).ok());
    let there = here.as_ref().zip(relationship.zone.as_ref()).map(|(here, zone)| here.with_time_zone(zone.clone()));
    let theirs = there.filter(|there| here.as_ref().is_some_and(|here| here.datetime() != there.datetime()));
    let theirs = theirs.as_ref().map(in_place).unwrap_or_default();
    let at = here.map(|here| here.strftime(" at %H:%M").to_string()).unwrap_or_default();
    format!("{} · {}{at}{theirs}", clean::line(&relationship.name), on.strftime("%A, %-d %B"))
}

fn in_place(there: &Zoned) -> String {
    let zone = there.time_zone().iana_name().unwrap_or_default();
    let place = zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
    format!(" ({} in {place})", there.strftime("%H:%M"))
}

fn say(page: &TalkPage<'_>) -> String {
    let name = name(page);
    match page.turn {
        Turn::Before => {
            "Here is what each side gave, what is still open, and three questions to choose from. Only you see this page."
                .to_owned()
        }
        Turn::After => format!(
            "You planned a {} for {}. One word is enough, and two lines are better: what you write above the quoted part I keep as \
             your notes, and make it a text for {name} that confirms what you agreed.",
            kind(page),
            words::day(day(page), page.account.today)
        ),
        Turn::Month | Turn::Quarter => compared(page),
    }
}

/// What changed, as far as it can be seen.
fn compared(page: &TalkPage<'_>) -> String {
    let name = name(page);
    let n = |side, after| acts(page, side, after).len();
    let (before, after) = (n(Side::They, false), n(Side::They, true));
    let days = page.turn.days();
    let sentence = match after.cmp(&before) {
        std::cmp::Ordering::Greater => format!("More came from {name} in the {days} days after it than before."),
        std::cmp::Ordering::Equal if after == 0 => {
            format!("I saw nothing beyond the work come from {name}, neither in the {days} days before it nor after.")
        }
        std::cmp::Ordering::Equal => format!("About as much came from {name} in the {days} days after it as before."),
        std::cmp::Ordering::Less => {
            format!("Less came from {name} in the {days} days after it than before, as far as I can see.")
        }
    };
    match page.account.coverage.percent() {
        Some(ENOUGH..) => sentence,
        Some(_) | None => format!(
            "I know too little of this correspondence to say what changed; here is what I saw in the {days} days before the talk \
             and after it."
        ),
    }
}

/// What one side gave beyond the work in the days before the talk or after it.
fn acts<'a>(page: &TalkPage<'a>, side: Side, after: bool) -> Vec<&'a Act> {
    let (held, days) = (page.talk.on, page.turn.days());
    let is_in = |on: Date| {
        let since = days_between(held, on);
        if after { since > 0 && since <= days } else { since <= 0 && since > -days }
    };
    page.account.acts.iter().filter(|act| act.by == side && act.goes_beyond() && is_in(act.on)).collect()
}

fn rows(page: &TalkPage<'_>) -> Vec<RowFields> {
    let name = name(page);
    let (held, days) = (page.talk.on, page.turn.days());
    let letters = |side: Side, after: bool| {
        let of = page.account.days.iter().filter(|day| {
            let since = days_between(held, day.on);
            if after { since > 0 && since <= days } else { since <= 0 && since > -days }
        });
        of.map(|day| usize::try_from(day.side(side).letters).unwrap_or(usize::MAX)).sum()
    };
    let row = |what: String, before, after| RowFields { what, before, after };
    vec![
        row(
            "From you, beyond the work".to_owned(),
            acts(page, Side::You, false).len(),
            acts(page, Side::You, true).len(),
        ),
        row(
            format!("From {name}, beyond the work"),
            acts(page, Side::They, false).len(),
            acts(page, Side::They, true).len(),
        ),
        row("Letters from you".to_owned(), letters(Side::You, false), letters(Side::You, true)),
        row(format!("Letters from {name}"), letters(Side::They, false), letters(Side::They, true)),
    ]
}

/// What each side gave since the talk before this one; after a talk, since the talk itself.
fn sides(page: &TalkPage<'_>) -> Vec<SideFields> {
    let today = page.account.today;
    let since = since(page);
    let name = name(page);
    [(Side::You, "you", "From you".to_owned()), (Side::They, "they", format!("From {name}"))]
        .into_iter()
        .map(|(side, word, heading)| {
            let acts = page.account.acts.iter().filter(|act| act.by == side && act.goes_beyond() && act.on > since);
            let mut lines: Vec<LineFields> = acts
                .map(act_line)
                .map(|line| LineFields {
                    on: line.on.map(|on| words::short_day(on, today)).unwrap_or_default(),
                    words: clean::short(&line.words, 160),
                })
                .collect();
            let n_earlier = lines.len().saturating_sub(MOST);
            lines.drain(..n_earlier);
            if lines.is_empty() && page.turn == Turn::Before {
                let nothing = format!("nothing beyond the work that I could see since {}", words::day(since, today));
                lines.push(LineFields { on: String::new(), words: nothing });
            }
            SideFields { side: word, heading, lines }
        })
        .filter(|side| !side.lines.is_empty())
        .collect()
}

fn since(page: &TalkPage<'_>) -> Date {
    let today = page.account.today;
    if page.turn.days() > 0 {
        return page.talk.on;
    }
    let last = page.account.held(None).map(|held| held.on).filter(|on| *on < today).max();
    last.unwrap_or(Date::MIN).max(days_before(today, REACH))
}

fn parts(page: &TalkPage<'_>, user: &User) -> Vec<PartFields> {
    let (account, today) = (page.account, page.account.today);
    let line =
        |on: Date, words: String| LineFields { on: words::short_day(on, today), words: clean::short(&words, 160) };
    let mut parts = Vec::new();
    let held = if page.turn.days() > 0 { Some(page.talk) } else { account.held(None).max_by_key(|held| held.on) };
    if let Some(held) = held.filter(|held| !held.words.is_empty()) {
        let heading = if page.turn.days() > 0 { "What you noted then" } else { "What you noted of your last talk" };
        parts.push(PartFields { heading: heading.to_owned(), lines: vec![line(held.on, held.words.clone())] });
    }
    let agreed: Vec<LineFields> = account
        .open(EntryKind::Agreement)
        .filter(|entry| entry.on >= since(page))
        .take(MOST)
        .map(|entry| line(entry.on, entry.about().to_owned()))
        .collect();
    if !agreed.is_empty() {
        parts.push(PartFields { heading: "Agreed".to_owned(), lines: agreed });
    }
    let open = open(page);
    if !open.is_empty() {
        let lines = open.into_iter().take(MOST + 2).map(|(on, words)| line(on, words)).collect();
        parts.push(PartFields { heading: "Still open".to_owned(), lines });
    }
    if page.turn == Turn::Before && !page.letters.is_empty() {
        let name = name(page);
        let lines = page.letters.iter().take(MOST).rev().map(|letter| {
            let who = if letter.by == Side::You { "you" } else { name.as_str() };
            let words = [letter.subject.as_deref().unwrap_or_default(), &letter.text];
            let words = words.iter().map(|part| clean::short(part, 70)).filter(|part| !part.is_empty());
            let on = letter.happened_at.to_zoned(user.zone.clone()).date();
            line(on, format!("{who}: “{}”", words.collect::<Vec<_>>().join(" — ")))
        });
        parts.push(PartFields { heading: "The last letters".to_owned(), lines: lines.collect() });
    }
    parts
}

/// Asks, promises and steps that wait for somebody, the oldest first, each with the day it was said.
fn open(page: &TalkPage<'_>) -> Vec<(Date, String)> {
    let (account, name) = (page.account, name(page));
    let mut open: Vec<(Date, String)> = Vec::new();
    for (by, who) in [(Side::You, "you asked for"), (Side::They, "they asked you for")] {
        open.extend(account.open_asks(by, None, 0).into_iter().map(|ask| (ask.on, format!("{who} “{}”", ask.about()))));
    }
    let promised = account.open(EntryKind::Promise).filter(|promise| promise.state != EntryState::Proposed);
    open.extend(promised.map(|promise| {
        let who = if promise.by == Some(Side::You) { "you" } else { name.as_str() };
        let due = promise.until.map(|due| format!(" by {}", words::day(due, account.today))).unwrap_or_default();
        (promise.on, format!("{who} promised “{}”{due}", promise.about()))
    }));
    open.extend(account.due_steps().iter().map(|step| (step.on, format!("your plan: {}", step.about()))));
    open.extend(account.reviews_due().iter().map(|entry| (entry.on, format!("to look at again: {}", entry.about()))));
    open.sort();
    open
}

/// Three questions, those that something in the account asks for first.
fn questions(page: &TalkPage<'_>) -> Vec<QuestionFields> {
    let (account, today, name) = (page.account, page.account.today, name(page));
    let on = |on: Date| words::day(on, today);
    let question = |ask: String, because: String| QuestionFields { ask, because };
    let mut all = Vec::new();
    if let Some(ask) = account.open_asks(Side::You, None, 0).first() {
        all.push(question(
            format!("“{}”: what would make that easy to give?", clean::short(ask.about(), 60)),
            format!("you asked for it on {}, and it is open", on(ask.on)),
        ));
    }
    if let Some(ask) = account.open_asks(Side::They, None, 0).first() {
        all.push(question(
            format!("“{}”: is that still wanted, and by when?", clean::short(ask.about(), 60)),
            format!("they asked you for it on {}, and I see no answer", on(ask.on)),
        ));
    }
    if let Some(gift) = account.unthanked(Side::They, 180).last() {
        all.push(question(
            format!("Thank {name} for the {} of {}, and ask how it came about.", gift.kind.spoken(), on(gift.on)),
            "I have seen no thank-you for it yet".to_owned(),
        ));
    }
    let goal = account.acts.iter().rfind(|act| act.by == Side::They && act.kind.word() == "vision" && act.may_count());
    if let Some(goal) = goal {
        all.push(question(
            format!("“{}”: how far has that come, and where could you help?", clean::short(&goal.words, 70)),
            format!("{name} told you on {}", on(goal.on)),
        ));
    }
    let (gave, got) = (account.n_given(Side::You, None, 180), account.n_given(Side::They, None, 180));
    if gave >= 2 && got == 0 && account.coverage.percent().is_some_and(|percent| percent >= ENOUGH) {
        all.push(question(
            "What is one thing they could easily do for your business?".to_owned(),
            format!(
                "in half a year I saw {} from you and none from them",
                words::count(gave as usize, "thing", "things")
            ),
        ));
    }
    let usual = "a good question in any partnership";
    for ask in [
        "What has helped you most so far, and what would you like more of?",
        "Where do you want to be a year from now, and how could we work towards it together?",
        "What should we do differently from next month on?",
    ] {
        all.push(question(ask.to_owned(), usual.to_owned()));
    }
    all.truncate(3);
    all
}

/// What this may have missed.
fn reserve(page: &TalkPage<'_>) -> Option<String> {
    (page.turn != Turn::After)
        .then(|| format!("Calls and chats do not reach me, and {}.", words::coverage(&page.account.coverage)))
}

fn answers(page: &TalkPage<'_>, choices: &Choices<'_>) -> Vec<Choice> {
    let (key, name, today) = (clean::line(&page.account.relationship.key), name(page), page.account.today);
    let from = if page.turn == Turn::Before { day(page).max(today) } else { today };
    let next = (1..=10).map(|days| days_before(from, -days)).find(|day| page.account.calendar.is_working(*day));
    let next = next.unwrap_or_else(|| days_before(from, -1));
    // The name of a weekday is the next of that name.
    let next =
        if days_between(today, next) < 7 { next.strftime("%a").to_string().to_lowercase() } else { next.to_string() };
    let moved = format!("moved {key} {next} 11:00");
    match page.turn {
        Turn::Before => vec![
            choices.choice(moved, "Another day", "puts it on another day, and has a text ready that tells them"),
            choices.choice(format!("called off {key}"), "Call it off", "takes it out, and has a text ready"),
            choices.choice(format!("show {key}"), "The whole account", "everything I know"),
        ],
        Turn::After => vec![
            choices.choice("good", "It was good", "notes that it was held"),
            choices.choice("did not happen", "It did not happen", "keeps that it fell through"),
            choices.choice(moved, "It was moved", "puts it on another day"),
        ],
        Turn::Month | Turn::Quarter => vec![
            choices.choice(format!("thank {key}"), format!("Thank {name}"), "has a thank-you ready to send"),
            choices.choice(
                format!("book {key} partnership-talk {next} 10:00"),
                "Talk again",
                "has an invitation ready to send",
            ),
            choices.choice(format!("show {key}"), "The whole account", "everything I know"),
        ],
    }
}
