//! Addresses and the people behind them, as headers and quoted labels name them.

use std::borrow::Cow;
use std::fmt;

/// A mail address in the form used for comparing: lower case, the domain as IDNA A-labels (RFC 5890).
///
/// RFC 5321 lets a local part be case-sensitive; no provider that people use makes it so, and two spellings of one person
/// would split her account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// Reads one bare address (`dana@acme.example`), not a header value. `None` where it could not be sent to: no `@`, white
    /// space or control characters, brackets, an empty side, or a domain that IDNA refuses.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 320 {
            return None;
        }
        let (local, domain) = text.rsplit_once('@')?;
        let forbidden = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '"' | '\\' | '@')
        };
        if local.is_empty() || domain.is_empty() || local.chars().any(forbidden) || domain.chars().any(forbidden) {
            return None;
        }
        let domain =
            if domain.is_ascii() { Cow::Borrowed(domain) } else { Cow::Owned(idna::domain_to_ascii(domain).ok()?) };
        let domain = domain.trim_end_matches('.');
        if domain.split('.').any(str::is_empty) {
            return None;
        }
        let local = if local.is_ascii() { Cow::Borrowed(local) } else { Cow::Owned(local.to_lowercase()) };
        let mut whole = String::with_capacity(local.len() + 1 + domain.len());
        whole.push_str(&local);
        whole.push('@');
        whole.push_str(domain);
        whole.make_ascii_lowercase();
        Some(Self(whole))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`, with any `+tag`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Whether it is at one of the providers at which two addresses of one domain belong to two people.
    #[must_use]
    pub fn is_at_provider(&self) -> bool {
        SHARED_DOMAINS.binary_search(&self.domain()).is_ok()
    }

    /// The `acme` of `track+acme@desk.example` (RFC 5233 calls it the detail), if there is one.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.local().split_once('+').map(|(_, tag)| tag).filter(|tag| !tag.is_empty())
    }

    /// The same address without its `+tag`.
    #[must_use]
    pub fn untagged(&self) -> Self {
        match self.local().split_once('+') {
            Some((base, _)) if !base.is_empty() => Self(format!("{base}@{}", self.domain())),
            _ => self.clone(),
        }
    }
}

/// In order.
const SHARED_DOMAINS: [&str; 137] = [
    "126.com",
    "139.com",
    "163.com",
    "alice.it",
    "aliyun.com",
    "aol.com",
    "aol.de",
    "att.net",
    "bellsouth.net",
    "bigpond.com",
    "bluewin.ch",
    "bol.com.br",
    "btinternet.com",
    "comcast.net",
    "cox.net",
    "duck.com",
    "earthlink.net",
    "email.cz",
    "fastmail.com",
    "fastmail.fm",
    "foxmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.co.uk",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "gmx.us",
    "googlemail.com",
    "hanmail.net",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "hushmail.com",
    "icloud.com",
    "inbox.lv",
    "inbox.ru",
    "interia.pl",
    "kolabnow.com",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.ca",
    "live.co.uk",
    "live.com",
    "live.de",
    "live.fr",
    "live.it",
    "live.nl",
    "mac.com",
    "mail.com",
    "mail.ee",
    "mail.ru",
    "mailbox.org",
    "mailfence.com",
    "me.com",
    "msn.com",
    "naver.com",
    "o2.pl",
    "onet.pl",
    "online.no",
    "op.pl",
    "optonline.net",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.es",
    "outlook.fr",
    "pm.me",
    "posteo.de",
    "proton.ch",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "rocketmail.com",
    "runbox.com",
    "sapo.pt",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "shaw.ca",
    "sina.com",
    "sky.com",
    "skynet.be",
    "startmail.com",
    "sympatico.ca",
    "t-online.de",
    "talktalk.net",
    "telenet.be",
    "telia.com",
    "terra.com.br",
    "tiscali.it",
    "tuta.com",
    "tuta.io",
    "tutamail.com",
    "tutanota.com",
    "tutanota.de",
    "ukr.net",
    "uol.com.br",
    "verizon.net",
    "virgilio.it",
    "virginmedia.com",
    "volny.cz",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "xs4all.nl",
    "xtra.co.nz",
    "yahoo.ca",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.com.au",
    "yahoo.com.br",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "yeah.net",
    "ymail.com",
    "ziggo.nl",
    "zoho.com",
    "zoho.eu",
    "zohomail.com",
    "zohomail.eu",
];

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Shown whole: an address is needed to understand a fault. Logs above `debug` must not print one.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// Somebody as a header or a quoted label names them. Either half may be unknown, and is then `None`, never invented.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    pub name: Option<String>,
    pub address: Option<Address>,
}

impl Person {
    #[must_use]
    pub fn new(name: Option<&str>, address: Option<Address>) -> Self {
        let name = name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        Self { name, address }
    }

    /// What to call them in a sentence: the name, else the address, else `somebody`.
    #[must_use]
    pub fn called(&self) -> &str {
        match (&self.name, &self.address) {
            (Some(name), _) => name,
            (None, Some(address)) => address.as_str(),
            (None, None) => "somebody",
        }
    }

    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.name.is_none() && self.address.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_known_and_firms_are_not() {
        assert!(SHARED_DOMAINS.is_sorted());
        let is_at_provider = |address| Address::parse(address).is_some_and(|address| address.is_at_provider());
        assert!(is_at_provider("dana@GMail.com") && is_at_provider("dana@gmx.de"));
        assert!(!is_at_provider("dana@acme.example") && !is_at_provider("dana@notgmail.com"));
    }

    #[test]
    fn an_address_is_compared_in_one_spelling() {
        assert_eq!(Address::parse(" Dana@ACME.Example "), Address::parse("dana@acme.example"));
        assert_eq!(Address::parse("dana@bücher.example"), Address::parse("dana@xn--bcher-kva.example"));
    }

    #[test]
    fn what_could_not_be_sent_to_is_no_address() {
        for text in [
            "",
            "dana",
            "@acme.example",
            "dana@",
            "a b@acme.example",
            "a@b\r\nBcc: c@d.example",
            "<a@b.example>",
            "a@b..c",
        ] {
            assert_eq!(Address::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_plus_address_has_a_tag() {
        let address = Address::parse("track+acme@desk.example").unwrap();
        assert_eq!(address.tag(), Some("acme"));
        assert_eq!(address.untagged().as_str(), "track@desk.example");
    }
}
