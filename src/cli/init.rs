//! `bothways init`: a new home, by asking or from options.

mod answer;
mod ask;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use jiff::tz::TimeZone;

use crate::domain::address::Address;
use crate::domain::relationship::Seat;
use crate::home::config::Tls;
use crate::home::provider::{Login, PROVIDERS, Place, Provider};
use crate::home::{self, Answers, CONFIG_FILE, Home, PasswordAnswer, ServerAnswers};
use answer::HostPort;

/// What can be said on the command line instead of being asked.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct InitArgs {
    /// Ask nothing: take the answers from these options
    #[arg(long)]
    pub yes: bool,
    /// Your chair: `va` if the other side are clients, `owner` if they are the assistants who work for you
    #[arg(long, value_name = "CHAIR", value_parser = answer::seat)]
    pub seat: Option<Seat>,
    /// Your name, as it stands under a text of yours
    #[arg(long, value_parser = answer::name)]
    pub name: Option<String>,
    /// Your own addresses; the first is where bothways writes to you
    #[arg(long, value_name = "ADDRESS", num_args = 1.., value_parser = answer::address)]
    pub you: Vec<Address>,
    /// The address of the mailbox that you hand mail to
    #[arg(long, value_name = "ADDRESS", value_parser = answer::address)]
    pub tracking: Option<Address>,
    /// Your time zone, like `Europe/Berlin` [default: this machine's]
    #[arg(long, value_parser = answer::zone)]
    pub zone: Option<String>,
    /// Take the servers of a known provider: gmail, fastmail, icloud, yahoo, zoho, mailbox.org, gmx …
    #[arg(long, value_name = "NAME", value_parser = answer::provider, conflicts_with_all = ["imap", "smtp"])]
    pub provider: Option<&'static Provider>,
    /// The server that mail is fetched from
    #[arg(long, value_name = "HOST[:PORT]", value_parser = HostPort::parse)]
    pub imap: Option<HostPort>,
    /// The login name there [default: the tracking address]
    #[arg(long, value_name = "NAME", requires = "imap")]
    pub imap_user: Option<String>,
    /// `implicit`, `starttls`, or `plain` for a server on this machine [default: what the port usually speaks]
    #[arg(long, value_name = "KIND", value_parser = answer::tls, requires = "imap")]
    pub imap_tls: Option<Tls>,
    /// The server that mail is sent through
    #[arg(long, value_name = "HOST[:PORT]", value_parser = HostPort::parse)]
    pub smtp: Option<HostPort>,
    /// The login name there [default: the one for fetching]
    #[arg(long, value_name = "NAME", requires = "smtp")]
    pub smtp_user: Option<String>,
    /// As --imap-tls
    #[arg(long, value_name = "KIND", value_parser = answer::tls, requires = "smtp")]
    pub smtp_tls: Option<Tls>,
    /// A certificate authority of your own, for both servers
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// A file with the mailbox's password, readable by you alone
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// Makes a home in `root`, and says on `talk` what was written and what to type next.
pub fn run(args: &InitArgs, root: &Path, talk: &mut dyn Write) -> anyhow::Result<()> {
    let path = root.join(CONFIG_FILE);
    if path.exists() {
        return Err(home::Error::Exists { path }.into());
    }
    let answers = if args.yes {
        from_options(args)?
    } else if std::io::stdin().is_terminal() {
        ask::answers(args, talk)?
    } else {
        bail!("`init` asks questions and this is not a terminal; with `--yes` it takes the answers from options");
    };
    let home = Home::write_new(root, &answers)?;
    say_what_is_next(&home, talk).context("cannot say what was done")
}

/// The answers of `--yes`, or all that is missing from them.
fn from_options(args: &InitArgs) -> anyhow::Result<Answers> {
    let zone = args.zone.clone().or_else(own_zone);
    let mut missing = Vec::new();
    for (option, is_missing) in [
        ("--seat va|owner", args.seat.is_none()),
        ("--name NAME", args.name.is_none()),
        ("--you ADDRESS", args.you.is_empty()),
        ("--zone ZONE", zone.is_none()),
        ("--tracking ADDRESS", args.tracking.is_none() && has_server(args)),
    ] {
        if is_missing {
            missing.push(option);
        }
    }
    let (Some(seat), Some(name), Some(zone), []) = (args.seat, args.name.clone(), zone, missing.as_slice()) else {
        bail!("`init --yes` needs {} as well", missing.join(", "));
    };
    if let Some(provider) = args.provider {
        refuse_oauth(provider)?;
    }
    check_tracking(args.tracking.as_ref(), &args.you)?;
    Ok(Answers {
        seat,
        name,
        you: args.you.clone(),
        zone,
        tracking: args.tracking.clone(),
        imap: imap(args)?,
        smtp: smtp(args)?,
    })
}

const fn has_server(args: &InitArgs) -> bool {
    args.imap.is_some() || args.smtp.is_some() || args.provider.is_some()
}

/// The zone this machine is set to, where it has a name.
fn own_zone() -> Option<String> {
    TimeZone::try_system().ok()?.iana_name().map(str::to_owned)
}

fn check_tracking(tracking: Option<&Address>, you: &[Address]) -> anyhow::Result<()> {
    if let Some(tracking) = tracking
        && you.iter().any(|own| own.untagged() == tracking.untagged())
    {
        bail!("`{tracking}` is your own address; the tracking mailbox has to be one that nothing else uses");
    }
    Ok(())
}

fn refuse_oauth(provider: &Provider) -> anyhow::Result<()> {
    match provider.login {
        Login::Password(_) => Ok(()),
        Login::OAuthOnly(why) => bail!("{why}"),
    }
}

fn imap(args: &InitArgs) -> anyhow::Result<Option<ServerAnswers>> {
    if let Some(provider) = args.provider {
        let mut server = at(provider.imap);
        server.user = imap_login(provider, args.tracking.as_ref());
        return finish(server, args).map(Some);
    }
    args.imap.as_ref().map(|place| finish(place.server(args.imap_tls, args.imap_user.clone()), args)).transpose()
}

fn smtp(args: &InitArgs) -> anyhow::Result<Option<ServerAnswers>> {
    if let Some(provider) = args.provider {
        let mut server = at(provider.smtp);
        server.user = smtp_login(provider, args.tracking.as_ref());
        return finish(server, args).map(Some);
    }
    args.smtp.as_ref().map(|place| finish(place.server(args.smtp_tls, args.smtp_user.clone()), args)).transpose()
}

/// The login for fetching where it is not the tracking address.
fn imap_login(provider: &Provider, tracking: Option<&Address>) -> Option<String> {
    tracking.filter(|_| provider.imap_login_is_local_part).map(|address| address.local().to_owned())
}

/// The login for sending where it is not the one for fetching.
fn smtp_login(provider: &Provider, tracking: Option<&Address>) -> Option<String> {
    tracking.filter(|_| provider.imap_login_is_local_part).map(ToString::to_string)
}

fn at(place: Place) -> ServerAnswers {
    ServerAnswers {
        host: place.host.to_owned(),
        port: Some(place.port),
        tls: Some(place.tls),
        user: None,
        ca_file: None,
        password: PasswordAnswer::Later,
    }
}

/// Adds the files that both servers share. They are named from where the user stands, and kept from the top.
fn finish(mut server: ServerAnswers, args: &InitArgs) -> anyhow::Result<ServerAnswers> {
    let absolute = |path: &PathBuf| -> anyhow::Result<String> {
        let whole = std::path::absolute(path).with_context(|| format!("cannot find `{}`", path.display()))?;
        if !whole.is_file() {
            bail!("there is no file `{}`", path.display());
        }
        Ok(whole.to_string_lossy().into_owned())
    };
    server.ca_file = args.ca_file.as_ref().map(absolute).transpose()?;
    if let Some(path) = &args.password_file {
        server.password = PasswordAnswer::File(absolute(path)?);
    }
    Ok(server)
}

fn say_what_is_next(home: &Home, talk: &mut dyn Write) -> std::io::Result<()> {
    let root = home.root().display();
    let option =
        if home::usual_place().as_deref() == Some(home.root()) { String::new() } else { format!(" --home {root}") };
    writeln!(talk, "\nYour home is ready: {root}")?;
    writeln!(talk, "  bothways.toml   the settings, each with a word on what it does")?;
    writeln!(talk, "  rules/          room for rules of your own")?;
    writeln!(talk, "  templates/      room for wordings of your own")?;
    writeln!(talk, "  data/           what bothways will remember\n")?;
    writeln!(talk, "Next:")?;
    writeln!(talk, "  bothways doctor{option}")?;
    writeln!(talk, "      looks whether everything works, and says what to do where it does not")?;
    if let (Some(_), Some(tracking)) = (&home.config().imap, home.config().tracking.first()) {
        writeln!(talk, "  Forward a letter of a client to {tracking}, then: bothways run --once --dry-run{option}")?;
        writeln!(talk, "      shows what would be filed and said, and sends nothing")?;
        writeln!(
            talk,
            "  Texts to others are held back until you change `clients` in bothways.toml. Watch it for a week first."
        )?;
    } else {
        writeln!(talk, "  bothways import PATH{option}")?;
        writeln!(talk, "      files the letters of a folder, an mbox or a Maildir; no mailbox is needed for that")?;
    }
    Ok(())
}

/// The keys of the known providers, for help and refusals.
fn provider_keys() -> impl Iterator<Item = &'static str> {
    PROVIDERS.iter().map(|provider| provider.key)
}

#[cfg(test)]
mod tests;
