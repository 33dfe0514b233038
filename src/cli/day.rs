//! Days on the command line.

use jiff::civil::Date;

/// Reads `--as-of 2026-11-20`.
pub(super) fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is not a day; write it like 2026-11-20"))
}
