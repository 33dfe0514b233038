//! Templates to look at: what each would write about invented people, with much to say and with little.

use super::templates::{TemplateFile, Templates};
use super::{clean, samples};
use crate::domain::fault::Fault;
use crate::domain::mail::{Mail, Picture};
use crate::domain::relationship::Seat;

/// One mail or text as a template would write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The template: `nudge`, `check-in.va`.
    pub name: String,
    pub subject: String,
    pub text: String,
    /// `None` for texts to the other side, which go as plain words.
    pub html: Option<String>,
    pub pictures: Vec<Picture>,
}

/// What the templates of this name write; every template without a name. `check-in` means the text for either seat.
#[must_use]
pub fn previews(name: Option<&str>, templates: &Templates) -> Vec<Result<Preview, Fault>> {
    let name = name.map(|name| name.trim_end_matches(".txt").trim_end_matches(".html"));
    let is_meant =
        |of: &str| name.is_none_or(|name| of == name || of.split_once('.').is_some_and(|(bare, _)| bare == name));
    let mut previews: Vec<Result<Preview, Fault>> = samples::mails(templates)
        .into_iter()
        .filter(|mail| mail.as_ref().map_or(name.is_none(), |mail| is_meant(mail.kind.word())))
        .map(|mail| mail.map(of_mail))
        .collect();
    if is_meant("report") {
        previews.extend(samples::reports(templates).into_iter().map(|written| written.map(of_report)));
    }
    for seat in Seat::ALL {
        for offer in templates.offers(*seat) {
            let of_seat = format!("{offer}.{}", seat.word());
            let of = if templates.has(&format!("{of_seat}.txt")) { of_seat } else { offer.clone() };
            if is_meant(&of) {
                previews.extend(samples::drafts(&offer, *seat, templates).into_iter().map(|text| {
                    text.map(|text| Preview {
                        name: of.clone(),
                        subject: text.subject,
                        text: text.body,
                        html: None,
                        pictures: Vec::new(),
                    })
                }));
            }
        }
    }
    previews
}

/// A page has no subject; its first line says what it is.
fn of_report((lines, html): (Vec<String>, String)) -> Preview {
    Preview {
        name: "report".to_owned(),
        subject: lines.first().cloned().unwrap_or_default(),
        text: lines.join("\n") + "\n",
        html: Some(html),
        pictures: Vec::new(),
    }
}

fn of_mail(mail: Mail) -> Preview {
    Preview {
        name: mail.kind.word().to_owned(),
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        pictures: mail.pictures,
    }
}

/// What a template is for, from the comment it begins with: the first sentence, or the one after it where the first only names the
/// text and its seat. Empty where it begins without one.
#[must_use]
pub fn purpose(file: &TemplateFile) -> String {
    let comment = file.text.trim_start().strip_prefix("{#").and_then(|rest| rest.split("#}").next()).unwrap_or("");
    let words = clean::line(comment);
    let name = file.name.split('.').next().unwrap_or_default();
    let mut sentences = words.split(". ").skip_while(|sentence| sentence.starts_with(&format!("{name},")));
    clean::short(sentences.next().unwrap_or_default().trim_end_matches('.'), 100)
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;

    #[test]
    fn a_name_means_the_mail_or_the_text_for_either_seat() {
        let templates = Templates::shipped_only();
        let names = |name| {
            let mut names: Vec<String> = previews(name, &templates).into_iter().map(|one| one.unwrap().name).collect();
            names.dedup();
            names
        };
        assert_eq!(names(Some("check-in")), ["check-in.va", "check-in.owner"]);
        assert_eq!(names(Some("check-in.va.txt")), ["check-in.va"]);
        assert_eq!(names(Some("nudge.html")), ["nudge"]);
        assert_eq!(names(Some("no-such")), [""; 0]);
        assert!(names(None).len() > 8);
    }

    #[test]
    fn every_shipped_template_says_what_it_is_for() {
        for file in shipped::files() {
            let purpose = purpose(&file);
            assert!((10..=100).contains(&purpose.chars().count()), "{}: {purpose}", file.name);
        }
    }
}
