//! The mail programs of the story: how each names itself in the headers and how it writes dates.

use jiff::Zoned;

use super::raw::{Part, header, token};
use super::story::Writer;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Program {
    Gmail,
    Outlook,
    Apple,
    Thunderbird,
}

impl Program {
    pub(super) fn named(name: &str) -> Result<Self, String> {
        match name {
            "gmail" => Ok(Self::Gmail),
            "outlook" => Ok(Self::Outlook),
            "apple" => Ok(Self::Apple),
            "thunderbird" => Ok(Self::Thunderbird),
            _ => Err(format!("unknown mail program `{name}`")),
        }
    }

    /// An id in the shape the program gives it, at the writer's own domain.
    pub(super) fn message_id(self, by: &Writer, at: &Zoned) -> String {
        let seed = format!("{}{at}", by.address);
        let domain = by.domain();
        match self {
            Self::Gmail => format!("CAF{}@mail.{domain}", token(&seed, 40)),
            Self::Outlook => format!("LO2P{}@LO2P123MB7.{domain}", token(&seed, 20).to_uppercase()),
            Self::Apple => format!("{}@{domain}", uuid(&seed).to_uppercase()),
            Self::Thunderbird => format!("{}@{domain}", uuid(&seed)),
        }
    }

    pub(super) fn boundary(self, seed: &str) -> String {
        match self {
            Self::Gmail => format!("000000000000{}", token(seed, 16)),
            Self::Outlook => format!("_000_LO2P{}_", token(seed, 16)),
            Self::Apple => format!("Apple-Mail=_{}", uuid(seed).to_uppercase()),
            Self::Thunderbird => format!("------------{}", token(seed, 24)),
        }
    }

    /// The lines by which the program is known.
    pub(super) fn headers(self, subject: &str, seed: &str, on_phone: bool) -> Vec<(String, String)> {
        match self {
            Self::Gmail => vec![header("MIME-Version", "1.0")],
            Self::Outlook => vec![
                header("Thread-Topic", &super::raw::header_text(subject)),
                header("Thread-Index", &format!("AQHb{}==", token(seed, 26))),
                header("Accept-Language", "en-GB, en-US"),
                header("Content-Language", "en-GB"),
                header("X-MS-Has-Attach", ""),
                header("MIME-Version", "1.0"),
            ],
            Self::Apple if on_phone => {
                vec![header("Mime-Version", "1.0 (1.0)"), header("X-Mailer", "iPhone Mail (22B91)")]
            }
            Self::Apple => vec![
                header("Mime-Version", "1.0 (Mac OS X Mail 16.0 \\(3826.300.87.4.3\\))"),
                header("X-Mailer", "Apple Mail (2.3826.300.87.4.3)"),
            ],
            Self::Thunderbird => vec![
                header("MIME-Version", "1.0"),
                header("User-Agent", "Mozilla Thunderbird"),
                header("Content-Language", "en-GB"),
            ],
        }
    }

    /// The plain text part, wrapped as the program wraps it.
    pub(super) fn text_part(self, text: &str) -> Part {
        match self {
            Self::Gmail => Part::text("text/plain; charset=\"UTF-8\"", &wrapped(text, 76, "")),
            Self::Outlook => Part::text("text/plain; charset=\"utf-8\"", text),
            Self::Apple => Part::text("text/plain; charset=utf-8", text),
            // RFC 3676: a line that ends in a space goes on in the next.
            Self::Thunderbird => Part::text("text/plain; charset=UTF-8; format=flowed", &wrapped(text, 72, " ")),
        }
    }

    /// The date of a letter above its quoted words, on the clock of the person who quotes.
    pub(super) fn quote_date(self, at: &Zoned) -> String {
        match self {
            Self::Gmail => at.strftime("%a, %b %-d, %Y at %-I:%M\u{202f}%p").to_string(),
            Self::Outlook => at.strftime("%A, %B %-d, %Y %-I:%M %p").to_string(),
            Self::Apple => at.strftime("%-d %b %Y, at %H:%M").to_string(),
            Self::Thunderbird => at.strftime("%d/%m/%Y %H:%M").to_string(),
        }
    }

    /// The `Date:` or `Sent:` of a letter inside a forward. `written` is the letter's own date header's.
    pub(super) fn forward_date(self, at: &Zoned, written: &Zoned) -> String {
        match self {
            Self::Gmail | Self::Outlook => self.quote_date(at),
            Self::Apple => {
                let zone = match at.offset().seconds() / 3600 {
                    0 => "GMT".to_owned(),
                    hours => format!("GMT{hours:+}"),
                };
                format!("{} {zone}", at.strftime("%-d %B %Y at %H:%M:%S"))
            }
            Self::Thunderbird => super::raw::date(written),
        }
    }
}

fn uuid(seed: &str) -> String {
    let digits = token(seed, 32).replace(|c: char| !c.is_ascii_hexdigit(), "a");
    let cut = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    [cut(0, 8), cut(8, 12), cut(12, 16), cut(16, 20), cut(20, 32)].join("-")
}

/// Breaks long lines at spaces, repeating the marks of a quote. `soft` ends each line that goes on.
fn wrapped(text: &str, width: usize, soft: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let words = line.trim_start_matches(['>', ' ']);
        let (marks, _) = line.split_at(line.len() - words.len());
        let mut current = marks.to_owned();
        let mut is_empty = true;
        for word in words.split(' ') {
            if !is_empty && current.chars().count() + 1 + word.chars().count() > width {
                lines.push(format!("{current}{soft}"));
                marks.clone_into(&mut current);
                is_empty = true;
            }
            if !is_empty {
                current.push(' ');
            }
            current.push_str(word);
            is_empty = false;
        }
        lines.push(current);
    }
    lines.join("\n")
}
