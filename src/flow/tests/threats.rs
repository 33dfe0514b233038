//! Floods, and addresses that only look right.

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
