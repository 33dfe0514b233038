//! What stands under the numbers of a mail of ours, so that an answer by number means it.

use super::{Db, Result};
use crate::domain::id::{ActId, DraftId, EntryId, FindingId, InteractionId, OutboxId, QuestionId, RuleChangeId};

/// What stands under one number in a mail of ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemRow {
    pub n: u32,
    pub finding: Option<FindingId>,
    pub draft: Option<DraftId>,
    pub question: Option<QuestionId>,
    pub act: Option<ActId>,
    pub entry: Option<EntryId>,
    pub rule_change: Option<RuleChangeId>,
    /// A letter to choose.
    pub letter: Option<InteractionId>,
}

impl ItemRow {
    /// The numbers of what it stands for, in the order of its fields.
    #[must_use]
    pub fn ids(&self) -> [Option<i64>; 7] {
        [
            self.finding.map(|id| id.0),
            self.draft.map(|id| id.0),
            self.question.map(|id| id.0),
            self.act.map(|id| id.0),
            self.entry.map(|id| id.0),
            self.rule_change.map(|id| id.0),
            self.letter.map(|id| id.0),
        ]
    }

    /// The row that these numbers make.
    #[must_use]
    pub fn of(n: u32, [finding, draft, question, act, entry, rule_change, letter]: [Option<i64>; 7]) -> Self {
        Self {
            n,
            finding: finding.map(FindingId),
            draft: draft.map(DraftId),
            question: question.map(QuestionId),
            act: act.map(ActId),
            entry: entry.map(EntryId),
            rule_change: rule_change.map(RuleChangeId),
            letter: letter.map(InteractionId),
        }
    }
}

impl Db<'_> {
    /// What stands under the numbers of a mail.
    pub fn items(&self, mail: OutboxId) -> Result<Vec<ItemRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT n, finding_id, draft_id, question_id, act_id, entry_id, rule_change_id, interaction_id
             FROM item WHERE outbox_id = ?1 ORDER BY n",
        )?;
        let rows = statement.query_map([mail.0], |row| {
            let mut ids = [None; 7];
            for (at, id) in ids.iter_mut().enumerate() {
                *id = row.get(at + 1)?;
            }
            Ok(ItemRow::of(row.get(0)?, ids))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn keep_items(&self, mail: OutboxId, items: &[ItemRow]) -> Result<()> {
        for item in items {
            let [finding, draft, question, act, entry, rule_change, letter] = item.ids();
            self.0
                .prepare_cached(
                    "INSERT INTO item (outbox_id, n, finding_id, draft_id, question_id, act_id, entry_id, rule_change_id, interaction_id)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .execute((mail.0, item.n, finding, draft, question, act, entry, rule_change, letter))?;
        }
        Ok(())
    }
}
