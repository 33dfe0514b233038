//! Pictures for mails to the user: shapes only, because words shrink on a phone and stay behind where pictures are off.
//!
//! Each is written as SVG by hand, twice, for light and for dark screens, and painted to a small PNG that travels inside the mail.
//! Nothing of the machine it runs on is used: the font is here, and the same values give the same bytes.

mod colours;
mod lanes;
mod months;
mod paint;
mod shapes;

use serde::Serialize;

pub(super) use lanes::{Dot, Lane, lanes};
pub(super) use months::{Bar, months};

use crate::domain::mail::Picture;
use colours::{Colours, DARK, LIGHT};

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
    svg: impl Fn(&Colours) -> String,
    pictures: &mut Vec<Picture>,
) -> Option<Shown> {
    let mut paint = |colours: &Colours, kind: &str| {
        let id = format!("{name}-{kind}@bothways");
        pictures.push(Picture { id: id.clone(), png: paint::png(&svg(colours))? });
        Some(format!("cid:{id}"))
    };
    let light = paint(&LIGHT, "light")?;
    Some(Shown { light, dark: paint(&DARK, "dark")?, alt })
}

#[cfg(test)]
mod tests;
