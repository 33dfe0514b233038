//! Header blocks copied into a body: `From: … Sent: … To: … Subject: …`, in any language, with or without a line before.

use memchr::memchr3;

use super::dates;
use super::lines::Line;
use super::words::{Langs, Role, is_invisible, plain, words};

mod likeness;
mod place;
mod separator;

pub(super) use likeness::{heads_draft, may_head};
pub(super) use place::by_place;
use separator::{divides_alone, is_dash};
pub(super) use separator::{is_rule, separator};

/// Recipients may fill many lines; no header block is longer than this.
const LONGEST: usize = 400;
/// No subject fills more lines below its first.
const MOST_FOLDED: usize = 4;
/// No recipient is longer, in bytes.
const LONGEST_RECIPIENT: usize = 400;

/// The values of a header block, unfolded.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) cc: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) date: Option<String>,
    /// The languages all labels so far can be.
    pub(super) langs: Langs,
}

impl Fields {
    fn slot(&mut self, role: Role) -> Option<&mut Option<String>> {
        match role {
            Role::From => Some(&mut self.from),
            Role::To => Some(&mut self.to),
            Role::Cc => Some(&mut self.cc),
            Role::Subject => Some(&mut self.subject),
            Role::Date => Some(&mut self.date),
            Role::Other => None,
        }
    }

    fn has(&self, role: Role) -> bool {
        match role {
            Role::From => self.from.is_some(),
            Role::To => self.to.is_some(),
            Role::Cc => self.cc.is_some(),
            Role::Subject => self.subject.is_some(),
            Role::Date => self.date.is_some(),
            Role::Other => false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.n_known() == 0
    }

    fn n_known(&self) -> usize {
        [Role::From, Role::To, Role::Cc, Role::Subject, Role::Date].iter().filter(|role| self.has(**role)).count()
    }

    /// Whether this says what no list below a line does that somebody drew (`From: Monday`, `To: Friday`; `From: Kiel, 9:00`): whose
    /// address, or when to the minute, or all of who, and about what, and when or to whom.
    pub(super) fn tell_a_letter(&self) -> bool {
        let is_address = |value: &Option<String>| value.as_ref().is_some_and(|value| value.contains('@'));
        is_address(&self.from)
            || is_address(&self.to)
            || self.from.is_some() && self.subject.is_some() && (self.date.is_some() || self.to.is_some())
            || self.from.is_some() && self.date.as_ref().is_some_and(|date| dates::names_hour(date))
    }

    /// Whether this is a letter's header and not a list in somebody's words (`From: Monday`, `To: Friday`).
    fn is_believable(&self, announced: bool) -> bool {
        if announced {
            return self.n_known() >= 2 || self.from.is_some();
        }
        let Some(from) = &self.from else { return false };
        let named = from.contains('@');
        if !named
            && (from.trim().is_empty()
                || from.len() > 120
                || words().is_weekday(&plain(from))
                || dates::find(from, self.langs).is_some())
        {
            return false;
        }
        let date = self.date.as_ref().and_then(|date| dates::find(date, self.langs));
        let dated = date.is_some();
        // A ticket has all labels of a header, and no address and no hour.
        let is_of_a_letter = named
            || self.to.as_ref().is_some_and(|to| to.contains('@'))
            || date.is_some_and(|date| date.parts.has_hour());
        let score = if named { 3 } else { 1 }
            + if dated { 3 } else { 0 }
            + self.to.as_ref().map_or(0, |to| 1 + usize::from(to.contains('@')))
            + usize::from(self.subject.is_some());
        // A name alone needs a date: `From: the board / Subject: to approval` is a sentence.
        // A journey has `From`, `To` and `Date` too; programs that leave addresses out still write the subject.
        score >= 4 && self.n_known() >= 2 && is_of_a_letter && (named || (dated && self.subject.is_some()))
    }
}

/// A header block in the lines of a body.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) fields: Fields,
    /// The first line after it.
    pub(super) end: usize,
    pub(super) quote: usize,
    pub(super) frame: usize,
}

/// One label and what stands behind it.
struct Label<'a> {
    role: Role,
    langs: Langs,
    value: &'a str,
}

/// Whether a line has one of the signs without which no letter begins: a colon, an `@`, dashes before its words, or words that
/// divide by themselves. Most lines have none.
pub(super) fn may_open(text: &str) -> bool {
    // Wide colons and byte order marks begin with this byte.
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c) || c == '*');
    memchr3(b':', b'@', 0xef, text.as_bytes()).is_some()
        || start.starts_with(is_dash)
        || start.starts_with("##")
        || start.starts_with('[')
        || text.starts_with("**")
        || text.ends_with("--")
        || divides_alone(start)
}

/// Whether a line begins with a label that can open a header block.
pub(super) fn may_begin(text: &str, langs: Langs) -> bool {
    label(text, langs).is_some_and(|label| !matches!(label.role, Role::Cc | Role::Other))
}

/// `From: value`, with stars of bold type, blanks before the colon, or a wide colon.
fn label(text: &str, langs: Langs) -> Option<Label<'_>> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if start.starts_with('|') {
        return row(start, langs);
    }
    let bare = start.trim_start_matches(['*', '_']);
    let stars = start.len() - bare.len();
    let colon = first_colon(bare)?;
    let head = bare.get(..colon)?;
    let after = bare.get(colon..)?;
    let mut value = after.get(after.chars().next()?.len_utf8()..)?;
    let head = plain(head.trim_end_matches(['*', '_', ' ']));
    let meanings = words().label(&head);
    let wanted = meanings.iter().find(|(_, of)| langs.overlaps(*of));
    let (role, of) = wanted.or_else(|| meanings.first())?;
    let blank = |c: char| c.is_whitespace() || is_invisible(c);
    value = value.trim_start_matches(blank);
    for _ in 0..stars.min(3) {
        value = value.strip_prefix(['*', '_']).unwrap_or(value);
    }
    let mut value = value.trim_matches(blank);
    if stars > 0 && head_holds_all(after) {
        value = value.trim_end_matches(['*', '_']);
    }
    // `*Subject: **Crates*`: the value is bold by itself.
    if stars > 0
        && let Some(bold) =
            value.strip_prefix('*').and_then(|rest| rest.strip_suffix('*')).filter(|bold| !bold.contains('*'))
    {
        value = bold;
    }
    Some(Label { role: *role, langs: *of, value })
}

/// `| From | Dana <dana@x> |`: NetEase draws the header as a table.
fn row(text: &str, langs: Langs) -> Option<Label<'_>> {
    let cells = text.trim_end().strip_prefix('|')?;
    let (head, value) = cells.strip_suffix('|').unwrap_or(cells).split_once('|')?;
    let meanings = words().label(&plain(head));
    let (role, of) = meanings.iter().find(|(_, of)| langs.overlaps(*of)).or_else(|| meanings.first())?;
    Some(Label { role: *role, langs: *of, value: value.trim() })
}

/// Where the first colon stands; no label is longer than 64 bytes.
fn first_colon(text: &str) -> Option<usize> {
    let window = text.as_bytes().get(..text.len().min(64)).unwrap_or_default();
    // The wide one begins with 0xef in UTF-8.
    memchr::memchr2_iter(b':', 0xef, window)
        .find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with([':', '：'])))
}

/// `From "Dana" <dana@x>`: eM Client and the tables of NetEase have labels without a colon.
fn bare_label(text: &str, langs: Langs) -> Option<Label<'_>> {
    let text = text.trim();
    let (head, value) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    if head.starts_with(char::is_lowercase) {
        return None;
    }
    let meanings = words().label(&plain(head));
    let (role, of) = meanings.iter().find(|(_, of)| langs.is_empty() || langs.overlaps(*of))?;
    (*role != Role::Other).then(|| Label { role: *role, langs: *of, value: value.trim() })
}

/// Whether the bold type began before the label and ends after the value: `*From: Dana*`.
fn head_holds_all(after: &str) -> bool {
    after.trim_end().ends_with('*') && after.matches('*').count() == 1
}

/// Reads the header block at line `at`. `announced`: a separator or the HTML says that one follows. `outer` is the subject
/// of the mail around it, a witness for where a folded subject ends.
pub(super) fn at(lines: &[Line<'_>], at: usize, announced: bool, outer: &str) -> Option<Block> {
    let first = lines.get(at)?;
    let (quote, frame) = (first.quote, first.frame);
    let mut fields = Fields::default();
    let (mut end, mut blanks, mut doubled) = (at, 0_usize, 0_usize);
    let mut last: Option<Role> = None;
    let bare = announced
        && label(first.text, Langs::default()).is_none()
        && bare_label(first.text, Langs::default()).is_some_and(|label| {
            label.role == Role::From && (label.value.contains('@') || address_alone(lines.get(at + 1)))
        });
    for (n, line) in lines.iter().enumerate().skip(at).take(LONGEST) {
        if line.is_blank() {
            blanks += 1;
            if blanks > 2 || last.is_none() {
                break;
            }
            continue;
        }
        let is_torn_off = || {
            line.quote < quote
                && blanks == 0
                && matches!(last, Some(Role::To | Role::Cc))
                && address_alone(Some(line))
                && goes_on_in(lines, n, quote)
        };
        if line.quote != quote && !is_torn_off() {
            break;
        }
        let found = label(line.text, fields.langs).or_else(|| bare_label(line.text, fields.langs).filter(|_| bare));
        match found {
            Some(label) if label.role == Role::Other => {
                if blanks > 0 && doubled < 2 || (last.is_none() && !announced) {
                    break;
                }
                last = Some(Role::Other);
            }
            Some(label) if !fields.has(label.role) => {
                let goes_on = || label.role == Role::Subject && announced && labels_follow(lines, n, &fields);
                if blanks > 0 && !may_follow_blank(&fields, &label, doubled, announced) && !goes_on() {
                    break;
                }
                // A copy goes with the recipients; `Cc: me please` below a subject is somebody's words.
                let with_recipients = matches!(last, Some(Role::To | Role::Other));
                if label.role == Role::Cc && !with_recipients && !label.value.contains('@') {
                    break;
                }
                doubled += usize::from(blanks > 0);
                fields.langs = if last.is_none() { label.langs } else { fields.langs.meet(label.langs) };
                if let Some(slot) = fields.slot(label.role) {
                    *slot = Some(label.value.to_owned());
                }
                last = Some(label.role);
            }
            _ if announced && blanks == 0 && last.is_some() && (is_header(line.text) || lists_people(line.text)) => {
                last = Some(Role::Other);
            }
            // `Folder: Inbox` between recipients and subject names none of them.
            _ if blanks == 0
                && matches!(last, Some(Role::To | Role::Cc))
                && is_unknown_label(line.text)
                && lines
                    .get(n + 1)
                    .and_then(|next| label(next.text, fields.langs))
                    .is_some_and(|next| !fields.has(next.role)) =>
            {
                last = Some(Role::Other);
            }
            _ => {
                if blanks > 0 || !continues(lines, n, last, &fields, outer) {
                    break;
                }
                if let Some(slot) = last.and_then(|role| fields.slot(role)).and_then(Option::as_mut) {
                    if !slot.is_empty() {
                        slot.push(' ');
                    }
                    slot.push_str(line.text.trim());
                }
            }
        }
        blanks = 0;
        end = n + 1;
    }
    fields.is_believable(announced).then_some(Block { fields, end, quote, frame })
}

/// Whether a line is the label of an author or of recipients with names behind it.
pub(super) fn names_people(text: &str) -> bool {
    label(text, Langs::default()).is_some_and(|label| matches!(label.role, Role::From | Role::To | Role::Cc))
}

/// Whom a line below an author's name says the letter went to, as pages show it: `to me`, `To: Ines Vale`.
pub(super) fn recipients(text: &str) -> Option<&str> {
    if let Some(label) = label(text, Langs::default()) {
        return (label.role == Role::To).then_some(label.value);
    }
    if words().to_me.contains(plain(text).as_str()) {
        return Some(text);
    }
    let (head, rest) = text.split_once(' ')?;
    let is_to = words().label(&head.to_lowercase()).iter().any(|(role, _)| *role == Role::To);
    let is_somebody = || names_reader(rest) || super::attribution::is_name(rest);
    (is_to && rest.len() < 120 && !rest.ends_with(['.', '!', '?', ':']) && is_somebody()).then_some(rest)
}

/// Whether such words are those of a page, for the one who looks at it, or have an address: `me`, `Bo, me, +2 more`.
pub(super) fn names_reader(to: &str) -> bool {
    let is_reader = |one: String| words().me.contains(one.as_str()) || words().to_me.contains(one.as_str());
    to.contains('@') || to.split(',').map(plain).any(is_reader)
}

/// Whether a line is an address in brackets, broken off the name above it.
fn address_alone(line: Option<&Line<'_>>) -> bool {
    line.is_some_and(|line| line.text.trim().starts_with('<') && line.text.contains('@'))
}

/// Whether line `n`, which a transport broke off the one above, without its mark, stands between two of a quote.
fn goes_on_in(lines: &[Line<'_>], n: usize, quote: usize) -> bool {
    let is_within = |n: Option<usize>| n.and_then(|n| lines.get(n)).is_some_and(|line| line.quote == quote);
    is_within(n.checked_sub(1)) && is_within(n.checked_add(1))
}

/// Whether a line has the form of a header that no program shows but Mutt: `User-Agent: …`, `X-Spam: …`.
fn is_header(text: &str) -> bool {
    text.split_once(": ").is_some_and(|(name, _)| {
        name.contains('-')
            && name.len() < 40
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

/// Whether a line is a label that the table lacks, with people behind it: `Kopya: Team Ops <ops@acme.example>`.
fn lists_people(text: &str) -> bool {
    text.split_once([':', '：']).is_some_and(|(head, value)| {
        let (head, value) = (head.trim(), value.trim().trim_end_matches([';', ',']));
        head.starts_with(char::is_alphabetic)
            && !head.contains(['@', '<', ','])
            && head.split_whitespace().count() <= 3
            && value.contains('@')
            && !value.contains("://")
            && (value.ends_with('>') || !value.contains(char::is_whitespace))
    })
}

/// Whether a line is a label that the table lacks with a value that is nobody's address: `Folder: Inbox/Clients`.
fn is_unknown_label(text: &str) -> bool {
    text.split_once([':', '：']).is_some_and(|(head, value)| {
        head.starts_with(char::is_uppercase)
            && head.split_whitespace().count() <= 2
            && head.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '-')
            && value.starts_with([' ', '\t'])
            && value.split_whitespace().count() <= 4
            && !value.contains(['@', '<', ';', '?', '!'])
    })
}

/// Whether below a subject that stands apart from its author the header goes on, each label apart from the last: no letter begins so.
fn labels_follow(lines: &[Line<'_>], n: usize, fields: &Fields) -> bool {
    let mut below =
        lines.iter().skip(n + 1).take(6).filter(|line| !line.is_blank()).map(|line| label(line.text, fields.langs));
    let mut next = || below.next().flatten().is_some_and(|label| matches!(label.role, Role::To | Role::Date));
    next() && next()
}

/// Whether a label after a blank line still belongs to the block. Programs that double-space, and people who edit, leave
/// blank lines inside; a body that begins with `To: everyone` must not be swallowed.
fn may_follow_blank(fields: &Fields, label: &Label<'_>, doubled: usize, announced: bool) -> bool {
    // One label alone above a blank line is somebody's own words, unless it clearly names an author.
    if !announced && fields.n_known() < 2 && !fields.from.as_ref().is_some_and(|from| from.contains('@')) {
        return false;
    }
    match label.role {
        // `Date: any in May` above it is what somebody wrote on top of the header.
        Role::From => {
            let is_dated = fields.date.as_ref().is_none_or(|date| dates::find(date, fields.langs).is_some());
            doubled > 0 || label.value.contains('@') && is_dated
        }
        Role::To => doubled > 0 || label.value.contains('@'),
        Role::Cc => doubled > 1 || (label.value.contains('@') && !fields.has(Role::Subject)),
        Role::Date => dates::find(label.value, fields.langs).is_some(),
        Role::Subject => doubled > 0 || fields.n_known() >= 2,
        Role::Other => doubled > 1,
    }
}

/// Whether line `n`, which is no label, goes on with the value before it.
fn continues(lines: &[Line<'_>], n: usize, last: Option<Role>, fields: &Fields, outer: &str) -> bool {
    let (Some(last), Some(line)) = (last, lines.get(n)) else { return false };
    let value = match last {
        Role::From => fields.from.as_deref(),
        Role::To => fields.to.as_deref(),
        Role::Cc => fields.cc.as_deref(),
        Role::Subject => fields.subject.as_deref(),
        Role::Date | Role::Other => None,
    };
    let value = value.unwrap_or("").trim_end();
    if is_rule(line) || separator(line.text).is_some() {
        return false;
    }
    match last {
        Role::From if !value.contains('@') && line.text.contains('@') => return true,
        Role::To | Role::Cc => {
            // Broken off before an address: `Dana Reed <dana@acme.example>, Per`.
            let tail =
                (value.len().saturating_sub(LONGEST_RECIPIENT)..).find_map(|at| value.get(at..)).unwrap_or_default();
            let last = tail.rsplit([',', ';']).next().unwrap_or_default();
            let is_one = last.len() < tail.len() || tail.len() == value.len();
            let is_in_name = last.len() < tail.len() && !last.contains('@') && tail.contains('@');
            let open = value.is_empty()
                || last.trim().is_empty()
                || (is_one && last.rfind('<') > last.rfind('>'))
                || (is_in_name && line.text.contains('@'));
            if open || (line.text.contains('@') && line.text.trim_start().starts_with('<')) {
                return true;
            }
        }
        Role::Subject => {
            let joined = plain(&format!("{value} {}", line.text.trim()));
            // It may fill more than two lines.
            let is_begun = |of: &str| of.is_empty() || of.starts_with(' ');
            if words().bare_subject(&plain(outer)).strip_prefix(words().bare_subject(&joined)).is_some_and(is_begun) {
                return true;
            }
            let whole = !outer.is_empty() && words().bare_subject(&plain(value)) == words().bare_subject(&plain(outer));
            let is_folded = |line: &Line<'_>| line.text.starts_with([' ', '\t']) && !line.text.starts_with("    ");
            let below = (n..=n + MOST_FOLDED).find(|n| !lines.get(*n).is_some_and(is_folded));
            let folded = below.is_some_and(|below| below > n && ends_above(lines, below));
            if (folded || is_broken_off(lines, n) && ends_above(lines, n + 1)) && !whole {
                return true;
            }
        }
        _ => {}
    }
    let reach = if matches!(last, Role::To | Role::Cc | Role::Other) { 60 } else { 3 };
    for later in lines.iter().skip(n + 1).take(reach) {
        if later.is_blank() || later.quote != line.quote {
            return false;
        }
        if let Some(label) = label(later.text, fields.langs) {
            // `Cc: me please` in the first lines of a body is somebody's words.
            let believable = match label.role {
                Role::Cc => label.value.contains('@') || last == Role::To,
                Role::Date => dates::find(label.value, fields.langs).is_some(),
                Role::From | Role::To | Role::Subject => true,
                Role::Other => false,
            };
            return believable && !fields.has(label.role);
        }
    }
    false
}

/// Whether a header ends above line `n`, which is blank or marks the body.
fn ends_above(lines: &[Line<'_>], n: usize) -> bool {
    lines.get(n).is_none_or(|next| next.is_blank() || separator(next.text).is_some())
}

/// Whether line `n` is what a program that breaks lines left of the one above: its first word had no room there, and it goes on as a
/// sentence does.
fn is_broken_off(lines: &[Line<'_>], n: usize) -> bool {
    const WIDTHS: std::ops::RangeInclusive<usize> = 60..=80;
    let (Some(above), Some(line)) = (n.checked_sub(1).and_then(|n| lines.get(n)), lines.get(n)) else { return false };
    // The marks of a quote took room too.
    let filled = above.text.trim_end().chars().count() + 2 * above.quote;
    let first = line.text.split_whitespace().next().unwrap_or_default();
    WIDTHS.contains(&filled)
        && filled + first.chars().count() + 1 > 72
        && first.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
        && !line.text.trim_end().ends_with(['.', '!', '?', ',', ':'])
        && line.text.split_whitespace().count() <= 4
}

/// A whole header block on one line, each label stuck to the value before: `From: D <d@x>To: "b@y" <b@y>Sent: …Subject: …`.
pub(super) fn glued(text: &str) -> Option<Fields> {
    let first = label(text, Langs::default())?;
    let mut fields = Fields { langs: first.langs, ..Fields::default() };
    let (mut role, mut value) = (first.role, first.value);
    loop {
        let next = if role == Role::Subject { None } else { next_glued(value, role, &fields) };
        let here = next.as_ref().and_then(|(at, ..)| value.get(..*at)).unwrap_or(value);
        if let Some(slot) = fields.slot(role) {
            *slot = Some(here.trim().to_owned());
        }
        let Some((_, (next_role, of), rest)) = next else { break };
        fields.langs = fields.langs.meet(of);
        role = next_role;
        value = rest;
    }
    fields.is_believable(true).then_some(fields)
}

/// The next label inside a glued line: where it stands, what it is, what follows.
fn next_glued<'a>(text: &'a str, last: Role, fields: &Fields) -> Option<(usize, (Role, Langs), &'a str)> {
    let wanted: Vec<((Role, Langs), &str)> = [Role::From, Role::To, Role::Cc, Role::Date, Role::Subject]
        .into_iter()
        .filter(|role| !fields.has(*role) && *role != last)
        .flat_map(|role| words().labels_of(role, fields.langs).map(move |(label, of)| ((role, of), label)))
        .collect();
    let mut before = ' ';
    for (at, c) in text.char_indices().take(2000) {
        let begins = c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic();
        // A blank before the label is what other programs make of the line break that Yahoo lost.
        let stuck = before == '>' || ((before.is_alphanumeric() || before.is_whitespace()) && begins);
        if stuck {
            let rest = text.get(at..)?;
            let best = wanted.iter().filter_map(|(role, label)| {
                let after = strip_label(rest, label)?;
                let value = after.trim_start();
                let colon = value.strip_prefix([':', '：']);
                // Some languages of Yahoo forget the colon.
                let bare = (before == '>' || last == Role::Date)
                    && after.starts_with(' ')
                    && matches!(role.0, Role::Cc | Role::Subject);
                Some((label.len(), *role, colon.or(bare.then_some(value))?))
            });
            if let Some((_, role, value)) = best.max_by_key(|(len, ..)| *len) {
                return Some((at, role, value));
            }
        }
        before = c;
    }
    None
}

/// `text` without the label it begins with, compared without regard to case.
fn strip_label<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for wanted in label.chars() {
        let mut lower = rest.next()?.to_lowercase();
        if lower.next() != Some(wanted) {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::heads_draft;
    use crate::domain::address::{Address, Person};

    fn holds_draft(own: &str) -> bool {
        let ines = Person::new(Some("Ines Vale"), Address::parse("ines@desk.example"));
        heads_draft(own, &[&ines])
    }

    #[test]
    fn what_heads_a_letter_to_send_is_told_from_other_lists() {
        for draft in
            ["To: bo@ray.example\nSubject: Offer", "Betreff: Angebot\nAn: Bo\n\nHi Bo,", "*Subject:* Offer\nHi Bo,"]
        {
            assert!(holds_draft(&format!("Please send this:\n\n{draft}\nthank you!")), "{draft}");
            assert!(!holds_draft(draft.lines().next().unwrap_or_default()), "{draft}");
        }
        for list in [
            "From: Monday\nTo: Friday\nSubject: the hall is closed",
            "Subject: Offer\n\nHi Ines,",
            "Hi Bo,\nSubject: Offer",
            "To: Ines Vale <ines@desk.example>\nSubject: Offer",
            "Subject: Lamps\nYour Message:",
        ] {
            assert!(!holds_draft(&format!("Please see this:\n\n{list}\nthank you!")), "{list}");
        }
    }

    #[test]
    fn words_above_tell_a_letter_to_send_from_a_formal_one() {
        for above in
            ["Hi Ines,", "please send this to Bo", "can you pass it on to Bo 🙏\nthanks\nDana", "For Bo:", "请转发："]
        {
            assert!(holds_draft(&format!("{above}\n\nSubject: Offer\n\nHi Bo,\nthank you!")), "{above}");
        }
        for above in [
            "Acme d.o.o.\nZagreb, 3. studenoga 2026.",
            "Acme Kft.\nBudapest, 2026. november 3.",
            "Harbour Works\nKiel Rd.",
            "Hello!",
            "CONFIDENTIAL:",
        ] {
            assert!(!holds_draft(&format!("{above}\n\nSubject: Offer\n\nDear Mr Horvat,\nthank you!")), "{above}");
        }
    }
}
