//! A mailbox by IMAP4rev1 (RFC 3501), polled and by IDLE (RFC 2177). Looks and takes copies; sets no flag, moves nothing. The copy
//! for the user's own Sent folder is the exception, and has a file of its own (`copy`).
//!
//! Every answer is checked for our own tag: async-imap's `fetch` ends a refused FETCH like an empty one, and a cursor moved by
//! that would skip mail for ever. A connection has one owner. After any error or an abandoned call it is of no more use and
//! says so; connect again.

mod answers;
mod connect;
mod copy;
mod idle;
mod line;
mod screen;

use std::collections::BTreeMap;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, Response, ResponseCode};
use futures::FutureExt as _;
use jiff::Timestamp;
use jiff::civil::Date;

use self::answers::{Answered, uid_set};
pub use self::copy::Copied;
use self::line::{Line, panicked};
use super::{Error, TOO_BIG};

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (RFC 8314), usually port 993.
    Implicit,
    /// TLS asked for on a plain connection, usually port 143. Refused TLS ends it before the password is sent.
    StartTls,
    /// None; only to this machine.
    PlainLoopback,
}

/// Where the mailbox is and who may open it.
#[derive(Clone, PartialEq, Eq)]
pub struct Imap {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// Authorities to trust besides the system's, in PEM form.
    pub ca_file: Option<PathBuf>,
    pub user: String,
    pub password: String,
    /// Usually `INBOX`.
    pub mailbox: String,
}

/// Without the password, whoever prints it.
impl fmt::Debug for Imap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Imap({} at {}:{}, {:?}, password …)", self.user, self.host, self.port, self.tls)
    }
}

/// How long a server may take. The defaults are for real servers; tests use shorter ones.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connect: Duration,
    /// For the whole answer to a command, apart from the mails in it.
    pub answer: Duration,
    /// Mails may take this much longer: their bytes divided by this many a second.
    pub slowest: u64,
    pub idle_start: Duration,
    pub idle_end: Duration,
    /// How often a server without IDLE is asked.
    pub doze: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            answer: Duration::from_mins(1),
            slowest: 4096,
            idle_start: Duration::from_secs(30),
            idle_end: Duration::from_secs(15),
            doze: Duration::from_mins(1),
        }
    }
}

/// What the server says on opening the mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailboxState {
    /// When it changes, every UID known so far means nothing (RFC 3501 section 2.3.1.1).
    pub uidvalidity: u32,
    /// The UID the next mail will get, or one below it; `None` where the server doesn't say and no mail is there.
    pub uidnext: Option<u32>,
    /// How many mails there are.
    pub exists: u32,
}

/// A mail as listed, its body not yet asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    pub uid: u32,
    /// In bytes, as the server counts; 0 where it didn't say.
    pub size: u32,
    /// INTERNALDATE: when the server received it.
    pub received_at: Option<Timestamp>,
}

/// A listed mail with the id it carries, to be recognised by when UIDs have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headed {
    pub listed: Listed,
    /// The `Message-ID` without brackets.
    pub message_id: Option<String>,
}

/// What asking for a mail's body gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    Whole(Vec<u8>),
    /// Larger than [`TOO_BIG`]; the beginning of it, with the header block.
    TooBig(Vec<u8>),
    /// No longer there. The server was asked twice.
    Gone,
    /// There, and the server would not give it. Another day it may.
    Withheld,
}

/// Why [`Mailbox::idle`] came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woke {
    /// The server says that something came, or may have.
    Mail,
    Timeout,
}

/// UIDs asked for at once when listing.
pub const WINDOW: u32 = 500;
/// Bytes of mail asked for at once when fetching.
const BATCH: u64 = 4 * 1024 * 1024;
/// How much of a mail that is too big is asked for.
const BEGINNING: u32 = 65_536;

/// An open mailbox. One owner, one command at a time.
#[derive(Debug)]
pub struct Mailbox {
    line: Line,
    name: String,
    can_idle: bool,
    exists: u32,
}

/// Connects, logs in and learns what the server can do.
pub async fn connect(imap: &Imap, limits: &Limits) -> Result<Mailbox, Error> {
    let session = AssertUnwindSafe(connect::session(imap, limits)).catch_unwind().await;
    let session = session.unwrap_or_else(|_| Err(panicked(&imap.host, "logging in")))?;
    let mut line = Line { host: imap.host.clone(), session, limits: *limits, busy: false };
    let mut can_idle = false;
    line.ask("saying what it can do", "CAPABILITY", 0, |response| {
        if let Response::Capabilities(capabilities) = response {
            can_idle |= capabilities.iter().any(answers::is_idle);
        }
    })
    .await?;
    Ok(Mailbox { line, name: imap.mailbox.clone(), can_idle, exists: 0 })
}

impl Mailbox {
    /// Whether the server tells of new mail by itself.
    #[must_use]
    pub const fn can_idle(&self) -> bool {
        self.can_idle
    }

    /// Opens the mailbox for reading only (EXAMINE), so that not even `\Recent` changes.
    pub async fn select(&mut self) -> Result<MailboxState, Error> {
        let mut state = MailboxState::default();
        let command = format!("EXAMINE {}", answers::quoted(&self.name));
        let opened = self
            .line
            .ask("opening the mailbox", &command, 0, |response| match response {
                Response::MailboxData(MailboxDatum::Exists(n)) => state.exists = *n,
                Response::Data { outcome, .. } => match outcome.code {
                    Some(ResponseCode::UidValidity(uidvalidity)) => state.uidvalidity = uidvalidity,
                    Some(ResponseCode::UidNext(uidnext)) => state.uidnext = Some(uidnext),
                    _ => {}
                },
                _ => {}
            })
            .await;
        match opened {
            Ok(()) if state.uidvalidity > 0 => {
                self.exists = state.exists;
                if state.uidnext.is_none() && state.exists > 0 {
                    state.uidnext = self.uid_after_last().await?;
                }
                Ok(state)
            }
            Ok(()) => Err(self.line.nonsense("opening the mailbox", "no UIDVALIDITY")),
            Err(Error::Refused { said, .. }) => Err(Error::NoMailbox { name: self.name.clone(), said }),
            Err(error) => Err(error),
        }
    }

    /// Some servers (163.com) keep UIDNEXT to themselves; the last mail's UID will do.
    async fn uid_after_last(&mut self) -> Result<Option<u32>, Error> {
        let answers = self.fetch("opening the mailbox", "UID FETCH * (UID)", 0).await?;
        Ok(answers.last_key_value().map(|(uid, _)| uid.saturating_add(1)))
    }

    /// The mails with UIDs from `from` to `from + 499`, in order. An empty answer says that this window is empty, no more;
    /// there may be mail beyond it as long as it ends below UIDNEXT.
    pub async fn list(&mut self, from: u32) -> Result<Vec<Listed>, Error> {
        let to = from.saturating_add(WINDOW - 1);
        // Never `n:*`: it means the last mail even when that is below n (RFC 3501 section 6.4.8).
        let command = format!("UID FETCH {from}:{to} (UID RFC822.SIZE INTERNALDATE)");
        let answers = self.fetch("listing mail", &command, 0).await?;
        Ok(answers.range(from..=to).map(|(_, answer)| answer.listed()).collect())
    }

    /// The UIDs of mail received on a day or later, for the sweep that finds what a listing missed.
    pub async fn search_since(&mut self, day: Date) -> Result<Vec<u32>, Error> {
        let mut uids = Vec::new();
        let command = format!("UID SEARCH SINCE {}", day.strftime("%-d-%b-%Y"));
        self.line
            .ask("searching", &command, 0, |response| {
                if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                    uids.extend_from_slice(found);
                }
            })
            .await?;
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// Listed mails with their ids, for when UIDVALIDITY has changed and known mail must be told from new.
    pub async fn headers(&mut self, uids: &[u32]) -> Result<Vec<Headed>, Error> {
        let mut headed = Vec::new();
        for window in uids.chunks(WINDOW as usize) {
            let set = uid_set(window.iter().copied());
            let command =
                format!("UID FETCH {set} (UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])");
            let answers = self.fetch("listing mail", &command, 0).await?;
            headed.extend(answers.values().map(Answered::headed).filter(|mail| window.contains(&mail.listed.uid)));
        }
        Ok(headed)
    }

    /// One mail's body, without marking it as read.
    pub async fn body(&mut self, mail: Listed) -> Result<Fetched, Error> {
        let fetched = self.bodies(&[mail]).await?;
        Ok(fetched.into_iter().next().map_or(Fetched::Gone, |(_, fetched)| fetched))
    }

    /// The bodies of many mails, each of them in the answer by its UID. All are in memory at once: ask in [`batches`].
    pub async fn bodies(&mut self, mails: &[Listed]) -> Result<BTreeMap<u32, Fetched>, Error> {
        let (big, small): (Vec<&Listed>, Vec<&Listed>) = mails.iter().partition(|mail| u64::from(mail.size) > TOO_BIG);
        let mut fetched = BTreeMap::new();
        if !small.is_empty() {
            let set = uid_set(small.iter().map(|mail| mail.uid));
            let bytes = small.iter().map(|mail| u64::from(mail.size)).sum();
            let answers = self.fetch("fetching mail", &format!("UID FETCH {set} (UID BODY.PEEK[])"), bytes).await?;
            fetched.extend(answers.into_iter().map(|(uid, answer)| (uid, answer.body(TOO_BIG))));
        }
        for mail in big {
            let command = format!("UID FETCH {} (UID BODY.PEEK[]<0.{BEGINNING}>)", mail.uid);
            let mut answers = self.fetch("fetching mail", &command, u64::from(BEGINNING)).await?;
            fetched.extend(answers.remove(&mail.uid).map(|answer| (mail.uid, answer.body(0))));
        }
        fetched.retain(|uid, _| mails.iter().any(|mail| mail.uid == *uid));
        self.missing(mails, &mut fetched).await?;
        Ok(fetched)
    }

    /// A mail that was asked for and not answered is gone only if the server, asked again, doesn't know its UID.
    async fn missing(&mut self, mails: &[Listed], fetched: &mut BTreeMap<u32, Fetched>) -> Result<(), Error> {
        let missing: Vec<u32> = mails.iter().map(|mail| mail.uid).filter(|uid| !fetched.contains_key(uid)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let command = format!("UID FETCH {} (UID)", uid_set(missing.iter().copied()));
        let known = self.fetch("fetching mail", &command, 0).await?;
        fetched.extend(
            missing
                .into_iter()
                .map(|uid| (uid, if known.contains_key(&uid) { Fetched::Withheld } else { Fetched::Gone })),
        );
        Ok(())
    }

    /// Says goodbye. Whether the server hears it is of no consequence.
    pub async fn logout(mut self) {
        if let Err(error) = self.line.ask("saying goodbye", "LOGOUT", 0, |_| {}).await {
            tracing::debug!(%error, "the server did not say goodbye");
        }
    }

    /// Everything that FETCH answered, by UID; a server may answer one mail in pieces, and others unasked.
    async fn fetch(
        &mut self,
        doing: &'static str,
        command: &str,
        bytes: u64,
    ) -> Result<BTreeMap<u32, Answered>, Error> {
        let mut answers: BTreeMap<u32, Answered> = BTreeMap::new();
        self.line
            .ask(doing, command, bytes, |response| {
                if let Response::Fetch(_, attributes) = response
                    && let Some((uid, answer)) = Answered::read(attributes)
                {
                    answers.entry(uid).or_default().add(answer);
                }
            })
            .await?;
        Ok(answers)
    }
}

/// Cuts a list into parts whose bodies can be in memory at once: a few megabytes, or a single mail that is larger.
pub fn batches(mails: &[Listed]) -> impl Iterator<Item = &[Listed]> {
    let mut bytes = 0;
    let mut n = 0;
    mails.chunk_by(move |before, after| {
        n += 1;
        bytes += u64::from(before.size);
        let together = n < 200 && bytes + u64::from(after.size) <= BATCH;
        if !together {
            bytes = 0;
            n = 0;
        }
        together
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_hold_every_mail_once_and_little_at_a_time() {
        let mails: Vec<Listed> =
            (1..=1000).map(|uid| Listed { uid, size: (uid * 7919) % 100_000, received_at: None }).collect();
        let batches: Vec<&[Listed]> = batches(&mails).collect();
        assert_eq!(batches.concat(), mails);
        for batch in batches {
            assert!(batch.len() <= 200);
            assert!(batch.iter().map(|mail| u64::from(mail.size)).sum::<u64>() <= BATCH);
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        let imap = Imap {
            host: "imap.desk.test".to_owned(),
            port: 993,
            tls: Tls::Implicit,
            ca_file: None,
            user: "track".to_owned(),
            password: "canary".to_owned(),
            mailbox: "INBOX".to_owned(),
        };
        assert!(!format!("{imap:?}").contains("canary"));
    }
}
