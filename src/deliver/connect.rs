//! From settings to a connection that is logged in.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters};
use lettre::transport::smtp::commands::Auth;
use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::reply::{Phase, fate, refused, too_slow};
use super::{Fate, Limits, Smtp, Tls};

/// A connection that is encrypted, greeted and logged in; or why there is none, as the mail's fate.
pub async fn open(smtp: &Smtp, limits: &Limits) -> Result<AsyncSmtpConnection, Fate> {
    let hello = ClientId::Domain(hello_name(&smtp.hello_name));
    let mut connection = match smtp.tls {
        Tls::Implicit => implicit(smtp, limits, &hello).await?,
        Tls::StartTls => start_tls(smtp, limits, &hello).await?,
        Tls::PlainLoopback => plain(smtp, limits, &hello).await?,
    };
    if !smtp.user.is_empty() {
        log_in(smtp, limits, &mut connection).await?;
    }
    Ok(connection)
}

async fn implicit(smtp: &Smtp, limits: &Limits, hello: &ClientId) -> Result<AsyncSmtpConnection, Fate> {
    let tls = tls_parameters(smtp)?;
    let address = (smtp.host.as_str(), smtp.port);
    let opening = AsyncSmtpConnection::connect_tokio1(address, Some(limits.connect), hello, Some(tls), None);
    greeted(smtp, limits.connect * 2 + limits.hello, opening).await
}

async fn start_tls(smtp: &Smtp, limits: &Limits, hello: &ClientId) -> Result<AsyncSmtpConnection, Fate> {
    let tls = tls_parameters(smtp)?;
    let tcp = tcp(smtp, limits).await?;
    let opening = AsyncSmtpConnection::connect_with_transport(Box::new(ByteByByte { tcp, is_tls: false }), hello);
    let mut connection = greeted(smtp, limits.hello, opening).await?;
    if !connection.can_starttls() {
        let why = format!("`{}` does not offer STARTTLS, so the password was not sent", smtp.host);
        let hint = "try port 465 with `tls = \"implicit\"`".to_owned();
        return Err(Fate::AccountRefused { why, code: None, hint });
    }
    match timeout(limits.hello, connection.starttls(tls, hello)).await {
        Ok(Ok(())) => Ok(connection),
        Ok(Err(error)) => Err(fate(&smtp.host, Phase::StartTls, &error)),
        Err(_) => Err(too_slow(&smtp.host, Phase::StartTls, limits.hello)),
    }
}

async fn plain(smtp: &Smtp, limits: &Limits, hello: &ClientId) -> Result<AsyncSmtpConnection, Fate> {
    let tcp = tcp(smtp, limits).await?;
    if !tcp.peer_addr().is_ok_and(|peer| peer.ip().is_loopback()) {
        let why = format!(
            "`{}` is another machine, and a plain connection would show the password to everybody on the way",
            smtp.host
        );
        let hint = "use `tls = \"implicit\"` (port 465) or `tls = \"starttls\"` (port 587)".to_owned();
        return Err(Fate::AccountRefused { why, code: None, hint });
    }
    greeted(smtp, limits.hello, AsyncSmtpConnection::connect_with_transport(Box::new(tcp), hello)).await
}

async fn tcp(smtp: &Smtp, limits: &Limits) -> Result<TcpStream, Fate> {
    let later = |why: String| Fate::Later {
        why: format!("cannot reach `{}` on port {}: {why}", smtp.host, smtp.port),
        code: None,
    };
    match timeout(limits.connect, TcpStream::connect((smtp.host.as_str(), smtp.port))).await {
        Ok(Ok(tcp)) => Ok(tcp),
        Ok(Err(error)) => Err(later(error.to_string())),
        Err(_) => Err(later(format!("no answer in {} s", limits.connect.as_secs()))),
    }
}

/// Greeting and EHLO. Where EHLO is refused lettre says QUIT and waits for its answer, so that a server that leaves both
/// unanswered is only known by the limit. The fate is the same.
async fn greeted(
    smtp: &Smtp,
    limit: Duration,
    opening: impl Future<Output = Result<AsyncSmtpConnection, SmtpError>>,
) -> Result<AsyncSmtpConnection, Fate> {
    match timeout(limit, opening).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => Err(fate(&smtp.host, Phase::Hello, &error)),
        Err(_) => Err(too_slow(&smtp.host, Phase::Hello, limit)),
    }
}

/// lettre's own `auth` says QUIT after a refusal and waits for the answer; this doesn't.
async fn log_in(smtp: &Smtp, limits: &Limits, connection: &mut AsyncSmtpConnection) -> Result<(), Fate> {
    let Some(mechanism) = connection.server_info().get_auth_mechanism(&[Mechanism::Plain, Mechanism::Login]) else {
        return Err(refused(format!("`{}` offers no way to log in with a password", smtp.host), None));
    };
    let credentials = Credentials::new(smtp.user.clone(), smtp.password.clone());
    let talk = async {
        let mut reply = connection.command(Auth::new(mechanism, credentials.clone(), None)?).await?;
        let mut n_challenges = 0;
        while reply.has_code(334) && n_challenges < 10 {
            n_challenges += 1;
            reply = connection.command(Auth::new_from_response(mechanism, credentials.clone(), &reply)?).await?;
        }
        Ok(reply)
    };
    match timeout(limits.auth, talk).await {
        Ok(Ok(reply)) if reply.code().severity as u8 == 2 => Ok(()),
        Ok(Ok(_)) => Err(refused(format!("`{}` did not end the login", smtp.host), None)),
        Ok(Err(error)) => Err(fate(&smtp.host, Phase::Auth, &error)),
        Err(_) => Err(too_slow(&smtp.host, Phase::Auth, limits.auth)),
    }
}

fn tls_parameters(smtp: &Smtp) -> Result<TlsParameters, Fate> {
    let mut tls = TlsParameters::builder(smtp.host.clone());
    if let Some(path) = &smtp.ca_file {
        tls = tls.add_root_certificate(ca_certificate(path)?);
    }
    tls.build_rustls().map_err(|error| Fate::Later { why: format!("TLS can't be set up: {error}"), code: None })
}

fn ca_certificate(path: &Path) -> Result<Certificate, Fate> {
    let unusable = |why: String| Fate::AccountRefused {
        why: format!("cannot use the certificate file `{}`: {why}", path.display()),
        code: None,
        hint: "the file should hold certificates in PEM form (`-----BEGIN CERTIFICATE-----`)".to_owned(),
    };
    let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
    Certificate::from_pem(&pem).map_err(|error| unusable(error.to_string()))
}

/// A name for EHLO that can't break its line; an address literal where there is none (RFC 5321 section 4.1.4).
fn hello_name(name: &str) -> String {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if !name.is_empty() && name.chars().all(is_fine) { name.to_owned() } else { "[127.0.0.1]".to_owned() }
}

/// Gives plain text away one byte at a time, so that lettre's buffer never holds more than the line it is reading.
///
/// lettre keeps what it has read when it goes over to TLS: somebody on the way could append answers in plain text to the
/// server's *go ahead*, and have them taken for answers from inside TLS (as in CVE-2021-38084). Left here, they fall into the
/// TLS handshake and break it.
#[derive(Debug)]
struct ByteByByte {
    tcp: TcpStream,
    is_tls: bool,
}

/// The first byte of a TLS handshake record (RFC 8446 section 5.1); no SMTP command begins with it.
const HANDSHAKE: u8 = 22;

impl AsyncTokioStream for ByteByByte {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.peer_addr()
    }
}

impl AsyncRead for ByteByByte {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.is_tls || buf.remaining() == 0 {
            return Pin::new(&mut this.tcp).poll_read(cx, buf);
        }
        let mut one = [0];
        let mut one = ReadBuf::new(&mut one);
        ready!(Pin::new(&mut this.tcp).poll_read(cx, &mut one))?;
        buf.put_slice(one.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ByteByByte {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.is_tls |= buf.first() == Some(&HANDSHAKE);
        Pin::new(&mut this.tcp).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_shutdown(cx)
    }
}
