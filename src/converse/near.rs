//! How far one word is from another, for typos.

/// The number of letters to add, drop, change or swap with a neighbour (optimal string alignment). Words beyond 40 letters are
/// nobody's typo and count as infinitely far, so that the cost stays bounded.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(41).collect();
    let b: Vec<char> = b.chars().take(41).collect();
    if a.len() > 40 || b.len() > 40 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut a_before = None;
    for (i, a_char) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        let mut b_before = None;
        for (j, b_char) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let changed = at(&last, j) + usize::from(a_char != b_char);
            let mut least = changed.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            if a_before == Some(b_char) && b_before == Some(a_char) && j > 0 {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
            b_before = Some(b_char);
        }
        before = std::mem::replace(&mut last, row);
        a_before = Some(a_char);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

/// How many slips are forgiven in a word: none in a short one, where the slip is likely to be another word.
pub(super) fn forgiven(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// Whether `typed` is `meant` with a forgivable slip, and not `meant` itself.
pub(super) fn is_slip(typed: &str, meant: &str) -> bool {
    let n = distance(typed, meant);
    n > 0 && n <= forgiven(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_is_one_slip() {
        assert_eq!(distance("sonoze", "snooze"), 1);
        assert_eq!(distance("snoze", "snooze"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert!(is_slip("parnership", "partnership"));
        assert!(!is_slip("yee", "yes"), "three letters forgive nothing");
    }
}
