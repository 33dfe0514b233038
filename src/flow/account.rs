//! Accounts out of the store, and the names by which the user calls them.

use jiff::civil::Date;

use super::house::Tools;
use crate::converse::{self, Known};
use crate::domain::account::Account;
use crate::domain::account::history::History;
use crate::domain::near;
use crate::domain::relationship::Relationship;
use crate::relate;
use crate::store::{Db, Result};

/// The account of one relationship at the end of a day.
pub fn account(db: &Db<'_>, tools: &Tools, relationship: Relationship, today: Date) -> Result<Account> {
    let pages = db.pages(at_work(tools, relationship), today)?;
    Ok(relate::account(pages, &tools.home.config().you.calendar, today))
}

/// What is kept about one relationship over some days, from which the account of each of them is made.
pub fn history(db: &Db<'_>, tools: &Tools, relationship: Relationship, from: Date, to: Date) -> Result<History> {
    db.history(at_work(tools, relationship), from, to)
}

/// A relationship with the days on which its other side works.
fn at_work(tools: &Tools, mut relationship: Relationship) -> Relationship {
    relationship.calendar = tools.home.config().calendar_of(&relationship);
    relationship
}

/// Every account, by name.
pub fn accounts(db: &Db<'_>, tools: &Tools, today: Date) -> Result<Vec<Account>> {
    db.relationships()?.into_iter().map(|relationship| account(db, tools, relationship, today)).collect()
}

/// How the user may call her relationships.
#[must_use]
pub fn known(relationships: &[Relationship]) -> Vec<Known> {
    let now =
        relationships.iter().map(|r| Known { key: r.key.clone(), name: r.name.clone(), person: r.person.clone() });
    let before = relationships.iter().flat_map(|r| &r.also);
    now.chain(before.map(|(key, name)| Known { key: key.clone(), name: name.clone(), person: None })).collect()
}

/// The relationship that the user means. `Err` says in a sentence why it is not clear.
pub fn find<'r>(said: &str, relationships: &'r [Relationship]) -> std::result::Result<&'r Relationship, String> {
    let known = known(relationships);
    let named = converse::named(said, &known);
    let meant: Vec<&Relationship> = relationships
        .iter()
        .filter(|relationship| named.iter().any(|known| relationship.is_called(&known.key)))
        .collect();
    match meant.as_slice() {
        [one] => Ok(one),
        [] => Err(unknown_name(said, relationships)),
        several => {
            let keys: Vec<&str> = several.iter().map(|relationship| relationship.key.as_str()).collect();
            Err(format!("Which one is `{said}`? Write one of: {}.", keys.join(" · ")))
        }
    }
}

fn unknown_name(said: &str, relationships: &[Relationship]) -> String {
    if relationships.is_empty() {
        return format!(
            "I do not know `{said}` yet. Tell me with a line such as: add {} \"{said}\" name@their.example",
            key(said)
        );
    }
    let keys: Vec<&str> = relationships.iter().take(8).map(|relationship| relationship.key.as_str()).collect();
    let names = relationships.iter().flat_map(|it| [it.key.as_str(), it.name.as_str()]);
    let meant = near::nearest(said, names).map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
    format!("I do not know `{said}`.{meant} I know: {}.", keys.join(" · "))
}

fn key(said: &str) -> String {
    crate::domain::relationship::key_for(said)
}
