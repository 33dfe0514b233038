//! A copy of a mail that has gone, for the Sent folder of the user's own account. The one place in this room that writes: into a folder
//! that the user named for it, in an account she named for it, and never a mail that is there already.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_imap::error::Error as LibraryError;
use async_imap::imap_proto::{MailboxDatum, NameAttribute, Response, ResponseCode};
use futures::FutureExt as _;
use tokio::time::timeout;

use super::line::panicked;
use super::{Mailbox, answers};
use crate::capture::Error;

/// What became of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    New,
    /// The provider had put it there by itself, or an earlier try had.
    Already,
}

impl Mailbox {
    /// The folder that the server marks as the one for sent mail (RFC 6154 section 2). `None` where it marks none.
    pub async fn sent_folder(&mut self) -> Result<Option<String>, Error> {
        // A server without the extension refuses the first form, and may mark the folder all the same.
        match self.marked_as_sent("LIST \"\" \"*\" RETURN (SPECIAL-USE)").await {
            Ok(Some(folder)) => Ok(Some(folder)),
            Ok(None) | Err(Error::Refused { .. }) => self.marked_as_sent("LIST \"\" \"*\"").await,
            Err(error) => Err(error),
        }
    }

    async fn marked_as_sent(&mut self, command: &str) -> Result<Option<String>, Error> {
        let mut folder = None;
        self.line
            .ask("listing folders", command, 0, |response| {
                if let Response::MailboxData(MailboxDatum::List(listed)) = response
                    && listed.name_attributes.contains(&NameAttribute::Sent)
                {
                    folder.get_or_insert_with(|| listed.name.to_string());
                }
            })
            .await?;
        Ok(folder)
    }

    /// Puts a mail into a folder, as read, unless one of its id is there.
    pub async fn keep_copy(&mut self, folder: &str, message_id: &str, mail: &[u8]) -> Result<Copied, Error> {
        if self.holds(folder, message_id).await? {
            return Ok(Copied::Already);
        }
        let doing = "keeping a copy";
        let line = &mut self.line;
        let limit = line.limits.answer + Duration::from_secs(mail.len() as u64 / line.limits.slowest.max(1));
        line.busy = true;
        // The library quotes the name itself.
        let append = AssertUnwindSafe(line.session.append(folder, Some("(\\Seen)"), None, mail)).catch_unwind();
        let appended = timeout(limit, append).await;
        let host = line.host.clone();
        match appended {
            Ok(Ok(Ok(()))) => {
                line.busy = false;
                Ok(Copied::New)
            }
            Ok(Ok(Err(LibraryError::Io(source)))) => Err(Error::Lost { host, doing, source }),
            Ok(Ok(Err(error))) => Err(Error::Refused { host, doing, said: error.to_string() }),
            Ok(Err(_)) => Err(panicked(&host, doing)),
            Err(_) => Err(Error::Slow { host, doing, limit }),
        }
    }

    /// Whether the folder is there and takes mail, as the server says on opening it; nothing is left there. This once it is opened for
    /// writing, which only says to the server that its newest mails were seen listed.
    pub async fn takes_copies(&mut self, folder: &str) -> Result<bool, Error> {
        let open = format!("SELECT {}", answers::quoted(folder));
        let mut is_closed = false;
        let opened = self
            .line
            .ask("opening the folder for sent mail", &open, 0, |response| {
                if let Response::Done { outcome, .. } | Response::Data { outcome, .. } = response {
                    is_closed |= matches!(outcome.code, Some(ResponseCode::ReadOnly));
                }
            })
            .await;
        match opened {
            Err(Error::Refused { said, .. }) => Err(Error::NoMailbox { name: folder.to_owned(), said }),
            opened => opened.map(|()| !is_closed),
        }
    }

    async fn holds(&mut self, folder: &str, message_id: &str) -> Result<bool, Error> {
        let open = format!("EXAMINE {}", answers::quoted(folder));
        match self.line.ask("opening the folder for sent mail", &open, 0, |_| {}).await {
            Err(Error::Refused { said, .. }) => return Err(Error::NoMailbox { name: folder.to_owned(), said }),
            opened => opened?,
        }
        let mut found = false;
        let search = format!("UID SEARCH HEADER Message-ID {}", answers::quoted(message_id));
        self.line
            .ask("looking for a copy", &search, 0, |response| {
                if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                    found |= !uids.is_empty();
                }
            })
            .await?;
        Ok(found)
    }
}
