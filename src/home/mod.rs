//! The user's folder: configuration checked once, rules, templates, secrets.
//!
//! What the rules and templates say is for `judge` and `compose` to understand; here they are texts with a name. The database in
//! the folder belongs to `store`.

pub mod config;
mod files;
mod lock;
mod new;
mod parse;
mod problem;
pub mod provider;
mod rules;
mod secret;
mod section;

use std::path::{Path, PathBuf};

use crate::domain::fault::Faults;

use config::{Config, PasswordFrom, Server};
pub use files::{make_folder, write as write_private};
pub use lock::Lock;
pub use new::{Answers, PasswordAnswer, ServerAnswers};
pub use parse::check_host;
pub use problem::Problem;
pub use rules::Stamp;
pub use secret::Secret;

/// The file that makes a folder a home.
pub const CONFIG_FILE: &str = "bothways.toml";

/// A folder with a checked configuration. Everything bothways knows or writes lies in it.
#[derive(Clone, Debug)]
pub struct Home {
    root: PathBuf,
    config: Config,
}

/// Why a home cannot be used. Each says what the user can do about it in [`Error::hint`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no bothways home in `{}`", .root.display())]
    NotAHome { root: PathBuf },
    #[error("{}", say_problems(.path, .problems))]
    Config { path: PathBuf, problems: Vec<Problem> },
    #[error("cannot {what} `{}`", .path.display())]
    Io { what: &'static str, path: PathBuf, source: std::io::Error },
    #[error("another bothways is at work in this home{}", .pid.map(|pid| format!(" (process {pid})")).unwrap_or_default())]
    Busy { path: PathBuf, pid: Option<u32> },
    #[error("`{}` is there already", .path.display())]
    Exists { path: PathBuf },
    #[error("others on this machine can read `{}`, and it holds a password", .path.display())]
    OpenToOthers { path: PathBuf },
    /// A place that was named gave no password.
    #[error("no password: {place} {why}")]
    NoPassword { place: String, why: String },
}

impl Error {
    pub(crate) fn io(what: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::Io { what, path: path.to_owned(), source }
    }

    /// Whether the same call may work later without anybody changing anything.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Busy { .. } => true,
            Self::NotAHome { .. }
            | Self::Config { .. }
            | Self::Io { .. }
            | Self::Exists { .. }
            | Self::OpenToOthers { .. }
            | Self::NoPassword { .. } => false,
        }
    }

    /// What to type or change next.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotAHome { root } => Some(format!("`bothways init --home {}` makes one", root.display())),
            Self::Busy { pid, .. } => Some(match pid {
                Some(pid) => format!("wait for it, or end it with `kill {pid}`"),
                None => "wait for it, or end it".to_owned(),
            }),
            Self::OpenToOthers { path } => Some(format!("`chmod 600 {}`", path.display())),
            Self::Exists { .. } => Some("edit it, or choose another folder with `--home DIR`".to_owned()),
            Self::Io { source, .. } => io_hint(source.kind()).map(str::to_owned),
            Self::NoPassword { .. } | Self::Config { .. } => None,
        }
    }
}

const fn io_hint(kind: std::io::ErrorKind) -> Option<&'static str> {
    use std::io::ErrorKind::{
        InvalidData, IsADirectory, NotADirectory, PermissionDenied, ReadOnlyFilesystem, StorageFull,
    };
    match kind {
        PermissionDenied => Some("it should belong to you, and be yours to read and write: check owner and rights"),
        ReadOnlyFilesystem => Some("that disk is read-only; choose another folder with `--home DIR`"),
        StorageFull => Some("free some space; nothing is lost"),
        InvalidData => Some("it should be plain text; save it as UTF-8 in your editor"),
        IsADirectory => Some("a folder is in the place of that file; move it away"),
        NotADirectory => Some("a part of that path is a file, not a folder"),
        _ => None,
    }
}

fn say_problems(path: &Path, problems: &[Problem]) -> String {
    let count = match problems.len() {
        1 => "1 problem".to_owned(),
        n => format!("{n} problems"),
    };
    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
    format!("{count} in `{}`\n{}", path.display(), all.join("\n"))
}

/// Where the home is when nobody says: the platform's place for a program's data. `None` where the user has no home folder.
#[must_use]
pub fn usual_place() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "bothways").map(|folders| folders.data_dir().to_owned())
}

impl Home {
    /// Opens a home: reads and checks its configuration, and makes the folders it needs.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, Error> {
        let root = root.into();
        let path = root.join(CONFIG_FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                return Err(Error::NotAHome { root });
            }
            Err(source) => return Err(Error::io("read", &path, source)),
        };
        let config = parse::config(&text, &root).map_err(|problems| Error::Config { path, problems })?;
        let home = Self { root, config };
        make_folder(&home.data())?;
        Ok(home)
    }

    /// Makes a new home with a documented configuration. Never overwrites one that is there.
    pub fn write_new(root: impl AsRef<Path>, answers: &Answers) -> Result<Self, Error> {
        new::home(root.as_ref(), answers)
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.root.join(CONFIG_FILE)
    }

    /// What bothways keeps for itself.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> PathBuf {
        self.data().join("bothways.db")
    }

    /// Where mails go in a home whose outbox is a folder.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    #[must_use]
    pub fn rules(&self) -> PathBuf {
        self.root.join("rules")
    }

    #[must_use]
    pub fn templates(&self) -> PathBuf {
        self.root.join("templates")
    }

    /// Keeps every other bothways out of this home for as long as the lock lives. Only reading needs none.
    pub fn lock(&self) -> Result<Lock, Error> {
        lock::take(&self.data().join("lock"))
    }

    /// The user's phrase patterns: `rules/signals/mine.toml` and its text.
    pub fn signal_files(&self, faults: &mut Faults) -> Vec<(String, String)> {
        named_from("rules/signals", files::written(&self.rules().join("signals"), &["toml"], faults))
    }

    /// The user's templates, whatever their ending: `check-in.txt` and its text. The `README.md` that explains them is none.
    pub fn template_files(&self, faults: &mut Faults) -> Vec<(String, String)> {
        files::written(&self.templates(), &["txt", "html", "j2", "jinja"], faults)
    }

    /// The password for fetching mail. `None` where nobody keeps one.
    pub fn imap_password(&self) -> Result<Option<Secret>, Error> {
        let Some(imap) = &self.config.imap else { return Ok(None) };
        self.password("imap", &imap.server.password)
    }

    /// The password for sending: its own, else the one for fetching, where the login is the same.
    pub fn smtp_password(&self) -> Result<Option<Secret>, Error> {
        let Some(smtp) = &self.config.smtp else { return Ok(None) };
        if smtp.server.user.is_none() {
            return Ok(None);
        }
        let own = self.password("smtp", &smtp.server.password)?;
        let shared = self.config.imap.as_ref().is_some_and(|imap| is_one_login(&imap.server, &smtp.server));
        match own {
            Some(own) => Ok(Some(own)),
            None if shared => self.imap_password(),
            None => Ok(None),
        }
    }

    /// The password for the account that keeps copies: its own, else the one for fetching, where the login is the same.
    pub fn sent_password(&self) -> Result<Option<Secret>, Error> {
        let Some(sent) = &self.config.sent else { return Ok(None) };
        if let Some(own) = self.password("sent", &sent.server.password)? {
            return Ok(Some(own));
        }
        let shared = self.config.imap.as_ref().is_some_and(|imap| is_one_login(&imap.server, &sent.server));
        if shared { self.imap_password() } else { Ok(None) }
    }

    fn password(&self, server: &'static str, from: &PasswordFrom) -> Result<Option<Secret>, Error> {
        secret::find(server, from, &self.config_file(), &|name| std::env::var_os(name))
    }

    /// Files and folders of the home that others on this machine can read.
    #[must_use]
    pub fn open_to_others(&self) -> Vec<PathBuf> {
        let all = [self.config_file(), self.data(), self.outbox(), self.root.join("secrets")];
        // A closed folder shields what lies in it; the home itself may be open, since rules and templates tell nothing.
        all.into_iter().filter(|path| path.exists() && !files::is_private(path).unwrap_or(true)).collect()
    }
}

/// Files under the name by which the user knows them: from the top of the home.
fn named_from(folder: &str, files: Vec<(String, String)>) -> Vec<(String, String)> {
    files.into_iter().map(|(name, text)| (format!("{folder}/{name}"), text)).collect()
}

/// Whether two servers know the user by one login. Some providers want the whole address here and the part before the `@` there.
fn is_one_login(one: &Server, other: &Server) -> bool {
    let local = |server: &Server| server.user.as_ref().map(|user| user.split('@').next().unwrap_or(user).to_owned());
    let domain = |server: &Server| {
        server.user.as_ref().and_then(|user| user.split_once('@').map(|(_, domain)| domain.to_owned()))
    };
    match (domain(one), domain(other)) {
        (Some(one), Some(other)) if one != other => false,
        (Some(_) | None, _) => local(one) == local(other),
    }
}

#[cfg(test)]
mod tests;
