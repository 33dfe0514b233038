//! The stories of the demo: who wrote what to whom, when, and how it came to the tracking mailbox. [`super::reading`] reads them
//! from their files.

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::program::Program;
use super::reading::Reading;

const FILES: [&str; 8] = [
    include_str!("story/acme.txt"),
    include_str!("story/alder.txt"),
    include_str!("story/harbor.txt"),
    include_str!("story/juniper.txt"),
    include_str!("story/kestrel.txt"),
    include_str!("story/lee.txt"),
    include_str!("story/rowan.txt"),
    include_str!("story/slowtools.txt"),
];

/// Somebody who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Writer {
    pub name: String,
    pub address: String,
    pub zone: TimeZone,
    /// The mail program she writes with, unless a letter says otherwise.
    pub program: Program,
    pub signature: Vec<String>,
}

impl Writer {
    pub(super) fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }

    pub(super) fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// The way a letter took to the tracking mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Route {
    /// Forwarded inside a mail of the user's.
    Forward,
    Attached,
    /// Attached together with the other letters of the file that say so.
    Bundle,
    Bcc,
    Cc,
    /// It never reached the mailbox; answers quote it or refer to it.
    Unseen,
}

/// One handing over of one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handover {
    pub route: Route,
    pub program: Program,
    /// Sent to `desk+key@` instead of `desk@`.
    pub plus: bool,
    /// Written without what it answers below.
    pub bare: bool,
    /// The user's covering words.
    pub note: String,
}

#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub by: Writer,
    pub to: Writer,
    pub at: Zoned,
    pub subject: String,
    /// A paragraph or list entry a line.
    pub text: String,
    /// The letter it answers: its place in the story.
    pub parent: Option<usize>,
    /// The program it was written with.
    pub program: Program,
    pub handovers: Vec<Handover>,
    /// Without brackets.
    pub message_id: String,
}

/// The correspondence with one client.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    /// The short name: `acme`.
    pub key: String,
    pub letters: Vec<Letter>,
    /// When the letters of route [`Route::Bundle`] were handed over.
    pub bundled_at: Option<Zoned>,
}

/// All stories, dated before `today`. A file that cannot be read is a bug; a test holds that none is.
pub(super) fn stories(today: Date) -> Vec<Story> {
    let read = FILES.iter().filter_map(|file| match Reading::new(today).story(file) {
        Ok(story) => Some(story),
        Err(why) => {
            debug_assert!(false, "{why}");
            None
        }
    });
    read.collect()
}

/// The zone of that name; UTC on a machine without a zone database, where the demo is still worth seeing.
pub(super) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

pub(super) fn nadia() -> Writer {
    Writer {
        name: super::NAME.to_owned(),
        address: super::YOU.to_owned(),
        zone: zone(super::ZONE),
        program: Program::Gmail,
        signature: vec!["Nadia Reyes".to_owned(), "Virtual assistance for small studios".to_owned()],
    }
}
