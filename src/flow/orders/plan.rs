//! The plan with somebody: ready months, steps of the user's own, and what became of each.

use super::entries::matching;
use super::{Work, looks};
use crate::domain::calendar::spoken;
use crate::domain::command::{Command, Verb};
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::finding::Evidence;
use crate::domain::plan;
use crate::domain::relationship::Relationship;
use crate::flow::account::account;
use crate::store::{Change, ItemRow, Result};

type Answer = std::result::Result<String, String>;

impl Work<'_> {
    pub(super) fn plan(&mut self, command: &Command) -> Result<Answer> {
        self.with(command, |work, relationship| {
            let (note, kind) = (command.args.note.as_deref(), command.args.kind.as_deref());
            match (note, kind, command.args.value.as_deref()) {
                (None, None, None) => {
                    let account = account(work.db, work.tools, relationship, work.order.today)?;
                    Ok(Ok(looks::steps(&account)))
                }
                (None, None, Some(month)) => work.plan_month(&relationship, month),
                (Some(title), None, _) => work.plan_step(command, &relationship, title),
                (title, Some(what), _) => work.settle_named_step(command, &relationship, title, what),
            }
        })
    }

    /// `plan maria month3`: the steps of that month that are not planned yet, due when the month is over.
    fn plan_month(&mut self, relationship: &Relationship, said: &str) -> Result<Answer> {
        let month = said.trim_start_matches("month").parse().unwrap_or(0);
        if !plan::months().contains(&month) {
            let months: Vec<String> = plan::months().iter().map(|month| format!("month{month}")).collect();
            return Ok(Err(format!(
                "I have plans for {}. For example: plan {} month3",
                months.join(", "),
                relationship.key
            )));
        }
        let known = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        let since = known.since.unwrap_or(self.order.today);
        let mut planned = Vec::new();
        for (step, title) in plan::of_month(month, relationship.seat) {
            if known.entries_of(EntryKind::Step).any(|known| known.topic == step.key) {
                continue;
            }
            // A month that is over already is planned from today.
            let due = Some(step.due(since))
                .filter(|due| *due > self.order.today)
                .unwrap_or_else(|| plan::PlanStep::due_late(self.order.today));
            self.add_entry(
                relationship,
                Entry {
                    topic: step.key.to_owned(),
                    words: title.to_owned(),
                    until: Some(due),
                    ..Entry::new(EntryKind::Step, self.order.today)
                },
            )?;
            planned.push(format!("  {}  {title} ({})", spoken(due), step.key));
        }
        Ok(Ok(if planned.is_empty() {
            format!("Everything of month {month} is planned with {} already.", relationship.name)
        } else {
            format!("Planned with {}:\n{}", relationship.name, planned.join("\n"))
        }))
    }

    fn plan_step(&mut self, command: &Command, relationship: &Relationship, title: &str) -> Result<Answer> {
        let Some(due) = command.args.date else {
            return Ok(Err(format!("By when? For example: plan {} {title} 2026-12-01", relationship.key)));
        };
        let key = plan::PLAN.iter().find(|step| step.key == title.to_lowercase());
        let words = key.and_then(|step| step.title(relationship.seat)).unwrap_or(title).to_owned();
        self.add_entry(
            relationship,
            Entry {
                topic: key.map(|step| step.key.to_owned()).unwrap_or_default(),
                words: words.clone(),
                until: Some(due),
                ..Entry::new(EntryKind::Step, self.order.today)
            },
        )?;
        Ok(Ok(format!("Planned with {}: {words}, by {}.", relationship.name, spoken(due))))
    }

    fn settle_named_step(
        &mut self,
        command: &Command,
        relationship: &Relationship,
        title: Option<&str>,
        what: &str,
    ) -> Result<Answer> {
        let account = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        let steps = account.open(EntryKind::Step);
        let Some(step) = matching(steps, title) else {
            return Ok(Err(format!(
                "I know of no open step “{}” with {}.",
                title.unwrap_or_default(),
                relationship.name
            )));
        };
        self.settle_step(step, what, command)
    }

    fn settle_step(&mut self, step: &Entry, what: &str, command: &Command) -> Result<Answer> {
        let title = step.about();
        match what {
            "done" => {
                self.change(&Change::settle(step.id, EntryState::Done, self.order.today, None))?;
                Ok(Ok(format!("“{title}” is done.")))
            }
            "skip" => {
                let because = command.args.text.as_deref();
                self.change(&Change::settle(step.id, EntryState::Skipped, self.order.today, because))?;
                let why = because.map_or_else(String::new, |because| format!(" ({because})"));
                Ok(Ok(format!("“{title}” is left out{why}.")))
            }
            _ => {
                let Some(due) = command.args.date else {
                    return Ok(Err(format!("To which day shall I move “{title}”?")));
                };
                self.change(&Change::MoveEntry { entry: step.id.0, until: Some(due.to_string()) })?;
                Ok(Ok(format!("“{title}” is due on {} now.", spoken(due))))
            }
        }
    }

    /// `done`: the plan step that an item is about, else the oldest one due with the named relationship.
    pub(super) fn done(&mut self, command: &Command) -> Result<Answer> {
        if let Some(item) = self.item(command)
            && !self.is_about_a_step(&item)?
        {
            // It must not settle a step that nobody spoke of.
            return if item.finding.is_some() { self.skip(command) } else { self.drop_text(command) };
        }
        debug_assert!(command.verb == Verb::Done, "only `done` settles without naming a step");
        self.with(command, |work, relationship| {
            let account = account(work.db, work.tools, relationship.clone(), work.order.today)?;
            let Some(step) = account.open_steps().into_iter().next() else {
                return Ok(Err(format!("I know of no open step with {}.", relationship.name)));
            };
            work.settle_step(step, "done", command)
        })
    }

    /// Whether what was found names an open step, or the item is about none of my findings and texts.
    fn is_about_a_step(&self, item: &ItemRow) -> Result<bool> {
        let Some(finding) = self.finding_of(item)? else { return Ok(item.draft.is_none()) };
        let Some(relationship) = self.db.relationship(finding.relationship)? else { return Ok(false) };
        let account = account(self.db, self.tools, relationship, self.order.today)?;
        let names = |title: &str| {
            finding.say.contains(title)
                || finding.evidence.iter().any(|one| matches!(one, Evidence::Words(words) if words.contains(title)))
        };
        Ok(account.open(EntryKind::Step).any(|step| names(step.about())))
    }
}
