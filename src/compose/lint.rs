//! What is wrong with a template, before it writes to anybody: syntax and fields, words that accuse, length, things fetched.

use super::templates::{TemplateFile, Templates, compile, ending, gaps};
use super::{gate, samples};
use crate::domain::fault::Fault;
use crate::domain::relationship::Seat;

/// Words that have no place in a text to anybody: they accuse, they grade, or they press. PRODUCT.md section 8.
const UNKIND: &[&str] = &[
    "always",
    "as i already said",
    "disappointed",
    "failed to",
    "ghosted",
    "ghosting",
    "ignore",
    "ignored",
    "ignoring",
    "just checking in",
    "never",
    "red flag",
    "red flags",
    "score",
    "scores",
];
/// The longest text for the other side, in words.
pub const MOST_WORDS: usize = 160;
/// The most questions in one text.
const MOST_QUESTIONS: usize = 3;
/// What an HTML mail may not hold: things that run, things that are fetched, things that programs strip.
const FORBIDDEN: &[&str] =
    &["<script", "<iframe", "<form", "<svg", "<link", "<base", "@import", "url(", "http://", "https://", "javascript:"];

/// Everything wrong with these files, the first first. The shipped files they do not replace are tried along with them.
#[must_use]
pub fn lint(files: &[TemplateFile]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = files.iter().flat_map(unkind_words).collect();
    let mine: Vec<TemplateFile> = files.iter().map(|file| TemplateFile { shipped: false, ..file.clone() }).collect();
    let templates = compile(&mine, &mut faults);
    for file in files {
        if let Some((offer, of_seat)) = samples::offer_of(&file.name) {
            for seat in Seat::ALL.iter().filter(|seat| of_seat.is_none_or(|of_seat| of_seat == **seat)) {
                faults.extend(too_much(file, &offer, *seat, &templates));
            }
        } else if ending(&file.name) == "html" {
            faults.extend(fetched_things(file));
        }
    }
    faults.extend(at_the_gate(files, &templates));
    faults.sort();
    faults.dedup();
    faults
}

/// Unkind words, with their lines. Comments and tags are for the writer alone.
fn unkind_words(file: &TemplateFile) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (n, line) in without_tags(&file.text).lines().enumerate() {
        let line = spoken(line);
        for word in UNKIND.iter().filter(|word| line.contains(&format!(" {word} "))) {
            faults.push(
                Fault::new(file.place(Some(n + 1)), format!("“{word}” reads as a reproach"))
                    .hint("say what happened and when, without judging it"),
            );
        }
    }
    faults
}

/// Lower case, words apart by single spaces, with a space at either end.
fn spoken(words: &str) -> String {
    let letters: String =
        words.to_lowercase().chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    format!(" {} ", letters.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The source with comments, tags and fields blanked, line for line.
fn without_tags(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find('{') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let close = if tag.starts_with("{#") {
            "#}"
        } else if tag.starts_with("{%") {
            "%}"
        } else if tag.starts_with("{{") {
            "}}"
        } else {
            out.push('{');
            rest = tag.get(1..).unwrap_or("");
            continue;
        };
        let end = tag.find(close).map_or(tag.len(), |end| end + 2);
        out.extend(tag.chars().take(tag.get(..end).map_or(0, |tag| tag.chars().count())).filter(|c| *c == '\n'));
        rest = tag.get(end..).unwrap_or("");
    }
    out + rest
}

/// Length, questions and links of a text for the other side, on the account that knows most.
fn too_much(file: &TemplateFile, offer: &str, seat: Seat, templates: &Templates) -> Vec<Fault> {
    let mut faults = Vec::new();
    for text in samples::drafts(offer, seat, templates).into_iter().flatten() {
        let n_words = text.body.split_whitespace().count();
        if n_words > MOST_WORDS {
            faults.push(
                Fault::new(file.place(None), format!("the text is {n_words} words long, more than {MOST_WORDS}"))
                    .hint("a text that fits on a phone is answered sooner"),
            );
        }
        if text.body.matches('?').count() > MOST_QUESTIONS {
            faults.push(
                Fault::new(file.place(None), format!("the text asks more than {MOST_QUESTIONS} questions"))
                    .hint("one or two are answered, more are put off"),
            );
        }
        let length = text.subject.chars().count();
        if !(5..=70).contains(&length) {
            faults.push(Fault::new(
                file.place(Some(1)),
                format!("the subject has {length} characters; 20 to 60 are read best"),
            ));
        }
        if !gaps(&text.subject).is_empty() {
            faults.push(
                Fault::new(file.place(Some(1)), "the subject waits for the user's own words")
                    .hint("`send:` fills in the text and keeps the subject; say there what is known"),
            );
        }
        for link in ["http://", "https://", "<img", "<a "].iter().filter(|link| text.body.contains(**link)) {
            faults.push(
                Fault::new(file.place(None), format!("the text holds `{link}`"))
                    .hint("a text to the other side goes as plain words, without links or pictures"),
            );
        }
    }
    faults
}

fn fetched_things(file: &TemplateFile) -> Vec<Fault> {
    let lower = file.text.to_lowercase();
    let mut faults = Vec::new();
    for thing in FORBIDDEN {
        if let Some(at) = lower.find(thing) {
            let line = lower.get(..at).map_or(0, |before| before.matches('\n').count()) + 1;
            faults.push(
                Fault::new(file.place(Some(line)), format!("`{thing}` has no place in a mail"))
                    .hint("mail programs drop it, and a mail of ours fetches nothing and runs nothing"),
            );
        }
    }
    faults
}

/// What the gate finds in the mails that these files take part in. The shipped ones pass, so whatever it finds is theirs.
fn at_the_gate(files: &[TemplateFile], templates: &Templates) -> Vec<Fault> {
    let mut faults = Vec::new();
    for mail in samples::mails(templates).into_iter().flatten() {
        let of_mail = ["html", "txt"].map(|ending| format!("{}.{ending}", mail.kind));
        let takes_part =
            |file: &&TemplateFile| of_mail.contains(&file.name) || ending(&file.name) == "html" && is_shared(file);
        let parts: Vec<&TemplateFile> = files.iter().filter(takes_part).collect();
        let Some(first) = parts.first() else { continue };
        for wrong in gate::wrong(&mail) {
            let near = parts.iter().find_map(|file| Some((*file, line_of(&file.text, &wrong.near)?)));
            let place = near.map_or_else(|| first.place(None), |(file, line)| file.place(Some(line)));
            faults.push(Fault::new(place, wrong.what).hint(wrong.hint));
        }
    }
    faults
}

/// Whether every mail is made with it.
fn is_shared(file: &TemplateFile) -> bool {
    matches!(file.name.as_str(), "layout.html" | "parts.html")
}

/// The line on which these words stand first.
fn line_of(text: &str, words: &str) -> Option<usize> {
    let at = if words.is_empty() { None } else { text.find(words) }?;
    text.get(..at).map(|before| before.matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_accuse_or_grade_are_found() {
        for word in ["always", "Never", "ignored", "a red flag", "score"] {
            let text = format!("Subject: Hello\n\nYou {word} my mails.\n");
            let file = TemplateFile { name: "templates/check-in.va.txt".into(), text, shipped: false };
            let faults = unkind_words(&file);
            assert_eq!(faults.len(), 1, "{word}: {faults:?}");
        }
    }
}
