//! One file a command; tables and JSON. stdout is data, stderr is talk.

pub mod demo;
pub mod doctor;
pub mod init;

mod day;
mod do_words;
mod erase;
mod import;
mod json;
mod look;
mod outbox;
mod page;
mod read;
mod replay;
mod report;
mod rules;
mod run;
mod say;
mod signals;
mod templates;
mod try_out;
mod week;
mod year;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use tracing_subscriber::EnvFilter;

use crate::domain::fault::Fault;
use crate::flow::{House, Mode};
use crate::home::{self, Home};

/// Keeps an honest account of what both sides of a working relationship give, from the mail you hand over.
#[derive(Debug, Parser)]
#[command(name = "bothways", version, about, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    /// The folder where this bothways lives [default: the usual place for programs' data]
    #[arg(long, global = true, value_name = "DIR", env = "BOTHWAYS_HOME", hide_env_values = true)]
    home: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try it out: a made-up correspondence through the real program, in a folder of its own
    Demo(try_out::DemoArgs),
    /// Make a home, by asking or from options
    Init(Box<init::InitArgs>),
    /// Watch the mailbox: file what comes, write to you when it is worth a word, send what you approved
    Run(run::RunArgs),
    /// Feed past mail day by day, as it was delivered, and judge each day; mails go to a folder
    Replay(replay::ReplayArgs),
    /// Read mail and print what was understood, without storing anything
    Read(read::ReadArgs),
    /// File mail from a folder, Maildir or mbox
    Import(import::ImportArgs),
    /// Where each relationship stands, and whether bothways is well
    Status(look::StatusArgs),
    /// One relationship: what each side gave, what waits, what is planned
    Show(look::ShowArgs),
    /// What was found, of whom, and why
    Findings(look::FindingsArgs),
    /// Every relationship with its standing
    Relationships(look::RelationshipsArgs),
    /// Why something was said: the rule, what it compared, the lines of mail behind it
    Why(look::WhyArgs),
    /// What waits for your word
    Pending(look::PendingArgs),
    /// The week: what is owed each way, who carries what, one thing to do
    Week(week::WeekArgs),
    /// A year on one page: what each side gave, what has grown, then and now
    Year(year::PageArgs),
    /// The good news of the last three months
    Quarter(year::PageArgs),
    /// Half a year of every relationship: who carries what, month by month, act by act; `--html` makes a page with charts
    Report(report::ReportArgs),
    /// What parting would cost, from your own figures
    Cost(year::PageArgs),
    /// Carry out a command, in the same words as by mail: `bothways do "snooze acme 2w"`
    Do(do_words::DoArgs),
    /// What went out, what waits, and what became of it
    Outbox(outbox::OutboxArgs),
    /// The rules: which there are, whether they are sound, whether their cases hold
    Rules(rules::RulesArgs),
    /// The templates: which there are, what they would write, what is wrong with yours
    Templates(templates::TemplatesArgs),
    /// The phrases listened for: which there are, what yours would have found in your past, whether they are sound
    Signals(signals::SignalsArgs),
    /// Check everything, and say what to type next
    Doctor(doctor::DoctorArgs),
    /// Print everything that is kept, as JSON
    Export(erase::ExportArgs),
    /// Erase a relationship for good
    Forget(erase::ForgetArgs),
}

/// How a command ended, as the shell sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Done,
    Failed,
    WrongUsage,
    /// Done, but a part did not work; it was said which.
    WithFaults,
}

impl Ended {
    /// The same, unless a part did not work.
    fn but(self, faults: &[Fault]) -> Self {
        if self == Self::Done && !faults.is_empty() { Self::WithFaults } else { self }
    }
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        Self::from(match ended {
            Ended::Done => 0,
            Ended::Failed => 1,
            Ended::WrongUsage => 2,
            Ended::WithFaults => 3,
        })
    }
}

/// Runs the command line and says what went wrong in words.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes. If even this cannot be printed, there is nobody to tell.
            let _ = error.print();
            return if error.use_stderr() { Ended::WrongUsage.into() } else { Ended::Done.into() };
        }
    };
    log();
    match cli.run() {
        Ok(ended) => ended.into(),
        Err(error) if is_broken_pipe(&error) => Ended::Done.into(),
        Err(error) => {
            say::error(&error);
            Ended::Failed.into()
        }
    }
}

/// Logs to stderr; `BOTHWAYS_LOG` says how much. The mail libraries log whole lines, passwords included, so they stay below.
fn log() {
    let wanted = std::env::var("BOTHWAYS_LOG").unwrap_or_else(|_| "warn".to_owned());
    let filter =
        EnvFilter::builder().parse_lossy(format!("{wanted},async_imap=warn,imap_proto=warn,lettre=warn,rustls=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false)
        .init();
}

/// `bothways … | head` is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

impl Cli {
    fn run(self) -> anyhow::Result<Ended> {
        let place = self.home.clone();
        match self.command {
            Command::Demo(args) => try_out::run(&args, place.as_deref()),
            Command::Init(args) => {
                init::run(&args, &root(place)?, &mut std::io::stderr().lock())?;
                Ok(Ended::Done)
            }
            Command::Run(args) => run::run(&args, &root(place)?),
            Command::Replay(args) => replay::run(&args, &root(place)?),
            Command::Read(args) => read::run(&args, place),
            Command::Import(args) => import::run(&args, &root(place)?),
            Command::Status(args) => looked(place, |house| look::status(&args, house)),
            Command::Show(args) => looked(place, |house| look::show(&args, house)),
            Command::Findings(args) => looked(place, |house| look::findings(&args, house)),
            Command::Relationships(args) => looked(place, |house| look::relationships(&args, house)),
            Command::Why(args) => looked(place, |house| look::why(&args, house)),
            Command::Pending(args) => {
                let mut house = House::beside(Home::open(root(place)?)?)?;
                say::faults(&house.tools.faults);
                Ok(look::pending(&args, &mut house)?.but(&house.tools.faults))
            }
            Command::Week(args) => looked(place, |house| week::run(&args, house)),
            Command::Report(args) => looked(place, |house| report::run(&args, house)),
            Command::Year(args) => looked(place, |house| year::run(year::Page::Year, &args, house)),
            Command::Quarter(args) => looked(place, |house| year::run(year::Page::Quarter, &args, house)),
            Command::Cost(args) => looked(place, |house| year::run(year::Page::Cost, &args, house)),
            Command::Do(args) => do_words::run(&args, &root(place)?),
            Command::Outbox(args) => looked(place, |house| outbox::run(&args, house)),
            Command::Rules(args) => rules::run(&args, place),
            Command::Templates(args) => templates::run(&args, place),
            Command::Signals(args) => signals::run(&args, place),
            Command::Doctor(args) => {
                Ok(match doctor::run(args, &root(place)?, Timestamp::now(), &mut std::io::stdout().lock())? {
                    doctor::State::Ok => Ended::Done,
                    doctor::State::Warning => Ended::WithFaults,
                    doctor::State::Failed => Ended::Failed,
                })
            }
            Command::Export(args) => looked(place, |house| erase::export(&args, house)),
            Command::Forget(args) => erase::forget(&args, &root(place)?),
        }
    }
}

/// The home's folder: as said, else the platform's place.
fn root(place: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    place.or_else(home::usual_place).context("cannot tell where your home folder is; say it with --home DIR")
}

/// Opens a home to work in it.
fn work_in(root: &Path, now: Timestamp) -> anyhow::Result<House> {
    let house = House::open(Home::open(root)?, Mode::Real, now)?;
    say::faults(&house.tools.faults);
    Ok(house)
}

/// Opens a home, looks at it, and says what in it does not work.
fn looked(place: Option<PathBuf>, look: impl FnOnce(&House) -> anyhow::Result<Ended>) -> anyhow::Result<Ended> {
    let house = House::look(Home::open(root(place)?)?)?;
    say::faults(&house.tools.faults);
    Ok(look(&house)?.but(&house.tools.faults))
}

/// The instant that `--as-of DAY` means: the end of that day for the user; without it, now.
fn instant(house_zone: &jiff::tz::TimeZone, as_of: Option<Date>) -> anyhow::Result<Timestamp> {
    match as_of {
        None => Ok(Timestamp::now()),
        Some(day) => Ok(day.at(23, 59, 0, 0).to_zoned(house_zone.clone())?.timestamp()),
    }
}
