//! Every mail to the user in a real browser, before a real spam filter, and its links before the parser that will hear them.

use std::process::Command;

use bothways::compose::freeze::freeze;
use bothways::compose::invitation;
use bothways::compose::page::with_pictures;
use bothways::compose::templates::Templates;
use bothways::converse::{Ground, Known, hear};
use bothways::domain::address::{Address, Person};
use bothways::domain::mail::{Mail, MailKind, Method, Sender};
use jiff::civil::date;

use crate::harness::browser::{Browser, Screen};

fn mails() -> Vec<Mail> {
    let mails: Vec<Mail> = Templates::shipped_only().previews().into_iter().map(Result::unwrap).collect();
    assert!(mails.len() > 12);
    mails
}

/// The page as each kind of program gets it.
fn page(mail: &Mail, screen: Screen, has_pictures: bool) -> String {
    let html = mail.html.clone().unwrap();
    let html = if has_pictures { with_pictures(&html, &mail.pictures) } else { html };
    if screen == Screen::Forced {
        return html.replace("prefers-color-scheme: dark", "prefers-color-scheme: nobody");
    }
    html
}

#[test]
fn no_mail_is_wider_than_its_screen_and_each_has_been_looked_at() {
    let mut browser = Browser::open();
    let mut kinds = std::collections::BTreeSet::new();
    for mail in mails() {
        for wide in [320, 360, 600] {
            for (screen, has_pictures) in [(Screen::Light, true), (Screen::Dark, true), (Screen::Light, false)] {
                let (found, _) = browser.show(&page(&mail, screen, has_pictures), wide, screen);
                assert_eq!(
                    found,
                    u64::from(wide),
                    "{}: {} ({screen:?}, pictures: {has_pictures})",
                    mail.kind,
                    mail.subject
                );
            }
        }
        for (name, wide, screen, has_pictures) in looks(&mail, kinds.insert(mail.kind)) {
            browser.has_been_looked_at(&page(&mail, screen, has_pictures), wide, screen, &format!("{name}.png"));
        }
    }
}

/// Mails that are looked at beside the first of their kind, by how their subject begins.
const ALSO: &[(&str, &str)] = &[
    ("Two things worth a look: Acme", "nudge-one-text-for-two"),
    ("How did it go with", "talk-after"),
    ("A month since your talk", "talk-month"),
    ("Three months since your talk", "talk-quarter"),
    ("Re: A year with", "answer-year"),
    ("Re: The good news", "answer-quarter"),
    ("Re: What parting", "answer-cost"),
    ("The tracking mailbox can be read", "trouble-over"),
    ("Two small repairs", "trouble-files"),
];

/// The pictures of a mail that are kept: of the first of each kind, which has something of everything, on every screen.
fn looks(mail: &Mail, is_first: bool) -> Vec<(String, u32, Screen, bool)> {
    let all = [
        ("360-light", 360, Screen::Light, true),
        ("360-dark", 360, Screen::Dark, true),
        ("600-light", 600, Screen::Light, true),
        ("600-dark", 600, Screen::Dark, true),
        ("360-forced-dark", 360, Screen::Forced, true),
        ("360-no-pictures", 360, Screen::Light, false),
    ];
    let also = ALSO.iter().find(|(begins, _)| mail.subject.starts_with(begins));
    let (name, n) = match (is_first, also) {
        (true, _) => (mail.kind.to_string(), all.len()),
        (false, Some((_, name))) => ((*name).to_owned(), 2),
        (false, None) => return Vec::new(),
    };
    let looks = all.into_iter().take(n);
    looks.map(|(screen, wide, colours, pictures)| (format!("{name}-{screen}"), wide, colours, pictures)).collect()
}

#[test]
fn no_mail_looks_like_spam() {
    let address = |text: &str| Address::parse(text).unwrap();
    let (account, own) = (address("track@reyes-desk.example"), address("nadia@reyes-desk.example"));
    let sender = Sender { name: "Nadia Reyes".into(), account, own };
    let folder = tempfile::tempdir().unwrap();
    let mut mails = mails();
    mails.push(invitation_of(&sender));
    let mut mbox = Vec::new();
    for (n, mail) in mails.iter().enumerate() {
        let token = format!("k7f3q2m9x4w8r5t6y2u3p7a4{n:02}");
        let frozen = freeze(mail, &sender, &token, "2026-11-23T08:30:00Z".parse().unwrap()).unwrap();
        mbox.extend_from_slice(b"From track@reyes-desk.example Mon Nov 23 08:30:00 2026\n");
        mbox.extend(String::from_utf8(frozen.bytes).unwrap().replace("\r\n", "\n").into_bytes());
        mbox.extend_from_slice(b"\n");
    }
    let path = folder.path().join("mails.mbox");
    std::fs::write(&path, mbox).unwrap();
    let judged = Command::new("spamassassin")
        .args(["--local", "--test-mode", "--mbox"])
        .arg(&path)
        .env("HOME", folder.path())
        .output()
        .expect("spamassassin is missing; tests/run installs it");
    let judged = String::from_utf8_lossy(&judged.stdout).into_owned();
    let scores: Vec<f64> = judged
        .split("X-Spam-Status:")
        .skip(1)
        .map(|rest| {
            let score = rest.split("score=").nth(1).unwrap_or_default().split_whitespace().next().unwrap_or_default();
            score.parse().unwrap_or_else(|_| panic!("no score in {rest}"))
        })
        .collect();
    assert_eq!(scores.len(), mails.len(), "{judged}");
    for (mail, score) in mails.iter().zip(scores) {
        assert!(score < 1.0, "{score} for {}\n{judged}", mail.subject);
    }
}

/// A text to the other side with a file for their calendar.
fn invitation_of(sender: &Sender) -> Mail {
    let dana = Address::parse("dana@acme.example").unwrap();
    let words = "Hi Dana,\n\nWould Thursday, 3 December at 10:00 suit you for half an hour on how we work together?\n\nWarm regards,\nNadia\n";
    let talk = invitation::Talk {
        method: Method::Request,
        uid: "k7f3q2m9x4w8r5t6y2u3p7a4@reyes-desk.example",
        sequence: 0,
        starts_at: "2026-12-03T10:00:00Z".parse().unwrap(),
        subject: "Half an hour on Thursday, 3 December?",
        words,
        with: &Person::new(Some("Dana Okafor"), Some(dana.clone())),
    };
    let now = "2026-11-23T08:30:00Z".parse().unwrap();
    Mail {
        kind: MailKind::Draft,
        to: dana,
        subject: talk.subject.to_owned(),
        text: words.to_owned(),
        html: None,
        pictures: Vec::new(),
        calendar: invitation::invitation(&talk, sender, now).unwrap(),
        reply_to: None,
        in_reply_to: None,
        references: Vec::new(),
    }
}

/// What the links of a mail would write, each with the subject it would write it under.
fn bodies(html: &str) -> Vec<String> {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            let hex = |byte: u8| char::from(byte).to_digit(16).unwrap();
            let mut next = || u8::try_from(hex(rest.next().unwrap())).unwrap();
            bytes.push(if byte == b'%' { next() * 16 + next() } else { byte });
        }
        String::from_utf8(bytes).unwrap()
    };
    html.split("&amp;body=").skip(1).map(|rest| decoded(rest.split('"').next().unwrap())).collect()
}

#[test]
fn what_every_button_writes_is_understood() {
    let known = ["acme:Acme Studio", "beta:Beta Coaching", "harbor:Harbor Books"].map(|one| {
        let (key, name) = one.split_once(':').unwrap();
        Known { key: key.to_owned(), name: name.to_owned(), person: None }
    });
    let mut n = 0;
    for mail in mails() {
        let bodies = bodies(mail.html.as_ref().unwrap());
        let n_items = if bodies.iter().any(|body| body.starts_with("2 ")) { 9 } else { 1 };
        let ground = Ground {
            today: date(2026, 11, 23),
            known: &known,
            rules: &[],
            you: &["Nadia".to_owned()],
            n_items,
            texts: &[1],
            question: true,
            talk: mail.kind == MailKind::Talk,
        };
        for body in bodies {
            let heard = hear(&body, &ground);
            assert!(
                heard.not_understood.is_empty() && heard.commands.len() == 1,
                "{}: `{body}`: {heard:?}",
                mail.subject
            );
            n += 1;
        }
    }
    assert!(n > 40, "{n}");
}
