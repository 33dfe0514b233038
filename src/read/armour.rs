//! PGP around the words of a text: a signature is taken off, and of what is encrypted only the first line is left, so that the letter it
//! stands in can say so (RFC 9580, sections 6 and 7).

use std::borrow::Cow;

const BEGINS: &str = "-----BEGIN PGP ";
const ENDS: &str = "-----END PGP ";

/// The first line of words that are encrypted.
const SEALED: &str = "-----BEGIN PGP MESSAGE-----";

/// What may stand before the words of a signed text, beside a blank line.
const KEYS: [&str; 6] = ["Hash", "Charset", "Comment", "Version", "MessageID", "NotDashEscaped"];

/// A text without armour, but for the first line of what is encrypted.
pub(super) fn taken_off(text: &str) -> Cow<'_, str> {
    if !text.contains(BEGINS) {
        return Cow::Borrowed(text);
    }
    let (mut out, mut place) = (String::with_capacity(text.len()), Place::Outside);
    for line in text.split_inclusive('\n') {
        let said = line.trim_end();
        if let Some(kind) = said.strip_prefix(BEGINS) {
            if said == SEALED {
                out.push_str(line);
            }
            place = if kind.starts_with("SIGNED") { Place::Head } else { Place::Block };
            continue;
        }
        if matches!(place, Place::Head) && !is_key(said) {
            place = Place::Signed;
            // The blank line is of the armour; where it is missing, the words begin all the same.
            if said.is_empty() {
                continue;
            }
        }
        match place {
            Place::Block if said.starts_with(ENDS) => place = Place::Outside,
            Place::Head | Place::Block => {}
            Place::Signed => out.push_str(line.strip_prefix("- ").unwrap_or(line)),
            Place::Outside => out.push_str(line),
        }
    }
    // Without an end nobody knows where the words go on: nothing is taken off.
    if matches!(place, Place::Block) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(out)
}

/// The words of a letter without the lines that say that some are encrypted, and whether there were any.
pub(super) fn unsealed(own: &str) -> (Cow<'_, str>, bool) {
    let is_sealed = |line: &str| line.trim_end() == SEALED;
    if !own.contains(SEALED) || !own.lines().any(is_sealed) {
        return (Cow::Borrowed(own), false);
    }
    (Cow::Owned(own.split_inclusive('\n').filter(|line| !is_sealed(line)).collect()), true)
}

/// `Hash: SHA256`
fn is_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| KEYS.contains(&key))
}

#[derive(Clone, Copy)]
enum Place {
    Outside,
    /// Between the first line of a signed text and its words.
    Head,
    /// Among words whose dashes at a line's beginning have one more before them.
    Signed,
    /// Among letters and digits that nobody reads.
    Block,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_and_armour_is_not() {
        let signed = "Hello\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nAt four.\n- -- \nDana\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\nBye\n";
        assert_eq!(taken_off(signed), "Hello\nAt four.\n-- \nDana\nBye\n");
        let close = signed.replace("SHA256\n\n", "SHA256\n");
        assert_eq!(taken_off(&close), taken_off(signed));
        let encrypted = "Hello\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n";
        let left = taken_off(encrypted);
        assert_eq!(left, "Hello\n-----BEGIN PGP MESSAGE-----\n");
        assert_eq!(unsealed(&left), (Cow::Borrowed("Hello\n"), true));
        let open = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nmQEN\n\nAnd thank you for the lamps.\n";
        assert_eq!(taken_off(open), open);
        assert_eq!(taken_off("Hello"), "Hello");
        assert_eq!(unsealed("Hello"), (Cow::Borrowed("Hello"), false));
    }
}
