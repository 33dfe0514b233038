//! Carrying out what the user asked for: each command a few changes of facts and one sentence of answer.

mod account;
mod drafts;
mod entries;
mod facts;
mod growth;
mod looks;
mod moves;
mod mute;
mod plan;
mod promises;
mod rules;
mod talks;
mod texts;

use jiff::Timestamp;
use jiff::civil::Date;

pub use looks::summary;

use super::house::Tools;
use super::rule_change::Thread;
use super::{account as accounts, pending};
use crate::compose::answer::{Came, Told};
use crate::compose::draft::DraftText;
use crate::domain::command::{Command, Verb};
use crate::domain::entry::Entry;
use crate::domain::fault::Faults;
use crate::domain::finding::Finding;
use crate::domain::id::RuleChangeId;
use crate::domain::relationship::Relationship;
use crate::store::{Change, Db, ItemRow, Remembered, Result};

/// Where an order comes from, and what it may do.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// What makes it one order: the hash of its mail, or a number of the terminal's.
    pub source: &'a str,
    /// Whether it is surely the user's. What is not is remembered apart: a forged copy must not use up her own order.
    pub is_proven: bool,
    /// What stands under the numbers 1, 2, 3 … for the user who writes it.
    pub items: &'a [ItemRow],
    /// Whether a text may go to the other side on its word; else why not, in a sentence.
    pub may_send: std::result::Result<(), String>,
    /// The mail it came in, where it came in one.
    pub thread: Option<&'a Thread>,
    pub today: Date,
    pub now: Timestamp,
}

impl Order<'_> {
    /// What it is remembered and answered by.
    pub(super) fn key(&self) -> String {
        if self.is_proven { self.source.to_owned() } else { self.key_of_copies() }
    }

    /// The same for copies of it that nothing proves.
    fn key_of_copies(&self) -> String {
        format!("unproven:{}", self.source)
    }

    /// Whether every command of it was carried out before.
    pub(super) fn was_done(&self, db: &Db<'_>, commands: &[Command]) -> Result<bool> {
        for (ordinal, command) in (0..).zip(commands) {
            if !self.did(db, ordinal, command)? {
                return Ok(false);
            }
        }
        Ok(!commands.is_empty())
    }

    /// Whether one command was carried out before: by this order, or really done by a copy that nothing proves.
    fn did(&self, db: &Db<'_>, ordinal: u32, command: &Command) -> Result<bool> {
        if db.done_as(self.source, ordinal)?.is_some() {
            return Ok(true);
        }
        Ok(db.done_as(&self.key_of_copies(), ordinal)?.is_some_and(|verb| verb == command.verb.word()))
    }
}

/// What one command did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// One sentence or a few lines for the user; nothing where the answer comes by itself, later.
    pub answer: String,
    /// Whether anything was done. An answer that only explains is none.
    pub worked: bool,
    /// The number under which it shows something to answer.
    pub shows: Option<u32>,
    /// The text for the other side that the answer holds.
    pub text: Option<DraftText>,
    /// Whether something is not as it was.
    pub(super) changed: bool,
    /// The sentence on what sends that text from the terminal. A mail has numbers of its own.
    pub(super) sends: Option<String>,
}

impl Done {
    /// Says which word sends the text, once it is known what else stands beside it in a mail.
    fn say_what_sends(&mut self, is_by_mail: bool, n_shown: usize) {
        let Some(typed) = self.sends.take() else { return };
        let how = match self.shows {
            Some(n) if is_by_mail && n_shown > 1 => format!("`{n} send` sends it."),
            Some(_) | None if is_by_mail => "`send` sends it.".to_owned(),
            Some(_) | None => typed,
        };
        self.answer = format!("{}\n\nNothing has gone. {how}", self.answer);
    }

    /// As a mail says it: the text stands by itself, as it would go.
    fn told(&self, n: Option<u32>) -> Told {
        let number = |said: &str| n.map_or_else(|| said.to_owned(), |n| format!("{n}  {said}"));
        let Some(text) = &self.text else { return number(&self.answer).into() };
        let Some((before, after)) = self.answer.split_once(text.body.trim_end()) else {
            return number(&self.answer).into();
        };
        let before = before.trim_end();
        let said = before.strip_suffix(&text.subject).unwrap_or(before).trim_end();
        Told { said: number(said), text: Some(text.clone()), after: after.trim_start().to_owned() }
    }
}

/// What all of an order did.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub done: Vec<Done>,
    /// Accounts that changed.
    pub touched: std::collections::BTreeSet<crate::domain::id::RelationshipId>,
    /// What the answers show under numbers; empty where they show nothing of the kind.
    pub shown: Vec<ItemRow>,
    /// Changes of rules that are still to be tried; each is answered by itself.
    pub asked: Vec<RuleChangeId>,
}

impl Said {
    /// Shows one thing more, under the next number.
    fn show(&mut self, row: ItemRow) -> u32 {
        let n = self.shown.iter().map(|row| row.n).max().unwrap_or(0) + 1;
        self.shown.push(ItemRow { n, ..row });
        n
    }

    /// What came of all of it.
    pub fn came(&self) -> Came {
        if self.done.iter().any(|done| done.changed) {
            Came::Changed
        } else if self.done.iter().any(|done| done.worked) {
            Came::Shown
        } else {
            Came::Nothing
        }
    }

    /// The answers as a mail says them. Where more than one thing is shown, each stands under the number that means it.
    pub fn numbered(&self) -> Vec<Told> {
        self.done.iter().map(|done| done.told(done.shows.filter(|_| self.shown.len() > 1))).collect()
    }
}

/// An order at work: what its verbs need, and what they leave behind.
pub(super) struct Work<'w> {
    pub(super) db: &'w Db<'w>,
    pub(super) tools: &'w Tools,
    pub(super) order: &'w Order<'w>,
    pub(super) faults: &'w mut Faults,
    pub(super) said: &'w mut Said,
    shows: Option<u32>,
    text: Option<DraftText>,
    pub(super) sends: Option<String>,
    undo: Vec<Change>,
}

/// Carries out commands, in order, inside the caller's transaction. A command done before, from the same source, is left alone.
/// Where nothing proves the order, what did not work is not remembered: her own mail with the same words may still do it.
pub fn carry_out(
    db: &Db<'_>,
    tools: &Tools,
    commands: &[Command],
    order: &Order<'_>,
    faults: &mut Faults,
) -> Result<Said> {
    let mut said = Said::default();
    for (ordinal, command) in (0..).zip(commands) {
        if order.did(db, ordinal, command)? {
            continue;
        }
        let mut work =
            Work { db, tools, order, faults, said: &mut said, shows: None, text: None, sends: None, undo: Vec::new() };
        let mut done = work.one(command)?;
        let undo = std::mem::take(&mut work.undo);
        done.changed = done.worked && (!undo.is_empty() || command.verb == Verb::Undo);
        let remembered = Remembered { id: 0, said: command.said.clone(), answer: done.answer.clone(), undo };
        if order.is_proven || done.worked {
            db.remember(&order.key(), ordinal, command.verb.word(), &remembered, order.now)?;
        }
        if !done.answer.is_empty() {
            said.done.push(done);
        }
    }
    let n_shown = said.shown.len();
    for done in &mut said.done {
        done.say_what_sends(order.thread.is_some(), n_shown);
    }
    Ok(said)
}

impl Work<'_> {
    fn one(&mut self, command: &Command) -> Result<Done> {
        let answered = match command.verb {
            Verb::Add => self.add(command)?,
            Verb::Rename => self.rename(command)?,
            Verb::Intent => self.intent(command)?,
            Verb::Zone => self.zone(command)?,
            Verb::Holiday => self.holiday(command)?,
            Verb::Quiet => self.quiet(command)?,
            Verb::Whose => self.whose(command)?,
            Verb::Got | Verb::Gave => self.act(command)?,
            Verb::Log => self.log(command)?,
            Verb::Ask => self.ask(command)?,
            Verb::Met => self.met(command)?,
            Verb::Book => self.book(command)?,
            Verb::Promise => self.promise(command)?,
            Verb::Agreed => self.agreed(command)?,
            Verb::Won => self.won(command)?,
            Verb::Goal => self.goal(command)?,
            Verb::Mute => self.mute(command)?,
            Verb::Unmute => self.unmute(command)?,
            Verb::Rate => self.rate(command)?,
            Verb::Level => self.level(command)?,
            Verb::Note => self.note(command)?,
            Verb::Plan => self.plan(command)?,
            Verb::Yes | Verb::No => self.yes_or_no(command)?,
            Verb::Done => self.done(command)?,
            Verb::Send => self.send(command)?,
            Verb::SendOwn => self.send_own(command)?,
            Verb::Sent | Verb::Drop => self.drop_text(command)?,
            Verb::Thank => self.thank(command)?,
            Verb::Reword => self.reword(command)?,
            Verb::Snooze => self.snooze(command)?,
            Verb::Skip => self.skip(command)?,
            Verb::Never => self.never(command)?,
            Verb::NotTrue => self.not_true(command)?,
            Verb::Undo => self.undo()?,
            Verb::Pause => self.pause(command)?,
            Verb::Resume => self.resume()?,
            Verb::Stop => self.stop()?,
            Verb::Show | Verb::Status | Verb::Today => self.show(command)?,
            Verb::Week => self.week()?,
            Verb::Why => self.why(command)?,
            Verb::Pending => self.pending()?,
            Verb::Rules => Ok(self.rules()?),
            Verb::Rule => self.rule(command)?,
            Verb::Help => Ok(self.help(command)),
            Verb::Forget => {
                Err("Erasing is done in the terminal, where it can ask you twice: bothways forget NAME".to_owned())
            }
            Verb::WrongClient => self.wrong_client(command)?,
            Verb::Merge => self.merge(command)?,
        };
        Ok(match answered {
            Ok(answer) => Done {
                answer,
                worked: true,
                shows: self.shows,
                text: self.text.take(),
                sends: self.sends.take(),
                changed: false,
            },
            Err(answer) => Done { answer, text: self.text.take(), ..Done::default() },
        })
    }

    /// Applies a change and remembers how to take it back.
    fn change(&mut self, change: &Change) -> Result<Option<i64>> {
        let applied = self.db.apply(change, self.order.now)?;
        // Taken back in the reverse order.
        if let Some(undo) = applied.undo {
            self.undo.insert(0, undo);
        }
        Ok(applied.id)
    }

    /// Does something about the relationship that a command means, or says why it is not clear.
    fn with(
        &mut self,
        command: &Command,
        act: impl FnOnce(&mut Self, Relationship) -> Result<std::result::Result<String, String>>,
    ) -> Result<std::result::Result<String, String>> {
        match self.who(command)? {
            Ok(relationship) => {
                self.touch(&relationship);
                act(self, relationship)
            }
            Err(why) => Ok(Err(why)),
        }
    }

    /// Adds an entry about a relationship.
    fn add_entry(&mut self, relationship: &Relationship, entry: Entry) -> Result<()> {
        self.change(&Change::add(&Entry { relationship: Some(relationship.id), ..entry }))?;
        self.touch(relationship);
        Ok(())
    }

    fn touch(&mut self, relationship: &Relationship) {
        self.said.touched.insert(relationship.id);
    }

    /// The relationship a command names, or the one its item is about, or the only one of the mail it answers.
    fn who(&self, command: &Command) -> Result<std::result::Result<Relationship, String>> {
        let relationships = self.db.relationships()?;
        if let Some(said) = &command.args.who {
            return Ok(accounts::find(said, &relationships).cloned());
        }
        let about = match self.item(command) {
            Some(item) => self.about(&item)?,
            None => None,
        };
        Ok(about.and_then(|id| relationships.into_iter().find(|relationship| relationship.id == id)).ok_or_else(|| {
            format!(
                "Whom do you mean by `{}`? Put the short name behind it, for example: {} acme",
                command.said, command.verb
            )
        }))
    }

    fn about(&self, item: &ItemRow) -> Result<Option<crate::domain::id::RelationshipId>> {
        if let Some(finding) = self.finding_of(item)? {
            return Ok(Some(finding.relationship));
        }
        if let Some(draft) = item.draft.map(|id| self.db.draft(id)).transpose()?.flatten() {
            return Ok(Some(draft.relationship));
        }
        if let Some(entry) = item.entry.map(|id| self.db.entry(id)).transpose()?.flatten() {
            return Ok(entry.relationship);
        }
        Ok(item.act.map(|id| self.db.act(id)).transpose()?.flatten().map(|act| act.relationship))
    }

    fn finding_of(&self, item: &ItemRow) -> Result<Option<Finding>> {
        Ok(item.finding.map(|id| self.db.finding(id)).transpose()?.flatten())
    }

    /// The item a command means: by number; by the name it says; or the only one there is.
    fn item(&self, command: &Command) -> Option<ItemRow> {
        match (command.item, self.order.items) {
            (Some(n), items) => items.iter().find(|item| item.n == n).copied(),
            (None, [only]) => Some(*only),
            (None, _) => None,
        }
    }

    /// The items a command may mean where it names somebody instead of a number.
    fn items_about(&self, command: &Command) -> Result<std::result::Result<Vec<ItemRow>, String>> {
        if let Some(n) = command.item
            && self.item(command).is_none()
        {
            return Ok(Err(format!("There is no number {n} here. Write `pending` to see what waits for your word.")));
        }
        if command.item.is_some() || command.args.who.is_none() {
            let items: Vec<ItemRow> = self.item(command).into_iter().collect();
            if items.is_empty() && self.order.items.len() > 1 {
                return Ok(Err(format!("Which one? Put its number before it, for example: 1 {}", command.said)));
            }
            return Ok(Ok(items));
        }
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let mut found = Vec::new();
        for item in self.order.items {
            if self.about(item)? == Some(relationship.id) {
                found.push(*item);
            }
        }
        if found.is_empty() {
            found = pending::about(self.db, relationship.id)?;
        }
        Ok(Ok(found))
    }
}
