//! Days on which the writer of a letter is away.

mod tongue;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::words;
use tongue::{Role, TONGUES, Tongue};

/// Nobody announces more than this, in days, but a leave for a child, an illness, a season; and nothing that lies so far ahead.
const LONGEST: i32 = 62;
const LONGEST_LEAVE: i32 = 400;
const FURTHEST: i32 = 150;
/// English sentences begin with these (`… on page 4. Out of office …`). They are short names of months, but only in languages that put
/// no full stop behind a day.
const NO_MONTHS: [&str; 2] = ["Out", "Set"];

/// The first and the last day on which the writer says that he is away. `written` is the day of the letter, `lang` its language
/// (ISO 639-1) where it is known; many write English besides.
pub(in crate::read) fn away(text: &str, lang: Option<&str>, written: Date) -> Option<(Date, Date)> {
    if !TONGUES.may_be_away(text) {
        return None;
    }
    let sentences = sentences(text);
    let known = lang.filter(|lang| TONGUES.all.iter().any(|tongue| tongue.code == *lang));
    let spoken = |tongue: &&Tongue| known.is_none_or(|lang| tongue.code == lang || tongue.code == "en");
    TONGUES.all.iter().filter(spoken).find_map(|tongue| sentences.iter().find_map(|one| away_in(one, tongue, written)))
}

/// The sentences of a text. A full stop behind a number of the month ends none (`vom 3. bis 16. August`), and `Back on Monday` goes
/// with what stands before it.
fn sentences(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split_inclusive(['.', '!', '?', '\n', ';']) {
        let follows = part.trim_start().to_lowercase();
        let goes_on = |last: &String| {
            let is_back = ["back on", "back in", "returning on"].iter().any(|word| follows.starts_with(word));
            is_back || ends_in_a_date(last) || (ends_in_a_day(last) && starts_small(part))
        };
        match found.last_mut() {
            Some(last) if goes_on(last) => last.push_str(part),
            _ => found.push(part.to_owned()),
        }
    }
    found
}

/// `vom 3.`
fn ends_in_a_day(sentence: &str) -> bool {
    let Some(sentence) = sentence.strip_suffix('.') else { return false };
    let number = sentence.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    (1..=2).contains(&number.len())
}

/// `ab 3.8.`
fn ends_in_a_date(sentence: &str) -> bool {
    let day = sentence.strip_suffix('.').map(|rest| rest.trim_end_matches(|c: char| c.is_ascii_digit()));
    ends_in_a_day(sentence) && day.is_some_and(ends_in_a_day)
}

/// Whether a part goes on in the line, with a small letter, a number or the name of a month.
fn starts_small(part: &str) -> bool {
    let rest = part.trim_start_matches([' ', '\t']);
    let first = rest.chars().next();
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    first.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || c == '-' || c == '–')
        || (!NO_MONTHS.contains(&word) && super::super::words::words().is_month(&word.to_lowercase()))
}

fn away_in(sentence: &str, tongue: &Tongue, written: Date) -> Option<(Date, Date)> {
    if !tongue.away.may_occur(sentence) || sentence.trim_end().ends_with('?') {
        return None;
    }
    let words = words(sentence);
    let line = words.join(" ");
    let trigger = tongue.away.first(&line)?;
    let before = line.get(..trigger).unwrap_or_default();
    let rest = line.get(trigger..).unwrap_or_default();
    // Somebody else's journey is no news about the writer.
    let is_writer = |word: &str| tongue.writer.contains(word);
    let by_writer =
        before.trim().is_empty() || before.split(' ').any(is_writer) || rest.split(' ').next().is_some_and(is_writer);
    if !by_writer || tongue.unreal.first(&line).is_some() {
        return None;
    }
    let (first, last) = span(&words, &line, tongue, written)?;
    let days = (last - first).get_days();
    let ahead = (first - written).get_days();
    let longest = if tongue.for_months.first(&line).is_some() { LONGEST_LEAVE } else { LONGEST };
    ((0..=longest).contains(&days) && (-longest..=FURTHEST).contains(&ahead) && last >= written)
        .then_some((first, last))
}

fn span(words: &[String], line: &str, tongue: &Tongue, written: Date) -> Option<(Date, Date)> {
    let (mut from, mut until, mut back, mut length) = (None, None, None, None);
    let mut role = Role::On;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        role = tongue.role(word, from.is_some()).unwrap_or(role);
        if let Some((date, used)) = tongue.date_at(words, at, from.unwrap_or(written)) {
            at += used;
            let after = words.get(at..).unwrap_or_default();
            match role {
                _ if role != Role::Until && tongue.is_back(after) => back = back.or(Some(date)),
                // `from Monday 3 August to Friday 14 August`: the day of the week, and then the date.
                Role::From if until.is_none() => from = Some(date),
                Role::Until | Role::And => until = Some(date),
                Role::Back => back = Some(date),
                Role::On if from.is_none() && until.is_none() => from = Some(date),
                Role::From | Role::On => {}
            }
            continue;
        }
        length = length.or_else(|| tongue.length_at(words, at));
        at += 1;
    }
    let until = until.or_else(|| back.and_then(|date| date.yesterday().ok()));
    let monday = tongue::next(written, Weekday::Monday);
    if from.is_none() && tongue.next_week.first(line).is_some() {
        let weeks = if tongue.week_after.first(line).is_some() { 2 } else { 1 };
        return Some((monday, until.unwrap_or_else(|| monday.saturating_add((weeks * 7 - 1).days()))));
    }
    if from.is_none() && until.is_none() && tongue.this_week.first(line).is_some() {
        return Some((written, monday.yesterday().ok()?));
    }
    let until = until.or_else(|| length.map(|days: i32| from.unwrap_or(written).saturating_add((days - 1).days())));
    match (from, until) {
        (Some(from), Some(until)) => Some((from, until)),
        (None, Some(until)) => Some((written, until)),
        // A single day: `I'm off on Friday`.
        (Some(from), None) => (role == Role::On).then_some((from, from)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Written on a Wednesday.
    #[track_caller]
    fn check(text: &str, expected: Option<(Date, Date)>) {
        assert_eq!(away(text, None, date(2026, 7, 29)), expected, "{text}");
    }

    #[test]
    fn journeys_as_people_announce_them() {
        let span = |from: (i8, i8), until: (i8, i8)| Some((date(2026, from.1, from.0), date(2026, until.1, until.0)));
        check("Hi Robin,\n\nI'm away from 3 August until 16 August. Anything urgent, ask Lee.", span((3, 8), (16, 8)));
        check("I'm on holiday from August 3rd to August 16th, back at my desk after that.", span((3, 8), (16, 8)));
        check("Just so you know, we are closed between 3 and 16 August.", span((3, 8), (16, 8)));
        check("I'll be on leave 3-16 August.", span((3, 8), (16, 8)));
        check("I am out of the office until 14 August 2026 and will answer when I am back.", span((29, 7), (14, 8)));
        check("I'm away until the 13th.", span((29, 7), (13, 8)));
        check("We are travelling from tomorrow on; I'm back on 17 August.", span((29, 7), (16, 8)));
        check("I'm off on leave from 3 August, back on 17 August.", span((3, 8), (16, 8)));
        check("I'm off next week, so no rush.", span((3, 8), (9, 8)));
        check("I will be on vacation for two weeks from 3 August.", span((3, 8), (16, 8)));
        check("I'm away on Friday.", span((31, 7), (31, 7)));
        check("On holiday. Back on Monday.", span((29, 7), (2, 8)));
        check("I'll be offline from 2026-08-03 to 2026-08-16.", span((3, 8), (16, 8)));
        check("I'm away from the 3rd to the 16th of August.", span((3, 8), (16, 8)));
        let leave = "I will be on parental leave from 3 August 2026 until 29 November 2026 and back on 30 November.";
        check(leave, span((3, 8), (29, 11)));
        check("Ich bin vom 3. August bis 29. November in Elternzeit.", span((3, 8), (29, 11)));
        check("I'm away from 3 August until 29 November.", None);
    }

    #[test]
    fn what_is_no_journey_of_the_writers() {
        check("Lee is on holiday until 14 August.", None);
        check("Are you away until 14 August?", None);
        check("I was away until Monday.", None);
        check("The sale starts on 3 August and ends on 16 August.", None);
        check("Please throw away the drafts from 3 August.", None);
        check("I'll send it by Friday.", None);
        check("We moved away from the old system.", None);
        check("Could you send it back on Friday?", None);
    }

    #[test]
    fn journeys_in_other_words() {
        let span = |from: (i8, i8), until: (i8, i8)| Some((date(2026, from.1, from.0), date(2026, until.1, until.0)));
        let two_weeks = span((3, 8), (16, 8));
        for text in [
            "I'm off from 3 August to 16 August, no laptop.",
            "Out of office 3 August to 16 August, please hold everything until then.",
            "Please mend the table on page 4. Out of office 3 August to 16 August.",
            "On leave 3 August to 16 August; Bea covers for me.",
            "We're on vacation from 3 August, back 17 August.",
            "Quick note that I'll be out 3–16 August.",
            "I'll be out of town from the 3rd, back on the 17th.",
            "I'm taking two weeks off from Monday.",
            "My annual leave starts on 3 August and I return on 17 August.",
            "The office is closed 3 – 16 August.",
            "We close for the summer from 3 to 16 August.",
            "I won't be at my desk between 3 August and 16 August.",
            "I won't be reading mail from Monday 3 August until Sunday 16 August.",
            "I'll be abroad from 3 until 16 August with little internet.",
            "I'm travelling next week and the week after.",
            "I’ll be away for a fortnight from Monday.",
            "I am not working from August 3 to August 16.",
            "I go on holiday on 3 August for two weeks.",
            "From 3.8. to 16.8. I am travelling.",
        ] {
            check(text, two_weeks);
        }
        check("I'll be back in the office on Monday 3 August.", span((29, 7), (2, 8)));
        check("I'm away for the next two weeks.", span((29, 7), (11, 8)));
        check("I'm on vacation this week.", span((29, 7), (2, 8)));
        check("I'm on vacation this week, back on Friday.", span((29, 7), (30, 7)));
    }

    #[test]
    fn journeys_in_other_languages() {
        let span = |from: (i8, i8), until: (i8, i8)| Some((date(2026, from.1, from.0), date(2026, until.1, until.0)));
        let two_weeks = span((3, 8), (16, 8));
        for text in [
            "Ich bin vom 3. bis 16. August im Urlaub.",
            "Vom 3. August bis zum 16. August bin ich nicht im Büro, ab dem 17. August wieder.",
            "Wir haben ab 3.8. Betriebsferien und sind am 17.8. wieder da.",
            "Ich bin vom 03.08. bis einschließlich 16.08. verreist.",
            "Ab Montag bin ich für zwei Wochen im Urlaub.",
            "Estaré de vacaciones del 3 al 16 de agosto.",
            "Estamos fuera desde el 3 de agosto hasta el 16 de agosto.",
            "Je serai absente du 3 au 16 août.",
            "Je suis en congés du 3 août au 16 août inclus.",
            "Nous fermons du 3 au 16 août.",
            "Sarò in ferie dal 3 al 16 agosto.",
            "Ik ben van 3 tot 16 augustus met vakantie.",
            "Estarei de férias de 3 a 16 de agosto.",
        ] {
            check(text, two_weeks);
        }
        check("Ich bin bis 14. August nicht im Büro.", span((29, 7), (14, 8)));
        check("Ich bin bis zum 14. August abwesend. Ihre Mails werden nicht gelesen.", span((29, 7), (14, 8)));
        check("Ich bin nächste Woche nicht da.", span((3, 8), (9, 8)));
        check("Je suis absent jusqu'au 14 août.", span((29, 7), (14, 8)));
        check("Je suis en vacances et serai de retour le 17 août.", span((29, 7), (16, 8)));
        check("Estoy fuera de la oficina hasta el 14 de agosto.", span((29, 7), (14, 8)));
        check("No estaré disponible la semana que viene.", span((3, 8), (9, 8)));
        check("Ik ben volgende week vrij.", span((3, 8), (9, 8)));
    }

    #[test]
    fn no_journeys_in_other_words() {
        for text in [
            "Lena ist bis 14. August im Urlaub.",
            "Bist du bis 14. August im Urlaub?",
            "Ich war bis Montag im Urlaub.",
            "Wenn ich am 14. August im Urlaub bin, macht das Lena.",
            "Die Frist endet am 14. August, danach ist die Seite weg.",
            "Marie est en congé jusqu'au 14 août.",
            "J'étais en vacances jusqu'à lundi.",
            "Marta está de vacaciones hasta el 14 de agosto.",
            "I'll come back to you on Friday with the list.",
            "I'll be back with numbers on Friday.",
            "I'll get back on this by Friday.",
            "Let's meet when you are back on 17 August.",
            "I'd take the banner off from Monday.",
            "The offer is closed from 3 August to 16 August.",
            "I can book the holiday let from 3 August to 16 August for you.",
            "I have sent the vacation plan for 3 to 16 August.",
            "Ich gebe das Budget bis 14. August frei.",
            "Ich habe es verschickt, das Paket ist unterwegs und kommt am Freitag.",
            "Vou deixar isso fora do relatório até sexta-feira.",
        ] {
            check(text, None);
        }
    }
}
