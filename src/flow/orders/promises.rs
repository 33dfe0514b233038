//! Promises of either side: who will do what by when, and what became of it.

use super::Work;
use super::entries::matching;
use crate::domain::act::Side;
use crate::domain::calendar::spoken;
use crate::domain::command::Command;
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::relationship::Relationship;
use crate::flow::account::account;
use crate::store::{Change, Result};

type Answer = std::result::Result<String, String>;

impl Work<'_> {
    /// `promise acme them "send brief" fri`; later `promise acme kept`, `promise acme moved "send brief" tue`.
    pub(super) fn promise(&mut self, command: &Command) -> Result<Answer> {
        self.with(command, |work, relationship| match command.args.kind.as_deref() {
            None => work.promised(command, &relationship),
            Some(what) => work.settle_promise(command, &relationship, what),
        })
    }

    fn promised(&mut self, command: &Command, relationship: &Relationship) -> Result<Answer> {
        let words = command.args.note.clone().unwrap_or_default();
        let by = match command.args.value.as_deref() {
            Some("you") => Side::You,
            Some("they") => Side::They,
            _ => {
                let key = &relationship.key;
                return Ok(Err(format!(
                    "Who promised it? promise {key} them \"{words}\" fri · promise {key} me \"{words}\" fri"
                )));
            }
        };
        let due = command.args.date;
        self.add_entry(
            relationship,
            Entry {
                by: Some(by),
                words: words.clone(),
                until: due,
                ..Entry::new(EntryKind::Promise, self.order.today)
            },
        )?;
        let by_when = due.map_or_else(String::new, |due| format!(" by {}", spoken(due)));
        let who = who(by, relationship);
        Ok(Ok(format!(
            "Noted: {who} promised “{words}”{by_when}. Afterwards: promise {} kept · late · moved … fri",
            relationship.key
        )))
    }

    fn settle_promise(&mut self, command: &Command, relationship: &Relationship, what: &str) -> Result<Answer> {
        let Some(promise) = self.meant(command, relationship)? else {
            return Ok(Err(format!("I know of no open promise with {} that this is about.", relationship.name)));
        };
        let day = command.args.date.unwrap_or(self.order.today);
        let because = command.args.text.as_deref();
        let words = promise.about();
        match what {
            "kept" => {
                // Without a day of its own it was kept in time: the day of telling says nothing about the day of doing.
                let on = command.args.date.unwrap_or_else(|| promise.until.map_or(day, |due| due.min(day)));
                self.change(&Change::settle(promise.id, EntryState::Kept, on, because))?;
                Ok(Ok(format!("“{words}” is kept.")))
            }
            "late" => {
                self.change(&Change::settle(promise.id, EntryState::ToldLate, self.order.today, because))?;
                let heard = because.map_or_else(String::new, |because| format!(" ({because})"));
                Ok(Ok(format!("“{words}” is late, and you know of it{heard}; it counts against nobody.")))
            }
            "missed" => {
                self.change(&Change::settle(promise.id, EntryState::Late, self.order.today, because))?;
                Ok(Ok(format!("Noted: the day of “{words}” passed without a word.")))
            }
            "dropped" => {
                self.change(&Change::settle(promise.id, EntryState::Lapsed, self.order.today, because))?;
                Ok(Ok(format!("“{words}” is let go.")))
            }
            _ => {
                let Some(due) = command.args.date else {
                    return Ok(Err(format!("To which day is “{words}” moved?")));
                };
                self.change(&Change::settle(promise.id, EntryState::Moved, self.order.today, because))?;
                self.add_entry(
                    relationship,
                    Entry {
                        by: promise.by,
                        words: promise.words.clone(),
                        until: Some(due),
                        ..Entry::new(EntryKind::Promise, self.order.today)
                    },
                )?;
                Ok(Ok(format!("“{words}” is due on {} now.", spoken(due))))
            }
        }
    }

    /// The promise that a command is about: by its side and words; else the one whose day came last, theirs before the user's own.
    fn meant(&mut self, command: &Command, relationship: &Relationship) -> Result<Option<Entry>> {
        let account = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        let sides = match command.args.value.as_deref() {
            Some("you") => vec![Side::You],
            Some("they") => vec![Side::They],
            _ => vec![Side::They, Side::You],
        };
        let wanted = command.args.note.as_deref();
        for side in sides {
            let due = account.due_promises(side);
            let later = account.open_promises(side);
            if let Some(promise) =
                matching(due.into_iter().rev(), wanted).or_else(|| matching(later.into_iter(), wanted))
            {
                return Ok(Some(promise.clone()));
            }
        }
        Ok(None)
    }
}

pub(super) fn who(by: Side, relationship: &Relationship) -> &str {
    match by {
        Side::You => "you",
        Side::They => relationship.called(),
    }
}
