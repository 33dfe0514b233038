//! What must not be found: secrets in the log, and anything of somebody who is forgotten.

use std::fs;
use std::path::Path;

use base64::Engine as _;

use crate::harness::home::TestHome;
use crate::harness::{CLIENT, Lab, PASSWORD, TRACK, YOU};

/// Every file below a folder, with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    found
}

/// Where in the home a word is found, in any letter case, plain or in base64.
fn traces(home: &TestHome, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains(&word);
    let decoded = |bytes: &[u8]| -> Vec<u8> {
        let text = String::from_utf8_lossy(bytes);
        let lines = text.lines().filter_map(|line| base64::engine::general_purpose::STANDARD.decode(line.trim()).ok());
        lines.flatten().collect()
    };
    let all = files(home.path());
    all.into_iter().filter(|(_, bytes)| holds(bytes) || holds(&decoded(bytes))).map(|(path, _)| path).collect()
}

#[test]
fn whoever_is_forgotten_leaves_no_trace_in_the_home() {
    let home = TestHome::offline();
    home.ok(&["do", &format!("add acme \"Acme Studio\" {CLIENT}")]);
    home.ok(&["do", "add bakery \"Juniper Bakery\" ruth@bakery.test"]);
    home.ok(&[
        "do",
        "intent acme partnership\nnote acme \"Quibblewick likes tea\"\nask acme access \"the Quibblewick login\"",
    ]);
    home.ok(&["do", "met acme coffee \"Quibblewick in March\"\nplan acme \"Quibblewick review\" 2026-06-05"]);
    home.ok(&[
        "do",
        "promise acme them \"the Quibblewick brief\" 2026-06-05\nagreed acme boundary \"no Quibblewick calls after six\"",
    ]);
    home.ok(&["do", "won acme \"Quibblewick day\"\ngoal acme \"Quibblewick by winter\""]);
    let encoded =
        base64::engine::general_purpose::STANDARD.encode("The Zanzifold garden photos are ready, as you asked.");
    for (name, raw) in [
        (
            "bcc",
            format!(
                "From: Nadia Reyes <{YOU}>\nTo: Dana Okafor <{CLIENT}>\nDelivered-To: {TRACK}\nSubject: Zanzifold photos\n\
                 Date: Mon, 1 Jun 2026 09:00:00 +0000\nMessage-ID: <a1@desk.test>\nContent-Type: text/plain; charset=utf-8\n\
                 Content-Transfer-Encoding: base64\n\n{encoded}\n"
            ),
        ),
        (
            "forward",
            format!(
                "From: Nadia Reyes <{YOU}>\nTo: {TRACK}\nSubject: Fwd: Zanzifold\nDate: Tue, 2 Jun 2026 09:00:00 +0000\n\
                 Message-ID: <a2@desk.test>\n\n---------- Forwarded message ---------\nFrom: Dana Okafor <{CLIENT}>\n\
                 Date: Mon, Jun 1, 2026 at 4:00 PM\nSubject: Zanzifold\nTo: Nadia Reyes <{YOU}>\n\n\
                 I told my friend Lee about you, she loves the Zanzifold photos.\n\
                 Could you send me the Zanzifold logo? I'll send the Zanzifold brief by Friday. Let's agree on 20 Zanzifold hours a week.\n"
            ),
        ),
        (
            "bakery",
            format!(
                "From: Nadia Reyes <{YOU}>\nTo: Ruth Adler <ruth@bakery.test>\nDelivered-To: {TRACK}\nSubject: bread\n\
                 Date: Wed, 3 Jun 2026 09:00:00 +0000\nMessage-ID: <b1@desk.test>\n\nThe Humblescone price list is ready.\n"
            ),
        ),
    ] {
        let file = tempfile::NamedTempFile::with_suffix(".eml").unwrap();
        fs::write(file.path(), raw.replace('\n', "\r\n")).unwrap();
        let said = home.ok(&["import", file.path().to_str().unwrap()]);
        assert_eq!(said, "", "{name}");
    }
    // Nudges, a thank-you and what was done with it, all of it in the outbox folder too.
    home.ok(&["do", "got acme referral \"Quibblewick told Lee\" 2026-06-01"]);
    home.ok(&["run", "--once", "--as-of", "2026-06-12"]);
    home.ok(&["do", "thank acme"]);
    assert!(!traces(&home, "acme studio").is_empty());
    assert!(
        traces(&home, "acme studio").iter().any(|path| path.contains("outbox")),
        "no mail was written: {:?}",
        files(home.path()).iter().map(|(path, _)| path).collect::<Vec<_>>()
    );

    home.ok(&["forget", "acme", "--yes"]);
    for word in
        [CLIENT, "acme studio", "okafor", "dana", "zanzifold", "quibblewick", "told my friend lee", &encoded[..40]]
    {
        assert_eq!(traces(&home, word), Vec::<String>::new(), "`{word}` is still there");
    }
    // And nothing else went with it.
    let others = home.json(&["export"]);
    assert_eq!(others["relationships"].as_array().unwrap().len(), 1);
    assert!(others["relationships"][0]["letters"][0]["text"].as_str().unwrap().contains("Humblescone"));
    assert!(!traces(&home, "humblescone").is_empty());
}

/// Passwords, the secrets of our mails and the words of letters stay out of the log, however much of it is asked for.
#[test]
fn the_log_holds_no_secret_and_no_letter() {
    let lab = Lab::start();
    let home = TestHome::on(&lab, "hold_minutes = 0");
    home.ok(&["do", &format!("add acme \"Acme Studio\" {CLIENT}")]);
    home.ok(&["do", "got acme referral \"intro to Lee\" yesterday\nthank acme"]);
    let now = jiff::fmt::rfc2822::to_string(&jiff::Zoned::now()).unwrap();
    let letter = format!(
        "From: Nadia Reyes <{YOU}>\nTo: Dana Okafor <{CLIENT}>\nDelivered-To: {TRACK}\nSubject: Zanzifold photos\nDate: {now}\n\
         Message-ID: <l1@desk.test>\n\nThe Quibblewick garden is ready.\n"
    );
    lab.put(&letter, TRACK);
    // A wrong password is a secret too: often it is the right one of something else.
    home.write(
        "wrong.toml",
        &fs::read_to_string(home.path().join("bothways.toml")).unwrap().replace(PASSWORD, "Wrongwick-77"),
    );
    let mut log = String::new();
    let mut run = |arguments: &[&str]| {
        let output = home.command(arguments).env("BOTHWAYS_LOG", "trace").output().unwrap();
        log.push_str(&String::from_utf8_lossy(&output.stderr));
        output.status.code()
    };
    assert_eq!(run(&["run", "--once"]), Some(0));
    assert_eq!(run(&["do", "send acme"]), Some(0));
    assert_eq!(run(&["run", "--once"]), Some(0));
    assert_eq!(run(&["doctor"]), Some(0));
    let right = fs::read(home.path().join("bothways.toml")).unwrap();
    fs::rename(home.path().join("wrong.toml"), home.path().join("bothways.toml")).unwrap();
    assert_ne!(run(&["run", "--once"]), Some(0));
    assert_eq!(run(&["doctor"]), Some(1));
    fs::write(home.path().join("bothways.toml"), right).unwrap();
    assert_eq!(lab.wait_for(CLIENT, 1).len(), 1, "the text has gone");

    assert!(log.contains("INFO"), "nothing was logged, so this shows nothing:\n{log}");
    let tokens: Vec<String> = home
        .json(&["outbox", "--json"])
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["message_id"].as_str().unwrap().to_owned())
        .collect();
    assert!(!tokens.is_empty());
    let login = base64::engine::general_purpose::STANDARD.encode(format!("\0{TRACK}\0{PASSWORD}"));
    for secret in ["Wrongwick-77", "Zanzifold", "Quibblewick", "intro to Lee", login.as_str()]
        .into_iter()
        .chain(tokens.iter().map(|id| id.split('@').next().unwrap()))
    {
        assert!(!log.contains(secret), "`{secret}` is in the log:\n{log}");
    }
    // The lab's password is a common word; only beside the login name would it be one.
    assert!(!log.contains(&format!("LOGIN \"{TRACK}\"")) && !log.contains(&format!("\"{PASSWORD}\"")), "{log}");
}
