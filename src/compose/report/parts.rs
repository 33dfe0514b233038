//! One relationship on the report: where it stands and why, its two lanes, what went each way by kind, and the acts one by one.

use jiff::civil::Date;
use serde::Serialize;

use super::super::lanes::{Lanes, lanes};
use super::super::{clean, week_lines, words};
use super::charts::{self, Chart};
use super::spoken;
use crate::domain::act::{Act, ActState, Side};
use crate::domain::report::{Kind, Part, Report};

/// More acts than these stand behind a click.
const MOST_SHOWN: usize = 8;

#[derive(Debug, Serialize)]
pub(super) struct PartFields {
    anchor: String,
    name: String,
    their_name: String,
    standing: &'static str,
    because: Vec<String>,
    intent: &'static str,
    since: Option<String>,
    said: &'static str,
    lanes: Option<LanesFields>,
    kinds: Vec<KindFields>,
    acts: Vec<ActFields>,
    older: Vec<ActFields>,
    uncounted: Option<String>,
    coverage: String,
}

#[derive(Debug, Serialize)]
struct LanesFields {
    title: String,
    chart: Chart,
}

#[derive(Debug, Serialize)]
struct KindFields {
    kind: String,
    you: u32,
    they: u32,
}

#[derive(Debug, Serialize)]
struct ActFields {
    on: String,
    /// `you` or `they`, for the colour.
    side: &'static str,
    from: String,
    kind: String,
    perhaps: bool,
    words: Option<String>,
    /// Whether a letter shows them; else they are the user's note.
    is_quoted: bool,
}

pub(super) fn fields(anchor: String, part: &Part<'_>, report: &Report<'_>) -> PartFields {
    let account = part.account;
    let relationship = &account.relationship;
    let their_name = clean::short(relationship.called(), 40);
    let mut acts: Vec<ActFields> = part.acts.iter().map(|act| act_fields(act, &their_name, report.today)).collect();
    let older = acts.split_off(acts.len().min(MOST_SHOWN));
    PartFields {
        anchor,
        name: clean::short(&relationship.name, 60),
        standing: account.standing.word(),
        because: account.standing_because.iter().map(|reason| words::sentence(&clean::line(reason))).collect(),
        intent: relationship.intent.word(),
        since: account.since.map(spoken),
        said: week_lines::carries(part.balance.carries),
        lanes: lanes(account).map(|lanes| lanes_fields(&lanes, part, &their_name)),
        kinds: part.kinds.iter().map(kind_fields).collect(),
        acts,
        older,
        uncounted: uncounted(part, &their_name),
        coverage: words::coverage(&account.coverage),
        their_name,
    }
}

fn lanes_fields(lanes: &Lanes, part: &Part<'_>, their_name: &str) -> LanesFields {
    let (you, they) = lanes.sums();
    let number = |n: u32| match n {
        0 => "none".to_owned(),
        n => words::number(usize::try_from(n).unwrap_or(usize::MAX)),
    };
    let title = format!("{}: {} from you, {} from {their_name}", lanes.what(), number(you), number(they));
    LanesFields { title, chart: charts::lanes(lanes, part.account) }
}

fn kind_fields(kind: &Kind) -> KindFields {
    KindFields { kind: clean::short(&words::capital(&kind.called), 40), you: kind.you, they: kind.they }
}

fn act_fields(act: &Act, their_name: &str, today: Date) -> ActFields {
    let (side, from) = match act.by {
        Side::You => ("you", "you".to_owned()),
        Side::They => ("they", their_name.to_owned()),
    };
    let said = if act.words == act.form { String::new() } else { clean::short(&act.words, 240) };
    ActFields {
        on: words::short_day(act.on, today),
        side,
        from,
        kind: clean::short(&act.called(), 40),
        perhaps: act.state == ActState::Proposed,
        words: (!said.is_empty()).then_some(said),
        is_quoted: act.shown_by.is_some(),
    }
}

/// `Seen, and not counted until you say yes: from Dana four thanks, two feedback.`
fn uncounted(part: &Part<'_>, their_name: &str) -> Option<String> {
    let of = |whose: &str, n: fn(&Kind) -> u32| {
        let kinds: Vec<String> = part
            .uncounted
            .iter()
            .filter(|kind| n(kind) > 0)
            .map(|kind| format!("{} {}", kind.called, n(kind)))
            .collect();
        (!kinds.is_empty()).then(|| format!("from {whose} {}", kinds.join(", ")))
    };
    let told: Vec<String> =
        [of("you", |kind| kind.you), of(their_name, |kind| kind.they)].into_iter().flatten().collect();
    (!told.is_empty()).then(|| format!("Seen, and not counted before you say yes: {}.", told.join("; ")))
}
