//! Phrases looked for in a text, many at once.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, StartKind};

/// An automaton that finds any of these, without regard to case. A DFA is faster and larger, and twice so where it must also answer
/// whether a text begins with one.
pub(super) fn automaton(
    list: &[String],
    matches: MatchKind,
    kind: Option<AhoCorasickKind>,
    start: StartKind,
) -> AhoCorasick {
    let list: Vec<String> = list.iter().map(|phrase| phrase.to_lowercase()).collect();
    let mut builder = AhoCorasick::builder();
    builder.match_kind(matches).start_kind(start).ascii_case_insensitive(true).kind(kind);
    builder.build(&list).unwrap_or_else(|_| {
        debug_assert!(false, "phrases of a shipped table always build");
        #[expect(clippy::unwrap_used, reason = "an empty automaton cannot fail to build")]
        AhoCorasick::new::<[&str; 0], &str>([]).unwrap()
    })
}

/// Phrases of whole words, for texts most of which hold none of them.
pub(super) struct Phrases {
    /// The longest word of each.
    rarest: AhoCorasick,
    whole: AhoCorasick,
}

impl Phrases {
    pub(super) fn of(list: &[String]) -> Self {
        let longest = |phrase: &String| phrase.split(' ').max_by_key(|word| word.len()).unwrap_or_default().to_owned();
        let rarest: Vec<String> = list.iter().map(longest).collect();
        Self {
            rarest: automaton(&rarest, MatchKind::LeftmostFirst, Some(AhoCorasickKind::DFA), StartKind::Unanchored),
            whole: automaton(list, MatchKind::Standard, None, StartKind::Unanchored),
        }
    }

    /// Whether a text, as it was written, could hold one of them.
    pub(super) fn may_occur(&self, text: &str) -> bool {
        self.rarest.is_match(text)
    }

    /// Where the first of them begins in words that are parted by one blank each.
    pub(super) fn first(&self, words: &str) -> Option<usize> {
        let bytes = words.as_bytes();
        let is_edge = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
        let found = self.whole.find_overlapping_iter(words).filter(|found| {
            is_edge(found.start().checked_sub(1).and_then(|before| bytes.get(before)))
                && is_edge(bytes.get(found.end()))
        });
        found.map(|found| found.start()).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words() {
        let phrases = Phrases::of(&["on the phone", "the phone call", "book"].map(str::to_owned));
        assert_eq!(phrases.first("we said on the phone call"), Some(8));
        assert_eq!(phrases.first("bookings are open, the book is not"), Some(23));
        assert_eq!(phrases.first("bookings on the phones"), None);
        assert!(phrases.may_occur("A PHONE rang") && !phrases.may_occur("nothing of the kind"));
    }
}
