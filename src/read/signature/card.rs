//! Cards: a closing, a name, and then telephone, address and web. A card has no sentences; whoever goes on speaking below one
//! has not signed off.

use super::program::names_program;
use crate::domain::address::Person;
use crate::read::words::{Langs, plain, words};

/// The longest card, in lines.
const LONGEST: usize = 25;
/// No closing of the table is longer, in bytes.
const LONGEST_CLOSING: usize = 80;
/// Of the titles before a name, in bytes.
const LONGEST_TITLE: usize = 12;
/// Words of a name.
const LONGEST_NAME: usize = 5;

/// Where the card begins that ends a letter: with its closing, or with the name of who wrote.
pub(super) fn card(lines: &[&str], author: Option<&Person>) -> Option<usize> {
    let last = last_full(lines)?;
    let first = (last + 1).saturating_sub(LONGEST);
    let contact = (first..=last).rev().find(|n| lines.get(*n).is_some_and(|line| is_contact(line)))?;
    (first..=contact).find_map(|n| {
        let start = begins(lines, n, author)?;
        let (above, below) = (lines.get(..start)?, lines.get(n..=last)?);
        let is_told = start == n && !closes(lines.get(n)?) && is_closed_below(below);
        (leaves_words(above, lines.get(n)?, author) && !is_told && !goes_on(below)).then_some(start)
    })
}

/// Where a card begins whose name stands on this line: with the closing above it, where there is one.
fn begins(lines: &[&str], n: usize, author: Option<&Person>) -> Option<usize> {
    let line = lines.get(n).filter(|line| !line.trim().is_empty())?;
    let above = lines.get(..n)?;
    let before = last_full(above);
    let closing = before.filter(|at| lines.get(*at).is_some_and(|line| is_closing(line) || is_long_closing(line)));
    if let Some(closing) = closing {
        // `Thanks!`, and apart from it the card of somebody else, whom the letter is about.
        let is_apart = above.last().is_some_and(|line| line.trim().is_empty());
        if is_apart && !is_named(line, author) && is_of_another(lines.get(n..)?, author) {
            return None;
        }
        // `Z poważaniem / mgr inż. Łukasz Świątek`
        let name = line.trim_start_matches(|c: char| c.is_lowercase() || matches!(c, '.' | ' '));
        let is_titled = || line.len() - name.len() <= LONGEST_TITLE && is_name(name);
        return (is_name(line) || is_named(line, author) || is_titled()).then_some(closing);
    }
    if closes_with_name(line) {
        return Some(n);
    }
    let begins_paragraph = above.last().is_none_or(|line| line.trim().is_empty());
    let firm_above = || {
        above.last().is_some_and(|line| is_name(line))
            && above.iter().rev().nth(1).is_none_or(|line| line.trim().is_empty())
    };
    if !is_full_name(line, author) {
        return None;
    }
    let start = if begins_paragraph { n } else { n.checked_sub(1).filter(|_| firm_above())? };
    // `Mara`, and below it the card of Mara Lind.
    let signed = last_full(lines.get(..start)?)
        .filter(|at| lines.get(*at).is_some_and(|line| is_name(line) && is_named(line, author)));
    let signed = signed.unwrap_or(start);
    let closing = last_full(lines.get(..signed)?).filter(|at| lines.get(*at).is_some_and(|line| is_closing(line)));
    Some(closing.unwrap_or(signed))
}

/// Whether the addresses of a card are none of the house of who wrote.
fn is_of_another(card: &[&str], author: Option<&Person>) -> bool {
    let Some(author) = author.and_then(|author| author.address.as_ref()) else { return false };
    let mut addresses = card.iter().filter(|line| line.contains('@')).peekable();
    addresses.peek().is_some() && !addresses.any(|line| line.to_lowercase().contains(author.domain()))
}

/// Whether what stands above a card is a letter: where it is a greeting or a word, only who wrote it can have signed it.
fn leaves_words(above: &[&str], name: &str, author: Option<&Person>) -> bool {
    let mut full = above.iter().filter(|line| !line.trim().is_empty());
    let Some(first) = full.next() else { return false };
    let greets = first.trim_end().ends_with([',', ':', '!', '，', '：']) && full.next().is_none();
    let asks = above
        .iter()
        .rev()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| line.trim_end().ends_with([':', '：']));
    !asks && (!greets || is_named(name, author))
}

/// Whether a closing stands below a card, which is then a part of the words, such as where to send something.
fn is_closed_below(card: &[&str]) -> bool {
    let full = card.iter().skip_while(|line| !line.trim().is_empty()).find(|line| !line.trim().is_empty());
    full.is_some_and(|line| is_closing(line))
}

/// Whether somebody goes on speaking in or below a card: a question, a sentence in a paragraph of its own or about an address, a
/// postscript.
fn goes_on(card: &[&str]) -> bool {
    let below = card.iter().position(|line| line.trim().is_empty()).unwrap_or(card.len());
    card.iter().enumerate().skip(1).any(|(n, line)| {
        let line = line.trim();
        let n_words = line.split_whitespace().count();
        let asks = line.ends_with(['?', '？', '؟']) && n_words >= 2;
        let lower =
            line.split_whitespace().next_back().is_some_and(|word| word.starts_with(|c: char| !c.is_uppercase()));
        let says = line.ends_with(['.', '!', '。', '！', '…']) && n_words >= 4 && lower;
        asks || is_postscript(line)
            || (says && (n > below || is_contact(line)) && !names_program(line))
            || (n > below && speaks_on(line))
    })
}

/// Whether a line below a card is a part of a sentence, which needs no full stop: small letters, and among its words three that
/// every text in a language is full of, or by which somebody speaks of himself. `Helping the firms of the coast grow` has fewer.
pub(super) fn speaks_on(line: &str) -> bool {
    const ENOUGH: usize = 3;
    let parts = || line.split_whitespace().map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()));
    if parts().filter(|part| part.starts_with(char::is_lowercase)).count() <= ENOUGH || names_program(line) {
        return false;
    }
    let mut said: Vec<String> = parts().map(str::to_lowercase).collect();
    said.sort_unstable();
    said.dedup();
    let wanted = ENOUGH - usize::from(said.iter().any(|part| words().myself.contains(part)));
    let common: Vec<Langs> = said.iter().map(|part| words().common(part)).filter(|langs| !langs.is_empty()).collect();
    common.iter().any(|one| common.iter().filter(|other| other.overlaps(*one)).count() >= wanted)
}

/// `PS: …`, `P.S. …`
pub(super) fn is_postscript(line: &str) -> bool {
    let head: String = line.trim_start_matches(['*', '_']).chars().take(5).filter(|c| *c != '.').collect();
    let mut head = head.chars();
    let is_ps =
        head.next().is_some_and(|c| matches!(c, 'P' | 'p')) && head.next().is_some_and(|c| matches!(c, 'S' | 's'));
    is_ps && head.next().is_some_and(|c| matches!(c, ':' | ' ' | '-' | '–'))
}

/// Whether a line is a closing, with or without more of one, a place or a name.
pub(super) fn closes(line: &str) -> bool {
    is_closing(line) || is_long_closing(line) || closes_with_name(line)
}

/// Whether a line is a closing of the table, and no more.
pub(super) fn is_closing(line: &str) -> bool {
    let line = line.trim();
    line.len() <= LONGEST_CLOSING && is_known_closing(&plain(line))
}

fn is_known_closing(plain: &str) -> bool {
    words().closings.contains(plain.trim_end_matches([',', '.', '!', ':', ' ', '-', '–', '،', '，']))
}

/// `Thanks & regards`, `Grüße aus Kiel`.
fn is_long_closing(line: &str) -> bool {
    if line.trim().len() > LONGEST_CLOSING {
        return false;
    }
    let plain = plain(line);
    let parts: Vec<&str> = plain.split_whitespace().collect();
    if !(3..=8).contains(&parts.len()) {
        return false;
    }
    parts.iter().enumerate().skip(1).any(|(n, word)| {
        let (before, after) = (parts.get(..n).unwrap_or_default(), parts.get(n + 1..).unwrap_or_default());
        let joins = words().and.contains(*word) && is_known_closing(&after.join(" "));
        let places = words().out_of.contains(*word) && (1..=3).contains(&after.len());
        (joins || places) && is_known_closing(&before.join(" "))
    })
}

/// `Best regards, Mara Lind`, `С уважением, Мара Линд`: a closing and a name on one line.
fn closes_with_name(line: &str) -> bool {
    let line = line.trim();
    if line.len() > LONGEST_CLOSING || line.ends_with(['.', '!', '?', ':']) {
        return false;
    }
    let blanks: Vec<usize> = line.match_indices(' ').map(|(at, _)| at).take(8).collect();
    blanks.iter().rev().any(|at| {
        let (closing, name) = line.split_at(*at);
        is_name(name) && is_known_closing(plain(closing).trim_end_matches(':'))
    })
}

/// Whether a line could be a name, of a person or a firm, and nothing else.
pub(super) fn is_name(line: &str) -> bool {
    let said = head(line);
    let mut parts = said.split_whitespace().peekable();
    let begins = parts.peek().is_some_and(|part| part.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()));
    // `van`, `Lind and Holm`
    let joins = |part: &str| words().is_particle(part) || words().and.contains(part);
    let fits = |part: &str| !part.starts_with(char::is_lowercase) || joins(part);
    begins
        && !said.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '?' | '!' | '。' | '@'))
        && parts.by_ref().take(LONGEST_NAME).all(fits)
        && parts.next().is_none()
        && (said.chars().count() <= 20 || said.contains(char::is_lowercase) || said.is_ascii())
}

/// What stands before the title on a line: `Mara Lind | Virtual Assistant`.
fn head(line: &str) -> &str {
    let line = line.split([',', '|', '•', '·', '(', '\t', '<', '[']).next().unwrap_or(line);
    let line = line.split_once(" - ").or_else(|| line.split_once(" – ")).map_or(line, |(head, _)| head);
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '-' | '–' | '/' | '.'))
}

/// Whether a line names who wrote the letter, by a part of the name or of the address.
pub(in crate::read) fn is_named(line: &str, author: Option<&Person>) -> bool {
    let Some(author) = author else { return false };
    let said = plain(head(line));
    let local = author.address.as_ref().map(|address| address.local());
    let known: Vec<String> = [author.name.as_deref(), local].into_iter().flatten().map(plain).collect();
    let parts = |text: &str| -> Vec<String> { text.split(|c: char| !c.is_alphabetic()).map(str::to_owned).collect() };
    let known: Vec<String> =
        known.iter().flat_map(|name| parts(name)).filter(|part| part.chars().count() > 1).collect();
    !said.contains([':', '@'])
        && said.split_whitespace().count() <= LONGEST_NAME
        && parts(&said).iter().any(|part| known.contains(part))
}

/// Whether a line is the whole name of who wrote the letter.
fn is_full_name(line: &str, author: Option<&Person>) -> bool {
    let Some(name) = author.and_then(|author| author.name.as_deref()) else { return false };
    if !line.chars().take(3).any(char::is_alphabetic) {
        return false;
    }
    let said = plain(head(line));
    let mut said: Vec<&str> = said.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    let name = plain(name);
    let mut name: Vec<&str> = name.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    said.sort_unstable();
    name.sort_unstable();
    !name.is_empty() && said == name
}

/// Whether a line says how to reach somebody, or shows a firm's picture.
pub(super) fn is_contact(line: &str) -> bool {
    // In bytes, which are counted many at once.
    let in_some = |some: &[u8]| usize::from(some.iter().map(|byte| u8::from(byte.is_ascii_digit())).sum::<u8>());
    let digits: usize = line.as_bytes().chunks(usize::from(u8::MAX)).map(in_some).sum();
    let shown = || line.chars().filter(|c| !c.is_whitespace()).count();
    let start = line.trim_start();
    let begins = |mark: &str| start.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
    shows_address(line)
        || (digits >= 7 && digits * 3 > shown())
        || (digits > 4
            && ["tel", "phone", "mobile", "mob.", "fax", "t:", "m:", "p:", "☎", "📞"].iter().any(|mark| begins(mark)))
        || (start.starts_with('[')
            && line.trim_end().ends_with(']')
            && ["image", "logo", "icon", "automatic"].iter().any(|said| has(line, said)))
}

/// Whether a line holds an address, of mail or of a page.
fn shows_address(line: &str) -> bool {
    let ends = |at: usize, said: &str| {
        let before = line.as_bytes().get(..at).unwrap_or_default();
        before
            .len()
            .checked_sub(said.len())
            .and_then(|from| before.get(from..))
            .is_some_and(|end| end.eq_ignore_ascii_case(said.as_bytes()))
    };
    memchr::memchr3_iter(b'@', b'.', b':', line.as_bytes()).any(|at| match line.as_bytes().get(at) {
        Some(b'@') => true,
        Some(b'.') => ends(at, "www"),
        _ => ends(at, "http") || ends(at, "https"),
    })
}

/// Whether a text holds these small ASCII letters, in either case.
fn has(text: &str, letters: &str) -> bool {
    let (bytes, letters) = (text.as_bytes(), letters.as_bytes());
    let Some(first) = letters.first() else { return true };
    memchr::memchr2_iter(*first, first.to_ascii_uppercase(), bytes)
        .any(|at| bytes.get(at..at + letters.len()).is_some_and(|window| window.eq_ignore_ascii_case(letters)))
}

pub(super) fn last_full(lines: &[&str]) -> Option<usize> {
    lines.iter().rposition(|line| !line.trim().is_empty())
}
