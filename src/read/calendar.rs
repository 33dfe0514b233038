//! Calendar mails (RFC 5546): what kind one is, and what an answer to an invitation says.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::domain::address::Address;
use crate::domain::letter::{CalendarAnswer, Coming};

/// What a calendar part is, in words that a person understands. `None` where it invites to nothing and answers nothing.
pub(super) fn reason(entry: &str) -> Option<String> {
    let entry = unfolded(entry);
    let method = value(&entry, "METHOD")?.to_ascii_uppercase();
    Some(match method.as_str() {
        "REPLY" => answer(&entry).unwrap_or_else(|| "it is a calendar's answer to an invitation".to_owned()),
        "COUNTER" => with_what("it is a calendar's answer that proposes another time", &entry),
        "CANCEL" => with_what("it is a calendar's cancellation", &entry),
        "REQUEST" => with_what("it is a calendar invitation", &entry),
        _ => return None,
    })
}

/// What an answer to an invitation says, for whoever knows which invitation that was.
pub(super) fn answered(entry: &str) -> Option<CalendarAnswer> {
    let entry = unfolded(entry);
    let method = value(&entry, "METHOD")?.to_ascii_uppercase();
    let event = entry.split_once("BEGIN:VEVENT").map(|(_, event)| event)?;
    let (parameters, who) = attendee(event)?;
    let coming = match (method.as_str(), state(parameters).as_deref()) {
        ("COUNTER", _) => Coming::OtherTime,
        ("REPLY", Some("ACCEPTED")) => Coming::Yes,
        ("REPLY", Some("TENTATIVE")) => Coming::Perhaps,
        ("REPLY", Some("DECLINED")) => Coming::No,
        _ => return None,
    };
    let proposes = (coming == Coming::OtherTime).then(|| begins(event)).flatten();
    Some(CalendarAnswer { uid: value(event, "UID")?, who: Address::parse(who)?, coming, proposes })
}

/// Who invites, where it is the first time that the invitation is sent.
pub(super) fn host_of_new(entry: &str) -> Option<Address> {
    let entry = unfolded(entry);
    let is_request = value(&entry, "METHOD")?.eq_ignore_ascii_case("REQUEST");
    let is_first = value(&entry, "SEQUENCE").is_none_or(|sequence| sequence == "0");
    let (_, host) = person(&entry, "ORGANIZER").filter(|_| is_request && is_first)?;
    Address::parse(host)
}

/// When an event begins, where it says so in UTC or by the name of a zone that everybody knows (RFC 5545 section 3.3.5, forms 2 and 3).
/// Outlook's own names of zones are not among those.
fn begins(event: &str) -> Option<Timestamp> {
    let line = event.lines().find(|line| line.starts_with("DTSTART:") || line.starts_with("DTSTART;"))?;
    let (parameters, at) = line.split_once(':')?;
    let at = at.trim();
    let zone = if at.ends_with('Z') {
        TimeZone::UTC
    } else {
        let named = |parameter: &str| parameter.strip_prefix("TZID=").map(|name| name.trim_matches('"').to_owned());
        TimeZone::get(&parameters.split(';').find_map(named)?).ok()?
    };
    let clock = DateTime::strptime("%Y%m%dT%H%M%S", at.trim_end_matches('Z')).ok()?;
    clock.to_zoned(zone).ok().map(|at| at.timestamp())
}

fn attendee(entry: &str) -> Option<(&str, &str)> {
    person(entry, "ATTENDEE")
}

/// The parameters and the address of the first person with this part in an event.
fn person<'a>(entry: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    entry.lines().find_map(|line| {
        let line = line.strip_prefix(part)?;
        // `mailto:` is the only address that mail invitations know; the rest may hold colons of its own.
        let at = line.to_ascii_lowercase().find(":mailto:")?;
        Some((line.get(..at)?, line.get(at + ":mailto:".len()..)?.trim()))
    })
}

fn state(parameters: &str) -> Option<String> {
    parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.eq_ignore_ascii_case("PARTSTAT").then(|| value.trim_matches('"').to_ascii_uppercase())
    })
}

/// Who comes, who does not, and to what.
fn answer(entry: &str) -> Option<String> {
    let (parameters, who) = attendee(entry)?;
    let state = state(parameters)?;
    let does = match state.as_str() {
        "ACCEPTED" => "accepts the invitation",
        "DECLINED" => "declines the invitation",
        "TENTATIVE" => "may come",
        "DELEGATED" => "sends somebody else",
        _ => return None,
    };
    Some(with_what(&format!("it is a calendar's answer: {who} {does}"), entry))
}

/// With the name of the event and its day, where the part says them.
fn with_what(said: &str, entry: &str) -> String {
    let event = entry.split_once("BEGIN:VEVENT").map_or(entry, |(_, event)| event);
    let name = value(event, "SUMMARY").map(|name| name.replace("\\,", ",").replace("\\;", ";").replace("\\n", " "));
    let day = value(event, "DTSTART").and_then(|start| {
        let (year, month, day) = (start.get(..4)?, start.get(4..6)?, start.get(6..8)?);
        let is_day = [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        is_day.then(|| format!("{year}-{month}-{day}"))
    });
    match (name, day) {
        (Some(name), Some(day)) => format!("{said}, “{name}” on {day}"),
        (Some(name), None) => format!("{said}, “{name}”"),
        (None, Some(day)) => format!("{said} on {day}"),
        (None, None) => said.to_owned(),
    }
}

/// The first value of a property, whatever its parameters.
fn value(entry: &str, name: &str) -> Option<String> {
    entry.lines().find_map(|line| {
        let rest = line.get(..name.len()).filter(|head| head.eq_ignore_ascii_case(name)).and(line.get(name.len()..))?;
        let value = match rest.chars().next()? {
            ':' => rest.get(1..)?,
            ';' => rest.split_once(':')?.1,
            _ => return None,
        };
        Some(value.trim().chars().take(120).collect::<String>()).filter(|value| !value.is_empty())
    })
}

/// Lines put together again that were broken at 75 octets (RFC 5545 section 3.1).
fn unfolded(entry: &str) -> String {
    entry.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
}

#[cfg(test)]
mod tests {
    use super::{Coming, reason};

    #[test]
    fn an_answer_says_who_comes_to_what() {
        let answer = |state: &str| {
            format!(
                "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Lisbon:20261203T100000\r\n\
                 SUMMARY:Half an hour\\, the two of us\r\nATTENDEE;CN=\"Dana Okafor\";PARTSTAT={state};ROLE=REQ-PARTIC\r\n IPANT:mailto:dana@acme.example\r\n\
                 END:VEVENT\r\nEND:VCALENDAR\r\n"
            )
        };
        assert_eq!(
            reason(&answer("ACCEPTED")).unwrap(),
            "it is a calendar's answer: dana@acme.example accepts the invitation, “Half an hour, the two of us” on 2026-12-03"
        );
        assert!(reason(&answer("DECLINED")).unwrap().contains("declines"));
        assert!(reason(&answer("TENTATIVE")).unwrap().contains("may come"));
        assert_eq!(reason(&answer("NEEDS-ACTION")).unwrap(), "it is a calendar's answer to an invitation");
    }

    #[test]
    fn an_answer_names_the_invitation_it_answers() {
        let answered = |method: &str, state: &str| {
            super::answered(&format!(
                "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:k7f3q2m9x4w8r5t6y2u3p7a4b5c6d7e8f9g2h3j4k5@desk.ex\r\n ample\r\n\
                 ATTENDEE;PARTSTAT={state};CN=Dana:MAILTO:Dana@acme.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            ))
        };
        let yes = answered("REPLY", "ACCEPTED").unwrap();
        assert_eq!(yes.uid, "k7f3q2m9x4w8r5t6y2u3p7a4b5c6d7e8f9g2h3j4k5@desk.example");
        assert_eq!((yes.who.as_str(), yes.coming), ("dana@acme.example", Coming::Yes));
        assert_eq!(answered("REPLY", "DECLINED").unwrap().coming, Coming::No);
        assert_eq!(answered("REPLY", "tentative").unwrap().coming, Coming::Perhaps);
        assert_eq!(answered("COUNTER", "TENTATIVE").unwrap().coming, Coming::OtherTime);
        assert_eq!(yes.proposes, None);
        assert_eq!(answered("REQUEST", "ACCEPTED"), None);
        assert_eq!(answered("REPLY", "NEEDS-ACTION"), None);
    }

    #[test]
    fn another_time_is_told_where_its_zone_has_a_name_that_everybody_knows() {
        let proposes = |start: &str| {
            super::answered(&format!(
                "BEGIN:VCALENDAR\r\nMETHOD:COUNTER\r\nBEGIN:VTIMEZONE\r\nDTSTART:16010101T000000\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n\
                 UID:a@desk.example\r\n{start}\r\nATTENDEE;PARTSTAT=TENTATIVE:mailto:dana@acme.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            ))
            .unwrap()
            .proposes
            .map(|at| at.to_string())
        };
        let at = |text: &str| Some(text.to_owned());
        assert_eq!(proposes("DTSTART;TZID=America/New_York:20261203T100000"), at("2026-12-03T15:00:00Z"));
        assert_eq!(proposes("DTSTART;TZID=\"Europe/Lisbon\":20260703T100000"), at("2026-07-03T09:00:00Z"));
        assert_eq!(proposes("DTSTART:20261203T100000Z"), at("2026-12-03T10:00:00Z"));
        for unknown in [
            "DTSTART;TZID=W. Europe Standard Time:20261203T100000",
            "DTSTART:20261203T100000",
            "DTSTART;VALUE=DATE:20261203",
            "DTSTART:soon",
            "DTEND:20261203T100000Z",
        ] {
            assert_eq!(proposes(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_first_invitation_names_its_host() {
        let host = |method: &str, sequence: &str| {
            super::host_of_new(&format!(
                "METHOD:{method}\r\nBEGIN:VEVENT\r\n{sequence}ORGANIZER;CN=\"Reed: Dana\":MAILTO:Dana@acme.example\r\nEND:VEVENT"
            ))
            .map(|host| host.as_str().to_owned())
        };
        assert_eq!(host("REQUEST", "").as_deref(), Some("dana@acme.example"));
        assert_eq!(host("request", "SEQUENCE:0\r\n").as_deref(), Some("dana@acme.example"));
        assert_eq!(host("REQUEST", "SEQUENCE:2\r\n"), None);
        assert_eq!(host("CANCEL", ""), None);
    }

    #[test]
    fn what_invites_to_nothing_has_no_reason() {
        assert_eq!(reason("BEGIN:VCALENDAR\nMETHOD:PUBLISH\nEND:VCALENDAR"), None);
        assert_eq!(reason("METHODIST:REPLY"), None);
        assert_eq!(reason("METHOD:REQUEST").as_deref(), Some("it is a calendar invitation"));
        assert_eq!(reason("method:cancel\nSUMMARY:é"), Some("it is a calendar's cancellation, “é”".to_owned()));
    }
}
