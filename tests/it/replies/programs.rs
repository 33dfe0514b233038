//! How mail programs quote: the mail of ours below the words, beside them or above them, as text and as HTML.

/// A mail of ours as it lies in the user's inbox.
#[derive(Clone, Debug)]
pub(super) struct Ours {
    pub(super) message_id: String,
    pub(super) subject: String,
    pub(super) text: String,
    /// What stands inside `<body>`.
    pub(super) html: String,
    /// The subject that its buttons carry.
    pub(super) button: String,
}

/// Where the words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Top,
    Bottom,
    /// Between the quoted lines.
    Inline,
    /// A button was pressed: a new mail with our subject and nothing quoted.
    Button,
    /// A new mail of the user's own.
    Fresh,
}

/// Which parts the mail has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    Text,
    Html,
    Both,
}

/// A mail program in one language.
pub(super) struct Program {
    pub(super) name: &'static str,
    /// What it writes above the quote. `{who}`, `{address}`, `{subject}` and `{you}` are filled in.
    head: &'static str,
    /// Whether it marks quoted lines with `>`.
    marks: bool,
    /// What it puts below the words by itself.
    below: &'static str,
    frame: Frame,
    pub(super) parts: Parts,
}

/// How its HTML holds the quote.
#[derive(Clone, Copy)]
enum Frame {
    Gmail,
    OutlookDesk,
    OutlookWeb,
    Cite,
    CiteAround,
    Moz,
    Yahoo,
    Proton,
    Bare,
    Named,
}

const fn program(
    name: &'static str,
    head: &'static str,
    marks: bool,
    below: &'static str,
    frame: Frame,
    parts: Parts,
) -> Program {
    Program { name, head, marks, below, frame, parts }
}

pub(super) const PROGRAMS: &[Program] = &[
    program(
        "Gmail web",
        "On Mon, Nov 23, 2026 at 8:30 AM {who} <{address}>\nwrote:",
        true,
        "",
        Frame::Gmail,
        Parts::Both,
    ),
    program(
        "Gmail iOS",
        "On Mon, Nov 23, 2026 at 8:30 AM {who} <{address}> wrote:",
        true,
        "",
        Frame::Gmail,
        Parts::Both,
    ),
    program(
        "Gmail Android",
        "On Mon, 23 Nov 2026, 08:30 {who}, <{address}> wrote:",
        true,
        "",
        Frame::Gmail,
        Parts::Both,
    ),
    program(
        "Gmail web de",
        "Am Mo., 23. Nov. 2026 um 08:30 Uhr schrieb {who} <\n{address}>:",
        true,
        "",
        Frame::Gmail,
        Parts::Both,
    ),
    program(
        "Gmail web pt",
        "{who} <{address}> escreveu (segunda, 23/11/2026 à(s)\n08:30):",
        true,
        "",
        Frame::Gmail,
        Parts::Both,
    ),
    program("Gmail web ja", "2026年11月23日(月) 8:30 {who} <{address}>:", true, "", Frame::Gmail, Parts::Both),
    program(
        "Outlook Windows",
        "From: {who} <{address}> \nSent: Monday, November 23, 2026 8:30 AM\nTo: {you}\nSubject: {subject}",
        false,
        "",
        Frame::OutlookDesk,
        Parts::Both,
    ),
    program(
        "Outlook Windows de",
        "Von: {who} <{address}> \nGesendet: Montag, 23. November 2026 08:30\nAn: {you}\nBetreff: {subject}",
        false,
        "",
        Frame::OutlookDesk,
        Parts::Both,
    ),
    program(
        "Outlook Mac",
        "From: {who} <{address}>\nDate: Monday, 23 November 2026 at 08:30\nTo: {you} <{you}>\nSubject: {subject}",
        false,
        "",
        Frame::OutlookDesk,
        Parts::Both,
    ),
    program(
        "Outlook web",
        "________________________________\nFrom: {who} <{address}>\nSent: Monday, November 23, 2026 8:30 AM\nTo: {you} <{you}>\nSubject: {subject}",
        false,
        "",
        Frame::OutlookWeb,
        Parts::Both,
    ),
    program(
        "Outlook web fr",
        "________________________________\nDe : {who} <{address}>\nEnvoyé : lundi 23 novembre 2026 08:30\nÀ : {you} <{you}>\nObjet : {subject}",
        false,
        "",
        Frame::OutlookWeb,
        Parts::Html,
    ),
    program(
        "Outlook iOS",
        "________________________________\nFrom: {who} <{address}>\nSent: Monday, November 23, 2026 8:30:00 AM\nTo: {you} <{you}>\nSubject: {subject}",
        false,
        "Get Outlook for iOS<https://aka.example/o0ukef>",
        Frame::OutlookWeb,
        Parts::Both,
    ),
    program(
        "Apple Mail",
        "On 23 Nov 2026, at 08:30, {who} <{address}> wrote:",
        true,
        "",
        Frame::CiteAround,
        Parts::Both,
    ),
    program(
        "Apple Mail fr",
        "Le 23 nov. 2026 à 08:30, {who} <{address}> a écrit :",
        true,
        "",
        Frame::CiteAround,
        Parts::Both,
    ),
    program(
        "iPhone",
        "On Nov 23, 2026, at 8:30\u{202f}AM, {who} <{address}> wrote:",
        true,
        "Sent from my iPhone",
        Frame::CiteAround,
        Parts::Both,
    ),
    program(
        "iPhone de",
        "Am 23.11.2026 um 08:30 schrieb {who} <{address}>:",
        true,
        "Von meinem iPhone gesendet",
        Frame::CiteAround,
        Parts::Text,
    ),
    program(
        "Samsung",
        "-------- Original message --------\nFrom: {who} <{address}>\nDate: 23/11/2026 08:30 (GMT+00:00)\nTo: {you}\nSubject: {subject}",
        false,
        "Sent from my Galaxy",
        Frame::Bare,
        Parts::Both,
    ),
    program(
        "Yahoo",
        "    On Monday, November 23, 2026 at 08:30:00 AM GMT+1, {who} <{address}> wrote:",
        false,
        "",
        Frame::Yahoo,
        Parts::Both,
    ),
    program(
        "Yahoo Android",
        "  On Mon, 23 Nov 2026 at 8:30, {who}<{address}> wrote:",
        false,
        "Sent from Yahoo Mail on Android",
        Frame::Yahoo,
        Parts::Both,
    ),
    program(
        "AOL",
        "-----Original Message-----\nFrom: {who} <{address}>\nTo: {you}\nSent: Mon, Nov 23, 2026 8:30 am\nSubject: {subject}",
        false,
        "",
        Frame::Bare,
        Parts::Both,
    ),
    program("Thunderbird", "On 23/11/2026 08:30, {who} wrote:", true, "", Frame::Moz, Parts::Text),
    program("Thunderbird HTML", "On 23/11/2026 08:30, {who} wrote:", true, "", Frame::Moz, Parts::Both),
    program("Thunderbird nl", "Op 23-11-2026 om 08:30 schreef {who}:", true, "", Frame::Moz, Parts::Text),
    program("Thunderbird it", "Il 23/11/2026 08:30, {who} ha scritto:", true, "", Frame::Moz, Parts::Html),
    program("Fastmail", "On Mon, 23 Nov 2026, at 8:30 AM, {who} wrote:", true, "", Frame::Cite, Parts::Both),
    program(
        "K-9",
        "On November 23, 2026 8:30:00 AM UTC, {who} <{address}> wrote:",
        true,
        "",
        Frame::Gmail,
        Parts::Both,
    ),
    program(
        "K-9 es",
        "El 23 de noviembre de 2026 8:30:00 CET, {who} <{address}> escribió:",
        true,
        "-- \nEnviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.",
        Frame::Gmail,
        Parts::Text,
    ),
    program(
        "Proton",
        "On Monday, November 23rd, 2026 at 8:30 AM, {who} <{address}> wrote:",
        true,
        "Sent with Proton Mail secure email.",
        Frame::Proton,
        Parts::Both,
    ),
    program(
        "Proton Android",
        "-------- Original Message --------\nOn 11/23/26 8:30 AM, {who} wrote:",
        true,
        "Sent from Proton Mail for Android.",
        Frame::Proton,
        Parts::Both,
    ),
    program(
        "GMX de",
        "Gesendet: Montag, 23. November 2026 um 08:30 Uhr\nVon: \"{who}\" <{address}>\nAn: {you}\nBetreff: {subject}",
        false,
        "",
        Frame::Named,
        Parts::Both,
    ),
    program("Spark", "On 23 Nov 2026 at 8:30 AM +0000, {who} <{address}>, wrote:", true, "", Frame::Cite, Parts::Both),
    program(
        "Zoho",
        "---- On Mon, 23 Nov 2026 08:30:00 +0000 {who} <{address}> wrote ---",
        true,
        "",
        Frame::Cite,
        Parts::Both,
    ),
    program("Roundcube", "On 2026-11-23 08:30, {who} wrote:", true, "", Frame::Cite, Parts::Text),
    program(
        "mutt",
        "On Mon, Nov 23, 2026 at 08:30:00AM +0000, {who} wrote:",
        true,
        "-- \nNadia",
        Frame::Cite,
        Parts::Text,
    ),
];

const YOU: &str = "nadia@nadia-reyes.example";
const TRACK: &str = "desk@nadia-reyes.example";
const WHO: &str = "bothways for Nadia Reyes";

/// The whole mail, as it reaches the tracking mailbox.
pub(super) fn mail(program: &Program, ours: &Ours, position: Position, words: &str, id: &str) -> String {
    let (subject, thread) = match position {
        Position::Top | Position::Bottom | Position::Inline => {
            (format!("Re: {}", ours.subject), format!("In-Reply-To: <{0}>\nReferences: <{0}>\n", ours.message_id))
        }
        Position::Button => (ours.button.clone(), String::new()),
        Position::Fresh => ("for you".to_owned(), String::new()),
    };
    let (content_type, body) = match program.parts {
        Parts::Text => ("text/plain; charset=utf-8".to_owned(), program.text(ours, position, words, false)),
        Parts::Html => ("text/html; charset=utf-8".to_owned(), program.html(ours, position, words)),
        Parts::Both => (
            "multipart/alternative; boundary=\"b1\"".to_owned(),
            format!(
                "--b1\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{}\n--b1\nContent-Type: text/html; \
                 charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{}\n--b1--\n",
                program.text(ours, position, words, true),
                program.html(ours, position, words)
            ),
        ),
    };
    format!(
        "From: Nadia Reyes <{YOU}>\nTo: {WHO} <{TRACK}>\nSubject: {subject}\nDate: {}\nMessage-ID: <{id}@mail.example>\n{thread}\
         MIME-Version: 1.0\nContent-Type: {content_type}\nContent-Transfer-Encoding: 8bit\n\n{body}\n",
        jiff::fmt::rfc2822::to_string(&jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default(),
    )
}

impl Program {
    fn head(&self, ours: &Ours) -> String {
        self.head
            .replace("{who}", WHO)
            .replace("{address}", TRACK)
            .replace("{you}", YOU)
            .replace("{subject}", &ours.subject)
    }

    /// The text part. Programs that write HTML make it from the HTML, ours included.
    fn text(&self, ours: &Ours, position: Position, words: &str, from_html: bool) -> String {
        let quoted = if from_html { text_of(&ours.html) } else { ours.text.clone() };
        let quoted: Vec<String> = quoted
            .trim()
            .lines()
            .map(|line| match (self.marks, line.is_empty()) {
                (true, true) => ">".to_owned(),
                (true, false) => format!("> {line}"),
                (false, _) => line.to_owned(),
            })
            .collect();
        let head = self.head(ours);
        let below = if self.below.is_empty() { String::new() } else { format!("\n\n{}", self.below) };
        match position {
            Position::Top => format!("{words}{below}\n\n{head}\n\n{}", quoted.join("\n")),
            Position::Bottom => format!("{head}\n{}\n\n{words}{below}\n", quoted.join("\n")),
            Position::Inline => {
                let (first, last) = quoted.split_at(middle(&quoted));
                format!("{head}\n\n{}\n\n{words}\n\n{}\n", first.join("\n"), last.join("\n"))
            }
            Position::Button | Position::Fresh => format!("{words}{below}\n"),
        }
    }

    fn html(&self, ours: &Ours, position: Position, words: &str) -> String {
        let said = divs(words, self.frame);
        let below = if self.below.is_empty() {
            String::new()
        } else {
            format!("<div><br></div><div id=\"ms-outlook-mobile-signature\">{}</div>", lines(self.below))
        };
        let said = format!("{said}{below}");
        match position {
            Position::Top => self.frame.around(&said, &lines(&self.head(ours)), &ours.html, ""),
            Position::Bottom => self.frame.around("", &lines(&self.head(ours)), &ours.html, &said),
            // HTML programs cut the quote in two where one writes, and each element that is open there.
            Position::Inline => {
                let at = ours.html.match_indices("</p>").nth(1).map_or(0, |(at, end)| at + end.len());
                let (first, last) = ours.html.split_at(at);
                let open = open_at_end(first);
                let closed = open.iter().rev().fold(String::new(), |closed, tag| closed + "</" + name(tag) + ">");
                let first = self.frame.around("", &lines(&self.head(ours)), &format!("{first}{closed}"), "");
                let last = format!("{}{last}", open.concat());
                format!("{first}<div><br></div>{said}<div><br></div><blockquote type=\"cite\">{last}</blockquote>")
            }
            Position::Button | Position::Fresh => format!("<html><body>{said}</body></html>"),
        }
    }
}

/// The tags of the elements that are still open where a page of ours is cut.
fn open_at_end(html: &str) -> Vec<&str> {
    const VOID: [&str; 5] = ["br", "hr", "img", "meta", "link"];
    let mut open: Vec<&str> = Vec::new();
    for (at, _) in html.match_indices('<') {
        let Some(tag) = html[at..].find('>').map(|end| &html[at..=at + end]) else { break };
        if tag.starts_with("</") {
            open.pop();
        } else if !tag.starts_with("<!") && !VOID.contains(&name(tag)) && !tag.ends_with("/>") {
            open.push(tag);
        }
    }
    open
}

/// The name of a tag.
fn name(tag: &str) -> &str {
    tag.trim_start_matches('<').split([' ', '>', '/', '\n']).next().unwrap_or_default()
}

/// Where somebody writes into the quote: below its first paragraph.
fn middle(quoted: &[String]) -> usize {
    let is_blank = |line: &String| line.trim_start_matches(['>', ' ']).is_empty();
    let blanks: Vec<usize> = quoted.iter().enumerate().filter(|(_, line)| is_blank(line)).map(|(at, _)| at).collect();
    blanks.get(2).or(blanks.last()).copied().unwrap_or(quoted.len())
}

impl Frame {
    fn around(self, said: &str, head: &str, ours: &str, after: &str) -> String {
        match self {
            Self::Gmail => format!(
                "<div dir=\"ltr\">{said}</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">{head}<br></div>\
                 <blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\">{ours}</blockquote></div>{after}"
            ),
            Self::OutlookDesk => format!(
                "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><body lang=\"EN-US\"><div class=\"WordSection1\">{said}<p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>\
                 <div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in\"><p class=\"MsoNormal\">{head}<o:p></o:p></p></div></div>\
                 <p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p>{ours}{after}</div></body></html>"
            ),
            Self::OutlookWeb => format!(
                "<html><body dir=\"ltr\">{said}<div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\" tabindex=\"-1\">\
                 <div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\" style=\"font-size:11pt\" color=\"#000000\">{}</font><div>&nbsp;</div></div>{ours}{after}</body></html>",
                head.trim_start_matches('_').trim_start_matches("<br>")
            ),
            Self::Cite => format!(
                "<!DOCTYPE html><html><body><div>{said}</div><div><br></div><div>{head}</div><blockquote type=\"cite\" id=\"qt\">{ours}</blockquote>{after}</body></html>"
            ),
            Self::CiteAround => format!(
                "<html><body dir=\"auto\">{said}<br><div dir=\"ltr\"><br><blockquote type=\"cite\">{head}<br><br></blockquote></div>\
                 <blockquote type=\"cite\"><div dir=\"ltr\">\u{feff}{ours}</div></blockquote>{after}</body></html>"
            ),
            Self::Moz => format!(
                "<!DOCTYPE html><html><body><p>{said}</p><div class=\"moz-cite-prefix\">{head}<br></div><blockquote type=\"cite\" cite=\"mid:x@y.example\">{ours}</blockquote>{after}</body></html>"
            ),
            Self::Yahoo => format!(
                "<html><body><div class=\"ydp1yahoo-style-wrap\"><div></div>{said}<div><br></div></div><div id=\"yahoo_quoted_12\" class=\"yahoo_quoted\">\
                 <div style=\"font-family:'Helvetica Neue', Helvetica, Arial, sans-serif;\"><div>{head}</div><div><br></div><div><br></div><div>{ours}</div></div></div>{after}</body></html>"
            ),
            Self::Proton => format!(
                "<div style=\"font-family: Arial, sans-serif; font-size: 14px;\">{said}</div><div class=\"protonmail_quote\">{head}<br>\
                 <blockquote class=\"protonmail_quote\" type=\"cite\">{ours}</blockquote><br></div>{after}"
            ),
            Self::Bare => format!(
                "<html><body>{said}<div><br></div><div>{head}</div><div><br></div><div>{ours}</div>{after}</body></html>"
            ),
            Self::Named => format!(
                "<html><body><div style=\"font-family: Verdana;font-size: 12.0px;\"><div>{said}</div><div>&nbsp;<div name=\"quote\" style=\"margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;\">\
                 <div style=\"margin:0 0 10px 0;\">{head}</div><div name=\"quoted-content\">{ours}</div></div></div></div>{after}</body></html>"
            ),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("<br>")
}

fn divs(words: &str, frame: Frame) -> String {
    words
        .lines()
        .map(|line| {
            let line = if line.is_empty() { "<br>".to_owned() } else { escaped(line) };
            match frame {
                Frame::OutlookDesk => format!("<p class=\"MsoNormal\">{line}<o:p></o:p></p>"),
                Frame::OutlookWeb => {
                    format!("<div class=\"elementToProof\" style=\"font-family: Aptos;\">{line}</div>")
                }
                _ => format!("<div>{line}</div>"),
            }
        })
        .collect()
}

/// HTML to text as mail programs do it when they add a text part: tags gone, blocks on lines of their own, links in brackets.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut link: Option<String> = None;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&plain(&rest[..at]));
        let Some(end) = rest[at..].find('>').map(|end| at + end) else { break };
        let tag = &rest[at + 1..end];
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or_default().to_lowercase();
        rest = &rest[end + 1..];
        match name.as_str() {
            "style" | "script" | "title" if !tag.starts_with('/') => {
                rest =
                    rest.split_once("</").and_then(|(_, after)| after.split_once('>')).map_or("", |(_, after)| after);
            }
            "p" | "div" | "tr" | "table" | "h1" | "h2" | "li" | "ul" | "br" | "blockquote"
                if !text.ends_with("\n\n") =>
            {
                text.push('\n');
            }
            "td" | "th" if !tag.starts_with('/') => text.push(' '),
            "b" | "strong" => text.push('*'),
            "a" if tag.starts_with('/') => {
                if let Some(link) = link.take() {
                    text.extend([" <", &link, ">"]);
                }
            }
            "a" => {
                link =
                    tag.split_once("href=\"").and_then(|(_, href)| href.split_once('"')).map(|(href, _)| plain(href));
            }
            _ => {}
        }
    }
    text.push_str(&plain(rest));
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

fn plain(text: &str) -> String {
    let text = text.replace('\n', " ").replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
}
