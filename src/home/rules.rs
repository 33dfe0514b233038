//! The rule files of a home: the user's own, those she is still trying out, the last versions that worked, and the shipped versions
//! that hers were made from. What they say is for `judge` to understand.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};

use super::{Error, Home, files, make_folder, named_from};
use crate::domain::fault::Faults;

/// When the files that a person edits were last changed: enough to know that one of them was, without reading any.
#[derive(Clone, Debug, Default)]
pub struct Stamp {
    files: Vec<(PathBuf, u64, Option<SystemTime>)>,
    /// When a file was last put into one of their folders, or taken out: many editors take the old one away before they write.
    folders: Vec<SystemTime>,
}

impl PartialEq for Stamp {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
    }
}

impl Stamp {
    /// Whether none of the files was written within the last second: an editor may still be at it.
    #[must_use]
    pub fn is_settled(&self, now: Timestamp) -> bool {
        let changed = self.files.iter().filter_map(|(.., at)| *at).chain(self.folders.iter().copied());
        let ages = changed.filter_map(|at| Some(now.duration_since(Timestamp::try_from(at).ok()?)));
        // A file from the future is no file being written.
        ages.into_iter().all(|age| !(SignedDuration::ZERO..PAUSE).contains(&age))
    }
}

/// How long a file must have been left alone.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);

impl Home {
    /// The user's rules: `rules/one-sided.rhai` and its text, in order of their names.
    pub fn rule_files(&self, faults: &mut Faults) -> Vec<(String, String)> {
        self.theirs(&self.rules(), "rhai", faults)
    }

    /// The cases beside the rules: `rules/one-sided.cases` and its text.
    pub fn case_files(&self, faults: &mut Faults) -> Vec<(String, String)> {
        self.theirs(&self.rules(), "cases", faults)
    }

    /// Writes a rule or its cases, whole or not at all: `rules/one-sided.rhai`.
    pub fn write_rule(&self, name: &str, text: &str) -> Result<(), Error> {
        keep(&self.rules(), name, text)
    }

    /// Files that the user writes; what cannot be read is told under the name that she knows.
    fn theirs(&self, folder: &Path, ending: &str, faults: &mut Faults) -> Vec<(String, String)> {
        let mut found = Faults::new();
        let files = named_from("rules", files::written(folder, &[ending], &mut found));
        for mut fault in found {
            if let Ok(inside) = Path::new(&fault.place).strip_prefix(&self.root) {
                fault.place = inside.to_string_lossy().replace('\\', "/");
            }
            faults.push(fault);
        }
        files
    }

    /// Takes one of the user's rule files away, and what was kept of it. One that is not there is no error.
    pub fn remove_rule(&self, name: &str) -> Result<(), Error> {
        remove(&self.rules(), name)?;
        remove(&self.last_good(), name)
    }

    /// The names of the user's rule files, readable or not; `None` where the folder cannot be looked into.
    #[must_use]
    pub fn rule_names(&self) -> Option<Vec<String>> {
        let names = files::names(&self.rules(), &["rhai"]).ok()?;
        Some(names.into_iter().map(|name| format!("rules/{name}")).collect())
    }

    /// Where rules lie that the user is still trying out. None of them is in force.
    #[must_use]
    pub fn drafts(&self) -> PathBuf {
        self.rules().join("draft")
    }

    /// The rules that are being tried out, under the name they will have: `rules/one-sided.rhai`.
    pub fn draft_rule_files(&self, faults: &mut Faults) -> Vec<(String, String)> {
        self.theirs(&self.drafts(), "rhai", faults)
    }

    /// Writes a rule that is being tried out, and says where.
    pub fn write_draft(&self, name: &str, text: &str) -> Result<PathBuf, Error> {
        keep(&self.drafts(), name, text)?;
        Ok(self.drafts().join(plain_name(name).unwrap_or(name)))
    }

    pub fn remove_draft(&self, name: &str) -> Result<(), Error> {
        remove(&self.drafts(), name)?;
        remove(&self.draft_bases(), name)
    }

    /// What stood in a file when its draft was begun, or last looked at beside it.
    pub fn draft_base(&self, name: &str) -> Option<String> {
        let bases = named_from("rules", files::written(&self.draft_bases(), &["rhai"], &mut Faults::new()));
        bases.into_iter().find(|(known, _)| known == name).map(|(_, text)| text)
    }

    pub fn keep_draft_base(&self, name: &str, text: &str) -> Result<(), Error> {
        keep(&self.draft_bases(), name, text)
    }

    fn draft_bases(&self) -> PathBuf {
        self.data().join("drafts-from")
    }

    /// The last version of each rule file that worked, under the name of the file itself: `rules/one-sided.rhai`.
    pub fn last_good_rule_files(&self, faults: &mut Faults) -> Vec<(String, String)> {
        named_from("rules", files::written(&self.last_good(), &["rhai"], faults))
    }

    /// Keeps rule files that work, each under its name, so that a later slip of the pen silences nothing. What is not in `files`
    /// keeps its older version, even where the file is gone: it may be back tomorrow.
    pub fn keep_last_good(&self, files: &[(String, String)]) -> Result<(), Error> {
        let mut faults = Faults::new();
        let kept = self.last_good_rule_files(&mut faults);
        for (name, text) in files.iter().filter(|file| !kept.contains(file)) {
            keep(&self.last_good(), name, text)?;
        }
        Ok(())
    }

    fn last_good(&self) -> PathBuf {
        self.data().join("last-good")
    }

    /// The shipped versions that the user's rules were made from, under the names of her files. Without them nobody could tell what
    /// she changed from what a newer bothways did.
    pub fn base_rule_files(&self, faults: &mut Faults) -> Vec<(String, String)> {
        named_from("rules", files::written(&self.bases(), &["rhai"], faults))
    }

    pub fn keep_base(&self, name: &str, text: &str) -> Result<(), Error> {
        keep(&self.bases(), name, text)
    }

    fn bases(&self) -> PathBuf {
        self.data().join("rules-as-shipped")
    }

    /// When the user's rules, phrases and templates were last changed.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        let folders = [self.rules(), self.rules().join("signals"), self.templates()];
        let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        let mut files: Vec<_> = entries
            .filter_map(|entry| {
                let about = entry.metadata().ok()?;
                // What an editor keeps beside the file is no file of the user's.
                let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
                (about.is_file() && !is_hidden).then(|| (entry.path(), about.len(), about.modified().ok()))
            })
            .collect();
        files.sort();
        let folders = folders.iter().filter_map(|folder| std::fs::metadata(folder).ok()?.modified().ok()).collect();
        Stamp { files, folders }
    }
}

fn keep(folder: &Path, name: &str, text: &str) -> Result<(), Error> {
    let Some(plain) = plain_name(name) else { return Ok(()) };
    make_folder(folder)?;
    files::write(&folder.join(plain), text.as_bytes())
}

fn remove(folder: &Path, name: &str) -> Result<(), Error> {
    let Some(plain) = plain_name(name) else { return Ok(()) };
    let path = folder.join(plain);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", &path, error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The file's own name, where it lies in `rules` itself: a name that leads elsewhere is nobody's.
fn plain_name(name: &str) -> Option<&str> {
    name.strip_prefix("rules/").filter(|plain| !plain.is_empty() && !plain.contains(['/', '\\']))
}
