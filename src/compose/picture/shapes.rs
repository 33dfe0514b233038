//! The few shapes that pictures are made of, as SVG, on a grid 560 wide.

use std::fmt::Write;

/// How wide every picture is, on its own grid; painted at twice that.
pub(super) const WIDE: u32 = 560;
/// The smallest words: at 328 pixels on a phone they are 11 high.
pub(super) const SMALL: u32 = 19;

/// A drawing in the making.
pub(super) struct Sheet {
    svg: String,
}

/// Where words stand beside their point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
}

impl Sheet {
    /// An empty card of one colour.
    pub(super) fn new(high: u32, card: &str) -> Self {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDE}\" height=\"{high}\"><rect width=\"{WIDE}\" height=\"{high}\" fill=\"{card}\"/>"
        );
        Self { svg }
    }

    pub(super) fn bar(&mut self, (x, y): (f32, f32), (wide, high): (f32, f32), round: f32, fill: &str) {
        self.add(&format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" rx=\"{round:.1}\" fill=\"{fill}\"/>"
        ));
    }

    pub(super) fn dot(&mut self, (x, y): (f32, f32), radius: f32, fill: &str) {
        self.add(&format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{fill}\"/>"));
    }

    pub(super) fn words(&mut self, (x, y): (f32, f32), anchor: Anchor, bold: bool, fill: &str, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
        };
        let weight = if bold { 700 } else { 500 };
        self.add(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-family=\"Inter\" font-size=\"{SMALL}\" font-weight=\"{weight}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>",
            escaped(words)
        ));
    }

    pub(super) fn done(mut self) -> String {
        self.svg.push_str("</svg>");
        self.svg
    }

    fn add(&mut self, shape: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.svg, "{shape}");
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// About how wide words are, on the grid. Inter's letters are a little over half as wide as high.
#[expect(clippy::cast_precision_loss, reason = "words in a picture are a few letters long")]
pub(super) fn width(words: &str) -> f32 {
    words.chars().count() as f32 * SMALL as f32 * 0.59
}

/// Whether the font has every letter of these words: Latin with its accents. Other scripts stand in the words around a picture.
pub(super) fn can_be_written(words: &str) -> bool {
    words.chars().all(|c| matches!(c, ' '..='~' | '\u{A0}'..='\u{17F}' | '–' | '—' | '‘' | '’' | '…'))
}
