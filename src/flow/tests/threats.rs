//! Floods, forged copies, and addresses that only look right.

use super::*;

#[test]
fn a_thousand_mails_are_told_of_in_a_few() {
    let mut world = World::new();
    for n in 0..1_000 {
        let raw = world.mail(
            &format!("somebody{}@stranger{}.example", n % 50, n % 20),
            "nadia@desk.example, track@desk.example",
            &format!("flood-{n}@stranger.example"),
            None,
            &format!("Hello number {n}, may I have your price list for the summer?"),
        );
        let (place, now) = (format!("INBOX {n}"), world.now);
        world.house.store.write(|db| db.keep(&place, now, raw.replace('\n', "\r\n").as_bytes())).unwrap();
    }
    for _ in 0..6 {
        let now = world.later(SignedDuration::from_mins(10)).now;
        pass(&mut world.house, now).unwrap();
        world.hand_over();
    }
    let n_mails = world.outbox().len();
    assert!((1..=3).contains(&n_mails), "{n_mails} mails in an hour: {}", world.told());
    assert!(world.outbox().iter().all(|row| row.to.as_str() == "nadia@desk.example"));
}

#[test]
fn an_address_that_only_looks_like_hers_is_asked_about() {
    let mut world = World::new();
    // The first letter of the domain is Cyrillic.
    let raw = world.mail(
        "Dana Okafor <dana@\u{430}cme.example>",
        "nadia@desk.example, track@desk.example",
        "look@alike.example",
        None,
        "Please use the new account number from now on.",
    );
    let report = world.arrives(
        &raw.replace("Authentication-Results: mx.desk.example; dmarc=pass header.from=\u{430}cme.example>\n", ""),
    );
    assert_eq!((report.taken.n_letters, report.taken.n_filed), (0, 0));
    assert_eq!(world.n_letters(), 0);
    assert!(!world.told().contains("for Acme Studio"), "{}", world.told());
}

/// The list of what waits, which shows a text to send; and an answer to it, with and without a word of her own mail system.
fn answered_list(world: &mut World, words: &str) -> (String, String) {
    world.offered();
    world.writes("list@desk.example", None, "pending");
    let list = world.newest().message_id;
    world.later(SignedDuration::from_mins(1));
    let real = world.mail("nadia@desk.example", "track@desk.example", "real@desk.example", Some(&list), words);
    let forged = real
        .replace("Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example\n", "")
        .replace("real@desk.example", "forged@desk.example");
    (real, forged)
}

#[test]
fn a_forged_copy_that_comes_first_takes_nothing_from_the_real_command() {
    let mut world = World::new();
    let (real, forged) = answered_list(&mut world, "1 send\nnote acme she likes tea");
    let notes = |world: &World| account::account(world).entries.len();
    let n_notes = notes(&world) + 1;
    world.arrives(&forged);
    world.arrives(&forged.replace("forged@", "again@"));
    assert!(world.to_client().is_empty());
    assert!(world.told().contains("I could not prove that this mail is yours"), "{}", world.told());
    assert_eq!(notes(&world), n_notes, "whoever holds the token may note something");
    for id in ["real@", "twice@"] {
        world.arrives(&real.replace("real@", id));
        assert_eq!(world.to_client(), [OutboxState::Queued], "{}", world.told());
    }
    assert_eq!(notes(&world), n_notes, "what the copy really did is not done again");
    let n_answers = |world: &World| world.outbox().iter().filter(|row| row.dedup_key.starts_with("answer:")).count();
    assert_eq!(n_answers(&world), 3, "to the list, the copy and the real one: {}", world.told());
}

#[test]
fn a_forged_copy_that_comes_second_does_nothing_more() {
    for words in ["1 send\nnote acme she likes tea", "what shall I say to her", "snooze"] {
        let mut world = World::new();
        let (real, forged) = answered_list(&mut world, words);
        world.arrives(&real);
        let (told, to_client) = (world.told(), world.to_client());
        let report = world.arrives(&forged);
        assert_eq!((report.taken.n_set_aside, report.taken.n_commands), (1, 0), "{words}");
        assert_eq!((world.told(), world.to_client()), (told, to_client), "{words}");
    }
}

/// A reply with nothing of her own above, and below it a client's words that no mark tells from hers.
#[test]
fn a_clients_words_that_nothing_marks_as_quoted_ask_for_nothing() {
    for quoted in [
        "-----Original Message-----\nFrom: Dana Okafor <dana@acme.example>\nSent: Monday, 14 September 2026 10:00\nTo: Nadia Ruiz\n\
         Subject: hello\n\nHi Nadia, all is well here.\n\nstop for now\n\nThank you!",
        "On Mon, 14 Sep 2026 at 10:00, Dana Okafor <dana@acme.example> wrote:\n\nHi Nadia,\nI'm away until Monday.\nstop\nDana",
    ] {
        let mut world = World::new();
        let raw = world.mail("nadia@desk.example", "track@desk.example", "q@desk.example", None, quoted);
        let subject = raw.lines().find(|line| line.starts_with("Subject:")).unwrap().to_owned();
        world.arrives(&raw.replace(&subject, "Subject: Re: hello"));
        let is_paused = |world: &mut World| world.house.store.read(|db| db.get(outgoing::PAUSED)).unwrap().is_some();
        assert!(!is_paused(&mut world), "{quoted}: {}", world.told());
        world.writes("own@desk.example", None, "stop");
        assert!(is_paused(&mut world), "her own word does");
    }
}
