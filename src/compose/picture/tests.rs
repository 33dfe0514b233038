//! Pictures: small, the same every time, clear against their card, and silent about letters that the font does not have.

use jiff::civil::date;

use super::super::gate::contrast_of as contrast;
use super::*;

fn bars(counts: &[(u32, u32)]) -> Vec<Bar> {
    let labels = ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"];
    counts
        .iter()
        .zip(labels)
        .map(|((gave, got), label)| Bar { label: label.to_owned(), gave: *gave, got: *got })
        .collect()
}

fn two_lanes(name: &str) -> (Lane, Lane, Vec<(jiff::civil::Date, String)>) {
    let months =
        (6..=11).map(|month| (date(2026, month, 1), date(2026, month, 1).strftime("%b").to_string())).collect();
    let dot = |month, day, label: &str| Dot {
        on: date(2026, month, day),
        label: (!label.is_empty()).then(|| label.to_owned()),
    };
    let you = vec![
        dot(6, 3, "referral"),
        dot(6, 15, ""),
        dot(7, 9, ""),
        dot(7, 20, "help"),
        dot(8, 20, ""),
        dot(9, 22, "idea"),
    ];
    let they = vec![dot(6, 20, ""), dot(7, 26, "credit")];
    let quiet = Some((date(2026, 7, 26), "quiet for 17 weeks".to_owned()));
    (Lane { name: "You".to_owned(), dots: you, quiet: None }, Lane { name: name.to_owned(), dots: they, quiet }, months)
}

fn painted(name: &str) -> Vec<Picture> {
    let mut pictures = Vec::new();
    let (you, they, firsts) = two_lanes(name);
    let today = date(2026, 11, 22);
    shown("lanes", "alt".to_owned(), |paper| lanes(&you, &they, &firsts, today, paper), &mut pictures).unwrap();
    let bars = bars(&[(6, 7), (9, 8), (11, 5), (12, 4), (10, 6), (8, 9)]);
    shown("months", "alt".to_owned(), |paper| months(&bars, paper), &mut pictures).unwrap();
    pictures
}

#[test]
fn every_picture_is_a_light_palette_png_and_the_same_every_time() {
    let pictures = painted("Dana");
    assert_eq!(pictures.len(), 4);
    for picture in &pictures {
        assert!(picture.png.len() < 40_000, "{} has {} bytes", picture.id, picture.png.len());
        let reader = png::Decoder::new(std::io::Cursor::new(&picture.png)).read_info().unwrap();
        let header = reader.info();
        assert_eq!((header.width, header.color_type), (1120, png::ColorType::Indexed), "{}", picture.id);
        assert!(header.palette.as_ref().unwrap().len() <= 64 * 3);
    }
    assert_eq!(painted("Dana"), pictures);
}

#[test]
fn names_that_do_not_fit_are_left_to_the_words_around_it() {
    let they = painted("They");
    for name in ["Δανάη", "Bartholomew-Featherstone"] {
        assert_eq!(painted(name), they, "{name}");
    }
    assert_ne!(painted("Dana"), they);
    // Short enough to stand there, and not read as markup.
    assert_ne!(painted("<&>"), they);
}

#[test]
fn marks_are_clear_against_their_card_and_words_clearer() {
    for colours in [LIGHT, DARK] {
        for mark in [colours.give, colours.got, colours.gave, colours.was_got, colours.even, colours.mute] {
            assert!(contrast(mark, colours.card).unwrap() >= 3.0, "{mark} on {}", colours.card);
        }
        for (words, ground) in [
            (colours.ink, colours.card),
            (colours.mute, colours.card),
            (colours.give, colours.card),
            (colours.got, colours.card),
            (colours.mute, colours.got_bed),
        ] {
            assert!(contrast(words, ground).unwrap() >= 4.5, "{words} on {ground}");
        }
    }
}

#[test]
fn months_of_any_size_stay_on_the_sheet() {
    for counts in [vec![(0, 0); 6], vec![(1, 0); 6], vec![(u32::MAX, 1); 6], vec![(3, 3)], Vec::new()] {
        let mut pictures = Vec::new();
        let bars = bars(&counts);
        assert!(shown("months", String::new(), |paper| months(&bars, paper), &mut pictures).is_some());
    }
}
