//! Texts in other versions, and in the user's own words.

use super::*;

const HOLD: SignedDuration = SignedDuration::from_mins(11);

fn text_to_client(world: &World) -> String {
    world.outbox().into_iter().find(|row| row.to.as_str() == "dana@acme.example").unwrap().plain
}

#[test]
fn a_shorter_version_takes_the_place_of_the_first_and_is_what_goes() {
    let mut world = World::new();
    let first = world.offered();
    let answer = world.tell("shorter");
    assert!(answer.contains("One line is plenty") && answer.contains("Nothing has gone"), "{answer}");
    assert_eq!(world.draft(first).state, DraftState::Dropped);
    assert!(world.tell("send acme").contains("goes to dana@acme.example"));
    world.later(HOLD).hand_over();
    assert_eq!(world.to_client(), [OutboxState::Sent]);
    let text = text_to_client(&world);
    assert!(text.contains("One line is plenty") && !text.contains("a list on Fridays"), "{text}");
}

#[test]
fn a_version_that_nobody_wrote_is_not_made_up() {
    let mut world = World::new();
    let first = world.offered();
    let answer = world.tell("reword: mention the launch");
    assert!(answer.contains("none that can do “mention the launch”") && answer.contains("send:"), "{answer}");
    assert!(answer.contains("how did the launch go"), "the text to start from: {answer}");
    assert!(world.tell("reword").contains("How shall it be?"));
    assert_eq!(world.draft(first).state, DraftState::Offered);
}

#[test]
fn a_text_can_be_asked_for_by_its_name_and_tone() {
    let mut world = World::new();
    world.client_writes("d1@acme.example", None, "Hello Nadia, here are the files for the autumn catalogue.");
    let answer = world.tell("draft acme check-in warmer");
    assert!(answer.contains("beside the work, too"), "{answer}");
    assert!(world.tell("draft acme sonnet").contains("no template of this name"));
    world.tell("send acme");
    world.later(HOLD).hand_over();
    let row = world.outbox().into_iter().find(|row| row.to.as_str() == "dana@acme.example").unwrap();
    let mail = String::from_utf8(world.house.store.read(|db| db.outbox_bytes(row.id)).unwrap()).unwrap();
    assert!(
        mail.contains("In-Reply-To: <d1@acme.example>") && mail.contains("References: <d1@acme.example>"),
        "{mail}"
    );
    assert!(!mail.to_lowercase().contains("bothways"), "{mail}");
}

#[test]
fn own_words_go_as_they_stand() {
    let mut world = World::new();
    world.offered();
    world.tell("send: Hi Dana, shall we talk on Friday at ten? I will bring the list.");
    world.later(HOLD).hand_over();
    assert_eq!(
        text_to_client(&world).lines().next(),
        Some("Hi Dana, shall we talk on Friday at ten? I will bring the list.")
    );
}

#[test]
fn a_talk_that_is_booked_comes_with_its_invitation_in_both_clocks() {
    let mut world = World::new();
    world.tell("zone acme Asia/Manila");
    let answer = world.tell("book acme partnership-talk 2026-09-24 10:00");
    assert!(
        answer.contains("Planned: partnership-talk with Acme Studio on 24 September 2026 at 10:00. Afterwards"),
        "{answer}"
    );
    assert!(answer.contains("Thursday, 24 September at 10:00") && answer.contains("18:00 in Manila"), "{answer}");
    assert!(world.outbox().iter().all(|row| row.to.as_str() != "dana@acme.example"), "offered, not sent");
    assert!(world.tell("send acme").contains("goes to dana@acme.example"));
    world.tell("undo");
    // A Saturday, and a holiday of theirs.
    assert!(world.tell("book acme coffee 2026-09-26").contains("It is a day off of both of yours"));
    world.tell("holiday acme 2026-09-29");
    assert!(world.tell("book acme coffee 2026-09-29").contains("It is a day off of Acme Studio's"));
}

#[test]
fn undo_takes_back_an_offer_too() {
    let mut world = World::new();
    world.tell("thank acme");
    assert!(world.tell("undo").contains("Taken back"));
    assert!(world.tell("send acme").contains("There is no text here"));
}

#[test]
fn own_words_that_may_not_go_leave_the_offered_text_open() {
    let mut world = World::new();
    let draft = world.offered();
    let answer = world.tell("send: Thank you for [your words: what it was]. See you on Friday then.");
    assert!(answer.contains("only you can say: what it was"), "{answer}");
    assert_eq!(world.draft(draft).state, DraftState::Offered);
    assert!(world.tell("send acme").contains("goes to dana@acme.example at"));
}

#[test]
fn forgetting_also_erases_who_asked_not_to_be_written_to() {
    let mut world = World::new();
    world.offered();
    world.tell("send acme");
    world.later(SignedDuration::from_mins(11)).hand_over();
    let id = world.outbox().iter().find(|row| row.to.as_str() == "dana@acme.example").unwrap().message_id.clone();
    world.later(SignedDuration::from_hours(1)).client_writes("stop@acme.example", Some(&id), "unsubscribe");
    let names = |world: &World| world.outbox().iter().filter(|row| row.dedup_key.contains("dana@")).count();
    assert_eq!(names(&world), 1, "{}", world.told());
    world.house.store.write(|db| db.forget(RelationshipId(1))).unwrap();
    assert_eq!(names(&world), 0);
}

/// The paragraphs of a text, without what a mail program may break lines by.
fn paragraphs(text: &str) -> Vec<String> {
    let joined = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split("\n\n").map(joined).filter(|part| !part.is_empty()).collect()
}

/// What is shown is what goes: paragraph by paragraph, nothing cut, however long a line is.
#[test]
fn an_answer_shows_a_text_as_it_would_go() {
    let mut world = World::new();
    let long = format!("The launch {} went well.", "and all that came before and after it ".repeat(14));
    let body = format!("Hi Dana,\n\n{long}\n\nTwo things:\n\n  - the photos\n  - the prices\n\nWarm regards,\nNadia\n");
    let draft = world.offered();
    let offered = Draft { id: DraftId(0), body: body.clone(), ..world.draft(draft) };
    world.house.store.write(|db| db.move_draft(draft, DraftState::Offered, DraftState::Dropped)).unwrap();
    world.house.store.write(|db| db.offer(&offered)).unwrap();
    world.writes("a@desk.example", None, "pending");
    let list = world.newest();
    world.later(SignedDuration::from_mins(1)).writes("b@desk.example", Some(&list.message_id), "1 show");
    let shown = world.newest();
    let (all, own) = (paragraphs(&shown.plain), paragraphs(&body));
    assert!(all.windows(own.len()).any(|window| window == own), "{}", shown.plain);
    assert!(shown.plain.contains("Nothing has gone"), "{}", shown.plain);
    world.later(SignedDuration::from_mins(1)).writes("c@desk.example", Some(&shown.message_id), "send");
    assert_eq!(world.to_client(), [OutboxState::Queued], "what was shown may be sent by a reply to it");
    let sent = world.outbox().into_iter().find(|row| row.to.as_str() == "dana@acme.example").unwrap();
    assert_eq!(paragraphs(&sent.plain), own);
}

/// Each of several texts in one answer says the word that sends it, and a bare `send` asks which.
#[test]
fn several_texts_in_one_answer_go_by_their_numbers() {
    let mut world = World::new();
    world.tell("add beta \"Beta Books\" ben@beta.example");
    world.offered();
    world.tell("draft beta check-in");
    world.writes("a@desk.example", None, "pending");
    let list = world.newest().message_id;
    world.later(SignedDuration::from_mins(1)).writes("b@desk.example", Some(&list), "1 show\n2 show");
    let shown = world.newest();
    for words in ["`1 send` sends it", "`2 send` sends it"] {
        assert!(shown.plain.contains(words), "{}", shown.plain);
    }
    assert!(!shown.plain.contains("`send` sends it"), "{}", shown.plain);
    world.later(SignedDuration::from_mins(1)).writes("c@desk.example", Some(&shown.message_id), "send");
    assert!(world.newest().plain.contains("which one do you mean?"), "{}", world.newest().plain);
    let of = |world: &World, to: &str| world.outbox().into_iter().filter(|row| row.to.as_str() == to).count();
    assert_eq!((of(&world, "dana@acme.example"), of(&world, "ben@beta.example")), (0, 0));
    world.later(SignedDuration::from_mins(1)).writes("d@desk.example", Some(&shown.message_id), "send 2");
    assert_eq!((of(&world, "dana@acme.example"), of(&world, "ben@beta.example")), (0, 1));
    world.later(SignedDuration::from_mins(1)).writes("e@desk.example", Some(&list), "2 show\n1 show");
    let last = world.newest();
    assert!(last.plain.contains("`send` sends it"), "one text alone needs no number: {}", last.plain);
}

/// The words under a text that is shown are words that send it.
#[test]
fn a_text_shown_in_the_terminal_goes_by_the_word_it_names() {
    let mut world = World::new();
    let draft = world.offered();
    world.tell("pending");
    assert!(world.tell("show").contains("`send` sends it"), "it waits alone");
    let raw = world.mail(
        "zoe@unknown.example",
        "nadia@desk.example, track@desk.example",
        "z@unknown.example",
        None,
        "Hello there.",
    );
    world.arrives(&raw);
    let pending = world.tell("pending");
    assert!(pending.contains("2  whose is"), "{pending}");
    let shown = world.tell("1 show");
    assert!(shown.contains("`1 send` sends it"), "{shown}");
    assert!(world.tell("1 send").contains("goes to dana@acme.example"));
    assert_eq!(world.draft(draft).state, DraftState::Taken);
}
