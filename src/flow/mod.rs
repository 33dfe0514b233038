//! The one room that knows every other: it opens a home, walks a pass, keeps watch. It calls; it decides nothing itself.
//!
//! Begin with [`pass()`]: it is the table of contents of the whole program.

mod account;
pub mod backtest;
mod fetch;
mod hand_over;
mod handshake;
mod hearing;
mod house;
pub mod lines;
mod mailed;
mod nudge;
mod obey;
mod offers;
mod orders;
pub mod outgoing;
pub mod pass;
pub mod pending;
mod proposals;
mod receipt;
mod refused;
mod replay;
pub mod resting;
mod rule_change;
pub mod rulebook;
mod sent_copy;
mod signatures;
mod take_in;
mod talks;
pub mod upgrade;
mod watch;
pub mod week;
mod why;

pub use account::{account, accounts, find, known};
pub use hand_over::{Handed, Way, drain};
pub use handshake::{learnt as learnt_voucher, learnt_signatures};
pub use hearing::{forgotten, heard};
pub use house::{House, Mode, Tools};
pub use nudge::judge as rejudge;
pub use obey::{hear_only, words as obey};
pub use orders::{Done, Order, Said, summary};
pub use pass::{Report, pass};
pub use replay::{Day, Delivered, Past, replay};
pub use take_in::{Taken, keep, read_new as file};
pub use watch::{Watching, once, rehearse, watch};
pub use why::{evidence_line, why};

#[cfg(test)]
mod tests;
