//! Whether somebody asks, in a few words and nothing else, to be written to no more.

/// Whole answers that ask for it, in letters alone and lower case.
const STOP: &[&str] = &[
    "stop",
    "please stop",
    "stop please",
    "stop emailing me",
    "please stop emailing me",
    "stop writing to me",
    "please stop writing to me",
    "stop sending me emails",
    "unsubscribe",
    "please unsubscribe",
    "unsubscribe me",
    "please unsubscribe me",
    "remove me",
    "please remove me",
    "remove me from your list",
    "please remove me from your list",
    "take me off your list",
    "opt out",
    "do not contact me again",
    "don't contact me again",
    "please do not contact me again",
    "abmelden",
    "désabonnement",
    "désinscription",
    "cancelar suscripción",
    "darse de baja",
    "uitschrijven",
];

/// See [`super::asks_to_stop`].
pub(super) fn asks_to_stop(text: &str) -> bool {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '’' => '\'',
            c if c.is_alphanumeric() || c == '\'' => c,
            _ => ' ',
        })
        .collect();
    let words = plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    STOP.contains(&words.as_str())
}

#[cfg(test)]
mod tests {
    use super::asks_to_stop;

    #[test]
    fn only_a_whole_answer_asks_to_stop() {
        for yes in ["STOP", "Unsubscribe.", "please stop\n", "Don’t contact me again!", "Please unsubscribe me"] {
            assert!(asks_to_stop(yes), "{yes}");
        }
        for no in ["", "stop by on Friday", "we will stop the campaign", "unsubscribe rates are down", "Don't stop!"] {
            assert!(!asks_to_stop(no), "{no}");
        }
    }
}
