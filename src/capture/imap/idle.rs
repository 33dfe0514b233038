//! Waiting for mail, by IDLE (RFC 2177) or by asking from time to time.
//!
//! Spoken by hand: async-imap's own handle waits for ever where IDLE is refused with NO, panics on a BAD without words, and
//! reports a lost connection as a wish of ours to stop.

use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, RequestId, Response};
use tokio::time::{Instant, timeout_at};

use super::line::Heard;
use super::{Mailbox, Woke};
use crate::capture::Error;

impl Mailbox {
    /// Waits until mail comes, at most so long: five minutes is good, because a dead line is only noticed then. Look for mail
    /// whatever the answer is; servers lose these messages. A server without IDLE is asked once in a while instead.
    pub async fn idle(&mut self, most: Duration) -> Result<Woke, Error> {
        if !self.can_idle {
            return self.doze(most).await;
        }
        let doing = "waiting for mail";
        let start = Instant::now() + self.line.limits.idle_start;
        let tag = self.line.begin(doing, "IDLE", start, self.line.limits.idle_start).await?;
        let mut woke = Woke::Timeout;
        loop {
            match self.line.next(doing, start, self.line.limits.idle_start, |said| Heard::of(said, &tag)).await? {
                Heard::GoOn => break,
                Heard::Done(_) => {
                    // It offered IDLE and won't have it. Ask it from time to time, as one without.
                    self.line.busy = false;
                    self.can_idle = false;
                    return self.doze(most).await;
                }
                other => self.notice(other, doing, &mut woke)?,
            }
        }
        let until = Instant::now() + most;
        while woke == Woke::Timeout {
            match self.line.next(doing, until, most, |said| Heard::of(said, &tag)).await {
                Ok(heard) => self.notice(heard, doing, &mut woke)?,
                Err(Error::Slow { .. }) => break,
                Err(error) => return Err(error),
            }
        }
        self.idle_end(&tag, &mut woke).await?;
        Ok(woke)
    }

    async fn idle_end(&mut self, tag: &RequestId, woke: &mut Woke) -> Result<(), Error> {
        let (doing, limit) = ("ending the wait for mail", self.line.limits.idle_end);
        let end = Instant::now() + limit;
        let done = timeout_at(end, self.line.session.run_command_untagged("DONE")).await;
        self.line.written(done, doing, limit)?;
        loop {
            match self.line.next(doing, end, limit, |said| Heard::of(said, tag)).await? {
                Heard::Done(_) => {
                    self.line.busy = false;
                    return Ok(());
                }
                other => self.notice(other, doing, woke)?,
            }
        }
    }

    /// What a server says unasked while we wait.
    fn notice(&mut self, heard: Heard, doing: &'static str, woke: &mut Woke) -> Result<(), Error> {
        match heard {
            Heard::Exists(n) => {
                // Also sent after a mail was deleted; looking in vain costs less than not looking.
                self.exists = n;
                *woke = Woke::Mail;
                Ok(())
            }
            Heard::Bye(said) => Err(self.line.bye(doing, &said)),
            Heard::Done(_) | Heard::Stray => Err(self.line.nonsense(doing, "an answer to something we did not ask")),
            Heard::GoOn | Heard::Rest => Ok(()),
        }
    }

    async fn doze(&mut self, most: Duration) -> Result<Woke, Error> {
        let until = Instant::now() + most;
        loop {
            let before = self.exists;
            tokio::time::sleep_until(until.min(Instant::now() + self.line.limits.doze)).await;
            let mut exists = before;
            self.line
                .ask("waiting for mail", "NOOP", 0, |response| {
                    if let Response::MailboxData(MailboxDatum::Exists(n)) = response {
                        exists = *n;
                    }
                })
                .await?;
            self.exists = exists;
            if exists != before {
                return Ok(Woke::Mail);
            }
            if Instant::now() >= until {
                return Ok(Woke::Timeout);
            }
        }
    }
}
