//! The configuration as the rest of bothways may rely on it: whoever holds one need check nothing again.
//!
//! How it is read from `bothways.toml`, and what is said about mistakes, is in `parse`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::secret::Secret;
use crate::domain::address::Address;
use crate::domain::calendar::Calendar;
use crate::domain::holidays;
use crate::domain::mail::{Guard, Sender};
use crate::domain::relationship::{Relationship, Seat};

/// The whole of `bothways.toml`, checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub you: You,
    /// Addresses of the tracking mailbox, without `+tag`; the first is the one to hand mail to. Empty in a home without one.
    pub tracking: Vec<Address>,
    pub imap: Option<Imap>,
    pub smtp: Option<Smtp>,
    /// `None`: no copies are kept.
    pub sent: Option<Sent>,
    pub trust: Trust,
    pub outgoing: Outgoing,
    pub limits: Limits,
    /// The days off of other sides, by short name.
    pub holidays: BTreeMap<String, DaysOff>,
}

impl Config {
    /// When the other side works: by what the user said of it, else by the place its zone lies in, else as she does herself.
    #[must_use]
    pub fn calendar_of(&self, relationship: &Relationship) -> Calendar {
        let said = self.holidays.get(&relationship.key);
        let places = said.map(|said| said.places.as_slice()).unwrap_or_default();
        let mut calendar = match (places, &relationship.zone) {
            ([], Some(zone)) => holidays::country(zone).and_then(holidays::of).unwrap_or_default(),
            ([], None) => self.you.calendar.clone(),
            ([first, more @ ..], _) => {
                let mut calendar = holidays::of(first).unwrap_or_default();
                calendar
                    .holidays
                    .extend(more.iter().filter_map(|place| holidays::of(place)).flat_map(|of| of.holidays));
                calendar
            }
        };
        calendar.holidays.extend(&relationship.calendar.holidays);
        if let Some(said) = said {
            calendar.holidays.extend(&said.also);
            calendar.holidays.retain(|day| !said.not.contains(day));
        }
        calendar
    }
}

/// What the user said about the days off of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaysOff {
    /// Countries and regions whose holidays hold: `PH`, `DE-BY`.
    pub places: Vec<String>,
    pub also: BTreeSet<Date>,
    /// Days on which people work there, whatever the table says.
    pub not: BTreeSet<Date>,
}

/// The user.
#[derive(Clone, Debug)]
pub struct You {
    pub name: String,
    /// Never empty; the first is where nudges go.
    pub addresses: Vec<Address>,
    pub seat: Seat,
    pub zone: TimeZone,
    /// The user's days off, by weekday and by date, with the public holidays of her place.
    pub calendar: Calendar,
    /// The hour of the day, 0 to 23 in `zone`, from which a nudge may arrive.
    pub nudge_hour: i8,
    /// The weekday of the page for the week; `None` where the user wants none.
    pub week_on: Option<Weekday>,
    /// `DE`, or with a region `DE-BY` (ISO 3166). Without one, the place her zone lies in.
    pub country: Option<String>,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (RFC 8314).
    Implicit,
    StartTls,
    /// None at all: only to this machine itself, and only where the configuration says so twice.
    Plain,
}

impl Tls {
    /// The word for it in `bothways.toml`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::StartTls => "starttls",
            Self::Plain => "plain",
        }
    }
}

/// A server and how to log in there.
#[derive(Clone, Debug)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// A PEM file of certificates to trust beside those of the system.
    pub ca_file: Option<PathBuf>,
    /// The login name; `None` for a mail relay that asks for none.
    pub user: Option<String>,
    pub password: PasswordFrom,
}

/// Where the configuration says the password is. Credentials of systemd come before all of these, see [`super::Home`].
#[derive(Clone, Debug, Default)]
pub enum PasswordFrom {
    /// Nothing is said: from the environment, or there is none.
    #[default]
    Environment,
    File(PathBuf),
    /// A program and its arguments; the first line it prints.
    Command(Vec<String>),
    /// In `bothways.toml` itself, which then must be readable by its owner alone.
    Plain(Secret),
}

/// Where letters are fetched from.
#[derive(Clone, Debug)]
pub struct Imap {
    pub server: Server,
    pub mailbox: String,
    /// Minutes between two looks where the server does not tell of new mail by itself.
    pub poll_minutes: u32,
    /// How many days back the first look reaches.
    pub backfill_days: u32,
}

/// Where mails go out.
#[derive(Clone, Debug)]
pub struct Smtp {
    pub server: Server,
    /// The address that mails to the user come from.
    pub from: Address,
}

/// Where a copy of each text that has gone is kept, for providers that keep none by themselves.
#[derive(Clone, Debug)]
pub struct Sent {
    pub server: Server,
    /// `None`: the folder that the server marks for it.
    pub folder: Option<String>,
}

/// What counts as proof that a command is the user's own.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The name that the tracking mailbox's own server puts into `Authentication-Results` (RFC 8601).
    pub authserv_id: Option<String>,
    /// Whether a signature of the user's domain that was checked here counts, where that server says nothing.
    pub signatures: bool,
}

/// Whether texts for the other side may go out at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clients {
    /// Each after the user approved it.
    AfterApproval,
    /// None: an approved text waits. For the first days, and for trying out.
    Hold,
}

#[derive(Clone, Copy, Debug)]
pub struct Outgoing {
    pub clients: Clients,
    /// Minutes in which `undo` still stops an approved text.
    pub hold_minutes: u32,
}

/// Bounds that a home may set for itself.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Sending stops, with one mail to the user, where more than this would go out within an hour.
    pub sends_an_hour: u32,
    /// The same for one address.
    pub sends_to_one_an_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { sends_an_hour: 20, sends_to_one_an_hour: 5 }
    }
}

impl Config {
    /// Where nudges, receipts and answers go.
    #[must_use]
    pub fn nudges_to(&self) -> Option<&Address> {
        self.you.addresses.first()
    }

    /// Who mails are from. `None` where there is neither a tracking mailbox nor an SMTP server.
    #[must_use]
    pub fn sender(&self) -> Option<Sender> {
        let account = self.smtp.as_ref().map(|smtp| &smtp.from).or(self.tracking.first())?.clone();
        Some(Sender { name: self.you.name.clone(), account, own: self.nudges_to()?.clone() })
    }

    /// Everybody a mail may go to without an approved text.
    #[must_use]
    pub fn guard(&self) -> Guard {
        Guard { you: self.you.addresses.clone() }
    }
}
