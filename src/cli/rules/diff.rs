//! `bothways rules diff`: what the user changed in a rule, and what a newer bothways changed in it; and which to use, where both did.

use super::super::{Ended, say};
use super::{ask, change};
use crate::domain::fault::Faults;
use crate::flow::House;
use crate::flow::lines::changes;
use crate::flow::upgrade::{self, Upgrade};
use crate::judge::rules::compile;
use crate::judge::shipped::shipped;

#[derive(Debug, clap::Args)]
pub(super) struct DiffArgs {
    /// The rule
    id: String,
}

pub(super) fn run(args: &DiffArgs, house: &House) -> anyhow::Result<Ended> {
    let id = args.id.as_str();
    let rule = change::find(house, id)?;
    let upgrades = upgrade::upgrades(&house.tools.home, &mut Faults::new());
    if let Some(upgrade) = upgrades.iter().find(|upgrade| upgrade.name == rule.file) {
        show("You changed", &upgrade.base, &upgrade.yours)?;
        if upgrade.base != upgrade.shipped {
            show("A newer bothways changed", &upgrade.base, &upgrade.shipped)?;
        }
        if upgrade.is_a_question() {
            choose(house, upgrade)?;
        }
    }
    let as_shipped = compile(&shipped(), &[], &mut Faults::new());
    let Some(shipped) = as_shipped.find(id) else {
        say::line(&format!("{id} is a rule of your own, in {}; none is shipped by that name.", rule.file));
        return Ok(Ended::Done);
    };
    if shipped.on != rule.on {
        say::data(&format!("It is {}, and ships {}.", word(rule.on), word(shipped.on)))?;
    }
    let mut same = shipped.on == rule.on && rule.shipped;
    for (name, value) in &rule.settings {
        let before = shipped.settings.iter().find(|(known, _)| known == name);
        if let Some((_, before)) = before.filter(|(_, before)| before != value) {
            same = false;
            say::data(&format!("{name} is {value}, and ships as {before}."))?;
        }
    }
    if same {
        say::line(&format!("{id} is as it ships."));
    }
    Ok(Ended::Done)
}

const fn word(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn show(heading: &str, old: &str, new: &str) -> anyhow::Result<()> {
    let changes = changes(old, new);
    if changes.is_empty() {
        return say::data(&format!("{heading}: nothing\n"));
    }
    say::data(&format!("{heading}:\n{}\n", changes.join("\n")))
}

/// Yours, the new one, or both: whatever is chosen, what was there before can be had back.
fn choose(house: &House, upgrade: &Upgrade) -> anyhow::Result<()> {
    let home = &house.tools.home;
    let both = upgrade.together();
    say::line("  1  keep yours");
    say::line("  2  take the new one; yours is put aside in rules/draft");
    match &both {
        Some(_) => say::line("  3  both together; yours is put aside in rules/draft"),
        None => say::line("     (both changed the same lines, so I cannot put them together)"),
    }
    let text = match (ask::answer("Which? (1) ")?.as_str(), both) {
        ("2", _) => upgrade.shipped.clone(),
        ("3", Some(both)) => both,
        ("1", _) => {
            home.keep_base(&upgrade.name, &upgrade.shipped)?;
            say::line("Yours goes on. I ask again when there is another new one.");
            return Ok(());
        }
        _ => {
            say::line("Nothing was changed; yours goes on.");
            return Ok(());
        }
    };
    let drafts = home.draft_rule_files(&mut Faults::new());
    anyhow::ensure!(
        drafts.iter().all(|(name, text)| *name != upgrade.name || *text == upgrade.yours),
        "there is a change in your work in rules/draft; `bothways rules try {}` tries it, and yours would be put in its place",
        id_of(upgrade)
    );
    home.write_draft(&upgrade.name, &upgrade.yours)?;
    home.keep_draft_base(&upgrade.name, &text)?;
    home.write_rule(&upgrade.name, &text)?;
    home.keep_base(&upgrade.name, &upgrade.shipped)?;
    say::line(&format!(
        "Done. Your version lies in rules/draft; `bothways rules try {}` brings it back.",
        id_of(upgrade)
    ));
    Ok(())
}

fn id_of(upgrade: &Upgrade) -> &str {
    upgrade.name.trim_start_matches("rules/").trim_end_matches(".rhai")
}
