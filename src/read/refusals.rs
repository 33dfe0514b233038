//! Whom a delivery report says that a mail did not reach, and why (RFC 3464 section 2.3).

use crate::domain::address::Address;
use crate::domain::letter::Refusal;

use super::mime::Mail;

/// A report about more recipients than this is not one about a mail of ours, which has one.
const MOST: usize = 50;

/// One for each recipient that was refused. Delays and deliveries are none.
pub(super) fn refusals(mail: &Mail<'_>) -> Vec<Refusal> {
    let report = mail.part("message/delivery-status").map(|fields| fields.replace("\r\n", "\n")).unwrap_or_default();
    let mut found: Vec<Refusal> = report.split("\n\n").filter_map(refusal).take(MOST).collect();
    // Exim, and relays that do without a report, name only the address.
    for address in mail
        .header("x-failed-recipients")
        .into_iter()
        .flat_map(|all| all.split(',').take(MOST))
        .filter_map(Address::parse)
    {
        if !found.iter().any(|refusal| refusal.recipient == address) {
            found.push(Refusal { recipient: address, status: None, words: None });
        }
    }
    found
}

/// One group of fields, about one recipient.
fn refusal(group: &str) -> Option<Refusal> {
    // A folded line goes on with a blank.
    let group = group.replace("\n ", " ").replace("\n\t", " ");
    let field = |wanted: &str| {
        let mut fields = group.lines().filter_map(|line| line.split_once(':'));
        fields.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim().to_owned())
    };
    let action = field("action")?;
    if !action.to_ascii_lowercase().starts_with("failed") {
        return None;
    }
    // `rfc822; dana@acme.example`. The first address is the one we wrote to; the final one may be where it was passed on.
    let recipient = field("original-recipient").or_else(|| field("final-recipient"))?;
    let recipient = recipient.rsplit_once(';').map_or(recipient.as_str(), |(_, address)| address);
    let words = field("diagnostic-code")
        .map(|code| code.split_once(';').map_or(code.clone(), |(_, words)| words.trim().to_owned()));
    let status = field("status").map(|status| status.split_whitespace().next().unwrap_or_default().to_owned());
    Some(Refusal { recipient: Address::parse(recipient.trim().trim_matches(['<', '>']))?, status, words })
}
