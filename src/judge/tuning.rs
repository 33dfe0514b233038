//! Changing a number of a rule without a copy of it: which setting was meant, with which unit, and the `tune` block that says so.

use super::block::{self, Tune};
use super::engine;
use super::rules::{RuleFile, RuleSummary};
use super::subjects::{UNITS, written};
use crate::domain::fault::Fault;
use crate::domain::near::nearest;

/// Where tuning is kept that has no other place yet.
pub const FILE: &str = "rules/tuning.rhai";

/// One change of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    On,
    Off,
    /// A setting and its value, as they are written in a rule: `window`, `120.days`.
    Set(String, String),
}

/// The user's file with the change in it: the one that tunes this rule already, else [`FILE`]. What she wrote around it stays.
pub fn tuned(files: &[RuleFile], id: &str, change: &Change) -> Result<RuleFile, Fault> {
    let own: Vec<&RuleFile> = files.iter().filter(|file| !file.shipped).collect();
    let read = |file: &RuleFile| tunes(file).map(|tunes| tunes.into_iter().rev().find(|tune| tune.id == id));
    let mut found = None;
    for file in &own {
        // A broken file cannot be the place; only where it is the usual one must it be mended first.
        match read(file) {
            Ok(Some(tune)) => found = Some(((*file).clone(), tune)),
            Err(fault) if file.name == FILE => return Err(fault),
            Ok(None) | Err(_) => (),
        }
    }
    let Some((file, tune)) = found else {
        let text = own.iter().find(|file| file.name == FILE).map_or("", |file| file.text.as_str());
        let block = block_of(id, &changed(None, change));
        return Ok(RuleFile { name: FILE.to_owned(), text: appended(text, &block), shipped: false });
    };
    let block = block_of(id, &changed(Some(&tune), change));
    let text = match extent(&file.text, &tune) {
        Some((start, end)) if !file.text.get(start..end).unwrap_or_default().contains("//") => {
            let part = |range: std::ops::Range<usize>| file.text.get(range).unwrap_or_default().to_owned();
            format!("{}{block}{}", part(0..start), part(end..file.text.len()))
        }
        // A remark in the block is the user's; the later block counts.
        _ => appended(&file.text, &block),
    };
    Ok(RuleFile { text, ..file })
}

/// The blocks of a file, in an order in which the last one counts.
fn tunes(file: &RuleFile) -> Result<Vec<Read>, Fault> {
    let read = engine::large_stack(|| {
        let contents =
            block::read(&engine::locked(), &file.text).map_err(|mistake| mistake.fault(&file.name, &file.text))?;
        Ok(contents.tunes.into_iter().map(Read::of).collect())
    });
    read.unwrap_or_else(|| Err(Fault::new(file.name.clone(), "could not be read")))
}

/// A `tune` block as it stands in a file.
struct Read {
    id: String,
    settings: Vec<(String, String)>,
    on: Option<bool>,
    at: (usize, usize),
}

impl Read {
    fn of(tune: Tune) -> Self {
        let settings = tune.settings.iter().map(|tuned| (tuned.name.clone(), written(&tuned.value))).collect();
        Self { id: tune.id, settings, on: tune.on, at: tune.at }
    }
}

/// The lines of a block, with the change in them.
fn changed(tune: Option<&Read>, change: &Change) -> Vec<String> {
    let mut settings = tune.map(|tune| tune.settings.clone()).unwrap_or_default();
    let mut on = tune.and_then(|tune| tune.on);
    match change {
        Change::On => on = Some(true),
        Change::Off => on = Some(false),
        Change::Set(name, value) => match settings.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => old.clone_from(value),
            None => settings.push((name.clone(), value.clone())),
        },
    }
    let switch = on.map(|on| if on { "on".to_owned() } else { "off".to_owned() });
    switch.into_iter().chain(settings.into_iter().map(|(name, value)| format!("{name} = {value}"))).collect()
}

fn block_of(id: &str, lines: &[String]) -> String {
    match lines {
        [line] => format!("tune \"{id}\" {{ {line} }}"),
        lines => format!("tune \"{id}\" {{\n    {}\n}}", lines.join("\n    ")),
    }
}

fn appended(text: &str, block: &str) -> String {
    let before = text.trim_end();
    if before.is_empty() { format!("{block}\n") } else { format!("{before}\n\n{block}\n") }
}

/// From where to where a block reaches in its file, in bytes.
fn extent(text: &str, tune: &Read) -> Option<(usize, usize)> {
    let line_start: usize = text.split_inclusive('\n').take(tune.at.0 - 1).map(str::len).sum();
    let line = text.get(line_start..)?;
    let start = line_start + line.char_indices().nth(tune.at.1 - 1).map(|(at, _)| at)?;
    let mut quoted = false;
    for (at, letter) in text.get(start..)?.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '}' if !quoted => return Some((start, start + at + 1)),
            _ => (),
        }
    }
    None
}

/// Which setting of a rule somebody means, and how its value is written: `slower 3` is `slower_than_usual = 3`, `window 120 days`
/// is `window = 120.days`. `Err` says in a sentence what is not clear.
pub fn meant(rule: &RuleSummary, said: &str) -> Result<Change, String> {
    let said = said.trim().trim_end_matches(['.', ';']).trim();
    match said.to_lowercase().as_str() {
        "on" => return Ok(Change::On),
        "off" => return Ok(Change::Off),
        _ => (),
    }
    let known: Vec<&str> = rule.settings.iter().map(|(name, _)| name.as_str()).collect();
    let numbers = || known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let Some(first) = known.first() else {
        return Err(format!("The rule {} has no number to change; `rule {} off` switches it off.", rule.id, rule.id));
    };
    let words = said.replace('=', " = ");
    let mut words: Vec<&str> =
        words.split_whitespace().filter(|word| !matches!(*word, "=" | "to" | "is" | "set")).collect();
    let starts_with_value = words.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let name = match (words.first(), starts_with_value, known.len()) {
        (None, ..) => {
            let now: Vec<String> = rule.settings.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            return Err(format!(
                "What shall change in {}? It has: {}. For example: rule {} {first} = …",
                rule.id,
                now.join(", "),
                rule.id
            ));
        }
        (Some(_), true, 1) => first,
        (Some(_), true, _) => return Err(format!("Which number of {}? It has {}.", rule.id, numbers())),
        (Some(word), false, _) => {
            let word = *word;
            words.remove(0);
            setting(word, &known).ok_or_else(|| format!("{} has no `{word}`. It has {}.", rule.id, numbers()))?
        }
    };
    let now = rule.settings.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let value = value(&words.join(" "), now)
        .ok_or_else(|| format!("`{name}` of {} is {now}; write the new value in the same way.", rule.id))?;
    Ok(Change::Set((*name).to_owned(), value))
}

fn setting<'a>(word: &str, known: &'a [&'a str]) -> Option<&'a &'a str> {
    let word = word.trim_start_matches("my.").to_lowercase().replace('-', "_");
    let begins: Vec<&&str> = known.iter().filter(|name| name.starts_with(&word)).collect();
    let exact = known.iter().find(|name| **name == word);
    exact.or(if let [one] = begins.as_slice() { Some(*one) } else { None }).or_else(|| {
        let near = nearest(&word, known.iter().copied())?;
        known.iter().find(|name| **name == near)
    })
}

/// A value as somebody says it, in the unit that the setting has now.
fn value(said: &str, now: &str) -> Option<String> {
    let unit_now =
        now.split_once('.').map(|(_, unit)| unit).filter(|unit| UNITS.iter().any(|(known, ..)| known == unit));
    let said = said.trim();
    let end = said.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(said.len());
    let (number, unit) = said.split_at(end);
    let number = number.trim_end_matches('.').replace(',', ".");
    if number.is_empty() {
        let is_word = matches!(now, "true" | "false") || now.starts_with('"');
        let plain = said.trim_matches(['"', '“', '”']);
        return match plain {
            _ if !is_word || plain.contains(['"', '\\', '`', '\n']) => None,
            "yes" | "true" if !now.starts_with('"') => Some("true".to_owned()),
            "no" | "false" if !now.starts_with('"') => Some("false".to_owned()),
            _ if now.starts_with('"') => Some(format!("\"{plain}\"")),
            _ => None,
        };
    }
    let number = number.parse::<f64>().ok().map(|_| number)?;
    let unit = unit.trim().trim_start_matches('.').trim().to_lowercase().replace([' ', '-'], "_");
    let unit = match unit.as_str() {
        "" => match unit_now {
            Some(unit) => unit.to_owned(),
            None => return Some(number),
        },
        "%" => "percent".to_owned(),
        "d" => "days".to_owned(),
        "w" => "weeks".to_owned(),
        "x" | "times" if unit_now.is_none() => return Some(number),
        unit => UNITS.iter().find(|(known, ..)| *known == unit)?.0.to_owned(),
    };
    Some(format!("{number}.{unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::rules::compile;
    use crate::judge::shipped::shipped;

    fn own(text: &str) -> RuleFile {
        RuleFile { name: FILE.to_owned(), text: text.to_owned(), shipped: false }
    }

    fn means(rule: &str, said: &str) -> Result<Change, String> {
        meant(compile(&shipped(), &[], &mut Vec::new()).find(rule).unwrap(), said)
    }

    fn set(name: &str, value: &str) -> Change {
        Change::Set(name.to_owned(), value.to_owned())
    }

    #[test]
    fn a_setting_is_known_by_its_beginning_and_keeps_its_unit() {
        assert_eq!(means("quiet", "slower 3"), Ok(set("slower_than_usual", "3")));
        assert_eq!(means("quiet", "slower_than_usual = 3"), Ok(set("slower_than_usual", "3")));
        assert_eq!(means("quiet", "slower-than-usual to 2,5"), Ok(set("slower_than_usual", "2.5")));
        assert_eq!(means("quiet", "at_least 7"), Ok(set("at_least", "7.working_days")));
        assert_eq!(means("one-sided", "window 120 days"), Ok(set("window", "120.days")));
        assert_eq!(means("one-sided", "windwo=4 months."), Ok(set("window", "4.months")));
        assert_eq!(means("all-task", "share 80%"), Ok(set("share", "80.percent")));
        assert_eq!(means("coffee-due", "90"), Ok(set("every", "90.days")));
        assert_eq!(means("coffee-due", "on"), Ok(Change::On));
        for (rule, said, why) in [
            ("quiet", "3", "Which number of quiet?"),
            ("quiet", "", "What shall change in quiet? It has: at_least = 5.working_days"),
            (
                "quiet",
                "louder 3",
                "quiet has no `louder`. It has `at_least`, `open_letters`, `slower_than_usual`, `two_wait_for`.",
            ),
            ("quiet", "slower very", "`slower_than_usual` of quiet is 2"),
            ("quiet", "slower \"; eval(1); \"", "`slower_than_usual` of quiet is 2"),
            ("plan-step", "3", "The rule plan-step has no number to change"),
        ] {
            let said = means(rule, said).unwrap_err();
            assert!(said.starts_with(why), "{said}");
        }
    }

    #[test]
    fn what_the_user_wrote_around_it_stays() {
        let tuned = |text: &str, id: &str, change: Change| tuned(&[own(text)], id, &change).unwrap().text;
        let one = Change::Set("window".to_owned(), "120.days".to_owned());
        assert_eq!(tuned("", "one-sided", one.clone()), "tune \"one-sided\" { window = 120.days }\n");
        let before = "// mine\ntune \"quiet\" { off } // loud\ntune \"one-sided\" { window = 60.days  least_given = 5 }\n// end\n";
        assert_eq!(
            tuned(before, "one-sided", one.clone()),
            "// mine\ntune \"quiet\" { off } // loud\ntune \"one-sided\" {\n    window = 120.days\n    least_given = 5\n}\n// end\n"
        );
        assert_eq!(tuned(before, "quiet", Change::On).lines().nth(1), Some("tune \"quiet\" { on } // loud"));
        let remark = "tune \"one-sided\" {\n    window = 60.days // for Acme }\n}\n";
        assert_eq!(
            tuned(remark, "one-sided", one),
            format!("{remark}\ntune \"one-sided\" {{\n    window = 120.days\n}}\n")
                .replace("{\n    window = 120.days\n}", "{ window = 120.days }")
        );
    }

    #[test]
    fn a_rule_is_tuned_where_it_is_tuned_already() {
        let mut files = vec![own("tune \"quiet\" { off }\n")];
        files.push(RuleFile {
            name: "rules/z.rhai".to_owned(),
            text: "tune \"quiet\" { open_letters = 3 }".to_owned(),
            shipped: false,
        });
        let file = tuned(&files, "quiet", &Change::On).unwrap();
        assert_eq!(
            (file.name.as_str(), file.text.as_str()),
            ("rules/z.rhai", "tune \"quiet\" {\n    on\n    open_letters = 3\n}")
        );
        assert!(tuned(&[own("tune \"quiet\" {")], "quiet", &Change::On).is_err(), "a broken file is not written over");
    }
}
