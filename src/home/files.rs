//! Files of a home: private to their owner, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Error;
use crate::domain::fault::{Fault, Faults};

/// A file that a person writes is smaller than this; a larger one is a mistake, and would cost memory at every pass.
const MAX_WRITTEN_BYTES: u64 = 1024 * 1024;

/// The files of a folder with one of the endings, by name and in order. A folder that is absent has none; a file that can't be
/// read becomes a fault, and the others are given.
pub(super) fn written(folder: &Path, endings: &[&str], faults: &mut Faults) -> Vec<(String, String)> {
    let names = names(folder, endings).unwrap_or_else(|error| {
        faults.push(unreadable(folder, &error));
        Vec::new()
    });
    let mut files = Vec::new();
    for name in names {
        let path = folder.join(&name);
        match read_written(&path) {
            Ok(text) => files.push((name, text)),
            Err(error) => faults.push(unreadable(&path, &error)),
        }
    }
    files
}

/// The names of such files, in order, be they readable or not.
pub(super) fn names(folder: &Path, endings: &[&str]) -> std::io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if has_ending(&entry.path(), endings) && !name.starts_with('.') && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn read_written(path: &Path) -> std::io::Result<String> {
    if fs::metadata(path)?.len() > MAX_WRITTEN_BYTES {
        return Err(std::io::Error::other("the file is larger than 1 MB"));
    }
    // Text in another encoding is read as far as it goes: what reads the file can then name the line.
    Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    Fault::new(path.display().to_string(), format!("cannot be read: {error}"))
}

/// Writes a file whole: a reader, or a crash, sees the old text or the new one and nothing between.
pub fn write(path: &Path, text: &[u8]) -> Result<(), Error> {
    let half = half_written(path);
    let written = (|| {
        let mut file = private().truncate(true).create(true).write(true).open(&half)?;
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&half, path)
    })();
    if written.is_err() {
        // The error that matters is the one above.
        let _ = fs::remove_file(&half);
    }
    written.map_err(|source| Error::io("write", path, source))
}

fn half_written(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.half"))
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, text: &[u8]) -> Result<(), Error> {
    let written = (|| {
        let mut file = private().create_new(true).write(true).open(path)?;
        file.write_all(text)?;
        file.sync_all()
    })();
    written.map_err(|source| Error::io("write", path, source))
}

/// Opens a file for reading and writing, made where it is absent.
pub(super) fn open_private(path: &Path) -> Result<File, Error> {
    private()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(|source| Error::io("open", path, source))
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Makes a folder, and those above it, for its owner alone. One that is there already stays as it is.
pub fn make_folder(path: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|source| Error::io("make the folder", path, source))
}

/// Whether only the owner can read it. Where the platform keeps such rights elsewhere, yes.
pub(super) fn is_private(path: &Path) -> Result<bool, Error> {
    let metadata = fs::metadata(path).map_err(|source| Error::io("read", path, source))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The last six bits are the rights of the group and of everybody.
        Ok(metadata.permissions().mode().trailing_zeros() >= 6)
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_order_and_others_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.rhai", "a.rhai", "a.rhai~", ".hidden.rhai", "README.md", "c.RHAI"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        fs::create_dir(folder.path().join("folder.rhai")).unwrap();
        let mut faults = Faults::new();
        let names: Vec<String> =
            written(folder.path(), &["rhai"], &mut faults).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a.rhai", "b.rhai", "c.RHAI"]);
        assert!(faults.is_empty(), "{faults:?}");
    }

    #[test]
    fn one_bad_file_does_not_hide_the_others() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("good.rhai"), "1").unwrap();
        fs::write(folder.path().join("latin.rhai"), b"// caf\xe9").unwrap();
        File::create(folder.path().join("huge.rhai")).unwrap().set_len(MAX_WRITTEN_BYTES + 1).unwrap();
        let mut faults = Faults::new();
        assert_eq!(written(folder.path(), &["rhai"], &mut faults).len(), 2);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].place.ends_with("huge.rhai"));
        assert!(written(&folder.path().join("absent"), &["rhai"], &mut faults).is_empty());
        assert_eq!(faults.len(), 1);
    }

    #[test]
    #[cfg(unix)]
    fn what_we_make_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        make_folder(&inner).unwrap();
        let file = inner.join("c");
        write(&file, b"one").unwrap();
        write(&file, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 1);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&inner), mode(&file)), (0o700, 0o600));
        assert!(is_private(&file).unwrap());
        assert!(write_new(&file, b"three").is_err());
        assert_eq!(fs::read(&file).unwrap(), b"two");
    }
}
