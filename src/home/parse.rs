//! `bothways.toml` to a checked [`Config`], or everything that is wrong with it, each with its line.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use toml::de::DeTable;

use super::config::{
    Clients, Config, DaysOff, Imap, Limits, Outgoing, PasswordFrom, Sent, Server, Smtp, Tls, Trust, You,
};
use super::problem::{Problem, any_of};
use super::secret::Secret;
use super::section::{Page, Section, did_you_mean};
use crate::domain::address::Address;
use crate::domain::day::{WEEKDAYS, weekday};
use crate::domain::holidays;
use crate::domain::near::nearest;
use crate::domain::relationship::Seat;

const SECTIONS: [&str; 9] = ["you", "tracking", "imap", "smtp", "sent", "trust", "outgoing", "limits", "holidays"];
const TLS: [(&str, Tls); 3] = [("implicit", Tls::Implicit), ("starttls", Tls::StartTls), ("plain", Tls::Plain)];
const SEATS: [(&str, Seat); 2] = [("va", Seat::Va), ("owner", Seat::Owner)];
const CLIENTS: [(&str, Clients); 2] = [("after approval", Clients::AfterApproval), ("hold", Clients::Hold)];

/// Reads the text of a `bothways.toml` that lies in `root`; relative paths in it start there.
pub(super) fn config(text: &str, root: &Path) -> Result<Config, Vec<Problem>> {
    let (whole, errors) = DeTable::parse_recoverable(text);
    let mut page = Page { text, problems: Vec::new() };
    for error in &errors {
        page.problem(&error.span().unwrap_or(0..0), error.message().to_lowercase(), None);
    }
    if !errors.is_empty() {
        // What follows a slip of the pen is often misread; naming more would send the reader astray.
        return Err(sorted(page));
    }
    unknown_sections(whole.get_ref(), &mut page);
    let config = checked(whole.get_ref(), root, &mut page);
    match config {
        Some(config) if page.problems.is_empty() => Ok(config),
        Some(_) | None => Err(sorted(page)),
    }
}

fn sorted(page: Page<'_>) -> Vec<Problem> {
    let mut problems = page.problems;
    problems.sort_by_key(|(at, _)| *at);
    problems.into_iter().map(|(_, problem)| problem).collect()
}

fn unknown_sections(whole: &DeTable<'_>, page: &mut Page<'_>) {
    for (key, value) in whole {
        let said = key.get_ref().as_ref();
        if !SECTIONS.contains(&said) {
            let hint = match nearest(said, SECTIONS) {
                Some(near) => did_you_mean(&format!("[{near}]")),
                None if value.get_ref().is_table() => {
                    format!("the sections are {}", any_of(SECTIONS).replace(" or ", " and "))
                }
                None => "every setting stands below the name of its section, like `[you]`".to_owned(),
            };
            page.problem(&key.span(), format!("`{said}` is not a section"), Some(hint));
        }
    }
}

fn checked(whole: &DeTable<'_>, root: &Path, page: &mut Page<'_>) -> Option<Config> {
    let you = you(Section::of(whole, "you", page), page);
    let mut tracking = tracking(Section::of(whole, "tracking", page), you.as_ref(), page);
    let imap = Section::of(whole, "imap", page);
    let imap = if imap.is_there() { imap_of(imap, &tracking, root, page) } else { None };
    if let Some(user) = imap.as_ref().and_then(|imap| imap.server.user.as_deref()).and_then(Address::parse)
        && tracking.is_empty()
    {
        tracking.push(user);
    }
    let smtp = Section::of(whole, "smtp", page);
    let smtp = if smtp.is_there() { smtp_of(smtp, &tracking, imap.as_ref(), root, page) } else { None };
    let sent = Section::of(whole, "sent", page);
    let sent = if sent.is_there() { sent_of(sent, you.as_ref(), root, page) } else { None };
    let trust = trust(Section::of(whole, "trust", page), page);
    let outgoing = outgoing(Section::of(whole, "outgoing", page), page);
    let limits = limits(Section::of(whole, "limits", page), page);
    let holidays = holidays_of_others(Section::of(whole, "holidays", page), page);
    Some(Config { you: you?, tracking, imap, smtp, sent, trust, outgoing, limits, holidays })
}

fn you(mut section: Section<'_, '_>, page: &mut Page<'_>) -> Option<You> {
    let name = section.text("name", page).map(|(name, _)| name);
    let addresses: Vec<Address> =
        section.addresses("addresses", page).into_iter().map(|(address, _)| address).collect();
    let seat = section.word("seat", &SEATS, page);
    let zone = section.text("zone", page).and_then(|(name, span)| zone_named(&name, &span, page));
    for (key, example) in [
        ("name", "\"Ann Lee\""),
        ("addresses", "[\"ann@desk.example\"]"),
        ("seat", "\"va\"` or `seat = \"owner\""),
        ("zone", "\"Europe/Berlin\""),
    ] {
        if section.value(key).is_none() {
            section.missing(key, example, page);
        }
    }
    let own = days_off(&mut section, page);
    let nudge_hour = i8::try_from(section.number("nudge_hour", 0..24, 8, page)).unwrap_or(8);
    let week_on = week_on(&mut section, page);
    let country = country(&mut section, page);
    let place = country.as_deref().or_else(|| zone.as_ref().and_then(holidays::country));
    let mut calendar = place.and_then(holidays::of).unwrap_or_default();
    if let Some(weekend) = own.weekend {
        calendar.weekend = weekend;
    }
    calendar.holidays.extend(own.also);
    calendar.holidays.retain(|day| !own.not.contains(day));
    if addresses.is_empty()
        && let Some(value) = section.value("addresses")
        && value.get_ref().as_array().is_some_and(|array| array.is_empty())
    {
        page.problem(&value.span(), "`addresses` should name at least one address of yours", None);
    }
    section.finish(page);
    if addresses.is_empty() {
        return None;
    }
    Some(You { name: name?, addresses, seat: seat?, zone: zone?, calendar, nudge_hour, week_on, country })
}

fn zone_named(name: &str, span: &Range<usize>, page: &mut Page<'_>) -> Option<TimeZone> {
    let zone = TimeZone::get(name).ok();
    if zone.is_none() {
        let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
        let hint = nearest(name, known.iter().map(String::as_str))
            .map_or_else(|| "zones are named like `Europe/Berlin` or `America/New_York`".to_owned(), did_you_mean);
        page.problem(span, format!("`{name}` is not a time zone"), Some(hint));
    }
    zone
}

/// What `days_off` says: weekdays in place of the usual weekend, days off beside the holidays, and holidays that are none. An empty
/// list is a week without a weekend.
#[derive(Default)]
struct OwnDays {
    weekend: Option<Vec<Weekday>>,
    also: Vec<Date>,
    not: Vec<Date>,
}

fn days_off(section: &mut Section<'_, '_>, page: &mut Page<'_>) -> OwnDays {
    let mut own = OwnDays::default();
    let said = section.texts("days_off", page);
    let is_empty =
        |value: &toml::Spanned<toml::de::DeValue<'_>>| value.get_ref().as_array().is_some_and(|array| array.is_empty());
    if section.value("days_off").is_some_and(is_empty) {
        own.weekend = Some(Vec::new());
    }
    for (said, span) in said {
        let day = said.trim().to_lowercase();
        if let Some(weekday) = weekday(&day) {
            let weekend = own.weekend.get_or_insert_default();
            if !weekend.contains(&weekday) {
                weekend.push(weekday);
            }
        } else if let Some((date, is_off)) = single_day(&day) {
            if is_off { own.also.push(date) } else { own.not.push(date) }
        } else {
            let hint = nearest(&day, WEEKDAYS.map(|(name, _)| name)).map_or_else(
                || "days are written like `\"saturday\"`, or like `\"2026-12-24\"` for a single one".to_owned(),
                did_you_mean,
            );
            page.problem(&span, format!("`{said}` is not a day"), Some(hint));
        }
    }
    own
}

/// `2026-12-24` is a day off, `not 2026-12-26` is none.
fn single_day(said: &str) -> Option<(Date, bool)> {
    let day = said.strip_prefix("not ").map_or(said, str::trim);
    Some((day.parse().ok()?, day == said))
}

/// The word that turns the page for the week off.
const NO_WEEK: &str = "none";

fn week_on(section: &mut Section<'_, '_>, page: &mut Page<'_>) -> Option<Weekday> {
    let Some((said, span)) = section.text("week_on", page) else { return Some(Weekday::Monday) };
    let day = said.trim().to_lowercase();
    let weekday = weekday(&day);
    if weekday.is_none() && day != NO_WEEK {
        let hint = nearest(&day, WEEKDAYS.map(|(name, _)| name).into_iter().chain([NO_WEEK]))
            .map_or_else(|| "a day of the week, like `\"monday\"`, or `\"none\"`".to_owned(), did_you_mean);
        page.problem(&span, format!("`{said}` is not a day of the week"), Some(hint));
    }
    weekday
}

fn country(section: &mut Section<'_, '_>, page: &mut Page<'_>) -> Option<String> {
    let (said, span) = section.text("country", page)?;
    place(&said, &span, page)
}

/// A country or a region of one that the table of holidays knows.
fn place(said: &str, span: &Range<usize>, page: &mut Page<'_>) -> Option<String> {
    let place = said.trim().to_ascii_uppercase();
    if holidays::of(&place).is_some() {
        return Some(place);
    }
    let country = place.split_once('-').map(|(country, _)| country).filter(|country| holidays::of(country).is_some());
    let hint = match country {
        Some(country) => {
            let regions: Vec<&str> =
                holidays::places().filter(|known| known.starts_with(&format!("{country}-"))).collect();
            match regions.as_slice() {
                [] => format!("I know no regions of {country}; write `\"{country}\"`"),
                some => format!(
                    "regions with holidays of their own are {}",
                    any_of(some.iter().copied()).replace(" or ", " and ")
                ),
            }
        }
        None => "two letters, like `DE`, `GB`, `US` or `PH`; with a region, like `DE-BY` or `US-CA`".to_owned(),
    };
    page.problem(span, format!("`{said}` is not the code of a country"), Some(hint));
    None
}

/// Whose holidays hold for the other sides, by short name.
fn holidays_of_others(section: Section<'_, '_>, page: &mut Page<'_>) -> BTreeMap<String, DaysOff> {
    let mut all = BTreeMap::new();
    for (who, said) in section.lists(page) {
        let mut off = DaysOff::default();
        for (said, span) in said {
            match single_day(&said.trim().to_lowercase()) {
                Some((day, true)) => _ = off.also.insert(day),
                Some((day, false)) => _ = off.not.insert(day),
                None => off.places.extend(place(&said, &span, page)),
            }
        }
        all.insert(who, off);
    }
    all
}

fn tracking(mut section: Section<'_, '_>, you: Option<&You>, page: &mut Page<'_>) -> Vec<Address> {
    let mut tracking: Vec<Address> = Vec::new();
    for (address, span) in section.addresses("address", page) {
        let address = address.untagged();
        if you.is_some_and(|you| you.addresses.iter().any(|own| own.untagged() == address)) {
            let hint = "bothways needs a mailbox that nothing else uses; otherwise all your own mail would be read as handed over";
            page.problem(&span, format!("`{address}` is also your own address"), Some(hint.to_owned()));
        } else if !tracking.contains(&address) {
            tracking.push(address);
        }
    }
    section.finish(page);
    tracking
}

fn imap_of(mut section: Section<'_, '_>, tracking: &[Address], root: &Path, page: &mut Page<'_>) -> Option<Imap> {
    let server = server(&mut section, [(993, Tls::Implicit), (143, Tls::StartTls)], root, page);
    let mailbox = section.text("mailbox", page).map_or_else(|| "INBOX".to_owned(), |(mailbox, _)| mailbox);
    let poll_minutes = section.number("poll_minutes", 1..6, 5, page);
    let backfill_days = section.number("backfill_days", 0..36_501, 90, page);
    let mut server = server?;
    server.user = server.user.or_else(|| tracking.first().map(ToString::to_string));
    if server.user.is_none() {
        section.missing("user", "\"track@desk.example\"", page);
    }
    section.finish(page);
    Some(Imap { server, mailbox, poll_minutes, backfill_days })
}

fn smtp_of(
    mut section: Section<'_, '_>,
    tracking: &[Address],
    imap: Option<&Imap>,
    root: &Path,
    page: &mut Page<'_>,
) -> Option<Smtp> {
    let server = server(&mut section, [(465, Tls::Implicit), (587, Tls::StartTls)], root, page);
    let from = section.addresses("from", page).into_iter().next().map(|(from, _)| from);
    let no_login = section.value("login").is_some() && !section.yes("login", page);
    let from = from.or_else(|| tracking.first().cloned());
    if from.is_none() {
        section.missing("from", "\"track@desk.example\"", page);
    }
    section.finish(page);
    let mut server = server?;
    // Nearly every provider has one login for both; asking for it twice is a trap that other programs set.
    server.user = match (no_login, server.user, imap) {
        (true, _, _) => None,
        (false, Some(user), _) => Some(user),
        (false, None, Some(imap)) => imap.server.user.clone(),
        (false, None, None) => from.as_ref().map(ToString::to_string),
    };
    Some(Smtp { server, from: from? })
}

fn sent_of(mut section: Section<'_, '_>, you: Option<&You>, root: &Path, page: &mut Page<'_>) -> Option<Sent> {
    let server = server(&mut section, [(993, Tls::Implicit), (143, Tls::StartTls)], root, page);
    let folder = section.text("folder", page).map(|(folder, _)| folder);
    section.finish(page);
    let mut server = server?;
    let own = you.and_then(|you| you.addresses.first());
    server.user = server.user.or_else(|| own.map(ToString::to_string));
    Some(Sent { server, folder })
}

/// The settings that servers share. `usual` holds the port of each kind of protection: TLS first, STARTTLS second.
fn server(section: &mut Section<'_, '_>, usual: [(u16, Tls); 2], root: &Path, page: &mut Page<'_>) -> Option<Server> {
    let host = host(section, page);
    let port = section.value("port").is_some().then(|| section.number("port", 1..65_536, 0, page));
    let port = port.and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
    let said = section.word("tls", &TLS, page);
    // A known port says which kind of protection it speaks; the wrong one would hang until the time limit.
    let tls = said
        .or_else(|| usual.iter().find(|(known, _)| Some(*known) == port).map(|(_, tls)| *tls))
        .unwrap_or(Tls::Implicit);
    let [(implicit, _), (starttls, _)] = usual;
    let port = port.unwrap_or(if tls == Tls::Implicit { implicit } else { starttls });
    let plain_allowed = section.yes("allow_plain_loopback", page);
    if tls == Tls::Plain
        && let Some(value) = section.value("tls")
        && !(plain_allowed && host.as_deref().is_some_and(is_loopback))
    {
        let hint = "only a server on this machine (`localhost`) may be spoken to without TLS, and only with `allow_plain_loopback = true`";
        page.problem(
            &value.span(),
            "without TLS anybody on the way can read the password and the mail",
            Some(hint.to_owned()),
        );
    }
    let ca_file = section.text("ca_file", page).map(|(path, _)| under(root, &path));
    let user = section.text("user", page).map(|(user, _)| user);
    let password = password(section, root, page);
    Some(Server { host: host?, port, tls, ca_file, user, password })
}

fn host(section: &mut Section<'_, '_>, page: &mut Page<'_>) -> Option<String> {
    let Some((host, span)) = section.text("host", page) else {
        if section.value("host").is_none() {
            section.missing("host", "\"mail.desk.example\"", page);
        }
        return None;
    };
    match check_host(&host) {
        Ok(()) => Some(host),
        Err(hint) => {
            page.problem(&span, format!("`{host}` is not the name of a server"), Some(hint.to_owned()));
            None
        }
    }
}

/// Whether something can be the name of a server; if not, what to write instead.
pub fn check_host(host: &str) -> Result<(), &'static str> {
    if host.contains("://") || host.contains('/') {
        return Err("write the name alone, without `imaps://` and without a path");
    }
    if host.contains('@') {
        return Err("this looks like an address; the server is named like `imap.desk.example`");
    }
    if host.contains(':') && host.parse::<IpAddr>().is_err() {
        return Err("write the port as a setting of its own, like `port = 993`");
    }
    if host.is_empty() || host.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("names have no spaces");
    }
    Ok(())
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn password(section: &mut Section<'_, '_>, root: &Path, page: &mut Page<'_>) -> PasswordFrom {
    let keys = ["password_file", "password_command", "password"];
    let said: Vec<&str> = keys.into_iter().filter(|key| section.value(key).is_some()).collect();
    if let [_, second, ..] = said.as_slice()
        && let Some(value) = keys.iter().find(|key| *key == second).and_then(|key| section.value(key))
    {
        page.problem(
            &value.span(),
            format!("the password is named twice: {}", any_of(said.iter().copied()).replace(" or ", " and ")),
            Some("keep one of them".to_owned()),
        );
    }
    if let Some((path, _)) = section.text("password_file", page) {
        return PasswordFrom::File(under(root, &path));
    }
    if section.value("password_command").is_some() {
        let command: Vec<String> = section.texts("password_command", page).into_iter().map(|(word, _)| word).collect();
        if let Some(value) = section.value("password_command")
            && (command.is_empty() || value.get_ref().is_str())
        {
            let hint =
                "write the program and its arguments apart: `[\"pass\", \"show\", \"mail/bothways\"]`".to_owned();
            page.problem(&value.span(), "`password_command` should be a list", Some(hint));
        }
        return PasswordFrom::Command(command);
    }
    section.text("password", page).map_or(PasswordFrom::Environment, |(text, _)| PasswordFrom::Plain(Secret::new(text)))
}

/// A path as a person writes it: `~/` is her own folder, and what does not start at the top starts in the home.
fn under(root: &Path, path: &str) -> PathBuf {
    let own = directories::UserDirs::new().map(|folders| folders.home_dir().to_owned());
    match (path.strip_prefix("~/"), own) {
        (Some(rest), Some(own)) => own.join(rest),
        (Some(_) | None, _) => root.join(path),
    }
}

fn trust(mut section: Section<'_, '_>, page: &mut Page<'_>) -> Trust {
    let authserv_id = section.text("authserv_id", page).map(|(id, _)| id.to_lowercase());
    let signatures = section.yes("signatures", page);
    section.finish(page);
    Trust { authserv_id, signatures }
}

fn outgoing(mut section: Section<'_, '_>, page: &mut Page<'_>) -> Outgoing {
    let clients = section.word("clients", &CLIENTS, page).unwrap_or(Clients::AfterApproval);
    let hold_minutes = section.number("hold_minutes", 0..1441, 10, page);
    section.finish(page);
    Outgoing { clients, hold_minutes }
}

fn limits(mut section: Section<'_, '_>, page: &mut Page<'_>) -> Limits {
    let usual = Limits::default();
    let limits = Limits {
        sends_an_hour: section.number("sends_an_hour", 1..1001, usual.sends_an_hour, page),
        sends_to_one_an_hour: section.number("sends_to_one_an_hour", 1..101, usual.sends_to_one_an_hour, page),
    };
    section.finish(page);
    limits
}

#[cfg(test)]
mod tests;
