//! The lines of a case that say what stands between the two: what was asked, promised, agreed, planned, told.
//!
//! Numbers are days ago; a day that is yet to come has a minus: `renews -20`.

use super::{days_ago, number, words_of};
use crate::domain::account::{Flag, MarkDay};
use crate::domain::act::{ActKind, MarkKind, Side};
use crate::domain::calendar::days_before;
use crate::domain::entry::{Entry, EntryKind, EntryState, Figure, PERMISSION, TOPICS};
use crate::judge::mistake::Mistake;
use crate::judge::probe::Invented;

/// The words that begin such a line, each with an example.
pub(in crate::judge) const LINES: [(&str, &str); 17] = [
    ("agreed", "agreed boundary \"no calls after six\" 40"),
    ("talked", "talked of \"a bonus\" 9"),
    ("planned", "planned review -3"),
    ("won", "won \"launch day\" 5"),
    ("goal", "goal \"fewer refunds\" 30"),
    ("skill", "skill \"reporting\" 30"),
    ("level", "level 2 30"),
    ("rated", "rated 4 60"),
    ("income", "income 60 10"),
    ("renews", "renews -20"),
    ("saved", "saved 3 20"),
    ("guide", "guide \"inbox\" 30"),
    ("issue", "issue \"late briefs\" 8"),
    ("note", "note \"marathon in May\" 15"),
    ("flag", "flag quiet 70, 10"),
    ("decided", "decided 90"),
    ("holiday", "holiday -8"),
];

/// The words that stand after `you` or `they`, each with an example.
pub(in crate::judge) const DEEDS: [(&str, &str); 11] = [
    ("asked", "you asked access \"the login\" 30 no 20"),
    ("asked", "they asked permission \"May I refund it?\" 9"),
    ("advised", "they advised 40, 12"),
    ("promised", "they promised \"the brief\" 20 due 5 kept 4"),
    ("won", "they won \"1,000 orders\" 5"),
    ("own", "you own \"inbox\" 90"),
    ("owns", "they owns \"inbox\" 90"),
    ("marked", "they marked payment_late 40, 30"),
    ("hold", "they hold 3 until -4"),
    ("began", "they began 40, 30"),
    ("brought", "they brought 12, 5"),
];

/// Reads a line that begins with one of [`LINES`].
pub(super) fn line(invented: Invented, word: &str, said: &str) -> Result<Invented, Mistake> {
    let example = || LINES.iter().find(|(known, _)| *known == word).map_or("", |(_, example)| *example);
    let words = words_of(said);
    let tokens: Vec<(&str, bool)> = words.iter().map(|(word, quoted)| (word.as_str(), *quoted)).collect();
    let told = |kind, topic: &str, words: &str, on: i64| {
        let entry = Entry {
            topic: topic.to_owned(),
            words: words.to_owned(),
            ..Entry::new(kind, days_before(invented.account.today, on))
        };
        Ok::<Entry, Mistake>(entry)
    };
    let figure = |kind, figure: &str, on: &str| {
        let figure = Some(Figure::plain(number(figure)?));
        Ok::<Entry, Mistake>(Entry { figure, ..Entry::new(kind, days_before(invented.account.today, number(on)?)) })
    };
    let entry = match (word, tokens.as_slice()) {
        ("agreed", [(topic, false), (what, true), (on, false)]) => {
            topic_of(topic)?;
            told(EntryKind::Agreement, topic, what, number(on)?)?
        }
        ("agreed", [(topic, false), (what, true), (on, false), ("review", false), (again, false)]) => {
            topic_of(topic)?;
            let until = Some(days_before(invented.account.today, number(again)?));
            Entry { until, ..told(EntryKind::Agreement, topic, what, number(on)?)? }
        }
        ("talked", [("of", false), (what, true), (on, false)]) => {
            Entry { state: EntryState::Proposed, ..told(EntryKind::Agreement, "", what, number(on)?)? }
        }
        ("planned", [(kind, false), (on, false)]) => {
            let day = number(on)?;
            let until = Some(days_before(invented.account.today, day));
            Entry { until, ..told(EntryKind::Meeting, kind, "", day.max(0) + 7)? }
        }
        ("won", [(what, true), (on, false)]) => told(EntryKind::Win, "", what, number(on)?)?,
        ("goal", [(what, true), (on, false)]) => told(EntryKind::Goal, "", what, number(on)?)?,
        ("skill", [(what, true), (on, false)]) => told(EntryKind::Goal, "skill", what, number(on)?)?,
        ("level", [(level, false), (on, false)]) => figure(EntryKind::Level, level, on)?,
        ("rated", [(rating, false), (on, false)]) => figure(EntryKind::Rating, rating, on)?,
        ("income", [(percent, false), (on, false)]) => figure(EntryKind::Income, percent, on)?,
        ("saved", [(hours, false), (on, false)]) => figure(EntryKind::Saving, hours, on)?,
        ("renews", [(on, false)]) => {
            let until = Some(days_before(invented.account.today, number(on)?));
            Entry { until, ..told(EntryKind::Renewal, "", "", 60)? }
        }
        ("guide", [(what, true), (on, false)]) => told(EntryKind::Guide, "", what, number(on)?)?,
        ("issue", [(what, true), (on, false)]) => told(EntryKind::Issue, "", what, number(on)?)?,
        ("note", [(what, true), (on, false)]) => told(EntryKind::Note, "", what, number(on)?)?,
        ("flag", [(rule, false), since, told @ ..]) => {
            let day = |word: &str| number(word).map(|back| days_before(invented.account.today, back));
            let told_on = told.first().map(|(on, _)| day(on)).transpose()?;
            let flag = Flag { rule: (*rule).to_owned(), since: Some(day(since.0)?), told_on };
            let mut invented = invented;
            invented.account.flags.push(flag);
            return Ok(invented);
        }
        ("holiday", [(on, false)]) => {
            let on = number(on)?;
            return Ok(invented.holiday(on));
        }
        ("decided", [(on, false)]) => {
            let mut invented = invented;
            invented.account.intent_on = Some(days_before(invented.account.today, number(on)?));
            return Ok(invented);
        }
        _ => {
            return Err(
                Mistake::new(format!("this line of `{word}` makes no sense")).hint(format!("write: {}", example()))
            );
        }
    };
    Ok(invented.entry(entry))
}

/// Reads what a side did, where the line begins with one of [`DEEDS`].
pub(super) fn deed(invented: Invented, by: Side, word: &str, said: &str) -> Result<Invented, Mistake> {
    let example = || DEEDS.iter().find(|(known, _)| *known == word).map_or("", |(_, example)| *example);
    let words = words_of(said);
    let tokens: Vec<(&str, bool)> = words.iter().map(|(word, quoted)| (word.as_str(), *quoted)).collect();
    let today = invented.account.today;
    let day = |back: &str| number(back).map(|back| days_before(today, back));
    let told = |kind, words: &str, on: &str| {
        Ok::<Entry, Mistake>(Entry { by: Some(by), words: words.to_owned(), ..Entry::new(kind, day(on)?) })
    };
    let entry = match (word, tokens.as_slice()) {
        ("asked", [(what, true), (on, false), rest @ ..]) => settled(told(EntryKind::Ask, what, on)?, rest, day)?,
        ("asked", [(kind, false), (what, true), (on, false), rest @ ..]) => {
            let topic = if *kind == PERMISSION { PERMISSION } else { super::kind(kind)?.word() };
            let ask = Entry { topic: topic.to_owned(), ..told(EntryKind::Ask, what, on)? };
            settled(ask, rest, day)?
        }
        ("promised", [(what, true), (on, false), rest @ ..]) => {
            let promise = told(EntryKind::Promise, what, on)?;
            match rest {
                [("due", false), (due, false), rest @ ..] => {
                    settled(Entry { until: Some(day(due)?), ..promise }, rest, day)?
                }
                rest => settled(promise, rest, day)?,
            }
        }
        ("won", [(what, true), (on, false)]) => told(EntryKind::Win, what, on)?,
        ("own" | "owns", [(what, true), (on, false)]) => told(EntryKind::Process, what, on)?,
        ("hold", [(on, false), ("until", false), (until, false)]) => {
            Entry { until: Some(day(until)?), ..told(EntryKind::Hold, "an answer will come", on)? }
        }
        ("marked", [(kind, false), ..]) => {
            let kind = MarkKind::from_word(kind).ok_or_else(|| {
                Mistake::new(format!("there is no kind of mark called \"{kind}\""))
                    .nearest(kind, MarkKind::ALL.iter().map(|kind| kind.word()))
            })?;
            let days = days_ago(said.split_once(' ').map_or("", |(_, days)| days))?;
            let mut invented = invented;
            let marks = days.iter().map(|back| MarkDay { on: days_before(today, *back), by, kind, n: 1 });
            invented.account.marks.extend(marks);
            invented.account.marks.sort_by_key(|mark| mark.on);
            return Ok(invented);
        }
        ("advised", _) => return Ok(invented.advised(by, &days_ago(said)?)),
        ("began", _) => return Ok(invented.begun(by, &days_ago(said)?)),
        ("brought", _) => return Ok(invented.unasked(by, &days_ago(said)?)),
        _ => {
            return Err(
                Mistake::new(format!("this line of `{word}` makes no sense")).hint(format!("write: {}", example()))
            );
        }
    };
    Ok(invented.entry(entry))
}

/// `no 20`, `kept 4`, `late with notice 2`, `perhaps`: what became of it, and how many days ago.
fn settled(
    entry: Entry,
    rest: &[(&str, bool)],
    day: impl Fn(&str) -> Result<jiff::civil::Date, Mistake>,
) -> Result<Entry, Mistake> {
    let words: Vec<&str> = rest.iter().map(|(word, _)| *word).collect();
    match words.as_slice() {
        [] => Ok(entry),
        ["perhaps"] => Ok(Entry { state: EntryState::Proposed, ..entry }),
        ["answered", on] => Ok(Entry { answered_on: Some(day(on)?), ..entry }),
        [state @ .., on] => {
            let said = state.join(" ");
            let state = EntryState::from_word(&said).ok_or_else(|| {
                Mistake::new(format!("nothing becomes \"{said}\""))
                    .nearest(&said, EntryState::ALL.iter().map(|state| state.word()))
            })?;
            Ok(Entry { state, settled_on: Some(day(on)?), ..entry })
        }
    }
}

fn topic_of(topic: &str) -> Result<(), Mistake> {
    if TOPICS.contains(&topic) {
        return Ok(());
    }
    Err(Mistake::new(format!("there is no topic of an agreement called \"{topic}\"")).nearest(topic, TOPICS))
}

/// A kind of giving with its narrower word: `course` is development.
pub(super) fn kind_and_form(word: &str) -> Result<(ActKind, &'static str), Mistake> {
    let plain = word.replace(['-', ' '], "_");
    match crate::domain::act::FORMS.iter().find(|(form, _)| *form == plain) {
        Some((form, kind)) if ActKind::from_word(&plain).is_none() => Ok((*kind, form)),
        _ => Ok((super::kind(word)?, "")),
    }
}
