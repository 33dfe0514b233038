//! A life to its letters: conversations that somebody starts and the other answers, in whole letters with greeting and closing.

use bothways::domain::act::Side;
use bothways::domain::calendar::days_before;
use bothways::domain::relationship::Seat;
use jiff::civil::Date;
use jiff::{ToSpan, Zoned};

use super::chance::Chance;
use super::lives::{DAYS, LAST, Letter, Life, Told, at_desk};
use super::post::message_id;
use super::words::Words;

/// Who writes, in the words' names: the assistant or the client.
const fn role(side: Side, seat: Seat) -> &'static str {
    match (side, seat) {
        (Side::You, Seat::Va) | (Side::They, Seat::Owner) => "va",
        (Side::They, Seat::Va) | (Side::You, Seat::Owner) => "client",
    }
}

/// Kinds that need an occasion of their own, or are not giving.
const APART: [&str; 10] =
    ["task", "work", "reply", "thanks", "payment", "payment_reminder", "scope", "feedback", "input", "idea"];

struct Pen<'a> {
    life: &'a mut Life,
    seat: Seat,
    words: &'a Words,
    chance: &'a mut Chance,
    /// What each side is about to give, with the day it came to mind.
    owed_by_you: u32,
    owed_by_them: u32,
    told_away: Vec<Date>,
}

/// Writes a year's letters into a life.
pub(super) fn write(life: &mut Life, seat: Seat, words: &Words, chance: &mut Chance) {
    let mut pen = Pen { life, seat, words, chance, owed_by_you: 0, owed_by_them: 0, told_away: Vec::new() };
    for back in (0..DAYS).rev() {
        pen.day(days_before(LAST, back));
    }
    // Letters answer others by their place, so they are put in order together with it.
    let mut order: Vec<usize> = (0..pen.life.letters.len()).collect();
    order.sort_by_key(|at| pen.life.letters[*at].at.timestamp());
    let place = |old: usize| order.iter().position(|at| *at == old).unwrap();
    let mut letters: Vec<Letter> = order.iter().map(|at| pen.life.letters[*at].clone()).collect();
    for letter in &mut letters {
        letter.parent = letter.parent.map(place);
    }
    letters.retain(|letter| letter.at.date() <= LAST);
    pen.life.letters = letters;
}

impl Pen<'_> {
    fn day(&mut self, day: Date) {
        let phase = self.life.phase_on(day);
        if phase.threads == 0 {
            return;
        }
        self.owed_by_you += u32::from(self.chance.hits(phase.you_give * 1000 / 90));
        self.owed_by_them += u32::from(self.chance.hits(phase.they_give * 1000 / 90));
        self.farewells(day);
        // Half of a thousand for each side: a hundred conversations in a hundred days are one a day.
        let mut left = phase.threads * 10;
        while left > 0 {
            let share = left.min(1000);
            left -= share;
            if self.chance.hits(share) {
                let silent = phase.they_answer == 0;
                let by = if silent || self.chance.hits(400) { Side::You } else { Side::They };
                self.conversation(day, by);
            }
        }
    }

    /// The last letter before somebody is away says so.
    fn farewells(&mut self, day: Date) {
        for away in self.life.away.clone() {
            // On the last day at work that is two days before, or more.
            let mut last = days_before(away.from, 2);
            while self.life.person(away.side).weekend.contains(&last.weekday()) {
                last = days_before(last, 1);
            }
            if away.told == Told::InALetter && day == last && !self.told_away.contains(&away.from) {
                self.told_away.push(away.from);
                let line = self.words.say("away", "", self.chance);
                let spoken = |day: Date| day.strftime("%-d %B").to_string();
                let line = line
                    .replace("{from}", &spoken(away.from))
                    .replace("{until}", &spoken(away.until))
                    .replace("{back}", &spoken(days_before(away.until, -1)));
                let at = self.morning(day, away.side);
                self.letter(away.side, &at, None, Some(line));
            }
        }
    }

    fn morning(&mut self, day: Date, by: Side) -> Zoned {
        let zone = self.life.person(by).zone.clone();
        let at = day.at(9, 0, 0, 0).to_zoned(zone).unwrap() + self.chance.between(0, 480).minutes();
        at_desk(self.life, by, &at, self.chance)
    }

    fn conversation(&mut self, day: Date, by: Side) {
        let weekend = self.life.person(by).weekend.contains(&day.weekday());
        if weekend || self.life.is_away(by, day) {
            return;
        }
        let at = self.morning(day, by);
        let mut last = self.letter(by, &at, None, None);
        let mut at = at;
        let mut writer = by.other();
        for round in 0..5 {
            let phase = self.life.phase_on(at.date());
            let goes_on = [950, 650, 400, 250, 150][round];
            let (answers, hours) = match writer {
                Side::You => (950, phase.your_hours),
                Side::They => (phase.they_answer, phase.their_hours),
            };
            if !self.chance.hits(goes_on) || !self.chance.hits(answers) {
                return;
            }
            let later = at.clone() + (self.chance.around(hours * 60).max(9)).minutes();
            at = at_desk(self.life, writer, &later, self.chance);
            if self.life.phase_on(at.date()).they_answer == 0 && writer == Side::They {
                return;
            }
            last = self.letter(writer, &at, Some(last), None);
            writer = writer.other();
        }
    }

    fn letter(&mut self, by: Side, at: &Zoned, parent: Option<usize>, line: Option<String>) -> usize {
        let phase = self.life.phase_on(at.date());
        let reader = self.life.person(by.other()).first().to_owned();
        let who = role(by, self.seat);
        let mut lines = Vec::new();
        let say = |pen: &mut Self, list: &str| pen.words.say(list, &reader, pen.chance);
        if parent.is_some() && self.chance.hits(phase.thanks) {
            lines.push(say(self, &format!("{who}.thanks")));
        }
        let work = match (who, parent) {
            ("va", None) => "va.work",
            (_, None) => "client.task",
            (who, Some(_)) => {
                if who == "va" {
                    "va.reply"
                } else {
                    "client.reply"
                }
            }
        };
        lines.push(say(self, work));
        if self.chance.hits(400) {
            let more = if who == "va" { "va.work" } else { "client.task" };
            lines.push(say(self, more));
        }
        if who == "client" && self.chance.hits(30) {
            lines.push(say(self, "client.payment"));
        }
        if phase.special > 0 && self.chance.hits(phase.special) && (by == Side::They || phase.list == "client.scope") {
            let list = phase.list;
            if list != "client.scope" || who == "client" {
                lines.push(say(self, list).replace("{month}", "November"));
            }
        }
        if self.chance.hits(phase.talks) {
            lines.insert(0, say(self, "talk"));
        }
        let owed = match by {
            Side::You => &mut self.owed_by_you,
            Side::They => &mut self.owed_by_them,
        };
        if *owed > 0 {
            *owed -= 1;
            let prefix = format!("{who}.");
            let kinds: Vec<String> = self
                .words
                .lists(&prefix)
                .filter(|list| !APART.contains(&&list[prefix.len()..]))
                .map(str::to_owned)
                .collect();
            let kind = self.chance.pick(&kinds).clone();
            lines.push(say(self, &kind));
        }
        let says_away = line.is_some();
        lines.extend(line);
        let greeting = if self.chance.hits(750) { say(self, "greeting") + "\n\n" } else { String::new() };
        let closing = if self.chance.hits(700) { format!("\n\n{}", say(self, "closing")) } else { String::new() };
        let first = self.life.person(by).first().to_owned();
        let body = if self.chance.hits(300) { lines.join("\n\n") } else { lines.join(" ") };
        let subject = match parent {
            Some(parent) => format!("Re: {}", self.life.letters[parent].subject.trim_start_matches("Re: ")),
            None => say(self, "subjects"),
        };
        let n = self.life.letters.len();
        let id = message_id(self.life.person(by), at, n);
        let text = format!("{greeting}{body}{closing}\n{first}");
        self.life.letters.push(Letter { by, at: at.clone(), subject, text, parent, id, says_away });
        n
    }
}
