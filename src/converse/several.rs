//! Several commands in one line.

use super::courtesies::BEFORE;
use super::line::{one, sends};
use super::names::known_name;
use super::sending::{self, Sending};
use super::tokens::{Rest, Token, tokens};
use super::{Ground, clean, table};
use crate::domain::command::Command;

/// `1 yes, 2 snooze 1w`; `snooze acme 2w and mute quiet-client`. All parts must be understood, and
/// a part may send only where each part names its own number.
pub(super) fn several(bare: &str, said: &str, ground: &Ground<'_>) -> Option<Vec<Command>> {
    let words = tokens(bare);
    if words.len() < 3 || words.iter().any(|token| token.tail.contains('?')) {
        return None;
    }
    for cut in [Cut::Numbers, Cut::Marks, Cut::Joins] {
        let parts = parts(bare, &words, cut, ground);
        if parts.len() < 2 || parts.len() > 9 {
            continue;
        }
        let heard: Option<Vec<Vec<Command>>> = parts.iter().map(|part| self::part(part, said, cut, ground)).collect();
        if let Some(heard) = heard {
            return Some(heard.into_iter().flatten().collect());
        }
    }
    None
}

fn part(part: &str, said: &str, cut: Cut, ground: &Ground<'_>) -> Option<Vec<Command>> {
    let part = part.trim_end_matches([',', ';']);
    let words = tokens(part);
    if clean::kind(part) == clean::Kind::Courtesy {
        return Some(Vec::new());
    }
    match sending::read(part, &words, ground) {
        Sending::Exact { items, who } if cut == Cut::Numbers => Some(sends(said, &items, who)),
        Sending::Exact { .. } => None,
        Sending::Silent | Sending::Unsure(_) => one(part, said, ground).ok(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Before every number that a verb follows.
    Numbers,
    /// At `;`, `.` and `,`.
    Marks,
    /// At `and` and `then`.
    Joins,
}

fn parts<'l>(bare: &'l str, words: &[Token], cut: Cut, ground: &Ground<'_>) -> Vec<&'l str> {
    let mut cuts = vec![0];
    for (at, token) in words.iter().enumerate().skip(1) {
        let Some(before) = words.get(at - 1) else { continue };
        let begins = match cut {
            Cut::Numbers => {
                token.low.bytes().all(|byte| byte.is_ascii_digit())
                    && !token.low.is_empty()
                    && verb_at(bare, words, at + 1, ground)
            }
            Cut::Marks => before.tail.contains([';', '.', ',', '!']) && verb_at(bare, words, at, ground),
            Cut::Joins => {
                matches!(before.low.as_str(), "and" | "then") && !before.quoted && verb_at(bare, words, at, ground)
            }
        };
        if begins {
            cuts.push(token.start);
        }
    }
    if cut == Cut::Numbers && words.first().is_none_or(|first| !first.low.bytes().all(|byte| byte.is_ascii_digit())) {
        return Vec::new();
    }
    let ends = cuts.iter().copied().skip(1).chain([bare.len()]);
    let mut parts: Vec<&str> =
        cuts.iter().zip(ends).filter_map(|(from, to)| bare.get(*from..to)).map(str::trim).collect();
    for part in &mut parts {
        for join in [" and then", " and", " then"] {
            *part = part.strip_suffix(join).unwrap_or(part).trim();
        }
    }
    parts
}

fn verb_at(bare: &str, words: &[Token], at: usize, ground: &Ground<'_>) -> bool {
    let Some(words) = words.get(at..).filter(|words| !words.is_empty()) else { return false };
    let rest = Rest::new(bare, words);
    !table::begun(&rest).is_empty()
        || words.first().is_some_and(|token| sending::is_about_sending(&token.low))
        || known_name(words, ground.known).is_some()
        || words.first().is_some_and(|token| token.low.bytes().all(|byte| byte.is_ascii_digit()))
        || BEFORE.iter().any(|word| rest.begins(word).is_some())
}
