//! What letters seem to ask, promise, put off and agree: proposed, counted quietly, and never against the other side.

use jiff::civil::date;

use super::account::account;
use super::*;
use crate::domain::account::promises::Lateness;
use crate::domain::act::Side;
use crate::domain::entry::{Entry, EntryKind, EntryState};

/// The entries of one kind, as the account holds them.
fn entries(world: &World, kind: EntryKind) -> Vec<Entry> {
    account(world).entries_of(kind).cloned().collect()
}

fn days(world: &mut World, days: i64) {
    world.later(SignedDuration::from_hours(24 * days));
}

#[test]
fn a_letter_proposes_what_it_asks_promises_and_agrees() {
    let mut world = World::new();
    world.client_writes(
        "1@acme.example",
        None,
        "Hi Nadia,\n\nCould you send me the logo files? I'll send the figures by Tuesday.\n\nLet's agree on 20 hours a week.\n\nDana",
    );
    let [ask] = entries(&world, EntryKind::Ask).try_into().unwrap();
    assert_eq!((ask.by, ask.state), (Some(Side::They), EntryState::Proposed));
    assert!(ask.words.contains("logo files"), "{}", ask.words);
    let [promise] = entries(&world, EntryKind::Promise).try_into().unwrap();
    assert_eq!((promise.by, promise.until), (Some(Side::They), Some(date(2026, 9, 22))));
    let [agreement] = entries(&world, EntryKind::Agreement).try_into().unwrap();
    assert_eq!((agreement.by, agreement.state), (None, EntryState::Proposed));
    // The receipt asks about the day and the agreement, and not about the request.
    let told = world.told();
    assert!(told.contains("a promise of theirs for"), "{told}");
    assert!(told.contains("Shall I note that as an agreement?"), "{told}");
    assert!(!told.contains("logo files"), "{told}");
}

#[test]
fn a_promise_far_ahead_stands_until_its_day() {
    let mut world = World::new();
    let raw = world.mail(
        "nadia@desk.example",
        "dana@acme.example, track@desk.example",
        "1@desk.example",
        None,
        "Hi Dana,\n\nI'll send you the yearly report by 18 December.\n\nNadia",
    );
    world.arrives(&raw);
    let mine = |world: &World| account(world).open_promises(Side::You).len();
    for (after, n) in [(0, 1), (70, 1), (15, 1), (66, 0)] {
        days(&mut world, after);
        assert_eq!(mine(&world), n, "on {}", world.now);
    }
}

#[test]
fn a_promise_of_theirs_is_late_only_after_the_users_word() {
    let mut world = World::new();
    world.client_writes("1@acme.example", None, "I'll send the figures by Tuesday.");
    days(&mut world, 10);
    let late = |world: &World| account(world).late(Side::They, Lateness::WithoutNotice, 30).len();
    assert_eq!(late(&world), 0);
    let pending = world.tell("pending");
    assert!(pending.contains("a promise theirs, for 22 Sep?"), "{pending}");
    world.tell("pending");
    let said = world.tell("1 yes");
    assert!(said.contains("Noted as a promise"), "{said}");
    assert_eq!(late(&world), 1);
    assert!(world.tell("undo").starts_with("Taken back"));
    assert_eq!(late(&world), 0);
    world.tell("pending");
    world.tell("1 no");
    assert!(entries(&world, EntryKind::Promise).is_empty());
}

#[test]
fn the_same_letter_by_another_way_proposes_nothing_new() {
    let mut world = World::new();
    let words = "Could you send me the logo files? I'll send the figures by Tuesday.";
    world.client_writes("1@acme.example", None, words);
    let before = account(&world).entries;
    assert_eq!(before.len(), 2);
    let mail = world.mail("dana@acme.example", "nadia@desk.example", "1@acme.example", None, words);
    world.arrives(&format!("Delivered-To: track@desk.example\n{mail}"));
    assert_eq!(account(&world).entries, before);
}

#[test]
fn a_short_reply_that_puts_off_holds_until_its_day() {
    let mut world = World::new();
    world.client_writes("1@acme.example", None, "I will get back to you next week.");
    let [hold] = entries(&world, EntryKind::Hold).try_into().unwrap();
    assert_eq!((hold.by, hold.until), (Some(Side::They), Some(date(2026, 9, 25))));
    // It is no promise beside that, and nobody is asked about it.
    assert!(entries(&world, EntryKind::Promise).is_empty());
    assert!(!world.told().contains("Shall I note"), "{}", world.told());
    assert!(account(&world).holding(Side::They).is_some());
    days(&mut world, 9);
    assert!(account(&world).holding(Side::They).is_none());
}

#[test]
fn what_was_only_found_is_done_once_its_side_wrote_again() {
    let mut world = World::new();
    world.client_writes("1@acme.example", None, "Could you send me the logo files?");
    let mail = world.mail(
        "nadia@desk.example",
        "dana@acme.example",
        "2@desk.example",
        None,
        "I'll send you the price list by Tuesday.",
    );
    world.arrives(&format!("Delivered-To: track@desk.example\n{mail}"));
    days(&mut world, 5);
    assert_eq!(account(&world).open_asks(Side::They, None, 1).len(), 1);
    assert_eq!(account(&world).due_promises(Side::You).len(), 1);
    let mail = world.mail("nadia@desk.example", "dana@acme.example", "3@desk.example", None, "Here are both of them.");
    world.arrives(&format!("Delivered-To: track@desk.example\n{mail}"));
    assert!(account(&world).open_asks(Side::They, None, 1).is_empty());
    assert!(account(&world).due_promises(Side::You).is_empty());
}

#[test]
fn what_nobody_answered_is_let_go_and_the_page_says_so() {
    let mut world = World::new();
    world.client_writes("1@acme.example", None, "I'll send the figures by Tuesday.");
    days(&mut world, 25);
    assert!(world.tell("pending").contains("figures"), "three weeks after its day it is still asked about");
    days(&mut world, 1);
    assert!(!world.tell("pending").contains("figures"));
    let today = world.house.tools.today(world.now);
    let let_go = |world: &World, today| {
        world.house.store.read(|db| week::week(db, &world.house.tools, today)).unwrap().let_go.len()
    };
    assert_eq!(let_go(&world, today), 1);
    days(&mut world, 7);
    assert_eq!(let_go(&world, world.house.tools.today(world.now)), 0, "it is said once");
}
