//! A second witness beside the phrases: a small linear model over words and neighbouring words, trained on made-up passages.
//!
//! It looks at the whole sentence, where a phrase looks at a few words; each hears what the other misses. How it was trained, with
//! what and how well it does, stands in `rules/signals/witness/train.py`; the sentences must be cut into features here as there.

use crate::domain::act::{ActKind, MarkKind};
use crate::read::hash::ByHash;

use super::files::Kind;

/// The kinds it knows, in the order of the weights.
const KINDS: [Kind; 26] = [
    Kind::Act(ActKind::Referral),
    Kind::Act(ActKind::Access),
    Kind::Act(ActKind::Care),
    Kind::Act(ActKind::Idea),
    Kind::Act(ActKind::Thanks),
    Kind::Act(ActKind::Credit),
    Kind::Act(ActKind::Celebration),
    Kind::Act(ActKind::Vision),
    Kind::Act(ActKind::Input),
    Kind::Act(ActKind::Feedback),
    Kind::Act(ActKind::Development),
    Kind::Act(ActKind::Bonus),
    Kind::Act(ActKind::Respect),
    Kind::Act(ActKind::Payment),
    Kind::Mark(MarkKind::Urgent),
    Kind::Mark(MarkKind::AfterHours),
    Kind::Mark(MarkKind::ScopeGrowth),
    Kind::Mark(MarkKind::PaymentLate),
    Kind::Mark(MarkKind::PricePushback),
    Kind::Mark(MarkKind::Late),
    Kind::Mark(MarkKind::NoUpdate),
    Kind::Mark(MarkKind::FeedbackResisted),
    Kind::Mark(MarkKind::EndingHint),
    Kind::Mark(MarkKind::Rude),
    Kind::Act(ActKind::Help),
    Kind::Act(ActKind::TopOfMind),
];
const N_KINDS: usize = KINDS.len();

/// In words; a shorter clause is none.
const SHORTEST_CLAUSE: usize = 4;

/// A clause alone says half as surely what it says in its sentence, in log odds: an `if` may stand in another.
const OUT_OF_CONTEXT: f32 = 0.7;

/// For each kind, what speaks for it, as log odds.
pub(super) type Leanings = [f32; N_KINDS];

/// The trained weights: for each feature, by the hash of its words, one for each kind.
#[derive(Debug)]
pub(super) struct Witness {
    weights: ByHash<[i8; N_KINDS]>,
    bias: Leanings,
    scale: f32,
}

impl Witness {
    /// The one that comes with the program. It knows English.
    pub(super) fn shipped() -> Self {
        Self::read(include_bytes!("../../../rules/signals/witness/en.weights")).unwrap_or_else(Self::mute)
    }

    /// One that never says anything.
    fn mute() -> Self {
        Self { weights: ByHash::default(), bias: [f32::MIN; N_KINDS], scale: 0.0 }
    }

    /// Little-endian: number of features and of kinds, scale, biases, hashes, weights.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(12)?;
        let word = |at: usize| head.get(at..at + 4).and_then(|word| word.try_into().ok()).map(u32::from_le_bytes);
        let n = usize::try_from(word(0)?).ok()?;
        if usize::try_from(word(4)?).ok()? != N_KINDS {
            return None;
        }
        let scale = f32::from_bits(word(8)?);
        let (biases, rest) = rest.split_at_checked(N_KINDS * 4)?;
        let (hashes, weights) = rest.split_at_checked(n * 4)?;
        let mut bias = [0.0; N_KINDS];
        for (bias, &bytes) in bias.iter_mut().zip(biases.as_chunks::<4>().0) {
            *bias = f32::from_le_bytes(bytes);
        }
        let hashes = hashes.as_chunks::<4>().0.iter().map(|&hash| u32::from_le_bytes(hash));
        let rows = weights.as_chunks::<N_KINDS>().0.iter().map(|row| row.map(u8::cast_signed));
        Some(Self { weights: hashes.zip(rows).collect(), bias, scale })
    }

    /// What speaks for each kind in a sentence, or in one of its clauses by itself: the more stands around what somebody means, the
    /// less of it is left in the sum.
    pub(super) fn leanings(&self, sentence: &str, words: &mut Words) -> Leanings {
        let mut leanings = self.weigh(sentence, words);
        let is_end = |c: char| matches!(c, ',' | ';' | ':' | '–' | '—');
        // What part of a question asks shows in the whole of it, and so does what holds only under a condition.
        if !sentence.contains(is_end) || sentence.trim_end().ends_with('?') || is_conditional(sentence) {
            return leanings;
        }
        let clauses = sentence.split(is_end);
        for clause in clauses.filter(|clause| clause.split_whitespace().nth(SHORTEST_CLAUSE - 1).is_some()) {
            for (most, leaning) in leanings.iter_mut().zip(self.weigh(clause, words)) {
                *most = most.max(leaning - OUT_OF_CONTEXT);
            }
        }
        leanings
    }

    fn weigh(&self, sentence: &str, words: &mut Words) -> Leanings {
        words.fill(sentence);
        let mut sums = [0_i32; N_KINDS];
        for hash in &words.features {
            if let Some(row) = self.weights.get(hash) {
                for (sum, &weight) in sums.iter_mut().zip(row) {
                    *sum += i32::from(weight);
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "sums of small weights over one sentence")]
        let per_feature = self.scale / (words.features.len().max(1) as f32).sqrt();
        let mut leanings = self.bias;
        for (leaning, sum) in leanings.iter_mut().zip(sums) {
            #[expect(clippy::cast_precision_loss, reason = "sums of small weights over one sentence")]
            let sum = sum as f32;
            *leaning += sum * per_feature;
        }
        leanings
    }
}

/// Whether what a sentence says holds only under a condition.
pub(super) fn is_conditional(sentence: &str) -> bool {
    let conditions = ["if", "unless", "whether", "suppose", "provided", "assuming", "lest"];
    sentence.split_whitespace().any(|word| conditions.iter().any(|condition| word.eq_ignore_ascii_case(condition)))
}

/// The kinds that lean at least so far.
pub(super) fn leaning(leanings: &Leanings, least: f32) -> impl Iterator<Item = (Kind, f32)> {
    KINDS.into_iter().zip(leanings.iter().copied()).filter(move |&(_, leaning)| leaning >= least)
}

/// Whether the same words say nothing of the two sides when they are about a third person or a thing.
pub(super) fn is_about_somebody(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Act(
            ActKind::Referral
                | ActKind::Care
                | ActKind::Credit
                | ActKind::Vision
                | ActKind::Development
                | ActKind::Bonus
                | ActKind::Payment
                | ActKind::Help
        ) | Kind::Mark(MarkKind::EndingHint | MarkKind::Rude)
    )
}

/// How far a kind leans; `None` for one that the witness does not know.
pub(super) fn of(leanings: &Leanings, kind: Kind) -> Option<f32> {
    KINDS.iter().position(|known| *known == kind).and_then(|at| leanings.get(at)).copied()
}

/// A sentence cut into features, used again from sentence to sentence.
#[derive(Debug, Default)]
pub(super) struct Words {
    lower: String,
    /// The stems with what stands around them, as places in `lower`.
    stems: Vec<(usize, usize)>,
    features: Vec<u32>,
}

impl Words {
    fn fill(&mut self, sentence: &str) {
        const EDGES: &str = "<>0";
        self.lower.clear();
        self.lower.push_str(EDGES);
        self.lower.extend(sentence.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
        self.stems.clear();
        self.features.clear();
        self.stems.push((0, 1));
        let mut at = EDGES.len();
        while let Some((start, end)) = word(&self.lower, at) {
            at = end;
            let is_number = self.lower.as_bytes().get(start).is_some_and(u8::is_ascii_digit);
            let (start, end) = if is_number { (2, 3) } else { (start, end) };
            let whole = self.lower.get(start..end).unwrap_or_default();
            let stem = stem(whole);
            self.features.push(hash(&["w ", whole]));
            self.features.push(hash(&["u ", stem]));
            self.stems.push((start, start + stem.len()));
        }
        self.stems.push((1, 2));
        let text = |&(start, end): &(usize, usize)| self.lower.get(start..end).unwrap_or_default();
        for pair in self.stems.windows(2) {
            if let [a, b] = pair {
                self.features.push(hash(&["b ", text(a), " ", text(b)]));
            }
        }
        for three in self.stems.windows(3) {
            if let [a, b, c] = three {
                self.features.push(hash(&["t ", text(a), " ", text(b), " ", text(c)]));
                self.features.push(hash(&["s ", text(a), " ", text(c)]));
            }
        }
        self.features.sort_unstable();
        self.features.dedup();
    }
}

/// The next word at or after a place: letters with apostrophes inside, a number, or a sign that changes a meaning.
fn word(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let is_sign = |c: char| matches!(c, '?' | '!' | ',' | ';' | ':' | '$' | '£' | '€' | '%');
    let (at, first) = rest.char_indices().find(|&(_, c)| c.is_alphabetic() || c.is_ascii_digit() || is_sign(c))?;
    let tail = rest.get(at..)?;
    let length = if is_sign(first) {
        first.len_utf8()
    } else if first.is_ascii_digit() {
        tail.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ':')).unwrap_or(tail.len())
    } else {
        letters(tail)
    };
    Some((from + at, from + at + length))
}

/// How long the word is that the text starts with; an apostrophe belongs to it between letters.
fn letters(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = c == '\'' && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !c.is_alphabetic() && !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn stem(word: &str) -> &str {
    let ending = ["ing", "ed", "es", "s", "ly"].into_iter().filter_map(|ending| word.strip_suffix(ending));
    ending.into_iter().find(|stem| stem.chars().count() >= 3).unwrap_or(word)
}

/// FNV-1a over the parts, as if they were one text.
fn hash(parts: &[&str]) -> u32 {
    parts
        .iter()
        .flat_map(|part| part.bytes())
        .fold(2_166_136_261, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The trainer wrote down what it made of some passages it had not seen; here the same must come out.
    #[test]
    fn it_says_what_the_trainer_measured() {
        let expected = include_str!("../../../rules/signals/witness/expected.json");
        let expected: Vec<serde_json::Value> = serde_json::from_str(expected).unwrap();
        let (witness, mut words) = (Witness::shipped(), Words::default());
        assert!(expected.len() > 10);
        for passage in expected {
            let text = passage["text"].as_str().unwrap();
            let leanings = witness.weigh(text, &mut words);
            let (kind, most) = KINDS.iter().zip(leanings).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
            let chance = 1.0 / (1.0 + (-f64::from(most)).exp());
            assert!((chance - passage["chance"].as_f64().unwrap()).abs() < 0.002, "{text}: {chance}");
            assert!(chance < 0.01 || kind.word() == passage["kind"].as_str().unwrap(), "{text}: {}", kind.word());
        }
    }
}
