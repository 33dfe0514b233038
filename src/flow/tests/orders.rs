//! What the user's words do, and what they never do.

use super::*;
use crate::domain::act::{ActKind, ActState};
use crate::domain::finding::{Because, Evidence};
use crate::store::Change;

#[test]
fn a_command_that_is_delivered_twice_is_carried_out_once() {
    let mut world = World::new();
    let mail = world.mail("nadia@desk.example", "track@desk.example", "a@desk.example", None, "got acme referral Lee");
    world.arrives(&mail);
    world.arrives(&format!(
        "Received: from another.example by mx.desk.example; Fri, 18 Sep 2026 12:00:01 +0000\n{mail}"
    ));
    world.arrives(&mail.replace("<a@desk.example>", "<b@desk.example>"));
    let acts = account::account(&world).acts;
    assert_eq!(acts.len(), 1, "{acts:?}");
    assert_eq!(world.outbox().iter().filter(|row| row.dedup_key.starts_with("answer:")).count(), 1);
}

/// What the user says no to is learnt for that phrase and relationship, and `undo` takes it back.
#[test]
fn a_no_to_an_act_is_learnt_for_its_phrase() {
    let mut world = World::new();
    let praise = |world: &World, id: &str, words: &str| {
        world.mail("dana@acme.example", "nadia@desk.example, track@desk.example", id, None, words)
    };
    let thanks = |world: &World| {
        let acts = account::account(world).acts;
        acts.iter().filter(|act| act.kind == ActKind::Thanks).count()
    };
    world.arrives(&praise(&world, "a@acme.example", "Thank you so much for the agenda of Monday."));
    assert_eq!(thanks(&world), 1);
    let (act, now) = (world.house.store.read(|db| db.proposed_acts(9)).unwrap().remove(0), world.now);
    world.house.store.write(|db| db.apply(&Change::act_state(act.id, ActState::Rejected), now)).unwrap();
    let unwanted = world.house.store.read(|db| db.unwanted()).unwrap();
    assert_eq!(unwanted.len(), 1, "{unwanted:?}");
    world.arrives(&praise(&world, "b@acme.example", "Thank you so much for the list of Tuesday."));
    assert_eq!(thanks(&world), 0);
    world.house.store.write(|db| db.apply(&Change::act_state(act.id, ActState::Proposed), now)).unwrap();
    world.arrives(&praise(&world, "c@acme.example", "Thank you so much for the notes of Wednesday."));
    assert_eq!(thanks(&world), 2);
    assert_eq!(world.house.store.read(|db| db.unwanted()).unwrap(), []);
}

#[test]
fn an_answer_mail_cannot_approve_what_it_does_not_show() {
    let mut world = World::new();
    let draft = world.offered();
    world.writes("a@desk.example", None, "note acme she likes tea");
    let answer = world.newest();
    assert!(answer.dedup_key.starts_with("answer:"), "{answer:?}");
    world.later(SignedDuration::from_mins(1)).writes("b@desk.example", Some(&answer.message_id), "send");
    assert_eq!(world.draft(draft).state, DraftState::Offered);
    assert!(world.to_client().is_empty());
    // The list of what waits shows it under a number.
    world.later(SignedDuration::from_mins(1)).writes("c@desk.example", None, "pending");
    let list = world.newest();
    world.later(SignedDuration::from_mins(1)).writes("d@desk.example", Some(&list.message_id), "1 send");
    assert_eq!(world.draft(draft).state, DraftState::Taken);
}

#[test]
fn a_thank_you_that_an_answer_shows_is_sent_by_a_reply_to_it() {
    let mut world = World::new();
    world.offered();
    world.writes("a@desk.example", None, "thank acme");
    let shown = world.newest();
    world.later(SignedDuration::from_mins(1)).writes("b@desk.example", Some(&shown.message_id), "send");
    assert_eq!(world.to_client(), [OutboxState::Queued], "{}", world.told());
    assert!(world.outbox().iter().any(|row| row.to.as_str() == "dana@acme.example" && row.subject != "Checking in"));
}

/// Two texts in one answer: a bare `send` means neither.
#[test]
fn of_two_texts_that_an_answer_shows_a_bare_send_sends_none() {
    let mut world = World::new();
    world.tell("add beta \"Beta Books\" ben@beta.example");
    world.writes("a@desk.example", None, "thank acme\nthank beta");
    let shown = world.newest();
    for said in ["1 A text to dana@acme.example", "2 A text to ben@beta.example"] {
        assert!(shown.plain.contains(said), "{}", shown.plain);
    }
    let to_others = |world: &World| -> Vec<String> {
        world.outbox().into_iter().map(|row| row.to.to_string()).filter(|to| to != "nadia@desk.example").collect()
    };
    world.later(SignedDuration::from_mins(1)).writes("b@desk.example", Some(&shown.message_id), "send");
    assert_eq!(to_others(&world), Vec::<String>::new());
    assert!(world.newest().plain.contains("which one do you mean?"), "{}", world.newest().plain);
}

/// In the terminal a number means what was shown under it, whatever has come and gone since.
#[test]
fn a_number_in_the_terminal_means_what_stood_there() {
    let mut world = World::new();
    let to_dana = world.offered();
    world.tell("add beta \"Beta Books\" ben@beta.example");
    assert!(world.tell("thank beta").contains("`send beta` sends it"));
    assert!(world.tell("1 send").contains("There is no number 1 here"), "nothing was shown yet");
    let shown = world.tell("pending");
    assert!(shown.contains("1  a text to dana") && shown.contains("2  a text to ben"), "{shown}");
    // Dana writes: the text to her is withdrawn, and the one to Ben is the first that waits.
    world.later(SignedDuration::from_hours(1)).client_writes(
        "a@acme.example",
        None,
        "Hello Nadia, we are back from the fair.",
    );
    assert_eq!(world.draft(to_dana).state, DraftState::Withdrawn);
    let said = world.tell("1 send");
    assert!(said.contains("is withdrawn") && said.contains("Nothing has gone"), "{said}");
    assert!(world.outbox().iter().all(|row| row.to.as_str() == "nadia@desk.example"));
    assert!(world.tell("2 send").contains("goes to ben@beta.example"));
}

/// What an answer says sends a text does send it, or it says how to tell it from another.
#[test]
fn where_two_texts_wait_for_one_of_them_the_answer_says_how_to_choose() {
    let mut world = World::new();
    world.offered();
    let said = world.tell("thank acme");
    assert!(said.contains("Another text waits for Acme Studio: `pending` shows a number"), "{said}");
    let said = world.tell("send acme");
    assert!(said.contains("Which text: “Checking in” or “") && said.contains("`pending` shows a number"), "{said}");
    world.writes("a@desk.example", None, "send acme");
    assert!(world.told().contains("Please reply to the mail that shows"), "{}", world.told());
    assert!(world.outbox().iter().all(|row| row.to.as_str() == "nadia@desk.example"));
}

/// A list and a text in one answer: the text stands under the number that the list leaves it.
#[test]
fn a_text_after_a_list_takes_the_next_number() {
    let mut world = World::new();
    let first = world.offered();
    world.tell("add beta \"Beta Books\" ben@beta.example");
    world.writes("a@desk.example", None, "pending\nthank beta");
    let shown = world.newest();
    assert!(shown.plain.contains("1 a text to dana") && shown.plain.contains("2 A text to ben"), "{}", shown.plain);
    world.later(SignedDuration::from_mins(1)).writes("b@desk.example", Some(&shown.message_id), "1 send");
    assert_eq!(world.draft(first).state, DraftState::Taken);
}

#[test]
fn a_name_that_is_taken_is_said_so_and_nothing_stops() {
    let mut world = World::new();
    let kim =
        world.mail("kim@new.example", "nadia@desk.example, track@desk.example", "k@new.example", None, "Hello Nadia");
    assert_eq!(world.arrives(&kim).taken.n_asked, 1);
    world.tell("pending");
    let answer = world.tell("1 new acme");
    assert!(answer.contains("There is a `acme` already"), "{answer}");
    let answer = world.tell("1 new kim");
    assert!(answer.contains("belongs to kim"), "{answer}");
    pass(&mut world.house, world.now).unwrap();
    assert_eq!(world.n_letters(), 1);
    assert!(world.tell("undo").contains("The letters that were filed by it stay"), "undo does not unfile, and says so");
}

#[test]
fn a_mail_that_was_asked_about_and_then_answered_is_filed_once() {
    let mut world = World::new();
    // One letter of somebody known, quoted under one of somebody unknown.
    let quoted = "> Could you send me the photos for the home page by Friday?";
    let kim = world.mail(
        "kim@new.example",
        "dana@acme.example, nadia@desk.example, track@desk.example",
        "k@new.example",
        None,
        &format!(
            "Hello both, here is the plan.\n\nOn Thu, 17 Sep 2026 at 09:00, Dana <dana@acme.example> wrote:\n\n{quoted}"
        ),
    );
    world.arrives(&kim);
    let before = world.n_letters();
    world.tell("1 new kim");
    pass(&mut world.house, world.now).unwrap();
    assert_eq!(world.n_letters(), before + 1, "only what was unknown is new");
}

#[test]
fn words_that_come_days_late_are_answered_and_not_obeyed() {
    let mut world = World::new();
    let mail = world.mail("nadia@desk.example", "track@desk.example", "a@desk.example", None, "intent acme ending");
    world.later(SignedDuration::from_hours(100)).arrives(&mail);
    let acme = world.house.store.read(|db| db.relationship(RelationshipId(1))).unwrap().unwrap();
    assert_eq!(acme.intent.word(), "undecided");
    assert!(world.told().contains("more than three days old"), "{}", world.told());
}

#[test]
fn undo_says_what_is_so() {
    let mut world = World::new();
    world.offered();
    world.tell("send acme");
    assert!(world.tell("undo").starts_with("Taken back"));
    assert_eq!(world.to_client(), [OutboxState::Cancelled]);
    world.tell("send acme");
    world.later(SignedDuration::from_mins(11)).hand_over();
    assert!(world.tell("undo").contains("Too late"));
    assert_eq!(world.to_client(), [OutboxState::Sent, OutboxState::Cancelled]);
}

#[test]
fn mail_that_a_second_process_read_meanwhile_is_not_read_again() {
    let mut world = World::new();
    let mail = world.mail("nadia@desk.example", "track@desk.example", "a@desk.example", None, "got acme referral Lee");
    world.house.store.write(|db| db.keep("INBOX 1", "2026-09-18T12:00:00Z".parse().unwrap(), mail.as_bytes())).unwrap();
    let rows = world.house.store.read(|db| db.unread(crate::domain::id::MessageId(0), 9)).unwrap();
    let mut beside = House::beside(Home::open(world.folder.path()).unwrap()).unwrap();
    file(&mut beside, world.now, &mut Faults::new()).unwrap();
    let readings = take_in::read_all(&rows, &world.house.tools);
    let (tools, now) = (&world.house.tools, world.now);
    let taken =
        world.house.store.write(|db| take_in::settle_all(db, tools, &rows, readings, now, &mut Faults::new())).unwrap();
    assert_eq!(taken.n_commands, 0);
}

#[test]
fn a_mail_that_was_passed_on_commands_nothing_any_more_and_the_user_hears_of_it() {
    let mut world = World::new();
    let draft = world.offered();
    world.writes("a@desk.example", None, "pending");
    let list = world.newest();
    // Dated before the text was offered: else it would be withdrawn as answered, and prove nothing here.
    world.later(SignedDuration::from_hours(-1)).client_writes("d@acme.example", Some(&list.message_id), "1 send");
    world.later(SignedDuration::from_hours(1));
    assert_eq!(world.draft(draft).state, DraftState::Offered);
    assert!(world.told().contains("dana@acme.example answered my mail"), "{}", world.told());
    world.later(SignedDuration::from_mins(1)).writes("b@desk.example", Some(&list.message_id), "1 send");
    assert_eq!(world.draft(draft).state, DraftState::Offered);
    assert!(world.to_client().is_empty());
}

#[test]
fn a_command_says_nothing_it_did_not_do() {
    let mut world = World::new();
    for (words, honest) in [
        ("send acme", "no text"),
        ("yes", "no open question"),
        ("snooze acme 2 weeks", "nothing here"),
        ("undo", "Taken back: add acme"),
        ("undo", "nothing I could take back"),
    ] {
        let answer = world.tell(words);
        assert!(answer.contains(honest), "{words}: {answer}");
    }
    assert!(world.to_client().is_empty());
}

#[test]
fn why_shows_what_was_compared_and_the_lines_behind_it() {
    let mut world = World::new();
    world.client_writes("d@acme.example", None, "Could you look at the photos?");
    world.offered();
    let letter = world.house.store.read(|db| db.last_interactions(RelationshipId(1), 1)).unwrap().remove(0);
    let mut finding = world.house.store.read(|db| db.findings()).unwrap().remove(0);
    let because =
        Because { fact: "they.silence".into(), value: "12 days".into(), test: "> 10 days".into(), holds: true };
    let untaken = Because { fact: "they.owes".into(), value: "2".into(), test: ">= 3".into(), holds: false };
    finding.because = vec![untaken, because];
    finding.evidence = vec![Evidence::Letter(letter.id), Evidence::Words("asked on 3 September".into())];
    finding.wrong_if = Some("they called you".into());
    world.house.store.write(|db| db.keep_finding(&finding)).unwrap();
    let why = world.tell("why acme");
    for part in [
        "gone-quiet",
        "their silence: 12 days (more than 10 days)",
        "they owe: 2 (not at least 3)",
        "18 September 2026  a few words",
        "asked on 3 September",
        "they called you",
    ] {
        assert!(why.contains(part), "{part}: {why}");
    }
}
