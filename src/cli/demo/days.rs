//! Days counted back from today, moved to days on which people write.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

/// An instant of a day on somebody's clock, with seconds that look like chance.
pub(super) fn moment(day: Date, time: Time, zone: &TimeZone) -> Result<Zoned, String> {
    let second = i8::try_from((i32::from(day.day_of_year()) * 7 + i32::from(time.minute())) % 60).unwrap_or(0);
    let time = Time::new(time.hour(), time.minute(), second, 0).map_err(|e| e.to_string())?;
    day.to_datetime(time).to_zoned(zone.clone()).map_err(|e| e.to_string())
}

/// A day `ago` days before `today`: the weekday asked for, on or before it; else off the weekend and before today.
pub(super) fn day_before(today: Date, ago: i32, weekday: Option<Weekday>) -> Date {
    let day = today.saturating_sub(ago.days());
    match weekday {
        Some(weekday) => {
            let back =
                (i32::from(day.weekday().to_monday_zero_offset()) + 7 - i32::from(weekday.to_monday_zero_offset())) % 7;
            day.saturating_sub(back.days())
        }
        None => off_weekend(day, today),
    }
}

/// Saturday counts as the Friday before it, Sunday as the Monday after it where that is before `end`.
fn off_weekend(day: Date, end: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_sub(1.day()),
        Weekday::Sunday if day.saturating_add(1.day()) < end => day.saturating_add(1.day()),
        Weekday::Sunday => day.saturating_sub(2.days()),
        Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday => day,
    }
}

/// The weekday of that English name.
pub(super) fn weekday_named(name: &str) -> Result<Weekday, String> {
    let all = Weekday::Monday.cycle_forward().take(7);
    all.into_iter().find(|day| weekday_name(*day) == name).ok_or_else(|| format!("no weekday: `{name}`"))
}

const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// Fills in `{day 3}`, `{date 3}`, `{month 3}` and `{iso 3}`: `Thursday`, `3 September`, `September`, `2026-09-03`.
pub(super) fn dated(text: &str, on: Date) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((slot, after)) = after.split_once('}') else { break };
        let (what, days) = slot.split_once(' ').unwrap_or((slot, "0"));
        let day = off_weekend(on.saturating_add(days.parse::<i32>().unwrap_or(0).days()), Date::MAX);
        filled.push_str(before);
        match what {
            "day" => filled.push_str(weekday_name(day.weekday())),
            "iso" => filled.push_str(&day.to_string()),
            "month" => filled.push_str(&day.strftime("%B").to_string()),
            _ => filled.push_str(&day.strftime("%-d %B").to_string()),
        }
        rest = after;
    }
    filled + rest
}
