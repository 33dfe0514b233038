//! `bothways demo`: a made-up correspondence through the real program, in a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Ended, demo, say};
use crate::capture;
use crate::compose::{self, page};
use crate::domain::account::Account;
use crate::domain::finding::{Finding, FindingState};
use crate::domain::mail::{Frozen, MailKind};
use crate::domain::number::counted;
use crate::flow::{self, Delivered, House, Mode, Past, Way};
use crate::home::{self, Answers, Home};

#[derive(Debug, clap::Args)]
pub(super) struct DemoArgs {
    /// As if it were that day
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    as_of: Option<Date>,
}

/// The day a demo was made for, so that a second run changes nothing.
const MADE_FOR: &str = "demo_made_for";

pub(super) fn run(args: &DemoArgs, place: Option<&Path>) -> anyhow::Result<Ended> {
    let root = place.map_or_else(|| PathBuf::from("bothways-demo"), Path::to_owned);
    let is_new = !root.join(home::CONFIG_FILE).exists();
    if is_new {
        make_home(&root)?;
    }
    let mut house = House::open(Home::open(&root)?, Mode::Replay, Timestamp::now())?;
    let made_for = house.store.read(|db| db.get(MADE_FOR))?;
    if let Some(day) = made_for {
        say::line(&format!("The demo of {day} is there already, in {}; nothing was changed.", root.display()));
        say::line("Remove that folder, or name another with --home DIR, for a fresh one.");
        tell(&mut house, day.parse()?)?;
        return Ok(Ended::Done);
    }
    anyhow::ensure!(
        is_new,
        "`{}` is a home of yours, not a demo's; name another folder with --home DIR",
        root.display()
    );
    let today = args.as_of.unwrap_or_else(|| Timestamp::now().to_zoned(house.tools.user.zone.clone()).date());
    write_maildir(&root.join("mail"), today)?;
    show_shipped(&root)?;
    let faults = feed(&mut house, &root, today)?;
    house.store.write(|db| db.set(MADE_FOR, &today.to_string()))?;
    write_page(&house)?;
    tell(&mut house, today)?;
    say::faults(&faults);
    Ok(if faults.is_empty() { Ended::Done } else { Ended::WithFaults })
}

fn make_home(root: &Path) -> anyhow::Result<()> {
    let answers = Answers {
        seat: crate::domain::relationship::Seat::Va,
        name: demo::NAME.to_owned(),
        you: vec![address(demo::YOU)?],
        tracking: Some(address(demo::TRACKING)?),
        zone: demo::ZONE.to_owned(),
        imap: None,
        smtp: None,
    };
    Home::write_new(root, &answers)?;
    Ok(())
}

fn address(text: &str) -> anyhow::Result<crate::domain::address::Address> {
    crate::domain::address::Address::parse(text).with_context(|| format!("`{text}` is not a mail address"))
}

/// The correspondence as a Maildir, each mail dated as it was delivered.
fn write_maildir(maildir: &Path, today: Date) -> anyhow::Result<()> {
    for folder in ["cur", "new", "tmp"] {
        home::make_folder(&maildir.join(folder))?;
    }
    for parcel in demo::mails(today) {
        let path = maildir.join("new").join(&parcel.file_name);
        let written = std::fs::File::create(&path).and_then(|mut file| {
            std::io::Write::write_all(&mut file, &parcel.bytes)?;
            file.set_modified(parcel.delivered_at.into())
        });
        written.with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

/// Copies of the shipped rules and templates, to look at and to change.
fn show_shipped(root: &Path) -> anyhow::Result<()> {
    let folder = root.join("shipped");
    let rules = crate::judge::shipped::shipped().into_iter().map(|file| (file.name, file.text));
    let templates =
        compose::shipped::files().into_iter().map(|file| (format!("templates/{}", bare(&file.name)), file.text));
    for (name, text) in
        rules.map(|(name, text): (String, String)| (format!("rules/{}", bare(&name)), text)).chain(templates)
    {
        let path = folder.join(name);
        home::make_folder(path.parent().unwrap_or(&folder))?;
        std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

fn bare(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn feed(house: &mut House, root: &Path, today: Date) -> anyhow::Result<crate::domain::fault::Faults> {
    let mut faults = Vec::new();
    let mut mails = Vec::new();
    for found in capture::found(&root.join("mail"))? {
        let found = found?;
        mails.push(Delivered {
            at: found.received_at.unwrap_or(Timestamp::UNIX_EPOCH),
            place: found.place,
            bytes: found.bytes,
        });
    }
    let zone = house.tools.user.zone.clone();
    let first = mails.iter().map(|mail| mail.at).min().map_or(today, |at| at.to_zoned(zone).date());
    let orders = demo::words(today);
    let first = orders.iter().map(|(on, _)| *on).min().map_or(first, |on| on.min(first));
    let way = Way::Files(house.tools.home.outbox());
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let past = Past { mails, orders, from: first, to: today };
    runtime.block_on(flow::replay(house, past, &way, &mut faults, |_| {}))?;
    Ok(faults)
}

/// Every mail of the outbox as one page to open in a browser.
fn write_page(house: &House) -> anyhow::Result<()> {
    let mails: Vec<Frozen> = house.store.read(|db| {
        let mut mails = Vec::new();
        for row in db.outbox(500)? {
            mails.push(Frozen {
                kind: row.kind,
                envelope_from: house.tools.sender.account.clone(),
                message_id: row.message_id,
                subject: row.subject,
                bytes: db.outbox_bytes(row.id)?,
                frozen_at: row.queued_at,
                to: row.to,
            });
        }
        Ok(mails)
    })?;
    let path = house.tools.home.outbox().join("index.html");
    home::make_folder(&house.tools.home.outbox())?;
    std::fs::write(&path, page::page(&mails, &house.tools.user.zone))
        .with_context(|| format!("cannot write `{}`", path.display()))
}

fn tell(house: &mut House, today: Date) -> anyhow::Result<()> {
    let root = house.tools.home.root().display().to_string();
    let (accounts, findings, outcomes, outbox) = house
        .store
        .read(|db| Ok((flow::accounts(db, &house.tools, today)?, db.findings()?, db.outcomes()?, db.outbox(500)?)))?;
    let n = |word: &str| outcomes.iter().find(|(outcome, _)| outcome == word).map_or(0, |(_, n)| *n);
    let n_mails: u32 = outcomes.iter().map(|(_, n)| n).sum();
    let n_letters: u32 = accounts.iter().map(|account| account.n_letters).sum();
    say::data(&format!(
        "Nadia is a virtual assistant. For months she has handed her mail to bothways; today is {}.",
        today.strftime("%A, %-d %B %Y")
    ))?;
    say::data(&format!(
        "\nWhat was handed over: {n_mails} mails. Filed {n_letters} letters from {}, set aside {}, refused {}, asked about {}.",
        n("filed"),
        n("set aside"),
        n("refused"),
        n("asked")
    ))?;
    say::data("\nWhere things stand")?;
    standings(&accounts)?;
    let mut told: Vec<&Finding> = findings.iter().filter(|finding| finding.first_told_on.is_some()).collect();
    told.sort_by_key(|finding| finding.first_told_on);
    say::data(&format!("\nWhat was worth a word ({})", told.len()))?;
    for finding in &told {
        let name = accounts.iter().find(|account| account.relationship.id == finding.relationship);
        let name = name.map_or("", |account| account.relationship.name.as_str());
        let on = finding.first_told_on.map_or_else(String::new, |day| day.strftime("%-d %b").to_string());
        let eased = if finding.state == FindingState::Eased { "  (no longer so)" } else { "" };
        say::data(&format!("  {on:<7} {name}: {}{eased}", finding.title))?;
        say::data(&format!("          {}", finding.say))?;
        for because in finding.reasons() {
            say::data(&format!("            because {}", compose::because(because)))?;
        }
    }
    let mut kinds: BTreeMap<MailKind, usize> = BTreeMap::new();
    for row in &outbox {
        *kinds.entry(row.kind).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, n)| counted(*n, kind.word())).collect();
    say::data(&format!("\nWhat it wrote, all of it to Nadia alone: {}", kinds.join(", ")))?;
    say::data(&format!("  {root}/outbox/index.html      open it in a browser"))?;
    let waiting = flow::pending::show(&mut house.store, today, 6)?;
    if !waiting.is_empty() {
        say::data("\nWhat waits for her word")?;
        for item in waiting {
            say::data(&format!("  {}  {}", item.row.n, item.about))?;
        }
    }
    say::data("\nTry next")?;
    let example =
        told.last().and_then(|finding| accounts.iter().find(|account| account.relationship.id == finding.relationship));
    let key = example.map_or("acme", |account| account.relationship.key.as_str());
    for (line, means) in [
        (format!("bothways why {key} --home {root}"), "the lines of mail behind a finding"),
        (format!("bothways show {key} --home {root}"), "what each side gave"),
        (format!("bothways do \"send 1\" --home {root}"), "approve a text; `undo` takes it back"),
        (format!("bothways run --once --home {root}"), "ten minutes later: the text goes, here into the outbox folder"),
        (format!("bothways rules list --home {root}"), "the rules; yours go into its rules folder"),
        ("bothways init".to_owned(), "your own home, with your own mailbox"),
    ] {
        say::data(&format!("  {line:<52} {means}"))?;
    }
    Ok(())
}

fn standings(accounts: &[Account]) -> anyhow::Result<()> {
    let width = accounts.iter().map(|account| account.relationship.name.chars().count()).max().unwrap_or(0);
    for account in accounts {
        let name = &account.relationship.name;
        let pad = " ".repeat(width - name.chars().count());
        let because = account.standing_because.first().map_or("", String::as_str);
        say::data(&format!("  {name}{pad}  {:<13}  {because}", account.standing.word()))?;
    }
    Ok(())
}
