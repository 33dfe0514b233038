//! Pictures for the user: shapes only, because words shrink on a phone and stay behind where pictures are off.
//!
//! Each is drawn as SVG by hand. For a mail it is painted twice, for light and for dark screens, to a small PNG that travels inside;
//! nothing of the machine it runs on is used then: the font is here, and the same values give the same bytes. A page holds the drawing
//! itself, in its own colours and letters.

mod beam;
mod colours;
mod labels;
mod lanes;
mod months;
mod paint;
mod quadrant;
mod shapes;

use serde::Serialize;

pub(super) use beam::beam;
pub(super) use colours::{DARK, LIGHT, Paper};
pub(super) use lanes::{Dot, Lane, lanes};
pub(super) use months::{Bar, months};
pub(super) use quadrant::{Spot, quadrant};
pub(super) use shapes::Drawing;

use crate::domain::mail::Picture;
use colours::Colours;

/// A picture for a template: where it is inside the mail, and what it shows as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Shown {
    /// For `src`: `cid:months-light@bothways`.
    pub light: String,
    pub dark: String,
    pub alt: String,
}

/// Paints one drawing for light and for dark screens, and adds both to the pictures of a mail. `None` where it can't be painted:
/// the mail says everything without it.
pub(super) fn shown(
    name: &str,
    alt: String,
    drawing: impl Fn(&Paper) -> Drawing,
    pictures: &mut Vec<Picture>,
) -> Option<Shown> {
    let mut paint = |colours: Colours, kind: &str| {
        let id = format!("{name}-{kind}@bothways");
        let svg = drawing(&Paper::of_mail(colours)).on_card(colours.card);
        pictures.push(Picture { id: id.clone(), png: paint::png(&svg)? });
        Some(format!("cid:{id}"))
    };
    let light = paint(LIGHT, "light")?;
    Some(Shown { light, dark: paint(DARK, "dark")?, alt })
}

/// The drawing as a part of a page, with what it is, and what it shows as a sentence.
pub(super) fn in_page(title: &str, alt: &str, drawing: impl FnOnce(&Paper) -> Drawing) -> String {
    drawing(&Paper::PAGE).in_page(title, alt)
}

#[cfg(test)]
mod tests;
