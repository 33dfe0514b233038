//! The rule that `rules new` begins with: sound as it stands, and off.

use super::mistake::Mistake;
use super::shipped::shipped;
use crate::domain::fault::Fault;

/// A rule of that name, and two cases for it. A name that cannot be one, or is taken by a shipped rule, is said so.
pub fn rule(id: &str) -> Result<(String, String), Fault> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || id.len() > 60 || !id.chars().all(fits) || id.starts_with('-') {
        return Err(Mistake::new(format!("`{id}` cannot be the name of a rule"))
            .hint("a name has small letters, digits and `-`, like `thanks-owed`")
            .fault("rules", ""));
    }
    if shipped().iter().any(|file| file.name == format!("rules/{id}.rhai")) {
        return Err(Mistake::new(format!("there is a shipped rule called `{id}`"))
            .hint(format!("`bothways rules edit {id}` changes it"))
            .fault("rules", ""));
    }
    Ok((RULE.replace("NAME", id), CASES.replace("NAME", id)))
}

const RULE: &str = r#"// What this rule is for, in a sentence or two.

rule "NAME" {
    title    "They helped, and a while has passed"
    level    "for the week"
    wrong_if "you thanked them by phone"
    lasts    2.days
    again    30.days
    off

    // You can change these.
    setting  window = 30.days
    setting  least  = 1

    // All of these must hold. `bothways rules facts` lists what you can ask.
    when     we.intent == "partnership"
    when     they.gave("help", my.window) >= my.least
    when     you.gave("thanks", my.window) == 0

    nudge    `${they.name} helped you ${they.gave("help", my.window).of("time", "times")} in ${my.window}. Have you said thank you?`
}
"#;

const CASES: &str = r#"// Small invented relationships, and what the rule must say about each. Numbers are days ago.

case NAME "helped ten days ago"
  they gave help 10
  expect fires
  expect says "helped you 1 time"

case NAME "and thanked"
  they gave help 10
  you gave thanks 8
  expect quiet

case NAME "no help"
  expect quiet because they.gave(help, 30 days) = 0

case NAME "a chosen trade"
  intent transactional
  they gave help 10
  expect not-for-this
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::check::lint;
    use crate::judge::rules::RuleFile;
    use crate::judge::trial::test;

    #[test]
    fn it_is_sound_and_its_cases_put_every_condition_to_the_test() {
        let (text, cases) = rule("mine").unwrap();
        let file = |name: &str, text: String| RuleFile { name: name.to_owned(), text, shipped: false };
        let rule = [file("rules/mine.rhai", text)];
        assert_eq!(lint(&rule, &[]), []);
        let report = test(&rule, &[file("rules/mine.cases", cases)]);
        assert!(report.passed(), "{report:?}");
        assert!(report.conditions.iter().all(|seen| seen.missing().is_none()), "{:?}", report.conditions);
    }

    #[test]
    fn a_name_that_is_taken_or_cannot_be_one_is_refused() {
        for id in ["quiet", "My rule", "", "../x", "-x"] {
            assert!(rule(id).is_err(), "{id}");
        }
    }
}
