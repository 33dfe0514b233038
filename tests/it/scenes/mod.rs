//! Scenes: small histories that a person can read (`tests/scenes/*/*.txt`), lived through day by day by the whole program, each with what
//! bothways must make of it in the end and what it must keep still about. A new scene needs no Rust; `tests/scenes/README.md` says how
//! one is written. `SCENE=acme` plays the one whose name holds that.

mod post;
mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bothways::domain::fault::Faults;
use bothways::flow::{self, House, Mode, Past, Way};
use bothways::home::Home;
use jiff::civil::Date;

use story::{Expected, Story};

/// What became of a story.
struct End {
    standing: String,
    because: String,
    coverage: Option<u32>,
    /// Each rule that spoke, by the day on which it first did.
    told: BTreeMap<String, Date>,
}

/// The scenes of one folder, by name.
fn scenes(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenes").join(folder);
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|ext| ext == "txt")).collect();
    files.sort();
    files
}

fn lived(story: &Story) -> End {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir(root.join("rules")).unwrap();
    for rule in &story.rules {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("rules/{rule}.rhai"));
        let text = std::fs::read_to_string(&shipped).unwrap_or_else(|_| panic!("no rule `{rule}` is shipped"));
        std::fs::write(root.join(format!("rules/{rule}.rhai")), text.replace("\n    off\n", "\n")).unwrap();
    }
    let config = format!(
        "[you]\nname = \"{}\"\naddresses = [\"{}\"]\nseat = \"{}\"\nzone = \"{}\"\n[tracking]\naddress = \"{}\"\n",
        post::YOU,
        post::YOUR_ADDRESS,
        story.seat,
        post::ZONE,
        post::TRACKING
    );
    std::fs::write(root.join("bothways.toml"), config).unwrap();
    let from = story.begins();
    let now = from.at(6, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let mut house = House::open(Home::open(root).unwrap(), Mode::Replay, now).unwrap();
    let they = &story.they;
    let mut orders = vec![
        (from, format!("add {} \"{}\" {}", they.key, they.firm, they.address)),
        (from, format!("zone {} {}", they.key, they.zone)),
    ];
    orders.extend(story.orders.iter().cloned());
    orders.sort_by_key(|(on, _)| *on);
    let past = Past { mails: post::mails(story), orders, from, to: story.ends_on };
    let mut faults = Faults::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(flow::replay(&mut house, past, &Way::Files(root.join("outbox")), &mut faults, |_| ())).unwrap();
    assert!(faults.is_empty(), "{}: {faults:?}", story.title);
    house
        .store
        .read(|db| {
            let relationship = db.relationships()?.remove(0);
            let mut told: BTreeMap<String, Date> = BTreeMap::new();
            for finding in db.findings_of(relationship.id)? {
                if let Some(on) = finding.first_told_on {
                    told.entry(finding.rule).and_modify(|first| *first = (*first).min(on)).or_insert(on);
                }
            }
            let account = flow::account(db, &house.tools, relationship, story.ends_on)?;
            Ok(End {
                standing: account.standing.word().to_owned(),
                because: account.standing_because.join("; "),
                coverage: account.coverage.percent(),
                told,
            })
        })
        .unwrap()
}

/// What is not as the scene says, a sentence each.
fn wrong(story: &Story, end: &End) -> Vec<String> {
    let mut wrong = Vec::new();
    for expected in &story.expected {
        match expected {
            Expected::Stands(any) if any.contains(&end.standing) => {}
            Expected::Stands(any) => wrong.push(format!("it stands as {}, not as {}", end.standing, any.join(" or "))),
            Expected::Says { rules, all, by } => {
                let on = |rule: &String| end.told.get(rule).filter(|on| by.is_none_or(|by| **on <= by));
                let missing: Vec<&str> = rules.iter().filter(|rule| on(rule).is_none()).map(String::as_str).collect();
                if (*all && !missing.is_empty()) || missing.len() == rules.len() {
                    let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
                    wrong.push(format!("it did not say {}{by}", missing.join(", ")));
                }
            }
            Expected::KeepsStill(rules) => {
                for (rule, on) in end.told.iter().filter(|(rule, _)| rules.is_empty() || rules.contains(rule)) {
                    wrong.push(format!("it said {rule} on {on}, and should keep still about it"));
                }
            }
        }
    }
    wrong
}

fn report(name: &str, story: &Story, end: &End, wrong: &[String]) -> String {
    let told: Vec<String> = end.told.iter().map(|(rule, on)| format!("{rule} ({on})")).collect();
    format!(
        "{name}: {}\n  {}\n  standing: {} ({}), seen {} %\n  it said: {}\n",
        story.title,
        wrong.join("\n  "),
        end.standing,
        end.because,
        end.coverage.map_or_else(|| "?".to_owned(), |seen| seen.to_string()),
        if told.is_empty() { "nothing".to_owned() } else { told.join(", ") }
    )
}

/// Plays every scene of a folder; those that do not end as they should are told together.
fn play(folder: &str) {
    let (n, n_wrong, told) = played(folder, |_| true);
    assert!(n_wrong == 0, "{n_wrong} of {n}\n{}", told.join("\n"));
}

/// How many of a folder's scenes were played, how many went wrong, and what is to be told of them.
fn played(folder: &str, is_wanted: impl Fn(&Story) -> bool) -> (usize, usize, Vec<String>) {
    let only = std::env::var("SCENE").unwrap_or_default();
    let mut told = Vec::new();
    let (mut n, mut n_wrong) = (0, 0);
    for file in scenes(folder) {
        let name = format!("tests/scenes/{folder}/{}", file.file_name().unwrap().to_string_lossy());
        if !name.contains(&only) {
            continue;
        }
        let story = Story::read(&std::fs::read_to_string(&file).unwrap()).unwrap_or_else(|why| panic!("{name}: {why}"));
        if !is_wanted(&story) {
            continue;
        }
        let end = lived(&story);
        let wrong = wrong(&story, &end);
        n += 1;
        n_wrong += usize::from(!wrong.is_empty());
        if !wrong.is_empty() || !only.is_empty() {
            told.push(report(&name, &story, &end, &wrong));
        }
    }
    (n, n_wrong, told)
}

/// Plays the lives that one side of them leads. They were written by somebody who knew neither the program nor its rules, about people
/// who say what they give in words of their own: some are not understood. So many of ten are. (The second witness learnt from their
/// letters later, so that it measures no more what is understood of strangers.)
fn play_lives(seat: &str) {
    const OF_TEN: usize = 8;
    let (n, n_wrong, told) = played("lives", |story| story.seat == seat);
    assert!((n - n_wrong) * 10 >= n * OF_TEN, "{n_wrong} of {n}\n{}", told.join("\n"));
}

#[test]
fn each_standing_has_a_history_that_ends_in_it() {
    play("standings");
}

#[test]
fn the_traps_are_not_walked_into() {
    play("traps");
}

#[test]
fn most_lives_of_an_assistant_are_understood() {
    play_lives("va");
}

#[test]
fn most_lives_of_an_owner_are_understood() {
    play_lives("owner");
}

#[test]
fn the_rules_speak_in_the_histories_of_an_assistant() {
    play("assistant");
}

#[test]
fn the_rules_speak_in_the_histories_of_an_owner() {
    play("owner");
}

/// A rule that no history makes speak may only speak in its own cases.
#[test]
fn every_shipped_rule_speaks_in_a_scene() {
    let folders = ["standings", "traps", "assistant", "owner"];
    let stories = folders.into_iter().flat_map(scenes).map(|file| std::fs::read_to_string(file).unwrap());
    let expected = stories.flat_map(|text| Story::read(&text).unwrap().expected);
    let said: BTreeSet<String> = expected
        .filter_map(|expected| match expected {
            Expected::Says { rules, all, .. } => (all || rules.len() == 1).then_some(rules),
            Expected::Stands(_) | Expected::KeepsStill(_) => None,
        })
        .flatten()
        .collect();
    let rules = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap();
    let rules = rules.map(|file| file.unwrap().path()).filter(|file| file.extension().is_some_and(|ext| ext == "rhai"));
    let silent: Vec<String> = rules
        .map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|rule| !said.contains(rule))
        .collect();
    assert!(silent.is_empty(), "no scene in tests/scenes makes these speak: {silent:?}");
}

const SMALL: &str = "Two letters\nNothing much.\n\nthey: Dana Whitlock <dana@acme.example>, acme, Acme Studio, Europe/Berlin\n\n2026-03-02 \
                     they: Could you update the price list by Friday?\n2026-03-03 you answer: The price list is online.\n\non 2026-03-09\n  \
                     stands: too early\n  keeps still about everything\n";

#[test]
fn a_scene_that_is_wrong_is_told_so() {
    let right = Story::read(SMALL).unwrap();
    let end = lived(&right);
    assert_eq!(wrong(&right, &end), Vec::<String>::new());
    for (instead, told) in [
        ("stands: partnership\n", "it stands as too early, not as partnership"),
        ("stands: too early\n  says: quiet\n", "it did not say quiet"),
    ] {
        let story = Story::read(&SMALL.replace("stands: too early\n", instead)).unwrap();
        assert_eq!(wrong(&story, &end), [told]);
    }
    let spoke = End { told: BTreeMap::from([("quiet".to_owned(), right.ends_on)]), ..end };
    assert_eq!(wrong(&right, &spoke), ["it said quiet on 2026-03-09, and should keep still about it"]);
}

#[test]
fn a_scene_that_cannot_be_read_says_where() {
    for (line, instead, why) in [
        ("2026-03-02 they:", "2026-03-32 they:", "line 6"),
        ("2026-03-03 you answer:", "2026-03-03 she:", "line 7: who is `she`?"),
        ("  stands: too early\n", "  stands: marvellous\n", "line 10: there is no standing `marvellous`"),
        ("  keeps still about everything\n", "  says: no-such-rule\n", "line 11: there is no rule `no-such-rule`"),
        ("  stands: too early\n  keeps still about everything\n", "", "it expects nothing"),
    ] {
        let found = Story::read(&SMALL.replace(line, instead)).err().unwrap_or_default();
        assert!(found.starts_with(why), "{instead}: {found}");
    }
}
