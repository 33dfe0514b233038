//! One mail after the other out of an mbox: `From ` lines between them, `>From ` for lines that only look like one (mboxrd).
//!
//! There is no standard; this reads what Thunderbird, mutt, Gmail's takeout and Dovecot write. A separator must stand after an
//! empty line and end in something like a date, because old programs left lines of text that begin with `From ` unquoted.

use std::io::{self, BufRead, Read as _};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::received::header_block;
use super::{HEADER_ENOUGH, TOO_BIG};

/// Lines longer than this come in pieces, so that a file without line ends can't fill the memory.
const PIECE: u64 = 64 * 1024;

/// One mail of an mbox.
pub struct Entry {
    pub bytes: Vec<u8>,
    /// Set to the whole size when the mail was larger than [`TOO_BIG`] and only its header block is here.
    pub too_big: Option<u64>,
    /// The date of its `From ` line. Most programs write it in UTC.
    pub received_at: Option<Timestamp>,
}

/// The mails of an mbox, as they are read.
pub struct Entries<R> {
    source: R,
    line: Vec<u8>,
    /// The separator that was read and belongs to the mail to come.
    separator: Option<Vec<u8>>,
    started: bool,
}

/// Whether a file that begins with these bytes is an mbox.
pub fn is_mbox(beginning: &[u8]) -> bool {
    beginning.starts_with(b"From ")
}

impl<R: BufRead> Entries<R> {
    pub const fn new(source: R) -> Self {
        Self { source, line: Vec::new(), separator: None, started: false }
    }

    /// Reads a line, or a piece of a very long one, into `self.line`. `false` at the end.
    fn read_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        let read = (&mut self.source).take(PIECE).read_until(b'\n', &mut self.line)?;
        Ok(read > 0)
    }

    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        if !self.started {
            self.started = true;
            if self.read_line()? {
                self.separator = Some(std::mem::take(&mut self.line));
            }
        }
        let Some(separator) = self.separator.take() else { return Ok(None) };
        let mut kept = Kept::default();
        let mut after_empty = false;
        let mut at_line_start = true;
        while self.read_line()? {
            if at_line_start && after_empty && is_separator(&self.line) {
                self.separator = Some(std::mem::take(&mut self.line));
                break;
            }
            let line = if at_line_start { unquoted(&self.line) } else { &self.line };
            kept.add(line);
            after_empty = at_line_start && matches!(self.line.as_slice(), b"\n" | b"\r\n");
            at_line_start = self.line.ends_with(b"\n");
        }
        Ok(Some(kept.entry(separator_date(&separator))))
    }
}

impl<R: BufRead> Iterator for Entries<R> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.next_entry();
        if next.is_err() {
            // What is left can't be told apart any more; end rather than make up mails.
            self.separator = None;
            self.started = true;
        }
        next.transpose()
    }
}

/// The bytes of a mail as they come in, up to the limit.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    size: u64,
}

impl Kept {
    fn add(&mut self, line: &[u8]) {
        self.size += line.len() as u64;
        if self.size <= TOO_BIG {
            self.bytes.extend_from_slice(line);
        } else if self.bytes.len() as u64 > HEADER_ENOUGH {
            let enough = usize::try_from(HEADER_ENOUGH).unwrap_or(usize::MAX);
            self.bytes.truncate(header_block(&self.bytes).len().min(enough));
            self.bytes.shrink_to_fit();
        }
    }

    fn entry(mut self, received_at: Option<Timestamp>) -> Entry {
        let too_big = (self.size > TOO_BIG).then_some(self.size);
        // The empty line before the next separator belongs to the mbox and not to the mail.
        for end in [b"\r\n\r\n".as_slice(), b"\n\n"] {
            if too_big.is_none() && self.bytes.ends_with(end) {
                self.bytes.truncate(self.bytes.len() - end.len() / 2);
                break;
            }
        }
        Entry { bytes: self.bytes, too_big, received_at }
    }
}

/// mboxrd: one `>` off every line of `>`s before `From `.
fn unquoted(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|byte| **byte == b'>').count();
    let is_quoted = quotes > 0 && line.get(quotes..).is_some_and(is_mbox);
    if is_quoted { line.get(1..).unwrap_or(line) } else { line }
}

fn is_separator(line: &[u8]) -> bool {
    if !is_mbox(line) {
        return false;
    }
    let text = String::from_utf8_lossy(line);
    // Some versions of Thunderbird write no date at all.
    matches!(text.trim_end(), "From" | "From -")
        || (text.split_whitespace().any(is_time) && text.split_whitespace().any(is_year))
}

fn is_time(word: &str) -> bool {
    let parts: Vec<&str> = word.split(':').collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|part| part.len() == 2 && part.parse::<u8>().is_ok())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1970..=2200).contains(&year))
}

/// The date of `From dana@acme.example Tue Nov  3 10:00:00 2026`, or with an offset before the year.
fn separator_date(separator: &[u8]) -> Option<Timestamp> {
    let text = String::from_utf8_lossy(separator);
    let words: Vec<&str> = text.split_whitespace().collect();
    let time_at = words.iter().position(|word| is_time(word))?;
    let [month, day] = words.get(time_at.checked_sub(2)?..time_at)? else { return None };
    let rest = words.get(time_at + 1..)?;
    let year = rest.iter().find(|word| is_year(word))?;
    let offset = rest.iter().find(|word| word.starts_with(['+', '-'])).copied().unwrap_or("+0000");
    let seconds = if words.get(time_at)?.len() == 5 { ":00" } else { "" };
    let written = format!("{year} {month} {day} {}{seconds} {offset}", words.get(time_at)?);
    let broken = jiff::fmt::strtime::parse("%Y %b %d %H:%M:%S %z", &written).ok()?;
    let at: DateTime = broken.to_datetime().ok()?;
    broken.offset().unwrap_or(Offset::UTC).to_timestamp(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mails(mbox: &[u8]) -> Vec<String> {
        Entries::new(mbox).map(|entry| String::from_utf8(entry.unwrap().bytes).unwrap()).collect()
    }

    #[test]
    fn mails_are_told_apart_by_from_lines() {
        let mbox = b"From dana@acme.example Tue Nov  3 10:00:00 2026\nSubject: one\n\nFrom here on it is text\n>From the start\n>>From x\n\n\
                     From - Tue Nov  3 10:00:00 2026\nSubject: two\n\nlast";
        assert_eq!(
            mails(mbox),
            ["Subject: one\n\nFrom here on it is text\nFrom the start\n>From x\n", "Subject: two\n\nlast"]
        );
    }

    #[test]
    fn a_paragraph_that_begins_with_from_ends_no_mail() {
        let mbox = b"From a Tue Nov  3 10:00:00 2026\nSubject: one\n\nFrom Monday we meet at 10:00, every week.\n";
        assert_eq!(mails(mbox).len(), 1);
    }

    #[test]
    fn an_mbox_with_crlf_reads_the_same() {
        let mbox = b"From a Tue Nov  3 10:00:00 2026\r\nSubject: one\r\n\r\n>From x\r\n\r\nFrom b Tue Nov  3 10:00:00 2026\r\nS: 2\r\n\r\n";
        assert_eq!(mails(mbox), ["Subject: one\r\n\r\nFrom x\r\n", "S: 2\r\n"]);
    }

    #[test]
    fn nothing_holds_no_mail() {
        assert_eq!(mails(b"").len(), 0);
    }

    #[test]
    fn the_separator_says_when() {
        for (separator, expected) in [
            ("From a@b.example Tue Nov  3 10:00:00 2026\n", Some("2026-11-03T10:00:00Z")),
            ("From 17@xxx Tue Nov 03 10:00:00 +0100 2026\r\n", Some("2026-11-03T09:00:00Z")),
            ("From a Tue Nov 3 10:00 2026", Some("2026-11-03T10:00:00Z")),
            ("From -", None),
            ("From a Tue Foo 3 10:00:00 2026", None),
        ] {
            let expected: Option<Timestamp> = expected.map(|at| at.parse().unwrap());
            assert_eq!(separator_date(separator.as_bytes()), expected, "{separator}");
        }
    }

    #[test]
    fn a_mail_over_the_limit_keeps_its_header() {
        let mut mbox = b"From a Tue Nov  3 10:00:00 2026\nSubject: big\n\n".to_vec();
        mbox.resize(mbox.len() + usize::try_from(TOO_BIG).unwrap(), b'x');
        mbox.extend_from_slice(b"\n\nFrom b Tue Nov  3 10:00:00 2026\nSubject: small\n\nhello\n");
        let entries: Vec<Entry> = Entries::new(mbox.as_slice()).collect::<io::Result<_>>().unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].bytes, b"Subject: big\n\n");
        assert!(entries[0].too_big > Some(TOO_BIG));
        assert_eq!((entries[1].bytes.as_slice(), entries[1].too_big), (b"Subject: small\n\nhello\n".as_slice(), None));
    }
}
