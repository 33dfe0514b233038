//! The threats of mail that commands, and the test that holds off each. The numbers are those of the design's table.

use std::path::Path;

use regex::Regex;

/// What somebody might try, and the tests that show that it comes to nothing.
const THREATS: &[(u8, &str, &[&str])] = &[
    (
        1,
        "a mail in the user's name",
        &[
            "twelve_mails_in_her_name",
            "what_was_signed_must_be_her_domain",
            "nobody_else_can_teach_it",
            "a_forged_copy_that_comes_first_takes_nothing_from_the_real_command",
            "a_signature_checked_here_proves_it_where_it_is_allowed_to_and_aligned",
            "a_good_signature_names_its_domain_and_a_change_of_anything_signed_undoes_it",
            "a_field_that_stands_twice_proves_nothing",
            "a_signature_over_too_little_proves_nothing",
            "a_signature_lasts_as_long_as_it_says",
            "without_its_key_a_signature_proves_nothing",
            "nobody_else_is_asked_for_a_key_and_a_bad_signature_beside_a_good_one_does_no_harm",
            "a_weak_key_proves_nothing_however_well_its_signature_fits",
            "hi_and_yes_teach_that_her_signature_counts_and_then_send_works",
        ],
    ),
    (
        2,
        "a real command, delivered again",
        &[
            "a_command_that_is_delivered_twice_is_carried_out_once",
            "a_forged_copy_that_comes_second_does_nothing_more",
            "words_that_come_days_late_are_answered_and_not_obeyed",
        ],
    ),
    (
        3,
        "a mail of ours that was passed on",
        &["a_mail_that_was_passed_on_commands_nothing_any_more_and_the_user_hears_of_it"],
    ),
    (
        4,
        "command words in a quote, a signature or a letter",
        &["replies_of_every_mail_program_are_heard_right_and_none_sends_by_mistake", "hesitation_never_sends"],
    ),
    (5, "a yes from an automatic answer", &["machines_and_messengers_cannot_command"]),
    (6, "a line break in a name that becomes a header", &["nothing_in_any_field_adds_a_header"]),
    (7, "markup in anybody's words", &["markup_in_anybodys_words_stays_words", "receipts_and_answers_escape_too"]),
    (8, "a letter that pretends to be our own lines", &["nobody_else_can_write_a_line_of_the_text_part"]),
    (
        9,
        "a picture or address that tells when it is fetched",
        &["the_shipped_templates_are_kind_short_and_fetch_nothing", "nothing_that_is_built_in_fetches_or_unpacks"],
    ),
    (10, "an attachment that swells when it is unpacked", &["nothing_that_is_built_in_fetches_or_unpacks"]),
    (11, "parts within parts without end", &["mails_within_mails_have_an_end", "two_thousand_parts_are_too_many"]),
    (
        12,
        "a hostile mail server",
        &["an_answer_made_to_bring_us_down_ends_the_connection", "a_server_that_dawdles_is_given_up"],
    ),
    (
        13,
        "letters that look like others",
        &[
            "an_address_that_only_looks_like_hers_is_asked_about",
            "directions_of_writing_and_control_characters_are_taken_out",
        ],
    ),
    (14, "a rule that attacks", &["every_attack_is_stopped_by_counting_and_the_other_rules_go_on"]),
    (
        15,
        "a template with a gap",
        &[
            "a_template_with_a_missing_value_is_named_and_the_shipped_one_used",
            "a_text_that_waits_for_the_users_own_words_does_not_go",
        ],
    ),
    (
        16,
        "approving one text and sending another",
        &[
            "a_text_that_was_changed_after_its_approval_never_goes",
            "bytes_that_are_not_those_that_were_frozen_never_go",
        ],
    ),
    (
        17,
        "a flood of mail that becomes a flood of ours",
        &["a_thousand_mails_are_told_of_in_a_few", "an_open_breaker_is_told_and_holds_the_rest"],
    ),
    (18, "a forged bounce that silences somebody", &["a_full_mailbox_and_a_forged_report_silence_nobody"]),
    (19, "a password in a log or an error", &["the_log_holds_no_secret_and_no_letter", "a_secret_prints_as_dots"]),
    (20, "a letter's words in a log", &["the_log_holds_no_secret_and_no_letter"]),
    (
        21,
        "what is left behind when somebody is forgotten",
        &["whoever_is_forgotten_leaves_no_trace_in_the_home", "forgetting_somebody_leaves_no_word_of_them_in_the_home"],
    ),
    (
        22,
        "two at work in one home",
        &["a_home_is_used_by_one_at_a_time", "a_second_instance_is_told_who_was_first_and_words_go_in_beside_it"],
    ),
    (
        23,
        "a line without encryption",
        &["a_password_is_not_sent_where_tls_is_refused", "plain_text_stays_on_this_machine"],
    ),
    (24, "an id that is used twice to hide a letter", &["the_same_id_with_other_words_is_another_letter"]),
];

#[test]
fn every_threat_has_its_tests() {
    let is_test = Regex::new(r"(?m)^\s*(?:async )?fn (\w+)\(").expect("an expression");
    let mut tests = std::collections::BTreeSet::new();
    for folder in ["src", "tests"] {
        each_file(Path::new(folder), &mut |text| {
            tests.extend(is_test.captures_iter(text).map(|found| found[1].to_owned()));
        });
    }
    let numbers: Vec<u8> = THREATS.iter().map(|(number, _, _)| *number).collect();
    assert_eq!(numbers, (1..=24).collect::<Vec<u8>>());
    let missing: Vec<String> = THREATS
        .iter()
        .flat_map(|(number, what, names)| names.iter().map(move |name| (number, what, name)))
        .filter(|(_, _, name)| !tests.contains(**name))
        .map(|(number, what, name)| format!("{number}, {what}: there is no test {name}"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn each_file(folder: &Path, look: &mut impl FnMut(&str)) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            each_file(&path, look);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            look(&std::fs::read_to_string(&path).expect("text"));
        }
    }
}

/// What a mail names can't be fetched, and what it brings can't be unpacked, where nothing is built in that does either.
#[test]
fn nothing_that_is_built_in_fetches_or_unpacks() {
    const NONE_OF: &[&str] =
        &["attohttpc", "curl", "h2", "hyper", "isahc", "lzma-rs", "reqwest", "surf", "tar", "ureq", "xz2", "zip"];
    let lock = std::fs::read_to_string("Cargo.lock").expect("a lock");
    let found: Vec<&&str> = NONE_OF.iter().filter(|name| lock.contains(&format!("name = \"{name}\"\n"))).collect();
    assert!(found.is_empty(), "{found:?}");
}
