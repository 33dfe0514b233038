//! Fetching from a mailbox: list after the cursor, fetch the bodies that wait, sweep for what a listing missed.
//!
//! The cursor moves in the transaction that queues what was listed; bodies are a queue of their own. So a body that cannot be
//! fetched is never skipped, and a connection may break anywhere.

use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use super::house::{House, Tools};
use super::outgoing::LOOKED_AT;
use super::week;
use super::{receipt, take_in};
use crate::capture;
use crate::capture::imap::{Fetched, Listed, Mailbox, MailboxState, WINDOW, batches};
use crate::compose::trouble::Trouble;
use crate::domain::calendar::days_before;
use crate::domain::fault::Fault;
use crate::home::config::Imap;
use crate::store::{Db, Listing, MailboxRow, Waiting};

/// What listing may have missed is looked for this far back.
const SWEEP_DAYS: i64 = 14;
const BETWEEN_SWEEPS: SignedDuration = SignedDuration::from_hours(24);
/// A mail whose answer makes no sense is tried so often; one on whose way the line broke, so often.
const TRIES_OF_NONSENSE: u32 = 3;
const TRIES_OF_A_BROKEN_LINE: u32 = 12;
const NOT_GIVEN: &str = "the server did not give it";

/// Brings in what is new. `fresh` after a new connection: then the sweep is due as well. Returns how many mails came.
pub(super) async fn fetch(
    house: &mut House,
    mailbox: &mut Mailbox,
    imap: &Imap,
    fresh: bool,
    now: Timestamp,
) -> anyhow::Result<usize> {
    let state = mailbox.select().await?;
    let row = open(house, mailbox, imap, &state, now).await?;
    list_new(house, mailbox, imap, &row, &state).await?;
    let row = look_up(house, imap)?;
    if fresh || now.duration_since(row.swept_at) > BETWEEN_SWEEPS {
        sweep(house, mailbox, &row, SWEEP_DAYS, now).await?;
    }
    let n = bodies(house, mailbox, imap, &row, now).await?;
    let zone = house.tools.user.zone.clone();
    house.store.write(|db| {
        week::note_absence(db, &zone, now)?;
        db.set(LOOKED_AT, &now.to_string())
    })?;
    Ok(n)
}

/// The account's name in the store: who, where.
fn account(imap: &Imap) -> String {
    format!("{}@{}:{}", imap.server.user.as_deref().unwrap_or(""), imap.server.host, imap.server.port)
}

fn look_up(house: &House, imap: &Imap) -> anyhow::Result<MailboxRow> {
    house
        .store
        .read(|db| db.mailbox(&account(imap), &imap.mailbox))?
        .ok_or_else(|| anyhow::anyhow!("the mailbox `{}` is not known to the store", imap.mailbox))
}

/// The mailbox as the store knows it; made known on the first look, and renumbered when UIDVALIDITY changed.
async fn open(
    house: &mut House,
    mailbox: &mut Mailbox,
    imap: &Imap,
    state: &MailboxState,
    now: Timestamp,
) -> anyhow::Result<MailboxRow> {
    let account = account(imap);
    let known = house.store.read(|db| db.mailbox(&account, &imap.mailbox))?;
    let next = state.uidnext.unwrap_or(1);
    match known {
        Some(row) if row.uidvalidity == state.uidvalidity => {
            if next < row.list_next_uid && state.uidnext.is_some() {
                warn!(
                    next,
                    known = row.list_next_uid,
                    "the server counts backwards; the daily sweep will find what it hides"
                );
            }
        }
        Some(_) => {
            // Not to jump to UIDNEXT: what came in between would be lost (it has been, in other programs).
            warn!("the mailbox was renumbered; looking through recent mail again");
            let last = house.store.read(|db| db.last_received())?.unwrap_or(now);
            let since = days_before(house.tools.today(last), 7);
            let uids = mailbox.search_since(since).await?;
            let listings: Vec<Listing> =
                mailbox.headers(&uids).await?.iter().map(|mail| listing(&mail.listed)).collect();
            // Both or neither: after a crash between them nothing would look so far back again.
            house.store.write(|db| {
                db.begin_mailbox(&account, &imap.mailbox, state.uidvalidity, next, 1)?;
                let row = db.mailbox(&account, &imap.mailbox)?;
                row.map_or(Ok(0), |row| db.list(&row, &listings, 0))
            })?;
        }
        None => {
            let first = match imap.backfill_days {
                0 => next,
                days => {
                    let since = days_before(house.tools.today(now), i64::from(days));
                    mailbox.search_since(since).await?.first().copied().unwrap_or(next)
                }
            };
            house.store.write(|db| db.begin_mailbox(&account, &imap.mailbox, state.uidvalidity, first, first))?;
        }
    }
    look_up(house, imap)
}

async fn list_new(
    house: &mut House,
    mailbox: &mut Mailbox,
    imap: &Imap,
    row: &MailboxRow,
    state: &MailboxState,
) -> anyhow::Result<()> {
    let mut from = row.list_next_uid;
    loop {
        if state.uidnext.is_some_and(|next| from >= next) {
            return Ok(());
        }
        let listed = mailbox.list(from).await?;
        let highest = listed.iter().map(|mail| mail.uid).max();
        let next = match (highest, state.uidnext) {
            (Some(highest), _) => highest.saturating_add(1),
            // An empty window below UIDNEXT is a gap, and nothing else.
            (None, Some(next)) => from.saturating_add(WINDOW).min(next),
            (None, None) => return Ok(()),
        };
        let listings: Vec<Listing> = listed.iter().map(listing).collect();
        house.store.write(|db| db.list(row, &listings, next))?;
        info!(mailbox = imap.mailbox, listed = listings.len(), "listed");
        from = next;
    }
}

fn listing(mail: &Listed) -> Listing {
    Listing { uid: mail.uid, size: u64::from(mail.size), received_at: mail.received_at }
}

/// Queues recent mail that was never listed.
async fn sweep(
    house: &mut House,
    mailbox: &mut Mailbox,
    row: &MailboxRow,
    days: i64,
    now: Timestamp,
) -> anyhow::Result<()> {
    let since = days_before(house.tools.today(now), days);
    let uids: Vec<u32> = mailbox.search_since(since).await?.into_iter().filter(|uid| *uid >= row.first_uid).collect();
    queue(house, mailbox, row, &uids).await?;
    house.store.write(|db| db.swept(row, now))?;
    Ok(())
}

async fn queue(house: &mut House, mailbox: &mut Mailbox, row: &MailboxRow, uids: &[u32]) -> anyhow::Result<()> {
    let unlisted = house.store.read(|db| db.unlisted(row, uids))?;
    if unlisted.is_empty() {
        return Ok(());
    }
    let listings: Vec<Listing> = mailbox.headers(&unlisted).await?.iter().map(|mail| listing(&mail.listed)).collect();
    house.store.write(|db| db.list(row, &listings, 0))?;
    Ok(())
}

async fn bodies(
    house: &mut House,
    mailbox: &mut Mailbox,
    imap: &Imap,
    row: &MailboxRow,
    now: Timestamp,
) -> anyhow::Result<usize> {
    let mut n = 0;
    loop {
        let waiting = house.store.read(|db| db.waiting(row, now, WINDOW))?;
        if waiting.is_empty() {
            return Ok(n);
        }
        // What failed before is fetched alone, so that it is known which mail it is that cannot be.
        let (tried, fresh): (Vec<&Waiting>, Vec<&Waiting>) = waiting.iter().partition(|mail| mail.attempts > 0);
        let fresh: Vec<Listed> = fresh.into_iter().map(listed).collect();
        for batch in batches(&fresh) {
            n += batch_of(house, mailbox, imap, row, batch, now).await?;
        }
        for one in tried {
            n += batch_of(house, mailbox, imap, row, &[listed(one)], now).await?;
        }
    }
}

fn listed(waiting: &Waiting) -> Listed {
    Listed { uid: waiting.uid, size: u32::try_from(waiting.size).unwrap_or(u32::MAX), received_at: waiting.received_at }
}

async fn batch_of(
    house: &mut House,
    mailbox: &mut Mailbox,
    imap: &Imap,
    row: &MailboxRow,
    batch: &[Listed],
    now: Timestamp,
) -> anyhow::Result<usize> {
    let fetched = match mailbox.bodies(batch).await {
        Ok(fetched) => fetched,
        Err(error) => {
            let nonsense = matches!(error, capture::Error::Nonsense { .. });
            let tries = if nonsense { TRIES_OF_NONSENSE } else { TRIES_OF_A_BROKEN_LINE };
            let why = error.to_string();
            let tools = &house.tools;
            house.store.write(|db| {
                let mut n_given_up = 0;
                for mail in batch {
                    n_given_up += u32::from(db.body_failed(row, mail.uid, &why, now, tries)?);
                }
                tell_given_up(db, tools, &imap.mailbox, n_given_up, &why, now)
            })?;
            return Err(error.into());
        }
    };
    let tools = &house.tools;
    house
        .store
        .write(|db| {
            let mut n_given_up = 0;
            for mail in batch {
                let place = format!("{} {}", imap.mailbox, mail.uid);
                let received_at = mail.received_at.unwrap_or(now);
                match fetched.get(&mail.uid) {
                    Some(Fetched::Whole(bytes)) => {
                        db.keep_body(row, mail.uid, &place, received_at, bytes)?;
                    }
                    Some(Fetched::TooBig(beginning)) => {
                        db.keep_too_big(row, mail.uid, &place, received_at, beginning)?;
                        tell_too_big(db, tools, &place, u64::from(mail.size), now)?;
                    }
                    Some(Fetched::Withheld) => {
                        let later = now.checked_add(SignedDuration::from_mins(5)).unwrap_or(now);
                        n_given_up +=
                            u32::from(db.body_failed(row, mail.uid, NOT_GIVEN, later, TRIES_OF_A_BROKEN_LINE)?);
                    }
                    Some(Fetched::Gone) | None => db.body_gone(row, mail.uid)?,
                }
            }
            tell_given_up(db, tools, &imap.mailbox, n_given_up, NOT_GIVEN, now)?;
            Ok(batch.len())
        })
        .map_err(Into::into)
}

/// A mail whose words were left out for its size is told about.
fn tell_too_big(db: &Db<'_>, tools: &Tools, place: &str, size: u64, now: Timestamp) -> crate::store::Result<()> {
    let fault = take_in::too_big(place, size);
    receipt::send_trouble(db, tools, &Trouble::Faults(vec![fault]), &format!("too-big:{place}"), now)?;
    Ok(())
}

/// A mail that is given up must not be given up in silence.
pub(super) fn tell_given_up(
    db: &Db<'_>,
    tools: &Tools,
    mailbox: &str,
    n: u32,
    why: &str,
    now: Timestamp,
) -> crate::store::Result<()> {
    if n == 0 {
        return Ok(());
    }
    warn!(mailbox, n, why, "set apart");
    let mails = if n == 1 { "one mail".to_owned() } else { format!("{n} mails") };
    let fault = Fault::new(format!("{mails} in {mailbox}"), format!("could not be fetched: {why}"))
        .hint("nothing is lost: please look into the mailbox itself, and forward to me once more what matters");
    receipt::send_trouble(db, tools, &Trouble::Faults(vec![fault]), &format!("given-up:{now}"), now)?;
    Ok(())
}
