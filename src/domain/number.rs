//! Numbers as people read them.

/// With a mark between thousands, as the language of all our texts has it: `12,480`.
#[must_use]
pub fn written(n: impl TryInto<usize>) -> String {
    let digits = n.try_into().unwrap_or(usize::MAX).to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn thousands_have_a_mark() {
        for (n, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_480, "12,480"), (1_000_000, "1,000,000")] {
            assert_eq!(written(n), expected);
        }
    }
}
