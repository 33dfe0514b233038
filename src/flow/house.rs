//! A home with everything in it opened and compiled, ready for a pass.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::compose::templates::{self, TemplateFile, Templates};
use crate::compose::user::User;
use crate::domain::address::Address;
use crate::domain::fault::{Fault, Faults};
use crate::domain::letter::Desk;
use crate::domain::mail::{Guard, Sender};
use crate::home::{Home, Lock};
use crate::judge::rules::{RuleFile, Rules, compile};
use crate::judge::shipped::shipped;
use crate::read::notice::Signals;
use crate::store::Store;

/// What a pass is for: the real thing, or trying out with past mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Real,
    /// Mail goes to a file outbox, and the user's own mails need no proof: whoever replays them has the folder in hand.
    Replay,
}

/// A home, opened.
#[derive(Debug)]
pub struct House {
    pub store: Store,
    pub tools: Tools,
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
        Ok(Self { store, tools: Tools::of(home, mode)?, _lock: Some(lock) })
    }

    /// Opens a home to change a few facts in it, beside a watch that may be at work there. The database keeps the two apart; only
    /// what a watch does alone (fetching, sending, recovering) is not done here.
    pub fn beside(home: Home) -> anyhow::Result<Self> {
        let store = Store::open(&home.db())?;
        Ok(Self { store, tools: Tools::of(home, Mode::Real)?, _lock: None })
    }

    /// Opens a home to look at it, beside whoever works there.
    pub fn look(home: Home) -> anyhow::Result<Self> {
        let store = if home.db().exists() { Store::open_to_read(&home.db())? } else { Store::in_memory()? };
        Ok(Self { store, tools: Tools::of(home, Mode::Real)?, _lock: None })
    }
}

impl Tools {
    fn of(home: Home, mode: Mode) -> anyhow::Result<Self> {
        let mut faults = Vec::new();
        let (signals, signal_faults) = Signals::compile(&home.signal_files(&mut faults));
        faults.extend(signal_faults);
        let rules = rules(&home, &mut faults)?;
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
        Ok(Self { home, signals, rules, templates, user, sender, guard, mode, faults })
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

/// Compiles the shipped rules and the user's. What compiles is kept as the last good version; what does not falls back to it.
fn rules(home: &Home, faults: &mut Vec<Fault>) -> anyhow::Result<Rules> {
    let own = |(name, text)| RuleFile { name, text, shipped: false };
    let mut files = shipped();
    files.extend(home.rule_files(faults).into_iter().map(own));
    let last_good: Vec<RuleFile> = home.last_good_rule_files(faults).into_iter().map(own).collect();
    let rules = compile(&files, &last_good, faults);
    let good: Vec<(String, String)> = rules
        .good_files()
        .iter()
        .filter(|file| !file.shipped)
        .map(|file| (file.name.clone(), file.text.clone()))
        .collect();
    if good.iter().any(|(name, text)| !last_good.iter().any(|file| file.name == *name && file.text == *text)) {
        home.keep_last_good(&good)?;
    }
    Ok(rules)
}
