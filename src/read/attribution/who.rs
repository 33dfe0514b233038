//! Who is named in the line over a quote, without all that programs put around a name: opening words, zones, verbs.

use crate::domain::address::Person;
use crate::read::dates::Found;
use crate::read::people;
use crate::read::words::{for_phrases, is_invisible, plain, stands_alone, words};

use super::verb;

/// Who is named in an attribution: what remains without date, verb and opening word.
pub(super) fn person(text: &str, date: Option<&Found>) -> Option<Person> {
    let verb_ends = verb(text).is_some_and(|(_, range)| range.end == text.len());
    let (before, after) = match date {
        Some(found) => (text.get(..found.range.start)?, text.get(found.range.end..)?),
        // `Quoting Dana Reed <dana@acme.example>:` begins with a capital, and is no name.
        None => match verb(text).filter(|(_, range)| range.start == 0 && for_phrases(text).len() == text.len()) {
            Some((_, range)) => ("", text.get(range.end..)?),
            None => ("", without_weekday(text)),
        },
    };
    // A verb before the date says that the name came first: `Dana Reed kirjoitti 3.11.2026`.
    // Without a date no word leads to one: `Dana` does in Croatian, and is a name.
    let after = trim_around(after, false, verb_ends);
    let after = if date.is_some() && verb(text).is_none() { without_preposition(after) } else { after };
    let name_first = before.contains('@') || verb(before).is_some() || after.is_empty();
    let mut rest = trim_around(before, !name_first, verb_ends).to_owned();
    if !rest.is_empty() && !after.is_empty() {
        rest.push(' ');
    }
    rest.push_str(after);
    if names_several(&rest) {
        return None;
    }
    people::one(without_place(&rest))
        .filter(|person| person.address.is_some() || person.name.as_ref().is_some_and(|name| name.len() < 100))
}

/// The one whose address stands in a sentence, with as much of the name before it as is surely one.
pub(super) fn addressed(text: &str) -> Option<Person> {
    let mut parts = text.split_whitespace().enumerate().filter(|(_, part)| part.contains('@'));
    let (at, address) = parts.next().filter(|_| parts.next().is_none())?;
    let is_of_name = |part: &&str| part.starts_with(char::is_uppercase) && !part.ends_with([',', ':', '.']);
    let before: Vec<&str> = text.split_whitespace().take(at).collect();
    let mut name: Vec<&str> = before.iter().rev().copied().take_while(is_of_name).collect();
    name.reverse();
    // `Lena van der Meer`, and `von Dana Reed`: nobody knows of what the small word is a part.
    let above = before.len().checked_sub(name.len() + 1).and_then(|n| before.get(n));
    if above.is_some_and(|part| words().is_particle(part)) || name.len() < 2 {
        name.clear();
    }
    let bare = address.trim_matches(|c: char| matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':'));
    people::one(&format!("{} <{bare}>", name.join(" "))).filter(|person| person.address.is_some())
}

/// Whether more than one person is named, of whom nobody is the author alone: `Dana <dana@acme.example> and Bo <bo@acme.example> wrote`.
fn names_several(rest: &str) -> bool {
    let mut parts = rest.split_whitespace().skip_while(|part| !part.contains('@')).skip(1);
    parts.next().is_some_and(|part| words().and.contains(plain(part).as_str())) && parts.any(|part| part.contains('@'))
}

/// Without the list or the mail in which somebody wrote: `In bakers@lists.example, Dana Reed <dana@acme.example> wrote` (Yahoo's lists),
/// `In message <id@acme.example>, Dana Reed wrote` (MH).
fn without_place(rest: &str) -> &str {
    let Some(place) = rest.strip_prefix("In ") else { return rest };
    let place = ["article ", "message "].iter().find_map(|kind| place.strip_prefix(kind)).unwrap_or(place);
    let who = place.split_once(' ').filter(|(place, _)| place.contains('@')).map(|(_, who)| who.trim());
    who.filter(|who| !who.is_empty()).unwrap_or(rest)
}

/// Without the small word that Tutanota writes in place of a verb: `3. Nov. 2026, 14:05 von dana@acme.example:`.
fn without_preposition(rest: &str) -> &str {
    rest.split_once(' ').filter(|(word, _)| words().is_particle(word)).map_or(rest, |(_, name)| name)
}

/// Without `On Friday` at its beginning, which is no date that could be counted from.
fn without_weekday(text: &str) -> &str {
    let mut parts = text.splitn(3, ' ');
    let (Some(first), Some(second), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return text };
    let is_day =
        words().openers.contains(plain(first).as_str()) && words().is_weekday(plain(second).trim_end_matches(','));
    if is_day { rest } else { text }
}

/// Without what stands around a name: opening and filling words (`um`, `пользователь`) and phrases that say "wrote". What is
/// written like a name, in quotes or with a capital, stays.
fn trim_around(part: &str, opening: bool, verb_ends: bool) -> &str {
    let mut rest = trimmed(part);
    if !rest.contains('(') {
        rest = trimmed(rest.trim_matches(')'));
    }
    if opening {
        rest = trimmed(without_opener(rest));
    }
    loop {
        let before = rest.len();
        if let Some((word, tail)) = rest.split_once(' ')
            && is_small(word)
        {
            rest = trimmed(tail);
        }
        if let Some((head, word)) = rest.rsplit_once(' ')
            && words().is_filler(word.trim_end_matches('.'))
        {
            rest = trimmed(head);
        }
        rest = trimmed(without_edge_verb(without_zone(rest), verb_ends));
        if rest.len() == before {
            break;
        }
    }
    if words().is_filler(rest) { "" } else { rest }
}

/// Without what parts a name from the rest of the line. `Jr.`, `Inc.` and `R.` keep their dot.
fn trimmed(text: &str) -> &str {
    let edge = |c: char| {
        c.is_whitespace()
            || is_invisible(c)
            || matches!(c, ',' | '.' | ':' | ';' | '-' | '–' | '—' | '\u{5be}' | '،' | '，' | '、')
    };
    let start = text.trim_start_matches(edge);
    let bare = start.trim_end_matches(edge);
    let last = bare.rsplit([' ', '.']).next().unwrap_or("");
    let shortened =
        last.starts_with(char::is_uppercase) && last.chars().count() <= 4 && !words().is_weekday(&plain(last));
    let dotted = bare.len() > last.len() && start.get(bare.len()..).is_some_and(|rest| rest.starts_with('.'));
    if shortened && dotted { start.get(..=bare.len()).unwrap_or(bare) } else { bare }
}

/// Without `Central European Standard Time` at its beginning, as AOL writes after the hour.
fn without_zone(rest: &str) -> &str {
    let is_told = |before: &str| ["Standard ", "Daylight ", "Summer "].iter().any(|kind| before.ends_with(kind));
    let mut halves = rest.match_indices('T').filter_map(|(at, _)| rest.split_at_checked(at));
    let found = halves.find(|(before, after)| after.starts_with("Time") && is_told(before));
    let found = found.map(|(before, _)| before.len() + "Time".len());
    found.filter(|at| *at < 50).and_then(|at| rest.get(at..)).unwrap_or(rest)
}

/// Whether a word stands beside names and hours, and is no part of either.
pub(super) fn is_small(word: &str) -> bool {
    let bare = word.trim_end_matches([',', '.']);
    // `A. N. Reed` begins with what is a word elsewhere.
    let is_initial = bare.len() < word.len() && bare.chars().count() == 1 && bare.starts_with(char::is_uppercase);
    // German writes it with a capital; Gmail in Estonian begins with it (`Kontakt Dana Reed kirjutas`).
    matches!(bare, "Uhr" | "Kontakt")
        || (words().is_filler(bare) && !is_initial && !words().is_particle(&bare.to_lowercase()))
}

/// Without `On` and its like, and the weekday after it.
fn without_opener(rest: &str) -> &str {
    let lower = rest.to_lowercase();
    if lower.len() != rest.len() {
        return rest;
    }
    let openers = words().openers.iter().filter(|opener| {
        lower.strip_prefix(opener.as_str()).is_some_and(|tail| tail.is_empty() || tail.starts_with(' '))
    });
    let Some(after) = openers.max_by_key(|opener| opener.len()).and_then(|opener| rest.get(opener.len()..)) else {
        return rest;
    };
    let after = after.trim_start();
    match after.split_once(' ') {
        Some((word, tail)) if words().is_weekday(&plain(word)) => tail,
        _ => after,
    }
}

/// Without a phrase that says "wrote" at its beginning or end. `verb_ends`: one ends the line, so that what has a capital is of the name
/// (`Ha scritto Srl <…> ha scritto`).
fn without_edge_verb(rest: &str, verb_ends: bool) -> &str {
    let lower = for_phrases(rest);
    if lower.len() != rest.len() {
        return rest;
    }
    for found in words().wrote.find_iter(lower.as_ref()).filter(|found| stands_alone(&lower, &found.range())) {
        // One word with a capital is a name; a phrase is not.
        let is_name = rest
            .get(found.range())
            .is_some_and(|said| said.starts_with(char::is_uppercase) && (verb_ends || !said.contains(' ')));
        if is_name {
            continue;
        }
        if found.start() == 0 {
            return rest.get(found.end()..).unwrap_or("");
        }
        if found.end() == rest.len() {
            return rest.get(..found.start()).unwrap_or("");
        }
    }
    rest
}
