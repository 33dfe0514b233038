//! A submission server that is broken, overloaded or malicious, stage by stage: the fate of a mail is never told wrong.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bothways::deliver::{self, Fate, Limits, Smtp, Tls};
use bothways::domain::address::Address;
use bothways::domain::mail::{Frozen, MailKind};
use jiff::Timestamp;
use tokio::task::JoinSet;

use crate::harness::scripted::{Says, Scripted};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Dot,
    Quit,
}

const STAGES: [Stage; 9] = [
    Stage::Greeting,
    Stage::Ehlo,
    Stage::StartTls,
    Stage::Auth,
    Stage::Mail,
    Stage::Rcpt,
    Stage::Data,
    Stage::Dot,
    Stage::Quit,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Code(u16),
    Close,
    Stall,
    Drip,
    Garbage,
    LongLine,
}

const FAULTS: [Fault; 13] = [
    Fault::Code(421),
    Fault::Code(450),
    Fault::Code(451),
    Fault::Code(452),
    Fault::Code(535),
    Fault::Code(550),
    Fault::Code(552),
    Fault::Code(554),
    Fault::Close,
    Fault::Stall,
    Fault::Drip,
    Fault::Garbage,
    Fault::LongLine,
];

/// A fate without its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sent,
    Later,
    Never,
    Uncertain,
    AccountRefused,
}

fn kind(fate: &Fate) -> Kind {
    match fate {
        Fate::Sent { .. } => Kind::Sent,
        Fate::Later { .. } => Kind::Later,
        Fate::Never { .. } => Kind::Never,
        Fate::Uncertain { .. } => Kind::Uncertain,
        Fate::AccountRefused { .. } => Kind::AccountRefused,
    }
}

/// The whole table in four lines. Whatever happens after the answer to the dot changes nothing; no answer to it is no answer.
fn expected(stage: Stage, fault: Fault) -> Kind {
    match (stage, fault) {
        (Stage::Quit, _) => Kind::Sent,
        (Stage::Greeting | Stage::Ehlo | Stage::StartTls, _) => Kind::Later,
        (_, Fault::Code(535)) | (Stage::Auth, Fault::Code(500..)) => Kind::AccountRefused,
        (Stage::Mail | Stage::Rcpt | Stage::Data | Stage::Dot, Fault::Code(500..)) => Kind::Never,
        (Stage::Dot, Fault::Close | Fault::Stall | Fault::Drip | Fault::Garbage | Fault::LongLine) => Kind::Uncertain,
        _ => Kind::Later,
    }
}

fn says(fault: Fault) -> Says {
    match fault {
        Fault::Code(code) => Says::Text(format!("{code} 5.7.0 no\r\n")),
        Fault::Close => Says::Last(String::new()),
        Fault::Stall => Says::Stall,
        Fault::Drip => Says::Drip("250-and another thing\r\n".repeat(1000)),
        Fault::Garbage => Says::Last("HTTP/1.1 400 Bad Request\r\n\r\n".to_owned()),
        Fault::LongLine => Says::Last("2".repeat(1024 * 1024)),
    }
}

fn stage_of(line: &str) -> Option<Stage> {
    let stages = [
        ("EHLO", Stage::Ehlo),
        ("STARTTLS", Stage::StartTls),
        ("AUTH", Stage::Auth),
        ("MAIL", Stage::Mail),
        ("RCPT", Stage::Rcpt),
        ("DATA", Stage::Data),
        ("QUIT", Stage::Quit),
    ];
    stages.into_iter().find(|(word, _)| line.starts_with(word)).map(|(_, stage)| stage)
}

fn decent(stage: Stage) -> Says {
    Says::text(match stage {
        Stage::Greeting => "220 ready\r\n",
        Stage::Ehlo => "250-here\r\n250-STARTTLS\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n",
        Stage::StartTls => "454 not today\r\n",
        Stage::Auth => "235 welcome\r\n",
        Stage::Mail | Stage::Rcpt => "250 fine\r\n",
        Stage::Data => "354 go on\r\n",
        Stage::Dot => "250 2.0.0 queued as 4711\r\n",
        Stage::Quit => "221 bye\r\n",
    })
}

/// A server that is decent up to one stage, and never answers anything after it: not even QUIT.
async fn server(at: Stage, fault: Says) -> Scripted {
    let greeting = if at == Stage::Greeting { fault.clone() } else { decent(Stage::Greeting) };
    let (mut in_body, mut is_over) = (false, at == Stage::Greeting);
    Scripted::start(greeting, move |line: &str| {
        let stage = match line {
            "." if in_body => Stage::Dot,
            _ if in_body => return Says::Nothing,
            line => stage_of(line).expect("a command of SMTP"),
        };
        if is_over {
            return Says::Nothing;
        }
        is_over = stage == at;
        in_body = stage == Stage::Data && !is_over;
        if is_over { fault.clone() } else { decent(stage) }
    })
    .await
}

fn settings(port: u16, tls: Tls) -> Smtp {
    Smtp {
        host: "127.0.0.1".to_owned(),
        port,
        tls,
        ca_file: None,
        user: "you@desk.test".to_owned(),
        password: "canary".to_owned(),
        hello_name: "desk.test".to_owned(),
    }
}

/// Short for the stage that stalls, long for all others: a busy machine must not fail another stage than the one tested.
fn limits(at: Stage) -> Limits {
    let of = |stage: &[Stage]| if stage.contains(&at) { Duration::from_millis(200) } else { Duration::from_secs(20) };
    Limits {
        connect: Duration::from_secs(20),
        hello: of(&[Stage::Greeting, Stage::Ehlo, Stage::StartTls]),
        auth: of(&[Stage::Auth]),
        mail: of(&[Stage::Mail]),
        rcpt: of(&[Stage::Rcpt]),
        data: of(&[Stage::Data]),
        body: Duration::from_secs(20),
        dot: of(&[Stage::Dot]),
        quit: of(&[Stage::Quit]),
    }
}

fn frozen(bytes: &[u8]) -> Frozen {
    Frozen {
        kind: MailKind::Draft,
        to: Address::parse("client@acme.test").unwrap(),
        envelope_from: Address::parse("you@desk.test").unwrap(),
        message_id: "a@desk.test".to_owned(),
        subject: "hello".to_owned(),
        bytes: bytes.to_vec(),
        frozen_at: Timestamp::UNIX_EPOCH,
    }
}

/// The fate of a mail, and how often the mark was written.
async fn send(smtp: &Smtp, limits: &Limits, mail: &Frozen) -> (Fate, usize) {
    let n_marks = AtomicUsize::new(0);
    let mark = async || {
        n_marks.fetch_add(1, Ordering::SeqCst);
        Ok::<(), std::convert::Infallible>(())
    };
    let Ok(fate) = deliver::hand_over(smtp, limits, mail, mark).await;
    (fate, n_marks.load(Ordering::SeqCst))
}

/// Fault row E2: every stage, every fault.
#[tokio::test]
async fn every_fault_at_every_stage_has_the_fate_it_should() {
    let mut cells = JoinSet::new();
    for stage in STAGES {
        for fault in FAULTS {
            cells.spawn(async move {
                let server = server(stage, says(fault)).await;
                let tls = if stage == Stage::StartTls { Tls::StartTls } else { Tls::PlainLoopback };
                let limits = match (fault, stage) {
                    // The second: lettre waits for an answer to its QUIT here, in vain, and the limit ends that.
                    (Fault::Stall | Fault::Drip, _) | (_, Stage::Ehlo | Stage::StartTls) => limits(stage),
                    (Fault::Code(_) | Fault::Close | Fault::Garbage | Fault::LongLine, _) => limits(Stage::Quit),
                };
                let begun = Instant::now();
                let (fate, n_marks) =
                    send(&settings(server.port, tls), &limits, &frozen(b"Subject: x\r\n\r\nhello\r\n")).await;
                (stage, fault, fate, n_marks, begun.elapsed(), server.heard())
            });
        }
    }
    let mut wrong = Vec::new();
    while let Some(cell) = cells.join_next().await {
        let (stage, fault, fate, n_marks, took, heard) = cell.unwrap();
        let is_marked = matches!(stage, Stage::Dot | Stage::Quit);
        let is_refusal = matches!(fault, Fault::Code(_));
        let body_left = heard.iter().any(|line| line == "hello");
        if kind(&fate) != expected(stage, fault)
            || n_marks != usize::from(is_marked)
            || body_left != is_marked
            || took > Duration::from_secs(15)
            || (is_refusal
                && !matches!(stage, Stage::Ehlo | Stage::StartTls)
                && format!("{fate:?}").contains("took longer"))
        {
            wrong.push(format!("{stage:?} {fault:?}: {fate:?}, {n_marks} marks, body left: {body_left}, {took:?}"));
        }
        assert!(!format!("{fate:?}").contains("canary"), "{fate:?}");
    }
    assert!(wrong.is_empty(), "{} cells of {}:\n{}", wrong.len(), STAGES.len() * FAULTS.len(), wrong.join("\n"));
}

#[tokio::test]
async fn a_refusal_does_not_wait_for_a_goodbye() {
    let server = server(Stage::Rcpt, Says::text("550 5.1.1 no such user\r\n")).await;
    let begun = Instant::now();
    let (fate, _) = send(&settings(server.port, Tls::PlainLoopback), &Limits::default(), &frozen(b"x")).await;
    assert!(
        matches!(&fate, Fate::Never { code: Some(550), why, once_more: false } if why.contains("5.1.1 no such user")),
        "{fate:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_refusal_that_says_nothing_is_worth_one_more_try() {
    for (said, expected) in
        [("550 5.5.0 refused\r\n", true), ("550 5.7.1 spam\r\n", false), ("554 5.5.0 no\r\n", false)]
    {
        let server = server(Stage::Dot, Says::text(said)).await;
        let (fate, _) = send(&settings(server.port, Tls::PlainLoopback), &Limits::default(), &frozen(b"x")).await;
        assert!(matches!(fate, Fate::Never { once_more, .. } if once_more == expected), "{said}: {fate:?}");
    }
}

#[tokio::test]
async fn a_yes_in_the_wrong_place_is_no_yes() {
    // A body poured into a server that did not ask for it would be taken for commands.
    let refusing = server(Stage::Data, Says::text("250 fine\r\n")).await;
    let (fate, n_marks) =
        send(&settings(refusing.port, Tls::PlainLoopback), &Limits::default(), &frozen(b"QUIT\r\n")).await;
    assert_eq!((kind(&fate), n_marks), (Kind::Later, 0), "{fate:?}");
    let asking = server(Stage::Dot, Says::text("354 more\r\n")).await;
    let (fate, _) = send(&settings(asking.port, Tls::PlainLoopback), &Limits::default(), &frozen(b"x")).await;
    assert_eq!(kind(&fate), Kind::Uncertain, "{fate:?}");
}

#[tokio::test]
async fn a_body_that_does_not_get_away_has_surely_not_gone() {
    let server = Scripted::start(decent(Stage::Greeting), |line: &str| match stage_of(line) {
        Some(Stage::Data) => Says::Text("354 go on\r\n".to_owned()),
        Some(stage) => decent(stage),
        None => Says::Deaf,
    })
    .await;
    let limits = Limits { body: Duration::from_millis(300), ..Limits::default() };
    let mail = frozen("hello, at length\r\n".repeat(1_000_000).as_bytes());
    let (fate, n_marks) = send(&settings(server.port, Tls::PlainLoopback), &limits, &mail).await;
    assert_eq!((kind(&fate), n_marks), (Kind::Later, 1), "{fate:?}");
}

#[tokio::test]
async fn a_mail_goes_out_with_its_dots_and_line_ends_right() {
    let server = server(Stage::Quit, Says::text("221 bye\r\n")).await;
    let (fate, _) = send(
        &settings(server.port, Tls::PlainLoopback),
        &Limits::default(),
        &frozen(b"a\n.\n.b\r.\r\nMAIL FROM:<x@y.test>"),
    )
    .await;
    assert!(matches!(&fate, Fate::Sent { code: 250, text } if text.contains("4711")), "{fate:?}");
    let heard = server.heard();
    let data = heard.iter().position(|line| line == "DATA").expect("DATA");
    assert_eq!(heard[data + 1..data + 7], ["a", "..", "..b", "..", "MAIL FROM:<x@y.test>", "."]);
}

#[tokio::test]
async fn what_the_server_can_not_carry_is_not_tried() {
    let plain = Scripted::start(decent(Stage::Greeting), |line: &str| match stage_of(line) {
        Some(Stage::Ehlo) => Says::text("250-here\r\n250 AUTH PLAIN\r\n"),
        stage => decent(stage.expect("a command")),
    })
    .await;
    let smtp = settings(plain.port, Tls::PlainLoopback);
    let (fate, _) = send(&smtp, &Limits::default(), &frozen("grüße\r\n".as_bytes())).await;
    assert_eq!(kind(&fate), Kind::Never, "{fate:?}");
    let to = Address::parse("jürgen@acme.test").unwrap();
    let (fate, _) = send(&smtp, &Limits::default(), &Frozen { to, ..frozen(b"x") }).await;
    assert_eq!(kind(&fate), Kind::Never, "{fate:?}");
}

#[tokio::test]
async fn a_password_is_not_sent_where_tls_is_refused() {
    let offers_none = Scripted::start(decent(Stage::Greeting), |line: &str| match stage_of(line) {
        Some(Stage::Ehlo) => Says::text("250-here\r\n250 AUTH PLAIN\r\n"),
        stage => decent(stage.expect("a command")),
    })
    .await;
    let (fate, _) = send(&settings(offers_none.port, Tls::StartTls), &Limits::default(), &frozen(b"x")).await;
    assert!(matches!(&fate, Fate::AccountRefused { hint, .. } if hint.contains("465")), "{fate:?}");
    assert!(!offers_none.heard().iter().any(|line| line.starts_with("AUTH")), "{:?}", offers_none.heard());
}

#[tokio::test]
async fn nobody_at_home_means_later() {
    let smtp = settings(1, Tls::PlainLoopback);
    for smtp in [smtp.clone(), Smtp { tls: Tls::Implicit, ..smtp.clone() }, Smtp { tls: Tls::StartTls, ..smtp }] {
        let (fate, n_marks) = send(&smtp, &Limits::default(), &frozen(b"x")).await;
        assert_eq!((kind(&fate), n_marks), (Kind::Later, 0), "{fate:?}");
    }
}
