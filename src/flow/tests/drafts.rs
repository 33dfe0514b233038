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
    let raw = std::fs::read_dir(world.folder.path().join("outbox"))
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let mail = raw.into_iter().find(|mail| mail.contains("To: dana@acme.example")).unwrap();
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
