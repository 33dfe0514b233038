//! Every relationship on one sheet: to the right by what you gave, upwards by what you got, so that what is two-sided lies along the
//! slope between.

use super::colours::Paper;
use super::labels::{Field, Named, placed};
use super::shapes::{Anchor, Drawing, Sheet};
use crate::domain::week::Carries;

/// A dot: all relationships of which just so much was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compose) struct Spot {
    pub gave: u32,
    pub got: u32,
    pub carries: Carries,
    /// `Acme Studio`, `Acme and two more`.
    pub label: String,
}

const HIGH: u32 = 476;
/// The field that the dots lie on.
const FIELD: Field = Field { left: 34.0, top: 8.0, right: 552.0, bottom: 440.0 };
const EDGE: f32 = 42.0;
/// How large a dot is; and where there are so many of them that they would lie on each other.
const RADIUS: f32 = 9.0;
const SMALL: f32 = 6.0;
const MANY: usize = 20;
/// Where the meaning of each part of the field may stand, in shares of the way to the right and down.
const THEIRS: &[(f32, f32)] = &[(0.0, 0.0), (0.0, 0.2), (0.25, 0.0)];
const BOTH: &[(f32, f32)] = &[(1.0, 0.0), (1.0, 0.25), (0.75, 0.0), (0.9, 0.13)];
const YOURS: &[(f32, f32)] = &[(1.0, 1.0), (1.0, 0.8), (0.75, 1.0)];
/// The two lines between which it is two-sided, as [`Balance::by_numbers`](crate::domain::week::Balance::by_numbers) says: got = gave
/// × 1.5 + 0.5, and got = gave × 2/3 − 1/3.
const UPPER: (f32, f32) = (1.5, 0.5);
const LOWER: (f32, f32) = (2.0 / 3.0, -1.0 / 3.0);
/// On a field for fewer things than this, one thing would look like many.
const LEAST: u32 = 6;

/// Draws the spots, and says which of them had no room for their names.
#[expect(clippy::cast_precision_loss, reason = "counts of things people did")]
pub(in crate::compose) fn quadrant(spots: &[Spot], paper: &Paper) -> (Drawing, Vec<usize>) {
    let colours = &paper.colours;
    let radius = if spots.len() > MANY { SMALL } else { RADIUS };
    let mut sheet = Sheet::new(HIGH, paper);
    let most = spots.iter().map(|spot| spot.gave.max(spot.got)).max().unwrap_or(0).max(LEAST) as f32;
    let x = |gave: f32| FIELD.left + EDGE + gave / most * (FIELD.right - FIELD.left - 2.0 * EDGE);
    let y = |got: f32| FIELD.bottom - EDGE - got / most * (FIELD.bottom - FIELD.top - 2.0 * EDGE);
    let (corner, size) = ((FIELD.left, FIELD.top), (FIELD.right - FIELD.left, FIELD.bottom - FIELD.top));
    sheet.bar(corner, size, 0.0, colours.bed);
    let slope: Vec<(f32, f32)> = slope(most).into_iter().map(|(gave, got)| (x(gave), y(got))).collect();
    sheet.area(corner, size, &slope, colours.even_bed);

    let line = paper.words * 1.1;
    let mut labels: Vec<String> = spots.iter().map(|spot| spot.label.clone()).collect();
    let named = |labels: &[String]| -> Vec<Named> {
        let one = |(spot, label): (&Spot, &String)| Named {
            at: (x(spot.gave as f32), y(spot.got as f32)),
            radius: radius + 2.0,
            wide: paper.width(label),
        };
        spots.iter().zip(labels).map(one).collect()
    };
    let dots = named(&labels);
    let taken: Vec<Field> = [
        ("they carry it", colours.got, THEIRS),
        ("two-sided", colours.even, BOTH),
        ("you carry it", colours.give, YOURS),
    ]
    .into_iter()
    .map(|(words, colour, places)| said(&mut sheet, (words, colour), places, &dots, paper))
    .collect();
    for (spot, dot) in spots.iter().zip(&dots) {
        let colour = match spot.carries {
            Carries::You => colours.give,
            Carries::TwoSided => colours.even,
            Carries::They => colours.got,
            Carries::NotAsked | Carries::TooEarly => colours.mute,
        };
        sheet.dot(dot.at, radius + radius / 3.0, colours.card);
        sheet.dot(dot.at, radius, colour);
    }
    let mut stands = placed(&dots, line, FIELD, &taken);
    if stands.contains(&None) {
        // For its first word there is room more often.
        for (label, _) in labels.iter_mut().zip(&stands).filter(|(_, stand)| stand.is_none()) {
            if let Some((first, _)) = label.split_once(' ') {
                *label = format!("{first}…");
            }
        }
        stands = placed(&named(&labels), line, FIELD, &taken);
    }
    for ((label, stand), dot) in labels.iter().zip(&stands).zip(&dots) {
        if let Some(stand) = stand {
            // A reader's letters may be narrower than the room that is kept for them: a name beside its dot begins or ends at it.
            let (x, anchor) = match dot.at.0 {
                x if x <= stand.left => (stand.left, Anchor::Start),
                x if x >= stand.right => (stand.right, Anchor::End),
                _ => (f32::midpoint(stand.left, stand.right), Anchor::Middle),
            };
            sheet.words((x, stand.top + line * 0.78), anchor, false, colours.ink, label);
        }
    }

    let below = FIELD.bottom + paper.words * 1.25;
    for (n, at) in [("0".to_owned(), 0.0), (format!("{most:.0}"), most)] {
        sheet.words((x(at), below), Anchor::Middle, false, colours.mute, &n);
        sheet.words((FIELD.left - 8.0, y(at) + line * 0.3), Anchor::End, false, colours.mute, &n);
    }
    sheet.words((f32::midpoint(FIELD.left, FIELD.right), below), Anchor::Middle, false, colours.mute, "you gave →");
    sheet.upright((FIELD.left - 12.0, f32::midpoint(FIELD.top, FIELD.bottom)), colours.mute, "you got →");
    let unnamed = stands.iter().enumerate().filter(|(_, stand)| stand.is_none()).map(|(at, _)| at).collect();
    (sheet.done(), unnamed)
}

/// Says what a part of the field means, at the first of some places where no dot is in the way; and gives back where that is.
fn said(
    sheet: &mut Sheet<'_>,
    (words, colour): (&str, &str),
    places: &[(f32, f32)],
    named: &[Named],
    paper: &Paper,
) -> Field {
    let (wide, high) = (paper.width(words), paper.words * 1.1);
    let field = |(right, down): &(f32, f32)| {
        let (inner_wide, inner_high) = (FIELD.right - FIELD.left - wide - 20.0, FIELD.bottom - FIELD.top - high - 14.0);
        let (left, top) = (FIELD.left + 10.0 + right * inner_wide, FIELD.top + 7.0 + down * inner_high);
        Field { left, top, right: left + wide, bottom: top + high }
    };
    let fields: Vec<Field> = places.iter().map(field).collect();
    let is_free = |field: &&Field| !named.iter().any(|dot| dot.dot().meets(field));
    let place = fields.iter().find(is_free).or(fields.first()).copied().unwrap_or(FIELD);
    sheet.words((f32::midpoint(place.left, place.right), place.top + high * 0.78), Anchor::Middle, true, colour, words);
    place
}

/// The corners of what is two-sided: from where its two lines meet to beyond the field.
fn slope(most: f32) -> [(f32, f32); 3] {
    let meet = (LOWER.1 - UPPER.1) / (UPPER.0 - LOWER.0);
    let far = most * 2.0;
    [(meet, UPPER.0 * meet + UPPER.1), (far, UPPER.0 * far + UPPER.1), (far, LOWER.0 * far + LOWER.1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::week::Balance;

    #[test]
    fn the_slope_is_what_the_numbers_call_two_sided() {
        for gave in 0..40_u16 {
            for got in 0..40_u16 {
                let (you, they) = (f32::from(gave), f32::from(got));
                let is_between = they <= UPPER.0 * you + UPPER.1 + 0.001 && they >= LOWER.0 * you + LOWER.1 - 0.001;
                let carries = Balance::by_numbers(gave.into(), got.into());
                if carries != Carries::TooEarly {
                    // The tilt is a whole number of percent, so the very edge counts as two-sided.
                    let at_edge = Balance::tilt(gave.into(), got.into()).abs() == 20;
                    assert!((carries == Carries::TwoSided) == is_between || at_edge, "{gave}:{got}");
                }
            }
        }
    }

    #[test]
    fn a_dozen_relationships_all_have_their_names_or_the_first_word_of_them() {
        let told = [
            ("Acme Studio", 9, 2),
            ("Brightline", 7, 2),
            ("Tomas Lindqvist", 4, 3),
            ("Harbor Books", 5, 5),
            ("Priya Raman", 3, 4),
            ("Kestrel Coaching", 1, 5),
            ("Slowtools", 2, 0),
            ("Juniper", 1, 0),
            ("Ines Duarte", 8, 7),
            ("Petra Novak", 7, 6),
            ("Mo", 1, 1),
            ("Lena Fischer", 2, 6),
        ];
        let spots: Vec<Spot> = told
            .iter()
            .map(|(name, gave, got)| Spot {
                gave: *gave,
                got: *got,
                carries: Balance::by_numbers(*gave, *got),
                label: (*name).to_owned(),
            })
            .collect();
        let (drawing, unnamed) = quadrant(&spots, &Paper::PAGE);
        assert_eq!(unnamed, [0; 0]);
        let svg = drawing.in_page("", "");
        for (name, ..) in told {
            let first = name.split(' ').next().unwrap();
            assert!(svg.contains(&format!(">{name}</text>")) || svg.contains(&format!(">{first}…</text>")), "{name}");
        }
    }
}
