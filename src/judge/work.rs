//! How much work evaluations were, for tests. It lives with the thread.

use std::cell::Cell;

/// What was counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Work {
    pub evaluations: u64,
    pub steps: u64,
    /// The steps of the evaluation that took most.
    pub largest: u64,
}

thread_local! {
    static WORK: Cell<Work> = const { Cell::new(Work { evaluations: 0, steps: 0, largest: 0 }) };
}

pub fn add(more: Work) {
    let work = WORK.get();
    WORK.set(Work {
        evaluations: work.evaluations + more.evaluations,
        steps: work.steps + more.steps,
        largest: work.largest.max(more.largest),
    });
}

/// What was counted on this thread since it was last asked.
pub fn take() -> Work {
    WORK.take()
}
