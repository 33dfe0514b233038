//! All integration tests, one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should say where and stop")]

mod conversation;
mod doctor;
mod fetching;
mod harness;
mod hostile_imap;
mod hostile_smtp;
mod killed;
mod letters;
mod mailbox;
mod readme;
mod tidy;
