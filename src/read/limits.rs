//! What a mail may cost before it is parsed. A mail over a limit is set aside with the reason, never parsed "a little".

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use memchr::{memchr_iter, memchr2_iter};

/// Bytes. Providers refuse mails from 25 to 50 MB on.
const LARGEST: usize = 52 << 20;
/// The header block of one message.
const LARGEST_HEADER: usize = 1 << 20;
/// mail-parser recurses on `message/rfc822` and would overflow the stack; nobody attaches a hundred mails in each other.
const MOST_MESSAGES: usize = 100;
const MOST_PARTS: usize = 1000;
/// mail-parser decodes a mail in a mail in a mail so many times, and then leaves it.
const DEEPEST_ENCODED: usize = 4;

/// Why a mail is refused, in plain words; `None` where it may be read.
pub(super) fn refusal(raw: &[u8]) -> Option<String> {
    refusal_at(raw, 0)
}

/// The same for a mail that was encoded in another, and that in another, as many times as `depth` says.
fn refusal_at(raw: &[u8], depth: usize) -> Option<String> {
    if raw.len() > LARGEST {
        return Some(format!("the mail is larger than {} MB", LARGEST >> 20));
    }
    if header_length(raw) > LARGEST_HEADER {
        return Some("its header block is larger than 1 MB".to_owned());
    }
    let (mut told, mut parts) = (Told::default(), 0);
    let mut start = 0;
    for end in memchr_iter(b'\n', raw).chain([raw.len()]) {
        let line = raw.get(start..end).unwrap_or_default();
        start = end + 1;
        match line.first() {
            Some(b'-') => parts += usize::from(is_boundary(line, &told.boundaries)),
            // `Content-Type`, or a line that goes on with it; no other tells of mails and parts.
            Some(b'c' | b'C' | b' ' | b'\t') => told.by(line),
            _ => continue,
        }
        if told.messages > MOST_MESSAGES {
            return Some(format!("it holds more than {MOST_MESSAGES} mails in each other"));
        }
        if parts > MOST_PARTS || told.boundaries.len() > MOST_PARTS {
            return Some(format!("it has more than {MOST_PARTS} parts"));
        }
    }
    if told.messages + told.digests > 0 && depth < DEEPEST_ENCODED { refusal_in_encoded(raw, depth) } else { None }
}

/// What the headers of a mail and its parts tell so far.
#[derive(Default)]
struct Told<'a> {
    messages: usize,
    digests: usize,
    boundaries: Vec<&'a [u8]>,
}

impl<'a> Told<'a> {
    fn by(&mut self, line: &'a [u8]) {
        for at in memchr2_iter(b'/', b'=', line) {
            match line.get(at) {
                Some(b'/') if ends_with(line, at, b"message") => {
                    self.messages +=
                        usize::from(begins_with(line, at + 1, b"rfc822") || begins_with(line, at + 1, b"global"));
                }
                Some(b'/') if ends_with(line, at, b"multipart") => {
                    self.digests += usize::from(begins_with(line, at + 1, b"digest"));
                }
                Some(b'=') if ends_with(line, at, b"boundary") => self.boundaries.push(boundary(line, at + 1)),
                _ => {}
            }
        }
    }
}

/// How long the lines are before the first empty one, as far as it matters.
fn header_length(raw: &[u8]) -> usize {
    let mut start = 0;
    for end in memchr_iter(b'\n', raw).chain([raw.len()]) {
        let line = raw.get(start..end).unwrap_or_default();
        if line.is_empty() || line == b"\r" || start > LARGEST_HEADER {
            break;
        }
        start = end + 1;
    }
    start
}

/// Whether this word, in any case, stands right before `at`.
fn ends_with(raw: &[u8], at: usize, word: &[u8]) -> bool {
    at.checked_sub(word.len()).and_then(|from| raw.get(from..at)).is_some_and(|found| found.eq_ignore_ascii_case(word))
}

/// Whether this word, in any case, stands at `at`.
fn begins_with(raw: &[u8], at: usize, word: &[u8]) -> bool {
    raw.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
}

/// Why one of the encoded parts may not be read. An attached mail should not be encoded (RFC 2046 section 5.2.1); mail-parser
/// reads it all the same, and what is nested in it counts on the same stack.
fn refusal_in_encoded(raw: &[u8], depth: usize) -> Option<String> {
    let mut at = 0;
    while let Some(n) = raw.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b':')) {
        at += n + 1;
        let name = raw.get(..at - 1).unwrap_or_default().trim_ascii_end();
        if !ends_with(raw, name.len(), b"content-transfer-encoding") {
            continue;
        }
        let rest = raw.get(at..).unwrap_or_default();
        let value = rest.trim_ascii_start();
        let decode = if begins_with(value, 0, b"base64") {
            base64_decode
        } else if begins_with(value, 0, b"quoted-printable") {
            quoted_printable_decode
        } else {
            continue;
        };
        let from = blank_line(rest).unwrap_or(rest.len());
        let body = rest.get(from..).unwrap_or_default();
        let body = body.get(..next_boundary(body)).unwrap_or_default();
        if let Some(reason) = decode(body).and_then(|decoded| refusal_at(&decoded, depth + 1)) {
            return Some(reason);
        }
        at += from + body.len();
    }
    None
}

/// Where the line after the first blank one begins.
fn blank_line(raw: &[u8]) -> Option<usize> {
    let ends = |window: &[u8]| window == b"\n\n" || window == b"\n\r";
    raw.windows(2).position(ends).map(|at| at + 2)
}

/// Where a line begins that looks like a boundary.
fn next_boundary(body: &[u8]) -> usize {
    body.windows(3).position(|window| window == b"\n--").unwrap_or(body.len())
}

/// The value that begins at `at`, without quotes.
fn boundary(raw: &[u8], at: usize) -> &[u8] {
    let rest = raw.get(at..).unwrap_or_default();
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b';' | b'\r' | b'\n' | b' ')).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// Whether a line is one of the boundaries.
fn is_boundary(line: &[u8], boundaries: &[&[u8]]) -> bool {
    let Some(rest) = line.strip_prefix(b"--") else { return false };
    // The last ones opened are the likeliest; a body of dashes must not be compared with a thousand.
    boundaries.iter().rev().take(8).any(|boundary| !boundary.is_empty() && rest.starts_with(boundary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_mail_is_read() {
        assert_eq!(refusal(b"From: a@b.example\r\n\r\nHi\r\n"), None);
    }

    #[test]
    fn mails_within_mails_have_an_end() {
        let raw = "Content-Type: message/rfc822\n\n".repeat(300);
        assert!(refusal(raw.as_bytes()).unwrap().contains("100 mails"));
    }

    #[test]
    fn mails_within_an_encoded_mail_have_an_end_too() {
        use base64::Engine as _;
        let nested =
            base64::engine::general_purpose::STANDARD.encode("Content-Type: message/rfc822\n\n".repeat(50_000));
        for outer in ["Content-Type: message/rfc822\n", "Content-Type: multipart/digest; boundary=b\n\n--b\n"] {
            let raw = format!("From: a@b.example\n{outer}Content-Transfer-Encoding: base64\n\n{nested}\n");
            assert!(refusal(raw.as_bytes()).unwrap().contains("100 mails"), "{outer}");
            let folded = raw.replace("Encoding: base64", "Encoding:\n base64");
            assert!(refusal(folded.as_bytes()).unwrap().contains("100 mails"), "{outer}");
        }
    }

    #[test]
    fn two_thousand_parts_are_too_many() {
        let raw = format!("Content-Type: multipart/mixed; boundary=\"xyz-1\"\n\n{}", "--xyz-1\n\nhi\n".repeat(2000));
        assert!(refusal(raw.as_bytes()).unwrap().contains("1000 parts"));
        let short = raw.replace("xyz-1", "x");
        assert!(refusal(short.as_bytes()).unwrap().contains("1000 parts"));
    }
}
