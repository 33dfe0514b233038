//! Texts for the other side. They say only what the account holds, and read well where it holds little.

use jiff::civil::Date;
use serde::Serialize;

use super::templates::Templates;
use super::user::User;
use super::{clean, words};
use crate::domain::account::Account;
use crate::domain::act::{Act, ActKind, Side};
use crate::domain::address::Address;
use crate::domain::calendar::days_between;
use crate::domain::fault::Fault;
use crate::domain::finding::{Evidence, Finding};

/// A text as it would go out, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftText {
    /// `None` where no address of theirs is known yet; the user can still copy the text.
    pub to: Option<Address>,
    pub subject: String,
    /// Plain text, a paragraph a line, as a person types it into a mail program.
    pub body: String,
}

/// Writes the text that a rule offers (`check-in`), for the seat of this relationship.
pub fn draft(
    template: &str,
    account: &Account,
    user: &User,
    finding: Option<&Finding>,
    templates: &Templates,
) -> Result<DraftText, Fault> {
    draft_in(template, account, user, finding, "", templates)
}

/// The same in another version (`shorter`, `warmer and longer`), where the template holds one; else as it is.
pub fn draft_in(
    template: &str,
    account: &Account,
    user: &User,
    finding: Option<&Finding>,
    tone: &str,
    templates: &Templates,
) -> Result<DraftText, Fault> {
    let of_seat = format!("{template}.{}.txt", account.relationship.seat.word());
    let for_both = format!("{template}.txt");
    let file_name = if templates.has(&of_seat) || !templates.has(&for_both) { of_seat } else { for_both };
    let (subject, body) =
        templates.letter(&file_name, &DraftFields { tone: tone.to_owned(), ..fields(account, user, finding) })?;
    Ok(DraftText { to: account.relationship.address.clone(), subject, body })
}

/// What a text for the other side may use, as `templates/README.md` lists it. Tests hold the page and [`DraftFields`] to it.
pub const FIELDS: &[(&str, &str)] = &[
    ("greeting", "`Hi Dana,` (or `Hello,` where no first name is known)"),
    ("their_name", "the first name of the person, where known"),
    ("relationship", "what you call the relationship: `Acme Studio`"),
    ("my_name", "your first name"),
    ("since", "the day you said that you began to work together, where you did"),
    ("together", "how long that is, where known: `more than a year`"),
    ("months", "the same in whole months, for `{% if months >= 12 %}`; 0 where not known"),
    ("last_wrote", "the day of their last letter, where known"),
    ("ask", "the oldest thing you asked for that is still open, where there is one: `ask.what`, `ask.on`"),
    (
        "gift",
        "something of theirs to be thanked for that you confirmed, where there is one: `gift.kind` (`referral`), \
         `gift.for_what` (`your recommendation`), `gift.on`, `gift.words` (their words, where a letter shows them)",
    ),
    ("other_gift", "a second one, of another kind"),
    ("praise", "their last kind words that you confirmed, where there are any: `praise.on`, `praise.words` (as above)"),
    (
        "idea",
        "their last idea of half a year that you confirmed, where there is one: `idea.on`, `idea.words` (as above)",
    ),
    ("met", "your last talk, where there was one: `met.kind`, `met.on`, `met.note` (where you noted something)"),
    (
        "tone",
        "what you asked for by `shorter`, `longer`, `warmer` or `plainer`, as in `{% if \"shorter\" in tone %}`; empty at first",
    ),
    (
        "talk",
        "the next talk you planned with `book`, where there is one: `talk.kind`, `talk.on` (`Thursday, 3 December`), `talk.at`, \
         `talk.theirs` (the hour where they are, where it is another)",
    ),
    ("step", "the first step of your plan that is due, where there is one: `step.what`, `step.on`"),
];

/// The values behind [`FIELDS`]. A promise to those who edit templates: add, never rename.
#[derive(Debug, Serialize)]
pub(super) struct DraftFields {
    greeting: String,
    their_name: Option<String>,
    relationship: String,
    my_name: String,
    since: Option<String>,
    together: Option<String>,
    months: i64,
    last_wrote: Option<String>,
    ask: Option<DatedField>,
    gift: Option<GiftField>,
    other_gift: Option<GiftField>,
    praise: Option<GiftField>,
    idea: Option<GiftField>,
    met: Option<MetField>,
    step: Option<DatedField>,
    tone: String,
    talk: Option<TalkField>,
}

/// A talk that is planned.
#[derive(Debug, Serialize)]
struct TalkField {
    kind: String,
    on: String,
    at: Option<String>,
    theirs: Option<String>,
}

/// A thing with its day.
#[derive(Debug, Serialize)]
struct DatedField {
    what: String,
    on: String,
}

#[derive(Debug, Serialize)]
struct GiftField {
    kind: &'static str,
    for_what: &'static str,
    on: String,
    /// Their own words, where a letter shows them. What the user noted herself is her shorthand and is not quoted.
    words: Option<String>,
}

#[derive(Debug, Serialize)]
struct MetField {
    kind: String,
    on: String,
    note: Option<String>,
}

pub(super) fn fields(account: &Account, user: &User, finding: Option<&Finding>) -> DraftFields {
    let relationship = &account.relationship;
    let today = account.today;
    let person = relationship.person.as_deref().map(clean::line).filter(|name| !name.is_empty());
    let since = declared_since(account);
    let mut gifts = gifts(account, finding).into_iter();
    DraftFields {
        greeting: person.as_ref().map_or_else(|| "Hello,".to_owned(), |name| format!("Hi {name},")),
        their_name: person,
        relationship: clean::line(&relationship.name),
        my_name: clean::line(&user.first_name),
        since: since.map(|since| words::day(since, today)),
        together: since.and_then(|since| together(days_between(since, today))),
        months: since.map_or(0, |since| days_between(since, today) / 30),
        last_wrote: account.last_wrote(Side::They).map(|on| words::day(on, today)),
        ask: oldest_ask(account),
        gift: gifts.next(),
        other_gift: gifts.next(),
        praise: last_given(account, &[ActKind::Credit, ActKind::Thanks], 60),
        idea: last_given(account, &[ActKind::Idea], 180),
        met: last_met(account),
        step: account.due_steps().first().map(|step| dated(step.about(), step.day(), today)),
        tone: String::new(),
        talk: next_talk(account, user),
    }
}

fn dated(what: &str, on: Date, today: Date) -> DatedField {
    DatedField { what: clean::short(what, 80), on: words::day(on, today) }
}

/// The day the work began, if somebody said so. The day of the first letter that reached us is no such thing, and naming it to
/// a client of many years would be embarrassing.
fn declared_since(account: &Account) -> Option<Date> {
    let since = account.relationship.since?;
    let is_only_seen = account.days.first().is_some_and(|first| first.on == since);
    (!is_only_seen && since < account.today).then_some(since)
}

fn oldest_ask(account: &Account) -> Option<DatedField> {
    let ask = account.open_asks(Side::You, None, 0).into_iter().next()?;
    Some(dated(ask.about(), ask.on, account.today))
}

fn last_met(account: &Account) -> Option<MetField> {
    let met = account.held(None).max_by_key(|met| met.on)?;
    let note = Some(clean::short(&met.words, 200)).filter(|note| !note.is_empty());
    Some(MetField { kind: clean::line(&met.topic), on: words::day(met.on, account.today), note })
}

/// The next talk that is planned, in the user's clock, and in theirs where that shows another hour.
fn next_talk(account: &Account, user: &User) -> Option<TalkField> {
    let (talk, on) = account.planned(None)?;
    let theirs = talk.at.zip(account.relationship.zone.as_ref()).and_then(|(at, zone)| {
        let here = on.to_datetime(at).to_zoned(user.zone.clone()).ok()?;
        let there = here.with_time_zone(zone.clone());
        let place = zone.iana_name().and_then(|name| name.rsplit('/').next()).map(|place| place.replace('_', " "))?;
        let day = if there.date() == on { String::new() } else { there.strftime(" on %A").to_string() };
        (there.datetime() != here.datetime()).then(|| format!("{}{day} in {place}", there.strftime("%H:%M")))
    });
    Some(TalkField {
        kind: clean::line(&talk.topic),
        on: on.strftime("%A, %-d %B").to_string(),
        at: talk.at.map(|at| at.strftime("%H:%M").to_string()),
        theirs,
    })
}

/// The last thing of some kinds that they gave and the user confirmed.
fn last_given(account: &Account, kinds: &[ActKind], days: u32) -> Option<GiftField> {
    let given = account.given(Side::They, None, days).filter(|act| act.surely_counts() && kinds.contains(&act.kind));
    given.max_by_key(|act| act.on).map(|act| gift(act, account.today))
}

/// What they gave and the user confirmed, the newest first: what the finding rests on, else what has not been thanked for, else
/// the last of all. Doubtful acts are nothing to thank for.
fn gifts(account: &Account, finding: Option<&Finding>) -> Vec<GiftField> {
    let of_finding = |act: &&Act| finding.is_some_and(|finding| finding.evidence.contains(&Evidence::Act(act.id)));
    let theirs =
        || account.given(Side::They, None, 180).filter(|act| act.surely_counts() && act.kind != ActKind::Thanks);
    let mut acts: Vec<&Act> = theirs().filter(of_finding).collect();
    if acts.is_empty() {
        acts = account.unthanked(Side::They, 180);
    }
    if acts.is_empty() {
        acts = theirs().last().into_iter().collect();
    }
    acts.sort_by_key(|act| std::cmp::Reverse(act.on));
    let mut kinds: Vec<ActKind> = Vec::new();
    acts.retain(|act| {
        !kinds.contains(&act.kind) && {
            kinds.push(act.kind);
            true
        }
    });
    acts.into_iter().map(|act| gift(act, account.today)).collect()
}

fn gift(act: &Act, today: Date) -> GiftField {
    let quoted = act.shown_by.is_some().then(|| clean::short(&act.words, 110)).filter(|words| words.len() > 3);
    GiftField {
        kind: act.kind.word(),
        for_what: words::for_what(act.kind),
        on: words::day(act.on, today),
        words: quoted,
    }
}

/// How long, in words that stay true for a while. `None` below two months, where it would sound odd.
fn together(days: i64) -> Option<String> {
    let months = usize::try_from(days / 30).unwrap_or(0);
    match days {
        ..60 => None,
        60..330 => Some(words::count(months, "month", "months")),
        330..400 => Some("about a year".to_owned()),
        400..730 => Some("more than a year".to_owned()),
        _ => Some(format!("more than {}", words::count(usize::try_from(days / 365).unwrap_or(2), "year", "years"))),
    }
}
