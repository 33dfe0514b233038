//! `bothways rules edit`, `try`, `on` and `off`: a rule is changed on a copy, checked, tried on the user's own past, and only then
//! used, if she says so.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use jiff::Timestamp;

use super::super::{Ended, say};
use super::{ask, backtest};
use crate::domain::fault::Faults;
use crate::domain::near::nearest;
use crate::flow::{House, lines, rulebook};
use crate::judge::rules::{RuleFile, RuleSummary, Rules};
use crate::judge::tuning::{self, Change};

#[derive(Debug, clap::Args)]
pub(super) struct ChangeArgs {
    /// The rule
    id: String,
    /// Use it without asking
    #[arg(long)]
    yes: bool,
    /// Speak also about what is true today; without it, and unasked, only about what becomes true from now on
    #[arg(long)]
    also_now: bool,
}

/// The rule of that name, or the nearest one.
pub(super) fn find<'h>(house: &'h House, id: &str) -> anyhow::Result<&'h RuleSummary> {
    let rules = &house.tools.rules;
    let own = format!("rules/{id}.");
    // The user's own file of that name may be the reason why there is no such rule.
    if let (None, Some(fault)) = (rules.find(id), house.tools.faults.iter().find(|fault| fault.place.starts_with(&own)))
    {
        anyhow::bail!("the rule `{id}` is not in force: {fault}");
    }
    rules.find(id).with_context(|| match nearest(id, rules.list().iter().map(|rule| rule.id.as_str())) {
        Some(near) => format!("there is no rule `{id}`; did you mean `{near}`?"),
        None => format!("there is no rule `{id}`; `bothways rules list` shows them all"),
    })
}

pub(super) fn edit(args: &ChangeArgs, mut house: House) -> anyhow::Result<Ended> {
    let copy = copy(&house, &args.id)?;
    if house.tools.home.draft_base(&copy.name).is_none() {
        house.tools.home.keep_draft_base(&copy.name, &in_force(&house, &copy.name).unwrap_or_default())?;
    }
    let path = house.tools.home.write_draft(&copy.name, &copy.text)?;
    loop {
        open_in_editor(&path)?;
        match ready(&house, &copy.name)? {
            Ready::Yes(changed) => return ask_and_take(args, &mut house, &changed),
            Ready::Same => {
                house.tools.home.remove_draft(&copy.name)?;
                say::line("Nothing was changed.");
                return Ok(Ended::Done);
            }
            Ready::No if ask::yes("Open it again?")? => (),
            Ready::No => return Ok(put_aside(&args.id)),
        }
    }
}

pub(super) fn try_out(args: &ChangeArgs, mut house: House) -> anyhow::Result<Ended> {
    let name = file_name(&house, &args.id);
    match ready(&house, &name)? {
        Ready::Yes(changed) => ask_and_take(args, &mut house, &changed),
        Ready::Same => {
            say::line(&format!(
                "There is no change of {} to try; `bothways rules edit {}` makes one.",
                args.id, args.id
            ));
            Ok(Ended::Done)
        }
        Ready::No => Ok(put_aside(&args.id)),
    }
}

pub(super) fn on(args: &ChangeArgs, mut house: House) -> anyhow::Result<Ended> {
    if find(&house, &args.id)?.on {
        say::line(&format!("{} is on.", args.id));
        return Ok(Ended::Done);
    }
    let files = rulebook::files(&house.tools.home, &mut Faults::new());
    let changed = tuning::tuned(&files, &args.id, &Change::On).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    ask_and_take(args, &mut house, &changed)
}

pub(super) fn off(id: &str, house: &House) -> anyhow::Result<Ended> {
    find(house, id)?;
    let home = &house.tools.home;
    let files = rulebook::files(home, &mut Faults::new());
    let changed = tuning::tuned(&files, id, &Change::Off).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    home.write_rule(&changed.name, &changed.text)?;
    say::line(&format!("{id} is off, by a line in {}. `bothways rules on {id}` switches it on again.", changed.name));
    Ok(Ended::Done)
}

/// The copy to work on: the one begun before, else the user's file, else the shipped one.
fn copy(house: &House, id: &str) -> anyhow::Result<RuleFile> {
    let home = &house.tools.home;
    let mut faults = Faults::new();
    let name = file_name(house, id);
    let begun = home.draft_rule_files(&mut faults).into_iter().map(rulebook::own).find(|file| file.name == name);
    if let Some(begun) = begun {
        say::line("Going on with the change you began.");
        return Ok(begun);
    }
    let files = rulebook::files(home, &mut faults);
    if let Some(file) = files.iter().rev().find(|file| file.name == name) {
        return Ok(RuleFile { shipped: false, ..file.clone() });
    }
    find(house, id)?;
    bail!("the file of the rule `{id}` cannot be read")
}

/// The file in which a rule of that name lies, or would lie.
fn file_name(house: &House, id: &str) -> String {
    house.tools.rules.find(id).map_or_else(|| format!("rules/{id}.rhai"), |rule| rule.file.clone())
}

fn open_in_editor(path: &Path) -> anyhow::Result<()> {
    let wanted = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|wanted| !wanted.trim().is_empty()));
    let wanted = wanted.unwrap_or_else(|| usual_editor().to_owned());
    let mut words = wanted.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = Command::new(program).args(words).arg(path).status().with_context(|| {
        format!("cannot open `{program}`; set EDITOR to your editor, or change `{}` yourself and then: bothways rules try ID", path.display())
    })?;
    anyhow::ensure!(status.success(), "`{program}` ended with an error; nothing was changed");
    Ok(())
}

const fn usual_editor() -> &'static str {
    if cfg!(windows) {
        "notepad"
    } else if cfg!(target_os = "macos") {
        "open -t -W"
    } else {
        "nano"
    }
}

/// Whether a change can be used.
enum Ready {
    Yes(RuleFile),
    /// It differs in nothing from what is in force.
    Same,
    /// It was said what is wrong.
    No,
}

fn ready(house: &House, name: &str) -> anyhow::Result<Ready> {
    let home = &house.tools.home;
    let mut faults = Faults::new();
    let draft = home.draft_rule_files(&mut faults).into_iter().map(rulebook::own).find(|file| file.name == *name);
    let Some(draft) = draft else { return Ok(Ready::Same) };
    if in_force(house, name).is_some_and(|text| text == draft.text) {
        return Ok(Ready::Same);
    }
    let Some(draft) = beside_what_changed(house, draft)? else { return Ok(Ready::No) };
    let tried = rulebook::tried(home, &draft);
    let mut mistakes = tried.mistakes;
    for fault in mistakes.iter_mut().filter(|fault| fault.is_in(name)) {
        fault.place = rulebook::in_draft(&fault.place);
    }
    say::faults(&mistakes);
    say::faults(&tried.doubts);
    Ok(if mistakes.is_empty() { Ready::Yes(draft) } else { Ready::No })
}

/// The text that a change of a file would take the place of: the user's, else the shipped one.
fn in_force(house: &House, name: &str) -> Option<String> {
    let files = rulebook::files(&house.tools.home, &mut Faults::new());
    files.into_iter().rev().find(|file| file.name == name).map(|file| file.text)
}

/// A draft, with what was changed in its file since it was begun: by hand, by a reply, by a newer bothways. Nothing where the two
/// touch the same lines; then both are shown, and the draft as it stands next counts.
fn beside_what_changed(house: &House, draft: RuleFile) -> anyhow::Result<Option<RuleFile>> {
    let home = &house.tools.home;
    let (base, now) = (home.draft_base(&draft.name), in_force(house, &draft.name).unwrap_or_default());
    let Some(base) = base.filter(|base| *base != now) else { return Ok(Some(draft)) };
    home.keep_draft_base(&draft.name, &now)?;
    if let Some(both) = lines::together(&base, &draft.text, &now) {
        say::line(&format!("{} was changed since you began; I put both changes together.", draft.name));
        home.write_draft(&draft.name, &both)?;
        return Ok(Some(RuleFile { text: both, ..draft }));
    }
    say::line(&format!("{} was changed since you began, in the lines that you change too:", draft.name));
    say::line(&lines::changes(&base, &now).join("\n"));
    say::line(
        "Please look whether your change shall still be as it is; when you try it again, it counts as it stands then.",
    );
    Ok(None)
}

fn put_aside(id: &str) -> Ended {
    say::line(&format!(
        "Nothing is in force of it yet. Your change lies in rules/draft; `bothways rules edit {id}` goes on with it, `bothways rules try {id}` tries it."
    ));
    Ended::WithFaults
}

/// Shows what the change would have meant in the user's past, and takes it if she says so.
fn ask_and_take(args: &ChangeArgs, house: &mut House, changed: &RuleFile) -> anyhow::Result<Ended> {
    let rulebook::Tried { rules: new, mistakes, .. } = rulebook::tried(&house.tools.home, changed);
    if !mistakes.is_empty() {
        say::faults(&mistakes);
        say::line("Nothing was changed.");
        return Ok(Ended::WithFaults);
    }
    let before = rulebook::text(&house.tools.home, &changed.name);
    let (from, to) = backtest::usual_days(house);
    let tested = backtest::tested(house, &[&house.tools.rules, &new], from, to)?;
    backtest::compared(&tested, &[&house.tools.rules, &new], from, to)?;
    say::line("\nNothing was sent.");
    if !args.yes && !ask::yes("Use it from now on?")? {
        return Ok(put_aside(&args.id));
    }
    anyhow::ensure!(
        rulebook::text(&house.tools.home, &changed.name) == before,
        "{} was changed while I asked, so I left it as it is; please try it again",
        changed.name
    );
    also_for_today(args, house, &new)?;
    rulebook::take(&house.tools.home, changed)?;
    say::line(&format!(
        "Done. It stands in {}; `bothways rules diff {}` shows what you changed.",
        changed.name, args.id
    ));
    Ok(Ended::Done)
}

/// What is true today already and would be news at once: she may want to hear only what comes from now on.
fn also_for_today(args: &ChangeArgs, house: &mut House, new: &Rules) -> anyhow::Result<()> {
    let today = house.tools.today(Timestamp::now());
    let true_today = house.store.read(|db| rulebook::true_today(db, &house.tools, new, today))?;
    if true_today.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = true_today.iter().map(|(name, _)| name.as_str()).collect();
    let question = format!("Also for what is already true today ({}: {})?", names.len(), names.join(", "));
    if args.also_now || (!args.yes && ask::yes(&question)?) {
        say::line("It will be said with the next nudges.");
        return Ok(());
    }
    house.store.write(|db| rulebook::let_go(db, true_today.iter().map(|(_, finding)| finding)))?;
    say::line("That is left unsaid; I speak when it becomes true anew.");
    Ok(())
}
