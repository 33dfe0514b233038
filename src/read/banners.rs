//! Warnings that a server puts above the words of mail from outside: `CAUTION: This email originated from outside of the
//! organization.` They are nobody's words.

use super::words::{for_phrases, words};

/// No warning is of more lines, and none of its lines longer, in bytes.
const MOST_LINES: usize = 6;
const LONGEST: usize = 500;

/// A text without the warnings at its head; as it is where there is nothing else.
pub(super) fn without(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..MOST_LINES {
        let start = rest.trim_start();
        let (line, after) = start.split_once('\n').unwrap_or((start, ""));
        let is_rule = !line.is_empty() && !line.contains(char::is_alphanumeric);
        // A line that is drawn around a warning goes with it.
        let warns =
            is_banner(line) || (is_rule && is_banner(after.trim_start().split('\n').next().unwrap_or_default()));
        let closes = is_rule && rest.len() < text.len();
        if !warns && !closes {
            break;
        }
        rest = after;
    }
    if rest.trim().is_empty() { text } else { rest.trim_start_matches(['\n', '\r']) }
}

fn is_banner(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    let said = for_phrases(line);
    let edge = |c: char| !c.is_alphanumeric();
    words().banners.find_iter(said.as_ref()).any(|found| {
        let (before, after) =
            (said.get(..found.start()).unwrap_or_default(), said.get(found.end()..).unwrap_or_default());
        match said.get(found.range()).unwrap_or_default().split_whitespace().count() {
            // `[EXTERNAL]`
            0 | 1 => before.chars().all(edge) && after.chars().all(edge),
            // `External sender. Be careful.`
            2 | 3 => before.chars().all(edge) && after.chars().next().is_none_or(|c| edge(c) && c != ' '),
            // `CAUTION: This email originated from …`, and no sentence in which somebody speaks of himself: `Please do not click links in
            // the mail from the bank; I paid …`. Where it says from whom, an address follows.
            _ => {
                let lead = before.rsplit([':', ']', '!', '|', '.']).next().unwrap_or_default();
                let is_marked = lead.split_whitespace().count() <= 2
                    && !said.to_lowercase().split(edge).any(|word| words().myself.contains(word));
                is_marked && (!words().names_sender(found.pattern().as_usize()) || after.contains('@'))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_left_out_and_words_are_kept() {
        for warning in [
            "[EXTERNAL]",
            "CAUTION: This email originated from outside of the organization. Do not click links.",
            "********\nACHTUNG: Diese E-Mail stammt von einem externen Absender.\n********",
            "You don't often get email from dana@acme.example. Learn why this is important<https://links.example>",
            "External sender. Be careful.",
        ] {
            assert_eq!(without(&format!("{warning}\n\nAt four.\n")), "At four.\n", "{warning}");
        }
        for words in [
            "External walls are wet.\nCall me",
            "The external sender is known.",
            "CAUTION: the step is wet.",
            "Please do not click links in the mail from the bank; I paid your invoice this morning.",
            "You don't often get email from me, but today I have news.\nAt last!",
            "[EXTERNAL]",
        ] {
            assert_eq!(without(words), words);
        }
    }
}
