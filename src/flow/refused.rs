//! What came back of the texts that we sent: a server that refused one, and a person who wants no more of them.

use jiff::{SignedDuration, Timestamp};

use super::house::Tools;
use super::obey;
use crate::domain::act::Side;
use crate::domain::fault::Faults;
use crate::domain::interaction::Filing;
use crate::domain::letter::{AutomaticKind, Reading, Refusal, Seen};
use crate::domain::mail::MailKind;
use crate::read;
use crate::store::{Db, OutboxRow, Result};

/// No server tries for longer; a report that comes later is about something else, or forged.
const LATEST_REPORT: SignedDuration = SignedDuration::from_hours(8 * 24);

/// A report that a mail of ours was refused: matched by its Message-ID, which only who received it knows, and by its recipient, so
/// that a forged one silences nobody. Where the address itself is wrong, nothing is sent to it any more.
pub(super) fn note_bounce(db: &Db<'_>, reading: &Reading, now: Timestamp) -> Result<()> {
    let Some(automatic) = reading.automatic.as_ref().filter(|automatic| automatic.kind == AutomaticKind::Bounce) else {
        return Ok(());
    };
    let refusals = &reading.envelope.refusals;
    for id in &reading.envelope.about {
        let Some(sent) = db.outbox_by_rfc_id(id)?.filter(|sent| is_of_late(sent, now)) else { continue };
        let refusal = refusals.iter().find(|refusal| refusal.recipient == sent.to);
        if refusal.is_none() && !refusals.is_empty() {
            continue;
        }
        let why = refusal.map_or_else(|| automatic.reason.clone(), |refusal| in_words(refusal, &automatic.reason));
        let bounced = db.bounced(sent.id, &why, now)?;
        if bounced && sent.kind == MailKind::Draft && refusal.is_some_and(Refusal::is_wrong_address) {
            db.suppress(&sent.to, "their server says that this address does not exist", now)?;
        }
    }
    Ok(())
}

fn is_of_late(sent: &OutboxRow, now: Timestamp) -> bool {
    now.duration_since(sent.queued_at) < LATEST_REPORT
}

fn in_words(refusal: &Refusal, otherwise: &str) -> String {
    let said = refusal.words.as_deref().unwrap_or(otherwise);
    let mut said: String = said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect();
    if refusal.is_wrong_address() {
        said.push_str(". The address seems to be wrong, so I send nothing to it any more; `add NAME new@address` gives me another");
    }
    said
}

/// The other side asks, in a letter that says nothing else, to be written to no more. It is kept, and the user hears of it.
pub(super) fn note_stop(
    db: &Db<'_>,
    tools: &Tools,
    filing: &Filing,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<()> {
    let is_theirs = filing.by == Side::They && filing.letter.seen != Seen::Quoted;
    let Some(author) = filing.letter.author().filter(|_| is_theirs && read::asks_to_stop(&filing.letter.text)) else {
        return Ok(());
    };
    let said = filing.letter.text.trim();
    if db.suppress(author, "they asked to be written to no more", now)? {
        let told = format!(
            "{author} answered “{said}”, and nothing else. I send nothing to that address any more, also where you say `send`. If it \
             was about something else, `add NAME {author}` lets me write there again."
        );
        obey::tell(db, tools, told, &format!("stop:{author}:{now}"), now, faults)?;
    }
    Ok(())
}
