//! Templates of mail programs filled with a letter: one walk over the template, in text or in HTML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Zoned;
use serde::Deserialize;

use super::truth::{Person, Truth};

/// A row of `forwards.toml` or `replies.toml`.
#[expect(clippy::struct_excessive_bools, reason = "what a program keeps, named")]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Program {
    pub(super) text: String,
    pub(super) html: Option<String>,
    /// The row of `languages.toml` that it takes its words from.
    pub(super) family: Option<String>,
    #[serde(default = "english")]
    pub(super) lang: String,
    #[serde(default = "yes")]
    pub(super) keeps_name: bool,
    #[serde(default = "yes")]
    pub(super) keeps_address: bool,
    /// A reply that copies the whole header.
    #[serde(default)]
    pub(super) keeps_head: bool,
    #[serde(default)]
    pub(super) loses_cc: bool,
    #[serde(default)]
    pub(super) loses_to: bool,
    #[serde(default)]
    pub(super) loses_subject: bool,
    #[serde(default)]
    pub(super) loses_date: bool,
    #[serde(default)]
    pub(super) loses_hour: bool,
    /// Its text lines are broken at 76 letters.
    #[serde(default)]
    pub(super) wraps: bool,
    /// Words of the one who forwards, in the template itself.
    #[serde(default)]
    pub(super) note_more: String,
}

fn english() -> String {
    "en".to_owned()
}

fn yes() -> bool {
    true
}

/// A row of `languages.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Lang {
    months: String,
    mon: String,
    weekdays: String,
    wd: String,
    gmail: Vec<String>,
    gmail_wrote: String,
    apple: Vec<String>,
    apple_wrote: String,
    outlook: Vec<String>,
    original: String,
    mac: Vec<String>,
    thunderbird: Vec<String>,
    thunderbird_wrote: String,
    yahoo: Vec<String>,
    yahoo_wrote: String,
    pub(super) sent_from: String,
    pub(super) prefixes: String,
    pub(super) away: Vec<String>,
    pub(super) body: Vec<String>,
}

impl Lang {
    /// The entries of a family; empty where the program does not speak this language.
    pub(super) fn row(&self, family: &str) -> Vec<&str> {
        match family {
            "gmail" => list(&self.gmail),
            "apple" => list(&self.apple),
            "outlook" => list(&self.outlook),
            "mac" => list(&self.mac),
            "thunderbird" => list(&self.thunderbird),
            "yahoo" => list(&self.yahoo),
            "gmail_wrote" => one(&self.gmail_wrote),
            "apple_wrote" => one(&self.apple_wrote),
            "thunderbird_wrote" => one(&self.thunderbird_wrote),
            "yahoo_wrote" => one(&self.yahoo_wrote),
            "original" => one(&self.original),
            "sent_from" => one(&self.sent_from),
            _ => Vec::new(),
        }
    }
}

fn list(entries: &[String]) -> Vec<&str> {
    entries.iter().map(String::as_str).collect()
}

fn one(entry: &str) -> Vec<&str> {
    Some(entry).filter(|entry| !entry.is_empty()).into_iter().collect()
}

/// The words of a level in both forms.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) html: String,
}

impl Words {
    pub(super) fn of(lines: &[String]) -> Self {
        let html = lines.iter().fold(String::new(), |mut html, line| {
            let inner = if line.is_empty() { "<br>".to_owned() } else { escaped(line) };
            let _ = write!(html, "<div>{inner}</div>");
            html
        });
        Self { text: lines.join("\n"), html }
    }
}

/// What a template is filled with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filling<'a> {
    pub(super) truth: &'a Truth,
    pub(super) at: &'a Zoned,
    pub(super) note: &'a Words,
    pub(super) body: &'a Words,
}

/// The text part. A note stands above where the template does not place it.
pub(super) fn text(program: &Program, lang: &Lang, filling: Filling<'_>) -> String {
    let template = &program.text;
    let mut out = String::new();
    if !template.contains("{note}") {
        out.push_str(&filling.note.text);
        out.push('\n');
    }
    for line in template.split_inclusive('\n') {
        if line.contains("{cc") && filling.truth.cc.is_empty() {
            continue;
        }
        let filled = fill(line, lang, filling, false);
        let short = filled.trim_end_matches('\n').chars().count() <= 76;
        out.push_str(&if program.wraps && !line.contains("body}") && !short { wrapped(&filled) } else { filled });
    }
    out
}

/// The HTML part, where the program writes one.
pub(super) fn html(program: &Program, lang: &Lang, filling: Filling<'_>) -> Option<String> {
    let template = program.html.as_ref()?;
    let template = match (template.split_once("{?cc}"), filling.truth.cc.is_empty()) {
        (Some((before, rest)), true) => {
            format!("{before}{}", rest.split_once("{/cc}").map_or("", |(_, after)| after))
        }
        _ => template.replace("{?cc}", "").replace("{/cc}", ""),
    };
    Some(fill(&template, lang, filling, true))
}

fn fill(template: &str, lang: &Lang, filling: Filling<'_>, html: bool) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { panic!("`{template}` is not closed") };
        out.push_str(&value(name, lang, filling, html));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn value(name: &str, lang: &Lang, filling: Filling<'_>, html: bool) -> String {
    let Filling { truth, at, note, body } = filling;
    let plain = |text: &str| if html { escaped(text) } else { text.to_owned() };
    if let Some((family, number)) = name.split_once('.') {
        let entry = lang.row(family).get(number.parse::<usize>().unwrap()).copied().unwrap_or_default();
        return fill(entry, lang, filling, html);
    }
    let (name, how) = name.split_once(':').unwrap_or((name, ""));
    match name {
        "note" => if html { &note.html } else { &note.text }.clone(),
        "body" if html && how == "p" => paragraphs(&body.html),
        "body" => if html { &body.html } else { &body.text }.clone(),
        ">body" => {
            body.text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
        }
        "subject" => plain(&truth.subject),
        "name" => plain(truth.from.name.as_deref().unwrap_or(&truth.from.address)),
        "address" => plain(&truth.from.address),
        "from" => person(&truth.from, how, html),
        "to" => people(&truth.to, how, html),
        "cc" => people(&truth.cc, how, html),
        "sp" => " ".to_owned(),
        "gmail_wrote" | "apple_wrote" | "thunderbird_wrote" | "yahoo_wrote" | "original" | "sent_from" => {
            fill(lang.row(name).first().copied().unwrap_or_default(), lang, filling, html)
        }
        part => date_part(part, lang, at),
    }
}

/// Outlook makes a paragraph of every line.
fn paragraphs(html: &str) -> String {
    html.replace("<div><br></div>", "<p class=MsoNormal><o:p>&nbsp;</o:p></p>")
}

fn person(person: &Person, how: &str, html: bool) -> String {
    let plain = |text: &str| if html { escaped(text) } else { text.to_owned() };
    let address = &person.address;
    let linked = if html { format!("<a href=\"mailto:{address}\">{address}</a>") } else { address.clone() };
    let (open, close) = if html { ("&lt;", "&gt;") } else { ("<", ">") };
    let Some(name) = person.name.as_deref().filter(|_| how != "bare") else { return linked };
    match how {
        "q" | "qs" => format!("{} {open}{linked}{close}", plain(&format!("\"{}\"", name.replace('"', "\\\"")))),
        "m" if !html => format!("{name} <{address}<mailto:{address}>>"),
        "b" if !html => format!("{name} [mailto:{address}]"),
        _ => format!("{} {open}{linked}{close}", plain(name)),
    }
}

fn people(list: &[Person], how: &str, html: bool) -> String {
    let between = if how.ends_with('s') { "; " } else { ", " };
    let how = if how == "s" { "" } else { how };
    // What has a comma in its name is quoted in a list with commas, or nobody could read it.
    let one = |one: &Person| {
        let ambiguous = between == ", " && one.name.as_ref().is_some_and(|name| name.contains([',', ';', '<', '@']));
        person(one, if ambiguous && how != "bare" { "q" } else { how }, html)
    };
    list.iter().map(one).collect::<Vec<_>>().join(between)
}

/// `nth` word of a list; an underscore stands for a blank inside a word.
fn word(list: &str, n: i8) -> String {
    list.split(' ').nth(usize::try_from(n).unwrap()).unwrap_or_default().replace('_', " ")
}

fn date_part(part: &str, lang: &Lang, at: &Zoned) -> String {
    let (hour, offset) = (at.hour(), at.offset().seconds() / 60);
    let half = if hour % 12 == 0 { 12 } else { hour % 12 };
    let noon = |before: &str, after: &str| if hour < 12 { before } else { after }.to_owned();
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.abs();
    let weekday = at.weekday().to_monday_zero_offset();
    let winter = offset == 60;
    let capital = |text: String| {
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    };
    match part {
        "d" => at.day().to_string(),
        "dd" => format!("{:02}", at.day()),
        "dth" => format!(
            "{}{}",
            at.day(),
            match at.day() {
                1 | 21 | 31 => "st",
                2 | 22 => "nd",
                3 | 23 => "rd",
                _ => "th",
            }
        ),
        "m" => at.month().to_string(),
        "mm" => format!("{:02}", at.month()),
        "yyyy" => at.year().to_string(),
        "yy" => format!("{:02}", at.year() % 100),
        "month" => word(&lang.months, at.month() - 1),
        "Month" => capital(word(&lang.months, at.month() - 1)),
        "mon" => word(&lang.mon, at.month() - 1),
        "weekday" => word(&lang.weekdays, weekday),
        "Weekday" => capital(word(&lang.weekdays, weekday)),
        "wd" => word(&lang.wd, weekday),
        "H" => hour.to_string(),
        "HH" => format!("{hour:02}"),
        "h" => half.to_string(),
        "hh" => format!("{half:02}"),
        "MM" => format!("{:02}", at.minute()),
        "SS" => format!("{:02}", at.second()),
        "AP" => noon("AM", "PM"),
        "ap" => noon("am", "pm"),
        "elap" => noon("π.μ.", "μ.μ."),
        "arap" => noon("ص", "م"),
        "zhap" => noon("上午", "下午"),
        "koap" => noon("오전", "오후"),
        "off" => format!("{sign}{:02}{:02}", offset / 60, offset % 60),
        "offc" => format!("{sign}{:02}:{:02}", offset / 60, offset % 60),
        "gmt" => format!("GMT{sign}{}", offset / 60),
        "utc" => format!("UTC{sign}{}", offset / 60),
        "z" => if winter { "CET" } else { "CEST" }.to_owned(),
        "mez" => if winter { "MEZ" } else { "MESZ" }.to_owned(),
        "rfc" => at.strftime("%a, %-d %b %Y %H:%M:%S %z").to_string(),
        _ => panic!("no part of a date is called `{part}`"),
    }
}

/// Lines broken at 76 letters, between words, as Gmail does in its text part.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.trim_end_matches('\n').split(' ') {
        let more = word.chars().count() + 1;
        if length > 0 && length + more > 76 {
            out.push('\n');
            length = 0;
        } else if length > 0 {
            out.push(' ');
        }
        out.push_str(word);
        length += more;
    }
    out.push('\n');
    out
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// All rows of a table of programs, by name.
pub(super) fn programs(table: &str) -> BTreeMap<String, Program> {
    let mut programs: BTreeMap<String, Program> = toml::from_str(table).unwrap();
    for program in programs.values_mut() {
        program.text = program.text.trim_end_matches('\n').to_owned() + "\n";
    }
    programs
}
