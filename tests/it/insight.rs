//! The commands that look, for other programs: each prints JSON that parses, and says the same as its text.

use bothways::domain::calendar::spoken;
use serde_json::{Value, json};

use crate::harness::home::{TestHome, awake_zone};

/// So many days ago, in words of a command and of JSON.
fn ago(days: i64) -> String {
    let today = jiff::Timestamp::now().to_zoned(awake_zone()).date();
    today.checked_sub(jiff::Span::new().days(days)).unwrap().to_string()
}

/// A home with something of everything that the terminal can tell.
fn home() -> TestHome {
    let home = TestHome::offline();
    for (line, days) in [
        ("add acme \"Acme Studio\" dana@acme.test", None),
        ("add harbor \"Harbor Books\" ruth@harbor.test", None),
        ("gave acme help \"a Sunday fix\"", Some(18)),
        ("gave acme referral \"Lee\"", Some(49)),
        ("got acme care \"asked how the move went\"", Some(69)),
        ("got harbor development \"the Xero course\"", Some(80)),
        ("ask acme access \"analytics login\"", Some(19)),
        ("promise acme me \"the price list\"", Some(10)),
        ("won acme \"three new bookings\"", Some(8)),
        ("agreed acme \"Fridays are free\"", Some(41)),
        ("cost acme 300 EUR \"finding another\"", None),
        ("cost acme 200 EUR \"learning\"", None),
    ] {
        let day = days.map(|days| format!(" {}", ago(days))).unwrap_or_default();
        home.ok(&["do", &format!("{line}{day}")]);
    }
    home
}

fn told(home: &TestHome, command: &[&str]) -> (String, Value) {
    (home.ok(command), home.json(&[command, &["--json"]].concat()))
}

fn len(value: &Value) -> usize {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).len()
}

/// Every key is a word in lower case, every day is one, and every count is a number.
fn is_in_shape(value: &Value, path: &str) {
    match value {
        Value::Object(of) => {
            for (key, value) in of {
                assert!(key.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{path}.{key}");
                if let (true, Some(day)) =
                    (key == "on" || key.ends_with("_on") || key == "as_of" || key == "today", value.as_str())
                {
                    assert!(day.parse::<jiff::civil::Date>().is_ok(), "{path}.{key}: {day}");
                }
                is_in_shape(value, &format!("{path}.{key}"));
            }
        }
        Value::Array(of) => of.iter().for_each(|value| is_in_shape(value, path)),
        Value::String(text) => {
            assert!(text.parse::<i64>().is_err() || path.rsplit('.').next() == Some("value"), "{path}: {text}");
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

#[test]
fn every_command_that_looks_prints_json_in_one_shape() {
    let home = home();
    for command in [
        &["status"][..],
        &["relationships"],
        &["findings"],
        &["show", "acme"],
        &["week"],
        &["report"],
        &["year"],
        &["year", "acme"],
        &["quarter"],
        &["cost", "acme"],
        &["pending"],
    ] {
        let value = home.json(&[command, &["--json"]].concat());
        assert!(value.is_object() || value.is_array(), "{command:?}");
        is_in_shape(&value, command[0]);
    }
}

#[test]
fn the_week_says_the_same_as_its_json() {
    let (text, week) = told(&home(), &["week"]);
    assert_eq!(len(&week["months"]), 6);
    for row in week["balances"].as_array().unwrap() {
        assert!(text.contains(&format!("gave {}, got {}", row["gave"], row["got"])), "{row}\n{text}");
        assert!(text.contains(row["said"].as_str().unwrap()), "{row}\n{text}");
    }
    let owed: Vec<&Value> = ["you_owe", "they_owe"].iter().flat_map(|side| week[side].as_array().unwrap()).collect();
    assert_eq!(owed.len(), 2, "{week}");
    for one in &owed {
        assert!(text.contains(one["what"].as_str().unwrap()), "{one}\n{text}");
    }
    assert_eq!((&owed[0]["kind"], &owed[0]["since"]), (&json!("promise"), &json!(ago(10))));
    assert_eq!((&owed[1]["kind"], &owed[1]["words"]), (&json!("ask"), &json!("analytics login")));
}

#[test]
fn one_account_says_the_same_as_its_json() {
    let (text, acme) = told(&home(), &["show", "acme"]);
    assert_eq!((len(&acme["gave"]), len(&acme["got"]), len(&acme["asks"])), (2, 1, 1));
    for act in acme["gave"].as_array().unwrap().iter().chain(acme["got"].as_array().unwrap()) {
        assert!(text.contains(act["words"].as_str().unwrap()), "{act}\n{text}");
    }
    assert!(text.contains(&format!("Letters known: {}.", acme["interactions"])), "{text}");
    assert_eq!(acme["seen"]["enough"], json!(false));
}

#[test]
fn a_year_a_quarter_and_a_cost_say_the_same_as_their_json() {
    let home = home();
    let (text, year) = told(&home, &["year", "acme"]);
    let year = &year["relationships"][0];
    assert_eq!((len(&year["gave"]), len(&year["got"]), len(&year["wins"]), len(&year["agreements"])), (2, 1, 1, 1));
    assert!(year["then_and_now"].is_null() && text.contains(year["not_compared"].as_str().unwrap()), "{year}\n{text}");
    assert!(text.contains(&format!("you asked, still open: {}", year["you_asked"]["open"])), "{year}\n{text}");
    let (text, years) = told(&home, &["year"]);
    assert_eq!(len(&years["relationships"]), 2);
    assert!(text.contains("two from you and one from Acme Studio"), "{text}");

    let (text, quarter) = told(&home, &["quarter"]);
    let quarter = &quarter["relationships"];
    assert_eq!((len(&quarter[0]["got"]), len(&quarter[0]["wins"]), len(&quarter[1]["got"])), (1, 1, 1), "{quarter}");
    for act in [&quarter[0]["got"][0], &quarter[1]["got"][0]] {
        assert!(text.contains(act["words"].as_str().unwrap()), "{act}\n{text}");
    }

    let (text, cost) = told(&home, &["cost", "acme"]);
    let cost = &cost["relationships"][0];
    assert_eq!(cost["together"], json!([{ "value": "500", "unit": "EUR" }]));
    assert!(
        text.contains("Together: 500 EUR") && len(&cost["costs"]) == 2 && len(&cost["not_told"]) == 2,
        "{cost}\n{text}"
    );
}

#[test]
fn status_and_what_waits_say_the_same_as_their_json() {
    let home = home();
    let (text, status) = told(&home, &["status"]);
    for row in status["relationships"].as_array().unwrap() {
        let (name, standing) = (row["name"].as_str().unwrap(), row["standing"].as_str().unwrap());
        assert!(text.lines().any(|line| line.starts_with(name) && line.contains(standing)), "{row}\n{text}");
    }
    let date = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(50);
    let date = jiff::fmt::rfc2822::to_string(&date.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
    let mail = format!(
        "From: Dana <dana@acme.test>\nTo: you@desk.test\nDate: {date}\nMessage-ID: <1@acme.test>\n\
                Subject: thanks\n\nHi,\n\nI told my friend Lee that he should call you.\n\nDana\n"
    );
    home.write("mail/1.eml", &mail);
    let mails = home.path().join("mail");
    home.ok(&["import", mails.to_str().unwrap()]);
    let (text, pending) = told(&home, &["pending"]);
    let pending = pending.as_array().unwrap();
    assert!(!pending.is_empty(), "{text}");
    for one in pending {
        assert!(
            text.contains(one["about"].as_str().unwrap()) && one["item"].is_number() && one["id"].is_number(),
            "{one}"
        );
    }
    assert!(pending.iter().any(|one| one["kind"] == "act"), "{pending:?}");
}

/// Where nothing was found, that is an answer as well, and no error.
#[test]
fn why_says_what_stands_where_no_rule_spoke() {
    let home = home();
    let text = home.ok(&["why", "harbor"]);
    assert!(text.starts_with("No rule has found anything to say about Harbor Books."), "{text}");
    assert!(text.contains("Letters known: 0"), "{text}");
    assert_eq!(home.json(&["why", "harbor", "--json"]), json!([]));
    assert!(!home.run(&["why", "4711"]).status.success(), "a number that is none");
}

/// Why has an answer for programs, too: the same numbers compared, and the same lines behind them.
#[test]
fn why_says_the_same_as_its_json() {
    let demo = TestHome::demo();
    let (text, why) = told(&demo, &["why", "acme"]);
    let why = why.as_array().unwrap();
    assert!(!why.is_empty());
    for finding in why {
        assert!(text.contains(finding["say"].as_str().unwrap()), "{finding}\n{text}");
        let since = finding["since"].as_str().unwrap().parse().unwrap();
        assert!(text.contains(&format!("True since {}.", spoken(since))), "{text}");
        let because = finding["because"].as_array().unwrap();
        assert!(!because.is_empty() && because.iter().all(|one| text.contains(one["value"].as_str().unwrap())));
        assert!(finding["evidence"].as_array().unwrap().iter().all(|line| text.contains(line.as_str().unwrap())));
    }
}
