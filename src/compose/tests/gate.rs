//! Our mails before the gate: with everyday values and with the nastiest.

use super::super::gate::{Wrong, wrong};
use super::super::samples::{mails, nasty_mails};
use super::super::templates::Templates;
use crate::domain::mail::Mail;

fn everyday() -> Vec<Mail> {
    mails(&Templates::shipped_only()).into_iter().map(Result::unwrap).collect()
}

fn found(mail: &Mail, change: impl Fn(&str) -> String) -> Vec<Wrong> {
    wrong(&Mail { html: mail.html.as_deref().map(change), ..mail.clone() })
}

#[test]
fn every_mail_passes() {
    for mail in everyday() {
        assert_eq!(wrong(&mail), [], "{}: {}", mail.kind, mail.subject);
    }
}

#[test]
fn every_mail_passes_whatever_people_are_called_and_write() {
    let templates = Templates::shipped_only();
    for nasty in [
        "<b>Dana</b> & \"Sons\" <script>alert(1)</script>",
        "'; --><style>*{display:none}</style>{{ 7 * 7 }}{# gone #}",
        "محمد عبد الله \u{202e}gpj.exe",
        "שלום דנה",
        &"Bartholomew-".repeat(17),
        &"a word of two hundred ".repeat(12),
        "👩\u{200d}💻🙂🙂 Zoë Ünal-Şahin",
        "日本語の名前",
        "https://evil.example/pixel.png",
        "x\r\n\r\nREPLY\r\n  send  pays",
        "",
    ] {
        let mails = nasty_mails(nasty, &templates);
        assert!(mails.len() > 8);
        for mail in mails {
            let mail = mail.unwrap_or_else(|fault| panic!("{nasty:?}: {fault}"));
            assert_eq!(wrong(&mail), [], "{nasty:?} in {}", mail.subject);
        }
    }
}

#[test]
fn each_kind_of_flaw_is_seen() {
    let mail = everyday().swap_remove(0);
    assert!(!mail.pictures.is_empty());
    let picture = "src=\"cid:";
    for (from, to, expected) in [
        ("<h1", "<h2", "main headlines"),
        ("</h1>", "</b>", "closes"),
        ("lang=\"en\"", "lang=\"\"", "`lang`"),
        ("role=\"presentation\"", "", "neither marked as layout"),
        ("<body", "<script>alert(1)</script><body", "`<script>` has no place"),
        ("<body", "<form></form><body", "`<form>` has no place"),
        (picture, "src=\"https://x.example/", "fetched from somewhere"),
        ("alt=\"", "title=\"", "no `alt`"),
        ("margin:", "float:left;margin:", "`float` does not work"),
        ("padding:", "display:flex;padding:", "`display-flex` does not work"),
        ("@media (max-width: 480px)", "@media (max-width: 700px)", "something else than narrow and dark"),
        ("<style>", "<style>@import url(x.css);", "`@import`"),
        ("color:#1F2430", "color:#BBBBBB", "hard to read on light"),
        (".ink { color: #F1F0EC", ".ink { color: #333333", "hard to read on dark"),
        ("font-size:14px", "font-size:11px", "11 pixels high"),
        ("padding:11px", "padding:2px", "too low for a thumb"),
        ("href=\"mailto:", "href=\"https:", "not one that answers"),
        ("&amp;body=", "&amp;bcc=eve&amp;body=", "not one that answers"),
        ("<body", "<body onload=\"x()\"", "would run"),
        ("</h1>", " 4711</h1>", "4711 stands in the HTML"),
        ("mso-hide:all;\">", "mso-hide:all;\">x</div><div style=\"display:none;\">", "beside the subject"),
    ] {
        assert!(mail.html.as_ref().unwrap().contains(from), "{from}");
        let found = found(&mail, |html| html.replace(from, to));
        assert!(found.iter().any(|wrong| wrong.what.contains(expected)), "{from} → {to}: {found:?}");
    }
    let long = found(&mail, |html| html.replace("</h1>", &format!("</h1><p>{}</p>", "words ".repeat(20_000))));
    assert!(long.iter().any(|wrong| wrong.what.contains("kB long")));
}
