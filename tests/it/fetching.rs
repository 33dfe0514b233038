//! Fetching as the whole program does it: nothing missed, nothing twice, whatever the server does to its numbers.

use crate::harness::home::TestHome;
use crate::harness::{CLIENT, Lab, TRACK, YOU};

fn letter(n: usize) -> String {
    format!(
        "From: Dana Okafor <{CLIENT}>\nTo: Nadia <{YOU}>\nCc: {TRACK}\nSubject: order {n}\nDate: Mon, 16 Nov 2026 09:{:02}:00 +0000\n\
         Message-ID: <order-{n}@acme.test>\n\nPlease order number {n} of the things we talked about on Monday.\n",
        n % 60
    )
}

fn n_letters(home: &TestHome) -> u64 {
    home.json(&["relationships", "--json"])[0]["interactions"].as_u64().unwrap()
}

fn n_mails(home: &TestHome) -> u64 {
    home.json(&["status", "--json"])["mails"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum()
}

fn home(lab: &Lab) -> TestHome {
    let home = TestHome::on(lab, "hold_minutes = 0");
    home.ok(&["do", &format!("add acme \"Acme Studio\" {CLIENT}")]);
    home
}

#[test]
fn a_renumbered_mailbox_loses_nothing_and_gives_nothing_twice() {
    let lab = Lab::start();
    lab.put(&letter(900), TRACK);
    let home = home(&lab);
    home.ok(&["run", "--once"]);
    assert_eq!(n_mails(&home), 1, "the first look reaches back ninety days");

    for n in 0..20 {
        lab.put(&letter(n), TRACK);
    }
    home.ok(&["run", "--once"]);
    assert_eq!((n_mails(&home), n_letters(&home)), (21, 21));

    // The server forgets its numbers, and mail comes in before we look again.
    lab.change_uidvalidity(TRACK, 4_242);
    for n in 20..25 {
        lab.put(&letter(n), TRACK);
    }
    home.ok(&["run", "--once"]);
    assert_eq!((n_mails(&home), n_letters(&home)), (26, 26), "the five new ones, and no other");
    home.ok(&["run", "--once"]);
    assert_eq!(n_letters(&home), 26, "once only");
}

#[test]
fn the_same_letter_by_three_routes_is_one_interaction() {
    let lab = Lab::start();
    let home = home(&lab);
    home.ok(&["run", "--once"]);
    let original = letter(1);
    lab.put(&original, TRACK);
    // The very same again, with another server's trace; and forwarded whole.
    lab.put(
        &format!("Received: from elsewhere.test by mail.desk.test; Mon, 16 Nov 2026 09:05:00 +0000\n{original}"),
        TRACK,
    );
    let attached = format!(
        "From: Nadia <{YOU}>\nTo: {TRACK}\nSubject: Fwd: order 1\nDate: Mon, 16 Nov 2026 10:00:00 +0000\nMessage-ID: <fwd@desk.test>\n\
         MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n\n--b\n\
         Content-Type: message/rfc822\n\n{original}\n--b--\n"
    );
    lab.put(&attached, TRACK);
    home.ok(&["run", "--once"]);
    assert_eq!((n_mails(&home), n_letters(&home)), (3, 1));
}

#[test]
fn a_rehearsal_shows_the_plan_and_keeps_and_sends_nothing() {
    let lab = Lab::start();
    let home = home(&lab);
    home.ok(&["run", "--once"]);
    lab.put(&letter(1), TRACK);
    let plan = home.ok(&["run", "--once", "--dry-run"]);
    assert!(plan.contains("would send a receipt"), "{plan}");
    assert_eq!(n_mails(&home), 0);
    assert!(lab.mailbox(YOU).is_empty());
    home.ok(&["run", "--once"]);
    assert_eq!(n_mails(&home), 1, "and then it is done for real");
}
