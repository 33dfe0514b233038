//! What the doctor says about homes that are well, ill and not there.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::*;
use crate::domain::address::Address;
use crate::domain::relationship::Seat;
use crate::home::Answers;

fn now() -> Timestamp {
    date(2026, 11, 22).at(5, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

fn home() -> (tempfile::TempDir, Home) {
    let folder = tempfile::tempdir().unwrap();
    let answers = Answers {
        seat: Seat::Va,
        name: "Ann".into(),
        you: vec![Address::parse("ann@desk.example").unwrap()],
        zone: "Europe/Berlin".into(),
        tracking: None,
        imap: None,
        smtp: None,
    };
    let home = Home::write_new(folder.path(), &answers).unwrap();
    (folder, home)
}

fn doctor(root: &Path, json: bool) -> (State, String) {
    let mut out = Vec::new();
    let args = DoctorArgs { json, offline: false };
    let state = run(args, root, now(), &mut out).unwrap();
    (state, String::from_utf8(out).unwrap())
}

#[test]
fn a_new_home_is_well() {
    let (_folder, home) = home();
    let (state, said) = doctor(home.root(), false);
    assert_eq!(state, State::Ok, "{said}");
    assert!(said.contains("✓ clock          Sunday 22 November 2026, 06:00 in Europe/Berlin"), "{said}");
    assert!(said.ends_with("All is well.\n"), "{said}");
}

#[test]
fn a_typo_is_shown_with_its_line_and_what_was_meant() {
    let (_folder, home) = home();
    let text = std::fs::read_to_string(home.config_file()).unwrap().replace("\nzone =", "\nzoen =");
    std::fs::write(home.config_file(), text).unwrap();
    let (state, said) = doctor(home.root(), false);
    assert_eq!(state.exit_code(), 1);
    assert!(
        said.contains("✗ configuration") && said.contains("did you mean `zone`?") && said.contains("column 1"),
        "{said}"
    );
}

#[test]
fn a_folder_that_is_no_home_says_how_to_make_one() {
    let folder = tempfile::tempdir().unwrap();
    let (state, said) = doctor(folder.path(), true);
    assert_eq!(state, State::Failed);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["healthy"], false);
    assert_eq!(report["checks"][0]["state"], "failed");
    assert!(report["checks"][0]["next"].as_str().unwrap().contains("bothways init"));
}

#[test]
fn a_broken_rule_a_broken_template_and_a_damaged_database_are_told() {
    let (_folder, home) = home();
    std::fs::write(home.rules().join("mine.rhai"), "rule \"mine\" {\n    titel \"x\"\n}").unwrap();
    std::fs::write(home.templates().join("nudge.txt"), "{{ nonsense").unwrap();
    std::fs::write(home.db(), "this is no database, however long it may go on about being one").unwrap();
    let (state, said) = doctor(home.root(), false);
    assert_eq!(state, State::Failed);
    assert!(said.contains("✗ templates      templates/nudge.txt"), "{said}");
    assert!(said.contains("✗ rules          rules/mine.rhai:2"), "{said}");
    assert!(said.contains("✗ database"), "{said}");
    assert!(said.contains("3 things are in the way."), "{said}");
}

#[test]
fn a_clock_before_its_time_is_a_failure() {
    assert_eq!(local::clock(Timestamp::UNIX_EPOCH, None).state, State::Failed);
}

#[test]
fn a_server_that_nobody_knows_is_told_apart_from_one_without_a_password() {
    let (_folder, home) = home();
    let more = "\n[imap]\nhost = \"imap.nowhere.invalid\"\nuser = \"track@desk.example\"\npassword_command = [\"echo\", \"x\"]\n[smtp]\nhost = \"localhost\"\nfrom = \"track@desk.example\"\nuser = \"other@desk.example\"\n";
    let text = std::fs::read_to_string(home.config_file()).unwrap() + more;
    std::fs::write(home.config_file(), text).unwrap();
    let (state, said) = doctor(home.root(), false);
    assert_eq!(state, State::Failed);
    assert!(said.contains("the name `imap.nowhere.invalid` was not found"), "{said}");
    assert!(said.contains("✗ smtp           nobody keeps the password"), "{said}");
    assert!(said.contains("BOTHWAYS_SMTP_PASSWORD"), "{said}");
    assert!(said.contains("! replies"), "{said}");
}

#[test]
#[cfg(unix)]
fn open_files_are_a_warning_with_the_command_that_closes_them() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, home) = home();
    std::fs::set_permissions(home.config_file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let (state, said) = doctor(home.root(), false);
    assert_eq!(state.exit_code(), 3);
    assert!(said.contains("chmod go= ") && said.contains("1 thing is worth a look."), "{said}");
}
