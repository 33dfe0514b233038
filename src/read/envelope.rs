//! What the outer headers say, and the route that follows from them.

use mail_parser::HeaderName;

use crate::domain::address::{Address, Person};
use crate::domain::letter::{Desk, Envelope, Route};

use super::mime::{self, Mail};
use super::{people, refusals};

/// Headers in which a delivery names the address it was for, besides To and Cc.
const DELIVERED: [&str; 9] = [
    "delivered-to",
    "x-original-to",
    "x-forwarded-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "x-rcpt-to",
    "apparently-to",
    "x-forwarded-for",
];

/// Reads the outer headers.
pub(super) fn envelope(mail: &Mail<'_>, desk: &Desk) -> Envelope {
    Envelope {
        from: mail.from().to_vec(),
        n_from: mail.count("from"),
        sender: mail.people(&HeaderName::Sender).into_iter().find_map(|person| person.address),
        delivered_to: delivered_to(mail, desk),
        to: mail.to().to_vec(),
        cc: mail.cc().to_vec(),
        subject: mail.subject().map(str::to_owned),
        message_id: mail.ids("message-id").into_iter().next(),
        in_reply_to: mail.ids("in-reply-to"),
        references: mail.ids("references"),
        sent_at: mail.date().at.map(|(at, _)| at),
        authentication_results: authentication_results(mail),
        signature: None,
        taken_by: taken_by(mail),
        about: about(mail),
        refusals: refusals::refusals(mail),
        calendar_answer: None,
    }
}

fn delivered_to(mail: &Mail<'_>, desk: &Desk) -> Vec<Address> {
    let mut ours: Vec<Address> = Vec::new();
    let mut add = |address: Address| {
        if desk.is_tracking(&address) && !ours.contains(&address) {
            ours.push(address);
        }
    };
    mail.to().iter().chain(mail.cc()).filter_map(|person| person.address.clone()).for_each(&mut add);
    for name in [HeaderName::ResentTo, HeaderName::ResentCc] {
        mail.people(&name).into_iter().filter_map(|person| person.address).for_each(&mut add);
    }
    for (name, value) in mail.headers() {
        if DELIVERED.contains(&name) {
            people::addresses(value).for_each(&mut add);
        } else if name == "received"
            && let Some((_, rest)) = value.split_once(" for ")
        {
            let one = rest.split(';').next().unwrap_or(rest);
            people::addresses(one).take(1).for_each(&mut add);
        }
    }
    ours
}

/// The values above the first `Received` of another host. Our own provider's lines are on top; what a sender forged lies
/// below the line where our provider took the mail over (RFC 8601 sections 4 and 5).
fn authentication_results(mail: &Mail<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut ours: Option<String> = None;
    for (name, value) in mail.headers() {
        if name == "authentication-results" {
            found.push(value.to_owned());
        } else if name == "received" && value.contains("from ") {
            let by = host_after_by(value);
            match &ours {
                None => ours = Some(by),
                Some(known) if *known == by => {}
                Some(_) => break,
            }
        }
    }
    found
}

fn taken_by(mail: &Mail<'_>) -> Option<String> {
    let topmost = mail.headers().find(|(name, value)| *name == "received" && value.contains("from "));
    topmost.map(|(_, value)| written_by(value)).filter(|host| !host.is_empty())
}

/// The last two labels of the host that a `Received` line says it was written by.
fn host_after_by(received: &str) -> String {
    let host = written_by(received);
    let labels: Vec<&str> = host.rsplit('.').take(2).collect();
    labels.into_iter().rev().collect::<Vec<_>>().join(".")
}

/// The host that a `Received` line says it was written by.
fn written_by(received: &str) -> String {
    let host = received.split_once(" by ").map_or("", |(_, rest)| rest).split_whitespace().next().unwrap_or("");
    host.trim_end_matches(';').to_ascii_lowercase()
}

/// The mails that a report is about: `Original-Message-ID`, or the mail or headers it brings back.
fn about(mail: &Mail<'_>) -> Vec<String> {
    let mut ids = Vec::new();
    let is_report = mail.is("multipart/report");
    for part in ["message/delivery-status", "message/disposition-notification"] {
        let fields = mail.part(part);
        let lines = fields.iter().flat_map(|fields| fields.lines());
        ids.extend(
            lines
                .filter_map(|line| line.split_once(':'))
                .filter(|(name, _)| name.eq_ignore_ascii_case("original-message-id"))
                .flat_map(|(_, value)| mime::ids(value)),
        );
    }
    if is_report || mail.has("x-failed-recipients") {
        for attached in mail.attached() {
            ids.extend(Mail::parse(&attached).map(|inner| inner.ids("message-id")).unwrap_or_default());
        }
        for part in ["text/rfc822-headers", "message/rfc822-headers"] {
            ids.extend(mail.part(part).map(|headers| message_ids_in(&headers)).unwrap_or_default());
        }
    }
    if ids.is_empty() && (is_report || super::automatic::is_bounce_shaped(mail)) {
        let body = mail.bodies().text.unwrap_or_default();
        ids.extend(message_ids_in(&body));
    }
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids
}

fn message_ids_in(text: &str) -> Vec<String> {
    let fields = text.lines().filter_map(|line| line.split_once(':'));
    fields
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("message-id"))
        .flat_map(|(_, value)| mime::ids(value))
        .take(5)
        .collect()
}

/// Whether the mail was written to bothways and nobody else: then what is in it was put there for us.
pub(super) fn for_us_alone(envelope: &Envelope, desk: &Desk) -> bool {
    let mut others = envelope
        .to
        .iter()
        .chain(&envelope.cc)
        .filter_map(|person| person.address.as_ref())
        .filter(|address| !desk.is_tracking(address));
    if desk.tracking.is_empty() {
        // Nobody told us our own address: a single recipient must be it.
        return others.clone().count() == 1 && others.all(|address| !desk.is_you(address));
    }
    others.next().is_none() && !(envelope.to.is_empty() && envelope.cc.is_empty())
}

/// What was found inside, for the route.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Inside {
    pub(super) forwarded: bool,
    pub(super) attached: bool,
}

/// The way the mail took.
pub(super) fn route(mail: &Mail<'_>, envelope: &Envelope, desk: &Desk, inside: Inside) -> Route {
    let names_us = |people: &[Person]| {
        people.iter().filter_map(|person| person.address.as_ref()).any(|address| desk.is_tracking(address))
    };
    let (in_to, in_cc) = (names_us(&envelope.to), names_us(&envelope.cc));
    let by_you = envelope.from.iter().filter_map(|person| person.address.as_ref()).any(|address| desk.is_you(address));
    if ["resent-from", "resent-to", "resent-date", "resent-message-id"].iter().any(|name| mail.has(name)) {
        return Route::Resent;
    }
    if !by_you && !in_to && !in_cc && is_auto_forwarded(mail, desk) {
        return Route::AutoForward;
    }
    if for_us_alone(envelope, desk) {
        return match inside {
            Inside { attached: true, .. } => Route::ForwardAttached,
            Inside { forwarded: true, .. } => Route::ForwardInline,
            _ if by_you && !envelope.in_reply_to.is_empty() => Route::Reply,
            _ if by_you || desk.tracking.is_empty() => Route::Note,
            _ => Route::To,
        };
    }
    match (in_to, in_cc) {
        (true, _) => Route::To,
        (false, true) => Route::Cc,
        (false, false) => Route::Bcc,
    }
}

fn is_auto_forwarded(mail: &Mail<'_>, desk: &Desk) -> bool {
    let marked = [
        "x-forwarded-to",
        "x-forwarded-for",
        "x-forwarded-encrypted",
        "x-ms-exchange-inbox-rules-loop",
        "x-autoforward",
        "x-forwarding",
    ];
    if marked.iter().any(|name| mail.has(name)) {
        return true;
    }
    // Written to the user by somebody else, who does not know of us, and here all the same: a rule of hers sent it on.
    let mut to = mail.to().iter().chain(mail.cc()).filter_map(|person| person.address.as_ref());
    if to.any(|address| desk.is_you(address)) {
        return true;
    }
    // Delivered to the user first, and to us then.
    mail.headers()
        .filter(|(name, _)| DELIVERED.contains(name))
        .flat_map(|(_, value)| people::addresses(value))
        .any(|address| desk.is_you(&address))
}

/// The `acme` of `track+acme@`.
pub(super) fn tag(envelope: &Envelope) -> Option<String> {
    envelope.delivered_to.iter().find_map(Address::tag).map(str::to_owned)
}
