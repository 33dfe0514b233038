//! One answer each: what was typed, checked, or why it can't be. Options and questions share these.

use std::net::IpAddr;

use jiff::tz::TimeZone;

use crate::domain::address::Address;
use crate::domain::near::nearest;
use crate::domain::relationship::Seat;
use crate::home::config::Tls;
use crate::home::provider::Provider;
use crate::home::{PasswordAnswer, ServerAnswers, check_host};

/// A server as it is typed: `imap.desk.example` or `imap.desk.example:993`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPort {
    pub host: String,
    pub port: Option<u16>,
}

impl HostPort {
    pub fn parse(typed: &str) -> Result<Self, String> {
        let typed = typed.trim();
        let (host, port) = match typed.rsplit_once(':') {
            // An address of IPv6 is full of colons; with a port it stands in brackets.
            _ if typed.parse::<IpAddr>().is_ok() => (typed, None),
            Some((host, port)) if !host.contains("//") && !port.contains('/') => {
                let port = port.parse().ok().filter(|port| *port > 0);
                (host, Some(port.ok_or_else(|| "the port is a number from 1 to 65535".to_owned())?))
            }
            Some(_) | None => (typed, None),
        };
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        check_host(host)?;
        Ok(Self { host: host.to_owned(), port })
    }

    pub(super) fn server(&self, tls: Option<Tls>, user: Option<String>) -> ServerAnswers {
        ServerAnswers {
            host: self.host.clone(),
            port: self.port,
            tls,
            user,
            ca_file: None,
            password: PasswordAnswer::Later,
        }
    }
}

pub(super) fn name(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().any(char::is_control) {
        return Err("a name is one line, and not empty".to_owned());
    }
    Ok(typed.to_owned())
}

pub(super) fn address(typed: &str) -> Result<Address, String> {
    Address::parse(typed).ok_or_else(|| "that is not a mail address; write it bare, like ann@desk.example".to_owned())
}

/// Addresses apart by spaces or commas; at least one.
pub(super) fn addresses(typed: &str) -> Result<Vec<Address>, String> {
    let words = typed.split([' ', ',', ';']).filter(|word| !word.is_empty());
    let addresses: Vec<Address> = words
        .map(|word| address(word).map_err(|_| format!("`{word}` is not a mail address")))
        .collect::<Result<_, _>>()?;
    if addresses.is_empty() { Err("at least one address is needed".to_owned()) } else { Ok(addresses) }
}

/// An address, or nothing.
pub(super) fn maybe_address(typed: &str) -> Result<Option<Address>, String> {
    if typed.trim().is_empty() { Ok(None) } else { address(typed).map(Some) }
}

pub(super) fn seat(typed: &str) -> Result<Seat, String> {
    Seat::from_word(typed).ok_or_else(|| "the chair is `va` or `owner`".to_owned())
}

pub(super) fn tls(typed: &str) -> Result<Tls, String> {
    [Tls::Implicit, Tls::StartTls, Tls::Plain]
        .into_iter()
        .find(|tls| tls.word() == typed)
        .ok_or_else(|| "that is `implicit`, `starttls` or `plain`".to_owned())
}

pub(super) fn zone(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    if let Ok(zone) = TimeZone::get(typed) {
        return Ok(zone.iana_name().unwrap_or(typed).to_owned());
    }
    let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    Err(match nearest(typed, known.iter().map(String::as_str)) {
        Some(near) => format!("that is not a time zone; did you mean {near}?"),
        None => "that is not a time zone; they are named like Europe/Berlin or America/New_York".to_owned(),
    })
}

pub(super) fn provider(typed: &str) -> Result<&'static Provider, String> {
    Provider::named(typed).ok_or_else(|| {
        let keys: Vec<&str> = super::provider_keys().collect();
        format!("known are {}; for any other give --imap and --smtp", keys.join(", "))
    })
}
