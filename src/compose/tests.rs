//! The mails as a user gets them, and what no mail may ever do.

use super::lint::lint;
use super::samples::mails;
use super::templates::{compile, shipped};

#[test]
fn the_shipped_templates_write_every_sample_without_a_fault() {
    let mut faults = Vec::new();
    let templates = compile(&[], &mut faults);
    assert_eq!(faults, []);
    for mail in mails(&templates) {
        mail.unwrap();
    }
}

#[test]
fn the_shipped_templates_are_kind_short_and_fetch_nothing() {
    assert_eq!(lint(&shipped()), []);
}
