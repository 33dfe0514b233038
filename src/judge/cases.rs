//! Cases beside rules: a small invented relationship in plain lines, and what a rule must say about it.
//!
//! ```text
//! case one-sided "one referral in the window keeps it quiet"
//!   started 125
//!   you gave help 80, 70, 60, 30, 10
//!   they gave referral 89
//!   expect quiet
//! ```
//!
//! Numbers are days ago. What a case does not say is ordinary: a partnership of 200 days, both write every week, all of it seen.

pub(super) mod records;

use super::mistake::Mistake;
use super::probe::Invented;
use super::subjects::kind;
use crate::domain::account::{Account, Standing};
use crate::domain::act::{ActState, Side};
use crate::domain::near::nearest;
use crate::domain::relationship::{Intent, Seat};

/// One case, as it was written.
pub struct Case {
    pub rule: String,
    pub name: String,
    pub line: usize,
    pub account: Account,
    pub expects: Vec<Expects>,
}

/// One thing a case expects; what it does not name is not compared.
pub enum Expects {
    Outcome(Outcome),
    /// `because they.gave(90 days) = 0`.
    Because {
        fact: String,
        value: String,
    },
    /// `says "…"`: words of the sentence.
    Says(String),
}

/// What became of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Fires,
    Quiet,
    NotEnoughData,
    NotForThis,
}

impl Outcome {
    const ALL: [(&'static str, Self); 4] = [
        ("fires", Self::Fires),
        ("quiet", Self::Quiet),
        ("not-enough-data", Self::NotEnoughData),
        ("not-for-this", Self::NotForThis),
    ];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, outcome)| *outcome == self).map_or("", |(word, _)| *word)
    }
}

const WORDS: [&str; 14] = [
    "case", "started", "you", "they", "step", "met", "intent", "seat", "coverage", "standing", "letters", "name",
    "expect", "because",
];

/// Reads a file of cases; the lines that make no sense are mistakes, the rest goes on.
pub fn read(text: &str, mistakes: &mut Vec<Mistake>) -> Vec<Case> {
    let mut cases: Vec<Draft> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let said = without_comment(line).trim();
        if said.is_empty() {
            continue;
        }
        let column = line.len() - line.trim_start().len() + 1;
        let outcome = if let Some(rest) = said.strip_prefix("case ") {
            begin(rest, number + 1).map(|case| cases.push(case))
        } else if let Some(case) = cases.last_mut() {
            add(case, said)
        } else {
            Err(Mistake::new("a file of cases begins with a `case`").hint("write case RULE \"what it shows\""))
        };
        if let Err(mistake) = outcome {
            mistakes.push(mistake.at(number + 1, column));
        }
    }
    cases.into_iter().map(Draft::done).collect()
}

struct Draft {
    case: Case,
    invented: Option<Invented>,
    wrote: bool,
    letters: Option<u32>,
    coverage: Option<u32>,
    started: bool,
}

impl Draft {
    fn with(&mut self, change: impl FnOnce(Invented) -> Invented) {
        self.invented = self.invented.take().map(change);
    }

    /// As [`Draft::with`], for a change that may be no change; then the case stays as it was.
    fn attempt(&mut self, change: impl FnOnce(Invented) -> Result<Invented, Mistake>) -> Result<(), Mistake> {
        let Some(invented) = self.invented.take() else { return Ok(()) };
        let before = invented.account.clone();
        match change(invented) {
            Ok(changed) => {
                self.invented = Some(changed);
                Ok(())
            }
            Err(mistake) => {
                self.invented = Some(Invented { account: before });
                Err(mistake)
            }
        }
    }

    /// Fills in what is ordinary.
    fn done(mut self) -> Case {
        if !self.wrote {
            let weekly = |first: i64| (0..28).map(|week| first + week * 7).collect::<Vec<_>>();
            self.with(|invented| invented.letters(Side::You, &weekly(2)).letters(Side::They, &weekly(1)));
        }
        if !self.started {
            self.with(|invented| invented.since(200));
        }
        if let Some(percent) = self.coverage {
            self.with(|invented| invented.coverage(percent, 100_u32.saturating_sub(percent)));
        }
        let mut case = self.case;
        if let Some(invented) = self.invented {
            case.account = invented.account;
        }
        if let Some(letters) = self.letters {
            case.account.n_letters = letters;
        }
        case
    }
}

fn begin(rest: &str, line: usize) -> Result<Draft, Mistake> {
    let form = || Mistake::new("this case has no name").hint("write case RULE \"what it shows\"");
    let (rule, name) = rest.trim().split_once(' ').ok_or_else(form)?;
    let name = quoted(name).ok_or_else(form)?;
    let invented = Invented::new("Acme");
    let case = Case { rule: rule.to_owned(), name, line, account: invented.account.clone(), expects: Vec::new() };
    Ok(Draft { case, invented: Some(invented), wrote: false, letters: None, coverage: None, started: false })
}

fn add(draft: &mut Draft, said: &str) -> Result<(), Mistake> {
    let (word, rest) = said.split_once(' ').unwrap_or((said, ""));
    let rest = rest.trim();
    match word {
        "you" => side(draft, Side::You, rest),
        "they" => side(draft, Side::They, rest),
        "started" => {
            let days = number(rest)?;
            draft.started = true;
            draft.with(|invented| invented.since(days));
            Ok(())
        }
        "step" => {
            let (title, due) = titled(rest)?;
            draft.with(|invented| invented.step(&title, due));
            Ok(())
        }
        "met" => {
            let (what, days) = rest.split_once(' ').ok_or_else(|| Mistake::new("write met KIND DAYS"))?;
            let days = days_ago(days)?;
            draft.with(|invented| invented.meetings(what, &days));
            Ok(())
        }
        "intent" => {
            let intent = one_of("intent", rest, Intent::from_word, Intent::ALL.iter().map(|intent| intent.word()))?;
            draft.with(|invented| invented.intent(intent));
            Ok(())
        }
        "seat" => {
            let seat = one_of("seat", rest, Seat::from_word, Seat::ALL.iter().map(|seat| seat.word()))?;
            draft.with(|invented| invented.seat(seat));
            Ok(())
        }
        "standing" => {
            let standing =
                one_of("standing", rest, Standing::from_word, Standing::ALL.iter().map(|standing| standing.word()))?;
            draft.with(|mut invented| {
                invented.account.standing = standing;
                invented
            });
            Ok(())
        }
        "coverage" => {
            draft.coverage = Some(small(rest.trim_end_matches('%'))?);
            Ok(())
        }
        "letters" => {
            draft.letters = Some(small(rest)?);
            Ok(())
        }
        "name" => {
            let name = rest.trim_matches('"').to_owned();
            draft.with(|mut invented| {
                invented.account.relationship.name = name;
                invented
            });
            Ok(())
        }
        "expect" => expect(&mut draft.case, rest),
        "because" => because(&mut draft.case, rest),
        _ if records::LINES.iter().any(|(known, _)| *known == word) => {
            draft.attempt(|invented| records::line(invented, word, rest))
        }
        _ => {
            let known = WORDS.into_iter().chain(records::LINES.iter().map(|(word, _)| *word));
            Err(Mistake::new(format!("`{word}` is not one of the words of a case")).nearest(word, known))
        }
    }
}

/// `gave help 80, 70`, `perhaps gave idea 10`, `wrote 3, 2`, `wrote every 7 from 180 to 20`, `only asked 5`, `asked "login" 30`.
fn side(draft: &mut Draft, by: Side, said: &str) -> Result<(), Mistake> {
    let (word, rest) = said.split_once(' ').unwrap_or((said, ""));
    match word {
        "gave" => gave(draft, by, rest, ActState::Confirmed),
        "perhaps" => gave(draft, by, rest.trim_start_matches("gave").trim(), ActState::Proposed),
        "wrote" => {
            let days = days_ago(rest)?;
            draft.wrote = true;
            draft.with(|invented| invented.letters(by, &days));
            Ok(())
        }
        "only" => {
            let days = days_ago(rest.trim_start_matches("asked").trim())?;
            draft.wrote = true;
            draft.with(|invented| invented.orders(by, &days));
            Ok(())
        }
        "late" => {
            let days = days_ago(rest)?;
            draft.wrote = true;
            draft.with(|invented| invented.late(by, &days));
            Ok(())
        }
        _ if records::DEEDS.iter().any(|(known, _)| *known == word) => {
            draft.wrote |= matches!(word, "began" | "brought");
            draft.attempt(|invented| records::deed(invented, by, word, rest))
        }
        _ => {
            let words = ["gave", "perhaps", "wrote", "only", "late"];
            let words = words.into_iter().chain(records::DEEDS.iter().map(|(word, _)| *word));
            Err(Mistake::new(format!("`{word}` is not something a side does in a case"))
                .hint("a side `gave`, `perhaps gave`, `wrote`, `only asked` or wrote `late` (outside the other's hours); `asked`, `promised`, `won`, `owns`, `marked`, `began`, `brought`")
                .nearest(word, words))
        }
    }
}

fn gave(draft: &mut Draft, by: Side, said: &str, state: ActState) -> Result<(), Mistake> {
    let (what, days) =
        said.split_once(' ').ok_or_else(|| Mistake::new("write gave KIND DAYS").hint("you gave help 80, 70"))?;
    let ((what, form), days) = (records::kind_and_form(what)?, days_ago(days)?);
    draft.with(|invented| invented.acts_of_form(by, what, form, state, &days));
    Ok(())
}

fn expect(case: &mut Case, said: &str) -> Result<(), Mistake> {
    if let Some(words) = said.strip_prefix("says ") {
        let words = quoted(words).ok_or_else(|| {
            Mistake::new("the words it says stand in quotes").hint("expect says \"nothing came back\"")
        })?;
        case.expects.push(Expects::Says(words));
        return Ok(());
    }
    let (word, rest) = said.split_once(' ').unwrap_or((said, ""));
    let Some((_, outcome)) = Outcome::ALL.iter().find(|(known, _)| *known == word) else {
        let known = Outcome::ALL.map(|(word, _)| word);
        return Err(Mistake::new(format!("a rule cannot be `{word}`"))
            .hint(format!("expect one of: {}", known.join(", ")))
            .nearest(word, known));
    };
    case.expects.push(Expects::Outcome(*outcome));
    match rest.trim().strip_prefix("because") {
        Some(rest) => because(case, rest.trim()),
        None if rest.trim().is_empty() => Ok(()),
        None => Err(Mistake::new(format!("`{}` makes no sense here", rest.trim()))
            .hint("expect fires because they.gave(90 days) = 0")),
    }
}

fn because(case: &mut Case, said: &str) -> Result<(), Mistake> {
    let (fact, value) = said
        .split_once('=')
        .ok_or_else(|| Mistake::new("a reason is a fact and its value").hint("because they.gave(90 days) = 0"))?;
    case.expects.push(Expects::Because { fact: fact.trim().to_owned(), value: value.trim().to_owned() });
    Ok(())
}

/// `80, 70, 60` or `every 7 from 180 to 20`.
fn days_ago(said: &str) -> Result<Vec<i64>, Mistake> {
    let words: Vec<&str> = said.split_whitespace().collect();
    if let ["every", step, "from", from, "to", to] = words.as_slice() {
        let (step, from, to) = (number(step)?, number(from)?, number(to)?);
        if step < 1 || from < to {
            return Err(Mistake::new("days go back in time").hint("every 7 from 180 to 20"));
        }
        let step = usize::try_from(step).unwrap_or(1);
        return Ok((to..=from).rev().step_by(step).collect());
    }
    said.split(',').map(|n| number(n.trim())).collect()
}

fn number(said: &str) -> Result<i64, Mistake> {
    match said.parse::<i64>() {
        Ok(days) if (-400..=4000).contains(&days) => Ok(days),
        _ => Err(Mistake::new(format!("`{said}` is not a number of days"))
            .hint("write numbers of days ago, like 80, 70, 10")),
    }
}

fn small(said: &str) -> Result<u32, Mistake> {
    said.trim().parse().map_err(|_| Mistake::new(format!("`{said}` is not a number")))
}

fn titled(said: &str) -> Result<(String, i64), Mistake> {
    let form = || {
        Mistake::new("write the words in quotes, and then how many days ago").hint("asked \"the analytics login\" 30")
    };
    let (words, days) = said.rsplit_once(' ').ok_or_else(form)?;
    Ok((quoted(words).ok_or_else(form)?, number(days)?))
}

fn one_of<T>(
    of: &str,
    word: &str,
    from_word: fn(&str) -> Option<T>,
    words: impl Iterator<Item = &'static str>,
) -> Result<T, Mistake> {
    from_word(word.trim_matches('"')).ok_or_else(|| {
        let words: Vec<&str> = words.collect();
        let mistake = Mistake::new(format!("there is no {of} called `{word}`"));
        match nearest(word, words.iter().copied()) {
            Some(near) => mistake.hint(format!("did you mean `{near}`?")),
            None => mistake.hint(format!("it is one of: {}", words.join(", "))),
        }
    })
}

/// The words of a line, each with whether it stood in quotes.
fn words_of(said: &str) -> Vec<(String, bool)> {
    let parts = said.split('"').enumerate();
    parts
        .flat_map(|(n, part)| {
            let is_quoted = n % 2 == 1;
            let words: Vec<(String, bool)> = if is_quoted {
                vec![(part.to_owned(), true)]
            } else {
                part.split([' ', ',']).filter(|word| !word.is_empty()).map(|word| (word.to_owned(), false)).collect()
            };
            words
        })
        .collect()
}

fn quoted(said: &str) -> Option<String> {
    said.trim().strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
}

/// Cuts what follows `//` or `#`, outside quotes.
fn without_comment(line: &str) -> &str {
    let mut inside = false;
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => inside = !inside,
            '#' if !inside => return line.get(..at).unwrap_or(line),
            '/' if !inside && line.get(at..).is_some_and(|rest| rest.starts_with("//")) => {
                return line.get(..at).unwrap_or(line);
            }
            _ => (),
        }
    }
    line
}
