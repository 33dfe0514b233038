//! `bothways report`: its page in a real browser, and that lines, JSON and page say the same.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use bothways::compose::preview::previews;
use bothways::compose::templates::Templates;
use serde_json::json;

use crate::harness::browser::{Browser, Screen};
use crate::harness::home::TestHome;

fn pages() -> Vec<String> {
    let pages = previews(Some("report"), &Templates::shipped_only());
    let pages: Vec<String> = pages.into_iter().map(|page| page.unwrap().html.unwrap()).collect();
    assert_eq!(pages.len(), 3);
    pages
}

#[test]
fn the_report_is_no_wider_than_its_screen_and_has_been_looked_at() {
    let mut browser = Browser::open();
    for page in pages() {
        for wide in [320, 360, 600, 1000] {
            for screen in [Screen::Light, Screen::Dark] {
                let (found, _) = browser.show(&page, wide, screen);
                assert_eq!(found, u64::from(wide), "{screen:?}");
            }
        }
    }
    // The first has something of everything.
    let page = pages().swap_remove(0);
    // Each relationship looks like the next; two show it.
    let page = page
        .replace("id=\"part-3\"", "id=\"part-3\" hidden")
        .replace("</style>", "[hidden], [hidden] ~ section { display: none; }</style>");
    for (name, wide, screen) in [
        ("360-light", 360, Screen::Light),
        ("360-dark", 360, Screen::Dark),
        ("1000-light", 1000, Screen::Light),
        ("1000-dark", 1000, Screen::Dark),
    ] {
        browser.has_been_looked_at(&page, wide, screen, &format!("report-{name}.png"));
    }
}

/// A home with two relationships and a few things given.
fn home() -> TestHome {
    let home = TestHome::offline();
    for line in [
        "add acme \"Acme <Studio>\" dana@acme.test",
        "add harbor \"Harbor Books\" ruth@harbor.test",
        "gave acme help \"a Sunday fix\" 2026-11-02",
        "gave acme referral \"Lee\" 2026-10-02",
        "got acme care \"asked how the move went\" 2026-09-12",
        "got harbor development \"the Xero course\" 2026-08-01",
        "got harbor help \"too long ago\" 2026-05-01",
    ] {
        home.ok(&["do", line]);
    }
    home
}

fn told<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["report", "--as-of", "2026-11-20"], more].concat()
}

#[test]
fn lines_json_and_page_say_the_same() {
    let home = home();
    let lines = home.ok(&told(&[]));
    let data = home.json(&told(&["--json"]));
    let page = home.ok(&told(&["--html", "-"]));
    assert_eq!((&data["from"], &data["as_of"]), (&json!("2026-06-01"), &json!("2026-11-20")));
    assert_eq!(data["months"][2], json!({ "month": "2026-08", "gave": 0, "got": 1 }));
    let relationships = data["relationships"].as_array().unwrap();
    assert_eq!(relationships.len(), 2);
    for one in relationships {
        let (name, gave, got) = (one["name"].as_str().unwrap(), &one["gave"], &one["got"]);
        assert!(lines.contains(&format!("gave {gave}, got {got}")), "{lines}");
        let name = name.replace('<', "&lt;").replace('>', "&gt;");
        assert!(page.contains(&format!("<bdi>{name}</bdi>")) && page.contains(&format!("{gave} · {got}")), "{name}");
        let acts = one["acts"].as_array().unwrap();
        let n = |direction: &str| acts.iter().filter(|act| act["direction"] == direction).count();
        assert_eq!((json!(n("gave")), json!(n("got"))), (gave.clone(), got.clone()));
    }
    assert!(page.contains("a Sunday fix") && page.contains("2 Nov") && !page.contains("too long ago"));
    assert!(lines.contains("You gave two times, they gave two times"), "{lines}");
}

#[test]
fn the_page_is_for_its_owner_alone_and_says_where_it_is() {
    let home = home();
    let done = home.run(&["report", "--html"]);
    let path = home.path().join("report.html");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && done.stdout.is_empty() && said.contains(path.to_str().unwrap()), "{said}");
    assert!(said.contains("think of whose they are"), "{said}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

    let elsewhere = home.path().join("elsewhere.html");
    home.ok(&["report", "--html", elsewhere.to_str().unwrap()]);
    assert!(fs::read_to_string(&elsewhere).unwrap().starts_with("<!DOCTYPE html>"));

    let nobody = TestHome::offline();
    assert!(nobody.ok(&["report", "--html", "-"]).contains("I know nobody yet."));
    assert_eq!(nobody.json(&["report", "--json"])["relationships"], json!([]));
}
