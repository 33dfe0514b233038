//! Dates as mail programs write them, in every language and order: found in a line, and resolved to an instant with a word
//! on how sure that is.

use std::ops::Range;

use super::words::{Langs, plain, words};

mod moment;
mod resolve;
mod tokens;

pub(super) use moment::{Moment, moment};
pub(super) use resolve::{Hints, proves_order, resolve};
use tokens::{Kind, Token, is_cjk, number_at, sign_at, tokens, word_at};

/// Three numbers whose order is not said: `02/10/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Numbers {
    first: u32,
    second: u32,
    year: i32,
    sign: char,
}

/// The parts of a date as found. `None` where the text does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    year: Option<i32>,
    month: Option<u8>,
    /// What the word for the month means in another language: `lip` is July in Polish and June in Croatian.
    other_month: Option<u8>,
    day: Option<u8>,
    numbers: Option<Numbers>,
    hour: Option<u8>,
    minute: Option<u8>,
    second: Option<u8>,
    /// Said by `pm`, `下午`; `Some(false)` for the morning.
    after_noon: Option<bool>,
    /// Minutes east of Greenwich, and whether the abbreviation means only this.
    offset: Option<(i32, bool)>,
    /// What the word for the weekday may mean, Monday as the lowest bit; none where no such word stands there.
    weekdays: u8,
}

impl Parts {
    fn has_day(&self) -> bool {
        self.numbers.is_some() || (self.month.is_some() && self.day.is_some())
    }

    pub(super) const fn has_hour(&self) -> bool {
        self.hour.is_some()
    }

    /// A day, with a year or at least a time.
    fn is_whole(&self) -> bool {
        self.has_day() && (self.year.is_some() || self.numbers.is_some() || self.hour.is_some())
    }
}

/// A date in a text.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) parts: Parts,
}

/// The first date in a line. Looks at no more than the first 400 bytes: no date label or attribution is longer.
pub(super) fn find(text: &str, langs: Langs) -> Option<Found> {
    let text = (0..=text.len().min(400)).rev().find_map(|n| text.get(..n))?;
    let tokens = tokens(text);
    let mut at = 0;
    while at < tokens.len() {
        // The second half of `napisao/la` is no Saturday.
        if at > 1
            && sign_at(&tokens, at - 1) == Some('/')
            && word_at(&tokens, at - 2).is_some()
            && word_at(&tokens, at).is_some()
        {
            at += 1;
            continue;
        }
        let (found, next) = run(&tokens, at, langs);
        if found.is_some() {
            return found;
        }
        at = next.max(at + 1);
    }
    None
}

/// Whether a text names an hour as programs write it, `14:05` or `2:05 PM`, in whatever language the rest of it is.
pub(super) fn names_hour(text: &str) -> bool {
    text.split_whitespace().filter_map(|word| word.split_once(':')).any(|(hour, minute)| {
        let hour = hour.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let below =
            |digits: Option<&str>, most: u8| digits.and_then(|it| it.parse().ok()).is_some_and(|it: u8| it < most);
        below(Some(hour), 24) && below(minute.get(..2), 60)
    })
}

/// Reads one unbroken run of date words from token `at`; also says where to go on when it is no date.
fn run(tokens: &[Token<'_>], mut at: usize, langs: Langs) -> (Option<Found>, usize) {
    let mut parts = Parts::default();
    let (mut start, mut end) = (None, 0);
    let mut done = false;
    while let Some(token) = tokens.get(at) {
        let taken = match token.kind {
            Kind::Number(..) => number(tokens, at, langs, &mut parts),
            Kind::Word(word) => {
                let taken = word_part(tokens, at, word, langs, &mut parts);
                // A weekday is part of the run, and tells `02/10` from `10/02`.
                if taken == 0
                    && words().is_weekday(&plain(word))
                    && (!parts.is_whole() || leads_to_hour(tokens, at, &parts))
                {
                    parts.weekdays |= words().weekdays(&plain(word));
                    let dot = matches!(tokens.get(at + 1), Some(Token { kind: Kind::Sign('.'), .. }));
                    1 + usize::from(dot)
                } else {
                    taken
                }
            }
            Kind::Sign('+' | '-' | '−') if parts.hour.is_some() && parts.offset.is_none() => {
                offset(tokens, at, &mut parts)
            }
            Kind::Sign(_) => 0,
        };
        if taken > 0 {
            start.get_or_insert(token.start);
            at += taken;
            end = tokens.get(at - 1).map_or(end, |last| last.end);
            continue;
        }
        let skips = match token.kind {
            Kind::Sign(c) => {
                // `03/Nov/2026`, as Outlook writes it in Arabic.
                let around_month = parts.numbers.is_none() && parts.hour.is_none();
                matches!(c, ',' | '.' | '-' | '–' | '(' | ')' | '،' | '，' | '\'' | '*' | '׳' | '״' | '、' | ';')
                    || (c == '/' && around_month)
            }
            Kind::Word(word) => words().is_filler(&plain(word)),
            Kind::Number(..) => false,
        };
        if start.is_some() && !skips {
            done = parts.is_whole();
            break;
        }
        at += 1;
        if start.is_none() {
            return (None, at);
        }
    }
    if done || parts.is_whole() {
        // A closing bracket that opened inside the date belongs to it: `09:31 (CEST)`.
        if let Some(next) = tokens.iter().find(|token| token.start == end)
            && next.kind == Kind::Sign(')')
        {
            end = next.end;
        }
        return (start.map(|start| Found { range: start..end, parts }), at);
    }
    (None, at)
}

/// Whether a weekday behind a whole date goes with it: the hour is still to come, or it stands in brackets. `3 Nov 2026, La Roux wrote`
/// has a Finnish Saturday in it.
fn leads_to_hour(tokens: &[Token<'_>], weekday: usize, parts: &Parts) -> bool {
    let mut behind = tokens.iter().skip(weekday + 1).take(5).map(|token| token.kind);
    parts.hour.is_none() && behind.any(|kind| matches!(kind, Kind::Number(..) | Kind::Sign(')')))
}

/// Takes what begins with a number at `at`: a date in figures, a time, a day or a year. How many tokens it took.
fn number(tokens: &[Token<'_>], at: usize, langs: Langs, parts: &mut Parts) -> usize {
    let Some((first, digits)) = number_at(tokens, at) else { return 0 };
    // `3 Nov 2026, 14:05, at 14:05`: BlueMail says it twice.
    if parts.hour.is_some_and(|hour| u32::from(hour) == first)
        && sign_at(tokens, at + 1) == Some(':')
        && number_at(tokens, at + 2).is_some_and(|(minute, _)| parts.minute.map(u32::from) == Some(minute))
    {
        return 3;
    }
    if let Some(taken) = figures(tokens, at, langs, parts) {
        return taken;
    }
    if let Some(taken) = time(tokens, at, parts) {
        return taken;
    }
    match word_at(tokens, at + 1) {
        Some(word) if word.starts_with(['年', '년']) && parts.year.is_none() => {
            parts.year = i32::try_from(first).ok();
            return 2;
        }
        Some(word) if word.starts_with(['月', '월']) && parts.month.is_none() && (1..=12).contains(&first) => {
            parts.month = u8::try_from(first).ok();
            return 2;
        }
        Some(word) if word.starts_with(['日', '일']) && parts.day.is_none() && (1..=31).contains(&first) => {
            parts.day = u8::try_from(first).ok();
            return 2;
        }
        _ => {}
    }
    let year = our_year(first, langs);
    if digits == 4 && (1970..=2199).contains(&year) && parts.year.is_none() && parts.numbers.is_none() {
        parts.year = i32::try_from(year).ok();
        return 1;
    }
    if digits <= 2 && parts.day.is_none() && parts.numbers.is_none() && (1..=31).contains(&first) {
        parts.day = u8::try_from(first).ok();
        return 1;
    }
    if digits == 2 && parts.has_day() && parts.year.is_none() && parts.numbers.is_none() {
        parts.year = i32::try_from(2000 + first).ok();
        return 1;
    }
    0
}

/// A year as the rest of the world counts it: Thais count from the death of the Buddha, 543 years before.
fn our_year(year: u32, langs: Langs) -> u32 {
    if (2400..=2700).contains(&year) && langs.has("th") { year - 543 } else { year }
}

/// `28/10/2021`, `2021-10-27`, `13.02.14`, with one sign twice; blanks after the dots are usual in Hungarian and Czech.
fn figures(tokens: &[Token<'_>], at: usize, langs: Langs, parts: &mut Parts) -> Option<usize> {
    if parts.numbers.is_some() || parts.month.is_some() || parts.day.is_some() {
        return None;
    }
    let (a, a_digits) = number_at(tokens, at)?;
    let sign = sign_at(tokens, at + 1).filter(|c| matches!(c, '/' | '-' | '.'))?;
    let (b, _) = number_at(tokens, at + 2)?;
    if sign_at(tokens, at + 3)? != sign {
        return None;
    }
    let (c, c_digits) = number_at(tokens, at + 4)?;
    if a_digits == 4 {
        if !(1..=12).contains(&b) || !(1..=31).contains(&c) {
            return None;
        }
        parts.year = i32::try_from(a).ok();
        parts.month = u8::try_from(b).ok();
        parts.day = u8::try_from(c).ok();
        return Some(5);
    }
    let year = match c_digits {
        4 => i32::try_from(our_year(c, langs)).ok()?,
        2 => i32::try_from(2000 + c).ok()?,
        _ => return None,
    };
    if !(1..=31).contains(&a) || !(1..=31).contains(&b) || (a > 12 && b > 12) || a_digits > 2 {
        return None;
    }
    // `14.25.08` after a day is a time; as a date its year would be 2008, which is why the day comes first in `run`.
    parts.numbers = Some(Numbers { first: a, second: b, year, sign });
    Some(5)
}

/// `14:25:08`, `7 : 00`, `9h31`, `14.25.08`, `14時25分`; a time in dots only after a day.
fn time(tokens: &[Token<'_>], at: usize, parts: &mut Parts) -> Option<usize> {
    if parts.hour.is_some() {
        return None;
    }
    let (hour, digits) = number_at(tokens, at)?;
    if hour > 24 || digits > 2 {
        return None;
    }
    let parted = match tokens.get(at + 1)?.kind {
        Kind::Sign(':' | '：') => true,
        Kind::Sign('.') => parts.has_day() && tokens.get(at + 1)?.start == tokens.get(at)?.end,
        Kind::Word(word) => matches!(plain(word).as_str(), "h") || word.starts_with(['時', '时', '點', '点', '시']),
        _ => false,
    };
    // `9 PM` has no minutes.
    let bare_half = word_at(tokens, at + 1).and_then(|word| words().half(&plain(word))).is_some() && parts.has_day();
    if bare_half {
        parts.hour = u8::try_from(hour).ok();
        return Some(1);
    }
    let (minute, minute_digits) = number_at(tokens, at + 2).filter(|_| parted)?;
    if minute > 59 || minute_digits != 2 {
        return None;
    }
    parts.hour = u8::try_from(hour).ok();
    parts.minute = u8::try_from(minute).ok();
    let mut taken = 3;
    let next = tokens.get(at + 3).map(|token| token.kind);
    let parts_seconds = match next {
        Some(Kind::Sign(':' | '：' | '.')) => true,
        Some(Kind::Word(word)) => word.starts_with(['分', '분']),
        _ => false,
    };
    if let Some(Kind::Word(word)) = next
        && word.starts_with(['分', '분'])
    {
        taken = 4;
    }
    if parts_seconds
        && let Some((second, 2)) = number_at(tokens, at + 4)
        && second <= 60
    {
        parts.second = u8::try_from(second.min(59)).ok();
        taken = 5;
        if word_at(tokens, at + 5).is_some_and(|word| word.starts_with(['秒', '초'])) {
            taken = 6;
        }
        if sign_at(tokens, at + 5) == Some('.') && number_at(tokens, at + 6).is_some_and(|(_, digits)| digits == 3) {
            taken = 7;
        }
    }
    Some(taken)
}

/// Takes a word that is a month, a half of the day or a zone.
fn word_part(tokens: &[Token<'_>], at: usize, word: &str, langs: Langs, parts: &mut Parts) -> usize {
    let lower = plain(word);
    // `p.m.`, `a. m.`, `μ.μ.`, and the Thai `ธ.ค.` for December: letters with dots between.
    if matches!(sign_at(tokens, at + 1), Some('.')) && lower.chars().count() <= 2 {
        let second = (at + 2..at + 4).find(|n| word_at(tokens, *n).is_some());
        if let Some(n) = second.filter(|n| *n == at + 2)
            && let Some(next) = word_at(tokens, n)
        {
            let joined = format!("{lower}.{}.", plain(next));
            let taken = if sign_at(tokens, at + 3) == Some('.') { 4 } else { 3 };
            if let Some(month) = words().month(&joined, langs)
                && parts.month.is_none()
                && parts.numbers.is_none()
            {
                parts.month = Some(month);
                return taken;
            }
            if let Some(half) = words().half(&joined)
                && parts.after_noon.is_none()
            {
                parts.after_noon = Some(half);
                return taken;
            }
        }
    }
    // `2026-11-03T14:05:33`, as ISO 8601 and T-Online write it.
    if lower == "t" && parts.has_day() && parts.hour.is_none() && number_at(tokens, at + 1).is_some() {
        return 1;
    }
    // `26. lis 2026.`: of those who share the names of their months, Croats put a dot behind the year.
    let dotted =
        number_at(tokens, at + 1).is_some_and(|(_, digits)| digits == 4) && sign_at(tokens, at + 2) == Some('.');
    let langs = if dotted { words().lang("hr") } else { langs };
    if parts.month.is_none()
        && parts.numbers.is_none()
        && let Some(month) = words().month(&lower, langs)
        && !(words().is_weekday(&lower) && month_follows(tokens, at, langs))
    {
        parts.month = Some(month);
        parts.other_month = words().other_month(&lower, month);
        return 1 + usize::from(sign_at(tokens, at + 1) == Some('.') && number_at(tokens, at + 2).is_some());
    }
    // Vietnamese counts its months: `23 tháng 10`.
    if matches!(lower.as_str(), "tháng" | "thg")
        && parts.month.is_none()
        && let Some((month @ 1..=12, _)) = number_at(tokens, at + 1)
    {
        parts.month = u8::try_from(month).ok();
        return 2;
    }
    // And its weekdays: `Th 4, 11 thg 11`.
    if matches!(lower.as_str(), "thứ" | "th")
        && parts.day.is_none()
        && number_at(tokens, at + 1).is_some_and(|(day, digits)| digits == 1 && (2..=7).contains(&day))
        && sign_at(tokens, at + 2) == Some(',')
    {
        return 2;
    }
    if parts.after_noon.is_none()
        && let Some(half) = words().half(&lower)
        && is_half_here(tokens, at, &lower, parts)
    {
        parts.after_noon = Some(half);
        return 1;
    }
    // Chinese puts the zone before the hour (`GMT 14:05:00`), or before all else, and then only as `GMT+8`.
    let early = matches!(lower.as_str(), "gmt" | "utc")
        && (matches!(sign_at(tokens, at + 1), Some('+' | '-' | '−')) && number_at(tokens, at + 2).is_some()
            || parts.has_day() && number_at(tokens, at + 1).is_some() && sign_at(tokens, at + 2) == Some(':'));
    if (parts.hour.is_some() || early)
        && parts.offset.is_none()
        // `Wit Nowak` and `Cat Jones` have no zone in them.
        && !word.contains(char::is_lowercase)
        && let Some((minutes, sure)) = zone(&lower)
    {
        parts.offset = Some((minutes, sure));
        if matches!(lower.as_str(), "gmt" | "utc") && matches!(sign_at(tokens, at + 1), Some('+' | '-' | '−')) {
            parts.offset = None;
            let taken = offset(tokens, at + 1, parts);
            if taken == 0 {
                parts.offset = Some((minutes, sure));
            }
            return 1 + taken;
        }
        return 1;
    }
    0
}

/// Whether a word that may name half of the day does so here. `de` and `du` do in Hungarian, with a dot, and are articles
/// elsewhere; before the hour the word stands only in Chinese, Japanese, Korean and Hungarian.
fn is_half_here(tokens: &[Token<'_>], at: usize, lower: &str, parts: &Parts) -> bool {
    let dotted = sign_at(tokens, at + 1) == Some('.');
    let before = number_at(tokens, at + 1 + usize::from(dotted)).is_some();
    match lower {
        "de" | "du" => dotted && (parts.hour.is_some() || before),
        "am" | "pm" => parts.hour.is_some() || (before && parts.has_day()),
        _ => parts.hour.is_some() || (before && lower.starts_with(is_cjk)),
    }
}

/// Whether a month or a date in figures comes later in the same run: then `mar` here is Tuesday and not March. In
/// `Mar 3, 2026, Mar Sol` day and year close the date before the name.
fn month_follows(tokens: &[Token<'_>], at: usize, langs: Langs) -> bool {
    let mut numbers = 0;
    // `8 Mar 2026 Paz`: behind its year no other month can follow, only a Turkish Sunday.
    let has_year = number_at(tokens, at + 1).is_some_and(|(_, digits)| digits == 4);
    (at + 1..at + 4).any(|n| figures(tokens, n, langs, &mut Parts::default()).is_some())
        || !has_year
            && tokens
                .iter()
                .skip(at + 1)
                .take(8)
                .take_while(|token| {
                    numbers += u8::from(matches!(token.kind, Kind::Number(..)));
                    numbers < 2
                })
                .any(|token| matches!(token.kind, Kind::Word(word) if words().month(&plain(word), langs).is_some()))
}

/// `+0200`, `-4`, `+02:00` at `at`.
fn offset(tokens: &[Token<'_>], at: usize, parts: &mut Parts) -> usize {
    let negative = !matches!(sign_at(tokens, at), Some('+'));
    let Some((value, digits)) = number_at(tokens, at + 1) else { return 0 };
    if tokens.get(at).map(|token| token.end) != tokens.get(at + 1).map(|token| token.start) {
        return 0;
    }
    let (mut hours, mut minutes, mut taken) = (value, 0, 2);
    if digits == 4 {
        (hours, minutes) = (value / 100, value % 100);
    } else if sign_at(tokens, at + 2) == Some(':')
        && let Some((more, 2)) = number_at(tokens, at + 3)
    {
        (minutes, taken) = (more, 4);
    }
    if hours > 14 || minutes > 59 || (digits != 4 && digits > 2) {
        return 0;
    }
    let total = i32::try_from(hours * 60 + minutes).unwrap_or(0);
    parts.offset = Some((if negative { -total } else { total }, true));
    taken
}

/// Minutes east of Greenwich of a zone's abbreviation; `false` where the same letters mean several zones.
fn zone(word: &str) -> Option<(i32, bool)> {
    Some(match word {
        "gmt" | "utc" | "ut" | "z" | "wet" => (0, true),
        "cet" | "mez" | "west" | "wat" | "sec" | "seč" | "hnec" => (60, true),
        "bst" | "met" => (60, word == "met"),
        "cest" | "mesz" | "eet" | "sast" | "cat" | "selč" | "heec" | "haec" => (120, true),
        "eest" | "msk" | "мск" | "eat" | "trt" => (180, true),
        "ist" => (330, false),
        "wib" => (420, true),
        "pht" | "wita" | "sgt" | "hkt" | "awst" => (480, true),
        "jst" | "kst" | "wit" => (540, true),
        "aest" => (600, true),
        "aedt" => (660, true),
        "nzst" => (720, true),
        "nzdt" => (780, true),
        "brt" => (-180, true),
        "edt" | "hae" => (-240, true),
        "est" | "cdt" | "hne" | "hac" => (-300, word != "cdt"),
        "cst" => (-360, false),
        "mdt" | "hnc" | "har" => (-360, true),
        "mst" | "pdt" | "hnr" | "hap" => (-420, true),
        "pst" | "hnp" => (-480, word == "hnp"),
        "akdt" => (-480, true),
        "akst" => (-540, true),
        "hst" => (-600, true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
