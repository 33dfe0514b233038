//! The small language that phrases are written in, and how one is held against a sentence.
//!
//! | written | matches |
//! | --- | --- |
//! | `thank you` | these words, in any case |
//! | `recommend*` | any word that begins so |
//! | `{refer}` | anything in the word list `refer` |
//! | `{NAME}` `{NUMBER}` `{EMAIL}` `{LINK}` | a word that looks like one |
//! | `(a\|b c)` | one of these |
//! | `[very]` | this, or nothing |
//! | `..` `...` | up to 2, up to 8 other words, not past a comma or bracket |
//! | `~` | anything up to the end of the sentence |
//! | `^` `$` | the start, the end of a clause |
//! | `!not` | what follows is not this |
//!
//! Matching walks each phrase once, carrying the set of places reached as the bits of one number, so its cost is
//! (words of the sentence) × (parts of the phrase), whatever either contains. Where each set of words stands in the sentence
//! is found once, so that a word of a phrase costs one shift.

use std::sync::Arc;

use super::tokens::{Class, SHAPES, Sym, Token, UNKNOWN, Vocabulary, plain_words};

/// Places between the words of a sentence: bit *n* is before word *n*.
pub(super) type Places = u128;

/// A phrase, or a part of one.
#[derive(Debug)]
pub(super) enum Phrase {
    Words(Vec<Sym>, Class),
    InOrder(Vec<Phrase>),
    OneOf(Vec<Phrase>),
    /// With the words it cannot do without, if there are such.
    List(Arc<Phrase>, Option<Class>),
    Maybe(Box<Phrase>),
    Gap(u32),
    Anything,
    ClauseStart,
    ClauseEnd,
    Not(Box<Phrase>),
}

/// Where each class of words stands in the sentence at hand.
#[derive(Debug, Default)]
pub(super) struct Whereabouts {
    places: Vec<Places>,
    /// The classes that occur.
    pub(super) present: Vec<Class>,
}

impl Whereabouts {
    pub(super) fn fill(&mut self, tokens: &[Token], vocabulary: &Vocabulary) {
        self.places.resize(vocabulary.n_classes(), 0);
        for class in self.present.drain(..) {
            if let Some(places) = self.places.get_mut(class as usize) {
                *places = 0;
            }
        }
        for (at, token) in tokens.iter().enumerate() {
            for &sym in token.syms.iter().take_while(|&&sym| sym != UNKNOWN) {
                for &class in vocabulary.classes_of(sym) {
                    let Some(places) = self.places.get_mut(class as usize) else { continue };
                    if *places == 0 {
                        self.present.push(class);
                    }
                    *places |= 1 << at;
                }
            }
        }
    }

    fn of(&self, class: Class) -> Places {
        self.places.get(class as usize).copied().unwrap_or_default()
    }

    /// Whether these classes occur one after another: without that, no phrase that needs them does.
    pub(super) fn follow(&self, classes: &[Class]) -> bool {
        let mut from = Places::MAX;
        classes.iter().all(|&class| {
            let here = self.of(class) & from;
            from = after_first(here);
            here != 0
        })
    }
}

/// All places behind the first of these.
fn after_first(set: Places) -> Places {
    !(set ^ set.wrapping_sub(1))
}

/// A sentence ready to be held against phrases.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub(super) tokens: &'a [Token],
    whereabouts: &'a Whereabouts,
    words: Places,
    starts: Places,
    ends: Places,
}

impl<'a> Sentence<'a> {
    /// `tokens` are at most [`super::tokens::MOST`]. A clause also starts after a `joiner` (and, but), and after `openers`
    /// that say nothing themselves (just, well, please).
    pub(super) fn new(tokens: &'a [Token], whereabouts: &'a Whereabouts, joiners: &Phrase, openers: &Phrase) -> Self {
        let mut words: Places = 0;
        let mut marks: Places = 0;
        for (at, token) in tokens.iter().enumerate() {
            *(if token.punctuation { &mut marks } else { &mut words }) |= 1 << at;
        }
        let last: Places = 1 << tokens.len();
        let mut sentence = Self { tokens, whereabouts, words, starts: 0, ends: marks | last };
        let mut starts = 1 | (marks << 1);
        starts |= joiners.ends(last - 1, &sentence);
        for _ in 0..3 {
            starts |= openers.ends(starts, &sentence);
        }
        sentence.starts = starts;
        sentence
    }

    /// How many words it has, punctuation left out.
    pub(super) fn n_words(&self) -> u32 {
        self.words.count_ones()
    }

    fn everywhere(&self) -> Places {
        (1 << self.tokens.len()) - 1
    }
}

impl Phrase {
    /// Whether it occurs anywhere in the sentence.
    pub(super) fn occurs(&self, sentence: &Sentence<'_>) -> bool {
        self.ends(sentence.everywhere(), sentence) != 0
    }

    /// The word with which its first occurrence starts.
    pub(super) fn first(&self, sentence: &Sentence<'_>) -> Option<usize> {
        (0..sentence.tokens.len()).find(|&at| self.ends(1 << at, sentence) != 0)
    }

    /// Every place that can be reached by reading this from one of the places `from`.
    pub(super) fn ends(&self, from: Places, sentence: &Sentence<'_>) -> Places {
        match self {
            Self::Words(_, class) => (from & sentence.whereabouts.of(*class)) << 1,
            Self::InOrder(parts) => {
                parts.iter().fold(from, |at, part| if at == 0 { 0 } else { part.ends(at, sentence) })
            }
            Self::OneOf(choices) => choices.iter().fold(0, |ends, choice| ends | choice.ends(from, sentence)),
            Self::List(list, needed) => {
                let ahead = !(from.wrapping_sub(1) & !from);
                if from == 0 || needed.is_some_and(|class| sentence.whereabouts.of(class) & ahead == 0) {
                    0
                } else {
                    list.ends(from, sentence)
                }
            }
            Self::Maybe(part) => from | part.ends(from, sentence),
            Self::Gap(most) => (0..*most).fold(from, |at, _| at | ((at & sentence.words) << 1)),
            Self::Anything => {
                let last = sentence.tokens.len();
                if from == 0 { 0 } else { ((1 << last) | sentence.everywhere()) & !((1 << from.trailing_zeros()) - 1) }
            }
            Self::ClauseStart => from & sentence.starts,
            Self::ClauseEnd => from & sentence.ends,
            Self::Not(part) if part.ends(from, sentence) == 0 => from,
            Self::Not(part) => {
                places(from).filter(|&at| part.ends(1 << at, sentence) == 0).fold(0, |kept, at| kept | (1 << at))
            }
        }
    }

    /// Whether it matches without any word, and so everywhere.
    fn is_empty(&self) -> bool {
        match self {
            Self::Words(..) => false,
            Self::InOrder(parts) => parts.iter().all(Self::is_empty),
            Self::OneOf(choices) => choices.iter().any(Self::is_empty),
            Self::List(list, _) => list.is_empty(),
            Self::Maybe(_) | Self::Gap(_) | Self::Anything | Self::ClauseStart | Self::ClauseEnd | Self::Not(_) => true,
        }
    }

    /// Words of which at least one is in every sentence that this matches; `None` where there are no such words. Of several
    /// sets, the one that `rarity` makes cheapest.
    pub(super) fn needs(&self, common: &dyn Fn(Sym) -> u32) -> Option<Vec<Sym>> {
        match self {
            Self::Words(syms, _) => Some(syms.clone()),
            Self::InOrder(parts) => {
                let cost = |syms: &Vec<Sym>| syms.iter().map(|&sym| common(sym)).sum::<u32>();
                parts.iter().filter_map(|part| part.needs(common)).min_by_key(cost)
            }
            Self::OneOf(choices) => {
                let all: Option<Vec<Vec<Sym>>> = choices.iter().map(|choice| choice.needs(common)).collect();
                all.map(|sets| sets.concat())
            }
            Self::List(list, _) => list.needs(common),
            Self::Maybe(_) | Self::Gap(_) | Self::Anything | Self::ClauseStart | Self::ClauseEnd | Self::Not(_) => None,
        }
    }

    /// Classes of which a word stands in every sentence that this matches, in this order.
    pub(super) fn needs_in_order(&self, common: &dyn Fn(Sym) -> u32, vocabulary: &mut Vocabulary) -> Vec<Class> {
        match self {
            Self::InOrder(parts) => parts.iter().flat_map(|part| part.needs_in_order(common, vocabulary)).collect(),
            other => other.needs(common).map(|syms| vocabulary.class(sorted(syms))).into_iter().collect(),
        }
    }
}

fn places(mut set: Places) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = set.trailing_zeros();
        set &= set.wrapping_sub(1);
        (at < Places::BITS).then_some(at as usize)
    })
}

pub(super) fn sorted(mut syms: Vec<Sym>) -> Vec<Sym> {
    syms.sort_unstable();
    syms.dedup();
    syms
}

/// The phrase that one word is.
fn word(sym: Sym, vocabulary: &mut Vocabulary) -> Phrase {
    Phrase::Words(vec![sym], vocabulary.class(vec![sym]))
}

/// A word list as a part of a phrase.
pub(super) fn listed(list: Arc<Phrase>, vocabulary: &mut Vocabulary) -> Phrase {
    let needed = list.needs(&|_| 1).map(|syms| vocabulary.class(sorted(syms)));
    Phrase::List(list, needed)
}

/// Answers the word list of a name, compiling it on first use.
pub(super) type Lists<'a> = dyn FnMut(&str, &mut Vocabulary) -> Result<Arc<Phrase>, String> + 'a;

/// Reads a phrase. `list` answers the word list of a name.
pub(super) fn parse(written: &str, vocabulary: &mut Vocabulary, list: &mut Lists<'_>) -> Result<Phrase, String> {
    let pieces = spaced(written);
    let mut reader = Reader { pieces: &pieces, at: 0, vocabulary, list };
    let phrase = reader.in_order()?;
    match reader.peek() {
        None if phrase.is_empty() => Err("it would match everywhere, it needs a word outside [ ]".to_owned()),
        None => Ok(phrase),
        Some("|") => Err("choices need brackets around them: (this|that)".to_owned()),
        Some(left) => Err(format!("`{left}` closes nothing")),
    }
}

/// The written phrase cut at its signs: `{a} (b|c)` is `{a}` `(` `b` `|` `c` `)`.
fn spaced(written: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(written.len() * 2);
    for c in written.chars() {
        match c {
            '(' | ')' | '[' | ']' | '|' => spaced.extend([' ', c, ' ']),
            '!' => spaced.extend([' ', c]),
            _ => spaced.push(c),
        }
    }
    // `!(a|b)` was torn apart by its bracket; the sign stays a piece of its own before `(`, `[` or a word.
    spaced.replace('!', " ! ").split_whitespace().map(str::to_owned).collect()
}

struct Reader<'a> {
    pieces: &'a [String],
    at: usize,
    vocabulary: &'a mut Vocabulary,
    list: &'a mut Lists<'a>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&str> {
        self.pieces.get(self.at).map(String::as_str)
    }

    fn choices(&mut self) -> Result<Phrase, String> {
        let mut choices = vec![self.in_order()?];
        while self.peek() == Some("|") {
            self.at += 1;
            choices.push(self.in_order()?);
        }
        Ok(one_of(choices, self.vocabulary))
    }

    fn in_order(&mut self) -> Result<Phrase, String> {
        let mut parts = Vec::new();
        while let Some(piece) = self.peek() {
            if matches!(piece, "|" | ")" | "]") {
                break;
            }
            self.part(&mut parts)?;
        }
        match parts.len() {
            0 => Err("there are no words here".to_owned()),
            1 => parts.pop().ok_or_else(String::new),
            _ => Ok(Phrase::InOrder(parts)),
        }
    }

    fn part(&mut self, parts: &mut Vec<Phrase>) -> Result<(), String> {
        let piece = self.peek().unwrap_or_default().to_owned();
        self.at += 1;
        match piece.as_str() {
            "(" => parts.push(self.closed(")")?),
            "[" => parts.push(Phrase::Maybe(Box::new(self.closed("]")?))),
            "!" => {
                let mut not = Vec::new();
                self.part(&mut not)?;
                parts.push(Phrase::Not(Box::new(Phrase::InOrder(not))));
            }
            ".." => parts.push(Phrase::Gap(2)),
            "..." => parts.push(Phrase::Gap(8)),
            "~" => parts.push(Phrase::Anything),
            "^" => parts.push(Phrase::ClauseStart),
            "$" => parts.push(Phrase::ClauseEnd),
            "" => return Err("a word is missing after `!`".to_owned()),
            word => self.words(word, parts)?,
        }
        Ok(())
    }

    fn closed(&mut self, by: &str) -> Result<Phrase, String> {
        let inside = self.choices()?;
        if self.peek() != Some(by) {
            return Err(format!("a `{by}` is missing"));
        }
        self.at += 1;
        Ok(inside)
    }

    fn words(&mut self, written: &str, parts: &mut Vec<Phrase>) -> Result<(), String> {
        if let Some(name) = written.strip_prefix('{') {
            let name =
                name.strip_suffix('}').ok_or_else(|| format!("`{written}` needs a `}}` before the next space"))?;
            if let Some((_, sym)) = SHAPES.iter().find(|(shape, _)| *shape == name) {
                parts.push(word(*sym, self.vocabulary));
            } else {
                let list = (self.list)(name, self.vocabulary)?;
                parts.push(listed(list, self.vocabulary));
            }
        } else if let Some(beginning) = written.strip_suffix('*') {
            if beginning.is_empty() {
                return Err("`*` needs the start of a word before it; `..` stands for any words".to_owned());
            }
            let sym = self.vocabulary.learn_beginning(&beginning.to_lowercase());
            parts.push(word(sym, self.vocabulary));
        } else {
            let words = plain_words(written, self.vocabulary);
            if words.is_empty() {
                return Err(format!("`{written}` is not a word"));
            }
            for written in &words {
                let sym = self.vocabulary.learn(written);
                parts.push(word(sym, self.vocabulary));
            }
        }
        Ok(())
    }
}

/// One of several, with all single words in one sorted set.
pub(super) fn one_of(choices: Vec<Phrase>, vocabulary: &mut Vocabulary) -> Phrase {
    let mut words = Vec::new();
    let mut others = Vec::new();
    for choice in choices {
        match choice {
            Phrase::Words(syms, _) => words.extend(syms),
            other => others.push(other),
        }
    }
    if !words.is_empty() {
        let words = sorted(words);
        let class = vocabulary.class(words.clone());
        others.insert(0, Phrase::Words(words, class));
    }
    if others.len() == 1 { others.pop().unwrap_or(Phrase::OneOf(Vec::new())) } else { Phrase::OneOf(others) }
}
