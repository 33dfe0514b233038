//! `init --yes`, and each answer by itself.

use clap::Parser;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: InitArgs,
}

/// What `bothways init …` says, and the home it made.
fn init(words: &[&str]) -> (tempfile::TempDir, anyhow::Result<(String, Home)>) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("home");
    let done =
        Line::try_parse_from(std::iter::once(&"init").chain(words)).map_err(anyhow::Error::from).and_then(|line| {
            let mut talk = Vec::new();
            run(&line.args, &root, &mut talk)?;
            Ok((String::from_utf8(talk)?, Home::open(&root)?))
        });
    assert_eq!(root.exists(), done.is_ok(), "a refused init leaves nothing behind");
    (folder, done)
}

const LEAST: [&str; 9] =
    ["--yes", "--seat", "va", "--name", "Ann Lee", "--zone", "europe/berlin", "--you", "ann@desk.example"];

#[track_caller]
fn refuses(more: &[&str], expected: &str) {
    let error = init(&[&LEAST[..], more].concat()).1.unwrap_err();
    assert!(format!("{error:#}").contains(expected), "{error:#}");
}

#[test]
fn a_home_without_a_mailbox_needs_four_answers() {
    let (_folder, done) = init(&LEAST);
    let (said, home) = done.unwrap();
    assert_eq!(home.config().you.zone.iana_name(), Some("Europe/Berlin"));
    assert!(home.config().imap.is_none());
    assert!(said.contains("bothways doctor --home") && said.contains("bothways import"), "{said}");
}

#[test]
fn what_is_missing_is_named_at_once() {
    let error = init(&["--yes", "--zone", "UTC", "--imap", "localhost"]).1.unwrap_err().to_string();
    assert_eq!(error, "`init --yes` needs --seat va|owner, --name NAME, --you ADDRESS, --tracking ADDRESS as well");
}

#[test]
fn a_mailbox_of_ones_own() {
    let more = [
        "second@desk.example",
        "--tracking",
        "track@desk.example",
        "--imap",
        "localhost:1143",
        "--imap-tls",
        "plain",
        "--smtp",
        "mail.desk.example:587",
    ];
    let (_folder, done) = init(&[&LEAST[..], &more].concat());
    let (said, home) = done.unwrap();
    let (imap, smtp) = (home.config().imap.as_ref().unwrap(), home.config().smtp.as_ref().unwrap());
    assert_eq!((imap.server.port, imap.server.tls), (1143, Tls::Plain));
    assert_eq!((smtp.server.port, smtp.server.tls), (587, Tls::StartTls));
    assert_eq!(home.config().you.addresses.len(), 2);
    assert!(said.contains("Forward a letter of a client to track@desk.example"), "{said}");
}

#[test]
fn a_known_provider_brings_its_servers_and_logins() {
    let (_folder, done) =
        init(&[&LEAST[..], &["--tracking", "ann.tracks@icloud.com", "--provider", "icloud"]].concat());
    let (_, home) = done.unwrap();
    let (imap, smtp) = (home.config().imap.as_ref().unwrap(), home.config().smtp.as_ref().unwrap());
    assert_eq!((imap.server.host.as_str(), imap.server.user.as_deref()), ("imap.mail.me.com", Some("ann.tracks")));
    assert_eq!((smtp.server.tls, smtp.server.user.as_deref()), (Tls::StartTls, Some("ann.tracks@icloud.com")));
}

#[test]
fn every_wrong_answer_has_its_words() {
    refuses(&["--tracking", "ann+x@desk.example"], "is your own address");
    refuses(&["--tracking", "t@outlook.com", "--provider", "outlook"], "OAuth only");
    refuses(&["--tracking", "t@x.example", "--imap", "https://mail.example/"], "without a path");
    refuses(&["--tracking", "t@x.example", "--imap", "mail.example:0"], "from 1 to 65535");
    refuses(&["--tracking", "t@x.example", "--imap", "mail.example", "--imap-tls", "plain"], "anybody on the way");
    refuses(
        &["--tracking", "t@x.example", "--imap", "mail.example", "--password-file", "/no/such/file"],
        "there is no file",
    );
    refuses(&["--tracking", "track"], "not a mail address");
    refuses(&["--provider", "hotmale"], "known are gmail");
    assert!(answer::zone("Europe/Berln").unwrap_err().contains("Europe/Berlin"));
    assert!(answer::addresses("a@b.example, nobody").unwrap_err().contains("`nobody`"));
    assert!(answer::seat("client").is_err() && answer::name(" ").is_err());
}

#[test]
fn a_home_that_is_there_is_left_alone() {
    let (folder, done) = init(&LEAST);
    let (_, home) = done.unwrap();
    std::fs::write(home.config_file(), "mine").unwrap();
    let line = Line::try_parse_from(std::iter::once(&"init").chain(&LEAST)).unwrap();
    let error = run(&line.args, &folder.path().join("home"), &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("is there already"));
    assert_eq!(std::fs::read_to_string(home.config_file()).unwrap(), "mine");
}

#[test]
fn servers_are_typed_with_or_without_a_port() {
    let parse = |typed| HostPort::parse(typed).map(|place| (place.host, place.port));
    assert_eq!(parse(" mail.desk.example "), Ok(("mail.desk.example".into(), None)));
    assert_eq!(parse("127.0.0.1:1143"), Ok(("127.0.0.1".into(), Some(1143))));
    assert_eq!(parse("::1"), Ok(("::1".into(), None)));
    assert_eq!(parse("[::1]:993"), Ok(("::1".into(), Some(993))));
    assert!(parse("").is_err() && parse("a b").is_err() && parse("ann@desk.example").is_err());
}
