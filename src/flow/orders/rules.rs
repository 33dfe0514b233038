//! Orders about rules: which there are, a number changed, one switched on or off, a whole file by mail. What a change would have meant
//! is shown first; it is taken on the user's yes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Work;
use super::looks::counted;
use crate::domain::calendar::days_before;
use crate::domain::command::{Command, Verb};
use crate::domain::fault::{Fault, Faults};
use crate::domain::id::FindingId;
use crate::domain::near::nearest;
use crate::flow::backtest::{Tested, backtest};
use crate::flow::house::Mode;
use crate::flow::{resting, rulebook};
use crate::judge::rules::{RuleFile, RuleSummary, Rules, compile};
use crate::judge::tuning::{self, meant, tuned};
use crate::store::{Answered, Change, Db, ItemRow, Result};

type Answer = std::result::Result<String, String>;

/// Over so many days it is told how often a rule spoke.
const LATELY: i64 = 90;
/// So far back a change is tried.
const HALF_A_YEAR: i64 = 180;
/// The key under which a change waits for the user's yes. There is one at most: a second takes the place of the first.
const PROPOSED: &str = "rule_proposed";

/// What waits for a yes.
#[derive(Debug, Serialize, Deserialize)]
enum Proposed {
    /// A file of rules as it would be.
    File { name: String, text: String, about: String },
    /// Findings that are true today already, let go for now: whether they shall be said after all.
    Today { findings: Vec<i64>, about: String },
}

/// What a change of rules that waits is about, in a line.
pub fn proposed(db: &Db<'_>) -> Result<Option<String>> {
    Ok(waiting(db)?.map(|proposed| match proposed {
        Proposed::File { about, .. } => format!("a change of your rules: {about} (yes · no)"),
        Proposed::Today { about, .. } => format!("{about} (yes · no)"),
    }))
}

fn waiting(db: &Db<'_>) -> Result<Option<Proposed>> {
    // What an older version wrote and nobody can read any more is no question.
    Ok(db.get(PROPOSED)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The row under which it stands in a mail: it is about no finding, text, question or act.
pub fn is_blank(item: &ItemRow) -> bool {
    item.finding.is_none()
        && item.draft.is_none()
        && item.question.is_none()
        && item.act.is_none()
        && item.entry.is_none()
}

impl Work<'_> {
    /// `rules`: what is on, and how often it spoke.
    pub(super) fn rules(&self) -> Result<String> {
        let spoke = self.db.spoken_since(days_before(self.order.today, LATELY))?;
        let resting = resting::resting(self.db, &self.tools.rules)?;
        let mut lines = vec![format!("These rules may speak (how often they did, in {LATELY} days):")];
        let (on, off): (Vec<_>, Vec<_>) = self.tools.rules.list().iter().partition(|rule| rule.on);
        for rule in on {
            let n = usize::try_from(spoke.get(&rule.id).copied().unwrap_or(0)).unwrap_or(usize::MAX);
            let rests = if resting.contains(&rule.id) { ", rests until it is mended" } else { "" };
            lines.push(format!("{}: {} ({}{rests})", rule.id, rule.title, counted(n, "time")));
        }
        if !off.is_empty() {
            let off: Vec<&str> = off.iter().map(|rule| rule.id.as_str()).collect();
            lines.push(format!("Off: {}", off.join(", ")));
        }
        lines.push("`rule quiet` shows what can be changed in one, `rule quiet off` switches it off.".to_owned());
        Ok(lines.join("\n"))
    }

    /// `rule quiet slower 3`, `quiet on`, `rule quiet`; or a file that came with the mail.
    pub(super) fn rule(&mut self, command: &Command) -> Result<Answer> {
        let name = command.args.rule.clone().unwrap_or_default();
        if let Some(text) = &command.args.text {
            return self.mailed(RuleFile { name, text: text.clone(), shipped: false });
        }
        let Some(rule) = self.tools.rules.find(&name).cloned() else {
            let known = self.tools.rules.list().iter().map(|rule| rule.id.as_str());
            return Ok(Err(match nearest(&name, known) {
                Some(near) => format!("There is no rule `{name}`. Did you mean `{near}`? `rules` lists them."),
                None => format!("There is no rule `{name}`. `rules` lists them."),
            }));
        };
        let Some(said) = command.args.value.as_deref() else { return Ok(Ok(about(&rule))) };
        let change = match meant(&rule, said) {
            Ok(change) => change,
            Err(why) => return Ok(Err(why)),
        };
        let is_so = match change {
            tuning::Change::On => rule.on,
            tuning::Change::Off => !rule.on,
            tuning::Change::Set(ref name, ref value) => rule.settings.contains(&(name.clone(), value.clone())),
        };
        if is_so {
            return Ok(Err(format!("It is so already. {}", about(&rule))));
        }
        let files = rulebook::files(&self.tools.home, &mut Faults::new());
        let changed = match tuned(&files, &rule.id, &change) {
            Ok(changed) => changed,
            Err(fault) => return Ok(Err(told(&fault))),
        };
        match change {
            tuning::Change::On => self.propose(changed, &format!("{} is switched on", rule.id)),
            tuning::Change::Set(name, value) => {
                let before = rule.settings.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
                self.propose(changed, &format!("{}: {name} = {value} in place of {before}", rule.id))
            }
            // Less is said: there is nothing to be careful about.
            tuning::Change::Off => Ok(match self.write_rule(&changed) {
                Ok(()) => Ok(format!("{} is off. `undo` or `rule {} on` switches it on again.", rule.id, rule.id)),
                Err(why) => Err(why),
            }),
        }
    }

    /// A file of rules that came by mail.
    fn mailed(&mut self, file: RuleFile) -> Result<Answer> {
        let known = self.tools.home.rule_files(&mut Faults::new());
        let is_there = known.iter().any(|(name, _)| *name == file.name);
        let about = format!("{} as you mailed it{}", file.name, if is_there { ", in place of yours" } else { "" });
        self.propose(file, &about)
    }

    /// Shows what a change would have meant, and keeps it for the user's yes.
    fn propose(&mut self, changed: RuleFile, about: &str) -> Result<Answer> {
        let rulebook::Tried { rules: new, mistakes, doubts } = rulebook::tried(&self.tools.home, &changed);
        if let Some(fault) = mistakes.first() {
            return Ok(Err(format!("{}\nNothing was changed. Please mend it and write it again.", told(fault))));
        }
        let (old, to) = (&self.tools.rules, self.order.today);
        let from = days_before(to, HALF_A_YEAR);
        let tested = backtest(self.db, self.tools, &[old, &new], from, to, || {})?;
        let mut lines = vec![format!("Not yet in force: {about}.")];
        lines.extend(before_and_after(&tested, old, &new, to));
        lines.extend(doubts.iter().map(|doubt| format!("Is this meant so? {}", told(doubt))));
        lines.push("Use it from now on? Reply `yes` or `no`.".to_owned());
        let proposed = Proposed::File { name: changed.name, text: changed.text, about: about.to_owned() };
        self.keep(&proposed)?;
        Ok(Ok(lines.join("\n")))
    }

    fn keep(&mut self, proposed: &Proposed) -> Result<()> {
        // A value of our own can be written as JSON; if not, there is nothing to say yes to.
        let value = serde_json::to_string(proposed).ok();
        self.change(&Change::Set { key: PROPOSED.to_owned(), value })?;
        // One change waits at most, so one row is about it.
        if !self.said.shown.iter().any(is_blank) {
            self.said.show(ItemRow::default());
        }
        Ok(())
    }

    /// `yes` or `no` to what was proposed, where the word can mean nothing else. `None` where it is about something else.
    pub(super) fn about_rules(&mut self, command: &Command) -> Result<Option<Answer>> {
        let means_it = match (command.item, self.order.items) {
            (Some(_), _) => self.item(command).is_some_and(|item| is_blank(&item)),
            (None, items) => items.is_empty() || items.iter().any(is_blank),
        };
        let Some(proposed) = waiting(self.db)?.filter(|_| means_it && command.args.who.is_none()) else {
            return Ok(None);
        };
        self.db.unset(PROPOSED)?;
        let yes = command.verb == Verb::Yes;
        Ok(Some(match (proposed, yes) {
            (Proposed::File { name, text, about }, true) => {
                self.take(&RuleFile { name, text, shipped: false }, &about)?
            }
            (Proposed::File { .. }, false) => Ok("Your rules stay as they are.".to_owned()),
            (Proposed::Today { findings, .. }, true) => {
                for finding in findings {
                    self.change(&Change::Answer { finding, answered: Answered::Open })?;
                }
                Ok("It will be said with the next nudges.".to_owned())
            }
            (Proposed::Today { .. }, false) => Ok("That stays unsaid.".to_owned()),
        }))
    }

    fn take(&mut self, changed: &RuleFile, about: &str) -> Result<Answer> {
        let files = rulebook::with(rulebook::files(&self.tools.home, &mut Faults::new()), changed.clone());
        let new = compile(&files, &[], &mut Faults::new());
        let today = rulebook::true_today(self.db, self.tools, &new, self.order.today)?;
        if let Err(why) = self.write_rule(changed) {
            return Ok(Err(why));
        }
        let done = format!("In force from now on: {about}. `undo` takes it back.");
        if today.is_empty() {
            return Ok(Ok(done));
        }
        let findings = rulebook::let_go(self.db, today.iter().map(|(_, finding)| finding))?;
        let mut names: Vec<&str> = today.iter().map(|(name, _)| name.as_str()).collect();
        names.dedup();
        let question = format!("It is true today already of {}", names.join(", "));
        self.keep(&Proposed::Today {
            findings: findings.iter().map(|id: &FindingId| id.0).collect(),
            about: format!("{question}; shall I say that too?"),
        })?;
        Ok(Ok(format!("{done}\n{question}. I leave that unsaid; reply `yes` if you want to hear it.")))
    }

    /// Writes a file of rules, and remembers what stood there.
    fn write_rule(&mut self, changed: &RuleFile) -> std::result::Result<(), String> {
        if self.tools.mode == Mode::Rehearse {
            return Ok(());
        }
        let home = &self.tools.home;
        let before = home.rule_files(&mut Faults::new()).into_iter().find(|(name, _)| *name == changed.name);
        if let Err(error) = rulebook::take(home, changed) {
            return Err(format!("I could not write it: {error}. Nothing was changed."));
        }
        self.undo.insert(0, Change::RuleFile { name: changed.name.clone(), text: before.map(|(_, text)| text) });
        Ok(())
    }

    /// Puts a file of rules back as it was before a command.
    pub(super) fn put_back(&self, name: &str, text: Option<&str>) -> std::result::Result<(), String> {
        if self.tools.mode == Mode::Rehearse {
            return Ok(());
        }
        let home = &self.tools.home;
        let done = match text {
            Some(text) => home.write_rule(name, text),
            None => home.remove_rule(name),
        };
        done.map_err(|error| format!("I could not put `{name}` back: {error}"))
    }
}

/// One rule, and what can be changed in it.
fn about(rule: &RuleSummary) -> String {
    let mut lines = vec![format!("{}: {}. It is {}.", rule.id, rule.title, if rule.on { "on" } else { "off" })];
    if let Some(wrong_if) = &rule.wrong_if {
        lines.push(format!("It is wrong if {wrong_if}."));
    }
    if let Some((name, value)) = rule.settings.first() {
        let settings: Vec<String> = rule.settings.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        lines.push(format!("You can change: {}", settings.join(", ")));
        lines.push(format!("For example: rule {} {name} = {value}", rule.id));
    }
    lines.join("\n")
}

/// A fault as it stands in an answer; the line with its caret keeps its blanks.
fn told(fault: &Fault) -> String {
    fault.to_string()
}

/// What differs, a line for each relationship; only of the rules about which the two differ.
fn before_and_after(tested: &[Tested], old: &Rules, new: &Rules, to: Date) -> Vec<String> {
    let mut ids: Vec<&str> = old.list().iter().chain(new.list()).map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut lines = Vec::new();
    let (mut n_old, mut n_new) = (0, 0);
    for id in ids.into_iter().filter(|id| old.find(id) != new.find(id)) {
        for one in tested {
            let days = |at: usize| -> Vec<String> {
                let told = one.told.get(at).into_iter().flatten().filter(|told| told.rule == *id);
                told.map(|told| short(told.on, to)).collect()
            };
            let (before, after) = (days(0), days(1));
            (n_old, n_new) = (n_old + before.len(), n_new + after.len());
            if before != after {
                lines.push(format!("{}: before {}; so {}", one.relationship.name, listed(&before), listed(&after)));
            }
        }
    }
    let heading = format!(
        "In the last {HALF_A_YEAR} days it would have spoken {}, in place of {}{}",
        counted(n_new, "time"),
        counted(n_old, "time"),
        if lines.is_empty() { ", on the same days." } else { ":" }
    );
    std::iter::once(heading).chain(lines).collect()
}

fn listed(days: &[String]) -> String {
    if days.is_empty() { "not at all".to_owned() } else { days.join(", ") }
}

fn short(day: Date, today: Date) -> String {
    day.strftime(if day.year() == today.year() { "%-d %b" } else { "%-d %b %Y" }).to_string()
}
