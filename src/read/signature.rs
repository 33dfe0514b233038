//! Where the words of a letter end and its signature and boilerplate begin.

use super::lines::trim_blank_lines;
use super::words::{for_phrases, is_invisible, plain, words};

/// The longest signature behind a delimiter, in lines.
const LONGEST: usize = 25;

/// The longest footer of a list behind a short line, in lines.
const LONGEST_FOOTER: usize = 5;

/// Words and signature of a letter. The signature is `None` where there is none.
pub(super) fn split(own: &str) -> (String, Option<String>) {
    let lines: Vec<&str> = own.lines().collect();
    let cut = delimiter(&lines).or_else(|| footer(&lines)).unwrap_or(lines.len());
    let cut = boilerplate(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let cut = mobile(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let cut = dashed_name(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let cut = contact_card(lines.get(..cut).unwrap_or_default()).unwrap_or(cut);
    let text = trim_blank_lines(&lines.get(..cut).unwrap_or_default().join("\n"));
    // Yahoo puts a blank before the body; four and more may be meant.
    let bare = text.trim_start_matches(' ');
    let text = if text.len() - bare.len() < 4 { bare.to_owned() } else { text };
    let signature = trim_blank_lines(&lines.get(cut..).unwrap_or_default().join("\n"));
    (text, Some(signature).filter(|signature| !signature.is_empty()))
}

/// `-- ` (RFC 3676 section 4.3) and what programs make of it; the last that has only a signature's worth of lines behind it.
fn delimiter(lines: &[&str]) -> Option<usize> {
    let first = lines.len().saturating_sub(LONGEST);
    let standard = |line: &&str| {
        let line = line.trim_end_matches(is_invisible);
        matches!(line, "-- " | "--" | "—" | "– " | "--\u{a0}")
    };
    let drawn = |line: &str| {
        let line = line.trim();
        line.len() < 40 && line.chars().count() >= 3 && line.chars().all(|c| matches!(c, '-' | '_' | '—'))
    };
    let mut found = None;
    for (n, line) in lines.iter().enumerate().skip(first).rev() {
        let standard = standard(line);
        if !standard && !drawn(line) {
            continue;
        }
        let behind = lines.get(n + 1..).unwrap_or_default();
        let full = behind.iter().filter(|line| !line.trim().is_empty()).count();
        if standard && full > 0 {
            found = Some(n);
        } else if !standard
            && full > 0
            && full <= 10
            && behind.iter().all(|line| line.chars().count() < 75)
            && found.is_none_or(|at| at > n)
        {
            // A table is drawn with such lines too; a signature is one short block.
            let in_table =
                n.checked_sub(1).and_then(|n| lines.get(n)).is_some_and(|before| !before.trim().is_empty() && full > 3);
            if !in_table {
                found = Some(n);
            }
        }
    }
    found
}

/// The footers of mailing lists: a line of underscores with addresses below; a short line where little else follows.
fn footer(lines: &[&str]) -> Option<usize> {
    let first = lines.len().saturating_sub(LONGEST);
    lines.iter().enumerate().skip(first).find_map(|(n, line)| {
        let line = line.trim();
        let behind = lines.get(n + 1..).unwrap_or_default();
        let rule = line.chars().all(|c| c == '_' || c == '-')
            && (line.len() >= 30 || line.len() >= 2 && behind.len() <= LONGEST_FOOTER);
        let lists =
            behind.iter().any(|line| line.contains("mailman") || line.contains("listinfo") || line.contains("groups."));
        (rule && lists).then_some(n)
    })
}

/// Legal text and unsubscribe lines at the end: from the paragraph on that begins them.
fn boilerplate(lines: &[&str]) -> Option<usize> {
    let first = lines.len().saturating_sub(40);
    let at = (first..lines.len()).find(|n| {
        let Some(line) = lines.get(*n) else { return false };
        let (long, last) = (line.len() > 40, line.len() < 200 && n + 10 >= lines.len());
        if !long && !last {
            return false;
        }
        let line = for_phrases(line);
        long && words().legal.is_match(line.as_ref()) || last && words().unsubscribe.is_match(line.as_ref())
    })?;
    let mut start = at;
    while let Some(before) = start.checked_sub(1).filter(|n| lines.get(*n).is_some_and(|line| !line.trim().is_empty()))
    {
        start = before;
    }
    // The line that divides it off goes with it.
    let rule = lines.iter().take(start).rposition(|line| !line.trim().is_empty());
    let is_rule =
        |line: &str| line.trim().len() >= 5 && line.trim().chars().all(|c| matches!(c, '_' | '-' | '*' | '='));
    if let Some(rule) = rule.filter(|n| lines.get(*n).copied().is_some_and(is_rule)) {
        start = rule;
    }
    // A mail that is nothing but this was written so.
    lines.iter().take(start).any(|line| !line.trim().is_empty()).then_some(start)
}

/// `Sent from my iPhone`, in the languages of the table, as the last words.
fn mobile(lines: &[&str]) -> Option<usize> {
    let last = last_full(lines)?;
    let first = last.saturating_sub(3);
    (first..=last).find(|n| {
        let Some(line) = lines.get(*n) else { return false };
        if line.len() > 1000 {
            return false;
        }
        let line = plain(line);
        let line = line.trim_start_matches(['*', '_', '<', '[', ' ']);
        let Some(found) = words().sent_from.find(line) else { return false };
        let letters = line.chars().count();
        found.start() == 0 && letters < 120
            || found.end() == line.trim_end_matches(['.', '*', '_', '>', ']']).len() && letters < 60
    })
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
    let list = lines.iter().take(last).any(|other| other.trim_start().starts_with("- "));
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

fn is_closing(line: &str) -> bool {
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
        check("Hi\n\nSent from my iPhone", "Hi", "Sent from my iPhone");
        check("Hi\n\n- dana", "Hi", "- dana");
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
        ] {
            check(own, own, "");
        }
    }
}
