//! Letters whose From a group or a list wrote anew, so that it names both: `'Dana Reed' via Team <team@acme.example>` (Google Groups,
//! and Mailman since DMARC). Who wrote stands in another header, or the address is not known.

use mail_parser::HeaderName;

use crate::domain::address::Person;
use crate::domain::letter::Desk;

use super::mime::Mail;
use super::people;
use super::words::words;

/// Who wrote a mail that came through a group, and what is in doubt about it; `None` where its From is the author's own.
pub(super) fn author(mail: &Mail<'_>, desk: &Desk) -> Option<(Person, Option<String>)> {
    let group = mail.from().first()?;
    let (person, doubt) = told(group)?;
    let reply_to = mail.people(&HeaderName::ReplyTo);
    let alone = if let [one] = reply_to.as_slice() { Some(one.clone()) } else { None };
    let original = ["x-original-from", "x-original-sender"].iter().find_map(|name| people::one(mail.header(name)?));
    // The first that is named is the one or nobody is: whoever stands behind the user did not write what she did.
    let written = original.or(alone).filter(|written| {
        written.address != group.address
            && is_called_alike(written, &person)
            // Nobody becomes the user by a header that anybody can write.
            && written.address.as_ref().is_some_and(|address| !desk.is_you(address) && !desk.is_tracking(address))
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
    let (writer, _) = words().via.iter().find_map(|via| name.split_once(via))?;
    let writer = writer.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '-'));
    // A firm may be called after a street: `Via Roma`, and a name has its parts in capitals.
    let is_name = writer.starts_with(char::is_alphabetic);
    // `Dana Reed via DocuSign <dana@acme.example>`: the address is hers.
    let local = address.local().to_lowercase();
    let is_hers =
        writer.split(|c: char| !c.is_alphabetic()).any(|part| part.len() > 2 && local.contains(&part.to_lowercase()));
    let doubt = format!("it came through {address}; the address of who wrote it is not told");
    (is_name && !is_hers).then(|| (Person::new(Some(writer), None), doubt))
}

/// Whether an address is a group, and not a service that writes in somebody's name: it says so, or is of the writer's own house.
fn is_group_of(mail: &Mail<'_>, group: &Person, writer: &Person) -> bool {
    let headers =
        ["x-original-from", "x-original-sender", "list-id", "mailing-list", "x-google-group-id", "x-mailfrom"];
    headers.iter().any(|name| mail.has(name)) || is_of_house(group, writer)
}

/// Whether a group's address is of the writer's own domain, or of one below it.
fn is_of_house(group: &Person, writer: &Person) -> bool {
    let domain =
        |person: &Person| person.address.as_ref().map(|address| address.domain().to_owned()).unwrap_or_default();
    let (of_group, of_writer) = (domain(group), domain(writer));
    of_group == of_writer || of_group.ends_with(&format!(".{of_writer}"))
}

/// Whether a name, or the address behind it, holds a part of the other name.
fn is_called_alike(one: &Person, other: &Person) -> bool {
    let local = one.address.as_ref().map_or("", |address| address.local());
    let one = format!("{} {local}", one.name.as_deref().unwrap_or_default()).to_lowercase();
    let other = other.called().to_lowercase();
    other.split(|c: char| !c.is_alphanumeric()).any(|part| part.chars().count() > 1 && one.contains(part))
}
