//! Mail that no person wrote to a person, told by its headers first and by its words last, with the reason.

mod away;
mod machine;
mod report;

use crate::domain::address::{Address, Person};
use crate::domain::letter::{Automatic, AutomaticKind, Desk, Letter, Seen};

use super::mime::Mail;
use super::people;
use super::words::{Prefix, plain, words};

pub(super) use machine::of_address;
pub(super) use report::is_bounce_shaped;

/// Why a mail is automatic, whose letters were read already; `None` where a person seems to have written it.
pub(super) fn automatic(mail: &Mail<'_>, desk: &Desk, letters: &[Letter], for_us_alone: bool) -> Option<Automatic> {
    let words_of_it = letters.first().map_or("", |letter| letter.text.as_str());
    let subject = plain(mail.subject().unwrap_or_default());
    let answers = || !mail.ids("in-reply-to").is_empty();
    let by_machine = || sent_by_machine(mail, desk, words_of_it);
    own(mail, desk)
        .or_else(|| report::of_headers(mail))
        .or_else(|| report::bounce(mail, &subject, words_of_it))
        .or_else(|| away::of_mail(mail, desk, &subject, words_of_it))
        .or_else(|| report::receipt(&subject, words_of_it).filter(|_| answers()))
        .or_else(|| report::recall(&subject, words_of_it))
        .or_else(|| by_machine().filter(|_| !(for_us_alone && hands_over(mail, desk, letters))))
}

/// Why a letter that somebody sent on or quoted is automatic, by its subject and words alone: its header is gone.
pub(super) fn of_words(letter: &Letter) -> Option<Automatic> {
    let subject = plain(sent_on(letter.subject.as_deref().unwrap_or_default()));
    away::of_letter(letter, &subject)
        .or_else(|| report::receipt(&subject, &letter.text))
        .or_else(|| report::recall(&subject, &letter.text))
}

/// A subject without what says that a letter was sent on. What says that it answers is a person's: `Re: Automatic reply: Plan`.
fn sent_on(subject: &str) -> &str {
    let mut rest = subject.trim();
    while words().prefix(rest) == Some(Prefix::Forward)
        && let Some((_, after)) = rest.split_once([':', '：'])
    {
        rest = after.trim();
    }
    rest
}

/// Why a mail is automatic by its headers, or by the calendar that came with it.
fn sent_by_machine(mail: &Mail<'_>, desk: &Desk, words_of_it: &str) -> Option<Automatic> {
    calendar(mail, words_of_it)
        .or_else(|| list(mail, desk, words_of_it))
        .or_else(|| {
            let auto = mail.headers().filter(|(name, _)| *name == "auto-submitted");
            let said =
                auto.map(|(_, value)| value.to_ascii_lowercase()).find(|value| !value.trim_start().starts_with("no"));
            said.map(|_| Automatic {
                kind: AutomaticKind::Notice,
                reason: "it says that a machine sent it (Auto-Submitted)".to_owned(),
            })
        })
        .or_else(|| of_address(mail.from().first()?))
}

/// Whether the user hands over to bothways what lies in a mail of hers. How it was sent (Exchange says of what a rule forwards that a
/// machine sent it) and what else came with it (an invitation) then says nothing of the letter inside.
fn hands_over(mail: &Mail<'_>, desk: &Desk, letters: &[Letter]) -> bool {
    let is_mail = |bytes: &[u8]| Mail::parse(bytes).is_some_and(|inner| inner.has("from"));
    let holds = || {
        letters.iter().any(|letter| letter.seen == Seen::Forwarded)
            || mail.attached().iter().any(|inner| is_mail(inner))
    };
    is_by_you(mail, desk) && holds()
}

fn is_by_you(mail: &Mail<'_>, desk: &Desk) -> bool {
    mail.from().first().and_then(|from| from.address.as_ref()).is_some_and(|address| desk.is_you(address))
}

fn own(mail: &Mail<'_>, desk: &Desk) -> Option<Automatic> {
    let ours = mail.headers().any(|(name, _)| name.starts_with("x-bothways"));
    let from = mail.from();
    let from_us = from
        .iter()
        .filter_map(|person| person.address.as_ref())
        .any(|address| desk.is_tracking(address) && !desk.is_you(address));
    (ours || from_us).then(|| Automatic {
        kind: AutomaticKind::Own,
        reason: "it is a mail of bothways itself coming back".to_owned(),
    })
}

/// `Good morning, dear Ines` has no more.
const MOST_WORDS_OF_A_GREETING: usize = 4;

/// What may be a greeting, and whether a mark ends it: `Hi Ines,`.
fn greeting(words_of_it: &str) -> (&str, bool) {
    let first = words_of_it.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let marks = [',', '!', ':', '，', '！', '：'];
    first.split_once(marks).map_or((first, false), |(greeting, _)| (greeting, true))
}

/// Whether a few words call one of these people by name.
fn greets<'a>(mut readers: impl Iterator<Item = &'a Person>, greeting: &str) -> bool {
    let greeting = greeting.to_lowercase();
    let words = || greeting.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    // The first of several is no name.
    let greeted = || words().skip(usize::from(words().count() > 1));
    let is_called = |reader: &Person| {
        // `Hello,` calls nobody at `hello@`.
        let address = reader.address.as_ref().filter(|_| words().count() > 1);
        let local = address.map_or("", |address| address.local());
        let called = format!("{} {local}", reader.name.as_deref().unwrap_or_default()).to_lowercase();
        let mut parts = called.split(|c: char| !c.is_alphabetic()).filter(|part| part.chars().nth(1).is_some());
        parts.any(|part| greeted().any(|word| word == part))
    };
    greeted().count() <= MOST_WORDS_OF_A_GREETING && readers.any(is_called)
}

pub(super) fn calendar_file(mail: &Mail<'_>) -> Option<String> {
    mail.part("text/calendar").or_else(|| mail.part("application/ics")).map(std::borrow::Cow::into_owned)
}

fn calendar(mail: &Mail<'_>, words_of_it: &str) -> Option<Automatic> {
    let file = calendar_file(mail)?;
    let reason = super::calendar::reason(&file)?;
    // `Hi Ines, could you bring the contract?`: no calendar writes so, and only the first invitation says it for the first time.
    let by_host = || {
        let host = super::calendar::host_of_new(&file);
        host.is_some() && mail.from().first().is_some_and(|from| from.address == host)
    };
    let (greeting, is_ended) = greeting(words_of_it);
    let is_letter = is_ended && by_host() && greets(mail.to().iter().chain(mail.cc()), greeting);
    (!is_letter).then_some(Automatic { kind: AutomaticKind::Calendar, reason })
}

fn list(mail: &Mail<'_>, desk: &Desk, words_of_it: &str) -> Option<Automatic> {
    let precedence = mail.header("precedence").map(str::to_ascii_lowercase).unwrap_or_default();
    let is_campaign = matches!(precedence.trim(), "bulk" | "junk") || mail.has("x-campaign");
    let of_list = precedence.trim() == "list" || mail.has("list-id") || mail.has("list-post");
    let is_list =
        mail.has("list-post") || precedence.trim() == "list" || (mail.has("list-id") && mail.has("list-archive"));
    // These tell the relay, which takes letters to one as well: answers, and what greets its reader by name.
    let of_relay = mail.has("feedback-id") || mail.has("x-mailgun-sid");
    let is_for_one = || {
        let greeted = greets(mail.to().iter().chain(mail.cc()), greeting(words_of_it).0);
        greeted || is_by_you(mail, desk) || !mail.ids("in-reply-to").is_empty()
    };
    let of_many =
        is_campaign || mail.has("list-unsubscribe") || mail.has("list-unsubscribe-post") || of_relay && !is_for_one();
    if !(of_list || of_many) || (!is_campaign && is_to_somebody(mail, of_list, desk)) {
        return None;
    }
    let (kind, reason) = if is_list {
        (AutomaticKind::List, "it came through a mailing list")
    } else {
        (AutomaticKind::Newsletter, "it was sent to many at once")
    };
    Some(Automatic { kind, reason: reason.to_owned() })
}

/// Whether the user wrote to somebody who is neither bothways nor the list. That is her letter, through whatever relay it went, and
/// although a list had a copy; which of them is the list has to be told then.
fn is_to_somebody(mail: &Mail<'_>, of_list: bool, desk: &Desk) -> bool {
    let lists: Vec<Address> = people::addresses(mail.header("list-post").unwrap_or_default()).collect();
    is_by_you(mail, desk) && of_list != lists.is_empty() && others(mail, desk).any(|address| !lists.contains(address))
}

/// To whom a mail goes beside the user and bothways.
fn others<'m>(mail: &'m Mail<'_>, desk: &Desk) -> impl Iterator<Item = &'m Address> {
    let addresses = mail.to().iter().chain(mail.cc()).filter_map(|person| person.address.as_ref());
    addresses.filter(|address| !desk.is_you(address) && !desk.is_tracking(address))
}
