//! Reading what FETCH answers, and writing what IMAP asks for: sets of UIDs, quoted names.

use async_imap::imap_proto::{AttributeValue, Capability, SectionPath};
use jiff::Timestamp;
use jiff::fmt::strtime;

use super::{Fetched, Headed, Listed};

/// What the answers about one mail came to.
#[derive(Debug, Default)]
pub struct Answered {
    uid: u32,
    size: Option<u32>,
    received_at: Option<Timestamp>,
    body: Option<Vec<u8>>,
    header: Option<Vec<u8>>,
}

impl Answered {
    /// One FETCH answer; `None` for one without a UID, such as a change of flags somebody else made.
    pub fn read(attributes: &[AttributeValue<'_>]) -> Option<(u32, Self)> {
        let mut answer = Self::default();
        for attribute in attributes {
            match attribute {
                AttributeValue::Uid(uid) => answer.uid = *uid,
                AttributeValue::Rfc822Size(size) => answer.size = Some(*size),
                AttributeValue::InternalDate(date) => answer.received_at = internal_date(date),
                AttributeValue::BodySection { section: None, data: Some(data), .. } => {
                    answer.body = Some(data.to_vec());
                }
                AttributeValue::BodySection { section: Some(SectionPath::Full(_)), data: Some(data), .. } => {
                    answer.header = Some(data.to_vec());
                }
                _ => {}
            }
        }
        (answer.uid > 0).then_some((answer.uid, answer))
    }

    /// Puts a further answer about the same mail to it.
    pub fn add(&mut self, more: Self) {
        self.uid = more.uid;
        self.size = more.size.or(self.size);
        self.received_at = more.received_at.or(self.received_at);
        self.body = more.body.or_else(|| self.body.take());
        self.header = more.header.or_else(|| self.header.take());
    }

    /// A mail whose size the server kept to itself is listed all the same: left out, it would never be fetched.
    pub fn listed(&self) -> Listed {
        Listed { uid: self.uid, size: self.size.unwrap_or(0), received_at: self.received_at }
    }

    pub fn headed(&self) -> Headed {
        Headed { listed: self.listed(), message_id: self.header.as_deref().and_then(message_id) }
    }

    /// The body, which may be whole only up to `most` bytes. An empty one is withheld: no mail is empty.
    pub fn body(self, most: u64) -> Fetched {
        match self.body {
            Some(body) if body.is_empty() => Fetched::Withheld,
            Some(body) if body.len() as u64 > most => Fetched::TooBig(body),
            Some(body) => Fetched::Whole(body),
            None => Fetched::Withheld,
        }
    }
}

/// ` 7-Feb-1994 21:52:25 -0800` (RFC 3501 section 9, `date-time`).
fn internal_date(date: &str) -> Option<Timestamp> {
    strtime::parse("%d-%b-%Y %H:%M:%S %z", date.trim()).ok()?.to_timestamp().ok()
}

/// The id out of a `Message-ID` header field, unfolded, without its brackets.
fn message_id(header: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(header);
    let (_, rest) = text.split_once(':')?;
    let id: String = rest.split_whitespace().collect();
    let id = id.trim_start_matches('<').trim_end_matches('>');
    (!id.is_empty()).then(|| id.to_owned())
}

/// UIDs as IMAP writes them: `1:3,7`.
pub fn uid_set(uids: impl Iterator<Item = u32>) -> String {
    let mut uids: Vec<u32> = uids.collect();
    uids.sort_unstable();
    uids.dedup();
    let runs = uids.chunk_by(|a, b| a.checked_add(1) == Some(*b)).map(|run| match run {
        [first, .., last] => format!("{first}:{last}"),
        [only] => only.to_string(),
        [] => String::new(),
    });
    runs.collect::<Vec<_>>().join(",")
}

/// A mailbox name as a quoted string (RFC 3501 section 9). Line ends can't be quoted, and no name has them.
pub fn quoted(name: &str) -> String {
    let mut quoted = String::from('"');
    for c in name.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

pub fn is_idle(capability: &Capability<'_>) -> bool {
    matches!(capability, Capability::Atom(word) if word.eq_ignore_ascii_case("IDLE"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_uids_is_written_short() {
        for (uids, expected) in [
            (vec![], ""),
            (vec![7], "7"),
            (vec![3, 1, 2, 2, 9], "1:3,9"),
            (vec![u32::MAX, u32::MAX - 1], "4294967294:4294967295"),
        ] {
            assert_eq!(uid_set(uids.into_iter()), expected);
        }
    }

    #[test]
    fn an_internal_date_is_an_instant() {
        let expected = Some("1994-02-08T05:52:25Z".parse().unwrap());
        assert_eq!(internal_date(" 7-Feb-1994 21:52:25 -0800"), expected);
        assert_eq!(internal_date("07-Feb-1994 21:52:25 -0800"), expected);
        assert_eq!(internal_date("yesterday"), None);
    }

    #[test]
    fn an_id_is_found_folded_or_not() {
        assert_eq!(message_id(b"Message-ID:\r\n <a@b.example>\r\n\r\n").as_deref(), Some("a@b.example"));
        assert_eq!(message_id(b"\r\n"), None);
    }

    #[test]
    fn a_mailbox_name_can_not_end_its_quotes() {
        assert_eq!(quoted("a\"b\\c\r\nd"), r#""a\"b\\cd""#);
    }
}
