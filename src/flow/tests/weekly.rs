//! The page for the week as it goes out, with numbers that answer; and what an absence does to it.

use super::*;
use crate::domain::mail::MailKind;
use crate::flow::outgoing::LOOKED_AT;

fn pages(world: &World) -> Vec<OutboxRow> {
    world.outbox().into_iter().filter(|row| row.kind == MailKind::Week).collect()
}

/// A week in which the client was helpful; it is then Monday at noon.
fn a_good_week() -> World {
    let mut world = World::new();
    world.client_writes("1@acme.example", None, "Hi Nadia,\n\nI told my friend Lee he should call you.\n\nDana");
    world.later(SignedDuration::from_hours(72));
    world
}

#[test]
fn the_page_goes_out_on_monday_once() {
    let mut world = a_good_week();
    assert_eq!(pages(&world).len(), 0);
    for _ in 0..3 {
        pass(&mut world.house, world.now).unwrap();
        world.later(SignedDuration::from_hours(1));
    }
    let pages = pages(&world);
    assert_eq!(pages.len(), 1);
    let bytes = world.house.store.read(|db| db.outbox_bytes(pages[0].id)).unwrap();
    let raw = String::from_utf8(bytes).unwrap();
    assert!(raw.contains("List-Unsubscribe: <mailto:track@desk.example?subject=stop&body=stop>"), "{raw}");
}

#[test]
fn nobody_known_means_no_page() {
    let mut world = World::new();
    world.later(SignedDuration::from_hours(72));
    pass(&mut world.house, world.now).unwrap();
    assert_eq!(pages(&world).len(), 0);
}

#[test]
fn an_absence_of_days_ends_with_one_page_that_says_so() {
    let mut world = a_good_week();
    pass(&mut world.house, world.now).unwrap();
    let last = world.now;
    world.later(SignedDuration::from_hours(4 * 24));
    let now = world.now;
    let zone = world.house.tools.user.zone.clone();
    world
        .house
        .store
        .write(|db| {
            db.set(LOOKED_AT, &last.to_string())?;
            week::note_absence(db, &zone, now)
        })
        .unwrap();
    pass(&mut world.house, now).unwrap();
    pass(&mut world.house, now).unwrap();
    let pages = pages(&world);
    assert_eq!(pages.len(), 2);
    let bytes = world.house.store.read(|db| db.outbox_bytes(pages[0].id)).unwrap();
    let text = mail_parser::MessageParser::default().parse(&bytes).unwrap().body_text(0).unwrap().into_owned();
    assert!(text.contains("From 21 September to 25 September I could not look into the mailbox."), "{text}");
}

#[test]
fn a_number_of_the_page_answers_it() {
    let mut world = a_good_week();
    pass(&mut world.house, world.now).unwrap();
    let page = pages(&world).remove(0);
    let items = world.house.store.read(|db| db.items(page.id)).unwrap();
    let act = items.iter().find_map(|item| item.act).expect("the referral is asked about");
    world.hand_over();
    world.writes("2@desk.example", Some(&page.message_id), "1 yes");
    let act = world.house.store.read(|db| db.act(act)).unwrap().unwrap();
    assert_eq!(act.state, crate::domain::act::ActState::Confirmed);
}

#[test]
fn no_page_where_none_is_wanted() {
    let mut world = World::new();
    let config = world.folder.path().join("bothways.toml");
    let text = std::fs::read_to_string(&config).unwrap().replace("seat = \"va\"", "seat = \"va\"\nweek_on = \"none\"");
    std::fs::write(&config, text).unwrap();
    let World { folder, house, now, n_mails } = world;
    drop(house);
    let house = House::open(Home::open(folder.path()).unwrap(), Mode::Real, now).unwrap();
    world = World { folder, house, now, n_mails };
    world.client_writes("1@acme.example", None, "Hi Nadia,\n\nI told my friend Lee he should call you.\n\nDana");
    world.later(SignedDuration::from_hours(72));
    pass(&mut world.house, world.now).unwrap();
    assert_eq!(pages(&world).len(), 0);
}

#[test]
fn the_week_is_told_on_any_day_to_whoever_asks() {
    assert!(World::new().tell("week").contains("Who carries what, in six months"));
    let said = a_good_week().tell("week");
    assert!(said.starts_with("The week of ") && said.contains("Acme"), "{said}");
}

/// The first pages remind of a first conversation, until one is planned; or until the user put its text away.
#[test]
fn a_first_talk_that_was_dropped_is_not_suggested_again() {
    let mut world = World::new();
    for n in 1..=8 {
        world.client_writes(
            &format!("{n}@acme.example"),
            None,
            &format!("Hi Nadia,\n\nThe list has {n} rows.\n\nDana"),
        );
    }
    world.tell("intent acme partnership");
    world.later(SignedDuration::from_hours(72));
    pass(&mut world.house, world.now).unwrap();
    assert_eq!(pages(&world).len(), 1);
    world.later(SignedDuration::from_hours(7 * 24));
    let offered = |world: &World| {
        let today = world.now.to_zoned(world.house.tools.user.zone.clone()).date();
        let week = world.house.store.read(|db| week::week(db, &world.house.tools, today)).unwrap();
        week.suggestion.is_some_and(|suggestion| suggestion.offer == "partnership-conversation")
    };
    assert!(offered(&world), "nothing was said about it, so it comes again");
    let answer = world.tell("drop acme");
    assert!(!offered(&world), "{answer}");
}
