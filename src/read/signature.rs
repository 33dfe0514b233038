//! Where the words of a letter end and its signature and boilerplate begin.

mod boilerplate;
mod card;
mod program;

use std::borrow::Cow;

use crate::domain::address::Person;

use self::boilerplate::boilerplate;
use self::card::{card, closes, is_contact, is_name, is_named, is_postscript, last_full, speaks_on};
use self::program::{begs_pardon, names_program};
use super::lines::{self, trim_blank_lines};
use super::words::{is_invisible, plain, words};

/// The longest signature behind a delimiter, in lines.
const LONGEST: usize = 25;

/// The longest footer of a list behind a short line, in lines.
const LONGEST_FOOTER: usize = 5;

/// The longest greeting, in words.
const LONGEST_GREETING: usize = 5;

/// The line below a greeting and a blank one.
const FIRST_OF_CARD: usize = 2;

/// Words and signature of a letter whose last bytes, so many, stand below another that was taken out of it. No signature goes on there.
pub(super) fn split_parts(own: &str, below: usize, author: Option<&Person>) -> (String, Option<String>) {
    let (text, signature) = split(own, author);
    // One that begins below it may be the signature of all.
    let goes_on = below > 0 && signature.as_ref().is_some_and(|signature| signature.len() > below);
    let parted = own.len().checked_sub(below).filter(|_| goes_on);
    let Some((above, below)) = parted.and_then(|at| own.split_at_checked(at)) else { return (text, signature) };
    let (parts, signatures): (Vec<String>, Vec<Option<String>>) =
        [above, below].iter().map(|part| split(part, author)).unzip();
    let signatures: Vec<String> = signatures.into_iter().flatten().collect();
    (parts.join("\n\n"), Some(signatures.join("\n")).filter(|signature| !signature.is_empty()))
}

/// Words and signature of a letter, which this person wrote. The signature is `None` where there is none.
pub(super) fn split(own: &str, author: Option<&Person>) -> (String, Option<String>) {
    let lines: Vec<&str> = lines::split(own).collect();
    let cut = delimiter(&lines, author).or_else(|| footer(&lines)).unwrap_or(lines.len());
    let cut = boilerplate(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let cut = mobile(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let cut = dashed_name(lines.get(..cut).unwrap_or_default(), author).unwrap_or(cut);
    let cut = card(lines.get(..cut).unwrap_or_default(), author).unwrap_or(cut);
    let at = lines.iter().take(cut).map(|line| line.len() + 1).sum::<usize>().min(own.len());
    let kept = lines.get(..cut).unwrap_or_default();
    let program = above_a_postscript(kept).and_then(|n| kept.split_at_checked(n));
    let text = match program {
        Some((above, [_, below @ ..])) => {
            let above = above.get(..=last_full(above).unwrap_or_default()).unwrap_or_default();
            Cow::Owned([above, below].concat().join("\n"))
        }
        _ => Cow::Borrowed(own.get(..at).unwrap_or_default()),
    };
    let text = trim_blank_lines(&text);
    // Yahoo puts a blank before the body; four and more may be meant.
    let bare = text.trim_start_matches(' ');
    let text = if text.len() - bare.len() < 4 { bare } else { text }.to_owned();
    let signature = trim_blank_lines(own.get(at..).unwrap_or_default());
    let program = program.and_then(|(_, below)| below.first().copied());
    let parts: Vec<&str> = program.into_iter().chain([signature]).filter(|part| !part.is_empty()).collect();
    let signature = parts.join("\n");
    (text, Some(signature).filter(|signature| !signature.is_empty()))
}

/// Words that somebody wrote into the container of his signature, where nothing stands above it: Outlook for mobiles may begin a
/// reply there. `None` where it is a signature.
pub(super) fn words_within(
    container: &str,
    author: Option<&Person>,
    readers: &[Person],
) -> Option<(String, Option<String>)> {
    let (text, signature) = split(container, author);
    let lines: Vec<&str> = lines::split(&text).collect();
    let is_card = || names_signer(&lines, author) && !greets(&lines, author, readers);
    // Above what a program or a card says, a word or two are an answer.
    let is_remark = || signature.is_some() && is_remark(&lines, author) || greets_and_says(&lines, author, readers);
    let is_typed = speaks(&lines) && !is_card() || is_remark();
    is_typed.then_some((text, signature))
}

/// Whether lines begin with the name of a person or a firm, as a card does.
fn names_signer(lines: &[&str], author: Option<&Person>) -> bool {
    lines.first().is_some_and(|line| (is_named(line, author) || is_name(line)) && !speaks(&[line]))
}

/// Whether lines begin like a letter: with the name of a reader, or with a greeting above more than a name and a title.
fn greets(lines: &[&str], author: Option<&Person>, readers: &[Person]) -> bool {
    let Some((first, below)) = lines.split_first().filter(|(first, _)| !is_named(first, author)) else { return false };
    let goes_on = || below.iter().find(|line| !line.trim().is_empty()).is_some_and(|line| !is_name(line));
    readers.iter().any(|reader| is_named(first, Some(reader))) || is_greeting(first) && goes_on()
}

/// Whether below a greeting by a reader's name stands what no card holds: `Hi Ines,`, `yes please`.
fn greets_and_says(lines: &[&str], author: Option<&Person>, readers: &[Person]) -> bool {
    let Some((first, below)) = lines.split_first().filter(|(first, _)| is_greeting(first)) else { return false };
    let signs = |line: &str| is_of_a_card(line) || is_named(line, author) || closes(line) || names_program(line);
    !is_named(first, author)
        && readers.iter().any(|reader| is_named(first, Some(reader)))
        && below.iter().any(|line| has_words(&[line]) && !signs(line))
}

/// Whether lines are a few words of an answer, and no name, title or closing: `Yes please`, `Ok, Friday.`
fn is_remark(lines: &[&str], author: Option<&Person>) -> bool {
    let Some(first) = lines.first().filter(|line| has_words(&[line]) || has_pictures(&[line])) else { return false };
    let paragraph = || lines.iter().skip(1).take_while(|line| !line.trim().is_empty());
    let is_alone = paragraph().next().is_none();
    // `Yes, but later`, `Yes, Friday`; a firm's town has a capital.
    let goes_on = |(_, rest): (&str, &str)| {
        rest.trim_start().starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase())
            || rest.split_whitespace().any(|word| words().is_weekday(&plain(word)))
    };
    let says = is_alone && ends_sentence(first) || first.split_once([',', '，', '、']).is_some_and(goes_on);
    let names = is_named(first, author) || is_name(first) && !says;
    // `Director of Sales`, and the firm below.
    let is_title = || paragraph().any(|line| is_name(line) && !is_named(line, author) && !ends_sentence(line));
    !names && !closes(first) && !begs_pardon(first) && !is_title() && !lines.iter().any(|line| is_contact(line))
}

/// Where only a greeting stands outside of the container of a signature: the words that somebody wrote into it, above his card or
/// below, where he asks or speaks of himself.
pub(super) fn words_around(
    greeting: &str,
    container: &str,
    author: Option<&Person>,
    readers: &[Person],
) -> Option<(String, Option<String>)> {
    let within = words_within(container, author, readers).or_else(|| words_above_a_card(container, author));
    if let Some((words, signature)) = within {
        return Some((format!("{greeting}\n\n{words}"), signature));
    }
    let (text, signature) = split(&format!("{greeting}\n\n{container}"), author);
    let lines: Vec<&str> = lines::split(&text).collect();
    let begins = |n: &usize| n.checked_sub(1).and_then(|n| lines.get(n)).is_some_and(|line| line.trim().is_empty());
    let says = |n: &usize| {
        let paragraph = lines.iter().skip(*n).take_while(|line| !line.trim().is_empty()).copied();
        let paragraph: Vec<&str> = paragraph.collect();
        speaks(&paragraph) && is_personal(&paragraph)
    };
    let start = (FIRST_OF_CARD + 1..lines.len()).filter(begins).find(says)?;
    let card = lines.get(FIRST_OF_CARD..start)?.join("\n");
    let parts = [Some(trim_blank_lines(&card).to_owned()), signature];
    let signature = parts.into_iter().flatten().collect::<Vec<String>>().join("\n\n");
    Some((format!("{greeting}\n\n{}", lines.get(start..)?.join("\n")), Some(signature)))
}

/// Words and signature of a container where somebody asks or speaks of himself above his name, a closing or what a program says. Words
/// below those may be of a card: `I do not work on Fridays.`
fn words_above_a_card(container: &str, author: Option<&Person>) -> Option<(String, Option<String>)> {
    let lines: Vec<&str> = lines::split(container).collect();
    let signs = |line: &&str| is_named(line, author) || closes(line) || names_program(line);
    let above = lines.get(..lines.iter().position(signs)?)?;
    let first = above.iter().find(|line| !line.trim().is_empty())?;
    // What begins with a mark is drawn, or quoted.
    let is_typed =
        first.trim_start().starts_with(char::is_alphanumeric) && !above.iter().any(|line| is_of_a_card(line));
    let says = |line: &str| (speaks(&[line]) || speaks_on(line)) && is_personal(&[line]);
    (is_typed && above.iter().any(|line| says(line))).then(|| split(container, author))
}

/// Whether a line is of a card, and no sentence: a firm, an address, what a phone says of its keys.
fn is_of_a_card(line: &str) -> bool {
    is_name(line) && !ends_sentence(line) || is_contact(line) || begs_pardon(line)
}

/// Whether somebody asks in these lines, or speaks of himself.
fn is_personal(lines: &[&str]) -> bool {
    let mut said = lines.iter().flat_map(|line| line.split_whitespace());
    said.any(|word| word.ends_with(['?', '？', '؟']) || is_myself(word))
}

/// Whether words are a greeting and no more: `Hi Ines,`.
pub(super) fn is_greeting(own: &str) -> bool {
    let own = own.trim();
    let is_short = own.split_whitespace().count() <= LONGEST_GREETING && !own.contains('\n');
    is_short && own.ends_with([',', '，']) && !closes(own)
}

/// Whether a line greets somebody by name who is none of the readers: `Hi Bo,`, `Dear Mr Ray:`.
pub(super) fn greets_another(line: &str, readers: &[&Person]) -> bool {
    line.ends_with([',', '，', '!', ':'])
        && line.split_whitespace().count() <= LONGEST_GREETING
        && line.split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase))
        && !closes(line)
        && !readers.iter().any(|reader| is_named(line.trim_end_matches([':', '!']), Some(reader)))
}

/// `-- ` (RFC 3676 section 4.3) and what programs and people make of it; the first that has only a signature's worth of lines
/// behind it.
fn delimiter(lines: &[&str], author: Option<&Person>) -> Option<usize> {
    let first = lines.len().saturating_sub(LONGEST);
    let mut found = None;
    for (n, line) in lines.iter().enumerate().skip(first).rev() {
        let Some(delimiter) = Delimiter::of(line) else { continue };
        let behind = lines.get(n + 1..).unwrap_or_default();
        if behind.iter().all(|line| line.trim().is_empty()) {
            continue;
        }
        let above = lines.get(..n).unwrap_or_default();
        let signs = match delimiter {
            Delimiter::Standard => true,
            // What is announced, or says what something is, belongs to the words.
            _ if announces(above) || is_list(behind) => false,
            // What leaves no word is no division of words from a signature.
            // Below a picture a long dash says whose it is.
            Delimiter::Short => {
                let is_all = || last_full(above).is_none() && behind.first().is_some_and(|line| is_named(line, author));
                let divides = has_words(above) || (line.starts_with("--") && has_pictures(above) && is_short(behind));
                !speaks(behind) && (divides && says_whose(behind, author) || is_all())
            }
            Delimiter::Drawn => {
                // The second of two such lines closes a box.
                let closes = above.iter().any(|other| other.trim() == line.trim());
                !closes && is_card(above, behind, author) && !speaks(behind)
            }
        };
        if signs {
            found = Some(n);
        }
    }
    found
}

/// A line that may divide words from a signature, the surest first.
enum Delimiter {
    /// `-- `: nobody writes the blank by hand.
    Standard,
    /// `--`: people divide their own words with it too.
    Short,
    /// `-----`: and tables, and headings.
    Drawn,
}

impl Delimiter {
    fn of(line: &str) -> Option<Self> {
        match line.trim_end_matches(is_invisible) {
            "-- " => return Some(Self::Standard),
            "--" | "—" | "– " | "--\u{a0}" => return Some(Self::Short),
            _ => {}
        }
        let line = line.trim();
        let drawn = (3..40).contains(&line.chars().count())
            && line.chars().all(|c| matches!(c, '-' | '_' | '—' | '=' | '━' | '─'));
        drawn.then_some(Self::Drawn)
    }
}

/// Whether the last line above says that something follows: `Login for the shop:`.
fn announces(above: &[&str]) -> bool {
    last_full(above).and_then(|n| above.get(n)).is_some_and(|line| line.trim_end().ends_with([':', '：']))
}

/// Whether what stands behind a short line says who signs: a few words, or among more a name first, or how to reach somebody.
fn says_whose(behind: &[&str], author: Option<&Person>) -> bool {
    let mut full = behind.iter().filter(|line| !line.trim().is_empty() && Delimiter::of(line).is_none());
    let first = full.next();
    full.next().is_none()
        || first.is_some_and(|line| is_name(line) || is_named(line, author) || names_program(line) || closes(line))
        || behind.iter().any(|line| is_contact(line))
}

/// Whether lines say what something is (`Keys: Lisa`), and not how to reach somebody.
fn is_list(lines: &[&str]) -> bool {
    let first = lines.iter().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| line.contains(": ") && !is_contact(line) && !names_program(line))
}

/// Whether what stands behind a drawn line is one short block below words, and no part of a table or a heading.
fn is_card(above: &[&str], behind: &[&str], author: Option<&Person>) -> bool {
    let full = behind.iter().filter(|line| !line.trim().is_empty()).count();
    let in_table = above.last().is_some_and(|line| !line.trim().is_empty()) && full > 3;
    // The line below a heading has a blank one after it.
    let underlines = above.last().is_some_and(|line| !line.trim().is_empty())
        && behind.first().is_none_or(|line| line.trim().is_empty());
    // Sentences and further lines belong to a text in parts, unless it says how to reach somebody.
    let in_parts = |line: &&str| {
        line.trim_end().ends_with(['.', '!', '?', '。']) && line.contains(' ') || Delimiter::of(line).is_some()
    };
    let reaches = behind.iter().any(|line| is_contact(line) || names_program(line));
    let first = behind.iter().find(|line| !line.trim().is_empty());
    let signed = first
        .is_some_and(|line| is_named(line, author) || is_contact(line) || (is_name(line) && (reaches || full == 1)));
    full <= 10
        && !in_table
        && (signed || first.is_some_and(|line| names_program(line)))
        && (!behind.iter().any(in_parts) || reaches)
        && !underlines
        && behind.iter().all(|line| line.chars().count() < 75)
        && above.iter().any(|line| !line.trim().is_empty() && Delimiter::of(line).is_none())
}

fn has_words(lines: &[&str]) -> bool {
    lines.iter().any(|line| line.contains(char::is_alphanumeric))
}

/// Whether a picture says something (👍), and no word does.
fn has_pictures(lines: &[&str]) -> bool {
    lines.iter().any(|line| line.contains(|c: char| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')))
}

/// Whether lines are a name and little more.
fn is_short(lines: &[&str]) -> bool {
    lines.iter().all(|line| line.split_whitespace().count() <= 4)
}

/// Whether somebody goes on speaking here: a whole sentence, and nothing by which to reach him.
fn speaks(lines: &[&str]) -> bool {
    let sentence = |line: &&str| ends_sentence(line) && line.split_whitespace().count() >= 5 && !names_program(line);
    lines.iter().any(sentence) && !lines.iter().any(|line| is_contact(line))
}

/// Whether a word is how somebody names himself: `I`, `ich`, `me`.
fn is_myself(word: &str) -> bool {
    words().myself.contains(&bare(word))
}

/// A word in small letters without the marks around it.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase()
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', '؟'])
}

/// The footers of mailing lists: a line of underscores with addresses below; a short line where little else follows.
fn footer(lines: &[&str]) -> Option<usize> {
    let first = lines.len().saturating_sub(LONGEST);
    lines.iter().enumerate().skip(first).find_map(|(n, line)| {
        let line = line.trim();
        let behind = lines.get(n + 1..).unwrap_or_default();
        let rule = line.chars().all(|c| c == '_' || c == '-')
            && (line.len() >= 30 || line.len() >= 2 && behind.len() <= LONGEST_FOOTER);
        let lists = |line: &&str| ["mailman", "listinfo", "unsubscribe"].iter().any(|mark| line.contains(mark));
        (rule && behind.iter().any(lists)).then_some(n)
    })
}

fn is_long_rule(line: &str) -> bool {
    line.trim().len() >= 3 && line.trim().chars().all(|c| matches!(c, '_' | '-' | '*' | '='))
}

/// `Sent from my iPhone`, in the languages of the table, as the last words: below it stand only pardons, addresses and more of
/// its kind.
fn mobile(lines: &[&str]) -> Option<usize> {
    let last = last_full(lines)?;
    let first = last.saturating_sub(3);
    (first..=last).find(|n| {
        let below = || lines.get(n + 1..=last).unwrap_or_default();
        let belongs = |line: &&str| {
            line.trim().is_empty()
                || begs_pardon(line)
                || names_program(line)
                || (is_contact(line) && is_short(&[line]))
        };
        lines.get(*n).is_some_and(|line| names_program(line)) && below().iter().all(belongs)
    })
}

/// The line about a program above a postscript, where it is nobody's words.
fn above_a_postscript(lines: &[&str]) -> Option<usize> {
    let last = last_full(lines)?;
    let start = lines.get(..last)?.iter().rposition(|line| line.trim().is_empty())? + 1;
    let above = lines.get(start).filter(|line| is_postscript(line)).and_then(|_| last_full(lines.get(..start)?))?;
    lines.get(above).is_some_and(|line| names_program(line)).then_some(above)
}

/// `- roman`, `/John`, `-Abhishek Kona` as the last line.
fn dashed_name(lines: &[&str], author: Option<&Person>) -> Option<usize> {
    let last = last_full(lines)?;
    let line = lines.get(last)?.trim();
    let name = line.strip_prefix(['-', '/', '–', '—', '~'])?.trim_start();
    // `- Friday` says when.
    let says_when = words().is_weekday(&plain(name)) || words().is_month(&plain(name));
    let short = name.split_whitespace().count() <= 3 && name.chars().count() <= 30 && !says_when;
    let letters = name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '-'))
        && !name.ends_with('-');
    let before = last.checked_sub(1).and_then(|n| lines.get(n));
    let alone = before.is_some_and(|before| before.trim().is_empty());
    let opens = |line: &&str| line.trim_end().ends_with([':', '：']);
    let above = lines.iter().take(last).rfind(|line| !line.trim().is_empty());
    let list = above.is_none_or(opens) || lines.iter().take(last).any(|other| other.trim_start().starts_with("- "));
    // `/ blue` answers the question above it.
    let answers = above.is_some_and(|line| line.trim_end().ends_with('?')) && !is_named(name, author);
    (short && letters && alone && !list && !answers).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    fn check(own: &str, text: &str, signature: &str) {
        let (got, cut) = split(own, None);
        assert_eq!((got.as_str(), cut.as_deref().unwrap_or("")), (text, signature), "{own:?}");
    }

    #[test]
    fn words_in_the_container_of_a_signature_are_found() {
        let within = |container: &str| words_within(container, None, &[]).map(|(text, _)| text);
        let words = "Yes, I can do that on Friday.";
        for words in [words, "Yes please", "Ok, Friday.", "Done.", "Agreed!", "Yes, Friday", "Ja, gerne", "👍"] {
            assert_eq!(within(&format!("{words}\n\nGet Outlook for iOS")).as_deref(), Some(words));
        }
        for signature in [
            "Get Outlook for iOS",
            "Dana Reed\nHead of sales\n\nGet Outlook for iOS",
            "Best regards,\nDana\n\nSent from Outlook for iOS",
            "Acme Inc.\nwe build boats\n\nSent from Outlook for iOS",
            "Acme\n\nSent from Outlook for iOS",
            "Director of Sales\nAcme\n\nSent from Outlook for iOS",
            "Dana Reed\nAcme\nWe build what you need for your house.",
            "Dana Reed\n+44 20 7946 0000",
            "pause",
        ] {
            assert_eq!(within(signature), None, "{signature}");
        }
    }

    #[test]
    fn a_letter_in_the_container_of_a_signature_may_begin_with_a_greeting() {
        let dana = Person::new(Some("Dana Reed"), Address::parse("dana@acme.example"));
        let ines = [Person::new(Some("Ines Vale"), Address::parse("ines@desk.example"))];
        let within = |container: &str| words_within(container, Some(&dana), &ines).map(|(text, _)| text);
        for greeting in ["Hi Ines,", "Ines", "Dear Ms Vale", "Hi All,", "Liebe Ines"] {
            let words = format!("{greeting}\n\nI recommended you to Carla and her team.");
            assert_eq!(within(&format!("{words}\n\nGet Outlook for iOS")), Some(words));
        }
        let short = "Hi Ines,\nyes please, and my number is +49 431 123456\nDana";
        assert_eq!(within("Hi Ines,\nyes please").as_deref(), Some("Hi Ines,\nyes please"));
        assert_eq!(within(&format!("{short}\n\nGet Outlook for iOS")).as_deref(), Some(short));
        for card in ["Ines,", "Hi Ines,\nDana Reed", "Hi Ines,\nBest regards,\nDana Reed\nAcme\n+49 431 123456"] {
            assert_eq!(within(card), None, "{card}");
        }
        for card in ["Dana Reed,", "Dana", "Acme", "Mara Lind,\nSales", "Acme Boats\nHarbour Works"] {
            assert_eq!(within(&format!("{card}\n\nWe build what you need for your house.")), None, "{card}");
        }
    }

    #[test]
    fn a_greeting_to_somebody_who_is_no_reader_is_told() {
        let ines = Person::new(Some("Ines Vale"), Address::parse("ines@desk.example"));
        for greeting in ["Hi Bo,", "Dear Mr Ray:", "Hello Bo Ray!", "Sehr geehrter Herr Ray,"] {
            assert!(greets_another(greeting, &[&ines]), "{greeting}");
        }
        for line in [
            "Hi Ines,",
            "Dear Ms Vale:",
            "Hello,",
            "Hello all,",
            "Best regards,",
            "The lamps for Bo",
            "Hi Bo, can we talk about all of it on Friday,",
        ] {
            assert!(!greets_another(line, &[&ines]), "{line}");
        }
    }

    #[test]
    fn words_stand_in_the_container_of_a_signature_above_the_card() {
        let dana = Person::new(Some("Dana Reed"), Address::parse("dana@acme.example"));
        let above = |container: &str| words_above_a_card(container, Some(&dana)).map(|(text, _)| text);
        let words = "I recommended you to Carla and her team.";
        for (container, text) in [
            (format!("{words}\nDana\n\nGet Outlook for iOS"), format!("{words}\nDana")),
            (format!("{words}\n\nSent from my iPhone"), words.to_owned()),
            (
                "Could you call her on Friday?\n\nDana Reed\n+49 431 123456".to_owned(),
                "Could you call her on Friday?".to_owned(),
            ),
            (
                "I told Carla, and she will call you\nBest,\nDana".to_owned(),
                "I told Carla, and she will call you\nBest,\nDana".to_owned(),
            ),
        ] {
            assert_eq!(above(&container), Some(text));
        }
        for container in [
            "Dana Reed\nAcme\nI do not work on Fridays.",
            "I do not work on Fridays, so please be patient.",
            "“I have no special talent, I am only curious.”\nDana Reed",
            "Acme Boats\nDo you know our new shop?\nDana Reed",
            "I am on the road, please excuse typos.\nSent from my iPhone",
            "We build what you need for your house.\nDana Reed",
            "Get Outlook for iOS",
        ] {
            assert_eq!(above(container), None, "{container}");
        }
    }

    #[test]
    fn words_below_a_card_are_found_where_only_a_greeting_stands_outside() {
        let dana = Person::new(Some("Dana Reed"), Address::parse("dana@acme.example"));
        let words = "Yes, Friday works for me.\nCould you call Bo before?";
        for card in ["Dana Reed\nAcme", "Dana Reed\n\nAcme\n+44 20 7946 0000"] {
            let found = words_around("Hi Ines,", &format!("{card}\n\n{words}"), Some(&dana), &[]);
            assert_eq!(found, Some((format!("Hi Ines,\n\n{words}"), Some(card.to_owned()))), "{card}");
            for slogan in ["We build what you need for your house.", "Please consider the environment before printing."]
            {
                let container = format!("{card}\n\n{slogan}");
                assert_eq!(words_around("Hi Ines,", &container, Some(&dana), &[]), None, "{container}");
            }
        }
        assert!(is_greeting("Hi Ines,\n") && !is_greeting("Hi Ines,\nyes!"));
        assert!(!is_greeting("Perfect!") && !is_greeting("Thanks,") && !is_greeting("Best regards,"));
    }

    #[test]
    fn signatures_are_cut() {
        check("Hi\n-- \nDana", "Hi", "-- \nDana");
        check("Hi\n---\nDana", "Hi", "---\nDana");
        check("👍\n--\nDana", "👍", "--\nDana");
        check("Hi\n\nSent from my iPhone", "Hi", "Sent from my iPhone");
        check("Hi\n\n- dana", "Hi", "- dana");
        for program in
            ["Sent via Proton Mail", "Envoyé avec K-9 Mail.", "Odesláno z iPhonu", "Gesendet mit der GMX Mail App"]
        {
            check(&format!("Hi\n\n{program}"), "Hi", program);
        }
        for footer in [
            "This email and any attachments are confidential and intended solely for the addressee.",
            "Dana Reed\nAcme Ltd\n\nPlease consider the environment before printing this email.\n\nwww.acme.example",
            "________\nYou are receiving this since you asked for it. Unsubscribe: https://acme.example/u",
        ] {
            let (own, kept) = (format!("Hi\n\nYes, fine.\n\n{footer}"), footer.contains("Reed"));
            let words = if kept { "Hi\n\nYes, fine.\n\nDana Reed\nAcme Ltd" } else { "Hi\n\nYes, fine." };
            check(&own, words, footer.trim_start_matches("Dana Reed\nAcme Ltd\n\n"));
        }
        let footer = "__\nbakers mailing list\nbakers@lists.example\nhttps://lists.example/mailman/listinfo/bakers";
        check(&format!("Hi\n\n-Dana Reed\n\n{footer}"), "Hi", &format!("-Dana Reed\n\n{footer}"));
        check(
            "Hi\n\nBest regards,\nDana Reed\nTel +49 30 1234567",
            "Hi",
            "Best regards,\nDana Reed\nTel +49 30 1234567",
        );
    }

    #[test]
    fn a_program_above_a_postscript_is_no_words() {
        let program = "Get Outlook for iOS<https://get.example/o>";
        check(&format!("Yes.\n\n{program}\n\nPS can you call Per?"), "Yes.\n\nPS can you call Per?", program);
    }

    #[test]
    fn words_are_kept() {
        for own in [
            "Hi\n\nBest regards,\nDana",
            "Two things:\n- one\n\n- two",
            "-- first\n-- second\n\nThanks!",
            "a\n\nI sent from my desk all of it",
            "Hello\n\nSent by courier, arrives Tuesday.",
            "Hello\n\nGesendet von der Post, nicht vom Kurier.",
            "To do:\n\n- Anna",
            "Hi,\n\nThe registered office moves in May, please change the letterhead.\n\nThanks\nInes",
            "Hi,\n\nCan you unsubscribe me from the weekly digest? I get it twice.",
            "Hi Dana\n\nThis message is confidential, please tell nobody of the party.",
            "First the samples.\n--\nThen the hall, which I booked for two days.",
            "Monday\n-----\nWe begin at nine and end at noon.",
            "-----\nAgenda\n-----\n\nDoors",
            "Agreed!\n\nThe agenda:\n------\n1. Money\n2. People\n------\nDone.",
            "Sent from my heart: thank you!",
            "Hi,\n\nSent from my garden :-)\n\nDana",
        ] {
            check(own, own, "");
        }
    }

    /// A letter of Mara Lind, with her words and what is cut from it.
    fn check_hers(words: &str, cut: &str) {
        let mara = Person::new(Some("Mara Lind"), Address::parse("mara@tidewater.example"));
        let (text, signature) = split(&format!("{words}{cut}"), Some(&mara));
        assert_eq!((text.as_str(), signature.as_deref().unwrap_or("")), (words, cut.trim_start_matches('\n')));
    }

    #[test]
    fn cards_are_cut() {
        let words = "Hi Ines,\n\nthe tide is at four. Bring the nets.";
        for card in [
            "Thanks & Regards\nMara Lind\nTidewater AB\n+46 70 123 45 67",
            "Grüße aus Kiel\n\nMara\n+46 70 123 45 67",
            "Best regards, Mara Lind\n+46 70 123 45 67",
            "Kind regards,\nM. Lind\nwww.tidewater.example<https://links.example/?url=https%3A%2F%2Fwww.tidewater.example%2F&data=05%7C02%7C0f8d%7C0%7C638&sdata=abc%3D>",
            "Mara Lind | Assistant | Tidewater AB | mara@tidewater.example",
            "Mara\n\nMARA LIND\nAssistant\nT +46 70 123 45 67",
            "Tidewater AB\nMara Lind\nStrandvej 4\nmara@tidewater.example",
            "==============\nMara Lind, Assistant\nTidewater AB  Phone +46 70 123 45 67",
            "Sent from my phone\nPlease excuse the typos.",
            "Z poważaniem\nmgr inż. Mara Lind\ntel. 22 123 45 67",
            "Üdvözlettel:\nDr. Lind Mara\n06 55 123 456",
            "________________\nCONFIDENTIALITY NOTICE: what this holds may be privileged.\n\nPlease consider the environment before printing.",
            "Best,\nLind and Holm\n+46 70 123 45 67\n\nHelping the firms of the coast grow since 1998",
        ] {
            check_hers(words, &format!("\n\n{card}"));
        }
    }

    #[test]
    fn words_at_and_below_a_closing_are_kept() {
        for words in [
            "Hi Ines,\n\nThank you!\n\nThe contract is here: https://tidewater.example/c\nPlease sign it by Friday.",
            "Hi Ines,\n\nThanks!\n\nPer Holm\nper@tidewater.example",
            "The tide is at four.\n\nThanks\nMara\n\nOne question: is per@tidewater.example still right?\nMy mail came back.",
            "The tide is at four.\n\nBest,\nMara\n\nPS: the shop is at www.tidewater.example now",
            "Can you send it to\n\nMara Lind\nStrandvej 4\n+46 70 123 45 67\n\nThank you!",
            "The tide is at four.\n\nBest,\nMara\n+46 70 123 45 67\n\nAnd please send the nets to Per before Friday",
            "Yes.\n\nMara\n\nTidewater AB\nRegistered office: Kiel\n+46 70 123 45 67\n\nPlease call me at the number above",
            "Yes.\n\nMara\n\nPlease note that I work part time. This message is confidential, so do not tell Per.",
            "Login for the shop:\n\n---\nUser: mara\nhttps://shop.tidewater.example",
            "Per's address:\n\n--\nPer Holm\n+47 55 12 34 56",
            "The tide is at four.\n\nBest,\nMara\n\nthe keys are with Per and you can have them\nfrom noon on, his number is +46 70 123 45 67",
            "The tide is at four.\n\nThanks,\nMara\n+46 70 123 45 67\n\nI forgot that the boat leaves at six now",
            "Thank you Per has the hat\n\nHis mail is per@tidewater.example",
            "The menu for Saturday\n\n_____\nFish soup\nHerring\nApple cake",
            "Which colour?\n\n/ blue",
            "When?\n\n- Friday",
            "Here are the flights\n--\nMonday 9:10 to Oslo\nTuesday 14:20 back, please book both",
            "Hi Ines,\n\nthe tide is at four. Here is the diver.\n\nThanks!\n\nPer Holm\nper@holm.example",
            "The newsletter needs an unsubscribe link and a view in browser line.\n\nThe rest is fine.",
            "Hi,\n\nthe letterhead lacks the registered office and the disclaimer: can you add both?",
            "Hi,\n\nthe tide is at four.\n\nPlease unsubscribe me from this one: https://news.example/u/12",
            "Hi,\n\nfor the page we need the registered office of Tidewater.\nThe draft is at https://draft.example",
        ] {
            check_hers(words, "");
        }
    }
}
