//! All integration tests, one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should say where and stop")]

mod bad_input;
mod conversation;
mod doctor;
mod erased;
mod fetching;
mod harness;
mod hostile_imap;
mod hostile_smtp;
mod insight;
mod killed;
mod letters;
mod linear;
mod loops;
mod mailbox;
mod mails;
mod pack;
mod programs;
mod readme;
mod replies;
mod report;
mod rules;
mod scenes;
mod stranger;
mod threats;
mod tidy;
mod years;
