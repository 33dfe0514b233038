//! Texts compared line by line: what changed from one to another, and two changes of one text put together.

/// Texts longer than this are not compared; a file of rules is far shorter.
const MOST_LINES: usize = 2_000;
/// Lines shown around a change.
const AROUND: usize = 2;

/// What changed: lines with ` `, `-` or `+` before them, and `…` where others are left out. Nothing where they are the same.
#[must_use]
pub fn changes(old: &str, new: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut all: Vec<(char, &str)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in common(&old, &new).into_iter().chain([(old.len(), new.len())]) {
        all.extend(old.get(i..a).unwrap_or_default().iter().map(|line| ('-', *line)));
        all.extend(new.get(j..b).unwrap_or_default().iter().map(|line| ('+', *line)));
        all.extend(old.get(a).map(|line| (' ', *line)));
        (i, j) = (a + 1, b + 1);
    }
    let changed: Vec<usize> = all.iter().enumerate().filter(|(_, (sign, _))| *sign != ' ').map(|(at, _)| at).collect();
    let is_near = |at: usize| changed.iter().any(|changed| changed.abs_diff(at) <= AROUND);
    let mut shown = Vec::new();
    let mut left_out = true;
    for (at, (sign, line)) in all.iter().enumerate() {
        if is_near(at) {
            shown.push(format!("{sign} {line}").trim_end().to_owned());
            left_out = false;
        } else if !left_out && changed.last().is_some_and(|last| *last > at) {
            shown.push("…".to_owned());
            left_out = true;
        }
    }
    shown
}

/// Two changes of one text put together; `None` where they touch the same lines.
#[must_use]
pub fn together(base: &str, one: &str, other: &str) -> Option<String> {
    let lines = |text| str::lines(text).collect::<Vec<_>>();
    let (base, one, other) = (lines(base), lines(one), lines(other));
    let (in_one, in_other) = (common(&base, &one), common(&base, &other));
    // Lines that stand in all three hold the texts together; between them at most one side may have changed.
    let held =
        in_one.iter().filter_map(|(at, a)| in_other.iter().find(|(same, _)| same == at).map(|(_, b)| (*at, *a, *b)));
    let mut merged: Vec<&str> = Vec::new();
    let (mut i, mut a, mut b) = (0, 0, 0);
    for (at, at_one, at_other) in held.chain([(base.len(), one.len(), other.len())]) {
        let was = base.get(i..at).unwrap_or_default();
        let (mine, theirs) = (one.get(a..at_one).unwrap_or_default(), other.get(b..at_other).unwrap_or_default());
        merged.extend(match (mine == was, theirs == was) {
            (true, _) => theirs,
            (false, true) => mine,
            (false, false) if mine == theirs => mine,
            (false, false) => return None,
        });
        merged.extend(base.get(at));
        (i, a, b) = (at + 1, at_one + 1, at_other + 1);
    }
    Some(merged.join("\n") + "\n")
}

/// The longest run of lines that both have in the same order: where each stands in the one and in the other.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    if old.len() > MOST_LINES || new.len() > MOST_LINES {
        return Vec::new();
    }
    let mut longest = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    let at = |table: &[Vec<u32>], i: usize, j: usize| table.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let best = if a == b {
                at(&longest, i + 1, j + 1) + 1
            } else {
                at(&longest, i + 1, j).max(at(&longest, i, j + 1))
            };
            if let Some(cell) = longest.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
        if a == b {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if at(&longest, i + 1, j) >= at(&longest, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

    #[test]
    fn what_changed_is_shown_with_the_lines_around_it() {
        assert_eq!(changes(BASE, BASE), Vec::<String>::new());
        let new = BASE.replace("two", "zwei") + "nine\n";
        assert_eq!(
            changes(BASE, &new),
            ["  one", "- two", "+ zwei", "  three", "  four", "…", "  seven", "  eight", "+ nine"]
        );
    }

    #[test]
    fn changes_of_different_lines_are_put_together_and_of_the_same_line_are_not() {
        let (mine, theirs) = (BASE.replace("two", "zwei"), BASE.replace("seven\n", "") + "nine\n");
        assert_eq!(together(BASE, &mine, &theirs).unwrap(), "one\nzwei\nthree\nfour\nfive\nsix\neight\nnine\n");
        assert_eq!(together(BASE, &mine, &BASE.replace("two", "deux")), None);
        assert_eq!(together(BASE, &mine, &mine).unwrap(), mine);
        assert_eq!(together(BASE, BASE, &mine).unwrap(), mine);
    }
}
