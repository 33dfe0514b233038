//! How long answers take: told talk by talk, whatever order the letters come in.

use jiff::civil::Date;

use super::account::account;
use super::*;
use crate::domain::act::Side;

/// Two talks at once, and one of before about which nobody said more: by whom, when in September, and about what.
const LETTERS: [(Side, &str, &str); 9] = [
    (Side::They, "02 Sep 2026 09:00:00 +0000", "The price list"),
    (Side::They, "07 Sep 2026 09:00:00 +0000", "The price list"),
    (Side::They, "08 Sep 2026 09:00:00 +0000", "The logo"),
    (Side::You, "08 Sep 2026 11:00:00 +0000", "Re: The logo"),
    (Side::They, "09 Sep 2026 08:00:00 +0000", "[EXTERN] AW: The logo"),
    (Side::They, "10 Sep 2026 09:00:00 +0000", "Re: The price list"),
    (Side::You, "11 Sep 2026 09:00:00 +0000", "Re: The price list"),
    (Side::You, "11 Sep 2026 10:00:00 +0000", "The logo"),
    // A second word of hers, after which nothing of theirs waits any more.
    (Side::You, "08 Sep 2026 15:00:00 +0000", "Re: The logo"),
];

fn arrives(world: &mut World, n: usize) {
    let (by, date, subject) = LETTERS[n];
    let (from, to) = match by {
        Side::You => ("nadia@desk.example", "dana@acme.example"),
        Side::They => ("dana@acme.example", "nadia@desk.example"),
    };
    world.arrives(&format!(
        "Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example\nFrom: {from}\nTo: {to}\nCc: track@desk.example\n\
         Date: {date}\nMessage-ID: <letter-{n}@acme.example>\nSubject: {subject}\n\nLetter number {n} about it, as we said.\n"
    ));
}

/// One side's answers: the day of each, the day on which the wait began, and the minutes.
fn waits(world: &World, by: Side) -> Vec<(Date, Date, i64)> {
    let answered = |day: &crate::domain::account::Day| {
        let answered = day.side(by).answered?;
        Some((day.on, answered.asked_on, answered.minutes))
    };
    account(world).days.iter().filter_map(answered).collect()
}

fn september(day: i8) -> Date {
    jiff::civil::date(2026, 9, day)
}

#[test]
fn an_answer_ends_the_wait_of_its_own_talk_whatever_order_letters_come_in() {
    let orders = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8],
        [8, 7, 6, 5, 4, 3, 2, 1, 0],
        [3, 0, 5, 2, 8, 6, 1, 7, 4],
        [2, 8, 7, 4, 5, 0, 3, 6, 1],
    ];
    for order in orders {
        let mut world = World::new();
        for n in order {
            arrives(&mut world, n);
        }
        assert_eq!(world.n_letters(), 9);
        let yours = [(september(8), september(8), 120), (september(11), september(7), 4 * 24 * 60)];
        assert_eq!(
            waits(&world, Side::You),
            yours,
            "{order:?}: who begins a talk answers none, and a subject may come anew"
        );
        assert_eq!(waits(&world, Side::They), [(september(9), september(8), 21 * 60)], "{order:?}");
    }
}

#[test]
fn a_letter_that_moves_takes_its_answer_along() {
    let mut world = World::new();
    world.tell("add birch \"Birch Lane\" tom@birch.example");
    for n in 0..4 {
        arrives(&mut world, n);
    }
    assert_eq!(waits(&world, Side::You).len(), 1);
    let answer = world.tell("wrong client birch \"Re: The logo\"");
    assert!(answer.contains("Birch Lane"), "{answer}");
    assert_eq!(waits(&world, Side::You), [], "the logo is still waited for");
    world.tell("undo");
    assert_eq!(waits(&world, Side::You), [(september(8), september(8), 120)]);
}

#[test]
fn what_only_answers_waits_for_nothing() {
    let mut world = World::new();
    world.client_writes("1@acme.example", None, "Could you send me the list?");
    let you = |world: &mut World, words: &str| {
        let raw = world.mail(
            "nadia@desk.example",
            "dana@acme.example, track@desk.example",
            "2@desk.example",
            Some("1@acme.example"),
            words,
        );
        world.later(SignedDuration::from_mins(30)).arrives(&raw);
    };
    let owes = |world: &World, by: Side| account(world).owes(by).map(|(_, n)| n);
    assert_eq!(owes(&world, Side::You), Some(1));
    you(&mut world, "Here it is: https://files.example/list?version=2");
    assert_eq!((owes(&world, Side::You), owes(&world, Side::They)), (None, None), "a web address asks nothing");
    world.later(SignedDuration::from_mins(15)).client_writes(
        "3@acme.example",
        Some("2@desk.example"),
        "Thanks, that is all I need.",
    );
    assert_eq!(owes(&world, Side::You), None, "their thanks of the same day are the last word");
    world.later(SignedDuration::from_mins(5)).client_writes(
        "4@acme.example",
        Some("2@desk.example"),
        "And the prices, are they new?",
    );
    assert_eq!(owes(&world, Side::You), Some(1));
}
