//! The user's rules on her disk while the watch goes on: taken up whole or not at all, told about once, and never lost.

use super::*;
use crate::domain::finding::FindingState;
use crate::home::Stamp;

const CALM: &str = "rule \"calm\" {\n    title \"All calm\"\n    when we.letters >= 1\n    when they.name != \"Nobody\"\n    nudge `${they.name} is calm.`\n}\n";

impl World {
    fn has(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Takes up what changed, and walks a pass.
    fn looks(&mut self) -> Report {
        self.house.refresh(self.now).unwrap();
        pass(&mut self.house, self.now).unwrap()
    }

    fn title(&self, rule: &str) -> Option<String> {
        self.house.tools.rules.find(rule).map(|rule| rule.title.clone())
    }

    fn n_troubles(&self) -> usize {
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

/// The message before the last one, as its Message-ID; and what it says in one line.
fn newest(world: &World) -> (String, String) {
    let row = world.newest();
    (row.message_id.clone(), row.plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

impl World {
    /// The user mails words, as an answer or by themselves; what she is answered.
    fn asks(&mut self, answers: Option<&str>, words: &str) -> (String, String) {
        self.later(SignedDuration::from_mins(2));
        let id = format!("asks{}@desk.example", self.n_mails);
        self.writes(&id, answers, words);
        self.house.refresh(self.now).unwrap();
        newest(self)
    }

    fn setting(&self, rule: &str, name: &str) -> String {
        let rule = self.house.tools.rules.find(rule).unwrap();
        rule.settings.iter().find(|(known, _)| known == name).unwrap().1.clone()
    }

    fn mails_a_file(&mut self, from: &str, name: &str, text: &str) -> (String, String) {
        self.later(SignedDuration::from_mins(2));
        let id = format!("file{}@desk.example", self.n_mails);
        let mail = self.mail(from, "track@desk.example", &id, None, "");
        let head = mail.split("\n\n").next().unwrap();
        let part = |kind: &str, body: &str| format!("--b\nContent-Type: {kind}\n\n{body}\n");
        let file = part(
            &format!("application/octet-stream; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\""),
            text,
        );
        let text = part("text/plain", "Here is my rule.");
        self.arrives(&format!(
            "{head}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{text}{file}--b--\n"
        ));
        self.house.refresh(self.now).unwrap();
        newest(self)
    }
}

#[test]
fn a_number_is_changed_by_mail_after_its_past_was_shown() {
    let mut world = World::new();
    let (id, said) = world.asks(None, "rule quiet: slower_than_usual = 3");
    assert!(said.contains("Not yet in force: quiet: slower_than_usual = 3 in place of 2"), "{said}");
    assert!(said.contains("In the last 180 days"), "{said}");
    assert_eq!(world.setting("quiet", "slower_than_usual"), "2");
    let (_, said) = world.asks(Some(&id), "yes");
    assert!(said.contains("In force from now on"), "{said}");
    assert_eq!(world.setting("quiet", "slower_than_usual"), "3");
    let (_, said) = world.asks(None, "undo");
    assert!(said.contains("Taken back: yes"), "{said}");
    assert_eq!(world.setting("quiet", "slower_than_usual"), "2");
    assert!(!world.folder.path().join("rules/tuning.rhai").exists(), "as if it had never been");
    // Nothing waits any more, so yes means nothing.
    let (_, said) = world.asks(Some(&id), "yes");
    assert!(said.contains("no open question"), "{said}");

    let (id, _) = world.asks(None, "quiet slower 4");
    let (_, said) = world.asks(Some(&id), "no");
    assert!(said.contains("stay as they are"), "{said}");
    assert_eq!(world.setting("quiet", "slower_than_usual"), "2");
}

#[test]
fn a_rule_is_switched_by_mail_and_what_is_true_already_is_asked_about() {
    let mut world = World::new();
    world.has("rules/calm.rhai", &CALM.replace("when we", "off\n    when we"));
    world.client_writes("d@acme.example", None, "Hello, and thank you for the photos.");
    world.looks();
    let (id, said) = world.asks(None, "rule calm on");
    assert!(said.contains("Acme Studio: before not at all; so 18 Sep"), "{said}");
    let (id, said) = world.asks(Some(&id), "yes");
    assert!(said.contains("It is true today already of Acme Studio. I leave that unsaid"), "{said}");
    let state = |world: &World| {
        world.house.store.read(|db| db.findings()).unwrap().iter().find(|finding| finding.rule == "calm").unwrap().state
    };
    world.later(SignedDuration::from_hours(24)).looks();
    assert_eq!(state(&world), FindingState::LetGo);
    let (_, said) = world.asks(Some(&id), "yes");
    assert!(said.contains("with the next nudges"), "{said}");
    assert_ne!(state(&world), FindingState::LetGo);
    let (_, said) = world.asks(None, "rules");
    assert!(said.contains("calm: All calm (") && said.contains("Off: ") && said.contains("coffee-due"), "{said}");
    let (_, said) = world.asks(None, "rule calm off");
    assert!(said.contains("calm is off"), "{said}");
    assert!(!world.house.tools.rules.find("calm").unwrap().on);
}

#[test]
fn a_mailed_rule_is_checked_tried_and_taken_on_yes() {
    let mut world = World::new();
    world.client_writes("d@acme.example", None, "Hello, and thank you for the photos.");
    let (_, said) = world.mails_a_file("nadia@desk.example", "Calm.rhai", &CALM.replace("letters", "lettres"));
    assert!(said.contains("did you mean `letters`?") && said.contains("Nothing was changed"), "{said}");
    assert!(world.newest().plain.contains('^'), "{}", world.newest().plain);
    let (id, said) = world.mails_a_file("nadia@desk.example", "Calm.rhai", CALM);
    assert!(said.contains("Not yet in force: rules/calm.rhai as you mailed it"), "{said}");
    assert!(world.title("calm").is_none());
    world.asks(Some(&id), "yes");
    assert_eq!(world.title("calm").as_deref(), Some("All calm"));
    world.asks(None, "undo");
    assert!(world.title("calm").is_none());
}

#[test]
fn a_file_that_only_tunes_is_taken_and_one_that_breaks_its_cases_or_another_file_is_not() {
    let mut world = World::new();
    let (id, said) =
        world.mails_a_file("nadia@desk.example", "mine.rhai", "tune \"quiet\" { slower_than_usual = 2.5 }\n");
    assert!(said.contains("Not yet in force: rules/mine.rhai"), "{said}");
    world.asks(Some(&id), "yes");
    assert_eq!(world.setting("quiet", "slower_than_usual"), "2.5");
    let (_, said) = world.mails_a_file("nadia@desk.example", "mine.rhai", "tune \"quite\" { off }\n");
    assert!(said.contains("did you mean `quiet`?") && said.contains("Nothing was changed"), "{said}");

    // A case beside it stops it here too, and not only when it is taken up.
    world.has("rules/calm.cases", "case calm \"one letter\"\n  they wrote 3\n  expect fires\n");
    let (_, said) = world.mails_a_file("nadia@desk.example", "calm.rhai", &CALM.replace(">= 1", ">= 2"));
    assert!(said.contains("“one letter”") && said.contains("Nothing was changed"), "{said}");
    let with = |setting: &str| {
        CALM.replace("when we.letters >= 1", &format!("setting {setting} = 1\n when we.letters >= my.{setting}"))
    };
    world.has("rules/calm.rhai", &with("least"));
    world.has("rules/tuning.rhai", "tune \"calm\" { least = 2 }\n");
    world.later(SignedDuration::from_mins(2)).looks();
    let (_, said) = world.mails_a_file("nadia@desk.example", "calm.rhai", &with("fewest"));
    assert!(said.contains("rules/tuning.rhai:1") && said.contains("Nothing was changed"), "{said}");
}

#[test]
fn a_rehearsal_changes_no_file_of_the_home() {
    let mut world = World::new();
    world.house.tools.mode = Mode::Rehearse;
    let (id, _) = world.asks(None, "rule quiet: slower_than_usual = 3");
    let (_, said) = world.asks(Some(&id), "yes");
    assert!(said.contains("In force from now on"), "{said}");
    world.asks(None, "undo");
    assert_eq!(std::fs::read_dir(world.folder.path().join("rules")).unwrap().count(), 0);
}

#[test]
fn a_rule_that_somebody_else_mails_is_never_taken() {
    let mut world = World::new();
    world.mails_a_file("dana@acme.example", "calm.rhai", CALM);
    // In the user's name, and with no proof that it is hers.
    let now = world.now;
    world.later(SignedDuration::from_mins(2));
    let forged = world.mail("nadia@desk.example", "track@desk.example", "forged@desk.example", None, "x");
    let forged = forged.lines().skip(1).collect::<Vec<_>>().join("\n").replace("\n\nx", "");
    let part = format!(
        "--b\nContent-Type: text/plain; name=calm.rhai\nContent-Disposition: attachment; filename=calm.rhai\n\n{CALM}\n--b--\n"
    );
    world.arrives(&format!("{forged}\nContent-Type: multipart/mixed; boundary=b\n\n{part}"));
    assert!(world.house.store.read(|db| db.get("rule_proposed")).unwrap().is_none());
    assert!(world.now > now && world.title("calm").is_none());
}
