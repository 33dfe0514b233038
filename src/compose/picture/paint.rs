//! SVG to PNG: painted at twice its size, reduced to 64 colours, which quarters its weight.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

/// Inter, cut down to the letters of European languages (`OFL.txt` beside it).
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("Inter-Medium.ttf").to_vec());
    fonts.load_font_data(include_bytes!("Inter-Bold.ttf").to_vec());
    Arc::new(fonts)
});

/// Most screens have two dots or more where one pixel is asked for.
const SCALE: f32 = 2.0;
const MOST_COLOURS: usize = 64;
/// Two colours nearer than this, over the three channels together, are not told apart.
const ALIKE: u32 = 18;

/// Pictures painted already, by their SVG: templates are tried on the same invented people again and again.
static PAINTED: LazyLock<Mutex<BTreeMap<String, Vec<u8>>>> = LazyLock::new(Mutex::default);
/// More are not kept; the mails of a day are few.
const MOST_KEPT: usize = 48;

/// The picture as bytes. `None` only where the SVG is none, which would be a bug of a drawing.
pub(super) fn png(svg: &str) -> Option<Vec<u8>> {
    // A lock that broke while somebody else painted costs the memory of it, and no picture.
    let kept = PAINTED.lock().ok().and_then(|painted| painted.get(svg).cloned());
    if kept.is_some() {
        return kept;
    }
    let png = painted(svg)?;
    if let Ok(mut painted) = PAINTED.lock() {
        if painted.len() >= MOST_KEPT {
            painted.clear();
        }
        painted.insert(svg.to_owned(), png.clone());
    }
    Some(png)
}

fn painted(svg: &str) -> Option<Vec<u8>> {
    let options = usvg::Options { font_family: "Inter".to_owned(), fontdb: FONTS.clone(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).ok()?;
    let size = tree.size().to_int_size().scale_by(SCALE)?;
    let mut pixels = Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    encoded(size.width(), size.height(), pixels.data())
}

type Colour = [u8; 3];

/// `pixels` are red, green, blue and an alpha that is full everywhere, because every sheet has a card.
fn encoded(wide: u32, high: u32, pixels: &[u8]) -> Option<Vec<u8>> {
    let palette = palette(pixels);
    let mut known: BTreeMap<Colour, u8> = BTreeMap::new();
    let mut indices = Vec::with_capacity(pixels.len() / 4);
    for (colour, n) in runs(pixels) {
        let index = *known.entry(colour).or_insert_with(|| index_of(colour, &palette));
        indices.resize(indices.len() + n, index);
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, wide, high);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    // Neighbours in a palette have nothing to do with each other.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&indices).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// Equal pixels beside each other, with how many there are: most of a picture is card.
fn runs(pixels: &[u8]) -> impl Iterator<Item = (Colour, usize)> {
    pixels.as_chunks::<4>().0.chunk_by(|one, next| one == next).filter_map(|run| {
        let [red, green, blue, _] = run.first()?;
        Some(([*red, *green, *blue], run.len()))
    })
}

/// The colours that most pixels have, the most frequent first, without those that are nearly one of them already.
fn palette(pixels: &[u8]) -> Vec<Colour> {
    let mut counts: BTreeMap<Colour, usize> = BTreeMap::new();
    for (colour, n) in runs(pixels) {
        *counts.entry(colour).or_default() += n;
    }
    let mut colours: Vec<(Colour, usize)> = counts.into_iter().collect();
    colours.sort_by_key(|(colour, n)| (std::cmp::Reverse(*n), *colour));
    let mut palette: Vec<Colour> = Vec::new();
    for (colour, _) in colours {
        if palette.len() < MOST_COLOURS && palette.iter().all(|other| distance(colour, *other) >= ALIKE) {
            palette.push(colour);
        }
    }
    palette
}

fn index_of(colour: Colour, palette: &[Colour]) -> u8 {
    let nearest = (0..=u8::MAX).zip(palette).min_by_key(|(_, other)| distance(colour, **other));
    nearest.map_or(0, |(index, _)| index)
}

fn distance(one: Colour, other: Colour) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b))).sum()
}
