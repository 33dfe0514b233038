//! A new home: the documented configuration with the user's answers in it, and the folders.

use std::path::Path;

use super::config::Tls;
use super::secret::Secret;
use super::{CONFIG_FILE, Error, Home, files, parse};
use crate::domain::address::Address;
use crate::domain::relationship::Seat;

/// The documented configuration; it works as it stands. Tests hold it to the settings that `parse` knows.
const EXAMPLE: &str = include_str!("bothways.toml");

const ABOUT_RULES: &str = "\
# Your rules

A file `something.rhai` here adds rules to those that come with bothways; a rule with the id of a shipped one takes its place.
`bothways rules list` shows them all, `bothways rules edit ID` changes one on a copy in `draft` and asks before it is used,
`bothways rules new ID` begins one, `bothways rules test` runs the cases beside them (`something.cases`). You may as well edit here:
`bothways run` takes changes up by itself. A file that does not work costs nothing: its last good version goes on, and you get a
mail that says which line. Phrases to look for in letters go into `signals/something.toml`.
";

/// The page beside the shipped templates says what a person who writes one has to know.
const ABOUT_TEMPLATES: &str = include_str!("../../templates/README.md");

/// What has to be known to begin.
#[derive(Clone, Debug)]
pub struct Answers {
    pub seat: Seat,
    pub name: String,
    /// The user's addresses; the first is where nudges go.
    pub you: Vec<Address>,
    /// An IANA name: `Europe/Berlin`.
    pub zone: String,
    pub tracking: Option<Address>,
    pub imap: Option<ServerAnswers>,
    pub smtp: Option<ServerAnswers>,
}

/// What has to be known of a server. What is `None` stays as it usually is.
#[derive(Clone, Debug)]
pub struct ServerAnswers {
    pub host: String,
    pub port: Option<u16>,
    pub tls: Option<Tls>,
    pub user: Option<String>,
    pub ca_file: Option<String>,
    pub password: PasswordAnswer,
}

/// Where the user wants the password to be.
#[derive(Clone, Debug)]
pub enum PasswordAnswer {
    /// She will see to it; or the environment or systemd has it.
    Later,
    File(String),
    Command(Vec<String>),
    /// Typed in: kept in `secrets/` of the home, for her alone.
    Typed(Secret),
}

/// Makes a home in `root` and opens it. Never touches a configuration that is there already.
pub(super) fn home(root: &Path, answers: &Answers) -> Result<Home, Error> {
    let path = root.join(CONFIG_FILE);
    if path.exists() {
        return Err(Error::Exists { path });
    }
    let text = configuration(answers);
    // Checked before anything is written, so that a wrong answer leaves nothing half made.
    parse::config(&text, root).map_err(|problems| Error::Config { path: path.clone(), problems })?;
    for folder in ["", "data", "rules", "templates"] {
        files::make_folder(&root.join(folder))?;
    }
    for (name, about) in [("rules/README.md", ABOUT_RULES), ("templates/README.md", ABOUT_TEMPLATES)] {
        let path = root.join(name);
        if !path.exists() {
            files::write_new(&path, about.as_bytes())?;
        }
    }
    keep_typed_password(root, "imap", answers.imap.as_ref())?;
    keep_typed_password(root, "smtp", answers.smtp.as_ref())?;
    // Last, because a folder with this file is a home.
    files::write_new(&path, text.as_bytes())?;
    Home::open(root)
}

fn keep_typed_password(root: &Path, name: &str, server: Option<&ServerAnswers>) -> Result<(), Error> {
    let Some(ServerAnswers { password: PasswordAnswer::Typed(secret), .. }) = server else { return Ok(()) };
    files::make_folder(&root.join("secrets"))?;
    files::write(&root.join(password_file(name)), secret.reveal().as_bytes())
}

fn password_file(name: &str) -> String {
    format!("secrets/{name}-password")
}

/// The word of [`Clients::Hold`](super::config::Clients) in `bothways.toml`.
const HOLD: &str = "hold";

fn configuration(answers: &Answers) -> String {
    let mut text = EXAMPLE.to_owned();
    let you: Vec<String> = answers.you.iter().map(ToString::to_string).collect();
    set(&mut text, "you", "name", &quoted(&answers.name));
    set(&mut text, "you", "addresses", &list(&you));
    set(&mut text, "you", "seat", &quoted(answers.seat.word()));
    set(&mut text, "you", "zone", &quoted(&answers.zone));
    if let Some(tracking) = &answers.tracking {
        set(&mut text, "tracking", "address", &quoted(tracking.as_str()));
    }
    set_server(&mut text, "imap", answers.imap.as_ref());
    set_server(&mut text, "smtp", answers.smtp.as_ref());
    if answers.smtp.is_some() {
        // From here on it could write to others. First she watches it for a while.
        set(&mut text, "outgoing", "clients", &quoted(HOLD));
    }
    text
}

fn set_server(text: &mut String, section: &str, server: Option<&ServerAnswers>) {
    let Some(server) = server else { return };
    set(text, section, "host", &quoted(&server.host));
    if let Some(port) = server.port {
        set(text, section, "port", &port.to_string());
    }
    if let Some(tls) = server.tls {
        set(text, section, "tls", &quoted(tls.word()));
    }
    if server.tls == Some(Tls::Plain) {
        set(text, section, "allow_plain_loopback", "true");
    }
    if let Some(user) = &server.user {
        set(text, section, "user", &quoted(user));
    }
    if let Some(ca_file) = &server.ca_file {
        set(text, section, "ca_file", &quoted(ca_file));
    }
    match &server.password {
        PasswordAnswer::Later => {}
        PasswordAnswer::File(path) => set(text, section, "password_file", &quoted(path)),
        PasswordAnswer::Command(command) => set(text, section, "password_command", &list(command)),
        PasswordAnswer::Typed(_) => set(text, section, "password_file", &quoted(&password_file(section))),
    }
}

/// Sets one key of the documented text, and takes the `#` from it and from its section.
fn set(text: &mut String, section: &str, key: &str, value: &str) {
    let mut inside = false;
    let mut done = false;
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let bare = line.strip_prefix("# ").unwrap_or(line);
            if bare.starts_with('[') {
                inside = bare == format!("[{section}]");
                return if inside { bare.to_owned() } else { line.to_owned() };
            }
            let is_key = bare.strip_prefix(key).is_some_and(|rest| rest.starts_with(" = "));
            if inside && is_key && !done {
                done = true;
                return format!("{key} = {value}");
            }
            line.to_owned()
        })
        .collect();
    debug_assert!(done, "[{section}] {key} is not in the documented configuration");
    *text = lines.join("\n") + "\n";
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(texts: &[String]) -> String {
    let all: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> Answers {
        Answers {
            seat: Seat::Owner,
            name: "Zoë \"Z\" O'Neil\\".to_owned(),
            you: vec![Address::parse("zoe@shop.example").unwrap(), Address::parse("z@old.example").unwrap()],
            zone: "America/New_York".to_owned(),
            tracking: None,
            imap: None,
            smtp: None,
        }
    }

    fn server(password: PasswordAnswer) -> ServerAnswers {
        ServerAnswers {
            host: "mail.shop.example".into(),
            port: Some(1143),
            tls: Some(Tls::StartTls),
            user: None,
            ca_file: None,
            password,
        }
    }

    #[test]
    fn the_documented_configuration_works_as_it_stands() {
        let config = parse::config(EXAMPLE, Path::new("/x")).unwrap();
        assert!(config.imap.is_none() && config.smtp.is_none());
    }

    /// Every setting it explains is one, and says what the setting usually is.
    #[test]
    fn every_setting_that_is_explained_is_one() {
        let is_setting = |line: &&str| {
            line.split_once(" = ").is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        };
        let bare = |line: &'static str| {
            line.strip_prefix("# ").filter(|bare| is_setting(bare) || bare.starts_with('[')).unwrap_or(line)
        };
        let all: Vec<&str> = EXAMPLE.lines().map(bare).filter(|line| !line.starts_with("password_")).collect();
        let config = parse::config(&all.join("\n"), Path::new("/x"))
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        let config = config.unwrap();
        let usual = parse::config(EXAMPLE, Path::new("/x")).unwrap();
        assert_eq!(config.you.calendar, usual.you.calendar);
        assert_eq!(
            format!("{:?}{:?}", config.outgoing, config.limits),
            format!("{:?}{:?}", usual.outgoing, usual.limits)
        );
        assert!(config.imap.is_some() && config.smtp.is_some());
    }

    #[test]
    fn answers_survive_being_written() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::write_new(folder.path().join("home"), &answers()).unwrap();
        let you = &home.config().you;
        assert_eq!(
            (you.name.as_str(), you.seat, &you.addresses),
            (answers().name.as_str(), Seat::Owner, &answers().you)
        );
        assert_eq!(you.zone.iana_name(), Some("America/New_York"));
        assert!(home.rules().join("README.md").is_file() && home.templates().join("README.md").is_file());
        assert!(home.open_to_others().is_empty());
    }

    #[test]
    fn a_typed_password_is_kept_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let answers = Answers {
            tracking: Address::parse("track@shop.example"),
            imap: Some(server(PasswordAnswer::Typed(Secret::new("hunter2")))),
            smtp: Some(server(PasswordAnswer::Later)),
            ..answers()
        };
        let home = Home::write_new(folder.path(), &answers).unwrap();
        assert!(!std::fs::read_to_string(home.config_file()).unwrap().contains("hunter2"));
        assert_eq!(home.imap_password().unwrap().unwrap().reveal(), "hunter2");
        assert_eq!(home.smtp_password().unwrap().unwrap().reveal(), "hunter2");
        // Able to send, and not yet allowed to.
        assert_eq!(home.config().outgoing.clients, super::super::config::Clients::Hold);
        let imap = &home.config().imap.as_ref().unwrap().server;
        assert_eq!((imap.port, imap.tls, imap.user.as_deref()), (1143, Tls::StartTls, Some("track@shop.example")));
    }

    #[test]
    fn a_home_is_never_written_over_and_wrong_answers_leave_nothing() {
        let folder = tempfile::tempdir().unwrap();
        Home::write_new(folder.path(), &answers()).unwrap();
        assert!(matches!(Home::write_new(folder.path(), &answers()), Err(Error::Exists { .. })));
        let wrong = folder.path().join("wrong");
        let answers = Answers { zone: "Europe/Nowhere".into(), ..answers() };
        assert!(matches!(Home::write_new(&wrong, &answers), Err(Error::Config { .. })));
        assert!(!wrong.exists());
    }
}
