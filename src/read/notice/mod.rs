//! What the new words of a letter contain: acts of giving, and marks. Patterns are data in `rules/signals/*.toml`.
//!
//! Each sentence is held against the phrases that share a rare word with it. A kind is noticed once in a letter, with the first
//! sentence that shows it; requests, promises and leave asked for, which are things to follow one by one, each time.

mod examples;
mod files;
mod mistakes;
mod phrase;
mod sentences;
#[cfg(test)]
mod tests;
mod tokens;
mod witness;

pub use files::{Kind, Listed, Signals};

use files::Signal;
use phrase::{Sentence, Whereabouts};
use tokens::{MOST, Token};
use witness::{Leanings, Words};

use crate::domain::act::{ActKind, MarkKind, NoticedAct, NoticedEntry, NoticedMark, Side};

/// The longest quote, in letters; a longer sentence is cut to the part that matters.
const LONGEST_QUOTE: usize = 160;

/// A sentence of so few words is taken to be between the two, though it names neither: `Shorter, please.`
const SAID_SHORTLY: u32 = 9;

/// Log odds from which the second witness is believed alone (a little less likely than not: it is a careful one) ...
const SURE: f32 = -0.3;
/// ... and of help and of people sent, which take the most various words; in ordinary letters hardly a sentence comes near them ...
const SURE_OF_A_GIFT: f32 = -0.8;
/// ... from which a second thing in the same sentence ...
const ALSO: f32 = 0.2;
/// ... from which in a sentence where a phrase was found ...
const SURER: f32 = 0.9;
/// ... and below which a shipped phrase is not believed against it (one in 55) ...
const DOUBTFUL: f32 = -4.0;
/// ... or, where it hears something else in the sentence, below this (one in 13).
const DOUBTFUL_BESIDE: f32 = -2.5;
/// It hears something else from here on.
const HEARD: f32 = 0.3;
/// The signal and the phrase of what it alone heard.
const WITNESS: &str = "en-witness";
const AS_A_WHOLE: &str = "the sentence as a whole";

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
pub fn notice(words: &str, by: Side, signals: &Signals) -> (Vec<NoticedAct>, Vec<NoticedMark>, Vec<NoticedEntry>) {
    let mut acts: Vec<NoticedAct> = Vec::new();
    let mut marks: Vec<NoticedMark> = Vec::new();
    let mut entries: Vec<NoticedEntry> = Vec::new();
    for Hit { signal, kind, quote, phrase } in hits(words, signals) {
        // A `no` to what the second witness alone heard is about this sentence, not about all it will hear.
        let phrase = if signal == WITNESS { quote.as_str() } else { phrase };
        let phrase = phrase.to_owned();
        match kind {
            Kind::Act(kind) if acts.iter().all(|act| act.kind != kind) => {
                acts.push(NoticedAct { kind, by, quote, phrase });
            }
            Kind::Mark(kind) if is_followed_singly(kind) || marks.iter().all(|mark| mark.kind != kind) => {
                marks.push(NoticedMark { kind, quote });
            }
            Kind::Entry(kind) if entries.iter().all(|entry| entry.kind != kind) => {
                entries.push(NoticedEntry { kind, quote });
            }
            Kind::Act(_) | Kind::Mark(_) | Kind::Entry(_) | Kind::Nothing | Kind::NothingAtAll => {}
        }
    }
    // What the second witness hears beside the sending of somebody is how that is told: one gift in two sentences.
    let sends = acts.iter().any(|act| act.kind == ActKind::Referral);
    acts.retain(|act| !(sends && act.kind == ActKind::TopOfMind && act.phrase == act.quote));
    (acts, marks, entries)
}

fn is_followed_singly(kind: MarkKind) -> bool {
    matches!(kind, MarkKind::Request | MarkKind::Promise | MarkKind::Permission)
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
    // A short letter in a small language is easily taken for one in its neighbour's; English is told apart well.
    let mut search = Search { lang: super::lang::lang(words), ..Search::default() };
    for text in sentences::sentences(words) {
        let tokens = signals.vocabulary.tokens(text);
        let ends = tokens.chunks(MOST).skip(1).filter_map(|chunk| Some(chunk.first()?.start)).chain([text.len()]);
        for (chunk, end) in tokens.chunks(MOST).zip(ends) {
            let part = span(text, chunk, end);
            search.collect(chunk, signals);
            let mut hits = Vec::new();
            let leanings = signals.witness.as_ref().map(|witness| witness.leanings(part, &mut search.words));
            let mut alone: Vec<(Kind, f32)> =
                leanings.iter().flat_map(|leanings| witness::leaning(leanings, SURE_OF_A_GIFT)).collect();
            if !search.candidates.is_empty() || !alone.is_empty() {
                let sentence = Sentence::new(chunk, &search.whereabouts, &signals.joiners, &signals.openers);
                search.sentence(&sentence, text, signals, leanings.as_ref(), &mut hits);
                let is_personal = signals.persons.occurs(&sentence);
                // Where a phrase has said what the sentence is, a second opinion must be surer.
                let is_said = hits.iter().any(|hit| match hit.kind {
                    Kind::Mark(mark) => !mark.is_manner(),
                    Kind::Entry(_) => false,
                    Kind::Act(_) | Kind::Nothing | Kind::NothingAtAll => true,
                });
                let (least, least_gift) = match (is_said, witness::is_conditional(part)) {
                    // A promise under a condition is no gift yet.
                    (_, true) => (SURER, SURER),
                    (true, _) => (SURER, SURE),
                    _ => (SURE, SURE_OF_A_GIFT),
                };
                let is_gift = |kind| matches!(kind, Kind::Act(ActKind::Help | ActKind::Referral));
                // Money that went out sounds much like money that is late.
                let is_paid = hits.iter().any(|hit| hit.kind == Kind::Act(ActKind::Payment));
                alone.retain(|&(kind, leaning)| {
                    leaning >= if is_gift(kind) { least_gift } else { least }
                        && !signals.unwanted.contains(&kind)
                        && !(is_paid && kind == Kind::Mark(MarkKind::PaymentLate))
                });
                testify(alone, is_personal, part, &mut hits);
            }
            if !hits.is_empty() {
                sentences.push(hits);
            }
        }
    }
    sentences
}

/// What the second witness alone hears, the surest first: where it has heard one thing, another must be surer. It
/// does not see who did a thing well, paid or left, so that must be said.
fn testify(mut kinds: Vec<(Kind, f32)>, is_personal: bool, text: &str, hits: &mut Vec<Hit<'_>>) {
    kinds.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut least = f32::MIN;
    for (kind, leaning) in kinds {
        let is_said = is_personal || !witness::is_about_somebody(kind);
        if is_said && leaning >= least && hits.iter().all(|hit| hit.kind != kind) {
            hits.push(Hit { signal: WITNESS, kind, phrase: AS_A_WHOLE, quote: quote(text.trim(), &[], 0) });
            least = ALSO;
        }
    }
}

/// The part of a sentence that these words stand in, where the next ones start at `end`.
fn span<'t>(text: &'t str, words: &[Token], end: usize) -> &'t str {
    let start = words.first().map_or(0, |word| word.start);
    let last = words.last().map_or(0, |word| word.start);
    // The last word ends before the next blank. A text without one must not be read to its end for each chunk.
    let length = text.get(last..end).and_then(|rest| rest.find(char::is_whitespace));
    text.get(start..length.map_or(end, |length| last + length)).unwrap_or(text)
}

/// What is used again from sentence to sentence.
#[derive(Debug, Default)]
struct Search {
    whereabouts: Whereabouts,
    /// The phrases worth trying on the sentence: (signal, phrase).
    candidates: Vec<(u32, u32)>,
    words: Words,
    /// The language of the letter, where it could be told.
    lang: Option<&'static str>,
}

impl Search {
    fn sentence<'s>(
        &self,
        sentence: &Sentence<'_>,
        text: &str,
        signals: &'s Signals,
        leanings: Option<&Leanings>,
        hits: &mut Vec<Hit<'s>>,
    ) {
        let is_question = text.trim_end_matches([')', '"', '!', '\'', ' ']).ends_with('?');
        let is_personal = sentence.n_words() <= SAID_SHORTLY || signals.persons.occurs(sentence);
        for &(s, p) in &self.candidates {
            let Some(signal) = signals.all.get(s as usize) else { continue };
            let Some((written, phrase)) = signal.phrases.get(p as usize) else { continue };
            let known = hits.iter().any(|hit| hit.kind == signal.kind);
            let fits = signal.question.is_none_or(|wanted| wanted == is_question) && (!signal.personal || is_personal);
            if known
                || !fits
                || contradicts(signal, leanings)
                || !phrase.occurs(sentence)
                || signal.unless.iter().any(|(_, unless)| unless.occurs(sentence))
            {
                continue;
            }
            let quote = quote(text, sentence.tokens, phrase.first(sentence).unwrap_or_default());
            hits.push(Hit { signal: &signal.id, kind: signal.kind, phrase: written, quote });
        }
    }

    fn collect(&mut self, tokens: &[Token], signals: &Signals) {
        self.whereabouts.fill(tokens, &signals.vocabulary);
        self.candidates.clear();
        let by_word = self.whereabouts.present.iter().filter_map(|&class| signals.index.get(class as usize)).flatten();
        let english_alone = self.lang == Some("en");
        let likely = by_word
            .chain(&signals.always)
            .filter(|entry| (entry.english || !english_alone) && self.whereabouts.follow(&entry.needs));
        self.candidates.extend(likely.map(|entry| (entry.signal, entry.phrase)));
        self.candidates.sort_unstable();
    }
}

/// Whether the second witness is all but certain that a shipped phrase heard wrong. What the user listens for is hers.
fn contradicts(signal: &Signal, leanings: Option<&Leanings>) -> bool {
    let Some(leanings) = leanings.filter(|_| signal.shipped && signal.lang == "en") else { return false };
    let hears_another = witness::leaning(leanings, HEARD).any(|(kind, _)| kind != signal.kind);
    let least = if hears_another { DOUBTFUL_BESIDE } else { DOUBTFUL };
    witness::of(leanings, signal.kind).is_some_and(|leaning| leaning < least)
}

/// The sentence on one line, without the sign of its list; when it is long, the part of it that starts a little before the words that
/// were found, with `…` where something is left out.
fn quote(text: &str, words: &[Token], first: usize) -> String {
    const BEFORE: usize = 4;
    /// Two letters are kept for the signs of what is left out.
    const MOST: usize = LONGEST_QUOTE - 2;
    let bare = sentences::without_sign(text);
    if bare.chars().nth(LONGEST_QUOTE).is_none() {
        return one_line(bare);
    }
    let from = words.get(first.saturating_sub(BEFORE)).map_or(0, |word| word.start);
    let rest = text.get(from..).filter(|rest| rest.len() < bare.len()).unwrap_or(bare);
    let start = if rest.chars().nth(MOST).is_none() { last_letters(bare, MOST) } else { rest };
    let kept = first_letters(start, MOST);
    let left_out = |is_more: bool| if is_more { "…" } else { "" };
    format!("{}{}{}", left_out(start.len() < bare.len()), one_line(kept), left_out(kept.len() < start.len()))
}

fn one_line(text: &str) -> String {
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
