//! Whether a mail is the user's own word. Commands are obeyed on nothing less than [`Proof::Proven`].
//!
//! What this cannot see is judged elsewhere: whether the mail that is answered was ours and still open, and whether the same
//! words were already obeyed once.

use super::Trust;
use super::authres::{self, AuthRes, Checked};
use crate::domain::address::Address;
use crate::domain::command::Proof;
use crate::domain::letter::{AutomaticKind, Reading, Route, Signature};

/// See [`super::proof`].
pub(super) fn proof(reading: &Reading, trust: &Trust) -> Proof {
    let author = match author(reading, trust) {
        Ok(author) => author,
        Err(refused) => return refused,
    };
    if let Some(passed_on) = passed_on(reading, trust) {
        return passed_on;
    }
    // What her own mail system says goes before what was found here: it saw where the mail came from.
    match (vouched(reading, &author, trust), signed(reading, &author, trust)) {
        (Proof::Unknown(_), Some(found)) => found,
        (said, _) => said,
    }
}

/// See [`super::signed_by`].
pub(super) fn signed_by(reading: &Reading, trust: &Trust) -> Option<String> {
    let author = author(reading, trust).ok()?;
    let is_straight = passed_on(reading, trust).is_none();
    is_straight.then(|| aligned_signer(reading, &author, trust)).flatten()
}

fn aligned_signer(reading: &Reading, author: &Address, trust: &Trust) -> Option<String> {
    let Some(Signature::Of(domains)) = &reading.envelope.signature else { return None };
    domains.iter().filter_map(|signer| domain(signer)).find(|signer| is_aligned(signer, author, trust))
}

/// What the signatures that were checked here say; `None` where none was, or where they do not count.
fn signed(reading: &Reading, author: &Address, trust: &Trust) -> Option<Proof> {
    let signature = reading.envelope.signature.as_ref().filter(|_| trust.signatures)?;
    Some(match (aligned_signer(reading, author, trust), signature) {
        (Some(signer), _) => Proof::Proven(format!("the signature of {signer}, checked here")),
        (None, Signature::Nothing(why)) => Proof::Unknown(why.clone()),
        (None, Signature::Of(domains)) => {
            Proof::Unknown(format!("{} signed it, which does not speak for {}", domains.join(" and "), author.domain()))
        }
    })
}

/// See [`super::voucher`].
pub(super) fn voucher(reading: &Reading) -> Option<String> {
    let topmost = reading.envelope.authentication_results.first()?;
    authres::parse(topmost).map(|field| field.authserv_id)
}

/// The one author, where there is one, it is the user, and a person wrote.
fn author(reading: &Reading, trust: &Trust) -> Result<Address, Proof> {
    let refused = |why: &str| Err(Proof::Refused(why.to_owned()));
    if let Some(limit) = &reading.refused {
        return refused(&format!("the mail could not be read: {limit}"));
    }
    // Two From fields, or two authors in one: mail systems and programs disagree about which of them counts, and a signature may
    // cover the other (RFC 5322 section 3.6 allows one field; RFC 7489 section 6.6.1 speaks of this attack).
    let [author] = reading.envelope.from.as_slice() else {
        return refused("it does not name exactly one author");
    };
    if reading.envelope.n_from != 1 {
        return refused("it names its author more than once");
    }
    let Some(author) = &author.address else {
        return refused("its author has no address");
    };
    if !is_you(author, trust) {
        return refused(&format!("it is from {author}, which is not one of your addresses"));
    }
    match &reading.automatic {
        Some(automatic) if automatic.kind == AutomaticKind::Own => refused("it is one of my own mails coming back"),
        Some(automatic) => refused(&format!("no person wrote it: {}", automatic.reason)),
        None => Ok(author.clone()),
    }
}

fn is_you(address: &Address, trust: &Trust) -> bool {
    trust.you.contains(address) || trust.you.contains(&address.untagged())
}

/// Whether somebody else had the mail in hand: then no proof of where it came from says that it is meant now.
fn passed_on(reading: &Reading, trust: &Trust) -> Option<Proof> {
    if reading.route == Route::Resent {
        // A signature stays good when somebody else passes the mail on, long after it was meant.
        return Some(Proof::Unknown("somebody passed it on, so it may be older than it looks".to_owned()));
    }
    let sender = reading.envelope.sender.as_ref().filter(|sender| !is_you(sender, trust))?;
    Some(Proof::Unknown(format!("{sender} sent it in your name")))
}

/// What the user's own mail system says about where the mail came from.
fn vouched(reading: &Reading, author: &Address, trust: &Trust) -> Proof {
    let unknown = |why: String| Proof::Unknown(why);
    let Some(ours) = trust.authserv_id.as_deref().map(str::trim).filter(|id| !id.is_empty()) else {
        return unknown(
            "I don't know yet which mail system's word to trust; `bothways doctor` says how to tell me".to_owned(),
        );
    };
    // The topmost field only. Fields further down may have come with the mail (RFC 8601 section 7.1).
    let Some(topmost) = reading.envelope.authentication_results.first() else {
        return unknown("your mail system said nothing about where it came from".to_owned());
    };
    let Some(field) = authres::parse(topmost) else {
        return unknown("what your mail system said about it could not be read".to_owned());
    };
    if !field.authserv_id.eq_ignore_ascii_case(ours) {
        return unknown(format!("it was checked by {}, and I trust only {ours}", field.authserv_id));
    }
    judged(&field, author, trust)
}

fn judged(field: &AuthRes, author: &Address, trust: &Trust) -> Proof {
    let by = &field.authserv_id;
    let said = |method: &str, result: &str| {
        field.results.iter().any(|checked| checked.method == method && checked.result == result)
    };
    if said("dmarc", "fail") {
        return Proof::Refused(format!("{by} found that it did not come from {}", author.domain()));
    }
    let passed = |checked: &&Checked| checked.result == "pass";
    let proven = field.results.iter().filter(passed).find_map(|checked| match checked.method.as_str() {
        "dmarc" => checked.property("header.from").filter(|from| is_domain(from, author)).map(|_| "DMARC".to_owned()),
        "dkim" => signer(checked)
            .filter(|signer| is_aligned(signer, author, trust))
            .map(|signer| format!("the signature of {signer}")),
        // RFC 8601 section 2.7.4: whoever handed the mail in had logged in as this user.
        "auth" => {
            let login = checked.property("smtp.auth").and_then(Address::parse);
            login.filter(|login| login == author).map(|login| format!("the login of {login}"))
        }
        _ => None,
    });
    match proven {
        Some(how) => Proof::Proven(format!("{how}, checked by {by}")),
        None => Proof::Unknown(format!("{by} found nothing that proves it came from {author}")),
    }
}

/// The domain that signed: `header.d`, else the one in `header.i`.
fn signer(checked: &Checked) -> Option<String> {
    let identity = || {
        checked.property("header.i").map(|identity| identity.rsplit_once('@').map_or(identity, |(_, domain)| domain))
    };
    checked.property("header.d").or_else(identity).and_then(domain)
}

/// A domain in the spelling that addresses have.
fn domain(text: &str) -> Option<String> {
    Address::parse(&format!("x@{}", text.trim())).map(|address| address.domain().to_owned())
}

fn is_domain(text: &str, author: &Address) -> bool {
    let text = text.rsplit_once('@').map_or(text, |(_, domain)| domain);
    domain(text).is_some_and(|domain| domain == author.domain())
}

/// Whether a signer speaks for the author's domain. One above or below it counts only where the user said so: without a list of
/// public suffixes, `desk.example.co` and `co` look alike.
fn is_aligned(signer: &str, author: &Address, trust: &Trust) -> bool {
    let below = |domain: &str, above: &str| {
        above.contains('.') && domain.strip_suffix(above).is_some_and(|rest| rest.ends_with('.'))
    };
    let own = author.domain();
    signer == own || (trust.subdomains && (below(signer, own) || below(own, signer)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Person;
    use crate::domain::letter::{Automatic, Envelope, Letter, Seen};

    const YOU: &str = "nadia@desk.example";
    const ID: &str = "mx.desk.example";

    fn trust() -> Trust {
        Trust {
            you: vec![Address::parse(YOU).unwrap()],
            authserv_id: Some(ID.to_owned()),
            signatures: false,
            subdomains: true,
        }
    }

    fn from(addresses: &[&str], results: &[&str]) -> Reading {
        let person = |address: &&str| Person::new(Some("Nadia"), Address::parse(address));
        Reading {
            route: Route::Reply,
            envelope: Envelope {
                from: addresses.iter().map(person).collect(),
                n_from: 1,
                authentication_results: results.iter().map(|result| (*result).to_owned()).collect(),
                ..Envelope::default()
            },
            letters: vec![Letter::blank(0, Seen::Captured)],
            automatic: None,
            tag: None,
            refused: None,
            doubts: Vec::new(),
        }
    }

    fn verdict(reading: &Reading, trust: &Trust) -> &'static str {
        match proof(reading, trust) {
            Proof::Proven(_) => "proven",
            Proof::Unknown(_) => "unknown",
            Proof::Refused(_) => "refused",
        }
    }

    const PASS: &str =
        "mx.desk.example; dkim=pass header.d=desk.example; dmarc=pass (p=reject) header.from=desk.example";

    /// RELIABILITY.md, threat 1: twelve ways to be, or to pretend to be, the user. Only the last two are her.
    #[test]
    fn twelve_mails_in_her_name() {
        let fail =
            "mx.desk.example; dkim=none; spf=fail smtp.mailfrom=evil.example; dmarc=fail header.from=desk.example";
        let mut two_from = from(&[YOU], &[PASS]);
        two_from.envelope.n_from = 2;
        let rows = [
            ("nothing checked it", from(&[YOU], &[]), "unknown"),
            ("the check failed", from(&[YOU], &[fail]), "refused"),
            ("a forged pass below our own fail", from(&[YOU], &[fail, PASS]), "refused"),
            (
                "a forged pass below our own silence",
                from(&[YOU], &["mx.desk.example; dkim=none; spf=none", PASS]),
                "unknown",
            ),
            // Above a foreign Received: `read` hands on only what stands above it, so nothing is left.
            (
                "a pass under another name",
                from(&[YOU], &["mx.evil.example; dmarc=pass header.from=desk.example", PASS]),
                "unknown",
            ),
            ("two From fields", two_from, "refused"),
            ("two authors", from(&["evil@evil.example", YOU], &[PASS]), "refused"),
            (
                "her name, another address",
                from(&["evil@evil.example"], &["mx.desk.example; dmarc=pass header.from=evil.example"]),
                "refused",
            ),
            ("a domain that looks like hers", from(&["nadia@dеsk.example"], &[PASS]), "refused"),
            (
                "a signature over part of it",
                from(&[YOU], &["mx.desk.example; dkim=policy (l= tag) header.d=desk.example"]),
                "unknown",
            ),
            (
                "a signature out of date",
                from(&[YOU], &["mx.desk.example; dkim=neutral (expired) header.d=desk.example; dmarc=none"]),
                "unknown",
            ),
            (
                "a good signature of a subdomain",
                from(&[YOU], &["mx.desk.example; dkim=pass header.d=mail.desk.example"]),
                "proven",
            ),
            ("all is well", from(&[YOU], &[PASS]), "proven"),
        ];
        for (what, reading, expected) in &rows {
            assert_eq!(verdict(reading, &trust()), *expected, "{what}");
        }
    }

    #[test]
    fn nothing_is_proven_without_a_system_to_trust() {
        for id in [None, Some(String::new()), Some(" ".to_owned()), Some("other.example".to_owned())] {
            assert_eq!(verdict(&from(&[YOU], &[PASS]), &Trust { authserv_id: id, ..trust() }), "unknown");
        }
    }

    #[test]
    fn what_was_signed_must_be_her_domain() {
        let strict = Trust { subdomains: false, ..trust() };
        for (result, expected, expected_strict) in [
            ("dkim=pass header.d=desk.example", "proven", "proven"),
            ("dkim=pass header.d=DESK.example.", "proven", "proven"),
            ("dkim=pass header.i=@desk.example", "proven", "proven"),
            ("dkim=pass header.i=nadia@desk.example", "proven", "proven"),
            ("dkim=pass header.d=mail.desk.example", "proven", "unknown"),
            ("dkim=pass header.d=evildesk.example", "unknown", "unknown"),
            ("dkim=pass header.d=desk.example.evil.example", "unknown", "unknown"),
            ("dkim=pass header.d=example", "unknown", "unknown"),
            ("dkim=pass header.d=evil.example header.i=@desk.example", "unknown", "unknown"),
            ("dkim=pass header.d=evil.example; dkim=pass header.d=desk.example", "proven", "proven"),
            ("dkim=fail header.d=desk.example", "unknown", "unknown"),
            ("dmarc=pass header.from=desk.example", "proven", "proven"),
            ("dmarc=pass header.from=evil.example", "unknown", "unknown"),
            ("dmarc=pass", "unknown", "unknown"),
            ("dmarc=pass header.from=desk.example; dmarc=fail header.from=desk.example", "refused", "refused"),
            ("auth=pass (plain) smtp.auth=nadia@desk.example", "proven", "proven"),
            ("auth=pass (plain) smtp.auth=Nadia@Desk.example smtp.mailfrom=nadia@desk.example", "proven", "proven"),
            ("auth=pass smtp.auth=tom@desk.example", "unknown", "unknown"),
            ("auth=pass smtp.auth=nadia", "unknown", "unknown"),
            ("auth=pass", "unknown", "unknown"),
            ("auth=fail smtp.auth=nadia@desk.example", "unknown", "unknown"),
            ("spf=pass smtp.mailfrom=nadia@desk.example", "unknown", "unknown"),
            ("arc=pass header.d=desk.example", "unknown", "unknown"),
            ("none", "unknown", "unknown"),
        ] {
            let reading = from(&[YOU], &[&format!("{ID}; {result}")]);
            assert_eq!(verdict(&reading, &trust()), expected, "{result}");
            assert_eq!(verdict(&reading, &strict), expected_strict, "{result}, strictly");
        }
    }

    /// Where her mail system says nothing, a signature that was checked here is as good; where it says no, none is.
    #[test]
    fn a_signature_checked_here_proves_it_where_it_is_allowed_to_and_aligned() {
        let signed = |by: &[&str]| Some(Signature::Of(by.iter().map(|domain| (*domain).to_owned()).collect()));
        let checking = Trust { authserv_id: None, signatures: true, ..trust() };
        let fail = "mx.desk.example; dmarc=fail header.from=desk.example";
        for (what, signature, results, trust, expected) in [
            ("aligned", signed(&["desk.example"]), &[][..], &checking, "proven"),
            ("of a subdomain", signed(&["mail.desk.example"]), &[], &checking, "proven"),
            ("one of two", signed(&["post.example", "desk.example"]), &[], &checking, "proven"),
            ("of another domain", signed(&["evil.example"]), &[], &checking, "unknown"),
            ("of a longer name", signed(&["evildesk.example"]), &[], &checking, "unknown"),
            ("of none", Some(Signature::Nothing("it carries no signature".to_owned())), &[], &checking, "unknown"),
            ("not checked", None, &[], &checking, "unknown"),
            ("not asked for", signed(&["desk.example"]), &[], &trust(), "unknown"),
            (
                "a stranger's word beside it",
                signed(&["desk.example"]),
                &["mx.evil.example; dmarc=fail"],
                &checking,
                "proven",
            ),
            (
                "her own system says no",
                signed(&["desk.example"]),
                &[fail],
                &Trust { signatures: true, ..trust() },
                "refused",
            ),
        ] {
            let mut reading = from(&[YOU], results);
            reading.envelope.signature = signature;
            assert_eq!(verdict(&reading, trust), expected, "{what}");
        }
        let mut reading = from(&[YOU, "tom@desk.example"], &[]);
        reading.envelope.signature = signed(&["desk.example"]);
        assert_eq!(verdict(&reading, &checking), "refused", "two authors");
        let mut reading = Reading { route: Route::Resent, ..from(&[YOU], &[]) };
        reading.envelope.signature = signed(&["desk.example"]);
        assert_eq!(verdict(&reading, &checking), "unknown", "passed on");
    }

    #[test]
    fn machines_and_messengers_cannot_command() {
        let automatic = |kind| Some(Automatic { kind, reason: "an absence note".to_owned() });
        for kind in AutomaticKind::ALL {
            let reading = Reading { automatic: automatic(*kind), ..from(&[YOU], &[PASS]) };
            assert_eq!(verdict(&reading, &trust()), "refused", "{kind}");
        }
        assert_eq!(verdict(&Reading { route: Route::Resent, ..from(&[YOU], &[PASS]) }, &trust()), "unknown");
        assert_eq!(
            verdict(&Reading { refused: Some("too deep".to_owned()), ..from(&[YOU], &[PASS]) }, &trust()),
            "refused"
        );
        let mut sent_by_another = from(&[YOU], &[PASS]);
        sent_by_another.envelope.sender = Address::parse("evil@evil.example");
        assert_eq!(verdict(&sent_by_another, &trust()), "unknown");
        assert_eq!(verdict(&from(&[], &[PASS]), &trust()), "refused");
    }

    #[test]
    fn her_address_with_a_tag_is_hers() {
        assert_eq!(verdict(&from(&["nadia+work@desk.example"], &[PASS]), &trust()), "proven");
    }
}
