//! The questions of `bothways init`, for what no option has answered. Nothing is written until the last one is.

use std::io::Write;

use anyhow::Context;
use inquire::validator::Validation;
use inquire::{Confirm, InquireError, Password, PasswordDisplayMode, Select, Text};

use super::answer::{self, HostPort};
use super::{InitArgs, at, check_tracking, finish, imap, imap_login, own_zone, smtp, smtp_login};
use crate::domain::address::Address;
use crate::domain::relationship::Seat;
use crate::home::provider::{Login, Provider};
use crate::home::{Answers, PasswordAnswer, Secret, ServerAnswers};

pub(super) fn answers(args: &InitArgs, talk: &mut dyn Write) -> anyhow::Result<Answers> {
    writeln!(
        talk,
        "This makes a home for bothways. Esc ends it at any time; nothing is written before the last answer.\n"
    )?;
    let seat = args.seat.map_or_else(ask_seat, Ok)?;
    let name = match &args.name {
        Some(name) => name.clone(),
        None => ask("Your name?", "as it stands under a text of yours", None, answer::name)?,
    };
    let you = if args.you.is_empty() {
        let help = "every address you write from, apart by spaces; bothways writes to the first";
        ask("Your own mail addresses?", help, None, answer::addresses)?
    } else {
        args.you.clone()
    };
    let zone = match &args.zone {
        Some(zone) => zone.clone(),
        None => ask("Your time zone?", "like Europe/Berlin", own_zone().as_deref(), answer::zone)?,
    };
    let tracking = match &args.tracking {
        Some(tracking) => Some(tracking.clone()),
        None => ask_tracking(&you)?,
    };
    check_tracking(tracking.as_ref(), &you)?;
    let (imap, smtp) = match &tracking {
        Some(tracking) => servers(args, tracking, talk)?,
        None => (None, None),
    };
    Ok(Answers { seat, name, you, zone, tracking, imap, smtp })
}

fn ask_seat() -> anyhow::Result<Seat> {
    let chairs = [
        "I am a virtual assistant; the other side are my clients",
        "I own a business; the other side are my assistants",
    ];
    let chosen = Select::new("Which chair is yours?", chairs.to_vec()).raw_prompt().or_else(gave_up)?;
    Ok(if chosen.index == 0 { Seat::Va } else { Seat::Owner })
}

fn ask_tracking(you: &[Address]) -> anyhow::Result<Option<Address>> {
    let own = you.to_vec();
    let check = move |typed: &str| {
        let tracking = answer::maybe_address(typed)?;
        check_tracking(tracking.as_ref(), &own).map_err(|error| error.to_string())?;
        Ok(tracking)
    };
    let help = "a mailbox of its own, to which you will forward, Cc or Bcc; leave empty to go without for now";
    ask("The address of the tracking mailbox?", help, None, check)
}

type Servers = (Option<ServerAnswers>, Option<ServerAnswers>);

fn servers(args: &InitArgs, tracking: &Address, talk: &mut dyn Write) -> anyhow::Result<Servers> {
    let provider = args.provider.or_else(|| Provider::of(tracking));
    let (mut fetching, sending) = match provider {
        Some(provider) if args.imap.is_none() && args.smtp.is_none() => {
            let (hint, is_possible) = match provider.login {
                Login::Password(hint) => (hint, true),
                Login::OAuthOnly(hint) => (hint, false),
            };
            writeln!(talk, "\nThat is {}. {hint}\n", provider.name)?;
            if !is_possible {
                writeln!(talk, "The home is made without a mailbox; add one to `bothways.toml` when you have it.\n")?;
                return Ok((None, None));
            }
            of_provider(args, provider, tracking)?
        }
        Some(_) | None => typed_servers(args)?,
    };
    if let Some(fetching) = &mut fetching
        && matches!(fetching.password, PasswordAnswer::Later)
    {
        fetching.password = ask_password()?;
    }
    Ok((fetching, sending))
}

fn of_provider(args: &InitArgs, provider: &Provider, tracking: &Address) -> anyhow::Result<Servers> {
    let mut fetching = finish(at(provider.imap), args)?;
    fetching.user = imap_login(provider, Some(tracking));
    let mut sending = finish(at(provider.smtp), args)?;
    sending.user = smtp_login(provider, Some(tracking));
    Ok((Some(fetching), Some(sending)))
}

fn typed_servers(args: &InitArgs) -> anyhow::Result<Servers> {
    let fetching = match imap(args)? {
        Some(server) => server,
        None => ask_server(
            "The server that mail is fetched from (IMAP)?",
            "like imap.desk.example, or imap.desk.example:993",
            args,
        )?,
    };
    let sending = match smtp(args)? {
        Some(server) => server,
        None => ask_server(
            "The server that mail is sent through (SMTP)?",
            "like smtp.desk.example, or smtp.desk.example:587",
            args,
        )?,
    };
    Ok((Some(fetching), Some(sending)))
}

fn ask_server(question: &str, help: &str, args: &InitArgs) -> anyhow::Result<ServerAnswers> {
    finish(ask(question, help, None, HostPort::parse)?.server(None, None), args)
}

fn ask_password() -> anyhow::Result<PasswordAnswer> {
    let ways = [
        "I type it now; it is kept in the home, readable by me alone",
        "A command prints it (pass, secret-tool, security …)",
        "It is in a file",
        "Later (environment or systemd; `bothways.toml` explains)",
    ];
    let chosen = Select::new("The mailbox's password?", ways.to_vec()).raw_prompt().or_else(gave_up)?;
    Ok(match chosen.index {
        0 => PasswordAnswer::Typed(typed_password()?),
        1 => {
            let command = ask("The command?", "like: pass show mail/bothways", None, command)?;
            PasswordAnswer::Command(command)
        }
        2 => PasswordAnswer::File(ask("The file?", "readable by you alone", None, file)?),
        _ => PasswordAnswer::Later,
    })
}

fn typed_password() -> anyhow::Result<Secret> {
    loop {
        let typed = Password::new("Password:")
            .with_display_mode(PasswordDisplayMode::Masked)
            .without_confirmation()
            .prompt()
            .or_else(gave_up)?;
        // App passwords are shown in groups of four and copied with their spaces, which some servers refuse.
        let bare: String = typed.split(' ').collect();
        let looks_grouped = typed.contains(' ') && bare.len() == 16 && bare.chars().all(|c| c.is_ascii_lowercase());
        if looks_grouped && Confirm::new("Leave out the spaces?").with_default(true).prompt().or_else(gave_up)? {
            return Ok(Secret::new(bare));
        }
        if !typed.is_empty() {
            return Ok(Secret::new(typed));
        }
    }
}

fn command(typed: &str) -> Result<Vec<String>, String> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() { Err("a command is needed".to_owned()) } else { Ok(words) }
}

fn file(typed: &str) -> Result<String, String> {
    let path = std::path::absolute(typed.trim()).map_err(|error| error.to_string())?;
    if path.is_file() { Ok(path.to_string_lossy().into_owned()) } else { Err("there is no such file".to_owned()) }
}

/// Asks until the answer can be understood.
fn ask<T>(
    question: &str,
    help: &str,
    usual: Option<&str>,
    parse: impl Fn(&str) -> Result<T, String> + Clone + 'static,
) -> anyhow::Result<T> {
    let check = parse.clone();
    let mut text = Text::new(question).with_help_message(help).with_validator(move |typed: &str| {
        Ok(match check(typed) {
            Ok(_) => Validation::Valid,
            Err(why) => Validation::Invalid(why.into()),
        })
    });
    if let Some(usual) = usual {
        text = text.with_default(usual);
    }
    let typed = text.prompt().or_else(gave_up)?;
    parse(&typed).map_err(anyhow::Error::msg)
}

/// Leaving is no failure of anything; it says that nothing happened.
fn gave_up<T>(error: InquireError) -> anyhow::Result<T> {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Err(anyhow::anyhow!("you left before the end; nothing was written"))
        }
        other => Err(other).context("cannot ask"),
    }
}
