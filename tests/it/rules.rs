//! A user who knows spreadsheets and changes her rules in the terminal: what she sees, and that nothing happens without her yes.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What one command printed: data, talk, exit code.
struct Said {
    data: String,
    talk: String,
    code: i32,
}

/// Runs `bothways rules …` in a home, with answers on its stdin and an editor that is one call of sed.
fn rules(home: &Path, words: &[&str], answers: &str, edit: &str) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bothways"))
        .arg("rules")
        .args(words)
        .arg("--home")
        .arg(home)
        .env("EDITOR", format!("sed -i {edit}"))
        .env_remove("VISUAL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Said { data: text(&done.stdout), talk: text(&done.stderr), code: done.status.code().unwrap() }
}

fn read(home: &Path, name: &str) -> String {
    std::fs::read_to_string(home.join(name)).unwrap_or_default()
}

#[test]
fn a_rule_is_changed_broken_mended_tried_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("demo");
    let made = Command::new(env!("CARGO_BIN_EXE_bothways")).arg("demo").arg("--home").arg(&home).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let home = home.as_path();

    let list = rules(home, &["list"], "", "");
    assert!(list.data.contains("on   quiet") && list.data.contains("spoke 1× in 90 days"), "{}", list.data);

    // Broken: told with the line, and nothing is in force of it.
    let broken = rules(home, &["edit", "quiet"], "no\n", "s/they.silence/they.silense/");
    assert!(broken.talk.contains("did you mean `silence`?"), "{}", broken.talk);
    assert_eq!((broken.code, read(home, "rules/quiet.rhai").as_str()), (3, ""));

    // Mended, with a number changed: old beside new, and used on yes.
    let edit = "s/they.silense/they.silence/;s/slower_than_usual.=.2/slower_than_usual=9/";
    let refused = rules(home, &["edit", "quiet"], "no\n", edit);
    assert!(refused.data.contains("Old against new") && refused.data.contains("Harbor Books"), "{}", refused.data);
    assert_eq!(read(home, "rules/quiet.rhai"), "");
    let tried = rules(home, &["try", "quiet"], "yes\n", "");
    assert!(tried.data.contains("in all         once"), "{}\n{}", tried.data, tried.talk);
    assert!(read(home, "rules/quiet.rhai").contains("slower_than_usual=9"));
    assert_eq!(
        read(home, "data/last-good/quiet.rhai"),
        read(home, "rules/quiet.rhai"),
        "a slip made next costs nothing"
    );
    let diff = rules(home, &["diff", "quiet"], "", "");
    assert!(diff.data.contains("slower_than_usual is 9, and ships as 2."), "{}", diff.data);

    // A rule of her own: sound and off at first; on after a look at the past, and quiet about what is true already.
    assert_eq!(rules(home, &["new", "warm-words"], "", "").code, 0);
    // Nine times the usual gap is more than any invented relationship has, and lint asks about that; of the new rule it says nothing.
    let linted = rules(home, &["lint"], "", "");
    assert!(linted.talk.contains("\"quiet\" speaks on none of"), "{}", linted.talk);
    assert!(!linted.talk.contains("warm-words"), "{}", linted.talk);
    assert_eq!(linted.code, 3);
    let test = rules(home, &["test", "warm-words"], "", "");
    assert!(test.talk.contains("4 passed, 0 failed"), "{}", test.talk);
    assert!(test.data.contains("yes no edge  warm-words: they.gave(\"help\", my.window) >= my.least"), "{}", test.data);
    let past = rules(home, &["backtest"], "", "");
    assert!(past.data.contains("each day as it was known then") && past.data.contains("one-sided"), "{}", past.data);
    let on = rules(home, &["on", "warm-words"], "yes\nno\n", "");
    assert!(on.data.contains("Old against new") || on.data.contains("No difference"), "{}", on.data);
    assert_eq!(read(home, "rules/tuning.rhai"), "tune \"warm-words\" { on }\n");
    assert!(rules(home, &["list"], "", "").data.contains("on   warm-words"));
    assert_eq!(rules(home, &["off", "warm-words"], "", "").code, 0);
    assert_eq!(read(home, "rules/tuning.rhai"), "tune \"warm-words\" { off }\n");

    // A change is put aside, and the file changes under it meanwhile: both are kept, and what clashes is shown.
    let put_aside =
        rules(home, &["edit", "quiet"], "no\n", "s/open_letters.*=.3/open_letters=4/;s/they.silence/they.silense/");
    assert_eq!(put_aside.code, 3, "{}", put_aside.talk);
    let by_hand = |from: &str, to: &str| {
        let file = home.join("rules/quiet.rhai");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(&file, text.replace(from, to)).unwrap();
    };
    by_hand("Quieter than usual", "Quieter by hand");
    let both = rules(home, &["try", "quiet"], "", "");
    assert!(both.talk.contains("I put both changes together"), "{}", both.talk);
    by_hand("open_letters      = 3", "open_letters = 5");
    let clash = rules(home, &["try", "quiet"], "", "");
    assert!(clash.talk.contains("in the lines that you change too") && clash.code == 3, "{}", clash.talk);
    let mended = rules(home, &["edit", "quiet"], "yes\nno\n", "s/they.silense/they.silence/");
    assert_eq!(mended.code, 0, "{}", mended.talk);
    let taken = read(home, "rules/quiet.rhai");
    assert!(taken.contains("Quieter by hand") && taken.contains("open_letters=4"), "{taken}");

    // A file beside those in force.
    let changed = folder.path().join("one-sided.rhai");
    let shipped = include_str!("../../rules/one-sided.rhai");
    let stricter = shipped.replace("least_given = 3", "least_given = 200");
    assert_ne!(stricter, shipped);
    std::fs::write(&changed, stricter).unwrap();
    let beside = rules(home, &["backtest", "--rule", changed.to_str().unwrap()], "", "");
    assert!(beside.data.contains("one-sided") && beside.data.contains("not once"), "{}", beside.data);
    // A file that is in force already is told by what it changes.
    let tuning = home.join("rules/mine.rhai");
    std::fs::write(&tuning, "tune \"one-sided\" { least_given = 200 }\n").unwrap();
    let in_force = rules(home, &["backtest", "--rule", tuning.to_str().unwrap()], "", "");
    assert!(in_force.data.contains("one-sided") && in_force.data.contains("not once"), "{}", in_force.data);

    // A rule that is not in force because of its own case, and a home that is not there, are said to be so.
    std::fs::write(home.join("rules/warm-words.cases"), "case warm-words \"nothing\"\n  expect fires\n").unwrap();
    let held = rules(home, &["on", "warm-words"], "", "");
    assert!(held.talk.contains("the rule `warm-words` is not in force: rules/warm-words.cases:1"), "{}", held.talk);
    let nowhere = rules(&folder.path().join("nowhere"), &["lint"], "", "");
    assert!(nowhere.talk.contains("there is no bothways home in") && nowhere.code == 1, "{}", nowhere.talk);
    assert!(rules(home, &["edit", "qiet"], "", "").talk.contains("did you mean `quiet`?"));
    assert!(rules(home, &["test", "qiet"], "", "").talk.contains("did you mean `quiet`?"));

    // Of a file in which something is wrong no rule can be tried; what is wrong is said, and not that it is not there.
    let mended = read(home, "rules/warm-words.rhai");
    std::fs::write(home.join("rules/warm-words.rhai"), mended.replace("they.gave(", "they.gvae(")).unwrap();
    let unusable = rules(home, &["test", "warm-words"], "", "").talk;
    assert!(
        unusable.contains("did you mean `gave`?") && unusable.contains("among those that can be used"),
        "{unusable}"
    );
    assert!(!unusable.contains("did you mean `warm-words`?"), "{unusable}");
}
