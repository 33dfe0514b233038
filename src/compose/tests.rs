//! The mails as a user gets them, and what no mail may ever do.

mod bytes;
mod gate;
mod look;
mod pacing;
mod report;
mod safety;
mod words_of_users;
