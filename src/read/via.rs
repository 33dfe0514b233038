//! Letters whose From a group or a list wrote anew, so that it names both: `'Dana Reed' via Team <team@acme.example>` (Google Groups,
//! and Mailman since DMARC). Who wrote stands in another header, or the address is not known.

use mail_parser::HeaderName;

use crate::domain::address::{Address, Person};
use crate::domain::letter::Desk;

use super::mime::Mail;
use super::words::words;
use super::{charset, people};

/// Who wrote a mail that came through a group, and what is in doubt about it; `None` where its From is the author's own.
pub(super) fn author(mail: &Mail<'_>, desk: &Desk) -> Option<(Person, Option<String>)> {
    let group = mail.from().first()?;
    let (person, doubt) = told(group)?;
    // Nobody becomes the user by a header that anybody can write.
    let is_mine = |address: &Address| desk.is_you(address) || desk.is_tracking(address);
    if person.address.as_ref().is_some_and(is_mine) {
        return Some((group.clone(), Some(doubt)));
    }
    let reply_to = mail.people(&HeaderName::ReplyTo);
    let alone = if let [one] = reply_to.as_slice() { Some(one.clone()) } else { None };
    let original =
        ["x-original-from", "x-original-sender"].iter().find_map(|name| people::one(mail.header(name)?)).map(decoded);
    // The first that is named is the one or nobody is: whoever stands behind the user did not write what she did.
    let written = original.or(alone).filter(|written| {
        written.address != group.address
            && is_called_alike(written, &person)
            && written.address.as_ref().is_some_and(|address| !is_mine(address))
    });
    let Some(written) = written.filter(|written| is_group_of(mail, group, written)) else {
        return Some((person, Some(doubt)));
    };
    let doubt = (!is_of_house(group, &written)).then(|| {
        let by = group.address.as_ref().map_or("a group", |address| address.as_str());
        format!("it came through {by}, and only that says that {} wrote it", written.called())
    });
    // DMARC leaves less of a name there: `dana--- via Team`.
    let named = Person { name: written.name.clone().or(person.name), address: written.address };
    Some((named, doubt))
}

/// What is in doubt about somebody whom the header of a quoted letter names like this.
pub(super) fn doubt(person: &Person) -> Option<String> {
    told(person).map(|(_, doubt)| doubt)
}

/// Who wrote, as the name of a group's address tells it, and the doubt that comes with it: the address is the group's.
fn told(group: &Person) -> Option<(Person, String)> {
    let name = group.name.as_deref()?;
    let address = group.address.as_ref()?;
    let mut halves = name.match_indices(' ').filter_map(|(at, _)| name.split_at_checked(at));
    let (writer, _) = halves.find(|(_, rest)| words().via.iter().any(|via| rest.starts_with(via.as_str())))?;
    let writer = writer.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '-'));
    // A firm may be called after a street: `Via Roma`, and a name has its parts in capitals.
    let is_name = writer.starts_with(char::is_alphabetic);
    if let Some(known) = Address::parse(writer) {
        let doubt = format!("it came through {address}, and only its name says that {known} wrote it");
        return Some((Person::new(None, Some(known)), doubt));
    }
    // `Dana Reed via DocuSign <dana@acme.example>`: the address is hers.
    let is_hers = is_named_after(address.local(), writer);
    let doubt = format!("it came through {address}; the address of who wrote it is not told");
    (is_name && !is_hers).then(|| (Person::new(Some(writer), None), doubt))
}

/// Whether a local part holds a part of a name, or all of a name whose parts are too short to say anything alone: `Bo Li`, `bo.li@`.
fn is_named_after(local: &str, name: &str) -> bool {
    let (local, name) = (local.to_lowercase(), name.to_lowercase());
    let mut parts = name.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty());
    let stands = |part: &str| local.split(|c: char| !c.is_alphabetic()).any(|word| word == part);
    parts.clone().any(|part| part.len() > 2 && local.contains(part)) || parts.all(stands)
}

/// Somebody whose name was read without its encoded words. What those hide is never an address.
fn decoded(person: Person) -> Person {
    Person { name: person.name.map(|name| charset::joined_words(&name)), ..person }
}

/// Whether an address is a group, and not a service that writes in somebody's name: it says so, or is of the writer's own house.
fn is_group_of(mail: &Mail<'_>, group: &Person, writer: &Person) -> bool {
    let headers =
        ["x-original-from", "x-original-sender", "list-id", "mailing-list", "x-google-group-id", "x-mailfrom"];
    headers.iter().any(|name| mail.has(name)) || is_of_house(group, writer)
}

/// Whether a group's address is of the writer's own domain, or of one below it. Whoever has an address at a provider is of no house.
fn is_of_house(group: &Person, writer: &Person) -> bool {
    let (Some(of_group), Some(of_writer)) = (&group.address, &writer.address) else { return false };
    let (domain, house) = (of_group.domain(), of_writer.domain());
    !of_writer.is_at_provider() && (domain == house || domain.ends_with(&format!(".{house}")))
}

/// Whether a name, or the address behind it, holds a part of the other name.
fn is_called_alike(one: &Person, other: &Person) -> bool {
    let local = one.address.as_ref().map_or("", |address| address.local());
    let one = format!("{} {local}", one.name.as_deref().unwrap_or_default()).to_lowercase();
    let other = other.called().to_lowercase();
    other.split(|c: char| !c.is_alphanumeric()).any(|part| part.chars().count() > 1 && one.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    #[test]
    fn an_address_is_named_after_somebody() {
        for (local, name) in [("dana", "Dana Reed"), ("d.reed", "Dana Reed"), ("bo.li", "Bo Li"), ("li-bo2", "Bo Li")] {
            assert!(is_named_after(local, name), "{name} {local}");
        }
        for (local, name) in [("team", "Dana Reed"), ("bo", "Bo Li"), ("info.de", "Jan de Vries"), ("boli", "Bo Li")] {
            assert!(!is_named_after(local, name), "{name} {local}");
        }
    }

    #[test]
    fn two_addresses_at_a_provider_are_no_house() {
        let at = |address| Person::new(None, Address::parse(address));
        assert!(is_of_house(&at("team@acme.example"), &at("dana@acme.example")));
        assert!(is_of_house(&at("team@lists.acme.example"), &at("dana@acme.example")));
        assert!(!is_of_house(&at("team@acme.example"), &at("dana@quay.example")));
        assert!(!is_of_house(&at("notes77@gmail.com"), &at("dana.reed@gmail.com")));
    }
}
