//! Bytes to letters: MIME, charsets, HTML, forwards unwrapped, quotes harvested, signatures cut. Never fails.

pub mod notice;
