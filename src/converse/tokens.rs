//! A line as words: quotes kept together, punctuation set aside, every word knowing where it stands.

/// One word, or one phrase in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// As written, without quotes, brackets and trailing punctuation.
    pub text: String,
    /// In lower case, for comparing.
    pub low: String,
    pub quoted: bool,
    /// The punctuation that followed: `,`, `:`, `?!`.
    pub tail: String,
    /// Where it begins and ends in the line, with its quotes and punctuation.
    pub start: usize,
    pub end: usize,
}

/// Cuts a cleaned line into words. A quote that is never closed runs to the end of the line.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = line.get(at..) {
        let Some(skipped) = rest.find(|c: char| !c.is_whitespace()) else { break };
        let start = at + skipped;
        let Some(rest) = line.get(start..) else { break };
        let length = phrase(rest).unwrap_or_else(|| word(rest));
        let Some(piece) = rest.get(..length.max(1)) else { break };
        at = start + piece.len();
        if let Some(token) = token(piece, start) {
            found.push(token);
        }
    }
    found
}

/// The length of a phrase in quotes, with the punctuation that sticks to it.
fn phrase(rest: &str) -> Option<usize> {
    let mark = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = rest.get(1..)?;
    let close = if mark == '"' {
        inside.find('"').unwrap_or(inside.len())
    } else {
        // An apostrophe opens a phrase only where another closes one, or `'tis` would swallow the line.
        let mut closings = inside.match_indices('\'').map(|(at, _)| at);
        closings
            .find(|at| *at > 0 && inside.get(at + 1..).is_none_or(|after| !after.starts_with(char::is_alphanumeric)))?
    };
    let after = (close + 2).min(rest.len());
    let tail = rest.get(after..)?;
    Some(after + tail.find(|c: char| !is_tail(c)).unwrap_or(tail.len()))
}

fn word(rest: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len())
}

const fn is_tail(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '…')
}

fn token(piece: &str, start: usize) -> Option<Token> {
    let end = start + piece.len();
    let bare = piece.trim_end_matches(|c| is_tail(c) || matches!(c, ')' | ']' | '>'));
    let quoted = piece.starts_with('"') || (piece.starts_with('\'') && phrase(piece).is_some());
    let text = if quoted {
        let mark = if piece.starts_with('"') { '"' } else { '\'' };
        let whole = piece.trim_end_matches(is_tail);
        // Where the closing quote is missing, the punctuation belongs to the phrase.
        let inside = whole.strip_prefix(mark).unwrap_or(whole);
        inside.strip_suffix(mark).unwrap_or_else(|| piece.strip_prefix(mark).unwrap_or(piece)).trim()
    } else {
        bare.trim_start_matches(['(', '[', '<', '#'])
    };
    let tail: String = if quoted {
        piece.chars().rev().take_while(|c| is_tail(*c)).collect()
    } else {
        piece.get(bare.len()..)?.to_owned()
    };
    if text.is_empty() && tail.is_empty() {
        return None;
    }
    Some(Token { text: text.to_owned(), low: text.to_lowercase(), quoted, tail, start, end })
}

/// What of a line has not been understood yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest<'a> {
    line: &'a str,
    tokens: &'a [Token],
    /// The word taken last.
    passed: Option<&'a Token>,
}

impl<'a> Rest<'a> {
    pub(super) const fn new(line: &'a str, tokens: &'a [Token]) -> Self {
        Self { line, tokens, passed: None }
    }

    /// The same line with other words left of it.
    pub(super) const fn over<'b>(&self, tokens: &'b [Token]) -> Rest<'b>
    where
        'a: 'b,
    {
        Rest { line: self.line, tokens, passed: None }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(super) const fn tokens(&self) -> &'a [Token] {
        self.tokens
    }

    /// Whether the word taken last ended in a mark that sets off what follows.
    pub(super) fn after_pause(&self) -> bool {
        self.passed.is_some_and(|token| token.tail.contains([':', ',', ';', '.']))
    }

    /// Whether the word taken last ended a sentence.
    pub(super) fn after_sentence(&self) -> bool {
        self.passed.is_some_and(|token| token.tail.contains(['.', '!', '?']))
    }

    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.first()
    }

    pub(super) fn next(&mut self) -> Option<&'a Token> {
        let first = self.tokens.first()?;
        self.skip(1);
        Some(first)
    }

    pub(super) fn skip(&mut self, n: usize) {
        self.passed = n.checked_sub(1).and_then(|last| self.tokens.get(last)).or(self.passed);
        self.tokens = self.tokens.get(n..).unwrap_or_default();
    }

    /// Whether the word taken last ended in a colon, after which free words stand.
    pub(super) fn after_colon(&self) -> bool {
        self.passed.is_some_and(|token| token.tail.contains(':'))
    }

    /// Without its last `n` words.
    pub(super) fn without_last(&self, n: usize) -> Self {
        let kept = self.tokens.len().saturating_sub(n);
        Self { tokens: self.tokens.get(..kept).unwrap_or_default(), ..*self }
    }

    /// How many words are taken if the line goes on with this phrase, given in lower case.
    pub(super) fn begins(&self, phrase: &str) -> Option<usize> {
        let mut n = 0;
        for word in phrase.split(' ') {
            let token = self.tokens.get(n).filter(|token| !token.quoted && token.low == word)?;
            n += 1;
            debug_assert!(!token.low.is_empty());
        }
        Some(n)
    }

    /// Takes the first of these phrases that the line goes on with.
    pub(super) fn eat(&mut self, phrases: &[&str]) -> bool {
        let taken = phrases.iter().find_map(|phrase| self.begins(phrase));
        self.skip(taken.unwrap_or(0));
        taken.is_some()
    }

    /// The next word, where it is in quotes.
    pub(super) fn quoted(&mut self) -> Option<String> {
        let token = self.peek().filter(|token| token.quoted)?;
        self.skip(1);
        Some(token.text.clone())
    }

    /// Everything left, as the user wrote it. One phrase in quotes loses them.
    pub(super) fn free(&mut self) -> Option<String> {
        let (first, last) = (self.tokens.first()?, self.tokens.last()?);
        let said = if self.tokens.len() == 1 && first.quoted {
            first.text.clone()
        } else {
            let said = self.line.get(first.start..last.end).unwrap_or_default();
            said.trim().trim_start_matches([':', '-', ' ']).to_owned()
        };
        self.tokens = &[];
        Some(said).filter(|said| !said.is_empty())
    }

    /// The line from its first word to its last, taken or not.
    pub(super) fn whole(&self) -> &'a str {
        self.line.trim()
    }

    /// What is left, for saying it back.
    pub(super) fn said(&self) -> &'a str {
        match (self.tokens.first(), self.tokens.last()) {
            (Some(first), Some(last)) => self.line.get(first.start..last.end).unwrap_or_default(),
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        tokens(line).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn a_phrase_in_quotes_is_one_word() {
        assert_eq!(texts(r#"got acme referral "intro to Lee""#), ["got", "acme", "referral", "intro to Lee"]);
        assert_eq!(texts("got acme help 'Sunday fix'."), ["got", "acme", "help", "Sunday fix"]);
        assert_eq!(texts(r#"won acme "launch day"#), ["won", "acme", "launch day"]);
        assert_eq!(texts("add dana <dana@acme.test>, please"), ["add", "dana", "dana@acme.test", "please"]);
        assert_eq!(texts("don't send"), ["don't", "send"]);
        assert_eq!(texts(r#"note acme "says "#), ["note", "acme", "says"]);
        assert_eq!(texts("' \" é"), ["'", "é"]);
    }

    #[test]
    fn punctuation_is_set_aside_and_not_lost() {
        let tokens = tokens("yes, send?!");
        assert_eq!(tokens.iter().map(|token| token.tail.as_str()).collect::<Vec<_>>(), [",", "?!"]);
    }
}
