//! One file a command; tables and JSON. stdout is data, stderr is talk.

pub mod demo;
pub mod doctor;
pub mod init;
