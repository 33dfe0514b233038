//! What the user tells about a relationship, what came of it, and that each of it can be taken back.

use super::*;
use crate::domain::account::Account;
use crate::domain::act::ActKind;
use crate::domain::entry::{EntryKind, EntryState};

/// The account of the one relationship, as it stands.
pub(super) fn account(world: &World) -> Account {
    let today = world.house.tools.today(world.now);
    world
        .house
        .store
        .read(|db| {
            let acme = db.relationship(RelationshipId(1))?.unwrap();
            super::super::account(db, &world.house.tools, acme, today)
        })
        .unwrap()
}

/// Tells it, looks, takes it back, and finds the account as it was.
fn check(world: &mut World, words: &str, answered: &str, kind: EntryKind, state: EntryState) {
    let before = account(world).entries;
    let answer = world.tell(words);
    assert!(answer.contains(answered), "{words}: {answer}");
    let account = account(world);
    let entry = account.entries_of(kind).last().unwrap_or_else(|| panic!("{words}: no {kind}"));
    assert_eq!(entry.state, state, "{words}");
    let shown = world.tell("show acme");
    assert!(shown.to_lowercase().contains(&entry.about().to_lowercase()), "{words}: {shown}");
    assert!(world.tell("undo").starts_with("Taken back"), "{words}");
    assert_eq!(self::account(world).entries, before, "{words}");
}

#[test]
fn whatever_is_told_is_kept_shown_and_taken_back() {
    use EntryKind as K;
    use EntryState as S;
    let mut world = World::new();
    check(
        &mut world,
        "ask acme access \"analytics login\"",
        "you asked Acme Studio for analytics login",
        K::Ask,
        S::Open,
    );
    check(
        &mut world,
        "promise acme them \"send brief\" 2026-09-25",
        "Acme Studio promised “send brief” by 25 September",
        K::Promise,
        S::Open,
    );
    check(&mut world, "promise acme me \"price list\" 2026-09-25", "you promised “price list”", K::Promise, S::Open);
    check(
        &mut world,
        "agreed acme boundary \"no calls after 18:00\"",
        "Agreed with Acme Studio: boundary",
        K::Agreement,
        S::Open,
    );
    check(&mut world, "agreed acme commission \"5 % of what I close\"", "in writing", K::Agreement, S::Open);
    check(&mut world, "met acme coffee \"their move in March\"", "Noted: coffee", K::Meeting, S::Held);
    check(
        &mut world,
        "book acme review 2026-09-24 10:00",
        "Planned: review with Acme Studio on 24 September 2026 at 10:00",
        K::Meeting,
        S::Planned,
    );
    check(&mut world, "won acme \"launch day\"", "Good news noted for Acme Studio: launch day", K::Win, S::Open);
    check(&mut world, "won \"Q3\" because acme", "thanks to Acme Studio", K::Win, S::Open);
    check(&mut world, "goal acme \"fewer refunds\"", "A goal with Acme Studio: fewer refunds", K::Goal, S::Open);
    check(&mut world, "goal acme skill \"reporting\"", "reporting", K::Goal, S::Open);
    check(&mut world, "rate acme 4 \"kind\"", "4 of 5", K::Rating, S::Open);
    check(&mut world, "level acme 2 \"owns the inbox\"", "no agreement yet on autonomy, pay", K::Level, S::Open);
    check(&mut world, "note acme \"marathon in May\"", "Remembered", K::Note, S::Open);
    check(&mut world, "renews acme 2027-03-01", "on 1 March 2027", K::Renewal, S::Open);
    check(&mut world, "owns acme \"inbox\"", "has an owner", K::Process, S::Open);
    check(&mut world, "guide acme \"inbox\"", "a guide to “inbox”", K::Guide, S::Open);
    check(&mut world, "saved acme 3h/week \"the form\"", "3 h a week saved", K::Saving, S::Open);
    check(&mut world, "issue acme \"late briefs\"", "said to nobody: late briefs", K::Issue, S::Open);
    check(&mut world, "rhythm acme \"weekly, on Tuesdays\"", "weekly, on Tuesdays", K::Rhythm, S::Open);
    check(&mut world, "invite acme \"my pricing page\"", "what they think of my pricing page", K::Ask, S::Open);
    check(&mut world, "plan acme \"a web shop\" 2026-10-01", "Planned with Acme Studio: a web shop", K::Step, S::Due);
}

#[test]
fn a_promise_is_kept_moved_or_late_with_a_word() {
    let mut world = World::new();
    world.tell("promise acme them \"send brief\" 2026-09-21");
    assert!(world.tell("promise acme moved \"send brief\" 2026-09-23").contains("due on 23 September"));
    world.later(SignedDuration::from_hours(24 * 7));
    let without = crate::domain::account::promises::Lateness::WithoutNotice;
    let late = |world: &World, how| account(world).late(crate::domain::act::Side::They, how, 30).len();
    assert_eq!(late(&world, without), 1, "its day passed in silence");
    assert!(world.tell("told acme late \"phoned me\"").contains("you know of it (phoned me)"));
    assert_eq!(late(&world, without), 0);
    assert_eq!(late(&world, crate::domain::account::promises::Lateness::WithNotice), 2, "and the day that was moved");
    assert!(world.tell("promise acme kept").contains("no open promise"));
    world.tell("promise acme me \"price list\" 2026-09-30");
    assert!(world.tell("kept acme \"price list\"").contains("is kept"));
}

#[test]
fn a_planned_talk_that_was_held_is_one_talk() {
    let mut world = World::new();
    world.tell("book acme review 2026-09-18");
    world.later(SignedDuration::from_hours(24));
    world.tell("met acme review \"all well\"");
    let account = account(&world);
    assert_eq!(account.held(Some("review")).count(), 1);
    assert!(account.planned(None).is_none() && account.untold_talks().is_empty());
}

#[test]
fn a_month_of_the_plan_is_planned_once_and_ticked_by_what_the_account_shows() {
    let mut world = World::new();
    let answer = world.tell("plan acme month1");
    assert!(answer.contains("(pathway)") && answer.contains("(measures)"), "{answer}");
    assert!(world.tell("plan acme month1").contains("planned with Acme Studio already"));
    let n = account(&world).open_steps().len();
    world.tell("agreed acme pathway \"from inbox to projects\"");
    assert_eq!(account(&world).open_steps().len(), n - 1);
    assert!(world.tell("plan acme skip rhythm \"we talk daily\"").contains("left out (we talk daily)"));
    assert!(world.tell("plan acme done measures").contains("is done"));
    assert!(world.tell("plan acme").contains("Done by what I saw"));
    assert!(world.tell("plan acme month5").contains("month12"));
}

#[test]
fn a_promise_told_to_be_kept_days_later_was_kept_in_time() {
    let mut world = World::new();
    world.tell("promise acme them \"send brief\" 2026-09-21");
    world.later(SignedDuration::from_hours(24 * 7));
    assert!(world.tell("promise acme kept").contains("is kept"));
    let they = crate::domain::act::Side::They;
    let account = account(&world);
    assert_eq!((account.kept(they, 30).len(), account.kept_in_a_row(they)), (1, 1));
}

#[test]
fn a_rule_is_muted_for_one_for_a_while_and_for_all() {
    let mut world = World::new();
    let muted = |world: &World| account(world).is_muted("quiet");
    assert!(world.tell("mute quiet acme 2 weeks").contains("keeps still about Acme Studio until 2 October 2026"));
    assert!(muted(&world));
    assert!(world.tell("undo").starts_with("Taken back") && !muted(&world));
    world.tell("mute quiet");
    assert!(muted(&world));
    assert!(world.tell("unmute quiet").contains("may speak again") && !muted(&world));
    assert!(world.tell("undo").starts_with("Taken back") && muted(&world));
    assert!(world.tell("mute quite").contains("no rule called"));
}

#[test]
fn figures_are_kept_with_their_units_and_an_issue_is_settled_by_a_word() {
    let mut world = World::new();
    assert!(world.tell("income acme 60%").contains("60 % of your income"));
    world.tell("cost acme 1,250.50 \"interviews\"\nsaved acme 3h/week \"the form\"\nissue acme \"late briefs\"");
    assert!(world.tell("show acme").contains("1250.50 interviews"));
    let acme = account(&world);
    assert_eq!((acme.figure(EntryKind::Income), acme.hours_saved()), (Some(60), 3));
    assert!(world.tell("issue acme done").contains("“late briefs” is raised"));
    assert_eq!(account(&world).open(EntryKind::Issue).count(), 0);
}

/// Ideas of theirs that have had no answer, as far as can be seen.
fn unanswered(world: &World) -> usize {
    account(world).acts.iter().filter(|act| act.kind == ActKind::Idea && act.answered_on.is_none()).count()
}

const IDEA: &str = "If I were you I would offer the workshop as a video course as well.";

#[test]
fn an_idea_is_answered_by_whatever_way_the_answer_is_seen() {
    // Captured, and names the letter.
    let mut world = World::new();
    world.client_writes("1@acme.example", None, IDEA);
    assert_eq!(unanswered(&world), 1);
    let answer = |world: &mut World, raw: &str| {
        world.later(SignedDuration::from_hours(1));
        world.arrives(raw);
        unanswered(world)
    };
    let mail = world.mail(
        "nadia@desk.example",
        "dana@acme.example",
        "2@desk.example",
        None,
        "The brochure is at the printer's.",
    );
    assert_eq!(answer(&mut world, &format!("Delivered-To: track@desk.example\n{mail}")), 1, "about something else");
    let thread = world.mail(
        "nadia@desk.example",
        "dana@acme.example",
        "3@desk.example",
        Some("9@acme.example"),
        "Good, let us try it.",
    );
    let thread = thread.replace("References: <", "References: <1@acme.example> <");
    assert_eq!(
        answer(&mut world, &format!("Delivered-To: track@desk.example\n{thread}")),
        0,
        "later in the thread, the same day"
    );
    // Only quoted under their next letter: it names no letter.
    let mut world = World::new();
    world.client_writes("1@acme.example", None, IDEA);
    let reply = "Perfect!\n\nOn Fri, 18 Sep 2026 at 12:30, Nadia Reyes <nadia@desk.example> wrote:\n> Yes, let us try that in spring.\n";
    world.later(SignedDuration::from_hours(3));
    world.client_writes("4@acme.example", Some("5@desk.example"), reply);
    assert_eq!(unanswered(&world), 0);
}

#[test]
fn better_evidence_says_whether_a_letter_began_a_talk() {
    let mut world = World::new();
    let quoted = "Sure.\n\nOn Fri, 18 Sep 2026 at 09:00, Dana Ruiz <dana@acme.example> wrote:\n> Could you put the new prices on the page?\n";
    let mail = world.mail("nadia@desk.example", "dana@acme.example", "2@desk.example", Some("1@acme.example"), quoted);
    world.arrives(&format!("Delivered-To: track@desk.example\n{mail}"));
    let starts = |world: &World| {
        account(world).days.iter().map(|day| (day.they.starts, day.they.starts_asking)).collect::<Vec<_>>()
    };
    assert_eq!(starts(&world), [(0, 0)]);
    let original = world.mail(
        "dana@acme.example",
        "nadia@desk.example, track@desk.example",
        "1@acme.example",
        None,
        "Could you put the new prices on the page?",
    );
    world.arrives(&original.replace("12:00:00", "09:00:00"));
    assert_eq!(starts(&world), [(1, 1)]);
}

#[test]
fn a_talk_that_was_held_is_the_nearest_of_those_planned() {
    let mut world = World::new();
    world.tell("book acme coffee 2026-09-21");
    world.tell("book acme coffee 2026-09-26");
    world.later(SignedDuration::from_hours(24 * 7));
    world.tell("met acme coffee");
    let open: Vec<_> = account(&world).open(EntryKind::Meeting).filter_map(|talk| talk.until).collect();
    assert_eq!(open, [jiff::civil::date(2026, 9, 21)]);
}

/// More than a year of letters, words and days away, cut into days out of one reading.
#[test]
fn a_past_day_is_the_same_whether_read_by_itself_or_with_the_days_around_it() {
    let mut world = World::new();
    let start = world.house.tools.today(world.now);
    let three_weeks = SignedDuration::from_hours(21 * 24);
    for n in 0..22 {
        world.later(three_weeks);
        let today = world.house.tools.today(world.now);
        let due = crate::domain::calendar::days_before(today, -30);
        world.client_writes(
            &format!("{n}@acme.example"),
            None,
            "Thank you so much for the agenda. Could you send me the list by Friday?",
        );
        world.tell(&format!("ask acme access \"login {n}\""));
        if n % 3 == 0 {
            world.tell(&format!("promise acme them \"brief {n}\" {due}"));
            let until = crate::domain::calendar::days_before(today, -4).strftime("%-d %B").to_string();
            world.client_writes(&format!("{n}.away@acme.example"), None, &format!("I am on vacation until {until}."));
        }
        if n % 4 == 0 {
            world.tell("met acme coffee \"the move\"");
        }
    }
    let end = world.house.tools.today(world.now);
    world
        .house
        .store
        .read(|db| {
            let acme = db.relationship(RelationshipId(1))?.unwrap();
            let history = db.history(acme.clone(), start, end)?;
            let whole = history.on(end);
            assert!(whole.entries.len() > 20 && whole.acts.len() > 10 && !whole.away.is_empty(), "{whole:?}");
            for day in start.series(jiff::ToSpan::days(9)).take_while(|day| *day <= end) {
                assert_eq!(history.on(day), db.pages(acme.clone(), day)?, "{day}");
            }
            Ok(())
        })
        .unwrap();
}
