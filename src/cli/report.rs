//! `bothways report`: half a year of every relationship, as lines, as JSON, or as a page to open in a browser.

use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::Date;

use super::json::insight;
use super::{Ended, instant, say};
use crate::compose::report::lines::lines;
use crate::compose::report::page;
use crate::domain::report::Report;
use crate::flow::{self, House};
use crate::home;
use crate::relate::report::report;

#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// As a page for a browser, with charts: into FILE, else into report.html of the home; `-` prints it
    #[arg(long, value_name = "FILE", num_args = 0..=1, conflicts_with = "json")]
    #[expect(clippy::option_option, reason = "left out, given by itself, given with a file")]
    html: Option<Option<PathBuf>>,
    /// As JSON, for other programs
    #[arg(long)]
    json: bool,
    /// As of the end of that day
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    as_of: Option<Date>,
}

/// Where the page goes that nobody named a place for.
pub(super) const FILE: &str = "report.html";

pub(super) fn run(args: &ReportArgs, house: &House) -> anyhow::Result<Ended> {
    let today = house.tools.today(instant(&house.tools.user.zone, args.as_of)?);
    let accounts = house.store.read(|db| flow::accounts(db, &house.tools, today))?;
    let report = report(&accounts, today);
    if args.json {
        say::json(&insight::report(&report))?;
        return Ok(Ended::Done);
    }
    if let Some(file) = &args.html {
        return write(file.as_deref(), &report, house);
    }
    if accounts.is_empty() {
        say::line("I know nobody yet. Start with: bothways do 'add acme \"Acme Studio\" dana@acme.example'");
        return Ok(Ended::Done);
    }
    for line in lines(&report) {
        say::data(&line)?;
    }
    say::line("With charts, and the acts behind each number: bothways report --html");
    Ok(Ended::Done)
}

fn write(file: Option<&Path>, report: &Report<'_>, house: &House) -> anyhow::Result<Ended> {
    let page = page(report, &house.tools.user, &house.tools.templates)
        .map_err(|fault| anyhow::anyhow!("{fault}"))
        .context("cannot write the report")?;
    if file == Some(Path::new("-")) {
        say::data(page.trim_end())?;
        return Ok(Ended::Done);
    }
    let path = file.map_or_else(|| house.tools.home.root().join(FILE), Path::to_owned);
    home::write_private(&path, page.as_bytes())?;
    say::line(&format!(
        "Written: {}\nOpen it in a browser; it fetches nothing. It holds names, and words from letters, and only you can read it: think \
         of whose they are before you pass it on.",
        path.display()
    ));
    Ok(Ended::Done)
}
