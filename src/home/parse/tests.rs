//! What is accepted in `bothways.toml`, and what is said about the rest.

use jiff::civil::date;

use super::*;

const LEAST: &str = r#"
[you]
name = "Ann Lee"
addresses = ["Ann@Desk.example", "ann.lee@old.example"]
seat = "va"
zone = "Europe/Berlin"
"#;

fn read(text: &str) -> Result<Config, Vec<Problem>> {
    config(text, Path::new("/home/ann/bothways"))
}

fn with(more: &str) -> Result<Config, Vec<Problem>> {
    read(&format!("{LEAST}{more}"))
}

/// The only problem of a configuration, with its line and hint.
#[track_caller]
fn check(more: &str, expected: &str) {
    let problems = with(more).unwrap_err();
    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        all.len() == 1 && all.iter().all(|one| one.contains(expected)),
        "wanted: {expected}\ngot: {}",
        all.join("\n")
    );
}

#[test]
fn a_home_needs_no_mailbox() {
    let config = read(LEAST).unwrap();
    assert!(config.imap.is_none() && config.smtp.is_none() && config.tracking.is_empty() && config.sender().is_none());
    assert_eq!(config.nudges_to().unwrap().as_str(), "ann@desk.example");
    assert_eq!(config.you.calendar.weekend, [Weekday::Saturday, Weekday::Sunday]);
    assert_eq!((config.you.nudge_hour, config.outgoing.hold_minutes), (8, 10));
    assert_eq!(config.outgoing.clients, Clients::AfterApproval);
}

#[test]
fn a_mailbox_needs_little_more() {
    let config = with("[tracking]\naddress = \"track+x@desk.example\"\n[imap]\nhost = \"imap.desk.example\"\n[smtp]\nhost = \"smtp.desk.example\"\nport = 587\n").unwrap();
    let (imap, smtp) = (config.imap.as_ref().unwrap(), config.smtp.as_ref().unwrap());
    assert_eq!(
        (imap.server.port, imap.server.tls, imap.server.user.as_deref()),
        (993, Tls::Implicit, Some("track@desk.example"))
    );
    assert_eq!(
        (smtp.server.port, smtp.server.tls, smtp.server.user.as_deref()),
        (587, Tls::StartTls, Some("track@desk.example"))
    );
    assert_eq!((imap.mailbox.as_str(), imap.poll_minutes, imap.backfill_days), ("INBOX", 5, 90));
    let sender = config.sender().unwrap();
    assert_eq!((sender.account.as_str(), sender.own.as_str()), ("track@desk.example", "ann@desk.example"));
}

#[test]
fn paths_start_in_the_home() {
    let config = with("[imap]\nhost = \"a.example\"\nuser = \"track@desk.example\"\nca_file = \"ca.pem\"\npassword_file = \"/etc/secret\"\n").unwrap();
    let server = config.imap.unwrap().server;
    assert_eq!(server.ca_file.unwrap(), Path::new("/home/ann/bothways/ca.pem"));
    assert!(matches!(server.password, PasswordFrom::File(path) if path == Path::new("/etc/secret")));
    assert_eq!(config.tracking.first().unwrap().as_str(), "track@desk.example");
}

#[test]
fn days_off_are_weekdays_and_dates() {
    let text = LEAST.replace("seat", "days_off = [\"Fri\", \"saturday\", \"2026-12-24\"]\nseat");
    let calendar = read(&text).unwrap().you.calendar;
    assert_eq!(calendar.weekend, [Weekday::Friday, Weekday::Saturday]);
    assert!(calendar.holidays.contains(&date(2026, 12, 24)));
    let none = read(&LEAST.replace("seat", "days_off = []\nseat")).unwrap().you.calendar;
    assert!(none.is_working(date(2026, 11, 28)), "an empty list is a week without a weekend");
    let wrong = read(&LEAST.replace("seat", "days_off = [\"satuday\"]\nseat")).unwrap_err();
    assert_eq!(wrong[0].hint.as_deref(), Some("did you mean `saturday`?"));
}

#[test]
fn holidays_follow_the_place_and_the_users_own_word() {
    let is_off = |text: &str, day| !read(text).unwrap().you.calendar.is_working(day);
    assert!(is_off(LEAST, date(2026, 5, 1)), "the zone lies in Germany");
    assert!(!is_off(&LEAST.replace("seat", "country = \"US\"\nseat"), date(2026, 5, 1)));
    assert!(!is_off(&LEAST.replace("seat", "days_off = [\"not 2026-05-01\"]\nseat"), date(2026, 5, 1)));
    assert!(is_off(&LEAST.replace("seat", "country = \"de-by\"\nseat"), date(2026, 1, 6)));
    let wrong = read(&LEAST.replace("seat", "country = \"DE-XX\"\nseat")).unwrap_err();
    assert!(wrong[0].hint.as_deref().unwrap().contains("DE-BY"), "{wrong:?}");

    let of_others =
        with("[holidays]\nmaria = \"PH\"\nacme = [\"GB\", \"2026-12-24\", \"not 2026-12-28\"]\n").unwrap().holidays;
    assert_eq!(of_others["maria"].places, ["PH"]);
    assert!(
        of_others["acme"].also.contains(&date(2026, 12, 24)) && of_others["acme"].not.contains(&date(2026, 12, 28))
    );
    let wrong = with("[holidays]\nmaria = \"manila\"\n").unwrap_err();
    assert_eq!(wrong[0].what, "`manila` is not the code of a country");
}

#[test]
fn everything_wrong_is_said_at_once_in_the_order_of_the_file() {
    let text = "[yuo]\nname = \"x\"\n[you]\nadresses = \"ann@desk.example\"\nseat = \"boss\"\nzone = \"Europe/Berlni\"\n[imap]\nhost = 7\nport = 99999\n";
    let problems = read(text).unwrap_err();
    let said: Vec<(usize, &str)> = problems.iter().map(|problem| (problem.line, problem.what.as_str())).collect();
    assert_eq!(
        said,
        [
            (1, "`yuo` is not a section"),
            (3, "`name` is missing from [you]"),
            (3, "`addresses` is missing from [you]"),
            (4, "`adresses` is not a setting of [you]"),
            (5, "`seat` should be `va` or `owner`"),
            (6, "`Europe/Berlni` is not a time zone"),
            (8, "`host` should be a text in quotes"),
            (9, "`port` should be a whole number from 1 to 65535"),
        ]
    );
    assert_eq!(problems[3].hint.as_deref(), Some("did you mean `addresses`?"));
    assert_eq!(problems[5].hint.as_deref(), Some("did you mean `Europe/Berlin`?"));
    assert_eq!((problems[5].column, problems[5].width), (8, 15));
}

#[test]
fn a_slip_of_the_pen_is_shown_where_it_is() {
    let problems = read("[you]\nname = \"Ann\naddresses = [\n").unwrap_err();
    assert_eq!(problems[0].line, 2, "{}", problems[0]);
    assert!(read("").unwrap_err().len() >= 4);
}

#[test]
fn plain_text_stays_on_this_machine() {
    for host in ["localhost", "127.0.0.1", "::1"] {
        with(&format!("[imap]\nhost = \"{host}\"\nuser = \"a\"\ntls = \"plain\"\nallow_plain_loopback = true\n"))
            .unwrap();
    }
    check("[imap]\nhost = \"localhost\"\nuser = \"a\"\ntls = \"plain\"\n", "anybody on the way");
    check(
        "[imap]\nhost = \"127.0.0.1.desk.example\"\nuser = \"a\"\ntls = \"plain\"\nallow_plain_loopback = true\n",
        "anybody on the way",
    );
}

#[test]
fn each_mistake_has_its_words() {
    check("[imap]\nhost = \"imap.desk.example:993\"\nuser = \"a\"\n", "`port = 993`");
    check("[imap]\nhost = \"imaps://desk.example\"\nuser = \"a\"\n", "without `imaps://`");
    check("[imap]\nhost = \"a.example\"\n", "`user` is missing");
    check("[imap]\nhost = \"a.example\"\nuser = \"a\"\ntls = \"ssl\"\n", "`implicit`, `starttls` or `plain`");
    check("[imap]\nhost = \"a.example\"\nuser = \"a\"\npassword_command = \"pass mail\"\n", "should be a list");
    check("[imap]\nhost = \"a.example\"\nuser = \"a\"\npassword = \"x\"\npassword_file = \"y\"\n", "named twice");
    check("[tracking]\naddress = \"ann+track@desk.example\"\n", "also your own address");
    check("[tracking]\naddress = \"Ann <ann@desk.example>\"\n", "not a mail address");
    check("[outgoing]\nclients = \"after aproval\"\n", "did you mean `after approval`?");
    check("[outgoing]\nhold_minutes = \"10\"\n", "whole number from 0 to 1440");
    check("[limits]\ncolour = 1\n", "[limits] knows");
    check("[trust]\nauthserv_id = \"\"\n", "one line, and not empty");
}

#[test]
fn a_mail_relay_on_this_machine_may_ask_for_no_login() {
    let config =
        with("[tracking]\naddress = \"track@desk.example\"\n[smtp]\nhost = \"localhost\"\nlogin = false\n").unwrap();
    assert_eq!(config.smtp.unwrap().server.user, None);
}

#[test]
fn no_text_makes_it_panic() {
    for text in [
        "\u{feff}",
        "=",
        "[[you]]",
        "you = 1",
        "[you]\nname = []\naddresses = [[1]]",
        "[you",
        "a.b.c = {",
        "\0",
        "[you]\r\nx = \"ä\"\r\n",
    ] {
        assert!(read(text).is_err(), "{text:?}");
    }
}
