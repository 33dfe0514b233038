//! Mail that no person wrote to a person, told by its headers first and by its words last, with the reason.

use crate::domain::address::{Address, Person};
use crate::domain::letter::{Automatic, AutomaticKind, Desk, Letter, Seen};

use super::mime::Mail;
use super::words::{Prefix, for_phrases, plain, words};
use super::{dates, people};

/// Why a mail is automatic, whose letters were read already; `None` where a person seems to have written it.
pub(super) fn automatic(mail: &Mail<'_>, desk: &Desk, letters: &[Letter], for_us_alone: bool) -> Option<Automatic> {
    let is = |kind, reason: &str| Some(Automatic { kind, reason: reason.to_owned() });
    let words_of_it = letters.first().map_or("", |letter| letter.text.as_str());
    let found = own(mail, desk)
        .or_else(|| report(mail))
        .or_else(|| text_bounce(mail, words_of_it))
        .or_else(|| away(mail, desk, words_of_it))
        .or_else(|| text_receipt(mail, words_of_it))
        .or_else(|| {
            let subject = plain(mail.subject().unwrap_or_default());
            if is_recall(&subject, words_of_it) {
                is(AutomaticKind::Notice, "it calls another mail back")
            } else {
                None
            }
        });
    found.or_else(|| {
        sent_by_machine(mail, desk, words_of_it).filter(|_| !(for_us_alone && hands_over(mail, desk, letters)))
    })
}

/// Why a mail is automatic by its headers, or by the calendar that came with it.
fn sent_by_machine(mail: &Mail<'_>, desk: &Desk, words_of_it: &str) -> Option<Automatic> {
    calendar(mail, words_of_it)
        .or_else(|| list(mail, desk, words_of_it))
        .or_else(|| {
            let auto = mail.headers().filter(|(name, _)| *name == "auto-submitted");
            let said =
                auto.map(|(_, value)| value.to_ascii_lowercase()).find(|value| !value.trim_start().starts_with("no"));
            said.map(|_| Automatic {
                kind: AutomaticKind::Notice,
                reason: "it says that a machine sent it (Auto-Submitted)".to_owned(),
            })
        })
        .or_else(|| machine_address(mail))
}

/// Whether the user hands over to bothways what lies in a mail of hers. How it was sent (Exchange says of what a rule forwards that a
/// machine sent it) and what else came with it (an invitation) then says nothing of the letter inside.
fn hands_over(mail: &Mail<'_>, desk: &Desk, letters: &[Letter]) -> bool {
    let is_mail = |bytes: &[u8]| Mail::parse(bytes).is_some_and(|inner| inner.has("from"));
    let holds = || {
        letters.iter().any(|letter| letter.seen == Seen::Forwarded)
            || mail.attached().iter().any(|inner| is_mail(inner))
    };
    is_by_you(mail, desk) && holds()
}

fn is_by_you(mail: &Mail<'_>, desk: &Desk) -> bool {
    mail.from().first().and_then(|from| from.address.as_ref()).is_some_and(|address| desk.is_you(address))
}

fn own(mail: &Mail<'_>, desk: &Desk) -> Option<Automatic> {
    let ours = mail.headers().any(|(name, _)| name.starts_with("x-bothways"));
    let from = mail.from();
    let from_us = from
        .iter()
        .filter_map(|person| person.address.as_ref())
        .any(|address| desk.is_tracking(address) && !desk.is_you(address));
    (ours || from_us).then(|| Automatic {
        kind: AutomaticKind::Own,
        reason: "it is a mail of bothways itself coming back".to_owned(),
    })
}

/// `multipart/report` (RFC 6522): a bounce, a delay, a delivery or read receipt.
fn report(mail: &Mail<'_>) -> Option<Automatic> {
    if !mail.is("multipart/report") {
        return None;
    }
    let kind = mail.parameter("report-type").unwrap_or_default();
    if kind == "disposition-notification" || mail.part("message/disposition-notification").is_some() {
        return Some(Automatic { kind: AutomaticKind::Receipt, reason: "it is a read receipt".to_owned() });
    }
    let status = mail.part("message/delivery-status").map(|status| status.to_ascii_lowercase()).unwrap_or_default();
    let action =
        status.lines().filter_map(|line| line.strip_prefix("action:")).map(str::trim).next().unwrap_or("failed");
    Some(match action {
        "delivered" | "relayed" | "expanded" => {
            Automatic { kind: AutomaticKind::Receipt, reason: "it is a delivery receipt".to_owned() }
        }
        // Not a refusal: the other server keeps trying (RFC 3464 section 2.3.3).
        "delayed" => Automatic { kind: AutomaticKind::Receipt, reason: "it says that a mail is delayed".to_owned() },
        _ => Automatic { kind: AutomaticKind::Bounce, reason: "it says that a mail could not be delivered".to_owned() },
    })
}

fn away(mail: &Mail<'_>, desk: &Desk, words_of_it: &str) -> Option<Automatic> {
    let replied = mail.headers().any(|(name, value)| match name {
        "auto-submitted" => value.to_ascii_lowercase().starts_with("auto-replied"),
        "x-autoreply" | "x-autorespond" | "x-autoreply-from" | "x-mail-autoreply" => true,
        "precedence" => ["auto_reply", "auto-reply"].iter().any(|word| value.to_ascii_lowercase().contains(word)),
        _ => false,
    });
    if replied {
        return Some(Automatic { kind: AutomaticKind::OutOfOffice, reason: "it is an automatic answer".to_owned() });
    }
    let oof = mail.has("x-auto-response-suppress");
    let answers = !mail.ids("in-reply-to").is_empty();
    let subject = plain(mail.subject().unwrap_or_default());
    let is_programs = title_of_away(&subject, answers || oof)?;
    let readers = || mail.to().iter().chain(mail.cc());
    let is_persons = || {
        is_by_you(mail, desk) && others(mail, desk).next().is_some()
            || is_personal(readers(), words_of_it)
            // Any other title may be a person's own subject (`Absence: first week of December`); no program adds somebody in copy.
            || !answers && !is_programs && (readers().count() > 1 || speaks_to(readers(), words_of_it))
    };
    (oof || ((answers && is_programs) || says_away(words_of_it)) && !is_persons()).then(|| Automatic {
        kind: AutomaticKind::OutOfOffice,
        reason: "its subject and words are those of an out-of-office answer".to_owned(),
    })
}

/// Why a letter that somebody sent on or quoted is automatic, by its subject and words alone: its header is gone.
pub(super) fn of_words(letter: &Letter) -> Option<Automatic> {
    let words_of_it = letter.text.as_str();
    let subject = plain(sent_on(letter.subject.as_deref().unwrap_or_default()));
    let away = || {
        let is_programs = title_of_away(&subject, true)?;
        let readers = || letter.to.iter().chain(&letter.cc);
        let is_programs = is_programs && !is_personal(readers(), words_of_it);
        (is_programs || (says_away(words_of_it) && !speaks_to(readers(), words_of_it))).then_some(())
    };
    let read = || (is_receipt(&subject) && says_read(words_of_it)).then_some(());
    let (kind, reason) = away()
        .map(|()| (AutomaticKind::OutOfOffice, "its subject and words are those of an out-of-office answer"))
        .or_else(|| read().map(|()| (AutomaticKind::Receipt, "its subject and words are those of a read receipt")))
        .or_else(|| {
            is_recall(&subject, words_of_it).then_some((AutomaticKind::Notice, "it calls another mail back"))
        })?;
    Some(Automatic { kind, reason: reason.to_owned() })
}

/// A subject without what says that a letter was sent on. What says that it answers is a person's: `Re: Automatic reply: Plan`.
fn sent_on(subject: &str) -> &str {
    let mut rest = subject.trim();
    while words().prefix(rest) == Some(Prefix::Forward)
        && let Some((_, after)) = rest.split_once([':', '：'])
    {
        rest = after.trim();
    }
    rest
}

/// `Good morning, dear Ines` has no more.
const MOST_WORDS_OF_A_GREETING: usize = 4;

/// A question of fewer words may stand in any absence note: `Is it urgent? Call Bo.`
const WORDS_OF_A_QUESTION: usize = 6;

/// Whether words are meant for their reader alone, and not for whoever writes next: they greet him by name, or ask something.
fn speaks_to<'a>(readers: impl Iterator<Item = &'a Person>, words_of_it: &str) -> bool {
    greets(readers, greeting(words_of_it).0) || asks(words_of_it)
}

/// Whether words are a person's, whatever program their title is of: they greet their reader by name, and ask something.
fn is_personal<'a>(readers: impl Iterator<Item = &'a Person>, words_of_it: &str) -> bool {
    greets(readers, greeting(words_of_it).0) && asks(words_of_it)
}

fn asks(words_of_it: &str) -> bool {
    let is_question =
        |said: &str| said.ends_with(['?', '？', '؟']) && said.split_whitespace().nth(WORDS_OF_A_QUESTION - 1).is_some();
    words_of_it.split_inclusive(['.', '!', '?', '？', '؟']).any(is_question)
}

/// Whether a phrase of absence notes stands in words.
fn says_away(words_of_it: &str) -> bool {
    words().away_body.is_match(for_phrases(words_of_it).as_ref())
}

/// What may be a greeting, and whether a mark ends it: `Hi Ines,`.
fn greeting(words_of_it: &str) -> (&str, bool) {
    let first = words_of_it.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let marks = [',', '!', ':', '，', '！', '：'];
    first.split_once(marks).map_or((first, false), |(greeting, _)| (greeting, true))
}

/// Whether a few words call one of these people by name.
fn greets<'a>(mut readers: impl Iterator<Item = &'a Person>, greeting: &str) -> bool {
    let greeting = greeting.to_lowercase();
    let words = || greeting.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    // The first of several is no name.
    let greeted = || words().skip(usize::from(words().count() > 1));
    let is_called = |reader: &Person| {
        // `Hello,` calls nobody at `hello@`.
        let address = reader.address.as_ref().filter(|_| words().count() > 1);
        let local = address.map_or("", |address| address.local());
        let called = format!("{} {local}", reader.name.as_deref().unwrap_or_default()).to_lowercase();
        let mut parts = called.split(|c: char| !c.is_alphabetic()).filter(|part| part.chars().nth(1).is_some());
        parts.any(|part| greeted().any(|word| word == part))
    };
    greeted().count() <= MOST_WORDS_OF_A_GREETING && readers.any(is_called)
}

/// Whether somebody calls a mail back, as Outlook writes it: a subject of its own and one sentence.
fn is_recall(subject: &str, words_of_it: &str) -> bool {
    let titled = words().recall_subject.iter().any(|title| {
        subject.strip_prefix(title.as_str()).is_some_and(|rest| rest.trim_start().starts_with([':', '：']))
    });
    titled && words_of_it.len() < LONGEST_RECEIPT && words().recall_body.is_match(for_phrases(words_of_it).as_ref())
}

/// Whether a subject is one that programs give to out-of-office answers, and whether it needs no more words to be sure: a phrase that
/// goes on to the subject of the mail that is answered, `Automatic reply: Proofs`. With one word and no mail that it answers (`Away`),
/// or with more of a sentence (`Automatic reply wording`), it is a person's own; so is what answers such a mail.
fn title_of_away(subject: &str, answers: bool) -> Option<bool> {
    if words().prefix(subject) == Some(Prefix::Reply) {
        return None;
    }
    let titles = || words().away_subject.iter();
    let titled = titles()
        .filter_map(|title| Some((title, subject.strip_prefix(title.as_str())?.trim_start())))
        .find_map(|(title, rest)| match rest.chars().next() {
            // Where words are not parted by blanks, the title is a phrase all the same.
            None => (answers || title.contains(|c| matches!(c, ' ' | '-' | '\u{3000}'..='\u{d7af}'))).then_some(false),
            Some(':' | '：') => Some(is_phrase(title)),
            Some('-' | '–' | '(' | '[') => Some(false),
            Some(_) => words().prefix(rest).map(|_| is_phrase(title)),
        });
    // Notes: `Dana Reed is out of the office.`
    let closing = || titles().filter_map(|title| title.strip_prefix('*'));
    let said = subject.trim_end_matches('.');
    titled.or_else(|| (answers && closing().any(|closing| said.ends_with(closing))).then_some(false))
}

/// Whether a title is of several words, or one that says as much (`Autosvar`, `Automaatvastus`, and not `Auto`: a car); four characters
/// where words are not parted by blanks (`自動応答`).
fn is_phrase(title: &str) -> bool {
    title.contains([' ', '-'])
        || title.strip_prefix("auto").is_some_and(|rest| !rest.is_empty())
        || title.chars().filter(|c| matches!(c, '\u{3000}'..='\u{d7af}')).count() >= 4
}

/// A read receipt that is no `multipart/report`: Exchange and Thunderbird write `Your message … was read on …`.
fn text_receipt(mail: &Mail<'_>, words_of_it: &str) -> Option<Automatic> {
    let subject = plain(mail.subject().unwrap_or_default());
    let says = is_receipt(&subject) && !mail.ids("in-reply-to").is_empty() && says_read(words_of_it);
    says.then(|| Automatic {
        kind: AutomaticKind::Receipt,
        reason: "its subject and words are those of a read receipt".to_owned(),
    })
}

fn is_receipt(subject: &str) -> bool {
    words().receipt_subject.iter().any(|title| {
        subject.strip_prefix(title.as_str()).is_some_and(|rest| rest.trim_start().starts_with([':', '：', '(']))
    })
}

/// A program says no more than that a mail was read, in fewer characters than this.
const LONGEST_RECEIPT: usize = 600;

/// Whether words are the sentence of a program: its first words (`This is a return receipt`), or a line that goes on to the hour
/// (`was read on Monday, November 16, 2026 9:30 AM`).
fn says_read(words_of_it: &str) -> bool {
    // Exchange indents that line by a blank.
    let said = words_of_it.trim().replace("\n ", "\n");
    let said = for_phrases(&said);
    let leads_to_hour = |after: &str| dates::names_hour(after.lines().next().unwrap_or_default());
    said.chars().count() < LONGEST_RECEIPT
        && words().receipt_body.find_iter(said.as_ref()).any(|found| {
            let begins_line = said.get(found.range()).is_some_and(|phrase| phrase.starts_with('\n'));
            if begins_line { said.get(found.end()..).is_some_and(leads_to_hour) } else { found.start() == 0 }
        })
}

/// Bounces of servers that do not follow RFC 3464: qmail, old Exim, Exchange, some gateways.
fn text_bounce(mail: &Mail<'_>, words_of_it: &str) -> Option<Automatic> {
    let from = mail.from();
    let local = from
        .first()
        .and_then(|person| person.address.as_ref())
        .map(|address| address.local().to_owned())
        .unwrap_or_default();
    let daemon = matches!(local.as_str(), "mailer-daemon" | "postmaster" | "mail-daemon" | "mailerdaemon" | "mdaemon")
        // Exchange writes its own reports as `MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@`.
        || local.starts_with("microsoftexchange");
    let empty_return = mail.header("return-path").is_some_and(|path| path.trim() == "<>");
    let names_failure = mail.has("x-failed-recipients");
    let subject = plain(mail.subject().unwrap_or_default());
    let titled = words().bounce_subject.iter().any(|title| subject.starts_with(title.as_str()));
    let qmail = words_of_it.trim_start().starts_with("Hi. This is the qmail-send program");
    // Whoever answers as postmaster may write of `550 chairs`; a server says whom it could not reach.
    let is_person = matches!(local.as_str(), "postmaster" | "mdaemon")
        && from.first().and_then(|person| person.name.as_deref()).is_some_and(is_persons_name);
    let says_why = daemon
        && if is_person {
            let mut codes = failure_codes(words_of_it);
            codes.any(|is_enhanced| is_enhanced)
                || words_of_it.lines().any(|line| line.contains('@') && has_failure_code(line))
        } else {
            has_failure_code(words_of_it)
        };
    let is_report =
        names_failure || qmail || says_why || (daemon && (empty_return || titled)) || (empty_return && titled);
    // Sendmail and Exim begin so while they still try.
    let is_delay = subject.starts_with("warning:");
    let (kind, reason) = if is_delay {
        (AutomaticKind::Receipt, "it says that a mail is delayed")
    } else {
        (AutomaticKind::Bounce, "it says that a mail could not be delivered")
    };
    is_report.then(|| Automatic { kind, reason: reason.to_owned() })
}

fn has_failure_code(words_of_it: &str) -> bool {
    failure_codes(words_of_it).next().is_some()
}

/// The codes of lasting failure in words as servers give them, `550 5.1.1` (RFC 5321 section 4.2.1, RFC 3463); whether each is one of the
/// second kind, which nobody else writes.
fn failure_codes(words_of_it: &str) -> impl Iterator<Item = bool> {
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let code = move |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        let is_basic = word.len() == 3 && is_number(word);
        let is_enhanced = word.matches('.').count() == 2 && word.split('.').all(is_number);
        (word.starts_with('5') && (is_basic || is_enhanced && word.starts_with("5."))).then_some(is_enhanced)
    };
    words_of_it.split_whitespace().take(2000).filter_map(code)
}

pub(super) fn calendar_file(mail: &Mail<'_>) -> Option<String> {
    mail.part("text/calendar").or_else(|| mail.part("application/ics")).map(std::borrow::Cow::into_owned)
}

fn calendar(mail: &Mail<'_>, words_of_it: &str) -> Option<Automatic> {
    let file = calendar_file(mail)?;
    let reason = super::calendar::reason(&file)?;
    // `Hi Ines, could you bring the contract?`: no calendar writes so, and only the first invitation says it for the first time.
    let by_host = || {
        let host = super::calendar::host_of_new(&file);
        host.is_some() && mail.from().first().is_some_and(|from| from.address == host)
    };
    let (greeting, is_ended) = greeting(words_of_it);
    let is_letter = is_ended && by_host() && greets(mail.to().iter().chain(mail.cc()), greeting);
    (!is_letter).then_some(Automatic { kind: AutomaticKind::Calendar, reason })
}

fn list(mail: &Mail<'_>, desk: &Desk, words_of_it: &str) -> Option<Automatic> {
    let precedence = mail.header("precedence").map(str::to_ascii_lowercase).unwrap_or_default();
    let is_campaign = matches!(precedence.trim(), "bulk" | "junk") || mail.has("x-campaign");
    let of_list = precedence.trim() == "list" || mail.has("list-id") || mail.has("list-post");
    let is_list =
        mail.has("list-post") || precedence.trim() == "list" || (mail.has("list-id") && mail.has("list-archive"));
    // These tell the relay, which takes letters to one as well: answers, and what greets its reader by name.
    let of_relay = mail.has("feedback-id") || mail.has("x-mailgun-sid");
    let is_for_one = || {
        let greeted = greets(mail.to().iter().chain(mail.cc()), greeting(words_of_it).0);
        greeted || is_by_you(mail, desk) || !mail.ids("in-reply-to").is_empty()
    };
    let of_many =
        is_campaign || mail.has("list-unsubscribe") || mail.has("list-unsubscribe-post") || of_relay && !is_for_one();
    if !(of_list || of_many) || (!is_campaign && is_to_somebody(mail, of_list, desk)) {
        return None;
    }
    let (kind, reason) = if is_list {
        (AutomaticKind::List, "it came through a mailing list")
    } else {
        (AutomaticKind::Newsletter, "it was sent to many at once")
    };
    Some(Automatic { kind, reason: reason.to_owned() })
}

/// Whether the user wrote to somebody who is neither bothways nor the list. That is her letter, through whatever relay it went, and
/// although a list had a copy; which of them is the list has to be told then.
fn is_to_somebody(mail: &Mail<'_>, of_list: bool, desk: &Desk) -> bool {
    let lists: Vec<Address> = people::addresses(mail.header("list-post").unwrap_or_default()).collect();
    is_by_you(mail, desk) && of_list != lists.is_empty() && others(mail, desk).any(|address| !lists.contains(address))
}

/// To whom a mail goes beside the user and bothways.
fn others<'m>(mail: &'m Mail<'_>, desk: &Desk) -> impl Iterator<Item = &'m Address> {
    let addresses = mail.to().iter().chain(mail.cc()).filter_map(|person| person.address.as_ref());
    addresses.filter(|address| !desk.is_you(address) && !desk.is_tracking(address))
}

fn machine_address(mail: &Mail<'_>) -> Option<Automatic> {
    of_address(mail.from().first()?)
}

/// Why what is written from an address is automatic.
pub(super) fn of_address(person: &Person) -> Option<Automatic> {
    let address = person.address.as_ref()?;
    // Somebody has to read what goes to the postmaster, and answers from there.
    let is_person = address.local() == "postmaster" && person.name.as_deref().is_some_and(is_persons_name);
    (is_machine(address.local()) && !is_person)
        .then(|| Automatic { kind: AutomaticKind::Notice, reason: format!("nobody reads answers to {address}") })
}

/// Two words and more, none of which says that a server writes.
fn is_persons_name(name: &str) -> bool {
    let name = name.to_lowercase();
    let of_server = ["mail", "deliver", "system", "postmaster", "admin", "daemon", "server", "service"];
    name.contains(' ') && !of_server.iter().any(|word| name.contains(word))
}

/// Local parts of machines, without dashes and dots.
const WHOLE: [&str; 8] =
    ["mailerdaemon", "listserv", "majordomo", "bounce", "bounces", "autoreply", "postmaster", "maildaemon"];

/// Whether a local part belongs to a machine: `noreply`, `accounts.no-reply`, `mailer-daemon`. What a list sends (`cooks-request`,
/// `owner-cooks`) says so in its header, and hotels have addresses for every request.
fn is_machine(local: &str) -> bool {
    let marks = ['-', '_', '.'];
    let local = local.split('+').next().unwrap_or(local);
    // Words end where a mark stands: `mariano.reply@` and `n.o.reply@` are people.
    let mut before = ["", ""];
    let wants_no_answer = local.split(marks).any(|part| {
        let refuses = matches!(before, [_, "no" | "donot" | "dont"] | ["do", "not"]) && part.starts_with("reply");
        let [_, last] = before;
        before = [last, part];
        refuses || words().no_answer.iter().any(|word| part.starts_with(word.as_str())) || part.ends_with("noreply")
    });
    let whole = local.replace(marks, "");
    let has_initials = local.split(marks).any(|part| part.len() < 2);
    wants_no_answer || WHOLE.contains(&whole.as_str()) || (!has_initials && words().no_answer.contains(&whole))
}

/// Whether the sender is a mail system, so that ids in the words may name the mail that came back.
pub(super) fn is_bounce_shaped(mail: &Mail<'_>) -> bool {
    let from = mail.from();
    let local = from
        .first()
        .and_then(|person| person.address.as_ref())
        .map(|address| address.local().to_owned())
        .unwrap_or_default();
    mail.has("x-failed-recipients")
        || matches!(local.as_str(), "mailer-daemon" | "postmaster" | "mail-daemon" | "mailerdaemon")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    #[test]
    fn programs_title_out_of_office_answers_and_people_name_their_subjects() {
        for (subject, answers) in [
            ("automatic reply: proofs", false),
            ("out of office re: proofs", false),
            ("fuera de la oficina", false),
            ("autoodpowiedź: proofs", false),
            ("afwezig: proofs", false),
            ("away", true),
            ("不在", false),
            ("dana reed is out of the office.", true),
        ] {
            assert!(title_of_away(subject, answers).is_some(), "{subject}");
        }
        assert_eq!(title_of_away("re: dana reed is out of the office.", true), None);
        for subject in ["out of office next week?", "automatic reply wording", "away", "absence", "ferie", "plan"] {
            assert_eq!(title_of_away(subject, false), None, "{subject}");
        }
    }

    #[test]
    fn machines_are_known_by_whole_words_of_their_address() {
        for local in [
            "noreply",
            "no-reply",
            "no_reply+7",
            "accounts.no-reply",
            "accountsnoreply",
            "noreply2",
            "ne-pas-repondre",
            "do-not-reply",
            "donot-reply.shop",
            "mailer-daemon",
            "bounces+12",
        ] {
            assert!(is_machine(local), "{local}");
        }
        for local in ["mariano.reply", "n.o.reply", "booking-request", "owner-relations", "no.rossi", "reply", "bruno"]
        {
            assert!(!is_machine(local), "{local}");
        }
    }

    #[test]
    fn somebody_writes_as_postmaster() {
        let from = |name| of_address(&Person::new(Some(name), Address::parse("postmaster@acme.example"))).is_some();
        assert!(from("Mail Delivery System") && from("Postmaster"));
        assert!(!from("Dana Reed"));
    }

    #[test]
    fn words_are_meant_for_a_reader_whom_they_greet_or_ask() {
        let ines = [Person::new(Some("Ines Vale"), Address::parse("ines.vale@desk.example"))];
        for words in [
            "Hi Ines,\n\nI am away.",
            "Ines! I am away.",
            "Liebe Frau Vale\nIch bin weg.",
            "I am away. Could you take the calls until Monday?",
        ] {
            assert!(speaks_to(ines.iter(), words), "{words}");
        }
        for words in [
            "Hello,\nI am away. Is it urgent? Call Bo.",
            "I am away until Ines is back from her holiday.",
            "Thank you.\nInes Vale answers your mail.",
            "",
        ] {
            assert!(!speaks_to(ines.iter(), words), "{words}");
        }
    }

    #[test]
    fn a_title_of_several_words_is_a_programs() {
        for (subject, is_programs) in [
            ("automatic reply: proofs", true),
            ("out of office re: proofs", true),
            ("自動応答: proofs", true),
            ("absence: first week of december", false),
            ("away: next week", false),
            ("afwezig: volgende week", false),
            ("外出: 下周", false),
        ] {
            assert_eq!(title_of_away(subject, true), Some(is_programs), "{subject}");
        }
    }

    #[test]
    fn programs_say_when_a_mail_was_read_and_people_say_more() {
        for words in [
            "Your message\n\n   To: Dana\n   Subject: Menu\n\nwas read on Monday, November 16, 2026 9:30 AM.",
            "Ihre Nachricht\n\n   An: Dana\n\nwurde am Montag, 16. November 2026 09:30:00 (UTC+01:00) gelesen.",
            "This is a return receipt for the mail that you sent to dana@acme.example.",
        ] {
            assert!(says_read(words), "{words}");
        }
        let long = format!("{}\nwas read on Monday at 9:30 by all of us.", "The chapter that you sent us ".repeat(30));
        for words in [
            "I got your message\nand will answer it tomorrow. Can you send me the file again?",
            "danke für Ihre Nachricht.",
            "The contract was read on Monday at 9:30, and we sign it.",
            "The chapter\nwas read on Monday by all of us.",
            "I wonder whether this is a return receipt.",
            long.as_str(),
        ] {
            assert!(!says_read(words), "{words}");
        }
    }

    #[test]
    fn servers_say_by_code_that_a_mail_failed() {
        for words in ["550 5.1.1 no such user", "host said: 550 no mailbox", "(#5.1.1)", "5.4.14"] {
            assert!(has_failure_code(words), "{words}");
        }
        for words in ["we meet at 5", "room 4.1.1", "in 5 days, on 5.11.2026", "421 4.7.0 try again"] {
            assert!(!has_failure_code(words), "{words}");
        }
    }
}
