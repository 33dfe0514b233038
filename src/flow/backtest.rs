//! Rules over the user's own past: every day of it rebuilt as it was known then, and judged by one set of rules or by two.

use std::rc::Rc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::account::history;
use super::house::Tools;
use crate::domain::calendar::{days_before, days_between};
use crate::domain::relationship::Relationship;
use crate::judge::backtest::{Backtest, Told};
use crate::judge::rules::Rules;
use crate::relate;
use crate::store::{Db, Result};

/// So many days before the first one that counts are lived through in silence: what was said in them is not news on the first day.
const RUN_UP: i64 = 60;

/// One relationship, and what each set of rules would have said about it.
#[derive(Clone, Debug)]
pub struct Tested {
    pub relationship: Relationship,
    /// One list for each set of rules, in order.
    pub told: Vec<Vec<Told>>,
}

/// Lives through the days from one to another under each set of rules, relationship by relationship. `on_day` is called once for
/// each day of each relationship; [`n_days`] says how often that will be.
///
/// What the user settled later (an act confirmed, an intent declared) is taken as she sees it today; everything with a day of its
/// own counts from that day.
pub fn backtest(
    db: &Db<'_>,
    tools: &Tools,
    sets: &[&Rules],
    from: Date,
    to: Date,
    mut on_day: impl FnMut(),
) -> Result<Vec<Tested>> {
    let mut tested = Vec::new();
    let yours = &tools.home.config().you.calendar;
    let first = days_before(from, RUN_UP);
    for relationship in db.relationships()? {
        let history = history(db, tools, relationship.clone(), first, to)?;
        let calendar = history.relationship.calendar.both(yours);
        let mut lives: Vec<Backtest<'_>> = sets.iter().map(|rules| Backtest::under(rules)).collect();
        for day in first.series(1.day()).take_while(|day| *day <= to) {
            // On a day on which nobody works nothing is judged, so its account need not be built.
            if calendar.is_working(day) {
                let account = Rc::new(relate::account(history.on(day), yours, day));
                // Before it began there is nothing that a rule could look at.
                if account.since.is_none_or(|since| since <= day) {
                    for life in &mut lives {
                        life.day(&account);
                    }
                }
            }
            on_day();
        }
        let told = lives.into_iter().map(|life| life.told().into_iter().filter(|told| told.on >= from).collect());
        tested.push(Tested { told: told.collect(), relationship });
    }
    Ok(tested)
}

/// How many days of accounts a backtest looks at.
pub fn n_days(db: &Db<'_>, from: Date, to: Date) -> Result<u64> {
    let days = u64::try_from(days_between(from, to) + 1 + RUN_UP).unwrap_or(0);
    Ok(days * db.relationships()?.len() as u64)
}
