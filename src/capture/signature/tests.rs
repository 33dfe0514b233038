//! Signatures made here and checked here, with the keys where the DNS would have them. Nothing is looked up.

use base64::Engine as _;
use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::verify::DomainKey;
use mail_auth::dkim::{Canonicalization, DkimSigner};
use mail_auth::{DnsError, Error};

use super::*;

/// A key pair of a domain.
pub(crate) struct Pair {
    private: Vec<u8>,
    /// What the domain publishes.
    record: String,
}

impl Pair {
    pub(crate) fn new() -> Self {
        let private = Ed25519Key::generate_pkcs8().unwrap();
        let public = Ed25519Key::from_pkcs8_der(&private).unwrap().public_key();
        let public = base64::engine::general_purpose::STANDARD.encode(public);
        Self { private, record: format!("v=DKIM1; k=ed25519; p={public}") }
    }

    /// The mail with a signature of a domain over these fields on top.
    pub(crate) fn signs(&self, mail: &str, domain: &str, fields: &[&str], tweak: Tweak) -> String {
        let mail = mail.replace("\r\n", "\n").replace('\n', "\r\n");
        let signer = DkimSigner::from_key(Ed25519Key::from_pkcs8_der(&self.private).unwrap())
            .domain(domain)
            .selector("s1")
            .headers(fields.iter().copied())
            .header_canonicalization(Canonicalization::Relaxed)
            .body_canonicalization(Canonicalization::Relaxed);
        let signer = match tweak {
            Tweak::None => signer,
            Tweak::Length => signer.body_length(true),
            Tweak::Expires(seconds) => signer.expiration(seconds),
        };
        format!("{}{mail}", signer.sign(mail.as_bytes()).unwrap().to_header())
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Tweak {
    None,
    /// `l=`: only so much of the body is signed.
    Length,
    /// `x=`: so many seconds from now.
    Expires(u64),
}

impl Keys {
    /// Puts a record where the DNS would have it.
    pub(crate) fn publish(&self, name: &str, record: &str) {
        let key = DomainKey::parse(record.as_bytes()).map_or_else(Txt::Error, |key| Txt::DomainKey(key.into()));
        self.put(name, key);
    }

    pub(crate) fn publish_of(&self, domain: &str, pair: &Pair) {
        self.publish(&format!("s1._domainkey.{domain}."), &pair.record);
    }

    /// The DNS cannot be asked about a name.
    pub(crate) fn is_down_for(&self, name: &str) {
        self.put(name, Txt::Error(Error::Dns(DnsError::Resolver("no server".to_owned()))));
    }

    fn put(&self, name: &str, key: Txt) {
        self.insert(name.into(), key, Instant::now() + Duration::from_hours(1));
    }
}

const MAIL: &str = "From: Nadia <nadia@desk.example>\nTo: track@desk.example\nDate: Fri, 18 Sep 2026 12:00:00 +0000\n\
                    Subject: Re: Acme\nMessage-ID: <a@desk.example>\n\nsend\n\n> what was quoted\n";
const FIELDS: [&str; 4] = ["From", "To", "Date", "Subject"];

fn checked_at(raw: &str, at: Timestamp, keys: &Keys) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match runtime.block_on(signature(raw.as_bytes(), at, keys)) {
        Signature::Of(domains) => format!("signed by {}", domains.join(", ")),
        Signature::Nothing(why) => why,
    }
}

fn checked(raw: &str, keys: &Keys) -> String {
    checked_at(raw, Timestamp::now(), keys)
}

#[test]
fn a_good_signature_names_its_domain_and_a_change_of_anything_signed_undoes_it() {
    let (pair, keys) = (Pair::new(), Keys::default());
    keys.publish_of("desk.example", &pair);
    let good = pair.signs(MAIL, "desk.example", &FIELDS, Tweak::None);
    assert_eq!(checked(&good, &keys), "signed by desk.example");
    let spoiled = "its signature does not fit it, or is not valid any more";
    for (what, raw) in [
        ("the body", good.replace("\r\nsend\r\n", "\r\nsend 2\r\n")),
        ("more below", format!("{good}send\r\n")),
        ("From", good.replace("nadia@desk", "tom@desk")),
        ("Date", good.replace("12:00:00", "13:00:00")),
        ("Subject", good.replace("Re: Acme", "Re: Beta")),
    ] {
        assert_eq!(checked(&raw, &keys), spoiled, "{what}");
    }
    // What is not signed may change on the way.
    assert_eq!(checked(&format!("Received: from a by b\r\n{good}"), &keys), "signed by desk.example");
}

#[test]
fn a_field_that_stands_twice_proves_nothing() {
    let (pair, keys) = (Pair::new(), Keys::default());
    keys.publish_of("desk.example", &pair);
    let good = pair.signs(MAIL, "desk.example", &FIELDS, Tweak::None);
    for field in [
        "From: Eve <eve@evil.example>",
        "from : eve@evil.example",
        "Date: Sat, 19 Sep 2026 12:00:00 +0000",
        "Subject: x",
        "Content-Type: text/plain\r\nContent-Type: text/html",
    ] {
        let why = checked(&format!("{field}\r\n{good}"), &keys);
        assert!(why.contains("more than one"), "{field}: {why}");
    }
}

#[test]
fn a_signature_over_too_little_proves_nothing() {
    let (pair, keys) = (Pair::new(), Keys::default());
    keys.publish_of("desk.example", &pair);
    let part = pair.signs(MAIL, "desk.example", &FIELDS, Tweak::Length);
    assert!(part.contains("l="), "{part}");
    for raw in [part.clone(), format!("{part}\r\nand more\r\n")] {
        assert_eq!(checked(&raw, &keys), "its signature covers only a part of it, or cannot be read");
    }
    let undated = pair.signs(MAIL, "desk.example", &["From", "Subject"], Tweak::None);
    assert_eq!(checked(&undated, &keys), "its signature does not cover who wrote it and when");
    let unsaid = pair.signs(MAIL, "desk.example", &["Date", "Subject"], Tweak::None);
    assert!(!checked(&unsaid, &keys).starts_with("signed"), "{}", checked(&unsaid, &keys));
}

#[test]
fn a_signature_lasts_as_long_as_it_says() {
    let (pair, keys) = (Pair::new(), Keys::default());
    keys.publish_of("desk.example", &pair);
    let soon = pair.signs(MAIL, "desk.example", &FIELDS, Tweak::Expires(3600));
    let now = Timestamp::now();
    assert_eq!(checked_at(&soon, now, &keys), "signed by desk.example");
    let later = now.checked_add(jiff::SignedDuration::from_hours(2)).unwrap();
    assert_eq!(checked_at(&soon, later, &keys), "its signature had expired when it came");
}

#[test]
fn without_its_key_a_signature_proves_nothing() {
    let pair = Pair::new();
    let mail = pair.signs(MAIL, "desk.example", &FIELDS, Tweak::None);
    let name = "s1._domainkey.desk.example.";
    let keys = Keys::default();
    keys.is_down_for(name);
    assert_eq!(checked(&mail, &keys), "the key of its signature could not be looked up");
    // Another key, one that was taken back, and what is none.
    for record in [Pair::new().record.as_str(), "v=DKIM1; k=ed25519; p=", "hello"] {
        let keys = Keys::default();
        keys.publish(name, record);
        assert!(!checked(&mail, &keys).starts_with("signed"), "{record}: {}", checked(&mail, &keys));
    }
    assert_eq!(checked(MAIL, &Keys::default()), "it carries no signature");
    assert_eq!(checked("", &Keys::default()), "it cannot be read");
}

#[test]
fn nobody_else_is_asked_for_a_key_and_a_bad_signature_beside_a_good_one_does_no_harm() {
    let (ours, theirs, keys) = (Pair::new(), Pair::new(), Keys::default());
    keys.publish_of("desk.example", &ours);
    keys.publish_of("post.test", &theirs);
    keys.publish_of("post.desk.example", &theirs);
    let once = ours.signs(MAIL, "desk.example", &FIELDS, Tweak::None);
    let alone = theirs.signs(MAIL, "post.test", &FIELDS, Tweak::None);
    assert_eq!(checked(&alone, &keys), "it is signed by a domain that is not its author's");
    let twice = theirs.signs(&once, "post.test", &FIELDS, Tweak::None);
    assert_eq!(checked(&twice, &keys), "signed by desk.example");
    let twice = theirs.signs(&once, "post.desk.example", &FIELDS, Tweak::None);
    assert_eq!(checked(&twice, &keys), "signed by post.desk.example, desk.example");
    keys.publish("s1._domainkey.post.desk.example.", &Pair::new().record);
    assert_eq!(checked(&twice, &keys), "signed by desk.example");
    let many = (0..9).fold(MAIL.to_owned(), |mail, _| ours.signs(&mail, "desk.example", &FIELDS, Tweak::None));
    assert!(checked(&many, &keys).contains("more signatures"), "{}", checked(&many, &keys));
}

/// Made by hand: RSA keys of 512 and of 1024 bits, and one of 1024 whose signature expired on 21 September 2026.
#[test]
fn a_weak_key_proves_nothing_however_well_its_signature_fits() {
    let head = "From: Nadia <nadia@desk.example>\r\nTo: track@desk.example\r\nDate: Fri, 18 Sep 2026 12:00:00 +0000\r\n\
                Subject: send\r\n\r\nsend\r\n";
    let spoiled = "its signature does not fit it, or is not valid any more";
    for (selector, signature, key, expected) in [
        ("rsa512", WEAK, WEAK_KEY, spoiled),
        ("rsa1024", STRONG, STRONG_KEY, "signed by desk.example"),
        ("rsa1024", EXPIRED, EXPIRED_KEY, spoiled),
    ] {
        let keys = Keys::default();
        keys.publish(&format!("{selector}._domainkey.desk.example."), &format!("v=DKIM1; k=rsa; p={key}"));
        assert_eq!(checked(&format!("DKIM-Signature: {signature}\r\n{head}"), &keys), expected, "{selector}");
    }
}

const WEAK: &str = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=desk.example; s=rsa512; t=1789732800; h=from:to:date:subject\
    ; bh=GJ4PmnVnasidWIxiVhQ61L1L2AXC/5aR4Dmnep6+53o=; b=vNIMbD1fPxq9NMtfSYezOUvo+wzYVj0boNA6QIgPXAvx3mE\
    AkGNW1e8ZVtSfR87N73cnbcvAS8+6ohPwEQFVvg==";
const WEAK_KEY: &str = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL4isGV7pEO2AyS19hRdDvAQjYI3GLH5JOwepnGrdJ3ToTDPVB29gUZLxJkb7XUQEro9\
    41wPYnTKZFBxtkv3G0UCAwEAAQ==";
const STRONG: &str = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=desk.example; s=rsa1024; t=1789732800; h=from:to:date:subjec\
    t; bh=GJ4PmnVnasidWIxiVhQ61L1L2AXC/5aR4Dmnep6+53o=; b=460TB6uSae66AAoMS8iRNIfGSy1TJQLDUH7RpquD0lDUvS\
    DkgPkqIDUdZgGdwmeFCNAp2sHXnflbg70eV5lfiTlSJZgm+Nr5cRmH5SQ4voTLyNw/DJ/Z82wxjmleAPeYpf6EDjdU0xdvrGFVFS\
    4JFb2TYY4FBJ/GcaJ65w7htNs=";
const STRONG_KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDs/hcOBoKpNaFYsOMwBp2oARUTtK/qZ1mpME8H0+uQ7nES3Mq1V9Gmw+2i+89D\
    WL5bIEFo2kUW+rvWTI+wmP2YTUZ7jOSGnCIUUUgvGnAuJbAreNAty7HFq7V8VabKYxqHvPIgxGhDiuFYxYO376gng6ndPqRzBBr9\
    SbAy9DpL7wIDAQAB";
const EXPIRED: &str = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=desk.example; s=rsa1024; t=1789732800; x=1790000000; h=from:\
    to:date:subject; bh=GJ4PmnVnasidWIxiVhQ61L1L2AXC/5aR4Dmnep6+53o=; b=FejC5BZolTRxLYHvcU/9cxu6fQ1Txj3e\
    qdKtEexik7ftEQqvrf4GIBHV2HcyTewDFYQdc71eQ1BX5gm3QEcxnLfejSf+1hTG1xGKbC9ezWoLJax8bHskSoTT8azdrl4vorEQ\
    AEl7vGUNjs1NGmwmD7ZMGSRMLDAxvE51VI4gucQ=";
const EXPIRED_KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCg6zXb0o1pdi3Zj8EBaQw4Cu2Jg+0ulov5O8cHX4p271rZaTx/MUsMjS5GHW0c\
    119mh7O2nMysnLO7CDBwiG1sTqxvoBuMIRSweVBuLBaqkyGvhixCt1iNb2Qd3YcdmYTxmODVLJxEvTq0Z3Uwc7RuQiZyqX9qJG2j\
    qafvKZwkUwIDAQAB";
