//! Any bytes are read without a panic, and to something: letters, or a refusal that says why.
#![no_main]

use std::sync::LazyLock;

use bothways::domain::address::Address;
use bothways::domain::letter::Desk;
use bothways::read::{self, notice};
use libfuzzer_sys::fuzz_target;

static SIGNALS: LazyLock<notice::Signals> = LazyLock::new(notice::Signals::default);

fuzz_target!(|raw: &[u8]| {
    let desk = Desk {
        you: Address::parse("ines@desk.example").into_iter().collect(),
        tracking: Address::parse("track@bothways.example").into_iter().collect(),
        zone: jiff::tz::TimeZone::UTC,
        received_at: None,
    };
    let reading = read::message(raw, &desk, &SIGNALS);
    assert!(reading.refused.is_some() || !reading.letters.is_empty());
});
