//! What leaves the house: headers, parts, threads.

use jiff::Timestamp;
use mail_parser::{HeaderName, MessageParser, MimeHeaders};
use proptest::prelude::*;

use super::super::clean;
use super::super::freeze::freeze;
use crate::domain::address::Address;
use crate::domain::mail::{Mail, MailKind, Picture, Sender};

const TOKEN: &str = "k7f3q2m9x4w8r5t6y2u3p7a4s9";

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn sender() -> Sender {
    Sender {
        name: "Nadia Reyes".into(),
        account: address("track@reyes-desk.example"),
        own: address("nadia@reyes-desk.example"),
    }
}

fn mail(kind: MailKind) -> Mail {
    Mail {
        kind,
        to: address(if kind == MailKind::Draft { "dana@acme.example" } else { "nadia@reyes-desk.example" }),
        subject: "A quick hello".into(),
        text: "Hi Dana,\n\nwords.\n".into(),
        html: (kind != MailKind::Draft).then(|| "<!DOCTYPE html><p>words.</p>".into()),
        pictures: Vec::new(),
        calendar: None,
        reply_to: None,
        in_reply_to: None,
        references: Vec::new(),
    }
}

fn now() -> Timestamp {
    "2026-11-20T08:30:00Z".parse().unwrap()
}

fn frozen(mail: &Mail, sender: &Sender) -> String {
    String::from_utf8(freeze(mail, sender, TOKEN, now()).unwrap().bytes).unwrap()
}

/// The names of the header fields at the top, as they stand.
fn names(raw: &str) -> Vec<String> {
    let head = raw.split("\r\n\r\n").next().unwrap();
    let fields = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    fields.map(|field| field.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn a_mail_to_the_user_says_that_a_machine_wrote_it() {
    let raw = frozen(&mail(MailKind::Nudge), &sender());
    for line in [
        "Date: Fri, 20 Nov 2026 08:30:00 +0000",
        "Message-ID: <k7f3q2m9x4w8r5t6y2u3p7a4s9@reyes-desk.example>",
        "From: \"bothways for Nadia Reyes\" <track@reyes-desk.example>",
        "Reply-To: track@reyes-desk.example",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "MIME-Version: 1.0",
    ] {
        assert!(raw.contains(&format!("{line}\r\n")), "{line}\n{raw}");
    }
}

#[test]
fn a_text_of_the_user_shows_no_trace_of_us() {
    let raw = frozen(&mail(MailKind::Draft), &sender());
    assert_eq!(
        names(&raw),
        ["Date", "Message-ID", "From", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
    );
    assert!(raw.contains("From: \"Nadia Reyes\" <nadia@reyes-desk.example>\r\n"));
    assert!(!raw.to_lowercase().contains("bothways") && !raw.contains("track"));
}

#[test]
fn where_the_account_may_not_send_as_the_user_answers_still_reach_her() {
    for (account, own) in [
        ("desk@mail.example", "nadia@reyes-va.example"),
        // Two addresses of one big provider are two people to it.
        ("nadia.desk@gmail.com", "nadia@gmail.com"),
    ] {
        let sender = Sender { name: "Nadia".into(), account: address(account), own: address(own) };
        let raw = frozen(&mail(MailKind::Draft), &sender);
        assert!(raw.contains(&format!("From: Nadia <{account}>\r\n")), "{raw}");
        assert!(raw.contains(&format!("Reply-To: {own}\r\n")), "{raw}");
    }
}

#[test]
fn pictures_stand_beside_the_html_and_the_text_comes_first() {
    let picture = |id: &str| Picture { id: id.to_owned(), png: vec![0x89, b'P', b'N', b'G', 0, 10, 13, 26] };
    let pictures = vec![picture("months-light@bothways"), picture("months-dark@bothways"), picture("no id")];
    let raw = frozen(&Mail { pictures, ..mail(MailKind::Week) }, &sender());
    let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let kinds: Vec<String> = message
        .parts
        .iter()
        .map(|part| part.content_type().map_or_else(String::new, |kind| kind.subtype().unwrap_or_default().to_owned()))
        .collect();
    assert_eq!(kinds, ["alternative", "plain", "related", "html", "png", "png"]);
    assert!(raw.contains("Content-ID: <months-light@bothways>\r\n") && raw.contains("Content-Disposition: inline\r\n"));
    assert_eq!(message.parts[4].contents(), &[0x89, b'P', b'N', b'G', 0, 10, 13, 26]);
}

#[test]
fn the_same_mail_freezes_to_the_same_bytes() {
    let nudge = mail(MailKind::Nudge);
    assert_eq!(frozen(&nudge, &sender()), frozen(&nudge, &sender()));
}

#[test]
fn a_text_stands_in_its_thread_and_a_long_one_is_trimmed() {
    let ids: Vec<String> = (0..60).map(|n| format!("{n}@acme.example")).collect();
    let draft = Mail { in_reply_to: Some("<60@acme.example>".into()), references: ids, ..mail(MailKind::Draft) };
    let raw = freeze(&draft, &sender(), TOKEN, now()).unwrap().bytes;
    let message = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(message.in_reply_to().as_text(), Some("60@acme.example"));
    let chain = message.references().as_text_list().unwrap();
    assert_eq!(chain.len(), 21);
    assert_eq!(
        (chain.first().unwrap().as_ref(), chain.last().unwrap().as_ref()),
        ("0@acme.example", "60@acme.example")
    );
}

#[test]
fn what_is_no_id_is_left_out() {
    for id in ["", "x", "a@b@c", "a b@c", "a@b\r\nBcc: eve@evil.example", "<a@b", "ä@b.example", "a@b>, <c@d"] {
        let draft = Mail { in_reply_to: Some(id.into()), references: vec![id.into()], ..mail(MailKind::Draft) };
        let raw = frozen(&draft, &sender());
        assert!(!raw.contains("In-Reply-To") && !raw.contains("References"), "{id:?}\n{raw}");
    }
}

#[test]
fn a_token_is_letters_and_digits_or_there_is_no_mail() {
    for token in ["", "short", "a b c d e f g h", "abc\r\nBcc: x@y.example", &"x".repeat(200)] {
        assert!(freeze(&mail(MailKind::Nudge), &sender(), token, now()).is_err(), "{token:?}");
    }
}

#[test]
fn no_server_needs_8bitmime_and_no_line_is_too_long() {
    for text in ["Grüße aus Wien\n", "日本語の手紙\n", "plain\n", &"long ".repeat(900), ".\n..\nFrom me\n"] {
        for kind in MailKind::ALL {
            let mail = Mail { text: text.to_owned(), subject: text.to_owned(), ..mail(*kind) };
            let raw = freeze(&mail, &sender(), TOKEN, now()).unwrap().bytes;
            assert!(raw.is_ascii());
            assert!(raw.split(|byte| *byte == b'\n').all(|line| line.len() <= 100));
        }
    }
}

/// Any characters at all, and often those that have broken headers before.
fn nasty() -> impl Strategy<Value = String> {
    let traps = prop::sample::select(vec![
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}",
        "Bcc: eve@evil.example",
        "=0D=0A",
        "=?utf-8?q?=0A?=",
        "\"",
        "\\",
        "<",
        ">",
        ",",
        ":",
        ";",
        " ",
        "é",
        "🙂",
        "a",
        "--=_",
        ".",
        "\t",
        "\u{7f}",
        "(",
        ")",
        "@",
    ]);
    let piece = prop_oneof![traps.prop_map(str::to_owned), any::<char>().prop_map(String::from), "[a-zA-Z0-9 ]{0,60}"];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_in_any_field_adds_a_header(
        kind in prop::sample::select(MailKind::ALL),
        name in nasty(), subject in nasty(), text in nasty(), html in nasty(), parent in nasty(), chain in prop::collection::vec(nasty(), 0..3),
    ) {
        let sender = Sender { name, ..sender() };
        let is_draft = kind == MailKind::Draft;
        let mail = Mail {
            subject: subject.clone(), text: text.clone(), html: (!is_draft).then_some(html.clone()),
            in_reply_to: Some(parent), references: chain, ..mail(kind)
        };
        let raw = freeze(&mail, &sender, TOKEN, now()).unwrap().bytes;
        let raw_text = String::from_utf8(raw.clone()).unwrap();
        let mut expected = vec!["Date", "Message-ID", "From", "To", "Subject"];
        if !is_draft { expected.extend(["Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress"]); }
        if kind == MailKind::Week { expected.push("List-Unsubscribe"); }
        expected.extend(["MIME-Version", "Content-Type"]);
        if is_draft { expected.push("Content-Transfer-Encoding"); }
        let mut found = names(&raw_text);
        found.retain(|name| !(name == "In-Reply-To" || is_draft && name == "References"));
        prop_assert_eq!(found, expected);

        let message = MessageParser::default().parse(&raw).unwrap();
        prop_assert_eq!(message.headers_raw().filter(|(name, _)| name.eq_ignore_ascii_case("to")).count(), 1);
        prop_assert_eq!(message.to().unwrap().iter().count(), 1);
        prop_assert_eq!(message.from().unwrap().iter().count(), 1);
        prop_assert!(message.header(HeaderName::Bcc).is_none() && message.header(HeaderName::Cc).is_none());
        prop_assert_eq!(clean::line(message.subject().unwrap_or_default()), clean::header(&subject));
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").trim_end_matches('\n').to_owned();
        prop_assert_eq!(lines(&message.body_text(0).unwrap()), lines(&text));
        if !is_draft {
            prop_assert_eq!(message.parts.len(), 3);
            prop_assert_eq!(lines(&message.body_html(0).unwrap()), lines(&html));
        }
    }

    #[test]
    fn an_address_that_parses_makes_a_mail_or_a_fault(local in nasty(), domain in nasty()) {
        if let Some(to) = Address::parse(&format!("{local}@{domain}.example")) {
            let nudge = Mail { to: to.clone(), ..mail(MailKind::Nudge) };
            if let Ok(frozen) = freeze(&nudge, &sender(), TOKEN, now()) {
                let raw = String::from_utf8_lossy(&frozen.bytes).into_owned();
                prop_assert_eq!(names(&raw).iter().filter(|name| *name == "To").count(), 1);
                prop_assert_eq!(frozen.to, to);
            }
        }
    }

    #[test]
    fn wrapped_text_is_never_too_wide_and_loses_no_letter(text in nasty(), indent in 0..6_usize) {
        let text = clean::text(&format!("{}{}", " ".repeat(indent), text));
        let wrapped = clean::wrapped(&text);
        prop_assert!(wrapped.lines().all(|line| line.chars().count() <= clean::WIDTH), "{}", wrapped);
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(letters(&wrapped), letters(&text));
    }
}
