//! The shipped correspondence of `bothways demo`: Nadia Reyes, a virtual assistant, and seven clients over seven months.
//!
//! The letters stand as prose in `story/*.txt`; [`reading`] reads them, [`program`] writes them as mail programs do, [`handover`]
//! brings them to the tracking mailbox by the routes people use. Nothing here files or judges: what comes out is raw mail, and
//! what the demo says about it is found by the same code as for everybody else.

mod days;
mod forward;
mod handover;
mod noise;
mod page;
mod program;
mod raw;
mod reading;
mod spoken;
mod story;

use jiff::Timestamp;
use jiff::civil::Date;

/// The user's name.
pub const NAME: &str = "Nadia Reyes";
/// The user's own address.
pub const YOU: &str = "nadia@nadia-reyes.example";
/// The tracking mailbox.
pub const TRACKING: &str = "desk@nadia-reyes.example";
/// The user's time zone.
pub const ZONE: &str = "Europe/Lisbon";

/// One mail as the tracking mailbox received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    pub delivered_at: Timestamp,
    /// A name for the Maildir: unique, sorted by delivery, without the `:2,` flags.
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// All mail that the tracking mailbox got before `today`, in order of delivery; the same for the same day.
#[must_use]
pub fn mails(today: Date) -> Vec<Parcel> {
    let mut mails: Vec<(Timestamp, Vec<u8>)> =
        story::stories(today).iter().flat_map(|story| handover::handed_over(story, today)).collect();
    mails.extend(noise::noise(today));
    mails.sort();
    let numbered = mails.into_iter().enumerate();
    numbered
        .map(|(n, (delivered_at, bytes))| {
            let file_name = format!("{}.D{n:03}.desk", delivered_at.as_second());
            Parcel { delivered_at, file_name, bytes }
        })
        .collect()
}

/// What the user told bothways by command, and on which day, in order.
#[must_use]
pub fn words(today: Date) -> Vec<(Date, String)> {
    spoken::words(today)
}

#[cfg(test)]
mod tests;
