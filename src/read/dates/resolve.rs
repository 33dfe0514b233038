//! From the parts of a date to an instant, with a word on how sure that is.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use crate::domain::letter::SentAt;
use crate::read::words::Langs;

use super::{Numbers, Parts};

/// What helps to read a date that can be read in two ways.
#[derive(Clone, Copy, Debug)]
pub(in crate::read) struct Hints<'a> {
    pub(in crate::read) langs: Langs,
    /// The user's zone, for dates that name none.
    pub(in crate::read) zone: &'a TimeZone,
    /// Nothing in a mail is later than the mail.
    pub(in crate::read) not_after: Option<Timestamp>,
    /// What other dates of the same mail have shown: `Some(true)` for the day first.
    pub(in crate::read) day_first: Option<bool>,
}

/// Which order of day and month the parts prove: `Some(true)` for the day first.
pub(in crate::read) fn proves_order(parts: &Parts) -> Option<bool> {
    let numbers = parts.numbers?;
    match (numbers.first > 12, numbers.second > 12) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => match (falls_on(parts, numbers.second, numbers.first), falls_on(parts, numbers.first, numbers.second)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        },
    }
}

/// Whether a month and day of the year lie on the weekday that stands beside them.
fn falls_on(parts: &Parts, month: u32, day: u32) -> bool {
    let date =
        parts.numbers.map(|numbers| numbers.year).or(parts.year).and_then(|year| {
            Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        });
    date.is_some_and(|date| parts.weekdays >> date.weekday().to_monday_zero_offset() & 1 == 1)
}

/// The month that a word names, where languages differ the one that the weekday beside it proves.
fn month(parts: &Parts) -> Option<u8> {
    let (month, day) = (parts.month?, parts.day?.into());
    let proved =
        parts.other_month.filter(|other| falls_on(parts, (*other).into(), day) && !falls_on(parts, month.into(), day));
    Some(proved.unwrap_or(month))
}

/// The instant the parts name, as far as they and the hints go.
pub(in crate::read) fn resolve(parts: &Parts, hints: Hints<'_>) -> Option<SentAt> {
    let mut certain = true;
    let (year, month, day) = match parts.numbers {
        Some(numbers) => {
            let (day_first, sure) = order(parts, numbers, hints);
            certain &= sure;
            let (day, month) =
                if day_first { (numbers.first, numbers.second) } else { (numbers.second, numbers.first) };
            (Some(numbers.year), u8::try_from(month).ok()?, u8::try_from(day).ok()?)
        }
        None => (parts.year, month(parts)?, parts.day?),
    };
    certain &= year.is_some() && parts.hour.is_some();
    let hour = match (parts.hour.unwrap_or(12), parts.after_noon) {
        (12, Some(false)) | (24, _) => 0,
        (hour, Some(true)) if hour < 12 => hour + 12,
        (hour, _) => hour,
    };
    let at = |year: i32| {
        let clock = (i8::try_from(hour).ok()?, i8::try_from(parts.minute.unwrap_or(0)).ok()?);
        let second = i8::try_from(parts.second.unwrap_or(0)).ok()?;
        let civil = DateTime::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
            clock.0,
            clock.1,
            second,
            0,
        )
        .ok()?;
        place(civil, parts.offset, hints.zone)
    };
    let (at, offset) = if let Some(year) = year {
        at(year)?
    } else {
        // The last such day before the mail came.
        let bound = hints.not_after?;
        let newest = i32::from(bound.to_zoned(hints.zone.clone()).year());
        at(newest).filter(|(instant, _)| *instant <= bound).or_else(|| at(newest - 1))?
    };
    certain &= parts.offset.is_some_and(|(_, sure)| sure);
    Some(SentAt { at, offset, certain })
}

fn place(civil: DateTime, offset: Option<(i32, bool)>, zone: &TimeZone) -> Option<(Timestamp, Option<Offset>)> {
    if let Some((minutes, _)) = offset {
        let offset = Offset::from_seconds(minutes * 60).ok()?;
        return Some((offset.to_timestamp(civil).ok()?, Some(offset)));
    }
    Some((civil.to_zoned(zone.clone()).ok()?.timestamp(), None))
}

/// Days within which most letters are answered or forwarded.
const RECENT: i32 = 45;

/// Whether the day comes first in `02/10/2026`, and whether that is sure.
fn order(parts: &Parts, numbers: Numbers, hints: Hints<'_>) -> (bool, bool) {
    if let Some(proved) = proves_order(parts) {
        return (proved, true);
    }
    if numbers.first == numbers.second {
        return (true, true);
    }
    // Dots are never American; neither is any label but an English one.
    if numbers.sign == '.' || (!hints.langs.is_empty() && !hints.langs.has("en")) {
        return (true, true);
    }
    if let Some(shown) = hints.day_first {
        return (shown, true);
    }
    // A reading that lies after the mail itself is wrong.
    if let Some(bound) = hints.not_after {
        let bound = (bound.to_zoned(hints.zone.clone())).date();
        let later = |month: u32, day: u32| {
            let date = (numbers.year, month, day);
            date > (
                i32::from(bound.year()),
                u32::try_from(bound.month()).unwrap_or(0),
                u32::try_from(bound.day()).unwrap_or(0) + 1,
            )
        };
        match (later(numbers.second, numbers.first), later(numbers.first, numbers.second)) {
            (true, false) => return (false, true),
            (false, true) => return (true, true),
            _ => {}
        }
    }
    // `4/5/2026 3:10 PM` is how Americans write.
    if parts.after_noon.is_some() {
        return (false, false);
    }
    // What somebody answers or forwards is seldom many weeks old.
    let age = |month: u32, day: u32| {
        let bound = hints.not_after?.to_zoned(hints.zone.clone()).date();
        let date = Date::new(i16::try_from(numbers.year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        (bound - date.ok()?).get_days().into()
    };
    let (day_first, month_first) = (age(numbers.second, numbers.first), age(numbers.first, numbers.second));
    if let (Some(one), Some(other)) = (day_first, month_first)
        && (one <= RECENT) != (other <= RECENT)
    {
        return (one <= RECENT, false);
    }
    // A 24-hour clock with slashes is how the rest of the world writes.
    (true, false)
}
