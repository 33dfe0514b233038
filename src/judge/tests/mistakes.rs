//! Mistakes that people make, and what they are told.

use super::own;
use crate::judge::check::lint;

#[test]
fn a_misspelt_fact_is_shown_with_its_place_and_the_nearest_name() {
    let faults = lint(&[own(&super::rule("    when they.gvae(30.days) == 0"))]);
    assert_eq!(
        super::spoken(&faults),
        "rules/mine.rhai:3: `you` and `they` have no fact called `gvae`\n   |\n 3 |     when they.gvae(30.days) == 0\n   |               ^\nhint: did you mean `gave`?"
    );
}
