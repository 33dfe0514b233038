//! Phrase files to [`Signals`]: shipped ones first, the user's own on top. What is broken becomes a fault, the rest works.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::phrase::{Phrase, listed, one_of, parse, sorted};
use super::tokens::{Class, Sym, UNKNOWN, Vocabulary};
use super::witness::Witness;
use super::{WITNESS, examples, mistakes};
use crate::domain::act::{ActKind, MarkKind};
use crate::domain::entry::EntryKind;
use crate::domain::fault::Fault;
use crate::domain::near::nearest;

/// One phrase file as written; `rules/signals/README.md` explains each field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// The language of its phrases: word lists are shared by the files of one language.
    lang: String,
    /// What the file is about, for a person.
    #[expect(dead_code, reason = "for the person who reads the file")]
    about: Option<String>,
    #[serde(default)]
    spellings: BTreeMap<String, String>,
    #[serde(default)]
    words: BTreeMap<String, Vec<Spanned<String>>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
    #[serde(default, rename = "signal")]
    pub(super) signals: Vec<Written>,
}

/// One signal as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) id: Spanned<String>,
    #[serde(default)]
    pub(super) kind: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) phrases: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
    /// `true`: only in questions; `false`: never in questions.
    question: Option<bool>,
    /// `true`: only where the writer or the reader is spoken of.
    #[serde(default)]
    personal: bool,
    #[serde(default, rename = "match")]
    pub(super) matches: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) not: Vec<Spanned<String>>,
    /// `off = true` switches a shipped signal off.
    #[serde(default)]
    pub(super) off: bool,
}

impl Written {
    fn n_examples(&self) -> usize {
        self.matches.len() + self.not.len()
    }
}

/// What a signal says about the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Act(ActKind),
    Mark(MarkKind),
    /// It says that an answer will come (`hold`), or that something is agreed (`agreement`).
    Entry(EntryKind),
    /// The sentence says nothing, whatever else seems to match in it: a disclaimer, a joke.
    Nothing,
    /// The whole letter says nothing: bulk mail.
    NothingAtAll,
}

impl Kind {
    fn silences(self) -> bool {
        matches!(self, Self::Nothing | Self::NothingAtAll)
    }

    fn from_word(word: &str) -> Option<Self> {
        match word {
            "nothing" => Some(Self::Nothing),
            "nothing_at_all" => Some(Self::NothingAtAll),
            "hold" => Some(Self::Entry(EntryKind::Hold)),
            "agreement" => Some(Self::Entry(EntryKind::Agreement)),
            _ => ActKind::from_word(word).map(Self::Act).or_else(|| MarkKind::from_word(word).map(Self::Mark)),
        }
    }

    /// The word for it in files and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Act(kind) => kind.word(),
            Self::Mark(kind) => kind.word(),
            Self::Entry(kind) => kind.word(),
            Self::Nothing => "nothing",
            Self::NothingAtAll => "nothing_at_all",
        }
    }

    fn words() -> Vec<&'static str> {
        let acts = ActKind::ALL.iter().map(|kind| kind.word());
        let marks = MarkKind::ALL.iter().map(|kind| kind.word());
        acts.chain(marks).chain(["hold", "agreement", "nothing", "nothing_at_all"]).collect()
    }
}

/// One signal, compiled.
#[derive(Debug)]
pub(super) struct Signal {
    pub(super) id: String,
    pub(super) lang: String,
    /// The name of its file.
    pub(super) file: String,
    pub(super) shipped: bool,
    pub(super) kind: Kind,
    pub(super) question: Option<bool>,
    pub(super) personal: bool,
    /// Each as written, and compiled.
    pub(super) phrases: Vec<(String, Phrase)>,
    pub(super) unless: Vec<(String, Phrase)>,
}

/// The compiled phrase files.
#[derive(Debug)]
pub struct Signals {
    pub(super) vocabulary: Vocabulary,
    pub(super) joiners: Phrase,
    pub(super) openers: Phrase,
    /// Words for the writer and the reader.
    pub(super) persons: Phrase,
    pub(super) witness: Option<Witness>,
    /// Kinds of shipped signals that the user switched off: of these the witness says nothing by itself.
    pub(super) unwanted: Vec<Kind>,
    pub(super) all: Vec<Signal>,
    /// For each class of words, the phrases that cannot occur without one of them.
    pub(super) index: Vec<Vec<Entry>>,
    /// Phrases that need no particular word.
    pub(super) always: Vec<Entry>,
}

/// A phrase, by its number in its signal, and the classes of words that it needs, in order.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) signal: u32,
    pub(super) phrase: u32,
    pub(super) english: bool,
    pub(super) needs: Vec<Class>,
}

impl Default for Signals {
    fn default() -> Self {
        Self::shipped()
    }
}

const SHIPPED: &[(&str, &str)] = &[
    ("de.toml", include_str!("../../../rules/signals/de.toml")),
    ("en-hard.toml", include_str!("../../../rules/signals/en-hard.toml")),
    ("en-indirect.toml", include_str!("../../../rules/signals/en-indirect.toml")),
    ("en-ideas.toml", include_str!("../../../rules/signals/en-ideas.toml")),
    ("en-money.toml", include_str!("../../../rules/signals/en-money.toml")),
    ("en-nothing.toml", include_str!("../../../rules/signals/en-nothing.toml")),
    ("en-help.toml", include_str!("../../../rules/signals/en-help.toml")),
    ("en-people.toml", include_str!("../../../rules/signals/en-people.toml")),
    ("en-thanks.toml", include_str!("../../../rules/signals/en-thanks.toml")),
    ("en-words.toml", include_str!("../../../rules/signals/en-words.toml")),
    ("en-between.toml", include_str!("../../../rules/signals/en-between.toml")),
    ("en-how.toml", include_str!("../../../rules/signals/en-how.toml")),
    ("en-work.toml", include_str!("../../../rules/signals/en-work.toml")),
    ("es.toml", include_str!("../../../rules/signals/es.toml")),
    ("fr.toml", include_str!("../../../rules/signals/fr.toml")),
];

impl Signals {
    /// The phrase files that come with the program.
    #[must_use]
    pub fn shipped() -> Self {
        Self::compile(&[]).0
    }

    /// The shipped phrases with the user's own files (name, text) added. A signal of the user's replaces the shipped one with
    /// the same id; his word lists add to the shipped ones.
    #[must_use]
    pub fn compile(files: &[(String, String)]) -> (Self, Vec<Fault>) {
        compile(&with_shipped(files), SHIPPED.len(), |_| true)
    }

    /// Only the signals of `tried` (name, text), with the word lists of all files and what makes a sentence say nothing: what
    /// these phrases find by themselves.
    #[must_use]
    pub fn alone(files: &[(String, String)], tried: (&str, &str)) -> (Self, Vec<Fault>) {
        let mut all = with_shipped(files);
        all.retain(|(name, _)| *name != tried.0);
        all.push(tried);
        let (mut signals, mut faults) =
            compile(&all, all.len() - 1, |signal| signal.file == tried.0 || signal.kind.silences());
        signals.witness = None;
        faults.retain(|fault| fault.place.starts_with(tried.0));
        (signals, faults)
    }

    /// Runs every example, shipped ones too.
    #[must_use]
    pub fn test(files: &[(String, String)]) -> Tested {
        let all = with_shipped(files);
        let (_, faults) = compile(&all, 0, |_| true);
        let written = all.iter().filter_map(|(name, text)| Source::of(name, text).ok());
        let examples = written.flat_map(|source| source.file.signals).map(|written| written.n_examples()).sum();
        Tested { examples, faults }
    }

    /// Every signal, in the order of the files.
    pub fn list(&self) -> impl Iterator<Item = Listed<'_>> {
        self.all.iter().map(|signal| Listed {
            id: &signal.id,
            lang: &signal.lang,
            file: &signal.file,
            kind: signal.kind,
            phrases: signal.phrases.iter().map(|(written, _)| written.as_str()).collect(),
        })
    }

    /// The shipped files, by name, as the user would copy them.
    #[must_use]
    pub const fn files() -> &'static [(&'static str, &'static str)] {
        SHIPPED
    }
}

/// How the examples went.
#[derive(Debug)]
pub struct Tested {
    /// How many there are.
    pub examples: usize,
    /// Those that do not hold, and what else is wrong in the files.
    pub faults: Vec<Fault>,
}

/// A signal as a person looks it up.
#[derive(Clone, Debug)]
pub struct Listed<'s> {
    pub id: &'s str,
    pub lang: &'s str,
    /// The file it stands in; a shipped one by its bare name.
    pub file: &'s str,
    pub kind: Kind,
    pub phrases: Vec<&'s str>,
}

fn with_shipped(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let own = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    SHIPPED.iter().copied().chain(own).collect()
}

/// A file with what is needed to name a place in it.
pub(super) struct Source<'a> {
    name: &'a str,
    text: &'a str,
    pub(super) file: File,
}

impl<'a> Source<'a> {
    pub(super) fn of(name: &'a str, text: &'a str) -> Result<Self, Fault> {
        let file = toml::from_str(text).map_err(|error| mistakes::unreadable(name, text, &error))?;
        Ok(Self { name, text, file })
    }

    pub(super) fn fault(&self, at: &Spanned<String>, what: &str, hint: &str) -> Fault {
        mistakes::at(self.name, self.text, &at.span(), what).hint(hint)
    }
}

/// The examples of the files after the first `n_trusted` are run: those of the shipped ones are the business of our tests.
fn compile(files: &[(&str, &str)], n_trusted: usize, keep: impl Fn(&Signal) -> bool) -> (Signals, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut sources = Vec::new();
    let mut trusted = 0;
    for (at, &(name, text)) in files.iter().enumerate() {
        match Source::of(name, text) {
            Ok(source) => sources.push(source),
            Err(fault) => faults.push(fault),
        }
        if at < n_trusted {
            trusted = sources.len();
        }
    }
    let mut compiler = Compiler::new(&sources);
    // Later files win: a signal is taken from the last file that has its id.
    let mut last: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (s, source) in sources.iter().enumerate() {
        for (w, written) in source.file.signals.iter().enumerate() {
            last.insert(written.id.as_ref(), (s, w));
        }
    }
    let mut signals = Vec::new();
    for (s, source) in sources.iter().enumerate() {
        for (w, written) in source.file.signals.iter().enumerate() {
            if last.get(written.id.as_ref().as_str()) == Some(&(s, w)) && !written.off {
                signals.extend(compiler.signal(source, written, &mut faults).filter(&keep));
            }
        }
    }
    let is_off =
        |id: &str| last.get(id).is_some_and(|&(s, w)| written_at(&sources, s, w).is_some_and(|written| written.off));
    let off = sources.iter().flat_map(|source| &source.file.signals).filter(|written| is_off(written.id.as_ref()));
    let unwanted = off.filter_map(|written| Kind::from_word(written.kind.as_ref()?.as_ref())).collect();
    let witness = (!is_off(WITNESS)).then(Witness::shipped);
    let joiners = compiler.reserved("joiner");
    let openers = compiler.reserved("opener");
    let persons = compiler.reserved("person");
    faults.append(&mut compiler.faults);
    let mut vocabulary = compiler.vocabulary;
    let (index, always) = index(&signals, &mut vocabulary, &sources);
    let signals = Signals { vocabulary, joiners, openers, persons, witness, unwanted, all: signals, index, always };
    faults.extend(sources.iter().skip(trusted).flat_map(|source| examples::broken(source, &signals)));
    (signals, faults)
}

fn written_at<'a>(sources: &'a [Source<'_>], s: usize, w: usize) -> Option<&'a Written> {
    sources.get(s)?.file.signals.get(w)
}

/// One line of a word list, and the file it is in.
type Line<'a> = (&'a Source<'a>, &'a Spanned<String>);

/// Turns written phrases into compiled ones; word lists are compiled when first used.
struct Compiler<'a> {
    vocabulary: Vocabulary,
    written: HashMap<(&'a str, &'a str), Vec<Line<'a>>>,
    lists: HashMap<(String, String), Arc<Phrase>>,
    /// The lists being compiled, to notice one that contains itself.
    open: BTreeSet<String>,
    faults: Vec<Fault>,
}

impl<'a> Compiler<'a> {
    fn new(sources: &'a [Source<'a>]) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut written: HashMap<_, Vec<_>> = HashMap::new();
        for source in sources {
            for (word, as_words) in &source.file.spellings {
                vocabulary.spell(word, as_words);
            }
            for (name, words) in &source.file.words {
                let list = written.entry((source.file.lang.as_str(), name.as_str())).or_default();
                list.extend(words.iter().map(|word| (source, word)));
            }
        }
        Self { vocabulary, written, lists: HashMap::new(), open: BTreeSet::new(), faults: Vec::new() }
    }

    fn signal(&mut self, source: &'a Source<'a>, written: &'a Written, faults: &mut Vec<Fault>) -> Option<Signal> {
        let Some(word) = &written.kind else {
            faults.push(source.fault(
                &written.id,
                &format!("`{}` has no kind", written.id.as_ref()),
                "add `kind = \"thanks\"`, for example",
            ));
            return None;
        };
        let Some(kind) = Kind::from_word(word.as_ref()) else {
            faults.push(source.fault(
                word,
                &format!("there is no kind `{}`", word.as_ref()),
                &mistakes::meant(word.as_ref(), &Kind::words(), "the kinds are"),
            ));
            return None;
        };
        let phrases = self.phrases(source, &written.phrases, faults);
        let mut unless = self.phrases(source, &written.unless, faults);
        unless.extend(self.phrases(source, &source.file.unless, &mut Vec::new()));
        Some(Signal {
            id: written.id.as_ref().clone(),
            lang: source.file.lang.clone(),
            file: source.name.to_owned(),
            shipped: SHIPPED.iter().any(|(name, _)| *name == source.name),
            kind,
            question: written.question,
            personal: written.personal,
            phrases,
            unless,
        })
    }

    fn phrases(
        &mut self,
        source: &'a Source<'a>,
        written: &'a [Spanned<String>],
        faults: &mut Vec<Fault>,
    ) -> Vec<(String, Phrase)> {
        let mut phrases = Vec::new();
        for phrase in written {
            match self.phrase(&source.file.lang, phrase.as_ref()) {
                Ok(compiled) => phrases.push((phrase.as_ref().clone(), compiled)),
                Err(what) => faults.push(source.fault(
                    phrase,
                    &format!("the phrase `{}` cannot be used: {what}", phrase.as_ref()),
                    "the signs of a phrase are listed in `rules/signals/README.md`",
                )),
            }
        }
        phrases
    }

    fn phrase(&mut self, lang: &str, written: &str) -> Result<Phrase, String> {
        let mut vocabulary = std::mem::take(&mut self.vocabulary);
        let phrase = parse(written, &mut vocabulary, &mut |name, vocabulary| self.list(lang, name, vocabulary));
        self.vocabulary = vocabulary;
        phrase
    }

    fn list(&mut self, lang: &str, name: &str, vocabulary: &mut Vocabulary) -> Result<Arc<Phrase>, String> {
        let key = (lang.to_owned(), name.to_owned());
        if let Some(list) = self.lists.get(&key) {
            return Ok(Arc::clone(list));
        }
        let Some(words) = self.written.get(&(lang, name)).cloned() else {
            let lists = self.written.keys().filter(|(of, _)| *of == lang).map(|(_, list)| *list);
            return Err(match nearest(name, lists) {
                Some(near) => format!("there is no word list `{name}`; did you mean `{{{near}}}`?"),
                None => format!("there is no word list `{name}` for the language `{lang}`"),
            });
        };
        if !self.open.insert(name.to_owned()) {
            return Err(format!("the word list `{name}` contains itself"));
        }
        let mut choices = Vec::new();
        for (source, written) in words {
            match parse(written.as_ref(), vocabulary, &mut |inner, vocabulary| self.list(lang, inner, vocabulary)) {
                Ok(choice) => choices.push(choice),
                Err(what) => self.faults.push(source.fault(
                    written,
                    &format!("`{}` in the word list `{name}` cannot be used: {what}", written.as_ref()),
                    "the signs of a phrase are listed in `rules/signals/README.md`",
                )),
            }
        }
        self.open.remove(name);
        let list = Arc::new(one_of(choices, vocabulary));
        self.lists.insert(key, Arc::clone(&list));
        Ok(list)
    }

    /// The word list of this name in every language, for the reader itself.
    fn reserved(&mut self, name: &str) -> Phrase {
        let langs: BTreeSet<String> =
            self.written.keys().filter(|(_, list)| *list == name).map(|(lang, _)| (*lang).to_owned()).collect();
        let mut vocabulary = std::mem::take(&mut self.vocabulary);
        let lists: Vec<Arc<Phrase>> =
            langs.iter().filter_map(|lang| self.list(lang, name, &mut vocabulary).ok()).collect();
        let lists = lists.into_iter().map(|list| listed(list, &mut vocabulary)).collect();
        let phrase = one_of(lists, &mut vocabulary);
        self.vocabulary = vocabulary;
        phrase
    }
}

/// Which phrases to try for a word. Words that the files' own examples use often are avoided as keys.
fn index(signals: &[Signal], vocabulary: &mut Vocabulary, sources: &[Source<'_>]) -> (Vec<Vec<Entry>>, Vec<Entry>) {
    let mut seen: HashMap<Sym, u32> = HashMap::new();
    let written = sources.iter().flat_map(|source| &source.file.signals);
    for example in written.flat_map(|written| written.matches.iter().chain(&written.not)) {
        for token in vocabulary.tokens(example.as_ref()) {
            for sym in token.syms.into_iter().filter(|&sym| sym != UNKNOWN) {
                *seen.entry(sym).or_default() += 1;
            }
        }
    }
    let common = |sym: Sym| seen.get(&sym).copied().unwrap_or_default() + 1;
    let (mut index, mut always) = (Vec::new(), Vec::new());
    for (s, signal) in (0..).zip(signals) {
        for (p, (_, phrase)) in (0..).zip(&signal.phrases) {
            let needs = phrase.needs_in_order(&common, vocabulary);
            let entry = Entry { signal: s, phrase: p, english: signal.lang == "en", needs };
            let Some(syms) = phrase.needs(&common) else {
                always.push(entry);
                continue;
            };
            let at = vocabulary.class(sorted(syms)) as usize;
            if index.len() <= at {
                index.resize_with(at + 1, Vec::new);
            }
            if let Some(phrases) = index.get_mut(at) {
                phrases.push(entry);
            }
        }
    }
    (index, always)
}
