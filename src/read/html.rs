//! HTML read as structure: lines of text with the containers that mail programs put around quotes. Nothing is fetched, and
//! what is hidden is not read.

use std::borrow::Cow;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{State, Tokenizer};

use super::lines::Line;

/// The text of an HTML part, one entry a line.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    marks: Vec<Mark>,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    start: usize,
    end: usize,
    quote: usize,
    frame: usize,
    opens: bool,
    signs: bool,
}

impl Page {
    pub(super) fn lines(&self) -> Vec<Line<'_>> {
        let line = |mark: &Mark| {
            let text = self.text.get(mark.start..mark.end).unwrap_or("");
            Line::html(text, mark.quote, mark.frame, mark.opens, mark.signs)
        };
        self.marks.iter().map(line).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.chars().all(|c| c.is_whitespace() || super::words::is_invisible(c))
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }
}

/// Reads an HTML part.
pub(super) fn page(html: &str) -> Page {
    let mut walk = Walk::default();
    let mut tag = Tag::default();
    let mut attribute = Attribute::Other;
    let emitter = CallbackEmitter::new(
        |event: CallbackEvent<'_>, _span: html5gum::Span<()>| -> Option<std::convert::Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => tag.begin(name),
                CallbackEvent::AttributeName { name } => attribute = Attribute::of(name),
                CallbackEvent::AttributeValue { value } => tag.set(attribute, value),
                CallbackEvent::CloseStartTag { self_closing } => walk.open(&tag, self_closing),
                CallbackEvent::EndTag { name } => walk.close(name),
                CallbackEvent::String { value } => walk.words(&String::from_utf8_lossy(value)),
                CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
            }
            None
        },
    );
    let html = without_huge_tags(html);
    let mut tokenizer = Tokenizer::new_with_emitter(html.as_ref(), emitter);
    tokenizer.set_state(State::Data);
    // A string cannot fail to be read, and the callback yields nothing.
    for _ in tokenizer {}
    walk.finish()
}

/// A longer tag is a picture in the mail, or an attack, and has nothing to read.
const LONGEST_TAG: usize = 4096;

/// The page without huge tags: the tokenizer takes a frame of the stack for each attribute of one.
fn without_huge_tags(html: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let (mut from, mut at) = (0, 0);
    while let Some(open) = html.get(at..).and_then(|rest| rest.find('<')).map(|n| at + n) {
        let end = open + tag_length(html.as_bytes().get(open..).unwrap_or_default());
        if end - open > LONGEST_TAG {
            kept.push_str(html.get(from..open).unwrap_or_default());
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attribute {
    Id,
    Class,
    Type,
    Style,
    Cite,
    Other,
}

impl Attribute {
    fn of(name: &[u8]) -> Self {
        match name {
            b"id" => Self::Id,
            b"class" => Self::Class,
            b"type" => Self::Type,
            b"style" => Self::Style,
            b"cite" => Self::Cite,
            _ => Self::Other,
        }
    }
}

/// A start tag, with the attributes that matter.
#[derive(Debug, Default)]
struct Tag {
    name: Vec<u8>,
    id: String,
    class: String,
    kind: String,
    style: String,
    cites: bool,
}

impl Tag {
    fn begin(&mut self, name: &[u8]) {
        self.name.clear();
        self.name.extend_from_slice(name);
        for text in [&mut self.id, &mut self.class, &mut self.kind, &mut self.style] {
            text.clear();
        }
        self.cites = false;
    }

    fn set(&mut self, attribute: Attribute, value: &[u8]) {
        let slot = match attribute {
            Attribute::Id => &mut self.id,
            Attribute::Class => &mut self.class,
            Attribute::Type => &mut self.kind,
            Attribute::Style => &mut self.style,
            Attribute::Cite => {
                self.cites = true;
                return;
            }
            Attribute::Other => return,
        };
        let value = value.get(..value.len().min(2000)).unwrap_or(value);
        slot.push_str(&String::from_utf8_lossy(value).to_ascii_lowercase());
    }

    fn has_class(&self, any_of: &[&str]) -> bool {
        // Outlook on the web puts `x_` before the classes of mails it quotes, once for each time.
        self.class.split_ascii_whitespace().any(|class| any_of.contains(&bare(class)))
    }

    fn has_id(&self, any_of: &[&str]) -> bool {
        any_of.contains(&bare(&self.id))
    }
}

fn bare(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = name.strip_prefix("x_") {
        name = rest;
    }
    name
}

/// Containers that hold another letter and end with it.
const FRAMES: [&str; 14] = [
    "gmail_quote",
    "gmail_quote_container",
    "yahoo_quoted",
    "protonmail_quote",
    "moz-forward-container",
    "zmail_extra",
    "tutanota_quote",
    "hmquote",
    "outlookmessageheader",
    "quote",
    "gmx_quote",
    "moz-email-headers-table",
    "mail_quote",
    "replaced-image",
];
/// Marks after which another letter begins, up to the end of what holds them.
const OPENINGS: [&str; 9] = [
    "appendonsend",
    "divrplyfwdmsg",
    "moz-cite-prefix",
    "gmail_attr",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "reply-intro",
    "yahoo-quoted-begin",
    "apple-mail-header",
];
const SIGNATURES: [&str; 10] = [
    "gmail_signature",
    "moz-signature",
    "protonmail_signature_block",
    "signature",
    "applemailsignature",
    "ms-outlook-mobile-signature",
    "k9mail-signature",
    "tutanota-signature",
    "zmail_signature_below",
    "sig",
];

/// What an element adds to the lines in it.
#[expect(clippy::struct_excessive_bools, reason = "five independent properties of an element")]
#[derive(Clone, Copy, Debug, Default)]
struct Element {
    kind: Kind,
    quote: bool,
    frame: bool,
    hidden: bool,
    signs: bool,
    pre: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Inline,
    Block,
    /// A paragraph stands apart from its neighbours.
    Paragraph,
    Item,
    OrderedList,
    List,
    Row,
    Cell,
    /// Its content is not text: `style`, `script`, `title`.
    Silent,
}

fn kind(name: &[u8]) -> Kind {
    match name {
        b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"blockquote" | b"pre" => Kind::Paragraph,
        b"div" | b"table" | b"tbody" | b"thead" | b"section" | b"article" | b"header" | b"footer" | b"main"
        | b"body" | b"html" | b"center" | b"address" | b"form" | b"fieldset" | b"figure" | b"dl" | b"dt" | b"dd" => {
            Kind::Block
        }
        b"ul" => Kind::List,
        b"ol" => Kind::OrderedList,
        b"li" => Kind::Item,
        b"tr" => Kind::Row,
        b"td" | b"th" => Kind::Cell,
        b"style" | b"script" | b"title" | b"head" | b"noscript" | b"template" | b"svg" | b"math" | b"select"
        | b"textarea" => Kind::Silent,
        _ => Kind::Inline,
    }
}

/// Elements that never hold anything.
fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"br"
            | b"hr"
            | b"img"
            | b"meta"
            | b"link"
            | b"input"
            | b"col"
            | b"area"
            | b"base"
            | b"embed"
            | b"source"
            | b"wbr"
    )
}

/// Deeper nesting than this is not tracked; the text in it is still read.
const DEEPEST: usize = 4000;

#[expect(clippy::struct_excessive_bools, reason = "the state of a line, named")]
#[derive(Debug, Default)]
struct Walk {
    page: Page,
    /// Open elements with their names' first bytes, for closing.
    open: Vec<(u64, Element)>,
    untracked: usize,
    line: Mark,
    /// The next words are parted from the last by a blank.
    gap: bool,
    /// The line has words, or a `<br>` ended it.
    filled: bool,
    /// A blank line is due before the next words.
    apart: bool,
    opens: bool,
    quote: usize,
    frame: usize,
    hidden: usize,
    signs: usize,
    pre: usize,
    /// Numbers of the open ordered lists; 0 for a bulleted one.
    lists: Vec<usize>,
    /// A marker (`- `) that waits for the words of its item.
    bullet: Option<usize>,
}

/// A name as a number, so that open elements need no allocation. Names longer than eight bytes share their beginning.
fn key(name: &[u8]) -> u64 {
    name.iter().take(8).fold(0, |key, byte| key << 8 | u64::from(byte.to_ascii_lowercase()))
}

impl Walk {
    fn open(&mut self, tag: &Tag, self_closing: bool) {
        let name = tag.name.as_slice();
        if name == b"br" {
            self.end_line(true);
            return;
        }
        if name == b"hr" {
            self.end_line(false);
            if self.hidden == 0 {
                self.begin();
                self.page.text.push_str("________________________________");
            }
            self.end_line(false);
            return;
        }
        if name == b"body" {
            // An unclosed `<title>` or `<head>` must not hide the letter.
            self.hidden = 0;
            self.open.clear();
        }
        if tag.has_id(&OPENINGS) || tag.has_class(&OPENINGS) || is_outlook_border(&tag.style) {
            self.end_line(false);
            self.opens = true;
        }
        if is_void(name) {
            return;
        }
        let element = Self::element(tag);
        self.boundary(element.kind);
        if self_closing && kind(name) == Kind::Inline {
            return;
        }
        if self.open.len() >= DEEPEST {
            self.untracked += 1;
            return;
        }
        self.enter(element);
        self.open.push((key(name), element));
    }

    fn element(tag: &Tag) -> Element {
        let name = tag.name.as_slice();
        let kind = kind(name);
        let is_quote = name == b"blockquote";
        let cites = is_quote && (tag.kind == "cite" || tag.cites || tag.has_class(&FRAMES));
        let style = &tag.style;
        let invisible = style.contains("display") && {
            let squeezed: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            squeezed.contains("display:none") || squeezed.contains("mso-hide:all")
        };
        Element {
            kind,
            quote: cites,
            frame: (is_quote && !cites) || (!is_quote && (tag.has_class(&FRAMES) || tag.has_id(&FRAMES))),
            hidden: kind == Kind::Silent || invisible,
            signs: tag.has_class(&SIGNATURES) || tag.has_id(&SIGNATURES),
            pre: name == b"pre",
        }
    }

    fn enter(&mut self, element: Element) {
        // Where the containers change, a line cannot go on.
        if element.quote || element.frame || element.signs {
            self.end_line(false);
        }
        self.quote += usize::from(element.quote);
        self.frame += usize::from(element.frame);
        self.hidden += usize::from(element.hidden);
        self.signs += usize::from(element.signs);
        self.pre += usize::from(element.pre);
        match element.kind {
            Kind::OrderedList => self.lists.push(1),
            Kind::List => self.lists.push(0),
            Kind::Item => self.bullet = Some(self.next_number()),
            _ => {}
        }
    }

    fn next_number(&mut self) -> usize {
        match self.lists.last_mut() {
            Some(0) | None => 0,
            Some(number) => {
                *number += 1;
                *number - 1
            }
        }
    }

    fn leave(&mut self, element: Element) {
        if element.quote || element.frame || element.signs {
            self.end_line(false);
        }
        self.boundary(element.kind);
        self.quote = self.quote.saturating_sub(usize::from(element.quote));
        self.frame = self.frame.saturating_sub(usize::from(element.frame));
        self.hidden = self.hidden.saturating_sub(usize::from(element.hidden));
        self.signs = self.signs.saturating_sub(usize::from(element.signs));
        self.pre = self.pre.saturating_sub(usize::from(element.pre));
        match element.kind {
            Kind::OrderedList | Kind::List => {
                self.lists.pop();
            }
            Kind::Item => self.bullet = None,
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        if name == b"br" {
            self.end_line(true);
            return;
        }
        let wanted = key(name);
        if self.untracked > 0 {
            self.untracked -= 1;
            self.boundary(kind(name));
            return;
        }
        // Inline tags are often crossed; looking far for their partner would close real containers.
        let reach = if kind(name) == Kind::Inline { 8 } else { 64 };
        let Some(at) = self.open.iter().rev().take(reach).position(|(key, _)| *key == wanted) else {
            self.boundary(kind(name));
            return;
        };
        // Only what stands inside may be closed with it, and never a quote by a mere inline tag.
        for _ in 0..=at {
            if let Some((_, element)) = self.open.pop() {
                self.leave(element);
            }
        }
    }

    /// What the edge of an element does to the line.
    fn boundary(&mut self, kind: Kind) {
        match kind {
            Kind::Inline | Kind::Silent => {}
            Kind::Cell => {
                if self.filled && !self.page.text.ends_with(['\t', '\n']) {
                    self.page.text.push('\t');
                    self.gap = false;
                }
            }
            Kind::Paragraph => {
                self.end_line(false);
                self.apart = true;
            }
            Kind::Block | Kind::Item | Kind::OrderedList | Kind::List | Kind::Row => self.end_line(false),
        }
    }

    fn words(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        if self.pre > 0 {
            for (n, part) in text.split('\n').enumerate() {
                if n > 0 {
                    self.end_line(true);
                }
                if !part.is_empty() {
                    self.begin();
                    self.page.text.push_str(part.trim_end_matches('\r'));
                }
            }
            return;
        }
        let blank = |c: char| matches!(c, ' ' | '\n' | '\r' | '\t' | '\u{c}');
        for (n, word) in text.split(blank).enumerate() {
            self.gap |= n > 0;
            if word.is_empty() {
                continue;
            }
            // A non-breaking space alone keeps an empty paragraph open and says nothing.
            self.begin();
            if self.gap && self.filled_since_start() {
                self.page.text.push(' ');
            }
            self.gap = false;
            self.page.text.push_str(word);
        }
    }

    fn filled_since_start(&self) -> bool {
        self.page.text.len() > self.line.start && !self.page.text.ends_with(['\t', ' '])
    }

    /// Makes the current line ready for words.
    fn begin(&mut self) {
        if self.filled {
            return;
        }
        if self.apart {
            self.apart = false;
            if self.page.marks.last().is_some_and(|last| last.end > last.start) {
                self.push_line();
                // A blank line between two containers belongs to the outer one.
                let outer = self.page.marks.len().checked_sub(2).and_then(|n| self.page.marks.get(n)).copied();
                if let (Some(outer), Some(blank)) = (outer, self.page.marks.last_mut()) {
                    blank.quote = blank.quote.min(outer.quote);
                    blank.frame = blank.frame.min(outer.frame);
                }
            }
        }
        self.line = Mark {
            start: self.page.text.len(),
            end: 0,
            quote: self.quote,
            frame: self.frame,
            opens: self.opens,
            signs: self.signs > 0,
        };
        self.opens = false;
        self.filled = true;
        if let Some(number) = self.bullet.take() {
            let indent = self.lists.len().saturating_sub(1).min(8);
            self.page.text.extend(std::iter::repeat_n("  ", indent));
            if number == 0 {
                self.page.text.push_str("- ");
            } else {
                self.page.text.push_str(&number.to_string());
                self.page.text.push_str(". ");
            }
        }
    }

    /// Ends the line. A `<br>` (`hard`) makes one even where there are no words; an element's edge does not.
    fn end_line(&mut self, hard: bool) {
        if self.hidden > 0 && !self.filled {
            return;
        }
        if self.filled || hard {
            if !self.filled {
                self.line = Mark { start: self.page.text.len(), ..Mark::default() };
                self.line.quote = self.quote;
                self.line.frame = self.frame;
                self.line.signs = self.signs > 0;
            }
            self.push_line();
        }
        self.filled = false;
        self.gap = false;
    }

    fn push_line(&mut self) {
        if !self.filled {
            self.line.start = self.page.text.len();
            self.line.quote = self.quote;
            self.line.frame = self.frame;
            self.line.opens = false;
        }
        self.line.end = self.page.text.len();
        self.page.marks.push(self.line);
        self.page.text.push('\n');
        self.line = Mark { start: self.page.text.len(), ..Mark::default() };
    }

    fn finish(mut self) -> Page {
        self.end_line(false);
        self.page
    }
}

/// The line that Outlook for Windows draws over the header of the mail below, told by its style.
fn is_outlook_border(style: &str) -> bool {
    if !style.contains("border-top") {
        return false;
    }
    let squeezed: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    squeezed.contains("border:none") && squeezed.contains("border-top:solid") && squeezed.contains("padding:3")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[(usize, usize, &str)]) {
        let page = page(html);
        let lines = page.lines();
        let got: Vec<(usize, usize, &str)> = lines.iter().map(|line| (line.quote, line.frame, line.text)).collect();
        assert_eq!(got, expected, "{html}");
    }

    #[test]
    fn a_tag_of_endless_attributes_is_left_out() {
        for attribute in ["x=\"y\" ", "x=\">\" ", "a ", "a/", "a=b "] {
            let html = format!("<p>before</p><a {}>after</a>", attribute.repeat(100_000));
            assert_eq!(page(&html).text.trim(), "before\n\nafter", "{attribute}");
        }
    }

    #[test]
    fn text_keeps_its_lines() {
        check("a<br>b", &[(0, 0, "a"), (0, 0, "b")]);
        check("<div>a</div><div>b</div>", &[(0, 0, "a"), (0, 0, "b")]);
        check("<p>a</p><p>b</p>", &[(0, 0, "a"), (0, 0, ""), (0, 0, "b")]);
        check("<div>a</div><div><br></div><div>b</div>", &[(0, 0, "a"), (0, 0, ""), (0, 0, "b")]);
        check("a\n  b <b>c</b>d", &[(0, 0, "a b cd")]);
        check("<ul><li>a</li><li>b</li></ul>", &[(0, 0, "- a"), (0, 0, "- b")]);
        check("<ol><li>a<li>b</ol>", &[(0, 0, "1. a"), (0, 0, "2. b")]);
        check("<table><tr><th>Subject: </th><td>x</td></tr></table>", &[(0, 0, "Subject:\tx")]);
        check("<pre>a\n  b</pre>", &[(0, 0, "a"), (0, 0, "  b")]);
        check("a &lt;b@c.example&gt; &amp; d", &[(0, 0, "a <b@c.example> & d")]);
    }

    #[test]
    fn what_is_hidden_is_not_read() {
        check(
            "<head><title>t</title><style>s</style></head><body>a<div style=\"display: none\">h</div></body>",
            &[(0, 0, "a")],
        );
    }

    #[test]
    fn quotes_and_frames_are_counted() {
        check(
            "a<blockquote type=cite>b</blockquote>c",
            &[(0, 0, "a"), (0, 0, ""), (1, 0, "b"), (0, 0, ""), (0, 0, "c")],
        );
        check(
            "a<div class=gmail_quote>b<blockquote class=\"x_gmail_quote\">c</blockquote></div>d",
            &[(0, 0, "a"), (0, 1, "b"), (0, 1, ""), (1, 1, "c"), (0, 0, ""), (0, 0, "d")],
        );
    }
}
