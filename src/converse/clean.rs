//! Lines as people's mail programs leave them, made plain: curly quotes, hard spaces, bullets, bold stars, courtesies.

/// Straight quotes, plain spaces, nothing invisible. What the words are does not change.
pub(super) fn plain(line: &str) -> String {
    let mut made = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' | '\u{ff02}' => {
                made.push('"');
            }
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{b4}' | '`' => made.push('\''),
            '\u{2010}' | '\u{2011}' | '\u{2012}' => made.push('-'),
            // Zero-width and direction marks, soft hyphens, variation selectors: there, and never meant.
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}'
            | '\u{fe00}'..='\u{fe0f}' => {}
            c if c.is_whitespace() || c.is_control() => made.push(' '),
            c => made.push(c),
        }
    }
    made.trim().to_owned()
}

/// A plain line without bullet, bold stars and quotes around the whole of it.
pub(super) fn bare(line: &str) -> String {
    let mut line = plain(line);
    loop {
        let shorter = without_bullet(&line).or_else(|| without_frame(&line));
        match shorter {
            Some(shorter) if shorter.len() < line.len() => line = shorter,
            _ => return line,
        }
    }
}

fn without_bullet(line: &str) -> Option<String> {
    let mark =
        line.chars().next().filter(|c| matches!(c, '-' | '*' | '•' | '·' | '–' | '—' | '▪' | '◦' | '+' | '→' | '/'))?;
    let rest = line.get(mark.len_utf8()..)?;
    // `/send` is a habit from chat programs; any other mark is a bullet only before a space.
    (mark == '/' || rest.starts_with(' ')).then(|| rest.trim_start().to_owned())
}

fn without_frame(line: &str) -> Option<String> {
    ["**", "__", "*", "_", "\"", "'"].iter().find_map(|mark| {
        let inside = line.strip_prefix(mark)?;
        let end = inside.trim_end_matches(['.', '!', ',']);
        let inside = end.strip_suffix(mark)?;
        // `"a" and "b"` is not a frame.
        (!inside.is_empty() && !inside.contains(mark)).then(|| inside.trim().to_owned())
    })
}

/// What a line is, before anything is read out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    /// Somebody else's words, or our own.
    Quoted,
    /// Everything below is a signature.
    End,
    /// `Best regards`: what follows is a name, unless somebody goes on after it.
    SignOff,
    /// `Hi there`, `Thanks!`: kind, and no command.
    Courtesy,
    Words,
}

pub(super) fn kind(line: &str) -> Kind {
    let line = plain(line);
    if line.is_empty() {
        return Kind::Empty;
    }
    if line.starts_with('>') || line.starts_with('|') {
        return Kind::Quoted;
    }
    // Phones turn two hyphens into a dash.
    if matches!(line.as_str(), "--" | "---" | "—" | "–") || line.starts_with("____") || line.starts_with("-----") {
        return Kind::End;
    }
    let words = letters(&line);
    if is_device(&words) {
        return Kind::End;
    }
    if SIGN_OFFS.contains(&words.as_str()) {
        return Kind::SignOff;
    }
    if COURTESIES.contains(&words.as_str()) || is_greeting(&words) || is_thanks(&words) {
        return Kind::Courtesy;
    }
    if words.is_empty() && !line.contains('👍') && !line.contains('✅') && !line.contains('?') {
        // A smile, or a row of stars.
        return Kind::Courtesy;
    }
    Kind::Words
}

/// The words alone: lower case, one space between, no punctuation.
pub(super) fn letters(line: &str) -> String {
    let kept: String = line.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    kept.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

const SIGN_OFFS: &[&str] = &[
    "best",
    "best regards",
    "best wishes",
    "all the best",
    "kind regards",
    "kindest regards",
    "warm regards",
    "warmest regards",
    "regards",
    "warmly",
    "sincerely",
    "yours",
    "yours sincerely",
    "yours truly",
    "cheers",
    "br",
    "kr",
    "rgds",
    "take care",
    "talk soon",
    "speak soon",
    "have a great day",
    "have a nice day",
    "have a good day",
    "have a great week",
    "have a good one",
    "xo",
    "xx",
    "x",
    "mit freundlichen grüßen",
    "viele grüße",
    "liebe grüße",
    "cordialement",
    "saludos",
    "un saludo",
    "groeten",
    "met vriendelijke groet",
];

const COURTESIES: &[&str] = &[
    "thanks",
    "thank you",
    "thanks a lot",
    "thanks so much",
    "thank you so much",
    "thank you very much",
    "many thanks",
    "thx",
    "ty",
    "ta",
    "tia",
    "thanks in advance",
    "thanks again",
    "great",
    "great thanks",
    "great thank you",
    "perfect",
    "perfect thanks",
    "lovely",
    "lovely thanks",
    "lovely thank you",
    "nice",
    "nice one",
    "awesome",
    "awesome thanks",
    "cool",
    "cool thanks",
    "brilliant",
    "brilliant thanks",
    "super",
    "wonderful",
    "wonderful thanks",
    "excellent",
    "good morning",
    "good afternoon",
    "good evening",
    "good day",
    "morning",
    "please",
    "pls",
    "got it",
    "will do",
    "noted",
    "understood",
    "much appreciated",
    "appreciate it",
    "danke",
    "merci",
    "gracias",
    "dank je",
    "bedankt",
];

/// `Many thanks in advance`, `thanks again and best`: every word is one of thanks.
fn is_thanks(words: &str) -> bool {
    const WORDS: &[&str] = &[
        "thanks", "thank", "you", "many", "so", "very", "much", "a", "lot", "million", "again", "in", "advance", "and",
        "best", "kind", "warm", "regards", "wishes", "cheers", "ok", "okay", "great", "for", "this", "that", "the",
        "reminder", "nudge", "heads", "up", "your", "help",
    ];
    (words.contains("thank") || words.contains("cheers"))
        && words.split(' ').count() <= 6
        && words.split(' ').all(|word| WORDS.contains(&word))
}

/// `Hi`, `hello there`, `hi bothways`, `dear assistant`.
fn is_greeting(words: &str) -> bool {
    let mut words = words.split(' ');
    let first = words.next().unwrap_or_default();
    matches!(first, "hi" | "hello" | "hey" | "hiya" | "dear" | "hallo" | "hola" | "bonjour")
        && words.all(|word| {
            matches!(
                word,
                "there"
                    | "bothways"
                    | "both"
                    | "ways"
                    | "again"
                    | "assistant"
                    | "all"
                    | "team"
                    | "you"
                    | "good"
                    | "morning"
            )
        })
}

/// `Sent from my iPhone`, in the languages of phones.
fn is_device(words: &str) -> bool {
    const OPENINGS: &[&str] = &[
        "sent from my",
        "sent from mail for",
        "sent from outlook",
        "sent from yahoo",
        "sent from proton",
        "sent with",
        "sent via",
        "sent on the go",
        "sent from mobile",
        "sent from a mobile",
        "sent from samsung",
        "sent from the",
        "get outlook for",
        "envoyé de mon",
        "envoyé depuis",
        "von meinem",
        "gesendet von",
        "gesendet mit",
        "diese nachricht wurde von meinem",
        "enviado desde mi",
        "enviado do meu",
        "enviado a partir",
        "inviato da",
        "verstuurd vanaf mijn",
        "verzonden vanaf",
        "skickat från",
        "sendt fra",
        "lähetetty",
        "wysłane z",
        "отправлено с",
        "odesláno z",
        "iphone'umdan gönderildi",
        "從我的",
        "iphoneから送信",
    ];
    OPENINGS.iter().any(|opening| words.starts_with(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_same_however_it_was_dressed() {
        for line in [
            "send",
            " send ",
            "\u{a0}send\u{200b}",
            "- send",
            "• send",
            "*send*",
            "**send**",
            "“send”",
            "'send'",
            "_send_.",
            "/send",
            "- *send*",
        ] {
            assert_eq!(bare(line), "send", "{line:?}");
        }
        assert_eq!(bare(r#""a" and "b""#), r#""a" and "b""#);
        assert_eq!(bare("---"), "---");
    }

    #[test]
    fn lines_around_the_words_are_known() {
        for (line, expected) in [
            ("> send", Kind::Quoted),
            ("--", Kind::End),
            ("-- ", Kind::End),
            ("—", Kind::End),
            ("Sent from my iPhone", Kind::End),
            ("Von meinem iPhone gesendet", Kind::End),
            ("Get Outlook for iOS", Kind::End),
            ("Best,", Kind::SignOff),
            ("Hi bothways,", Kind::Courtesy),
            ("Thanks!", Kind::Courtesy),
            ("🙂", Kind::Courtesy),
            ("send", Kind::Words),
            ("👍", Kind::Words),
            ("thank dana", Kind::Words),
            ("\u{a0}", Kind::Empty),
        ] {
            assert_eq!(kind(line), expected, "{line:?}");
        }
    }
}
