//! The outbox to the world: one mail after the other, the guard before each, the mark on disk before its first byte.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use tracing::{error, info, warn};

use super::house::House;
use crate::deliver::{self, Fate, schedule};
use crate::domain::mail::OutboxState;
use crate::store::Claimed;

/// Where mails go.
#[derive(Clone, Debug)]
pub enum Way {
    /// Into a folder, as `.eml`.
    Files(PathBuf),
    Smtp(Box<deliver::Smtp>, deliver::Limits),
}

/// What handing over did.
#[derive(Clone, Debug, Default)]
pub struct Handed {
    pub n_sent: usize,
    pub n_later: usize,
    pub n_failed: usize,
    pub n_uncertain: usize,
    /// Why the account is refused: then nothing goes before the user puts it right.
    pub refused: Option<(String, String)>,
}

/// The user took the mail back between the claim and the mark, or the mark could not be written.
#[derive(Debug)]
enum NotMarked {
    TakenBack,
    Store(crate::store::Error),
}

impl Way {
    /// The way a home says: its SMTP server, or a folder where it has none.
    pub fn of(house: &House) -> anyhow::Result<Self> {
        let home = &house.tools.home;
        let Some(smtp) = &home.config().smtp else { return Ok(Self::Files(home.outbox())) };
        let password = home.smtp_password()?.map(|secret| secret.reveal().to_owned()).unwrap_or_default();
        let server = &smtp.server;
        let smtp = deliver::Smtp {
            host: server.host.clone(),
            port: server.port,
            tls: match server.tls {
                crate::home::config::Tls::Implicit => deliver::Tls::Implicit,
                crate::home::config::Tls::StartTls => deliver::Tls::StartTls,
                crate::home::config::Tls::Plain => deliver::Tls::PlainLoopback,
            },
            ca_file: server.ca_file.clone(),
            user: server.user.clone().unwrap_or_default(),
            password,
            hello_name: house.tools.sender.account.domain().to_owned(),
        };
        Ok(Self::Smtp(Box::new(smtp), deliver::Limits::default()))
    }
}

/// Hands over everything that may go now.
pub async fn drain(house: &mut House, way: &Way, clock: impl Fn() -> Timestamp) -> anyhow::Result<Handed> {
    let mut handed = Handed::default();
    house.store.write(|db| db.requeue_uncertain(clock()))?;
    let breaker = house.tools.breaker();
    while let Some(claimed) = house.store.write(|db| db.claim(clock(), breaker))? {
        if !house.tools.guard.permits(claimed.frozen.kind, &claimed.frozen.to, claimed.approved.as_ref()) {
            error!(outbox = %claimed.id, "not sent: its address is neither yours nor that of a text you approved");
            let why = "its address is neither yours nor that of a text you approved";
            house.store.write(|db| db.fate(&claimed, OutboxState::Failed, None, why, clock(), clock()))?;
            handed.n_failed += 1;
            continue;
        }
        let fate = match one(house, way, &claimed).await {
            Ok(fate) => fate,
            Err(NotMarked::TakenBack) => continue,
            // Nothing has left: without a durable mark nothing may.
            Err(NotMarked::Store(error)) => return Err(error.into()),
        };
        settle(house, &claimed, fate, clock(), &mut handed)?;
        if handed.refused.is_some() {
            break;
        }
    }
    Ok(handed)
}

async fn one(house: &mut House, way: &Way, claimed: &Claimed) -> Result<Fate, NotMarked> {
    let store = &mut house.store;
    let mut mark = || match store.write(|db| db.handing_over(claimed.id, claimed.attempts)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(NotMarked::TakenBack),
        Err(error) => Err(NotMarked::Store(error)),
    };
    match way {
        Way::Files(folder) => {
            mark()?;
            Ok(match deliver::to_file(folder, &claimed.frozen) {
                Ok((path, _)) => Fate::Sent { code: 250, text: path.display().to_string() },
                Err(error) => {
                    Fate::Later { why: format!("cannot write into {}: {error}", folder.display()), code: None }
                }
            })
        }
        Way::Smtp(smtp, limits) => deliver::hand_over(smtp, limits, &claimed.frozen, async || mark()).await,
    }
}

fn settle(house: &mut House, claimed: &Claimed, fate: Fate, now: Timestamp, handed: &mut Handed) -> anyhow::Result<()> {
    let frozen = &claimed.frozen;
    let (state, code, text, next) = match fate {
        Fate::Sent { code, text } => {
            info!(outbox = %claimed.id, kind = %frozen.kind, "sent");
            handed.n_sent += 1;
            (OutboxState::Sent, Some(code), text, now)
        }
        Fate::Later { why, code } => {
            warn!(outbox = %claimed.id, why, "not sent yet");
            handed.n_later += 1;
            match schedule::next_try(frozen, claimed.attempts, now) {
                Some(next) => (OutboxState::RetryWait, code, why, next),
                None => (OutboxState::Expired, code, why, now),
            }
        }
        Fate::Never { why, code, once_more } if once_more && claimed.attempts < 2 => {
            handed.n_later += 1;
            let later = now.checked_add(SignedDuration::from_hours(1)).unwrap_or(now);
            (OutboxState::RetryWait, code, why, later)
        }
        Fate::Never { why, code, .. } => {
            warn!(outbox = %claimed.id, why, "refused for good");
            handed.n_failed += 1;
            (OutboxState::Failed, code, why, now)
        }
        Fate::Uncertain { why } => {
            warn!(outbox = %claimed.id, why, "nobody knows whether it has gone");
            handed.n_uncertain += 1;
            (OutboxState::Uncertain, None, why, now)
        }
        Fate::AccountRefused { why, code, hint } => {
            error!(why, hint, "the account may not send");
            handed.refused = Some((why.clone(), hint));
            let later = now.checked_add(SignedDuration::from_mins(15)).unwrap_or(now);
            (OutboxState::RetryWait, code, why, later)
        }
    };
    house.store.write(|db| db.fate(claimed, state, code, &text, next, now))?;
    Ok(())
}
