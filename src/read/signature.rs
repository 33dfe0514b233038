//! Where the words of a letter end and its signature and boilerplate begin.

mod boilerplate;
mod card;
pub(super) mod container;
mod delimiter;
pub(super) mod greeting;
mod program;

use std::borrow::Cow;

use crate::domain::address::Person;

use self::boilerplate::boilerplate;
pub(super) use self::card::is_named;
use self::card::{card, is_contact, is_postscript, last_full};
use self::delimiter::{delimiter, footer};
use self::program::{begs_pardon, names_program};
use super::lines::{self, trim_blank_lines};
use super::words::{plain, words};

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
pub(super) fn is_myself(word: &str) -> bool {
    words().myself.contains(&bare(word))
}

/// A word in small letters without the marks around it.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase()
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', '؟'])
}

fn is_long_rule(line: &str) -> bool {
    line.trim().len() >= 3 && line.trim().chars().all(|c| matches!(c, '_' | '-' | '*' | '='))
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
