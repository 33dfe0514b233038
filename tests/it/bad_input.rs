//! What nobody should hand in, handed in: each gets a clear message or a recorded outcome; nothing is lost, nothing is sent, and
//! the exit code tells the shell.
//!
//! Servers that hang at one phase or another are tried in `hostile_imap` and `hostile_smtp`, where the limits can be short.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use bothways::store::Store;

use crate::harness::home::TestHome;
use crate::harness::{CLIENT, TRACK, YOU};

const DONE: i32 = 0;
const FAILED: i32 = 1;
const WRONG_USAGE: i32 = 2;
const WITH_FAULTS: i32 = 3;

/// A home that knows one client.
fn home() -> TestHome {
    let home = TestHome::offline();
    home.ok(&["do", &format!("add acme \"Acme Studio\" {CLIENT}")]);
    home
}

/// What the program said, held to what holds for every command: words for a person, never the insides of the program.
fn said(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).expect("text on stderr");
    for inside in ["panicked", "RUST_BACKTRACE", "Some(", "None,", "Error {", "unwrap", "src/"] {
        assert!(!said.contains(inside), "`{inside}` is nothing to show to a person:\n{said}");
    }
    said
}

/// Runs the program, checks its exit code, and gives back what it said.
fn run(home: &TestHome, arguments: &[&str], code: i32) -> String {
    let output = home.run(arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    said
}

fn has_all(said: &str, wanted: &[&str]) {
    for words in wanted {
        assert!(said.contains(words), "`{words}` is not said:\n{said}");
    }
}

/// The head of a letter from the user to her client, with a BCC to bothways.
fn head(id: &str) -> String {
    format!(
        "From: Nadia Reyes <{YOU}>\r\nTo: Dana Okafor <{CLIENT}>\r\nDelivered-To: {TRACK}\r\nSubject: {id}\r\n\
         Date: Mon, 1 Jun 2026 09:00:00 +0000\r\nMessage-ID: <{id}@desk.test>\r\n"
    )
}

/// Writes one mail into the home and imports it.
fn import(home: &TestHome, name: &str, bytes: &[u8], code: i32) -> String {
    let path = home.path().join("in").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    run(home, &["import", path.to_str().unwrap()], code)
}

/// The words of the letters filed with the one client.
fn filed(home: &TestHome) -> Vec<String> {
    let export = home.json(&["export"]);
    let letters = export["relationships"][0]["letters"].as_array().unwrap();
    letters.iter().map(|letter| letter["text"].as_str().unwrap().to_owned()).collect()
}

fn outcomes(home: &TestHome) -> serde_json::Value {
    home.json(&["status", "--json"])["mails"].clone()
}

/// No mail was ever put into the outbox.
fn nothing_sent(home: &TestHome) {
    let outbox = home.run(&["outbox", "--json"]);
    assert_eq!(String::from_utf8_lossy(&outbox.stdout).trim(), "[]");
    assert!(!home.path().join("outbox").exists());
}

#[test]
fn a_mail_that_breaks_off_keeps_what_came_of_it() {
    for (id, rest, words) in [
        ("cut-text", "\r\nHello Dana, here is the pla", "Hello Dana, here is the pla"),
        (
            "cut-base64",
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain; \
             charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8gRGFuYSwgaGVyZSBpcyB0aGU",
            "Hello Dana, here is t",
        ),
        (
            "cut-multipart",
            "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain; \
             charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHello Dana, the caf=C3=A9 is clo=C",
            "Hello Dana, the café is clo",
        ),
        (
            "cut-html",
            "Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>Hello Dana, the <b>plan</b> is rea",
            "Hello Dana, the plan is rea",
        ),
    ] {
        let home = home();
        import(&home, "cut.eml", format!("{}{rest}", head(id)).as_bytes(), DONE);
        let found = filed(&home);
        assert!(found.len() == 1 && found[0].starts_with(words), "{id}: {found:?}");
        nothing_sent(&home);
    }
}

#[test]
fn a_mail_of_fifty_megabytes_is_known_by_its_head_and_named() {
    let home = home();
    let mut mail = format!("{}\r\n", head("big")).into_bytes();
    mail.resize(50 << 20, b'x');
    let said = import(&home, "big.eml", &mail, WITH_FAULTS);
    has_all(&said, &["big.eml", "50 MB", "without its attachments", "1 letter filed"]);
    assert_eq!(filed(&home), [""]);
    nothing_sent(&home);
}

#[test]
fn a_mail_made_to_be_costly_is_refused_with_its_reason() {
    let home = home();
    for boundary in ["a-usual-boundary", "x"] {
        let parts = format!("--{boundary}\r\n\r\na part\r\n").repeat(2000);
        let mail = format!(
            "{}Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n{parts}--{boundary}--\r\n",
            head("parts")
        );
        let said = import(&home, &format!("{boundary}.eml"), mail.as_bytes(), WITH_FAULTS);
        has_all(&said, &["1 refused", ".eml", "more than 1000 parts"]);
    }
    let mut nested = format!("{}\r\nThe innermost.\r\n", head("innermost"));
    for n in 0..300 {
        nested = format!("{}Content-Type: message/rfc822\r\n\r\n{nested}", head(&format!("level-{n}")));
    }
    let said = import(&home, "nested.eml", nested.as_bytes(), WITH_FAULTS);
    has_all(&said, &["1 refused", "nested.eml", "more than 100 mails in each other"]);
    assert_eq!(outcomes(&home), serde_json::json!({ "refused": 3 }));
    nothing_sent(&home);
}

#[test]
fn a_letter_without_an_author_is_asked_about_and_can_be_left_out() {
    let home = home();
    let mail = format!("To: Dana <{CLIENT}>\r\nDate: Mon, 1 Jun 2026 09:00:00 +0000\r\nSubject: who\r\n\r\nHello.\r\n");
    has_all(&import(&home, "nofrom.eml", mail.as_bytes(), DONE), &["1 asked about", "bothways pending"]);
    let pending = home.ok(&["pending"]);
    has_all(&pending, &["a letter without an author", "“who”", "skip"]);
    assert_eq!(filed(&home), Vec::<String>::new());
    home.ok(&["do", "1 skip"]);
    assert_eq!(home.ok(&["pending"]), "");
    nothing_sent(&home);
}

#[test]
fn a_letter_without_a_date_is_filed_by_the_day_it_came() {
    let home = home();
    let mail = head("nodate").replace(
        "Date: Mon, 1 Jun 2026 09:00:00 +0000\r\n",
        "Received: from a.test by b.test; Tue, 2 Jun 2026 10:00:00 +0000\r\n",
    );
    import(&home, "nodate.eml", format!("{mail}\r\nHello Dana.\r\n").as_bytes(), DONE);
    let export = home.json(&["export"]);
    let letter = &export["relationships"][0]["letters"][0];
    assert_eq!((&letter["happened_at"], &letter["certain"]), (&"2026-06-02T10:00:00Z".into(), &false.into()));
}

#[test]
fn an_unknown_charset_is_guessed() {
    let home = home();
    let mut mail = format!("{}Content-Type: text/plain; charset=x-nobody-7\r\n\r\nWe meet at the caf", head("charset"))
        .into_bytes();
    mail.extend(b"\xe9 at eight, as always.\r\n");
    import(&home, "charset.eml", &mail, DONE);
    assert_eq!(filed(&home), ["We meet at the café at eight, as always."]);
}

#[test]
fn what_is_no_mail_is_refused_and_what_is_no_folder_is_named() {
    let home = home();
    for (name, bytes) in
        [("empty.eml", &b""[..]), ("zeros.eml", &[0; 1000]), ("notes.eml", b"root:x:0:0\nnobody here\n")]
    {
        let said = import(&home, name, bytes, WITH_FAULTS);
        has_all(&said, &["1 refused", name, "it is not a mail"]);
    }
    assert_eq!(home.ok(&["pending"]), "");
    fs::create_dir(home.path().join("bare")).unwrap();
    for (path, words) in [
        ("nowhere", "nothing is there"),
        ("bothways.toml/inbox", "a part of that path is a file, not a folder"),
        ("bare", "a mail folder holds"),
    ] {
        let path = home.path().join(path);
        for command in ["import", "read"] {
            has_all(&run(&home, &[command, path.to_str().unwrap()], FAILED), &[path.to_str().unwrap(), "hint:", words]);
        }
        let replay = ["replay", path.to_str().unwrap(), "--from", "2026-06-01", "--to", "2026-06-02"];
        has_all(&run(&home, &replay, FAILED), &[path.to_str().unwrap(), words]);
    }
    nothing_sent(&home);
}

#[test]
fn a_slip_in_the_configuration_is_shown_with_its_line_and_what_was_meant() {
    let home = home();
    let config = fs::read_to_string(home.path().join("bothways.toml")).unwrap();
    for (good, bad, wanted) in [
        (
            "addresses",
            "adresses",
            &["line 3, column 1", "`adresses` is not a setting of [you]", "did you mean `addresses`?"][..],
        ),
        ("[tracking]", "[trackign]", &["column", "trackign", "did you mean `[tracking]`"]),
        (
            "zone = ",
            "zone = \"Mars/Base\" # ",
            &["line 5, column 8", "`Mars/Base` is not a time zone", "Europe/Berlin"],
        ),
        ("[you]", "[you", &["line 1", "^"]),
        ("nudge_hour = 0", "nudge_hour = 25", &["line 7", "nudge_hour"]),
    ] {
        home.write("bothways.toml", &config.replacen(good, bad, 1));
        for command in [&["status"][..], &["run", "--once"], &["import", "in"], &["do", "status"], &["export"]] {
            has_all(&run(&home, command, FAILED), wanted);
        }
        let doctor = home.run(&["doctor", "--offline"]);
        assert_eq!(doctor.status.code(), Some(FAILED));
        has_all(&String::from_utf8(doctor.stdout).unwrap(), wanted);
    }
    fs::write(home.path().join("bothways.toml"), b"name = \"\xff\xfe\"").unwrap();
    has_all(&run(&home, &["status"], FAILED), &["bothways.toml", "UTF-8"]);
}

#[test]
fn a_home_that_is_not_there_is_said_with_what_makes_one() {
    let home = home();
    let nowhere = home.path().join("nowhere");
    for command in ["status", "pending", "doctor", "export", "outbox", "findings"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_bothways"))
            .args([command, "--home"])
            .arg(&nowhere)
            .env_remove("BOTHWAYS_HOME")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(FAILED), "{command}");
        let all = format!("{}{}", String::from_utf8_lossy(&output.stdout), said(&output));
        has_all(&all, &["there is no bothways home", "bothways init --home"]);
    }
}

#[test]
fn a_rule_that_loops_or_breaks_stops_no_other() {
    let home = home();
    home.write(
        "rules/endless.rhai",
        "rule \"endless\" {\n    title \"Never ends\"\n    level \"soon\"\n    again 30.days\n    when { let x = 0; loop { x += 1; } }\n    nudge \"x\"\n}\n",
    );
    home.write("rules/mine.rhai", "rule \"mine\" {\n    title \"Mine\"\n    when you.gve(3.days) > 1\n");
    let said = run(&home, &["run", "--once"], WITH_FAULTS);
    has_all(&said, &["rules/endless.rhai:5", "`loop` cannot be used", "rules/mine.rhai", "hint:"]);
    // The shipped rules speak all the same.
    run(&home, &["do", "intent acme partnership\ngot acme referral \"Lee\" 5 days ago"], WITH_FAULTS);
    run(&home, &["run", "--once"], WITH_FAULTS);
    let findings: serde_json::Value = serde_json::from_slice(&home.run(&["findings", "--json"]).stdout).unwrap();
    assert!(findings.as_array().unwrap().iter().any(|finding| finding["rule"] == "thanks-owed"), "{findings}");
}

#[test]
fn a_template_with_a_missing_value_is_named_and_the_shipped_one_used() {
    let home = home();
    home.write("templates/thank-you.va.txt", "Subject: Hi\n\nHello {{ nobody.nickname }}, thank you.\n");
    home.run(&["do", "got acme referral \"Lee\""]);
    let output = home.run(&["do", "thank acme"]);
    assert_eq!(output.status.code(), Some(WITH_FAULTS));
    has_all(&said(&output), &["templates/thank-you.va.txt:", "`nobody` is undefined", "hint:"]);
    let offered = String::from_utf8(output.stdout).unwrap();
    assert!(offered.contains("Nothing has gone") && !offered.contains("{{"), "{offered}");
    nothing_sent(&home);
}

#[test]
fn a_text_that_waits_for_the_users_own_words_does_not_go() {
    let home = home();
    home.write("templates/thank-you.va.txt", "Subject: A thank-you\n\nThank you for {{ yours(\"what it was\") }}.\n");
    let answer = |words: &str| String::from_utf8(home.run(&["do", words]).stdout).unwrap();
    answer("thank acme");
    has_all(&answer("1 send"), &["no number 1 here"]);
    answer("pending");
    has_all(&answer("1 send"), &["words that only you can say: what it was", "`send:`", "Nothing has gone"]);
    nothing_sent(&home);
    // Her own words fill it; a copy that still has the gap does not.
    let copied = answer("1 send: Thank you for [your words: what it was]. It helped me a lot. See you soon.");
    has_all(&copied, &["Nothing has gone"]);
    let said = answer("1 send: Thank you for the introduction to Lee. It helped me a lot. See you soon.");
    has_all(&said, &["“A thank-you” goes to client@acme.test at"]);
}

#[test]
fn a_full_disk_changes_nothing_and_space_mends_it() {
    let home = home();
    let db = home.path().join("data/bothways.db");
    let mail = |n: usize| format!("{}\r\n{}\r\n", head(&format!("n-{n}")), format!("Letter {n}. ").repeat(400));
    let mut store = Store::open(&db).unwrap();
    let before = store.read(|db| db.n_letters()).unwrap();
    store.limit_pages(1).unwrap();
    let full = store.write(|db| {
        for n in 0..200 {
            db.keep("in", jiff::Timestamp::now(), mail(n).as_bytes())?;
        }
        Ok(())
    });
    let error = full.expect_err("a disk without room");
    assert!(error.to_string().contains("the disk is full; nothing was changed"), "{error}");
    assert!(error.is_transient() && error.hint().is_some_and(|hint| hint.contains("free some space")));
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
    drop(store);
    assert_eq!(Store::open(&db).unwrap().read(|db| db.n_letters()).unwrap(), before);
    import(&home, "after.eml", mail(1).as_bytes(), DONE);
    assert_eq!(filed(&home).len(), 1);
}

#[test]
fn a_second_instance_is_told_who_was_first_and_words_go_in_beside_it() {
    let home = home();
    // A mailbox that accepts and says nothing keeps the first one busy.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let config = fs::read_to_string(home.path().join("bothways.toml")).unwrap();
    home.write(
        "bothways.toml",
        &format!(
            "{config}[imap]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"plain\"\nallow_plain_loopback = true\npassword = \"x\"\n\
             [smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"plain\"\nallow_plain_loopback = true\n"
        ),
    );
    let mut first = home.command(&["run"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let held = silent.accept().expect("the first one comes");
    for command in [&["run"][..], &["run", "--once"], &["import", "in"], &["forget", "acme", "--yes"]] {
        let said = run(&home, command, FAILED);
        has_all(&said, &["another bothways is at work in this home", &format!("(process {})", first.id()), "hint:"]);
    }
    run(&home, &["do", "got acme referral \"Lee\""], DONE);
    assert_eq!(home.json(&["show", "acme", "--json"])["got"].as_array().unwrap().len(), 1);
    drop(held);
    first.kill().unwrap();
    first.wait().unwrap();
    // What a crash left behind is in nobody's way.
    run(&home, &["import", home.path().join("bothways.toml").to_str().unwrap()], WITH_FAULTS);
}

#[test]
fn a_stranger_commands_nothing() {
    let home = home();
    for (n, from) in [
        "Mallory <mallory@evil.test>".to_owned(),
        format!("Dana Okafor <{CLIENT}>"),
        format!("\"{YOU}\" <mallory@evil.test>"),
    ]
    .iter()
    .enumerate()
    {
        let mail = format!(
            "From: {from}\r\nTo: {TRACK}\r\nSubject: send\r\nDate: Mon, 1 Jun 2026 09:00:00 +0000\r\nMessage-ID: <s{n}@evil.test>\r\n\r\n\
             send\r\nforget acme\r\nintent acme ending\r\nadd mallory mallory@evil.test\r\n"
        );
        import(&home, &format!("s{n}.eml"), mail.as_bytes(), DONE);
    }
    // In the user's own name, with nothing to prove it.
    let mail = format!(
        "From: Nadia <{YOU}>\r\nTo: {TRACK}\r\nSubject: x\r\nDate: {}\r\nMessage-ID: <forged@evil.test>\r\n\r\nintent acme ending\r\n",
        jiff::fmt::rfc2822::to_string(&jiff::Zoned::now()).unwrap()
    );
    let path = home.path().join("in/forged.eml");
    fs::write(&path, mail).unwrap();
    home.run(&["import", path.to_str().unwrap()]);
    let relationships = home.json(&["relationships", "--json"]);
    assert_eq!(relationships.as_array().unwrap().len(), 1);
    assert_eq!(relationships[0]["intent"], "undecided");
    for row in home.json(&["outbox", "--json"]).as_array().unwrap() {
        assert_eq!(row["to"], YOU, "{row}");
    }
}

#[test]
fn json_is_all_there_is_on_stdout_even_where_something_is_broken() {
    let home = home();
    home.write("rules/mine.rhai", "rule \"mine\" {\n");
    for command in [
        &["status", "--json"][..],
        &["show", "acme", "--json"],
        &["findings", "--json"],
        &["relationships", "--json"],
        &["pending", "--json"],
        &["outbox", "--json"],
        &["export"],
        &["doctor", "--json", "--offline"],
        &["rules", "list", "--json"],
        &["do", "--json", "got acme banana"],
        &["do", "--dry-run", "--json", "hello there"],
    ] {
        let output = home.run(command);
        said(&output);
        let value: Result<serde_json::Value, _> = serde_json::from_slice(&output.stdout);
        assert!(value.is_ok(), "{command:?} printed {}", String::from_utf8_lossy(&output.stdout));
    }
    let wrong = home.run(&["show", "nobody", "--json"]);
    assert_eq!((wrong.status.code(), wrong.stdout.is_empty()), (Some(FAILED), true));
}

#[test]
fn wrong_usage_is_code_two_and_names_the_word() {
    let home = home();
    for (command, words) in [
        (&["frobnicate"][..], "frobnicate"),
        (&["status", "--as-of", "yesterday"], "2026-11-20"),
        (&["replay", "in"], "--from"),
        (&["do"], "WORDS"),
        (&["do", "hello"], "help"),
        (&["do", ""], "help"),
        (&["do", "--dry-run", "🎉"], "help"),
    ] {
        let said = run(&home, command, WRONG_USAGE);
        assert!(said.contains(words), "{command:?}: {said}");
    }
    let heard = home.ok(&["do", "--dry-run", "got acme referral \"Lee\""]);
    assert_eq!(heard.trim(), "got · kind: referral · note: Lee · who: acme");
}

#[test]
fn a_watch_without_a_mailbox_says_what_is_missing() {
    let said = run(&home(), &["run"], FAILED);
    has_all(&said, &["no mailbox to watch", "[imap]", "import"]);
    assert!(!said.contains("Watching"), "{said}");
}

#[test]
fn names_that_are_no_text_are_paths_all_the_same() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = home();
    let path: PathBuf = home.path().join(Path::new(std::ffi::OsStr::from_bytes(b"caf\xe9.eml")));
    fs::write(&path, format!("{}\r\nHello Dana.\r\n", head("odd-name"))).unwrap();
    let output = home.command(&["import"]).arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(DONE), "{}", said(&output));
    assert_eq!(filed(&home), ["Hello Dana."]);
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    use std::io::Read as _;
    let home = home();
    // More than a pipe holds.
    let mail = format!("{}\r\n{}\r\n", head("long"), "A long letter. ".repeat(20_000));
    import(&home, "long.eml", mail.as_bytes(), DONE);
    let mut child = home.command(&["export"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(said(&output), "");
    assert_eq!(output.status.code(), Some(DONE));
}
