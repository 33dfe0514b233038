//! `bothways import`: files past mail, with a progress bar. Nothing is said about it before the next `run`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use super::{Ended, say, work_in};
use crate::domain::number::counted;
use crate::flow;

#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// Mail files, folders of .eml, Maildirs, mboxes, or `-` for standard input
    #[arg(required = true, value_name = "MAIL")]
    paths: Vec<PathBuf>,
}

pub(super) fn run(args: &ImportArgs, root: &Path) -> anyhow::Result<Ended> {
    let now = Timestamp::now();
    let mut house = work_in(root, now)?;
    let mut faults = Vec::new();
    let bar = ProgressBar::new_spinner()
        .with_style(ProgressStyle::with_template("{spinner} {pos} mails read from disk  {per_sec}")?);
    bar.enable_steady_tick(Duration::from_millis(100));
    let (mut new, mut known) = (0, 0);
    for path in &args.paths {
        let (some_new, some_known) = flow::keep(&mut house, path, now, &mut faults, || bar.inc(1))?;
        new += some_new;
        known += some_known;
    }
    bar.set_message("filing");
    let taken = flow::file(&mut house, now, &mut faults)?;
    bar.finish_and_clear();
    say::line(&format!(
        "{} new, {known} known already. {} filed, {} asked about, {} set aside, {} refused.",
        counted(new, "mail"),
        counted(taken.n_letters, "letter"),
        taken.n_asked,
        taken.n_set_aside,
        taken.n_refused
    ));
    if taken.n_asked > 0 {
        say::line("`bothways pending` shows whose mail I could not tell; `bothways do \"1 acme\"` answers.");
    }
    faults.extend(taken.unreadable);
    say::faults(&faults);
    Ok(Ended::Done.but(&faults).but(&house.tools.faults))
}
