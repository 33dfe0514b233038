//! What stands between the two sides: asks, talks, steps, good news, agreements. Promises are in `promises`, the role in `growth`.
//!
//! What was only found in a letter counts where it speaks for the other side, and nowhere else: something they seem to have asked
//! for waits for the user's answer; something she seems to have asked them for is held against nobody until she says that she did.

use jiff::civil::Date;

use super::super::act::{ActKind, Side};
use super::super::calendar::{days_before, days_between};
use super::super::entry::{Entry, EntryKind, EntryState, OF_A_PROJECT, SHARES};
use super::super::plan;
use super::Account;

impl Account {
    /// Every entry of a kind, in order.
    pub fn entries_of(&self, kind: EntryKind) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.kind == kind)
    }

    /// Entries of a kind that stand, and of which nothing came yet.
    pub fn open(&self, kind: EntryKind) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries_of(kind).filter(|entry| entry.is_open())
    }

    /// The newest entry of a kind that stands.
    #[must_use]
    pub fn latest(&self, kind: EntryKind) -> Option<&Entry> {
        self.open(kind).max_by_key(|entry| (entry.on, entry.id))
    }

    /// Whether the user wants to hear nothing of a rule here.
    #[must_use]
    pub fn is_muted(&self, rule: &str) -> bool {
        self.open(EntryKind::Mute).any(|mute| mute.topic == rule && mute.until.is_none_or(|until| until > self.today))
    }

    // Asks.

    /// What one side asked for, still open and unanswered, and at least so many days old; the oldest first.
    #[must_use]
    pub fn open_asks(&self, by: Side, kind: Option<ActKind>, older_than_days: u32) -> Vec<&Entry> {
        let oldest = days_before(self.today, i64::from(older_than_days));
        let mut asks: Vec<&Entry> = self
            .asked(by, kind)
            .filter(|ask| ask.is_open() || ask.state == EntryState::Proposed)
            .filter(|ask| ask.on <= oldest && !self.is_answered(ask))
            .collect();
        asks.sort_by_key(|ask| (ask.on, ask.id));
        asks
    }

    /// What one side asked for, whatever became of it. What the user seems to have asked them for is left out.
    pub fn asked(&self, by: Side, kind: Option<ActKind>) -> impl Iterator<Item = &Entry> {
        self.entries_of(EntryKind::Ask)
            .filter(move |ask| ask.state != EntryState::Proposed || by == Side::They)
            .filter(move |ask| ask.by == Some(by) && (kind.is_none() || ask.asks_for() == kind) && ask.on <= self.today)
    }

    /// Whether what was asked for came, or was answered, as far as can be seen.
    fn is_answered(&self, ask: &Entry) -> bool {
        let Some(by) = ask.by else { return false };
        let came = |kind| self.acts.iter().any(|act| act.by == by.other() && act.kind == kind && act.on >= ask.on);
        // Nobody looked at what was only found: whoever wrote since may have answered it.
        let wrote_since = || ask.state == EntryState::Proposed && self.wrote_after(by.other(), ask.on);
        ask.answered_on.is_some() || ask.asks_for().is_some_and(came) || wrote_since()
    }

    /// Asks of one side that came to this outcome in a window.
    pub fn asks_settled(&self, by: Side, state: EntryState, days: u32) -> impl Iterator<Item = &Entry> {
        self.asked(by, None)
            .filter(move |ask| ask.state == state && self.is_within(ask.settled_on.unwrap_or(ask.on), days))
    }

    // Talks.

    /// Talks that were held, of one kind or of any, in order.
    pub fn held(&self, kind: Option<&str>) -> impl Iterator<Item = &Entry> {
        self.entries_of(EntryKind::Meeting).filter(move |talk| {
            talk.state == EntryState::Held && talk.on <= self.today && kind.is_none_or(|kind| talk.topic == kind)
        })
    }

    /// Days since the last talk of one kind, or of any.
    #[must_use]
    pub fn since_meeting(&self, kind: Option<&str>) -> Option<i64> {
        self.held(kind).map(|talk| days_between(talk.on, self.today)).min()
    }

    /// The next talk that is planned for today or later, of one kind or of any.
    #[must_use]
    pub fn planned(&self, kind: Option<&str>) -> Option<(&Entry, Date)> {
        self.open(EntryKind::Meeting)
            .filter(|talk| kind.is_none_or(|kind| talk.topic == kind))
            .filter_map(|talk| talk.until.filter(|on| *on >= self.today).map(|on| (talk, on)))
            .min_by_key(|(talk, on)| (*on, talk.id))
    }

    /// Talks whose day has passed, and of which nobody said that they were held; the oldest first.
    #[must_use]
    pub fn untold_talks(&self) -> Vec<&Entry> {
        let mut talks: Vec<&Entry> =
            self.open(EntryKind::Meeting).filter(|talk| talk.until.is_some_and(|on| on < self.today)).collect();
        talks.sort_by_key(|talk| (talk.until, talk.id));
        talks
    }

    // Steps.

    /// Plan steps that are due today or were before, and that nothing in the account has ticked; in order.
    #[must_use]
    pub fn due_steps(&self) -> Vec<&Entry> {
        let mut steps: Vec<&Entry> =
            self.open_steps().into_iter().filter(|step| step.until.is_some_and(|due| due <= self.today)).collect();
        steps.sort_by_key(|step| (step.until, step.id));
        steps
    }

    /// Plan steps that nobody settled and nothing has ticked; in order.
    #[must_use]
    pub fn open_steps(&self) -> Vec<&Entry> {
        let mut steps: Vec<&Entry> =
            self.open(EntryKind::Step).filter(|step| plan::ticked(self, step).is_none()).collect();
        steps.sort_by_key(|step| (step.until, step.id));
        steps
    }

    // Good news.

    /// Good news that the other side has not been told, as far as can be seen; the oldest first.
    #[must_use]
    pub fn unshared_wins(&self) -> Vec<&Entry> {
        self.open(EntryKind::Win).filter(|win| win.on <= self.today && !self.is_shared(win)).collect()
    }

    fn is_shared(&self, win: &Entry) -> bool {
        self.acts.iter().any(|act| {
            act.by == Side::You
                && act.on >= win.on
                && matches!(act.kind, ActKind::Celebration | ActKind::Credit | ActKind::Update)
        })
    }

    /// Good news of a window; of one side's doing, or all.
    pub fn wins(&self, by: Option<Side>, days: u32) -> impl Iterator<Item = &Entry> {
        self.entries_of(EntryKind::Win).filter(move |win| {
            win.state != EntryState::Proposed && (by.is_none() || win.by == by) && self.is_within(win.on, days)
        })
    }

    // Agreements.

    /// The newest agreement on a topic that stands.
    #[must_use]
    pub fn agreement(&self, topic: &str) -> Option<&Entry> {
        self.open(EntryKind::Agreement).filter(|entry| entry.topic == topic).max_by_key(|entry| (entry.on, entry.id))
    }

    /// Agreements that are to be looked at again today, or were to be.
    #[must_use]
    pub fn reviews_due(&self) -> Vec<&Entry> {
        self.open(EntryKind::Agreement).filter(|entry| entry.until.is_some_and(|on| on <= self.today)).collect()
    }

    /// Whether there is an agreement on a share of money earned, of whatever kind.
    #[must_use]
    pub fn shares(&self) -> Vec<&Entry> {
        self.open(EntryKind::Agreement).filter(|entry| SHARES.contains(&entry.topic.as_str())).collect()
    }

    /// Shares in a project whose day has come, and since then the owner gave nothing of it that I know of; the oldest first.
    #[must_use]
    pub fn unsettled_shares(&self) -> Vec<&Entry> {
        let owner = self.relationship.seat.owner();
        let paid = |day: Date| self.acts.iter().any(|it| it.by == owner && it.kind == ActKind::Bonus && it.on >= day);
        let is_unsettled = |day: Date| day <= self.today && !paid(day);
        let mut shares: Vec<&Entry> = self
            .open(EntryKind::Agreement)
            .filter(|entry| entry.topic == OF_A_PROJECT && entry.until.is_some_and(is_unsettled))
            .collect();
        shares.sort_by_key(|share| (share.until, share.id));
        shares
    }

    /// Since when something was agreed in letters, or money beyond the fee was talked of, that stands nowhere in writing.
    #[must_use]
    pub fn unwritten_since(&self) -> Option<Date> {
        let written: Option<Date> = self.open(EntryKind::Agreement).map(|entry| entry.on).max();
        let is_later = |on: Date| written.is_none_or(|written| written < on) && on <= self.today;
        let agreed = self.entries_of(EntryKind::Agreement).filter(|entry| entry.state == EntryState::Proposed);
        let money = self.acts.iter().filter(|act| act.kind == ActKind::Bonus && act.shown_by.is_some());
        agreed.map(|entry| entry.on).chain(money.map(|act| act.on)).filter(|on| is_later(*on)).min()
    }
}
