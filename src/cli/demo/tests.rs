//! The demo's correspondence is as lifelike as it claims to be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use mail_parser::{Message, MessageParser, PartType};

use super::program::Program;
use super::story::{Route, stories};
use super::*;
use crate::converse::{Ground, Known, hear};
use crate::domain::command::Verb;

/// A working day, a Saturday, a Sunday, a Monday, New Year, a leap day, and a day on which clocks changed within the story.
fn days() -> [Date; 8] {
    [
        date(2026, 11, 25),
        date(2026, 11, 21),
        date(2026, 11, 22),
        date(2026, 11, 23),
        date(2027, 1, 1),
        date(2028, 2, 29),
        date(2027, 4, 2),
        date(2028, 9, 28),
    ]
}

fn parsed(parcel: &Parcel) -> Message<'_> {
    MessageParser::default().parse(&parcel.bytes).unwrap()
}

fn address(of: Option<&mail_parser::Address<'_>>) -> String {
    of.and_then(|of| of.first()).and_then(|one| one.address()).unwrap_or_default().to_owned()
}

#[test]
fn the_same_day_makes_the_same_mail() {
    for today in days() {
        assert_eq!(mails(today), mails(today), "{today}");
        assert_eq!(words(today), words(today), "{today}");
    }
}

#[test]
fn mail_comes_in_order_and_before_today() {
    for today in days() {
        let mails = mails(today);
        let midnight = today.to_zoned(story::zone(ZONE)).unwrap().timestamp();
        assert!(mails.is_sorted_by_key(|parcel| parcel.delivered_at), "{today}");
        for parcel in &mails {
            assert!(parcel.delivered_at < midnight, "{today}: {}", parcel.file_name);
            let written = parsed(parcel).date().unwrap().to_timestamp();
            assert!(written <= parcel.delivered_at.as_second(), "{today}: {}", parcel.file_name);
        }
        let names: BTreeSet<&str> = mails.iter().map(|parcel| parcel.file_name.as_str()).collect();
        assert_eq!(names.len(), mails.len());
        assert!(words(today).iter().all(|(on, _)| *on <= today));
    }
}

#[test]
fn a_letter_never_comes_before_what_it_answers() {
    for today in days() {
        for story in stories(today) {
            for letter in &story.letters {
                if let Some(parent) = letter.parent {
                    assert!(story.letters[parent].at < letter.at, "{today}, {}: {}", story.key, letter.subject);
                }
            }
        }
    }
}

#[test]
fn every_blank_is_filled_in() {
    for today in days() {
        for parcel in mails(today) {
            let raw = String::from_utf8(parcel.bytes).unwrap();
            assert!(!raw.contains(['{', '}']), "{today}: {raw}");
            assert!(raw.lines().all(|line| line.len() <= 998 && line.is_ascii()), "{today}: {raw}");
        }
    }
}

#[test]
fn every_route_and_every_program_occurs() {
    let stories = stories(days()[0]);
    let handovers = stories.iter().flat_map(|story| &story.letters).flat_map(|letter| &letter.handovers);
    let used: BTreeSet<(Route, Program)> = handovers.clone().map(|one| (one.route, one.program)).collect();
    for program in [Program::Gmail, Program::Outlook, Program::Apple, Program::Thunderbird] {
        assert!(used.contains(&(Route::Forward, program)), "{program:?}");
        assert!(used.contains(&(Route::Bcc, program)), "{program:?}");
    }
    for route in [Route::Attached, Route::Bundle, Route::Cc, Route::Unseen] {
        assert!(used.iter().any(|(used, _)| *used == route), "{route:?}");
    }
    assert!(handovers.clone().any(|one| one.plus));
}

/// Each mail says of itself what the story says of it: writer, date and parts.
#[test]
fn mail_parser_sees_what_the_story_says() {
    for today in days() {
        let mails = mails(today);
        let by_id: BTreeMap<String, Message<'_>> =
            mails.iter().map(parsed).map(|mail| (mail.message_id().unwrap_or_default().to_owned(), mail)).collect();
        assert_eq!(by_id.len(), mails.len(), "message ids are not unique");
        for story in stories(today) {
            for letter in &story.letters {
                let is_copied = |one: &story::Handover| matches!(one.route, Route::Bcc | Route::Cc);
                let Some(copied) = letter.handovers.iter().find(|one| is_copied(one)) else { continue };
                let mail = &by_id[&letter.message_id];
                assert_eq!(address(mail.from()), letter.by.address);
                assert_eq!(mail.from().unwrap().first().unwrap().name(), Some(letter.by.name.as_str()));
                assert_eq!(mail.date().unwrap().to_timestamp(), letter.at.timestamp().as_second());
                assert_eq!(mail.subject(), Some(letter.subject.as_str()));
                let has_html = mail.parts.iter().any(|part| matches!(part.body, PartType::Html(_)));
                assert_eq!(has_html, letter.program != Program::Thunderbird, "{}", letter.subject);
                let raw = String::from_utf8_lossy(mail.raw_message());
                let (headers, _) = raw.split_once("\r\n\r\n").unwrap();
                assert_eq!(headers.contains(TRACKING), copied.route == Route::Cc, "{headers}");
                let first = letter.text.split([' ', '\n']).next().unwrap();
                assert!(mail.body_text(0).unwrap().starts_with(first), "{}", letter.subject);
            }
        }
    }
}

#[test]
fn an_attached_letter_is_the_letter() {
    let today = days()[0];
    let stories = stories(today);
    let letters: BTreeMap<&str, &story::Letter> =
        stories.iter().flat_map(|story| &story.letters).map(|one| (one.message_id.as_str(), one)).collect();
    let mails = mails(today);
    let mut attached = 0;
    for mail in mails.iter().map(parsed) {
        for part in &mail.parts {
            let PartType::Message(inner) = &part.body else { continue };
            let letter = letters[inner.message_id().unwrap()];
            assert_eq!(address(inner.from()), letter.by.address);
            assert_eq!(inner.date().unwrap().to_timestamp(), letter.at.timestamp().as_second());
            attached += 1;
        }
    }
    assert!(attached >= 15, "{attached}");
}

#[test]
fn nobody_writes_from_a_real_address() {
    for parcel in mails(days()[0]) {
        let mail = parsed(&parcel);
        for writer in mail.from().into_iter().chain(mail.to()).chain(mail.cc()).flat_map(|of| of.iter()) {
            assert!(writer.address().is_some_and(|address| address.ends_with(".example")), "{writer:?}");
        }
    }
}

/// Else the first letter of a client would be asked about.
#[test]
fn a_client_is_added_before_her_first_letter_arrives() {
    let day = |at: &Timestamp| at.to_zoned(story::zone(ZONE)).date();
    for today in days() {
        let words = words(today);
        let added =
            |key: &str| words.iter().find(|(_, said)| said.starts_with(&format!("add {key} "))).map(|(on, _)| *on);
        for story in stories(today) {
            let first = handover::handed_over(&story, today).iter().map(|(at, _)| day(at)).min().unwrap();
            match added(&story.key) {
                Some(on) => assert!(on <= first, "{today}: {}", story.key),
                None => assert_eq!(story.key, "lee"),
            }
        }
    }
}

#[test]
fn every_command_is_understood() {
    for today in days() {
        let mut known = Vec::new();
        for (on, said) in words(today) {
            let ground = Ground {
                today: on,
                known: &known,
                rules: &[],
                you: &[NAME.to_owned()],
                n_items: 0,
                texts: &[],
                question: false,
                talk: false,
            };
            let heard = hear(&said, &ground);
            assert!(heard.not_understood.is_empty() && heard.commands.len() == 1, "{said}: {heard:?}");
            let command = &heard.commands[0];
            if let (Verb::Add, Some(key)) = (command.verb, &command.args.who) {
                let name = command.args.value.clone().unwrap_or_default();
                known.push(Known { key: key.clone(), name, person: None });
            } else {
                let who = command.args.who.as_deref().unwrap();
                assert!(known.iter().any(|one| one.key == who), "{said}: nobody is called `{who}`");
            }
        }
    }
}
