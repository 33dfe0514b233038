//! What the mails say, in both parts.

use std::collections::BTreeSet;

use html5gum::{Token, Tokenizer};
use insta::assert_snapshot;

use super::super::draft::FIELDS;
use super::super::samples::{drafts, mails, one_sided, rich, samples};
use super::super::shipped;
use super::super::templates::{Templates, compile, gaps};
use super::super::{lint, nudge};
use crate::domain::mail::{Guard, Mail};
use crate::domain::relationship::Seat;

fn sample_mails() -> Vec<Mail> {
    mails(&Templates::shipped_only()).into_iter().map(Result::unwrap).collect()
}

#[test]
fn the_shipped_templates_write_every_sample_without_a_fault() {
    let mut faults = Vec::new();
    let templates = compile(&[], &mut faults);
    assert_eq!(faults, []);
    for mail in mails(&templates) {
        mail.unwrap();
    }
}

#[test]
fn the_shipped_templates_are_kind_short_and_fetch_nothing() {
    assert_eq!(lint::lint(&shipped::files()), []);
}

#[test]
fn mails_to_the_user() {
    let mails: Vec<String> =
        sample_mails().iter().map(|mail| format!("[{}] {}\n\n{}", mail.kind, mail.subject, mail.text)).collect();
    assert_snapshot!(mails.join("\n=====\n"));
}

/// Backticks are for terminals: in HTML a word to write looks like one, and the text part keeps them.
#[test]
fn words_to_write_look_like_words_to_write() {
    let mails = sample_mails();
    let html = |mail: &Mail| mail.html.clone().unwrap_or_default();
    assert!(mails.iter().all(|mail| !html(mail).contains('`')));
    let answer = mails.iter().find(|mail| mail.text.contains("Until then, `undo` stops it.")).unwrap();
    assert!(html(answer).contains(">undo</span> stops it."), "{}", html(answer));
}

#[test]
fn texts_for_the_other_side() {
    let templates = Templates::shipped_only();
    for seat in Seat::ALL {
        let mut texts = Vec::new();
        for offer in templates.offers(*seat) {
            for (known, text) in ["much", "little"].iter().zip(drafts(&offer, *seat, &templates)) {
                let text = text.unwrap();
                texts.push(format!("[{offer}, {known} is known]\nSubject: {}\n\n{}", text.subject, text.body));
            }
        }
        assert_snapshot!(format!("texts_for_the_other_side_from_{seat}"), texts.join("\n=====\n"));
    }
}

#[test]
fn a_known_date_or_the_users_own_words_stand_in_every_text() {
    let templates = Templates::shipped_only();
    let months = ["June", "July", "October", "November"];
    let mut vague = Vec::new();
    for seat in Seat::ALL {
        for offer in templates.offers(*seat) {
            let known = drafts(&offer, *seat, &templates).swap_remove(0).unwrap();
            if gaps(&known.body).is_empty() && !months.iter().any(|month| known.body.contains(month)) {
                vague.push(format!("{offer} {seat}"));
            }
        }
    }
    assert_eq!(vague, [""; 0]);
}

#[test]
fn the_page_lists_the_fields_that_there_are() {
    let table: Vec<String> = FIELDS.iter().map(|(name, meaning)| format!("| `{name}` | {meaning} |\n")).collect();
    let page = include_str!("../../../templates/README.md");
    assert!(page.contains(&table.concat()), "templates/README.md wants this table:\n\n{}", table.concat());
    let fields = super::super::draft::fields(&rich(Seat::Va), &samples().unwrap().user, None);
    let serde_json::Value::Object(values) = serde_json::to_value(&fields).unwrap() else { panic!("fields are a map") };
    let mut listed: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    assert_eq!(values.keys().map(String::as_str).collect::<Vec<_>>(), listed);
}

#[test]
fn a_gap_is_found_with_what_it_waits_for() {
    assert_eq!(gaps("Hello,\n\n[your words: what went well] and more"), ["what went well"]);
    assert_eq!(gaps("[your words: a] [your words: b"), ["a", "b"]);
    assert_eq!(gaps("Hello, [sic] all is said"), [""; 0]);
}

#[test]
fn the_first_letter_that_reached_us_is_not_the_day_the_work_began() {
    let mut account = rich(Seat::Va);
    account.relationship.since = account.days.first().map(|day| day.on);
    let user = samples().unwrap().user;
    let text =
        super::super::draft::draft("partnership-conversation", &account, &user, None, &Templates::shipped_only());
    assert!(!text.unwrap().body.contains("since"));
}

#[test]
fn no_line_of_a_text_part_is_wider_than_quoting_allows() {
    for mail in sample_mails() {
        for line in mail.text.lines() {
            assert!(line.chars().count() <= 76, "{line}");
        }
    }
}

#[test]
fn subjects_and_preheaders_fit_a_phone() {
    for mail in sample_mails() {
        let length = mail.subject.chars().count();
        assert!((12..=70).contains(&length), "{}", mail.subject);
        let html = mail.html.unwrap();
        let preheader = html.split("mso-hide:all;\">").nth(1).and_then(|rest| rest.split("</div>").next()).unwrap();
        assert!((20..=140).contains(&preheader.chars().count()), "{preheader}");
        assert_ne!(preheader, mail.subject);
    }
}

/// The links of a mail, as `(address, subject, body)`.
fn links(html: &str) -> Vec<(String, String, String)> {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            assert_ne!(byte, b'+', "a plus is read as a space by some: {text}");
            bytes.push(if byte == b'%' {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
            } else {
                byte
            });
        }
        String::from_utf8(bytes).unwrap()
    };
    let mut links = Vec::new();
    for Ok(token) in Tokenizer::new(html) {
        if let Token::StartTag(tag) = token
            && let Some(href) = tag.attributes.get(b"href".as_slice())
        {
            let href = String::from_utf8(href.value.0.clone()).unwrap();
            assert!(href.len() <= 250, "{href}");
            let rest = href.strip_prefix("mailto:").unwrap();
            let (address, query) = rest.split_once("?subject=").unwrap();
            let (subject, body) = query.split_once("&body=").unwrap();
            assert!(!body.contains('&') && !subject.contains('&'), "{href}");
            links.push((decoded(address), decoded(subject), decoded(body)));
        }
    }
    links
}

#[test]
fn every_button_writes_to_us_a_word_that_the_text_part_has_too() {
    let replies = samples().unwrap().replies;
    let mut n = 0;
    for mail in sample_mails() {
        for (address, subject, body) in links(mail.html.as_ref().unwrap()) {
            assert_eq!(address, replies.to.as_str());
            assert!(subject.starts_with("Re: "), "{subject}");
            let lines: BTreeSet<&str> = mail.text.lines().map(str::trim).collect();
            assert!(lines.iter().any(|line| line.contains(&body)), "{body:?} is not in\n{}", mail.text);
            n += 1;
        }
    }
    assert!(n > 20);
}

#[test]
fn the_mark_of_a_mail_stands_in_the_subject_of_a_reply_however_long_it_is() {
    let mut samples = samples().unwrap();
    samples.replies.mark = Some("k7f3".to_owned());
    let account = rich(Seat::Va);
    let finding = crate::domain::finding::Finding { title: "ÄÖÜ so many words ".repeat(40), ..one_sided() };
    let item =
        nudge::NudgeItem { number: 1, finding: &finding, account: &account, evidence: &[], draft: None, already: None };
    let mail = nudge::nudge(&[item], &samples.user, &samples.replies, &samples.status, &Templates::shipped_only());
    for (_, subject, body) in links(&mail.unwrap().html.unwrap()) {
        assert!(subject.ends_with(" [k7f3]") && !body.is_empty(), "{subject}");
    }
}

#[test]
fn the_html_is_light() {
    for mail in sample_mails() {
        let length = mail.html.unwrap().len();
        assert!(length < 40_000, "{}: {length}", mail.subject);
    }
}

/// The words of an HTML mail, without its head and its hidden preheader.
fn words_of(html: &str) -> Vec<String> {
    let mut text = String::new();
    let mut skipped = true;
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) if tag.name.as_slice() == b"table" => skipped = false,
            Token::String(words) if !skipped => text.push_str(std::str::from_utf8(&words).unwrap()),
            _ => text.push(' '),
        }
    }
    let letters = |c: char| !c.is_alphanumeric();
    text.split(letters).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[test]
fn the_text_part_says_what_the_html_says() {
    for mail in sample_mails() {
        let said: BTreeSet<String> = mail.text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        let subject: BTreeSet<String> =
            mail.subject.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        let words = words_of(mail.html.as_ref().unwrap());
        let missing: Vec<&String> =
            words.iter().filter(|word| !said.contains(*word) && !subject.contains(*word)).collect();
        assert!(missing.len() * 10 <= words.len(), "{}: {missing:?}", mail.subject);
        assert!(missing.iter().all(|word| !word.chars().any(|c| c.is_ascii_digit())), "{missing:?}");
    }
}

#[test]
fn every_mail_but_a_draft_goes_to_the_user_alone() {
    let guard = Guard { you: vec![samples().unwrap().user.address] };
    for mail in sample_mails() {
        assert!(guard.permits(mail.kind, &mail.to, None));
    }
}
