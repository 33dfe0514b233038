//! The print of a letter: by what the same words are known again when they come by another route.

use sha2::{Digest, Sha256};

use crate::domain::address::Address;
use crate::domain::interaction::Print;
use crate::domain::letter::Letter;

/// Fewer letters and digits than this do not tell one letter from another.
const SHORT: usize = 24;

impl Print {
    /// Takes a letter's print. Only letters and digits count, in lower case: mail programs rewrap, requote and respace the rest,
    /// and write the addresses of links and pictures into one of its forms only.
    #[must_use]
    pub fn of(author: Option<&Address>, letter: &Letter) -> Self {
        let mut hash = Sha256::new();
        hash.update(author.map_or("", Address::as_str));
        hash.update([0]);
        let mut links = Vec::new();
        let mut n = update(&mut hash, &letter.text, &mut links);
        if n == 0 {
            n = update(&mut hash, &letter.body, &mut links);
        }
        if n == 0 {
            update(&mut hash, letter.subject.as_deref().unwrap_or(""), &mut links);
        }
        let mut words = [0; 16];
        words.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        Self { message_id: letter.message_id.clone(), words, links: hash_of(&links), is_short: n < SHORT }
    }
}

fn hash_of(links: &[&str]) -> Option<i64> {
    if links.is_empty() {
        return None;
    }
    let mut first = [0; 8];
    first.iter_mut().zip(Sha256::digest(links.join("\n"))).for_each(|(to, from)| *to = from);
    Some(i64::from_be_bytes(first))
}

/// Adds the letters and digits of a text, and gives back how many they are; the addresses of its links are put aside.
fn update<'t>(hash: &mut Sha256, text: &'t str, links: &mut Vec<&'t str>) -> usize {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (before, shown, after) = next_address(rest);
        for c in before.chars().filter(|c| c.is_alphanumeric()) {
            if c.is_ascii() { folded.push(c.to_ascii_lowercase()) } else { folded.extend(c.to_lowercase()) }
        }
        links.extend(Some(shown).filter(|shown| shown.contains("://")));
        rest = after;
    }
    hash.update(&folded);
    folded.len()
}

/// What a text part writes behind a word that is a link or a picture in the HTML of the same letter.
const SHOWN_AS_TEXT: [&str; 6] = ["<http", "[http", "<mailto:", "[mailto:", "[cid:", "[image:"];

/// The words up to the next such address, the address, and what stands behind it.
fn next_address(text: &str) -> (&str, &str, &str) {
    for (at, open) in text.match_indices(['<', '[']) {
        let Some(rest) = text.get(at..) else { break };
        if !SHOWN_AS_TEXT.iter().any(|mark| rest.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark)))
        {
            continue;
        }
        let close = if open == "<" { '>' } else { ']' };
        // Another opening ends the search, so that a page of them is read once.
        let bound = rest.char_indices().skip(1).take(2000).find(|(_, c)| matches!(c, '<' | '[' | '>' | ']' | '\n'));
        if let Some((end, c)) = bound
            && (c == close || c == '\n')
        {
            return (text.get(..at).unwrap_or(""), rest.get(1..end).unwrap_or(""), rest.get(end + 1..).unwrap_or(""));
        }
    }
    (text, "", "")
}
