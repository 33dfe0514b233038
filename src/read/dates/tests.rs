//! Dates as mail programs of many languages write them.

use jiff::tz::TimeZone;

use super::*;

fn hints(zone: &TimeZone) -> Hints<'_> {
    Hints { langs: Langs::default(), zone, not_after: "2026-11-16T09:00:00Z".parse().ok(), day_first: None }
}

/// The instant in UTC (with `?` where it is not certain), and the words it was read from.
fn check(text: &str, expected: &str, words: &str) {
    let found = find(text, Langs::default()).unwrap_or_else(|| panic!("no date in {text:?}"));
    let zone = TimeZone::UTC;
    let sent = resolve(&found.parts, hints(&zone)).unwrap_or_else(|| panic!("no instant in {text:?}: {found:?}"));
    let mark = if sent.certain { "" } else { "?" };
    assert_eq!((format!("{}{mark}", sent.at).as_str(), &text[found.range]), (expected, words), "{text:?}");
}

#[test]
fn english_dates() {
    check("Wed, 3 Nov 2021 15:51:30 +0100", "2021-11-03T14:51:30Z", "Wed, 3 Nov 2021 15:51:30 +0100");
    check("Fri, Apr 26, 2013 at 8:13 PM", "2013-04-26T20:13:00Z?", "Fri, Apr 26, 2013 at 8:13 PM");
    check("25 October 2021 at 11:17:21 EEST", "2021-10-25T08:17:21Z", "25 October 2021 at 11:17:21 EEST");
    check("1. August 2011 23:28:15 GMT-07:00", "2011-08-02T06:28:15Z", "1. August 2011 23:28:15 GMT-07:00");
    check("2015-01-07 14:23", "2015-01-07T14:23:00Z?", "2015-01-07 14:23");
    check("On 28/10/2021 12:46, \"John\"", "2021-10-28T12:46:00Z?", "28/10/2021 12:46");
    check("On 11-Apr-2011, at 6:54 PM, Bob", "2011-04-11T18:54:00Z?", "11-Apr-2011, at 6:54 PM");
    check("On Wed, Oct 27, 2021 at 9:31 AM April Jones", "2021-10-27T09:31:00Z?", "Wed, Oct 27, 2021 at 9:31 AM");
    check("Mar 3, 2026 at 9:15 AM, Mar Sol", "2026-03-03T09:15:00Z?", "Mar 3, 2026 at 9:15 AM");
    // Only Poles call July so, but Croats June; the third was a Friday in July.
    check("pt., 3 lip 2026 14:05", "2026-07-03T14:05:00Z?", "pt., 3 lip 2026 14:05");
    check("12/31/2021 9:31:05 PM", "2021-12-31T21:31:05Z?", "12/31/2021 9:31:05 PM");
}

#[test]
fn letters_may_stand_apart_from_their_marks() {
    let text = "22. Ma\u{308}rz 2026 um 15:04";
    check(text, "2026-03-22T15:04:00Z?", text);
}

#[test]
fn thais_count_their_years_from_the_buddha() {
    let thai = words().lang("th");
    let zone = TimeZone::UTC;
    for (text, expected) in [
        ("วันจันทร์ที่ 22 ธันวาคม 2568 15:04", "2025-12-22T15:04:00Z"),
        ("22 ธันวาคม พ.ศ. 2568 15:04 น.", "2025-12-22T15:04:00Z"),
        ("จ. 22 ธ.ค. 2568 เวลา 15:04", "2025-12-22T15:04:00Z"),
        ("22/12/2568 15:04", "2025-12-22T15:04:00Z"),
        ("3 เม.ย. 2026 15:04", "2026-04-03T15:04:00Z"),
    ] {
        let found = find(text, thai).and_then(|found| resolve(&found.parts, Hints { langs: thai, ..hints(&zone) }));
        assert_eq!(found.map(|sent| sent.at.to_string()).as_deref(), Some(expected), "{text}");
    }
    assert!(find("22 December 2568", Langs::default()).is_none());
}

#[test]
fn a_year_that_is_missing_is_the_last_one_possible() {
    check("27 Dec at 14:00", "2025-12-27T14:00:00Z?", "27 Dec at 14:00");
}

#[test]
fn an_order_after_the_mail_itself_is_wrong() {
    check("02/12/2026 10:00 +0000", "2026-02-12T10:00:00Z", "02/12/2026 10:00 +0000");
    check("02/10/2026 10:00 +0000", "2026-10-02T10:00:00Z?", "02/10/2026 10:00 +0000");
}

#[test]
fn a_weekday_tells_the_day_from_the_month() {
    check("Thu, 02/04/2026 10:00 +0000", "2026-04-02T10:00:00Z", "Thu, 02/04/2026 10:00 +0000");
    check("Wed, 02/04/2026 10:00 +0000", "2026-02-04T10:00:00Z", "Wed, 02/04/2026 10:00 +0000");
    check("jue, 02/04/2026 10:00 +0000", "2026-04-02T10:00:00Z", "jue, 02/04/2026 10:00 +0000");
    // One that fits neither order says nothing, and neither does one that fits both.
    check("Sun, 02/04/2026 10:00 +0000", "2026-04-02T10:00:00Z?", "Sun, 02/04/2026 10:00 +0000");
    check("Fri, 02/10/2026 10:00 +0000", "2026-10-02T10:00:00Z", "Fri, 02/10/2026 10:00 +0000");
    check("Sat, 02/01/2021 10:00 +0000", "2021-01-02T10:00:00Z", "Sat, 02/01/2021 10:00 +0000");
}

#[test]
fn no_date() {
    for text in ["", "On Monday Anna", "call 555 1234", "Monday", "3 apples", "version 2.0.1"] {
        assert!(find(text, Langs::default()).is_none(), "{text:?}");
    }
}
