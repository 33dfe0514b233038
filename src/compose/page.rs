//! The outbox as a page to open in a browser: every mail as it arrives, with nothing fetched and nothing run.

use base64::Engine as _;
use jiff::tz::TimeZone;
use mail_parser::{MessageParser, MimeHeaders};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::clean;
use super::templates::environment;
use crate::domain::mail::{Frozen, MailKind, Picture};

#[derive(Serialize)]
struct PageMail {
    kind: &'static str,
    /// Whether it goes to the user herself.
    to_you: bool,
    to: String,
    subject: String,
    on: String,
    text: String,
    html: Option<String>,
    /// From which the height of a frame is guessed: nothing can look into it.
    n_lines: usize,
}

/// Writes the page, the newest mail last. HTML parts stand in sandboxed frames: no script in them runs, and their links stay shut.
#[must_use]
pub fn page(mails: &[Frozen], zone: &TimeZone) -> String {
    let environment = environment();
    let mails: Vec<PageMail> = mails.iter().map(|mail| page_mail(mail, zone)).collect();
    environment.render_named_str("page.html", PAGE, context! { mails => Serde(&mails) }).unwrap_or_else(|_| {
        "<!DOCTYPE html><title>Outbox</title><p>This page could not be written; the mails lie beside it.</p>".to_owned()
    })
}

fn page_mail(mail: &Frozen, zone: &TimeZone) -> PageMail {
    let parsed = MessageParser::default().parse(&mail.bytes);
    let text =
        parsed.as_ref().and_then(|message| message.body_text(0)).map(|text| clean::text(&text)).unwrap_or_default();
    let html =
        parsed.as_ref().filter(|message| message.html_part(0).is_some_and(mail_parser::MessagePart::is_text_html));
    PageMail {
        n_lines: text.lines().count(),
        kind: mail.kind.word(),
        to_you: mail.kind != MailKind::Draft,
        to: clean::line(mail.to.as_str()),
        subject: clean::line(&mail.subject),
        on: mail.frozen_at.to_zoned(zone.clone()).strftime("%-d %B %Y, %H:%M").to_string(),
        text,
        html: html.and_then(|message| Some(with_pictures(&message.body_html(0)?, &pictures(message)))),
    }
}

fn pictures(message: &mail_parser::Message<'_>) -> Vec<Picture> {
    let picture = |part: &mail_parser::MessagePart<'_>| {
        let id = part.content_id()?.to_owned();
        Some(Picture { id, png: part.contents().to_vec() })
    };
    message.parts.iter().filter_map(picture).collect()
}

/// The HTML of a mail with its pictures inside it, as a browser shows it by itself.
#[must_use]
pub fn with_pictures(html: &str, pictures: &[Picture]) -> String {
    let inside = |html: String, picture: &Picture| {
        let png = base64::engine::general_purpose::STANDARD.encode(&picture.png);
        html.replace(&format!("cid:{}", picture.id), &format!("data:image/png;base64,{png}"))
    };
    pictures.iter().fold(html.to_owned(), inside)
}

const PAGE: &str = include_str!("page.html");
