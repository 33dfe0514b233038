//! A mailbox server that is broken, overloaded or malicious: no answer of it may lose mail, hang us or bring us down.

use std::time::{Duration, Instant};

use bothways::capture::Error;
use bothways::capture::imap::{self, Fetched, Imap, Limits, Listed, Mailbox, Tls, Woke};

use crate::harness::scripted::{Says, Scripted};

const GREETING: &str = "* OK ready\r\n";

/// Long enough for a busy machine to answer, where a test is not about slowness.
fn patient() -> Limits {
    Limits { answer: Duration::from_secs(20), doze: Duration::from_millis(10), ..Limits::default() }
}

/// So short that a test about slowness is over soon.
fn hasty() -> Limits {
    let soon = Duration::from_millis(150);
    Limits {
        connect: soon,
        answer: soon,
        idle_start: soon,
        idle_end: soon,
        doze: Duration::from_millis(10),
        slowest: u64::MAX,
    }
}

/// What a decent server says to the commands before the one a test is about.
fn decent(command: &str) -> Option<Says> {
    let command = command.split_once(' ').map_or(command, |(_, command)| command);
    let said = match command.split(' ').next()? {
        "LOGIN" | "NOOP" | "LOGOUT" => "{tag} OK done\r\n",
        "CAPABILITY" => "* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n",
        "EXAMINE" => "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\n{tag} OK [READ-ONLY] done\r\n",
        "DONE" => return Some(Says::Nothing),
        _ => return None,
    };
    Some(Says::text(said))
}

fn settings(port: u16) -> Imap {
    Imap {
        host: "127.0.0.1".to_owned(),
        port,
        tls: Tls::PlainLoopback,
        ca_file: None,
        user: "track".to_owned(),
        password: "canary".to_owned(),
        mailbox: "INBOX".to_owned(),
    }
}

/// A mailbox on a server that is decent but for what it says to one command.
async fn against(command: &'static str, says: Says, limits: Limits) -> (Scripted, Mailbox) {
    let answer = move |line: &str| {
        if line.contains(command) { says.clone() } else { decent(line).unwrap_or(Says::text("{tag} BAD what?\r\n")) }
    };
    let server = Scripted::start(Says::text(GREETING), answer).await;
    let mailbox = imap::connect(&settings(server.port), &limits).await.expect("a login");
    (server, mailbox)
}

fn listed(uid: u32) -> Listed {
    Listed { uid, size: 5, received_at: None }
}

const ROW: &str = "* 1 FETCH (UID 1 RFC822.SIZE 5 INTERNALDATE \" 7-Feb-2026 21:52:25 +0000\")\r\n";

#[tokio::test]
async fn a_listing_that_was_refused_is_an_error_and_not_an_empty_mailbox() {
    for refusal in ["{tag} NO try later\r\n", "{tag} BAD no\r\n", "{tag} NO\r\n", "{tag} NO [SERVERBUG] x\r\n"] {
        for rows in ["", ROW] {
            let (_server, mut mailbox) = against("UID FETCH", Says::text(format!("{rows}{refusal}")), patient()).await;
            let error = mailbox.list(1).await.expect_err(refusal);
            assert!(
                matches!(error, Error::Refused { .. } | Error::Nonsense { .. }) && error.is_transient(),
                "{error:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_search_that_was_refused_is_an_error_and_not_an_empty_mailbox() {
    let (_server, mut mailbox) = against("UID SEARCH", Says::text("* SEARCH\r\n{tag} NO later\r\n"), patient()).await;
    let error = mailbox.search_since("2026-11-01".parse().unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn a_listing_that_was_cut_short_or_mixed_up_is_an_error() {
    for says in [
        Says::Last(ROW.to_owned()),
        Says::Last(String::new()),
        Says::Last(format!("{ROW}* BYE shutting down\r\n")),
        Says::text(format!("{ROW}* BYE shutting down\r\n")),
        Says::text(format!("{ROW}A9999 OK done\r\n")),
        Says::text(format!("{ROW}* 2 FETCH (((\r\n")),
        Says::text("HTTP/1.1 400 Bad Request\r\n\r\n"),
    ] {
        let (_server, mut mailbox) = against("UID FETCH", says.clone(), patient()).await;
        let error = mailbox.list(1).await.expect_err("a broken listing");
        assert!(
            matches!(error, Error::Lost { .. } | Error::Nonsense { .. }) && error.is_transient(),
            "{says:?}: {error:?}"
        );
        let again = mailbox.list(1).await.expect_err("a broken connection");
        assert!(matches!(again, Error::Lost { .. }), "{says:?}: {again:?}");
    }
}

#[tokio::test]
async fn a_listing_keeps_to_its_window_whatever_else_is_said() {
    let rows = "* 5 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (UID 12 RFC822.SIZE 5)\r\n* 2 FETCH (UID 11)\r\n\
                * 1 FETCH (UID 10 RFC822.SIZE 5)\r\n* 9 FETCH (UID 9 RFC822.SIZE 5)\r\n* 8 FETCH (UID 510 RFC822.SIZE 5)\r\n\
                * 2 FETCH (UID 11 FLAGS (\\Seen))\r\n{tag} OK done\r\n";
    let (_server, mut mailbox) = against("UID FETCH 10:509 ", Says::text(rows), patient()).await;
    let uids: Vec<(u32, u32)> = mailbox.list(10).await.unwrap().iter().map(|mail| (mail.uid, mail.size)).collect();
    assert_eq!(uids, [(10, 5), (11, 0), (12, 5)]);
}

#[tokio::test]
async fn a_body_is_whole_or_there_is_none() {
    for (says, expected) in [
        ("* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n{tag} OK done\r\n", Fetched::Whole(b"hello".to_vec())),
        ("* 1 FETCH (BODY[] \"hello\" UID 1)\r\n{tag} OK done\r\n", Fetched::Whole(b"hello".to_vec())),
        ("* 1 FETCH (UID 1 BODY[] NIL)\r\n{tag} OK done\r\n", Fetched::Withheld),
        ("* 1 FETCH (UID 1 BODY[] {0}\r\n)\r\n{tag} OK done\r\n", Fetched::Withheld),
        ("* 1 FETCH (UID 1 FLAGS ())\r\n{tag} OK done\r\n", Fetched::Withheld),
        // Another mail's body is not ours; asked again, the server does not know ours.
        ("* 2 FETCH (UID 2 BODY[] {5}\r\nother)\r\n{tag} OK done\r\n", Fetched::Gone),
        ("{tag} OK done\r\n", Fetched::Gone),
    ] {
        let (_server, mut mailbox) = against("UID FETCH", Says::text(says), patient()).await;
        assert_eq!(mailbox.body(listed(1)).await.unwrap(), expected, "{says}");
    }
}

#[tokio::test]
async fn a_mail_left_out_of_an_answer_is_asked_for_again_before_it_counts_as_gone() {
    let answer = |line: &str| match line {
        line if line.contains("UID FETCH 1:3 (UID BODY") => {
            Says::text("* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\n* 3 FETCH (UID 3 BODY[] {1}\r\nc)\r\n{tag} OK done\r\n")
        }
        line if line.contains("UID FETCH 2 (UID)") => Says::text("* 2 FETCH (UID 2)\r\n{tag} OK done\r\n"),
        line => decent(line).unwrap_or(Says::text("{tag} BAD what?\r\n")),
    };
    let server = Scripted::start(Says::text(GREETING), answer).await;
    let mut mailbox = imap::connect(&settings(server.port), &patient()).await.unwrap();
    let bodies = mailbox.bodies(&[listed(1), listed(2), listed(3)]).await.unwrap();
    assert_eq!(bodies[&2], Fetched::Withheld);
    assert_eq!(bodies[&3], Fetched::Whole(b"c".to_vec()));
}

#[tokio::test]
async fn a_mail_that_is_too_big_is_never_asked_for_whole() {
    let says = Says::text("* 1 FETCH (UID 1 BODY[]<0> {13}\r\nSubject: x\r\n\r)\r\n{tag} OK done\r\n");
    let (server, mut mailbox) = against("UID FETCH", says, patient()).await;
    let big = Listed { uid: 1, size: 50 * 1024 * 1024, received_at: None };
    assert_eq!(mailbox.body(big).await.unwrap(), Fetched::TooBig(b"Subject: x\r\n\r".to_vec()));
    let fetches: Vec<String> = server.heard().into_iter().filter(|line| line.contains("FETCH")).collect();
    assert_eq!(fetches.len(), 1);
    assert!(fetches[0].ends_with("UID FETCH 1 (UID BODY.PEEK[]<0.65536>)"), "{fetches:?}");
}

/// Fault row B1: wherever the line breaks, no mail comes out that was not whole, and the loss is seen.
#[tokio::test]
async fn an_answer_cut_at_any_byte_loses_no_mail() {
    let long = "Subject: two\r\n\r\nA1 OK done\r\n* 3 FETCH (UID 3 BODY[] {9}\r\n".repeat(150);
    let mails = ["Subject: one\r\n\r\nfirst (with {9}\r\nbrackets)\r\n", &long, "x"];
    let answers = [1, 2, 3].map(|uid| {
        let mail = mails[uid - 1];
        format!("* {uid} FETCH (UID {uid} FLAGS (\\Seen) BODY[] {{{}}}\r\n{mail})\r\n", mail.len())
    });
    let recorded = answers.concat();
    let wanted = [listed(1), listed(2), listed(3)];
    let whole = Says::text(format!("{recorded}{{tag}} OK done\r\n"));
    let (_server, mut mailbox) = against("UID FETCH", whole, patient()).await;
    let bodies = mailbox.bodies(&wanted).await.unwrap();
    assert!(bodies.values().zip(mails).all(|(fetched, mail)| *fetched == Fetched::Whole(mail.into())), "{bodies:?}");

    // Every byte near the seams, where a cut could pass for an end, and many of the rest.
    let seams = [0, answers[0].len(), answers[0].len() + answers[1].len(), recorded.len()];
    let is_near = |cut: &usize| cut.is_multiple_of(13) || seams.iter().any(|seam| seam.abs_diff(*cut) < 100);
    for cut in (0..=recorded.len()).filter(is_near) {
        let (_server, mut mailbox) = against("UID FETCH", Says::Last(recorded[..cut].to_owned()), patient()).await;
        let error = mailbox.bodies(&wanted).await.expect_err("a cut answer");
        assert!(error.is_transient(), "cut at {cut}: {error:?}");
    }
}

#[tokio::test]
async fn a_wait_ends_with_mail_time_or_loss_and_never_hangs() {
    let soon = Duration::from_millis(50);
    let some = Duration::from_secs(20);
    for (says, most, limits, expected) in [
        (Says::text("+ idling\r\n* 4 EXISTS\r\n{tag} OK done\r\n"), some, patient(), Some(Woke::Mail)),
        (Says::text("* 4 EXISTS\r\n+ idling\r\n{tag} OK done\r\n"), some, patient(), Some(Woke::Mail)),
        (
            Says::text(format!("+ idling\r\n{}* 4 EXISTS\r\n{{tag}} OK\r\n", "* OK Still here\r\n".repeat(10_000))),
            some,
            patient(),
            Some(Woke::Mail),
        ),
        // Refused, in all the ways that hang or bring down the library's own IDLE: asked by NOOP from then on.
        (Says::text("{tag} NO not today\r\n"), soon, patient(), Some(Woke::Timeout)),
        (Says::text("{tag} BAD what is IDLE\r\n"), soon, patient(), Some(Woke::Timeout)),
        (Says::text("* BYE\r\n"), some, patient(), None),
        (Says::text("* BYE too many\r\n"), some, patient(), None),
        (Says::Last("+ idling\r\n".to_owned()), some, patient(), None),
        (Says::Last(String::new()), some, patient(), None),
        // No `+`; no answer to DONE; a keep-alive that never lets the line fall silent.
        (Says::Stall, some, hasty(), None),
        (Says::text("+ idling\r\n"), soon, hasty(), None),
        (Says::Drip(format!("+ idling\r\n{}", "* OK Still here\r\n".repeat(1000))), soon, hasty(), None),
    ] {
        let (_server, mut mailbox) = against("IDLE", says.clone(), limits).await;
        let woke = tokio::time::timeout(Duration::from_secs(15), mailbox.idle(most)).await.expect("an end to the wait");
        match (&woke, expected) {
            (Ok(woke), Some(expected)) => assert_eq!(*woke, expected, "{says:?}"),
            (Err(error), None) => assert!(error.is_transient(), "{says:?}: {error:?}"),
            _ => panic!("{woke:?} in answer to {says:?}"),
        }
    }
}

#[tokio::test]
async fn a_refusal_without_a_word_does_not_bring_us_down() {
    // async-imap's own IDLE panics on this one.
    let (_server, mut mailbox) = against("IDLE", Says::text("{tag} BAD\r\n"), patient()).await;
    match mailbox.idle(Duration::from_millis(30)).await {
        Ok(woke) => assert_eq!(woke, Woke::Timeout),
        Err(error) => assert!(error.is_transient(), "{error:?}"),
    }
}

#[tokio::test]
async fn a_server_without_idle_is_asked_from_time_to_time() {
    let mut n_asked = 0;
    let answer = move |line: &str| match line {
        line if line.contains("CAPABILITY") => Says::text("* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"),
        line if line.contains("NOOP") => {
            n_asked += 1;
            Says::text(if n_asked < 3 { "{tag} OK done\r\n" } else { "* 4 EXISTS\r\n{tag} OK done\r\n" })
        }
        line => decent(line).unwrap_or(Says::text("{tag} BAD what?\r\n")),
    };
    let server = Scripted::start(Says::text(GREETING), answer).await;
    let mut mailbox = imap::connect(&settings(server.port), &patient()).await.unwrap();
    assert!(!mailbox.can_idle());
    mailbox.select().await.unwrap();
    assert_eq!(mailbox.idle(Duration::from_secs(20)).await.unwrap(), Woke::Mail);
    assert!(!server.heard().iter().any(|line| line.contains("IDLE")));
}

/// Fault row B4. The first would take 400 MB, the others the stack, before anything could be noticed.
#[tokio::test]
async fn an_answer_made_to_bring_us_down_ends_the_connection() {
    let deep = |n| format!("* 1 FETCH (UID 1 BODYSTRUCTURE {}", "(".repeat(n));
    for says in [
        "* 1 FETCH (UID 1 BODY[] {400000000}\r\n".to_owned(),
        format!("* 1 FETCH (UID 1 BODY[] {{{}}}\r\n", u64::MAX),
        deep(60),
        deep(400),
        deep(200_000),
        "x".repeat(3 * 1024 * 1024),
    ] {
        let (_server, mut mailbox) = against("UID FETCH", Says::text(says.clone()), patient()).await;
        let error = mailbox.body(listed(1)).await.expect_err("an attack");
        assert!(matches!(error, Error::Nonsense { .. }), "{error:?}");
        assert!(error.to_string().len() < 400, "an error as long as the attack");
    }
}

/// Fault row B5: a byte now and then keeps every single read alive, and must not keep the whole.
#[tokio::test]
async fn a_server_that_dawdles_is_given_up() {
    let begun = Instant::now();
    let drip = || Says::Drip("* OK what a fine day to read mail it is, don't you think? ".repeat(100));
    for greeting in [drip(), Says::Stall, Says::Deaf] {
        let server = Scripted::start(greeting, |_: &str| Says::Nothing).await;
        let error = imap::connect(&settings(server.port), &hasty()).await.expect_err("no greeting");
        assert!(matches!(error, Error::Slow { doing: "greeting us", .. }), "{error:?}");
    }
    for command in ["LOGIN", "CAPABILITY"] {
        let answer =
            move |line: &str| if line.contains(command) { Says::Stall } else { decent(line).unwrap_or(Says::Nothing) };
        let server = Scripted::start(Says::text(GREETING), answer).await;
        let error = imap::connect(&settings(server.port), &hasty()).await.expect_err("no answer");
        assert!(matches!(error, Error::Slow { .. }) && error.is_transient(), "{error:?}");
    }
    for says in
        [drip(), Says::Stall, Says::Drip("* 1 FETCH (UID 1 BODY[] {500}\r\n".to_owned() + "x".repeat(500).as_str())]
    {
        let (_server, mut mailbox) = against("UID FETCH", says, hasty()).await;
        let error = mailbox.body(listed(1)).await.expect_err("no body");
        assert!(matches!(error, Error::Slow { .. }), "{error:?}");
        let again = mailbox.body(listed(1)).await.expect_err("a broken connection");
        assert!(matches!(again, Error::Lost { .. }), "what comes late was taken for an answer: {again:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn an_abandoned_call_can_not_shift_the_answers() {
    let (_server, mut mailbox) = against("UID SEARCH", Says::Stall, patient()).await;
    let search = mailbox.search_since("2026-11-01".parse().unwrap());
    assert!(tokio::time::timeout(Duration::from_millis(30), search).await.is_err());
    let error = mailbox.list(1).await.expect_err("the connection to be of no more use");
    assert!(matches!(error, Error::Lost { .. }), "{error:?}");
}

#[tokio::test]
async fn a_password_is_not_sent_where_tls_is_refused() {
    for refusal in ["{tag} NO not here\r\n", "{tag} BAD what?\r\n"] {
        let server = Scripted::start(Says::text(GREETING), move |_: &str| Says::text(refusal)).await;
        let imap = Imap { tls: Tls::StartTls, ..settings(server.port) };
        let error = imap::connect(&imap, &patient()).await.expect_err("no TLS");
        assert!(matches!(error, Error::NoStartTls { .. }) && error.hint().unwrap().contains("993"), "{error:?}");
        assert!(!server.heard().iter().any(|line| line.contains("canary")), "{:?}", server.heard());
    }
    // Somebody on the way says *go ahead* and, in plain text, that we are logged in already.
    let server =
        Scripted::start(Says::text(GREETING), |_: &str| Says::text("{tag} OK go ahead\r\nA0002 OK welcome\r\n")).await;
    let error =
        imap::connect(&Imap { tls: Tls::StartTls, ..settings(server.port) }, &hasty()).await.expect_err("no TLS");
    assert!(!matches!(error, Error::Password { .. }), "{error:?}");
    assert!(!server.heard().iter().any(|line| line.contains("canary")), "{:?}", server.heard());

    let server = Scripted::start(Says::text("* PREAUTH welcome back\r\n"), |_: &str| Says::text("{tag} OK\r\n")).await;
    assert!(imap::connect(&settings(server.port), &patient()).await.is_err());
}

#[tokio::test]
async fn a_server_out_of_order_is_not_a_wrong_password() {
    for (said, is_password) in [
        ("{tag} NO [AUTHENTICATIONFAILED] Invalid credentials\r\n", true),
        ("{tag} NO [UNAVAILABLE] the user database is down\r\n", false),
        ("{tag} BAD not now\r\n", false),
    ] {
        let server = Scripted::start(Says::text(GREETING), move |_: &str| Says::text(said)).await;
        let error = imap::connect(&settings(server.port), &patient()).await.expect_err(said);
        assert_eq!(matches!(error, Error::Password { .. }), is_password, "{error:?}");
        assert_eq!(error.is_transient(), !is_password, "{error:?}");
        assert!(!error.to_string().contains("code:") && !error.to_string().contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_keeps_uidnext_to_itself_is_asked_for_its_last_mail() {
    for (exists, expected) in [(3, Some(78)), (0, None)] {
        let answer = move |line: &str| match line {
            line if line.contains("EXAMINE") => {
                Says::text(format!("* {exists} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{{tag}} OK done\r\n"))
            }
            line if line.contains("UID FETCH * (UID)") => Says::text("* 3 FETCH (UID 77)\r\n{tag} OK done\r\n"),
            line => decent(line).unwrap_or(Says::text("{tag} BAD what?\r\n")),
        };
        let server = Scripted::start(Says::text(GREETING), answer).await;
        let mut mailbox = imap::connect(&settings(server.port), &patient()).await.unwrap();
        assert_eq!(mailbox.select().await.unwrap().uidnext, expected);
    }
}

#[tokio::test]
async fn a_mailbox_without_uidvalidity_is_not_trusted() {
    let (_server, mut mailbox) = against("EXAMINE", Says::text("* 3 EXISTS\r\n{tag} OK done\r\n"), patient()).await;
    assert!(matches!(mailbox.select().await, Err(Error::Nonsense { .. })));
}
