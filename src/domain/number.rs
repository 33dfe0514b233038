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

/// How many there are of a thing, with its plural: `1 mail`, `3 mails`.
#[must_use]
pub fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{} {what}s", written(n)) }
}

#[cfg(test)]
mod tests {
    use super::{counted, written};

    #[test]
    fn a_thing_has_its_plural() {
        assert_eq!([0, 1, 1_200].map(|n| counted(n, "mail")), ["0 mails", "1 mail", "1,200 mails"]);
    }

    #[test]
    fn thousands_have_a_mark() {
        for (n, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_480, "12,480"), (1_000_000, "1,000,000")] {
            assert_eq!(written(n), expected);
        }
    }
}
