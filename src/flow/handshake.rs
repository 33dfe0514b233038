//! Learning whose word proves that a mail is the user's: she answers `hi` to a mail that only she has, and we look who vouched for it.
//!
//! The name of the mail system (the authserv-id of RFC 8601 section 2.5) is never guessed from mail that anybody may write. It is
//! taken from the answer to a mail of ours that carries a live token, shown to her, and kept on her `yes`; and only where it belongs
//! to the provider that keeps the mailbox, because a provider that checks nothing leaves on top what came with the mail. What stands
//! in `bothways.toml` goes before what was learnt.

use jiff::{SignedDuration, Timestamp};

use super::house::{House, Mode, Tools};
use super::outgoing::{self, Outgoing};
use crate::compose::answer::{self, Answer};
use crate::compose::user::Word;
use crate::converse::{self, Trust};
use crate::domain::command::{Heard, Proof, Verb};
use crate::domain::fault::Faults;
use crate::domain::id::OutboxId;
use crate::domain::letter::{Reading, Signature};
use crate::store::{Db, Result};

/// The mail system whose word counts, as the user confirmed it.
const LEARNT: &str = "authserv_id";
/// The one that vouched for her `hi`, not confirmed yet.
const CANDIDATE: &str = "authserv_candidate";
/// Whether the user confirmed that a signature checked here counts.
const SIGNATURES: &str = "signatures";
/// What a candidate is that signs, and does not write `Authentication-Results`. No mail system is called so.
const BY_SIGNATURE: &str = "signature of ";
/// The mail of ours that she answers next.
const MAIL: &str = "handshake_mail";
const ASKED_AT: &str = "handshake_at";
/// A greeting that got no answer is not worth repeating soon.
const BETWEEN: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Whose word counts, and whose addresses are the user's.
pub(super) fn trust(db: &Db<'_>, tools: &Tools) -> Result<Trust> {
    let config = tools.home.config();
    let authserv_id = match &config.trust.authserv_id {
        Some(id) => Some(id.clone()),
        None => learnt(db)?,
    };
    let signatures = config.trust.signatures || learnt_signatures(db)?;
    Ok(Trust { you: config.you.addresses.clone(), authserv_id, signatures, subdomains: true })
}

/// Whether it was learnt and confirmed that a signature checked here counts.
pub fn learnt_signatures(db: &Db<'_>) -> Result<bool> {
    Ok(db.get(SIGNATURES)?.is_some())
}

/// Whether the talk is still to come in which that is learnt.
pub(super) fn may_learn_signatures(db: &Db<'_>, tools: &Tools) -> Result<bool> {
    let trust = trust(db, tools)?;
    Ok(!trust.signatures && trust.authserv_id.is_none())
}

/// The mail system that was learnt and confirmed.
pub fn learnt(db: &Db<'_>) -> Result<Option<String>> {
    Ok(db.get(LEARNT)?.filter(|id| !id.is_empty()))
}

/// Asks the user to say `hi`, where there is a mailbox and nothing proves her mail yet.
pub(super) fn greet(house: &mut House, now: Timestamp, faults: &mut Faults) -> anyhow::Result<usize> {
    let tools = &house.tools;
    let config = tools.home.config();
    let has_mailbox = config.imap.is_some() && config.smtp.is_some();
    if tools.mode != Mode::Real || !has_mailbox || config.trust.authserv_id.is_some() || config.trust.signatures {
        return Ok(0);
    }
    Ok(house.store.write(|db| {
        let asked_at: Option<Timestamp> = db.get(ASKED_AT)?.and_then(|at| at.parse().ok());
        if learnt(db)?.is_some() || learnt_signatures(db)? || asked_at.is_some_and(|at| now.duration_since(at) < BETWEEN) {
            return Ok(0);
        }
        db.set(ASKED_AT, &now.to_string())?;
        let told = "Please reply to this mail with the one word: hi\n\nThen I see how your replies reach me, and from there on I can tell \
                    them from those of somebody who only writes your address into From. Until then every command works but `send`."
            .to_owned();
        let hi = Word { say: "hi".to_owned(), label: "Say hi".to_owned(), means: "shows me your replies".to_owned() };
        let answer = Answer { subject: Some("Say hi, so that I know your replies".to_owned()), done: vec![told.into()], next: vec![hi], ..Answer::default() };
        tell(db, tools, &answer, &format!("handshake:{now}"), now, faults)?;
        Ok(1)
    })?)
}

/// Whether a mail of ours is one that this talk goes on under.
pub(super) fn is_about(db: &Db<'_>, ours: OutboxId) -> Result<bool> {
    Ok(db.get(MAIL)?.is_some_and(|id| id == ours.0.to_string()))
}

/// Her answer: a `hi` shows who vouched for it; a `yes` keeps that. Gives back what came of it, in words; `None` where the answer is
/// about something else.
pub(super) fn heard(
    db: &Db<'_>,
    tools: &Tools,
    reading: &Reading,
    heard: &Heard,
    now: Timestamp,
    faults: &mut Faults,
) -> Result<Option<String>> {
    let says = |verb| heard.commands.iter().any(|command| command.verb == verb);
    let candidate = db.get(CANDIDATE)?.filter(|id| !id.is_empty());
    let vouched_by = voucher(reading, tools, &trust(db, tools)?);
    let subject = reading.envelope.subject.clone();
    let (told, next, reason) = match (candidate, vouched_by) {
        _ if heard.commands.iter().any(|command| !matches!(command.verb, Verb::Yes | Verb::No)) => return Ok(None),
        (Some(_), _) if says(Verb::No) => {
            db.set(CANDIDATE, "")?;
            let told = "All right, I keep nothing. `send` works in the terminal: bothways do \"send\"";
            (told.to_owned(), Vec::new(), "you said no to it")
        }
        (Some(candidate), Voucher::Ours(by)) if says(Verb::Yes) && candidate == by => {
            db.set(LEARNT, &by)?;
            db.set(CANDIDATE, "")?;
            let told = format!(
                "Thank you. From now on I take a reply for yours where {by} says so, and `send` works by reply."
            );
            (told, Vec::new(), "you confirmed who vouches for your mail")
        }
        (Some(candidate), Voucher::Signed(by))
            if says(Verb::Yes) && candidate.strip_prefix(BY_SIGNATURE) == Some(by.as_str()) =>
        {
            db.set(SIGNATURES, "yes")?;
            db.set(CANDIDATE, "")?;
            let told = "Thank you. From now on I take a reply for yours where your domain's signature on it is good, and `send` works by reply.";
            (told.to_owned(), Vec::new(), "you confirmed that your domain's signature counts")
        }
        (_, Voucher::Signed(by)) => {
            db.set(CANDIDATE, &format!("{BY_SIGNATURE}{by}"))?;
            let told = format!(
                "Your reply is here. The mailbox's provider says nothing about where it came from, but it carries the signature of {by}, \
                 which I checked with the key that {by} publishes. Your provider puts it into each mail that you send after you have \
                 logged in. Shall I take a reply with such a signature for yours? Reply yes, and I check it from now on; no, and I \
                 keep nothing."
            );
            let yes = Word { say: "yes".to_owned(), label: "Yes".to_owned(), means: "the signature counts".to_owned() };
            let no = Word { say: "no".to_owned(), label: "No".to_owned(), means: "I keep nothing".to_owned() };
            (told, vec![yes, no], "your greeting came, and I asked about its signature")
        }
        (_, Voucher::Ours(by)) => {
            db.set(CANDIDATE, &by)?;
            let told = format!(
                "Your reply is here. The mail system that vouched for it calls itself {by}. It should be the one that keeps the tracking \
                 mailbox, {}. Is it? Reply yes, and I trust its word from now on; no, and I keep nothing.",
                tools.home.config().tracking.first().map_or_else(String::new, ToString::to_string)
            );
            let yes = Word { say: "yes".to_owned(), label: "Yes".to_owned(), means: "I trust its word".to_owned() };
            let no = Word { say: "no".to_owned(), label: "No".to_owned(), means: "I keep nothing".to_owned() };
            (told, vec![yes, no], "your greeting came, and I asked who vouches for it")
        }
        (_, Voucher::Strange(by)) => {
            db.set(CANDIDATE, "")?;
            let told = format!(
                "Your reply is here. A mail system that calls itself {by} vouched for it, but I cannot tell whether that is the one that \
                 keeps the tracking mailbox, so I keep nothing, and I do not obey `send` by mail. If your mailbox's provider tells you the \
                 name that it writes into Authentication-Results, put it under [trust] in bothways.toml: authserv_id = \"its name\". \
                 Everything else works by reply, and `send` in the terminal: bothways do \"send\""
            );
            (told, Vec::new(), "your greeting came, and I cannot tell whose word vouched for it")
        }
        (_, Voucher::Nobody(why)) => {
            let told = format!(
                "Your reply is here, but nothing in it proves where it came from{why}, so I do not obey `send` by mail. Everything else \
                 works by reply, and `send` in the terminal: bothways do \"send\""
            );
            (told, Vec::new(), "your greeting came, and nobody vouched for it")
        }
    };
    let envelope = &reading.envelope;
    let key = format!("handshake:{}:{now}", envelope.message_id.as_deref().unwrap_or_default());
    let answer = Answer {
        subject,
        in_reply_to: envelope.message_id.clone(),
        references: envelope.references.iter().chain(&envelope.message_id).cloned().collect(),
        done: vec![told.into()],
        next,
        ..Answer::default()
    };
    tell(db, tools, &answer, &key, now, faults)?;
    Ok(Some(reason.to_owned()))
}

/// Who vouched for a mail, if they were to be trusted: the topmost one alone, as always.
enum Voucher {
    /// One of the provider that keeps the mailbox.
    Ours(String),
    /// One that may have written its word before the mail came to that provider.
    Strange(String),
    /// Nobody wrote a word, but this domain's signature on it is good.
    Signed(String),
    /// Nothing; with what is known of its signature, in brackets.
    Nobody(String),
}

fn voucher(reading: &Reading, tools: &Tools, trust: &Trust) -> Voucher {
    let of_signature = || match (converse::signed_by(reading, trust), &reading.envelope.signature) {
        (Some(signer), _) => Voucher::Signed(signer),
        (None, Some(Signature::Nothing(why))) => Voucher::Nobody(format!(" ({why})")),
        (None, Some(Signature::Of(_)) | None) => Voucher::Nobody(String::new()),
    };
    let Some(id) = converse::voucher(reading) else { return of_signature() };
    match converse::proof(reading, &Trust { authserv_id: Some(id.clone()), signatures: false, ..trust.clone() }) {
        Proof::Proven(_) => (),
        Proof::Unknown(_) => return of_signature(),
        Proof::Refused(_) => return Voucher::Nobody(String::new()),
    }
    let mailbox = tools.home.config().imap.as_ref().map(|imap| imap.server.host.as_str());
    let mut keepers = reading.envelope.taken_by.as_deref().into_iter().chain(mailbox);
    if keepers.any(|host| same_owner(host, &id)) {
        return Voucher::Ours(id);
    }
    // A word that may have come with the mail is worth less than a signature that was checked here.
    match converse::signed_by(reading, trust) {
        Some(signer) => Voucher::Signed(signer),
        None => Voucher::Strange(id),
    }
}

/// Whether two hosts are under one registered domain: the last two labels, or three under a suffix like `co.uk`.
fn same_owner(one: &str, other: &str) -> bool {
    /// Labels under which the registries of countries register.
    const SECOND: [&str; 12] = ["ac", "co", "com", "edu", "gen", "gob", "gov", "gv", "ne", "net", "or", "org"];
    let registered = |host: &str| -> Option<Vec<String>> {
        let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
        let labels: Vec<&str> = host.rsplit('.').collect();
        let n = match labels.as_slice() {
            [top, second, ..] if top.len() == 2 && SECOND.contains(second) => 3,
            _ => 2,
        };
        Some(labels.get(..n)?.iter().map(|label| (*label).to_owned()).collect())
    };
    registered(one).is_some_and(|owner| registered(other) == Some(owner))
}

fn tell(db: &Db<'_>, tools: &Tools, answer: &Answer, key: &str, now: Timestamp, faults: &mut Faults) -> Result<()> {
    let outgoing = Outgoing::new(tools);
    let status = outgoing::status(db)?;
    match answer::answer(answer, &tools.user, &outgoing.replies(tools), &status, &tools.templates) {
        Ok(mail) => {
            if let Some(id) = outgoing.enqueue(db, tools, &mail, key, &[], outgoing::NUDGE_LIFE, now, faults)? {
                db.set(MAIL, &id.0.to_string())?;
            }
        }
        Err(fault) => faults.push(fault),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::same_owner;

    #[test]
    fn hosts_of_one_provider_share_the_registered_domain() {
        assert!(same_owner("imap.desk.example", "mx.desk.example"));
        assert!(same_owner("IMAP.desk.co.uk.", "mx.desk.co.uk"));
        assert!(same_owner("imap.web.de", "mx.web.de"), "`web` is a name of its own there");
        assert!(!same_owner("imap.desk.co.uk", "mx.other.co.uk"));
        assert!(!same_owner("imap.desk.example", "mx.other.example"));
        assert!(!same_owner("localhost", "localhost"), "that is everybody's name");
        assert!(!same_owner("co.uk", "co.uk"));
    }
}
