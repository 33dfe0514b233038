//! Start tags with the attributes that matter, and a page whose tags are short enough to have them.

use std::borrow::Cow;

use memchr::memchr;

use crate::domain::address::Address;

/// A start tag, with the attributes that matter.
#[derive(Debug, Default)]
pub(super) struct Tag {
    pub(super) name: Vec<u8>,
    pub(super) id: String,
    pub(super) class: String,
    pub(super) kind: String,
    pub(super) style: String,
    pub(super) cites: bool,
    /// Whom a link writes to.
    pub(super) mail_to: Option<Address>,
}

impl Tag {
    pub(super) fn begin(&mut self, name: &[u8]) {
        self.name.clear();
        self.name.extend_from_slice(name);
        for text in [&mut self.id, &mut self.class, &mut self.kind, &mut self.style] {
            text.clear();
        }
        self.cites = false;
        self.mail_to = None;
    }

    pub(super) fn set(&mut self, attribute: Attribute, value: &[u8]) {
        let slot = match attribute {
            Attribute::Id => &mut self.id,
            // GMX and Web.de name the box of the quote and give it no id: `<div name="quote">`.
            Attribute::Name if self.name == b"div" && self.id.is_empty() => &mut self.id,
            Attribute::Class => &mut self.class,
            Attribute::Type => &mut self.kind,
            Attribute::Style => &mut self.style,
            Attribute::Cite => {
                self.cites = true;
                return;
            }
            Attribute::Href => {
                self.mail_to = mail_to(value);
                return;
            }
            Attribute::Name | Attribute::Other => return,
        };
        let value = value.get(..value.len().min(2000)).unwrap_or(value);
        match std::str::from_utf8(value) {
            Ok(text) => slot.push_str(text),
            // The cut went through a character.
            Err(_) => slot.push_str(&String::from_utf8_lossy(value)),
        }
        slot.make_ascii_lowercase();
    }

    pub(super) fn has_class(&self, any_of: &[&str]) -> bool {
        // Outlook on the web puts `x_` before the classes of mails it quotes, once for each time.
        self.class.split_ascii_whitespace().any(|class| any_of.contains(&bare(class)))
    }

    pub(super) fn has_id(&self, any_of: &[&str]) -> bool {
        any_of.contains(&bare(&self.id))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    Id,
    Name,
    Class,
    Type,
    Style,
    Cite,
    Href,
    Other,
}

impl Attribute {
    pub(super) fn of(name: &[u8]) -> Self {
        match name {
            b"id" => Self::Id,
            b"name" => Self::Name,
            b"class" => Self::Class,
            b"type" => Self::Type,
            b"style" => Self::Style,
            b"cite" => Self::Cite,
            b"href" => Self::Href,
            _ => Self::Other,
        }
    }
}

/// `ann@desk.example` for `mailto:ann@desk.example?subject=Hi` (RFC 6068).
fn mail_to(href: &[u8]) -> Option<Address> {
    let (scheme, address) = href.split_at_checked(7)?;
    let address = std::str::from_utf8(address).ok().filter(|_| scheme.eq_ignore_ascii_case(b"mailto:"))?;
    Address::parse(address.split_once('?').map_or(address, |(address, _)| address))
}

/// The page with nothing but the name of a huge tag: the tokenizer takes a frame of the stack for each attribute of one. Without the
/// tag, the end of its element would end another one.
pub(super) fn with_short_tags(html: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let (mut from, mut at) = (0, 0);
    let bytes = html.as_bytes();
    while let Some(open) = bytes.get(at..).and_then(|rest| memchr(b'<', rest)).map(|n| at + n) {
        let end = open + tag_length(bytes.get(open..).unwrap_or_default());
        if end - open > LONGEST_TAG {
            let tag = html.get(open..end).unwrap_or_default();
            kept.push_str(html.get(from..open).unwrap_or_default());
            kept.push_str(name_of(tag));
            kept.push_str(if tag.ends_with("/>") { "/>" } else { ">" });
            from = end;
        }
        at = end;
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}

/// What of a longer tag is a picture in the mail, or an attack, has nothing to read.
const LONGEST_TAG: usize = 4096;

/// `<div` and `</div` of a tag.
fn name_of(tag: &str) -> &str {
    let mut behind = tag.char_indices().skip(2);
    let end = behind.find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '/' | '>')).map_or(tag.len(), |(at, _)| at);
    // Of a name that nobody knows it matters only that there is one.
    tag.get(..end.min(LONGEST_NAME)).unwrap_or("<x")
}

/// In bytes.
const LONGEST_NAME: usize = 64;

/// How many bytes the tag has that these begin with; a `>` in a quoted value does not end it. 1 where it is no tag.
fn tag_length(bytes: &[u8]) -> usize {
    if !bytes.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/') {
        return 1;
    }
    let (mut quote, mut before) = (None, b' ');
    for (n, byte) in bytes.iter().enumerate() {
        match quote {
            Some(open) if *byte == open => quote = None,
            None if *byte == b'>' => return n + 1,
            None if before == b'=' && matches!(byte, b'"' | b'\'') => quote = Some(*byte),
            Some(_) | None => {}
        }
        if !byte.is_ascii_whitespace() {
            before = *byte;
        }
    }
    bytes.len()
}

fn bare(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = name.strip_prefix("x_") {
        name = rest;
    }
    name
}
