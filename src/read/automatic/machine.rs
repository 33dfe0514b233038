//! Addresses from which no person writes.

use crate::domain::address::Person;
use crate::domain::letter::{Automatic, AutomaticKind};
use crate::read::words::words;

/// Why what is written from an address is automatic.
pub(in crate::read) fn of_address(person: &Person) -> Option<Automatic> {
    let address = person.address.as_ref()?;
    // Somebody has to read what goes to the postmaster, and answers from there.
    let is_person = address.local() == "postmaster" && person.name.as_deref().is_some_and(is_persons_name);
    (is_machine(address.local()) && !is_person)
        .then(|| Automatic { kind: AutomaticKind::Notice, reason: format!("nobody reads answers to {address}") })
}

/// Two words and more, none of which says that a server writes.
pub(super) fn is_persons_name(name: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

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
}
