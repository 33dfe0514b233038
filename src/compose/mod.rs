//! Findings, and what was already said, to mails: what to say today ([`pace`]), the texts for the other side ([`draft`]), the mails
//! to the user ([`nudge`], [`week`] and its [plain lines](week_lines), [`receipt`], [`answer`], [`trouble`]), pages on demand
//! ([`report`], [`year`], [`parting`]), and the bytes of either ([`freeze`]).
//!
//! Every word comes from a template (`templates/`, minijinja) that the user may replace; every value in one is cleaned and escaped
//! at a single place ([`templates`]). Nothing here sends, stores or reads a clock.

pub mod pace;
pub mod templates;
pub mod user;

pub mod answer;
pub mod draft;
pub mod invitation;
pub mod nudge;
pub mod parting;
pub mod receipt;
pub mod report;
pub mod talk;
pub mod then_and_now;
pub mod trouble;
pub mod week;
pub mod week_lines;
pub mod year;

pub mod freeze;
pub mod lint;
pub mod page;
pub mod preview;
pub mod shipped;

mod choice;
mod clean;
mod gate;
mod lanes;
mod picture;
mod samples;
mod words;

pub use words::because;

#[cfg(test)]
mod tests;
