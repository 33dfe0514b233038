//! Rules changed by mail: what is shown, what is taken on yes, and what nobody can take by accident.

use super::rules::CALM;
use super::*;
use crate::domain::finding::FindingState;
use crate::store::RuleChangeState;

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
    // That was answered; the same yes does not mean it twice.
    let (_, said) = world.asks(Some(&id), "yes");
    assert!(said.contains("You said yes to that already") && said.contains("Nothing was changed"), "{said}");

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
    let asked = |state| world.house.store.read(|db| db.rule_changes(state)).unwrap();
    assert!(asked(RuleChangeState::New).is_empty() && asked(RuleChangeState::Shown).is_empty());
    assert!(world.now > now && world.title("calm").is_none());
}

#[test]
fn yes_means_what_stands_in_the_mail_that_it_answers() {
    let mut world = World::new();
    let (quiet, said) = world.asks(None, "quiet slower 3");
    assert!(said.contains("slower_than_usual = 3"), "{said}");
    let (sided, _) = world.asks(None, "one-sided window 120 days");
    let (newer, _) = world.asks(None, "quiet slower 4");
    // Replaced by the newer wish.
    let (_, said) = world.asks(Some(&quiet), "yes");
    assert!(said.contains("something else since") && said.contains("nothing was changed"), "{said}");
    assert_eq!(world.setting("quiet", "slower_than_usual"), "2");
    // A yes to no mail could be either.
    let (_, said) = world.asks(None, "yes");
    assert!(said.contains("reply to the mail that shows it") && said.contains("window = 120.days"), "{said}");
    // Both, each by its own mail, though both stand in one file.
    world.asks(Some(&sided), "yes");
    assert_eq!(
        (world.setting("one-sided", "window"), world.setting("quiet", "slower_than_usual")),
        ("120.days".into(), "2".into())
    );
    world.asks(Some(&newer), "yes");
    assert_eq!(
        (world.setting("one-sided", "window"), world.setting("quiet", "slower_than_usual")),
        ("120.days".into(), "4".into())
    );
}

#[test]
fn two_changes_and_another_wish_in_one_mail_are_each_answered_by_themselves() {
    let mut world = World::new();
    let before = world.outbox().len();
    world.asks(None, "quiet slower 3\none-sided window 120 days\nhelp");
    let mails: Vec<OutboxRow> = world.outbox().into_iter().take(world.outbox().len() - before).collect();
    let about = |words: &str| mails.iter().filter(|mail| mail.plain.contains(words)).count();
    assert_eq!((mails.len(), about("slower_than_usual = 3"), about("window = 120.days")), (3, 1, 1));
    let sided = mails.iter().find(|mail| mail.plain.contains("window = 120.days")).unwrap();
    let id = sided.message_id.clone();
    world.asks(Some(&id), "yes");
    assert_eq!(
        (world.setting("one-sided", "window"), world.setting("quiet", "slower_than_usual")),
        ("120.days".into(), "2".into())
    );
}

#[test]
fn what_the_user_changed_by_hand_is_never_written_over() {
    let mut world = World::new();
    // A mailed file, and hers is changed before she says yes.
    world.has("rules/calm.rhai", CALM);
    world.looks();
    let (id, said) = world.mails_a_file("nadia@desk.example", "calm.rhai", &CALM.replace("All calm", "Mailed"));
    assert!(said.contains("in place of yours"), "{said}");
    let by_hand = CALM.replace("All calm", "By hand");
    world.has("rules/calm.rhai", &by_hand);
    let (_, said) = world.asks(Some(&id), "yes");
    assert!(
        said.contains("rules/calm.rhai was changed since I showed you that") && said.contains("Write it again"),
        "{said}"
    );
    assert_eq!(world.title("calm").as_deref(), Some("By hand"));

    // A number, and the rule itself is changed before she says yes.
    let (id, _) = world.asks(None, "quiet slower 3");
    world.has(
        "rules/quiet.rhai",
        &crate::judge::shipped::shipped()
            .iter()
            .find(|file| file.name == "rules/quiet.rhai")
            .unwrap()
            .text
            .replace("Quieter", "Much quieter"),
    );
    let (_, said) = world.asks(Some(&id), "yes");
    assert!(said.contains("The rule quiet was changed since"), "{said}");

    // Taken, then changed by hand: undo leaves hers alone, and nothing is half taken back.
    let (id, _) = world.asks(None, "quiet slower 3");
    world.asks(Some(&id), "yes");
    let tuning = world.folder.path().join("rules/tuning.rhai");
    let hers = format!("// mine\n{}", std::fs::read_to_string(&tuning).unwrap());
    std::fs::write(&tuning, &hers).unwrap();
    let (_, said) = world.asks(None, "undo");
    assert!(said.contains("rules/tuning.rhai was changed since") && said.contains("nothing was taken back"), "{said}");
    assert_eq!(std::fs::read_to_string(&tuning).unwrap(), hers);
}

#[test]
fn what_was_shown_long_ago_or_was_taken_back_is_not_taken() {
    let mut world = World::new();
    let (old, _) = world.asks(None, "quiet slower 3");
    world.later(SignedDuration::from_hours(40 * 24)).looks();
    let (_, said) = world.asks(Some(&old), "yes");
    assert!(said.contains("Nothing was changed"), "{said}");
    let (id, _) = world.asks(None, "quiet slower 3");
    world.asks(None, "undo");
    let (_, said) = world.asks(Some(&id), "yes");
    assert!(said.contains("does not wait any more"), "{said}");
    assert_eq!(world.setting("quiet", "slower_than_usual"), "2");
}

#[test]
fn nothing_that_was_forgotten_looks_like_a_change_of_rules() {
    let mut world = World::new();
    let draft = world.offered();
    let (id, _) = world.asks(None, "pending");
    let (change, _) = world.asks(None, "quiet slower 3");
    world.house.store.write(|db| db.forget(RelationshipId(1))).unwrap();
    assert!(world.house.store.read(|db| db.draft(draft)).unwrap().is_none());
    let (_, said) = world.asks(Some(&id), "yes");
    assert!(!said.contains("In force"), "{said}");
    assert_eq!(world.setting("quiet", "slower_than_usual"), "2");
    world.asks(Some(&change), "yes");
    assert_eq!(world.setting("quiet", "slower_than_usual"), "3");
}

#[test]
fn the_terminal_answers_at_once_and_says_how_to_say_yes() {
    let mut world = World::new();
    let said = world.tell("quiet slower 3");
    assert!(said.contains("In the last 180 days") && said.contains("`bothways do \"1 yes\"`"), "{said}");
    let n = world.outbox().len();
    world.looks();
    assert_eq!(world.outbox().len(), n, "no mail about what was answered");
    assert!(world.tell("1 yes").contains("In force from now on"));
}

#[test]
fn a_change_is_tried_before_the_database_is_held() {
    let mut world = World::new();
    world.client_writes("d@acme.example", None, "Hello, and thank you for the photos.");
    let mail = world.mail("nadia@desk.example", "track@desk.example", "t@desk.example", None, "quiet slower 3");
    let now = world.later(SignedDuration::from_mins(2)).now;
    world.house.store.write(|db| db.keep("INBOX t", now, mail.replace('\n', "\r\n").as_bytes())).unwrap();
    take_in::read_new(&mut world.house, now, &mut Faults::new()).unwrap();
    // Filing the mail has tried nothing yet; that is a step of its own.
    let asked = |world: &World| world.house.store.read(|db| db.rule_changes(RuleChangeState::New)).unwrap().len();
    let n = world.outbox().len();
    assert_eq!(asked(&world), 1);
    rule_change::answer(&mut world.house, now, &mut Faults::new()).unwrap();
    assert_eq!((asked(&world), world.outbox().len()), (0, n + 1));
    assert!(world.newest().plain.contains("Not yet in force"), "{}", world.newest().plain);
}

#[test]
fn a_rule_of_her_own_ends_in_a_nudge_and_undo_takes_it_back() {
    let mut world = World::new();
    world.client_writes("d@acme.example", None, "Hello, and thank you for the photos.");
    world.has("rules/calm.rhai", &CALM.replace("when we", "off\n    when we"));
    world.later(SignedDuration::from_mins(5)).looks();
    let (id, _) = world.asks(None, "rule calm on");
    let (id, said) = world.asks(Some(&id), "yes");
    assert!(said.contains("It is true today already of Acme Studio"), "{said}");
    assert!(!world.told().contains("Acme Studio is calm."), "nothing is said before she wants it");
    world.asks(Some(&id), "yes");
    // Monday.
    world.later(SignedDuration::from_hours(72)).looks();
    let outbox = world.outbox();
    let nudge = outbox.iter().find(|row| row.dedup_key.starts_with("nudge:")).unwrap();
    assert!(nudge.plain.contains("Acme Studio is calm."), "{}", nudge.plain);
    assert!(nudge.plain.contains("letters: 1 (at least 1)"), "it says why: {}", nudge.plain);
    world.asks(None, "undo");
    let (_, said) = world.asks(None, "undo");
    assert!(said.contains("Taken back: yes"), "{said}");
    assert!(!world.house.tools.rules.find("calm").unwrap().on);
    assert!(!world.folder.path().join("rules/tuning.rhai").exists());
}
