//! What went each way, month by month: bars up for what was given, down for what came back. Where they mirror each other, it is
//! balanced.

use super::colours::Paper;
use super::shapes::{Anchor, Drawing, Sheet, WIDE};

/// One month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compose) struct Bar {
    /// `Nov`.
    pub label: String,
    pub gave: u32,
    pub got: u32,
}

/// The longest bar; and the room that each side has at least, for its name.
const LONGEST: f32 = 96.0;
const LEAST: f32 = 32.0;
/// From the top to the longest bar, from there below to the names of the months, and from these to the end.
const ABOVE: f32 = 52.0;
const BELOW: f32 = 52.0;
const FOOT: f32 = 12.0;
const FIRST: f32 = 130.0;
const STEP: f32 = 73.0;
const BAR: f32 = 44.0;

/// Draws the months, the last one in full colour.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bars are drawn to a tenth of a pixel, on a sheet of some hundreds"
)]
pub(in crate::compose) fn months(bars: &[Bar], paper: &Paper) -> Drawing {
    let colours = &paper.colours;
    let most = bars.iter().map(|bar| bar.gave.max(bar.got)).max().unwrap_or(1).max(4) as f32;
    let length = |n: u32| n as f32 / most * LONGEST;
    let room = |n: Option<u32>| length(n.unwrap_or(0)).max(LEAST);
    // The line between the two sides stands where the longer bars need it, so that no empty band is left.
    let line = ABOVE + room(bars.iter().map(|bar| bar.gave).max());
    let names = line + room(bars.iter().map(|bar| bar.got).max()) + BELOW;
    let mut sheet = Sheet::new((names + FOOT).ceil() as u32, paper);
    for (at, bar) in bars.iter().enumerate() {
        let is_last = at + 1 == bars.len();
        let left = FIRST + STEP * at as f32;
        let middle = left + BAR / 2.0;
        let (up, down) = (length(bar.gave), length(bar.got));
        if bar.gave > 0 {
            sheet.bar((left, line - 2.0 - up), (BAR, up), 4.0, if is_last { colours.give } else { colours.gave });
        }
        if bar.got > 0 {
            sheet.bar((left, line + 2.0), (BAR, down), 4.0, if is_last { colours.got } else { colours.was_got });
        }
        sheet.words((middle, line - 10.0 - up), Anchor::Middle, is_last, colours.ink, &bar.gave.to_string());
        sheet.words((middle, line + 24.0 + down), Anchor::Middle, is_last, colours.ink, &bar.got.to_string());
        let label = if is_last { colours.ink } else { colours.mute };
        sheet.words((middle, names), Anchor::Middle, is_last, label, &bar.label);
    }
    sheet.bar((12.0, line - 0.6), (WIDE as f32 - 24.0, 1.2), 0.0, colours.mute);
    sheet.words((14.0, line - 20.0), Anchor::Start, true, colours.give, "You gave");
    sheet.words((14.0, line + 34.0), Anchor::Start, true, colours.got, "You got");
    sheet.done()
}
