//! Raw mail: headers, parts and transfer encodings (RFC 5322, 2045, 2047), as much as the demo's letters need.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Zoned;

use super::story::Writer;

/// A part of a mail: its header lines and its body, encoded.
pub(super) struct Part {
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Part {
    /// A text part, quoted-printable unless plain ASCII in short lines.
    pub(super) fn text(kind: &str, text: &str) -> Self {
        let is_plain = text.is_ascii() && text.lines().all(|line| line.len() <= 78);
        let (encoding, body) =
            if is_plain { ("7bit", text.replace('\n', "\r\n")) } else { ("quoted-printable", quoted_printable(text)) };
        Self { headers: vec![header("Content-Type", kind), header("Content-Transfer-Encoding", encoding)], body }
    }

    /// Several parts as one.
    pub(super) fn multi(kind: &str, boundary: &str, parts: &[Self]) -> Self {
        let inner: Vec<String> = parts.iter().map(|part| format!("--{boundary}\r\n{}\r\n", part.bytes())).collect();
        let body = format!("{}--{boundary}--\r\n", inner.concat());
        Self { headers: vec![header("Content-Type", &format!("multipart/{kind}; boundary=\"{boundary}\""))], body }
    }

    /// A whole mail as an attachment (RFC 2046 section 5.2.1). Its lines must be 7 bit already.
    pub(super) fn message(file_name: &str, raw: &str) -> Self {
        let name = file_name.replace(['"', '\\', '/'], "");
        let headers = vec![
            header("Content-Type", &format!("message/rfc822; charset=UTF-8; name=\"{name}\"")),
            header("Content-Disposition", &format!("attachment; filename=\"{name}\"")),
            header("Content-Transfer-Encoding", "7bit"),
        ];
        Self { headers, body: raw.to_owned() }
    }

    /// Header lines, a blank line, the body.
    pub(super) fn bytes(&self) -> String {
        mail(&[], self)
    }
}

pub(super) fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// A whole mail: headers first, then those of its body.
pub(super) fn mail(headers: &[(String, String)], body: &Part) -> String {
    let mut raw = String::new();
    for (name, value) in headers.iter().chain(&body.headers) {
        raw.push_str(&folded(&format!("{name}: {value}")));
        raw.push_str("\r\n");
    }
    raw.push_str("\r\n");
    raw.push_str(&body.body);
    raw
}

/// Folds a header line at white space before column 78 (RFC 5322 section 2.2.3).
fn folded(line: &str) -> String {
    let mut folded = String::new();
    let mut width = 0;
    for (n, word) in line.split(' ').enumerate() {
        if n > 1 && width + word.len() + 1 > 78 {
            folded.push_str("\r\n");
            width = 0;
        }
        if n > 0 {
            folded.push(' ');
        }
        folded.push_str(word);
        width += word.len() + 1;
    }
    folded
}

/// Header text, as encoded words where it is not ASCII (RFC 2047).
pub(super) fn header_text(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut words: Vec<String> = Vec::new();
    let mut chunk = String::new();
    for letter in text.chars() {
        if chunk.len() + letter.len_utf8() > 42 {
            words.push(encoded_word(&chunk));
            chunk.clear();
        }
        chunk.push(letter);
    }
    words.push(encoded_word(&chunk));
    words.join(" ")
}

fn encoded_word(text: &str) -> String {
    format!("=?UTF-8?B?{}?=", STANDARD.encode(text))
}

/// `Dana Whitlock <dana@acme.example>` for a header.
pub(super) fn mailbox(writer: &Writer) -> String {
    format!("{} <{}>", header_text(&writer.name), writer.address)
}

/// `Tue, 1 Sep 2026 09:14:22 +0100`
pub(super) fn date(at: &Zoned) -> String {
    at.strftime("%a, %-d %b %Y %H:%M:%S %z").to_string()
}

/// RFC 2045 section 6.7, with CRLF line ends.
pub(super) fn quoted_printable(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(quoted_line).collect();
    lines.join("\r\n")
}

fn quoted_line(line: &str) -> String {
    let mut encoded = String::new();
    let mut width = 0;
    let last = line.len();
    for (at, byte) in line.bytes().enumerate() {
        let is_plain = matches!(byte, b'!'..=b'<' | b'>'..=b'~') || (matches!(byte, b' ' | b'\t') && at + 1 < last);
        let token = if is_plain { char::from(byte).to_string() } else { format!("={byte:02X}") };
        if width + token.len() > 75 {
            encoded.push_str("=\r\n");
            width = 0;
        }
        width += token.len();
        encoded.push_str(&token);
    }
    encoded
}

/// A short text that looks random and is always the same for the same words (FNV-1a, base 36).
pub(super) fn token(words: &str, length: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    let mut token = String::new();
    for round in 0..length {
        for byte in words.bytes().chain([u8::try_from(round % 256).unwrap_or(0)]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let digit = usize::try_from((state >> 32) % 36).unwrap_or(0);
        token.push(char::from(DIGITS.get(digit).copied().unwrap_or(b'0')));
    }
    token
}
