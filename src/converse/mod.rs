//! A reply's new words to commands, proven to be the user's.
