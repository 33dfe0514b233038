//! The wordings of one voice: lists of sentences by who says what, from a file in `tests/years`.

use std::collections::BTreeMap;

use super::chance::Chance;

#[derive(Clone, Debug)]
pub(super) struct Words(BTreeMap<String, Vec<String>>);

impl Words {
    pub(super) fn read(text: &str) -> Self {
        let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut name = String::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(list) => list.clone_into(&mut name),
                None => lists.entry(name.clone()).or_default().push(line.to_owned()),
            }
        }
        Self(lists)
    }

    /// The names of the lists that begin so.
    pub(super) fn lists<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.keys().map(String::as_str).filter(move |name| name.starts_with(prefix))
    }

    /// One line of a list, with its gaps filled.
    pub(super) fn say(&self, list: &str, reader: &str, chance: &mut Chance) -> String {
        let lines = self.0.get(list).unwrap_or_else(|| panic!("no list [{list}]"));
        let mut line = chance.pick(lines).clone();
        let weekday = *chance.pick(&["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]);
        for (gap, list) in [("{thing}", "things"), ("{person}", "people")] {
            if line.contains(gap) {
                let filling = chance.pick(&self.0[list]).clone();
                line = line.replace(gap, &filling);
            }
        }
        let line =
            line.replace("{them}", reader).replace("{day}", weekday).replace("{n}", &chance.between(2, 9).to_string());
        let mut letters = line.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    }
}
