//! IMAP, Maildir, mbox, `.eml` and stdin to raw letters after a cursor. Changes nothing there.
//!
//! What a letter *says* is `read`'s work. Here a mail is bytes, a place it was found at, and when it was received.

mod files;
pub mod imap;
mod mbox;
mod received;
pub mod signature;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

/// A mail of more bytes than this is not taken in whole: 25 MB, which is what the large providers accept.
pub const TOO_BIG: u64 = 25 * 1024 * 1024;

/// How much of a mail that is too big is kept: enough to say whose it was and when.
const HEADER_ENOUGH: u64 = 64 * 1024;

/// A raw mail, before anybody has read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it was found, as the user knows it: a path, with `:3` behind it for the third mail of an mbox.
    pub place: String,
    /// When the mailbox received it, where the file or its topmost trace header says so.
    pub received_at: Option<Timestamp>,
    /// The whole mail; or, when `too_big` is set, its header block alone.
    pub bytes: Vec<u8>,
    /// The size in bytes of a mail that was larger than [`TOO_BIG`].
    pub too_big: Option<u64>,
}

/// The mails in a file, a mail folder, an mbox, or on stdin (`-`), one after the other, in an order that does not depend on
/// the run. Reads as it goes: the memory it takes is one mail's.
///
/// A folder is a Maildir when it has `cur` and `new` (<https://cr.yp.to/proto/maildir.html>); else every `.eml` and `.mbox`
/// below it counts, and every Maildir. A mail that can't be read is an `Err` in its place; the mails after it still come.
///
/// # Errors
/// The place can't be opened, or is a folder without any mail.
pub fn found(path: &Path) -> Result<impl Iterator<Item = Result<Found, Error>>, Error> {
    files::found(path)
}

/// Why mail could not be fetched. The variants are what a caller does differently.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read `{}`", path.display())]
    Unreadable { path: PathBuf, source: io::Error },

    #[error("found no mail in `{}`", path.display())]
    NoMail { path: PathBuf },

    #[error("cannot use the certificate file `{}`: {why}", path.display())]
    CaFile { path: PathBuf, why: String },

    #[error("cannot reach `{host}` on port {port}")]
    Unreachable { host: String, port: u16, source: io::Error },

    #[error("`{host}` took longer than {} s {doing}", limit.as_secs())]
    Slow { host: String, doing: &'static str, limit: Duration },

    #[error("lost the connection to `{host}` {doing}")]
    Lost { host: String, doing: &'static str, source: io::Error },

    #[error("`{host}` said something {doing} that no mail server should: {said}")]
    Nonsense { host: String, doing: &'static str, said: String },

    #[error("the certificate of `{host}` can't be trusted: {why}")]
    Certificate { host: String, why: String },

    #[error("`{host}` does not speak TLS on port {port}")]
    NoTls { host: String, port: u16, source: io::Error },

    #[error("`{host}` does not offer STARTTLS, so the password was not sent")]
    NoStartTls { host: String, said: String },

    #[error("`{host}` is another machine, and a plain connection would show the password to everybody on the way")]
    PlainRefused { host: String },

    #[error("`{host}` refused the password for `{user}`: {said}")]
    Password { host: String, user: String, said: String },

    #[error("cannot open the mailbox `{name}`: {said}")]
    NoMailbox { name: String, said: String },

    #[error("`{host}` refused {doing}: {said}")]
    Refused { host: String, doing: &'static str, said: String },
}

impl Error {
    /// Whether the same thing may well work in a few minutes. What is not transient needs the user.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Slow { .. }
            | Self::Lost { .. }
            | Self::Nonsense { .. }
            | Self::Refused { .. } => true,
            Self::Unreadable { .. }
            | Self::NoMail { .. }
            | Self::CaFile { .. }
            | Self::Certificate { .. }
            | Self::NoTls { .. }
            | Self::NoStartTls { .. }
            | Self::PlainRefused { .. }
            | Self::Password { .. }
            | Self::NoMailbox { .. } => false,
        }
    }

    /// What the user can do, where there is anything.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Unreadable { source, .. } => return unreadable_hint(source),
            Self::NoMail { .. } => {
                "a mail folder holds `.eml` files, an mbox file, or a Maildir with `cur` and `new` in it".to_owned()
            }
            Self::CaFile { .. } => {
                "the file should hold certificates in PEM form (`-----BEGIN CERTIFICATE-----`)".into()
            }
            Self::Unreachable { host, port, .. } => {
                format!("check the name `{host}`, the port {port} and the network; IMAP over TLS is usually port 993")
            }
            Self::Certificate { host, .. } => format!(
                "if `{host}` is your own server, name the certificate of its authority with `ca_file`; otherwise somebody \
                 may be between you and it"
            ),
            Self::NoTls { port, .. } => {
                format!("port {port} may want `tls = \"starttls\"`; port 993 is the usual one for `tls = \"implicit\"`")
            }
            Self::NoStartTls { .. } => "try port 993 with `tls = \"implicit\"`".to_owned(),
            Self::PlainRefused { .. } => {
                "use `tls = \"implicit\"` (port 993) or `tls = \"starttls\"` (port 143)".into()
            }
            Self::Password { .. } => {
                "many providers want an app password here, which is not the one you log in to their website with".into()
            }
            Self::NoMailbox { .. } => {
                "the usual name is `INBOX`; others are spelled as your mail program shows them".into()
            }
            Self::Slow { .. } | Self::Lost { .. } | Self::Nonsense { .. } | Self::Refused { .. } => return None,
        };
        Some(hint)
    }
}

fn unreadable_hint(source: &io::Error) -> Option<String> {
    match source.kind() {
        io::ErrorKind::NotFound => Some("check the spelling; nothing is there".to_owned()),
        io::ErrorKind::NotADirectory => Some("a part of that path is a file, not a folder".to_owned()),
        io::ErrorKind::PermissionDenied => Some("you may not read it; check its owner and rights".to_owned()),
        _ => None,
    }
}
