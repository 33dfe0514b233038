//! A copy of each text that has gone to the other side, in the Sent folder of the user's own account, where she named one in `[sent]`.
//!
//! It comes after sending and never holds it up: what fails is tried again for a day, and told once.

use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use super::house::{House, Mode};
use super::receipt;
use super::watch::settings;
use crate::capture::imap::{self, Copied};
use crate::compose::trouble::Trouble;
use crate::domain::fault::Fault;
use crate::domain::id::OutboxId;
use crate::home::config::Sent;
use crate::store::OutboxRow;

/// So long after it has gone a copy is tried.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// A server that did not take it is asked again after so long.
const BETWEEN: SignedDuration = SignedDuration::from_mins(15);
/// When the last try failed.
const FAILED_AT: &str = "sent_copy_failed_at";

/// Puts what has gone and has no copy yet into the folder. Gives back how many new copies were made.
pub(super) async fn keep(house: &mut House, now: Timestamp) -> anyhow::Result<usize> {
    let Some(sent) = house.tools.home.config().sent.clone().filter(|_| house.tools.mode == Mode::Real) else {
        return Ok(0);
    };
    let since = now.checked_sub(LONGEST).unwrap_or(now);
    let (rows, failed_at) =
        house.store.read(|db| Ok((db.sent_without_copy(since)?, db.get(FAILED_AT)?.and_then(|at| at.parse().ok()))))?;
    let is_too_soon = failed_at.is_some_and(|at: Timestamp| now.duration_since(at) < BETWEEN);
    if rows.is_empty() || is_too_soon {
        return Ok(0);
    }
    match copy_all(house, &sent, &rows).await {
        Ok(n) => {
            house.store.write(|db| db.unset(FAILED_AT))?;
            Ok(n)
        }
        Err(error) => {
            warn!("{error:#}; the copy for the Sent folder is tried again later");
            failed(house, &error, &rows, now)?;
            Ok(0)
        }
    }
}

async fn copy_all(house: &mut House, sent: &Sent, rows: &[OutboxRow]) -> anyhow::Result<usize> {
    let password = house.tools.home.sent_password()?.map(|secret| secret.reveal().to_owned()).unwrap_or_default();
    let settings = settings(&sent.server, password, "INBOX");
    let mut account = imap::connect(&settings, &imap::Limits::default()).await?;
    let folder = match &sent.folder {
        Some(folder) => folder.clone(),
        None => account.sent_folder().await?.ok_or_else(|| {
            anyhow::anyhow!("`{}` marks no folder as the one for sent mail; name it: folder = \"Sent\"", settings.host)
        })?,
    };
    let mut n = 0;
    for row in rows {
        let bytes = house.store.read(|db| db.outbox_bytes(row.id))?;
        let copied = account.keep_copy(&folder, &row.message_id, &bytes).await?;
        house.store.write(|db| db.set(&key(row.id), if copied == Copied::New { "copied" } else { "was there" }))?;
        info!(outbox = %row.id, ?copied, "copy for the Sent folder");
        n += usize::from(copied == Copied::New);
    }
    account.logout().await;
    Ok(n)
}

/// What says that a mail has its copy.
fn key(id: OutboxId) -> String {
    format!("sent_copy:{id}")
}

fn failed(house: &mut House, error: &anyhow::Error, rows: &[OutboxRow], now: Timestamp) -> anyhow::Result<()> {
    let tools = &house.tools;
    let what = format!("got no copy of “{}”: {error:#}", rows.first().map_or("", |row| row.subject.as_str()));
    let fault = Fault::new("your Sent folder", what).hint(
        "the text itself has gone; [sent] in bothways.toml says which account and folder, and I try again for a day",
    );
    house.store.write(|db| {
        db.set(FAILED_AT, &now.to_string())?;
        // Once for each day on which it fails.
        let key = format!("sent-copy:{}", tools.today(now));
        receipt::send_trouble(db, tools, &Trouble::Faults(vec![fault]), &key, now)?;
        Ok(())
    })?;
    Ok(())
}
