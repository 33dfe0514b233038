//! Commands that only look: show, why, pending.

use super::Work;
use crate::compose::week_lines::lines;
use crate::compose::{parting, year};
use crate::domain::account::Account;
use crate::domain::act::Side;
use crate::domain::calendar::spoken;
use crate::domain::command::{Command, Verb};
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::mail::DraftState;
use crate::domain::number::written;
use crate::domain::plan;
use crate::flow::account::{account, accounts};
use crate::flow::{pending, week, why};
use crate::store::Result;

type Answer = std::result::Result<String, String>;

const NOBODY_YET: &str = "I know nobody yet. Start with: add acme \"Acme Studio\" dana@acme.example";

impl Work<'_> {
    /// `show acme`, `status`, `how is dana`, `who is quiet`; and the pages with a word of their own: `year acme`, `quarter`.
    pub(super) fn show(&mut self, command: &Command) -> Result<Answer> {
        if let (Verb::Show, Some(page)) = (command.verb, &command.args.value) {
            return self.page(page, command);
        }
        if command.verb == Verb::Show
            && command.args.who.is_none()
            && let Some(item) = self.item(command)
            && let Some(draft) = item.draft.map(|id| self.db.draft(id)).transpose()?.flatten()
            && draft.state == DraftState::Offered
        {
            return Ok(Ok(self.show_text(&draft, item.n)?));
        }
        if command.args.who.is_some() || (command.verb == Verb::Show && !self.order.items.is_empty()) {
            let relationship = match self.who(command)? {
                Ok(relationship) => relationship,
                Err(why) => return Ok(Err(why)),
            };
            return Ok(Ok(summary(&account(self.db, self.tools, relationship, self.order.today)?)));
        }
        let accounts = accounts(self.db, self.tools, self.order.today)?;
        if accounts.is_empty() {
            return Ok(Ok(NOBODY_YET.to_owned()));
        }
        Ok(Ok(accounts.iter().map(line).collect::<Vec<_>>().join("\n")))
    }

    fn page(&mut self, page: &str, command: &Command) -> Result<Answer> {
        let is_about_one = command.args.who.is_some() || command.item.is_some() || page == "cost";
        let accounts = if is_about_one {
            match self.who(command)? {
                Ok(relationship) => vec![account(self.db, self.tools, relationship, self.order.today)?],
                Err(why) => return Ok(Err(why)),
            }
        } else {
            accounts(self.db, self.tools, self.order.today)?
        };
        let lines = match (page, accounts.as_slice()) {
            (_, []) => return Ok(Ok(NOBODY_YET.to_owned())),
            ("cost", [one, ..]) => parting::parting(one),
            ("year", [one]) => year::year(one),
            ("year", several) => year::years(several),
            ("quarter", all) => year::quarter(all),
            (_, all) => year::intents(all),
        };
        Ok(Ok(lines.join("\n")))
    }

    /// What the Monday mail says, on any day.
    pub(super) fn week(&self) -> Result<Answer> {
        let week = week::week(self.db, self.tools, self.order.today)?;
        Ok(Ok(if week.balances.is_empty() { NOBODY_YET.to_owned() } else { lines(&week).join("\n") }))
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
        let pending = pending::pending(self.db, self.order.today)?;
        self.said.shown = pending.iter().map(|pending| pending.row).collect();
        if self.order.thread.is_none() {
            pending::keep_shown(self.db, &self.said.shown)?;
        }
        Ok(Ok(if pending.is_empty() {
            "Nothing waits for your word.".to_owned()
        } else {
            pending.iter().map(|item| format!("{}  {}", item.row.n, item.about)).collect::<Vec<_>>().join("\n")
        }))
    }
}

/// One relationship in a line.
pub(super) fn line(account: &Account) -> String {
    let relationship = &account.relationship;
    let because = account.standing_because.first().map(|because| format!(", {because}")).unwrap_or_default();
    format!("{} ({}): {}{because}", relationship.name, relationship.key, account.standing)
}

/// One relationship in a few lines.
pub fn summary(account: &Account) -> String {
    let mut lines = vec![line(account)];
    let seen =
        account.coverage.percent().map_or_else(|| "nothing yet".to_owned(), |percent| format!("about {percent} %"));
    lines.push(format!(
        "Wanted: {}. Letters known: {}. Seen of the last two months: {seen}.",
        account.relationship.intent,
        written(account.n_letters)
    ));
    for (side, heading) in [(Side::You, "You gave, in 90 days:"), (Side::They, "You got, in 90 days:")] {
        lines.push(heading.to_owned());
        let before = lines.len();
        for act in account.given(side, None, 90) {
            let perhaps = if act.surely_counts() { "" } else { " (perhaps)" };
            lines.push(format!("  {}  {}{perhaps}  {}", spoken(act.on), act.called(), act.words).trim_end().to_owned());
        }
        if lines.len() == before {
            lines.push("  nothing that I saw".to_owned());
        }
    }
    lines.extend(account.entries.iter().filter_map(|entry| entry_line(account, entry)));
    lines.join("\n")
}

/// What stands between the two, and what came of it lately, each in a line; `None` for what is over and done with.
fn entry_line(account: &Account, entry: &Entry) -> Option<String> {
    use EntryKind as K;
    let (about, on) = (entry.about(), spoken(entry.on));
    let until = entry.until.map(spoken);
    let figure = entry.figure.as_ref().map(ToString::to_string).unwrap_or_default();
    let whose = entry.by.map(|by| if by == Side::You { "you" } else { account.relationship.called() });
    let perhaps = if entry.state == EntryState::Proposed { " (perhaps)" } else { "" };
    let is_new = account.is_within(entry.settled_on.unwrap_or(entry.on), 90);
    if !entry.is_open() && entry.state != EntryState::Proposed && !is_new {
        return None;
    }
    let line = match (entry.kind, entry.is_open() || entry.state == EntryState::Proposed) {
        (K::Ask, true) => format!("Asked by {} on {on}, open: {about}", whose.unwrap_or("you")),
        (K::Ask, false) => format!("Asked on {on}, {}: {about}", entry.state),
        (K::Promise, true) => {
            let by = until.map(|until| format!(" by {until}")).unwrap_or_default();
            format!("Promised by {}{by}: {about}", whose.unwrap_or("you"))
        }
        (K::Promise, false) => format!("Promised by {}, {}: {about}", whose.unwrap_or("you"), entry.state),
        (K::Agreement, _) => {
            let topic = if entry.topic.is_empty() { "Agreed".to_owned() } else { format!("Agreed on {}", entry.topic) };
            let look = until.map(|until| format!("; to look at again on {until}")).unwrap_or_default();
            format!("{topic}, {on}: {}{look}", entry.words)
        }
        (K::Meeting, true) => format!("Planned for {}: {} {}", until?, entry.topic, entry.words),
        (K::Meeting, false) if entry.state == EntryState::Held => {
            format!("Met on {on}: {} {}", entry.topic, entry.words)
        }
        (K::Step, true) => match plan::ticked(account, entry) {
            Some((seen, words)) => format!("Done by what I saw on {}: {about} ({words})", spoken(seen)),
            None => format!("Planned for {}: {about}", until?),
        },
        (K::Step, false) => format!("Step, {}: {about}", entry.state),
        (K::Win, _) => format!("Good news of {on}: {about}"),
        (K::Goal, true) => format!("Goal: {about}"),
        (K::Level, true) if account.latest(K::Level) == Some(entry) => {
            format!("Level {figure}, since {on} {}", entry.words)
        }
        (K::Rating, true) if account.latest(K::Rating) == Some(entry) => {
            format!("Your rating: {figure} of 5, on {on} {}", entry.words)
        }
        (K::Renewal, true) => format!("Renewal, or the end, on {}", until?),
        (K::Process, true) => format!("Owned by {}: {about}", whose.unwrap_or("them")),
        (K::Guide, true) => format!("Guide written: {about}"),
        (K::Saving, true) => format!("Saves {figure} a week: {about}"),
        (K::Income, true) if account.latest(K::Income) == Some(entry) => format!("Share of your income: {figure}"),
        (K::Cost, true) => format!("Cost, {}: {figure} {}", entry.topic, entry.words),
        (K::Issue, true) => format!("To be said, since {on}: {about}"),
        (K::Rhythm, true) => format!("Agreed rhythm: {about}"),
        (K::Hold, _) => {
            format!("An answer is to come{}", until.map(|until| format!(" by {until}")).unwrap_or_default())
        }
        (K::Mute, true) => format!("Muted here: the rule {}", entry.topic),
        (K::Note, true) => format!("Remember: {about}"),
        _ => return None,
    };
    Some(format!("{}{perhaps}", line.trim_end()))
}

pub(super) fn steps(account: &Account) -> String {
    let lines: Vec<String> = account.open(EntryKind::Step).filter_map(|step| entry_line(account, step)).collect();
    let relationship = &account.relationship;
    if lines.is_empty() {
        format!(
            "Nothing is planned with {}. For example: plan {} month1 · plan {} \"share the vision\" 2026-12-01",
            relationship.name, relationship.key, relationship.key
        )
    } else {
        format!("With {}:\n  {}", relationship.name, lines.join("\n  "))
    }
}
