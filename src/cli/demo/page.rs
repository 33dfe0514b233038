//! What stands in a letter, as text and as HTML: own words, signature, and the history that mail programs put below.

use jiff::tz::TimeZone;

use super::forward;
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
        Program::Outlook => forward::outlook(own, parent, history, &date),
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

/// The lines under a name; on a telephone, the telephone's.
fn signature(by: &Writer, program: Program) -> Vec<String> {
    if by.address == super::YOU && program == Program::Apple {
        return vec!["Sent from my iPhone".to_owned()];
    }
    by.signature.clone()
}

/// Words and signature in the markup of one program.
pub(super) fn words(program: Program, text: &str, signature: &[String]) -> Page {
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
pub(super) fn below(text: &str) -> String {
    if text.is_empty() { "\n".to_owned() } else { format!("{text}\n\n") }
}

/// Every line behind a `>`; deeper ones without a space between the marks.
pub(super) fn quoted(text: &str) -> String {
    let lines =
        text.split('\n').map(|line| if line.starts_with('>') { format!(">{line}") } else { format!("> {line}") });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn plain(writer: &Writer) -> String {
    format!("{} <{}>", writer.name, writer.address)
}

pub(super) fn link(writer: &Writer) -> String {
    format!("<a href=\"mailto:{0}\">{0}</a>", writer.address)
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
