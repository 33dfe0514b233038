//! What waits for the user's word: texts to approve, people to name, acts to confirm. The numbers of `bothways pending`.

use jiff::civil::Date;

use super::rule_change;
use crate::domain::act::{Act, ActState, Side};
use crate::domain::entry::Entry;
use crate::domain::id::RelationshipId;
use crate::store::{Db, ItemRow, Result, Store};

/// Something that waits, with the number by which the user answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub row: ItemRow,
    pub about: String,
}

/// More acts than this are not asked about at once.
const MOST_ACTS: usize = 9;

/// Everything that waits, numbered.
pub fn pending(db: &Db<'_>, today: Date) -> Result<Vec<Pending>> {
    let mut found: Vec<(ItemRow, String)> = Vec::new();
    for draft in db.all_offered_drafts()? {
        let row = ItemRow { finding: draft.finding, draft: Some(draft.id), ..ItemRow::default() };
        found.push((row, format!("a text to {}, “{}” (send · drop · why)", draft.to, draft.subject)));
    }
    for question in db.questions(&["open", "told"])? {
        let row = ItemRow { question: Some(question.id), ..ItemRow::default() };
        let subject = if question.subject.is_empty() { String::new() } else { format!(" “{}”", question.subject) };
        let line = if question.address().is_some() {
            format!("whose is {}?{subject} (a short name · new NAME · skip)", question.about)
        } else {
            // Without an address there is nothing to learn a name for; what is unclear is a sentence.
            let subject = if question.about.contains(&question.subject) { "" } else { &subject };
            format!("{}{subject} (skip · or forward it to me again, as an attachment)", question.about)
        };
        found.push((row, line));
    }
    for act in db.proposed_acts(MOST_ACTS)? {
        let row = ItemRow { act: Some(act.id), ..ItemRow::default() };
        found.push((row, act_line(db, &act)?));
    }
    for entry in db.proposed_entries(today, MOST_ACTS)? {
        let row = ItemRow { entry: Some(entry.id), ..ItemRow::default() };
        found.push((row, entry_line(db, &entry)?));
    }
    for (id, about) in rule_change::waiting(db)? {
        found.push((ItemRow { rule_change: Some(id), ..ItemRow::default() }, about));
    }
    Ok((1..).zip(found).map(|(n, (row, about))| Pending { row: ItemRow { n, ..row }, about }).collect())
}

/// Where the numbers are kept that the terminal showed last.
const SHOWN: &str = "pending_shown";

/// What waits, at most so much of it, for the terminal to show; from now on its numbers mean these.
pub fn show(store: &mut Store, today: Date, most: usize) -> Result<Vec<Pending>> {
    store.write(|db| {
        let mut pending = pending(db, today)?;
        pending.truncate(most);
        keep_shown(db, &pending.iter().map(|pending| pending.row).collect::<Vec<_>>())?;
        Ok(pending)
    })
}

pub(super) fn keep_shown(db: &Db<'_>, rows: &[ItemRow]) -> Result<()> {
    let rows: Vec<Numbers> = rows.iter().map(|row| (row.n, row.ids())).collect();
    db.set(SHOWN, &serde_json::to_string(&rows).unwrap_or_default())
}

/// What the terminal's numbers mean: what the user saw under them, whatever has come and gone since. A text that she did not see under
/// a number must not go because of it.
pub(super) fn shown(db: &Db<'_>) -> Result<Vec<ItemRow>> {
    let rows: Vec<Numbers> = db.get(SHOWN)?.and_then(|rows| serde_json::from_str(&rows).ok()).unwrap_or_default();
    Ok(rows.into_iter().map(|(n, ids)| ItemRow::of(n, ids)).collect())
}

/// What stood under a number, as it is kept.
type Numbers = (u32, [Option<i64>; 7]);

/// What waits about one relationship: texts first, then findings that were told.
pub fn about(db: &Db<'_>, relationship: RelationshipId) -> Result<Vec<ItemRow>> {
    let drafts = db.offered_drafts(relationship)?;
    let mut rows: Vec<ItemRow> = drafts
        .iter()
        .map(|draft| ItemRow { finding: draft.finding, draft: Some(draft.id), ..ItemRow::default() })
        .collect();
    for finding in db.findings_of(relationship)? {
        use crate::domain::finding::FindingState::{Open, Snoozed, Told};
        let is_alive = matches!(finding.state, Open | Told | Snoozed);
        if is_alive && !rows.iter().any(|row| row.finding == Some(finding.id)) {
            rows.push(ItemRow { finding: Some(finding.id), ..ItemRow::default() });
        }
    }
    Ok(rows)
}

fn act_line(db: &Db<'_>, act: &Act) -> Result<String> {
    debug_assert!(act.state == ActState::Proposed, "only what is proposed waits");
    let who = db.relationship(act.relationship)?.map_or_else(String::new, |relationship| relationship.name);
    let did = match act.by {
        Side::You => "you gave",
        Side::They => "you got",
    };
    Ok(format!("{who}, {}: {did} {}? “{}” (yes · no)", day(act.on), act.kind.spoken(), act.words))
}

/// What a letter seems to ask, promise or agree, as a question.
fn entry_line(db: &Db<'_>, entry: &Entry) -> Result<String> {
    let relationship = entry.relationship.map(|id| db.relationship(id)).transpose()?.flatten();
    let who = relationship.as_ref().map_or("", |relationship| relationship.name.as_str());
    let whose = match entry.by {
        Some(Side::You) => "yours",
        Some(Side::They) => "theirs",
        None => "of both",
    };
    let until = entry.until.map(|until| format!(", for {}", day(until))).unwrap_or_default();
    Ok(format!("{who}, {}: {} {whose}{until}? “{}” (yes · no)", day(entry.on), entry.kind.spoken(), entry.about()))
}

fn day(day: Date) -> String {
    day.strftime("%-d %b").to_string()
}
