//! Reads an `Authentication-Results` value (RFC 8601 section 2.2): which mail system checked what, and what it found.
//!
//! The value decides who may command, so it is read strictly: a comment or a quote that never ends, a result without a name or a
//! version nobody has defined makes the whole field unreadable. Only `name=value` pairs without a property type (`action=none`,
//! which Microsoft writes) are let pass, and left out.

/// One `Authentication-Results` field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AuthRes {
    /// The name of the system that wrote it, in lower case.
    pub authserv_id: String,
    pub results: Vec<Checked>,
}

/// The result of one method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Checked {
    /// `dkim`, `dmarc`, `auth`, in lower case.
    pub method: String,
    /// `pass`, `fail`, `none` …, in lower case.
    pub result: String,
    /// `header.d` and the like, in lower case, with their values as written.
    pub properties: Vec<(String, String)>,
}

impl Checked {
    pub(super) fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(property, _)| property == name).map(|(_, value)| value.as_str())
    }
}

/// Fields longer than this are not read: a real one has a few hundred bytes.
const LONGEST: usize = 16_384;

/// Reads the value of one field, folded or not. `None` where it does not follow the grammar.
pub(super) fn parse(value: &str) -> Option<AuthRes> {
    if value.len() > LONGEST {
        return None;
    }
    let pieces = pieces(value)?;
    let mut parts = pieces.split(|piece| piece.kind == Kind::Semicolon);
    let authserv_id = writer(parts.next()?)?;
    let mut results = Vec::new();
    let mut n_empty = 0;
    for part in parts {
        match part {
            // A trailing semicolon is common and means nothing.
            [] => n_empty += 1,
            [only] if only.text.eq_ignore_ascii_case("none") && results.is_empty() => {}
            part => results.push(checked(part)?),
        }
    }
    (n_empty <= 1).then_some(AuthRes { authserv_id, results })
}

/// The authserv-id, and the version if there is one; only version 1 exists.
fn writer(pieces: &[Piece]) -> Option<String> {
    let (id, version) = match pieces {
        [id] => (id, None),
        [id, version] => (id, Some(version)),
        _ => return None,
    };
    let is_known = version.is_none_or(|version| version.kind == Kind::Text && version.text == "1");
    (matches!(id.kind, Kind::Text | Kind::Quoted) && !id.text.is_empty() && is_known)
        .then(|| id.text.to_ascii_lowercase())
}

fn checked(pieces: &[Piece]) -> Option<Checked> {
    let mut pairs = pairs(pieces)?.into_iter();
    let (method, result) = pairs.next()?;
    let (method, version) = method.split_once('/').unwrap_or((&method, "1"));
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if !is_word(method) || !is_word(&result) || version != "1" {
        return None;
    }
    // `reason="…"` and Microsoft's `action=none` have no property type, and say nothing that we go by.
    let properties = pairs.filter(|(name, _)| name.contains('.')).collect();
    Some(Checked { method: method.to_owned(), result: result.to_ascii_lowercase(), properties })
}

/// `name = value` pairs, names in lower case with the spaces around their dots and slashes gone.
fn pairs(pieces: &[Piece]) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let mut name = String::new();
        loop {
            let piece = pieces.get(at)?;
            at += 1;
            match piece.kind {
                Kind::Equals => break,
                // Two words in a row are no name, save where a dot or slash joins them.
                Kind::Text if name.is_empty() || joins(&name, &piece.text) => {
                    name.push_str(&piece.text.to_ascii_lowercase());
                }
                Kind::Text | Kind::Quoted | Kind::Semicolon => return None,
            }
        }
        if name.is_empty() {
            return None;
        }
        let first = pieces.get(at).filter(|piece| matches!(piece.kind, Kind::Text | Kind::Quoted))?;
        let mut value = first.text.clone();
        at += 1;
        // `"joe user"@desk.example` and base64 with its padding are one value: nothing stands between the pieces.
        while let Some(piece) = pieces.get(at).filter(|piece| piece.glued && piece.kind != Kind::Semicolon) {
            value.push_str(&piece.text);
            at += 1;
        }
        found.push((name, value));
    }
    Some(found)
}

fn joins(name: &str, next: &str) -> bool {
    name.ends_with(['.', '/']) || next.starts_with(['.', '/'])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Quoted,
    Equals,
    Semicolon,
}

#[derive(Clone, Debug)]
struct Piece {
    kind: Kind,
    text: String,
    /// Nothing stood between it and the piece before.
    glued: bool,
}

/// Cuts the value up, leaving out white space and comments, which nest (RFC 5322 section 3.2.2).
fn pieces(value: &str) -> Option<Vec<Piece>> {
    let mut found: Vec<Piece> = Vec::new();
    let mut chars = value.chars().peekable();
    let mut glued = false;
    while let Some(c) = chars.next() {
        let kind = match c {
            ' ' | '\t' | '\r' | '\n' => {
                glued = false;
                continue;
            }
            '(' => {
                comment(&mut chars)?;
                glued = false;
                continue;
            }
            ')' => return None,
            c if c.is_control() => return None,
            '"' => Kind::Quoted,
            '=' => Kind::Equals,
            ';' => Kind::Semicolon,
            _ => Kind::Text,
        };
        let mut text = String::new();
        match kind {
            Kind::Quoted => text = quoted(&mut chars)?,
            Kind::Equals | Kind::Semicolon => text.push(c),
            Kind::Text => {
                text.push(c);
                let is_end = |c: &char| c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | '"' | '=' | ';');
                while let Some(c) = chars.next_if(|c| !is_end(c)) {
                    text.push(c);
                }
            }
        }
        found.push(Piece { kind, text, glued });
        glued = true;
    }
    Some(found)
}

fn comment(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<()> {
    let mut depth = 1_usize;
    while depth > 0 {
        match chars.next()? {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => _ = chars.next()?,
            _ => {}
        }
    }
    Some(())
}

fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut text = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(text),
            '\\' => text.push(chars.next()?),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn flat(value: &str) -> String {
        let Some(field) = parse(value) else { return "unreadable".to_owned() };
        let mut said = field.authserv_id;
        for checked in field.results {
            let properties: Vec<String> =
                checked.properties.iter().map(|(name, value)| format!(" {name}={value}")).collect();
            said = format!("{said}; {}={}{}", checked.method, checked.result, properties.concat());
        }
        said
    }

    /// The examples of RFC 8601 appendix B, with our own names, and what real systems write.
    #[test]
    fn fields_as_systems_write_them() {
        for (value, expected) in [
            ("desk.example 1; none", "desk.example"),
            ("desk.example; none", "desk.example"),
            (
                "desk.example;\r\n\tspf=pass smtp.mailfrom=desk.example",
                "desk.example; spf=pass smtp.mailfrom=desk.example",
            ),
            (
                "desk.example; auth=pass (cram-md5) smtp.auth=nadia@desk.example; spf=fail smtp.mailfrom=desk.example",
                "desk.example; auth=pass smtp.auth=nadia@desk.example; spf=fail smtp.mailfrom=desk.example",
            ),
            (
                "desk.example; dkim=pass (good signature) header.d=desk.example; dkim=fail reason=\"bad (very)\" header.i=@x.example",
                "desk.example; dkim=pass header.d=desk.example; dkim=fail header.i=@x.example",
            ),
            // RFC 8601 appendix B.7: comments wherever they may stand.
            (
                "foo.example (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n policy (A dot can go here) . (like that) expired\r\n (this surprised me) = (as I wasn't expecting it) 1362471462",
                "foo.example; dkim=fail policy.expired=1362471462",
            ),
            (
                "mx.google.example; dkim=pass header.i=@desk.example header.s=s1 header.b=Ab/cd==; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=desk.example",
                "mx.google.example; dkim=pass header.i=@desk.example header.s=s1 header.b=Ab/cd==; dmarc=pass header.from=desk.example",
            ),
            (
                "m.example; spf=none smtp.mailfrom=\"joe user\"@desk.example; dmarc=pass action=none header.from=desk.example;",
                "m.example; spf=none smtp.mailfrom=joe user@desk.example; dmarc=pass header.from=desk.example",
            ),
            ("\"desk.example\"; dkim=none", "desk.example; dkim=none"),
            (
                r#"a.example; dkim=fail reason="say \"no\"; dmarc=pass header.from=desk.example""#,
                "a.example; dkim=fail",
            ),
            (
                "a.example; dkim=fail (dmarc=pass; (nested \\) )) header.d=x.example",
                "a.example; dkim=fail header.d=x.example",
            ),
        ] {
            assert_eq!(flat(value), expected, "{value}");
        }
    }

    #[test]
    fn what_breaks_the_grammar_is_not_read_at_all() {
        for value in [
            "",
            ";",
            "; dkim=pass",
            "spf=pass smtp.mailfrom=desk.example",
            "desk.example 2; dkim=pass",
            "desk.example evil.example 1; dkim=pass",
            "desk.example; dkim",
            "desk.example; dkim=",
            "desk.example; =pass",
            "desk.example; dkim=pass (never ends",
            "desk.example; dkim=pass) header.d=desk.example",
            "desk.example; dkim=pass header.d=\"desk.example",
            "desk.example; dkim pass=header.d",
            "desk.example; dkim/2=pass header.d=desk.example",
            "desk.example; dkim=pass\0 header.d=desk.example",
            "desk.example;;; dkim=pass",
        ] {
            assert_eq!(parse(value), None, "{value:?}");
        }
        assert_eq!(parse(&"a".repeat(LONGEST + 1)), None);
    }

    proptest! {
        #[test]
        fn nothing_breaks_the_reader(value in "(?s).{0,200}") {
            let _ = parse(&value);
        }

        #[test]
        fn nearly_a_field_does_not_break_it_either(value in r#"[a-z.@;="()\\/ 1\r\n]{0,80}"#) {
            let _ = parse(&value);
        }

        /// Whatever stands in a quoted value or a comment adds no result of its own.
        #[test]
        fn nothing_can_be_smuggled_in_quotes(inner in r"[a-z.@;= 1]{0,60}") {
            for value in [format!("a.example; dkim=fail reason=\"{inner}\""), format!("a.example; dkim=fail ({inner})")] {
                prop_assert_eq!(flat(&value), "a.example; dkim=fail");
            }
        }

        /// Written out and read again, a field is the same.
        #[test]
        fn what_is_written_is_read(id in "[a-z]{1,8}\\.example", rows in prop::collection::vec(("[a-z]{1,6}", "[a-z]{1,6}", "[a-z]{1,5}", "[^\u{0}-\u{1f}\u{7f}-\u{9f}\"\\\\]{1,12}"), 1..5)) {
            let mut value = id.clone();
            for (method, result, property, content) in &rows {
                value = format!("{value};\r\n\t{method}=(so){result} header.{property}=\"{content}\"");
            }
            let field = parse(&value);
            let results: Vec<Checked> = rows.into_iter().map(|(method, result, property, content)| Checked {
                method, result, properties: vec![(format!("header.{property}"), content)],
            }).collect();
            prop_assert_eq!(field, Some(AuthRes { authserv_id: id, results }));
        }
    }
}
