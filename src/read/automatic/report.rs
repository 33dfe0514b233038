//! What servers and programs report of a mail: that it came back, arrived, was read, or is called back.

use crate::domain::letter::{Automatic, AutomaticKind};
use crate::read::dates;
use crate::read::mime::Mail;
use crate::read::words::{for_phrases, words};

use super::machine::is_persons_name;

/// `multipart/report` (RFC 6522): a bounce, a delay, a delivery or read receipt.
pub(super) fn of_headers(mail: &Mail<'_>) -> Option<Automatic> {
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

/// Bounces of servers that do not follow RFC 3464: qmail, old Exim, Exchange, some gateways.
pub(super) fn bounce(mail: &Mail<'_>, subject: &str, words_of_it: &str) -> Option<Automatic> {
    let from = mail.from();
    let local = local(mail);
    let daemon = matches!(local.as_str(), "mailer-daemon" | "postmaster" | "mail-daemon" | "mailerdaemon" | "mdaemon")
        // Exchange writes its own reports as `MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@`.
        || local.starts_with("microsoftexchange");
    let empty_return = mail.header("return-path").is_some_and(|path| path.trim() == "<>");
    let names_failure = mail.has("x-failed-recipients");
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

/// The local part of the address of who wrote a mail.
fn local(mail: &Mail<'_>) -> String {
    let from = mail.from();
    let address = from.first().and_then(|person| person.address.as_ref());
    address.map(|address| address.local().to_owned()).unwrap_or_default()
}

/// Whether the sender is a mail system, so that ids in the words may name the mail that came back.
pub(in crate::read) fn is_bounce_shaped(mail: &Mail<'_>) -> bool {
    let local = local(mail);
    mail.has("x-failed-recipients")
        || matches!(local.as_str(), "mailer-daemon" | "postmaster" | "mail-daemon" | "mailerdaemon")
}

/// A read receipt that is no `multipart/report`: Exchange and Thunderbird write `Your message … was read on …`.
pub(super) fn receipt(subject: &str, words_of_it: &str) -> Option<Automatic> {
    (is_receipt(subject) && says_read(words_of_it)).then(|| Automatic {
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

/// Whether somebody calls a mail back, as Outlook writes it: a subject of its own and one sentence.
pub(super) fn recall(subject: &str, words_of_it: &str) -> Option<Automatic> {
    let titled = words().recall_subject.iter().any(|title| {
        subject.strip_prefix(title.as_str()).is_some_and(|rest| rest.trim_start().starts_with([':', '：']))
    });
    let is_recall = titled
        && words_of_it.len() < LONGEST_RECEIPT
        && words().recall_body.is_match(for_phrases(words_of_it).as_ref());
    is_recall.then(|| Automatic { kind: AutomaticKind::Notice, reason: "it calls another mail back".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

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
