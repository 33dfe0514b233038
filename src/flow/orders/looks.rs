//! Commands that only look: show, why, pending, rules.

use super::Work;
use super::account::spoken;
use crate::domain::account::{Account, Step, StepState};
use crate::domain::act::Side;
use crate::domain::command::{Command, Verb};
use crate::domain::relationship::Relationship;
use crate::flow::account::{account, accounts};
use crate::flow::{pending, why};
use crate::store::Result;

type Answer = std::result::Result<String, String>;

impl Work<'_> {
    /// `show acme`, `status`, `how is dana`, `who is quiet`.
    pub(super) fn show(&mut self, command: &Command) -> Result<Answer> {
        if command.args.who.is_some() || (command.verb == Verb::Show && !self.order.items.is_empty()) {
            let relationship = match self.who(command)? {
                Ok(relationship) => relationship,
                Err(why) => return Ok(Err(why)),
            };
            return Ok(Ok(summary(&account(self.db, self.tools, relationship, self.order.today)?)));
        }
        let accounts = accounts(self.db, self.tools, self.order.today)?;
        if accounts.is_empty() {
            return Ok(Ok("I know nobody yet. Start with: add acme \"Acme Studio\" dana@acme.example".to_owned()));
        }
        Ok(Ok(accounts.iter().map(line).collect::<Vec<_>>().join("\n")))
    }

    pub(super) fn why(&mut self, command: &Command) -> Result<Answer> {
        let items = match self.items_about(command)? {
            Ok(items) => items,
            Err(why) => return Ok(Err(why)),
        };
        let mut lines = Vec::new();
        for item in items {
            if let Some(finding) = self.finding_of(&item)? {
                lines.push(why(self.db, self.tools, &finding)?);
            }
        }
        if lines.is_empty() && command.args.who.is_some() {
            return self.show(command);
        }
        Ok(if lines.is_empty() {
            Err("There is nothing here to explain. `why acme` says where you stand with Acme.".to_owned())
        } else {
            Ok(lines.join("\n\n"))
        })
    }

    pub(super) fn pending(&mut self) -> Result<Answer> {
        let pending = pending::pending(self.db)?;
        self.said.shown = pending.iter().map(|pending| pending.row).collect();
        Ok(Ok(if pending.is_empty() {
            "Nothing waits for your word.".to_owned()
        } else {
            pending.iter().map(|item| format!("{}  {}", item.row.n, item.about)).collect::<Vec<_>>().join("\n")
        }))
    }

    pub(super) fn rules(&self) -> String {
        let on = |rule: &&crate::judge::rules::RuleSummary| rule.on;
        let lines: Vec<String> =
            self.tools.rules.list().iter().filter(on).map(|rule| format!("{}  {}", rule.id, rule.title)).collect();
        lines.join("\n")
    }
}

/// One relationship in a line.
pub(super) fn line(account: &Account) -> String {
    let relationship = &account.relationship;
    format!(
        "{} ({}): {}. {}",
        relationship.name,
        relationship.key,
        account.standing,
        account.standing_because.first().map_or("", String::as_str)
    )
}

/// One relationship in a few lines.
pub fn summary(account: &Account) -> String {
    let mut lines = vec![line(account)];
    let seen =
        account.coverage.percent().map_or_else(|| "nothing yet".to_owned(), |percent| format!("about {percent} %"));
    lines.push(format!(
        "Wanted: {}. Letters known: {}. Seen of the last two months: {seen}.",
        account.relationship.intent, account.n_letters
    ));
    for (side, heading) in [(Side::You, "You gave, in 90 days:"), (Side::They, "You got, in 90 days:")] {
        lines.push(heading.to_owned());
        let before = lines.len();
        for act in account.given(side, None, 90) {
            let perhaps = if act.surely_counts() { "" } else { " (perhaps)" };
            lines.push(format!("  {}  {}{perhaps}  {}", spoken(act.on), act.kind.spoken(), act.words));
        }
        if lines.len() == before {
            lines.push("  nothing that I saw".to_owned());
        }
    }
    for ask in account.open_asks(0) {
        lines.push(format!("Asked on {}, open: {}", spoken(ask.asked_on), ask.what));
    }
    for step in account.steps.iter().filter(|step| step.state == StepState::Due) {
        lines.push(format!("Planned for {}: {}", spoken(step.due_on), step.title));
    }
    lines.join("\n")
}

pub(super) fn steps(relationship: &Relationship, steps: &[Step]) -> String {
    let open: Vec<String> = steps
        .iter()
        .filter(|step| step.state == StepState::Due)
        .map(|step| format!("  {}  {}", spoken(step.due_on), step.title))
        .collect();
    if open.is_empty() {
        format!(
            "Nothing is planned with {}. For example: plan {} \"share the vision\" 2026-12-01",
            relationship.name, relationship.key
        )
    } else {
        format!("Planned with {}:\n{}", relationship.name, open.join("\n"))
    }
}

/// `1 mail`, `3 mails`.
pub(super) fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
