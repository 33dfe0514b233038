//! What the insight commands say, as numbers, days and lists: `week`, `report`, `year`, `quarter`, `cost`, `pending`.

use serde_json::{Value, json};

use super::{act, coverage, entry, figure, with};
use crate::compose::parting::Sheet;
use crate::compose::then_and_now::{Did, Quarter, levels, then_and_now};
use crate::compose::week_lines::{carries, owed as owed_line};
use crate::compose::year::{Good, YEAR, first_day, good};
use crate::domain::account::Account;
use crate::domain::act::{Act, Side};
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::relationship::Relationship;
use crate::domain::report::{Kind, Part, Report};
use crate::domain::week::{Balance, Moment, Month, Owed, Owing, Week};
use crate::flow::pending::Pending;

/// Half a year of every relationship: `report --json`.
pub(in crate::cli) fn report(report: &Report<'_>) -> Value {
    json!({
        "from": report.from.to_string(),
        "as_of": report.today.to_string(),
        "months": report.months.iter().map(month).collect::<Vec<_>>(),
        "relationships": report.parts.iter().map(part).collect::<Vec<_>>(),
    })
}

fn month(month: &Month) -> Value {
    json!({ "month": month.first.strftime("%Y-%m").to_string(), "gave": month.gave, "got": month.got })
}

/// What went each way in one relationship, and who carries it.
fn balance(balance: &Balance) -> Value {
    json!({
        "name": balance.name,
        "gave": balance.gave,
        "got": balance.got,
        "carries": balance.carries.word(),
        "said": carries(balance.carries),
        "standing": balance.standing.word(),
        "quiet_days": balance.quiet_days,
    })
}

fn part(part: &Part<'_>) -> Value {
    let Part { account, balance: of, kinds: counted, acts, uncounted } = part;
    let kinds = |kinds: &[Kind]| -> Vec<Value> {
        kinds.iter().map(|kind| json!({ "kind": kind.called, "you": kind.you, "they": kind.they })).collect()
    };
    with(
        balance(of),
        json!({
            "key": account.relationship.key,
            "seat": account.relationship.seat.word(),
            "person": account.relationship.person,
            "intent": account.relationship.intent.word(),
            "because": account.standing_because,
            "since": account.since.map(|day| day.to_string()),
            "letters": account.n_letters,
            "coverage": coverage(&account.coverage),
            "kinds": kinds(counted),
            "acts": acts.iter().map(|one| act(one)).collect::<Vec<_>>(),
            "not_counted": kinds(uncounted),
        }),
    )
}

/// `week --json`.
pub(in crate::cli) fn week(week: &Week) -> Value {
    let moments = |moments: &[Moment]| moments.iter().map(moment).collect::<Vec<_>>();
    let owed = |all: &[Owed]| all.iter().map(owed).collect::<Vec<_>>();
    json!({
        "today": week.today.to_string(),
        "months": week.months.iter().map(month).collect::<Vec<_>>(),
        "you_owe": owed(&week.you_owe),
        "they_owe": owed(&week.they_owe),
        "balances": week.balances.iter().map(balance).collect::<Vec<_>>(),
        "to_confirm": week.to_confirm.len(),
        "acts_to_confirm": moments(&week.to_confirm),
        "happened": moments(&week.happened),
        "wanted": week.portfolio.iter().map(|(intent, n)| json!({ "intent": intent.word(), "relationships": n })).collect::<Vec<_>>(),
        "let_go": week.let_go.iter().map(|(name, one)| json!({ "name": name, "entry": entry(one) })).collect::<Vec<_>>(),
        "notes": week.notes.iter().map(|note| json!({
            "name": note.name, "finding": note.finding.id.0, "title": note.finding.title, "say": note.finding.say,
        })).collect::<Vec<_>>(),
        "suggestion": week.suggestion.as_ref().map(|one| one.why.clone()),
        "suggested_text": week.suggestion.as_ref().map(|one| one.offer.clone()),
    })
}

fn moment(moment: &Moment) -> Value {
    json!({ "name": moment.name, "act": act(&moment.act) })
}

/// What somebody owes: `kind` says which of the other fields stand in it.
fn owed(owed: &Owed) -> Value {
    let of = match &owed.what {
        Owing::Answer { letters } => json!({ "kind": "answer", "letters": letters }),
        Owing::Thanks { kind, words } => json!({ "kind": "thanks", "for": kind.word(), "words": words }),
        Owing::Ask(words) => json!({ "kind": "ask", "words": words }),
        Owing::Promise(words) => json!({ "kind": "promise", "words": words }),
        Owing::Step(words) => json!({ "kind": "step", "words": words }),
    };
    with(json!({ "name": owed.name, "what": owed_line(owed), "since": owed.since.to_string() }), of)
}

/// `year --json`, one relationship.
pub(in crate::cli) fn year(account: &Account) -> Value {
    let compared = then_and_now(account);
    let quarters =
        compared.as_ref().ok().map(|(then, now)| json!({ "then": quarter_of(then), "now": quarter_of(now) }));
    let (level_then, level_now) = levels(account);
    let given = |by: Side| acts(account.given(by, None, YEAR));
    let settled = |state: EntryState| account.asks_settled(Side::You, state, YEAR).count();
    let held = account.held(None).filter(|talk| account.is_within(talk.on, YEAR));
    with(
        named(&account.relationship),
        json!({
            "from": first_day(account).to_string(),
            "standing": account.standing.word(),
            "because": account.standing_because,
            "then_and_now": quarters,
            "not_compared": compared.err(),
            "level": { "then": level_then.map(figure), "now": level_now.map(figure) },
            "gave": given(Side::You),
            "got": given(Side::They),
            "wins": entries(account.wins(None, YEAR)),
            "agreements": entries(account.open(EntryKind::Agreement)),
            "talks": entries(held),
            "hours_saved_a_week": account.hours_saved(),
            "promises_kept": { "you": account.kept(Side::You, YEAR).len(), "they": account.kept(Side::They, YEAR).len() },
            "you_asked": {
                "yes": settled(EntryState::Yes),
                "no": settled(EntryState::No),
                "later": settled(EntryState::Later),
                "open": account.open_asks(Side::You, None, 0).len(),
            },
            "coverage": coverage(&account.coverage),
        }),
    )
}

fn quarter_of(quarter: &Quarter) -> Value {
    let did = |Did { letters, gave, reply_hours }: Did| json!({ "letters": letters, "gave": gave, "reply_hours": reply_hours });
    json!({ "you": did(quarter.you), "they": did(quarter.they) })
}

/// `quarter --json`, one relationship.
pub(in crate::cli) fn quarter(account: &Account) -> Value {
    let Good { acts: got, wins, kept } = good(account);
    with(
        named(&account.relationship),
        json!({ "got": acts(got.into_iter()), "wins": entries(wins.into_iter()), "promises_you_kept": entries(kept.into_iter()) }),
    )
}

/// `cost --json`.
pub(in crate::cli) fn cost(account: &Account, sheet: &Sheet) -> Value {
    with(
        named(&account.relationship),
        json!({
            "costs": sheet.costs.iter().map(|cost| json!({
                "what": cost.what, "figure": figure(&cost.figure), "said": cost.said,
            })).collect::<Vec<_>>(),
            "together": sheet.together.iter().map(figure).collect::<Vec<_>>(),
            "noted": sheet.noted,
            "not_told": sheet.missing.iter().map(|(what, example)| json!({ "what": what, "example": example })).collect::<Vec<_>>(),
        }),
    )
}

/// `pending --json`, one thing: `kind` says what waits, `id` which of its kind.
pub(in crate::cli) fn pending(pending: &Pending) -> Value {
    let row = &pending.row;
    let (kind, id) = if let Some(id) = row.draft {
        ("text", Some(id.0))
    } else if let Some(id) = row.question {
        ("question", Some(id.0))
    } else if let Some(id) = row.act {
        ("act", Some(id.0))
    } else if let Some(id) = row.entry {
        ("entry", Some(id.0))
    } else if let Some(id) = row.rule_change {
        ("rule_change", Some(id.0))
    } else {
        ("other", None)
    };
    json!({ "item": row.n, "about": pending.about, "kind": kind, "id": id, "finding": row.finding.map(|id| id.0) })
}

fn named(relationship: &Relationship) -> Value {
    json!({ "name": relationship.name, "key": relationship.key, "person": relationship.person })
}

fn acts<'a>(acts: impl Iterator<Item = &'a Act>) -> Vec<Value> {
    acts.map(act).collect()
}

fn entries<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<Value> {
    entries.map(entry).collect()
}
