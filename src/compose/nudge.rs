//! The nudge: a finding with its evidence, what it may have missed, one text ready to send, and one-word answers.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::choice::{Choice, Choices};
use super::draft::DraftText;
use super::lanes::{Lanes, lanes};
use super::picture::Shown;
use super::templates::Templates;
use super::user::{Replies, Status, User};
use super::{clean, words};
use crate::domain::account::Account;
use crate::domain::act::{Act, ActState, Side};
use crate::domain::fault::Fault;
use crate::domain::finding::{Evidence, Finding, Level};
use crate::domain::interaction::Interaction;
use crate::domain::mail::{Mail, MailKind, Picture};
use crate::domain::number::written;

/// A line of evidence: when, who, and the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceLine {
    /// `None` for what has no day of its own.
    pub on: Option<Date>,
    /// Whose doing it is; `None` for what concerns both.
    pub by: Option<Side>,
    pub words: String,
}

/// One finding in a nudge.
#[derive(Clone, Copy, Debug)]
pub struct NudgeItem<'a> {
    /// How answers name it, when there are several.
    pub number: u32,
    pub finding: &'a Finding,
    pub account: &'a Account,
    /// Oldest first; see [`evidence`].
    pub evidence: &'a [EvidenceLine],
    pub draft: Option<&'a DraftText>,
    /// Why there is no text, where another has done or does its work.
    pub already: Option<Already>,
}

/// Where the text is that a finding would have offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Already {
    /// Under another number of the same mail.
    Under(u32),
    /// With the other side, since this day.
    Went(Date),
}

/// The lines behind a finding, oldest first: its acts from the account, and its letters from those given.
#[must_use]
pub fn evidence(finding: &Finding, account: &Account, letters: &[Interaction], zone: &TimeZone) -> Vec<EvidenceLine> {
    let mut lines: Vec<EvidenceLine> = finding
        .evidence
        .iter()
        .filter_map(|evidence| match evidence {
            Evidence::Act(id) => account.acts.iter().find(|act| act.id == *id).map(act_line),
            Evidence::Letter(id) => {
                letters.iter().find(|letter| letter.id == *id).map(|letter| letter_line(letter, zone))
            }
            Evidence::Words(words) => Some(EvidenceLine { on: None, by: None, words: words.clone() }),
        })
        .collect();
    lines.sort_by_key(|line| (line.on.is_none(), line.on));
    lines
}

/// What a letter shows is quoted; what the user told us is her note. A doubtful act says so.
pub(super) fn act_line(act: &Act) -> EvidenceLine {
    let kind = act.kind.spoken();
    let said = clean::short(&act.words, 120);
    let perhaps = if act.state == ActState::Proposed { ", perhaps" } else { "" };
    let words = match (said.is_empty(), act.shown_by) {
        (true, _) => format!("{kind}{perhaps}"),
        (false, Some(_)) => format!("{kind}{perhaps}: “{said}”"),
        (false, None) => format!("{kind}{perhaps}: {said}"),
    };
    EvidenceLine { on: Some(act.on), by: Some(act.by), words }
}

fn letter_line(letter: &Interaction, zone: &TimeZone) -> EvidenceLine {
    let said = clean::short(&letter.text, 120);
    let subject = letter.subject.as_deref().map(|subject| clean::short(subject, 80)).unwrap_or_default();
    let words = match (said.is_empty(), subject.is_empty()) {
        (false, _) => format!("“{said}”"),
        (true, false) => format!("a letter, “{subject}”"),
        (true, true) => "a letter".to_owned(),
    };
    EvidenceLine { on: Some(letter.happened_at.to_zoned(zone.clone()).date()), by: Some(letter.by), words }
}

/// Writes the nudge for at least one finding.
pub fn nudge(
    items: &[NudgeItem<'_>],
    user: &User,
    replies: &Replies,
    status: &Status,
    templates: &Templates,
) -> Result<Mail, Fault> {
    let Some(first) = items.first() else {
        return Err(Fault::new("nudge", "there is nothing to say"));
    };
    let subject = subject(items, first);
    let choices = Choices::new(replies, &subject);
    let mut pictures = Vec::new();
    let fields = NudgeFields {
        heading: subject.clone(),
        preheader: words::preheader(&preheader(first)),
        today: words::day(first.account.today, first.account.today),
        n_items: items.len(),
        items: items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                item_fields(item, items.get(..at).unwrap_or_default(), items.len(), &choices, &mut pictures)
            })
            .collect(),
        heartbeat: heartbeat(status, &user.zone),
        help: choices.choice("help", "Help", "everything I understand"),
    };
    let written = templates.mail("nudge", &fields)?;
    Ok(Mail { pictures, ..to_user(MailKind::Nudge, user, replies, written) })
}

/// A mail to the user out of its words.
pub(super) fn to_user(kind: MailKind, user: &User, replies: &Replies, written: super::templates::Written) -> Mail {
    Mail {
        kind,
        to: user.address.clone(),
        subject: written.subject,
        text: written.text,
        html: Some(written.html),
        pictures: Vec::new(),
        calendar: None,
        reply_to: Some(replies.to.clone()),
        in_reply_to: None,
        references: Vec::new(),
    }
}

/// `Last looked at 08:29. 214 letters known, 3 set aside.`
pub(super) fn heartbeat(status: &Status, zone: &TimeZone) -> String {
    let looked = |at: Timestamp| format!("Last looked at {}. ", at.to_zoned(zone.clone()).strftime("%H:%M on %-d %B"));
    let letters = if status.n_letters == 1 { "letter" } else { "letters" };
    format!(
        "{}{} {letters} known, {} set aside.",
        status.looked_at.map(looked).unwrap_or_default(),
        written(status.n_letters),
        written(status.n_set_aside)
    )
}

#[derive(Debug, Serialize)]
struct NudgeFields {
    heading: String,
    preheader: String,
    today: String,
    n_items: usize,
    items: Vec<ItemFields>,
    heartbeat: String,
    help: Choice,
}

#[derive(Debug, Serialize)]
struct ItemFields {
    /// Only where there are several.
    number: Option<u32>,
    level: String,
    relationship: String,
    their_name: String,
    title: String,
    say: String,
    sides: Vec<SideFields>,
    other_lines: Vec<String>,
    lanes: Option<Lanes>,
    chart: Option<Shown>,
    /// Where the finding rests on what was written, or was not.
    coverage: Option<String>,
    wrong_if: Option<String>,
    /// A line the user can write when something is missing.
    tell_me: String,
    draft: Option<TextFields>,
    /// Where the text is, where another has done or does its work.
    no_draft: Option<String>,
    choices: Vec<Choice>,
    rule: String,
    since: String,
    because: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct SideFields {
    /// `you` or `they`, for the colour.
    pub side: &'static str,
    pub heading: String,
    pub lines: Vec<LineFields>,
}

#[derive(Debug, Serialize)]
pub(super) struct LineFields {
    pub on: String,
    pub words: String,
}

/// A text for the other side, whole.
#[derive(Debug, Serialize)]
pub(super) struct TextFields {
    to: Option<String>,
    subject: String,
    body: String,
    /// Each a list of lines.
    paragraphs: Vec<Vec<TextLine>>,
}

/// A line of a text, without the `-` of a point in a list.
#[derive(Debug, Serialize)]
struct TextLine {
    is_point: bool,
    words: String,
}

fn text_line(line: &str) -> TextLine {
    let point = line.trim_start().strip_prefix("- ");
    TextLine { is_point: point.is_some(), words: point.unwrap_or(line).trim().to_owned() }
}

fn item_fields(
    item: &NudgeItem<'_>,
    before: &[NudgeItem<'_>],
    n_items: usize,
    choices: &Choices<'_>,
    pictures: &mut Vec<Picture>,
) -> ItemFields {
    let is_numbered = n_items > 1;
    let (finding, account) = (item.finding, item.account);
    let relationship = &account.relationship;
    let today = account.today;
    let rests_on_mail = rests_on_mail(finding);
    let is_drawn = rests_on_mail && before.iter().all(|other| other.account.relationship.id != relationship.id);
    let lanes = if is_drawn { lanes(account) } else { None };
    ItemFields {
        number: is_numbered.then_some(item.number),
        level: words::capital(finding.level.word()),
        relationship: clean::line(&relationship.name),
        their_name: clean::line(relationship.called()),
        title: clean::line(&finding.title),
        say: clean::line(&finding.say),
        sides: sides(item),
        other_lines: item
            .evidence
            .iter()
            .filter(|line| line.by.is_none())
            .map(|line| other_line(line, today))
            .collect(),
        chart: lanes.as_ref().and_then(|lanes| lanes.drawn(account, item.number, pictures)),
        lanes,
        coverage: rests_on_mail.then(|| words::coverage(&account.coverage)),
        wrong_if: finding.wrong_if.as_deref().and_then(words::wrong_if),
        tell_me: format!("got {} help \"what it was\"", clean::line(&relationship.key)),
        draft: item.draft.map(text_fields),
        no_draft: item.already.map(|already| no_draft(already, today)),
        choices: item_choices(item, is_numbered, choices),
        rule: clean::line(&finding.rule),
        since: words::day(finding.since, today),
        because: finding.reasons().map(words::because).collect(),
    }
}

/// A step of a plan is due whatever was written; most other findings are about mail.
fn rests_on_mail(finding: &Finding) -> bool {
    !matches!(finding.evidence.as_slice(), [Evidence::Words(_), ..])
}

fn no_draft(already: Already, today: Date) -> String {
    match already {
        Already::Under(number) => format!("The text under {number} answers this as well, so there is no second one."),
        Already::Went(on) if on >= today => {
            "The text for this is on its way to them, so there is no second one.".to_owned()
        }
        Already::Went(on) => {
            format!("The text for this went to them on {}, so I offer none today.", words::day(on, today))
        }
    }
}

fn item_choices(item: &NudgeItem<'_>, is_numbered: bool, choices: &Choices<'_>) -> Vec<Choice> {
    let say = |verb: &str| if is_numbered { format!("{} {verb}", item.number) } else { verb.to_owned() };
    let again = item.account.today.checked_add(jiff::Span::new().days(14)).unwrap_or(item.account.today);
    let mut all = Vec::new();
    if item.draft.is_some_and(|draft| draft.to.is_some()) {
        all.push(choices.choice(say("send"), "Send it", "sends the text as it stands; undo stops it for ten minutes"));
    }
    if !rests_on_mail(item.finding) && !item.account.due_steps().is_empty() {
        all.push(choices.choice(say("done"), "Done", "ticks it off"));
    }
    let until = words::day(again, item.account.today);
    all.push(choices.choice(
        say("snooze 2 weeks"),
        "Snooze 2 weeks",
        format!("brings it up again on {until} or later"),
    ));
    all.push(choices.choice(say("not true"), "Not true", "takes it back"));
    all.push(choices.choice(say("why"), "Why?", "shows the lines and numbers behind it"));
    all
}

/// The dated lines under `From you` and `From Dana`. The other side is said to have given nothing only where the account agrees.
fn sides(item: &NudgeItem<'_>) -> Vec<SideFields> {
    let name = clean::line(item.account.relationship.called());
    let mut sides: Vec<SideFields> = Vec::new();
    for (side, word, heading) in
        [(Side::You, "you", "From you".to_owned()), (Side::They, "they", format!("From {name}"))]
    {
        let lines: Vec<LineFields> =
            item.evidence.iter().filter(|line| line.by == Some(side)).map(|line| line_fields(line, item)).collect();
        let lines = newest(lines);
        let lines = if lines.is_empty() && side == Side::They && they_gave_nothing(item) {
            vec![LineFields { on: String::new(), words: "nothing I could see in that time".to_owned() }]
        } else {
            lines
        };
        if !lines.is_empty() {
            sides.push(SideFields { side: word, heading, lines });
        }
    }
    sides
}

/// More lines than this on one side are counted, not shown; `why` has them all.
const MOST_LINES: usize = 6;

fn newest(mut lines: Vec<LineFields>) -> Vec<LineFields> {
    let n_earlier = lines.len().saturating_sub(MOST_LINES);
    if n_earlier > 0 {
        lines.drain(..n_earlier);
        lines.insert(0, LineFields { on: String::new(), words: format!("{n_earlier} earlier, and") });
    }
    lines
}

/// Whether the evidence shows acts of the user alone, and the account has none of theirs since the oldest of them.
fn they_gave_nothing(item: &NudgeItem<'_>) -> bool {
    let shows_acts = item.finding.evidence.iter().any(|evidence| matches!(evidence, Evidence::Act(_)));
    let oldest = item.evidence.iter().filter_map(|line| line.on).min();
    let theirs =
        |oldest| item.account.acts.iter().any(|act| act.by == Side::They && act.may_count() && act.on >= oldest);
    shows_acts && oldest.is_some_and(|oldest| !theirs(oldest))
}

fn line_fields(line: &EvidenceLine, item: &NudgeItem<'_>) -> LineFields {
    let on = line.on.map(|on| words::short_day(on, item.account.today)).unwrap_or_default();
    LineFields { on, words: clean::short(&line.words, 160) }
}

fn other_line(line: &EvidenceLine, today: Date) -> String {
    let words = clean::short(&line.words, 160);
    line.on.map_or_else(|| words.clone(), |on| format!("{}: {words}", words::day(on, today)))
}

pub(super) fn text_fields(draft: &DraftText) -> TextFields {
    let body = clean::text(&draft.body);
    let paragraphs = body
        .trim()
        .split("\n\n")
        .map(|paragraph| paragraph.lines().filter(|line| !line.trim().is_empty()).map(text_line).collect())
        .collect();
    TextFields {
        to: draft.to.as_ref().map(ToString::to_string),
        subject: clean::header(&draft.subject),
        body,
        paragraphs,
    }
}

/// Between 20 and 60 characters where names allow it.
fn subject(items: &[NudgeItem<'_>], first: &NudgeItem<'_>) -> String {
    let name = clean::short(&first.account.relationship.name, 30);
    if items.len() == 1 {
        let names = [first.account.relationship.name.as_str(), first.account.relationship.called()];
        return format!("{name}: {}", words::small(&clean::short(&first.finding.title, 60), &names));
    }
    let mut names: Vec<String> = Vec::new();
    for item in items {
        let name = clean::short(&item.account.relationship.name, 30);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let is_good = items.iter().all(|item| item.finding.level == Level::Good);
    let opening = words::capital(&if is_good {
        words::count(items.len(), "piece of good news", "pieces of good news")
    } else {
        words::count(items.len(), "thing worth a look", "things worth a look")
    });
    let whole = format!("{opening}: {}", words::list(&names, "and"));
    if whole.chars().count() <= 70 { whole } else { opening }
}

/// What a phone shows beside the subject: the finding itself, not the subject again.
fn preheader(first: &NudgeItem<'_>) -> String {
    let ready = if first.draft.is_some() { " A short text is ready." } else { "" };
    format!("{}{ready}", clean::short(&first.finding.say, 110 - ready.len()))
}
