//! What is noticed in words, and what is not.

use super::*;
use crate::domain::act::{ActKind, MarkKind};
use crate::read::notice::files::Source;

/// Every example of every shipped file: what must be noticed is, as its own kind; what must not, is not.
#[test]
fn the_examples_of_the_shipped_files_hold() {
    let (signals, faults) = Signals::compile(&[]);
    assert_eq!(faults, []);
    let mut broken = Vec::new();
    for (name, text) in Signals::files() {
        let source = Source::of(name, text).unwrap();
        broken.extend(examples::broken(&source, &signals).iter().map(ToString::to_string));
        for written in &source.file.signals {
            if written.matches.is_empty() || written.not.is_empty() {
                broken.push(format!("{} lacks examples", written.id.as_ref()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

fn kinds(words: &str, signals: &Signals) -> Vec<String> {
    examples::kinds(words, signals).into_iter().map(str::to_owned).collect()
}

fn own(text: &str) -> (Signals, Vec<crate::domain::fault::Fault>) {
    Signals::compile(&[("mine.toml".to_owned(), text.to_owned())])
}

#[test]
fn the_same_words_are_a_giving_of_whoever_writes_them() {
    let signals = Signals::shipped();
    let thanks = "Hello Ana,\n\nthank you so much for turning the report round.\nBest, Kim";
    for by in [Side::You, Side::They] {
        let (acts, marks, _) = notice(thanks, by, &signals);
        assert_eq!(acts.iter().map(|act| (act.kind, act.by)).collect::<Vec<_>>(), [(ActKind::Thanks, by)]);
        assert_eq!(marks, []);
    }
}

#[test]
fn a_quote_is_the_letters_own_words_and_short() {
    let signals = Signals::shipped();
    let (acts, _, _) =
        notice("The weather held. Thank you  for\nthe Quick help!  More tomorrow.", Side::They, &signals);
    assert_eq!(acts[0].quote, "Thank you for the Quick help!");
    let long = format!(
        "{} and then I told my sister about you because she is looking for someone {}.",
        "word ".repeat(80),
        "more ".repeat(80)
    );
    let (acts, _, _) = notice(&long, Side::They, &signals);
    let quote = &acts[0].quote;
    assert!(quote.contains("I told my sister about you"), "{quote}");
    assert!(quote.starts_with('…') && quote.ends_with('…'), "what is left out is marked: {quote}");
    assert!(quote.chars().count() <= LONGEST_QUOTE);
    let list = "Two things.\n- I told my sister about you.\n2. Thank you for the list.";
    let (acts, _, _) = notice(list, Side::They, &signals);
    let quotes: Vec<&str> = acts.iter().map(|act| act.quote.as_str()).collect();
    assert_eq!(quotes, ["I told my sister about you.", "Thank you for the list."]);
}

#[test]
fn a_kind_is_noticed_once_a_letter_but_each_request_is_kept() {
    let signals = Signals::shipped();
    let words =
        "Thank you for the draft. Thanks again for your help! Please book the room. Could you send me the list?";
    let (acts, marks, _) = notice(words, Side::They, &signals);
    assert_eq!(acts.iter().filter(|act| act.kind == ActKind::Thanks).count(), 1);
    assert_eq!(marks.iter().filter(|mark| mark.kind == MarkKind::Request).count(), 2);
}

#[test]
fn what_is_told_of_a_sending_is_no_second_gift() {
    let signals = Signals::shipped();
    let kinds = |words: &str| -> Vec<ActKind> {
        notice(words, Side::They, &signals).0.into_iter().map(|act| act.kind).collect()
    };
    let told = "I heard on the radio that they want local honey for the station kiosks.";
    assert_eq!(kinds(told), [ActKind::TopOfMind], "as the second witness hears it");
    assert_eq!(kinds(&format!("I recommended you to Carla. {told}")), [ActKind::Referral]);
    let another = "I saw this course and thought of you.";
    assert_eq!(kinds(&format!("I recommended you to Carla. {another}")), [ActKind::Referral, ActKind::TopOfMind]);
}

#[test]
fn context_decides() {
    let signals = Signals::shipped();
    for silent in [
        "I wish I could refer you to somebody.",
        "If I meet anyone I will tell them about you.",
        "He referred me to you.",
        "Thanks in advance!",
        "> Thank you so much for everything.",
        "See you there.\n---------- Forwarded message ----------\nThank you so much for your help!",
        "Thank you so much for your help!\n\nTo unsubscribe from this list, click here.",
    ] {
        assert_eq!(notice(silent, Side::They, &signals), (vec![], vec![], vec![]), "{silent}");
    }
}

#[test]
fn a_user_adds_replaces_and_switches_off() {
    let mine = r#"
        lang = "en"
        [words]
        relation = ["sailing club"]
        [[signal]]
        id = "en-thanks-for"
        off = true
        [[signal]]
        id = "my-thanks"
        kind = "thanks"
        phrases = ["tusen takk"]
        "#;
    let (signals, faults) = own(mine);
    assert_eq!(faults, []);
    assert_eq!(kinds("Tusen takk!", &signals), ["thanks"]);
    assert_eq!(kinds("Thanks for the draft.", &signals), Vec::<String>::new());
    assert!(kinds("I told the sailing club about you.", &signals).contains(&"referral".to_owned()));
    let (signals, _) = own("lang = \"en\"\n[[signal]]\nid = \"en-witness\"\noff = true\n");
    assert!(signals.witness.is_none());
}

#[test]
fn a_mistake_is_a_fault_with_its_line_and_the_rest_works() {
    let mine = "lang = \"en\"\n[[signal]]\nid = \"a\"\nkind = \"thanks\"\nphrases = [\n  \"tusen (takk\",\n  \"{nowhere}\",\n  \"mange takk\",\n]\n[[signal]]\nid = \"b\"\nkind = \"thank\"\n";
    let (signals, faults) = own(mine);
    let places: Vec<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["mine.toml:6", "mine.toml:7", "mine.toml:12"]);
    assert!(faults.iter().all(|fault| fault.hint.is_some()));
    assert_eq!(kinds("Mange takk!", &signals), ["thanks"]);

    let (signals, faults) = own("lang = \"en\"\n[[signal]\n");
    assert_eq!(faults[0].place, "mine.toml:2");
    assert_eq!(kinds("Thanks for the draft.", &signals), ["thanks"]);
}

#[test]
fn lists_that_contain_themselves_and_phrases_that_match_everywhere_are_faults() {
    let (_, faults) = own(
        "lang = \"xx\"\n[words]\na = [\"{b}\"]\nb = [\"{a}\"]\n[[signal]]\nid = \"x\"\nkind = \"thanks\"\nphrases = [\"{a}\", \"[very] ..\"]\n",
    );
    assert!(faults.iter().any(|fault| fault.what.contains("contains itself")), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.what.contains("match everywhere")), "{faults:?}");
}

#[test]
fn odd_text_is_read_without_harm() {
    let signals = Signals::shipped();
    for odd in ["", "...", "’’’", "€€ @ ://", "İİİ ßẞ thank you so much for ﬁ", "\u{0}\r\n\r\n", "a.b.c.d!?…"]
    {
        let _ = notice(odd, Side::They, &signals);
    }
    let endless = "i told them about you and ".repeat(20_000);
    assert!(!notice(&endless, Side::They, &signals).0.is_empty());
}

#[test]
fn a_mistake_shows_its_line_with_a_caret_and_the_nearest_word() {
    let (_, faults) = own("lang = \"en\"\n[[signal]]\nid = \"a\"\nkind = \"thnaks\"\nphrases = [\"{relatoin}\"]\n");
    assert_eq!(faults[0].what, "there is no kind `thnaks`\n   |\n 4 | kind = \"thnaks\"\n   |        ^^^^^^^^");
    assert_eq!(faults[0].hint.as_deref(), Some("did you mean `thanks`?"));
    let (_, faults) = own("lang = \"en\"\n[[signal]]\nid = \"a\"\nkind = \"thanks\"\nphrases = [\"{relatoin}\"]\n");
    assert!(faults[0].what.contains("did you mean `{relation}`?"), "{}", faults[0].what);
    let (_, faults) = own("lang = \"en\"\n[[signal]]\nid = \"a\"\nphrase = [\"x\"]\n");
    assert_eq!(faults[0].hint.as_deref(), Some("did you mean `phrases`?"));
}

#[test]
fn examples_of_the_users_are_run_when_loaded() {
    let (_, faults) = own(
        "lang = \"en\"\n[[signal]]\nid = \"a\"\nkind = \"update\"\nphrases = [\"zebra crossing\"]\nmatch = [\"No zebras.\"]\nnot = [\"A zebra crossing.\"]\n",
    );
    let places: Vec<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["mine.toml:6", "mine.toml:7"]);
}

#[test]
fn a_phrase_is_tried_by_itself() {
    let tried =
        "lang = \"en\"\n[[signal]]\nid = \"tried\"\nkind = \"update\"\nphrases = [\"told {relation} about you\"]\n";
    let (signals, faults) = Signals::alone(&[], ("tried", tried));
    assert_eq!(faults, []);
    let found = hits("Thank you so much! I told colleagues about you.", &signals);
    assert_eq!(found.iter().map(|hit| hit.signal).collect::<Vec<_>>(), ["tried"]);
}

/// The made-up passages that nothing was trained on: where these floors break, something was unlearnt.
#[test]
fn passages_held_back_are_read_as_well_as_before() {
    check_floors(include_str!("../../../rules/signals/witness/held-back.txt"), 0.86, 0.66);
    check_floors(include_str!("../../../rules/signals/witness/held-back-plain.txt"), 0.88, 0.88);
}

fn check_floors(passages: &str, least_precision: f64, least_recall: f64) {
    let signals = Signals::shipped();
    let (mut right, mut wrong, mut missed, mut kinds): (u32, u32, u32, Vec<&str>) = (0, 0, 0, Vec::new());
    for line in passages.lines().filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            kinds = vec![heading];
            continue;
        }
        let (passage, open) = line.split_once(" | ").unwrap_or((line, ""));
        let said: Vec<&str> = hits(passage, &signals).iter().map(|hit| hit.kind.word()).collect();
        let open: Vec<&str> = open.split(',').map(|kind| kind.trim_start_matches('?')).collect();
        let is_manner = |kind: &str| MarkKind::from_word(kind).is_some_and(MarkKind::is_manner);
        let counts = |kind: &str| {
            !["request", "promise", "update", "initiative", "help", "top_of_mind"].contains(&kind) && !is_manner(kind)
        };
        right += u32::from(kinds.iter().any(|kind| said.contains(kind)));
        missed += u32::from(kinds.iter().any(|kind| *kind != "none" && counts(kind) && !said.contains(kind)));
        let extra = said.iter().filter(|kind| counts(kind) && !kinds.contains(kind) && !open.contains(kind)).count();
        wrong += u32::try_from(extra).unwrap();
    }
    let (precision, recall) =
        (f64::from(right) / f64::from(right + wrong), f64::from(right) / f64::from(right + missed));
    assert!(precision > least_precision && recall > least_recall, "precision {precision:.3}, recall {recall:.3}");
}

#[test]
fn a_quote_that_names_no_address_is_heard_where_the_mail_says_whose_name_it_is() {
    let mail = |quoted: &str| {
        format!(
            "Message-ID: <2@desk.example>\nDate: Tue, 3 Nov 2026 09:00:00 +0100\nSubject: Re: Flyer\nFrom: Nadia Kern <nadia@desk.example>\n\
             To: Dana Whitlock <dana@acme.example>\n\nWill do.\n\nOn 02/11/2026 15:09, {quoted} wrote:\n\n\
             > I told my friend Lee about you; he needs help with his bookings.\n"
        )
    };
    let parse = |text: &str| crate::domain::address::Address::parse(text).unwrap();
    let desk = crate::domain::letter::Desk {
        you: vec![parse("nadia@desk.example")],
        tracking: vec![parse("track@desk.example")],
        zone: jiff::tz::TimeZone::UTC,
        received_at: None,
    };
    let heard = |quoted: &str| {
        let reading = crate::read::message(mail(quoted).as_bytes(), &desk, &Signals::shipped());
        let by_them = |act: &&NoticedAct| act.by == Side::They && act.kind == ActKind::Referral;
        reading.letters[1].acts.iter().filter(by_them).count()
    };
    assert_eq!(heard("Dana Whitlock"), 1);
    assert_eq!(heard("Somebody Else"), 0, "nobody knows whose side that is");
}
