//! When to try again, and when a mail has grown too old to go at all.

use jiff::{SignedDuration, Timestamp};

use crate::domain::mail::{Frozen, MailKind};

/// How long to wait after so many attempts: 1, 5, 15, 60 minutes, then every 4 hours; each up to a fifth shorter or longer, so
/// that mails that failed together don't come back together. `spread` is anything that differs from mail to mail.
#[must_use]
pub fn retry_after(attempts: u32, spread: u64) -> SignedDuration {
    let minutes: i64 = match attempts {
        0 | 1 => 1,
        2 => 5,
        3 => 15,
        4 => 60,
        _ => 240,
    };
    let seconds = minutes * 60;
    let fifth = seconds / 5;
    let shift = i64::try_from(mixed(spread, attempts) % 1000).unwrap_or(0) * 2 * fifth / 1000 - fifth;
    SignedDuration::from_secs(seconds + shift)
}

/// How long after it was frozen a mail may still go. A stale nudge is worse than none; a stale text to a client wants another
/// look by the user.
#[must_use]
pub const fn expires_after(kind: MailKind) -> SignedDuration {
    match kind {
        MailKind::Nudge
        | MailKind::Week
        | MailKind::Receipt
        | MailKind::Answer
        | MailKind::Talk
        | MailKind::Trouble => SignedDuration::from_hours(48),
        MailKind::Draft => SignedDuration::from_hours(24),
    }
}

/// When to try a mail again after so many attempts; `None` once it would be too old by then.
#[must_use]
pub fn next_try(frozen: &Frozen, attempts: u32, now: Timestamp) -> Option<Timestamp> {
    let spread = frozen.message_id.bytes().fold(0, |sum: u64, byte| mixed(sum ^ u64::from(byte), 0));
    let at = now.checked_add(retry_after(attempts, spread)).ok()?;
    let expires_at = frozen.frozen_at.checked_add(expires_after(frozen.kind)).ok()?;
    (at <= expires_at).then_some(at)
}

/// A number that looks unlike its neighbours' (the finalizer of splitmix64).
const fn mixed(seed: u64, n: u32) -> u64 {
    let mut z = seed.wrapping_add((n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;

    fn frozen(kind: MailKind) -> Frozen {
        let you = Address::parse("you@desk.test").unwrap();
        Frozen {
            kind,
            to: you.clone(),
            envelope_from: you,
            message_id: "a@desk.test".to_owned(),
            subject: String::new(),
            bytes: Vec::new(),
            frozen_at: "2026-11-02T08:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn waits_grow_and_are_spread_by_a_fifth() {
        for (attempts, minutes) in [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (50, 240)] {
            let all: Vec<i64> = (0..1000).map(|spread| retry_after(attempts, spread).as_secs()).collect();
            let (least, most) = (*all.iter().min().unwrap(), *all.iter().max().unwrap());
            assert!(least >= minutes * 48 && least <= minutes * 50, "{least} s after {attempts}");
            assert!(most <= minutes * 72 && most >= minutes * 70, "{most} s after {attempts}");
        }
    }

    #[test]
    fn a_mail_is_tried_until_it_is_stale() {
        for (kind, hours) in [(MailKind::Nudge, 48), (MailKind::Draft, 24)] {
            let frozen = frozen(kind);
            let mut now = frozen.frozen_at;
            let mut attempts = 0;
            while let Some(next) = next_try(&frozen, attempts + 1, now) {
                assert!(next > now);
                now = next;
                attempts += 1;
            }
            let age = now.duration_since(frozen.frozen_at);
            assert!(
                age <= SignedDuration::from_hours(hours) && age > SignedDuration::from_hours(hours - 5),
                "{kind}: {age}"
            );
            assert!((9..=17).contains(&attempts), "{attempts}");
        }
    }
}
