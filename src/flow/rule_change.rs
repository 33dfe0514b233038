//! Changes of rules that the user asks for in words or by a mailed file. Each is tried on her own past before the database is held for
//! anything, is shown, and waits for her yes to exactly that.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::backtest::{Tested, backtest};
use super::house::{House, Tools};
use super::{obey, pending, rulebook};
use crate::compose::answer::{Answer, Came};
use crate::domain::calendar::days_before;
use crate::domain::fault::{Fault, Faults};
use crate::domain::id::RuleChangeId;
use crate::domain::number::counted;
use crate::judge::rules::{RuleFile, Rules};
use crate::judge::tuning::{self, tuned};
use crate::store::{Db, ItemRow, Result, RuleChangeRow, RuleChangeState};

/// So far back a change is tried.
const HALF_A_YEAR: i64 = 180;
/// After so many days what was shown is no longer what she would see today.
const OLDEST: i64 = 30;

/// What a change is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum What {
    /// One rule, with a setting of it and its value; without, it is switched on. `print` is that of the rule when this was shown.
    Tune { rule: String, set: Option<(String, String)>, print: Option<u64> },
    /// A whole file; `before` is what stood in its place when this was shown.
    File { name: String, text: String, before: Option<String> },
    /// Findings that are true today already, let go for now: whether they shall be said after all.
    Today { findings: Vec<i64> },
}

/// The mail in which it was asked for, so that the answer stands under it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    pub subject: Option<String>,
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Wanted {
    what: What,
    thread: Option<Thread>,
}

impl What {
    /// What would change: a second change of the same takes the place of the first.
    fn target(&self) -> String {
        match self {
            Self::Tune { rule, .. } => format!("rule {rule}"),
            Self::File { name, .. } => format!("file {name}"),
            Self::Today { findings } => format!("findings {findings:?}"),
        }
    }
}

/// Keeps a change that was asked for.
pub(super) fn ask(
    db: &Db<'_>,
    what: What,
    about: &str,
    thread: Option<&Thread>,
    now: Timestamp,
) -> Result<RuleChangeId> {
    let target = what.target();
    let wanted = Wanted { what, thread: thread.cloned() };
    db.ask_rule_change(&target, about, &as_json(&wanted), thread.is_some(), now)
}

/// Keeps a question about findings, which is shown in the answer at once.
pub(super) fn ask_now(db: &Db<'_>, what: What, about: &str, now: Timestamp) -> Result<RuleChangeId> {
    let id = ask(db, what, about, None, now)?;
    if let Some(row) = db.rule_change(id)? {
        db.move_rule_change(&row, RuleChangeState::Shown, &row.wanted)?;
    }
    Ok(id)
}

/// What a change that is kept is. Nothing where nobody can read it any more.
pub(super) fn what(row: &RuleChangeRow) -> Option<What> {
    Some(serde_json::from_str::<Wanted>(&row.wanted).ok()?.what)
}

/// Whether it was shown so long ago that it must be shown again.
pub(super) fn is_old(row: &RuleChangeRow, now: Timestamp) -> bool {
    now.duration_since(row.asked_at).as_hours() / 24 >= OLDEST
}

/// The file as it would be on the disk today, or why there is none.
pub(super) fn file(tools: &Tools, what: &What) -> std::result::Result<RuleFile, String> {
    match what {
        What::Tune { rule, set, .. } => {
            let change = set.clone().map_or(tuning::Change::On, |(name, value)| tuning::Change::Set(name, value));
            let files = rulebook::files(&tools.home, &mut Faults::new());
            tuned(&files, rule, &change).map_err(|fault| fault.to_string())
        }
        What::File { name, text, .. } => Ok(RuleFile { name: name.clone(), text: text.clone(), shipped: false }),
        What::Today { .. } => Err("there is no file in that".to_owned()),
    }
}

/// Answers the mails that asked for a change of rules: each with what the change would have meant, under its own number.
pub(super) fn answer(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<usize> {
    let (new, shown) = house
        .store
        .read(|db| Ok((db.rule_changes(RuleChangeState::New)?, db.rule_changes(RuleChangeState::Shown)?)))?;
    if shown.iter().any(|row| is_old(row, now)) {
        house.store.write(|db| {
            for row in shown.iter().filter(|row| is_old(row, now)) {
                db.move_rule_change(row, RuleChangeState::Withdrawn, &row.wanted)?;
            }
            Ok(())
        })?;
    }
    let mut n = 0;
    for row in new.into_iter().filter(|row| row.by_mail) {
        let shown = show(house, &row, now)?;
        let tools = &house.tools;
        let thread =
            serde_json::from_str::<Wanted>(&row.wanted).ok().and_then(|wanted| wanted.thread).unwrap_or_default();
        n += house.store.write(|db| {
            let Some(shown) = shown.keep(db, &row)? else { return Ok(0) };
            let (text, items) = match shown {
                Ok(lines) => {
                    let item = ItemRow { n: 1, rule_change: Some(row.id), ..ItemRow::default() };
                    (format!("{lines}\nUse it from now on? Reply `yes` or `no`."), vec![item])
                }
                Err(why) => (why, Vec::new()),
            };
            let answer = Answer {
                subject: thread.subject.clone(),
                in_reply_to: thread.in_reply_to.clone(),
                references: thread.references.clone(),
                came: Came::Shown,
                done: vec![text.into()],
                ..Answer::default()
            };
            obey::queue_answer(db, tools, &answer, &format!("rule-change:{}", row.id), &items, now, faults)?;
            Ok(1)
        })?;
    }
    Ok(n)
}

/// Answers a change that was asked for in the terminal. `Err` says why it cannot be.
pub(super) fn answer_here(
    house: &mut House,
    id: RuleChangeId,
    now: Timestamp,
) -> anyhow::Result<std::result::Result<String, String>> {
    let Some(row) = house.store.read(|db| db.rule_change(id))? else { return Ok(Err("That is gone.".to_owned())) };
    let shown = show(house, &row, now)?;
    Ok(house.store.write(|db| {
        let Some(shown) = shown.keep(db, &row)? else { return Ok(Err("Something else was asked since.".to_owned())) };
        let lines = match shown {
            Ok(lines) => lines,
            Err(why) => return Ok(Err(why)),
        };
        // It takes the number after those that the terminal has shown, which go on meaning what they mean.
        let mut rows = pending::shown(db)?;
        let n = rows.iter().map(|row| row.n).max().unwrap_or(0) + 1;
        rows.push(ItemRow { n, rule_change: Some(id), ..ItemRow::default() });
        pending::keep_shown(db, &rows)?;
        Ok(Ok(format!("{lines}\nUse it from now on? `bothways do \"{n} yes\"` or `bothways do \"{n} no\"`")))
    })?)
}

/// What came of trying a change.
struct Shown {
    /// The change, bound to what stood there when it was tried.
    wanted: String,
    lines: std::result::Result<String, String>,
}

impl Shown {
    /// Keeps that it was shown; nothing where somebody else was quicker.
    fn keep(self, db: &Db<'_>, row: &RuleChangeRow) -> Result<Option<std::result::Result<String, String>>> {
        let state = if self.lines.is_ok() { RuleChangeState::Shown } else { RuleChangeState::Withdrawn };
        Ok(db.move_rule_change(row, state, &self.wanted)?.then_some(self.lines))
    }
}

/// Tries a change among the other rules and on the user's past. It only reads.
fn show(house: &House, row: &RuleChangeRow, now: Timestamp) -> anyhow::Result<Shown> {
    let tools = &house.tools;
    let cannot = |why: String| Shown { wanted: row.wanted.clone(), lines: Err(why) };
    let Ok(mut wanted) = serde_json::from_str::<Wanted>(&row.wanted) else {
        return Ok(cannot("I cannot read that any more. Please write it again.".to_owned()));
    };
    let changed = match file(tools, &wanted.what) {
        Ok(changed) => changed,
        Err(why) => return Ok(cannot(why)),
    };
    let tried = rulebook::tried(&tools.home, &changed);
    if !tried.mistakes.is_empty() {
        let mistakes: Vec<String> = tried.mistakes.iter().map(ToString::to_string).collect();
        let again = match wanted.what {
            What::File { .. } => "Please mend it and mail it again.",
            What::Tune { .. } | What::Today { .. } => "Please write it again.",
        };
        return Ok(cannot(format!("{}\nNothing was changed. {again}", mistakes.join("\n"))));
    }
    match &mut wanted.what {
        What::Tune { rule, print, .. } => *print = tried.before.find(rule).map(|rule| rule.print),
        What::File { name, before, .. } => *before = rulebook::text(&tools.home, name),
        What::Today { .. } => (),
    }
    let to = tools.today(now);
    let (old, new) = (&tried.before, &tried.rules);
    let tested = house.store.read(|db| backtest(db, tools, &[old, new], days_before(to, HALF_A_YEAR), to, || {}))?;
    let mut lines = vec![format!("Not yet in force: {}.", row.about)];
    lines.extend(before_and_after(&tested, old, new, to));
    lines.extend(tried.doubts.iter().map(doubt));
    Ok(Shown { wanted: as_json(&wanted), lines: Ok(lines.join("\n")) })
}

fn doubt(doubt: &Fault) -> String {
    format!("Is this meant so? {doubt}")
}

fn as_json(wanted: &Wanted) -> String {
    // A value of our own can be written as JSON; if not, what is read back says that it cannot be read.
    serde_json::to_string(wanted).unwrap_or_default()
}

/// Changes that wait for a yes, and what each is about, in a line.
pub fn waiting(db: &Db<'_>) -> Result<Vec<(RuleChangeId, String)>> {
    let shown = db.rule_changes(RuleChangeState::Shown)?;
    let about = |row: RuleChangeRow| match what(&row) {
        Some(What::Today { .. }) | None => (row.id, format!("{} (yes · no)", row.about)),
        Some(What::Tune { .. } | What::File { .. }) => {
            (row.id, format!("a change of your rules: {} (yes · no)", row.about))
        }
    };
    Ok(shown.into_iter().map(about).collect())
}

/// What differs, a line for each relationship; only of the rules about which the two differ.
fn before_and_after(tested: &[Tested], old: &Rules, new: &Rules, to: Date) -> Vec<String> {
    let mut ids: Vec<&str> = old.list().iter().chain(new.list()).map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut lines = Vec::new();
    let (mut n_old, mut n_new) = (0, 0);
    for id in ids.into_iter().filter(|id| old.find(id) != new.find(id)) {
        for one in tested {
            let days = |at: usize| -> Vec<String> {
                let told = one.told.get(at).into_iter().flatten().filter(|told| told.rule == *id);
                told.map(|told| short(told.on, to)).collect()
            };
            let (before, after) = (days(0), days(1));
            (n_old, n_new) = (n_old + before.len(), n_new + after.len());
            if before != after {
                lines.push(format!("{}: before {}; so {}", one.relationship.name, listed(&before), listed(&after)));
            }
        }
    }
    let heading = match (lines.is_empty(), n_new) {
        (true, 0) => format!("In the last {HALF_A_YEAR} days it would not have spoken, neither as it is nor so."),
        (true, n) => format!(
            "In the last {HALF_A_YEAR} days it would have spoken {}, on the same days as it does now.",
            counted(n, "time")
        ),
        (false, _) => format!(
            "In the last {HALF_A_YEAR} days it would have spoken {}, in place of {}:",
            counted(n_new, "time"),
            counted(n_old, "time")
        ),
    };
    std::iter::once(heading).chain(lines).collect()
}

fn listed(days: &[String]) -> String {
    if days.is_empty() { "not at all".to_owned() } else { days.join(", ") }
}

fn short(day: Date, today: Date) -> String {
    day.strftime(if day.year() == today.year() { "%-d %b" } else { "%-d %b %Y" }).to_string()
}
