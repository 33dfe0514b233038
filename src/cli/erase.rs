//! `bothways export` and `bothways forget`: everything that is kept, and nothing of it any more.

use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, bail};
use jiff::Timestamp;

use super::{Ended, instant, json, report, say, work_in};
use crate::deliver;
use crate::domain::number::counted;
use crate::domain::relationship::Relationship;
use crate::flow::{self, House};

#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {}

#[derive(Debug, clap::Args)]
pub(super) struct ForgetArgs {
    /// The relationship: its short name, name, or person
    name: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) fn export(_args: &ExportArgs, house: &House) -> anyhow::Result<Ended> {
    let now = instant(&house.tools.user.zone, None)?;
    let today = house.tools.today(now);
    let value = house.store.read(|db| {
        let mut relationships = Vec::new();
        for account in flow::accounts(db, &house.tools, today)? {
            let letters = db.last_interactions(account.relationship.id, u32::MAX)?;
            let mut value = json::account(&account);
            if let Some(object) = value.as_object_mut() {
                let addresses = db.contacts(account.relationship.id)?;
                object.insert(
                    "addresses".into(),
                    addresses.iter().map(crate::domain::address::Address::as_str).collect(),
                );
                object.insert("letters".into(), letters.iter().map(json::interaction).collect());
            }
            relationships.push(value);
        }
        let findings: Vec<_> =
            db.findings()?.iter().map(|finding| json::finding(db, &house.tools, finding)).collect::<Result<_, _>>()?;
        Ok(serde_json::json!({ "relationships": relationships, "findings": findings }))
    })?;
    say::json(&value)?;
    Ok(Ended::Done)
}

pub(super) fn forget(args: &ForgetArgs, root: &Path) -> anyhow::Result<Ended> {
    let mut house = work_in(root, Timestamp::now())?;
    let relationships = house.store.read(|db| db.relationships())?;
    let relationship = match flow::find(&args.name, &relationships) {
        Ok(relationship) => relationship.clone(),
        Err(why) => bail!("{why}"),
    };
    let name = whole_name(&relationship);
    if !args.yes && !is_confirmed(&name)? {
        say::line("Nothing was erased.");
        return Ok(Ended::Failed);
    }
    let erased = house.store.write(|db| db.forget(relationship.id))?;
    house.store.compact()?;
    let folder = house.tools.home.outbox();
    let left = deliver::erase_files(&folder, &erased.message_ids)
        .with_context(|| format!("cannot erase the copies in `{}`", folder.display()))?;
    // The page shows every mail in one; what is in it cannot be taken out one by one.
    let page = folder.join("index.html");
    if left > 0 && page.is_file() {
        std::fs::remove_file(&page).with_context(|| format!("cannot erase `{}`", page.display()))?;
    }
    // Nor can what stands in the report; it is made again in a moment.
    let report = house.tools.home.root().join(report::FILE);
    if report.is_file() {
        std::fs::remove_file(&report).with_context(|| format!("cannot erase `{}`", report.display()))?;
    }
    say::line(&format!(
        "Forgotten: {name}. {}, {} and the words of {} are erased from this home. What you imported lies where it lay, and copies you made are yours to erase.",
        counted(erased.letters, "letter"),
        counted(erased.mails, "mail"),
        if erased.sent == 1 { "1 mail of mine".to_owned() } else { format!("{} mails of mine", erased.sent) },
    ));
    Ok(Ended::Done)
}

/// Its name, and the names of those that were merged into it: they are erased with it.
fn whole_name(relationship: &Relationship) -> String {
    let also: Vec<&str> = relationship.also.iter().map(|(_, name)| name.as_str()).collect();
    match also.as_slice() {
        [] => relationship.name.clone(),
        also => format!("{}, and what you merged into it ({})", relationship.name, also.join(", ")),
    }
}

fn is_confirmed(name: &str) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("say --yes to erase {name} without being asked");
    }
    write!(std::io::stderr(), "Erase everything about {name}? It cannot be taken back. Type yes: ")?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().eq_ignore_ascii_case("yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_along_is_named() {
        let mut acme = crate::domain::account::tests::blank(jiff::civil::date(2026, 9, 18)).relationship;
        assert_eq!(whole_name(&acme), "Acme Studio");
        acme.also = vec![("acme-ltd".into(), "Acme Ltd".into())];
        assert_eq!(whole_name(&acme), "Acme Studio, and what you merged into it (Acme Ltd)");
    }
}
