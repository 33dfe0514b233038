//! `bothways outbox`: what went out, what waits, and what became of it.

use super::{Ended, say};
use crate::flow::House;

#[derive(Debug, clap::Args)]
pub(super) struct OutboxArgs {
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
    /// How many of the newest mails
    #[arg(long, default_value_t = 20)]
    last: u32,
}

pub(super) fn run(args: &OutboxArgs, house: &House) -> anyhow::Result<Ended> {
    let rows = house.store.read(|db| db.outbox(args.last))?;
    if args.json {
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                serde_json::json!({
                    "id": row.id.0, "kind": row.kind.word(), "to": row.to.as_str(), "subject": row.subject,
                    "state": row.state.word(), "queued_at": row.queued_at.to_string(), "not_before": row.not_before.to_string(),
                    "attempts": row.attempts, "code": row.last_code, "said": row.last_text, "message_id": row.message_id,
                })
            })
            .collect();
        say::json(&rows.into())?;
        return Ok(Ended::Done);
    }
    if rows.is_empty() {
        say::line("Nothing has gone out yet.");
    }
    for row in rows {
        let at = row.settled_at.unwrap_or(row.not_before).to_zoned(house.tools.user.zone.clone());
        say::data(&format!(
            "{:>4}  {:<12} {:<8} {}  {}  {}",
            row.id.0,
            row.state.word().replace('_', " "),
            row.kind,
            at.strftime("%Y-%m-%d %H:%M"),
            row.to,
            row.subject
        ))?;
        let is_troubled = !matches!(row.state, crate::domain::mail::OutboxState::Sent) && !row.last_text.is_empty();
        if is_troubled {
            say::data(&format!("      {}", row.last_text))?;
        }
    }
    Ok(Ended::Done)
}
