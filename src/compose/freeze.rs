//! Freezing: a mail becomes bytes with a Date and a Message-ID, once, and is the same bytes however often it is tried.
//!
//! The one place where headers are made. Their names are constants (lettre lets a line break into a name), their values are cleaned
//! before lettre sees them (it panics on a line break in a display name), ids are checked against RFC 5322's shape. A mail to the
//! user says that a machine wrote it (RFC 3834); a text that she approved is hers and says nothing of us.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::{
    ContentDisposition, ContentId, ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue, InReplyTo,
    References,
};
use lettre::message::{Attachment, Body, Mailbox, MessageBuilder, MultiPart, SinglePart};

use super::choice::encoded;
use super::clean;
use crate::domain::address::Address;
use crate::domain::fault::Fault;
use crate::domain::mail::{CalendarFile, Frozen, Mail, MailKind, Picture, Sender};

/// Makes the bytes. `token` is random and new for every mail (128 bits in lower-case letters and digits); it becomes the left side
/// of the Message-ID.
pub fn freeze(mail: &Mail, sender: &Sender, token: &str, now: Timestamp) -> Result<Frozen, Fault> {
    let place = format!("{} to {}", mail.kind, mail.to);
    let fault = |what: String| Fault::new(place.clone(), what);
    let token = checked_token(token).ok_or_else(|| fault("its token is not letters and digits".to_owned()))?;
    let message_id = format!("{token}@{}", sender.account.domain());
    let head = head(mail, sender, &message_id, now).map_err(fault)?;
    let message = if mail.kind == MailKind::Draft {
        match &mail.calendar {
            Some(file) => head.multipart(with_calendar(&mail.text, file, token)),
            None => head.singlepart(part(ContentType::TEXT_PLAIN, &mail.text)),
        }
    } else {
        match &mail.html {
            Some(html) => head.multipart(both_parts(mail, html, token)),
            None => head.singlepart(part(ContentType::TEXT_PLAIN, &mail.text)),
        }
    };
    let message = message.map_err(|error| fault(format!("the mail cannot be built: {error}")))?;
    Ok(Frozen {
        kind: mail.kind,
        to: mail.to.clone(),
        envelope_from: sender.account.clone(),
        message_id,
        subject: clean::header(&mail.subject),
        bytes: message.formatted(),
        frozen_at: now,
    })
}

/// Text first, then the HTML with its pictures: in this nesting every program shows them in their place, and none as attachments
/// (RFC 2387; Apple Mail is the strict one).
fn both_parts(mail: &Mail, html: &str, token: &str) -> MultiPart {
    // No encoded body can hold `=_`, so neither boundary occurs in one (RFC 2045 section 6.7).
    let parts =
        MultiPart::alternative().boundary(format!("=_{token}")).singlepart(part(ContentType::TEXT_PLAIN, &mail.text));
    let html = part(ContentType::TEXT_HTML, html);
    if mail.pictures.is_empty() {
        return parts.singlepart(html);
    }
    let mut related = MultiPart::related().boundary(format!("=_r{token}")).singlepart(html);
    for picture in &mail.pictures {
        if let (Some(id), Ok(kind)) = (checked_id(&picture.id), ContentType::parse("image/png")) {
            related = related.singlepart(image(picture, id, kind));
        }
    }
    parts.multipart(related)
}

/// The words, the calendar file as another way to say them, which is what mail programs act on (RFC 6047 section 2.4), and the same
/// once more as a file to open, for those that do not.
fn with_calendar(words: &str, file: &CalendarFile, token: &str) -> MultiPart {
    let kind = format!("text/calendar; charset=utf-8; method={}", file.method);
    let said = MultiPart::alternative()
        .boundary(format!("=_{token}"))
        .singlepart(part(ContentType::TEXT_PLAIN, words))
        .singlepart(part(ContentType::parse(&kind).unwrap_or(ContentType::TEXT_PLAIN), &file.text));
    let attached = Attachment::new("invite.ics".to_owned());
    let kind = ContentType::parse("application/ics; name=\"invite.ics\"").unwrap_or(ContentType::TEXT_PLAIN);
    MultiPart::mixed()
        .boundary(format!("=_m{token}"))
        .multipart(said)
        .singlepart(attached.body(file.text.clone(), kind))
}

fn image(picture: &Picture, id: String, kind: ContentType) -> SinglePart {
    let body = match Body::new_with_encoding(picture.png.clone(), ContentTransferEncoding::Base64) {
        Ok(body) => body,
        Err(bytes) => Body::new(bytes),
    };
    SinglePart::builder().header(kind).header(ContentDisposition::inline()).header(ContentId::from(id)).body(body)
}

fn head(mail: &Mail, sender: &Sender, message_id: &str, now: Timestamp) -> Result<MessageBuilder, String> {
    let mut head = MessageBuilder::new()
        .date(system_time(now))
        .message_id(Some(format!("<{message_id}>")))
        .from(from(mail.kind, sender)?)
        .to(mailbox(None, &mail.to)?)
        .subject(clean::header(&mail.subject));
    if let Some(reply_to) = reply_to(mail, sender) {
        head = head.reply_to(mailbox(None, reply_to)?);
    }
    if let Some(id) = mail.in_reply_to.as_deref().and_then(checked_id) {
        head = head.header(InReplyTo::from(id));
    }
    if let Some(chain) = references(mail, message_id) {
        head = head.header(References::from(chain));
    }
    if mail.kind != MailKind::Draft {
        head = head.header(AutoSubmitted).header(AutoResponseSuppress);
    }
    if mail.kind == MailKind::Week {
        head = head.header(ListUnsubscribe(unsubscribe(reply_to(mail, sender).unwrap_or(&sender.account))));
    }
    Ok(head)
}

/// Mail programs offer it as a button (RFC 2369): it writes the word `stop`, as the user could.
fn unsubscribe(to: &Address) -> String {
    format!("<mailto:{}?subject=stop&body=stop>", encoded(to.as_str()))
}

/// A mail to the user comes from the account. A text of hers comes from her own address where the account may send for its
/// domain; a provider refuses or rewrites any other sender, and DMARC would have it refused.
fn from(kind: MailKind, sender: &Sender) -> Result<Mailbox, String> {
    let name = clean::header(&sender.name);
    if kind == MailKind::Draft {
        let address = if sends_as_own(sender) { &sender.own } else { &sender.account };
        return mailbox(Some(name), address);
    }
    mailbox(Some(if name.is_empty() { "bothways".to_owned() } else { format!("bothways for {name}") }), &sender.account)
}

pub(super) fn sends_as_own(sender: &Sender) -> bool {
    sender.own == sender.account || (sender.own.domain() == sender.account.domain() && !sender.own.is_at_provider())
}

fn reply_to<'a>(mail: &'a Mail, sender: &'a Sender) -> Option<&'a Address> {
    if mail.kind == MailKind::Draft {
        (!sends_as_own(sender)).then_some(&sender.own)
    } else {
        Some(mail.reply_to.as_ref().unwrap_or(&sender.account))
    }
}

/// The chain of ids, oldest first, without those that are no ids; the first and the last twenty where it is long. A mail to the
/// user ends it with its own id, which survives in her reply where a server put another Message-ID on the mail (RELIABILITY.md
/// section 3).
fn references(mail: &Mail, message_id: &str) -> Option<String> {
    let mut ids: Vec<String> = mail.references.iter().filter_map(|id| checked_id(id)).collect();
    if let Some(parent) = mail.in_reply_to.as_deref().and_then(checked_id)
        && ids.last() != Some(&parent)
    {
        ids.push(parent);
    }
    if ids.len() > 21 {
        ids.drain(1..ids.len() - 20);
    }
    if mail.kind != MailKind::Draft {
        ids.push(format!("<{message_id}>"));
    }
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// `<left@right>` of visible ASCII, with or without its brackets; `None` for anything else, which could break the line.
fn checked_id(id: &str) -> Option<String> {
    let bare = id.trim();
    let bare = bare.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(bare);
    let (left, right) = bare.split_once('@')?;
    let fits = |half: &str| {
        (1..=200).contains(&half.len())
            && half.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'@'))
    };
    (fits(left) && fits(right)).then(|| format!("<{bare}>"))
}

fn checked_token(token: &str) -> Option<&str> {
    let fits = (8..=60).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fits.then_some(token)
}

fn mailbox(name: Option<String>, address: &Address) -> Result<Mailbox, String> {
    let parsed = address.as_str().parse().map_err(|error| format!("`{address}` cannot be written to: {error}"))?;
    Ok(Mailbox::new(name.filter(|name| !name.is_empty()), parsed))
}

/// Quoted-printable for words that are mostly ASCII, else base64: both are safe on servers without 8BITMIME, and neither lets a
/// line begin with `From ` or a dot.
fn part(kind: ContentType, words: &str) -> SinglePart {
    // lettre would convert line ends in quadratic time.
    let words = words.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
    let n_other = words.bytes().filter(|byte| !byte.is_ascii()).count();
    let encoding = if n_other * 5 > words.len() {
        ContentTransferEncoding::Base64
    } else {
        ContentTransferEncoding::QuotedPrintable
    };
    let body = match Body::new_with_encoding(words, encoding) {
        Ok(body) => body,
        // lettre accepts any body in these two encodings; it would choose one of them itself.
        Err(bytes) => Body::new(bytes),
    };
    SinglePart::builder().header(kind).body(body)
}

/// Whole seconds, as a Date header has them; before 1970 there was no mail.
fn system_time(now: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0))
}

/// Headers with one name and one value, for ever.
macro_rules! constant_header {
    ($(#[$meaning:meta])* $name:ident, $header:literal, $value:literal) => {
        $(#[$meaning])*
        #[derive(Clone)]
        struct $name;

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($header)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self)
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), $value.to_owned())
            }
        }
    };
}

constant_header!(
    /// RFC 3834 section 5: written by a machine, not in answer to one message.
    AutoSubmitted,
    "Auto-Submitted",
    "auto-generated"
);
constant_header!(
    /// Keeps Exchange from answering with an out-of-office note (MS-OXCMAIL).
    AutoResponseSuppress,
    "X-Auto-Response-Suppress",
    "All"
);

/// RFC 2369 section 3.2, for what comes every week.
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(words: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(words.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}
