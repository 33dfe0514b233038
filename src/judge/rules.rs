//! All the rules in force: the shipped ones, overridden by the user's by id, with a file's last good version where the file is
//! broken today.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rhai::Engine;

use super::block::{self, Block, Contents, Tune, Tuned};
use super::engine;
use super::mistake::Mistake;
use crate::domain::fault::Fault;
use crate::domain::finding::Level;
use crate::domain::near::nearest;
use crate::domain::relationship::Seat;

/// A file of rules: the user's, or one that is compiled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// As the user knows it: `rules/one-sided.rhai`.
    pub name: String,
    pub text: String,
    pub shipped: bool,
}

/// The rules in force.
pub struct Rules {
    pub(super) engine: Engine,
    pub(super) blocks: Vec<Block>,
    summaries: Vec<RuleSummary>,
    good: Vec<RuleFile>,
    resting: BTreeSet<String>,
    /// Whether there are files of which neither today's version nor an older one could be used: rules may be missing.
    has_gaps: bool,
}

/// A rule as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSummary {
    pub id: String,
    pub title: String,
    /// For one chair only; `None` for both.
    pub seat: Option<Seat>,
    pub level: Level,
    pub wrong_if: Option<String>,
    pub offer: Option<String>,
    pub lasts: Lasts,
    /// Days after each telling until the next; then it is let go.
    pub again: Vec<u32>,
    pub again_new: bool,
    pub mutes: Vec<String>,
    /// Its settings as they are in force, `120.days`.
    pub settings: Vec<(String, String)>,
    /// Its `when` lines.
    pub conditions: Vec<String>,
    pub on: bool,
    pub file: String,
    pub line: usize,
    pub shipped: bool,
    /// Changes with its file or its settings.
    pub print: u64,
}

/// How long a rule must hold before it is said: so many days, either working days of both sides or days of the calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lasts {
    pub days: u32,
    pub working: bool,
}

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rules").field("rules", &self.summaries.len()).finish_non_exhaustive()
    }
}

impl Rules {
    /// Every rule, whether on or off, in order of its id.
    pub fn list(&self) -> &[RuleSummary] {
        &self.summaries
    }

    /// The rule of that id.
    pub fn find(&self, id: &str) -> Option<&RuleSummary> {
        self.summaries.iter().find(|rule| rule.id == id)
    }

    /// Changes with any rule that is on.
    #[must_use]
    pub fn print(&self) -> u64 {
        let mut print = std::hash::DefaultHasher::new();
        for rule in self.summaries.iter().filter(|rule| rule.on) {
            (&rule.id, rule.print).hash(&mut print);
        }
        print.finish()
    }

    /// Leaves rules out of all judging until their file changes. What they found stays as it is.
    pub fn rest(&mut self, ids: &BTreeSet<String>) {
        self.resting.clone_from(ids);
    }

    /// Says that there is a file of rules that nobody can read.
    pub fn note_gap(&mut self) {
        self.has_gaps = true;
    }

    /// The rules that are judged.
    pub(super) fn judged(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| !block.off && !self.resting.contains(&block.id))
    }

    /// Whether nobody can say what a rule would find today, and it is not the user who wanted it so: it rests, or lies in a file
    /// that cannot be used.
    pub(super) fn cannot_say(&self, id: &str) -> bool {
        self.resting.contains(id) || (self.has_gaps && self.find(id).is_none())
    }

    /// The user's files that are in force today, as text to keep for the day one of them breaks.
    pub fn good_files(&self) -> &[RuleFile] {
        &self.good
    }
}

/// Reads all rules. What is wrong with a file becomes one fault; the file's last good version goes on in its place, else the
/// shipped rule of that id, and no other rule is touched.
pub fn compile(files: &[RuleFile], last_good: &[RuleFile], faults: &mut Vec<Fault>) -> Rules {
    let made = engine::large_stack(|| {
        let engine = engine::locked();
        let mut faults = Vec::new();
        let rules = made(engine, files, last_good, &mut faults);
        (rules, faults)
    });
    let Some((rules, found)) = made else {
        faults.push(Fault::new("rules", "the rules could not be read; nothing is judged until they can"));
        return Rules {
            engine: engine::locked(),
            blocks: Vec::new(),
            summaries: Vec::new(),
            good: Vec::new(),
            resting: BTreeSet::new(),
            has_gaps: true,
        };
    };
    faults.extend(found);
    rules
}

fn made(mut engine: Engine, files: &[RuleFile], last_good: &[RuleFile], faults: &mut Vec<Fault>) -> Rules {
    let found = read(&engine, files, last_good, faults);
    let has_gaps = found.len() < files.len();
    let mut merged = merge(&engine, found);
    // A file that is sound by itself may not fit the others: then, too, it goes on as it was, whole.
    let as_it_was = |file: &RuleFile| last_good.iter().find(|good| good.name == file.name && good.text != file.text);
    let older: Vec<RuleFile> = merged.clashes.iter().filter_map(|(file, _)| as_it_was(file).cloned()).collect();
    let steps_back = |file: &RuleFile| older.iter().any(|good| good.name == file.name);
    for (file, mistake) in &merged.clashes {
        let instead = if steps_back(file) { GOES_ON } else { "until then the rest of the file is used without it" };
        faults.push(with_instead(mistake.fault(&file.name, &file.text), instead));
    }
    if !older.is_empty() {
        let files: Vec<RuleFile> = files.iter().filter(|file| !steps_back(file)).chain(&older).cloned().collect();
        // What is wrong with the others was said already.
        merged = merge(&engine, read(&engine, &files, last_good, &mut Vec::new()));
    }
    let summaries = merged.by_id.values().map(|(file, block)| summary(file, block)).collect();
    let blocks: Vec<Block> = merged.by_id.into_values().map(|(_, block)| block).collect();
    let settings = blocks.iter().flat_map(|block| block.settings.keys().cloned());
    super::subjects::register_settings(&mut engine, settings.collect());
    Rules { engine, blocks, summaries, good: merged.good, resting: BTreeSet::new(), has_gaps }
}

/// What stands in each file, or in its last good version.
fn read(
    engine: &Engine,
    files: &[RuleFile],
    last_good: &[RuleFile],
    faults: &mut Vec<Fault>,
) -> Vec<(RuleFile, Contents)> {
    let mut read = Vec::new();
    for file in files {
        match sound(engine, file) {
            Ok(contents) => read.push((file.clone(), contents)),
            Err(mistake) => {
                let before = last_good.iter().find(|good| good.name == file.name && !file.shipped);
                let contents = before.and_then(|good| Some((good.clone(), sound(engine, good).ok()?)));
                let instead = match (contents.is_some(), file.shipped) {
                    (true, _) => GOES_ON,
                    (false, true) => "until then its rules keep quiet",
                    (false, false) => "until then the rules in it are not used",
                };
                faults.push(with_instead(mistake.fault(&file.name, &file.text), instead));
                read.extend(contents);
            }
        }
    }
    read
}

const GOES_ON: &str = "until then its last good version goes on";

fn with_instead(fault: Fault, instead: &str) -> Fault {
    let hint = match &fault.hint {
        Some(question) if question.ends_with('?') => format!("{question} {}", instead.replacen('u', "U", 1)),
        Some(hint) => format!("{hint}; {instead}"),
        None => format!("mend what is named here; {instead}"),
    };
    fault.hint(hint)
}

/// What stands in a file, if all of it works. The shipped rules are tried by the tests, and not at every start.
fn sound(engine: &Engine, file: &RuleFile) -> Result<Contents, Mistake> {
    let contents = block::read(engine, &file.text)?;
    if !file.shipped {
        super::probe::all_tried(engine, &contents)?;
    }
    Ok(contents)
}

/// The files laid over each other.
pub(super) struct Merged {
    by_id: BTreeMap<String, (RuleFile, Block)>,
    /// What of a file does not fit the others. The rest of it does.
    pub clashes: Vec<(RuleFile, Mistake)>,
    /// The user's files that work whole.
    good: Vec<RuleFile>,
}

/// Lays the user's rules over the shipped ones, then the tuning over both.
pub(super) fn merge(engine: &Engine, read: Vec<(RuleFile, Contents)>) -> Merged {
    let mut merged = Merged { by_id: BTreeMap::new(), clashes: Vec::new(), good: Vec::new() };
    let mut tunes: Vec<(RuleFile, Tune)> = Vec::new();
    // The shipped ones first, so that the user's come over them whatever the order of the files.
    let (shipped, own): (Vec<_>, Vec<_>) = read.into_iter().partition(|(file, _)| file.shipped);
    for (file, contents) in shipped.into_iter().chain(own) {
        for block in contents.rules {
            match merged.by_id.get(&block.id) {
                Some((first, other)) if first.shipped == file.shipped => {
                    let what = format!(
                        "there are two rules called \"{}\"; the first is in {}:{}",
                        block.id, first.name, other.at.0
                    );
                    let mistake = Mistake::new(what).hint("give one of them another name");
                    merged.clashes.push((file.clone(), mistake.at(block.at.0, block.at.1)));
                }
                _ => {
                    merged.by_id.insert(block.id.clone(), (file.clone(), block));
                }
            }
        }
        tunes.extend(contents.tunes.into_iter().map(|tune| (file.clone(), tune)));
        if !file.shipped {
            merged.good.push(file);
        }
    }
    for (file, tune) in tunes {
        if let Err(mistake) = apply(engine, &tune, &mut merged.by_id) {
            merged.clashes.push((file, mistake));
        }
    }
    let Merged { good, clashes, .. } = &mut merged;
    good.retain(|file| clashes.iter().all(|(clashing, _)| clashing.name != file.name));
    merged
}

/// Changes settings of a rule, or switches it on or off, without a copy of it. All of it is taken, or none.
fn apply(engine: &Engine, tune: &Tune, by_id: &mut BTreeMap<String, (RuleFile, Block)>) -> Result<(), Mistake> {
    let known: Vec<String> = by_id.keys().cloned().collect();
    let Some((_, block)) = by_id.get_mut(&tune.id) else {
        return Err(Mistake::new(format!("there is no rule called \"{}\"", tune.id))
            .nearest(&tune.id, known.iter().map(String::as_str))
            .at(tune.at.0, tune.at.1));
    };
    let before = Arc::clone(&block.settings);
    let mut settings = (*block.settings).clone();
    for Tuned { name, value, named_at, at } in &tune.settings {
        let Some(old) = settings.get(name) else {
            let names: Vec<&str> = settings.keys().map(String::as_str).collect();
            let hint = match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "it has none; a copy of the rule can be changed in every way".to_owned(),
                None => format!("it has: `{}`", names.join("`, `")),
            };
            return Err(Mistake::new(format!("the rule \"{}\" has no setting called `{name}`", tune.id))
                .hint(hint)
                .at(named_at.0, named_at.1));
        };
        super::subjects::may_replace(name, old, value).map_err(|mistake| mistake.at(at.0, at.1))?;
        settings.insert(name.clone(), value.clone());
    }
    block.settings = Arc::new(settings);
    if let Err(mistake) = super::probe::tried(engine, block) {
        block.settings = before;
        return Err(Mistake::new(format!(
            "with these settings the rule \"{}\" does not work: {}",
            tune.id, mistake.what
        ))
        .hint(mistake.hint.unwrap_or_default())
        .at(tune.at.0, tune.at.1));
    }
    if let Some(on) = tune.on {
        block.off = !on;
    }
    Ok(())
}

fn summary(file: &RuleFile, block: &Block) -> RuleSummary {
    let settings: Vec<(String, String)> =
        block.settings.iter().map(|(name, value)| (name.clone(), super::subjects::written(value))).collect();
    let mut print = std::hash::DefaultHasher::new();
    (&file.text, &settings).hash(&mut print);
    RuleSummary {
        id: block.id.clone(),
        title: block.title.clone(),
        seat: block.seat,
        level: block.level,
        wrong_if: block.wrong_if.clone(),
        offer: block.offer.clone(),
        lasts: block.lasts,
        again: block.again.clone(),
        again_new: block.again_new,
        mutes: block.mutes.clone(),
        settings,
        conditions: block.conditions.clone(),
        on: !block.off,
        file: file.name.clone(),
        line: block.at.0,
        shipped: file.shipped,
        print: print.finish(),
    }
}
