//! How values of the domain stand in columns, and back. A value this program does not know is an error, never a guess.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::{Error, Result};
use crate::domain::act::Side;
use crate::domain::address::Address;

pub(super) const fn side(side: Side) -> &'static str {
    match side {
        Side::You => "you",
        Side::They => "they",
    }
}

pub(super) fn read_side(word: &str) -> Result<Side> {
    match word {
        "you" => Ok(Side::You),
        "they" => Ok(Side::They),
        _ => Err(unknown("a side", word)),
    }
}

pub(super) fn unknown(what: &'static str, value: &str) -> Error {
    Error::Unknown { what, value: value.to_owned() }
}

/// A word of one of the domain's lists.
pub(super) fn word<T>(what: &'static str, word: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    read(word).ok_or_else(|| unknown(what, word))
}

pub(super) fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| unknown("a day", text))
}

pub(super) fn maybe_day(text: Option<String>) -> Result<Option<Date>> {
    text.map(|text| day(&text)).transpose()
}

pub(super) fn clock(text: &str) -> Result<Time> {
    text.parse().map_err(|_| unknown("an hour", text))
}

pub(super) fn at(millis: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|_| unknown("an instant", &millis.to_string()))
}

pub(super) fn maybe_at(millis: Option<i64>) -> Result<Option<Timestamp>> {
    millis.map(at).transpose()
}

pub(super) fn address(text: &str) -> Result<Address> {
    Address::parse(text).ok_or_else(|| unknown("an address", text))
}

pub(super) fn zone(text: Option<String>) -> Result<Option<TimeZone>> {
    text.map(|name| TimeZone::get(&name).map_err(|_| unknown("a time zone", &name))).transpose()
}

/// Reads a column of JSON that this room wrote.
pub(super) fn json<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| unknown(what, text))
}

/// Writes a value as JSON. Our own types always can be.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}
