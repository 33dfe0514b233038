//! Whose letter is it? From the addresses it names; from a name only where the same mail says whose name it is.

use std::collections::BTreeSet;

use crate::domain::act::Side;
use crate::domain::address::{Address, Person};
use crate::domain::id::RelationshipId;
use crate::domain::letter::{Letter, Reading};
use crate::domain::relationship::Book;

/// The people of one mail, against the address book.
#[derive(Debug)]
pub(super) struct People<'a> {
    book: &'a Book,
    reading: &'a Reading,
    /// The relationships of all addresses in this mail, for letters in it that name no recipient.
    around: BTreeSet<RelationshipId>,
}

impl<'a> People<'a> {
    pub(super) fn of(reading: &'a Reading, book: &'a Book) -> Self {
        let addresses = reading.people().filter_map(|person| person.address.as_ref());
        Self { book, reading, around: addresses.filter_map(|address| book.whose(address)).collect() }
    }

    /// The author's address: named in the letter, or known in this mail by the same name.
    pub(super) fn author(&self, letter: &Letter) -> Option<Address> {
        self.address_of(letter.from.as_ref()?)
    }

    fn address_of(&self, person: &Person) -> Option<Address> {
        self.reading.address_of(person).cloned()
    }

    pub(super) fn is_you(&self, address: &Address) -> bool {
        self.book.is_you(address)
    }

    pub(super) fn is_ours_address(&self, address: &Address) -> bool {
        self.book.is_you(address) || self.book.is_tracking(address)
    }

    /// A mail of bothways' own, quoted or forwarded.
    pub(super) fn is_ours(&self, letter: &Letter) -> bool {
        self.author(letter).is_some_and(|author| self.book.is_tracking(&author) && !self.book.is_you(&author))
    }

    /// Which relationships a letter belongs to, and who wrote it. Empty where that is not known for sure.
    pub(super) fn whose(&self, letter: &Letter, tag: Option<&str>) -> Vec<(RelationshipId, Side)> {
        let Some(author) = self.author(letter) else { return Vec::new() };
        let tagged = tag.and_then(|tag| self.book.keys.get(tag)).copied();
        if !self.book.is_you(&author) {
            return self.book.whose(&author).or(tagged).map(|id| (id, Side::They)).into_iter().collect();
        }
        let known = |people: &[Person]| -> Vec<RelationshipId> {
            let mut ids: Vec<RelationshipId> = people
                .iter()
                .filter_map(|person| self.address_of(person))
                .filter_map(|address| self.book.whose(&address))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let mut ids = known(&letter.to);
        if ids.is_empty() {
            ids = known(&letter.cc);
        }
        // A quote seldom says to whom. Where all of the mail is between you and one other side, so is this letter.
        if ids.is_empty() && letter.to.is_empty() && letter.cc.is_empty() && self.around.len() == 1 {
            ids.extend(&self.around);
        }
        if ids.is_empty() {
            ids.extend(tagged);
        }
        ids.into_iter().map(|id| (id, Side::You)).collect()
    }
}
