//! Rules times accounts to findings. The locked engine, the facts that scripts see, and the life of a finding.
//!
//! A rules file is read ([`block`]) by an engine that can do nothing else ([`engine`]), taught our words ([`language`]) and facts
//! ([`facts`], [`subjects`]). Each rule looks at one account and leaves a trace of what it compared ([`run`], [`verdict`]); what it
//! says day by day becomes a finding with a life of its own ([`live`]). Mistakes in a file are explained to people who do not
//! program ([`explain`], [`lint`], [`probe`], [`check`]), [`trial`] runs the
//! [`cases`] beside rules, [`backtest`] asks what would have been
//! said, and [`docs`] prints what the engine really knows.

pub mod backtest;
pub mod check;
pub mod docs;
pub mod live;
pub mod probe;
pub mod rules;
pub mod shipped;
pub mod starter;
pub mod trial;
pub mod tuning;
pub mod verdict;

mod amount;
mod block;
mod brackets;
mod cases;
mod engine;
mod explain;
mod facts;
mod language;
mod lint;
mod mistake;
mod past;
mod run;
mod spelling;
mod subjects;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod work;

#[cfg(test)]
pub use run::take_at_most;
