//! MIME taken apart by mail-parser: headers, the two witnesses of the body, and mails attached whole.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use mail_parser::{
    Address as Header, DateTime, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};
use memchr::memchr3_iter;

use crate::domain::address::{Address, Person};

use super::dates::{self, Hints};
use super::words::words;
use super::{charset, people};

/// Takes apart what is asked for here; all other headers stay as they are written (`Received` alone would cost a sixth of the
/// parsing).
static PARSER: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new().with_mime_headers().with_address_headers().with_date_headers().header_text(HeaderName::Subject)
});

/// Two parts that share so many letters say the same.
const SAME_BEGINNING: usize = 60;

/// One message, parsed.
pub(super) struct Mail<'x> {
    message: Message<'x>,
    /// The headers, one behind the other: names in lower case, values unfolded.
    written: String,
    /// Where in `written` the name and the value of each header stand, in the order of the message.
    headers: Vec<(Range<usize>, Range<usize>)>,
    from: Vec<Person>,
    to: Vec<Person>,
    cc: Vec<Person>,
    subject: Option<String>,
    date: Stamp,
}

/// The parts that say the same thing in two ways.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
}

/// A date header: the words, and the instant where it can be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Stamp {
    pub(super) text: Option<String>,
    pub(super) at: Option<(Timestamp, Offset)>,
    /// Whether the words can be read in one way only.
    pub(super) certain: bool,
}

impl<'x> Mail<'x> {
    /// Parses one message. `None` where there is not even a header or a body.
    pub(super) fn parse(raw: &'x [u8]) -> Option<Self> {
        PARSER.parse(raw).and_then(Self::of)
    }

    fn of(message: Message<'x>) -> Option<Self> {
        let root = message.parts.first()?;
        let size = usize::try_from(root.offset_body).unwrap_or(0);
        let (mut written, mut headers) = (String::with_capacity(size), Vec::with_capacity(root.headers.len()));
        for header in &root.headers {
            let from = usize::try_from(header.offset_start).unwrap_or(0);
            let to = usize::try_from(header.offset_end).unwrap_or(0);
            let start = written.len();
            written.push_str(header.name.as_str());
            let end = written.len();
            written.get_mut(start..).unwrap_or_default().make_ascii_lowercase();
            unfold(message.raw_message.get(from..to).unwrap_or_default(), &mut written);
            headers.push((start..end, end..written.len()));
        }
        let people = |name| people(&message, root, &name);
        let (from, to, cc) = (people(HeaderName::From), people(HeaderName::To), people(HeaderName::Cc));
        let mut mail = Self { message, written, headers, from, to, cc, subject: None, date: Stamp::default() };
        mail.subject = mail.read_subject();
        mail.date = mail.read_date();
        Some(mail)
    }

    /// All headers: name in lower case, value unfolded but not decoded.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let slice = |range: &Range<usize>| self.written.get(range.clone()).unwrap_or_default();
        self.headers.iter().map(move |(name, value)| (slice(name), slice(value)))
    }

    /// The first header of this (lower-case) name, not decoded.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.named(name).next()
    }

    /// The values of all headers of this (lower-case) name.
    fn named(&self, name: &str) -> impl Iterator<Item = &str> {
        // Most differ in length already, and there are dozens.
        let same =
            move |range: &Range<usize>| range.len() == name.len() && self.written.get(range.clone()) == Some(name);
        self.headers
            .iter()
            .filter(move |(known, _)| same(known))
            .filter_map(|(_, value)| self.written.get(value.clone()))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.header(name).is_some()
    }

    /// How many headers there are of this name.
    pub(super) fn count(&self, name: &str) -> usize {
        self.named(name).count()
    }

    /// The people in the From headers.
    pub(super) fn from(&self) -> &[Person] {
        &self.from
    }

    pub(super) fn to(&self) -> &[Person] {
        &self.to
    }

    pub(super) fn cc(&self) -> &[Person] {
        &self.cc
    }

    /// Its subject in one line; `None` where there is no word in it.
    pub(super) fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    pub(super) fn date(&self) -> &Stamp {
        &self.date
    }

    /// The people in all headers of this kind.
    pub(super) fn people(&self, name: &HeaderName<'static>) -> Vec<Person> {
        self.message.parts.first().map(|root| people(&self.message, root, name)).unwrap_or_default()
    }

    fn read_subject(&self) -> Option<String> {
        let raw = self.header("subject")?;
        let decoded = if raw.is_ascii() {
            let read = self.message.subject();
            let is_broken = read.is_some_and(|subject| subject.contains('\u{fffd}'));
            if is_broken { Some(charset::joined_words(raw)) } else { read.map(str::to_owned) }
        } else {
            Some(charset::header(self.raw_header("subject")?))
        };
        decoded.map(|subject| single_spaced(&subject)).filter(|subject| !subject.is_empty())
    }

    fn raw_header(&self, name: &str) -> Option<&[u8]> {
        let header = self
            .message
            .parts
            .first()?
            .headers
            .iter()
            .find(|header| header.name.as_str().eq_ignore_ascii_case(name))?;
        let (from, to) = (usize::try_from(header.offset_start).ok()?, usize::try_from(header.offset_end).ok()?);
        self.message.raw_message.get(from..to)
    }

    /// The ids in a header, without angle brackets.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        self.header(name).map(ids).unwrap_or_default()
    }

    fn read_date(&self) -> Stamp {
        let text = self.header("date").map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        // `GMT+0100` is not in RFC 5322, and mail-parser reads no further than `GMT`.
        let as_it_should = text.as_ref().filter(|text| !text.contains("GMT+") && !text.contains("GMT-"));
        let at = as_it_should.and_then(|_| self.message.date()).and_then(instant);
        if at.is_some() {
            return Stamp { text, at, certain: true };
        }
        let hints = Hints { langs: words().lang("en"), zone: &TimeZone::UTC, not_after: None, day_first: None };
        // Without a date of its own it was written shortly before the first server took it (RFC 5321 section 4.4).
        let taken = || self.named("received").last()?.rsplit_once(';').map(|(_, at)| at);
        let found = text.as_deref().or_else(taken).and_then(|text| dates::find(text, hints.langs));
        let sent = found.and_then(|found| dates::resolve(&found.parts, hints));
        let at = sent.map(|sent| (sent.at, sent.offset.unwrap_or(Offset::UTC)));
        let certain = text.is_some() && sent.is_some_and(|sent| sent.certain);
        Stamp { text, at, certain }
    }

    /// Whether the whole message is of this type: `multipart/report`.
    pub(super) fn is(&self, wanted: &str) -> bool {
        self.message.parts.first().is_some_and(|root| is_of_type(root, wanted))
    }

    /// A parameter of the message's content type: `report-type`.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let kind = self.message.parts.first().and_then(MessagePart::content_type)?;
        kind.attribute(name).map(str::to_ascii_lowercase)
    }

    /// The text of the first part of a type: `text/calendar`, `message/delivery-status`.
    pub(super) fn part(&self, wanted: &str) -> Option<Cow<'_, str>> {
        let part = self.message.parts.iter().find(|part| is_of_type(part, wanted))?;
        Some(match &part.body {
            PartType::Text(text) | PartType::Html(text) => Cow::Borrowed(text.as_ref()),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => String::from_utf8_lossy(bytes),
            PartType::Message(_) | PartType::Multipart(_) => return None,
        })
    }

    pub(super) fn bodies(&self) -> Bodies {
        if let Some(html) = self.one_below_the_other() {
            return Bodies { text: None, html: Some(html) };
        }
        let mut bodies = Bodies::default();
        let Message { text_body, html_body, .. } = &self.message;
        for (slot, list, html) in [(&mut bodies.text, text_body, false), (&mut bodies.html, html_body, true)] {
            for part in self.parts(list) {
                let is_wanted = if html { is_html(part) } else { is_plain(part) };
                if is_wanted && let Some(text) = self.words(part) {
                    let whole = slot.get_or_insert_default();
                    if !whole.is_empty() {
                        whole.push('\n');
                    }
                    whole.push_str(&text);
                }
            }
        }
        if bodies.text.is_none() && bodies.html.is_none() {
            self.add_cut_off(&mut bodies);
        }
        bodies
    }

    /// The words of a mail that has text and HTML, neither of them as another form of the other: the footer that a gateway adds in HTML
    /// below a letter in text. Its text is a `<pre>` then.
    fn one_below_the_other(&self) -> Option<String> {
        let Message { text_body, html_body, .. } = &self.message;
        let is_alternative = text_body != html_body;
        if is_alternative || !self.parts(html_body).any(is_html) || !self.parts(html_body).any(is_plain) {
            return None;
        }
        let (mut whole, mut in_text, mut in_html) = (String::new(), String::new(), String::new());
        for part in self.parts(html_body) {
            let words = self.words(part).unwrap_or_default();
            if is_html(part) {
                super::html::page(&words).lines().iter().for_each(|line| in_html.extend(letters_of(line.text)));
                whole.push_str(&words);
            } else if is_plain(part) && part.attachment_name().is_none() {
                in_text.extend(letters_of(&words));
                whole.extend(["<pre>", &words.replace('&', "&amp;").replace('<', "&lt;"), "</pre>\n"]);
            }
        }
        // Careless programs send the two forms of a letter so, too.
        let begins: String = in_text.chars().take(SAME_BEGINNING).collect();
        (!begins.is_empty() && !in_html.is_empty() && !in_html.contains(&begins)).then_some(whole)
    }

    fn parts<'m>(&'m self, ids: &'m [u32]) -> impl Iterator<Item = &'m MessagePart<'x>> {
        ids.iter().filter_map(|id| self.message.parts.get(usize::try_from(*id).ok()?))
    }

    /// The words of a part, its broken lines put together again where it says that they may be.
    fn words(&self, part: &MessagePart<'_>) -> Option<String> {
        let text = charset::part(part, &self.message.raw_message)?;
        Some(if is_flowed(part) { super::flowed::unflow(&text, has_delsp(part)) } else { text.into_owned() })
    }

    /// The words of a mail that broke off within its only text.
    fn add_cut_off(&self, bodies: &mut Bodies) {
        for part in self.message.parts.iter().filter(|part| part.is_encoding_problem) {
            let slot = if is_of_type(part, "text/html") {
                &mut bodies.html
            } else if is_of_type(part, "text/plain") || part.content_type().is_none() {
                &mut bodies.text
            } else {
                continue;
            };
            if slot.is_none() {
                *slot = charset::cut_off(part, &self.message.raw_message).filter(|text| !text.trim().is_empty());
            }
        }
    }

    /// What of it is in a form that cannot be read here, in plain words.
    pub(super) fn closed(&self) -> Option<&'static str> {
        let sealed = |part: &MessagePart<'_>| {
            part.content_type()
                .and_then(|kind| kind.attribute("smime-type"))
                .is_none_or(|kind| kind.starts_with("enveloped") || kind.starts_with("authenveloped"))
        };
        self.message.parts.iter().find_map(|part| {
            let is = |kind: &str| is_of_type(part, kind);
            let ends =
                |ending: &str| part.attachment_name().is_some_and(|name| name.to_ascii_lowercase().ends_with(ending));
            if is("multipart/encrypted") {
                Some(super::letters::ENCRYPTED)
            } else if is("application/pkcs7-mime") || is("application/x-pkcs7-mime") {
                Some(if sealed(part) {
                    super::letters::ENCRYPTED
                } else {
                    "its words lie inside a signature (S/MIME) and cannot be read here"
                })
            } else if is("application/ms-tnef") || ends("winmail.dat") {
                Some("a part of it is in Outlook's own form (winmail.dat) and cannot be read here")
            } else if is("application/vnd.ms-outlook") || ends(".msg") {
                Some("a mail attached to it is in Outlook's own form (.msg) and cannot be read here")
            } else {
                None
            }
        })
    }

    /// Mails attached whole, in order, as bytes: `message/rfc822`, and files that are mails by another name.
    pub(super) fn attached(&self) -> Vec<Vec<u8>> {
        self.message.parts.iter().filter_map(|part| attached(part, &self.message.raw_message)).collect()
    }

    /// Attached files whose names end like this, with their texts.
    pub(super) fn files(&self, ending: &str) -> Vec<(String, String)> {
        let ending = format!(".{ending}");
        let named = self.message.parts.iter().filter_map(|part| {
            let name = part.attachment_name()?.rsplit(['/', '\\']).next()?.to_lowercase();
            let plain: String = name.strip_suffix(&ending)?.chars().map(|c| if c == ' ' { '-' } else { c }).collect();
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
            let text = match &part.body {
                PartType::Text(text) | PartType::Html(text) => text.to_string(),
                PartType::Binary(bytes) | PartType::InlineBinary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                PartType::Message(_) | PartType::Multipart(_) => return None,
            };
            let plain: String = plain.chars().filter(|c| fits(*c)).take(60).collect();
            (!plain.is_empty()).then(|| (format!("{plain}{ending}"), text.replace("\r\n", "\n")))
        });
        named.collect()
    }
}

fn attached(part: &MessagePart<'_>, raw: &[u8]) -> Option<Vec<u8>> {
    if let PartType::Message(message) = &part.body {
        if part.encoding != mail_parser::Encoding::None {
            return Some(message.raw_message.to_vec());
        }
        let (from, to) = (usize::try_from(part.offset_body).ok()?, usize::try_from(part.offset_end).ok()?);
        return raw.get(from..to).map(<[u8]>::to_vec);
    }
    let name = part.attachment_name().unwrap_or("");
    let is_mail = is_of_type(part, "message/rfc822") || is_of_type(part, "message/global");
    let is_file = name.len() > 4 && name.get(name.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".eml"));
    match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) if is_mail || is_file => Some(bytes.to_vec()),
        PartType::Text(text) | PartType::Html(text) if is_mail || is_file => Some(text.as_bytes().to_vec()),
        _ => None,
    }
}

fn is_of_type(part: &MessagePart<'_>, wanted: &str) -> bool {
    part.content_type().is_some_and(|kind| {
        let (main, sub) = wanted.split_once('/').unwrap_or((wanted, ""));
        kind.ctype().eq_ignore_ascii_case(main) && kind.subtype().unwrap_or("").eq_ignore_ascii_case(sub)
    })
}

/// What of a text is the same in whatever form it is sent.
fn letters_of(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric())
}

fn is_html(part: &MessagePart<'_>) -> bool {
    matches!(part.body, PartType::Html(_))
}

fn is_plain(part: &MessagePart<'_>) -> bool {
    matches!(part.body, PartType::Text(_)) && (is_of_type(part, "text/plain") || part.content_type().is_none())
}

fn is_flowed(part: &MessagePart<'_>) -> bool {
    part.content_type()
        .and_then(|kind| kind.attribute("format"))
        .is_some_and(|format| format.eq_ignore_ascii_case("flowed"))
}

fn has_delsp(part: &MessagePart<'_>) -> bool {
    part.content_type().and_then(|kind| kind.attribute("delsp")).is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes"))
}

fn people(message: &Message<'_>, root: &MessagePart<'_>, name: &HeaderName<'static>) -> Vec<Person> {
    let values = root.headers.iter().filter(|header| header.name == *name);
    values.flat_map(|header| people_in(message, header)).collect()
}

fn people_in(message: &Message<'_>, header: &mail_parser::Header<'_>) -> Vec<Person> {
    let raw = usize::try_from(header.offset_start)
        .ok()
        .zip(usize::try_from(header.offset_end).ok())
        .and_then(|(from, to)| message.raw_message.get(from..to))
        .unwrap_or_default();
    if !raw.is_ascii() && std::str::from_utf8(raw).is_err() {
        return people::people(&single_spaced(&charset::header(raw)));
    }
    let found = header.value.as_address().into_iter().flat_map(Header::iter).map(person);
    let mut people: Vec<Person> = Vec::new();
    for mut next in found.filter(|person| !person.is_unknown()) {
        // `Reed, Dana <dana@…>` without quotes is one person, whatever RFC 5322 says.
        let half = people.pop_if(|last| last.address.is_none() && next.address.is_some());
        if let Some(half) = half.and_then(|half| half.name) {
            next.name = Some(next.name.map_or(half.clone(), |name| format!("{half}, {name}")));
        }
        people.push(next);
    }
    // Only the name is decoded anew: what encoded words hide is never an address.
    if let [Person { name: Some(name), .. }] = people.as_mut_slice()
        && name.contains('\u{fffd}')
        && let Some((written, _)) = std::str::from_utf8(raw).ok().and_then(|raw| raw.rsplit_once('<'))
    {
        *name = single_spaced(charset::joined_words(written).trim_matches(['"', ' ', '\t', '\r', '\n']));
    }
    people
}

fn person(addr: &mail_parser::Addr<'_>) -> Person {
    let name = addr.name().map(single_spaced);
    let address = addr.address().and_then(Address::parse);
    let name = name.filter(|name| address.as_ref().is_none_or(|address| !name.eq_ignore_ascii_case(address.as_str())));
    Person::new(name.as_deref(), address)
}

fn instant(date: &DateTime) -> Option<(Timestamp, Offset)> {
    if !date.is_valid() {
        return None;
    }
    let seconds = (i32::from(date.tz_hour) * 60 + i32::from(date.tz_minute)) * 60;
    let offset = Offset::from_seconds(if date.tz_before_gmt { -seconds } else { seconds }).ok()?;
    Some((Timestamp::from_second(date.to_timestamp()).ok()?, offset))
}

/// Adds a header's value without its line breaks.
fn unfold(value: &[u8], out: &mut String) {
    // Nearly always it is UTF-8, and to know that is faster than to mend it.
    let text = std::str::from_utf8(value).map_or_else(|_| String::from_utf8_lossy(value), Cow::Borrowed);
    let text = text.trim();
    let (begun, mut start) = (out.len(), 0);
    for end in memchr3_iter(b'\r', b'\n', b'\t', text.as_bytes()).chain([text.len()]) {
        let line = text.get(start..end).unwrap_or_default().trim();
        start = end + 1;
        if line.is_empty() {
            continue;
        }
        if out.len() > begun {
            out.push(' ');
        }
        out.push_str(line);
    }
}

/// The words of a text, one blank between them.
fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The ids in a header's value, without angle brackets: `<a@b> <c@d>`, and the bare ones of careless programs.
pub(super) fn ids(value: &str) -> Vec<String> {
    let edge = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | '"');
    value.split(edge).filter(|id| id.contains('@') && id.len() < 500).take(200).map(str::to_owned).collect()
}
