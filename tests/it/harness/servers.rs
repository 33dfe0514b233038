//! Starting and ending the two daemons, and the folder they live in.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{CLIENT, PASSWORD, TRACK, YOU};

const DOVECOT: &str = "/usr/sbin/dovecot";
const EXIM: &str = "/usr/sbin/exim4";
const PATIENCE: Duration = Duration::from_secs(20);

/// Who the servers run as.
pub struct Account {
    user: String,
    group: String,
    /// Set where we are root and give it up.
    drop_to: Option<(u32, u32)>,
}

impl Account {
    pub fn current() -> Self {
        let uid: u32 = told(Command::new("id").arg("-u")).parse().expect("a uid");
        if uid != 0 {
            let (user, group) = (told(Command::new("id").arg("-un")), told(Command::new("id").arg("-gn")));
            return Self { user, group, drop_to: None };
        }
        let id = |flag| told(Command::new("id").args([flag, "nobody"])).parse().expect("an id");
        let drop_to = Some((id("-u"), id("-g")));
        Self { user: "nobody".to_owned(), group: told(Command::new("id").args(["-gn", "nobody"])), drop_to }
    }

    /// A command that runs as this account.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        if let Some((uid, gid)) = self.drop_to {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives the account a folder and everything in it.
    pub fn own(&self, path: &Path) {
        let Some((uid, gid)) = self.drop_to else { return };
        chown(path, Some(uid), Some(gid)).expect("a folder to give away");
        if path.is_dir() {
            for entry in fs::read_dir(path).expect("a folder") {
                self.own(&entry.expect("an entry").path());
            }
        }
    }
}

/// Ports that were free a moment ago.
pub struct Ports {
    pub imap: u16,
    pub imaps: u16,
    pub lmtp: u16,
    pub smtp: u16,
    pub smtps: u16,
}

impl Ports {
    pub fn free() -> Self {
        let listeners: Vec<TcpListener> = (0..5).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
        let port = |n: usize| listeners[n].local_addr().expect("an address").port();
        Self { imap: port(0), imaps: port(1), lmtp: port(2), smtp: port(3), smtps: port(4) }
    }
}

/// Fills the folder: configuration, users, an authority and a certificate for `localhost`.
pub fn furnish(folder: &Path, account: &Account, ports: &Ports) {
    for program in [DOVECOT, EXIM, "/usr/bin/openssl", "/usr/lib/dovecot/lmtp", "/usr/bin/sievec"] {
        assert!(
            Path::new(program).exists(),
            "{program} is missing: run `tests/run`, which installs what the tests need"
        );
    }
    for part in ["run", "state", "log", "mail", "spool", "tls"] {
        fs::create_dir(folder.join(part)).expect("a folder");
    }
    for (name, template) in [("dovecot.conf", include_str!("dovecot.conf")), ("exim.conf", include_str!("exim.conf"))] {
        let mut config = template.replace("@DIR@", &folder.display().to_string());
        config = config.replace("@USER@", &account.user).replace("@GROUP@", &account.group);
        for (mark, port) in [
            ("@IMAP@", ports.imap),
            ("@IMAPS@", ports.imaps),
            ("@LMTP@", ports.lmtp),
            ("@SMTP@", ports.smtp),
            ("@SMTPS@", ports.smtps),
        ] {
            config = config.replace(mark, &port.to_string());
        }
        fs::write(folder.join(name), config).expect("a configuration");
        // Exim refuses a configuration that others may write.
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o644)).expect("its rights");
    }
    let users = [YOU, TRACK, CLIENT].map(|user| format!("{user}:{{PLAIN}}{PASSWORD}\n"));
    fs::write(folder.join("users"), users.concat()).expect("the users");
    certify(&folder.join("tls"));
    account.own(folder);
}

/// A private authority and a certificate by it. The leaf says that it is none, or rustls would not have it.
fn certify(tls: &Path) {
    fs::write(
        tls.join("server.ext"),
        "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,DNS:mail.desk.test\n\
         extendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n",
    )
    .expect("the extensions");
    let openssl = |args: &str| run(Command::new("/usr/bin/openssl").args(args.split(' ')).current_dir(tls));
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(&format!("req -x509 {key} -keyout ca.key -out ca.pem -days 30 -subj /CN=tests"));
    openssl(&format!("req {key} -keyout server.key -out server.csr -subj /CN=localhost"));
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext -out server.pem",
    );
}

/// A daemon, ended when dropped.
pub struct Server {
    child: Child,
}

impl Server {
    /// `None` where one of the ports is taken.
    pub fn dovecot(folder: &Path, account: &Account, ports: &Ports) -> Option<Self> {
        let mut command = account.command(DOVECOT);
        command.arg("-F").arg("-c").arg(folder.join("dovecot.conf"));
        Self::start(command, folder, "dovecot", &[ports.imap, ports.imaps, ports.lmtp])
    }

    /// `None` where one of the ports is taken.
    pub fn exim(folder: &Path, account: &Account, ports: &Ports) -> Option<Self> {
        let mut command = account.command(EXIM);
        command.arg("-C").arg(folder.join("exim.conf")).args(["-bdf", "-q5s", "-oX"]);
        command.arg(format!("127.0.0.1.{} : 127.0.0.1.{}", ports.smtp, ports.smtps));
        Self::start(command, folder, "exim", &[ports.smtp, ports.smtps])
    }

    fn start(mut command: Command, folder: &Path, name: &str, ports: &[u16]) -> Option<Self> {
        let out = File::create(folder.join("log").join(format!("{name}.out"))).expect("a log");
        let err = out.try_clone().expect("a log");
        let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn();
        let mut server = Self { child: child.unwrap_or_else(|error| panic!("{name} can't be started: {error}")) };
        let mut is_up = false;
        wait_until(&format!("{name} to listen"), || {
            is_up = ports.iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok());
            is_up || server.child.try_wait().expect("its state").is_some()
        });
        // Ended before it listened: somebody has a port, or the configuration is wrong and three tries will say so.
        if is_up { Some(server) } else { None }
    }
}

impl Drop for Server {
    /// Ends the daemon and its children: Dovecot's hold the connections, and some outlive it by a moment.
    fn drop(&mut self) {
        let family = family(self.child.id());
        let signal = |name: &str, pids: &[u32]| {
            // One that is gone already can't be told; that is what we want.
            let _ = Command::new("kill").arg(name).args(pids.iter().map(u32::to_string)).stderr(Stdio::null()).status();
        };
        signal("-TERM", &[self.child.id()]);
        let deadline = Instant::now() + PATIENCE / 4;
        let mut is_ended = false;
        while !is_ended && Instant::now() < deadline {
            is_ended = !matches!(self.child.try_wait(), Ok(None));
            std::thread::sleep(Duration::from_millis(2));
        }
        let left: Vec<u32> = family.into_iter().filter(|pid| is_running(*pid)).collect();
        signal("-KILL", &left);
        // Best effort: there is nobody left to tell.
        let _ = self.child.wait();
        while left.iter().any(|pid| is_running(*pid)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// A process and all that it started, by what the system says of each process' parent.
fn family(pid: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .expect("/proc")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, stat(pid)?.1)))
        .collect();
    let mut family = vec![pid];
    let mut n_seen = 0;
    while let Some(parent) = family.get(n_seen).copied() {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| pid));
        n_seen += 1;
    }
    family
}

fn is_running(pid: u32) -> bool {
    stat(pid).is_some_and(|(state, _)| state != 'Z')
}

/// State and parent of a process, from behind its name in `/proc/PID/stat` (proc(5)).
fn stat(pid: u32) -> Option<(char, u32)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

/// Looks every few milliseconds until something is so. What another process does can only be looked for.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited {} s for {what}", PATIENCE.as_secs());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Runs a command that must succeed.
pub fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What a command that must succeed prints.
fn told(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
