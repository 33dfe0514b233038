//! What makes a mail readable everywhere: contrast in light and dark, sizes, nothing that programs strip.

use std::collections::BTreeMap;

use html5gum::{Token, Tokenizer};

use super::super::samples::mails;
use super::super::templates::Templates;

/// The declarations of one element or class, by property.
type Style = BTreeMap<String, String>;

fn style(declarations: &str) -> Style {
    let pairs = declarations.split(';').filter_map(|pair| pair.split_once(':'));
    pairs.map(|(key, value)| (key.trim().to_owned(), value.replace("!important", "").trim().to_owned())).collect()
}

/// The classes of the block for dark screens.
fn dark_classes(html: &str) -> BTreeMap<String, Style> {
    let block = html.split("@media (prefers-color-scheme: dark) {").nth(1).unwrap().split("\n}").next().unwrap();
    let rules = block.lines().filter_map(|line| line.trim().strip_prefix('.')?.split_once('{'));
    rules.map(|(class, rest)| (class.trim().to_owned(), style(rest.trim_end_matches('}')))).collect()
}

/// Contrast of two `#RRGGBB` colours (WCAG 2.2, relative luminance).
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| -> f64 {
        let channel = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(channel(1)) + 0.7152 * linear(channel(3)) + 0.0722 * linear(channel(5))
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[derive(Clone)]
struct Look {
    name: Vec<u8>,
    ground: String,
    ink: String,
    size: String,
    hidden: bool,
}

/// Every piece of text with the colour it stands on, its own colour and its size.
fn texts(html: &str, is_dark: bool) -> Vec<(String, Look)> {
    let classes = if is_dark { dark_classes(html) } else { BTreeMap::new() };
    let mut stack = vec![Look {
        name: Vec::new(),
        ground: "#FFFFFF".into(),
        ink: "#000000".into(),
        size: "16px".into(),
        hidden: false,
    }];
    let mut texts = Vec::new();
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) if !matches!(tag.name.as_slice(), b"br" | b"meta") => {
                let attribute = |name: &[u8]| {
                    tag.attributes
                        .get(name)
                        .map(|value| String::from_utf8(value.value.0.clone()).unwrap())
                        .unwrap_or_default()
                };
                let mut own = style(&attribute(b"style"));
                for class in attribute(b"class").split(' ') {
                    own.extend(classes.get(class).cloned().unwrap_or_default());
                }
                let mut look = stack.last().unwrap().clone();
                look.name.clone_from(&tag.name.0);
                look.ground = own.get("background-color").cloned().unwrap_or(look.ground);
                look.ink = own.get("color").cloned().unwrap_or(look.ink);
                look.size = own.get("font-size").cloned().unwrap_or(look.size);
                look.hidden |= own.get("display").is_some_and(|display| display == "none")
                    || matches!(tag.name.as_slice(), b"style" | b"title");
                stack.push(look);
            }
            Token::EndTag(tag) => assert_eq!(stack.pop().unwrap().name, tag.name.0),
            Token::String(words) if !words.iter().all(u8::is_ascii_whitespace) => {
                texts.push((String::from_utf8_lossy(&words).into_owned(), stack.last().unwrap().clone()));
            }
            _ => {}
        }
    }
    texts.retain(|(words, look)| !look.hidden && !words.trim().is_empty());
    texts
}

#[test]
fn every_word_can_be_read_in_light_and_in_dark() {
    let mut n = 0;
    for mail in mails(&Templates::shipped_only()) {
        let html = mail.unwrap().html.unwrap();
        for is_dark in [false, true] {
            for (words, look) in texts(&html, is_dark) {
                let found = contrast(&look.ground, &look.ink);
                assert!(found >= 4.5, "{found:.1} for {words:?}: {} on {}, dark: {is_dark}", look.ink, look.ground);
                let size: u32 = look.size.trim_end_matches("px").parse().unwrap();
                assert!(size >= 13, "{size} px for {words:?}");
                n += 1;
            }
        }
    }
    assert!(n > 500, "{n}");
}

#[test]
fn the_measure_of_contrast_is_right() {
    assert!((contrast("#000000", "#FFFFFF") - 21.0).abs() < 0.01);
    assert!((contrast("#777777", "#FFFFFF") - 4.48).abs() < 0.01);
}

#[test]
fn buttons_are_large_enough_for_a_thumb() {
    for mail in mails(&Templates::shipped_only()) {
        let html = mail.unwrap().html.unwrap();
        for button in html.split("<a ").skip(1) {
            let style = style(button.split("style=\"").nth(1).unwrap().split('"').next().unwrap());
            let px = |text: &str| text.split(' ').next().unwrap().trim_end_matches("px").parse::<u32>().unwrap();
            assert!(px(&style["line-height"]) + 2 * px(&style["padding"]) >= 44, "{style:?}");
        }
    }
}

#[test]
fn tables_are_for_layout_or_have_headings() {
    for mail in mails(&Templates::shipped_only()) {
        let html = mail.unwrap().html.unwrap();
        for table in html.split("<table").skip(1) {
            let tag = table.split('>').next().unwrap();
            assert!(tag.contains("role=\"presentation\"") || table.contains("scope=\"row\""), "{tag}");
        }
        for property in ["var(", "position:", "float:", "flex", "grid", "calc("] {
            assert!(!html.contains(property), "{property} is not known to several mail programs");
        }
    }
}
