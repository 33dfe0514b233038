//! Invented lives: what kind of relationship it is, and what a judge with all of it before her eyes would say.

use bothways::domain::act::Side;
use bothways::domain::calendar::days_before;
use bothways::domain::relationship::Seat;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use super::chance::Chance;
use super::post::{Capture, PROGRAMS, Program};

pub(super) const YOU: &str = "robin@robin-hale.example";
pub(super) const TRACKING: &str = "ledger@robin-hale.example";
pub(super) const ZONE: &str = "Europe/Berlin";
/// The year that is lived through: twelve months up to a Friday.
pub(super) const LAST: Date = date(2026, 9, 18);
pub(super) const DAYS: i64 = 365;

#[derive(Clone, Debug)]
pub(super) struct Person {
    pub name: String,
    pub address: String,
    pub zone: TimeZone,
    pub program: Program,
    pub weekend: [Weekday; 2],
}

impl Person {
    pub(super) fn first(&self) -> &str {
        self.name.split(' ').next().unwrap()
    }

    pub(super) fn domain(&self) -> &str {
        self.address.split_once('@').unwrap().1
    }
}

#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub by: Side,
    pub at: Zoned,
    pub subject: String,
    pub text: String,
    /// What it answers, by its place among the letters.
    pub parent: Option<usize>,
    pub id: String,
    /// Whether it says that its writer will be away. That letter is always handed over: a journey that nobody told bothways of is a
    /// silence like any other, and a word about it is no mistake.
    pub says_away: bool,
}

/// How people deal with each other, from a day on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phase {
    /// Conversations in a hundred working days.
    pub threads: u32,
    /// The usual time to answer, in hours.
    pub your_hours: i64,
    pub their_hours: i64,
    /// Answers in a thousand letters.
    pub they_answer: u32,
    /// Acts of giving in ninety days.
    pub you_give: u32,
    pub they_give: u32,
    /// Polite thanks in a thousand letters.
    pub thanks: u32,
    /// Letters in a thousand that mention a talk by telephone.
    pub talks: u32,
    /// Letters in a thousand of theirs with a line from `list`.
    pub special: u32,
    pub list: &'static str,
}

impl Phase {
    pub(super) const USUAL: Self = Self {
        threads: 55,
        your_hours: 4,
        their_hours: 9,
        they_answer: 850,
        you_give: 9,
        they_give: 8,
        thanks: 250,
        talks: 0,
        special: 0,
        list: "",
    };
}

/// Days on which somebody does not read or write, the first and the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Away {
    pub side: Side,
    pub from: Date,
    pub until: Date,
    pub told: Told,
}

/// How it was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    InALetter,
    ByMachine,
    ByTheUser,
}

/// What a judge who knows everything would say.
#[derive(Clone, Debug, Default)]
pub(super) struct Expect {
    /// Any of these is right on the last day.
    pub standing: &'static [&'static str],
    /// One of these rules must have spoken within thirty days of the day.
    pub must: Option<(&'static [&'static str], Date)>,
    /// What may be said about it without being wrong, from that day on.
    pub may: &'static [&'static str],
    pub may_from: Option<Date>,
}

#[derive(Clone, Debug)]
pub(super) struct Life {
    pub key: String,
    pub profile: &'static str,
    pub they: Person,
    pub you: Person,
    pub intent: &'static str,
    pub letters: Vec<Letter>,
    pub phases: Vec<(Date, Phase)>,
    pub captures: Vec<(Date, Capture)>,
    pub away: Vec<Away>,
    /// Commands, as mails to the tracking address.
    pub notes: Vec<(Date, String)>,
    pub expect: Expect,
}

impl Life {
    pub(super) fn person(&self, side: Side) -> &Person {
        match side {
            Side::You => &self.you,
            Side::They => &self.they,
        }
    }

    pub(super) fn phase_on(&self, day: Date) -> Phase {
        self.phases.iter().rev().find(|(from, _)| *from <= day).map_or(Phase { threads: 0, ..Phase::USUAL }, |p| p.1)
    }

    pub(super) fn capture_on(&self, day: Date) -> Capture {
        self.captures.iter().rev().find(|(from, _)| *from <= day).unwrap().1
    }

    pub(super) fn is_away(&self, side: Side, day: Date) -> bool {
        self.away.iter().any(|away| away.side == side && away.from <= day && day <= away.until)
    }

    /// The ids of the letters before one in its thread, the oldest first.
    pub(super) fn thread_before(&self, index: usize) -> Vec<String> {
        let mut before = Vec::new();
        let mut parent = self.letters[index].parent;
        while let Some(at) = parent {
            before.push(self.letters[at].id.clone());
            parent = self.letters[at].parent;
        }
        before.reverse();
        before
    }
}

pub(super) const PROFILES: [&str; 24] = [
    "partnership",
    "partnership-sparse",
    "partnership-monthly",
    "partnership-busy",
    "partnership-far",
    "partnership-gulf",
    "partnership-leaky",
    "growing",
    "one-sided",
    "one-sided-you",
    "one-sided-polite",
    "scope-creep",
    "transactional-by-choice",
    "transactional-unsaid",
    "cooling",
    "at-risk",
    "ending",
    "quiet-short",
    "holiday",
    "phone-heavy",
    "recovering",
    "new",
    "lopsided",
    "lopsided-quoted",
];

const BALANCE: &[&str] = &["one-sided", "over-giving", "all-task"];
const QUIET: &[&str] = &["quiet", "slower-replies"];

/// The life of one profile. Everything in it that can vary does.
pub(super) fn life(profile: &'static str, seat: Seat, n: usize, chance: &mut Chance) -> Life {
    const FIRST: [&str; 16] = [
        "Dana", "Priya", "Tom", "Ruth", "Helen", "Omar", "Lena", "Jonas", "Aisha", "Victor", "Grace", "Mateo", "Nora",
        "Felix", "Yara", "Simon",
    ];
    const LAST_NAMES: [&str; 12] = [
        "Whitlock",
        "Ashford",
        "Moreau",
        "Lindqvist",
        "Okafor",
        "Brandt",
        "Castell",
        "Novak",
        "Iyer",
        "Santos",
        "Keane",
        "Vogel",
    ];
    let start = days_before(LAST, DAYS);
    let name = format!("{} {}", chance.pick(&FIRST), chance.pick(&LAST_NAMES));
    let key = format!("{profile}-{n}");
    let (zone, weekend) = match profile {
        "partnership-far" => (*chance.pick(&["Asia/Manila", "America/Los_Angeles", "Australia/Sydney"]), WEST),
        "partnership-gulf" => ("Asia/Riyadh", [Weekday::Friday, Weekday::Saturday]),
        _ => (*chance.pick(&["Europe/Berlin", "Europe/London", "America/New_York", "Europe/Lisbon"]), WEST),
    };
    let person = |name: &str, address: &str, zone: &str, weekend, program| Person {
        name: name.to_owned(),
        address: address.to_owned(),
        zone: TimeZone::get(zone).unwrap(),
        program,
        weekend,
    };
    let first = name.split(' ').next().unwrap().to_lowercase();
    let they = person(&name, &format!("{first}@{key}.example"), zone, weekend, *chance.pick(&PROGRAMS));
    let you = person("Robin Hale", YOU, ZONE, WEST, *chance.pick(&PROGRAMS));
    let usual = Phase {
        threads: u32::try_from(chance.between(30, 100)).unwrap(),
        they_answer: u32::try_from(chance.between(750, 950)).unwrap(),
        your_hours: chance.between(2, 8),
        their_hours: chance.between(4, 20),
        you_give: u32::try_from(chance.between(7, 12)).unwrap(),
        they_give: u32::try_from(chance.between(7, 12)).unwrap(),
        ..Phase::USUAL
    };
    let capture = Capture {
        yours: u32::try_from(chance.between(900, 1000)).unwrap(),
        theirs: u32::try_from(chance.between(850, 1000)).unwrap(),
        quotes: chance.hits(700),
    };
    let mut life = Life {
        key,
        profile,
        they,
        you,
        intent: "partnership",
        letters: Vec::new(),
        phases: vec![(start, usual)],
        captures: vec![(start, capture)],
        away: Vec::new(),
        notes: Vec::new(),
        expect: Expect::default(),
    };
    let day = |ago: i64| days_before(LAST, ago);
    let turn = day(chance.between(150, 230));
    let after = |date: Date, days: i64| days_before(date, -days);
    let expect = &mut life.expect;
    match profile {
        "partnership" | "partnership-far" | "partnership-gulf" => expect.standing = &["partnership"],
        "partnership-leaky" => {
            life.captures = vec![(start, Capture { yours: 850, theirs: 780, quotes: true })];
            expect.standing = &["partnership"];
        }
        "partnership-sparse" => {
            life.phases = vec![(start, Phase { threads: 22, you_give: 6, they_give: 6, ..usual })];
            expect.standing = &["partnership"];
        }
        "partnership-monthly" => {
            life.phases = vec![(start, Phase { threads: 8, you_give: 4, they_give: 4, their_hours: 30, ..usual })];
            expect.standing = &["partnership", "growing"];
        }
        "partnership-busy" => {
            life.phases = vec![(start, Phase { threads: 260, their_hours: 3, ..usual })];
            expect.standing = &["partnership"];
        }
        "growing" => {
            let begins = day(chance.between(60, 80));
            let before = Phase { you_give: 4, they_give: 0, ..usual };
            life.phases = vec![(start, before), (begins, Phase { you_give: 8, they_give: 4, ..usual })];
            expect.standing = &["growing", "partnership"];
            expect.may = BALANCE;
            expect.may_from = Some(start);
        }
        "one-sided" | "one-sided-polite" | "scope-creep" => {
            let thanks = if profile == "one-sided-polite" { 500 } else { 150 };
            let (special, list) = if profile == "scope-creep" { (200, "client.scope") } else { (0, "") };
            let taking = Phase { you_give: 10, they_give: 0, thanks, special, list, ..usual };
            life.phases.push((turn, taking));
            expect.standing = &["one-sided"];
            expect.must = Some((&["one-sided", "over-giving"], after(turn, 90)));
            expect.may = BALANCE;
            expect.may_from = Some(after(turn, 60));
        }
        "one-sided-you" => {
            life.phases.push((turn, Phase { you_give: 0, they_give: 10, ..usual }));
            expect.standing = &["one-sided"];
            expect.may = &["i-give-little"];
            expect.may_from = Some(after(turn, 60));
        }
        "transactional-by-choice" => {
            life.intent = "transactional";
            life.phases = vec![(start, Phase { you_give: 5, they_give: 0, ..usual })];
            expect.standing = &["transactional"];
        }
        "transactional-unsaid" => {
            life.intent = "undecided";
            life.phases = vec![(start, Phase { you_give: 0, they_give: 0, ..usual })];
            expect.standing = &["transactional"];
            expect.may = BALANCE;
            expect.may_from = Some(start);
        }
        "cooling" => {
            let drift = day(chance.between(40, 60));
            let slow = Phase {
                their_hours: (usual.their_hours * 5).max(70),
                they_answer: 600,
                threads: usual.threads / 2,
                they_give: 1,
                ..usual
            };
            life.phases.push((drift, slow));
            expect.standing = &["cooling", "at risk"];
            expect.must = Some((QUIET, after(drift, 21)));
            expect.may = QUIET;
            expect.may_from = Some(drift);
        }
        "at-risk" => {
            let silent = day(chance.between(45, 60));
            life.phases.push((silent, Phase { they_answer: 0, threads: 50, ..usual }));
            expect.standing = &["at risk"];
            expect.must = Some((QUIET, after(silent, 14)));
            expect.may = QUIET;
            expect.may_from = Some(silent);
        }
        "ending" => {
            let silent = day(chance.between(30, 40));
            life.phases.push((silent, Phase { special: 350, list: "ending", they_give: 0, ..usual }));
            expect.standing = &["at risk", "cooling"];
            expect.may = QUIET;
            expect.may_from = Some(silent);
        }
        "quiet-short" => {
            let silent = day(chance.between(22, 30));
            life.phases.push((silent, Phase { they_answer: 0, threads: 50, ..usual }));
            expect.standing = &["cooling", "at risk"];
            expect.must = Some((QUIET, after(silent, 12)));
            expect.may = QUIET;
            expect.may_from = Some(silent);
        }
        "holiday" => {
            for ago in [chance.between(200, 280), chance.between(60, 120), chance.between(12, 16)] {
                let told = *chance.pick(&[Told::InALetter, Told::InALetter, Told::ByMachine, Told::ByTheUser]);
                let from = day(ago);
                life.away.push(Away { side: Side::They, from, until: after(from, chance.between(14, 24)), told });
            }
            expect.standing = &["partnership"];
        }
        "phone-heavy" => {
            life.phases =
                vec![(start, Phase { threads: 30, talks: 350, you_give: 8, they_give: 1, they_answer: 600, ..usual })];
            if chance.hits(500) {
                for ago in (5..360).step_by(14) {
                    life.notes.push((day(ago), format!("met {} call", life.key)));
                }
                for ago in [40, 95, 150, 210, 270, 330] {
                    life.notes.push((day(ago), format!("got {} help \"on the phone\"", life.key)));
                }
            }
            expect.standing = &["partnership", "growing", "too early"];
        }
        "recovering" => {
            let talk = day(chance.between(70, 85));
            let lean = Phase { you_give: 9, they_give: 0, ..usual };
            life.phases = vec![(start, usual), (day(300), lean), (talk, Phase { you_give: 7, they_give: 8, ..usual })];
            life.notes.push((talk, format!("met {} partnership-talk \"both of us\"", life.key)));
            expect.standing = &["partnership", "growing"];
            expect.must = Some((&["one-sided", "over-giving"], day(210)));
            expect.may = BALANCE;
            expect.may_from = Some(day(240));
        }
        "new" => {
            let begins = day(chance.between(9, 19));
            life.phases = vec![(begins, usual)];
            expect.standing = &["too early"];
        }
        "lopsided" => {
            life.captures = vec![(start, Capture { yours: 1000, theirs: 0, quotes: false })];
            expect.standing = &["too early"];
        }
        "lopsided-quoted" => {
            life.captures = vec![(start, Capture { yours: 1000, theirs: 0, quotes: true })];
            expect.standing = &["partnership"];
        }
        _ => panic!("no profile {profile}"),
    }
    if seat == Seat::Owner && profile == "scope-creep" {
        life.expect.must = None;
    }
    life
}

pub(super) const WEST: [Weekday; 2] = [Weekday::Saturday, Weekday::Sunday];

/// The first moment from `at` on at which somebody is at her desk.
pub(super) fn at_desk(life: &Life, side: Side, at: &Zoned, chance: &mut Chance) -> Zoned {
    let person = life.person(side);
    let mut at = at.with_time_zone(person.zone.clone());
    for _ in 0..120 {
        let morning = |day: Date, chance: &mut Chance| {
            let minute = chance.between(0, 59);
            day.at(8, 5, 0, 0).to_zoned(person.zone.clone()).unwrap() + (chance.between(0, 90) + minute).minutes()
        };
        let off = person.weekend.contains(&at.weekday()) || life.is_away(side, at.date());
        if off || at.hour() >= 19 {
            at = morning(at.date().tomorrow().unwrap(), chance);
        } else if at.hour() < 8 {
            at = morning(at.date(), chance);
        } else {
            return at;
        }
    }
    at
}
