//! PGP around the words of a text: a signature is taken off, and what is encrypted is left out, which the answer says (RFC 9580,
//! sections 6 and 7).

use std::borrow::Cow;

const BEGINS: &str = "-----BEGIN PGP ";
const ENDS: &str = "-----END PGP ";

/// A text without armour, and whether words in it are encrypted.
pub(super) fn taken_off(text: &str) -> (Cow<'_, str>, bool) {
    if !text.contains(BEGINS) {
        return (Cow::Borrowed(text), false);
    }
    let (mut out, mut is_encrypted, mut place) = (String::with_capacity(text.len()), false, Place::Outside);
    for line in text.split_inclusive('\n') {
        let said = line.trim_end();
        if let Some(kind) = said.strip_prefix(BEGINS) {
            is_encrypted |= kind.starts_with("MESSAGE");
            place = if kind.starts_with("SIGNED") { Place::Head } else { Place::Block };
            continue;
        }
        match place {
            // What a signature says about itself ends with a blank line.
            Place::Head if said.is_empty() => place = Place::Signed,
            Place::Block if said.starts_with(ENDS) => place = Place::Outside,
            Place::Head | Place::Block => {}
            Place::Signed => out.push_str(line.strip_prefix("- ").unwrap_or(line)),
            Place::Outside => out.push_str(line),
        }
    }
    // Without an end nobody knows where the words go on: nothing is taken off.
    if matches!(place, Place::Block) {
        return (Cow::Borrowed(text), is_encrypted);
    }
    (Cow::Owned(out), is_encrypted)
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
        assert_eq!(taken_off(signed), (Cow::Borrowed("Hello\nAt four.\n-- \nDana\nBye\n"), false));
        let encrypted = "Hello\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n";
        assert_eq!(taken_off(encrypted), (Cow::Borrowed("Hello\n"), true));
        let open = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nmQEN\n\nAnd thank you for the lamps.\n";
        assert_eq!(taken_off(open), (Cow::Borrowed(open), false));
        assert_eq!(taken_off("Hello"), (Cow::Borrowed("Hello"), false));
    }
}
