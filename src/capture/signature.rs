//! Whether a mail carries its sender's own signature (DKIM, RFC 6376): the bytes as they were fetched, checked with the key that the
//! signing domain publishes in the DNS. For mailboxes whose provider writes no `Authentication-Results`.
//!
//! Whose signature counts for whom is not known here.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use mail_auth::common::crypto::Algorithm;
use mail_auth::dkim::Signature as Signed;
use mail_auth::{AuthenticatedMessage, DkimOutput, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt};

use crate::domain::letter::Signature;

/// A server that does not answer in this time proves nothing.
const PATIENCE: Duration = Duration::from_secs(10);
/// A real mail has one or two; each costs a look-up.
const MOST_SIGNATURES: usize = 8;
/// The fields without which the signature could be put on other words: who wrote, and when.
const COVERED: [&str; 2] = ["from", "date"];
/// Fields of which a second one could stand unsigned above the signed one (RFC 6376 section 8.15).
const ONCE: [&str; 9] = [
    "from",
    "to",
    "date",
    "subject",
    "message-id",
    "in-reply-to",
    "references",
    "content-type",
    "content-transfer-encoding",
];

/// Checks the signatures of a mail that came at some time. Never fails: what cannot be checked proves nothing, and says why.
pub async fn signature(raw: &[u8], received_at: Timestamp, keys: &Keys) -> Signature {
    let Some(mut message) = AuthenticatedMessage::parse_with_opts(raw, None, true) else {
        return nothing("it cannot be read");
    };
    if let Some(name) = ONCE.iter().find(|name| n_fields(&message, name) > 1) {
        return nothing(format!("it has more than one {name}, and a signature covers only one"));
    }
    if message.dkim_headers.is_empty() {
        return nothing(if message.has_dkim_errors {
            "its signature covers only a part of it, or cannot be read"
        } else {
            "it carries no signature"
        });
    }
    // The signature of another domain counts for nobody here, and whoever runs it would learn when it is asked for.
    let author = message.from.first().map(|from| domain(from)).unwrap_or_default();
    message.dkim_headers.retain(|signed| may_count(&signed.header.d, &author));
    if message.dkim_headers.is_empty() {
        return nothing("it is signed by a domain that is not its author's");
    }
    if message.dkim_headers.len() > MOST_SIGNATURES {
        return nothing("it carries more signatures than a real mail does");
    }
    let Ok(resolver) = MessageAuthenticator::new_system_conf() else {
        return nothing("this machine does not say which DNS server to ask for the key of its signature");
    };
    let checking = resolver.verify_dkim(Parameters::new(&message).with_txt_cache(keys));
    let Ok(checked) = tokio::time::timeout(PATIENCE, checking).await else {
        return nothing("the key of its signature could not be looked up in time");
    };
    let good: Vec<String> = checked
        .iter()
        .filter(|one| why_not(one, received_at).is_none())
        .filter_map(|one| Some(one.signature()?.d.to_lowercase()))
        .collect();
    if good.is_empty() {
        let why = checked.iter().find_map(|one| why_not(one, received_at));
        return nothing(why.unwrap_or("its signature proves nothing"));
    }
    Signature::Of(good)
}

fn domain(address: &str) -> String {
    address.rsplit('@').next().unwrap_or_default().trim_end_matches(['>', '.']).to_lowercase()
}

/// Whether two domains share their last two labels. Fewer than these are surely not one organization's; whether more are is for whoever
/// trusts them to say.
fn may_count(signing: &str, author: &str) -> bool {
    let last = |name: &str| name.to_lowercase().rsplit('.').take(2).map(str::to_owned).collect::<Vec<_>>();
    last(signing) == last(author)
}

fn nothing(why: impl Into<String>) -> Signature {
    Signature::Nothing(why.into())
}

fn n_fields(message: &AuthenticatedMessage<'_>, name: &str) -> usize {
    let is_it = |field: &[u8]| field.trim_ascii().eq_ignore_ascii_case(name.as_bytes());
    message.headers.iter().filter(|(field, _)| is_it(field)).count()
}

/// Why a signature proves nothing; `None` where it is good.
fn why_not(checked: &DkimOutput<'_>, received_at: Timestamp) -> Option<&'static str> {
    let Some(signed) = checked.signature() else { return Some("its signature cannot be read") };
    match checked.result() {
        // RFC 6541: somebody else signs for the author, by leave that is looked up, too.
        DkimResult::Pass if signed.atps.is_some() => Some("it is signed by somebody else for its domain"),
        DkimResult::Pass => weakness(signed, received_at),
        DkimResult::TempError(_) => Some("the key of its signature could not be looked up"),
        DkimResult::PermError(_) => Some("its domain publishes no key for its signature"),
        DkimResult::Neutral(_) | DkimResult::Fail(_) | DkimResult::None => {
            Some("its signature does not fit it, or is not valid any more")
        }
    }
}

/// What is wrong with a signature that fits. Keys of less than 1024 bits do not pass in the first place (RFC 8301 section 3.2).
fn weakness(signed: &Signed, received_at: Timestamp) -> Option<&'static str> {
    let covers = |name: &&str| signed.h.iter().any(|field| field.eq_ignore_ascii_case(name));
    let at = u64::try_from(received_at.as_second()).unwrap_or(0);
    if signed.a == Algorithm::RsaSha1 {
        // RFC 8301 section 3.1.
        return Some("its signature is of a kind that is not safe any more");
    }
    if !COVERED.iter().all(covers) {
        return Some("its signature does not cover who wrote it and when");
    }
    (signed.x != 0 && signed.x <= at).then_some("its signature had expired when it came")
}

/// The keys that were looked up, for as long as their domains say that they are good.
#[derive(Default)]
pub struct Keys {
    /// The library asks for a map by hash.
    known: Mutex<HashMap<Box<str>, (Txt, Instant)>>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

impl ResolverCache<Box<str>, Txt> for Keys {
    fn get<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(name).filter(|(_, until)| *until > Instant::now()).map(|(key, _)| key.clone())
    }

    fn remove<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(name).map(|(key, _)| key)
    }

    fn insert(&self, name: Box<str>, key: Txt, until: Instant) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(name, (key, until));
    }
}

#[cfg(test)]
pub(crate) mod tests;
