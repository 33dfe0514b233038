//! One relationship over half a year as two lanes: above what you did, below what they did. Small dots are letters, large ones
//! acts beyond the work; where there is nothing, it is seen.

use jiff::civil::Date;

use super::colours::Paper;
use super::shapes::{Anchor, Drawing, Sheet};
use crate::domain::calendar::days_between;

/// Something one side did on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compose) struct Dot {
    pub on: Date,
    /// What it was, for an act; `None` for a letter.
    pub label: Option<String>,
}

/// What one side did, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compose) struct Lane {
    pub name: String,
    pub dots: Vec<Dot>,
    /// What the empty end of the lane says: `quiet for 17 weeks`, from that day on.
    pub quiet: Option<(Date, String)>,
}

const HIGH: u32 = 208;
const LEFT: f32 = 94.0;
const RIGHT: f32 = 548.0;
/// Room for the largest dot at both ends.
const EDGE: f32 = 18.0;
const BED: f32 = 36.0;
/// A name wider than this would run into its lane.
const NAME: f32 = 76.0;

/// Draws both lanes from the first day of `months` to `today`. `months` are first days with their labels.
pub(in crate::compose) fn lanes(
    you: &Lane,
    they: &Lane,
    months: &[(Date, String)],
    today: Date,
    paper: &Paper,
) -> Drawing {
    let colours = &paper.colours;
    let mut sheet = Sheet::new(HIGH, paper);
    let first = months.first().map_or(today, |(first, _)| *first);
    let at = |on: Date| place(first, on, today);
    lane(&mut sheet, you, 58.0, 24.0, (colours.give, colours.give_bed), paper, &at);
    lane(&mut sheet, they, 124.0, 163.0, (colours.got, colours.got_bed), paper, &at);
    let ends = months.iter().skip(1).map(|(first, _)| *first).chain([today]);
    let mut free = 0.0;
    for ((first, label), end) in months.iter().zip(ends) {
        let middle = f32::midpoint(at(*first), at(end));
        let half = paper.width(label) / 2.0;
        // A month that has just begun has no room for its name.
        if middle - half >= free && middle + half <= RIGHT + 6.0 {
            sheet.words((middle, 196.0), Anchor::Middle, false, colours.mute, label);
            free = middle + half + 6.0;
        }
    }
    sheet.done()
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred days")]
fn place(first: Date, on: Date, today: Date) -> f32 {
    let whole = days_between(first, today).max(1) as f32;
    let part = days_between(first, on).clamp(0, days_between(first, today).max(1)) as f32;
    LEFT + EDGE + (RIGHT - LEFT - 2.0 * EDGE) * part / whole
}

fn lane(
    sheet: &mut Sheet<'_>,
    lane: &Lane,
    middle: f32,
    labels: f32,
    (colour, bed): (&str, &str),
    paper: &Paper,
    at: &impl Fn(Date) -> f32,
) {
    let name = if paper.can_write(&lane.name) && paper.width(&lane.name) <= NAME { lane.name.as_str() } else { "They" };
    sheet.words((10.0, middle + 7.0), Anchor::Start, true, colour, name);
    sheet.bar((LEFT, middle - BED / 2.0), (RIGHT - LEFT, BED), BED / 2.0, bed);
    if let Some((from, words)) = &lane.quiet {
        let (from, room) = (at(*from) + 14.0, RIGHT - at(*from) - 24.0);
        if paper.width(words) <= room {
            sheet.words((from + room / 2.0, middle + 7.0), Anchor::Middle, false, paper.colours.mute, words);
        }
    }
    for dot in lane.dots.iter().filter(|dot| dot.label.is_none()) {
        sheet.dot((at(dot.on), middle), 6.0, colour);
    }
    // The newest labels first: they are what the mail is about, and the older ones give way.
    let mut taken: Vec<(f32, f32)> = Vec::new();
    for dot in lane.dots.iter().rev() {
        let Some(label) = &dot.label else { continue };
        let x = at(dot.on);
        sheet.dot((x, middle), 11.0, colour);
        let half = paper.width(label) / 2.0;
        let centre = x.clamp(LEFT + half - 8.0, RIGHT - half);
        let (start, end) = (centre - half - 5.0, centre + half + 5.0);
        if taken.iter().all(|(from, to)| end < *from || start > *to) {
            sheet.words((centre, labels), Anchor::Middle, true, colour, label);
            taken.push((start, end));
        }
    }
}
