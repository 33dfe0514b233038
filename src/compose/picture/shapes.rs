//! The few shapes that pictures are made of, as SVG, on a grid 560 wide.

use std::fmt::Write;

use super::colours::Paper;

/// How wide every picture is, on its own grid; painted at twice that.
pub(super) const WIDE: u32 = 560;

/// A drawing in the making.
pub(super) struct Sheet<'a> {
    paper: &'a Paper,
    high: u32,
    shapes: String,
}

/// A drawing that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compose) struct Drawing {
    high: u32,
    shapes: String,
}

/// Where words stand beside their point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl<'a> Sheet<'a> {
    pub(super) const fn new(high: u32, paper: &'a Paper) -> Self {
        Self { paper, high, shapes: String::new() }
    }

    pub(super) fn bar(&mut self, (x, y): (f32, f32), (wide, high): (f32, f32), round: f32, fill: &str) {
        self.add(&format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" rx=\"{round:.1}\" fill=\"{fill}\"/>"
        ));
    }

    pub(super) fn dot(&mut self, (x, y): (f32, f32), radius: f32, fill: &str) {
        self.add(&format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{fill}\"/>"));
    }

    /// What of a shape lies in a window.
    pub(super) fn area(&mut self, (x, y): (f32, f32), (wide, high): (f32, f32), corners: &[(f32, f32)], fill: &str) {
        let corners: Vec<String> = corners.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        self.add(&format!(
            "<svg x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" viewBox=\"{x:.1} {y:.1} {wide:.1} {high:.1}\"><polygon points=\"{}\" fill=\"{fill}\"/></svg>",
            corners.join(" ")
        ));
    }

    pub(super) fn words(&mut self, (x, y): (f32, f32), anchor: Anchor, bold: bool, fill: &str, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if bold { 700 } else { 500 };
        let size = self.paper.words;
        self.add(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-family=\"Inter\" font-size=\"{size}\" font-weight=\"{weight}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>",
            escaped(words)
        ));
    }

    /// Words that run upwards, around their middle.
    pub(super) fn upright(&mut self, (x, y): (f32, f32), fill: &str, words: &str) {
        self.add(&format!("<g transform=\"translate({x:.1} {y:.1}) rotate(-90)\">"));
        self.words((0.0, 0.0), Anchor::Middle, false, fill, words);
        self.add("</g>");
    }

    pub(super) fn done(self) -> Drawing {
        Drawing { high: self.high, shapes: self.shapes }
    }

    fn add(&mut self, shape: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.shapes, "{shape}");
    }
}

impl Drawing {
    /// By itself, on a card of one colour.
    pub(super) fn on_card(&self, card: &str) -> String {
        let Self { high, shapes } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDE}\" height=\"{high}\"><rect width=\"{WIDE}\" height=\"{high}\" fill=\"{card}\"/>{shapes}</svg>"
        )
    }

    /// As a part of a page, as wide as there is room for: with what it is, and what it shows as a sentence, for whoever has it read
    /// aloud.
    pub(super) fn in_page(&self, title: &str, alt: &str) -> String {
        let Self { high, shapes } = self;
        format!(
            "<svg viewBox=\"0 0 {WIDE} {high}\" role=\"img\"><title>{}</title><desc>{}</desc>{shapes}</svg>",
            escaped(title),
            escaped(alt)
        )
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Paper {
    /// About how wide words are, on the grid. Inter's letters are a little over half as wide as high. The fonts of a page are not known:
    /// most have large letters of two thirds of the height and small ones of half; those of East Asia, and most small pictures, are as
    /// wide as high.
    pub(super) fn width(&self, words: &str) -> f32 {
        let wide = |c: char| match c {
            '\u{1100}'.. => 1.05,
            _ if !self.every_script => 0.59,
            'm' | 'w' | 'M' | 'W' | '@' => 0.86,
            c if c.is_uppercase() || c.is_numeric() => 0.66,
            _ => 0.51,
        };
        words.chars().map(wide).sum::<f32>() * self.words
    }

    /// Whether there is a letter for every one of these words. Other scripts stand in the words around a picture.
    pub(super) fn can_write(&self, words: &str) -> bool {
        self.every_script
            || words.chars().all(|c| matches!(c, ' '..='~' | '\u{A0}'..='\u{17F}' | '–' | '—' | '‘' | '’' | '…'))
    }
}
