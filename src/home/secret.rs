//! Passwords: where they may lie, in which order they are looked for, and a type that never shows one.

use std::ffi::OsString;
use std::fmt;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::config::PasswordFrom;
use super::{Error, files};

/// A password. It prints as `…`, and its memory is wiped when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The password itself: for the login and for nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// How long a password command may take. Long enough to touch a key or type a passphrase.
const COMMAND_LIMIT: Duration = Duration::from_secs(30);

/// What the environment holds under a name.
pub(super) type Environment<'e> = &'e dyn Fn(&str) -> Option<OsString>;

/// Looks for the password of `server` (`imap` or `smtp`): systemd's credentials, then what `bothways.toml` names, then
/// `BOTHWAYS_IMAP_PASSWORD_FILE` and `BOTHWAYS_IMAP_PASSWORD`. `None` where nobody keeps one.
///
/// systemd comes first because whoever runs bothways as a service has placed it there on purpose; the environment comes last
/// because other programs of the same user can read it.
pub(super) fn find(
    server: &'static str,
    from: &PasswordFrom,
    config: &Path,
    env: Environment<'_>,
) -> Result<Option<Secret>, Error> {
    if let Some(folder) = env("CREDENTIALS_DIRECTORY") {
        let path = Path::new(&folder).join(format!("{server}_password"));
        if path.is_file() {
            return read(&path).map(Some);
        }
    }
    match from {
        PasswordFrom::File(path) => read_private(path).map(Some),
        PasswordFrom::Command(command) => ask(command, COMMAND_LIMIT).map(Some),
        PasswordFrom::Plain(secret) => {
            refuse_open(config)?;
            Ok(Some(secret.clone()))
        }
        PasswordFrom::Environment => from_environment(server, env),
    }
}

fn from_environment(server: &str, env: Environment<'_>) -> Result<Option<Secret>, Error> {
    let name = format!("BOTHWAYS_{}_PASSWORD", server.to_uppercase());
    if let Some(path) = env(&format!("{name}_FILE")) {
        // Not checked for who may read it: Docker mounts its secrets world-readable inside the container.
        return read(Path::new(&path)).map(Some);
    }
    let text = env(&name).and_then(|text| text.into_string().ok()).filter(|text| !text.is_empty());
    Ok(text.map(Secret::new))
}

fn read_private(path: &Path) -> Result<Secret, Error> {
    refuse_open(path)?;
    read(path)
}

fn refuse_open(path: &Path) -> Result<(), Error> {
    if files::is_private(path)? { Ok(()) } else { Err(Error::OpenToOthers { path: path.to_owned() }) }
}

fn read(path: &Path) -> Result<Secret, Error> {
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(|source| Error::io("read", path, source))?);
    first_line(&text)
        .ok_or_else(|| Error::NoPassword { place: format!("the file `{}`", path.display()), why: "is empty".into() })
}

/// Editors and `echo` end a file with a line break, which is not part of the password.
fn first_line(text: &str) -> Option<Secret> {
    text.lines().next().filter(|line| !line.is_empty()).map(Secret::new)
}

/// Runs a password command; what it says on stderr goes to the terminal, so that it can ask for a passphrase.
fn ask(command: &[String], limit: Duration) -> Result<Secret, Error> {
    let Some((program, args)) = command.split_first() else {
        return Err(Error::NoPassword { place: "`password_command`".into(), why: "is empty".into() });
    };
    let no_password = |why: String| Error::NoPassword { place: format!("the command `{program}`"), why };
    let mut child = Command::new(program)
        .args(args)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|source| no_password(format!("could not be started: {source}")))?;
    let Some(mut stdout) = child.stdout.take() else {
        return Err(no_password("gave no output to read".into()));
    };
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = Zeroizing::new(String::new());
        let read = stdout.by_ref().take(64 * 1024).read_to_string(&mut text).map(|_| text);
        // The receiver is gone when the limit has passed; then nobody wants it.
        let _ = tell.send(read);
    });
    let Ok(read) = told.recv_timeout(limit) else {
        // It may end by itself in between, which is as good.
        let _ = child.kill();
        let _ = child.wait();
        return Err(no_password(format!("did not answer within {} seconds", limit.as_secs())));
    };
    let text = read.map_err(|source| no_password(format!("answered what is not text: {source}")))?;
    let status = child.wait().map_err(|source| no_password(format!("was lost: {source}")))?;
    if !status.success() {
        return Err(no_password(format!("failed ({status})")));
    }
    first_line(&text).ok_or_else(|| no_password("printed nothing".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn nothing(_: &str) -> Option<OsString> {
        None
    }

    fn file(folder: &Path, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        path
    }

    fn command(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_secret_prints_as_dots() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret} {secret:?} {:?}", PasswordFrom::Plain(secret.clone())), "… … Plain(…)");
    }

    #[test]
    fn credentials_of_the_service_come_first_and_the_environment_last() {
        let folder = tempfile::tempdir().unwrap();
        let kept = file(folder.path(), "kept", "from the file\n", 0o600);
        file(folder.path(), "imap_password", "from systemd\n", 0o400);
        let env = |name: &str| match name {
            "CREDENTIALS_DIRECTORY" => Some(folder.path().into()),
            "BOTHWAYS_SMTP_PASSWORD" => Some("from the environment".into()),
            _ => None,
        };
        let find = |server, from| find(server, &from, Path::new("bothways.toml"), &env).unwrap().unwrap();
        assert_eq!(find("imap", PasswordFrom::File(kept.clone())).reveal(), "from systemd");
        assert_eq!(find("smtp", PasswordFrom::File(kept)).reveal(), "from the file");
        assert_eq!(find("smtp", PasswordFrom::Environment).reveal(), "from the environment");
    }

    #[test]
    #[cfg(unix)]
    fn a_password_that_others_can_read_is_refused_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let open = file(folder.path(), "open", "hunter2", 0o644);
        let error = find("imap", &PasswordFrom::File(open.clone()), &open, &nothing).unwrap_err();
        assert!(error.hint().unwrap().contains("chmod 600"), "{error}");
        assert!(find("imap", &PasswordFrom::Plain(Secret::new("x")), &open, &nothing).is_err());
        let closed = file(folder.path(), "closed", "", 0o600);
        assert!(find("imap", &PasswordFrom::Plain(Secret::new("x")), &closed, &nothing).is_ok());
    }

    #[test]
    #[cfg(unix)]
    fn a_command_gives_its_first_line_or_a_reason() {
        let limit = Duration::from_secs(20);
        let given = ask(&command(&["printf", "s3cret\\nnote\\n"]), limit).unwrap();
        assert_eq!(given.reveal(), "s3cret");
        for (words, reason) in [
            (&["true"][..], "printed nothing"),
            (&["false"], "failed"),
            (&["bothways-no-such-program"], "could not be started"),
            (&[], "is empty"),
        ] {
            let error = ask(&command(words), limit).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
        let error = ask(&command(&["sleep", "60"]), Duration::from_millis(50)).unwrap_err().to_string();
        assert!(error.contains("did not answer"), "{error}");
    }

    #[test]
    fn nothing_kept_anywhere_is_no_error() {
        assert!(find("imap", &PasswordFrom::Environment, Path::new("bothways.toml"), &nothing).unwrap().is_none());
    }
}
