//! Fetching and sending against a real Dovecot and a real Exim.

use std::time::Duration;

use bothways::capture::Error;
use bothways::capture::imap::{self, Fetched, Limits, Listed, Mailbox, Woke};
use bothways::deliver::{self, Fate};
use bothways::domain::address::Address;
use bothways::domain::mail::{Frozen, MailKind};
use jiff::{Timestamp, ToSpan as _};

use crate::harness::between::Between;
use crate::harness::{AUTHSERV, CLIENT, Lab, TRACK, YOU};

fn mail(subject: &str) -> String {
    format!(
        "From: Dana <{CLIENT}>\nTo: {TRACK}\nSubject: {subject}\nMessage-ID: <{subject}@acme.test>\n\nHello, {subject}.\n.\nEnd\n"
    )
}

async fn open(lab: &Lab) -> Mailbox {
    imap::connect(&lab.imap(TRACK), &Limits::default()).await.expect("a mailbox")
}

async fn all(mailbox: &mut Mailbox) -> Vec<Listed> {
    mailbox.select().await.expect("the inbox");
    mailbox.list(1).await.expect("a list")
}

fn text(fetched: &Fetched) -> String {
    match fetched {
        Fetched::Whole(bytes) => String::from_utf8(bytes.clone()).expect("text"),
        other => panic!("{other:?} in place of a mail"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_listed_and_fetched_and_left_as_it_was() {
    let lab = Lab::start();
    for subject in ["one", "two", "three"] {
        lab.put(&mail(subject), TRACK);
    }
    let mut mailbox = open(&lab).await;
    assert!(mailbox.can_idle());
    let state = mailbox.select().await.unwrap();
    assert_eq!((state.exists, state.uidnext), (3, Some(4)));
    let listed = mailbox.list(1).await.unwrap();
    assert_eq!(listed.iter().map(|mail| mail.uid).collect::<Vec<_>>(), [1, 2, 3]);
    let age = listed[0].received_at.expect("INTERNALDATE").duration_until(Timestamp::now());
    assert!(age.abs().as_secs() < 60, "{age}");

    let bodies = mailbox.bodies(&listed).await.unwrap();
    for (uid, subject) in [(1, "one"), (2, "two"), (3, "three")] {
        let text = text(&bodies[&uid]);
        assert!(text.ends_with(&format!("\r\n\r\nHello, {subject}.\r\n.\r\nEnd\r\n")), "{text}");
        assert_eq!(text.len(), listed[uid as usize - 1].size as usize);
    }
    assert_eq!(mailbox.list(4).await.unwrap(), [], "`4:*` would answer with the last mail again");
    let gone = Listed { uid: 77, size: 1, received_at: None };
    assert_eq!(mailbox.body(gone).await.unwrap(), Fetched::Gone);

    let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    let yesterday = today.date() - 1.day();
    assert_eq!(mailbox.search_since(yesterday).await.unwrap(), [1, 2, 3]);
    assert_eq!(mailbox.search_since(today.date() + 3.days()).await.unwrap(), Vec::<u32>::new());
    mailbox.logout().await;

    // Still in `new`, without a flag: nobody has seen a mail that only bothways has read.
    let new = lab.folder().join("mail").join(TRACK).join("Maildir/new");
    assert_eq!(std::fs::read_dir(new).unwrap().count(), 3, "{}", lab.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn new_mail_ends_the_wait() {
    let lab = Lab::start();
    lab.put(&mail("old"), TRACK);
    let mut mailbox = open(&lab).await;
    assert_eq!(all(&mut mailbox).await.len(), 1);
    assert_eq!(mailbox.idle(Duration::from_millis(50)).await.unwrap(), Woke::Timeout);

    let (woke, ()) = tokio::join!(mailbox.idle(Duration::from_mins(1)), async {
        let lab = &lab;
        tokio::task::block_in_place(|| lab.deliver(&mail("new"), TRACK));
    });
    assert_eq!(woke.unwrap(), Woke::Mail);
    let listed = mailbox.list(2).await.unwrap();
    assert!(text(&mailbox.body(listed[0]).await.unwrap()).contains("Hello, new."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_of_the_server_is_a_lost_connection_and_no_more() {
    let mut lab = Lab::start();
    lab.put(&mail("one"), TRACK);
    let mut mailbox = open(&lab).await;
    let before = mailbox.select().await.unwrap();
    lab.stop_dovecot();
    let error = mailbox.list(1).await.unwrap_err();
    assert!(matches!(error, Error::Lost { .. }) && error.is_transient(), "{error}");
    let error = mailbox.list(1).await.unwrap_err();
    assert!(matches!(error, Error::Lost { .. }), "a broken connection answered: {error}");
    let error = imap::connect(&lab.imap(TRACK), &Limits::default()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }) && error.is_transient(), "{error}");

    lab.start_dovecot();
    let mut mailbox = open(&lab).await;
    assert_eq!(mailbox.select().await.unwrap(), before);
    assert_eq!(all(&mut mailbox).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_going_away_ends_the_wait_as_a_loss() {
    let mut lab = Lab::start();
    let mut mailbox = open(&lab).await;
    mailbox.select().await.unwrap();
    let (woke, ()) = tokio::join!(mailbox.idle(Duration::from_mins(1)), async {
        let lab = &mut lab;
        tokio::task::block_in_place(|| lab.stop_dovecot());
    });
    assert!(matches!(woke, Err(Error::Lost { .. })), "{woke:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn known_mail_is_recognised_after_all_uids_changed() {
    let lab = Lab::start();
    for subject in ["one", "two"] {
        lab.put(&mail(subject), TRACK);
    }
    let mut mailbox = open(&lab).await;
    let before = mailbox.select().await.unwrap();
    mailbox.logout().await;
    lab.change_uidvalidity(TRACK, before.uidvalidity + 7);
    lab.put(&mail("three"), TRACK);
    let mut mailbox = open(&lab).await;
    let after = mailbox.select().await.unwrap();
    assert_eq!(after.uidvalidity, before.uidvalidity + 7);
    let uids: Vec<u32> = mailbox.list(1).await.unwrap().iter().map(|mail| mail.uid).collect();
    let ids: Vec<String> =
        mailbox.headers(&uids).await.unwrap().into_iter().map(|mail| mail.message_id.expect("an id")).collect();
    assert_eq!(ids, ["one@acme.test", "two@acme.test", "three@acme.test"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn starttls_opens_the_same_mailbox() {
    let lab = Lab::start();
    lab.put(&mail("one"), TRACK);
    let mut mailbox = imap::connect(&lab.imap_starttls(TRACK), &Limits::default()).await.unwrap();
    assert_eq!(all(&mut mailbox).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_user_set_wrong_is_said_in_her_words() {
    let lab = Lab::start();
    let settings = lab.imap(TRACK);
    let limits = Limits::default();

    let wrong_password = imap::Imap { password: "wrong".to_owned(), ..settings.clone() };
    let error = imap::connect(&wrong_password, &limits).await.unwrap_err();
    assert!(matches!(error, Error::Password { .. }) && !error.is_transient(), "{error}");
    assert!(error.hint().unwrap().contains("app password") && !format!("{error:?}").contains("wrong"), "{error:?}");

    let no_ca = imap::Imap { ca_file: None, ..settings.clone() };
    let error = imap::connect(&no_ca, &limits).await.unwrap_err();
    assert!(matches!(error, Error::Certificate { .. }) && error.hint().unwrap().contains("ca_file"), "{error}");

    let stranger = Lab::start();
    let other_ca = imap::Imap { ca_file: Some(stranger.ca_file()), ..settings.clone() };
    let error = imap::connect(&other_ca, &limits).await.unwrap_err();
    assert!(matches!(error, Error::Certificate { .. }), "{error}");

    let no_certificate = imap::Imap { ca_file: Some(lab.folder().join("users")), ..settings.clone() };
    let error = imap::connect(&no_certificate, &limits).await.unwrap_err();
    assert!(error.to_string().contains("no certificate in it"), "{error}");

    let wrong_name = imap::Imap { host: "127.0.0.1".to_owned(), ..settings.clone() };
    let error = imap::connect(&wrong_name, &limits).await.unwrap_err();
    assert!(error.to_string().contains("another name"), "{error}");

    let wrong_port = imap::Imap { port: lab.imap_starttls(TRACK).port, ..settings.clone() };
    let error = imap::connect(&wrong_port, &limits).await.unwrap_err();
    assert!(matches!(error, Error::NoTls { .. }) && error.hint().unwrap().contains("starttls"), "{error:?}");

    let no_mailbox = imap::Imap { mailbox: "Nowhere".to_owned(), ..settings.clone() };
    let error = imap::connect(&no_mailbox, &limits).await.unwrap().select().await.unwrap_err();
    assert!(matches!(error, Error::NoMailbox { .. }), "{error}");

    let plain = imap::Imap { tls: imap::Tls::PlainLoopback, ..lab.imap_starttls(TRACK) };
    assert!(imap::connect(&plain, &limits).await.is_ok(), "Dovecot takes a plain login from its own machine");
}

fn frozen(to: &str, n: usize) -> Frozen {
    let message_id = format!("n{n}@desk.test");
    let bytes = format!(
        "From: {YOU}\r\nTo: {to}\r\nSubject: a nudge\r\nMessage-ID: <{message_id}>\r\nAuthentication-Results: mail.desk.test; \
         auth=pass smtp.auth=forged\r\n\r\n.one\r\n..two\r\nend"
    );
    Frozen {
        kind: MailKind::Nudge,
        to: Address::parse(to).unwrap(),
        envelope_from: Address::parse(YOU).unwrap(),
        message_id,
        subject: "a nudge".to_owned(),
        bytes: bytes.into_bytes(),
        frozen_at: Timestamp::now(),
    }
}

/// The fate of a mail, and whether the mark was written.
async fn send(smtp: &deliver::Smtp, frozen: &Frozen) -> (Fate, bool) {
    let mut is_marked = false;
    let mark = async || {
        is_marked = true;
        Ok::<(), std::convert::Infallible>(())
    };
    let Ok(fate) = deliver::hand_over(smtp, &deliver::Limits::default(), frozen, mark).await;
    (fate, is_marked)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_reaches_its_reader_with_proof_of_who_sent_it() {
    let lab = Lab::start();
    for (n, smtp) in [lab.smtp(YOU), lab.smtp_starttls(YOU)].iter().enumerate() {
        let (fate, is_marked) = send(smtp, &frozen(CLIENT, n)).await;
        assert!(matches!(fate, Fate::Sent { code: 250, .. }) && is_marked, "{fate:?}\n{}", lab.log());
        let mails = lab.wait_for(CLIENT, n + 1);
        let mail = &mails[n].replace("\r\n", "\n");
        assert!(mail.contains("\n\n.one\n..two\nend"), "{mail}");
        assert!(mail.contains(&format!("Authentication-Results: {AUTHSERV}; auth=pass smtp.auth={YOU}\n")), "{mail}");
        assert!(!mail.contains("forged"), "{mail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_proves_nothing() {
    let lab = Lab::start();
    let raw =
        format!("Authentication-Results: {AUTHSERV}; auth=pass smtp.auth={YOU}\nFrom: {YOU}\nSubject: send\n\nsend\n");
    lab.deliver(&raw, "track+acme@desk.test");
    let mail = &lab.mailbox(TRACK)[0];
    assert!(!mail.contains("auth=pass") && mail.contains("auth=none"), "{mail}");
    assert!(mail.contains("Delivered-To: track+acme@desk.test"), "{mail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_has_its_fate() {
    let mut lab = Lab::start();
    let smtp = lab.smtp(YOU);
    let (fate, is_marked) = send(&smtp, &frozen("nouser@acme.test", 0)).await;
    assert!(matches!(fate, Fate::Never { code: Some(550), .. }) && !is_marked, "{fate:?}");
    let (fate, is_marked) = send(&smtp, &frozen("tempfail@acme.test", 1)).await;
    assert!(matches!(fate, Fate::Later { code: Some(451), .. }) && !is_marked, "{fate:?}");

    let wrong_password = deliver::Smtp { password: "wrong".to_owned(), ..smtp.clone() };
    let (fate, is_marked) = send(&wrong_password, &frozen(CLIENT, 2)).await;
    assert!(
        matches!(&fate, Fate::AccountRefused { code: Some(535), hint, .. } if hint.contains("app password")),
        "{fate:?}"
    );
    assert!(!is_marked && !format!("{fate:?}").contains("wrong"), "{fate:?}");

    let no_ca = deliver::Smtp { ca_file: None, ..smtp.clone() };
    for smtp in
        [no_ca.clone(), deliver::Smtp { port: lab.smtp_starttls(YOU).port, tls: deliver::Tls::StartTls, ..no_ca }]
    {
        let (fate, _) = send(&smtp, &frozen(CLIENT, 3)).await;
        assert!(matches!(&fate, Fate::AccountRefused { hint, .. } if hint.contains("ca_file")), "{fate:?}");
    }

    lab.stop_exim();
    let (fate, is_marked) = send(&smtp, &frozen(CLIENT, 4)).await;
    assert!(matches!(fate, Fate::Later { code: None, .. }) && !is_marked, "{fate:?}");
    lab.start_exim();
    let (fate, _) = send(&smtp, &frozen(CLIENT, 4)).await;
    assert!(matches!(fate, Fate::Sent { .. }), "{fate:?}");
    assert_eq!(lab.wait_for(CLIENT, 1).len(), 1, "only the last one may have gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_out_where_the_mark_can_not_be_written() {
    let lab = Lab::start();
    let answer =
        deliver::hand_over(&lab.smtp(YOU), &deliver::Limits::default(), &frozen(CLIENT, 0), async || Err("disk full"))
            .await;
    assert_eq!(answer, Err("disk full"));
    let (fate, _) = send(&lab.smtp(YOU), &frozen(CLIENT, 1)).await;
    assert!(matches!(fate, Fate::Sent { .. }), "{fate:?}");
    assert_eq!(lab.wait_for(CLIENT, 1).len(), 1);
}

/// What is appended in plain text to *go ahead* must not pass for an answer from inside TLS, neither here nor there.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_on_the_way_can_answer_for_the_server() {
    let lab = Lab::start();
    let smtp = lab.smtp_starttls(YOU);
    let forged = b"250-mail\r\n250 AUTH PLAIN\r\n235 welcome\r\n250 from\r\n250 to\r\n354 go on\r\n250 sent\r\n";
    let between = Between::start(smtp.port, |said| {
        let is_go_ahead = said.starts_with(b"220 TLS");
        if is_go_ahead { [said, forged].concat() } else { said.to_vec() }
    })
    .await;
    let (fate, is_marked) = send(&deliver::Smtp { port: between.port, ..smtp.clone() }, &frozen(CLIENT, 0)).await;
    assert!(matches!(fate, Fate::Later { .. }) && !is_marked, "{fate:?}");

    let honest = Between::start(smtp.port, <[u8]>::to_vec).await;
    let (fate, _) = send(&deliver::Smtp { port: honest.port, ..smtp }, &frozen(CLIENT, 1)).await;
    assert!(matches!(fate, Fate::Sent { .. }), "{fate:?}");

    let imap = lab.imap_starttls(TRACK);
    let between = Between::start(imap.port, |said| {
        let is_go_ahead = said.windows(16).any(|part| part == b"Begin TLS negoti");
        if is_go_ahead { [said, b"A0002 OK welcome\r\n* 9 EXISTS\r\n"].concat() } else { said.to_vec() }
    })
    .await;
    let wrong = imap::Imap { port: between.port, password: "wrong".to_owned(), ..imap };
    assert!(imap::connect(&wrong, &Limits::default()).await.is_err(), "logged in by word of somebody on the way");
}
