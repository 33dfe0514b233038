//! The mail that every mailbox gets besides letters: newsletters, a vacation reply, a bounce, and a stranger who writes `send`.
//!
//! The files are raw mail as it arrived; only `{date}` is filled in, with the minute at which it came.

use jiff::Timestamp;
use jiff::civil::{Date, time};

use super::days::{day_before, moment};
use super::raw;
use super::story::zone;

/// Days before today, hour, minute, and the mail.
const FILES: [(i32, i8, i8, &str); 5] = [
    (131, 6, 30, include_str!("story/noise/newsletter-ledger.eml")),
    (64, 11, 52, include_str!("story/noise/vacation.eml")),
    (47, 9, 5, include_str!("story/noise/newsletter-clay.eml")),
    (38, 16, 21, include_str!("story/noise/bounce.eml")),
    (9, 3, 14, include_str!("story/noise/stranger.eml")),
];

pub(super) fn noise(today: Date) -> Vec<(Timestamp, Vec<u8>)> {
    let zone = zone(super::ZONE);
    let dated = FILES.iter().filter_map(|(ago, hour, minute, file)| {
        let at = moment(day_before(today, *ago, None), time(*hour, *minute, 0, 0), &zone).ok()?;
        let filled = file.replace("{date}", &raw::date(&at));
        Some((at.timestamp(), filled.replace('\n', "\r\n").into_bytes()))
    });
    dated.collect()
}
