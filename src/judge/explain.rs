//! The engine's own messages, in plain words, at the right place.

use rhai::{EvalAltResult, LexError, ParseError, ParseErrorType, Position};

use super::brackets;
use super::engine::LOCKED;
use super::facts::{self, Of};
use super::language::WORDS;
use super::mistake::Mistake;
use super::subjects::UNITS;
use crate::domain::act::ActKind;
use crate::domain::finding::Level;
use crate::domain::near::nearest;
use crate::domain::relationship::Intent;

/// Why a file cannot be read.
pub fn parsing(error: &ParseError, text: &str) -> Mistake {
    let position = error.position();
    if let Some(mistake) = decimal_comma(text, position) {
        return mistake.at_position(position);
    }
    let mistake = match error.err_type() {
        ParseErrorType::BadInput(lex) => match Mistake::of_parser(lex) {
            Some(ours) if ours.what.contains(" inside ") => brackets::unclosed(text).unwrap_or(ours),
            Some(ours) => ours,
            None if is_bracket(lex) => brackets::unclosed(text).unwrap_or_else(|| lexing(lex, text, position)),
            None => lexing(lex, text, position),
        },
        ParseErrorType::VariableUndefined(name) => return undefined_at(name, text, position),
        ParseErrorType::Reserved(word) => locked(word),
        other => brackets::unclosed(text).unwrap_or_else(|| parsed(other, text, position)),
    };
    if mistake.at.is_some() {
        return mistake;
    }
    match position.line() {
        Some(_) => mistake.at_position(position),
        // Without a place it is the end of the file.
        None => mistake.at(text.lines().count().max(1), 1),
    }
}

/// A comma between two digits, over which the parser stumbled.
fn decimal_comma(text: &str, position: Position) -> Option<Mistake> {
    let line = text.lines().nth(position.line()? - 1)?;
    let at = line.char_indices().nth(position.position()? - 1)?.0;
    let (before, rest) = line.split_at_checked(at)?;
    let after = rest.strip_prefix(',')?;
    let is_digit = |c: char| c.is_ascii_digit();
    let whole = before.rsplit(|c| !is_digit(c)).next().filter(|it| !it.is_empty())?;
    let part = after.split(|c| !is_digit(c)).next().filter(|it| !it.is_empty())?;
    let mistake = Mistake::new("a number is written with a point, not with a comma");
    Some(mistake.hint(format!("write {whole}.{part} for {whole},{part}")))
}

/// Whether the parser stumbled over a bracket that closes.
fn is_bracket(error: &LexError) -> bool {
    let (LexError::UnexpectedInput(sign) | LexError::ImproperSymbol(sign, _)) = error else { return false };
    matches!(sign.as_str(), "}" | ")" | "]")
}

/// A name that nothing has. The parser's column can be a little before it.
fn undefined_at(name: &str, text: &str, position: Position) -> Mistake {
    let mistake = undefined(name);
    let (Some(line), Some(column)) = (position.line(), position.position()) else { return mistake };
    let source = text.lines().nth(line - 1).unwrap_or_default();
    let from = source.char_indices().nth(column - 1).map_or(0, |(at, _)| at);
    let found = source.get(from..).and_then(|rest| rest.find(name)).map_or(from, |at| from + at);
    let column = source.get(..found).map_or(column, |before| before.chars().count() + 1);
    let begins_line = source.trim_start().starts_with(name);
    match nearest(name, ["rule", "tune"]).filter(|_| begins_line) {
        Some(near) => mistake.hint(format!("did you mean `{near}`?")).at(line, column),
        None => mistake.at(line, column),
    }
}

fn lexing(error: &LexError, text: &str, position: Position) -> Mistake {
    match error {
        LexError::UnexpectedInput(found) => Mistake::new(format!("`{found}` has no meaning here")),
        LexError::UnterminatedString => never_closed(text, position),
        LexError::StringTooLong(most) => Mistake::new(format!("this text is longer than {most} letters")),
        LexError::MalformedEscapeSequence(found) => {
            Mistake::new(format!("`{found}` has no meaning in a text")).hint("write `\\\\` for one `\\`")
        }
        LexError::MalformedNumber(found) => Mistake::new(format!("`{found}` is not a number")),
        LexError::MalformedChar(_) => {
            Mistake::new("a text stands between double quotes").hint("write \"…\" in place of '…'")
        }
        LexError::ImproperSymbol(symbol, _) => match symbol.as_str() {
            "===" => Mistake::new("`===` has no meaning here").hint("write `==`"),
            "!==" => Mistake::new("`!==` has no meaning here").hint("write `!=`"),
            "=>" => Mistake::new("`=>` has no meaning here").hint("\"at least\" is written `>=`"),
            "=<" => Mistake::new("`=<` has no meaning here").hint("\"at most\" is written `<=`"),
            "<>" => Mistake::new("`<>` has no meaning here").hint("\"differs from\" is written `!=`"),
            symbol if LOCKED.contains(&symbol) => locked(symbol),
            symbol => Mistake::new(format!("`{symbol}` has no meaning here")),
        },
        _ => parsed_otherwise(text, position),
    }
}

fn parsed(error: &ParseErrorType, text: &str, position: Position) -> Mistake {
    match error {
        ParseErrorType::UnexpectedEOF => Mistake::new("the file ends too early").hint("is a `}` missing at its end?"),
        ParseErrorType::UnknownOperator(found) if found == "=" => one_equals_sign(),
        ParseErrorType::UnknownOperator(found) if LOCKED.contains(&found.as_str()) => locked(found),
        ParseErrorType::UnknownOperator(found) => Mistake::new(format!("`{found}` has no meaning here")),
        ParseErrorType::AssignmentToInvalidLHS(_) | ParseErrorType::AssignmentToConstant(_) => one_equals_sign(),
        ParseErrorType::MissingToken(token, _) if token == ";" => missing_semicolon(text, position),
        ParseErrorType::MissingToken(token, why) if token == "{" && why.contains("'rule'") => {
            Mistake::new("after the name of a rule stands `{`").hint("write rule \"name\" {")
        }
        ParseErrorType::MissingToken(token, why) if why.contains("'rule'") => {
            Mistake::new(format!("`{token}` is missing here")).hint("write `setting name = value`")
        }
        ParseErrorType::MissingToken(token, _) => Mistake::new(format!("`{token}` is missing here")),
        ParseErrorType::MissingSymbol(what) if what.contains("string") => {
            Mistake::new("the name of a rule stands in double quotes").hint("write rule \"name\" {")
        }
        ParseErrorType::VariableExpected => Mistake::new("a name is missing here"),
        ParseErrorType::PropertyExpected => {
            Mistake::new("a fact is missing after the point").hint("for example `they.silence`")
        }
        ParseErrorType::FnMissingParams(name) => {
            Mistake::new(format!("the function `{name}` has no parentheses")).hint(format!("write fn {name}() {{ … }}"))
        }
        ParseErrorType::FnMissingBody(name) => {
            Mistake::new(format!("the function `{name}` has no body")).hint(format!("write fn {name}() {{ … }}"))
        }
        ParseErrorType::FnDuplicatedDefinition(name, _) => {
            Mistake::new(format!("there are two functions called `{name}`"))
        }
        ParseErrorType::ExprTooDeep => {
            Mistake::new("this is nested too deeply to follow").hint("break it into several `when` lines")
        }
        ParseErrorType::TooManyFunctions => Mistake::new("a file may have at most 32 functions"),
        ParseErrorType::LiteralTooLarge(what, most) => Mistake::new(format!("this is too long: {what} over {most}")),
        _ => parsed_otherwise(text, position),
    }
}

fn never_closed(text: &str, position: Position) -> Mistake {
    let line = position.line().and_then(|line| text.lines().nth(line - 1)).unwrap_or_default();
    let opens = position.position().and_then(|column| line.chars().nth(column - 1));
    let mistake = Mistake::new("this text is never closed");
    match opens {
        Some('`') => mistake.hint("put a back quote (`) at its end"),
        _ => mistake.hint("put a double quote (\") at its end, on the same line"),
    }
}

fn one_equals_sign() -> Mistake {
    Mistake::new("one `=` sets a value").hint("to ask whether two things are equal write `==`")
}

/// What the parser stumbled over, told by the word that stands there.
fn parsed_otherwise(text: &str, position: Position) -> Mistake {
    let (Some(line), Some(column)) = (position.line(), position.position()) else {
        return Mistake::new("the file ends too early").hint("is a `}` missing at its end?");
    };
    let rest: String = text.lines().nth(line - 1).unwrap_or_default().chars().skip(column - 1).collect();
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if word.is_empty() {
        let sign: String = rest.chars().take(1).collect();
        let mistake = Mistake::new(if sign.is_empty() {
            "something is missing here".to_owned()
        } else {
            format!("`{sign}` cannot stand here")
        });
        return match sign.as_str() {
            "=" => one_equals_sign().at_position(position),
            "}" | ")" | "]" | "" => mistake.hint("is something missing before it?"),
            _ => mistake,
        };
    }
    if WORDS.iter().any(|known| known.word == word) {
        return Mistake::new(format!("something is missing before `{word}`")).hint("look at the end of the line above");
    }
    Mistake::new(format!("`{word}` cannot stand here"))
}

/// rhai names the line *after* a missing semicolon; the line above is the one to look at, unless a word tells more.
fn missing_semicolon(text: &str, position: Position) -> Mistake {
    let (Some(line), Some(column)) = (position.line(), position.position()) else {
        return Mistake::new("`;` is missing at the end").hint("put `;` at the end of the line");
    };
    let here = text.lines().nth(line - 1).unwrap_or_default();
    let before: String = here.chars().take(column - 1).collect();
    let rest: String = here.chars().skip(column - 1).collect();
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    match word.as_str() {
        "and" => return Mistake::new("`and` is written `&&` here"),
        "or" => return Mistake::new("`or` is written `||` here"),
        "is" => return Mistake::new("`is` is written `==` here"),
        _ => (),
    }
    if before.trim().is_empty() {
        let above = text.lines().take(line - 1).enumerate().filter(|(_, line)| !line.trim().is_empty()).last();
        if let Some((number, above)) = above {
            let end = above.trim_end().chars().count() + 1;
            if let Some(near) = nearest(&word, ["rule", "tune", "fn"]).filter(|near| *near != word && word.len() > 2) {
                return Mistake::new(format!("`{word}` has no meaning here")).hint(format!("did you mean `{near}`?"));
            }
            return Mistake::new("`;` is missing at the end of this line").hint("put `;` there").at(number + 1, end);
        }
    }
    let first = before.split_whitespace().next().unwrap_or(&word);
    match nearest(first, ["rule", "tune"]) {
        Some(near) if near != first => {
            Mistake::new(format!("`{first}` has no meaning here")).hint(format!("did you mean `{near}`?"))
        }
        _ => Mistake::new("`;` is missing here").hint("put `;` between the two"),
    }
}

/// A name that nothing has.
fn undefined(name: &str) -> Mistake {
    let mistake = Mistake::new(format!("nothing is called `{name}`"));
    match name {
        "If" | "IF" | "Let" | "Else" => {
            return mistake.hint(format!("write `{}` with a small letter", name.to_lowercase()));
        }
        "True" | "False" | "TRUE" | "FALSE" | "Yes" | "No" | "yes" | "no" => {
            let right = if name.to_lowercase().starts_with(['t', 'y']) { "true" } else { "false" };
            return mistake.hint(format!("write `{right}`"));
        }
        "not" | "Not" | "NOT" => return mistake.hint("`not` is written `!`, right before what it turns"),
        "me" | "I" | "i" => return mistake.hint("the user of bothways is `you`"),
        // They are always there, but for one place.
        "you" | "they" | "we" | "my" => {
            return mistake.hint(
                "a helper function sees only what is passed to it: fn much(person) { person.gave(30.days) > 2 }",
            );
        }
        "client" | "va" | "he" | "she" | "them" | "him" | "her" => return mistake.hint("the other side is `they`"),
        "us" | "our" => return mistake.hint("what concerns both is `we`"),
        _ => (),
    }
    if let Some(fact) = facts::FACTS.iter().find(|fact| fact.name == name) {
        let subject = if fact.of == Of::We { "we" } else { "they" };
        return mistake.hint(format!("write `{subject}.{name}`"));
    }
    if ActKind::from_word(name).is_some() || Level::from_word(name).is_some() || Intent::from_word(name).is_some() {
        return mistake.hint(format!("a word like this stands in double quotes: \"{name}\""));
    }
    if UNITS.iter().any(|(unit, ..)| *unit == name) {
        return mistake.hint(format!("a unit follows its number with a point: `3.{name}`"));
    }
    match nearest(name, ["you", "they", "we", "my"]) {
        Some(near) => mistake.hint(format!("did you mean `{near}`?")),
        None => mistake.hint(format!("a setting is read as `my.{name}`; a text stands in double quotes")),
    }
}

/// A word of the engine that rules cannot use.
fn locked(word: &str) -> Mistake {
    let mistake = Mistake::new(format!("`{word}` cannot be used in a rule"));
    match word {
        "while" | "loop" | "do" => mistake.hint("a rule needs no loops; facts do the counting"),
        "print" | "debug" => mistake.hint("`bothways rules test` shows what a rule sees"),
        _ => mistake,
    }
}

/// Why a rule stopped while it ran.
pub fn running(error: &EvalAltResult) -> Mistake {
    let position = error.position();
    let mistake = match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => return running(inner),
        EvalAltResult::ErrorRuntime(token, _) => match token.read_lock::<Mistake>() {
            Some(mistake) => mistake.clone(),
            None => Mistake::new(format!("the rule stopped: {token}")),
        },
        EvalAltResult::ErrorTerminated(..) | EvalAltResult::ErrorTooManyOperations(..) => {
            Mistake::new("this rule never finishes, or takes far too much work")
                .hint("ask a fact in place of counting in a loop")
        }
        EvalAltResult::ErrorStackOverflow(..) => Mistake::new("a function calls itself too often")
            .hint("take the call of itself out of the function; facts do the counting"),
        EvalAltResult::ErrorDataTooLarge(what, _) => {
            Mistake::new(format!("this grows too large: {}", what.to_lowercase()))
        }
        EvalAltResult::ErrorTooManyVariables(..) => {
            Mistake::new("there are too many names at once here; 64 is the most")
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => no_such_function(signature),
        EvalAltResult::ErrorVariableNotFound(name, _) => undefined(name),
        EvalAltResult::ErrorPropertyNotFound(name, _) => Mistake::new(format!("nothing here is called `{name}`")),
        EvalAltResult::ErrorDotExpr(message, _) => no_such_property(message),
        EvalAltResult::ErrorArithmetic(..) => {
            Mistake::new("this sum has no answer: it divides by zero or grows too large")
                .hint("ask first whether what you divide by is more than 0")
        }
        EvalAltResult::ErrorMismatchDataType(wanted, found, _)
        | EvalAltResult::ErrorMismatchOutputType(wanted, found, _) => mismatch(wanted, found),
        EvalAltResult::ErrorFor(..) => Mistake::new("`for` can only walk through a list or a range"),
        EvalAltResult::ErrorArrayBounds(..)
        | EvalAltResult::ErrorStringBounds(..)
        | EvalAltResult::ErrorIndexNotFound(..) => Mistake::new("there is no such place in this list"),
        EvalAltResult::ErrorIndexingType(..) => Mistake::new("`[…]` cannot follow this"),
        EvalAltResult::ErrorModuleNotFound(..) => locked("import"),
        _ => Mistake::new("this cannot be worked out"),
    };
    if mistake.at.is_none() { mistake.at_position(position) } else { mistake }
}

/// From a signature such as `feels_bad (a person)`.
fn no_such_function(signature: &str) -> Mistake {
    let name = signature.split(" (").next().unwrap_or(signature).trim();
    if ["+", "-", "*", "/", "%", "<", ">", "<=", ">=", "==", "!=", "&&", "||", "!"].contains(&name) {
        return Mistake::new(format!("`{name}` cannot work with these two"))
            .hint("compare a fact with a number or an amount, like `3` or `10.days`");
    }
    if LOCKED.contains(&name) {
        return locked(name);
    }
    let mistake = Mistake::new(format!("nothing is called `{name}`"));
    let known: Vec<&str> = facts::FACTS.iter().map(|fact| fact.name).chain(super::subjects::AMOUNT_WORDS).collect();
    if known.contains(&name) {
        return Mistake::new(format!("`{name}` cannot work with what it is given here"));
    }
    match nearest(name, known) {
        Some(near) => mistake.hint(format!("did you mean `{near}`?")),
        None => {
            mistake.hint(format!("a helper function of your own stands beside the rules: fn {name}(person) {{ … }}"))
        }
    }
}

/// From a message such as `Unknown property 'dayz' - a getter is not registered for type 'i64'`.
fn no_such_property(message: &str) -> Mistake {
    let Some(name) = message.split('\'').nth(1) else { return Mistake::new("this cannot follow a point") };
    let names = UNITS.iter().map(|(unit, ..)| *unit).chain(super::subjects::AMOUNT_WORDS);
    let mistake = Mistake::new(format!("`.{name}` cannot stand here"));
    match nearest(name, names) {
        Some(near) => mistake.hint(format!("did you mean `.{near}`?")),
        None => mistake,
    }
}

fn mismatch(wanted: &str, found: &str) -> Mistake {
    let plain = |name: &str| match name {
        "bool" => "yes or no".to_owned(),
        "i64" => "a number".to_owned(),
        "string" | "&str | ImmutableString | String" => "a text".to_owned(),
        "()" => "nothing".to_owned(),
        other => other.to_owned(),
    };
    let mistake = Mistake::new(format!("this must be {}, but it is {}", plain(wanted), plain(found)));
    if wanted == "bool" { mistake.hint("compare it with something: `>= 3`") } else { mistake }
}
