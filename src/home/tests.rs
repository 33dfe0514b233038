//! What a home promises to those who open it.

use super::*;
use crate::domain::address::Address;
use crate::domain::relationship::Seat;

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

fn pair(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

#[test]
fn a_folder_without_a_configuration_says_how_to_make_one() {
    let folder = tempfile::tempdir().unwrap();
    for root in [folder.path().to_owned(), folder.path().join("absent")] {
        let error = Home::open(root).unwrap_err();
        assert!(matches!(error, Error::NotAHome { .. }));
        assert!(error.hint().unwrap().contains("bothways init"));
    }
}

#[test]
fn a_home_is_used_by_one_at_a_time() {
    let (_folder, home) = home();
    let _lock = home.lock().unwrap();
    let error = home.lock().unwrap_err();
    assert!(error.is_transient() && error.to_string().contains(&std::process::id().to_string()), "{error}");
}

#[test]
fn a_good_rule_outlives_a_broken_edit_and_is_gone_when_i_take_it_away() {
    let (_folder, home) = home();
    let mut faults = Faults::new();
    for name in ["a.rhai", "b.rhai"] {
        std::fs::write(home.rules().join(name), "good").unwrap();
    }
    home.keep_last_good(&home.rule_files(&mut faults)).unwrap();
    // `a` breaks: whoever compiles leaves it out of what is good.
    std::fs::write(home.rules().join("a.rhai"), "broken").unwrap();
    std::fs::write(home.rules().join("b.rhai"), "better").unwrap();
    home.keep_last_good(&[pair("rules/b.rhai", "better")]).unwrap();
    assert_eq!(home.last_good_rule_files(&mut faults), [pair("rules/a.rhai", "good"), pair("rules/b.rhai", "better")]);
    std::fs::remove_file(home.rules().join("a.rhai")).unwrap();
    home.keep_last_good(&[pair("rules/b.rhai", "better"), pair("rules/../x.rhai", "outside")]).unwrap();
    assert_eq!(home.last_good_rule_files(&mut faults).len(), 2, "it may be back tomorrow");
    home.remove_rule("rules/a.rhai").unwrap();
    assert_eq!(home.last_good_rule_files(&mut faults), [pair("rules/b.rhai", "better")]);
    assert!(!home.data().join("x.rhai").exists());
    assert!(faults.is_empty());
}

#[test]
fn rules_cases_signals_and_templates_are_told_apart() {
    let (_folder, home) = home();
    std::fs::create_dir(home.rules().join("signals")).unwrap();
    for path in
        ["rules/a.rhai", "rules/a.cases", "rules/signals/s.toml", "templates/check-in.txt", "templates/nudge.html"]
    {
        std::fs::write(home.root().join(path), path).unwrap();
    }
    let mut faults = Faults::new();
    assert_eq!(home.rule_files(&mut faults), [pair("rules/a.rhai", "rules/a.rhai")]);
    assert_eq!(home.case_files(&mut faults), [pair("rules/a.cases", "rules/a.cases")]);
    assert_eq!(home.signal_files(&mut faults), [pair("rules/signals/s.toml", "rules/signals/s.toml")]);
    let names: Vec<String> = home.template_files(&mut faults).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["check-in.txt", "nudge.html"]);
}

#[test]
#[cfg(unix)]
fn what_others_can_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, home) = home();
    assert!(home.open_to_others().is_empty());
    std::fs::set_permissions(home.config_file(), std::fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(home.open_to_others(), [home.config_file()]);
}
