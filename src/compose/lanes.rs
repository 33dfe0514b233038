//! Who gave what when, over half a year: month by month in words, and as the picture of two lanes in which a gap is seen at a glance.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::picture::{self, Dot, Drawing, Lane, Paper, Shown};
use super::{clean, words};
use crate::domain::account::Account;
use crate::domain::act::{ActKind, Side};
use crate::domain::calendar::days_between;
use crate::domain::mail::Picture;

/// Six months of giving, or of letters where nobody gave anything.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Lanes {
    /// What is counted: `Given beyond the work, by month`, `Letters I saw, by month`.
    title: &'static str,
    months: Vec<Month>,
    /// The same as a sentence, for those who hear the mail read aloud.
    you: u32,
    they: u32,
    #[serde(skip)]
    first: Date,
}

#[derive(Clone, Debug, Serialize)]
struct Month {
    label: String,
    you: u32,
    they: u32,
}

const MONTHS: i32 = 6;
/// An empty end of a lane is named from so many days on.
const LONG: i64 = 21;

/// `None` where there is nothing in those months to show.
pub(super) fn lanes(account: &Account) -> Option<Lanes> {
    let acts = |by: Side, from: Date, to: Date| {
        let acts = account.acts.iter().filter(|act| act.by == by && act.goes_beyond() && act.on >= from && act.on < to);
        u32::try_from(acts.count()).unwrap_or(u32::MAX)
    };
    let letters = |by: Side, from: Date, to: Date| -> u32 {
        account.days.iter().filter(|day| day.on >= from && day.on < to).map(|day| day.side(by).letters).sum()
    };
    counted("Given beyond the work, by month", account.today, acts)
        .or_else(|| counted("Letters I saw, by month", account.today, letters))
}

/// Below three there is no picture to speak of.
fn counted(title: &'static str, today: Date, counted: impl Fn(Side, Date, Date) -> u32) -> Option<Lanes> {
    let mut months = Vec::new();
    let mut first = today;
    for back in (0..MONTHS).rev() {
        let from = today.first_of_month().checked_sub(back.months()).ok()?;
        let to = from.checked_add(1.month()).ok()?.min(today.tomorrow().ok()?);
        let label = from.strftime("%b").to_string();
        first = first.min(from);
        months.push(Month { label, you: counted(Side::You, from, to), they: counted(Side::They, from, to) });
    }
    let you = months.iter().map(|month| month.you).sum();
    let they = months.iter().map(|month| month.they).sum();
    (you + they >= 3).then_some(Lanes { title, months, you, they, first })
}

impl Lanes {
    /// The picture: a large dot for an act, a small one for a week with letters.
    pub(super) fn drawn(&self, account: &Account, number: u32, pictures: &mut Vec<Picture>) -> Option<Shown> {
        let (alt, drawing) = self.on_page(account);
        picture::shown(&format!("lanes-{number}"), alt, drawing, pictures)
    }

    /// The same to be drawn on any paper, and what it shows as a sentence.
    pub(super) fn on_page(&self, account: &Account) -> (String, impl Fn(&Paper) -> Drawing + use<>) {
        let (you, they) = (self.lane(account, Side::You), self.lane(account, Side::They));
        let months: Vec<(Date, String)> = (0..)
            .zip(&self.months)
            .filter_map(|(after, month): (i32, _)| {
                Some((self.first.checked_add(after.months()).ok()?, month.label.clone()))
            })
            .collect();
        let alt = format!(
            "Two lanes from {} to {}. You: {}. {}: {}.",
            self.first.strftime("%B"),
            account.today.strftime("%B"),
            told(&you),
            clean::short(account.relationship.called(), 40),
            told(&they)
        );
        let today = account.today;
        (alt, move |paper: &_| picture::lanes(&you, &they, &months, today, paper))
    }

    /// What is counted: `Letters I saw`.
    pub(super) fn what(&self) -> &'static str {
        self.title.trim_end_matches(", by month")
    }

    /// How often there was something from you, and from them.
    pub(super) const fn sums(&self) -> (u32, u32) {
        (self.you, self.they)
    }

    fn lane(&self, account: &Account, by: Side) -> Lane {
        let is_shown = |on: Date| on >= self.first && on <= account.today;
        // Many letters would be a bar; a dot a week shows how even they are.
        let weeks: BTreeMap<i64, Date> = account
            .days
            .iter()
            .filter(|day| is_shown(day.on) && day.side(by).letters > 0)
            .map(|day| (days_between(self.first, day.on) / 7, day.on))
            .collect();
        let mut dots: Vec<Dot> = weeks.into_values().map(|on| Dot { on, label: None }).collect();
        let acts = account.acts.iter().filter(|act| act.by == by && act.goes_beyond() && is_shown(act.on));
        dots.extend(acts.map(|act| Dot { on: act.on, label: Some(short(act.kind).to_owned()) }));
        dots.sort_by_key(|dot| (dot.on, dot.label.is_some()));
        let name = match by {
            Side::You => "You".to_owned(),
            Side::They => clean::line(account.relationship.called()),
        };
        let quiet = if by == Side::They { quiet(&dots, self.first, account.today) } else { None };
        Lane { name, dots, quiet }
    }
}

/// The empty end of the other side's lane, with what it says. An empty lane says it, too.
fn quiet(dots: &[Dot], first: Date, today: Date) -> Option<(Date, String)> {
    let from = dots.last().map_or(first, |dot| dot.on);
    let days = days_between(from, today);
    let weeks = usize::try_from(days / 7).unwrap_or(0);
    let words = if dots.is_empty() { "nothing I could see".to_owned() } else { format!("quiet for {weeks} weeks") };
    (days >= LONG).then_some((from, words))
}

/// `3 acts (referral, help, idea), letters in 5 weeks, then quiet for 17 weeks`.
fn told(lane: &Lane) -> String {
    let acts: Vec<String> = lane.dots.iter().filter_map(|dot| dot.label.clone()).collect();
    let n_weeks = lane.dots.iter().filter(|dot| dot.label.is_none()).count();
    let mut parts = Vec::new();
    if !acts.is_empty() {
        let kinds: Vec<String> = acts.iter().fold(Vec::new(), |mut kinds, kind| {
            if !kinds.contains(kind) {
                kinds.push(kind.clone());
            }
            kinds
        });
        let n = words::count(acts.len(), "thing beyond the work", "things beyond the work");
        parts.push(format!("{n} ({})", words::list(&kinds, "and")));
    }
    if n_weeks > 0 {
        parts.push(format!("letters in {}", words::count(n_weeks, "week", "weeks")));
    }
    match (&lane.quiet, parts.is_empty()) {
        (Some(_) | None, true) => "nothing I could see".to_owned(),
        (Some((_, quiet)), false) => format!("{}, then {quiet}", parts.join(", ")),
        (None, false) => parts.join(", "),
    }
}

/// A word or two for a kind, where there is room for no more.
const fn short(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Referral => "referral",
        ActKind::Access => "access",
        ActKind::Care => "care",
        ActKind::Idea => "idea",
        ActKind::TopOfMind => "thought",
        ActKind::Help => "help",
        ActKind::Thanks => "thanks",
        ActKind::Credit => "praise",
        ActKind::Celebration => "cheers",
        ActKind::Vision => "plans",
        ActKind::Input => "asking",
        ActKind::Feedback => "feedback",
        ActKind::Development => "learning",
        ActKind::Bonus => "bonus",
        ActKind::Respect => "respect",
        ActKind::Update => "news",
        ActKind::Initiative => "initiative",
        ActKind::Payment => "payment",
    }
}
