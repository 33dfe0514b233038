//! What stands in a letter, as text and as HTML: own words, signature, and the history that mail programs put below.

use jiff::tz::TimeZone;

use super::program::Program;
use super::story::{Letter, Story, Writer};

/// How many letters of history an answer still carries.
const DEEPEST_QUOTE: usize = 2;

/// The same words twice.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub text: String,
    pub html: String,
}

/// A letter as it left its writer: her words, and below them what she answered.
pub(super) fn written(story: &Story, letter: &Letter) -> Page {
    with_history(story, letter, DEEPEST_QUOTE)
}

fn with_history(story: &Story, letter: &Letter, deep: usize) -> Page {
    let own = words(letter.program, &letter.text, &signature(&letter.by, letter.program));
    let parent = letter.parent.and_then(|parent| story.letters.get(parent));
    match parent {
        Some(parent) if deep > 0 && !letter.handovers.iter().any(|handover| handover.bare) => {
            let history = with_history(story, parent, deep - 1);
            answered(letter.program, &own, parent, &history, &letter.by.zone)
        }
        _ => own,
    }
}

/// The letter as the user forwards it, below her covering note.
pub(super) fn forwarded(program: Program, note: &str, letter: &Letter, inner: &Page, by: &Writer) -> Page {
    let own = if note.is_empty() { Page::default() } else { words(program, note, &[]) };
    let date = program.forward_date(&letter.at.with_time_zone(by.zone.clone()), &letter.at);
    let (from, to) = (&letter.by, &letter.to);
    let subject = &letter.subject;
    let (top, html_top) = (below(&own.text), &own.html);
    match program {
        Program::Gmail => Page {
            text: format!(
                "{top}---------- Forwarded message ---------\nFrom: {}\nDate: {date}\nSubject: {subject}\nTo: {}\n\n\n{}",
                plain(from),
                plain(to),
                inner.text
            ),
            html: format!(
                "<div dir=\"ltr\">{html_top}<br><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">---------- Forwarded message ---------<br>From: <strong class=\"gmail_sendername\" dir=\"auto\">{}</strong> <span dir=\"auto\">&lt;{}&gt;</span><br>Date: {date}<br>Subject: {}<br>To: {} &lt;{}&gt;<br></div><br><br>{}</div></div>",
                escaped(&from.name),
                link(from),
                escaped(subject),
                escaped(&to.name),
                link(to),
                inner.html
            ),
        },
        Program::Outlook => outlook_block(&own, letter, inner, &date),
        Program::Apple => {
            let block = format!(
                "Begin forwarded message:\n\nFrom: {}\nSubject: {subject}\nDate: {date}\nTo: {}\n\n{}",
                plain(from),
                plain(to),
                inner.text
            );
            let label = |name: &str, value: &str| {
                format!(
                    "<div style=\"margin-top: 0px; margin-right: 0px; margin-bottom: 0px; margin-left: 0px;\"><span style=\"font-family: -webkit-system-font, Helvetica Neue, Helvetica, sans-serif; color:rgba(0, 0, 0, 1.0);\"><b>{name}: </b></span><span style=\"font-family: -webkit-system-font, Helvetica Neue, Helvetica, sans-serif;\">{}<br></span></div>",
                    escaped(value)
                )
            };
            let labels = label("From", &plain(from))
                + &label("Subject", subject)
                + &label("Date", &date)
                + &label("To", &plain(to));
            Page {
                text: format!("{top}{}", quoted(&block)),
                html: format!(
                    "{html_top}<br id=\"lineBreakAtBeginningOfMessage\"><div><br><blockquote type=\"cite\"><div>Begin forwarded message:</div><br class=\"Apple-interchange-newline\">{labels}<br><div>{}</div></blockquote></div>",
                    inner.html
                ),
            }
        }
        Program::Thunderbird => {
            let row = |name: &str, value: &str| {
                format!(
                    "<tr><th valign=\"BASELINE\" nowrap=\"nowrap\" align=\"RIGHT\">{name}: </th><td>{value}</td></tr>"
                )
            };
            let rows = row("Subject", &escaped(subject))
                + &row("Date", &date)
                + &row("From", &escaped(&plain(from)))
                + &row("To", &escaped(&plain(to)));
            Page {
                text: format!(
                    "{top}\n-------- Forwarded Message --------\nSubject: \t{subject}\nDate: \t{date}\nFrom: \t{}\nTo: \t{}\n\n\n\n{}",
                    plain(from),
                    plain(to),
                    inner.text
                ),
                html: format!(
                    "{html_top}<div class=\"moz-forward-container\"><br><br>-------- Forwarded Message --------<table class=\"moz-email-headers-table\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\"><tbody>{rows}</tbody></table><br><br>{}</div>",
                    inner.html
                ),
            }
        }
    }
}

/// An answer above what it answers, `zone` being that of the person who answers.
fn answered(program: Program, own: &Page, parent: &Letter, history: &Page, zone: &TimeZone) -> Page {
    let at = parent.at.with_time_zone(zone.clone());
    let date = program.quote_date(&at);
    let name = &parent.by.name;
    let (top, below) = (&own.text, quoted(&history.text));
    let (html_top, html) = (&own.html, &history.html);
    match program {
        Program::Gmail => Page {
            text: format!("{top}\n\nOn {date} {} wrote:\n\n{below}", plain(&parent.by)),
            html: format!(
                "<div dir=\"ltr\">{html_top}</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">On {date} {} &lt;{}&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\">{html}</blockquote></div>",
                escaped(name),
                link(&parent.by)
            ),
        },
        Program::Outlook => outlook_block(own, parent, history, &date),
        Program::Apple => Page {
            text: format!("{top}\n\n> On {date}, {} wrote:\n> \n{below}", plain(&parent.by)),
            html: format!(
                "{html_top}<br id=\"lineBreakAtBeginningOfMessage\"><div><br><blockquote type=\"cite\"><div>On {date}, {} &lt;{}&gt; wrote:</div><br class=\"Apple-interchange-newline\"><div>{html}</div></blockquote></div>",
                escaped(name),
                parent.by.address
            ),
        },
        Program::Thunderbird => Page {
            text: format!("{top}\n\nOn {date}, {name} wrote:\n{below}"),
            html: format!(
                "{html_top}<div class=\"moz-cite-prefix\">On {date}, {} wrote:<br></div><blockquote type=\"cite\">{html}</blockquote>",
                escaped(name)
            ),
        },
    }
}

/// Outlook writes the same block over what it answers and what it forwards.
fn outlook_block(own: &Page, letter: &Letter, inner: &Page, date: &str) -> Page {
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

/// The lines under a name; on a telephone, the telephone's.
fn signature(by: &Writer, program: Program) -> Vec<String> {
    if by.address == super::YOU && program == Program::Apple {
        return vec!["Sent from my iPhone".to_owned()];
    }
    by.signature.clone()
}

/// Words and signature in the markup of one program.
fn words(program: Program, text: &str, signature: &[String]) -> Page {
    let mark = match program {
        Program::Gmail | Program::Thunderbird => "-- \n",
        Program::Outlook | Program::Apple => "",
    };
    let below = if signature.is_empty() { String::new() } else { format!("\n\n{mark}{}", signature.join("\n")) };
    let lines: Vec<String> = text.lines().map(|line| html_line(program, line)).collect();
    let signed = signature.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>");
    let html_below = match program {
        _ if signature.is_empty() => String::new(),
        Program::Gmail => format!(
            "<br clear=\"all\"><div><br></div><span class=\"gmail_signature_prefix\">-- </span><br><div dir=\"ltr\" class=\"gmail_signature\">{signed}</div>"
        ),
        Program::Outlook => format!("<div class=\"elementToProof\"><br></div><div id=\"Signature\">{signed}</div>"),
        Program::Apple => format!("<div><br></div><div>{signed}</div>"),
        Program::Thunderbird => format!("<div class=\"moz-signature\">-- <br>{signed}</div>"),
    };
    Page { text: format!("{text}{below}"), html: format!("{}{html_below}", lines.concat()) }
}

fn html_line(program: Program, line: &str) -> String {
    let line = if line.is_empty() { "<br>".to_owned() } else { escaped(line) };
    match program {
        Program::Gmail | Program::Apple | Program::Thunderbird => format!("<div>{line}</div>"),
        Program::Outlook => format!(
            "<div class=\"elementToProof\" style=\"font-family: Aptos, Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);\">{line}</div>"
        ),
    }
}

/// Own words and the gap before what stands below them.
fn below(text: &str) -> String {
    if text.is_empty() { "\n".to_owned() } else { format!("{text}\n\n") }
}

/// Every line behind a `>`; deeper ones without a space between the marks.
fn quoted(text: &str) -> String {
    let lines =
        text.split('\n').map(|line| if line.starts_with('>') { format!(">{line}") } else { format!("> {line}") });
    lines.collect::<Vec<_>>().join("\n")
}

fn plain(writer: &Writer) -> String {
    format!("{} <{}>", writer.name, writer.address)
}

fn link(writer: &Writer) -> String {
    format!("<a href=\"mailto:{0}\">{0}</a>", writer.address)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
