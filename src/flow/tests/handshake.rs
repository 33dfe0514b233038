//! `hi`, and who vouches for it.

use super::*;
use crate::capture::signature::tests::{Pair, Tweak};
use crate::converse::Trust;
use crate::domain::letter::Signature;
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

/// A mail of hers without a word of her mail system, signed by a domain.
fn signed(world: &World, pair: &Pair, domain: &str, id: &str, answers: Option<&str>, words: &str) -> String {
    let raw = world.mail("nadia@desk.example", "track@desk.example", id, answers, words);
    let bare = raw.replace("Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example\n", "");
    pair.signs(&bare, domain, &["From", "To", "Date", "Subject"], Tweak::None).replace("\r\n", "\n")
}

#[test]
fn hi_and_yes_teach_that_her_signature_counts_and_then_send_works() {
    let mut world = greeted();
    let pair = Pair::new();
    world.house.tools.keys.publish_of("desk.example", &pair);
    let greeting = world.newest().message_id;
    let hi = signed(&world, &pair, "desk.example", "hi@desk.example", Some(&greeting), "hi");
    world.arrives(&hi);
    assert!(world.told().contains("it carries the signature of desk.example"), "{}", world.told());
    assert!(!trust(&world).signatures, "not without her yes");
    let question = world.newest().message_id;
    let yes = signed(
        world.later(SignedDuration::from_mins(1)),
        &pair,
        "desk.example",
        "yes@desk.example",
        Some(&question),
        "yes",
    );
    world.arrives(&yes);
    assert!(trust(&world).signatures, "{}", world.told());
    assert_eq!(handshake::greet(&mut world.house, world.now, &mut Faults::new()).unwrap(), 0);

    world.offered();
    let list =
        signed(world.later(SignedDuration::from_mins(1)), &pair, "desk.example", "p@desk.example", None, "pending");
    world.arrives(&list);
    let shown = world.newest().message_id;
    let send = signed(
        world.later(SignedDuration::from_mins(1)),
        &pair,
        "desk.example",
        "s@desk.example",
        Some(&shown),
        "1 send",
    );
    // Altered on the way, and signed by somebody else: nothing goes, and she is told why.
    world.arrives(
        &send.replace("s@desk.example", "t@desk.example").replace("Subject: a few words", "Subject: other words"),
    );
    assert!(world.to_client().is_empty());
    assert!(
        world.told().contains("I could not prove that this mail is yours (its signature does not fit it"),
        "{}",
        world.told()
    );
    let mallory = Pair::new();
    world.house.tools.keys.publish_of("evil.example", &mallory);
    let forged = signed(
        world.later(SignedDuration::from_mins(1)),
        &mallory,
        "evil.example",
        "f@evil.example",
        Some(&shown),
        "1 send",
    );
    world.arrives(&forged);
    assert!(world.to_client().is_empty(), "{}", world.told());
    let again = signed(
        world.later(SignedDuration::from_mins(1)),
        &pair,
        "desk.example",
        "u@desk.example",
        Some(&shown),
        "1 send",
    );
    world.arrives(&again);
    assert_eq!(world.to_client(), [OutboxState::Queued], "{}", world.told());
}

/// What was found once is kept: the DNS is asked once, and what it says later changes nothing.
#[test]
fn a_signature_is_checked_once_and_only_where_something_hangs_on_it() {
    let mut world = World::of(&CONFIG.replace("authserv_id = \"mx.desk.example\"", "signatures = true"));
    let (pair, name) = (Pair::new(), "s1._domainkey.desk.example.");
    world.house.tools.keys.is_down_for(name);
    let first = signed(&world, &pair, "desk.example", "a@desk.example", None, "status");
    world.arrives(&first);
    assert!(world.told().contains("the key of its signature could not be looked up"), "{}", world.told());
    let kept = |world: &World, id: i64| {
        world.house.store.read(|db| db.message(crate::domain::id::MessageId(id))).unwrap().unwrap().signature
    };
    assert!(matches!(kept(&world, 1), Some(Signature::Nothing(_))), "{:?}", kept(&world, 1));
    world.house.tools.keys.publish_of("desk.example", &pair);
    let second =
        signed(world.later(SignedDuration::from_mins(1)), &pair, "desk.example", "b@desk.example", None, "status");
    world.arrives(&second);
    assert_eq!(kept(&world, 2), Some(Signature::Of(vec!["desk.example".to_owned()])));
    // A client's letter, a letter of hers to a client, and a mail that her own system vouches for ask for nothing of the kind.
    world.client_writes("c@acme.example", None, "status");
    let to_client =
        world.mail("nadia@desk.example", "dana@acme.example, track@desk.example", "d@desk.example", None, "send");
    world.arrives(&pair.signs(&to_client, "desk.example", &["From", "Date"], Tweak::None).replace("\r\n", "\n"));
    assert_eq!((kept(&world, 3), kept(&world, 4)), (None, None));
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
