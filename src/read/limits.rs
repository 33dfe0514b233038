//! What a mail may cost before it is parsed. A mail over a limit is set aside with the reason, never parsed "a little".

/// Bytes. Providers refuse mails from 25 to 50 MB on.
const LARGEST: usize = 52 << 20;
/// The header block of one message.
const LARGEST_HEADER: usize = 1 << 20;
/// mail-parser recurses on `message/rfc822` and would overflow the stack; nobody attaches a hundred mails in each other.
const MOST_MESSAGES: usize = 100;
const MOST_PARTS: usize = 1000;

/// Why a mail is refused, in plain words; `None` where it may be read.
pub(super) fn refusal(raw: &[u8]) -> Option<String> {
    if raw.len() > LARGEST {
        return Some(format!("the mail is larger than {} MB", LARGEST >> 20));
    }
    let mut header = 0;
    for line in raw.split(|byte| *byte == b'\n') {
        if line.is_empty() || line == b"\r" {
            break;
        }
        header += line.len() + 1;
        if header > LARGEST_HEADER {
            return Some("its header block is larger than 1 MB".to_owned());
        }
    }
    let (mut messages, mut boundaries, mut parts) = (0, Vec::new(), 0);
    for line in raw.split(|byte| *byte == b'\n') {
        if line.starts_with(b"--") {
            parts += usize::from(is_boundary(line, &boundaries));
        } else if (6..2000).contains(&line.len()) && line.iter().any(|byte| matches!(byte, b'/' | b'=')) {
            let lower = line.to_ascii_lowercase();
            messages += usize::from(holds(&lower, b"message/rfc822") || holds(&lower, b"message/global"));
            if holds(&lower, b"boundary=") && boundaries.len() <= MOST_PARTS {
                boundaries.push(boundary(line));
            }
        }
        if messages > MOST_MESSAGES {
            return Some(format!("it holds more than {MOST_MESSAGES} mails in each other"));
        }
        if parts > MOST_PARTS || boundaries.len() > MOST_PARTS {
            return Some(format!("it has more than {MOST_PARTS} parts"));
        }
    }
    None
}

fn holds(line: &[u8], wanted: &[u8]) -> bool {
    line.windows(wanted.len()).any(|window| window == wanted)
}

fn boundary(line: &[u8]) -> Vec<u8> {
    let lower = line.to_ascii_lowercase();
    let at = lower.windows(9).position(|window| window == b"boundary=").map_or(0, |at| at + 9);
    let rest = line.get(at..).unwrap_or_default();
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    rest.iter().copied().take_while(|byte| !matches!(byte, b'"' | b';' | b'\r' | b' ')).collect()
}

fn is_boundary(line: &[u8], boundaries: &[Vec<u8>]) -> bool {
    // The last ones opened are the likeliest; a body of dashes must not be compared with a thousand.
    let rest = line.get(2..).unwrap_or_default();
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
    fn two_thousand_parts_are_too_many() {
        let raw = format!("Content-Type: multipart/mixed; boundary=\"xyz-1\"\n\n{}", "--xyz-1\n\nhi\n".repeat(2000));
        assert!(refusal(raw.as_bytes()).unwrap().contains("1000 parts"));
        let short = raw.replace("xyz-1", "x");
        assert!(refusal(short.as_bytes()).unwrap().contains("1000 parts"));
    }
}
