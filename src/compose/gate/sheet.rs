//! An HTML mail taken apart as far as the gate needs it: its elements with their attributes, and each piece of text with the
//! colours, the size and the element it has, on light and on dark screens.

use std::collections::BTreeMap;

use html5gum::{Token, Tokenizer};

/// Declarations by property.
pub(super) type Style = BTreeMap<String, String>;

/// One start tag.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

impl Element {
    pub(super) fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    pub(super) fn style(&self) -> Style {
        style(self.get("style"))
    }
}

/// How words look.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// `#RRGGBB`.
    pub ground: String,
    pub ink: String,
    /// In pixels.
    pub size: u32,
}

/// Words of the mail that are seen.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub text: String,
    pub light: Look,
    pub dark: Look,
}

/// A mail taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub elements: Vec<Element>,
    pub words: Vec<Words>,
    /// What stands in hidden elements: the preheader.
    pub hidden: Vec<String>,
    /// The text of the style blocks.
    pub css: String,
    pub title: String,
    /// What is no HTML, and elements that are not closed.
    pub errors: Vec<String>,
}

pub(super) fn style(declarations: &str) -> Style {
    let pairs = declarations.split(';').filter_map(|pair| pair.split_once(':'));
    pairs
        .map(|(key, value)| (key.trim().to_lowercase(), value.replace("!important", "").trim().to_owned()))
        .filter(|(key, _)| !key.is_empty())
        .collect()
}

/// Elements that have no end.
const VOID: [&str; 5] = ["br", "meta", "img", "hr", "link"];

struct Open {
    name: String,
    light: Look,
    dark: Look,
    hidden: bool,
}

pub(super) fn sheet(html: &str) -> Sheet {
    let mut sheet = Sheet::default();
    let dark_classes = dark_classes(html);
    let plain = |ground: &str| Look { ground: ground.to_owned(), ink: "#000000".to_owned(), size: 16 };
    let mut stack = vec![Open { name: String::new(), light: plain("#FFFFFF"), dark: plain("#FFFFFF"), hidden: false }];
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::Error(error) => sheet.errors.push(format!("it is not well-formed HTML ({error:?})")),
            Token::StartTag(tag) => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let attributes = tag
                    .attributes
                    .iter()
                    .map(|(key, value)| (text(key), text(&value.value)))
                    .collect::<BTreeMap<_, _>>();
                let element = Element { name: text(&tag.name), attributes };
                if !VOID.contains(&element.name.as_str())
                    && let Some(parent) = stack.last()
                {
                    let open = opened(&element, parent, &dark_classes);
                    stack.push(open);
                }
                sheet.elements.push(element);
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                match stack.pop() {
                    Some(open) if open.name == name => {}
                    Some(open) => {
                        sheet.errors.push(format!("</{name}> closes <{}>", open.name));
                        break;
                    }
                    None => break,
                }
            }
            Token::String(words) => {
                let words = String::from_utf8_lossy(&words).into_owned();
                if let Some(open) = stack.last() {
                    take(&mut sheet, open, words);
                }
            }
            Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
    if let Some(open) = stack.get(1) {
        sheet.errors.push(format!("<{}> is not closed", open.name));
    }
    sheet
}

fn take(sheet: &mut Sheet, open: &Open, words: String) {
    match open.name.as_str() {
        "style" => sheet.css.push_str(&words),
        "title" => sheet.title.push_str(&words),
        _ if words.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}').is_empty() => {}
        _ if open.hidden => sheet.hidden.push(words),
        _ => sheet.words.push(Words { text: words, light: open.light.clone(), dark: open.dark.clone() }),
    }
}

fn opened(element: &Element, parent: &Open, dark_classes: &BTreeMap<String, Style>) -> Open {
    let own = element.style();
    let mut in_dark = own.clone();
    for class in element.get("class").split(' ') {
        in_dark.extend(dark_classes.get(class).cloned().unwrap_or_default());
    }
    let is_hidden = own.get("display").is_some_and(|display| display == "none");
    Open {
        name: element.name.clone(),
        light: look(&own, &parent.light),
        dark: look(&in_dark, &parent.dark),
        hidden: parent.hidden || is_hidden,
    }
}

fn look(own: &Style, parent: &Look) -> Look {
    let size = own.get("font-size").and_then(|size| size.strip_suffix("px")?.parse().ok());
    Look {
        ground: own.get("background-color").unwrap_or(&parent.ground).clone(),
        ink: own.get("color").unwrap_or(&parent.ink).clone(),
        size: size.unwrap_or(parent.size),
    }
}

/// The classes of the block for dark screens, by name.
fn dark_classes(html: &str) -> BTreeMap<String, Style> {
    let block = html.split("@media (prefers-color-scheme: dark) {").nth(1).and_then(|rest| rest.split("\n}").next());
    let rules = block.unwrap_or_default().lines().filter_map(|line| line.trim().strip_prefix('.')?.split_once('{'));
    rules.map(|(class, rest)| (class.trim().to_owned(), style(rest.trim_end_matches('}')))).collect()
}
