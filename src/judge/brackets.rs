//! Finds the bracket that is never closed. The parser notices it only where the file stops making sense, often many lines later;
//! the indentation tells where it was meant to close.

use super::mistake::Mistake;

struct Open {
    sign: char,
    line: usize,
    column: usize,
    indent: usize,
}

/// The first bracket that is never closed, or the first that was never opened.
pub fn unclosed(text: &str) -> Option<Mistake> {
    let mut open: Vec<Open> = Vec::new();
    let mut suspect: Option<(char, usize, usize)> = None;
    let mut back_quoted = false;
    for (number, line) in text.lines().enumerate() {
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let mut quoted = false;
        let mut letters = line.chars().enumerate().peekable();
        while let Some((column, letter)) = letters.next() {
            match letter {
                '\\' if quoted => drop(letters.next()),
                '"' if !back_quoted => quoted = !quoted,
                '`' if !quoted => back_quoted = !back_quoted,
                _ if quoted || back_quoted => (),
                '/' if letters.peek().is_some_and(|(_, next)| *next == '/') => break,
                '{' | '(' | '[' => open.push(Open { sign: letter, line: number + 1, column: column + 1, indent }),
                '}' | ')' | ']' => {
                    let Some(last) = open.pop() else {
                        return Some(
                            Mistake::new(format!("the `{letter}` here closes nothing"))
                                .hint("take it away")
                                .at(number + 1, column + 1),
                        );
                    };
                    if closing(last.sign) != letter {
                        return Some(never_closed(last.sign, last.line, last.column));
                    }
                    // A bracket that closes further left or right than it opened belongs to another.
                    if letter == '}' && last.line != number + 1 && indent != last.indent && suspect.is_none() {
                        suspect = Some((last.sign, last.line, last.column));
                    }
                }
                _ => (),
            }
        }
        let rule_begins = line.trim_start().starts_with("rule ") && indent == 0 && open.len() > 1;
        if let (true, Some(first)) = (rule_begins, open.first()) {
            suspect = suspect.or(Some((first.sign, first.line, first.column)));
        }
    }
    let first = open.first()?;
    let (sign, line, column) = suspect.unwrap_or((first.sign, first.line, first.column));
    Some(never_closed(sign, line, column))
}

fn never_closed(sign: char, line: usize, column: usize) -> Mistake {
    Mistake::new(format!("the `{sign}` here is never closed"))
        .hint(format!("add a `{}`", closing(sign)))
        .at(line, column)
}

const fn closing(sign: char) -> char {
    match sign {
        '{' => '}',
        '(' => ')',
        _ => ']',
    }
}
