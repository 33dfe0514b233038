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

/// The line between the two sides.
const LINE: f32 = 148.0;
/// The longest bar.
const LONGEST: f32 = 96.0;
const HIGH: u32 = 296;
const FIRST: f32 = 130.0;
const STEP: f32 = 73.0;
const BAR: f32 = 44.0;

/// Draws the months, the last one in full colour.
#[expect(clippy::cast_precision_loss, reason = "bars are drawn to a tenth of a pixel")]
pub(in crate::compose) fn months(bars: &[Bar], paper: &Paper) -> Drawing {
    let colours = &paper.colours;
    let mut sheet = Sheet::new(HIGH, paper);
    let most = bars.iter().map(|bar| bar.gave.max(bar.got)).max().unwrap_or(1).max(4) as f32;
    for (at, bar) in bars.iter().enumerate() {
        let is_last = at + 1 == bars.len();
        let left = FIRST + STEP * at as f32;
        let middle = left + BAR / 2.0;
        let (up, down) = (bar.gave as f32 / most * LONGEST, bar.got as f32 / most * LONGEST);
        if bar.gave > 0 {
            sheet.bar((left, LINE - 2.0 - up), (BAR, up), 4.0, if is_last { colours.give } else { colours.gave });
        }
        if bar.got > 0 {
            sheet.bar((left, LINE + 2.0), (BAR, down), 4.0, if is_last { colours.got } else { colours.was_got });
        }
        sheet.words((middle, LINE - 10.0 - up), Anchor::Middle, is_last, colours.ink, &bar.gave.to_string());
        sheet.words((middle, LINE + 24.0 + down), Anchor::Middle, is_last, colours.ink, &bar.got.to_string());
        let label = if is_last { colours.ink } else { colours.mute };
        sheet.words((middle, 284.0), Anchor::Middle, is_last, label, &bar.label);
    }
    sheet.bar((12.0, LINE - 0.6), (WIDE as f32 - 24.0, 1.2), 0.0, colours.mute);
    sheet.words((14.0, LINE - 20.0), Anchor::Start, true, colours.give, "You gave");
    sheet.words((14.0, LINE + 34.0), Anchor::Start, true, colours.got, "You got");
    sheet.done()
}
