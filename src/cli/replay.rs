//! `bothways replay`: past mail day by day, for trying out.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Ended, say};
use crate::capture;
use crate::domain::number::counted;
use crate::flow::{self, Delivered, House, Mode, Past, Way};
use crate::home::Home;

#[derive(Debug, clap::Args)]
pub(super) struct ReplayArgs {
    /// A Maildir, folder of .eml, or mbox
    mail: PathBuf,
    /// The first day to judge; mail from before it is known from the start
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    from: Date,
    /// The last day
    #[arg(long, value_name = "DAY", value_parser = super::day::day)]
    to: Date,
    /// Where mails go [default: `outbox` in the home]
    #[arg(long, value_name = "DIR")]
    outbox: Option<PathBuf>,
}

pub(super) fn run(args: &ReplayArgs, root: &Path) -> anyhow::Result<Ended> {
    anyhow::ensure!(args.from <= args.to, "--from {} lies after --to {}", args.from, args.to);
    let mut faults = Vec::new();
    let mut mails = Vec::new();
    for found in capture::found(&args.mail)? {
        match found {
            Ok(found) => mails.push(Delivered {
                at: found.received_at.unwrap_or(Timestamp::UNIX_EPOCH),
                place: found.place,
                bytes: found.bytes,
            }),
            Err(error) => {
                faults.push(crate::domain::fault::Fault::new(args.mail.display().to_string(), error.to_string()));
            }
        }
    }
    let mut house = House::open(Home::open(root)?, Mode::Replay, Timestamp::now())?;
    say::faults(&house.tools.faults);
    let n_waiting = house.store.read(|db| db.n_waiting_to_go())?;
    anyhow::ensure!(
        n_waiting == 0 || house.tools.home.config().smtp.is_none(),
        "{} of this home still wait to be sent, and a replay would write them into a folder; try out in a home of its own",
        counted(usize::try_from(n_waiting).unwrap_or(usize::MAX), "mail")
    );
    let way = Way::Files(args.outbox.clone().unwrap_or_else(|| house.tools.home.outbox()));
    let n = mails.len();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut n_sent = 0;
    let mut n_letters = 0;
    let past = Past { mails, orders: Vec::new(), from: args.from, to: args.to };
    runtime.block_on(flow::replay(&mut house, past, &way, &mut faults, |day| {
        n_sent += day.n_sent;
        n_letters += day.report.taken.n_letters;
        if day.n_sent > 0 {
            say::line(&format!("{}  {}", day.on, counted(day.n_sent, "mail")));
        }
    }))?;
    let Way::Files(folder) = &way else { return Ok(Ended::Failed) };
    say::line(&format!(
        "{} fed, {} filed, {} written to {}",
        counted(n, "mail"),
        counted(n_letters, "letter"),
        counted(n_sent, "mail"),
        folder.display()
    ));
    say::faults(&faults);
    Ok(Ended::Done.but(&faults).but(&house.tools.faults))
}
