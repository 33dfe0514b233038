//! The sentences of a letter's new words. Quoted lines and all that follows a forwarding line are left out, should any be left.

/// The sentences in order, each a slice of `words` as it stands there.
pub(super) fn sentences(words: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs(words) {
        split(paragraph, &mut sentences);
    }
    sentences
}

/// Lines that belong together: a mail program breaks long lines, so a line that fills its width goes on in the next.
fn paragraphs(words: &str) -> Vec<&str> {
    let mut paragraphs = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in words.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        let text = line.trim();
        if is_forwarding_line(text) {
            break;
        }
        let apart = text.is_empty() || text.starts_with('>');
        let goes_on = text.starts_with(char::is_lowercase);
        if apart || starts_an_item(text) || (is_short(words, open) && !goes_on) {
            close(words, &mut open, &mut paragraphs);
        }
        if !apart {
            open = Some((open.map_or(start, |(from, _)| from), end));
        }
    }
    close(words, &mut open, &mut paragraphs);
    paragraphs
}

fn close<'a>(words: &'a str, open: &mut Option<(usize, usize)>, paragraphs: &mut Vec<&'a str>) {
    if let Some(text) = open.take().and_then(|(from, to)| words.get(from..to)) {
        paragraphs.push(text.trim());
    }
}

/// Whether the last line of the open paragraph was ended by hand, well before its width.
fn is_short(words: &str, open: Option<(usize, usize)>) -> bool {
    const HAND_MADE: usize = 45;
    let text = open.and_then(|(from, to)| words.get(from..to)).unwrap_or_default();
    let last = text.trim_end().rsplit('\n').next().unwrap_or_default().trim();
    !last.is_empty() && last.len() < HAND_MADE && !last.ends_with(',')
}

fn starts_an_item(line: &str) -> bool {
    line.starts_with(SIGNS) || without_sign(line).len() < line.len()
}

/// What the lines of a list begin with.
const SIGNS: [char; 4] = ['-', '*', '•', '·'];

/// A line of a list without its sign or number: `- `, `• `, `2. `.
pub(super) fn without_sign(line: &str) -> &str {
    let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = after.strip_prefix(['.', ')']).filter(|_| after.len() < line.len());
    number.or_else(|| line.strip_prefix(SIGNS)).filter(|rest| rest.starts_with(char::is_whitespace)).unwrap_or(line)
}

/// `---------- Forwarded message ----------`, `-----Original Message-----`.
fn is_forwarding_line(line: &str) -> bool {
    line.starts_with("----") && line.get(4..).is_some_and(|rest| rest.chars().any(char::is_alphabetic))
}

/// Cuts at `.`, `!`, `?` and `…`; not inside numbers, addresses and short forms.
fn split<'a>(paragraph: &'a str, sentences: &mut Vec<&'a str>) {
    let mut from = 0;
    let mut ended = false;
    for (at, c) in paragraph.char_indices() {
        let is_end = matches!(c, '.' | '!' | '?' | '…');
        if ended && !is_end && !matches!(c, '"' | '\'' | ')' | '”' | '’') {
            let sentence = paragraph.get(from..at).unwrap_or_default();
            let apart = c.is_whitespace() || sentence.ends_with("...") || sentence.ends_with(['…', '?', '!']);
            if apart && !ends_short_form(sentence) {
                push(sentence, sentences);
                from = at;
            }
            ended = false;
        } else if is_end {
            ended = true;
        }
    }
    push(paragraph.get(from..).unwrap_or_default(), sentences);
}

fn push<'a>(sentence: &'a str, sentences: &mut Vec<&'a str>) {
    let sentence = sentence.trim();
    if sentence.chars().any(char::is_alphanumeric) {
        sentences.push(sentence);
    }
}

/// `Mr.`, `e.g.`, `J.`, `approx.`: the dot belongs to the word.
fn ends_short_form(sentence: &str) -> bool {
    const SHORT: [&str; 16] =
        ["mr", "mrs", "ms", "dr", "st", "jr", "sr", "prof", "inc", "ltd", "vs", "approx", "dept", "e.g", "i.e", "p.s"];
    let Some(bare) = sentence.strip_suffix('.') else { return false };
    let word =
        bare.rsplit(char::is_whitespace).next().unwrap_or_default().trim_start_matches(['(', '"']).to_lowercase();
    SHORT.contains(&word.as_str()) || (word.len() == 1 && word.starts_with(|c: char| c.is_alphabetic() && c != 'i'))
}
