//! The file outbox: lettre's file transport, under names that stay the same.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use lettre::address::Envelope;
use lettre::{FileTransport, Transport as _};

use crate::domain::mail::Frozen;

/// Where a mail lies until it is whole.
const UNFINISHED: &str = ".unfinished";

/// See [`super::to_file`].
pub fn to_file(folder: &Path, frozen: &Frozen) -> io::Result<(PathBuf, bool)> {
    let path = folder.join(format!("{}.eml", name(frozen)));
    match fs::read(&path) {
        Ok(bytes) if bytes == frozen.bytes => return Ok((path, false)),
        Ok(_) => return Err(io::Error::new(io::ErrorKind::AlreadyExists, "another mail of that id is there")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let unfinished = folder.join(UNFINISHED);
    make_private(&unfinished)?;
    let envelope = envelope(frozen)?;
    let id = FileTransport::new(&unfinished).send_raw(&envelope, &frozen.bytes).map_err(io::Error::other)?;
    let whole = unfinished.join(format!("{id}.eml"));
    // The name stands for a mail that is wholly there, so its bytes come to disk first.
    File::open(&whole)?.sync_all()?;
    fs::rename(&whole, &path)?;
    File::open(folder)?.sync_all()?;
    Ok((path, true))
}

/// See [`super::erase_files`].
pub fn erase(folder: &Path, message_ids: &[String]) -> io::Result<usize> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    let endings: Vec<String> = message_ids.iter().map(|id| format!("-{}.eml", in_a_name(id))).collect();
    let mut erased = 0;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if endings.iter().any(|ending| name.ends_with(ending.as_str())) {
            fs::remove_file(&path)?;
            erased += 1;
        }
    }
    Ok(erased)
}

/// Makes the folder for its owner alone: what lies in it are letters.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

fn envelope(frozen: &Frozen) -> io::Result<Envelope> {
    let address = |text: &str| text.parse().map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error));
    let (from, to) = (address(frozen.envelope_from.as_str())?, address(frozen.to.as_str())?);
    Envelope::new(Some(from), vec![to]).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))
}

/// `20261102-080000-nudge-1f3a9c`: in order of time, readable, and the mail's own.
fn name(frozen: &Frozen) -> String {
    let id = in_a_name(&frozen.message_id);
    format!("{}-{}-{id}", frozen.frozen_at.strftime("%Y%m%d-%H%M%S"), frozen.kind)
}

fn in_a_name(message_id: &str) -> String {
    message_id.split('@').next().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Address;
    use crate::domain::mail::MailKind;

    fn frozen(message_id: &str) -> Frozen {
        let you = Address::parse("you@desk.test").unwrap();
        Frozen {
            kind: MailKind::Nudge,
            to: you.clone(),
            envelope_from: you,
            message_id: message_id.to_owned(),
            subject: "one".to_owned(),
            bytes: b"Subject: one\r\n\r\nhello\r\n".to_vec(),
            frozen_at: "2026-11-02T08:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_mail_is_written_once_however_often_it_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = folder.path().join("outbox");
        let (path, is_new) = to_file(&outbox, &frozen("1f3a9c@desk.test")).unwrap();
        assert!(is_new);
        assert!(path.ends_with("20261102-080000-nudge-1f3a9c.eml"), "{}", path.display());
        assert_eq!(fs::read(&path).unwrap(), b"Subject: one\r\n\r\nhello\r\n");
        assert_eq!(to_file(&outbox, &frozen("1f3a9c@desk.test")).unwrap(), (path, false));
        to_file(&outbox, &frozen("2b@desk.test")).unwrap();
        let other = Frozen { bytes: b"other".to_vec(), ..frozen("1f3a9c@desk.test") };
        assert_eq!(to_file(&outbox, &other).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let n_mails = fs::read_dir(&outbox).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_file()).count();
        assert_eq!(n_mails, 2);
        assert_eq!(fs::read_dir(outbox.join(UNFINISHED)).unwrap().count(), 0);
    }

    #[test]
    fn an_id_can_not_name_another_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (path, _) = to_file(folder.path(), &frozen("../../etc/x@desk.test")).unwrap();
        assert_eq!(path.parent(), Some(folder.path()));
    }

    #[test]
    #[cfg(unix)]
    fn nobody_else_can_look_into_an_outbox() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let outbox = folder.path().join("outbox");
        to_file(&outbox, &frozen("1@desk.test")).unwrap();
        assert_eq!(fs::metadata(&outbox).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
