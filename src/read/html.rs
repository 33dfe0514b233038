//! HTML read as structure: lines of text with the containers that mail programs put around quotes. Nothing is fetched, and
//! what is hidden is not read.

use std::convert::Infallible;

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, State, Tokenizer};

use crate::domain::address::Address;

use super::attribution::{self, is_name};
use super::block;
use super::lines::Line;

mod elements;
mod tags;

use elements::{Element, Kind, OPENINGS, is_of_page, is_outlook_border, is_void, may_close_itself};
use tags::{Attribute, Tag, with_short_tags};

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
    /// In a `<pre>`, where its words stand as in a text part.
    pre: bool,
}

impl Page {
    pub(super) fn lines(&self) -> Vec<Line<'_>> {
        let line = |mark: &Mark| {
            let text = self.text.get(mark.start..mark.end).unwrap_or("");
            let line = Line::html(text, mark.quote, mark.frame, mark.opens, mark.signs);
            if mark.pre { line.with_marks() } else { line }
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
    walk.page.text.reserve(html.len() / 2);
    let mut tag = Tag::default();
    let mut attribute = Attribute::Other;
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _span: html5gum::Span<()>| -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => tag.begin(name),
            CallbackEvent::AttributeName { name } => attribute = Attribute::of(name),
            CallbackEvent::AttributeValue { value } => tag.set(attribute, value),
            CallbackEvent::CloseStartTag { self_closing } => walk.open(&tag, self_closing),
            CallbackEvent::EndTag { name } => walk.close(name),
            // What was a string before is one now: to look for its broken characters again would be slower.
            CallbackEvent::String { value } => match std::str::from_utf8(value) {
                Ok(text) => walk.words(text),
                Err(_) => walk.words(&String::from_utf8_lossy(value)),
            },
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    });
    let html = with_short_tags(html);
    let mut tokenizer = Tokenizer::new_with_emitter(html.as_ref(), Forgiving(emitter));
    tokenizer.set_state(State::Data);
    // A string cannot fail to be read, and the callback yields nothing.
    for _ in tokenizer {}
    walk.finish()
}

/// Nobody is told what is wrong with a page, so that not every byte of it has to be looked at twice.
struct Forgiving<F: Callback<Infallible, ()>>(CallbackEmitter<F, Infallible>);

impl<F: Callback<Infallible, ()>> ForwardingEmitter for Forgiving<F> {
    type Token = Infallible;

    fn inner(&mut self) -> &mut impl Emitter<Token = Infallible> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// Where elements are nested deeper than this, their ends are not told apart any more; the text in them is still read.
const DEEPEST: usize = 4000;

/// Among so many open elements the one is looked for that a tag ends.
const REACH: usize = 64;

/// No line of a header has more people in it that are only links.
const MOST_LINKS: usize = 100;

#[expect(clippy::struct_excessive_bools, reason = "the state of a line, named")]
#[derive(Debug, Default)]
struct Walk {
    page: Page,
    open: Vec<Open>,
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
    /// Whom the open link writes to, and where its words begin.
    link: Option<(Address, usize)>,
    /// Whom the links of this line write to that show only a name (Windows Mail, Foxmail), and where it ends.
    unsaid: Vec<(Address, usize)>,
}

/// An element that has not ended.
#[derive(Clone, Copy, Debug)]
struct Open {
    name: u64,
    element: Element,
    /// Where the innermost open element stands, this one included, that holds a letter or is of a table.
    wall: Option<usize>,
    /// How many plain ones of its name are open in it, which are not kept themselves.
    alike: usize,
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
        // `Vera Quist <vera@quist.example>` that somebody did not escape.
        if name.contains(&b'@') {
            self.words(&format!(" <{}>", String::from_utf8_lossy(name)));
            return;
        }
        if name == b"a" {
            self.link = tag.mail_to.clone().map(|address| (address, self.page.text.len()));
        }
        if tag.has_id(&OPENINGS) || tag.has_class(&OPENINGS) || is_outlook_border(&tag.style) {
            self.end_line(false);
            self.opens = true;
        }
        if is_void(name) {
            return;
        }
        if is_of_page(name) {
            self.turn_page();
            return;
        }
        let element = Element::of(tag);
        self.end_alike(name, element.kind);
        self.boundary(element.kind);
        if self_closing && may_close_itself(name) || self.open.len() >= DEEPEST {
            return;
        }
        let name = key(name);
        if element.is_plain() {
            if let Some(open) = self.find(element.kind, |open| open.name == name).and_then(|at| self.open.get_mut(at)) {
                open.alike += 1;
            }
            return;
        }
        self.enter(element);
        let is_wall = element.holds() || matches!(element.kind, Kind::Cell | Kind::Table);
        let outer = self.open.last().and_then(|open| open.wall);
        let wall = if is_wall { Some(self.open.len()) } else { outer };
        self.open.push(Open { name, element, wall, alike: 0 });
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
        if name == b"a" {
            self.end_link();
        }
        if is_of_page(name) {
            self.turn_page();
            return;
        }
        let kind = Kind::of(name);
        let is_quote = name == b"blockquote";
        let name = key(name);
        let wall = || self.open.last().and_then(|open| open.wall);
        let found = if self.open.len() >= DEEPEST {
            None
        } else if is_quote {
            // What was left open in a quote ends with it, however much it is.
            wall().filter(|at| self.open.get(*at).is_some_and(|open| open.name == name))
        } else {
            self.find(kind, |open| open.name == name)
        };
        let Some(at) = found else {
            self.boundary(kind);
            return;
        };
        match self.open.get_mut(at) {
            Some(open) if open.alike > 0 => open.alike -= 1,
            _ => self.close_from(at),
        }
    }

    /// What the tags of a page do. All of them may be left out, and a page that is quoted has them once more, so that they hold
    /// nothing; but an unclosed `<title>` must not hide the letter.
    fn turn_page(&mut self) {
        self.end_line(false);
        while let Some(at) = self.find(Kind::Silent, |open| open.element.kind == Kind::Silent) {
            self.close_from(at);
        }
    }

    /// The innermost open element that is asked for, where a tag of a kind reaches it. No tag reaches out of what holds another letter,
    /// or a stranger's stray `</div>` would make the words below it those of the one who quotes him.
    fn find(&self, kind: Kind, is_it: impl Fn(&Open) -> bool) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev().take(REACH) {
            if is_it(open) {
                return Some(at);
            }
            if open.element.holds() || kind.stops_at(open.element.kind) {
                return None;
            }
        }
        None
    }

    /// Ends the element that ends where the next of its sort begins: HTML leaves out `</p>` and `</li>`.
    fn end_alike(&mut self, name: &[u8], kind: Kind) {
        let alike = match kind {
            Kind::Item | Kind::Term | Kind::Rows | Kind::Row | Kind::Cell => {
                self.find(kind, |open| open.element.kind == kind)
            }
            _ if name == b"p" => self.find(Kind::Inline, |open| open.name == key(name)),
            _ => None,
        };
        if let Some(at) = alike {
            self.close_from(at);
        }
    }

    /// Ends an open element with all that is open in it.
    fn close_from(&mut self, at: usize) {
        while self.open.len() > at
            && let Some(open) = self.open.pop()
        {
            self.leave(open.element);
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
            Kind::Block
            | Kind::Item
            | Kind::Term
            | Kind::OrderedList
            | Kind::List
            | Kind::Table
            | Kind::Rows
            | Kind::Row => self.end_line(false),
        }
    }

    fn end_link(&mut self) {
        let Some((address, start)) = self.link.take() else { return };
        let said = self.page.text.get(start..).unwrap_or_default();
        if is_name(said) && !said.contains(['@', '\n']) {
            self.unsaid.push((address, self.page.text.len()));
        }
    }

    /// Puts addresses behind the names in a line that says who wrote, or to whom, unless it does so itself. Elsewhere a link is none
    /// of its words.
    fn say_addresses(&mut self) {
        let unsaid = std::mem::take(&mut self.unsaid);
        if unsaid.is_empty() || unsaid.len() > MOST_LINKS {
            return;
        }
        let line = self.page.text.get(self.line.start..).unwrap_or_default();
        let is_header = block::names_people(line);
        if !is_header && (line.contains('@') || !attribution::may_end(line)) {
            return;
        }
        for (address, at) in unsaid.into_iter().rev() {
            let behind = self.page.text.get(at..).unwrap_or_default();
            let is_said = behind.split([';', ',']).next().is_some_and(|rest| rest.contains('@'));
            if !is_said {
                self.page.text.insert_str(at, &format!(" <{address}>"));
            }
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
        let is_blank = |byte: u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b'\x0c');
        let blanks = text.bytes().enumerate().filter(|(_, byte)| is_blank(*byte)).map(|(at, _)| at);
        let mut start = 0;
        for end in blanks.chain([text.len()]) {
            self.gap |= start > 0;
            let word = text.get(start..end).unwrap_or_default();
            start = end + 1;
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
            pre: self.pre > 0,
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
        self.say_addresses();
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
    fn a_huge_tag_is_still_an_element() {
        let picture = format!(" style=\"background:url({})\"", "A".repeat(5000));
        check(
            &format!(
                "<div class=gmail_quote>a<div{picture}>b</div>c<img{picture}/>d<p{picture}>e</p{picture}>f</div>g"
            ),
            &[(0, 1, "a"), (0, 1, "b"), (0, 1, "cd"), (0, 1, ""), (0, 1, "e"), (0, 1, ""), (0, 1, "f"), (0, 0, "g")],
        );
        let nameless = "x".repeat(5000);
        check(&format!("a<{nameless}>b</{nameless}/>c"), &[(0, 0, "abc")]);
    }

    #[test]
    fn a_stray_end_tag_ends_nothing_around_it() {
        let below = [(0, 1, "a"), (0, 1, "b"), (0, 0, "c")];
        check("<div class=gmail_quote><table><tr><td>a</div></td></tr></table>b</div>c", &below);
        check("<div class=gmail_quote><table></div><tr><td>a</table>b</div>c", &below);
        check("<div class=gmail_quote><font><div>a</font></div>b</div>c", &below);
        check("<div class=gmail_quote><div><span>a</div></span>b</div>c", &below);
        let quoted = [(1, 1, "a"), (1, 1, "b"), (0, 0, ""), (0, 0, "c")];
        check("<div class=gmail_quote><blockquote type=cite>a</div>b</blockquote></div>c", &quoted);
        check("<div class=gmail_quote><blockquote type=cite><b><i>a</b></div>b</blockquote></div>c", &quoted);
    }

    #[test]
    fn a_quote_ends_with_all_that_is_open_in_it() {
        for open in ["<div>", "<center>", "<b>", "<ul><li>", "<span class=sig>"] {
            let html = format!("<blockquote type=cite>a{}</blockquote>b", open.repeat(100));
            assert_eq!(page(&html).lines().last().map(|line| (line.quote, line.text)), Some((0, "b")), "{open}");
        }
        check("<span class=sig>a<span>b</span>c</span>d", &[(0, 0, "abc"), (0, 0, "d")]);
    }

    #[test]
    fn the_tags_of_a_page_hold_nothing() {
        check("<html><head><title>t</title><p>a</p></html>", &[(0, 0, "a")]);
        check("<html><head><title>t</head><body>a", &[(0, 0, "a")]);
        check("<html><head><title>t<body>a", &[(0, 0, "a")]);
        check(
            "<html><body>a<blockquote type=cite><html><head></head><body>b</body></html>c</blockquote>d</body></html>",
            &[(0, 0, "a"), (0, 0, ""), (1, 0, "b"), (1, 0, "c"), (0, 0, ""), (0, 0, "d")],
        );
    }

    #[test]
    fn an_element_ends_where_the_next_of_its_sort_begins() {
        for (around, each) in
            [("i", "<p>"), ("ul", "<li>"), ("dl", "<dt>a<dd>"), ("table", "<tr><td>"), ("table", "<tbody><tr><th>")]
        {
            let html = format!("<div class=gmail_quote><div><{around}>{}a</{around}></div></div>b", each.repeat(100));
            assert_eq!(page(&html).lines().last().map(|line| (line.frame, line.text)), Some((0, "b")), "{each}");
        }
        check(
            "<ul><li>a<ol><li>b<li>c</ol><li>d</ul>",
            &[(0, 0, "- a"), (0, 0, "  1. b"), (0, 0, "  2. c"), (0, 0, "- d")],
        );
    }

    #[test]
    fn text_keeps_its_lines() {
        check("a<br>b", &[(0, 0, "a"), (0, 0, "b")]);
        check("<div>a</div><div>b</div>", &[(0, 0, "a"), (0, 0, "b")]);
        check("<p>a</p><p>b</p>", &[(0, 0, "a"), (0, 0, ""), (0, 0, "b")]);
        check(
            "<p class=MsoNormal>a</p><p class=MsoNormal>b</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>c</p>",
            &[(0, 0, "a"), (0, 0, "b"), (0, 0, ""), (0, 0, "c")],
        );
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
        check("a<svg width=1 />b<svg><path/><title>h</title></svg>c<math/>d", &[(0, 0, "abcd")]);
    }

    #[test]
    fn quotes_and_frames_are_counted() {
        check(
            "a<blockquote type=cite>b</blockquote>c",
            &[(0, 0, "a"), (0, 0, ""), (1, 0, "b"), (0, 0, ""), (0, 0, "c")],
        );
        check(
            "a<div name=quote>b<div name=quoted-content>c</div></div>d",
            &[(0, 0, "a"), (0, 1, "b"), (0, 1, "c"), (0, 0, "d")],
        );
        check(
            "a<div class=gmail_quote>b<blockquote class=\"x_gmail_quote\">c</blockquote></div>d",
            &[(0, 0, "a"), (0, 1, "b"), (0, 1, ""), (1, 1, "c"), (0, 0, ""), (0, 0, "d")],
        );
    }
}
