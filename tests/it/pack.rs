//! The shipped rules and texts belong together.

use bothways::compose::templates::Templates;
use bothways::domain::relationship::Seat;
use bothways::judge::rules::compile;
use bothways::judge::shipped::shipped;

#[test]
fn what_a_rule_offers_is_a_text_for_each_chair_it_serves() {
    let mut faults = Vec::new();
    let rules = compile(&shipped(), &[], &mut faults);
    assert_eq!(faults, []);
    let templates = Templates::shipped_only();
    for rule in rules.list() {
        let Some(offer) = &rule.offer else { continue };
        for seat in Seat::ALL.iter().filter(|seat| rule.seat.is_none_or(|of| of == **seat)) {
            assert!(templates.offers(*seat).contains(offer), "{} offers {offer}, which no {seat} can send", rule.id);
        }
    }
}

#[test]
fn every_rule_says_when_it_is_wrong_or_brings_good_news() {
    let rules = compile(&shipped(), &[], &mut Vec::new());
    for rule in rules.list() {
        assert!(rule.wrong_if.is_some() || rule.level.word() == "good news", "{}", rule.id);
    }
}
