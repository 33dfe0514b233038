//! Letters that were filed to the wrong account, and accounts that are one: all of it moves, nothing goes to anybody by it, and
//! `undo` leaves no trace.

use super::*;
use crate::domain::act::ActKind;

/// A letter of Dana's in which much is noticed.
const FULL: &str = "Hi Nadia,\n\nThank you so much for the agenda of Monday. Could you send me the photos by Friday? I will send you the \
                    brief by 25 September. We talked on the phone about the rest. I am on holiday from 21 September to 25 September.\n";

impl World {
    fn with_beta() -> Self {
        let mut world = Self::new();
        world.tell("add beta \"Beta Books\" ben@beta.example");
        world
    }

    fn rows(&self) -> Vec<String> {
        self.house.store.read(|db| db.accounts_as_rows()).unwrap()
    }

    /// How many rows of a table are one relationship's.
    fn n_rows(&self, table: &str, of: i64) -> usize {
        let rows = self.rows();
        let fields = rows.iter().filter_map(|row| row.strip_prefix(table)?.strip_prefix(" ["));
        let first = usize::from(!matches!(table, "day" | "tally" | "talk" | "marked" | "mention"));
        fields.filter(|row| row.split([',', ']']).nth(first) == Some(&of.to_string())).count()
    }
}

#[test]
fn a_letter_moves_with_all_that_hangs_on_it_and_undo_leaves_no_trace() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", None, FULL);
    world.later(SignedDuration::from_hours(1));
    let draft = world.offered();
    let before = world.rows();
    for table in ["act", "mark", "entry", "away", "talk", "day", "tally", "marked"] {
        assert!(world.n_rows(table, 1) > 0, "the letter should show something of {table}: {before:#?}");
    }
    let answer = world.tell("wrong client beta \"few words\"");
    assert!(answer.contains("“a few words” of 18 September 2026 is Beta Books's now"), "{answer}");
    assert!(answer.contains("“Checking in” to dana@acme.example is put away"), "{answer}");
    assert!(answer.contains("wrong client beta dana@acme.example"), "{answer}");
    for table in ["act", "mark", "entry", "away", "talk", "day", "tally", "marked"] {
        assert_eq!(world.n_rows(table, 1), 0, "{table} of Acme");
        assert!(world.n_rows(table, 2) > 0, "{table} of Beta");
    }
    assert!(world.tell("send acme").contains("no text"), "what was written before the move does not go");
    assert!(world.to_client().is_empty());
    assert!(world.tell("undo").starts_with("Taken back: wrong client beta"));
    assert_eq!(world.draft(draft).state, DraftState::Offered);
    // Who answered which letter stays known where the letter was for a while: it changes no figure.
    let after: Vec<String> = world.rows().into_iter().filter(|row| !row.starts_with("mention [2")).collect();
    assert_eq!(after, before);
}

/// A letter that answers one which never came shows that one to be missing, wherever it is filed.
#[test]
fn what_a_letter_shows_to_be_missing_moves_with_it() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", Some("unseen@desk.example"), FULL);
    let missing = |world: &World, of: i64| {
        let row = format!("mention [{of},\"unseen@desk.example\",");
        world.rows().iter().filter(|one| one.starts_with(&row)).count()
    };
    let before = world.rows();
    assert_eq!((missing(&world, 1), missing(&world, 2)), (1, 0));
    world.tell("wrong client beta \"few words\"");
    assert_eq!((missing(&world, 1), missing(&world, 2)), (0, 1));
    world.tell("undo");
    let after: Vec<String> = world.rows().into_iter().filter(|row| !row.starts_with("mention [2,\"a@")).collect();
    assert_eq!(after, before);
}

/// What another letter shows to be missing as well goes on being missed there.
#[test]
fn what_two_letters_show_to_be_missing_stays_with_the_other() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", Some("unseen@desk.example"), "Thank you so much for the agenda of Monday.");
    world.later(SignedDuration::from_hours(2)).client_writes(
        "b@acme.example",
        Some("unseen@desk.example"),
        "It has changed.",
    );
    world.tell("wrong client beta");
    let answer = world.tell("1 wrong client beta");
    assert_eq!(world.n_rows("interaction", 2), 1, "{answer}");
    assert!(world.rows().iter().any(|row| row.starts_with("mention [1,\"unseen@desk.example\",")));
}

/// The same letter, forwarded later, is the one that was moved.
#[test]
fn a_copy_of_a_moved_letter_is_not_filed_again() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", None, FULL);
    world.tell("wrong client beta \"few words\"");
    let forward = world.mail(
        "nadia@desk.example",
        "track@desk.example",
        "f@desk.example",
        None,
        &format!(
            "---------- Forwarded message ---------\nFrom: Dana <dana@acme.example>\nDate: Fri, 18 Sep 2026 at 12:00\nSubject: a few \
             words\nTo: <nadia@desk.example>\n\n{FULL}"
        ),
    );
    let taken = world.arrives(&forward).taken;
    assert_eq!((taken.n_letters, taken.n_again), (0, 1), "{taken:?}");
    assert_eq!((world.n_rows("interaction", 1), world.n_rows("interaction", 2)), (0, 1));
}

#[test]
fn a_text_on_its_way_is_stopped_when_its_letter_was_somebody_elses() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", None, FULL);
    world.later(SignedDuration::from_mins(1));
    let draft = world.offered();
    world.tell("send acme");
    assert_eq!(world.to_client(), [OutboxState::Queued]);
    let answer = world.tell("wrong client beta \"few words\"");
    assert!(answer.contains("Nothing has gone"), "{answer}");
    assert_eq!(world.to_client(), [OutboxState::Cancelled]);
    world.later(SignedDuration::from_mins(30)).hand_over();
    assert_eq!(world.to_client(), [OutboxState::Cancelled]);
    world.tell("undo");
    assert_eq!(world.draft(draft).state, DraftState::Offered, "it is offered again, and not sent");
    world.later(SignedDuration::from_mins(30)).hand_over();
    assert_eq!(world.to_client(), [OutboxState::Cancelled]);
}

/// Where it is not clear which letter is meant, the answer shows them under numbers, and a number is answer enough.
#[test]
fn of_several_letters_the_user_chooses_one() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", None, "Could you look at the menu?");
    world.later(SignedDuration::from_hours(2)).client_writes("b@acme.example", None, "The prices have changed again.");
    world.writes("c@desk.example", None, "wrong client beta");
    let list = world.newest();
    assert!(
        list.plain.contains("2  18 September 2026, from Acme Studio: “a few words” Could you look"),
        "{}",
        list.plain
    );
    assert_eq!(world.n_rows("interaction", 2), 0, "nothing moves by a guess");
    world.later(SignedDuration::from_mins(1)).writes("d@desk.example", Some(&list.message_id), "2 wrong client beta");
    assert_eq!(world.n_rows("interaction", 2), 1, "{}", world.told());
    let first = world.house.store.read(|db| db.last_interactions(RelationshipId(2), 9)).unwrap().remove(0);
    assert_eq!(first.message_id.as_deref(), Some("a@acme.example"));
}

/// A proposed act is answered with its letter's true owner.
#[test]
fn an_act_says_which_letter_is_meant() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", None, "Thank you so much for the agenda of Monday.");
    world.later(SignedDuration::from_hours(2)).client_writes("b@acme.example", None, "The prices have changed again.");
    let act = world.house.store.read(|db| db.proposed_acts(9)).unwrap().remove(0);
    assert_eq!(act.kind, ActKind::Thanks);
    world.tell("pending");
    let answer = world.tell("1 wrong client beta");
    assert!(answer.contains("is Beta Books's now"), "{answer}");
    assert_eq!(world.house.store.read(|db| db.act(act.id)).unwrap().unwrap().relationship, RelationshipId(2));
    assert_eq!((world.n_rows("interaction", 1), world.n_rows("interaction", 2)), (1, 1));
}

#[test]
fn an_address_moves_with_all_that_came_from_it() {
    let mut world = World::with_beta();
    let before = world.rows();
    world.client_writes("a@acme.example", None, "Could you look at the menu?");
    world.later(SignedDuration::from_hours(2)).client_writes("b@acme.example", None, "The prices have changed again.");
    let filed = world.rows();
    let answer = world.tell("wrong client beta dana@acme.example");
    assert!(answer.contains("dana@acme.example is Beta Books's now, with 2 letters"), "{answer}");
    world.later(SignedDuration::from_hours(2)).client_writes("c@acme.example", None, "One more thing for the menu.");
    assert_eq!((world.n_rows("interaction", 1), world.n_rows("interaction", 2)), (0, 3));
    assert_ne!(before, filed);
}

#[test]
fn two_accounts_become_one_and_are_taken_apart_exactly() {
    let mut world = World::new();
    world.tell("add acme-studio \"Acme Studio Ltd\" kim@studio.example");
    world.client_writes("a@acme.example", None, "Could you look at the menu?");
    let kim = |world: &World, id: &str, words: &str| {
        world.mail("kim@studio.example", "nadia@desk.example, track@desk.example", id, None, words)
    };
    let mail = kim(&world, "k@studio.example", FULL);
    world.later(SignedDuration::from_hours(1)).arrives(&mail);
    world.tell("got acme-studio help \"lent the projector\"");
    world.tell("mute unsaid-thanks acme-studio");
    world.tell("holiday acme-studio 2026-12-08");
    let draft = world.offered();
    let today = jiff::civil::date(2026, 11, 3);
    let spoke = |world: &World, id: i64| {
        world.house.store.read(|db| db.has_fired("unsaid-thanks", RelationshipId(id), today)).unwrap()
    };
    world.house.store.write(|db| db.fire("unsaid-thanks", RelationshipId(2), today, OutboxId(1))).unwrap();
    let before = world.rows();
    let answer = world.tell("merge acme acme-studio");
    assert!(spoke(&world, 1), "the same rule does not speak again on that day");
    for part in ["Acme Studio Ltd is part of Acme Studio now", "kim@studio.example go there too", "is put away", "undo"]
    {
        assert!(answer.contains(part), "{part}: {answer}");
    }
    let shown = world.tell("show acme-studio");
    assert!(shown.starts_with("Acme Studio") && shown.contains("lent the projector"), "{shown}");
    for table in ["interaction", "act", "entry", "day", "talk", "away", "finding", "draft"] {
        assert_eq!(world.n_rows(table, 2), 0, "{table} of the merged one");
    }
    assert_eq!(world.house.store.read(|db| db.relationships()).unwrap().len(), 1);
    assert!(world.tell("send acme").contains("no text"));
    assert!(world.tell("undo").starts_with("Taken back: merge acme acme-studio"));
    assert_eq!((spoke(&world, 1), spoke(&world, 2)), (false, true));
    assert_eq!(world.draft(draft).state, DraftState::Offered);
    assert_eq!(world.rows(), before);
    world.tell("merge acme acme-studio");
    let mail = kim(&world, "m@studio.example", "And the new price list, please.");
    world.later(SignedDuration::from_hours(1)).arrives(&mail);
    assert_eq!(
        (world.n_rows("interaction", 1), world.n_rows("interaction", 2)),
        (3, 0),
        "a later letter goes to the kept one"
    );
    let answer = world.tell("undo");
    assert!(answer.contains("Letters that came since stay where they are"), "{answer}");
    assert_eq!((world.n_rows("interaction", 1), world.n_rows("interaction", 2)), (2, 1));
    world.tell("merge acme acme-studio");
    let answer = world.tell("add acme-studio \"Acme Studio\" jo@studio.example");
    assert!(answer.contains("added jo@studio.example"), "the old short name means the kept one: {answer}");
}

#[test]
fn a_letter_to_both_is_one_letter_after_a_merge() {
    let mut world = World::with_beta();
    let both = world.mail(
        "nadia@desk.example",
        "dana@acme.example, ben@beta.example, track@desk.example",
        "a@desk.example",
        None,
        "Here is the plan for the fair, as promised. I hope that it helps you both.",
    );
    world.arrives(&both);
    assert_eq!((world.n_rows("interaction", 1), world.n_rows("interaction", 2)), (1, 1));
    let before = world.rows();
    world.tell("merge acme beta");
    let account = world.tell("show acme");
    assert!(account.contains("Letters known: 1."), "{account}");
    world.tell("undo");
    assert_eq!(world.rows(), before);
}

#[test]
fn what_was_merged_is_erased_with_what_it_is_part_of() {
    let mut world = World::with_beta();
    let mail = world.mail(
        "ben@beta.example",
        "nadia@desk.example, track@desk.example",
        "b@beta.example",
        None,
        "The prices have changed again.",
    );
    world.arrives(&mail);
    world.tell("merge acme beta");
    let erased = world.house.store.write(|db| db.forget(RelationshipId(1))).unwrap();
    assert_eq!(erased.letters, 1);
    let left: Vec<String> =
        world.rows().into_iter().filter(|row| row.contains("eta") || row.starts_with("interaction")).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_merge_says_what_it_cannot_do() {
    let mut world = World::with_beta();
    for (words, honest) in [
        ("merge acme acme", "one already"),
        ("merge acme zed", "I do not know `zed`"),
        ("wrong client zed", "I do not know `zed`"),
        ("wrong client beta \"no such\"", "no letter with “no such”"),
        ("wrong client beta zoe@zed.example", "I do not know zoe@zed.example"),
        ("wrong client beta ben@beta.example", "already"),
        ("wrong client", "Whose is it?"),
        ("wrong client beta", "no letter of somebody else"),
    ] {
        let answer = world.tell(words);
        assert!(answer.contains(honest), "{words}: {answer}");
    }
}

/// A text to the account that a letter comes to rests on what it did not know.
#[test]
fn a_text_of_the_account_that_gets_a_letter_is_stopped_too() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", None, FULL);
    world.later(SignedDuration::from_mins(1)).tell("thank beta");
    world.tell("send beta");
    let answer = world.tell("wrong client beta \"few words\"");
    assert!(answer.contains("to ben@beta.example is put away"), "{answer}");
    let states: Vec<OutboxState> =
        world.outbox().iter().filter(|row| row.to.as_str() == "ben@beta.example").map(|row| row.state).collect();
    assert_eq!(states, [OutboxState::Cancelled]);
}

/// What was put away is offered again by `undo`, unless they have written in between; what was written in between is put away.
#[test]
fn undo_offers_no_text_that_speaks_of_what_is_no_more() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", None, FULL);
    let before = world.later(SignedDuration::from_mins(1)).offered();
    world.tell("merge beta acme");
    world.later(SignedDuration::from_mins(1)).client_writes("b@acme.example", None, "We are back from the fair.");
    world.tell("thank beta");
    world.tell("undo");
    world.tell("thank beta");
    let between = world.house.store.read(|db| db.all_offered_drafts()).unwrap().remove(0).id;
    world.tell("undo");
    assert_eq!(world.draft(between).state, DraftState::Dropped);
    let answer = world.tell("undo");
    assert!(answer.starts_with("Taken back: merge") && answer.contains("Letters that came since stay"), "{answer}");
    assert_eq!(world.draft(before).state, DraftState::Withdrawn, "Dana has written since");
    assert_eq!(world.house.store.read(|db| db.all_offered_drafts()).unwrap(), Vec::new());
}

/// A letter that came while two accounts were one stays where it is, and its next copy is known.
#[test]
fn a_copy_of_a_letter_that_came_during_a_merge_is_known_after_it() {
    let mut world = World::with_beta();
    world.tell("merge beta acme");
    world.client_writes("a@acme.example", None, FULL);
    world.tell("undo");
    let forward = world.mail(
        "nadia@desk.example",
        "track@desk.example",
        "f@desk.example",
        None,
        &format!(
            "---------- Forwarded message ---------\nFrom: Dana <dana@acme.example>\nDate: Fri, 18 Sep 2026 at 12:00\nSubject: a few \
             words\nTo: <nadia@desk.example>\n\n{FULL}"
        ),
    );
    let taken = world.arrives(&forward).taken;
    assert_eq!((taken.n_letters, taken.n_again), (0, 1), "{taken:?}");
}

/// In the terminal the one thing that happens to wait is not what is meant, and the numbers of a choice count.
#[test]
fn in_the_terminal_no_letter_moves_that_nobody_named() {
    let mut world = World::with_beta();
    world.client_writes("a@acme.example", None, "Thank you so much for the agenda of Monday.");
    world.later(SignedDuration::from_hours(2)).client_writes("b@acme.example", None, "The prices have changed again.");
    let list = world.tell("wrong client beta");
    assert!(list.contains("Which letter is Beta Books's?"), "{list}");
    assert_eq!(world.n_rows("interaction", 2), 0, "one thank-you waits, and nobody spoke of it");
    world.tell("1 wrong client beta");
    assert_eq!(world.n_rows("interaction", 2), 1);
    let moved = world.house.store.read(|db| db.last_interactions(RelationshipId(2), 9)).unwrap().remove(0);
    assert_eq!(moved.message_id.as_deref(), Some("b@acme.example"), "the first of the choice is the newest");
}

/// What has gone cannot be taken back, and does not stand before what was told earlier.
#[test]
fn undo_goes_on_behind_a_text_that_has_gone() {
    let mut world = World::with_beta();
    world.tell("note acme \"likes tea\"");
    world.offered();
    world.tell("send acme");
    world.later(SignedDuration::from_mins(30)).hand_over();
    let answer = world.tell("undo");
    assert!(answer.contains("has gone to dana@acme.example") && answer.contains("`undo` once more"), "{answer}");
    assert!(world.tell("undo").starts_with("Taken back: note acme"));
}
