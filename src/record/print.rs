//! The print of a letter: by what the same words are known again when they come by another route.

use sha2::{Digest, Sha256};

use crate::domain::address::Address;
use crate::domain::interaction::Print;
use crate::domain::letter::Letter;

/// Fewer letters and digits than this do not tell one letter from another.
const SHORT: usize = 24;

impl Print {
    /// Takes a letter's print. Only letters and digits count, in lower case: mail programs rewrap, requote and respace the rest.
    #[must_use]
    pub fn of(author: Option<&Address>, letter: &Letter) -> Self {
        let mut hash = Sha256::new();
        hash.update(author.map_or("", Address::as_str));
        hash.update([0]);
        let mut n = update(&mut hash, &letter.text);
        if n == 0 {
            n = update(&mut hash, &letter.body);
        }
        if n == 0 {
            update(&mut hash, letter.subject.as_deref().unwrap_or(""));
        }
        let mut words = [0; 16];
        words.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        Self { message_id: letter.message_id.clone(), words, is_short: n < SHORT }
    }
}

fn update(hash: &mut Sha256, text: &str) -> usize {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        if c.is_ascii() { folded.push(c.to_ascii_lowercase()) } else { folded.extend(c.to_lowercase()) }
    }
    hash.update(&folded);
    folded.len()
}
