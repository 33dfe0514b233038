//! The one table of what mail programs write in which language: labels, separators, attributions, months. See
//! `languages.toml`; adding a language is adding lines there.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, StartKind};
use icu_normalizer::ComposingNormalizerBorrowed;
use serde::Deserialize;

use super::hash::{self, ByWord};
use super::phrases::automaton;

/// What the value behind a label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    From,
    To,
    Cc,
    Subject,
    Date,
    /// Reply-To, Bcc, Importance, Attachments: part of a header block, and not kept.
    Other,
}

/// Which languages a word belongs to, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Langs(u64);

impl Langs {
    pub(super) fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The languages both allow; all of the first where they share none.
    pub(super) fn meet(self, other: Self) -> Self {
        if self.0 & other.0 == 0 { self } else { Self(self.0 & other.0) }
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn has(self, code: &str) -> bool {
        words().codes.iter().position(|known| *known == code).is_some_and(|at| self.0 & (1 << at) != 0)
    }

    /// The places in [`Words::codes`] at which its languages stand.
    pub(super) fn places(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let at = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (at < u64::BITS).then_some(at as usize)
        })
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it is exactly one language, and which.
    pub(super) fn only(self) -> Option<&'static str> {
        if self.0.count_ones() != 1 {
            return None;
        }
        words().codes.get(self.0.trailing_zeros() as usize).copied()
    }
}

/// What a line between two letters says about the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// `---------- Forwarded message ---------`
    Forwarded,
    /// `-----Original Message-----`: programs write it over forwards and replies alike.
    Original,
    /// `----- End forwarded message -----`
    End,
    /// `##- Please type your reply above this line -##`: what stands below is not the writer's, where he wrote above it.
    Above,
}

/// What must stand beside a phrase that says with what a letter was written, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sent {
    /// Two names: `Get Outlook for iOS`.
    Get,
    /// The name of a program or device: `sent via`.
    With,
    /// The same, or a word for any device: `sent from my`.
    From,
}

/// The first prefix of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    Forward,
    Reply,
}

/// The rows of one language in `languages.toml`. Every list may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Rows {
    from: Vec<String>,
    to: Vec<String>,
    cc: Vec<String>,
    subject: Vec<String>,
    date: Vec<String>,
    other: Vec<String>,
    forwarded: Vec<String>,
    original: Vec<String>,
    ended: Vec<String>,
    above: Vec<String>,
    undashed: Vec<String>,
    dated: Vec<String>,
    wrote: Vec<String>,
    openers: Vec<String>,
    behalf: Vec<String>,
    months: Vec<String>,
    weekdays: Vec<String>,
    fillers: String,
    am: String,
    pm: String,
    near_days: Vec<String>,
    to_me: Vec<String>,
    ago: String,
    forward_prefix: String,
    reply_prefix: String,
    programs: String,
    devices: String,
    sent: Vec<String>,
    sent_from: Vec<String>,
    sent_with: Vec<String>,
    get: Vec<String>,
    mine: String,
    excuses: String,
    greetings: String,
    closings: Vec<String>,
    bounce_subject: Vec<String>,
    via: Vec<String>,
    away_subject: Vec<String>,
    away_body: Vec<String>,
    receipt_subject: Vec<String>,
    receipt_body: Vec<String>,
    recall_subject: Vec<String>,
    recall_body: Vec<String>,
    inside: Vec<String>,
    answers: Vec<String>,
    below: Vec<String>,
    banners: Vec<String>,
    banners_from: Vec<String>,
    banners_too: Vec<String>,
    myself: String,
    legal: Vec<String>,
    unsubscribe: Vec<String>,
    me: String,
    and: String,
    particles: String,
    no_answer: String,
    out_of: String,
    left_out: String,
    common: String,
}

/// The table as the reader asks it: by word.
pub(super) struct Words {
    pub(super) codes: Vec<&'static str>,
    labels: ByWord<Vec<(Role, Langs)>>,
    separators: ByWord<Separator>,
    /// Separators that go on with a name: `forwarded message from …`.
    separator_heads: Vec<(String, Separator)>,
    /// Separators that stand without dashes or a colon.
    pub(super) undashed: hash::Words,
    /// The first words of those and of the next.
    pub(super) undashed_heads: Vec<String>,
    /// Separators that go on with the date of the letter.
    pub(super) dated: Vec<String>,
    /// Phrases that say "wrote".
    pub(super) wrote: AhoCorasick,
    /// The languages of each of them, in the same order.
    wrote_in: Vec<Langs>,
    pub(super) openers: hash::Words,
    pub(super) behalf: AhoCorasick,
    months: ByWord<Vec<(u8, Langs)>>,
    /// For each word the weekdays that it may mean, Monday as the lowest bit.
    weekdays: ByWord<u8>,
    fillers: hash::Words,
    halves: ByWord<bool>,
    /// Words for today and yesterday.
    pub(super) near_days: hash::Words,
    /// Whole lines below the author of a letter that went to the reader.
    pub(super) to_me: hash::Words,
    /// Words that say of a time that it is past: `7 days ago`.
    pub(super) ago: hash::Words,
    prefixes: ByWord<Prefix>,
    /// Names of programs and devices, which may go on with an ending.
    pub(super) programs: AhoCorasick,
    /// Words for any device.
    pub(super) devices: hash::Words,
    /// Whole lines that say on what a letter was written.
    pub(super) sent_whole: hash::Words,
    /// Phrases that stand beside the name of a program: `sent via`.
    pub(super) sent: AhoCorasick,
    /// What each of them wants beside it, in the same order.
    sent_kinds: Vec<Sent>,
    pub(super) mine: hash::Words,
    /// Words that ask forgiveness for typos.
    pub(super) excuses: hash::Words,
    pub(super) closings: hash::Words,
    /// Words that begin a greeting which ends in a colon.
    pub(super) greetings: hash::Words,
    /// How the subjects of bounces begin.
    pub(super) bounce_subject: Vec<String>,
    /// How groups join the name of who wrote and their own, with the blanks around it: `Dana via Team`.
    pub(super) via: Vec<String>,
    pub(super) away_subject: Vec<String>,
    pub(super) away_body: AhoCorasick,
    pub(super) receipt_subject: Vec<String>,
    pub(super) receipt_body: AhoCorasick,
    pub(super) recall_subject: Vec<String>,
    pub(super) recall_body: AhoCorasick,
    /// Phrases by which somebody says that his answers stand inside the letter below.
    pub(super) inside: AhoCorasick,
    /// How words that mean answers or comments begin.
    pub(super) answers: AhoCorasick,
    /// Phrases for what stands further down.
    pub(super) below: AhoCorasick,
    /// Phrases of the warnings that servers put above mail from outside.
    pub(super) banners: AhoCorasick,
    /// What each of them is, in the same order.
    banner_kinds: Vec<Banner>,
    /// Phrases of what stands below letters without being written for them.
    pub(super) footers: AhoCorasick,
    /// How many of them are legal text; the others show the way out of a list.
    legal: usize,
    /// Words by which somebody speaks of himself.
    pub(super) myself: hash::Words,
    /// Such words behind a verb: `unsubscribe me`.
    pub(super) me: hash::Words,
    /// Words that join two closings: `thanks and regards`.
    pub(super) and: hash::Words,
    /// Small words inside names: `Lena van der Meer`.
    particles: hash::Words,
    /// The parts before the `@` of addresses that nobody reads, without marks.
    pub(super) no_answer: Vec<String>,
    /// Words after which a closing names a place: `Grüße aus Kiel`.
    pub(super) out_of: hash::Words,
    /// What people write in brackets where they took lines out of a quote.
    pub(super) left_out: hash::Words,
    common: ByWord<Langs>,
}

/// What a phrase of a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Banner {
    /// It is enough.
    Alone,
    /// It goes on with the address of who wrote.
    From,
    /// It goes along with another, and alone may be somebody's advice: `do not click on links`.
    Too,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("languages.toml")));

/// The table, read once.
pub(super) fn words() -> &'static Words {
    &WORDS
}

/// Finds phrases in a text that [`for_phrases`] made ready.
fn phrases(list: &[String]) -> AhoCorasick {
    automaton(list, MatchKind::LeftmostLongest, None, StartKind::Unanchored)
}

impl Words {
    fn read(table: &'static str) -> Self {
        let rows: std::collections::BTreeMap<String, Rows> = toml::from_str(table).unwrap_or_else(|error| {
            debug_assert!(false, "languages.toml: {error}");
            std::collections::BTreeMap::new()
        });
        let mut words = Self::empty();
        let (mut wrote, mut away_body) = (Vec::new(), Vec::new());
        let (mut programs, mut sent) = (Vec::new(), Vec::new());
        let (mut footers, mut way_out) = (Vec::new(), Vec::new());
        let (mut behalf, mut receipt_body) = (Vec::new(), Vec::new());
        let (mut recall_body, mut banners) = (Vec::new(), Vec::new());
        let (mut inside, mut answers, mut below) = (Vec::new(), Vec::new(), Vec::new());
        for (at, (code, row)) in rows.into_iter().enumerate() {
            let lang = Langs(1 << at);
            words.codes.push(String::leak(code));
            for (role, labels) in [
                (Role::From, &row.from),
                (Role::To, &row.to),
                (Role::Cc, &row.cc),
                (Role::Subject, &row.subject),
                (Role::Date, &row.date),
                (Role::Other, &row.other),
            ] {
                for label in labels {
                    words.add_label(label, role, lang);
                }
            }
            for (kind, list) in [
                (Separator::Forwarded, &row.forwarded),
                (Separator::Original, &row.original),
                (Separator::End, &row.ended),
                (Separator::Above, &row.above),
            ] {
                for phrase in list {
                    match phrase.strip_suffix('*') {
                        Some(head) => words.separator_heads.push((head.to_lowercase(), kind)),
                        None => drop(words.separators.insert(plain(phrase), kind)),
                    }
                }
            }
            let heads = row.undashed.iter().chain(&row.dated).filter_map(|phrase| phrase.split(' ').next());
            words.undashed_heads.extend(heads.map(str::to_owned));
            words.undashed.extend(row.undashed.iter().map(|phrase| plain(phrase)));
            words.dated.extend(row.dated.iter().map(|phrase| plain(phrase)));
            for (month, names) in (1_u8..).zip(&row.months) {
                for name in names.split_whitespace() {
                    words.months.entry(name.to_lowercase()).or_default().push((month, lang));
                }
            }
            for (list, is_pm) in [(&row.am, false), (&row.pm, true)] {
                words.halves.extend(list.split_whitespace().map(|word| (word.to_lowercase(), is_pm)));
            }
            for (list, prefix) in [(&row.forward_prefix, Prefix::Forward), (&row.reply_prefix, Prefix::Reply)] {
                words.prefixes.extend(list.split_whitespace().map(|word| (word.to_lowercase(), prefix)));
            }
            for word in row.common.split_whitespace() {
                let known = words.common.entry(word.to_lowercase()).or_default();
                *known = known.join(lang);
            }
            for (at, list) in row.weekdays.iter().enumerate() {
                for word in list.split_whitespace() {
                    *words.weekdays.entry(word.to_lowercase()).or_default() |= if at < 7 { 1 << at } else { 0 };
                }
            }
            words.fillers.extend(row.fillers.split_whitespace().map(str::to_lowercase));
            words.openers.extend(row.openers.iter().map(|opener| opener.to_lowercase()));
            words.closings.extend(row.closings.iter().map(|closing| closing.to_lowercase()));
            words.bounce_subject.extend(row.bounce_subject.iter().map(|title| title.to_lowercase()));
            words.via.extend(row.via.iter().map(|via| format!(" {via} ")));
            words.away_subject.extend(row.away_subject.iter().map(|phrase| phrase.to_lowercase()));
            for phrase in row.wrote {
                let phrase = phrase.to_lowercase();
                let known = wrote.iter().position(|known| *known == phrase);
                if let Some(langs) = known.and_then(|at| words.wrote_in.get_mut(at)) {
                    *langs = langs.join(lang);
                } else {
                    words.wrote_in.push(lang);
                    wrote.push(phrase);
                }
            }
            words.no_answer.extend(row.no_answer.split_whitespace().map(str::to_owned));
            programs.extend(row.programs.split_whitespace().map(str::to_owned));
            words.sent_whole.extend(row.sent.iter().map(|line| plain(line)));
            words.near_days.extend(row.near_days);
            words.to_me.extend(row.to_me);
            for (set, list) in [
                (&mut words.ago, &row.ago),
                (&mut words.devices, &row.devices),
                (&mut words.mine, &row.mine),
                (&mut words.excuses, &row.excuses),
                (&mut words.greetings, &row.greetings),
                (&mut words.myself, &row.myself),
                (&mut words.me, &row.me),
                (&mut words.and, &row.and),
                (&mut words.particles, &row.particles),
                (&mut words.out_of, &row.out_of),
                (&mut words.left_out, &row.left_out),
            ] {
                set.extend(list.split_whitespace().map(str::to_owned));
            }
            for (kind, list) in [(Sent::From, row.sent_from), (Sent::With, row.sent_with), (Sent::Get, row.get)] {
                words.sent_kinds.extend(list.iter().map(|_| kind));
                sent.extend(list);
            }
            away_body.extend(row.away_body);
            words.receipt_subject.extend(row.receipt_subject.iter().map(|title| title.to_lowercase()));
            receipt_body.extend(row.receipt_body);
            words.recall_subject.extend(row.recall_subject.iter().map(|title| title.to_lowercase()));
            recall_body.extend(row.recall_body);
            inside.extend(row.inside);
            answers.extend(row.answers);
            for (kind, list) in
                [(Banner::Alone, row.banners), (Banner::From, row.banners_from), (Banner::Too, row.banners_too)]
            {
                words.banner_kinds.extend(list.iter().map(|_| kind));
                banners.extend(list);
            }
            below.extend(row.below);
            footers.extend(row.legal);
            way_out.extend(row.unsubscribe);
            behalf.extend(row.behalf);
        }
        words.legal = footers.len();
        footers.append(&mut way_out);
        words.wrote = phrases(&wrote);
        // Most lines are asked only whether they begin with one.
        words.sent = automaton(&sent, MatchKind::LeftmostLongest, None, StartKind::Both);
        words.programs = phrases(&programs);
        words.away_body = phrases(&away_body);
        words.receipt_body = phrases(&receipt_body);
        words.recall_body = phrases(&recall_body);
        words.inside = phrases(&inside);
        words.answers = phrases(&answers);
        words.below = phrases(&below);
        words.banners = phrases(&banners);
        // Most paragraphs are looked through for these, and hold none.
        words.footers =
            automaton(&footers, MatchKind::LeftmostLongest, Some(AhoCorasickKind::DFA), StartKind::Unanchored);
        words.behalf = phrases(&behalf);
        words
    }

    fn empty() -> Self {
        Self {
            codes: Vec::new(),
            labels: ByWord::default(),
            separators: ByWord::default(),
            separator_heads: Vec::new(),
            undashed: hash::Words::default(),
            undashed_heads: Vec::new(),
            dated: Vec::new(),
            wrote: phrases(&[]),
            wrote_in: Vec::new(),
            openers: hash::Words::default(),
            behalf: phrases(&[]),
            months: ByWord::default(),
            weekdays: ByWord::default(),
            fillers: hash::Words::default(),
            halves: ByWord::default(),
            near_days: hash::Words::default(),
            to_me: hash::Words::default(),
            ago: hash::Words::default(),
            prefixes: ByWord::default(),
            programs: phrases(&[]),
            devices: hash::Words::default(),
            sent_whole: hash::Words::default(),
            sent: phrases(&[]),
            sent_kinds: Vec::new(),
            mine: hash::Words::default(),
            excuses: hash::Words::default(),
            closings: hash::Words::default(),
            greetings: hash::Words::default(),
            bounce_subject: Vec::new(),
            via: Vec::new(),
            away_subject: Vec::new(),
            away_body: phrases(&[]),
            receipt_subject: Vec::new(),
            receipt_body: phrases(&[]),
            recall_subject: Vec::new(),
            recall_body: phrases(&[]),
            inside: phrases(&[]),
            answers: phrases(&[]),
            below: phrases(&[]),
            banners: phrases(&[]),
            banner_kinds: Vec::new(),
            footers: phrases(&[]),
            legal: 0,
            myself: hash::Words::default(),
            me: hash::Words::default(),
            and: hash::Words::default(),
            particles: hash::Words::default(),
            no_answer: Vec::new(),
            out_of: hash::Words::default(),
            left_out: hash::Words::default(),
            common: ByWord::default(),
        }
    }

    fn add_label(&mut self, label: &str, role: Role, lang: Langs) {
        let known = self.labels.entry(plain(label)).or_default();
        match known.iter_mut().find(|(other, _)| *other == role) {
            Some((_, langs)) => *langs = langs.join(lang),
            None => known.push((role, lang)),
        }
    }

    /// The language of a code; none where the table lacks it.
    pub(super) fn lang(&self, code: &str) -> Langs {
        self.codes.iter().position(|known| *known == code).map_or(Langs::default(), |at| Langs(1 << at))
    }

    /// What a label may mean, and in which languages. `label` is lower case, without colon and marks.
    pub(super) fn label(&self, label: &str) -> &[(Role, Langs)] {
        self.labels.get(label).map_or(&[], Vec::as_slice)
    }

    /// The languages in which the phrase with this number in [`Words::wrote`] is written. The same phrase may belong to
    /// several.
    pub(super) fn wrote_in(&self, pattern: usize) -> Langs {
        self.wrote_in.get(pattern).copied().unwrap_or_default()
    }

    /// What the phrase with this number in [`Words::sent`] wants beside it.
    pub(super) fn sent_kind(&self, pattern: usize) -> Sent {
        self.sent_kinds.get(pattern).copied().unwrap_or(Sent::Get)
    }

    /// Whether the phrase with this number in [`Words::footers`] shows the way out of a list.
    pub(super) fn is_way_out(&self, pattern: usize) -> bool {
        pattern >= self.legal
    }

    /// Whether a word in small letters stands inside names.
    pub(super) fn is_particle(&self, word: &str) -> bool {
        self.particles.contains(word)
    }

    /// What the phrase with this number in [`Words::banners`] is.
    pub(super) fn banner_kind(&self, pattern: usize) -> Option<Banner> {
        self.banner_kinds.get(pattern).copied()
    }

    /// All labels that have a role in one of these languages, for lines that glue them together.
    pub(super) fn labels_of(&self, role: Role, langs: Langs) -> impl Iterator<Item = (&str, Langs)> {
        self.labels.iter().filter_map(move |(label, meanings)| {
            let meaning = meanings.iter().find(|(known, of)| *known == role && of.overlaps(langs));
            meaning.map(|(_, of)| (label.as_str(), *of))
        })
    }

    /// `core` is the lower-case words of a line without its dashes.
    pub(super) fn separator(&self, core: &str) -> Option<Separator> {
        let head =
            || self.separator_heads.iter().find(|(head, _)| core.starts_with(head.as_str())).map(|(_, kind)| *kind);
        self.separators.get(core).copied().or_else(head)
    }

    /// The month a lower-case word names, preferring the meaning in `langs` (`listopad` is October in Croatian, November in
    /// Polish).
    pub(super) fn month(&self, word: &str, langs: Langs) -> Option<u8> {
        let meanings = self.months.get(word)?;
        let wanted = meanings.iter().find(|(_, of)| of.0 & langs.0 != 0);
        wanted.or_else(|| meanings.first()).map(|(month, _)| *month)
    }

    /// Another month that the same word names in some language.
    pub(super) fn other_month(&self, word: &str, month: u8) -> Option<u8> {
        self.months.get(word)?.iter().find(|(other, _)| *other != month).map(|(other, _)| *other)
    }

    /// The month a lower-case word names in one of these languages.
    pub(super) fn month_in(&self, word: &str, langs: Langs) -> Option<u8> {
        self.months.get(word)?.iter().find(|(_, of)| of.overlaps(langs)).map(|(month, _)| *month)
    }

    pub(super) fn is_month(&self, word: &str) -> bool {
        self.months.contains_key(word)
    }

    pub(super) fn is_weekday(&self, word: &str) -> bool {
        self.weekdays.contains_key(word)
    }

    /// The weekdays that a word may mean, Monday as the lowest bit; several where languages share it.
    pub(super) fn weekdays(&self, word: &str) -> u8 {
        self.weekdays.get(word).copied().unwrap_or_default()
    }

    /// A word that stands between the parts of a date: `at`, `Uhr`, `kl`.
    pub(super) fn is_filler(&self, word: &str) -> bool {
        self.fillers.contains(word)
    }

    /// `Some(true)` for a word that means *after noon*.
    pub(super) fn half(&self, word: &str) -> Option<bool> {
        self.halves.get(word).copied()
    }

    /// The languages a lower-case word is common in.
    pub(super) fn common(&self, word: &str) -> Langs {
        self.common.get(word).copied().unwrap_or_default()
    }

    /// What the first prefix of a subject says: `Fwd: Re: …` is a forward.
    pub(super) fn prefix(&self, subject: &str) -> Option<Prefix> {
        self.split_prefix(subject).map(|(prefix, _)| prefix)
    }

    /// A subject without its prefixes, for comparing.
    pub(super) fn bare_subject<'a>(&self, subject: &'a str) -> &'a str {
        let mut rest = subject.trim();
        while let Some((_, after)) = self.split_prefix(rest) {
            rest = after.trim();
        }
        rest
    }

    fn split_prefix<'a>(&self, subject: &'a str) -> Option<(Prefix, &'a str)> {
        let subject = subject.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
        let (head, rest) = subject.split_once([':', '：'])?;
        if head.len() > 24 {
            return None;
        }
        // `Re[2]:`, `Re(3):`, `AW :` and `İLT:` are prefixes too.
        let word = head.split(['[', '(']).next().unwrap_or(head).trim().to_lowercase();
        self.prefixes.get(word.as_str()).map(|prefix| (*prefix, rest))
    }
}

/// The text as phrases are looked for in it: they take ASCII letters in either case, and all others in lower case.
pub(super) fn for_phrases(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// Whether a phrase found there is not a part of a longer word: `sent` in `presented`.
pub(super) fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !('\u{3000}'..='\u{d7af}').contains(&c));
    !joins(text.get(..range.start).and_then(|before| before.chars().next_back()))
        && !joins(text.get(range.end..).and_then(|after| after.chars().next()))
}

/// A word in lower case, in a buffer that is used again.
pub(super) fn lower_into(word: &str, lower: &mut String) {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
    } else {
        lower.push_str(&word.to_lowercase());
    }
}

/// Characters that show nothing and break comparisons: BOM, zero-width, direction marks (mail programs for Hebrew and Arabic
/// put them around labels).
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{ad}' | '\u{61c}')
}

/// A text as the table is written: each letter and its mark one character. What was copied from the name of a file on a Mac has two.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    // With this byte all marks begin that the table needs, and nothing else does.
    match memchr::memchr(0xcc, text.as_bytes()) {
        Some(_) => ComposingNormalizerBorrowed::new_nfc().normalize(text),
        None => Cow::Borrowed(text),
    }
}

/// A word or phrase as the table knows it: lower case, one space between words, nothing invisible.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        for word in text.split([' ', '\t', '\n', '\r', '\x0b', '\x0c']).filter(|word| !word.is_empty()) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        out.make_ascii_lowercase();
        return out;
    }
    for c in composed(text).chars() {
        match c {
            '!'..='~' => out.push(c.to_ascii_lowercase()),
            // Its own lower case has two characters, and nobody writes the second.
            'İ' => out.push('i'),
            _ if is_invisible(c) => {}
            _ if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ => out.extend(c.to_lowercase()),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads() {
        let rows: Result<std::collections::BTreeMap<String, Rows>, _> = toml::from_str(include_str!("languages.toml"));
        let rows = rows.unwrap();
        assert!(rows.len() < 60, "Langs has 64 bits");
        for (code, row) in rows.iter().filter(|(code, _)| code.len() == 2) {
            assert!(row.months.is_empty() || row.months.len() == 12, "{code} has {} months", row.months.len());
            assert!(!row.from.is_empty() && !row.subject.is_empty(), "{code} lacks labels");
        }
    }

    #[test]
    fn the_first_prefix_decides() {
        assert_eq!(words().prefix("Fwd: Re: plan"), Some(Prefix::Forward));
        assert_eq!(words().prefix("RE: Fwd: plan"), Some(Prefix::Reply));
        assert_eq!(words().prefix("Re[2]: plan"), Some(Prefix::Reply));
        assert_eq!(words().prefix("Plan: the whole"), None);
        assert_eq!(words().bare_subject("Fwd: Re: plan"), "plan");
    }
}
