//! Mail in files: one `.eml`, a folder of them, a Maildir, an mbox, stdin.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::mbox::{self, Entries};
use super::received::{header_block, received_at};
use super::{Error, Found, HEADER_ENOUGH, TOO_BIG};

/// Folders within folders are followed this far down; a mail store is never deeper, a loop of links always.
const DEEPEST: usize = 16;

/// The mails below a path. See [`super::found`].
pub fn found(path: &Path) -> Result<Mails, Error> {
    let mut mails = Mails { waiting: VecDeque::new(), open: None };
    if path == Path::new("-") {
        mails.waiting.push_back(Place::Stdin);
        return Ok(mails);
    }
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        gather(path, 0, &mut mails.waiting)?;
        if mails.waiting.is_empty() {
            // A Maildir that is empty today is a fine thing to watch; any other empty folder is a mistake.
            return if is_maildir(path) { Ok(mails) } else { Err(Error::NoMail { path: path.to_owned() }) };
        }
    } else {
        File::open(path).map_err(unreadable)?;
        mails.waiting.push_back(Place::File(path.to_owned()));
    }
    Ok(mails)
}

/// A place that holds mail, not yet opened.
enum Place {
    Stdin,
    File(PathBuf),
    /// A file of a Maildir, where one file is one mail whatever its name.
    Maildir(PathBuf),
}

/// The mails of a list of places, opened one at a time.
pub struct Mails {
    waiting: VecDeque<Place>,
    open: Option<OpenMbox>,
}

struct OpenMbox {
    path: PathBuf,
    entries: Entries<Box<dyn BufRead>>,
    n: usize,
}

impl Iterator for Mails {
    type Item = Result<Found, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(open) = &mut self.open {
                match open.next_found() {
                    Some(found) => return Some(found),
                    None => self.open = None,
                }
            }
            let (path, opened) = match self.waiting.pop_front()? {
                Place::Stdin => {
                    let stdin: Box<dyn BufRead> = Box::new(BufReader::new(io::stdin()));
                    (PathBuf::from("-"), self.opened(PathBuf::from("-"), stdin))
                }
                Place::File(path) => {
                    let opened = buffered(&path).and_then(|source| self.opened(path.clone(), source));
                    (path, opened)
                }
                Place::Maildir(path) => {
                    let read = buffered(&path).and_then(|mut source| one(&mut source));
                    let found = read.map(|one| one.found(&path, maildir_time(&path)));
                    (path, found.map(Some))
                }
            };
            match opened {
                Ok(Some(found)) => return Some(Ok(found)),
                Ok(None) => {}
                Err(source) => return Some(Err(Error::Unreadable { path, source })),
            }
        }
    }
}

impl Mails {
    /// One mail right away, or an mbox whose mails come next.
    fn opened(&mut self, path: PathBuf, mut source: Box<dyn BufRead>) -> io::Result<Option<Found>> {
        let is_named_mbox = has_extension(&path, &["mbox", "mbx"]);
        let beginning = source.fill_buf()?;
        if mbox::is_mbox(beginning) {
            self.open = Some(OpenMbox { path, entries: Entries::new(source), n: 0 });
            return Ok(None);
        }
        if beginning.is_empty() && is_named_mbox {
            return Ok(None);
        }
        one(&mut source).map(|one| Some(one.found(&path, None)))
    }
}

impl OpenMbox {
    fn next_found(&mut self) -> Option<Result<Found, Error>> {
        let entry = self.entries.next()?;
        self.n += 1;
        let found = entry.map(|entry| Found {
            place: format!("{}:{}", self.path.display(), self.n),
            received_at: received_at(&entry.bytes, entry.received_at),
            bytes: entry.bytes,
            too_big: entry.too_big,
        });
        Some(found.map_err(|source| Error::Unreadable { path: self.path.clone(), source }))
    }
}

fn buffered(path: &Path) -> io::Result<Box<dyn BufRead>> {
    Ok(Box::new(BufReader::new(File::open(path)?)))
}

/// A single mail as read, up to the limit.
struct One {
    bytes: Vec<u8>,
    too_big: Option<u64>,
}

fn one(source: &mut dyn BufRead) -> io::Result<One> {
    let mut bytes = Vec::new();
    source.take(TOO_BIG + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 <= TOO_BIG {
        return Ok(One { bytes, too_big: None });
    }
    let size = bytes.len() as u64 + io::copy(source, &mut io::sink())?;
    let enough = usize::try_from(HEADER_ENOUGH).unwrap_or(usize::MAX);
    let header = header_block(bytes.get(..enough).unwrap_or(&bytes)).to_vec();
    Ok(One { bytes: header, too_big: Some(size) })
}

impl One {
    fn found(self, path: &Path, otherwise: Option<Timestamp>) -> Found {
        let received_at = received_at(&self.bytes, otherwise);
        Found { place: path.display().to_string(), received_at, bytes: self.bytes, too_big: self.too_big }
    }
}

fn is_maildir(path: &Path) -> bool {
    path.join("cur").is_dir() && path.join("new").is_dir()
}

/// Everything below a folder that holds mail, in the order of its names.
fn gather(folder: &Path, depth: usize, waiting: &mut VecDeque<Place>) -> Result<(), Error> {
    if is_maildir(folder) {
        return gather_maildir(folder, waiting);
    }
    for path in sorted(folder)? {
        let is_folder = path.is_dir();
        if is_folder && !path.is_symlink() && depth < DEEPEST {
            gather(&path, depth + 1, waiting)?;
        } else if !is_folder && holds_mail(&path) {
            waiting.push_back(Place::File(path));
        }
    }
    Ok(())
}

/// The mails of `cur` and `new` as one list in the order of their names, which begin with the time of delivery.
fn gather_maildir(folder: &Path, waiting: &mut VecDeque<Place>) -> Result<(), Error> {
    let mut mails = sorted(&folder.join("cur"))?;
    mails.extend(sorted(&folder.join("new"))?);
    mails
        .retain(|path| path.is_file() && !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    mails.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    waiting.extend(mails.into_iter().map(Place::Maildir));
    Ok(())
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |source| Error::Unreadable { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>().map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

/// `.eml`, `.mbox`, and the bare numbers of MH folders.
fn holds_mail(path: &Path) -> bool {
    let is_number =
        path.file_name().is_some_and(|name| name.to_string_lossy().bytes().all(|byte| byte.is_ascii_digit()));
    is_number || has_extension(path, &["eml", "mbox", "mbx"])
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|found| extensions.iter().any(|extension| found.eq_ignore_ascii_case(extension)))
}

/// When a Maildir received a file: the seconds its name begins with, else when the file was last written.
fn maildir_time(path: &Path) -> Option<Timestamp> {
    let name = path.file_name()?.to_string_lossy();
    let named = name.split_once('.').and_then(|(seconds, _)| seconds.parse::<i64>().ok());
    // Names of other makes begin with other numbers; only seconds since about 1990 are a time.
    match named.filter(|seconds| *seconds > 600_000_000).and_then(|seconds| Timestamp::from_second(seconds).ok()) {
        Some(named) => Some(named),
        None => Timestamp::try_from(fs::metadata(path).ok()?.modified().ok()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn all(path: &Path) -> Vec<Found> {
        found(path).unwrap().map(Result::unwrap).collect()
    }

    fn bodies(path: &Path) -> Vec<String> {
        all(path).into_iter().map(|found| String::from_utf8(found.bytes).unwrap()).collect()
    }

    #[test]
    fn a_folder_of_mail_is_read_in_the_order_of_its_names() {
        let folder = folder(&[("b.eml", "B"), ("a.EML", "A"), ("sub/c.eml", "C"), ("notes.txt", "no"), ("12", "MH")]);
        assert_eq!(bodies(folder.path()), ["MH", "A", "B", "C"]);
    }

    #[test]
    fn a_maildir_is_read_in_the_order_of_delivery() {
        let folder = folder(&[
            ("cur/1700000300.M1P1.host:2,S", "third"),
            ("new/1700000200.M1P1.host", "second"),
            ("cur/1700000100.M1P1.host:2,", "Received: x; Tue, 3 Nov 2026 10:00:00 +0000\n\nfirst"),
            ("cur/.hidden", "no"),
            ("tmp/1700000000.M1P1.host", "half written"),
        ]);
        let mails = all(folder.path());
        let received: Vec<String> = mails.iter().map(|mail| mail.received_at.unwrap().to_string()).collect();
        assert_eq!(received, ["2026-11-03T10:00:00Z", "2023-11-14T22:16:40Z", "2023-11-14T22:18:20Z"]);
        assert!(mails[2].place.ends_with("cur/1700000300.M1P1.host:2,S"));
    }

    #[test]
    fn an_mbox_gives_its_mails_one_by_one() {
        let folder = folder(&[(
            "all.mbox",
            "From a Tue Nov  3 10:00:00 2026\nA: 1\n\nx\n\nFrom b Tue Nov  3 11:00:00 2026\nA: 2\n\ny\n",
        )]);
        let mails = all(&folder.path().join("all.mbox"));
        assert_eq!(mails.len(), 2);
        assert!(mails[1].place.ends_with("all.mbox:2"), "{}", mails[1].place);
        assert_eq!(mails[1].received_at, Some("2026-11-03T11:00:00Z".parse().unwrap()));
    }

    #[test]
    fn a_place_without_mail_is_named() {
        let folder = folder(&[("notes.txt", "no")]);
        let Err(error) = found(folder.path()) else { panic!("a folder without mail was taken for one") };
        assert!(matches!(error, Error::NoMail { .. }), "{error}");
        assert!(error.to_string().contains(&folder.path().display().to_string()));
        for missing in ["nowhere", "notes.txt/inbox"] {
            let Err(error) = found(&folder.path().join(missing)) else { panic!("{missing} is not there") };
            assert!(error.to_string().contains(missing), "{error}");
            assert!(error.hint().is_some(), "{error:?}");
        }
    }

    #[test]
    fn an_empty_maildir_is_no_mistake() {
        let folder = folder(&[]);
        for part in ["cur", "new", "tmp"] {
            fs::create_dir(folder.path().join(part)).unwrap();
        }
        assert_eq!(all(folder.path()), []);
    }

    #[test]
    fn a_mail_that_went_away_does_not_hide_the_others() {
        let folder = folder(&[("a.eml", "A"), ("b.eml", "B")]);
        let mails = found(folder.path()).unwrap();
        fs::remove_file(folder.path().join("a.eml")).unwrap();
        let mails: Vec<_> = mails.collect();
        assert!(matches!(&mails[0], Err(Error::Unreadable { path, .. }) if path.ends_with("a.eml")));
        assert_eq!(mails[1].as_ref().unwrap().bytes, b"B");
    }

    #[test]
    fn a_mail_over_the_limit_keeps_its_header() {
        let folder = folder(&[]);
        let path = folder.path().join("big.eml");
        let mut bytes = b"Subject: big\r\n\r\n".to_vec();
        bytes.resize(50 * 1024 * 1024, b'x');
        fs::write(&path, bytes).unwrap();
        let mails = all(&path);
        assert_eq!(
            (mails[0].bytes.as_slice(), mails[0].too_big),
            (b"Subject: big\r\n\r\n".as_slice(), Some(50 * 1024 * 1024))
        );
    }
}
