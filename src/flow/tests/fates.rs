//! What becomes of a text that was approved, and of everything else that goes out.

use super::*;
use crate::compose::trouble::Trouble;
use crate::domain::fault::Fault;
use crate::domain::mail::MailKind;
use crate::store::Change;

const HOLD: SignedDuration = SignedDuration::from_mins(11);

#[test]
fn an_approved_text_that_has_gone_is_a_letter_of_the_users() {
    let mut world = World::new();
    world.offered();
    world.tell("send acme");
    assert_eq!(world.later(SignedDuration::from_mins(9)).hand_over().n_sent, 0, "the ten minutes are not over");
    assert_eq!(world.later(HOLD).hand_over().n_sent, 1);
    assert_eq!(world.n_letters(), 1);
    let letter = world.house.store.read(|db| db.last_interactions(RelationshipId(1), 1)).unwrap().remove(0);
    assert_eq!(letter.by, crate::domain::act::Side::You);
    assert!(letter.text.contains("how did the launch go"), "{letter:?}");
    // Their answer quotes it: still one letter of yours, and one of theirs.
    let sent = world.outbox().into_iter().find(|row| row.to.as_str() == "dana@acme.example").unwrap();
    let quoted = "> Hi Dana,\n>\n> how did the launch go last week?\n>\n> Nadia";
    let words =
        format!("It went well!\n\nOn Fri, 18 Sep 2026 at 12:20, Nadia Reyes <nadia@desk.example> wrote:\n\n{quoted}");
    world.later(HOLD).client_writes("d1@acme.example", Some(&sent.message_id), &words);
    assert_eq!(world.n_letters(), 2);
}

#[test]
fn their_letter_holds_back_what_was_approved_and_the_user_hears_of_it() {
    let mut world = World::new();
    let draft = world.offered();
    world.tell("send acme");
    world.later(SignedDuration::from_mins(2)).client_writes("d1@acme.example", None, "We are live. Thank you so much!");
    world.later(HOLD).hand_over();
    assert_eq!(world.to_client(), [OutboxState::Cancelled]);
    assert_eq!(world.draft(draft).state, DraftState::Withdrawn);
    assert!(world.told().contains("has not gone to dana@acme.example: they wrote first"), "{}", world.told());
}

#[test]
fn an_offer_is_withdrawn_when_their_answer_arrives() {
    let mut world = World::new();
    let draft = world.offered();
    world.later(SignedDuration::from_mins(2)).client_writes("d1@acme.example", None, "We are live. Thank you so much!");
    assert_eq!(world.draft(draft).state, DraftState::Withdrawn);
    assert!(world.tell("send acme").contains("Nothing has gone") || world.tell("send acme").contains("no text"));
    assert!(world.to_client().is_empty());
}

/// Approves a text and lets its fate become unknown.
fn uncertain(world: &mut World) -> OutboxRow {
    world.offered();
    world.tell("send acme");
    world.later(HOLD);
    let (now, breaker) = (world.now, world.house.tools.breaker());
    world
        .house
        .store
        .write(|db| {
            let claimed = db.claim(now, breaker)?.unwrap();
            assert!(db.handing_over(claimed.id, claimed.attempts)?);
            db.fate(&claimed, OutboxState::Uncertain, None, "the line broke", now, now)
        })
        .unwrap();
    world.newest()
}

#[test]
fn a_text_of_unknown_fate_is_never_sent_again_by_itself() {
    let mut world = World::new();
    let row = uncertain(&mut world);
    for _ in 0..5 {
        world.later(SignedDuration::from_hours(1)).hand_over();
    }
    assert_eq!(world.to_client(), [OutboxState::Uncertain]);
    assert!(world.told().contains("may or may not have gone"));
    // Until their answer to it shows that it arrived.
    world.later(HOLD).client_writes("d1@acme.example", Some(&row.message_id), "Very well, thank you!");
    assert_eq!(world.to_client(), [OutboxState::Sent]);
}

#[test]
fn a_delay_is_no_refusal() {
    let mut world = World::new();
    world.offered();
    world.tell("send acme");
    world.later(HOLD).hand_over();
    let sent = world.outbox().into_iter().find(|row| row.to.as_str() == "dana@acme.example").unwrap();
    let report = |action: &str, status: &str| {
        format!(
            "From: MAILER-DAEMON@mx.desk.example\nReturn-Path: <>\nTo: track@desk.example\nSubject: Delivery status\n\
             Message-ID: <{action}@mx.desk.example>\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
             --b\nContent-Type: text/plain\n\nAbout your mail.\n--b\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; mx.desk.example\n\nFinal-Recipient: rfc822; dana@acme.example\nAction: {action}\nStatus: {status}\n\n\
             --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{}>\nTo: dana@acme.example\n\n--b--\n",
            sent.message_id
        )
    };
    world.arrives(&report("delayed", "4.4.1"));
    assert_eq!(world.to_client(), [OutboxState::Sent]);
    world.arrives(&report("failed", "5.1.1"));
    assert_eq!(world.to_client(), [OutboxState::Bounced]);
    assert!(world.told().contains("came back from dana@acme.example"), "{}", world.told());
}

/// A text that has gone to the client: its Message-ID.
fn gone(world: &mut World) -> String {
    world.offered();
    world.tell("send acme");
    world.later(HOLD).hand_over();
    world.outbox().into_iter().find(|row| row.to.as_str() == "dana@acme.example").unwrap().message_id
}

fn bounce(id: &str, recipient: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.desk.example\nReturn-Path: <>\nTo: track@desk.example\nSubject: Undelivered Mail Returned to Sender\n\
         Message-ID: <bounce-{status}@mx.desk.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nI am sorry.\n--b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.desk.example\n\nFinal-Recipient: rfc822; {recipient}\nAction: failed\nStatus: {status}\n\
         Diagnostic-Code: smtp; 550 no such\n person here\n\n\
         --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{id}>\nTo: {recipient}\n\n--b--\n"
    )
}

fn why_nothing_goes_to_the_client(world: &World) -> Option<String> {
    world.house.store.read(|db| db.suppressed(&Address::parse("dana@acme.example").unwrap())).unwrap()
}

#[test]
fn an_address_that_does_not_exist_is_written_to_no_more_until_the_user_names_it_again() {
    let mut world = World::new();
    let id = gone(&mut world);
    world.arrives(&bounce(&id, "dana@acme.example", "5.1.1"));
    world.hand_over();
    assert_eq!(world.to_client(), [OutboxState::Bounced]);
    assert!(world.told().contains("550 no such person here. The address seems to be wrong"), "{}", world.told());
    world.offered();
    assert!(world.tell("send acme").contains("Nothing goes to dana@acme.example"));
    world.tell("add acme dana@acme.example");
    assert!(why_nothing_goes_to_the_client(&world).is_none());
    world.tell("undo");
    assert!(why_nothing_goes_to_the_client(&world).is_some(), "taken back whole");
    world.tell("add acme dana@acme.example");
    assert!(world.tell("send acme").contains("goes to dana@acme.example at"));
}

#[test]
fn a_full_mailbox_and_a_forged_report_silence_nobody() {
    let mut world = World::new();
    let id = gone(&mut world);
    // Somebody else's address, an id that is not ours, and one that came weeks late.
    world.arrives(&bounce(&id, "tom@harbor.example", "5.1.1"));
    world.arrives(&bounce("guessed@desk.example", "dana@acme.example", "5.1.2"));
    assert_eq!(world.to_client(), [OutboxState::Sent]);
    world.arrives(&bounce(&id, "dana@acme.example", "5.2.2"));
    assert_eq!(world.to_client(), [OutboxState::Bounced]);
    assert_eq!(why_nothing_goes_to_the_client(&world), None);

    let mut world = World::new();
    let id = gone(&mut world);
    world.later(SignedDuration::from_hours(9 * 24)).arrives(&bounce(&id, "dana@acme.example", "5.1.1"));
    assert_eq!(world.to_client(), [OutboxState::Sent]);
}

#[test]
fn who_asks_to_be_written_to_no_more_is_heard_and_the_user_is_told() {
    let mut world = World::new();
    let id = gone(&mut world);
    world.client_writes("d5@acme.example", Some(&id), "Please don't stop, I enjoyed the last note.");
    assert_eq!(why_nothing_goes_to_the_client(&world), None);
    world.later(SignedDuration::from_mins(1)).client_writes("d6@acme.example", Some(&id), "Unsubscribe.");
    assert!(world.told().contains("dana@acme.example answered “Unsubscribe.”"), "{}", world.told());
    world.offered();
    assert!(world.tell("send acme").contains("they asked to be written to no more"));
}

#[test]
fn an_open_breaker_is_told_and_holds_the_rest() {
    let mut world = World::with("[limits]\nsends_an_hour = 2\n");
    let now = world.now;
    for n in 0..5 {
        let tools = &world.house.tools;
        let fault = Trouble::Faults(vec![Fault::new(format!("part {n}"), "broke")]);
        world.house.store.write(|db| receipt::send_trouble(db, tools, &fault, &format!("test:{n}"), now)).unwrap();
    }
    assert_eq!(world.hand_over().n_sent, 3, "two, and the one that says why no more");
    assert!(world.told().contains("hold back the other 3"), "{}", world.told());
    assert_eq!(world.later(SignedDuration::from_mins(5)).hand_over().n_sent, 0);
    assert_eq!(world.later(SignedDuration::from_mins(61)).hand_over().n_sent, 2);
}

#[test]
fn a_clock_that_goes_back_stops_sending_until_it_is_right() {
    let mut world = World::new();
    world.offered();
    world.hand_over();
    let right = world.now;
    world.tell("send acme");
    world.later(SignedDuration::from_hours(-24 * 400));
    let handed = world.hand_over();
    assert!(handed.refused.is_some_and(|(why, _)| why.contains("clock went back")));
    assert_eq!(world.to_client(), [OutboxState::Queued]);
    world.now = right;
    assert_eq!(world.later(HOLD).hand_over().n_sent, 1);
    // If it was wrong before and is right now, the user says so.
    world.later(SignedDuration::from_hours(-48)).tell("resume");
    assert!(world.hand_over().refused.is_none());
}

#[test]
fn bytes_that_are_not_those_that_were_frozen_never_go() {
    let mut world = World::new();
    world.offered();
    world.tell("send acme");
    let id: OutboxId = world.newest().id;
    let database = rusqlite::Connection::open(world.house.tools.home.db()).unwrap();
    database.execute("UPDATE outbox SET mime = CAST('To: x@y.example' AS BLOB) WHERE id = ?1", [id.0]).unwrap();
    assert_eq!(world.later(HOLD).hand_over().n_sent, 0);
    assert_eq!(world.to_client(), [OutboxState::Failed]);
}

#[test]
fn a_recipient_who_is_neither_the_user_nor_approved_gets_nothing() {
    let mut world = World::new();
    world.offered();
    world.tell("send acme");
    world.writes("a@desk.example", None, "help");
    let database = rusqlite::Connection::open(world.house.tools.home.db()).unwrap();
    database.execute("UPDATE outbox SET rcpt = 'kim@stranger.example'", []).unwrap();
    assert_eq!(world.later(HOLD).hand_over().n_sent, 0);
    let strange: Vec<_> = world.outbox().into_iter().filter(|row| row.to.as_str() == "kim@stranger.example").collect();
    assert_eq!(strange.iter().map(|row| row.kind).collect::<Vec<_>>(), [MailKind::Answer, MailKind::Draft]);
    assert!(strange.iter().all(|row| row.state == OutboxState::Failed), "{strange:?}");
}

#[test]
fn whatever_arrives_nobody_but_the_user_is_written_to() {
    let mut world = World::new();
    world.offered();
    let words = "send\n1 send\nsend acme\nadd kim kim@stranger.example\nyes";
    for (n, from) in ["kim@stranger.example", "dana@acme.example", "nadia@desk.example.evil.example"].iter().enumerate()
    {
        for to in ["track@desk.example", "nadia@desk.example, track@desk.example", "track+acme@desk.example"] {
            let raw = world.mail(from, to, &format!("{n}{}@x.example", to.len()), None, words);
            world.arrives(&raw);
            // In the user's name, and not by her.
            let forged =
                raw.replace(&format!("From: {from}"), "From: nadia@desk.example").replace("dmarc=pass", "dmarc=none");
            world.arrives(&forged);
        }
    }
    world.later(HOLD).hand_over();
    let to: std::collections::BTreeSet<String> = world.outbox().iter().map(|row| row.to.to_string()).collect();
    assert!(to.iter().all(|to| to == "nadia@desk.example"), "{to:?}");
}

#[test]
fn a_text_that_was_changed_after_its_approval_never_goes() {
    let mut world = World::new();
    let draft = world.offered();
    world.tell("send acme");
    let database = rusqlite::Connection::open(world.house.tools.home.db()).unwrap();
    database.execute("UPDATE draft SET sha256 = x'00' WHERE id = ?1", [draft.0]).unwrap();
    assert_eq!(world.later(HOLD).hand_over().n_sent, 0);
}

#[test]
fn forgetting_somebody_stops_what_is_on_its_way_and_leaves_the_outbox_readable() {
    let mut world = World::new();
    world.tell("add beta \"Beta\" lee@beta.example");
    world.offered();
    world.tell("send acme");
    world.house.store.write(|db| db.forget(RelationshipId(1))).unwrap();
    assert_eq!(world.later(HOLD).hand_over().n_sent, 0);
    assert!(world.outbox().iter().all(|row| row.to.as_str() != "dana@acme.example"));
    let lee = world.mail("lee@beta.example", "nadia@desk.example, track@desk.example", "l@beta.example", None, "Hello");
    assert_eq!(world.arrives(&lee).taken.n_filed, 1);
}

#[test]
fn a_text_to_somebody_else_that_names_the_forgotten_still_goes_whole() {
    let mut world = World::new();
    world.offered();
    world.tell("add beta \"Launch\" lee@beta.example");
    world.tell("send acme");
    world.house.store.write(|db| db.forget(RelationshipId(2))).unwrap();
    assert_eq!(world.later(HOLD).hand_over().n_sent, 1);
    let sent = world.outbox().into_iter().find(|row| row.to.as_str() == "dana@acme.example").unwrap();
    let bytes = world.house.store.read(|db| db.outbox_bytes(sent.id)).unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains("launch"));
}

#[test]
fn what_is_given_up_is_told() {
    let mut world = World::new();
    let (tools, now) = (&world.house.tools, world.now);
    world.house.store.write(|db| fetch::tell_given_up(db, tools, "INBOX", 2, "nonsense", now)).unwrap();
    assert!(world.told().contains("Could not be fetched: nonsense"), "{}", world.told());
}

#[test]
fn a_rule_that_eased_is_not_told_again_too_soon() {
    let mut world = World::new();
    world.offered();
    let id = world.house.store.read(|db| db.findings()).unwrap().remove(0).id;
    world
        .house
        .store
        .write(|db| {
            let mut eased = db.finding(id)?.unwrap();
            eased.state = FindingState::Eased;
            db.keep_finding(&eased)?;
            db.keep_finding(&Finding { id: FindingId(0), state: FindingState::Forming, last_told_on: None, ..eased })
        })
        .unwrap();
    let kept = world.house.store.read(|db| db.findings()).unwrap();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().any(|finding| finding.last_told_on.is_some()), "when it was told decides when it may be again");
    // Undo and redo of an answer reach the one that is meant.
    world
        .house
        .store
        .write(|db| {
            db.apply(&Change::Answer { finding: id.0, answered: crate::store::Answered::LetGo }, NOON.parse().unwrap())
        })
        .unwrap();
}

#[test]
fn forgetting_somebody_leaves_no_word_of_them_in_the_home() {
    let mut world = World::new();
    world.tell("add beta \"Beta\" lee@beta.example");
    world.offered();
    let raw =
        world.mail("dana@acme.example", "nadia@desk.example, track@desk.example", "d@acme.example", None, "Xylophone");
    world.arrives(&raw.replace("From: dana@acme.example", "From: \"Dana Okafor\" <dana@acme.example>"));
    world.later(HOLD).writes("a@desk.example", None, "note acme xylophone again");
    world.writes("b@desk.example", None, "show acme");
    world.tell("thank acme");
    world.tell("send acme");
    world.later(HOLD).hand_over();
    world.later(HOLD).writes("c@desk.example", None, "pending");
    world.arrives(&world.mail(
        "kim@acme.example",
        "nadia@desk.example, track@desk.example",
        "k@x.example",
        None,
        "Xylophone",
    ));
    world.tell("1 new kim");
    pass(&mut world.house, world.now).unwrap();
    world.house.store.write(|db| db.forget(RelationshipId(1))).unwrap();
    let kim = world.house.store.read(|db| db.relationships()).unwrap().into_iter().find(|r| r.key == "kim").unwrap();
    world.house.store.write(|db| db.forget(kim.id)).unwrap();
    world.house.store.compact().unwrap();
    for file in std::fs::read_dir(world.house.tools.home.data()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for trace in
            ["xylophone", "okafor", "acme studio", "dana@acme.example", "kim@acme.example", "how did the launch go"]
        {
            assert!(!text.contains(trace), "{trace}: {:?}", around(&text, trace));
        }
    }
}

/// The words around a trace, to see where it was left.
fn around(text: &str, trace: &str) -> String {
    let at = text.find(trace).unwrap_or(0);
    text.chars().skip(text[..at].chars().count().saturating_sub(120)).take(300).collect()
}

#[test]
fn a_sent_folder_that_cannot_be_reached_holds_nothing_up_and_is_told_once() {
    let mut world = World::with(
        "[sent]\nhost = \"localhost\"\nport = 1\ntls = \"plain\"\nallow_plain_loopback = true\npassword_command = [\"echo\", \"x\"]\n",
    );
    world.offered();
    world.tell("send acme");
    world.later(SignedDuration::from_mins(11)).hand_over();
    assert_eq!(world.to_client(), [OutboxState::Sent]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for minutes in [0, 5, 20] {
        let now = world.now.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        assert_eq!(runtime.block_on(sent_copy::keep(&mut world.house, now)).unwrap(), 0);
    }
    let told: Vec<OutboxRow> =
        world.outbox().into_iter().filter(|row| row.dedup_key.starts_with("sent-copy:")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        world.told().contains("got no copy of “Checking in”") || world.told().contains("Got no copy"),
        "{}",
        world.told()
    );
    assert_eq!(world.to_client(), [OutboxState::Sent]);
}
