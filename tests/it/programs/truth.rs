//! Letters whose author, recipients, subject, date and words are known, made from a seed: ordinary ones, and ones that look like
//! what they are not.

use jiff::{ToSpan, Zoned, civil, tz::TimeZone};

/// Somebody as a header names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: Option<String>,
    pub(super) address: String,
}

/// What is true of a letter.
#[derive(Clone, Debug)]
pub(super) struct Truth {
    pub(super) from: Person,
    pub(super) to: Vec<Person>,
    pub(super) cc: Vec<Person>,
    pub(super) subject: String,
    pub(super) at: Zoned,
    pub(super) lines: Vec<String>,
}

/// A small generator of numbers (splitmix64), the same on every machine.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x51_7c_c1_b7_27_22_0a_95)
    }

    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    pub(super) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }
}

const NAMES: [&str; 12] = [
    "Dana Reed",
    "Jörg Müller",
    "Zoë Śliwa",
    "José Núñez",
    "Анна Иванова",
    "山田太郎",
    "דנה כהן",
    "علي حسن",
    "Νίκος Παππάς",
    "김민수",
    "Anne-Lise D’Arcy",
    "Ole Bø",
];

/// Names that look like addresses, labels, dates, verbs, or lists.
const ODD_NAMES: [&str; 33] = [
    "Reed, Dana",
    "Reed, Dana (Acme)",
    "Dana \"Dee\" Reed",
    "🎉 Zoë Party",
    "van der Berg, Jan",
    "Jan de la Cruz y Ortega",
    "DANA REED",
    "Dana",
    "dana@other.example",
    "From: Dana",
    "Subject",
    "Team at Acme: Support",
    "Dana Reed [External]",
    "Dana via Docs",
    "An Do",
    "Le Van A",
    "Von Trier",
    "Per Hansen",
    "For Keeps",
    "May June",
    "Monday",
    "Sent Wong",
    "O’Neill, Seán",
    "Dr. Reed, PhD",
    "A & B <Partners>",
    "K. on behalf of Z",
    "D’Angelo Da Silva",
    "no-reply",
    "Dana / Ops",
    "1&1 Desk",
    "Март Апрель",
    "Smith, J., Jr.",
    "Acme, Inc.",
];

const SUBJECTS: [&str; 6] = ["Plan for March", "Invoice 2026-114", "Quick question", "Réunion", "会議の件", "Angebot"];

const ODD_SUBJECTS: [&str; 24] = [
    "Re: Fwd: AW: plan",
    "From: the board",
    "Subject: to approval",
    "[List] (draft) {x}",
    "a: b: c",
    "Ερώτηση",
    "שאלה דחופה",
    "Date: tomorrow",
    "To: Dana, Cc: Bo",
    "Invoice #42 <due> 3/4/2026 10:00",
    "\"quoted\" subject",
    "🎉",
    "On Mon, Jan 5 2026 at 10:00 Dana wrote:",
    "-----Original Message-----",
    "10:30 AM",
    "a@b.example",
    "x;y,z",
    "Sent: yesterday",
    "Montag, 3. November 2025 10:00",
    "…",
    "Cc",
    "?",
    "Budget (final) [v2]",
    "A subject that goes on and on about the plan for the year, the numbers of last month and what the board said of it",
];

/// Lines in a letter's own words that look like what programs write.
const ODD_LINES: [&str; 27] = [
    "From: Monday on we are open",
    "Subject: to approval, we begin",
    "On Monday Anna wrote:",
    "To: everyone",
    "Date: 3 Nov 2025",
    "Von: dir",
    "Anna wrote: yes",
    "On Mon, 5 Jan 2026 at 10:00, Anna said it.",
    "Cc: me please",
    "- first",
    "    indented code",
    "Sent: later",
    "From: here to there",
    "Note: this",
    "a@b.example wrote back",
    "https://x.example/a:b",
    "De: Paris",
    "Pour: vous",
    "An: alle",
    "To: dana@acme.example",
    "1. one",
    "***",
    "From: dana@x.example is my new address",
    "Le 3 mai, Anna a écrit que oui :",
    "Forwarded message",
    "On 3/4/2026, Anna wrote that it was fine:",
    "I wrote to you: see below",
];

const NOTES: [&str; 4] = ["Please file this.", "FYI", "New client, see below", "voilà"];

const ODD_NOTES: [&str; 8] = [
    "Subject: see below",
    "To: you",
    "From: me to you",
    "> one quoted line",
    "On Monday Anna wrote:",
    "Date: none",
    "Hi!",
    "She wrote:",
];

/// A letter; `odd` of its parts look like something else.
pub(super) fn truth(dice: &mut Dice, odd: bool, body: &[String], before: &Zoned) -> Truth {
    let person = |dice: &mut Dice, odd: bool| {
        let odd = odd && dice.roll(3) > 0;
        let name = if odd { dice.pick(&ODD_NAMES) } else { dice.pick(&NAMES) };
        let domain = dice.pick(&["acme.example", "beta.test", "mail.gamma.example"]);
        let local = dice.pick(&["dana", "info", "d.reed", "sales+eu", "d_r", "boss"]);
        Person { name: Some(name.to_owned()), address: format!("{local}{}@{domain}", dice.roll(90)) }
    };
    let from = person(dice, odd);
    let mut to = vec![Person { name: Some("Ines Mora".to_owned()), address: "ines@desk.example".to_owned() }];
    if dice.roll(3) == 0 {
        to.push(person(dice, odd));
    }
    let mut cc: Vec<Person> = (0..dice.roll(3)).map(|_| person(dice, odd)).collect();
    if let Some(last) = cc.last_mut().filter(|_| dice.roll(3) == 0) {
        last.name = None;
    }
    let subject = if odd && dice.roll(2) == 0 { dice.pick(&ODD_SUBJECTS) } else { dice.pick(&SUBJECTS) };
    let mut lines = body.to_vec();
    lines.insert(1, String::new());
    if odd && dice.roll(2) == 0 {
        let place = [1, 2, lines.len()][dice.roll(3)];
        lines.insert(place, dice.pick(&ODD_LINES).to_owned());
    }
    let minutes = i64::try_from(60 + dice.roll(60 * 24 * 40)).unwrap();
    let at =
        before.checked_sub(minutes.minutes()).unwrap().checked_add(i64::try_from(dice.roll(59)).unwrap().seconds());
    let mut at: Zoned = at.unwrap();
    // A clock that is put back shows one hour twice, and nobody can tell which is meant.
    if at.date() == civil::date(2026, 10, 25) {
        at = at.checked_sub(1.day()).unwrap();
    }
    Truth { from, to, cc, subject: subject.to_owned(), at, lines }
}

/// What the user writes above a forward.
pub(super) fn note(dice: &mut Dice, odd: bool) -> Vec<String> {
    let note = if odd && dice.roll(2) == 0 { dice.pick(&ODD_NOTES) } else { dice.pick(&NOTES) };
    vec![note.to_owned()]
}

/// When the mails of these tests were sent, by the user's clock.
pub(super) fn sent() -> Zoned {
    civil::date(2026, 11, 16).at(9, 0, 0, 0).to_zoned(TimeZone::get("Europe/Berlin").unwrap()).unwrap()
}
