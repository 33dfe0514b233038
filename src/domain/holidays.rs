//! Public holidays by country, and by region where these differ: days on which nobody is kept waiting.
//!
//! The table is made by `holidays/generate.py`. What is wrong in it for one person, or missing, she adds and takes away in her own
//! `[holidays]`; this file only knows what the law of a place says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::calendar::Calendar;

const DAYS: &str = include_str!("holidays/days.txt");
const ZONES: &str = include_str!("holidays/zones.txt");

/// The days off of each place, read once.
static PLACES: LazyLock<BTreeMap<&'static str, Calendar>> = LazyLock::new(|| {
    let mut places: BTreeMap<&str, Calendar> = BTreeMap::new();
    let mut place = "";
    for line in DAYS.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let Some(first) = words.next() else { continue };
        if let Ok(year) = first.parse::<i16>() {
            let calendar = places.entry(place).or_default();
            calendar.holidays.extend(words.filter_map(|word| day(2000 + year, word)));
        } else {
            place = first;
            let weekend: Vec<Weekday> = words.filter_map(weekday).collect();
            let calendar = places.entry(place).or_default();
            if !weekend.is_empty() {
                calendar.weekend = weekend;
            }
        }
    }
    places
});

/// The days off of a place: `DE`, or with its region's too `DE-BY`. `None` where the table does not know it.
#[must_use]
pub fn of(place: &str) -> Option<Calendar> {
    let calendar = PLACES.get(place)?;
    let country = place.split_once('-').and_then(|(country, _)| PLACES.get(country));
    Some(country.map_or_else(|| calendar.clone(), |country| country.both(calendar)))
}

/// Every place the table knows.
pub fn places() -> impl Iterator<Item = &'static str> {
    PLACES.keys().copied()
}

/// The country that a time zone lies in: `PH` for `Asia/Manila`.
#[must_use]
pub fn country(zone: &TimeZone) -> Option<&'static str> {
    let name = zone.iana_name()?;
    ZONES.lines().find_map(|line| {
        let (country, zones) = line.split_once(' ')?;
        zones.split(' ').any(|zone| zone == name).then_some(country)
    })
}

/// `c25` is the 25th of December: the month is one hexadecimal digit.
fn day(year: i16, word: &str) -> Option<Date> {
    let month = i8::from_str_radix(word.get(..1)?, 16).ok()?;
    let day = word.get(1..)?.parse().ok()?;
    Date::new(year, month, day).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn is_off(place: &str, day: Date) -> bool {
        !of(place).unwrap().is_working(day)
    }

    #[test]
    fn holidays_of_a_country_and_of_a_region() {
        assert!(is_off("DE", date(2026, 10, 3)), "a Saturday in any case");
        assert!(is_off("DE", date(2025, 10, 3)));
        assert!(is_off("PH", date(2026, 12, 8)) && !is_off("DE", date(2026, 12, 8)));
        assert!(is_off("US", date(2026, 11, 26)), "Thanksgiving");
        assert!(
            is_off("DE-BY", date(2026, 1, 6)) && is_off("DE-BY", date(2026, 12, 25)),
            "the region's and the country's"
        );
        assert!(!is_off("DE-BE", date(2026, 1, 6)));
        assert!(of("XX").is_none());
    }

    #[test]
    fn a_weekend_is_not_everywhere_the_same() {
        assert!(is_off("SA", date(2026, 11, 27)) && !is_off("SA", date(2026, 11, 29)), "Friday, and Sunday");
        assert!(!is_off("GB", date(2026, 11, 27)) && is_off("GB", date(2026, 11, 29)));
    }

    #[test]
    fn a_zone_tells_the_country() {
        let country = |name| country(&TimeZone::get(name).unwrap());
        assert_eq!(country("Asia/Manila"), Some("PH"));
        assert_eq!(country("Europe/London"), Some("GB"));
        assert_eq!(country("US/Eastern"), Some("US"));
        assert_eq!(country("UTC"), None);
    }

    #[test]
    fn every_line_of_the_table_is_understood() {
        for line in DAYS.lines().filter(|line| line.starts_with('2')) {
            assert!(line.split(' ').skip(1).all(|word| day(2024, word).or(day(2023, word)).is_some()), "{line}");
        }
        assert!(places().count() > 200);
        let years: std::collections::BTreeSet<i16> = of("FR").unwrap().holidays.iter().map(|day| day.year()).collect();
        assert_eq!(years.into_iter().collect::<Vec<_>>(), (2024..=2030).collect::<Vec<i16>>());
    }
}
