//! What stands below letters without being written for them: legal text, and the way out of a list.

use super::card::{is_closing, is_contact, speaks_on};
use super::{is_long_rule, is_myself, speaks};
use crate::read::words::{for_phrases, plain, words};

/// Longer legal text is not looked for, in lines.
const LONGEST_LEGAL: usize = 40;

/// Where such text begins, from the paragraph on that begins it. It stands last; a paragraph that somebody wrote ends the
/// search, whatever phrase is in the ones above it.
pub(super) fn boilerplate(lines: &[&str]) -> Option<usize> {
    let (mut cut, mut end, mut passed) = (None, lines.len(), 0);
    while let Some((start, paragraph)) = last_paragraph(lines, end) {
        let (above, words) = lines.split_at_checked(start)?;
        // Were it boilerplate, the whole letter would be.
        if cut.is_none() && above.iter().all(|line| line.trim().is_empty()) {
            return None;
        }
        let found = footers(paragraph);
        let is_below_a_line = || paragraph.first().is_some_and(|line| is_long_rule(line));
        if found > 1 || (found == 1 && (is_below_a_line() || is_set_off(above))) {
            cut = Some(start);
        } else if words.len() > LONGEST_LEGAL || found == 0 && (passed > 2 || paragraph.len() > 2 || goes_on(paragraph))
        {
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

/// The last paragraph of the lines before `end`, and where it begins.
fn last_paragraph<'a, 'b>(lines: &'b [&'a str], end: usize) -> Option<(usize, &'b [&'a str])> {
    let end = lines.iter().take(end).rposition(|line| !line.trim().is_empty())? + 1;
    let start = lines.iter().take(end).rposition(|line| line.trim().is_empty()).map_or(0, |blank| blank + 1);
    Some((start, lines.get(start..end)?))
}

/// How many phrases of footers stand in a paragraph. A web address beside one that begins a line counts as another; what somebody
/// asks to be taken out of himself is no footer, nor is a question about the law.
fn footers(paragraph: &[&str]) -> usize {
    let text = paragraph.join(" ");
    let text = for_phrases(&text);
    let found: Vec<_> = words().footers.find_iter(text.as_ref()).take(2).collect();
    let Some(first) = found.first() else { return 0 };
    let phrase = plain(text.get(first.range()).unwrap_or_default());
    let begins = |line: &&str| plain(line).trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(&phrase);
    let shows_way_out = words().is_way_out(first.pattern().as_usize());
    let leads = text.contains("http") || text.contains("www.");
    // `I work part time. This message is confidential, so tell nobody.`
    let before = text.get(..first.start()).unwrap_or_default();
    let says_so = || found.len() == 1 && speaks(&[before]) && before.split_whitespace().any(is_myself);
    if shows_way_out && speaks_of_himself(&text) || !shows_way_out && (asks(&text) || says_so()) {
        return 0;
    }
    // Who speaks of an unsubscribe link and a view in browser shows no way to either.
    if shows_way_out && !leads && !text.contains('@') {
        return 1;
    }
    found.len() + usize::from(leads && paragraph.iter().any(begins))
}

/// Whether a question stands in a text; no law has one.
fn asks(text: &str) -> bool {
    text.split_whitespace().any(|word| word.ends_with(['?', '？', '؟']) && !word.contains("://"))
}

/// Whether somebody goes on speaking in a paragraph.
fn goes_on(paragraph: &[&str]) -> bool {
    speaks(paragraph) || paragraph.iter().any(|line| speaks_on(line))
}

/// Whether somebody speaks of himself: `please unsubscribe me`.
fn speaks_of_himself(text: &str) -> bool {
    text.split_whitespace().any(|word| words().me.contains(word.trim_matches(|c: char| !c.is_alphabetic())))
}

/// Whether what stands above sets a paragraph off from the words of the letter: a line, a name, a firm.
fn is_set_off(above: &[&str]) -> bool {
    let mut full = above.iter().rev().filter(|line| !line.trim().is_empty());
    let Some(last) = full.next().map(|line| line.trim()) else { return false };
    let signed = last.split_whitespace().count() <= 6 && !last.ends_with(['.', '!', '?', ',', ':', ';', '。', '，']);
    is_long_rule(last) || is_closing(last) || ((signed || is_contact(last)) && full.next().is_some())
}
