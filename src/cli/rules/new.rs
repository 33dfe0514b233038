//! `bothways rules new`: a rule to begin with, and two cases beside it.

use anyhow::bail;

use super::super::{Ended, say};
use crate::home::Home;
use crate::judge::starter;

#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// Its name: small letters, digits and `-`, like `long-silence`
    id: String,
}

pub(super) fn run(args: &NewArgs, home: &Home) -> anyhow::Result<Ended> {
    let id = args.id.as_str();
    let (rule, cases) = match starter::rule(id) {
        Ok(texts) => texts,
        Err(fault) => bail!("{fault}"),
    };
    let (rule_name, cases_name) = (format!("rules/{id}.rhai"), format!("rules/{id}.cases"));
    for name in [&rule_name, &cases_name] {
        let path = home.root().join(name);
        if path.exists() {
            bail!("`{}` is there already; `bothways rules edit {id}` opens it", path.display());
        }
    }
    home.write_rule(&rule_name, &rule)?;
    home.write_rule(&cases_name, &cases)?;
    say::data(&home.root().join(&rule_name).display().to_string())?;
    say::data(&home.root().join(&cases_name).display().to_string())?;
    say::line(&format!(
        "\nIt is off until you switch it on. Change it as you like, and then:\n  bothways rules lint\n  bothways rules test {id}\n  bothways rules on {id}"
    ));
    Ok(Ended::Done)
}
