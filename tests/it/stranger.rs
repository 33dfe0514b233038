//! Whatever arrives, and in whatever order: bothways writes to its user alone, and to one address for each text she approved.

use std::collections::BTreeSet;

use bothways::domain::address::Address;
use bothways::domain::mail::DraftState;
use bothways::flow::{self, House, Mode};
use bothways::home::Home;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::harness::home::TestHome;
use crate::harness::{CLIENT, TRACK, YOU};

const OTHER: &str = "ruth@bakery.test";
const EVIL: &str = "mallory@evil.test";

/// A rule that speaks about everybody, at once, and offers a text.
const RULE: &str = r#"
rule "talkative" {
    title  "Something to say"
    level  "soon"
    again  1.days
    offer  "check-in"
    when   we.letters >= 0
    nudge  `${they.name} is there.`
}
"#;

fn now() -> Timestamp {
    "2026-06-10T12:00:00Z".parse().unwrap()
}

/// A home in which rules speak, opened.
fn house() -> (TestHome, House) {
    let home = TestHome::offline_in("UTC");
    home.write("rules/talkative.rhai", RULE);
    let mut house = House::open(Home::open(home.path()).unwrap(), Mode::Real, now()).unwrap();
    assert_eq!(house.tools.faults, []);
    order(&mut house, &format!("add acme \"Acme Studio\" {CLIENT}\nadd bakery \"Juniper Bakery\" {OTHER}"));
    order(&mut house, "intent acme partnership\nintent bakery partnership\ngot acme referral \"Lee\" yesterday");
    (home, house)
}

fn order(house: &mut House, words: &str) {
    let mut faults = Vec::new();
    flow::obey(house, words, now(), &mut faults).unwrap();
    assert_eq!(faults, [], "{words}");
}

fn feed(house: &mut House, raw: &str, n: usize) {
    let raw = raw.replace('\n', "\r\n");
    house.store.write(|db| db.keep(&format!("mail {n}"), now(), raw.as_bytes())).unwrap();
}

fn pass(house: &mut House, minutes: i64) {
    let report = flow::pass(house, now().checked_add(SignedDuration::from_mins(minutes)).unwrap()).unwrap();
    assert!(report.faults.iter().all(|fault| !fault.what.contains("neither yours")), "{:?}", report.faults);
}

/// The addresses of every mail in the outbox, and those that its bytes name as recipients.
fn recipients(house: &House) -> BTreeSet<String> {
    house
        .store
        .read(|db| {
            let mut all = BTreeSet::new();
            for row in db.outbox(10_000)? {
                all.insert(row.to.to_string());
                let bytes = String::from_utf8_lossy(&db.outbox_bytes(row.id)?).into_owned();
                let head = bytes.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
                for line in head.lines() {
                    let (name, value) = line.split_once(':').unwrap_or_default();
                    if ["to", "cc", "bcc", "resent-to"].contains(&name.to_lowercase().as_str()) {
                        let address = value.rsplit('<').next().unwrap_or_default().trim().trim_end_matches('>');
                        all.insert(Address::parse(address).map_or(value.to_owned(), |address| address.to_string()));
                    }
                }
            }
            Ok(all)
        })
        .unwrap()
}

/// What somebody might write who has seen our mails, and wants something else to go out than the user does.
fn hostile() -> impl Strategy<Value = (String, bool)> {
    let from = prop::sample::select(vec![
        format!("From: Nadia Reyes <{YOU}>"),
        format!("From: Dana Okafor <{CLIENT}>"),
        format!("From: Mallory <{EVIL}>"),
        format!("From: \"Nadia Reyes <{YOU}>\" <{EVIL}>"),
        format!("From: Nadia <{YOU}>, Mallory <{EVIL}>"),
        format!("From: Nadia <{YOU}>\nFrom: Mallory <{EVIL}>"),
        format!("From: =?utf-8?Q?Nadia=0D=0ABcc:_{EVIL}=0D=0A?= <{YOU}>"),
        format!("From: \"a\\\nBcc: {EVIL}\" <{CLIENT}>"),
        format!("From: {TRACK}"),
        "From: <>".to_owned(),
        "From: ".to_owned(),
        "X-No: from".to_owned(),
    ]);
    let more = prop::collection::vec(
        prop::sample::select(vec![
            format!("Reply-To: {EVIL}"),
            format!("Sender: {EVIL}"),
            format!("Return-Path: <{EVIL}>"),
            format!("Cc: {EVIL}, Dana <{CLIENT}>"),
            format!("To: track+acme@desk.test, {EVIL}"),
            format!("Delivered-To: {TRACK}"),
            format!("Resent-From: {EVIL}\nResent-To: {EVIL}"),
            format!("Disposition-Notification-To: {EVIL}"),
            format!("X-Forwarded-To: {EVIL}"),
            "Authentication-Results: mail.desk.test; dmarc=pass header.from=desk.test".to_owned(),
            "Auto-Submitted: auto-replied".to_owned(),
            "List-Id: <all.evil.test>".to_owned(),
            format!("Subject: =?utf-8?B?SGkNCkJjYzogbWFsbG9yeUBldmlsLnRlc3Q=?="),
            format!("Subject: Fwd: hi\n Bcc: {EVIL}"),
        ]),
        0..5,
    );
    let words = prop::collection::vec(
        prop::sample::select(vec![
            "send".to_owned(),
            "1 send".to_owned(),
            "send 1 and 2".to_owned(),
            format!("send: Dear all, write to {EVIL}"),
            "approve".to_owned(),
            "yes, send".to_owned(),
            format!("add mallory \"Mallory\" {EVIL}"),
            format!("add acme {EVIL}"),
            "new mallory".to_owned(),
            "1 acme".to_owned(),
            "thank acme".to_owned(),
            "thank mallory".to_owned(),
            "send mallory".to_owned(),
            "got mallory referral \"a friend\"".to_owned(),
            "undo".to_owned(),
            "yes".to_owned(),
            "resume".to_owned(),
            format!("Thank you for the referral! My friend {EVIL} will write."),
            format!(
                "---------- Forwarded message ---------\nFrom: {YOU}\nDate: Mon, Jun 8, 2026 at 9:00 AM\nSubject: send\nTo: <{EVIL}>\n\nsend"
            ),
            format!("On Mon, Jun 8, 2026 at 9:00 AM Nadia <{YOU}> wrote:\n> send\n> 1 send"),
            format!("mailto:{EVIL}?body=send"),
        ]),
        1..5,
    );
    (from, more, words, 0u32..1_000_000, any::<bool>()).prop_map(|(from, more, words, id, answers)| {
        let to = if more.iter().any(|line| line.starts_with("To:")) { String::new() } else { format!("To: {TRACK}\n") };
        let more = more.iter().fold(String::new(), |all, line| all + line.as_str() + "\n");
        let raw = format!(
            "{from}\n{to}{more}Date: Wed, 10 Jun 2026 11:00:00 +0000\nMessage-ID: <h-{id}@evil.test>\n{{answers}}\n{}\n",
            words.join("\n")
        );
        (raw, answers)
    })
}

/// The headers of an answer to every mail that bothways has written: its secrets are out.
fn answering(house: &House) -> String {
    let ids = house
        .store
        .read(|db| Ok(db.outbox(20)?.into_iter().map(|row| format!("<{}>", row.message_id)).collect::<Vec<_>>()))
        .unwrap();
    match ids.first() {
        Some(last) => format!("In-Reply-To: {last}\nReferences: {}\n", ids.join(" ")),
        None => String::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_but_the_user_is_written_to(mails in prop::collection::vec(hostile(), 1..14), approves in any::<bool>()) {
        let (_home, mut house) = house();
        let mut allowed = BTreeSet::from([YOU.to_owned()]);
        pass(&mut house, 0);
        prop_assert!(!recipients(&house).is_empty(), "the rules say nothing, so this shows nothing");
        for (n, (raw, answers)) in mails.iter().enumerate() {
            let answers = if *answers { answering(&house) } else { String::new() };
            feed(&mut house, &raw.replacen("{answers}", &answers, 1), n);
            pass(&mut house, i64::try_from(n).unwrap());
            let found = recipients(&house);
            prop_assert!(found.is_subset(&allowed), "{found:?} after {raw}");
            if approves && n == mails.len() / 2 {
                order(&mut house, "thank bakery");
                let offered = house.store.read(|db| db.all_offered_drafts()).unwrap();
                order(&mut house, "send bakery");
                for draft in offered {
                    let state = house.store.read(|db| db.draft(draft.id)).unwrap().unwrap().state;
                    if state == DraftState::Taken {
                        allowed.insert(draft.to.to_string());
                    }
                }
            }
        }
        // Months later, when everything that could be said has been.
        pass(&mut house, 60 * 24 * 90);
        let found = recipients(&house);
        prop_assert!(found.is_subset(&allowed), "{found:?}");
        prop_assert!(!found.contains(EVIL));
    }
}

/// One correspondence, by all the routes that overlap: BCC with the history quoted, inline forward, CC.
fn correspondence() -> Vec<String> {
    let mut mails = Vec::new();
    for n in 0..6 {
        let (client, name) = if n % 2 == 0 { (CLIENT, "Dana Okafor") } else { (OTHER, "Ruth Adler") };
        let theirs =
            format!("Could you send me plan number {n} for the garden, please? Thank you for all of your help so far.");
        let ours = format!("Here is plan number {n} for the garden, as you wished. I told my friend Sofia about you.");
        mails.push(format!(
            "From: Nadia Reyes <{YOU}>\nTo: {name} <{client}>\nSubject: Re: plan {n}\nDate: Tue, 2 Jun 2026 1{n}:00:00 +0000\n\
             Message-ID: <ours-{n}@desk.test>\nIn-Reply-To: <theirs-{n}@client.test>\nDelivered-To: {TRACK}\n\n{ours}\n\n\
             On Mon, Jun 1, 2026 at 1{n}:00 AM {name} <{client}> wrote:\n\n> {theirs}\n"
        ));
        mails.push(format!(
            "From: Nadia Reyes <{YOU}>\nTo: {TRACK}\nSubject: Fwd: plan {n}\nDate: Mon, 1 Jun 2026 18:00:0{n} +0000\n\
             Message-ID: <fwd-{n}@desk.test>\n\n---------- Forwarded message ---------\nFrom: {name} <{client}>\n\
             Date: Mon, Jun 1, 2026 at 1{n}:00 AM\nSubject: plan {n}\nTo: Nadia Reyes <{YOU}>\n\n{theirs}\n"
        ));
        mails.push(format!(
            "From: {name} <{client}>\nTo: Nadia Reyes <{YOU}>\nCc: {TRACK}\nSubject: Re: plan {n}\nDate: Wed, 3 Jun 2026 1{n}:00:00 +0000\n\
             Message-ID: <thanks-{n}@client.test>\nIn-Reply-To: <ours-{n}@desk.test>\n\nPlan number {n} is wonderful, thank you so much.\n\n\
             On Tue, Jun 2, 2026 at 1{n}:00 AM Nadia Reyes <{YOU}> wrote:\n\n> {ours}\n"
        ));
    }
    mails
}

/// Everything that is known of each relationship, without the order in which it came to be known.
fn known(house: &House) -> Vec<String> {
    house
        .store
        .read(|db| {
            let mut lines = Vec::new();
            for account in flow::accounts(db, &house.tools, house.tools.today(now()))? {
                let key = &account.relationship.key;
                lines.push(format!("{key}: {} letters, coverage {:?}", account.n_letters, account.coverage.percent()));
                lines.extend(account.days.iter().map(|day| format!("{key} {day:?}")));
                for letter in db.last_interactions(account.relationship.id, 1000)? {
                    lines.push(format!("{key} {} {:?} {} {}", letter.happened_at, letter.by, letter.seen, letter.text));
                }
                for act in &account.acts {
                    lines.push(format!(
                        "{key} {} {:?} {} {} {}",
                        act.on,
                        act.by,
                        act.kind.word(),
                        act.state.word(),
                        act.words
                    ));
                }
            }
            lines.sort();
            Ok(lines)
        })
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_never_matters_and_twice_is_once(shuffled in Just(correspondence()).prop_shuffle(), batch in 1usize..7) {
        let (_home, mut in_order) = house();
        for (n, raw) in correspondence().iter().enumerate() {
            feed(&mut in_order, raw, n);
        }
        pass(&mut in_order, 0);
        let wanted = known(&in_order);
        prop_assert_eq!(wanted.iter().filter(|line| line.starts_with("acme 2026-")).count() >= 9, true, "{:#?}", wanted);
        prop_assert!(wanted.iter().any(|line| line.contains("Answered")), "{wanted:#?}");

        let (_other, mut mixed) = house();
        for (n, raw) in shuffled.iter().enumerate() {
            feed(&mut mixed, raw, n);
            if n % batch == 0 {
                pass(&mut mixed, 0);
            }
        }
        pass(&mut mixed, 0);
        prop_assert_eq!(&known(&mixed), &wanted);

        // The same mails once more, as they are and by another server's way.
        for (n, raw) in shuffled.iter().enumerate() {
            feed(&mut mixed, raw, n);
            feed(&mut mixed, &format!("Received: from a.test by b.test; Fri, 5 Jun 2026 10:00:00 +0000\n{raw}"), n);
        }
        pass(&mut mixed, 0);
        prop_assert_eq!(&known(&mixed), &wanted);
    }
}
