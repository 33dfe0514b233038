//! Dates as mail programs write them, in every language and order: found in a line, and resolved to an instant with a word
//! on how sure that is.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use crate::domain::letter::SentAt;

use super::words::{Langs, plain, words};

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

/// What helps to read a date that can be read in two ways.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hints<'a> {
    pub(super) langs: Langs,
    /// The user's zone, for dates that name none.
    pub(super) zone: &'a TimeZone,
    /// Nothing in a mail is later than the mail.
    pub(super) not_after: Option<Timestamp>,
    /// What other dates of the same mail have shown: `Some(true)` for the day first.
    pub(super) day_first: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind<'a> {
    Number(u32, usize),
    Word(&'a str),
    Sign(char),
}

#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    kind: Kind<'a>,
    start: usize,
    end: usize,
}

/// The first date in a line. Looks at no more than the first 400 bytes: no date label or attribution is longer.
pub(super) fn find(text: &str, langs: Langs) -> Option<Found> {
    let text = (0..=text.len().min(400)).rev().find_map(|n| text.get(..n))?;
    let tokens = tokens(text);
    let mut at = 0;
    while at < tokens.len() {
        let (found, next) = run(&tokens, at, langs);
        if found.is_some() {
            return found;
        }
        at = next.max(at + 1);
    }
    None
}

/// Reads one unbroken run of date words from token `at`; also says where to go on when it is no date.
fn run(tokens: &[Token<'_>], mut at: usize, langs: Langs) -> (Option<Found>, usize) {
    let mut parts = Parts::default();
    let (mut start, mut end) = (None, 0);
    let mut done = false;
    while let Some(token) = tokens.get(at) {
        let taken = match token.kind {
            Kind::Number(..) => number(tokens, at, &mut parts),
            Kind::Word(word) => {
                let taken = word_part(tokens, at, word, langs, &mut parts);
                // A weekday is part of the run, and tells `02/10` from `10/02`.
                if taken == 0 && words().is_weekday(&plain(word)) && !(parts.is_whole() && parts.hour.is_some()) {
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
                matches!(c, ',' | '.' | '-' | '–' | '(' | ')' | '،' | '，' | '\'' | '*' | '׳' | '״' | '、' | ';')
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

fn sign_at(tokens: &[Token<'_>], at: usize) -> Option<char> {
    match tokens.get(at)?.kind {
        Kind::Sign(c) => Some(c),
        _ => None,
    }
}

fn number_at(tokens: &[Token<'_>], at: usize) -> Option<(u32, usize)> {
    match tokens.get(at)?.kind {
        Kind::Number(value, digits) => Some((value, digits)),
        _ => None,
    }
}

fn word_at<'a>(tokens: &[Token<'a>], at: usize) -> Option<&'a str> {
    match tokens.get(at)?.kind {
        Kind::Word(word) => Some(word),
        _ => None,
    }
}

/// Takes what begins with a number at `at`: a date in figures, a time, a day or a year. How many tokens it took.
fn number(tokens: &[Token<'_>], at: usize, parts: &mut Parts) -> usize {
    let Some((first, digits)) = number_at(tokens, at) else { return 0 };
    if let Some(taken) = figures(tokens, at, parts) {
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
    if digits == 4 && (1970..=2199).contains(&first) && parts.year.is_none() && parts.numbers.is_none() {
        parts.year = i32::try_from(first).ok();
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

/// `28/10/2021`, `2021-10-27`, `13.02.14`, with one sign twice; blanks after the dots are usual in Hungarian and Czech.
fn figures(tokens: &[Token<'_>], at: usize, parts: &mut Parts) -> Option<usize> {
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
        4 => i32::try_from(c).ok()?,
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
    // `p.m.`, `a. m.`, `μ.μ.`: letters with dots between.
    if matches!(sign_at(tokens, at + 1), Some('.')) && lower.chars().count() <= 2 {
        let second = (at + 2..at + 4).find(|n| word_at(tokens, *n).is_some());
        if let Some(n) = second.filter(|n| *n == at + 2)
            && let Some(next) = word_at(tokens, n)
        {
            let joined = format!("{lower}.{}.", plain(next));
            if let Some(half) = words().half(&joined)
                && parts.after_noon.is_none()
            {
                parts.after_noon = Some(half);
                return if sign_at(tokens, at + 3) == Some('.') { 4 } else { 3 };
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
    if parts.after_noon.is_none()
        && let Some(half) = words().half(&lower)
        && is_half_here(tokens, at, &lower, parts)
    {
        parts.after_noon = Some(half);
        return 1;
    }
    // Chinese puts the zone before the hour, or before all else, and then only as `GMT+8`.
    let early = matches!(lower.as_str(), "gmt" | "utc")
        && matches!(sign_at(tokens, at + 1), Some('+' | '-' | '−'))
        && number_at(tokens, at + 2).is_some();
    if (parts.hour.is_some() || early)
        && parts.offset.is_none()
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

/// Whether a month comes later in the same run: then `mar` here is Tuesday and not March.
fn month_follows(tokens: &[Token<'_>], at: usize, langs: Langs) -> bool {
    tokens.iter().skip(at + 1).take(8).any(|token| match token.kind {
        Kind::Word(word) => words().month(&plain(word), langs).is_some(),
        _ => false,
    })
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
        "cet" | "mez" | "west" | "wat" => (60, true),
        "bst" | "met" => (60, word == "met"),
        "cest" | "mesz" | "eet" | "sast" | "cat" => (120, true),
        "eest" | "msk" | "eat" | "trt" => (180, true),
        "ist" => (330, false),
        "pht" | "sgt" | "hkt" | "awst" => (480, true),
        "jst" | "kst" => (540, true),
        "aest" => (600, true),
        "aedt" => (660, true),
        "nzst" => (720, true),
        "nzdt" => (780, true),
        "brt" => (-180, true),
        "edt" => (-240, true),
        "est" | "cdt" => (-300, word == "est"),
        "cst" => (-360, false),
        "mdt" => (-360, true),
        "mst" | "pdt" => (-420, true),
        "pst" => (-480, false),
        "hst" => (-600, true),
        _ => return None,
    })
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() || super::words::is_invisible(c) {
            continue;
        }
        let mut end = start + c.len_utf8();
        let class = |c: char| if digit(c).is_some() { 0 } else { u8::from(c.is_alphabetic()) };
        if digit(c).is_some() || c.is_alphabetic() {
            // `年` and its like stand alone, or `2021年10月` would be one word.
            let single = is_cjk(c);
            while let Some((at, next)) = chars.peek().copied() {
                if single || class(next) != class(c) || !next.is_alphanumeric() || is_cjk(next) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
            if single
                && let Some((at, next)) = chars.peek().copied()
                && matches!((c, next), ('上' | '下' | '中', '午') | ('午', '前' | '後' | '后') | ('오', '전' | '후'))
            {
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let Some(slice) = text.get(start..end) else { continue };
        let kind = if digit(c).is_some() {
            let value = slice.chars().take(9).filter_map(digit).fold(0, |value, digit| value * 10 + digit);
            Kind::Number(value, slice.chars().count())
        } else if c.is_alphabetic() {
            Kind::Word(slice)
        } else {
            Kind::Sign(c)
        };
        out.push(Token { kind, start, end });
    }
    out
}

/// The value of a digit, also of the Arabic, Persian and full-width ones.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '٠'..='٩' => Some(u32::from(c) - u32::from('٠')),
        '۰'..='۹' => Some(u32::from(c) - u32::from('۰')),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// Which order of day and month the parts prove: `Some(true)` for the day first.
pub(super) fn proves_order(parts: &Parts) -> Option<bool> {
    let numbers = parts.numbers?;
    match (numbers.first > 12, numbers.second > 12) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => match (falls_on(parts, numbers.second, numbers.first), falls_on(parts, numbers.first, numbers.second)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        },
    }
}

/// Whether a month and day of the year in figures lie on the weekday that stands beside them.
fn falls_on(parts: &Parts, month: u32, day: u32) -> bool {
    let date = parts.numbers.and_then(|numbers| {
        Date::new(i16::try_from(numbers.year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    });
    date.is_some_and(|date| parts.weekdays >> date.weekday().to_monday_zero_offset() & 1 == 1)
}

/// The instant the parts name, as far as they and the hints go.
pub(super) fn resolve(parts: &Parts, hints: Hints<'_>) -> Option<SentAt> {
    let mut certain = true;
    let (year, month, day) = match parts.numbers {
        Some(numbers) => {
            let (day_first, sure) = order(parts, numbers, hints);
            certain &= sure;
            let (day, month) =
                if day_first { (numbers.first, numbers.second) } else { (numbers.second, numbers.first) };
            (Some(numbers.year), u8::try_from(month).ok()?, u8::try_from(day).ok()?)
        }
        None => (parts.year, parts.month?, parts.day?),
    };
    certain &= year.is_some() && parts.hour.is_some();
    let hour = match (parts.hour.unwrap_or(12), parts.after_noon) {
        (12, Some(false)) | (24, _) => 0,
        (hour, Some(true)) if hour < 12 => hour + 12,
        (hour, _) => hour,
    };
    let at = |year: i32| {
        let clock = (i8::try_from(hour).ok()?, i8::try_from(parts.minute.unwrap_or(0)).ok()?);
        let second = i8::try_from(parts.second.unwrap_or(0)).ok()?;
        let civil = DateTime::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
            clock.0,
            clock.1,
            second,
            0,
        )
        .ok()?;
        place(civil, parts.offset, hints.zone)
    };
    let (at, offset) = if let Some(year) = year {
        at(year)?
    } else {
        // The last such day before the mail came.
        let bound = hints.not_after?;
        let newest = i32::from(bound.to_zoned(hints.zone.clone()).year());
        at(newest).filter(|(instant, _)| *instant <= bound).or_else(|| at(newest - 1))?
    };
    certain &= parts.offset.is_some_and(|(_, sure)| sure);
    Some(SentAt { at, offset, certain })
}

fn place(civil: DateTime, offset: Option<(i32, bool)>, zone: &TimeZone) -> Option<(Timestamp, Option<Offset>)> {
    if let Some((minutes, _)) = offset {
        let offset = Offset::from_seconds(minutes * 60).ok()?;
        return Some((offset.to_timestamp(civil).ok()?, Some(offset)));
    }
    Some((civil.to_zoned(zone.clone()).ok()?.timestamp(), None))
}

/// Days within which most letters are answered or forwarded.
const RECENT: i32 = 45;

/// Whether the day comes first in `02/10/2026`, and whether that is sure.
fn order(parts: &Parts, numbers: Numbers, hints: Hints<'_>) -> (bool, bool) {
    if let Some(proved) = proves_order(parts) {
        return (proved, true);
    }
    if numbers.first == numbers.second {
        return (true, true);
    }
    // Dots are never American; neither is any label but an English one.
    if numbers.sign == '.' || (!hints.langs.is_empty() && !hints.langs.has("en")) {
        return (true, true);
    }
    if let Some(shown) = hints.day_first {
        return (shown, true);
    }
    // A reading that lies after the mail itself is wrong.
    if let Some(bound) = hints.not_after {
        let bound = (bound.to_zoned(hints.zone.clone())).date();
        let later = |month: u32, day: u32| {
            let date = (numbers.year, month, day);
            date > (
                i32::from(bound.year()),
                u32::try_from(bound.month()).unwrap_or(0),
                u32::try_from(bound.day()).unwrap_or(0) + 1,
            )
        };
        match (later(numbers.second, numbers.first), later(numbers.first, numbers.second)) {
            (true, false) => return (false, true),
            (false, true) => return (true, true),
            _ => {}
        }
    }
    // `4/5/2026 3:10 PM` is how Americans write.
    if parts.after_noon.is_some() {
        return (false, false);
    }
    // What somebody answers or forwards is seldom many weeks old.
    let age = |month: u32, day: u32| {
        let bound = hints.not_after?.to_zoned(hints.zone.clone()).date();
        let date = Date::new(i16::try_from(numbers.year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        (bound - date.ok()?).get_days().into()
    };
    let (day_first, month_first) = (age(numbers.second, numbers.first), age(numbers.first, numbers.second));
    if let (Some(one), Some(other)) = (day_first, month_first)
        && (one <= RECENT) != (other <= RECENT)
    {
        return (one <= RECENT, false);
    }
    // A 24-hour clock with slashes is how the rest of the world writes.
    (true, false)
}

#[cfg(test)]
mod tests;
