//! What is noticed in words, and what is not.

use super::*;
use crate::domain::act::ActKind;
use crate::read::notice::files::read;

/// Every example of every shipped file: what must be noticed is, as its own kind; what must not, is not.
#[test]
fn the_examples_of_the_shipped_files_hold() {
    let (signals, faults) = Signals::compile(&[]);
    assert_eq!(faults, []);
    let mut broken = Vec::new();
    for (name, text) in Signals::files() {
        for written in read(name, text).unwrap().signals {
            let id = written.id.as_ref();
            let kind = written.kind.as_ref().unwrap().as_ref();
            let says = |words: &str| kinds(words, &signals).contains(&kind.to_owned());
            broken.extend(
                written.matches.iter().filter(|words| !says(words)).map(|words| format!("{id} misses: {words}")),
            );
            broken.extend(written.not.iter().filter(|words| says(words)).map(|words| format!("{id} takes: {words}")));
            if written.matches.is_empty() || written.not.is_empty() {
                broken.push(format!("{id} lacks examples"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

fn kinds(words: &str, signals: &Signals) -> Vec<String> {
    let word = |kind: Kind| match kind {
        Kind::Act(kind) => kind.word(),
        Kind::Mark(kind) => kind.word(),
        Kind::Nothing => "nothing",
        Kind::NothingAtAll => "nothing_at_all",
    };
    let found = by_sentence(words, signals);
    let silent = found.iter().flatten().any(|hit| matches!(hit.kind, Kind::Nothing | Kind::NothingAtAll));
    let hits = if silent { found.into_iter().flatten().collect() } else { hits(words, signals) };
    hits.iter().map(|hit| word(hit.kind).to_owned()).collect()
}

fn own(text: &str) -> (Signals, Vec<crate::domain::fault::Fault>) {
    Signals::compile(&[("mine.toml".to_owned(), text.to_owned())])
}

#[test]
fn the_same_words_are_a_giving_of_whoever_writes_them() {
    let signals = Signals::shipped();
    let thanks = "Hello Ana,\n\nthank you so much for turning the report round.\nBest, Kim";
    for by in [Side::You, Side::They] {
        let (acts, marks) = notice(thanks, by, &signals);
        assert_eq!(acts.iter().map(|act| (act.kind, act.by)).collect::<Vec<_>>(), [(ActKind::Thanks, by)]);
        assert_eq!(marks, []);
    }
}

#[test]
fn a_quote_is_the_letters_own_words_and_short() {
    let signals = Signals::shipped();
    let (acts, _) = notice("The weather held. Thank you  for\nthe Quick help!  More tomorrow.", Side::They, &signals);
    assert_eq!(acts[0].quote, "Thank you for the Quick help!");
    let long = format!(
        "{} and then I told my sister about you because she is looking for someone {}.",
        "word ".repeat(80),
        "more ".repeat(80)
    );
    let (acts, _) = notice(&long, Side::They, &signals);
    assert!(acts[0].quote.contains("I told my sister about you"), "{}", acts[0].quote);
    assert!(acts[0].quote.chars().count() <= LONGEST_QUOTE);
}

#[test]
fn a_kind_is_noticed_once_a_letter_but_each_request_is_kept() {
    let signals = Signals::shipped();
    let words =
        "Thank you for the draft. Thanks again for your help! Please book the room. Could you send me the list?";
    let (acts, marks) = notice(words, Side::They, &signals);
    assert_eq!(acts.iter().filter(|act| act.kind == ActKind::Thanks).count(), 1);
    assert_eq!(marks.iter().filter(|mark| mark.kind == MarkKind::Request).count(), 2);
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
        assert_eq!(notice(silent, Side::They, &signals), (vec![], vec![]), "{silent}");
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
    assert_eq!(kinds("I told the sailing club about you.", &signals), ["referral"]);
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
