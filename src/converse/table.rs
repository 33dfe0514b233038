//! The verbs: how people say them, what they do, and an example of each. The grammar and the help are made from this one table.

use super::tokens::Rest;
use super::{near, sending};
use crate::domain::command::Verb;

/// Where a verb stands in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Answer,
    Text,
    Record,
    Account,
    Look,
    House,
}

impl Topic {
    pub(super) const ALL: [Self; 6] = [Self::Answer, Self::Text, Self::Record, Self::Account, Self::Look, Self::House];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Answer => "Answers, to the whole mail or to one item of it (`1 yes`)",
            Self::Text => "The text that is offered",
            Self::Record => "For what I can't see",
            Self::Account => "The people you work with",
            Self::Look => "To look something up",
            Self::House => "How I behave",
        }
    }
}

/// One verb.
pub(super) struct Entry {
    pub verb: Verb,
    pub topic: Topic,
    /// How it is said. The first is the one we write ourselves.
    pub words: &'static [&'static str],
    /// Whole lines that must be heard as this verb; the first is offered when something was misheard.
    pub examples: &'static [&'static str],
    /// What it does, for the help.
    pub does: &'static str,
}

const fn entry(
    verb: Verb,
    topic: Topic,
    words: &'static [&'static str],
    examples: &'static [&'static str],
    does: &'static str,
) -> Entry {
    Entry { verb, topic, words, examples, does }
}

/// `send` is not said in any other way than its own; see `sending`.
pub(super) const TABLE: &[Entry] = &[
    entry(
        Verb::Yes,
        Topic::Answer,
        &[
            "yes",
            "y",
            "yep",
            "yeah",
            "yup",
            "yes it was",
            "yes it is",
            "yes they did",
            "yes she did",
            "yes he did",
            "correct",
            "right",
            "true",
            "that's right",
            "that's true",
            "that's correct",
            "thats right",
            "it was",
            "it is",
            "confirm",
            "confirmed",
            "ok",
            "okay",
            "sure",
            "of course",
            "absolutely",
            "exactly",
            "indeed",
            "👍",
            "✅",
            "ja",
            "oui",
            "sí",
            "si",
        ],
        &["yes", "1 yes"],
        "you have that right",
    ),
    entry(
        Verb::No,
        Topic::Answer,
        &[
            "no",
            "n",
            "nope",
            "nah",
            "no it wasn't",
            "no it was not",
            "no it isn't",
            "no it is not",
            "it wasn't",
            "it isn't",
            "incorrect",
            "negative",
            "no thanks",
            "no thank you",
            "not really",
            "nein",
            "non",
            "👎",
        ],
        &["no", "1 no"],
        "you have that wrong, or: no, thank you",
    ),
    entry(
        Verb::Done,
        Topic::Answer,
        &[
            "done",
            "did it",
            "did that",
            "i did it",
            "i did that",
            "i've done it",
            "i've done that",
            "already done",
            "all done",
            "finished",
            "completed",
            "sorted",
            "handled",
            "taken care of",
            "dealt with",
        ],
        &["done"],
        "you have done it",
    ),
    entry(
        Verb::Snooze,
        Topic::Answer,
        &[
            "snooze",
            "snooze it",
            "later",
            "not now",
            "remind me",
            "remind me again",
            "remind me later",
            "ask me again",
            "ask me later",
            "ask again",
            "ask later",
            "maybe later",
            "another time",
            "not yet",
            "postpone",
            "defer",
            "come back",
            "wait until",
        ],
        &["snooze 2 weeks", "snooze until 5 jan"],
        "I ask again then; in two weeks if you name no day",
    ),
    entry(
        Verb::Skip,
        Topic::Answer,
        &[
            "skip",
            "skip it",
            "not this one",
            "not this",
            "not this time",
            "pass",
            "ignore",
            "leave it",
            "let it go",
            "dismiss",
            "never mind",
            "nevermind",
        ],
        &["skip"],
        "I let this one go",
    ),
    entry(
        Verb::Never,
        Topic::Answer,
        &[
            "never",
            "not this client",
            "not this person",
            "not this va",
            "stop asking about",
            "stop asking",
            "don't ask about",
            "never ask about",
            "don't ask again",
            "never again",
            "stop nudging me about",
            "stop telling me about",
        ],
        &["never"],
        "I stop asking about this client",
    ),
    entry(
        Verb::Why,
        Topic::Answer,
        &[
            "why",
            "why this",
            "why that",
            "how come",
            "how do you know",
            "show me why",
            "explain",
            "explain why",
            "says who",
            "based on what",
            "reason",
        ],
        &["why"],
        "the numbers and the lines behind it",
    ),
    entry(
        Verb::WrongClient,
        Topic::Answer,
        &[
            "wrong client",
            "wrong person",
            "wrong relationship",
            "wrong va",
            "not theirs",
            "wrong name",
            "belongs to",
            "that's from",
            "it's from",
            "should be",
            "file under",
            "move to",
            "wrong",
        ],
        &["wrong client beta"],
        "the letter belongs to somebody else: name them",
    ),
    entry(
        Verb::NotTrue,
        Topic::Answer,
        &[
            "not true",
            "untrue",
            "not right",
            "not correct",
            "that's not true",
            "that's not right",
            "that's wrong",
            "that is not true",
            "that is wrong",
            "this is wrong",
            "this is not true",
            "it's not true",
            "it's wrong",
            "isn't true",
            "false",
            "false alarm",
            "you're wrong",
            "you are wrong",
            "wrong",
        ],
        &["not true"],
        "I was wrong; I say it less about them",
    ),
    entry(
        Verb::Whose,
        Topic::Answer,
        &["whose", "new"],
        &["new lee"],
        "whose letter it is, when I ask; the name alone is enough",
    ),
    entry(
        Verb::Sent,
        Topic::Text,
        &[
            "sent",
            "sent it",
            "i sent it",
            "already sent",
            "already sent it",
            "i've sent it",
            "i already sent it",
            "sent it myself",
            "sent myself",
            "i sent it myself",
        ],
        &["sent"],
        "you have sent it yourself",
    ),
    entry(
        Verb::Drop,
        Topic::Text,
        &[
            "drop",
            "drop it",
            "discard",
            "discard it",
            "delete the draft",
            "throw it away",
            "scrap it",
            "scrap that",
            "bin it",
            "forget it",
        ],
        &["drop"],
        "the text is thrown away",
    ),
    entry(
        Verb::Reword,
        Topic::Text,
        &[
            "reword",
            "rewrite",
            "rephrase",
            "shorter",
            "longer",
            "warmer",
            "plainer",
            "softer",
            "friendlier",
            "simpler",
            "lighter",
            "firmer",
            "kinder",
            "again",
            "try again",
            "another",
            "another one",
            "another draft",
            "another version",
            "draft",
            "talk",
            "make it",
            "less formal",
            "more formal",
            "too long",
            "too short",
            "too formal",
            "too stiff",
        ],
        &["shorter", "warmer", "reword: mention the launch", "draft acme check-in"],
        "another version of the text",
    ),
    entry(
        Verb::Thank,
        Topic::Text,
        &[
            "thank",
            "say thanks to",
            "say thank you to",
            "thank-you",
            "write a thank you to",
            "thank you note for",
            "thank you to",
        ],
        &["thank harbor"],
        "a thank-you for you to send",
    ),
    entry(
        Verb::Got,
        Topic::Record,
        &["got", "received", "they gave", "they gave me", "we got", "i got", "i received"],
        &[r#"got acme referral "intro to Lee""#],
        "something they gave you",
    ),
    entry(
        Verb::Gave,
        Topic::Record,
        &["gave", "given", "i gave", "we gave", "i've given"],
        &[r#"gave acme help "Sunday fix""#],
        "something you gave them",
    ),
    entry(
        Verb::Ask,
        Topic::Record,
        &[
            "ask",
            "asked",
            "i asked",
            "who is",
            "who's",
            "who are",
            "how is",
            "how's",
            "how are",
            "how are things with",
            "what did i give",
            "what have i given",
            "what did i get from",
            "what did i get",
            "what have i got from",
            "what do i owe",
            "when did",
            "what about",
        ],
        &[r#"ask acme access "analytics login""#, "ask acme yes", "who is quiet"],
        "something you asked them for, and later what became of it: yes, no or later",
    ),
    entry(
        Verb::Promise,
        Topic::Record,
        &["promise", "promised", "they promised", "i promised"],
        &[r#"promise acme them "send brief" fri"#, r#"promise acme me "price list" next tuesday"#],
        "who promised what, and by when",
    ),
    entry(
        Verb::Agreed,
        Topic::Record,
        &["agreed", "agree", "we agreed", "agreement"],
        &[r#"agreed acme boundary "no calls after 18:00""#],
        "what you both agreed, in one line",
    ),
    entry(
        Verb::Met,
        Topic::Record,
        &["met", "we met", "i met", "met with", "i met with", "we met with", "had"],
        &[r#"met acme coffee "their move in March""#],
        "a talk that was held",
    ),
    entry(
        Verb::Log,
        Topic::Record,
        &[
            "log",
            "logged",
            "told",
            "they told me",
            "they phoned",
            "they called",
            "they rang",
            "we spoke",
            "we talked",
            "we spoke on the phone",
            "they answered",
            "they answered elsewhere",
            "she phoned",
            "he phoned",
            "she called",
            "he called",
            "she answered",
            "he answered",
            "spoke to",
            "spoke with",
            "talked to",
            "talked with",
            "i called",
            "i phoned",
        ],
        &["log call with acme yesterday: she'll name two coaches", "log referral from acme: Marlowe, onboarding"],
        "anything that passed me by: a call, a meeting, a note",
    ),
    entry(
        Verb::Won,
        Topic::Record,
        &["won", "win", "we won"],
        &[r#"won acme "launch day""#],
        "good news worth sharing",
    ),
    entry(
        Verb::Note,
        Topic::Record,
        &["note", "remember", "note that", "remember that", "note to self"],
        &[r#"note acme "marathon in May""#],
        "something to remember",
    ),
    entry(
        Verb::Goal,
        Topic::Record,
        &["goal", "aim"],
        &[r#"goal acme "fewer refunds""#],
        "what you are working towards together",
    ),
    entry(
        Verb::Book,
        Topic::Record,
        &["book", "schedule", "plan a talk with", "arrange"],
        &["book acme partnership-talk thu 10:00"],
        "a talk to prepare; I offer the invitation",
    ),
    entry(
        Verb::Plan,
        Topic::Record,
        &["plan", "step"],
        &["plan acme vision 2026-12-01", "plan acme done vision", "plan acme month3"],
        "a step with its day; later done, skip or a new day",
    ),
    entry(
        Verb::Add,
        Topic::Account,
        &["add", "new client", "new va", "add client", "add new client"],
        &[r#"add acme "Acme Studio" dana@acme.example"#],
        "somebody you work with",
    ),
    entry(
        Verb::Intent,
        Topic::Account,
        &["intent", "partnership", "transactional", "undecided", "ending"],
        &["intent acme partnership"],
        "what you want it to be: partnership, transactional, undecided or ending",
    ),
    entry(Verb::Rate, Topic::Account, &["rate", "rating"], &["rate acme 4"], "your own feeling about it, 1 to 5"),
    entry(Verb::Level, Topic::Account, &["level"], &["level acme 2"], "how far the role has grown, 1 to 4"),
    entry(
        Verb::Zone,
        Topic::Account,
        &["zone", "timezone", "time zone", "tz"],
        &["zone acme Asia/Manila"],
        "their time zone",
    ),
    entry(
        Verb::Holiday,
        Topic::Account,
        &["holiday", "holidays", "day off", "vacation", "off"],
        &[r#"holiday acme 2026-12-08 "Immaculate Conception""#, "holiday me 24 dec to 2 jan"],
        "a day on which they, or you, don't work",
    ),
    entry(
        Verb::Quiet,
        Topic::Account,
        &["quiet", "silence", "hush"],
        &["quiet acme 3w"],
        "nothing about them for a while",
    ),
    entry(Verb::Rename, Topic::Account, &["rename"], &[r#"rename acme "Acme Studio Ltd""#], "another name"),
    entry(Verb::Merge, Topic::Account, &["merge", "join"], &["merge acme acme-studio"], "two entries that are one"),
    entry(
        Verb::Forget,
        Topic::Account,
        &["forget"],
        &["forget acme", "forget this"],
        "erases it, for good; I ask first",
    ),
    entry(
        Verb::Show,
        Topic::Look,
        &["show", "show me", "open", "view", "read", "let me see"],
        &["show acme", "1 show"],
        "everything about them, or the text in full",
    ),
    entry(
        Verb::Status,
        Topic::Look,
        &["status", "how are you", "are you there", "are you alive", "ping"],
        &["status"],
        "whether all is well with me",
    ),
    entry(
        Verb::Today,
        Topic::Look,
        &["today", "what's on today", "what is on today"],
        &["today"],
        "what is worth a look today",
    ),
    entry(
        Verb::Week,
        Topic::Look,
        &["week", "the week", "this week", "weekly", "show week", "show the week"],
        &["week"],
        "the week, as on Mondays",
    ),
    entry(
        Verb::Pending,
        Topic::Look,
        &["pending", "what's pending", "what is pending", "waiting", "outbox", "queue", "open questions"],
        &["pending"],
        "what waits for you, and what is about to go out",
    ),
    entry(
        Verb::Rules,
        Topic::Look,
        &["rules", "list rules", "show rules", "all rules"],
        &["rules"],
        "the rules that may speak",
    ),
    entry(
        Verb::Rule,
        Topic::House,
        &["rule", "set rule"],
        &["rule quiet-client slower 3"],
        "changes a setting of one rule",
    ),
    entry(
        Verb::Mute,
        Topic::House,
        &["mute", "switch off", "turn off", "disable"],
        &["mute quiet-client"],
        "one rule keeps still",
    ),
    entry(
        Verb::Unmute,
        Topic::House,
        &["unmute", "switch on", "turn on", "enable"],
        &["unmute quiet-client"],
        "it may speak again",
    ),
    entry(
        Verb::Pause,
        Topic::House,
        &["pause", "on holiday", "i'm on holiday", "i am on holiday", "i'm away", "i am away", "away"],
        &["pause 2w"],
        "no mail from me until you are back",
    ),
    entry(
        Verb::Resume,
        Topic::House,
        &["resume", "unpause", "i'm back", "i am back", "back", "continue", "carry on", "start", "start again"],
        &["resume"],
        "I write again",
    ),
    entry(
        Verb::Stop,
        Topic::House,
        &[
            "stop",
            "stop it",
            "stop all",
            "stop nudging",
            "stop nudges",
            "stop everything",
            "unsubscribe",
            "end nudges",
            "no more mail",
            "no more mails",
            "stop writing",
            "stop mailing me",
        ],
        &["stop"],
        "no more nudges, until `resume`",
    ),
    entry(
        Verb::Undo,
        Topic::House,
        &[
            "undo",
            "undo that",
            "undo it",
            "take it back",
            "take that back",
            "cancel",
            "cancel it",
            "cancel that",
            "revert",
            "undo send",
            "undo the send",
            "undo the sending",
            "cancel the send",
            "hold",
            "hold it",
            "hold on",
            "wait",
            "oops",
            "stop the send",
            "don't let it go",
        ],
        &["undo"],
        "takes the last thing back; a text that has not left yet stays",
    ),
    entry(
        Verb::Help,
        Topic::House,
        &[
            "help",
            "help me",
            "commands",
            "what can i say",
            "what can you do",
            "how does this work",
            "?",
            "how do i",
            "info",
        ],
        &["help", "help snooze"],
        "this page, or one word of it",
    ),
];

pub(super) fn row(verb: Verb) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.verb == verb)
}

/// A verb that a line begins with.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    pub entry: &'static Entry,
    /// The words it was said with.
    pub said: &'static str,
    /// How many words that is.
    pub n: usize,
}

/// Every verb that the line may begin with, the one said with the most words first.
pub(super) fn begun(rest: &Rest<'_>) -> Vec<Begun> {
    let mut all: Vec<Begun> = Vec::new();
    for entry in TABLE {
        for said in entry.words {
            if let Some(n) = rest.begins(said) {
                all.push(Begun { entry, said, n });
            }
        }
    }
    all.sort_by_key(|begun| std::cmp::Reverse(begun.n));
    all
}

/// The verb that the first word is a slip of, where it can be no other. What cannot be taken back forgives no slip, and `send`
/// is not in the table at all.
pub(super) fn slipped(rest: &Rest<'_>) -> Option<Begun> {
    let typed = rest.peek().filter(|token| !token.quoted && !sending::is_nearly_send(&token.low))?;
    let mut best: Option<(usize, Begun)> = None;
    let mut tied = false;
    for entry in TABLE.iter().filter(|entry| entry.verb != Verb::Forget) {
        for said in entry.words.iter().filter(|said| !said.contains(' ') && near::is_slip(&typed.low, said)) {
            let n = near::distance(&typed.low, said);
            match &best {
                Some((least, _)) if n > *least => {}
                Some((least, other)) if n == *least => tied |= other.entry.verb != entry.verb,
                _ => {
                    best = Some((n, Begun { entry, said, n: 1 }));
                    tied = false;
                }
            }
        }
    }
    best.filter(|_| !tied).map(|(_, begun)| begun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_is_in_the_table_save_the_two_that_send() {
        for verb in Verb::ALL {
            let expected = usize::from(!matches!(verb, Verb::Send | Verb::SendOwn));
            assert_eq!(TABLE.iter().filter(|entry| entry.verb == *verb).count(), expected, "{verb}");
        }
    }
}
