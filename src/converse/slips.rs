//! Slips of the pen: which word somebody meant, where a letter or two is wrong.

use crate::domain::near::distance;

/// How many slips are forgiven in a word: none in a short one, where the slip is likely to be another word.
pub(super) fn forgiven(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// Whether `typed` is `meant` with a forgivable slip, and not `meant` itself, nor a word of its own right.
pub(super) fn is_slip(typed: &str, meant: &str) -> bool {
    let most = forgiven(meant).min(forgiven(typed).max(1));
    // Most words differ in length by more than that, and comparing letters is slow.
    if most == 0
        || forgiven(typed) == 0
        || typed.chars().count().abs_diff(meant.chars().count()) > most
        || is_common(typed)
    {
        return false;
    }
    distance(typed, meant).is_some_and(|n| n > 0 && n <= most)
}

/// Whether `typed` is a short word that lacks one letter of `meant`: `bok` for `book`. So few letters say little, so the whole rest
/// of the line must fit the word.
pub(super) fn is_short_slip(typed: &str, meant: &str) -> bool {
    const COMMON: &[&str] = &[
        "add", "ago", "all", "and", "any", "are", "art", "ask", "bad", "big", "bit", "but", "buy", "can", "day", "did",
        "don", "due", "end", "far", "few", "for", "fun", "get", "god", "got", "guy", "had", "has", "her", "hey", "him",
        "his", "how", "its", "job", "law", "let", "lot", "low", "man", "may", "men", "met", "mom", "net", "new", "not",
        "now", "off", "old", "one", "our", "out", "own", "pay", "per", "put", "ran", "run", "sad", "saw", "say", "sea",
        "see", "set", "she", "sit", "six", "son", "sun", "tax", "ten", "the", "tip", "too", "top", "try", "two", "use",
        "war", "was", "way", "who", "why", "win", "won", "yes", "yet", "you",
    ];
    let lacks_one = typed.chars().count() == 3 && meant.chars().count() == 4 && distance(typed, meant) == Some(1);
    lacks_one && COMMON.binary_search(&typed).is_err()
}

/// Everyday words that are one letter away from a verb of ours, and are meant as they stand.
fn is_common(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "able", "about", "acts", "after", "also", "back", "bank", "been", "being", "call", "calls", "came", "case",
        "cause", "come", "could", "craft", "date", "dates", "days", "dear", "does", "doing", "don't", "dont", "each",
        "even", "ever", "every", "face", "fact", "fine", "first", "five", "from", "game", "gate", "give", "given",
        "gives", "goes", "gone", "good", "half", "hall", "hand", "have", "held", "hello", "here", "hold", "holds",
        "home", "hope", "just", "keep", "know", "last", "late", "lately", "less", "like", "line", "list", "live",
        "long", "look", "looks", "lose", "lots", "love", "made", "mail", "make", "many", "maybe", "mean", "more",
        "most", "move", "moved", "much", "must", "name", "near", "need", "needs", "next", "none", "notes", "often",
        "once", "only", "other", "over", "page", "paid", "part", "past", "place", "play", "please", "post", "race",
        "ready", "real", "rest", "role", "roles", "said", "same", "save", "says", "seen", "send", "sends", "sent",
        "shall", "ship", "shop", "short", "should", "shown", "side", "site", "slip", "some", "soon", "state", "stay",
        "such", "sure", "take", "talks", "tall", "team", "tell", "text", "than", "thank", "thanks", "that", "their",
        "them", "then", "there", "these", "they", "think", "this", "those", "time", "times", "tone", "took", "true",
        "under", "unit", "until", "used", "very", "walk", "want", "wants", "warm", "week", "weeks", "well", "went",
        "were", "what", "when", "where", "which", "while", "whole", "will", "with", "woke", "women", "work", "works",
        "world", "worn", "would", "write", "wrote", "year", "your",
    ];
    COMMON.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_word_forgives_nothing_and_an_everyday_word_is_no_slip() {
        assert!(is_slip("parnership", "partnership"));
        assert!(!is_slip("yee", "yes"), "three letters forgive nothing");
        assert!(
            !is_slip("not", "note")
                && !is_slip("send", "sent")
                && !is_slip("have", "gave")
                && !is_slip("don't", "done")
        );
        assert!(is_short_slip("bok", "book") && !is_short_slip("not", "note") && !is_short_slip("bak", "books"));
        assert!(is_common("able") && is_common("thanks") && is_common("your"), "the list must stay in order");
    }
}
