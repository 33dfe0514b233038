//! Replay: past mail fed day by day, as it was delivered, each day judged; for trying out. Mail goes to a file outbox.

use jiff::Timestamp;
use jiff::civil::Date;

use super::hand_over::{self, Way};
use super::house::House;
use super::obey;
use super::pass::{Report, pass};
use crate::domain::fault::{Fault, Faults};

/// A mail as it was delivered.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub place: String,
    pub at: Timestamp,
    pub bytes: Vec<u8>,
}

/// What one day brought.
#[derive(Clone, Debug)]
pub struct Day {
    pub on: Date,
    pub report: Report,
    pub n_sent: usize,
}

/// The hour of the day at which each day is looked at: after its mail, within anybody's nudge hours.
const HOUR: i8 = 18;

/// A past to live through again.
#[derive(Clone, Debug)]
pub struct Past {
    pub mails: Vec<Delivered>,
    /// What the user told in the terminal, and when, in order.
    pub orders: Vec<(Date, String)>,
    pub from: Date,
    pub to: Date,
}

/// Feeds the mails of each day and walks a pass, from the first day to the last. Mail from before the first day is known from
/// the start.
pub async fn replay(
    house: &mut House,
    past: Past,
    way: &Way,
    faults: &mut Faults,
    mut on_day: impl FnMut(&Day),
) -> anyhow::Result<()> {
    let Past { mut mails, orders, from, to } = past;
    mails.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.place.cmp(&b.place)));
    let mut mails = mails.into_iter().peekable();
    let mut orders = orders.iter().peekable();
    let mut day = from;
    while day <= to {
        let now = at(house, day)?;
        while let Some((_, words)) = orders.next_if(|(on, _)| *on <= day) {
            order(house, words, now, faults)?;
        }
        let mut batch = Vec::new();
        while let Some(mail) = mails.next_if(|mail| mail.at <= now) {
            batch.push(mail);
        }
        if !batch.is_empty() {
            house.store.write(|db| {
                for mail in &batch {
                    db.keep(&mail.place, mail.at, &mail.bytes)?;
                }
                Ok(())
            })?;
        }
        let report = pass(house, now)?;
        faults.extend(report.faults.iter().cloned());
        let handed = hand_over::drain(house, way, || now).await?;
        on_day(&Day { on: day, report, n_sent: handed.n_sent });
        day = day.tomorrow()?;
    }
    Ok(())
}

fn at(house: &House, day: Date) -> anyhow::Result<Timestamp> {
    Ok(day.at(HOUR, 0, 0, 0).to_zoned(house.tools.user.zone.clone())?.timestamp())
}

fn order(house: &mut House, words: &str, now: Timestamp, faults: &mut Faults) -> anyhow::Result<()> {
    let (heard, _) = obey::words(house, words, now, faults)?;
    for misheard in heard.not_understood {
        faults.push(Fault::new(format!("`{}`", misheard.said), misheard.why));
    }
    Ok(())
}
