//! Words below a letter that somebody forwards or answers, where no mark of the program says where that letter ends. Names tell: the
//! letter ends with its author's, and the words below with that of the one who hands it on. What only names tell is no knowledge:
//! it stays a doubt, from which nothing is concluded.

use crate::domain::address::Person;
use crate::domain::letter::Seen;
use crate::read::lines::trim_blank_lines;
use crate::read::words::{plain, words};

use super::{Level, SPLICED};

/// A longer text below a name is no note.
const LONGEST: usize = 600;

/// Gives the note below a forward back to its writer. Where it may be one and nobody can say, the answer is a doubt about the last
/// level, in plain words; so it is where he signs what stands below a line of his own about another's words.
pub(in crate::read) fn below(levels: &mut [Level], writer: &Person) -> Option<String> {
    let (outer, inner) = levels.split_first_mut()?;
    let last = inner.last().filter(|last| last.open)?;
    let author = last.from.as_ref().filter(|author| author.address.is_none() || author.address != writer.address)?;
    let lines: Vec<&str> = last.own.lines().collect();
    if inner.iter().all(|level| level.seen != Some(Seen::Forwarded)) {
        let may_go_on = is_told(last) && !shares_name(author, writer) && goes_on(&lines, author, writer, &outer.own);
        return may_go_on.then(|| doubt(author));
    }
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
        level.below = 0;
    }
    if let Some(why) = inner.last_mut().and_then(|last| last.why.as_mut()) {
        why.ends = "it ends with the name of its author, and the words below with that of who sent it on";
    }
    trim_blank_lines(&format!("{}\n\n{note}", outer.own)).clone_into(&mut outer.own);
    outer.below = note.len();
    outer.spliced = Some(SPLICED);
    None
}

/// Whether the words that a line tells of may go on with those of the writer, who signs them: `Bo wrote to me:`. Below a delimiter his
/// name is no more than his signature, and below lines that say nothing it is one of a list where he signed his words above already.
fn goes_on(lines: &[&str], author: &Person, writer: &Person, outer: &str) -> bool {
    let Some(signed) = signed(lines, writer) else { return false };
    let (above, card) = lines.split_at(signed);
    let named = above.iter().rposition(|line| is_name_of(author, Some(line)));
    let between = above.get(named.map_or(0, |n| n + 1)..).unwrap_or_default();
    let last = between.iter().rfind(|line| !line.trim().is_empty());
    let says = |line: &&str| is_sentence(line) || line.trim_end().ends_with('.');
    belong_to_a_name(card.get(1..).unwrap_or_default())
        && last.is_some_and(|line| line.contains(char::is_alphanumeric))
        && (between.iter().any(says) || !has_signed(outer, writer))
}

/// Whether somebody wrote words and signed them. A closing above a name is what programs insert.
fn has_signed(own: &str, writer: &Person) -> bool {
    let lines: Vec<&str> = own.lines().collect();
    let above = signed(&lines, writer).and_then(|at| lines.get(..at)).unwrap_or_default();
    let says = |line: &&str| {
        let said = plain(line);
        let said = said.trim_matches(|c: char| !c.is_alphanumeric());
        !said.is_empty() && !words().closings.contains(said) && !is_name_of(writer, Some(line))
    };
    above.iter().any(says)
}

/// Whether a line announced a letter that people write too, which says no more than who wrote, and when.
fn is_told(level: &Level) -> bool {
    level.subject.is_none() && !level.untitled && level.to.is_empty()
}

/// Gives the words below an attribution, where nothing marks a quote and nobody wrote above it, to the letter that it tells of, or a part
/// of them, where the names below them say so. Whatever names say, it is a doubt, and this is its words.
pub(in crate::read) fn unmarked(levels: &mut [Level], writer: Option<&Person>) -> String {
    if let (Some((outer, [quoted, ..])), Some(writer)) = (levels.split_first_mut(), writer)
        && let Some(author) = quoted.from.as_ref().filter(|author| !shares_name(author, writer))
    {
        let lines: Vec<&str> = outer.own.lines().collect();
        let part = |lines: &[&str]| trim_blank_lines(&lines.join("\n")).to_owned();
        if let Some((his, hers)) = parted(&lines, author, writer).and_then(|at| lines.split_at_checked(at)) {
            (quoted.own, outer.own) = (part(his), part(hers));
            (quoted.below, outer.below) = (0, 0);
            quoted.body.clone_from(&quoted.own);
        }
    }
    "its words may be those of the letter it answers; nothing marks which are new".to_owned()
}

/// Behind which line the words of an author end and those of the writer begin.
fn parted(lines: &[&str], author: &Person, writer: &Person) -> Option<usize> {
    let Some(hers) = signed(lines, writer) else {
        // His name, and nothing below it but how to reach him.
        let his = signed(lines, author)?;
        return belong_to_a_name(lines.get(his + 1..)?).then_some(lines.len());
    };
    let at = signed(lines.get(..hers).unwrap_or_default(), author)? + 1;
    let below = trim_blank_lines(&lines.get(at..)?.join("\n")).to_owned();
    (!is_afterthought(&below)).then_some(at)
}

/// The line near the end, below others, that is somebody's name.
fn signed(lines: &[&str], who: &Person) -> Option<usize> {
    (1..lines.len()).rev().take(NEAR_THE_END).find(|n| is_name_of(who, lines.get(*n)))
}

/// What says that somebody else may have written all the words of an answer: they end with the name of whom it went to.
pub(in crate::read) fn of_another(own: &str, writer: &Person, to: &[Person]) -> Option<String> {
    let [other] = to else { return None };
    let lines: Vec<&str> = own.lines().collect();
    let is_theirs = !shares_name(other, writer) && parted(&lines, other, writer) == Some(lines.len());
    is_theirs.then(|| format!("its words may be those of {}, whose name stands below them", other.called()))
}

/// So many lines from the end a name may stand below somebody's words.
const NEAR_THE_END: usize = 20;

/// Whether lines below a name are nobody's words: there are none, or they say how to reach somebody.
fn belong_to_a_name(lines: &[&str]) -> bool {
    let reaches = |line: &&str| line.contains(|c: char| c == '@' || c.is_ascii_digit()) || line.contains("www.");
    lines.iter().all(|line| line.trim().is_empty())
        || lines.iter().any(reaches) && !lines.iter().any(|line| is_sentence(line))
}

/// Whether a line is more than a name and its card; a full stop is of abbreviations, too.
fn is_sentence(line: &str) -> bool {
    line.trim_end().ends_with(['!', '?', '。', '？', '！', '؟']) || line.split_whitespace().count() > 8
}

fn doubt(author: &Person) -> String {
    format!("the words below the letter of {} may be a note about it; nothing marks where it ends", author.called())
}

/// A few whole sentences, of the kind that people write and signatures do not hold.
fn reads_as_note(text: &str) -> bool {
    text.len() < 300
        && !is_afterthought(text)
        && !text.contains("://")
        && !text.contains("www.")
        && !text.contains('@')
        && text.split_whitespace().count() >= 4
        && text.trim_end().ends_with(['.', '!', '?', '。', '؟'])
}

/// `PS: …`
fn is_afterthought(text: &str) -> bool {
    let first = plain(text.trim_start_matches(|c: char| !c.is_alphanumeric()));
    first.trim_start_matches("p.").starts_with("s.") || first.starts_with("ps")
}

/// Whether a line is the name of somebody and no more: `Dana Reed`, `- Dana`, `Dana Reed | Acme`.
fn is_name_of(person: &Person, line: Option<&&str>) -> bool {
    let Some(line) = line.filter(|line| line.len() < 120).map(|line| plain(line)) else { return false };
    let said = line.trim_matches(|c: char| !c.is_alphanumeric());
    // `Best,` is no name, whoever is called Best Western.
    !words().closings.contains(said)
        && names(person).iter().any(|name| {
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
