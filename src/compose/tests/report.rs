//! The report as a page: the same as its lines, whoever is on it, and safe whatever they are called.

use std::collections::BTreeMap;

use html5gum::{Token, Tokenizer};

use super::super::gate::contrast_of;
use super::super::picture::{DARK, LIGHT};
use super::super::samples::report::{account, dozen, written};
use super::super::templates::{TemplateFile, Templates, compile};
use super::super::{lint, shipped};
use crate::domain::account::{Account, Standing};

fn page(accounts: &[Account]) -> (String, String) {
    let (lines, html) = written(accounts, &Templates::shipped_only()).unwrap().unwrap();
    (lines.join("\n"), html)
}

/// How often each element stands on a page, and every attribute name that does.
fn elements(html: &str) -> (BTreeMap<String, usize>, Vec<String>) {
    let (mut elements, mut attributes) = (BTreeMap::new(), Vec::new());
    for Ok(token) in Tokenizer::new(html) {
        if let Token::StartTag(tag) = token {
            *elements.entry(String::from_utf8_lossy(&tag.name).into_owned()).or_default() += 1;
            attributes.extend(tag.attributes.keys().map(|name| String::from_utf8_lossy(name).into_owned()));
        }
    }
    (elements, attributes)
}

/// Nothing that runs or is fetched can come from a name, a note or a quote.
#[test]
fn whatever_somebody_is_called_the_page_stays_the_same() {
    let plain = elements(&page(&dozen()).1).0;
    for nasty in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</title></svg><a href=\"javascript:1\">x",
        "{{ 7 * 7 }}{% for x in y %}",
        "&lt;b&gt; &amp; ]]>",
        "\u{202e}evil\u{2066}",
        "דנה כהן",
        "👩‍🚀 Ångström",
    ] {
        let mut accounts = dozen();
        for account in &mut accounts {
            nasty.clone_into(&mut account.relationship.name);
            account.relationship.person = Some(nasty.to_owned());
            account.standing_because = vec![nasty.to_owned()];
            account.acts.iter_mut().for_each(|act| nasty.clone_into(&mut act.words));
        }
        let html = page(&accounts).1;
        let (mut now, attributes) = elements(&html);
        // How many names have room is no matter of safety.
        let mut plain = plain.clone();
        for counts in [&mut now, &mut plain] {
            counts.remove("text");
            counts.remove("p");
        }
        assert_eq!(now, plain, "{nasty}");
        assert!(attributes.iter().all(|name| !name.starts_with("on") && name != "src"), "{nasty}: {attributes:?}");
        assert!(!html.contains(['\u{202e}', '\u{2066}']));
    }
    let (elements, _) = elements(&page(&dozen()).1);
    for element in ["script", "img", "link", "iframe", "form", "object", "base"] {
        assert!(!elements.contains_key(element), "{element}");
    }
}

#[test]
fn nobody_one_and_forty_all_have_a_page() {
    let (lines, html) = page(&[]);
    assert!(lines.contains("I know nobody yet.") && html.contains("I know nobody yet."), "{lines}\n{html}");
    assert!(!html.contains("<svg") && !html.contains("<table"), "{html}");

    let one: Vec<Account> = dozen().into_iter().take(1).collect();
    let (lines, html) = page(&one);
    assert!(lines.contains("Acme Studio: you carry it."), "{lines}");
    assert!(html.contains("Who carries what") && !html.contains("Everybody at a glance"), "{html}");

    let forty: Vec<Account> = (1..=40_u32)
        .map(|n| account(n.into(), &format!("Client Number {n:02}"), "Dana", (n % 9, n * 7 % 10), Standing::Growing))
        .collect();
    let (lines, html) = page(&forty);
    for n in 1..=40 {
        let name = format!("Client Number {n:02}");
        assert!(lines.contains(&name) && html.matches(&name).count() >= 3, "{name}");
    }
}

/// Every row of the lines stands on the page with the same numbers.
#[test]
fn the_page_says_what_its_lines_say() {
    let (lines, html) = page(&dozen());
    let squeezed = html.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut n = 0;
    for line in lines.lines().filter(|line| line.contains("gave ") && line.contains(", got ")) {
        let (name, rest) = line.trim().split_once("  ").unwrap();
        let (gave, rest) = rest.trim().strip_prefix("gave ").unwrap().split_once(", got ").unwrap();
        let (got, said) = rest.split_once(' ').unwrap();
        let said = said.trim().split(", quiet").next().unwrap();
        let name = name.replace('&', "&amp;");
        let row = squeezed.split("<tr>").find(|row| row.contains(&format!("<bdi>{name}</bdi>"))).unwrap();
        assert!(row.contains(&format!("{gave} · {got}")) && row.contains(said), "{line}\n{row}");
        n += 1;
    }
    assert_eq!(n, 12);
}

/// The drawings take their colours from the page, by the names that mails have colours for, too.
#[test]
fn the_colours_of_the_page_are_all_there_and_clear() {
    let page = shipped::text("report.html").unwrap();
    let (light, dark) = page.split_once("prefers-color-scheme: dark").unwrap();
    for (css, colours) in [(light, LIGHT), (dark, DARK)] {
        let of = |name: &str| {
            let (_, rest) = css.split_once(&format!("--{name}: ")).unwrap_or_else(|| panic!("--{name}"));
            rest.split(';').next().unwrap()
        };
        for (name, colour) in [
            ("card", colours.card),
            ("ink", colours.ink),
            ("mute", colours.mute),
            ("give", colours.give),
            ("gave", colours.gave),
            ("was-got", colours.was_got),
            ("give-bed", colours.give_bed),
            ("got-bed", colours.got_bed),
            ("even", colours.even),
            ("even-bed", colours.even_bed),
            ("bed", colours.bed),
        ] {
            assert_eq!(of(name), colour, "--{name}");
        }
        for words in ["ink", "mute", "give", "got", "even"] {
            for ground in ["card", "bed", "even-bed"] {
                assert!(contrast_of(of(words), of(ground)).unwrap() >= 4.5, "{words} on {ground}");
            }
            assert!(contrast_of(of(words), of("got-bed")).unwrap() >= 4.5, "{words} on a lane");
        }
        for words in ["ink", "mute"] {
            assert!(contrast_of(of(words), of("paper")).unwrap() >= 4.5, "{words} on paper");
        }
        for mark in ["gave", "was-got"] {
            assert!(contrast_of(of(mark), of("card")).unwrap() >= 3.0, "{mark}");
        }
    }
}

#[test]
fn a_page_of_the_users_own_is_tried_before_it_is_used() {
    let mine = |text: &str| TemplateFile { name: "report.html".to_owned(), text: text.to_owned(), shipped: false };
    let mut faults = Vec::new();
    let broken = mine("<h1>{{ heading }}</h1>\n<p>{{ grade }}</p>\n");
    let templates = compile(std::slice::from_ref(&broken), &mut faults);
    assert_eq!(faults.iter().map(|fault| fault.place.as_str()).collect::<Vec<_>>(), ["templates/report.html:2"]);
    assert!(written(&dozen(), &templates).unwrap().unwrap().1.contains("Who carries what"));

    let mut faults = Vec::new();
    let templates = compile(&[mine("<h1>{{ heading }}</h1>\n")], &mut faults);
    assert_eq!(faults, []);
    assert!(written(&dozen(), &templates).unwrap().unwrap().1.starts_with("<h1>You gave 50 times"));
    let fetching = mine("<h1>{{ heading }}</h1>\n<img src=\"https://tracker.test/a.png\">\n");
    assert_eq!(
        lint::lint(&[fetching]).first().map(|fault| fault.place.clone()),
        Some("templates/report.html:2".into())
    );
}
