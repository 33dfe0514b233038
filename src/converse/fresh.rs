//! Which words of a reply are new: those that are not the answered mail coming back.
//!
//! We know what we wrote, so its words can be taken away whatever language the mail program quotes in and wherever it puts the
//! answer. The reader, which knows nothing of our mail, comes to its own result; where the two differ, nothing may be sent.

use std::collections::HashSet;

use super::{Answers, NewWords, clean};
use crate::domain::letter::Letter;

/// See [`super::new_words`].
pub(super) fn new_words(reply: &Letter, answers: Answers<'_>) -> NewWords {
    let body: Vec<&str> = reply.body.lines().collect();
    let read = Read::new(reply);
    let ours = match answers {
        Answers::Ours(ours) => words(ours),
        Answers::Forgotten | Answers::Else => Vec::new(),
    };
    if ours.is_empty() {
        return if reply.unsure_words.is_some() {
            NewWords { text: String::new(), agreed: false }
        } else {
            without_our_mail(reply, answers, &body, &read)
        };
    }
    let end = end_of_ours(&body, ours.get(ours.len().saturating_sub(6)..).unwrap_or_default());
    let ours = threes(&ours);
    let mut origins = origins(&body, &ours);
    leave_own_text(&body, &read, &mut origins);
    let missed = missed(&read, &body, &origins);
    let (kept, n_ours) = without_ours(reply, &body, &origins);
    let mut text = kept;
    for (_, line) in &missed {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
    }
    // What stands below the last words of our mail is surely not part of it, wherever the reader thought that the quote ends.
    let is_sure = missed.iter().all(|(at, _)| end.is_some_and(|end| *at > end));
    NewWords { text, agreed: is_sure && n_ours == 0 }
}

/// The last words of every mail of ours, for where the mail itself is not at hand.
const LAST_WORDS: [&str; 6] = ["reply", "help", "for", "everything", "i", "understand"];

/// The last line of our mail in a body, found by its last words, which a mail program may have broken over lines.
fn end_of_ours(body: &[&str], last: &[impl AsRef<str>]) -> Option<usize> {
    let words: Vec<(usize, String)> = body
        .iter()
        .enumerate()
        .flat_map(|(at, line)| line_words(line).into_iter().map(move |word| (at, word)))
        .collect();
    if last.len() < 3 {
        return None;
    }
    let fits = |some: &&[(usize, String)]| some.iter().zip(last).all(|((_, word), last)| word == last.as_ref());
    let found = words.windows(last.len()).rfind(fits)?;
    found.last().map(|(at, _)| *at)
}

/// The reader's words, and those below the end of a mail of ours, which no mark tells from its quote.
fn without_our_mail(reply: &Letter, answers: Answers<'_>, body: &[&str], read: &Read) -> NewWords {
    let Some(end) = end_of_ours(body, &LAST_WORDS) else {
        // Below anybody else's mail it would be that person's word.
        let may_guess = answers == Answers::Forgotten && reply.text.trim().is_empty();
        let guess = may_guess.then(|| last_words(body)).flatten();
        return NewWords { agreed: guess.is_none(), text: guess.unwrap_or_else(|| reply.text.clone()) };
    };
    let below: Vec<&str> = body
        .iter()
        .skip(end + 1)
        .copied()
        .take_while(|line| clean::kind(line) != clean::Kind::End)
        .filter(|line| !line.trim_start().starts_with('>') && !read.has(line))
        .collect();
    NewWords { text: [reply.text.as_str(), &below.join("\n")].join("\n").trim().to_owned(), agreed: true }
}

/// The last short paragraph of a reply that has no words above its quote, courtesies aside: Outlook marks no quote, so an answer
/// below one looks like its end. It is a guess, so nothing is sent by it.
fn last_words(body: &[&str]) -> Option<String> {
    const LONGEST: usize = 80;
    let says = |lines: &&[&str]| lines.iter().any(|line| clean::kind(line) == clean::Kind::Words);
    let is_close = |lines: &&[&str]| lines.first().is_some_and(|line| clean::kind(line) == clean::Kind::SignOff);
    let mut paragraphs =
        body.rsplit(|line| line.trim().is_empty()).filter(says).skip_while(is_close).map(<[&str]>::to_vec);
    let last = paragraphs.next()?;
    // There is a quote above it.
    paragraphs.next()?;
    let is_short =
        last.len() <= 2 && last.iter().all(|line| line.len() <= LONGEST && !line.trim_start().starts_with('>'));
    is_short.then(|| last.join("\n"))
}

/// The words of a text in lower case, without punctuation and quote marks.
fn words(text: &str) -> Vec<String> {
    text.lines().flat_map(line_words).collect()
}

fn line_words(line: &str) -> Vec<String> {
    clean::letters(&clean::plain(line)).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Three words in a row.
type Three = [String; 3];

fn threes(words: &[String]) -> HashSet<Three> {
    words.windows(3).filter_map(|three| <Three>::try_from(three.to_vec()).ok()).collect()
}

/// Whose a line of the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Blank,
    /// Marked as a quote, by the mail program.
    Marked,
    /// Our own words, unmarked.
    Ours,
    New,
}

/// A line this long is ours when its words are, wherever it stands. People do copy a short line that we offered, such as
/// `snooze 2 weeks`, and mean it.
const LONG_LINE: usize = 12;

fn origins(body: &[&str], ours: &HashSet<Three>) -> Vec<Origin> {
    let lines: Vec<Vec<String>> = body.iter().map(|line| line_words(line)).collect();
    let filled: Vec<usize> = lines.iter().enumerate().filter(|(_, line)| !line.is_empty()).map(|(at, _)| at).collect();
    let mut origins = vec![Origin::Blank; body.len()];
    for (nth, at) in filled.iter().enumerate() {
        let (Some(line), Some(written), Some(origin)) = (lines.get(*at), body.get(*at), origins.get_mut(*at)) else {
            continue;
        };
        if written.trim_start().starts_with('>') {
            *origin = Origin::Marked;
            continue;
        }
        let beside = |nth: Option<usize>| {
            nth.and_then(|nth| filled.get(nth)).and_then(|at| lines.get(*at)).map_or(&[] as &[String], Vec::as_slice)
        };
        let before = beside(nth.checked_sub(1));
        let after = beside(Some(nth + 1));
        *origin = if is_ours(before, line, after, ours) { Origin::Ours } else { Origin::New };
    }
    origins
}

/// Whether a line stands in our mail as it stands here: its own words, and the step from or to the line beside it.
fn is_ours(before: &[String], line: &[String], after: &[String], ours: &HashSet<Three>) -> bool {
    let all = |words: &[String]| {
        words.windows(3).all(|three| <Three>::try_from(three.to_vec()).is_ok_and(|three| ours.contains(&three)))
    };
    let last_two = before.get(before.len().saturating_sub(2)..).unwrap_or_default();
    let first_two = after.get(..2.min(after.len())).unwrap_or_default();
    let from_before = [last_two, line].concat();
    let to_after = [line, first_two].concat();
    let is_step = |whole: &[String], beside: &[String]| !beside.is_empty() && whole.len() >= 3 && all(whole);
    if line.len() >= LONG_LINE {
        return all(line);
    }
    is_step(&from_before, last_two) || is_step(&to_after, first_two)
}

/// Who writes `send:` may well start from our text. What follows it is hers, as far as the reader thinks so too.
fn leave_own_text(body: &[&str], read: &Read, origins: &mut [Origin]) {
    let from = body.iter().position(|line| begins_own_text(line)).unwrap_or(body.len());
    for (line, origin) in body.iter().zip(origins).skip(from) {
        match origin {
            Origin::Ours if read.has(line) => *origin = Origin::New,
            Origin::Ours | Origin::Marked => return,
            Origin::New | Origin::Blank => {}
        }
    }
}

/// The reader's words without those that are ours; and how many lines that took.
fn without_ours(reply: &Letter, body: &[&str], origins: &[Origin]) -> (String, usize) {
    let taken: HashSet<String> = body
        .iter()
        .zip(origins)
        .filter(|(_, origin)| **origin == Origin::Ours)
        .map(|(line, _)| clean::letters(&clean::plain(line)))
        .collect();
    let new: HashSet<String> = body
        .iter()
        .zip(origins)
        .filter(|(_, origin)| **origin == Origin::New)
        .map(|(line, _)| clean::letters(&clean::plain(line)))
        .collect();
    let mut kept = Vec::new();
    let mut n_ours = 0;
    for line in reply.text.lines() {
        let letters = clean::letters(&clean::plain(line));
        if !letters.is_empty() && taken.contains(&letters) && !new.contains(&letters) {
            n_ours += 1;
        } else {
            kept.push(line);
        }
    }
    (kept.join("\n").trim().to_owned(), n_ours)
}

fn begins_own_text(line: &str) -> bool {
    let plain = clean::plain(line).to_lowercase();
    plain.split_once(':').is_some_and(|(head, _)| {
        matches!(clean::letters(head).trim_matches(|c: char| c.is_ascii_digit() || c == ' '), "send" | "send this")
    })
}

/// Lines of the user's that the reader did not hand on, outside the quote and its heading.
fn missed<'l>(read: &Read, body: &[&'l str], origins: &[Origin]) -> Vec<(usize, &'l str)> {
    let quoted = |origin: &Origin| matches!(origin, Origin::Ours | Origin::Marked);
    let (Some(first), Some(last)) = (origins.iter().position(quoted), origins.iter().rposition(quoted)) else {
        // Nothing of ours came back; there is nothing to compare.
        return Vec::new();
    };
    let heading = heading(body, origins, first);
    let mut missed = Vec::new();
    let mut in_signature = false;
    for (at, (line, origin)) in body.iter().zip(origins).enumerate() {
        // A signature goes down to where the quote begins, or to the end.
        in_signature =
            (in_signature && !quoted(origin)) || (clean::kind(line) == clean::Kind::End && !read.text_is_empty());
        if *origin != Origin::New || in_signature {
            continue;
        }
        let beside = |at: Option<usize>| at.and_then(|at| origins.get(at)).copied();
        let is_inside = at > first && at < last;
        // Between marked lines an unmarked one is an answer; in a quote without marks it may be words that only our HTML has.
        let is_answer = !is_inside || (beside(at.checked_sub(1)) != Some(Origin::Ours) && has_marks(origins));
        if (at < heading || at > first) && is_answer && !read.has(line) {
            missed.push((at, *line));
        }
    }
    missed
}

fn has_marks(origins: &[Origin]) -> bool {
    origins.contains(&Origin::Marked)
}

/// Where the heading of the quote begins: `On Monday, … wrote:`, `From: …`, in any language. At most a dozen lines.
fn heading(body: &[&str], origins: &[Origin], first: usize) -> usize {
    let mut begins = first;
    for at in (first.saturating_sub(12)..first).rev() {
        let (Some(line), Some(origin)) = (body.get(at), origins.get(at)) else { break };
        if *origin == Origin::Blank || is_heading(line) {
            begins = at;
        } else {
            break;
        }
    }
    begins
}

fn is_heading(line: &str) -> bool {
    let n_numbers = line.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).count();
    let n_rules = line.chars().filter(|c| matches!(c, '-' | '_' | '—' | '=')).count();
    line.contains('@') || line.trim_end().ends_with(':') || line.contains(": ") || n_numbers >= 3 || n_rules >= 5
}

/// What the reader found, for asking whether a line is in it.
struct Read {
    lines: HashSet<String>,
    threes: HashSet<Three>,
}

impl Read {
    fn new(reply: &Letter) -> Self {
        let known = [reply.text.as_str(), reply.signature.as_deref().unwrap_or_default()].join("\n");
        let lines = known.lines().map(|line| clean::letters(&clean::plain(line))).collect();
        Self { lines, threes: threes(&words(&known)) }
    }

    fn text_is_empty(&self) -> bool {
        self.lines.iter().all(String::is_empty)
    }

    fn has(&self, line: &str) -> bool {
        let letters = clean::letters(&clean::plain(line));
        if letters.is_empty() || self.lines.contains(&letters) {
            return true;
        }
        // The reader may have joined lines that the mail program broke.
        let words = line_words(line);
        words.len() >= 3
            && words
                .windows(3)
                .all(|three| <Three>::try_from(three.to_vec()).is_ok_and(|three| self.threes.contains(&three)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::letter::Seen;

    const OURS: &str = "\
DANA HAS GONE QUIET

Since June you've sent Dana two referrals and an intro, and checked in
six times. She answered once and left you a review in July.

REPLY WITH ONE OF THESE

  send              sends the note as it stands
  snooze 2 weeks    asks again later
  not this one      drops it and stops asking about Dana
  log call today: she's swamped until January, and more that I can't see here
";

    fn fresh(text: &str, body: &str) -> (String, bool) {
        let mut reply = Letter::blank(0, Seen::Captured);
        reply.text = text.to_owned();
        reply.body = body.to_owned();
        let new = new_words(&reply, Answers::Ours(OURS));
        (new.text, new.agreed)
    }

    fn quoted() -> String {
        OURS.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
    }

    fn check(text: &str, body: &str, expected: &str, agreed: bool) {
        assert_eq!(fresh(text, body), (expected.to_owned(), agreed), "{body}");
    }

    #[test]
    fn an_answer_above_the_quote() {
        for heading in [
            "On Mon, 23 Nov 2026 at 08:30, bothways <track@desk.example> wrote:",
            "Am 23.11.2026 um 08:30 schrieb bothways:",
            "El lun, 23 nov 2026 a las 8:30,\nbothways (<track@desk.example>) escribió:",
            "From: bothways <track@desk.example>\nSent: Monday\nTo: Nadia\nSubject: One nudge",
            "________________________________\nVon: bothways\nGesendet: Montag\nBetreff: One nudge",
            "",
        ] {
            check("send", &format!("send\n\n{heading}\n{}", quoted()), "send", true);
            check("send", &format!("send\n\n{heading}\n\n{OURS}"), "send", true);
        }
    }

    #[test]
    fn a_line_of_ours_that_was_copied_is_hers() {
        check(
            "snooze 2 weeks",
            &format!("snooze 2 weeks\n\nOn Monday bothways wrote:\n{OURS}"),
            "snooze 2 weeks",
            true,
        );
        check("not this one", &format!("not this one\n{OURS}"), "not this one", true);
    }

    #[test]
    fn an_answer_below_the_quote() {
        check("send", &format!("On Monday bothways wrote:\n{}\nsend\n", quoted()), "send", true);
        // The reader took it for part of the quote; it stands below the last words of our mail.
        check("", &format!("On Monday bothways wrote:\n{OURS}\nsend\n"), "send", true);
        check("", &format!("{}\nsnooze 1w\n", quoted()), "snooze 1w", true);
    }

    #[test]
    fn words_of_ours_that_the_reader_took_for_new_are_not() {
        let (text, agreed) = fresh(&format!("ok\n\n{OURS}"), &format!("ok\n\n{OURS}"));
        assert_eq!((text.as_str(), agreed), ("ok", false));
        // Nothing new at all: a reply sent with an empty body, its quote unmarked.
        let (text, agreed) = fresh("send sends the note as it stands", OURS);
        assert_eq!((text.as_str(), agreed), ("", false));
    }

    #[test]
    fn an_answer_that_the_reader_lost_is_found() {
        let body = format!("send\n\nOn Monday bothways wrote:\n{}\nactually, don't\n", quoted());
        check("send", &body, "send\nactually, don't", true);
        let inline = "> DANA HAS GONE QUIET\n> \n> Since June you've sent Dana two referrals and an intro, and checked in\nnot true\n> REPLY WITH ONE OF THESE\n";
        check("", inline, "not true", false);
        check("not true", inline, "not true", true);
    }

    #[test]
    fn a_quote_that_was_broken_anew_is_still_ours() {
        let broken = OURS.replace(' ', "\n");
        check("send", &format!("send\n\nOn Monday bothways wrote:\n{broken}"), "send", true);
    }

    #[test]
    fn a_signature_is_not_missed() {
        check(
            "send",
            &format!("send\n\n-- \nNadia Ruiz\nDesk work\n\nOn Monday bothways wrote:\n{}", quoted()),
            "send",
            true,
        );
        check("send", &format!("send\nSent from my iPhone\n\n{}", quoted()), "send", true);
    }

    #[test]
    fn her_own_text_may_be_made_from_ours() {
        let own =
            "send:\nSince June you've sent Dana two referrals and an intro, and checked in\nsix times. All the best";
        check(own, &format!("{own}\n\nOn Monday bothways wrote:\n{}", quoted()), own, true);
    }

    #[test]
    fn without_our_mail_the_reader_is_believed() {
        let mut reply = Letter::blank(0, Seen::Captured);
        reply.text = "yes".to_owned();
        reply.body = "yes\n> no".to_owned();
        assert_eq!(new_words(&reply, Answers::Else), NewWords { text: "yes".to_owned(), agreed: true });
        assert_eq!(new_words(&reply, Answers::Ours(" ")), NewWords { text: "yes".to_owned(), agreed: true });
        reply.text = String::new();
        reply.body = format!(
            "From: bothways\nSubject: One nudge\n\n{OURS}\nsnooze 2 weeks\n\nThank you!\n\nGet Outlook for iOS"
        );
        let guess = NewWords { text: "snooze 2 weeks".to_owned(), agreed: false };
        assert_eq!(new_words(&reply, Answers::Else).text, "", "that is the word of whoever wrote the mail");
        assert_eq!(new_words(&reply, Answers::Forgotten), guess, "an answer below a quote without marks");
        reply.body = format!("From: bothways\nSubject: One nudge\n\n{OURS}");
        assert_eq!(new_words(&reply, Answers::Forgotten).text, "", "the end of our mail is no answer");
        reply.text = "stop".to_owned();
        reply.unsure_words = Some("nothing marks which are new".to_owned());
        assert_eq!(new_words(&reply, Answers::Else).text, "", "words that may be somebody else's ask for nothing");
    }
}
