//! From a letter of the story to raw mail at the tracking mailbox, by each route that people use.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, Zoned};

use super::forward::forwarded;
use super::page::{Page, written};
use super::program::Program;
use super::raw::{Part, date, header, header_text, mail, mailbox, token};
use super::story::{Handover, Letter, Route, Story, Writer, nadia, zone};

/// The host that receives for the user's domain.
const MX: &str = "mx.nadia-reyes.example";

/// Every mail of a story that reached the tracking mailbox.
pub(super) fn handed_over(story: &Story, today: Date) -> Vec<(Timestamp, Vec<u8>)> {
    let mut mails = Vec::new();
    let mut bundle = Vec::new();
    for letter in &story.letters {
        for handover in &letter.handovers {
            match handover.route {
                Route::Unseen => {}
                Route::Bundle => bundle.push(letter),
                Route::Bcc | Route::Cc => mails.push(copied(story, letter, handover.route)),
                Route::Forward => mails.push(forward(story, letter, handover, today)),
                Route::Attached => {
                    let at = forwarded_at(letter, today);
                    mails.push(attached(story, &[letter], handover, &at));
                }
            }
        }
    }
    if let (Some(at), Some(first)) = (&story.bundled_at, bundle.first()) {
        let by_bundle = |handover: &&Handover| handover.route == Route::Bundle;
        if let Some(handover) = first.handovers.iter().find(by_bundle) {
            mails.push(attached(story, &bundle, handover, at));
        }
    }
    mails.into_iter().map(|(at, raw)| (at, raw.into_bytes())).collect()
}

/// The user's own letter as a blind copy, where no header shows the mailbox; or anybody's with the mailbox in Cc.
fn copied(story: &Story, letter: &Letter, route: Route) -> (Timestamp, String) {
    let at = letter.at.saturating_add(4.seconds()).timestamp();
    let shows_us = route == Route::Cc;
    let cc = shows_us.then(|| header("Cc", super::TRACKING));
    let trace = trace(&letter.by, super::TRACKING, shows_us, at);
    (at, original(story, letter, trace, cc))
}

fn forward(story: &Story, letter: &Letter, handover: &Handover, today: Date) -> (Timestamp, String) {
    let by = nadia();
    let at = forwarded_at(letter, today);
    let program = handover.program;
    let page = forwarded(program, &handover.note, letter, &written(story, letter), &by);
    let prefix = if program == Program::Outlook { "Fw" } else { "Fwd" };
    let subject = format!("{prefix}: {}", letter.subject);
    let to = mailbox_address(story, handover.plus);
    let delivered = at.saturating_add(3.seconds()).timestamp();
    let mut headers = trace(&by, &to, true, delivered);
    headers.extend(program.headers(&subject, &letter.message_id, false));
    // Gmail, Outlook and Thunderbird all file a forward under the thread of what is forwarded.
    headers.push(header("References", &format!("<{}>", letter.message_id)));
    if program == Program::Thunderbird {
        headers.push(header("X-Forwarded-Message-Id", &format!("<{}>", letter.message_id)));
    } else {
        headers.push(header("In-Reply-To", &format!("<{}>", letter.message_id)));
    }
    headers.extend(common(&by, &to, &subject, &at, &program.message_id(&by, &at)));
    (delivered, mail(&headers, &both(program, &page, true, &format!("fwd{}", letter.message_id))))
}

fn attached(story: &Story, letters: &[&Letter], handover: &Handover, at: &Zoned) -> (Timestamp, String) {
    let by = nadia();
    let program = Program::Thunderbird;
    let name = |letter: &Letter| letter.subject.chars().filter(|c| *c != ':').collect::<String>();
    let subject = match letters {
        [letter] => format!("Fwd: {}", letter.subject),
        _ => "Older letters".to_owned(),
    };
    let to = mailbox_address(story, handover.plus);
    let delivered = at.saturating_add(3.seconds()).timestamp();
    let mut parts = vec![program.text_part(&handover.note)];
    for letter in letters {
        let trace = trace(&letter.by, &letter.to.address, true, letter.at.timestamp());
        parts.push(Part::message(&format!("{}.eml", name(letter)), &original(story, letter, trace, None)));
    }
    let id = program.message_id(&by, at);
    let mut headers = trace(&by, &to, true, delivered);
    headers.extend(program.headers(&subject, &id, false));
    headers.extend(common(&by, &to, &subject, at, &id));
    (delivered, mail(&headers, &Part::multi("mixed", &program.boundary(&id), &parts)))
}

/// The letter itself, as it reached whoever it was written to.
fn original(story: &Story, letter: &Letter, trace: Vec<(String, String)>, cc: Option<(String, String)>) -> String {
    let mut headers = trace;
    // The user answers Apple's letters from her telephone, as the signature says.
    let is_hers = letter.by.address == super::YOU;
    headers.extend(letter.program.headers(&letter.subject, &letter.message_id, is_hers));
    let before = thread_before(story, letter);
    if let Some(parent) = before.last() {
        headers.push(header("In-Reply-To", parent));
        headers.push(header("References", &before.join(" ")));
    }
    headers.extend(common(&letter.by, &mailbox(&letter.to), &letter.subject, &letter.at, &letter.message_id));
    headers.extend(cc);
    mail(&headers, &both(letter.program, &written(story, letter), false, &letter.message_id))
}

/// Text and HTML; Thunderbird writes plain text where nothing needs HTML.
fn both(program: Program, page: &Page, forwards: bool, seed: &str) -> Part {
    let text = program.text_part(&page.text);
    if program == Program::Thunderbird && !forwards {
        return text;
    }
    let html = format!(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body>{}</body></html>\n",
        page.html
    );
    let html = Part::text("text/html; charset=\"utf-8\"", &html);
    Part::multi("alternative", &program.boundary(seed), &[text, html])
}

fn common(by: &Writer, to: &str, subject: &str, at: &Zoned, id: &str) -> Vec<(String, String)> {
    vec![
        header("Message-ID", &format!("<{id}>")),
        header("Date", &date(at)),
        header("Subject", &header_text(subject)),
        header("From", &mailbox(by)),
        header("To", to),
    ]
}

/// What the servers on the way wrote. A blind copy names its receiver nowhere.
pub(super) fn trace(by: &Writer, to: &str, names_receiver: bool, at: Timestamp) -> Vec<(String, String)> {
    let domain = by.domain();
    let at = date(&at.to_zoned(zone(super::ZONE)));
    let id = token(&format!("{to}{at}"), 11).to_uppercase();
    let by_host = format!("from mail.{domain} (mail.{domain} [192.0.2.25]) by {MX} (Postfix) with ESMTPS id {id}");
    let mut headers = vec![header("Return-Path", &format!("<{}>", by.address))];
    if names_receiver {
        headers.push(header("Delivered-To", to));
        headers.push(header("Received", &format!("{by_host} for <{to}>; {at}")));
    } else {
        headers.push(header("Received", &format!("{by_host}; {at}")));
    }
    let passed = format!("{MX}; dkim=pass header.d={domain}; spf=pass smtp.mailfrom={}; dmarc=pass", by.address);
    headers.push(header("Authentication-Results", &passed));
    headers
}

/// The ids of the letters before this one in its thread, the oldest first, in brackets.
fn thread_before(story: &Story, letter: &Letter) -> Vec<String> {
    let mut before = Vec::new();
    let mut parent = letter.parent;
    while let Some(answered) = parent.and_then(|parent| story.letters.get(parent)) {
        before.push(format!("<{}>", answered.message_id));
        parent = answered.parent;
    }
    before.reverse();
    before
}

fn mailbox_address(story: &Story, plus: bool) -> String {
    if !plus {
        return super::TRACKING.to_owned();
    }
    let (local, domain) = super::TRACKING.split_once('@').unwrap_or_default();
    format!("{local}+{}@{domain}", story.key)
}

/// When the user got round to forwarding it: soon, or the next morning; before today in any case.
fn forwarded_at(letter: &Letter, today: Date) -> Zoned {
    let at = letter.at.with_time_zone(zone(super::ZONE));
    let minutes = 12 + i64::from(at.minute()) * 2 + i64::from(at.second()) % 7;
    let soon = at.saturating_add(minutes.minutes());
    let next_day = || soon.date().saturating_add(1.day()).at(8, i8::try_from(minutes % 60).unwrap_or(0), 9, 0);
    let late = || next_day().to_zoned(soon.time_zone().clone()).ok();
    let at_desk = if (7..20).contains(&soon.hour()) { None } else { late() };
    match at_desk {
        Some(later) if later.date() < today => later,
        _ if soon.date() < today => soon,
        _ => at.saturating_add(1.minute()),
    }
}
