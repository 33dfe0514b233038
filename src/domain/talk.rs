//! Talks that are worth preparing for and looking back on, and when something is to be said about one.

use jiff::civil::{Date, Time};

use super::act::words;
use super::calendar::{Calendar, days_between};
use super::entry::{Entry, EntryKind, EntryState};

/// Kinds of talk about how two people work together. A coffee needs no page, and nobody is asked how it went.
pub const CONVERSATIONS: [&str; 4] = ["partnership-talk", "review", "review-12", "strategy"];

/// The one that is looked back on.
pub const PARTNERSHIP: &str = "partnership-talk";

#[must_use]
pub fn is_conversation(kind: &str) -> bool {
    CONVERSATIONS.contains(&kind)
}

words! {
    /// When a mail about a talk is due.
    Turn {
        /// The evening before it.
        Before = "before",
        /// The working day after it.
        After = "after",
        /// A month after it was held.
        Month = "month",
        /// Three months after it was held.
        Quarter = "quarter",
    }
}

impl Turn {
    /// How many days it looks back, and as many before the talk to compare with; 0 where it does not.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Before | Self::After => 0,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }
}

/// From this hour on it is evening.
const EVENING: i8 = 16;
/// A question about a talk that is asked later than so many days after it has lost its sense.
const LATEST_QUESTION: i64 = 7;
/// The same of looking back.
const LATEST_LOOK: i64 = 14;

/// What is to be said about a talk now, in the user's own zone; `from` is the hour before which she wants no mail.
#[must_use]
pub fn turn(talk: &Entry, yours: &Calendar, today: Date, now: Time, from: Time) -> Option<Turn> {
    if talk.kind != EntryKind::Meeting || !is_conversation(&talk.topic) {
        return None;
    }
    let may_write = yours.is_working(today) && now >= from;
    match talk.state {
        EntryState::Planned => {
            let on = talk.until?;
            if today <= on {
                let eve = last_working_day_before(on, yours);
                let is_evening = today == eve && now.hour() >= EVENING;
                let is_late = today > eve && (today < on && may_write || today == on && is_before(now, talk.at));
                return (is_evening || is_late).then_some(Turn::Before);
            }
            (may_write && days_between(on, today) <= LATEST_QUESTION).then_some(Turn::After)
        }
        EntryState::Held if talk.topic == PARTNERSHIP && may_write => {
            let since = days_between(talk.on, today);
            [Turn::Quarter, Turn::Month]
                .into_iter()
                .find(|turn| (turn.days()..turn.days() + LATEST_LOOK).contains(&since))
        }
        _ => None,
    }
}

/// Without an hour a talk may be at any time of its day; its morning is early enough.
fn is_before(now: Time, at: Option<Time>) -> bool {
    now < at.unwrap_or(Time::constant(9, 0, 0, 0))
}

fn last_working_day_before(on: Date, yours: &Calendar) -> Date {
    let before = |days| on.checked_sub(jiff::Span::new().days(days)).unwrap_or(on);
    (1..=14).map(before).find(|day| yours.is_working(*day)).unwrap_or_else(|| before(1))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn talk(on: Date, state: EntryState) -> Entry {
        Entry {
            topic: PARTNERSHIP.to_owned(),
            until: Some(on),
            at: Some(Time::constant(10, 0, 0, 0)),
            state,
            ..Entry::new(EntryKind::Meeting, on)
        }
    }

    fn check(talk: &Entry, today: Date, hour: i8, expected: Option<Turn>) {
        let (now, from) = (Time::constant(hour, 30, 0, 0), Time::constant(8, 0, 0, 0));
        assert_eq!(turn(talk, &Calendar::default(), today, now, from), expected, "{today} {hour}");
    }

    #[test]
    fn a_page_comes_the_evening_before_and_at_once_where_the_evening_is_over() {
        // A Monday: its evening before is Friday's.
        let talk = talk(date(2026, 11, 30), EntryState::Planned);
        check(&talk, date(2026, 11, 27), 15, None);
        check(&talk, date(2026, 11, 27), 16, Some(Turn::Before));
        check(&talk, date(2026, 11, 28), 17, None);
        check(&talk, date(2026, 11, 30), 7, Some(Turn::Before));
        check(&talk, date(2026, 11, 30), 10, None);
    }

    #[test]
    fn how_it_went_is_asked_on_the_next_working_day_and_not_for_ever() {
        let talk = talk(date(2026, 11, 27), EntryState::Planned);
        check(&talk, date(2026, 11, 28), 10, None);
        check(&talk, date(2026, 11, 30), 7, None);
        check(&talk, date(2026, 11, 30), 8, Some(Turn::After));
        check(&talk, date(2026, 12, 7), 8, None);
    }

    #[test]
    fn a_talk_that_was_held_is_looked_back_on_twice() {
        let held = talk(date(2026, 9, 1), EntryState::Held);
        check(&held, date(2026, 9, 30), 9, None);
        check(&held, date(2026, 10, 1), 9, Some(Turn::Month));
        check(&held, date(2026, 10, 14), 9, Some(Turn::Month));
        check(&held, date(2026, 10, 15), 9, None);
        check(&held, date(2026, 11, 30), 9, Some(Turn::Quarter));
        check(&Entry { topic: "coffee".to_owned(), ..held }, date(2026, 10, 1), 9, None);
    }

    #[test]
    fn what_fell_through_is_left_alone() {
        for state in [EntryState::Skipped, EntryState::No, EntryState::Done] {
            check(&talk(date(2026, 11, 30), state), date(2026, 11, 27), 17, None);
        }
    }
}
