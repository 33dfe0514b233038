//! What holds for every input.

use proptest::prelude::*;

use super::{TODAY, known};
use crate::converse::clean::letters;
use crate::converse::{Answers, Ground, hear, help, new_words};
use crate::domain::command::{Heard, Verb};
use crate::domain::letter::{Letter, Seen};

fn hears(words: &str, n_items: usize, question: bool) -> Heard {
    let (known, rules, you) = (known(), vec!["quiet-client".to_owned()], vec!["Nadia Ruiz".to_owned()]);
    hear(words, &Ground { known: &known, rules: &rules, you: &you, n_items, question, ..Ground::on(TODAY) })
}

/// Whether a line is one of the phrases that send, told in another way than the grammar tells it: the letters of the line, with
/// courtesies, names and numbers taken out, must be one of the eleven and nothing else.
fn is_exact(line: &str) -> bool {
    const PHRASES: &[&str] = &[
        "send",
        "send it",
        "approve",
        "approve it",
        "approved",
        "ok send",
        "ok send it",
        "okay send",
        "okay send it",
        "yes send",
        "yes send it",
    ];
    const ASIDE: &[&str] = &[
        "please", "pls", "plz", "thanks", "thank", "you", "many", "a", "lot", "thx", "ty", "cheers", "hi", "hello",
        "hey", "there", "bothways", "acme", "studio", "dana", "harbor", "co", "tomas", "beta", "coaching", "ruth",
        "maria", "santos", "priya", "raman", "and", "item", "number", "no", "nr", "point", "plus",
    ];
    let words = letters(&crate::converse::clean::plain(line));
    let kept: Vec<&str> = words
        .split(' ')
        .filter(|word| !ASIDE.contains(word) && !word.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    PHRASES.contains(&kept.join(" ").as_str()) && !line.contains('?') && !line.contains('…') && !line.contains("..")
}

/// Words that replies are made of, and the ones that make trouble.
fn vocabulary() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "send",
        "send it",
        "Send",
        "sent",
        "approve",
        "approved",
        "don't",
        "not",
        "yes",
        "no",
        "ok",
        "maybe",
        "wait",
        "1",
        "2",
        "3",
        "7",
        "and",
        ",",
        "?",
        "!",
        ".",
        "…",
        ":",
        "\n",
        "\n\n",
        "snooze",
        "2w",
        "until",
        "5 jan",
        "acme",
        "Dana",
        "why",
        "later",
        "please",
        "thanks",
        "hi",
        "it",
        "\"",
        "“",
        "”",
        "'",
        "-",
        "--",
        ">",
        "undo",
        "skip",
        "never",
        "got",
        "referral",
        "gave",
        "help",
        "log call with",
        "yesterday",
        "shorter",
        "Best,",
        "Nadia",
        "tomorrow",
        "if",
        "but",
        "all",
        "👍",
        "\u{a0}",
        "\u{200b}",
        "Sent from my iPhone",
    ]);
    prop::collection::vec(words, 0..14).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_breaks_it(words in "(?s).{0,300}", n_items in 0_usize..5, question: bool) {
        let _ = hears(&words, n_items, question);
    }

    #[test]
    fn nothing_made_of_its_own_words_breaks_it_or_sends_by_mistake(words in vocabulary(), n_items in 0_usize..5, question: bool) {
        let heard = hears(&words, n_items, question);
        for command in heard.commands.iter().filter(|command| command.verb == Verb::Send) {
            // A line with several commands says each with its number: `1 send, 2 no`.
            let is_part = command.said.split(|c: char| c.is_ascii_digit()).any(is_exact);
            prop_assert!(is_exact(&command.said) || is_part, "{:?} sent by {:?}", words, command.said);
        }
        if heard.commands.iter().any(|command| command.verb == Verb::Send) {
            prop_assert!(words.lines().any(|line| letters(line).split(' ').any(|word| matches!(word, "send" | "approve" | "approved"))));
        }
    }

    /// One item, one line, no number in it: exactly the phrases send.
    #[test]
    fn a_line_sends_only_as_a_whole(line in "(send|Send it|approved|yes, send|[a-z]{1,7})( [a-z?!.]{1,6}){0,2}") {
        let heard = hears(&line, 1, false);
        if heard.commands.iter().any(|command| command.verb == Verb::Send) {
            prop_assert!(is_exact(&line), "{:?}", line);
        }
    }

    /// No slip of the finger sends.
    #[test]
    fn a_slip_never_sends(at in 0_usize..8, slip in "[a-z]", phrase in prop::sample::select(vec!["send", "send it", "approve", "approved", "ok send"])) {
        let mut typed: Vec<char> = phrase.chars().collect();
        let at = at % typed.len();
        let changed = slip.chars().next().unwrap();
        prop_assume!(typed[at] != changed && typed[at] != ' ');
        typed[at] = changed;
        let typed: String = typed.into_iter().collect();
        prop_assume!(!is_exact(&typed));
        prop_assert!(hears(&typed, 1, false).commands.iter().all(|command| command.verb != Verb::Send), "{}", typed);
    }

    /// Capitals, spaces, a bullet, bold stars and quotes change nothing.
    #[test]
    fn dress_does_not_matter(
        line in prop::sample::select(vec!["send", "send it", "1 send", "snooze 2w", "snooze until 5 jan", "yes", "not true", "why", "shorter", "undo", "snooze acme 3 days", "got acme referral", "acme", "send?", "don't send", "help"]),
        upper: bool, before in "[ \u{a0}\t]{0,3}", after in "[ \u{a0}\u{200b}]{0,3}", frame in prop::sample::select(vec![("", ""), ("\"", "\""), ("“", "”"), ("*", "*"), ("- ", ""), ("• ", "")]), wide: bool,
    ) {
        let bare = |heard: Heard| -> Vec<(Verb, Option<u32>, Option<String>)> {
            heard.commands.into_iter().map(|command| (command.verb, command.item, command.args.who.map(|who| who.to_lowercase()))).collect()
        };
        let mut dressed = if wide { line.replace(' ', "  ") } else { line.to_owned() };
        if upper {
            dressed = dressed.to_uppercase();
        }
        let dressed = format!("{before}{}{dressed}{}{after}", frame.0, frame.1);
        prop_assert_eq!(bare(hears(&dressed, 1, false)), bare(hears(line, 1, false)), "{:?}", dressed);
    }

    #[test]
    fn any_topic_has_help(topic in "(?s).{0,40}") {
        prop_assert!(!help(Some(&topic)).is_empty());
    }

    #[test]
    fn nothing_breaks_the_search_for_new_words(text in "(?s).{0,120}", body in "(?s).{0,300}", ours in "(?s).{0,300}") {
        let mut reply = Letter::blank(0, Seen::Captured);
        reply.text = text;
        reply.body = body;
        let _ = new_words(&reply, Answers::Ours(&ours));
    }

    /// Wherever the answer stands, above or below the quote, marked or not: it is found, and nothing of ours is.
    #[test]
    fn an_answer_is_found_wherever_it_stands(answer in prop::sample::select(vec!["send", "yes", "snooze 2 weeks", "1 send", "not true"]), above: bool, marked: bool, read: bool) {
        let ours = "Dana has gone quiet since June.\n\nYou've sent her two referrals and an intro.\n\n  send      sends the note\n  snooze 2 weeks   asks again\n\nNothing goes to Dana until you say so.\n";
        let quote = if marked { ours.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n") } else { ours.to_owned() };
        let quote = format!("On Mon, 23 Nov 2026 at 08:30, bothways <t@desk.example> wrote:\n{quote}");
        let mut reply = Letter::blank(0, Seen::Captured);
        reply.body = if above { format!("{answer}\n\n{quote}") } else { format!("{quote}\n\n{answer}\n") };
        reply.text = if read { answer.to_owned() } else { String::new() };
        let new = new_words(&reply, Answers::Ours(ours));
        prop_assert_eq!(new.text.trim(), answer);
        prop_assert_eq!(new.agreed, read || !above, "below our last words there is nothing of ours");
    }
}

#[test]
fn a_long_paste_is_read_in_time() {
    // Quadratic work on a megabyte would take minutes.
    let words = "send \"maybe ".repeat(100_000);
    let heard = hears(&words, 1, false);
    assert!(heard.commands.is_empty());
    let lines = "snooze 2w and then \n".repeat(50_000);
    let _ = hears(&lines, 1, false);
    let mut reply = Letter::blank(0, Seen::Captured);
    reply.body = "> quoted words again\nnew words here\n".repeat(20_000);
    reply.text = "new words here".to_owned();
    let _ = new_words(&reply, Answers::Ours("some words of ours"));
}
