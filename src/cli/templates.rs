//! `bothways templates list|preview|lint`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::{Ended, root, say};
use crate::compose::lint::lint;
use crate::compose::page::with_pictures;
use crate::compose::preview::{Preview, previews, purpose};
use crate::compose::shipped;
use crate::compose::templates::{TemplateFile, compile};
use crate::domain::fault::Faults;
use crate::domain::number::counted;
use crate::home::{self, Home};

#[derive(Debug, clap::Args)]
pub(super) struct TemplatesArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Every template, what it is for, and whether it is yours
    List {
        /// As JSON, for other programs
        #[arg(long)]
        json: bool,
    },
    /// What a template would write, about invented people: with much to say, and with little
    Preview {
        /// The template: `nudge`, `check-in`, `check-in.va`; without it, all of them
        name: Option<String>,
        /// Write pages to open in a browser into this folder, instead of printing the text
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// What is wrong in your templates, with line and suggestion; without a file, those of this home
    Lint {
        /// Files to check instead; each is known by its name, as `check-in.va.txt`
        files: Vec<PathBuf>,
    },
}

/// The templates of the home, where there is one.
fn own(place: Option<PathBuf>, faults: &mut Faults) -> anyhow::Result<Vec<TemplateFile>> {
    let root = root(place)?;
    if !root.join(home::CONFIG_FILE).is_file() {
        return Ok(Vec::new());
    }
    let files = Home::open(root)?.template_files(faults);
    Ok(files.into_iter().map(|(name, text)| TemplateFile { name, text, shipped: false }).collect())
}

pub(super) fn run(args: &TemplatesArgs, place: Option<PathBuf>) -> anyhow::Result<Ended> {
    let mut faults = Vec::new();
    let what = args.what.as_ref().unwrap_or(&What::List { json: false });
    let own = match what {
        What::Lint { files } if !files.is_empty() => named(files)?,
        What::Lint { .. } | What::List { .. } | What::Preview { .. } => own(place, &mut faults)?,
    };
    say::faults(&faults);
    let ended = match what {
        What::List { json } => list(&own, *json)?,
        What::Preview { name, to } => preview(name.as_deref(), to.as_deref(), &own)?,
        What::Lint { .. } => check(&own),
    };
    Ok(ended.but(&faults))
}

fn named(paths: &[PathBuf]) -> anyhow::Result<Vec<TemplateFile>> {
    let file = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(TemplateFile { name, text, shipped: false })
    };
    paths.iter().map(file).collect()
}

fn list(own: &[TemplateFile], json: bool) -> anyhow::Result<Ended> {
    let mut files: Vec<TemplateFile> =
        shipped::files().into_iter().filter(|file| own.iter().all(|mine| mine.name != file.name)).collect();
    files.extend(own.iter().cloned());
    files.sort_by(|one, other| one.name.cmp(&other.name));
    if json {
        let rows: Vec<_> = files
            .iter()
            .map(|file| serde_json::json!({ "name": file.name, "yours": !file.shipped, "for": purpose(file) }))
            .collect();
        say::json(&rows.into())?;
        return Ok(Ended::Done);
    }
    for file in &files {
        let whose = if file.shipped { "shipped" } else { "yours" };
        say::data(&format!("{:<36} {whose:<8} {}", file.name, purpose(file)))?;
    }
    Ok(Ended::Done)
}

fn preview(name: Option<&str>, to: Option<&Path>, own: &[TemplateFile]) -> anyhow::Result<Ended> {
    let mut faults = Vec::new();
    let templates = compile(own, &mut faults);
    let mut written = Vec::new();
    for preview in previews(name, &templates) {
        match preview {
            Ok(preview) => written.push(preview),
            Err(fault) => faults.push(fault),
        }
    }
    if written.is_empty() && faults.is_empty() {
        bail!("there is no template `{}`; `bothways templates list` names them", name.unwrap_or_default());
    }
    match to {
        Some(folder) => pages(&written, folder)?,
        None => print(&written)?,
    }
    say::faults(&faults);
    Ok(Ended::Done.but(&faults))
}

fn print(written: &[Preview]) -> anyhow::Result<()> {
    for preview in written {
        say::data(&format!("===== {} =====\nSubject: {}\n\n{}", preview.name, preview.subject, preview.text))?;
    }
    Ok(())
}

/// One file for each part, named after the template and counted from 1.
fn pages(written: &[Preview], folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("cannot write `{}`", path.display()))
    };
    for (at, preview) in written.iter().enumerate() {
        let n = 1 + written.iter().take(at).filter(|before| before.name == preview.name).count();
        write(
            &format!("{}-{n}.txt", preview.name),
            format!("Subject: {}\n\n{}", preview.subject, preview.text).as_bytes(),
        )?;
        if let Some(html) = &preview.html {
            write(&format!("{}-{n}.html", preview.name), with_pictures(html, &preview.pictures).as_bytes())?;
        }
    }
    say::line(&format!("{} in {}", counted(written.len(), "mail"), folder.display()));
    Ok(())
}

fn check(own: &[TemplateFile]) -> Ended {
    let faults = lint(own);
    say::faults(&faults);
    if own.is_empty() {
        say::line("No templates of your own; the shipped ones are in use. `bothways templates list` names them.");
    } else if faults.is_empty() {
        say::line(&format!("{}, nothing to say.", counted(own.len(), "file")));
    }
    Ended::Done.but(&faults)
}
