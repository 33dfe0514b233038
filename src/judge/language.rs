//! The words a rules file is made of, taught to rhai as its own syntax: `rule "id" { title … when … nudge … }` and
//! `tune "id" { … }`. A misspelt word is met while the file is read, at its place.

use rhai::{Array, Dynamic, Engine, EvalAltResult, EvalContext, Expression, ImmutableString, ParseError};

use super::mistake::Mistake;
use super::run::{self, Mode};
use super::subjects::spoken;
use crate::domain::near::nearest;

/// One word of a rule block.
pub struct WordOfRule {
    pub word: &'static str,
    pub meaning: &'static str,
    pub example: &'static str,
    follows: Follows,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Nothing,
    One,
    /// One or more, with commas between them.
    Some,
    /// A name, `=` and a value.
    Named,
}

const fn word(word: &'static str, follows: Follows, meaning: &'static str, example: &'static str) -> WordOfRule {
    WordOfRule { word, meaning, example, follows }
}

/// The words of a rule, in the order they are usually written.
pub const WORDS: [WordOfRule; 12] = [
    word("title", Follows::One, "what it is about, in a few words", "title \"You give, little comes back\""),
    word("seat", Follows::One, "only for one chair, \"va\" or \"owner\"; without it, for both", "seat \"va\""),
    word(
        "level",
        Follows::One,
        "how loud: \"good news\", \"for the week\", \"worth a look\" or \"soon\"",
        "level \"worth a look\"",
    ),
    word("wrong_if", Follows::One, "when the rule is wrong; said with the finding", "wrong_if \"they phoned instead\""),
    word("lasts", Follows::One, "how long it must hold before it is said", "lasts 7.working_days"),
    word(
        "again",
        Follows::Some,
        "how long after each telling it may be told once more; then it is let go. \"new\" begins afresh for each new thing",
        "again 45.days, 90.days",
    ),
    word("offer", Follows::One, "the template of a text for the other side", "offer \"check-in\""),
    word("mutes", Follows::Some, "rules that keep quiet while this one speaks", "mutes \"quiet\""),
    word("off", Follows::Nothing, "the rule is there, but does not run until it is switched on", "off"),
    word("setting", Follows::Named, "a value to change, read as `my.name`", "setting window = 90.days"),
    word("when", Follows::One, "a condition; all of them must hold", "when they.gave(my.window) == 0"),
    word("nudge", Follows::One, "the sentence that is said", "nudge `Nothing came back from ${they.name}.`"),
];

/// What a place in a parsed block means; kept with the block by the engine as text.
pub const ID: &str = "id";
pub const SETTING_NAME: &str = "setting name";

pub fn register(engine: &mut Engine) {
    engine.register_custom_syntax_with_state_raw("rule", next_of_rule, false, run_rule);
    engine.register_custom_syntax_with_state_raw("tune", next_of_tune, false, run_tune);
}

type Next = Result<Option<ImmutableString>, ParseError>;

/// Where the reading of a block stands: what is expected next, and the meaning of every value read so far.
struct Reading {
    expects: String,
    meanings: Array,
}

impl Reading {
    fn of(state: &mut Dynamic) -> Self {
        let mut meanings = state.take().into_array().unwrap_or_default();
        let expects = if meanings.is_empty() { String::new() } else { meanings.remove(0).to_string() };
        Self { expects, meanings }
    }

    fn keep(mut self, expects: &str, state: &mut Dynamic) {
        self.meanings.insert(0, expects.to_owned().into());
        *state = Dynamic::from_array(self.meanings);
    }

    fn means(&mut self, meaning: &str) {
        self.meanings.push(meaning.to_owned().into());
    }
}

fn next_of_rule(_: &[ImmutableString], ahead: &str, state: &mut Dynamic) -> Next {
    let mut reading = Reading::of(state);
    let expects = reading.expects.clone();
    let (next, then): (&str, String) = match expects.as_str() {
        "" => {
            reading.means(ID);
            ("$string$", "{".into())
        }
        "{" => ("{", "word".into()),
        "=" => ("=", "value setting".into()),
        "end" => {
            reading.keep("end", state);
            return Ok(None);
        }
        expects => {
            let known = |name: &str| WORDS.iter().find(|known| known.word == name);
            if let Some(of) = expects.strip_prefix("value ") {
                match known(of).map_or(Follows::One, |word| word.follows) {
                    Follows::Some => {
                        reading.means(of);
                        ("$expr$", format!("more {of}"))
                    }
                    Follows::One | Follows::Named | Follows::Nothing => {
                        reading.means(of);
                        ("$expr$", "word".into())
                    }
                }
            } else if let (Some(of), ",") = (expects.strip_prefix("more "), ahead) {
                (",", format!("value {of}"))
            } else if expects == "name" {
                reading.means(SETTING_NAME);
                ("$ident$", "=".into())
            } else if ahead == "}" {
                ("}", "end".into())
            } else if ahead == ";" {
                (";", "word".into())
            } else if let Some(word) = known(ahead) {
                let then = match word.follows {
                    Follows::Nothing => "word".to_owned(),
                    Follows::Named => "name".to_owned(),
                    Follows::One | Follows::Some => format!("value {}", word.word),
                };
                if word.follows == Follows::Nothing {
                    // Nothing follows, so there is no value to hang the meaning on; it is kept with a mark.
                    reading.means("!off");
                }
                (word.word, then)
            } else {
                return Err(unknown_word(ahead, &WORDS.map(|known| known.word), "a rule").while_parsing());
            }
        }
    };
    let next = next.into();
    reading.keep(&then, state);
    Ok(Some(next))
}

#[expect(clippy::unnecessary_wraps, reason = "the engine wants a `Result`")]
fn next_of_tune(_: &[ImmutableString], ahead: &str, state: &mut Dynamic) -> Next {
    let mut reading = Reading::of(state);
    let expects = reading.expects.clone();
    let (next, then) = match (expects.as_str(), ahead) {
        ("", _) => {
            reading.means(ID);
            ("$string$", "{")
        }
        ("{", _) => ("{", "word"),
        ("=", _) => ("=", "value"),
        ("value", _) => {
            reading.means("setting");
            ("$expr$", "word")
        }
        ("end", _) => {
            reading.keep("end", state);
            return Ok(None);
        }
        (_, "}") => ("}", "end"),
        (_, ";") => (";", "word"),
        (_, "off") => {
            reading.means("!off");
            ("off", "word")
        }
        (_, "on") => {
            reading.means("!on");
            ("on", "word")
        }
        // A habit from rules; it does no harm here.
        (_, "setting") => ("setting", "name"),
        (_, _) => {
            reading.means(SETTING_NAME);
            ("$ident$", "=")
        }
    };
    let next = next.into();
    reading.keep(then, state);
    Ok(Some(next))
}

fn unknown_word(found: &str, words: &[&str], of: &str) -> Mistake {
    let list = words.join(", ");
    match found {
        "and" | "AND" => return Mistake::new("`and` is written `&&` here, or as a second `when` line"),
        "or" | "OR" => return Mistake::new("`or` is written `||` here"),
        "not" | "NOT" => return Mistake::new("`not` is written `!` here, before what it turns"),
        "is" => return Mistake::new("`is` is written `==` here"),
        "=" => {
            return Mistake::new("one `=` sets a value").hint("to ask whether two things are equal write `==`");
        }
        "=>" => return Mistake::new("`=>` has no meaning here").hint("\"at least\" is written `>=`"),
        "rule" | "tune" | "fn" => {
            return Mistake::new(format!("a `{found}` begins here, inside {of}"))
                .hint("close what is open above it with `}`");
        }
        // The engine has its own words for signs of other languages.
        sign if sign.contains("'==='") => return Mistake::new("`===` has no meaning here").hint("write `==`"),
        sign if sign.contains("'!=='") => return Mistake::new("`!==` has no meaning here").hint("write `!=`"),
        sign if sign.contains("'<>'") => return Mistake::new("`<>` has no meaning here").hint("write `!=`"),
        "if" | "If" | "IF" => {
            return Mistake::new(format!("`{found}` is not one of the words of {of}"))
                .hint("a condition begins with `when`");
        }
        "{EOF}" | "" => {
            return Mistake::new(format!("the file ends inside {of}"))
                .hint("put a `}` on a line of its own at its end");
        }
        _ => (),
    }
    let mistake = Mistake::new(format!("`{found}` is not one of the words of {of}"));
    match nearest(found, words.iter().copied()) {
        Some(near) => mistake.hint(format!("did you mean `{near}`?")),
        None => mistake.hint(format!("the words are: {list}")),
    }
}

/// What each value of a block means, in the order of the values. The marks of words without a value are left out.
pub fn meanings(state: &Dynamic) -> Vec<String> {
    all_meanings(state).into_iter().filter(|meaning| !meaning.starts_with('!')).collect()
}

/// The words of a block that stand without a value.
pub fn marks(state: &Dynamic) -> Vec<String> {
    all_meanings(state).into_iter().filter_map(|meaning| meaning.strip_prefix('!').map(str::to_owned)).collect()
}

fn all_meanings(state: &Dynamic) -> Vec<String> {
    let list = state.read_lock::<Array>().map(|list| list.clone()).unwrap_or_default();
    list.into_iter().skip(1).map(|meaning| meaning.to_string()).collect()
}

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// What the engine does when it comes to a rule block.
fn run_rule(context: &mut EvalContext, inputs: &[Expression], state: &Dynamic) -> Outcome<Dynamic> {
    let Some(mode) = run::mode() else { return Ok(Dynamic::UNIT) };
    let mut nudge = None;
    let Some(meanings) = state.read_lock::<Array>() else { return Ok(Dynamic::UNIT) };
    for (place, input) in places(inputs, &meanings) {
        match (&*place, mode) {
            (ID | SETTING_NAME, _) | ("when" | "nudge", Mode::Read) => (),
            (_, Mode::Read) => read_value(context, input)?,
            ("when", Mode::Judge | Mode::Try) => {
                if !ask(context, input, mode)? && mode == Mode::Judge {
                    return Ok(Dynamic::UNIT);
                }
            }
            ("nudge", Mode::Judge | Mode::Try) => nudge = Some(input),
            (_, Mode::Judge | Mode::Try) => (),
        }
    }
    if let Some(nudge) = nudge {
        say(context, nudge)?;
    }
    Ok(Dynamic::UNIT)
}

fn run_tune(context: &mut EvalContext, inputs: &[Expression], state: &Dynamic) -> Outcome<Dynamic> {
    let Some(meanings) = state.read_lock::<Array>().filter(|_| run::mode() == Some(Mode::Read)) else {
        return Ok(Dynamic::UNIT);
    };
    for (place, input) in places(inputs, &meanings) {
        if place == "setting" {
            read_value(context, input)?;
        }
    }
    Ok(Dynamic::UNIT)
}

/// The values of a block, each with what it means.
fn places<'i>(
    inputs: &'i [Expression<'i>],
    meanings: &'i Array,
) -> impl Iterator<Item = (ImmutableString, &'i Expression<'i>)> {
    let meanings = meanings.iter().skip(1).filter_map(|meaning| meaning.clone().into_immutable_string().ok());
    meanings.filter(|meaning| !meaning.starts_with('!')).zip(inputs)
}

fn read_value(context: &mut EvalContext, input: &Expression) -> Outcome<()> {
    let value = input.eval_with_context(context)?;
    run::trace(|trace| trace.read.push(value));
    Ok(())
}

/// Asks one `when`.
fn ask(context: &mut EvalContext, input: &Expression, mode: Mode) -> Outcome<bool> {
    let answer = match input.eval_with_context(context) {
        Err(error) if mode == Mode::Try && run::trace(|trace| trace.missing.take()).is_some() => {
            drop(error);
            Dynamic::FALSE
        }
        answer => answer?,
    };
    let Ok(holds) = answer.as_bool() else {
        let mistake = Mistake::new(format!("`when` must answer yes or no, but it gave {}", spoken(&answer)));
        let mistake = if answer.is_unit() {
            mistake.hint("an `if` without `else` gives nothing; write only the comparison")
        } else {
            mistake.hint("compare it with something: `>= 3`")
        };
        return Err(Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(mistake), input.position())));
    };
    run::trace(|trace| trace.answer(holds));
    Ok(holds)
}

fn say(context: &mut EvalContext, input: &Expression) -> Outcome<()> {
    let sentence = input.eval_with_context(context);
    if run::trace(|trace| trace.missing.is_some()) {
        if run::mode() == Some(Mode::Try) {
            return Ok(());
        }
        return Err(Box::new(EvalAltResult::ErrorTerminated(Dynamic::UNIT, input.position())));
    }
    let sentence = sentence?;
    if !sentence.is_string() {
        let mistake =
            Mistake::new(format!("`nudge` must be a sentence in back quotes, but it gave {}", spoken(&sentence)))
                .hint("write nudge `Nothing came back from ${they.name}.`");
        return Err(Box::new(EvalAltResult::ErrorRuntime(Dynamic::from(mistake), input.position())));
    }
    run::trace(|trace| trace.said = Some(sentence.to_string()));
    Ok(())
}
