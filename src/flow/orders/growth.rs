//! How the role grows, and what the user thinks of it: levels, goals, her own rating.

use super::Work;
use crate::domain::calendar::spoken;
use crate::domain::command::Command;
use crate::domain::entry::{Entry, EntryKind, Figure};
use crate::flow::account::account;
use crate::store::Result;

type Answer = std::result::Result<String, String>;

impl Work<'_> {
    pub(super) fn goal(&mut self, command: &Command) -> Result<Answer> {
        let words = command.args.note.clone().unwrap_or_default();
        self.with(command, |work, relationship| {
            let entry = Entry {
                topic: command.args.kind.clone().unwrap_or_default(),
                words: words.clone(),
                until: command.args.date,
                ..Entry::new(EntryKind::Goal, work.order.today)
            };
            work.add_entry(&relationship, entry)?;
            let by = command.args.date.map_or_else(String::new, |day| format!(", by {}", spoken(day)));
            Ok(Ok(format!("A goal with {}: {words}{by}.", relationship.name)))
        })
    }

    pub(super) fn rate(&mut self, command: &Command) -> Result<Answer> {
        let Some(rating) = figure(command) else { return Ok(Err("How is it, from 1 to 5?".to_owned())) };
        self.with(command, |work, relationship| {
            let before =
                account(work.db, work.tools, relationship.clone(), work.order.today)?.figure(EntryKind::Rating);
            let entry = Entry {
                figure: Some(Figure::plain(rating)),
                words: command.args.note.clone().unwrap_or_default(),
                ..Entry::new(EntryKind::Rating, work.order.today)
            };
            work.add_entry(&relationship, entry)?;
            let was = before.map_or_else(String::new, |before| format!("; it was {before} before"));
            Ok(Ok(format!("Your own rating of {}: {rating} of 5{was}. Only you see it.", relationship.name)))
        })
    }

    /// A level brings responsibility, autonomy and pay; which of them nobody has written down is said with it.
    pub(super) fn level(&mut self, command: &Command) -> Result<Answer> {
        let Some(level) = figure(command) else { return Ok(Err("Which level, from 1 to 4?".to_owned())) };
        self.with(command, |work, relationship| {
            let entry = Entry {
                figure: Some(Figure::plain(level)),
                words: command.args.note.clone().unwrap_or_default(),
                ..Entry::new(EntryKind::Level, work.order.today)
            };
            work.add_entry(&relationship, entry)?;
            let account = account(work.db, work.tools, relationship.clone(), work.order.today)?;
            let lacks = account.level_lacks();
            let open = (!lacks.is_empty()).then(|| {
                format!(" I know of no agreement yet on {}: agreed {} level \"…\"", lacks.join(", "), relationship.key)
            });
            Ok(Ok(format!("{} is on level {level}.{}", relationship.name, open.unwrap_or_default())))
        })
    }
}

fn figure(command: &Command) -> Option<i64> {
    command.args.value.as_deref().and_then(|value| value.parse().ok())
}
