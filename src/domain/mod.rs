//! The nouns of bothways, a file each. No I/O, no clock, no serde: what happened, who is who, and what follows from it.
//!
//! A story to read them by: a [`letter`] arrives and is read, it becomes an [`interaction`] of a [`relationship`], whose
//! [`account`] says what each side gave ([`act`]) and what stands between them ([`entry`]); a rule makes a [`finding`] of it, the user answers with a [`command`],
//! and a [`mail`] goes out.

pub mod account;
pub mod act;
pub mod address;
pub mod calendar;
pub mod command;
pub mod day;
pub mod entry;
pub mod fault;
pub mod finding;
pub mod holidays;
pub mod id;
pub mod interaction;
pub mod letter;
pub mod mail;
pub mod near;
pub mod number;
pub mod plan;
pub mod relationship;
pub mod report;
pub mod talk;
pub mod week;
