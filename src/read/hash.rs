//! Hashing for tables of words that this program brings along: short keys, looked up by the million.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a. Nobody but our own tables chooses the keys, so that none of them can be made to collide.
#[derive(Clone, Debug)]
pub(super) struct ShortWords(pub(super) u64);

impl Default for ShortWords {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for ShortWords {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Something for each word.
pub(super) type ByWord<T> = HashMap<String, T, BuildHasherDefault<ShortWords>>;

/// A set of words.
pub(super) type Words = HashSet<String, BuildHasherDefault<ShortWords>>;
