//! When a newer bothways brings a newer version of a rule that the user has changed: hers goes on, and she is asked. Nothing of hers is
//! ever lost.

use jiff::Timestamp;

use super::house::{House, Tools};
use super::lines;
use super::outgoing::{self, Outgoing};
use crate::compose::answer::{self, Answer};
use crate::domain::fault::Faults;
use crate::home::{self, Home};
use crate::judge::rules::RuleFile;
use crate::judge::shipped::shipped;

/// A file of the user's that takes the place of a shipped one, and where both came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// `rules/quiet.rhai`.
    pub name: String,
    /// The shipped version from which she took hers.
    pub base: String,
    pub yours: String,
    /// The version that this bothways ships.
    pub shipped: String,
}

impl Upgrade {
    /// Whether both she and bothways have changed it since, differently.
    #[must_use]
    pub fn is_a_question(&self) -> bool {
        self.base != self.shipped && self.yours != self.base && self.yours != self.shipped
    }

    /// Both changes in one text; `None` where they touch the same lines.
    #[must_use]
    pub fn together(&self) -> Option<String> {
        lines::together(&self.base, &self.yours, &self.shipped)
    }
}

/// The user's files that take the place of shipped ones.
pub fn upgrades(home: &Home, faults: &mut Faults) -> Vec<Upgrade> {
    let bases = home.base_rule_files(faults);
    let shipped = shipped();
    let mut upgrades = Vec::new();
    for (name, yours) in home.rule_files(faults) {
        let Some(RuleFile { text, .. }) = shipped.iter().find(|file| file.name == name) else { continue };
        // One that was copied by hand is taken to come from the version that is here now.
        let base = bases.iter().find(|(base, _)| *base == name).map_or_else(|| text.clone(), |(_, text)| text.clone());
        upgrades.push(Upgrade { name, base, yours, shipped: text.clone() });
    }
    upgrades
}

/// Keeps where each of the user's files came from, and lets one that she never changed follow the shipped one.
pub(super) fn follow(home: &Home, faults: &mut Faults) -> Result<(), home::Error> {
    let known = home.base_rule_files(faults);
    for upgrade in upgrades(home, faults) {
        let is_known = known.iter().any(|(name, _)| *name == upgrade.name);
        if upgrade.base != upgrade.shipped && upgrade.yours == upgrade.base {
            home.write_rule(&upgrade.name, &upgrade.shipped)?;
        }
        if !is_known || (upgrade.base != upgrade.shipped && !upgrade.is_a_question()) {
            home.keep_base(&upgrade.name, &upgrade.shipped)?;
        }
    }
    Ok(())
}

/// Tells the user, once for each newer version, that there is one beside hers.
pub(super) fn tell(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<usize> {
    let tools = &house.tools;
    let questions: Vec<Upgrade> =
        upgrades(&tools.home, &mut Faults::new()).into_iter().filter(Upgrade::is_a_question).collect();
    if questions.is_empty() {
        return Ok(0);
    }
    Ok(house.store.write(|db| {
        let mut n = 0;
        for upgrade in &questions {
            let key = format!("upgrade:{}", upgrade.name);
            if db.get(&key)?.is_some_and(|told| told == upgrade.shipped) {
                continue;
            }
            db.set(&key, &upgrade.shipped)?;
            let answer = Answer {
                subject: Some(format!("A newer version of the rule {}", id_of(upgrade))),
                done: vec![said(upgrade).into()],
                ..Answer::default()
            };
            n += usize::from(queue(db, tools, &answer, &format!("{key}:{now}"), now, faults)?);
        }
        Ok(n)
    })?)
}

fn id_of(upgrade: &Upgrade) -> &str {
    upgrade.name.trim_start_matches("rules/").trim_end_matches(".rhai")
}

fn said(upgrade: &Upgrade) -> String {
    format!(
        "This bothways brings a newer version of the rule {id}, which you have changed. Yours goes on as it is.\n\nWhat is new in it:\n{}\n\n`bothways rules diff {id}` in the terminal shows both, and asks which you want.",
        lines::changes(&upgrade.base, &upgrade.shipped)
            .iter()
            .map(|line| format!(" {line}"))
            .collect::<Vec<_>>()
            .join("\n"),
        id = id_of(upgrade)
    )
}

fn queue(
    db: &crate::store::Db<'_>,
    tools: &Tools,
    answer: &Answer,
    key: &str,
    now: Timestamp,
    faults: &mut Faults,
) -> crate::store::Result<bool> {
    let outgoing = Outgoing::new(tools);
    let status = outgoing::status(db)?;
    match answer::answer(answer, &tools.user, &outgoing.replies(tools), &status, &tools.templates) {
        Ok(mail) => Ok(outgoing.enqueue(db, tools, &mail, key, &[], outgoing::NUDGE_LIFE, now, faults)?.is_some()),
        Err(fault) => {
            faults.push(fault);
            Ok(false)
        }
    }
}
