//! What people answer, from every mail program we know, to the mails that we really write.
//!
//! `tests/replies/*.toml` say what they write; `programs` how their program quotes our mail. Every line goes through several
//! programs, and every program through every position. The bar: no text is sent by a word that did not mean it, 98 of 100 replies are
//! heard right, and none goes without an answer.

mod programs;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use mail_parser::MessageParser;
use serde_json::{Value, json};

use programs::{Ours, PROGRAMS, Position, Program};

#[derive(Debug, serde::Deserialize)]
struct File {
    said: Vec<Said>,
}

/// One line of the file.
#[derive(Clone, Debug, serde::Deserialize)]
struct Said {
    kind: String,
    words: String,
    /// Absent where only one thing matters: that nothing is sent.
    heard: Option<Vec<String>>,
}

/// One reply: how it was made, its bytes, and what it says.
struct Reply {
    how: String,
    raw: String,
    said: Said,
    /// Whether it is about the one item of a mail.
    one_item: bool,
}

/// A demo home: its mails are real, and lie in its outbox.
fn demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_bothways"))
        .args(["demo", "--json"])
        .current_dir(folder.path())
        .env_remove("BOTHWAYS_HOME")
        .output()
        .expect("the program to start");
    let output = if output.status.success() {
        output
    } else {
        Command::new(env!("CARGO_BIN_EXE_bothways")).arg("demo").current_dir(folder.path()).output().expect("the demo")
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

fn ours(home: &Path) -> Vec<Ours> {
    let mut mails: Vec<_> = std::fs::read_dir(home.join("outbox"))
        .expect("an outbox")
        .map(|file| file.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .collect();
    mails.sort();
    mails
        .iter()
        .map(|path| {
            let bytes = std::fs::read(path).expect("a mail");
            let mail = MessageParser::default().parse(&bytes).expect("a mail");
            let html = mail.body_html(0).unwrap_or_default().into_owned();
            let button = html
                .split_once("?subject=")
                .and_then(|(_, rest)| rest.split_once("&amp;"))
                .map(|(subject, _)| unquoted(subject));
            let body = html
                .split_once("<body")
                .and_then(|(_, rest)| rest.split_once('>'))
                .map_or(html.as_str(), |(_, body)| body);
            Ours {
                message_id: mail.message_id().unwrap_or_default().to_owned(),
                subject: mail.subject().unwrap_or_default().to_owned(),
                text: mail.body_text(0).unwrap_or_default().into_owned(),
                html: body.split("</body>").next().unwrap_or_default().to_owned(),
                button: button.unwrap_or_else(|| "for you".to_owned()),
            }
        })
        .collect()
}

fn unquoted(percent: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = percent.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex: String = [rest.next(), rest.next()].into_iter().flatten().map(char::from).collect();
            bytes.push(u8::from_str_radix(&hex, 16).unwrap_or(b'?'));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn said() -> Vec<Said> {
    let read = |name: &str| {
        let text = std::fs::read_to_string(format!("tests/replies/{name}.toml")).expect("the lines");
        toml::from_str::<File>(&text).expect("TOML").said
    };
    [read("said"), read("second"), read("third")].concat()
}

/// Two mails as an earlier version may have written them, of which nothing is kept: a nudge and a page.
fn forgotten() -> Vec<Ours> {
    let mail = |id: &str, subject: &str, paragraphs: &[&str]| Ours {
        message_id: format!("{id}@old.example"),
        subject: subject.to_owned(),
        text: paragraphs.join("\n\n"),
        html: paragraphs
            .iter()
            .flat_map(|words| ["<p>".to_owned(), words.replace('\n', "<br>"), "</p>".to_owned()])
            .collect(),
        button: format!("Re: {subject} [q2x8]"),
    };
    vec![
        mail(
            "nudge",
            "Ruth has gone quiet. Shall I send this?",
            &[
                "RUTH VALE HAS GONE QUIET",
                "You wrote four times since the spring, and she answered once, eleven weeks ago.",
                "Hi Ruth,\nI hope the studio is well. Shall we talk for a quarter of an hour next week?\nNadia",
                "Answer above the quote, one line each:\n  send\n  snooze 2 weeks\n  not this one",
                "Why today: your rule “quiet” speaks after ten weeks. Written by your own machine; answer “pause” when you are away.",
            ],
        ),
        mail(
            "page",
            "What came in today",
            &[
                "TWO LETTERS",
                "1  Ruth Vale asked for the price list.\n2  Tom Ortega thanked you for the photos.",
                "Nothing here needs an answer. Written by your own machine; answer “pause” when you are away.",
            ],
        ),
    ]
}

/// Every line through several programs, so that in the end every program met every kind of line, at every place.
fn replies(ours: &[Ours], said: &[Said]) -> Vec<Reply> {
    let nudges: Vec<&Ours> = ours.iter().filter(|ours| ours.text.matches("Why today").count() == 1).collect();
    let others: Vec<&Ours> = ours
        .iter()
        .filter(|ours| !ours.text.contains("Why today") && !ours.subject.ends_with("things to answer"))
        .collect();
    assert!(!nudges.is_empty() && !others.is_empty(), "the demo writes nudges and receipts");
    let mut all = Vec::new();
    let mut turn = 0_usize;
    for (nth, said) in said.iter().enumerate() {
        let is_risky = said.kind != "one";
        let n_programs = if is_risky { 3 } else { 1 };
        for step in 0..n_programs {
            let program = &PROGRAMS[(nth * 7 + step * 5) % PROGRAMS.len()];
            turn += 1;
            let position = match turn % 10 {
                0 => Position::Inline,
                1 | 2 => Position::Bottom,
                3 => Position::Button,
                4 => Position::Fresh,
                _ => Position::Top,
            };
            // A signature that the program adds by itself stands below the answer, and the quote above both.
            let answers_other = turn.is_multiple_of(6) && !others.is_empty();
            let asks = others.iter().find(|ours| said.kind == "whose" && ours.text.contains("Whose is it"));
            let position = if asks.is_some() { Position::Top } else { position };
            let ours = if let Some(asks) = asks {
                asks
            } else if answers_other {
                others[turn / 6 % others.len()]
            } else {
                nudges[turn % nudges.len()]
            };
            all.push(reply(program, ours, position, said, all.len(), !answers_other));
        }
    }
    all
}

fn reply(program: &Program, ours: &Ours, position: Position, said: &Said, n: usize, one_item: bool) -> Reply {
    Reply {
        how: format!("{} {position:?} {:?}", program.name, program.parts),
        raw: programs::mail(program, ours, position, &said.words, &format!("reply-{n}")),
        said: said.clone(),
        one_item,
    }
}

/// What the program hears in each, as `verb name=value …`.
fn hear(replies: &[Reply], arguments: &[&str]) -> Vec<(String, Vec<String>, Vec<String>)> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bothways"))
        .args(["read", "--jsonl", "--json"])
        .args(arguments)
        .env_remove("BOTHWAYS_HOME")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program to start");
    let mut into = child.stdin.take().expect("a pipe");
    let lines: Vec<String> =
        replies.iter().enumerate().map(|(id, reply)| json!({ "id": id, "raw": reply.raw }).to_string()).collect();
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(into, "{line}").expect("to write");
        }
    });
    let output = child.wait_with_output().expect("an end");
    writer.join().expect("written");
    String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| understood(&serde_json::from_str(line).expect("JSON")))
        .collect()
}

fn understood(value: &Value) -> (String, Vec<String>, Vec<String>) {
    let list = |name: &str| value[name].as_array().cloned().unwrap_or_default();
    let commands = list("commands").iter().map(spoken).collect();
    let not = list("not_understood").iter().map(|said| said.as_str().unwrap_or_default().to_owned()).collect();
    (value["outcome"].as_str().unwrap_or_default().to_owned(), commands, not)
}

fn spoken(command: &Value) -> String {
    let mut said = command["verb"].as_str().unwrap_or_default().to_owned();
    if let Some(item) = command["item"].as_u64() {
        let _ = write!(said, "#{item}");
    }
    for (name, value) in command["args"].as_object().into_iter().flatten() {
        let _ = write!(said, " {name}={}", value.as_str().unwrap_or_default());
    }
    said
}

/// Whether what was heard is what was meant. The one item there is need not be named.
fn is_heard(expected: &str, heard: &str) -> bool {
    let heard = heard.replacen("#1", "", 1);
    let mut rest = heard.as_str();
    let mut parts = expected.split('*');
    let Some(after) = parts.next().and_then(|first| rest.strip_prefix(first)) else { return false };
    rest = after;
    for part in parts {
        if part.is_empty() {
            return true;
        }
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.is_empty()
}

#[derive(Default)]
struct Score {
    n: usize,
    right: usize,
    false_sends: usize,
    silent: usize,
    wrong: BTreeMap<String, Vec<String>>,
}

fn score(replies: &[Reply], heard: &[(String, Vec<String>, Vec<String>)]) -> Score {
    assert_eq!(replies.len(), heard.len(), "every reply has its line");
    let mut score = Score::default();
    for (reply, (outcome, commands, not)) in replies.iter().zip(heard) {
        score.n += 1;
        let sends = |line: &String| line.starts_with("send") && !line.starts_with("sendown");
        let may_send = reply.said.heard.iter().flatten().any(sends);
        let n_sent = commands.iter().filter(|line| sends(line)).count();
        let own_expected = reply.said.heard.iter().flatten().any(|line| line.starts_with("sendown"));
        let n_own = commands.iter().filter(|line| line.starts_with("sendown")).count();
        if (n_sent > 0 && !may_send) || (n_own > 0 && !own_expected) {
            score.false_sends += 1;
        }
        if outcome != "command" {
            score.silent += 1;
        }
        let right = match &reply.said.heard {
            None => n_sent == 0 && n_own == 0,
            Some(expected) => {
                expected.len() == commands.len() && expected.iter().zip(commands).all(|(one, two)| is_heard(one, two))
            }
        };
        if right {
            score.right += 1;
        } else {
            let case = format!("{:?} → {commands:?} not {not:?} ({outcome})", reply.said.words);
            score.wrong.entry(case).or_default().push(format!(
                "{}{}",
                reply.how,
                if reply.one_item { "" } else { " receipt" }
            ));
        }
    }
    score
}

fn shown(score: &Score) -> String {
    let mut shown = format!(
        "{} of {} right, {} false sends, {} without an answer\n",
        score.right, score.n, score.false_sends, score.silent
    );
    for (case, how) in &score.wrong {
        let _ = writeln!(shown, "{case}\n      {}", how.join(" · "));
    }
    shown
}

fn passes(score: &Score) -> bool {
    score.false_sends == 0 && score.silent == 0 && score.right * 100 >= score.n * 98
}

#[test]
fn replies_of_every_mail_program_are_heard_right_and_none_sends_by_mistake() {
    let folder = demo();
    let home = folder.path().join("bothways-demo");
    let replies = replies(&ours(&home), &said());
    assert!(replies.len() > 400, "{}", replies.len());
    if let Some(kept) = std::env::var_os("BOTHWAYS_KEEP_REPLIES") {
        let lines: Vec<String> = replies
            .iter()
            .map(|reply| {
                json!({ "how": reply.how, "raw": reply.raw, "words": reply.said.words, "heard": reply.said.heard })
                    .to_string()
            })
            .collect();
        std::fs::write(kept, lines.join("\n")).expect("to write");
    }
    let place = home.display().to_string();
    let at_home = score(&replies, &hear(&replies, &["--home", &place]));
    // Where there is no home, nobody knows our mail, nor who `acme` is.
    let arguments = ["--you", "nadia@nadia-reyes.example", "--tracking", "desk@nadia-reyes.example"];
    let abroad = score(&replies, &hear(&replies, &arguments));
    let replies = self::replies(&forgotten(), &said());
    let forgotten = score(&replies, &hear(&replies, &arguments));
    println!("AT HOME {}ABROAD {}FORGOTTEN {}", shown(&at_home), shown(&abroad), shown(&forgotten));
    assert!(passes(&at_home), "{}", shown(&at_home));
    for score in [abroad, forgotten] {
        assert!(score.false_sends == 0 && score.right * 100 >= score.n * 96, "{}", shown(&score));
    }
}
