//! Who gave what when, month by month, as two lanes: seen at a glance, drawn with the cells of a table so that it needs no picture.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::domain::account::Account;
use crate::domain::act::Side;

/// Six months of giving, or of letters where nobody gave anything.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Lanes {
    /// What is counted: `Things given beyond the work`, `Letters I saw`.
    title: &'static str,
    months: Vec<Month>,
    /// The same as a sentence, for those who hear the mail read aloud.
    you: u32,
    they: u32,
}

#[derive(Clone, Debug, Serialize)]
struct Month {
    label: String,
    you: u32,
    they: u32,
}

const MONTHS: i32 = 6;

/// `None` where there is nothing in those months to show.
pub(super) fn lanes(account: &Account) -> Option<Lanes> {
    let acts = |by: Side, from: Date, to: Date| {
        let acts = account.acts.iter().filter(|act| act.by == by && act.may_count() && act.on >= from && act.on < to);
        u32::try_from(acts.count()).unwrap_or(u32::MAX)
    };
    let letters = |by: Side, from: Date, to: Date| -> u32 {
        account.days.iter().filter(|day| day.on >= from && day.on < to).map(|day| day.side(by).letters).sum()
    };
    drawn("Given beyond the work, by month", account.today, acts)
        .or_else(|| drawn("Letters I saw, by month", account.today, letters))
}

/// Below three there is no picture to speak of.
fn drawn(title: &'static str, today: Date, counted: impl Fn(Side, Date, Date) -> u32) -> Option<Lanes> {
    let mut months = Vec::new();
    for back in (0..MONTHS).rev() {
        let from = today.first_of_month().checked_sub(back.months()).ok()?;
        let to = from.checked_add(1.month()).ok()?.min(today.tomorrow().ok()?);
        let label = from.strftime("%b").to_string();
        months.push(Month { label, you: counted(Side::You, from, to), they: counted(Side::They, from, to) });
    }
    let you = months.iter().map(|month| month.you).sum();
    let they = months.iter().map(|month| month.they).sum();
    (you + they >= 3).then_some(Lanes { title, months, you, they })
}
