//! How well one colour is seen on another.

/// The contrast of two `#RRGGBB` colours, 1 to 21 (WCAG 2.2, relative luminance). Words need 4.5, shapes 3. `None` for anything that
/// is not such a colour.
pub(in crate::compose) fn contrast(one: &str, other: &str) -> Option<f64> {
    let (a, b) = (luminance(one)?, luminance(other)?);
    Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
}

fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| Some(f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0);
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    Some(0.2126 * linear(channel(0)?) + 0.7152 * linear(channel(2)?) + 0.0722 * linear(channel(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measure_of_contrast_is_right() {
        assert!((contrast("#000000", "#FFFFFF").unwrap() - 21.0).abs() < 0.01);
        assert!((contrast("#777777", "#FFFFFF").unwrap() - 4.48).abs() < 0.01);
        assert_eq!(contrast("red", "#FFFFFF"), None);
        assert_eq!(contrast("#ÄÄÄ", "#FFFFFF"), None);
    }
}
