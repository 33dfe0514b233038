//! Templates that users write, right and wrong.

use super::super::draft::draft;
use super::super::lint::lint;
use super::super::samples::{poor, rich, samples};
use super::super::shipped;
use super::super::templates::{TemplateFile, compile};
use crate::domain::fault::Fault;
use crate::domain::relationship::Seat;

fn file(name: &str, text: &str) -> TemplateFile {
    TemplateFile { name: name.to_owned(), text: text.to_owned(), shipped: false }
}

fn compiled(files: &[TemplateFile]) -> (super::super::templates::Templates, Vec<Fault>) {
    let mut faults = Vec::new();
    let templates = compile(files, &mut faults);
    (templates, faults)
}

/// The text that a check-in to a client has with this template in the user's folder.
fn check_in_with(text: &str) -> (String, Vec<Fault>) {
    let (templates, faults) = compiled(&[file("check-in.va.txt", text)]);
    let written = draft("check-in", &rich(Seat::Va), &samples().unwrap().user, None, &templates).unwrap();
    (format!("{}\n\n{}", written.subject, written.body), faults)
}

#[test]
fn a_users_template_takes_the_place_of_the_shipped_one() {
    let (text, faults) =
        check_in_with("Subject: Hello {{ relationship }}\n\n{{ greeting }}\n\nall well?\n\n{{ my_name }}\n");
    assert_eq!(faults, []);
    assert_eq!(text, "Hello Acme Studio\n\nHi Dana,\n\nall well?\n\nNadia\n");
}

#[test]
fn a_broken_template_is_explained_and_the_shipped_one_is_used() {
    for (text, line, words) in [
        ("Subject: Hi\n\n{{ greeting }\n", 3, "not how a template is written"),
        ("Subject: Hi\n\n{% if since %}\nno end\n", 4, "not how a template is written"),
        ("Subject: Hi\n\n{{ greting }}\n", 3, "a field is missing"),
        // Fine for an account that knows a lot, not for one that knows little.
        ("Subject: Hi\n\nSince {{ since }}\n", 3, "a field is missing"),
        ("Subject: Hi\n\n{{ ask.what }}\n", 3, "a field is missing"),
        ("Subject: Hi\n\n{{ greeting | shout }}\n", 3, "a word that templates do not know"),
        (
            "Subject: Hi\n\n{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}\n",
            3,
            "does not come to an end",
        ),
        ("Subject: Hi\n\n{% include \"nowhere.txt\" %}\n", 3, "does not exist"),
    ] {
        let (written, faults) = check_in_with(text);
        let [fault] = faults.as_slice() else { panic!("{text:?}: {faults:?}") };
        assert_eq!(fault.place, format!("templates/check-in.va.txt:{line}"), "{fault}");
        assert!(fault.what.contains(words), "{fault}");
        assert!(fault.hint.as_ref().unwrap().contains("is used until this one works"), "{fault}");
        assert!(written.starts_with("A quick hello"), "{written}");
    }
}

#[test]
fn a_text_without_a_subject_is_explained() {
    let (_, faults) = check_in_with("{{ greeting }}\n");
    assert!(faults[0].what.contains("`Subject: …`"), "{}", faults[0]);
}

#[test]
fn a_broken_frame_does_not_take_the_mails_with_it() {
    let (templates, faults) = compiled(&[file("layout.html", "<p>{{ nothing_like_it }}</p>\n"), file("notes.md", "x")]);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(templates.previews().iter().all(Result::is_ok));
}

#[test]
fn a_text_of_ones_own_can_be_offered_by_a_rule() {
    let own = file("raise-rates.txt", "Subject: My rates from January\n\n{{ greeting }}\n\n{{ my_name }}\n");
    let (templates, faults) = compiled(&[own]);
    assert_eq!(faults, []);
    let text = draft("raise-rates", &poor(Seat::Va), &samples().unwrap().user, None, &templates).unwrap();
    assert_eq!((text.subject.as_str(), text.body.as_str()), ("My rates from January", "Hello,\n\nNadia\n"));
    let missing = draft("nowhere", &poor(Seat::Va), &samples().unwrap().user, None, &templates).unwrap_err();
    assert!(missing.what.contains("no template of this name"), "{missing}");
}

#[test]
fn lint_names_the_line_of_an_unkind_word_and_leaves_comments_alone() {
    let text = "{#\n never mind\n#}\nSubject: Hello there\n\n{{ greeting }}\n\nYou have ignored me.\n";
    let faults = lint(&[file("check-in.va.txt", text)]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].place, "templates/check-in.va.txt:8");
    assert!(faults[0].what.contains("ignored"));
}

#[test]
fn lint_finds_what_is_too_long_or_too_much() {
    let long = format!("Subject: Hello there\n\n{}\n", "word ".repeat(161));
    for (name, text, words) in [
        ("check-in.va.txt", long.as_str(), "161 words long"),
        ("check-in.va.txt", "Subject: Hello there\n\nwhat? why? when? who?\n", "questions"),
        ("check-in.va.txt", "Subject: Hello there\n\nsee https://x.example\n", "`https://`"),
        ("check-in.va.txt", "Subject: Hi\n\nhello\n", "2 characters"),
        ("nudge.html", "<p>{{ heading }}</p>\n<img src=\"x\">\n", "a picture is fetched"),
    ] {
        let faults = lint(&[file(name, text)]);
        assert!(faults.iter().any(|fault| fault.what.contains(words)), "{text:?}: {faults:?}");
    }
}

#[test]
fn every_shipped_template_begins_by_saying_what_it_is_for() {
    for file in shipped::files() {
        assert!(file.text.starts_with("{#\n"), "{}", file.name);
        let comment = file.text.split("#}").next().unwrap();
        assert!(comment.len() > 60, "{}", file.name);
    }
}
