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
//! (words of the sentence) × (parts of the phrase), whatever either contains.

use std::sync::Arc;

use super::tokens::{SHAPES, Sym, Token, UNKNOWN, Vocabulary, plain_words};

/// Places between the words of a sentence: bit *n* is before word *n*.
pub(super) type Places = u128;

/// A phrase, or a part of one.
#[derive(Debug)]
pub(super) enum Phrase {
    Words(Vec<Sym>),
    InOrder(Vec<Phrase>),
    OneOf(Vec<Phrase>),
    List(Arc<Phrase>),
    Maybe(Box<Phrase>),
    Gap(u32),
    Anything,
    ClauseStart,
    ClauseEnd,
    Not(Box<Phrase>),
}

/// A sentence ready to be held against phrases.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub(super) tokens: &'a [Token],
    words: Places,
    starts: Places,
    ends: Places,
}

impl<'a> Sentence<'a> {
    /// `tokens` are at most [`super::tokens::MOST`]. A clause also starts after a `joiner` (and, but), and after `openers`
    /// that say nothing themselves (just, well, please).
    pub(super) fn new(tokens: &'a [Token], joiners: &Phrase, openers: &Phrase) -> Self {
        let mut words: Places = 0;
        let mut marks: Places = 0;
        for (at, token) in tokens.iter().enumerate() {
            *(if token.punctuation { &mut marks } else { &mut words }) |= 1 << at;
        }
        let last: Places = 1 << tokens.len();
        let mut sentence = Self { tokens, words, starts: 0, ends: marks | last };
        let mut starts = 1 | (marks << 1);
        starts |= joiners.ends(last - 1, &sentence);
        for _ in 0..3 {
            starts |= openers.ends(starts, &sentence);
        }
        sentence.starts = starts;
        sentence
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
            Self::Words(syms) => after_words(syms, from, sentence),
            Self::InOrder(parts) => {
                parts.iter().fold(from, |at, part| if at == 0 { 0 } else { part.ends(at, sentence) })
            }
            Self::OneOf(choices) => choices.iter().fold(0, |ends, choice| ends | choice.ends(from, sentence)),
            Self::List(list) => list.ends(from, sentence),
            Self::Maybe(part) => from | part.ends(from, sentence),
            Self::Gap(most) => (0..*most).fold(from, |at, _| at | ((at & sentence.words) << 1)),
            Self::Anything => {
                let last = sentence.tokens.len();
                if from == 0 { 0 } else { ((1 << last) | sentence.everywhere()) & !((1 << from.trailing_zeros()) - 1) }
            }
            Self::ClauseStart => from & sentence.starts,
            Self::ClauseEnd => from & sentence.ends,
            Self::Not(part) => {
                places(from).filter(|&at| part.ends(1 << at, sentence) == 0).fold(0, |kept, at| kept | (1 << at))
            }
        }
    }

    /// Whether it matches without any word, and so everywhere.
    fn is_empty(&self) -> bool {
        match self {
            Self::Words(_) => false,
            Self::InOrder(parts) => parts.iter().all(Self::is_empty),
            Self::OneOf(choices) => choices.iter().any(Self::is_empty),
            Self::List(list) => list.is_empty(),
            Self::Maybe(_) | Self::Gap(_) | Self::Anything | Self::ClauseStart | Self::ClauseEnd | Self::Not(_) => true,
        }
    }

    /// Words of which at least one is in every sentence that this matches; `None` where there are no such words. Of several
    /// sets, the one that `rarity` makes cheapest.
    pub(super) fn needs(&self, common: &dyn Fn(Sym) -> u32) -> Option<Vec<Sym>> {
        match self {
            Self::Words(syms) => Some(syms.clone()),
            Self::InOrder(parts) => {
                let cost = |syms: &Vec<Sym>| syms.iter().map(|&sym| common(sym)).sum::<u32>();
                parts.iter().filter_map(|part| part.needs(common)).min_by_key(cost)
            }
            Self::OneOf(choices) => {
                let all: Option<Vec<Vec<Sym>>> = choices.iter().map(|choice| choice.needs(common)).collect();
                all.map(|sets| sets.concat())
            }
            Self::List(list) => list.needs(common),
            Self::Maybe(_) | Self::Gap(_) | Self::Anything | Self::ClauseStart | Self::ClauseEnd | Self::Not(_) => None,
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

fn after_words(syms: &[Sym], from: Places, sentence: &Sentence<'_>) -> Places {
    let known =
        |token: &Token| token.syms.iter().take_while(|&&sym| sym != UNKNOWN).any(|sym| syms.binary_search(sym).is_ok());
    places(from)
        .filter(|&at| sentence.tokens.get(at).is_some_and(known))
        .fold(0, |reached, at| reached | (1 << (at + 1)))
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
        Ok(one_of(choices))
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
            parts.push(match SHAPES.iter().find(|(shape, _)| *shape == name) {
                Some((_, sym)) => Phrase::Words(vec![*sym]),
                None => Phrase::List((self.list)(name, self.vocabulary)?),
            });
        } else if let Some(beginning) = written.strip_suffix('*') {
            if beginning.is_empty() {
                return Err("`*` needs the start of a word before it; `..` stands for any words".to_owned());
            }
            parts.push(Phrase::Words(vec![self.vocabulary.learn_beginning(&beginning.to_lowercase())]));
        } else {
            let words = plain_words(written, self.vocabulary);
            if words.is_empty() {
                return Err(format!("`{written}` is not a word"));
            }
            parts.extend(words.iter().map(|word| Phrase::Words(vec![self.vocabulary.learn(word)])));
        }
        Ok(())
    }
}

/// One of several, with all single words in one sorted set.
pub(super) fn one_of(choices: Vec<Phrase>) -> Phrase {
    let mut words = Vec::new();
    let mut others = Vec::new();
    for choice in choices {
        match choice {
            Phrase::Words(syms) => words.extend(syms),
            other => others.push(other),
        }
    }
    words.sort_unstable();
    words.dedup();
    if !words.is_empty() {
        others.insert(0, Phrase::Words(words));
    }
    if others.len() == 1 { others.pop().unwrap_or(Phrase::OneOf(Vec::new())) } else { Phrase::OneOf(others) }
}
