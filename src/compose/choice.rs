//! One-word answers: the word, what it does, and a `mailto:` button that writes it.

use serde::Serialize;

use super::clean;
use super::user::Replies;

/// A word the user can answer with.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Choice {
    /// What to write: `send`, `2 snooze 2 weeks`.
    pub say: String,
    /// What stands on the button: `Send it`.
    pub label: String,
    /// What it does, in a few words.
    pub means: String,
    /// A link that opens a reply with the word in it.
    pub href: String,
}

/// Writes choices for one mail.
pub(super) struct Choices<'a> {
    replies: &'a Replies,
    subject: &'a str,
}

/// Mail programs cut longer links (Outlook at about 500; shorter is safer).
const LONGEST_LINK: usize = 250;

impl<'a> Choices<'a> {
    pub(super) const fn new(replies: &'a Replies, subject: &'a str) -> Self {
        Self { replies, subject }
    }

    pub(super) fn choice(&self, say: impl Into<String>, label: impl Into<String>, means: impl Into<String>) -> Choice {
        let say = clean::line(&say.into());
        let href = self.href(&say);
        Choice { say, label: label.into(), means: means.into(), href }
    }

    /// Only to our own address, only `subject` and `body` (RFC 6068), spaces as `%20`.
    fn href(&self, say: &str) -> String {
        let mark = self.replies.mark.as_ref().map(|mark| format!(" [{mark}]")).unwrap_or_default();
        let head = format!("mailto:{}?subject=", encoded(self.replies.to.as_str()));
        let tail = format!("{}&body={}", encoded(&mark), encoded(say));
        let mut subject = String::new();
        for c in format!("Re: {}", clean::line(self.subject)).chars() {
            let c = encoded(c.encode_utf8(&mut [0; 4]));
            if head.len() + subject.len() + c.len() + tail.len() > LONGEST_LINK {
                break;
            }
            subject.push_str(&c);
        }
        format!("{head}{subject}{tail}")
    }
}

/// Percent-encoding of everything but unreserved characters (RFC 3986 section 2.3) and `@`. A plus is encoded, too: some mail
/// programs read it as a space.
pub(super) fn encoded(words: &str) -> String {
    let mut out = String::new();
    for byte in words.bytes() {
        let stays = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'@');
        if stays {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.extend(char::from_digit(u32::from(nibble), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    out
}
