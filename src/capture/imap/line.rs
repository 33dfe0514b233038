//! One command after the other on one connection, each answer checked for our own tag and under a time limit.

use std::io;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_imap::Session;
use async_imap::error::Error as LibraryError;
use async_imap::imap_proto::{MailboxDatum, Outcome, RequestId, Response, Status};
use futures::FutureExt as _;
use tokio::time::{Instant, timeout_at};

use super::Limits;
use super::connect::{broken, short};
use super::screen::Screen;
use crate::capture::Error;

/// A connection that is logged in.
#[derive(Debug)]
pub struct Line {
    pub host: String,
    pub session: Session<Screen>,
    pub limits: Limits,
    /// Set while an answer is awaited. Left set by an error or an abandoned call, whose answer would pass for the next one.
    pub busy: bool,
}

impl Line {
    /// One command, to the end of its answer. `bytes` is how much mail the answer may carry.
    pub async fn ask(
        &mut self,
        doing: &'static str,
        command: &str,
        bytes: u64,
        mut each: impl FnMut(&Response<'_>),
    ) -> Result<(), Error> {
        let limit = self.limits.answer + Duration::from_secs(bytes / self.limits.slowest.max(1));
        let deadline = Instant::now() + limit;
        let tag = self.begin(doing, command, deadline, limit).await?;
        let is_goodbye = command == "LOGOUT";
        loop {
            let heard = self.next(doing, deadline, limit, |said| {
                each(said);
                Heard::of(said, &tag)
            });
            match heard.await? {
                Heard::Done(refusal) => {
                    self.busy = false;
                    let refused = |said| Error::Refused { host: self.host.clone(), doing, said };
                    return refusal.map_or(Ok(()), |said| Err(refused(said)));
                }
                Heard::Stray => return Err(self.nonsense(doing, "an answer to something we did not ask")),
                Heard::Bye(said) if !is_goodbye => return Err(self.bye(doing, &said)),
                Heard::Bye(_) | Heard::GoOn | Heard::Exists(_) | Heard::Rest => {}
            }
        }
    }

    pub async fn begin(
        &mut self,
        doing: &'static str,
        command: &str,
        deadline: Instant,
        limit: Duration,
    ) -> Result<RequestId, Error> {
        if self.busy {
            let source = io::Error::new(io::ErrorKind::NotConnected, "it broke off earlier");
            return Err(Error::Lost { host: self.host.clone(), doing, source });
        }
        self.busy = true;
        let sent = timeout_at(deadline, self.session.run_command(command)).await;
        self.written(sent, doing, limit)
    }

    pub fn written<T>(
        &self,
        sent: Result<Result<T, LibraryError>, tokio::time::error::Elapsed>,
        doing: &'static str,
        limit: Duration,
    ) -> Result<T, Error> {
        match sent {
            Ok(Ok(sent)) => Ok(sent),
            Ok(Err(LibraryError::Io(source))) => Err(broken(&self.host, doing, source)),
            Ok(Err(error)) => Err(self.nonsense(doing, &error.to_string())),
            Err(_) => Err(Error::Slow { host: self.host.clone(), doing, limit }),
        }
    }

    /// The next thing the server says. A panic in the library is a broken connection, not the end of the program.
    pub async fn next<T>(
        &mut self,
        doing: &'static str,
        deadline: Instant,
        limit: Duration,
        heard: impl FnOnce(&Response<'_>) -> T,
    ) -> Result<T, Error> {
        let read = AssertUnwindSafe(self.session.read_response()).catch_unwind();
        match timeout_at(deadline, read).await {
            Ok(Ok(Ok(Some(said)))) => Ok(heard(said.parsed())),
            Ok(Ok(Ok(None))) => {
                let source = io::ErrorKind::UnexpectedEof.into();
                Err(Error::Lost { host: self.host.clone(), doing, source })
            }
            Ok(Ok(Err(source))) => Err(broken(&self.host, doing, source)),
            Ok(Err(_)) => Err(panicked(&self.host, doing)),
            Err(_) => Err(Error::Slow { host: self.host.clone(), doing, limit }),
        }
    }

    pub fn nonsense(&self, doing: &'static str, said: &str) -> Error {
        Error::Nonsense { host: self.host.clone(), doing, said: short(said) }
    }

    pub fn bye(&self, doing: &'static str, said: &str) -> Error {
        let said = format!("the server ended it: {said}");
        let source = io::Error::new(io::ErrorKind::ConnectionAborted, said);
        Error::Lost { host: self.host.clone(), doing, source }
    }
}

/// The library has come upon something that it has no answer to. The connection is over; the program is not.
pub fn panicked(host: &str, doing: &'static str) -> Error {
    Error::Nonsense { host: host.to_owned(), doing, said: "something our mail library could not bear".to_owned() }
}

/// What an answer means for the command under way.
pub enum Heard {
    /// Its end; with the server's words if it was refused.
    Done(Option<String>),
    /// The end of a command that nobody gave.
    Stray,
    /// `+`: the server waits for us.
    GoOn,
    Bye(String),
    Exists(u32),
    Rest,
}

impl Heard {
    pub fn of(response: &Response<'_>, tag: &RequestId) -> Self {
        let said = |outcome: &Outcome<'_>| short(outcome.information.as_deref().unwrap_or("no reason given"));
        match response {
            Response::Done { tag: theirs, status: Status::Ok, .. } if theirs == tag => Self::Done(None),
            Response::Done { tag: theirs, outcome, .. } if theirs == tag => Self::Done(Some(said(outcome))),
            Response::Done { .. } => Self::Stray,
            Response::Continue(_) => Self::GoOn,
            Response::Data { status: Status::Bye, outcome } => Self::Bye(said(outcome)),
            Response::MailboxData(MailboxDatum::Exists(n)) => Self::Exists(*n),
            _ => Self::Rest,
        }
    }
}
