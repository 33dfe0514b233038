//! One `[section]` of `bothways.toml`, read key by key. What is wrong is collected, so that all of it is said at once.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, any_of};
use crate::domain::address::Address;
use crate::domain::near::nearest;

/// The whole text, and what was found wrong in it.
pub(super) struct Page<'t> {
    pub text: &'t str,
    pub problems: Vec<(usize, Problem)>,
}

impl Page<'_> {
    pub(super) fn problem(&mut self, span: &Range<usize>, what: impl Into<String>, hint: Option<String>) {
        self.problems.push((span.start, Problem::new(self.text, span, what, hint)));
    }
}

/// A text of the file, and where it stands.
pub(super) type Said = (String, Range<usize>);

/// A section, and which of its keys were asked for: the others are not settings.
pub(super) struct Section<'a, 't> {
    name: &'static str,
    table: Option<&'a DeTable<'t>>,
    span: Range<usize>,
    asked: BTreeSet<&'static str>,
}

impl<'a, 't> Section<'a, 't> {
    /// The section of this name; one that is not there reads as empty.
    pub(super) fn of(whole: &'a DeTable<'t>, name: &'static str, page: &mut Page<'_>) -> Self {
        let value = whole.get(name);
        let table = value.and_then(|value| value.get_ref().as_table());
        let span = whole
            .iter()
            .find(|(key, _)| key.get_ref() == name)
            .map_or(page.text.len()..page.text.len(), |(key, _)| key.span());
        if let Some(value) = value
            && table.is_none()
        {
            page.problem(
                &value.span(),
                format!("`{name}` is a section, not a value"),
                Some(format!("write `[{name}]` on a line of its own, and its settings below")),
            );
        }
        Self { name, table, span, asked: BTreeSet::new() }
    }

    pub(super) fn is_there(&self) -> bool {
        self.table.is_some()
    }

    /// The value as it stands and where; `None` where the key is absent.
    pub(super) fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'t>>> {
        self.asked.insert(key);
        self.table.and_then(|table| table.get(key))
    }

    /// Says that a setting which cannot be guessed is absent.
    pub(super) fn missing(&self, key: &'static str, example: &str, page: &mut Page<'_>) {
        let what = format!("`{key}` is missing from [{}]", self.name);
        page.problem(&self.span, what, Some(format!("add `{key} = {example}`")));
    }

    pub(super) fn text(&mut self, key: &'static str, page: &mut Page<'_>) -> Option<(String, Range<usize>)> {
        let value = self.value(key)?;
        let Some(text) = value.get_ref().as_str() else {
            page.problem(&value.span(), format!("`{key}` should be a text in quotes"), None);
            return None;
        };
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            page.problem(&value.span(), format!("`{key}` should be one line, and not empty"), None);
            return None;
        }
        Some((text.trim().to_owned(), value.span()))
    }

    pub(super) fn yes(&mut self, key: &'static str, page: &mut Page<'_>) -> bool {
        let Some(value) = self.value(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            page.problem(&value.span(), format!("`{key}` should be `true` or `false`"), None);
            false
        })
    }

    /// A whole number inside the bounds, or `usual` where it is absent or wrong.
    pub(super) fn number(&mut self, key: &'static str, bounds: Range<u32>, usual: u32, page: &mut Page<'_>) -> u32 {
        let Some(value) = self.value(key) else { return usual };
        let number =
            value.get_ref().as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        match number {
            Some(number) if bounds.contains(&number) => number,
            Some(_) | None => {
                let last = bounds.end.saturating_sub(1);
                page.problem(
                    &value.span(),
                    format!("`{key}` should be a whole number from {} to {last}", bounds.start),
                    None,
                );
                usual
            }
        }
    }

    /// A list of texts with their places; a single text is a list of one.
    pub(super) fn texts(&mut self, key: &'static str, page: &mut Page<'_>) -> Vec<(String, Range<usize>)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        listed(key, value, page)
    }

    pub(super) fn addresses(&mut self, key: &'static str, page: &mut Page<'_>) -> Vec<(Address, Range<usize>)> {
        let mut addresses: Vec<(Address, Range<usize>)> = Vec::new();
        for (text, span) in self.texts(key, page) {
            match Address::parse(&text) {
                Some(address) if addresses.iter().all(|(known, _)| *known != address) => {
                    addresses.push((address, span));
                }
                Some(_) => {}
                None => page.problem(
                    &span,
                    format!("`{text}` is not a mail address"),
                    Some("write it bare, like `ann@desk.example`".to_owned()),
                ),
            }
        }
        addresses
    }

    /// One of the words that the setting knows.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        known: &[(&'static str, T)],
        page: &mut Page<'_>,
    ) -> Option<T> {
        let (said, span) = self.text(key, page)?;
        let found = known.iter().find(|(word, _)| *word == said).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let words = known.iter().map(|(word, _)| *word);
            let hint = nearest(&said, words.clone()).map(did_you_mean);
            page.problem(&span, format!("`{key}` should be {}", any_of(words)), hint);
        }
        found
    }

    /// Every key with its list of texts, where the keys are the user's own words.
    pub(super) fn lists(self, page: &mut Page<'_>) -> Vec<(String, Vec<Said>)> {
        let mut lists = Vec::new();
        for (key, value) in self.table.into_iter().flat_map(DeTable::iter) {
            lists.push((key.get_ref().to_string(), listed(key.get_ref(), value, page)));
        }
        lists
    }

    /// Names the keys that nobody asked for.
    pub(super) fn finish(self, page: &mut Page<'_>) {
        for (key, _) in self.table.into_iter().flat_map(DeTable::iter) {
            let said = key.get_ref().as_ref();
            if !self.asked.contains(said) {
                let hint = nearest(said, self.asked.iter().copied()).map_or_else(
                    || {
                        Some(format!(
                            "[{}] knows {}",
                            self.name,
                            any_of(self.asked.iter().copied()).replace(" or ", " and ")
                        ))
                    },
                    |near| Some(did_you_mean(near)),
                );
                page.problem(&key.span(), format!("`{said}` is not a setting of [{}]", self.name), hint);
            }
        }
    }
}

/// The texts of one value.
fn listed(key: &str, value: &Spanned<DeValue<'_>>, page: &mut Page<'_>) -> Vec<Said> {
    let all = match value.get_ref().as_array() {
        Some(array) => array.iter().collect(),
        None => vec![value],
    };
    let mut texts = Vec::new();
    for value in all {
        match value.get_ref().as_str() {
            Some(text) => texts.push((text.to_owned(), value.span())),
            None => {
                page.problem(&value.span(), format!("`{key}` should be texts in quotes, like `[\"…\", \"…\"]`"), None);
            }
        }
    }
    texts
}

pub(super) fn did_you_mean(near: &str) -> String {
    format!("did you mean `{near}`?")
}
