//! SQLite: the only SQL, the only place that knows tables. Facts are kept here; what follows from them is computed elsewhere.
//!
//! One writer: a [`Store`] owns its connection, every change is one immediate transaction ([`Store::write`]), and the home's lock
//! keeps a second process out. WAL with `synchronous=FULL`, because the mark that a mail is being handed over must survive a
//! power cut.

mod accounts;
mod asides;
mod book;
mod changes;
mod codec;
mod drafts;
mod entries;
mod erase;
mod findings;
mod ingest;
mod items;
mod ledger;
mod moves;
mod outbox;
mod questions;
mod rule_changes;
mod threads;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

pub use changes::{Applied, Change, Remembered};
pub use entries::EntryRow;
pub use erase::Erased;
pub use findings::Answered;
pub use ingest::MailboxRow;
pub use ingest::{Listing, MessageRow, Stored, Waiting};
pub use items::ItemRow;
pub use ledger::{FiledSince, News};
pub use outbox::{BREAKER_KEY, Breaker, Claimed, Enqueued, Fresh, OutboxRow};
pub use questions::QuestionRow;
pub use rule_changes::{RuleChangeRow, RuleChangeState};

/// What can go wrong with the database, by what the caller does about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot open the database `{}`", path.display())]
    Open { path: PathBuf, source: rusqlite::Error },
    #[error("the database `{}` is of a newer bothways ({found}; this one knows {known})", path.display())]
    Newer { path: PathBuf, found: i64, known: usize },
    #[error("cannot bring the database `{}` up to date", path.display())]
    Migrate { path: PathBuf, source: rusqlite_migration::Error },
    #[error("the disk is full; nothing was changed")]
    Full(#[source] rusqlite::Error),
    #[error("another process holds the database")]
    Busy(#[source] rusqlite::Error),
    #[error("you may not write to the database of this home")]
    ReadOnly(#[source] rusqlite::Error),
    #[error("the database did not take a change")]
    Sql(#[source] rusqlite::Error),
    /// A value that a newer or damaged database holds and this program does not know.
    #[error("the database holds `{value}` as {what}, which this bothways does not know")]
    Unknown { what: &'static str, value: String },
    /// A part of a change panicked. A bug; the change was taken back.
    #[error("{0}")]
    Broke(&'static str),
}

impl Error {
    /// Whether trying again later may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Full(_) | Self::Busy(_))
    }

    /// What the user can do, if anything.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Newer { .. } => {
                Some("install the newer bothways again, or go back to a copy of the home from before".into())
            }
            Self::Full(_) => Some("free some space; bothways goes on where it stopped".into()),
            Self::Busy(_) => Some("close the other program that has the database open".into()),
            Self::ReadOnly(_) => Some(
                "the home's `data` folder and what lies in it must be yours to write to, even to look: check owner and rights"
                    .into(),
            ),
            Self::Open { .. } => Some("is the folder there, and yours to write in?".into()),
            Self::Migrate { .. } | Self::Sql(_) | Self::Unknown { .. } | Self::Broke(_) => {
                Some("run `bothways doctor`".into())
            }
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly};
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::Full(error),
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy(error),
            Some(ReadOnly) => Self::ReadOnly(error),
            _ => Self::Sql(error),
        }
    }
}

pub type Result<T> = std::result::Result<T, Error>;

static MIGRATIONS: LazyLock<Migrations<'static>> = LazyLock::new(|| {
    Migrations::new(vec![
        M::up(include_str!("migrations/0001-first.sql")),
        M::up(include_str!("migrations/0002-entries.sql")),
        M::up(include_str!("migrations/0003-phrases.sql")),
        M::up(include_str!("migrations/0004-links.sql")),
        M::up(include_str!("migrations/0005-asides.sql")),
        M::up(include_str!("migrations/0006-told.sql")),
        M::up(include_str!("migrations/0007-talks.sql")),
        M::up(include_str!("migrations/0008-rule-changes.sql")),
        M::up(include_str!("migrations/0009-nameless.sql")),
        M::up(include_str!("migrations/0010-moves.sql")),
        M::up(include_str!("migrations/0011-merged.sql")),
        M::up(include_str!("migrations/0012-quoted.sql")),
        M::up(include_str!("migrations/0013-threads.sql")),
        M::up(include_str!("migrations/0014-due.sql")),
        M::up(include_str!("migrations/0015-signature.sql")),
        M::up(include_str!("migrations/0016-expecting.sql")),
        M::up(include_str!("migrations/0017-manner.sql")),
        M::up(include_str!("migrations/0018-referrer.sql")),
    ])
});

/// How many migrations this program knows.
const KNOWN: usize = 18;

/// The home's database, open for reading and writing.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the database, makes it if it is not there, and brings its schema up to date.
    pub fn open(path: &Path) -> Result<Self> {
        let open = |source| Error::Open { path: path.to_owned(), source };
        let connection = Connection::open(path).map_err(open)?;
        let mut store = Self { connection, path: path.to_owned() };
        store.prepare()?;
        store.migrate()?;
        Ok(store)
    }

    /// Opens an existing database for reading alone: for `status`, `show` and the like beside a running daemon.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let open = |source| Error::Open { path: path.to_owned(), source };
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(open)?;
        connection.pragma_update(None, "query_only", true).map_err(open)?;
        connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(open)?;
        keep_statements(&connection).map_err(open)?;
        let store = Self { connection, path: path.to_owned() };
        store.refuse_newer()?;
        Ok(store)
    }

    /// A database in memory, for trying things out.
    pub fn in_memory() -> Result<Self> {
        let mut store = Self { connection: Connection::open_in_memory()?, path: PathBuf::from(":memory:") };
        store.prepare()?;
        store.migrate()?;
        Ok(store)
    }

    /// Waits for the disk less often: a power cut may cost the last changes, never the database. For trying out with past mail,
    /// where nothing is sent and everything can be fed again; never where mail goes out.
    pub fn relax(&self) -> Result<()> {
        Ok(self.connection.pragma_update(None, "synchronous", "NORMAL")?)
    }

    /// A copy in memory, for rehearsing without consequences.
    pub fn copy_in_memory(&self) -> Result<Self> {
        let mut copy = Self { connection: Connection::open_in_memory()?, path: PathBuf::from(":memory:") };
        {
            let backup = rusqlite::backup::Backup::new(&self.connection, &mut copy.connection)?;
            backup.run_to_completion(1000, std::time::Duration::ZERO, None)?;
        }
        copy.prepare()?;
        Ok(copy)
    }

    fn prepare(&self) -> Result<()> {
        let c = &self.connection;
        c.busy_timeout(std::time::Duration::from_secs(5))?;
        c.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        // The default of a bundled build is FULL already; a promise should not rest on a default.
        c.pragma_update(None, "synchronous", "FULL")?;
        c.pragma_update(None, "foreign_keys", true)?;
        c.pragma_update(None, "secure_delete", true)?;
        c.pragma_update(None, "trusted_schema", false)?;
        c.pragma_update(None, "temp_store", "MEMORY")?;
        c.pragma_update(None, "cache_size", -8192)?;
        c.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
        keep_statements(c)?;
        Ok(())
    }

    fn user_version(&self) -> Result<i64> {
        Ok(self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
    }

    fn refuse_newer(&self) -> Result<()> {
        let found = self.user_version()?;
        if usize::try_from(found).is_ok_and(|found| found > KNOWN) {
            return Err(Error::Newer { path: self.path.clone(), found, known: KNOWN });
        }
        Ok(())
    }

    fn migrate(&mut self) -> Result<()> {
        self.refuse_newer()?;
        let found = self.user_version()?;
        // A copy to go back to, before anything a user has is changed.
        if found > 0 && usize::try_from(found).is_ok_and(|found| found < KNOWN) && self.path.is_file() {
            let copy = self.path.with_extension(format!("db.before-{KNOWN}"));
            self.connection.execute("VACUUM INTO ?1", [copy.to_string_lossy().as_ref()])?;
        }
        let path = self.path.clone();
        MIGRATIONS.to_latest(&mut self.connection).map_err(|source| Error::Migrate { path, source })
    }

    /// One change: everything in it is kept, or nothing. Immediate, so that it cannot fail half way for want of the lock.
    pub fn write<T>(&mut self, change: impl FnOnce(&Db<'_>) -> Result<T>) -> Result<T> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let kept = change(&Db(&transaction))?;
        transaction.commit()?;
        Ok(kept)
    }

    /// Reads of one moment: nothing changes between them.
    pub fn read<T>(&self, look: impl FnOnce(&Db<'_>) -> Result<T>) -> Result<T> {
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred)?;
        look(&Db(&transaction))
    }

    /// Checks that the file is whole. Empty when it is; else what is wrong, a line each.
    pub fn integrity(&self) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check")?;
        let lines: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Moves the log into the database and cuts it. At quiet times, so that it does not grow for ever.
    pub fn checkpoint(&self) -> Result<()> {
        self.connection.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()))?;
        Ok(())
    }

    /// Rewrites the file without what was erased.
    pub fn compact(&self) -> Result<()> {
        self.connection.execute_batch("VACUUM")?;
        self.checkpoint()
    }

    /// Limits the file to so many pages, for tests of a full disk.
    pub fn limit_pages(&self, pages: i64) -> Result<()> {
        self.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
        Ok(())
    }
}

/// Each statement is compiled once. The plan of a statement may not depend on what is bound to it: else SQLite compiles one that a
/// partial index might serve anew for each value, which took longer than running it
/// (<https://sqlite.org/queryplanner-ng.html#qpstab>).
fn keep_statements(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(256);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ())
}

/// The database inside one transaction. Its methods are spread over the files of this room, one a table or two.
#[derive(Debug)]
pub struct Db<'a>(&'a Transaction<'a>);

impl Db<'_> {
    pub fn get(&self, key: &str) -> Result<Option<String>> {
        use rusqlite::OptionalExtension;
        Ok(self.0.prepare_cached("SELECT v FROM kv WHERE k = ?1")?.query_row([key], |row| row.get(0)).optional()?)
    }

    pub fn set(&self, key: &str, value: &str) -> Result<()> {
        self.0
            .prepare_cached("INSERT INTO kv (k, v) VALUES (?1, ?2) ON CONFLICT (k) DO UPDATE SET v = excluded.v")?
            .execute([key, value])?;
        Ok(())
    }

    pub fn unset(&self, key: &str) -> Result<()> {
        self.0.prepare_cached("DELETE FROM kv WHERE k = ?1")?.execute([key])?;
        Ok(())
    }

    /// The keys that begin like this.
    pub fn keys(&self, beginning: &str) -> Result<Vec<String>> {
        let mut statement = self.0.prepare_cached("SELECT k FROM kv WHERE substr(k, 1, length(?1)) = ?1 ORDER BY k")?;
        let keys = statement.query_map([beginning], |row| row.get(0))?;
        Ok(keys.collect::<std::result::Result<_, _>>()?)
    }

    /// Tries a part of the transaction: where it fails, all of that part is taken back and the rest goes on.
    pub fn attempt<T>(&self, part: impl FnOnce() -> Result<T>) -> Result<T> {
        self.0.execute_batch("SAVEPOINT part")?;
        match part() {
            Ok(done) => {
                self.0.execute_batch("RELEASE part")?;
                Ok(done)
            }
            Err(error) => {
                let taken_back = self.0.execute_batch("ROLLBACK TO part; RELEASE part");
                // A full disk takes the whole transaction back by itself; that error is the one to tell.
                if !error.is_transient() {
                    taken_back?;
                }
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests;
