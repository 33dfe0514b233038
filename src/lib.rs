#![doc = include_str!("../ARCHITECTURE.md")]

pub mod domain;

// The steps: pure, values in, values out.
pub mod compose;
pub mod converse;
pub mod judge;
pub mod read;
pub mod record;
pub mod relate;

// The edges: they touch the world.
pub mod capture;
pub mod deliver;
pub mod home;
pub mod store;

// The one room that knows them all, and the one that talks to people.
pub mod cli;
pub mod flow;
