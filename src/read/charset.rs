//! Bytes to text where a mail does not say its charset, or says a wrong one.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, MessagePart, MimeHeaders as _, PartType};
use memchr::{memchr, memchr_iter};

/// The text of a part. mail-parser's own decoding is kept where it went well.
pub(super) fn part<'a>(part: &'a MessagePart<'_>, raw: &[u8]) -> Option<Cow<'a, str>> {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return None };
    if part.is_encoding_problem && part.encoding == Encoding::None && part.content_transfer_encoding().is_some() {
        return Some(cut_off(part, raw).map_or(Cow::Borrowed(text.as_ref()), Cow::Owned));
    }
    // Most text is ASCII, and to know that is faster than to look through it for what is not.
    let is_ascii = text.is_ascii();
    let went_well = (is_ascii || !text.contains('\u{fffd}')) && !looks_escaped(text);
    if went_well && (is_ascii || !looks_doubled(text) && !looks_foreign(text)) {
        return Some(Cow::Borrowed(text.as_ref()));
    }
    let from = usize::try_from(part.offset_body).ok()?;
    let to = usize::try_from(part.offset_end).ok()?;
    let body = raw.get(from..to)?;
    let bytes = match part.encoding {
        Encoding::Base64 => base64_decode(body),
        Encoding::QuotedPrintable => quoted_printable_decode(body),
        Encoding::None => Some(body.to_vec()),
    };
    let Some(bytes) = bytes else { return Some(Cow::Borrowed(text.as_ref())) };
    if went_well && looks_foreign(text) {
        let guessed = guess(&bytes);
        return Some(if looks_foreign(&guessed) { Cow::Borrowed(text.as_ref()) } else { Cow::Owned(guessed) });
    }
    if went_well {
        // No other charset makes valid UTF-8 by accident, beyond a letter or two.
        return Some(String::from_utf8(bytes).map_or(Cow::Borrowed(text.as_ref()), Cow::Owned));
    }
    Some(Cow::Owned(guess(&bytes)))
}

/// What came of a part before its mail broke off. mail-parser leaves such a part as it stands, and calls it an attachment.
pub(super) fn cut_off(part: &MessagePart<'_>, raw: &[u8]) -> Option<String> {
    let (from, to) = (usize::try_from(part.offset_body).ok()?, usize::try_from(part.offset_end).ok()?);
    let body = raw.get(from..to)?;
    let encoding = part.content_transfer_encoding().unwrap_or_default().to_ascii_lowercase();
    let bytes = match encoding.as_str() {
        "base64" => cut_off_base64(body)?,
        // The break may lie within an `=C3`.
        "quoted-printable" => {
            let whole = body.iter().rposition(|byte| *byte == b'=').filter(|at| at + 3 > body.len());
            quoted_printable_decode(body.get(..whole.unwrap_or(body.len()))?)?
        }
        _ => body.to_vec(),
    };
    Some(guess(&bytes))
}

fn cut_off_base64(body: &[u8]) -> Option<Vec<u8>> {
    let lenient = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut letters: Vec<u8> =
        body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take_while(is_letter).collect();
    letters.truncate(letters.len() / 4 * 4);
    lenient.decode(letters).ok()
}

/// UTF-8 that was declared to be Latin: `GrÃ¼ÃŸe`.
fn looks_doubled(text: &str) -> bool {
    let is_second = |c: char| matches!(c, '\u{80}'..='¿') || CP1252_HIGH.contains(c);
    // All of these begin with 0xc3 in UTF-8.
    memchr_iter(0xc3, text.as_bytes()).filter_map(|at| text.get(at..)).any(|pair| {
        let mut pair = pair.chars();
        matches!(pair.next(), Some('Â'..='ß' | 'à'..='ô')) && pair.next().is_some_and(is_second)
    })
}

/// Hebrew, Greek or Cyrillic that was declared to be Latin: `ùìåí`, `Äîáðûé`. No language writes half its letters with accents.
fn looks_foreign(text: &str) -> bool {
    if memchr_iter(0xc3, text.as_bytes()).take(6).count() < 6 {
        return false;
    }
    let (mut accented, mut letters) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(400) {
        letters += 1;
        accented += usize::from(matches!(c, 'À'..='ÿ'));
    }
    accented >= 6 && accented * 2 > letters
}

/// What Windows-1252 puts where Latin-1 has control characters.
const CP1252_HIGH: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

/// ISO-2022-JP that nobody declared: ASCII with escapes.
fn looks_escaped(text: &str) -> bool {
    memchr(0x1b, text.as_bytes()).is_some()
        && ["\u{1b}$B", "\u{1b}$@", "\u{1b}(J"].iter().any(|escape| text.contains(escape))
}

/// A header whose encoded words (RFC 2047) divide a character between two of them, as QQ and others write: the bytes of neighbours
/// are joined before they become text.
pub(super) fn joined_words(raw: &str) -> String {
    let mut text = String::new();
    let mut pending: Option<(&'static encoding_rs::Encoding, Vec<u8>)> = None;
    let mut rest = raw;
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        let Some((encoding, bytes, length)) = encoded_word(word) else {
            text.push_str(&decoded(pending.take()));
            text.push_str(before);
            text.push_str("=?");
            rest = word.get(2..).unwrap_or_default();
            continue;
        };
        let adjoins = before.chars().all(char::is_whitespace);
        match &mut pending {
            Some((known, all)) if adjoins && *known == encoding => all.extend_from_slice(&bytes),
            _ => {
                let is_apart = !(adjoins && pending.is_some());
                text.push_str(&decoded(pending.replace((encoding, bytes))));
                text.push_str(if is_apart { before } else { "" });
            }
        }
        rest = word.get(length..).unwrap_or_default();
    }
    text.push_str(&decoded(pending));
    text.push_str(rest);
    text
}

fn decoded(pending: Option<(&'static encoding_rs::Encoding, Vec<u8>)>) -> String {
    pending.map(|(encoding, bytes)| encoding.decode_without_bom_handling(&bytes).0.into_owned()).unwrap_or_default()
}

/// In bytes.
const LONGEST_WORD: usize = 1000;

/// The charset and the bytes of the encoded word that a text begins with, and how long it is there.
fn encoded_word(text: &str) -> Option<(&'static encoding_rs::Encoding, Vec<u8>, usize)> {
    // RFC 2047 allows 75 characters, and no blanks; what is much longer is none.
    let text = (2..=text.len().min(LONGEST_WORD)).rev().find_map(|n| text.get(..n))?;
    let mut parts = text.get(2..)?.splitn(3, '?');
    let (charset, kind, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let payload = rest.get(..rest.find("?=")?)?;
    // RFC 2231 section 5 puts a language behind the charset.
    let encoding = encoding_rs::Encoding::for_label(charset.split('*').next()?.as_bytes())?;
    let bytes = match kind {
        "B" | "b" => base64_decode(payload.as_bytes())?,
        "Q" | "q" => quoted_printable_decode(payload.replace('_', " ").as_bytes())?,
        _ => return None,
    };
    Some((encoding, bytes, 2 + charset.len() + 1 + kind.len() + 1 + payload.len() + 2))
}

/// A header with bytes that no encoded-word announces.
pub(super) fn header(raw: &[u8]) -> String {
    guess(raw)
}

/// Text from bytes of an unknown charset: UTF-8 where most of it is, else what Firefox would guess.
fn guess(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if is_mostly_utf8(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // The beginning is enough to tell, and detection is not free.
    let beginning = bytes.get(..64 << 10).unwrap_or(bytes);
    detector.feed(beginning, beginning.len() == bytes.len());
    let encoding = detector.guess(None, Utf8Detection::Allow);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Whether characters beyond ASCII are more than twice as many as places that are none in UTF-8: a server that cuts or adds a byte
/// breaks one, and other charsets have few by accident.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut characters, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    characters > broken * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_may_be_divided_between_encoded_words() {
        for (raw, text) in [
            ("=?utf-8?B?R3LDvMM=?= =?UTF-8?B?n2U=?=", "Grüße"),
            ("Re: =?utf-8?Q?Gr=C3?=\r\n =?utf-8?Q?=BC=C3=9Fe_an?= alle", "Re: Grüße an alle"),
            ("=?utf-8?Q?a?= =?iso-8859-1?Q?=E4?= b", "aä b"),
            ("1 =? 2", "1 =? 2"),
            ("=?nothing?B?aGk=?=", "=?nothing?B?aGk=?="),
        ] {
            assert_eq!(joined_words(raw), text, "{raw}");
        }
    }

    #[test]
    fn undeclared_charsets_are_told_apart() {
        for (encoding, text) in [
            (encoding_rs::WINDOWS_1252, "Schöne Grüße aus Köln, bis später"),
            (encoding_rs::WINDOWS_1251, "Добрый день, пришлите пожалуйста договор"),
            (encoding_rs::KOI8_R, "Добрый день, пришлите пожалуйста договор"),
            (encoding_rs::SHIFT_JIS, "お世話になっております。資料を送ります。"),
            (encoding_rs::GB18030, "您好，请查收附件中的合同，谢谢。"),
            (encoding_rs::EUC_KR, "안녕하세요, 계약서를 보내 드립니다."),
            (encoding_rs::ISO_2022_JP, "お世話になっております。"),
        ] {
            let (bytes, ..) = encoding.encode(text);
            assert_eq!(guess(&bytes), text, "{}", encoding.name());
        }
    }

    #[test]
    fn a_broken_byte_is_no_other_charset() {
        let text = "Très bien, à bientôt, Zoë";
        for (at, byte) in [(0, 0xe9), (text.len(), 0xe9), (2, 0xff)] {
            let mut bytes = text.as_bytes().to_vec();
            bytes.insert(at, byte);
            assert!(guess(&bytes).contains("à bientôt, Zo"), "{at}");
        }
        // Of a long text the beginning is looked at, which may end within a character.
        let (bytes, ..) = encoding_rs::SHIFT_JIS.encode("x");
        let long = [&bytes[..], &encoding_rs::SHIFT_JIS.encode("資料を送ります。").0.repeat(5000)].concat();
        assert!(guess(&long).starts_with("x資料を"));
        assert!(guess("xДобрый день".repeat(5000).as_bytes()).starts_with("xДобрый"));
    }
}
