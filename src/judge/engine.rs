//! The locked engine: what a script can not do.
//!
//! It can only look at one account and answer. It has no clock, no files, no network, no `eval`, no `import`, no printing, no
//! sleeping, and no endless work: the host counts every step of the engine, in callbacks too, because the engine's own counter
//! starts anew in them. The package of array functions is left out; with it a comparison function that contradicts itself could
//! stop the program. Limits are set one by one, since rhai's defaults differ between debug and release builds.

use std::sync::LazyLock;

use rhai::packages::{
    ArithmeticPackage, BasicIteratorPackage, BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{AST, Engine, OptimizationLevel, ParseError, Scope};

use super::run;
use super::subjects::{My, Person, We};
use super::{language, subjects};
use crate::domain::act::Side;

/// A file larger than this is refused before it is read; 700,000 lines take seconds to parse.
pub const MOST_BYTES: usize = 64 * 1024;
/// Room for the deepest script that the limits below let through, in a debug build, with much to spare.
const ROOM: usize = 4 * 1024 * 1024;
/// What is taken where there is less, so that work inside of work finds room too.
const STACK: usize = 2 * ROOM;

/// Words of rhai that a rule has no use for.
pub const LOCKED: [&str; 17] = [
    "eval",
    "import",
    "export",
    "print",
    "debug",
    "sleep",
    "exit",
    "while",
    "loop",
    "do",
    "try",
    "catch",
    "throw",
    "Fn",
    "call",
    "curry",
    "is_def_fn",
];

/// An engine that can run rules and nothing else.
pub fn locked() -> Engine {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicStringPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);

    for word in LOCKED {
        engine.disable_symbol(word);
    }
    engine.set_module_resolver(rhai::module_resolvers::DummyModuleResolver::new());
    engine.set_max_modules(0);
    engine.set_max_operations(run::MOST_STEPS);
    engine.on_progress(|_| if run::may_go_on() { None } else { Some(rhai::Dynamic::UNIT) });
    engine.on_print(|_| ());
    engine.on_debug(|_, _, _| ());

    engine.set_max_call_levels(16);
    engine.set_max_expr_depths(32, 32);
    engine.set_max_variables(64);
    engine.set_max_functions(32);
    engine.set_max_string_size(10_000);
    engine.set_max_array_size(1_000);
    engine.set_max_map_size(200);
    engine.set_max_strings_interned(256);

    engine.set_strict_variables(true);
    engine.set_fail_on_invalid_map_property(true);
    // Simplifying a script would lose the places of what it says.
    engine.set_optimization_level(OptimizationLevel::None);

    subjects::register(&mut engine);
    language::register(&mut engine);
    engine
}

/// What every script sees.
pub fn scope() -> Scope<'static> {
    static SCOPE: LazyLock<Scope<'static>> = LazyLock::new(|| {
        let mut scope = Scope::new();
        scope.push("you", Person(Side::You)).push("they", Person(Side::They)).push("we", We).push("my", My);
        scope
    });
    SCOPE.clone()
}

/// Reads a script. The caller has checked its size and runs it on a [`large_stack`].
pub fn parse(engine: &Engine, text: &str) -> Result<AST, ParseError> {
    engine.compile_with_scope(&scope(), text)
}

/// Does work with room on the stack for the deepest script, on a larger stack where the caller's has not enough. Nothing where it
/// came to grief. One inside of another costs nothing.
pub fn large_stack<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| stacker::maybe_grow(ROOM, STACK, work))).ok()
}
