//! The user's rules on her disk while the watch goes on: taken up whole or not at all, told about once, and never lost.

use super::*;
use crate::domain::finding::FindingState;
use crate::home::Stamp;

pub(super) const CALM: &str = "rule \"calm\" {\n    title \"All calm\"\n    when we.letters >= 1\n    when they.name != \"Nobody\"\n    nudge `${they.name} is calm.`\n}\n";

impl World {
    pub(super) fn has(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Takes up what changed, and walks a pass.
    pub(super) fn looks(&mut self) -> Report {
        self.house.refresh(self.now).unwrap();
        pass(&mut self.house, self.now).unwrap()
    }

    pub(super) fn title(&self, rule: &str) -> Option<String> {
        self.house.tools.rules.find(rule).map(|rule| rule.title.clone())
    }

    pub(super) fn n_troubles(&self) -> usize {
        self.outbox().iter().filter(|row| row.dedup_key.starts_with("faults:")).count()
    }
}

#[test]
fn a_changed_rule_is_taken_up_and_a_broken_one_goes_on_as_it_was() {
    let mut world = World::new();
    world.has("rules/calm.rhai", CALM);
    assert!(world.house.refresh(world.now).unwrap());
    assert!(!world.house.refresh(world.now).unwrap(), "nothing has changed since");
    assert_eq!(world.title("calm").as_deref(), Some("All calm"));

    world.has("rules/calm.rhai", &CALM.replace("All calm", "Quite calm").replace("letters", "lettres"));
    world.looks();
    assert_eq!(world.title("calm").as_deref(), Some("All calm"), "its last good version");
    assert!(world.title("quiet").is_some(), "the others are untouched");
    assert_eq!(world.n_troubles(), 1);
    assert!(
        world.told().contains("did you mean `letters`?") || world.told().contains("Did you mean “letters”?"),
        "{}",
        world.told()
    );

    // The same after a restart, and no second mail about it.
    let World { folder, house, now, .. } = world;
    drop(house);
    let house = House::open(Home::open(folder.path()).unwrap(), Mode::Real, now).unwrap();
    let mut world = World { folder, house, now, n_mails: 0 };
    assert_eq!(world.title("calm").as_deref(), Some("All calm"));
    world.looks();
    assert_eq!(world.n_troubles(), 1);

    world.has("rules/calm.rhai", &CALM.replace("All calm", "Quite calm"));
    world.looks();
    assert_eq!(world.title("calm").as_deref(), Some("Quite calm"));
}

/// Whoever lets `bothways run --once` come by the clock has no watch that sees her files change.
#[test]
fn another_rule_is_judged_by_on_the_same_day_after_a_restart() {
    let mut world = World::new();
    world.client_writes("a@acme.example", None, "Hello, the photos are in the folder.");
    let found = |world: &World| {
        world.house.store.read(|db| db.findings()).unwrap().iter().filter(|finding| finding.rule == "calm").count()
    };
    world.has("rules/calm.rhai", CALM);
    let World { folder, house, now, .. } = world;
    drop(house);
    let house = House::open(Home::open(folder.path()).unwrap(), Mode::Real, now).unwrap();
    let mut world = World { folder, house, now, n_mails: 1 };
    assert_eq!(found(&world), 0);
    pass(&mut world.house, now).unwrap();
    assert_eq!(found(&world), 1);
}

#[test]
fn somebody_who_saves_many_times_gets_one_mail_and_a_slip_made_again_is_told_again() {
    let mut world = World::new();
    for (n, slip) in ["lettres", "leters", "letrs"].iter().enumerate() {
        world.has("rules/calm.rhai", &CALM.replace("letters", slip));
        world.later(SignedDuration::from_mins(1)).looks();
        assert_eq!(world.n_troubles(), 1, "{n}");
    }
    // Still broken when the pause is over: now it is told how it stands.
    world.later(SignedDuration::from_mins(10)).looks();
    assert_eq!(world.n_troubles(), 2);
    world.has("rules/calm.rhai", CALM);
    world.later(SignedDuration::from_mins(10)).looks();
    world.has("rules/calm.rhai", &CALM.replace("letters", "letrs"));
    world.later(SignedDuration::from_mins(10)).looks();
    assert_eq!(world.n_troubles(), 3);
}

#[test]
fn a_rule_that_breaks_its_own_cases_is_not_taken_up() {
    let mut world = World::new();
    world.has("rules/calm.rhai", CALM);
    world.has("rules/calm.cases", "case calm \"one letter\"\n  they wrote 3\n  expect fires\n");
    world.looks();
    assert_eq!((world.n_troubles(), world.title("calm").as_deref()), (0, Some("All calm")));
    world.has("rules/calm.rhai", &CALM.replace(">= 1", ">= 2").replace("All", "Very"));
    world.looks();
    assert_eq!((world.n_troubles(), world.title("calm").as_deref()), (1, Some("All calm")));
    assert!(world.told().contains("one letter"), "{}", world.told());
}

#[test]
fn a_rule_that_breaks_on_one_relationship_leaves_it_out_and_rests_after_three_passes() {
    let mut world = World::new();
    let endless = "when { if they.name == \"Acme Studio\" { for i in 0..9000000 { } } true }";
    let text = CALM.replace("when they.name != \"Nobody\"", endless);
    world.has("rules/calm.rhai", &text);
    world.tell("add beta \"Beta\" ruth@beta.example");
    world.looks();
    for n in 0..4 {
        let letter = |from: &str, n: u32| format!("Message number {n} from {from}, about the photos and the plan.");
        let raw = world.mail(
            "ruth@beta.example",
            "nadia@desk.example, track@desk.example",
            &format!("r{n}@beta.example"),
            None,
            &letter("Ruth", n),
        );
        world.arrives(&raw);
        world.client_writes(&format!("d{n}@acme.example"), None, &letter("Dana", n));
        world.later(SignedDuration::from_hours(1));
    }
    let findings = world.house.store.read(|db| db.findings()).unwrap();
    assert!(
        findings.iter().any(|finding| finding.rule == "calm" && finding.relationship == RelationshipId(2)),
        "Beta is judged"
    );
    let resting = |world: &World| world.house.store.read(|db| resting::resting(db, &world.house.tools.rules)).unwrap();
    assert!(resting(&world).contains("calm"));
    assert_eq!(world.told().matches("so it rests").count(), 1, "{}", world.told());
    world.has("rules/calm.rhai", &text.replace("9000000", "9"));
    world.looks();
    assert!(resting(&world).is_empty(), "a changed file wakes it");
}

#[test]
fn what_is_true_already_may_be_left_unsaid() {
    let mut world = World::new();
    world.client_writes("d@acme.example", None, "Hello, and thank you for the photos.");
    let files = |text: &str| {
        rulebook::with(
            rulebook::files(&world.house.tools.home, &mut Faults::new()),
            rulebook::own(("rules/calm.rhai".into(), text.into())),
        )
    };
    let new = crate::judge::rules::compile(&files(CALM), &[], &mut Faults::new());
    let (tools, today) = (&world.house.tools, world.house.tools.today(world.now));
    let found = world.house.store.read(|db| rulebook::true_today(db, tools, &new, today)).unwrap();
    assert_eq!(
        found.iter().map(|(name, finding)| (name.as_str(), finding.rule.as_str())).collect::<Vec<_>>(),
        [("Acme Studio", "calm")]
    );
    world.house.store.write(|db| rulebook::let_go(db, [&found[0].1])).unwrap();
    world.has("rules/calm.rhai", CALM);
    for _ in 0..3 {
        world.later(SignedDuration::from_hours(24)).looks();
    }
    let calm: Vec<_> = world
        .house
        .store
        .read(|db| db.findings())
        .unwrap()
        .into_iter()
        .filter(|finding| finding.rule == "calm")
        .collect();
    assert_eq!(
        calm.iter().map(|finding| (finding.state, finding.n_told)).collect::<Vec<_>>(),
        [(FindingState::LetGo, 0)]
    );
}

#[test]
fn a_draft_in_work_outlives_what_is_taken_meanwhile() {
    let world = World::new();
    let home = &world.house.tools.home;
    let in_work = CALM.replace("All calm", "In work");
    home.write_draft("rules/calm.rhai", &in_work).unwrap();
    rulebook::take(home, &rulebook::own(("rules/calm.rhai".into(), CALM.into()))).unwrap();
    assert_eq!(home.draft_rule_files(&mut Faults::new()), [("rules/calm.rhai".to_owned(), in_work.clone())]);
    rulebook::take(home, &rulebook::own(("rules/calm.rhai".into(), in_work))).unwrap();
    assert!(home.draft_rule_files(&mut Faults::new()).is_empty(), "that was it");
}

#[test]
fn a_newer_shipped_rule_never_takes_the_users_change_away() {
    let home = |world: &World| world.house.tools.home.clone();
    let shipped =
        crate::judge::shipped::shipped().into_iter().find(|file| file.name == "rules/quiet.rhai").unwrap().text;
    let before = shipped.replace("Quieter than usual", "Quieter");
    let reopened = |world: World| {
        let World { folder, house, now, .. } = world;
        drop(house);
        let house = House::open(Home::open(folder.path()).unwrap(), Mode::Real, now).unwrap();
        World { folder, house, now, n_mails: 0 }
    };
    // Never changed: it follows.
    let world = World::new();
    world.has("rules/quiet.rhai", &before);
    home(&world).keep_base("rules/quiet.rhai", &before).unwrap();
    let world = reopened(world);
    assert_eq!(home(&world).rule_files(&mut Faults::new())[0].1, shipped);

    // Changed: hers goes on, she is told once, and both can be had together.
    let yours = before.replace("at_least          = 5", "at_least          = 9");
    world.has("rules/quiet.rhai", &yours);
    home(&world).keep_base("rules/quiet.rhai", &before).unwrap();
    let mut world = reopened(world);
    for _ in 0..3 {
        world.later(SignedDuration::from_hours(1)).looks();
    }
    assert_eq!(world.title("quiet").as_deref(), Some("Quieter"));
    assert_eq!(world.outbox().iter().filter(|row| row.subject.contains("newer version")).count(), 1);
    let upgrade = upgrade::upgrades(&home(&world), &mut Faults::new()).remove(0);
    assert!(upgrade.is_a_question());
    assert_eq!(upgrade.together().unwrap(), shipped.replace("at_least          = 5", "at_least          = 9"));
}

#[test]
fn a_file_that_is_being_written_is_left_alone() {
    let world = World::new();
    world.has("rules/calm.rhai", CALM);
    let written = std::fs::metadata(world.folder.path().join("rules/calm.rhai")).unwrap().modified().unwrap();
    let written = Timestamp::try_from(written).unwrap();
    let stamp: Stamp = world.house.tools.home.stamp();
    assert!(!stamp.is_settled(written.checked_add(SignedDuration::from_millis(300)).unwrap()));
    assert!(stamp.is_settled(written.checked_add(SignedDuration::from_secs(2)).unwrap()));
}

#[test]
fn a_rule_that_works_in_between_begins_its_count_anew() {
    let mut world = World::new();
    let text =
        |n: &str| CALM.replace("when they.name != \"Nobody\"", &format!("when {{ for i in 0..{n} {{ }} true }}"));
    world.has(
        "rules/calm.rhai",
        &text("if they.name == \"Acme Studio\" && they.silence > 20.working_days { 9000000 } else { 9 }"),
    );
    world.client_writes("d@acme.example", None, "Hello, and thank you for the photos.");
    let resting = |world: &World| world.house.store.read(|db| resting::resting(db, &world.house.tools.rules)).unwrap();
    let broke =
        |world: &World| world.house.store.read(|db| db.get("broke:calm")).unwrap().map(|kept| kept[..1].to_owned());
    world.looks();
    assert_eq!(broke(&world), None);
    world.later(SignedDuration::from_hours(50 * 24)).looks();
    assert_eq!(broke(&world).as_deref(), Some("1"));
    world.later(SignedDuration::from_hours(24)).looks();
    assert_eq!(broke(&world).as_deref(), Some("2"));
    world.client_writes("e@acme.example", None, "Sorry for the silence, here is the plan.");
    world.later(SignedDuration::from_hours(24)).looks();
    assert_eq!(broke(&world), None, "it has worked on everybody");
    world.later(SignedDuration::from_hours(50 * 24)).looks();
    assert!(resting(&world).is_empty(), "once is not three times");
    for _ in 0..2 {
        world.later(SignedDuration::from_hours(24)).looks();
    }
    assert!(resting(&world).contains("calm"));
    assert!(world.told().contains("it rests"), "{}", world.told());
}

#[test]
fn a_busy_machine_makes_no_rule_rest_and_takes_no_finding_away() {
    let mut world = World::new();
    world.has("rules/calm.rhai", &CALM.replace("when they.name != \"Nobody\"", "when { for i in 0..600 { } true }"));
    world.client_writes("d@acme.example", None, "Hello, and thank you for the photos.");
    world.looks();
    let calm = |world: &World| {
        let findings = world.house.store.read(|db| db.findings()).unwrap();
        findings.into_iter().find(|finding| finding.rule == "calm").unwrap()
    };
    let before = calm(&world);
    crate::judge::take_at_most(std::time::Duration::ZERO);
    for _ in 0..9 {
        world.later(SignedDuration::from_hours(24)).looks();
    }
    assert_eq!((calm(&world).since, calm(&world).state), (before.since, before.state));
    assert!(world.house.store.read(|db| resting::resting(db, &world.house.tools.rules)).unwrap().is_empty());
    assert_eq!(world.n_troubles(), 0, "{}", world.told());
    world.later(SignedDuration::from_hours(24)).looks();
    assert!(world.told().contains("takes so long"), "{}", world.told());
    crate::judge::take_at_most(std::time::Duration::from_hours(1));
    world.later(SignedDuration::from_hours(1)).looks();
    assert_eq!(calm(&world).held_on, world.house.tools.today(world.now), "asked again without waiting for tomorrow");
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_be_read_goes_on_as_it_was() {
    let mut world = World::new();
    world.has("rules/calm.rhai", CALM);
    world.client_writes("d@acme.example", None, "Hello, and thank you for the photos.");
    world.looks();
    let file = world.folder.path().join("rules/calm.rhai");
    // Larger than any rule: it is there, and is not read.
    std::fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(2 << 20).unwrap();
    world.later(SignedDuration::from_mins(20)).looks();
    assert_eq!(world.title("calm").as_deref(), Some("All calm"));
    assert!(world.told().contains("rules/calm.rhai") && world.told().contains("last good version"), "{}", world.told());
    // Gone for a moment, and back with a slip in it: what worked is still known.
    std::fs::remove_file(&file).unwrap();
    world.looks();
    assert_eq!(world.title("calm"), None);
    world.has("rules/calm.rhai", &CALM.replace("letters", "lettres"));
    world.looks();
    assert_eq!(world.title("calm").as_deref(), Some("All calm"));
}

#[test]
fn what_the_user_said_about_a_finding_outlives_a_rule_that_cannot_be_judged() {
    let mut world = World::new();
    world.has("rules/calm.rhai", CALM);
    world.client_writes("d@acme.example", None, "Hello, and thank you for the photos.");
    world.looks();
    let state = |world: &World| {
        let findings = world.house.store.read(|db| db.findings()).unwrap();
        findings.iter().find(|finding| finding.rule == "calm").map(|finding| finding.state)
    };
    let finding = world.house.store.read(|db| db.findings()).unwrap().into_iter().find(|f| f.rule == "calm").unwrap();
    world.house.store.write(|db| rulebook::let_go(db, [&finding])).unwrap();
    // Broken, and nothing is left of what worked.
    std::fs::remove_dir_all(world.folder.path().join("data/last-good")).unwrap();
    world.has("rules/calm.rhai", &CALM.replace("letters", "lettres"));
    world.later(SignedDuration::from_hours(24)).looks();
    assert_eq!((world.title("calm"), state(&world)), (None, Some(FindingState::LetGo)));
    world.has("rules/calm.rhai", CALM);
    world.later(SignedDuration::from_hours(24)).looks();
    assert_eq!(state(&world), Some(FindingState::LetGo), "she did not want to hear it");
    // Switched off or taken away is another thing: that is her wish.
    std::fs::remove_file(world.folder.path().join("rules/calm.rhai")).unwrap();
    world.later(SignedDuration::from_hours(24)).looks();
    assert_eq!(state(&world), Some(FindingState::Eased));
}
