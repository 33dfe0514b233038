//! Mail providers that many people use: their servers, and what they want before they let a program in.
//!
//! Servers as in Thunderbird's `autoconfig/ispdb` and the providers' own help pages.

use super::config::Tls;
use crate::domain::address::Address;

/// A server with its port and protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub host: &'static str,
    pub port: u16,
    pub tls: Tls,
}

/// How a provider wants programs to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// With an ordinary password or an app password: what to do before.
    Password(&'static str),
    /// Only by OAuth, which bothways does not speak yet: what to do instead.
    OAuthOnly(&'static str),
}

#[derive(Debug)]
pub struct Provider {
    /// The word for it in `--provider`.
    pub key: &'static str,
    pub name: &'static str,
    domains: &'static [&'static str],
    pub imap: Place,
    pub smtp: Place,
    /// Whether the IMAP login is the part before the `@` alone.
    pub imap_login_is_local_part: bool,
    pub login: Login,
}

const fn tls(host: &'static str, port: u16) -> Place {
    Place { host, port, tls: Tls::Implicit }
}

const fn starttls(host: &'static str, port: u16) -> Place {
    Place { host, port, tls: Tls::StartTls }
}

pub static PROVIDERS: [Provider; 10] = [
    Provider {
        key: "gmail",
        name: "Gmail",
        domains: &["gmail.com", "googlemail.com"],
        imap: tls("imap.gmail.com", 993),
        smtp: tls("smtp.gmail.com", 465),
        imap_login_is_local_part: false,
        login: Login::Password(
            "Gmail wants an app password: switch on 2-step verification, then make one at https://myaccount.google.com/apppasswords. In a Workspace the administrator may have to allow it.",
        ),
    },
    Provider {
        key: "fastmail",
        name: "Fastmail",
        domains: &["fastmail.com", "fastmail.fm"],
        imap: tls("imap.fastmail.com", 993),
        smtp: tls("smtp.fastmail.com", 465),
        imap_login_is_local_part: false,
        login: Login::Password(
            "Fastmail wants an app password: Settings, Privacy & Security, Manage app passwords; let it use IMAP and SMTP.",
        ),
    },
    Provider {
        key: "icloud",
        name: "iCloud",
        domains: &["icloud.com", "me.com", "mac.com"],
        imap: tls("imap.mail.me.com", 993),
        smtp: starttls("smtp.mail.me.com", 587),
        imap_login_is_local_part: true,
        login: Login::Password(
            "iCloud wants an app-specific password: https://account.apple.com, Sign-In and Security, App-Specific Passwords.",
        ),
    },
    Provider {
        key: "yahoo",
        name: "Yahoo",
        domains: &["yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.it", "yahoo.ca", "ymail.com"],
        imap: tls("imap.mail.yahoo.com", 993),
        smtp: tls("smtp.mail.yahoo.com", 465),
        imap_login_is_local_part: false,
        login: Login::Password("Yahoo wants an app password: Account security, Generate app password."),
    },
    Provider {
        key: "zoho",
        name: "Zoho Mail",
        domains: &["zoho.com", "zohomail.com"],
        imap: tls("imap.zoho.com", 993),
        smtp: tls("smtp.zoho.com", 465),
        imap_login_is_local_part: false,
        login: Login::Password(
            "Zoho: switch IMAP on in Settings, Mail Accounts; with two-factor login it wants an application-specific password (accounts.zoho.com, Security). Accounts of an organisation use imappro.zoho.com and smtppro.zoho.com.",
        ),
    },
    Provider {
        key: "zoho-eu",
        name: "Zoho Mail (Europe)",
        domains: &["zoho.eu", "zohomail.eu"],
        imap: tls("imap.zoho.eu", 993),
        smtp: tls("smtp.zoho.eu", 465),
        imap_login_is_local_part: false,
        login: Login::Password(
            "Zoho: switch IMAP on in Settings, Mail Accounts; with two-factor login it wants an application-specific password (accounts.zoho.eu, Security).",
        ),
    },
    Provider {
        key: "mailbox.org",
        name: "mailbox.org",
        domains: &["mailbox.org"],
        imap: tls("imap.mailbox.org", 993),
        smtp: tls("smtp.mailbox.org", 465),
        imap_login_is_local_part: false,
        login: Login::Password(
            "mailbox.org takes the password of the account; with two-factor login on, make an application password in the settings.",
        ),
    },
    Provider {
        key: "gmx",
        name: "GMX",
        domains: &["gmx.de", "gmx.net", "gmx.at", "gmx.ch"],
        imap: tls("imap.gmx.net", 993),
        smtp: tls("mail.gmx.net", 465),
        imap_login_is_local_part: false,
        login: Login::Password(
            "GMX: switch on POP3 & IMAP in the mail settings first; with two-factor login it wants an app password.",
        ),
    },
    Provider {
        key: "gmx.com",
        name: "GMX (international)",
        domains: &["gmx.com", "gmx.us", "gmx.co.uk"],
        imap: tls("imap.gmx.com", 993),
        smtp: tls("mail.gmx.com", 465),
        imap_login_is_local_part: false,
        login: Login::Password(
            "GMX: switch on POP3 & IMAP in the mail settings first; with two-factor login it wants an app password.",
        ),
    },
    Provider {
        key: "outlook",
        name: "Outlook",
        domains: &["outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "hotmail.co.uk"],
        imap: tls("outlook.office365.com", 993),
        smtp: starttls("smtp-mail.outlook.com", 587),
        imap_login_is_local_part: false,
        login: Login::OAuthOnly(
            "Microsoft lets programs in by OAuth only, which bothways does not speak yet. Keep your Outlook account for writing, and open the tracking mailbox elsewhere; you only forward to it.",
        ),
    },
];

impl Provider {
    /// The provider of an address, where its domain tells.
    #[must_use]
    pub fn of(address: &Address) -> Option<&'static Self> {
        PROVIDERS.iter().find(|provider| provider.domains.contains(&address.domain()))
    }

    /// The provider that owns a server, for the hint after a refused login.
    #[must_use]
    pub fn of_host(host: &str) -> Option<&'static Self> {
        PROVIDERS.iter().find(|provider| [provider.imap.host, provider.smtp.host].contains(&host))
    }

    #[must_use]
    pub fn named(key: &str) -> Option<&'static Self> {
        PROVIDERS.iter().find(|provider| provider.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_known_by_address_host_and_key() {
        let of = |address: &str| Provider::of(&Address::parse(address).unwrap()).map(|provider| provider.key);
        assert_eq!(of("Track@GMail.com"), Some("gmail"));
        assert_eq!(of("track@notgmail.com"), None);
        assert_eq!(Provider::of_host("imap.mail.me.com").unwrap().key, "icloud");
        assert!(matches!(Provider::named("outlook").unwrap().login, Login::OAuthOnly(_)));
    }

    #[test]
    fn every_domain_and_key_is_there_once() {
        let mut seen = std::collections::BTreeSet::new();
        for provider in &PROVIDERS {
            assert!(seen.insert(provider.key.to_owned() + "\n"), "{}", provider.key);
            assert!(provider.domains.iter().all(|domain| seen.insert((*domain).to_owned())), "{:?}", provider.domains);
            let mut addresses = provider.domains.iter().filter_map(|domain| Address::parse(&format!("dana@{domain}")));
            assert!(addresses.all(|address| address.is_at_provider()), "{:?}", provider.domains);
        }
    }
}
