//! Who a header or a quoted label names. Mail programs write people in many broken ways; nothing is invented to mend them.

use crate::domain::address::{Address, Person};

use super::words::{for_phrases, is_invisible, words};

/// A piece of a recipient list.
enum Piece<'a> {
    Words(&'a str),
    /// An address in brackets.
    Bracketed(Address),
    /// An address without brackets: whole, or the display name of the next.
    Bare(Address, &'a str),
}

/// The people that a value names, in order: `a@b<mailto:a@b>`, `Doe, John <…>; …`, names alone.
pub(super) fn people(value: &str) -> Vec<Person> {
    named(pieces(value, goes_on))
}

/// Whom a label names as recipients. Of an author only what stands in brackets is the address; among recipients `a@b Carla <c@d>` are two.
pub(super) fn recipients(value: &str) -> Vec<Person> {
    let is_of_name = |between: &str| {
        words().via.iter().any(|via| between.starts_with(via.as_str()))
            || words().behalf.is_match(for_phrases(between).as_ref())
            || between.trim().starts_with('(') && between.trim().ends_with(')')
    };
    named(pieces(value, |between| goes_on(between) && is_of_name(between)))
}

/// Whether words between an address without brackets and one with them part no people.
fn goes_on(between: &str) -> bool {
    !between.contains([',', ';', '，', '；', '、', '\n'])
}

fn named(pieces: Vec<Piece<'_>>) -> Vec<Person> {
    let mut found = Vec::new();
    let mut name = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(text) => name_ends(text, &mut name, &mut found),
            Piece::Bracketed(address) => take(&mut name, address, true, &mut found),
            Piece::Bare(address, _) => take(&mut name, address, false, &mut found),
        }
    }
    for alone in names(&name) {
        found.push(Person::new(Some(&alone), None));
    }
    found
}

/// The addresses in a header's value, whatever stands around them.
pub(super) fn addresses(value: &str) -> impl Iterator<Item = Address> {
    pieces(value, goes_on).into_iter().filter_map(|piece| match piece {
        Piece::Bracketed(address) | Piece::Bare(address, _) => Some(address),
        Piece::Words(_) => None,
    })
}

/// The author: the first that a `From` names. In `John <j@x> on behalf of desk@x` John wrote; the second half of the answer
/// is then the other one.
pub(super) fn author(value: &str) -> (Option<Person>, Option<Person>) {
    if let Some((by, of)) = behalf(value)
        && let Some(by) = one(by)
    {
        return (Some(by), one(of));
    }
    (one(value), None)
}

/// The two halves of `John <j@x> on behalf of desk@x`. Before the phrase stands a whole person: `Per Hansen <p@x>` and
/// `K. on behalf of Z <k@x>` are names.
fn behalf(value: &str) -> Option<(&str, &str)> {
    let lower = for_phrases(value);
    // The range is only valid in `value` while lower-casing kept the length; else the value is taken whole.
    if lower.len() != value.len() {
        return None;
    }
    let apart = |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric());
    words().behalf.find_iter(lower.as_ref()).find_map(|found| {
        let (by, of) = (value.get(..found.start())?, value.get(found.end()..)?);
        let phrase = value.get(found.range())?;
        let named = by.contains('@') || (!value.contains('@') && phrase.contains(' '));
        (named && apart(by.chars().next_back()) && apart(of.chars().next())).then_some((by, of))
    })
}

/// One person; commas belong to the name.
pub(super) fn one(value: &str) -> Option<Person> {
    // Exchange calls its own people by their place in a directory: `Dana Reed </O=ACME/OU=…/CN=DANA>`.
    let mut halves = value.match_indices('<').filter_map(|(at, _)| value.split_at_checked(at));
    let place = halves.find(|(_, rest)| rest.starts_with("</O=") || rest.starts_with("</o="));
    let value = place.map_or(value, |(name, _)| name);
    let all = people(value);
    match all.iter().position(|person| person.address.is_some()) {
        Some(0) => all.into_iter().next(),
        Some(at) => {
            // Names before the first address are one name with separators in it.
            let address = all.get(at).and_then(|person| person.address.clone());
            let name = value.split(['<', '[']).next().map(clean_name);
            Some(Person::new(name.as_deref(), address))
        }
        None => {
            let name = clean_name(value);
            (!name.is_empty()).then(|| Person::new(Some(&name), None))
        }
    }
}

fn take(name: &mut String, address: Address, bracketed: bool, found: &mut Vec<Person>) {
    let called = clean_name(name);
    name.clear();
    if called.is_empty()
        && let Some(last) = found.last_mut()
        && bracketed
    {
        match &last.address {
            // `a@b <a@b>`, `a@b<mailto:a@b>`: said twice.
            Some(known) if *known == address => return,
            // `old@a.example <new@b.example>`: the bare one is a display name, and the brackets decide.
            Some(_) | None => {}
        }
    }
    let same = Address::parse(&called).is_some_and(|named| named == address);
    let called = if same { None } else { Some(called.as_str()) };
    found.push(Person::new(called, Some(address)));
}

/// Adds words to the name of the next address; a `;`, or a comma right after an address, ends the person before.
fn name_ends(text: &str, name: &mut String, found: &mut Vec<Person>) {
    let mut text = text;
    if name.is_empty()
        && let Some(last) = found.last_mut()
    {
        if let Some((called, rest)) = comment(text) {
            let called = clean_name(called);
            last.name = last.name.take().or(Some(called).filter(|called| !called.is_empty()));
            text = rest;
        }
        let parts = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '>' | '/' | '|' | '，' | '；' | '、');
        text = text.trim_start_matches(parts);
        text = text.split_once(' ').filter(|(word, _)| words().and.contains(*word)).map_or(text, |(_, next)| next);
    }
    let mut parts = text.split([';', '；']);
    if let Some(first) = parts.next() {
        name.push_str(first);
    }
    for next in parts {
        for alone in names(name) {
            found.push(Person::new(Some(&alone), None));
        }
        name.clear();
        name.push_str(next.trim_start());
    }
}

/// The name behind an address, as Unix programs and forms write it (RFC 5322 appendix A.5), and what comes after: `bo@x.example (Bo Ray), …`.
fn comment(text: &str) -> Option<(&str, &str)> {
    let (called, rest) = text.trim_start().strip_prefix('(')?.split_once(')')?;
    let ends = rest.trim_start().chars().next().is_none_or(|c| matches!(c, ',' | ';' | '，' | '；' | '、'));
    (ends && called.contains(char::is_alphabetic)).then_some((called, rest))
}

/// Names without addresses: `Doe, John` is one person, `John Doe, Jane Roe` are two.
fn names(text: &str) -> Vec<String> {
    let whole = clean_name(text);
    if whole.is_empty() {
        return Vec::new();
    }
    let chunks: Vec<String> = text.split([',', '、', '，']).map(clean_name).filter(|chunk| !chunk.is_empty()).collect();
    let several = chunks.len() > 1 && chunks.iter().all(|chunk| chunk.contains(' ') || chunk.contains('@'));
    if several { chunks } else { vec![whole] }
}

/// A display name without quotes, stars and brackets around it.
fn clean_name(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    // Quotes around a name are its form; those in it (`Dana "Dee" Reed`) are its own.
    let quoted = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '"').starts_with('"');
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if c == '\\' && !escaped {
            escaped = true;
            continue;
        }
        if c == '"' && quoted && !escaped {
            continue;
        }
        escaped = false;
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    let edges = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '*' | '<' | '>' | ':' | '‹' | '›' | '，' | '；');
    let name = out.trim_start_matches(edges);
    let bare = name.trim_end_matches(edges);
    // `A & B <Partners>`
    let closes = bare.contains('<') && name.get(bare.len()..).is_some_and(|rest| rest.starts_with('>'));
    let name = if closes { name.get(..=bare.len()).unwrap_or(bare) } else { bare };
    let name = name.trim_end_matches(['(', '[']).trim_end();
    let name = match name.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(inner) if !inner.contains('\'') => inner.trim(),
        _ => name,
    };
    let name = ['«', '“', '„', '‘']
        .iter()
        .find_map(|open| name.strip_prefix(*open)?.strip_suffix(['»', '”', '“', '’']))
        .filter(|inner| !inner.contains(['»', '”', '“']))
        .map_or(name, str::trim);
    let name = match name.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']'])) {
        Some(inner) => inner.trim(),
        None => name,
    };
    name.to_owned()
}

/// Cuts a value into words and addresses. One walk from left to right. `goes_on`: words with which the name of an address goes on that
/// begins with another.
fn pieces(value: &str, goes_on: impl Fn(&str) -> bool) -> Vec<Piece<'_>> {
    let mut out: Vec<Piece<'_>> = Vec::new();
    let (mut from, mut at) = (0, 0);
    let bytes = value.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        let found = match byte {
            b'"' => {
                // A quoted name may hold anything, even an address.
                at = quoted_end(bytes, at);
                continue;
            }
            b'<' | b'[' | b'(' => bracketed(value, at),
            // A row of them names nobody.
            b'@' if bytes.get(at + 1) != Some(&b'@') && at.checked_sub(1).and_then(|n| bytes.get(n)) != Some(&b'@') => {
                bare(value, from, at)
            }
            // Wide brackets begin with this byte.
            0xe2 if value.get(at..).is_some_and(|rest| rest.starts_with('‹')) => bracketed(value, at),
            _ => None,
        };
        let Some((start, end, address)) = found else {
            at += 1;
            continue;
        };
        // `Dana (other@b.example) <dana@a.example>`: what stands in `<>` is the address, whatever the name says.
        if matches!(byte, b'(' | b'[') && value.get(end..).is_some_and(|rest| rest.trim_start().starts_with('<')) {
            at = end;
            continue;
        }
        if let Some(words) = value.get(from..start)
            && !words.is_empty()
        {
            out.push(Piece::Words(words));
        }
        let is_bare = byte == b'@';
        // `a@b <c@d>`, `a@b <a@b>` and `a@b via Mail <c@d>`: the bare one belongs to the name of the bracketed one.
        let is_between = |text: &str| text.trim().is_empty() || matches!(byte, b'<' | 0xe2) && goes_on(text);
        let between = out.pop_if(|last| matches!(last, Piece::Words(words) if !is_bare && is_between(words)));
        match out.pop_if(|last| !is_bare && matches!(last, Piece::Bare(..))) {
            Some(Piece::Bare(named, text)) => {
                let text = Some(Piece::Words(text)).filter(|_| named != address);
                let between = between.filter(|last| matches!(last, Piece::Words(words) if !words.trim().is_empty()));
                out.extend(text.into_iter().chain(between));
            }
            _ => out.extend(between),
        }
        out.push(if is_bare {
            Piece::Bare(address, value.get(start..end).unwrap_or(""))
        } else {
            Piece::Bracketed(address)
        });
        from = end;
        at = end;
    }
    if let Some(words) = value.get(from..)
        && !words.is_empty()
    {
        out.push(Piece::Words(words));
    }
    out
}

/// The index after the quote that closes the one at `at`, or after it where none closes it nearby.
fn quoted_end(bytes: &[u8], at: usize) -> usize {
    let mut to = at + 1;
    while let Some(&byte) = bytes.get(to) {
        match byte {
            b'\\' => to += 1,
            b'"' => return to + 1,
            b'\n' => break,
            _ if to - at > 256 => break,
            _ => {}
        }
        to += 1;
    }
    at + 1
}

/// `<a@b>`, `<a@b<mailto:a@b>>`, `<mailto:a@b>`, `[mailto:a@b]`, `(a@b)` at `at`: where it ends, and the address.
fn bracketed(value: &str, at: usize) -> Option<(usize, usize, Address)> {
    let rest = value.get(at..)?;
    let open = rest.chars().next()?;
    let inner = rest.get(open.len_utf8()..)?;
    let window = inner.len().min(700);
    let window = (0..=window).rev().find_map(|n| inner.get(..n))?;
    let stop = window.find(['<', '>', ']', ')', '›', ';', ',', '\n']).unwrap_or(window.len());
    let first = window.get(..stop)?.trim();
    let first = first.strip_prefix("mailto:").or_else(|| first.strip_prefix("MAILTO:")).unwrap_or(first);
    let first =
        first.split('?').next().unwrap_or(first).trim_matches(|c: char| c == '\'' || c == '"' || is_invisible(c));
    let address = Address::parse(first)?;
    let mut end = stop;
    if window.get(stop..).is_some_and(|tail| tail.starts_with('<')) {
        // `<a@b<mailto:a@b>>`
        let tail = window.get(stop..)?;
        end = stop + tail.find('>').map_or(tail.len(), |close| close + 1);
    }
    let closing = window.get(end..).and_then(|tail| tail.chars().next());
    if let Some(c) = closing.filter(|c| matches!(c, '>' | ']' | ')' | '›')) {
        end += c.len_utf8();
    }
    Some((at, at + open.len_utf8() + end, address))
}

/// The address around a bare `@` at `at`, not reaching back over `from`.
fn bare(value: &str, from: usize, at: usize) -> Option<(usize, usize, Address)> {
    let stops = |c: char| {
        c.is_whitespace()
            || is_invisible(c)
            || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '"' | '‹' | '›' | '，' | '；')
    };
    let before = value.get(from..at)?;
    // No local part is longer than this (RFC 5321 section 4.5.3.1.1 says 64); without a bound a row of `@` costs its square.
    let reach = before.len().saturating_sub(320);
    let reach = (reach..=before.len()).find(|n| before.is_char_boundary(*n))?;
    let start = before.get(reach..)?.rfind(stops).map_or(reach, |n| {
        reach + n + before.get(reach + n..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    let after = value.get(at..)?;
    let bound = after.len().min(330);
    let after = (0..=bound).rev().find_map(|n| after.get(..n))?;
    let end = after.find(stops).unwrap_or(after.len());
    let text = value.get(from + start..at + end)?;
    let text = text.trim_start_matches(['\'', '*', '|', '=']);
    let kept = text.trim_end_matches(['.', '\'', '*', '!', '?', '|']);
    let address = Address::parse(kept)?;
    // The quotes and stars around it are not the name of anybody, and go with it.
    Some((from + start, at + end, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &[(&str, &str)]) {
        let found = people(value);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|person| (person.name.as_deref().unwrap_or(""), person.address.as_ref().map_or("", Address::as_str)))
            .collect();
        assert_eq!(found, expected, "{value:?}");
    }

    #[test]
    fn recipients_as_programs_write_them() {
        check("Dana Reed <dana@acme.example>", &[("Dana Reed", "dana@acme.example")]);
        check("<dana@acme.example>, bo@x.example", &[("", "dana@acme.example"), ("", "bo@x.example")]);
        check(
            "Dana <dana@acme.example>; bo@x.example <bo@x.example>;",
            &[("Dana", "dana@acme.example"), ("", "bo@x.example")],
        );
        check("\"bo@x.example\" <bo@x.example>", &[("", "bo@x.example")]);
        check("'bo@x.example' <bo@x.example>", &[("", "bo@x.example")]);
        check("Bo<mailto:bo@x.example>", &[("Bo", "bo@x.example")]);
        check("bo@x.example<mailto:bo@x.example>", &[("", "bo@x.example")]);
        check("Bo [mailto:bo@x.example]", &[("Bo", "bo@x.example")]);
        check("Bo <bo@x.example<mailto:bo@x.example>>; Al", &[("Bo", "bo@x.example"), ("Al", "")]);
        check(
            "Reed, Dana <dana@acme.example>, Al, Bo<bo@x.example>",
            &[("Reed, Dana", "dana@acme.example"), ("Al, Bo", "bo@x.example")],
        );
        check("\"Reed, Dana\" <dana@acme.example>", &[("Reed, Dana", "dana@acme.example")]);
        check("Reed, Dana; Ray, Bo", &[("Reed, Dana", ""), ("Ray, Bo", "")]);
        check("Dana Reed, Bo Ray", &[("Dana Reed", ""), ("Bo Ray", "")]);
        check("Discourse <info@acme.example.", &[("Discourse", "info@acme.example")]);
        check("Dana (boss@y.example) <dana@x.example>", &[("Dana (boss@y.example)", "dana@x.example")]);
        check("Zoë 🎉 <zoe@x.example>", &[("Zoë 🎉", "zoe@x.example")]);
        check(
            "ines@desk.example (Ines Vale), bo@x.example (Bo Ray), carla@y.example (Carla Moss)",
            &[("Ines Vale", "ines@desk.example"), ("Bo Ray", "bo@x.example"), ("Carla Moss", "carla@y.example")],
        );
        check(
            "<bo@x.example> (Bo); Al <al@x.example> (home), d@x.example",
            &[("Bo", "bo@x.example"), ("Al", "al@x.example"), ("", "d@x.example")],
        );
        check("bo@x.example (Acme) Al <al@x.example>", &[("bo@x.example (Acme) Al", "al@x.example")]);
        check("bo@x.example via Mail <share@docs.example>", &[("bo@x.example via Mail", "share@docs.example")]);
        check("", &[]);
    }

    #[test]
    fn recipients_need_no_comma_between_them() {
        for between in [" ", " and ", " und ", " / ", " | "] {
            let found = recipients(&format!("bo@x.example{between}Al Lind <al@x.example>"));
            assert_eq!(found, people("bo@x.example, Al Lind <al@x.example>"), "{between:?}");
        }
        for between in ["via Mail", "on behalf of Al Lind", "(Docs)"] {
            let one = &format!("bo@x.example {between} <share@docs.example>");
            assert_eq!(recipients(one), people(one));
            assert_eq!(recipients(one).len(), 1);
        }
    }

    #[test]
    fn who_writes_on_behalf_wrote() {
        let value = "John Doe<mailto:j@x.example> <j@x.example<mailto:j@x.example>> on behalf of desk@x.example<mailto:desk@x.example>";
        let (by, of) = author(value);
        assert_eq!(by.unwrap().called(), "John Doe");
        assert_eq!(of.unwrap().called(), "desk@x.example");
    }

    #[test]
    fn no_part_of_a_name_says_on_behalf_of() {
        let (by, of) = author("Elizabeth Reed <e.reed@x.example>");
        assert_eq!(by.unwrap().called(), "Elizabeth Reed");
        assert_eq!(of, None);
    }

    #[test]
    fn an_author_without_an_address_is_a_name() {
        assert_eq!(author("Sally54721").0.unwrap(), Person::new(Some("Sally54721"), None));
        assert_eq!(author("dana@x.example (Dana Reed)").0.unwrap().called(), "Dana Reed");
        assert_eq!(author(" ").0, None);
    }
}
