//! A home with everything in it opened and compiled, ready for a pass.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{receipt, rulebook, upgrade};
use crate::capture::signature::Keys;
use crate::compose::templates::{self, TemplateFile, Templates};
use crate::compose::user::User;
use crate::domain::address::Address;
use crate::domain::fault::Faults;
use crate::domain::letter::Desk;
use crate::domain::mail::{Guard, Sender};
use crate::home::{Home, Lock, Stamp};
use crate::judge::rules::Rules;
use crate::read::notice::Signals;
use crate::store::Store;

/// What a pass is for: the real thing, or trying out with past mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Real,
    /// Mail goes to a file outbox, and the user's own mails need no proof: whoever replays them has the folder in hand.
    Replay,
    /// On a copy of the database, with nowhere to send to: nothing of the home changes.
    Rehearse,
}

/// A home, opened.
#[derive(Debug)]
pub struct House {
    pub store: Store,
    pub tools: Tools,
    /// The user's files as they were when the tools were made of them.
    stamp: Stamp,
    /// Held as long as the house is: a second bothways in the same home would send everything twice.
    _lock: Option<Lock>,
}

/// Everything a pass needs beside the store. Read-only while it runs.
#[derive(Debug)]
pub struct Tools {
    pub home: Home,
    pub signals: Signals,
    pub rules: Rules,
    pub templates: Templates,
    pub user: User,
    /// `None` in a home without a mailbox: then mails go to the file outbox from the user's own address.
    pub sender: Sender,
    pub guard: Guard,
    pub mode: Mode,
    /// The keys of signatures that were looked up.
    pub keys: Keys,
    /// What did not compile: phrase files, rules, templates.
    pub faults: Faults,
}

impl House {
    /// Opens a home to work in it, alone.
    pub fn open(home: Home, mode: Mode, now: Timestamp) -> anyhow::Result<Self> {
        let lock = home.lock()?;
        let mut store = Store::open(&home.db())?;
        if mode == Mode::Replay {
            store.relax()?;
        }
        store.write(|db| db.recover(now))?;
        upgrade::follow(&home, &mut Vec::new())?;
        let stamp = home.stamp();
        let tools = Tools::of(home, mode)?;
        rulebook::keep_good(&tools.home, &tools.rules)?;
        Ok(Self { store, tools, stamp, _lock: Some(lock) })
    }

    /// Opens a home to change a few facts in it, beside a watch that may be at work there. The database keeps the two apart; only
    /// what a watch does alone (fetching, sending, recovering) is not done here.
    pub fn beside(home: Home) -> anyhow::Result<Self> {
        let store = Store::open(&home.db())?;
        Ok(Self { store, stamp: home.stamp(), tools: Tools::of(home, Mode::Real)?, _lock: None })
    }

    /// Opens a home to look at it, beside whoever works there.
    pub fn look(home: Home) -> anyhow::Result<Self> {
        let store = if home.db().exists() { Store::open_to_read(&home.db())? } else { Store::in_memory()? };
        Ok(Self { store, stamp: home.stamp(), tools: Tools::of(home, Mode::Real)?, _lock: None })
    }

    /// Whether the user has changed her files since they were last looked at.
    #[must_use]
    pub fn changed(&self, now: Timestamp) -> Changed {
        match self.tools.home.stamp() {
            stamp if stamp == self.stamp => Changed::No,
            stamp if stamp.is_settled(now) => Changed::Yes,
            _ => Changed::BeingWritten,
        }
    }

    /// Takes up what the user changed in her rules, phrases and templates; what is broken among them goes on as it was. Whether
    /// there was anything.
    pub fn refresh(&mut self, now: Timestamp) -> anyhow::Result<bool> {
        if self.changed(now) != Changed::Yes {
            return Ok(false);
        }
        // Noted first: what cannot be read is not tried again before it changes again.
        self.stamp = self.tools.home.stamp();
        let tools = Tools::of(self.tools.home.clone(), self.tools.mode)?;
        rulebook::keep_good(&tools.home, &tools.rules)?;
        self.store.write(|db| receipt::mended(db, &tools.faults))?;
        self.tools = tools;
        Ok(true)
    }
}

/// Whether files were changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    No,
    /// Within the last second: it may not be whole yet.
    BeingWritten,
    Yes,
}

impl Tools {
    fn of(home: Home, mode: Mode) -> anyhow::Result<Self> {
        let mut faults = Vec::new();
        let (signals, signal_faults) = Signals::compile(&home.signal_files(&mut faults));
        faults.extend(signal_faults);
        let rules = rulebook::open(&home, &mut faults);
        let mut files = crate::compose::shipped::files();
        files.extend(home.template_files(&mut faults).into_iter().map(|(name, text)| TemplateFile {
            name,
            text,
            shipped: false,
        }));
        let templates = templates::compile(&files, &mut faults);
        let config = home.config();
        let address = config
            .you
            .addresses
            .first()
            .cloned()
            .ok_or_else(|| anyhow::anyhow!("the home names no address of yours"))?;
        let name = config.you.name.clone();
        let first_name = name.split_whitespace().next().unwrap_or(&name).to_owned();
        let sender = config.sender().unwrap_or_else(|| Sender {
            name: name.clone(),
            account: address.clone(),
            own: address.clone(),
        });
        let user = User { name, first_name, address, zone: config.you.zone.clone() };
        let guard = config.guard();
        Ok(Self { home, signals, rules, templates, user, sender, guard, mode, keys: Keys::default(), faults })
    }

    /// The day it is for the user.
    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.user.zone.clone()).date()
    }

    #[must_use]
    pub fn desk(&self, received_at: Option<Timestamp>) -> Desk {
        let config = self.home.config();
        Desk {
            you: config.you.addresses.clone(),
            tracking: self.tracking().to_vec(),
            zone: config.you.zone.clone(),
            received_at,
        }
    }

    /// How much may go out within an hour.
    #[must_use]
    pub fn breaker(&self) -> crate::store::Breaker {
        let limits = self.home.config().limits;
        crate::store::Breaker { an_hour: limits.sends_an_hour, to_one_an_hour: limits.sends_to_one_an_hour }
    }

    #[must_use]
    pub fn tracking(&self) -> &[Address] {
        &self.home.config().tracking
    }
}
