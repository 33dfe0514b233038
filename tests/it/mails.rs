//! Every mail to the user in a real browser, before a real spam filter, and its links before the parser that will hear them.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use bothways::compose::freeze::freeze;
use bothways::compose::invitation;
use bothways::compose::page::with_pictures;
use bothways::compose::templates::Templates;
use bothways::converse::{Ground, Known, hear};
use bothways::domain::address::{Address, Person};
use bothways::domain::mail::{Mail, MailKind, Method, Sender};
use jiff::civil::date;
use serde_json::{Value, json};

const BROWSER: &str = "/usr/bin/chromium";
/// Set it to write the pictures of `tests/pictures` anew, and look at them before they are committed.
const WRITE: &str = "BOTHWAYS_PICTURES";

fn mails() -> Vec<Mail> {
    let mails: Vec<Mail> = Templates::shipped_only().previews().into_iter().map(Result::unwrap).collect();
    assert!(mails.len() > 12);
    mails
}

/// A Chromium without a window, spoken to over a pipe: one start for all pages.
struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    n: u64,
    session: Option<String>,
    _profile: tempfile::TempDir,
}

impl Browser {
    fn open() -> Self {
        assert!(Path::new(BROWSER).exists(), "{BROWSER} is missing; tests/run installs it (Debian package `chromium`)");
        let profile = tempfile::tempdir().unwrap();
        let flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
                     --disable-component-update --disable-sync --hide-scrollbars --remote-debugging-pipe";
        // The browser reads from 3 and writes to 4.
        let line =
            format!("exec {BROWSER} {flags} --user-data-dir='{}' 3<&0 4>&1 1>&2 2>/dev/null", profile.path().display());
        let mut child =
            Command::new("sh").args(["-c", &line]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut browser = Self { child, to, from, n: 0, session: None, _profile: profile };
        let target = browser.ask("Target.createTarget", &json!({ "url": "about:blank" }));
        let attached =
            browser.ask("Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true }));
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        browser
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.n += 1;
        let mut question = json!({ "id": self.n, "method": method, "params": params });
        if let Some(session) = &self.session {
            question["sessionId"] = json!(session);
        }
        self.to.write_all(question.to_string().as_bytes()).unwrap();
        self.to.write_all(&[0]).unwrap();
        self.to.flush().unwrap();
        loop {
            let mut answer = Vec::new();
            self.from.read_until(0, &mut answer).unwrap();
            answer.pop().expect("the browser went away");
            let answer: Value = serde_json::from_slice(&answer).unwrap();
            if answer["id"] == json!(self.n) {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    /// Shows a page on a screen of this width, and gives back how wide and how high it then is.
    fn show(&mut self, html: &str, wide: u32, screen: Screen) -> (u64, u64) {
        let metrics = json!({ "width": wide, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.ask("Emulation.setDeviceMetricsOverride", &metrics);
        let scheme = if screen == Screen::Dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.ask("Emulation.setEmulatedMedia", &json!({ "features": features }));
        self.ask("Emulation.setAutoDarkModeOverride", &json!({ "enabled": screen == Screen::Forced }));
        let frame = self.ask("Page.getFrameTree", &json!({}))["frameTree"]["frame"]["id"].clone();
        self.ask("Page.setDocumentContent", &json!({ "frameId": frame, "html": html }));
        let measure = "Promise.all([...document.images].map(i => i.decode().catch(() => 0)))\
                       .then(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight])";
        let ask = json!({ "expression": measure, "awaitPromise": true, "returnByValue": true });
        let measured = self.ask("Runtime.evaluate", &ask)["result"]["value"].clone();
        (measured[0].as_u64().unwrap(), measured[1].as_u64().unwrap())
    }

    /// A picture of what is shown.
    fn picture(&mut self, wide: u32, high: u64) -> Vec<u8> {
        let clip = json!({ "x": 0, "y": 0, "width": wide, "height": high, "scale": 0.75 });
        let ask = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.ask("Page.captureScreenshot", &ask);
        base64::engine::general_purpose::STANDARD.decode(taken["data"].as_str().unwrap()).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Screen {
    Light,
    Dark,
    /// As the apps of Gmail do it: our own dark look is not known there, and the colours are turned by the program.
    Forced,
}

/// The page as each kind of program gets it.
fn page(mail: &Mail, screen: Screen, has_pictures: bool) -> String {
    let html = mail.html.clone().unwrap();
    let html = if has_pictures { with_pictures(&html, &mail.pictures) } else { html };
    if screen == Screen::Forced {
        return html.replace("prefers-color-scheme: dark", "prefers-color-scheme: nobody");
    }
    html
}

#[test]
fn no_mail_is_wider_than_its_screen_and_each_has_been_looked_at() {
    let mut browser = Browser::open();
    let is_written = std::env::var_os(WRITE).is_some();
    let mut kinds = std::collections::BTreeMap::new();
    for mail in mails() {
        for wide in [320, 360, 600] {
            for (screen, has_pictures) in [(Screen::Light, true), (Screen::Dark, true), (Screen::Light, false)] {
                let (found, _) = browser.show(&page(&mail, screen, has_pictures), wide, screen);
                assert_eq!(
                    found,
                    u64::from(wide),
                    "{}: {} ({screen:?}, pictures: {has_pictures})",
                    mail.kind,
                    mail.subject
                );
            }
        }
        let n: &mut u32 = kinds.entry(mail.kind).or_default();
        *n += 1;
        // The first of each kind has something of everything.
        if *n == 1 {
            for (name, wide, screen, has_pictures) in [
                ("360-light", 360, Screen::Light, true),
                ("360-dark", 360, Screen::Dark, true),
                ("600-light", 600, Screen::Light, true),
                ("600-dark", 600, Screen::Dark, true),
                ("360-forced-dark", 360, Screen::Forced, true),
                ("360-no-pictures", 360, Screen::Light, false),
            ] {
                let path = picture_path(&format!("{}-{name}.png", mail.kind));
                if is_written {
                    let (_, high) = browser.show(&page(&mail, screen, has_pictures), wide, screen);
                    std::fs::write(&path, small(&browser.picture(wide, high))).unwrap();
                }
                assert!(path.exists(), "nobody has looked at {}; write it with {WRITE}=1", path.display());
            }
        }
    }
}

fn picture_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(name)
}

/// A screenshot with few colours, to be kept.
fn small(png: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let channels = frame.color_type.samples();
    let mut counts = std::collections::BTreeMap::new();
    let coarse = |pixel: &[u8]| [pixel[0] & 0xF8, pixel[1] & 0xF8, pixel[2] & 0xF8];
    for pixel in pixels.chunks_exact(channels) {
        *counts.entry(coarse(pixel)).or_insert(0_u32) += 1;
    }
    let mut palette: Vec<([u8; 3], u32)> = counts.into_iter().collect();
    palette.sort_by_key(|(colour, n)| (std::cmp::Reverse(*n), *colour));
    let distance = |a: [u8; 3], b: [u8; 3]| a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b))).sum::<u32>();
    // Not the most frequent ones alone: a few dots of orange are what a picture is about.
    let mut chosen: Vec<([u8; 3], u32)> = Vec::new();
    for (colour, n) in palette {
        if chosen.len() < 40 && chosen.iter().all(|(other, _)| distance(colour, *other) >= 40) {
            chosen.push((colour, n));
        }
    }
    let palette = chosen;
    let mut known = std::collections::BTreeMap::new();
    let indices: Vec<u8> = pixels
        .chunks_exact(channels)
        .map(|pixel| {
            *known.entry(coarse(pixel)).or_insert_with_key(|colour| {
                let near = (0_u8..).zip(&palette).min_by_key(|(_, (other, _))| distance(*colour, *other));
                near.unwrap().0
            })
        })
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, frame.width, frame.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.iter().flat_map(|(colour, _)| *colour).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&indices).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn no_mail_looks_like_spam() {
    let address = |text: &str| Address::parse(text).unwrap();
    let (account, own) = (address("track@reyes-desk.example"), address("nadia@reyes-desk.example"));
    let sender = Sender { name: "Nadia Reyes".into(), account, own };
    let folder = tempfile::tempdir().unwrap();
    let mut mails = mails();
    mails.push(invitation_of(&sender));
    let mut mbox = Vec::new();
    for (n, mail) in mails.iter().enumerate() {
        let token = format!("k7f3q2m9x4w8r5t6y2u3p7a4{n:02}");
        let frozen = freeze(mail, &sender, &token, "2026-11-23T08:30:00Z".parse().unwrap()).unwrap();
        mbox.extend_from_slice(b"From track@reyes-desk.example Mon Nov 23 08:30:00 2026\n");
        mbox.extend(String::from_utf8(frozen.bytes).unwrap().replace("\r\n", "\n").into_bytes());
        mbox.extend_from_slice(b"\n");
    }
    let path = folder.path().join("mails.mbox");
    std::fs::write(&path, mbox).unwrap();
    let judged = Command::new("spamassassin")
        .args(["--local", "--test-mode", "--mbox"])
        .arg(&path)
        .env("HOME", folder.path())
        .output()
        .expect("spamassassin is missing; tests/run installs it");
    let judged = String::from_utf8_lossy(&judged.stdout).into_owned();
    let scores: Vec<f64> = judged
        .split("X-Spam-Status:")
        .skip(1)
        .map(|rest| {
            let score = rest.split("score=").nth(1).unwrap_or_default().split_whitespace().next().unwrap_or_default();
            score.parse().unwrap_or_else(|_| panic!("no score in {rest}"))
        })
        .collect();
    assert_eq!(scores.len(), mails.len(), "{judged}");
    for (mail, score) in mails.iter().zip(scores) {
        assert!(score < 1.0, "{score} for {}\n{judged}", mail.subject);
    }
}

/// A text to the other side with a file for their calendar.
fn invitation_of(sender: &Sender) -> Mail {
    let dana = Address::parse("dana@acme.example").unwrap();
    let words = "Hi Dana,\n\nWould Thursday, 3 December at 10:00 suit you for half an hour on how we work together?\n\nWarm regards,\nNadia\n";
    let talk = invitation::Talk {
        method: Method::Request,
        uid: "k7f3q2m9x4w8r5t6y2u3p7a4@reyes-desk.example",
        sequence: 0,
        starts_at: "2026-12-03T10:00:00Z".parse().unwrap(),
        subject: "Half an hour on Thursday, 3 December?",
        words,
        with: &Person::new(Some("Dana Okafor"), Some(dana.clone())),
    };
    let now = "2026-11-23T08:30:00Z".parse().unwrap();
    Mail {
        kind: MailKind::Draft,
        to: dana,
        subject: talk.subject.to_owned(),
        text: words.to_owned(),
        html: None,
        pictures: Vec::new(),
        calendar: invitation::invitation(&talk, sender, now).unwrap(),
        reply_to: None,
        in_reply_to: None,
        references: Vec::new(),
    }
}

/// What the links of a mail would write, each with the subject it would write it under.
fn bodies(html: &str) -> Vec<String> {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            let hex = |byte: u8| char::from(byte).to_digit(16).unwrap();
            let mut next = || u8::try_from(hex(rest.next().unwrap())).unwrap();
            bytes.push(if byte == b'%' { next() * 16 + next() } else { byte });
        }
        String::from_utf8(bytes).unwrap()
    };
    html.split("&amp;body=").skip(1).map(|rest| decoded(rest.split('"').next().unwrap())).collect()
}

#[test]
fn what_every_button_writes_is_understood() {
    let known = ["acme:Acme Studio", "beta:Beta Coaching", "harbor:Harbor Books"].map(|one| {
        let (key, name) = one.split_once(':').unwrap();
        Known { key: key.to_owned(), name: name.to_owned(), person: None }
    });
    let mut n = 0;
    for mail in mails() {
        let bodies = bodies(mail.html.as_ref().unwrap());
        let n_items = if bodies.iter().any(|body| body.starts_with("2 ")) { 9 } else { 1 };
        let ground = Ground {
            today: date(2026, 11, 23),
            known: &known,
            rules: &[],
            you: &["Nadia".to_owned()],
            n_items,
            question: true,
            talk: mail.kind == MailKind::Talk,
        };
        for body in bodies {
            let heard = hear(&body, &ground);
            assert!(
                heard.not_understood.is_empty() && heard.commands.len() == 1,
                "{}: `{body}`: {heard:?}",
                mail.subject
            );
            n += 1;
        }
    }
    assert!(n > 40, "{n}");
}
