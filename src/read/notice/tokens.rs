//! A sentence as words: lower case, short forms taken apart (`don't` is `do` `n't`), with what each one looks like.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A word that some phrase knows, by number. [`UNKNOWN`] is every other word.
pub(super) type Sym = u32;

pub(super) const UNKNOWN: Sym = 0;
/// What a word looks like, whether or not any phrase knows it; written `{NUMBER}` and so on in a phrase.
pub(super) const NUMBER: Sym = 1;
pub(super) const NAME: Sym = 2;
pub(super) const EMAIL: Sym = 3;
pub(super) const LINK: Sym = 4;
pub(super) const SHAPES: [(&str, Sym); 4] = [("NUMBER", NUMBER), ("NAME", NAME), ("EMAIL", EMAIL), ("LINK", LINK)];

/// A sentence is looked at this many words at a time, so that a set of places in it fits one number.
pub(super) const MOST: usize = 120;

/// One word, or one mark of punctuation.
#[derive(Clone, Debug, Default)]
pub(super) struct Token {
    /// Where it starts in the sentence, in bytes.
    pub(super) start: usize,
    /// The word itself, its known beginnings and its looks; zeros after that.
    pub(super) syms: [Sym; 5],
    pub(super) punctuation: bool,
}

impl Token {
    fn add(&mut self, sym: Sym) {
        if let Some(free) = self.syms.iter_mut().find(|slot| **slot == UNKNOWN) {
            *free = sym;
        }
    }
}

/// FNV-1a: short words are looked up by the million, and nobody but the phrase files chooses the keys.
#[derive(Clone, Debug)]
struct ShortWords(u64);

impl Default for ShortWords {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for ShortWords {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

type Words<T> = HashMap<String, T, BuildHasherDefault<ShortWords>>;

/// The words, beginnings of words (`recommend*`) and spellings that the phrase files use.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: Words<Sym>,
    beginnings: Words<Sym>,
    beginning_sizes: Vec<usize>,
    /// `thx` → `thanks`, `can't` → `can n't`: looked up before anything else.
    spellings: Words<Vec<String>>,
    next: Sym,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            words: Words::default(),
            beginnings: Words::default(),
            beginning_sizes: Vec::new(),
            spellings: Words::default(),
            next: LINK + 1,
        }
    }
}

impl Vocabulary {
    pub(super) fn spell(&mut self, word: &str, as_words: &str) {
        let parts = as_words.split_whitespace().map(str::to_owned).collect();
        self.spellings.insert(word.to_lowercase(), parts);
    }

    /// The number of this word, a new one if no phrase used it before.
    pub(super) fn learn(&mut self, word: &str) -> Sym {
        let next = &mut self.next;
        *self.words.entry(word.to_owned()).or_insert_with(|| fresh(next))
    }

    /// The number of every word that starts like this.
    pub(super) fn learn_beginning(&mut self, beginning: &str) -> Sym {
        if !self.beginning_sizes.contains(&beginning.len()) {
            self.beginning_sizes.push(beginning.len());
        }
        let next = &mut self.next;
        *self.beginnings.entry(beginning.to_owned()).or_insert_with(|| fresh(next))
    }

    fn look_up(&self, word: &str, token: &mut Token) {
        if let Some(&sym) = self.words.get(word) {
            token.add(sym);
        }
        for &size in &self.beginning_sizes {
            if let Some(&sym) = word.get(..size).and_then(|beginning| self.beginnings.get(beginning)) {
                token.add(sym);
            }
        }
    }

    /// The words of one sentence; places are bytes of `sentence`.
    pub(super) fn tokens(&self, sentence: &str) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(sentence.len() / 5 + 4);
        for piece in pieces(sentence) {
            self.add(&piece, &mut tokens);
        }
        tokens
    }

    fn add(&self, piece: &Piece<'_>, tokens: &mut Vec<Token>) {
        let first = tokens.is_empty();
        let lower = lower(piece.text);
        if let Some(parts) = self.spellings.get(&lower) {
            for part in parts {
                tokens.push(self.token(part, piece));
            }
            return;
        }
        let (stem, ending) = short_form(&lower);
        let mut token = self.token(stem, piece);
        let known = token.syms.iter().any(|&sym| sym != UNKNOWN);
        if looks_like_a_name(piece.text) && !(first && known) {
            token.add(NAME);
        }
        tokens.push(token);
        if !ending.is_empty() {
            tokens.push(self.token(ending, piece));
        }
    }

    fn token(&self, word: &str, piece: &Piece<'_>) -> Token {
        let mut token =
            Token { start: piece.start, punctuation: piece.looks == Looks::Punctuation, ..Token::default() };
        match piece.looks {
            Looks::Email => token.add(EMAIL),
            Looks::Link => token.add(LINK),
            Looks::Word | Looks::Punctuation => {}
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            token.add(NUMBER);
        }
        self.look_up(word, &mut token);
        token
    }
}

/// The parts of a text as a phrase file writes them, for learning: `don't` gives `do` and `n't`.
pub(super) fn plain_words(text: &str, spellings: &Vocabulary) -> Vec<String> {
    if text == "n't" || text.starts_with('\'') {
        return vec![text.to_lowercase()];
    }
    let mut words = Vec::new();
    for piece in pieces(text) {
        let lower = lower(piece.text);
        if let Some(parts) = spellings.spellings.get(&lower) {
            words.extend(parts.iter().cloned());
            continue;
        }
        let (stem, ending) = short_form(&lower);
        words.push(stem.to_owned());
        if !ending.is_empty() {
            words.push(ending.to_owned());
        }
    }
    words
}

fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase().replace(['’', '‘'], "'") }
}

fn fresh(next: &mut Sym) -> Sym {
    let sym = *next;
    *next += 1;
    sym
}

/// `don't` → (`do`, `n't`); `they're` → (`they`, `'re`).
fn short_form(lower: &str) -> (&str, &str) {
    let cut = match lower.strip_suffix("n't") {
        Some(stem) if !stem.is_empty() => stem.len(),
        _ => lower.find('\'').filter(|&at| at > 0).unwrap_or(lower.len()),
    };
    lower.split_at(cut)
}

/// `Lorraine`, but neither `I` nor `FERC`.
fn looks_like_a_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looks {
    Word,
    Punctuation,
    Email,
    Link,
}

#[derive(Debug)]
struct Piece<'a> {
    start: usize,
    text: &'a str,
    looks: Looks,
}

/// Words and punctuation in order. A hyphen or slash inside a word parts it and leaves no mark (`follow-up` is two words);
/// one that stands alone is punctuation.
fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for chunk in sentence.split_whitespace() {
        let start = chunk.as_ptr() as usize - sentence.as_ptr() as usize;
        let looks = looks_of(chunk);
        if looks == Looks::Word {
            split_chunk(chunk, start, &mut pieces);
        } else {
            pieces.push(Piece { start, text: chunk, looks });
        }
    }
    pieces
}

fn looks_of(chunk: &str) -> Looks {
    if chunk.contains("://") || chunk.starts_with("www.") {
        Looks::Link
    } else if chunk.find('@').is_some_and(|at| at > 0 && at + 1 < chunk.len()) {
        Looks::Email
    } else {
        Looks::Word
    }
}

fn split_chunk<'a>(chunk: &'a str, offset: usize, pieces: &mut Vec<Piece<'a>>) {
    let mut chars = chunk.char_indices().peekable();
    let mut word: Option<usize> = None;
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |&(_, next)| next);
        if belongs_to_word(before, c, after) {
            word.get_or_insert(at);
        } else {
            close(chunk, offset, &mut word, at, pieces);
            if let Some(looks) = stands_alone(c, chunk.len() == c.len_utf8()) {
                let text = chunk.get(at..at + c.len_utf8()).unwrap_or_default();
                pieces.push(Piece { start: offset + at, text, looks });
            }
        }
        before = c;
    }
    close(chunk, offset, &mut word, chunk.len(), pieces);
}

fn close<'a>(chunk: &'a str, offset: usize, word: &mut Option<usize>, at: usize, pieces: &mut Vec<Piece<'a>>) {
    if let Some(text) = word.take().and_then(|from| chunk.get(from..at).map(|text| (from, text))) {
        pieces.push(Piece { start: offset + text.0, text: text.1, looks: Looks::Word });
    }
}

fn belongs_to_word(before: char, c: char, after: char) -> bool {
    match c {
        '\'' | '’' => before.is_alphanumeric() && after.is_alphanumeric(),
        // 1,250.00 and 7:30 are one number each.
        '.' | ',' | ':' => before.is_ascii_digit() && after.is_ascii_digit(),
        _ => c.is_alphanumeric(),
    }
}

fn stands_alone(c: char, alone: bool) -> Option<Looks> {
    match c {
        '&' | '$' | '€' | '£' | '%' | '+' => Some(Looks::Word),
        ',' | ';' | ':' | '(' | ')' | '!' | '?' | '.' | '…' | '—' | '–' | '[' | ']' | '<' | '>' => {
            Some(Looks::Punctuation)
        }
        '-' if alone => Some(Looks::Punctuation),
        _ => None,
    }
}
