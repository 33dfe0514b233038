//! Orders about rules: which there are, a number changed, one switched on or off, a whole file by mail. What a change would have meant
//! is shown first; it is taken on the user's yes.

use super::Work;
use crate::domain::calendar::days_before;
use crate::domain::command::{Command, Verb};
use crate::domain::fault::Faults;
use crate::domain::finding::FindingState;
use crate::domain::id::FindingId;
use crate::domain::near::nearest;
use crate::domain::number::counted;
use crate::flow::house::Mode;
use crate::flow::rule_change::{self, What};
use crate::flow::{resting, rulebook};
use crate::judge::rules::{RuleFile, RuleSummary};
use crate::judge::tuning::{self, meant, tuned};
use crate::store::{Answered, Change, ItemRow, Result, RuleChangeRow, RuleChangeState};

type Answer = std::result::Result<String, String>;

/// Over so many days it is told how often a rule spoke.
const LATELY: i64 = 90;
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
            return self.mailed(name, text.clone());
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
        let tune = |set| What::Tune { rule: rule.id.clone(), set, print: None };
        match change {
            tuning::Change::On => self.ask_for(tune(None), &format!("{} is switched on", rule.id)),
            tuning::Change::Set(name, value) => {
                let before = rule.settings.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
                let about = format!("{}: {name} = {value} in place of {before}", rule.id);
                self.ask_for(tune(Some((name, value))), &about)
            }
            // Less is said: there is nothing to be careful about.
            tuning::Change::Off => Ok(self.switch_off(&rule.id)),
        }
    }

    /// `help`, `help snooze`, `help one-sided`: the words, or what a rule is for.
    pub(super) fn help(&self, command: &Command) -> String {
        let topic = command.args.value.as_deref();
        let rule = topic.and_then(|topic| self.tools.rules.find(topic));
        rule.map_or_else(|| crate::converse::help(topic), about)
    }

    fn switch_off(&mut self, id: &str) -> Answer {
        let files = rulebook::files(&self.tools.home, &mut Faults::new());
        let changed = tuned(&files, id, &tuning::Change::Off).map_err(|fault| fault.to_string())?;
        self.write_rule(&changed)?;
        Ok(format!("{id} is off. `undo` or `rule {id} on` switches it on again."))
    }

    /// A file of rules that came by mail.
    fn mailed(&mut self, name: String, text: String) -> Result<Answer> {
        let is_there = rulebook::text(&self.tools.home, &name).is_some();
        let about = format!("{name} as you mailed it{}", if is_there { ", in place of yours" } else { "" });
        self.ask_for(What::File { name, text, before: None }, &about)
    }

    /// Keeps a change that is to be tried and shown. The answer comes by itself: trying takes its time, and nobody else must wait.
    fn ask_for(&mut self, what: What, about: &str) -> Result<Answer> {
        let id = rule_change::ask(self.db, what, about, self.order.thread, self.order.now)?;
        self.undo.insert(0, Change::RuleChange { id: id.0, state: RuleChangeState::Withdrawn.word().to_owned() });
        self.said.asked.push(id);
        Ok(Ok(String::new()))
    }

    /// `yes` or `no` to a change of rules: the one that stands in the mail that is answered. `None` where it is about something else.
    pub(super) fn about_rules(&mut self, command: &Command) -> Result<Option<Answer>> {
        if command.args.who.is_some() {
            return Ok(None);
        }
        let Some(id) = self.item(command).and_then(|item| item.rule_change) else { return self.unbound(command) };
        let Some(row) = self.db.rule_change(id)? else { return Ok(None) };
        let again = "Nothing was changed. Write it again, and I show you what it means today.";
        let answer = match row.state {
            RuleChangeState::Shown if rule_change::is_old(&row, self.order.now) => {
                Err(format!("I showed you that more than a month ago ({}). {again}", row.about))
            }
            RuleChangeState::Shown => return self.settle(command, &row).map(Some),
            RuleChangeState::New => Err("I am still trying that on your past; the answer comes by itself.".to_owned()),
            RuleChangeState::Taken => Err(format!("You said yes to that already ({}). {again}", row.about)),
            RuleChangeState::Declined => Err(format!("You said no to that already ({}). {again}", row.about)),
            RuleChangeState::Replaced => Err(format!(
                "You asked me for something else since, in place of that ({}). Please answer the newer mail; nothing was changed.",
                row.about
            )),
            RuleChangeState::Withdrawn => Err(format!("That does not wait any more ({}). {again}", row.about)),
        };
        Ok(Some(answer))
    }

    /// A yes that answers no mail can mean no change of rules: it could be any.
    fn unbound(&self, command: &Command) -> Result<Option<Answer>> {
        if command.item.is_some() || !self.order.items.is_empty() {
            return Ok(None);
        }
        let waiting = rule_change::waiting(self.db)?;
        Ok((!waiting.is_empty()).then(|| {
            let about: Vec<&str> = waiting.iter().map(|(_, about)| about.as_str()).collect();
            Err(format!(
                "I cannot tell what you mean. This waits for you: {}. Please reply to the mail that shows it, or write `pending`.",
                about.join("; ")
            ))
        }))
    }

    /// Takes a change that was shown, or lets it be.
    fn settle(&mut self, command: &Command, row: &RuleChangeRow) -> Result<Answer> {
        let yes = command.verb == Verb::Yes;
        let Some(what) = rule_change::what(row) else {
            return Ok(Err("I cannot read that any more. Please write it again.".to_owned()));
        };
        if !yes {
            self.db.move_rule_change(row, RuleChangeState::Declined, &row.wanted)?;
            return Ok(Ok(match what {
                What::Today { .. } => "That stays unsaid.".to_owned(),
                What::Tune { .. } | What::File { .. } => "Your rules stay as they are.".to_owned(),
            }));
        }
        if let What::Today { findings } = &what {
            self.db.move_rule_change(row, RuleChangeState::Taken, &row.wanted)?;
            return self.say_today(findings);
        }
        let answer = self.take(&what, &row.about)?;
        // What stood there is another thing now: the same yes must not mean it tomorrow.
        let state = if answer.is_ok() { RuleChangeState::Taken } else { RuleChangeState::Withdrawn };
        self.db.move_rule_change(row, state, &row.wanted)?;
        Ok(answer)
    }

    fn say_today(&mut self, findings: &[i64]) -> Result<Answer> {
        for id in findings {
            let finding = self.db.finding(FindingId(*id))?;
            // What became of it in the meantime stands.
            if finding.is_some_and(|finding| finding.state == FindingState::LetGo) {
                self.change(&Change::Answer { finding: *id, answered: Answered::Open })?;
            }
        }
        Ok(Ok("It will be said with the next nudges.".to_owned()))
    }

    /// Puts a change into force, if it still changes what it changed when it was shown.
    fn take(&mut self, what: &What, about: &str) -> Result<Answer> {
        let changed = match rule_change::file(self.tools, what) {
            Ok(changed) => changed,
            Err(why) => return Ok(Err(why)),
        };
        let home = &self.tools.home;
        let tried = rulebook::tried(home, &changed);
        let is_as_shown = match what {
            What::Tune { rule, print, .. } => tried.before.find(rule).map(|rule| rule.print) == *print,
            What::File { name, before, .. } => rulebook::text(home, name) == *before,
            What::Today { .. } => true,
        };
        if !is_as_shown {
            let place = match what {
                What::Tune { rule, .. } => format!("The rule {rule}"),
                What::File { .. } | What::Today { .. } => changed.name.clone(),
            };
            return Ok(Err(format!(
                "{place} was changed since I showed you that, so I left it as it is. Write it again, and I show you what it means now."
            )));
        }
        if let Some(mistake) = tried.mistakes.first() {
            return Ok(Err(format!("{mistake}\nNothing was changed.")));
        }
        let today = rulebook::true_today(self.db, self.tools, &tried.rules, self.order.today)?;
        if let Err(why) = self.write_rule(&changed) {
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
        let what = What::Today { findings: findings.iter().map(|id: &FindingId| id.0).collect() };
        let id = rule_change::ask_now(self.db, what, &format!("{question}; shall I say that too?"), self.order.now)?;
        self.shows = Some(self.said.show(ItemRow { rule_change: Some(id), ..ItemRow::default() }));
        Ok(Ok(format!("{done}\n{question}. I leave that unsaid; reply `yes` if you want to hear it.")))
    }

    /// Writes a file of rules, and remembers what stood there.
    fn write_rule(&mut self, changed: &RuleFile) -> std::result::Result<(), String> {
        if self.tools.mode == Mode::Rehearse {
            return Ok(());
        }
        let home = &self.tools.home;
        let before = rulebook::text(home, &changed.name);
        if let Err(error) = rulebook::take(home, changed) {
            return Err(format!("I could not write it: {error}. Nothing was changed."));
        }
        let put = Some(changed.text.clone());
        self.undo.insert(0, Change::RuleFile { name: changed.name.clone(), text: before, put });
        Ok(())
    }

    /// Whether a file still holds what a command put there. What the user wrote since is hers.
    pub(super) fn may_put_back(&self, name: &str, put: Option<&str>) -> std::result::Result<(), String> {
        let stands = rulebook::text(&self.tools.home, name);
        let is_ours = put.is_none() || stands.as_deref() == put || self.tools.mode == Mode::Rehearse;
        if is_ours {
            return Ok(());
        }
        Err(format!(
            "{name} was changed since, so I leave it as it is; nothing was taken back. You can change it there by hand, or with a line such as `rule quiet off`."
        ))
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
