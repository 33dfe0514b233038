//! Words that somebody wrote below a letter she forwards, where no mark of the program says where that letter ends. They are
//! told by names: the letter ends with its author's, and the words below with that of the one who forwards.

use crate::domain::address::Person;
use crate::domain::letter::Seen;
use crate::read::lines::trim_blank_lines;
use crate::read::words::plain;

use super::Level;

/// A longer text below a name is no note.
const LONGEST: usize = 600;

/// Gives the note below a forward back to its writer. Where it may be one and nobody can say, the answer is a doubt about the last
/// level, in plain words.
pub(in crate::read) fn below(levels: &mut [Level], writer: &Person) -> Option<String> {
    let (outer, inner) = levels.split_first_mut()?;
    let last = inner.last().filter(|last| last.open)?;
    let author = last.from.as_ref().filter(|author| author.address.is_none() || author.address != writer.address)?;
    if inner.iter().all(|level| level.seen != Some(Seen::Forwarded)) {
        return None;
    }
    let lines: Vec<&str> = last.own.lines().collect();
    let signed = lines.iter().rposition(|line| !line.trim().is_empty()).filter(|n| is_name_of(writer, lines.get(*n)));
    let named = (0..signed.unwrap_or(lines.len())).rev().find(|n| is_name_of(author, lines.get(*n)));
    let Some(named) = named else {
        return signed.filter(|_| !shares_name(author, writer)).map(|_| doubt(author));
    };
    // What belongs to the name (telephone, firm) stands close below it.
    let gap = (named..lines.len()).find(|n| lines.get(*n).is_some_and(|line| line.trim().is_empty()))?;
    let note = trim_blank_lines(&lines.get(gap..)?.join("\n")).to_owned();
    if note.is_empty() || note.len() > LONGEST {
        return None;
    }
    if signed.is_none() || shares_name(author, writer) {
        let apart = lines.get(gap + 1).is_some_and(|line| line.trim().is_empty());
        return (apart && reads_as_note(&note)).then(|| doubt(author));
    }
    for level in inner.iter_mut() {
        for text in [&mut level.body, &mut level.own] {
            if let Some(kept) = text.strip_suffix(note.as_str()) {
                *text = trim_blank_lines(kept).to_owned();
            }
        }
    }
    if let Some(why) = inner.last_mut().and_then(|last| last.why.as_mut()) {
        why.ends = "it ends with the name of its author, and the words below with that of who sent it on";
    }
    trim_blank_lines(&format!("{}\n\n{note}", outer.own)).clone_into(&mut outer.own);
    None
}

/// Gives the words below an attribution, where nothing marks a quote and nobody wrote above it, to the letter that it tells of, to the
/// answer, or a part to each: by who is greeted and whose name stands below. Where names do not tell, the answer is a doubt.
pub(in crate::read) fn unmarked(levels: &mut [Level], writer: Option<&Person>) -> Option<String> {
    let (outer, inner) = levels.split_first_mut()?;
    let quoted = inner.first_mut()?;
    let unclear = || Some("its words may be those of the letter it answers; nothing marks which are new".to_owned());
    let (Some(author), Some(writer)) = (quoted.from.clone(), writer) else { return unclear() };
    if shares_name(&author, writer) {
        return unclear();
    }
    let lines: Vec<&str> = outer.own.lines().collect();
    let (of_author, of_writer) = (speaker(&lines, &author, writer), speaker(&lines, writer, &author));
    let own_from = match (of_author.is_some(), of_writer.is_some()) {
        (true, false) => lines.len(),
        (false, true) => 0,
        // His name ends his letter, and hers the answer below.
        (true, true) => match (of_author?.signed, of_writer?.signed) {
            (Some(his), Some(hers)) if his < hers => his + 1,
            _ => return unclear(),
        },
        (false, false) => return unclear(),
    };
    let part = |lines: &[&str]| trim_blank_lines(&lines.join("\n")).to_owned();
    let (his, hers) = lines.split_at_checked(own_from)?;
    quoted.own = part(his);
    quoted.body.clone_from(&quoted.own);
    outer.own = part(hers);
    None
}

/// What says that somebody else may have written all the words of an answer: it greets its own writer, or ends with the name of whom it
/// went to, and nothing in it is signed by her.
pub(in crate::read) fn of_another(own: &str, writer: &Person, to: &[Person]) -> Option<String> {
    let [other] = to else { return None };
    if shares_name(other, writer) {
        return None;
    }
    let lines: Vec<&str> = own.lines().collect();
    let is_theirs = speaker(&lines, other, writer).is_some() && speaker(&lines, writer, other).is_none();
    is_theirs.then(|| format!("its words may be those of {}; they greet or are signed as if they were", other.called()))
}

/// What shows that somebody speaks.
#[derive(Clone, Copy, Debug)]
struct Speaker {
    /// The line with nothing but his name, where one stands near the end or above the words of another.
    signed: Option<usize>,
}

/// Whether lines are those of `who` to `whom`: his name stands below them, or the first greets the other.
fn speaker(lines: &[&str], who: &Person, whom: &Person) -> Option<Speaker> {
    let first = lines.iter().position(|line| !line.trim().is_empty())?;
    let signed = (first + 1..lines.len()).rev().take(NEAR_THE_END).find(|n| is_name_of(who, lines.get(*n)));
    let greets = lines.get(first).is_some_and(|line| greets(whom, line));
    (signed.is_some() || greets).then_some(Speaker { signed })
}

/// So many lines below a name belong to it or to the answer below.
const NEAR_THE_END: usize = 20;

/// `Hi Dana,`: a short line with somebody's name in it.
fn greets(person: &Person, line: &str) -> bool {
    let line = line.trim();
    if line.len() > 40 || !line.ends_with([',', '!', ':', '.', '，', '-', '–']) || line.split_whitespace().count() > 4
    {
        return false;
    }
    let line = plain(line);
    let called = line.trim_end_matches(|c: char| !c.is_alphanumeric()).rsplit(' ').next();
    names(person).last().is_some_and(|first| called == Some(first))
}

fn doubt(author: &Person) -> String {
    format!("the words below the letter of {} may be a note about it; nothing marks where it ends", author.called())
}

/// A few whole sentences, of the kind that people write and signatures do not hold.
fn reads_as_note(text: &str) -> bool {
    let first = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let afterthought = plain(first).trim_start_matches("p.").starts_with("s.") || plain(first).starts_with("ps");
    text.len() < 300
        && !afterthought
        && !text.contains("://")
        && !text.contains("www.")
        && !text.contains('@')
        && text.split_whitespace().count() >= 4
        && text.trim_end().ends_with(['.', '!', '?', '。', '؟'])
}

/// Whether a line is the name of somebody and no more: `Dana Reed`, `- Dana`, `Dana Reed | Acme`.
fn is_name_of(person: &Person, line: Option<&&str>) -> bool {
    let Some(line) = line.filter(|line| line.len() < 120).map(|line| plain(line)) else { return false };
    let said = line.trim_matches(|c: char| !c.is_alphanumeric());
    names(person).iter().any(|name| {
        let more = said.strip_prefix(name.as_str());
        more.is_some_and(|more| more.is_empty() || (name.contains(' ') && more.starts_with([',', ' '])))
    })
}

/// What somebody may sign with.
fn names(person: &Person) -> Vec<String> {
    let called = plain(person.called());
    let whole = called.split(['@', '(', '[']).next().unwrap_or_default().trim().to_owned();
    // `Reed, Dana` signs as Dana Reed.
    let turned = whole.split_once(", ").map(|(last, first)| format!("{first} {last}"));
    let mut names = vec![turned.unwrap_or(whole)];
    let first = names.first().and_then(|name| name.split([' ', '.']).next()).map(str::to_owned);
    names.extend(first.filter(|first| first.chars().count() > 1));
    names
}

fn shares_name(one: &Person, other: &Person) -> bool {
    names(one).iter().any(|name| names(other).contains(name))
}
