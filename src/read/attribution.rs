//! The line over a quote: `On Tue, 3 Nov 2026 at 10:04, Dana Reed <dana@acme.example> wrote:`, in any language and order,
//! broken over up to four lines.

use std::ops::Range;

use crate::domain::address::Person;

use super::dates::{self, Found};
use super::lines::Line;
use super::words::{Langs, composed, for_phrases, is_invisible, plain, stands_alone, words};

mod who;

use who::person;

/// Letters of a shortened word in small letters: `kl.`, `prof.`
const LONGEST_SHORTENED: usize = 4;

/// Who an attribution says wrote, and when.
#[derive(Clone, Debug)]
pub(super) struct Attribution {
    pub(super) start: usize,
    /// The first line after it.
    pub(super) end: usize,
    pub(super) person: Option<Person>,
    pub(super) date: Option<String>,
    /// The languages its phrase is written in.
    pub(super) langs: Langs,
    /// Only a verb and a name, which people write too: believed where a quote follows.
    pub(super) needs_quote: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    NeedsQuote,
    /// A verb and an address, no date.
    Partial,
    Whole,
}

/// `"Dana Reed" <dana@acme.example> – 3 November 2026 14:05`: Nextcloud parts who from when with a dash, and writes no verb and no colon.
fn is_dashed(text: &str) -> bool {
    text.starts_with('"')
        && text.contains('@')
        && text.contains("\" ")
        && text.contains(" – ")
        && dates::names_hour(text)
}

/// Whether a line can be the last of an attribution.
pub(super) fn may_end(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || is_invisible(c) || c == '*');
    text.ends_with([':', '：', '︰'])
        || text.ends_with("--")
        || is_dashed(text)
        || (text.starts_with(">>>") && text.ends_with(">>>"))
        || starts_iso(text)
        || ends_in_verb(text)
}

fn ends_in_verb(text: &str) -> bool {
    text.len() < 300
        && text.contains('@')
        && text.ends_with(['道', '写', '寫', 'ת', 'e', 't', 'l', 'i'])
        && verb(text).is_some()
}

fn starts_iso(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() < 120
        && bytes.next() == Some(b'2')
        && bytes.next() == Some(b'0')
        && text.as_bytes().get(4) == Some(&b'-')
        && text.contains("GMT")
}

/// The attribution that ends with line `at`, and begins no earlier than `floor`.
pub(super) fn ending(lines: &[Line<'_>], at: usize, floor: usize) -> Option<Attribution> {
    let last = lines.get(at)?;
    let mut joined = String::new();
    let mut best: Option<(Strength, Attribution)> = None;
    for back in 0..4 {
        let Some(start) = at.checked_sub(back).filter(|start| *start >= floor) else { break };
        let line = lines.get(start)?;
        if line.is_blank() || line.quote != last.quote || line.text.len() > 400 {
            break;
        }
        // What has all but a name goes on to a name that stands alone above it, and to nothing else.
        let has_all = matches!(best, Some((Strength::Whole, _)));
        if has_all
            && !(is_name(line.text.trim().trim_end_matches('<').trim_end())
                && start.checked_sub(1).is_none_or(|n| n < floor || is_blank_at(lines, n)))
        {
            break;
        }
        // A line that ends a sentence or another attribution is not the beginning of this one.
        // `Dana ezt írta (időpont:` goes on, its bracket is open.
        let is_open = line.text.rfind('(') > line.text.rfind(')');
        if back > 0 && !is_open && line.text.trim_end().ends_with([':', '!', '?']) {
            break;
        }
        let text = composed(line.text.trim());
        joined = if joined.is_empty() { text.into_owned() } else { format!("{text} {joined}") };
        if joined.len() > 500 {
            break;
        }
        let Some((strength, person, date, langs)) = parse(&joined) else { continue };
        // Between two drawn lines stand headings of people's own.
        if back > 0 && strength == Strength::Partial && last.text.ends_with("--") && !joined.contains('@') {
            continue;
        }
        let found =
            Attribution { start, end: at + 1, person, date, langs, needs_quote: strength == Strength::NeedsQuote };
        // `Dana Reed` above `<dana@acme.example> wrote:` is broken after the name.
        let is_nameless = joined
            .find(['<', '>'])
            .is_some_and(|at| at == 0 || joined.get(at..).is_some_and(|rest| rest.starts_with('>')));
        let better = |(known, shorter): &(Strength, Attribution)| {
            strength > *known || (strength == *known && shorter.person.as_ref().is_some_and(|who| who.name.is_none()))
        };
        if best.as_ref().is_none_or(better) {
            best = Some((strength, found));
        }
        if strength == Strength::Whole && !is_nameless {
            break;
        }
    }
    best.map(|(_, found)| found)
}

fn is_blank_at(lines: &[Line<'_>], at: usize) -> bool {
    lines.get(at).is_none_or(Line::is_blank)
}

/// The languages of the phrase for "wrote" that tells who did, if there is one, and where it stands: the one that ends the line right behind
/// an address, or else the first. In `On Friday Anna wrote Ltd. <…> wrote` and `from Who Wrote This <…>` another is of the name.
fn verb(text: &str) -> Option<(Langs, Range<usize>)> {
    let lower = for_phrases(text);
    let is_of_name = |range: &Range<usize>| {
        let is_inside = range.start > 0 && range.end < lower.len() && lower.len() == text.len();
        is_inside && text.get(range.start..).is_some_and(|said| said.starts_with(char::is_uppercase))
    };
    let found = words().wrote.find_iter(lower.as_ref()).filter(|found| stands_alone(&lower, &found.range()));
    let mut found = found.filter(|found| !is_of_name(&found.range()));
    let first = found.next()?;
    let ends = |range: Range<usize>| {
        let before = lower.get(..range.start).unwrap_or_default();
        range.end == lower.len() && before.trim_end_matches([' ', ',']).ends_with(['>', ')'])
    };
    let told = found.find(|found| ends(found.range())).unwrap_or(first);
    Some((words().wrote_in(told.pattern().as_usize()), told.range()))
}

fn parse(joined: &str) -> Option<(Strength, Option<Person>, Option<String>, Langs)> {
    let edge = |c: char| c.is_whitespace() || is_invisible(c) || matches!(c, '*' | '_');
    let mut text = joined.trim_matches(edge);
    let dashed = text.starts_with("--") && text.ends_with("--");
    if dashed {
        text = text.trim_matches(|c: char| c == '-' || c.is_whitespace());
    }
    let between_marks = text.starts_with(">>>") && text.ends_with(">>>");
    if between_marks {
        text = text.trim_matches(['>', ' ']);
    }
    let colon = text.ends_with([':', '：', '︰']);
    text = text.trim_end_matches([':', '：', '︰', ' ', '\u{a0}']);
    let verb = verb(text);
    let (has_verb, langs) = (verb.is_some(), verb.as_ref().map(|(langs, _)| *langs).unwrap_or_default());
    let date = dates::find(text, langs);
    let has_address = text.contains('@');
    // Beside a verb and an address longer words may stand before a title: `schreef drs. Dana Reed <dana@acme.example>`.
    let is_signed = date.is_some() && has_verb && has_address;
    let is_said = || holds_a_sentence(text, is_signed, date.as_ref());
    if verb.as_ref().is_some_and(|(_, range)| tells_whom(text, range)) || is_said() {
        return None;
    }
    if verb.is_some_and(|(_, range)| goes_on(text, range.end)) {
        // `Op 23-11-2026 om 08:30 schreef the desk of Ana Reyes:` may be either; a quote below it decides.
        let date = date.filter(|date| colon && opens(text, date, true) && ends_like_a_name(text))?;
        return whole(text, Strength::NeedsQuote, Some(date), langs);
    }
    let strength = match (&date, has_verb, has_address) {
        (Some(date), true, _) if (colon || has_address) && begins_well(text, date) => Strength::Whole,
        (Some(date), true, false) if colon && text.get(..date.range.start).is_some_and(is_name) => Strength::NeedsQuote,
        (Some(date), false, true) if colon && opens(text, date, false) && text.split_whitespace().count() < 22 => {
            // People who list what is due write `3 Nov 2026, 14:05 by anna@acme.example:` too.
            if text.contains('<') { Strength::Whole } else { Strength::NeedsQuote }
        }
        (Some(date), false, false)
            if starts_iso(text)
                && date.range.start == 0
                && text.get(date.range.end..).is_some_and(|name| is_name(name.trim_matches([' ', ',', ':']))) =>
        {
            Strength::Whole
        }
        (Some(date), false, _) if between_marks && closes(text, date) => Strength::Whole,
        (Some(date), false, true) if (colon || is_dashed(text)) && closes(text, date) => Strength::NeedsQuote,
        // `Got this from Dana Reed <dana@acme.example> on 23 June 2026 at 18:05:` says it in words of somebody's own.
        (Some(date), false, true) if colon && text.split_whitespace().count() < 22 => {
            let is_moment = text.get(date.range.clone()).is_some_and(dates::names_hour);
            let person = who::addressed(text).filter(|_| is_moment)?;
            let date = text.get(date.range.clone()).map(str::to_owned);
            return Some((Strength::NeedsQuote, Some(person), date, langs));
        }
        (None, true, true) if colon && text.len() < 200 => Strength::Partial,
        (None, true, false) if dashed => Strength::Partial,
        (None, true, false) if colon && (text.split_whitespace().count() <= 6 || is_named_by(text)) => {
            Strength::NeedsQuote
        }
        _ => return None,
    };
    whole(text, strength, date, langs)
}

/// Who and when, once it is clear that a line says so.
fn whole(
    text: &str,
    strength: Strength,
    date: Option<Found>,
    langs: Langs,
) -> Option<(Strength, Option<Person>, Option<String>, Langs)> {
    let person = person(text, date.as_ref());
    if person.is_none() && strength != Strength::Whole {
        return None;
    }
    // `Am 9. November 2026 schrieb Petra an alle:` names nobody as programs do, and has no hour.
    let has_hour = date.as_ref().is_some_and(|date| text.get(date.range.clone()).is_some_and(dates::names_hour));
    let is_loose = |person: &Person| {
        !has_hour && person.address.is_none() && person.name.as_deref().is_some_and(|name| !has_ends_of_a_name(name))
    };
    let strength = if person.as_ref().is_some_and(is_loose) { strength.min(Strength::NeedsQuote) } else { strength };
    let date = date.and_then(|date| text.get(date.range)).map(|date| date.trim_end_matches(',').to_owned());
    Some((strength, person, date, langs))
}

/// Whether the one with the address is whom somebody wrote to: `On Monday I wrote Dana Reed <dana@acme.example>:`, `Bo sent Ana
/// <ana@acme.example>:`, `schrieb ich an Dana <dana@acme.example>:`. Programs name one person, on one side of the verb.
fn tells_whom(text: &str, verb: &Range<usize>) -> bool {
    if for_phrases(text).len() != text.len() {
        return false;
    }
    let (Some(before), Some(after)) = (text.get(..verb.start), text.get(verb.end..)) else { return false };
    // `Dana Reed wrote <dana@acme.example>:` names one.
    if !after.contains('@') || after.trim_start().starts_with(['<', '(', '[']) {
        return false;
    }
    let is_me = |word: Option<&str>| word.is_some_and(|word| words().myself.contains(&plain(word)));
    let last = before.split_whitespace().next_back();
    let names_one = last.is_some_and(|word| {
        let said = plain(word.trim_matches(|c: char| !c.is_alphanumeric()));
        let is_of_date = who::is_small(word) || words().is_weekday(&said) || words().openers.contains(said.as_str());
        is_name(word) && word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) && !is_of_date
    });
    is_me(last) || is_me(after.split_whitespace().next()) || names_one
}

/// Whether a sentence ends in a line, beside its date: `On Friday at 10:00 we meet. Anna wrote the list:`. What is shortened in a name has
/// few letters and a word before it that is not common, and short unless the line is signed by an address; or a capital: `mgr inż. Reed`,
/// `Acme Ltd. Sales`.
fn holds_a_sentence(text: &str, is_signed: bool, date: Option<&Found>) -> bool {
    let is_small = |word: &str| word.starts_with(char::is_lowercase) && word.chars().all(char::is_alphabetic);
    let beside = |text: Option<&str>| {
        let parts: Vec<&str> = text.unwrap_or_default().split_whitespace().collect();
        parts.windows(2).enumerate().any(|(n, pair)| {
            let [part, next] = pair else { return false };
            let word = part.trim_end_matches(['.', '!', '?']);
            let before = n.checked_sub(1).and_then(|n| parts.get(n));
            let is_short = |word: &str| word.chars().count() <= LONGEST_SHORTENED;
            let is_title = |before: &str| (is_signed || is_short(before)) && words().common(before).is_empty();
            let is_shortened = before.map_or(is_short(word), |before| {
                let is_said = is_small(before) || before.ends_with('>');
                !is_said || words().is_particle(before) || is_short(word) && is_title(before)
            });
            word.len() < part.len() && is_small(word) && !is_shortened && next.starts_with(char::is_uppercase)
        })
    };
    match date {
        Some(date) => beside(text.get(..date.range.start)) || beside(text.get(date.range.end..)),
        None => beside(Some(text)),
    }
}

/// Whether a sentence goes on behind the verb: `Anna wrote that it was fine:`. Where the verb comes first, a name follows.
fn goes_on(text: &str, verb: usize) -> bool {
    let lower = text.to_lowercase();
    let after = if lower.len() == text.len() { text.get(verb..) } else { None };
    let after = after.unwrap_or("").trim();
    // An address in brackets is how programs name people; one word alone is a name.
    let before_address = after.split_once('<').map_or(after, |(before, _)| before).split_whitespace().count();
    if before_address <= 5 && after.contains('<') || !after.contains(' ') {
        return false;
    }
    let word = after.split_whitespace().next().unwrap_or("");
    let said = plain(word.trim_matches(|c: char| !c.is_alphanumeric()));
    word.starts_with(char::is_lowercase)
        && !word.contains('@')
        && !words().is_filler(&said)
        && !words().is_weekday(&said)
        && !words().openers.contains(said.as_str())
        && !words().is_particle(word)
}

/// Whether its last word is one of a name.
fn ends_like_a_name(text: &str) -> bool {
    text.rsplit(' ').next().is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// Whether the first and the last word are ones of a name: `Office of Ana Reyes`, and not `Petra an`.
fn has_ends_of_a_name(name: &str) -> bool {
    let is_small = |word: Option<&str>| word.is_some_and(|word| word.starts_with(char::is_lowercase));
    let mut parts = name.split_whitespace();
    let first = parts.next();
    // One word may be what somebody is called by a program: `dana`.
    let last = parts.next_back();
    last.is_none() || !(is_small(first.filter(|part| !words().is_particle(part))) || is_small(last))
}

/// Whether nothing but a longer name stands before the last word: `De La Cruz, Ana | Northwind Ltd wrote`.
fn is_named_by(text: &str) -> bool {
    let who = text.rsplit_once(' ').map_or("", |(who, _)| who);
    who.split_whitespace().count() <= 9 && has_parts_of_a_name(who)
}

/// A few words written like a name: `O’Neill, Seán` in `O’Neill, Seán 3.11.2026 14:05 tarihinde yazdı`.
pub(super) fn is_name(text: &str) -> bool {
    text.len() < 60 && (1..=6).contains(&text.split_whitespace().count()) && has_parts_of_a_name(text)
}

/// Whether all words but `van` and `de la` have a capital, or are of a writing that has none.
fn has_parts_of_a_name(text: &str) -> bool {
    text.split_whitespace().all(|part| !part.starts_with(char::is_lowercase) || words().is_particle(part))
}

/// Whether a text with a verb and a date is an attribution from its first word on.
fn begins_well(text: &str, date: &Found) -> bool {
    opens(text, date, true)
        || text.get(..date.range.start).is_some_and(|before| {
            // The name first: `John Doe <j@x> skrev følgende den 28/10/2021`.
            (before.contains('@') && before.len() < 200) || (before.len() < 80 && verb(before).is_some())
        })
}

/// Whether the date stands at the beginning, behind no more than an opening word.
fn opens(text: &str, date: &Found, word: bool) -> bool {
    let before = text.get(..date.range.start).map(plain).unwrap_or_default();
    let before = before.trim_matches(|c: char| !c.is_alphanumeric());
    before.is_empty()
        || (word && words().openers.contains(before))
        || before.split(' ').all(|part| words().is_weekday(part))
        || (word && opens_with_weekday(before))
}

/// Whether the date stands at the end, behind who wrote: `Dana Reed <dana@acme.example> [2026-11-03 14:05]`.
fn closes(text: &str, date: &Found) -> bool {
    let ends = text.get(date.range.end..).is_some_and(|after| !after.contains(char::is_alphanumeric));
    let before = text.get(..date.range.start).unwrap_or("").trim_end_matches([' ', '[', '(', ',']);
    ends && (before.ends_with('>') || is_name(before) || is_dashed(text))
}

/// `am dienstag, dem`: an opening word, a weekday, and a word that leads to the date.
fn opens_with_weekday(before: &str) -> bool {
    let mut parts = before.split(' ').map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()));
    parts.next().is_some_and(|first| words().openers.contains(first))
        && parts.next().is_some_and(|second| words().is_weekday(second))
        && parts.all(|part| words().is_filler(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::lines;

    fn check(text: &str, name: &str, address: &str, date: &str) {
        let lines = lines::of_text(text);
        let last = lines.len() - 1;
        assert!(may_end(lines[last].text), "{text:?}");
        let found = ending(&lines, last, 0).unwrap_or_else(|| panic!("no attribution in {text:?}"));
        let person = found.person.unwrap_or_default();
        let got = (
            person.name.as_deref().unwrap_or(""),
            person.address.as_ref().map_or("", |address| address.as_str()),
            found.date.as_deref().unwrap_or(""),
        );
        assert_eq!(got, (name, address, date), "{text:?}");
    }

    #[test]
    fn english() {
        check(
            "On Fri, Feb 24, 2012 at 10:19 AM, <a@x.example> wrote:",
            "",
            "a@x.example",
            "Fri, Feb 24, 2012 at 10:19 AM",
        );
        check("On 28/10/2021 12:46, \"John Doe\" <j@x.example> wrote:", "John Doe", "j@x.example", "28/10/2021 12:46");
        check(
            "On Fri, May 6, 2011 at 6:03 PM, Roman from News\n<r@x.example> wrote:",
            "Roman from News",
            "r@x.example",
            "Fri, May 6, 2011 at 6:03 PM",
        );
        check(
            "On July 19, 2022 at 3:36 PM, John Doe\n(j@x.example) wrote:",
            "John Doe",
            "j@x.example",
            "July 19, 2022 at 3:36 PM",
        );
        check(
            "On 2012-10-16 at 17:02 , Someone <\nsomeone@x.example> wrote:",
            "Someone",
            "someone@x.example",
            "2012-10-16 at 17:02",
        );
        check("Someone Else\n<s@x.example> wrote:", "Someone Else", "s@x.example", "");
        check(
            "Dana Reed\n<d@x.example> ezt írta (időpont: 2026. nov. 3., K, 16:42):",
            "Dana Reed",
            "d@x.example",
            "2026. nov. 3., K, 16:42)",
        );
        check("Op 23-11-2026 om 08:30 schreef desk for Ana Reyes:", "desk for Ana Reyes", "", "23-11-2026 om 08:30");
        check("On Mar 3, 2026, Mar Sol <m@x.example> wrote:", "Mar Sol", "m@x.example", "Mar 3, 2026");
        check("Bo via Meta <b@x.example> wrote:", "Bo via Meta", "b@x.example", "");
        check("---- John Smith wrote ----", "John Smith", "", "");
        check(
            "2014-03-20 8:48 GMT+01:00 Rémi Dolan <r@x.example>:",
            "Rémi Dolan",
            "r@x.example",
            "2014-03-20 8:48 GMT+01:00",
        );
        check("2016-03-03 17:21 GMT+01:00 Some One", "Some One", "", "2016-03-03 17:21 GMT+01:00");
        check(
            "11:00 AM, November 17, 2021, \"John - Acme\" <j@x.example>:",
            "John - Acme",
            "j@x.example",
            "11:00 AM, November 17, 2021",
        );
    }

    #[test]
    fn thai() {
        check(
            "เมื่อ จ. 2 พ.ย. 2026 เวลา 15:04 Dana Reed <d@x.example> เขียนว่า:",
            "Dana Reed",
            "d@x.example",
            "จ. 2 พ.ย. 2026 เวลา 15:04",
        );
    }

    #[test]
    fn a_name_may_begin_with_a_title() {
        let when = "3 Nov 2026 10:04";
        for (text, title) in [
            (format!("Op {when} schreef drs. Dana Reed <d@x.example>:"), "drs."),
            (format!("Am {when} schrieb prof. Dana Reed\n<d@x.example>:"), "prof."),
            (format!("{when} je oseba dr. Dana Reed <d@x.example> napisala:"), "dr."),
            (format!("On {when} office acme. Dana Reed <d@x.example> wrote:"), "office acme."),
        ] {
            check(&text, &format!("{title} Dana Reed"), "d@x.example", when);
        }
    }

    #[test]
    fn a_name_may_hold_the_verb() {
        let when = "Tue, 3 Nov 2026 at 10:04";
        for name in ["Anna wrote Ltd.", "Who Wrote This Ltd"] {
            check(&format!("On {when}, {name} <a@x.example> wrote:"), name, "a@x.example", when);
            check(&format!("On {when}, {name}\n<a@x.example>, wrote:"), name, "a@x.example", when);
        }
        let russian = "Среда, 22 октября 2025, 9:07 +02:00";
        check(&format!("{russian} от Who Wrote This Ltd <a@x.example>:"), "Who Wrote This Ltd", "a@x.example", russian);
        let italian = "mar 3 nov 2026 alle ore 10:04";
        check(
            &format!("Il giorno {italian} Ha scritto Srl <a@x.example> ha scritto:"),
            "Ha scritto Srl",
            "a@x.example",
            italian,
        );
    }

    #[test]
    fn letters_may_stand_apart_from_their_marks() {
        check(
            "Le mer. 4 fe\u{301}vr. 2026 a\u{300} 10:04, Ana Reyes <a@x.example> a\ne\u{301}crit :",
            "Ana Reyes",
            "a@x.example",
            "mer. 4 févr. 2026 à 10:04",
        );
    }

    #[test]
    fn the_first_that_is_named_wrote() {
        let when = "Tue, 3 Nov 2026 at 10:04";
        for more in [
            "on behalf of Ivo Varga <ivo@acme.example>",
            "(via Ivo, assistant <ivo@acme.example>)",
            "Cc: Ivo <ivo@acme.example>",
        ] {
            let text = format!("On {when}, Dana Reed <dana@acme.example> {more} wrote:");
            check(&text, "Dana Reed", "dana@acme.example", when);
        }
        for place in ["bakers@lists.example,", "<1.2@acme.example>", "message <1.2@acme.example>,"] {
            let text = format!("In {place} Dana Reed <dana@acme.example> wrote:");
            check(&text, "Dana Reed", "dana@acme.example", "");
        }
    }

    #[test]
    fn somebodys_words_are_no_attribution() {
        for text in [
            "As we said:",
            "Please write to dana@x.example before 3 Nov 2026 10:00:",
            "Agenda for 3 Nov 2026 10:00:",
            "Check https://x.example/on-date-someone-wrote-about",
            "I saw it on 3 May 2024, Dana wrote about it:",
            "2026-11-03 16:42 GMT is when it broke.",
            "On Tue, 3 Nov 2026 at 10:04 I wrote Dana Reed <dana@acme.example> what she wrote:",
            "Am 3.11.2026 schrieb sie an Anna Weber:",
            "Am 3.11.2026 schrieb sie dass es gut ist:",
            "we meet on Friday at 10:00. Anna wrote the list:",
            "On 3 Nov 2026 at 10:04 we meet. Anna wrote the list:",
            "On 3 Nov 2026 at 10:04 Bo <bo@x.example> called. See what Dana wrote:",
            "On 3 Nov 2026 the hall was closed. Then Bo Ray <bo@x.example> wrote:",
            "On 3 Nov 2026 at 10:04 we met. Then Bo Ray <bo@x.example> wrote:",
        ] {
            let lines = lines::of_text(text);
            assert!(ending(&lines, 0, 0).is_none_or(|found| found.needs_quote), "{text:?}");
        }
    }
}
