//! One message to its letters: its own words, and a letter for each level of its body.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::address::Person;
use crate::domain::letter::{Desk, Letter, Seen, SentAt};

use super::dates::{self, Found, Hints};
use super::levels::{self, Around, Level, Wanted, inside, note, pasted};
use super::mime::Mail;
use super::signature::{self, container, greeting};
use super::words::{Prefix, plain, words};
use super::{armour, automatic, banners, block, charset, html, lang, lines, via};

/// A subject may begin with a mark in brackets of so many bytes.
const LONGEST_MARK: usize = 24;

/// What is said where something in the words looks like the header of a letter.
const HIDDEN: &str = "part of it looks like another mail, which I cannot take apart";

/// What is said of words that hold somebody else's, and say not whose.
const PASTED: &str = "part of it looks copied from a letter or a chat, and I cannot tell who wrote which words";

/// What is said of a letter that holds another, for the reader to send.
const DRAFTED: &str = "part of it looks like a letter to somebody else, and nothing sure says where that ends";

/// What is said of a letter nobody can read without a key.
pub(super) const ENCRYPTED: &str = "its words are encrypted and cannot be read here";

/// Where a message stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) depth: u16,
    pub(super) for_us_alone: bool,
    /// No letter in it can be later.
    pub(super) not_after: Option<Timestamp>,
}

/// The letters of one message, outermost first.
pub(super) fn of(mail: &Mail<'_>, place: Place, desk: &Desk, doubts: &mut Vec<String>) -> Vec<Letter> {
    let subject = mail.subject().unwrap_or_default();
    let stamp = mail.date();
    let not_after = [stamp.at.map(|(at, _)| at), place.not_after].into_iter().flatten().min();
    let answers = mail.has("in-reply-to") || mail.has("references");
    let around =
        Around { subject, answers, for_us_alone: place.for_us_alone, desk, not_after, wanted: Wanted::Letters };
    let (mut found, disagreement) = witnesses(mail, around, doubts);
    let writer = mail.from().first();
    let unmarked = writer.and_then(|writer| note::below(&mut found, writer));
    let prefix = words().prefix(subject);
    let is_sent_on = place.for_us_alone && prefix == Some(Prefix::Forward) && mail.attached().is_empty();
    if is_sent_on {
        levels::take_as_sent_on(&mut found);
    }
    // Outlook says of what it sends on, too, that it answers.
    let is_answer = match prefix {
        Some(Prefix::Reply) => true,
        Some(Prefix::Forward) => false,
        None => answers,
    };
    let unclear = match found.as_mut_slice() {
        levels @ [Level { mixed: true, .. }, ..] => Some(note::unmarked(levels, writer)),
        [outer] if is_answer && !place.for_us_alone => {
            writer.and_then(|writer| note::of_another(&outer.own, writer, mail.to()))
        }
        [outer] if is_sent_on && !outer.own.trim().is_empty() => {
            // Its header may be one that is not known.
            let unclear = format!("`{subject}` says that it was sent on, and nothing in it says who wrote what");
            doubts.push(unclear.clone());
            Some(unclear)
        }
        _ => None,
    };
    // Of a letter that is sent on, `see below` speaks of the letter.
    let inside: Vec<Option<String>> = found
        .windows(2)
        .map(|pair| {
            let [cover, quoted] = pair else { return None };
            let author = if cover.depth == 0 { writer.filter(|_| is_answer) } else { cover.from.as_ref() };
            inside::answered(cover, quoted, Some(author?))
        })
        .collect();
    let dates: Vec<Option<Found>> =
        found.iter().map(|level| dates::find(level.date_text.as_deref()?, level.langs)).collect();
    let day_first = order_shown(&dates);
    // A program writes the dates it copies in the clock of the one who forwards; his own Date header says which that is.
    let clock = stamp.at.map(|(_, offset)| offset).filter(|offset| desk.zone == TimeZone::UTC && offset.seconds() != 0);
    let zone = clock.map_or_else(|| desk.zone.clone(), TimeZone::fixed);
    let mut letters = Vec::with_capacity(found.len());
    let mut kept = 0;
    for (n, (level, date)) in found.into_iter().zip(dates).enumerate() {
        let mixed = [n.checked_sub(1), Some(n)].into_iter().flatten().find_map(|n| inside.get(n)?.clone());
        let mixed = mixed.or_else(|| level.spliced.map(str::to_owned));
        if level.depth == 0 {
            let letter = outermost(mail, level, place, desk);
            letters.push(Letter { unsure_words: letter.unsure_words.clone().or(mixed), ..letter });
            continue;
        }
        // A quote without any header says nothing of its own.
        if level.seen.is_none() {
            continue;
        }
        kept += 1;
        let hints = Hints { langs: level.langs, zone: &zone, not_after, day_first };
        let letter = inner(level, place, date.as_ref(), hints, subject);
        letters.push(Letter { unsure_words: letter.unsure_words.clone().or(mixed), ..letter });
    }
    if let Some(unclear) = unclear {
        for letter in letters.iter_mut().take(2).filter(|letter| !letter.text.is_empty()) {
            letter.unsure_words = Some(unclear.clone());
        }
    }
    if unmarked.is_some()
        && let Some(last) = letters.last_mut()
    {
        last.unsure_words = unmarked;
    }
    // Nobody can say whose a command is that stands below what looks like a header, or is somebody's chat.
    let unsure = letters.first().filter(|_| place.for_us_alone).and_then(|note| note.unsure_words.as_deref());
    doubts.extend([HIDDEN, PASTED].into_iter().find(|why| unsure == Some(*why)).map(str::to_owned));
    if let Some(words) = disagreement
        && kept > 0
    {
        doubts.push(words.clone());
        letters.iter_mut().skip(1).take(1).for_each(|letter| letter.doubts.push(words.clone()));
    }
    let closed = mail.closed();
    if closed == Some(ENCRYPTED)
        && let Some(first) = letters.first_mut()
    {
        first.unsure_words = Some(ENCRYPTED.to_owned());
    }
    let is_sealed = |letter: &Letter| letter.unsure_words.as_deref() == Some(ENCRYPTED);
    // Of a letter that is only quoted nobody has to be asked about.
    let sealed = letters.iter().any(|letter| letter.seen != Seen::Quoted && is_sealed(letter)).then_some(ENCRYPTED);
    doubts.extend(closed.or(sealed).map(str::to_owned));
    name_talks(&mut letters);
    for letter in letters.iter().skip(1).filter(|letter| letter.from.is_none() && letter.seen == Seen::Forwarded) {
        let what = letter.subject.as_deref().map_or(String::new(), |subject| format!(" (`{subject}`)"));
        doubts.push(format!("nobody says who wrote the forwarded letter{what}"));
    }
    letters
}

/// The levels as the better witness tells them, and what the other says differently.
fn witnesses(mail: &Mail<'_>, around: Around<'_>, doubts: &mut Vec<String>) -> (Vec<Level>, Option<String>) {
    let bodies = mail.bodies();
    let text = bodies.text.unwrap_or_default();
    let text = armour::taken_off(&text);
    let page = bodies.html.map(|html| html::page(&html)).unwrap_or_default();
    let mut read = |lines, wanted| {
        let (found, cut) = levels::levels(lines, Around { wanted, ..around });
        let left_out = "not all levels of quotes were read: there are too many";
        if cut && wanted == Wanted::Letters && !doubts.iter().any(|doubt| doubt == left_out) {
            doubts.push(left_out.to_owned());
        }
        found
    };
    // A page of a few words beside a long text is a stub, or the other way round.
    let stub = page.is_empty() || (page.len() * 5 < text.len() && text.len() > 200);
    if stub {
        return (read(lines::of_text(&text), Wanted::Letters), None);
    }
    if text.trim().is_empty() {
        return (read(page.lines(), Wanted::Letters), None);
    }
    let from_html = read(page.lines(), Wanted::Letters);
    // The second witness is asked who wrote, and no more, until it knows better.
    let from_text = read(lines::of_text(&text), Wanted::Names);
    let disagreement = disagree(&from_html, &from_text);
    // A quote that nobody introduced is no letter: lines that begin with `>` are words in HTML.
    if from_html.len() == 1 && from_text.iter().any(|level| level.seen.is_some()) {
        return (read(lines::of_text(&text), Wanted::Letters), disagreement);
    }
    (from_html, disagreement)
}

/// Whether the two parts of a mail name different authors for the same level.
fn disagree(html: &[Level], text: &[Level]) -> Option<String> {
    let address = |person: Option<&Person>| person.and_then(|person| person.address.clone());
    let (html, text) = (levels::authors(html), levels::authors(text));
    html.iter().zip(&text).find_map(|(one, other)| {
        let (one, other) = (address(*one)?, address(*other)?);
        (one != other).then(|| format!("its HTML says that {one} wrote, its text says {other}"))
    })
}

fn outermost(mail: &Mail<'_>, level: Level, place: Place, desk: &Desk) -> Letter {
    let mut letter = Letter::blank(place.depth, Seen::Captured);
    let stamp = mail.date();
    let authors = mail.from();
    // RFC 5322 section 3.6 allows one From; programs that show a forged mail differ in which of two they take.
    if mail.count("from") > 1
        && let Some(other) =
            authors.iter().find(|other| other.address != authors.first().and_then(|one| one.address.clone()))
    {
        let one = authors.first().map_or("somebody", Person::called);
        letter.doubts.push(format!("it has two From headers, {one} and {}", other.called()));
    }
    letter.from = authors.first().cloned();
    if let Some((author, doubt)) = via::author(mail, desk) {
        letter.from = Some(author);
        letter.doubts.extend(doubt);
    }
    letter.to = mail.to().to_vec();
    letter.cc = mail.cc().to_vec();
    letter.subject = mail.subject().map(str::to_owned);
    letter.date_text.clone_from(&stamp.text);
    letter.sent_at = stamp.at.map(|(at, offset)| SentAt { at, offset: Some(offset), certain: stamp.certain });
    letter.message_id = mail.ids("message-id").into_iter().next();
    letter.in_reply_to = mail.ids("in-reply-to");
    letter.references = mail.ids("references");
    put_words(&mut letter, level, place.for_us_alone);
    // A note to bothways may hold the words of a letter that it is asked to send.
    if !place.for_us_alone {
        doubt_draft(&mut letter);
    }
    letter
}

fn inner(level: Level, place: Place, date: Option<&Found>, hints: Hints<'_>, outer: &str) -> Letter {
    let mut letter = Letter::blank(place.depth + level.depth, level.seen.unwrap_or(Seen::Quoted));
    letter.from = level.from.as_ref().map(with_plain_name);
    letter.doubts.extend(letter.from.as_ref().and_then(via::doubt));
    letter.to = level.to.iter().map(with_plain_name).collect();
    letter.cc = level.cc.iter().map(with_plain_name).collect();
    letter.subject = level.subject.as_deref().map(without_encoded_words);
    if letter.subject.is_none() && !level.untitled && letter.seen == Seen::Forwarded && level.depth == 1 {
        letter.subject = unprefixed(outer);
    }
    letter.why = level.why.as_ref().map(ToString::to_string).unwrap_or_default();
    letter.date_text.clone_from(&level.date_text);
    letter.sent_at = date.and_then(|found| dates::resolve(&found.parts, hints));
    if let Some(of) = &level.behalf {
        letter.doubts.push(format!("written on behalf of {}", of.called()));
    }
    letter.automatic = letter.from.as_ref().and_then(automatic::of_address);
    put_words(&mut letter, level, false);
    doubt_draft(&mut letter);
    if letter.automatic.is_none() {
        letter.automatic = automatic::of_words(&letter);
    }
    letter
}

/// Somebody of a copied header. What encoded words hide is never an address.
fn with_plain_name(person: &Person) -> Person {
    let name = person.name.as_deref().map(without_encoded_words);
    Person::new(name.as_deref(), person.address.clone())
}

/// The words of a copied header, which some programs copy as they came.
fn without_encoded_words(value: &str) -> String {
    if !value.contains("=?") {
        return value.to_owned();
    }
    charset::joined_words(value).split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// `Plan` for `FW: Plan`: what a forward without a header of its own is about.
fn unprefixed(outer: &str) -> Option<String> {
    words().prefix(outer)?;
    let (_, rest) = outer.split_once([':', '：'])?;
    Some(rest.trim().to_owned()).filter(|subject| !subject.is_empty())
}

/// Says of each letter which talk it belongs to; one without a subject belongs to that of the letter around it.
fn name_talks(letters: &mut [Letter]) {
    let mut around = String::new();
    for letter in letters {
        if let Some(subject) = &letter.subject {
            (around, letter.answers) = thread(subject);
        }
        letter.thread.clone_from(&around);
    }
}

/// `the plan` for `[EXTERN] Re: Fwd: The plan`, and whether it says that it answers.
fn thread(subject: &str) -> (String, bool) {
    let subject = plain(subject);
    let mut answers = words().prefix(&subject) == Some(Prefix::Reply);
    let mut rest = words().bare_subject(&subject);
    // A list, or a server that warns of letters from outside, adds its mark to some letters of a talk and not to others.
    while let Some((mark, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        && mark.len() <= LONGEST_MARK
        && !after.trim().is_empty()
    {
        answers |= words().prefix(after) == Some(Prefix::Reply);
        rest = words().bare_subject(after);
    }
    (rest.to_owned(), answers)
}

fn put_words(letter: &mut Letter, level: Level, is_note: bool) {
    let people: Vec<&Person> = letter.from.iter().chain(&letter.to).chain(&letter.cc).collect();
    if block::may_head(&level.own, is_note) {
        letter.unsure_words = Some(HIDDEN.to_owned());
    } else if pasted::may_be_pasted(&level.own, is_note, &people) {
        letter.unsure_words = Some(PASTED.to_owned());
    }
    let (own, is_sealed) = armour::unsealed(&level.own);
    if is_sealed {
        letter.unsure_words = Some(ENCRYPTED.to_owned());
    }
    let author = letter.from.as_ref();
    let within = if level.signature.is_empty() {
        None
    } else if own.trim().is_empty() {
        container::words_within(&level.signature, author, &letter.to)
    } else if greeting::is_greeting(&own) {
        container::words_around(own.trim(), &level.signature, author, &letter.to)
    } else {
        None
    };
    let (text, signature) = within.unwrap_or_else(|| {
        let (text, below) = signature::split_parts(banners::without(&own), level.below, author);
        let parts = [Some(level.signature), below].into_iter().flatten().filter(|part| !part.is_empty());
        (text, parts.reduce(|above, below| format!("{above}\n{below}")))
    });
    let speaks = !text.trim().is_empty();
    letter.lang = lang::lang(&text).or_else(|| level.langs.only().filter(|_| speaks));
    letter.text = text;
    letter.signature = signature;
    letter.body = level.body;
}

/// Says of a letter that it holds one to somebody else: `please send this to Bo`, and below it recipients and a subject, or a subject and a
/// greeting that names no reader.
fn doubt_draft(letter: &mut Letter) {
    let readers: Vec<&Person> = letter.to.iter().chain(&letter.cc).collect();
    if letter.unsure_words.is_none() && block::heads_draft(&letter.text, &readers) {
        letter.unsure_words = Some(DRAFTED.to_owned());
    }
}

/// Which order of day and month the dates of this mail prove, if they agree.
fn order_shown(dates: &[Option<Found>]) -> Option<bool> {
    let proofs = dates.iter().flatten().filter_map(|found| dates::proves_order(&found.parts));
    let mut seen: Option<bool> = None;
    for proof in proofs {
        if seen.is_some_and(|known| known != proof) {
            return None;
        }
        seen = Some(proof);
    }
    seen
}
