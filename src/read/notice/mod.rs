//! What the new words of a letter contain: acts of giving, and marks. Patterns are data in `rules/signals/*.toml`.
//!
//! Each sentence is held against the phrases that share a rare word with it. A kind is noticed once in a letter, with the first
//! sentence that shows it; requests and promises, which are things to follow one by one, each time.

mod files;
mod phrase;
mod sentences;
#[cfg(test)]
mod tests;
mod tokens;

pub use files::{Kind, Signals};

use phrase::{Sentence, Whereabouts};
use tokens::{MOST, Token};

use crate::domain::act::{MarkKind, NoticedAct, NoticedMark, Side};

/// The longest quote, in letters; a longer sentence is cut to the part that matters.
const LONGEST_QUOTE: usize = 160;

/// One phrase found in a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'s> {
    /// The id of the signal whose phrase it is, as in its file.
    pub signal: &'s str,
    pub kind: Kind,
    /// The phrase as written in the file.
    pub phrase: &'s str,
    /// The sentence's words as they stand in the letter, at most about 160 letters of them.
    pub quote: String,
}

/// What one side's new words give and ask. `by` is who wrote them: the same words are a giving of whoever writes them.
#[must_use]
pub fn notice(words: &str, by: Side, signals: &Signals) -> (Vec<NoticedAct>, Vec<NoticedMark>) {
    let mut acts: Vec<NoticedAct> = Vec::new();
    let mut marks: Vec<NoticedMark> = Vec::new();
    for Hit { kind, quote, .. } in hits(words, signals) {
        match kind {
            Kind::Act(kind) if acts.iter().all(|act| act.kind != kind) => acts.push(NoticedAct { kind, by, quote }),
            Kind::Mark(kind) if is_followed_singly(kind) || marks.iter().all(|mark| mark.kind != kind) => {
                marks.push(NoticedMark { kind, quote });
            }
            Kind::Act(_) | Kind::Mark(_) | Kind::Nothing | Kind::NothingAtAll => {}
        }
    }
    (acts, marks)
}

fn is_followed_singly(kind: MarkKind) -> bool {
    matches!(kind, MarkKind::Request | MarkKind::Promise)
}

/// Every signal found, sentence by sentence, each kind once a sentence.
#[must_use]
pub fn hits<'s>(words: &str, signals: &'s Signals) -> Vec<Hit<'s>> {
    let sentences = by_sentence(words, signals);
    let says = |hits: &[Hit<'_>], kind: Kind| hits.iter().any(|hit| hit.kind == kind);
    if sentences.iter().any(|hits| says(hits, Kind::NothingAtAll)) {
        return Vec::new();
    }
    sentences.into_iter().filter(|hits| !says(hits, Kind::Nothing)).flatten().collect()
}

/// What was found in each sentence, silencing phrases included.
fn by_sentence<'s>(words: &str, signals: &'s Signals) -> Vec<Vec<Hit<'s>>> {
    let mut sentences = Vec::new();
    let mut search = Search::default();
    for text in sentences::sentences(words) {
        let tokens = signals.vocabulary.tokens(text);
        for chunk in tokens.chunks(MOST) {
            search.collect(chunk, signals);
            if search.candidates.is_empty() {
                continue;
            }
            let sentence = Sentence::new(chunk, &search.whereabouts, &signals.joiners, &signals.openers);
            let mut hits = Vec::new();
            search.sentence(&sentence, text, signals, &mut hits);
            if !hits.is_empty() {
                sentences.push(hits);
            }
        }
    }
    sentences
}

/// What is used again from sentence to sentence.
#[derive(Debug, Default)]
struct Search {
    whereabouts: Whereabouts,
    /// The phrases worth trying on the sentence: (signal, phrase).
    candidates: Vec<(u32, u32)>,
}

impl Search {
    fn sentence<'s>(&self, sentence: &Sentence<'_>, text: &str, signals: &'s Signals, hits: &mut Vec<Hit<'s>>) {
        let is_question = text.trim_end_matches([')', '"', '!', '\'', ' ']).ends_with('?');
        for &(s, p) in &self.candidates {
            let Some(signal) = signals.all.get(s as usize) else { continue };
            let Some((written, phrase)) = signal.phrases.get(p as usize) else { continue };
            let known = hits.iter().any(|hit| hit.kind == signal.kind);
            let fits = signal.question.is_none_or(|wanted| wanted == is_question);
            if known
                || !fits
                || !phrase.occurs(sentence)
                || signal.unless.iter().any(|(_, unless)| unless.occurs(sentence))
            {
                continue;
            }
            let quote = quote(text, sentence, phrase.first(sentence).unwrap_or_default());
            hits.push(Hit { signal: &signal.id, kind: signal.kind, phrase: written, quote });
        }
    }

    fn collect(&mut self, tokens: &[Token], signals: &Signals) {
        self.whereabouts.fill(tokens, &signals.vocabulary);
        self.candidates.clear();
        let by_word = self.whereabouts.present.iter().filter_map(|&class| signals.index.get(class as usize)).flatten();
        let likely = by_word.chain(&signals.always).filter(|entry| self.whereabouts.follow(&entry.needs));
        self.candidates.extend(likely.map(|entry| (entry.signal, entry.phrase)));
        self.candidates.sort_unstable();
    }
}

/// The sentence on one line; when it is long, the part of it that starts a little before the words that were found.
fn quote(text: &str, sentence: &Sentence<'_>, first: usize) -> String {
    const BEFORE: usize = 4;
    let text = if text.chars().nth(LONGEST_QUOTE).is_none() {
        text
    } else {
        let from = sentence.tokens.get(first.saturating_sub(BEFORE)).map_or(0, |token| token.start);
        let rest = text.get(from..).unwrap_or(text);
        let start = if rest.chars().count() < LONGEST_QUOTE { last_letters(text, LONGEST_QUOTE) } else { rest };
        first_letters(start, LONGEST_QUOTE)
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn first_letters(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let cut = text.get(..end).unwrap_or(text);
    if end == text.len() { cut } else { cut.rfind(char::is_whitespace).and_then(|at| cut.get(..at)).unwrap_or(cut) }
}

fn last_letters(text: &str, most: usize) -> &str {
    let start = text.char_indices().rev().nth(most.saturating_sub(1)).map_or(0, |(at, _)| at);
    let cut = text.get(start..).unwrap_or(text);
    cut.find(char::is_whitespace).and_then(|at| cut.get(at..)).unwrap_or(cut)
}
