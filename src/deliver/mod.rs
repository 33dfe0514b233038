//! The outbox to SMTP, phase by phase: sent, later, never, uncertain.
//!
//! lettre's own transport covers only the TCP connect with its time limit, and after a refusal waits for an answer to QUIT
//! before it tells; so this walks lettre's connection by hand, with a limit around each step. One mail, one recipient, one
//! connection: a refusal then concerns exactly that mail, and no connection grows old.

mod connect;
mod files;
mod reply;
pub mod schedule;

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;

use self::reply::{Phase, fate, said, too_slow};
use crate::domain::mail::Frozen;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (RFC 8314), usually port 465.
    Implicit,
    /// TLS asked for on a plain connection, usually port 587. Refused TLS ends it before the password is sent.
    StartTls,
    /// None; only to this machine.
    PlainLoopback,
}

/// The account that sends.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// Authorities to trust besides the system's, in PEM form.
    pub ca_file: Option<PathBuf>,
    /// Empty for a server on this machine that asks for no login.
    pub user: String,
    pub password: String,
    /// What we call ourselves in EHLO: the domain of the account's address.
    pub hello_name: String,
}

/// Without the password, whoever prints it.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({} at {}:{}, {:?}, password …)", self.user, self.host, self.port, self.tls)
    }
}

/// How long each phase may take. The defaults are RFC 5321's, section 4.5.3.2, or a little below.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For each address of the host.
    pub connect: Duration,
    /// TLS, greeting and EHLO together.
    pub hello: Duration,
    pub auth: Duration,
    pub mail: Duration,
    pub rcpt: Duration,
    pub data: Duration,
    /// Without any of the body getting away.
    pub body: Duration,
    /// From the final dot to the answer. Long, because to give up early is to not know.
    pub dot: Duration,
    pub quit: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            hello: Duration::from_mins(2),
            auth: Duration::from_mins(1),
            mail: Duration::from_mins(1),
            rcpt: Duration::from_mins(1),
            data: Duration::from_mins(2),
            body: Duration::from_mins(3),
            dot: Duration::from_mins(10),
            quit: Duration::from_secs(5),
        }
    }
}

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The server took it over. `text` may carry the id it gave the mail.
    Sent { code: u16, text: String },
    /// It has surely not gone; the same may work later.
    Later { why: String, code: Option<u16> },
    /// The server will not take this mail.
    Never {
        why: String,
        code: Option<u16>,
        /// A bare `550 5.5.0`, which some servers say in passing: worth one more try, late.
        once_more: bool,
    },
    /// It was handed over whole and nobody answered. It may or may not have gone.
    Uncertain { why: String },
    /// Nothing is wrong with the mail; the account, its password or its TLS is. No mail will go before that is put right.
    AccountRefused { why: String, code: Option<u16>, hint: String },
}

/// Hands one mail over. `mark` is called once the server has said that it is ready and before the first byte of the body: what
/// it writes must be on disk when it returns. Until then a crash means *not gone*; afterwards, *uncertain*. Where `mark` fails
/// nothing is sent and its error comes back.
///
/// The fate is told as soon as it is known; the goodbye to the server goes on behind it.
pub async fn hand_over<E>(
    smtp: &Smtp,
    limits: &Limits,
    frozen: &Frozen,
    mark: impl AsyncFnOnce() -> Result<(), E>,
) -> Result<Fate, E> {
    let (from, to) = match (frozen.envelope_from.as_str().parse(), frozen.to.as_str().parse()) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(_), _) => return Ok(never(format!("`{}` is not an address mail can come from", frozen.envelope_from))),
        (_, Err(_)) => return Ok(never(format!("`{}` is not an address mail can go to", frozen.to))),
    };
    let mut line = match connect::open(smtp, limits).await {
        Ok(connection) => Line { host: &smtp.host, connection, limits },
        Err(fate) => return Ok(fate),
    };
    let fate = match line.ask(frozen, from, to).await {
        Ok(()) => {
            mark().await?;
            line.body(&frozen.bytes).await
        }
        Err(fate) => fate,
    };
    say_goodbye(line.connection, limits.quit);
    Ok(fate)
}

/// Connects, logs in and leaves again: whether the account would be let in. Sends nothing.
pub async fn log_in(smtp: &Smtp, limits: &Limits) -> Result<(), Fate> {
    let connection = connect::open(smtp, limits).await?;
    say_goodbye(connection, limits.quit);
    Ok(())
}

/// Writes a mail into a folder as `.eml`, in place of sending it. The name comes from the mail's own date and id, so that the
/// same mail is there once however often it is written. `true` where it was not there before.
///
/// # Errors
/// The folder or the file can't be written.
pub fn to_file(folder: &Path, frozen: &Frozen) -> Result<(PathBuf, bool), std::io::Error> {
    files::to_file(folder, frozen)
}

/// Erases the files that [`to_file`] wrote for these mails, and says how many there were. A folder that is absent holds none.
///
/// # Errors
/// The folder can't be read, or a file in it not be erased.
pub fn erase_files(folder: &Path, message_ids: &[String]) -> Result<usize, std::io::Error> {
    files::erase(folder, message_ids)
}

/// A connection that is logged in.
struct Line<'a> {
    host: &'a str,
    connection: AsyncSmtpConnection,
    limits: &'a Limits,
}

impl Line<'_> {
    /// Everything up to the server's word that it is ready for the body.
    async fn ask(&mut self, frozen: &Frozen, from: lettre::Address, to: lettre::Address) -> Result<(), Fate> {
        let parameters = self.parameters(frozen)?;
        let (host, limits) = (self.host, self.limits);
        let mail = self.connection.command(Mail::new(Some(from), parameters));
        step(host, Phase::Mail, limits.mail, mail).await?;
        step(host, Phase::Rcpt, limits.rcpt, self.connection.command(Rcpt::new(to, Vec::new()))).await?;
        let ready = step(host, Phase::Data, limits.data, self.connection.command(Data)).await?;
        if ready.has_code(354) {
            Ok(())
        } else {
            // A mail poured into a server that did not ask for one would be taken for commands.
            Err(Fate::Later { why: format!("`{host}` answered DATA with `{}`", said(&ready)), code: None })
        }
    }

    fn parameters(&self, frozen: &Frozen) -> Result<Vec<MailParameter>, Fate> {
        let server = self.connection.server_info();
        let mut parameters = Vec::new();
        if !frozen.bytes.is_ascii() {
            if !server.supports_feature(Extension::EightBitMime) {
                return Err(never(format!("the mail has bytes over 127 in it, which `{}` can't carry", self.host)));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        if !(frozen.to.as_str().is_ascii() && frozen.envelope_from.as_str().is_ascii()) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err(never(format!("`{}` can't send to addresses like `{}`", self.host, frozen.to)));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        Ok(parameters)
    }

    /// The body, the dot, and the answer to it.
    async fn body(&mut self, bytes: &[u8]) -> Fate {
        const PIECE: usize = 16 * 1024;
        let bytes = with_line_ends(bytes);
        let progress = Mutex::new(Progress { n_taken: 0, at: Instant::now() });
        let mut pieces = bytes.chunks(PIECE);
        let n_pieces = pieces.len();
        let pieces = std::iter::from_fn(|| {
            progress.lock().unwrap_or_else(PoisonError::into_inner).step();
            pieces.next()
        });
        let sending = self.connection.message_iter(pieces);
        tokio::pin!(sending);
        let look_again = self.limits.body.min(self.limits.dot);
        // One more asked for than there are: then all were written, and the dot goes out.
        let (answer, dot_is_out) = loop {
            let answer = timeout(look_again, &mut sending).await;
            let Progress { n_taken, at } = *progress.lock().unwrap_or_else(PoisonError::into_inner);
            let dot_is_out = n_taken > n_pieces;
            let limit = if dot_is_out { self.limits.dot } else { self.limits.body };
            match answer {
                Ok(answer) => break (Ok(answer), dot_is_out),
                Err(_) if at.elapsed() >= limit => break (Err(limit), dot_is_out),
                Err(_) => {}
            }
        };
        match answer {
            Ok(Ok(reply)) if reply.code().severity as u8 == 2 => {
                Fate::Sent { code: reply.code().into(), text: said(&reply) }
            }
            Ok(Ok(reply)) => uncertain(format!("`{}` answered the mail with `{}`", self.host, said(&reply))),
            Ok(Err(error)) if error.status().is_some() || !dot_is_out => fate(self.host, Phase::Body, &error),
            Ok(Err(error)) => uncertain(format!("`{}` took the whole mail and then: {error}", self.host)),
            Err(limit) if dot_is_out => {
                uncertain(format!("`{}` took the whole mail and did not answer for {} s", self.host, limit.as_secs()))
            }
            Err(limit) => too_slow(self.host, Phase::Body, limit),
        }
    }
}

/// How far the body has come, and when it last moved.
#[derive(Clone, Copy)]
struct Progress {
    n_taken: usize,
    at: Instant,
}

impl Progress {
    fn step(&mut self) {
        self.n_taken += 1;
        self.at = Instant::now();
    }
}

fn never(why: String) -> Fate {
    Fate::Never { why, code: None, once_more: false }
}

const fn uncertain(why: String) -> Fate {
    Fate::Uncertain { why }
}

/// One command under its limit; anything but a yes as the mail's fate.
async fn step(
    host: &str,
    phase: Phase,
    limit: Duration,
    command: impl Future<Output = Result<Response, SmtpError>>,
) -> Result<Response, Fate> {
    match timeout(limit, command).await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(error)) => Err(fate(host, phase, &error)),
        Err(_) => Err(too_slow(host, phase, limit)),
    }
}

/// QUIT, in the background: what the server makes of it changes nothing.
fn say_goodbye(mut connection: AsyncSmtpConnection, limit: Duration) {
    tokio::spawn(async move {
        if let Ok(Err(error)) = timeout(limit, connection.quit()).await {
            tracing::debug!(%error, "the server did not say goodbye");
        }
    });
}

/// CRLF at the end of every line (RFC 5321 section 2.3.8). A lone CR or LF is how one mail is smuggled inside another.
fn with_line_ends(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_lone = |at: usize| match bytes.get(at) {
        Some(b'\n') => at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\r'),
        Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    if !(0..bytes.len()).any(is_lone) {
        return Cow::Borrowed(bytes);
    }
    let mut whole = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    for (at, byte) in bytes.iter().enumerate() {
        if is_lone(at) {
            whole.extend_from_slice(b"\r\n");
        } else {
            whole.push(*byte);
        }
    }
    Cow::Owned(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_ends_in_crlf() {
        for (bytes, expected) in [
            ("a\r\nb\r\n", "a\r\nb\r\n"),
            ("a\nb\n", "a\r\nb\r\n"),
            ("a\r.\rb\r\r\n", "a\r\n.\r\nb\r\n\r\n"),
            ("\n.\n", "\r\n.\r\n"),
            ("", ""),
        ] {
            assert_eq!(with_line_ends(bytes.as_bytes()).as_ref(), expected.as_bytes(), "{bytes:?}");
        }
    }
}
