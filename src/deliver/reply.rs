//! What a server's refusal means for the mail, for later, and for the account.

use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::response::Response;

use super::Fate;

/// Where in the talk something happened, in words that follow *while*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// TCP, TLS, greeting, EHLO.
    Hello,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Body,
}

impl Phase {
    const fn words(self) -> &'static str {
        match self {
            Self::Hello => "greeting us",
            Self::StartTls => "starting TLS",
            Self::Auth => "checking the password",
            Self::Mail => "hearing who the mail is from",
            Self::Rcpt => "hearing who the mail is for",
            Self::Data => "getting ready for the mail",
            Self::Body => "taking the mail",
        }
    }
}

/// The fate of a mail after an error up to the final dot, or after a refusal in so many words.
///
/// A refusal of the account must not be taken for one of the mail, or a changed password would fail every mail in the outbox.
pub fn fate(host: &str, phase: Phase, error: &SmtpError) -> Fate {
    let Some(status) = error.status() else { return without_code(host, phase, error) };
    let code = u16::from(status);
    let text = source_text(error);
    let why = format!("`{host}` said while {}: {code} {text}", phase.words());
    let is_about_the_account = matches!(code, 530 | 534 | 535 | 538);
    match phase {
        // A server that wants no mail at all today says nothing about this one.
        Phase::Hello | Phase::StartTls => Fate::Later { why, code: Some(code) },
        Phase::Auth if code == 454 || code >= 500 => refused(why, Some(code)),
        _ if is_about_the_account => refused(why, Some(code)),
        _ if code < 500 => Fate::Later { why, code: Some(code) },
        _ => Fate::Never { why, code: Some(code), once_more: code == 550 && text.contains("5.5.0") },
    }
}

fn without_code(host: &str, phase: Phase, error: &SmtpError) -> Fate {
    if let Some(why) = certificate_trouble(error) {
        let hint = format!(
            "if `{host}` is your own server, name the certificate of its authority with `ca_file`; otherwise somebody may be \
             between you and it"
        );
        return Fate::AccountRefused {
            why: format!("the certificate of `{host}` can't be trusted: {why}"),
            code: None,
            hint,
        };
    }
    let why = format!("the connection to `{host}` broke while it was {}: {}", phase.words(), plain(&error.to_string()));
    Fate::Later { why, code: None }
}

pub fn refused(why: String, code: Option<u16>) -> Fate {
    let hint = "many providers want an app password here, which is not the one you log in to their website with";
    Fate::AccountRefused { why, code, hint: hint.to_owned() }
}

pub fn too_slow(host: &str, phase: Phase, limit: Duration) -> Fate {
    Fate::Later { why: format!("`{host}` took longer than {} s {}", limit.as_secs(), phase.words()), code: None }
}

/// The certificate's fault, found under the layers that lettre and tokio put around it.
fn certificate_trouble(error: &SmtpError) -> Option<String> {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let rustls = inner.downcast_ref::<rustls::Error>().or_else(|| {
            inner
                .downcast_ref::<std::io::Error>()
                .and_then(std::io::Error::get_ref)
                .and_then(|inner| inner.downcast_ref())
        });
        if let Some(rustls::Error::InvalidCertificate(why)) = rustls {
            return Some(why.to_string());
        }
        source = inner.source();
    }
    None
}

/// A reply on one line: code and text.
pub fn said(reply: &Response) -> String {
    let text: Vec<&str> = reply.message().collect();
    plain(&format!("{} {}", reply.code(), text.join(" ")))
}

fn source_text(error: &SmtpError) -> String {
    plain(&std::error::Error::source(error).map(ToString::to_string).unwrap_or_default())
}

/// A server's words for our own: one line, no control characters, not endless.
fn plain(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
    clean.trim().to_owned()
}
