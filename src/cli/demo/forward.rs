//! A letter inside a mail of the user's, as each mail program forwards it: text and HTML.

use super::page::{Page, below, escaped, link, plain, quoted, words};
use super::program::Program;
use super::story::{Letter, Writer};

/// The letter as the user forwards it, below her covering note. `inner` is the letter as it was written.
pub(super) fn forwarded(program: Program, note: &str, letter: &Letter, inner: &Page, by: &Writer) -> Page {
    let own = if note.is_empty() { Page::default() } else { words(program, note, &[]) };
    let date = program.forward_date(&letter.at.with_time_zone(by.zone.clone()), &letter.at);
    match program {
        Program::Gmail => gmail(&own, letter, inner, &date),
        Program::Outlook => outlook(&own, letter, inner, &date),
        Program::Apple => apple(&own, letter, inner, &date),
        Program::Thunderbird => thunderbird(&own, letter, inner, &date),
    }
}

fn gmail(own: &Page, letter: &Letter, inner: &Page, date: &str) -> Page {
    let (from, to, subject) = (&letter.by, &letter.to, &letter.subject);
    Page {
        text: format!(
            "{}---------- Forwarded message ---------\nFrom: {}\nDate: {date}\nSubject: {subject}\nTo: {}\n\n\n{}",
            below(&own.text),
            plain(from),
            plain(to),
            inner.text
        ),
        html: format!(
            "<div dir=\"ltr\">{}<br><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">---------- Forwarded message ---------<br>From: <strong class=\"gmail_sendername\" dir=\"auto\">{}</strong> <span dir=\"auto\">&lt;{}&gt;</span><br>Date: {date}<br>Subject: {}<br>To: {} &lt;{}&gt;<br></div><br><br>{}</div></div>",
            own.html,
            escaped(&from.name),
            link(from),
            escaped(subject),
            escaped(&to.name),
            link(to),
            inner.html
        ),
    }
}

/// Outlook writes the same block over what it answers and what it forwards.
pub(super) fn outlook(own: &Page, letter: &Letter, inner: &Page, date: &str) -> Page {
    let (from, to) = (plain(&letter.by), plain(&letter.to));
    let subject = &letter.subject;
    Page {
        text: format!(
            "{}________________________________\nFrom: {from}\nSent: {date}\nTo: {to}\nSubject: {subject}\n\n{}",
            below(&own.text),
            inner.text
        ),
        html: format!(
            "{}<div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\" style=\"font-size:11pt\" color=\"#000000\"><b>From:</b> {}<br><b>Sent:</b> {date}<br><b>To:</b> {}<br><b>Subject:</b> {}</font><div>&nbsp;</div></div>{}",
            own.html,
            escaped(&from),
            escaped(&to),
            escaped(subject),
            inner.html
        ),
    }
}

fn apple(own: &Page, letter: &Letter, inner: &Page, date: &str) -> Page {
    let labels = [
        ("From", plain(&letter.by)),
        ("Subject", letter.subject.clone()),
        ("Date", date.to_owned()),
        ("To", plain(&letter.to)),
    ];
    let lines: Vec<String> = labels.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let font = "font-family: -webkit-system-font, Helvetica Neue, Helvetica, sans-serif;";
    let html_line = |(name, value): &(&str, String)| {
        format!(
            "<div style=\"margin-top: 0px; margin-right: 0px; margin-bottom: 0px; margin-left: 0px;\"><span style=\"{font} color:rgba(0, 0, 0, 1.0);\"><b>{name}: </b></span><span style=\"{font}\">{}<br></span></div>",
            escaped(value)
        )
    };
    let html_lines: Vec<String> = labels.iter().map(html_line).collect();
    let block = format!("Begin forwarded message:\n\n{}\n\n{}", lines.join("\n"), inner.text);
    Page {
        text: format!("{}{}", below(&own.text), quoted(&block)),
        html: format!(
            "{}<br id=\"lineBreakAtBeginningOfMessage\"><div><br><blockquote type=\"cite\"><div>Begin forwarded message:</div><br class=\"Apple-interchange-newline\">{}<br><div>{}</div></blockquote></div>",
            own.html,
            html_lines.concat(),
            inner.html
        ),
    }
}

fn thunderbird(own: &Page, letter: &Letter, inner: &Page, date: &str) -> Page {
    let labels = [
        ("Subject", letter.subject.clone()),
        ("Date", date.to_owned()),
        ("From", plain(&letter.by)),
        ("To", plain(&letter.to)),
    ];
    let lines: Vec<String> = labels.iter().map(|(name, value)| format!("{name}: \t{value}")).collect();
    let row = |(name, value): &(&str, String)| {
        format!(
            "<tr><th valign=\"BASELINE\" nowrap=\"nowrap\" align=\"RIGHT\">{name}: </th><td>{}</td></tr>",
            escaped(value)
        )
    };
    let rows: Vec<String> = labels.iter().map(row).collect();
    Page {
        text: format!(
            "{}\n-------- Forwarded Message --------\n{}\n\n\n\n{}",
            below(&own.text),
            lines.join("\n"),
            inner.text
        ),
        html: format!(
            "{}<div class=\"moz-forward-container\"><br><br>-------- Forwarded Message --------<table class=\"moz-email-headers-table\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\"><tbody>{}</tbody></table><br><br>{}</div>",
            own.html,
            rows.concat(),
            inner.html
        ),
    }
}
