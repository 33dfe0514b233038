//! Templates: the shipped ones, the user's beside them by name, and the one place where a value becomes words in a mail.
//!
//! Strict in both senses: a field that does not exist is a fault with file and line, and so is printing one that is empty; a mail
//! never has a gap where a fact should be.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, context, escape_formatter,
};
use serde::Serialize;

use super::{clean, samples, shipped, words};
use crate::domain::fault::Fault;
use crate::domain::mail::Mail;
use crate::domain::relationship::Seat;

/// A template as it lies in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// `nudge.html`, `check-in.va.txt`.
    pub name: String,
    pub text: String,
    /// Whether it came with bothways; else it is the user's.
    pub shipped: bool,
}

impl TemplateFile {
    /// How a fault names it.
    pub(super) fn place(&self, line: Option<usize>) -> String {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("templates/{}{line}", self.name)
    }
}

/// Steps that one rendering may take: the longest shipped mail takes about 6,000.
const FUEL: u64 = 400_000;

/// Templates that compile, and that could write every sample mail there is.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    names: Vec<String>,
}

/// Puts the user's files over the shipped ones, by name. A file that does not compile, or that cannot write a sample mail, is
/// noted as a fault with its line, and the shipped one of that name stays in force.
#[must_use]
pub fn compile(files: &[TemplateFile], faults: &mut Vec<Fault>) -> Templates {
    let mut templates = Templates { environment: environment(), names: Vec::new() };
    for file in shipped::files() {
        // A shipped template that does not compile fails a test; here it is a fault like any other.
        if let Err(fault) = templates.add(&file) {
            faults.push(fault);
        }
    }
    for file in files.iter().filter(|file| !file.shipped && !is_as_shipped(file)) {
        let before = templates.environment.clone();
        let tried =
            templates.add(file).and_then(|()| match samples::trials(&templates, Some(file)).into_iter().next() {
                Some(fault) => Err(fault),
                None => Ok(()),
            });
        if let Err(fault) = tried {
            templates.environment = before;
            faults.push(stays_in_force(fault, &file.name));
        }
    }
    templates
}

/// A copy of a shipped template that nobody changed needs no trial.
fn is_as_shipped(file: &TemplateFile) -> bool {
    shipped::text(&file.name).is_some_and(|text| text == file.text)
}

fn stays_in_force(fault: Fault, name: &str) -> Fault {
    let instead = if shipped::text(name).is_some() {
        "the template that came with bothways is used until this one works"
    } else {
        "it is left out until it works"
    };
    let hint = fault.hint.as_ref().map_or_else(|| instead.to_owned(), |hint| format!("{hint}; {instead}"));
    Fault { hint: Some(hint), ..fault }
}

/// A mail's words, as its templates wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub subject: String,
    /// Lines of at most 76 characters.
    pub text: String,
    pub html: String,
}

impl Templates {
    /// Templates without any of the user's.
    #[must_use]
    pub fn shipped_only() -> Self {
        compile(&[], &mut Vec::new())
    }

    fn add(&mut self, file: &TemplateFile) -> Result<(), Fault> {
        // The file name decides about escaping; `.html` escapes.
        if !matches!(ending(&file.name), "txt" | "html") {
            return Err(Fault::new(file.place(None), "a template's name ends in `.txt` or `.html`"));
        }
        self.environment
            .add_template_owned(file.name.clone(), with_line_ends(&file.text))
            .map_err(|error| fault_of(&file.name, &error))?;
        if !self.names.contains(&file.name) {
            self.names.push(file.name.clone());
        }
        Ok(())
    }

    /// The names of the texts for the other side that exist for a seat: `check-in`, `thank-you` ….
    #[must_use]
    pub fn offers(&self, seat: Seat) -> Vec<String> {
        let texts = self.names.iter().filter_map(|name| samples::offer_of(name));
        texts.filter(|(_, of_seat)| of_seat.is_none_or(|of| of == seat)).map(|(offer, _)| offer).collect()
    }

    /// Whether there is a template of this file name.
    #[must_use]
    pub fn has(&self, file_name: &str) -> bool {
        self.environment.get_template(file_name).is_ok()
    }

    /// Every kind of mail to the user, written about invented people, with much and with little in it; for looking at.
    #[must_use]
    pub fn previews(&self) -> Vec<Result<Mail, Fault>> {
        samples::mails(self)
    }

    /// Writes a text whose first line is `Subject: …`: the subject, and what follows it.
    pub(super) fn letter(&self, file_name: &str, fields: &impl Serialize) -> Result<(String, String), Fault> {
        let written = self.render(file_name, Value::from(Serde(fields)))?;
        let written = written.trim_start();
        let (first, rest) = written.split_once('\n').unwrap_or((written, ""));
        let subject = first.strip_prefix("Subject:").map(clean::header).filter(|subject| !subject.is_empty());
        let Some(subject) = subject else {
            return Err(Fault::new(format!("templates/{file_name}"), "the first line of the text is not `Subject: …`")
                .hint("begin the text with a line such as `Subject: A quick hello`"));
        };
        Ok((subject, tidy(rest)))
    }

    /// Writes both parts of a mail to the user.
    pub(super) fn mail(&self, name: &str, fields: &impl Serialize) -> Result<Written, Fault> {
        let (subject, text) = self.letter(&format!("{name}.txt"), fields)?;
        let html =
            self.render(&format!("{name}.html"), context! { subject => &subject, ..Value::from(Serde(fields)) })?;
        Ok(Written { subject, text: clean::wrapped(&text), html: html.trim().to_owned() + "\n" })
    }

    /// Writes a page for a browser about so many relationships.
    pub(super) fn page(&self, file_name: &str, n: usize, fields: &impl Serialize) -> Result<String, Fault> {
        let mut environment = self.environment.clone();
        // A page about many may take longer than a mail.
        environment.set_fuel(Some(FUEL.saturating_mul(u64::try_from(n).unwrap_or(u64::MAX).max(1))));
        let templates = Self { environment, names: Vec::new() };
        let html = templates.render(file_name, Value::from(Serde(fields)))?;
        Ok(html.trim().to_owned() + "\n")
    }

    fn render(&self, file_name: &str, fields: Value) -> Result<String, Fault> {
        let template = self.environment.get_template(file_name).map_err(|error| {
            if error.kind() == ErrorKind::TemplateNotFound {
                Fault::new(format!("templates/{file_name}"), "there is no template of this name")
            } else {
                fault_of(file_name, &error)
            }
        })?;
        template.render(fields).map_err(|error| fault_of(file_name, &error))
    }
}

/// What stands behind the last dot: `html`.
pub(super) fn ending(file_name: &str) -> &str {
    file_name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Lets a line of words that happens to end with a tag keep its line end. `trim_blocks` takes it away, which is right for a line
/// with nothing but tags and a riddle for everybody else. Line numbers stay.
fn with_line_ends(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 64);
    for line in source.lines() {
        out.push_str(line);
        if line.trim_end().ends_with("%}") && has_words(line) {
            out.push_str("{{ '' }}");
        }
        out.push('\n');
    }
    out
}

/// Whether a line holds anything outside of `{% … %}`.
fn has_words(line: &str) -> bool {
    let mut rest = line;
    while let Some((before, tag)) = rest.split_once("{%") {
        if !before.trim().is_empty() {
            return true;
        }
        rest = tag.split_once("%}").map_or("", |(_, after)| after);
    }
    !rest.trim().is_empty()
}

/// No white space at the ends of lines, no more than one empty line in a row, one line feed at the end.
fn tidy(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut empty = 0;
    for line in words.trim().lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // A line with nothing but a tag leaves no empty line behind. It can't fail: the delimiters are the usual ones.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(64);
    environment.set_auto_escape_callback(
        |name| {
            if ending(name) == "html" { AutoEscape::Html } else { AutoEscape::None }
        },
    );
    environment.set_formatter(print);
    environment.add_filter("column", |words: String, width: usize| format!("{words:<width$}"));
    environment.add_filter("short", |words: String, most: usize| clean::short(&words, most));
    environment.add_filter("capital", |text: String| words::capital(&text));
    environment.add_function("yours", |what: String| gap(&what));
    environment.add_filter("boxed", |words: String| boxed(&words));
    environment.add_filter("commands", |words: String| commands(&words));
    environment
}

/// Prints one value: an empty one is an error, and nobody's words keep characters that change how others read.
fn print(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() || value.is_undefined() {
        return Err(Error::new(ErrorKind::UndefinedError, "a field is printed that is empty for this mail"));
    }
    match value.as_str() {
        Some(words) if !value.is_safe() => escape_formatter(out, state, &Value::from(clean::text(words))),
        _ => escape_formatter(out, state, value),
    }
}

/// What opens a gap in a text: `[your words: what made you smile]`.
const GAP: &str = "[your words: ";

/// A gap for what only the user can say. A text with one can't be sent; see [`gaps`].
fn gap(what: &str) -> String {
    format!("{GAP}{}]", clean::line(what).replace(['[', ']'], ""))
}

/// What is still to be said in a text, gap by gap.
#[must_use]
pub fn gaps(words: &str) -> Vec<&str> {
    words.split(GAP).skip(1).map(|rest| rest.split_once(']').map_or(rest, |(what, _)| what)).collect()
}

/// Every line moved in by two spaces, so that quoted words can't pose as ours.
fn boxed(words: &str) -> String {
    let lines: Vec<String> = words
        .trim_end()
        .lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("  {line}") })
        .collect();
    lines.join("\n")
}

/// A sentence cut at its backticks, for the HTML part: what stands between two is a word to write, and looks like one there. The text
/// part keeps the backticks.
fn commands(words: &str) -> Vec<Value> {
    let parts: Vec<&str> = words.split('`').collect();
    let is_paired = !parts.len().is_multiple_of(2) && parts.iter().skip(1).step_by(2).all(|part| is_command(part));
    if !is_paired {
        return vec![context! { words => words, code => false }];
    }
    let parts = parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty());
    parts.map(|(n, part)| context! { words => part, code => n % 2 == 1 }).collect()
}

fn is_command(part: &str) -> bool {
    !part.trim().is_empty() && !part.contains('\n')
}

/// An error of minijinja in words for somebody who writes templates and no programs.
pub(super) fn fault_of(file_name: &str, error: &Error) -> Fault {
    let name = error.name().unwrap_or(file_name);
    let place = error.line().map_or_else(|| format!("templates/{name}"), |line| format!("templates/{name}:{line}"));
    let detail = error.detail().map(|detail| format!(": {}", clean::short(detail, 160))).unwrap_or_default();
    match error.kind() {
        ErrorKind::SyntaxError => Fault::new(place, format!("this is not how a template is written{detail}"))
            .hint("every `{{` ends with `}}`, every `{%` with `%}`, and every `if` and `for` with `endif` and `endfor`"),
        ErrorKind::UndefinedError => Fault::new(place, format!("a field is missing{detail}"))
            .hint("the fields are listed at the top of the shipped template; put one that may be empty between `{% if field %}` and `{% endif %}`"),
        ErrorKind::OutOfFuel => Fault::new(place, "the template does not come to an end"),
        ErrorKind::TemplateNotFound => Fault::new(place, format!("it uses a template that does not exist{detail}")),
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest | ErrorKind::UnknownMethod => {
            Fault::new(place, format!("it uses a word that templates do not know{detail}"))
        }
        kind => Fault::new(place, format!("{kind}{detail}")),
    }
}
