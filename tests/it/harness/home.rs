//! A home on the lab's servers, and the real program at work in it.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::{AUTHSERV, Lab, PASSWORD, TRACK, YOU};

/// A home in a temporary folder, driven from outside like a user's.
#[derive(Debug)]
pub struct TestHome {
    folder: tempfile::TempDir,
}

impl TestHome {
    /// A home whose mailbox is the lab's tracking mailbox.
    pub fn on(lab: &Lab, outgoing: &str) -> Self {
        let server = |section: &str, port: u16| {
            format!(
                "[{section}]\nhost = \"localhost\"\nport = {port}\ntls = \"implicit\"\nca_file = \"{}\"\nuser = \"{TRACK}\"\n\
                 password = \"{PASSWORD}\"\n",
                lab.ca_file().display()
            )
        };
        Self::with(&format!(
            "{}[tracking]\naddress = \"{TRACK}\"\n{}{}[trust]\nauthserv_id = \"{AUTHSERV}\"\n[outgoing]\n{outgoing}\n",
            you_in(&zone_of_noon()),
            server("imap", lab.imap(TRACK).port),
            server("smtp", lab.smtp(TRACK).port),
        ))
    }

    /// A home without a mailbox: mail comes from files and goes to files.
    pub fn offline() -> Self {
        Self::offline_in(&zone_of_noon())
    }

    /// The same where it is a test's own clock that tells the time, and not that of the day on which it runs.
    pub fn offline_in(zone: &str) -> Self {
        Self::with(&format!("{}[tracking]\naddress = \"{TRACK}\"\n", you_in(zone)))
    }

    /// The home of `bothways demo`, until today: several relationships, judged day by day.
    pub fn demo() -> Self {
        let home = Self { folder: tempfile::tempdir().expect("a folder") };
        home.ok(&["demo"]);
        home
    }

    pub fn with(config: &str) -> Self {
        let home = Self { folder: tempfile::tempdir().expect("a folder") };
        home.write("bothways.toml", config);
        home
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the home, readable by its owner alone.
    pub fn write(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
    }

    /// The program, with its arguments, in this home.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bothways"));
        command.args(arguments).arg("--home").arg(self.path()).env_remove("BOTHWAYS_HOME").stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program to start")
    }

    /// Runs the program; it must end well. Gives back what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?} ended with {}: {said}", output.status);
        String::from_utf8(output.stdout).expect("text")
    }

    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.ok(arguments)).expect("JSON")
    }

    /// Starts the watch; it ends when the value is dropped.
    pub fn watch(&self) -> Watch {
        let log = fs::File::create(self.path().join("watch.log")).expect("a log");
        let child = self.command(&["run"]).env("BOTHWAYS_LOG", "info").stderr(log).stdout(Stdio::null()).spawn();
        Watch(child.expect("the program to start"))
    }

    /// What the watch said, for a test that failed.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path().join("watch.log")).unwrap_or_default()
    }
}

/// A zone in which it is about noon, and no days off: nudges come at any hour of any day on which a test runs.
pub fn awake() -> String {
    awake_in(&zone_of_noon())
}

fn awake_in(zone: &str) -> String {
    format!("zone = \"{zone}\"\ndays_off = []\nnudge_hour = 0\n")
}

/// The same zone, for what a test says of days and hours.
pub fn awake_zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get(&zone_of_noon()).expect("a zone of the database")
}

fn zone_of_noon() -> String {
    let hour = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).hour();
    let ahead = 12 - hour;
    // The sign is that of POSIX: `Etc/GMT-12` is twelve hours ahead.
    if ahead == 0 { "UTC".to_owned() } else { format!("Etc/GMT{:+}", -ahead) }
}

fn you_in(zone: &str) -> String {
    format!("[you]\nname = \"Nadia Reyes\"\naddresses = [\"{YOU}\"]\nseat = \"va\"\n{}", awake_in(zone))
}

/// A running watch.
#[derive(Debug)]
pub struct Watch(Child);

impl Watch {
    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.0.kill().expect("to kill it");
        self.0.wait().expect("to bury it");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A moment, to cut something off in its middle. Never to wait for something: that is [`comes_true`].
pub fn pause(moment: Duration) {
    std::thread::sleep(moment);
}

/// Whether something comes true within two minutes; as soon as it does.
pub fn comes_true(mut is_so: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + Duration::from_mins(2);
    while !is_so() {
        if Instant::now() > end {
            return false;
        }
        pause(Duration::from_millis(50));
    }
    true
}
