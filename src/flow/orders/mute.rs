//! One rule that keeps still: about one relationship, or about all.

use super::Work;
use crate::domain::calendar::spoken;
use crate::domain::command::Command;
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::relationship::Relationship;
use crate::store::{Change, Result};

type Answer = std::result::Result<String, String>;

impl Work<'_> {
    pub(super) fn mute(&mut self, command: &Command) -> Result<Answer> {
        let (rule, whom) = match self.rule_and_whom(command)? {
            Ok(meant) => meant,
            Err(why) => return Ok(Err(why)),
        };
        let days = command.args.duration.as_ref().map(|days| i64::from(days.days));
        let ahead = days.map(|days| crate::domain::calendar::days_before(self.order.today, -days));
        let until = command.args.until.or(ahead);
        let entry = Entry {
            relationship: whom.as_ref().map(|relationship| relationship.id),
            topic: rule.clone(),
            until,
            ..Entry::new(EntryKind::Mute, self.order.today)
        };
        self.change(&Change::add(&entry))?;
        self.touch_all(whom.as_ref())?;
        let about = whom.map_or_else(|| "anybody".to_owned(), |relationship| relationship.name);
        let until = until.map_or_else(String::new, |until| format!(" until {}", spoken(until)));
        Ok(Ok(format!("The rule {rule} keeps still about {about}{until}.")))
    }

    /// Lets a rule speak again. Without a name: wherever it was muted.
    pub(super) fn unmute(&mut self, command: &Command) -> Result<Answer> {
        let (rule, whom) = match self.rule_and_whom(command)? {
            Ok(meant) => meant,
            Err(why) => return Ok(Err(why)),
        };
        let id = whom.as_ref().map(|relationship| relationship.id);
        let muted: Vec<Entry> = self
            .db
            .mutes()?
            .into_iter()
            .filter(|mute| mute.topic == rule && (id.is_none() || mute.relationship == id))
            .collect();
        if muted.is_empty() {
            return Ok(Err(format!("The rule {rule} is not muted there.")));
        }
        for mute in &muted {
            self.change(&Change::settle(mute.id, EntryState::Done, self.order.today, None))?;
        }
        self.touch_all(whom.as_ref())?;
        Ok(Ok(format!("The rule {rule} may speak again.")))
    }

    /// The rule that a command names, or that the item it answers is of; and whom it is about, where it is about one.
    fn rule_and_whom(
        &mut self,
        command: &Command,
    ) -> Result<std::result::Result<(String, Option<Relationship>), String>> {
        let finding = self.item(command).map(|item| self.finding_of(&item)).transpose()?.flatten();
        let of_item = command.args.rule.is_none();
        let Some(rule) = command.args.rule.clone().or_else(|| finding.map(|finding| finding.rule)) else {
            return Ok(Err("Which rule? For example: mute quiet acme. `rules` lists them.".to_owned()));
        };
        if !self.tools.rules.list().iter().any(|known| known.id == rule) {
            return Ok(Err(format!("There is no rule called `{rule}`. `rules` lists them.")));
        }
        if command.args.who.is_none() && !of_item {
            return Ok(Ok((rule, None)));
        }
        Ok(self.who(command)?.map(|relationship| (rule, Some(relationship))))
    }

    fn touch_all(&mut self, whom: Option<&Relationship>) -> Result<()> {
        match whom {
            Some(relationship) => self.touch(relationship),
            None => self.said.touched.extend(self.db.relationships()?.iter().map(|relationship| relationship.id)),
        }
        Ok(())
    }
}
