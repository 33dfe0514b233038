//! Which relationship a name means. What is said is kept as it was said; looking it up is for whoever has the account.

use super::Known;
use super::tokens::Token;

/// See [`super::named`].
pub(super) fn named<'k>(said: &str, known: &'k [Known]) -> Vec<&'k Known> {
    let said = plain(said);
    if said.is_empty() {
        return Vec::new();
    }
    let by = |fits: &dyn Fn(&Known) -> bool| known.iter().filter(|known| fits(known)).collect::<Vec<_>>();
    let ways: [&dyn Fn(&Known) -> bool; 4] = [
        &|known| plain(&known.key) == said,
        &|known| plain(&known.name) == said,
        &|known| known.person.as_deref().is_some_and(|person| plain(person) == said),
        &|known| is_first_word(&said, &known.name),
    ];
    ways.iter().map(|way| by(way)).find(|found| !found.is_empty()).unwrap_or_default()
}

/// `Harbor` for `Harbor & Co`; not `The` for `The Studio`.
fn is_first_word(said: &str, name: &str) -> bool {
    said.chars().count() >= 4 && plain(name).split(' ').next() == Some(said)
}

/// A name without what differs from one typing to the next.
fn plain(name: &str) -> String {
    let mut words = Vec::new();
    for word in name.to_lowercase().replace('\u{2019}', "'").split_whitespace() {
        let word = word.strip_suffix("'s").unwrap_or(word);
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '&');
        if !word.is_empty() {
            words.push(word.to_owned());
        }
    }
    words.join(" ")
}

/// The known name that these words begin with, as it was said, and how many words it took. The longest wins.
pub(super) fn known_name(tokens: &[Token], known: &[Known]) -> Option<(String, usize)> {
    (1..=tokens.len().min(5)).rev().find_map(|n| {
        let words = tokens.get(..n)?;
        if words.iter().any(|token| token.quoted) && n > 1 {
            return None;
        }
        // A name does not go on past a comma or a colon.
        if words.iter().rev().skip(1).any(|token| !token.tail.is_empty() && token.tail != ".") {
            return None;
        }
        let said = words.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
        (!named(&said, known).is_empty()).then(|| (said.strip_suffix("'s").unwrap_or(&said).to_owned(), n))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(key: &str, name: &str, person: Option<&str>) -> Known {
        Known { key: key.to_owned(), name: name.to_owned(), person: person.map(str::to_owned) }
    }

    #[test]
    fn a_short_name_wins_over_a_first_name() {
        let all = [
            known("dana", "Okafor Ops", None),
            known("acme", "Acme Studio", Some("Dana")),
            known("harbor", "Harbor & Co", Some("Dana")),
        ];
        let keys = |said: &str| named(said, &all).into_iter().map(|known| known.key.as_str()).collect::<Vec<_>>();
        assert_eq!(keys("DANA"), ["dana"]);
        assert_eq!(keys("acme studio"), ["acme"]);
        assert_eq!(keys("Okafor"), ["dana"]);
        assert_eq!(keys("Harbor's"), ["harbor"]);
        assert!(keys("nobody").is_empty());
        assert!(keys("").is_empty());
    }
}
