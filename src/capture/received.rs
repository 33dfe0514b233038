//! When a mailbox received a mail, by what its header block says.
//!
//! Only the topmost trace field speaks of the last hop; those below were written by servers on the way, or by anybody.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// RFC 2822 dates as they are found: a wrong weekday is no reason to lose the day.
const PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// The instant of the topmost `Received` (RFC 5321 section 4.4) or Exim's `Delivery-date`, whichever stands higher.
pub fn received_at(mail: &[u8]) -> Option<Timestamp> {
    let mut lines = header_lines(mail).peekable();
    while let Some(line) = lines.next() {
        let (name, rest) = line.split_once(':')?;
        let is_received = name.trim_end().eq_ignore_ascii_case("received");
        if !is_received && !name.trim_end().eq_ignore_ascii_case("delivery-date") {
            continue;
        }
        let mut value = rest.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
            value.push_str(&more);
        }
        let date = if is_received { value.rsplit_once(';').map_or("", |(_, date)| date) } else { &value };
        return instant(date);
    }
    None
}

/// An RFC 2822 date as an instant; `None` where it is none.
pub fn instant(date: &str) -> Option<Timestamp> {
    PARSER.parse_timestamp(date.trim()).ok()
}

/// The header block, the empty line included; the whole of it where there is no empty line.
pub fn header_block(mail: &[u8]) -> &[u8] {
    let mut start = 0;
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        start += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    mail.get(..start).unwrap_or(mail)
}

/// Lines of the header block without their ends. A mail of one long line is cut, so that a date in it can't cost its size.
fn header_lines(mail: &[u8]) -> impl Iterator<Item = String> {
    const LONGEST: usize = 4096;
    mail.split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .take_while(|line| !line.is_empty())
        .map(|line| String::from_utf8_lossy(line.get(..LONGEST).unwrap_or(line)).into_owned())
        // A continuation line may come first in a broken mail; it names nothing.
        .skip_while(|line| line.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mail: &str, expected: Option<&str>) {
        let expected = expected.map(|at| at.parse().unwrap());
        assert_eq!(received_at(mail.as_bytes()), expected, "{mail:?}");
        assert_eq!(received_at(mail.replace('\n', "\r\n").as_bytes()), expected, "{mail:?} with CRLF");
    }

    #[test]
    fn the_topmost_trace_field_says_when_a_mail_was_received() {
        check(
            "Received: from a.example by b.example;\n\tTue, 3 Nov 2026 10:00:00 +0100 (CET)\n\
             Received: from x.example by a.example; Mon, 2 Nov 2026 10:00:00 +0100\n\nhello",
            Some("2026-11-03T09:00:00Z"),
        );
        check("Subject: x\ndelivery-date: Wed, 4 Nov 2026 08:00:00 GMT\n\n", Some("2026-11-04T08:00:00Z"));
        // Tuesday it was; the day counts, not its name.
        check("Received: x; Fri, 3 Nov 2026 10:00:00 +0000\n\n", Some("2026-11-03T10:00:00Z"));
    }

    #[test]
    fn a_mail_that_does_not_say_is_not_guessed_at() {
        for mail in [
            "",
            "Date: Tue, 3 Nov 2026 10:00:00 +0100\n\n",
            "Received: yesterday\n\n",
            "\nReceived: x; Tue, 3 Nov 2026 10:00:00 +0000\n",
        ] {
            check(mail, None);
        }
    }

    #[test]
    fn a_header_block_ends_with_its_empty_line() {
        assert_eq!(header_block(b"A: b\r\n\r\nbody"), b"A: b\r\n\r\n");
        assert_eq!(header_block(b"A: b\n\nbody\n\n"), b"A: b\n\n");
        assert_eq!(header_block(b"A: b"), b"A: b");
    }
}
