//! A real browser, in which pages and mails are shown, measured and photographed.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use serde_json::{Value, json};

const BROWSER: &str = "/usr/bin/chromium";
/// Set it to write the pictures of `tests/pictures` anew, and look at them before they are committed.
const WRITE: &str = "BOTHWAYS_PICTURES";

/// A Chromium without a window, spoken to over a pipe: one start for all pages.
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    n: u64,
    session: Option<String>,
    _profile: tempfile::TempDir,
}

impl Browser {
    pub fn open() -> Self {
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
    pub fn show(&mut self, html: &str, wide: u32, screen: Screen) -> (u64, u64) {
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

impl Browser {
    /// Holds that a picture of the page is kept; where [`WRITE`] is set, takes it.
    pub fn has_been_looked_at(&mut self, html: &str, wide: u32, screen: Screen, name: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(name);
        if std::env::var_os(WRITE).is_some() {
            let (_, high) = self.show(html, wide, screen);
            fs::write(&path, small(&self.picture(wide, high))).unwrap();
        }
        assert!(path.exists(), "nobody has looked at {}; write it with {WRITE}=1", path.display());
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    Light,
    Dark,
    /// As the apps of Gmail do it: our own dark look is not known there, and the colours are turned by the program.
    Forced,
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
