//! `rules lint`: everything that can be said about rule files before they judge anybody.

use super::block::{self, Block, Contents};
use super::engine;
use super::lint::unused_settings;
use super::mistake::Mistake;
use super::probe::{all_tried, speaks};
use super::rules::{RuleFile, merge};
use crate::domain::fault::Fault;

/// The mistakes and the doubtful places of some files, each at its line. A file without faults may be used as it is, together with
/// those `beside` it, of which nothing is said.
pub fn lint(files: &[RuleFile], beside: &[RuleFile]) -> Vec<Fault> {
    let checked = engine::large_stack(|| {
        let engine = engine::locked();
        let mut faults = Vec::new();
        let mut read: Vec<(RuleFile, Contents)> = Vec::new();
        for file in files {
            let sound = block::read(&engine, &file.text).and_then(|contents| {
                all_tried(&engine, &contents)?;
                Ok(contents)
            });
            match sound {
                Ok(contents) => {
                    faults.extend(doubts(&engine, &contents, file));
                    read.push((file.clone(), contents));
                }
                Err(mistake) => faults.push(mistake.fault(&file.name, &file.text)),
            }
        }
        let others = beside.iter().filter_map(|file| Some((file.clone(), block::read(&engine, &file.text).ok()?)));
        let clashes = merge(&engine, others.chain(read).collect()).clashes;
        let asked = clashes.iter().filter(|(clashing, _)| files.iter().any(|file| file.name == clashing.name));
        faults.extend(asked.map(|(file, mistake)| mistake.fault(&file.name, &file.text)));
        faults
    });
    checked.unwrap_or_else(|| vec![Fault::new("rules", "the rules could not be checked")])
}

/// What works and is still likely not what was meant.
fn doubts(engine: &rhai::Engine, contents: &Contents, file: &RuleFile) -> Vec<Fault> {
    let mut doubts = Vec::new();
    for block in &contents.rules {
        let at = |mistake: Mistake| mistake.at(block.at.0, block.at.1).fault(&file.name, &file.text);
        for name in unused_settings(block) {
            doubts.push(at(Mistake::new(format!("the setting `{name}` of the rule \"{}\" is never read", block.id))
                .hint(format!("read it as `my.{name}`, or take its line away"))));
        }
        doubts.extend(can_ever_speak(engine, block).map(at));
    }
    doubts
}

fn can_ever_speak(engine: &rhai::Engine, block: &Block) -> Option<Mistake> {
    let (spoke, asked) = speaks(engine, block);
    if spoke == 0 {
        return Some(
            Mistake::new(format!(
                "the rule \"{}\" speaks on none of {asked} invented relationships; can it ever?",
                block.id
            ))
            .hint("look at each `when`: can it hold, and can they all hold together?"),
        );
    }
    (spoke == asked).then(|| {
        Mistake::new(format!("the rule \"{}\" speaks on every one of {asked} invented relationships", block.id))
            .hint("it would speak about everybody, even on the first day; add a `when`")
    })
}
