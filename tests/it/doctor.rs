//! A home made by `init`, and what `doctor` says of it beside a real Dovecot and a real Exim.

use std::path::Path;

use bothways::cli::doctor::{self, DoctorArgs, State};
use bothways::cli::init::{self, InitArgs};
use clap::Parser;
use jiff::Timestamp;

use crate::harness::{AUTHSERV, Lab, PASSWORD, TRACK, YOU};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: InitArgs,
}

/// Runs `bothways init --yes …` for the servers of the lab, with the password in a file that only we can read.
fn home(lab: &Lab, root: &Path, password: &str, more: &[&str]) {
    let secret = root.with_extension("password");
    std::fs::write(&secret, password).unwrap();
    close(&secret);
    let (imap, smtp) = (lab.imap(TRACK), lab.smtp(TRACK));
    let (imap, smtp) = (format!("{}:{}", imap.host, imap.port), format!("{}:{}", smtp.host, smtp.port));
    let secret = secret.to_string_lossy();
    let mut words = vec!["init", "--yes", "--seat", "va", "--name", "Ann Lee", "--zone", "Europe/Berlin", "--you", YOU];
    words.extend(["--tracking", TRACK, "--imap", &imap, "--smtp", &smtp, "--password-file", &secret]);
    words.extend(more);
    init::run(&Line::parse_from(words).args, root, &mut Vec::new()).unwrap();
    let config = root.join("bothways.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("[trust]", &format!("[trust]\nauthserv_id = \"{AUTHSERV}\""))).unwrap();
}

#[cfg(unix)]
fn close(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn close(_path: &Path) {}

fn doctor(root: &Path) -> (State, String) {
    let mut out = Vec::new();
    let state = doctor::run(DoctorArgs::default(), root, Timestamp::now(), &mut out).unwrap();
    (state, String::from_utf8(out).unwrap())
}

#[test]
fn the_doctor_logs_in_to_both_servers() {
    let lab = Lab::start();
    let folder = tempfile::tempdir().unwrap();
    let ca_file = lab.ca_file();
    let ca_file = ["--ca-file", &ca_file.to_string_lossy()];

    let well = folder.path().join("well");
    home(&lab, &well, PASSWORD, &ca_file);
    let (state, said) = doctor(&well);
    assert_eq!(state, State::Ok, "{said}");
    assert!(said.contains(&format!("✓ imap           `{TRACK}` at localhost: INBOX holds 0 mails")), "{said}");
    assert!(said.contains(&format!("✓ smtp           `{TRACK}` at localhost: logged in")), "{said}");

    let wrong = folder.path().join("wrong-password");
    home(&lab, &wrong, "wr0ngsecret", &ca_file);
    let (state, said) = doctor(&wrong);
    assert_eq!(state, State::Failed);
    assert!(said.contains("✗ imap           `localhost` refused the password"), "{said}");
    assert!(said.contains("✗ smtp"), "{said}");
    assert!(!said.contains("wr0ngsecret"), "{said}");

    let untrusted = folder.path().join("untrusted");
    home(&lab, &untrusted, PASSWORD, &[]);
    let (state, said) = doctor(&untrusted);
    assert_eq!(state, State::Failed);
    assert!(said.contains("✗ imap           the certificate of `localhost` can't be trusted"), "{said}");
    assert!(said.contains("ca_file"), "{said}");
}

#[test]
fn a_server_that_is_down_is_named() {
    let mut lab = Lab::start();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("home");
    home(&lab, &root, PASSWORD, &["--ca-file", &lab.ca_file().to_string_lossy()]);
    lab.stop_dovecot();
    let (state, said) = doctor(&root);
    assert_eq!(state, State::Failed);
    assert!(said.contains("✗ imap           cannot reach `localhost`") && said.contains("✓ smtp"), "{said}");
}

#[test]
fn the_folder_for_copies_is_looked_at_and_left_alone() {
    let lab = Lab::start();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("home");
    let ca_file = lab.ca_file();
    home(&lab, &root, PASSWORD, &["--ca-file", &ca_file.to_string_lossy()]);
    let config = root.join("bothways.toml");
    let before = std::fs::read_to_string(&config).unwrap();
    let named = |folder: &str| {
        let sent = format!(
            "\n[sent]\nhost = \"localhost\"\nport = {}\ntls = \"implicit\"\nca_file = \"{}\"\nuser = \"{YOU}\"\n\
             password_file = \"{}\"\n{folder}",
            lab.imap(YOU).port,
            ca_file.display(),
            root.with_extension("password").display()
        );
        std::fs::write(&config, format!("{before}{sent}")).unwrap();
        doctor(&root)
    };
    let (state, said) = named("");
    assert_eq!(state, State::Ok, "{said}");
    let well = format!("✓ sent           `{YOU}` at localhost: copies of sent texts go to `Sent Messages`");
    assert!(said.contains(&well), "{said}");
    assert!(lab.in_folder(YOU, "Sent Messages").is_empty(), "nothing is left there");
    let (state, said) = named("folder = \"Nowhere\"\n");
    assert_eq!(state, State::Failed);
    assert!(said.contains("✗ sent") && said.contains("spelt as the server spells it"), "{said}");
}
