//! Invented relationships, good and bad. Each rule is tried on them when its file is read: a mistake of any kind is met
//! before a real relationship is judged, and a rule that can never speak, or always does, is told apart from one that waits.

use std::rc::Rc;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use rhai::Engine;

use super::block::{Block, Contents, evaluate};
use super::cases;
use super::mistake::Mistake;
use super::run::{Bench, Mode};
use crate::domain::account::{Account, Coverage, Day, DaySide, Standing, time_answers};
use crate::domain::act::{Act, ActKind, ActState, Side};
use crate::domain::calendar::{Calendar, days_before};
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::id::{ActId, EntryId, InteractionId, RelationshipId};
use crate::domain::relationship::{Intent, Relationship, Seat};

/// The day on which all of them are looked at. A Wednesday.
pub const TODAY: Date = date(2026, 6, 17);

/// Runs every condition and the sentence of a rule on each of them, and hands back the first mistake.
pub(super) fn tried(engine: &Engine, block: &Block) -> Result<(), Mistake> {
    for account in invented() {
        let bench = Bench { account: Some(Rc::new(account)), settings: block.settings.clone(), mode: Mode::Try };
        let (mut outcome, trace) = evaluate(engine, &block.script, bench.clone());
        if trace.out_of_time {
            // A busy machine is no mistake of the rule; twice in a row is.
            outcome = evaluate(engine, &block.script, bench).0;
        }
        outcome?;
    }
    Ok(())
}

/// As [`tried`], each rule of a file.
pub(super) fn all_tried(engine: &Engine, contents: &Contents) -> Result<(), Mistake> {
    contents.rules.iter().try_for_each(|block| tried(engine, block))
}

/// On how many of them a rule speaks, and on how many it could be asked.
pub(super) fn speaks(engine: &Engine, block: &Block) -> (usize, usize) {
    let mut spoke = 0;
    let mut asked = 0;
    for mut account in invented() {
        if let Some(seat) = block.seat {
            account.relationship.seat = seat;
        }
        asked += 1;
        let bench = Bench { account: Some(Rc::new(account)), settings: block.settings.clone(), mode: Mode::Judge };
        let (outcome, trace) = evaluate(engine, &block.script, bench);
        spoke += usize::from(outcome.is_ok() && trace.said.is_some());
    }
    (spoke, asked)
}

/// The relationships: what each is, and its account.
pub fn invented() -> Vec<Account> {
    static INVENTED: LazyLock<Vec<Account>> = LazyLock::new(invent);
    INVENTED.clone()
}

fn invent() -> Vec<Account> {
    vec![
        Invented::new("Nothing Yet").account,
        Invented::new("Just Begun").since(9).letters(Side::You, &[8, 5, 1]).letters(Side::They, &[7, 2]).account,
        partnership(Invented::new("Even Trade")).account,
        Invented { account: partnership(Invented::new("Hired Hands")).account }.seat(Seat::Owner).account,
        one_sided(Invented::new("All Mine")).account,
        one_sided(Invented::new("All Theirs")).seat(Seat::Owner).intent(Intent::Undecided).account,
        Invented::new("Gone Quiet")
            .since(400)
            .letters(Side::They, &[200, 190, 181, 172, 160, 151, 140, 131, 122, 110, 100, 90, 81, 70])
            .letters(Side::You, &[201, 191, 182, 173, 161, 152, 141, 132, 123, 111, 101, 91, 82, 71, 60, 40, 20])
            .acts(Side::They, ActKind::Referral, ActState::Confirmed, &[200, 120])
            .account,
        Invented::new("Only Work")
            .since(300)
            .orders(Side::They, &[60, 50, 45, 40, 35, 30, 25, 20, 15, 10, 5, 2])
            .letters(Side::You, &[59, 49, 44, 39, 34, 29, 24, 19, 14, 9, 4, 1])
            .intent(Intent::Transactional)
            .account,
        partnership(Invented::new("Full of Thanks Owed"))
            .acts(Side::They, ActKind::Help, ActState::Confirmed, &[6, 4])
            .ask("the analytics login", 40)
            .ask("a word about the move", 30)
            .step("share your goals", 20)
            .step("agree on a rhythm", 3)
            .account,
        partnership(Invented::new("Hardly Seen")).coverage(3, 9).account,
        one_sided(Invented::new("Parting")).intent(Intent::Ending).account,
        partnership(Invented::new("Long Friends"))
            .meetings("coffee", &[200])
            .meetings("review", &[100])
            .acts(Side::They, ActKind::Bonus, ActState::Confirmed, &[15])
            .acts(Side::You, ActKind::Thanks, ActState::Confirmed, &[12])
            .account,
        everything(),
        waiting(),
        drifting(),
    ]
    .into_iter()
    .chain(told())
    .collect()
}

/// Those that are told in the lines of a case.
fn told() -> impl Iterator<Item = Account> {
    // A line that makes no sense fails a test.
    cases::read(include_str!("invented.cases"), &mut Vec::new()).into_iter().map(|case| case.account)
}

/// Many letters a day, half of them in the night, and every kind of giving from both: what is rare elsewhere is here.
fn everything() -> Account {
    let mut invented = Invented::new("All at Once").since(720).intent(Intent::Undecided).meetings("coffee", &[150, 40]);
    let daily: Vec<i64> = (0..60).collect();
    for _ in 0..12 {
        invented = invented.letters(Side::You, &daily).letters(Side::They, &daily);
    }
    for day in &mut invented.account.days {
        (day.you.after_hours, day.they.after_hours) = (6, 6);
    }
    for kind in ActKind::ALL {
        invented = invented.acts(Side::They, *kind, ActState::Confirmed, &[50, 25, 12, 2]).acts(
            Side::You,
            *kind,
            ActState::Confirmed,
            &[50, 25, 12, 2],
        );
    }
    invented.account.standing = Standing::Growing;
    invented.account
}

/// They answer more slowly than they did, write nothing but orders, and now wait for an answer; and you help a great deal.
fn waiting() -> Account {
    let weekly = |from: i64, to: i64| (to..=from).rev().step_by(7).collect::<Vec<_>>();
    Invented::new("Your Turn")
        .since(300)
        .letters(Side::You, &weekly(201, 68))
        .orders(Side::They, &weekly(200, 67))
        .letters(Side::You, &weekly(54, 12))
        .orders(Side::They, &weekly(51, 9))
        .orders(Side::They, &[7, 6, 5])
        .acts(Side::You, ActKind::Help, ActState::Confirmed, &[25, 12, 3])
        .account
}

/// They answer more slowly than they did, and more seldom.
fn drifting() -> Account {
    let every = |step: usize, from: i64, to: i64| (to..=from).rev().step_by(step).collect::<Vec<_>>();
    Invented::new("Drifting Off")
        .since(300)
        .letters(Side::You, &every(3, 201, 12))
        .letters(Side::They, &every(3, 200, 62))
        .letters(Side::They, &every(14, 51, 9))
        .account
}

fn partnership(invented: Invented) -> Invented {
    invented
        .since(500)
        .letters(Side::You, &[90, 80, 70, 60, 50, 42, 33, 27, 20, 13, 8, 3])
        .letters(Side::They, &[89, 78, 69, 58, 49, 41, 32, 26, 19, 12, 7, 2])
        .acts(Side::You, ActKind::Help, ActState::Confirmed, &[80, 40, 20])
        .acts(Side::They, ActKind::Referral, ActState::Confirmed, &[70])
        .acts(Side::They, ActKind::Thanks, ActState::Proposed, &[39, 19])
        .acts(Side::They, ActKind::Idea, ActState::Proposed, &[30])
}

fn one_sided(invented: Invented) -> Invented {
    invented
        .since(250)
        .letters(Side::You, &[88, 77, 66, 55, 44, 33, 22, 18, 11, 6, 4])
        .letters(Side::They, &[87, 76, 65, 54, 43, 32, 21, 17, 10, 5])
        .acts(Side::You, ActKind::Help, ActState::Confirmed, &[80, 60, 40, 20, 5])
        .acts(Side::You, ActKind::Idea, ActState::Proposed, &[50, 10])
}

/// An account under construction; days are counted back from [`TODAY`].
pub struct Invented {
    pub account: Account,
}

impl Invented {
    pub fn new(name: &str) -> Self {
        let relationship = Relationship {
            id: RelationshipId(1),
            also: Vec::new(),
            key: crate::domain::relationship::key_for(name),
            name: name.to_owned(),
            person: Some("Dana".to_owned()),
            seat: Seat::Va,
            intent: Intent::Partnership,
            since: None,
            zone: None,
            calendar: Calendar::default(),
            quiet_until: None,
            address: None,
        };
        Self { account: Account::blank(relationship, TODAY) }
    }

    #[must_use]
    pub fn since(mut self, days: i64) -> Self {
        self.account.since = Some(self.day(days));
        self.account.relationship.since = self.account.since;
        self
    }

    #[must_use]
    pub fn seat(mut self, seat: Seat) -> Self {
        self.account.relationship.seat = seat;
        self
    }

    #[must_use]
    pub fn intent(mut self, intent: Intent) -> Self {
        self.account.relationship.intent = intent;
        self
    }

    #[must_use]
    pub fn coverage(mut self, known: u32, missing: u32) -> Self {
        self.account.coverage = Coverage { known, missing, one_sided: false, unheard: 0 };
        self
    }

    /// A letter at nine in the morning on each of the days; all of them seen.
    #[must_use]
    pub fn letters(mut self, by: Side, days: &[i64]) -> Self {
        for back in days {
            let on = self.day(*back);
            // An answer comes after what it answers when both fall on one day.
            let hour = if by == Side::You { 9 } else { 10 };
            let Ok(at) = on.at(hour, 0, 0, 0).to_zoned(TimeZone::UTC) else { continue };
            let at = at.timestamp();
            let account = &mut self.account;
            let place = account.days.partition_point(|day| day.on < on);
            if account.days.get(place).is_none_or(|day| day.on != on) {
                account.days.insert(place, Day { on, you: DaySide::default(), they: DaySide::default() });
            }
            let Some(day) = account.days.get_mut(place) else { continue };
            let side = day.side_mut(by);
            side.letters += 1;
            side.expecting += 1;
            side.first_at = Some(side.first_at.map_or(at, |first| first.min(at)));
            side.last_at = Some(side.last_at.map_or(at, |last| last.max(at)));
            side.expecting_at = side.last_at;
            account.n_letters += 1;
            account.coverage.known += 1;
        }
        time_answers(&mut self.account.days);
        self
    }

    /// A day on which the other side does not work, counted back like all others.
    #[must_use]
    pub fn holiday(mut self, back: i64) -> Self {
        let on = self.day(back);
        self.account.relationship.calendar.holidays.insert(on);
        self.account.calendar.holidays.insert(on);
        self
    }

    /// Letters that ask for work and bring nothing else.
    #[must_use]
    pub fn orders(mut self, by: Side, days: &[i64]) -> Self {
        self = self.letters(by, days);
        for back in days {
            let on = self.day(*back);
            let Some(day) = self.account.days.iter_mut().find(|day| day.on == on) else { continue };
            match by {
                Side::You => asks(&mut day.you),
                Side::They => asks(&mut day.they),
            }
        }
        self
    }

    /// Letters that reach the other side outside its hours.
    #[must_use]
    pub fn late(mut self, by: Side, days: &[i64]) -> Self {
        self = self.letters(by, days);
        for back in days {
            let on = self.day(*back);
            let Some(day) = self.account.days.iter_mut().find(|day| day.on == on) else { continue };
            match by {
                Side::You => day.you.after_hours += 1,
                Side::They => day.they.after_hours += 1,
            }
        }
        self
    }

    /// Talks that a side began, each with a letter that does not ask for anything.
    #[must_use]
    pub fn begun(mut self, by: Side, days: &[i64]) -> Self {
        self = self.letters(by, days);
        self.each(by, days, |side| side.starts += 1)
    }

    /// Letters that bring something nobody had asked for.
    #[must_use]
    pub fn unasked(mut self, by: Side, days: &[i64]) -> Self {
        self = self.letters(by, days);
        self.each(by, days, |side| side.unasked += 1)
    }

    fn each(mut self, by: Side, days: &[i64], change: impl Fn(&mut DaySide)) -> Self {
        for back in days {
            let on = self.day(*back);
            let Some(day) = self.account.days.iter_mut().find(|day| day.on == on) else { continue };
            change(match by {
                Side::You => &mut day.you,
                Side::They => &mut day.they,
            });
        }
        self
    }

    #[must_use]
    pub fn acts(self, by: Side, kind: ActKind, state: ActState, days: &[i64]) -> Self {
        self.acts_of_form(by, kind, "", state, days)
    }

    #[must_use]
    pub fn acts_of_form(mut self, by: Side, kind: ActKind, form: &str, state: ActState, days: &[i64]) -> Self {
        for back in days {
            let number = i64::try_from(self.account.acts.len()).unwrap_or(0) + 1;
            let on = self.day(*back);
            self.account.acts.push(Act {
                id: ActId(number),
                relationship: RelationshipId(1),
                kind,
                by,
                on,
                state,
                invited: None,
                shown_by: Some(InteractionId(number)),
                words: format!("some {}", kind.spoken()),
                form: form.to_owned(),
                figure: None,
                answered_on: None,
            });
        }
        self.account.acts.sort_by_key(|act| (act.on, act.id));
        self
    }

    /// Advice on the other side's own doing.
    #[must_use]
    pub fn advised(mut self, by: Side, days: &[i64]) -> Self {
        let known = self.account.acts.len();
        self = self.acts(by, ActKind::Idea, ActState::Proposed, days);
        let new = |act: &&mut Act| usize::try_from(act.id.0).is_ok_and(|id| id > known);
        for act in self.account.acts.iter_mut().filter(new) {
            "you could raise your prices".clone_into(&mut act.words);
        }
        self
    }

    /// Something you asked for, still open.
    #[must_use]
    pub fn ask(self, what: &str, days: i64) -> Self {
        let ask = Entry { by: Some(Side::You), words: what.to_owned(), ..Entry::new(EntryKind::Ask, self.day(days)) };
        self.entry(ask)
    }

    /// A step that was due so many days ago.
    #[must_use]
    pub fn step(self, title: &str, days: i64) -> Self {
        let due = self.day(days);
        let said = due.min(self.account.today);
        self.entry(Entry { words: title.to_owned(), until: Some(due), ..Entry::new(EntryKind::Step, said) })
    }

    #[must_use]
    pub fn meetings(self, kind: &str, days: &[i64]) -> Self {
        days.iter().fold(self, |invented, back| {
            let on = invented.day(*back);
            invented.entry(Entry {
                topic: kind.to_owned(),
                state: EntryState::Held,
                settled_on: Some(on),
                ..Entry::new(EntryKind::Meeting, on)
            })
        })
    }

    /// Anything else that stands between the two.
    #[must_use]
    pub fn entry(mut self, entry: Entry) -> Self {
        let id = EntryId(i64::try_from(self.account.entries.len()).unwrap_or(0) + 1);
        self.account.entries.push(Entry { id, relationship: Some(self.account.relationship.id), ..entry });
        self.account.entries.sort_by_key(|entry| (entry.on, entry.id));
        self
    }

    pub fn day(&self, back: i64) -> Date {
        days_before(self.account.today, back)
    }
}

/// A letter that begins a talk with a request, and brings nothing else.
fn asks(side: &mut DaySide) {
    side.only_requests += 1;
    side.starts += 1;
    side.starts_asking += 1;
}
