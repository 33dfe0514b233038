//! Warnings that a server puts above the words of mail from outside: `CAUTION: This email originated from outside of the
//! organization.` They are nobody's words.

use super::words::{Banner, for_phrases, words};

/// No warning is of more lines, and none of its lines longer, in bytes.
const MOST_LINES: usize = 6;
const LONGEST: usize = 500;

/// A text without the warnings at its head; as it is where there is nothing else.
pub(super) fn without(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..MOST_LINES {
        let start = rest.trim_start();
        let (line, after) = start.split_once('\n').unwrap_or((start, ""));
        let goes_on = rest.len() < text.len();
        // A line that is drawn around a warning goes with it.
        let is_rule = !line.is_empty() && line.chars().all(|c| matches!(c, '-' | '_' | '*' | '=' | '#' | '~' | ' '));
        let below = || after.trim_start().split('\n').next().unwrap_or_default();
        let is_left_out = is_banner(line, goes_on) || is_rule && (goes_on || is_banner(below(), false));
        if !is_left_out {
            break;
        }
        rest = after;
    }
    if rest.trim().is_empty() { text } else { rest.trim_start_matches(['\n', '\r']) }
}

/// Whether a line is a warning; `goes_on`: below another.
fn is_banner(line: &str, goes_on: bool) -> bool {
    if line.len() > LONGEST || line.contains(['?', '？']) {
        return false;
    }
    let said = for_phrases(line);
    let edge = |c: char| !c.is_alphanumeric();
    let found = || words().banners.find_iter(said.as_ref());
    let kind = |at: aho_corasick::Match| words().banner_kind(at.pattern().as_usize());
    found().any(|at| {
        let (before, after) = (said.get(..at.start()).unwrap_or_default(), said.get(at.end()..).unwrap_or_default());
        match said.get(at.range()).unwrap_or_default().split_whitespace().count() {
            // `[EXTERNAL]`, and no answer `Extern.`
            0 | 1 => {
                let is_alone = before.chars().all(edge) && after.chars().all(edge);
                is_alone && (before.ends_with(['[', '(', '*', '<', '{']) || !line.contains(char::is_lowercase))
            }
            // `External sender. Be careful.`
            2 | 3 => {
                before.chars().all(edge) && (after.is_empty() || after.starts_with(['.', '!', ':', ']', ')', '*', '|']))
            }
            // `CAUTION: This email originated from …`, and no sentence in which somebody speaks of himself.
            _ => {
                let lead = before.rsplit([':', ']', '!', '|', '.']).next().unwrap_or_default();
                lead.split_whitespace().count() <= 2
                    && !speaks_of_himself(line)
                    && match kind(at) {
                        Some(Banner::From) => after.contains('@'),
                        Some(Banner::Too) => goes_on || found().any(|other| kind(other) == Some(Banner::Alone)),
                        Some(Banner::Alone) | None => true,
                    }
            }
        }
    })
}

/// Whether somebody speaks of himself: `I paid by the link in the mail from the bank`. In other languages an `i` joins words.
fn speaks_of_himself(line: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric()).any(|word| match word {
        "i" => false,
        "I" => true,
        word => words().myself.contains(&word.to_lowercase()),
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
            "This message came from outside. Gli allegati e i link possono essere dannosi.",
        ] {
            assert_eq!(without(&format!("{warning}\n\nAt four.\n")), "At four.\n", "{warning}");
        }
        let thumb = "CAUTION: This email originated from outside of the organization.\n\n👍\n";
        assert_eq!(without(thumb), "👍\n");
        for words in [
            "External walls are wet.\nCall me",
            "The external sender is known.",
            "CAUTION: the step is wet.",
            "Please do not click links in the mail from the bank; I paid your invoice this morning.",
            "You don't often get email from me, but today I have news.\nAt last!",
            "Please do not click on links in the old price list, they are broken.\nA new one comes on Friday.",
            "We often get email from info@acme.example, please answer those.\nThanks.",
            "External email, please, and the invoice today.\nThe other address bounces.",
            "Extern.\n\nPer does it again.",
            "Non cliccare sui link nel vecchio listino.\n\nGrazie.",
            "[EXTERNAL]",
        ] {
            assert_eq!(without(words), words);
        }
    }
}
