//! A sentence as words: lower case, short forms taken apart (`don't` is `do` `n't`), with what each one looks like.

use std::collections::HashMap;
use std::hash::Hasher as _;

use crate::read::hash::{ByWord, ShortWords};

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

/// Which of these hashes may be known, a bit each: most words of a letter are in no phrase, and need not be looked up.
#[derive(Debug)]
struct Hints(Vec<u64>);

impl Default for Hints {
    fn default() -> Self {
        Self(vec![0; 1024])
    }
}

impl Hints {
    fn place(hash: u64) -> (usize, u32) {
        // FNV mixes best in the middle; 16 bits of it are 1024 numbers of 64 bits.
        let bits = (hash >> 20) ^ (hash >> 40);
        (usize::try_from((bits >> 6) & 1023).unwrap_or_default(), (bits & 63) as u32)
    }

    fn add(&mut self, word: &str) {
        let mut hash = ShortWords::default();
        hash.write(word.as_bytes());
        let (at, bit) = Self::place(hash.0);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= 1 << bit;
        }
    }

    fn allow(&self, hash: u64) -> bool {
        let (at, bit) = Self::place(hash);
        self.0.get(at).is_some_and(|bits| bits >> bit & 1 == 1)
    }
}

/// A set of words, by number: in a sentence, the places where one of them stands are found once for all phrases.
pub(super) type Class = u32;

/// The words, beginnings of words (`recommend*`) and spellings that the phrase files use.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: ByWord<Sym>,
    beginnings: ByWord<Sym>,
    beginning_hints: Hints,
    /// In bytes. No beginning is longer, so a word of a megabyte costs no more to look up than one of thirty letters.
    longest_beginning: usize,
    /// `thx` → `thanks`, `can't` → `can n't`: looked up before anything else.
    spellings: ByWord<Vec<String>>,
    spelling_hints: Hints,
    classes: HashMap<Vec<Sym>, Class>,
    /// The classes that each word is in.
    classes_of: Vec<Vec<Class>>,
    next: Sym,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            words: ByWord::default(),
            beginnings: ByWord::default(),
            beginning_hints: Hints::default(),
            longest_beginning: 0,
            spellings: ByWord::default(),
            spelling_hints: Hints::default(),
            classes: HashMap::new(),
            classes_of: Vec::new(),
            next: LINK + 1,
        }
    }
}

impl Vocabulary {
    pub(super) fn spell(&mut self, word: &str, as_words: &str) {
        let parts = as_words.split_whitespace().map(str::to_owned).collect();
        self.spelling_hints.add(&word.to_lowercase());
        self.spellings.insert(word.to_lowercase(), parts);
    }

    /// The number of this set of words; they are sorted, each once.
    pub(super) fn class(&mut self, syms: Vec<Sym>) -> Class {
        if let Some(&class) = self.classes.get(&syms) {
            return class;
        }
        let class = Class::try_from(self.classes.len()).unwrap_or(Class::MAX);
        for &sym in &syms {
            let at = sym as usize;
            if self.classes_of.len() <= at {
                self.classes_of.resize_with(at + 1, Vec::new);
            }
            if let Some(classes) = self.classes_of.get_mut(at) {
                classes.push(class);
            }
        }
        self.classes.insert(syms, class);
        class
    }

    pub(super) fn n_classes(&self) -> usize {
        self.classes.len()
    }

    pub(super) fn classes_of(&self, sym: Sym) -> &[Class] {
        self.classes_of.get(sym as usize).map_or(&[], Vec::as_slice)
    }

    /// The number of this word, a new one if no phrase used it before.
    pub(super) fn learn(&mut self, word: &str) -> Sym {
        let next = &mut self.next;
        *self.words.entry(word.to_owned()).or_insert_with(|| fresh(next))
    }

    /// The number of every word that starts like this.
    pub(super) fn learn_beginning(&mut self, beginning: &str) -> Sym {
        self.beginning_hints.add(beginning);
        self.longest_beginning = self.longest_beginning.max(beginning.len());
        let next = &mut self.next;
        *self.beginnings.entry(beginning.to_owned()).or_insert_with(|| fresh(next))
    }

    fn look_up(&self, word: &str, token: &mut Token) {
        if let Some(&sym) = self.words.get(word) {
            token.add(sym);
        }
        let mut hash = ShortWords::default();
        for (size, byte) in (1..=self.longest_beginning).zip(word.bytes()) {
            hash.write(&[byte]);
            if self.beginning_hints.allow(hash.0)
                && let Some(&sym) = word.get(..size).and_then(|beginning| self.beginnings.get(beginning))
            {
                token.add(sym);
            }
        }
    }

    /// The words of one sentence; places are bytes of `sentence`.
    pub(super) fn tokens(&self, sentence: &str) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(sentence.len() / 5 + 4);
        let mut lower = String::new();
        pieces(sentence, &mut |piece| self.add(&piece, &mut lower, &mut tokens));
        tokens
    }

    fn spelling(&self, lower: &str) -> Option<&Vec<String>> {
        let mut hash = ShortWords::default();
        hash.write(lower.as_bytes());
        if self.spelling_hints.allow(hash.0) { self.spellings.get(lower) } else { None }
    }

    fn add(&self, piece: &Piece<'_>, lower: &mut String, tokens: &mut Vec<Token>) {
        let first = tokens.is_empty();
        lower_into(piece.text, lower);
        if let Some(parts) = self.spelling(lower) {
            for part in parts {
                tokens.push(self.token(part, piece));
            }
            return;
        }
        let (stem, ending) = short_form(lower);
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
    let mut lower = String::new();
    pieces(text, &mut |piece| {
        lower_into(piece.text, &mut lower);
        if let Some(parts) = spellings.spelling(&lower) {
            words.extend(parts.iter().cloned());
            return;
        }
        let (stem, ending) = short_form(&lower);
        words.push(stem.to_owned());
        if !ending.is_empty() {
            words.push(ending.to_owned());
        }
    });
    words
}

fn lower_into(text: &str, lower: &mut String) {
    lower.clear();
    if text.is_ascii() {
        lower.push_str(text);
        lower.make_ascii_lowercase();
    } else {
        lower.push_str(&text.to_lowercase().replace(['’', '‘'], "'"));
    }
}

fn fresh(next: &mut Sym) -> Sym {
    let sym = *next;
    *next += 1;
    sym
}

/// `don't` → (`do`, `n't`); `they're` → (`they`, `'re`); `l'atelier` → (`l'`, `atelier`).
fn short_form(lower: &str) -> (&str, &str) {
    let cut = match lower.strip_suffix("n't") {
        Some(stem) if !stem.is_empty() => stem.len(),
        _ => match lower.split_once('\'') {
            Some((stem, word)) if is_elided(stem, word) => stem.len() + 1,
            Some((stem, _)) if !stem.is_empty() => stem.len(),
            _ => lower.len(),
        },
    };
    lower.split_at(cut)
}

/// Whether a French word lost its vowel before this one. English endings are shorter.
fn is_elided(stem: &str, word: &str) -> bool {
    matches!(stem, "l" | "d" | "qu" | "jusqu" | "lorsqu" | "puisqu" | "j" | "m" | "t" | "s" | "n" | "c")
        && word.chars().nth(2).is_some()
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
fn pieces<'a>(sentence: &'a str, found: &mut impl FnMut(Piece<'a>)) {
    for chunk in sentence.split_whitespace() {
        let start = chunk.as_ptr() as usize - sentence.as_ptr() as usize;
        let looks = looks_of(chunk);
        if looks == Looks::Word {
            split_chunk(chunk, start, found);
        } else {
            found(Piece { start, text: chunk, looks });
        }
    }
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

fn split_chunk<'a>(chunk: &'a str, offset: usize, found: &mut impl FnMut(Piece<'a>)) {
    let mut chars = chunk.char_indices().peekable();
    let mut word: Option<usize> = None;
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |&(_, next)| next);
        if belongs_to_word(before, c, after) {
            word.get_or_insert(at);
        } else {
            close(chunk, offset, &mut word, at, found);
            if let Some(looks) = stands_alone(c, chunk.len() == c.len_utf8()) {
                let text = chunk.get(at..at + c.len_utf8()).unwrap_or_default();
                found(Piece { start: offset + at, text, looks });
            }
        }
        before = c;
    }
    close(chunk, offset, &mut word, chunk.len(), found);
}

fn close<'a>(chunk: &'a str, offset: usize, word: &mut Option<usize>, at: usize, found: &mut impl FnMut(Piece<'a>)) {
    if let Some(text) = word.take().and_then(|from| chunk.get(from..at).map(|text| (from, text))) {
        found(Piece { start: offset + text.0, text: text.1, looks: Looks::Word });
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
