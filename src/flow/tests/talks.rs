//! Talks: the invitation with its calendar file, a new hour, a talk that falls through, and what is said before and after.

use super::*;
use crate::read;

const HOLD: SignedDuration = SignedDuration::from_mins(11);

/// The newest mail to the client: its bytes, and its calendar file with the long lines put together.
fn to_client(world: &World) -> (String, String) {
    let row = world.outbox().into_iter().find(|row| row.to.as_str() == "dana@acme.example").unwrap();
    let raw = world.house.store.read(|db| db.outbox_bytes(row.id)).unwrap();
    let files = read::attached_files(&raw, "ics");
    let file = files.first().map(|(_, text)| text.replace("\r\n", "\n").replace("\n ", "")).unwrap_or_default();
    (String::from_utf8(raw).unwrap(), file)
}

fn value<'f>(file: &'f str, name: &str) -> &'f str {
    file.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .unwrap_or_else(|| panic!("{name} in {file}"))
}

#[test]
fn an_approved_invitation_brings_the_hour_to_their_calendar() {
    let mut world = World::new();
    world.tell("zone acme Asia/Manila");
    let answer = world.tell("book acme partnership-talk 2026-09-24 10:00");
    assert!(answer.contains("Thursday, 24 September 2026, 10:00 to 10:30, UTC"), "{answer}");
    world.tell("send acme");
    world.later(HOLD).hand_over();
    assert_eq!(world.to_client(), [OutboxState::Sent]);
    let (mail, file) = to_client(&world);
    assert_eq!(value(&file, "METHOD"), "REQUEST");
    assert_eq!((value(&file, "DTSTART"), value(&file, "DTEND")), ("20260924T100000Z", "20260924T103000Z"));
    assert_eq!(value(&file, "SEQUENCE"), "0");
    assert!(value(&file, "UID").ends_with("@desk.example"));
    assert!(value(&file, "DESCRIPTION").contains("18:00 in Manila"), "{file}");
    assert!(file.contains("mailto:dana@acme.example") && file.contains(":mailto:nadia@desk.example"), "{file}");
    // Once as what programs act on, once as a file.
    assert!(mail.contains("method=REQUEST") && mail.contains("multipart/alternative"), "{mail}");
    assert!(!mail.to_lowercase().contains("bothways") && !mail.contains("Auto-Submitted"), "{mail}");
    assert_eq!(world.n_letters(), 1, "it is a letter of hers like any other");
}

#[test]
fn another_hour_goes_to_the_same_entry_with_a_higher_sequence_and_off_takes_it_out() {
    let mut world = World::new();
    world.tell("book acme partnership-talk 2026-09-24 10:00");
    world.tell("send acme");
    world.later(HOLD).hand_over();
    let (_, first) = to_client(&world);
    let answer = world.tell("moved acme 2026-09-25 11:00");
    assert!(
        answer.contains("Moved: partnership-talk with Acme Studio is on 25 September 2026 at 11:00 now"),
        "{answer}"
    );
    assert!(answer.contains("Friday, 25 September at 11:00"), "{answer}");
    world.tell("send acme");
    world.later(HOLD).hand_over();
    let (_, second) = to_client(&world);
    assert_eq!(value(&first, "UID"), value(&second, "UID"));
    assert_eq!((value(&second, "METHOD"), value(&second, "SEQUENCE")), ("REQUEST", "1"));
    assert_eq!(value(&second, "DTSTART"), "20260925T110000Z");
    let answer = world.tell("called off the partnership talk with acme");
    assert!(answer.contains("is off") && answer.contains("take the entry out"), "{answer}");
    world.tell("send acme");
    world.later(HOLD).hand_over();
    let (mail, third) = to_client(&world);
    assert_eq!((value(&third, "METHOD"), value(&third, "SEQUENCE")), ("CANCEL", "2"));
    assert_eq!(value(&third, "STATUS"), "CANCELLED");
    assert_eq!(value(&first, "UID"), value(&third, "UID"));
    assert!(mail.contains("not this time"), "{mail}");
}

#[test]
fn a_talk_that_nobody_was_told_of_is_moved_and_called_off_in_silence() {
    let mut world = World::new();
    world.tell("book acme partnership-talk 2026-09-24 10:00");
    let answer = world.tell("moved acme 2026-09-25");
    assert!(answer.contains("on 25 September 2026 at 10:00 now") && answer.contains("Would Friday"), "{answer}");
    world.tell("undo");
    assert!(world.tell("show acme").contains("24 Sep"), "{}", world.tell("show acme"));
    let answer = world.tell("called off acme");
    assert!(answer.contains("is off") && !answer.contains("A text to"), "{answer}");
    assert!(world.tell("send acme").contains("There is no text here"));
    world.tell("undo");
    assert!(world.tell("moved acme 2026-09-28 9:00").contains("28 September 2026 at 09:00 now"));
    assert!(world.tell("moved acme 2026-09-01").contains("is over"));
}

#[test]
fn an_hour_that_is_night_for_them_and_their_public_holidays_are_said() {
    let mut world = World::new();
    world.tell("zone acme Asia/Manila");
    let answer = world.tell("book acme partnership-talk 2026-12-08 10:00");
    assert!(answer.contains("It is a day off of Acme Studio's"), "Immaculate Conception: {answer}");
    world.tell("undo");
    // Their Thursday has begun by then.
    let answer = world.tell("book acme partnership-talk 2026-12-09 17:30");
    assert!(answer.contains("For Acme Studio that is 01:30 in Manila"), "{answer}");
    assert!(!answer.contains("day off"), "{answer}");
}

#[test]
fn a_talk_without_an_hour_has_no_calendar_file() {
    let mut world = World::new();
    let answer = world.tell("book acme coffee 2026-09-24");
    assert!(answer.contains("over a coffee") && !answer.contains("calendar"), "{answer}");
    world.tell("send acme");
    world.later(HOLD).hand_over();
    assert_eq!(to_client(&world).1, "");
}

#[test]
fn own_words_take_the_calendar_file_along() {
    let mut world = World::new();
    world.tell("book acme partnership-talk 2026-09-24 10:00");
    let answer = world.tell("shorter");
    assert!(answer.contains("With it goes an entry"), "{answer}");
    world.tell("send: Dear Dana, shall we talk on Thursday at ten? I will bring cake.");
    world.later(HOLD).hand_over();
    let (_, file) = to_client(&world);
    assert!(value(&file, "DESCRIPTION").starts_with("Dear Dana\\, shall we talk"), "{file}");
    assert_eq!(value(&file, "DTSTART"), "20260924T100000Z");
}

#[test]
fn what_was_agreed_in_a_conversation_comes_back_as_a_text_that_confirms_it() {
    let mut world = World::new();
    world.tell("book acme partnership-talk 2026-09-18 10:00");
    let answer = world.tell("met acme partnership-talk \"she introduces me to Lee; Friday notes from me\"");
    assert!(answer.contains("this is what I took away") && answer.contains("introduces me to Lee"), "{answer}");
    assert!(answer.contains("`send acme` sends it"), "{answer}");
    world.tell("undo");
    assert!(world.tell("show acme").contains("18 Sep"), "{}", world.tell("show acme"));
    // Without words there is nothing to confirm; a line later there is.
    let answer = world.tell("met acme partnership-talk");
    assert!(answer.contains("tell me in a line") && !answer.contains("A text to"), "{answer}");
    let answer = world.tell("met acme partnership-talk \"Friday notes\"");
    assert!(answer.contains("this is what I took away") && answer.contains("Friday notes"), "{answer}");
    let held = world
        .house
        .store
        .read(|db| db.pages(db.relationship(RelationshipId(1))?.unwrap(), "2026-09-18".parse().unwrap()));
    let held: Vec<_> = held.unwrap().entries.into_iter().filter(|entry| entry.state.word() == "held").collect();
    assert_eq!(held.len(), 1, "{held:?}");
}
