//! Who there is, and what the user wants each relationship to be.

use super::Work;
use crate::domain::address::{Address, Person};
use crate::domain::calendar::spoken;
use crate::domain::command::Command;
use crate::domain::number::counted;
use crate::domain::relationship::{Relationship, key_for};
use crate::store::{Change, Result};

/// `Ok`: what was done. `Err`: why not, in a sentence to the user.
type Answer = std::result::Result<String, String>;

impl Work<'_> {
    pub(super) fn add(&mut self, command: &Command) -> Result<Answer> {
        let args = &command.args;
        let Some(said) = &args.who else {
            return Ok(Err("Whom? For example: add acme \"Acme Studio\" dana@acme.example".to_owned()));
        };
        let name = args.value.clone().unwrap_or_else(|| said.clone());
        let mut addresses = Vec::new();
        for word in args.text.iter().flat_map(|text| text.split_whitespace()) {
            let Some(address) = Address::parse(word) else {
                return Ok(Err(format!("`{word}` is no mail address I can use.")));
            };
            let config = self.tools.home.config();
            if config.you.addresses.contains(&address) || config.tracking.contains(&address) {
                return Ok(Err(format!("{address} is your own address, so it cannot be theirs.")));
            }
            if let Some(owner) = self.db.contact_owner(&address)?
                && let Some(owner) = self.db.relationship(owner)?
                && !owner.is_called(&key_for(said))
            {
                return Ok(Err(format!("{address} belongs to {} already.", owner.name)));
            }
            addresses.push(address);
        }
        let existing = self.db.relationships()?.into_iter().find(|relationship| relationship.is_called(&key_for(said)));
        let (id, known) = match existing {
            Some(relationship) => (relationship.id.0, true),
            None => match self.new_relationship(said, &name)? {
                Some(id) => (id, false),
                None => return Ok(Err(format!("I could not add `{said}`."))),
            },
        };
        let mut new = Vec::new();
        for address in addresses {
            // Who gives us an address wants it to be written to.
            self.change(&Change::Unsuppress { address: address.to_string() })?;
            if self.change(&Change::AddContact { id, address: address.to_string() })?.is_none() {
                new.push(address);
            }
        }
        if let Some(since) = args.date {
            self.change(&Change::SetSince { id, since: Some(since.to_string()) })?;
        }
        let mut reread = 0;
        for address in &new {
            reread += self.db.reread_about(address)?;
        }
        self.said.touched.insert(crate::domain::id::RelationshipId(id));
        let list = new.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let filed = match reread {
            0 => String::new(),
            1 => " I am filing the mail I asked about.".to_owned(),
            n => format!(" I am filing the {n} mails I asked about."),
        };
        Ok(Ok(match (known, list.is_empty()) {
            (true, true) => format!("{name} is known already."),
            (true, false) => format!("{name}: added {list}.{filed}"),
            (false, true) => format!(
                "Added {name} as `{}`. I know no address of theirs yet: add {} name@their.example",
                key_for(said),
                key_for(said)
            ),
            (false, false) => format!("Added {name} as `{}` with {list}.{filed}", key_for(said)),
        }))
    }

    /// A new relationship: undecided until the user says what it should be. `None` where the short name is taken.
    fn new_relationship(&mut self, said: &str, name: &str) -> Result<Option<i64>> {
        if self.db.relationships()?.iter().any(|relationship| relationship.is_called(&key_for(said))) {
            return Ok(None);
        }
        let seat = self.tools.home.config().you.seat;
        self.change(&Change::AddRelationship {
            key: key_for(said),
            name: name.to_owned(),
            person: None,
            seat: seat.word().to_owned(),
            intent: crate::domain::relationship::Intent::Undecided.word().to_owned(),
            on: self.order.today.to_string(),
        })
    }

    pub(super) fn rename(&mut self, command: &Command) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let Some(name) = &command.args.value else { return Ok(Err("What should it be called?".to_owned())) };
        self.change(&Change::Rename { id: relationship.id.0, name: name.clone() })?;
        Ok(Ok(format!("{} is called {name} now; the short name stays `{}`.", relationship.name, relationship.key)))
    }

    pub(super) fn intent(&mut self, command: &Command) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let Some(intent) = &command.args.kind else {
            return Ok(Err("What should it be: partnership, transactional, undecided or ending?".to_owned()));
        };
        self.change(&Change::SetIntent {
            id: relationship.id.0,
            intent: intent.clone(),
            on: Some(self.order.today.to_string()),
        })?;
        self.touch(&relationship);
        let means = match intent.as_str() {
            "partnership" => "I watch whether both sides give.",
            "transactional" => "That is fine, and I stop mentioning it.",
            "ending" => "I keep the account, and stay quiet about it.",
            _ => "I keep the account until you decide.",
        };
        let cost = if intent == "ending" {
            format!(" What parting costs, from your own figures: cost {}", relationship.key)
        } else {
            String::new()
        };
        Ok(Ok(format!("{}: {intent}. {means}{cost}", relationship.name)))
    }

    pub(super) fn zone(&mut self, command: &Command) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let Some(zone) = command.args.value.as_deref().filter(|zone| jiff::tz::TimeZone::get(zone).is_ok()) else {
            return Ok(Err("Which zone? Write it like Asia/Manila.".to_owned()));
        };
        self.change(&Change::SetZone { id: relationship.id.0, zone: Some(zone.to_owned()) })?;
        Ok(Ok(format!("{} is in {zone}.", relationship.name)))
    }

    pub(super) fn holiday(&mut self, command: &Command) -> Result<Answer> {
        let Some(first) = command.args.date else {
            return Ok(Err("Which day? For example: holiday acme 2026-12-08".to_owned()));
        };
        if command.args.who.is_none() && self.item(command).is_none() {
            let back = command.args.until.unwrap_or(first).tomorrow().unwrap_or(first);
            return Ok(Err(format!(
                "Your own days off stand in bothways.toml, under [you]: days_off = [\"{first}\"]. `pause until {back}` keeps me quiet until \
                 then without it. For somebody else's days, say whose: holiday acme {first}"
            )));
        }
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let last = command.args.until.unwrap_or(first);
        let name = command.args.note.clone().unwrap_or_else(|| "a day off".to_owned());
        let named = command.args.note.as_ref().map_or_else(String::new, |name| format!(": {name}"));
        let mut n = 0;
        for day in first.series(jiff::ToSpan::day(1)).take_while(|day| *day <= last).take(366) {
            self.change(&Change::AddHoliday { id: relationship.id.0, day: day.to_string(), name: name.clone() })?;
            n += 1;
        }
        self.touch(&relationship);
        Ok(Ok(match n {
            1 => format!("{} is off on {}{named}. Waiting does not count that day.", relationship.name, spoken(first)),
            n => format!(
                "{} is off from {} to {}, {n} days{named}. Waiting does not count them.",
                relationship.name,
                spoken(first),
                spoken(last)
            ),
        }))
    }

    pub(super) fn quiet(&mut self, command: &Command) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let until = self.until(command, 21);
        self.change(&Change::SetQuiet { id: relationship.id.0, until: Some(until.to_string()) })?;
        self.touch(&relationship);
        Ok(Ok(format!("I say nothing about {} until {}.", relationship.name, spoken(until))))
    }

    /// The answer to "whose is it?": a known name, a new one, or nobody's.
    pub(super) fn whose(&mut self, command: &Command) -> Result<Answer> {
        let Some(said) = &command.args.who else { return Ok(Err("Whose is it? Write a short name.".to_owned())) };
        let question = match self.item(command).and_then(|item| item.question) {
            Some(id) => self.db.question(id)?,
            None => match self.db.questions(&["open", "told"])?.as_slice() {
                [only] => Some(only.clone()),
                [] => None,
                _ => {
                    return Ok(Err(format!(
                        "Which question is `{said}` for? Put its number before it, for example: 1 {said}"
                    )));
                }
            },
        };
        let Some(question) = question else {
            return Ok(Err(format!("I have no open question that `{said}` answers.")));
        };
        let Some(address) = question.address() else {
            return Ok(Err(format!(
                "I know no address for “{}”, so I cannot learn whose it is. Please forward that mail as an attachment.",
                question.about
            )));
        };
        let is_new = command.args.value.as_deref() == Some("new");
        let found = super::accounts::find(said, &self.db.relationships()?).cloned();
        let (id, name) = match found {
            Ok(relationship) if !is_new => (relationship.id, relationship.name),
            Err(why) if !is_new => return Ok(Err(why)),
            Ok(_) | Err(_) => match self.new_relationship(said, said)? {
                Some(id) => (crate::domain::id::RelationshipId(id), said.clone()),
                None => {
                    return Ok(Err(format!(
                        "There is a `{}` already. If it is theirs, answer with that short name alone; else give the new one another.",
                        key_for(said)
                    )));
                }
            },
        };
        self.change(&Change::contact(id, &address))?;
        let n = self.db.reread_about(&address)?;
        self.said.touched.insert(id);
        let person = Person::new(question.name.as_deref(), Some(address));
        Ok(Ok(format!("{} belongs to {name}. I am filing {}.", person.called(), counted(n, "mail"))))
    }

    /// The day until which something rests.
    pub(super) fn until(&self, command: &Command, usual_days: u32) -> jiff::civil::Date {
        let days = command.args.duration.as_ref().map_or(usual_days, |days| days.days);
        command.args.until.unwrap_or_else(|| crate::domain::calendar::days_before(self.order.today, -i64::from(days)))
    }
}

/// The name in a sentence with the short name where they differ.
pub(super) fn called(relationship: &Relationship) -> &str {
    &relationship.name
}
