use super::*;
use crate::read::notice::files::read;

/// Every example of every shipped file: what must match does, for its own kind; what must not, does not.
#[test]
fn the_examples_of_the_shipped_files_hold() {
    let (signals, faults) = Signals::compile(&[]);
    assert_eq!(faults, []);
    let mut broken = Vec::new();
    for (name, text) in Signals::files() {
        for written in read(name, text).unwrap().signals {
            let id = written.id.as_ref();
            let kind = written.kind.as_ref().unwrap().as_ref();
            let says = |words: &str| kinds(words, &signals).contains(&kind.to_owned());
            broken.extend(
                written.matches.iter().filter(|words| !says(words)).map(|words| format!("{id} misses: {words}")),
            );
            broken.extend(written.not.iter().filter(|words| says(words)).map(|words| format!("{id} takes: {words}")));
            if written.matches.is_empty() {
                broken.push(format!("{id} has no example"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

fn kinds(words: &str, signals: &Signals) -> Vec<String> {
    let word = |kind: Kind| match kind {
        Kind::Act(kind) => kind.word(),
        Kind::Mark(kind) => kind.word(),
        Kind::Nothing => "nothing",
        Kind::NothingAtAll => "nothing_at_all",
    };
    let found = by_sentence(words, signals);
    let silent = found.iter().flatten().any(|hit| matches!(hit.kind, Kind::Nothing | Kind::NothingAtAll));
    let hits = if silent { found.into_iter().flatten().collect() } else { hits(words, signals) };
    hits.iter().map(|hit| word(hit.kind).to_owned()).collect()
}
