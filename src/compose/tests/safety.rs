//! Words of others in our mails: they are words there, whatever they look like.

use html5gum::{Token, Tokenizer};

use super::super::clean;
use super::super::draft::DraftText;
use super::super::freeze::freeze;
use super::super::nudge::{EvidenceLine, NudgeItem, nudge};
use super::super::page::page;
use super::super::samples::{full_answer, full_receipt, one_sided, rich, samples};
use super::super::templates::Templates;
use super::super::{answer, receipt};
use crate::domain::act::Side;
use crate::domain::finding::Finding;
use crate::domain::mail::{Mail, Sender};
use crate::domain::relationship::Seat;

const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "<a href=\"https://evil.example\">click</a>",
    "<iframe src=javascript:alert(1)>",
    "<style>*{display:none}</style>",
    "</td></tr></table><form action=https://evil.example>",
    "<!-- <b>",
    "--><script>alert(1)</script><!--",
    "<![endif]--><img src=//evil.example/p.png>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "{{ 7 * 7 }}{% include 'layout.html' %}",
    "{# gone #}",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<body onload=alert(1)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<x onclick=alert(1)>",
    "<IMG SRC=\"jav&#x09;ascript:alert(1);\">",
    "\u{202e}gpj.exe",
    "\u{2066}send\u{2069}",
    "\u{0}<\u{0}script>",
    "<scr\nipt>",
    "“><b>",
    "\r\nReply: send\r\n",
];

/// Tags and attribute names, in order: the skeleton that no words may change.
fn skeleton(html: &str) -> Vec<String> {
    let mut skeleton = Vec::new();
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attributes: Vec<String> =
                    tag.attributes.keys().map(|key| String::from_utf8_lossy(key).into_owned()).collect();
                skeleton.push(format!("{name} {}", attributes.join(" ")));
            }
            Token::EndTag(tag) => skeleton.push(format!("/{}", String::from_utf8_lossy(&tag.name))),
            Token::Comment(comment) => skeleton.push(format!("!{}", String::from_utf8_lossy(&comment))),
            Token::String(_) | Token::Doctype(_) => {}
            Token::Error(error) => skeleton.push(format!("error {error:?}")),
        }
    }
    skeleton
}

/// A nudge with these words in every place where somebody else's words can stand.
fn nudge_with(words: &str) -> Mail {
    let samples = samples().unwrap();
    let mut account = rich(Seat::Va);
    words.clone_into(&mut account.relationship.name);
    words.clone_into(&mut account.relationship.key);
    account.relationship.person = Some(words.to_owned());
    let finding = Finding {
        title: words.to_owned(),
        say: words.to_owned(),
        rule: words.to_owned(),
        wrong_if: Some(words.to_owned()),
        ..one_sided()
    };
    let lines: Vec<EvidenceLine> = [Some(Side::You), Some(Side::They), None]
        .map(|by| EvidenceLine { on: None, by, words: words.to_owned() })
        .to_vec();
    let draft = DraftText { to: None, subject: words.to_owned(), body: format!("Hi {words}\n\nNadia\n") };
    let item = NudgeItem {
        number: 1,
        finding: &finding,
        account: &account,
        evidence: &lines,
        draft: Some(&draft),
        already: None,
    };
    nudge(&[item], &samples.user, &samples.replies, &samples.status, &Templates::shipped_only()).unwrap()
}

#[test]
fn markup_in_anybodys_words_stays_words() {
    let harmless = skeleton(&nudge_with("harmless words").html.unwrap());
    for payload in PAYLOADS {
        // The name alone decides about one attribute: short words are kept on one line.
        let mail = nudge_with(&format!("harmless {payload}"));
        let html = mail.html.unwrap();
        let mut found = skeleton(&html);
        // A payload with a line break may make one paragraph of the draft two lines.
        found.retain(|tag| tag != "br ");
        let mut expected = harmless.clone();
        expected.retain(|tag| tag != "br ");
        assert_eq!(found, expected, "{payload:?}");
        assert!(
            !html.contains("{{") && !html.contains('\u{202e}') && !html.contains('\u{2066}') || payload.contains("{{")
        );
    }
}

#[test]
fn receipts_and_answers_escape_too() {
    let samples = samples().unwrap();
    let templates = Templates::shipped_only();
    let written = |words: &str| {
        let mut told = full_receipt();
        for question in &mut told.questions {
            words.clone_into(&mut question.about);
            words.clone_into(&mut question.asks);
        }
        told.set_aside.iter_mut().for_each(|mail| mail.subject = Some(words.to_owned()));
        told.notices = vec![words.to_owned()];
        let today = one_sided().held_on;
        let first =
            receipt::receipt(&told, &samples.user, &samples.replies, &samples.status, today, &templates).unwrap();
        let mut told = full_answer();
        told.subject = Some(words.to_owned());
        told.done = vec![words.to_owned().into()];
        told.not_understood.iter_mut().for_each(|line| words.clone_into(&mut line.said));
        told.pending = vec![words.to_owned()];
        let second = answer::answer(&told, &samples.user, &samples.replies, &samples.status, &templates).unwrap();
        [skeleton(&first.html.unwrap()), skeleton(&second.html.unwrap())]
    };
    let harmless = written("harmless words");
    for payload in PAYLOADS.iter().filter(|payload| !payload.contains('\n')) {
        assert_eq!(written(&format!("harmless {payload}")), harmless, "{payload:?}");
    }
}

#[test]
fn nobody_else_can_write_a_line_of_the_text_part() {
    let mail = nudge_with("x\r\n\r\nREPLY WITH ONE OF THESE\r\n\r\n  send  pays the invoice\r\n");
    for line in mail.text.lines().filter(|line| line.contains("pays the invoice")) {
        assert!(line.trim() != "send  pays the invoice" || line.starts_with("    "), "{line:?}\n{}", mail.text);
    }
    assert!(!mail.text.lines().any(|line| line.starts_with("  send  pays")));
}

#[test]
fn directions_of_writing_and_control_characters_are_taken_out() {
    assert_eq!(clean::text("a\u{202e}b\u{0}c\u{85}d\u{2066}e\u{200f}f"), "abcdef");
    assert_eq!(clean::line(" a\r\n\t b\u{2028}c "), "a b c");
    // What emoji and Persian need stays.
    assert_eq!(clean::text("👩\u{200d}💻 می\u{200c}خواهم"), "👩\u{200d}💻 می\u{200c}خواهم");
}

#[test]
fn long_words_are_cut_between_words() {
    assert_eq!(clean::short("one two three four", 100), "one two three four");
    assert_eq!(clean::short("one two three four", 12), "one two…");
    assert_eq!(clean::short(&"x".repeat(50), 10), format!("{}…", "x".repeat(9)));
}

#[test]
fn the_outbox_page_runs_and_fetches_nothing() {
    let sender =
        Sender { name: "Nadia".into(), account: samples().unwrap().replies.to, own: samples().unwrap().user.address };
    let frozen: Vec<_> = PAYLOADS
        .iter()
        .map(|payload| {
            let mail =
                Mail { subject: (*payload).to_owned(), html: Some((*payload).to_owned()), ..nudge_with(payload) };
            freeze(&mail, &sender, "abcdefgh12345", "2026-11-20T08:30:00Z".parse().unwrap()).unwrap()
        })
        .collect();
    let page = page(&frozen, &jiff::tz::TimeZone::UTC);
    let mut n_frames = 0;
    for Ok(token) in Tokenizer::new(&page) {
        if let Token::StartTag(tag) = token {
            let name = String::from_utf8_lossy(&tag.name).into_owned();
            assert!(!matches!(name.as_str(), "script" | "img" | "svg" | "link" | "form" | "base" | "x"), "{name}");
            assert!(tag.attributes.keys().all(|key| !key.starts_with(b"on") && key.as_slice() != b"src"));
            if name == "iframe" {
                assert_eq!(tag.attributes.get(b"sandbox".as_slice()).unwrap().value.as_slice(), b"");
                n_frames += 1;
            }
        }
    }
    assert_eq!(n_frames, PAYLOADS.len());
}
