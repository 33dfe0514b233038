//! Talks that no letter shows: on the telephone, on video, in a room.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Phrases, words};

/// Whether the letter tells of a talk that the two had. One that is only planned tells nothing yet.
pub(in crate::read) fn mentions_talk(text: &str) -> bool {
    let likely = |text: &str| TONGUES.likely.may_occur(text);
    likely(text)
        && text.split(['.', '!', '\n', ';']).filter(|sentence| likely(sentence)).any(|sentence| {
            let words = words(sentence).join(" ");
            TONGUES.all.iter().any(|tongue| tongue.tells(&words, sentence.contains('?')))
        })
}

/// The table `talks.toml`.
struct Tongues {
    all: Vec<Tongue>,
    /// What may tell of a talk in any of them.
    likely: Phrases,
}

/// How people of one language mention a talk.
struct Tongue {
    talked: Phrases,
    channels: Phrases,
    planned: Phrases,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    talked: Vec<String>,
    channels: Vec<String>,
    planned: Vec<String>,
}

static TONGUES: LazyLock<Tongues> = LazyLock::new(|| {
    let rows: BTreeMap<String, Row> = toml::from_str(include_str!("talks.toml")).unwrap_or_else(|error| {
        debug_assert!(false, "talks.toml: {error}");
        BTreeMap::new()
    });
    let tongue = |row: &Row| Tongue {
        talked: Phrases::of(&row.talked),
        channels: Phrases::of(&row.channels),
        planned: Phrases::of(&row.planned),
    };
    let likely: Vec<String> = rows.values().flat_map(|row| row.talked.iter().chain(&row.channels)).cloned().collect();
    Tongues { all: rows.values().map(tongue).collect(), likely: Phrases::of(&likely) }
});

impl Tongue {
    fn tells(&self, words: &str, asks: bool) -> bool {
        let has = |phrases: &Phrases| phrases.first(words).is_some();
        has(&self.talked) || (has(&self.channels) && !has(&self.planned) && !asks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talks_that_were_had() {
        for text in [
            "As we said on the phone, Tuesday it is.",
            "Good to talk to you this morning.",
            "Following up on our call: the short version it is.",
            "Thanks for the call yesterday!",
            "As discussed on the phone, please use the second version.",
            "It was great catching up on Friday.",
            "Wie am Telefon besprochen nehmen wir die zweite Fassung.",
            "Danke für das Gespräch gestern!",
            "Nach unserem Telefonat habe ich die Liste gekürzt.",
            "Gracias por la llamada de esta mañana.",
            "Suite à notre appel, voici la liste.",
            "Zoals telefonisch besproken stuur ik de lijst.",
            "Grazie per la telefonata di ieri.",
            "Obrigada pela ligação, segue a lista.",
        ] {
            assert!(mentions_talk(text), "{text}");
        }
        for text in [
            "Can we talk on the phone tomorrow?",
            "Please move my call with Lee to Friday.",
            "Could we schedule our call for Monday.",
            "Call me if anything is unclear.",
            "The phone number on the form is wrong.",
            "I'll have the agenda for our call ready.",
            "Können wir morgen am Telefon darüber sprechen.",
            "Ruf mich an, wenn etwas unklar ist.",
            "Podemos hablarlo por teléfono mañana.",
            "Peut-on en parler au téléphone demain.",
            "Ik ben telefonisch bereikbaar.",
            "Je suis joignable par téléphone.",
            "Ich bin am Telefon erreichbar.",
        ] {
            assert!(!mentions_talk(text), "{text}");
        }
    }
}
