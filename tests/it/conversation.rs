//! The main job on a real Dovecot and a real Exim: a mail is handed over, a nudge comes, the user answers with a word, the text
//! goes to the client, and nothing else ever does.

use bothways::capture::imap;
use bothways::deliver::{self, Fate};
use bothways::domain::address::Address;
use bothways::domain::mail::{Frozen, MailKind};
use jiff::{Timestamp, ToSpan as _};

use crate::harness::home::{TestHome, awake_zone, comes_true};
use crate::harness::{CLIENT, Lab, PASSWORD, TRACK, YOU};

/// A rule of the user's own, which speaks at once.
const RULE: &str = r#"
rule "thank-at-once" {
    title  "A thank-you is owed"
    level  "soon"
    again  30.days
    offer  "thank-you"
    when   they.unthanked(30.days) >= 1
    nudge  `${they.name} did something for you, and I have seen no thank-you yet.`
}
"#;

/// Sends a mail as the user, logged in at her own server.
fn send_as_you(lab: &Lab, raw: &str, to: &str) {
    let frozen = Frozen {
        kind: MailKind::Answer,
        to: Address::parse(to).unwrap(),
        envelope_from: Address::parse(YOU).unwrap(),
        message_id: "irrelevant@desk.test".into(),
        subject: String::new(),
        bytes: raw.replace('\n', "\r\n").into_bytes(),
        frozen_at: Timestamp::now(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let fate = runtime
        .block_on(deliver::hand_over(&lab.smtp(YOU), &deliver::Limits::default(), &frozen, async || Ok::<(), ()>(())));
    assert!(matches!(fate, Ok(Fate::Sent { .. })), "{fate:?}\n{}", lab.log());
}

fn date(days_ago: i64) -> String {
    let at = Timestamp::now().checked_sub((days_ago * 24).hours()).unwrap();
    jiff::fmt::rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC)).unwrap()
}

/// The client's letter, forwarded by the user from Gmail.
fn forward() -> String {
    format!(
        "From: Nadia Reyes <{YOU}>\nTo: {TRACK}\nSubject: Fwd: the photos\nDate: {}\nMessage-ID: <fwd-1@desk.test>\n\
         Content-Type: text/plain; charset=utf-8\n\n\
         ---------- Forwarded message ---------\n\
         From: Dana Okafor <{CLIENT}>\n\
         Date: {}\n\
         Subject: the photos\n\
         To: Nadia Reyes <{YOU}>\n\n\
         Hi Nadia,\n\nthe garden photos are in the shared folder now.\n\nDana\n",
        date(0),
        Timestamp::now().checked_sub(30.hours()).unwrap().strftime("%a, %b %-d, %Y at %-I:%M %p"),
    )
}

/// A reply to one of our mails, as Apple Mail writes it: the words, then the quote.
fn reply(to: &str, words: &str, id: &str) -> String {
    let message_id = header(to, "Message-ID");
    let quoted = "> Hi Nadia,\n> something that was quoted\n";
    format!(
        "From: Nadia Reyes <{YOU}>\nTo: {TRACK}\nSubject: Re: {}\nDate: {}\nMessage-ID: <{id}@desk.test>\nIn-Reply-To: {message_id}\n\
         References: {message_id}\nContent-Type: text/plain; charset=utf-8\n\n\
         {words}\n\nOn 20 Nov 2026, at 09:00, {TRACK} wrote:\n\n{quoted}",
        header(to, "Subject"),
        date(0),
    )
}

fn header(mail: &str, name: &str) -> String {
    let mail = mail.replace("\r\n", "\n");
    let line = mail.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
    line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// A home where a thank-you is owed.
fn home(lab: &Lab, outgoing: &str) -> TestHome {
    let home = TestHome::on(lab, outgoing);
    home.write("rules/thank-at-once.rhai", RULE);
    home.ok(&["do", &format!("add acme \"Acme Studio\" {CLIENT}")]);
    home.ok(&["do", "intent acme partnership"]);
    home.ok(&["do", "got acme referral \"intro to Lee\" yesterday"]);
    home
}

/// Waits for something, and shows what program and servers said where it does not happen.
fn wait(lab: &Lab, home: &TestHome, what: &str, is_so: impl FnMut() -> bool) {
    assert!(comes_true(is_so), "{what} did not happen\n{}\n{}", home.log(), lab.log());
}

fn nudge(lab: &Lab, home: &TestHome) -> String {
    wait(lab, home, "a nudge", || find(lab, YOU, "no thank-you yet").is_some());
    find(lab, YOU, "no thank-you yet").unwrap()
}

/// The newest mail in a mailbox whose decoded text contains these words.
fn find(lab: &Lab, user: &str, words: &str) -> Option<String> {
    let has = |raw: &String| text(raw).split_whitespace().collect::<Vec<_>>().join(" ").contains(words);
    lab.mailbox(user).into_iter().rev().find(has)
}

fn text(raw: &str) -> String {
    let message = mail_parser::MessageParser::default().parse(raw.as_bytes()).expect("a mail");
    let body = message.body_text(0).unwrap_or_default().into_owned();
    format!("Subject: {}\n\n{body}", message.subject().unwrap_or_default())
}

#[test]
fn a_letter_is_filed_a_nudge_comes_the_word_send_sends_and_the_user_hears_of_it() {
    let mut lab = Lab::start();
    let home = home(&lab, "hold_minutes = 0");
    let _watch = home.watch();

    let nudge = nudge(&lab, &home);
    assert!(lab.mailbox(CLIENT).is_empty(), "nothing goes to the client before the user's word");
    assert_eq!(header(&nudge, "Auto-Submitted"), "auto-generated");

    send_as_you(&lab, &forward(), TRACK);
    wait(&lab, &home, "the letter to be filed", || home.ok(&["show", "acme"]).contains("Letters known: 1"));

    // The server goes away and comes back; nothing is lost by it.
    lab.stop_dovecot();
    lab.start_dovecot();

    send_as_you(&lab, &reply(&nudge, "send", "reply-1"), TRACK);
    let sent = lab.wait_for(CLIENT, 1).remove(0);
    assert!(header(&sent, "From").contains(YOU), "{sent}");
    for trace in ["Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe", "X-Mailer"] {
        assert_eq!(header(&sent, trace), "", "a text to a client shows no trace of a machine");
    }
    assert!(!sent.to_lowercase().contains("bothways"), "{sent}");
    wait(&lab, &home, "the news that it has gone", || find(&lab, YOU, "has gone to").is_some());
    assert!(find(&lab, YOU, "goes to").is_some(), "the answer to the command itself");

    // The same reply again, in a new envelope: one effect only.
    send_as_you(&lab, &reply(&nudge, "send", "reply-2"), TRACK);
    wait(&lab, &home, "the second answer", || find(&lab, YOU, "already").is_some());
    assert_eq!(lab.mailbox(CLIENT).len(), 1);
    println!("{}", transcript(&lab));
}

/// From the arrival of a reply to its answer and to the text that it sends, both accepted by the next server. The server's own
/// notice of new mail is part of it (Dovecot wakes a waiting program half a second after delivery). And a copy in the Sent folder,
/// once, also where the folder has it already.
#[test]
fn an_answer_and_a_text_go_within_moments_and_the_sent_folder_gets_its_copy() {
    let lab = Lab::start();
    let server = lab.imap(YOU);
    let sent = format!(
        "hold_minutes = 0\n[sent]\nhost = \"localhost\"\nport = {}\ntls = \"implicit\"\nca_file = \"{}\"\nuser = \"{YOU}\"\n\
         password = \"{PASSWORD}\"",
        server.port,
        lab.ca_file().display()
    );
    let home = home(&lab, &sent);
    let _watch = home.watch();
    let nudge = nudge(&lab, &home);
    let took = |what: &str, id: &str, words: &str, is_there: &dyn Fn() -> bool| {
        send_as_you(&lab, &reply(&nudge, words, id), TRACK);
        let arrived = std::time::Instant::now();
        wait(&lab, &home, what, is_there);
        println!("from the arrival of `{words}` to {what}: {} ms", arrived.elapsed().as_millis());
    };
    took("its answer", "why-1", "why", &|| find(&lab, YOU, "Why today").is_some() && lab.mailbox(YOU).len() > 1);
    took("the text at the client's server", "send-1", "send", &|| !lab.mailbox(CLIENT).is_empty());
    wait(&lab, &home, "the copy", || !lab.in_folder(YOU, "Sent Messages").is_empty());
    let copies = lab.in_folder(YOU, "Sent Messages");
    assert_eq!(header(&copies[0], "Message-ID"), header(&lab.mailbox(CLIENT)[0], "Message-ID"));
    // What is there is not put there again.
    let again = async {
        let mut account = imap::connect(&server, &imap::Limits::default()).await.unwrap();
        let folder = account.sent_folder().await.unwrap().unwrap();
        let id = header(&copies[0], "Message-ID");
        account.keep_copy(&folder, id.trim_matches(['<', '>']), copies[0].as_bytes()).await.unwrap()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(again), imap::Copied::Already);
    assert_eq!(lab.in_folder(YOU, "Sent Messages").len(), 1);
}

/// An invitation arrives as one that calendars take up (RFC 6047), the answer of the other side's calendar is told, and a talk that
/// is called off leaves both calendars.
#[test]
fn an_invitation_is_taken_up_answered_and_called_off_through_real_servers() {
    let lab = Lab::start();
    let home = home(&lab, "hold_minutes = 0");
    let zone = awake_zone();
    let today = Timestamp::now().to_zoned(zone.clone()).date();
    let day = (7..10).map(|n: i64| today.checked_add(n.days()).unwrap());
    let day = day.into_iter().find(|day| day.weekday().to_monday_zero_offset() < 5).unwrap();
    home.ok(&["do", &format!("book acme partnership-talk {day} 10:00")]);
    home.ok(&["do", "send acme"]);
    home.run(&["run", "--once"]);
    let invitation = lab.wait_for(CLIENT, 1).remove(0);
    let entry = calendar(&invitation, "REQUEST");
    assert!(value(&entry, "ORGANIZER").ends_with(&format!("mailto:{YOU}")), "{entry}");
    assert!(value(&entry, "ATTENDEE").ends_with(&format!("mailto:{CLIENT}")), "{entry}");
    // The entry tells the instant, whatever the zone in which it was said.
    let at = day.at(10, 0, 0, 0).to_zoned(zone).unwrap().timestamp();
    assert!(value(&entry, "DTSTART").contains(&at.strftime("%Y%m%dT%H%M%SZ").to_string()), "{entry}");

    // Her calendar answers, as Google's does.
    let answer = format!(
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:{}\nSEQUENCE:{}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{CLIENT}\n\
         END:VEVENT\nEND:VCALENDAR\n",
        value(&entry, "UID"),
        value(&entry, "SEQUENCE"),
    );
    let mail = format!(
        "From: Dana Okafor <{CLIENT}>\nTo: {TRACK}\nSubject: Accepted\nDate: {}\nMessage-ID: <accepted@client.test>\n\
         Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nDana has accepted.\n\n\
         --b\nContent-Type: text/calendar; method=REPLY\n\n{answer}\n--b--\n",
        date(0)
    );
    lab.put(&mail, TRACK);
    home.run(&["run", "--once"]);
    wait(&lab, &home, "the news of her answer", || find(&lab, YOU, "accepts: partnership-talk").is_some());

    // A text of the day's nudge waits too, so she says which.
    assert!(home.ok(&["do", "called off acme"]).contains("`pending` shows a number for each"));
    let waiting = home.ok(&["pending"]);
    let line = waiting.lines().find(|line| line.contains("not this time")).unwrap_or_else(|| panic!("{waiting}"));
    let number = line.split_whitespace().next().unwrap();
    home.ok(&["do", &format!("{number} send")]);
    home.run(&["run", "--once"]);
    let gone = calendar(&lab.wait_for(CLIENT, 2).remove(1), "CANCEL");
    assert_eq!(value(&gone, "UID"), value(&entry, "UID"));
    assert!(value(&gone, "SEQUENCE").parse::<u32>().unwrap() > value(&entry, "SEQUENCE").parse().unwrap(), "{gone}");
}

/// The calendar file that a mail brings for this purpose, its lines put together.
fn calendar(raw: &str, method: &str) -> String {
    use mail_parser::MimeHeaders as _;
    let message = mail_parser::MessageParser::default().parse(raw.as_bytes()).expect("a mail");
    let is_it = |part: &&mail_parser::MessagePart<'_>| {
        part.content_type()
            .is_some_and(|kind| kind.subtype() == Some("calendar") && kind.attribute("method") == Some(method))
    };
    let part = message.parts.iter().find(is_it).unwrap_or_else(|| panic!("no calendar file for {method} in\n{raw}"));
    let text = part.text_contents().unwrap().replace("\r\n", "\n").replace("\n ", "");
    assert!(text.contains(&format!("METHOD:{method}\n")), "{text}");
    text
}

/// A line of a calendar file behind its name: parameters and value.
fn value(entry: &str, name: &str) -> String {
    let rest = |line: &str| line.strip_prefix(name).filter(|rest| rest.starts_with([':', ';'])).map(str::to_owned);
    entry.lines().find_map(rest).unwrap_or_default().trim_start_matches(':').to_owned()
}

/// The whole conversation as it lies in the mailboxes.
fn transcript(lab: &Lab) -> String {
    let mut lines = Vec::new();
    for user in [TRACK, YOU, CLIENT] {
        for raw in lab.mailbox(user) {
            lines.push(format!("==== in the mailbox of {user}\n{}", text(&raw)));
        }
    }
    lines.join("\n")
}

#[test]
fn nobody_else_can_say_send() {
    let lab = Lab::start();
    let home = home(&lab, "hold_minutes = 0");
    let watch = home.watch();
    let nudge = nudge(&lab, &home);
    watch.kill();

    // In the user's name, without her login; with an Authentication-Results of the forger's own making.
    let forged = reply(&nudge, "send", "forged-1");
    lab.put(&format!("Authentication-Results: evil.test; auth=pass smtp.auth={YOU}\n{forged}"), TRACK);
    lab.put(&reply(&nudge, "send", "forged-2"), TRACK);
    // From the client, who was forwarded the nudge.
    lab.put(
        &reply(&nudge, "send", "client-1")
            .replace(&format!("From: Nadia Reyes <{YOU}>"), &format!("From: Dana <{CLIENT}>")),
        TRACK,
    );
    // Two From headers, the first the user's.
    lab.put(&format!("From: Dana <{CLIENT}>\n{}", reply(&nudge, "send", "two-from")), TRACK);
    // A vacation reply of the user's own.
    lab.put(&format!("Auto-Submitted: auto-replied\n{}", reply(&nudge, "send", "vacation")), TRACK);
    home.run(&["run", "--once"]);
    home.run(&["run", "--once"]);
    assert!(lab.mailbox(CLIENT).is_empty(), "{}", transcript(&lab));

    // And now the user herself: her client has seen the nudge, so its secret is void, and she is told how to go on.
    send_as_you(&lab, &reply(&nudge, "send", "real-1"), TRACK);
    home.run(&["run", "--once"]);
    assert!(lab.mailbox(CLIENT).is_empty(), "{}", transcript(&lab));
    wait(&lab, &home, "an answer", || find(&lab, YOU, "othing has gone").is_some());
}

#[test]
fn an_approved_text_waits_and_undo_stops_it() {
    let lab = Lab::start();
    let home = home(&lab, "hold_minutes = 10");
    home.ok(&["run", "--once"]);
    let nudge = nudge(&lab, &home);
    send_as_you(&lab, &reply(&nudge, "send", "hold-1"), TRACK);
    home.ok(&["run", "--once"]);
    wait(&lab, &home, "the answer", || find(&lab, YOU, "`undo` stops it").is_some());
    assert!(lab.mailbox(CLIENT).is_empty());
    let answer = find(&lab, YOU, "`undo` stops it").unwrap();
    send_as_you(&lab, &reply(&answer, "undo", "hold-2"), TRACK);
    home.ok(&["run", "--once"]);
    wait(&lab, &home, "the undo", || find(&lab, YOU, "Taken back").is_some());
    let states: Vec<String> = home
        .json(&["outbox", "--json"])
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["kind"] == "draft")
        .map(|row| row["state"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(states, ["cancelled"]);
}

#[test]
fn hesitation_never_sends() {
    let lab = Lab::start();
    let home = home(&lab, "hold_minutes = 0");
    home.ok(&["run", "--once"]);
    let nudge = nudge(&lab, &home);
    for (n, words) in
        ["send?", "don't send", "send maybe Tuesday", "not sure, send it?", "yes", "sent"].iter().enumerate()
    {
        send_as_you(&lab, &reply(&nudge, words, &format!("hesitate-{n}")), TRACK);
    }
    home.run(&["run", "--once"]);
    home.run(&["run", "--once"]);
    assert!(lab.mailbox(CLIENT).is_empty(), "{}", transcript(&lab));
}
