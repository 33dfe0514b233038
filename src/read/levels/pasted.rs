//! Letters copied from the page of a mail program, or from a chat, into somebody's own words. Pages set no labels and draw no lines: who
//! wrote and when stands above the words, each on a line of its own, or both on one.

use crate::domain::address::Person;
use crate::read::block::{self, Fields};
use crate::read::people;
use crate::read::signature::{is_myself, is_named};
use crate::read::words::{Prefix, words};

use super::begin::{How, Opening};
use super::{Around, Task};

mod shown;

use shown::{Shown, holds_hour, is_called, is_speaker, names_author, trimmed};

/// So many lines may stand below the author: the date, recipients, and blank ones between them.
const LONGEST: usize = 6;

/// Whoever of the mail talks in a chat speaks early.
const MOST_SPEAKERS: usize = 20;

impl Task<'_> {
    /// The letter whose author and date stand at line `at` of a note to bothways, as its page shows them.
    pub(super) fn pasted(&self, at: usize, around: Around<'_>) -> Option<Opening> {
        let line = self.lines.get(at).filter(|line| line.quote == self.quote)?;
        let is_note = self.depth == 0 && around.for_us_alone && !around.answers;
        if !is_note || words().prefix(&self.subject) == Some(Prefix::Reply) {
            return None;
        }
        let (fields, person, content) = self.copied(at)?;
        if person.address.as_ref().is_some_and(|author| around.desk.is_tracking(author)) {
            return None;
        }
        let (quote, frame) = (line.quote, line.frame);
        Some(Opening { start: at, content, fields, person: Some(person), how: How::Pasted, quote, frame })
    }

    /// `Dana Reed <dana@acme.example>`, beside or below it `Tue, Nov 3, 10:04 AM (7 days ago)`, and `to me`: who, when, and the line
    /// where the words begin. Without how long ago that was or to whom it went, it may head somebody's own note of a call.
    fn copied(&self, at: usize) -> Option<(Fields, Person, usize)> {
        let line = trimmed(self.lines.get(at)?.text);
        let mut shown = Shown::read(line);
        let who = shown.map_or(line, |shown| shown.who);
        if !names_author(who) {
            return None;
        }
        let person = people::author(who).0.filter(|person| person.address.is_some())?;
        let (mut to, mut goes_to_reader) = (None, false);
        let mut content = at + 1;
        for (n, line) in self.lines.iter().enumerate().skip(at + 1).take(LONGEST).filter(|(_, line)| !line.is_blank()) {
            let text = trimmed(line.text);
            if let Some(named) = block::recipients(text).filter(|_| to.is_none()) {
                to = Some(named.to_owned());
                goes_to_reader = block::names_people(text) || block::names_reader(named);
            } else if let Some(below) = Shown::read(text).filter(|below| shown.is_none() && below.who.is_empty()) {
                shown = Some(below);
            } else {
                break;
            }
            content = n + 1;
        }
        let shown = shown.filter(|shown| shown.is_past || goes_to_reader)?;
        // `to me` names nobody.
        let to = to.filter(|to| to.contains('@') || to.contains(char::is_uppercase));
        Some((Fields { to, date: Some(shown.when.to_owned()), ..Fields::default() }, person, content))
    }

    /// Where the next letter of the same page begins.
    pub(super) fn next_pasted(&self, content: usize) -> usize {
        (content..self.lines.len()).find(|n| self.copied(*n).is_some()).unwrap_or(self.lines.len())
    }
}

/// Whether words look like somebody's letter or chat, copied without all that tells who wrote which of them: a name stands beside or
/// above a moment, and something shows that a program put them there. What may be commands, of a note, needs no more than one such
/// moment. In a letter two that are exact to the minute may be of trains, parcels or a log, unless one of the `people` of its mail speaks,
/// or somebody of himself.
pub(in crate::read) fn may_be_pasted(own: &str, is_note: bool, people: &[&Person]) -> bool {
    if !holds_hour(own) {
        return false;
    }
    let page = Page(own.lines().map(trimmed).filter(|line| !line.is_empty()).collect());
    let stamps: Vec<Stamp> = (0..page.0.len()).filter_map(|n| page.stamp(n)).collect();
    if is_note && !stamps.is_empty() || stamps.iter().any(|stamp| matches!(stamp, Stamp::OfAPage)) {
        return true;
    }
    let said: Vec<Speaker> = page.0.iter().filter_map(|line| speaker(line)).collect();
    if is_note {
        return said.len() > 1;
    }
    let framed: Vec<&str> = stamps.iter().filter_map(Stamp::in_a_frame).collect();
    let exact: Vec<Speaker> = stamps.iter().filter_map(Stamp::to_the_minute).collect();
    names_one_of(&framed, people)
        || !framed.is_empty() && !framed.iter().any(|who| is_shouted(who))
        || is_talk(&exact, people)
        || is_talk(&said, people)
}

/// What shows that a program put a name beside a moment.
enum Stamp<'a> {
    /// How long ago it was, to whom.
    OfAPage,
    /// The form of a chat around its speaker, which logs of programs have too: `[03.11.2026 10:05] ERROR: …`
    Framed(&'a str),
    /// No more than that it is exact, as nobody writes by hand.
    Exact(Speaker<'a>),
    /// No more than that `Yesterday` stands for the day.
    Near,
}

/// Who says something in a chat.
#[derive(Clone, Copy)]
struct Speaker<'a> {
    who: &'a str,
    speaks_of_himself: bool,
}

impl<'a> Stamp<'a> {
    const fn in_a_frame(&self) -> Option<&'a str> {
        if let Self::Framed(who) = self { Some(*who) } else { None }
    }

    const fn to_the_minute(&self) -> Option<Speaker<'a>> {
        if let Self::Exact(speaker) = self { Some(*speaker) } else { None }
    }
}

/// Whether several moments are of a talk: somebody of the mail speaks, or of himself, or is answered and speaks again. Trains and parcels
/// come and go otherwise.
fn is_talk(said: &[Speaker<'_>], people: &[&Person]) -> bool {
    let speakers: Vec<&str> = said.iter().map(|speaker| speaker.who).collect();
    let in_turn = |rows: &[&str]| matches!(rows, [one, other, again] if one == again && one != other);
    let is_spoken = || said.iter().any(|speaker| speaker.speaks_of_himself) || speakers.windows(3).any(in_turn);
    said.len() > 1 && (is_spoken() || names_one_of(&speakers, people))
}

/// Whether somebody speaks of himself in a line.
fn is_personal(line: &str) -> bool {
    line.split_whitespace().any(is_myself)
}

/// Whether one of the first who speak is somebody of the mail.
fn names_one_of(speakers: &[&str], people: &[&Person]) -> bool {
    let is_known = |who: &&str| people.iter().any(|one| is_named(who, Some(one)));
    speakers.iter().take(MOST_SPEAKERS).map(|who| who.split('<').next().unwrap_or_default()).any(|who| is_known(&who))
}

/// The lines of a text that have words.
struct Page<'a>(Vec<&'a str>);

impl<'a> Page<'a> {
    fn line(&self, at: Option<usize>) -> Option<&'a str> {
        at.and_then(|at| self.0.get(at)).copied()
    }

    fn shown(&self, at: Option<usize>) -> Option<Shown<'a>> {
        self.line(at).and_then(Shown::read)
    }

    /// What on line `at`, with those around it, shows who wrote something and when.
    fn stamp(&self, at: usize) -> Option<Stamp<'a>> {
        let shown = self.shown(Some(at))?;
        let is_beside = !shown.who.is_empty();
        let recipients = |line: Option<&'a str>| line.and_then(|line| Some((line, block::recipients(line)?)));
        let below = recipients(self.line(Some(at + 1)));
        let above = recipients(self.line(at.checked_sub(1))).filter(|_| !is_beside);
        let to = below.or(above);
        let is_of_a_page = shown.is_past || to.is_some_and(|(_, to)| block::names_reader(to));
        if is_of_a_page && !is_beside {
            return Some(Stamp::OfAPage);
        }
        let top = if is_beside { Some(at) } else { at.checked_sub(1 + usize::from(above.is_some())) };
        let who = if is_beside { Some(shown.who) } else { self.line(top) };
        let names_one = |who: &&str| names_author(who) || is_called(who) || shown.is_framed && is_speaker(who);
        let who = who.filter(names_one)?;
        // Between an author and the moment Outlook puts `You`.
        let is_apart = !is_beside && self.line(at.checked_sub(2)).is_some_and(names_author);
        // Of somebody's lunch at 12:34 one word tells.
        let is_alone = is_beside && shown.moment.is_hour_alone && !who.contains(' ');
        let is_exact = shown.moment.by_clock && !is_alone;
        // In a sentence `yesterday` is small.
        let is_near = shown.moment.is_near && who.contains(' ') && !shown.when.starts_with(char::is_lowercase);
        let has_words = || !shown.said.is_empty() || self.has_words(top, at);
        let is_framed = shown.is_framed && !shown.moment.is_hour_alone;
        let is_of_a_page =
            is_of_a_page || to.is_some_and(|(line, _)| block::names_people(line)) || is_apart && has_words();
        if is_of_a_page {
            return Some(Stamp::OfAPage);
        }
        if is_framed {
            return Some(Stamp::Framed(who));
        }
        let speaks_of_himself = || self.line(Some(at + 1)).is_some_and(is_personal);
        let speaker = || Speaker { who, speaks_of_himself: speaks_of_himself() };
        let stamp = || if is_exact { Stamp::Exact(speaker()) } else { Stamp::Near };
        ((is_exact || is_near) && has_words()).then(stamp)
    }

    /// Whether words stand below who and when, from line `top` to line `at`, and not the next of a list of who comes when.
    fn has_words(&self, top: Option<usize>, at: usize) -> bool {
        let is_bare = |at: usize| self.shown(Some(at)).is_some_and(|shown| shown.said.is_empty());
        let goes_on = is_bare(at + 1) || is_bare(at + 2) && self.line(Some(at + 1)).is_some_and(is_called);
        self.line(Some(at + 1)).is_some() && !goes_on && !top.and_then(|top| top.checked_sub(1)).is_some_and(is_bare)
    }
}

/// `ERROR`, in the log of a program, or somebody's name.
fn is_shouted(who: &str) -> bool {
    who.len() > 2 && who.chars().all(|c| c.is_ascii_uppercase())
}

/// Who says something in `03/11/2026, 10:04 - Dana Reed: …`; one such line may be of somebody's own log.
fn speaker(line: &str) -> Option<Speaker<'_>> {
    let (date, rest) = line.split_once(" - ")?;
    Shown::read(date).filter(|shown| shown.who.is_empty() && !shown.moment.is_hour_alone)?;
    let (name, said) = rest.split_once(':')?;
    let who = Some(trimmed(name)).filter(|name| is_speaker(name))?;
    Some(Speaker { who, speaks_of_himself: is_personal(said) })
}

#[cfg(test)]
mod tests {
    use super::{Person, may_be_pasted};

    #[test]
    fn what_is_copied_from_a_page_or_a_chat_is_told_from_a_note() {
        for pasted in [
            "Dana Reed\nTue, Nov 3, 10:04 AM (7 days ago)\nto me\n\nstop",
            "Dana Reed\n3 Nov 2026, 10:05\nto me\n\nstop",
            "Dana Reed\nDi., 3. Nov. 2026, 10:05\nan mich\n\nHallo Ines",
            "Dana Reed\n10:05\nto Bo, me\nstop",
            "10:05 (vor 2 Stunden)\nstop",
            "Dana Reed\nmar. 3 nov. 10:05 (il y a 7 jours)\nÀ moi\nstop",
            // Outlook.
            "Dana Reed<dana@acme.example>\n\u{200b}You\u{200b}\nTue 11/3/2026 10:05 AM\nHi Ines,\nstop",
            "Dana Reed\nTo:\u{200b}Ines Vale\u{200b}\nTue 11/3/2026 10:05 AM\nstop",
            // What Gmail prints.
            "Dana Reed <dana@acme.example>\tTue, Nov 3, 2026 at 10:05 AM\nTo: Ines Vale\nstop",
            // WhatsApp, Telegram.
            "[03/11/2026, 10:04:12] Dana Reed: I will introduce you to Carla.",
            "\u{200e}[03.11.26, 10:04:12] ~\u{a0}Dana Reed: Thanks!",
            "[03.11.26, 10:04:12] +49 171 2345678: Thanks!\nstop",
            "[10:04 AM, 11/3/2026] Dana Reed: stop",
            "[03.11.2026 10:05] DANA: stop",
            "03/11/2026, 10:04 - Dana Reed: I will.\n03/11/2026, 10:05 - Ines: Thank you!",
            "Dana Reed, [03.11.2026 10:05]\nI will introduce you to Carla.",
            // Teams, Slack, LinkedIn.
            "Dana Reed  11/3/2026 10:04 AM\nstop",
            "[11/3 10:04 AM] Dana Reed\nstop",
            "[10:04 AM] Dana Reed\nstop",
            "Dana Reed  10:04 AM\nI recommended you to Carla.\nstop\nInes Vale  10:06 AM\nThank you!",
            "Dana Reed  Yesterday at 10:04 AM\nstop",
            "Dana Reed\n10:04 AM\nHi Ines",
            "Dana Reed Gestern 10:05\nstop",
            "Dana Reed\nYesterday 10:05\nstop",
            "[Yesterday 10:05] Dana Reed\nstop",
            // Other languages.
            "Dana Reed\nti 3. marrask. 2026 klo 10.04\nminulle\n\nstop",
            "Dana Reed\nmar. 3 nov. 10h04 (il y a 7 jours)\nÀ moi\n\nstop",
            "Dana Reed\nΤρί 3 Νοε, 10:05 π.μ. (πριν από 7 ημέρες)\nπρος εγώ\n\nstop",
            "Dana Reed\nיום ג׳, 3 בנוב׳, 10:05 (לפני 7 ימים)\nאליי\n\nstop",
            "Dana Reed\n2026. nov. 3., K 10:05 (2 hete)\ncímzett: én\n\nstop",
            "Dana Reed  I dag kl. 10:05\nstop",
            "Dana Reed\n昨天 10:05\nstop",
        ] {
            assert!(may_be_pasted(pasted, true, &[]), "{pasted}");
        }
        for note in [
            "call with Dana\nTue, Nov 3, 10:04 AM\nshe sent the plan",
            "3 Nov 2026 10:04 - called Dana: she agrees",
            "Dana comes on Tuesday, Nov 3, 10:04 (if she can)",
            "remind me of the plan on 3 Nov at 10:04",
            "Call with Dana Reed <dana@acme.example>\n3 Nov 2026, 10:00\nshe was late",
            "[3 Nov 2026, 10:04] called Dana: she agrees",
            "[10:00] Dana: she agrees\n[10:30] Bo: he does not",
            "Board call\n3 Nov 2026, 10:00 (CET)\nagenda to follow",
            "Board Call\n3 Nov 2026, 10:00 (CET)\nagenda to follow",
            "Dana\n3 Nov 2026, 10:00\nto discuss the plan",
            "log call with Dana\n3 Nov 2026, 10:00 (30 minutes)",
            "log call with Dana 3 Nov 10:00",
            "log call with Dana, 3 Nov, 10:04 (7 days ago)",
            "log call with Dana 3 Nov 10:04\ndone",
            "Call with Dana\nTue, Nov 3, 10:00 AM (45 min)\nshe agreed\n\nlog gave Dana the deck",
            "Flight\n3 Nov 2026, 12:04\n",
            "Dana Reed 10:00\nBo Ray 10:30\nlog gave Dana the deck",
            "Dana Reed <dana@acme.example> 10:00\nBo Ray <bo@ray.example> 10:30\n\ndone",
            "Calls:\nBo Ray <bo@ray.example>\n12 Nov 2026, 10:00\nHe needs a quote.\nCarla <c@ray.example>\n13 Nov 2026, 11:00\nHi",
            "Kiel Hbf 10:04\nHamburg Hbf 11:17\n\nlog call with Dana",
            "Kiel Hbf\n10:04\nHamburg Hbf\n11:17\nlog call with Dana",
            "10:04 Kiel Hbf\n11:17 Hamburg Hbf\ndone",
            "10:00 - Dana: the plan\n10:30 - Bo: the budget\ndone",
            "Agenda\n10:00 Welcome\n10:05 Dana Reed: the plan",
            "Start: 10:04\nlog call with Dana",
            "Lunch 12:34\ndone",
            "done\n\nInes Vale\nDesk Services | Mon-Fri 9:00-17:00\nwww.desk.example",
            "Meeting  10:00 - 11:00\ndone",
            "Acme Lamps  2:30 h\ndone",
            "Team Lunch\n12:30\ndone",
            "call Bo 10:05\ndone",
            "Call Bo 10:05\ndone",
            "Call Bo - 10:05\ndone",
            "Call Bo yesterday at 10:05\ndone",
            "Lunch today 12:34\ndone",
            "Paid Dana 10.04\ndone",
            "I like 1 Corinthians 13:13\ndone",
            "1 Corinthians 13:13\nJohn 3:16\ndone",
            "done",
        ] {
            assert!(!may_be_pasted(note, true, &[]), "{note}");
        }
        let (dana, ines) = (Person::new(Some("Dana Reed"), None), Person::new(Some("Ines Vale"), None));
        let people = [&dana, &ines];
        for letter in [
            "[03.11.2026 10:05] ERROR: no paper\n[03.11.2026 10:05] ERROR: no paper",
            "Deadline\n3 Nov 2026, 23:59\nPlease send the list before.",
            "Hamburg Hbf 10:04\nGleis 7\nKiel Hbf 11:17\nGleis 3\nKiel Hbf 11:31\nGleis 1",
            "Hamburg (HAM) 10:04\nTerminal 1\nParis (CDG) 11:41\nTerminal 2E",
            "Inbox Cleanup 2:34\nanswered all of the clients\nCalendar Work 1:12\nmoved the board",
            "Order Shipped\n3 Nov 2026, 10:04\nYour parcel left.\nOut For Delivery\n4 Nov 2026, 08:12\nThe driver is near.",
            "Screenshot 2026-11-03 at 10:04\nthe first page\nScreenshot 2026-11-03 at 10:07\nthe second page",
            "2026-11-03 10:04:12 - Backup Service: done\n2026-11-03 10:04:13 - Mail Service: done",
            "[2026-11-03 10:04:12] INFO: start\n[2026-11-03 10:04:13] Worker: stop",
            "Dana Reed  10:05 AM\nsee you there",
        ] {
            assert!(!may_be_pasted(letter, false, &people), "{letter}");
        }
        for letter in [
            "Dana Reed 10:04 AM\nsee you there\nBo Ray 10:07 AM\nyes, gladly",
            "Carla Lind 10:04 AM\nI recommended you to Mara\nBo Ray 10:07 AM\nyes, gladly",
            "03/11/2026, 10:04 - Carla Lind: I recommended you to Mara\n03/11/2026, 10:07 - Bo Ray: Thanks",
            "Carla Lind 10:04 AM\nsee you there\nBo Ray 10:07 AM\nyes, gladly\nCarla Lind 10:08 AM\nfine",
            "[10:04 AM, 11/3/2026] Bo Ray: see you there",
            "[03.11.2026 10:05] DANA: see you there",
            "03/11/2026, 10:04 - Bo Ray: I will.\n03/11/2026, 10:05 - Dana: Thank you!",
        ] {
            assert!(may_be_pasted(letter, false, &people), "{letter}");
        }
    }
}
