//! What can be looked at without leaving this machine: files, clock, disk, database, rules, templates.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Check, State, with_causes};
use crate::compose::lint::lint;
use crate::compose::templates::{TemplateFile, compile};
use crate::domain::fault::{Fault, Faults};
use crate::home::Home;
use crate::judge::rules::{self, RuleFile};
use crate::judge::{check, shipped::shipped};
use crate::store::Store;

/// Less than this, in megabytes, and a database may stop in the middle of its work.
const LEAST_FREE_MB: u64 = 200;

pub(super) fn files(home: &Home) -> Check {
    let open = home.open_to_others();
    if open.is_empty() {
        return Check::ok("files", "nobody else on this machine can read your mail or your settings");
    }
    let named: Vec<String> = open.iter().map(|path| format!("`{}`", path.display())).collect();
    let next: Vec<String> = open.iter().map(|path| format!("chmod go= {}", path.display())).collect();
    Check::warning("files", format!("others on this machine can read {}", named.join(", ")), next.join("\n"))
}

/// A clock that is years off makes everybody silent, or nobody.
pub(super) fn clock(now: Timestamp, home: Option<&Home>) -> Check {
    let zone = home.map_or_else(TimeZone::system, |home| home.config().you.zone.clone());
    let local = now.to_zoned(zone);
    let says = local.strftime("%A %-d %B %Y, %H:%M").to_string();
    if !(2025..2100).contains(&local.year()) {
        return Check::failed(
            "clock",
            format!("this machine thinks that it is {says}"),
            Some("set the clock: `timedatectl set-ntp true` where there is systemd".into()),
        );
    }
    match local.time_zone().iana_name() {
        Some(zone) => Check::ok("clock", format!("{says} in {zone}")),
        None => Check::ok("clock", says),
    }
}

/// `None` where the platform does not tell.
pub(super) fn disk(home: &Home) -> Option<Check> {
    let free = free_mb(home.root())?;
    Some(if free < LEAST_FREE_MB {
        let next = format!("free some: bothways wants {LEAST_FREE_MB} MB, so that no letter is half kept");
        Check::warning("disk", format!("only {free} MB are free"), next)
    } else if free >= 10_240 {
        Check::ok("disk", format!("{} GB free", free / 1024))
    } else {
        Check::ok("disk", format!("{free} MB free"))
    })
}

#[cfg(unix)]
fn free_mb(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024))
}

#[cfg(not(unix))]
fn free_mb(_folder: &Path) -> Option<u64> {
    None
}

pub(super) fn database(home: &Home) -> Check {
    let path = home.db();
    if !path.exists() {
        return Check::ok("database", "none yet; the first letter makes it");
    }
    let looked = Store::open_to_read(&path).and_then(|store| store.integrity());
    match looked {
        Ok(wrong) if wrong.is_empty() => {
            let size = std::fs::metadata(&path).map_or(0, |file| file.len());
            Check::ok("database", format!("whole, {}", spoken_size(size)))
        }
        Ok(wrong) => {
            let says = format!("`{}` is damaged: {}", path.display(), wrong.first().map_or("", String::as_str));
            Check::failed("database", says, Some(beside(&path)))
        }
        Err(error) => Check::failed("database", with_causes(&error), error.hint()),
    }
}

fn beside(path: &Path) -> String {
    format!(
        "put it aside (`mv {0} {0}.damaged`) and take a copy from a backup; letters can be fetched again from the mailbox",
        path.display()
    )
}

fn spoken_size(bytes: u64) -> String {
    match bytes / 1024 {
        0 => format!("{bytes} bytes"),
        kilobytes @ 1..10_240 => format!("{kilobytes} kB"),
        kilobytes => format!("{} MB", kilobytes / 1024),
    }
}

/// The user's rules: those that do not work, and those that work and are likely not what was meant.
pub(super) fn rules(home: &Home) -> Check {
    let mut faults = Faults::new();
    let mine: Vec<RuleFile> =
        home.rule_files(&mut faults).into_iter().map(|(name, text)| RuleFile { name, text, shipped: false }).collect();
    let all: Vec<RuleFile> = shipped().into_iter().chain(mine.clone()).collect();
    // Without the last good versions: here the files as they are today are looked at.
    let in_force = rules::compile(&all, &[], &mut faults);
    if !faults.is_empty() {
        return of_faults("rules", State::Failed, &faults);
    }
    let advice = check::lint(&mine, &shipped());
    if !advice.is_empty() {
        return of_faults("rules", State::Warning, &advice);
    }
    let on = in_force.list().iter().filter(|rule| rule.on).count();
    Check::ok("rules", format!("{on} on; {}", own("rule file", mine.len())))
}

/// The user's templates: those that do not work, and those that work and would be better otherwise.
pub(super) fn templates(home: &Home) -> Check {
    let mut faults = Faults::new();
    let files: Vec<TemplateFile> = home
        .template_files(&mut faults)
        .into_iter()
        .map(|(name, text)| TemplateFile { name, text, shipped: false })
        .collect();
    let _ = compile(&files, &mut faults);
    if !faults.is_empty() {
        return of_faults("templates", State::Failed, &faults);
    }
    let advice = if files.is_empty() { Vec::new() } else { lint(&files) };
    if advice.is_empty() {
        Check::ok("templates", own("template", files.len()))
    } else {
        of_faults("templates", State::Warning, &advice)
    }
}

/// Faults as one result: all of them, each with its hint.
fn of_faults(check: &'static str, state: State, faults: &[Fault]) -> Check {
    let says: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let next = "correct what is named here, then `bothways doctor` again; until then what worked before is used";
    Check { check, state, says: says.join("\n"), next: Some(next.to_owned()) }
}

fn own(what: &str, n: usize) -> String {
    match n {
        0 => format!("no {what}s of your own"),
        1 => format!("1 {what} of your own"),
        n => format!("{n} {what}s of your own"),
    }
}
