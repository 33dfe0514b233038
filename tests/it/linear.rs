//! Reading costs no more than the size of a mail, whatever its shape; and no shape ends the program.

#[path = "../../benches/read/worst.rs"]
mod worst;

use std::time::{Duration, Instant};

use bothways::domain::address::Address;
use bothways::domain::letter::Desk;
use bothways::read::{self, notice};
use jiff::tz::TimeZone;

fn desk() -> Desk {
    Desk {
        you: Address::parse("ines@desk.example").into_iter().collect(),
        tracking: Address::parse("track@bothways.example").into_iter().collect(),
        zone: TimeZone::UTC,
        received_at: None,
    }
}

/// Eight times the size may take three times eight as long: what grows with the square would take sixty-four. The best of
/// several tries counts, for a busy machine delays some of them.
#[test]
fn eight_times_the_mail_is_about_eight_times_the_work() {
    const SMALL: usize = 12_000;
    let (desk, signals) = (desk(), notice::Signals::default());
    let best_of = |raw: &[u8], tries: usize| -> Duration {
        let once = |_| {
            let began = Instant::now();
            let reading = read::message(raw, &desk, &signals);
            assert!(reading.refused.is_some() || !reading.letters.is_empty());
            began.elapsed()
        };
        (0..tries).map(once).min().unwrap_or_default()
    };
    for shape in worst::shapes() {
        let (small, large) = ((shape.make)(SMALL), (shape.make)(SMALL * 8));
        let grows = |tries| {
            let (small, large) = (best_of(&small, tries), best_of(&large, tries));
            large > small.max(Duration::from_millis(1)) * 24
        };
        assert!(!(grows(1) && grows(3) && grows(9)), "reading `{}` grows faster than its size", shape.name);
    }
}

/// A thread of a library's user may have no more than this.
#[test]
fn two_megabytes_of_stack_are_enough_for_every_shape() {
    let read_all = || {
        let (desk, signals) = (desk(), notice::Signals::default());
        for shape in worst::shapes() {
            let reading = read::message(&(shape.make)(30_000), &desk, &signals);
            assert!(reading.refused.is_some() || !reading.letters.is_empty(), "{}", shape.name);
        }
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(read_all).unwrap().join().unwrap();
}
