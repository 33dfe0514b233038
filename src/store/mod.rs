//! SQLite: the only SQL, the only place that knows tables.
