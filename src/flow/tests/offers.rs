//! One text of a kind to one person at a time, whoever offers it.

use super::rules::CALM;
use super::*;

const DAY: SignedDuration = SignedDuration::from_hours(24);
const HOLD: SignedDuration = SignedDuration::from_mins(11);

/// A rule that speaks at once and offers the check-in.
fn offering(name: &str) -> String {
    CALM.replace("calm", name).replace("    when we.letters", "    offer \"check-in\"\n    when we.letters")
}

/// A client who wrote, and these rules; it is then the Tuesday after, and the nudge has come.
fn told_by(rules: &[&str]) -> World {
    let mut world = World::new();
    world.client_writes("d@acme.example", None, "Hello, and here are the photos.");
    for rule in rules {
        world.has(&format!("rules/{rule}.rhai"), &offering(rule));
    }
    // Friday, then the page of Monday, then Tuesday.
    world.later(DAY * 3).looks();
    world.later(DAY).looks();
    world
}

fn nudges(world: &World) -> Vec<OutboxRow> {
    world.outbox().into_iter().filter(|row| row.dedup_key.starts_with("nudge:")).collect()
}

fn waiting(world: &World) -> usize {
    world.house.store.read(|db| db.all_offered_drafts()).unwrap().len()
}

#[test]
fn a_second_finding_points_at_the_text_of_the_first() {
    let mut world = told_by(&["calm", "serene"]);
    let nudge = nudges(&world).remove(0);
    assert_eq!(nudge.plain.matches("A TEXT YOU COULD SEND").count(), 1, "{}", nudge.plain);
    assert!(nudge.plain.contains("The text under 1 answers this as well"), "{}", nudge.plain);
    assert!(nudge.plain.contains("1 send") && !nudge.plain.contains("2 send"), "{}", nudge.plain);
    assert_eq!(waiting(&world), 1);
    let id = nudge.message_id;
    world.later(HOLD).writes("a@desk.example", Some(&id), "2 send");
    assert!(
        world.told().contains("There is no text under 2; there is one under 1, as in `1 send`"),
        "{}",
        world.told()
    );
    // What is said about the second leaves the text of the first alone.
    world.later(HOLD).writes("b@desk.example", Some(&id), "2 not true\n1 send");
    world.later(HOLD).hand_over();
    assert_eq!(world.to_client(), [OutboxState::Sent]);
}

#[test]
fn a_later_nudge_takes_the_text_of_an_earlier_one_over() {
    let mut world = told_by(&["calm"]);
    let first = nudges(&world).remove(0).message_id;
    world.has("rules/serene.rhai", &offering("serene"));
    world.later(DAY).looks();
    let second = nudges(&world).remove(0);
    assert!(second.message_id != first && second.plain.contains("A TEXT YOU COULD SEND"), "{}", second.plain);
    assert_eq!(waiting(&world), 1);
    world.later(HOLD).writes("a@desk.example", Some(&first), "send");
    assert!(world.told().contains("put away when I wrote a newer text for the same"), "{}", world.told());
    world.later(HOLD).writes("b@desk.example", Some(&second.message_id), "send");
    world.later(HOLD).hand_over();
    assert_eq!(world.to_client(), [OutboxState::Sent]);
}

#[test]
fn what_has_gone_is_not_offered_again_in_the_same_words() {
    for has_gone in [true, false] {
        let mut world = told_by(&["calm"]);
        let first = nudges(&world).remove(0).message_id;
        world.later(HOLD).writes("a@desk.example", Some(&first), "send");
        if has_gone {
            world.later(HOLD).hand_over();
        }
        world.has("rules/serene.rhai", &offering("serene"));
        world.later(DAY).looks();
        let second = nudges(&world).remove(0);
        assert!(second.plain.contains("Acme Studio is serene."), "{}", second.plain);
        assert!(second.plain.contains("The text for this went to them on"), "{}", second.plain);
        assert_eq!(waiting(&world), 0);
    }
}

#[test]
fn the_same_text_asked_for_twice_waits_once_and_undo_brings_the_first_back() {
    let mut world = World::new();
    world.tell("draft acme check-in");
    let answer = world.tell("draft acme check-in warmer");
    assert!(answer.contains("`send acme` sends it"), "{answer}");
    assert_eq!(waiting(&world), 1);
    world.tell("undo");
    let waits = world.house.store.read(|db| db.all_offered_drafts()).unwrap();
    assert!(waits.len() == 1 && !waits[0].body.contains("beside the work, too"), "{waits:?}");
    // Of another kind, it waits beside.
    world.tell("draft acme holiday-greeting");
    assert_eq!(waiting(&world), 2);
}
