//! Programs that answer by themselves, pointed at each other: each says at most one thing, and then there is quiet.

use crate::harness::home::{TestHome, awake};
use crate::harness::{AUTHSERV, CLIENT, Lab, PASSWORD, TRACK, YOU};

/// A home that reads one mailbox of the lab and belongs to whoever writes from another.
fn home(lab: &Lab, mailbox: &str, you: &str) -> TestHome {
    let server = |section: &str, port: u16| {
        format!(
            "[{section}]\nhost = \"localhost\"\nport = {port}\ntls = \"implicit\"\nca_file = \"{}\"\nuser = \"{mailbox}\"\n\
             password = \"{PASSWORD}\"\n",
            lab.ca_file().display()
        )
    };
    let home = TestHome::with(&format!(
        "[you]\nname = \"Nadia Reyes\"\naddresses = [\"{you}\"]\nseat = \"va\"\n{}\
         [tracking]\naddress = \"{mailbox}\"\n{}{}[trust]\nauthserv_id = \"{AUTHSERV}\"\n[outgoing]\nhold_minutes = 0\n",
        awake(),
        server("imap", lab.imap(mailbox).port),
        server("smtp", lab.smtp(mailbox).port),
    ));
    // The first look at a mailbox takes it as it is; what comes later counts.
    home.ok(&["run", "--once"]);
    home
}

fn mail(from: &str, to: &str, id: &str, words: &str) -> String {
    let date =
        jiff::fmt::rfc2822::to_string(&jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC)).expect("a date");
    format!("From: {from}\nTo: {to}\nSubject: a word\nDate: {date}\nMessage-ID: <{id}@elsewhere.test>\n\n{words}\n")
}

/// How many mails a mailbox holds that a program wrote by itself.
fn n_automatic(lab: &Lab, user: &str) -> usize {
    let is_automatic = |raw: &&String| {
        raw.lines()
            .take_while(|line| !line.is_empty())
            .any(|line| line.to_lowercase().starts_with("auto-submitted: auto-"))
    };
    lab.mailbox(user).iter().filter(is_automatic).count()
}

#[test]
fn a_vacation_answer_is_not_answered() {
    let lab = Lab::start();
    let home = home(&lab, TRACK, YOU);
    home.ok(&["do", &format!("add acme \"Acme Studio\" {CLIENT}")]);
    for user in [YOU, TRACK, CLIENT] {
        lab.goes_on_vacation(user);
    }
    lab.deliver(&mail(YOU, TRACK, "one", "status"), TRACK);
    // A text to the client, whose vacation answers it.
    home.ok(&["do", "thank acme"]);
    home.ok(&["do", "send acme"]);
    home.ok(&["run", "--once"]);
    lab.wait_for(CLIENT, 1);
    for _ in 0..4 {
        home.ok(&["run", "--once"]);
    }
    let n_vacations = |user| lab.mailbox(user).iter().filter(|raw| raw.contains("I am away until Monday")).count();
    for user in [YOU, TRACK, CLIENT] {
        assert!(n_vacations(user) <= 1, "{user} got more than one vacation answer: {}", lab.log());
    }
    assert_eq!(lab.mailbox(CLIENT).len(), 1, "the text, once: {}", lab.log());
    assert_eq!(n_automatic(&lab, CLIENT), 0, "nothing of a machine's reaches the client");
    // All that was to be said is said: nothing goes round.
    let n_told = lab.mailbox(YOU).len();
    for _ in 0..3 {
        home.ok(&["run", "--once"]);
    }
    assert_eq!(lab.mailbox(YOU).len(), n_told, "{}", lab.mailbox(YOU).join("\n=====\n"));
}

#[test]
fn two_of_us_pointed_at_each_other_fall_silent() {
    let lab = Lab::start();
    let (one, two) = (home(&lab, TRACK, YOU), home(&lab, YOU, TRACK));
    lab.deliver(&mail(YOU, TRACK, "one", "status"), TRACK);
    lab.deliver(&mail(TRACK, YOU, "two", "status"), YOU);
    for _ in 0..5 {
        one.ok(&["run", "--once"]);
        two.ok(&["run", "--once"]);
    }
    for (user, whose) in [(YOU, "the first"), (TRACK, "the second")] {
        assert!(n_automatic(&lab, user) <= 1, "{whose} wrote more than once\n{}", lab.mailbox(user).join("\n=====\n"));
    }
}
