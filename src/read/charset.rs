//! Bytes to text where a mail does not say its charset, or says a wrong one.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, MessagePart, PartType};

/// The text of a part. mail-parser's own decoding is kept where it went well.
pub(super) fn part<'a>(part: &'a MessagePart<'_>, raw: &[u8]) -> Option<Cow<'a, str>> {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return None };
    if !text.contains('\u{fffd}') && !looks_escaped(text) {
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
    Some(Cow::Owned(guess(&bytes)))
}

/// ISO-2022-JP that nobody declared: ASCII with escapes.
fn looks_escaped(text: &str) -> bool {
    text.contains("\u{1b}$B") || text.contains("\u{1b}$@") || text.contains("\u{1b}(J")
}

/// A header with bytes that no encoded-word announces.
pub(super) fn header(raw: &[u8]) -> String {
    guess(raw)
}

/// Text from bytes of an unknown charset: UTF-8 where it is valid, else what Firefox would guess.
fn guess(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // The beginning is enough to tell, and detection is not free.
    detector.feed(bytes.get(..bytes.len().min(64 << 10)).unwrap_or(bytes), true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
