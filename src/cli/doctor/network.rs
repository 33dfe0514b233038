//! The mailbox and the server that sends: found by name, trusted, and willing to let us in. No mail is fetched and none is sent.

use std::time::Duration;

use tokio::net::lookup_host;
use tokio::time::timeout;

use super::{Check, with_causes};
use crate::capture::{self, imap};
use crate::deliver::{self, Fate};
use crate::flow::{self, House};
use crate::home::config::{Server, Tls};
use crate::home::provider::{Login, Provider};
use crate::home::{self, Home, Secret};

const DNS_LIMIT: Duration = Duration::from_secs(5);

/// Both servers, and what proves that a reply is the user's. On threads with room for what a hostile server may say.
pub(super) fn checks(home: &Home) -> Vec<Check> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_stack_size(8 * 1024 * 1024)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return vec![Check::failed("network", format!("cannot begin: {error}"), None)],
    };
    let home = home.clone();
    let looking = runtime.spawn(async move { look(&home).await });
    runtime.block_on(looking).unwrap_or_else(|_| {
        vec![Check::failed("network", "the server's answer broke the check", Some("please report this".to_owned()))]
    })
}

async fn look(home: &Home) -> Vec<Check> {
    let mut checks = Vec::new();
    let config = home.config();
    if config.imap.is_none() && config.smtp.is_none() {
        checks.push(Check::ok("mailbox", "none is set up; `import`, `replay` and `do` work without one"));
        return checks;
    }
    checks.push(fetching(home).await);
    checks.push(sending(home).await);
    checks.extend(copying(home).await);
    checks.push(proof(home));
    checks
}

async fn fetching(home: &Home) -> Check {
    let Some(set) = &home.config().imap else {
        let next = "fill in `[imap]` in `bothways.toml`; until then use `bothways import`";
        return Check::warning("imap", "no mailbox is set up to fetch from", next);
    };
    let server = &set.server;
    let imap = match account("imap", server, home.imap_password(), &set.mailbox).await {
        Ok(imap) => imap,
        Err(check) => return check,
    };
    let user = &imap.user;
    match open(&imap, &limits()).await {
        Ok((exists, can_idle)) => {
            let how = if can_idle {
                "it tells of new mail at once"
            } else {
                "bothways asks it for new mail every few minutes"
            };
            Check::ok("imap", format!("`{user}` at {}: {} holds {exists} mails; {how}", server.host, set.mailbox))
        }
        Err(error) => Check::failed("imap", with_causes(&error), next_for(&error, server)),
    }
}

/// The account of a section, once its password is there and its name is found.
async fn account(
    check: &'static str,
    server: &Server,
    password: Result<Option<Secret>, home::Error>,
    mailbox: &str,
) -> Result<imap::Imap, Check> {
    let password = match password {
        Ok(Some(password)) => password,
        Ok(None) => return Err(no_password(check)),
        Err(error) => return Err(refused_secret(check, &error)),
    };
    resolve(check, server).await?;
    Ok(imap::Imap {
        host: server.host.clone(),
        port: server.port,
        tls: match server.tls {
            Tls::Implicit => imap::Tls::Implicit,
            Tls::StartTls => imap::Tls::StartTls,
            Tls::Plain => imap::Tls::PlainLoopback,
        },
        ca_file: server.ca_file.clone(),
        user: server.user.clone().unwrap_or_default(),
        password: password.reveal().to_owned(),
        mailbox: mailbox.to_owned(),
    })
}

fn limits() -> imap::Limits {
    imap::Limits { connect: Duration::from_secs(10), answer: Duration::from_secs(20), ..imap::Limits::default() }
}

fn next_for(error: &capture::Error, server: &Server) -> Option<String> {
    match (error, Provider::of_host(&server.host).map(|provider| provider.login)) {
        (capture::Error::Password { .. }, Some(Login::Password(hint) | Login::OAuthOnly(hint))) => {
            Some(hint.to_owned())
        }
        (_, _) => wrong_port(server).or_else(|| error.hint()),
    }
}

/// The folder for copies of what has gone, where one is named. Nothing is left there.
async fn copying(home: &Home) -> Option<Check> {
    let sent = home.config().sent.as_ref()?;
    let server = &sent.server;
    let account = match account("sent", server, home.sent_password(), "INBOX").await {
        Ok(account) => account,
        Err(check) => return Some(check),
    };
    let whose = format!("`{}` at {}", account.user, server.host);
    Some(match copies_to(&account, sent.folder.as_deref()).await {
        Ok(Some((folder, true))) => Check::ok("sent", format!("{whose}: copies of sent texts go to `{folder}`")),
        Ok(Some((folder, false))) => Check::failed(
            "sent",
            format!("{whose}: nothing may be put into `{folder}`"),
            Some("name another `folder` in [sent] of `bothways.toml`, or let this login write there".to_owned()),
        ),
        Ok(None) => Check::failed(
            "sent",
            format!("{whose}: it marks no folder as the one for sent mail"),
            Some("name it in [sent] of `bothways.toml`: folder = \"Sent\"".to_owned()),
        ),
        Err(error @ capture::Error::NoMailbox { .. }) => Check::failed(
            "sent",
            with_causes(&error),
            Some("`folder` in [sent] of `bothways.toml` must be spelt as the server spells it".to_owned()),
        ),
        Err(error) => Check::failed("sent", with_causes(&error), next_for(&error, server)),
    })
}

/// The folder that copies go to, and whether it takes them.
async fn copies_to(account: &imap::Imap, named: Option<&str>) -> Result<Option<(String, bool)>, capture::Error> {
    let mut mailbox = imap::connect(account, &limits()).await?;
    let folder = match named {
        Some(folder) => Some(folder.to_owned()),
        None => mailbox.sent_folder().await?,
    };
    let Some(folder) = folder else { return Ok(None) };
    let takes = mailbox.takes_copies(&folder).await?;
    mailbox.logout().await;
    Ok(Some((folder, takes)))
}

async fn open(imap: &imap::Imap, limits: &imap::Limits) -> Result<(u32, bool), capture::Error> {
    let mut mailbox = imap::connect(imap, limits).await?;
    let state = mailbox.select().await?;
    let can_idle = mailbox.can_idle();
    mailbox.logout().await;
    Ok((state.exists, can_idle))
}

async fn sending(home: &Home) -> Check {
    let Some(set) = &home.config().smtp else {
        return Check::warning(
            "smtp",
            "no server is set up to send through",
            "fill in `[smtp]` in `bothways.toml`; until then nothing reaches you by mail",
        );
    };
    let server = &set.server;
    let password = match (home.smtp_password(), &server.user) {
        (Ok(Some(password)), _) => password,
        (Ok(None), None) => Secret::new(""),
        (Ok(None), Some(_)) => return no_password("smtp"),
        (Err(error), _) => return refused_secret("smtp", &error),
    };
    if let Err(check) = resolve("smtp", server).await {
        return check;
    }
    let user = server.user.clone().unwrap_or_default();
    let smtp = deliver::Smtp {
        host: server.host.clone(),
        port: server.port,
        tls: match server.tls {
            Tls::Implicit => deliver::Tls::Implicit,
            Tls::StartTls => deliver::Tls::StartTls,
            Tls::Plain => deliver::Tls::PlainLoopback,
        },
        ca_file: server.ca_file.clone(),
        user: user.clone(),
        password: password.reveal().to_owned(),
        hello_name: set.from.domain().to_owned(),
    };
    let limits = deliver::Limits {
        connect: Duration::from_secs(10),
        hello: Duration::from_secs(20),
        auth: Duration::from_secs(20),
        ..deliver::Limits::default()
    };
    match deliver::log_in(&smtp, &limits).await {
        Ok(()) if user.is_empty() => Check::ok("smtp", format!("{} takes mail without a login", server.host)),
        Ok(()) => Check::ok("smtp", format!("`{user}` at {}: logged in; mails come from {}", server.host, set.from)),
        Err(fate) => {
            let (why, hint) = why_not(fate);
            let provider = Provider::of_host(&server.host).map(|provider| provider.login);
            let next = match provider {
                Some(Login::Password(of_provider) | Login::OAuthOnly(of_provider)) if hint.is_some() => {
                    Some(of_provider.to_owned())
                }
                Some(_) | None => wrong_port(server).or(hint),
            };
            Check::failed("smtp", why, next)
        }
    }
}

/// What became of the attempt, in words; the hint is there where the account itself was refused.
fn why_not(fate: Fate) -> (String, Option<String>) {
    match fate {
        Fate::AccountRefused { why, hint, .. } => (why, Some(hint)),
        Fate::Later { why, .. } | Fate::Never { why, .. } | Fate::Uncertain { why } => (why, None),
        Fate::Sent { text, .. } => (text, None),
    }
}

async fn resolve(check: &'static str, server: &Server) -> Result<(), Check> {
    let looking =
        async { lookup_host((server.host.as_str(), server.port)).await.map(|mut addresses| addresses.next()) };
    let why = match timeout(DNS_LIMIT, looking).await {
        Ok(Ok(Some(_))) => return Ok(()),
        Ok(Ok(None)) => "it has no address".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("nobody answered within {} s", DNS_LIMIT.as_secs()),
    };
    let says = format!("the name `{}` was not found: {why}", server.host);
    Err(Check::failed(
        check,
        says,
        Some(format!("check `host` in [{check}] of `bothways.toml`, and whether this machine is online")),
    ))
}

/// The usual mix-up: the well-known port of one kind of protection with the other kind.
fn wrong_port(server: &Server) -> Option<String> {
    let other = match (server.port, server.tls) {
        (143 | 587, Tls::Implicit) => Tls::StartTls,
        (993 | 465, Tls::StartTls) => Tls::Implicit,
        (_, Tls::Implicit | Tls::StartTls | Tls::Plain) => return None,
    };
    Some(format!("port {} usually wants `tls = \"{}\"`", server.port, other.word()))
}

fn no_password(check: &'static str) -> Check {
    let variable = format!("BOTHWAYS_{}_PASSWORD", check.to_uppercase());
    let next =
        format!("name a `password_file` or a `password_command` in [{check}] of `bothways.toml`, or set {variable}");
    Check::failed(check, "nobody keeps the password", Some(next))
}

fn refused_secret(check: &'static str, error: &home::Error) -> Check {
    Check::failed(check, with_causes(error), error.hint())
}

/// Without it nobody can tell the user's reply from one that only says so.
fn proof(home: &Home) -> Check {
    if let Some(id) = &home.config().trust.authserv_id {
        return Check::ok("replies", format!("proven by what `{id}` says about them"));
    }
    let learnt = House::look(home.clone()).ok().and_then(|house| house.store.read(flow::learnt_voucher).ok().flatten());
    if let Some(id) = learnt {
        return Check::ok("replies", format!("proven by what `{id}` says about them, as you confirmed"));
    }
    let signatures = home.config().trust.signatures
        || House::look(home.clone()).ok().and_then(|house| house.store.read(flow::learnt_signatures).ok())
            == Some(true);
    if signatures {
        return Check::ok("replies", "proven by your domain's signature (DKIM), with the key that it publishes");
    }
    let next = "start `bothways run`: it writes to you, you reply `hi`, and it learns who vouches for your mail";
    Check::warning("replies", "nothing proves yet that a reply is yours, so `send` by mail will not be obeyed", next)
}
