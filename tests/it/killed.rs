//! A power cut at any moment: nothing is lost, and nobody gets a second mail.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use crate::harness::home::{TestHome, awake, pause};
use crate::harness::{CLIENT, TRACK, YOU};

const N_MAILS: usize = 240;
const N_KILLS: u32 = 60;

/// A Maildir of letters between the user and her client, as her BCCs brought them, half of them with the answered letter quoted.
fn maildir(home: &TestHome) -> std::path::PathBuf {
    let maildir = home.path().join("mail");
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(part)).unwrap();
    }
    for n in 0..N_MAILS {
        let quote = if n % 2 == 0 {
            format!(
                "\nOn Mon, Jun 1, 2026 at 8:{:02} AM Dana Okafor <{CLIENT}> wrote:\n\n> Question number {n} about the order, please.\n",
                n % 60
            )
        } else {
            String::new()
        };
        let raw = format!(
            "From: Nadia <{YOU}>\nTo: Dana Okafor <{CLIENT}>\nSubject: order {n}\nDate: Mon, 1 Jun 2026 {:02}:{:02}:00 +0000\n\
             Message-ID: <order-{n}@desk.test>\nDelivered-To: {TRACK}\n\nHere is the answer to order number {n}, as agreed.\n{quote}",
            9 + n / 60,
            n % 60,
        );
        fs::write(maildir.join("new").join(format!("{n:05}.mail")), raw).unwrap();
    }
    maildir
}

fn known(home: &TestHome) -> (u64, u64) {
    let status = home.json(&["status", "--json"]);
    let letters = status["relationships"][0]["interactions"].as_u64().unwrap();
    (letters, status["mails"]["filed"].as_u64().unwrap_or(0))
}

fn acme(home: &TestHome) {
    home.ok(&["do", &format!("add acme \"Acme Studio\" {CLIENT}")]);
}

#[test]
fn an_import_killed_sixty_times_files_each_letter_once() {
    let whole = TestHome::offline();
    acme(&whole);
    let started = Instant::now();
    whole.ok(&["import", maildir(&whole).to_str().unwrap()]);
    let usual = started.elapsed();

    let home = TestHome::offline();
    acme(&home);
    let maildir = maildir(&home);
    let mut n_killed = 0;
    for kill in 0..N_KILLS {
        let mut child = home
            .command(&["import", maildir.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread over the whole of a run, so that every step of it is met.
        let after = usual * (2 * kill + 1) / (2 * N_KILLS);
        pause(after);
        if child.try_wait().unwrap().is_none() {
            n_killed += 1;
        }
        // It may have ended at this very moment.
        let _ = child.kill();
        child.wait().unwrap();
    }
    assert!(n_killed >= N_KILLS / 2, "only {n_killed} were still running when they were killed");
    home.ok(&["import", maildir.to_str().unwrap()]);
    assert_eq!(known(&home), known(&whole));
    assert_eq!(known(&home).1, N_MAILS as u64);
}

/// Where in a conversation the line is cut.
const CUTS: [&str; 7] = ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "body", "dot"];

/// A mail server that counts what it took over, and tells how far each conversation has come.
struct Counting {
    port: u16,
    taken: Arc<Mutex<BTreeMap<String, usize>>>,
    reached: mpsc::Receiver<&'static str>,
}

impl Counting {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let taken = Arc::new(Mutex::new(BTreeMap::new()));
        let (tell, reached) = mpsc::channel();
        let counted = Arc::clone(&taken);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (tell, counted) = (tell.clone(), Arc::clone(&counted));
                // A conversation that breaks off is what the test is about.
                std::thread::spawn(move || stream.map(|stream| converse(stream, &tell, &counted)));
            }
        });
        Self { port, taken, reached }
    }
}

fn converse(
    mut stream: TcpStream,
    tell: &mpsc::Sender<&'static str>,
    taken: &Mutex<BTreeMap<String, usize>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    // Told before each answer, with a moment in which the other side can be killed.
    let come_to = |at: &'static str| {
        // The test may be over.
        let _ = tell.send(at);
        pause(Duration::from_millis(15));
    };
    come_to("greeting");
    stream.write_all(b"220 counting\r\n")?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        match line.get(..4).unwrap_or_default() {
            "EHLO" => {
                come_to("EHLO");
                stream.write_all(b"250-counting\r\n250 8BITMIME\r\n")?;
            }
            "DATA" => {
                come_to("DATA");
                stream.write_all(b"354 go on\r\n")?;
                come_to("body");
                let mut body = String::new();
                while !body.ends_with("\r\n.\r\n") {
                    if reader.read_line(&mut body)? == 0 {
                        return Ok(());
                    }
                }
                let id = body.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default().to_owned();
                *taken.lock().unwrap().entry(id).or_default() += 1;
                come_to("dot");
                stream.write_all(b"250 taken\r\n")?;
            }
            command => {
                come_to(if command == "MAIL" { "MAIL" } else { "RCPT" });
                stream.write_all(b"250 yes\r\n")?;
            }
        }
    }
}

#[test]
fn a_watch_killed_while_sending_sends_no_client_a_second_mail() {
    let server = Counting::start();
    let home = TestHome::with(&format!(
        "[you]\nname = \"Nadia Reyes\"\naddresses = [\"{YOU}\"]\nseat = \"va\"\n{}\
         [tracking]\naddress = \"{TRACK}\"\n\
         [smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"plain\"\nallow_plain_loopback = true\nlogin = false\nfrom = \"{TRACK}\"\n\
         [outgoing]\nhold_minutes = 0\n[limits]\nsends_an_hour = 1000\nsends_to_one_an_hour = 100\n",
        awake(),
        server.port
    ));
    // One text for each client, approved; and one cut for each, at a place of its own.
    let n = CUTS.len() * 8;
    let lines = |line: &dyn Fn(usize) -> String| {
        for chunk in (0..n).collect::<Vec<_>>().chunks(10) {
            home.ok(&["do", &chunk.iter().map(|n| line(*n)).collect::<Vec<_>>().join("\n")]);
        }
    };
    lines(&|n| format!("add client{n} \"Client {n}\" c{n}@acme.test"));
    lines(&|n| format!("got client{n} referral \"Lee\""));
    lines(&|n| format!("thank client{n}"));
    lines(&|n| format!("send client{n}"));

    let mut cut = 0;
    while cut < n {
        let mut child = home.command(&["run", "--once"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let wanted = CUTS[cut % CUTS.len()];
        loop {
            let at = server.reached.recv_timeout(Duration::from_mins(1));
            if at.unwrap_or_else(|_| panic!("the program never came to {wanted} (cut {cut})")) == wanted {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        cut += 1;
        while server.reached.try_recv().is_ok() {}
        let open = states(&home).iter().filter(|state| !matches!(state.as_str(), "sent" | "uncertain")).count();
        if open == 0 {
            break;
        }
    }
    assert!(cut >= 50, "only {cut} cuts");
    home.run(&["run", "--once"]);

    let states = states(&home);
    assert_eq!(states.len(), n, "no text is lost");
    assert!(states.iter().all(|state| state == "sent" || state == "uncertain"), "{states:?}");
    let taken = server.taken.lock().unwrap();
    let drafts: Vec<String> =
        rows(&home).iter().map(|row| format!("<{}>", row["message_id"].as_str().unwrap())).collect();
    for (id, state) in drafts.iter().zip(&states) {
        let n_taken = taken.get(id).copied().unwrap_or(0);
        assert!(n_taken <= 1, "{id} went {n_taken} times");
        assert!(state != "sent" || n_taken == 1, "{id} is called sent and never went");
    }
}

fn rows(home: &TestHome) -> Vec<serde_json::Value> {
    let all = home.json(&["outbox", "--json", "--last", "1000"]);
    all.as_array().unwrap().iter().filter(|row| row["kind"] == "draft").cloned().collect()
}

fn states(home: &TestHome) -> Vec<String> {
    rows(home).iter().map(|row| row["state"].as_str().unwrap().to_owned()).collect()
}
