//! Why a finding was said: the rule, what it compared, and the lines of mail behind it. `why` always has an answer.

use std::fmt::Write;

use super::house::Tools;
use crate::compose;
use crate::domain::calendar::spoken;
use crate::domain::finding::{Evidence, Finding};
use crate::store::{Db, Result};

/// The whole of it, in lines.
pub fn why(db: &Db<'_>, tools: &Tools, finding: &Finding) -> Result<String> {
    let mut text = finding.say.clone();
    let rule = tools.rules.list().iter().find(|rule| rule.id == finding.rule);
    let file = rule.map_or_else(String::new, |rule| format!(", in {}", rule.file));
    // Writing to a string cannot fail.
    let _ = write!(text, "\n\nThe rule {} (“{}”{file}) compared:", finding.rule, finding.title);
    for because in &finding.because {
        let _ = write!(text, "\n  {}", compose::because(because));
    }
    if !finding.evidence.is_empty() {
        text.push_str("\n\nWhat it rests on:");
    }
    for evidence in &finding.evidence {
        if let Some(line) = evidence_line(db, tools, evidence)? {
            let _ = write!(text, "\n  {line}");
        }
    }
    if let Some(wrong_if) = &finding.wrong_if {
        let _ = write!(text, "\n\nIt is wrong if {wrong_if}.");
    }
    // Its numbers are those of the day on which it was told.
    let told = finding.last_told_on.map(|on| format!(" Told on {}.", spoken(on))).unwrap_or_default();
    let _ = write!(text, "\nTrue since {}.{told}", spoken(finding.since));
    Ok(text)
}

/// One line of evidence: a day, who, the words.
pub fn evidence_line(db: &Db<'_>, tools: &Tools, evidence: &Evidence) -> Result<Option<String>> {
    Ok(match evidence {
        Evidence::Act(id) => db
            .act(*id)?
            .map(|act| format!("{}  {} {}: {}", spoken(act.on), act.by.direction(), act.kind.spoken(), act.words)),
        Evidence::Letter(id) => db.interaction(*id)?.map(|letter| {
            let on = letter.happened_at.to_zoned(tools.user.zone.clone()).date();
            format!("{}  {}", spoken(on), letter.subject.as_deref().unwrap_or("a letter without a subject"))
        }),
        Evidence::Words(words) => Some(words.clone()),
    })
}
