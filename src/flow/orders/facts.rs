//! Facts that the user tells: acts, asks, talks, notes, steps; and her yes or no to what I noticed.

use super::account::spoken;
use super::{Work, looks};
use crate::domain::account::{AskState, StepState};
use crate::domain::act::{ActKind, ActState, Side};
use crate::domain::command::{Command, Verb};
use crate::domain::finding::Evidence;
use crate::domain::id::StepId;
use crate::store::{Change, ItemRow, Result};

type Answer = std::result::Result<String, String>;

impl Work<'_> {
    pub(super) fn act(&mut self, command: &Command) -> Result<Answer> {
        let side = if command.verb == Verb::Gave { Side::You } else { Side::They };
        let Some(kind) = command.args.kind.as_deref().and_then(ActKind::from_word) else {
            return Ok(Err("What kind of giving was it? For example: got acme referral \"intro to Lee\"".to_owned()));
        };
        self.add_act(command, side, kind)
    }

    fn add_act(&mut self, command: &Command, side: Side, kind: ActKind) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let day = command.args.date.unwrap_or(self.order.today);
        if day > self.order.today {
            return Ok(Err(format!("{} has not come yet; I keep only what has happened.", spoken(day))));
        }
        let words = [command.args.value.as_deref(), command.args.note.as_deref()];
        let words = words.into_iter().flatten().collect::<Vec<_>>().join(": ");
        self.change(&Change::AddAct {
            id: relationship.id.0,
            kind: kind.word().to_owned(),
            side: if side == Side::You { "you" } else { "they" }.to_owned(),
            day: day.to_string(),
            state: ActState::Confirmed.word().to_owned(),
            invited: (kind == ActKind::Idea).then_some(true),
            words: words.clone(),
        })?;
        self.touch(&relationship);
        let about = if words.is_empty() { String::new() } else { format!(" ({words})") };
        Ok(Ok(match side {
            Side::You => {
                format!("Noted for {}: you gave {}{about}, on {}.", relationship.name, kind.spoken(), spoken(day))
            }
            Side::They => format!("Noted: {} gave {}{about}, on {}.", relationship.name, kind.spoken(), spoken(day)),
        }))
    }

    /// `log call with Priya`: a talk, a note, or an act with its direction.
    pub(super) fn log(&mut self, command: &Command) -> Result<Answer> {
        let kind = command.args.kind.as_deref().unwrap_or("note");
        let side = match command.args.value.as_deref() {
            Some("gave") => Side::You,
            _ => Side::They,
        };
        if let Some(kind) = ActKind::from_word(kind) {
            let mut command = command.clone();
            command.args.value = None;
            return self.add_act(&command, side, kind);
        }
        if kind == "note" { self.note(command) } else { self.met(command) }
    }

    pub(super) fn ask(&mut self, command: &Command) -> Result<Answer> {
        if command.args.question.is_some() {
            return self.show(command);
        }
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        self.touch(&relationship);
        let day = command.args.date.unwrap_or(self.order.today);
        let kind = command.args.kind.as_deref();
        if let Some(state) = kind.and_then(AskState::from_word) {
            return self.settle_ask(&relationship, state, day);
        }
        let what = command.args.note.clone().or_else(|| kind.map(|kind| kind.replace('_', " "))).unwrap_or_default();
        self.change(&Change::AddAsk {
            id: relationship.id.0,
            what: what.clone(),
            kind: kind.map(str::to_owned),
            on: day.to_string(),
        })?;
        Ok(Ok(format!(
            "Noted: on {} you asked {} for {what}. When they answer: ask {} yes · no · later",
            spoken(day),
            relationship.name,
            relationship.key
        )))
    }

    fn settle_ask(
        &mut self,
        relationship: &crate::domain::relationship::Relationship,
        state: AskState,
        day: jiff::civil::Date,
    ) -> Result<Answer> {
        let asks = self.db.pages(relationship.clone(), self.order.today)?.asks;
        let open = asks.iter().rev().find(|ask| matches!(ask.state, AskState::Open | AskState::Later));
        let Some(ask) = open else {
            return Ok(Err(format!("I know of nothing you asked {} for that is still open.", relationship.name)));
        };
        self.change(&Change::ask_state(ask.id, state, day))?;
        // What they said yes to, they gave.
        if state == AskState::Yes
            && let Some(kind) = ask.kind
        {
            self.change(&Change::AddAct {
                id: relationship.id.0,
                kind: kind.word().to_owned(),
                side: "they".to_owned(),
                day: day.to_string(),
                state: ActState::Confirmed.word().to_owned(),
                invited: None,
                words: ask.what.clone(),
            })?;
        }
        let said = match state {
            AskState::Yes => "they said yes",
            AskState::No => "they said no; I let it rest",
            AskState::Later => "not now; I keep it in mind",
            AskState::Open => "still open",
            AskState::Lapsed => "let go",
        };
        Ok(Ok(format!("“{}” from {}: {said}.", ask.what, relationship.name)))
    }

    pub(super) fn met(&mut self, command: &Command) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let day = command.args.date.unwrap_or(self.order.today);
        if day > self.order.today {
            return Ok(Err(format!("{} has not come yet. Tell me when it was held.", spoken(day))));
        }
        let kind = command.args.kind.clone().unwrap_or_else(|| "meeting".to_owned());
        let note = command.args.note.clone().unwrap_or_default();
        self.change(&Change::AddMeeting {
            id: relationship.id.0,
            kind: kind.clone(),
            day: day.to_string(),
            note: note.clone(),
        })?;
        self.touch(&relationship);
        let about = if note.is_empty() { String::new() } else { format!(": {note}") };
        Ok(Ok(format!("Noted: {kind} with {} on {}{about}.", relationship.name, spoken(day))))
    }

    pub(super) fn note(&mut self, command: &Command) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let words = command.args.note.clone().unwrap_or_default();
        let day = command.args.date.unwrap_or(self.order.today);
        self.change(&Change::AddNote { id: relationship.id.0, day: day.to_string(), words: words.clone() })?;
        Ok(Ok(format!("Remembered about {}: {words}", relationship.name)))
    }

    pub(super) fn plan(&mut self, command: &Command) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let pages = self.db.pages(relationship.clone(), self.order.today)?;
        let (note, kind) = (command.args.note.clone(), command.args.kind.as_deref());
        self.touch(&relationship);
        match (note, kind) {
            (None, None) if command.args.value.is_none() => Ok(Ok(looks::steps(&relationship, &pages.steps))),
            (None, None) => Ok(Err(
                "I do not have ready plans yet. Name the step and its day: plan acme \"share the vision\" 2026-12-01"
                    .to_owned(),
            )),
            (Some(title), None) => {
                let Some(due) = command.args.date else {
                    return Ok(Err(format!("By when? For example: plan {} {title} 2026-12-01", relationship.key)));
                };
                self.change(&Change::AddStep { id: relationship.id.0, title: title.clone(), due: due.to_string() })?;
                Ok(Ok(format!("Planned with {}: {title}, by {}.", relationship.name, spoken(due))))
            }
            (title, Some(what)) => {
                let wanted = title.as_deref().unwrap_or("").to_lowercase();
                let step = pages
                    .steps
                    .iter()
                    .filter(|step| step.state == StepState::Due)
                    .find(|step| wanted.is_empty() || step.title.to_lowercase().contains(&wanted));
                let Some(step) = step else {
                    return Ok(Err(format!("I know of no open step “{wanted}” with {}.", relationship.name)));
                };
                self.settle_step(step.id, &step.title, what, command)
            }
        }
    }

    fn settle_step(&mut self, id: StepId, title: &str, what: &str, command: &Command) -> Result<Answer> {
        match what {
            "done" => {
                self.change(&Change::step_state(id, StepState::Done, self.order.today))?;
                Ok(Ok(format!("“{title}” is done.")))
            }
            "skip" => {
                self.change(&Change::step_state(id, StepState::Skipped, self.order.today))?;
                Ok(Ok(format!("“{title}” is left out.")))
            }
            _ => {
                let Some(due) = command.args.date else {
                    return Ok(Err(format!("To which day shall I move “{title}”?")));
                };
                self.change(&Change::MoveStep { step: id.0, due: due.to_string() })?;
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
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let pages = self.db.pages(relationship.clone(), self.order.today)?;
        let due = pages.steps.iter().find(|step| step.state == StepState::Due && step.due_on <= self.order.today);
        let Some(step) = due.or_else(|| pages.steps.iter().find(|step| step.state == StepState::Due)) else {
            return Ok(Err(format!("I know of no open step with {}.", relationship.name)));
        };
        self.touch(&relationship);
        self.settle_step(step.id, &step.title, "done", command)
    }

    /// Whether what was found names an open step, or the item is about none of my findings and texts.
    fn is_about_a_step(&self, item: &ItemRow) -> Result<bool> {
        let Some(finding) = self.finding_of(item)? else { return Ok(item.draft.is_none()) };
        let Some(relationship) = self.db.relationship(finding.relationship)? else { return Ok(false) };
        let pages = self.db.pages(relationship, self.order.today)?;
        let names = |title: &str| {
            finding.say.contains(title)
                || finding.evidence.iter().any(|one| matches!(one, Evidence::Words(words) if words.contains(title)))
        };
        Ok(pages.steps.iter().any(|step| step.state == StepState::Due && names(&step.title)))
    }

    /// Yes or no to an act that I noticed. A bare `yes` never sends a text.
    pub(super) fn yes_or_no(&mut self, command: &Command) -> Result<Answer> {
        let items = match self.items_about(command)? {
            Ok(items) => items,
            Err(why) => return Ok(Err(why)),
        };
        let yes = command.verb == Verb::Yes;
        let Some(act) = items.iter().find_map(|item| item.act) else {
            let offers_text = items.iter().any(|item| item.draft.is_some());
            return Ok(Err(match (yes, offers_text) {
                (true, true) => "I send a text only on the word `send`. Nothing has gone.".to_owned(),
                (false, true) => return self.skip(command),
                (true | false, false) => {
                    "There is no open question here that this answers. Write `pending` to see them.".to_owned()
                }
            }));
        };
        let Some(found) = self.db.act(act)? else { return Ok(Err("That entry is gone.".to_owned())) };
        let state = if yes { ActState::Confirmed } else { ActState::Rejected };
        self.change(&Change::act_state(act, state))?;
        self.said.touched.insert(found.relationship);
        let kind = found.kind.spoken();
        Ok(Ok(if yes {
            format!("Noted as {kind}: “{}”", found.words)
        } else {
            format!("Left out: “{}”", found.words)
        }))
    }
}
