//! What was filed to the wrong account, and two accounts that are one.
//!
//! A text that was written from an account says what that account showed. Where letters leave it or come to it, no text of before
//! goes any more, offered or approved: the user sees it again, or it stays put away.

use std::collections::BTreeSet;

use super::Work;
use super::pending;
use crate::domain::act::Side;
use crate::domain::address::Address;
use crate::domain::calendar::spoken;
use crate::domain::command::Command;
use crate::domain::finding::{Evidence, Finding};
use crate::domain::id::{InteractionId, RelationshipId};
use crate::domain::interaction::Interaction;
use crate::domain::mail::{Draft, DraftState};
use crate::domain::number::counted;
use crate::domain::relationship::{Intent, Relationship};
use crate::store::{Change, ItemRow, Result};

type Answer = std::result::Result<String, String>;

/// More letters than these are not offered to choose from.
const MOST_LETTERS: u32 = 9;
/// So many words show which letter it is.
const N_BEGINNING: usize = 7;

impl Work<'_> {
    /// `wrong client beta`: the letter that is meant goes to Beta, with all that was noticed in it.
    pub(super) fn wrong_client(&mut self, command: &Command) -> Result<Answer> {
        let Some(said) = &command.args.who else {
            return Ok(Err(format!("Whose is it? Put the name behind it, for example: {} beta", command.verb)));
        };
        let to = match super::accounts::find(said, &self.db.relationships()?) {
            Ok(relationship) => relationship.clone(),
            Err(why) => return Ok(Err(why)),
        };
        if let Some(address) = command.args.text.as_deref().and_then(Address::parse) {
            return self.move_address(&address, &to);
        }
        let letters = match self.letters_meant(command, &to)? {
            Ok(letters) => letters,
            Err(why) => return Ok(Err(why)),
        };
        match letters.as_slice() {
            [letter] => self.move_one(letter, &to),
            [] => Ok(Err(format!("I have no letter of somebody else that could be {}'s.", to.name))),
            several => self.choose(several, &to),
        }
    }

    /// The letters that a command may mean: those with words in their subject; those that its item rests on; else the last ones.
    fn letters_meant(
        &self,
        command: &Command,
        to: &Relationship,
    ) -> Result<std::result::Result<Vec<Interaction>, String>> {
        let ids = if let Some(subject) = &command.args.note {
            let found = self.db.letters_outside(to.id, subject, MOST_LETTERS)?;
            if found.is_empty() {
                return Ok(Err(format!("I have no letter with “{subject}” in its subject that is not {}'s.", to.name)));
            }
            found
        } else {
            if let (None, Some(n)) = (self.item(command), command.item) {
                return Ok(Err(format!("There is no number {n} here. Words of the letter's subject will do as well.")));
            }
            // In the terminal the one thing that happens to wait is not what she speaks of; a number is.
            let is_meant = self.order.thread.is_some() || command.said.split_whitespace().any(is_number);
            self.item(command).filter(|_| is_meant).map(|item| self.letters_of(&item)).transpose()?.unwrap_or_default()
        };
        let mut letters = self.outside(&ids, to)?;
        if letters.is_empty() {
            letters = self.outside(&self.db.letters_outside(to.id, "", MOST_LETTERS)?, to)?;
            if letters.len() == 1 {
                // Nobody said which one it is, even if there is no other.
                return Ok(Err(format!(
                    "Which letter? Put a few words of its subject behind it: {} {} \"{}\"",
                    command.verb,
                    to.key,
                    letters.first().map_or("", subject)
                )));
            }
        }
        Ok(Ok(letters))
    }

    fn outside(&self, ids: &[InteractionId], to: &Relationship) -> Result<Vec<Interaction>> {
        let mut letters: Vec<Interaction> = Vec::new();
        for id in ids {
            let letter = self.db.interaction(*id)?.filter(|letter| letter.relationship != to.id);
            letters.extend(letter.filter(|letter| !letters.iter().any(|known| known.id == letter.id)));
        }
        Ok(letters)
    }

    /// The letters that something shown under a number rests on.
    fn letters_of(&self, item: &ItemRow) -> Result<Vec<InteractionId>> {
        let act = item.act.map(|id| self.db.act(id)).transpose()?.flatten();
        let entry = item.entry.map(|id| self.db.entry(id)).transpose()?.flatten();
        let mut ids: Vec<InteractionId> = item.letter.into_iter().collect();
        ids.extend(act.and_then(|act| act.shown_by));
        ids.extend(entry.and_then(|entry| entry.shown_by));
        if let Some(finding) = self.finding_of(item)? {
            ids.extend(self.letters_behind(&finding)?);
        }
        if ids.is_empty()
            && let Some(draft) = item.draft.map(|id| self.db.draft(id)).transpose()?.flatten()
            && let Some(answers) = draft.in_reply_to
        {
            ids.extend(self.db.letter_of_id(&answers)?);
        }
        Ok(ids)
    }

    fn letters_behind(&self, finding: &Finding) -> Result<Vec<InteractionId>> {
        let mut ids = Vec::new();
        for evidence in &finding.evidence {
            match evidence {
                Evidence::Letter(id) => ids.push(*id),
                Evidence::Act(id) => ids.extend(self.db.act(*id)?.and_then(|act| act.shown_by)),
                Evidence::Words(_) => (),
            }
        }
        Ok(ids)
    }

    fn choose(&mut self, letters: &[Interaction], to: &Relationship) -> Result<Answer> {
        let mut lines = Vec::new();
        let mut first = None;
        for letter in letters {
            let n = self.said.show(ItemRow { letter: Some(letter.id), ..ItemRow::default() });
            first.get_or_insert(n);
            let from = self.db.relationship(letter.relationship)?.map_or_else(String::new, |of| of.name);
            let by = if letter.by == Side::You { "to" } else { "from" };
            let words = beginning(&letter.text);
            lines.push(format!("  {n}  {}, {by} {from}: “{}” {words}", self.day_of(letter), subject(letter)));
        }
        if self.order.thread.is_none() {
            pending::keep_shown(self.db, &self.said.shown)?;
        }
        let n = first.unwrap_or(1);
        Ok(Err(format!(
            "Which letter is {}'s? Answer with its number, `{n} wrong client {}`, or put a few words of its subject behind: wrong \
             client {} \"…\"\n{}",
            to.name,
            to.key,
            to.key,
            lines.join("\n")
        )))
    }

    fn move_one(&mut self, letter: &Interaction, to: &Relationship) -> Result<Answer> {
        if self.db.has_letter(letter.id, to.id)? {
            return Ok(Err(format!("{} has “{}” already: it was written to both.", to.name, subject(letter))));
        }
        let from = self.db.relationship(letter.relationship)?;
        let from_name = from.as_ref().map_or_else(|| "the other".to_owned(), |from| from.name.clone());
        let mut texts = from.as_ref().map(|from| self.put_texts_away(from)).transpose()?.unwrap_or_default();
        texts.extend(self.put_texts_away(to)?);
        self.change(&Change::MoveLetter { letter: letter.id.0, to: to.id.0 })?;
        self.touch(to);
        if let Some(from) = &from {
            self.touch(from);
        }
        let moved = format!(
            "“{}” of {} is {}'s now, with what I had noticed in it; {from_name} is counted without it.",
            subject(letter),
            self.day_of(letter),
            to.name
        );
        let learnt = match self.db.author(letter.id)?.filter(|_| letter.by == Side::They) {
            Some(author) => self.learn_author(&author, &from_name, to)?,
            None => String::new(),
        };
        Ok(Ok(format!("{moved}{learnt}{}", told(&texts))))
    }

    /// Whose an author is from now on, where nobody knew; else whose she stays.
    fn learn_author(&mut self, author: &Address, from: &str, to: &Relationship) -> Result<String> {
        Ok(match self.db.contact_owner(author)? {
            Some(owner) if owner == to.id => String::new(),
            Some(_) => format!(
                " Other letters from {author} stay {from}'s. If they are all {}'s: wrong client {} {author}",
                to.name, to.key
            ),
            None => {
                self.change(&Change::contact(to.id, author))?;
                format!(" Letters from {author} go there from now on.")
            }
        })
    }

    /// `wrong client beta kim@beta.example`: the address, and all that came from it.
    fn move_address(&mut self, address: &Address, to: &Relationship) -> Result<Answer> {
        let owner = self.db.contact_owner(address)?.filter(|owner| *owner != to.id);
        let Some(from) = owner.map(|owner| self.db.relationship(owner)).transpose()?.flatten() else {
            return Ok(Err(match self.db.contact_owner(address)? {
                Some(_) => format!("{address} is {}'s already.", to.name),
                None => format!("I do not know {address} yet. It becomes theirs with: add {} {address}", to.key),
            }));
        };
        let mut texts = self.put_texts_away(&from)?;
        texts.extend(self.put_texts_away(to)?);
        let mut n = 0;
        for letter in self.db.letters_by(address, from.id)? {
            if !self.db.has_letter(letter, to.id)? {
                self.change(&Change::MoveLetter { letter: letter.0, to: to.id.0 })?;
                n += 1;
            }
        }
        self.change(&Change::MoveContact { address: address.to_string(), to: to.id.0, ordinal: None })?;
        self.touch(to);
        self.touch(&from);
        Ok(Ok(format!(
            "{address} is {}'s now, with {} that came from there. What you wrote to that address before stays with {}; a letter of it \
             moves with: wrong client {} \"words of its subject\"{}",
            to.name,
            counted(n, "letter"),
            from.name,
            to.key,
            told(&texts)
        )))
    }

    /// `merge acme acme-studio`: the second becomes part of the first.
    pub(super) fn merge(&mut self, command: &Command) -> Result<Answer> {
        let relationships = self.db.relationships()?;
        let find = |said: Option<&str>| match said {
            Some(said) => super::accounts::find(said, &relationships).cloned(),
            None => Err("Which two? For example: merge acme acme-studio".to_owned()),
        };
        let (kept, other) = match (find(command.args.who.as_deref()), find(command.args.value.as_deref())) {
            (Ok(kept), Ok(other)) => (kept, other),
            (Err(why), _) | (_, Err(why)) => return Ok(Err(why)),
        };
        if kept.id == other.id {
            return Ok(Err(format!("That is one already: {}.", kept.name)));
        }
        if kept.seat != other.seat {
            return Ok(Err(format!(
                "{} is a {} and {} is a {}, so I keep two accounts.",
                kept.name,
                kept.seat.other_is(),
                other.name,
                other.seat.other_is()
            )));
        }
        let mut texts = self.put_texts_away(&kept)?;
        texts.extend(self.put_texts_away(&other)?);
        let taken = self.fill_in(&kept, &other)?;
        let addresses: Vec<String> = self.db.contacts(other.id)?.iter().map(ToString::to_string).collect();
        self.change(&Change::Merge { id: other.id.0, into: kept.id.0 })?;
        self.touch(&kept);
        let writes = match addresses.as_slice() {
            [] => String::new(),
            _ => format!(" Letters from {} go there too.", addresses.join(", ")),
        };
        Ok(Ok(format!(
            "{} is part of {} now: one account, `{}`.{writes} `{}` still means it.{taken} `undo` takes them apart again; letters \
             that come until then stay with {}.{}",
            other.name,
            kept.name,
            kept.key,
            other.key,
            kept.name,
            told(&texts)
        )))
    }

    /// What is known of the second alone is true of both. Gives back what that was, in a sentence.
    fn fill_in(&mut self, kept: &Relationship, other: &Relationship) -> Result<String> {
        let id = kept.id.0;
        let mut taken: Vec<&str> = Vec::new();
        if kept.person.is_none() && other.person.is_some() {
            self.change(&Change::SetPerson { id, person: other.person.clone() })?;
            taken.push("the person's name");
        }
        if let (None, Some(zone)) = (&kept.zone, &other.zone) {
            self.change(&Change::SetZone { id, zone: zone.iana_name().map(str::to_owned) })?;
            taken.push("the time zone");
        }
        if let Some(since) = other.since.filter(|since| kept.since.is_none_or(|kept| *since < kept)) {
            self.change(&Change::SetSince { id, since: Some(since.to_string()) })?;
            taken.push("the day it began");
        }
        // Quiet about one of them is quiet about both.
        if let Some(until) = other.quiet_until.filter(|until| kept.quiet_until.is_none_or(|kept| *until > kept)) {
            self.change(&Change::SetQuiet { id, until: Some(until.to_string()) })?;
            taken.push("the quiet you asked for");
        }
        if kept.intent == Intent::Undecided && other.intent != Intent::Undecided {
            let on = Some(self.order.today.to_string());
            self.change(&Change::SetIntent { id, intent: other.intent.word().to_owned(), on })?;
            taken.push("what you want it to be");
        }
        Ok(match taken.as_slice() {
            [] => String::new(),
            taken => format!(" From {} it has {}.", other.name, taken.join(", ")),
        })
    }

    /// Puts away every text of a relationship that has not gone, approved or not. Gives back what it was called.
    fn put_texts_away(&mut self, of: &Relationship) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for draft in self.stopped(of.id)? {
            self.change(&Change::put_away(draft.id))?;
            texts.push(format!("“{}” to {}", draft.subject, draft.to));
        }
        Ok(texts)
    }

    /// The texts of a relationship that are offered, with those that were approved and have not gone: those are stopped.
    fn stopped(&self, of: RelationshipId) -> Result<Vec<Draft>> {
        for draft in self.db.approved_drafts(of)? {
            self.stop_text(&draft)?;
        }
        self.db.offered_drafts(of)
    }

    /// Stops a text that was approved and has not gone: it is offered again. What is just going cannot be stopped, and goes to whom the
    /// user approved it for.
    pub(super) fn stop_text(&self, approved: &Draft) -> Result<bool> {
        let stopped = approved.outbox.map(|id| self.db.cancel(id, "put away", self.order.now)).transpose()?;
        Ok(stopped == Some(true) && self.db.move_draft(approved.id, DraftState::Taken, DraftState::Offered)?)
    }

    /// Before a move is taken back: a text that was written while it stood rests on what will be somebody else's again. Gives back the
    /// accounts that letters went to.
    pub(super) fn put_away_what_rests_on(&self, moves: &[Change]) -> Result<BTreeSet<RelationshipId>> {
        let mut accounts = BTreeSet::new();
        for change in moves {
            match change {
                Change::Separate { id } => {
                    accounts.extend(self.db.merged_into(RelationshipId(*id))?);
                }
                Change::MoveLetter { letter, to } => {
                    accounts.insert(RelationshipId(*to));
                    accounts.extend(self.db.interaction(InteractionId(*letter))?.map(|letter| letter.relationship));
                }
                _ => (),
            }
        }
        for account in &accounts {
            for draft in self.stopped(*account)? {
                self.db.apply(&Change::put_away(draft.id), self.order.now)?;
            }
        }
        Ok(accounts)
    }

    fn day_of(&self, letter: &Interaction) -> String {
        spoken(letter.happened_at.to_zoned(self.tools.user.zone.clone()).date())
    }
}

/// `1`, `2.`, `#3`.
fn is_number(word: &str) -> bool {
    word.trim_matches(['.', ')', '#', ':', ',']).parse::<u32>().is_ok()
}

fn subject(letter: &Interaction) -> &str {
    letter.subject.as_deref().unwrap_or("a letter without a subject")
}

/// The first words of a letter, by which she knows it again.
fn beginning(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(N_BEGINNING + 1).collect();
    let end = if words.len() > N_BEGINNING { " …" } else { "" };
    format!("{}{end}", words.get(..N_BEGINNING).unwrap_or(&words).join(" "))
}

/// The sentence on texts that were put away.
fn told(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [text] => format!("\n\n{text} is put away: it was written before this. Nothing has gone."),
        texts => format!(
            "\n\nThese texts are put away, as they were written before this, and nothing has gone:\n  {}",
            texts.join("\n  ")
        ),
    }
}
