//! Amounts with units: what facts answer and what `90.days` or `60.percent` writes. Comparing them checks the units, so that
//! five working days are never taken for five days.

use std::fmt;
use std::sync::Arc;

use super::facts::Absence;
use super::mistake::Mistake;

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Count,
    Percent,
    Hours,
    Days,
    /// Days that work for both sides.
    WorkingDays,
}

impl Unit {
    /// The word after the point in a rule: `90.days`. Nothing for a plain count.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Percent => "percent",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::WorkingDays => "working_days",
        }
    }

    /// What it is, in a sentence: `counted in working days`.
    pub const fn counted_in(self) -> &'static str {
        match self {
            Self::Count => "a plain number",
            Self::Percent => "a percentage",
            Self::Hours => "counted in hours",
            Self::Days => "counted in days",
            Self::WorkingDays => "counted in working days",
        }
    }

    /// How an amount of it is written in a rule: `3`, `3.days`.
    pub fn written(self, value: i64) -> String {
        if self == Self::Count { value.to_string() } else { format!("{value}.{}", self.word()) }
    }

    /// How an amount of it is read in a sentence: `3`, `1 day`.
    pub fn spoken(self, value: i64) -> String {
        let s = if value.abs() == 1 { "" } else { "s" };
        match self {
            Self::Count => value.to_string(),
            Self::Percent => format!("{value} percent"),
            Self::Hours => format!("{value} hour{s}"),
            Self::Days => format!("{value} day{s}"),
            Self::WorkingDays => format!("{value} working day{s}"),
        }
    }

    /// Whether amounts of the two can be compared with each other.
    pub fn is_like(self, other: Self) -> bool {
        self == other || (self.in_hours(1).is_some() && other.in_hours(1).is_some())
    }

    /// Hours of the clock, where the unit has any: days and hours can be compared with each other, working days only with
    /// themselves.
    const fn in_hours(self, value: i64) -> Option<i64> {
        match self {
            Self::Hours => Some(value),
            Self::Days => Some(value.saturating_mul(24)),
            Self::Count | Self::Percent | Self::WorkingDays => None,
        }
    }
}

/// Where an amount comes from, so that a comparison can say what it compared.
#[derive(Clone, Debug)]
pub enum Source {
    /// Written in the rule.
    Written,
    /// A fact: its place among the facts read in this evaluation.
    Fact(usize),
    /// Worked out from others: how, the first fact it was made of, and which end of it claims that something is missing.
    Worked(Arc<How>, Option<usize>, Absence),
}

/// How an amount was worked out. Rules are judged far more often than they speak, so it is put into words only for who reads them.
#[derive(Debug)]
pub enum How {
    /// Another, so many times, as the rule wrote it.
    Times(Amount, String),
    /// Two, with the sign between them.
    Joined(Amount, &'static str, Amount),
    /// What stands for another that is not known.
    InPlaceOf(Amount),
}

/// A number with its unit; `value` is `None` where the fact is not known.
#[derive(Clone, Debug)]
pub struct Amount {
    pub value: Option<i64>,
    pub unit: Unit,
    pub source: Source,
}

impl Amount {
    pub const fn written(value: i64, unit: Unit) -> Self {
        Self { value: Some(value), unit, source: Source::Written }
    }

    /// The fact it was made of, where it was made of one.
    pub const fn fact(&self) -> Option<usize> {
        match &self.source {
            Source::Written => None,
            Source::Fact(fact) => Some(*fact),
            Source::Worked(_, fact, _) => *fact,
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Some(value) => f.write_str(&self.unit.spoken(value)),
            None => f.write_str("not known"),
        }
    }
}

/// One of the six comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Differs,
}

impl Op {
    pub const ALL: [Self; 6] = [Self::Less, Self::AtMost, Self::More, Self::AtLeast, Self::Equal, Self::Differs];

    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "==",
            Self::Differs => "!=",
        }
    }

    pub fn holds<T: Ord + ?Sized>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
            Self::Equal => left == right,
            Self::Differs => left != right,
        }
    }

    /// The same comparison seen from the other side: `3 < x` is `x > 3`.
    pub const fn turned(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            Self::Equal => Self::Equal,
            Self::Differs => Self::Differs,
        }
    }
}

/// Compares two known amounts, or says why they cannot be compared. `name` is what the left one is called.
pub fn compare(op: Op, name: impl FnOnce() -> String, left: (i64, Unit), right: (i64, Unit)) -> Result<bool, Mistake> {
    let ((a, unit), (b, other)) = (left, right);
    if unit == other {
        return Ok(op.holds(&a, &b));
    }
    match (unit.in_hours(a), other.in_hours(b)) {
        (Some(a), Some(b)) => Ok(op.holds(&a, &b)),
        _ => Err(Mistake::new(format!(
            "`{}` is {} and cannot be compared with `{}`, which is {}",
            name(),
            unit.counted_in(),
            other.written(b),
            other.counted_in()
        ))
        .hint(format!("write `{}`", unit.written(b)))),
    }
}
