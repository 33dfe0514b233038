//! The outbox to the world: one mail after the other, the guard before each, the mark on disk before its first byte.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use tracing::{error, info, warn};

use super::house::{House, Mode, Tools};
use super::outgoing::{CLOCK_LATEST, of_draft};
use super::receipt;
use crate::compose::freeze::freeze;
use crate::deliver::{self, Fate, schedule};
use crate::domain::act::Side;
use crate::domain::address::Person;
use crate::domain::interaction::{Filing, Print};
use crate::domain::mail::{Mail, MailKind, OutboxState};
use crate::read;
use crate::store::{Claimed, Db};

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
    let mut handed = Handed { refused: clock_went_back(house, clock())?, ..Handed::default() };
    if handed.refused.is_some() {
        return Ok(handed);
    }
    house.store.write(|db| db.requeue_uncertain(clock()))?;
    all_due(house, way, &clock, &mut handed).await?;
    // The one mail that an open breaker lets through.
    if handed.refused.is_none() && receipt::tell_breaker(house, clock())? > 0 {
        all_due(house, way, &clock, &mut handed).await?;
    }
    Ok(handed)
}

async fn all_due(
    house: &mut House,
    way: &Way,
    clock: &impl Fn() -> Timestamp,
    handed: &mut Handed,
) -> anyhow::Result<()> {
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
        settle(house, &claimed, fate, clock(), handed)?;
        if handed.refused.is_some() {
            break;
        }
    }
    Ok(())
}

/// A clock that went back by more than this is wrong now, or was: then nothing is known to be due.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_hours(24);
/// How finely the latest instant is kept.
const CLOCK_STEP: SignedDuration = SignedDuration::from_mins(10);

/// Why nothing may go because of the clock, and what to do. Keeps the latest instant at which mail was looked through; days that
/// are only played (`--as-of`, `replay`) leave no trace there.
fn clock_went_back(house: &mut House, now: Timestamp) -> anyhow::Result<Option<(String, String)>> {
    if house.tools.mode == Mode::Replay {
        return Ok(None);
    }
    let latest: Option<Timestamp> = house.store.read(|db| db.get(CLOCK_LATEST))?.and_then(|at| at.parse().ok());
    if latest.is_some_and(|latest| latest.duration_since(now) > CLOCK_SLACK) {
        let zone = house.tools.user.zone.clone();
        let when = latest.unwrap_or(now).to_zoned(zone).strftime("%-d %B %Y, %H:%M").to_string();
        error!("the clock went back; nothing is sent");
        return Ok(Some((
            format!("this computer's clock went back: it was {when} before"),
            "put the clock right; if it is right now, `bothways do resume` lets mail go again".to_owned(),
        )));
    }
    let is_real = now <= Timestamp::now().saturating_add(CLOCK_STEP).unwrap_or(now);
    if is_real && latest.is_none_or(|latest| now.duration_since(latest) > CLOCK_STEP) {
        house.store.write(|db| db.set(CLOCK_LATEST, &now.to_string()))?;
    }
    Ok(None)
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
    let tools = &house.tools;
    house.store.write(|db| {
        db.fate(claimed, state, code, &text, next, now)?;
        if state == OutboxState::Sent && frozen.kind == MailKind::Draft {
            keep_sent(db, tools, claimed, now)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A text that has gone to the other side is a letter of the user's, as if she had sent it from her own mail program.
fn keep_sent(db: &Db<'_>, tools: &Tools, claimed: &Claimed, now: Timestamp) -> crate::store::Result<()> {
    let draft = db.outbox_row(claimed.id)?.and_then(|row| row.draft).map(|id| db.draft(id)).transpose()?.flatten();
    let Some(draft) = draft else { return Ok(()) };
    let sender = &tools.sender;
    let mut desk = tools.desk(Some(now));
    // It may have gone in the name of the account; the words are hers all the same.
    desk.you.push(sender.account.clone());
    desk.tracking.clear();
    // With its calendar file it would be read as a machine's; the words are hers.
    let words = Mail { calendar: None, ..of_draft(&draft) };
    let token = claimed.frozen.message_id.split('@').next().unwrap_or_default();
    let Ok(frozen) = freeze(&words, sender, token, claimed.frozen.frozen_at) else { return Ok(()) };
    let reading = read::message(&frozen.bytes, &desk, &tools.signals);
    let Some(mut letter) = reading.letters.into_iter().next() else { return Ok(()) };
    letter.from = Some(Person::new(Some(&sender.name), Some(sender.own.clone())));
    let filing = Filing {
        relationship: draft.relationship,
        by: Side::You,
        happened_at: now,
        certain: true,
        after_hours: false,
        print: Print::of(Some(&sender.own), &letter),
        stands_for: None,
        letter,
    };
    db.file(&filing, None, &tools.user.zone)?;
    Ok(())
}
