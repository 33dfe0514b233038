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

/// For keys that are hashes already: spread over the bits that a table looks at, and no more.
#[derive(Clone, Debug, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u32(&mut self, hash: u32) {
        self.0 = (self.0 ^ u64::from(hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Something for each hash.
pub(super) type ByHash<T> = HashMap<u32, T, BuildHasherDefault<Hashed>>;
