//! `hi`, and who vouches for it.

use super::*;
use crate::converse::Trust;
use crate::flow::handshake;

/// A home with a mailbox, in which nothing proves the user's mail yet, and her greeting mail in it.
fn greeted() -> World {
    let mut world = World::with("");
    let config = std::fs::read_to_string(world.folder.path().join("bothways.toml")).unwrap();
    let server = "host = \"imap.desk.example\"\nuser = \"track@desk.example\"\npassword = \"x\"\n";
    let config = config.replace("[trust]\nauthserv_id = \"mx.desk.example\"\n", "");
    std::fs::write(world.folder.path().join("bothways.toml"), format!("{config}[imap]\n{server}[smtp]\n{server}"))
        .unwrap();
    std::fs::set_permissions(
        world.folder.path().join("bothways.toml"),
        std::os::unix::fs::PermissionsExt::from_mode(0o600),
    )
    .unwrap();
    let World { folder, house, now, n_mails } = world;
    drop(house);
    let house = House::open(Home::open(folder.path()).unwrap(), Mode::Real, now).unwrap();
    world = World { folder, house, now, n_mails };
    assert_eq!(handshake::greet(&mut world.house, now, &mut Faults::new()).unwrap(), 1);
    assert_eq!(handshake::greet(&mut world.house, now, &mut Faults::new()).unwrap(), 0, "once");
    world
}

fn learnt(world: &World) -> Option<String> {
    world.house.store.read(handshake::learnt).unwrap()
}

fn trust(world: &World) -> Trust {
    let tools = &world.house.tools;
    world.house.store.read(|db| handshake::trust(db, tools)).unwrap()
}

#[test]
fn hi_and_yes_teach_whose_word_counts() {
    let mut world = greeted();
    assert!(world.told().contains("reply to this mail with the one word: hi"), "{}", world.told());
    let greeting = world.newest().message_id;
    world.writes("hi@desk.example", Some(&greeting), "Hi!");
    assert!(world.told().contains("calls itself mx.desk.example"), "{}", world.told());
    assert_eq!(learnt(&world), None, "not without her yes");
    let question = world.newest().message_id;
    world.later(SignedDuration::from_mins(1)).writes("yes@desk.example", Some(&question), "yes");
    assert_eq!(learnt(&world).as_deref(), Some("mx.desk.example"));
    assert_eq!(trust(&world).authserv_id.as_deref(), Some("mx.desk.example"));
    assert_eq!(handshake::greet(&mut world.house, world.now, &mut Faults::new()).unwrap(), 0);
}

#[test]
fn nobody_else_can_teach_it() {
    let mut world = greeted();
    let greeting = world.newest().message_id;
    // Without the mail that only she has; from somebody else who has it; in her name, where the check found a forgery.
    world.writes("a@desk.example", None, "hi");
    let raw = world.mail("mallory@evil.example", "track@desk.example", "b@evil.example", Some(&greeting), "hi");
    world.arrives(&raw);
    assert_eq!(learnt(&world), None);
    assert!(!world.told().contains("calls itself"), "{}", world.told());

    let mut world = greeted();
    let greeting = world.newest().message_id;
    let raw = world.mail("nadia@desk.example", "track@desk.example", "c@desk.example", Some(&greeting), "hi");
    world.arrives(&raw.replace("dmarc=pass", "dmarc=fail"));
    world
        .later(SignedDuration::from_mins(1))
        .arrives(&raw.replace("Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example\n", ""));
    assert_eq!(learnt(&world), None);
    assert!(world.told().contains("nothing in it proves where it came from"), "{}", world.told());
}

#[test]
fn no_keeps_nothing_and_another_system_is_asked_about_anew() {
    let mut world = greeted();
    let greeting = world.newest().message_id;
    world.writes("hi@desk.example", Some(&greeting), "hi");
    let question = world.newest().message_id;
    let raw = world.mail("nadia@desk.example", "track@desk.example", "d@desk.example", Some(&question), "yes");
    world.later(SignedDuration::from_mins(1)).arrives(&format!(
        "Received: from smtp.desk.example by in1.other.example; Fri, 18 Sep 2026 12:01:00 +0000\n{}",
        raw.replace("mx.desk.example;", "mx.other.example;")
    ));
    assert_eq!(learnt(&world), None, "the yes was for another system");
    assert!(world.told().contains("calls itself mx.other.example"), "{}", world.told());
    let question = world.newest().message_id;
    world.later(SignedDuration::from_mins(1)).writes("no@desk.example", Some(&question), "no");
    assert_eq!(learnt(&world), None);
    assert!(world.told().contains("I keep nothing"), "{}", world.told());
}

#[test]
fn a_word_that_came_with_the_mail_is_not_learnt() {
    let mut world = greeted();
    let greeting = world.newest().message_id;
    // The mailbox's provider checks nothing: what stands on top is what the sender's side wrote, or what a forger made up.
    let raw = world.mail("nadia@desk.example", "track@desk.example", "e@desk.example", Some(&greeting), "hi");
    world.arrives(&format!(
        "Received: from out.forger.example by mx.desk.example; Fri, 18 Sep 2026 12:00:00 +0000\n{}",
        raw.replace("mx.desk.example;", "mx.forger.example;")
    ));
    assert!(!world.told().contains("Reply yes"), "{}", world.told());
    assert!(
        world.told().contains("calls itself mx.forger.example vouched for it, but")
            && world.told().contains("authserv_id"),
        "{}",
        world.told()
    );
    let answer = world.newest().message_id;
    let raw = world.mail("nadia@desk.example", "track@desk.example", "f@desk.example", Some(&answer), "yes");
    world.later(SignedDuration::from_mins(1)).arrives(&raw.replace("mx.desk.example;", "mx.forger.example;"));
    assert_eq!(learnt(&world), None);
}
