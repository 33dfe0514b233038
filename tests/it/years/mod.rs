//! Invented years, lived through day by day: raw mail in, standings and nudges out, held against what somebody would say who knows
//! everything about these lives.
//!
//! `YEARS=7` lives through so many lives of every profile instead of one of a few, and prints each; `YEARS_SEED` begins elsewhere,
//! `YEARS_ONLY=one-sided,new` takes some of them, `YEARS_HOME=DIR` keeps the home. `YEARS_AGAIN=DIR` judges the same lives anew from
//! a home that was kept, without reading their mail again: a change of judgement is tried in seconds.

mod chance;
mod letters;
mod lives;
mod post;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use bothways::domain::act::Side;
use bothways::domain::calendar::{days_before, days_between};
use bothways::domain::fault::Faults;
use bothways::domain::finding::Level;
use bothways::domain::relationship::Seat;
use bothways::flow::{self, Delivered, House, Mode, Past, Way};
use bothways::home::Home;
use jiff::civil::Date;

use chance::Chance;
use lives::{DAYS, LAST, Life, PROFILES, TRACKING, YOU, ZONE};
use words::Words;

/// What became of one life.
#[derive(Debug)]
struct Verdict {
    life: Life,
    standing: String,
    because: String,
    coverage: Option<u32>,
    /// What was said to the user about it, and when.
    told: Vec<(Date, String)>,
    /// The standings of every tenth day.
    course: Vec<String>,
}

impl Verdict {
    fn is_right(&self) -> bool {
        self.life.expect.standing.contains(&self.standing.as_str())
    }

    fn wrong(&self) -> Vec<&(Date, String)> {
        let expect = &self.life.expect;
        let may = |(on, rule): &(Date, String)| {
            expect.may.contains(&rule.as_str()) && expect.may_from.is_none_or(|from| *on >= from)
        };
        self.told.iter().filter(|told| !may(told)).collect()
    }

    /// The days it took to find what must be found; none where it was not.
    fn found(&self) -> Option<i64> {
        let (rules, on) = self.life.expect.must?;
        let first = self.told.iter().find(|(day, rule)| rules.contains(&rule.as_str()) && *day >= days_before(on, 45));
        first.map(|(day, _)| days_between(on, *day))
    }
}

fn lived(seat: Seat, lives: Vec<(Life, Vec<Delivered>)>, root: &Path) -> Vec<Verdict> {
    let config = format!(
        "[you]\nname = \"Robin Hale\"\naddresses = [\"{YOU}\"]\nseat = \"{}\"\nzone = \"{ZONE}\"\n[tracking]\naddress = \"{TRACKING}\"\n",
        seat.word()
    );
    std::fs::write(root.join("bothways.toml"), config).unwrap();
    let from = days_before(LAST, DAYS);
    let now = from.at(6, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let mut house = House::open(Home::open(root).unwrap(), Mode::Replay, now).unwrap();
    let mut orders = Vec::new();
    let mut mails = Vec::new();
    for (life, delivered) in &lives {
        orders.push((from, format!("add {} \"{} Ltd\" {}", life.key, life.key, life.they.address)));
        orders.push((from, format!("intent {} {}", life.key, life.intent)));
        orders.push((from, format!("zone {} {}", life.key, life.they.zone.iana_name().unwrap())));
        mails.extend(delivered.iter().cloned());
    }
    let past = Past { mails, orders, from, to: LAST };
    let way = Way::Files(root.join("outbox"));
    let mut faults = Faults::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(flow::replay(&mut house, past, &way, &mut faults, |_| ())).unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    lives.into_iter().map(|(life, _)| verdict(&house, life)).collect()
}

/// The same lives, judged anew from the letters that an earlier run filed.
fn judged_again(lives: Vec<(Life, Vec<Delivered>)>, root: &Path) -> Vec<Verdict> {
    let now = LAST.at(18, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let house = House::open(Home::open(root).unwrap(), Mode::Replay, now).unwrap();
    let rules = &house.tools.rules;
    let tested = house
        .store
        .read(|db| flow::backtest::backtest(db, &house.tools, &[rules], days_before(LAST, DAYS), LAST, || ()));
    let is_loud = |rule: &str| rules.find(rule).is_some_and(|rule| rule.level != Level::Note);
    let mut told: BTreeMap<String, Vec<(Date, String)>> = BTreeMap::new();
    for one in tested.unwrap() {
        let said = one.told.into_iter().flatten().filter(|told| is_loud(&told.rule));
        told.insert(one.relationship.key, said.map(|told| (told.on, told.rule)).collect());
    }
    lives
        .into_iter()
        .map(|(life, _)| {
            let told = told.remove(&life.key).unwrap();
            Verdict { told, ..verdict(&house, life) }
        })
        .collect()
}

fn verdict(house: &House, life: Life) -> Verdict {
    house
        .store
        .read(|db| {
            let relationship = db.relationships()?.into_iter().find(|one| one.key == life.key).unwrap();
            let mut told = Vec::new();
            for finding in db.findings_of(relationship.id)? {
                let (Some(first), Some(last)) = (finding.first_told_on, finding.last_told_on) else { continue };
                for day in first.series(jiff::ToSpan::day(1)).take_while(|day| *day <= last) {
                    let one = (day, finding.rule.clone());
                    if !told.contains(&one) && db.has_fired(&finding.rule, relationship.id, day)? {
                        told.push(one);
                    }
                }
            }
            told.sort();
            let mut course = Vec::new();
            for back in (1..DAYS / 10).rev() {
                let account = flow::account(db, &house.tools, relationship.clone(), days_before(LAST, back * 10))?;
                course.push(account.standing.word().to_owned());
            }
            let account = flow::account(db, &house.tools, relationship, LAST)?;
            Ok(Verdict {
                life,
                standing: account.standing.word().to_owned(),
                because: account.standing_because.join("; "),
                coverage: account.coverage.percent(),
                told,
                course,
            })
        })
        .unwrap()
}

/// The profiles that are lived through where nobody asks for all.
const FEW: [&str; 8] = [
    "partnership-leaky",
    "one-sided",
    "transactional-by-choice",
    "transactional-unsaid",
    "at-risk",
    "holiday",
    "new",
    "lopsided",
];

/// So many lives of each profile, from a seed.
fn lives(seat: Seat, each: usize, seed: u64) -> Vec<(Life, Vec<Delivered>)> {
    let voices = [include_str!("../../years/words.txt"), include_str!("../../years/words-terse.txt")].map(Words::read);
    let mut lives = Vec::new();
    let usual = if std::env::var("YEARS").is_ok() { String::new() } else { FEW.join(",") };
    let only = std::env::var("YEARS_ONLY").unwrap_or(usual);
    let wanted = |profile: &str| only.is_empty() || only.split(',').any(|one| one == profile);
    for (at, profile) in PROFILES.iter().copied().enumerate().filter(|(_, profile)| wanted(profile)) {
        for n in 0..each {
            let number = seed + u64::try_from(at * 1000 + n).unwrap();
            let mut chance = Chance::new(number ^ (if seat == Seat::Va { 0 } else { 0xabcd }));
            let mut life = lives::life(profile, seat, n, &mut chance);
            let words = chance.pick(&voices).clone();
            letters::write(&mut life, seat, &words, &mut chance);
            let mut mails = post::handed_over(&life, &mut chance);
            mails.extend(apart(&life));
            let delivered = mails.into_iter().enumerate().map(|(n, (at, bytes))| Delivered {
                place: format!("{}-{n:05}", life.key),
                at,
                bytes,
            });
            let delivered = delivered.collect();
            lives.push((life, delivered));
        }
    }
    lives
}

/// Notes of the user's own, and what machines answer.
fn apart(life: &Life) -> Vec<(jiff::Timestamp, Vec<u8>)> {
    let mut mails = Vec::new();
    for (on, words) in &life.notes {
        let at = on.at(17, 20, 0, 0).to_zoned(life.you.zone.clone()).unwrap();
        mails.push(post::note(&life.you, &at, words));
    }
    for away in &life.away {
        let at = |day: Date| day.at(10, 1, 0, 0).to_zoned(life.they.zone.clone()).unwrap();
        let until = away.until.strftime("%-d %B %Y");
        match away.told {
            lives::Told::InALetter => {}
            lives::Told::ByMachine => {
                let words = format!(
                    "Thank you for your message.\n\nI am out of the office until {until} and will answer when I am back.\n\n{}",
                    life.they.first()
                );
                mails.push(post::out_of_office(&life.they, &life.you, &at(away.from), &words));
            }
            lives::Told::ByTheUser => {
                let words = format!("holiday {} {} to {}", life.key, away.from, away.until);
                let at = days_before(away.from, 1).at(16, 0, 0, 0).to_zoned(life.you.zone.clone()).unwrap();
                mails.push(post::note(&life.you, &at, &words));
            }
        }
    }
    mails
}

/// How often it was right, in numbers that a person can hold against the promise.
#[derive(Debug, Default)]
struct Score {
    lives: usize,
    right: usize,
    must: usize,
    found: usize,
    silent_spoken: usize,
    too_often: usize,
}

#[expect(clippy::print_stdout, reason = "a look at many lives, asked for by hand")]
fn score(verdicts: &[Verdict], aloud: bool) -> Score {
    let mut score = Score::default();
    for verdict in verdicts {
        let silent = verdict.life.expect.may.is_empty();
        let wrong = verdict.wrong();
        score.lives += 1;
        score.right += usize::from(verdict.is_right());
        if verdict.life.expect.must.is_some() {
            score.must += 1;
            score.found += usize::from(verdict.found().is_some_and(|days| days <= 30));
        }
        score.silent_spoken += usize::from(silent && !wrong.is_empty());
        score.too_often += usize::from(wrong.len() > 4);
        if aloud {
            println!(
                "{}{:.0}{:26} {:13} seen {:?} {} | wrong {:?} | found {:?} | {}",
                if verdict.is_right() { "  " } else { "✗ " },
                verdict.life.profile,
                verdict.life.key,
                verdict.standing,
                verdict.coverage.unwrap_or(0),
                verdict.because,
                wrong.iter().map(|(on, rule)| format!("{on} {rule}")).collect::<Vec<_>>(),
                verdict.found(),
                verdict.course.iter().map(|word| &word[..2]).collect::<Vec<_>>().join(" "),
            );
        }
    }
    if aloud {
        table(verdicts);
        println!("{score:?}");
    }
    score
}

/// A line for each profile: standings right, the days it took to find what must be found, wrong words said.
#[expect(clippy::print_stdout, reason = "asked for by hand")]
fn table(verdicts: &[Verdict]) {
    let mut profiles: BTreeMap<&str, Vec<&Verdict>> = BTreeMap::new();
    for verdict in verdicts {
        profiles.entry(verdict.life.profile).or_default().push(verdict);
    }
    println!("{:26} {:>7}  {:20}  wrong words", "profile", "right", "found after days");
    for (profile, verdicts) in profiles {
        let right = verdicts.iter().filter(|verdict| verdict.is_right()).count();
        let must = verdicts.iter().filter(|verdict| verdict.life.expect.must.is_some());
        let found: Vec<String> =
            must.map(|verdict| verdict.found().map_or("never".to_owned(), |days| days.to_string())).collect();
        let wrong: Vec<usize> = verdicts.iter().map(|verdict| verdict.wrong().len()).collect();
        println!("{profile:26} {:>7}  {:20}  {wrong:?}", format!("{right}/{}", verdicts.len()), found.join(" "));
    }
}

fn year(seat: Seat) {
    let each: Option<usize> = std::env::var("YEARS").ok().and_then(|n| n.parse().ok());
    let seed = std::env::var("YEARS_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let folder = tempfile::tempdir().unwrap();
    let kept = std::env::var("YEARS_HOME").ok().map(|root| Path::new(&root).join(seat.word()));
    let root = kept.as_deref().unwrap_or(folder.path());
    std::fs::create_dir_all(root).unwrap();
    let lives = lives(seat, each.unwrap_or(1), seed);
    let n_letters: usize = lives.iter().map(|(life, _)| life.letters.len()).sum();
    let n_answers: usize = lives.iter().flat_map(|(life, _)| &life.letters).filter(|one| one.is_answer()).count();
    assert!(n_answers * 3 > n_letters, "people answer each other");
    let again = std::env::var("YEARS_AGAIN").ok().map(|root| Path::new(&root).join(seat.word()));
    let verdicts = match again {
        Some(root) => judged_again(lives, &root),
        None => lived(seat, lives, root),
    };
    let score = score(&verdicts, each.is_some());
    // Of few lives one may go astray; of many, one in ten.
    let may_miss = |n: usize| n.div_ceil(10);
    assert!(score.right + may_miss(score.lives) >= score.lives, "{score:?}");
    assert!(score.found + may_miss(score.must) >= score.must, "{score:?}");
    assert!(score.silent_spoken <= may_miss(score.lives), "{score:?}");
}

#[test]
fn years_of_an_assistant_are_judged_as_she_would() {
    year(Seat::Va);
}

#[test]
fn years_of_an_owner_are_judged_as_he_would() {
    year(Seat::Owner);
}

#[test]
fn a_life_is_the_same_for_the_same_seed() {
    let written = |seed| -> Vec<String> {
        let (life, _) = lives(Seat::Va, 1, seed).swap_remove(0);
        life.letters.iter().map(|letter| letter.text.clone()).collect()
    };
    assert_eq!(written(3), written(3));
    assert_ne!(written(3), written(4));
    assert!(lives(Seat::Va, 1, 3)[1].0.letters.iter().any(|letter| letter.by == Side::They));
}
