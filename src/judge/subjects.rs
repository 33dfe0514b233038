//! What scripts can say: `you`, `they`, `we` and `my`, lengths of time, and the comparisons, all registered from the table of
//! facts.

use std::collections::BTreeSet;
use std::sync::Arc;

use rhai::{Dynamic, Engine, EvalAltResult, FLOAT, INT, ImmutableString, Position};

use super::amount::{Amount, How, Op, Source, Unit, compare};
use super::facts::{self, Absence, Answer, FACTS, Fact, Given, Gives, Of, Takes};
use super::mistake::Mistake;
use super::run::{self, Step};
use crate::domain::act::{ActKind, FORMS, Side};
use crate::domain::near::nearest;

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// `you` or `they`.
#[derive(Clone, Copy)]
pub struct Person(pub Side);

/// What concerns both: `we`.
#[derive(Clone, Copy)]
pub struct We;

/// The settings of the rule: `my`.
#[derive(Clone, Copy)]
pub struct My;

/// An answer that is one of a few words, such as the intent.
#[derive(Clone)]
struct Word {
    fact: usize,
    is: &'static str,
    known: fn() -> Vec<&'static str>,
}

/// The units that may follow a number, with the words people also try.
pub const UNITS: [(&str, &str, i64, Unit); 13] = [
    ("hours", "hour", 1, Unit::Hours),
    ("days", "day", 1, Unit::Days),
    ("weeks", "week", 7, Unit::Days),
    ("months", "month", 30, Unit::Days),
    ("working_days", "working_day", 1, Unit::WorkingDays),
    ("percent", "per_cent", 1, Unit::Percent),
    ("hour", "hours", 1, Unit::Hours),
    ("day", "days", 1, Unit::Days),
    ("week", "weeks", 7, Unit::Days),
    ("month", "months", 30, Unit::Days),
    ("working_day", "working_days", 1, Unit::WorkingDays),
    ("years", "year", 365, Unit::Days),
    ("year", "years", 365, Unit::Days),
];

/// What can follow an amount.
pub const AMOUNT_WORDS: [&str; 4] = ["times", "or_else", "of", "to_string"];

pub fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Person>("a person")
        .register_type_with_name::<We>("the two of you")
        .register_type_with_name::<My>("the settings")
        .register_type_with_name::<Amount>("an amount")
        .register_type_with_name::<Word>("a word");
    for fact in FACTS {
        match fact.of {
            Of::Person => register_fact::<Person>(engine, fact, |person| person.0),
            Of::We => register_fact::<We>(engine, fact, |_| Side::They),
        }
    }
    engine.register_indexer_get(|_: &mut Person, name: ImmutableString| -> Outcome<Dynamic> {
        Err(no_such_fact(Of::Person, &name).thrown())
    });
    engine.register_indexer_get(|_: &mut We, name: ImmutableString| -> Outcome<Dynamic> {
        Err(no_such_fact(Of::We, &name).thrown())
    });
    engine.register_indexer_get(|_: &mut My, name: ImmutableString| setting(&name));
    for (word, _, size, unit) in UNITS {
        engine.register_get(word, move |n: &mut INT| Amount::written(n.saturating_mul(size), unit));
        engine.register_fn(word, move |n: INT| Amount::written(n.saturating_mul(size), unit));
        engine.register_get(word, move |n: &mut FLOAT| -> Outcome<Amount> {
            Err(part_of(*n, word, size, unit).thrown())
        });
    }
    register_amounts(engine);
    register_comparisons(engine);
}

/// Lets rules read settings of these names at once. Any name can be read without it, after the engine has looked for a property in vain.
pub fn register_settings(engine: &mut Engine, names: BTreeSet<String>) {
    for name in names {
        engine.register_get(name.clone(), move |_: &mut My| setting(&name));
    }
}

fn setting(name: &str) -> Outcome<Dynamic> {
    run::setting(name).ok_or_else(|| no_such_setting(name, &run::setting_names()).thrown())
}

/// `2.5.days`: lengths of time and percentages are whole.
fn part_of(n: FLOAT, word: &str, size: i64, unit: Unit) -> Mistake {
    let mistake = Mistake::new(format!("`{n}.{word}` has a part of a number before its unit"));
    #[expect(clippy::cast_precision_loss, reason = "at most 365")]
    let whole = (n * size as f64).round();
    if !(0.0..=100_000.0).contains(&whole) {
        return mistake.hint(format!("write a whole number, such as `3.{word}`"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 100,000, checked above")]
    mistake.hint(format!("write a whole number, such as `{}`", unit.written(whole as i64)))
}

fn register_fact<T: Clone + Send + Sync + 'static>(engine: &mut Engine, fact: &'static Fact, side: fn(&T) -> Side) {
    if fact.takes == Takes::Nothing {
        engine.register_get(fact.name, move |of: &mut T| read(fact, side(of), &[]));
    }
    engine.register_fn(fact.name, move |of: &mut T| read(fact, side(of), &[]));
    engine.register_fn(fact.name, move |of: &mut T, a: Dynamic| read(fact, side(of), &[a]));
    engine.register_fn(fact.name, move |of: &mut T, a: Dynamic, b: Dynamic| read(fact, side(of), &[a, b]));
    engine
        .register_fn(fact.name, move |of: &mut T, a: Dynamic, b: Dynamic, c: Dynamic| read(fact, side(of), &[a, b, c]));
}

fn read(fact: &'static Fact, side: Side, inside: &[Dynamic]) -> Outcome<Dynamic> {
    let given = given(fact, inside).map_err(Mistake::thrown)?;
    let Some(account) = run::account() else {
        return Err(Mistake::new("a setting cannot look at a relationship; only `when` and `nudge` can").thrown());
    };
    let answer = fact.answer(&account, side, &given);
    let place = run::trace(|trace| trace.saw(fact, side, given));
    match (answer, fact.gives) {
        (Answer::Amount(value), Gives::Amount(unit)) => {
            Ok(Dynamic::from(Amount { value, unit, source: Source::Fact(place) }))
        }
        (Answer::YesNo(is), _) => {
            run::trace(|trace| trace.step(Step::YesNo { fact: place, is, holds: is }));
            Ok(is.into())
        }
        (Answer::Word(is), Gives::Word(known)) => Ok(Dynamic::from(Word { fact: place, is, known })),
        (Answer::Text(Some(text)), _) => Ok(text.into()),
        (Answer::Text(None) | Answer::Amount(_) | Answer::Word(_), _) => Err(not_known(place)),
    }
}

/// Ends the evaluation as "not enough data". It cannot be caught, so that `!(x > 5)` is not true by accident.
#[expect(clippy::unnecessary_box_returns, reason = "the engine's errors are boxed")]
fn not_known(place: usize) -> Box<EvalAltResult> {
    run::trace(|trace| {
        let why = trace.seen.get(place).map(|seen| format!("{}: {}", seen.spoken(), seen.fact.unknown));
        trace.missing = trace.missing.take().or(why);
    });
    Box::new(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE))
}

/// Reads what stands in the parentheses of a fact.
pub fn given(fact: &Fact, inside: &[Dynamic]) -> Result<Given, Mistake> {
    let mut given = Given::default();
    for argument in inside {
        if fact.takes == Takes::Nothing {
            return Err(Mistake::new(format!("`{}` stands without parentheses", fact.name))
                .hint(format!("write it like this: {}", fact.example)));
        }
        if argument.is_string() && fact.takes.words().is_some() {
            put_word(fact, &argument.to_string(), &mut given)?;
        } else if fact.takes.needs_window() {
            given.days = Some(window(fact, argument)?);
        } else {
            return Err(Mistake::new(format!("`{}` takes a word in quotes", fact.name))
                .hint(format!("write it like this: {}", fact.example)));
        }
    }
    if fact.takes.needs_window() && given.days.is_none() {
        return Err(Mistake::new(format!("`{}` needs a length of time", fact.name))
            .hint(format!("write it like this: {}", fact.example)));
    }
    if fact.takes.needs_word() && given.word.is_none() {
        return Err(Mistake::new(format!("`{}` needs a word in quotes", fact.name))
            .hint(format!("write it like this: {}", fact.example)));
    }
    let most = usize::from(fact.takes.needs_window()) + usize::from(fact.takes.words().is_some());
    if inside.len() > most {
        return Err(Mistake::new(format!("there is too much in the parentheses of `{}`", fact.name))
            .hint(format!("write `{}`", fact.call())));
    }
    Ok(given)
}

/// Reads a word that a fact was given: a kind of giving with its form, or one of the fact's own words.
fn put_word(fact: &Fact, word: &str, given: &mut Given) -> Result<(), Mistake> {
    known_word(fact, word)?;
    let plain = word.replace(['-', ' '], "_");
    match fact.takes {
        Takes::WindowAndKind | Takes::Kind => {
            let form = FORMS.iter().find(|(form, _)| *form == plain);
            given.kind = ActKind::from_word(&plain).or(form.map(|(_, kind)| *kind));
            given.form = form.filter(|_| ActKind::from_word(&plain).is_none()).map(|(form, _)| *form);
        }
        _ => given.word = Some(word.to_owned()),
    }
    Ok(())
}

/// Whether a word is one that a fact knows; else what was probably meant.
pub fn known_word(fact: &Fact, word: &str) -> Result<(), Mistake> {
    let Some((what, known)) = fact.takes.words().filter(|(_, known)| !known.is_empty()) else { return Ok(()) };
    let plain = word.replace(['-', ' '], "_");
    if known.contains(&word) || known.contains(&plain.as_str()) {
        return Ok(());
    }
    let mistake = Mistake::new(format!("there is no {what} called \"{word}\""));
    let listed = format!("it is one of: {}", known.join(", "));
    Err(match nearest(word, known.iter().copied()) {
        Some(near) => mistake.hint(format!("did you mean \"{near}\"? {listed}")),
        None => mistake.hint(listed),
    })
}

fn window(fact: &Fact, argument: &Dynamic) -> Result<u32, Mistake> {
    let needs = format!("`{}` needs a length of time", fact.name);
    if let Some(amount) = argument.read_lock::<Amount>() {
        let days = match (amount.unit, amount.value) {
            (Unit::Days, Some(days)) => days,
            (Unit::Hours, Some(hours)) => hours.saturating_add(23) / 24,
            (Unit::WorkingDays, Some(days)) => {
                return Err(Mistake::new(format!("{needs} in days of the calendar, not in working days"))
                    .hint(format!("write `{days}.days`")));
            }
            _ => return Err(Mistake::new(format!("{needs}, but it was given `{}`", *amount)).hint("write `90.days`")),
        };
        return match u32::try_from(days) {
            Ok(days) if (1..=400).contains(&days) => Ok(days),
            _ => Err(Mistake::new(format!("{needs} between 1 and 400 days, but it was given `{}`", *amount))
                .hint("write a length such as `30.days`; I remember 400 days")),
        };
    }
    if let Ok(n) = argument.as_int() {
        return Err(Mistake::new(format!("{needs}, but it was given the number {n}")).hint(format!("write `{n}.days`")));
    }
    if argument.is_string() {
        let text = argument.to_string();
        return Err(Mistake::new(format!("{needs}, but it was given the text \"{text}\""))
            .hint(length_in(&format!("{text} days")).unwrap_or_else(|| "write `90.days`, without quotes".to_owned())));
    }
    Err(Mistake::new(format!("{needs}, but it was given {}", spoken(argument))).hint("write `90.days`"))
}

/// For a length of time that was put in quotes: how to write it.
pub fn length_in(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let n: i64 = words.next()?.parse().ok()?;
    let unit = words.next()?;
    let unit = nearest(unit, UNITS.iter().map(|(word, ..)| *word))?;
    Some(format!("write `{n}.{unit}`, without quotes"))
}

pub fn kind(word: &str) -> Result<ActKind, Mistake> {
    ActKind::from_word(&word.replace(['-', ' '], "_")).ok_or_else(|| {
        let kinds: Vec<&str> = ActKind::ALL.iter().map(|kind| kind.word()).collect();
        let mistake = Mistake::new(format!("there is no kind of giving called \"{word}\""));
        match nearest(word, kinds.iter().copied()) {
            Some(near) => mistake.hint(format!("did you mean \"{near}\"? the kinds are: {}", kinds.join(", "))),
            None => mistake.hint(format!("the kinds are: {}", kinds.join(", "))),
        }
    })
}

pub fn no_such_fact(of: Of, name: &str) -> Mistake {
    let mistake = match of {
        Of::Person => Mistake::new(format!("`you` and `they` have no fact called `{name}`")),
        Of::We => Mistake::new(format!("`we` has no fact called `{name}`")),
    };
    let other = match of {
        Of::Person => Of::We,
        Of::We => Of::Person,
    };
    if let Some(fact) = facts::find(of, name) {
        return Mistake::new(format!("`{name}` needs parentheses")).hint(format!("write `{}`", fact.example));
    }
    if let Some(fact) = facts::find(other, name) {
        let whose = if other == Of::We { "`we`" } else { "`you` and `they`" };
        return mistake.hint(format!("it belongs to {whose}: `{}`", fact.example));
    }
    match nearest(name, facts::names(of)) {
        Some(near) => mistake.hint(format!("did you mean `{near}`?")),
        None => mistake.hint("`bothways rules facts` lists them all"),
    }
}

/// A setting that is read as `my.name` and is not there.
pub fn no_such_setting(name: &str, settings: &[String]) -> Mistake {
    let mistake = Mistake::new(format!("this rule has no setting called `{name}`"));
    match nearest(name, settings.iter().map(String::as_str)) {
        Some(near) => mistake.hint(format!("did you mean `my.{near}`?")),
        None => mistake.hint(format!("add a line `setting {name} = …` to the rule")),
    }
}

fn register_amounts(engine: &mut Engine) {
    engine.register_fn("to_string", |amount: &mut Amount| {
        if amount.value.is_none()
            && let Some(place) = amount.fact()
        {
            // Text cannot refuse to be made; the rule looks at this when its sentence is done.
            let _: Box<EvalAltResult> = not_known(place);
        }
        amount.to_string()
    });
    engine.register_fn("to_string", |word: &mut Word| word.is.to_owned());
    engine.register_fn("times", |amount: &mut Amount, n: INT| times(amount, n, &n.to_string(), 1));
    engine.register_fn("times", |_: &mut Amount, whole: INT, part: INT| -> Outcome<Amount> {
        Err(Mistake::new("a number is written with a point, not with a comma")
            .hint(format!("write {whole}.{part} for {whole},{part}"))
            .thrown())
    });
    engine.register_fn("times", |amount: &mut Amount, n: FLOAT| -> Outcome<Amount> {
        // Tenths are as fine as a rule needs; whole numbers keep the sums exact.
        let tenths = (n * 10.0).round();
        if !(0.0..=100_000.0).contains(&tenths) {
            return Err(Mistake::new(format!("`times` cannot work with {n}")).thrown());
        }
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 100,000, checked above")]
        Ok(times(amount, tenths as i64, &n.to_string(), 10))
    });
    engine.register_fn("or_else", |amount: &mut Amount, other: Dynamic| -> Outcome<Amount> {
        let other = as_amount(&other, amount.unit).map_err(Mistake::thrown)?;
        if amount.value.is_some() {
            return Ok(amount.clone());
        }
        if other.unit != amount.unit {
            return Err(Mistake::new(format!("`or_else` needs {} here", amount.unit.counted_in())).thrown());
        }
        let absence = absence(amount).and(absence(&other));
        let source = Source::Worked(Arc::new(How::InPlaceOf(amount.clone())), amount.fact(), absence);
        Ok(Amount { source, ..other })
    });
    engine.register_fn("of", |amount: &mut Amount, one: &str, many: &str| -> Outcome<String> {
        let Some(n) = amount.value else {
            return Err(amount.fact().map_or_else(|| Mistake::new("this is not known").thrown(), not_known));
        };
        Ok(match n {
            0 => format!("no {many}"),
            1 => format!("1 {one}"),
            _ => format!("{n} {many}"),
        })
    });
    engine.register_fn("+", |a: Amount, b: Amount| joined(&a, "+", &b));
    engine.register_fn("-", |a: Amount, b: Amount| joined(&a, "-", &b));
    engine.register_fn("*", |mut a: Amount, n: INT| times(&mut a, n, &n.to_string(), 1));
    // `in` asks this; the package of array functions stays out, see `engine`.
    engine.register_fn("contains", |list: rhai::Array, wanted: ImmutableString| {
        list.iter().any(|entry| entry.read_lock::<ImmutableString>().is_some_and(|entry| *entry == wanted))
    });
}

fn times(amount: &mut Amount, n: i64, shown: &str, over: i64) -> Amount {
    let value = amount.value.map(|value| value.saturating_mul(n) / over);
    let source = match amount.source {
        Source::Written => Source::Written,
        Source::Fact(_) | Source::Worked(..) => {
            let absence = if n < 0 { absence(amount).turned() } else { absence(amount) };
            Source::Worked(Arc::new(How::Times(amount.clone(), shown.to_owned())), amount.fact(), absence)
        }
    };
    Amount { value, unit: amount.unit, source }
}

fn joined(a: &Amount, sign: &'static str, b: &Amount) -> Outcome<Amount> {
    if a.unit != b.unit {
        return Err(Mistake::new(format!(
            "`{sign}` cannot join what is {} and what is {}",
            a.unit.counted_in(),
            b.unit.counted_in()
        ))
        .thrown());
    }
    let value = match (a.value, b.value) {
        (Some(a), Some(b)) if sign == "+" => Some(a.saturating_add(b)),
        (Some(a), Some(b)) => Some(a.saturating_sub(b)),
        _ => None,
    };
    let source = match (a.fact(), b.fact()) {
        (None, None) => Source::Written,
        (fact, other) => {
            let unknown =
                if a.value.is_none() { fact.or(other) } else { other.filter(|_| b.value.is_none()).or(fact).or(other) };
            let taken = if sign == "-" { absence(b).turned() } else { absence(b) };
            Source::Worked(Arc::new(How::Joined(a.clone(), sign, b.clone())), unknown, absence(a).and(taken))
        }
    };
    Ok(Amount { value, unit: a.unit, source })
}

fn absence(amount: &Amount) -> Absence {
    run::trace(|trace| trace.absence(amount))
}

/// Comparisons are registered against anything, so that a comparison with the wrong thing is a mistake and not a silent "no".
fn register_comparisons(engine: &mut Engine) {
    for op in Op::ALL {
        engine.register_fn(op.sign(), move |a: Amount, b: Amount| compare_amounts(op, &a, &b));
        engine.register_fn(op.sign(), move |a: Amount, b: Dynamic| compare_with(op, &a, &b));
        engine.register_fn(op.sign(), move |a: Dynamic, b: Amount| compare_with(op.turned(), &b, &a));
        engine.register_fn(op.sign(), move |a: Word, b: Dynamic| compare_word(op, &a, &b));
        engine.register_fn(op.sign(), move |a: Dynamic, b: Word| compare_word(op.turned(), &b, &a));
        engine.register_fn(op.sign(), move |a: INT, b: ImmutableString| text_and_number(a, &b));
        engine.register_fn(op.sign(), move |a: ImmutableString, b: INT| text_and_number(b, &a));
    }
}

fn text_and_number(n: INT, text: &str) -> Outcome<bool> {
    let mistake = Mistake::new(format!("the number {n} cannot be compared with the text \"{text}\""));
    Err(match text.parse::<i64>() {
        Ok(_) => mistake.hint(format!("write {text} without quotes")),
        Err(_) => mistake,
    }
    .thrown())
}

fn compare_with(op: Op, left: &Amount, right: &Dynamic) -> Outcome<bool> {
    let right = as_amount(right, left.unit).map_err(|mistake| {
        let name = name_of(left);
        Mistake { what: format!("`{name}` {}", mistake.what), ..mistake }.thrown()
    })?;
    compare_amounts(op, left, &right)
}

fn compare_amounts(op: Op, left: &Amount, right: &Amount) -> Outcome<bool> {
    for side in [left, right] {
        if side.value.is_none()
            && let Some(place) = side.fact()
        {
            return Err(not_known(place));
        }
    }
    // The fact stands on the left, whichever side the rule wrote it on.
    let (op, left, right) =
        if left.fact().is_none() && right.fact().is_some() { (op.turned(), right, left) } else { (op, left, right) };
    let (Some(a), Some(b)) = (left.value, right.value) else {
        return Err(Mistake::new("this is not known").thrown());
    };
    let holds = compare(op, || name_of(left), (a, left.unit), (b, right.unit)).map_err(Mistake::thrown)?;
    if left.fact().is_some() {
        run::trace(|trace| trace.step(Step::Amounts { left: left.clone(), op, right: right.clone(), holds }));
    }
    Ok(holds)
}

fn name_of(amount: &Amount) -> String {
    run::trace(|trace| trace.name(amount))
        .unwrap_or_else(|| amount.value.map(|value| amount.unit.written(value)).unwrap_or_default())
}

/// What a script wrote beside an amount, as an amount. The mistake's words continue "`they.gave(90 days)` …".
fn as_amount(written: &Dynamic, wanted: Unit) -> Result<Amount, Mistake> {
    if let Some(amount) = written.read_lock::<Amount>() {
        return Ok(amount.clone());
    }
    let is = wanted.counted_in();
    if let Ok(n) = written.as_int() {
        if wanted == Unit::Count {
            return Ok(Amount::written(n, wanted));
        }
        return Err(Mistake::new(format!("is {is} and cannot be compared with the bare number {n}"))
            .hint(format!("write `{}`", wanted.written(n))));
    }
    if written.is_string() {
        let text = written.to_string();
        let n = text.split_whitespace().next().and_then(|n| n.parse::<i64>().ok()).unwrap_or(3);
        return Err(Mistake::new(format!("is {is} and cannot be compared with the text \"{text}\""))
            .hint(format!("write `{}`, without quotes", wanted.written(n))));
    }
    Err(Mistake::new(format!("is {is} and cannot be compared with {}", spoken(written)))
        .hint(format!("write `{}`", wanted.written(3))))
}

fn compare_word(op: Op, word: &Word, wanted: &Dynamic) -> Outcome<bool> {
    let name = || run::trace(|trace| trace.seen.get(word.fact).map(run::Seen::spoken).unwrap_or_default());
    let known = word.known;
    let wanted = match wanted.read_lock::<Word>() {
        Some(other) => other.is.to_owned(),
        None if wanted.is_string() => wanted.to_string(),
        None => {
            return Err(Mistake::new(format!("`{}` is a word and cannot be compared with {}", name(), spoken(wanted)))
                .hint(format!("it is one of: {}", known().join(", ")))
                .thrown());
        }
    };
    if !matches!(op, Op::Equal | Op::Differs) {
        return Err(Mistake::new(format!("`{}` is a word; it has no more or less", name()))
            .hint("use `==` or `!=`")
            .thrown());
    }
    if word.is != wanted && !known().contains(&wanted.as_str()) {
        let known = known();
        let mistake = Mistake::new(format!("`{}` is never \"{wanted}\"", name()));
        return Err(match nearest(&wanted, known.iter().copied()) {
            Some(near) => mistake.hint(format!("did you mean \"{near}\"?")),
            None => mistake.hint(format!("it is one of: {}", known.join(", "))),
        }
        .thrown());
    }
    let holds = op.holds(word.is, wanted.as_str());
    run::trace(|trace| trace.step(Step::Words { fact: word.fact, is: word.is, op, wanted, holds }));
    Ok(holds)
}

/// Whether a setting may have this value in place of that one: a number in place of a number, and an amount of the same unit.
pub fn may_replace(name: &str, old: &Dynamic, new: &Dynamic) -> Result<(), Mistake> {
    let is_number = |value: &Dynamic| value.is_int() || value.is_float();
    let cannot = || Mistake::new(format!("the setting `{name}` was {}; it cannot be {}", spoken(old), spoken(new)));
    let Some(unit) = old.read_lock::<Amount>().map(|amount| amount.unit) else {
        let alike = old.type_name() == new.type_name() || (is_number(old) && is_number(new));
        return if alike { Ok(()) } else { Err(cannot()) };
    };
    let n = match new.read_lock::<Amount>() {
        Some(amount) if amount.unit.is_like(unit) => return Ok(()),
        Some(amount) => amount.value,
        None => new.as_int().ok(),
    };
    Err(match n {
        Some(n) => cannot().hint(format!("write `{}`", unit.written(n))),
        None => cannot(),
    })
}

/// A value of a script in a sentence.
pub fn spoken(value: &Dynamic) -> String {
    if value.is_unit() {
        "nothing".to_owned()
    } else if let Ok(yes) = value.as_bool() {
        if yes { "yes".to_owned() } else { "no".to_owned() }
    } else if value.is_string() {
        format!("the text \"{value}\"")
    } else if value.is_int() || value.is_float() {
        format!("the number {value}")
    } else if let Some(amount) = value.read_lock::<Amount>() {
        format!("`{}`", *amount)
    } else if let Some(word) = value.read_lock::<Word>() {
        format!("the word \"{}\"", word.is)
    } else {
        "something else".to_owned()
    }
}

/// A value as it is written in a rule: `90.days`, `"acme"`.
pub fn written(value: &Dynamic) -> String {
    if let Some(amount) = value.read_lock::<Amount>() {
        return amount.value.map(|value| amount.unit.written(value)).unwrap_or_default();
    }
    if value.is_string() {
        return format!("\"{value}\"");
    }
    if let Some(list) = value.read_lock::<rhai::Array>() {
        return format!("[{}]", list.iter().map(written).collect::<Vec<_>>().join(", "));
    }
    value.to_string()
}
