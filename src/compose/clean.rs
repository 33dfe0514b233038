//! Words that others wrote, made fit to stand in a header, a line, or a mail.

/// The longest value of a header, in characters. RELIABILITY.md section 4, threat 6.
const LONGEST_HEADER: usize = 200;
/// How wide the text part of a mail may be (RFC 5322 section 2.1.1 says 78; quoting takes two).
pub(super) const WIDTH: usize = 76;
/// Columns further right than this are no place to hang the rest of a line from.
const LAST_COLUMN: usize = 26;

/// Takes out what can change how the words around it are read: control characters save line feed and tab, the separators
/// U+2028 and U+2029, and the marks that turn the direction of writing, with which a name can rewrite the sentence it stands in.
pub(super) fn text(words: &str) -> String {
    words.chars().filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || turns_or_breaks(*c))).collect()
}

const fn turns_or_breaks(c: char) -> bool {
    matches!(
        c,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
    )
}

/// One line: cleaned, with white space of any kind and amount as single spaces.
pub(super) fn line(words: &str) -> String {
    let separated: String = words.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    text(&separated).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A header's value: one line of limited length. lettre panics on a line break in a display name, and passes on words that look
/// like an encoded word (RFC 2047), which a reader would decode into whatever they hide.
pub(super) fn header(words: &str) -> String {
    short(&words.replace("=?", "= ?"), LONGEST_HEADER)
}

/// One line of at most so many characters, cut between words where that is possible, with `…` where something is left out.
pub(super) fn short(words: &str, most: usize) -> String {
    let line = line(words);
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most.saturating_sub(1)).collect();
    let kept = match cut.rsplit_once(' ') {
        Some((kept, lost)) if lost.chars().count() < most / 3 => kept,
        _ => cut.as_str(),
    };
    format!("{}…", kept.trim_end_matches([' ', ',', ';', ':', '.', '-', '–']))
}

/// A line of a file as it stands, so that a sign under it points at the same place; cut where a mail could not show it on one line.
pub(super) fn code(line: &str) -> String {
    let plain: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WIDTH - 4).collect();
    plain.trim_end().to_owned()
}

/// Breaks long lines between words. What follows a break hangs under the text: under the second column where a line has one
/// (`  3 Sep   caught …`), else under the first word.
pub(super) fn wrapped(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + words.len() / 40);
    for line in words.lines() {
        let line = line.trim_end();
        if line.chars().count() <= WIDTH {
            out.push_str(line);
        } else {
            wrap_line(line, &mut out);
        }
        out.push('\n');
    }
    out
}

fn wrap_line(line: &str, out: &mut String) {
    let indent = line.chars().take_while(|c| *c == ' ').count();
    let start = column(line, indent).unwrap_or(indent);
    let hang = " ".repeat(start);
    out.extend(line.chars().take(start));
    let mut width = start;
    let rest: String = line.chars().skip(start).collect();
    for (n, word) in rest.split_whitespace().enumerate() {
        if n > 0 && width + 1 + word.chars().count() > WIDTH {
            out.push('\n');
            out.push_str(&hang);
            width = start;
        } else if n > 0 {
            out.push(' ');
            width += 1;
        }
        width = push_word(word, width, &hang, out);
    }
}

/// Writes a word, broken where even a whole line cannot hold it, and says how wide the line is then.
fn push_word(word: &str, mut width: usize, hang: &str, out: &mut String) -> usize {
    for c in word.chars() {
        if width >= WIDTH {
            out.push('\n');
            out.push_str(hang);
            width = hang.len();
        }
        out.push(c);
        width += 1;
    }
    width
}

/// Where the words of a line begin that has something in front: a bullet, or a first column that ends with two spaces.
fn column(line: &str, indent: usize) -> Option<usize> {
    let chars: Vec<char> = line.chars().take(LAST_COLUMN + 1).collect();
    if let Some([mark, ' ']) = chars.get(indent..indent + 2)
        && matches!(mark, '-' | '*' | '•')
    {
        return Some(indent + chars.get(indent + 1..)?.iter().take_while(|c| **c == ' ').count() + 1);
    }
    let gap = (indent..chars.len().saturating_sub(1)).find(|at| chars.get(*at..at + 2) == Some(&[' ', ' ']))?;
    let start = gap + chars.get(gap..)?.iter().take_while(|c| **c == ' ').count();
    (start <= LAST_COLUMN).then_some(start)
}
