//! Where the names of dots stand, so that none runs into another, into a dot, or off the sheet.
//!
//! Each name tries the places around its dot, the best one first. Where all are taken, whoever stands in the way moves to another of
//! its own places if that lets all stay. A name for which there is no room is left out, and the page says whose.

/// A rectangle, by its corners: left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Field {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Field {
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && self.top <= other.top && self.right >= other.right && self.bottom >= other.bottom
    }
}

/// A dot with a name of some width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub at: (f32, f32),
    pub radius: f32,
    pub wide: f32,
}

impl Named {
    pub(super) fn dot(&self) -> Field {
        let ((x, y), r) = (self.at, self.radius);
        Field { left: x - r, top: y - r, right: x + r, bottom: y + r }
    }

    /// The places around the dot, the best first: beside it, above and below it, at its corners, and above and below it to one side.
    fn places(&self, high: f32) -> Vec<Field> {
        let ((x, y), wide) = (self.at, self.wide);
        let (beside, above) = (self.radius + 5.0, self.radius + 2.0);
        let corner = self.radius * 0.7 + 1.0;
        [
            (x + beside, y - high / 2.0),
            (x - beside - wide, y - high / 2.0),
            (x - wide / 2.0, y - above - high),
            (x - wide / 2.0, y + above),
            (x + corner, y - corner - high),
            (x + corner, y + corner),
            (x - corner - wide, y - corner - high),
            (x - corner - wide, y + corner),
            (x - self.radius, y - above - high),
            (x - self.radius, y + above),
            (x + self.radius - wide, y - above - high),
            (x + self.radius - wide, y + above),
        ]
        .map(|(left, top)| Field { left, top, right: left + wide, bottom: top + high })
        .to_vec()
    }
}

/// So many names may move for one.
const MOVES: usize = 3;

/// Where each name stands; `None` for those without room. `taken` is where nothing may stand.
pub(super) fn placed(named: &[Named], high: f32, sheet: Field, taken: &[Field]) -> Vec<Option<Field>> {
    let dots: Vec<Field> = named.iter().map(Named::dot).collect();
    let is_free = |place: &Field| sheet.holds(place) && !taken.iter().chain(&dots).any(|field| field.meets(place));
    let places: Vec<Vec<Field>> =
        named.iter().map(|one| one.places(high).into_iter().filter(is_free).collect()).collect();
    // Whoever has the least choice chooses first.
    let mut order: Vec<usize> = (0..named.len()).collect();
    order.sort_by_key(|at| places.get(*at).map_or(0, Vec::len));
    let mut stands: Vec<Option<Field>> = vec![None; named.len()];
    for at in order {
        // One without room stays out; the page names it.
        settle(at, &places, &mut stands, MOVES);
    }
    stands
}

/// Finds a place for one name; whoever stands in its way moves, and whoever is in the way of that, so many times. Whether it did.
fn settle(at: usize, places: &[Vec<Field>], stands: &mut [Option<Field>], moves: usize) -> bool {
    let in_way = |place: &Field, stands: &[Option<Field>]| -> Vec<usize> {
        let meets = |(_, other): &(usize, &Option<Field>)| other.is_some_and(|other| other.meets(place));
        stands.iter().enumerate().filter(meets).map(|(other, _)| other).collect()
    };
    let mine = places.get(at).map(Vec::as_slice).unwrap_or_default();
    if let Some(place) = mine.iter().find(|place| in_way(place, stands).is_empty()) {
        set(stands, at, Some(*place));
        return true;
    }
    for place in mine.iter().filter(|_| moves > 0) {
        let [other] = in_way(place, stands)[..] else { continue };
        let before = stands.get(other).copied().flatten();
        set(stands, at, Some(*place));
        set(stands, other, None);
        if settle(other, places, stands, moves - 1) {
            return true;
        }
        set(stands, at, None);
        set(stands, other, before);
    }
    false
}

fn set(stands: &mut [Option<Field>], at: usize, place: Option<Field>) {
    if let Some(stand) = stands.get_mut(at) {
        *stand = place;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHEET: Field = Field { left: 0.0, top: 0.0, right: 500.0, bottom: 400.0 };
    const HIGH: f32 = 24.0;

    fn named(x: f32, y: f32, wide: f32) -> Named {
        Named { at: (x, y), radius: 10.0, wide }
    }

    #[test]
    fn whoever_stands_in_the_way_moves_where_that_lets_both_stay() {
        // The second dot can only be named to its left, where the first name would stand by itself.
        let dots = [named(150.0, 100.0, 120.0), named(310.0, 100.0, 125.0)];
        let walls = [
            Field { left: 325.0, top: 0.0, right: 500.0, bottom: 400.0 },
            Field { left: 240.0, top: 0.0, right: 500.0, bottom: 87.0 },
            Field { left: 240.0, top: 113.0, right: 500.0, bottom: 400.0 },
        ];
        let stands = placed(&dots, HIGH, SHEET, &walls);
        assert!(stands.iter().all(Option::is_some), "{stands:?}");
    }

    #[test]
    fn a_name_without_room_is_left_out() {
        assert_eq!(placed(&[named(250.0, 200.0, 600.0)], HIGH, SHEET, &[]), [None]);
    }

    proptest! {
        #[test]
        fn no_name_runs_into_anything(
            dots in prop::collection::vec((0.0_f32..500.0, 0.0_f32..400.0, 20.0_f32..200.0), 0..45),
        ) {
            let dots: Vec<Named> = dots.into_iter().map(|(x, y, wide)| named(x, y, wide)).collect();
            let stands = placed(&dots, HIGH, SHEET, &[]);
            prop_assert_eq!(stands.len(), dots.len());
            for (n, stand) in stands.iter().enumerate() {
                let Some(stand) = stand else { continue };
                prop_assert!(SHEET.holds(stand));
                prop_assert!(dots.iter().all(|dot| !dot.dot().meets(stand)));
                prop_assert!(stands.iter().skip(n + 1).flatten().all(|other| !other.meets(stand)));
            }
        }
    }
}
