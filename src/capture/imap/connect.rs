//! From settings to a mailbox that is logged in: TCP, TLS, greeting, login, each under a time limit.

use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_imap::imap_proto::{Response, Status};
use async_imap::{Client, Session, error};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::screen::{Screen, Wire};
use super::{Imap, Limits, Tls};
use crate::capture::{Error, TOO_BIG};

/// A session that has logged in, and what it can do.
pub async fn session(imap: &Imap, limits: &Limits) -> Result<Session<Screen>, Error> {
    let tcp = tcp(imap, limits).await?;
    let client = match imap.tls {
        Tls::Implicit => greeted(imap, limits, screened(tls(imap, limits, Box::new(tcp)).await?)).await?,
        Tls::StartTls => {
            let plain = greeted(imap, limits, screened(Box::new(tcp))).await?;
            Client::new(screened(start_tls(imap, limits, plain).await?))
        }
        Tls::PlainLoopback => greeted(imap, limits, screened(Box::new(tcp))).await?,
    };
    log_in(imap, limits, client).await
}

/// A literal may be a little larger than the size that was listed: some servers count line ends otherwise.
fn screened(wire: Box<dyn Wire>) -> Screen {
    Screen::new(wire, TOO_BIG + TOO_BIG / 8)
}

async fn tcp(imap: &Imap, limits: &Limits) -> Result<TcpStream, Error> {
    let unreachable = |source| Error::Unreachable { host: imap.host.clone(), port: imap.port, source };
    let connecting = TcpStream::connect((imap.host.as_str(), imap.port));
    let tcp = timed(imap, limits.connect, "to be reached", connecting).await?.map_err(unreachable)?;
    let is_loopback = tcp.peer_addr().map_err(unreachable)?.ip().is_loopback();
    if matches!(imap.tls, Tls::PlainLoopback) && !is_loopback {
        return Err(Error::PlainRefused { host: imap.host.clone() });
    }
    tcp.set_nodelay(true).map_err(unreachable)?;
    Ok(tcp)
}

/// The greeting is read by hand: async-imap leaves it in the way of the first answer.
async fn greeted(imap: &Imap, limits: &Limits, screen: Screen) -> Result<Client<Screen>, Error> {
    let doing = "greeting us";
    let mut client = Client::new(screen);
    let greeting = timed(imap, limits.answer, doing, client.read_response()).await?;
    let said = match greeting {
        Ok(Some(said)) => said,
        Ok(None) => return Err(lost(imap, doing, io::ErrorKind::UnexpectedEof.into())),
        Err(source) => return Err(broken(&imap.host, doing, source)),
    };
    match said.parsed() {
        Response::Data { status: Status::Ok, .. } => Ok(client),
        Response::Data { status: Status::Bye, outcome } => {
            let said = outcome.information.as_deref().unwrap_or("BYE").to_owned();
            Err(Error::Refused { host: imap.host.clone(), doing: "the connection", said })
        }
        // PREAUTH would have us believe that somebody is logged in already (RFC 3501 section 7.1.4); nobody asked for that.
        other => Err(Error::Nonsense { host: imap.host.clone(), doing, said: short(&format!("{other:?}")) }),
    }
}

/// Asks for TLS and throws away whatever was said before it, so that nothing of it can pass for an answer afterwards.
async fn start_tls(imap: &Imap, limits: &Limits, mut client: Client<Screen>) -> Result<Box<dyn Wire>, Error> {
    let doing = "starting TLS";
    match timed(imap, limits.answer, doing, client.run_command_and_check_ok("STARTTLS", None)).await? {
        Ok(()) => tls(imap, limits, client.into_inner().into_wire()).await,
        Err(error::Error::No(said) | error::Error::Bad(said)) => {
            Err(Error::NoStartTls { host: imap.host.clone(), said: refusal(&said) })
        }
        Err(error) => Err(from_library(imap, doing, error)),
    }
}

async fn log_in(imap: &Imap, limits: &Limits, client: Client<Screen>) -> Result<Session<Screen>, Error> {
    let doing = "logging in";
    match timed(imap, limits.answer, doing, client.login(&imap.user, &imap.password)).await? {
        Ok(session) => Ok(session),
        Err((error::Error::No(said), _)) if is_about_the_server(&said) => {
            Err(Error::Refused { host: imap.host.clone(), doing, said: refusal(&said) })
        }
        Err((error::Error::No(said), _)) => {
            Err(Error::Password { host: imap.host.clone(), user: imap.user.clone(), said: refusal(&said) })
        }
        Err((error, _)) => Err(from_library(imap, doing, error)),
    }
}

/// RFC 5530: the server is out of order or busy; the password may be right.
fn is_about_the_server(said: &str) -> bool {
    ["[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]"].iter().any(|code| said.contains(code))
}

/// The server's own words out of async-imap's `code: None, info: Some("[AUTHENTICATIONFAILED] …")`.
fn refusal(said: &str) -> String {
    let inner =
        said.split_once("info: Some(\"").and_then(|(_, rest)| rest.rsplit_once("\")")).map_or(said, |(inner, _)| inner);
    short(inner)
}

async fn tls(imap: &Imap, limits: &Limits, wire: Box<dyn Wire>) -> Result<Box<dyn Wire>, Error> {
    let config = tls_config(imap.ca_file.as_deref())?;
    let no_name =
        |_| Error::Certificate { host: imap.host.clone(), why: "no certificate can carry that name".to_owned() };
    let name = ServerName::try_from(imap.host.clone()).map_err(no_name)?;
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, wire);
    match timed(imap, limits.answer, "setting up TLS", handshake).await? {
        Ok(stream) => Ok(Box::new(stream)),
        Err(source) => Err(tls_error(imap, source)),
    }
}

fn tls_error(imap: &Imap, source: io::Error) -> Error {
    let host = imap.host.clone();
    let why = source.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match why {
        Some(rustls::Error::InvalidCertificate(why)) => Error::Certificate { host, why: certificate_words(why) },
        Some(rustls::Error::InvalidMessage(_)) => Error::NoTls { host, port: imap.port, source },
        _ => broken(&host, "setting up TLS", source),
    }
}

fn certificate_words(why: &rustls::CertificateError) -> String {
    use rustls::CertificateError as Why;
    match why {
        Why::UnknownIssuer => "nobody we trust has signed it".to_owned(),
        Why::Expired | Why::ExpiredContext { .. } => "it has expired".to_owned(),
        Why::NotValidYet | Why::NotValidYetContext { .. } => "it is not valid yet; is the clock right?".to_owned(),
        Why::NotValidForName | Why::NotValidForNameContext { .. } => "it was made out to another name".to_owned(),
        other => other.to_string(),
    }
}

fn tls_config(ca_file: Option<&Path>) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(native_roots().iter().cloned());
    if let Some(path) = ca_file {
        let unusable = |why: String| Error::CaFile { path: path.to_owned(), why };
        let certificates = CertificateDer::pem_file_iter(path).map_err(|error| unusable(error.to_string()))?;
        let mut n_added = 0;
        for certificate in certificates {
            let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
            roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
            n_added += 1;
        }
        if n_added == 0 {
            return Err(unusable("no certificate in it".to_owned()));
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| Error::Unreachable {
        host: "TLS".to_owned(),
        port: 0,
        source: io::Error::other(error),
    })?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The authorities that the system trusts, read once. Those that can't be read are left out: fewer are trusted, never more.
fn native_roots() -> &'static [CertificateDer<'static>] {
    static ROOTS: OnceLock<Vec<CertificateDer<'static>>> = OnceLock::new();
    ROOTS.get_or_init(|| rustls_native_certs::load_native_certs().certs)
}

async fn timed<T>(
    imap: &Imap,
    limit: Duration,
    doing: &'static str,
    step: impl Future<Output = T>,
) -> Result<T, Error> {
    timeout(limit, step).await.map_err(|_| Error::Slow { host: imap.host.clone(), doing, limit })
}

fn lost(imap: &Imap, doing: &'static str, source: io::Error) -> Error {
    Error::Lost { host: imap.host.clone(), doing, source }
}

fn from_library(imap: &Imap, doing: &'static str, error: error::Error) -> Error {
    let host = imap.host.clone();
    match error {
        error::Error::Io(source) => broken(&host, doing, source),
        error::Error::No(said) | error::Error::Bad(said) => Error::Refused { host, doing, said: refusal(&said) },
        error::Error::ConnectionLost => lost(imap, doing, io::ErrorKind::UnexpectedEof.into()),
        error => Error::Nonsense { host, doing, said: short(&error.to_string()) },
    }
}

/// Whether a connection broke, or a server said what can't be understood. Either way it is over.
pub fn broken(host: &str, doing: &'static str, source: io::Error) -> Error {
    let host = host.to_owned();
    match source.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::Other => {
            Error::Nonsense { host, doing, said: short(&source.to_string()) }
        }
        _ => Error::Lost { host, doing, source },
    }
}

/// A server's words for an error message: one line, no control characters, not endless.
pub fn short(said: &str) -> String {
    let clean = said.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = clean.take(200).collect();
    if said.chars().nth(200).is_some() {
        short.push('…');
    }
    short.trim().to_owned()
}
