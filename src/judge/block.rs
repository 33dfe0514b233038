//! One file of rules, taken apart: each rule block with its words checked, ready to be judged with.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{AST, ASTNode, CustomExpr, Dynamic, Engine, Expr, Position, Stmt};

use super::amount::{Amount, Unit};
use super::mistake::Mistake;
use super::rules::Lasts;
use super::run::{self, Bench, Mode, Trace};
use super::subjects::{length_in, spoken};
use super::{engine, explain, language, lint};
use crate::domain::finding::Level;
use crate::domain::near::nearest;
use crate::domain::relationship::Seat;

/// One rule, ready to run.
pub struct Block {
    pub id: String,
    pub title: String,
    pub seat: Option<Seat>,
    pub level: Level,
    pub wrong_if: Option<String>,
    pub lasts: Lasts,
    /// Days after each telling until the next.
    pub again: Vec<u32>,
    /// Whether each new thing it shows is told anew.
    pub again_new: bool,
    pub offer: Option<String>,
    pub mutes: Vec<String>,
    pub settings: Arc<BTreeMap<String, Dynamic>>,
    pub off: bool,
    /// Its `when` lines as they stand in the file.
    pub conditions: Vec<String>,
    pub at: (usize, usize),
    /// The block and its file's helper functions, and nothing else of the file.
    pub script: AST,
}

/// A `tune "id" { … }` block.
pub struct Tune {
    pub id: String,
    pub settings: Vec<Tuned>,
    pub on: Option<bool>,
    pub at: (usize, usize),
}

/// A setting in a `tune` block, and where its name and its value stand.
pub struct Tuned {
    pub name: String,
    pub value: Dynamic,
    pub named_at: (usize, usize),
    pub at: (usize, usize),
}

/// What a file holds.
#[derive(Default)]
pub struct Contents {
    pub rules: Vec<Block>,
    pub tunes: Vec<Tune>,
}

/// Reads one file, or says what is wrong with it: the first mistake, in the order of the file as far as that can be.
pub fn read(engine: &Engine, text: &str) -> Result<Contents, Mistake> {
    if text.len() > engine::MOST_BYTES {
        let size = text.len() / 1024;
        return Err(Mistake::new(format!("this file is {size} KiB; a file of rules has at most 64 KiB")));
    }
    let text = super::spelling::plain(text)?;
    let script = engine::parse(engine, &text).map_err(|error| explain::parsing(&error, &text))?;
    lint::outside(&script)?;
    let mut contents = Contents::default();
    for statement in script.statements() {
        let Stmt::Expr(expression) = statement else { continue };
        let Expr::Custom(custom, position) = &**expression else { continue };
        let alone = AST::new([statement.clone()], script.shared_lib().clone());
        let values = values(engine, &alone)
            .map_err(|mistake| if mistake.at.is_none() { mistake.at_position(*position) } else { mistake })?;
        let parts = parts(custom, values);
        if custom.tokens.first().is_some_and(|token| token == "tune") {
            contents.tunes.push(tune(custom, &parts, *position)?);
        } else {
            let block = rule(custom, &parts, *position, alone, &text)?;
            if let Some(first) = contents.rules.iter().find(|first| first.id == block.id) {
                return Err(Mistake::new(format!(
                    "there are two rules called \"{}\"; the first is on line {}",
                    block.id, first.at.0
                ))
                .hint("give this one another name")
                .at_position(*position));
            }
            contents.rules.push(block);
        }
    }
    lint::facts(&script, &contents)?;
    Ok(contents)
}

/// A value of a block with what it means and where it stands.
struct Part<'a> {
    means: String,
    expression: &'a Expr,
    value: Option<Dynamic>,
}

impl Part<'_> {
    fn mistake(&self, what: impl Into<String>) -> Mistake {
        Mistake::new(what).at_position(self.expression.start_position())
    }

    /// The text in quotes.
    fn text(&self) -> Result<String, Mistake> {
        match self.expression {
            Expr::StringConstant(text, _) => Ok(text.to_string()),
            _ => Err(self
                .mistake(format!("`{}` takes a text in quotes", self.means))
                .hint(format!("write {} \"…\"", self.means))),
        }
    }

    /// A short name in quotes: of a rule, of a template.
    fn name(&self) -> Result<String, Mistake> {
        let name = self.text()?;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if name.is_empty() || name.len() > 60 || !name.chars().all(fits) {
            return Err(self
                .mistake(format!("\"{name}\" cannot be a name"))
                .hint("a name has small letters, digits and `-`, like \"thanks-owed\""));
        }
        Ok(name)
    }

    fn amount(&self) -> Result<(i64, Unit), Mistake> {
        let wrong = |what: String, hint: String| Err(self.mistake(what).hint(hint));
        let Some(value) = &self.value else {
            return wrong(format!("`{}` takes a length of time", self.means), "write `14.days`".into());
        };
        if let Some(amount) = value.read_lock::<Amount>()
            && let (Some(n), Unit::Days | Unit::WorkingDays) = (amount.value, amount.unit)
        {
            return if (0..=1000).contains(&n) {
                Ok((n, amount.unit))
            } else {
                wrong(
                    format!("`{}` takes at most 1000 days, not `{}`", self.means, *amount),
                    "write a shorter time".into(),
                )
            };
        }
        let hint = match value.as_int() {
            Ok(n) => format!("write `{n}.days`"),
            Err(_) if value.is_string() => length_in(&value.to_string()).unwrap_or_else(|| "write `14.days`".into()),
            Err(_) => "write `14.days`".into(),
        };
        wrong(format!("`{}` takes a length of time in days, not {}", self.means, spoken(value)), hint)
    }
}

/// The values of a block's words, run once.
fn values(engine: &Engine, script: &AST) -> Result<Vec<Dynamic>, Mistake> {
    let bench = Bench { account: None, settings: Arc::default(), mode: Mode::Read };
    let (outcome, trace) = evaluate(engine, script, bench);
    outcome.map(|()| trace.read)
}

/// Runs a script once on what stands on the bench.
pub fn evaluate(engine: &Engine, script: &AST, bench: Bench) -> (Result<(), Mistake>, Trace) {
    let (outcome, trace) = run::with(bench, || {
        let run = || engine.run_ast_with_scope(&mut engine::scope(), script);
        // Nothing that a script can reach is known to panic; should something, it must not take the others with it.
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(run))
    });
    let outcome = match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(explain::running(&error)),
        Err(_) => Err(Mistake::new("this rule could not be run to its end")),
    };
    (outcome, trace)
}

fn parts(custom: &CustomExpr, values: Vec<Dynamic>) -> Vec<Part<'_>> {
    let mut values = values.into_iter();
    let unread = |means: &str| matches!(means, language::ID | language::SETTING_NAME | "when" | "nudge");
    language::meanings(&custom.state)
        .into_iter()
        .zip(&custom.inputs)
        .map(|(means, expression)| {
            let value = if unread(&means) { None } else { values.next() };
            Part { means, expression, value }
        })
        .collect()
}

fn place(position: Position) -> (usize, usize) {
    (position.line().unwrap_or(1), position.position().unwrap_or(1))
}

fn rule(
    custom: &CustomExpr,
    parts: &[Part<'_>],
    position: Position,
    script: AST,
    text: &str,
) -> Result<Block, Mistake> {
    let mut block = Block {
        id: String::new(),
        title: String::new(),
        seat: None,
        level: Level::Worth,
        wrong_if: None,
        lasts: Lasts::default(),
        again: Vec::new(),
        again_new: false,
        offer: None,
        mutes: Vec::new(),
        settings: Arc::default(),
        off: language::marks(&custom.state).iter().any(|mark| mark == "off"),
        conditions: Vec::new(),
        at: place(position),
        script,
    };
    let mut settings = BTreeMap::new();
    let mut said = false;
    let mut met: Vec<&str> = Vec::new();
    let mut setting_name = None;
    for part in parts {
        let once = !matches!(part.means.as_str(), "when" | "again" | "mutes" | "setting" | language::SETTING_NAME);
        if once && met.contains(&part.means.as_str()) {
            return Err(part
                .mistake(format!("`{}` stands here a second time", part.means))
                .hint("a rule has one of it"));
        }
        match part.means.as_str() {
            language::ID => block.id = part.name()?,
            "title" => block.title = part.text()?,
            "seat" => block.seat = Some(one_of(part, Seat::from_word, &["va", "owner"])?),
            "level" => {
                let words: Vec<&str> = Level::ALL.iter().map(|level| level.word()).collect();
                block.level = one_of(part, Level::from_word, &words)?;
            }
            "wrong_if" => block.wrong_if = Some(part.text()?),
            "lasts" => {
                let (n, unit) = part.amount()?;
                block.lasts = Lasts { days: u32::try_from(n).unwrap_or(0), working: unit == Unit::WorkingDays };
            }
            "again" => again(&mut block, part)?,
            "offer" => block.offer = Some(part.name()?),
            "mutes" => block.mutes.push(part.name()?),
            language::SETTING_NAME => {
                setting_name = lint::variable(part.expression).map(str::to_owned);
            }
            "setting" => {
                let name = setting_name.take().unwrap_or_default();
                let value = part.value.clone().unwrap_or_default();
                setting_value(part, &name, &value)?;
                if settings.insert(name.clone(), value).is_some() {
                    return Err(part
                        .mistake(format!("there are two settings called `{name}`"))
                        .hint("give this one another name"));
                }
            }
            "when" => block.conditions.push(condition_at(text, part.expression.start_position())),
            "nudge" => said = true,
            _ => (),
        }
        met.push(&part.means);
    }
    block.settings = Arc::new(settings);
    let missing = |word: &str, hint: &str| {
        Err(Mistake::new(format!("the rule \"{}\" has no `{word}`", block.id)).hint(hint).at(block.at.0, block.at.1))
    };
    if block.title.trim().is_empty() {
        return missing("title", "add a line `title \"…\"` that says what it is about");
    }
    if block.conditions.is_empty() {
        return missing("when", "add a line `when …` that says when it speaks");
    }
    if !said {
        return missing("nudge", "add a line nudge `…` with the sentence to say");
    }
    Ok(block)
}

fn again(block: &mut Block, part: &Part<'_>) -> Result<(), Mistake> {
    if part.value.as_ref().is_some_and(Dynamic::is_string) && part.text().is_ok_and(|text| text == "new") {
        block.again_new = true;
        return Ok(());
    }
    let (n, unit) = part.amount()?;
    if unit == Unit::WorkingDays || n == 0 {
        return Err(part.mistake("`again` counts days of the calendar").hint("write `14.days`"));
    }
    block.again.push(u32::try_from(n).unwrap_or(u32::MAX));
    Ok(())
}

/// A setting holds something that one can change: a number, an amount, a text, yes or no, or a list of texts.
fn setting_value(part: &Part<'_>, name: &str, value: &Dynamic) -> Result<(), Mistake> {
    if value.is_float() {
        return Ok(());
    }
    if value.is_string() {
        let text = value.to_string();
        if let Some(hint) = length_in(&text) {
            return Err(part.mistake(format!("the setting `{name}` is the text \"{text}\"")).hint(hint));
        }
        if text.parse::<i64>().is_ok() {
            return Err(part
                .mistake(format!("the setting `{name}` is the text \"{text}\""))
                .hint(format!("write {text} without quotes")));
        }
    }
    let fits = value.is_int()
        || value.is_string()
        || value.is_bool()
        || value.is_array()
        || value.read_lock::<Amount>().is_some();
    if fits { Ok(()) } else { Err(part.mistake(format!("the setting `{name}` cannot be {}", spoken(value)))) }
}

fn one_of<T>(part: &Part<'_>, from_word: fn(&str) -> Option<T>, words: &[&str]) -> Result<T, Mistake> {
    let word = part.text()?;
    from_word(&word).ok_or_else(|| {
        let mistake = part.mistake(format!("there is no {} called \"{word}\"", part.means));
        match nearest(&word, words.iter().copied()) {
            Some(near) => mistake.hint(format!("did you mean \"{near}\"?")),
            None => mistake.hint(format!("it is one of: \"{}\"", words.join("\", \""))),
        }
    })
}

fn tune(custom: &CustomExpr, parts: &[Part<'_>], position: Position) -> Result<Tune, Mistake> {
    let marks = language::marks(&custom.state);
    let on = marks.last().map(|mark| mark == "on");
    let mut tune = Tune { id: String::new(), settings: Vec::new(), on, at: place(position) };
    let mut name = None;
    for part in parts {
        match part.means.as_str() {
            language::ID => tune.id = part.name()?,
            language::SETTING_NAME => {
                let named = lint::variable(part.expression).unwrap_or_default().to_owned();
                name = Some((named, place(part.expression.start_position())));
            }
            _ => {
                let (name, named_at) = name.take().unwrap_or_default();
                let value = part.value.clone().unwrap_or_default();
                setting_value(part, &name, &value)?;
                tune.settings.push(Tuned { name, value, named_at, at: place(part.expression.start_position()) });
            }
        }
    }
    Ok(tune)
}

/// A condition as the user wrote it, on its first line, without a comment. The engine gives the place of a comparison by its sign, so
/// the word `when` before it tells where it begins.
fn condition_at(text: &str, position: Position) -> String {
    let (line, column) = place(position);
    let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let here = text.get(before..).unwrap_or_default();
    let at = before + here.char_indices().nth(column - 1).map_or(here.len(), |(at, _)| at);
    let head = text.get(..at).unwrap_or_default();
    let begins =
        |at: &usize| head.get(..*at).is_none_or(|head| !head.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
    let from = head.rmatch_indices("when").map(|(at, _)| at).find(begins).map_or(at, |at| at + "when".len());
    let line = text.get(from..).unwrap_or_default().trim_start().lines().next().unwrap_or_default();
    line.split("//").next().unwrap_or_default().trim().trim_end_matches(';').to_owned()
}

/// All nodes of a script below its top, with how deep they stand.
pub fn walk(script: &AST, mut on_node: impl FnMut(&[ASTNode<'_>])) {
    script.walk(&mut |path: &[ASTNode<'_>]| {
        on_node(path);
        true
    });
}
