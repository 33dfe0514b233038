//! Whose a letter is, which way it went, and when it was seen before: by example.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::*;
use crate::domain::address::{Address, Person};
use crate::domain::id::RelationshipId;
use crate::domain::letter::{Automatic, AutomaticKind, Envelope, SentAt};

const ACME: RelationshipId = RelationshipId(1);

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn person(text: &str) -> Person {
    Person { name: None, address: Some(address(text)) }
}

fn book() -> Book {
    Book {
        contacts: BTreeMap::from([
            (address("dana@acme.example"), ACME),
            (address("lee@beta.example"), RelationshipId(2)),
        ]),
        keys: BTreeMap::from([("acme".to_owned(), ACME)]),
        you: vec![address("nadia@va.example")],
        tracking: vec![address("desk@va.example")],
        your_weekend: vec![Weekday::Saturday, Weekday::Sunday],
        ..Book::default()
    }
}

fn desk() -> Desk {
    let book = book();
    Desk { you: book.you, tracking: book.tracking, zone: TimeZone::UTC, received_at: Some(at("2026-11-18T12:00:00Z")) }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn letter(depth: u16, seen: Seen, from: &str, to: &[&str], text: &str, when: &str) -> Letter {
    let mut letter = Letter::blank(depth, seen);
    letter.from = Some(person(from));
    letter.to = to.iter().map(|to| person(to)).collect();
    letter.text = text.to_owned();
    letter.body = text.to_owned();
    letter.sent_at = (!when.is_empty()).then(|| SentAt { at: at(when), offset: None, certain: true });
    letter
}

fn reading(route: Route, letters: Vec<Letter>) -> Reading {
    let outer = letters.first().cloned().unwrap();
    Reading {
        route,
        envelope: Envelope {
            from: outer.from.into_iter().collect(),
            n_from: 1,
            to: outer.to,
            cc: outer.cc,
            ..Envelope::default()
        },
        letters,
        automatic: None,
        tag: None,
        refused: None,
        doubts: Vec::new(),
    }
}

fn whose(record: &Record) -> Vec<(i64, Side)> {
    record.filings.iter().map(|filing| (filing.relationship.0, filing.by)).collect()
}

#[test]
fn a_forward_is_filed_under_its_author_and_the_cover_is_not() {
    let cover = letter(0, Seen::Captured, "nadia@va.example", &["desk@va.example"], "fyi", "2026-11-18T11:00:00Z");
    let inner =
        letter(1, Seen::Forwarded, "dana@acme.example", &["nadia@va.example"], "Thank you!", "2026-11-17T09:00:00Z");
    let record = record(&reading(Route::ForwardInline, vec![cover, inner]), &book(), &desk());
    assert_eq!((record.outcome, whose(&record)), (Outcome::Filed, vec![(1, Side::They)]));
    assert_eq!(record.filings[0].happened_at, at("2026-11-17T09:00:00Z"));
}

#[test]
fn a_bcc_is_yours_and_its_quote_is_theirs_and_stands_for_what_it_answers() {
    let mut mine =
        letter(0, Seen::Captured, "nadia@va.example", &["dana@acme.example"], "On it.", "2026-11-18T11:00:00Z");
    mine.references = vec!["old@acme.example".into(), "ask@acme.example".into()];
    let quoted = letter(1, Seen::Quoted, "dana@acme.example", &[], "Could you?", "2026-11-18T08:00:00Z");
    let older = letter(2, Seen::Quoted, "nadia@va.example", &[], "Here is the draft.", "2026-11-17T08:00:00Z");
    let record = record(&reading(Route::Bcc, vec![mine, quoted, older]), &book(), &desk());
    assert_eq!(whose(&record), [(1, Side::You), (1, Side::They), (1, Side::You)]);
    assert_eq!(record.filings[1].stands_for.as_deref(), Some("ask@acme.example"));
    assert_eq!(record.filings[2].stands_for.as_deref(), Some("old@acme.example"));
}

#[test]
fn somebody_unknown_is_asked_about_and_never_filed() {
    let cover = letter(0, Seen::Captured, "nadia@va.example", &["desk@va.example"], "", "");
    let inner =
        letter(1, Seen::Forwarded, "kim@nobody.example", &["nadia@va.example"], "Hello", "2026-11-17T09:00:00Z");
    let record = record(&reading(Route::ForwardInline, vec![cover, inner]), &book(), &desk());
    assert_eq!(record.outcome, Outcome::Asked);
    assert_eq!(record.unknown[0].about, "kim@nobody.example");
    assert!(record.filings.is_empty());
}

#[test]
fn a_name_without_an_address_is_known_only_by_this_very_mail() {
    let mut mine =
        letter(0, Seen::Captured, "nadia@va.example", &["dana@acme.example"], "Yes.", "2026-11-18T11:00:00Z");
    mine.to[0].name = Some("Dana Okafor".into());
    let mut quoted = letter(1, Seen::Quoted, "dana@acme.example", &[], "Is it done?", "2026-11-18T08:00:00Z");
    quoted.from = Some(Person { name: Some("Dana  Okafor".into()), address: None });
    let mut other = quoted.clone();
    other.from = Some(Person { name: Some("Dana".into()), address: None });
    let record = record(&reading(Route::Bcc, vec![mine, quoted, other]), &book(), &desk());
    assert_eq!(whose(&record), [(1, Side::You), (1, Side::They)], "`Dana` alone could be anybody");
}

#[test]
fn a_doubt_about_the_author_is_a_question() {
    let cover = letter(0, Seen::Captured, "nadia@va.example", &["desk@va.example"], "", "");
    let mut inner = letter(1, Seen::Forwarded, "dana@acme.example", &[], "Hello", "2026-11-17T09:00:00Z");
    inner.doubts.push("the text and the HTML name different authors".into());
    let record = record(&reading(Route::ForwardInline, vec![cover, inner]), &book(), &desk());
    assert_eq!((record.outcome, record.filings.len()), (Outcome::Asked, 0));
}

#[test]
fn a_doubt_about_the_words_alone_is_no_question() {
    let cover = letter(0, Seen::Captured, "nadia@va.example", &["desk@va.example"], "", "");
    let mut inner = letter(1, Seen::Forwarded, "dana@acme.example", &[], "Hello", "2026-11-17T09:00:00Z");
    inner.unsure_words = Some("the words below may be a note".into());
    let record = record(&reading(Route::ForwardInline, vec![cover, inner]), &book(), &desk());
    assert_eq!((record.outcome, record.filings.len()), (Outcome::Filed, 1));
}

#[test]
fn a_stranger_who_writes_to_me_alone_is_refused() {
    let stranger =
        letter(0, Seen::Captured, "kim@nobody.example", &["desk@va.example"], "send", "2026-11-18T11:00:00Z");
    let record = record(&reading(Route::Note, vec![stranger]), &book(), &desk());
    assert_eq!((record.outcome, record.filings.len()), (Outcome::Refused, 0));
}

#[test]
fn a_client_who_writes_to_me_is_filed_and_commands_nothing() {
    let client = letter(0, Seen::Captured, "dana@acme.example", &["desk@va.example"], "send", "2026-11-18T11:00:00Z");
    let record = record(&reading(Route::Reply, vec![client]), &book(), &desk());
    assert_eq!((record.outcome, whose(&record)), (Outcome::Filed, vec![(1, Side::They)]));
}

#[test]
fn automatic_mail_is_set_aside_with_its_reason() {
    let mut automatic = reading(
        Route::Cc,
        vec![letter(
            0,
            Seen::Captured,
            "dana@acme.example",
            &["nadia@va.example"],
            "I am away",
            "2026-11-18T11:00:00Z",
        )],
    );
    automatic.automatic = Some(Automatic { kind: AutomaticKind::OutOfOffice, reason: "a vacation reply".into() });
    let record = record(&automatic, &book(), &desk());
    assert_eq!((record.outcome, record.reason.as_str()), (Outcome::SetAside, "a vacation reply"));
}

#[test]
fn a_tag_says_whose_it_is() {
    let mut mail = reading(
        Route::Bcc,
        vec![letter(0, Seen::Captured, "nadia@va.example", &["new@acme.example"], "Hello", "2026-11-18T11:00:00Z")],
    );
    mail.tag = Some("acme".into());
    assert_eq!(whose(&record(&mail, &book(), &desk())), [(1, Side::You)]);
}

#[test]
fn a_letter_is_never_filed_into_the_future() {
    let mine = letter(0, Seen::Captured, "nadia@va.example", &["dana@acme.example"], "Hello", "2031-01-01T11:00:00Z");
    let record = record(&reading(Route::Bcc, vec![mine]), &book(), &desk());
    assert_eq!((record.filings[0].happened_at, record.filings[0].certain), (at("2026-11-18T12:00:00Z"), false));
}

#[test]
fn an_hour_that_was_guessed_is_held_against_nobody() {
    let late = |certain| {
        let mut theirs =
            letter(0, Seen::Captured, "dana@acme.example", &["nadia@va.example"], "Hello", "2026-11-17T23:00:00Z");
        theirs.sent_at = theirs.sent_at.map(|sent| SentAt { certain, ..sent });
        record(&reading(Route::Cc, vec![theirs]), &book(), &desk()).filings[0].after_hours
    };
    assert!(late(true));
    assert!(!late(false));
}

fn filing(seen: Seen, when: &str, certain: bool, message_id: Option<&str>) -> Filing {
    let words = "Could you send me the photos for the home page by Friday?";
    let mut letter = letter(0, seen, "dana@acme.example", &[], words, when);
    letter.message_id = message_id.map(str::to_owned);
    Filing {
        relationship: ACME,
        by: Side::They,
        happened_at: at(when),
        certain,
        after_hours: false,
        print: Print::of(Some(&address("dana@acme.example")), &letter),
        stands_for: None,
        letter,
    }
}

fn known(filing: &Filing) -> Alike {
    Alike {
        filed_as: None,
        id: InteractionId(7),
        relationship: filing.relationship,
        by: filing.by,
        happened_at: filing.happened_at,
        certain: filing.certain,
        seen: filing.letter.seen,
        message_id: filing.print.message_id.clone(),
        same_words: true,
        links: filing.print.links,
    }
}

#[test]
fn the_same_words_by_another_route_are_one_letter_with_the_best_evidence() {
    let quoted = filing(Seen::Quoted, "2026-11-17T09:00:00Z", false, None);
    let whole = filing(Seen::Captured, "2026-11-17T08:00:30Z", true, Some("a@acme.example"));
    assert_eq!(same(&whole, &[known(&quoted)]), Same::Better(InteractionId(7)));
    assert_eq!(same(&quoted, &[known(&whole)]), Same::Again(InteractionId(7)));
}

#[test]
fn the_same_words_months_later_are_another_letter() {
    let first = filing(Seen::Captured, "2026-09-17T09:00:00Z", true, Some("a@acme.example"));
    let second = filing(Seen::Captured, "2026-11-17T09:00:00Z", true, Some("b@acme.example"));
    assert_eq!(same(&second, &[known(&first)]), Same::New);
}

#[test]
fn the_same_id_with_other_words_is_another_letter() {
    let first = filing(Seen::Captured, "2026-11-17T09:00:00Z", true, Some("a@acme.example"));
    let mut hidden = known(&first);
    hidden.same_words = false;
    assert_eq!(same(&first, &[hidden]), Same::New);
}

#[test]
fn rewrapped_and_requoted_words_have_the_same_print() {
    let mut wrapped = filing(Seen::Quoted, "2026-11-17T09:00:00Z", true, None);
    let plain = wrapped.print.words;
    wrapped.letter.text = "Could you send me the photos\n for the *home page*\tby FRIDAY?".into();
    assert_eq!(Print::of(Some(&address("dana@acme.example")), &wrapped.letter).words, plain);
    assert_ne!(Print::of(Some(&address("lee@beta.example")), &wrapped.letter).words, plain);
}

#[test]
fn a_link_is_the_same_in_text_and_in_html() {
    let html = letter(0, Seen::Captured, "dana@acme.example", &[], "The plan is here, and the logo:\nBest, Dana", "");
    let text = letter(
        1,
        Seen::Quoted,
        "dana@acme.example",
        &[],
        "The plan <https://x.example/plan?a=1> is here, and the logo: [image: logo.png]\nBest, Dana",
        "",
    );
    let print = |letter: &Letter| Print::of(letter.author(), letter).words;
    assert_eq!(print(&html), print(&text));
    let other = letter(0, Seen::Captured, "dana@acme.example", &[], "The plan is there, and the logo:\nBest, Dana", "");
    assert_ne!(print(&html), print(&other));
}

#[test]
fn a_quote_without_a_zone_is_by_the_clock_of_who_quoted_it() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let mut book = book();
    book.zones.insert(ACME, TimeZone::get("America/New_York").unwrap());
    let desk = Desk { zone: berlin, ..desk() };
    let theirs = letter(0, Seen::Captured, "dana@acme.example", &["nadia@va.example"], "Yes.", "2026-11-18T11:00:00Z");
    // Read by the user's clock, as nine in Berlin; Dana's program wrote nine in New York.
    let mut yours =
        letter(1, Seen::Quoted, "nadia@va.example", &["dana@acme.example"], "Shall I?", "2026-11-17T08:00:00Z");
    yours.sent_at = yours.sent_at.map(|sent| SentAt { certain: false, ..sent });
    let record = record(&reading(Route::Cc, vec![theirs, yours]), &book, &desk);
    let times: Vec<Timestamp> = record.filings.iter().map(|filing| filing.happened_at).collect();
    assert_eq!(times, [at("2026-11-18T11:00:00Z"), at("2026-11-17T14:00:00Z")]);
}

#[test]
fn reports_that_differ_in_nothing_but_their_link_are_two_letters() {
    let report = |link: &str| {
        let mut report = filing(Seen::Forwarded, "2026-11-17T09:00:00Z", false, None);
        report.letter.text = format!("Hi Nadia, here is the report of this week: numbers{link} Best, Dana");
        report.print = Print::of(Some(&address("dana@acme.example")), &report.letter);
        report
    };
    let (last, this) = (report(" <https://x.example/w45>"), report(" <https://x.example/w46>"));
    assert_eq!(same(&this, &[known(&last)]), Same::New);
    assert_eq!(same(&this, &[known(&this)]), Same::Again(InteractionId(7)));
    // A route that shows no addresses is no other letter.
    assert_eq!(same(&report(""), &[known(&this)]), Same::Again(InteractionId(7)));
}

#[test]
fn a_weekend_is_the_readers_own() {
    let mine = |day: &str| {
        let letter = letter(
            0,
            Seen::Captured,
            "nadia@va.example",
            &["dana@acme.example"],
            "Hello",
            &format!("2026-11-{day}T09:00:00Z"),
        );
        let people = Book { weekends: BTreeMap::from([(ACME, vec![Weekday::Friday, Weekday::Saturday])]), ..book() };
        record(&reading(Route::Bcc, vec![letter]), &people, &desk()).filings[0].after_hours
    };
    assert!(mine("13"), "a Friday");
    assert!(!mine("15"), "a Sunday");
}

#[test]
fn a_note_whose_words_may_be_somebody_elses_is_asked_about_and_is_no_command() {
    let note = letter(0, Seen::Captured, "nadia@va.example", &["desk@va.example"], "pause", "2026-11-17T09:00:00Z");
    let hers = record(&reading(Route::Note, vec![note.clone()]), &book(), &desk());
    assert_eq!(hers.outcome, Outcome::Command);
    let unclear = "nothing in it says who wrote what".to_owned();
    let mut sent_on = reading(Route::Note, vec![Letter { unsure_words: Some(unclear.clone()), ..note }]);
    sent_on.doubts.push(unclear.clone());
    let asked = record(&sent_on, &book(), &desk());
    assert_eq!((asked.outcome, asked.filings.len()), (Outcome::Asked, 0));
    assert_eq!(asked.unknown.iter().map(|unknown| &unknown.about).collect::<Vec<_>>(), [&unclear]);
}
