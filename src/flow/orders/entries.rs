//! What stands between the two sides, as the user tells it: asks, notes, agreements, good news. Talks are in `talks`.

use jiff::civil::Date;

use super::Work;
use crate::domain::act::Side;
use crate::domain::calendar::spoken;
use crate::domain::command::Command;
use crate::domain::entry::{Entry, EntryKind, EntryState, Figure, SHARES};
use crate::domain::relationship::{Intent, Relationship, Seat};
use crate::flow::account::account;
use crate::store::{Change, Result};

type Answer = std::result::Result<String, String>;

impl Work<'_> {
    pub(super) fn ask(&mut self, command: &Command) -> Result<Answer> {
        if command.args.question.is_some() {
            return self.show(command);
        }
        self.with(command, |work, relationship| work.ask_of(command, &relationship))
    }

    fn ask_of(&mut self, command: &Command, relationship: &Relationship) -> Result<Answer> {
        let day = command.args.date.unwrap_or(self.order.today);
        let kind = command.args.kind.as_deref();
        if let Some(state) = kind.and_then(EntryState::from_word).filter(|state| EntryState::OF_ASKS.contains(state)) {
            return self.settle_ask(command, relationship, state, day);
        }
        let what = command.args.note.clone().or_else(|| kind.map(|kind| kind.replace('_', " "))).unwrap_or_default();
        self.add_entry(
            relationship,
            Entry {
                by: Some(Side::You),
                topic: kind.unwrap_or_default().to_owned(),
                words: what.clone(),
                ..Entry::new(EntryKind::Ask, day)
            },
        )?;
        Ok(Ok(format!(
            "Noted: on {} you asked {} for {what}. When they answer: ask {} yes · no · later",
            spoken(day),
            relationship.name,
            relationship.key
        )))
    }

    fn settle_ask(
        &mut self,
        command: &Command,
        relationship: &Relationship,
        state: EntryState,
        day: Date,
    ) -> Result<Answer> {
        let account = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        let waits = |ask: &&Entry| {
            ask.by == Some(Side::You)
                && matches!(ask.state, EntryState::Open | EntryState::Later | EntryState::Proposed)
        };
        let asks = account.entries_of(EntryKind::Ask).filter(waits).rev();
        let wanted = command.args.note.as_deref();
        let Some(ask) = matching(asks, wanted) else {
            return Ok(Err(format!("I know of nothing you asked {} for that is still open.", relationship.name)));
        };
        self.change(&Change::settle(ask.id, state, day, None))?;
        // What they said yes to, they gave.
        if state == EntryState::Yes
            && let Some(kind) = ask.asks_for()
        {
            self.confirmed_act(relationship, Side::They, kind, day, &ask.words, None)?;
        }
        let said = match state {
            EntryState::Yes => "they said yes",
            EntryState::No => "they said no; I let it rest",
            EntryState::Later => "not now; I keep it in mind",
            EntryState::Lapsed => "let go",
            _ => "still open",
        };
        Ok(Ok(format!("“{}” from {}: {said}.", ask.about(), relationship.name)))
    }

    pub(super) fn note(&mut self, command: &Command) -> Result<Answer> {
        let words = command.args.note.clone().unwrap_or_default();
        self.with(command, |work, relationship| match command.args.kind.as_deref() {
            None => {
                let day = command.args.date.unwrap_or(work.order.today);
                work.add_entry(&relationship, Entry { words: words.clone(), ..Entry::new(EntryKind::Note, day) })?;
                Ok(Ok(format!("Remembered about {}: {words}", relationship.name)))
            }
            Some("invite") => {
                let ask = Entry {
                    by: Some(Side::You),
                    topic: "idea".to_owned(),
                    words: words.clone(),
                    ..Entry::new(EntryKind::Ask, work.order.today)
                };
                work.add_entry(&relationship, ask)?;
                Ok(Ok(format!("Noted: you invited {} to say what they think of {words}.", relationship.called())))
            }
            Some("issue") if command.args.value.as_deref() == Some("done") => work.raised(&relationship, &words),
            Some(kind) => work.told(command, &relationship, kind, &words),
        })
    }

    /// What else can be noted, each an entry of its own kind.
    fn told(&mut self, command: &Command, relationship: &Relationship, kind: &str, words: &str) -> Result<Answer> {
        let Some(kind) = EntryKind::from_word(kind) else {
            return Ok(Err("I do not know how to note that.".to_owned()));
        };
        let figure = command.args.value.as_deref().and_then(Figure::read);
        let figure = figure.map(|figure| match kind {
            EntryKind::Saving => Figure { unit: "h".to_owned(), ..figure },
            EntryKind::Income => Figure { unit: "percent".to_owned(), ..figure },
            _ => figure,
        });
        let by = matches!(kind, EntryKind::Process | EntryKind::Guide).then(|| worker(relationship));
        let entry = Entry {
            by,
            words: words.to_owned(),
            until: command.args.date,
            figure: figure.clone(),
            ..Entry::new(kind, self.order.today)
        };
        self.add_entry(relationship, entry)?;
        let (name, amount) = (&relationship.name, figure.map(|figure| figure.to_string()).unwrap_or_default());
        Ok(Ok(match kind {
            EntryKind::Renewal => {
                let on = command.args.date.map(spoken).unwrap_or_default();
                format!("{name}: renewed or over on {on}. I remind you in good time.")
            }
            EntryKind::Process => format!("{name}: “{words}” has an owner now."),
            EntryKind::Guide => format!("{name}: a guide to “{words}” is written."),
            EntryKind::Saving => format!("{name}: {amount} a week saved. {words}").trim_end().to_owned(),
            EntryKind::Income => format!("{name} is {amount} of your income. Only you see it."),
            EntryKind::Issue => format!(
                "Noted for {name}, and said to nobody: {words}. When you have raised it: issue {} done",
                relationship.key
            ),
            EntryKind::Rhythm => format!("{name}: you talk {words}."),
            _ => format!("Noted for {name}: {}", format!("{amount} {words}").trim()),
        }))
    }

    fn raised(&mut self, relationship: &Relationship, words: &str) -> Result<Answer> {
        let account = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        let Some(issue) = matching(account.open(EntryKind::Issue), Some(words)) else {
            return Ok(Err(format!("I know of nothing you wanted to raise with {}.", relationship.name)));
        };
        self.change(&Change::settle(issue.id, EntryState::Done, self.order.today, None))?;
        Ok(Ok(format!("“{}” is raised.", issue.about())))
    }

    /// What both agreed. The day, where one is said, is when to look at it again.
    pub(super) fn agreed(&mut self, command: &Command) -> Result<Answer> {
        let topic = command.args.kind.clone().unwrap_or_default();
        let words = command.args.note.clone().unwrap_or_default();
        self.with(command, |work, relationship| {
            work.add_entry(
                &relationship,
                Entry {
                    topic: topic.clone(),
                    words: words.clone(),
                    until: command.args.date,
                    ..Entry::new(EntryKind::Agreement, work.order.today)
                },
            )?;
            let what: Vec<&str> =
                [topic.as_str(), words.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
            let again = command.args.date.map(|on| format!(" I remind you to look at it again on {}.", spoken(on)));
            let written = (SHARES.contains(&topic.as_str()) || topic == "bonus")
                .then_some(" Money that is shared belongs in writing, signed by both; have it checked.");
            let answer = format!(
                "Agreed with {}: {}.{}{}",
                relationship.name,
                what.join(", "),
                again.unwrap_or_default(),
                written.unwrap_or_default()
            );
            Ok(Ok(answer))
        })
    }

    /// Good news: of one relationship, or of all that are meant to be partnerships.
    pub(super) fn won(&mut self, command: &Command) -> Result<Answer> {
        let Some(words) = command.args.note.clone() else {
            return Ok(Err("What is the good news? For example: won acme \"launch day\"".to_owned()));
        };
        let day = command.args.date.unwrap_or(self.order.today);
        let by = (command.args.kind.as_deref() == Some("because")).then_some(Side::They);
        let win = Entry { by, words: words.clone(), ..Entry::new(EntryKind::Win, day) };
        // In the terminal nothing is answered: what waits there is about anybody.
        let answers_one = self.order.thread.is_some() && self.item(command).is_some();
        if command.args.who.is_some() || answers_one {
            return self.with(command, |work, relationship| {
                work.add_entry(&relationship, win)?;
                let thanks_to =
                    if by.is_some() { format!(", thanks to {}", relationship.called()) } else { String::new() };
                Ok(Ok(format!("Good news noted for {}: {words}{thanks_to}.", relationship.name)))
            });
        }
        let with: Vec<Relationship> = self
            .db
            .relationships()?
            .into_iter()
            .filter(|relationship| matches!(relationship.intent, Intent::Partnership | Intent::Undecided))
            .collect();
        if with.is_empty() {
            return Ok(Err("With whom? For example: won acme \"launch day\"".to_owned()));
        }
        for relationship in &with {
            self.add_entry(relationship, win.clone())?;
        }
        let names: Vec<&str> = with.iter().map(|relationship| relationship.name.as_str()).collect();
        Ok(Ok(format!("Good news noted for {}: {words}.", names.join(", "))))
    }
}

/// The side that does the work: the VA, whichever seat the user sits in.
fn worker(relationship: &Relationship) -> Side {
    if relationship.seat == Seat::Va { Side::You } else { Side::They }
}

/// The first entry that the user's words name; the first of all where she said none.
pub(super) fn matching<'e>(mut entries: impl Iterator<Item = &'e Entry>, wanted: Option<&str>) -> Option<&'e Entry> {
    let wanted = wanted.unwrap_or_default().to_lowercase();
    entries.find(|entry| entry.words.to_lowercase().contains(&wanted) || entry.topic == wanted)
}
