//! The flow at work in a home of its own: what is promised about mail that comes twice, late, forged or at a bad moment.

mod account;
mod answers;
mod drafts;
mod fates;
mod forms;
mod handshake;
mod moves;
mod offers;
mod orders;
mod proposals;
mod rules;
mod rules_by_mail;
mod talks;
mod threats;
mod weekly;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::domain::address::Address;
use crate::domain::fault::Faults;
use crate::domain::finding::{Finding, FindingState, Level};
use crate::domain::id::{DraftId, FindingId, OutboxId, RelationshipId};
use crate::domain::mail::{Draft, DraftState, OutboxState};
use crate::home::Home;
use crate::store::OutboxRow;

/// A Friday at noon.
const NOON: &str = "2026-09-18T12:00:00Z";

const CONFIG: &str = r#"
[you]
name = "Nadia Reyes"
addresses = ["nadia@desk.example"]
seat = "va"
zone = "UTC"
[tracking]
address = "track@desk.example"
[trust]
authserv_id = "mx.desk.example"
"#;

/// A home with one client, and a clock that only the test moves.
struct World {
    folder: tempfile::TempDir,
    house: House,
    now: Timestamp,
    n_mails: u32,
}

impl World {
    fn new() -> Self {
        Self::with("")
    }

    fn with(more: &str) -> Self {
        Self::of(&format!("{CONFIG}{more}"))
    }

    /// The same home in the owner's chair.
    fn of_owner() -> Self {
        Self::of(&CONFIG.replace("\"va\"", "\"owner\""))
    }

    fn of(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("rules")).unwrap();
        std::fs::write(folder.path().join("bothways.toml"), config).unwrap();
        let now: Timestamp = NOON.parse().unwrap();
        let house = House::open(Home::open(folder.path()).unwrap(), Mode::Real, now).unwrap();
        let mut world = Self { folder, house, now, n_mails: 0 };
        world.tell("add acme \"Acme Studio\" dana@acme.example");
        world
    }

    fn later(&mut self, by: SignedDuration) -> &mut Self {
        self.now = self.now.checked_add(by).unwrap();
        self
    }

    /// What the user says in the terminal, and what she is answered.
    fn tell(&mut self, words: &str) -> String {
        let (heard, said) = obey(&mut self.house, words, self.now, &mut Faults::new()).unwrap();
        assert!(heard.not_understood.is_empty(), "{words}: {:?}", heard.not_understood);
        said.done.into_iter().map(|done| done.answer).collect::<Vec<_>>().join("\n")
    }

    /// A mail arrives, as these bytes.
    fn arrives(&mut self, raw: &str) -> Report {
        self.n_mails += 1;
        let (place, now) = (format!("INBOX {}", self.n_mails), self.now);
        self.house.store.write(|db| db.keep(&place, now, raw.replace('\n', "\r\n").as_bytes())).unwrap();
        pass(&mut self.house, now).unwrap()
    }

    /// The user writes to the tracking address, and her server vouches for her.
    fn writes(&mut self, id: &str, answers: Option<&str>, words: &str) -> Report {
        let raw = self.mail("nadia@desk.example", "track@desk.example", id, answers, words);
        self.arrives(&raw)
    }

    /// The client writes to the user, with the tracking address in CC.
    fn client_writes(&mut self, id: &str, answers: Option<&str>, words: &str) -> Report {
        let raw = self.mail("dana@acme.example", "nadia@desk.example, track@desk.example", id, answers, words);
        self.arrives(&raw)
    }

    fn mail(&self, from: &str, to: &str, id: &str, answers: Option<&str>, words: &str) -> String {
        let domain = from.rsplit('@').next().unwrap();
        let thread = answers.map_or_else(String::new, |id| format!("In-Reply-To: <{id}>\nReferences: <{id}>\n"));
        let date = jiff::fmt::rfc2822::to_string(&self.now.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
        format!(
            "Authentication-Results: mx.desk.example; dmarc=pass header.from={domain}\nFrom: {from}\nTo: {to}\nDate: {date}\n\
             Message-ID: <{id}>\n{thread}Subject: a few words\n\n{words}\n"
        )
    }

    /// Hands over what is due, into files.
    fn hand_over(&mut self) -> Handed {
        let way = Way::Files(self.folder.path().join("outbox"));
        let now = self.now;
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let handed = runtime.block_on(drain(&mut self.house, &way, || now)).unwrap();
        receipt::tell_fates(&mut self.house, now, &mut Faults::new()).unwrap();
        handed
    }

    fn outbox(&self) -> Vec<OutboxRow> {
        self.house.store.read(|db| db.outbox(100)).unwrap()
    }

    /// The newest mail of ours.
    fn newest(&self) -> OutboxRow {
        self.outbox().remove(0)
    }

    /// A text is offered in a nudge, as one finding.
    fn offered(&mut self) -> DraftId {
        let (relationship, today, now) = (RelationshipId(1), self.house.tools.today(self.now), self.now);
        let finding = Finding {
            id: FindingId(0),
            rule: "gone-quiet".into(),
            relationship,
            state: FindingState::Told,
            level: Level::Worth,
            title: "Quiet".into(),
            say: "Quiet.".into(),
            wrong_if: None,
            offer: Some("check-in".into()),
            because: Vec::new(),
            evidence: Vec::new(),
            since: today,
            held_on: today,
            first_told_on: Some(today),
            last_told_on: Some(today),
            n_told: 1,
            snoozed_until: None,
        };
        let draft = |finding| Draft {
            id: DraftId(0),
            relationship,
            finding: Some(finding),
            template: "check-in".into(),
            to: Address::parse("dana@acme.example").unwrap(),
            subject: "Checking in".into(),
            body: "Hi Dana,\n\nhow did the launch go last week?\n\nNadia\n".into(),
            state: DraftState::Offered,
            offered_at: now,
            outbox: None,
            in_reply_to: None,
            references: Vec::new(),
            talk: None,
            calendar: None,
        };
        self.house.store.write(|db| db.keep_finding(&finding).and_then(|id| db.offer(&draft(id)))).unwrap()
    }

    fn draft(&self, id: DraftId) -> Draft {
        self.house.store.read(|db| db.draft(id)).unwrap().unwrap()
    }

    /// What stands in the outbox of the mails to the client.
    fn to_client(&self) -> Vec<OutboxState> {
        self.outbox().iter().filter(|row| row.to.as_str() == "dana@acme.example").map(|row| row.state).collect()
    }

    /// The decoded texts of the mails to the user.
    fn told(&self) -> String {
        let to_user = self.outbox().into_iter().filter(|row| row.to.as_str() == "nadia@desk.example");
        to_user.map(|row| row.plain).collect::<Vec<_>>().join("\n").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn n_letters(&self) -> u32 {
        self.house.store.read(|db| db.n_letters()).unwrap()
    }
}
