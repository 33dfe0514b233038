//! Everything around `send`: what sends, what hesitates, what holds it back. No row here may ever be loosened.

use super::{Known, check, heard, known};
use crate::converse::{Ground, hear};
use crate::domain::command::Verb;

#[test]
fn the_words_that_send() {
    let to_one = [
        "send",
        "Send",
        "SEND",
        "send.",
        "Send!",
        " send ",
        "send it",
        "Send it.",
        "approve",
        "approved",
        "Approved!",
        "ok send",
        "OK, send",
        "okay send",
        "yes, send",
        "Yes, send it",
        "yes send",
        "1 send",
        "send 1",
        "1. send",
        "1) send",
        "#1 send",
        "send #1",
        "1: send",
        "1 - send",
        "item 1 send",
        "\"send\"",
        "\u{201c}Send\u{201d}",
        "*send*",
        "**Send it**",
        "- send",
        "• send",
        "\u{a0}send\u{a0}",
        "s\u{200b}end",
        "send\u{feff}",
        "send\r\n",
        "send please",
        "please send",
        "please send it, thanks",
        "send thanks",
        "Send, thank you!",
        "hi, send",
        "Hi bothways, send it please",
        "send 👍",
        "Send it 🙏",
        "Hi,\nsend\nThanks",
        "Hello there,\n\nsend\n\nBest,\nNadia",
        "send\n\nNadia",
        "send\n\n-- \nNadia Ruiz\nwe never send spam",
        "send\n\nSent from my iPhone",
        "send\nGet Outlook for iOS",
        "> you wrote\nsend\n> don't send",
        "send\n\nKind regards\nNadia Ruiz\nDesk & Co\n+1 555 0100",
        "send\n—\nNadia",
        "Thanks!\nsend",
        "send\ngot acme referral \"Lee\"",
        "send\nstatus",
        "send\nnote acme: likes tea",
    ];
    let (known, you) = (known(), vec!["Nadia Ruiz".to_owned()]);
    for words in to_one {
        let heard = hear(words, &Ground { known: &known, you: &you, n_items: 1, ..Ground::on(super::TODAY) });
        let sends: Vec<Option<u32>> =
            heard.commands.iter().filter(|command| command.verb == Verb::Send).map(|command| command.item).collect();
        assert_eq!(sends, [Some(1)], "{words:?}: {heard:?}");
        assert!(heard.not_understood.is_empty(), "{words:?}: {heard:?}");
    }
}

#[test]
fn numbers_and_names_choose_among_several() {
    check(
        3,
        &[
            ("1 send", "send#1"),
            ("send 1", "send#1"),
            ("1. send", "send#1"),
            ("send 1 and 3", "send#1 | send#3"),
            ("send 1, 3", "send#1 | send#3"),
            ("send 1,2 and 3", "send#1 | send#2 | send#3"),
            ("1 & 3 send", "send#1 | send#3"),
            ("approve 2", "send#2"),
            ("yes, send 2", "send#2"),
            ("send Dana", "send who=Dana"),
            ("Dana: send", "send who=Dana"),
            ("send harbor & co", "send who=harbor & co"),
            ("1 send\n2 snooze 1w\n3 no", "send#1 | snooze#2 duration=1 week | no#3"),
            ("1 send, 2 snooze 1w", "send#1 | snooze#2 duration=1 week"),
            ("1. send\n2. not this one", "send#1 | skip#2"),
            ("1 send\n2 blah blah", "send#1 | ! 2 blah blah"),
            // Which one is not said, or there is none of that number.
            ("send", "! send"),
            ("approved", "! approved"),
            ("send it", "! send it"),
            ("send 4", "! send 4"),
            ("4 send", "! 4 send"),
            ("send all", "! send all"),
            ("send both", "! send both"),
            ("send everything", "! send everything"),
            ("send 1 or 2", "! send 1 or 2"),
            ("send 1 not 2", "! send 1 not 2"),
            ("send one", "! send one"),
            ("send zed", "! send zed"),
            // The same item in doubt.
            ("1 send\n1 snooze 2w", "snooze#1 duration=2 weeks | ! 1 send"),
            ("1 send\nhm, not sure about the tone", "! hm, not sure about the tone | ! 1 send"),
            ("1 send\n1 but only after Friday", "! 1 but only after Friday | ! 1 send"),
            ("send Dana\nskip Dana", "skip who=Dana | ! send Dana"),
        ],
    );
}

/// Every way of not quite saying it. Each is answered, and none sends.
const HESITATIONS: &[&str] = &[
    "send?",
    "Send it?",
    "send ?",
    "send???",
    "send!?",
    "Should I send?",
    "should we send it?",
    "shall we send",
    "don't send",
    "Don’t send it",
    "dont send",
    "do not send",
    "DO NOT SEND",
    "please don't send",
    "never send this",
    "no, don't send",
    "no send",
    "not send",
    "don't send yet",
    "not sure, send it?",
    "not sure. send it",
    "send maybe",
    "maybe send",
    "send maybe Tuesday",
    "send on Tuesday",
    "send tomorrow",
    "send it tomorrow morning",
    "send later",
    "send next week",
    "send at 10",
    "send in an hour",
    "send when ready",
    "send if she hasn't answered",
    "send unless she replies",
    "send after the call",
    "send once I confirm",
    "send...",
    "send…",
    "send.. hmm",
    "send, but change the date",
    "send but shorter",
    "send, shorter",
    "send shorter",
    "send a shorter one",
    "send it to Tom",
    "send to dana@acme.test",
    "send me the draft",
    "send me a copy",
    "send this one to me first",
    "send that one",
    "send the note",
    "send the other one",
    "send nothing",
    "send not",
    "I would send it",
    "I will send it myself",
    "I'll send it",
    "you can send it",
    "go ahead and send",
    "go ahead",
    "ok to send?",
    "ready to send",
    "almost ready to send",
    "sending",
    "sends",
    "wait, send",
    "send wait",
    "hold the send",
    "send (not yet)",
    "\"send\" is what I'd say",
    "send 🤔",
    "send ❌",
    "send :)",
    "send; no",
    "send / no",
    "send or not",
    "yes send no",
    "send send",
    "send it send it",
    "snd",
    "sned",
    "sebd",
    "sendd",
    "sen",
    "seend",
    "Senf",
    "aprove",
    "aproved",
    "approval",
    "approve?",
    "approved?",
    "not approved",
    "I approve of the idea",
    "approve if short",
    "approved but wait",
    "don't approve",
    "disapprove",
    "unsend",
    "resend",
    "send-it",
    "send_it",
    "yes?",
    "yes",
    "ok",
    "y",
    "sure",
    "👍",
    "yes please",
    "yes do",
    "do it",
    "go",
    "looks good",
    "LGTM",
    "perfect",
    "great",
    "fine",
    "ship it",
    "post it",
    "deliver",
    "forward it",
    "mail it",
    "senden",
    "envoyer",
    "enviar",
    "abschicken",
    "send\u{ff1f}",
    "ｓｅｎｄ",
    "5end",
    "send=",
    "s e n d",
    "send\nwait",
    "send\ndon't",
    "send\nno",
    "send\nundo",
    "send\nskip",
    "send\nlater",
    "send\nactually no",
    "send\n\nOn second thought, let me think.",
    "send\nwhy",
    "send\nshorter",
    "send\nsent",
    "send\ndrop",
    "send\nwarmer please",
    "send\nbut please change Tuesday to Thursday",
    "send. But change the date.",
    "send\nHmm.\nIs the date right?",
    "Is the date right?\nsend",
    "no\nsend",
    "I am not sure about the second line.\nsend",
    "send\n\nBest,\nNadia\nPS: actually wait until Monday",
    "send\n\nThanks,\nwait, don't",
    "send\n\nBest,\nNadia\nActually don't send it yet",
    "> send",
    "| send",
    "-- \nsend",
    "Sent it yesterday, so don't send",
    "wrong person, send",
    "send 0",
    "send -1",
    "send 100",
    "send 2",
    "send 1.5",
    "send 1?",
    "1 send?",
    "1? send",
    "send: ",
    "send:",
    "send: no",
    "send this:",
    "send: yes please",
    "send: tomorrow",
    "send this",
    "Please consider to send",
    "snooze, then send",
    "send and snooze",
    "send and then status",
    "if you think it's good, send",
    "cc tom and send",
    "approve\nhmm not sure",
    "send it?\nsend",
    "send\nsend?",
    "Approved by Tom?",
    "please send?",
    "can you send",
    "could you send it",
    "would you send it for me?",
    "send please?",
    "send thanks?",
    "let's send",
    "let's not send",
    "ok send?",
    "yes, send?",
    "yes, send it to her on Monday",
    "ok send to",
    "ok, send... no wait",
    "sent",
    "sent?",
    "already sent",
    "it was sent",
    "I sent it",
    "send 1w",
    "send 2 weeks",
    "1 yes send maybe",
    "note acme: she told me that she would really rather we did not\nsend",
    "log call with dana yesterday: swamped until January, so don't you\nsend it",
    "Please do not\nsend",
    "I wonder whether I should\nsend it",
    "not now please",
    "later please",
    "not now please\nsend",
    "send\nnot now please",
    "send, not right now",
    "maybe not now, send it another time",
];

#[test]
fn hesitation_never_sends() {
    assert!(HESITATIONS.len() >= 150);
    let (known, you) = (known(), vec!["Nadia Ruiz".to_owned()]);
    for n_items in [0, 1, 3] {
        for question in [false, true] {
            for words in HESITATIONS {
                // In a fresh mail these numbers are not known to be wrong.
                if n_items == 0 && ["send 2"].contains(words) || n_items == 3 && *words == "send 2" {
                    continue;
                }
                let heard =
                    hear(words, &Ground { known: &known, you: &you, n_items, question, ..Ground::on(super::TODAY) });
                let sends = heard.commands.iter().any(|command| matches!(command.verb, Verb::Send | Verb::SendOwn));
                assert!(!sends, "{words:?} with {n_items} items: {heard:?}");
            }
        }
    }
}

#[test]
fn a_doubtful_send_is_answered_with_a_reason() {
    let known = known();
    let ground = Ground { known: &known, n_items: 1, ..Ground::on(super::TODAY) };
    for (words, reason) in [
        ("send?", "that is a question"),
        ("don't send", "sounds like a no"),
        ("send maybe Tuesday", "not to be sure"),
        ("send…", "not to be sure"),
        ("send everything", "on its own word"),
        ("send it to Tom", "more in the line"),
        ("sned", "nearly `send`"),
        ("send\nI like it", "did not understand “I like it”"),
        ("send\nshorter", "also says “shorter”"),
        ("send\n\nBest,\nactually don't", "take it back"),
    ] {
        let heard = hear(words, &ground);
        let found = heard.not_understood.iter().find(|misheard| misheard.why.contains(reason));
        assert!(found.is_some_and(|misheard| misheard.nearest.as_deref() == Some("send")), "{words:?}: {heard:?}");
    }
}

#[test]
fn her_own_words_go_as_she_wrote_them() {
    assert_eq!(heard("send: Hi Dana, all good with you?", 1), "sendown#1 text=Hi Dana, all good with you?");
    assert_eq!(
        heard(
            "send this:\n\nHi Dana,\n\n“Thursday” suits me.\n- one\n- two\n\nWarm regards,\nNadia\n\n-- \nNadia Ruiz\nDesk",
            1
        ),
        "sendown#1 text=Hi Dana,\n\n“Thursday” suits me.\n- one\n- two\n\nWarm regards,\nNadia"
    );
    assert_eq!(
        heard("2 send: Hi Ruth, shall we talk on Thursday?", 3),
        "sendown#2 text=Hi Ruth, shall we talk on Thursday?"
    );
    assert_eq!(
        heard("Send this: see you on Friday then\nSent from my iPhone", 1),
        "sendown#1 text=see you on Friday then"
    );
    // What is in the text is no command, and a number must be known.
    assert_eq!(
        heard("send: please send me the login, or snooze it", 1),
        "sendown#1 text=please send me the login, or snooze it"
    );
    assert_eq!(heard("send: Hi Dana, all good with you?", 3), "! send:");
    assert_eq!(heard("4 send: Hi Dana, all good with you?", 3), "! 4 send:");
    assert_eq!(heard("sending: Hi Dana, all good with you?", 1), "! sending: Hi Dana, all good with you?");
    assert_eq!(heard("don't send: Hi Dana, all good with you?", 1), "! don't send: Hi Dana, all good with you?");
}

#[test]
fn among_many_items_the_only_text_is_meant() {
    let said = |words: &str, texts: &[u32]| hear(words, &Ground { n_items: 12, texts, ..Ground::on(super::TODAY) });
    for (words, verb) in [("send", Verb::Send), ("shorter", Verb::Reword)] {
        let heard = said(words, &[7]);
        assert!(
            matches!(heard.commands.as_slice(), [one] if one.verb == verb && one.item == Some(7)),
            "{words}: {heard:?}"
        );
        for (texts, why) in [(&[3, 7][..], "2 texts here, under 3, 7"), (&[], "none of what stands here is a text")] {
            let heard = said(words, texts);
            assert!(heard.commands.is_empty(), "{words}: {heard:?}");
            assert!(heard.not_understood.iter().any(|misheard| misheard.why.contains(why)), "{words}: {heard:?}");
        }
    }
}

#[test]
fn own_words_among_many_items_are_not_taken_for_the_only_text() {
    let ground = Ground { n_items: 6, texts: &[6], ..Ground::on(super::TODAY) };
    let heard = hear("send: Hi Priya, thank you so much for the raise.", &ground);
    assert!(heard.commands.is_empty() && heard.not_understood.len() == 1, "{heard:?}");
}

#[test]
fn a_client_called_send_does_not_get_in_the_way() {
    let known = [Known { key: "send".to_owned(), name: "Send Studio".to_owned(), person: None }];
    let heard = hear("send", &Ground { known: &known, n_items: 3, ..Ground::on(super::TODAY) });
    assert!(heard.commands.is_empty(), "{heard:?}");
}
