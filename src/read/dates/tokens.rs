//! A line of text as the reader of dates sees it: numbers, words and signs.

use crate::read::words::is_invisible;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Number(u32, usize),
    Word(&'a str),
    Sign(char),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
}

pub(super) fn sign_at(tokens: &[Token<'_>], at: usize) -> Option<char> {
    match tokens.get(at)?.kind {
        Kind::Sign(c) => Some(c),
        _ => None,
    }
}

pub(super) fn number_at(tokens: &[Token<'_>], at: usize) -> Option<(u32, usize)> {
    match tokens.get(at)?.kind {
        Kind::Number(value, digits) => Some((value, digits)),
        _ => None,
    }
}

pub(super) fn word_at<'a>(tokens: &[Token<'a>], at: usize) -> Option<&'a str> {
    match tokens.get(at)?.kind {
        Kind::Word(word) => Some(word),
        _ => None,
    }
}

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() || is_invisible(c) {
            continue;
        }
        let mut end = start + c.len_utf8();
        let class = |c: char| if digit(c).is_some() { 0 } else { u8::from(c.is_alphabetic()) };
        if digit(c).is_some() || c.is_alphabetic() {
            // `年` and its like stand alone, or `2021年10月` would be one word.
            let single = is_cjk(c);
            while let Some((at, next)) = chars.peek().copied() {
                let goes_on = next.is_alphanumeric() && class(next) == class(c) || c.is_alphabetic() && is_mark(next);
                if single || !goes_on || is_cjk(next) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
            if single
                && let Some((at, next)) = chars.peek().copied()
                && is_one_word(c, next)
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

/// A mark that goes with the letter before it: the second character of a decomposed `ä`, or a tone of Thai.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{e47}'..='\u{e4e}')
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

/// `上午` and its like: halves and quarters of the day, today and yesterday.
fn is_one_word(first: char, second: char) -> bool {
    match first {
        '上' | '下' | '中' => second == '午',
        '午' => matches!(second, '前' | '後' | '后' | '夜'),
        '凌' | '清' => second == '晨',
        '早' | '晚' => second == '上',
        '傍' => second == '晚',
        '今' | '昨' => matches!(second, '天' | '日'),
        '오' => matches!(second, '전' | '후' | '늘'),
        '어' => second == '제',
        _ => false,
    }
}

pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}
