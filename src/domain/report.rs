//! The report: half a year of every relationship, side by side. One value, from which the page, the lines in the terminal and the JSON
//! are written, so that all three say the same. `relate` makes it.

use jiff::civil::Date;

use super::account::Account;
use super::act::Act;
use super::week::{Balance, Month};

/// What each side gave in the last six calendar months, the running one included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report<'a> {
    /// The first day it looks at.
    pub from: Date,
    pub today: Date,
    /// What went each way in all relationships together.
    pub months: Vec<Month>,
    /// From those that the user carries to those that the others carry; the unclear ones last.
    pub parts: Vec<Part<'a>>,
}

/// One relationship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    pub account: &'a Account,
    pub balance: Balance,
    /// What was given beyond the work, by kind; the most frequent first.
    pub kinds: Vec<Kind>,
    /// The same act by act, the newest first.
    pub acts: Vec<&'a Act>,
    /// What comes with any work (thanks, praise, files), seen in letters and counted once the user says yes to it.
    pub uncounted: Vec<Kind>,
}

/// How often each side did one kind of thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// `referral`, `retention bonus`.
    pub called: String,
    pub you: u32,
    pub they: u32,
}
