//! Which mail program knows what, from caniemail.com (`caniemail.toml`), and what we use all the same, with reasons (`allowed.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Table {
    features: BTreeMap<String, Programs>,
}

#[derive(Debug, Deserialize)]
struct Programs {
    no: Vec<String>,
    partly: Vec<String>,
}

static TABLE: LazyLock<BTreeMap<String, Programs>> = LazyLock::new(|| {
    toml::from_str::<Table>(include_str!("caniemail.toml")).map(|table| table.features).unwrap_or_default()
});
static ALLOWED: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(include_str!("allowed.toml")).unwrap_or_default());

/// Who does not know a property (`margin-left`), an at-rule (`@media`) or an element (`<form>`), in words; `None` where nobody is
/// lost, or where we use it all the same.
pub(super) fn trouble(feature: &str) -> Option<String> {
    for name in names(feature) {
        if ALLOWED.contains_key(&name) {
            return None;
        }
        if let Some(programs) = TABLE.get(&name) {
            return lost(programs);
        }
    }
    Some("nobody has tried it in mail programs".to_owned())
}

fn lost(programs: &Programs) -> Option<String> {
    if !programs.no.is_empty() {
        return Some(format!("{} do without it", programs.no.join(", ")));
    }
    (!programs.partly.is_empty()).then(|| format!("{} know it in part only", programs.partly.join(", ")))
}

/// The feature, and what it is a part of: `border-left-color`, `border-left`, `border`.
fn names(feature: &str) -> Vec<String> {
    let mut names = vec![feature.to_owned()];
    if !feature.starts_with(['@', '<', '-']) {
        while let Some((shorter, _)) = names.last().and_then(|name| name.rsplit_once('-')) {
            names.push(shorter.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_are_read_and_every_permission_has_its_reason() {
        assert!(TABLE.len() > 100, "{}", TABLE.len());
        assert!(ALLOWED.len() > 20 && ALLOWED.values().all(|reason| reason.len() >= 5));
    }

    #[test]
    fn what_gmail_or_outlook_drop_is_known() {
        for feature in ["position", "float", "display-flex", "box-shadow", "@font-face", "@import", "<form>", "<svg>"] {
            assert!(trouble(feature).is_some(), "{feature}");
        }
        for feature in ["background-color", "margin-left", "border-left", "color", "border-top", "width", "@media"] {
            assert_eq!(trouble(feature), None, "{feature}");
        }
        assert!(trouble("no-such-property").unwrap().contains("nobody"));
    }
}
