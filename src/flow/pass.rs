//! One pass, as a poem: what came is read and filed, accounts are judged, what is worth a word is put into the outbox.

use jiff::Timestamp;

use super::house::House;
use super::{nudge, receipt, rule_change, take_in, talks, upgrade, week};
use crate::domain::fault::Faults;

/// What a pass did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub taken: take_in::Taken,
    /// How many accounts were judged.
    pub n_judged: usize,
    /// How many mails were put into the outbox.
    pub n_queued: usize,
    pub faults: Faults,
}

/// Walks the flow once over what the store holds. Fetching before it and sending after it are the caller's: they touch the
/// network, this does not.
pub fn pass(house: &mut House, now: Timestamp) -> anyhow::Result<Report> {
    let mut report = Report::default();
    report.taken = take_in::read_new(house, now, &mut report.faults)?;
    report.n_queued += rule_change::answer(house, now, &mut report.faults)?;
    report.n_judged = nudge::judge(house, &report.taken.touched, now, &mut report.faults)?;
    report.n_queued += week::say(house, now, &mut report.faults)?;
    report.n_queued += nudge::say(house, now, &mut report.faults)?;
    report.n_queued += talks::say(house, now, &mut report.faults)?;
    report.n_queued += receipt::acknowledge(house, now, &mut report.faults)?;
    report.n_queued += receipt::tell_fates(house, now, &mut report.faults)?;
    report.n_queued += upgrade::tell(house, now, &mut report.faults)?;
    report.n_queued += receipt::tell_faults(house, now, &mut report.faults)?;
    Ok(report)
}
