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

/// What is changed before the ten minutes are over never reaches the other side, by whichever words it is changed.
#[test]
fn only_the_last_hour_of_a_talk_goes_however_often_it_changes_before_anything_has_gone() {
    for change in ["moved acme 2026-09-25 11:00", "book acme partnership-talk 2026-09-25 11:00"] {
        let mut world = World::new();
        world.tell("book acme partnership-talk 2026-09-24 10:00");
        world.tell("send acme");
        let answer = world.later(SignedDuration::from_mins(5)).tell(change);
        assert!(
            answer.contains("is on 25 September 2026 at 11:00 now. The text about it that you approved"),
            "{answer}"
        );
        assert!(answer.contains("Would Friday, 25 September at 11:00"), "nobody was asked to move anything: {answer}");
        world.tell("send acme");
        world.later(HOLD).hand_over();
        assert_eq!(world.to_client(), [OutboxState::Sent, OutboxState::Cancelled], "{change}");
        let (_, file) = to_client(&world);
        assert_eq!((value(&file, "DTSTART"), value(&file, "SEQUENCE")), ("20260925T110000Z", "0"));
        assert!(!world.tell("show acme").contains("24 Sep"), "{}", world.tell("show acme"));
    }
}

#[test]
fn a_talk_called_off_or_held_before_its_invitation_has_gone_invites_nobody() {
    for change in ["called off acme", "met acme partnership-talk 2026-09-18 \"on the phone\""] {
        let mut world = World::new();
        world.tell("book acme partnership-talk 2026-09-24 10:00");
        world.tell("send acme");
        let answer = world.tell(change);
        assert!(!answer.contains("take the entry out"), "no calendar knows it: {answer}");
        world.later(HOLD).hand_over();
        assert_eq!(world.to_client(), [OutboxState::Cancelled], "{change}");
        // Taken back, the talk stands as it was, and its text waits for a new word.
        world.tell("undo");
        assert!(world.tell("show acme").contains("24 Sep"), "{}", world.tell("show acme"));
        assert!(world.tell("send acme").contains("goes to dana@acme.example"), "{change}");
    }
}

#[test]
fn what_is_just_going_is_followed_by_word_of_the_new_hour() {
    let mut world = World::new();
    world.tell("book acme partnership-talk 2026-09-24 10:00");
    world.tell("send acme");
    world.later(HOLD);
    let (now, breaker) = (world.now, crate::store::Breaker { an_hour: 99, to_one_an_hour: 99 });
    let claimed = world.house.store.write(|db| db.claim(now, breaker)).unwrap();
    assert!(claimed.is_some());
    let answer = world.tell("moved acme 2026-09-25 11:00");
    assert!(answer.contains("May we move our talk to Friday") && !answer.contains("stopped"), "{answer}");
}

#[test]
fn a_second_talk_of_a_kind_is_said_to_be_one() {
    let mut world = World::new();
    world.tell("book acme coffee 2026-09-24 10:00");
    assert!(world.tell("book acme coffee 2026-09-24 10:00").contains("planned already"));
    let answer = world.tell("book acme coffee 2026-10-22 10:00");
    assert!(answer.contains("The one on 24 September 2026 at 10:00 stands beside it"), "{answer}");
    let page = world.tell("show acme");
    assert!(page.contains("24 Sep") && page.contains("22 Oct"), "{page}");
}

#[test]
fn a_talk_beside_one_that_they_were_told_of_or_about_something_else_is_a_second_one() {
    let mut world = World::new();
    world.tell("book acme coffee 2026-09-24 10:00");
    world.tell("send acme");
    assert!(world.tell("book acme coffee 2026-10-22 10:00 \"the new price list\"").contains("stands beside it"));
    world.tell("undo");
    world.later(HOLD).hand_over();
    // Its new day is held back now; they know of the talk itself.
    world.tell("moved acme coffee 2026-09-25 11:00");
    world.tell("send acme");
    let answer = world.tell("book acme coffee 2026-10-22 10:00");
    assert!(answer.contains("The one on 25 September 2026 at 11:00 stands beside it"), "{answer}");
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

/// What the outbox holds about a talk, by the beginning of its occasion.
fn about_talks(world: &World, beginning: &str) -> Vec<OutboxRow> {
    world.outbox().into_iter().filter(|row| row.dedup_key.starts_with(beginning)).collect()
}

fn passes(world: &mut World, at: &str) {
    world.now = at.parse().unwrap();
    let now = world.now;
    pass(&mut world.house, now).unwrap();
}

/// Dana's calendar answers, as Gmail's does.
fn calendar_answers(world: &mut World, id: &str, file: &str, state: &str) -> Report {
    calendar_says(world, id, file, "REPLY", state)
}

fn calendar_says(world: &mut World, id: &str, file: &str, method: &str, state: &str) -> Report {
    let mail = calendar_mail(world, id, file, method, state);
    world.arrives(&mail)
}

/// The mail by which a calendar says something.
fn calendar_mail(world: &World, id: &str, file: &str, method: &str, state: &str) -> String {
    let mail = world.mail("dana@acme.example", "nadia@desk.example, track@desk.example", id, None, "");
    let head = mail.split("\n\n").next().unwrap().to_owned();
    let answer = format!(
        "BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:{}\nSEQUENCE:{}\nDTSTART:{}\n\
         ATTENDEE;CN=Dana;PARTSTAT={state}:mailto:dana@acme.example\nEND:VEVENT\nEND:VCALENDAR\n",
        value(file, "UID"),
        value(file, "SEQUENCE"),
        value(file, "DTSTART")
    );
    format!(
        "{head}\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nDana Okafor has answered.\n\n\
         --b\nContent-Type: text/calendar; method={method}\n\n{answer}\n--b--\n"
    )
}

#[test]
fn another_time_is_told_by_the_users_clock_with_the_line_that_takes_it() {
    let mut world = World::new();
    world.tell("book acme partnership-talk 2026-09-24 10:00");
    world.tell("send acme");
    world.later(HOLD).hand_over();
    let (_, file) = to_client(&world);
    let was = format!("DTSTART:{}", value(&file, "DTSTART"));
    for (id, start) in [("a@acme.example", "DTSTART:20260925T083000Z"), ("b@acme.example", "DTSTART:20260928T150000Z")]
    {
        calendar_says(&mut world, id, &file.replace(&was, start), "COUNTER", "TENTATIVE");
    }
    let told = world.told();
    assert!(told.contains("Acme Studio asks for another time, Friday, 25 September at 08:30"), "{told}");
    assert!(told.contains("To take it: moved acme 2026-09-25 08:30. To let it go: called off acme"), "{told}");
    assert!(told.contains("To take it: moved acme 2026-09-28 15:00"), "the second is another one: {told}");
    assert!(world.tell("moved acme 2026-09-28 15:00").contains("28 September"));
}

#[test]
fn a_calendars_answer_is_understood_and_told_once() {
    let mut world = World::new();
    world.tell("book acme partnership-talk 2026-09-24 10:00");
    world.tell("send acme");
    world.later(HOLD).hand_over();
    let (_, file) = to_client(&world);
    let report = calendar_answers(&mut world, "a@acme.example", &file, "ACCEPTED");
    assert_eq!(report.taken.n_set_aside, 1);
    assert!(
        world
            .told()
            .contains("Acme Studio accepts: partnership-talk with Acme Studio on Thursday, 24 September at 10:00"),
        "{}",
        world.told()
    );
    calendar_answers(&mut world, "b@acme.example", &file, "ACCEPTED");
    assert_eq!(about_talks(&world, "calendar:").len(), 1);
    // With another id, or for somebody else, it is nobody's answer.
    calendar_answers(&mut world, "c@acme.example", &file.replace("UID:", "UID:x"), "DECLINED");
    let mallory = calendar_mail(&world, "m@acme.example", &file, "REPLY", "DECLINED");
    world.arrives(&mallory.replace("mailto:dana@acme.example", "mailto:mallory@evil.example"));
    assert_eq!(about_talks(&world, "calendar:").len(), 1);
    calendar_answers(&mut world, "d@acme.example", &file, "DECLINED");
    assert!(world.told().contains("Acme Studio cannot come"), "{}", world.told());
    // Who does not come is prepared for by nobody; another day brings it back.
    passes(&mut world, "2026-09-23T17:00:00Z");
    assert!(about_talks(&world, "talk:before").is_empty());
    let answer = world.tell("moved acme 2026-09-25 11:00");
    assert!(answer.contains("May we move our talk to Friday, 25 September at 11:00"), "{answer}");
    passes(&mut world, "2026-09-24T17:00:00Z");
    assert_eq!(about_talks(&world, "talk:before").len(), 1);
}

#[test]
fn the_evening_before_a_page_comes_to_the_user_alone_and_once() {
    let mut world = World::new();
    world.client_writes("q@acme.example", None, "Could you send me the autumn figures before Friday, please?");
    world.tell("got acme referral \"intro to Lee\" 2026-09-01");
    world.tell("gave acme help \"Sunday fix\" 2026-09-06");
    world.tell("ask acme access \"analytics login\"");
    world.tell("book acme partnership-talk 2026-09-24 10:00");
    passes(&mut world, "2026-09-23T15:00:00Z");
    assert!(about_talks(&world, "talk:").is_empty(), "not before the evening");
    passes(&mut world, "2026-09-23T16:30:00Z");
    passes(&mut world, "2026-09-23T18:00:00Z");
    passes(&mut world, "2026-09-24T08:00:00Z");
    let pages = about_talks(&world, "talk:before");
    let [page] = pages.as_slice() else { panic!("{pages:?}") };
    assert_eq!(page.to.as_str(), "nadia@desk.example");
    let said = page.plain.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Tomorrow at 10:00: before you talk with Acme Studio",
        "1 Sep referral: intro to Lee",
        "6 Sep help: Sunday fix",
        "you asked for “analytics login”",
        "“analytics login”: what would make that easy to give?",
        "the autumn figures before Friday",
    ] {
        assert!(said.contains(words) || page.subject.contains(words), "{words}\n{}", page.plain);
    }
    assert!(world.to_client().is_empty());
}

#[test]
fn how_it_went_is_answered_in_one_word_or_in_many() {
    for (words, expected) in [
        ("good", "Noted: partnership-talk with Acme Studio on 24 September 2026."),
        ("It went well!", "Noted: partnership-talk with Acme Studio on 24 September 2026."),
        ("yes", "Noted: partnership-talk with Acme Studio on 24 September 2026."),
        ("didn't happen", "is off"),
        ("no", "is off"),
        ("moved to 2026-09-29 11:00", "is on 29 September 2026 at 11:00 now"),
        (
            "She will introduce me to Lee. I send Friday notes from now on.",
            "this is what I took away: - She will introduce me to Lee. I send Friday notes from now on.",
        ),
    ] {
        let mut world = World::new();
        world.tell("book acme partnership-talk 2026-09-24 10:00");
        passes(&mut world, "2026-09-24T17:00:00Z");
        assert!(about_talks(&world, "talk:after").is_empty());
        passes(&mut world, "2026-09-25T10:00:00Z");
        let asked = about_talks(&world, "talk:after");
        let [question] = asked.as_slice() else { panic!("{asked:?}") };
        assert_eq!(question.subject, "How did it go with Acme Studio?");
        let id = question.message_id.clone();
        world.later(SignedDuration::from_mins(5)).writes("w@desk.example", Some(&id), words);
        assert!(world.told().contains(expected), "{words}: {}", world.told());
        passes(&mut world, "2026-09-28T10:00:00Z");
        assert_eq!(about_talks(&world, "talk:after").len(), 1, "{words}");
        assert!(world.tell("undo").contains("Taken back"));
    }
}

#[test]
fn free_words_are_notes_only_where_a_talk_is_asked_about() {
    let mut world = World::new();
    world.writes("w@desk.example", None, "good");
    assert!(world.told().contains("NOT UNDERSTOOD"), "{}", world.told());
    world.tell("book acme partnership-talk 2026-09-24 10:00");
    passes(&mut world, "2026-09-25T10:00:00Z");
    let id = about_talks(&world, "talk:after").remove(0).message_id;
    world.later(SignedDuration::from_mins(5)).writes("x@desk.example", Some(&id), "what talk do you mean?");
    world.later(SignedDuration::from_mins(5)).writes("y@desk.example", Some(&id), "dont send");
    let page = world.house.store.read(|db| db.talks_around("2026-09-25".parse().unwrap())).unwrap();
    assert!(page.iter().all(|talk| talk.state.word() == "planned"), "{page:?}");
}

#[test]
fn a_month_and_three_months_after_it_the_talk_is_looked_back_on() {
    let mut world = World::new();
    world.tell("got acme thanks \"for the launch\" 2026-09-10");
    world.tell("met acme partnership-talk \"Friday notes\"");
    world.tell("got acme referral \"intro to Lee\" 2026-09-18");
    world.now = "2026-10-05T12:00:00Z".parse().unwrap();
    world.tell("got acme referral \"intro to Kim\"");
    world.tell("got acme help \"answers within the day\"");
    passes(&mut world, "2026-10-16T10:00:00Z");
    assert!(about_talks(&world, "talk:").is_empty());
    passes(&mut world, "2026-10-19T10:00:00Z");
    passes(&mut world, "2026-10-20T10:00:00Z");
    let looks = about_talks(&world, "talk:month");
    let [look] = looks.as_slice() else { panic!("{looks:?}") };
    let said = look.plain.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Friday notes") && said.contains("intro to Kim"), "{}", look.plain);
    assert!(said.contains("From Acme Studio, beyond the"), "{}", look.plain);
    passes(&mut world, "2026-12-17T10:00:00Z");
    assert_eq!(about_talks(&world, "talk:quarter").len(), 1);
    world.tell("pause");
    assert_eq!(about_talks(&world, "talk:").len(), 2);
}
