//! Where the words of a letter end and its signature and boilerplate begin.

use aho_corasick::{Anchored, Input};

use super::lines::{self, trim_blank_lines};
use super::words::{for_phrases, is_invisible, plain, words};

/// The longest signature behind a delimiter, in lines.
const LONGEST: usize = 25;

/// The longest footer of a list behind a short line, in lines.
const LONGEST_FOOTER: usize = 5;

/// Words and signature of a letter. The signature is `None` where there is none.
pub(super) fn split(own: &str) -> (String, Option<String>) {
    let lines: Vec<&str> = lines::split(own).collect();
    let cut = delimiter(&lines).or_else(|| footer(&lines)).unwrap_or(lines.len());
    let cut = boilerplate(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let cut = mobile(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let cut = dashed_name(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let cut = contact_card(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let at = lines.iter().take(cut).map(|line| line.len() + 1).sum::<usize>().min(own.len());
    let text = trim_blank_lines(own.get(..at).unwrap_or_default());
    // Yahoo puts a blank before the body; four and more may be meant.
    let bare = text.trim_start_matches(' ');
    let text = if text.len() - bare.len() < 4 { bare } else { text }.to_owned();
    let signature = trim_blank_lines(own.get(at..).unwrap_or_default()).to_owned();
    (text, Some(signature).filter(|signature| !signature.is_empty()))
}

/// `-- ` (RFC 3676 section 4.3) and what programs and people make of it; the first that has only a signature's worth of lines
/// behind it.
fn delimiter(lines: &[&str]) -> Option<usize> {
    let first = lines.len().saturating_sub(LONGEST);
    let mut found = None;
    for (n, line) in lines.iter().enumerate().skip(first).rev() {
        let Some(delimiter) = Delimiter::of(line) else { continue };
        let behind = lines.get(n + 1..).unwrap_or_default();
        if behind.iter().all(|line| line.trim().is_empty()) {
            continue;
        }
        let signs = match delimiter {
            Delimiter::Standard => true,
            // What leaves no word is no division of words from a signature.
            // Below a picture a long dash says whose it is.
            Delimiter::Short => {
                let above = lines.get(..n).unwrap_or_default();
                !speaks(behind)
                    && (has_words(above) || (line.starts_with("--") && has_pictures(above) && is_short(behind)))
            }
            Delimiter::Drawn => {
                let above = lines.get(..n).unwrap_or_default();
                // The second of two such lines closes a box.
                let closes = above.iter().any(|other| other.trim() == line.trim());
                !closes && is_card(above, behind) && !speaks(behind)
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
        let drawn = line.len() < 40 && line.chars().count() >= 3 && line.chars().all(|c| matches!(c, '-' | '_' | '—'));
        drawn.then_some(Self::Drawn)
    }
}

/// Whether what stands behind a drawn line is one short block below words, and no part of a table or a heading.
fn is_card(above: &[&str], behind: &[&str]) -> bool {
    let full = behind.iter().filter(|line| !line.trim().is_empty()).count();
    let in_table = above.last().is_some_and(|line| !line.trim().is_empty()) && full > 3;
    // The line below a heading has a blank one after it.
    let underlines = above.last().is_some_and(|line| !line.trim().is_empty())
        && behind.first().is_none_or(|line| line.trim().is_empty());
    // Sentences and further lines belong to a text in parts, unless it says how to reach somebody.
    let in_parts = |line: &&str| {
        line.trim_end().ends_with(['.', '!', '?', '。']) && line.contains(' ') || Delimiter::of(line).is_some()
    };
    full <= 10
        && !in_table
        && (!behind.iter().any(in_parts) || behind.iter().any(|line| is_contact(line) || names_program(line)))
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
    let sentence = |line: &&str| {
        let line = line.trim_end();
        let ends = line.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟']);
        ends && line.split_whitespace().count() >= 5 && !names_program(line)
    };
    lines.iter().any(sentence) && !lines.iter().any(|line| is_contact(line))
}

/// The footers of mailing lists: a line of underscores with addresses below; a short line where little else follows.
fn footer(lines: &[&str]) -> Option<usize> {
    let first = lines.len().saturating_sub(LONGEST);
    lines.iter().enumerate().skip(first).find_map(|(n, line)| {
        let line = line.trim();
        let behind = lines.get(n + 1..).unwrap_or_default();
        let rule = line.chars().all(|c| c == '_' || c == '-')
            && (line.len() >= 30 || line.len() >= 2 && behind.len() <= LONGEST_FOOTER);
        let lists = |line: &&str| ["mailman", "listinfo", "groups."].iter().any(|mark| line.contains(mark));
        (rule && behind.iter().any(lists)).then_some(n)
    })
}

/// Legal text and the way out of a list, from the paragraph on that begins them. They stand last; a paragraph that somebody
/// wrote ends the search, whatever phrase is in the ones above it.
fn boilerplate(lines: &[&str]) -> Option<usize> {
    let (mut cut, mut end, mut passed) = (None, lines.len(), 0);
    while let Some((start, paragraph)) = last_paragraph(lines, end) {
        let (above, words) = lines.split_at_checked(start)?;
        // Were it boilerplate, the whole letter would be.
        if cut.is_none() && above.iter().all(|line| line.trim().is_empty()) {
            return None;
        }
        let found = footers(paragraph);
        if found > 1 || (found == 1 && is_set_off(above)) {
            cut = Some(start);
        } else if found > 0 || passed > 2 || paragraph.len() > 2 || speaks(paragraph) || words.len() > LONGEST_LEGAL {
            break;
        }
        passed += usize::from(found == 0);
        end = start;
    }
    let start = cut?;
    // The line that divides it off goes with it.
    let rule = lines.iter().take(start).rposition(|line| !line.trim().is_empty());
    let start = rule.filter(|n| lines.get(*n).is_some_and(|line| is_long_rule(line))).unwrap_or(start);
    // A mail that is nothing but this was written so.
    lines.iter().take(start).any(|line| !line.trim().is_empty()).then_some(start)
}

/// Longer legal text is not looked for, in lines.
const LONGEST_LEGAL: usize = 40;

/// The last paragraph of the lines before `end`, and where it begins.
fn last_paragraph<'a, 'b>(lines: &'b [&'a str], end: usize) -> Option<(usize, &'b [&'a str])> {
    let end = lines.iter().take(end).rposition(|line| !line.trim().is_empty())? + 1;
    let start = lines.iter().take(end).rposition(|line| line.trim().is_empty()).map_or(0, |blank| blank + 1);
    Some((start, lines.get(start..end)?))
}

/// How many phrases of footers stand in a paragraph; a web address beside one counts as another.
fn footers(paragraph: &[&str]) -> usize {
    let text = paragraph.join(" ");
    let found = words().footers.find_iter(for_phrases(&text).as_ref()).take(2).count();
    found + usize::from(found > 0 && (text.contains("http") || text.contains("www.")))
}

/// Whether what stands above sets a paragraph off from the words of the letter: a line, a name, a firm.
fn is_set_off(above: &[&str]) -> bool {
    let mut full = above.iter().rev().filter(|line| !line.trim().is_empty());
    let Some(last) = full.next().map(|line| line.trim()) else { return false };
    let signed = last.split_whitespace().count() <= 6 && !last.ends_with(['.', '!', '?', ',', ':', ';', '。', '，']);
    is_long_rule(last) || is_closing(last) || ((signed || is_contact(last)) && full.next().is_some())
}

fn is_long_rule(line: &str) -> bool {
    line.trim().len() >= 5 && line.trim().chars().all(|c| matches!(c, '_' | '-' | '*' | '='))
}

/// `Sent from my iPhone`, in the languages of the table, as the last words.
fn mobile(lines: &[&str]) -> Option<usize> {
    let last = last_full(lines)?;
    let first = last.saturating_sub(3);
    (first..=last).find(|n| lines.get(*n).is_some_and(|line| names_program(line)))
}

/// Whether a line says what a letter was written with.
fn names_program(line: &str) -> bool {
    // A word alone is somebody's name, except where words are not parted by blanks.
    if line.len() > 480 || (line.is_ascii() && (line.len() > 140 || !line.trim().contains(' '))) {
        return false;
    }
    let edge = |c: char| c.is_whitespace() || is_invisible(c) || matches!(c, '*' | '_' | '<' | '>' | '[' | ']' | '(');
    // Where it can be had is no part of the name.
    let line = line.split_once("http").map_or(line, |(said, _)| said).trim_matches(edge);
    let plain = plain(line);
    let letters = plain.chars().count();
    let begins = words().sent_from.find(Input::new(&plain).anchored(Anchored::Yes)).is_some();
    if begins || letters >= 60 {
        return begins && letters < 120;
    }
    if let Some(found) = words().sent_from.find(&plain) {
        return found.end() == plain.trim_end_matches('.').len();
    }
    let found = words().sent_with.find(Input::new(&plain).anchored(Anchored::Yes));
    found.is_some_and(|found| {
        // Case is lost in `plain`; the words behind the phrase are as many in the line.
        let n = plain.get(..found.end()).map_or(0, |said| said.split(' ').count());
        names_a_program(line.split_whitespace().skip(n))
    })
}

/// Whether words are a name and no more, where a language has capitals: `Proton Mail secure email.`, `iPhone`.
fn names_a_program<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let words: Vec<&str> = words.collect();
    // An article may stand before it: `mit der GMX Mail App`.
    words.iter().take(3).any(|word| word.contains(char::is_uppercase))
        && !words.iter().any(|word| word.ends_with([',', ';', ':']))
}

/// `- roman`, `/John`, `-Abhishek Kona` as the last line.
fn dashed_name(lines: &[&str]) -> Option<usize> {
    let last = last_full(lines)?;
    let line = lines.get(last)?.trim();
    let name = line.strip_prefix(['-', '/', '–', '—', '~'])?.trim_start();
    let short = name.split_whitespace().count() <= 3 && name.chars().count() <= 30;
    let letters = name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '-'))
        && !name.ends_with('-');
    let before = last.checked_sub(1).and_then(|n| lines.get(n));
    let alone = before.is_some_and(|before| before.trim().is_empty());
    let opens = |line: &&str| line.trim_end().ends_with([':', '：']);
    let above = lines.iter().take(last).rfind(|line| !line.trim().is_empty());
    let list = above.is_none_or(opens) || lines.iter().take(last).any(|other| other.trim_start().starts_with("- "));
    (short && letters && alone && !list).then_some(last)
}

/// A closing, a name, and then telephone, address and web: from the closing on it is a signature.
fn contact_card(lines: &[&str]) -> Option<usize> {
    let last = last_full(lines)?;
    let first = (last + 1).saturating_sub(14);
    let closing = (first..=last).rev().find(|n| lines.get(*n).is_some_and(|line| is_closing(line)))?;
    let card = lines.get(closing + 1..=last)?;
    let full: Vec<&&str> = card.iter().filter(|line| !line.trim().is_empty()).collect();
    let contacts = full.iter().filter(|line| is_contact(line)).count();
    let short = full.iter().all(|line| line.chars().count() < 90);
    (contacts > 0 && full.len() >= 2 && short && closing > 0).then_some(closing)
}

/// No closing of the table is longer, in bytes.
const LONGEST_CLOSING: usize = 80;

fn is_closing(line: &str) -> bool {
    let line = line.trim();
    if line.len() > LONGEST_CLOSING {
        return false;
    }
    let line = plain(line);
    words().closings.contains(line.trim_end_matches([',', '.', '!', ' ', '-', '–']))
}

fn is_contact(line: &str) -> bool {
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let lower = line.to_lowercase();
    lower.contains('@')
        || lower.contains("www.")
        || lower.contains("http")
        || (digits >= 7 && digits * 3 > line.chars().filter(|c| !c.is_whitespace()).count())
        || ["tel", "phone", "mobile", "mob.", "fax", "t:", "m:", "p:", "☎", "📞"]
            .iter()
            .any(|mark| lower.trim_start().starts_with(mark) && digits > 4)
}

fn last_full(lines: &[&str]) -> Option<usize> {
    lines.iter().rposition(|line| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(own: &str, text: &str, signature: &str) {
        let (got, cut) = split(own);
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
}
