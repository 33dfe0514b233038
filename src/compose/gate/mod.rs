//! The gate: what makes a mail readable and safe everywhere, checked on the mail as it is written. `lint` holds the templates of
//! users to it, tests hold ours to it with the nastiest values.

mod contrast;
mod sheet;
mod support;

use std::collections::BTreeSet;

use super::clean;
use crate::domain::mail::{Mail, MailKind};
use contrast::contrast;
use sheet::{Sheet, sheet};

#[cfg(test)]
pub(super) use contrast::contrast as contrast_of;

/// Something that keeps a mail from being read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wrong {
    /// In plain words, to stand behind a file and a line.
    pub what: String,
    pub hint: &'static str,
    /// Words by which the line is found in the template.
    pub near: String,
}

/// Gmail clips a mail near 102 kB of HTML.
const MOST_HTML: usize = 80_000;
const MOST_PICTURE: usize = 40_000;
const MOST_MAIL: usize = 150_000;
const LONGEST_LINK: usize = 250;
/// In pixels.
const SMALLEST_WORDS: u32 = 13;
const SMALLEST_TAP: u32 = 44;
const CLEAR: f64 = 4.5;
/// Things that run, load or ask.
const FORBIDDEN: [&str; 15] = [
    "script", "iframe", "form", "input", "button", "svg", "link", "base", "object", "embed", "audio", "video",
    "canvas", "template", "frame",
];

/// Everything wrong with a mail to the user.
pub(super) fn wrong(mail: &Mail) -> Vec<Wrong> {
    let Some(html) = &mail.html else { return Vec::new() };
    let sheet = sheet(html);
    let mut all = BTreeSet::new();
    all.extend(sheet.errors.iter().map(|error| flaw(error, "every tag that opens is closed, in order", "")));
    all.extend(sizes(mail, html));
    all.extend(elements(mail, &sheet));
    all.extend(styles(&sheet));
    all.extend(looks(&sheet));
    all.extend(links(mail, &sheet));
    all.extend(first_words(mail, &sheet));
    all.extend(twin(mail, &sheet));
    all.into_iter().collect()
}

fn flaw(what: impl Into<String>, hint: &'static str, near: impl Into<String>) -> Wrong {
    Wrong { what: what.into(), hint, near: near.into() }
}

fn sizes(mail: &Mail, html: &str) -> Vec<Wrong> {
    let mut found = Vec::new();
    let cut = "mail programs cut a long mail near 100 kB";
    if html.len() > MOST_HTML {
        found.push(flaw(format!("the mail is {} kB long", html.len() / 1000), cut, ""));
    }
    let whole = html.len() + mail.text.len() + mail.pictures.iter().map(|one| one.png.len() * 4 / 3).sum::<usize>();
    if whole > MOST_MAIL || mail.pictures.iter().any(|one| one.png.len() > MOST_PICTURE) {
        found.push(flaw(format!("with its pictures the mail is {} kB", whole / 1000), cut, ""));
    }
    found
}

fn elements(mail: &Mail, sheet: &Sheet) -> Vec<Wrong> {
    let mut found = Vec::new();
    let n = |name: &str| sheet.elements.iter().filter(|element| element.name == name).count();
    if n("h1") != 1 {
        found.push(flaw(
            format!("the mail has {} main headlines (<h1>)", n("h1")),
            "one, which says what it is about; the others are <h2>",
            "<h1",
        ));
    }
    let root = sheet.elements.iter().find(|element| element.name == "html");
    if root.is_none_or(|root| root.get("lang").is_empty() || root.get("dir").is_empty())
        || sheet.title.trim().is_empty()
    {
        found.push(flaw(
            "the frame lacks `lang`, `dir` or a title",
            "whoever hears the mail read aloud needs them",
            "<html",
        ));
    }
    let ids: BTreeSet<&str> = mail.pictures.iter().map(|picture| picture.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    let mut tables = sheet.elements.iter().peekable();
    while let Some(element) = tables.next() {
        let name = element.name.as_str();
        let tag = format!("<{name}");
        if FORBIDDEN.contains(&name)
            || support::trouble(&format!("{tag}>")).is_some_and(|who| !who.starts_with("nobody"))
        {
            found.push(flaw(format!("`{tag}>` has no place in a mail"), "programs drop what runs, loads or asks", tag));
        } else if name == "img" {
            match element.get("src").strip_prefix("cid:").filter(|id| ids.contains(id)) {
                Some(id) => {
                    seen.insert(id);
                }
                None => found.push(flaw(
                    "a picture is fetched from somewhere",
                    "a mail of ours fetches nothing; the pictures it carries are its `chart`",
                    tag.clone(),
                )),
            }
            if element.get("alt").split_whitespace().count() < 3 || element.get("width").is_empty() {
                found.push(flaw(
                    "a picture has no `alt` sentence or no `width`",
                    "`alt` stands there where pictures are off",
                    tag,
                ));
            }
        } else if name == "table" && element.get("role") != "presentation" {
            let has_scope =
                tables.clone().take_while(|next| next.name != "table" || next.get("role") == "presentation");
            if !has_scope.into_iter().any(|next| next.name == "th" && !next.get("scope").is_empty()) {
                found.push(flaw(
                    "a table is neither marked as layout nor has headings",
                    "layout: role=\"presentation\"; a table of values: <th scope=\"row\"> or <th scope=\"col\">",
                    tag,
                ));
            }
        }
        if let Some(event) = element.attributes.keys().find(|key| key.starts_with("on")) {
            found.push(flaw(format!("`{event}` would run something"), "nothing runs in a mail", event.clone()));
        }
    }
    if seen.len() < ids.len() {
        found.push(flaw(
            "a picture travels along and is not shown",
            "show `chart`, both its light and its dark one",
            "",
        ));
    }
    found
}

fn styles(sheet: &Sheet) -> Vec<Wrong> {
    let mut found = Vec::new();
    let mut features: BTreeSet<String> = BTreeSet::new();
    let mut values = String::new();
    for element in &sheet.elements {
        for (property, value) in element.style() {
            if property == "display" && !matches!(value.as_str(), "none" | "block" | "inline-block" | "inline") {
                features.insert(format!("display-{value}"));
            }
            features.insert(property);
            values.push_str(&value);
        }
    }
    for (at, rule) in sheet.css.split('@').enumerate() {
        if at > 0 {
            let name: String = rule.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            features.insert(format!("@{name}"));
            let ours = ["media (max-width: 480px)", "media (prefers-color-scheme: dark)"];
            if name == "media" && !ours.iter().any(|ours| rule.starts_with(ours)) {
                found.push(flaw(
                    "`@media` is here for something else than narrow and dark screens",
                    "what a mail needs stands in the elements themselves; several programs drop the style block",
                    "@media",
                ));
            }
        }
        for block in rule.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            features.extend(sheet::style(block).into_keys());
        }
    }
    values.push_str(&sheet.css);
    for feature in &features {
        if let Some(who) = support::trouble(feature) {
            let what = format!("`{feature}` does not work everywhere: {who}");
            found.push(flaw(what, "leave it out, or say it with a table", feature));
        }
    }
    for function in ["var(", "calc(", "url(", "expression("].iter().filter(|function| values.contains(**function)) {
        found.push(flaw(
            format!("`{function}…)` does not work everywhere"),
            "write the value itself; nothing is fetched",
            *function,
        ));
    }
    found
}

fn looks(sheet: &Sheet) -> Vec<Wrong> {
    let mut found = Vec::new();
    for words in &sheet.words {
        let near = words.text.trim();
        for (look, screen) in [(&words.light, "light"), (&words.dark, "dark")] {
            if contrast(&look.ground, &look.ink).is_none_or(|contrast| contrast < CLEAR) {
                found.push(flaw(
                    format!("“{}” is hard to read on {screen} screens: {} on {}", clean::short(near, 40), look.ink, look.ground),
                    "give words and ground colours further apart, as #RRGGBB; the classes in layout.html are for dark screens",
                    near,
                ));
            }
        }
        if words.light.size < SMALLEST_WORDS {
            found.push(flaw(
                format!("“{}” is {} pixels high", clean::short(near, 40), words.light.size),
                "13 pixels is the smallest that is read on a phone",
                near,
            ));
        }
    }
    found
}

fn links(mail: &Mail, sheet: &Sheet) -> Vec<Wrong> {
    let mut found = Vec::new();
    for link in sheet.elements.iter().filter(|element| element.name == "a") {
        let href = link.get("href");
        if !mail.reply_to.as_ref().is_some_and(|to| is_ours(href, to.as_str())) {
            found.push(flaw(
                format!("the link `{}` is not one that answers this mail", clean::short(href, 60)),
                "links are made by `choice.href`; anything else could lead elsewhere",
                "<a ",
            ));
        }
        let style = link.style();
        let px = |property: &str| {
            style.get(property).and_then(|value| value.split(' ').next()?.trim_end_matches("px").parse::<u32>().ok())
        };
        if px("line-height").unwrap_or(0) + 2 * px("padding").unwrap_or(0) < SMALLEST_TAP {
            found.push(flaw(
                "a button is too low for a thumb",
                "line-height and padding together: 44 pixels or more",
                "<a ",
            ));
        }
    }
    found
}

/// Only to our own address, with a subject and one line of body (RFC 6068), nothing else.
fn is_ours(href: &str, to: &str) -> bool {
    let rest = href.strip_prefix("mailto:").and_then(|rest| rest.strip_prefix(super::choice::encoded(to).as_str()));
    let Some((subject, body)) = rest.and_then(|rest| rest.strip_prefix("?subject=")?.split_once("&body=")) else {
        return false;
    };
    let is_plain =
        |part: &str| !part.contains(['&', '+', '=', '?', '#']) && !part.contains("%0A") && !part.contains("%0D");
    is_plain(subject) && is_plain(body) && !body.is_empty() && href.len() <= LONGEST_LINK
}

/// The subject, and what a phone shows beside it.
fn first_words(mail: &Mail, sheet: &Sheet) -> Vec<Wrong> {
    let mut found = Vec::new();
    let length = mail.subject.chars().count();
    // An answer keeps the subject it was given, however long; another would be another thread.
    if !(12..=78).contains(&length) && mail.kind != MailKind::Answer {
        found.push(flaw(format!("the subject has {length} characters"), "20 to 60 are read best", "Subject:"));
    }
    let hidden = sheet.hidden.first().map(|words| words.trim()).unwrap_or_default();
    if !(40..=110).contains(&hidden.chars().count()) || hidden == mail.subject {
        found.push(flaw(
            format!("the line beside the subject has {} characters", hidden.chars().count()),
            "40 to 110, and not the subject again: {{ preheader }} in a hidden <div> at the top",
            "preheader",
        ));
    }
    found
}

/// The text part says what the HTML says: every number, every word to write, and nine of ten words.
fn twin(mail: &Mail, sheet: &Sheet) -> Vec<Wrong> {
    let mut found = Vec::new();
    let hint = "whoever reads the plain text gets the same mail";
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let said: BTreeSet<String> = words(&mail.text).into_iter().chain(words(&mail.subject)).collect();
    let (mut n, mut missing) = (0_usize, BTreeSet::new());
    for word in sheet.words.iter().flat_map(|one| words(&one.text)) {
        n += 1;
        if !said.contains(&word) {
            missing.insert(word);
        }
    }
    if missing.len() * 10 > n {
        let some: Vec<&str> = missing.iter().take(6).map(String::as_str).collect();
        found.push(flaw(format!("the text part lacks words of the HTML: {} …", some.join(", ")), hint, ""));
    }
    if let Some(number) = missing.iter().find(|word| word.chars().all(|c| c.is_ascii_digit())) {
        found.push(flaw(format!("the number {number} stands in the HTML and not in the text part"), hint, ""));
    }
    if mail.text.lines().any(|line| line.chars().count() > clean::WIDTH) {
        found.push(flaw(
            "a line of the text is longer than 76 characters",
            "long lines are broken for you; a table is not",
            "",
        ));
    }
    if ["&nbsp;", "&amp;", "&lt;", "&#"].iter().any(|entity| mail.text.contains(entity)) {
        found.push(flaw("the text part holds an HTML entity", "write the character itself", "&"));
    }
    found
}
