//! One bothways at a time in a home: two would send twice.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::{Error, files};

/// The home is ours until this is dropped, or until the process ends in whatever way.
#[derive(Debug)]
pub struct Lock {
    /// The operating system holds the lock as long as the file is open.
    _file: File,
}

/// Takes the lock, or says who has it.
pub(super) fn take(path: &Path) -> Result<Lock, Error> {
    let mut file = files::open_private(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(Error::Busy { path: path.to_owned(), pid: holder(&mut file) }),
        Err(TryLockError::Error(source)) => return Err(Error::io("lock", path, source)),
    }
    write_own_pid(&mut file).map_err(|source| Error::io("write", path, source))?;
    Ok(Lock { _file: file })
}

/// The number is for people; what holds the home is the lock itself, so that a left-over file means nothing.
fn write_own_pid(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    // Where the file can't be read, the number is not known; the refusal stands all the same.
    file.take(20).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_was_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        std::fs::write(&path, "999999 left over from a crash\n").unwrap();
        let first = take(&path).unwrap();
        match take(&path) {
            Err(Error::Busy { pid, .. }) => assert_eq!(pid, Some(std::process::id())),
            other => panic!("{other:?}"),
        }
        drop(first);
        take(&path).unwrap();
    }
}
