//! `bothways run`: the watch, or one round of it.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Ended, instant, say, work_in};
use crate::domain::number::counted;
use crate::flow::{self, Handed, House, Mode, Watching, Way};

#[derive(Debug, clap::Args)]
pub(super) struct RunArgs {
    /// Look once, do what is due, and end
    #[arg(long)]
    once: bool,
    /// Show what would be filed and written; keep and send nothing
    #[arg(long)]
    dry_run: bool,
    /// As if it were the end of that day; implies --once, and --dry-run where mail would really go out
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    as_of: Option<Date>,
}

pub(super) fn run(args: &RunArgs, root: &Path) -> anyhow::Result<Ended> {
    let mut house = work_in(root, Timestamp::now())?;
    let zone = house.tools.user.zone.clone();
    let now = instant(&zone, args.as_of)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // Deeply nested answers of a server are parsed by recursion in the library.
        .thread_stack_size(8 * 1024 * 1024)
        .enable_all()
        .build()?;
    // Another day's mail must not go out today; only a home that sends into a folder may live through it for real.
    let is_another_day = args.as_of.is_some() && house.tools.home.config().smtp.is_some();
    if args.dry_run || is_another_day {
        return Ok(runtime.block_on(dry_run(&mut house, now))?.but(&house.tools.faults));
    }
    let way = Way::of(&house)?;
    if args.once || args.as_of.is_some() {
        let clock = || if args.as_of.is_some() { now } else { Timestamp::now() };
        let watching = runtime.block_on(flow::once(&mut house, &way, clock))?;
        round(&watching);
        return Ok(ended(&watching).but(&house.tools.faults));
    }
    let watched = house.tools.home.config().imap.as_ref().map(|imap| imap.server.host.clone());
    let Some(watched) = watched else {
        anyhow::bail!(
            "this home has no mailbox to watch\nhint: put [imap] and [smtp] into its bothways.toml, or use `bothways import`"
        );
    };
    let (stop, stopped) = tokio::sync::watch::channel(false);
    runtime.spawn(async move {
        told_to_stop().await;
        // The watch has ended already: nothing to stop.
        let _ = stop.send(true);
    });
    say::line(&format!("Watching {watched}. Ctrl-C ends it."));
    runtime.block_on(flow::watch(&mut house, &way, stopped, round))?;
    house.store.checkpoint()?;
    Ok(Ended::Done)
}

async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without signals only the system can end it; the outbox is made for that.
    let _ = tokio::signal::ctrl_c().await;
}

fn round(watching: &Watching) {
    let taken = &watching.report.taken;
    if taken.n_mails > 0 {
        say::line(&format!(
            "{}: {} filed, {} asked about, {} set aside, {} refused, {}",
            counted(taken.n_mails, "mail"),
            taken.n_filed,
            taken.n_asked,
            taken.n_set_aside,
            taken.n_refused,
            counted(taken.n_commands, "command"),
        ));
    }
    handed(&watching.handed);
    say::faults(&watching.report.faults);
}

fn handed(handed: &Handed) {
    for (n, what) in [
        (handed.n_sent, "sent"),
        (handed.n_later, "to be tried again"),
        (handed.n_failed, "refused for good"),
        (handed.n_uncertain, "of unknown fate"),
    ] {
        if n > 0 {
            say::line(&format!("{} {what}", counted(n, "mail")));
        }
    }
    if let Some((why, hint)) = &handed.refused {
        say::line(&format!("! sending is refused: {why}\nhint: {hint}"));
    }
}

fn ended(watching: &Watching) -> Ended {
    let well = watching.report.faults.is_empty() && watching.handed.refused.is_none();
    if well { Ended::Done } else { Ended::WithFaults }
}

/// Walks a round on a copy of the database in memory, with nowhere to send to, and shows what came of it.
async fn dry_run(house: &mut House, now: Timestamp) -> anyhow::Result<Ended> {
    let before = house.store.read(|db| db.outbox(1))?.first().map_or(0, |row| row.id.0);
    house.store = house.store.copy_in_memory()?;
    house.tools.mode = Mode::Rehearse;
    let watching = flow::rehearse(house, now).await?;
    round(&watching);
    let planned = house.store.read(|db| db.outbox(100))?;
    let mut n = 0;
    for row in planned.iter().rev().filter(|row| row.id.0 > before) {
        say::data(&format!("would send a {} to {}: {}\n\n{}\n", row.kind, row.to, row.subject, row.plain))?;
        n += 1;
    }
    say::line(&format!("{} would go out. Nothing was kept and nothing was sent.", counted(n, "mail")));
    Ok(ended(&watching))
}
