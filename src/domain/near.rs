//! "Did you mean …?": how far one word is from another, and the nearest of the names that exist.

/// Longer words are nobody's typo; comparing them would cost the more the longer they are.
const LONGEST: usize = 40;

/// How many letters to add, take away, change or swap with their neighbour (optimal string alignment). Nothing where a word is
/// too long to be a typo of anything.
#[must_use]
pub fn distance(a: &str, b: &str) -> Option<usize> {
    let is_word = |word: &str| word.chars().nth(LONGEST).is_none();
    (is_word(a) && is_word(b)).then(|| strsim::osa_distance(a, b))
}

/// The name nearest to a word, if any is near enough to have been meant. Capitals, `_`, `-` and blanks make no difference.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(word);
    // A third of the letters may differ; a word of two letters means nothing else.
    let reach = wanted.chars().count().div_ceil(3).max(1);
    let names: Vec<&str> = names.into_iter().collect();
    let near = names
        .iter()
        .filter_map(|name| Some((distance(&wanted, &folded(name))?, name)))
        .filter(|(distance, _)| *distance <= reach)
        // Of two that are equally near the longer: a letter is sooner forgotten than added.
        .min_by_key(|(distance, name)| (*distance, std::cmp::Reverse(name.len())));
    near.map(|(_, name)| *name).or_else(|| names.into_iter().find(|name| begins(&wanted, &folded(name))))
}

/// Whether one is the beginning of the other: `months_together` for `months`, `partner` for `partnership`.
fn begins(a: &str, b: &str) -> bool {
    a.len().min(b.len()) >= 5 && (a.starts_with(b) || b.starts_with(a))
}

fn folded(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_is_one_slip() {
        assert_eq!(distance("sonoze", "snooze"), Some(1));
        assert_eq!(distance("snoze", "snooze"), Some(1));
        assert_eq!(distance("", "abc"), Some(3));
        assert_eq!(distance("abc", "abc"), Some(0));
        assert_eq!(distance("kitten", "sitting"), Some(3));
        assert_eq!(distance(&"a".repeat(41), "abc"), None);
    }

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        let names = ["gave", "surely_gave", "silence", "usual_gap", "reply_time", "reply_time_before"];
        assert_eq!(nearest("gvae", names), Some("gave"));
        assert_eq!(nearest("silense", names), Some("silence"));
        assert_eq!(nearest("usualGap", names), Some("usual_gap"));
        assert_eq!(nearest("replytime", names), Some("reply_time"));
        assert_eq!(nearest("silence_of_them", names), Some("silence"));
        assert_eq!(nearest("weather", names), None);
        assert_eq!(nearest("offr", ["off", "offer"]), Some("offer"));
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("adresses", ["addresses", "name"]), Some("addresses"));
        assert_eq!(nearest("Europe/Berlni", ["Europe/Berlin", "Europe/Bern"]), Some("Europe/Berlin"));
        assert_eq!(nearest("colour", ["addresses", "name"]), None);
    }
}
