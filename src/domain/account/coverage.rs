//! How much of the correspondence we have seen. Whoever says that something is missing has to know what he did not see.

use jiff::civil::Date;

use super::{Account, Day};
use crate::domain::act::Side;
use crate::domain::calendar::days_before;

/// How far back coverage looks, in days.
const WINDOW: u32 = 60;
/// How far back it counts whether a side was seen at all, in days.
const SEEN_DAYS: u32 = 180;
/// From so many letters of one side on, none of the other's means that they do not reach us.
const LOPSIDED_FROM: u32 = 3;
/// What is said in a talk would take about so many letters.
const IN_A_TALK: u32 = 4;
/// How long one side's letters may stay away, while others show that there were some, before the handing over counts as stopped.
const STOPPED_DAYS: u32 = 30;
/// So many letters must be known to have stayed away.
const STOPPED_FROM: u32 = 3;

/// A side of which so many percent of the letters are known from quotes alone is seen through the other's answers: what was never
/// answered is not seen. That is about one letter for each two that are.
const MOSTLY_QUOTED: u32 = 75;
const SEEN_FOR_ONE_UNSEEN: u32 = 2;

/// Below this share of the mail, silence may be our own blindness.
const ENOUGH: u32 = 60;

/// How much of the recent mail we have seen, over 60 days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Letters known.
    pub known: u32,
    /// Letters that others refer to (`In-Reply-To`, `References`) and that never reached us; and those that nothing can refer to,
    /// where a side is known from quotes alone.
    pub missing: u32,
    /// Letters' worth of talks that were mentioned or noted, and that no letter shows.
    pub unheard: u32,
    /// Only one side's letters reach us, from the beginning or lately; then silence of the other means nothing.
    pub one_sided: bool,
}

impl Coverage {
    /// 0 to 100; `None` where nothing is known either way.
    #[must_use]
    pub fn percent(&self) -> Option<u32> {
        let all = self.known.checked_add(self.missing)?.checked_add(self.unheard).filter(|all| *all > 0)?;
        let seen = self.known.saturating_mul(100) / all;
        Some(if self.one_sided { seen.min(50) } else { seen })
    }

    /// Whether so much is seen that something can be said of what is not there.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.percent().is_some_and(|percent| percent >= ENOUGH)
    }
}

impl Account {
    /// The coverage as it was at the end of the account's day.
    pub(super) fn coverage_of_today(&self) -> Coverage {
        let known = self.n_wrote(Side::You, WINDOW) + self.n_wrote(Side::They, WINDOW);
        let referred: u32 = self.unseen.iter().filter(|(on, _)| self.is_within(*on, WINDOW)).map(|(_, n)| n).sum();
        let quoted = [Side::You, Side::They].into_iter().filter(|side| self.is_quoted(*side));
        let unanswered: u32 = quoted.map(|side| self.n_wrote(side, WINDOW) / SEEN_FOR_ONE_UNSEEN).sum();
        let missing = referred + unanswered;
        let talks = self.talk_days().into_iter().filter(|on| self.is_within(*on, WINDOW)).count();
        let unheard = u32::try_from(talks).unwrap_or(u32::MAX).saturating_mul(IN_A_TALK);
        let one_sided = self.is_unheard(Side::You) || self.is_unheard(Side::They);
        Coverage { known, missing, unheard, one_sided }
    }

    /// Whether letters of one side do not reach us, though there must be some.
    fn is_unheard(&self, by: Side) -> bool {
        let wrote = |side, days| self.n_wrote(side, days);
        let never = wrote(by, SEEN_DAYS) == 0 && wrote(by.other(), SEEN_DAYS) >= LOPSIDED_FROM;
        let stopped = wrote(by, STOPPED_DAYS) == 0
            && self.unseen_of(by, STOPPED_DAYS).map(|(_, n)| n).sum::<u32>() >= STOPPED_FROM;
        never || stopped
    }

    /// Whether one side's letters are known from the history under the other's answers, and hardly in any other way.
    pub(super) fn is_quoted(&self, by: Side) -> bool {
        let quoted: u32 = self.window(SEEN_DAYS).map(|day| day.side(by).quoted).sum();
        quoted >= LOPSIDED_FROM && quoted * 100 >= self.n_wrote(by, SEEN_DAYS) * MOSTLY_QUOTED
    }

    /// The last day on which a letter of the other side shows that this one wrote something that we did not see.
    pub(super) fn last_unseen(&self, by: Side) -> Option<Date> {
        self.unseen_of(by, SEEN_DAYS).map(|(on, _)| on).max()
    }

    /// Letters of one side that were referred to and not seen. Who answers a letter is not its writer, so a reference tells whose
    /// letter is missing wherever only one side wrote on that day.
    fn unseen_of(&self, by: Side, days: u32) -> impl Iterator<Item = (Date, u32)> {
        let answers = move |day: &&Day| day.side(by.other()).letters > 0 && day.side(by).letters == 0;
        let from = days_before(self.today, i64::from(days));
        let first = self.unseen.partition_point(|(on, _)| *on <= from);
        self.unseen.iter().skip(first).filter(|(on, _)| *on <= self.today).copied().filter(move |(on, _)| {
            let at = self.days.binary_search_by_key(on, |day| day.on);
            at.ok().and_then(|at| self.days.get(at)).as_ref().is_some_and(answers)
        })
    }
}
