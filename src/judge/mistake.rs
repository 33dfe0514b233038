//! A mistake in a rules file, in words that somebody can act on who has never programmed: what, where, and what to write
//! instead.

use rhai::{Dynamic, EvalAltResult, LexError, ParseError, ParseErrorType, Position};

use crate::domain::fault::Fault;
use crate::domain::near::nearest;

/// Marks our own messages on their way through the parser; no script can contain it in a symbol.
const OURS: char = '\u{1}';

/// What is wrong with a line of a rule, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub what: String,
    pub hint: Option<String>,
    /// Line and column, counted from 1. `None` concerns the whole file.
    pub at: Option<(usize, usize)>,
}

impl Mistake {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None, at: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.at = Some((line, column));
        self
    }

    #[must_use]
    pub fn at_position(mut self, position: Position) -> Self {
        if let Some(line) = position.line() {
            self.at = Some((line, position.position().unwrap_or(1)));
        }
        self
    }

    /// Adds the nearest of some names as a hint, if one is near.
    #[must_use]
    pub fn nearest<'a>(self, word: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(word, names) {
            Some(name) => self.hint(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// As an error that ends the evaluation of a rule.
    #[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed")]
    pub fn thrown(self) -> Box<EvalAltResult> {
        Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(self), Position::NONE))
    }

    /// As an error of the parser; it gets the place of the word being read.
    pub fn while_parsing(self) -> ParseError {
        let lex = LexError::ImproperSymbol(format!("{OURS}{}", self.hint.unwrap_or_default()), self.what);
        ParseError(Box::new(ParseErrorType::BadInput(lex)), Position::NONE)
    }

    /// One of ours that went through the parser.
    pub fn of_parser(error: &LexError) -> Option<Self> {
        let LexError::ImproperSymbol(hint, what) = error else { return None };
        let hint = hint.strip_prefix(OURS)?;
        let mistake = Self::new(what);
        Some(if hint.is_empty() { mistake } else { mistake.hint(hint) })
    }

    /// As a fault of one file: the place, the line itself, and a caret under the spot.
    pub fn fault(&self, file: &str, text: &str) -> Fault {
        let Some((line, column)) = self.at else {
            return with_hint(Fault::new(file, self.what.clone()), self.hint.as_deref());
        };
        let source = text.lines().nth(line - 1).unwrap_or_default();
        let fault = Fault::new(format!("{file}:{line}"), format!("{}{}", self.what, excerpt(line, column, source)));
        with_hint(fault, self.hint.as_deref())
    }
}

fn with_hint(fault: Fault, hint: Option<&str>) -> Fault {
    match hint {
        Some(hint) => fault.hint(hint),
        None => fault,
    }
}

/// The line with its number and a caret under the column. A very long line is shown around the caret.
fn excerpt(line: usize, column: usize, source: &str) -> String {
    const SHOWN: usize = 100;
    let skip = if column > SHOWN { column - SHOWN / 2 } else { 0 };
    let shown: String = source.chars().skip(skip).take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let before = " ".repeat(column.saturating_sub(1).saturating_sub(skip));
    format!("\n {margin} |\n {number} | {}\n {margin} | {before}^", shown.trim_end())
}
