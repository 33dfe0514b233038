//! Talks that no letter shows: on the telephone, on video, in a room.

use std::sync::LazyLock;

use super::{Phrases, words};

/// Whether the letter tells of a talk that the two had. One that is only planned tells nothing yet.
pub(in crate::read) fn mentions_talk(text: &str) -> bool {
    let likely = |text: &str| TALKED.may_occur(text) || CHANNELS.may_occur(text);
    likely(text)
        && text.split(['.', '!', '\n', ';']).filter(|sentence| likely(sentence)).any(|sentence| {
            let words = words(sentence).join(" ");
            let has = |phrases: &Phrases| phrases.first(&words).is_some();
            has(&TALKED) || (has(&CHANNELS) && !has(&PLANNED) && !sentence.contains('?'))
        })
}

static TALKED: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "good to talk",
        "nice to talk",
        "great to talk",
        "lovely to talk",
        "good talking",
        "nice talking",
        "great talking",
        "good speaking",
        "great speaking",
        "nice speaking",
        "lovely speaking",
        "good to speak",
        "nice to speak",
        "great to speak",
        "good chatting",
        "nice chatting",
        "great chatting",
        "good to chat",
        "great to chat",
        "great catching up",
        "good catching up",
        "good to catch up",
        "great to catch up",
        "nice to hear your voice",
        "good to hear your voice",
        "we spoke",
        "we talked",
        "we chatted",
        "thanks for the call",
        "thank you for the call",
        "thanks for calling",
        "thank you for calling",
        "thanks for your call",
        "thanks for taking my call",
        "thanks for the chat",
        "said on the phone",
        "told me on the phone",
        "discussed on the phone",
        "discussed over the phone",
        "discussed by phone",
    ])
});
static CHANNELS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "on the phone",
        "over the phone",
        "our call",
        "our phone call",
        "our video call",
        "our zoom",
        "our chat",
        "our talk",
        "on zoom",
        "on the call",
        "from the call",
        "on our call",
        "your call this morning",
        "your call yesterday",
        "call yesterday",
        "call this morning",
        "the call earlier",
        "when you rang",
    ])
});
/// A talk that is yet to be, or with somebody else.
static PLANNED: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "can we",
        "could we",
        "shall we",
        "let us",
        "let's",
        "reach me",
        "call me",
        "schedule",
        "reschedule",
        "book",
        "before our",
        "for our",
        "ahead of our",
        "next",
        "tomorrow",
        "agenda",
        "join",
        "dial",
        "if you",
        "prefer",
        "move",
        "will",
        "would",
        "customer",
        "clients",
        "them",
        "him",
        "her",
        "waiting on",
        "hold on",
    ])
});

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
        ] {
            assert!(!mentions_talk(text), "{text}");
        }
    }
}
