//! "Did you mean …?": the nearest of the names that exist.

/// The name nearest to a word, if any is near enough to have been meant.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(word);
    // A third of the letters may differ; a word of two letters means nothing else.
    let reach = wanted.chars().count().div_ceil(3).max(1);
    let names: Vec<&str> = names.into_iter().collect();
    let near = names
        .iter()
        .map(|name| (distance(&wanted, &folded(name)), name))
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
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).take(40).collect()
}

/// How many letters to add, take away, change or swap with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let changed = get(&last, j) + usize::from(x != y);
            let mut best = changed.min(get(&last, j + 1) + 1).min(get(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(get(&before_last, j - 1) + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
