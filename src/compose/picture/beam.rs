//! Who carries one relationship, as a dot on a beam: off the middle to the left where you give more, to the right where they do. The
//! more there is between the two, the larger the dot; a hollow one means that the other side has gone quiet.
//!
//! It stands in a row of a table that says the same in words, and is as wide as its cell.

use super::colours::Paper;
use crate::domain::week::{Balance, Carries};

/// The middle of the beam, in percent; and how far to either side of it the whole way is.
const MIDDLE: f32 = 50.0;
const REACH: f32 = 0.43;
const HIGH: u32 = 36;
/// The smallest dot, and by how much the largest is larger.
const RADIUS: f32 = 6.0;
const GROWS: f32 = 6.0;
/// From so many things on, dots grow no more.
const MANY: u32 = 30;

/// Draws the beam of one row. Where there is nothing to balance, it is bare.
#[expect(clippy::cast_precision_loss, reason = "a percentage, and a count of at most 30")]
pub(in crate::compose) fn beam(balance: &Balance) -> String {
    let colours = &Paper::PAGE.colours;
    let middle = HIGH / 2;
    let line = |from: f32, to: f32, wide: u32, colour: &str| {
        format!(
            "<line x1=\"{from:.1}%\" y1=\"{middle}\" x2=\"{to:.1}%\" y2=\"{middle}\" stroke=\"{colour}\" stroke-width=\"{wide}\" stroke-linecap=\"round\"/>"
        )
    };
    let track = line(3.0, 97.0, 1, "var(--line)");
    let colour = match balance.carries {
        Carries::You => Some(colours.give),
        Carries::TwoSided => Some(colours.even),
        Carries::They => Some(colours.got),
        Carries::NotAsked | Carries::TooEarly => None,
    };
    let dot = colour.map(|colour| {
        let at = MIDDLE + Balance::tilt(balance.gave, balance.got) as f32 * REACH;
        let much = balance.gave.saturating_add(balance.got).min(MANY) as f32 / MANY as f32;
        let (radius, card) = (RADIUS + GROWS * much.sqrt(), colours.card);
        let arm = line(MIDDLE, at, 5, colour);
        let (fill, edge) = if balance.quiet_days.is_some() { (card, colour) } else { (colour, card) };
        format!(
            "{arm}<circle cx=\"{at:.1}%\" cy=\"{middle}\" r=\"{radius:.1}\" fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"3\"/>"
        )
    });
    let dot = dot.unwrap_or_default();
    format!("<svg class=\"beam\" width=\"100%\" height=\"{HIGH}\" aria-hidden=\"true\">{track}{dot}</svg>")
}
