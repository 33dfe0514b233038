//! What a word processor does to a rule, undone: curly quotes and hard spaces. Every letter keeps its place, so that a mistake is
//! shown where the user sees it. The first line may be `api 1`.

use super::mistake::Mistake;

/// The newest version of the language that this program knows.
const API: u32 = 1;

/// The text as the engine reads it.
pub fn plain(text: &str) -> Result<String, Mistake> {
    let text = api(text)?;
    let mut plain = String::with_capacity(text.len());
    let mut inside = Inside::Code;
    let mut before = '\n';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let (letter, next) = match (inside, letter) {
            (Inside::Code, '"') => ('"', Inside::Quotes),
            (Inside::Code, '“' | '”' | '„' | '«' | '»') => ('"', Inside::CurlyQuotes),
            (Inside::Code, '‘' | '’') => ('\'', Inside::Code),
            (Inside::Code, '`') => ('`', Inside::BackQuotes),
            (Inside::Code, '/') if letters.peek() == Some(&'/') => ('/', Inside::Comment),
            (Inside::Code, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{feff}') => (' ', Inside::Code),
            (Inside::Code, '\u{2212}' | '–') => ('-', Inside::Code),
            (Inside::Code, '≥' | '≤' | '≠') => {
                let written = match letter {
                    '≥' => ">=",
                    '≤' => "<=",
                    _ => "!=",
                };
                let (line, column) = end_of(&plain);
                return Err(Mistake::new(format!("`{letter}` is written `{written}` here")).at(line, column));
            }
            (Inside::Quotes, '"') if before != '\\' => ('"', Inside::Code),
            (Inside::CurlyQuotes, '"' | '“' | '”' | '«' | '»') => ('"', Inside::Code),
            (Inside::BackQuotes, '`') => ('`', Inside::Code),
            (Inside::Comment | Inside::Quotes | Inside::CurlyQuotes, '\n') => ('\n', Inside::Code),
            (inside, letter) => (letter, inside),
        };
        inside = next;
        before = letter;
        plain.push(letter);
    }
    Ok(plain)
}

#[derive(Clone, Copy)]
enum Inside {
    Code,
    Quotes,
    /// Opened by a curly quote, and closed by one.
    CurlyQuotes,
    BackQuotes,
    Comment,
}

fn end_of(text: &str) -> (usize, usize) {
    let line = text.lines().count().max(1);
    if text.ends_with('\n') {
        return (line + 1, 1);
    }
    (line, text.lines().last().map_or(0, |last| last.chars().count()) + 1)
}

/// Takes an `api N` line at the top, and turns it into a comment of the same length.
fn api(text: &str) -> Result<String, Mistake> {
    let said = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    let Some((number, line)) = text.lines().enumerate().find(|(_, line)| said(line)) else {
        return Ok(text.to_owned());
    };
    let Some(version) = line.trim().strip_prefix("api ") else { return Ok(text.to_owned()) };
    match version.trim().trim_end_matches(';').parse::<u32>() {
        Ok(version) if (1..=API).contains(&version) => {
            Ok(text.replacen(line, &format!("//{}", line.get(2..).unwrap_or_default()), 1))
        }
        Ok(version) => Err(Mistake::new(format!(
            "this file is written for version {version} of the language; this program knows version {API}"
        ))
        .hint("a newer bothways can read it")
        .at(number + 1, 1)),
        Err(_) => Err(Mistake::new("`api` takes the number of a version").hint("write `api 1`").at(number + 1, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curly_quotes_around_a_text_become_straight_and_those_inside_stay() {
        assert_eq!(plain("title “Give and take”").unwrap(), "title \"Give and take\"");
        assert_eq!(plain("title \"You “give”\"").unwrap(), "title \"You “give”\"");
        assert_eq!(plain("nudge `a “b” c` // “d”").unwrap(), "nudge `a “b” c` // “d”");
    }

    #[test]
    fn every_letter_keeps_its_place() {
        let text = "api 1\nrule\u{a0}“x” {\n  when 1 > 2 }\n";
        assert_eq!(plain(text).unwrap().chars().count(), text.chars().count());
    }

    #[test]
    fn a_newer_language_is_refused() {
        assert!(plain("api 2\n").is_err());
        assert!(plain("// mine\napi one\n").is_err());
    }
}
