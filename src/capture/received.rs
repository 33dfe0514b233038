//! When a mailbox received a mail, by what its header block says.
//!
//! Only the topmost trace field speaks of the last hop; those below were written by servers on the way, or by anybody.

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

/// RFC 2822 dates as they are found: a wrong weekday is no reason to lose the day.
const PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// When the mailbox received a mail: by its topmost trace field; else by `otherwise` (the file's name or time), unless that is
/// days from the mail's own `Date`, as in a folder that was copied; then by that `Date`.
pub fn received_at(mail: &[u8], otherwise: Option<Timestamp>) -> Option<Timestamp> {
    let (mut traced, mut dated) = (None, None);
    let mut lines = header_lines(mail).peekable();
    while let Some(line) = lines.next() {
        let Some((name, rest)) = line.split_once(':') else { break };
        let name = name.trim_end().to_ascii_lowercase();
        if !matches!(name.as_str(), "received" | "delivery-date" | "date") {
            continue;
        }
        let mut value = rest.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
            value.push_str(&more);
        }
        match name.as_str() {
            "date" => dated = dated.or_else(|| instant(&value)),
            // Only the topmost counts, whether it can be read or not.
            _ if traced.is_some() => {}
            "received" => traced = Some(value.rsplit_once(';').and_then(|(_, date)| instant(date))),
            _ => traced = Some(instant(&value)),
        }
    }
    if let Some(Some(traced)) = traced {
        return Some(traced);
    }
    let is_near = |at: &Timestamp| dated.is_none_or(|dated| at.duration_since(dated).abs() <= LATEST_DELIVERY);
    otherwise.filter(is_near).or(dated).or(otherwise)
}

/// Mail that took longer is rarer than a folder whose times were lost in copying.
const LATEST_DELIVERY: SignedDuration = SignedDuration::from_hours(3 * 24);

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
        assert_eq!(received_at(mail.as_bytes(), None), expected, "{mail:?}");
        assert_eq!(received_at(mail.replace('\n', "\r\n").as_bytes(), None), expected, "{mail:?} with CRLF");
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
        for mail in
            ["", "Date: tomorrow\n\n", "Received: yesterday\n\n", "\nReceived: x; Tue, 3 Nov 2026 10:00:00 +0000\n"]
        {
            check(mail, None);
        }
    }

    #[test]
    fn a_file_s_time_counts_unless_it_was_lost_in_copying() {
        let mail = b"Date: Tue, 3 Nov 2026 10:00:00 +0000\n\n";
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let near = at("2026-11-03T10:04:00Z");
        assert_eq!(received_at(mail, Some(near)), Some(near));
        assert_eq!(received_at(mail, Some(at("2027-02-01T00:00:00Z"))), Some(at("2026-11-03T10:00:00Z")));
        assert_eq!(received_at(mail, None), Some(at("2026-11-03T10:00:00Z")));
        assert_eq!(received_at(b"Subject: x\n\n", Some(near)), Some(near));
    }

    #[test]
    fn a_header_block_ends_with_its_empty_line() {
        assert_eq!(header_block(b"A: b\r\n\r\nbody"), b"A: b\r\n\r\n");
        assert_eq!(header_block(b"A: b\n\nbody\n\n"), b"A: b\n\n");
        assert_eq!(header_block(b"A: b"), b"A: b");
    }
}
