//! Lines that stand between two letters: drawn ones, `-------- Original Message --------`, and what help desks frame.

use crate::read::dates;
use crate::read::lines::Line;
use crate::read::words::{Langs, Separator, is_invisible, plain, words};

/// A line that stands between two letters: what it says, and what follows on the same line (Yahoo glues the header to it).
pub(in crate::read) fn separator(text: &str) -> Option<(Separator, &str)> {
    let edge = |c: char| c.is_whitespace() || is_invisible(c) || c == '*';
    let is_bold = text.starts_with("**") && text.ends_with("**");
    let text = text.trim_matches(edge);
    if let Some(inner) = framed(text).or(Some(text).filter(|_| is_bold))
        && words().separator(&plain(inner)) == Some(Separator::Above)
    {
        return Some((Separator::Above, ""));
    }
    let dashed = text.starts_with(is_dash);
    if !dashed {
        if let Some(dated) = undashed(text) {
            return Some(dated);
        }
        // Without dashes or a colon these are ordinary words.
        if !text.ends_with([':', '：']) || text.len() > 120 {
            return None;
        }
        let core = plain(text.trim_end_matches([':', '：', '.', ' ', '\u{a0}']));
        return words()
            .separator(&core)
            .filter(|kind| *kind == Separator::Forwarded && !core.contains(" by ") && !core.contains(" from "))
            .map(|kind| (kind, ""));
    }
    let inner = text.trim_start_matches(|c: char| is_dash(c) || c.is_whitespace());
    // The Bat! draws scissors: `===8<====Original message text====`.
    let inner = inner.strip_prefix("8<").map_or(inner, |rest| rest.trim_start_matches(is_dash));
    let bound = (0..=inner.len().min(200)).rev().find_map(|n| inner.get(..n))?;
    // One short dash more may stand between two words.
    let is_drawn = |(at, mark): &(usize, &str)| {
        let drawn = bound.get(*at..).unwrap_or_default().chars().take_while(|c| mark.starts_with(*c));
        drawn.take(3).count() >= if *mark == "–" { 3 } else { 2 }
    };
    let stop = bound.match_indices(['-', '_', '=', '—', '–', '~', '\u{2010}']).find(is_drawn).map(|(at, _)| at);
    let core = plain(
        bound
            .get(..stop.unwrap_or(bound.len()))?
            .trim_end_matches(|c: char| is_dash(c) || matches!(c, ':' | ' ' | '\u{a0}')),
    );
    // `Välitetty viesti / Fwd.Msg`: a translation beside the word itself.
    let kind = words().separator(&core).or_else(|| core.split(" / ").find_map(|half| words().separator(half)))?;
    let mut rest = stop.and_then(|at| inner.get(at..)).unwrap_or("");
    rest = rest.trim_start_matches(|c: char| is_dash(c) || c.is_whitespace());
    // `--- Preposlaná správa --- Forwarded Message ---`
    if let Some((_, more)) = rest.find("--").map(|at| rest.split_at(at))
        && words().separator(&plain(rest.get(..rest.len() - more.len()).unwrap_or(""))).is_some()
    {
        rest = more.trim_start_matches(|c: char| is_dash(c) || c.is_whitespace());
    }
    Some((kind, rest))
}

/// `This is a forwarded message` (The Bat!), and `Message du 03/11/26 14:05` (Orange, La Poste, SFR), which tells the date.
fn undashed(text: &str) -> Option<(Separator, &str)> {
    if !divides_alone(text) {
        return None;
    }
    let said = plain(text);
    if words().undashed.contains(&said) {
        return Some((Separator::Forwarded, ""));
    }
    let head = words().dated.iter().find(|head| said.starts_with(head.as_str()))?;
    let date = text.get(head.len()..)?.trim_start_matches([':', ' ', '\u{a0}']).trim();
    let found = dates::find(date, Langs::default())?;
    (found.range == (0..date.len())).then_some((Separator::Original, date))
}

/// What help desks frame: `##- Please type your reply above this line -##`, `[Do not edit below this line]`.
fn framed(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['.', ' ']);
    let inner = [("##", "##"), ("[", "]")]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))
        .filter(|inner| inner.len() < 200)?;
    Some(inner.trim_matches(|c: char| is_dash(c) || matches!(c, ' ' | '.' | '*' | '\u{a0}')))
}

/// Whether a line begins like a separator without dashes or a colon.
pub(super) fn divides_alone(text: &str) -> bool {
    let first = text.split([' ', '\u{a0}']).next().unwrap_or_default();
    text.len() <= 60
        && words()
            .undashed_heads
            .iter()
            .any(|head| head.eq_ignore_ascii_case(first) || !first.is_ascii() && *head == first.to_lowercase())
}

/// A line of underscores or dashes, as programs draw between letters.
pub(in crate::read) fn is_rule(line: &Line<'_>) -> bool {
    let text = line.text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    text.len() >= 5 && text.chars().all(|c| c == '*' || is_dash(c))
}

/// What programs draw lines with.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '_' | '=' | '—' | '–' | '~' | '\u{2010}' | '\u{2011}' | '\u{2015}' | '─')
}
