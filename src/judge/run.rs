//! What one evaluation of one rule keeps while it runs: the account it looks at, what it read and compared, and how much work
//! it may still do.
//!
//! It lives with the thread, because a script runs from beginning to end on one: the engine's callbacks reach it without a lock,
//! and two threads that judge at the same time cannot see each other's.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rhai::Dynamic;

use super::amount::{Amount, How, Op, Source};
use super::facts::{Absence, Fact, Given};
use crate::domain::account::Account;
use crate::domain::act::{ActKind, Side};
use crate::domain::finding::{Because, Evidence};

/// Steps of the engine that one evaluation may take, callbacks counted. A rule of ordinary size takes a few hundred.
pub const MOST_STEPS: u64 = 20_000;
/// And the time, the last fence: steps that are slow by themselves must not hold everything up. A busy machine can be the reason as
/// well, so a stop by the clock says nothing about the rule. Tests are held to the count alone.
const LONGEST: Duration = if cfg!(test) { Duration::from_hours(1) } else { Duration::from_millis(250) };

/// What a rule looks at and with which settings.
#[derive(Clone)]
pub struct Bench {
    /// None while settings are read.
    pub account: Option<Rc<Account>>,
    pub settings: Arc<BTreeMap<String, Dynamic>>,
    pub mode: Mode,
}

/// What a rule block does when the engine comes to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Give its settings and words.
    Read,
    /// Judge: stop at the first `when` that does not hold.
    Judge,
    /// Be tried: every `when` is run, whatever the others say, so that a mistake in any of them is met.
    Try,
}

/// A fact that was read.
#[derive(Clone)]
pub struct Seen {
    pub fact: &'static Fact,
    pub side: Side,
    pub given: Given,
}

impl Seen {
    /// As the rule says it: `they.gave(referral, 90 days)`.
    pub fn spoken(&self) -> String {
        let subject = match (self.fact.of, self.side) {
            (super::facts::Of::We, _) => "we",
            (super::facts::Of::Person, Side::You) => "you",
            (super::facts::Of::Person, Side::They) => "they",
        };
        let form = self.given.form.map(|form| form.replace('_', " "));
        let kind = form.or_else(|| self.given.kind.map(ActKind::spoken));
        let window = self.given.days.map(|days| super::amount::Unit::Days.spoken(i64::from(days)));
        let inside: Vec<String> = [kind, self.given.word.clone(), window].into_iter().flatten().collect();
        if inside.is_empty() {
            format!("{subject}.{}", self.fact.name)
        } else {
            format!("{subject}.{}({})", self.fact.name, inside.join(", "))
        }
    }
}

/// One comparison, or one answer of yes or no.
#[derive(Clone)]
pub enum Step {
    Amounts { left: Amount, op: Op, right: Amount, holds: bool },
    Words { fact: usize, is: &'static str, op: Op, wanted: String, holds: bool },
    YesNo { fact: usize, is: bool, holds: bool },
}

/// All that one evaluation leaves behind.
#[derive(Default)]
pub struct Trace {
    pub seen: Vec<Seen>,
    pub steps: Vec<Step>,
    /// The condition each step belongs to, by its place among the rule's `when` lines.
    pub step_of: Vec<usize>,
    /// Conditions that were answered, and how.
    pub answered: Vec<bool>,
    pub said: Option<String>,
    /// The fact that is not known, and when that is so.
    pub missing: Option<String>,
    /// The values that [`Mode::Read`] found, in their order.
    pub read: Vec<Dynamic>,
    /// Whether it was stopped by the clock, and not by anything it did.
    pub out_of_time: bool,
}

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
    static TRACE: RefCell<Trace> = RefCell::new(Trace::default());
    static STEPS_LEFT: Cell<u64> = const { Cell::new(0) };
    static ENDS_AT: Cell<Option<Instant>> = const { Cell::new(None) };
    static LONGEST_HERE: Cell<Duration> = const { Cell::new(LONGEST) };
}

/// Runs one evaluation and hands back what it left behind.
pub fn with<T>(bench: Bench, evaluate: impl FnOnce() -> T) -> (T, Trace) {
    BENCH.set(Some(bench));
    TRACE.take();
    STEPS_LEFT.set(MOST_STEPS);
    ENDS_AT.set(Instant::now().checked_add(LONGEST_HERE.get()));
    let outcome = evaluate();
    BENCH.set(None);
    #[cfg(test)]
    {
        let steps = MOST_STEPS - STEPS_LEFT.get();
        super::work::add(super::work::Work { evaluations: 1, steps, largest: steps });
    }
    (outcome, TRACE.take())
}

/// Counts one step of the engine; false when it has taken all it may.
pub fn may_go_on() -> bool {
    let left = STEPS_LEFT.get();
    if left == 0 {
        return false;
    }
    STEPS_LEFT.set(left - 1);
    // The clock is asked seldom; it costs more than a step.
    if left.is_multiple_of(512) && ENDS_AT.get().is_some_and(|end| Instant::now() > end) {
        STEPS_LEFT.set(0);
        trace(|trace| trace.out_of_time = true);
        return false;
    }
    true
}

/// From now on no evaluation on this thread may take longer. For tests of what a busy machine does.
#[cfg(test)]
pub fn take_at_most(longest: Duration) {
    LONGEST_HERE.set(longest);
}

/// Nothing where no rule is being run.
pub fn mode() -> Option<Mode> {
    BENCH.with_borrow(|bench| bench.as_ref().map(|bench| bench.mode))
}

pub fn account() -> Option<Rc<Account>> {
    BENCH.with_borrow(|bench| bench.as_ref()?.account.clone())
}

pub fn setting(name: &str) -> Option<Dynamic> {
    BENCH.with_borrow(|bench| bench.as_ref()?.settings.get(name).cloned())
}

pub fn setting_names() -> Vec<String> {
    BENCH.with_borrow(|bench| bench.as_ref().map(|bench| bench.settings.keys().cloned().collect()).unwrap_or_default())
}

pub fn trace<T>(change: impl FnOnce(&mut Trace) -> T) -> T {
    TRACE.with_borrow_mut(change)
}

impl Trace {
    /// Notes a fact and gives its place.
    pub fn saw(&mut self, fact: &'static Fact, side: Side, given: Given) -> usize {
        // A loop in a rule cannot fill the memory with what it has read.
        if let Some(place) =
            self.seen.iter().rposition(|seen| std::ptr::eq(seen.fact, fact) && seen.side == side && seen.given == given)
        {
            return place;
        }
        self.seen.push(Seen { fact, side, given });
        self.seen.len() - 1
    }

    pub fn step(&mut self, step: Step) {
        const MOST: usize = 200;
        if self.steps.len() < MOST {
            self.steps.push(step);
            self.step_of.push(self.answered.len());
        }
    }

    /// A condition was answered. A condition that is one plain yes or no, perhaps turned by `!`, holds as a whole.
    pub fn answer(&mut self, holds: bool) {
        let condition = self.answered.len();
        let first = self.step_of.partition_point(|of| *of < condition);
        if let [Step::YesNo { holds: step, .. }] = self.steps.get_mut(first..).unwrap_or_default() {
            *step = holds;
        }
        self.answered.push(holds);
    }

    /// What an amount is called: `they.silence`, `they.usual_gap x 2`, nothing for a number written in the rule.
    pub fn name(&self, amount: &Amount) -> Option<String> {
        // Two parts of two parts of two: nobody reads more, and a rule that doubles its sum again and again would write for ever.
        const DEEPEST: u8 = 3;
        self.name_to(amount, DEEPEST)
    }

    /// Below `depth` an amount is called by its value.
    fn name_to(&self, amount: &Amount, depth: u8) -> Option<String> {
        match &amount.source {
            Source::Written => None,
            Source::Fact(place) => self.seen.get(*place).map(Seen::spoken),
            Source::Worked(how, ..) => Some(self.how(how, depth.checked_sub(1)?)),
        }
    }

    fn how(&self, how: &How, depth: u8) -> String {
        let name = |amount: &Amount| self.name_to(amount, depth).unwrap_or_else(|| amount.to_string());
        match how {
            How::Times(amount, n) => format!("{} x {n}", name(amount)),
            How::Joined(a, sign, b) => format!("{} {sign} {}", name(a), name(b)),
            How::InPlaceOf(amount) => format!("{} (not known)", name(amount)),
        }
    }

    /// What the conditions compared. What the sentence itself compares, to find its words, is no reason.
    pub fn because(&self) -> Vec<Because> {
        let in_conditions = self.step_of.partition_point(|of| *of < self.answered.len());
        self.steps.iter().take(in_conditions).map(|step| self.spoken(step)).collect()
    }

    fn spoken(&self, step: &Step) -> Because {
        let called = |place: usize| self.seen.get(place).map(Seen::spoken).unwrap_or_default();
        match step {
            Step::Amounts { left, op, right, holds } => {
                let other = match self.name(right) {
                    Some(name) => format!("{name} = {right}"),
                    None => right.to_string(),
                };
                Because {
                    fact: self.name(left).unwrap_or_default(),
                    value: left.to_string(),
                    test: format!("{} {other}", op.sign()),
                    holds: *holds,
                }
            }
            Step::Words { fact, is, op, wanted, holds } => Because {
                fact: called(*fact),
                value: (*is).to_owned(),
                test: format!("{} {wanted}", op.sign()),
                holds: *holds,
            },
            Step::YesNo { fact, is, holds } => Because {
                fact: called(*fact),
                value: if *is { "yes" } else { "no" }.to_owned(),
                test: String::new(),
                holds: *holds,
            },
        }
    }

    /// The entries of the account that the facts rest on, each once, in the order they were read.
    pub fn evidence(&self, account: &Account) -> Vec<Evidence> {
        // A loop in a rule can read a fact over hundreds of windows.
        let mut met = BTreeSet::new();
        let all = self.seen.iter().flat_map(|seen| seen.fact.evidence(account, seen.side, &seen.given));
        all.filter(|entry| met.insert(entry.clone())).collect()
    }

    /// Whether what held in the end claims that something did not happen.
    pub fn claims_absence(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Amounts { left, op, holds, right } => {
                self.claims(left, *op, *holds) || self.claims(right, op.turned(), *holds)
            }
            Step::YesNo { fact, .. } => self.seen.get(*fact).is_some_and(|seen| seen.fact.absence != Absence::Never),
            Step::Words { .. } => false,
        })
    }

    /// Which end of an amount claims that something is missing, whatever facts it was made of.
    pub fn absence(&self, amount: &Amount) -> Absence {
        match amount.source {
            Source::Written => Absence::Never,
            Source::Fact(place) => self.seen.get(place).map_or(Absence::Never, |seen| seen.fact.absence),
            Source::Worked(.., absence) => absence,
        }
    }

    fn claims(&self, amount: &Amount, op: Op, holds: bool) -> bool {
        let low = matches!((op, holds), (Op::Less | Op::AtMost, true) | (Op::More | Op::AtLeast, false));
        let high = matches!((op, holds), (Op::More | Op::AtLeast, true) | (Op::Less | Op::AtMost, false));
        let same = matches!((op, holds), (Op::Equal, true) | (Op::Differs, false));
        match self.absence(amount) {
            Absence::Never => false,
            Absence::Low => low || same,
            Absence::High => high || same,
            Absence::Both => low || high || same,
        }
    }

    /// Whether the rule looked at a fact of both.
    pub fn asked(&self, name: &str) -> bool {
        self.seen.iter().any(|seen| seen.fact.of == super::facts::Of::We && seen.fact.name == name)
    }
}
