//! The watch: fetch, pass, hand over, wait for the next mail; and again, until told to stop.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch::Receiver;
use tracing::{error, info, warn};

use super::fetch;
use super::hand_over::{self, Handed, Way};
use super::handshake;
use super::house::{Changed, House};
use super::outgoing::LOOKED_AT;
use super::pass::{Report, pass};
use super::receipt;
use super::sent_copy;
use crate::capture::imap::{self, Mailbox, Woke};
use crate::compose::trouble::Trouble;
use crate::home::config::{Imap, Server};

/// What watching tells its caller, once a round.
#[derive(Clone, Debug, Default)]
pub struct Watching {
    pub n_fetched: usize,
    pub report: Report,
    pub handed: Handed,
}

/// Since when fetching has failed. On disk, so that a restart does not forget it.
const FAILING_SINCE: &str = "failing_since";
/// The user has been told that fetching fails.
const TOLD_FAILING: &str = "told_failing";
/// A server may be away for so long before the user hears of it.
const PATIENCE: SignedDuration = SignedDuration::from_hours(2);
/// The line is looked at so often even where the server is silent.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// The user's files are looked at so often while nothing comes.
const LOOK_AT_FILES: Duration = Duration::from_secs(30);

/// One round: what is in the mailbox now, a pass over it, and everything that may go.
pub async fn once(house: &mut House, way: &Way, clock: impl Fn() -> Timestamp) -> anyhow::Result<Watching> {
    let mut watching = Watching::default();
    let looked = look(house, clock()).await;
    match &looked {
        Ok(n) => back(house, *n, clock())?,
        Err(error) => failing(house, error, clock())?,
    }
    // What is due goes out even while the mailbox is away.
    round(house, way, &clock, &mut watching).await?;
    watching.n_fetched = looked?;
    Ok(watching)
}

/// Looks into the mailbox once, where the home has one. Gives back how many mails came.
async fn look(house: &mut House, now: Timestamp) -> anyhow::Result<usize> {
    let Some(imap) = house.tools.home.config().imap.clone() else { return Ok(0) };
    let mut mailbox = imap::connect(&mailbox_of(house, &imap)?, &imap::Limits::default()).await?;
    let n_fetched = fetch::fetch(house, &mut mailbox, &imap, true, now).await?;
    mailbox.logout().await;
    Ok(n_fetched)
}

/// One round that hands nothing over: for `--dry-run`, on a copy of the store.
pub async fn rehearse(house: &mut House, now: Timestamp) -> anyhow::Result<Watching> {
    let n_fetched = look(house, now).await?;
    Ok(Watching { n_fetched, report: pass(house, now)?, ..Watching::default() })
}

async fn round(
    house: &mut House,
    way: &Way,
    clock: &impl Fn() -> Timestamp,
    watching: &mut Watching,
) -> anyhow::Result<()> {
    take_up(house, clock());
    watching.report = pass(house, clock())?;
    watching.report.n_queued += handshake::greet(house, clock(), &mut watching.report.faults)?;
    watching.handed = hand_over::drain(house, way, clock).await?;
    // What became of a text is told in the same round.
    if receipt::tell_fates(house, clock(), &mut watching.report.faults)? > 0 {
        let more = hand_over::drain(house, way, clock).await?;
        watching.handed.n_sent += more.n_sent;
    }
    sent_copy::keep(house, clock()).await?;
    Ok(())
}

/// Takes up changed rules, phrases and templates. Where the disk does not give them, the old ones go on.
fn take_up(house: &mut House, now: Timestamp) {
    match house.refresh(now) {
        Ok(true) => info!(rules = house.tools.rules.list().len(), "rules and templates read anew"),
        Ok(false) => {}
        Err(error) => warn!("{error:#}; the rules and templates of before go on"),
    }
}

/// Watches until `stop` turns true.
pub async fn watch(
    house: &mut House,
    way: &Way,
    mut stop: Receiver<bool>,
    mut on_round: impl FnMut(&Watching),
) -> anyhow::Result<()> {
    let Some(imap) = house.tools.home.config().imap.clone() else {
        anyhow::bail!(
            "this home has no mailbox to watch; put [imap] and [smtp] into its bothways.toml, or use `import`"
        );
    };
    let clock = Timestamp::now;
    let mut wait = Duration::from_secs(2);
    while !*stop.borrow() {
        if let Err(error) = connected(house, way, &imap, &mut stop, &mut on_round, &mut wait).await {
            warn!("{error:#}; trying again in {} s", wait.as_secs());
            // What is due goes out even while the mailbox is away; and a disk that is full now may not be later.
            let mut watching = Watching::default();
            let went_on = match failing(house, &error, clock()) {
                Ok(()) => round(house, way, &clock, &mut watching).await,
                Err(error) => Err(error),
            };
            match went_on {
                Ok(()) => on_round(&watching),
                Err(error) => error!("{error:#}; trying again in {} s", wait.as_secs()),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => return Ok(()),
        }
        wait = wait.saturating_mul(2).min(Duration::from_secs(80));
    }
    Ok(())
}

/// One connection, for as long as it holds or until told to stop. A round is never broken off: a text half handed over would be
/// one of which nobody knows whether it has gone.
async fn connected(
    house: &mut House,
    way: &Way,
    imap: &Imap,
    stop: &mut Receiver<bool>,
    on_round: &mut impl FnMut(&Watching),
    wait: &mut Duration,
) -> anyhow::Result<()> {
    let clock = Timestamp::now;
    let settings = mailbox_of(house, imap)?;
    let limits = imap::Limits::default();
    let mut mailbox: Mailbox = tokio::select! {
        mailbox = imap::connect(&settings, &limits) => mailbox?,
        _ = stop.changed() => return Ok(()),
    };
    info!(host = imap.server.host, "connected");
    let mut fresh = true;
    loop {
        let n_fetched = tokio::select! {
            fetched = fetch::fetch(house, &mut mailbox, imap, fresh, clock()) => fetched?,
            _ = stop.changed() => return Ok(()),
        };
        fresh = false;
        back(house, n_fetched, clock())?;
        *wait = Duration::from_secs(2);
        let mut watching = Watching { n_fetched, ..Watching::default() };
        round(house, way, &clock, &mut watching).await?;
        on_round(&watching);
        let most = LONGEST_WAIT.min(Duration::from_secs(u64::from(imap.poll_minutes.max(1)) * 60));
        let until = Instant::now() + until_due(house, most, clock())?;
        // In slices, to see in between whether the user has changed a rule.
        while !*stop.borrow() && Instant::now() < until {
            let look_again = match house.changed(clock()) {
                Changed::Yes => break,
                Changed::BeingWritten => Duration::from_secs(2),
                Changed::No => LOOK_AT_FILES,
            };
            let slice = until.saturating_duration_since(Instant::now()).min(look_again);
            tokio::select! {
                idled = mailbox.idle(slice) => if idled? == Woke::Mail { break },
                _ = stop.changed() => return Ok(()),
            }
        }
        if *stop.borrow() {
            return Ok(());
        }
    }
}

/// How long to wait at most: until the next mail in the outbox is due.
fn until_due(house: &House, most: Duration, now: Timestamp) -> anyhow::Result<Duration> {
    let due = house.store.read(|db| db.next_due())?;
    Ok(due.map_or(most, |due| {
        let left = due.duration_since(now).max(SignedDuration::from_secs(1));
        Duration::try_from(left).unwrap_or(most).min(most)
    }))
}

fn mailbox_of(house: &House, imap: &Imap) -> anyhow::Result<imap::Imap> {
    let password = house.tools.home.imap_password()?.map(|secret| secret.reveal().to_owned()).unwrap_or_default();
    Ok(settings(&imap.server, password, &imap.mailbox))
}

pub(super) fn settings(server: &Server, password: String, mailbox: &str) -> imap::Imap {
    imap::Imap {
        host: server.host.clone(),
        port: server.port,
        tls: match server.tls {
            crate::home::config::Tls::Implicit => imap::Tls::Implicit,
            crate::home::config::Tls::StartTls => imap::Tls::StartTls,
            crate::home::config::Tls::Plain => imap::Tls::PlainLoopback,
        },
        ca_file: server.ca_file.clone(),
        user: server.user.clone().unwrap_or_default(),
        password,
        mailbox: mailbox.to_owned(),
    }
}

/// Notes that fetching fails, and tells the user once when it has for hours.
fn failing(house: &mut House, error: &anyhow::Error, now: Timestamp) -> anyhow::Result<()> {
    let tools = &house.tools;
    house.store.write(|db| {
        let since = if let Some(since) = db.get(FAILING_SINCE)?.and_then(|at| at.parse::<Timestamp>().ok()) {
            since
        } else {
            db.set(FAILING_SINCE, &now.to_string())?;
            now
        };
        if now.duration_since(since) >= PATIENCE && db.get(TOLD_FAILING)?.is_none_or(|told| told != since.to_string()) {
            db.set(TOLD_FAILING, &since.to_string())?;
            let trouble = Trouble::Fetching { since, what: format!("{error:#}"), hint: hint(error) };
            receipt::send_trouble(db, tools, &trouble, &format!("trouble:{since}"), now)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn hint(error: &anyhow::Error) -> Option<String> {
    error.downcast_ref::<crate::capture::Error>().and_then(crate::capture::Error::hint)
}

/// Fetching works. Tells the user if she had been told that it did not.
fn back(house: &mut House, n_caught_up: usize, now: Timestamp) -> anyhow::Result<()> {
    let tools = &house.tools;
    house.store.write(|db| {
        let Some(since) = db.get(FAILING_SINCE)?.and_then(|at| at.parse::<Timestamp>().ok()) else { return Ok(()) };
        if db.get(TOLD_FAILING)?.is_some_and(|told| told == since.to_string()) {
            let n_caught_up = u32::try_from(n_caught_up).unwrap_or(u32::MAX);
            let trouble = Trouble::Back { since, until: now, n_caught_up };
            receipt::send_trouble(db, tools, &trouble, &format!("back:{since}"), now)?;
        }
        db.unset(FAILING_SINCE)?;
        db.set(LOOKED_AT, &now.to_string())
    })?;
    Ok(())
}
