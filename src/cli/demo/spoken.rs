//! What the user told bothways by command, day by day.

use jiff::civil::Date;

use super::days::{dated, day_before};

const WORDS: &str = include_str!("story/words.txt");

/// The commands in order. Each line of the file is `203d add acme …`; `{iso 3}` counts from today here.
pub(super) fn words(today: Date) -> Vec<(Date, String)> {
    let lines = WORDS.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let mut words: Vec<(Date, String)> = lines
        .filter_map(|line| {
            let (ago, command) = line.split_once("d ")?;
            Some((day_before(today, ago.parse().ok()?, None), dated(command, today)))
        })
        .collect();
    words.sort_by_key(|(on, _)| *on);
    words
}
