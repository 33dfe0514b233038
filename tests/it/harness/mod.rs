//! A real Dovecot and a real Exim, started by the test that needs them, from a temporary folder, on free ports of loopback.
//!
//! Neither needs privilege; as root they drop to `nobody` first. They end with the value that started them. A machine without
//! them fails the test and says how to get them: a test that is skipped in silence proves nothing.

pub mod between;
pub mod browser;
pub mod home;
pub mod scripted;
mod servers;
mod talk;

use std::fs;
use std::path::{Path, PathBuf};

use bothways::capture::imap::{Imap, Tls as ImapTls};
use bothways::deliver::{Smtp, Tls as SmtpTls};
use tempfile::TempDir;

use self::servers::{Account, Ports, Server};

/// The user of bothways.
pub const YOU: &str = "you@desk.test";
/// The tracking mailbox; `track+acme@desk.test` reaches it too.
pub const TRACK: &str = "track@desk.test";
/// Somebody on the other side.
pub const CLIENT: &str = "client@acme.test";
/// What opens each of the three.
pub const PASSWORD: &str = "secret";
/// The name Exim signs its `Authentication-Results` with.
pub const AUTHSERV: &str = "mail.desk.test";

/// Two servers and their folder. At `nouser@` Exim says 550, at `tempfail@` 451; other local parts are all mailboxes.
pub struct Lab {
    folder: TempDir,
    account: Account,
    ports: Ports,
    dovecot: Option<Server>,
    exim: Option<Server>,
}

impl Lab {
    /// Both servers, listening.
    pub fn start() -> Self {
        for _ in 0..3 {
            if let Some(lab) = Self::try_start() {
                return lab;
            }
        }
        panic!("the mail servers did not start: three times another program took one of their ports");
    }

    /// `None` where somebody took a port between its choice and its use.
    fn try_start() -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("bothways-").tempdir().expect("a temporary folder");
        let account = Account::current();
        let ports = Ports::free();
        servers::furnish(folder.path(), &account, &ports);
        let mut lab = Self { folder, account, ports, dovecot: None, exim: None };
        lab.dovecot = Some(Server::dovecot(lab.folder.path(), &lab.account, &lab.ports)?);
        lab.exim = Some(Server::exim(lab.folder.path(), &lab.account, &lab.ports)?);
        Some(lab)
    }

    /// Ends Dovecot and every connection to it; mail and ports stay.
    pub fn stop_dovecot(&mut self) {
        self.dovecot = None;
    }

    pub fn start_dovecot(&mut self) {
        let started = Server::dovecot(self.folder.path(), &self.account, &self.ports);
        self.dovecot = Some(started.expect("Dovecot's own ports to be free again"));
    }

    /// Ends Exim; what it queued stays.
    pub fn stop_exim(&mut self) {
        self.exim = None;
    }

    pub fn start_exim(&mut self) {
        let started = Server::exim(self.folder.path(), &self.account, &self.ports);
        self.exim = Some(started.expect("Exim's own ports to be free again"));
    }

    /// The authority that signed both servers' certificates.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("tls/ca.pem")
    }

    /// A user's mailbox by IMAP over TLS.
    pub fn imap(&self, user: &str) -> Imap {
        Imap {
            host: "localhost".to_owned(),
            port: self.ports.imaps,
            tls: ImapTls::Implicit,
            ca_file: Some(self.ca_file()),
            user: user.to_owned(),
            password: PASSWORD.to_owned(),
            mailbox: "INBOX".to_owned(),
        }
    }

    /// The same by STARTTLS.
    pub fn imap_starttls(&self, user: &str) -> Imap {
        Imap { port: self.ports.imap, tls: ImapTls::StartTls, ..self.imap(user) }
    }

    /// A user's submission account over TLS.
    pub fn smtp(&self, user: &str) -> Smtp {
        Smtp {
            host: "localhost".to_owned(),
            port: self.ports.smtps,
            tls: SmtpTls::Implicit,
            ca_file: Some(self.ca_file()),
            user: user.to_owned(),
            password: PASSWORD.to_owned(),
            hello_name: "desk.test".to_owned(),
        }
    }

    /// The same by STARTTLS.
    pub fn smtp_starttls(&self, user: &str) -> Smtp {
        Smtp { port: self.ports.smtp, tls: SmtpTls::StartTls, ..self.smtp(user) }
    }

    /// From now on this mailbox answers by itself, as a Dovecot with a vacation script does, and with a word that commands.
    pub fn goes_on_vacation(&self, user: &str) {
        let home = self.folder.path().join("mail").join(user);
        fs::create_dir_all(&home).expect("a home");
        let script = format!(
            "require [\"vacation\"];\nvacation :days 1 :addresses [\"{user}\"] \"approve. I am away until Monday.\";\n"
        );
        fs::write(home.join(".dovecot.sieve"), script).expect("a script");
        self.account.own(&home);
    }

    /// Puts a mail into a mailbox by LMTP. It is there when this returns.
    pub fn put(&self, raw: &str, recipient: &str) {
        talk::hand_over(self.ports.lmtp, "LHLO", "stranger@elsewhere.test", recipient, raw);
    }

    /// Sends a mail through Exim as a stranger would, without a login. It is in the mailbox when this returns.
    pub fn deliver(&self, raw: &str, recipient: &str) {
        let before = self.mailbox(recipient).len();
        talk::hand_over(self.ports.smtp, "EHLO", "stranger@elsewhere.test", recipient, raw);
        servers::wait_until("the mail to arrive", || self.mailbox(recipient).len() > before);
    }

    /// Waits until a mailbox holds so many mails, and gives them back in order of arrival.
    pub fn wait_for(&self, user: &str, n_mails: usize) -> Vec<String> {
        servers::wait_until(&format!("{n_mails} mails for {user}"), || self.mailbox(user).len() >= n_mails);
        self.mailbox(user)
    }

    /// The mails of a user's inbox as they lie on disk, in order of arrival.
    pub fn mailbox(&self, user: &str) -> Vec<String> {
        let user = user.split_once('@').map_or(user.to_owned(), |(local, domain)| {
            format!("{}@{domain}", local.split('+').next().unwrap_or_default())
        });
        let maildir = self.folder.path().join("mail").join(user).join("Maildir");
        let mut files: Vec<PathBuf> = ["new", "cur"]
            .iter()
            .filter_map(|part| fs::read_dir(maildir.join(part)).ok())
            .flat_map(|entries| entries.map(|entry| entry.expect("a mail").path()))
            .collect();
        files.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
        // A mail may move from `new` to `cur` under our eyes; the next look sees it.
        files
            .iter()
            .filter_map(|file| fs::read(file).ok())
            .map(|raw| String::from_utf8_lossy(&raw).into_owned())
            .collect()
    }

    /// The mails in another folder of a user's.
    pub fn in_folder(&self, user: &str, name: &str) -> Vec<String> {
        let folder = self.folder.path().join("mail").join(user).join("Maildir").join(format!(".{name}"));
        let files = ["new", "cur"].iter().filter_map(|part| fs::read_dir(folder.join(part)).ok()).flatten();
        let files = files.filter_map(|entry| fs::read(entry.expect("a mail").path()).ok());
        files.map(|raw| String::from_utf8_lossy(&raw).into_owned()).collect()
    }

    /// Makes all UIDs of a user's inbox void, as a server does that had to rebuild it.
    pub fn change_uidvalidity(&self, user: &str, uidvalidity: u32) {
        let config = self.folder.path().join("dovecot.conf");
        servers::run(self.account.command("/usr/bin/doveadm").arg("-c").arg(config).args([
            "mailbox",
            "update",
            "--uid-validity",
            &uidvalidity.to_string(),
            "-u",
            user,
            "INBOX",
        ]));
    }

    /// What both servers wrote down, for a test that failed.
    pub fn log(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.folder.path().join("log").join(name)).unwrap_or_default();
        ["dovecot.log", "exim_mainlog", "exim_paniclog", "exim.out"].map(read).join("\n")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
