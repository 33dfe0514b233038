//! Talks, from their plan to what came of them: the day and hour in both clocks, whose day off it is, the invitation with its file
//! for their calendar, a new hour, a talk that falls through, and what was said.

use jiff::Zoned;
use jiff::civil::{Date, Time};

use super::Work;
use crate::compose::draft::{DraftText, draft};
use crate::compose::invitation::{HALF_AN_HOUR, Talk, invitation};
use crate::domain::account::Account;
use crate::domain::address::Person;
use crate::domain::calendar::{days_between, spoken};
use crate::domain::command::Command;
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::id::EntryId;
use crate::domain::mail::{CalendarFile, Draft, Method};
use crate::domain::relationship::Relationship;
use crate::domain::talk::is_conversation;
use crate::flow::account::account;
use crate::flow::outgoing::token;
use crate::store::{Change, Result};

type Answer = std::result::Result<String, String>;

/// Hours at which most people would rather not talk.
const EARLY: i8 = 7;
const LATE: i8 = 21;

impl Work<'_> {
    /// `book acme partnership-talk thu 10:00`, `moved acme fri 11:00`, `called off acme`.
    pub(super) fn book(&mut self, command: &Command) -> Result<Answer> {
        self.with(command, |work, relationship| match command.args.hint.as_deref() {
            None => work.plan_talk(command, &relationship),
            Some("moved") => work.move_talk(command, &relationship),
            Some(_) => work.call_off(command, &relationship),
        })
    }

    fn plan_talk(&mut self, command: &Command, relationship: &Relationship) -> Result<Answer> {
        let kind = command.args.kind.clone().unwrap_or_else(|| "meeting".to_owned());
        let Some(day) = command.args.date else {
            return Ok(Err(format!("On which day? For example: book {} {kind} thu 10:00", relationship.key)));
        };
        if day < self.order.today {
            return Ok(Err(format!(
                "{} is over. If the talk was held: met {} {kind} {day}",
                spoken(day),
                relationship.key
            )));
        }
        let entry = Entry {
            relationship: Some(relationship.id),
            topic: kind.clone(),
            words: command.args.note.clone().unwrap_or_default(),
            until: Some(day),
            at: clock(command),
            ..Entry::new(EntryKind::Meeting, self.order.today)
        };
        let known = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        let beside: Vec<&Entry> = known.open(EntryKind::Meeting).filter(|talk| talk.topic == kind).collect();
        if let Some(same) = beside.iter().find(|talk| (talk.until, talk.at) == (entry.until, entry.at)) {
            return Ok(Err(format!("That is planned already: {kind} with {} on {}.", relationship.name, when(same))));
        }
        let held = self.only_held(&beside, relationship)?;
        // Nobody was told of it yet: another day for it is a change of mind, and not a second talk. What is about something else is one.
        if let Some(held) = held.filter(|held| entry.words.is_empty() || entry.words == held.words) {
            let was = when(held);
            return Ok(self.put_on(held, day, entry.at, relationship)?.map(|moved| {
                format!("{moved}\n\nIf you want two talks, book the other one again as well: it was on {was}.")
            }));
        }
        let also = beside.iter().min_by_key(|talk| (talk.until, talk.id)).map_or_else(String::new, |talk| {
            format!(
                " The one on {} stands beside it; to put that one on another day: `undo`, then moved {} {day}",
                when(talk),
                relationship.key
            )
        });
        let id = self.change(&Change::add(&entry))?;
        let talk = Entry { id: EntryId(id.unwrap_or_default()), ..entry };
        let planned = format!(
            "Planned: {kind} with {} on {}.{}{also} Afterwards: met {} {kind} \"what came of it\"",
            relationship.name,
            when(&talk),
            self.beware(relationship, &talk)?,
            relationship.key
        );
        self.with_text(relationship, &talk, "talk-invitation", Method::Request, planned)
    }

    /// The talk whose invitation the user has approved and that nobody was told of: its text is still held back.
    fn only_held<'e>(&self, talks: &[&'e Entry], relationship: &Relationship) -> Result<Option<&'e Entry>> {
        let approved = self.db.approved_drafts(relationship.id)?;
        for talk in talks {
            let n_held = approved.iter().filter(|draft| draft.talk == Some(talk.id)).count();
            if n_held > 0 && self.db.in_calendars(talk.id)?.1 as usize <= n_held {
                return Ok(Some(talk));
            }
        }
        Ok(None)
    }

    /// Another day or hour for a talk that was planned. Where the other side was invited, the news goes to their calendar as well.
    fn move_talk(&mut self, command: &Command, relationship: &Relationship) -> Result<Answer> {
        let Some(day) = command.args.date else {
            return Ok(Err(format!("To which day? For example: moved {} fri 11:00", relationship.key)));
        };
        if day < self.order.today {
            return Ok(Err(format!("{} is over. Which day do you mean?", spoken(day))));
        }
        let known = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        let Some(old) = self.meant_talk(command, &known)? else { return Ok(Err(no_talk(relationship))) };
        let at = clock(command).or(old.at);
        self.put_on(&old, day, at, relationship)
    }

    /// Puts a talk on another day or hour.
    fn put_on(&mut self, old: &Entry, day: Date, at: Option<Time>, relationship: &Relationship) -> Result<Answer> {
        let stopped = self.put_texts_of_talk_away(old, relationship)?;
        let talk = Entry { until: Some(day), at, ..old.clone() };
        self.change(&Change::MoveEntry { entry: old.id.0, until: Some(day.to_string()) })?;
        self.change(&Change::ClockEntry { entry: old.id.0, at: talk.at.map(|at| at.to_string()) })?;
        if old.state != EntryState::Planned {
            self.change(&Change::settle(old.id, EntryState::Planned, self.order.today, None))?;
        }
        let moved = format!(
            "Moved: {} with {} is on {} now.{stopped}{}",
            talk.topic,
            relationship.name,
            when(&talk),
            self.beware(relationship, &talk)?
        );
        let was_told = self.db.in_calendars(talk.id)?.1 > 0;
        let template = if was_told { "talk-moved" } else { "talk-invitation" };
        self.with_text(relationship, &talk, template, Method::Request, moved)
    }

    /// A talk that will not be, or was not.
    fn call_off(&mut self, command: &Command, relationship: &Relationship) -> Result<Answer> {
        let known = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        let Some(talk) = self.meant_talk(command, &known)?.filter(|talk| talk.state == EntryState::Planned) else {
            return Ok(Err(no_talk(relationship)));
        };
        let stopped = self.put_texts_of_talk_away(&talk, relationship)?;
        let off = format!(
            "Noted: the {} with {} on {} is off.{stopped} To plan it anew: moved {} fri 11:00",
            talk.topic,
            relationship.name,
            when(&talk),
            relationship.key
        );
        let because = command.args.note.as_deref();
        self.change(&Change::settle(talk.id, EntryState::Skipped, self.order.today, because))?;
        let is_ahead = talk.until.is_some_and(|day| day >= self.order.today);
        if !is_ahead || self.db.in_calendars(talk.id)?.1 == 0 {
            return Ok(Ok(off));
        }
        self.with_text(relationship, &talk, "talk-off", Method::Cancel, off)
    }

    /// A talk that was held. One that was planned for about that day is the same. What was agreed in a conversation comes back as a
    /// text that confirms it.
    pub(super) fn met(&mut self, command: &Command) -> Result<Answer> {
        let asked = self.asked_talk(command)?;
        let day = command.args.date.or(asked.as_ref().and_then(|talk| talk.until)).unwrap_or(self.order.today);
        if day > self.order.today {
            return Ok(Err(format!("{} has not come yet. To plan a talk: book acme coffee fri", spoken(day))));
        }
        let kind = command.args.kind.clone().or_else(|| asked.as_ref().map(|talk| talk.topic.clone()));
        let kind = kind.unwrap_or_else(|| "meeting".to_owned());
        let note = command.args.note.clone().unwrap_or_default();
        self.with(command, |work, relationship| {
            let known = account(work.db, work.tools, relationship.clone(), work.order.today)?;
            let stopped = work.keep_talk(&known, asked.as_ref(), &kind, day, &note)?;
            let about = if note.is_empty() { String::new() } else { format!(": {}", note.trim_end_matches('.')) };
            let noted = format!("Noted: {kind} with {} on {}{about}.{stopped}", relationship.name, spoken(day));
            if !is_conversation(&kind) {
                return Ok(Ok(noted));
            }
            if note.is_empty() {
                return Ok(Ok(format!(
                    "{noted} If you agreed on something, tell me in a line, and I make it a text for {} that confirms it: \
                     met {} {kind} {day} \"Friday notes from January\"",
                    relationship.called(),
                    relationship.key
                )));
            }
            work.with_confirmation(&relationship, noted)
        })
    }

    /// Notes that a talk was held; gives back the sentence about a text that was stopped by that.
    fn keep_talk(
        &mut self,
        known: &Account,
        asked: Option<&Entry>,
        kind: &str,
        day: Date,
        note: &str,
    ) -> Result<&'static str> {
        // More words about a talk that was told already.
        if let Some(held) = known.held(Some(kind)).find(|held| held.on == day) {
            let words = [held.words.as_str(), note].into_iter().filter(|words| !words.is_empty());
            let words = words.collect::<Vec<_>>().join("; ");
            self.change(&Change::WordEntry { entry: held.id.0, words })?;
            return Ok("");
        }
        let apart = |talk: &Entry| talk.until.map(|planned| days_between(planned, day).abs());
        let near = |talk: &&Entry| talk.topic == kind && apart(talk).is_some_and(|days| days <= 7);
        let nearest = || known.open(EntryKind::Meeting).filter(near).min_by_key(|talk| (apart(talk), talk.id));
        let planned = asked.filter(|talk| talk.is_open()).or_else(nearest);
        let mut stopped = "";
        if let Some(talk) = planned {
            stopped = self.put_texts_of_talk_away(talk, &known.relationship)?;
            self.change(&Change::settle(talk.id, EntryState::Done, day, None))?;
        }
        self.add_entry(
            &known.relationship,
            Entry {
                topic: kind.to_owned(),
                words: note.to_owned(),
                state: EntryState::Held,
                settled_on: Some(day),
                ..Entry::new(EntryKind::Meeting, day)
            },
        )?;
        Ok(stopped)
    }

    fn with_confirmation(&mut self, relationship: &Relationship, noted: String) -> Result<Answer> {
        let account = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        match draft("confirm-in-writing", &account, &self.tools.user, None, &self.tools.templates) {
            Ok(text) => Ok(match self.offer(relationship, "confirm-in-writing", None, &text, None)? {
                Ok(offered) | Err(offered) => Ok(format!("{noted}\n\n{offered}")),
            }),
            Err(fault) => {
                self.faults.push(fault);
                Ok(Ok(noted))
            }
        }
    }

    /// What was done, with the text that tells the other side.
    fn with_text(
        &mut self,
        relationship: &Relationship,
        talk: &Entry,
        template: &str,
        method: Method,
        done: String,
    ) -> Result<Answer> {
        let account = self.account_of_talk(relationship, talk)?;
        let text = match draft(template, &account, &self.tools.user, None, &self.tools.templates) {
            Ok(text) => text,
            Err(fault) => {
                self.faults.push(fault);
                return Ok(Ok(done));
            }
        };
        let calendar = self.calendar(relationship, talk, method, &text)?;
        Ok(match self.offer(relationship, template, None, &text, Some((talk.clone(), calendar)))? {
            Ok(offered) | Err(offered) => Ok(format!("{done}\n\n{offered}")),
        })
    }

    /// The account with this talk as the only one ahead, so that a text speaks of no other.
    pub(super) fn account_of_talk(&self, relationship: &Relationship, talk: &Entry) -> Result<Account> {
        let mut account = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        account.entries.retain(|entry| entry.kind != EntryKind::Meeting || !entry.is_open());
        account.entries.push(Entry { state: EntryState::Planned, ..talk.clone() });
        Ok(account)
    }

    /// The file for their calendar. A talk without an hour has none, nor one that no calendar knows and that is called off.
    pub(super) fn calendar(
        &mut self,
        relationship: &Relationship,
        talk: &Entry,
        method: Method,
        text: &DraftText,
    ) -> Result<Option<CalendarFile>> {
        let Some(starts) = self.starts(talk) else { return Ok(None) };
        let (uid, sequence) = self.db.in_calendars(talk.id)?;
        if method == Method::Cancel && sequence == 0 {
            return Ok(None);
        }
        let uid = uid.unwrap_or_else(|| format!("{}@{}", token(), self.tools.sender.own.domain()));
        let made = invitation(
            &Talk {
                method,
                uid: &uid,
                sequence,
                starts_at: starts.timestamp(),
                subject: &text.subject,
                words: &text.body,
                with: &Person::new(relationship.person.as_deref(), text.to.clone()),
            },
            &self.tools.sender,
            self.order.now,
        );
        Ok(made.unwrap_or_else(|fault| {
            self.faults.push(fault);
            None
        }))
    }

    /// The same file with other words, for a text that the user wrote herself.
    pub(super) fn calendar_again(&mut self, draft: &Draft, body: &str) -> Result<Option<CalendarFile>> {
        let (Some(file), Some(talk)) = (&draft.calendar, draft.talk) else { return Ok(None) };
        let (Some(talk), Some(relationship)) = (self.db.entry(talk)?, self.db.relationship(draft.relationship)?) else {
            return Ok(None);
        };
        let text = DraftText { to: Some(draft.to.clone()), subject: draft.subject.clone(), body: body.to_owned() };
        self.calendar(&relationship, &talk, file.method, &text)
    }

    /// What the file does, for the user who decides about it.
    pub(super) fn brings(&self, talk: &Entry, method: Method) -> String {
        let hours = self.starts(talk).map_or_else(String::new, |starts| {
            let ends = starts.checked_add(HALF_AN_HOUR).unwrap_or_else(|_| starts.clone());
            format!("{} to {}, {}", starts.strftime("%A, %-d %B %Y, %H:%M"), ends.strftime("%H:%M"), zone(&starts))
        });
        match method {
            Method::Request => {
                format!("With it goes an entry for their calendar ({hours}), which asks them to accept or decline.")
            }
            Method::Cancel => format!("With it goes word to their calendar to take the entry out ({hours})."),
        }
    }

    fn starts(&self, talk: &Entry) -> Option<Zoned> {
        talk.until.zip(talk.at).and_then(|(day, at)| day.to_datetime(at).to_zoned(self.tools.user.zone.clone()).ok())
    }

    /// Whose day off it is, and an hour at which it is night for them, as sentences; empty where nothing is to be said.
    fn beware(&self, relationship: &Relationship, talk: &Entry) -> Result<String> {
        let Some(day) = talk.until else { return Ok(String::new()) };
        let theirs = account(self.db, self.tools, relationship.clone(), self.order.today)?.relationship;
        let there = self.starts(talk).zip(theirs.zone.clone()).map(|(starts, zone)| starts.with_time_zone(zone));
        let their_day = there.as_ref().map_or(day, Zoned::date);
        let mine = !self.tools.home.config().you.calendar.is_working(day);
        let is_off = !theirs.calendar.is_working(their_day);
        let of_whom = match (mine, is_off) {
            (false, false) => None,
            (true, false) => Some("yours".to_owned()),
            (false, true) => Some(format!("{}'s", relationship.called())),
            (true, true) => Some("both of yours".to_owned()),
        };
        let off = of_whom.map(|whose| format!(" It is a day off of {whose}; `undo` takes it back."));
        let night = there.filter(|there| !(EARLY..LATE).contains(&there.hour())).map(|there| {
            format!(" For {} that is {} in {}.", relationship.called(), there.strftime("%H:%M"), zone(&there))
        });
        Ok([off, night].into_iter().flatten().collect())
    }

    /// The talk that a mail asks about, where the command answers one.
    fn asked_talk(&self, command: &Command) -> Result<Option<Entry>> {
        if command.args.who.is_some() {
            return Ok(None);
        }
        let entry = self.item(command).and_then(|item| item.entry).map(|id| self.db.entry(id)).transpose()?.flatten();
        Ok(entry.filter(|entry| entry.kind == EntryKind::Meeting))
    }

    /// The planned talk that a command means: the one it answers, else the next of that kind; one that fell through where no other
    /// is planned.
    fn meant_talk(&self, command: &Command, known: &Account) -> Result<Option<Entry>> {
        if let Some(talk) = self.asked_talk(command)? {
            return Ok(Some(talk));
        }
        let is_kind = |talk: &&Entry| command.args.kind.as_deref().is_none_or(|kind| talk.topic == kind);
        let planned = known.open(EntryKind::Meeting).filter(is_kind).min_by_key(|talk| (talk.until, talk.id));
        let fell_through = |talk: &&Entry| matches!(talk.state, EntryState::Skipped | EntryState::No);
        let last = || known.entries_of(EntryKind::Meeting).filter(is_kind).rfind(fell_through);
        Ok(planned.or_else(last).cloned())
    }

    /// Puts away the texts about a talk as it was planned before. One that was approved and is still held back is stopped, or the other
    /// side would be asked for two hours; gives back the sentence that says so.
    fn put_texts_of_talk_away(&mut self, talk: &Entry, relationship: &Relationship) -> Result<&'static str> {
        let mut stopped = "";
        for draft in self.db.approved_drafts(relationship.id)? {
            if draft.talk == Some(talk.id) && self.stop_text(&draft)? {
                stopped = " The text about it that you approved is stopped; nothing of it has gone.";
            }
        }
        for draft in self.db.offered_for_talk(talk.id)? {
            self.change(&Change::put_away(draft.id))?;
        }
        Ok(stopped)
    }
}

fn clock(command: &Command) -> Option<Time> {
    command.args.value.as_deref().and_then(|clock| clock.parse().ok())
}

fn when(talk: &Entry) -> String {
    let day = talk.until.map(spoken).unwrap_or_default();
    let at = talk.at.map(|at| at.strftime(" at %H:%M").to_string()).unwrap_or_default();
    format!("{day}{at}")
}

fn no_talk(relationship: &Relationship) -> String {
    format!(
        "I know of no talk planned with {}. To plan one: book {} partnership-talk thu 10:00",
        relationship.name, relationship.key
    )
}

/// `Lisbon`, where the zone has a place; else its name.
fn zone(at: &Zoned) -> String {
    let name = at.time_zone().iana_name().unwrap_or("your time");
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}
