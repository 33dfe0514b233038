//! Lines that say with what a letter was written: `Sent from my iPhone`, `Get Outlook for Android`, `iPhoneから送信`.
//!
//! Such a line is a phrase and the name of a program or a device, and nothing of a sentence: what people send by courier, from
//! Gdańsk or by Lisa is what they say.

use std::borrow::Cow;

use aho_corasick::{Anchored, Input};

use super::bare;
use crate::read::words::{Sent, is_invisible, plain, words};

/// Words that may stand between a phrase and a name, or between two names: `mit der mobilen GMX App`.
const MOST_BETWEEN: usize = 3;
/// Letters of an ending: `iPhone'umdan`, `Samsung-puhelimesta`.
const LONGEST_ENDING: usize = 16;
/// Letters beside a name in writing without blanks: `מה-iPhone`.
const MOST_BESIDE: usize = 4;

/// Whether a line says what a letter was written with, and no more.
pub(super) fn names_program(line: &str) -> bool {
    // No program's line is longer, whatever its letters take.
    if line.len() > 480 || (line.is_ascii() && line.len() > 140) {
        return false;
    }
    let edge = |c: char| {
        let marks = matches!(c, '*' | '_' | '<' | '>' | '[' | ']' | '(' | ')' | '.' | '!' | '®' | '™');
        marks || c.is_whitespace() || is_invisible(c)
    };
    // Where it can be had is no part of the name.
    let line = without_link(line);
    let line = line.trim_matches(edge);
    let said = plain(line);
    let clause = Some(first_clause(line).trim_matches(edge)).filter(|clause| clause.len() < line.len());
    let clause = clause.map(|clause| (clause, plain(clause)));
    let is_whole = |said: &String| words().sent_whole.contains(said);
    // Most lines hold no such phrase.
    if !words().sent.is_match(said.as_str())
        && !is_whole(&said)
        && !clause.as_ref().is_some_and(|(_, said)| is_whole(said))
    {
        return false;
    }
    let (line, said) = clause.filter(|_| begs_pardon(line)).unwrap_or((line, said));
    if is_whole(&said) {
        return true;
    }
    let before = said_before(&said);
    let start = before.map_or(0, |(end, _)| end);
    let after = said_after(&said, start);
    let end = after.map_or(said.len(), |(at, _)| at);
    let Some(sent) = before.into_iter().chain(after).map(|(_, sent)| sent).max() else { return false };
    let behind = said.get(end..).map_or(0, |behind| behind.split_whitespace().count());
    let mut named = said.get(start..end).unwrap_or_default().split_whitespace().rev().peekable();
    let mut written = line.split_whitespace().rev().skip(behind);
    let (mut beyond, mut names, mut between) = (0, 0, 0);
    // A name may go on with words of its own, which have a capital: `BlackBerry Bold`, `BlackBerry de Telcel`.
    while let Some(word) = named.next_if(|word| Named::of(word, sent) == Named::Nothing) {
        beyond += 1;
        let has_capital = written.next().is_some_and(|word| word.contains(char::is_uppercase)) && !ends_clause(word);
        let is_name = has_capital || (beyond > 1 && words().out_of.contains(word));
        if !is_name || beyond > MOST_BETWEEN {
            return false;
        }
    }
    for word in named {
        match Named::of(word, sent) {
            Named::Program => (names, between) = (names + 1, 0),
            Named::Filler => {}
            // Between two names, a comma says what the first is: `Galaxy S21 5G, an AT&T 5G smartphone`.
            Named::Nothing if names > 0 && !ends_clause(word.trim_end_matches(',')) => between += 1,
            Named::Nothing => return false,
        }
        if between > MOST_BETWEEN {
            return false;
        }
    }
    let wanted = if sent == Sent::Get { 2 } else { 1 };
    // Where only the end says that it was sent, the name must be all else: `Rechnung an Apple gesendet`.
    names >= wanted && (before.is_some() || between == 0)
}

/// Whether a line asks forgiveness for what a small keyboard does to words.
pub(super) fn begs_pardon(line: &str) -> bool {
    line.split_whitespace().count() <= 16 && line.split_whitespace().any(|word| words().excuses.contains(&bare(word)))
}

/// `Sent from my phone` of `Sent from my phone, please excuse typos`.
fn first_clause(line: &str) -> &str {
    let ends = |(at, mark): &(usize, &str)| {
        let is_dash = matches!(*mark, "-" | "–");
        line.get(at + mark.len()..).is_some_and(|rest| rest.starts_with(' '))
            && (!is_dash || line.get(..*at).is_some_and(|before| before.ends_with(' ')))
    };
    let end = line.match_indices([',', '.', ';', '!', '-', '–']).find(ends);
    end.and_then(|(end, _)| line.get(..end)).unwrap_or(line)
}

/// What a line says beside a link: `Get Outlook for iOS<https://…>`, `Outlook für Android<https://…> beziehen`. Behind one without brackets
/// stands nothing more.
fn without_link(line: &str) -> Cow<'_, str> {
    let found = line.match_indices(':').filter_map(|(at, _)| line.split_at_checked(at)).find_map(|(said, link)| {
        let said = said.strip_suffix("https").or_else(|| said.strip_suffix("http"))?;
        Some((said, link))
    });
    let Some((said, link)) = found else { return Cow::Borrowed(line) };
    match link.split_once('>').filter(|(_, after)| said.ends_with('<') && after.contains(char::is_alphanumeric)) {
        Some((_, after)) => Cow::Owned([said.trim_end_matches('<'), after].concat()),
        None => Cow::Borrowed(said),
    }
}

/// The phrase that a line begins with, where it ends, and what must stand behind it.
fn said_before(line: &str) -> Option<(usize, Sent)> {
    let found = words().sent.find(Input::new(line).anchored(Anchored::Yes))?;
    let joins = |c: char| c.is_lowercase();
    let is_whole = !(line.get(..found.end())?.ends_with(joins) && line.get(found.end()..)?.starts_with(joins));
    is_whole.then_some((found.end(), words().sent_kind(found.pattern().as_usize())))
}

/// The phrase that a line ends with, behind `start`, and where it begins.
fn said_after(line: &str, start: usize) -> Option<(usize, Sent)> {
    let rest = line.get(start..)?;
    let found = words().sent.find_iter(rest).find(|found| found.end() == rest.len())?;
    let joined = rest.get(..found.start())?.ends_with(char::is_lowercase)
        && rest.get(found.start()..)?.starts_with(char::is_lowercase);
    (!joined).then_some((start + found.start(), words().sent_kind(found.pattern().as_usize())))
}

/// What a word is in a line about a program.
#[derive(PartialEq, Eq)]
enum Named {
    Program,
    /// A number, a word for any device, `my`.
    Filler,
    Nothing,
}

impl Named {
    fn of(word: &str, sent: Sent) -> Self {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if words().devices.contains(bare) {
            return if sent == Sent::From { Self::Program } else { Self::Filler };
        }
        if begins_with_program(word) {
            return Self::Program;
        }
        let is_number = bare.len() <= 6 && bare.contains(|c: char| c.is_ascii_digit());
        if words().mine.contains(bare) || is_number { Self::Filler } else { Self::Nothing }
    }
}

/// Whether a word is the name of a program or a device, with an ending or a short word joined to it.
fn begins_with_program(word: &str) -> bool {
    let Some(found) = words().programs.find(word) else { return false };
    let (before, ending) = (word.get(..found.start()).unwrap_or_default(), word.get(found.end()..).unwrap_or_default());
    let ending = ending.trim_end_matches(|c: char| !c.is_alphanumeric());
    // A short name is a part of many words.
    let is_part = before.ends_with(char::is_lowercase) || (found.len() <= 4 && ending.starts_with(char::is_lowercase));
    let without_blanks = ending.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let longest = if without_blanks { MOST_BESIDE } else { LONGEST_ENDING };
    !is_part && before.chars().count() <= MOST_BESIDE && ending.chars().count() <= longest
}

fn ends_clause(word: &str) -> bool {
    word.ends_with([',', ';', ':', '.', '!', '?', '，', '。', '！'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_devices_are_named() {
        for line in [
            "Sent from my iPhone",
            "Outlook für Android<https://link.example/a> beziehen",
            "*Sent from my iPhone 15 Pro Max*",
            "Sent from my Verizon Wireless 4G LTE smartphone",
            "Sent via the Samsung Galaxy S21 5G, an AT&T 5G smartphone",
            "Sent from my phone, please excuse any typos.",
            "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
            "Odesláno z iPhonu",
            "Sent from Yahoo Mail on Android",
            "Sent from Mail for Windows 10",
            "Sent with Proton Mail secure email.",
            "Get Outlook for Android<https://aka.example/o>",
            "Von meinem iPhone gesendet",
            "Von Samsung-Tablet gesendet",
            "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
            "Envoyé depuis mon appareil Samsung",
            "iPhone'umdan gönderildi",
            "Android için Outlook uygulamasını edinin",
            "Pobierz aplikację Outlook dla systemu Android",
            "iPhone-ról küldve",
            "iPhoneから送信",
            "スマートフォンから送信",
            "Lähetetty Samsung Galaxy -älypuhelimesta.",
            "发自我的手机",
            "נשלח מה-iPhone שלי",
            "Dikirim dari iPhone saya",
        ] {
            assert!(names_program(line), "{line}");
        }
    }

    #[test]
    fn what_people_send_is_words() {
        for line in [
            "Sent via DHL this morning.",
            "Sent by Lisa on Friday.",
            "Sent from the phone shop in Kiel.",
            "Sent from my iPhone, the pictures are too small to print.",
            "Von meinem Steuerberater kommt morgen Post.",
            "Von meinem Handy aus geht es nicht.",
            "Rechnung an Apple gesendet",
            "Holen Sie sich Outlook für iOS, dann sehen Sie den Kalender.",
            "Get the iPhone",
            "Envoyé par La Poste hier.",
            "Elküldve az ajánlat.",
            "Fatura dün gönderildi.",
            "Gönderildi.",
            "发自上海的货明天到。",
            "נשלח מחר בבוקר את הרשימה.",
        ] {
            assert!(!names_program(line), "{line}");
        }
    }
}
