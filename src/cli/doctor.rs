//! `bothways doctor`: looks at everything that must work, says what each result means and what to type next. Changes nothing.

mod local;
mod network;

use std::io::Write;
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use crate::home::{self, Home};

#[derive(clap::Args, Clone, Copy, Debug, Default)]
pub struct DoctorArgs {
    /// Print the results as JSON
    #[arg(long)]
    pub json: bool,
    /// Leave out what needs the network
    #[arg(long)]
    pub offline: bool,
}

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    /// It works, and something about it deserves a look.
    Warning,
    Failed,
}

impl State {
    const fn sign(self) -> &'static str {
        match self {
            Self::Ok => "✓",
            Self::Warning => "!",
            Self::Failed => "✗",
        }
    }

    /// The exit code of a doctor that found nothing worse.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 3,
            Self::Failed => 1,
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// One word: `imap`.
    pub check: &'static str,
    pub state: State,
    /// What was found.
    pub says: String,
    /// What to type or change next.
    pub next: Option<String>,
}

impl Check {
    fn ok(check: &'static str, says: impl Into<String>) -> Self {
        Self { check, state: State::Ok, says: says.into(), next: None }
    }

    fn warning(check: &'static str, says: impl Into<String>, next: impl Into<String>) -> Self {
        Self { check, state: State::Warning, says: says.into(), next: Some(next.into()) }
    }

    fn failed(check: &'static str, says: impl Into<String>, next: Option<String>) -> Self {
        Self { check, state: State::Failed, says: says.into(), next }
    }
}

#[derive(Serialize)]
struct Report<'c> {
    healthy: bool,
    checks: &'c [Check],
}

/// Looks at the home in `root`, prints what was found on `out`, and returns the worst of it.
pub fn run(args: DoctorArgs, root: &Path, now: Timestamp, out: &mut dyn Write) -> anyhow::Result<State> {
    let checks = look(args, root, now);
    let worst = checks.iter().map(|check| check.state).max().unwrap_or(State::Ok);
    if args.json {
        let report = Report { healthy: worst != State::Failed, checks: &checks };
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)?;
    } else {
        print(&checks, out)?;
    }
    Ok(worst)
}

fn look(args: DoctorArgs, root: &Path, now: Timestamp) -> Vec<Check> {
    let home = match Home::open(root) {
        Ok(home) => home,
        Err(error) => return vec![without_home(&error), local::clock(now, None)],
    };
    let mut checks = vec![configuration(&home)];
    checks.push(local::files(&home));
    checks.push(local::clock(now, Some(&home)));
    checks.extend(local::disk(&home));
    checks.push(local::database(&home));
    checks.push(local::rules(&home));
    checks.push(local::templates(&home));
    if args.offline {
        return checks;
    }
    checks.extend(network::checks(&home));
    checks
}

fn configuration(home: &Home) -> Check {
    let you = &home.config().you;
    let says = format!("`{}` is in order; the home of {}", home.config_file().display(), you.name);
    Check::ok("configuration", says)
}

fn without_home(error: &home::Error) -> Check {
    let next = match error {
        home::Error::Config { .. } => Some("correct these lines and run `bothways doctor` again".to_owned()),
        home::Error::NotAHome { .. }
        | home::Error::Io { .. }
        | home::Error::Busy { .. }
        | home::Error::Exists { .. }
        | home::Error::OpenToOthers { .. }
        | home::Error::NoPassword { .. } => error.hint(),
    };
    Check::failed("configuration", with_causes(error), next)
}

/// An error and what caused it, in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut says = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        says.push_str(": ");
        says.push_str(&error.to_string());
        cause = error.source();
    }
    says
}

fn print(checks: &[Check], out: &mut dyn Write) -> std::io::Result<()> {
    for check in checks {
        let mut lines = check.says.lines();
        writeln!(out, "{} {:<14} {}", check.state.sign(), check.check, lines.next().unwrap_or(""))?;
        for line in lines {
            writeln!(out, "{:17}{line}", "")?;
        }
        for (n, line) in check.next.iter().flat_map(|next| next.lines()).enumerate() {
            writeln!(out, "{:17}{} {line}", "", if n == 0 { "→" } else { " " })?;
        }
    }
    let n = |state: State| checks.iter().filter(|check| check.state == state).count();
    match (n(State::Failed), n(State::Warning)) {
        (0, 0) => writeln!(out, "\nAll is well."),
        (0, warnings) => writeln!(out, "\nIt works; {} worth a look.", things(warnings)),
        (failed, 0) => writeln!(out, "\n{} in the way.", things(failed)),
        (failed, warnings) => writeln!(out, "\n{} in the way, and {} worth a look.", things(failed), things(warnings)),
    }
}

fn things(n: usize) -> String {
    if n == 1 { "1 thing is".to_owned() } else { format!("{n} things are") }
}

#[cfg(test)]
mod tests;
